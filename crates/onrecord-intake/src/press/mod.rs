//! Exports of press databases: one file, many articles.
//!
//! [`open`] tells by the content whether a file is one, takes it apart, and holds the number of articles against what the file
//! announces. What a shape of export looks like stands in a module for each database; the words they use stand in
//! `lexicon/press.toml`.

mod block;
mod dates;
mod europresse;
mod factiva;
mod html;
mod item;
mod nexis;
mod proquest;
mod words;
mod wrap;

use crate::container::{Container, is_container};
use crate::input::Input;
use crate::sources::{Articles, Received, SourceError};
use crate::{IntakeError, charset, docx, page, rtf};
use block::Block;
use html::Styles;
use item::Item;
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use std::str::FromStr;

/// A press database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// LexisNexis, Nexis Uni and the like.
    Nexis,
    /// Factiva.
    Factiva,
    /// Europresse.
    Europresse,
    /// ProQuest.
    ProQuest,
}

impl Database {
    /// All that are known.
    pub const ALL: [Database; 4] =
        [Database::Nexis, Database::Factiva, Database::Europresse, Database::ProQuest];

    /// As it is written on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Database::Nexis => "nexis",
            Database::Factiva => "factiva",
            Database::Europresse => "europresse",
            Database::ProQuest => "proquest",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Database::Nexis => "LexisNexis",
            Database::Factiva => "Factiva",
            Database::Europresse => "Europresse",
            Database::ProQuest => "ProQuest",
        }
    }
}

/// What the files are said to be; otherwise they are asked themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Declared {
    /// Told by their content.
    #[default]
    Content,
    /// Exports of a database.
    Export(Database),
    /// Tables with a row for each article.
    Table,
    /// One article each.
    Article,
}

/// A name that is none of [`Declared`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no kind of file that is known")]
pub struct DeclaredError {
    /// As given.
    pub given: String,
}

impl DeclaredError {
    /// What the user can do about it.
    pub fn hint(&self) -> String {
        let names = Database::ALL.iter().map(|d| d.name()).collect::<Vec<_>>().join(", ");
        format!("give {names}, table or article; or leave it out, and the files are asked themselves")
    }
}

impl FromStr for Declared {
    type Err = DeclaredError;

    fn from_str(given: &str) -> Result<Declared, DeclaredError> {
        let name = given.trim().to_lowercase();
        if let Some(database) = Database::ALL.iter().find(|d| d.name() == name) {
            return Ok(Declared::Export(*database));
        }
        match name.as_str() {
            "lexisnexis" | "lexis" => Ok(Declared::Export(Database::Nexis)),
            "table" | "csv" | "tsv" | "xlsx" => Ok(Declared::Table),
            "article" | "text" => Ok(Declared::Article),
            _ => Err(DeclaredError { given: given.to_owned() }),
        }
    }
}

/// What is wrong with an export, or with an article of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct PressError {
    /// The file.
    pub origin: String,
    /// Of which database.
    pub database: Database,
    /// The article's number in the file, from 1; none for the file as a whole.
    pub number: Option<usize>,
    /// What is wrong.
    pub why: String,
}

impl std::fmt::Display for PressError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let PressError { origin, database, number, why } = self;
        match number {
            Some(number) => {
                write!(f, "{origin}: document {number} of this {} export: {why}", database.title())
            }
            None => write!(
                f,
                "{origin}: looks like an export of {}, but is not understood: {why}",
                database.title()
            ),
        }
    }
}

impl PressError {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self.number {
            Some(_) => {
                "the other articles are read all the same; docs/exports.md says how to export with full text"
            }
            None => {
                "docs/exports.md says which formats are read; `--from article` reads the file as one article all the same"
            }
        }
    }
}

/// What an export is made of before its articles are made.
struct Opened {
    database: Database,
    items: Vec<Item>,
    announced: Option<usize>,
    missing: Vec<usize>,
    /// Whether the last article has no end.
    open: bool,
    notes: Vec<Note>,
}

/// An export taken apart.
pub(crate) struct Export {
    pub articles: Vec<Result<Received, SourceError>>,
    /// How many articles it announces and does not have.
    pub short: u64,
}

