//! Asking an archive for events.

use super::join::{Happening, Telling, Who, join};
use super::spans::EventSpans;
use crate::bodies::harmed;
use crate::error::ArchiveError;
use crate::find::Texts;
use crate::open::Archive;
use crate::query::{Condition, Query, event_condition};
use crate::spans::joined;
use onrecord::events::EventType;
use rusqlite::params_from_iter;
use std::collections::{BTreeMap, HashMap};

/// What events can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventCountBy {
    /// PLOVER's type.
    Type,
    /// Quad class.
    Quad,
    /// Who does it.
    Source,
    /// To or with whom.
    Target,
    /// The source's state.
    SourceCountry,
    /// The target's state.
    TargetCountry,
    /// Kind of the type.
    Mode,
    /// Field it belongs to.
    Context,
    /// Whether it happened.
    Status,
    /// Whose word it is.
    Voice,
    /// Where.
    Place,
    /// The last day on which it can have been.
    Day,
    /// The month of that.
    Month,
    /// The year of that.
    Year,
}

impl EventCountBy {
    /// All of them, with their names.
    pub const ALL: [(&'static str, EventCountBy); 14] = [
        ("type", EventCountBy::Type),
        ("quad", EventCountBy::Quad),
        ("source", EventCountBy::Source),
        ("target", EventCountBy::Target),
        ("source-country", EventCountBy::SourceCountry),
        ("target-country", EventCountBy::TargetCountry),
        ("mode", EventCountBy::Mode),
        ("context", EventCountBy::Context),
        ("status", EventCountBy::Status),
        ("voice", EventCountBy::Voice),
        ("place", EventCountBy::Place),
        ("day", EventCountBy::Day),
        ("month", EventCountBy::Month),
        ("year", EventCountBy::Year),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        EventCountBy::ALL.iter().find(|(_, by)| *by == self).map_or("", |(n, _)| n)
    }

    /// The values of an event; one with two sources counts for both.
    fn values(self, h: &Happening) -> Vec<Option<String>> {
        let names = |who: &[Who]| who.iter().map(|w| Some(w.name.clone())).collect();
        let states = |who: &[Who]| {
            let mut all: Vec<_> = who.iter().map(|w| w.country.clone()).collect();
            all.sort();
            all.dedup();
            all
        };
        let day = |length: usize| vec![h.to.map(|d| d.to_string()[..length].to_owned())];
        match self {
            EventCountBy::Type => vec![Some(h.event_type.name().to_owned())],
            EventCountBy::Quad => vec![Some(h.quad.name().to_owned())],
            EventCountBy::Source => names(&h.source),
            EventCountBy::Target => names(&h.target),
            EventCountBy::SourceCountry => states(&h.source),
            EventCountBy::TargetCountry => states(&h.target),
            EventCountBy::Mode => vec![h.mode.clone()],
            EventCountBy::Context if h.contexts.is_empty() => vec![None],
            EventCountBy::Context => h.contexts.iter().cloned().map(Some).collect(),
            EventCountBy::Status => vec![Some(h.status.name().to_owned())],
            EventCountBy::Voice => vec![Some(h.voice.name().to_owned())],
            EventCountBy::Place => vec![h.place.clone()],
            EventCountBy::Day => day(10),
            EventCountBy::Month => day(7),
            EventCountBy::Year => day(4),
        }
    }
}

/// How many events have these values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCount {
    /// One for each that was counted by; none where it is not known.
    pub values: Vec<Option<String>>,
    /// How many events.
    pub events: u64,
    /// How many reports tell of them, copies of one counted once.
    pub origins: u64,
}

impl EventCount {
    /// Counts events, the most first.
    pub fn of(events: &[Happening], by: &[EventCountBy]) -> Vec<EventCount> {
        let mut counts: BTreeMap<Vec<Option<String>>, (u64, u64)> = BTreeMap::new();
        for h in events {
            let mut keys: Vec<Vec<Option<String>>> = vec![Vec::new()];
            for by in by {
                let values = by.values(h);
                keys = keys
                    .iter()
                    .flat_map(|key| values.iter().map(|v| [&key[..], std::slice::from_ref(v)].concat()))
                    .collect();
            }
            keys.sort();
            keys.dedup();
            for key in keys {
                let count = counts.entry(key).or_default();
                *count = (count.0 + 1, count.1 + h.origins as u64);
            }
        }
        let mut out: Vec<EventCount> = counts
            .into_iter()
            .map(|(values, (events, origins))| EventCount { values, events, origins })
            .collect();
        out.sort_by_key(|c| std::cmp::Reverse(c.events));
        out
    }
}

/// Sources and targets of an event.
type Parties = (Vec<Who>, Vec<Who>);

