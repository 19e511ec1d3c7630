//! The sayings of an archive, kept up to date as articles come in: a statement is compared with the few that share a key
//! with it, and with no more than a few of each saying.

use super::said::Said;
use crate::pack::unpack;
use crate::spans::{Spans, words_at};
use onrecord::{StatementKind, Text};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Of the statements that have a key, this many are looked at: a run of words that everybody uses is no sign.
pub const OF_ONE_KEY: u32 = 24;
/// Statements that one is compared with at most, those that share most keys first …
pub const COMPARED: usize = 16;
/// … and of one saying at most.
const OF_ONE_SAYING: usize = 3;
/// Statements and texts that are kept open: some thirty megabytes.
const KEPT_STATEMENTS: usize = 8192;
const KEPT_TEXTS: usize = 1024;

/// Takes the statements of a version in that is now the latest, but for those that were struck out; `before` is the one that it
/// replaces.
pub(crate) fn add(
    db: &Connection,
    seen: &mut Seen,
    version: i64,
    before: Option<i64>,
) -> rusqlite::Result<()> {
    if let Some(before) = before {
        forget(db, before, &mut seen.texts)?;
        // Some of those that were seen are of the latest version no more.
        seen.statements.clear();
    }
    let mut asked = db.prepare_cached("SELECT id FROM statements WHERE version = ?1 AND current = 1")?;
    let standing: HashSet<i64> = asked.query_map([version], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for (statement, said) in of_version(db, version, &mut seen.texts)? {
        if standing.contains(&statement) {
            add_one(db, seen, version, statement, said)?;
        }
    }
    Ok(())
}

/// Finds what a statement is the same as.
fn add_one(
    db: &Connection,
    seen: &mut Seen,
    version: i64,
    statement: i64,
    said: Said,
) -> rusqlite::Result<()> {
    // The latest first: what everybody says again is said again soon.
    let mut find = db.prepare_cached(
        "SELECT statement FROM saying_keys WHERE key = ?1 ORDER BY statement DESC LIMIT ?2",
    )?;
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO saying_keys (key, statement) VALUES (?1, ?2)")?;
    let keys = said.keys();
    let mut shared: HashMap<i64, usize> = HashMap::new();
    for key in &keys.sought {
        for other in find.query_map(params![key.cast_signed(), OF_ONE_KEY], |r| r.get::<_, i64>(0))? {
            *shared.entry(other?).or_default() += 1;
        }
    }
    let mut candidates: Vec<(usize, i64)> = shared.into_iter().map(|(other, n)| (n, other)).collect();
    candidates.sort_unstable_by(|a, b| b.cmp(a));
    let mut compared: HashMap<i64, usize> = HashMap::new();
    for (_, other) in candidates.into_iter().take(COMPARED) {
        let saying = saying_of(db, other)?;
        // One that it was found to be the same as stands for the others of its saying.
        if saying.is_some() && saying == saying_of(db, statement)? {
            continue;
        }
        let n = compared.entry(saying.unwrap_or(-other)).or_default();
        *n += 1;
        if *n > OF_ONE_SAYING {
            continue;
        }
        // Within an article it is the reading that tells repetitions.
        if let Some(theirs) = seen.statement(db, other)?
            && theirs.version != version
            && said.compare(&theirs.said).is_some()
        {
            join(db, statement, other)?;
        }
    }
    for key in keys.kept {
        put.execute(params![key.cast_signed(), statement])?;
    }
    seen.keep(statement, Some(Theirs { version, said }));
    Ok(())
}

/// The keys of the statements of a version, by their rows and as these are now.
pub(crate) fn keys(db: &Connection, version: i64) -> rusqlite::Result<Vec<(i64, Vec<u64>)>> {
    let all = of_version(db, version, &mut Texts::new())?;
    Ok(all.into_iter().map(|(id, said)| (id, said.keys().kept)).collect())
}

/// Takes some statements of a latest version in anew, by their places, after people have said something else of them. `before`
/// are the keys that the version's statements had.
pub(crate) fn again(
    db: &Connection,
    version: i64,
    before: &[(i64, Vec<u64>)],
    touched: &BTreeSet<u32>,
) -> rusqlite::Result<()> {
    let mut current: HashMap<i64, bool> = HashMap::new();
    let mut ask = db.prepare_cached("SELECT id, number, current FROM statements WHERE version = ?1")?;
    for row in ask.query_map([version], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))? {
        let (id, number, is): (i64, u32, bool) = row?;
        if touched.contains(&number) {
            current.insert(id, is);
        }
    }
    for (statement, keys) in before.iter().filter(|(id, _)| current.contains_key(id)) {
        take_out(db, *statement, keys)?;
    }
    let mut seen = Seen::default();
    for (statement, said) in of_version(db, version, &mut seen.texts)? {
        if current.get(&statement).copied().unwrap_or(false) {
            add_one(db, &mut seen, version, statement, said)?;
        }
    }
    Ok(())
}

