//! RSS, Atom and JSON feeds: each entry is an article, as far as the feed has it.
//!
//! Of ours, because the crates for feeds refuse a whole feed for one raw `&`, one type that they do not know or the end of a
//! file, turn every date to UTC, and take plain titles for HTML.

mod item;
mod json;
mod markup;

use super::listing::{Listed, Listing};
use super::{Articles, Received, SourceError, date};
use crate::documents::short;
use crate::input::Input;
use crate::json::NoJson;
use crate::language;
use crate::page::authors;
use crate::{Capture, Hints, IntakeError, charset};
use item::{Draft, Item, Words};
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use url::Url;

/// The articles of a feed, as far as the feed has them.
pub(super) fn entries(input: &Input, url: Option<&str>) -> Vec<Result<Received, SourceError>> {
    let (listing, broken) = match read(input, url) {
        Err(error) => return vec![Err(error)],
        Ok(read) => read,
    };
    let origin = || input.origin.to_owned();
    let entries = (1..).zip(listing.entries).map(|(n, entry)| match entry.own {
        Some(received) => Ok(*received),
        None => Err(SourceError::Entry { origin: origin(), number: n }),
    });
    let read = input.bytes.len() as u64;
    let broken = broken.map(|why| Err(SourceError::BreaksOff { origin: origin(), read, why }));
    let mut articles = Articles::new(input);
    articles.take(entries.chain(broken));
    articles.end()
}

/// What a feed leads to.
pub(super) fn listing(input: &Input, url: Option<&str>) -> Result<Listing, SourceError> {
    let (mut listing, broken) = read(input, url)?;
    if let (Some(why), Some(own)) = (broken, listing.entries.iter_mut().find_map(|e| e.own.as_mut())) {
        own.notes.push(
            Note::new(format!("the feed breaks off {why}"))
                .remedy("the entries before it are read all the same; fetch it again if it should be whole"),
        );
    }
    Ok(listing)
}

/// The entries, and why the feed breaks off if it does.
fn read(input: &Input, url: Option<&str>) -> Result<(Listing, Option<String>), SourceError> {
    let Input { origin, budget, .. } = *input;
    let wrong = |why: String| SourceError::Feed { origin: origin.to_owned(), why };
    let over = |over: Over| SourceError::from(IntakeError::over(origin, over));
    let decoded = charset::decode(input)?;
    let text = decoded.text;
    let mut draft = match text.trim_start().starts_with('{') {
        true => json::draft(&text, budget).map_err(|no| match no {
            NoJson::Over(what) => over(what),
            NoJson::Not(error) => wrong(format!("is no JSON: {error}")),
        })?,
        false => markup::draft(&text, budget).map_err(over)?,
    };
    let items = std::mem::take(&mut draft.items);
    if items.is_empty() {
        let why = draft.breaks_off.map(|why| format!("it breaks off before its first entry: {why}"));
        return Err(wrong(why.unwrap_or_else(|| "it has no entries".to_owned())));
    }
    let feed = Feed::new(origin, url, &draft, decoded.notes, budget);
    let mut entries = Vec::new();
    for (n, item) in (1..).zip(items) {
        entries.push(feed.listed(n, item));
        budget.check().map_err(over)?;
    }
    Ok((Listing { entries, ..Listing::default() }, draft.breaks_off))
}

/// Longest address that others are joined to.
const LONGEST_BASE: usize = 2_000;

/// What a feed says of all its entries.
struct Feed<'c> {
    origin: &'c str,
    outlet: Option<String>,
    language: Option<String>,
    /// What relative addresses are joined to.
    base: Option<Url>,
    notes: Vec<Note>,
    budget: &'c Budget<'c>,
}

impl<'c> Feed<'c> {
    fn new(
        origin: &'c str,
        url: Option<&str>,
        draft: &Draft,
        notes: Vec<Note>,
        budget: &'c Budget<'c>,
    ) -> Self {
        let address = |given: &str| Url::parse(given.trim()).ok();
        let own = draft.own_address.as_deref().and_then(address).or_else(|| url.and_then(address));
        let join = |given: &Option<String>| joined(own.as_ref(), given.as_deref()?);
        // The outlet's own address goes before the feed's: that may lie with somebody who only carries it.
        let base = join(&draft.base)
            .or_else(|| join(&draft.link))
            .and_then(|base| Url::parse(&base).ok())
            .or(own.clone())
            // It is written again for each entry.
            .filter(|base| base.as_str().len() <= LONGEST_BASE);
        Feed {
            origin,
            outlet: draft.title.as_ref().and_then(|title| short(&title.line(budget))),
            language: draft.language.as_deref().and_then(language::code),
            base,
            notes,
            budget,
        }
    }