/// The articles of an export; None if the file is none.
///
/// # Errors
/// When the file is damaged, or looks like an export and no article is found in it.
pub(crate) fn open(input: &Input, from: Declared) -> Result<Option<Export>, SourceError> {
    let wanted = match from {
        Declared::Content => None,
        Declared::Export(database) => Some(database),
        Declared::Table | Declared::Article => return Ok(None),
    };
    let origin = input.origin;
    let opened = take_apart(input, wanted)?;
    let Some(mut opened) = opened else {
        return match wanted {
            Some(database) => Err(refused(origin, database, "it has none of the marks of one")),
            None => Ok(None),
        };
    };
    if opened.items.is_empty() {
        return Err(refused(origin, opened.database, "no article was found in it"));
    }
    let note = count(&opened);
    let last = opened.items.len() - 1;
    opened.items[last].notes.extend(note);
    opened.items[0].notes.splice(0..0, std::mem::take(&mut opened.notes));
    let database = opened.database;
    let short = opened.announced.unwrap_or(0).saturating_sub(opened.items.len()) as u64;
    let articles = (1..).zip(opened.items);
    let mut all = Articles::new(input);
    all.take(articles.map(|(n, item)| item.received(origin, database, n).map_err(SourceError::from)));
    Ok(Some(Export { articles: all.end(), short }))
}

fn refused(origin: &str, database: Database, why: &str) -> SourceError {
    PressError { origin: origin.to_owned(), database, number: None, why: why.to_owned() }.into()
}

/// What does not fit between the articles that were found and those that should be there.
fn count(opened: &Opened) -> Option<Note> {
    let found = opened.items.len();
    let mut told = Vec::new();
    if let Some(announced) = opened.announced.filter(|n| *n != found) {
        told.push(format!("the export announces {announced} articles, and {found} were found in it"));
    }
    if !opened.missing.is_empty() {
        let numbers: Vec<String> = opened.missing.iter().take(20).map(usize::to_string).collect();
        let more = if opened.missing.len() > 20 { " …" } else { "" };
        told.push(format!("articles with these numbers are not in the export: {}{more}", numbers.join(", ")));
    }
    if opened.open {
        told.push("the last article of the export has no end; the file may be cut off".to_owned());
    }
    (!told.is_empty()).then(|| Note::new(told.join("; ")).remedy("export again what is missing"))
}

/// Tells what a file is, and takes it apart.
fn take_apart(input: &Input, wanted: Option<Database>) -> Result<Option<Opened>, SourceError> {
    let Input { origin, bytes, budget, .. } = *input;
    if is_container(bytes) {
        let is_word = Container::open(input, "a container").is_ok_and(|c| docx::is_docx(&c));
        if !is_word {
            return Ok(None);
        }
        let rich = docx::read(input)?;
        let announced = rich.property("LADocCount").and_then(|n| n.parse().ok());
        let opened = of_blocks(&block::of_rich(&rich), wanted);
        return Ok(opened.map(|o| Opened { notes: rich.notes, announced: o.announced.or(announced), ..o }));
    }
    if rtf::is_rtf(bytes) {
        let rich = rtf::read(bytes, budget).map_err(|over| IntakeError::over(origin, over))?;
        let opened = of_blocks(&block::of_rich(&rich), wanted);
        return Ok(opened.map(|o| Opened { notes: rich.notes, ..o }));
    }
    let Some(decoded) = text(input) else { return Ok(None) };
    let notes = decoded.notes;
    let text = decoded.text;
    let opened = if text.trim_start().starts_with('<') {
        of_markup(origin, &text, wanted, budget)?
    } else {
        of_text(&text, wanted)
    };
    Ok(opened.map(|o| Opened { notes: [notes, o.notes].concat(), ..o }))
}

/// The text of a file that has marks of an export. All others are left to whoever reads articles.
fn text(input: &Input) -> Option<charset::Decoded> {
    charset::decode(input).ok()
}

fn opened(database: Database, items: Vec<Item>, announced: Option<usize>) -> Opened {
    Opened { database, items, announced, missing: Vec::new(), open: false, notes: Vec::new() }
}

