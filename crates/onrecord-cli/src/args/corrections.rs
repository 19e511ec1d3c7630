//! The flags of the commands that correct an archive.

use crate::exit;
use clap::Subcommand;
use std::path::PathBuf;

/// Who corrects, and where.
#[derive(Debug, clap::Args)]
pub struct PersonFlags {
    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// Who makes the correction. The name of the user's account if not given.
    #[arg(long, value_name = "NAME", env = "USER")]
    pub person: String,
}

/// Flags of `onrecord correct`.
#[derive(Debug, clap::Args)]
pub struct CorrectFlags {
    /// The statement as `find` shows it: the article's address, #, and the statement's id. With --missing the address.
    #[arg(value_name = "ARTICLE#STATEMENT")]
    pub statement: String,

    #[command(flatten)]
    pub by: PersonFlags,

    /// Who says it: a name or key of an actor of the archive, or a new name; `nobody` if the text does not tell.
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,

    /// What is done in saying it, such as promise; `none` if that cannot be told.
    #[arg(long, value_name = "ACT")]
    pub act: Option<String>,

    /// The text says that the act was not performed (did not rule out).
    #[arg(long, requires = "act")]
    pub negated: bool,

    /// What is said: its words, which must stand only once in the article, or its place as START-END; several times for
    /// several pieces.
    #[arg(long, value_name = "WORDS")]
    pub content: Vec<String>,

    /// The words that mark the saying, as for --content; `none` if there are none.
    #[arg(long, value_name = "WORDS")]
    pub cue: Vec<String>,

    /// The words that name the speaker, as for --content; `none` if there are none.
    #[arg(long, value_name = "WORDS")]
    pub source: Vec<String>,

    /// It is no statement.
    #[arg(long, conflicts_with_all = ["is_a_statement", "missing", "speaker", "act", "content", "cue", "source"])]
    pub not_a_statement: bool,

    /// It is one: somebody has looked.
    #[arg(long, conflicts_with = "missing")]
    pub is_a_statement: bool,

    /// The reading lacks this statement; --content says where it is.
    #[arg(long, requires = "content")]
    pub missing: bool,
}

/// What `onrecord corrections` can do.
#[derive(Debug, Subcommand)]
pub enum CorrectionsCommand {
    /// List them, the latest first.
    List {
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
        /// Only those of this person.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// Only those of this article.
        #[arg(long, value_name = "ADDRESS")]
        article: Option<String>,
        /// Also those that were undone.
        #[arg(long)]
        undone: bool,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Take corrections back.
    Undo {
        /// Their numbers, as `list` shows them.
        #[arg(required = true, value_name = "NUMBER")]
        numbers: Vec<i64>,
        #[command(flatten)]
        by: PersonFlags,
    },
    /// Print them as training data, JSON Lines; docs/corrections.md describes the fields.
    Export {
        /// The archive.
        #[arg(long, short, value_name = "FILE")]
        archive: PathBuf,
    },
}

/// Flags of `onrecord actors merge`.
#[derive(Debug, clap::Args)]
pub struct MergeFlags {
    /// Name or key of the actor that is not to be shown any more.
    pub from: String,
    /// Name or key of the one that it is.
    pub into: String,
    #[command(flatten)]
    pub by: PersonFlags,
}

/// Flags of `onrecord actors split`.
#[derive(Debug, clap::Args)]
pub struct SplitFlags {
    /// Name or key of the actor.
    pub from: String,
    /// Name of the other one, or key of one that the archive has.
    pub into: String,
    /// Addresses of the articles that speak of the other one.
    #[arg(required = true, value_name = "ARTICLE")]
    pub articles: Vec<String>,
    #[command(flatten)]
    pub by: PersonFlags,
}

/// Flags of `onrecord reread`.
#[derive(Debug, clap::Args)]
pub struct RereadFlags {
    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// Also those articles that this version of onrecord has read.
    #[arg(long)]
    pub all: bool,

    /// The reader model: `base`, which reads best, `fast`, three times as fast and a little worse, or a folder with
    /// another.
    #[arg(long, value_name = "base|fast|DIR", default_value = "base")]
    pub model: PathBuf,
}

pub(super) fn correct_examples() -> String {
    format!(
        "Examples:
  onrecord correct 'news/7.txt#s3' --speaker 'Marit Holm' --archive news.db
  onrecord correct 'news/7.txt#s3' --act deny --archive news.db
  onrecord correct 'news/7.txt#s3' --content 'the bridge would open in May' --archive news.db
  onrecord correct 'news/7.txt#s4' --not-a-statement --archive news.db
  onrecord correct 'news/7.txt' --missing --content 'nobody had asked' --speaker nobody --archive news.db

The reading itself is not changed. `onrecord corrections undo` takes a correction back.

{}",
        exit::TABLE
    )
}

pub(super) fn corrections_examples() -> String {
    "Examples:
  onrecord corrections list --archive news.db
  onrecord corrections undo 12 --archive news.db
  onrecord corrections export --archive news.db > training.jsonl"
        .to_owned()
}

/// Flags of `onrecord actors table`.
#[derive(Debug, clap::Args)]
pub struct ActorsTableFlags {
    /// The table, as CSV with a header line; also with semicolons or tabs. Shows what the archive has if not given.
    ///
    /// A column `name`, or else the first one, says who a row is of; one called `identifier`, `wikidata` or `key` goes
    /// before it where it is filled. Every other column is a field.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,
}
