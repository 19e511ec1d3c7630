//! What a page says of itself: every candidate for each field, the most trustworthy source first.

use super::blocks::{Block, BlockKind, words};
use super::dates::{Dates, publication};
use super::jsonld::{JsonLd, clean, date, text};
use super::titles::{self, Given};
use super::visible::{is_review, merged, visible};
use crate::json;
use crate::names::{Name, is_whole, names};
use dom_query::Document;
use onrecord::Note;
use onrecord::budget::Budget;
use serde_json::Value;

/// What was found, best first.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub titles: Vec<String>,
    pub outlets: Vec<String>,
    pub authors: Vec<Vec<String>>,
    pub urls: Vec<String>,
    pub languages: Vec<String>,
    pub published: Option<String>,
    /// What the page says in JSON-LD that its text is.
    pub body: Option<String>,
    pub notes: Vec<Note>,
}

/// Names under which pages put these fields into `<meta>` elements, in order of trust.
const TITLES: &[&str] = &[
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "citation_title",
    "headline",
    "rnews:headline",
    "dc.title",
    "title",
];
const OUTLETS: &[&str] = &[
    "og:site_name",
    "publisher",
    "dc.publisher",
    "citation_journal_title",
    "application-name",
    "apple-mobile-web-app-title",
];
const AUTHORS: &[&str] = &[
    "parsely-author",
    "citation_author",
    "author",
    "article:author",
    "article.author",
    "sailthru.author",
    "byl",
    "cxenseparse:author",
    "rnews:author",
    "dc.creator",
    "dcterms.creator",
];
const LANGUAGES: &[&str] = &["content-language", "og:locale", "language", "dc.language"];
const DESCRIPTIONS: &[&str] = &["description", "og:description", "twitter:description"];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article.published",
    "article:published",
    "datepublished",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "originalpublicationdate",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dcsext.articlefirstpublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "pub_date",
    "publicationdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "published-date",
    "publish_date",
    "published",
    "date_published",
    "article_date_original",
    "article:post_date",
    "prism.publicationdate",
    "bt:pubdate",
    "ptime",
    "displaydate",
    "date",
];
/// Fields of JSON-LD that give the day of publication.
const LD_PUBLISHED: &[&str] = &["datePublished", "dateCreated", "uploadDate"];

/// Candidates that are kept for a field. Each is held against much else.
const MOST: usize = 50;
/// Elements around a field in which others may speak.
const AROUND: usize = 12;
/// Most bytes of a title.
const LONGEST_TITLE: usize = 1000;

impl Metadata {
    /// Adds what an extractor came upon, as the least trustworthy. Its byline may be that of any story on the page.
    pub fn add(&mut self, found: &dom_smoothie::Metadata, budget: &Budget) {
        self.titles.extend(clean(&found.title, budget));
        self.outlets.extend(found.site_name.as_deref().and_then(|name| clean(name, budget)));
    }
}

/// Reads a page's metadata.
pub(super) fn metadata(document: &Document, blocks: &[Block], budget: &Budget) -> Metadata {
    let (text, clean, date) = (
        |object: &_, field: &str| text(object, field, budget),
        |words: &str| clean(words, budget),
        |object: &_, field: &str| date(object, field, budget),
    );
    let ld = JsonLd::of(document, budget);
    let meta = Meta::of(document, budget);
    let parsely = meta.parsely(budget);
    let parsely = |field: &str| parsely.as_ref().and_then(|p| text(p, field));
    let page_title = clean(&document.select_single("title").text());
    let heading = blocks.iter().find(|b| b.kind == BlockKind::Heading(1)).map(|b| b.text.clone());
    let mut articles = ld.articles();
    // Of several, the one whose headline the page shows is its own.
    let shown: Vec<Vec<String>> = [&page_title, &heading].into_iter().flatten().map(|t| words(t)).collect();
    articles.truncate(MOST);
    articles.sort_by_cached_key(|a| {
        let head = text(a, "headline").map(|h| words(&h)).unwrap_or_default();
        !(head.is_empty() || shown.iter().any(|s| s.starts_with(&head) || head.starts_with(s)))
    });

    let mut m =
        Metadata { body: articles.iter().find_map(|a| text(a, "articleBody")), ..Metadata::default() };
    let mut urls: Vec<String> =
        document.select("link[rel='canonical']").iter().filter_map(|l| clean(&l.attr("href")?)).collect();
    urls.extend(meta.all(&["og:url"]));
    for a in &articles {
        m.titles.extend(text(a, "headline"));
        m.outlets
            .extend(ld.names(a, "publisher").into_iter().next().filter(|_| !ld.is_person(a, "publisher")));
        urls.extend(text(a, "url").or_else(|| text(a, "mainEntityOfPage")));
        m.languages.extend(text(a, "inLanguage"));
    }
    urls.retain(|u| u.starts_with("http://") || u.starts_with("https://"));
    urls.truncate(MOST);
    m.urls = urls;
    m.languages.extend(document.select_single("html").attr("lang").and_then(|l| clean(&l)));
    m.languages.extend(meta.all(LANGUAGES));
    m.outlets.extend(meta.all(OUTLETS));
    m.outlets.truncate(MOST);
    m.languages.truncate(MOST);
    m.outlets = titles::outlets(std::mem::take(&mut m.outlets), &m.urls);

    m.titles.extend(meta.all(TITLES));
    m.titles.extend(parsely("title"));
    m.titles.extend(heading);
    m.titles.extend(page_title.clone());
    m.titles.truncate(MOST);
    m.titles.retain(|t| t.len() <= LONGEST_TITLE);
    let descriptions: Vec<String> = meta
        .all(DESCRIPTIONS)
        .into_iter()
        .chain(articles.iter().filter_map(|a| text(a, "description")))
        .take(MOST)
        .collect();
    let given = Given {
        blocks,
        page_title: page_title.as_deref(),
        descriptions: &descriptions,
        outlets: &m.outlets,
        urls: &m.urls,
    };
    m.titles = titles::order(std::mem::take(&mut m.titles), &given);

    let shown = visible(document, blocks, &m.titles, &m.outlets);
    let mut fields: Vec<Vec<Name>> =
        articles.iter().map(|a| typed(ld.authors(a, "author"), &m.outlets)).collect();
    fields.extend(parsely("author").map(|a| names(&a, &m.outlets)));
    for name in AUTHORS {
        let all = meta.all(&[name]);
        fields.push(merged(all.iter().take(MOST).flat_map(|a| names(a, &m.outlets)).collect()));
    }
    m.authors = authors_of(fields, &shown.authors).into_iter().collect();

    let ld_dates = articles.iter().flat_map(|a| LD_PUBLISHED.iter().filter_map(|f| date(a, f)));
    let dates: Vec<String> = ld_dates
        .chain(meta.all(PUBLISHED))
        .chain(parsely("pub_date"))
        .chain(pubdates(document).and_then(|d| clean(&d)))
        .chain(shown.marked.clone())
        .take(MOST)
        .collect();
    let dates = Dates { given: &dates, visible: &shown, urls: &m.urls, languages: &m.languages };
    m.published = publication(document, ld.written(), &dates, &mut m.notes);
    m
}

