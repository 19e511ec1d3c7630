//! Corrections of what is around a saying, of events, of what is told of an article, and of who is meant by single words.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::events::Event;
use onrecord::time::{Anchor, Precision, Timex, TimexType, When};
use onrecord::{ActorKind, EventStatus, EventType, Party, Record, Span, StatementKind};
use onrecord_archive::corrections::{
    By, Change, CorrectionError, Named, NamedParty, Recognised, State, Subject, Which,
};
use onrecord_archive::{Archive, Found, Happening, Incoming, Query, Wanted};
use std::ops::ControlFlow;

const ANA: By = By { person: "Ana", at: "2024-05-01T10:00:00Z" };
const BEN: By = By { person: "Ben", at: "2024-05-02T10:00:00Z" };
const WHERE: &str = "/bridge.txt";

fn found(archive: &Archive, query: &str) -> Vec<Found> {
    let mut all = Vec::new();
    archive
        .find(&Query::parse(query).unwrap(), Wanted::default(), |f| {
            all.push(f);
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

fn happened(archive: &Archive, query: &str) -> Vec<Happening> {
    archive.events(&Query::parse(query).unwrap()).unwrap().0
}

fn on(statement: &str) -> Subject<'_> {
    Subject::Statement { article: WHERE, statement }
}

fn of(event: &str) -> Subject<'_> {
    Subject::Event { article: WHERE, event }
}

/// The bridge with two events and a day that counts from the day of publication.
fn made() -> Made {
    let mut made = bridge();
    let event = |id: &str, made: &Made, anchor: &str, source: &str, actor: &str| Event {
        id: id.to_owned(),
        event_type: EventType::Request,
        quad: EventType::Request.quad(),
        cameo: EventType::Request.cameo().to_owned(),
        mode: None,
        context: vec!["economic".to_owned()],
        anchor: vec![made.span(anchor)],
        source: vec![Party { span: made.span(source), actor: Some(actor.to_owned()) }],
        target: vec![Party { span: made.span("the council"), actor: None }],
        mutual: false,
        when: None,
        place: None,
        status: EventStatus::Happened,
        inside: None,
        statement: None,
        numbers: Vec::new(),
        mentions: Vec::new(),
        confidence: 0.7,
        coded: None,
    };
    let events = [
        event("e1", &made, "promised", "Henrik Aaldal", "a1"),
        event("e2", &made, "denied", "Marit Holm", "a2"),
    ];
    made.0.events.extend(events);
    made.0.times.push(When {
        id: "t1".to_owned(),
        span: made.span("May"),
        timex: Timex { kind: TimexType::Date, value: "2023-11-09".to_owned() },
        earliest: Some("2023-11-09".parse().unwrap()),
        latest: Some("2023-11-09".parse().unwrap()),
        precision: Precision::Day,
        anchor: Some(Anchor::Published),
        modifier: None,
    });
    made.0.statements[0].when = Some("t1".to_owned());
    made
}

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&made().came(WHERE));
    clean(&kept.archive);
    kept
}

fn clean(archive: &Archive) {
    let checked = archive.check(|_| ()).unwrap();
    assert!(checked.clean, "{checked:?}");
}

fn record(archive: &Archive) -> Record {
    archive.corrected(WHERE, None).unwrap().unwrap()
}

fn named(archive: &Archive, name: &str) -> Named {
    archive.actor_named(name, None).unwrap()
}

fn actor(named: Named) -> NamedParty {
    NamedParty { actor: Some(named), words: None }
}

/// Everything that can be seen of an archive from outside.
fn seen(archive: &Archive) -> String {
    format!("{:?}\n{:?}\n{:?}", found(archive, ""), happened(archive, ""), record(archive))
}

