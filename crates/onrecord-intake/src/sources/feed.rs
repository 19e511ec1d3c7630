//! RSS, Atom and JSON feeds: each entry is an article, as far as the feed has it.

use super::{Received, SourceError};
use crate::page::fragment;
use crate::{Capture, Hints};
use onrecord::Note;
use sha2::{Digest, Sha256};

/// The entries of a feed.
pub(super) fn entries(capture: &Capture) -> Vec<Result<Received, SourceError>> {
    let wrong = |why: String| SourceError::Feed { origin: capture.origin.clone(), why };
    let feed = match feed_rs::parser::parse(&capture.bytes[..]) {
        Ok(feed) => feed,
        Err(error) => return vec![Err(wrong(error.to_string()))],
    };
    let outlet = feed.title.map(|t| t.content.trim().to_owned()).filter(|t| !t.is_empty());
    if feed.entries.is_empty() {
        return vec![Err(wrong("it has no entries".to_owned()))];
    }
    let mut all = Vec::new();
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
        let Some(body) = body.or(summary).map(|b| plain(&b)).filter(|b| !b.is_empty()) else {
            all.push(Err(wrong(format!("entry {n} has neither text nor summary"))));
            continue;
        };
        let url = entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"));
        let url = url.or(entry.links.first()).map(|l| l.href.clone());
        let published = entry.published.or(entry.updated).map(|d| d.format("%Y-%m-%dT%H:%M:%SZ").to_string());
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
            url,
            content_type: Some("text/plain; charset=utf-8".to_owned()),
        };
        all.push(Ok(Received {
            hints: Hints { published, outlet: outlet.clone(), ..Hints::default() },
            title,
            authors: entry
                .authors
                .into_iter()
                .filter_map(|a| Some(a.name?.trim().to_owned()))
                .filter(|a| !a.is_empty())
                .collect(),
            place: (!entry.id.is_empty()).then(|| format!("feed:{}", entry.id)),
            hash: hash.finalize().into(),
            notes,
            ..Received::new(item)
        }));
    }
    all
}

/// The paragraphs of a piece of HTML, or the text as it is when it holds no markup.
fn plain(text: &str) -> String {
    if text.contains('<') || text.contains('&') { fragment(text) } else { text.trim().to_owned() }
}
