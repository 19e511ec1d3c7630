//! Gathering the stands of an archive on an issue.

use super::marks::mark;
use super::target::{Target, is_whole, of_events};
use super::{Bounds, Carrier, Dating, Evidence, Issue, Position, Positions, Side, Stand};
use crate::bodies::{self, harmed};
use crate::corrections::apply;
use crate::error::ArchiveError;
use crate::events::Happening;
use crate::events::store::sentence_at;
use crate::find::Texts;
use crate::open::Archive;
use crate::query::{Query, condition, event_condition};
use crate::spans::{joined, words_at};
use onrecord::acts::Act;
use onrecord::events::EventStatus;
use onrecord::stances::{Lexicon, Spoken, Stance};
use onrecord::{Record, Span, Statement};
use rusqlite::{OptionalExtension, params_from_iter};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Days that a time told for a saying may span and still tell when it was.
const SHORT: i64 = 31;

/// The row of a statement on the issue.
struct Asked {
    id: i64,
    version: i64,
    number: u32,
    actor: i64,
    from: Option<String>,
    to: Option<String>,
    day: Option<String>,
    saying: Option<i64>,
    report: Option<i64>,
    repeats: Option<i64>,
    confidence: f64,
    carrier: Carrier,
}

/// Who somebody is.
struct Known {
    key: String,
    name: String,
    kind: String,
    country: Option<String>,
}

/// One statement with what it says of the issue.
struct Weighed {
    asked: Asked,
    stance: Stance,
    words: String,
    conditions: Vec<String>,
    hedges: Vec<String>,
    told_by: Option<String>,
    kind: String,
    act: Option<String>,
    negated: bool,
}

/// What makes two statements of one speaker one evidence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Same {
    Saying(i64),
    Report(i64, String),
    Alone(i64),
}

