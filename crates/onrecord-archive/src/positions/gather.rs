//! Gathering the stands of an archive on an issue.

use super::marks::mark;
use super::stands::{Asked, Known, Weighed, deed, joined_up};
use super::target::{Target, is_whole, of_events};
use super::{Bounds, Carrier, Issue, Position, Positions, Side, Stand};
use crate::bodies::{self, harmed};
use crate::corrections::apply;
use crate::error::ArchiveError;
use crate::events::Happening;
use crate::events::store::sentence_at;
use crate::find::Texts;
use crate::open::Archive;
use crate::query::{Query, condition, event_condition, is_coded};
use crate::spans::{joined, words_at};
use onrecord::acts::Act;
use onrecord::events::EventStatus;
use onrecord::stances::{Lexicon, Spoken, Stance};
use onrecord::{Record, Span, Statement};
use rusqlite::{OptionalExtension, params_from_iter};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// The lexicon of stands, read once: that takes milliseconds, as long as a small question.
static LEXICON: LazyLock<Result<Lexicon, String>> =
    LazyLock::new(|| Lexicon::embedded().map_err(|error| error.to_string()));

impl Archive {
    /// Who stands where on an issue, by what its query finds: each actor's stands in the order of time, with changes and
    /// contradictions marked. Only the latest version of each article is looked at; the same saying, and copies of one
    /// report, are one stand. Events count where the query is about some words: those that the actors do, in whose
    /// sentence the words stand or of whose type the words are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn positions(&self, issue: &Issue, bounds: Bounds) -> Result<Positions, ArchiveError> {
        let lexicon = LEXICON.as_ref().map_err(|e| self.failed(harmed(std::io::Error::other(e.clone()))))?;
        let target = Target::of(&issue.query);
        let mut actors: HashMap<i64, Known> = HashMap::new();
        let mut out = Positions {
            actors: Vec::new(),
            actors_in_all: 0,
            statements: 0,
            nobody: 0,
            more_statements: false,
            events_left_out: false,
            unknown: Vec::new(),
        };
        let mut words = || -> rusqlite::Result<BTreeMap<i64, Vec<Stand>>> {
            let asked = self.statements_on(issue, bounds, &mut actors, &mut out)?;
            let weighed = self.weigh(issue, asked, lexicon, &target, &mut out.unknown)?;
            Ok(joined_up(weighed, bounds.copies))
        };
        let mut stands = words().map_err(|e| self.failed(e))?;
        // What people coded is all that counts there.
        if !target.is_empty() && !is_coded(&self.db, &issue.query).map_err(|e| self.failed(e))? {
            self.add_events(issue, bounds, lexicon, &target, &mut actors, &mut stands, &mut out)?;
        }
        out.actors = stands
            .into_iter()
            .filter_map(|(actor, stands)| Some(position(actors.get(&actor)?, stands, bounds)))
            .collect();
        let all = |p: &Position| p.pro + p.con + p.unclear;
        out.actors.sort_by(|a, b| all(b).cmp(&all(a)).then_with(|| a.name().cmp(b.name())));
        out.actors_in_all = out.actors.len();
        out.actors.truncate(bounds.actors);
        out.unknown.sort();
        out.unknown.dedup();
        Ok(out)
    }

    fn statements_on(
        &self,
        issue: &Issue,
        bounds: Bounds,
        actors: &mut HashMap<i64, Known>,
        out: &mut Positions,
    ) -> rusqlite::Result<Vec<Asked>> {
        let condition = condition(&self.db, &issue.query)?;
        // The numbers first, so that what else is wanted is fetched only for those that are looked at.
        let sql = format!(
            "SELECT s.id, s.version, s.number, s.speaker, s.said_from, s.said_to, s.day, y.saying, c.report, s.repeats, s.confidence,
                    r.address, v.number, o.name, p.voice, v.published, a.key, a.name, a.kind, a.country
             FROM (SELECT s0.id AS id FROM statements s0 WHERE s0.current = 1 AND ({})
                   ORDER BY s0.day DESC, s0.id DESC LIMIT {}) f
             CROSS JOIN statements s ON s.id = f.id
             JOIN versions v ON v.id = s.version JOIN articles r ON r.id = v.article
             LEFT JOIN outlets o ON o.id = s.outlet LEFT JOIN actors a ON a.id = s.speaker
             LEFT JOIN sayings y ON y.statement = s.id LEFT JOIN carriers c ON c.version = s.version
             LEFT JOIN reports p ON p.id = c.report",
            condition.sql,
            bounds.statements.saturating_add(1).min(i64::MAX as usize),
        );
        out.unknown.extend(condition.unknown.iter().cloned());
        let mut ask = self.db.prepare(&sql)?;
        let mut rows = ask.query(params_from_iter(condition.values()))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            if out.statements == bounds.statements {
                out.more_statements = true;
                break;
            }
            out.statements += 1;
            let Some(actor) = row.get::<_, Option<i64>>(3)? else {
                out.nobody += 1;
                continue;
            };
            if let std::collections::hash_map::Entry::Vacant(place) = actors.entry(actor) {
                place.insert(Known {
                    key: row.get(16)?,
                    name: row.get(17)?,
                    kind: row.get(18)?,
                    country: row.get(19)?,
                });
            }
            let number: u32 = row.get(2)?;
            all.push(Asked {
                id: row.get(0)?,
                version: row.get(1)?,
                number,
                actor,
                from: row.get(4)?,
                to: row.get(5)?,
                day: row.get(6)?,
                saying: row.get(7)?,
                report: row.get(8)?,
                repeats: row.get(9)?,
                confidence: row.get(10)?,
                carrier: Carrier {
                    article: row.get(11)?,
                    version: row.get(12)?,
                    id: format!("s{}", number + 1),
                    outlet: row.get(13)?,
                    voice: row.get(14)?,
                    published: row.get(15)?,
                },
            });
        }
        all.sort_by_key(|a| (a.version, a.number));
        Ok(all)
    }

    fn weigh(
        &self,
        issue: &Issue,
        asked: Vec<Asked>,
        lexicon: &Lexicon,
        target: &Target,
        unknown: &mut Vec<String>,
    ) -> rusqlite::Result<Vec<Weighed>> {
        let mut own = |side: &Option<Query>| -> rusqlite::Result<HashSet<i64>> {
            let Some(query) = side else { return Ok(HashSet::new()) };
            let both = Query::All(vec![issue.query.clone(), query.clone()]);
            let condition = condition(&self.db, &both)?;
            unknown.extend(condition.unknown.iter().cloned());
            let sql = format!("SELECT s0.id FROM statements s0 WHERE s0.current = 1 AND ({})", condition.sql);
            let mut ask = self.db.prepare(&sql)?;
            ask.query_map(params_from_iter(condition.values()), |r| r.get(0))?.collect()
        };
        let (pro, con) = (own(&issue.pro)?, own(&issue.con)?);
        let mut record: Option<(i64, Record)> = None;
        let mut out = Vec::with_capacity(asked.len());
        for one in asked {
            if record.as_ref().is_none_or(|(version, _)| *version != one.version) {
                let read = bodies::record(&self.db, one.version)?;
                record = Some((one.version, apply(&self.db, one.version, read)?.into_record()));
            }
            let Some((_, record)) = &record else { continue };
            let Some(s) = record.statements.iter().find(|s| s.id == one.carrier.id) else { continue };
            let text = &record.article.text;
            let by_query = match (pro.contains(&one.id), con.contains(&one.id)) {
                (true, true) => {
                    Some((Side::Unclear, "both the `for` and the `against` of the issue find it"))
                }
                (true, false) => Some((Side::For, "the `for` of the issue finds it")),
                (false, true) => Some((Side::Against, "the `against` of the issue finds it")),
                (false, false) => None,
            };
            let mut stance = match by_query {
                Some((side, because)) => Stance { side, inferred: false, because: because.to_owned() },
                None => decided(lexicon, target, record, s),
            };
            let around: Vec<&Statement> = outer(record, s).collect();
            if stance.side != Side::Unclear
                && let Some(denied) = around.iter().find(|o| o.negated || o.act == Some(Act::Deny))
            {
                let by = speaker(record, denied).unwrap_or_else(|| "somebody".to_owned());
                stance = Stance {
                    side: Side::Unclear,
                    inferred: false,
                    because: format!("{by} is told to deny that it is so"),
                };
            }
            let pieces = |spans: &[Span]| -> Vec<String> {
                spans.iter().filter_map(|&s| words_at(text, s)).map(str::to_owned).collect()
            };
            out.push(Weighed {
                stance,
                words: joined(text, &s.content),
                conditions: pieces(&s.conditions),
                hedges: pieces(&s.hedges),
                told_by: around.first().map(|o| speaker(record, o).unwrap_or_else(|| "somebody".to_owned())),
                kind: s.kind.name().to_owned(),
                act: s.act.as_ref().map(crate::rows::word).transpose()?,
                negated: s.negated,
                asked: one,
            });
        }
        Ok(out)
    }

    #[allow(clippy::too_many_arguments, reason = "what has been gathered so far, to be added to")]
    fn add_events(
        &self,
        issue: &Issue,
        bounds: Bounds,
        lexicon: &Lexicon,
        target: &Target,
        actors: &mut HashMap<i64, Known>,
        stands: &mut BTreeMap<i64, Vec<Stand>>,
        out: &mut Positions,
    ) -> Result<(), ArchiveError> {
        let deeds = lexicon.deeds(&target.words());
        let Some(query) = of_events(&issue.query, &deeds) else { return Ok(()) };
        let most = bounds.statements / 10;
        let count = || -> rusqlite::Result<(usize, HashSet<String>)> {
            let condition = event_condition(&self.db, &query)?;
            let from = format!("FROM events e0 WHERE e0.current = 1 AND ({})", condition.sql);
            let n: usize = self.db.query_row(
                &format!("SELECT count(*) FROM (SELECT 1 {from} LIMIT {})", most + 1),
                params_from_iter(condition.values()),
                |r| r.get(0),
            )?;
            if n > most {
                return Ok((n, HashSet::new()));
            }
            // What is a statement stands among the statements already.
            let sql = format!(
                "SELECT r.address || '#e' || (e.number + 1) FROM events e JOIN versions v ON v.id = e.version
                 JOIN articles r ON r.id = v.article
                 WHERE e.statement IS NOT NULL AND e.id IN (SELECT e0.id {from})"
            );
            let mut ask = self.db.prepare(&sql)?;
            let said = ask
                .query_map(params_from_iter(condition.values()), |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            Ok((n, said))
        };
        let (n, said) = count().map_err(|e| self.failed(e))?;
        if n > most {
            out.events_left_out = true;
            return Ok(());
        }
        let (found, _) = self.events(&query)?;
        let everybody = is_whole(&issue.query);
        let add = || -> rusqlite::Result<()> {
            let mut texts = Texts::new(&self.db);
            for mut h in found {
                h.tellings.retain(|t| !said.contains(&format!("{}#{}", t.article, t.event)));
                let Some((stance, words)) = self.shown(&h, lexicon, target, &mut texts)? else { continue };
                let mutual = h.target.iter().filter(|_| h.mutual);
                let parties: BTreeSet<&String> =
                    h.source.iter().chain(mutual).filter_map(|w| w.key.as_ref()).collect();
                for key in parties {
                    let Some(actor) = self.actor(key, actors)? else { continue };
                    if !(everybody || stands.contains_key(&actor)) {
                        continue;
                    }
                    if let Some(stand) = deed(&h, actors.get(&actor), stance.clone(), words.clone()) {
                        stands.entry(actor).or_default().push(stand);
                    }
                }
            }
            Ok(())
        };
        add().map_err(|e| self.failed(e))
    }

    /// What an event shows of its doers, and the words for it, by its first telling.
    fn shown(
        &self,
        h: &Happening,
        lexicon: &Lexicon,
        target: &Target,
        texts: &mut Texts,
    ) -> rusqlite::Result<Option<(Stance, String)>> {
        let Some(first) = h.tellings.iter().find(|t| t.own_voice).or(h.tellings.first()) else {
            return Ok(None);
        };
        let version: Option<i64> = self
            .db
            .prepare_cached(
                "SELECT v.id FROM versions v JOIN articles r ON r.id = v.article WHERE r.address = ?1 AND v.number = ?2",
            )?
            .query_row(rusqlite::params![first.article, first.version], |r| r.get(0))
            .optional()?;
        let Some(version) = version else { return Ok(None) };
        let text = texts.of(version)?;
        let Some(sentence) = first.spans.anchor.first().and_then(|a| sentence_at(text, *a)) else {
            return Ok(None);
        };
        let words = text.slice(sentence).to_owned();
        let found = target.find(text, &[sentence]);
        let named = h.event_type.name();
        let stance = match h.status {
            EventStatus::Denied | EventStatus::Hypothetical => Stance {
                side: Side::Unclear,
                inferred: false,
                because: format!("an event of type {named} that is told as {}", h.status.name()),
            },
            // None of the words: it came in by its type, which they are words for.
            _ if found.is_empty() => Stance {
                side: Side::For,
                inferred: true,
                because: format!("an event of type {named}, which the words of the issue are words for"),
            },
            _ => lexicon.shown_by(text, h.event_type, sentence, &first.spans.anchor, &found),
        };
        Ok(Some((stance, words)))
    }

    /// The row of an actor by its key, with who that is.
    fn actor(&self, key: &str, actors: &mut HashMap<i64, Known>) -> rusqlite::Result<Option<i64>> {
        let found = self
            .db
            .prepare_cached(
                "SELECT b.id, b.key, b.name, b.kind, b.country FROM actors a JOIN actors b ON b.id = coalesce(a.same_as, a.id)
                 WHERE a.key = ?1",
            )?
            .query_row([key], |r| {
                Ok((r.get::<_, i64>(0)?, Known { key: r.get(1)?, name: r.get(2)?, kind: r.get(3)?, country: r.get(4)? }))
            })
            .optional()?;
        Ok(found.map(|(id, known)| {
            actors.entry(id).or_insert(known);
            id
        }))
    }
}

