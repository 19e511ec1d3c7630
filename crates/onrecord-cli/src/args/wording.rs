//! Flags of `onrecord wording` and of `onrecord actors list`.

use super::TableFormat;
use crate::exit;
use clap::Subcommand;
use std::path::PathBuf;

/// What `onrecord wording` can show.
#[derive(Debug, Subcommand)]
pub enum WordingCommand {
    /// How outlets name an actor, or which of the words for the same thing they choose.
    #[command(after_long_help = examples())]
    Names(NamesFlags),
    /// By which verbs outlets report, and how many of these keep their distance.
    #[command(after_long_help = examples())]
    Verbs(WordingFlags),
    /// What outlets put in quotation marks that nobody is reported to have said.
    #[command(after_long_help = examples())]
    ScareQuotes(WordingFlags),
    /// Whom outlets let speak, how often, at which length, in whose words.
    #[command(after_long_help = examples())]
    Voices(WordingFlags),
}

/// Flags of all its views.
#[derive(Debug, clap::Args)]
pub struct WordingFlags {
    /// Which statements, or the articles in which which statements stand. All if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// Count apart by one or more of outlet, day, month, year, and for verbs speaker.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', default_value = "outlet")]
    pub by: Vec<String>,

    /// Count what copies of a report have word for word again. Without it each report counts once.
    #[arg(long)]
    pub copies: bool,

    /// How to show it.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,

    /// Show no more than this many rows. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

/// Flags of `onrecord wording names`.
#[derive(Debug, clap::Args)]
pub struct NamesFlags {
    #[command(flatten)]
    pub common: WordingFlags,

    /// The actor whose names are counted.
    #[arg(long, value_name = "NAME", conflicts_with = "terms")]
    pub actor: Option<String>,

    /// A file of terms for the same thing, in place of those built in (lexicon/en/namings.toml).
    #[arg(long, value_name = "FILE")]
    pub terms: Option<PathBuf>,
}

/// Flags of `onrecord actors list`.
#[derive(Debug, clap::Args)]
pub struct ActorsListFlags {
    /// Only those of whom a name has words that begin so: `Erdo`, `'kurd reg'`. All if not given.
    #[arg(value_name = "NAME", num_args = 0..)]
    pub name: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// In which order.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = ActorOrderName::Statements)]
    pub order: ActorOrderName,

    /// Only those who have a name, and not merely an article's words for somebody.
    #[arg(long)]
    pub named: bool,

    /// How to show them.
    #[arg(long, short, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,

    /// Pass over this many.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub skip: usize,

    /// Show no more than this many. 0 shows all.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

/// Orders of actors by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ActorOrderName {
    /// Those with most statements first.
    Statements,
    /// Those in most articles first.
    Articles,
    /// By name.
    Name,
    /// Those who spoke first, first.
    First,
    /// Those who spoke last, first.
    Last,
}

impl From<ActorOrderName> for onrecord_archive::ActorOrder {
    fn from(name: ActorOrderName) -> Self {
        match name {
            ActorOrderName::Statements => onrecord_archive::ActorOrder::Statements,
            ActorOrderName::Articles => onrecord_archive::ActorOrder::Articles,
            ActorOrderName::Name => onrecord_archive::ActorOrder::Name,
            ActorOrderName::First => onrecord_archive::ActorOrder::First,
            ActorOrderName::Last => onrecord_archive::ActorOrder::Last,
        }
    }
}

pub(super) fn examples() -> String {
    format!(
        "Examples:
  onrecord wording names --archive news.db                         Kyiv or Kiev, war or conflict: the sets built in
  onrecord wording names --terms my-terms.toml --archive news.db   your own sets
  onrecord wording names --actor NATO --archive news.db --by outlet,month
  onrecord wording verbs 'speaker:Kremlin' --archive news.db       said, claimed, insisted
  onrecord wording scare-quotes 'date:2024' --archive news.db
  onrecord wording voices --archive news.db --format csv --limit 0

What is counted, and what the intervals mean, is described in docs/wording.md.

{}",
        exit::TABLE
    )
}
