//! Values of fields that an archive does not have, and those that it has instead.

use super::near::nearest;
use crate::actors::fold;
use crate::facts;
use crate::query::{like, named, open_words};
use onrecord::dictionary::{Dictionary, How, Kind};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names that are looked through for one that is like what was typed.
const LOOKED_AT: usize = 5000;
/// Values that are named.
const NAMED: usize = 3;

/// A value that nothing has.
pub(super) struct Wrong {
    /// What is wrong with it.
    pub what: String,
    /// What may have been meant.
    pub instead: Vec<Value>,
}

/// A value to put in its place.
pub(super) struct Value {
    /// The field, where it is another one.
    pub field: Option<String>,
    text: String,
}

impl Value {
    /// As it is written in a query; none where it cannot be.
    pub fn written(&self) -> Option<String> {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
        let is_plain = self.text.chars().all(plain) && !matches!(self.text.as_str(), "AND" | "OR" | "NOT");
        match is_plain {
            true if self.text.is_empty() => None,
            true => Some(self.text.clone()),
            false if self.text.contains(['"', '“', '”', '„', '\n', '\0']) => None,
            false => Some(format!("\"{}\"", self.text)),
        }
    }
}

/// What is wrong with a value, if the archive has none like it.
pub(super) fn wrong(db: &Connection, field: &str, text: &str) -> rusqlite::Result<Option<Wrong>> {
    if let Some(own) = field.strip_prefix("speaker.") {
        return of_table(db, own, text);
    }
    match field {
        "outlet" => {
            let there = "SELECT 1 FROM outlets WHERE name = ?1 OR name LIKE ?2 ESCAPE '\\'";
            listed(db, text, there, "SELECT name FROM outlets", "no outlet of this archive is called")
        }
        "voice" => {
            let there = "SELECT 1 FROM reports WHERE voice = ?1 OR voice LIKE ?2 ESCAPE '\\'";
            let all = "SELECT DISTINCT voice FROM reports WHERE voice IS NOT NULL";
            listed(db, text, there, all, "no report that several articles carry comes from")
        }
        "code" => {
            let there = "SELECT 1 FROM codes WHERE ?1 IS NOT NULL AND (name LIKE ?2 ESCAPE '\\' OR value LIKE ?2 ESCAPE '\\')";
            let all = "SELECT name FROM codes UNION SELECT value FROM codes";
            listed(db, text, there, all, "nobody has given a code")
        }
        "mode" => {
            let there = "SELECT 1 FROM events WHERE mode = lower(?1) AND ?2 IS NOT NULL LIMIT 1";
            let all = "SELECT DISTINCT mode FROM events WHERE mode IS NOT NULL";
            listed(db, text, there, all, "no event of this archive has the mode")
        }
        "context" => {
            let there = "SELECT 1 FROM events WHERE instr(contexts, ' ' || lower(?1) || ' ') > 0 AND ?2 IS NOT NULL LIMIT 1";
            let all = "SELECT DISTINCT trim(contexts) FROM events";
            listed(db, text, there, all, "no event of this archive has the context")
        }
        "speaker" | "to" | "from" | "target" | "party" => of_actor(db, field, text),
        "country" => of_country(db, text),
        "language" => of_language(db, text),
        "date" => of_date(db, text),
        _ => Ok(None),
    }
}

/// A value of a list that is short enough to be looked through. `there` says whether it is in it.
fn listed(
    db: &Connection,
    text: &str,
    there: &str,
    all: &str,
    what: &str,
) -> rusqlite::Result<Option<Wrong>> {
    if db.prepare_cached(there)?.exists(params![text, like(text)])? {
        return Ok(None);
    }
    let mut ask = db.prepare_cached(&format!("{all} LIMIT {LOOKED_AT}"))?;
    let names: Vec<String> = ask.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    // A part of a name was likely typed for the whole.
    let (part, few) = (text.to_lowercase(), names.len() <= NAMED);
    let mut near: Vec<String> =
        names.iter().filter(|name| name.to_lowercase().contains(&part)).take(NAMED).cloned().collect();
    near.extend(nearest(text, names.iter().cloned(), NAMED));
    let mut seen = std::collections::HashSet::new();
    near.retain(|name| seen.insert(name.clone()));
    near.truncate(NAMED);
    let told = if near.is_empty() && few { &names } else { &near };
    Ok(Some(Wrong { what: format!("{what} `{text}`{}", it_has(told)), instead: values(near) }))
}

