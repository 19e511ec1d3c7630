//! Stands on an issue: as a list, and as a picture over time.

use super::{counted, day, link, word};
use jiff::civil::Date;
use onrecord_archive::positions::{Evidence, Position, Side, Stand};

/// One stand in a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// What its place on the page is called.
    pub id: String,
    pub side: &'static str,
    pub inferred: bool,
    pub when: String,
    pub because: String,
    pub words: String,
    pub link: Option<String>,
    pub facts: Vec<String>,
    pub conditions: Vec<String>,
    pub marks: Vec<String>,
}

impl Line {
    /// A stand of the actor of a number.
    pub fn of(stand: &Stand, actor: usize) -> Line {
        let when = match (&stand.from, &stand.to) {
            (Some(from), Some(to)) if from != to => format!("{} to {}", day(from), day(to)),
            (_, Some(one)) | (Some(one), None) => day(one),
            (None, None) => "without a date".to_owned(),
        };
        let first = stand.carriers.first();
        let is_event = matches!(stand.evidence, Evidence::Event { .. });
        let mut facts: Vec<String> = match &stand.evidence {
            Evidence::Statement { kind, act, negated, .. } => {
                let act = act.as_ref().map(|act| if *negated { format!("not {act}") } else { act.clone() });
                [Some(kind.clone()), act].into_iter().flatten().collect()
            }
            Evidence::Event { event, status, targets, .. } => {
                vec![format!("event: {}", event.to_lowercase()), status.clone(), targets.join(", ")]
            }
        };
        facts.extend(first.and_then(|c| c.outlet.clone()));
        if stand.voices > 1 {
            facts.push(counted(stand.voices as u64, "voice"));
        }
        facts.extend(stand.told_by.as_ref().map(|who| format!("told by {who}")));
        facts.retain(|fact| !fact.is_empty());
        Line {
            id: id(actor, stand.number),
            side: stand.side.name(),
            inferred: stand.inferred,
            when,
            because: stand.because.clone(),
            words: stand.words.clone(),
            link: first.map(|c| link::article(&c.article, Some(c.id.as_str()).filter(|_| !is_event))),
            facts,
            conditions: stand.conditions.clone(),
            marks: stand
                .marks
                .iter()
                .map(|m| format!("{} against stand {}: {}", word(&m.what), m.against, m.because))
                .collect(),
        }
    }
}

fn id(actor: usize, stand: usize) -> String {
    format!("stand-{actor}-{stand}")
}

/// A stand in the picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub x: f64,
    pub y: f64,
    pub side: &'static str,
    /// Whether an earlier stand is opposed to it.
    pub marked: bool,
    /// Its place in the list.
    pub link: String,
    pub told: String,
}

/// Everybody's stands over time: a line for each actor, a sign for each stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    /// Names and where their lines are.
    pub rows: Vec<(String, f64)>,
    pub points: Vec<Point>,
    /// Days below, and where they stand.
    pub days: Vec<(String, f64)>,
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub told: String,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 190.0;
/// Room on the right, so that no sign is cut.
const RIGHT: f64 = 24.0;
const ROW: f64 = 28.0;
const ABOVE: f64 = 10.0;
const BELOW: f64 = 26.0;
/// Signs closer together than this would hide each other; later ones move up a little.
const NEAR: f64 = 9.0;
/// Letters of a name that have room.
const NAME: usize = 24;

