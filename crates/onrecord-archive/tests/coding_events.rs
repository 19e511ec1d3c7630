//! Events judged as statements are, what several coders add alike, actors that are parted place by place, and coders who write at
//! the same time.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::events::Event;
use onrecord::{EventStatus, EventType, Party};
use onrecord_archive::coding::{Code, Order, Unit};
use onrecord_archive::corrections::{By, Change, CorrectionError, Named, NamedParty, Subject, Where, Which};
use onrecord_archive::{Archive, Query};

const BOOK: &str =
    "[[concept]]\nname = 'bridge'\n[[variable]]\nname = 'harm'\non = 'event'\ntype = 'number'\n";
const ANA: By = By { person: "Ana", at: "2024-05-01T10:00:00Z" };
const BEN: By = By { person: "Ben", at: "2024-05-02T10:00:00Z" };
const EVA: By = By { person: "Eva", at: "2024-05-03T10:00:00Z" };
const WHERE: &str = "/bridge.txt";

fn event(made: &Made, id: &str, anchor: &str, actor: &str) -> Event {
    let event_type = EventType::Request;
    Event {
        id: id.to_owned(),
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: None,
        context: Vec::new(),
        anchor: vec![made.span(anchor)],
        source: vec![Party { span: made.span(anchor), actor: Some(actor.to_owned()) }],
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
    }
}

fn made() -> Made {
    let mut made = bridge();
    let events = [event(&made, "e1", "promised", "a1"), event(&made, "e2", "denied", "a2")];
    made.0.events.extend(events);
    made
}

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&made().came(WHERE));
    kept.archive.set_codebook(BOOK, false, ANA).unwrap();
    kept
}

fn clean(archive: &Archive) {
    let checked = archive.check(|_| ()).unwrap();
    assert!(checked.clean, "{checked:?}");
}

fn events(archive: &Archive) -> usize {
    archive.events(&Query::Everything).unwrap().0.len()
}

fn seen_by(archive: &Archive, person: &str) -> Vec<(String, EventType)> {
    let record = archive.corrected_by(WHERE, person).unwrap().unwrap();
    record.events.into_iter().map(|e| (e.id, e.event_type)).collect()
}

fn named(archive: &Archive, name: &str) -> Named {
    archive.actor_named(name, None).unwrap()
}

#[test]
fn an_event_is_judged_at_once_or_not_at_all() {
    let mut kept = kept();
    let changes = [
        Change::EventType { event_type: EventType::Aid },
        Change::EventStatus { status: EventStatus::Planned },
        Change::EventDay { from: Some("2024-05-01".to_owned()), to: Some("2024-05-02".to_owned()) },
    ];
    let codes = [Code::concept("bridge", Some(false)), Code::variable("harm", "3"), Code::memo("?")];
    assert!(!kept.archive.has_judged("Ana", WHERE, Some("e1")).unwrap());
    kept.archive.judge_event(WHERE, "e1", &changes, &codes, ANA).unwrap();
    assert!(kept.archive.has_judged("Ana", WHERE, Some("e1")).unwrap());
    assert!(!kept.archive.has_judged("Ben", WHERE, Some("e1")).unwrap());
    assert_eq!(kept.archive.judged_events("Ana", WHERE).unwrap(), ["e1".to_owned()].into());
    assert_eq!(kept.archive.codes_on(WHERE, Some("Ana")).unwrap().len(), 3);
    assert_eq!(seen_by(&kept.archive, "Ben")[0], ("e1".to_owned(), EventType::Request), "blind");
    clean(&kept.archive);

    let bad = [Code::variable("harm", "much")];
    assert!(kept.archive.judge_event(WHERE, "e2", &changes, &bad, ANA).is_err());
    assert!(!kept.archive.has_judged("Ana", WHERE, Some("e2")).unwrap(), "nothing of it was done");
    let error = kept.archive.judge_event(WHERE, "e9", &[], &[], ANA).unwrap_err();
    assert_eq!(error.to_string(), "/bridge.txt has no event e9 in its latest version");

    // None, one again, the same as another, one again.
    let judge = |kept: &mut Kept, change: Change| {
        kept.archive.judge_event(WHERE, "e1", &[change], &[], ANA).unwrap();
        clean(&kept.archive);
        events(&kept.archive)
    };
    assert_eq!(judge(&mut kept, Change::Event { is: false }), 1);
    assert_eq!(judge(&mut kept, Change::Event { is: true }), 2);
    let same = Change::SameEvent { event: "e2".to_owned(), words: Vec::new() };
    assert_eq!(judge(&mut kept, same), 1);
    assert_eq!(judge(&mut kept, Change::Event { is: true }), 2);
    assert_eq!(
        seen_by(&kept.archive, "Ana")[0],
        ("e1".to_owned(), EventType::Aid),
        "what was put right is kept"
    );
}

