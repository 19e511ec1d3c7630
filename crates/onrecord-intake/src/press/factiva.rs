//! Factiva: pages as saved from the browser (with two-letter codes or without), its XML, and documents of word processors.

use super::block::Block;
use super::dates;
use super::html::{Styles, below};
use super::item::{Item, one_line};
use super::words::WORDS;
use crate::xml::{Break, Events};
use dom_query::{Document, NodeRef};
use onrecord::budget::{Budget, Over};
use quick_xml::events::Event;
use regex::Regex;
use std::sync::LazyLock;

/// The articles of a page, in its order.
///
/// # Errors
/// When it is too much: articles may stand in one another, and each would have the text of those inside it.
pub(super) fn articles(document: &Document, budget: &Budget) -> Result<Vec<Item>, Over> {
    // The class is `article enArticle`, with the language in it; newer pages have another `article` around each.
    let all = document.select("div.article");
    let mut items = Vec::new();
    for node in all.nodes() {
        budget.hold(node.text().len())?;
        let class = node.attr("class").unwrap_or_default();
        let own = class.split_whitespace().any(|c| (9..=12).contains(&c.len()) && c.ends_with("Article"));
        let outer = !own && dom_query::Selection::from(*node).select("div.article").exists();
        if outer {
            continue;
        }
        items.push(article(node));
    }
    Ok(items)
}

fn article(node: &NodeRef) -> Item {
    let selection = dom_query::Selection::from(*node);
    if selection.select("td.index").exists() { with_codes(&selection) } else { without_codes(node) }
}

/// A table of codes and what they stand for.
fn with_codes(article: &dom_query::Selection) -> Item {
    let mut item = Item::default();
    for row in article.select("tr").nodes() {
        let cells: Vec<NodeRef> = row.children_it(false).filter(|n| n.is_element()).collect();
        let [code, value] = &cells[..] else { continue };
        let code = one_line(&code.text());
        take_code(&mut item, &code, &below(value, &Styles::default()));
    }
    item
}

/// Takes what stands behind a code.
fn take_code(item: &mut Item, code: &str, blocks: &[Block]) {
    let all = || blocks.iter().map(|b| one_line(&b.text)).collect::<Vec<_>>().join(" ");
    match code {
        "HD" => item.headline = all(),
        "BY" => item.byline = all(),
        "SE" => item.section(&all()),
        "PG" if all() != "0" => item.page = Some(all()),
        "PD" => item.date = all(),
        "SN" => item.outlet = all(),
        "LA" => item.language = all(),
        "AN" => item.id = number(&all()),
        "LP" | "TD" | "TX" => {
            for block in blocks {
                for line in block.text.lines() {
                    item.push(line, block.is_bold());
                }
            }
        }
        _ => {}
    }
}

/// The number of a document: `Document TAGON00020170401ed410008`.
fn number(words: &str) -> Option<String> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b([A-Z][A-Z0-9]{3,12}0\d{4,}[A-Za-z0-9]{4,})\b").expect("a valid pattern")
    });
    NUMBER.captures(words).map(|c| c[1].to_owned())
}

/// Fields without names: told by their order and by how they look.
fn without_codes(node: &NodeRef) -> Item {
    let mut blocks = Vec::new();
    let mut headline = None;
    let mut byline = None;
    let mut first = None;
    for child in node.children_it(false).filter(|n| n.is_element()) {
        let class = child.attr("class").unwrap_or_default();
        let id = child.attr("id").unwrap_or_default();
        let inside = below(&child, &Styles::default());
        if inside.is_empty() {
            continue;
        }
        if &*id == "hd" || (headline.is_none() && class.contains("eadline")) {
            headline = Some(blocks.len());
        } else if class.split_whitespace().any(|c| c == "author") {
            byline = Some(blocks.len());
        } else if class.contains("articleParagraph") || class.contains("ArticleParagraph") {
            first.get_or_insert(blocks.len());
        }
        let paragraph = class.to_lowercase().contains("articleparagraph");
        blocks.extend(inside.into_iter().map(|b| (b, paragraph)));
    }
    let all: Vec<Block> = blocks.iter().map(|(b, _)| b.clone()).collect();
    let text = first.unwrap_or(all.len());
    let mut item = Item::default();
    take_head(&mut item, &all[..text], headline, byline);
    for (block, paragraph) in &blocks[text..] {
        match number(&block.text).filter(|_| !paragraph) {
            Some(id) => item.id = Some(id),
            None if *paragraph => block.text.lines().for_each(|line| item.push(line, block.is_bold())),
            // The publisher's name.
            None => {}
        }
    }
    item
}

