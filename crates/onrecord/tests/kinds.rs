//! Kinds of fault that grammar and dictionaries alone decide, each with texts of ours. What a page of `passages/` can say is there.

use onrecord::events::EventStatus;
use onrecord::{Article, Part, PartKind, Reader, Record, Span, Text};
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("the embedded model"));

/// The record of a text whose lines are its paragraphs, published on Wednesday 15 May 2024.
fn read_in(language: &str, text: &str) -> Record {
    let text = Text::new(text);
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.as_str().split('\n') {
        let end = start + line.chars().count() as u32;
        if end > start {
            parts.push(Part { kind: PartKind::Body, span: Span::new(start, end) });
        }
        start = end + 1;
    }
    let article = Article {
        id: "test:kinds".to_owned(),
        origin: "kinds.rs".to_owned(),
        url: None,
        outlet: None,
        title: None,
        authors: Vec::new(),
        published: Some("2024-05-15".to_owned()),
        language: Some(language.to_owned()),
        extraction_confidence: None,
        section: None,
        page: None,
        coded: None,
        text,
        parts,
    };
    READER.read(article, Vec::new())
}

fn read(text: &str) -> Record {
    read_in("en", text)
}

/// The name of the speaker of the statement whose content holds these words, or `nobody`.
fn speaker(record: &Record, words: &str) -> String {
    let holds =
        |s: &&onrecord::Statement| s.content.iter().any(|&c| record.article.text.slice(c).contains(words));
    let statement =
        record.statements.iter().find(holds).unwrap_or_else(|| panic!("no statement holds {words:?}"));
    let actor = record.actors.iter().find(|a| Some(&a.id) == statement.speaker.as_ref());
    actor.and_then(|a| a.name.clone()).unwrap_or_else(|| "nobody".to_owned())
}

#[test]
fn a_time_in_what_is_said_does_not_date_the_saying() {
    for text in [
        "The company said the ferry would sail this Friday.",
        "The army said it struck the port on Monday.",
        "The minister said the talks were held last week.",
    ] {
        let record = read(text);
        assert!(!record.statements.is_empty() && !record.times.is_empty(), "{text}");
        assert!(record.statements.iter().all(|s| s.when.is_none()), "{text}");
    }
    let record = read("On Monday the company said the ferry would sail this Friday.");
    let when = record.statements[0].when.as_ref();
    assert_eq!(when, Some(&record.times[0].id), "the time before the cue is the saying's");
}

#[test]
fn an_occasion_is_a_noun_phrase_for_an_event_or_a_medium() {
    let texts = [
        "Ada Roe said no with a sniff. She looked at her watch and said the ferry was late.",
        "“I am late,” Alex Moen wrote on a card. The porter said it was the council that he feared.",
        "The mayor said at an interview with Radio Lund that the bridge was closed. A report said it was safe.",
    ];
    for text in texts {
        let record = read(text);
        for occasion in record.statements.iter().filter_map(|s| s.occasion.as_ref()) {
            let words = record.article.text.slice(occasion.span).to_lowercase();
            let junk = ["the", "a", "’s", "her watch", "a sniff", "a card", "council", "the council", "it"];
            assert!(!junk.contains(&words.as_str()), "{words:?} of {text:?}");
        }
    }
    for (language, text) in [
        ("de", "Die Ministerin sagte in einer Sitzung, die Brücke sei sicher."),
        ("fr", "La ministre a dit, assise sur son lit, que le pont était sûr."),
    ] {
        let record = read_in(language, text);
        for occasion in record.statements.iter().filter_map(|s| s.occasion.as_ref()) {
            let words = record.article.text.slice(occasion.span).to_lowercase();
            assert!(
                !["einer", "son", "son lit", "mon lit"].contains(&words.as_str()),
                "{words:?} of {text:?}"
            );
        }
    }
}

