//! Validated settings: what the rest of the program sees in place of raw flags.

#[cfg(feature = "archive")]
mod archive;
#[cfg(feature = "archive")]
mod follow;
mod model;

#[cfg(feature = "archive")]
pub use archive::{AddSettings, Target};
pub use model::Model;

use crate::args::{Colour, FetchFlags, FieldFlags, Format, HintFlags, ReadFlags};
use crate::features::LeftOut;
use crate::input::Input;
use crate::message::Hinted;
use crate::web::Policy as FetchPolicy;
use onrecord::dictionary::Policy;
use onrecord_intake::{
    Budget, Declared, DeclaredError, Hints, Mapping, MappingError, Metadata, PublishedError, SourceError,
    parse_published,
};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

/// A line is hard to read when it is longer than this, however wide the terminal.
const WIDEST: usize = 100;
/// Below this, columns make no sense; narrower terminals wrap as they like.
const NARROWEST: usize = 40;
/// Width where there is no terminal to ask.
const USUAL: usize = 80;

/// Everything `onrecord read` needs to know.
#[derive(Debug)]
pub struct ReadSettings {
    /// What to read, in order.
    pub inputs: Vec<Input>,
    /// How to show it.
    pub format: Format,
    /// What the user knows better than the pages do.
    pub hints: Hints,
    /// What the user says that the files are.
    pub from: Declared,
    /// What a table says of the files.
    pub metadata: Metadata,
    /// What the fields of JSON are.
    pub mapping: Mapping,
    /// Statements below this are left out.
    pub min_confidence: Option<f32>,
    /// Articles read at the same time.
    pub threads: NonZeroUsize,
    /// Dictionaries of actors to load beside the one built in.
    pub actors: Vec<PathBuf>,
    /// What happens to one that has bad lines.
    pub policy: Policy,
    /// How to behave on the web.
    pub fetch: FetchPolicy,
    /// The reader model.
    pub model: Model,
    /// Whether the pretty format is coloured.
    pub colour: bool,
    /// Width of the pretty format, in columns.
    pub width: usize,
}

/// What is wrong with a command line.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// Standard input was named more than once.
    #[error("`-` (standard input) is given {0} times, but can be read only once")]
    StandardInputTwice(usize),
    /// `--threads 0`.
    #[error("`--threads 0` would read nothing")]
    NoThreads,
    /// `--min-confidence` out of range.
    #[error("`--min-confidence {0}` is not between 0 and 1")]
    Confidence(f32),
    /// `--language` is no code.
    #[error("`--language {0}` is not a two-letter language code")]
    Language(String),
    /// `--outlet ''`.
    #[error("`--outlet` is empty")]
    Outlet,
    /// `--published` is no date.
    #[error("--published: {0}")]
    Published(#[from] PublishedError),
    /// Addresses with `--to-parquet`.
    #[error("addresses can be added to an archive only, which knows what was fetched before")]
    ParquetOfAddresses,
    /// `--pause` out of range.
    #[error("`--pause {0}` is no number of seconds from 0 to 3600")]
    Pause(f64),
    /// `--contact` cannot stand in a header.
    #[error("`--contact {0}` holds characters that cannot be sent")]
    Contact(String),
    /// `--model` is neither a built-in model nor a folder.
    #[error("`--model {0}` is neither base nor fast nor a folder")]
    Model(PathBuf),
    /// Neither `--archive` nor `--to-parquet`.
    #[error("it is not said where the articles go")]
    NoTarget,
    /// Nobody is named whose codes a file's are.
    #[error("{}: it is not known whose codes these are", .0.display())]
    NoPerson(PathBuf),
    /// A codebook, which has no articles.
    #[error("{}: is a codebook, and has no articles", .0.display())]
    Codebook(PathBuf),
    /// Nobody is named who puts right what is told of articles.
    #[error("it is not known who puts right what is told of the articles")]
    NobodyUpdates,
    /// `--shard` is not of the form I/N.
    #[error("`--shard {0}` is not a share such as 1/4")]
    Shard(String),
    /// The file of `--follow` cannot be read or makes no sense.
    #[error("{file}: {why}")]
    Follow {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// `--from` names nothing that is known.
    #[error("--from: {0}")]
    From(#[from] DeclaredError),
    /// The table of `--metadata` cannot be used.
    #[error("--metadata: {0}")]
    Metadata(#[from] Box<SourceError>),
    /// `--field` or `--corpus` makes no sense.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Something that was left out when the binary was built.
    #[error(transparent)]
    LeftOut(#[from] LeftOut),
    /// `man` was asked for a page that does not exist.
    #[error("there is no command `{0}`")]
    NoSuchCommand(String),
}

impl Hinted for UsageError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            UsageError::StandardInputTwice(_) => "leave one `-`".to_owned(),
            UsageError::NoThreads => "give 1 or more, or leave it out to use every core".to_owned(),
            UsageError::Confidence(_) => "give a probability such as 0.5".to_owned(),
            UsageError::Language(_) => "give an ISO 639-1 code such as en, de or fr".to_owned(),
            UsageError::NoPerson(_) | UsageError::NobodyUpdates => "say who you are with --person NAME".to_owned(),
            UsageError::Codebook(_) => "put it in force with `onrecord codebook set FILE`".to_owned(),
            UsageError::Outlet => "give the outlet's name, or leave the flag out".to_owned(),
            UsageError::ParquetOfAddresses => {
                "add them with --archive FILE, then run `onrecord export parquet`".to_owned()
            }
            UsageError::Pause(_) => "give a number such as 1 or 0.5".to_owned(),
            UsageError::Contact(_) => "give an address such as desk@paper.example".to_owned(),
            UsageError::Published(error) => return error.hint().map(str::to_owned),
            UsageError::Model(_) => {
                "give fast, a folder that holds a reader model, or leave it out to read with the best one built in"
                    .to_owned()
            }
            UsageError::NoTarget => "give --archive FILE or --to-parquet DIR".to_owned(),
            UsageError::Shard(_) => "give two numbers, the first from 1 to the second".to_owned(),
            UsageError::Follow { .. } => {
                "a feed is written [[feed]] with a line url = \"https://…\"; docs/fetching.md has the rest"
                    .to_owned()
            }
            UsageError::From(error) => error.hint(),
            UsageError::Metadata(error) => return error.hint().map(str::to_owned),
            UsageError::Mapping(error) => error.hint(),
            UsageError::LeftOut(left_out) => return left_out.hint(),
            UsageError::NoSuchCommand(_) => "`onrecord --help` lists the commands".to_owned(),
        })
    }
}

