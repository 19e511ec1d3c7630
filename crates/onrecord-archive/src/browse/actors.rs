//! One actor: by which names, when, in doing what, to whom and in which outlets.

use super::page::Tally;
use super::tallied;
use crate::find::of_rows;
use crate::{Archive, ArchiveError, Found, bodies};
use rusqlite::{Connection, OptionalExtension, params};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Articles that are opened to see by which words an actor is named in them.
const OPENED: usize = 12;
/// Values shown of each count.
const SHOWN: usize = 10;
/// Names shown.
const NAMES: usize = 60;

/// An actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Someone {
    /// What it is known by across articles.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Whether that is a name, and not only an article's words for somebody.
    pub named: bool,
    /// Its Wikidata identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// Its state, ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its identifier in a dictionary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<String>,
}

/// Words by which articles name an actor, and how they were tied to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Alias {
    /// The words.
    pub words: String,
    /// How they were tied: `name`, `alias`, `pronoun` …
    pub how: String,
    /// How often, in the articles looked at.
    pub mentions: u64,
}

/// How an outlet has an actor speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Carrying {
    /// The outlet.
    pub outlet: String,
    /// In quotation marks.
    pub direct: u64,
    /// Partly in quotation marks.
    pub mixed: u64,
    /// In the outlet's own words.
    pub indirect: u64,
}

impl Carrying {
    /// All of them.
    pub fn all(&self) -> u64 {
        self.direct + self.mixed + self.indirect
    }
}

/// What an archive knows of an actor.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Profile {
    /// Who it is.
    pub actor: Someone,
    /// Others that people said are the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<Someone>,
    /// Names that lead to it, as they are looked up.
    pub names: Vec<String>,
    /// Words by which the latest articles name it.
    pub aliases: Vec<Alias>,
    /// How many articles were opened for that.
    pub opened: usize,
    /// Articles in which it takes part.
    pub articles: u64,
    /// Statements by month, `YYYY-MM`, all of them.
    pub months: Vec<(String, u64)>,
    /// Statements without a date.
    pub undated: u64,
    /// How many of the latest statements the counts below are over.
    pub looked_at: usize,
    /// What it does in saying them.
    pub acts: Vec<Tally>,
    /// Whom it speaks to.
    pub to: Vec<Tally>,
    /// Which outlets have it speak, and how.
    pub outlets: Vec<Carrying>,
    /// Who tells what it said, where one statement stands inside another's.
    pub quoted_by: Vec<Tally>,
    /// What it said last.
    pub latest: Vec<Found>,
    /// What was said to it last.
    pub addressed: Vec<Found>,
}

impl Profile {
    /// Statements in all.
    pub fn statements(&self) -> u64 {
        self.undated + self.months.iter().map(|(_, n)| n).sum::<u64>()
    }
}

const COLUMNS: &str = "a.id, a.key, a.name, a.kind, a.named, a.wikidata, a.country, a.dictionary";

fn someone(r: &rusqlite::Row) -> rusqlite::Result<(i64, Someone)> {
    let of = Someone {
        key: r.get(1)?,
        name: r.get(2)?,
        kind: r.get(3)?,
        named: r.get(4)?,
        wikidata: r.get(5)?,
        country: r.get(6)?,
        dictionary: r.get(7)?,
    };
    Ok((r.get(0)?, of))
}

