//! Reading a `.qdpx` file, which may be anybody's.

use super::project::{Project, Selection, Source, project};
use super::{ACT, AGAINST, CUE, FOR, PARTED, QDA, ROOT, SOURCE, SPEAKER, STATEMENT};
use crate::document::{act, is_id, kind};
use crate::files::{DOCUMENTS, FILE_LIMIT, MARKS, TEXT_LIMIT};
use crate::written::settle;
use crate::{Code, Document, ExchangeError, Mark, Read, Who};
use onrecord::{ActorKind, Span, Text};
use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use zip::ZipArchive;

/// Most bytes of all texts together.
const ALL_TEXT: u64 = 1 << 30;

/// Reads a `.qdpx` file.
///
/// # Errors
/// When it is no such file, is damaged, or unpacks to more than is read. What is wrong with one source of several is told
/// in the notes.
pub fn read(path: &Path) -> Result<Read, ExchangeError> {
    let unfit = |what: String| ExchangeError::unfit(path, QDA, what);
    let file = File::open(path).map_err(ExchangeError::io(path))?;
    let mut zip = ZipArchive::new(file).map_err(|e| unfit(e.to_string()))?;
    if zip.len() > DOCUMENTS * 2 {
        let what = format!("{} files", zip.len());
        return Err(ExchangeError::TooLarge { path: path.to_owned(), what, limit: DOCUMENTS as u64 * 2 });
    }
    let xml = member(&mut zip, "project.qde", FILE_LIMIT).map_err(unfit)?;
    let project = project(xml.trim_start_matches('\u{feff}')).map_err(unfit)?;
    let mut read = Read::default();
    if project.other_sources > 0 {
        read.notes.push(format!(
            "{} sources are pictures, sound, film or PDFs without text, and were passed over",
            project.other_sources
        ));
    }
    let mut size = 0;
    for source in &project.sources {
        match document(&mut zip, &project, source) {
            Ok(document) => {
                size += document.text.as_str().len() as u64;
                if size > ALL_TEXT {
                    let what = "more bytes of text".to_owned();
                    return Err(ExchangeError::TooLarge { path: path.to_owned(), what, limit: ALL_TEXT });
                }
                let lost = source.selections.len() - kept(&document.text, source).count();
                if lost > 0 {
                    read.notes.push(format!(
                        "{}: {lost} selections lie outside the text and were left out",
                        source.name
                    ));
                }
                read.documents.push(document);
            }
            Err(what) => read.notes.push(format!("{}: {what}", source.name)),
        }
    }
    Ok(read)
}

/// A member of the file as text, by the end of its name.
fn member(zip: &mut ZipArchive<File>, name: &str, limit: u64) -> Result<String, String> {
    let wanted = name.to_lowercase();
    let fits = |n: &str| {
        let n = n.to_lowercase();
        n.strip_suffix(&wanted).is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\']))
    };
    let found = zip.file_names().filter_map(Result::ok).find(|n| fits(n)).map(std::borrow::Cow::into_owned);
    let found = found.ok_or_else(|| format!("it has no {name}"))?;
    let file = zip.by_name(&found).map_err(|e| e.to_string())?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(format!("{name} unpacks to more than {limit} bytes, and no more are read"));
    }
    String::from_utf8(bytes).map_err(|e| format!("{name} is not UTF-8: {e}"))
}

fn document(zip: &mut ZipArchive<File>, project: &Project, source: &Source) -> Result<Document, String> {
    let text = match (&source.content, source.path.as_deref()) {
        (Some(content), _) => content.clone(),
        (None, Some(path)) => {
            let name = path
                .strip_prefix("internal://")
                .ok_or("its text lies outside the file, and was passed over")?;
            // A name of another folder leads nowhere: members are only read, never written anywhere.
            member(zip, name, TEXT_LIMIT)?
        }
        (None, None) => return Err("it has no text, and was passed over".to_owned()),
    };
    let text = Text::new(text.trim_start_matches('\u{feff}'));
    if text.as_str().trim().is_empty() {
        return Err("its text is empty, and was passed over".to_owned());
    }
    let value = |name: &str| source.values.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let authors = value("authors").map(|a| a.split(PARTED).map(str::to_owned).collect()).unwrap_or_default();
    let marks = marks(&text, project, source);
    let mut document = Document {
        address: value("address"),
        name: source.name.clone(),
        title: value("title"),
        authors,
        outlet: value("outlet"),
        published: value("published"),
        language: value("language"),
        text,
        marks,
    };
    document.sort();
    Ok(document)
}