fn of_blocks(blocks: &[Block], wanted: Option<Database>) -> Option<Opened> {
    let is = |database: Database, found: bool| found && wanted.is_none_or(|w| w == database);
    if is(Database::Factiva, factiva::is_factiva(blocks)) {
        return Some(opened(Database::Factiva, factiva::of_blocks(blocks), None));
    }
    if is(Database::ProQuest, proquest::is_proquest(blocks)) {
        let (items, announced) = proquest::articles(blocks);
        return Some(opened(Database::ProQuest, items, announced));
    }
    if is(Database::Nexis, nexis::is_nexis(blocks)) {
        let nexis::Found { items, announced, missing, open } = nexis::articles(blocks);
        return Some(Opened { missing, open, ..opened(Database::Nexis, items, announced) });
    }
    None
}

/// Words of which an export of text has one; looked for before anything else, because most files are none.
const MARKS: &[&str] = &["DOCUMENT", "Document", "Dokument", "document", "Full text:", "ProQuest"];

fn of_text(text: &str, wanted: Option<Database>) -> Option<Opened> {
    if !MARKS.iter().any(|m| text.contains(m)) {
        return None;
    }
    let lines = block::of_lines(text);
    if wanted.is_none_or(|w| w == Database::ProQuest) && proquest::is_proquest(&lines) {
        let (items, announced) = proquest::articles(&lines);
        return Some(opened(Database::ProQuest, items, announced));
    }
    of_blocks(&block::of_text(text), wanted.filter(|w| *w != Database::ProQuest))
}

fn of_markup(
    origin: &str,
    text: &str,
    wanted: Option<Database>,
    budget: &Budget,
) -> Result<Option<Opened>, SourceError> {
    let is = |database: Database, found: bool| found && wanted.is_none_or(|w| w == database);
    let over = |over: Over| IntakeError::over(origin, over);
    if is(Database::Factiva, text.contains("<ppsarticle") || text.contains("global.factiva.com/pps")) {
        let (items, announced, damage) = factiva::of_xml(text, budget).map_err(over)?;
        let notes = damage.map(|d| Note::new(d).remedy("export it again if it should be whole"));
        let o = opened(Database::Factiva, items, announced);
        return Ok(Some(Opened { notes: notes.into_iter().collect(), ..o }));
    }
    let head = &text[..text.floor_char_boundary(64 << 10)];
    let database = [
        (
            Database::Nexis,
            text.contains("<DOCFULL>") || head.contains("LXNComment") || head.contains("<META TOPIC="),
        ),
        (Database::Europresse, text.contains("DocPublicationName") || head.contains("cedrom-sni.com")),
        (
            Database::Factiva,
            text.contains("Factiva, Inc.") && text.contains("rticleParagraph")
                || head.contains("<title>Factiva</title>"),
        ),
        (Database::ProQuest, text.contains("ProQuest document ID")),
    ];
    let Some((database, _)) = database.into_iter().find(|(d, found)| is(*d, *found)) else { return Ok(None) };
    // A tree of it is held as a whole, and so may be no larger than an article's.
    let document = page::parse(text, &budget.one()).map_err(|why| {
        let origin = origin.to_owned();
        match why {
            page::Unparsed::TooCostly(why) => IntakeError::TooCostly { origin, why },
            page::Unparsed::Stopped => IntakeError::Stopped { origin },
        }
    })?;
    Ok(Some(match database {
        Database::Factiva => opened(database, factiva::articles(&document, budget).map_err(over)?, None),
        Database::Europresse => {
            opened(database, europresse::articles(&document, budget).map_err(over)?, None)
        }
        Database::ProQuest => {
            let (items, announced) = proquest::articles(&html::blocks(&document, &Styles::of(text)));
            opened(database, items, announced)
        }
        Database::Nexis => {
            let blocks = html::blocks(&document, &Styles::of(text));
            let nexis::Found { items, announced, missing, open } = nexis::articles(&blocks);
            let counted = document.select("meta[documents]");
            let counted =
                counted.iter().filter_map(|m| m.attr("documents")?.parse::<usize>().ok()).sum::<usize>();
            let announced = announced.or((counted > 0).then_some(counted));
            Opened { missing, open, ..opened(database, items, announced) }
        }
    }))
}

#[cfg(test)]
mod tests;
