//! Making the rows that are asked say what the corrections say.
//!
//! What a row says now is a function of the reading and of the corrections in force. Of an actor that was replaced, the
//! reading's own is kept in `read_statements` and `read_casts`, so undoing needs nothing but to settle again.

use super::names::ensure;
use super::{Change, Effective, Named, apply, attach, json};
use crate::{bodies, events, rows, sayings};
use onrecord::Article;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Who is whom, as people say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Moves {
    same_as: HashMap<i64, i64>,
    /// By article and actor.
    splits: HashMap<(i64, i64), i64>,
}

impl Moves {
    /// As the corrections in force have it.
    pub(crate) fn load(db: &Connection) -> rusqlite::Result<Moves> {
        let mut moves = Moves::default();
        let mut asked = db.prepare("SELECT id, same_as FROM actors WHERE same_as IS NOT NULL")?;
        for row in asked.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))? {
            let (from, into) = row?;
            moves.same_as.insert(from, into);
        }
        for change in in_force(db, "split")? {
            let Change::Split { from, into, articles } = change else { continue };
            let (from, into) = (ensure(db, &from)?, ensure(db, &into)?);
            let mut article = db.prepare_cached("SELECT id FROM articles WHERE address = ?1")?;
            for address in articles {
                if let Some(row) = article.query_row([address], |r| r.get(0)).optional()? {
                    moves.splits.insert((row, from), into);
                }
            }
        }
        Ok(moves)
    }

    fn is_empty(&self) -> bool {
        self.same_as.is_empty() && self.splits.is_empty()
    }

    /// Who an actor of an article is.
    pub(crate) fn of(&self, article: i64, actor: i64) -> i64 {
        let split = self.splits.get(&(article, actor)).copied().unwrap_or(actor);
        self.same_as.get(&split).copied().unwrap_or(split)
    }
}

impl Moves {
    /// The row of an actor that a correction names, or of the one that it is now.
    pub(crate) fn row(&self, db: &Connection, named: &Named) -> rusqlite::Result<i64> {
        let mut ask = db.prepare_cached("SELECT id FROM actors WHERE key = ?1")?;
        let row: i64 = ask.query_row([&named.key], |r| r.get(0))?;
        Ok(self.same_as.get(&row).copied().unwrap_or(row))
    }

    /// What of a version's cast and speakers is not what the corrections say, if anything. Nothing is changed.
    pub(crate) fn unsettled(
        &self,
        db: &Connection,
        article: i64,
        version: i64,
        effective: &Effective,
    ) -> rusqlite::Result<Option<String>> {
        let mut asked = db.prepare_cached(
            "SELECT local, c.actor, r.actor FROM casts c LEFT JOIN read_casts r USING (version, local) WHERE version = ?1",
        )?;
        let cast: Vec<(String, i64, Option<i64>)> = asked
            .query_map([version], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<Result<_, _>>()?;
        for (local, now, kept) in cast {
            let read = kept.unwrap_or(now);
            let wanted = self.of(article, read);
            if wanted != now || (wanted != read) != kept.is_some() {
                return Ok(Some(format!("casts: {local} is not who the corrections say")));
            }
        }
        let known = |named: &Named| self.row(db, named);
        let all = speakers(db, (article, version), self, Some(effective), known)?;
        let wrong = all.iter().find(|s| s.now != s.wanted || (s.wanted != s.read) != s.kept);
        Ok(wrong.map(|s| format!("statements: the speaker or hearer of s{} is another one", s.number + 1)))
    }
}

/// What corrections of a kind say that were not undone, in the order they were made.
fn in_force(db: &Connection, kind: &str) -> rusqlite::Result<Vec<Change>> {
    let mut asked =
        db.prepare_cached("SELECT change FROM corrections WHERE kind = ?1 AND undone IS NULL ORDER BY id")?;
    asked.query_map([kind], |r| json(r.get_ref(0)?.as_str()?))?.collect()
}

/// Brings a version up to date that has just been read. Its sayings are worked out afterwards.
pub(crate) fn after_reading(
    db: &Connection,
    article: i64,
    version: i64,
    moves: &Moves,
    tied: &HashSet<(i64, i64)>,
) -> rusqlite::Result<()> {
    let mut asked = db.prepare_cached("SELECT 1 FROM corrections WHERE article = ?1")?;
    let corrected = asked.exists([article])?;
    if corrected {
        attach::attach(db, article, version, tied)?;
    }
    if corrected || !moves.is_empty() {
        settle_rows(db, version, moves)?;
    }
    crate::codes::attach(db, article, version)
}

/// Whether a correction belongs to anything of a version, be it undone.
pub(crate) fn is_corrected(db: &Connection, version: i64) -> rusqlite::Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM corrected WHERE version = ?1")?.exists([version])?
        || db.prepare_cached("SELECT 1 FROM concerned WHERE version = ?1")?.exists([version])?)
}

