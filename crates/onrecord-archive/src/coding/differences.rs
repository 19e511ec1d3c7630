//! What coders differ in, and settling it.

use super::codebook::same;
use super::judged::{Of, Value, View, What};
use super::{Code, Codebook, CodingError, UnitKind, give};
use crate::bodies;
use crate::corrections::{
    By, Change, Correction, CorrectionError, Moves, Named, Subject, Which, Whole, apply, apply_of, one_of,
    said_of_event, settle_version,
};
use crate::open::Archive;
use crate::query::Query;
use crate::spans::words_at;
use rusqlite::params;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something on which coders differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The article's address.
    pub article: String,
    /// What it is of.
    pub unit: UnitKind,
    /// The id of the statement or event in the record; none of an article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its words, or the headline.
    pub words: String,
    /// The variable, as [`super::Agreement`] calls it.
    pub variable: String,
    /// What each of them says.
    pub said: Vec<Said>,
    /// What was settled, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<String>,
}

/// What a coder says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Said {
    /// Who.
    pub coder: String,
    /// What.
    pub value: String,
}

impl Archive {
    /// What these coders differ in, in the order of the articles; with what was settled.
    ///
    /// # Errors
    /// When the store cannot be read, or its codebook is none.
    pub fn differences(&self, coders: &[String], query: &Query) -> Result<Vec<Difference>, CodingError> {
        let book = self.book_or_none()?;
        let mut all = Vec::new();
        self.judged(coders, query, |judged| {
            let mut settled: Option<BTreeMap<(Option<String>, String), String>> = None;
            for of in judged.units() {
                let mut said: BTreeMap<What, Vec<(usize, Value)>> = BTreeMap::new();
                for (n, view) in judged.views.iter().enumerate() {
                    let Some(view) = view.as_ref().filter(|view| view.has(&of)) else { continue };
                    for (what, value) in view.says(&of, &book) {
                        said.entry(what).or_default().push((n, value));
                    }
                }
                for (what, values) in said {
                    if values.iter().all(|(_, v)| v.key == values[0].1.key) {
                        continue;
                    }
                    if settled.is_none() {
                        settled = Some(self.settled_in(&judged.address)?);
                    }
                    let variable = what.name();
                    let done = settled.as_ref().and_then(|s| s.get(&(of.id(), variable.clone()))).cloned();
                    let view = judged.views.iter().flatten().next();
                    all.push(Difference {
                        article: judged.address.clone(),
                        unit: of.kind(),
                        of: of.id(),
                        words: view.map(|view| words(&view.effective.record, &of)).unwrap_or_default(),
                        variable,
                        said: values
                            .into_iter()
                            .map(|(n, value)| Said { coder: coders[n].clone(), value: value.shown })
                            .collect(),
                        settled: done,
                    });
                }
            }
            Ok(())
        })
        .map_err(|e| self.failed(e))?;
        Ok(all)
    }

