//! Corrections: that they win in every answer, that undoing leaves nothing, and that they outlive another reading.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord::{ActorKind, Record, Span};
use onrecord_archive::corrections::{By, Change, CorrectionError, Named, State, Subject, Which};
use onrecord_archive::{Archive, CountBy, Found, Query, Wanted};
use std::ops::ControlFlow;

const ANA: By = By { person: "Ana", at: "2024-05-01T10:00:00Z" };
const BEN: By = By { person: "Ben", at: "2024-05-02T10:00:00Z" };

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

fn words(archive: &Archive, query: &str) -> Vec<String> {
    let mut all: Vec<String> = found(archive, query).into_iter().map(|f| f.content).collect();
    all.sort();
    all
}

fn on<'a>(statement: &'a str) -> Subject<'a> {
    Subject::Statement { article: "/bridge.txt", statement }
}

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/bridge.txt"));
    kept
}

fn holm(kept: &Kept) -> Named {
    kept.archive.actor_named("Marit Holm", None).unwrap()
}

fn clean(archive: &Archive) {
    let checked = archive.check(|_| ()).unwrap();
    assert!(checked.clean, "{checked:?}");
}

fn record(archive: &Archive) -> Record {
    archive.corrected("/bridge.txt", None).unwrap().unwrap()
}

/// Everything that can be seen of an archive from outside.
fn seen(archive: &Archive) -> (Vec<Found>, Record, String) {
    let counts = archive.count(&Query::Everything, &[CountBy::Speaker, CountBy::Act], None).unwrap();
    (found(archive, ""), record(archive), format!("{counts:?}"))
}

#[test]
fn a_speaker_is_corrected_and_the_correction_undone() {
    let mut kept = kept();
    let before = seen(&kept.archive);
    let change = Change::Speaker { speaker: Some(holm(&kept)) };
    let id = kept.archive.correct(on("s1"), &change, ANA).unwrap();
    assert_eq!(found(&kept.archive, "speaker:Holm").len(), 3);
    assert_eq!(found(&kept.archive, "speaker:Aaldal").len(), 0);
    assert_eq!(record(&kept.archive).statements[0].speaker.as_deref(), Some("a2"));
    let read = kept.archive.read_record("/bridge.txt", None).unwrap().unwrap();
    assert_eq!(read.statements[0].speaker.as_deref(), Some("a1"), "the reading stays as it was");
    clean(&kept.archive);

    let listed = kept.archive.corrections(Which::default()).unwrap();
    assert_eq!((listed[0].person.as_str(), listed[0].statement.as_deref()), ("Ana", Some("s1")));
    assert!(
        matches!(&listed[0].was, Some(Change::Speaker { speaker: Some(s) }) if s.name == "Henrik Aaldal")
    );

    kept.archive.undo(id, BEN).unwrap();
    assert_eq!(seen(&kept.archive), before);
    clean(&kept.archive);
    assert!(kept.archive.corrections(Which::default()).unwrap().is_empty());
    let all = kept.archive.corrections(Which { undone: true, ..Which::default() }).unwrap();
    assert_eq!((all[0].state, all[0].undone_by.as_deref()), (State::Undone, Some("Ben")));
    assert!(matches!(kept.archive.undo(id, BEN), Err(CorrectionError::UndoneAlready(_))));
}

#[test]
fn a_speaker_may_be_somebody_new_or_nobody() {
    let mut kept = kept();
    let new = Named::new("Piet Aas", ActorKind::Person);
    kept.archive.correct(on("s1"), &Change::Speaker { speaker: Some(new) }, ANA).unwrap();
    kept.archive.correct(on("s3"), &Change::Speaker { speaker: None }, ANA).unwrap();
    assert_eq!(words(&kept.archive, "speaker:Aas"), ["the bridge would open in May if the weather held"]);
    assert_eq!(found(&kept.archive, "speaker:Holm").len(), 1);
    let record = record(&kept.archive);
    assert_eq!(record.actors.last().unwrap().name.as_deref(), Some("Piet Aas"));
    assert_eq!(record.statements[0].speaker.as_ref(), Some(&record.actors.last().unwrap().id));
    clean(&kept.archive);
}