/// Makes the rows of a version say what they should, and its sayings follow.
pub(crate) fn settle_version(db: &Connection, version: i64, moves: &Moves) -> rusqlite::Result<()> {
    // Of what people had no hand in, who speaks may be another one now; that makes no statement another saying.
    let again = match is_corrected(db, version)? && is_latest(db, version)? {
        true => Some(sayings::store::keys(db, version)?),
        false => None,
    };
    let touched = settle_rows(db, version, moves)?;
    match again {
        Some(before) => sayings::store::again(db, version, &before, &touched),
        None => Ok(()),
    }
}

fn is_latest(db: &Connection, version: i64) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT number = (SELECT max(number) FROM versions WHERE article = v.article) FROM versions v WHERE id = ?1",
    )?
    .query_row([version], |r| r.get(0))
}

/// Makes the rows of a version say what they should. Returns the places of the statements whose rows may say something else.
fn settle_rows(db: &Connection, version: i64, moves: &Moves) -> rusqlite::Result<BTreeSet<u32>> {
    let article: i64 = db
        .prepare_cached("SELECT article FROM versions WHERE id = ?1")?
        .query_row([version], |r| r.get(0))?;
    let moved = settle_cast(db, article, version, moves)?;
    let effective = match is_corrected(db, version)? {
        true => Some(apply(db, version, bodies::record(db, version)?)?),
        false => None,
    };
    settle_speakers(db, article, version, moves, effective.as_ref())?;
    let Some(mut effective) = effective else {
        // The parties of events are of the cast.
        if moved {
            events::store::renew(
                db,
                version,
                &Effective::plain(bodies::record(db, version)?),
                &HashMap::new(),
            )?;
        }
        return Ok(BTreeSet::new());
    };
    let latest = is_latest(db, version)?;
    if effective.retold {
        retell(db, version, &effective.record.article)?;
    }
    let mut row = db.prepare_cached("SELECT id FROM statements WHERE version = ?1 AND number = ?2")?;
    for &number in &effective.touched {
        let id: i64 = row.query_row(params![version, number], |r| r.get(0))?;
        let Some(statement) = effective.record.statements.get(number as usize) else { continue };
        let current = latest && !effective.struck.contains(&number);
        rows::rewrite(db, (id, version), &effective.record, statement, current)?;
    }
    let named = named_rows(&effective, |named| same(db, named, moves))?;
    effective.unlink_events();
    events::store::renew(db, version, &effective, &named)?;
    match effective.retold {
        true => Ok((0..).take(effective.record.statements.len()).collect()),
        false => Ok(effective.touched),
    }
}

/// The rows of the actors that a person put into a record, by their ids in it.
pub(crate) fn named_rows(
    effective: &Effective,
    row: impl Fn(&Named) -> rusqlite::Result<i64>,
) -> rusqlite::Result<HashMap<String, i64>> {
    effective.named.iter().map(|(local, named)| Ok((local.clone(), row(named)?))).collect()
}

