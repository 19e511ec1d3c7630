//! Codes that people gave to passages with other tools: a concept of Discourse Network Analyzer, a code of MAXQDA.
//!
//! A code holds on to its words as a correction does, and so finds its statement again in another version of the article.
//! `code:` asks for statements by their codes.

use crate::add::to_store;
use crate::corrections::anchor::{Anchor, hex, overlap};
use crate::corrections::attach::{ENOUGH, best};
use crate::error::ArchiveError;
use crate::events::spans::EventSpans;
use crate::open::Archive;
use crate::spans::{Spans, words_at};
use crate::{bodies, corrections};
use corrections::By;
use onrecord::Span;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::collections::HashMap;

/// A code on a passage of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageCode {
    /// Where it stands, in code points of the latest version's text.
    pub spans: Vec<Span>,
    /// Its name, or that of the variable.
    pub name: String,
    /// The variable's value; empty where there is none.
    pub value: String,
    /// Of a concept: whether the speaker is for it.
    pub agrees: Option<bool>,
    /// Of a concept with a scale: the value on it.
    pub score: Option<String>,
    /// The statement it stands on, by its id in the record. Found by the words where none is given.
    pub statement: Option<String>,
}

/// A code as it lies in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    /// The code. Its statement is the one that it stands on in the latest version.
    pub code: PassageCode,
    /// Who gave it.
    pub person: String,
    /// When, RFC 3339.
    pub made: String,
}

impl Archive {
    /// Puts a person's codes of an article in place of those that the same person gave it with the same tool. Codes whose
    /// spans do not lie in the text are left out. Returns how many there are now and what they were before; none if there
    /// is no such article.
    ///
    /// # Errors
    /// When the store cannot be written. The archive is then as it was.
    pub fn set_codes(
        &mut self,
        article: &str,
        via: &str,
        by: By,
        codes: &[PassageCode],
    ) -> Result<Option<usize>, ArchiveError> {
        let path = self.path.clone();
        let failed = |e| ArchiveError::from_store(&path, e);
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let put = put(&all, article, via, by, codes).map_err(failed)?;
        all.commit().map_err(failed)?;
        Ok(put)
    }

    /// The codes of the latest version of an article, in the order of the text; those whose words are gone are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn codes(&self, article: &str) -> Result<Vec<Coded>, ArchiveError> {
        of_article(&self.db, article).map_err(|e| self.failed(e))
    }
}

fn put(
    db: &Connection,
    address: &str,
    via: &str,
    by: By,
    codes: &[PassageCode],
) -> rusqlite::Result<Option<usize>> {
    let Some(latest) = bodies::latest(db, address)? else { return Ok(None) };
    let (article, version) = (latest.article, latest.version);
    db.prepare_cached(
        "DELETE FROM coded WHERE code IN (SELECT id FROM codes WHERE article = ?1 AND person = ?2 AND via = ?3)",
    )?
    .execute(params![article, by.person, via])?;
    db.prepare_cached("DELETE FROM codes WHERE article = ?1 AND person = ?2 AND via = ?3")?
        .execute(params![article, by.person, via])?;
    if codes.is_empty() {
        return Ok(Some(0));
    }
    let text = bodies::record(db, version)?.article.text;
    let mut count = 0;
    for code in codes {
        let inside = |s: &Span| words_at(&text, *s).is_some_and(|words| !words.trim().is_empty());
        if code.spans.is_empty() || !code.spans.iter().all(inside) {
            continue;
        }
        let of = Spans { content: code.spans.clone(), ..Spans::default() };
        let Some(anchor) = Anchor::new(&text, &of, &[]) else { continue };
        let row = db
            .prepare_cached(
                "INSERT INTO codes (unit, article, person, via, made, name, value, agrees, score, absent, settled,
                     anchor)
                 VALUES ('passage', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, ?9)",
            )?
            .insert(params![
                article,
                by.person,
                via,
                by.at,
                code.name,
                code.value,
                code.agrees,
                code.score,
                serde_json::to_string(&anchor).map_err(to_store)?
            ])?;
        let given = match &code.statement {
            Some(id) => statement_of(db, version, id)?.map(|(row, _)| row),
            None => None,
        };
        let statement = match given {
            Some(row) => Some(row),
            None => covered(db, version, &code.spans)?,
        };
        tie(db, row, version, statement)?;
        count += 1;
    }
    Ok(Some(count))
}

/// The place in the record of what has this id: `s3`, `e3`.
pub(crate) fn number_of(id: &str, letter: char) -> Option<u32> {
    id.strip_prefix(letter)?.parse::<u32>().ok()?.checked_sub(1)
}