/// Statements and texts that were opened, for those that come next: articles on one story come close together.
///
/// It holds for one transaction: what is rolled back or changed by others must not be taken from here.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    texts: Texts,
    statements: HashMap<i64, Option<Theirs>>,
}

#[derive(Debug)]
struct Theirs {
    version: i64,
    said: Said,
}

impl Seen {
    /// A statement of the latest version of an article; none if it is of another, or if its text is harmed.
    fn statement(&mut self, db: &Connection, id: i64) -> rusqlite::Result<Option<&Theirs>> {
        if !self.statements.contains_key(&id) {
            let mut current = db.prepare_cached("SELECT 1 FROM statements WHERE id = ?1 AND current = 1")?;
            let found = match current.exists([id])? {
                true => one(db, id, &mut self.texts)?.map(|(version, said)| Theirs { version, said }),
                false => None,
            };
            self.keep(id, found);
        }
        Ok(self.statements.get(&id).and_then(Option::as_ref))
    }

    fn keep(&mut self, id: i64, of: Option<Theirs>) {
        if self.texts.len() >= KEPT_TEXTS {
            self.texts.clear();
        }
        if self.statements.len() >= KEPT_STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(id, of);
    }

    /// Forgets all: statements have changed.
    pub fn clear(&mut self) {
        *self = Seen::default();
    }
}

/// Looks at every latest version that has no keys yet: an archive from before there were sayings.
pub(crate) fn catch_up(db: &Connection) -> rusqlite::Result<()> {
    let versions: Vec<i64> = db
        .prepare("SELECT DISTINCT version FROM statements WHERE current = 1 ORDER BY version")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut seen = Seen::default();
    for version in versions {
        add(db, &mut seen, version, None)?;
    }
    Ok(())
}

fn saying_of(db: &Connection, statement: i64) -> rusqlite::Result<Option<i64>> {
    let mut ask = db.prepare_cached("SELECT saying FROM sayings WHERE statement = ?1")?;
    ask.query_row([statement], |r| r.get(0)).optional()
}

fn join(db: &Connection, statement: i64, other: i64) -> rusqlite::Result<()> {
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO sayings (statement, saying) VALUES (?1, ?2)")?;
    let mut rename = db.prepare_cached("UPDATE sayings SET saying = ?1 WHERE saying = ?2")?;
    let theirs = [saying_of(db, statement)?, saying_of(db, other)?];
    // A saying goes by its first statement; whoever comes in late may be the first.
    let first = theirs.into_iter().flatten().chain([statement, other]).min().expect("there are two");
    for saying in theirs.into_iter().flatten().filter(|&s| s != first) {
        rename.execute(params![first, saying])?;
    }
    put.execute(params![statement, first])?;
    put.execute(params![other, first])?;
    Ok(())
}

/// Takes the statements of a version out that another has replaced.
pub(crate) fn forget(db: &Connection, version: i64, texts: &mut Texts) -> rusqlite::Result<()> {
    for (statement, said) in of_version(db, version, texts)? {
        take_out(db, statement, &said.keys().kept)?;
    }
    Ok(())
}