impl Picture {
    /// None where nothing has a date.
    pub fn of(actors: &[Position]) -> Option<Picture> {
        let at = |s: &Stand| s.to.as_deref().or(s.from.as_deref())?.parse::<Date>().ok();
        let days = || actors.iter().flat_map(|a| &a.stands).filter_map(at);
        let (first, last) = (days().min()?, days().max()?);
        let between = |a: Date, b: Date| a.until(b).map_or(0, |s| s.get_days());
        let span = f64::from(between(first, last).max(1));
        let room = WIDTH - LEFT - RIGHT;
        let x = |day: Date| match first == last {
            true => LEFT + room / 2.0,
            false => round(LEFT + 8.0 + (room - 8.0) * f64::from(between(first, day)) / span),
        };
        let mut rows = Vec::new();
        let mut points = Vec::new();
        for (n, actor) in actors.iter().enumerate() {
            let y = ABOVE + ROW * (n as f64 + 0.5);
            rows.push((shortened(&actor.actor), y));
            let (mut before, mut up) = (f64::NEG_INFINITY, 0.0);
            for stand in &actor.stands {
                let Some(when) = at(stand) else { continue };
                let x = x(when);
                up = if x - before < NEAR { (up + 5.0) % 15.0 } else { 0.0 };
                before = x;
                let inferred = if stand.inferred { " (inferred)" } else { "" };
                let marks: String = stand
                    .marks
                    .iter()
                    .map(|m| format!("; {} against stand {}", word(&m.what), m.against))
                    .collect();
                points.push(Point {
                    x,
                    y: y - up,
                    side: stand.side.name(),
                    marked: !stand.marks.is_empty(),
                    link: format!("#{}", id(n, stand.number)),
                    told: format!(
                        "{}, {}: {}{inferred}{marks}",
                        actor.actor,
                        day(&when.to_string()),
                        stand.side.name()
                    ),
                });
            }
        }
        let mut shown = vec![(day(&first.to_string()), x(first))];
        if first != last {
            shown.push((day(&last.to_string()), x(last)));
        }
        let count = |side: Side| actors.iter().flat_map(|a| &a.stands).filter(|s| s.side == side).count();
        let told = format!(
            "{} from {} to {}: {} for, {} against, {} unclear.",
            counted(points.len() as u64, "stand"),
            day(&first.to_string()),
            day(&last.to_string()),
            count(Side::For),
            count(Side::Against),
            count(Side::Unclear)
        );
        let height = ABOVE + ROW * rows.len() as f64 + BELOW;
        Some(Picture { rows, points, days: shown, width: WIDTH, height, left: LEFT, told })
    }
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(NAME) {
        Some((at, _)) => format!("{}…", name[..at].trim_end()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_archive::positions::Dating;

    fn stand(number: usize, side: Side, day: Option<&str>) -> Stand {
        Stand {
            number,
            side,
            inferred: false,
            because: String::new(),
            from: day.map(str::to_owned),
            to: day.map(str::to_owned),
            dated_by: Dating::Published,
            evidence: Evidence::Statement {
                kind: "direct".to_owned(),
                act: None,
                negated: false,
                confidence: 1.0,
            },
            words: "words".to_owned(),
            conditions: Vec::new(),
            hedges: Vec::new(),
            told_by: None,
            carriers: Vec::new(),
            voices: 1,
            marks: Vec::new(),
        }
    }

    fn position(stands: Vec<Stand>) -> Position {
        Position {
            actor: "The Ministry of Transport and Harbours".to_owned(),
            key: "k".to_owned(),
            kind: "organisation".to_owned(),
            country: None,
            pro: 0,
            con: 0,
            unclear: 0,
            changes: 0,
            contradictions: 0,
            stands,
        }
    }

    #[test]
    fn stands_lie_in_the_order_of_time_and_inside() {
        let stands = vec![
            stand(1, Side::For, Some("2024-03-01")),
            stand(2, Side::Against, Some("2024-03-01")),
            stand(3, Side::Unclear, Some("2024-06-01")),
            stand(4, Side::For, None),
        ];
        let picture = Picture::of(&[position(stands)]).unwrap();
        let x: Vec<f64> = picture.points.iter().map(|p| p.x).collect();
        assert_eq!(x.len(), 3, "what has no date is in the list only");
        assert!(x[0] == x[1] && x[1] < x[2] && x[2] <= WIDTH);
        assert_ne!(picture.points[0].y, picture.points[1].y, "one does not hide the other");
        assert_eq!(picture.rows[0].0, "The Ministry of Transpor…");
        assert_eq!(picture.told, "3 stands from 1 March 2024 to 1 June 2024: 2 for, 1 against, 1 unclear.");
    }

    #[test]
    fn one_day_and_no_day_do_no_harm() {
        let one = Picture::of(&[position(vec![stand(1, Side::For, Some("2024-03-01"))])]).unwrap();
        assert_eq!(one.days.len(), 1);
        assert!(Picture::of(&[position(vec![stand(1, Side::For, None)])]).is_none());
        assert!(Picture::of(&[]).is_none());
    }
}
