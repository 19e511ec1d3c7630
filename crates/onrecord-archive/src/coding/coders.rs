//! Who codes, which articles, and how far they have come.

use super::CodingError;
use crate::corrections::{By, keep_in_order};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

/// Somebody who codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coder {
    /// The name.
    pub name: String,
    /// The colour in which what they said is shown: `#rrggbb`.
    pub colour: String,
    /// Since when, RFC 3339.
    pub made: String,
}

/// How far a coder has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Progress {
    /// Who.
    pub coder: Coder,
    /// Articles that are theirs to code.
    pub assigned: u64,
    /// Of these, the finished ones.
    pub finished: u64,
    /// Statements that they have judged: coded, corrected or confirmed.
    pub judged: u64,
}

/// Colours that can be told apart, also by most of those who see few (Okabe and Ito 2008, "Color Universal Design"),
/// darkened where they would be too light for white ground.
const COLOURS: [&str; 7] = ["#0072b2", "#b35900", "#00795a", "#a6447a", "#3f7cac", "#7a6a00", "#5b5b5b"];

impl Archive {
    /// Enters somebody who codes; with a colour that nobody has yet, where none is given. Somebody of this name who is
    /// there already keeps all, but takes the colour.
    ///
    /// # Errors
    /// When the name is empty or too long, the colour is none, or the store cannot be written.
    pub fn add_coder(&mut self, name: &str, colour: Option<&str>, at: &str) -> Result<(), CodingError> {
        let name = name.trim();
        keep_in_order(By { person: name, at })?;
        if let Some(colour) = colour
            && !is_colour(colour)
        {
            return Err(CodingError::NotInCodebook(format!("{colour} is no colour like #0072b2")));
        }
        self.all_or_nothing(|db| enter(db, name, colour, at).map(Ok))
    }

    /// Those who code, in the order in which they were entered.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn coders(&self) -> Result<Vec<Coder>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<Coder>> {
            let sql = "SELECT name, colour, made FROM coders ORDER BY id";
            let row = |r: &rusqlite::Row| Ok(Coder { name: r.get(0)?, colour: r.get(1)?, made: r.get(2)? });
            self.db.prepare_cached(sql)?.query_map([], row)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Shares the articles out that a query wants statements or, without one, all: each to one of these coders, and of
    /// every hundred `overlap` to all of them, so that their agreement can be told. By a hash of the addresses, so that the
    /// same question shares out the same. What somebody had before stays theirs. Returns how many articles each has of
    /// these.
    ///
    /// # Errors
    /// When one of them is not entered, or the store cannot be written.
    pub fn share_out(
        &mut self,
        query: &Query,
        coders: &[String],
        overlap: u8,
    ) -> Result<Vec<(String, usize)>, CodingError> {
        self.all_or_nothing(|db| {
            let mut rows = Vec::with_capacity(coders.len());
            for name in coders {
                match row_of(db, name)? {
                    Some(row) => rows.push(row),
                    None => return Ok(Err(CodingError::NoCoder(name.clone()))),
                }
            }
            let mut shares: Vec<(String, usize)> = coders.iter().map(|name| (name.clone(), 0)).collect();
            if rows.is_empty() {
                return Ok(Ok(shares));
            }
            let condition = condition(db, query)?;
            let sql = format!(
                "SELECT id, address FROM articles WHERE id IN (SELECT v.article FROM versions v {}) ORDER BY address",
                match query {
                    Query::Everything => String::new(),
                    _ => format!(
                        "WHERE EXISTS (SELECT 1 FROM statements s0 WHERE s0.version = v.id AND s0.current = 1 AND ({}))",
                        condition.sql
                    ),
                }
            );
            let values = if *query == Query::Everything { Vec::new() } else { condition.values().collect() };
            let mut asked = db.prepare(&sql)?;
            let articles: Vec<(i64, String)> = asked
                .query_map(params_from_iter(values), |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut put = db.prepare_cached("INSERT OR IGNORE INTO assignments (coder, article) VALUES (?1, ?2)")?;
            let mut turn = 0;
            for (article, address) in articles {
                let all = xxh3_64(address.as_bytes()) % 100 < u64::from(overlap);
                let theirs = if all { 0..rows.len() } else { turn % rows.len()..turn % rows.len() + 1 };
                turn += usize::from(!all);
                for coder in theirs {
                    put.execute([rows[coder], article])?;
                    shares[coder].1 += 1;
                }
            }
            Ok(Ok(shares))
        })
    }

    /// Says that a coder has finished an article, or has not after all. One that was not assigned to them is from then on.
    ///
    /// # Errors
    /// When there is no such coder or article.
    pub fn finish(
        &mut self,
        coder: &str,
        article: &str,
        finished: bool,
        at: &str,
    ) -> Result<(), CodingError> {
        self.all_or_nothing(|db| {
            let Some(coder) = row_of(db, coder)? else {
                return Ok(Err(CodingError::NoCoder(coder.to_owned())));
            };
            let Some(latest) = crate::bodies::latest(db, article)? else {
                return Ok(Err(crate::corrections::CorrectionError::NoArticle(article.to_owned()).into()));
            };
            db.prepare_cached(
                "INSERT INTO assignments (coder, article, finished) VALUES (?1, ?2, ?3)
                 ON CONFLICT (coder, article) DO UPDATE SET finished = excluded.finished",
            )?
            .execute(params![coder, latest.article, finished.then_some(at)])?;
            Ok(Ok(()))
        })
    }

    /// Whether a coder has finished an article.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_finished(&self, coder: &str, article: &str) -> Result<bool, ArchiveError> {
        let sql =
            "SELECT 1 FROM assignments x JOIN coders c ON c.id = x.coder JOIN articles a ON a.id = x.article
             WHERE c.name = ?1 AND a.address = ?2 AND finished IS NOT NULL";
        self.db
            .prepare_cached(sql)
            .and_then(|mut ask| ask.exists([coder, article]))
            .map_err(|e| self.failed(e))
    }

