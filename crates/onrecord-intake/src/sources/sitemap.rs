//! Sitemaps (sitemaps.org), with the news extension: where a site's articles are.

use super::listing::{Listed, Listing};
use super::{SourceError, date};
use crate::IntakeError;
use crate::input::Input;
use crate::xml::{Break, Events};
use quick_xml::events::Event;

/// What a sitemap, or an index of sitemaps, leads to.
pub(super) fn listing(input: &Input) -> Result<Listing, SourceError> {
    let wrong = |why: String| SourceError::Feed { origin: input.origin.to_owned(), why };
    let mut events = Events::strict(input.bytes, input.budget);
    let mut listing = Listing::default();
    let (mut entry, mut map, mut inside, mut text) = (None::<Listed>, false, Vec::new(), String::new());
    loop {
        match events.next() {
            Err(Break::Over(over)) => return Err(IntakeError::over(input.origin, over).into()),
            // What came before the damage is good.
            Err(Break::Damaged(error)) if listing.entries.is_empty() && listing.maps.is_empty() => {
                return Err(wrong(error.to_string()));
            }
            Err(_) | Ok(Event::Eof) => break,
            Ok(Event::Start(tag)) => {
                let name = tag.local_name().as_ref().to_ascii_lowercase();
                match name.as_str() {
                    "url" => entry = Some(Listed::default()),
                    "sitemap" => map = true,
                    _ => {}
                }
                inside.push(name);
                text.clear();
            }
            Ok(Event::Text(words)) => text += &words,
            Ok(Event::CData(words)) => text += &words,
            Ok(Event::GeneralRef(name)) => {
                let reference = format!("&{};", &*name);
                text += &quick_xml::escape::unescape(&reference).unwrap_or_default();
            }
            Ok(Event::End(tag)) => {
                let words = text.trim().to_owned();
                let outer = inside.iter().rev().nth(1).map(String::as_str);
                match (tag.local_name().as_ref(), &mut entry) {
                    ("url", found) => listing.entries.extend(found.take().filter(|f| f.url.is_some())),
                    ("sitemap", _) => map = false,
                    // Pictures and films have a `loc` of their own.
                    ("loc", Some(of)) if outer == Some("url") => of.url = Some(words),
                    ("loc", None) if map => listing.maps.push(words),
                    ("lastmod", Some(of)) => of.updated = date(&words, &mut Vec::new()),
                    ("publication_date", Some(of)) => of.hints.published = date(&words, &mut Vec::new()),
                    ("name", Some(of)) if outer == Some("publication") && !words.is_empty() => {
                        of.hints.outlet = Some(words);
                    }
                    _ => {}
                }
                inside.pop();
                text.clear();
            }
            Ok(_) => {}
        }
    }
    if listing.entries.is_empty() && listing.maps.is_empty() {
        return Err(wrong("it is a sitemap without addresses".to_owned()));
    }
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::budget::Budget;

    fn of(xml: &str) -> Result<Listing, SourceError> {
        let budget = Budget::of_file(&|| false);
        listing(&Input { origin: "map", bytes: xml.as_bytes(), content_type: None, budget: &budget })
    }

    #[test]
    fn a_news_sitemap_and_an_index() {
        let news = of(r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n" xmlns:image="i">
            <url><loc>https://p.example/1?a=1&amp;b=2</loc><image:image><image:loc>https://p.example/i.jpg</image:loc></image:image>
            <news:news><news:publication><news:name>The Post</news:name><news:language>en</news:language></news:publication>
            <news:publication_date>2023-11-10T08:00:00+01:00</news:publication_date><news:title>Bridge</news:title></news:news></url>
            <url><loc><![CDATA[https://p.example/2]]></loc><lastmod>2023-11-11</lastmod></url><url></url></urlset>"#)
        .unwrap();
        let urls: Vec<_> = news.entries.iter().map(|e| e.url.as_deref().unwrap()).collect();
        assert_eq!(urls, ["https://p.example/1?a=1&b=2", "https://p.example/2"]);
        assert_eq!(news.entries[0].hints.outlet.as_deref(), Some("The Post"));
        assert!(news.entries[0].hints.published.as_deref().unwrap().starts_with("2023-11-10T08:00"));
        assert_eq!(news.entries[1].updated.as_deref(), Some("2023-11-11"));
        let index =
            of("<sitemapindex><sitemap><loc> https://p.example/a.xml </loc></sitemap></sitemapindex>");
        assert_eq!(index.unwrap().maps, ["https://p.example/a.xml"]);
        assert!(of("<urlset></urlset>").unwrap_err().to_string().contains("without addresses"));
        let cut = of("<urlset><url><loc>https://p.example/1</loc></url><url><loc>https://p.exam").unwrap();
        assert_eq!(cut.entries.len(), 1);
    }
}