#[test]
fn what_coders_say_of_events_is_compared_and_settled() {
    let mut kept = kept();
    let aid = [Change::EventType { event_type: EventType::Aid }];
    kept.archive.judge_event(WHERE, "e1", &aid, &[], ANA).unwrap();
    kept.archive.judge_event(WHERE, "e1", &[], &[], BEN).unwrap();
    kept.archive.judge_event(WHERE, "e2", &[Change::Event { is: false }], &[], ANA).unwrap();
    kept.archive.judge_event(WHERE, "e2", &[], &[], BEN).unwrap();
    let both = ["Ana".to_owned(), "Ben".to_owned()];
    let differences = kept.archive.differences(&both, &Query::Everything).unwrap();
    let told: Vec<_> =
        differences.iter().map(|d| (d.of.as_deref().unwrap_or(""), d.variable.as_str())).collect();
    assert_eq!(told, [("e1", "event-type"), ("e2", "event")]);
    kept.archive.settle_difference(WHERE, Some("e1"), "event-type", "Ben", EVA).unwrap();
    kept.archive.settle_difference(WHERE, Some("e2"), "event", "Ana", EVA).unwrap();
    assert_eq!(events(&kept.archive), 1);
    let settled = kept.archive.differences(&both, &Query::Everything).unwrap();
    assert!(settled.iter().all(|d| d.settled.is_some()), "{settled:?}");
    clean(&kept.archive);
}

#[test]
fn what_two_coders_add_alike_is_one() {
    let mut kept = kept();
    let missing = |act| Change::Missing {
        content: vec![bridge().span("open in May")],
        cue: vec![],
        source: vec![],
        speaker: None,
        act,
    };
    let article = Subject::Article(WHERE);
    let first = kept.archive.correct(article, &missing(Some(Act::Predict)), ANA).unwrap();
    let error = kept.archive.correct(article, &missing(None), ANA).unwrap_err();
    assert!(error.to_string().ends_with("you have added this statement already: it is s4"), "{error}");
    let second = kept.archive.correct(article, &missing(Some(Act::Warn)), BEN).unwrap();
    let acts = |archive: &Archive, person: &str| {
        let record = archive.corrected_by(WHERE, person).unwrap().unwrap();
        record.statements.iter().find(|s| s.id == "s4").map(|s| s.act)
    };
    assert_eq!(acts(&kept.archive, "Ana"), Some(Some(Act::Predict)));
    assert_eq!(acts(&kept.archive, "Ben"), Some(Some(Act::Warn)));
    assert_eq!(acts(&kept.archive, "Eva"), None);
    assert_eq!(kept.archive.corrected(WHERE, None).unwrap().unwrap().statements.len(), 4);
    let next =
        kept.archive.next_uncoded("Eva", &Query::Everything, Order::Text, Some((WHERE, "s3"))).unwrap();
    assert_eq!(next.unwrap().statement, "s1", "what others have added is not asked");
    clean(&kept.archive);
    // One takes it back: it stands by the other's word.
    kept.archive.undo(second, BEN).unwrap();
    assert_eq!(kept.archive.corrected(WHERE, None).unwrap().unwrap().statements.len(), 4);
    kept.archive.undo(first, ANA).unwrap();
    assert_eq!(kept.archive.corrected(WHERE, None).unwrap().unwrap().statements.len(), 3);
    clean(&kept.archive);

    let event = |kept: &Kept, event_type| Change::MissingEvent {
        anchor: vec![bridge().span("sold")],
        event_type,
        source: vec![NamedParty { actor: Some(named(&kept.archive, "Marit Holm")), words: None }],
        target: vec![],
        status: EventStatus::Denied,
    };
    let aid = event(&kept, EventType::Aid);
    kept.archive.correct(article, &aid, ANA).unwrap();
    assert!(matches!(kept.archive.correct(article, &aid, ANA), Err(CorrectionError::Senseless(_))));
    kept.archive.correct(article, &aid, BEN).unwrap();
    assert_eq!(seen_by(&kept.archive, "Ana").len(), 3);
    assert_eq!(seen_by(&kept.archive, "Ben").len(), 3);
    assert_eq!(seen_by(&kept.archive, "Eva").len(), 2);
    assert_eq!(events(&kept.archive), 3);
    // At the same words, and of another type, it is another one.
    let other = event(&kept, EventType::Accuse);
    kept.archive.correct(article, &other, EVA).unwrap();
    assert_eq!(events(&kept.archive), 4);
    clean(&kept.archive);
}

