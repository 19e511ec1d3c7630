//! Articles taken out: nothing is left of them, and the archive is as if they had never been.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord::{ActorKind, EventType};
use onrecord_archive::codes::PassageCode;
use onrecord_archive::corrections::{By, Change, CorrectionError, Named, Subject, Which};
use onrecord_archive::{Archive, Incoming, Query, Removal, Wanted};
use rusqlite::Connection;
use std::ops::ControlFlow;

const ANA: By = By { person: "Ana", at: "2024-05-01T10:00:00Z" };

const REPORT: &str = "Henrik Aaldal said that the northern bridge would be opened in the first week of May if the weather \
    held, and that nobody on the council had asked for a delay of any kind before the summer begins. The council meets on \
    Friday to hear what the engineers have to say of the pillars, of the ice and of the money that is left for both.";

fn report(outlet: &str, place: &str) -> Incoming {
    let made = Made::of(REPORT).outlet(outlet, "2023-11-10").actor("Henrik Aaldal", &["Henrik Aaldal"]).says(
        "Henrik Aaldal",
        "said",
        "the northern bridge would be opened in the first week of May if the weather held",
        Act::Promise,
        0.9,
    );
    made.came(place)
}

fn clean(archive: &Archive) {
    let checked = archive.check(|_| ()).unwrap();
    assert!(checked.clean, "{checked:?}");
}