#[test]
fn exports_have_what_people_say_and_know_whom_they_name() {
    let mut kept = kept();
    let new = Named::new("Piet Aas", ActorKind::Person);
    kept.archive.correct(on("s1"), &Change::Speaker { speaker: Some(new) }, ANA).unwrap();
    kept.archive.correct(on("s2"), &Change::Statement { is: false }, ANA).unwrap();
    let mut seen = 0;
    let query = Query::parse("speaker:Aas").unwrap();
    let each = |stored: onrecord_archive::Stored| {
        seen += 1;
        let [place] = stored.wanted.as_deref().unwrap() else { panic!("{:?}", stored.wanted) };
        let statement = &stored.record.statements[*place as usize];
        let speaker = statement.speaker.as_ref().unwrap();
        assert_eq!(stored.keys[speaker], "name:person:piet aas");
        assert!(stored.record.statements.iter().all(|s| s.id != "s2"), "it was struck out");
        ControlFlow::Continue(())
    };
    kept.archive.each_with(&query, each).unwrap();
    assert_eq!(seen, 1);
}

#[test]
fn an_act_boundaries_and_whether_it_is_one_at_all() {
    let mut kept = kept();
    let before = seen(&kept.archive);
    let made = bridge();
    let act = Change::Act { act: Some(Act::Predict), negated: false };
    let boundaries = Change::Boundaries {
        content: Some(vec![made.span("the bridge would open in May")]),
        cue: None,
        source: Some(vec![made.span("Henrik Aaldal")]),
    };
    let ids = [
        kept.archive.correct(on("s1"), &act, ANA).unwrap(),
        kept.archive.correct(on("s1"), &boundaries, ANA).unwrap(),
        kept.archive.correct(on("s2"), &Change::Statement { is: false }, ANA).unwrap(),
    ];
    assert_eq!(words(&kept.archive, "act:predict"), ["the bridge would open in May"]);
    assert_eq!(found(&kept.archive, "act:promise").len(), 0);
    assert_eq!(found(&kept.archive, "about:weather").len(), 0, "the index follows");
    assert_eq!(found(&kept.archive, "source:Aaldal").len(), 1);
    assert_eq!(found(&kept.archive, "act:deny").len(), 0);
    let ids_left: Vec<String> = record(&kept.archive).statements.into_iter().map(|s| s.id).collect();
    assert_eq!(ids_left, ["s1", "s3"]);
    assert_eq!(record(&kept.archive).notes.len(), 3);
    clean(&kept.archive);
    for id in ids.into_iter().rev() {
        kept.archive.undo(id, ANA).unwrap();
    }
    assert_eq!(seen(&kept.archive), before);
    clean(&kept.archive);
}

#[test]
fn the_latest_of_two_corrections_wins_and_undoing_it_leaves_the_other() {
    let mut kept = kept();
    let act = |act| Change::Act { act: Some(act), negated: false };
    kept.archive.correct(on("s1"), &act(Act::Predict), ANA).unwrap();
    let second = kept.archive.correct(on("s1"), &act(Act::Offer), BEN).unwrap();
    assert_eq!(found(&kept.archive, "act:offer").len(), 1);
    kept.archive.undo(second, BEN).unwrap();
    assert_eq!(found(&kept.archive, "act:predict").len(), 1);
}

#[test]
fn a_missing_statement_is_filled_in() {
    let mut kept = kept();
    let before = seen(&kept.archive);
    let made = bridge();
    let change = Change::Missing {
        content: vec![made.span("sold her ferries")],
        cue: vec![made.span("denied")],
        source: Vec::new(),
        speaker: Some(holm(&kept)),
        act: Some(Act::Claim),
    };
    let id = kept.archive.correct(Subject::Article("/bridge.txt"), &change, ANA).unwrap();
    let all = found(&kept.archive, "act:claim speaker:Holm about:ferries");
    assert_eq!((all.len(), all[0].statement.as_str(), all[0].confidence), (1, "s4", 1.0));
    let with = record(&kept.archive);
    assert_eq!(with.statements.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["s1", "s2", "s4", "s3"]);
    clean(&kept.archive);
    // It can be corrected like any other.
    kept.archive.correct(on("s4"), &Change::Act { act: Some(Act::Admit), negated: false }, BEN).unwrap();
    assert_eq!(found(&kept.archive, "act:admit").len(), 1);
    kept.archive.undo(id, ANA).unwrap();
    assert_eq!(seen(&kept.archive).0, before.0);
    clean(&kept.archive);
}

