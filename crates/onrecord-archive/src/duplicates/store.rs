//! The groups of an archive, kept up to date as articles come in: an article is compared with the few that share
//! shingles with it, and with no more than a few of each group.

use super::agencies::{Agencies, CreditPlace};
use super::origin::{Candidate, origin};
use super::shingles::Shingles;
use crate::bodies::opened_article;
use crate::spans::words_at;
use onrecord::Article;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};

/// Of the texts that have a shingle, this many are looked at: a line that every page of a site has is no sign.
pub const OF_ONE_SHINGLE: u32 = 64;
/// Texts that an article is compared with at most, those that share most first …
pub const COMPARED: usize = 48;
/// … and of one report's carriers at most.
const OF_ONE_REPORT: usize = 4;
/// Texts whose shingles are kept: some ten megabytes.
const KEPT: usize = 1024;
/// A text that shares fewer shingles of the sketch than this is not looked at, unless the sketch itself is that small.
const SHARED: usize = 2;

/// How many shingles of a sketch of this size a text must share to be looked at.
pub fn least_shared(sketch: usize) -> usize {
    SHARED.min(sketch / 2).max(1)
}

/// Takes an article in that is now the latest version; `before` is the one that it replaces. The reports that this
/// touches are to be settled ([`settle`]) before anybody looks.
pub(crate) fn add(
    db: &Connection,
    seen: &mut Seen,
    agencies: &Agencies,
    article: &Article,
    (version, before): (i64, Option<i64>),
    touched: &mut BTreeSet<i64>,
) -> rusqlite::Result<()> {
    let old = before.map(|before| forget(db, before, touched)).transpose()?.unwrap_or_default();
    let shingles = Shingles::of(article);
    let sketch = shingles.sketch();
    let credit = agencies.credit(article);
    db.prepare_cached(
        "INSERT INTO sketched (version, shingles, agency, agency_place, agency_words) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        version,
        shingles.len(),
        credit.as_ref().map(|c| &c.agency),
        credit.as_ref().map(|c| c.place.name()),
        credit.as_ref().map(|c| &c.words),
    ])?;
    let mut compared: HashMap<i64, usize> = HashMap::new();
    // Those that were like the text before it changed come first: each may have been tied to the others by it alone.
    let candidates: Vec<i64> = old.iter().copied().chain(candidates(db, &sketch, &old)?).collect();
    let mut like = db.prepare_cached(
        "INSERT OR REPLACE INTO likenesses (version, other, resemblance, containment) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let mut looked = 0;
    for other in candidates {
        let was_like = old.contains(&other);
        let report = report_of(db, other)?;
        let of_report = report.map(|r| compared.entry(r).or_default());
        if !was_like && (looked >= COMPARED || of_report.as_ref().is_some_and(|n| **n >= OF_ONE_REPORT)) {
            continue;
        }
        looked += 1;
        if let Some(n) = of_report {
            *n += 1;
        }
        let Some(theirs) = seen.shingles(db, other)? else { continue };
        let likeness = shingles.likeness(theirs);
        if likeness.is_same_report() {
            like.execute(params![version, other, likeness.resemblance, likeness.containment])?;
            touched.extend(report);
            touched.insert(join(db, version, other)?);
        }
    }
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO sketches (hash, version) VALUES (?1, ?2)")?;
    for hash in sketch {
        put.execute(params![hash.cast_signed(), version])?;
    }
    seen.keep(version, Some(shingles));
    Ok(())
}

/// Texts that were opened, for the articles that come next: copies of a report come close together.
///
/// The text of a version never changes, so this outlives a transaction. What is rolled back must not be taken from
/// here, though: its number goes to another version.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    versions: HashMap<i64, Option<Shingles>>,
}

impl Seen {
    fn shingles(&mut self, db: &Connection, version: i64) -> rusqlite::Result<Option<&Shingles>> {
        if !self.versions.contains_key(&version) {
            let found = article_of(db, version)?.map(|article| Shingles::of(&article));
            self.keep(version, found);
        }
        Ok(self.versions.get(&version).and_then(Option::as_ref))
    }

    /// Whether two stored texts are one report, and have as much in common as is told: resemblance and containment.
    pub fn are_alike(
        &mut self,
        db: &Connection,
        (version, other): (i64, i64),
        told: (f64, f64),
    ) -> rusqlite::Result<bool> {
        let Some(one) = self.shingles(db, version)?.cloned() else { return Ok(false) };
        let Some(theirs) = self.shingles(db, other)? else { return Ok(false) };
        let likeness = one.likeness(theirs);
        Ok(likeness.is_same_report() && (likeness.resemblance, likeness.containment) == told)
    }

