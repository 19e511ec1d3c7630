//! What was fetched from the web: an article's page, or a list of where articles are.

use super::sniff::{Kind, kind};
use super::{Received, SourceError, feed, sitemap};
use crate::input::Input;
use crate::packed::GZIP;
use crate::page::parse;
use crate::{Capture, Hints, IntakeError, unpack};
use onrecord::budget::Budget;
use std::borrow::Cow;

/// What some bytes from the web are.
#[derive(Debug)]
pub enum Content {
    /// A page or a text: one article, if it is one.
    Article(Box<Received>),
    /// A feed or a sitemap.
    Listing(Listing),
}

/// Where articles are, as a feed or a sitemap tells it.
#[derive(Debug, Default)]
pub struct Listing {
    /// The articles.
    pub entries: Vec<Listed>,
    /// Other sitemaps, of which this one is the index.
    pub maps: Vec<String>,
}

/// One article of a listing.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Its address; a feed may have entries without one.
    pub url: Option<String>,
    /// When it was last changed, RFC 3339 or a day, where the listing says so.
    pub updated: Option<String>,
    /// What the listing says of it, for where its page does not say it.
    pub hints: Hints,
    /// Who wrote it, likewise.
    pub authors: Vec<String>,
    /// What the listing itself has of its text.
    pub own: Option<Box<Received>>,
}

impl Content {
    /// Tells by the first bytes what was fetched. Feeds and sitemaps may be gzipped, up to so many bytes, and may cost what a
    /// file may ([`Budget::of_file`]).
    ///
    /// # Errors
    /// When it is a feed or a sitemap that cannot be read, or is larger than allowed.
    pub fn of(mut capture: Capture, limit: u64, budget: &Budget) -> Result<Content, SourceError> {
        if capture.bytes.starts_with(&GZIP) {
            let origin = capture.origin.clone();
            match unpack(&capture.bytes, Some("gzip"), limit).map(|u| u.map(Cow::into_owned)) {
                Ok(Some(bytes)) => capture.bytes = bytes,
                Ok(None) => return Err(IntakeError::TooLarge { origin, size: limit + 1, limit }.into()),
                Err(error) => {
                    return Err(SourceError::BreaksOff { origin, read: 0, why: error.to_string() });
                }
            }
        }
        let head = &capture.bytes[..capture.bytes.len().min(super::sniff::HEAD as usize)];
        match kind(head, "") {
            Kind::Feed => {
                let url = capture.url.as_deref();
                feed::listing(&Input::of(&capture, budget), url).map(Content::Listing)
            }
            Kind::Sitemap => sitemap::listing(&Input::of(&capture, budget)).map(Content::Listing),
            _ => Ok(Content::Article(Box::new(Received::new(capture)))),
        }
    }
}

/// The feeds that a page names as its own, as it writes them.
pub fn feeds_of(page: &[u8], budget: &Budget) -> Vec<String> {
    let Ok(page) = parse(&String::from_utf8_lossy(page), budget) else { return Vec::new() };
    let links = page.select("link[rel~=alternate][href]");
    let feeds = links.iter().filter(|link| {
        let kind = link.attr_or("type", "").to_ascii_lowercase();
        ["application/rss+xml", "application/atom+xml", "application/feed+json"].contains(&kind.trim())
    });
    feeds.map(|link| link.attr_or("href", "").trim().to_owned()).filter(|href| !href.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_feeds() {
        let page = br#"<html><head><link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate"
            hreflang="de" href="/de"></head><p>news"#;
        assert_eq!(feeds_of(page, &Budget::default()), ["/feed"]);
    }
}
