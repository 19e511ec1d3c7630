//! How far coders agree, variable by variable.

use super::judged::{Judged, View, What};
use super::reliability::{self, Level, Stretch, unitising};
use super::{Codebook, CodingError};
use crate::open::Archive;
use crate::query::Query;
use onrecord::Span;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Agreement of coders on one variable.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Agreement {
    /// `statement`, `boundaries`, `speaker`, `act`, `addressee`, `day`, `kind`, `conditions`, `hedged`, `concept: NAME`, `stance: NAME`, or a variable of the codebook.
    pub variable: String,
    /// What its values were compared by.
    pub level: Level,
    /// Units that two of the coders or more have judged; of boundaries, articles.
    pub units: usize,
    /// In how many of them all said the same.
    pub same: usize,
    /// Krippendorff's alpha: 1 is full agreement, 0 what chance gives. None where it is not defined: when nothing was judged
    /// by two, or every judgement is the same value, so that nothing is known of chance.
    pub alpha: Option<f64>,
    /// Between this …
    pub low: Option<f64>,
    /// … and this alpha lies with 95 percent of samples.
    pub high: Option<f64>,
}

impl Archive {
    /// How far coders agree, on each variable, over what two of them or more have judged: coded, corrected or confirmed. Each
    /// one's latest word counts; what was settled between them does not. Of a query, only the statements that it wants count.
    ///
    /// # Errors
    /// When the store cannot be read, or its codebook is none.
    pub fn agreement(&self, coders: &[String], query: &Query) -> Result<Vec<Agreement>, CodingError> {
        let book = self.book_or_none()?;
        let mut units: BTreeMap<What, Vec<Vec<String>>> = BTreeMap::new();
        let mut boundaries = Boundaries::new(coders.len());
        let gather = |judged: Judged| {
            for of in judged.units() {
                let mut here: BTreeMap<What, Vec<String>> = BTreeMap::new();
                for view in judged.views.iter().flatten().filter(|view| view.has(&of)) {
                    for (what, value) in view.says(&of, &book) {
                        here.entry(what).or_default().push(value.key);
                    }
                }
                for (what, values) in here {
                    units.entry(what).or_default().push(values);
                }
            }
            boundaries.add(&judged);
            Ok(())
        };
        self.judged(coders, query, gather).map_err(|e| self.failed(e))?;
        for what in [What::Statement, What::Speaker, What::Act, What::Kind] {
            units.entry(what).or_default();
        }
        let mut all: Vec<Agreement> =
            units.into_iter().map(|(what, units)| of_values(&what, &units, &book)).collect();
        all.insert(1, boundaries.agreement());
        Ok(all)
    }

    /// The codebook in force, or one that has nothing.
    pub(super) fn book_or_none(&self) -> Result<Codebook, CodingError> {
        let none = || Codebook { title: String::new(), concepts: Vec::new(), variables: Vec::new() };
        Ok(self.codebook()?.map_or_else(none, |(book, _)| book))
    }
}

fn of_values(what: &What, units: &[Vec<String>], book: &Codebook) -> Agreement {
    let numbers =
        |unit: &Vec<String>| unit.iter().map(|v| what.measured(book, v)).collect::<Option<Vec<f64>>>();
    // A value that the codebook of today does not have cannot be measured: then all are only the same or not.
    let measured =
        units.iter().map(numbers).collect::<Option<Vec<_>>>().filter(|_| what.level(book) != Level::Nominal);
    let (level, measured) = match measured {
        Some(measured) => (what.level(book), measured),
        None => {
            let mut seen: HashMap<&str, f64> = HashMap::new();
            let mut number = |value| {
                let next = seen.len() as f64;
                *seen.entry(value).or_insert(next)
            };
            let measured =
                units.iter().map(|unit| unit.iter().map(|v| number(v.as_str())).collect()).collect();
            (Level::Nominal, measured)
        }
    };
    let judged = reliability::Judged::new(&measured, level);
    let interval = judged.interval();
    Agreement {
        variable: what.name(),
        level,
        units: judged.units(),
        same: judged.same(),
        alpha: judged.alpha(),
        low: interval.map(|i| i.0),
        high: interval.map(|i| i.1),
    }
}

/// Where each coder says that statements stand, over all articles that all of them have judged, one behind the other.
struct Boundaries {
    coders: Vec<Vec<Stretch>>,
    length: u64,
    articles: usize,
    same: usize,
}

impl Boundaries {
    fn new(coders: usize) -> Boundaries {
        Boundaries { coders: vec![Vec::new(); coders], length: 0, articles: 0, same: 0 }
    }

    fn add(&mut self, judged: &Judged) {
        let views: Option<Vec<_>> =
            judged.views.iter().map(|v| v.as_ref().filter(|v| !v.judged.is_empty())).collect();
        let Some(views) = views.filter(|views| !views.is_empty()) else { return };
        let own: Vec<Vec<Stretch>> = views.iter().map(|view| stretches(view)).collect();
        self.same += usize::from(own.windows(2).all(|pair| pair[0] == pair[1]));
        for (all, own) in self.coders.iter_mut().zip(own) {
            all.extend(own.into_iter().map(|(begin, length)| (self.length + begin, length)));
        }
        self.length += u64::from(views[0].effective.record.article.text.len());
        self.articles += 1;
    }

    fn agreement(&self) -> Agreement {
        Agreement {
            variable: "boundaries".to_owned(),
            level: Level::Nominal,
            units: self.articles,
            same: self.same,
            alpha: unitising(&self.coders, self.length),
            low: None,
            high: None,
        }
    }
}

/// The stretches of the text that a coder takes for the content of statements; what stands inside one is part of it.
fn stretches(view: &View) -> Vec<Stretch> {
    let all = (0..view.effective.record.statements.len() as u32).filter_map(|n| view.statement(n));
    let mut spans: Vec<Span> =
        all.filter(|s| s.inside.is_none()).flat_map(|s| s.content.iter().copied()).collect();
    spans.sort();
    let mut out: Vec<Stretch> = Vec::with_capacity(spans.len());
    for span in spans {
        let (start, end) = (u64::from(span.start), u64::from(span.end));
        match out.last_mut() {
            Some((begin, length)) if start < *begin + *length => {
                *length = (*length).max(end.saturating_sub(*begin))
            }
            _ => out.push((start, end.saturating_sub(start))),
        }
    }
    out
}
