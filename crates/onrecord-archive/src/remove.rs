//! Taking articles out, with all that came of them.

use crate::corrections::{By, Change, CorrectionError, keep_in_order};
use crate::error::ArchiveError;
use crate::query::{Query, condition};
use crate::{Archive, bodies, duplicates, events, sayings, wording};
use rusqlite::{Connection, Row, TransactionBehavior, params, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};

/// What goes with an article that is taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Removal {
    /// The article's address.
    pub address: String,
    /// Versions of it.
    pub versions: u64,
    /// Statements of all of them.
    pub statements: u64,
    /// Events of all of them.
    pub events: u64,
    /// Corrections of it, those that were undone included.
    pub corrections: u64,
    /// Codes that people gave it.
    pub codes: u64,
    /// Statements that other articles have as well: those stay, and are sayings of fewer articles.
    pub sayings: u64,
}

/// An article that was taken out: what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Removed {
    /// What went.
    #[serde(flatten)]
    pub removal: Removal,
    /// Who took it out.
    pub person: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Of a version, in this order: whatever refers to something stands before it. Tables that hold something of articles belong
/// here, and `check` finds what was forgotten.
const OF_VERSION: [&str; 18] = [
    "DELETE FROM corrected WHERE version = ?1",
    "DELETE FROM concerned WHERE version = ?1",
    "DELETE FROM coded WHERE version = ?1",
    "DELETE FROM sayings WHERE statement IN (SELECT id FROM statements WHERE version = ?1)",
    "DELETE FROM tellings WHERE statement IN (SELECT id FROM statements WHERE version = ?1)",
    "DELETE FROM statement_words WHERE rowid IN (SELECT id FROM statements WHERE version = ?1)",
    "DELETE FROM read_statements WHERE statement IN (SELECT id FROM statements WHERE version = ?1)",
    "DELETE FROM read_casts WHERE version = ?1",
    "DELETE FROM casts WHERE version = ?1",
    "UPDATE statements SET inside = NULL, repeats = NULL WHERE version = ?1",
    "DELETE FROM statements WHERE version = ?1",
    "DELETE FROM likenesses WHERE version = ?1 OR other = ?1",
    "DELETE FROM sketched WHERE version = ?1",
    "DELETE FROM carriers WHERE version = ?1",
    "DELETE FROM visits WHERE url IN (SELECT url FROM versions WHERE id = ?1)
        OR url IN (SELECT fetched FROM versions WHERE id = ?1) OR answered_by IN (SELECT url FROM versions WHERE id = ?1)",
    "DELETE FROM visits WHERE url IN (SELECT address FROM articles a JOIN versions v ON v.article = a.id WHERE v.id = ?1)",
    "DELETE FROM bodies WHERE version = ?1",
    "DELETE FROM versions WHERE id = ?1",
];

/// Of an article, when its versions are gone.
const OF_ARTICLE: [&str; 4] = [
    "DELETE FROM assignments WHERE article = ?1",
    "DELETE FROM codes WHERE article = ?1",
    "DELETE FROM corrections WHERE article = ?1",
    "DELETE FROM articles WHERE id = ?1",
];

/// What articles that went may have been the last to have.
#[derive(Default)]
struct Left {
    statements: Vec<i64>,
    actors: BTreeSet<i64>,
    outlets: BTreeSet<i64>,
}

impl Archive {
    /// What would go with these articles, each told once.
    ///
    /// # Errors
    /// When there is no such article, or the store cannot be read.
    pub fn removal(&self, addresses: &[&str]) -> Result<Vec<Removal>, CorrectionError> {
        going(&self.db, addresses).map_err(|e| CorrectionError::from(self.failed(e)))?
    }