/// Makes corrections, sees that the archive is clean with them, as they are after a repair and another reading, and that nothing
/// is left of them once they are undone.
fn holds(kept: &mut Kept, made: &[(Subject, Change)], with: impl Fn(&Archive)) {
    let before = seen(&kept.archive);
    let ids: Vec<i64> =
        made.iter().map(|(subject, change)| kept.archive.correct(*subject, change, ANA).unwrap()).collect();
    with(&kept.archive);
    clean(&kept.archive);
    let now = seen(&kept.archive);
    kept.archive.repair(|_| ()).unwrap();
    clean(&kept.archive);
    assert_eq!(seen(&kept.archive), now, "a repair brings the same");
    let read = kept.archive.to_read(WHERE).unwrap().unwrap();
    let batch = kept.archive.batch().unwrap();
    batch.read_again(WHERE, &read.record, "onrecord newer").unwrap();
    batch.commit().unwrap();
    with(&kept.archive);
    clean(&kept.archive);
    let all = kept.archive.corrections(Which::default()).unwrap();
    assert!(all.iter().all(|c| c.state == State::Applies), "{all:?}");
    for id in ids.into_iter().rev() {
        kept.archive.undo(id, BEN).unwrap();
        clean(&kept.archive);
    }
    assert_eq!(seen(&kept.archive), before, "nothing is left");
    kept.archive.repair(|_| ()).unwrap();
    clean(&kept.archive);
    assert_eq!(seen(&kept.archive), before, "nor after a repair");
}

#[test]
fn an_addressee_is_an_actor_words_or_nobody() {
    let mut kept = kept();
    let holm = named(&kept.archive, "Marit Holm");
    let words = made().span("her ferries");
    holds(
        &mut kept,
        &[
            (on("s1"), Change::Addressee { addressee: Some(holm.clone()), words: None }),
            (on("s3"), Change::Addressee { addressee: None, words: Some(words) }),
        ],
        |archive| {
            assert_eq!(found(archive, "to:Holm").len(), 1);
            assert_eq!(found(archive, "to:Holm")[0].statement, "s1");
            let record = record(archive);
            let party = record.statements[0].addressee.as_ref().unwrap();
            assert_eq!(party.actor.as_deref(), Some("a2"));
            assert_eq!(
                record.article.text.slice(record.statements[2].addressee.as_ref().unwrap().span),
                "her ferries"
            );
            assert_eq!(record.statements[0].coded.as_ref().unwrap().coder, "Ana");
            assert_eq!(record.statements[0].confidence, 1.0);
            assert!(record.statements[1].coded.is_none());
        },
    );
    holds(&mut kept, &[(on("s1"), Change::Addressee { addressee: None, words: None })], |archive| {
        assert!(record(archive).statements[0].addressee.is_none())
    });
    let new = Named::new("Piet Aas", ActorKind::Person);
    holds(&mut kept, &[(on("s2"), Change::Addressee { addressee: Some(new), words: None })], |archive| {
        assert_eq!(found(archive, "to:\"Piet Aas\"").len(), 1, "the text does not name him");
    });
    let was = kept.archive.corrections(Which { undone: true, ..Which::default() }).unwrap();
    let kept = |c: &&onrecord_archive::corrections::Correction| {
        matches!(&c.was, Some(Change::Addressee { words: Some(_), .. }))
    };
    assert_eq!(was.iter().filter(kept).count(), 2, "what stood there is told: {was:?}");
}

