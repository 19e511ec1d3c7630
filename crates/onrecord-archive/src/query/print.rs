//! A query as it would be typed.

use super::{Bound, Days, EventField, Field, Query, Words};
use std::fmt::{self, Display, Formatter};

/// Writes a query as it would be typed: parsed again, it is the same one.
impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::Everything => Ok(()),
            Query::All(all) => parted(f, all, " ", |q| matches!(q, Query::All(_) | Query::Any(_))),
            Query::Any(any) => parted(f, any, " OR ", |q| matches!(q, Query::Any(_))),
            Query::Not(not) => {
                f.write_str("NOT ")?;
                one(f, not, matches!(**not, Query::All(_) | Query::Any(_)))
            }
            Query::Field(field) => field.fmt(f),
            Query::Coded { otherwise, .. } => otherwise.fmt(f),
        }
    }
}

fn parted(f: &mut Formatter<'_>, all: &[Query], by: &str, bracketed: impl Fn(&Query) -> bool) -> fmt::Result {
    for (n, query) in all.iter().enumerate() {
        if n > 0 {
            f.write_str(by)?;
        }
        one(f, query, bracketed(query))?;
    }
    Ok(())
}

fn one(f: &mut Formatter<'_>, query: &Query, bracketed: bool) -> fmt::Result {
    if bracketed { write!(f, "({query})") } else { query.fmt(f) }
}

/// Words that end in a star stand alone, or the star would be one of them; all others stand in quotation marks.
impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.open { write!(f, "{}*", self.text) } else { write!(f, "\"{}\"", self.text) }
    }
}

impl Display for Days {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let end = |day: &Option<String>| day.clone().unwrap_or_default();
        write!(f, "{}..{}", end(&self.from), end(&self.to))
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let yes = |is: &bool| if *is { "yes" } else { "no" };
        match self {
            Field::Speaker(words) => write!(f, "speaker:{words}"),
            Field::SpeakerFact { field, value } => write!(f, "speaker.{field}:{value}"),
            Field::Code(words) => write!(f, "code:{words}"),
            Field::Concept(name, None) => write!(f, "concept:{name}"),
            Field::Concept(name, Some(true)) => write!(f, "for:{name}"),
            Field::Concept(name, Some(false)) => write!(f, "against:{name}"),
            Field::Variable { name, value } => write!(f, "code.{name}:{value}"),
            Field::Coder(name) => write!(f, "coder:{name}"),
            Field::To(words) => write!(f, "to:{words}"),
            Field::Source(words) => write!(f, "source:{words}"),
            Field::About(words) => write!(f, "about:{words}"),
            Field::Refers(words) => write!(f, "refers:{words}"),
            Field::RefersTo(query) => write!(f, "refers:({query})"),
            Field::Said(words) => write!(f, "said:\"{words}\""),
            Field::Act(act) => write!(f, "act:{act}"),
            Field::Kind(kind) => write!(f, "kind:{kind}"),
            Field::Outlet(name) => write!(f, "outlet:\"{name}\""),
            Field::Country(code) => write!(f, "country:\"{code}\""),
            Field::Title(words) => write!(f, "title:\"{words}\""),
            Field::Language(code) => write!(f, "language:\"{code}\""),
            Field::Published(days) => write!(f, "date:{days}"),
            Field::When(days) => write!(f, "when:{days}"),
            Field::IsInside(is) => write!(f, "inside:{}", yes(is)),
            Field::Inside(query) => write!(f, "inside:({query})"),
            Field::IsConditional(is) => write!(f, "condition:{}", yes(is)),
            Field::Condition(words) => write!(f, "condition:{words}"),
            Field::IsHedged(is) => write!(f, "hedge:{}", yes(is)),
            Field::IsNegated(is) => write!(f, "negated:{}", yes(is)),
            Field::Repeats(is) => write!(f, "repeat:{}", yes(is)),
            Field::IsDuplicate(is) => write!(f, "duplicate:{}", yes(is)),
            Field::Voice(name) => write!(f, "voice:\"{name}\""),
            Field::IsSaying(is) => write!(f, "saying:{}", yes(is)),
            Field::Saying(number) => write!(f, "saying:{number}"),
            Field::Confidence(bound, number) => {
                let bound = match bound {
                    Bound::Above => ">",
                    Bound::AtLeast => ">=",
                    Bound::Below => "<",
                    Bound::AtMost => "<=",
                };
                write!(f, "confidence:{bound}{number}")
            }
            Field::Event(field) => field.fmt(f),
            Field::HasEvent(query) => write!(f, "event:({query})"),
        }
    }
}

impl Display for EventField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            EventField::Type(name) => write!(f, "event:{name}"),
            EventField::Quad(name) => write!(f, "quad:{name}"),
            EventField::From(words) => write!(f, "from:{words}"),
            EventField::Target(words) => write!(f, "target:{words}"),
            EventField::Party(words) => write!(f, "party:{words}"),
            EventField::Status(name) => write!(f, "status:{name}"),
            EventField::Mode(name) => write!(f, "mode:\"{name}\""),
            EventField::Context(name) => write!(f, "context:\"{name}\""),
            EventField::Place(words) => write!(f, "place:\"{words}\""),
        }
    }
}
