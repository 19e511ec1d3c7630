//! What developers of onrecord run: score, hold floors.

mod extraction;

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
    /// Measure the product against a gold standard.
    #[command(subcommand)]
    Score(Score),
}

#[derive(Subcommand)]
enum Score {
    /// Main text of pages: DIR holds ground-truth.json and html/<id>.html.gz.
    Extraction {
        /// Folder with the pages.
        dir: PathBuf,
        /// Also list the N worst pages.
        #[arg(long, value_name = "N", default_value_t = 0)]
        worst: usize,
    },
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Score(Score::Extraction { dir, worst }) => {
            let score = extraction::score(&dir)?;
            print!("{score}\n{}", score.worst(worst));
            Ok(())
        }
    }
}
