//! The actors of an archive as a list.

use crate::actors::fold;
use crate::error::ArchiveError;
use crate::open::Archive;
use rusqlite::{Connection, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names of an actor that are handed on.
const NAMES: usize = 12;

/// An actor of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedActor {
    /// Its name, or the words for somebody without one.
    pub name: String,
    /// What it is known by: `wikidata:`, `dictionary:`, `name:` or `words:` with what follows.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// Its state, as ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Other names that lead to it, in small letters; those of actors that people say are the same one are among them. No
    /// more than twelve.
    pub aliases: Vec<String>,
    /// By what mentions in different articles are tied to it: `wikidata`, `dictionary`, `name`, or `words` for one without
    /// a name.
    pub tied_by: String,
    /// How many other actors people say are this one.
    pub merged: u64,
    /// Statements that it makes, in the latest versions.
    pub statements: u64,
    /// Articles that mention it, earlier versions too.
    pub articles: u64,
    /// The day of publication of its first statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// The day of publication of its last statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// In which order actors are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorOrder {
    /// Those with most statements first.
    #[default]
    Statements,
    /// Those in most articles first.
    Articles,
    /// By name.
    Name,
    /// Those who spoke first, first; those who never did last.
    First,
    /// Those who spoke last, first; those who never did last.
    Last,
}

impl ActorOrder {
    /// All of them, with their names.
    pub const ALL: [(&'static str, ActorOrder); 5] = [
        ("statements", ActorOrder::Statements),
        ("articles", ActorOrder::Articles),
        ("name", ActorOrder::Name),
        ("first", ActorOrder::First),
        ("last", ActorOrder::Last),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        ActorOrder::ALL.iter().find(|(_, order)| *order == self).map_or("", |(name, _)| name)
    }
}

/// Which actors are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActorsWanted<'w> {
    /// Words that one of their names has, or begins of such words; all actors without any.
    pub name: Option<&'w str>,
    /// Only those who have a name, and not merely an article's words for somebody.
    pub named: bool,
    /// The order.
    pub order: ActorOrder,
    /// How many are passed over.
    pub skip: usize,
    /// How many are handed on.
    pub limit: usize,
}

