//! Asking an archive.

use crate::addressee::Addressees;
use crate::bodies::harmed;
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition};
use crate::spans::{Spans, joined};
use onrecord::{Span, Text};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Row, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// How an answer is to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// No more than this many; all if none.
    pub limit: Option<usize>,
    /// With the paragraph around each.
    pub context: bool,
}

/// A statement that was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Found {
    /// The article's address.
    pub article: String,
    /// Which version of it.
    pub version: u32,
    /// The statement's id in the record.
    pub statement: String,
    /// The day or moment of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The same speaker in every article: a Wikidata or dictionary identifier, or the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_key: Option<String>,
    /// Whom it is said to: the name, or the article's words for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What they are known by across articles, as of the speaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_key: Option<String>,
    /// The first day on which it can have been said, where the article tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_from: Option<String>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said_to: Option<String>,
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// What is done in saying it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Whether the text says that the act was not performed.
    pub negated: bool,
    /// Whether it is said to depend on something.
    pub conditional: bool,
    /// Whether less is claimed by a hedge.
    pub hedged: bool,
    /// Whether it stands inside another statement.
    pub inside: bool,
    /// How sure the reader is; 1 where a person has put it right or confirmed it.
    pub confidence: f64,
    /// Who put something of it right last, or confirmed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coder: Option<String>,
    /// When that was, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coded_at: Option<String>,
    /// The words that name the speaker.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The words that mark the saying.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cue: String,
    /// What is said.
    pub content: String,
    /// Where these words stand in the article's text.
    pub spans: Spans,
    /// The paragraph, if it was wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
}

/// The paragraph, or paragraphs, in which a statement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Context {
    /// Its words.
    pub text: String,
    /// Where it begins in the article's text, in code points.
    pub start: u32,
}

/// What is shown of a statement `s` of version `v` of article `r`, with outlet `o`, speaker `a` and addressee `t`.
const COLUMNS: &str =
    "s.id, address, v.number, s.number, published, o.name, v.title, a.name, a.key, s.kind, s.act, s.negated,
     s.conditional, s.hedged, s.inside IS NOT NULL, s.confidence, s.spans, s.version, t.name, t.key, s.said_from, s.said_to,
     s.coder, s.coded_at";

/// The statements of these rows, in this order.
pub(crate) fn of_rows(db: &Connection, rows: &[i64], context: bool) -> rusqlite::Result<Vec<Found>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM json_each(?1) f CROSS JOIN statements s ON s.id = f.value
         JOIN versions v ON v.id = s.version JOIN articles r ON r.id = v.article
         LEFT JOIN outlets o ON o.id = s.outlet LEFT JOIN actors a ON a.id = s.speaker
         LEFT JOIN actors t ON t.id = s.addressee ORDER BY f.key"
    );
    let mut asked = db.prepare_cached(&sql)?;
    let mut rows = asked.query([serde_json::to_string(rows).map_err(harmed)?])?;
    let (mut texts, mut said_to, mut all) = (Texts::new(db), Addressees::new(db), Vec::new());
    while let Some(row) = rows.next()? {
        all.push(windowed(found(row, &mut texts, &mut said_to, context)?));
    }
    Ok(all)
}

/// What statements can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountBy {
    /// Who says it.
    Speaker,
    /// Whom it is said to.
    To,
    /// The speaker's state.
    Country,
    /// What is done in saying it.
    Act,
    /// Direct, mixed or indirect.
    Kind,
    /// The outlet.
    Outlet,
    /// Whose report its article carries: an agency, or the outlet that had it first; the outlet itself where it alone
    /// has the report.
    Voice,
    /// The day of publication.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
    /// A field of the user's own table of speakers, by its number ([`Archive::speaker_field`]).
    Fact(i64),
}

impl CountBy {
    /// All of them, with their names, but the fields of the user's own table of speakers.
    pub const ALL: [(&'static str, CountBy); 10] = [
        ("speaker", CountBy::Speaker),
        ("to", CountBy::To),
        ("country", CountBy::Country),
        ("act", CountBy::Act),
        ("kind", CountBy::Kind),
        ("outlet", CountBy::Outlet),
        ("voice", CountBy::Voice),
        ("day", CountBy::Day),
        ("month", CountBy::Month),
        ("year", CountBy::Year),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        CountBy::ALL.iter().find(|(_, by)| *by == self).map_or("", |(n, _)| n)
    }

    /// What is counted by, and how that is shown, where `k` is the counted value.
    fn sql(self) -> (Cow<'static, str>, &'static str) {
        const ACTOR: &str = "(SELECT name FROM actors WHERE id = k)";
        let (counted, shown) = match self {
            CountBy::Fact(field) => {
                return (crate::facts::value_sql(&field.to_string(), "s0.speaker").into(), "k");
            }
            CountBy::Speaker => ("s0.speaker", ACTOR),
            CountBy::To => ("s0.addressee", ACTOR),
            CountBy::Country => ("(SELECT country FROM actors WHERE id = s0.speaker)", "k"),
            CountBy::Act => ("s0.act", "k"),
            CountBy::Kind => ("s0.kind", "k"),
            CountBy::Outlet => ("s0.outlet", "(SELECT name FROM outlets WHERE id = k)"),
            CountBy::Voice => (
                "coalesce((SELECT r.voice FROM carriers c JOIN reports r ON r.id = c.report WHERE c.version = s0.version),
                          (SELECT name FROM outlets WHERE id = s0.outlet))",
                "k",
            ),
            CountBy::Day => ("s0.day", "k"),
            CountBy::Month => ("substr(s0.day, 1, 7)", "k"),
            CountBy::Year => ("substr(s0.day, 1, 4)", "k"),
        };
        (counted.into(), shown)
    }
}

