//! What must hold of any text, and at the edges of the calendar.

use super::*;
use crate::PartKind;
use jiff::civil::Date;
use proptest::prelude::*;
use std::sync::LazyLock;

fn read(text: &str, published: Option<&str>) -> (Text, Times) {
    static READER: LazyLock<TimeReader> = LazyLock::new(|| TimeReader::new().unwrap());
    let text = Text::new(text);
    let parts = [Part { kind: PartKind::Body, span: text.span() }];
    let published = published.map(|p| p.parse().unwrap());
    let times = READER.read(&text, &parts, published, &NoHint);
    (text, times)
}

/// What must hold whatever the text.
fn sound(text: &Text, times: &Times) {
    let mut end = 0;
    for (n, when) in times.times.iter().enumerate() {
        assert_eq!(when.id, format!("t{}", n + 1));
        assert!(when.span.start >= end && !when.span.is_empty(), "{:?} overlaps", when.span);
        end = when.span.end;
        assert!(text.span().contains(when.span));
        if let (Some(earliest), Some(latest)) = (when.earliest, when.latest) {
            assert!(
                earliest.start() <= latest.end(),
                "{when:?} of {:?} runs backwards",
                text.slice(when.span)
            );
        }
        assert!(when.anchor.is_some() == (when.earliest.is_some() || when.latest.is_some()), "{when:?}");
        assert!(!when.timex.value.is_empty());
        if let Some(Anchor::When(id)) = &when.anchor {
            assert!(times.times[..n].iter().any(|t| t.id == *id), "{when:?} counts from nothing before it");
        }
        let json = serde_json::to_string(when).unwrap();
        assert_eq!(serde_json::from_str::<When>(&json).unwrap(), *when, "{json}");
    }
}

/// Words and marks that the patterns are made of, and some that are in their way.
const WORDS: &str = "Monday Fri. May Sept. December 31 29 February 2014 0001 9999 1990s ’70s the last next this past year \
    week years decades centuries century weekend quarter third 21st two twenty - – 99999 hundred thousand ago later \
    earlier from to between and until since before after by early mid late end of in on at 5 p.m. 14:30 7.30am EST GMT \
    noon midnight morning night every twice a half Easter Christmas Thanksgiving 10/11/2023 9/11 2023-02-30 summer \
    winter following that day will said . , ’s ' é 😀 Qé old now soon yesterday tomorrow";

fn words() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    prop::collection::vec(prop::sample::select(words), 0..24).prop_map(|words| words.join(" "))
}

fn dates() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        prop::sample::select(
            &["0001-01-01", "9999-12-31", "2024-02-29", "1900-03-01", "2023-11-10T23:59:59-12:00"][..]
        )
        .prop_map(|d| Some(d.to_owned())),
        (1i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Some(Date::new(y, m, d).unwrap().to_string())),
    ]
}

proptest! {
    #[test]
    fn any_text_gives_sound_times(text in "\\PC*", published in dates()) {
        let (text, times) = read(&text, published.as_deref());
        sound(&text, &times);
    }

    #[test]
    fn any_row_of_time_words_gives_sound_times(text in words(), published in dates()) {
        let (text, times) = read(&text, published.as_deref());
        sound(&text, &times);
        let unplaced = times.notes.iter().filter(|n| n.span.is_none()).count();
        prop_assert!(unplaced <= usize::from(published.is_none()));
    }
}

#[test]
fn the_edges_of_the_calendar_leave_times_unresolved() {
    for (published, words) in [
        ("9999-12-31", "It will end tomorrow, next week, next year, next month and in the next three years."),
        (
            "0001-01-01",
            "It ended yesterday, last week, last year, last month, a century ago and over the past two decades.",
        ),
    ] {
        let (text, times) = read(words, Some(published));
        sound(&text, &times);
        assert!(times.times.len() >= 5, "{times:?}");
        assert!(times.times.iter().all(|t| t.earliest.is_none() || t.latest.is_none()), "{times:?}");
    }
}

