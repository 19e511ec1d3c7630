//! RSS, Atom and JSON feeds: each entry is an article, as far as the feed has it.

use super::listing::{Listed, Listing};
use super::{Received, SourceError};
use crate::page::fragment;
use crate::{Capture, Hints};
use onrecord::Note;
use quick_xml::Reader;
use quick_xml::events::Event;
use sha2::{Digest, Sha256};

/// How often attributes of one tag may be held against each other, in all tags together: the parser holds each against all
/// before it. A feed with a million tags of five attributes each takes ten million.
const MOST_COMPARED: u64 = 50_000_000;

/// The articles of a feed, as far as the feed has them.
pub(super) fn entries(capture: &Capture) -> Vec<Result<Received, SourceError>> {
    let wrong = |why: String| Err(SourceError::Feed { origin: capture.origin.clone(), why });
    match listing(capture) {
        Err(error) => vec![Err(error)],
        Ok(listing) => (1..)
            .zip(listing.entries)
            .map(|(n, entry)| match entry.own {
                Some(received) => Ok(*received),
                None => wrong(format!("entry {n} has neither text nor summary")),
            })
            .collect(),
    }
}

/// What a feed leads to.
pub(super) fn listing(capture: &Capture) -> Result<Listing, SourceError> {
    let wrong = |why: String| SourceError::Feed { origin: capture.origin.clone(), why };
    if compared(&capture.bytes) > MOST_COMPARED {
        return Err(wrong("its tags have so many attributes that it cannot be parsed".to_owned()));
    }
    let base = capture.url.as_deref();
    let feed = feed_rs::parser::Builder::new().base_uri(base).build().parse(&capture.bytes[..]);
    let feed = feed.map_err(|e| wrong(e.to_string()))?;
    let outlet = feed.title.map(|t| t.content.trim().to_owned()).filter(|t| !t.is_empty());
    if feed.entries.is_empty() {
        return Err(wrong("it has no entries".to_owned()));
    }
    let mut listing = Listing::default();
    for (n, entry) in (1..).zip(feed.entries) {
        let title = entry.title.map(|t| plain(&t.content)).filter(|t| !t.is_empty());
        let body = entry.content.and_then(|c| c.body).filter(|b| !b.trim().is_empty());
        let summary = entry.summary.map(|s| s.content).filter(|s| !s.trim().is_empty());
        let mut notes = Vec::new();
        if body.is_none() {
            notes.push(
                Note::new("the feed has only a summary of this article").remedy("add its page as well"),
            );
        }
        let url = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
        let url = url.or(entry.links.first()).map(|l| l.href.clone());
        let stamp = |d: chrono::DateTime<chrono::Utc>| d.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let updated = entry.updated.map(stamp);
        let published = entry.published.map(stamp).or_else(|| updated.clone());
        let authors: Vec<String> = entry
            .authors
            .into_iter()
            .filter_map(|a| Some(a.name?.trim().to_owned()))
            .filter(|a| !a.is_empty())
            .collect();
        let body = body.or(summary).map(|b| plain(&b)).filter(|b| !b.is_empty());
        let hints = Hints { published, outlet: outlet.clone(), ..Hints::default() };
        let own = body.map(|body| {
            let text = match &title {
                Some(title) => format!("{title}\n\n{body}"),
                None => body,
            };
            let mut hash = Sha256::new();
            for piece in [text.as_bytes(), url.as_deref().unwrap_or("").as_bytes(), entry.id.as_bytes()] {
                hash.update((piece.len() as u64).to_le_bytes());
                hash.update(piece);
            }
            let item = Capture {
                origin: format!("{}: entry {n}", capture.origin),
                bytes: text.into_bytes(),
                url: url.clone(),
                content_type: Some("text/plain; charset=utf-8".to_owned()),
            };
            Box::new(Received {
                hints: hints.clone(),
                title: title.clone(),
                authors: authors.clone(),
                place: (!entry.id.is_empty()).then(|| format!("feed:{}", entry.id)),
                hash: hash.finalize().into(),
                notes,
                ..Received::new(item)
            })
        });
        listing.entries.push(Listed { url, updated, hints, authors, own });
    }
    Ok(listing)
}

/// How often the attributes of a feed are held against each other, as far as it is more than may be.
fn compared(feed: &[u8]) -> u64 {
    let mut reader = Reader::from_reader(feed);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut compared = 0_u64;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let attributes = tag.attributes().with_checks(false).count() as u64;
                compared += attributes * attributes.saturating_sub(1) / 2;
            }
            Err(_) | Ok(Event::Eof) => return compared,
            Ok(_) => {}
        }
        if compared > MOST_COMPARED {
            return compared;
        }
    }
}

/// The paragraphs of a piece of HTML, or the text as it is when it holds no markup.
fn plain(text: &str) -> String {
    if text.contains('<') || text.contains('&') { fragment(text) } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_attributes_without_end_is_refused() {
        let of = |attributes: usize| {
            let many: String = (0..attributes).map(|n| format!(" a{n}=\">\"")).collect();
            let bytes = format!(
                "<?xml version=\"1.0\"?><!-- <x \" --><rss version=\"2.0\"{many}><channel><title>The Post</title>\
                 <item><title>Ferry</title><description>It will run again, she said.</description></item></channel></rss>"
            );
            let origin = "feed".to_owned();
            listing(&Capture { origin, bytes: bytes.into_bytes(), url: None, content_type: None })
        };
        assert_eq!(of(100).unwrap().entries.len(), 1);
        assert!(of(20_000).err().unwrap().to_string().contains("so many attributes"));
    }
}
