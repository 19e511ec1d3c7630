//! Keeping the words that an article chooses, as it comes in.

use crate::bodies;
use crate::corrections::apply;
use crate::spans::words_at;
use onrecord::acts::Lexicon;
use onrecord::{Record, Span, Statement, StatementKind, Text, Tie, WordingKind};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Longer ones are no names but descriptions with all that belongs to them.
const LONGEST: usize = 60;

/// The lexicon of acts; none if it were damaged, which its own tests see to.
static ACTS: LazyLock<Option<Lexicon>> = LazyLock::new(|| Lexicon::embedded().ok());

/// Puts in how a version names its actors, and its scare quotes.
pub(crate) fn put(db: &Connection, record: &Record, version: i64) -> rusqlite::Result<()> {
    let text = &record.article.text;
    let mut naming =
        db.prepare_cached("INSERT INTO namings (version, local, phrase, times) VALUES (?1, ?2, ?3, ?4)")?;
    // An actor of no cast has no words.
    let mut of_cast = db.prepare_cached("SELECT 1 FROM casts WHERE version = ?1 AND local = ?2")?;
    for actor in &record.actors {
        if !of_cast.exists(params![version, actor.id])? {
            continue;
        }
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        let named = actor.mentions.iter().filter(|m| !matches!(m.how, Tie::Pronoun | Tie::Nationality));
        for words in named.filter_map(|m| words_at(text, m.span)).map(tidy) {
            if !words.is_empty() && words.chars().count() <= LONGEST {
                *times.entry(words).or_default() += 1;
            }
        }
        for (words, times) in times {
            naming.execute(params![version, actor.id, phrase(db, &words)?, times])?;
        }
    }
    let mut quotes: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for wording in record.wording.iter().filter(|w| w.kind == WordingKind::ScareQuote) {
        let said = record.statements.iter().flat_map(|s| &s.content).any(|c| c.overlaps(wording.span));
        let Some(words) =
            words_at(text, wording.span).map(unquoted).filter(|w| w.contains(char::is_alphabetic) && !said)
        else {
            continue;
        };
        quotes.entry(words).or_insert((0, wording.span.start)).0 += 1;
    }
    let mut quote = db
        .prepare_cached("INSERT INTO scare_quotes (version, phrase, times, start) VALUES (?1, ?2, ?3, ?4)")?;
    for (words, (times, start)) in quotes {
        quote.execute(params![version, phrase(db, &words)?, times, start])?;
    }
    Ok(())
}

/// Puts in, or anew, how a statement is told.
pub(crate) fn put_telling(db: &Connection, row: i64, text: &Text, s: &Statement) -> rusqlite::Result<()> {
    let (listed, distancing) = match &*ACTS {
        Some(acts) if !s.cue.is_empty() => acts.cue(text, &s.cue),
        _ => (None, false),
    };
    // A cue that the lexicon does not list is kept as it stands.
    let cue = listed.or_else(|| {
        let words = crate::spans::joined(text, &s.cue).to_lowercase();
        Some(tidy(&words)).filter(|w| w.chars().any(char::is_alphabetic) && w.chars().count() <= LONGEST)
    });
    let cue = cue.map(|words| phrase(db, &words)).transpose()?;
    let (words, quoted) = lengths(text, s.kind, &s.content);
    db.prepare_cached(
        "INSERT OR REPLACE INTO tellings (statement, cue, distancing, words, quoted) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![row, cue, distancing, words, quoted])?;
    Ok(())
}

/// Takes out how a version names its actors, and its scare quotes. How its statements are told goes with these.
pub(crate) fn forget(db: &Connection, version: i64) -> rusqlite::Result<()> {
    for table in ["namings", "scare_quotes"] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE version = ?1"))?.execute([version])?;
    }
    Ok(())
}

/// Puts in the words of versions that came into the store before it had a place for them.
pub(crate) fn catch_up(db: &Connection) -> rusqlite::Result<()> {
    let versions: Vec<(i64, bool)> = db
        .prepare(
            "SELECT v.id, v.number = (SELECT max(number) FROM versions WHERE article = v.article)
             FROM versions v JOIN bodies b ON b.version = v.id ORDER BY v.id",
        )?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut rows = db.prepare("SELECT id, number FROM statements WHERE version = ?1")?;
    for (version, latest) in versions {
        let record = apply(db, version, bodies::record(db, version)?)?.record;
        if latest {
            put(db, &record, version)?;
        }
        let of_version: Vec<(i64, u32)> =
            rows.query_map([version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        for (row, number) in of_version {
            if let Some(s) = record.statements.get(number as usize) {
                put_telling(db, row, &record.article.text, s)?;
            }
        }
    }
    Ok(())
}

fn phrase(db: &Connection, words: &str) -> rusqlite::Result<i64> {
    let found: Option<i64> = db
        .prepare_cached("SELECT id FROM phrases WHERE words = ?1")?
        .query_row([words], |r| r.get(0))
        .optional()?;
    match found {
        Some(row) => Ok(row),
        None => db.prepare_cached("INSERT INTO phrases (words) VALUES (?1)")?.insert([words]),
    }
}

/// Words as they are compared: on a line, without an article before them or a possessive behind.
fn tidy(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let rest = match words.as_slice() {
        [first, rest @ ..]
            if !rest.is_empty() && ["the", "a", "an"].contains(&first.to_lowercase().as_str()) =>
        {
            rest
        }
        all => all,
    };
    let joined = rest.join(" ").replace('’', "'");
    joined.strip_suffix("'s").map(str::to_owned).unwrap_or(joined)
}

/// The words between quotation marks.
fn unquoted(words: &str) -> String {
    let marks = ['“', '”', '"', '‘', '’', '\'', '«', '»', '„', ',', '.'];
    tidy(words.trim_matches(marks)).to_lowercase()
}

/// How many words there are, and how many of them between quotation marks.
fn lengths(text: &Text, kind: StatementKind, content: &[Span]) -> (u32, u32) {
    let (mut words, mut quoted) = (0, 0);
    for piece in content.iter().filter_map(|&s| words_at(text, s)) {
        let mut inside = false;
        for word in piece.split_whitespace() {
            let opens = word.starts_with(['“', '"', '„', '«', '‘']) || word.starts_with("''");
            inside |= opens;
            if word.contains(char::is_alphanumeric) {
                words += 1;
                quoted += u32::from(inside);
            }
            let bare = word.trim_end_matches([',', '.', ';', ':', '?', '!']);
            if bare.ends_with(['”', '"', '»']) || word.ends_with(['”', '"', '»']) {
                inside = false;
            }
        }
    }
    match kind {
        StatementKind::Direct => (words, words),
        StatementKind::Mixed => (words, quoted),
        StatementKind::Indirect => (words, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_article_and_possessive() {
        assert_eq!(tidy("the  US-led\nbloc’s"), "US-led bloc");
        assert_eq!(tidy("The"), "The");
        assert_eq!(unquoted("“special military operation,”"), "special military operation");
    }

    #[test]
    fn quoted_words_are_counted_within_a_mixed_statement() {
        let of = |kind, s: &str| {
            let text = Text::new(s);
            lengths(&text, kind, &[text.span()])
        };
        assert_eq!(of(StatementKind::Mixed, "that it was a “grave and costly mistake,” and dear"), (10, 4));
        assert_eq!(of(StatementKind::Direct, "“We shall see,”"), (3, 3));
        assert_eq!(of(StatementKind::Indirect, "that it was – well – dear"), (5, 0));
    }
}
