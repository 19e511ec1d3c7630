//! The flags of the commands that have to do with an archive.

use super::{CheckFormat, FetchFlags, FieldFlags, HintFlags};
use crate::exit;
use clap::ValueEnum;
use std::ffi::OsString;
use std::path::PathBuf;

/// Flags of `onrecord add`.
#[derive(Debug, clap::Args)]
pub struct AddFlags {
    /// What to add: files, folders, patterns such as 'news/**/*.html', addresses; `-` is standard input.
    ///
    /// A file may be plain text, a page, a document (Word, PDF, mail, subtitles …), an export of a press database, a table, JSON
    /// Lines, WARC, METS or a feed, each also gzipped; which it is, its first bytes tell.
    /// Parquet that onrecord wrote is loaded without reading it again. Files of DNA, MAXQDA and other tools for coding
    /// (docs/exchange.md) come in with what people coded there. An address may be one of a page, a feed or a
    /// sitemap; the latter two are followed to their articles.
    #[arg(required_unless_present = "follow", value_name = "PATH|URL")]
    pub inputs: Vec<OsString>,

    /// Keep asking the feeds that this file lists for new articles, until stopped. docs/fetching.md describes the file.
    #[arg(long, value_name = "FILE")]
    pub follow: Option<PathBuf>,

    /// The archive. It is made if it is not there.
    #[arg(long, short, value_name = "FILE", required_unless_present = "to_parquet")]
    pub archive: Option<PathBuf>,

    /// Write Parquet files into a folder (docs/columns.md) instead of an archive.
    #[arg(long, value_name = "DIR", conflicts_with = "archive")]
    pub to_parquet: Option<PathBuf>,

    #[command(flatten)]
    pub fields: FieldFlags,

    /// Only the I-th of N shares of the articles, counted from 1: 1/4 … 4/4 on four machines add them all.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,

    /// Whose codes are taken in that a file of a tool for coding has without a name, and whose changes of what onrecord wrote
    /// into it. The name of the user's account if not given.
    #[arg(long, value_name = "NAME", env = "USER")]
    pub person: Option<String>,

    /// Of articles that the archive has already, put right what --metadata, --outlet and --published, or the articles
    /// themselves, tell otherwise than when they were added: outlet, date, headline, authors.
    ///
    /// Each is a correction in the name of --person that `onrecord corrections undo` takes back.
    #[arg(long, conflicts_with = "to_parquet")]
    pub update: bool,

    /// Print the address of each article that was added, once nothing can take it out of the archive again.
    #[arg(long)]
    pub list: bool,

    #[command(flatten)]
    pub hints: HintFlags,

    #[command(flatten)]
    pub fetch: FetchFlags,

    /// A dictionary of actors of your own, beside the one built in; may be given several times.
    ///
    /// As for `onrecord read`. Articles that are in the archive already are not read again for it.
    #[arg(long, value_name = "FILE")]
    pub actors: Vec<PathBuf>,

    /// Load the good lines of a dictionary of --actors that has bad ones, and report those.
    ///
    /// Without it a dictionary with a bad line is refused, and nothing is added.
    #[arg(long, requires = "actors")]
    pub lenient: bool,

    /// Articles read at the same time. All cores if not given.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,

    /// The reader model: `base`, which reads best, `fast`, three times as fast and a little worse, or a folder with
    /// another.
    #[arg(long, value_name = "base|fast|DIR", default_value = "base")]
    pub model: PathBuf,
}

/// Flags of `onrecord check`.
#[derive(Debug, clap::Args)]
pub struct CheckFlags {
    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// How to show the outcome.
    #[arg(long, short, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,

    /// Make the rows that are asked anew, from the records and the corrections, before checking.
    ///
    /// Records and texts that are harmed cannot be made anew. Keep a copy of the file until you know what is left.
    #[arg(long)]
    pub repair: bool,
}

/// Flags of `onrecord find`.
#[derive(Debug, clap::Args)]
pub struct FindFlags {
    /// What to look for, such as 'speaker:Stoltenberg act:promise about:weapons'. All statements if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// How to show what was found.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,

    /// Show each statement in its paragraph.
    #[arg(long)]
    pub context: bool,

    /// Count instead of showing: by one or more of speaker, act, kind, outlet, voice, to, country, day, month, year, and
    /// speaker.FIELD of your own table of speakers (`onrecord actors table`).
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub count_by: Vec<String>,

    /// Show no more than this many. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

/// Flags of `onrecord duplicates`.
#[derive(Debug, clap::Args)]
pub struct DuplicatesFlags {
    /// Only reports in which this query finds a statement. All if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// How to show them.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,

    /// Only reports that at least this many articles carry.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub carriers: usize,

    /// Show no more than this many. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

/// Flags of `onrecord sayings`.
#[derive(Debug, clap::Args)]
pub struct SayingsFlags {
    /// Only sayings in which this query finds a statement. All if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// How to show them.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,

    /// Show no more than this many. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
}

/// Which issues, of when, and what copies count: the same wherever issues are asked for.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct IssueFlags {
    /// A file of issues (docs/networks.md). May be given several times.
    #[arg(long, value_name = "FILE")]
    pub issues: Vec<PathBuf>,

    /// An issue as NAME=QUERY, such as 'ferry=about:ferry'. May be given several times.
    #[arg(long, value_name = "NAME=QUERY")]
    pub issue: Vec<String>,

    /// Only what was published on this day or later: 2023-11-10, 2023-11 or 2023. The same as `date:DAY..` in the query.
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,