    /// Settles a difference: what this coder says is right. It goes before what any coder says, until something else is
    /// settled. Returns the number of the correction or code.
    ///
    /// # Errors
    /// When there is no such unit, or the coder has not judged it.
    pub fn settle_difference(
        &mut self,
        article: &str,
        of: Option<&str>,
        variable: &str,
        coder: &str,
        by: By,
    ) -> Result<i64, CodingError> {
        let book = self.book_or_none()?;
        let what = What::named(variable);
        let nothing = || CodingError::NotInCodebook(format!("{coder} says nothing of {variable} there"));
        let Some(place) = Of::named(of) else { return Err(nothing()) };
        let unit = place.unit(article, of.unwrap_or_default());
        let record = |e| CodingError::from(crate::ArchiveError::from_store(&self.path, e));
        let (version, views) = {
            let Some(latest) = bodies::latest(&self.db, article).map_err(record)? else {
                return Err(CorrectionError::NoArticle(article.to_owned()).into());
            };
            let read = bodies::record(&self.db, latest.version).map_err(record)?;
            let effective = apply_of(&self.db, latest.version, read, Some(coder)).map_err(record)?;
            let codes = self.codes_at(article, Some(coder)).map_err(record)?;
            (
                latest.version,
                View { effective, judged: Default::default(), events: Default::default(), codes },
            )
        };
        let (change, code) = match (&what, &place) {
            (What::Statement, Of::Statement(number)) => {
                (Some(Change::Statement { is: views.statement(*number).is_some() }), None)
            }
            (What::Speaker, Of::Statement(number)) => {
                let now = views.statement(*number).ok_or_else(nothing)?;
                (Some(Change::Speaker { speaker: self.named_in(&views, *number, now)? }), None)
            }
            (What::Act, Of::Statement(number)) => {
                let now = views.statement(*number).ok_or_else(nothing)?;
                (Some(Change::Act { act: now.act, negated: now.negated }), None)
            }
            (What::Kind, Of::Statement(number)) => {
                (Some(Change::Kind { form: views.statement(*number).ok_or_else(nothing)?.kind }), None)
            }
            (What::Addressee | What::Day | What::Conditions | What::Hedged, Of::Statement(_)) => {
                let said = self.said_of_kind(article, of.unwrap_or_default(), &what.name(), coder)?;
                (Some(said.ok_or_else(nothing)?), None)
            }
            (What::Event(kind), Of::Event(number)) => {
                // An event that the coder has shown with another one is none of its own.
                let joined = match *kind == "event" && views.effective.struck_events.contains(number) {
                    true => self.said_of_kind(article, of.unwrap_or_default(), "same-event", coder)?,
                    false => None,
                };
                let said = match joined {
                    Some(change) => Some(change),
                    None => {
                        said_of_event(&self.db, version, &views.effective, *number, kind).map_err(record)?
                    }
                };
                (Some(said.ok_or_else(nothing)?), None)
            }
            (What::Concept(name) | What::Stance(name), _) => {
                let given = views
                    .codes
                    .iter()
                    .filter(|c| c.unit == place.kind() && c.of == place.id() && !c.given.settled);
                let code = given.map(|c| &c.given.code).find(|c| c.is_concept() && same(&c.value, name));
                let absent = || Code { absent: true, ..Code::concept(name.clone(), None) };
                (None, Some(code.cloned().unwrap_or_else(absent)))
            }
            (What::Variable(name), _) if book.variable(name).is_some() => {
                let given = views
                    .codes
                    .iter()
                    .filter(|c| c.unit == place.kind() && c.of == place.id() && !c.given.settled);
                let code = given.map(|c| &c.given.code).find(|c| same(&c.name, name));
                (None, Some(code.cloned().ok_or_else(nothing)?))
            }
            _ => return Err(nothing()),
        };
        self.whole_or_nothing(|whole| {
            if let Some(code) = code {
                return give::give_one(whole.db, unit, &code, by, true);
            }
            let id = of.unwrap_or_default();
            let subject = match place {
                Of::Event(_) => Subject::Event { article, event: id },
                _ => Subject::Statement { article, statement: id },
            };
            let Some(change) = change else { return Ok(Err(nothing())) };
            settle_correction(whole, subject, &change, by)
        })
    }

