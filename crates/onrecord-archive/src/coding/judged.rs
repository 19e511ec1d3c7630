//! What each of several coders says of what they have judged, side by side.

use super::codebook::{CONCEPT, MEMO, Scale, UnitKind, VariableKind};
use super::judged_events::events_judged;
use super::{Codebook, Level, OnUnit, Unit};
use crate::actors::Known;
use crate::bodies;
use crate::codes::number_of;
use crate::corrections::{Effective, Named, OF_EVENTS, apply_of};
use crate::open::Archive;
use crate::query::{Query, condition};
use crate::rows::{said, word};
use crate::spans::words_at;
use onrecord::{Record, Statement};
use rusqlite::params_from_iter;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A variable of a unit, in the order of a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// Whether it is a statement.
    Statement,
    /// Who says it.
    Speaker,
    /// What is done in saying it.
    Act,
    /// To whom.
    Addressee,
    /// When it was said.
    Day,
    /// Direct, mixed or indirect.
    Kind,
    /// Whether it depends on something.
    Conditions,
    /// Whether less is claimed by a hedge.
    Hedged,
    /// Something of an event, by the kind of its corrections.
    Event(&'static str),
    /// Whether it is about a concept.
    Concept(String),
    /// The side or value with the concept.
    Stance(String),
    /// A variable of the codebook.
    Variable(String),
}

impl What {
    pub(super) fn name(&self) -> String {
        match self {
            What::Statement => "statement".to_owned(),
            What::Speaker => "speaker".to_owned(),
            What::Act => "act".to_owned(),
            What::Addressee => "addressee".to_owned(),
            What::Day => "day".to_owned(),
            What::Kind => "kind".to_owned(),
            What::Conditions => "conditions".to_owned(),
            What::Hedged => "hedged".to_owned(),
            What::Event(kind) => (*kind).to_owned(),
            What::Concept(name) => format!("concept: {name}"),
            What::Stance(name) => format!("stance: {name}"),
            What::Variable(name) => name.clone(),
        }
    }

    /// The variable that a report calls so.
    pub(super) fn named(name: &str) -> What {
        if let Some(kind) = OF_EVENTS.iter().find(|kind| **kind == name) {
            return What::Event(kind);
        }
        match (name, name.split_once(": ")) {
            ("statement", _) => What::Statement,
            ("speaker", _) => What::Speaker,
            ("act", _) => What::Act,
            ("addressee", _) => What::Addressee,
            ("day", _) => What::Day,
            ("kind", _) => What::Kind,
            ("conditions", _) => What::Conditions,
            ("hedged", _) => What::Hedged,
            (_, Some(("concept", concept))) => What::Concept(concept.to_owned()),
            (_, Some(("stance", concept))) => What::Stance(concept.to_owned()),
            _ => What::Variable(name.to_owned()),
        }
    }

    /// What its values can be compared by.
    pub(super) fn level(&self, book: &Codebook) -> Level {
        match self {
            What::Stance(name) => match book.concept(name).map(|c| &c.scale) {
                Some(Scale::Values { level, .. }) => *level,
                _ => Level::Nominal,
            },
            What::Variable(name) => match book.variable(name).map(|v| &v.kind) {
                Some(VariableKind::Choice { level, .. }) => *level,
                Some(VariableKind::Number) => Level::Interval,
                _ => Level::Nominal,
            },
            _ => Level::Nominal,
        }
    }

