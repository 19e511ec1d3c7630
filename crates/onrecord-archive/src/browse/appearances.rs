//! Where an actor appears, place by place: what is looked at when one actor turns out to be two.

use crate::corrections::{Effective, apply, keys};
use crate::{Archive, ArchiveError, bodies};
use onrecord::{Party, Span, Text};
use rusqlite::{OptionalExtension, params};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashSet;

/// Mentions of an actor that are told of one article.
const MENTIONS: usize = 40;
/// Code points around a mention that are shown with it.
const AROUND: u32 = 40;

/// Words by which an article names an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mentioned {
    /// Where, in code points.
    pub span: Span,
    /// The words before them.
    pub before: String,
    /// The words.
    pub words: String,
    /// The words after them.
    pub after: String,
}

/// Where an actor appears in the latest version of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Appearance {
    /// The article's address.
    pub article: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When it was published, as it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Statements that the actor makes or hears: ids and words.
    pub statements: Vec<(String, String)>,
    /// Events in which the actor takes part: ids, and their types and words.
    pub events: Vec<(String, String)>,
    /// Words that name the actor, in the order of the text; the first few.
    pub mentions: Vec<Mentioned>,
}

impl Archive {
    /// The articles in which an actor appears, the latest added first, with the places in them; and how many articles there are
    /// in all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn appearances(
        &self,
        key: &str,
        skip: usize,
        limit: usize,
    ) -> Result<(Vec<Appearance>, u64), ArchiveError> {
        const LATEST: &str = "v.number = (SELECT max(number) FROM versions WHERE article = v.article)";
        let ask = || -> rusqlite::Result<(Vec<Appearance>, u64)> {
            let actor: Option<(i64, String)> = self
                .db
                .prepare_cached(
                    "SELECT a.id, a.key FROM actors f JOIN actors a ON a.id = coalesce(f.same_as, f.id) WHERE f.key = ?1",
                )?
                .query_row([key], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            let Some((actor, key)) = actor else { return Ok((Vec::new(), 0)) };
            // Those whom a person alone has put into a statement are of no cast.
            let of = format!(
                "FROM versions v WHERE {LATEST} AND v.id IN (SELECT version FROM casts WHERE actor = ?1
                     UNION SELECT version FROM statements WHERE current = 1 AND speaker = ?1)"
            );
            let all =
                self.db.prepare_cached(&format!("SELECT count(*) {of}"))?.query_row([actor], |r| r.get(0))?;
            let sql = format!(
                "SELECT v.id, (SELECT address FROM articles WHERE id = v.article), v.title, v.published {of}
                 ORDER BY v.id DESC LIMIT ?2 OFFSET ?3"
            );
            let mut asked = self.db.prepare_cached(&sql)?;
            let found: Vec<(i64, Appearance)> = asked
                .query_map(params![actor, limit, skip], |r| {
                    let blank = Appearance {
                        article: r.get(1)?,
                        title: r.get(2)?,
                        published: r.get(3)?,
                        statements: Vec::new(),
                        events: Vec::new(),
                        mentions: Vec::new(),
                    };
                    Ok((r.get(0)?, blank))
                })?
                .collect::<Result<_, _>>()?;
            let mut out = Vec::with_capacity(found.len());
            for (version, mut appearance) in found {
                let effective = apply(&self.db, version, bodies::record(&self.db, version)?)?;
                let keys = keys(&self.db, version, &effective)?;
                let locals: HashSet<String> =
                    keys.into_iter().filter(|(_, (of, _))| *of == key).map(|(local, _)| local).collect();
                fill(&effective, &locals, &mut appearance);
                out.push(appearance);
            }
            Ok((out, all))
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn fill(effective: &Effective, locals: &HashSet<String>, into: &mut Appearance) {
    let record = &effective.record;
    let text = &record.article.text;
    let is = |party: &Party| party.actor.as_ref().is_some_and(|id| locals.contains(id));
    for (s, number) in record.statements.iter().zip(0u32..) {
        let speaks = s.speaker.as_ref().is_some_and(|id| locals.contains(id));
        if (speaks || s.addressee.as_ref().is_some_and(is)) && !effective.struck.contains(&number) {
            into.statements.push((s.id.clone(), words(text, &s.content)));
        }
    }
    for (e, number) in record.events.iter().zip(0u32..) {
        let takes_part = e.source.iter().chain(&e.target).chain(&e.place).any(is);
        if takes_part && !effective.struck_events.contains(&number) {
            into.events.push((e.id.clone(), format!("{}: {}", e.event_type.name(), words(text, &e.anchor))));
        }
    }
    let mentions = record.actors.iter().filter(|a| locals.contains(&a.id)).flat_map(|a| &a.mentions);
    let mut spans: Vec<Span> =
        mentions.map(|m| m.span).filter(|s| s.start < s.end && s.end <= text.len()).collect();
    spans.sort_unstable();
    spans.dedup();
    into.mentions = spans
        .into_iter()
        .take(MENTIONS)
        .map(|span| {
            let line = |from: u32, to: u32| text.slice(Span::new(from, to)).replace(char::is_whitespace, " ");
            Mentioned {
                span,
                before: line(span.start.saturating_sub(AROUND), span.start),
                words: line(span.start, span.end),
                after: line(span.end, (span.end + AROUND).min(text.len())),
            }
        })
        .collect();
}

fn words(text: &Text, spans: &[Span]) -> String {
    let all = spans.iter().filter_map(|&s| crate::spans::words_at(text, s));
    let one_line = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    all.map(one_line).collect::<Vec<_>>().join(" … ")
}
