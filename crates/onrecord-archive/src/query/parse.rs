//! From the words of a query to its tree.
//!
//! ```text
//! query  = all { "OR" all }
//! all    = one { [ "AND" ] one }
//! one    = "NOT" one | "(" query ")" | field | words
//! field  = name ":" value { "," value }
//! ```

use super::fields::{CODE_FIELD, FIELDS, SPEAKER_FIELD, example, nearest, quads, statuses, types};
use super::tokens::{Token, tokens};
use super::{Bound, Days, EventField, Field, Query, QueryError, Words};
use jiff::civil::Date;
use onrecord::acts::Act;
use std::ops::Range;

/// Brackets and NOTs inside one another; nobody writes more, and the tree is walked by calls.
const DEEPEST: usize = 64;

/// `inside:` and `event:` inside one another: each is a question within the question, and the store bears some dozens.
const DEEPEST_QUESTION: usize = 8;
/// Conditions of a query. The store bears a thousand, of which some conditions take several.
const MOST: usize = 200;

pub(super) fn parse(query: &str) -> Result<Query, QueryError> {
    let tokens = tokens(query)?;
    let mut parser = Parser { query, tokens, next: 0, depth: 0, questions: 0, conditions: 0 };
    if parser.tokens.is_empty() {
        return Ok(Query::Everything);
    }
    let tree = parser.any()?;
    match parser.peek() {
        None => Ok(tree),
        Some((_, at)) => Err(parser.wrong(
            at.clone(),
            "nothing is open that this could close",
            "take it away, or open a bracket before it",
        )),
    }
}