/// Takes a statement out. A saying that is left with one article is none.
fn take_out(db: &Connection, statement: i64, keys: &[u64]) -> rusqlite::Result<()> {
    let mut gone = db.prepare_cached("DELETE FROM saying_keys WHERE key = ?1 AND statement = ?2")?;
    let mut out = db.prepare_cached("DELETE FROM sayings WHERE statement = ?1")?;
    let mut rename = db.prepare_cached(
        "UPDATE sayings SET saying = (SELECT min(statement) FROM sayings WHERE saying = ?1) WHERE saying = ?1",
    )?;
    let mut alone = db.prepare_cached(
        "DELETE FROM sayings WHERE saying = ?1 AND
         (SELECT count(DISTINCT version) < 2 FROM sayings y JOIN statements s ON s.id = y.statement WHERE saying = ?1)",
    )?;
    for key in keys {
        gone.execute(params![key.cast_signed(), statement])?;
    }
    if let Some(saying) = saying_of(db, statement)? {
        out.execute([statement])?;
        alone.execute([saying])?;
        rename.execute([saying])?;
    }
    Ok(())
}

/// Texts of versions that were opened, by version; none for one that cannot be.
pub(crate) type Texts = HashMap<i64, Option<Text>>;

const COLUMNS: &str = "s.id, s.version, s.spans, s.kind, a.key, iif(a.named, a.name, NULL), s.day, v.language
    FROM statements s JOIN versions v ON v.id = s.version LEFT JOIN actors a ON a.id = s.speaker";

/// The statements of a version, in order.
fn of_version(db: &Connection, version: i64, texts: &mut Texts) -> rusqlite::Result<Vec<(i64, Said)>> {
    let sql = format!("SELECT {COLUMNS} WHERE s.version = ?1 ORDER BY s.number");
    let mut ask = db.prepare_cached(&sql)?;
    let rows: Vec<Row> = ask.query_map([version], row)?.collect::<Result<_, _>>()?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.id;
        all.extend(said(db, row, texts)?.map(|(_, said)| (id, said)));
    }
    Ok(all)
}

/// One statement and its version; none where its text is harmed, which `check` reports.
pub(super) fn one(
    db: &Connection,
    statement: i64,
    texts: &mut Texts,
) -> rusqlite::Result<Option<(i64, Said)>> {
    let sql = format!("SELECT {COLUMNS} WHERE s.id = ?1");
    let mut ask = db.prepare_cached(&sql)?;
    match ask.query_row([statement], row).optional()? {
        Some(row) => said(db, row, texts),
        None => Ok(None),
    }
}

struct Row {
    id: i64,
    version: i64,
    spans: String,
    kind: String,
    speaker: Option<(String, Option<String>)>,
    day: Option<String>,
    language: Option<String>,
}

fn row(r: &rusqlite::Row) -> rusqlite::Result<Row> {
    let key: Option<String> = r.get(4)?;
    let name: Option<String> = r.get(5)?;
    Ok(Row {
        id: r.get(0)?,
        version: r.get(1)?,
        spans: r.get(2)?,
        kind: r.get(3)?,
        speaker: key.map(|key| (key, name)),
        day: r.get(6)?,
        language: r.get(7)?,
    })
}

fn said(db: &Connection, row: Row, texts: &mut Texts) -> rusqlite::Result<Option<(i64, Said)>> {
    let text = match texts.entry(row.version) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => {
            let mut ask = db.prepare_cached("SELECT text FROM bodies WHERE version = ?1")?;
            let packed: Option<Vec<u8>> = ask.query_row([row.version], |r| r.get(0)).optional()?;
            place.insert(packed.and_then(|packed| unpack(&packed).ok()).map(Text::new))
        }
    };
    let Some(text) = text else { return Ok(None) };
    let Ok(spans) = serde_json::from_str::<Spans>(&row.spans) else { return Ok(None) };
    let kind = match row.kind.as_str() {
        "direct" => StatementKind::Direct,
        "mixed" => StatementKind::Mixed,
        _ => StatementKind::Indirect,
    };
    let pieces = spans.content.iter().filter_map(|&span| words_at(text, span));
    let day = row.day.and_then(|day| day.parse().ok());
    Ok(Some((row.version, Said::new(pieces, kind, row.speaker, day, row.language.as_deref()))))
}