#[test]
fn a_day_a_kind_conditions_hedges_and_nesting() {
    let mut kept = kept();
    let day = |from: &str, to: &str| Change::Day { from: Some(from.to_owned()), to: Some(to.to_owned()) };
    holds(
        &mut kept,
        &[
            (on("s1"), Change::Day { from: None, to: None }),
            (on("s2"), day("2023-11-01", "2023-11-03")),
            (on("s3"), Change::Kind { form: StatementKind::Mixed }),
            (on("s1"), Change::Conditions { conditions: Vec::new() }),
            (on("s2"), Change::Conditions { conditions: vec![made().span("her ferries")] }),
            (on("s2"), Change::Hedged { hedged: true, words: Vec::new() }),
            (on("s3"), Change::Hedged { hedged: true, words: vec![made().span("Nobody")] }),
            (on("s3"), Change::Inside { statement: Some("s2".to_owned()), words: Vec::new() }),
        ],
        |archive| {
            let said =
                |query: &str| found(archive, query).into_iter().map(|f| f.statement).collect::<Vec<_>>();
            assert_eq!(said("kind:mixed"), ["s3"]);
            assert_eq!(said("condition:yes"), ["s2"]);
            assert_eq!(said("condition:ferries"), ["s2"]);
            assert_eq!(said("hedge:yes"), ["s3", "s2"]);
            assert_eq!(said("inside:yes"), ["s3"]);
            let record = record(archive);
            assert_eq!(record.statements[0].when, None);
            let when = record.statements[1].when.as_ref().unwrap();
            let when = record.times.iter().find(|t| t.id == *when).unwrap();
            assert_eq!(when.timex.value, "2023-11-01/2023-11-03");
            assert_eq!(record.statements[2].inside.as_deref(), Some("s2"));
        },
    );
    // What somebody said of the form stays when the boundaries are put right.
    kept.archive.correct(on("s3"), &Change::Kind { form: StatementKind::Indirect }, ANA).unwrap();
    let content = Some(vec![made().span("“Nobody asked us")]);
    kept.archive.correct(on("s3"), &Change::Boundaries { content, cue: None, source: None }, BEN).unwrap();
    assert_eq!(record(&kept.archive).statements[2].kind, StatementKind::Indirect);
    clean(&kept.archive);
}

#[test]
fn what_cannot_be_said_of_a_statement_is_refused() {
    let mut kept = kept();
    let inside = |id: &str| Change::Inside { statement: Some(id.to_owned()), words: Vec::new() };
    kept.archive.correct(on("s3"), &inside("s2"), ANA).unwrap();
    let day = |from: Option<&str>, to: Option<&str>| Change::Day {
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    };
    let holm = named(&kept.archive, "Marit Holm");
    for (subject, change, why) in [
        (on("s2"), inside("s3"), "stands in s2 itself"),
        (on("s2"), inside("s2"), "stands in s2 itself"),
        (on("s2"), inside("s9"), "no statement s9"),
        (on("s2"), inside("nonsense"), "no statement nonsense"),
        (on("s2"), day(Some("yesterday"), None), "YYYY-MM-DD"),
        (on("s2"), day(Some("2024-02-30"), None), "YYYY-MM-DD"),
        (on("s2"), day(Some("2024-05-02"), Some("2024-05-01")), "backwards"),
        (on("s2"), Change::Conditions { conditions: vec![Span::new(0, 9999)] }, "outside the text"),
        (on("s2"), Change::Addressee { addressee: None, words: Some(Span::new(5, 5)) }, "no words"),
        (on("s2"), Change::Hedged { hedged: false, words: vec![Span::new(0, 3)] }, "no hedging words"),
        (on("s2"), Change::Event { is: false }, "not about one statement"),
        (of("e1"), Change::Act { act: None, negated: false }, "not about one event"),
        (Subject::Article(WHERE), Change::Event { is: false }, "none was given"),
        (Subject::Actors, Change::Event { is: false }, "none was given"),
        (
            on("s1"),
            Change::Mention { from: holm.clone(), into: holm.clone(), words: Vec::new(), event: false },
            "neither speaks nor is spoken to",
        ),
    ] {
        match kept.archive.correct(subject, &change, ANA) {
            Err(CorrectionError::Senseless(what)) => assert!(what.contains(why), "{change:?}: {what}"),
            other => panic!("{change:?}: {other:?}"),
        }
    }
    assert_eq!(kept.archive.corrections(Which::default()).unwrap().len(), 1);
}

