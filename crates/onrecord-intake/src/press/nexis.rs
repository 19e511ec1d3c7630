//! LexisNexis and Nexis Uni: the articles among the blocks of an export, whichever format it had.
//!
//! Older exports begin each article with `1 of 10 DOCUMENTS`, newer ones end each with `End of Document` and have a line `Body`
//! between the fields and the text. Everything else is told by its place: an article has an outlet, a date, a headline, fields,
//! text, fields again, and a line about rights.

use super::block::Block;
use super::dates;
use super::item::{Item, one_line};
use super::words::{Kind, WORDS, Where};
use crate::parts::ends_sentence;

/// The articles of an export, and how many it announces.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub items: Vec<Item>,
    pub announced: Option<usize>,
    /// Numbers that articles should have and none has.
    pub missing: Vec<usize>,
    /// Whether the last article has no end.
    pub open: bool,
}

/// Numbers that are told one by one to be missing.
const MOST_MISSING: usize = 100;
/// Blocks before a date in which an outlet may stand.
const FRONT: usize = 14;
/// Most words of what goes on below a field …
const LONGEST_FIELD: usize = 150;
/// … and of what goes with pictures.
const LONGEST_CAPTION: usize = 400;
/// Most words of a line between fields that belongs to none of them.
const STRAY: usize = 40;

/// Whether the blocks are of such an export.
pub(super) fn is_nexis(blocks: &[Block]) -> bool {
    blocks.iter().any(|b| WORDS.begins(&b.text).is_some())
        && blocks.iter().any(|b| is_length(b) || b.is_tail())
        || blocks.iter().any(|b| WORDS.ends(&b.text)) && blocks.iter().any(|b| is_body(b) || is_length(b))
}

fn is_length(block: &Block) -> bool {
    block
        .labelled()
        .is_some_and(|l| l.field.is_some_and(|f| f.kind == Kind::Length) && WORDS.length(l.value).is_some())
}

fn is_body(block: &Block) -> bool {
    block.labelled().is_some_and(|l| l.field.is_some_and(|f| f.kind == Kind::Body) && l.value.is_empty())
}

/// Finds the articles, of each export that stands in the file by itself.
pub(super) fn articles(blocks: &[Block]) -> Vec<Found> {
    if blocks.iter().any(|b| WORDS.begins(&b.text).is_some()) {
        numbered(blocks)
    } else {
        vec![ended(blocks)]
    }
}

/// Those that begin with their number.
fn numbered(blocks: &[Block]) -> Vec<Found> {
    let starts: Vec<(usize, usize, usize)> = blocks
        .iter()
        .enumerate()
        .filter_map(|(at, b)| WORDS.begins(&b.text).map(|(n, of)| (at, n, of)))
        .collect();
    let lines = |(at, b): (usize, &Block)| {
        b.text.lines().filter_map(|l| WORDS.request(l)).map(|n| (at, n)).collect::<Vec<_>>()
    };
    let mut requests = blocks.iter().enumerate().flat_map(lines).peekable();
    let mut all: Vec<Found> = Vec::new();
    // Whether each article of the export has what stands after a text, and where the cover of the next one can be.
    let (mut ends, mut from) = (Vec::new(), 0);
    for (i, (at, n, of)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(blocks.len(), |(at, ..)| *at);
        let before = i.checked_sub(1).map(|i| starts[i]);
        // Where the numbers begin anew, another export begins.
        if before.is_none_or(|(_, last, _)| *n <= last) {
            close(&mut all, &mut ends);
            // Of a long list, an export may be a part: then what was asked for counts, or what is there.
            while requests.next_if(|(line, _)| *line < from).is_some() {}
            let asked = requests.peek().filter(|(line, _)| line < at).map(|(_, n)| *n);
            let announced = asked.unwrap_or(if *n == 1 { *of } else { 0 });
            all.push(Found { announced: (announced > 0).then_some(announced), ..Found::default() });
        }
        from = *at;
        let Some(found) = all.last_mut() else { continue };
        match before {
            Some((_, last, _)) if *n > last + 1 => {
                let room = MOST_MISSING.saturating_sub(found.missing.len());
                found.missing.extend((last + 1..*n).take(room));
            }
            _ => {}
        }
        let inside = &blocks[at + 1..end];
        // The cover of another export, glued to this one.
        let cover = inside.iter().position(|b| b.text.lines().any(|l| WORDS.is_request(l)));
        let inside = &inside[..cover.unwrap_or(inside.len())];
        // In place of an article the database may have put a page of its own, without a number.
        let broken = inside.iter().position(|b| WORDS.is_error(&b.text));
        let own = &inside[..broken.unwrap_or(inside.len())];
        ends.push(broken.is_some() || own.iter().any(|b| b.is_tail()));
        if broken.is_none() || own.iter().any(|b| !b.is_empty()) {
            found.items.push(older(own));
        }
        if let Some(at) = broken {
            let mut item = Item::default();
            item.push(&inside[at].text, false);
            found.items.push(item);
        }
    }
    close(&mut all, &mut ends);
    all
}

