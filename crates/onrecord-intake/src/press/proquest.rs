//! ProQuest: one field after another, each with its name; the text stands behind `Full text:`.

use super::block::Block;
use super::dates;
use super::item::{Item, one_line};
use super::words::WORDS;
use regex::Regex;
use std::sync::LazyLock;

/// Names of fields. All that ProQuest writes are listed: a line that begins with another word is text.
const FIELDS: &[&str] = &[
    "author",
    "authors",
    "publication info",
    "proquest document link",
    "abstract",
    "abstract (summary)",
    "links",
    "full text",
    "subject",
    "location",
    "people",
    "company / organization",
    "company/organization",
    "classification",
    "identifier / keyword",
    "identifier/keyword",
    "title",
    "alternate title",
    "publication title",
    "pages",
    "page",
    "first page",
    "number of pages",
    "publication year",
    "publication date",
    "year",
    "section",
    "publisher",
    "place of publication",
    "country of publication",
    "publication subject",
    "journal subject",
    "issn",
    "isbn",
    "e-issn",
    "source type",
    "language of publication",
    "language",
    "document type",
    "document feature",
    "proquest document id",
    "document url",
    "copyright",
    "last updated",
    "database",
    "volume",
    "issue",
    "dateline",
    "column",
    "edition",
    "product name",
    "illustration",
    "credit",
    "supplement",
    "accession number",
    "source attribution",
    "identifiers",
    "notes",
    "correspondence author",
    "word count",
    "publication type",
    "digital object identifier",
    "dissertation/thesis number",
    "contents",
    "references",
    "number of references",
    "doi",
    "url",
    "terms",
    "tags",
    "document title",
    "collection",
];

/// Whether the blocks are of such an export.
pub(super) fn is_proquest(blocks: &[Block]) -> bool {
    let names =
        |name: &str| blocks.iter().any(|b| b.text.lines().any(|l| field(l).is_some_and(|f| f.0 == name)));
    names("proquest document id")
        || names("publication info") && names("full text")
        || names("publication title") && names("full text")
}

/// The name of the field that a line begins with, and its value.
fn field(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.trim().split_once(':')?;
    let name = name.trim().to_lowercase();
    FIELDS.contains(&name.as_str()).then(|| (name, value.trim()))
}

/// The articles, and how many are announced.
pub(super) fn articles(blocks: &[Block]) -> (Vec<Item>, Option<usize>) {
    let (mut items, mut announced) = (Vec::new(), 0);
    let mut one: Vec<(String, bool)> = Vec::new();
    let mut last = 0;
    let mut counted = false;
    for block in blocks {
        for line in block.text.lines().map(str::trim) {
            let rule = line.len() >= 20 && line.chars().all(|c| c == '_');
            let begins = WORDS.begins(line);
            if let Some((n, of)) = begins {
                if n <= last || last == 0 {
                    announced = of.saturating_add(announced);
                }
                (last, counted) = (n, true);
            }
            if rule || begins.is_some() {
                items.extend(article(&one));
                one.clear();
            } else if !line.is_empty() {
                one.push((line.to_owned(), block.is_bold()));
            }
        }
        one.push((String::new(), false));
    }
    items.extend(article(&one));
    (items, counted.then_some(announced))
}

/// An article of its lines; none of a cover, a list of contents or an imprint.
fn article(lines: &[(String, bool)]) -> Option<Item> {
    let mut item = Item::default();
    let (mut open, mut abstracts, mut title) = (String::new(), Vec::new(), Vec::new());
    let (mut place, mut from_info, mut seen) = (String::new(), String::new(), 0);
    for (at, (line, bold)) in lines.iter().enumerate() {
        if let Some((name, value)) = field(line) {
            if open == "full text" && !fields_follow(&lines[at..]) {
                item.push(line, *bold);
                continue;
            }
            seen += 1;
            open.clone_from(&name);
            take(&mut item, &name, value, &mut abstracts, &mut place, &mut from_info);
            continue;
        }
        match open.as_str() {
            "" if !line.is_empty() => title.push(line.as_str()),
            "full text" => item.push(line, *bold),
            "abstract" | "abstract (summary)" if !line.is_empty() => abstracts.push(line.clone()),
            _ => {}
        }
    }
    if seen < 3 {
        return None;
    }
    if item.headline.is_empty() {
        item.headline = title.join(" ");
    }
    from_publication_info(&mut item, &from_info);
    if item.paragraphs.is_empty() && !abstracts.is_empty() {
        abstracts.iter().for_each(|a| item.push(a, false));
        let note = onrecord::Note::new("the export has only the abstract of this article");
        item.notes.push(note.remedy("export it again with its full text"));
    }
    Some(item)
}

/// Whether fields follow from a line on: in a text, a line may begin like one.
fn fields_follow(lines: &[(String, bool)]) -> bool {
    let next = lines.iter().filter(|(l, _)| !l.is_empty()).take(4);
    let next: Vec<bool> = next.map(|(line, _)| field(line).is_some()).collect();
    next.get(1).is_none_or(|is| *is) && next.iter().filter(|is| !**is).count() <= 1
}

fn take(
    item: &mut Item,
    name: &str,
    value: &str,
    abstracts: &mut Vec<String>,
    place: &mut String,
    info: &mut String,
) {
    match name {
        "author" | "authors" => item.byline = value.trim_end_matches('.').to_owned(),
        "publication info" => *info = value.to_owned(),
        "abstract" | "abstract (summary)" if !value.is_empty() => abstracts.push(value.to_owned()),
        "full text" if !value.to_lowercase().starts_with("not available") => item.push(value, false),
        "title" | "document title" if !value.is_empty() => item.headline = value.to_owned(),
        "publication title" => item.outlet = outlet(value),
        "publication date" if !value.is_empty() => item.date = value.to_owned(),
        "pages" | "page" | "first page" if !value.is_empty() && item.page.is_none() => {
            item.page = Some(value.to_owned())
        }
        "section" => item.section(value),
        "place of publication" => *place = value.to_owned(),
        "language of publication" | "language" => item.language = value.to_owned(),
        "proquest document id" if !value.is_empty() => item.id = Some(value.to_owned()),
        _ => {}
    }
}

/// `The New York Times, Late Edition (East Coast); New York, N.Y.` without edition and place.
fn outlet(value: &str) -> String {
    let name = value.split("; ").next().unwrap_or(value);
    let name = name.split(" [").next().unwrap_or(name);
    let edition = name.find("dition").and_then(|at| name[..at].rfind(','));
    one_line(edition.map_or(name, |at| &name[..at]))
}

/// `Skerry Post, Late Edition [Skerry] 12 Mar 2010: A.1.`, where no fields say it.
fn from_publication_info(item: &mut Item, info: &str) {
    static PAGE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d{4}\s*:\s*(\S[^:]*?)\.?\s*$").expect("a valid pattern"));
    if item.outlet.is_empty() && !info.is_empty() {
        item.outlet = outlet(info);
    }
    if item.date.is_empty()
        && let Some(found) = dates::date(info)
    {
        item.date = info[found.range].to_owned();
    }
    if item.page.is_none() {
        item.page = PAGE
            .captures(info)
            .map(|c| c[1].trim().to_owned())
            .filter(|p| p.len() < 20 && !p.contains("n/a"));
    }
}
