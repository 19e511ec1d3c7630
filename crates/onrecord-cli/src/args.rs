//! The command line as typed. Nothing is checked here that needs more than one flag or another crate to
//! check; that is what [`crate::settings`] is for.

#[cfg(feature = "archive")]
mod archive;
#[cfg(feature = "archive")]
mod coding;
#[cfg(feature = "archive")]
mod commands;
#[cfg(feature = "archive")]
mod corrections;
#[cfg(feature = "export")]
mod lake;
#[cfg(feature = "workbench")]
mod serve;
#[cfg(feature = "archive")]
mod wording;

#[cfg(feature = "archive")]
pub use archive::{
    AddFlags, CheckFlags, DuplicatesFlags, EventsFlags, EventsFormat, FindFlags, IssueFlags, PositionsFlags,
    SayingsFlags, TableFormat,
};
#[cfg(feature = "archive")]
pub use coding::{
    AgreementFlags, CodeFlags, CodebookCommand, CodersCommand, CodesCommand, MergeArchivesFlags, SettleFlags,
};
#[cfg(feature = "archive")]
pub use commands::{ArchiveActorsCommand, ArchiveCommand};
#[cfg(feature = "archive")]
pub use corrections::{
    ActorsTableFlags, CorrectFlags, CorrectionsCommand, MergeFlags, PersonFlags, RemoveFlags, RereadFlags,
    SplitFlags,
};
#[cfg(feature = "export")]
pub use lake::{ExportFlags, ExportFormat, NetworkName, NormalizeName, TableName};
#[cfg(feature = "workbench")]
pub use serve::ServeFlags;
#[cfg(feature = "archive")]
pub use wording::{ActorsListFlags, NamesFlags, WordingCommand, WordingFlags};

use crate::{exit, features};
use clap::{Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Reads news and records who said what, tied to the characters it stands on.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, long_version = features::version(), after_long_help = overview())]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `onrecord` can do.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one of it a run")]
pub enum Command {
    /// Read articles and show every saying in them.
    #[command(after_long_help = read_examples())]
    Read(ReadFlags),
    /// Work with dictionaries of actors, and with the actors of an archive.
    #[command(subcommand, after_long_help = actors_examples())]
    Actors(ActorsCommand),
    /// What is done with an archive.
    #[cfg(feature = "archive")]
    #[command(flatten)]
    OfArchive(ArchiveCommand),
    /// List the languages that are read, what there is for each, and what was measured.
    Languages(LanguagesFlags),
    /// Print the JSON Schema of the record (what `read --format json` writes).
    Schema,
    /// Print a manual page in roff.
    #[command(after_long_help = "Example:\n  onrecord man read | man -l -")]
    Man(ManFlags),
    /// Print a completion script for a shell.
    #[command(
        after_long_help = "Example:\n  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord"
    )]
    Completions(CompletionFlags),
}

/// Output formats of what is told of an archive or of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For reading.
    Text,
    /// One JSON object.
    Json,
}

/// How to list the languages.
#[derive(Debug, clap::Args)]
pub struct LanguagesFlags {
    /// A table for reading, or JSON.
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// What the user knows of the articles better than they do themselves.
#[derive(Debug, clap::Args)]
pub struct HintFlags {
    /// When the articles were published: 2023-11-10, or with time and zone 2023-11-10T14:30:00+01:00.
    ///
    /// Relative dates ("on Friday") count from it. Goes before what an article says of itself.
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,

    /// Name of the outlet. Goes before what an article says of itself.
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,

    /// Language of the articles as a two-letter ISO 639-1 code, such as en. Told from the text if not given.
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,

    /// What the files are: an export of `nexis`, `factiva`, `europresse` or `proquest`, a `table`, or one `article` each.
    ///
    /// Told from their content if not given; docs/exports.md says how.
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,

    /// A table (CSV, TSV or XLSX) that gives outlet, date, headline or authors of plain files, by the file's name.
    #[arg(long, value_name = "FILE")]
    pub metadata: Option<PathBuf>,
}

/// What the fields of JSON and the columns of tables are.
#[derive(Debug, clap::Args)]
pub struct FieldFlags {
    /// What the fields of JSON and the columns of tables are:
    /// text=body,title=headline,url=link,published=day,outlet=paper,authors=by,language=lang,id=key.
    #[arg(long, value_name = "WHAT=NAME", value_delimiter = ',')]
    pub field: Vec<String>,

    /// The corpus whose field names the JSON has: all-the-news, cc-news, news-please, realnews, signal-1m.
    #[arg(long, value_name = "NAME")]
    pub corpus: Option<String>,
}

/// How to behave on the web, where an input is an address.
#[derive(Debug, Clone, clap::Args)]
pub struct FetchFlags {
    /// How to reach you, for the sites that are asked: an address of mail or of a page. Goes into the user agent.
    #[arg(long, value_name = "WHERE", env = "ONRECORD_CONTACT", hide_env_values = true)]
    pub contact: Option<String>,

    /// Seconds between two questions to the same site. A longer pause in its robots.txt counts.
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0)]
    pub pause: f64,

    /// Also fetch from private networks and from this machine.
    #[arg(long)]
    pub allow_private: bool,
}

