//! Changes and contradictions among the stands of one actor.

use super::{Evidence, Mark, MarkKind, Side, Stand};

/// Whoever is back at a stand within this many days went back and forth.
const BACK: i64 = 30;

/// Marks what does not go together among stands in the order of time.
///
/// Only clear stands count: of statements, and of events that an outlet reports in its own voice. A stand is held against
/// the last clear one before it.
pub(super) fn mark(stands: &mut [Stand]) {
    let mut marks: Vec<(usize, Mark)> = Vec::new();
    let clear: Vec<usize> = (0..stands.len()).filter(|&n| counts(&stands[n])).collect();
    for (place, &n) in clear.iter().enumerate() {
        let stand = &stands[n];
        let before = clear[..place].iter().rev().map(|&n| &stands[n]);
        let Some(last) = before.clone().find(|s| is_opposed(s, stand) || s.side == stand.side) else {
            continue;
        };
        // The last one, or any other of the same day.
        let other = match is_opposed(last, stand) {
            true => last,
            false => match before.clone().take_while(|s| overlap(s, stand)).find(|s| is_opposed(s, stand)) {
                Some(other) => other,
                None => continue,
            },
        };
        let back = before.clone().find(|s| s.side == stand.side && !overlap(s, stand) && within(s, stand));
        if let Some((what, because)) = told(other, stand, back) {
            let inferred =
                stand.inferred || other.inferred || told_by_another(stand) || told_by_another(other);
            marks.push((n, Mark { what, against: other.number, inferred, because }));
        }
    }
    for (n, stand) in stands.iter().enumerate() {
        // A denial takes no side, and a deed may stand against it all the same.
        if let Some(mark) = denied(stand, stands) {
            marks.push((n, mark));
        }
    }
    for (n, mark) in marks {
        stands[n].marks.push(mark);
    }
}

fn told(other: &Stand, stand: &Stand, back: Option<&Stand>) -> Option<(MarkKind, String)> {
    use MarkKind::{Change, Contradiction};
    let same_time = overlap(other, stand);
    Some(match (is_deed(other), is_deed(stand)) {
        (false, true) => {
            (Contradiction, format!("a deed that is {} and words that were {}", side(stand), side(other)))
        }
        (true, false) if same_time => {
            (Contradiction, format!("words that are {} and a deed that is {}", side(stand), side(other)))
        }
        (true, false) => {
            (Change, format!("words that are {} after a deed that was {}", side(stand), side(other)))
        }
        _ if same_time && (!other.conditions.is_empty() || !stand.conditions.is_empty()) => {
            // "We will talk if they leave" and "no talks while they are here" go together.
            return None;
        }
        _ if same_time && (other.from.is_none() || stand.from.is_none()) => {
            // Without days a change of mind looks the same. Within one article it would be told.
            if !other.carriers.iter().any(|a| stand.carriers.iter().any(|b| a.article == b.article)) {
                return None;
            }
            (Contradiction, "opposed within one article".to_owned())
        }
        _ if same_time => (Contradiction, "opposed within the same time".to_owned()),
        _ => match back {
            Some(back) => (
                Contradiction,
                format!(
                    "back and forth: {} again, as in {} less than {BACK} days before",
                    side(stand),
                    back.number
                ),
            ),
            None => (Change, format!("{} after having been {}", side(stand), side(other))),
        },
    })
}

/// A denial of what an outlet reports that its speaker did or does.
fn denied(stand: &Stand, all: &[Stand]) -> Option<Mark> {
    let Evidence::Statement { act, negated: false, .. } = &stand.evidence else { return None };
    if act.as_deref() != Some("deny") || stand.side != Side::Unclear {
        return None;
    }
    let deed = all.iter().find(|s| {
        let done = matches!(&s.evidence, Evidence::Event { status, .. } if status == "happened" || status == "ongoing");
        done && counts(s) && s.side == Side::For && (overlap(s, stand) || s.to <= stand.from)
    })?;
    Some(Mark {
        what: MarkKind::Contradiction,
        against: deed.number,
        inferred: true,
        because: "denies what may be the deed that an outlet reports".to_owned(),
    })
}

fn counts(stand: &Stand) -> bool {
    stand.side != Side::Unclear
        && match &stand.evidence {
            Evidence::Statement { .. } => true,
            Evidence::Event { status, claimed_by, .. } => {
                claimed_by.is_empty() && matches!(status.as_str(), "happened" | "ongoing")
            }
        }
}

fn is_opposed(a: &Stand, b: &Stand) -> bool {
    matches!((a.side, b.side), (Side::For, Side::Against) | (Side::Against, Side::For))
}

fn is_deed(stand: &Stand) -> bool {
    matches!(stand.evidence, Evidence::Event { .. })
}

fn told_by_another(stand: &Stand) -> bool {
    stand.told_by.is_some()
}

fn side(stand: &Stand) -> &'static str {
    stand.side.name()
}

/// Whether which of two was first is not known. Days compare as they are written.
fn overlap(a: &Stand, b: &Stand) -> bool {
    match (&a.from, &a.to, &b.from, &b.to) {
        (Some(a_from), Some(a_to), Some(b_from), Some(b_to)) => a_from <= b_to && b_from <= a_to,
        _ => true,
    }
}

fn within(earlier: &Stand, later: &Stand) -> bool {
    let day = |day: &Option<String>| day.as_deref().and_then(|d| d.parse::<jiff::civil::Date>().ok());
    let (Some(from), Some(to)) = (day(&earlier.to), day(&later.from)) else { return false };
    from.until(to).is_ok_and(|span| i64::from(span.get_days()) <= BACK)
}
