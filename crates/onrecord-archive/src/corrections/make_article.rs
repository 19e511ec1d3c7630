//! Making corrections of what is told of an article, and of who is named in it.

use super::anchor::Anchor;
use super::locals::{article as article_of, as_read};
use super::make::{Made, Put, Whole, latest, put, right, senseless, words_hold};
use super::names::acquaint;
use super::settle::{Moves, settle_version};
use super::{By, Change, attach};
use crate::spans::Spans;
use crate::{bodies, duplicates};
use onrecord::time::Moment;
use std::collections::HashSet;

/// At words of an article somebody is another one.
pub(super) fn mention(whole: Whole, address: &str, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let text = bodies::record(db, version)?.article.text;
    if let Err(error) = words_hold(&text, change) {
        return Ok(Err(error));
    }
    let words = right(change);
    let of = Spans { content: words.clone(), ..Spans::default() };
    let anchor = Anchor::new(&text, &of, &words);
    acquaint(db, whole.dictionary, change)?;
    let id = put(db, Put { change, by, article: Some(article), anchor: anchor.as_ref(), was: None })?;
    attach::concern(db, id, version, None)?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
}

/// What is told of an article. It holds in every version of which the same was read.
pub(super) fn of_article(whole: Whole, address: &str, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    let Change::Article { outlet, published, title, authors } = change else {
        return senseless("it is about an article");
    };
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    if outlet.is_none() && published.is_none() && title.is_none() && authors.is_none() {
        return senseless("it says nothing of the article");
    }
    let texts = [outlet, published, title].into_iter().flatten().chain(authors.iter().flatten());
    for text in texts {
        if text.chars().count() > 1000 || text.trim() != text || text.contains(char::is_control) {
            return senseless(format!("`{}` is no line of text", text.escape_debug()));
        }
    }
    if authors.iter().flatten().any(String::is_empty) {
        return senseless("an author has a name");
    }
    if let Some(day) = published.as_deref().filter(|day| !day.is_empty())
        && let Err(error) = day.parse::<Moment>()
    {
        return senseless(error.to_string());
    }
    let was = as_read(&bodies::record(db, version)?.article, change);
    let id = put(db, Put { change, by, article: Some(article), anchor: None, was: was.as_ref() })?;
    attach::concern(db, id, version, None)?;
    let versions: Vec<i64> = db
        .prepare_cached("SELECT id FROM versions WHERE article = ?1 ORDER BY id")?
        .query_map([article], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let moves = Moves::load(db)?;
    for other in versions {
        if other != version {
            attach::attach(db, article, other, &HashSet::new())?;
        }
        settle_version(db, other, &moves)?;
        retell(whole, other)?;
    }
    Ok(Ok(id))
}

/// Follows what is told of an article, in whose report it carries.
pub(crate) fn retell(whole: Whole, version: i64) -> rusqlite::Result<()> {
    let told = article_of(whole.db, version, bodies::record(whole.db, version)?.article)?;
    duplicates::store::retell(whole.db, whole.agencies, &told, version)
}
