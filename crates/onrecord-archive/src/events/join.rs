//! One event out of its tellings in many articles.
//!
//! Two tellings are of one event if their type and parties are the same, their times overlap and their sentences share
//! words; what is done and what may come are never one. Where tellings agree in that and differ in a number, a day,
//! in whether it happened or in who did it, all are kept side by side as a [`Conflict`].

use super::spans::EventSpans;
use jiff::civil::Date;
use onrecord::events::{EventStatus, EventType};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A party, as it is known across articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Who {
    /// Its name, else the words for it.
    pub name: String,
    /// The same actor in every article: a Wikidata or dictionary identifier, or the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its state, as ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its kind; none where it is no actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Who {
    /// What it is known by among tellings: its state if it stands for one or belongs to one, else itself.
    fn joint(&self) -> String {
        self.country.clone().or_else(|| self.key.clone()).unwrap_or_else(|| crate::actors::fold(&self.name))
    }

    /// Whether two are one, or one is the state that the other belongs to.
    fn is(&self, other: &Who) -> bool {
        let state = |w: &Who| w.kind.as_deref() == Some("state");
        match (&self.key, &other.key) {
            (Some(a), Some(b)) if a == b => true,
            (None, None) => crate::actors::fold(&self.name) == crate::actors::fold(&other.name),
            _ => self.country.is_some() && self.country == other.country && (state(self) || state(other)),
        }
    }
}

/// One article's telling of an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Telling {
    /// The article's address.
    pub article: String,
    /// Which version of it.
    pub version: u32,
    /// The event's id in the record.
    pub event: String,
    /// The day or moment of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// What the article is counted as: copies of one report have one origin.
    pub origin: i64,
    /// PLOVER's type.
    #[serde(skip)]
    pub event_type: EventType,
    /// Whether it happened, as told here.
    pub status: EventStatus,
    /// Kind of its type.
    #[serde(skip)]
    pub mode: Option<String>,
    /// Fields it belongs to.
    #[serde(skip)]
    pub contexts: Vec<String>,
    /// Whether both sides do it.
    #[serde(skip)]
    pub mutual: bool,
    /// Who does it.
    pub source: Vec<Who>,
    /// To or with whom.
    pub target: Vec<Who>,
    /// The words for where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// First and last day, where the article tells.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_days")]
    pub when: Option<(Date, Date)>,
    /// Who claims it, where the outlet does not report it itself: a name, or nothing where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<String>,
    /// Whether the outlet reports it itself.
    pub own_voice: bool,
    /// How sure the model is of the type; 0 where the lexicon decided, 1 where a person has.
    pub confidence: f64,
    /// Who put something of it right last, or confirmed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coder: Option<String>,
    /// When that was, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coded_at: Option<String>,
    /// Places of the article that tell of it.
    pub mentions: u64,
    /// What is counted in it, and how many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<(String, f64)>,
    /// The words that tell of it.
    pub words: String,
    /// Beginnings of the telling words of the sentence.
    #[serde(skip)]
    pub stems: BTreeSet<String>,
    /// Where its words stand in the article's text.
    pub spans: EventSpans,
}

/// Whose word an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// At least one outlet reports it in its own voice.
    Outlet,
    /// It only stands inside statements.
    Claim,
}

impl Voice {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Voice::Outlet => "outlet",
            Voice::Claim => "claim",
        }
    }
}

/// Tellings of one event that do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What they differ in: `status`, `day`, `source`, or what is counted.
    pub about: String,
    /// What is told, and by which tellings (`address#event`).
    pub versions: BTreeMap<String, Vec<String>>,
}

/// One event with everything that articles tell of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// The first telling: `address#event`.
    pub id: String,
    /// PLOVER's type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Quad class.
    pub quad: onrecord::events::QuadClass,
    /// CAMEO root code.
    pub cameo: String,
    /// Kind of its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Fields it belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<String>,
    /// Who does it, by the telling that is most exact.
    pub source: Vec<Who>,
    /// To or with whom.
    pub target: Vec<Who>,
    /// Whether it holds both ways.
    pub mutual: bool,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// First and last day on which it can have been; the first is not known where no article tells when.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_day")]
    pub from: Option<Date>,
    /// The last day; of what has happened, no later than the first article on it.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_day")]
    pub to: Option<Date>,
    /// Whether it happened: as most tellings have it, those in outlets' own voice before claims.
    pub status: EventStatus,
    /// Whose word it is.
    pub voice: Voice,
    /// Places of all articles that tell of it.
    pub mentions: u64,
    /// Articles that do.
    pub articles: usize,
    /// Outlets that do.
    pub outlets: usize,
    /// Reports that do, copies of one counted once.
    pub origins: usize,
    /// What tellings do not agree in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// The tellings, the first published first.
    pub tellings: Vec<Telling>,
}

fn as_day<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
    day.map(|d| d.to_string()).serialize(to)
}

fn as_days<S: Serializer>(days: &Option<(Date, Date)>, to: S) -> Result<S::Ok, S::Error> {
    days.map(|(a, b)| [a.to_string(), b.to_string()]).serialize(to)
}

