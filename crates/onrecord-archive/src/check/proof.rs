//! Rows against what they follow from: the reading of each version and the corrections of it are put into a store of its own
//! once more, and every row that is asked is held against what comes of that.

use super::index::Index;
use crate::actors::fold;
use crate::corrections::{Effective, Moves, Named, named_rows};
use crate::events::store::{Of, pairs, put_anew};
use crate::rows::{self, Place};
use crate::schema::STEPS;
use crate::wording;
use onrecord::Record;
use onrecord::dictionary::Dictionary;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// A version as its row has it.
pub(super) struct Version {
    pub id: i64,
    pub article: i64,
    pub outlet: Option<i64>,
    pub latest: bool,
}

/// What a table says of a version, in terms that are the same in every store: what an actor or a statement is known by, and
/// not the number of its row. Of what follows a correction of actors, what the reading had is taken.
const VIEWS: [(&str, &str); 7] = [
    (
        "statements",
        "SELECT 's' || (s.number + 1), s.current, s.kind, s.act, s.negated, s.conditional, s.hedged, i.number, r.number,
            s.outlet, s.day, s.said_from, s.said_to, s.confidence, s.spans, s.hash, s.coder, s.coded_at, p.key, a.key
         FROM statements s LEFT JOIN statements i ON i.id = s.inside LEFT JOIN statements r ON r.id = s.repeats
         LEFT JOIN read_statements k ON k.statement = s.id
         LEFT JOIN actors p ON p.id = iif(k.statement IS NULL, s.speaker, k.speaker)
         LEFT JOIN actors a ON a.id = iif(k.statement IS NULL, s.addressee, k.addressee)
         WHERE s.version = ?1 ORDER BY s.number",
    ),
    (
        "tellings",
        "SELECT 's' || (s.number + 1), p.words, t.distancing, t.words, t.quoted FROM statements s JOIN tellings t ON t.statement = s.id
         LEFT JOIN phrases p ON p.id = t.cue WHERE s.version = ?1 ORDER BY s.number",
    ),
    (
        "casts",
        "SELECT c.local, c.mentions, a.key FROM casts c LEFT JOIN read_casts k USING (version, local)
         LEFT JOIN actors a ON a.id = coalesce(k.actor, c.actor) WHERE c.version = ?1 ORDER BY c.local",
    ),
    (
        "events",
        "SELECT 'e' || (e.number + 1), e.current, e.type, e.quad, e.mode, e.contexts, e.status, e.mutual, i.number, s.number, e.place,
            e.outlet, e.day, e.from_day, e.to_day, e.confidence, e.mentions, e.numbers, e.stems, e.spans, e.hash, e.coder, e.coded_at
         FROM events e LEFT JOIN statements i ON i.id = e.inside LEFT JOIN statements s ON s.id = e.statement
         WHERE e.version = ?1 ORDER BY e.number",
    ),
    (
        "event_parties",
        "SELECT 'e' || (e.number + 1), p.role, p.position, p.words, p.actor
         FROM events e JOIN event_parties p ON p.event = e.id WHERE e.version = ?1 ORDER BY e.number, p.role, p.position",
    ),
    (
        "namings",
        "SELECT n.local, p.words, n.times FROM namings n LEFT JOIN phrases p ON p.id = n.phrase
         WHERE n.version = ?1 ORDER BY n.local, p.words",
    ),
    (
        "scare_quotes",
        "SELECT p.words, q.times, q.start FROM scare_quotes q LEFT JOIN phrases p ON p.id = q.phrase
         WHERE q.version = ?1 ORDER BY p.words",
    ),
];

/// A store in which readings are put in once more.
pub(super) struct Proof {
    db: Connection,
    moves: Moves,
    none: Dictionary,
    pub index: Index,
}

impl Proof {
    pub fn new(moves: Moves) -> rusqlite::Result<Proof> {
        let db = Connection::open_in_memory()?;
        db.pragma_update(None, "foreign_keys", false)?;
        STEPS.iter().try_for_each(|step| db.execute_batch(step))?;
        Ok(Proof { db, moves, none: Dictionary::new(), index: Index::new()? })
    }

    /// What is wrong with the tables themselves: each has to be as this crate makes it.
    pub fn schema(&self, main: &Connection) -> rusqlite::Result<Option<String>> {
        // The store's own tables are its business, and so are those in which it keeps an index of words.
        let sql = "SELECT name, type, tbl_name, sql FROM sqlite_schema
            WHERE name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_words_*' ORDER BY name";
        let all = |db: &Connection| -> rusqlite::Result<Rows> {
            db.prepare(sql)?.query_map([], |r| (0..4).map(|n| r.get(n)).collect())?.collect()
        };
        let what = difference(&all(main)?, &all(&self.db)?);
        Ok(what.map(|what| format!("the tables are not those of an archive: {what}")))
    }