fn two_articles() -> Kept {
    let mut kept = kept();
    let other = Made::of("M. Holm said that she would not sell. Holm asked Henrik Aaldal for time.")
        .actor("M. Holm", &["M. Holm", "Holm asked"])
        .actor("Henrik Aaldal", &["Henrik Aaldal"])
        .says("M. Holm", "said", "she would not sell", Act::Refuse, 0.9)
        .says("M. Holm", "asked", "for time", Act::Request, 0.8)
        .to("Henrik Aaldal");
    kept.add(&other.came("/other.txt"));
    kept
}

#[test]
fn actors_are_merged_in_every_article_also_in_later_ones() {
    let mut kept = two_articles();
    let before = (found(&kept.archive, ""), kept.archive.corrected("/other.txt", None).unwrap());
    let from = kept.archive.actor_named("M. Holm", None).unwrap();
    let merge = Change::Merge { from: from.clone(), into: holm(&kept) };
    let id = kept.archive.correct(Subject::Actors, &merge, ANA).unwrap();
    assert_eq!(found(&kept.archive, "speaker:\"Marit Holm\"").len(), 4);
    assert_eq!(found(&kept.archive, "speaker:\"M. Holm\"").len(), 4, "every name leads there");
    let (counts, _) = kept.archive.count(&Query::Everything, &[CountBy::Speaker], None).unwrap();
    assert_eq!((counts[0].values[0].as_deref(), counts[0].statements), (Some("Marit Holm"), 4));
    let named = kept.archive.corrected("/other.txt", None).unwrap().unwrap().actors[0].name.clone();
    assert_eq!(named.as_deref(), Some("Marit Holm"));
    // An article that comes later.
    let third = Made::of("M. Holm warned that it would rain.").actor("M. Holm", &["M. Holm"]).says(
        "M. Holm",
        "warned",
        "it would rain",
        Act::Warn,
        0.9,
    );
    kept.add(&third.came("/third.txt"));
    assert_eq!(found(&kept.archive, "speaker:\"Marit Holm\" act:warn").len(), 1);
    clean(&kept.archive);
    // And back.
    assert!(matches!(
        kept.archive.correct(Subject::Actors, &merge, BEN),
        Err(CorrectionError::Senseless(what)) if what.contains("already")
    ));
    kept.archive.undo(id, BEN).unwrap();
    assert_eq!(found(&kept.archive, "speaker:\"M. Holm\"").len(), 3);
    let without: Vec<Found> =
        found(&kept.archive, "").into_iter().filter(|f| f.article != "/third.txt").collect();
    assert_eq!((without, kept.archive.corrected("/other.txt", None).unwrap()), before);
    clean(&kept.archive);
}

#[test]
fn merges_follow_each_other_and_a_corrected_speaker_follows_them() {
    let mut kept = two_articles();
    let name = |kept: &Kept, n: &str| kept.archive.actor_named(n, None).unwrap();
    let (aaldal, m_holm, holm) = (name(&kept, "Henrik Aaldal"), name(&kept, "M. Holm"), holm(&kept));
    kept.archive.correct(on("s1"), &Change::Speaker { speaker: Some(m_holm.clone()) }, ANA).unwrap();
    let merge = |from: &Named, into: &Named| Change::Merge { from: from.clone(), into: into.clone() };
    let first = kept.archive.correct(Subject::Actors, &merge(&m_holm, &holm), ANA).unwrap();
    kept.archive.correct(Subject::Actors, &merge(&holm, &aaldal), ANA).unwrap();
    assert_eq!(found(&kept.archive, "speaker:Aaldal").len(), 5);
    kept.archive.undo(first, ANA).unwrap();
    assert_eq!(found(&kept.archive, "speaker:\"M. Holm\"").len(), 3);
    assert_eq!(found(&kept.archive, "speaker:Aaldal").len(), 2);
    clean(&kept.archive);
}

#[test]
fn an_actor_is_split_in_the_articles_where_it_is_another() {
    let mut kept = two_articles();
    let from = kept.archive.actor_named("Henrik Aaldal", None).unwrap();
    let split = Change::Split {
        from,
        into: Named::new("Henrik Aaldal the Younger", ActorKind::Person),
        articles: vec!["/other.txt".to_owned()],
    };
    let id = kept.archive.correct(Subject::Actors, &split, ANA).unwrap();
    assert_eq!(found(&kept.archive, "to:\"Henrik Aaldal the Younger\"").len(), 1);
    assert_eq!(found(&kept.archive, "speaker:\"Henrik Aaldal\"").len(), 1);
    clean(&kept.archive);
    kept.archive.undo(id, ANA).unwrap();
    assert_eq!(found(&kept.archive, "speaker:\"Henrik Aaldal the Younger\"").len(), 0);
    clean(&kept.archive);
}