/// Least share of the shorter sentence's words that two tellings have in common.
const ALIKE: f32 = 0.3;
/// And where their times or parties do not agree.
const NEARLY_SAME: f32 = 0.6;
/// Days between tellings whose times do not agree though they may be of one event.
const APART: i32 = 2;
/// Days before its publication on which something can have happened that is told without a time.
const FRESH: i32 = 2;

impl Telling {
    fn label(&self) -> String {
        format!("{}#{}", self.article, self.event)
    }

    fn day(&self) -> Option<Date> {
        self.published.as_deref()?.get(..10)?.parse().ok()
    }

    /// The days on which it can have been.
    fn days(&self) -> Option<(Date, Date)> {
        self.when.or_else(|| {
            let day = self.day()?;
            Some((day.saturating_sub(jiff::Span::new().days(FRESH)), day))
        })
    }

    fn likeness(&self, other: &Telling) -> f32 {
        let shorter = self.stems.len().min(other.stems.len());
        if shorter < 2 {
            return 0.0;
        }
        self.stems.intersection(&other.stems).count() as f32 / shorter as f32
    }

    /// Whether the two may be of one event.
    fn joins(&self, other: &Telling) -> bool {
        let straight = same(&self.source, &other.source) && same(&self.target, &other.target);
        let turned = (self.mutual || other.mutual)
            && same(&self.source, &other.target)
            && same(&self.target, &other.source);
        if !(straight || turned) || !places_agree(self, other) {
            return false;
        }
        let likeness = self.likeness(other);
        let of_one = self.article == other.article;
        match (self.days(), other.days()) {
            (Some(a), Some(b)) => {
                let gap = gap(a, b);
                gap == 0 && likeness >= ALIKE || gap <= APART && likeness >= NEARLY_SAME
            }
            // Without a date, only what is told in nearly the same words.
            _ => !of_one && likeness >= NEARLY_SAME,
        }
    }
}

/// Whether every one of the shorter list is one of the longer.
fn same(a: &[Who], b: &[Who]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && short.iter().all(|x| long.iter().any(|y| x.is(y)))
}

fn places_agree(a: &Telling, b: &Telling) -> bool {
    match (&a.place, &b.place) {
        (Some(a), Some(b)) => crate::actors::fold(a) == crate::actors::fold(b),
        _ => true,
    }
}

/// Days between two stretches of time; 0 where they overlap.
fn gap(a: (Date, Date), b: (Date, Date)) -> i32 {
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |s| s.get_days());
    if a.1 < b.0 {
        days(a.1, b.0)
    } else if b.1 < a.0 {
        days(b.1, a.0)
    } else {
        0
    }
}

/// Joins tellings into events, the latest first.
pub(crate) fn join(mut tellings: Vec<Telling>) -> Vec<Happening> {
    tellings.sort_by(|a, b| (a.day(), &a.article, &a.event).cmp(&(b.day(), &b.article, &b.event)));
    // Each group is compared by its first telling, so that groups do not grow from day to day by their latest.
    let mut groups: Vec<Vec<Telling>> = Vec::new();
    let mut first: HashMap<(EventType, bool, String, String), Vec<usize>> = HashMap::new();
    for telling in tellings {
        let deed = telling.status.is_of_deeds();
        let pairs = |source: &[Who], target: &[Who]| -> Vec<(String, String)> {
            source.iter().flat_map(|s| target.iter().map(|t| (s.joint(), t.joint()))).collect()
        };
        let mut keys = pairs(&telling.source, &telling.target);
        if telling.mutual {
            keys.extend(pairs(&telling.target, &telling.source));
        }
        let keys: HashSet<_> = keys.into_iter().map(|(s, t)| (telling.event_type, deed, s, t)).collect();
        let candidates: BTreeSet<usize> =
            keys.iter().filter_map(|k| first.get(k)).flatten().copied().collect();
        // The latest that fits: the nearest in time.
        match candidates.into_iter().rev().find(|&g| groups[g][0].joins(&telling)) {
            Some(group) => groups[group].push(telling),
            None => {
                for key in keys {
                    first.entry(key).or_default().push(groups.len());
                }
                groups.push(vec![telling]);
            }
        }
    }
    let mut out: Vec<Happening> = groups.into_iter().map(happening).collect();
    rivals(&mut out);
    out.sort_by(|a, b| (b.to, &b.id).cmp(&(a.to, &a.id)));
    out
}