    fn listed(&self, n: usize, item: Item) -> Listed {
        let mut notes = self.notes.clone();
        let title = item.title.as_ref().map(|title| title.line(self.budget)).filter(|t| !t.is_empty());
        let url = self.address(&item);
        let updated = item.updated.as_deref().and_then(|given| date(given, &mut notes));
        let published = item.published.as_deref().and_then(|given| date(given, &mut notes));
        let published = published.or_else(|| updated.clone());
        let authors: Vec<String> = item.authors.iter().flat_map(|name| authors(named(name))).collect();
        let plain = |words: &Option<Words>| {
            words.as_ref().map(|words| words.plain(self.budget)).filter(|t| !t.is_empty())
        };
        let body = plain(&item.body);
        let only_summary = body.is_none();
        let body = body.or_else(|| plain(&item.summary)).or_else(|| plain(&item.teaser));
        let body = body.map(|body| if self.repeats(&body, title.as_deref()) { String::new() } else { body });
        if body.as_ref().is_some_and(String::is_empty) {
            notes.push(
                Note::new("the feed has only the headline of this article").remedy("add its page as well"),
            );
        } else if only_summary {
            notes.push(
                Note::new("the feed has only a summary of this article").remedy("add its page as well"),
            );
        }
        let hints = Hints {
            published,
            outlet: self.outlet.clone(),
            language: self.language.clone(),
            ..Hints::default()
        };
        let own = body.map(|body| {
            let pieces = [title.as_deref().unwrap_or_default(), &body];
            let text = pieces.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n\n");
            let mut hash = Sha256::new();
            for piece in [text.as_bytes(), url.as_deref().unwrap_or("").as_bytes(), item.id.as_bytes()] {
                hash.update((piece.len() as u64).to_le_bytes());
                hash.update(piece);
            }
            let capture = Capture {
                origin: format!("{}: entry {n}", self.origin),
                bytes: text.into_bytes(),
                url: url.clone(),
                content_type: Some("text/plain; charset=utf-8".to_owned()),
            };
            Box::new(Received {
                hints: hints.clone(),
                title: title.clone(),
                authors: authors.clone(),
                place: (!item.id.is_empty()).then(|| format!("feed:{}", item.id)),
                hash: hash.finalize().into(),
                notes,
                ..Received::new(capture)
            })
        });
        Listed { url, updated, hints, authors, own }
    }

    /// The article's address: its link, or the identifier that is one.
    fn address(&self, item: &Item) -> Option<String> {
        let base = item.base.as_deref().and_then(|base| joined(self.base.as_ref(), base));
        let base = base.and_then(|base| Url::parse(&base).ok()).or_else(|| self.base.clone());
        let base = base.filter(|base| base.as_str().len() <= LONGEST_BASE);
        let link = item.link.as_deref().filter(|link| !link.is_empty());
        let link = link.map(|link| joined(base.as_ref(), link).unwrap_or_else(|| link.to_owned()));
        let id = Some(&item.id).filter(|id| item.id_is_address && web(id));
        link.or_else(|| id.cloned())
    }

    /// Whether a text says no more than the headline and the outlet's name.
    fn repeats(&self, body: &str, title: Option<&str>) -> bool {
        let words = |text: &str| -> Vec<String> {
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        let Some(title) = title else { return false };
        let mut known = words(title);
        known.extend(words(self.outlet.as_deref().unwrap_or_default()));
        let said = words(body);
        let most = known.len();
        let known: HashSet<String> = known.into_iter().collect();
        said.len() <= most && said.iter().all(|word| known.contains(word))
    }
}

fn web(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

/// An address as it is, joined to the base where it is relative.
fn joined(base: Option<&Url>, given: &str) -> Option<String> {
    let given = given.trim();
    // Whole ones stay as they are written.
    if web(given) {
        return Some(given.to_owned());
    }
    base?.join(given).ok().map(String::from)
}

/// The name in `editor@post.example (Ana Brandt)`.
fn named(author: &str) -> &str {
    let inside = author.split_once('(').and_then(|(address, rest)| Some((address, rest.strip_suffix(')')?)));
    inside.filter(|(address, _)| address.contains('@')).map_or(author, |(_, name)| name)
}

#[cfg(test)]
mod tests;