fn found(archive: &Archive, query: &str) -> usize {
    let mut all = 0;
    archive
        .find(&Query::parse(query).unwrap(), Wanted::default(), |_| {
            all += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

/// Rows of every table.
fn rows(kept: &Kept) -> Vec<(String, i64)> {
    let db = Connection::open(kept.path()).unwrap();
    let mut tables = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*_words*' AND name NOT GLOB 'sqlite_*' ORDER BY 1")
        .unwrap();
    let tables: Vec<String> = tables.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let count =
        |table: &String| db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).unwrap();
    tables.iter().map(|t| (t.clone(), count(t))).collect()
}

#[test]
fn nothing_is_left_of_an_article_but_a_line() {
    let mut kept = Kept::new();
    kept.add(&report("The Skerry Post", "/one.txt"));
    let before = rows(&kept);
    kept.add(&bridge().outlet("The Holm Herald", "2023-11-11").came("/bridge.txt"));
    let longer = Made::of("Marit Holm said it rains.").actor("Marit Holm", &["Marit Holm"]).says(
        "Marit Holm",
        "said",
        "it rains",
        Act::Claim,
        0.9,
    );
    kept.add(&longer.came("/bridge.txt"));
    let on = Subject::Statement { article: "/bridge.txt", statement: "s1" };
    let new = Named::new("Piet Aas", ActorKind::Person);
    kept.archive.correct(on, &Change::Speaker { speaker: Some(new) }, ANA).unwrap();
    kept.archive
        .correct(
            Subject::Article("/bridge.txt"),
            &Change::MissingEvent {
                anchor: vec![onrecord::Span::new(0, 5)],
                event_type: EventType::Aid,
                source: vec![onrecord_archive::corrections::NamedParty {
                    actor: Some(Named::new("Skerry Council", ActorKind::Organisation)),
                    words: None,
                }],
                target: Vec::new(),
                status: onrecord::EventStatus::Happened,
            },
            ANA,
        )
        .unwrap();
    let holm = kept.archive.actor_named("Marit Holm", None).unwrap();
    let split = Change::Split {
        from: holm,
        into: Named::new("Marit Holm (the elder)", ActorKind::Person),
        articles: vec!["/bridge.txt".to_owned()],
    };
    kept.archive.correct(Subject::Actors, &split, ANA).unwrap();
    let code = PassageCode {
        spans: vec![onrecord::Span::new(0, 10)],
        name: "weather".to_owned(),
        value: String::new(),
        agrees: None,
        score: None,
        statement: Some("s1".to_owned()),
    };
    kept.archive.set_codes("/bridge.txt", "dna", ANA, &[code]).unwrap();
    clean(&kept.archive);

    let going = kept.archive.removal(&["/bridge.txt", "/bridge.txt"]).unwrap();
    let removal = Removal {
        address: "/bridge.txt".to_owned(),
        versions: 2,
        statements: 4,
        events: 1,
        corrections: 2,
        codes: 1,
        sayings: 0,
    };
    assert_eq!((going.len(), &going[0]), (1, &removal));
    assert_eq!(kept.archive.remove(&["/bridge.txt"], ANA).unwrap(), going);
    clean(&kept.archive);
    let left: Vec<(String, i64)> = rows(&kept).into_iter().filter(|(table, _)| table != "removals").collect();
    let before: Vec<(String, i64)> = before.into_iter().filter(|(table, _)| table != "removals").collect();
    assert_eq!(left, before, "as if it had never been");
    assert!(kept.archive.text("/bridge.txt").unwrap().is_none());
    assert!(kept.archive.actor_named("Piet Aas", None).is_err());
    assert!(kept.archive.actor_named("Marit Holm", None).is_err());
    assert!(kept.archive.actor_named("Henrik Aaldal", None).is_ok(), "another article has him");
    assert!(kept.archive.corrections(Which { undone: true, ..Which::default() }).unwrap().is_empty());
    let log = kept.archive.removals().unwrap();
    assert_eq!((log.len(), log[0].person.as_str(), log[0].at.as_str()), (1, "Ana", ANA.at));
    assert_eq!(log[0].removal, removal);
    // It can come again.
    kept.add(&bridge().came("/bridge.txt"));
    clean(&kept.archive);
    assert_eq!(found(&kept.archive, "speaker:Holm"), 2);
}

#[test]
fn reports_and_sayings_follow() {
    let mut kept = Kept::new();
    for (outlet, place) in
        [("The Skerry Post", "/one.txt"), ("The Holm Herald", "/two.txt"), ("Third", "/three.txt")]
    {
        kept.add(&report(outlet, place));
    }
    clean(&kept.archive);
    let all = rows(&kept);
    let of = |rows: &[(String, i64)], table: &str| rows.iter().find(|(t, _)| t == table).unwrap().1;
    assert_eq!((of(&all, "carriers"), of(&all, "sayings")), (3, 3));
    assert_eq!(kept.archive.removal(&["/one.txt"]).unwrap()[0].sayings, 1);
    kept.archive.remove(&["/one.txt"], ANA).unwrap();
    clean(&kept.archive);
    let two = rows(&kept);
    assert_eq!((of(&two, "reports"), of(&two, "carriers"), of(&two, "sayings")), (1, 2, 2));
    kept.archive.remove(&["/two.txt"], ANA).unwrap();
    clean(&kept.archive);
    let one = rows(&kept);
    assert_eq!((of(&one, "reports"), of(&one, "carriers"), of(&one, "sayings")), (0, 0, 0));
    // Numbers that were given to others since mean nothing to what compares texts.
    kept.add(&bridge().came("/bridge.txt"));
    kept.add(&report("Fourth", "/four.txt"));
    clean(&kept.archive);
    assert_eq!(of(&rows(&kept), "carriers"), 2);
    // And everything at once.
    let (addresses, unknown) = kept.archive.articles_with(&Query::Everything).unwrap();
    assert!(unknown.is_empty());
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    kept.archive.remove(&addresses, ANA).unwrap();
    clean(&kept.archive);
    assert!(rows(&kept).iter().all(|(table, n)| *n == 0 || table == "removals"), "{:?}", rows(&kept));
}

#[test]
fn a_wrong_address_removes_nothing() {
    let mut kept = Kept::new();
    kept.add(&report("The Skerry Post", "/one.txt"));
    let before = rows(&kept);
    let refused = kept.archive.remove(&["/one.txt", "/two.txt"], ANA);
    assert!(matches!(refused, Err(CorrectionError::NoArticle(address)) if address == "/two.txt"));
    let nobody = kept.archive.remove(&["/one.txt"], By { person: " ", at: ANA.at });
    assert!(matches!(nobody, Err(CorrectionError::Senseless(_))));
    assert_eq!(rows(&kept), before);
    clean(&kept.archive);
}

#[test]
fn articles_of_a_split_that_are_gone_are_taken_out_of_it() {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/one.txt"));
    kept.add(&report("Third", "/three.txt"));
    kept.add(&bridge().outlet("Other", "2023-11-12").came("/two.txt"));
    let holm = kept.archive.actor_named("Marit Holm", None).unwrap();
    let into = Named::new("Marit Holm (the elder)", ActorKind::Person);
    let articles = vec!["/one.txt".to_owned(), "/two.txt".to_owned()];
    kept.archive.correct(Subject::Actors, &Change::Split { from: holm, into, articles }, ANA).unwrap();
    kept.archive.remove(&["/one.txt"], ANA).unwrap();
    clean(&kept.archive);
    let left = kept.archive.corrections(Which::default()).unwrap();
    assert!(
        matches!(&left[0].change, Change::Split { articles, .. } if articles == &["/two.txt"]),
        "{left:?}"
    );
    assert_eq!(found(&kept.archive, "speaker:\"Marit Holm (the elder)\""), 2);
}
