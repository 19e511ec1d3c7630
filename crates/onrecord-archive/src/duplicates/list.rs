//! The reports of an archive that several articles carry.

use super::agencies::CreditPlace;
use super::origin::Evidence;
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition};
use rusqlite::{Connection, params, params_from_iter};
use serde::Serialize;

/// A report that several articles carry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Its number in this archive. It may change when articles are added.
    pub report: i64,
    /// Whose it seems to be: an agency, or the outlet that had it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// Why that is taken for its origin.
    pub evidence: Evidence,
    /// The articles, in the order of publication.
    pub carriers: Vec<Carrier>,
}

/// An article that carries a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Carrier {
    /// Its address.
    pub article: String,
    /// Which version of it.
    pub version: u32,
    /// Its outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The day or moment of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it stands for the report: the agency's own, or the earliest.
    pub origin: bool,
    /// The agency that it is credited to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency_place: Option<CreditPlace>,
    /// In which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency_words: Option<String>,
    /// Of the words, in runs of five, of the shorter text, the share that it has in common with the most alike of the
    /// others that it was compared with.
    pub containment: f64,
}

impl Archive {
    /// The reports that at least so many articles carry, those with most carriers first; with a query, those in which it
    /// wants a statement. Also returns the names in the query that lead to nobody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reports(
        &self,
        query: &Query,
        carriers: usize,
        limit: Option<usize>,
    ) -> Result<(Vec<Report>, Vec<String>), ArchiveError> {
        let ask = || -> rusqlite::Result<_> {
            let condition = condition(&self.db, query)?;
            let wanted = match query {
                Query::Everything => String::new(),
                _ => format!(
                    "WHERE r.id IN (SELECT report FROM carriers WHERE version IN
                     (SELECT s0.version FROM statements s0 WHERE s0.current = 1 AND ({})))",
                    condition.sql
                ),
            };
            let sql = format!(
                "SELECT r.id, r.voice, r.evidence, count(*) AS n FROM reports r JOIN carriers c ON c.report = r.id {wanted}
                 GROUP BY r.id HAVING n >= {carriers} ORDER BY n DESC, r.id LIMIT {}",
                limit.map_or(-1, |n| n as i64)
            );
            let mut asked = self.db.prepare(&sql)?;
            let all = asked.query_map(params_from_iter(condition.values()), |r| {
                let id = r.get(0)?;
                let evidence: String = r.get(2)?;
                Ok(Report {
                    report: id,
                    voice: r.get(1)?,
                    evidence: Evidence::parse(&evidence).unwrap_or(Evidence::First),
                    carriers: carriers_of(&self.db, id)?,
                })
            })?;
            Ok((all.collect::<Result<_, _>>()?, condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn carriers_of(db: &Connection, report: i64) -> rusqlite::Result<Vec<Carrier>> {
    let mut ask = db.prepare_cached(
        "SELECT a.address, v.number, o.name, v.published, v.title, c.origin, k.agency, k.agency_place, k.agency_words,
                (SELECT max(containment) FROM likenesses l WHERE l.version = v.id OR l.other = v.id)
         FROM carriers c JOIN versions v ON v.id = c.version JOIN articles a ON a.id = v.article
         JOIN sketched k ON k.version = v.id LEFT JOIN outlets o ON o.id = v.outlet
         WHERE c.report = ?1 ORDER BY v.published IS NULL, v.published, c.origin DESC, v.id",
    )?;
    let all = ask.query_map(params![report], |r| {
        let place: Option<String> = r.get(7)?;
        Ok(Carrier {
            article: r.get(0)?,
            version: r.get(1)?,
            outlet: r.get(2)?,
            published: r.get(3)?,
            title: r.get(4)?,
            origin: r.get(5)?,
            agency: r.get(6)?,
            agency_place: place.as_deref().and_then(CreditPlace::parse),
            agency_words: r.get(8)?,
            containment: r.get::<_, Option<f64>>(9)?.unwrap_or(0.0),
        })
    })?;
    all.collect()
}
