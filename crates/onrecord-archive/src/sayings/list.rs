//! The sayings of an archive: who carried them, in which order, and how their wording changed on the way.

use super::compare::{Difference, Sameness, differences};
use super::said::Said;
use super::store::{Texts, one};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition};
use crate::spans::{Spans, joined};
use onrecord::StatementKind;
use rusqlite::{Connection, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// A statement that several articles have.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Saying {
    /// Its number in this archive, for `saying:` in a query. When sayings turn out to be one, it goes by the lowest of
    /// their numbers, and each of them still leads to it.
    pub saying: i64,
    /// Who says it, as most of the articles have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The fullest wording: the longest quotation, or else the longest report.
    pub words: String,
    /// How many articles have it.
    pub articles: usize,
    /// How many outlets or agencies say it on their own: articles that are one report are one voice.
    pub voices: usize,
    /// Where it stands, in the order of publication. Articles without a date come last.
    pub carried: Vec<Carried>,
}

/// A statement as one article has it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Carried {
    /// The article's address.
    pub article: String,
    /// The statement's id in the record.
    pub statement: String,
    /// The outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Whose report the article carries, where several articles do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// Whether another article stands for that report.
    pub duplicate: bool,
    /// The day or moment of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Who says it, according to this article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Direct, mixed or indirect.
    pub kind: String,
    /// What is said.
    pub content: String,
    /// How these words relate to the fullest wording.
    pub sameness: Sameness,
    /// Word by word; nothing for a paraphrase, in which hardly a word stands in its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
}

impl Archive {
    /// The sayings in which a query wants a statement, those with most voices first. Also returns the names in the query
    /// that lead to nobody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sayings(
        &self,
        query: &Query,
        limit: Option<usize>,
    ) -> Result<(Vec<Saying>, Vec<String>), ArchiveError> {
        self.sayings_among(query, None, limit)
    }

    /// Like [`Archive::sayings`], but only among the sayings of the latest so many statements that the query wants; of
    /// those that were added last, where it wants every statement.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sayings_among(
        &self,
        query: &Query,
        latest: Option<usize>,
        limit: Option<usize>,
    ) -> Result<(Vec<Saying>, Vec<String>), ArchiveError> {
        let ask = || -> rusqlite::Result<_> {
            let condition = condition(&self.db, query)?;
            let bound =
                latest.map_or_else(String::new, |n| format!("ORDER BY s0.day DESC, s0.id DESC LIMIT {n}"));
            let wanted = match (query, latest) {
                (Query::Everything, None) => String::new(),
                (Query::Everything, Some(n)) => format!(
                    "WHERE y.saying IN (SELECT saying FROM (SELECT saying FROM sayings ORDER BY statement DESC LIMIT {n}))"
                ),
                _ => format!(
                    "WHERE y.saying IN (SELECT saying FROM sayings WHERE statement IN
                     (SELECT s0.id FROM statements s0 WHERE s0.current = 1 AND ({}) {bound}))",
                    condition.sql
                ),
            };
            // Not known for a report alone: its carriers are one voice.
            let sql = format!(
                "SELECT y.saying, count(DISTINCT coalesce(-c.report, s.version)) AS voices, count(DISTINCT s.version) AS articles
                 FROM sayings y JOIN statements s ON s.id = y.statement LEFT JOIN carriers c ON c.version = s.version {wanted}
                 GROUP BY y.saying ORDER BY voices DESC, articles DESC, y.saying LIMIT {}",
                limit.map_or(-1, |n| n as i64)
            );
            let mut asked = self.db.prepare(&sql)?;
            let found: Vec<(i64, usize, usize)> = asked
                .query_map(params_from_iter(condition.values()), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
                .collect::<Result<_, _>>()?;
            let mut all = Vec::with_capacity(found.len());
            for (saying, voices, articles) in found {
                all.push(whole(&self.db, saying, voices, articles)?);
            }
            Ok((all, condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn whole(db: &Connection, saying: i64, voices: usize, articles: usize) -> rusqlite::Result<Saying> {
    let mut ask = db.prepare_cached(
        "SELECT s.id, r.address, s.number, o.name, p.voice, c.origin, v.published, a.name, s.kind, s.spans
         FROM sayings y JOIN statements s ON s.id = y.statement JOIN versions v ON v.id = s.version
         JOIN articles r ON r.id = v.article
         LEFT JOIN outlets o ON o.id = s.outlet LEFT JOIN actors a ON a.id = s.speaker
         LEFT JOIN carriers c ON c.version = s.version LEFT JOIN reports p ON p.id = c.report
         WHERE y.saying = ?1 ORDER BY v.published IS NULL, v.published, coalesce(c.origin, 1) DESC, s.id",
    )?;
    let mut carried: Vec<Carried> = Vec::new();
    let mut said: Vec<Said> = Vec::new();
    let mut texts = Texts::new();
    let mut rows = ask.query([saying])?;
    while let Some(r) = rows.next()? {
        let Some((version, one)) = one(db, r.get(0)?, &mut texts)? else { continue };
        let Some(Some(text)) = texts.get(&version) else { continue };
        let spans: Spans = serde_json::from_str(&r.get::<_, String>(9)?).unwrap_or_default();
        said.push(one);
        carried.push(Carried {
            article: r.get(1)?,
            statement: format!("s{}", r.get::<_, u32>(2)? + 1),
            outlet: r.get(3)?,
            voice: r.get(4)?,
            duplicate: r.get::<_, Option<bool>>(5)? == Some(false),
            published: r.get(6)?,
            speaker: r.get(7)?,
            kind: r.get(8)?,
            content: joined(text, &spans.content),
            sameness: Sameness::Exact,
            differences: Vec::new(),
        });
    }
    let quoted = |s: &Said| s.kind != StatementKind::Indirect;
    // The first of the longest.
    let fullest = (0..said.len()).max_by_key(|&n| (quoted(&said[n]), said[n].own().len(), usize::MAX - n));
    if let Some(fullest) = fullest {
        for (one, carried) in said.iter().zip(&mut carried) {
            // Two that are the same by way of a third may have little in common.
            carried.sameness =
                said[fullest].compare(one).unwrap_or(if quoted(one) == quoted(&said[fullest]) {
                    Sameness::Changed
                } else {
                    Sameness::Paraphrase
                });
            if matches!(carried.sameness, Sameness::Cut | Sameness::Changed) {
                carried.differences = differences(&said[fullest], one);
            }
        }
    }
    let speakers: BTreeSet<&String> = carried.iter().filter_map(|c| c.speaker.as_ref()).collect();
    let times = |name: &String| carried.iter().filter(|c| c.speaker.as_ref() == Some(name)).count();
    let speaker = speakers.into_iter().max_by_key(|name| times(name)).cloned();
    let words = fullest.map(|n| carried[n].content.clone()).unwrap_or_default();
    Ok(Saying { saying, speaker, words, articles, voices, carried })
}