#[test]
fn an_event_is_another_one_of_others_elsewhere_or_none() {
    let mut kept = kept();
    let holm = named(&kept.archive, "Marit Holm");
    let new = Named::new("Skerry Council", ActorKind::Organisation);
    let place = NamedParty { actor: None, words: Some(made().span("May")) };
    holds(
        &mut kept,
        &[
            (of("e1"), Change::EventType { event_type: EventType::Protest }),
            (
                of("e1"),
                Change::EventParties {
                    source: Some(vec![actor(holm.clone()), actor(new.clone())]),
                    target: None,
                    mutual: Some(true),
                },
            ),
            (of("e1"), Change::EventStatus { status: EventStatus::Planned }),
            (
                of("e1"),
                Change::EventDay { from: Some("2023-11-02".to_owned()), to: Some("2023-11-02".to_owned()) },
            ),
            (of("e1"), Change::EventPlace { place: Some(place) }),
            (of("e2"), Change::Event { is: false }),
        ],
        |archive| {
            let all = happened(archive, "");
            assert_eq!(all.len(), 1, "{all:?}");
            let one = &all[0];
            assert_eq!(
                (one.event_type, one.status, one.mutual),
                (EventType::Protest, EventStatus::Planned, true)
            );
            let names: Vec<&str> = one.source.iter().map(|w| w.name.as_str()).collect();
            assert_eq!(names, ["Marit Holm", "Skerry Council"]);
            assert_eq!(one.target[0].name, "the council");
            assert_eq!(one.from.unwrap().to_string(), "2023-11-02");
            assert_eq!(one.place.as_deref(), Some("May"));
            assert_eq!(one.tellings[0].confidence, 1.0);
            assert_eq!(happened(archive, "party:\"Skerry Council\"").len(), 1);
            let record = record(archive);
            assert_eq!(record.events.len(), 1);
            assert_eq!(record.events[0].coded.as_ref().unwrap().at, ANA.at);
            assert_eq!(record.events[0].quad, EventType::Protest.quad());
        },
    );
}

#[test]
fn two_events_are_one() {
    let mut kept = kept();
    let same = Change::SameEvent { event: "e1".to_owned(), words: Vec::new() };
    holds(&mut kept, &[(of("e2"), same.clone())], |archive| {
        let record = record(archive);
        assert_eq!(record.events.len(), 1);
        assert_eq!(record.events[0].mentions, [made().span("denied")]);
        assert_eq!(happened(archive, "")[0].mentions, 2);
    });
    kept.archive.correct(of("e2"), &same, ANA).unwrap();
    for (event, other) in [("e1", "e2"), ("e1", "e1"), ("e1", "e9")] {
        let change = Change::SameEvent { event: other.to_owned(), words: Vec::new() };
        let refused = kept.archive.correct(of(event), &change, ANA);
        assert!(matches!(refused, Err(CorrectionError::Senseless(_))), "{refused:?}");
    }
    assert!(matches!(
        kept.archive.correct(of("e9"), &Change::Event { is: false }, ANA),
        Err(CorrectionError::NoEvent { .. })
    ));
}

