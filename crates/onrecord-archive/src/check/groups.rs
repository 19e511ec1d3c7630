//! Which articles carry one report, and which statements are one saying, against what comes of the texts.
//!
//! Both are worked out once more, into tables that lie beside those of the archive and are gone afterwards. What comes of
//! that depends on the order in which articles came in: where that is known no more, because an article was replaced or read
//! again, whatever is said is still held against the texts, but what may be missing is not looked for.

use crate::duplicates::{self, Agencies};
use crate::sayings;
use rusqlite::Connection;
use std::collections::HashMap;

/// Tables that stand before those of the archive wherever one is named.
const ASIDE: &str = "
    CREATE TEMP TABLE sketched (version INTEGER PRIMARY KEY, shingles INTEGER NOT NULL, agency TEXT, agency_place TEXT,
        agency_words TEXT);
    CREATE TEMP TABLE sketches (hash INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (hash, version)) WITHOUT ROWID;
    CREATE TEMP TABLE likenesses (version INTEGER NOT NULL, other INTEGER NOT NULL, resemblance REAL NOT NULL,
        containment REAL NOT NULL, PRIMARY KEY (version, other)) WITHOUT ROWID;
    CREATE INDEX temp.aside_likenesses ON likenesses (other);
    CREATE TEMP TABLE reports (id INTEGER PRIMARY KEY, voice TEXT COLLATE NOCASE, evidence TEXT NOT NULL);
    CREATE TEMP TABLE carriers (version INTEGER PRIMARY KEY, report INTEGER NOT NULL, origin INTEGER NOT NULL);
    CREATE INDEX temp.aside_carriers ON carriers (report, version);
    CREATE TEMP TABLE saying_keys (key INTEGER NOT NULL, statement INTEGER NOT NULL, PRIMARY KEY (key, statement)) WITHOUT ROWID;
    CREATE TEMP TABLE sayings (statement INTEGER PRIMARY KEY, saying INTEGER NOT NULL);
    CREATE INDEX temp.aside_sayings ON sayings (saying, statement);";
const GONE: &str = "
    DROP TABLE IF EXISTS temp.sketched; DROP TABLE IF EXISTS temp.sketches; DROP TABLE IF EXISTS temp.likenesses;
    DROP TABLE IF EXISTS temp.reports; DROP TABLE IF EXISTS temp.carriers; DROP TABLE IF EXISTS temp.saying_keys;
    DROP TABLE IF EXISTS temp.sayings;";

/// Versions whose statements are older than those of the version before: that one was read again.
const READ_AGAIN: &str =
    "SELECT count(*) FROM (SELECT min(id) AS first, lag(max(id)) OVER (ORDER BY version) AS before
    FROM main.statements GROUP BY version) WHERE first < before";
/// Sayings that are several in the archive.
const PARTED: &str =
    "SELECT count(*) FROM (SELECT t.saying FROM temp.sayings t JOIN main.sayings m USING (statement)
    GROUP BY t.saying HAVING count(DISTINCT m.saying) > 1)";

/// What is wrong with the reports and the sayings of an archive, if anything.
pub(super) fn hold(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let held = || -> rusqlite::Result<Vec<String>> {
        db.execute_batch(GONE)?;
        db.execute_batch(ASIDE)?;
        let mut wrong = Vec::new();
        let replaced = asked(db, "SELECT count(*) FROM main.versions WHERE number > 1")?
            + asked(db, "SELECT count(*) FROM main.removals")?
            > 0;
        duplicates::store::catch_up(db, &Agencies::default())?;
        likenesses(db, replaced, &mut wrong)?;
        // Keys hold the speaker, and corrections do not change them. Nor is it known when an article was read again.
        let changed = asked(db, "SELECT count(*) FROM main.corrections")?
            + asked(db, "SELECT count(DISTINCT reader) > 1 FROM main.versions")?
            + asked(db, READ_AGAIN)?;
        if !replaced && changed == 0 {
            sayings::store::catch_up(db)?;
            same(db, "saying_keys", "key, statement", &mut wrong)?;
            same(db, "sayings", "statement", &mut wrong)?;
            // Two sayings stay one when the statement that was like both is one no more, so there may be fewer of them.
            match asked(db, PARTED)? {
                0 => {}
                n => wrong.push(format!("sayings: {n} stand under several numbers")),
            }
        }
        Ok(wrong)
    };
    let held = held();
    db.execute_batch(GONE)?;
    let mut wrong = held?;
    wrong.extend(reports(db)?);
    Ok(wrong)
}

