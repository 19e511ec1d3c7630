//! Actors by the names that people give them.

use super::{Change, Named};
use crate::actors::fold;
use crate::{Archive, ArchiveError};
use onrecord::ActorKind;
use onrecord::dictionary::{Dictionary, Entry, How, Kind};
use rusqlite::{Connection, OptionalExtension, params};

/// A row of `actors`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub key: String,
    pub name: String,
    pub kind: ActorKind,
    pub wikidata: Option<String>,
    pub country: Option<String>,
    pub dictionary: Option<String>,
}

const COLUMNS: &str = "a.key, a.name, a.kind, a.wikidata, a.country, a.dictionary";

impl Row {
    pub(super) fn read(row: &rusqlite::Row, first: usize) -> rusqlite::Result<Row> {
        Ok(Row {
            key: row.get(first)?,
            name: row.get(first + 1)?,
            kind: kind(row.get_ref(first + 2)?.as_str()?)?,
            wikidata: row.get(first + 3)?,
            country: row.get(first + 4)?,
            dictionary: row.get(first + 5)?,
        })
    }
}

fn kind(word: &str) -> rusqlite::Result<ActorKind> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(crate::bodies::harmed)
}

/// What an actor that a correction names is now, with merges followed.
pub(super) fn resolved(db: &Connection, named: &Named) -> rusqlite::Result<Row> {
    let sql = format!(
        "SELECT {COLUMNS} FROM actors f JOIN actors a ON a.id = coalesce(f.same_as, f.id) WHERE f.key = ?1"
    );
    let found = db.prepare_cached(&sql)?.query_row([&named.key], |r| Row::read(r, 0)).optional()?;
    Ok(found.unwrap_or_else(|| Row {
        key: named.key.clone(),
        name: named.name.clone(),
        kind: named.kind,
        wikidata: None,
        country: None,
        dictionary: None,
    }))
}

/// The row of an actor that a correction names, made if there is none.
pub(super) fn ensure(db: &Connection, named: &Named) -> rusqlite::Result<i64> {
    let known = db
        .prepare_cached("SELECT id FROM actors WHERE key = ?1")?
        .query_row([&named.key], |r| r.get(0))
        .optional()?;
    if let Some(row) = known {
        return Ok(row);
    }
    let mut make = db.prepare_cached("INSERT INTO actors (key, name, kind, named) VALUES (?1, ?2, ?3, 1)")?;
    let row = make.insert(params![named.key, named.name, named.kind.name()])?;
    let folded = fold(&named.name);
    db.prepare_cached("INSERT INTO names (folded, actor) VALUES (?1, ?2)")?.execute(params![folded, row])?;
    db.prepare_cached("INSERT INTO name_words (rowid, folded) VALUES (?1, ?2)")?
        .execute(params![db.last_insert_rowid(), folded])?;
    Ok(row)
}

/// Makes the rows of actors that the dictionary knows and the archive does not yet, with all that the dictionary tells of them:
/// what a correction names is found like what an article names.
pub(crate) fn acquaint(db: &Connection, dictionary: &Dictionary, change: &Change) -> rusqlite::Result<()> {
    for named in change.names() {
        let entry = match named.key.split_once(':') {
            Some(("wikidata", qid)) => dictionary.get_wikidata(qid),
            Some(("dictionary", id)) => dictionary.get(id),
            _ => None,
        };
        let Some(entry) = entry else { continue };
        if db.prepare_cached("SELECT 1 FROM actors WHERE key = ?1")?.exists([&named.key])? {
            continue;
        }
        let row = ensure(db, named)?;
        db.prepare_cached("UPDATE actors SET wikidata = ?2, country = ?3, dictionary = ?4 WHERE id = ?1")?
            .execute(params![row, entry.wikidata, entry.country, entry.id])?;
        let mut name = db.prepare_cached("INSERT OR IGNORE INTO names (folded, actor) VALUES (?1, ?2)")?;
        let mut index = db.prepare_cached("INSERT INTO name_words (rowid, folded) VALUES (?1, ?2)")?;
        for (words, _) in entry.words().filter(|(_, how)| *how != How::Nationality) {
            let folded = fold(words);
            if !folded.is_empty() && name.execute(params![folded, row])? > 0 {
                index.execute(params![db.last_insert_rowid(), folded])?;
            }
        }
    }
    Ok(())
}