#[test]
fn a_missing_event_is_filled_in_and_corrected_like_any_other() {
    let mut kept = kept();
    let aaldal = named(&kept.archive, "Henrik Aaldal");
    let missing = Change::MissingEvent {
        anchor: vec![made().span("sold")],
        event_type: EventType::Aid,
        source: vec![actor(aaldal)],
        target: vec![NamedParty { actor: None, words: Some(made().span("her ferries")) }],
        status: EventStatus::Denied,
    };
    let status = Change::EventStatus { status: EventStatus::Happened };
    let before = happened(&kept.archive, "");
    let id = kept.archive.correct(Subject::Article(WHERE), &missing, ANA).unwrap();
    let made = kept.archive.corrections(Which::default()).unwrap();
    assert_eq!(made[0].event.as_deref(), Some("e3"));
    clean(&kept.archive);
    kept.archive.correct(of("e3"), &status, BEN).unwrap();
    clean(&kept.archive);
    let aid: Vec<Happening> =
        happened(&kept.archive, "").into_iter().filter(|h| h.event_type == EventType::Aid).collect();
    assert_eq!(
        (aid.len(), aid[0].status, aid[0].target[0].name.as_str()),
        (1, EventStatus::Happened, "her ferries")
    );
    // It stands in what is denied.
    let event = record(&kept.archive).events.into_iter().find(|e| e.id == "e3").unwrap();
    assert_eq!(event.inside.as_deref(), Some("s2"));
    // A reading that has it takes its place.
    let mut read = kept.archive.to_read(WHERE).unwrap().unwrap().record;
    let mut own = read.events[0].clone();
    (own.id, own.anchor, own.event_type) = ("e3".to_owned(), event.anchor.clone(), EventType::Aid);
    read.events.insert(0, own);
    let batch = kept.archive.batch().unwrap();
    batch.read_again(WHERE, &read, "onrecord newer").unwrap();
    batch.commit().unwrap();
    clean(&kept.archive);
    let all = kept.archive.corrections(Which::default()).unwrap();
    assert!(all.iter().all(|c| c.event.as_deref() == Some("e1")), "{all:?}");
    assert_eq!(record(&kept.archive).events.len(), 3);
    kept.archive.undo(id, ANA).unwrap();
    clean(&kept.archive);
    assert_eq!(before.len(), 2);
    for wrong in [
        Change::MissingEvent {
            anchor: Vec::new(),
            event_type: EventType::Aid,
            source: vec![actor(named(&kept.archive, "Marit Holm"))],
            target: Vec::new(),
            status: EventStatus::Happened,
        },
        Change::MissingEvent {
            anchor: vec![Span::new(0, 6)],
            event_type: EventType::Aid,
            source: Vec::new(),
            target: Vec::new(),
            status: EventStatus::Happened,
        },
    ] {
        let refused = kept.archive.correct(Subject::Article(WHERE), &wrong, ANA);
        assert!(matches!(refused, Err(CorrectionError::Senseless(_))), "{refused:?}");
    }
}

fn told(outlet: &str, published: &str) -> Change {
    Change::Article {
        outlet: Some(outlet.to_owned()),
        published: Some(published.to_owned()),
        title: Some("A bridge in May".to_owned()),
        authors: Some(vec!["Ada Brill".to_owned()]),
    }
}