    /// Only what was published on this day or earlier. The same as `date:..DAY`.
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,

    /// Count each article that carries a report or saying. Without it, copies of one report count once.
    #[arg(long)]
    pub copies: bool,
}

/// Flags of `onrecord positions`.
#[derive(Debug, clap::Args)]
pub struct PositionsFlags {
    /// Which statements are on the issue, such as 'about:"peace talks" date:2023'. With --issues or --issue, narrows these.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    #[command(flatten)]
    pub on: IssueFlags,

    /// How to show them.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,

    /// Show no more than this many actors, those with most stands first. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,

    /// Show no more than this many stands of each, the latest. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub stands: usize,

    /// Look at no more than this many statements, the latest.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub statements: usize,
}

pub(super) fn positions_examples() -> String {
    format!(
        "Examples:
  onrecord positions 'about:\"peace talks\"' --archive news.db
  onrecord positions 'about:ferry speaker:Holm date:2024' --archive news.db --format csv
  onrecord positions --issues issues.toml outlet:Reuters --archive news.db
  onrecord positions --issue 'ferry=about:ferry' --from 2024-03 --archive news.db

A question mark behind a side says that it is inferred; `unclear` says that the words do not tell. How sides, changes and
contradictions are told is described in docs/positions.md.

{}",
        exit::TABLE
    )
}

pub(super) fn sayings_examples() -> String {
    format!(
        "Examples:
  onrecord sayings --archive news.db                                 what most outlets have
  onrecord sayings 'speaker:Stoltenberg date:2023-11' --archive news.db
  onrecord find 'saying:4711' --archive news.db                      one of them, by its number

Words that an article leaves out stand in [-…-], words that it puts in in {{+…+}}. How statements are compared is described
in docs/sayings.md.

{}",
        exit::TABLE
    )
}

/// Output formats of the commands that ask an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For reading.
    Table,
    /// JSON Lines, one object for each.
    Json,
    /// Comma-separated values with a header line.
    Csv,
}

pub(super) fn duplicates_examples() -> String {
    format!(
        "Examples:
  onrecord duplicates --archive news.db                            the reports that most articles carry
  onrecord duplicates 'voice:Reuters date:2023' --archive news.db  those that come from Reuters
  onrecord find 'act:promise duplicate:no' --archive news.db --count-by speaker
                                                                   count each report once

A star marks the article that stands for the report. How articles are compared is described in docs/duplicates.md.

{}",
        exit::TABLE
    )
}

/// Flags of `onrecord events`.
#[derive(Debug, clap::Args)]
pub struct EventsFlags {
    /// Which events, such as 'event:ASSAULT from:RUS target:Ukraine status:happened'. All if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// How to show them.
    #[arg(long, short, value_enum, default_value_t = EventsFormat::Table)]
    pub format: EventsFormat,

    /// Count instead of showing: by one or more of type, quad, source, target, source-country, target-country, mode, context, status, voice, place, day, month, year.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub count_by: Vec<String>,

    /// Show no more than this many. 0 shows all. The day file has all if not given.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// Output formats of `onrecord events`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventsFormat {
    /// For reading.
    Table,
    /// JSON Lines, one object an event with all its tellings.
    Json,
    /// Comma-separated values with a header line, one line an event.
    Csv,
    /// Comma-separated values for R or pandas, one line for each source and target of an event, in the order of days.
    Day,
}

pub(super) fn add_examples() -> String {
    format!(
        "Examples:
  onrecord add articles/ --archive news.db                                    a folder with all that is in it
  onrecord add 'pages/**/*.html' --archive news.db --outlet 'The Post'        what a pattern matches
  onrecord add corpus.jsonl.gz --archive news.db --field text=body,url=link   JSON Lines with fields of other names
  onrecord add CC-NEWS-2023.warc.gz --archive news.db --shard 1/8             an eighth of a crawl
  onrecord add https://example.org/rss --archive news.db                      the articles a feed names
  onrecord add --follow feeds.toml --archive news.db                          those of many feeds, day and night
  onrecord add CC-NEWS-2023.warc.gz --to-parquet lake/                        Parquet files in place of an archive
  onrecord add lake/ --archive news.db                                        and such files into an archive

Adding again changes nothing: what is there is passed over, so a run that was stopped goes on where it was when the
same command is given again. An article whose text has changed becomes a new version, and the old one is kept.

{}",
        exit::TABLE
    )
}

pub(super) fn find_examples() -> String {
    format!(
        "Examples:
  onrecord find 'speaker:Stoltenberg act:promise about:weapons' --archive news.db
  onrecord find 'act:deny,reject date:2023-11..2023-12 NOT outlet:RT' --archive news.db --context
  onrecord find 'kind:direct said:\"red line\"' --archive news.db --format csv > quotes.csv
  onrecord find 'to:Ukraine' --archive news.db --count-by speaker,month

The query language is described in docs/query.md.

{}",
        exit::TABLE
    )
}

pub(super) fn events_examples() -> String {
    format!(
        "Examples:
  onrecord events 'event:ASSAULT,COERCE from:RUS status:happened' --archive news.db
  onrecord events 'party:Kenya inside:no date:2023-11..' --archive news.db --format json
  onrecord events --archive news.db --count-by type,month
  onrecord events --archive news.db --format day > events.csv

The query language is described in docs/query.md, the columns in docs/events.md.

{}",
        exit::TABLE
    )
}