/// Flags of `onrecord read`.
#[derive(Debug, clap::Args)]
pub struct ReadFlags {
    /// What to read: files of plain text, HTML or documents, exports, tables, JSON Lines, feeds and crawls, or addresses of
    /// pages; `-` is standard input.
    #[arg(required = true, value_name = "PATH|URL")]
    pub inputs: Vec<OsString>,

    /// How to show what was read.
    #[arg(long, short, value_enum, default_value_t = Format::Pretty)]
    pub format: Format,

    #[command(flatten)]
    pub hints: HintFlags,

    #[command(flatten)]
    pub fields: FieldFlags,

    /// Leave out statements the reader is less sure of than this, from 0 to 1.
    ///
    /// One that a surer statement stands inside or repeats stays.
    #[arg(long, value_name = "P")]
    pub min_confidence: Option<f32>,

    /// A dictionary of actors of your own, beside the one built in; may be given several times.
    ///
    /// Its format is described in lexicon/README.md; `onrecord actors import` writes it too. What it says of an actor that
    /// is built in is added to it.
    #[arg(long, value_name = "FILE")]
    pub actors: Vec<PathBuf>,

    /// Load the good lines of a dictionary of --actors that has bad ones, and report those.
    ///
    /// Without it a dictionary with a bad line is refused, and nothing is read.
    #[arg(long, requires = "actors")]
    pub lenient: bool,

    /// Articles read at the same time. All cores if not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,

    #[command(flatten)]
    pub fetch: FetchFlags,

    /// The reader model: `base`, which reads best, `fast`, three times as fast and a little worse, or a folder with
    /// another.
    #[arg(long, value_name = "base|fast|DIR", default_value = "base")]
    pub model: PathBuf,

    /// Colours in the pretty format. `auto`: on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// Output formats of `onrecord read`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading: the article's own words with every statement marked, then the statements by speaker.
    Pretty,
    /// The whole record as an indented JSON object, one after the other for several inputs.
    Json,
    /// The whole record on one line of JSON for each input.
    Jsonl,
    /// A W3C Web Annotation collection for each input.
    Annotations,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What `onrecord actors` can do.
#[derive(Debug, Subcommand)]
pub enum ActorsCommand {
    /// Turn a dictionary of another project into one for `read --actors`.
    #[command(subcommand, after_long_help = actors_examples())]
    Import(ImportCommand),
    /// What is done with the actors of an archive.
    #[cfg(feature = "archive")]
    #[command(flatten)]
    OfArchive(ArchiveActorsCommand),
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Dictionaries of Phoenix, TABARI and PETRARCH: `.actors` and `.agents` files.
    ///
    /// All files make one dictionary. Their codes become roles with the dates they have; of an actor's roles the record
    /// tells the one of the article's date.
    #[command(after_long_help = actors_examples())]
    Phoenix(ImportFlags),
    /// A Wikidata JSON extract: an array of entities, one a line as in Wikidata's own dumps, or JSON Lines.
    #[command(after_long_help = actors_examples())]
    Wikidata(ImportFlags),
}

/// Flags of `onrecord actors import`.
#[derive(Debug, clap::Args)]
pub struct ImportFlags {
    /// Files to import.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Where to write the dictionary. Standard output if not given.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write nothing when a line is malformed. Otherwise such lines are reported and left out.
    #[arg(long)]
    pub strict: bool,
}

/// Flags of `onrecord man`.
#[derive(Debug, clap::Args)]
pub struct ManFlags {
    /// The command whose page is wanted; without it the page of `onrecord` itself.
    pub command: Option<String>,
}

/// Flags of `onrecord completions`.
#[derive(Debug, clap::Args)]
pub struct CompletionFlags {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

fn actors_examples() -> String {
    "Examples:
  onrecord actors import phoenix *.actors.txt *.agents.txt -o phoenix.tsv
  onrecord actors import wikidata extract.json --strict > politicians.tsv
  onrecord read article.txt --actors phoenix.tsv --actors politicians.tsv"
        .to_owned()
}

fn overview() -> String {
    let archive = if cfg!(feature = "archive") {
        "  onrecord add articles/ --archive news.db\n  onrecord find 'speaker:Holm act:promise' --archive news.db\n"
    } else {
        ""
    };
    let mut text = format!(
        "Examples:\n  onrecord read article.txt\n  onrecord read --help        all about reading\n{archive}\n{}",
        exit::TABLE
    );
    if let Some(missing) = features::missing() {
        text += &format!("\n\n{missing}");
    }
    text
}

fn read_examples() -> String {
    format!(
        "Examples:
  onrecord read article.txt                              one article, for reading
  onrecord read page.html --format json                  its whole record, for programs
  onrecord read *.html --format jsonl > records.jsonl    many articles, one record a line
  onrecord read news.jsonl --field text=body             each article of a file of many
  onrecord read https://example.org/story                a page from the web
  onrecord read article.txt --actors my-actors.tsv       with people and organisations that you know
  onrecord read article.txt --published 2023-11-10       so that \"on Friday\" is a date

An input that cannot be read is reported on standard error, and the others are read all the same.

{}",
        exit::TABLE
    )
}