    /// The speaker that a coder's view gives a statement, as a correction names it.
    fn named_in(
        &self,
        view: &View,
        number: u32,
        statement: &onrecord::Statement,
    ) -> Result<Option<Named>, CodingError> {
        if let Some(speaker) = view.effective.speakers.get(&number) {
            return Ok(speaker.clone());
        }
        let record = &view.effective.record;
        let Some(actor) =
            statement.speaker.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id))
        else {
            return Ok(None);
        };
        let known = crate::actors::Known::of(actor, &record.article, &Default::default());
        Ok(known.map(|k| Named {
            name: actor.name.clone().unwrap_or_else(|| k.name.clone()),
            key: k.key,
            kind: actor.kind,
        }))
    }

    /// What a coder says of a statement or event by their last correction of a kind; or, where they left the reading as it was, what
    /// stood there before anybody corrected it.
    fn said_of_kind(
        &self,
        article: &str,
        id: &str,
        kind: &str,
        coder: &str,
    ) -> Result<Option<Change>, CodingError> {
        let all = self.corrections(Which { article: Some(article), ..Which::default() })?;
        let mut of_kind: Vec<Correction> = all
            .into_iter()
            .filter(|c| c.change.kind() == kind && c.on().is_some_and(|(_, of)| of == id))
            .collect();
        if let Some(own) = of_kind.iter().find(|c| c.person == coder) {
            return Ok(Some(own.change.clone()));
        }
        if kind == "same-event" {
            return Ok(None);
        }
        Ok(of_kind.pop().and_then(|first| first.was))
    }

    /// What was settled in an article: by id and variable.
    fn settled_in(&self, article: &str) -> rusqlite::Result<BTreeMap<(Option<String>, String), String>> {
        let mut out = BTreeMap::new();
        let Some(latest) = bodies::latest(&self.db, article)? else { return Ok(out) };
        let mut asked = self.db.prepare_cached(
            "SELECT s.number, c.kind FROM corrections c JOIN corrected t ON t.correction = c.id AND t.version = ?1
             JOIN statements s ON s.id = t.statement WHERE c.settled AND c.undone IS NULL",
        )?;
        let corrected: Vec<(u32, String)> =
            asked.query_map([latest.version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        if !corrected.is_empty() {
            let effective = apply(&self.db, latest.version, bodies::record(&self.db, latest.version)?)?;
            let all = || BTreeSet::from(["statement".to_owned()]);
            let judged = corrected.iter().map(|(number, _)| (*number, all())).collect();
            let view = View { effective, judged, events: Default::default(), codes: Vec::new() };
            let book = Codebook { title: String::new(), concepts: Vec::new(), variables: Vec::new() };
            for (number, kind) in corrected {
                let says = view.says(&Of::Statement(number), &book);
                let value = says.into_iter().find(|(what, _)| what.name() == kind).map(|(_, v)| v.shown);
                out.insert(
                    (Some(format!("s{}", number + 1)), kind),
                    value.unwrap_or_else(|| "no".to_owned()),
                );
            }
        }
        let mut asked = self.db.prepare_cached(
            "SELECT DISTINCT n.event, iif(c.kind = 'same-event', 'event', c.kind) FROM corrections c
             JOIN concerned n ON n.correction = c.id AND n.version = ?1
             WHERE c.settled AND c.undone IS NULL AND n.event IS NOT NULL",
        )?;
        let of_events: Vec<(u32, String)> =
            asked.query_map([latest.version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        if !of_events.is_empty() {
            let effective = apply(&self.db, latest.version, bodies::record(&self.db, latest.version)?)?;
            let all = || BTreeSet::from(["event".to_owned()]);
            let events = of_events.iter().map(|(number, _)| (*number, all())).collect();
            let view = View { effective, judged: Default::default(), events, codes: Vec::new() };
            for (number, kind) in of_events {
                let says = view.says_of_event(number);
                let value = says.into_iter().find(|(what, _)| what.name() == kind).map(|(_, v)| v.shown);
                out.insert(
                    (Some(format!("e{}", number + 1)), kind),
                    value.unwrap_or_else(|| "no".to_owned()),
                );
            }
        }
        for on in self.codes_at(article, None)?.into_iter().filter(|on| on.given.settled) {
            let code = on.given.code;
            if code.is_concept() {
                let there = if code.absent { "no" } else { "yes" };
                out.insert((on.of.clone(), What::Concept(code.value.clone()).name()), there.to_owned());
                let stance = code.score.clone().unwrap_or_else(|| match code.agrees {
                    Some(true) => "for".to_owned(),
                    Some(false) => "against".to_owned(),
                    None => "neither".to_owned(),
                });
                out.insert(
                    (on.of, What::Stance(code.value).name()),
                    if code.absent { "–".to_owned() } else { stance },
                );
            } else {
                out.insert((on.of, code.name), code.value);
            }
        }
        Ok(out)
    }
}

/// Makes a correction that goes before all that any coder says. What was settled of the same before is taken back.
fn settle_correction(
    whole: Whole,
    subject: Subject,
    change: &Change,
    by: By,
) -> rusqlite::Result<Result<i64, CodingError>> {
    let db = whole.db;
    let id = match one_of(whole, subject, change, by)? {
        Ok(id) => id,
        Err(error) => return Ok(Err(error.into())),
    };
    db.prepare_cached(
        "UPDATE corrections SET undone = ?2, undone_by = ?3 WHERE settled AND undone IS NULL
         AND (kind = ?4 OR ?4 IN ('event', 'same-event') AND kind IN ('event', 'same-event')) AND id IN (SELECT t.correction FROM corrected t JOIN corrected n ON n.statement = t.statement WHERE n.correction = ?1
             UNION SELECT t.correction FROM concerned t JOIN concerned n USING (version, event) WHERE n.correction = ?1)",
    )?
    .execute(params![id, by.at, by.person, change.kind()])?;
    db.prepare_cached("UPDATE corrections SET settled = 1 WHERE id = ?1")?.execute([id])?;
    let versions: Vec<i64> = db
        .prepare_cached(
            "SELECT version FROM corrected WHERE correction = ?1
             UNION SELECT version FROM concerned WHERE correction = ?1",
        )?
        .query_map([id], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let moves = Moves::load(db)?;
    for version in versions {
        settle_version(db, version, &moves)?;
    }
    Ok(Ok(id))
}

fn words(record: &onrecord::Record, of: &Of) -> String {
    let text = &record.article.text;
    let spans = match of {
        Of::Article => return record.article.title.clone().unwrap_or_default(),
        Of::Statement(n) => record.statements.get(*n as usize).map(|s| &s.content),
        Of::Event(n) => record.events.get(*n as usize).map(|e| &e.anchor),
    };
    let words: Vec<&str> = spans.into_iter().flatten().filter_map(|&s| words_at(text, s)).collect();
    words.join(" … ")
}