struct Parser<'q> {
    query: &'q str,
    tokens: Vec<(Token, Range<usize>)>,
    next: usize,
    depth: usize,
    questions: usize,
    conditions: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&(Token, Range<usize>)> {
        self.tokens.get(self.next)
    }

    fn word(&self, word: &str) -> bool {
        matches!(self.peek(), Some((Token::Word(w), _)) if w == word)
    }

    fn take(&mut self) -> Option<(Token, Range<usize>)> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        token
    }

    fn wrong(&self, at: Range<usize>, what: impl Into<String>, hint: impl Into<String>) -> QueryError {
        QueryError { query: self.query.to_owned(), at, what: what.into(), hint: Some(hint.into()) }
    }

    fn end(&self) -> Range<usize> {
        self.query.len()..self.query.len()
    }

    fn any(&mut self) -> Result<Query, QueryError> {
        let mut found = vec![self.all()?];
        while self.word("OR") {
            self.next += 1;
            found.push(self.all()?);
        }
        Ok(one_or(found, Query::Any))
    }

    fn all(&mut self) -> Result<Query, QueryError> {
        let mut found = vec![self.one()?];
        loop {
            let and = self.word("AND");
            if and {
                self.next += 1;
            }
            match self.peek() {
                None | Some((Token::Close, _)) if !and => break,
                Some((Token::Word(w), _)) if w == "OR" && !and => break,
                _ => found.push(self.one()?),
            }
        }
        Ok(one_or(found, Query::All))
    }

    /// Counts a condition that stands here.
    fn count(&mut self, at: &Range<usize>) -> Result<(), QueryError> {
        self.conditions += 1;
        if self.conditions > MOST {
            let what = format!("this is condition {}, and a query has {MOST} at most", self.conditions);
            return Err(self.wrong(at.clone(), what, "ask in several queries"));
        }
        Ok(())
    }

    fn one(&mut self) -> Result<Query, QueryError> {
        self.depth += 1;
        let found = self.one_inside();
        self.depth -= 1;
        found
    }

    fn one_inside(&mut self) -> Result<Query, QueryError> {
        let Some((token, at)) = self.take() else {
            return Err(self.wrong(
                self.end(),
                "something is missing here",
                "write for instance act:promise",
            ));
        };
        if self.depth > DEEPEST {
            return Err(self.wrong(at, "too many brackets inside one another", "ask in several queries"));
        }
        match token {
            Token::Open => {
                let found = self.any()?;
                match self.take() {
                    Some((Token::Close, _)) => Ok(found),
                    _ => Err(self.wrong(at, "this bracket is not closed", "close it with )")),
                }
            }
            Token::Word(word) if word == "NOT" => Ok(Query::Not(Box::new(self.one()?))),
            Token::Word(word) if matches!(word.as_str(), "AND" | "OR") => Err(self.wrong(
                at,
                format!("{word} stands between two conditions"),
                "put words in quotation marks to look for them as they are",
            )),
            Token::Word(word) => match self.peek() {
                Some((Token::Colon, _)) => {
                    self.next += 1;
                    self.field(&word.to_lowercase(), at)
                }
                _ => {
                    self.count(&at)?;
                    Ok(Query::Field(Field::About(words(word))))
                }
            },
            Token::Quoted(text) if text.is_empty() => Err(self.wrong(
                at,
                "there are no words in these quotation marks",
                "write some, or take them away",
            )),
            Token::Quoted(text) => {
                self.count(&at)?;
                Ok(Query::Field(Field::About(Words { text, open: false })))
            }
            Token::Close => Err(self.wrong(
                at,
                "nothing is open that this could close",
                "take it away, or open a bracket before it",
            )),
            Token::Colon => Err(self.wrong(
                at,
                "a field's name is missing before this",
                "write for instance speaker:Holm",
            )),
            Token::Comma => Err(self.wrong(
                at,
                "a comma stands between the values of one field",
                "write for instance act:promise,offer",
            )),
        }
    }

    fn field(&mut self, name: &str, at: Range<usize>) -> Result<Query, QueryError> {
        // Fields of the user's own table of speakers and variables of the codebook: the archive knows which there are.
        let own = |begins| name.strip_prefix(begins).is_some_and(|field: &str| !field.is_empty());
        if !FIELDS.contains(&name) && !own(SPEAKER_FIELD) && !own(CODE_FIELD) {
            let near = nearest(name, &FIELDS).map(|n| format!("did you mean `{n}`? "));
            let hint = format!("{}fields are {}", near.unwrap_or_default(), FIELDS.join(", "));
            return Err(self.wrong(at, format!("there is no field `{name}`"), hint));
        }
        let mut found = Vec::new();
        loop {
            found.push(self.value(name, &at)?);
            match self.peek() {
                Some((Token::Comma, _)) => self.next += 1,
                _ => break,
            }
        }
        Ok(one_or(found, Query::Any))
    }

    fn value(&mut self, name: &str, field: &Range<usize>) -> Result<Query, QueryError> {
        let missing = |parser: &Self, at| parser.wrong(at, format!("`{name}:` has no value"), example(name));
        let Some((token, at)) = self.take() else { return Err(missing(self, self.end())) };
        self.count(&at)?;
        let (text, quoted) = match token {
            Token::Word(word) => (word, false),
            Token::Quoted(text) if !text.is_empty() => (text, true),
            Token::Open if matches!(name, "inside" | "event" | "refers") => {
                if self.questions >= DEEPEST_QUESTION {
                    let what = format!("more than {DEEPEST_QUESTION} of `{name}:` stand inside one another");
                    return Err(self.wrong(field.start..at.end, what, "ask in several queries"));
                }
                self.questions += 1;
                let found = self.any();
                self.questions -= 1;
                let found = Box::new(found?);
                let of = match name {
                    "inside" => Field::Inside,
                    "refers" => Field::RefersTo,
                    _ => Field::HasEvent,
                };
                return match self.take() {
                    Some((Token::Close, _)) => Ok(Query::Field(of(found))),
                    _ => Err(self.wrong(at, "this bracket is not closed", "close it with )")),
                };
            }
            Token::Open => {
                return Err(self.wrong(
                    at,
                    format!("`{name}:` takes no brackets"),
                    format!("part several values by commas: {}", example(name)),
                ));
            }
            _ => return Err(missing(self, field.start..at.end)),
        };
        let phrase = || if quoted { Words { text: text.clone(), open: false } } else { words(text.clone()) };
        let found = match name {
            name if name.starts_with(SPEAKER_FIELD) => {
                Field::SpeakerFact { field: name[SPEAKER_FIELD.len()..].to_owned(), value: phrase() }
            }
            name if name.starts_with(CODE_FIELD) => {
                Field::Variable { name: name[CODE_FIELD.len()..].to_owned(), value: phrase() }
            }
            "code" => Field::Code(phrase()),
            "concept" => Field::Concept(phrase(), None),
            "for" => Field::Concept(phrase(), Some(true)),
            "against" => Field::Concept(phrase(), Some(false)),
            "coder" => Field::Coder(phrase()),
            "speaker" => Field::Speaker(phrase()),
            "to" => Field::To(phrase()),
            "source" => Field::Source(phrase()),
            "about" | "words" => Field::About(phrase()),
            "refers" => Field::Refers(phrase()),
            "said" => Field::Said(text),
            "title" => Field::Title(text),
            "outlet" => Field::Outlet(text),
            "voice" => Field::Voice(text),
            "country" => Field::Country(text.to_uppercase()),
            "language" => Field::Language(text.to_lowercase()),
            "act" => Field::Act(self.act(&text, at)?),
            "kind" => match text.to_lowercase().as_str() {
                kind @ ("direct" | "mixed" | "indirect") => Field::Kind(kind.to_owned()),
                _ => {
                    return Err(self.wrong(
                        at,
                        format!("there is no kind `{text}`"),
                        "kinds are direct, mixed and indirect",
                    ));
                }
            },
            "event" => Field::Event(EventField::Type(self.listed(&text, at, "type of event", &types())?)),
            "quad" => Field::Event(EventField::Quad(self.listed(&text, at, "quad class", &quads())?)),
            "status" => Field::Event(EventField::Status(self.listed(&text, at, "status", &statuses())?)),
            "from" => Field::Event(EventField::From(phrase())),
            "target" => Field::Event(EventField::Target(phrase())),
            "party" => Field::Event(EventField::Party(phrase())),
            "mode" => Field::Event(EventField::Mode(text.to_lowercase())),
            "context" => Field::Event(EventField::Context(text.to_lowercase())),
            "place" => Field::Event(EventField::Place(text)),
            "date" => Field::Published(self.days(&text, at)?),
            "when" => Field::When(self.days(&text, at)?),
            "confidence" => self.confidence(&text, at)?,
            "duplicate" => Field::IsDuplicate(self.yes(&text, at, name)?),
            "saying" => match text.parse() {
                Ok(number) => Field::Saying(number),
                Err(_) => Field::IsSaying(yes(&text).ok_or_else(|| {
                    let what = format!("`saying:` is yes, no or a number, not `{text}`");
                    self.wrong(at, what, "`onrecord sayings` shows the numbers")
                })?),
            },
            "hedge" => Field::IsHedged(self.yes(&text, at, name)?),
            "negated" => Field::IsNegated(self.yes(&text, at, name)?),
            "repeat" => Field::Repeats(self.yes(&text, at, name)?),
            "inside" => Field::IsInside(self.yes(&text, at, name)?),
            "condition" => match (yes(&text), quoted) {
                (Some(is), false) => Field::IsConditional(is),
                _ => Field::Condition(phrase()),
            },
            _ => {
                return Err(self.wrong(
                    field.clone(),
                    format!("there is no field `{name}`"),
                    "see docs/query.md",
                ));
            }
        };
        Ok(Query::Field(found))
    }

    fn yes(&self, text: &str, at: Range<usize>, name: &str) -> Result<bool, QueryError> {
        yes(text)
            .ok_or_else(|| self.wrong(at, format!("`{name}:` is yes or no, not `{text}`"), example(name)))
    }

    fn act(&self, text: &str, at: Range<usize>) -> Result<String, QueryError> {
        let word = text.to_lowercase();
        match serde_json::from_value::<Act>(serde_json::Value::String(word.clone())) {
            Ok(_) => Ok(word),
            Err(error) => {
                // The list stands in the words of the error: `unknown variant …, expected one of …`.
                let said = error.to_string();
                let known: Vec<&str> = said.split('`').skip(1).step_by(2).skip(1).collect();
                let near = nearest(&word, &known).map(|n| format!("did you mean `{n}`? "));
                let hint = format!("{}acts are {}", near.unwrap_or_default(), known.join(", "));
                Err(self.wrong(at, format!("there is no act `{text}`"), hint))
            }
        }
    }

    /// A value of a closed list, capitals aside.
    fn listed(
        &self,
        text: &str,
        at: Range<usize>,
        what: &str,
        known: &[String],
    ) -> Result<String, QueryError> {
        if let Some(found) = known.iter().find(|k| k.eq_ignore_ascii_case(text)) {
            return Ok(found.clone());
        }
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let folded: Vec<String> = names.iter().map(|n| n.to_lowercase()).collect();
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        let near = nearest(&text.to_lowercase(), &folded)
            .and_then(|near| known.iter().find(|k| k.eq_ignore_ascii_case(near)));
        let near = near.map(|n| format!("did you mean `{n}`? ")).unwrap_or_default();
        Err(self.wrong(
            at,
            format!("there is no {what} `{text}`"),
            format!("{near}there are {}", names.join(", ")),
        ))
    }

    fn confidence(&self, text: &str, at: Range<usize>) -> Result<Field, QueryError> {
        let (bound, number) = [
            (">=", Bound::AtLeast),
            ("<=", Bound::AtMost),
            (">", Bound::Above),
            ("<", Bound::Below),
            ("", Bound::AtLeast),
        ]
        .into_iter()
        .find_map(|(sign, bound)| Some((bound, text.strip_prefix(sign)?)))
        .unwrap_or((Bound::AtLeast, text));
        let number = number.parse::<f64>().ok().filter(|n| (0.0..=1.0).contains(n));
        let number = number.ok_or_else(|| {
            self.wrong(
                at,
                format!("`{text}` is no confidence"),
                "write for instance confidence:>0.8, from 0 to 1",
            )
        })?;
        Ok(Field::Confidence(bound, number))
    }

    fn days(&self, text: &str, at: Range<usize>) -> Result<Days, QueryError> {
        let hint = "write for instance date:2023-11-10, date:2023-11, date:2023, date:2023-11..2023-12, date:2023.. or date:..2023";
        let period = |given: &str| {
            period(given)
                .ok_or_else(|| self.wrong(at.clone(), format!("`{given}` is no day, month or year"), hint))
        };
        let Some((from, to)) = text.split_once("..") else {
            let (from, to) = period(text)?;
            return Ok(Days { from: Some(from.to_string()), to: Some(to.to_string()) });
        };
        if from.is_empty() && to.is_empty() {
            return Err(self.wrong(at, "a range needs at least one end", hint));
        }
        let from = (!from.is_empty()).then(|| period(from)).transpose()?.map(|(first, _)| first);
        let to = (!to.is_empty()).then(|| period(to)).transpose()?.map(|(_, last)| last);
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            return Err(self.wrong(at, "this range ends before it begins", "turn its ends around"));
        }
        Ok(Days { from: from.map(|d| d.to_string()), to: to.map(|d| d.to_string()) })
    }
}

