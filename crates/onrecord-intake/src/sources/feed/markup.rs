//! RSS in its versions and Atom. One bad entry costs that entry and no other.

use super::item::{Draft, Item, Words, Written};
use crate::xml::{Piece, Tag, Xml, local, mended};
use onrecord::budget::{Budget, Over};

/// What begins an entry.
const ENTRIES: [&str; 2] = ["<item", "<entry"];

/// Authors of an entry that are kept.
const MOST_AUTHORS: usize = 1_000;

/// Reads a feed as far as it goes.
///
/// # Errors
/// When it is too much.
pub(super) fn draft(text: &str, budget: &Budget) -> Result<Draft, Over> {
    let text = mended(text);
    let mut reading = Reading::default();
    let mut xml = Xml::new(&text, budget);
    loop {
        for piece in xml.by_ref() {
            // What the end of the file leaves open is closed by nobody, so an entry that is cut is never handed in.
            reading.take(piece?);
        }
        let Some(why) = xml.breaks_off.take() else { break };
        let why = match reading.item {
            Some(_) => format!("within entry {}, which is left out: {why}", reading.draft.items.len() + 1),
            None => why,
        };
        reading.draft.breaks_off.get_or_insert(why);
        if !xml.resume(&ENTRIES) {
            break;
        }
        xml.forget(reading.outside);
        reading.give_up();
    }
    budget.check()?;
    Ok(reading.draft)
}

#[derive(Default)]
struct Reading {
    draft: Draft,
    /// Names of the elements that are open.
    open: Vec<String>,
    item: Option<Item>,
    /// How many elements are open around an entry.
    outside: usize,
    field: Option<Field>,
}

/// An element of an entry or of the feed whose words are wanted.
struct Field {
    name: String,
    /// Elements open around it.
    depth: usize,
    kind: String,
    permalink: bool,
    text: String,
    /// The same with the tags inside it.
    markup: String,
    tags: bool,
}

impl Reading {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Words(words) => {
                if let Some(field) = &mut self.field {
                    field.markup += &quick_xml::escape::partial_escape(words.as_str());
                    field.text += &words;
                }
            }
            Piece::Open(tag) => self.open(tag),
            Piece::Close(name) => {
                self.open.pop();
                self.close(&name);
            }
        }
    }

    /// Leaves the entry that is being read.
    fn give_up(&mut self) {
        self.open.truncate(self.outside);
        (self.item, self.field) = (None, None);
    }

    fn open(&mut self, tag: Tag) {
        let depth = self.open.len();
        if let Some(field) = &mut self.field {
            field.tags = true;
            field.markup += &format!("<{}>", tag.local());
        } else if matches!(tag.local(), "item" | "entry") {
            self.outside = depth;
            self.item = Some(Item { base: tag.attribute("xml:base").map(str::to_owned), ..Item::default() });
        } else {
            self.begin(&tag, depth);
        }
        self.open.push(tag.name);
    }

    /// An element that is no entry and not inside a field.
    fn begin(&mut self, tag: &Tag, depth: usize) {
        if let Some(base) = tag.attribute("xml:base") {
            let here = self.item.as_mut().map_or(&mut self.draft.base, |item| &mut item.base);
            here.get_or_insert_with(|| base.to_owned());
        }
        let parent = self.open.last().map(|name| local(name)).unwrap_or_default();
        // What stands in a picture, in the feed that an entry is from, or in its comments is none of the entry's own.
        let own = match &self.item {
            Some(_) => {
                depth == self.outside + 1 || matches!(parent, "author" | "creator" | "group" | "content")
            }
            None => matches!(parent, "channel" | "feed"),
        };
        if !own {
            return;
        }
        if tag.local() == "link"
            && let Some(href) = tag.attribute("href")
        {
            return self.link(tag.attribute("rel").unwrap_or("alternate"), href);
        }
        // An author has a name inside; one of RSS has it as words.
        if tag.local() == "author"
            && !tag.name.contains(':')
            && self.open.first().is_some_and(|root| local(root) == "feed")
        {
            return;
        }
        self.field = Some(Field {
            name: tag.name.clone(),
            depth,
            kind: tag.attribute("type").unwrap_or_default().to_ascii_lowercase(),
            permalink: tag.attribute("isPermaLink").is_none_or(|is| !is.eq_ignore_ascii_case("false")),
            text: String::new(),
            markup: String::new(),
            tags: false,
        });
        // Pictures and sound hold their description, which is looked for on its own.
        if matches!(tag.name.as_str(), "media:group" | "media:content") {
            self.field = None;
        }
    }

    fn link(&mut self, rel: &str, href: &str) {
        let href = href.trim().to_owned();
        match (&mut self.item, rel) {
            (Some(item), "alternate") => _ = item.link.get_or_insert(href),
            (None, "alternate") => _ = self.draft.link.get_or_insert(href),
            (None, "self") => _ = self.draft.own_address.get_or_insert(href),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(field) = &mut self.field {
            if field.depth < self.open.len() {
                field.markup += &format!("</{}>", local(name));
                return;
            }
            if let Some(field) = self.field.take() {
                match &mut self.item {
                    Some(item) => field.into_item(item),
                    None => field.into_feed(&mut self.draft),
                }
            }
            return;
        }
        if matches!(local(name), "item" | "entry") {
            self.draft.items.extend(self.item.take());
        }
    }
}