#[test]
fn what_is_told_of_an_article_is_put_right() {
    let mut kept = kept();
    holds(&mut kept, &[(Subject::Article(WHERE), told("The Holm Herald", "2024-02-03"))], |archive| {
        assert_eq!(found(archive, "outlet:\"The Holm Herald\"").len(), 3);
        assert_eq!(found(archive, "date:2024-02").len(), 3);
        assert_eq!(found(archive, "date:2023-11").len(), 0);
        let all = found(archive, "");
        assert_eq!(all[0].title.as_deref(), Some("A bridge in May"));
        assert_eq!(happened(archive, "")[0].tellings[0].outlet.as_deref(), Some("The Holm Herald"));
        let article = record(archive).article;
        assert_eq!(article.authors, ["Ada Brill"]);
        assert_eq!(article.coded.unwrap().coder, "Ana");
    });
    for (change, why) in [
        (Change::Article { outlet: None, published: None, title: None, authors: None }, "says nothing"),
        (told("x", "in May"), "is no date"),
        (told("x\ny", "2024-05-01"), "no line of text"),
    ] {
        match kept.archive.correct(Subject::Article(WHERE), &change, ANA) {
            Err(CorrectionError::Senseless(what)) => assert!(what.contains(why), "{what}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(
        kept.archive.correct(Subject::Article("nowhere"), &told("x", ""), ANA),
        Err(CorrectionError::NoArticle(_))
    ));
}

#[test]
fn what_is_told_of_an_article_holds_in_versions_that_are_told_the_same() {
    let mut kept = kept();
    let outlet = |name: &str| Change::Article {
        outlet: Some(name.to_owned()),
        published: None,
        title: None,
        authors: None,
    };
    kept.archive.correct(Subject::Article(WHERE), &outlet("The Holm Herald"), ANA).unwrap();
    let later = |text: &str, outlet: &str| {
        let made = Made::of(text).outlet(outlet, "2023-11-12").actor("Marit Holm", &["Marit Holm"]).says(
            "Marit Holm",
            "said",
            "it rains",
            Act::Claim,
            0.9,
        );
        Incoming { added: "2024-01-02T00:00:00Z".to_owned(), ..made.came(WHERE) }
    };
    kept.add(&later("Marit Holm said it rains.", "The Skerry Post"));
    clean(&kept.archive);
    assert_eq!(found(&kept.archive, "outlet:\"The Holm Herald\"").len(), 1);
    kept.add(&later("Marit Holm said it rains again.", "Another"));
    clean(&kept.archive);
    assert_eq!(found(&kept.archive, "outlet:Another").len(), 1, "nobody put that right");
    assert_eq!(kept.archive.corrections(Which::default()).unwrap()[0].state, State::Waits);
    assert_eq!(
        kept.archive.corrected(WHERE, Some(1)).unwrap().unwrap().article.outlet.as_deref(),
        Some("The Holm Herald")
    );
}

#[test]
fn another_reading_counts_days_from_the_date_that_was_put_right() {
    let mut kept = kept();
    let date = Change::Article {
        outlet: None,
        published: Some("2024-02-03".to_owned()),
        title: None,
        authors: None,
    };
    let id = kept.archive.correct(Subject::Article(WHERE), &date, ANA).unwrap();
    let read = kept.archive.to_read(WHERE).unwrap().unwrap();
    assert_eq!(read.record.article.published.as_deref(), Some("2024-02-03"));
    let batch = kept.archive.batch().unwrap();
    batch.read_again(WHERE, &read.record, "onrecord newer").unwrap();
    batch.commit().unwrap();
    clean(&kept.archive);
    kept.archive.undo(id, ANA).unwrap();
    clean(&kept.archive);
    assert_eq!(found(&kept.archive, "date:2023-11").len(), 3, "the date that was read is not lost");
}

#[test]
fn an_actor_is_another_one_in_a_statement_in_an_event_or_at_words() {
    let mut kept = kept();
    let (holm, other) =
        (named(&kept.archive, "Marit Holm"), Named::new("Marit Holm (the elder)", ActorKind::Person));
    let mention = |words: Vec<Span>, event: bool| Change::Mention {
        from: holm.clone(),
        into: other.clone(),
        words,
        event,
    };
    holds(&mut kept, &[(on("s3"), mention(Vec::new(), false))], |archive| {
        assert_eq!(found(archive, "speaker:\"Marit Holm (the elder)\"").len(), 1);
        assert_eq!(found(archive, "speaker:\"Marit Holm\"").len(), 1);
        assert_eq!(happened(archive, "party:\"Marit Holm\"").len(), 1);
    });
    holds(&mut kept, &[(of("e2"), mention(Vec::new(), true))], |archive| {
        assert_eq!(happened(archive, "party:\"Marit Holm (the elder)\"").len(), 1);
        assert_eq!(found(archive, "speaker:\"Marit Holm\"").len(), 2);
    });
    holds(
        &mut kept,
        &[(Subject::Article(WHERE), mention(vec![made().span("Marit Holm")], false))],
        |archive| {
            assert_eq!(happened(archive, "party:\"Marit Holm (the elder)\"").len(), 1);
            let record = record(archive);
            let elder =
                record.actors.iter().find(|a| a.name.as_deref() == Some("Marit Holm (the elder)")).unwrap();
            assert_eq!((elder.mentions.len(), elder.coded.is_some()), (1, true));
            assert_eq!(record.statements.iter().filter(|s| s.speaker.as_ref() == Some(&elder.id)).count(), 0);
        },
    );
    // Merges are followed.
    kept.archive.correct(on("s3"), &mention(Vec::new(), false), ANA).unwrap();
    let merge = Change::Merge { from: other.clone(), into: named(&kept.archive, "Henrik Aaldal") };
    let merged = kept.archive.correct(Subject::Actors, &merge, BEN).unwrap();
    assert_eq!(found(&kept.archive, "speaker:Aaldal").len(), 2);
    clean(&kept.archive);
    kept.archive.undo(merged, BEN).unwrap();
    assert_eq!(found(&kept.archive, "speaker:Aaldal").len(), 1);
    clean(&kept.archive);
}

#[test]
fn bodies_and_their_aliases_are_recognised() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news.db");
    let mut archive = Archive::open_for_adding(&path, Dictionary::embedded()).unwrap();
    let batch = archive.batch().unwrap();
    batch.add(&made().came(WHERE)).unwrap();
    batch.commit().unwrap();
    let Recognised::Listed(commission) = archive.recognise("EU Commission", None).unwrap() else {
        panic!("{:?}", archive.recognise("EU Commission", None));
    };
    assert_eq!((commission.name.as_str(), commission.kind), ("European Commission", ActorKind::Organisation));
    archive.correct(on("s1"), &Change::Speaker { speaker: Some(commission.clone()) }, ANA).unwrap();
    for name in ["European Commission", "EU Commission", "the European Commission"] {
        assert_eq!(archive.recognise(name, None).unwrap(), Recognised::Known(commission.clone()), "{name}");
    }
    assert_eq!(found(&archive, "speaker:\"EU Commission\"").len(), 1);
    clean(&archive);
    archive.repair(|_| ()).unwrap();
    clean(&archive);
    assert_eq!(archive.recognise("EU Commission", None).unwrap(), Recognised::Known(commission));
    for (name, kind) in [
        ("Ministry of Silly Walks", ActorKind::Organisation),
        ("Skerry Town Council", ActorKind::Organisation),
        ("Piet Aas", ActorKind::Person),
        ("Piet of the Council", ActorKind::Person),
    ] {
        match archive.recognise(name, None).unwrap() {
            Recognised::New(named) => assert_eq!(named.kind, kind, "{name}"),
            other => panic!("{other:?}"),
        }
    }
    assert!(archive.recognise(" ", None).is_err());
}

