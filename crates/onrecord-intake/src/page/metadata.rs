//! What a page says of itself: every candidate for each field, the most trustworthy source first.

use super::blocks::{Block, BlockKind, words};
use super::jsonld::{JsonLd, clean, text};
use crate::parts::split_names;
use crate::published::{PageDate, page_date};
use dom_query::Document;
use htmldate_rs::DateOptions;
use onrecord::Note;
use onrecord::budget::Budget;
use regex::Regex;
use std::sync::LazyLock;

/// What was found, best first.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub titles: Vec<String>,
    pub outlets: Vec<String>,
    pub authors: Vec<Vec<String>>,
    pub urls: Vec<String>,
    pub languages: Vec<String>,
    pub published: Option<String>,
    pub notes: Vec<Note>,
}

/// Names under which pages put these fields into `<meta>` elements, in order of trust.
const TITLES: &[&str] =
    &["og:title", "twitter:title", "parsely-title", "sailthru.title", "headline", "dc.title", "title"];
const OUTLETS: &[&str] = &["og:site_name", "publisher", "dc.publisher", "application-name"];
const AUTHORS: &[&str] =
    &["author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator"];
const LANGUAGES: &[&str] = &["content-language", "og:locale", "language", "dc.language"];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article.published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "originalpublicationdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "published-date",
    "publish_date",
    "ptime",
    "displaydate",
    "date",
];
/// Fields of JSON-LD that give the day of publication.
const LD_PUBLISHED: &[&str] = &["datePublished", "dateCreated", "uploadDate"];

/// Candidates that are kept for a field. Each is held against much else.
const MOST: usize = 50;
/// Dates of a page that are told one by one to be none.
const MOST_DATES: usize = 20;

impl Metadata {
    /// Adds what an extractor came upon, as the least trustworthy.
    pub fn add(&mut self, found: &dom_smoothie::Metadata, budget: &Budget) {
        self.titles.extend(clean(&found.title, budget));
        self.outlets.extend(found.site_name.as_deref().and_then(|name| clean(name, budget)));
        self.authors.extend(found.byline.as_deref().map(authors));
        self.tidy();
    }

    fn tidy(&mut self) {
        self.titles.truncate(MOST);
        self.outlets.truncate(MOST);
        self.authors.retain(|a| !a.is_empty());
        self.urls.retain(|u| u.starts_with("http://") || u.starts_with("https://"));
        strip_outlet(self);
    }
}

/// Reads a page's metadata.
pub(super) fn metadata(document: &Document, blocks: &[Block], budget: &Budget) -> Metadata {
    let (text, clean) =
        (|object: &_, field: &str| text(object, field, budget), |words: &str| clean(words, budget));
    let ld = JsonLd::of(document, budget);
    let articles = ld.articles();
    let meta = Meta::of(document, budget);
    let mut m = Metadata::default();

    for a in &articles {
        m.titles.extend(text(a, "headline"));
        m.outlets.extend(ld.names(a, "publisher").into_iter().next());
        m.authors.push(ld.names(a, "author").iter().flat_map(|n| authors(n)).collect());
        m.urls.extend(text(a, "url").or_else(|| text(a, "mainEntityOfPage")));
        m.languages.extend(text(a, "inLanguage"));
    }
    m.titles.extend(meta.all(TITLES));
    m.titles.extend(blocks.iter().find(|b| b.kind == BlockKind::Heading(1)).map(|b| b.text.clone()));
    m.titles.extend(clean(&document.select_single("title").text()));
    m.outlets.extend(meta.all(OUTLETS));
    m.authors.extend(meta.all(AUTHORS).iter().map(|a| authors(a)));
    let mut urls: Vec<String> =
        document.select("link[rel='canonical']").iter().filter_map(|l| clean(&l.attr("href")?)).collect();
    urls.extend(meta.all(&["og:url"]));
    urls.append(&mut m.urls);
    m.urls = urls;
    m.languages.extend(document.select_single("html").attr("lang").and_then(|l| clean(&l)));
    m.languages.extend(meta.all(LANGUAGES));
    m.tidy();
    let ld_dates = articles.iter().flat_map(|a| LD_PUBLISHED.iter().filter_map(|f| text(a, f)));
    let times = document.select("time[datetime][pubdate], [itemprop='datePublished']");
    let times =
        times.iter().filter_map(|t| t.attr("datetime").or_else(|| t.attr("content")).and_then(|d| clean(&d)));
    let dates: Vec<String> = ld_dates.chain(meta.all(PUBLISHED)).chain(times).collect();
    m.published = publication(document, &ld, &dates, &mut m.notes);
    m
}