/// The article as a newer model might read it: one statement more before the others, and another end of the first.
fn newer() -> Record {
    let mut made = bridge();
    let old = std::mem::take(&mut made.0.statements);
    made = made.says("Henrik Aaldal", "promised", "the council", Act::Say, 0.3);
    made.0.statements.extend(old);
    let shorter = made.span("the bridge would open in May if the weather");
    made.0.statements[1].content = vec![shorter];
    for (n, s) in made.0.statements.iter_mut().enumerate() {
        s.id = format!("s{}", n + 1);
    }
    made.0
}

#[test]
fn corrections_survive_another_reading() {
    let mut kept = kept();
    let made = bridge();
    let holm = holm(&kept);
    let missing = Change::Missing {
        content: vec![made.span("sold her ferries")],
        cue: Vec::new(),
        source: Vec::new(),
        speaker: None,
        act: Some(Act::Claim),
    };
    kept.archive.correct(on("s1"), &Change::Speaker { speaker: Some(holm) }, ANA).unwrap();
    kept.archive.correct(on("s2"), &Change::Statement { is: false }, ANA).unwrap();
    kept.archive.correct(Subject::Article("/bridge.txt"), &missing, ANA).unwrap();
    assert_eq!(kept.archive.read_by_others("newer").unwrap(), ["/bridge.txt"]);
    let batch = kept.archive.batch().unwrap();
    batch.read_again("/bridge.txt", &newer(), "newer").unwrap();
    batch.commit().unwrap();
    assert!(kept.archive.read_by_others("newer").unwrap().is_empty());
    clean(&kept.archive);
    assert_eq!(
        words(&kept.archive, "speaker:Holm"),
        ["the bridge would open in May if the weather", "“Nobody asked us,”"]
    );
    assert_eq!(found(&kept.archive, "act:deny").len(), 0);
    let claim = found(&kept.archive, "act:claim");
    assert_eq!((claim.len(), claim[0].statement.as_str()), (1, "s5"));
    assert!(kept.archive.corrections(Which::default()).unwrap().iter().all(|c| c.state == State::Applies));
    let other = Made::of("another text").0;
    let batch = kept.archive.batch().unwrap();
    assert!(
        batch.read_again("/bridge.txt", &other, "newer").unwrap_err().to_string().contains("another text")
    );
}

#[test]
fn corrections_follow_their_words_into_a_new_version_or_wait() {
    let mut kept = kept();
    let made = bridge();
    let cut = Change::Boundaries {
        content: Some(vec![made.span("the bridge would open in May")]),
        cue: None,
        source: None,
    };
    kept.archive.correct(on("s1"), &cut, ANA).unwrap();
    kept.archive.correct(on("s2"), &Change::Act { act: Some(Act::Reject), negated: false }, ANA).unwrap();
    // A new lead, and the second statement is gone.
    let changed = Made::of(
        "The bridge stays shut.\nHenrik Aaldal promised the council that the bridge would open in May if the \
         weather held.\n“Nobody asked us,” Marit Holm said.\n",
    )
    .actor("Henrik Aaldal", &["Henrik Aaldal"])
    .actor("Marit Holm", &["Marit Holm"])
    .says("Henrik Aaldal", "promised", "the bridge would open in May if the weather held", Act::Promise, 0.9)
    .says("Marit Holm", "said", "“Nobody asked us,”", Act::Criticise, 0.97);
    kept.add(&changed.came("/bridge.txt"));
    assert_eq!(
        words(&kept.archive, ""),
        ["the bridge would open in May", "“Nobody asked us,”"],
        "cut in the new text as it was in the old"
    );
    let states: Vec<State> =
        kept.archive.corrections(Which::default()).unwrap().into_iter().map(|c| c.state).collect();
    assert_eq!(states, [State::Waits, State::Applies]);
    let old = kept.archive.corrected("/bridge.txt", Some(1)).unwrap().unwrap();
    assert_eq!(old.statements[1].act, Some(Act::Reject), "the old version keeps what was said of it");
    clean(&kept.archive);
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let mut kept = kept();
    let before = seen(&kept.archive);
    let span = |a, b| vec![Span { start: a, end: b }];
    let content = |spans| Change::Boundaries { content: Some(spans), cue: None, source: None };
    let yes = Change::Statement { is: true };
    let nobody = By { person: " ", at: ANA.at };
    let holm = holm(&kept);
    let mut all = Vec::new();
    for (subject, change, by) in [
        (on("s9"), &yes, ANA),
        (on("s0"), &yes, ANA),
        (on("x"), &yes, ANA),
        (Subject::Statement { article: "/none", statement: "s1" }, &yes, ANA),
        (on("s1"), &yes, nobody),
        (on("s1"), &content(span(0, 100_000)), ANA),
        (on("s1"), &content(span(9, 3)), ANA),
        (on("s1"), &content(span(5, 5)), ANA),
        (on("s1"), &content(vec![Span::new(10, 20), Span::new(15, 30)]), ANA),
        (on("s1"), &content(Vec::new()), ANA),
        (on("s1"), &Change::Boundaries { content: None, cue: None, source: None }, ANA),
        (on("s1"), &Change::Merge { from: holm.clone(), into: holm.clone() }, ANA),
        (Subject::Actors, &Change::Merge { from: holm.clone(), into: holm.clone() }, ANA),
        (
            Subject::Actors,
            &Change::Merge { from: Named::new("No One", ActorKind::Person), into: holm.clone() },
            ANA,
        ),
        (
            Subject::Actors,
            &Change::Split { from: holm.clone(), into: Named::new("X", ActorKind::Person), articles: vec![] },
            ANA,
        ),
        (Subject::Actors, &yes, ANA),
        (Subject::Article("/bridge.txt"), &yes, ANA),
    ] {
        let error = kept.archive.correct(subject, change, by).unwrap_err();
        assert!(error.hint().is_some());
        all.push(error.to_string());
    }
    assert!(matches!(kept.archive.undo(7, ANA), Err(CorrectionError::NoCorrection(7))));
    assert_eq!(seen(&kept.archive), before, "{all:#?}");
    assert!(kept.archive.corrections(Which { undone: true, ..Which::default() }).unwrap().is_empty());
    clean(&kept.archive);
}

