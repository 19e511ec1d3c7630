//! What developers of onrecord run: prepare training inputs, score, hold floors.

mod attribution;
mod engine;
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
    /// Measure the model's engine on a folder's texts, one thread, against the processor's limit.
    Engine {
        /// Folder with text/.
        dir: PathBuf,
        /// Folder with another model's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Read this many texts at most.
        #[arg(long, default_value_t = 20)]
        limit: usize,
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
        Command::Engine { dir, model, limit } => engine::engine(&dir, model.as_deref(), limit),
        Command::Tune { dir, decoding, model, only } => {
            let decoding = decoding.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
            tune::tune(&dir, decoding, model.as_deref(), only)
        }
    }
}