/// The best date: the first whole one, or else what `htmldate` makes of the page.
fn publication(document: &Document, ld: &JsonLd, dates: &[String], notes: &mut Vec<Note>) -> Option<String> {
    let mut good: Option<String> = None;
    for given in dates {
        match page_date(given) {
            // A date without its time gives way to the same date with it.
            PageDate::Good(d)
                if good.as_ref().is_none_or(|g| d.len() > g.len() && d.starts_with(g.as_str())) =>
            {
                good = Some(d);
            }
            PageDate::Impossible => {
                let note = Note::new(format!(
                    "the page's date of publication `{given}` is impossible and was dropped"
                ))
                .remedy("give the date with --published if you know it");
                if notes.len() < MOST_DATES && !notes.contains(&note) {
                    notes.push(note);
                }
            }
            _ => {}
        }
    }
    good.or_else(|| {
        // The whole text holds that of each element, whose parts may make up a date together. In JSON, a hyphen or a digit may
        // stand as an escape.
        let (html, text) = (document.html(), document.text());
        let of = |text: &str| endless_date(text).map(str::to_owned);
        if let Some(date) = of(&html).or_else(|| of(&text)).or_else(|| ld.written().find_map(|t| of(&t))) {
            let note = Note::new(format!(
                "the page has what looks like a date and is none (`{date}`); it was not searched for its date of publication"
            ));
            notes.push(note.remedy("give the date with --published if you know it"));
            return None;
        }
        // A latest date is given so that the answer does not depend on the day of asking.
        let max_date = Some(chrono_date(2200)?);
        let found =
            htmldate_rs::find_date(&html, &DateOptions { max_date, ..DateOptions::default() })?;
        match page_date(&found) {
            PageDate::Good(d) => Some(d),
            _ => None,
        }
    })
}

/// The first characters of a text that look like a date (`2023-11-31`) and are none, whatever stands around them: `htmldate-rs` 0.1.5
/// looks for the date in such a text, finds the same characters, and goes on with these until the stack is full.
fn endless_date(text: &str) -> Option<&str> {
    static LIKE_A_DATE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d{4}-\d{2}-\d{2}").expect("a good pattern"));
    let mut at = 0;
    while let Some(found) = LIKE_A_DATE.find_at(text, at) {
        if chrono::NaiveDate::parse_from_str(found.as_str(), "%Y-%m-%d").is_err() {
            return Some(found.as_str());
        }
        // Another one may begin inside this one.
        at = text.ceil_char_boundary(found.start() + 1);
    }
    None
}

fn chrono_date(year: i32) -> Option<chrono::NaiveDate> {
    chrono::NaiveDate::from_ymd_opt(year, 12, 31)
}

/// Takes the outlet's name off the titles' ends: `Talks go on | The Example`.
fn strip_outlet(m: &mut Metadata) {
    let outlets: Vec<Vec<String>> = m.outlets.iter().map(|o| words(o)).collect();
    for title in &mut m.titles {
        for separator in [" | ", " - ", " – ", " — ", " :: ", " • ", " · "] {
            if let Some((head, tail)) = title.rsplit_once(separator)
                && outlets.contains(&words(tail))
            {
                *title = head.trim().to_owned();
            }
        }
    }
    m.titles.retain(|t| !t.is_empty());
}