/// An actor of the dictionary, as a correction names it.
fn of_entry(entry: &Entry) -> Named {
    let key = match &entry.wikidata {
        Some(qid) => format!("wikidata:{qid}"),
        None => format!("dictionary:{}", entry.id),
    };
    let kind = match entry.kind {
        Kind::Person => ActorKind::Person,
        Kind::Office => ActorKind::Office,
        Kind::Organisation => ActorKind::Organisation,
        Kind::State => ActorKind::State,
        Kind::Group => ActorKind::Group,
    };
    Named { key, name: entry.name.clone(), kind }
}

/// A name that does not lead to one actor.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Several go by it.
    #[error("`{name}` may be {}", of.iter().map(|n| format!("{} ({})", n.name, n.key)).collect::<Vec<_>>().join(", "))]
    Several {
        /// The name.
        name: String,
        /// Those who go by it; the first few.
        of: Vec<Named>,
    },
    /// Nobody goes by it.
    #[error("nobody in this archive goes by `{0}`")]
    Nobody(String),
    /// The store.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl NameError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            NameError::Several { .. } => Some("give the key that stands in brackets"),
            NameError::Nobody(_) => Some("see `onrecord actors list` for the names and keys there are"),
            NameError::Archive(error) => error.hint(),
        }
    }
}

/// Those who go by a name are told apart up to this many.
const SHOWN: usize = 8;

impl Named {
    /// An actor that the archive does not have.
    pub fn new(name: &str, kind: ActorKind) -> Named {
        Named { key: format!("name:{}:{}", kind.name(), fold(name)), name: name.trim().to_owned(), kind }
    }
}

/// Whom a name that somebody gave leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// An actor of the archive.
    Known(Named),
    /// One that the dictionary knows, and no article of the archive has named yet.
    Listed(Named),
    /// Nobody that is known: a correction with it makes a new actor.
    New(Named),
}

impl Recognised {
    /// The actor.
    pub fn named(self) -> Named {
        match self {
            Recognised::Known(named) | Recognised::Listed(named) | Recognised::New(named) => named,
        }
    }

    /// Whether a correction with it makes an actor that nobody knew.
    pub fn is_new(&self) -> bool {
        matches!(self, Recognised::New(_))
    }
}

/// Last words of names of bodies.
const BODIES: [&str; 44] = [
    "administration",
    "agency",
    "alliance",
    "army",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "cabinet",
    "centre",
    "center",
    "commission",
    "committee",
    "company",
    "confederation",
    "congress",
    "council",
    "court",
    "department",
    "federation",
    "force",
    "forces",
    "foundation",
    "fund",
    "government",
    "group",
    "inc",
    "institute",
    "league",
    "ltd",
    "ministry",
    "movement",
    "navy",
    "office",
    "organisation",
    "organization",
    "parliament",
    "party",
    "police",
    "senate",
    "service",
    "union",
    "university",
];

/// What somebody of a name is most likely to be, where nothing but the name is known.
fn likely_kind(name: &str) -> ActorKind {
    let lower = name.to_lowercase();
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = lower.split_whitespace().map(bare).collect();
    // `Ministry of Defence`, `Party for Change`: the head stands before the first preposition.
    let head = words
        .iter()
        .position(|w| ["of", "for", "on", "and", "in"].contains(&w.as_str()))
        .unwrap_or(words.len());
    let is_body = words[..head].last().is_some_and(|w| BODIES.contains(&w.as_str()));
    if is_body { ActorKind::Organisation } else { ActorKind::Person }
}

