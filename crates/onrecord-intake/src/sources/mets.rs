//! METS, with which libraries say which blocks of which pages of a newspaper belong to one article. The pages themselves lie
//! beside it, as ALTO.

use super::{Articles, Received, SourceError, date};
use crate::documents::alto::{Block, Pages, joined};
use crate::documents::short;
use crate::input::Input;
use crate::xml::{Piece, Tag, Xml, local};
use crate::{Capture, Hints, IntakeError, charset, language, open_up_to};
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// Pages of one issue.
const MOST_PAGES: usize = 5_000;

/// What a METS file says.
#[derive(Default)]
struct Mets {
    /// Files that hold text, by identifier, in order.
    files: Vec<(String, String)>,
    articles: Vec<Parted>,
    outlet: Option<String>,
    issued: Option<String>,
    language: Option<String>,
}

/// An article as the library marked it.
#[derive(Default)]
struct Parted {
    id: String,
    label: Option<String>,
    /// File and block.
    areas: Vec<(String, Option<String>)>,
}

/// The articles of a METS file that lies in a folder.
pub(super) fn articles(
    input: &Input,
    path: Option<&Path>,
    place: Option<&str>,
    limit: u64,
) -> Vec<Result<Received, SourceError>> {
    let wrong = |why: &str| {
        let origin = input.origin.to_owned();
        vec![Err(IntakeError::Unreadable { origin, what: "a METS file", why: why.to_owned() }.into())]
    };
    let Some(folder) = path.and_then(Path::parent) else {
        return wrong("its pages lie beside it, and it was given without them");
    };
    let decoded = match charset::decode(&Input { content_type: None, ..*input }) {
        Ok(decoded) => decoded,
        Err(error) => return vec![Err(error.into())],
    };
    let mut mets = match mets(&decoded.text, input.budget) {
        Ok(mets) => mets,
        Err(over) => return vec![Err(IntakeError::over(input.origin, over).into())],
    };
    if mets.files.is_empty() {
        return wrong("it names no files with text (ALTO)");
    }
    let mut out = Articles::new(input);
    let pages = match pages(folder, &mets.files, limit, &mut out, input.budget) {
        Ok(pages) => pages,
        Err(error) => return vec![Err(error.into())],
    };
    let parted = match std::mem::take(&mut mets.articles) {
        none if none.is_empty() => vec![whole(&mets)],
        parted => parted,
    };
    // Articles may have the same blocks again and again, but no more of them than a file may have.
    for parted in parted {
        let (found, missing) = pages.blocks_of(&parted, input.budget);
        let notes = pages.notes(missing, &parted);
        if let Some(article) = article(input.origin, place, &mets, &parted, &found, notes).transpose()
            && !out.push(article)
        {
            break;
        }
        if let Err(over) = input.budget.walk(found.len()) {
            out.push(Err(IntakeError::over(input.origin, over).into()));
            break;
        }
    }
    out.end()
}

/// All pages as one, where nobody parted them.
fn whole(mets: &Mets) -> Parted {
    Parted { areas: mets.files.iter().map(|(id, _)| (id.clone(), None)).collect(), ..Parted::default() }
}

/// The pages that could be read, and where in their blocks each file begins and ends, and each block of it stands.
struct Issue {
    pages: Pages,
    files: HashMap<String, (std::ops::Range<usize>, HashMap<String, usize>)>,
}

impl Issue {
    /// The blocks of an article, in its order, and how many of the places that it names have none.
    fn blocks_of(&self, parted: &Parted, budget: &Budget) -> (Vec<&Block>, usize) {
        let all = &self.pages.blocks;
        let mut blocks: Vec<&Block> = Vec::new();
        let mut missing = 0;
        for (file, block) in &parted.areas {
            let before = blocks.len();
            match (self.files.get(file), block) {
                (Some((_, ids)), Some(id)) => blocks.extend(ids.get(id).map(|at| &all[*at])),
                (Some((range, _)), None) => blocks.extend(&all[range.clone()]),
                (None, _) => {}
            }
            missing += usize::from(blocks.len() == before);
            budget.nodes(1 + blocks.len() - before);
            if budget.spent() {
                break;
            }
        }
        (blocks, missing)
    }

    /// What to tell of an article.
    fn notes(&self, missing: usize, parted: &Parted) -> Vec<Note> {
        let mut notes = self.pages.notes();
        if missing > 0 {
            let all = parted.areas.len();
            notes.push(Note::new(format!("{missing} of the {all} blocks of this article were not found")));
        }
        notes
    }
}

fn pages(
    folder: &Path,
    files: &[(String, String)],
    limit: u64,
    out: &mut Articles,
    budget: &Budget,
) -> Result<Issue, IntakeError> {
    let mut issue = Issue { pages: Pages::default(), files: HashMap::new() };
    for (id, href) in files.iter().take(MOST_PAGES) {
        let Some(path) = beside(folder, href) else {
            let why = format!("one of its pages lies elsewhere: {href}");
            out.push(Err(IntakeError::Unreadable {
                origin: folder.display().to_string(),
                what: "an issue",
                why,
            }
            .into()));
            continue;
        };
        let from = issue.pages.blocks.len();
        let capture = match open_up_to(&path, limit) {
            Ok(capture) => capture,
            Err(error) => {
                out.push(Err(error.into()));
                continue;
            }
        };
        let page = issue.pages.of_file(&Input::of(&capture, &budget.one()));
        budget.check().map_err(|over| IntakeError::over(&folder.display().to_string(), over))?;
        if let Err(error) = page {
            out.push(Err(error.into()));
            continue;
        }
        let range = from..issue.pages.blocks.len();
        let ids = range.clone().rev().map(|at| (issue.pages.blocks[at].id.clone(), at)).collect();
        issue.files.insert(id.clone(), (range, ids));
    }
    Ok(issue)
}

