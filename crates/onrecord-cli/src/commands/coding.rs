//! `onrecord codebook`, `code`, `codes`, `coders` and `merge`: coding by hand.

use super::add::now;
use super::corrections::open;
use super::find::csv_row;
use super::print;
use super::table::{Asked, answer, json_line, query_of};
use crate::args::{
    CodeFlags, CodebookCommand, CodersCommand, CodesCommand, MergeArchivesFlags, PersonFlags, TableFormat,
};
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use crate::output::{Out, Unwritable};
use crate::progress;
use onrecord::budget::Budget;
use onrecord_archive::coding::{Code, Codebook, CodingError, Given, OnUnit, Progress, Unit, UnitKind};
use onrecord_archive::corrections::{By, NameError};
use onrecord_archive::{Archive, Query};
use onrecord_exchange::ExchangeError;
use onrecord_exchange::qda::{self, Drafted};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What was asked for cannot be done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error(transparent)]
    Coding(#[from] CodingError),
    #[error(transparent)]
    Name(#[from] NameError),
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    #[error("{what}")]
    Given { what: String, hint: &'static str },
}

impl From<onrecord_archive::ArchiveError> for Failed {
    fn from(error: onrecord_archive::ArchiveError) -> Self {
        Failed::Coding(error.into())
    }
}

impl Hinted for Failed {
    fn hint(&self) -> Option<String> {
        match self {
            Failed::Coding(error) => error.hint().map(str::to_owned),
            Failed::Name(error) => error.hint().map(str::to_owned),
            Failed::Unwritable(error) => error.hint(),
            Failed::Exchange(error) => error.hint().map(str::to_owned),
            Failed::File { .. } => Some("check the spelling, and that you may read it".to_owned()),
            Failed::Given { hint, .. } => Some((*hint).to_owned()),
        }
    }
}

/// How a command ends.
pub(super) fn ended(outcome: Result<Exit, Failed>) -> Exit {
    match outcome {
        Ok(exit) => exit,
        Err(error @ (Failed::Given { .. } | Failed::Coding(CodingError::Query(_)))) => {
            message::usage(&error);
            Exit::Usage
        }
        Err(error) => {
            message::error(&error);
            Exit::NothingRead
        }
    }
}

/// Does something with an archive that is there, in somebody's name.
pub(super) fn by<T>(
    flags: &PersonFlags,
    work: impl FnOnce(&mut Archive, By) -> Result<T, Failed>,
) -> Result<T, Failed> {
    let mut archive = open(&flags.archive)?;
    let at = now();
    work(&mut archive, By { person: &flags.person, at: &at })
}

/// `codebook`.
pub fn codebook(command: &CodebookCommand) -> Exit {
    ended(match command {
        CodebookCommand::Set { file, drop, by: flags } => set_codebook(file, *drop, flags),
        CodebookCommand::Show { version, archive } => show_codebook(archive, *version),
        CodebookCommand::Export { output, version, archive } => {
            export_codebook(archive, *version, output.as_deref())
        }
        CodebookCommand::History { archive } => history(archive),
        CodebookCommand::Draft { archive } => draft(archive),
    })
}

fn set_codebook(file: &Path, drop: bool, flags: &PersonFlags) -> Result<Exit, Failed> {
    let failed = |cause| Failed::File { path: file.to_owned(), cause };
    let source = if qda::is_codebook(file) {
        let Drafted { source, notes } = qda::draft(file, &Budget::of_file(&|| false))?;
        for note in notes {
            message::done(&format!("{}: {note}", file.display()));
        }
        source
    } else {
        std::fs::read_to_string(file).map_err(failed)?
    };
    by(flags, |archive, by| {
        let version = archive.set_codebook(&source, drop, by)?;
        let (concepts, variables) =
            archive.codebook()?.map_or((0, 0), |(book, _)| (book.concepts.len(), book.variables.len()));
        message::done(&format!("codebook {version}: {concepts} concepts, {variables} variables"));
        Ok(Exit::AllRead)
    })
}

/// The source of the codebook in force, or of another version.
fn codebook_source(archive: &Path, version: Option<u32>) -> Result<String, Failed> {
    let archive = Archive::open(archive)?;
    let all = archive.codebooks()?;
    let wanted = match version {
        None => all.last(),
        Some(number) => all.iter().find(|book| book.version == number),
    };
    Ok(wanted.ok_or(CodingError::NoCodebook)?.source.clone())
}

fn show_codebook(archive: &Path, version: Option<u32>) -> Result<Exit, Failed> {
    Ok(print(&codebook_source(archive, version)?))
}

fn export_codebook(archive: &Path, version: Option<u32>, output: Option<&Path>) -> Result<Exit, Failed> {
    let source = codebook_source(archive, version)?;
    let codes = qda::codebook(&Codebook::parse(&source).map_err(CodingError::from)?);
    let Some(path) = output else { return Ok(print(&codes)) };
    let written = Out::new(Some(path)).and_then(|mut out| {
        out.write_all(codes.as_bytes())?;
        out.done()
    });
    written.map_err(|error| Unwritable::of(path, error))?;
    Ok(Exit::AllRead)
}

fn history(archive: &Path) -> Result<Exit, Failed> {
    let archive = Archive::open(archive)?;
    let line = |b: &onrecord_archive::coding::CodebookVersion| {
        printable(&format!("{:>4}  {}  {}", b.version, b.made, b.person)) + "\n"
    };
    Ok(print(&archive.codebooks()?.iter().map(line).collect::<String>()))
}

/// A codebook of what is coded already.
fn draft(archive: &Path) -> Result<Exit, Failed> {
    let archive = Archive::open(archive)?;
    let mut concepts: BTreeMap<String, bool> = BTreeMap::new();
    let mut variables: BTreeMap<String, UnitKind> = BTreeMap::new();
    for OnUnit { unit, given: Given { code, .. }, .. } in archive.all_codes(None)? {
        if code.is_concept() {
            *concepts.entry(code.value).or_default() |= code.agrees.is_some();
        } else if code.value.is_empty() {
            // A code of other tools that has no value is there or not, as a concept without a side is.
            concepts.entry(code.name).or_default();
        } else if code.name != "memo" {
            variables.entry(code.name).or_insert(unit);
        }
    }
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = String::new();
    for (name, sided) in &concepts {
        out += &format!("[[concept]]\nname = {}\n", quoted(name));
        out += if *sided { "\n" } else { "scale = []\n\n" };
    }
    for (name, unit) in &variables {
        let unit =
            serde_json::to_value(unit).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        out += &format!("[[variable]]\nname = {}\non = \"{unit}\"\ntype = \"text\"\n\n", quoted(name));
    }
    Ok(print(&out))
}

/// What a command line names: an article, or a statement or event in it.
pub(super) fn unit(text: &str) -> Unit<'_> {
    match text.rsplit_once('#') {
        Some((article, id)) if is_id(id, 's') => Unit::Statement { article, statement: id },
        Some((article, id)) if is_id(id, 'e') => Unit::Event { article, event: id },
        _ => Unit::Article(text),
    }
}

fn is_id(id: &str, letter: char) -> bool {
    id.strip_prefix(letter).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `code`.
pub fn code(flags: &CodeFlags) -> Exit {
    ended(try_code(flags))
}

fn try_code(flags: &CodeFlags) -> Result<Exit, Failed> {
    let codes = codes_of(flags)?;
    let query = flags.query.as_deref().map(Query::parse).transpose().map_err(CodingError::from)?;
    by(&flags.by, |archive, by| {
        if let Some(query) = &query {
            for code in &codes {
                let count = archive.give_all(query, code, by)?;
                message::done(&format!("{}: given to {count} statements", shown(code)));
            }
            return Ok(Exit::AllRead);
        }
        let key;
        let unit = match &flags.actor {
            Some(name) => {
                key = archive.actor_named(name, None)?.key;
                Unit::Actor(&key)
            }
            None => unit(flags.unit.as_deref().unwrap_or_default()),
        };
        for code in &codes {
            let id = archive.give(unit, code, by)?;
            message::done(&format!("code {id}: {}", shown(code)));
        }
        Ok(Exit::AllRead)
    })
}

fn codes_of(flags: &CodeFlags) -> Result<Vec<Code>, Failed> {
    let mut codes = Vec::new();
    if let Some(concept) = &flags.concept {
        let agrees = (flags.pro || flags.against).then_some(flags.pro);
        codes.push(Code { score: flags.score.clone(), absent: flags.not, ..Code::concept(concept, agrees) });
    }
    for set in &flags.set {
        let (name, value) = match set.split_once('=') {
            Some(pair) => pair,
            None if flags.not => (set.as_str(), ""),
            None => {
                return Err(Failed::Given {
                    what: format!("`{set}` says no value"),
                    hint: "write the variable, = and the value: --set tone=angry",
                });
            }
        };
        codes.push(Code { absent: flags.not, ..Code::variable(name.trim(), value.trim()) });
    }
    codes.extend(flags.memo.as_ref().map(Code::memo));
    if codes.is_empty() {
        return Err(Failed::Given {
            what: "nothing is said of how it is coded".to_owned(),
            hint: "give --concept, --set NAME=VALUE or --memo",
        });
    }
    Ok(codes)
}

/// A code as people read it.
fn shown(code: &Code) -> String {
    let not = if code.absent { "not " } else { "" };
    let side = match (code.agrees, &code.score) {
        (Some(true), _) => ", for",
        (Some(false), _) => ", against",
        _ => "",
    };
    let score = code.score.as_ref().map(|s| format!(", {s}")).unwrap_or_default();
    match code.is_concept() {
        true => format!("{not}{}{side}{score}", code.value),
        false => format!("{not}{}: {}", code.name, code.value),
    }
}

/// `codes`.
pub fn codes(command: &CodesCommand) -> Exit {
    match command {
        CodesCommand::List { archive, person, format } => answer(archive, |archive, out| {
            let all = archive.all_codes(person.as_deref())?;
            Ok(Asked { written: list_codes(out, &all, *format), unknown: Vec::new(), why: Vec::new() })
        }),
        CodesCommand::Undo { numbers, by: flags } => {
            let (mut done, mut failed) = (0, 0);
            let undone = by(flags, |archive, by| {
                for &number in numbers {
                    match archive.take_back(number, by) {
                        Ok(()) => done += 1,
                        Err(error) => {
                            failed += 1;
                            message::error(&Failed::from(error));
                        }
                    }
                }
                Ok(Exit::AllRead)
            });
            match undone {
                Ok(_) => Exit::of_run(done, failed),
                Err(error) => ended(Err(error)),
            }
        }
    }
}

/// The columns of codes as CSV.
const CODES: [&str; 13] = [
    "id", "unit", "article", "of", "name", "value", "agrees", "score", "absent", "person", "made", "via",
    "settled",
];

fn list_codes(out: &mut impl Write, all: &[OnUnit], format: TableFormat) -> io::Result<()> {
    if format == TableFormat::Csv {
        csv_row(out, &CODES)?;
    }
    for on in all {
        let (article, of) = (on.article.clone().unwrap_or_default(), on.of.clone().unwrap_or_default());
        let Given { id, code, person, made, via, settled } = &on.given;
        match format {
            TableFormat::Json => json_line(out, on)?,
            TableFormat::Csv => {
                let unit = serde_json::to_value(on.unit)?.as_str().unwrap_or_default().to_owned();
                let agrees = code.agrees.map(|a| a.to_string()).unwrap_or_default();
                let row = [
                    id.to_string(),
                    unit,
                    article,
                    of,
                    code.name.clone(),
                    code.value.clone(),
                    agrees,
                    code.score.clone().unwrap_or_default(),
                    code.absent.to_string(),
                    person.clone(),
                    made.clone(),
                    via.clone(),
                    settled.to_string(),
                ];
                csv_row(out, &row)?;
            }
            TableFormat::Table => {
                let at = if of.is_empty() || article.is_empty() {
                    article + &of
                } else {
                    format!("{article}#{of}")
                };
                let settled = if *settled { " (settled)" } else { "" };
                writeln!(
                    out,
                    "{}",
                    printable(&format!("{id:>5}  {at}  {}  {person}{settled}", shown(code)))
                )?;
            }
        }
    }
    match format {
        TableFormat::Table => writeln!(out, "{} codes", all.len()),
        _ => Ok(()),
    }
}

/// `coders`.
pub fn coders(command: &CodersCommand) -> Exit {
    match command {
        CodersCommand::Add { name, colour, archive } => {
            ended(open(archive).map_err(Failed::from).and_then(|mut archive| {
                archive.add_coder(name, colour.as_deref(), &now())?;
                message::done(&format!("{name} codes"));
                Ok(Exit::AllRead)
            }))
        }
        CodersCommand::List { archive, format } => answer(archive, |archive, out| {
            let all = archive.progress()?;
            Ok(Asked { written: list_coders(out, &all, *format), unknown: Vec::new(), why: Vec::new() })
        }),
        CodersCommand::Assign { query, coders, overlap, archive } => {
            let query = match query_of(query) {
                Ok(query) => query,
                Err(exit) => return exit,
            };
            ended(assign(&query, coders, *overlap, archive))
        }
        CodersCommand::Finish { article, not, by: flags } => ended(by(flags, |archive, by| {
            archive.finish(by.person, article, !not, by.at)?;
            Ok(Exit::AllRead)
        })),
    }
}

fn assign(query: &Query, coders: &[String], overlap: u8, archive: &Path) -> Result<Exit, Failed> {
    let mut archive = open(archive)?;
    let mut names = coders.to_vec();
    if names.is_empty() {
        names = archive.coders()?.into_iter().map(|c| c.name).collect();
    }
    if names.is_empty() {
        return Err(Failed::Given {
            what: "nobody is entered who codes".to_owned(),
            hint: "enter them first: `onrecord coders add NAME`",
        });
    }
    for (name, articles) in archive.share_out(query, &names, overlap)? {
        message::done(&format!("{name}: {articles} articles"));
    }
    Ok(Exit::AllRead)
}

fn list_coders(out: &mut impl Write, all: &[Progress], format: TableFormat) -> io::Result<()> {
    match format {
        TableFormat::Csv => csv_row(out, &["coder", "colour", "assigned", "finished", "judged"])?,
        TableFormat::Table => {
            writeln!(out, "{:<24} {:>9} {:>9} {:>17}", "", "assigned", "finished", "statements judged")?;
        }
        TableFormat::Json => {}
    }
    for Progress { coder, assigned, finished, judged } in all {
        let figures = [assigned.to_string(), finished.to_string(), judged.to_string()];
        match format {
            TableFormat::Json => json_line(
                out,
                &Progress { coder: coder.clone(), assigned: *assigned, finished: *finished, judged: *judged },
            )?,
            TableFormat::Csv => {
                csv_row(out, &[&[coder.name.clone(), coder.colour.clone()][..], &figures].concat())?
            }
            TableFormat::Table => {
                writeln!(out, "{:<24} {assigned:>9} {finished:>9} {judged:>17}", printable(&coder.name))?;
            }
        }
    }
    Ok(())
}

/// `merge`.
pub fn merge(flags: &MergeArchivesFlags) -> Exit {
    ended(try_merge(flags))
}

fn try_merge(flags: &MergeArchivesFlags) -> Result<Exit, Failed> {
    let other = Archive::open(&flags.other)?;
    let mut line = progress::Progress::new("steps", progress::Extent::default());
    let merged = by(&flags.by, |archive, by| Ok(archive.merge_telling(&other, by, |_| line.step(0))?));
    line.finish();
    let merged = merged?;
    message::done(&format!(
        "{} articles, {} corrections, {} codes and {} coders came in; {} were there already, {} taken back",
        merged.articles, merged.corrections, merged.codes, merged.coders, merged.already, merged.undone
    ));
    let mut notes = Vec::new();
    if !merged.other_texts.is_empty() {
        notes.push(format!(
            "{} articles have another text here than there, e.g. {}: what was said of words that both have applies",
            merged.other_texts.len(),
            merged.other_texts[0]
        ));
    }
    if merged.waiting > 0 {
        notes.push(format!(
            "{} of what came in waits: no statement of this archive stands on its words. `onrecord corrections list` shows it",
            merged.waiting
        ));
    }
    if let Some(book) = merged.codebook {
        notes.push(format!(
            "the codebook of {} ({}) is another one and was not put in force: `onrecord codebook show` prints both",
            book.person, book.made
        ));
    }
    match print(&notes.into_iter().map(|note| printable(&format!("note: {note}")) + "\n").collect::<String>())
    {
        Exit::AllRead => Ok(Exit::AllRead),
        other => Ok(other),
    }
}