/// Ends an export: where every article but the last has what stands after a text, that one was cut off.
fn close(all: &mut [Found], ends: &mut Vec<bool>) {
    if let (Some(found), Some((false, others))) =
        (all.last_mut(), ends.split_last().map(|(last, others)| (*last, others)))
    {
        found.open = !others.is_empty() && others.iter().all(|ends| *ends);
    }
    ends.clear();
}

/// Those that end with a line that says so.
fn ended(blocks: &[Block]) -> Found {
    let mut found = Found::default();
    let covers: Vec<usize> = blocks.iter().filter_map(|b| WORDS.cover(&b.text)).collect();
    found.announced = (!covers.is_empty()).then(|| covers.iter().sum());
    let mut from = 0;
    for (at, block) in blocks.iter().enumerate() {
        if WORDS.ends(&block.text) {
            found.items.extend(newer(&blocks[from..at]));
            from = at + 1;
        }
    }
    let rest = &blocks[from..];
    if rest.iter().any(is_body) || rest.iter().any(is_length) {
        found.items.extend(newer(rest));
        found.open = true;
    }
    found
}

/// An article of the newer kind: headline, outlet, date, fields, `Body`, text, fields.
fn newer(blocks: &[Block]) -> Option<Item> {
    let marked = blocks.iter().rposition(|b| b.begins);
    let blocks = &blocks[marked.unwrap_or(0)..];
    if blocks.iter().all(Block::is_empty) {
        return None;
    }
    let body = blocks.iter().position(is_body);
    let fields = blocks.iter().position(is_length).or(body).unwrap_or(blocks.len());
    let head = &blocks[..fields];
    let seen =
        |b: &&Block| !b.is_empty() && !b.is_copyright() && b.labelled().is_none_or(|l| l.field.is_none());
    let front: Vec<&Block> = head.iter().filter(seen).collect();
    let mut item = Item::default();
    // A headline may have a date too: the last one counts.
    let date = front.iter().rposition(|b| dates::leading(&b.text).is_some());
    let date = date.or_else(|| front.iter().rposition(|b| b.words() < 12 && dates::date(&b.text).is_some()));
    let (outlet, headline) = match date {
        Some(at) => {
            item.date = one_line(&front[at].text);
            (at.checked_sub(1), at.saturating_sub(1))
        }
        None => (
            front.len().checked_sub(1).filter(|at| *at > 0),
            front.len().saturating_sub(1).max(1).min(front.len()),
        ),
    };
    item.outlet = outlet.map(|at| one_line(&front[at].text)).unwrap_or_default();
    let mut heads: Vec<&&Block> = front[..headline].iter().collect();
    // Without a mark for where it begins, the list on the cover stands before the first one.
    if marked.is_none() && heads.len() > 1 {
        let mut keep = heads.iter().rev().take_while(|b| b.is_bold()).count().max(1);
        while keep < heads.len() && wrapped(heads[heads.len() - keep - 1], heads[heads.len() - keep]) {
            keep += 1;
        }
        heads = heads.split_off(heads.len() - keep);
    }
    for (at, head) in heads.iter().enumerate() {
        let goes_on = at > 0 && wrapped(heads[at - 1], head);
        item.headline.push_str(if at == 0 {
            ""
        } else if goes_on {
            " "
        } else {
            "; "
        });
        item.headline.push_str(&one_line(&head.text));
    }
    let last = date.or(outlet).and_then(|at| blocks.iter().position(|b| std::ptr::eq(front[at], b)));
    let start = last.map_or(0, |at| at + 1);
    let start = start + take_head(&mut item, &blocks[start..], false);
    take_text(&mut item, &blocks[body.map_or(start, |at| at + 1)..]);
    Some(item)
}