    /// A value as a number that can be compared on its level.
    pub(super) fn measured(&self, book: &Codebook, value: &str) -> Option<f64> {
        let on = |values: &[String], level| super::codebook::measured(values, level, value);
        match self {
            What::Stance(name) => match book.concept(name).map(|c| &c.scale) {
                Some(Scale::Values { values, level }) => on(values, *level),
                _ => None,
            },
            What::Variable(name) => match book.variable(name).map(|v| &v.kind) {
                Some(VariableKind::Choice { values, level }) => on(values, *level),
                Some(VariableKind::Number) => value.trim().parse().ok(),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What was judged: by the place of what it is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Article,
    Statement(u32),
    Event(u32),
}

impl Of {
    pub(super) fn id(&self) -> Option<String> {
        match self {
            Of::Article => None,
            Of::Statement(n) => Some(format!("s{}", n + 1)),
            Of::Event(n) => Some(format!("e{}", n + 1)),
        }
    }

    pub(super) fn named(id: Option<&str>) -> Option<Of> {
        match id {
            None => Some(Of::Article),
            Some(id) => number_of(id, 's').map(Of::Statement).or_else(|| number_of(id, 'e').map(Of::Event)),
        }
    }

    pub(super) fn unit<'a>(&self, article: &'a str, id: &'a str) -> Unit<'a> {
        match self {
            Of::Article => Unit::Article(article),
            Of::Statement(_) => Unit::Statement { article, statement: id },
            Of::Event(_) => Unit::Event { article, event: id },
        }
    }

    pub(super) fn kind(&self) -> UnitKind {
        match self {
            Of::Article => UnitKind::Article,
            Of::Statement(_) => UnitKind::Statement,
            Of::Event(_) => UnitKind::Event,
        }
    }
}

/// An article as one coder sees it.
pub(super) struct View {
    /// Statements in the order of the rows, with what is struck out.
    pub(super) effective: Effective,
    /// The places of those that they have judged, with the kinds of corrections that they made there, and `code`.
    pub(super) judged: BTreeMap<u32, BTreeSet<String>>,
    /// The kinds of judgements that they made of events, by the places of these.
    pub(super) events: BTreeMap<u32, BTreeSet<String>>,
    /// Their codes.
    pub(super) codes: Vec<OnUnit>,
}

/// A value with how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// The same for the same judgement.
    pub(super) key: String,
    pub(super) shown: String,
}

impl Value {
    pub(super) fn plain(shown: impl Into<String>) -> Value {
        let shown = shown.into();
        Value { key: shown.to_lowercase(), shown }
    }

    pub(super) fn yes(is: bool) -> Value {
        Value::plain(if is { "yes" } else { "no" })
    }
}

impl View {
    fn record(&self) -> &Record {
        &self.effective.record
    }

    pub(super) fn statement(&self, number: u32) -> Option<&Statement> {
        self.record().statements.get(number as usize).filter(|_| !self.effective.struck.contains(&number))
    }

    fn codes_of(&self, of: &Of) -> impl Iterator<Item = &OnUnit> {
        let (kind, id) = (of.kind(), of.id());
        self.codes
            .iter()
            .filter(move |c| c.unit == kind && c.of == id && !c.given.settled && !c.given.code.absent)
    }

    /// Whether the coder has looked at a variable of a statement: who confirms it or fills it in has looked at all of it, who
    /// corrects the act or gives a code at that.
    fn looked_at(&self, number: u32, what: &What) -> bool {
        let Some(kinds) = self.judged.get(&number) else { return false };
        let own = match what {
            What::Statement => "statement",
            What::Speaker => "speaker",
            What::Act => "act",
            What::Addressee => "addressee",
            What::Day => "day",
            What::Kind => "kind",
            What::Conditions => "conditions",
            What::Hedged => "hedged",
            What::Event(kind) => kind,
            What::Concept(_) | What::Stance(_) | What::Variable(_) => "code",
        };
        ["statement", "missing", own].iter().any(|kind| kinds.contains(*kind))
    }

    /// Whether the coder has judged it.
    pub(super) fn has(&self, of: &Of) -> bool {
        match of {
            Of::Statement(number) => self.judged.contains_key(number),
            Of::Event(number) => self.events.contains_key(number) || self.codes_of(of).next().is_some(),
            Of::Article => self.codes_of(of).next().is_some(),
        }
    }

    /// What the coder says of it, where they have judged it.
    pub(super) fn says(&self, of: &Of, book: &Codebook) -> Vec<(What, Value)> {
        let mut all = Vec::new();
        if let Of::Statement(number) = of {
            let statement = self.statement(*number);
            all.push((What::Statement, Value::yes(statement.is_some())));
            if let Some(s) = statement {
                all.push((What::Speaker, self.speaker(*number, s)));
                let act = s.act.as_ref().and_then(|act| word(act).ok()).unwrap_or_else(|| "none".to_owned());
                all.push((What::Act, Value::plain(if s.negated { format!("not {act}") } else { act })));
                all.push((What::Addressee, self.addressee(*number, s)));
                let (from, to) = said(self.record(), s);
                let day = match (from.unwrap_or_default(), to.unwrap_or_default()) {
                    (from, to) if from == to => from,
                    (from, to) => format!("{from}/{to}"),
                };
                all.push((What::Day, Value::plain(if day.is_empty() { "not told".to_owned() } else { day })));
                all.push((What::Kind, Value::plain(word(&s.kind).unwrap_or_default())));
                all.push((What::Conditions, Value::yes(!s.conditions.is_empty())));
                all.push((What::Hedged, Value::yes(!s.hedges.is_empty())));
            }
            all.retain(|(what, _)| self.looked_at(*number, what));
            if statement.is_none() || !self.looked_at(*number, &What::Concept(String::new())) {
                return all;
            }
        }
        if let Of::Event(number) = of {
            all.extend(self.says_of_event(*number));
            if self.codes_of(of).next().is_none() {
                return all;
            }
        }
        if *of != Of::Article {
            for concept in &book.concepts {
                let code = self
                    .codes_of(of)
                    .map(|c| &c.given.code)
                    .find(|c| c.is_concept() && c.value == concept.name);
                all.push((What::Concept(concept.name.clone()), Value::yes(code.is_some())));
                let Some(code) = code else { continue };
                let stance = || match code.agrees {
                    Some(true) => "for",
                    Some(false) => "against",
                    None => "neither",
                };
                match &concept.scale {
                    Scale::Presence => {}
                    Scale::Stance => all.push((What::Stance(concept.name.clone()), Value::plain(stance()))),
                    Scale::Values { .. } => all.extend(
                        code.score
                            .as_ref()
                            .map(|score| (What::Stance(concept.name.clone()), Value::plain(score))),
                    ),
                }
            }
        }
        let variables =
            self.codes_of(of).map(|c| &c.given.code).filter(|c| c.name != CONCEPT && c.name != MEMO);
        all.extend(variables.map(|c| (What::Variable(c.name.clone()), Value::plain(&c.value))));
        all
    }

    fn speaker(&self, number: u32, s: &Statement) -> Value {
        self.somebody(self.effective.speakers.get(&number), s.speaker.as_deref())
    }

    fn addressee(&self, number: u32, s: &Statement) -> Value {
        let put_in =
            self.effective.addressees.get(&number).filter(|named| named.is_some() || s.addressee.is_none());
        let actor = s.addressee.as_ref().and_then(|party| party.actor.as_deref());
        match (&s.addressee, actor, put_in) {
            // One that is no actor goes by its words.
            (Some(party), None, None | Some(None)) => {
                Value::plain(words_at(&self.record().article.text, party.span).unwrap_or_default())
            }
            _ => self.somebody(put_in, actor),
        }
    }

    /// Somebody, by the correction that put them in, or else as the record has them.
    pub(super) fn somebody(&self, put_in: Option<&Option<Named>>, local: Option<&str>) -> Value {
        let nobody = || Value { key: String::new(), shown: "nobody".to_owned() };
        if let Some(corrected) = put_in {
            let named = |n: &Named| Value { key: n.key.clone(), shown: n.name.clone() };
            return corrected.as_ref().map_or_else(nobody, named);
        }
        match local.and_then(|id| self.record().actors.iter().find(|a| a.id == id)) {
            None => nobody(),
            Some(actor) => {
                let known = Known::of(actor, &self.record().article, &Default::default());
                let shown = actor.name.clone().unwrap_or_else(|| actor.id.clone());
                Value { key: known.map_or_else(|| shown.clone(), |k| k.key), shown }
            }
        }
    }
}

/// An article that two or more of the coders have judged something of.
pub(super) struct Judged {
    pub(super) address: String,
    /// In the order of the coders; none of those who judged nothing here.
    pub(super) views: Vec<Option<View>>,
}

impl Judged {
    /// What two or more have judged, in the order of the record.
    pub(super) fn units(&self) -> Vec<Of> {
        let mut all: BTreeMap<Of, usize> = BTreeMap::new();
        for view in self.views.iter().flatten() {
            let mut here: BTreeSet<Of> = view.judged.keys().map(|&n| Of::Statement(n)).collect();
            here.extend(view.events.keys().map(|&n| Of::Event(n)));
            here.extend(
                view.codes
                    .iter()
                    .filter(|c| c.unit != UnitKind::Statement)
                    .filter_map(|c| Of::named(c.of.as_deref())),
            );
            for of in here.into_iter().filter(|of| view.has(of)) {
                *all.entry(of).or_default() += 1;
            }
        }
        all.into_iter().filter(|(_, coders)| *coders > 1).map(|(of, _)| of).collect()
    }
}

impl Archive {
    /// Goes through the articles that two or more of these coders have judged something of, in the order in which they were
    /// added. Of a query, only the statements that it wants count as judged.
    pub(super) fn judged(
        &self,
        coders: &[String],
        query: &Query,
        mut each: impl FnMut(Judged) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut by: BTreeMap<i64, Vec<BTreeMap<u32, BTreeSet<String>>>> = BTreeMap::new();
        let mut others: BTreeMap<i64, Vec<bool>> = BTreeMap::new();
        let wanted: Option<HashSet<i64>> = match query {
            Query::Everything => None,
            query => {
                let condition = condition(&self.db, query)?;
                let sql =
                    format!("SELECT s0.id FROM statements s0 WHERE s0.current = 1 AND ({})", condition.sql);
                let mut ask = self.db.prepare(&sql)?;
                Some(
                    ask.query_map(params_from_iter(condition.values()), |r| r.get(0))?
                        .collect::<Result<_, _>>()?,
                )
            }
        };
        const LATEST: &str = "v.number = (SELECT max(number) FROM versions WHERE article = v.article)";
        for (n, person) in coders.iter().enumerate() {
            let sql = format!(
                "SELECT s.version, s.number, s.id, j.kind FROM (
                     SELECT t.statement, c.kind FROM corrections c JOIN corrected t ON t.correction = c.id
                     WHERE c.person = ?1 AND c.undone IS NULL AND NOT c.settled
                     UNION SELECT d.statement, 'code' FROM codes c JOIN coded d ON d.code = c.id
                     WHERE c.person = ?1 AND c.undone IS NULL AND NOT c.settled) j
                 JOIN statements s ON s.id = j.statement JOIN versions v ON v.id = s.version WHERE {LATEST}"
            );
            let mut ask = self.db.prepare_cached(&sql)?;
            let mut rows = ask.query([person])?;
            while let Some(row) = rows.next()? {
                if wanted.as_ref().is_none_or(|wanted| row.get(2).is_ok_and(|id: i64| wanted.contains(&id))) {
                    let of = by.entry(row.get(0)?).or_insert_with(|| vec![BTreeMap::new(); coders.len()]);
                    of[n].entry(row.get(1)?).or_default().insert(row.get(3)?);
                }
            }
            if wanted.is_none() {
                let sql = format!(
                    "SELECT DISTINCT v.id FROM codes c JOIN versions v ON v.article = c.article
                     WHERE {LATEST} AND c.person = ?1 AND c.undone IS NULL AND c.unit IN ('event', 'article')
                     UNION SELECT n.version FROM concerned n JOIN corrections c ON c.id = n.correction
                     JOIN versions v ON v.id = n.version
                     WHERE {LATEST} AND c.person = ?1 AND c.undone IS NULL AND n.event IS NOT NULL"
                );
                let mut ask = self.db.prepare_cached(&sql)?;
                for version in ask.query_map([person], |r| r.get(0))? {
                    others.entry(version?).or_insert_with(|| vec![false; coders.len()])[n] = true;
                }
            }
        }
        let versions: BTreeSet<i64> = by.keys().chain(others.keys()).copied().collect();
        let mut address = self.db.prepare_cached(
            "SELECT address FROM articles WHERE id = (SELECT article FROM versions WHERE id = ?1)",
        )?;
        for version in versions {
            let statements = by.remove(&version).unwrap_or_else(|| vec![BTreeMap::new(); coders.len()]);
            let beside = others.remove(&version).unwrap_or_else(|| vec![false; coders.len()]);
            let here = |n: usize| !statements[n].is_empty() || beside[n];
            if (0..coders.len()).filter(|&n| here(n)).count() < 2 {
                continue;
            }
            let address: String = address.query_row([version], |r| r.get(0))?;
            let read = bodies::record(&self.db, version)?;
            let mut views = Vec::with_capacity(coders.len());
            for (n, judged) in statements.iter().enumerate() {
                views.push(match here(n) {
                    false => None,
                    true => Some(View {
                        effective: apply_of(&self.db, version, read.clone(), Some(&coders[n]))?,
                        judged: judged.clone(),
                        events: events_judged(&self.db, version, &coders[n])?,
                        codes: self.codes_at(&address, Some(&coders[n]))?,
                    }),
                });
            }
            each(Judged { address, views })?;
        }
        Ok(())
    }
}