impl Field {
    /// The words, and how they are written; none where there are none, or where they are no text.
    fn words(self) -> Option<Words> {
        let kind = self.kind.split(';').next().unwrap_or_default().trim().to_owned();
        // Tags that stand in it unescaped are the words' own, whatever the type says.
        let written = match kind.as_str() {
            _ if self.tags => Written::Html,
            "text" | "text/plain" | "plain" => Written::Plainly,
            "html" | "xhtml" | "text/html" | "application/xhtml+xml" => Written::Html,
            "" => Written::Somehow,
            other if other.starts_with("text/") || other.ends_with("xml") => Written::Somehow,
            _ => return None,
        };
        let text = if self.tags { self.markup } else { self.text };
        (!text.trim().is_empty()).then_some(Words { text, written })
    }

    fn line(&self) -> Option<String> {
        let line = self.text.trim();
        (!line.is_empty()).then(|| line.to_owned())
    }

    fn into_feed(self, feed: &mut Draft) {
        match self.name.as_str() {
            "title" | "atom:title" => feed.title = feed.title.take().or_else(|| self.words()),
            "link" => feed.link = feed.link.take().or_else(|| self.line()),
            "language" | "dc:language" => feed.language = feed.language.take().or_else(|| self.line()),
            _ => {}
        }
    }

    fn into_item(self, item: &mut Item) {
        // The prefix that a feed chose for a namespace is nearly always the usual one.
        match self.name.as_str() {
            "title" | "atom:title" => set(&mut item.title, self.words()),
            "link" => set(&mut item.link, self.line()),
            "guid" | "id" | "atom:id" => {
                item.id_is_address = self.permalink;
                item.id = self.line().unwrap_or_default();
            }
            "pubDate" | "published" | "atom:published" | "issued" => {
                item.published = self.line().or(item.published.take())
            }
            "dc:date" | "dcterms:issued" | "dcterms:created" | "created" | "date" => {
                set(&mut item.published, self.line());
            }
            "updated" | "atom:updated" | "modified" | "dcterms:modified" => {
                set(&mut item.updated, self.line())
            }
            "author" | "name" | "atom:name" | "dc:creator" | "creator" | "itunes:author" => {
                let room = item.authors.len() < MOST_AUTHORS;
                item.authors.extend(self.line().filter(|line| room && !item.authors.contains(line)));
            }
            "content:encoded" | "encoded" | "content" | "atom:content" | "xhtml:body" | "body" => {
                item.body = self.words().or(item.body.take());
            }
            "description" | "summary" | "atom:summary" | "dc:description" => {
                set(&mut item.summary, self.words())
            }
            "media:description" | "itunes:summary" | "itunes:subtitle" => set(&mut item.teaser, self.words()),
            _ => {}
        }
    }
}

/// Sets what is not set yet.
fn set<T>(place: &mut Option<T>, to: Option<T>) {
    if place.is_none() {
        *place = to;
    }
}