impl Archive {
    /// Actors as a list, and how many there are in all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn actors(&self, wanted: &ActorsWanted) -> Result<(Vec<ListedActor>, usize), ArchiveError> {
        let ask = || -> rusqlite::Result<(Vec<ListedActor>, usize)> {
            let all = count(&self.db, wanted)?;
            let ids = ranked(&self.db, wanted, all)?;
            Ok((listed(&self.db, &ids)?, all))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The rows of the first actors in an order, for a list that is turned page by page, and how many there are in all.
    /// [`Archive::listed_actors`] shows them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn actor_rows(&self, wanted: &ActorsWanted) -> Result<(Vec<i64>, usize), ArchiveError> {
        let ask = || -> rusqlite::Result<(Vec<i64>, usize)> {
            let all = count(&self.db, wanted)?;
            Ok((ranked(&self.db, wanted, all)?, all))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// What a list says of the actors of some rows, in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn listed_actors(&self, rows: &[i64]) -> Result<Vec<ListedActor>, ArchiveError> {
        listed(&self.db, rows).map_err(|e| self.failed(e))
    }
}

/// Words of a name for its index, each of which may go on; none where there is none.
pub(crate) fn name_match(typed: &str) -> Option<String> {
    let folded = fold(typed);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let all: Vec<String> = words.map(|word| format!("\"{word}\" *")).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Those who are wanted, as a condition on actors `a` with one value, which is nothing where all are.
fn condition(wanted: &ActorsWanted) -> (String, Option<String>) {
    let named = if wanted.named { " AND a.named" } else { "" };
    let typed = wanted.name.map(str::trim).filter(|name| !name.is_empty());
    let Some(typed) = typed else { return (format!("a.same_as IS NULL AND ?1 IS NULL{named}"), None) };
    let by_name = "a.id IN (SELECT coalesce(b.same_as, b.id) FROM names n JOIN actors b ON b.id = n.actor
                    WHERE n.id IN (SELECT rowid FROM name_words WHERE name_words MATCH ?1))";
    // What has no word in it is nobody's name.
    let words = name_match(typed);
    let by_name = if words.is_some() { by_name } else { "?1 IS NOT NULL" };
    (format!("a.same_as IS NULL AND {by_name}{named}"), words)
}

fn count(db: &Connection, wanted: &ActorsWanted) -> rusqlite::Result<usize> {
    let (condition, words) = condition(wanted);
    let sql = format!("SELECT count(*) FROM actors a WHERE {condition}");
    db.prepare_cached(&sql)?.query_row([words], |r| r.get(0))
}

/// The rows of those who are wanted, in the order.
fn ranked(db: &Connection, wanted: &ActorsWanted, all: usize) -> rusqlite::Result<Vec<i64>> {
    let (condition, words) = condition(wanted);
    let most = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let ids = |sql: &str| -> rusqlite::Result<Vec<i64>> {
        let mut ask = db.prepare_cached(sql)?;
        ask.query_map(params![words, most(wanted.limit), most(wanted.skip)], |r| r.get(0))?.collect()
    };
    // Counts are gathered by going once through an index, and those who have none come after. Where few are wanted, each
    // is looked up.
    let few = words.is_some() && all <= FEW;
    let spoken = "SELECT speaker AS who, count(*) AS n, min(day) AS first, max(day) AS last
                  FROM statements WHERE current = 1 AND speaker IS NOT NULL";
    let cast = "SELECT actor AS who, count(*) AS n FROM casts";
    let (counted, order) = match wanted.order {
        ActorOrder::Name => {
            let sql = format!(
                "SELECT a.id FROM actors a WHERE {condition}
                 ORDER BY a.name COLLATE NOCASE, a.id LIMIT ?2 OFFSET ?3"
            );
            return ids(&sql);
        }
        ActorOrder::Statements => (spoken, "t.n DESC"),
        ActorOrder::Articles => (cast, "t.n DESC"),
        ActorOrder::First => (spoken, "t.first IS NULL, t.first"),
        ActorOrder::Last => (spoken, "t.last DESC"),
    };
    let column = if counted == cast { "actor" } else { "speaker" };
    let among = match (few, counted == cast) {
        (false, _) => String::new(),
        (true, true) => format!(" WHERE actor IN (SELECT a.id FROM actors a WHERE {condition})"),
        (true, false) => format!(" AND speaker IN (SELECT a.id FROM actors a WHERE {condition})"),
    };
    let with = ids(&format!(
        "SELECT a.id FROM ({counted}{among} GROUP BY {column}) t JOIN actors a ON a.id = t.who
         WHERE {condition} ORDER BY {order}, a.name, a.id LIMIT ?2 OFFSET ?3"
    ))?;
    if with.len() >= wanted.limit || wanted.skip + with.len() >= all {
        return Ok(with);
    }
    let mut out = with;
    let without = match counted == cast {
        true => "SELECT 1 FROM casts c WHERE c.actor = a.id",
        false => "SELECT 1 FROM statements s WHERE s.current = 1 AND s.speaker = a.id",
    };
    // How many with some there are says how many without any are passed over.
    let passed = match out.is_empty() {
        false => 0,
        true => {
            let sql = format!("SELECT count(*) FROM actors a WHERE {condition} AND EXISTS ({without})");
            let with: usize = db.prepare_cached(&sql)?.query_row([&words], |r| r.get(0))?;
            wanted.skip.saturating_sub(with)
        }
    };
    let sql = format!(
        "SELECT a.id FROM actors a WHERE {condition} AND NOT EXISTS ({without})
         ORDER BY a.name, a.id LIMIT ?2 OFFSET ?3"
    );
    let mut ask = db.prepare_cached(&sql)?;
    let rest = ask
        .query_map(params![words, most(wanted.limit - out.len()), most(passed)], |r| r.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    out.extend(rest);
    Ok(out)
}

/// Up to so many are counted one by one.
const FEW: usize = 2000;

fn listed(db: &Connection, rows: &[i64]) -> rusqlite::Result<Vec<ListedActor>> {
    let mut ask = db.prepare_cached(
        "SELECT a.name, a.key, a.kind, a.country,
                (SELECT count(*) FROM statements s WHERE s.speaker = a.id AND s.current = 1),
                (SELECT min(day) FROM statements s WHERE s.speaker = a.id AND s.current = 1),
                (SELECT max(day) FROM statements s WHERE s.speaker = a.id AND s.current = 1),
                (SELECT count(*) FROM actors WHERE same_as = a.id),
                CASE WHEN EXISTS (SELECT 1 FROM actors WHERE same_as = a.id)
                    THEN (SELECT count(DISTINCT version) FROM casts WHERE actor IN (SELECT id FROM actors WHERE id = a.id OR same_as = a.id))
                    ELSE (SELECT count(*) FROM (SELECT DISTINCT version FROM casts WHERE actor = a.id))
                END
         FROM actors a WHERE a.id = ?1",
    )?;
    let mut names = db.prepare_cached(
        "SELECT DISTINCT folded FROM names WHERE actor IN (SELECT id FROM actors WHERE id = ?1 OR same_as = ?1)
         ORDER BY folded LIMIT ?2",
    )?;
    let mut out = Vec::with_capacity(rows.len());
    for &id in rows {
        let aliases = names
            .query_map(params![id, NAMES + 1], |r| r.get::<_, String>(0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut one = ask.query_row([id], |r| {
            let key: String = r.get(1)?;
            Ok(ListedActor {
                name: r.get(0)?,
                tied_by: key.split(':').next().unwrap_or_default().to_owned(),
                key,
                kind: r.get(2)?,
                country: r.get(3)?,
                aliases: Vec::new(),
                merged: r.get(7)?,
                statements: r.get(4)?,
                articles: r.get(8)?,
                first: r.get(5)?,
                last: r.get(6)?,
            })
        })?;
        let folded = fold(&one.name);
        one.aliases = aliases.into_iter().filter(|alias| *alias != folded).take(NAMES).collect();
        out.push(one);
    }
    Ok(out)
}