#[test]
fn corrections_are_exported_with_what_was_read_and_what_is_right() {
    let mut kept = kept();
    let act = Change::Act { act: Some(Act::Predict), negated: false };
    kept.archive.correct(on("s1"), &act, ANA).unwrap();
    kept.archive.correct(on("s2"), &Change::Statement { is: false }, ANA).unwrap();
    let mut all = Vec::new();
    kept.archive
        .training(|one| {
            all.push(one);
            ControlFlow::Continue(())
        })
        .unwrap();
    let [one] = &all[..] else { panic!("{all:?}") };
    assert_eq!(one.text, bridge().0.article.text.as_str());
    assert_eq!(one.statements[0].read.as_ref().unwrap().act, Some(Act::Promise));
    assert_eq!(one.statements[0].right.as_ref().unwrap().act, Some(Act::Predict));
    assert_eq!(one.statements[1].right, None);
    let line = serde_json::to_value(&one.statements[0].corrections[0]).unwrap();
    assert_eq!(line["kind"], "act");
    assert_eq!(line["person"], "Ana");
}

#[test]
fn two_peoples_agreement_counts_what_both_have_judged() {
    let mut kept = two_articles();
    let act = |act| Change::Act { act: Some(act), negated: false };
    let other = |statement| Subject::Statement { article: "/other.txt", statement };
    for (subject, ana, ben) in [
        (on("s1"), Act::Promise, Act::Promise),
        (on("s2"), Act::Deny, Act::Reject),
        (other("s1"), Act::Refuse, Act::Refuse),
    ] {
        kept.archive.correct(subject, &act(ana), ANA).unwrap();
        kept.archive.correct(subject, &act(ben), BEN).unwrap();
    }
    kept.archive.correct(on("s3"), &act(Act::Say), ANA).unwrap();
    let coders = ["Ana".to_owned(), "Ben".to_owned()];
    let agreement = kept.archive.agreement(&coders, &Query::Everything).unwrap();
    let act = agreement.iter().find(|a| a.variable == "act").unwrap();
    assert_eq!((act.units, act.same), (3, 2));
    // By hand: values 2 promise, 1 deny, 1 reject, 2 refuse; n = 6; ((6-1)*4 - 4) / (30 - 4).
    assert!((act.alpha.unwrap() - 16.0 / 26.0).abs() < 1e-12);
    let speaker = agreement.iter().find(|a| a.variable == "speaker").unwrap();
    assert_eq!((speaker.units, speaker.alpha), (0, None), "nobody has looked at it");
    assert_eq!(kept.archive.correctors().unwrap(), ["Ana", "Ben"]);
}