    /// What is wrong with the rows of a version, if anything. `record` is the reading, `effective` that with its corrections.
    pub fn hold(
        &mut self,
        main: &Connection,
        version: &Version,
        record: &Record,
        effective: &Effective,
    ) -> rusqlite::Result<Option<String>> {
        self.index.version(main, version.id, effective)?;
        let again = self.db.transaction()?;
        let moves = &self.moves;
        let row = |named: &Named| moves.row(main, named);
        put(&again, main, version, record, effective, &self.none, row)?;
        for (table, sql) in VIEWS {
            // What is settled may or may not count among what is said.
            if table == "scare_quotes" && !effective.touched.is_empty() {
                continue;
            }
            let (is, should) = (said(main, sql, version.id)?, said(&again, sql, version.id)?);
            if let Some(what) = difference(&is, &should) {
                return Ok(Some(format!("{table}: {what}")));
            }
        }
        let mut names = again.prepare("SELECT folded, key, name FROM names JOIN actors a ON a.id = actor")?;
        let mut known = main.prepare_cached(
            "SELECT 1 FROM names JOIN actors a ON a.id = actor WHERE folded = ?1 AND key = ?2",
        )?;
        let mut rows = names.query([])?;
        while let Some(name) = rows.next()? {
            let (folded, key): (String, String) = (name.get(0)?, name.get(1)?);
            if !known.exists([&folded, &key])? {
                return Ok(Some(format!("names: `{folded}` does not lead to {key}")));
            }
        }
        self.moves.unsettled(main, version.article, version.id, effective)
    }
}

fn put(
    again: &Connection,
    main: &Connection,
    version: &Version,
    record: &Record,
    effective: &Effective,
    dictionary: &Dictionary,
    row: impl Fn(&Named) -> rusqlite::Result<i64>,
) -> rusqlite::Result<()> {
    let name: Option<String> = version
        .outlet
        .map(|id| main.query_row("SELECT name FROM outlets WHERE id = ?1", [id], |r| r.get(0)))
        .transpose()?;
    again.execute(
        "INSERT INTO outlets (id, name) SELECT ?1, ?2 WHERE ?1 NOT NULL",
        params![version.outlet, name],
    )?;
    // What people say of the article stands in the rows of all that is in it.
    let mut record = record.clone();
    (record.article.outlet, record.article.published) =
        (effective.record.article.outlet.clone(), effective.record.article.published.clone());
    rows::put_statements(again, &record, version.id, version.outlet, dictionary)?;
    if !version.latest {
        again.execute_batch("UPDATE statements SET current = 0;")?;
        wording::store::forget(again, version.id)?;
    }
    // Those that stand in others are told of by the rows of these.
    let mut rows = Vec::with_capacity(effective.touched.len());
    for &number in &effective.touched {
        let Some(statement) = effective.record.statements.get(number as usize) else { continue };
        let there: Option<i64> = again
            .query_row("SELECT id FROM statements WHERE number = ?1", [number], |r| r.get(0))
            .optional()?;
        let at =
            Place { version: version.id, number, outlet: version.outlet, speaker: None, addressee: None };
        let row = match there {
            Some(row) => row,
            None => rows::insert(again, &effective.record, statement, at)?,
        };
        rows.push((number, row, statement));
    }
    for (number, row, statement) in rows {
        let current = version.latest && !effective.struck.contains(&number);
        rows::rewrite(again, (row, version.id), &effective.record, statement, current)?;
    }
    // Who takes part is told by the archive's own rows, which are held against the record for themselves.
    let mut cast = pairs(main, "SELECT local, actor FROM casts WHERE version = ?1", version.id)?;
    cast.extend(named_rows(effective, row)?);
    let of = Of {
        version: version.id,
        outlet: version.outlet,
        current: version.latest,
        struck: &effective.struck_events,
    };
    put_anew(again, of, effective, &cast)
}

type Rows = Vec<Vec<Value>>;

fn said(db: &Connection, sql: &str, version: i64) -> rusqlite::Result<Rows> {
    let mut ask = db.prepare_cached(sql)?;
    let columns = ask.column_count();
    ask.query_map([version], |r| (0..columns).map(|n| r.get(n)).collect())?.collect()
}

/// The first row that is not as it should be.
fn difference(is: &Rows, should: &Rows) -> Option<String> {
    let name = |row: &[Value]| match row.first() {
        Some(Value::Text(name)) => name.clone(),
        _ => "a row".to_owned(),
    };
    if let Some((row, _)) = is.iter().zip(should).find(|(a, b)| a != b) {
        return Some(format!("{} is not what record and corrections say", name(row)));
    }
    (is.len() != should.len())
        .then(|| format!("there are {} rows, and {} come of record and corrections", is.len(), should.len()))
}

/// What is wrong with the actors across articles, if anything: what each is known by tells what it is.
pub(super) fn actors(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut names: HashMap<i64, Vec<String>> = HashMap::new();
    let mut ask = db.prepare("SELECT actor, folded FROM names")?;
    for row in ask.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))? {
        let (actor, folded): (i64, String) = row?;
        names.entry(actor).or_default().push(folded);
    }
    let mut ask = db.prepare("SELECT id, key, name, kind, named, wikidata, dictionary FROM actors")?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let (id, key, name): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (kind, named): (String, i64) = (row.get(3)?, row.get(4)?);
        let (wikidata, dictionary): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
        let folded = fold(&name);
        let of_kind = |rest: &str| rest == format!("{kind}:{folded}");
        let fits = match key.split_once(':') {
            Some(("wikidata", qid)) => named == 1 && wikidata.as_deref().is_none_or(|it| it == qid),
            Some(("dictionary", entry)) => named == 1 && dictionary.as_deref().is_none_or(|it| it == entry),
            Some(("name", rest)) => named == 1 && of_kind(rest),
            Some(("words", rest)) => named == 0 && of_kind(rest),
            _ => false,
        };
        let led_to = names.get(&id).is_some_and(|all| all.contains(&folded)) || folded.is_empty();
        if !fits || !led_to {
            wrong.push(format!("actors: {key} is not what it is known by"));
        }
    }
    Ok(wrong)
}
