//! A table of speakers of the user's own: party, gender, role, anything, by name or identifier. We never guess such things.

use crate::actors::fold;
use crate::error::ArchiveError;
use crate::open::Archive;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::collections::{BTreeMap, HashMap};

/// A table of speakers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerTable {
    /// Names of the columns, without those that say who a row is of.
    pub fields: Vec<String>,
    /// Its rows.
    pub rows: Vec<SpeakerRow>,
}

/// What a table says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerRow {
    /// The name, if it is by name.
    pub name: Option<String>,
    /// A Wikidata identifier (`Q42`) or a key of the archive (`dictionary:…`), which goes before the name.
    pub identifier: Option<String>,
    /// A value for each field; empty where nothing is known.
    pub values: Vec<String>,
}

/// What is known of speakers, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Names of the fields, in the order of the table.
    pub fields: Vec<String>,
    by_key: HashMap<String, Vec<Option<String>>>,
}

impl Facts {
    /// The values of somebody, one for each field; none of whom the table does not have.
    pub fn of(&self, key: &str) -> Option<&[Option<String>]> {
        self.by_key.get(key).map(Vec::as_slice)
    }

    /// Fields and values of somebody, where there is a value.
    pub fn named(&self, key: &str) -> Vec<(String, String)> {
        let values = self.of(key).unwrap_or_default();
        self.fields
            .iter()
            .zip(values)
            .filter_map(|(field, value)| Some((field.clone(), value.clone()?)))
            .collect()
    }
}

/// The value of field `{field}` for the actor `{actor}`: by its key first, then by its names in the order of the table.
pub(crate) fn value_sql(field: &str, actor: &str) -> String {
    format!(
        "(SELECT v.value FROM facts v WHERE v.field = {field} AND (
            v.who IN (SELECT key FROM actors WHERE id = {actor} OR same_as = {actor})
            OR v.who IN (SELECT folded FROM names WHERE actor = {actor}
                         OR actor IN (SELECT id FROM actors WHERE same_as = {actor})))
          ORDER BY NOT EXISTS (SELECT 1 FROM actors WHERE key = v.who), v.id LIMIT 1)"
    )
}

/// The actors of whom the rows of `facts f` under a condition may tell.
pub(crate) fn candidates_sql(condition: &str) -> String {
    format!(
        "(SELECT coalesce(a.same_as, a.id) AS c FROM facts f JOIN actors a ON a.key = f.who WHERE {condition}
          UNION SELECT coalesce(a.same_as, a.id) FROM facts f JOIN names n ON n.folded = f.who
          JOIN actors a ON a.id = n.actor WHERE {condition})"
    )
}

/// The key that an identifier stands for.
fn key(identifier: &str) -> String {
    let identifier = identifier.trim();
    let qid = identifier.rsplit('/').next().unwrap_or(identifier);
    let is_qid =
        qid.strip_prefix(['Q', 'q']).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if is_qid { format!("wikidata:{}", qid.to_uppercase()) } else { identifier.to_owned() }
}