/// The fields before the text: section, headline, byline, length, date, time, outlet, its code, edition, page, language, rights.
fn take_head(item: &mut Item, blocks: &[Block], headline: Option<usize>, byline: Option<usize>) {
    let lines: Vec<String> = blocks.iter().map(|b| one_line(&b.text)).collect();
    let length = lines.iter().position(|l| WORDS.length(l).is_some());
    let from = length.map_or(0, |at| at + 1);
    let date = lines
        .iter()
        .enumerate()
        .skip(from)
        .find(|(_, l)| l.len() < 60 && dates::leading(l).is_some())
        .map(|(at, _)| at);
    let headline = headline.or_else(|| {
        // Without marks, it is the last line before byline and length; with a byline, the one before that.
        let end = length.or(date)?;
        (0..end).rev().find(|at| Some(*at) != byline && !(end - at == 1 && end > 1 && is_byline(&lines[*at])))
    });
    if let Some(at) = headline {
        item.headline.clone_from(&lines[at]);
        item.section(&lines[..at].join("; "));
        let between = lines[at + 1..length.or(date).unwrap_or(at + 1).max(at + 1)].iter();
        let names: Vec<&str> = between.map(String::as_str).collect();
        item.byline = byline.map_or_else(|| names.join("; "), |at| lines[at].clone());
    }
    let Some(date) = date else { return };
    item.date.clone_from(&lines[date]);
    let mut rest = &lines[date + 1..];
    if let Some(clock) = rest.first().filter(|l| is_clock(l)) {
        // Of a clock nobody says in which zone it runs; it is left out.
        rest = &rest[usize::from(!clock.is_empty())..];
    }
    item.outlet = rest.first().cloned().unwrap_or_default();
    for line in rest.iter().skip(1) {
        if WORDS.is_copyright(line) {
            break;
        }
        if WORDS.language(line).is_some() {
            item.language.clone_from(line);
            break;
        }
        let number = line.bytes().any(|b| b.is_ascii_digit()) && line.len() <= 12 && !line.contains(';');
        let code = line.len() >= 3 && line.bytes().all(|b| b.is_ascii_uppercase());
        if number && !code && !line.contains([' ', '/']) && !line.trim_matches('0').is_empty() {
            item.page = Some(line.clone());
        }
    }
}

fn is_byline(line: &str) -> bool {
    WORDS.names(line) != line.trim()
}

fn is_clock(line: &str) -> bool {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?$").expect("a valid pattern")
    });
    CLOCK.is_match(line)
}

/// Whether blocks of a document are such an export: each article ends with its number.
pub(super) fn is_factiva(blocks: &[Block]) -> bool {
    blocks.iter().any(|b| ends(b).is_some())
        && (blocks.iter().any(|b| WORDS.length(&b.text).is_some())
            || blocks.iter().any(|b| code(b).is_some_and(|c| c.0 == "HD")))
}

/// The number with which an article ends.
fn ends(block: &Block) -> Option<String> {
    let text = block.text.trim();
    let word = text.split_whitespace().next()?;
    let says = ["Document", "Dokument", "Documento", "document"].contains(&word);
    (says && text.len() < 60).then(|| number(text))?
}

