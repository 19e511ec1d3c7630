//! Asking for wording.

use super::terms::Finder;
use super::{By, CueCount, Group, LetSpeak, Naming, Rows, ScareQuoted, Share, TermSet, Verbs, WordingWanted};
use crate::error::ArchiveError;
use crate::find::Texts;
use crate::open::Archive;
use crate::query::{Condition, Query, Words, condition, named};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// Cues of a group that are handed on.
const CUES: usize = 20;

/// An article that is looked at.
struct Looked {
    group: Group,
    address: String,
    /// The version that stands for its report, where that is another one.
    origin: Option<i64>,
}

/// Something that an article has.
struct Has<K> {
    version: i64,
    key: K,
    times: u64,
}

impl Archive {
    /// How articles name an actor: by which words, pronouns aside, each without its article. `actor` is a name as in a
    /// query.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn namings(&self, actor: &str, wanted: WordingWanted<'_>) -> Result<Rows<Naming>, ArchiveError> {
        let ask = || -> rusqlite::Result<Rows<Naming>> {
            let (looked, mut unknown) = self.looked(wanted)?;
            let open = actor.ends_with('*');
            let name = Words { text: actor.trim_end_matches('*').to_owned(), open };
            let actors = named(&self.db, &name)?;
            if actors.is_empty() {
                unknown.push(actor.to_owned());
            }
            let list = serde_json::to_string(&actors).unwrap_or_default();
            // By way of whichever there are fewer of: articles that are looked at, or all that speak of the actor.
            let casts = match wanted.query {
                Query::Everything => "actors a JOIN casts c ON c.actor = a.id",
                _ => {
                    "json_each(?2) f CROSS JOIN casts c ON c.version = f.value JOIN actors a ON a.id = c.actor"
                }
            };
            let mut ask = self.db.prepare(&format!(
                "SELECT n.version, p.words, sum(n.times) FROM {casts}
                 JOIN namings n ON n.version = c.version AND n.local = c.local JOIN phrases p ON p.id = n.phrase
                 WHERE coalesce(a.same_as, a.id) IN (SELECT value FROM json_each(?1)) AND ?2 IS NOT NULL
                 GROUP BY n.version, p.words",
            ))?;
            let has = ask
                .query_map([list, versions(&looked)], |r| {
                    Ok(Has { version: r.get(0)?, key: r.get(1)?, times: r.get(2)? })
                })?
                .collect::<rusqlite::Result<Vec<Has<String>>>>()?;
            let rows =
                named_so(&looked, has, wanted.copies).into_iter().map(|(group, words, times, articles)| {
                    Naming { group, of: actor.to_owned(), words, times, articles }
                });
            Ok(cut(rows.collect(), wanted.limit, unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Which of the words for the same thing articles choose. Every text that is looked at is read.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn terms(&self, sets: &[TermSet], wanted: WordingWanted<'_>) -> Result<Rows<Naming>, ArchiveError> {
        let ask = || -> rusqlite::Result<Rows<Naming>> {
            let (looked, unknown) = self.looked(wanted)?;
            let mut versions: Vec<i64> = looked.keys().copied().collect();
            versions.sort_unstable();
            let mut texts = Texts::new(&self.db);
            let mut has: Vec<Vec<Has<usize>>> = sets.iter().map(|_| Vec::new()).collect();
            let finder = Finder::new(sets);
            let mut count = |version: i64, has: &mut Vec<Vec<Has<usize>>>| -> rusqlite::Result<()> {
                let text = texts.of(version)?.as_str();
                let counts = match &finder {
                    Some(finder) => finder.count(text),
                    None => sets.iter().map(|set| set.count(text)).collect(),
                };
                for (counts, has) in counts.into_iter().zip(has) {
                    let counts = counts.into_iter().enumerate().filter(|(_, n)| *n > 0);
                    has.extend(counts.map(|(key, times)| Has { version, key, times }));
                }
                Ok(())
            };
            for &version in &versions {
                count(version, &mut has)?;
            }
            // What stands for a report may itself not be wanted; its words are looked at all the same.
            let beside: HashSet<i64> =
                looked.values().filter_map(|l| l.origin).filter(|v| !looked.contains_key(v)).collect();
            if !wanted.copies {
                for version in beside {
                    count(version, &mut has)?;
                }
            }
            let mut rows = Vec::new();
            for (set, has) in sets.iter().zip(has) {
                let named = named_so(&looked, has, wanted.copies).into_iter();
                rows.extend(named.map(|(group, variant, times, articles)| Naming {
                    group,
                    of: set.name.clone(),
                    words: set.variants[variant].0.clone(),
                    times,
                    articles,
                }));
            }
            Ok(cut(rows, wanted.limit, unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// What articles put in quotation marks that nobody is reported to have said.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn scare_quotes(&self, wanted: WordingWanted<'_>) -> Result<Rows<ScareQuoted>, ArchiveError> {
        let ask = || -> rusqlite::Result<Rows<ScareQuoted>> {
            let (looked, unknown) = self.looked(wanted)?;
            let quotes = match wanted.query {
                Query::Everything => "scare_quotes q",
                _ => "json_each(?1) f CROSS JOIN scare_quotes q ON q.version = f.value",
            };
            let mut ask = self.db.prepare(&format!(
                "SELECT q.version, p.words, q.times, q.start FROM {quotes} JOIN phrases p ON p.id = q.phrase WHERE ?1 IS NOT NULL",
            ))?;
            let mut rows = ask.query([versions(&looked)])?;
            let mut has: Vec<Has<String>> = Vec::new();
            let mut starts: HashMap<(Group, String), (i64, u32)> = HashMap::new();
            while let Some(row) = rows.next()? {
                let (version, words): (i64, String) = (row.get(0)?, row.get(1)?);
                if let Some(l) = looked.get(&version) {
                    starts.entry((l.group.clone(), words.clone())).or_insert((version, row.get(3)?));
                }
                has.push(Has { version, key: words, times: row.get(2)? });
            }
            // Of all articles, not of those that have any.
            let mut all: HashMap<&Group, u64> = HashMap::new();
            for l in looked.values().filter(|l| wanted.copies || l.origin.is_none()) {
                *all.entry(&l.group).or_default() += 1;
            }
            let found = named_so(&looked, has, wanted.copies).into_iter().map(|(group, words, times, of)| {
                let (version, start) =
                    starts.get(&(group.clone(), words.clone())).copied().unwrap_or_default();
                let article = looked.get(&version).map(|l| l.address.clone()).unwrap_or_default();
                let all = all.get(&group).copied().unwrap_or_default().max(of.count);
                ScareQuoted { words, times, articles: Share::new(of.count, all), article, start, group }
            });
            Ok(cut(found.collect(), wanted.limit, unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// By which verbs and other cues statements are reported, and how many of them keep the outlet's distance.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn verbs(&self, wanted: WordingWanted<'_>) -> Result<Rows<Verbs>, ArchiveError> {
        let ask = || -> rusqlite::Result<Rows<Verbs>> {
            let condition = condition(&self.db, wanted.query)?;
            let sql = format!(
                "SELECT p.words, t.distancing, count(*){} FROM statements s0 JOIN tellings t ON t.statement = s0.id
                 JOIN phrases p ON p.id = t.cue
                 WHERE s0.current = 1 AND ({}){} GROUP BY 1, 2{}",
                columns(wanted.by),
                condition.sql,
                uncopied(wanted.copies),
                numbers(4, wanted.by.len()),
            );
            let mut groups: BTreeMap<Group, Vec<CueCount>> = BTreeMap::new();
            let mut ask = self.db.prepare(&sql)?;
            let mut rows = ask.query(params_from_iter(condition.values()))?;
            while let Some(row) = rows.next()? {
                let cue = CueCount { cue: row.get(0)?, distancing: row.get(1)?, count: row.get(2)? };
                groups.entry(group(row, 3, wanted.by)?).or_default().push(cue);
            }
            let mut rows: Vec<Verbs> = groups
                .into_iter()
                .map(|(group, mut cues)| {
                    let all: u64 = cues.iter().map(|c| c.count).sum();
                    let distancing: u64 = cues.iter().filter(|c| c.distancing).map(|c| c.count).sum();
                    cues.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.cue.cmp(&b.cue)));
                    cues.truncate(CUES);
                    Verbs { group, distancing: Share::new(distancing, all), cues }
                })
                .collect();
            rows.sort_by_key(|v| std::cmp::Reverse(v.distancing.of));
            Ok(cut(rows, wanted.limit, condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Whom outlets let speak, how often, at which length, in whose words. Statements that tell again what another one of
    /// the article has are left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn voices(&self, wanted: WordingWanted<'_>) -> Result<Rows<LetSpeak>, ArchiveError> {
        let ask = || -> rusqlite::Result<Rows<LetSpeak>> {
            let condition = condition(&self.db, wanted.query)?;
            let sql = format!(
                "SELECT a.name, a.key, sum(s0.kind = 'direct'), sum(s0.kind = 'mixed'), sum(s0.kind = 'indirect'), sum(t.words),
                        sum(t.quoted){}
                 FROM statements s0 JOIN tellings t ON t.statement = s0.id LEFT JOIN actors a ON a.id = s0.speaker
                 WHERE s0.current = 1 AND s0.repeats IS NULL AND ({}){} GROUP BY s0.speaker{}",
                columns(wanted.by),
                condition.sql,
                uncopied(wanted.copies),
                numbers(8, wanted.by.len()),
            );
            let mut ask = self.db.prepare(&sql)?;
            let mut asked = ask.query(params_from_iter(condition.values()))?;
            let mut rows: Vec<LetSpeak> = Vec::new();
            let mut all: HashMap<Group, u64> = HashMap::new();
            while let Some(row) = asked.next()? {
                let group = group(row, 7, wanted.by)?;
                let (direct, mixed, indirect): (u64, u64, u64) = (row.get(2)?, row.get(3)?, row.get(4)?);
                let statements = direct + mixed + indirect;
                *all.entry(group.clone()).or_default() += statements;
                rows.push(LetSpeak {
                    group,
                    speaker: row.get(0)?,
                    key: row.get(1)?,
                    statements: Share::new(statements, statements),
                    direct: Share::new(direct, statements),
                    mixed,
                    indirect,
                    words: row.get(5)?,
                    quoted: row.get(6)?,
                });
            }
            for row in &mut rows {
                row.statements = Share::new(row.statements.count, all[&row.group]);
            }
            rows.sort_by(|a, b| {
                let key = |r: &LetSpeak| {
                    (
                        std::cmp::Reverse(r.statements.of),
                        r.group.clone(),
                        std::cmp::Reverse(r.statements.count),
                    )
                };
                key(a).cmp(&key(b)).then_with(|| a.speaker.cmp(&b.speaker))
            });
            Ok(cut(rows, wanted.limit, condition.unknown))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The articles that are looked at: the latest versions, of those articles in which the query finds a statement.
    fn looked(&self, wanted: WordingWanted<'_>) -> rusqlite::Result<(HashMap<i64, Looked>, Vec<String>)> {
        let Condition { sql, values, unknown } = condition(&self.db, wanted.query)?;
        let of_query = match wanted.query {
            Query::Everything => String::new(),
            _ => format!(
                " AND v.id IN (SELECT s0.version FROM statements s0 WHERE s0.current = 1 AND ({sql}))"
            ),
        };
        let sql = format!(
            "SELECT v.id, r.address, (SELECT k.version FROM carriers c JOIN carriers k ON k.report = c.report AND k.origin = 1
                                      WHERE c.version = v.id AND c.origin = 0), o.name, substr(v.published, 1, 10)
             FROM versions v JOIN articles r ON r.id = v.article LEFT JOIN outlets o ON o.id = v.outlet
             WHERE v.number = (SELECT max(number) FROM versions w WHERE w.article = v.article){of_query}"
        );
        let values: Vec<Value> = if of_query.is_empty() { Vec::new() } else { values };
        let mut ask = self.db.prepare(&sql)?;
        let rows = ask.query_map(params_from_iter(values), |r| {
            let day: Option<String> = r.get(4)?;
            let part = |n: usize| day.as_deref().map(|d| d.get(..n).unwrap_or(d).to_owned());
            let mut group = Vec::with_capacity(wanted.by.len());
            for by in wanted.by {
                group.push(match by {
                    By::Outlet => r.get(3)?,
                    By::Day => part(10),
                    By::Month => part(7),
                    By::Year => part(4),
                    By::Speaker => None,
                });
            }
            Ok((r.get(0)?, Looked { group, address: r.get(1)?, origin: r.get(2)? }))
        })?;
        Ok((rows.collect::<rusqlite::Result<_>>()?, unknown))
    }
}

/// The versions that are looked at and those that stand for their reports, as JSON.
fn versions(looked: &HashMap<i64, Looked>) -> String {
    let mut all: Vec<i64> =
        looked.iter().flat_map(|(version, l)| [Some(*version), l.origin]).flatten().collect();
    all.sort_unstable();
    all.dedup();
    serde_json::to_string(&all).unwrap_or_default()
}

/// How often what is had is had in each group, and in how many of the articles that have any of it. A copy counts with what
/// the article that stands for its report does not have.
fn named_so<K: Clone + Eq + Hash + Ord>(
    looked: &HashMap<i64, Looked>,
    has: Vec<Has<K>>,
    copies: bool,
) -> Vec<(Group, K, u64, Share)> {
    let origins: HashSet<i64> = looked.values().filter_map(|l| l.origin).collect();
    let first: HashSet<(i64, K)> = has
        .iter()
        .filter(|h| !copies && origins.contains(&h.version))
        .map(|h| (h.version, h.key.clone()))
        .collect();
    let mut counts: BTreeMap<(&Group, K), (u64, HashSet<i64>)> = BTreeMap::new();
    let mut articles: HashMap<&Group, HashSet<i64>> = HashMap::new();
    for h in has {
        let Some(l) = looked.get(&h.version) else { continue };
        if l.origin.is_some_and(|origin| first.contains(&(origin, h.key.clone()))) {
            continue;
        }
        articles.entry(&l.group).or_default().insert(h.version);
        let (times, versions) = counts.entry((&l.group, h.key)).or_default();
        *times += h.times;
        versions.insert(h.version);
    }
    let mut rows: Vec<(Group, K, u64, Share)> = counts
        .into_iter()
        .map(|((group, key), (times, versions))| {
            let share = Share::new(versions.len() as u64, articles[group].len() as u64);
            (group.clone(), key, times, share)
        })
        .collect();
    rows.sort_by(|a, b| {
        let rank = |r: &(Group, K, u64, Share)| {
            (std::cmp::Reverse(r.3.of), r.0.clone(), std::cmp::Reverse((r.3.count, r.2)))
        };
        rank(a).cmp(&rank(b)).then_with(|| a.1.cmp(&b.1))
    });
    rows
}

fn cut<T>(mut rows: Vec<T>, limit: usize, unknown: Vec<String>) -> Rows<T> {
    let in_all = rows.len();
    rows.truncate(limit);
    Rows { rows, in_all, unknown }
}

/// What statements are counted apart by, as columns.
fn columns(by: &[By]) -> String {
    by.iter()
        .map(|by| match by {
            By::Outlet => ", (SELECT name FROM outlets WHERE id = s0.outlet)",
            By::Day => ", s0.day",
            By::Month => ", substr(s0.day, 1, 7)",
            By::Year => ", substr(s0.day, 1, 4)",
            By::Speaker => ", (SELECT name FROM actors WHERE id = s0.speaker)",
        })
        .collect()
}

/// The numbers of columns, from one on.
fn numbers(from: usize, many: usize) -> String {
    (from..from + many).map(|n| format!(", {n}")).collect()
}

fn group(row: &Row, from: usize, by: &[By]) -> rusqlite::Result<Group> {
    (from..from + by.len()).map(|n| row.get(n)).collect()
}

/// Leaves out what a copy of a report has from the article that stands for the report: the same speaker, cue and length.
fn uncopied(copies: bool) -> &'static str {
    if copies {
        return "";
    }
    " AND NOT EXISTS (SELECT 1 FROM carriers c JOIN carriers k ON k.report = c.report AND k.origin = 1
        JOIN statements so ON so.version = k.version JOIN tellings st ON st.statement = so.id
        WHERE c.version = s0.version AND c.origin = 0 AND so.speaker IS s0.speaker AND st.cue IS t.cue AND st.words = t.words)"
}