#[test]
fn an_actor_is_parted_at_all_places_or_at_none() {
    let mut kept = kept();
    kept.add(&bridge().came("/other.txt"));
    let (holm, aas) =
        (named(&kept.archive, "Marit Holm"), Named::new("Marit Aas", onrecord::ActorKind::Person));
    let (there, all) = kept.archive.appearances(&holm.key, 0, 10).unwrap();
    assert_eq!((all, there.len(), there[0].article.as_str()), (2, 2, "/other.txt"));
    let here = &there[1];
    assert_eq!(here.statements.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["s2", "s3"]);
    assert_eq!(here.events, [("e2".to_owned(), "REQUEST: denied".to_owned())]);
    assert_eq!(here.mentions.len(), 2);
    assert_eq!(
        (here.mentions[0].words.as_str(), here.mentions[0].after.as_str()),
        ("Marit Holm", " denied that she had sold her ferries. “")
    );
    assert_eq!(kept.archive.appearances(&holm.key, 1, 10).unwrap().0.len(), 1);
    assert_eq!(kept.archive.appearances("name:person:nobody", 0, 10).unwrap(), (Vec::new(), 0));

    let article = |a: &str| Where::Article(a.to_owned());
    let statement = |id: &str| Where::Statement { article: WHERE.to_owned(), statement: id.to_owned() };
    let event = |id: &str| Where::Event { article: WHERE.to_owned(), event: id.to_owned() };
    let words = |span| Where::Words { article: WHERE.to_owned(), span };
    for wrong in [
        vec![],
        vec![statement("s3"), statement("s99")],
        vec![article("/other.txt"), article("/nowhere.txt")],
        vec![event("e2"), event("e1")],
        vec![statement("s2"), words(onrecord::Span::new(5, 99_999))],
    ] {
        assert!(kept.archive.split_at(&holm, &aas, &wrong, ANA).is_err(), "{wrong:?}");
        assert!(kept.archive.corrections(Which::default()).unwrap().is_empty(), "{wrong:?}");
    }
    let made = kept
        .archive
        .split_at(&holm, &aas, &[article("/other.txt"), statement("s3"), event("e2")], ANA)
        .unwrap();
    assert_eq!(made.len(), 3);
    clean(&kept.archive);
    let (there, all) = kept.archive.appearances(&aas.key, 0, 10).unwrap();
    assert_eq!(all, 2);
    assert_eq!(there[0].statements.len(), 2);
    assert_eq!(there[1].statements.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["s3"]);
    for id in made.into_iter().rev() {
        kept.archive.undo(id, ANA).unwrap();
    }
    assert_eq!(kept.archive.appearances(&holm.key, 0, 10).unwrap().1, 2);
    clean(&kept.archive);
}