impl Position {
    fn name(&self) -> &str {
        &self.actor
    }
}

fn decided(lexicon: &Lexicon, target: &Target, record: &Record, s: &Statement) -> Stance {
    let text = &record.article.text;
    // What others are told to have said in it is theirs.
    let others = record
        .statements
        .iter()
        .filter(|o| o.inside.as_ref() == Some(&s.id) && !(o.speaker == s.speaker && s.speaker.is_some()));
    let apart = s.conditions.iter().chain(&s.concessions).filter(|c| lexicon.is_apart(text, **c)).copied();
    let masked: Vec<Span> = apart.chain(others.flat_map(|o| o.content.clone())).collect();
    let spoken = Spoken { act: s.act, negated: s.negated, cue: &s.cue, content: &s.content, masked: &masked };
    if target.is_empty() {
        return lexicon.decide(text, spoken, &[]);
    }
    let found = target.find_linked(record, &s.content);
    if found.is_empty() {
        return Stance {
            side: Side::Unclear,
            inferred: false,
            because: "the words of the issue do not stand in what is said as they are".to_owned(),
        };
    }
    lexicon.decide(text, spoken, &found)
}

/// The statements in which one stands, from the inside out.
fn outer<'r>(record: &'r Record, s: &'r Statement) -> impl Iterator<Item = &'r Statement> {
    let find = |id: Option<&String>| id.and_then(|id| record.statements.iter().find(|o| o.id == *id));
    // No chain is longer than there are statements, be the record harmed.
    std::iter::successors(find(s.inside.as_ref()), move |o| find(o.inside.as_ref()))
        .take(record.statements.len())
}

