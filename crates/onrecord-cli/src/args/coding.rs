//! The flags of the commands for coding by hand.

use super::{PersonFlags, TableFormat};
use clap::Subcommand;
use std::path::PathBuf;

/// What `onrecord codebook` can do.
#[derive(Debug, Subcommand)]
pub enum CodebookCommand {
    /// Put a codebook in force; the one before is kept.
    Set {
        /// The codebook: TOML, as docs/coding.md describes. A file of issues is one as well, and so is a `.qdc` file of REFI-QDA.
        file: PathBuf,
        /// It may lack concepts and variables that are in use. Their codes stay and count again when they are back.
        #[arg(long)]
        drop: bool,
        #[command(flatten)]
        by: PersonFlags,
    },
    /// Print the codebook in force, as it was given.
    Show {
        /// Another version of it.
        #[arg(long, value_name = "N")]
        version: Option<u32>,
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
    /// Write the codebook in force as a `.qdc` file of REFI-QDA, for MAXQDA, NVivo, ATLAS.ti and QualCoder.
    Export {
        /// Where to write. Standard output if not given.
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Another version of it.
        #[arg(long, value_name = "N")]
        version: Option<u32>,
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
    /// List all that were ever in force.
    History {
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
    /// Print a codebook of all that is coded, as it came from DNA, MAXQDA, brat or INCEpTION: to be completed and set.
    Draft {
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
}

/// Flags of `onrecord code`.
#[derive(Debug, clap::Args)]
pub struct CodeFlags {
    /// What is coded: ARTICLE#s3 is a statement, ARTICLE#e2 an event, ARTICLE the article.
    #[arg(value_name = "ARTICLE#ID", required_unless_present_any = ["query", "actor"])]
    pub unit: Option<String>,

    /// Every statement that this query wants, instead.
    #[arg(long, value_name = "QUERY", conflicts_with = "unit")]
    pub query: Option<String>,

    /// An actor, by name or key, instead.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["unit", "query"])]
    pub actor: Option<String>,

    #[command(flatten)]
    pub by: PersonFlags,

    /// It is about this concept of the codebook.
    #[arg(long, value_name = "NAME")]
    pub concept: Option<String>,

    /// The speaker is for it.
    #[arg(long = "for", requires = "concept", conflicts_with = "against")]
    pub pro: bool,

    /// The speaker is against it.
    #[arg(long, requires = "concept")]
    pub against: bool,

    /// The value on the concept's scale.
    #[arg(long, value_name = "VALUE", requires = "concept", allow_hyphen_values = true)]
    pub score: Option<String>,

    /// It is not about the concept, or the variable has no value: what was suggested, or what others say, is not so.
    #[arg(long)]
    pub not: bool,

    /// A variable of the codebook and its value: tone=angry.
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,

    /// Words of yours on it.
    #[arg(long, value_name = "WORDS")]
    pub memo: Option<String>,
}

/// What `onrecord codes` can do.
#[derive(Debug, Subcommand)]
pub enum CodesCommand {
    /// List them, in the order in which they were given.
    List {
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
        /// Only those of this person.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// A table for reading, CSV, or JSON Lines.
        #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Take codes back.
    Undo {
        /// Their numbers, as `list` shows them.
        #[arg(required = true, value_name = "NUMBER")]
        numbers: Vec<i64>,
        #[command(flatten)]
        by: PersonFlags,
    },
}

/// What `onrecord coders` can do.
#[derive(Debug, Subcommand)]
pub enum CodersCommand {
    /// Enter somebody who codes, or give them another colour.
    Add {
        /// The name.
        name: String,
        /// The colour in which what they say is shown, such as #0072b2. One that nobody has if not given.
        #[arg(long, value_name = "#RRGGBB")]
        colour: Option<String>,
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
    /// List them, and how far each has come.
    List {
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
        /// A table for reading, CSV, or JSON Lines.
        #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Share articles out: each to one coder, and some to all, so that their agreement can be told.
    Assign {
        /// Only articles with a statement that this query wants. All if not given.
        #[arg(value_name = "QUERY", num_args = 0..)]
        query: Vec<String>,
        /// Who codes; several times for several. All who are entered if not given.
        #[arg(long = "coder", value_name = "NAME")]
        coders: Vec<String>,
        /// Of a hundred articles, how many go to all of them.
        #[arg(long, value_name = "PERCENT", default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=100))]
        overlap: u8,
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
    /// Say that somebody has finished an article.
    Finish {
        /// The article's address.
        article: String,
        /// It is to be coded again.
        #[arg(long)]
        not: bool,
        #[command(flatten)]
        by: PersonFlags,
    },
}

/// Flags of `onrecord agreement`.
#[derive(Debug, clap::Args)]
pub struct AgreementFlags {
    /// Only statements that this query wants. All if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// Whose; at least two. All who are entered, or else all who have judged anything, if not given.
    #[arg(long = "coder", value_name = "NAME")]
    pub coders: Vec<String>,

    /// List what they differ in, instead of figures.
    #[arg(long)]
    pub differences: bool,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// A table for reading, CSV, or JSON Lines.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

/// Flags of `onrecord settle`.
#[derive(Debug, clap::Args)]
pub struct SettleFlags {
    /// What they differ on, as `onrecord agreement --differences` shows it: ARTICLE#s3, ARTICLE#e2 or ARTICLE.
    #[arg(value_name = "ARTICLE#ID")]
    pub unit: String,

    /// The variable, as it is called there: speaker, act, 'stance: bridge', tone …
    pub variable: String,

    /// The coder who is right.
    #[arg(long = "as", value_name = "NAME")]
    pub coder: String,

    #[command(flatten)]
    pub by: PersonFlags,
}

/// Flags of `onrecord merge`.
#[derive(Debug, clap::Args)]
pub struct MergeArchivesFlags {
    /// The archive of another coder. It is only looked at.
    pub other: PathBuf,

    #[command(flatten)]
    pub by: PersonFlags,
}

/// Examples for `codebook --help`.
pub fn codebook_examples() -> &'static str {
    "Examples:\n  onrecord codebook set codebook.toml --archive news.db\n  onrecord codebook show --archive news.db\n  onrecord codebook draft --archive news.db > codebook.toml\n  onrecord codebook export --archive news.db -o codebook.qdc\n  onrecord codebook set codebook.qdc --archive news.db"
}

/// Examples for `code --help`.
pub fn code_examples() -> &'static str {
    "Examples:
  onrecord code 'news/7.txt#s3' --concept bridge --for --archive news.db
  onrecord code 'news/7.txt#s3' --set tone=angry --memo 'ask the paper' --archive news.db
  onrecord code --query 'about:ferry speaker:Holm' --concept ferry --archive news.db
  onrecord code 'news/7.txt' --set checked=2024-05-01 --archive news.db
  onrecord find 'against:bridge' --archive news.db"
}

/// Examples for `coders --help`.
pub fn coders_examples() -> &'static str {
    "Examples:\n  onrecord coders add Ana --archive news.db\n  onrecord coders assign --coder Ana --coder Ben --overlap 20 --archive news.db\n  onrecord coders list --archive news.db"
}

/// Examples for `agreement --help`.
pub fn agreement_examples() -> &'static str {
    "Examples:
  onrecord agreement --archive news.db
  onrecord agreement --coder Ana --coder Ben --format csv --archive news.db
  onrecord agreement --differences --archive news.db
  onrecord settle 'news/7.txt#s3' 'stance: bridge' --as Ana --archive news.db"
}
