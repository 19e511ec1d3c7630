//! One stand for each evidence: the same statement however often it is carried, or a deed.

use super::{Carrier, Dating, Evidence, Side, Stand};
use crate::events::Happening;
use onrecord::stances::Stance;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Days that a time told for a saying may span and still tell when it was.
const SHORT: i64 = 31;

/// The row of a statement on the issue.
pub(super) struct Asked {
    pub(super) id: i64,
    pub(super) version: i64,
    pub(super) number: u32,
    pub(super) actor: i64,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) day: Option<String>,
    pub(super) saying: Option<i64>,
    pub(super) report: Option<i64>,
    pub(super) repeats: Option<i64>,
    pub(super) confidence: f64,
    pub(super) carrier: Carrier,
}

/// Who somebody is.
pub(super) struct Known {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) country: Option<String>,
}

/// One statement with what it says of the issue.
pub(super) struct Weighed {
    pub(super) asked: Asked,
    pub(super) stance: Stance,
    pub(super) words: String,
    pub(super) conditions: Vec<String>,
    pub(super) hedges: Vec<String>,
    pub(super) told_by: Option<String>,
    pub(super) kind: String,
    pub(super) act: Option<String>,
    pub(super) negated: bool,
}

/// What makes two statements of one speaker one evidence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Same {
    Saying(i64),
    Report(i64, String),
    Alone(i64),
}

/// One stand for each evidence: the same saying, the same words in copies of a report, and what an article tells again. With
/// `copies`, only the last of these are one.
pub(super) fn joined_up(weighed: Vec<Weighed>, copies: bool) -> BTreeMap<i64, Vec<Stand>> {
    let own = |w: &Weighed| match (w.asked.saying, w.asked.report) {
        _ if copies => Same::Alone(w.asked.id),
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

/// What an actor does as a stand of it; none where the actor itself is the only one to say so.
pub(super) fn deed(h: &Happening, actor: Option<&Known>, stance: Stance, words: String) -> Option<Stand> {
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

/// What is the same in words that differ in print only.
fn plain(words: &str) -> String {
    let kept: String = words.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect();
    kept.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