/// The row of a version's statement with this id, and where it stands now.
pub(crate) fn statement_of(
    db: &Connection,
    version: i64,
    id: &str,
) -> rusqlite::Result<Option<(i64, Vec<Span>)>> {
    let Some(number) = number_of(id, 's') else { return Ok(None) };
    let mut ask = db.prepare_cached("SELECT id, spans FROM statements WHERE version = ?1 AND number = ?2")?;
    let found: Option<(i64, String)> =
        ask.query_row(params![version, number], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    found.map(|(row, spans)| Ok((row, read::<Spans>(&spans)?.content))).transpose()
}

/// The row of a version's event with this id, and where the words that tell of it stand.
pub(crate) fn event_of(
    db: &Connection,
    version: i64,
    id: &str,
) -> rusqlite::Result<Option<(i64, Vec<Span>)>> {
    let Some(number) = number_of(id, 'e') else { return Ok(None) };
    let mut ask = db.prepare_cached("SELECT id, spans FROM events WHERE version = ?1 AND number = ?2")?;
    let found: Option<(i64, String)> =
        ask.query_row(params![version, number], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    found.map(|(row, spans)| Ok((row, read::<EventSpans>(&spans)?.anchor))).transpose()
}

/// The statement of a version that covers these words, if one does well enough.
fn covered(db: &Connection, version: i64, spans: &[Span]) -> rusqlite::Result<Option<i64>> {
    Ok(best(db, version, spans)?.filter(|(_, share)| *share >= ENOUGH).map(|(row, _)| row))
}

fn tie(db: &Connection, code: i64, version: i64, statement: Option<i64>) -> rusqlite::Result<()> {
    if let Some(statement) = statement {
        db.prepare_cached("INSERT INTO coded (code, version, statement) VALUES (?1, ?2, ?3)")?
            .execute([code, version, statement])?;
    }
    Ok(())
}

/// Ties the codes of an article to the statements and events of a version that has just been read.
pub(crate) fn attach(db: &Connection, article: i64, version: i64) -> rusqlite::Result<()> {
    let mut asked = db.prepare_cached(
        "SELECT id, anchor, unit = 'event' FROM codes c WHERE article = ?1 AND anchor IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM coded WHERE code = c.id AND version = ?2)
         AND NOT EXISTS (SELECT 1 FROM coded_events WHERE code = c.id AND version = ?2) ORDER BY id",
    )?;
    let waiting: Vec<(i64, Anchor, bool)> = asked
        .query_map([article, version], |r| Ok((r.get(0)?, read(r.get_ref(1)?.as_str()?)?, r.get(2)?)))?
        .collect::<Result<_, _>>()?;
    if waiting.is_empty() {
        return Ok(());
    }
    let text = bodies::record(db, version)?.article.text;
    let hash = hex(&text);
    // Many codes stand on the same words.
    let mut found: HashMap<Vec<Span>, Option<i64>> = HashMap::new();
    for (code, anchor, of_event) in waiting {
        match anchor.content_in(&text, anchor.text == hash) {
            Some(spans) if of_event => tie_event(db, code, version, &spans)?,
            Some(spans) => {
                let row = match found.get(&spans) {
                    Some(row) => *row,
                    None => covered(db, version, &spans)?,
                };
                found.insert(spans, row);
                tie(db, code, version, row)?;
            }
            None => {}
        }
    }
    Ok(())
}

/// Ties a code to the event of which most of these words tell, if any do.
fn tie_event(db: &Connection, code: i64, version: i64, spans: &[Span]) -> rusqlite::Result<()> {
    let mut asked = db.prepare_cached("SELECT id, spans FROM events WHERE version = ?1 ORDER BY number")?;
    let mut found: Option<(i64, f64)> = None;
    for row in
        asked.query_map([version], |r| Ok((r.get(0)?, read::<EventSpans>(r.get_ref(1)?.as_str()?)?)))?
    {
        let (event, of) = row?;
        let share = overlap(&of.anchor, spans);
        if share > found.map_or(0.0, |(_, best)| best) {
            found = Some((event, share));
        }
    }
    if let Some((event, _)) = found {
        db.prepare_cached("INSERT INTO coded_events (code, version, event) VALUES (?1, ?2, ?3)")?
            .execute([code, version, event])?;
    }
    Ok(())
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> rusqlite::Result<T> {
    serde_json::from_str(json).map_err(bodies::harmed)
}

fn of_article(db: &Connection, address: &str) -> rusqlite::Result<Vec<Coded>> {
    let Some(latest) = bodies::latest(db, address)? else { return Ok(Vec::new()) };
    let mut asked = db.prepare_cached(
        "SELECT c.name, c.value, c.agrees, c.score, c.person, c.made, c.anchor, s.number FROM codes c
         LEFT JOIN coded d ON d.code = c.id AND d.version = ?2 LEFT JOIN statements s ON s.id = d.statement
         WHERE c.article = ?1 AND c.unit = 'passage' AND c.undone IS NULL AND NOT c.absent
         AND (c.settled OR NOT EXISTS (
             SELECT 1 FROM coded e JOIN codes a ON a.id = e.code
             WHERE e.statement = d.statement AND a.settled AND a.undone IS NULL AND a.name = c.name
                 AND (a.name <> 'concept' OR a.value = c.value)))
         ORDER BY c.id",
    )?;
    let rows = asked.query_map([latest.article, latest.version], |r| {
        let number: Option<u32> = r.get(7)?;
        let code = PassageCode {
            spans: Vec::new(),
            name: r.get(0)?,
            value: r.get(1)?,
            agrees: r.get(2)?,
            score: r.get(3)?,
            statement: number.map(|n| format!("s{}", n + 1)),
        };
        Ok((Coded { code, person: r.get(4)?, made: r.get(5)? }, read(r.get_ref(6)?.as_str()?)?))
    })?;
    let rows: Vec<(Coded, Anchor)> = rows.collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let text = bodies::record(db, latest.version)?.article.text;
    let hash = hex(&text);
    let mut all: Vec<Coded> = rows
        .into_iter()
        .filter_map(|(mut coded, anchor)| {
            coded.code.spans = anchor.content_in(&text, anchor.text == hash)?;
            Some(coded)
        })
        .collect();
    all.sort_by_key(|c| c.code.spans.first().map(|s| (s.start, s.end)));
    Ok(all)
}
