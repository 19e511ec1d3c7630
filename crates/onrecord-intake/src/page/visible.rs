//! What a page shows of its authors and its day near its headline, where readers look for them: by class, `rel` and `itemprop`, or
//! by lines like `By Jane Doe`. What stands in other stories, comments, menus, captions and boxes of facts is somebody else's.

use super::blocks::{Block, BlockKind, words};
use crate::names::{Name, announced, is_lead, is_whole, names};
use dom_query::{Document, NodeId, NodeRef};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Visible {
    /// The authors that the page names.
    pub authors: Vec<Name>,
    /// The days it gives as its own, as written, the most trustworthy first.
    pub dates: Vec<String>,
    /// The days of its last change, as written.
    pub changed: Vec<String>,
    /// What it gives by `itemprop` for the day of publication, wherever that stands, where there is one alone.
    pub marked: Option<String>,
    /// Elements that hold something else than the article.
    pub others: Vec<NodeId>,
}

/// Blocks before the headline in which a byline or a date may be the article's.
const BEFORE: usize = 4;
/// Blocks after it, at most, up to the second paragraph of running text.
const AFTER: usize = 30;
/// The same where there is no running text.
const SHORT_PAGE: usize = 6;
/// Fewest words of a paragraph of running text.
const PROSE: usize = 20;
/// Most words of a line with a date or a name.
const LINE: usize = 16;
/// Most bytes of what is read of an element.
const LONGEST: usize = 400;
/// Most bytes of a headline.
const LONGEST_HEAD: usize = 600;
/// Most elements that are looked at.
const MOST: usize = 400;

/// Elements whose contents nobody sees, or that hold something else.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "video", "audio", "canvas",
    "select", "textarea", "button", "datalist", "head",
];
const OTHERS: &[&str] = &["aside", "nav", "form", "figure", "figcaption", "blockquote", "article"];

/// What the classes of elements say that they hold, from the data file `lexicon/page.toml`.
static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let file = onrecord::language::from_toml(include_str!("../../../../lexicon/page.toml"));
    file.unwrap_or_else(|e| panic!("lexicon/page.toml: {e}"))
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Classes {
    others: Words,
    authors: Words,
    beside: Words,
    dates: Words,
    seconds: Words,
    changed: Words,
    changed_lines: Words,
    published_lines: Words,
    other_dates: Words,
}

/// Words in small letters.
#[derive(Deserialize)]
struct Words(HashSet<String>);

impl Words {
    fn in_any(&self, parts: &[String]) -> bool {
        parts.iter().any(|p| self.0.contains(p))
    }
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Left),
}

/// What ends with an element.
#[derive(Default)]
struct Left {
    other: bool,
    muted: bool,
    article: bool,
    shared: bool,
    spot: bool,
    line: bool,
}

/// An element that may name authors or a day.
struct Spot {
    author: bool,
    date: bool,
    changed: bool,
    /// The block in which it begins; none before there is text in it.
    block: Option<usize>,
    /// What an attribute gives.
    given: Option<String>,
    text: String,
    /// Whether it stands in something else than the article.
    other: bool,
    /// The words of its class, by which it is told from others like it.
    class: String,
    /// Whether it stands together with the headline in something smaller than the page.
    shared: bool,
    /// Whether another one of its kind stands in it.
    around: bool,
}

struct Walk<'b> {
    at: HashMap<NodeId, usize>,
    above: HashSet<NodeId>,
    spots: Vec<Spot>,
    /// Those that one is in.
    open: Vec<usize>,
    /// For each block, whether it stands in something else.
    others: Vec<bool>,
    other: usize,
    /// The elements with which something else begins.
    passed: Vec<NodeId>,
    muted: usize,
    /// Elements around the headline that are open, but for the page itself.
    shared: usize,
    /// Articles around the headline that are open.
    articles: usize,
    block: Option<usize>,
    blocks: &'b [Block],
}

/// Looks for what the page shows; `titles` are what its headline may be.
pub(super) fn visible(
    document: &Document,
    blocks: &[Block],
    titles: &[String],
    outlets: &[String],
) -> Visible {
    let head = headline(blocks, titles);
    let node = head.and_then(|h| document.tree.get(&blocks[h].node));
    let above: HashSet<NodeId> =
        node.map(|n| n.ancestors_it(None).map(|a| a.id).collect()).unwrap_or_default();
    let mut walk = Walk {
        at: blocks.iter().enumerate().map(|(i, b)| (b.node, i)).collect(),
        above,
        spots: Vec::new(),
        open: Vec::new(),
        others: vec![false; blocks.len()],
        other: 0,
        passed: Vec::new(),
        muted: 0,
        shared: 0,
        articles: 0,
        block: None,
        blocks,
    };
    walk.all(document);
    let near = Near::of(blocks, head);
    let mut found = Visible { authors: walk.authors(&near, outlets), ..Visible::default() };
    walk.dates(&near, &mut found);
    found.marked = marked(document);
    found.others = walk.passed;
    found
}