fn speaker(record: &Record, s: &Statement) -> Option<String> {
    let actor = record.actors.iter().find(|a| Some(&a.id) == s.speaker.as_ref())?;
    let words =
        || actor.mentions.first().and_then(|m| words_at(&record.article.text, m.span)).map(str::to_owned);
    actor.name.clone().or_else(words)
}

fn position(actor: &Known, mut stands: Vec<Stand>, bounds: Bounds) -> Position {
    stands.sort_by(|a, b| {
        let key = |s: &Stand| {
            (s.from.is_none(), s.from.clone(), s.to.clone(), s.carriers.first().map(|c| c.published.clone()))
        };
        key(a).cmp(&key(b))
    });
    for (number, stand) in (1..).zip(&mut stands) {
        stand.number = number;
    }
    mark(&mut stands);
    let count = |side: Side| stands.iter().filter(|s| s.side == side).count();
    let marks = |what| stands.iter().flat_map(|s| &s.marks).filter(|m| m.what == what).count();
    Position {
        actor: actor.name.clone(),
        key: actor.key.clone(),
        kind: actor.kind.clone(),
        country: actor.country.clone(),
        pro: count(Side::For),
        con: count(Side::Against),
        unclear: count(Side::Unclear),
        changes: marks(super::MarkKind::Change),
        contradictions: marks(super::MarkKind::Contradiction),
        stands: stands.split_off(stands.len().saturating_sub(bounds.stands)),
    }
}
