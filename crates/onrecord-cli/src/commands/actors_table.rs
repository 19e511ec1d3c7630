//! `onrecord actors table`: a table of speakers of the user's own.

use crate::args::ActorsTableFlags;
use crate::commands::find::csv_row;
use crate::commands::write_failed;
use crate::exit::Exit;
use crate::message::{self, Hinted};
use onrecord::dictionary::Dictionary;
use onrecord_archive::{Archive, ArchiveError, SpeakerRow, SpeakerTable};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Most rows of a table.
const ROWS: usize = 1_000_000;
/// Most columns.
const COLUMNS: usize = 256;
/// Names that are told of people whom the archive does not have.
const TOLD: usize = 10;

/// Why a table was not taken.
#[derive(Debug, thiserror::Error)]
enum TableError {
    #[error("{}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: csv::Error },
    #[error("{}: {what}", path.display())]
    Senseless { path: PathBuf, what: String },
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Hinted for TableError {
    fn hint(&self) -> Option<String> {
        match self {
            TableError::Unreadable { .. } => Some(
                "see that it is there, and that it is CSV in UTF-8 with as many columns in every line"
                    .to_owned(),
            ),
            TableError::Senseless { .. } => {
                Some("the first line names the columns: name,party,gender".to_owned())
            }
            TableError::Archive(error) => error.hint().map(str::to_owned),
        }
    }
}

/// Loads the table, or shows the one there is.
pub fn run(flags: &ActorsTableFlags) -> Exit {
    let done = match &flags.file {
        Some(file) => load(file, flags),
        None => return show(flags),
    };
    match done {
        Ok(()) => Exit::AllRead,
        Err(error) => {
            message::error(&error);
            Exit::NothingRead
        }
    }
}

fn load(file: &Path, flags: &ActorsTableFlags) -> Result<(), TableError> {
    let table = read(file)?;
    // Only an archive that is there has speakers.
    if !flags.archive.exists() {
        return Err(ArchiveError::Missing(flags.archive.clone()).into());
    }
    let mut archive = Archive::open_for_adding(&flags.archive, Dictionary::new())?;
    let nobody = archive.set_speakers(&table)?;
    let rows = table.rows.len();
    message::done(&format!(
        "{rows} speakers, {} of them in the archive; fields: {}",
        rows - nobody.len(),
        table.fields.iter().map(|f| format!("speaker.{f}")).collect::<Vec<_>>().join(", ")
    ));
    let shown = |row: &usize| {
        let row = &table.rows[*row];
        row.name.clone().filter(|n| !n.is_empty()).or(row.identifier.clone()).unwrap_or_default()
    };
    if !nobody.is_empty() {
        let names: Vec<String> = nobody.iter().take(TOLD).map(shown).collect();
        let more =
            if nobody.len() > TOLD { format!(" and {} more", nobody.len() - TOLD) } else { String::new() };
        message::done(&format!("not in the archive yet: {}{more}", names.join(", ")));
    }
    Ok(())
}

/// Reads a table.
fn read(path: &Path) -> Result<SpeakerTable, TableError> {
    let failed = |cause| TableError::Unreadable { path: path.to_owned(), cause };
    let senseless = |what: &str| TableError::Senseless { path: path.to_owned(), what: what.to_owned() };
    let bytes = std::fs::read(path).map_err(|e| failed(e.into()))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |of: u8| first.iter().filter(|b| **b == of).count();
    let between = [b',', b';', b'\t'].into_iter().max_by_key(|b| (count(*b), *b == b',')).unwrap_or(b',');
    let mut lines = csv::ReaderBuilder::new().delimiter(between).flexible(false).from_reader(bytes);
    let header = lines.headers().map_err(failed)?.clone();
    let is = |at: usize, names: &[&str]| {
        header.get(at).is_some_and(|h| names.contains(&h.trim().to_lowercase().as_str()))
    };
    let all = 0..header.len();
    let identifier = all.clone().find(|&n| is(n, &["identifier", "wikidata", "key", "qid", "id"]));
    let name = all.clone().find(|&n| is(n, &["name", "speaker", "actor", "person"]));
    let name = name.or_else(|| all.clone().find(|n| Some(*n) != identifier && identifier.is_none()));
    let fields: Vec<usize> = all.filter(|n| Some(*n) != name && Some(*n) != identifier).collect();
    if name.is_none() && identifier.is_none() || fields.is_empty() {
        return Err(senseless("it needs a column that says who, and at least one more"));
    }
    if fields.len() > COLUMNS {
        return Err(senseless("it has too many columns"));
    }
    // Fields are typed in queries, where a blank ends a name.
    let named =
        |n: &usize| header.get(*n).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join("_");
    let mut table = SpeakerTable { fields: fields.iter().map(named).collect(), rows: Vec::new() };
    let mut lower: Vec<String> = table.fields.iter().map(|f| f.to_lowercase()).collect();
    lower.sort();
    if lower.iter().any(String::is_empty) || lower.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(senseless("a column has no name, or two have the same one"));
    }
    if table.fields.iter().any(|f| f.contains([':', ',', '(', ')', '"', '“', '”'])) {
        return Err(senseless("a column's name holds a colon, a comma, a bracket or a quotation mark"));
    }
    for line in lines.records() {
        let line = line.map_err(failed)?;
        if table.rows.len() == ROWS {
            return Err(senseless("it has more than a million lines"));
        }
        let cell = |at: Option<usize>| {
            at.and_then(|n| line.get(n)).map(|c| c.trim().to_owned()).filter(|c| !c.is_empty())
        };
        table.rows.push(SpeakerRow {
            name: cell(name),
            identifier: cell(identifier),
            values: fields.iter().map(|&n| line.get(n).unwrap_or_default().to_owned()).collect(),
        });
    }
    Ok(table)
}

fn show(flags: &ActorsTableFlags) -> Exit {
    let table = match Archive::open(&flags.archive).and_then(|archive| archive.speaker_table()) {
        Ok(table) => table,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut write = || -> io::Result<()> {
        let mut header = vec!["name".to_owned(), "identifier".to_owned()];
        header.extend(table.fields.iter().cloned());
        csv_row(&mut out, &header)?;
        for row in &table.rows {
            let mut cells =
                vec![row.name.clone().unwrap_or_default(), row.identifier.clone().unwrap_or_default()];
            cells.extend(row.values.iter().cloned());
            csv_row(&mut out, &cells)?;
        }
        out.flush()
    };
    match write() {
        Ok(()) => Exit::AllRead,
        Err(error) => write_failed(error),
    }
}