/// The block that is the headline: a heading that says what a title says, or else such a line. The first titles are tried first.
fn headline(blocks: &[Block], titles: &[String]) -> Option<usize> {
    // What is longer is none, and costs much.
    let shown: Vec<(usize, Vec<String>)> = (0..blocks.len())
        .filter(|i| matches!(blocks[*i].kind, BlockKind::Heading(_)) && blocks[*i].text.len() <= LONGEST_HEAD)
        .map(|i| (i, words(&blocks[i].text)))
        .take(MOST)
        .collect();
    let titles: Vec<Vec<String>> = titles.iter().map(|t| words(t)).filter(|t| !t.is_empty()).collect();
    let close = |shown: &[String], title: &[String]| {
        let shared = shown.iter().filter(|w| title.contains(w)).count();
        shared * 2 > shown.len().max(title.len())
    };
    let first = |title: &Vec<String>| {
        let heading = |whole: bool| {
            let of = shown.iter().filter(move |(i, _)| !whole || blocks[*i].kind == BlockKind::Heading(1));
            of.filter(|(_, shown)| close(shown, title)).map(|(i, _)| *i).next()
        };
        heading(true).or_else(|| heading(false))
    };
    let same = |b: &Block| {
        b.text.len() <= LONGEST_HEAD && titles.iter().any(|t| t.len() >= 2 && *t == words(&b.text))
    };
    let line = || blocks.iter().position(|b| !b.aside && b.link_share() < 0.5 && same(b));
    let any = || blocks.iter().position(|b| b.kind == BlockKind::Heading(1));
    titles.iter().find_map(first).or_else(line).or_else(any)
}

/// The blocks around the headline.
struct Near {
    head: Option<usize>,
    end: usize,
}

impl Near {
    fn of(blocks: &[Block], head: Option<usize>) -> Near {
        let from = head.map_or(0, |h| h + 1);
        let prose = |b: &Block| {
            matches!(b.kind, BlockKind::Paragraph | BlockKind::Item)
                && b.link_share() < 0.5
                && b.text.split_whitespace().count() >= PROSE
        };
        let mut running = (from..blocks.len()).filter(|i| prose(&blocks[*i]));
        let first = running.next();
        let second = running.next().or(first).unwrap_or(from + SHORT_PAGE);
        Near { head, end: second.min(from + AFTER) }
    }

    fn is_after(&self, block: usize) -> bool {
        self.head.is_none_or(|h| block >= h) && block <= self.end
    }

    fn is_before(&self, block: usize) -> bool {
        self.head.is_some_and(|h| block < h && block + BEFORE >= h)
    }
}

/// What stands in `itemprop="datePublished"`, where that stands once or says the same each time.
fn marked(document: &Document) -> Option<String> {
    let found = document.select("[itemprop~='datePublished']");
    let of_other = |node: &NodeRef| {
        let mut around = node.ancestors_it(Some(12));
        around.any(|a| a.attr("itemprop").is_some_and(|p| is_review(&p)))
    };
    let values = found.iter().take(MOST).filter_map(|f| {
        if f.nodes().first().is_some_and(of_other) {
            return None;
        }
        let value = f.attr("datetime").or_else(|| f.attr("content"))?;
        Some(value.trim().to_owned()).filter(|v| !v.is_empty() && v.len() < 100)
    });
    let values: Vec<String> = values.collect();
    let first = values.first()?;
    values.iter().all(|v| v == first).then(|| first.clone())
}

/// Whether an element holds what others say of the article.
pub(super) fn is_review(itemprop: &str) -> bool {
    matches!(itemprop, "review" | "reviews" | "comment" | "comments")
}

