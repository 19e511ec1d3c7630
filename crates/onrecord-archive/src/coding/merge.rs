//! Putting another archive's codes and corrections into this one: two coders worked on two machines.

use super::{CodebookVersion, CodingError, coders};
use crate::add::{Added, Batch, Incoming};
use crate::bodies::{self, harmed};
use crate::corrections::{By, Moves, Whole, retell, settle_actors, settle_version};
use crate::error::ArchiveError;
use crate::open::Archive;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};

/// What merging came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Articles that this archive did not have.
    pub articles: usize,
    /// Articles that both have, with other texts: what was said of the words that this archive's text has as well applies,
    /// the rest waits.
    pub other_texts: Vec<String>,
    /// Corrections that came in.
    pub corrections: usize,
    /// Codes that came in.
    pub codes: usize,
    /// Corrections and codes that this archive had already.
    pub already: usize,
    /// What was taken back there and stood here: it is taken back here too.
    pub undone: usize,
    /// Coders who came in.
    pub coders: usize,
    /// Assignments that came in.
    pub assignments: usize,
    /// What came in and waits, since its words are not in the text, or no statement stands on them.
    pub waiting: usize,
    /// The other archive's codebook, where it is another one than this archive's. It is not put in force.
    #[serde(skip)]
    pub codebook: Option<CodebookVersion>,
}

/// What a merge has just seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeStep {
    /// A version of an article of the other archive.
    Version,
    /// A correction or code of the other archive.
    Said,
    /// An article to which something was said there.
    Article,
}

/// A correction or code of the other archive, as its columns have it.
struct Foreign {
    address: Option<String>,
    person: String,
    made: String,
    undone: Option<(String, String)>,
    settled: bool,
    anchor: Option<String>,
    of: Kept,
}

enum Kept {
    Correction {
        kind: String,
        change: String,
        was: Option<String>,
    },
    Code {
        unit: String,
        actor: Option<String>,
        via: String,
        name: String,
        value: String,
        agrees: Option<bool>,
        score: Option<String>,
        absent: bool,
    },
}

impl Archive {
    /// Takes over what people said in another archive: articles that this one lacks, corrections, codes, coders and their
    /// assignments. What both have is not doubled; what was taken back in one of them is taken back. Of what one person
    /// said twice of the same, the later counts. All of it or nothing: a merge that is killed has changed nothing, and
    /// doing it again changes no more.
    ///
    /// # Errors
    /// When one of the two cannot be read or this one cannot be written.
    pub fn merge(&mut self, other: &Archive, by: By) -> Result<Merged, CodingError> {
        self.merge_telling(other, by, |_| ())
    }