impl Archive {
    /// Puts a table of speakers in place of the one there is. Returns the rows, by their places, of whom the archive has
    /// nobody yet: they count as soon as somebody of that name speaks.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn set_speakers(&mut self, table: &SpeakerTable) -> Result<Vec<usize>, ArchiveError> {
        self.speakers_in_one(|db| {
            db.execute("DELETE FROM facts", [])?;
            db.execute("DELETE FROM fact_fields", [])?;
            put(db, table)
        })
    }

    /// Adds to the table of speakers what it does not say yet. Returns as [`Archive::set_speakers`].
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn add_speakers(&mut self, table: &SpeakerTable) -> Result<Vec<usize>, ArchiveError> {
        self.speakers_in_one(|db| put(db, table))
    }

    fn speakers_in_one<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ArchiveError> {
        let path = self.path.clone();
        let failed = |e| ArchiveError::from_store(&path, e);
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&all).map_err(failed)?;
        all.commit().map_err(failed)?;
        Ok(done)
    }

    /// What is known of every speaker of the archive.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn speakers(&self) -> Result<Facts, ArchiveError> {
        let ask = || -> rusqlite::Result<Facts> {
            let mut fields: BTreeMap<i64, String> = BTreeMap::new();
            let mut asked = self.db.prepare("SELECT id, name FROM fact_fields ORDER BY id")?;
            for row in asked.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))? {
                let (id, name) = row?;
                fields.insert(id, name);
            }
            let mut by_key: HashMap<String, Vec<Option<String>>> = HashMap::new();
            for (place, id) in fields.keys().enumerate() {
                let sql = format!(
                    "SELECT b.key, {} FROM {} JOIN actors b ON b.id = c OR b.same_as = c",
                    value_sql("?1", "c"),
                    candidates_sql("f.field = ?1"),
                );
                let mut asked = self.db.prepare(&sql)?;
                for row in asked.query_map([id], |r| Ok((r.get::<_, String>(0)?, r.get(1)?)))? {
                    let (key, value) = row?;
                    by_key.entry(key).or_insert_with(|| vec![None; fields.len()])[place] = value;
                }
            }
            Ok(Facts { fields: fields.into_values().collect(), by_key })
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The table as it lies in the archive. Names are as they are looked for: without capitals.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn speaker_table(&self) -> Result<SpeakerTable, ArchiveError> {
        let fields = self.speaker_fields()?;
        let ask = || -> rusqlite::Result<SpeakerTable> {
            let mut rows: Vec<(String, Vec<String>)> = Vec::new();
            let mut at: HashMap<String, usize> = HashMap::new();
            let mut asked = self.db.prepare(
                "SELECT f.who, f.value, (SELECT count(*) FROM fact_fields g WHERE g.id < f.field) FROM facts f ORDER BY f.id",
            )?;
            let cells =
                asked.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get(1)?, r.get::<_, usize>(2)?)))?;
            for cell in cells {
                let (who, value, field) = cell?;
                let row = *at.entry(who.clone()).or_insert_with(|| {
                    rows.push((who, vec![String::new(); fields.len()]));
                    rows.len() - 1
                });
                if let Some(cell) = rows[row].1.get_mut(field) {
                    *cell = value;
                }
            }
            let rows = rows.into_iter().map(|(who, values)| {
                let is_key =
                    ["wikidata:", "dictionary:", "name:", "words:"].iter().any(|k| who.starts_with(k));
                let (name, identifier) = if is_key { (None, Some(who)) } else { (Some(who), None) };
                SpeakerRow { name, identifier, values }
            });
            Ok(SpeakerTable { rows: rows.collect(), fields: fields.clone() })
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The number of a field of the table of speakers, by which statements can be counted
    /// ([`CountBy::Fact`](crate::CountBy::Fact)).
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn speaker_field(&self, name: &str) -> Result<Option<i64>, ArchiveError> {
        field(&self.db, name).map_err(|e| self.failed(e))
    }

    /// The names of all those fields.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn speaker_fields(&self) -> Result<Vec<String>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            let mut asked = self.db.prepare("SELECT name FROM fact_fields ORDER BY id")?;
            asked.query_map([], |r| r.get(0))?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}

/// The number of a field.
pub(crate) fn field(db: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM fact_fields WHERE name = ?1")?
        .query_row([name], |r| r.get(0))
        .optional()
}

fn put(db: &Connection, table: &SpeakerTable) -> rusqlite::Result<Vec<usize>> {
    let mut fields = Vec::with_capacity(table.fields.len());
    for name in &table.fields {
        db.prepare_cached("INSERT OR IGNORE INTO fact_fields (name) VALUES (?1)")?.execute([name])?;
        fields.push(field(db, name)?);
    }
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO facts (field, who, value) VALUES (?1, ?2, ?3)")?;
    let mut by_key = db.prepare_cached("SELECT 1 FROM actors WHERE key = ?1")?;
    let mut by_name = db.prepare_cached("SELECT 1 FROM names WHERE folded = ?1")?;
    let mut nobody = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        let key = row.identifier.as_deref().map(str::trim).filter(|i| !i.is_empty()).map(key);
        let name = row.name.as_deref().map(fold).filter(|n| !n.is_empty());
        // Somebody with an identifier is not looked for by name: that is what it is given for.
        let Some(who) = key.clone().or(name) else { continue };
        let there = if key.is_some() { by_key.exists([&who])? } else { by_name.exists([&who])? };
        if !there {
            nobody.push(place);
        }
        for (field, value) in fields.iter().zip(&row.values) {
            if !value.trim().is_empty() {
                put.execute(params![field, who, value.trim()])?;
            }
        }
    }
    Ok(nobody)
}