/// The persons (or agencies) in an author field; addresses and handles are none.
pub(crate) fn authors(field: &str) -> Vec<String> {
    let field = field.trim();
    let field = field.strip_prefix("By ").or_else(|| field.strip_prefix("by ")).unwrap_or(field);
    let mut names = split_names(field);
    names.retain(|n| {
        let address = n.contains("://") || n.contains('@') || n.contains(".com/") || n.starts_with("www.");
        !address && n.split_whitespace().count() <= 6 && n.chars().any(char::is_alphabetic)
    });
    names
}

/// The `<meta>` elements of a page.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn of(document: &Document, budget: &Budget) -> Self {
        let clean = |words: &str| clean(words, budget);
        let read = |node: &dom_query::NodeRef| {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|a| node.attr(a))?;
            Some((name.trim().to_ascii_lowercase(), clean(&node.attr("content")?)?))
        };
        Meta(document.select("meta").iter().filter_map(|s| read(s.nodes().first()?)).collect())
    }

    /// All values of these names, in the order of the names.
    fn all(&self, names: &[&str]) -> Vec<String> {
        names
            .iter()
            .flat_map(|n| self.0.iter().filter(move |(name, _)| name == n).map(|(_, value)| value.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::blocks::blocks;

    fn of(html: &str) -> Metadata {
        let document = Document::from(html);
        metadata(&document, &blocks(&document).blocks, &Budget::default())
    }

    #[test]
    fn fields_come_from_the_best_source() {
        let m = of("<html lang=en-GB><title>Talks go on | The Example</title>\
            <meta property=og:site_name content='The Example'><meta name=author content='By Jane Doe and John Roe'>\
            <meta property=article:modified_time content=2023-11-12><link rel=canonical href=https://example.org/a>\
            <script type=application/ld+json>{\"@type\":\"NewsArticle\",\"datePublished\":\"2023-11-10T08:00:00+0100\"}</script>");
        assert_eq!(m.titles, ["Talks go on"]);
        assert_eq!(m.outlets[0], "The Example");
        assert_eq!(m.authors[0], ["Jane Doe", "John Roe"]);
        assert_eq!(m.urls, ["https://example.org/a"]);
        assert_eq!(m.languages, ["en-GB"]);
        assert_eq!(m.published.as_deref(), Some("2023-11-10T08:00:00+01:00"));
    }

    #[test]
    fn what_looks_like_a_date_and_is_none_is_kept_from_the_search() {
        for html in [
            "<meta property=article:published_time content='2023-15-10@08:00'>",
            "<body><p>Part 2023-02-30 of the file.",
            "<body><time>2023-<b>15-</b>10</time>",
            "<body><p>From 2023-11-1012-15-10 on.",
            "<body><p>\u{661}\u{662}\u{663}\u{664}-\u{661}\u{661}-\u{661}\u{660}",
            "<script type=application/ld+json>{\"dateModified\": \"2023\\u002d15-10 08\"}</script>",
        ] {
            let m = of(html);
            assert_eq!(m.published, None, "{html}");
            assert!(m.notes.iter().any(|n| n.reason.contains("date")), "{html}: {:?}", m.notes);
        }
        assert_eq!(of("<body><p>Posted on 2023-11-10.").published.as_deref(), Some("2023-11-10"));
    }

    #[test]
    fn an_impossible_date_is_dropped_with_a_note_and_the_next_one_taken() {
        let m = of(
            "<script type=application/ld+json>{\"@type\":\"Article\",\"datePublished\":\"0001-01-01T00:00:00\"}</script>\
            <meta name=date content=2023-11-10><meta property=og:published_time content=2023-11-10T08:00:00Z>",
        );
        assert_eq!(m.published.as_deref(), Some("2023-11-10T08:00:00Z"));
        assert_eq!(m.notes.len(), 1);
    }

    #[test]
    fn dates_in_the_text_are_the_last_resort() {
        assert_eq!(of("<p class=post-date>November 10, 2023</p>").published.as_deref(), Some("2023-11-10"));
        assert_eq!(of("<p>No date here").published, None);
    }
}