    /// As [`Archive::merge`], telling of each step when it is done.
    ///
    /// # Errors
    /// As there.
    pub fn merge_telling(
        &mut self,
        other: &Archive,
        by: By,
        mut told: impl FnMut(MergeStep),
    ) -> Result<Merged, CodingError> {
        let theirs = |e| other.failed(e);
        let mut merged = Merged::default();
        let (here, there) = (self.codebooks()?.pop(), other.codebooks()?.pop());
        let foreign = foreign(&other.db).map_err(theirs)?;
        let coders = other.coders()?;
        let assigned = assignments(&other.db).map_err(theirs)?;
        let batch = self.batch()?;
        articles(&batch, other, &mut merged, &mut told)?;
        batch.write(|db| {
            let before = Moves::load(db)?;
            for coder in &coders {
                if coders::row_of(db, &coder.name)?.is_none() {
                    coders::enter(db, &coder.name, Some(&coder.colour), &coder.made)?;
                    merged.coders += 1;
                }
            }
            let mut touched: BTreeSet<i64> = BTreeSet::new();
            let (mut corrections, mut codes) = (Vec::new(), Vec::new());
            for one in &foreign {
                told(MergeStep::Said);
                let article = match &one.address {
                    Some(address) => {
                        let mut ask = db.prepare_cached("SELECT id FROM articles WHERE address = ?1")?;
                        // Of an article that could not be taken over, what was said of it cannot be either: it is counted.
                        let Some(row) = ask.query_row([address], |r| r.get::<_, i64>(0)).optional()? else {
                            merged.waiting += 1;
                            continue;
                        };
                        Some(row)
                    }
                    None => None,
                };
                match one.known(db, article)? {
                    Some((id, in_force)) => {
                        merged.already += 1;
                        if let (true, Some((at, person))) = (in_force, &one.undone) {
                            one.undo(db, id, at, person)?;
                            merged.undone += 1;
                            touched.extend(article);
                        }
                    }
                    None => {
                        let id = one.insert(db, article)?;
                        match one.of {
                            Kept::Correction { .. } => {
                                merged.corrections += 1;
                                corrections.push((id, one));
                            }
                            Kept::Code { .. } => {
                                merged.codes += 1;
                                codes.push((id, one));
                            }
                        }
                        touched.extend(article);
                    }
                }
            }
            // Merges and splits of actors first: statements are settled by who is whom.
            settle_actors(db, &before)?;
            let moves = Moves::load(db)?;
            let whole = Whole { db, dictionary: batch.archive.dictionary, agencies: batch.archive.agencies };
            for article in touched {
                told(MergeStep::Article);
                let version: i64 = db
                    .prepare_cached(
                        "SELECT id FROM versions WHERE article = ?1 ORDER BY number DESC LIMIT 1",
                    )?
                    .query_row([article], |r| r.get(0))?;
                crate::corrections::attach::attach(db, article, version, &HashSet::new())?;
                settle_version(db, version, &moves)?;
                let told = "SELECT 1 FROM corrections WHERE article = ?1 AND kind = 'article'";
                if db.prepare_cached(told)?.exists([article])? {
                    retell(whole, version)?;
                }
                crate::codes::attach(db, article, version)?;
                later_counts(db, article, by)?;
            }
            let waits =
                |sql: &str, id: i64| db.prepare_cached(sql)?.exists([id]).map(|tied| usize::from(!tied));
            for (id, _) in corrections.iter().filter(|(_, one)| one.anchor.is_some() && one.undone.is_none())
            {
                merged.waiting += waits(
                    "SELECT 1 FROM corrected WHERE correction = ?1 UNION SELECT 1 FROM concerned WHERE correction = ?1",
                    *id,
                )?;
            }
            for (id, _) in codes.iter().filter(|(_, one)| one.anchor.is_some() && one.undone.is_none()) {
                let sql =
                    "SELECT 1 FROM coded WHERE code = ?1 UNION SELECT 1 FROM coded_events WHERE code = ?1";
                merged.waiting += waits(sql, *id)?;
            }
            for (coder, address, finished) in &assigned {
                merged.assignments += db
                    .prepare_cached(
                        "INSERT INTO assignments (coder, article, finished)
                         SELECT c.id, a.id, ?3 FROM coders c, articles a WHERE c.name = ?1 AND a.address = ?2
                         ON CONFLICT (coder, article) DO UPDATE SET finished = excluded.finished
                         WHERE finished IS NULL AND excluded.finished IS NOT NULL",
                    )?
                    .execute(params![coder, address, finished])?;
            }
            match (&here, &there) {
                (None, Some(book)) => {
                    db.prepare_cached("INSERT INTO codebooks (source, person, made) VALUES (?1, ?2, ?3)")?
                        .execute(params![book.source, book.person, book.made])?;
                }
                (Some(here), Some(there)) if here.source != there.source => {
                    merged.codebook = Some(there.clone())
                }
                _ => {}
            }
            Ok(())
        })?;
        batch.commit()?;
        Ok(merged)
    }
}