/// Fewest characters of a line that was wrapped.
const WRAPPED: usize = 40;

/// Whether a line of a headline goes on with the next, as where it was pasted with its lines.
fn wrapped(line: &Block, next: &Block) -> bool {
    line.text.chars().count() >= WRAPPED && next.text.starts_with(char::is_lowercase)
}

/// Whether a text is of the newer kind: somebody saved it from a document, whose paragraphs are its lines. Where they were
/// wrapped after all, that shows later.
pub(super) fn is_newer(lines: &[Block]) -> bool {
    lines.iter().any(|b| WORDS.ends(&b.text)) && !lines.iter().any(|b| WORDS.begins(&b.text).is_some())
}

/// An article of the older kind: rights or none, outlet, date, headline and fields in any order, text, fields, rights.
fn older(blocks: &[Block]) -> Item {
    let mut item = Item::default();
    let seen = |b: &Block| !b.is_empty() && !b.is_copyright() && !WORDS.is_litter(&b.text);
    let named = |b: &Block| b.labelled().is_some_and(|l| l.field.is_some());
    let first = blocks.iter().position(named).unwrap_or(blocks.len()).min(FRONT);
    let front = || blocks[..first].iter().enumerate().filter(|(_, b)| seen(b));
    let dated = |b: &Block| dates::leading(&b.text).is_some();
    let date = front().find(|(_, b)| b.centred && dated(b)).or_else(|| front().find(|(_, b)| dated(b)));
    let date = date.or_else(|| front().find(|(_, b)| b.words() < 12 && dates::date(&b.text).is_some()));
    let mut at = 0;
    match date {
        Some((n, block)) => {
            item.date = one_line(&block.text);
            at = n + 1;
            let before = front().take_while(|(i, _)| *i < n).last();
            let after = || front().find(|(i, b)| *i > n && b.centred);
            if let Some((i, block)) = before.or_else(after) {
                item.outlet = outlet(&block.text);
                at = at.max(i + 1);
            }
        }
        // Some dates are none ("Spring 2010"): the second line in the middle of the page is one all the same.
        None => {
            let mut lines = front().filter(|(_, b)| b.centred);
            if let Some((i, block)) = lines.next() {
                item.outlet = outlet(&block.text);
                at = i + 1;
            }
            if let Some((i, block)) = lines.next() {
                item.date = one_line(&block.text);
                at = i + 1;
            }
        }
    }
    let rest = &blocks[at..];
    let start = take_head(&mut item, rest, true);
    take_text(&mut item, &rest[start..]);
    item
}

/// The name in a line, without the address of the logo that old exports put before it.
fn outlet(text: &str) -> String {
    let lines = text.lines().filter(|l| !l.trim_start().starts_with("http"));
    one_line(&lines.collect::<Vec<_>>().join(" "))
}