impl ReadSettings {
    /// Checks the flags against each other and against the machine.
    pub fn from_flags(flags: ReadFlags) -> Result<Self, UsageError> {
        let inputs: Vec<Input> = flags.inputs.into_iter().map(Input::from_argument).collect();
        let from_standard_input = inputs.iter().filter(|i| matches!(i, Input::Standard)).count();
        if from_standard_input > 1 {
            return Err(UsageError::StandardInputTwice(from_standard_input));
        }
        let threads = threads(flags.threads)?;
        if let Some(p) = flags.min_confidence.filter(|p| !(0.0..=1.0).contains(p)) {
            return Err(UsageError::Confidence(p));
        }
        let model = Model::parse(flags.model)?;
        let mapping = mapping(&flags.fields)?;
        let (from, metadata) = files(&flags.hints, &mapping)?;
        Ok(ReadSettings {
            inputs,
            from,
            metadata,
            mapping,
            format: flags.format,
            hints: hints(flags.hints)?,
            min_confidence: flags.min_confidence,
            threads,
            actors: flags.actors,
            policy: if flags.lenient { Policy::Lenient } else { Policy::Strict },
            fetch: fetch_policy(flags.fetch)?,
            model,
            colour: colour(flags.color),
            width: width(),
        })
    }
}

fn threads(given: Option<usize>) -> Result<NonZeroUsize, UsageError> {
    match given {
        Some(n) => NonZeroUsize::new(n).ok_or(UsageError::NoThreads),
        None => Ok(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
    }
}

/// Sites are told who asks: name, version and, if the user gives it, how to reach the user.
pub fn fetch_policy(flags: FetchFlags) -> Result<FetchPolicy, UsageError> {
    let mut agent = concat!("onrecord/", env!("CARGO_PKG_VERSION")).to_owned();
    if let Some(contact) = flags.contact.filter(|c| !c.trim().is_empty()) {
        if contact.chars().any(|c| !(' '..='~').contains(&c)) {
            return Err(UsageError::Contact(contact));
        }
        agent += &format!(" (+{})", contact.trim());
    }
    if !(0.0..=3600.0).contains(&flags.pause) {
        return Err(UsageError::Pause(flags.pause));
    }
    let mut policy = FetchPolicy::new(agent);
    policy.pause = Duration::from_secs_f64(flags.pause);
    policy.allow_private = flags.allow_private;
    Ok(policy)
}

/// What the fields of JSON and the columns of tables are.
fn mapping(flags: &FieldFlags) -> Result<Mapping, MappingError> {
    let mapping = match &flags.corpus {
        Some(corpus) => Mapping::of_corpus(corpus)?,
        None => Mapping::usual(),
    };
    flags.field.iter().try_fold(mapping, |mapping, given| mapping.with(given))
}

/// What the files are, and what a table says of them.
fn files(flags: &HintFlags, mapping: &Mapping) -> Result<(Declared, Metadata), UsageError> {
    let from = flags.from.as_deref().map(|name| name.parse::<Declared>()).transpose()?.unwrap_or_default();
    let metadata = flags
        .metadata
        .as_deref()
        .map(|file| Metadata::open(file, mapping, &Budget::of_file(&|| false)))
        .transpose();
    Ok((from, metadata.map_err(Box::new)?.unwrap_or_default()))
}

fn hints(flags: HintFlags) -> Result<Hints, UsageError> {
    Ok(Hints {
        published: flags.published.as_deref().map(parse_published).transpose()?,
        outlet: flags.outlet.map(outlet).transpose()?,
        language: flags.language.map(language).transpose()?,
        today: Some(jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()),
    })
}

fn outlet(given: String) -> Result<String, UsageError> {
    let name = given.trim();
    if name.is_empty() { Err(UsageError::Outlet) } else { Ok(name.to_owned()) }
}

fn language(given: String) -> Result<String, UsageError> {
    let code = given.to_ascii_lowercase();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()) {
        Ok(code)
    } else {
        Err(UsageError::Language(given))
    }
}

/// <https://no-color.org>: any value but an empty one switches colours off.
fn colour(when: Colour) -> bool {
    match when {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        }
    }
}

fn width() -> usize {
    let asked = match terminal_size::terminal_size_of(std::io::stdout()) {
        Some((terminal_size::Width(columns), _)) => Some(usize::from(columns)),
        None => std::env::var("COLUMNS").ok().and_then(|v| v.parse().ok()),
    };
    asked.unwrap_or(USUAL).clamp(NARROWEST, WIDEST)
}