#[test]
fn two_people_agree_on_every_kind() {
    let mut kept = kept();
    let all = |by: By, kept: &mut Kept, day: &str, status: EventStatus| {
        let day = Change::Day { from: Some(day.to_owned()), to: None };
        kept.archive.correct(on("s1"), &day, by).unwrap();
        kept.archive.correct(of("e1"), &Change::EventStatus { status }, by).unwrap();
    };
    all(ANA, &mut kept, "2023-11-01", EventStatus::Planned);
    all(BEN, &mut kept, "2023-11-02", EventStatus::Planned);
    let agreement =
        kept.archive.agreement(&["Ana".to_owned(), "Ben".to_owned()], &Query::Everything).unwrap();
    let of = |kind: &str| {
        agreement.iter().find(|a| a.variable == kind).unwrap_or_else(|| panic!("{kind}: {agreement:?}"))
    };
    assert_eq!((of("day").units, of("day").same), (1, 0));
    assert_eq!((of("event-status").units, of("event-status").same), (1, 1));
    assert_eq!(of("speaker").units, 0);
    assert!(agreement.iter().all(|a| a.variable != "hedged"));
    let mut lines = Vec::new();
    let each = |one| {
        lines.push(one);
        ControlFlow::Continue(())
    };
    kept.archive.training(each).unwrap();
    assert_eq!((lines.len(), lines[0].statements.len(), lines[0].events.len()), (1, 1, 1));
    assert_eq!(lines[0].events[0].corrections.len(), 2);
    assert!(lines[0].actors.iter().any(|a| a.id == "a1"));
}
