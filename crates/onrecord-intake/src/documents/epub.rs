//! EPUB books, versions 2 and 3: the chapters in the order in which they are read.

use super::office::part;
use super::{Document, Trouble, filled};
use crate::container::Container;
use crate::loose::loose_date;
use crate::page::blocks_of;
use crate::xml::{Piece, Xml};
use crate::{IntakeError, TEXT_LIMIT, language};
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use std::collections::{HashMap, HashSet};

/// What the package says.
#[derive(Default)]
struct Package {
    document: Document,
    /// The chapters, as paths beside the package.
    chapters: Vec<String>,
}

pub(super) fn read(container: &mut Container, budget: &Budget) -> Result<Document, Trouble> {
    let damaged = |why: &str| Trouble::Damaged(why.to_owned());
    let root = part(container, "META-INF/container.xml", budget)?
        .ok_or_else(|| damaged("it has no container.xml"))?;
    let path = Xml::new(&root, budget).find_map(|piece| match piece {
        Ok(Piece::Open(tag)) if tag.local() == "rootfile" => tag.attribute("full-path").map(str::to_owned),
        _ => None,
    });
    budget.check()?;
    let path = path.ok_or_else(|| damaged("its container names no package"))?;
    let package =
        part(container, &path, budget)?.ok_or_else(|| damaged("the package that it names is not there"))?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Package { mut document, chapters } = package_of(&package, folder, budget)?;
    let encryption = part(container, "META-INF/encryption.xml", budget).ok().flatten().unwrap_or_default();
    let locked = locked(&encryption, budget)?;
    // Fonts are often masked, which is no lock.
    if chapters.iter().any(|chapter| locked.contains(chapter.as_str())) {
        return Err(Trouble::Locked);
    }
    let mut missing = 0;
    for chapter in chapters.iter().map(String::as_str) {
        let html = match part(container, chapter, budget) {
            Err(Trouble::Intake(IntakeError::TooLarge { origin, size, limit })) => {
                return Err(IntakeError::TooLarge { origin, size, limit }.into());
            }
            Err(Trouble::Intake(error @ (IntakeError::TooCostly { .. } | IntakeError::Stopped { .. }))) => {
                return Err(error.into());
            }
            // One that is missing or damaged costs itself.
            other => other.ok().flatten(),
        };
        let Some(html) = html else {
            missing += 1;
            continue;
        };
        for block in blocks_of(&html, budget)? {
            if !document.text.is_empty() {
                document.text.push_str("\n\n");
            }
            document.text.push_str(&block);
        }
        if document.text.len() as u64 > TEXT_LIMIT {
            return Err(Trouble::TooLong(document.text.len() as u64));
        }
    }
    if missing > 0 {
        document
            .notes
            .push(Note::new(format!("{missing} of its {} chapters cannot be read", chapters.len())));
    }
    if document.text.is_empty() { Err(Trouble::Empty) } else { Ok(document) }
}

/// The parts that are locked, by their paths.
fn locked(encryption: &str, budget: &Budget) -> Result<HashSet<String>, Over> {
    let mut parts = HashSet::new();
    for piece in Xml::new(encryption, budget) {
        if let Piece::Open(tag) = piece?
            && tag.local() == "CipherReference"
        {
            parts.extend(tag.attribute("URI").map(|uri| beside("", uri)));
        }
    }
    Ok(parts)
}

fn package_of(package: &str, folder: &str, budget: &Budget) -> Result<Package, Over> {
    let mut out = Package::default();
    let mut manifest: HashMap<String, String> = HashMap::new();
    let mut spine = Vec::new();
    let mut words = String::new();
    for piece in Xml::new(package, budget) {
        match piece? {
            Piece::Open(tag) => {
                words.clear();
                let text = |name: &str| tag.attribute(name).unwrap_or_default().to_owned();
                match tag.local() {
                    "item" => {
                        let page = text("media-type").contains("html");
                        // The table of contents repeats the headings.
                        if page && !text("properties").split_whitespace().any(|p| p == "nav") {
                            // The folder is written again for each of them.
                            let path = beside(folder, &text("href"));
                            budget.hold(path.len())?;
                            manifest.insert(text("id"), path);
                        }
                    }
                    "itemref" if text("linear") != "no" => spine.push(text("idref")),
                    _ => {}
                }
            }
            Piece::Words(more) => words += &more,
            Piece::Close(name) => {
                let line = filled(&words);
                let document = &mut out.document;
                match name.as_str() {
                    "dc:title" => document.title = document.title.take().or(line),
                    "dc:creator" => document.authors.extend(line),
                    "dc:publisher" => document.outlet = document.outlet.take().or(line),
                    "dc:language" => document.language = line.as_deref().and_then(language::code),
                    "dc:date" => {
                        let day = line.as_deref().and_then(loose_date);
                        document.published = document.published.take().or(day);
                    }
                    _ => {}
                }
                words.clear();
            }
        }
    }
    for path in spine.iter().filter_map(|id| manifest.get(id)) {
        budget.hold(path.len())?;
        out.chapters.push(path.clone());
    }
    Ok(out)
}

/// A path beside the package, with what addresses escape written out.
fn beside(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = rest.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = escaped.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &rest[3..] } else { after };
    }
    let href = String::from_utf8_lossy(&bytes);
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in href.split('/') {
        match step {
            "" | "." => {}
            ".." => _ = path.pop(),
            step => path.push(step),
        }
    }
    path.join("/")
}
