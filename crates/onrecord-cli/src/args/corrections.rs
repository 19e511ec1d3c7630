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
    /// The statement as `find` shows it (the article's address, #, and the statement's id), an event as `events` shows it, or an
    /// article: its address alone, which --missing and --missing-event want as well.
    #[arg(value_name = "ARTICLE[#ID]")]
    pub what: String,

    #[command(flatten)]
    pub by: PersonFlags,

    #[command(flatten)]
    pub statement: StatementFlags,

    #[command(flatten)]
    pub event: EventFlags,

    #[command(flatten)]
    pub article: ArticleFlags,

    /// When it was said, or happened: 2024-05-01, an interval 2024-05-01..2024-05-03 that may be open at one side, or `none` where
    /// the text does not tell.
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
}

/// What is right of a statement.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Statements")]
pub struct StatementFlags {
    /// Who says it: a name or key of an actor of the archive, or a new name; `nobody` if the text does not tell.
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,

    /// Whom it is said to: a name or key of an actor, words of the article, or a new name; `nobody` if the text does not tell.
    #[arg(long, value_name = "NAME")]
    pub addressee: Option<String>,

    /// What is done in saying it, such as promise; `none` if that cannot be told.
    #[arg(long, value_name = "ACT")]
    pub act: Option<String>,

    /// The text says that the act was not performed (did not rule out).
    #[arg(long, requires = "act")]
    pub negated: bool,

    /// How its words are given: direct, mixed or indirect.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,

    /// What it is said to depend on, as for --content; `none` if on nothing.
    #[arg(long, value_name = "WORDS")]
    pub condition: Vec<String>,

    /// Less is claimed by a hedge.
    #[arg(long, conflicts_with = "not_hedged")]
    pub hedged: bool,

    /// Nothing is hedged.
    #[arg(long)]
    pub not_hedged: bool,

    /// The words by which less is claimed, as for --content.
    #[arg(long, value_name = "WORDS", conflicts_with = "not_hedged")]
    pub hedge: Vec<String>,

    /// The statement in whose content it stands, by its id; `none` if in none.
    #[arg(long, value_name = "ID")]
    pub inside: Option<String>,

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

/// What is right of an event.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Events")]
pub struct EventFlags {
    /// PLOVER's type, such as PROTEST (docs/events.md).
    #[arg(long = "type", value_name = "TYPE")]
    pub event_type: Option<String>,

    /// Who does it: a name or key of an actor, words of the article, or a new name; several times for several; `nobody` if the
    /// text does not tell.
    #[arg(long, value_name = "NAME")]
    pub from: Vec<String>,

    /// To whom or with whom, as for --from.
    #[arg(long, value_name = "NAME")]
    pub target: Vec<String>,

    /// Both sides do it.
    #[arg(long, conflicts_with = "not_mutual")]
    pub mutual: bool,

    /// Only one side does it.
    #[arg(long)]
    pub not_mutual: bool,

    /// Whether it happened: happened, ongoing, planned, threatened, denied or hypothetical.
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,

    /// Where it was: words of the article or a name; `none` if the text does not tell.
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,

    /// It is the same event as this one of the article, and is shown with it.
    #[arg(long, value_name = "ID")]
    pub same_as: Option<String>,

    /// It is no event.
    #[arg(long, conflicts_with_all = ["is_an_event", "missing_event", "event_type", "from", "target", "status", "place", "same_as"])]
    pub not_an_event: bool,

    /// It is one: somebody has looked.
    #[arg(long, conflicts_with = "missing_event")]
    pub is_an_event: bool,

    /// The reading lacks this event: the words that tell of it, as for --content; with --type and --from or --target.
    #[arg(long, value_name = "WORDS", conflicts_with = "missing")]
    pub missing_event: Vec<String>,
}

/// What is right of an article.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Articles")]
pub struct ArticleFlags {
    /// Name of the outlet; `none` if it is not known.
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,

    /// When it was published: 2023-11-10, or with time and zone 2023-11-10T14:30:00+01:00; `none` if it is not known.
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,

    /// The headline; `none` if it has none.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,

    /// An author; several times for several; `none` if none is named.
    #[arg(long, value_name = "NAME")]
    pub author: Vec<String>,
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
    /// Where it is the other one: articles by their addresses, a statement or an event (ADDRESS#s3, ADDRESS#e2), or words of
    /// an article that name it (ADDRESS@START-END, or ADDRESS@WORDS where these stand once).
    #[arg(required = true, value_name = "ARTICLE[#ID|@WORDS]")]
    pub places: Vec<String>,
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

    /// Only this article, by its address, whatever has read it; several times for several.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "all")]
    pub article: Vec<String>,

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
  onrecord correct 'news/7.txt#e3' --type ASSAULT --from Kenya --status planned --archive news.db
  onrecord correct 'news/7.txt#e3' --same-as e5 --archive news.db
  onrecord correct 'news/7.txt' --missing-event 'marched' --type PROTEST --from students --archive news.db
  onrecord correct 'news/7.txt' --outlet 'The Skerry Post' --published 2024-05-01 --archive news.db

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

/// Flags of `onrecord remove`.
#[derive(Debug, clap::Args)]
pub struct RemoveFlags {
    /// Addresses of the articles, as `find` shows them before the #.
    #[arg(value_name = "ADDRESS", required_unless_present_any = ["query", "log"])]
    pub addresses: Vec<String>,

    /// All articles with a statement that this query finds.
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// Who removes them. The name of the user's account if not given.
    #[arg(long, value_name = "NAME", env = "USER", required_unless_present = "log")]
    pub person: Option<String>,

    /// Do not ask. Without a terminal to ask on, nothing is removed unless this is given.
    #[arg(long, short)]
    pub yes: bool,

    /// Only say what would go.
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,

    /// Show what was removed so far, by whom and when.
    #[arg(long, conflicts_with_all = ["addresses", "query", "yes", "dry_run"])]
    pub log: bool,
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
