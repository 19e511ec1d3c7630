//! What developers of onrecord run: prepare training inputs, score, hold floors.

mod actors;
mod attribution;
mod prepare;
mod tune;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

#[derive(Parser)]
#[command(about, version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Turn `{"id", "text"}` lines on standard input into the model's inputs on standard output.
    Prepare {
        /// The encoder's tokenizer.json.
        #[arg(long, default_value = "model/tokenizer.json")]
        tokenizer: PathBuf,
    },
    /// Write what the encoder gets of a folder's windows, with the cue scores the model gives, as JSON lines.
    Windows {
        /// Folder with text/ and attributions/.
        dir: PathBuf,
        /// Folder with another model's files.
        #[arg(long)]
        model: Option<PathBuf>,
    },
    /// Try decoding numbers on a folder of PolNeAR's layout; the model runs once.
    Tune {
        /// Folder with text/ and attributions/.
        dir: PathBuf,
        /// Decoding as JSON to start from.
        #[arg(long)]
        decoding: Option<String>,
        /// Folder with another model's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Only score, do not search.
        #[arg(long)]
        only: bool,
    },
    /// Score a stage of the reading against gold data.
    #[command(subcommand)]
    Score(Score),
}

#[derive(Subcommand)]
enum Score {
    /// Actors against the coreference of GUM: a folder of CoNLL-U documents with `Entity=`.
    Actors {
        /// Folder with .conllu files.
        dir: PathBuf,
        /// Folder with another model's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// How many mentions that were not found to show.
        #[arg(long, default_value_t = 0)]
        errors: usize,
        /// Only documents of these genres.
        #[arg(long, value_delimiter = ',')]
        genres: Vec<String>,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Prepare { tokenizer } => {
            let stdout = std::io::BufWriter::new(std::io::stdout().lock());
            prepare::prepare(&tokenizer, std::io::stdin().lock(), stdout)
        }
        Command::Windows { dir, model } => {
            tune::windows(&dir, model.as_deref(), std::io::BufWriter::new(std::io::stdout().lock()))
        }
        Command::Tune { dir, decoding, model, only } => {
            let decoding = decoding.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
            tune::tune(&dir, decoding, model.as_deref(), only)
        }
        Command::Score(Score::Actors { dir, model, errors, genres }) => {
            actors::score(&dir, model.as_deref(), errors, &genres)
        }
    }
}
