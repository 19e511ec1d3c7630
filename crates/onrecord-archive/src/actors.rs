//! One actor across articles: what its key is, and the names that lead to it.

use onrecord::actors::{Actor, Tie};
use onrecord::dictionary::{Dictionary, How};
use onrecord::{Article, Record};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::collections::HashMap;

/// An actor of an article as the archive sees it.
pub(crate) struct Known {
    /// The same for the same actor in every article, as far as can be told.
    pub key: String,
    /// What to call it.
    pub name: String,
    /// Whether that is a name, and not merely the article's words for somebody unnamed.
    pub named: bool,
    /// Folded names that lead to it.
    pub names: BTreeSet<String>,
}

/// What is the same in names that differ in print only: capitals, apostrophes, white space, a leading article.
pub fn fold(name: &str) -> String {
    let lower = name.to_lowercase().replace(['’', '‘', 'ʼ'], "'");
    let words: Vec<&str> = lower.split_whitespace().collect();
    match words.as_slice() {
        ["the" | "a" | "an", rest @ ..] if !rest.is_empty() => rest.join(" "),
        all => all.join(" "),
    }
}

/// What an actor of an article is known by across articles, as far as the article and the dictionary tell: `wikidata:`,
/// `dictionary:`, `name:` or `words:` with what follows. None when the actor has no words at all.
///
/// ```
/// # use onrecord::{Actor, ActorKind, Article, Text};
/// let actor = Actor {
///     id: "a1".to_owned(), name: Some("The Port Authority".to_owned()), kind: ActorKind::Organisation, wikidata: None,
///     country: None, dictionary: None, role: None, anonymous: false, mentions: vec![], coded: None,
/// };
/// let article = Article::plain("x", Text::new(""));
/// assert_eq!(onrecord_archive::actor_key(&actor, &article).unwrap(), "name:organisation:port authority");
/// ```
pub fn actor_key(actor: &Actor, article: &Article) -> Option<String> {
    let kind = actor.kind.name();
    Some(match (&actor.name, &actor.wikidata, &actor.dictionary) {
        (Some(_), Some(qid), _) => format!("wikidata:{qid}"),
        (Some(_), None, Some(id)) => format!("dictionary:{id}"),
        (Some(name), None, None) => format!("name:{kind}:{}", fold(name)),
        (None, ..) => format!("words:{kind}:{}", fold(words_for(actor, article)?)),
    })
}

/// The article's words for an actor without a name.
fn words_for<'a>(actor: &Actor, article: &'a Article) -> Option<&'a str> {
    let described = actor.mentions.iter().find(|m| m.how == Tie::Nominal);
    described.or(actor.mentions.first()).map(|m| article.text.slice(m.span))
}

impl Known {
    /// Nothing when the actor has no words at all.
    pub(crate) fn of(actor: &Actor, article: &Article, dictionary: &Dictionary) -> Option<Known> {
        let words = |tie: fn(Tie) -> bool| {
            actor.mentions.iter().filter(move |m| tie(m.how)).map(|m| article.text.slice(m.span))
        };
        let key = actor_key(actor, article)?;
        let Some(name) = &actor.name else {
            let shown = words_for(actor, article)?;
            let names = BTreeSet::from([fold(shown)]);
            return Some(Known { key, name: shown.to_owned(), named: false, names });
        };
        let mut names: BTreeSet<String> = [fold(name)].into();
        names
            .extend(words(|t| matches!(t, Tie::Name | Tie::Alias | Tie::Shortened | Tie::Metonym)).map(fold));
        if let Some(entry) = actor.dictionary.as_deref().and_then(|id| dictionary.get(id)) {
            names.extend(
                entry.words().filter(|(_, how)| *how != How::Nationality).map(|(text, _)| fold(text)),
            );
        }
        names.remove("");
        Some(Known { key, name: name.clone(), named: true, names })
    }
}

/// Finds or makes the row of every actor of a record, and returns the rows by the record's own ids.
pub(crate) fn store<'r>(
    db: &Connection,
    record: &'r Record,
    dictionary: &Dictionary,
) -> rusqlite::Result<HashMap<&'r str, i64>> {
    let mut rows = HashMap::new();
    let mut find = db.prepare_cached("SELECT id FROM actors WHERE key = ?1")?;
    let mut make = db.prepare_cached(
        "INSERT INTO actors (key, name, kind, named, wikidata, country, dictionary) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut name = db.prepare_cached("INSERT OR IGNORE INTO names (folded, actor) VALUES (?1, ?2)")?;
    let mut index = db.prepare_cached("INSERT INTO name_words (rowid, folded) VALUES (?1, ?2)")?;
    for actor in &record.actors {
        let Some(known) = Known::of(actor, &record.article, dictionary) else { continue };
        let row = match find.query_row([&known.key], |r| r.get(0)).optional()? {
            Some(row) => row,
            None => make.insert(params![
                known.key,
                known.name,
                actor.kind.name(),
                known.named,
                actor.wikidata,
                actor.country,
                actor.dictionary
            ])?,
        };
        for folded in &known.names {
            if name.execute(params![folded, row])? > 0 {
                index.execute(params![db.last_insert_rowid(), folded])?;
            }
        }
        rows.insert(actor.id.as_str(), row);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_print_only_are_the_same() {
        assert_eq!(fold("The  Ministry of\nDefence"), "ministry of defence");
        assert_eq!(fold("O’Neill"), "o'neill");
        assert_eq!(fold("The"), "the");
    }
}