/// Takes over the articles that this archive lacks, with all their versions.
fn articles(
    batch: &Batch,
    other: &Archive,
    merged: &mut Merged,
    told: &mut impl FnMut(MergeStep),
) -> Result<(), ArchiveError> {
    type Version = (i64, String, Vec<u8>, Option<String>, String, String, Vec<u8>);
    let ask = || -> rusqlite::Result<Vec<Version>> {
        let mut asked = other.db.prepare(
            "SELECT v.id, a.address, v.received, v.fetched, v.added, v.reader, v.text_hash FROM versions v
             JOIN articles a ON a.id = v.article ORDER BY v.id",
        )?;
        let row = |r: &rusqlite::Row| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?))
        };
        asked.query_map([], row)?.collect()
    };
    let mut known: HashSet<String> = HashSet::new();
    let mut other_texts: BTreeSet<String> = BTreeSet::new();
    for (version, address, received, fetched, added, reader, text) in ask().map_err(|e| other.failed(e))? {
        told(MergeStep::Version);
        if !known.contains(&address) {
            let here = batch.write(|db| {
                let mut ask = db.prepare_cached("SELECT id FROM articles WHERE address = ?1")?;
                ask.query_row([&address], |r| r.get::<_, i64>(0)).optional()
            })?;
            if let Some(here) = here {
                let same = batch.write(|db| {
                    let mut ask =
                        db.prepare_cached("SELECT 1 FROM versions WHERE article = ?1 AND text_hash = ?2")?;
                    ask.exists(params![here, text])
                })?;
                if !same {
                    other_texts.insert(address);
                }
                continue;
            }
        }
        let record = bodies::record(&other.db, version).map_err(|e| other.failed(e))?;
        let odd = || harmed(std::io::Error::other("a version without the hash of its bytes"));
        let incoming = Incoming {
            record,
            received: received.try_into().map_err(|_| other.failed(odd()))?,
            fetched,
            place: Some(address.clone()),
            added,
            reader,
        };
        if batch.add(&incoming)? == Added::New {
            merged.articles += 1;
        }
        known.insert(address);
    }
    merged.other_texts = other_texts.into_iter().collect();
    Ok(())
}

/// Everything that people said in an archive, in the order in which they did.
fn foreign(db: &Connection) -> rusqlite::Result<Vec<Foreign>> {
    let undone = |at: Option<String>, by: Option<String>| at.zip(by);
    let mut asked = db.prepare(
        "SELECT a.address, c.person, c.made, c.undone, c.undone_by, c.settled, c.anchor, c.kind, c.change, c.was
         FROM corrections c LEFT JOIN articles a ON a.id = c.article ORDER BY c.id",
    )?;
    let corrections = asked.query_map([], |r| {
        Ok(Foreign {
            address: r.get(0)?,
            person: r.get(1)?,
            made: r.get(2)?,
            undone: undone(r.get(3)?, r.get(4)?),
            settled: r.get(5)?,
            anchor: r.get(6)?,
            of: Kept::Correction { kind: r.get(7)?, change: r.get(8)?, was: r.get(9)? },
        })
    })?;
    let mut all: Vec<Foreign> = corrections.collect::<Result<_, _>>()?;
    let mut asked = db.prepare(
        "SELECT a.address, c.person, c.made, c.undone, c.undone_by, c.settled, c.anchor,
                c.unit, c.actor, c.via, c.name, c.value, c.agrees, c.score, c.absent
         FROM codes c LEFT JOIN articles a ON a.id = c.article ORDER BY c.id",
    )?;
    let codes = asked.query_map([], |r| {
        Ok(Foreign {
            address: r.get(0)?,
            person: r.get(1)?,
            made: r.get(2)?,
            undone: undone(r.get(3)?, r.get(4)?),
            settled: r.get(5)?,
            anchor: r.get(6)?,
            of: Kept::Code {
                unit: r.get(7)?,
                actor: r.get(8)?,
                via: r.get(9)?,
                name: r.get(10)?,
                value: r.get(11)?,
                agrees: r.get(12)?,
                score: r.get(13)?,
                absent: r.get(14)?,
            },
        })
    })?;
    for code in codes {
        all.push(code?);
    }
    Ok(all)
}