fn asked(db: &Connection, sql: &str) -> rusqlite::Result<u64> {
    db.query_row(sql, [], |r| r.get(0))
}

fn same(db: &Connection, table: &str, columns: &str, wrong: &mut Vec<String>) -> rusqlite::Result<()> {
    let but = |a: &str, b: &str| {
        let sql = format!(
            "SELECT count(*) FROM (SELECT {columns} FROM {a}.{table} EXCEPT SELECT {columns} FROM {b}.{table})"
        );
        asked(db, &sql)
    };
    let (more, missing) = (but("main", "temp")?, but("temp", "main")?);
    if more + missing > 0 {
        wrong.push(format!(
            "{table}: {more} rows do not come of the texts, and {missing} that do are missing"
        ));
    }
    Ok(())
}

fn likenesses(db: &Connection, replaced: bool, wrong: &mut Vec<String>) -> rusqlite::Result<()> {
    same(db, "sketched", "version, shingles", wrong)?;
    same(db, "sketches", "hash, version", wrong)?;
    let columns = "version, other, resemblance, containment";
    if !replaced {
        return same(db, "likenesses", columns, wrong);
    }
    let mut asked = db.prepare(&format!(
        "SELECT {columns} FROM main.likenesses EXCEPT SELECT {columns} FROM temp.likenesses"
    ))?;
    let mut rows = asked.query([])?;
    let mut seen = duplicates::store::Seen::default();
    let mut not = 0;
    while let Some(row) = rows.next()? {
        let told = (row.get(2)?, row.get(3)?);
        not += usize::from(!seen.are_alike(db, (row.get(0)?, row.get(1)?), told)?);
    }
    if not > 0 {
        wrong.push(format!("likenesses: {not} rows do not come of the texts"));
    }
    Ok(())
}

/// What is wrong with the reports, given who is like whom: each is one of the groups that hang together.
fn reports(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let mut groups = Groups::default();
    let mut asked = db.prepare("SELECT version, other FROM likenesses")?;
    let mut rows = asked.query([])?;
    while let Some(row) = rows.next()? {
        groups.join(row.get(0)?, row.get(1)?);
    }
    let (mut of_group, mut of_report) = (HashMap::new(), HashMap::new());
    let mut asked = db.prepare("SELECT version, report FROM carriers")?;
    let mut rows = asked.query([])?;
    let mut carriers = 0;
    while let Some(row) = rows.next()? {
        let (version, report): (i64, i64) = (row.get(0)?, row.get(1)?);
        carriers += 1;
        let group = groups.of(version);
        if *of_group.entry(group).or_insert(report) != report
            || *of_report.entry(report).or_insert(group) != group
        {
            wrong.push(format!("carriers: report {report} is not one of the groups that are alike"));
        }
    }
    if groups.len() != carriers {
        wrong.push("carriers: not all that are alike carry a report, or some that are not do".to_owned());
    }
    let mut asked = db.prepare("SELECT id FROM reports ORDER BY id")?;
    for report in asked.query_map([], |r| r.get::<_, i64>(0))? {
        let report = report?;
        if !duplicates::store::is_settled(db, report)? {
            wrong.push(format!("reports: {report} is not whose its carriers say"));
        }
    }
    Ok(wrong)
}

/// Numbers that belong together, by one of them.
#[derive(Default)]
struct Groups {
    above: HashMap<i64, i64>,
}

impl Groups {
    fn of(&mut self, one: i64) -> i64 {
        let mut top = one;
        while let Some(&above) = self.above.get(&top).filter(|&&above| above != top) {
            top = above;
        }
        // Whoever asks next has a shorter way.
        let mut at = one;
        while let Some(above) = self.above.get_mut(&at).filter(|above| **above != top) {
            at = std::mem::replace(above, top);
        }
        top
    }

    fn join(&mut self, one: i64, other: i64) {
        for each in [one, other] {
            self.above.entry(each).or_insert(each);
        }
        let (one, other) = (self.of(one), self.of(other));
        self.above.insert(one, other);
    }

    fn len(&self) -> usize {
        self.above.len()
    }
}