impl Archive {
    /// Whom a name or key leads to: an actor of the archive as [`Archive::actor_named`] finds it, else one of the dictionary, by
    /// any of its names, else a new one.
    ///
    /// # Errors
    /// When more than one goes by the name, or it is empty.
    pub fn recognise(&self, name: &str, article: Option<&str>) -> Result<Recognised, NameError> {
        let nobody = match self.actor_named(name, article) {
            Ok(named) => return Ok(Recognised::Known(named)),
            Err(NameError::Nobody(name)) if !name.trim().is_empty() => NameError::Nobody(name),
            Err(error) => return Err(error),
        };
        let words = name.trim();
        let by_key = match words.split_once(':') {
            Some(("wikidata", qid)) => self.dictionary.get_wikidata(qid),
            Some(("dictionary", id)) => self.dictionary.get(id),
            _ => None,
        };
        if let Some(entry) = by_key {
            return Ok(Recognised::Listed(of_entry(entry)));
        }
        let bare = words.strip_prefix("the ").or(words.strip_prefix("The ")).unwrap_or(words);
        let mut found = self.dictionary.find(bare);
        found.retain(|m| m.how != How::Nationality);
        let mut entries: Vec<&Entry> = found.iter().map(|m| m.entry).collect();
        entries.dedup_by_key(|e| e.id.clone());
        match entries.as_slice() {
            [] => Ok(Recognised::New(Named::new(name, likely_kind(name)))),
            [entry] => {
                let named = of_entry(entry);
                // The archive may know it by a key of its own, and whoever it was merged into.
                match self.actor_named(&named.key, None) {
                    Ok(known) => Ok(Recognised::Known(known)),
                    Err(NameError::Nobody(_)) => match self.actor_named(&entry.name, article) {
                        Ok(known) => Ok(Recognised::Known(known)),
                        Err(NameError::Nobody(_) | NameError::Several { .. }) => {
                            Ok(Recognised::Listed(named))
                        }
                        Err(error) => Err(error),
                    },
                    Err(error) => Err(error),
                }
            }
            several => match nobody {
                NameError::Nobody(name) => {
                    Err(NameError::Several { name, of: several.iter().map(|e| of_entry(e)).collect() })
                }
                other => Err(other),
            },
        }
    }

    /// The one actor of a key or a name. If several go by the name, it is the one who takes part in the article, if one
    /// was given and only one does.
    ///
    /// # Errors
    /// When nobody or more than one goes by the name.
    pub fn actor_named(&self, name: &str, article: Option<&str>) -> Result<Named, NameError> {
        let ask = |condition: &str, values: &[&str]| -> rusqlite::Result<Vec<Named>> {
            let sql = format!(
                "SELECT DISTINCT {COLUMNS} FROM actors f JOIN actors a ON a.id = coalesce(f.same_as, f.id)
                 WHERE {condition} ORDER BY a.named DESC, a.id LIMIT {}",
                SHOWN + 1
            );
            let mut asked = self.db.prepare_cached(&sql)?;
            let rows = asked.query_map(rusqlite::params_from_iter(values), |r| Row::read(r, 0))?;
            rows.map(|row| row.map(|r| Named { key: r.key, name: r.name, kind: r.kind })).collect()
        };
        let folded = fold(name);
        let by_name = "f.id IN (SELECT actor FROM names WHERE folded = ?1)";
        let here = format!(
            "{by_name} AND f.id IN (SELECT c.actor FROM casts c JOIN versions v ON v.id = c.version
             JOIN articles r ON r.id = v.article WHERE r.address = ?2)"
        );
        let all = || -> rusqlite::Result<Vec<Named>> {
            let by_key = ask("f.key = ?1", &[name])?;
            if !by_key.is_empty() {
                return Ok(by_key);
            }
            if let Some(article) = article {
                let found = ask(&here, &[&folded, article])?;
                if found.len() == 1 {
                    return Ok(found);
                }
            }
            ask(by_name, &[&folded])
        };
        let mut found = all().map_err(|e| self.failed(e))?;
        match found.len() {
            0 => Err(NameError::Nobody(name.to_owned())),
            1 => Ok(found.remove(0)),
            _ => Err(NameError::Several { name: name.to_owned(), of: found }),
        }
    }
}