#[test]
fn without_a_publication_date_one_note_says_so() {
    let (_, times) = read("He spoke on Friday, after the vote last week. He left in 2014.", None);
    assert_eq!(times.times.len(), 3);
    assert_eq!(times.notes.len(), 1);
    assert_eq!(times.notes[0].reason, "2 times are relative to the publication date, which is unknown");
    assert_eq!(times.notes[0].remedy.as_deref(), Some("give it with --published DATE"));
    assert_eq!(read("He left in 2014.", None).1.notes, []);
}

#[test]
fn a_publication_date_that_cannot_be_is_said() {
    let text = Text::new("He spoke on Friday.");
    let parts = vec![Part { kind: PartKind::Body, span: text.span() }];
    let article = Article {
        id: String::new(),
        origin: "-".to_owned(),
        url: None,
        outlet: None,
        title: None,
        authors: Vec::new(),
        published: Some("2023-02-30".to_owned()),
        language: None,
        extraction_confidence: None,
        section: None,
        page: None,
        coded: None,
        text,
        parts,
    };
    let found = times(&article);
    assert_eq!(found.notes.len(), 1);
    assert!(
        found.notes[0].reason.starts_with("publication date `2023-02-30` cannot be read"),
        "{:?}",
        found.notes
    );
    assert_eq!(found.times[0].earliest, None);
}

#[test]
fn a_date_with_two_readings_is_noted_where_it_stands() {
    let (text, times) = read("Dated 10/11/2023.", Some("2023-11-12"));
    assert_eq!(times.notes[0].span.map(|s| text.slice(s)), Some("10/11/2023"));
}

#[test]
fn a_hint_of_tense_is_believed() {
    let text = Text::new("Talks on Monday.");
    let parts = [Part { kind: PartKind::Headline, span: text.span() }];
    let published = Some("2023-11-10".parse().unwrap());
    let reader = TimeReader::new().unwrap();
    let future = |_: crate::Span| Some(Tense::Future);
    for (hint, day) in [(&NoHint as &dyn TenseHint, "2023-11-06"), (&future, "2023-11-13")] {
        let times = reader.read(&text, &parts, published, hint);
        assert_eq!(times.times[0].earliest.unwrap().to_string(), day);
    }
}

#[test]
fn litter_is_not_read_and_spans_count_code_points() {
    let text = Text::new("“Für Élise” – 2014\nRead more: 2015");
    let parts = [
        Part { kind: PartKind::Body, span: crate::Span::new(0, 18) },
        Part { kind: PartKind::Litter, span: crate::Span::new(19, 34) },
    ];
    let times = TimeReader::new().unwrap().read(&text, &parts, None, &NoHint);
    let found: Vec<&str> = times.times.iter().map(|t| text.slice(t.span)).collect();
    assert_eq!(found, ["2014"]);
}

#[test]
fn words_tell_the_day_that_they_cover_most_of() {
    let line = "On Monday Holm said in May 2019 that for three years nothing had been done.";
    let (text, times) = read(line, Some("2019-06-14"));
    let span = |words: &str| {
        let at = line.find(words).unwrap();
        text.span_of(at..at + words.len())
    };
    let words = |t: Option<&When>| t.map(|t| text.slice(t.span).to_owned());
    assert_eq!(words(told(&times.times, &[span("in May 2019")])).as_deref(), Some("May 2019"));
    assert_eq!(words(told(&times.times, &[span("On Monday"), span("in")])).as_deref(), Some("Monday"));
    // A length is no day.
    assert_eq!(told(&times.times, &[span("for three years")]), None);
    assert_eq!(told(&times.times, &[]), None);
}

#[test]
fn a_statement_takes_the_time_of_its_reporting_clause() {
    let words = "The talks will resume on Monday, he told reporters on Friday in Berlin, for three days.";
    let (text, times) = read(words, Some("2023-11-10"));
    let span = |w: &str| {
        let at = words.find(w).unwrap();
        text.span_of(at..at + w.len())
    };
    let (cue, content) = ([span("told")], [span("The talks will resume on Monday")]);
    let chosen = nearest(&times.times, &cue, &content, text.span(), |_| true);
    assert_eq!(chosen.map(|t| text.slice(t.span)), Some("Friday"));
    let all = [text.span()];
    assert_eq!(nearest(&times.times, &cue, &all, text.span(), |_| true), None);
}
