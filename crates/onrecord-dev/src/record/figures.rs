//! The figures that come of the counts, under the names of the reference script.

use super::count::Counts;
use serde::Serialize;
use std::collections::BTreeMap;

/// Precision, recall and F1 in per cent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shares {
    pub p: Option<f64>,
    pub r: Option<f64>,
    pub f1: f64,
}

/// Recall by the way in which a statement's words are given, in per cent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ByKind {
    pub direct: Option<f64>,
    pub mixed: Option<f64>,
    pub indirect: Option<f64>,
}

/// All figures, in per cent but for the numbers of gold statements and events. None: there was nothing to count.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    pub statement: Shares,
    #[serde(rename = "strict f1")]
    pub strict: f64,
    #[serde(rename = "who said what f1")]
    pub who_said_what: f64,
    #[serde(rename = "speaker right of found")]
    pub speaker: Option<f64>,
    pub kind: Option<f64>,
    #[serde(rename = "act group")]
    pub group: Option<f64>,
    #[serde(rename = "who+kind+act f1")]
    pub all: f64,
    #[serde(rename = "addressee r")]
    pub addressee: Option<f64>,
    #[serde(rename = "addressee p")]
    pub addressee_precision: Option<f64>,
    #[serde(rename = "when r")]
    pub when: Option<f64>,
    #[serde(rename = "inside r")]
    pub inside: Option<f64>,
    #[serde(rename = "recall by kind")]
    pub by_kind: ByKind,
    pub gold: usize,
    #[serde(rename = "event both parties")]
    pub both_parties: Shares,
    #[serde(rename = "event type")]
    pub event_type: Shares,
    #[serde(rename = "event status")]
    pub status: Option<f64>,
    #[serde(rename = "event voice")]
    pub voice: Option<f64>,
    #[serde(rename = "gold events")]
    pub events: usize,
}

/// To one decimal, as Python rounds.
fn round(value: f64) -> f64 {
    format!("{value:.1}").parse().expect("a number that was just written")
}

fn percent(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| round((100 * part) as f64 / of as f64))
}

fn share(part: usize, of: usize) -> f64 {
    part as f64 / of.max(1) as f64
}

fn f1(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { round(200.0 * p * r / (p + r)) } else { 0.0 }
}

impl Figures {
    /// Makes them of the counts.
    pub fn of(c: &Counts) -> Figures {
        let (found, gold) = (c.found + c.extra, c.found + c.missed);
        let of_statements = |right| f1(share(right, found), share(right, gold));
        let found_events = c.right_type + c.extra_events;
        let of_events = |right| {
            let (p, r) = (share(right, found_events), share(right, c.events));
            Shares { p: Some(round(100.0 * p)), r: Some(round(100.0 * r)), f1: f1(p, r) }
        };
        let [direct, mixed, indirect] = c.by_kind.map(|k| percent(k.right, k.gold));
        Figures {
            statement: Shares {
                p: percent(c.found, found),
                r: percent(c.found, gold),
                f1: of_statements(c.found),
            },
            strict: of_statements(c.strict),
            who_said_what: of_statements(c.who),
            speaker: percent(c.who, c.found),
            kind: percent(c.kind, c.found),
            group: percent(c.group, c.found),
            all: of_statements(c.all),
            addressee: percent(c.addressee.right, c.addressee.gold),
            addressee_precision: percent(c.addressee.right, c.addressee.found),
            when: percent(c.when.right, c.when.gold),
            inside: percent(c.inside.right, c.inside.gold),
            by_kind: ByKind { direct, mixed, indirect },
            gold,
            both_parties: of_events(c.both_parties),
            event_type: of_events(c.right_type),
            status: percent(c.status, c.both_parties),
            voice: percent(c.voice, c.both_parties),
            events: c.events,
        }
    }

    /// By flat names, for floors: what is not a share of something is left out.
    pub fn flat(&self) -> BTreeMap<String, f64> {
        let shares = |name: &str, s: &Shares| {
            [("p", s.p), ("r", s.r), ("f1", Some(s.f1))].map(|(part, v)| (format!("{name}.{part}"), v))
        };
        let single = [
            ("strict", Some(self.strict)),
            ("who said what", Some(self.who_said_what)),
            ("speaker", self.speaker),
            ("kind", self.kind),
            ("act group", self.group),
            ("who+kind+act", Some(self.all)),
            ("addressee", self.addressee),
            ("addressee.p", self.addressee_precision),
            ("when", self.when),
            ("inside", self.inside),
            ("direct", self.by_kind.direct),
            ("mixed", self.by_kind.mixed),
            ("indirect", self.by_kind.indirect),
            ("event status", self.status),
            ("event voice", self.voice),
        ];
        shares("statement", &self.statement)
            .into_iter()
            .chain(shares("event both", &self.both_parties))
            .chain(shares("event type", &self.event_type))
            .chain(single.map(|(name, v)| (name.to_owned(), v)))
            .filter_map(|(name, v)| Some((name, v?)))
            .collect()
    }

    /// As the script prints them.
    pub fn json(&self) -> anyhow::Result<String> {
        let mut out = Vec::new();
        let spaces = serde_json::ser::PrettyFormatter::with_indent(b" ");
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut out, spaces))?;
        Ok(String::from_utf8(out)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_digit_as_in_python() {
        assert_eq!([6.25, 18.75, 31.25, 12.35, 0.05].map(round), [6.2, 18.8, 31.2, 12.3, 0.1]);
    }

    #[test]
    fn what_was_not_counted_has_no_figure() {
        let figures = Figures::of(&Counts::default());
        assert_eq!((figures.statement.p, figures.statement.f1, figures.status), (None, 0.0, None));
        assert!(!figures.flat().contains_key("statement.p"));
    }
}