fn it_has(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    format!("; there is {}", names.join(", "))
}

fn values(texts: Vec<String>) -> Vec<Value> {
    texts.into_iter().map(|text| Value { field: None, text }).collect()
}

fn of_actor(db: &Connection, field: &str, text: &str) -> rusqlite::Result<Option<Wrong>> {
    let is_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    let of_event = matches!(field, "from" | "target" | "party");
    if of_event && is_code && has_country(db, text)? || !named(db, &open_words(text))?.is_empty() {
        return Ok(None);
    }
    if field == "to" {
        // Addressees without a name are found by their words, of which the index of words knows.
        let sql = "SELECT 1 FROM statement_words WHERE statement_words MATCH ?1 LIMIT 1";
        let words = text.trim_end_matches('*').replace(['"', '\0'], " ");
        if db.prepare_cached(sql)?.exists([format!("addressee : \"{words}\"")])? {
            return Ok(None);
        }
    }
    let near = actors_near(db, text)?;
    let mut instead = values(near.clone());
    let mut what = format!("nobody in this archive goes by `{text}`{}", it_has(&near));
    if let Some(code) = code_of(text).filter(|_| field == "speaker")
        && has_country(db, code)?
    {
        what += &format!("; `country:{code}` has those who speak for that state");
        instead.push(Value { field: Some("country".to_owned()), text: code.to_owned() });
    }
    Ok(Some(Wrong { what, instead }))
}

/// Actors with a name that is nearly this.
fn actors_near(db: &Connection, text: &str) -> rusqlite::Result<Vec<String>> {
    let folded = fold(text.trim_end_matches('*'));
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1);
    let mut names: HashMap<String, String> = HashMap::new();
    let mut ask = db.prepare_cached(
        "SELECT n.folded, b.name FROM (SELECT rowid FROM name_words WHERE name_words MATCH ?1 LIMIT ?2) f
         JOIN names n ON n.id = f.rowid JOIN actors a ON a.id = n.actor
         JOIN actors b ON b.id = coalesce(a.same_as, a.id)",
    )?;
    for word in words {
        // Of a beginning that many names have, only some are looked at, so a longer one is tried as well.
        for letters in [3, 5] {
            let beginning: String = word.chars().take(letters).collect();
            let mut rows = ask.query(params![format!("\"{beginning}\" *"), LOOKED_AT])?;
            while let Some(row) = rows.next()? {
                names.insert(row.get(0)?, row.get(1)?);
            }
        }
    }
    let near = nearest(&folded, names.keys().cloned(), 4 * NAMED);
    let mut out: Vec<String> = Vec::new();
    for name in near.iter().filter_map(|folded| names.get(folded)) {
        if out.len() < NAMED && !out.contains(name) {
            out.push(name.clone());
        }
    }
    Ok(out)
}

fn has_country(db: &Connection, code: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM actors WHERE country = ?1 LIMIT 1")?.exists([code])
}

/// Codes of states by their names, by what their people are called, and by their codes of two letters.
static STATES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for state in Dictionary::embedded().entries().iter().filter(|entry| entry.kind == Kind::State) {
        let Some(code) = &state.country else { continue };
        let words = state.words().filter(|(_, how)| *how != How::Metonym).map(|(words, _)| words);
        for name in words.chain(state.iso2.as_deref()) {
            out.entry(fold(name)).or_insert_with(|| code.clone());
        }
    }
    out
});

/// The code of a state by its name, as far as one is known.
pub(crate) fn code_of(name: &str) -> Option<&'static str> {
    STATES.get(&fold(name)).map(String::as_str)
}

