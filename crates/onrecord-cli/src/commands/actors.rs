//! `onrecord actors`: dictionaries of actors, and what is wrong with their lines.

use crate::args::{ImportCommand, ImportFlags};
use crate::commands::print;
use crate::exit::Exit;
use crate::message::{self, Hinted};
use crate::output::{Out, Unwritable};
use onrecord::Reader;
use onrecord::dictionary::import::{self, Imported};
use onrecord::dictionary::{LoadError, Policy, Problem};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bad lines that are told one by one; the rest are counted.
const TOLD: usize = 10;

/// A dictionary that was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum DictionaryError {
    /// The file cannot be read.
    #[error("{}: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is not text.
    #[error("{}, line {line}: the bytes are not UTF-8", file.display())]
    Encoding {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// It has bad lines, and none are allowed.
    #[error("{cause}")]
    Malformed {
        /// The lines.
        cause: LoadError,
        /// What to do.
        remedy: &'static str,
    },
    /// There is nothing in it.
    #[error("{}: no actors in it", names(files))]
    Nothing {
        /// The files.
        files: Vec<PathBuf>,
    },
}

impl Hinted for DictionaryError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            DictionaryError::Unreadable { .. } => "see that the file exists and may be read".to_owned(),
            DictionaryError::Encoding { .. } => {
                "save it as UTF-8, for example with iconv -f latin1 -t utf-8".to_owned()
            }
            DictionaryError::Malformed { remedy, .. } => (*remedy).to_owned(),
            DictionaryError::Nothing { .. } => {
                "see that the files are of the kind that was named: phoenix or wikidata".to_owned()
            }
        })
    }
}

fn names(files: &[PathBuf]) -> String {
    files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// One bad line that was left out.
struct Skipped<'a>(&'a Problem);

impl std::fmt::Display for Skipped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; the line was left out", self.0)
    }
}

impl Hinted for Skipped<'_> {
    fn hint(&self) -> Option<String> {
        None
    }
}

/// The bad lines that are not told one by one.
struct More(usize);

impl std::fmt::Display for More {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} more problems like these; what they are in was left out too", self.0)
    }
}

impl Hinted for More {
    fn hint(&self) -> Option<String> {
        Some("mend the lines above and run it again to see the rest".to_owned())
    }
}

/// Tells which lines of a dictionary were left out.
pub fn report(problems: &[Problem]) {
    for problem in problems.iter().take(TOLD) {
        message::warning(&Skipped(problem));
    }
    if problems.len() > TOLD {
        message::warning(&More(problems.len() - TOLD));
    }
}

/// Adds a dictionary to a reader's own; gives the lines that were left out.
pub fn load(reader: &mut Reader, file: &Path, policy: Policy) -> Result<Vec<Problem>, DictionaryError> {
    let text = read(file)?;
    let remedy = "mend the line, or give --lenient to load the others";
    reader
        .add_actors(&file.display().to_string(), &text, policy)
        .map_err(|cause| DictionaryError::Malformed { cause, remedy })
}

fn read(file: &Path) -> Result<String, DictionaryError> {
    let bytes =
        std::fs::read(file).map_err(|cause| DictionaryError::Unreadable { file: file.to_owned(), cause })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|b| **b == b'\n').count();
        DictionaryError::Encoding { file: file.to_owned(), line }
    })
}

/// Runs `onrecord actors import`.
pub fn import(command: ImportCommand) -> Exit {
    let (flags, scheme): (ImportFlags, Scheme) = match command {
        ImportCommand::Phoenix(flags) => (flags, phoenix),
        ImportCommand::Wikidata(flags) => (flags, wikidata),
    };
    match try_import(&flags, scheme) {
        Ok(exit) => exit,
        Err(error) => {
            message::error(&*error);
            Exit::NothingRead
        }
    }
}

fn try_import(flags: &ImportFlags, scheme: Scheme) -> Result<Exit, Box<dyn Hinted>> {
    let unwritable = |file: &Path, error| Box::new(Unwritable::of(file, error)) as Box<dyn Hinted>;
    // Before the long work: whatever cannot be written is told at once.
    let out = match &flags.output {
        Some(file) => Some((file, Out::new(Some(file)).map_err(|error| unwritable(file, error))?)),
        None => None,
    };
    let imported = collect(flags, scheme).map_err(|error| Box::new(error) as Box<dyn Hinted>)?;
    report(&imported.problems);
    let table = imported.to_table();
    let exit = match out {
        None => print(&table),
        Some((file, mut out)) => {
            let written = out.write_all(table.as_bytes()).and_then(|()| out.done());
            written.map_err(|error| unwritable(file, error))?;
            Exit::AllRead
        }
    };
    message::done(&summary(&imported));
    Ok(exit)
}

fn summary(imported: &Imported) -> String {
    let counts = &imported.counts;
    format!(
        "{} actors and {} agents with {} names and {} roles, {} of them dated; problems: {}",
        counts.actors,
        counts.agents,
        counts.names,
        counts.roles,
        counts.dated_roles,
        imported.problems.len()
    )
}

/// How the files of a scheme become a dictionary.
type Scheme = fn(&[(&str, &str)], Policy) -> Result<Imported, LoadError>;

fn phoenix(files: &[(&str, &str)], policy: Policy) -> Result<Imported, LoadError> {
    import::phoenix(files, policy)
}

fn wikidata(files: &[(&str, &str)], policy: Policy) -> Result<Imported, LoadError> {
    let mut parts = Vec::with_capacity(files.len());
    for (file, text) in files {
        parts.push(import::wikidata(file, text, policy)?);
    }
    Ok(Imported::joined(parts))
}

fn collect(flags: &ImportFlags, scheme: Scheme) -> Result<Imported, DictionaryError> {
    let policy = if flags.strict { Policy::Strict } else { Policy::Lenient };
    let mut texts = Vec::with_capacity(flags.files.len());
    for file in &flags.files {
        texts.push((file.display().to_string(), read(file)?));
    }
    let files: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let remedy = "mend the line, or leave out --strict to import the others";
    let imported = scheme(&files, policy).map_err(|cause| DictionaryError::Malformed { cause, remedy })?;
    if imported.entries.is_empty() {
        report(&imported.problems);
        return Err(DictionaryError::Nothing { files: flags.files.clone() });
    }
    Ok(imported)
}