#[test]
fn coders_who_save_the_same_at_the_same_time_lose_nothing() {
    const EACH: usize = 12;
    let kept = kept();
    let names = ["Ana", "Ben", "O'Neil \"<b>\" & co", "Eva"];
    std::thread::scope(|scope| {
        for person in names {
            let path = kept.path();
            scope.spawn(move || {
                let mut archive = Archive::open_for_adding(&path, Dictionary::new()).unwrap();
                let by = By { person, at: "2024-05-01T10:00:00Z" };
                for n in 0..EACH {
                    let act = if n % 2 == 0 { Act::Warn } else { Act::Predict };
                    let changes = [Change::Act { act: Some(act), negated: false }];
                    let codes =
                        [Code::concept("bridge", Some(n % 2 == 0)), Code::memo(format!("{person} {n}"))];
                    archive.judge(WHERE, "s1", &changes, &codes, by).unwrap();
                    archive.judge_event(WHERE, "e1", &[], &codes, by).unwrap();
                }
            });
        }
    });
    for person in names {
        let codes = kept.archive.codes_on(WHERE, Some(person)).unwrap();
        let memos: Vec<&str> = codes
            .iter()
            .filter(|c| c.given.code.name == "memo")
            .map(|c| c.given.code.value.as_str())
            .collect();
        assert_eq!(memos, [format!("{person} 11"), format!("{person} 11")], "{person}");
        let record = kept.archive.corrected_by(WHERE, person).unwrap().unwrap();
        assert_eq!(record.statements[0].act, Some(Act::Predict), "{person}");
        let made = kept.archive.corrections(Which { person: Some(person), ..Which::default() }).unwrap();
        // Each act, and that both are what they are.
        assert_eq!(made.len(), EACH + 2, "{person}");
    }
    assert_eq!(kept.archive.correctors().unwrap().len(), names.len());
    clean(&kept.archive);
}

#[test]
fn what_is_undone_after_a_merge_stays_undone_and_nothing_of_another_goes_with_it() {
    let (mut ana, mut ben) = (kept(), kept());
    let aid = [Change::EventType { event_type: EventType::Aid }];
    ana.archive.judge_event(WHERE, "e1", &aid, &[Code::memo("a")], ANA).unwrap();
    ben.archive.judge_event(WHERE, "e1", &aid, &[Code::memo("b")], BEN).unwrap();
    let mut steps = 0;
    ana.archive.merge_telling(&ben.archive, EVA, |_| steps += 1).unwrap();
    assert!(steps >= 4, "a version, two corrections, a code, an article: {steps}");
    let of_ben = ana.archive.corrections(Which { person: Some("Ben"), ..Which::default() }).unwrap();
    for correction in &of_ben {
        ana.archive.undo(correction.id, EVA).unwrap();
        clean(&ana.archive);
    }
    assert_eq!(seen_by(&ana.archive, "Ben")[0].1, EventType::Request);
    assert_eq!(seen_by(&ana.archive, "Ana")[0].1, EventType::Aid);
    assert_eq!(ana.archive.codes_on(WHERE, None).unwrap().len(), 2, "codes are no corrections");
    // Merged once more it is not in force again, and the undoing goes over to the other machine.
    let again = ana.archive.merge(&ben.archive, EVA).unwrap();
    assert_eq!((again.corrections, again.codes), (0, 0), "{again:?}");
    assert_eq!(seen_by(&ana.archive, "Ben")[0].1, EventType::Request);
    let back = ben.archive.merge(&ana.archive, EVA).unwrap();
    assert_eq!(back.undone, of_ben.len());
    assert_eq!(seen_by(&ben.archive, "Ben")[0].1, EventType::Request);
    let unit = Unit::Event { article: WHERE, event: "e1" };
    ben.archive.give(unit, &Code::memo("c"), BEN).unwrap();
    clean(&ben.archive);
    clean(&ana.archive);
}