/// What was published from a day on, or up to one.
pub(super) fn days_from(day: &str, on: bool) -> Result<Query, QueryError> {
    let Some((first, last)) = period(day) else {
        return Err(QueryError {
            query: day.to_owned(),
            at: 0..day.len(),
            what: format!("`{day}` is no day, month or year"),
            hint: Some("write for instance 2023-11-10, 2023-11 or 2023".to_owned()),
        });
    };
    let days = match on {
        true => Days { from: Some(first.to_string()), to: None },
        false => Days { from: None, to: Some(last.to_string()) },
    };
    Ok(Query::Field(Field::Published(days)))
}

fn one_or(mut found: Vec<Query>, many: fn(Vec<Query>) -> Query) -> Query {
    if found.len() == 1 { found.remove(0) } else { many(found) }
}

/// Words as they are typed without quotation marks: a star at the end lets them go on.
pub(crate) fn words(text: impl Into<String>) -> Words {
    let text = text.into();
    match text.strip_suffix('*') {
        Some(start) if !start.is_empty() => Words { text: start.to_owned(), open: true },
        _ => Words { text, open: false },
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// The first and last day of a day, a month or a year.
fn period(text: &str) -> Option<(Date, Date)> {
    let digits = |n: usize, s: &str| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    let (year, rest) = parts.split_first()?;
    if !digits(4, year) || rest.len() > 2 || !rest.iter().all(|p| digits(2, p)) {
        return None;
    }
    let number = |n: usize| rest.get(n).and_then(|p| p.parse::<i8>().ok());
    let first = Date::new(year.parse().ok()?, number(0).unwrap_or(1), number(1).unwrap_or(1)).ok()?;
    let last = match rest.len() {
        0 => first.last_of_year(),
        1 => first.last_of_month(),
        _ => first,
    };
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(query: &str) -> String {
        let error = parse(query).unwrap_err();
        assert!(error.hint().is_some(), "{error}");
        error.to_string()
    }

    #[test]
    fn conditions_bind_as_in_other_languages() {
        let field = |name| Query::Field(Field::About(words(String::from(name))));
        assert_eq!(
            parse("a b OR NOT c AND (d OR e)").unwrap(),
            Query::Any(vec![
                Query::All(vec![field("a"), field("b")]),
                Query::All(vec![Query::Not(Box::new(field("c"))), Query::Any(vec![field("d"), field("e")])]),
            ])
        );
        assert_eq!(parse("  ").unwrap(), Query::Everything);
        assert_eq!(
            parse("“a b” weapon*").unwrap(),
            Query::All(vec![
                Query::Field(Field::About(Words { text: "a b".to_owned(), open: false })),
                Query::Field(Field::About(Words { text: "weapon".to_owned(), open: true })),
            ])
        );
        assert!(matches!(parse("inside:(act:deny)").unwrap(), Query::Field(Field::Inside(_))));
        assert_eq!(parse("condition:yes").unwrap(), Query::Field(Field::IsConditional(true)));
        assert!(matches!(parse("condition:\"yes\"").unwrap(), Query::Field(Field::Condition(_))));
    }

    #[test]
    fn a_query_is_printed_as_it_would_be_typed() {
        for (typed, printed) in [
            ("a b OR NOT (c d)", "about:\"a\" about:\"b\" OR NOT (about:\"c\" about:\"d\")"),
            ("act:promise,offer date:2023", "(act:promise OR act:offer) date:2023-01-01..2023-12-31"),
            ("weapon* condition:\"yes\" condition:no", "about:weapon* condition:\"yes\" condition:no"),
            ("confidence:0.8 inside:(kind:direct)", "confidence:>=0.8 inside:(kind:direct)"),
            ("event:(from:Kenya status:happened)", "event:(from:\"Kenya\" status:happened)"),
            ("refers:ferr* refers:(event:AID)", "refers:ferr* refers:(event:AID)"),
            ("", ""),
        ] {
            assert_eq!(parse(typed).unwrap().to_string(), printed);
            assert_eq!(parse(printed), parse(typed));
        }
    }

    #[test]
    fn days_months_years_and_ranges() {
        let days = |text: &str| match parse(&format!("date:{text}")).unwrap() {
            Query::Field(Field::Published(days)) => {
                (days.from.unwrap_or_default(), days.to.unwrap_or_default())
            }
            other => panic!("{other:?}"),
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(days("2023-11..2023-12"), pair("2023-11-01", "2023-12-31"));
        assert_eq!(days("2024-02"), pair("2024-02-01", "2024-02-29"));
        assert_eq!(days("2023"), pair("2023-01-01", "2023-12-31"));
        assert_eq!(days("2023-11-10.."), pair("2023-11-10", ""));
        assert_eq!(days("..2023"), pair("", "2023-12-31"));
    }

    #[test]
    fn errors_show_where() {
        assert_eq!(
            told("act:promise speakr:Holm"),
            "there is no field `speakr`\nact:promise speakr:Holm\n            ^^^^^^"
        );
        assert_eq!(told("a (b OR c"), "this bracket is not closed\na (b OR c\n  ^");
        assert_eq!(told("act:promse"), "there is no act `promse`\nact:promse\n    ^^^^^^");
        assert!(parse("act:promse").unwrap_err().hint.unwrap().starts_with("did you mean `promise`?"));
        for (query, expected) in [
            ("speaker:", "has no value"),
            ("speaker:(a)", "takes no brackets"),
            ("kind:spoken", "no kind"),
            ("date:yesterday", "no day, month or year"),
            ("date:2023-13", "no day, month or year"),
            ("date:2024..2023", "ends before it begins"),
            ("date:..", "at least one end"),
            ("confidence:2", "no confidence"),
            ("hedge:maybe", "yes or no"),
            ("a AND", "missing"),
            ("OR a", "between two"),
            ("a)", "nothing is open"),
            (":a", "name is missing"),
            ("a , b", "comma"),
            ("\"\"", "no words"),
            ("said:\"never closed", "not closed"),
        ] {
            assert!(told(query).contains(expected), "{query}: {}", told(query));
        }
        assert!(told(&"(".repeat(5000)).contains("too many brackets"));
        let deep = format!("{}a{}", "inside:(".repeat(30), ")".repeat(30));
        assert!(told(&deep).contains("more than 8 of `inside:`") && told(&deep).contains('^'));
        assert!(told(&format!("{}a{}", "event:(".repeat(9), ")".repeat(9))).contains("inside one another"));
        for wide in ["a ".repeat(201), "a OR ".repeat(201) + "b", format!("speaker:{}z", "a,".repeat(201))] {
            assert!(told(&wide).contains("a query has 200 at most"), "{}", told(&wide));
        }
        assert!(parse(&"a ".repeat(200)).is_ok());
    }

    proptest! {
        #[test]
        fn any_query_is_answered_or_refused(query in "(\\PC|[():,\"*]|NOT |OR |AND |act:|date:|inside:|refers:){0,24}") {
            match parse(&query) {
                Ok(tree) => prop_assert_eq!(parse(&tree.to_string()), Ok(tree)),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}