impl Archive {
    /// What is known of the actor of a key; none when there is none. `look_at` bounds the statements that are counted one
    /// by one, `show` those that are shown.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn profile(&self, key: &str, look_at: usize, show: usize) -> Result<Option<Profile>, ArchiveError> {
        let ask = || -> rusqlite::Result<Option<Profile>> {
            let sql = format!(
                "SELECT {COLUMNS} FROM actors f JOIN actors a ON a.id = coalesce(f.same_as, f.id) WHERE f.key = ?1"
            );
            let found = self.db.prepare_cached(&sql)?.query_row([key], someone).optional()?;
            found.map(|(id, actor)| profile(&self.db, id, actor, look_at, show)).transpose()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Those who have spoken most among the latest statements.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn speaking(&self, look_at: usize, show: usize) -> Result<Vec<(Someone, u64)>, ArchiveError> {
        let sql = format!(
            "SELECT {COLUMNS}, n FROM (SELECT speaker, count(*) AS n FROM
                (SELECT speaker FROM statements WHERE current = 1 ORDER BY day DESC, id DESC LIMIT ?1)
             WHERE speaker IS NOT NULL GROUP BY speaker) t JOIN actors a ON a.id = t.speaker
             WHERE a.named ORDER BY n DESC, a.name LIMIT ?2"
        );
        let ask = || -> rusqlite::Result<Vec<(Someone, u64)>> {
            self.db
                .prepare_cached(&sql)?
                .query_map(params![look_at, show], |r| Ok((someone(r)?.1, r.get(8)?)))?
                .collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn profile(
    db: &Connection,
    id: i64,
    actor: Someone,
    look_at: usize,
    show: usize,
) -> rusqlite::Result<Profile> {
    let sql = format!("SELECT {COLUMNS} FROM actors a WHERE a.same_as = ?1 ORDER BY a.id LIMIT 50");
    let same: Vec<(i64, Someone)> =
        db.prepare_cached(&sql)?.query_map([id], someone)?.collect::<Result<_, _>>()?;
    let names = db
        .prepare_cached(
            "SELECT DISTINCT folded FROM names WHERE actor = ?1 OR actor IN (SELECT id FROM actors WHERE same_as = ?1)
             ORDER BY length(folded) DESC, folded LIMIT ?2",
        )?
        .query_map(params![id, NAMES], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    // Whom a person alone has put into a statement is of no cast.
    let articles = db
        .prepare_cached(
            "SELECT (SELECT count(*) FROM casts WHERE actor = ?1) + (SELECT count(DISTINCT s.version)
                 FROM read_statements r JOIN statements s ON s.id = r.statement WHERE s.speaker = ?1 AND s.current = 1
                     AND s.version NOT IN (SELECT version FROM casts WHERE actor = ?1))",
        )?
        .query_row([id], |r| r.get(0))?;
    let mut months = Vec::new();
    let mut undated = 0;
    let mut ask = db.prepare_cached(
        "SELECT substr(day, 1, 7), count(*) FROM statements WHERE current = 1 AND speaker = ?1 GROUP BY 1 ORDER BY 1",
    )?;
    let mut rows = ask.query([id])?;
    while let Some(row) = rows.next()? {
        match row.get::<_, Option<String>>(0)? {
            Some(month) => months.push((month, row.get(1)?)),
            None => undated = row.get(1)?,
        }
    }
    let counted = counted(db, id, look_at)?;
    let (aliases, opened) = aliases(db, id)?;
    let rows = |column: &str| -> rusqlite::Result<Vec<Found>> {
        let sql = format!(
            "SELECT id FROM statements WHERE current = 1 AND {column} = ?1 ORDER BY day DESC, id DESC LIMIT ?2"
        );
        let ids: Vec<i64> =
            db.prepare_cached(&sql)?.query_map(params![id, show], |r| r.get(0))?.collect::<Result<_, _>>()?;
        of_rows(db, &ids, true)
    };
    Ok(Profile {
        actor,
        same: same.into_iter().map(|(_, s)| s).collect(),
        names,
        aliases,
        opened,
        articles,
        months,
        undated,
        looked_at: counted.statements,
        acts: counted.acts,
        to: counted.to,
        outlets: counted.outlets,
        quoted_by: counted.quoted_by,
        latest: rows("speaker")?,
        addressed: rows("addressee")?,
    })
}

struct Counted {
    statements: usize,
    acts: Vec<Tally>,
    to: Vec<Tally>,
    outlets: Vec<Carrying>,
    quoted_by: Vec<Tally>,
}

fn counted(db: &Connection, id: i64, look_at: usize) -> rusqlite::Result<Counted> {
    let mut acts: HashMap<String, u64> = HashMap::new();
    let mut to: HashMap<i64, u64> = HashMap::new();
    let mut outlets: HashMap<i64, [u64; 3]> = HashMap::new();
    let mut inside: Vec<i64> = Vec::new();
    let mut statements = 0;
    let mut ask = db.prepare_cached(
        "SELECT act, addressee, outlet, kind, inside FROM statements WHERE current = 1 AND speaker = ?1
         ORDER BY day DESC, id DESC LIMIT ?2",
    )?;
    let mut rows = ask.query(params![id, look_at])?;
    while let Some(row) = rows.next()? {
        statements += 1;
        if let Some(act) = row.get::<_, Option<String>>(0)? {
            *acts.entry(act).or_default() += 1;
        }
        if let Some(addressee) = row.get::<_, Option<i64>>(1)? {
            *to.entry(addressee).or_default() += 1;
        }
        inside.extend(row.get::<_, Option<i64>>(4)?);
        if let Some(outlet) = row.get::<_, Option<i64>>(2)? {
            let kind = match row.get_ref(3)?.as_str()? {
                "direct" => 0,
                "mixed" => 1,
                _ => 2,
            };
            outlets.entry(outlet).or_default()[kind] += 1;
        }
    }
    let mut outer = db.prepare_cached("SELECT speaker FROM statements WHERE id = ?1")?;
    let mut by: HashMap<i64, u64> = HashMap::new();
    for statement in inside {
        // What somebody tells of themselves is nobody else's quoting.
        let speaker: Option<i64> = outer.query_row([statement], |r| r.get(0))?;
        speaker.filter(|by| *by != id).into_iter().for_each(|who| *by.entry(who).or_default() += 1);
    }
    let mut name = db.prepare_cached("SELECT name, key FROM actors WHERE id = ?1")?;
    let mut named = |counts| -> rusqlite::Result<Vec<Tally>> {
        let mut all = Vec::new();
        for (actor, statements) in tallied(counts, SHOWN) {
            let (shown, value) = name.query_row([actor], |r| Ok((r.get(0)?, r.get(1)?)))?;
            all.push(Tally { value, shown, statements });
        }
        Ok(all)
    };
    let (whom, quoted_by) = (named(to)?, named(by)?);
    let mut name = db.prepare_cached("SELECT name FROM outlets WHERE id = ?1")?;
    let all: HashMap<i64, u64> = outlets.iter().map(|(&o, n)| (o, n.iter().sum())).collect();
    let mut carrying = Vec::new();
    for (outlet, _) in tallied(all, SHOWN) {
        let [direct, mixed, indirect] = outlets[&outlet];
        carrying.push(Carrying { outlet: name.query_row([outlet], |r| r.get(0))?, direct, mixed, indirect });
    }
    let acts = tallied(acts, SHOWN);
    let acts = acts
        .into_iter()
        .map(|(act, statements)| Tally { value: act.clone(), shown: act, statements })
        .collect();
    Ok(Counted { statements, acts, to: whom, outlets: carrying, quoted_by })
}

/// By which words the latest articles name an actor.
fn aliases(db: &Connection, id: i64) -> rusqlite::Result<(Vec<Alias>, usize)> {
    let casts: Vec<(i64, String)> = db
        .prepare_cached("SELECT version, local FROM casts WHERE actor = ?1 ORDER BY version DESC LIMIT ?2")?
        .query_map(params![id, OPENED], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut opened = std::collections::HashSet::new();
    for (version, local) in casts {
        opened.insert(version);
        let record = bodies::record(db, version)?;
        let Some(actor) = record.actors.iter().find(|a| a.id == local) else { continue };
        for mention in &actor.mentions {
            let Some(words) = crate::spans::words_at(&record.article.text, mention.span) else { continue };
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            *counts.entry((words, crate::rows::word(&mention.how)?)).or_default() += 1;
        }
    }
    let mut all: Vec<Alias> =
        counts.into_iter().map(|((words, how), mentions)| Alias { words, how, mentions }).collect();
    all.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.words.cmp(&b.words)));
    all.truncate(NAMES);
    Ok((all, opened.len()))
}
