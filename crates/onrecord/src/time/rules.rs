//! The patterns of time expressions, and what each makes of its words.
//!
//! See [`super::pattern`] for how a pattern is written. `COUNT` and `ZONED` below stand for the groups given with them.
//! The longest pattern that its builder accepts wins.

use super::calendar::Unit;
use super::expr::{Base, Count, Expr, Kind, Pick, Tod};
use super::lexicon::{Class, Lexicon};
use super::pattern::{Fit, Tree};
use super::token::Token;
use super::when::{Modifier, TimexType};
use super::{rules_calendar as calendar, rules_length as length};

/// Makes an expression of a fit, or declines.
pub(super) type Build = fn(&Match) -> Option<Expr>;

const COUNT: &str =
    "( a | an | NUMBER | VAGUE | a few | a couple of | couple of | a dozen | half a | half an )";
const ZONED: &str = "( ZONE_NAME | local time )?";

const RULES: &[(&str, Build)] = &[
    ("NAME_PHRASE", |_| Some(Kind::Name.into())),
    // Dates
    ("( WEEKDAY ,? )? MONTH the? MONTH_DAY ( ,? YEAR )?", calendar::date),
    ("( WEEKDAY ,? the? | the )? MONTH_DAY of? MONTH ( ,? YEAR )?", calendar::date),
    ("MONTH MONTH_DAY ( ~- | to | through | until ) MONTH_DAY ( ,? YEAR )?", calendar::day_range),
    (
        "the? MONTH_DAY ( ~- | to | through | until | and ) MONTH_DAY of? MONTH ( ,? YEAR )?",
        calendar::day_range,
    ),
    ("MONTH MONTH_DAY and MONTH_DAY ( ,? YEAR )?", calendar::two_days),
    ("MONTH_DAY ~- ~MONTH ~- ~YEAR", calendar::hyphened),
    ("MONTH_DAY ~- ~MONTH ~- ~SHORT", calendar::hyphened),
    ("ISO", calendar::iso),
    ("SLASHED", calendar::slashed),
    ("SLASH_DAY", calendar::slash_day),
    ("HOLIDAY_NAME ( ,? YEAR )?", calendar::holiday),
    ("PICK HOLIDAY_NAME", calendar::holiday),
    ("HOLIDAY_NAME PICK year", calendar::holiday),
    // Months, seasons, quarters, halves
    ("MONTH ( of? YEAR | , YEAR )?", calendar::month),
    ("PICK MONTH", calendar::month),
    ("MONTH of? PICK year", calendar::month),
    ("( the | PICK )? SEASON ( of? YEAR )?", calendar::season),
    ("the? SEASON of? PICK year", calendar::season),
    ("the? ORDINAL ~-? quarter ( of? YEAR | of? PICK year | of the year )?", calendar::quarter),
    ("QUARTER_NAME ( of? YEAR )?", calendar::quarter),
    ("the? ORDINAL half of ( YEAR | PICK year | the year )", calendar::half),
    // Years and longer
    ("( the year )? YEAR", calendar::year),
    ("YEAR ~- ~YEAR", calendar::year_range),
    ("YEAR ~- ~SHORT", calendar::year_range),
    ("the? ( fiscal | financial ) year? YEAR", calendar::fiscal),
    ("the? YEAR ~- ~SHORT ( fiscal | financial ) year", calendar::fiscal),
    ("the? DECADE", calendar::decade),
    ("the YEAR 's", calendar::decade),
    ("the? ORDINAL ~-? century", calendar::century),
    (
        "the ( ORDINAL | last ) ( UNIT | WEEKDAY ) ( of | in ) ( MONTH YEAR? | YEAR | PICK UNIT | the year )",
        calendar::nth,
    ),
    ("the ( first | last ) NUMBER UNITS of ( MONTH YEAR? | YEAR | PICK year | the year )", calendar::nth),
    // Weekdays
    ("WEEKDAY PART?", calendar::weekday),
    ("( this past | this coming | PICK ) WEEKDAY PART?", calendar::weekday),
    ("WEEKDAY of? PICK week", calendar::weekday),
    ("the PART of", |m| Some(Expr::from(Kind::PartOf).at(m.part()))),
    ("the early hours of", |_| Some(Expr::from(Kind::PartOf).at(Some(Tod::Part("NI".to_owned()))))),
    // Days from publication
    ("DAY PART?", calendar::day),
    ("tonight", |_| Some(shift(Unit::Day, 0, Base::Published).at(Some(Tod::Part("NI".to_owned()))))),
    ("the day before yesterday", |_| Some(shift(Unit::Day, -2, Base::Published))),
    ("the day after tomorrow", |_| Some(shift(Unit::Day, 2, Base::Published))),
    ("PICK PART", calendar::pick_part),
    // Weeks, months and years from publication
    ("PICK UNIT", calendar::pick_unit),
    ("this past UNIT", |m| Some(shift(m.unit()?, -1, Base::Published))),
    ("this coming UNIT", |m| Some(shift(m.unit()?, 1, Base::Published))),
    ("the UNIT", calendar::the_unit),
    ("the ( UNIT | PART ) before last", |m| calendar::beyond(m, -2)),
    ("the ( UNIT | PART ) after next", |m| calendar::beyond(m, 2)),
    // From another time in the text
    ("the ( following | next ) ( UNIT | PART )", |m| calendar::told(m, 1)),
    ("the ( previous | preceding ) ( UNIT | PART )", |m| calendar::told(m, -1)),
    ("( that | the same | that same ) ( UNIT | PART )", |m| calendar::told(m, 0)),
    ("the UNIT ( before | earlier )", |m| calendar::told(m, -1)),
    ("the UNIT ( after | later )", |m| calendar::told(m, 1)),
    ("at ( the | that ) time", calendar::that_time),
    // Counted
    ("COUNT ( UNIT | UNITS ) ago", |m| length::shift(m, -1, Base::Published)),
    ("COUNT ( UNIT | UNITS ) from ( now | today )", |m| length::shift(m, 1, Base::Published)),
    ("COUNT ( UNIT | UNITS ) ( ' | 's ) time", |m| length::shift(m, 1, Base::Published)),
    ("COUNT ( UNIT | UNITS ) ( earlier | previously )", |m| length::shift(m, -1, Base::Text)),
    ("COUNT ( UNIT | UNITS ) later", |m| length::shift(m, 1, Base::Text)),
    ("UNITS ago", |_| Some(Kind::Reference(-1).into())),
    ("UNITS ( earlier | later )", length::vague_shift),
    // Lengths
    ("COUNT ( UNIT | UNITS )", length::plain),
    ("( NUMBER | a ) and a half UNITS", length::plain),
    ("( a | an ) UNIT and a half", length::plain),
    ("NUMBER ~- ~UNIT", length::plain),
    ("UNITS", length::plain),
    ("the? PICK COUNT? UNITS", length::toward),
    ("the PICK UNIT", length::toward),
    ("the ( previous | preceding ) COUNT? UNITS", length::toward),
    ("NUMBER UNITS old", |_| Some(Kind::Name.into())),
    ("NUMBER ~- ~UNIT ~- ~old", |_| Some(Kind::Name.into())),
    ("NUMBER ~- ~UNIT ~- ~olds", |_| Some(Kind::Name.into())),
    // Sets
    ("( every | each ) ( other )? ( UNIT | WEEKDAY | MONTH | SEASON | PART )", length::every),
    ("( every | each ) NUMBER UNITS", length::every),
    ("WEEKDAYS", length::every),
    ("( TIMES | NUMBER times ) ( a | per | each | every ) UNIT", length::every),
    ("FREQUENCY", length::every),
    // Vague
    ("REFERENCE", length::reference),
    ("recent UNITS", |_| Some(Kind::Reference(-1).into())),
    ("these days", |_| Some(Kind::Reference(0).into())),
    // Times of day
    ("CLOCK MERIDIEM? ZONED", calendar::clock),
    ("HOUR_MINUTE MERIDIEM ZONED", calendar::clock),
    ("HOUR_MINUTE ( ZONE_NAME | local time )", calendar::clock),
    ("NUMBER MERIDIEM ZONED", calendar::clock),
    ("NUMBER o'clock", calendar::clock),
    ("NOON ZONED", calendar::clock),
];

