//! The flags of `onrecord export`.

use super::IssueFlags;
use crate::exit;
use clap::ValueEnum;
use std::path::PathBuf;

/// Flags of `onrecord export`.
#[derive(Debug, clap::Args)]
pub struct ExportFlags {
    /// What to write.
    #[arg(value_enum)]
    pub format: ExportFormat,

    /// Which statements, such as 'speaker:Stoltenberg act:promise'. All that is in the archive if not given.
    #[arg(value_name = "QUERY", num_args = 0..)]
    pub query: Vec<String>,

    /// The archive.
    #[arg(long, short, value_name = "FILE")]
    pub archive: PathBuf,

    /// Where to write. Standard output if not given; Parquet needs a folder for all tables, or a .parquet file for one. dna
    /// and qdpx need a file; brat, xmi and webanno a new folder.
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,

    /// Which table, for CSV, JSON Lines and a single Parquet file (docs/columns.md).
    #[arg(long, value_enum, value_name = "TABLE", default_value_t = TableName::Statements)]
    pub table: TableName,

    /// The earlier versions of articles too, not only the latest.
    #[arg(long, conflicts_with_all = ["query", "from", "to"])]
    pub all_versions: bool,

    #[command(flatten)]
    pub on: IssueFlags,

    /// GraphML, GEXF: actors and issues, or actors alone, tied by agreement, by disagreement, or by the one less the other.
    #[arg(long, value_enum, value_name = "NETWORK", default_value_t = NetworkName::TwoMode)]
    pub network: NetworkName,

    /// GraphML, GEXF: how ties between actors are made comparable.
    #[arg(long, value_enum, value_name = "HOW", default_value_t = NormalizeName::None)]
    pub normalize: NormalizeName,

    /// GraphML, GEXF: count every statement, and not what an actor says on an issue with one stand once an article.
    #[arg(long)]
    pub every: bool,

    /// GraphML, GEXF: leave out actors who speak on the issues less often than this.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min_statements: u32,
}

/// What `onrecord export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Parquet: a folder with all tables, or one table as a file.
    Parquet,
    /// One table as comma-separated values with a header line.
    Csv,
    /// One table as JSON Lines; with `--table records` whole records.
    Jsonl,
    /// A discourse network.
    Graphml,
    /// A discourse network with dates, for Gephi.
    Gexf,
    /// Discourse Network Analyzer (docs/exchange.md).
    Dna,
    /// REFI-QDA, for MAXQDA, NVivo, ATLAS.ti and QualCoder.
    Qdpx,
    /// brat standoff: a folder with two files an article.
    Brat,
    /// UIMA CAS XMI with its type system, for INCEpTION: a folder with a file an article.
    Xmi,
    /// WebAnno TSV 3.3: a folder with a file an article.
    Webanno,
    /// W3C Web Annotations: one collection an article, one a line.
    Annotations,
}

/// Tables by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TableName {
    /// One row a statement.
    Statements,
    /// One row an article.
    Articles,
    /// One row an actor of an article.
    Actors,
    /// One row an event.
    Events,
    /// One row a note.
    Notes,
    /// Whole records, as `read --format jsonl` writes them.
    Records,
}

/// Networks by name, as Discourse Network Analyzer calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NetworkName {
    /// Actors and issues.
    TwoMode,
    /// Actors by agreement.
    Congruence,
    /// Actors by disagreement.
    Conflict,
    /// Actors by agreement less disagreement.
    Subtract,
}

/// Normalizations by name, as Discourse Network Analyzer calls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NormalizeName {
    /// Plain counts.
    None,
    /// By the two actors' average number of statements.
    AverageActivity,
}

pub(super) fn examples() -> String {
    format!(
        "Examples:
  onrecord export parquet --archive news.db -o lake/                        all tables, for DuckDB, polars, pandas, Spark
  onrecord export csv 'speaker:Holm act:promise' --archive news.db > promises.csv
  onrecord export jsonl --table records --archive news.db | gzip > records.jsonl.gz
  onrecord export graphml --issue 'ferry=about:ferry' --network congruence --archive news.db -o ferry.graphml
  onrecord export gexf --issue 'ferry=about:ferry' --archive news.db -o ferry.gexf
  onrecord export dna --issue 'ferry=about:ferry' --archive news.db -o news.dna
  onrecord export annotations outlet:BBC --archive news.db -o annotations.jsonl

The columns are described in docs/columns.md, the networks in docs/networks.md, the tools for coding in
docs/exchange.md. `onrecord add lake/` loads exported Parquet into an archive again, and `onrecord add news.dna` what
people coded there.

{}",
        exit::TABLE
    )
}
