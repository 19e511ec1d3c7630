//! Seeing through naming, by the links that the record of an article has.

use crate::support::{Kept, Made};
use onrecord::acts::Act;
use onrecord::{ActorKind, ActorMention, Event, EventStatus, EventType, Party, Tie};
use onrecord_archive::positions::{Bounds, Issue, Side};
use onrecord_archive::{Query, Sought, Wanted};
use std::ops::ControlFlow;

/// A company by its name, a description and a pronoun, and an event by two tellings.
fn told() -> Made {
    let mut made = Made::of(
        "The Skerry Ferry Company lost its licence on Friday.\n\
         Norway sent warships to Skerry. Marit Holm said that the deployment was a mistake.\n\
         Henrik Aaldal said that the operator must pay, and that it had lied. Holm asked for rain.\n",
    )
    .actor("Marit Holm", &["Marit Holm", "Holm asked"])
    .actor("Henrik Aaldal", &["Henrik Aaldal"])
    .actor("Norway", &["Norway"])
    .actor("Skerry Ferry Company", &["The Skerry Ferry Company"])
    .says("Marit Holm", "said", "the deployment was a mistake", Act::Say, 0.9)
    .says("Henrik Aaldal", "said", "the operator must pay", Act::Say, 0.9)
    .says("Henrik Aaldal", "said", "it had lied", Act::Say, 0.9)
    .says("Marit Holm", "asked", "rain", Act::Ask, 0.9);
    let mention =
        |words: &str, how: Tie| ActorMention { span: made.span(words), how, because: None, confidence: 0.9 };
    let mentions = [mention("the operator", Tie::Nominal), mention("it had", Tie::Pronoun)];
    let mentions = mentions.map(|mut m| {
        if m.how == Tie::Pronoun {
            m.span.end = m.span.start + 2;
        }
        m
    });
    let party = |words: &str, actor: &str| Party { span: made.span(words), actor: Some(actor.to_owned()) };
    let event = Event {
        coded: None,
        id: "e1".to_owned(),
        event_type: EventType::Mobilize,
        quad: EventType::Mobilize.quad(),
        cameo: "15".to_owned(),
        mode: None,
        context: Vec::new(),
        anchor: vec![made.span("sent")],
        source: vec![party("Norway", "a3")],
        target: Vec::new(),
        mutual: false,
        numbers: Vec::new(),
        when: None,
        place: None,
        status: EventStatus::Happened,
        inside: None,
        statement: None,
        mentions: vec![made.span("deployment")],
        confidence: 0.9,
    };
    made.0.actors[3].kind = ActorKind::Organisation;
    made.0.actors[3].mentions.extend(mentions);
    made.0.events.push(event);
    made
}

fn found(kept: &Kept, query: &str) -> Vec<String> {
    let query = Query::parse(query).unwrap_or_else(|e| panic!("{e}"));
    let mut all = Vec::new();
    kept.archive
        .find(&query, Wanted::default(), |f| {
            all.push(f.statement);
            ControlFlow::Continue(())
        })
        .unwrap();
    all.sort();
    all
}

#[test]
fn what_refers_to_it_is_found_by_the_links_of_the_article() {
    let mut kept = Kept::new();
    kept.add(&told().came("/told.txt"));
    assert!(found(&kept, "about:ferry").is_empty());
    assert_eq!(found(&kept, "refers:ferry"), ["s2", "s3"], "by a description and by a pronoun");
    assert_eq!(found(&kept, "refers:\"ferry companies\""), ["s2", "s3"], "in any form");
    assert_eq!(found(&kept, "refers:operat*"), ["s2", "s3"]);
    assert_eq!(found(&kept, "refers:warships"), ["s1"], "an event by the words around a telling of it");
    assert_eq!(found(&kept, "refers:Norway"), ["s1"], "and by who does it");
    assert_eq!(found(&kept, "refers:(event:MOBILIZE from:Norway)"), ["s1"]);
    assert_eq!(found(&kept, "refers:(event:ASSAULT)"), [""; 0]);
    assert_eq!(found(&kept, "refers:ferry speaker:Holm"), [""; 0]);
    assert_eq!(found(&kept, "refers:ferry NOT about:lied"), ["s2"]);
    assert_eq!(found(&kept, "NOT refers:ferry"), ["s1", "s4"]);
    assert_eq!(found(&kept, "refers:rain"), ["s4"], "what the words themselves find is found as well");
    for odd in ["refers:…", "refers:\"\u{0}\"", "refers:*", "refers:%", "refers:é"] {
        assert!(found(&kept, odd).is_empty(), "{odd}");
    }
    // Of events it asks what `about:` asks.
    let (events, _) = kept.archive.events(&Query::parse("refers:warships").unwrap()).unwrap();
    assert_eq!(events.len(), 1);
    // Another version without the links has them no more.
    let changed = Made::of("Holm said nothing new.").says("", "said", "nothing new", Act::Say, 0.9);
    kept.add(&changed.came("/told.txt"));
    assert!(found(&kept, "refers:ferry").is_empty());
}

#[test]
fn links_of_one_article_are_none_of_another() {
    let mut kept = Kept::new();
    kept.add(&told().came("/told.txt"));
    let other = Made::of("Marit Holm said that it had lied, and the operator too.")
        .actor("Marit Holm", &["Marit Holm"])
        .says("Marit Holm", "said", "it had lied, and the operator too", Act::Say, 0.9);
    kept.add(&other.came("/other.txt"));
    assert_eq!(found(&kept, "refers:ferry"), ["s2", "s3"]);
}

#[test]
fn sides_are_taken_on_what_refers_to_the_issue() {
    let mut kept = Kept::new();
    kept.add(&told().came("/told.txt"));
    let on = |query: &str| {
        let issue =
            Issue { name: query.to_owned(), query: Query::parse(query).unwrap(), pro: None, con: None };
        kept.archive.positions(&issue, Bounds::default()).unwrap()
    };
    let found = on("refers:warships");
    let holm = found.actors.iter().find(|a| a.actor == "Marit Holm").unwrap();
    assert_eq!((holm.stands.len(), holm.stands[0].side), (1, Side::Against), "{:?}", holm.stands);
    assert!(on("about:warships").actors.iter().all(|a| a.actor != "Marit Holm"));
}

#[test]
fn a_word_that_only_links_lead_to_is_offered_where_it_finds_nothing() {
    let mut kept = Kept::new();
    kept.add(&told().came("/told.txt"));
    let reasons = kept.archive.why_nothing("about:ferry", Sought::Statements).unwrap();
    assert!(reasons[0].offers.iter().any(|o| o == "refers:\"ferry\""), "{reasons:?}");
}
