//! Reading a `.qdpx` file, which may be anybody's.

use super::project::{Project, Selection, Source, project};
use super::{ACT, AGAINST, CUE, FOR, ON_SCALE, PARTED, QDA, ROOT, SOURCE, SPEAKER, STATEMENT};
use crate::document::{act, is_id, kind};
use crate::error::Why;
use crate::files::{DOCUMENTS, FILE_LIMIT, MARKS, TEXT_LIMIT};
use crate::written::settle;
use crate::{Code, Document, ExchangeError, Mark, Read, Who};
use onrecord::budget::{Budget, Over};
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
pub fn read(path: &Path, budget: &Budget) -> Result<Read, ExchangeError> {
    let unfit = |what: String| ExchangeError::unfit(path, QDA, what);
    let file = File::open(path).map_err(ExchangeError::io(path))?;
    let mut zip = ZipArchive::new(file).map_err(|e| unfit(e.to_string()))?;
    if zip.len() > DOCUMENTS * 2 {
        let what = format!("{} files", zip.len());
        return Err(ExchangeError::TooLarge { path: path.to_owned(), what, limit: DOCUMENTS as u64 * 2 });
    }
    let members = Members::of(&zip, budget).map_err(ExchangeError::over(path))?;
    let fit = |why: Why| why.of(path, QDA);
    let xml = members.read(&mut zip, "project.qde", FILE_LIMIT, budget).map_err(fit)?;
    let project = project(xml.trim_start_matches('\u{feff}'), budget).map_err(fit)?;
    let mut read = Read::default();
    if project.other_sources > 0 {
        read.notes.push(format!(
            "{} sources are pictures, sound, film or PDFs without text, and were passed over",
            project.other_sources
        ));
    }
    let mut size = 0;
    for source in &project.sources {
        match document(&mut zip, &members, &project, source, budget) {
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
            Err(Why::Over(over)) => return Err(ExchangeError::over(path)(over)),
            Err(Why::Wrong(what)) => read.notes.push(format!("{}: {what}", source.name)),
        }
    }
    Ok(read)
}

/// The members of the file, by the last part of their names in small letters: for each source, all would be gone through.
struct Members(HashMap<String, Vec<String>>);

fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

impl Members {
    fn of(zip: &ZipArchive<File>, budget: &Budget) -> Result<Members, Over> {
        let mut by_last: HashMap<String, Vec<String>> = HashMap::new();
        for name in zip.file_names().filter_map(Result::ok) {
            budget.node().and_then(|()| budget.hold(name.len()))?;
            by_last.entry(last_part(&name).to_lowercase()).or_default().push(name.into_owned());
        }
        Ok(Members(by_last))
    }

    /// One of them as text, by the end of its name.
    fn read(
        &self,
        zip: &mut ZipArchive<File>,
        name: &str,
        limit: u64,
        budget: &Budget,
    ) -> Result<String, Why> {
        let wanted = name.to_lowercase();
        let fits = |n: &&String| {
            let n = n.to_lowercase();
            n.strip_suffix(&wanted).is_some_and(|before| before.is_empty() || before.ends_with(['/', '\\']))
        };
        let alike = self.0.get(last_part(&wanted)).map_or(&[][..], Vec::as_slice);
        budget.walk(1 + alike.len())?;
        let found = alike.iter().find(fits).ok_or_else(|| format!("it has no {name}"))?;
        let file = zip.by_name(found).map_err(|e| e.to_string())?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        if bytes.len() as u64 > limit {
            return Err(format!("{name} unpacks to more than {limit} bytes, and no more are read").into());
        }
        budget.hold(bytes.len())?;
        Ok(String::from_utf8(bytes).map_err(|e| format!("{name} is not UTF-8: {e}"))?)
    }
}

fn document(
    zip: &mut ZipArchive<File>,
    members: &Members,
    project: &Project,
    source: &Source,
    budget: &Budget,
) -> Result<Document, Why> {
    let text = match (&source.content, source.path.as_deref()) {
        (Some(content), _) => content.clone(),
        (None, Some(path)) => {
            let name = path
                .strip_prefix("internal://")
                .ok_or_else(|| "its text lies outside the file, and was passed over".to_owned())?;
            // A name of another folder leads nowhere: members are only read, never written anywhere.
            members.read(zip, name, TEXT_LIMIT, budget)?
        }
        (None, None) => return Err("it has no text, and was passed over".to_owned().into()),
    };
    let text = Text::new(text.trim_start_matches('\u{feff}'));
    if text.as_str().trim().is_empty() {
        return Err("its text is empty, and was passed over".to_owned().into());
    }
    let value = |name: &str| source.values.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let authors = value("authors").map(|a| a.split(PARTED).map(str::to_owned).collect()).unwrap_or_default();
    let marks = marks(&text, project, source, budget)?;
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

fn said(project: &Project, codings: &[&str], budget: &Budget) -> Result<Said, Over> {
    let mut said = Said::default();
    for guid in codings {
        let Some(path) = project.codes.get(*guid) else { continue };
        // A code has its name once in the file, and at each passage that is coded with it.
        budget.hold(path.names.iter().map(String::len).sum())?;
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
            [name, value, side @ (FOR | AGAINST)] if path.description.trim() != ON_SCALE => {
                said.codes.push(Code { agrees: Some(*side == FOR), ..Code::new(*name, *value) });
            }
            [Code::CONCEPT, concept, score @ ..] if !score.is_empty() => {
                said.codes.push(Code::scored(*concept, score.join(" > ")));
            }
            [name, rest @ ..] => said.codes.push(Code::new(*name, rest.join(" > "))),
            [] => {}
        }
    }
    said.content = said.is_statement || !said.codes.is_empty();
    Ok(said)
}

fn marks(text: &Text, project: &Project, source: &Source, budget: &Budget) -> Result<Vec<Mark>, Over> {
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
        let mut at_user: HashMap<&str, usize> = HashMap::new();
        for (user, code) in &selection.codings {
            let at = *at_user.entry(user).or_insert_with(|| {
                by_user.push((user, Vec::new()));
                by_user.len() - 1
            });
            by_user[at].1.push(code);
        }
        for (user, codings) in by_user {
            let said = said(project, &codings, budget)?;
            let coder = project.users.get(user).cloned().unwrap_or_default();
            budget.hold(2 * (coder.len() + group.len()))?;
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
    settle(text, &mut marks, budget)?;
    Ok(marks)
}