/// The selections that lie in the text.
fn kept<'s>(text: &Text, source: &'s Source) -> impl Iterator<Item = (Span, &'s Selection)> {
    let length = text.len();
    let inside = move |s: &&Selection| s.start < s.end && s.end <= length;
    source.selections.iter().filter(inside).map(|s| (Span::new(s.start, s.end), s))
}

/// What the codes of one user say of a selection.
#[derive(Debug, Default)]
struct Said {
    content: bool,
    is_statement: bool,
    cue: bool,
    source: bool,
    act: Option<onrecord::acts::Act>,
    speaker: Option<Who>,
    codes: Vec<Code>,
}

fn said(project: &Project, codings: &[&str]) -> Said {
    let mut said = Said::default();
    for guid in codings {
        let Some(path) = project.codes.get(*guid) else { continue };
        let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
        match names.as_slice() {
            [ROOT, STATEMENT] => said.is_statement = true,
            [ROOT, CUE] => said.cue = true,
            [ROOT, SOURCE] => said.source = true,
            [ROOT, ACT, name] => {
                said.act = act(name).or(said.act);
                said.is_statement = true;
            }
            [ROOT, SPEAKER, name] => {
                let kind = path.description.lines().next().and_then(kind).unwrap_or(ActorKind::Person);
                said.speaker = Some(Who::new(*name, kind));
                said.is_statement = true;
            }
            [name] => said.codes.push(Code::new(*name, "")),
            [name, value, side @ (FOR | AGAINST)] => {
                said.codes.push(Code { agrees: Some(*side == FOR), ..Code::new(*name, *value) });
            }
            [name, rest @ ..] => said.codes.push(Code::new(*name, rest.join(" > "))),
            [] => {}
        }
    }
    said.content = said.is_statement || !said.codes.is_empty();
    said
}

fn marks(text: &Text, project: &Project, source: &Source) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    let mut roles: Vec<((String, String), Said, Span)> = Vec::new();
    for (span, selection) in kept(text, source) {
        let mut words = selection.description.split_whitespace();
        let group =
            words.next().filter(|id| is_id(id) || is_id(&id.replacen('m', "s", 1))).unwrap_or_default();
        let certainty =
            words.next().and_then(|w| w.strip_suffix('%')?.parse().ok()).filter(|n: &u8| *n <= 100);
        let mut by_user: Vec<(&str, Vec<&str>)> = Vec::new();
        for (user, code) in &selection.codings {
            match by_user.iter_mut().find(|(u, _)| u == user) {
                Some((_, codes)) => codes.push(code),
                None => by_user.push((user, vec![code])),
            }
        }
        for (user, codings) in by_user {
            let said = said(project, &codings);
            let coder = project.users.get(user).cloned().unwrap_or_default();
            let key = (group.to_owned(), coder.clone());
            if said.cue || said.source {
                roles.push((
                    key.clone(),
                    Said { cue: said.cue, source: said.source, ..Said::default() },
                    span,
                ));
            }
            if !said.content || marks.len() >= MARKS {
                continue;
            }
            if let Some(&at) = known.get(&key).filter(|_| !group.is_empty()) {
                marks[at].content.push(span);
                marks[at].codes.extend(said.codes);
                continue;
            }
            known.insert(key, marks.len());
            marks.push(Mark {
                coder,
                made: selection.made.clone(),
                statement: Some(group.to_owned()).filter(|id| is_id(id)),
                is_statement: said.is_statement,
                content: vec![span],
                cue: Vec::new(),
                source: Vec::new(),
                speaker: said.speaker,
                act: said.act,
                certainty,
                codes: said.codes,
            });
        }
    }
    for (key, said, span) in roles {
        // Without a word that ties them together, nobody knows what they belong to.
        let Some(&at) = known.get(&key).filter(|_| !key.0.is_empty()) else { continue };
        if said.cue {
            marks[at].cue.push(span);
        }
        if said.source {
            marks[at].source.push(span);
        }
    }
    settle(text, &mut marks);
    marks
}