impl Archive {
    /// Who stands where on an issue, by what its query finds: each actor's stands in the order of time, with changes and
    /// contradictions marked. Only the latest version of each article is looked at; the same saying, and copies of one
    /// report, are one stand. Events count where the query is about some words: those that the actors do, in whose
    /// sentence the words stand or of whose type the words are.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn positions(&self, issue: &Issue, bounds: Bounds) -> Result<Positions, ArchiveError> {
        let lexicon = Lexicon::embedded().map_err(harmed).map_err(|e| self.failed(e))?;
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
            let weighed = self.weigh(issue, asked, &lexicon, &target, &mut out.unknown)?;
            Ok(joined_up(weighed))
        };
        let mut stands = words().map_err(|e| self.failed(e))?;
        if !target.is_empty() {
            self.add_events(issue, bounds, &lexicon, &target, &mut actors, &mut stands, &mut out)?;
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
    let found = target.find(text, &s.content);
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

/// One stand for each evidence: the same saying, the same words in copies of a report, and what an article tells again.
fn joined_up(weighed: Vec<Weighed>) -> BTreeMap<i64, Vec<Stand>> {
    let own = |w: &Weighed| match (w.asked.saying, w.asked.report) {
        (Some(saying), _) => Same::Saying(saying),
        (None, Some(report)) => Same::Report(report, plain(&w.words)),
        (None, None) => Same::Alone(w.asked.id),
    };
    let by_row: HashMap<i64, (i64, Same)> =
        weighed.iter().map(|w| (w.asked.id, (w.asked.actor, own(w)))).collect();
    let mut groups: BTreeMap<(i64, Same), Vec<Weighed>> = BTreeMap::new();
    for w in weighed {
        let repeated =
            w.asked.repeats.and_then(|row| by_row.get(&row)).filter(|(actor, _)| *actor == w.asked.actor);
        let same = repeated.map_or_else(|| own(&w), |(_, same)| same.clone());
        groups.entry((w.asked.actor, same)).or_default().push(w);
    }
    let mut out: BTreeMap<i64, Vec<Stand>> = BTreeMap::new();
    for ((actor, _), group) in groups {
        out.entry(actor).or_default().extend(one_stand(group));
    }
    out
}

fn one_stand(mut group: Vec<Weighed>) -> Option<Stand> {
    group.sort_by(|a, b| {
        let key = |w: &Weighed| {
            (w.asked.carrier.published.is_none(), w.asked.carrier.published.clone(), w.asked.id)
        };
        key(a).cmp(&key(b))
    });
    let quoted = |w: &Weighed| w.kind != "indirect";
    let fullest =
        (0..group.len()).max_by_key(|&n| (quoted(&group[n]), group[n].words.len(), usize::MAX - n))?;
    let sides: BTreeSet<Side> = group.iter().map(|w| w.stance.side).filter(|s| *s != Side::Unclear).collect();
    let stance = match sides.len() {
        0 => group[fullest].stance.clone(),
        1 => {
            // The fullest wording first, else the one that tells it best.
            let clear = group.iter().filter(|w| w.stance.side != Side::Unclear).map(|w| &w.stance);
            let own = Some(&group[fullest].stance).filter(|s| s.side != Side::Unclear && !s.inferred);
            own.or_else(|| clear.min_by_key(|s| s.inferred))?.clone()
        }
        _ => Stance {
            side: Side::Unclear,
            inferred: false,
            because: "the wordings in which it is reported take different sides".to_owned(),
        },
    };
    let told = group.iter().find_map(|w| told_days(&w.asked));
    let published = group.iter().find_map(|w| w.asked.day.clone());
    let (from, to, dated_by) = match (told, published) {
        (Some((from, to)), _) => (Some(from), Some(to), Dating::Told),
        (None, Some(day)) => (Some(day.clone()), Some(day), Dating::Published),
        (None, None) => (None, None, Dating::Unknown),
    };
    let voices: BTreeSet<Result<i64, i64>> =
        group.iter().map(|w| w.asked.report.ok_or(w.asked.version)).collect();
    let told_by =
        if group.iter().all(|w| w.told_by.is_some()) { group[fullest].told_by.clone() } else { None };
    let w = &group[fullest];
    Some(Stand {
        number: 0,
        side: stance.side,
        inferred: stance.inferred,
        because: stance.because,
        from,
        to,
        dated_by,
        evidence: Evidence::Statement {
            kind: w.kind.clone(),
            act: w.act.clone(),
            negated: w.negated,
            confidence: w.asked.confidence,
        },
        words: w.words.clone(),
        conditions: w.conditions.clone(),
        hedges: w.hedges.clone(),
        told_by,
        voices: voices.len(),
        carriers: group.iter().map(|w| w.asked.carrier.clone()).collect(),
        marks: Vec::new(),
    })
}

/// When the text tells that it was said, if that is not too wide a time.
fn told_days(asked: &Asked) -> Option<(String, String)> {
    let (from, to) = (asked.from.clone()?, asked.to.clone()?);
    let day = |day: &str| day.parse::<jiff::civil::Date>().ok();
    let length = day(&from)?.until(day(&to)?).ok()?.get_days();
    (0..=SHORT).contains(&i64::from(length)).then_some((from, to))
}

fn deed(h: &Happening, actor: Option<&Known>, stance: Stance, words: String) -> Option<Stand> {
    let actor = actor?;
    let own: Vec<_> = h.tellings.iter().filter(|t| t.own_voice).collect();
    let mut claimed_by: Vec<String> = match own.is_empty() {
        true => {
            h.tellings.iter().map(|t| t.claimed_by.clone().unwrap_or_else(|| "somebody".to_owned())).collect()
        }
        false => Vec::new(),
    };
    claimed_by.sort();
    claimed_by.dedup();
    // What it says of itself stands among its statements.
    if !claimed_by.is_empty() && claimed_by.iter().all(|by| *by == actor.name) {
        return None;
    }
    let first =
        h.tellings.iter().find_map(|t| t.published.as_deref()).and_then(|p| p.get(..10)).map(str::to_owned);
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
    let (from, to, dated_by) = match (day(h.from), day(h.to), first) {
        (Some(from), Some(to), _) => (Some(from), Some(to), Dating::Told),
        (_, _, Some(day)) => (Some(day.clone()), Some(day), Dating::Published),
        (_, to, None) => (to.clone(), to, Dating::Unknown),
    };
    let targets = h.target.iter().chain(h.source.iter().filter(|_| h.mutual));
    Some(Stand {
        number: 0,
        side: stance.side,
        inferred: stance.inferred,
        because: stance.because,
        from,
        to,
        dated_by,
        evidence: Evidence::Event {
            event: h.event_type.name().to_owned(),
            status: h.status.name().to_owned(),
            targets: targets.filter(|w| w.key.as_ref() != Some(&actor.key)).map(|w| w.name.clone()).collect(),
            claimed_by,
        },
        words,
        conditions: Vec::new(),
        hedges: Vec::new(),
        told_by: None,
        voices: h.origins,
        carriers: h
            .tellings
            .iter()
            .map(|t| Carrier {
                article: t.article.clone(),
                version: t.version,
                id: t.event.clone(),
                outlet: t.outlet.clone(),
                voice: None,
                published: t.published.clone(),
            })
            .collect(),
        marks: Vec::new(),
    })
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

/// What is the same in words that differ in print only.
fn plain(words: &str) -> String {
    let kept: String = words.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect();
    kept.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