/// Takes the fields before the text, and of an older export the headline among them; returns where the text begins.
fn take_head(item: &mut Item, blocks: &[Block], older: bool) -> usize {
    let mut at = 0;
    let mut measured = false;
    while let Some(block) = blocks.get(at) {
        if block.is_empty() || block.is_copyright() {
            at += 1;
            continue;
        }
        let labelled = block.labelled();
        let field = labelled.as_ref().and_then(|l| l.field);
        if let (Some(labelled), Some(field)) = (labelled.as_ref(), field) {
            if field.place == Where::Tail {
                return at;
            }
            at += 1;
            let mut value = labelled.value.to_owned();
            // A label may stand alone, with what it names below it.
            if value.is_empty() && field.kind != Kind::Body {
                let next = blocks[at..].iter().position(|b| !b.is_empty()).map(|n| at + n);
                if let Some(n) = next.filter(|n| blocks[*n].field().is_none()) {
                    value.clone_from(&blocks[n].text);
                    at = n + 1;
                }
            }
            match field.kind {
                Kind::Headline => item.headline = value,
                Kind::Byline => item.byline = value,
                Kind::Section => item.section(&value),
                Kind::Page => item.page = Some(value),
                Kind::Summary => item.summary.push(value),
                Kind::Length => measured = true,
                Kind::Language => item.language = value,
                Kind::Body => {
                    if !value.is_empty() {
                        item.push(&value, false);
                    }
                    return at;
                }
                Kind::Caption | Kind::Other => {}
            }
            continue;
        }
        let fields_follow = field_follows(&blocks[at + 1..]);
        if item.headline.is_empty() && (fields_follow || !measured) && older {
            // An edition may still stand in the middle of the page.
            if !(block.centred && fields_follow && block.words() < 8 && has_headline_after(&blocks[at + 1..]))
            {
                item.headline = block.text.clone();
            }
            at += 1;
        } else if fields_follow && block.words() <= STRAY {
            if older && labelled.is_none() && !measured && !block.centred && !WORDS.is_litter(&block.text) {
                item.summary.push(block.text.clone());
            }
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Whether a field that stands before the text comes within the next blocks.
fn field_follows(blocks: &[Block]) -> bool {
    let mut near = blocks.iter().filter(|b| !b.is_empty()).take(3);
    near.any(|b| b.field().is_some_and(|f| f.place == Where::Head))
}

/// Whether, before any field, something stands that may be a headline.
fn has_headline_after(blocks: &[Block]) -> bool {
    let mut near = blocks.iter().filter(|b| !b.is_empty());
    near.next().is_some_and(|b| !b.centred && b.labelled().is_none())
        || blocks.iter().take(8).any(|b| b.field().is_some_and(|f| f.kind == Kind::Headline))
}

/// Takes the text, and the language from the fields after it.
fn take_text(item: &mut Item, blocks: &[Block]) {
    let end = tail(blocks);
    let mut pictures = false;
    for block in &blocks[end..] {
        match block.labelled() {
            Some(labelled) => {
                let kind = labelled.field.map(|f| f.kind);
                pictures = kind == Some(Kind::Caption);
                match kind {
                    Some(Kind::Language) => item.language = labelled.value.to_owned(),
                    Some(Kind::Caption) => item.captions.push(labelled.value.to_owned()),
                    _ => {}
                }
            }
            None if pictures && !block.is_copyright() => item.captions.push(block.text.clone()),
            None => {}
        }
    }
    for block in &blocks[..end] {
        if is_body(block) || WORDS.is_litter(&block.text) {
            continue;
        }
        // Lines that end on purpose are paragraphs: verses, lists, questions and answers.
        let heads = block.is_bold();
        for line in block.text.lines() {
            item.push(line, heads);
        }
    }
}

/// Where the fields after the text begin: walked up to from the end, so that a paragraph that begins like one stays text.
fn tail(blocks: &[Block]) -> usize {
    let mut end = blocks.len();
    let (mut words, mut long) = (0, false);
    for (at, block) in blocks.iter().enumerate().rev() {
        if block.is_empty() || WORDS.is_litter(&block.text) {
            continue;
        }
        let known = block.field().filter(|f| f.place == Where::Tail);
        // What belongs to a field that goes on is not the length of an article.
        let most =
            if known.is_some_and(|f| f.kind == Kind::Caption) { LONGEST_CAPTION } else { LONGEST_FIELD };
        if let Some(field) = known.filter(|_| words <= most) {
            if long && !field.continues {
                break;
            }
            (end, words, long) = (at, 0, false);
        } else if block.is_copyright() {
            // Rights in the middle of a text are not its end.
            if words == 0 {
                end = at;
            } else {
                break;
            }
        } else {
            let labelled = block.labelled().is_some();
            words += block.words();
            long |= !labelled && (block.words() > 6 || ends_sentence(&block.text));
            if words > LONGEST_CAPTION {
                break;
            }
        }
    }
    end
}