/// The tree of all patterns.
pub(super) fn tree(lexicon: &mut Lexicon) -> Tree {
    let patterns: Vec<String> =
        RULES.iter().map(|(p, _)| p.replace("COUNT", COUNT).replace("ZONED", ZONED)).collect();
    Tree::new(patterns.iter().map(String::as_str), lexicon)
}

/// The longest fit that its builder takes: the expression and its number of tokens.
pub(super) fn first_taken(
    fits: &[Fit],
    text: &str,
    tokens: &[Token],
    at: usize,
    lexicon: &Lexicon,
) -> Option<(Expr, usize)> {
    fits.iter().find_map(|fit| {
        let m = Match { text, tokens, at, fit, lexicon };
        RULES[fit.rule].1(&m).map(|expr| (expr, fit.len))
    })
}

/// A fit in its text.
pub(super) struct Match<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub at: usize,
    pub fit: &'a Fit,
    pub lexicon: &'a Lexicon,
}

impl Match<'_> {
    /// Value of the first token that a class took.
    pub(super) fn value(&self, class: Class) -> Option<i32> {
        self.values(class).next()
    }

    /// Values of the tokens that a class took, in order.
    pub(super) fn values(&self, class: Class) -> impl Iterator<Item = i32> {
        let taken = self.fit.captures.iter().filter(move |(c, _)| *c == class);
        taken.map(move |&(_, i)| self.tokens[self.at + i].value(class, self.lexicon))
    }

    /// The value where it must fit a day or month number.
    pub(super) fn small(&self, class: Class) -> Option<i8> {
        self.value(class).and_then(|v| i8::try_from(v).ok())
    }

    /// The unit taken by `UNIT` or `UNITS`.
    pub(super) fn unit(&self) -> Option<Unit> {
        let name = self.value(Class::Unit).or_else(|| self.value(Class::Units))?;
        Unit::named(&self.lexicon.names[name as usize])
    }

    /// The part of the day taken by `PART`.
    pub(super) fn part(&self) -> Option<Tod> {
        self.value(Class::Part).map(|name| Tod::Part(self.lexicon.names[name as usize].clone()))
    }

    /// `last`, `this`, `next`, if the pattern has one.
    pub(super) fn pick(&self) -> Option<Pick> {
        self.value(Class::Pick).map(Pick::of)
    }

    /// The token so many before the fit, in the same sentence.
    pub(super) fn before(&self, n: usize) -> Option<&Token> {
        let token = &self.tokens[self.at.checked_sub(n)?];
        (token.sentence == self.tokens[self.at].sentence).then_some(token)
    }

    /// The token right after the fit, in the same sentence.
    pub(super) fn after(&self) -> Option<&Token> {
        let token = self.tokens.get(self.at + self.fit.len)?;
        (token.sentence == self.tokens[self.at].sentence).then_some(token)
    }

    pub(super) fn text_of(&self, token: &Token) -> &str {
        &self.text[token.bytes.clone()]
    }

    /// Whether a token is one of these words, in any case.
    pub(super) fn is_word(&self, token: Option<&Token>, words: &[&str]) -> bool {
        token.is_some_and(|t| words.iter().any(|w| self.text_of(t).eq_ignore_ascii_case(w)))
    }

    /// Whether the fit contains the word.
    pub(super) fn has(&self, word: &str) -> bool {
        let tokens = &self.tokens[self.at..self.at + self.fit.len];
        tokens.iter().any(|t| self.text_of(t).eq_ignore_ascii_case(word))
    }

    /// Whether a preposition or `last`, `early` … stands before the fit.
    pub(super) fn triggered(&self) -> bool {
        self.before(1).is_some_and(|t| t.is(Class::Trigger))
    }

    /// Whether the first token of the fit is capitalised though it opens no sentence: then it is part of a name.
    pub(super) fn is_name_like(&self) -> bool {
        self.tokens[self.at].capital
            && self.before(1).is_some_and(|t| t.word == 0 || !is_mark(self.text_of(t)))
    }
}

