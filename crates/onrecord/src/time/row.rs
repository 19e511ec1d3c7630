//! The times of a text in the making: each expression is placed when the ones before it are.

use super::expr::{Expr, Kind};
use super::lexicon::Lexicon;
use super::place::{Context, Placed, Reference};
use super::tense::{Shown, Tense};
use super::when::{Anchor, Modifier, Moment, Precision, TimexType, When};
use super::{REMEDY, Times};
use crate::{Note, Span, Text};

/// What is placed so far, and what placing the next needs.
pub(super) struct Row<'a> {
    text: &'a Text,
    published: Option<Moment>,
    lexicon: &'a Lexicon,
    reference: Option<Reference>,
    /// Whether something was told in the sentence since the reference.
    told: bool,
    /// Times that only the publication date is missing for.
    missing: usize,
    out: Times,
}

impl<'a> Row<'a> {
    pub(super) fn new(text: &'a Text, published: Option<Moment>, lexicon: &'a Lexicon) -> Self {
        Row { text, published, lexicon, reference: None, told: false, missing: 0, out: Times::default() }
    }

    /// Places the next expression, by the preposition before it and by what its clause shows of tense.
    pub(super) fn add(
        &mut self,
        span: Span,
        expr: &Expr,
        (outside, shown): (Option<Modifier>, Option<Shown>),
        (sentence, told): (u32, bool),
    ) {
        self.told |= told;
        let saying = self.saying(expr, sentence);
        let shown = match (outside, shown) {
            // What has lasted since a time has begun at it.
            (Some(Modifier::OnOrAfter), s) if s != Some(Shown { tense: Tense::Future, sure: true }) => {
                Some(Shown { tense: Tense::Past, sure: true })
            }
            (_, shown) => shown,
        };
        let (tense, sure) = (shown.map(|s| s.tense), shown.is_some_and(|s| s.sure));
        let context = Context {
            published: saying.as_ref().map_or(self.published, |s| s.day),
            tense,
            sure,
            reference: self.reference.as_ref(),
            sentence,
            lexicon: self.lexicon,
        };
        let mut placed = context.place(expr, outside);
        if let Some(saying) = saying {
            placed.wants_published = false;
            if placed.anchor == Some(Anchor::Published) {
                placed.anchor = Some(Anchor::When(saying.id));
            }
        }
        self.missing += usize::from(placed.wants_published);
        if matches!(expr.kind, Kind::Never { ambiguous: true, .. }) {
            let reason = format!("`{}` can be read as day/month or month/day", self.text.slice(span));
            self.out.notes.push(Note::new(reason).at(span));
        }
        let id = format!("t{}", self.out.times.len() + 1);
        if let Some(new) = reference_of(&placed, &id, sentence) {
            self.reference = Some(new);
            self.told = false;
        }
        let Placed { timex, earliest, latest, precision, anchor, modifier, .. } = placed;
        self.out.times.push(When { id, span, timex, earliest, latest, precision, anchor, modifier });
    }

    /// What a time in a saying counts from, where the sentence dates the saying outright (`In March 2022 she said she would leave next
    /// year`): that day, or none where it is not told so finely (`In 2019 she said she would leave on Friday`).
    fn saying(&self, expr: &Expr, sentence: u32) -> Option<Saying> {
        let grain = expr.grain()?;
        let r = self.reference.as_ref().filter(|r| self.told && r.absolute && r.sentence == sentence)?;
        let running = self.published.is_some_and(|p| r.first <= p.date && p.date <= r.last);
        let day = (r.grain <= grain).then(|| Moment::day(r.last));
        (!running).then(|| Saying { id: r.id.clone(), day })
    }

    /// All of them, with a note on those that the publication date is missing for.
    pub(super) fn done(mut self) -> Times {
        if self.missing > 0 {
            let plural = if self.missing == 1 { "time is" } else { "times are" };
            let reason =
                format!("{} {plural} relative to the publication date, which is unknown", self.missing);
            self.out.notes.insert(0, Note::new(reason).remedy(REMEDY));
        }
        self.out
    }
}

/// What a time inside a saying counts from.
struct Saying {
    /// The time that dates the saying.
    id: String,
    day: Option<Moment>,
}

/// What later expressions can count from, if this is a place on the calendar.
fn reference_of(placed: &Placed, id: &str, sentence: u32) -> Option<Reference> {
    let kind = placed.timex.kind;
    let dated = matches!(kind, TimexType::Date | TimexType::Time) && placed.precision <= Precision::Year;
    let (first, last) = (placed.earliest?.date, placed.latest?.date);
    // `since 2014` has both ends, but is no place of its own.
    let open = matches!(placed.modifier, Some(Modifier::OnOrAfter | Modifier::OnOrBefore));
    let grain = if kind == TimexType::Time { Precision::Day } else { placed.precision };
    (dated && !open).then(|| Reference {
        id: id.to_owned(),
        first,
        last,
        grain,
        sentence,
        absolute: placed.anchor == Some(Anchor::Text),
    })
}