    fn keep(&mut self, version: i64, of: Option<Shingles>) {
        if self.versions.len() >= KEPT {
            self.versions.clear();
        }
        self.versions.insert(version, of);
    }
}

/// Looks at every latest version that was never looked at: an archive from before there were groups.
pub(crate) fn catch_up(db: &Connection, agencies: &Agencies) -> rusqlite::Result<()> {
    let missing: Vec<i64> = db
        .prepare(
            "SELECT v.id FROM versions v WHERE number = (SELECT max(number) FROM versions w WHERE w.article = v.article)
             AND v.id NOT IN (SELECT version FROM sketched) ORDER BY v.id",
        )?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let mut seen = Seen::default();
    let mut touched = BTreeSet::new();
    for version in missing {
        if let Some(article) = article_of(db, version)? {
            add(db, &mut seen, agencies, &article, (version, None), &mut touched)?;
        }
    }
    settle(db, &touched)
}

/// Follows what is told of an article anew: whose its report is may be told by its outlet, its authors and its date.
pub(crate) fn retell(
    db: &Connection,
    agencies: &Agencies,
    article: &Article,
    version: i64,
) -> rusqlite::Result<()> {
    let credit = agencies.credit(article);
    db.prepare_cached(
        "UPDATE sketched SET agency = ?2, agency_place = ?3, agency_words = ?4 WHERE version = ?1",
    )?
    .execute(params![
        version,
        credit.as_ref().map(|c| &c.agency),
        credit.as_ref().map(|c| c.place.name()),
        credit.as_ref().map(|c| &c.words),
    ])?;
    match report_of(db, version)? {
        Some(report) => settle_one(db, report),
        None => Ok(()),
    }
}

/// Those that share most shingles of the sketch, the most alike first.
fn candidates(db: &Connection, sketch: &[u64], known: &[i64]) -> rusqlite::Result<Vec<i64>> {
    let mut shared: HashMap<i64, usize> = HashMap::new();
    let mut ask =
        db.prepare_cached("SELECT version FROM sketches WHERE hash = ?1 ORDER BY version LIMIT ?2")?;
    for hash in sketch {
        for version in ask.query_map(params![hash.cast_signed(), OF_ONE_SHINGLE], |r| r.get::<_, i64>(0))? {
            *shared.entry(version?).or_default() += 1;
        }
    }
    let least = least_shared(sketch.len());
    let mut found: Vec<(usize, i64)> = shared
        .into_iter()
        .filter(|(version, n)| *n >= least && !known.contains(version))
        .map(|(version, n)| (n, version))
        .collect();
    found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    Ok(found.into_iter().map(|(_, version)| version).collect())
}

fn report_of(db: &Connection, version: i64) -> rusqlite::Result<Option<i64>> {
    let mut ask = db.prepare_cached("SELECT report FROM carriers WHERE version = ?1")?;
    ask.query_row([version], |r| r.get(0)).optional()
}

/// Text and parts of a stored version; none if they are harmed, which `check` reports.
fn article_of(db: &Connection, version: i64) -> rusqlite::Result<Option<Article>> {
    let mut ask = db.prepare_cached("SELECT text, record FROM bodies WHERE version = ?1")?;
    let packed =
        ask.query_row([version], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?))).optional()?;
    let Some((text, record)) = packed else { return Ok(None) };
    let Ok(article) = opened_article(&text, &record) else { return Ok(None) };
    let fits = article.parts.iter().all(|p| words_at(&article.text, p.span).is_some());
    Ok(fits.then_some(article))
}

/// Puts two versions into one report and returns it.
fn join(db: &Connection, version: i64, other: i64) -> rusqlite::Result<i64> {
    let mut put =
        db.prepare_cached("INSERT OR REPLACE INTO carriers (version, report, origin) VALUES (?1, ?2, 0)")?;
    let report = match (report_of(db, version)?, report_of(db, other)?) {
        (Some(a), Some(b)) if a != b => {
            let (keep, lose) = (a.min(b), a.max(b));
            db.prepare_cached("UPDATE carriers SET report = ?1 WHERE report = ?2")?
                .execute(params![keep, lose])?;
            db.prepare_cached("DELETE FROM reports WHERE id = ?1")?.execute([lose])?;
            return Ok(keep);
        }
        (Some(report), _) | (_, Some(report)) => report,
        (None, None) => {
            db.prepare_cached("INSERT INTO reports (voice, evidence) VALUES (NULL, 'first')")?.insert([])?
        }
    };
    put.execute(params![version, report])?;
    put.execute(params![other, report])?;
    Ok(report)
}