impl Walk<'_> {
    fn all(&mut self, document: &Document) {
        let mut stack = vec![Step::Enter(document.root())];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(node) if node.is_text() => self.text(&node),
                Step::Enter(node) => {
                    let name = node.node_name().unwrap_or_default();
                    if node.is_comment() || SILENT.contains(&&*name) {
                        continue;
                    }
                    if node.is_element() {
                        let left = self.enter(&name, &node);
                        stack.push(Step::Leave(left));
                    }
                    stack.extend(node.children_it(true).map(Step::Enter));
                }
                Step::Leave(left) => {
                    self.other -= usize::from(left.other);
                    self.muted -= usize::from(left.muted);
                    self.articles -= usize::from(left.article);
                    self.shared -= usize::from(left.shared);
                    self.space(left.line);
                    if left.spot {
                        self.open.pop();
                    }
                }
            }
        }
    }

    fn enter(&mut self, name: &str, node: &NodeRef) -> Left {
        let attribute = |name: &str| node.attr(name).map(|v| v.to_ascii_lowercase()).unwrap_or_default();
        let class = attribute("class");
        let parts = parts_of(&class, &attribute("id"));
        let above = self.above.contains(&node.id);
        let hidden =
            || attribute("style").replace(' ', "").contains("display:none") || node.attr("hidden").is_some();
        let widget = || {
            class
                .split_whitespace()
                .any(|c| c == "widget" || c.starts_with("widget_") || c.starts_with("widget-"))
        };
        // Below an article's text, its foot may name who wrote it.
        let article = above
            && (name == "article"
                || class.split_whitespace().any(|c| matches!(c, "hentry" | "post" | "h-entry")));
        self.articles += usize::from(article);
        let shared = above && !matches!(name, "html" | "body");
        self.shared += usize::from(shared);
        let footer = name == "footer" && self.articles == 0;
        let reviewed = || is_review(&attribute("itemprop"));
        let other = !above
            && (reviewed()
                || OTHERS.contains(&name)
                || footer
                || CLASSES.others.in_any(&parts)
                || widget()
                || hidden());
        if other && self.other == 0 {
            self.passed.push(node.id);
        }
        self.other += usize::from(other);
        let line = !matches!(
            name,
            "a" | "span" | "b" | "strong" | "em" | "i" | "small" | "abbr" | "font" | "u" | "cite" | "time"
        );
        self.space(line);
        let mut left = Left { other, line, article, shared, ..Left::default() };
        if above || self.spots.len() >= MOST {
            return left;
        }
        let (rel, itemprop) = (attribute("rel"), attribute("itemprop"));
        let is = |value: &str, word: &str| value.split_whitespace().any(|w| w == word);
        let by_mark =
            name == "a" && is(&rel, "author") || is(&itemprop, "author") || is(&itemprop, "creator");
        let by_class = CLASSES.authors.in_any(&parts);
        let beside = CLASSES.beside.in_any(&parts);
        // `author__title` stands beside the name; so does a `title` within what names authors.
        let inside = self.open.iter().any(|s| self.spots[*s].author);
        if inside && (beside && !by_mark || name == "time") {
            self.muted += 1;
            left.muted = true;
        }
        let author = by_mark || by_class && !beside;
        let given = given_date(node);
        let changed = CLASSES.changed.in_any(&parts)
            || is(&itemprop, "datemodified")
            || given.as_ref().is_some_and(|g| g.1);
        let published = parts.iter().any(|p| matches!(p.as_str(), "published" | "pubdate"))
            || is(&itemprop, "datepublished");
        let other_date = CLASSES.other_dates.in_any(&parts);
        let date = !other_date && (name == "time" || given.is_some() || CLASSES.dates.in_any(&parts));
        if author || date {
            if author && inside {
                for spot in &self.open {
                    self.spots[*spot].around |= self.spots[*spot].author;
                }
            }
            left.spot = true;
            self.open.push(self.spots.len());
            self.spots.push(Spot {
                author,
                date,
                changed: changed && !published,
                block: None,
                given: given.map(|g| g.0),
                text: String::new(),
                other: self.other > 0,
                shared: self.shared > 0,
                class: if by_mark { "mark".to_owned() } else { parts.join(" ") },
                around: false,
            });
        }
        left
    }

    fn space(&mut self, line: bool) {
        for spot in &self.open {
            let text = &mut self.spots[*spot].text;
            if !text.is_empty() && text.len() < LONGEST {
                text.push(if line { '\n' } else { ' ' });
            }
        }
    }

    fn text(&mut self, node: &NodeRef) {
        if let Some(block) = self.at.get(&node.id) {
            self.block = Some(*block);
            self.others[*block] = self.other > 0;
        }
        if self.open.is_empty() {
            return;
        }
        let text = node.text();
        if text.trim().is_empty() {
            self.space(false);
            return;
        }
        for spot in &self.open {
            let spot = &mut self.spots[*spot];
            spot.block = spot.block.or(self.block);
            // A date that stands within the authors' line is still a date.
            if (self.muted == 0 || !spot.author || spot.date) && spot.text.len() < LONGEST {
                spot.text.extend(text.chars().take(LONGEST).map(|c| if c.is_whitespace() { ' ' } else { c }));
            }
        }
    }

    fn authors(&self, near: &Near, outlets: &[String]) -> Vec<Name> {
        let spots = || self.spots.iter().filter(|s| s.author && !s.other && !s.around);
        let outer = || self.spots.iter().filter(|s| s.author && !s.other && s.around);
        let read = |spot: &Spot| -> Vec<Name> {
            let text = spot.text.trim();
            if text.len() >= LONGEST || words(text).len() > 2 * LINE {
                return Vec::new();
            }
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
            // Names stand behind the word that announces them, where there is one.
            let text = match lines.iter().position(|l| announced(l).is_some()) {
                Some(at) => announced(lines[at]).unwrap_or_default().to_owned(),
                None => text.to_owned(),
            };
            names(&text, outlets)
        };
        let within = |is: &dyn Fn(usize) -> bool| -> Vec<Name> {
            let of = |spots: &mut dyn Iterator<Item = &Spot>| {
                merged(spots.filter(|s| s.block.is_some_and(is)).flat_map(read).collect())
            };
            let inner = of(&mut spots());
            if inner.iter().any(|n| !n.body) { inner } else { merged([of(&mut outer()), inner].concat()) }
        };
        let person = |names: &Vec<Name>| names.iter().any(|n| !n.body);
        let after = within(&|b| near.is_after(b));
        if person(&after) && after.iter().any(|n| is_whole(&n.text)) {
            return after;
        }
        let lines = self.lines(near, outlets);
        [lines, after, within(&|b| near.is_before(b)), self.far(near, &read)]
            .into_iter()
            .find(person)
            .unwrap_or_default()
    }

    /// Authors that lines near the headline announce: `By Jane Doe`.
    fn lines(&self, near: &Near, outlets: &[String]) -> Vec<Name> {
        let is = |i: &usize| !self.others[*i] && !self.blocks[*i].aside && Some(*i) != near.head;
        let short = |i: usize| self.blocks[i].text.split_whitespace().count() <= LINE;
        let from = near.head.map_or(0, |h| h.saturating_sub(BEFORE));
        let end = (near.end + 1).min(self.blocks.len());
        let (before, after): (Vec<usize>, Vec<usize>) =
            (from..end).filter(is).partition(|i| near.head.is_some_and(|h| *i < h));
        for i in after.into_iter().chain(before).filter(|i| short(*i)) {
            let text = &self.blocks[i].text;
            let named = match self.blocks.get(i + 1) {
                Some(next) if is_lead(text) && short(i + 1) => next.text.as_str(),
                _ => match announced(text) {
                    Some(named) => named,
                    None => continue,
                },
            };
            let mut found = names(named, outlets);
            found.retain(|n| n.body || is_whole(&n.text));
            if found.iter().any(|n| !n.body) {
                return found;
            }
        }
        Vec::new()
    }

    /// Authors named below the text, if they are the only ones named so.
    fn far(&self, near: &Near, read: &dyn Fn(&Spot) -> Vec<Name>) -> Vec<Name> {
        let below: Vec<&Spot> = self
            .spots
            .iter()
            .filter(|s| s.author && !s.other && !s.around && s.block.is_some_and(|b| b > near.end))
            .collect();
        let Some((first, names)) = below.iter().find_map(|s| {
            let names: Vec<Name> = read(s).into_iter().filter(|n| !n.body).collect();
            (!names.is_empty()).then_some((s, names))
        }) else {
            return Vec::new();
        };
        let at = first.block.unwrap_or_default();
        let alike = below.iter().filter(|s| s.class == first.class && s.block.is_some_and(|b| b > at));
        let alone = alike.flat_map(|s| read(s)).all(|n| names.contains(&n));
        if alone { names } else { Vec::new() }
    }

    fn dates(&self, near: &Near, found: &mut Visible) {
        // In the order of trust: marks below the headline, lines below it, and then what stands above it.
        let mut ranked: Vec<(usize, usize, bool, String)> = Vec::new();
        for spot in self.spots.iter().filter(|s| s.date && !s.other) {
            let Some(block) = spot.block else { continue };
            let short = words(&spot.text).len() <= LINE;
            let Some(written) = spot.given.clone().or_else(|| short.then(|| spot.text.trim().to_owned()))
            else {
                continue;
            };
            let changed = spot.changed || short && is_changed(&spot.text);
            let rank = match () {
                () if near.is_after(block) => 0,
                // Above it, a masthead has nothing in common with it but the page.
                () if near.is_before(block) && spot.shared => 1,
                () if near.is_before(block) => 4,
                () => continue,
            };
            ranked.push((rank, block, changed, written));
        }
        let from = near.head.map_or(0, |h| h.saturating_sub(BEFORE - 1));
        for i in from..(near.end + 1).min(self.blocks.len()) {
            let text = &self.blocks[i].text;
            if self.others[i]
                || self.blocks[i].aside
                || Some(i) == near.head
                || text.split_whitespace().count() > LINE
                || is_label(text)
            {
                continue;
            }
            let rank = if near.is_after(i) { 2 } else { 3 };
            ranked.push((rank, i, is_changed(text), text.clone()));
        }
        ranked.sort_by_key(|(rank, block, ..)| (*rank, *block));
        for (_, _, changed, written) in ranked {
            if changed { found.changed.push(written) } else { found.dates.push(written) }
        }
    }
}