/// A code of two or three letters and what follows it on its line.
fn code(block: &Block) -> Option<(&str, &str)> {
    const CODES: &[&str] = &[
        "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "NGC", "GC", "ED", "PG", "LA", "CY", "LP",
        "TD", "TX", "CX", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "VOL", "CLM", "ART",
    ];
    let text = block.text.trim();
    let end = text.find(|c: char| c.is_whitespace()).unwrap_or(text.len());
    let (code, value) = text.split_at(end);
    let apart =
        value.is_empty() || value.starts_with('\t') || value.starts_with("  ") || value.starts_with('\n');
    (CODES.contains(&code) && (apart || block.bold == Some(code.len()))).then(|| (code, value.trim()))
}

/// The articles of a document of a word processor.
pub(super) fn of_blocks(blocks: &[Block]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut from = 0;
    for (at, block) in blocks.iter().enumerate() {
        let Some(id) = ends(block) else { continue };
        let inside: Vec<Block> =
            blocks[from..at].iter().filter(|b| !b.is_empty() && !is_head_of_page(b)).cloned().collect();
        from = at + 1;
        let mut item = if inside.iter().any(|b| code(b).is_some_and(|c| c.0 == "HD")) {
            coded(&inside)
        } else {
            plain(&inside)
        };
        item.id = Some(id);
        items.push(item);
    }
    items
}

/// `Page 2 of 10 © 2019 Factiva, Inc. All rights reserved.`, and what a list of headlines before the articles has.
fn is_head_of_page(block: &Block) -> bool {
    block.text.contains("Factiva, Inc.") || block.text.trim() == "Factiva" || block.text.trim() == "Dow Jones"
}

fn coded(blocks: &[Block]) -> Item {
    let mut item = Item::default();
    let mut open: Option<(&str, Vec<Block>)> = None;
    let mut close = |open: &mut Option<(&str, Vec<Block>)>| {
        if let Some((code, blocks)) = open.take() {
            take_code(&mut item, code, &blocks);
        }
    };
    for block in blocks {
        match code(block) {
            Some((code, value)) => {
                close(&mut open);
                let inside = if value.is_empty() { Vec::new() } else { vec![Block::plain(value)] };
                open = Some((code, inside));
            }
            None => {
                if let Some((_, inside)) = &mut open {
                    inside.push(block.clone());
                }
            }
        }
    }
    close(&mut open);
    item
}

fn plain(blocks: &[Block]) -> Item {
    let mut item = Item::default();
    let length = blocks.iter().position(|b| WORDS.length(&b.text).is_some());
    // The fields end with the line about rights, or with the language.
    let end = blocks.iter().enumerate().skip(length.unwrap_or(0)).take(14);
    let ends = |(at, b): (usize, &Block)| {
        (b.is_copyright() || WORDS.language(b.text.trim()).is_some()).then_some(at + 1)
    };
    let end = end.filter_map(ends).next_back().unwrap_or(length.map_or(0, |at| (at + 5).min(blocks.len())));
    let headline = blocks[..length.unwrap_or(0)].iter().position(Block::is_bold);
    take_head(&mut item, &blocks[..end], headline, None);
    for block in &blocks[end..] {
        block.text.lines().for_each(|line| item.push(line, block.is_bold()));
    }
    item
}

/// Articles, how many are announced, and what is damaged.
type Of = (Vec<Item>, Option<usize>, Option<String>);

