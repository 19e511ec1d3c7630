//! What developers of onrecord run: prepare training inputs, score, hold floors.

mod actors;
mod attribution;
mod bench;
mod blocks;
mod calibration;
mod events;
mod extraction;
mod floors;
mod grammar;
mod hostile;
mod prepare;
mod reading;
mod record;
mod segments;
mod soak;
mod tree;
mod tune;

use clap::{Parser, Subcommand};
use onrecord::model::Level;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Measure how large and how fast something is.
    #[command(subcommand)]
    Bench(Bench),
    /// Measure everything that floors.json names and fail where a figure is below its floor.
    Floors {
        /// The folder with the corpora of others, as data/ and so on. Without it, what lies in the repository is measured.
        #[arg(default_value = "../shared")]
        shared: PathBuf,
        /// The floors.
        #[arg(long, default_value = "floors.json")]
        floors: PathBuf,
    },
    /// Add to an archive while many read it in the workbench, and see that all is answered and memory stays as it is.
    Soak {
        /// The binary `onrecord`.
        #[arg(long, default_value = "target/release/onrecord")]
        binary: PathBuf,
        /// For how long.
        #[arg(long, default_value_t = 1800)]
        seconds: u64,
        /// How many ask at the same time.
        #[arg(long, default_value_t = 16)]
        clients: usize,
        /// Write what came of it here, as JSON.
        #[arg(long)]
        json: Option<PathBuf>,
    },
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
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
    },
    /// Measure the model's engine and the stages of a reading on a folder's texts, one thread, against the processor's limit: a
    /// part of `bench reader`.
    Engine {
        /// Folder with text/.
        dir: PathBuf,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Read this many texts at most.
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Only these kernels: avx-512, avx-vnni, avx2, neon or portable.
        #[arg(long, value_parser = level)]
        level: Option<Level>,
    },
    /// Write the blocks of a folder's pages (html/*.gz) with what they are chosen by, as JSON lines.
    Blocks {
        /// Folder with html/.
        dir: PathBuf,
    },
    /// Print what the model sees in a plain text, a word a line in the manner of CoNLL-U: word, tags, head, relation, and the kinds
    /// of mention and name.
    Tree {
        /// The text.
        file: PathBuf,
        /// A built-in model's name or a folder with another's files.
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
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Only score, do not search.
        #[arg(long)]
        only: bool,
        /// Leave the decoding as it is and calibrate its confidence anew.
        #[arg(long, conflicts_with = "only")]
        calibrate: bool,
    },
    /// Calibrate the events' confidence anew, on articles that the model was not trained on; prints how far off it is by halves, and
    /// the model's decoding with it.
    TuneEvents {
        /// Folder with the gold.
        dir: PathBuf,
        /// Folder with NAME.txt, and NAME.date for the day of publication; `texts` beside DIR if not given.
        #[arg(long)]
        texts: Option<PathBuf>,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// An archive of made-up articles: its size, and how long answers take.
    Archive {
        /// How many statements.
        #[arg(long, default_value_t = 1_000_000)]
        statements: usize,
        /// Only ask: the archive was made before.
        #[arg(long)]
        only_ask: bool,
        /// Where to make the archive. It is left there.
        file: PathBuf,
    },
    /// A WARC file of pages: how fast they are taken in and kept, and what share of the time the reader has.
    ///
    /// Half of the pages are made up, half are those of DIR over and over under other addresses.
    Warc {
        /// How many pages.
        #[arg(long, default_value_t = 10_000)]
        pages: usize,
        /// How many of them are read with the model.
        #[arg(long, default_value_t = 40)]
        sample: usize,
        /// Threads that take pages in.
        #[arg(long, default_value_t = 2)]
        threads: usize,
        /// Write the figures here as JSON, too.
        #[arg(long)]
        json: Option<PathBuf>,
        /// Folder with html/ID.html.gz.
        dir: PathBuf,
    },
    /// The reader: its engine against the processor's limit, words a second of each stage, growth with length and threads, the
    /// time from a cold start, and peers on the same texts.
    Reader {
        /// Folder with text/.
        dir: PathBuf,
        /// Folder with another model's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Read this many texts at most.
        #[arg(long, default_value_t = 84)]
        limit: usize,
        /// Only these kernels: avx-512, avx-vnni, avx2, neon or portable.
        #[arg(long, value_parser = level)]
        level: Option<Level>,
        /// The program whose start is measured; the `onrecord` beside this one if not given.
        #[arg(long)]
        program: Option<PathBuf>,
        /// The Python that has spaCy with en_core_web_sm, and textacy.
        #[arg(long, default_value = "python3")]
        python: PathBuf,
        /// Write the figures here as JSON, too.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// How long the first byte of a page of the workbench takes, with many who ask at the same time, and how heavy pages are.
    ///
    /// Asks one that runs: `onrecord serve --archive FILE`.
    Workbench {
        /// Where it is.
        #[arg(default_value = "http://127.0.0.1:8321")]
        base: String,
        /// How many ask at the same time.
        #[arg(long, default_value_t = 16)]
        clients: usize,
        /// For how long.
        #[arg(long, default_value_t = 30)]
        seconds: u64,
        /// Milliseconds that a client lets pass between two pages, on average.
        #[arg(long, default_value_t = 0)]
        pause: u64,
    },
    /// Which articles are one report: pairs made of real ones, and reports on one event that are two.
    Duplicates {
        /// PolNeAR's folder, with train/text/ and dev/text/, or a folder with text/.
        dir: PathBuf,
    },
}

#[derive(Subcommand)]
enum Score {
    /// Actors against the coreference of GUM: a folder of CoNLL-U documents with `Entity=`.
    Actors {
        /// Folder with .conllu files.
        dir: PathBuf,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// List the mentions of these classes that were not found: pronoun, nominal, named.
        #[arg(long, value_delimiter = ',', value_name = "CLASS")]
        show: Vec<String>,
        /// Only documents of these genres.
        #[arg(long, value_delimiter = ',')]
        genres: Vec<String>,
    },
    /// Statements of articles: DIR holds text/ID.txt and attributions/ID_ANNOTATOR.ann, as PolNeAR has them.
    ///
    /// The gold has no statements inside others, so those of the product are left out.
    Attribution {
        /// Folder with the articles.
        dir: PathBuf,
        /// Score these (`{"id", "statements": [{"source", "cue", "content"}]}` a line) instead of reading the articles.
        #[arg(long)]
        predictions: Option<PathBuf>,
        /// Write the product's predictions here, in the same form.
        #[arg(long)]
        write: Option<PathBuf>,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Whether statements' confidence is what it says, and what precision and recall a threshold on it gives: DIR as for
    /// `attribution`.
    Calibration {
        /// Folder with the articles.
        dir: PathBuf,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Event types of sentences whose parties are marked: a file with the columns marked_sentence and gold_root.
    Events {
        /// The tab-separated file.
        file: PathBuf,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Take the marks away and read the sentences as they are: how many of the gold events are found at all.
        #[arg(long)]
        alone: bool,
    },
    /// Heads and relations of words against a treebank of Universal Dependencies.
    Grammar {
        /// The CoNLL-U file.
        file: PathBuf,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
    },
    /// Main text of pages: DIR holds ground-truth.json and html/ID.html.gz.
    Extraction {
        /// Folder with the pages.
        dir: PathBuf,
        /// Also list the N worst pages.
        #[arg(long, value_name = "N", default_value_t = 0)]
        worst: usize,
    },
    /// Main text of pages by decisive pieces: DIR holds evaldata.json and html/FILE.gz.
    Segments {
        /// Folder with the pages.
        dir: PathBuf,
        /// Also list the N worst pages.
        #[arg(long, value_name = "N", default_value_t = 0)]
        worst: usize,
    },
    /// Records of whole articles, end to end: who said what to whom and when, and the events. DIR holds ANNOTATOR-NAME.json.
    Record {
        /// Folder with the gold.
        dir: PathBuf,
        /// Folder with NAME.txt, and NAME.date for the day of publication; `texts` beside DIR if not given.
        #[arg(long)]
        texts: Option<PathBuf>,
        /// A built-in model's name or a folder with another's files.
        #[arg(long)]
        model: Option<PathBuf>,
        /// List everything that differs, too.
        #[arg(long)]
        verbose: bool,
        /// Score these (`onrecord read --format jsonl`) instead of reading the articles.
        #[arg(long, value_name = "FILE", conflicts_with = "model")]
        records: Option<PathBuf>,
        /// Score one annotator against others, each a letter, where both have the same article: --agree ABC D.
        #[arg(
            long,
            num_args = 2,
            action = clap::ArgAction::Set,
            value_names = ["OTHERS", "ANNOTATOR"],
            conflicts_with_all = ["model", "records"],
        )]
        agree: Option<Vec<String>>,
    },
}

/// The kernels of this name.
fn level(name: &str) -> Result<Level, String> {
    let all = || Level::all().iter().map(|l| l.name()).collect::<Vec<_>>().join(", ");
    Level::named(name).ok_or_else(|| format!("this processor has {}", all()))
}

fn main() -> anyhow::Result<()> {
    let stdout = || std::io::BufWriter::new(std::io::stdout().lock());
    match Args::parse().command {
        Command::Score(Score::Attribution { dir, predictions, write, model, json }) => {
            let gold = attribution::gold(&dir)?;
            let found = match predictions {
                Some(file) => reading::predictions(&file)?,
                None => reading::read_all(&gold, &reading::reader(model.as_deref())?)?,
            };
            if let Some(file) = write {
                reading::write(&found, &file)?;
            }
            let figures = attribution::score(&gold, &found)?;
            match json {
                true => println!("{}", serde_json::to_string_pretty(&attribution::json(&figures))?),
                false => print!("{}", attribution::print(gold.len(), &figures)),
            }
            Ok(())
        }
        Command::Score(Score::Calibration { dir, model, json }) => {
            let gold = attribution::gold(&dir)?;
            let figures = calibration::measure(&gold, &reading::reader(model.as_deref())?)?;
            match json {
                true => println!("{}", serde_json::to_string_pretty(&figures)?),
                false => print!("{}", figures.print()),
            }
            Ok(())
        }
        Command::Score(Score::Extraction { dir, worst }) => {
            let score = extraction::score(&dir)?;
            print!("{score}\n{}", score.worst(worst));
            Ok(())
        }
        Command::Score(Score::Segments { dir, worst }) => {
            let score = segments::score(&dir)?;
            print!("{score}\n{}", score.worst(worst));
            Ok(())
        }
        Command::Blocks { dir } => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            blocks::write(&dir, &mut out)?;
            std::io::Write::flush(&mut out)?;
            Ok(())
        }
        Command::Score(Score::Record { dir, texts, model, verbose, records, agree }) => {
            let folders = record::Folders::new(&dir, texts.as_deref());
            let counts = match (agree.as_deref(), records) {
                (Some([others, one]), _) => folders.agree(others, one)?,
                (_, Some(file)) => folders.score(&record::records(&file)?)?,
                _ => folders.score(&folders.read(&reading::reader(model.as_deref())?)?)?,
            };
            if counts.without_record > 0 {
                eprintln!("{} articles with gold have no record and are not counted", counts.without_record);
            }
            for difference in counts.differences.iter().filter(|_| verbose) {
                println!("{difference}");
            }
            println!("{}", record::Figures::of(&counts).json()?);
            Ok(())
        }
        Command::Bench(Bench::Archive { only_ask: true, file, .. }) => bench::archive::ask(&file),
        Command::Bench(Bench::Archive { statements, file, .. }) => bench::archive::run(&file, statements),
        Command::Bench(Bench::Warc { pages, sample, threads, json, dir }) => {
            let figures = bench::warc::run(&dir, pages, sample, threads)?;
            print!("{figures}");
            if let Some(file) = json {
                std::fs::write(&file, serde_json::to_string_pretty(&figures)?)?;
            }
            Ok(())
        }
        Command::Bench(Bench::Reader { dir, model, limit, level, program, python, json }) => {
            let beside = || {
                let file = format!("onrecord{}", std::env::consts::EXE_SUFFIX);
                let path = std::env::current_exe().ok()?.with_file_name(file);
                path.exists().then_some(path)
            };
            let program = program.or_else(beside);
            let wanted = bench::reader::Wanted { dir, model, limit, level, program, python: Some(python) };
            let figures = bench::reader::run(&wanted)?;
            print!("{figures}");
            if let Some(file) = json {
                std::fs::write(&file, serde_json::to_string_pretty(&figures)? + "\n")?;
            }
            Ok(())
        }
        Command::Bench(Bench::Workbench { base, clients, seconds, pause }) => {
            let (seconds, pause) = (Duration::from_secs(seconds), Duration::from_millis(pause));
            print!("{}", bench::workbench::run(&base, clients, seconds, pause)?);
            Ok(())
        }
        Command::Bench(Bench::Duplicates { dir }) => {
            print!("{}", bench::duplicates::measure(&dir)?.print());
            Ok(())
        }
        Command::Soak { binary, seconds, clients, json } => {
            let told =
                serde_json::to_string_pretty(&soak::run(&binary, clients, Duration::from_secs(seconds))?)?;
            println!("{told}");
            if let Some(file) = json {
                std::fs::write(&file, told)?;
            }
            Ok(())
        }
        Command::Floors { shared, floors } => floors::hold(&shared, &floors),
        Command::Prepare { tokenizer } => prepare::prepare(&tokenizer, std::io::stdin().lock(), stdout()),
        Command::Windows { dir, model } => tune::windows(&dir, model.as_deref(), stdout()),
        Command::Engine { dir, model, limit, level } => {
            let wanted = bench::reader::Wanted { dir, model, limit, level, program: None, python: None };
            print!("{}", bench::reader::engine(&wanted)?);
            Ok(())
        }
        Command::Tree { file, model } => tree::print(&file, model.as_deref()),
        Command::Tune { dir, decoding, model, only, calibrate } => {
            let decoding = decoding.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default();
            let choose = match (only, calibrate) {
                (true, _) => tune::Choose::Nothing,
                (_, true) => tune::Choose::Calibration,
                _ => tune::Choose::All,
            };
            tune::tune(&dir, decoding, model.as_deref(), choose)
        }
        Command::TuneEvents { dir, texts, model } => {
            tune::tune_events(&record::Folders::new(&dir, texts.as_deref()), model.as_deref())
        }
        Command::Score(Score::Events { file, model, alone }) => {
            let figures = match alone {
                true => events::score_alone(&file, model.as_deref())?.print(),
                false => events::score(&file, model.as_deref())?.print(),
            };
            print!("{figures}");
            Ok(())
        }
        Command::Score(Score::Grammar { file, model }) => grammar::score(&file, model.as_deref()),
        Command::Score(Score::Actors { dir, model, show, genres }) => {
            actors::score(&dir, model.as_deref(), &show, &genres)
        }
    }
}