/// Takes a version out that another has replaced, and returns those that were like it. What is left of its report is
/// parted into those that still hang together.
pub(crate) fn forget(
    db: &Connection,
    version: i64,
    touched: &mut BTreeSet<i64>,
) -> rusqlite::Result<Vec<i64>> {
    if let Some(article) = article_of(db, version)? {
        let mut gone = db.prepare_cached("DELETE FROM sketches WHERE hash = ?1 AND version = ?2")?;
        for hash in Shingles::of(&article).sketch() {
            gone.execute(params![hash.cast_signed(), version])?;
        }
    }
    let like = neighbours(db, version)?;
    db.prepare_cached("DELETE FROM likenesses WHERE version = ?1 OR other = ?1")?.execute([version])?;
    db.prepare_cached("DELETE FROM sketched WHERE version = ?1")?.execute([version])?;
    let Some(report) = report_of(db, version)? else { return Ok(like) };
    db.prepare_cached("DELETE FROM carriers WHERE version = ?1")?.execute([version])?;
    let mut left: BTreeSet<i64> = db
        .prepare_cached("SELECT version FROM carriers WHERE report = ?1")?
        .query_map([report], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    touched.insert(report);
    // The first part keeps the number.
    let mut number = Some(report);
    while let Some(first) = left.pop_first() {
        let mut part = vec![first];
        let mut next = 0;
        while let Some(&one) = part.get(next) {
            part.extend(neighbours(db, one)?.into_iter().filter(|other| left.remove(other)));
            next += 1;
        }
        let report = match number.take() {
            Some(report) => report,
            None => db
                .prepare_cached("INSERT INTO reports (voice, evidence) VALUES (NULL, 'first')")?
                .insert([])?,
        };
        let mut put = db.prepare_cached("UPDATE carriers SET report = ?2 WHERE version = ?1")?;
        for one in part {
            put.execute(params![one, report])?;
        }
        touched.insert(report);
    }
    Ok(like)
}

fn neighbours(db: &Connection, version: i64) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT other FROM likenesses WHERE version = ?1 UNION SELECT version FROM likenesses WHERE other = ?1";
    db.prepare_cached(sql)?.query_map([version], |r| r.get(0))?.collect()
}

/// Says whose each of these reports is, and takes away those that fewer than two carry.
pub(crate) fn settle(db: &Connection, reports: &BTreeSet<i64>) -> rusqlite::Result<()> {
    reports.iter().try_for_each(|&report| settle_one(db, report))
}

/// Those that carry a report.
fn carriers(db: &Connection, report: i64) -> rusqlite::Result<Vec<Candidate>> {
    db.prepare_cached(
        "SELECT v.id, o.name, v.published, k.agency, k.agency_place, k.shingles FROM carriers c
             JOIN versions v ON v.id = c.version JOIN sketched k ON k.version = v.id
             LEFT JOIN outlets o ON o.id = v.outlet WHERE c.report = ?1 ORDER BY v.id",
    )?
    .query_map([report], |r| {
        let place: Option<String> = r.get(4)?;
        let place = place.as_deref().and_then(CreditPlace::parse);
        Ok(Candidate {
            version: r.get(0)?,
            outlet: r.get(1)?,
            published: r.get(2)?,
            credit: r.get::<_, Option<String>>(3)?.zip(place),
            size: r.get(5)?,
        })
    })?
    .collect()
}

/// Whether a report is whose its carriers say.
pub(crate) fn is_settled(db: &Connection, report: i64) -> rusqlite::Result<bool> {
    let Some(origin) = origin(&carriers(db, report)?) else { return Ok(false) };
    let mut ask = db.prepare_cached(
        "SELECT voice IS ?2 COLLATE BINARY AND evidence = ?3 AND
            (SELECT total(origin != (version = ?4)) = 0 FROM carriers WHERE report = ?1) FROM reports WHERE id = ?1",
    )?;
    ask.query_row(params![report, origin.voice, origin.evidence.name(), origin.version], |r| r.get(0))
}

fn settle_one(db: &Connection, report: i64) -> rusqlite::Result<()> {
    let all = carriers(db, report)?;
    match origin(&all).filter(|_| all.len() > 1) {
        Some(origin) => {
            db.prepare_cached("UPDATE reports SET voice = ?2, evidence = ?3 WHERE id = ?1")?
                .execute(params![report, origin.voice, origin.evidence.name()])?;
            db.prepare_cached(
                "UPDATE carriers SET origin = (version = ?2) WHERE report = ?1 AND origin != (version = ?2)",
            )?
            .execute(params![report, origin.version])?;
        }
        None => {
            db.prepare_cached("DELETE FROM carriers WHERE report = ?1")?.execute([report])?;
            db.prepare_cached("DELETE FROM reports WHERE id = ?1")?.execute([report])?;
        }
    }
    Ok(())
}