/// The articles of Factiva's XML, and how many it announces; none if it is another one.
///
/// # Errors
/// When it is too much.
pub(super) fn of_xml(xml: &str, budget: &Budget) -> Result<Of, Over> {
    let mut events = Events::new(xml.as_bytes(), budget);
    let (mut items, mut announced, mut damage) = (Vec::new(), None, None);
    let mut inside: Vec<String> = Vec::new();
    let (mut item, mut text) = (None::<Item>, String::new());
    loop {
        match events.next() {
            Ok(Event::Eof) => break,
            Err(Break::Over(over)) => return Err(over),
            Err(Break::Damaged(error)) => {
                damage = Some(format!("its XML is damaged at byte {}: {error}", events.at()));
                break;
            }
            Ok(Event::Start(tag)) => {
                let name = tag.local_name().as_ref().to_owned();
                if name == "ppsarticleResultSet" || name == "articleResponseSet" {
                    let count = tag
                        .attributes()
                        .with_checks(false)
                        .flatten()
                        .find(|a| a.key.local_name().as_ref() == "count");
                    announced = count.and_then(|c| c.value.parse().ok());
                }
                if name == "article" {
                    item = Some(Item::default());
                }
                // Words that were searched for stand in an element of their own within a paragraph.
                if name != "hlt" && name != "ELink" && name != "en" {
                    text.clear();
                }
                inside.push(name);
                if inside.len() > 1000 {
                    damage = Some("its elements are nested without end".to_owned());
                    break;
                }
            }
            Ok(Event::Text(words)) => text += &words,
            Ok(Event::CData(words)) => text += &words,
            Ok(Event::GeneralRef(name)) => {
                text += &quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap_or_default();
            }
            Ok(Event::End(_)) => {
                let name = inside.pop().unwrap_or_default();
                if name == "article" {
                    items.extend(item.take());
                } else if let Some(item) = &mut item {
                    take_element(item, &name, &inside, &text);
                }
                if name != "hlt" && name != "ELink" && name != "en" {
                    text.clear();
                }
            }
            Ok(_) => {}
        }
    }
    if let Some(open) = item {
        items.push(open);
        damage.get_or_insert_with(|| "it breaks off within an article".to_owned());
    }
    Ok((items, announced, damage))
}

fn take_element(item: &mut Item, name: &str, around: &[String], text: &str) {
    let words = one_line(text);
    if words.is_empty() {
        return;
    }
    let within = |outer: &str| around.iter().any(|a| a == outer);
    let outer = around.last().map_or("", String::as_str);
    match name {
        "paragraph" if within("headline") => join(&mut item.headline, &words),
        "headline" => join(&mut item.headline, &words),
        "paragraph" if within("byline") => join(&mut item.byline, &words),
        "byline" => join(&mut item.byline, &words),
        "paragraph" if within("leadParagraph") || within("tailParagraphs") || within("snippet") => {
            item.push(&words, false)
        }
        "sourceName" => item.outlet = words,
        "accessionNo" => item.id = Some(words),
        "baseLanguage" => item.language = language(&words),
        "sectionName" => item.section(&words),
        "page" if outer == "pages" => join_pages(item, &words),
        "pages" if item.page.is_none() && outer == "article" => join_pages(item, &words),
        "dateTime" | "date" if outer == "publicationDate" && (item.date.is_empty() || name == "dateTime") => {
            item.date = stamped(&words)
        }
        _ => {}
    }
}

/// `EN` as the name that is known.
fn language(code: &str) -> String {
    let code = code.to_lowercase();
    let names = [
        ("en", "english"),
        ("de", "german"),
        ("fr", "french"),
        ("es", "spanish"),
        ("nl", "dutch"),
        ("da", "danish"),
        ("it", "italian"),
        ("pt", "portuguese"),
    ];
    names.iter().find(|(c, _)| *c == code).map_or(code, |(_, name)| (*name).to_owned())
}

/// `2012-01-09T01:35:58Z` as dates are read here: with the time and its zone apart.
fn stamped(words: &str) -> String {
    match words.parse::<jiff::Timestamp>() {
        Ok(stamp) => stamp.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Err(_) => words.to_owned(),
    }
}

fn join(to: &mut String, words: &str) {
    if !to.is_empty() {
        to.push(' ');
    }
    to.push_str(words);
}

fn join_pages(item: &mut Item, words: &str) {
    let page = item.page.get_or_insert_default();
    if !page.is_empty() {
        page.push_str(", ");
    }
    page.push_str(words);
}