fn assignments(db: &Connection) -> rusqlite::Result<Vec<(String, String, Option<String>)>> {
    let mut asked = db.prepare(
        "SELECT c.name, a.address, x.finished FROM assignments x JOIN coders c ON c.id = x.coder
         JOIN articles a ON a.id = x.article ORDER BY x.coder, x.article",
    )?;
    asked.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect()
}

impl Foreign {
    /// The row of the same in this archive, and whether it is in force there.
    fn known(&self, db: &Connection, article: Option<i64>) -> rusqlite::Result<Option<(i64, bool)>> {
        let row = |r: &rusqlite::Row| Ok((r.get(0)?, r.get(1)?));
        match &self.of {
            Kept::Correction { kind, change, .. } => db
                .prepare_cached(
                    "SELECT id, undone IS NULL FROM corrections WHERE kind = ?1 AND change = ?2 AND person = ?3 AND made = ?4
                     AND article IS ?5 AND anchor IS ?6",
                )?
                .query_row(params![kind, change, self.person, self.made, article, self.anchor], row)
                .optional(),
            Kept::Code { unit, actor, via, name, value, agrees, score, absent } => db
                .prepare_cached(
                    "SELECT id, undone IS NULL FROM codes WHERE person = ?1 AND unit = ?2 AND via = ?3 AND made = ?4 AND name = ?5
                     AND value = ?6 AND agrees IS ?7 AND score IS ?8 AND absent = ?9 AND article IS ?10 AND anchor IS ?11
                     AND actor IS ?12",
                )?
                .query_row(
                    params![
                        self.person, unit, via, self.made, name, value, agrees, score, absent, article, self.anchor, actor
                    ],
                    row,
                )
                .optional(),
        }
    }

    fn insert(&self, db: &Connection, article: Option<i64>) -> rusqlite::Result<i64> {
        let (at, undone_by) = self.undone.as_ref().map(|(at, by)| (at, by)).unzip();
        match &self.of {
            Kept::Correction { kind, change, was } => db
                .prepare_cached(
                    "INSERT INTO corrections (kind, change, person, made, undone_by, undone, article, anchor, was, settled)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .insert(params![
                    kind, change, self.person, self.made, undone_by, at, article, self.anchor, was, self.settled
                ]),
            Kept::Code { unit, actor, via, name, value, agrees, score, absent } => db
                .prepare_cached(
                    "INSERT INTO codes (unit, article, actor, person, via, made, name, value, agrees, score, absent, settled,
                         anchor, undone_by, undone)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                )?
                .insert(params![
                    unit,
                    article,
                    actor,
                    self.person,
                    via,
                    self.made,
                    name,
                    value,
                    agrees,
                    score,
                    absent,
                    self.settled,
                    self.anchor,
                    undone_by,
                    at
                ]),
        }
    }

    fn undo(&self, db: &Connection, id: i64, at: &str, person: &str) -> rusqlite::Result<usize> {
        let sql = match self.of {
            Kept::Correction { .. } => "UPDATE corrections SET undone = ?2, undone_by = ?3 WHERE id = ?1",
            Kept::Code { .. } => "UPDATE codes SET undone = ?2, undone_by = ?3 WHERE id = ?1",
        };
        db.prepare_cached(sql)?.execute(params![id, at, person])
    }
}

/// Of what one person said of one thing on two machines, the later counts; the earlier is taken back.
fn later_counts(db: &Connection, article: i64, by: By) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE codes SET undone = ?2, undone_by = ?3 WHERE id IN (
             SELECT id FROM (
                 SELECT id, row_number() OVER (
                     PARTITION BY person, unit, settled, name, iif(name = 'concept', value, ''), anchor ORDER BY made DESC, id DESC
                 ) AS place FROM codes WHERE article = ?1 AND undone IS NULL AND via = ?4)
             WHERE place > 1)",
    )?
    .execute(params![article, by.at, by.person, super::VIA])?;
    Ok(())
}