/// What stands in `<time pubdate>`.
fn pubdates(document: &Document) -> Option<String> {
    document.select("time[datetime][pubdate]").iter().find_map(|t| Some(t.attr("datetime")?.to_string()))
}

/// Names of which the page says whether they are bodies'.
fn typed(found: Vec<(String, bool)>, outlets: &[String]) -> Vec<Name> {
    let of = |(field, body): (String, bool)| {
        let found = names(&field, outlets);
        found.into_iter().map(move |n| Name { body: n.body || body, ..n })
    };
    merged(found.into_iter().flat_map(of).collect())
}

fn texts(names: Vec<Name>) -> Option<Vec<String>> {
    (!names.is_empty()).then(|| names.into_iter().map(|n| n.text).collect())
}

/// Who wrote it, of what the metadata say, the most trustworthy first, and what the page shows. People go before bodies, and whom
/// readers see goes before who put the page into the system.
fn authors_of(fields: Vec<Vec<Name>>, shown: &[Name]) -> Option<Vec<String>> {
    let people = |names: &[Name]| -> Vec<Name> { names.iter().filter(|n| !n.body).cloned().collect() };
    let given: Vec<Vec<Name>> = fields.iter().map(|f| people(f)).filter(|f| !f.is_empty()).collect();
    let shown = people(shown);
    let best = given.first().cloned().unwrap_or_default();
    let same = |a: &Name, b: &Name| {
        let (a, b) = (words(&a.text), words(&b.text));
        a.iter().all(|w| b.contains(w)) || b.iter().all(|w| a.contains(w))
    };
    let whole = |names: &[Name]| names.iter().any(|n| is_whole(&n.text));
    let agree = |names: &[Name]| names.iter().any(|a| shown.iter().any(|b| same(a, b)));
    let chosen = match () {
        () if shown.is_empty() => best,
        () if best.is_empty() => shown,
        // The same ones: the fuller list, and the metadata's spelling.
        () if agree(&best) => {
            let letters = |names: &[Name]| names.iter().map(|n| words(&n.text).len()).sum::<usize>();
            if letters(&shown) > letters(&best) && whole(&shown) { shown } else { best }
        }
        () => match given.iter().find(|g| agree(g)) {
            Some(other) => other.clone(),
            None if whole(&shown) => shown,
            None => best,
        },
    };
    texts(chosen).or_else(|| fields.into_iter().find_map(texts))
}

/// The persons and bodies in an author field; addresses and handles, roles and degrees are none.
pub(crate) fn authors(field: &str) -> Vec<String> {
    names(field, &[]).into_iter().map(|n| n.text).collect()
}

/// The `<meta>` elements of a page.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn of(document: &Document, budget: &Budget) -> Self {
        let clean = |words: &str| clean(words, budget);
        let read = |node: &dom_query::NodeRef| {
            let name = ["property", "name", "itemprop", "http-equiv"].iter().find_map(|a| node.attr(a))?;
            let around = || node.ancestors_it(Some(AROUND)).filter_map(|a| a.attr("itemprop"));
            if node.has_attr("itemprop") && around().any(|p| is_review(&p)) {
                return None;
            }
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

    /// The fields of `parsely-page`, which holds them all as JSON.
    fn parsely(&self, budget: &Budget) -> Option<serde_json::Map<String, Value>> {
        let page = self.all(&["parsely-page"]).into_iter().next()?;
        match json::value(page.as_bytes(), budget) {
            Ok(Value::Object(fields)) => Some(fields),
            _ => None,
        }
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