/// A path below the folder; none of one that leads out of it.
fn beside(folder: &Path, href: &str) -> Option<PathBuf> {
    let href = href.strip_prefix("file://").unwrap_or(href).trim_start_matches("./");
    let path = Path::new(href);
    let inside = !href.contains("://")
        && path.components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    (inside && !href.is_empty()).then(|| folder.join(path))
}

fn article(
    file: &str,
    place: Option<&str>,
    mets: &Mets,
    parted: &Parted,
    blocks: &[&Block],
    mut notes: Vec<Note>,
) -> Result<Option<Received>, SourceError> {
    let origin = match parted.id.as_str() {
        "" => file.to_owned(),
        id => format!("{file}: {id}"),
    };
    let text = joined(blocks).map_err(|size| IntakeError::TooLong {
        origin: origin.clone(),
        size,
        limit: crate::TEXT_LIMIT,
    })?;
    if text.is_empty() {
        return Ok(None);
    }
    let published = mets.issued.as_deref().and_then(|given| date(given, &mut notes));
    let mut hash = Sha256::new();
    for piece in [origin.as_bytes(), text.as_bytes()] {
        hash.update((piece.len() as u64).to_le_bytes());
        hash.update(piece);
    }
    let content_type = Some("text/plain; charset=utf-8".to_owned());
    Ok(Some(Received {
        hints: Hints {
            published,
            outlet: mets.outlet.clone(),
            language: mets.language.clone(),
            ..Hints::default()
        },
        title: parted.label.clone(),
        place: place.map(|place| format!("{place}#{}", parted.id)),
        hash: hash.finalize().into(),
        notes,
        ..Received::new(Capture { origin, bytes: text.into_bytes(), url: None, content_type })
    }))
}

fn mets(text: &str, budget: &Budget) -> Result<Mets, Over> {
    let mut out = Mets::default();
    let mut reading = Reading::default();
    for piece in Xml::new(text, budget) {
        match piece? {
            Piece::Open(tag) => reading.open(&tag, &mut out),
            Piece::Words(words) => reading.words.push_str(&words),
            Piece::Close(name) => reading.close(local(&name), &mut out),
        }
    }
    Ok(out)
}

#[derive(Default)]
struct Reading {
    /// The group of files, and the file, that are open.
    textual: bool,
    file: Option<String>,
    /// How deep the divisions are nested, and at which depth an article began.
    depth: usize,
    article: Option<(usize, Parted)>,
    words: String,
}

impl Reading {
    fn open(&mut self, tag: &Tag, out: &mut Mets) {
        let value = |name: &str| tag.attribute(name).unwrap_or_default().to_owned();
        self.words.clear();
        match tag.local() {
            "fileGrp" => {
                let name = format!("{} {}", value("USE"), value("ID")).to_lowercase();
                // Groups within groups say it only once.
                self.textual |= ["alto", "text", "ocr"].iter().any(|mark| name.contains(mark));
            }
            "file" => self.file = Some(value("ID")),
            "FLocat" => {
                let href = tag.attribute("xlink:href").or_else(|| tag.attribute("href")).unwrap_or_default();
                let xml = href.to_lowercase().ends_with(".xml");
                if let Some(id) = self.file.take().filter(|_| self.textual && xml) {
                    out.files.push((id, href.to_owned()));
                }
            }
            "div" => {
                self.depth += 1;
                if self.article.is_none() && value("TYPE").to_lowercase().contains("article") {
                    let label = Some(value("LABEL")).filter(|label| !label.trim().is_empty());
                    self.article = Some((self.depth, Parted { id: value("ID"), label, areas: Vec::new() }));
                }
            }
            "area" => {
                if let Some((_, parted)) = &mut self.article {
                    parted
                        .areas
                        .push((value("FILEID"), Some(value("BEGIN")).filter(|block| !block.is_empty())));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, out: &mut Mets) {
        let line = short(&self.words);
        match name {
            "fileGrp" => self.textual = false,
            "div" => {
                if self.article.as_ref().is_some_and(|(depth, _)| *depth == self.depth) {
                    out.articles.extend(
                        self.article.take().map(|(_, parted)| parted).filter(|p| !p.areas.is_empty()),
                    );
                }
                self.depth = self.depth.saturating_sub(1);
            }
            // Of the description of the newspaper, which goes before those of its articles.
            "title" => out.outlet = out.outlet.take().or(line),
            "dateIssued" => out.issued = out.issued.take().or(line),
            "languageTerm" => {
                out.language = out.language.take().or_else(|| language::code(&line.unwrap_or_default()))
            }
            _ => {}
        }
        self.words.clear();
    }
}