/// Makes the rows say what is told of an article.
fn retell(db: &Connection, version: i64, article: &Article) -> rusqlite::Result<()> {
    let outlet = article.outlet.as_deref().map(|name| crate::add::outlet(db, name)).transpose()?;
    let day = article.published.as_deref().and_then(|p| p.get(..10));
    db.prepare_cached("UPDATE versions SET outlet = ?2, title = ?3, published = ?4 WHERE id = ?1")?
        .execute(params![version, outlet, article.title, article.published])?;
    db.prepare_cached("UPDATE statements SET outlet = ?2, day = ?3 WHERE version = ?1")?
        .execute(params![version, outlet, day])?;
    Ok(())
}

/// Returns whether somebody of the cast is another one now.
fn settle_cast(db: &Connection, article: i64, version: i64, moves: &Moves) -> rusqlite::Result<bool> {
    let mut asked = db.prepare_cached(
        "SELECT local, c.actor, r.actor FROM casts c LEFT JOIN read_casts r USING (version, local) WHERE version = ?1",
    )?;
    let cast: Vec<(String, i64, Option<i64>)> =
        asked.query_map([version], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<Result<_, _>>()?;
    let mut changed = false;
    for (local, now, kept) in cast {
        let read = kept.unwrap_or(now);
        let wanted = moves.of(article, read);
        if wanted != now {
            changed = true;
            db.prepare_cached("UPDATE casts SET actor = ?3 WHERE version = ?1 AND local = ?2")?
                .execute(params![version, local, wanted])?;
        }
        if wanted != read {
            db.prepare_cached(
                "INSERT OR REPLACE INTO read_casts (version, local, actor) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![version, local, read])?;
        } else if kept.is_some() {
            db.prepare_cached("DELETE FROM read_casts WHERE version = ?1 AND local = ?2")?
                .execute(params![version, local])?;
        }
    }
    Ok(changed)
}

type Roles = (Option<i64>, Option<i64>);

/// Who speaks to whom in a statement: what its row says, what the reading had, and what the row should say.
struct Spoken {
    id: i64,
    number: u32,
    now: Roles,
    read: Roles,
    wanted: Roles,
    /// Whether the reading's own is kept.
    kept: bool,
}

fn speakers(
    db: &Connection,
    (article, version): (i64, i64),
    moves: &Moves,
    effective: Option<&Effective>,
    actor: impl Fn(&Named) -> rusqlite::Result<i64>,
) -> rusqlite::Result<Vec<Spoken>> {
    let mut asked = db.prepare_cached(
        "SELECT s.id, s.number, s.speaker, s.addressee, r.statement IS NOT NULL, r.speaker, r.addressee
         FROM statements s LEFT JOIN read_statements r ON r.statement = s.id WHERE s.version = ?1",
    )?;
    let all: Vec<(i64, u32, Roles, Option<Roles>)> = asked
        .query_map([version], |r| {
            let kept = r.get::<_, bool>(4)?.then_some((r.get(5)?, r.get(6)?));
            Ok((r.get(0)?, r.get(1)?, (r.get(2)?, r.get(3)?), kept))
        })?
        .collect::<Result<_, _>>()?;
    let moved = |actor: Option<i64>| actor.map(|actor| moves.of(article, actor));
    let mut out = Vec::with_capacity(all.len());
    for (id, number, now, kept) in all {
        let read = kept.unwrap_or(now);
        let speaker = match effective.and_then(|e| e.speakers.get(&number)) {
            Some(Some(named)) => Some(actor(named)?),
            Some(None) => None,
            None => moved(read.0),
        };
        let addressee = match effective.and_then(|e| e.addressees.get(&number)) {
            Some(Some(named)) => Some(actor(named)?),
            Some(None) => None,
            None => moved(read.1),
        };
        out.push(Spoken { id, number, now, read, wanted: (speaker, addressee), kept: kept.is_some() });
    }
    Ok(out)
}

fn settle_speakers(
    db: &Connection,
    article: i64,
    version: i64,
    moves: &Moves,
    effective: Option<&Effective>,
) -> rusqlite::Result<()> {
    for Spoken { id, now, read, wanted, kept, .. } in
        speakers(db, (article, version), moves, effective, |named| same(db, named, moves))?
    {
        if wanted != now {
            db.prepare_cached("UPDATE statements SET speaker = ?2, addressee = ?3 WHERE id = ?1")?
                .execute(params![id, wanted.0, wanted.1])?;
        }
        if wanted != read {
            db.prepare_cached(
                "INSERT OR REPLACE INTO read_statements (statement, speaker, addressee) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![id, read.0, read.1])?;
        } else if kept {
            db.prepare_cached("DELETE FROM read_statements WHERE statement = ?1")?.execute([id])?;
        }
    }
    Ok(())
}

fn same(db: &Connection, named: &Named, moves: &Moves) -> rusqlite::Result<i64> {
    let row = ensure(db, named)?;
    Ok(moves.same_as.get(&row).copied().unwrap_or(row))
}

/// Who is somebody else, as the corrections in force have it.
pub(crate) fn merged(db: &Connection) -> rusqlite::Result<BTreeMap<i64, i64>> {
    let mut same_as: HashMap<i64, i64> = HashMap::new();
    let last = |same_as: &HashMap<i64, i64>, mut actor: i64| {
        while let Some(&into) = same_as.get(&actor) {
            actor = into;
        }
        actor
    };
    for change in in_force(db, "merge")? {
        let Change::Merge { from, into } = change else { continue };
        let (from, into) = (last(&same_as, ensure(db, &from)?), last(&same_as, ensure(db, &into)?));
        if from != into {
            same_as.insert(from, into);
        }
    }
    Ok(same_as.keys().map(|&from| (from, last(&same_as, from))).collect())
}

/// Works out anew who is whom, and settles every version in which that makes a difference to what it was before.
pub(crate) fn settle_actors(db: &Connection, before: &Moves) -> rusqlite::Result<()> {
    let flat = merged(db)?;
    db.execute("UPDATE actors SET same_as = NULL WHERE same_as IS NOT NULL", [])?;
    for (from, into) in flat {
        db.prepare_cached("UPDATE actors SET same_as = ?2 WHERE id = ?1")?.execute([from, into])?;
    }
    let now = Moves::load(db)?;
    let mut concerned: BTreeSet<i64> = BTreeSet::new();
    for (moves, other) in [(before, &now), (&now, before)] {
        concerned.extend(
            moves
                .same_as
                .iter()
                .filter(|(from, into)| other.same_as.get(from) != Some(into))
                .map(|(f, _)| *f),
        );
        let changed = moves.splits.iter().filter(|(at, into)| other.splits.get(at) != Some(into));
        concerned.extend(changed.map(|((_, from), _)| *from));
    }
    let mut versions: BTreeSet<i64> = BTreeSet::new();
    for actor in concerned {
        for sql in [
            "SELECT version FROM casts WHERE actor = ?1",
            "SELECT version FROM read_casts WHERE actor = ?1",
            // Those to whom a person, and not the reading, gave the actor.
            "SELECT t.version FROM corrected t JOIN corrections c ON c.id = t.correction
             WHERE c.kind IN ('speaker', 'addressee', 'missing', 'mention') AND ?1 IS NOT NULL",
            "SELECT t.version FROM concerned t JOIN corrections c ON c.id = t.correction
             WHERE c.kind IN ('event-parties', 'event-place', 'missing-event', 'mention') AND ?1 IS NOT NULL",
        ] {
            let mut asked = db.prepare_cached(sql)?;
            for version in asked.query_map([actor], |r| r.get(0))? {
                versions.insert(version?);
            }
        }
    }
    for version in versions {
        settle_version(db, version, &now)?;
    }
    Ok(())
}