/// Whether a line says that its date is that of a change, and names no other.
fn is_changed(text: &str) -> bool {
    let words = words(text);
    CLASSES.changed_lines.in_any(&words) && !CLASSES.published_lines.in_any(&words)
}

/// Whether a line names what it gives, and that is no day of publication: `Release: 14.11.2019`.
fn is_label(text: &str) -> bool {
    let before = &text[..text.find(|c: char| c.is_ascii_digit()).unwrap_or(0)];
    before.contains(':') && !CLASSES.published_lines.in_any(&words(before))
}

/// Names without those that are part of another, and without words alone where others have more than one.
pub(super) fn merged(found: Vec<Name>) -> Vec<Name> {
    let mut list: Vec<Name> = Vec::new();
    for name in found {
        let new = words(&name.text);
        let holds = |a: &[String], b: &[String]| b.iter().all(|w| a.contains(w));
        if list.iter().any(|n| holds(&words(&n.text), &new)) {
            continue;
        }
        list.retain(|n| !holds(&new, &words(&n.text)));
        list.push(name);
    }
    if list.iter().any(|n| !n.body && is_whole(&n.text)) {
        list.retain(|n| n.text.contains(' '));
    }
    list
}

/// The words of a class and an identifier: `entry-author__name` has three.
fn parts_of(class: &str, id: &str) -> Vec<String> {
    let tokens = class.split_whitespace().chain(id.split_whitespace());
    tokens.flat_map(|t| t.split(['-', '_', ':', '.'])).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// The date that an element's attribute gives, and whether it is that of a change.
fn given_date(node: &NodeRef) -> Option<(String, bool)> {
    if let Some(value) = node.attr("datetime") {
        return Some((value.trim().to_owned(), false))
            .filter(|(v, _)| v.len() <= 60 && v.chars().any(|c| c.is_ascii_digit()) && !v.starts_with('P'));
    }
    if node.has_name("abbr")
        && let Some(title) = node.attr("title")
        && (8..=40).contains(&title.len())
        && title.bytes().filter(u8::is_ascii_digit).count() >= 5
    {
        return Some((title.trim().to_owned(), false));
    }
    let mut given: Vec<(String, String)> = node
        .attrs()
        .into_iter()
        .filter_map(|a| {
            let name = a.name.local.strip_prefix("data-")?.to_ascii_lowercase();
            let parts = parts_of(&name, "");
            let dated = CLASSES.dates.in_any(&parts) || CLASSES.seconds.in_any(&parts);
            let value = a.value.trim();
            let fits =
                (6..=60).contains(&value.len()) && value.chars().filter(char::is_ascii_digit).count() >= 5;
            (dated && fits && !CLASSES.other_dates.in_any(&parts)).then(|| (name, value.to_owned()))
        })
        .collect();
    // Of a day and a count of seconds, the day is what the page's readers see.
    given.sort_by_key(|(_, value)| value.bytes().all(|b| b.is_ascii_digit()));
    let (name, value) = given.into_iter().next()?;
    Some((value, CLASSES.changed.in_any(&parts_of(&name, ""))))
}
