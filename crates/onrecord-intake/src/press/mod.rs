//! Exports of press databases: one file, many articles.
//!
//! [`open`] tells by the content whether a file is one, takes it apart, and holds the number of articles against what the file
//! announces. What a shape of export looks like stands in a module for each database; the words they use stand in
//! `lexicon/press.toml`.

mod block;
mod dates;
mod europresse;
mod factiva;
mod glued;
mod html;
mod item;
mod nexis;
mod proquest;
mod words;
mod wrap;

use crate::container::{self, Container, is_container};
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
    let Pieces { mut exports, strangers } = take_apart(input, wanted)?;
    let Some(database) = exports.first().map(|first| first.database) else {
        return match wanted {
            Some(database) => Err(refused(origin, database, "it has none of the marks of one")),
            None => Ok(None),
        };
    };
    let sizes: Vec<usize> = exports.iter().map(|export| export.items.len()).collect();
    if sizes.iter().all(|size| *size == 0) {
        return Err(refused(origin, database, "no article was found in it"));
    }
    let mut first: Vec<Note> =
        exports.iter_mut().flat_map(|export| std::mem::take(&mut export.notes)).collect();
    first.extend(several(&sizes, strangers));
    let short = exports.iter().map(|e| e.announced.unwrap_or(0).saturating_sub(e.items.len()) as u64).sum();
    let mut items: Vec<(Database, Item)> = Vec::new();
    for mut export in exports {
        let note = count(&export);
        if let Some(last) = export.items.last_mut() {
            last.notes.extend(note);
        }
        items.extend(export.items.into_iter().map(|item| (export.database, item)));
    }
    items[0].1.notes.splice(0..0, first);
    let articles = (1..).zip(items);
    let mut all = Articles::new(input);
    all.take(
        articles.map(|(n, (database, item))| item.received(origin, database, n).map_err(SourceError::from)),
    );
    Ok(Some(Export { articles: all.end(), short }))
}

/// Exports in one file whose sizes are told.
const MOST_LISTED: usize = 12;