fn is_mark(text: &str) -> bool {
    !text.starts_with(char::is_alphanumeric)
}

pub(super) fn shift(unit: Unit, n: i32, base: Base) -> Expr {
    Kind::Shift { unit, n, base }.into()
}

pub(super) fn never(kind: TimexType, value: impl Into<String>) -> Expr {
    Kind::Never { kind, value: value.into(), ambiguous: false }.into()
}

/// The count of a fit: a number, `a`, or `several`.
pub(super) fn count(m: &Match) -> Count {
    let half = i32::from(m.has("half"));
    let n = if m.has("few") || (m.value(Class::Vague).is_some() && !m.has("couple")) {
        return Count::Some;
    } else if m.has("dozen") && m.value(Class::Number).is_none() {
        12
    } else if let Some(n) = m.value(Class::Number) {
        n
    } else if m.has("couple") {
        2
    } else if m.has("a") || m.has("an") || m.has("half") {
        // `half a year` is one half; `a year and a half` three.
        return Count::Halves(if m.has("and") { 3 } else { 2 - half });
    } else {
        return Count::Some;
    };
    Count::Halves(n.saturating_mul(2).saturating_add(half))
}

/// `early` and the like, if the lexicon has it so.
pub(super) fn portion(token: &Token, lexicon: &Lexicon) -> Option<Modifier> {
    let name = lexicon.value(token.word, Class::Portion)?;
    Modifier::named(&lexicon.names[name as usize])
}