fn of_country(db: &Connection, text: &str) -> rusqlite::Result<Option<Wrong>> {
    let upper = text.to_uppercase();
    if has_country(db, &upper)? {
        return Ok(None);
    }
    let is_code = upper.len() == 3 && upper.bytes().all(|b| b.is_ascii_uppercase());
    let Some(code) = code_of(text) else {
        let states: Vec<String> = STATES.keys().cloned().collect();
        let near: Vec<String> =
            nearest(text, states, NAMED).iter().filter_map(|name| code_of(name)).map(str::to_owned).collect();
        let what = match is_code {
            true => format!("nobody in this archive belongs to the state `{upper}`"),
            false => format!(
                "`{text}` is no code of a state: `country:` takes those of three letters, such as NOR"
            ),
        };
        return Ok(Some(Wrong { what, instead: if is_code { Vec::new() } else { values(near) } }));
    };
    let mut what = format!("`country:` takes codes of three letters, and that of {text} is {code}");
    if !has_country(db, code)? {
        what += ", to which nobody in this archive belongs";
    }
    Ok(Some(Wrong { what, instead: values(vec![code.to_owned()]) }))
}

fn of_language(db: &Connection, text: &str) -> rusqlite::Result<Option<Wrong>> {
    let lower = text.to_lowercase();
    let sql = "SELECT language, count(*) FROM versions WHERE language IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 40";
    let all: Vec<String> = db.prepare_cached(sql)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    if all.contains(&lower) {
        return Ok(None);
    }
    let mut meant: Vec<String> =
        all.iter().filter(|code| lower.starts_with(code.as_str())).cloned().collect();
    meant.extend(all.iter().take(NAMED).cloned());
    let what = match all.is_empty() {
        true => "of no article of this archive the language is known".to_owned(),
        false => format!(
            "no article of this archive is in `{text}`: languages are codes of two letters, here {}",
            all.join(", ")
        ),
    };
    Ok(Some(Wrong { what, instead: values(meant) }))
}

fn of_date(db: &Connection, text: &str) -> rusqlite::Result<Option<Wrong>> {
    let sql = "SELECT (SELECT min(day) FROM statements WHERE current = 1), (SELECT max(day) FROM statements WHERE current = 1)";
    let ends: (Option<String>, Option<String>) =
        db.prepare_cached(sql)?.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let (Some(first), Some(last)) = ends else {
        let what = "of no article of this archive the day of publication is known".to_owned();
        return Ok(Some(Wrong { what, instead: Vec::new() }));
    };
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    // A month stands before its days, and is their beginning.
    let before = !to.is_empty() && *to < *first && !first.starts_with(to);
    let after = !from.is_empty() && *from > *last;
    let what = format!("what is in this archive was published from {first} to {last}");
    Ok((before || after).then(|| Wrong { what, instead: values(vec![format!("{first}..{last}")]) }))
}

fn of_table(db: &Connection, field: &str, text: &str) -> rusqlite::Result<Option<Wrong>> {
    let Some(id) = facts::field(db, field)? else {
        let mut ask = db.prepare_cached("SELECT name FROM fact_fields ORDER BY id")?;
        let all: Vec<String> = ask.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        let near = nearest(field, all.iter().cloned(), NAMED);
        let what = match all.is_empty() {
            true => "this archive has no table of speakers".to_owned(),
            false => format!("the table of speakers has no field `{field}`; it has {}", all.join(", ")),
        };
        let instead = near
            .into_iter()
            .map(|name| Value { field: Some(format!("speaker.{name}")), text: text.to_owned() })
            .collect();
        return Ok(Some(Wrong { what, instead }));
    };
    let there = "SELECT 1 FROM facts WHERE field = ?1 AND value LIKE ?2 ESCAPE '\\' LIMIT 1";
    if db.prepare_cached(there)?.query_row(params![id, like(text)], |_| Ok(())).optional()?.is_some() {
        return Ok(None);
    }
    let sql = "SELECT DISTINCT value FROM facts WHERE field = ?1 LIMIT ?2";
    let all: Vec<String> =
        db.prepare_cached(sql)?.query_map(params![id, LOOKED_AT], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let mut near = nearest(text, all.iter().cloned(), NAMED);
    if near.is_empty() {
        near = all.into_iter().take(NAMED).collect();
    }
    let what =
        format!("nobody has `{text}` in the field `{field}` of the table of speakers{}", it_has(&near));
    Ok(Some(Wrong { what, instead: values(near) }))
}