fn happening(tellings: Vec<Telling>) -> Happening {
    let count = |of: &dyn Fn(&Telling) -> String| tellings.iter().map(of).collect::<BTreeSet<_>>().len();
    let own: Vec<&Telling> = tellings.iter().filter(|t| t.own_voice).collect();
    let voice = if own.is_empty() { Voice::Claim } else { Voice::Outlet };
    let heard: Vec<&Telling> = if own.is_empty() { tellings.iter().collect() } else { own };
    let status = EventStatus::ALL
        .into_iter()
        .rev()
        .max_by_key(|s| heard.iter().filter(|t| t.status == *s).count())
        .unwrap_or(EventStatus::Happened);
    // The shortest time that a telling gives; else, of what has happened, no later than it was first told.
    let when = tellings.iter().filter_map(|t| t.when).min_by_key(|w| gap_length(*w));
    let told = tellings.iter().filter_map(Telling::day).min();
    let (from, to) = when.map_or((None, told.filter(|_| status.is_of_deeds())), |(a, b)| (Some(a), Some(b)));
    let exact = tellings.iter().max_by_key(|t| t.source.len() + t.target.len()).unwrap_or(&tellings[0]);
    let event_type = exact.event_type;
    let contexts: BTreeSet<String> = tellings.iter().flat_map(|t| t.contexts.clone()).collect();
    Happening {
        id: tellings[0].label(),
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: tellings.iter().find_map(|t| t.mode.clone()),
        contexts: contexts.into_iter().collect(),
        source: exact.source.clone(),
        target: exact.target.clone(),
        mutual: tellings.iter().any(|t| t.mutual),
        place: tellings.iter().find_map(|t| t.place.clone()),
        from,
        to,
        status,
        voice,
        mentions: tellings.iter().map(|t| t.mentions).sum(),
        articles: count(&|t| t.article.clone()),
        outlets: tellings.iter().filter_map(|t| t.outlet.as_ref()).collect::<BTreeSet<_>>().len(),
        origins: count(&|t| t.origin.to_string()),
        conflicts: conflicts(&tellings),
        tellings,
    }
}

fn gap_length((from, to): (Date, Date)) -> i32 {
    from.until(to).map_or(i32::MAX, |s| s.get_days())
}

/// What tellings of one event do not agree in.
fn conflicts(tellings: &[Telling]) -> Vec<Conflict> {
    let mut out = Vec::new();
    let mut by: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    let mut add = |about: &str, value: String, t: &Telling| {
        by.entry(about.to_owned()).or_default().entry(value).or_default().push(t.label());
    };
    for t in tellings {
        // Going on and having happened are no contradiction.
        let denied = if t.status == EventStatus::Denied { "denied" } else { "told as so" };
        add("status", denied.to_owned(), t);
        if let Some((from, to)) = t.when.filter(|w| gap_length(*w) <= APART) {
            let day = if from == to { from.to_string() } else { format!("{from}..{to}") };
            add("day", day, t);
        }
        let mut counted = HashSet::new();
        for (of, value) in &t.numbers {
            // Of two numbers of one thing in one telling, neither is the number.
            let stem: String = of.chars().take(6).collect();
            if t.numbers.iter().filter(|(o, _)| o.starts_with(&stem)).count() == 1
                && counted.insert(stem.clone())
            {
                add(&format!("number of {of}"), value.to_string(), t);
            }
        }
    }
    for (about, versions) in by {
        if versions.len() > 1 && (about != "day" || days_differ(&versions)) {
            out.push(Conflict { about, versions });
        }
    }
    out
}

/// Whether of the days told, two do not overlap.
fn days_differ(versions: &BTreeMap<String, Vec<String>>) -> bool {
    let stretch = |text: &String| -> Option<(Date, Date)> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        Some((from.parse().ok()?, to.parse().ok()?))
    };
    let all: Vec<(Date, Date)> = versions.keys().filter_map(stretch).collect();
    all.iter().enumerate().any(|(n, a)| all[n + 1..].iter().any(|b| gap(*a, *b) > 0))
}

/// Marks events that are told in nearly the same words of the same target and time, but of another doer.
fn rivals(all: &mut [Happening]) {
    let mut by_target: HashMap<(EventType, bool, String), Vec<usize>> = HashMap::new();
    for (n, h) in all.iter().enumerate() {
        for target in &h.target {
            by_target.entry((h.event_type, h.status.is_of_deeds(), target.joint())).or_default().push(n);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for list in by_target.values() {
        for (k, &a) in list.iter().enumerate() {
            // Those that came into the archive next to each other in time; a long list is a long war.
            for &b in list[k + 1..].iter().take(50) {
                let (x, y) = (&all[a].tellings[0], &all[b].tellings[0]);
                let near = matches!((x.days(), y.days()), (Some(p), Some(q)) if gap(p, q) == 0);
                let differ = !all[a].mutual && !x.source.iter().any(|s| y.source.iter().any(|o| s.is(o)));
                if near && differ && x.likeness(y) >= NEARLY_SAME {
                    pairs.insert((a.min(b), a.max(b)));
                }
            }
        }
    }
    for (a, b) in pairs {
        let side = |h: &Happening| {
            let names: Vec<&str> = h.source.iter().map(|w| w.name.as_str()).collect();
            (names.join(" and "), h.tellings.iter().map(Telling::label).collect::<Vec<_>>())
        };
        let versions: BTreeMap<String, Vec<String>> = [side(&all[a]), side(&all[b])].into();
        let conflict = Conflict { about: "source".to_owned(), versions };
        all[a].conflicts.push(conflict.clone());
        all[b].conflicts.push(conflict);
    }
}