    /// The addresses of the articles with a statement that a query wants, in the order in which they were added, and the names
    /// in the query that lead to nobody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn articles_with(&self, query: &Query) -> Result<(Vec<String>, Vec<String>), ArchiveError> {
        let ask = || -> rusqlite::Result<(Vec<String>, Vec<String>)> {
            let condition = condition(&self.db, query)?;
            let sql = format!(
                "SELECT address FROM articles WHERE id IN (SELECT v.article FROM statements s0 JOIN versions v ON v.id = s0.version
                 WHERE s0.current = 1 AND ({})) ORDER BY id",
                condition.sql
            );
            let mut asked = self.db.prepare(&sql)?;
            let found = asked.query_map(params_from_iter(condition.values()), |r| r.get(0))?;
            Ok((found.collect::<Result<_, _>>()?, condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Takes articles out with all that came of them: their versions, statements and events, the corrections and codes of them,
    /// the part they have in reports and sayings, and the actors, outlets and words that no other article has. A line is left
    /// of each. All of them go, or none.
    ///
    /// # Errors
    /// When there is no such article, when nobody says who takes it out, or when the store cannot be written.
    pub fn remove(&mut self, addresses: &[&str], by: By) -> Result<Vec<Removal>, CorrectionError> {
        keep_in_order(by)?;
        let path = self.path.clone();
        let failed = |e| CorrectionError::from(ArchiveError::from_store(&path, e));
        // What is deleted is written over.
        self.db.pragma_update(None, "secure_delete", true).map_err(failed)?;
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let gone = going(&all, addresses).map_err(failed)??;
        take_out(&all, &gone, by).map_err(failed)?;
        all.commit().map_err(failed)?;
        // The numbers of versions may be given again.
        self.at_hand.take();
        self.db.execute_batch("PRAGMA wal_checkpoint(PASSIVE)").map_err(failed)?;
        Ok(gone)
    }

    /// What was taken out of the archive, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn removals(&self) -> Result<Vec<Removed>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<Removed>> {
            let sql = "SELECT address, versions, statements, events, corrections, codes, sayings, person, at FROM removals
                 ORDER BY id DESC";
            let row = |r: &Row| Ok(Removed { removal: removal(r)?, person: r.get(7)?, at: r.get(8)? });
            self.db.prepare_cached(sql)?.query_map([], row)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn removal(r: &Row) -> rusqlite::Result<Removal> {
    Ok(Removal {
        address: r.get(0)?,
        versions: r.get(1)?,
        statements: r.get(2)?,
        events: r.get(3)?,
        corrections: r.get(4)?,
        codes: r.get(5)?,
        sayings: r.get(6)?,
    })
}

fn going(db: &Connection, addresses: &[&str]) -> rusqlite::Result<Result<Vec<Removal>, CorrectionError>> {
    let mut ask = db.prepare_cached(
        "SELECT a.address, (SELECT count(*) FROM versions WHERE article = a.id),
            (SELECT count(*) FROM statements s JOIN versions v ON v.id = s.version WHERE v.article = a.id),
            (SELECT count(*) FROM events e JOIN versions v ON v.id = e.version WHERE v.article = a.id),
            (SELECT count(*) FROM corrections WHERE article = a.id), (SELECT count(*) FROM codes WHERE article = a.id),
            (SELECT count(*) FROM sayings y JOIN statements s ON s.id = y.statement JOIN versions v ON v.id = s.version
             WHERE v.article = a.id)
         FROM articles a WHERE address = ?1",
    )?;
    let mut all = Vec::with_capacity(addresses.len());
    let mut seen = HashSet::new();
    for &address in addresses {
        if !seen.insert(address) {
            continue;
        }
        match ask.query_map([address], removal)?.next() {
            Some(found) => all.push(found?),
            None => return Ok(Err(CorrectionError::NoArticle(address.to_owned()))),
        }
    }
    Ok(Ok(all))
}

fn take_out(db: &Connection, gone: &[Removal], by: By) -> rusqlite::Result<()> {
    let mut left = Left::default();
    let mut reports = BTreeSet::new();
    for Removal { address, versions, statements, events, corrections, codes, sayings } in gone {
        article(db, address, &mut left, &mut reports)?;
        db.prepare_cached(
            "INSERT INTO removals (address, person, at, versions, statements, events, corrections, codes, sayings)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            address,
            by.person.trim(),
            by.at,
            versions,
            statements,
            events,
            corrections,
            codes,
            sayings
        ])?;
    }
    duplicates::store::settle(db, &reports)?;
    // Keys hold who spoke when a statement came in, who may be another one now: they are looked for by their statements.
    let statements = serde_json::to_string(&left.statements).map_err(crate::add::to_store)?;
    db.execute(
        "DELETE FROM saying_keys WHERE statement IN (SELECT value FROM json_each(?1))
         AND statement NOT IN (SELECT id FROM statements)",
        [statements],
    )?;
    let named = splits(db, gone)?;
    for actor in &left.actors {
        if !is_needed(db, *actor, &named)? {
            forget_actor(db, *actor)?;
        }
    }
    let outlets = serde_json::to_string(&left.outlets).map_err(crate::add::to_store)?;
    db.execute(
        "DELETE FROM outlets WHERE id IN (SELECT value FROM json_each(?1))
         AND id NOT IN (SELECT outlet FROM versions WHERE outlet IS NOT NULL)",
        [outlets],
    )?;
    // Those of an earlier version are nobody's any more, and stayed.
    db.execute(
        "DELETE FROM phrases WHERE id NOT IN (SELECT phrase FROM namings UNION SELECT phrase FROM scare_quotes
         UNION SELECT cue FROM tellings WHERE cue IS NOT NULL)",
        [],
    )?;
    Ok(())
}

/// Takes one article out, and tells what it may have been the last to have.
fn article(
    db: &Connection,
    address: &str,
    left: &mut Left,
    reports: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let Some(latest) = bodies::latest(db, address)? else { return Ok(()) };
    let numbers = |sql: &str, of: i64| -> rusqlite::Result<Vec<i64>> {
        db.prepare_cached(sql)?.query_map([of], |r| r.get(0))?.collect()
    };
    let versions = numbers("SELECT id FROM versions WHERE article = ?1 ORDER BY id", latest.article)?;
    // Before anything of it is gone: a saying of two articles is none of one.
    sayings::store::forget(db, latest.version, &mut sayings::store::Texts::new())?;
    duplicates::store::forget(db, latest.version, reports)?;
    left.actors.extend(numbers(
        "SELECT a.id FROM corrections c, json_tree(c.change) t JOIN actors a ON a.key = t.value
         WHERE c.article = ?1 AND t.key = 'key'",
        latest.article,
    )?);
    for version in versions {
        left.statements.extend(numbers("SELECT id FROM statements WHERE version = ?1", version)?);
        for sql in [
            "SELECT actor FROM casts WHERE version = ?1",
            "SELECT actor FROM read_casts WHERE version = ?1",
            "SELECT DISTINCT speaker FROM statements WHERE version = ?1 AND speaker IS NOT NULL",
            "SELECT DISTINCT addressee FROM statements WHERE version = ?1 AND addressee IS NOT NULL",
            "SELECT DISTINCT p.actor FROM event_parties p JOIN events e ON e.id = p.event WHERE e.version = ?1 AND p.actor IS NOT NULL",
        ] {
            left.actors.extend(numbers(sql, version)?);
        }
        left.outlets
            .extend(numbers("SELECT outlet FROM versions WHERE id = ?1 AND outlet IS NOT NULL", version)?);
        events::store::forget(db, version)?;
        wording::store::forget(db, version)?;
        for sql in OF_VERSION {
            db.prepare_cached(sql)?.execute([version])?;
        }
    }
    for sql in OF_ARTICLE {
        db.prepare_cached(sql)?.execute([latest.article])?;
    }
    Ok(())
}

/// Takes articles that are gone out of the corrections of actors, and returns the keys of all actors that corrections name.
fn splits(db: &Connection, gone: &[Removal]) -> rusqlite::Result<HashSet<String>> {
    let gone: HashSet<&str> = gone.iter().map(|r| r.address.as_str()).collect();
    let mut named = HashSet::new();
    let mut asked = db.prepare("SELECT id, change FROM corrections ORDER BY id")?;
    let all: Vec<(i64, Change)> = asked
        .query_map([], |r| {
            Ok((r.get(0)?, serde_json::from_str(r.get_ref(1)?.as_str()?).map_err(bodies::harmed)?))
        })?
        .collect::<Result<_, _>>()?;
    for (id, mut change) in all {
        if let Change::Split { articles, .. } = &mut change {
            let before = articles.len();
            articles.retain(|address| !gone.contains(address.as_str()));
            if articles.is_empty() {
                db.execute("DELETE FROM corrections WHERE id = ?1", [id])?;
                continue;
            }
            if articles.len() < before {
                let change = serde_json::to_string(&change).map_err(crate::add::to_store)?;
                db.execute("UPDATE corrections SET change = ?2 WHERE id = ?1", params![id, change])?;
            }
        }
        named.extend(change.names().into_iter().map(|n| n.key.clone()));
    }
    Ok(named)
}

/// Whether an article or a correction still speaks of an actor.
fn is_needed(db: &Connection, actor: i64, named: &HashSet<String>) -> rusqlite::Result<bool> {
    let key: String =
        db.prepare_cached("SELECT key FROM actors WHERE id = ?1")?.query_row([actor], |r| r.get(0))?;
    if named.contains(&key) {
        return Ok(true);
    }
    // Whoever speaks or takes part is of a cast, or was named by a correction.
    for sql in [
        "SELECT 1 FROM casts WHERE actor = ?1",
        "SELECT 1 FROM read_casts WHERE actor = ?1",
        "SELECT 1 FROM read_statements WHERE speaker = ?1 OR addressee = ?1",
        "SELECT 1 FROM event_parties WHERE actor = ?1",
        "SELECT 1 FROM actors WHERE same_as = ?1",
    ] {
        if db.prepare_cached(sql)?.exists([actor])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn forget_actor(db: &Connection, actor: i64) -> rusqlite::Result<()> {
    let mut names = db.prepare_cached("SELECT id, folded FROM names WHERE actor = ?1")?;
    let names: Vec<(i64, String)> =
        names.query_map([actor], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    for (id, folded) in names {
        db.prepare_cached("INSERT INTO name_words (name_words, rowid, folded) VALUES ('delete', ?1, ?2)")?
            .execute(params![id, folded])?;
        db.prepare_cached("DELETE FROM names WHERE id = ?1")?.execute([id])?;
    }
    db.prepare_cached("DELETE FROM actors WHERE id = ?1")?.execute([actor])?;
    Ok(())
}