impl Archive {
    /// The events that a query wants, each once with all its tellings, the latest first, and the names in the query that
    /// lead to nobody. Only the latest version of each article is looked at, and only tellings that the query wants are
    /// counted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn events(&self, query: &Query) -> Result<(Vec<Happening>, Vec<String>), ArchiveError> {
        self.events_among(query, None)
    }

    /// Like [`Archive::events`], but out of the latest so many tellings only.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn events_among(
        &self,
        query: &Query,
        latest: Option<usize>,
    ) -> Result<(Vec<Happening>, Vec<String>), ArchiveError> {
        let ask = || -> rusqlite::Result<(Vec<Happening>, Vec<String>)> {
            let condition = event_condition(&self.db, query)?;
            let bound =
                latest.map_or_else(String::new, |n| format!("ORDER BY e0.day DESC, e0.id DESC LIMIT {n}"));
            let wanted =
                format!("SELECT e0.id FROM events e0 WHERE e0.current = 1 AND ({}) {bound}", condition.sql);
            let mut parties = self.parties(&wanted, &condition)?;
            let sql = format!(
                "SELECT e.id, r.address, v.number, e.number, v.published, o.name, e.type, e.status, e.mode, e.contexts, e.mutual,
                        e.place, e.from_day, e.to_day, e.inside IS NULL,
                        (SELECT a.name FROM statements s JOIN actors a ON a.id = s.speaker WHERE s.id = e.inside),
                        e.confidence, e.mentions, e.numbers, e.stems, e.spans, e.version, {origin}, e.coder, e.coded_at
                 FROM events e JOIN versions v ON v.id = e.version JOIN articles r ON r.id = v.article
                 JOIN bodies b ON b.version = e.version LEFT JOIN outlets o ON o.id = e.outlet
                 WHERE e.id IN ({wanted}) ORDER BY e.version, e.number",
                origin = ORIGIN,
            );
            let mut asked = self.db.prepare(&sql)?;
            let mut rows = asked.query(params_from_iter(condition.values()))?;
            let mut tellings = Vec::new();
            let mut texts = Texts::new(&self.db);
            while let Some(row) = rows.next()? {
                let text = texts.of(row.get(21)?)?;
                let json = |n: usize| row.get::<_, String>(n);
                let spans: EventSpans = serde_json::from_str(&json(20)?).map_err(harmed)?;
                let name = json(6)?;
                let status = serde_json::from_value(json(7)?.into()).map_err(harmed)?;
                let day = |n: usize| -> rusqlite::Result<Option<jiff::civil::Date>> {
                    Ok(row.get::<_, Option<String>>(n)?.and_then(|d| d.parse().ok()))
                };
                let number: u32 = row.get(3)?;
                let (source, target) = parties.remove(&row.get::<_, i64>(0)?).unwrap_or_default();
                tellings.push(Telling {
                    article: row.get(1)?,
                    version: row.get(2)?,
                    event: format!("e{}", number + 1),
                    published: row.get(4)?,
                    outlet: row.get(5)?,
                    origin: row.get(22)?,
                    event_type: EventType::from_name(&name).ok_or_else(|| {
                        harmed(std::io::Error::other(format!("`{name}` is no type of event")))
                    })?,
                    status,
                    mode: row.get(8)?,
                    contexts: json(9)?.split_whitespace().map(str::to_owned).collect(),
                    mutual: row.get(10)?,
                    source,
                    target,
                    place: row.get(11)?,
                    when: day(12)?.zip(day(13)?).filter(|(a, b)| a <= b),
                    own_voice: row.get(14)?,
                    claimed_by: row.get(15)?,
                    confidence: row.get(16)?,
                    coder: row.get(23)?,
                    coded_at: row.get(24)?,
                    mentions: row.get(17)?,
                    numbers: serde_json::from_str(&json(18)?).map_err(harmed)?,
                    stems: json(19)?.split_whitespace().map(str::to_owned).collect(),
                    words: joined(text, &spans.anchor),
                    spans,
                });
            }
            Ok((join(tellings), condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Sources and targets of the wanted events.
    fn parties(&self, wanted: &str, condition: &Condition) -> rusqlite::Result<HashMap<i64, Parties>> {
        let sql = format!(
            "SELECT p.event, p.role = 'source', coalesce(a.name, p.words), a.key, a.country, a.kind
             FROM event_parties p LEFT JOIN actors a ON a.id = p.actor
             WHERE p.event IN ({wanted}) ORDER BY p.event, p.role, p.position"
        );
        let mut asked = self.db.prepare(&sql)?;
        let mut rows = asked.query(params_from_iter(condition.values()))?;
        let mut out: HashMap<i64, Parties> = HashMap::new();
        while let Some(row) = rows.next()? {
            let who = Who { name: row.get(2)?, key: row.get(3)?, country: row.get(4)?, kind: row.get(5)? };
            let sides = out.entry(row.get(0)?).or_default();
            if row.get(1)? { sides.0.push(who) } else { sides.1.push(who) }
        }
        Ok(out)
    }
}

/// What an article is counted as among sources: the report that it carries, if others carry it too, else itself. Reports
/// are counted downwards from -1, so that none is taken for an article.
const ORIGIN: &str = "coalesce((SELECT -report FROM carriers c WHERE c.version = v.id), v.article)";