/// What is to be said of a file in which more than one export stands, and of what else stands in it.
fn several(sizes: &[usize], strangers: usize) -> Option<Note> {
    if sizes.len() < 2 && strangers == 0 {
        return None;
    }
    let mut listed: Vec<String> = sizes.iter().take(MOST_LISTED).map(usize::to_string).collect();
    if sizes.len() > MOST_LISTED {
        listed.push("…".to_owned());
    }
    let mut told = match &listed[..] {
        [size] => format!("the file holds an export of {size} articles"),
        all => {
            format!(
                "the file holds {} exports, one behind the other, with {} articles",
                sizes.len(),
                all.join(" and ")
            )
        }
    };
    if strangers > 0 {
        told += &format!(
            "; {strangers} of the files that it was put together from are no exports, and were not read"
        );
    }
    Some(Note::new(told).remedy("give each file by itself, if it should not have been put together"))
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

/// What a file was put together from.
#[derive(Default)]
struct Pieces {
    exports: Vec<Opened>,
    /// Files in it that are no exports.
    strangers: usize,
}

impl Pieces {
    fn add(&mut self, exports: Vec<Opened>) {
        self.strangers += usize::from(exports.is_empty());
        self.exports.extend(exports);
    }
}

/// Puts notes to the first of them.
fn noted(mut exports: Vec<Opened>, notes: Vec<Note>) -> Vec<Opened> {
    if let Some(first) = exports.first_mut() {
        first.notes.splice(0..0, notes);
    }
    exports
}

/// Tells what a file is, and takes it apart.
fn take_apart(input: &Input, wanted: Option<Database>) -> Result<Pieces, SourceError> {
    let Input { origin, bytes, budget, .. } = *input;
    let mut pieces = Pieces::default();
    if is_container(bytes) {
        for bytes in container::apart(bytes) {
            pieces.add(of_word(&Input { bytes, ..*input }, wanted)?);
        }
        return Ok(pieces);
    }
    if rtf::is_rtf(bytes) {
        for bytes in rtf::apart(bytes) {
            let rich = rtf::read(bytes, budget).map_err(|over| IntakeError::over(origin, over))?;
            pieces.add(noted(of_blocks(&block::of_rich(&rich), wanted), rich.notes));
        }
        return Ok(pieces);
    }
    let Some(decoded) = text(input) else { return Ok(pieces) };
    let text = decoded.text;
    if text.trim_start().starts_with('<') {
        for page in glued::pages(&text, |page| markup_of(page, wanted).is_some()) {
            pieces.add(of_markup(origin, page, wanted, budget)?.into_iter().collect());
        }
    } else {
        pieces.add(of_text(&text, wanted));
    }
    pieces.exports = noted(pieces.exports, decoded.notes);
    Ok(pieces)
}

/// The exports of a document of Word.
fn of_word(input: &Input, wanted: Option<Database>) -> Result<Vec<Opened>, SourceError> {
    if !Container::open(input, "a container").is_ok_and(|c| docx::is_docx(&c)) {
        return Ok(Vec::new());
    }
    let rich = docx::read(input)?;
    let announced = rich.property("LADocCount").and_then(|n| n.parse().ok());
    let mut exports = of_blocks(&block::of_rich(&rich), wanted);
    if let [export] = &mut exports[..] {
        export.announced = export.announced.or(announced);
    }
    Ok(noted(exports, rich.notes))
}

/// The text of a file that has marks of an export. All others are left to whoever reads articles.
fn text(input: &Input) -> Option<charset::Decoded> {
    charset::decode(input).ok()
}

fn opened(database: Database, items: Vec<Item>, announced: Option<usize>) -> Opened {
    Opened { database, items, announced, missing: Vec::new(), open: false, notes: Vec::new() }
}

fn of_blocks(blocks: &[Block], wanted: Option<Database>) -> Vec<Opened> {
    let is = |database: Database, found: bool| found && wanted.is_none_or(|w| w == database);
    if is(Database::Factiva, factiva::is_factiva(blocks)) {
        return vec![opened(Database::Factiva, factiva::of_blocks(blocks), None)];
    }
    if is(Database::ProQuest, proquest::is_proquest(blocks)) {
        let (items, announced) = proquest::articles(blocks);
        return vec![opened(Database::ProQuest, items, announced)];
    }
    if is(Database::Nexis, nexis::is_nexis(blocks)) {
        return nexis::articles(blocks).into_iter().map(of_nexis).collect();
    }
    Vec::new()
}

fn of_nexis(found: nexis::Found) -> Opened {
    let nexis::Found { items, announced, missing, open } = found;
    Opened { missing, open, ..opened(Database::Nexis, items, announced) }
}

/// Words of which an export of text has one; looked for before anything else, because most files are none.
const MARKS: &[&str] = &["DOCUMENT", "Document", "Dokument", "document", "Full text:", "ProQuest"];

fn of_text(text: &str, wanted: Option<Database>) -> Vec<Opened> {
    if !MARKS.iter().any(|m| text.contains(m)) {
        return Vec::new();
    }
    let lines = block::of_lines(text);
    if wanted.is_none_or(|w| w == Database::ProQuest) && proquest::is_proquest(&lines) {
        let (items, announced) = proquest::articles(&lines);
        return vec![opened(Database::ProQuest, items, announced)];
    }
    let wanted = wanted.filter(|w| *w != Database::ProQuest);
    match nexis::is_newer(&lines) {
        true => of_blocks(&lines, wanted),
        false => of_blocks(&block::of_text(text), wanted),
    }
}

/// Whose export a page or a file of XML is, by its marks.
fn markup_of(text: &str, wanted: Option<Database>) -> Option<Database> {
    let head = &text[..text.floor_char_boundary(64 << 10)];
    let database = [
        (Database::Factiva, is_factiva_xml(text)),
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
    let wanted = |database: Database| wanted.is_none_or(|w| w == database);
    database.into_iter().find(|(database, found)| *found && wanted(*database)).map(|(database, _)| database)
}

fn is_factiva_xml(text: &str) -> bool {
    text.contains("<ppsarticle") || text.contains("global.factiva.com/pps")
}

fn of_markup(
    origin: &str,
    text: &str,
    wanted: Option<Database>,
    budget: &Budget,
) -> Result<Option<Opened>, SourceError> {
    let Some(database) = markup_of(text, wanted) else { return Ok(None) };
    let over = |over: Over| IntakeError::over(origin, over);
    if database == Database::Factiva && is_factiva_xml(text) {
        let (items, announced, damage) = factiva::of_xml(text, budget).map_err(over)?;
        let notes = damage.map(|d| Note::new(d).remedy("export it again if it should be whole"));
        let o = opened(database, items, announced);
        return Ok(Some(Opened { notes: notes.into_iter().collect(), ..o }));
    }
    // A tree of it is held as a whole, and so may be no larger than an article's.
    let document = page::parse(text, &budget.one()).map_err(|why| {
        let origin = origin.to_owned();
        match why {
            page::Unparsed::TooCostly(why) => IntakeError::TooCostly { origin, why },
            page::Unparsed::Stopped => IntakeError::Stopped { origin },
        }
    })?;
    let mut found = match database {
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
            // A page announces its articles once, wherever their numbers begin anew.
            let mut whole = nexis::Found::default();
            for one in nexis::articles(&blocks) {
                let sum = whole.announced.unwrap_or(0).saturating_add(one.announced.unwrap_or(0));
                whole.announced = (sum > 0).then_some(sum);
                whole.items.extend(one.items);
                whole.missing.extend(one.missing);
                whole.open = one.open;
            }
            let counted = document.select("meta[documents]");
            let counted =
                counted.iter().filter_map(|m| m.attr("documents")?.parse::<usize>().ok()).sum::<usize>();
            whole.announced = whole.announced.or((counted > 0).then_some(counted));
            of_nexis(whole)
        }
    };
    found.open |= glued::has_no_end(text);
    Ok(Some(found))
}

#[cfg(test)]
mod damaged;
#[cfg(test)]
mod tests;