/// How many statements have these values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// One for each that was counted by; none where it is not known.
    pub values: Vec<Option<String>>,
    /// How many.
    pub statements: u64,
}

impl Archive {
    /// Hands on what a query wants, the latest first, until that is enough. Only the latest version of each article is
    /// looked at. Returns the names in the query that lead to nobody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn find(
        &self,
        query: &Query,
        wanted: Wanted,
        mut each: impl FnMut(Found) -> ControlFlow<()>,
    ) -> Result<Vec<String>, ArchiveError> {
        let mut ask = || -> rusqlite::Result<Vec<String>> {
            let condition = condition(&self.db, query)?;
            // The numbers first: what is shown of each is fetched only for those that are shown.
            let sql = format!(
                "SELECT {COLUMNS}
                 FROM (SELECT s0.id AS id FROM statements s0 WHERE s0.current = 1 AND ({})
                       ORDER BY s0.day DESC, s0.id DESC LIMIT {}) f
                 CROSS JOIN statements s ON s.id = f.id
                 JOIN versions v ON v.id = s.version JOIN articles r ON r.id = v.article
                 LEFT JOIN outlets o ON o.id = s.outlet LEFT JOIN actors a ON a.id = s.speaker
                 LEFT JOIN actors t ON t.id = s.addressee
                 ORDER BY s.day DESC, s.id DESC",
                condition.sql,
                wanted.limit.map_or(-1, |n| n as i64),
            );
            let mut asked = self.db.prepare(&sql)?;
            let mut rows = asked.query(params_from_iter(condition.values()))?;
            let (mut texts, mut said_to) = (Texts::new(&self.db), Addressees::new(&self.db));
            while let Some(row) = rows.next()? {
                if each(found(row, &mut texts, &mut said_to, wanted.context)?).is_break() {
                    break;
                }
            }
            Ok(condition.unknown)
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Counts what a query wants, the most first. Also returns the names in it that lead to nobody.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn count(
        &self,
        query: &Query,
        by: &[CountBy],
        limit: Option<usize>,
    ) -> Result<(Vec<Count>, Vec<String>), ArchiveError> {
        let ask = || {
            let condition = condition(&self.db, query)?;
            let keys: Vec<String> =
                by.iter().enumerate().map(|(n, by)| format!("{} AS k{n}, ", by.sql().0)).collect();
            let shown: Vec<String> = by
                .iter()
                .enumerate()
                .map(|(n, by)| by.sql().1.replace("= k", &format!("= k{n}")))
                .enumerate()
                .map(|(n, sql)| if sql == "k" { format!("k{n}, ") } else { sql + ", " })
                .collect();
            let numbers: Vec<String> = (1..=by.len()).map(|n| n.to_string()).collect();
            let group =
                if by.is_empty() { String::new() } else { format!("GROUP BY {}", numbers.join(", ")) };
            let sql = format!(
                "SELECT {}n FROM (SELECT {}count(*) AS n FROM statements s0 WHERE s0.current = 1 AND ({}) {group}
                 ORDER BY n DESC LIMIT {}) ORDER BY n DESC",
                shown.concat(),
                keys.concat(),
                condition.sql,
                limit.map_or(-1, |n| n as i64),
            );
            let mut asked = self.db.prepare(&sql)?;
            let counts = asked.query_map(params_from_iter(condition.values()), |row| {
                let values = (0..by.len()).map(|n| row.get(n)).collect::<Result<_, _>>()?;
                Ok(Count { values, statements: row.get(by.len())? })
            })?;
            Ok((counts.collect::<Result<_, _>>()?, condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }
}

/// The texts of versions; statements and events that follow each other are often of one.
pub(crate) struct Texts<'d> {
    db: &'d Connection,
    last: Option<(i64, Text)>,
}

impl<'d> Texts<'d> {
    pub fn new(db: &'d Connection) -> Self {
        Texts { db, last: None }
    }

    pub fn of(&mut self, version: i64) -> rusqlite::Result<&Text> {
        if self.last.as_ref().is_none_or(|(v, _)| *v != version) {
            let mut ask = self.db.prepare_cached("SELECT text FROM bodies WHERE version = ?1")?;
            let packed: Vec<u8> = ask.query_row([version], |r| r.get(0))?;
            self.last = Some((version, crate::bodies::text(&packed)?));
        }
        Ok(&self.last.as_ref().expect("it was set above").1)
    }
}

fn found(row: &Row, texts: &mut Texts, said_to: &mut Addressees, context: bool) -> rusqlite::Result<Found> {
    let spans: Spans = serde_json::from_str(&row.get::<_, String>(16)?).map_err(harmed)?;
    let text = texts.of(row.get(17)?)?;
    let number: u32 = row.get(3)?;
    let to = match row.get(18)? {
        Some(name) => Some(name),
        None => said_to.words(row.get(0)?, row.get(17)?, number)?,
    };
    Ok(Found {
        article: row.get(1)?,
        version: row.get(2)?,
        statement: format!("s{}", number + 1),
        published: row.get(4)?,
        outlet: row.get(5)?,
        title: row.get(6)?,
        speaker: row.get(7)?,
        speaker_key: row.get(8)?,
        to,
        to_key: row.get(19)?,
        said_from: row.get(20)?,
        said_to: row.get(21)?,
        kind: row.get(9)?,
        act: row.get(10)?,
        negated: row.get(11)?,
        conditional: row.get(12)?,
        hedged: row.get(13)?,
        inside: row.get(14)?,
        confidence: row.get(15)?,
        coder: row.get(22)?,
        coded_at: row.get(23)?,
        source: joined(text, &spans.source),
        cue: joined(text, &spans.cue),
        content: joined(text, &spans.content),
        context: context.then(|| paragraph(text, &spans)),
        spans,
    })
}

/// Characters of a paragraph that are shown on either side of a statement, and of a long statement itself.
const AROUND: u32 = 1_500;
const SHOWN: u32 = 6_000;

/// What a page shows of an answer: of a paragraph that goes on for long, the stretch around the statement.
fn windowed(mut found: Found) -> Found {
    let Some(context) = &mut found.context else { return found };
    let spans = &found.spans;
    let all = spans.content.iter().chain(&spans.cue).chain(&spans.source).copied();
    let Some(whole) = all.reduce(Span::cover) else { return found };
    let from = whole.start.saturating_sub(context.start).saturating_sub(AROUND);
    let to = whole
        .end
        .saturating_sub(context.start)
        .saturating_add(AROUND)
        .min(from.saturating_add(SHOWN + 2 * AROUND));
    let at = |n: u32| context.text.char_indices().nth(n as usize).map(|(at, _)| at);
    let (start, end) = (at(from).unwrap_or(0), at(to).unwrap_or(context.text.len()));
    if start > 0 || end < context.text.len() {
        context.text = context.text[start..end].to_owned();
        context.start += from;
    }
    found
}

/// The lines of the text on which a statement's words stand.
fn paragraph(text: &Text, spans: &Spans) -> Context {
    let all = spans.content.iter().chain(&spans.cue).chain(&spans.source).copied();
    let whole = all.filter(|s| s.start <= s.end && s.end <= text.len()).reduce(Span::cover);
    let bytes = text.bytes(whole.unwrap_or(Span::new(0, 0)));
    let from = text.as_str()[..bytes.start].rfind('\n').map_or(0, |at| at + 1);
    let to = text.as_str()[bytes.end..].find('\n').map_or(text.as_str().len(), |at| bytes.end + at);
    Context { text: text.as_str()[from..to].to_owned(), start: text.char_at(from) }
}

/// Teaches the store whether a statement's content holds words exactly, capitals, quotation marks and line ends aside.
pub(crate) fn register(db: &Connection) -> rusqlite::Result<()> {
    crate::query::refers::register(db)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("has_words", 3, flags, |given| {
        let packed = given.get_raw(0).as_blob().map_err(harmed)?;
        let spans: Spans =
            serde_json::from_str(given.get_raw(1).as_str().map_err(harmed)?).map_err(harmed)?;
        let text = crate::bodies::text(packed)?;
        let wanted = plain(given.get_raw(2).as_str().map_err(harmed)?);
        // Each piece on its own: words around an interruption were not said in a row.
        Ok(spans.content.iter().any(|&span| {
            crate::spans::words_at(&text, span).is_some_and(|piece| has(&plain(piece), &wanted))
        }))
    })
}

fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace(['‘', '’'], "'").replace(['“', '”', '„'], "\"");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether whole words of the text are the wanted ones.
fn has(text: &str, wanted: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(wanted).any(|(at, _)| {
        !letter(text[..at].chars().next_back()) && !letter(text[at + wanted.len()..].chars().next())
    })
}