#[test]
fn what_is_spoken_of_is_no_hearer_and_neither_is_a_time_or_a_medium() {
    for text in [
        "Alex Moen met Martha Lund and Jake Dahl. \"She was kind,\" he said of Martha.",
        "The minister said on New Year’s Eve that taxes would fall.",
        "“The bridge is late,” Ola Lund tweeted. He wrote on X: “Nobody told us.”",
    ] {
        let record = read(text);
        assert!(!record.statements.is_empty(), "{text}");
        let hearer = record.statements.iter().find_map(|s| s.addressee.as_ref());
        assert!(hearer.is_none(), "{:?} in {text:?}", hearer.map(|h| record.article.text.slice(h.span)));
    }
}

#[test]
fn a_quotation_is_whoever_signs_or_leads_it_in() {
    let signed = read(
        "“As I said in spring, Ana is a true expert, and her service will help the town,” -Commissioner Lars Viken",
    );
    assert_eq!(speaker(&signed, "a true expert"), "Lars Viken");
    let role = read("“We will build the bridge, and soon.” — Lars Viken, commissioner for roads");
    assert_eq!(speaker(&role, "build the bridge"), "Lars Viken");
    let led = read(
        "The council welcomed it.\nAnd from Chairwoman Marit Holm:\n“Ana brings a wealth of experience to the harbour.”",
    );
    assert_eq!(speaker(&led, "a wealth of experience"), "Marit Holm");
    let short = read("Sen. John F. Dale, D-Mass., voted against it. “No,” Dale said.");
    assert_eq!(speaker(&short, "No"), "John F. Dale");
    let gesture = read("Alice Moen began talking to Bob Dahl. \"The harbour will close.\" Bob nodded.");
    assert_ne!(speaker(&gesture, "will close"), "Bob Dahl");
    // A nod is a way of saying where the quotation goes on into it.
    let tagged = read("“The harbour will close,” Bob Dahl said, and Alice Moen nodded.");
    assert_eq!(speaker(&tagged, "will close"), "Bob Dahl");
}

#[test]
fn a_title_before_a_name_speaks_of_its_bearer() {
    for (text, who) in [
        (
            "Train drivers' trade union Aslef general secretary Mick Whelan said the strike was off.",
            "Mick Whelan",
        ),
        ("PG&E President and CEO Andy Vesey said the lines were safe.", "Andy Vesey"),
        (
            "The Minister of Trade and Integration Mohamed Ould Al-Ghanbar said the ban was lifted.",
            "Mohamed Ould Al-Ghanbar",
        ),
        (
            "Longtime Imus in the Morning writer and performer Rob Bartlett said he was a rebel.",
            "Rob Bartlett",
        ),
    ] {
        assert_eq!(
            speaker(&read(text), text.split(" said ").nth(1).unwrap_or_default().trim_end_matches('.')),
            who
        );
    }
}

#[test]
fn whatever_a_statement_depends_on_has_not_happened() {
    let record = read("If Russia attacked Norway, the alliance would answer, the minister said.");
    let attack =
        record.events.iter().find(|e| e.anchor.iter().any(|&a| record.article.text.slice(a) == "attacked"));
    assert!(attack.is_none_or(|e| e.status == EventStatus::Hypothetical), "{attack:?}");
}

#[test]
fn the_subject_of_a_passive_is_the_target() {
    let record = read("The Norwegian embassy in Kenya was stormed by protesters.");
    let slice = |p: &onrecord::Party| record.article.text.slice(p.span).to_owned();
    for e in
        record.events.iter().filter(|e| e.anchor.iter().any(|&a| record.article.text.slice(a) == "stormed"))
    {
        assert!(e.source.iter().map(slice).all(|p| p.contains("protesters")), "{e:?}");
        assert!(e.target.iter().map(slice).all(|p| p.contains("embassy")), "{e:?}");
    }
}

#[test]
fn weather_attacks_nobody() {
    for text in ["A storm hit Norway and killed three people.", "Two earthquakes struck Chile on Monday."] {
        assert!(read(text).events.is_empty(), "{text}");
    }
}