    /// How far everyone has come who codes.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn progress(&self) -> Result<Vec<Progress>, ArchiveError> {
        let ask = |coder: Coder| -> rusqlite::Result<Progress> {
            let mut shares = self.db.prepare_cached(
                "SELECT count(*), count(finished) FROM assignments WHERE coder = (SELECT id FROM coders WHERE name = ?1)",
            )?;
            let (assigned, finished) = shares.query_row([&coder.name], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let mut judged = self.db.prepare_cached(&format!(
                "SELECT count(*) FROM ({JUDGED_BY} INTERSECT SELECT id FROM statements WHERE current = 1)"
            ))?;
            let judged = judged.query_row([&coder.name], |r| r.get(0))?;
            Ok(Progress { coder, assigned, finished, judged })
        };
        self.coders()?.into_iter().map(|coder| ask(coder).map_err(|e| self.failed(e))).collect()
    }
}

/// The statements that a person has judged.
pub(super) const JUDGED_BY: &str =
    "SELECT t.statement FROM corrections c JOIN corrected t ON t.correction = c.id
     WHERE c.person = ?1 AND c.undone IS NULL AND NOT c.settled
     UNION SELECT d.statement FROM codes c JOIN coded d ON d.code = c.id
     WHERE c.person = ?1 AND c.undone IS NULL AND NOT c.settled";

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

pub(super) fn row_of(db: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM coders WHERE name = ?1")?.query_row([name], |r| r.get(0)).optional()
}

/// Enters a coder who may be there already.
pub(super) fn enter(db: &Connection, name: &str, colour: Option<&str>, at: &str) -> rusqlite::Result<()> {
    let count: usize = db.query_row("SELECT count(*) FROM coders", [], |r| r.get(0))?;
    let given = colour.map(str::to_lowercase);
    let fresh = given.clone().unwrap_or_else(|| COLOURS[count % COLOURS.len()].to_owned());
    db.prepare_cached(
        "INSERT INTO coders (name, colour, made) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET colour = coalesce(?4, colour)",
    )?
    .execute(params![name, fresh, at, given])?;
    Ok(())
}
