//! Coding: the codebook, codes beside corrections, several coders, their agreement, settling, and merging archives.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord_archive::coding::{Code, CodingError, Level, Order, Unit, UnitKind};
use onrecord_archive::corrections::{By, Change, Subject, Which};
use onrecord_archive::positions::{Bounds, issues};
use onrecord_archive::{Archive, Query, Wanted};
use std::ops::ControlFlow;

const BOOK: &str = r#"
title = "The crossing"

[[concept]]
name = "bridge"
definition = "Whether the bridge is to be"
query = "about:bridge"
for = "act:promise"

[[concept]]
name = "ferries"
scale = ["-1", "0", "1"]
level = "interval"

[[variable]]
name = "tone"
on = "statement"
type = "choice"
values = ["calm", "angry"]

[[variable]]
name = "checked"
on = "article"
type = "date"
"#;

const ANA: By = By { person: "Ana", at: "2024-05-01T10:00:00Z" };
const BEN: By = By { person: "Ben", at: "2024-05-02T10:00:00Z" };
const EVA: By = By { person: "Eva", at: "2024-05-03T10:00:00Z" };

fn all() -> Query {
    Query::Everything
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/bridge.txt"));
    kept.archive.set_codebook(BOOK, false, ANA).unwrap();
    kept
}

fn on(statement: &str) -> Unit<'_> {
    Unit::Statement { article: "/bridge.txt", statement }
}

fn found(archive: &Archive, query: &str) -> Vec<String> {
    let mut all = Vec::new();
    let query = Query::parse(query).unwrap();
    archive
        .find(&query, Wanted::default(), |f| {
            all.push(f.statement);
            ControlFlow::Continue(())
        })
        .unwrap();
    all.sort();
    all
}

fn clean(archive: &Archive) {
    let checked = archive.check(|_| ()).unwrap();
    assert!(checked.clean, "{checked:?}");
}

#[test]
fn what_the_codebook_has_can_be_given_and_asked_for() {
    let mut kept = kept();
    kept.archive.give(on("s1"), &Code::concept("Bridge", Some(true)), ANA).unwrap();
    kept.archive.give(on("s3"), &Code::concept("bridge", Some(false)), ANA).unwrap();
    kept.archive.give(on("s3"), &Code::variable("tone", "angry"), BEN).unwrap();
    assert_eq!(found(&kept.archive, "concept:bridge"), ["s1", "s3"]);
    assert_eq!(found(&kept.archive, "for:bridge"), ["s1"]);
    assert_eq!(found(&kept.archive, "against:bridge"), ["s3"]);
    assert_eq!(found(&kept.archive, "code.tone:angry coder:Ben"), ["s3"]);
    assert!(found(&kept.archive, "coder:Eva").is_empty());
    clean(&kept.archive);

    let wrong = [
        (on("s1"), Code::concept("harbour", None)),
        (on("s1"), Code::variable("tone", "loud")),
        (on("s1"), Code::variable("checked", "2024-01-01")),
        (on("s1"), Code::concept("ferries", Some(true))),
        (on("s1"), Code { score: Some("2".to_owned()), ..Code::concept("ferries", None) }),
        (Unit::Article("/bridge.txt"), Code::variable("checked", "soon")),
        (Unit::Article("/bridge.txt"), Code::concept("bridge", None)),
    ];
    for (unit, code) in wrong {
        let error = kept.archive.give(unit, &code, ANA).unwrap_err();
        assert!(matches!(error, CodingError::NotInCodebook(_)), "{code:?}: {error}");
    }
    for unit in [on("s9"), on("x"), Unit::Article("/nowhere"), Unit::Actor("name:person:nobody")] {
        assert!(kept.archive.give(unit, &Code::memo("?"), ANA).is_err());
    }
}

#[test]
fn a_coder_has_one_code_of_each_concept_and_taking_back_leaves_a_trace() {
    let mut kept = kept();
    let first = kept.archive.give(on("s1"), &Code::concept("bridge", None), ANA).unwrap();
    assert_eq!(
        kept.archive.give(on("s1"), &Code::concept("bridge", None), ANA).unwrap(),
        first,
        "said already"
    );
    let second = kept.archive.give(on("s1"), &Code::concept("bridge", Some(true)), ANA).unwrap();
    let codes = kept.archive.codes_on("/bridge.txt", Some("Ana")).unwrap();
    assert_eq!(codes.iter().map(|c| c.given.id).collect::<Vec<_>>(), [second]);
    assert_eq!((codes[0].unit, codes[0].of.as_deref()), (UnitKind::Statement, Some("s1")));
    kept.archive.take_back(second, BEN).unwrap();
    assert!(matches!(kept.archive.take_back(second, BEN), Err(CodingError::NoCode(_))));
    assert!(found(&kept.archive, "concept:bridge").is_empty());
    clean(&kept.archive);
}

#[test]
fn memos_stand_on_anything() {
    let mut kept = kept();
    let key = kept.archive.actor_named("Marit Holm", None).unwrap().key;
    for unit in [on("s2"), Unit::Article("/bridge.txt"), Unit::Actor(&key)] {
        kept.archive.give(unit, &Code::memo("ask her again"), ANA).unwrap();
    }
    kept.archive.give(Unit::Article("/bridge.txt"), &Code::variable("checked", "2024-05-01"), ANA).unwrap();
    assert_eq!(kept.archive.codes_on("/bridge.txt", None).unwrap().len(), 3);
    assert_eq!(kept.archive.codes_of_actor(&key, None).unwrap()[0].code, Code::memo("ask her again"));
    assert_eq!(kept.archive.all_codes(Some("Ana")).unwrap().len(), 4);
    clean(&kept.archive);
}

#[test]
fn a_codebook_that_drops_what_is_in_use_says_so_and_loses_nothing() {
    let mut kept = kept();
    kept.archive.give(on("s1"), &Code::concept("bridge", Some(true)), ANA).unwrap();
    let smaller = "[[concept]]\nname = 'ferries'\n";
    let error = kept.archive.set_codebook(smaller, false, BEN).unwrap_err();
    assert_eq!(error.to_string(), "the new codebook lacks what is in use: bridge (1 codes)");
    assert_eq!(kept.archive.codebook().unwrap().unwrap().1.version, 1);
    assert_eq!(kept.archive.set_codebook(smaller, true, BEN).unwrap(), 2);
    assert_eq!(found(&kept.archive, "concept:bridge"), ["s1"], "nothing is lost");
    assert_eq!(
        kept.archive.set_codebook(smaller, false, BEN).unwrap_or(0),
        2,
        "the same again is no new one"
    );
    assert_eq!(kept.archive.codebooks().unwrap().len(), 2);
    clean(&kept.archive);
}

#[test]
fn without_a_codebook_only_memos_are_given() {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/bridge.txt"));
    let error = kept.archive.give(on("s1"), &Code::concept("bridge", None), ANA).unwrap_err();
    assert!(matches!(error, CodingError::NoCodebook));
    kept.archive.give(on("s1"), &Code::memo("why?"), ANA).unwrap();
    assert!(kept.archive.codebook().unwrap().is_none());
}

#[test]
fn queries_suggest_and_assign() {
    let mut kept = kept();
    let (book, _) = kept.archive.codebook().unwrap().unwrap();
    let suggested = kept.archive.suggestions("/bridge.txt", &book).unwrap();
    assert_eq!(suggested.len(), 1);
    assert_eq!((suggested[0].statement.as_str(), suggested[0].agrees), ("s1", Some(true)));
    let ferries = Query::parse("about:ferries OR about:bridge").unwrap();
    assert_eq!(kept.archive.give_all(&ferries, &Code::concept("bridge", None), ANA).unwrap(), 2);
    assert_eq!(kept.archive.give_all(&ferries, &Code::concept("bridge", None), ANA).unwrap(), 0);
    assert_eq!(found(&kept.archive, "concept:bridge"), ["s1", "s2"]);
    clean(&kept.archive);
}

#[test]
fn one_form_says_everything_and_the_next_statement_comes() {
    let mut kept = kept();
    let next = |kept: &Kept, person: &str, order, after| {
        kept.archive.next_uncoded(person, &all(), order, after).unwrap().map(|n| n.statement)
    };
    assert_eq!(next(&kept, "Ana", Order::Text, None).as_deref(), Some("s1"));
    assert_eq!(next(&kept, "Ana", Order::Doubt, None).as_deref(), Some("s2"), "the least sure");
    let changes = [Change::Act { act: Some(Act::Warn), negated: false }];
    let codes = [Code::concept("bridge", Some(true)), Code::variable("tone", "calm"), Code::memo("!")];
    kept.archive.judge("/bridge.txt", "s1", &changes, &codes, ANA).unwrap();
    assert_eq!(kept.archive.codes_on("/bridge.txt", None).unwrap().len(), 3);
    assert_eq!(found(&kept.archive, "act:warn"), ["s1"]);
    let at = Some(("/bridge.txt", "s1"));
    assert_eq!(next(&kept, "Ana", Order::Text, at).as_deref(), Some("s2"));
    assert_eq!(
        next(&kept, "Ben", Order::Text, None).as_deref(),
        Some("s1"),
        "another coder has all before them"
    );

    // The form again, with less: what is not in it is taken back, and the confirmation stands once.
    kept.archive.judge("/bridge.txt", "s1", &[], &codes[..1], ANA).unwrap();
    assert_eq!(kept.archive.codes_on("/bridge.txt", None).unwrap().len(), 1);
    assert_eq!(kept.archive.corrections(Which::default()).unwrap().len(), 2);
    for statement in ["s2", "s3"] {
        kept.archive.judge("/bridge.txt", statement, &[], &[], ANA).unwrap();
    }
    assert_eq!(next(&kept, "Ana", Order::Text, at), None);
    // All of it or nothing.
    let bad = [Code::concept("nothing", None)];
    assert!(kept.archive.judge("/bridge.txt", "s1", &changes, &bad, BEN).is_err());
    assert_eq!(next(&kept, "Ben", Order::Text, None).as_deref(), Some("s1"));
    clean(&kept.archive);
}

#[test]
fn a_blind_coder_sees_no_word_of_another() {
    let mut kept = kept();
    let missing = Change::Missing {
        content: vec![bridge().span("the council")],
        cue: vec![],
        source: vec![],
        speaker: None,
        act: None,
    };
    kept.archive.correct(Subject::Article("/bridge.txt"), &missing, ANA).unwrap();
    kept.archive.judge("/bridge.txt", "s2", &[Change::Statement { is: false }], &[], ANA).unwrap();
    let act = Change::Act { act: Some(Act::Predict), negated: false };
    kept.archive.judge("/bridge.txt", "s1", &[act], &[], BEN).unwrap();
    let ids = |person: &str| {
        let record = kept.archive.corrected_by("/bridge.txt", person).unwrap().unwrap();
        let acts: Vec<_> = record.statements.iter().map(|s| s.act).collect();
        (record.statements.into_iter().map(|s| s.id).collect::<Vec<_>>(), acts[0])
    };
    assert_eq!(ids("Ben"), (names(&["s1", "s2", "s3"]), Some(Act::Predict)));
    assert_eq!(ids("Eva"), (names(&["s1", "s2", "s3"]), Some(Act::Promise)));
    let (ana, _) = ids("Ana");
    assert!(!ana.contains(&"s2".to_owned()) && ana.contains(&"s4".to_owned()), "{ana:?}");
    assert_eq!(
        kept.archive
            .next_uncoded("Ben", &all(), Order::Text, Some(("/bridge.txt", "s1")))
            .unwrap()
            .unwrap()
            .statement,
        "s2",
        "what another has struck out is asked as well, and what another has added is not"
    );
    kept.archive.judge("/bridge.txt", "s2", &[], &[], BEN).unwrap();
    let at = Some(("/bridge.txt", "s2"));
    let next = kept.archive.next_uncoded("Ben", &all(), Order::Text, at).unwrap().unwrap();
    assert_eq!(next.statement, "s3");
    kept.archive.judge("/bridge.txt", "s3", &[], &[], BEN).unwrap();
    assert!(kept.archive.next_uncoded("Ben", &all(), Order::Text, None).unwrap().is_none());
    clean(&kept.archive);
}

#[test]
fn articles_are_shared_out_with_an_overlap_and_progress_is_told() {
    let mut kept = Kept::new();
    for n in 0..200 {
        let text = format!("Marit Holm said that number {n} was hers.");
        let content = format!("that number {n} was hers");
        let made = Made::of(&text).actor("Marit Holm", &["Marit Holm"]).says(
            "Marit Holm",
            "said",
            &content,
            Act::Say,
            0.9,
        );
        kept.add(&made.came(&format!("/{n}.txt")));
    }
    let coders = names(&["Ana", "Ben"]);
    assert!(matches!(kept.archive.share_out(&all(), &coders, 20), Err(CodingError::NoCoder(_))));
    kept.archive.add_coder("Ana", None, ANA.at).unwrap();
    kept.archive.add_coder("Ben", Some("#00FF00"), ANA.at).unwrap();
    assert!(kept.archive.add_coder("Eva", Some("green"), ANA.at).is_err());
    assert!(kept.archive.add_coder(" ", None, ANA.at).is_err());
    let shares = kept.archive.share_out(&all(), &coders, 20).unwrap();
    let sum: usize = shares.iter().map(|(_, n)| n).sum();
    assert!((220..=260).contains(&sum), "about forty of two hundred go to both: {shares:?}");
    assert!(shares[0].1.abs_diff(shares[1].1) <= 1);
    assert_eq!(
        kept.archive.share_out(&all(), &coders, 20).unwrap(),
        shares,
        "the same question shares out the same"
    );

    let next = kept.archive.next_uncoded("Ben", &all(), Order::Text, None).unwrap().unwrap();
    kept.archive.judge(&next.article, &next.statement, &[], &[], BEN).unwrap();
    kept.archive.finish("Ben", &next.article, true, BEN.at).unwrap();
    let progress = kept.archive.progress().unwrap();
    assert_eq!((progress[1].coder.name.as_str(), progress[1].coder.colour.as_str()), ("Ben", "#00ff00"));
    assert_eq!((progress[1].assigned, progress[1].finished, progress[1].judged), (shares[1].1 as u64, 1, 1));
    assert!(kept.archive.has_finished("ben", &next.article).unwrap());
    clean(&kept.archive);
}

fn of<'a>(
    all: &'a [onrecord_archive::coding::Agreement],
    name: &str,
) -> &'a onrecord_archive::coding::Agreement {
    all.iter().find(|a| a.variable == name).unwrap_or_else(|| panic!("{name} is not in {all:?}"))
}

#[test]
fn agreement_is_of_each_variable_over_what_both_have_judged() {
    let mut kept = kept();
    let score = |s: &str| Code { score: Some(s.to_owned()), ..Code::concept("ferries", None) };
    let plans: [(&str, By, Vec<Code>); 5] = [
        ("s1", ANA, vec![Code::concept("bridge", Some(true)), score("1")]),
        ("s1", BEN, vec![Code::concept("bridge", Some(false)), score("0")]),
        ("s2", ANA, vec![score("-1")]),
        ("s2", BEN, vec![score("-1"), Code::variable("tone", "angry")]),
        ("s3", ANA, vec![Code::concept("bridge", None)]),
    ];
    for (statement, by, codes) in &plans {
        kept.archive.judge("/bridge.txt", statement, &[], codes, *by).unwrap();
    }
    let both = names(&["Ana", "Ben"]);
    let agreement = kept.archive.agreement(&both, &all()).unwrap();
    assert_eq!((of(&agreement, "concept: bridge").units, of(&agreement, "concept: bridge").same), (2, 2));
    assert_eq!(of(&agreement, "concept: bridge").alpha, Some(1.0));
    assert_eq!((of(&agreement, "stance: bridge").units, of(&agreement, "stance: bridge").same), (1, 0));
    let scale = of(&agreement, "stance: ferries");
    assert_eq!((scale.level, scale.units), (Level::Interval, 2));
    // By hand: values 1 0 | -1 -1; observed 1·2/4, expected over all pairs (1+4+4+1+1+0)·2/12.
    assert!((scale.alpha.unwrap() - (1.0 - 0.5 / (11.0 / 6.0))).abs() < 1e-9, "{scale:?}");
    assert_eq!(of(&agreement, "tone").units, 0, "one of them has coded it");
    assert_eq!((of(&agreement, "speaker").units, of(&agreement, "speaker").alpha), (2, Some(1.0)));
    assert_eq!(of(&agreement, "boundaries").alpha, Some(1.0));
    let one = kept.archive.agreement(&both, &Query::parse("about:bridge").unwrap()).unwrap();
    assert_eq!(of(&one, "statement").units, 1);
    assert_eq!(of(&kept.archive.agreement(&names(&["Ana"]), &all()).unwrap(), "statement").units, 0);
}

#[test]
fn a_difference_is_settled_and_goes_before_what_each_says() {
    let mut kept = kept();
    let act = |act| [Change::Act { act: Some(act), negated: false }];
    let bridge_is = |side| [Code::concept("bridge", side)];
    kept.archive.judge("/bridge.txt", "s1", &act(Act::Warn), &bridge_is(Some(true)), ANA).unwrap();
    kept.archive.judge("/bridge.txt", "s1", &act(Act::Predict), &bridge_is(Some(false)), BEN).unwrap();
    kept.archive.judge("/bridge.txt", "s2", &[], &[], ANA).unwrap();
    kept.archive
        .judge("/bridge.txt", "s2", &[Change::Statement { is: false }], &bridge_is(None), BEN)
        .unwrap();
    let both = names(&["Ana", "Ben"]);
    let open = kept.archive.differences(&both, &all()).unwrap();
    let variables: Vec<(&str, &str)> =
        open.iter().map(|d| (d.of.as_deref().unwrap(), d.variable.as_str())).collect();
    assert_eq!(variables, [("s1", "act"), ("s1", "stance: bridge"), ("s2", "statement")]);
    assert_eq!(open[0].said[0].value, "warn");
    assert!(open.iter().all(|d| d.settled.is_none()));
    let before = kept.archive.agreement(&both, &all()).unwrap();

    kept.archive.settle_difference("/bridge.txt", Some("s1"), "act", "Ana", EVA).unwrap();
    kept.archive.settle_difference("/bridge.txt", Some("s1"), "stance: bridge", "Ben", EVA).unwrap();
    kept.archive.settle_difference("/bridge.txt", Some("s2"), "statement", "Ana", EVA).unwrap();
    assert_eq!(found(&kept.archive, "act:warn"), ["s1"], "Ben was later, and it is settled");
    assert_eq!(found(&kept.archive, "against:bridge"), ["s1"]);
    assert!(found(&kept.archive, "for:bridge").is_empty());
    assert_eq!(found(&kept.archive, ""), ["s1", "s2", "s3"]);
    let settled = kept.archive.differences(&both, &all()).unwrap();
    let values: Vec<_> = settled.iter().map(|d| d.settled.as_deref()).collect();
    assert_eq!(values, [Some("warn"), Some("against"), Some("yes")]);
    assert_eq!(kept.archive.agreement(&both, &all()).unwrap(), before, "what they said stays what they said");
    clean(&kept.archive);

    // Settled otherwise, and a later word of a coder changes nothing.
    kept.archive.settle_difference("/bridge.txt", Some("s1"), "act", "Ben", EVA).unwrap();
    kept.archive.judge("/bridge.txt", "s1", &act(Act::Say), &[], ANA).unwrap();
    assert_eq!(found(&kept.archive, "act:predict"), ["s1"]);
    assert!(kept.archive.settle_difference("/bridge.txt", Some("s1"), "tone", "Ana", EVA).is_err());
    clean(&kept.archive);
}

#[test]
fn positions_follow_what_people_coded() {
    let mut kept = kept();
    let file = "[[issue]]\nname = 'bridge'\nquery = 'about:bridge'\n[[issue]]\nname = 'other'\nquery = 'about:ferries'\n";
    // What the program itself wrote into a file, and what came back as it was, is no coding.
    let nobody = By { person: "onrecord", at: ANA.at };
    kept.archive.give(on("s2"), &Code::concept("bridge", Some(true)), nobody).unwrap();
    let coded = issues(file).unwrap();
    let asked = kept.archive.positions(&coded[0], Bounds::default()).unwrap();
    assert_eq!(asked.actors[0].actor, "Henrik Aaldal", "the query tells");
    kept.archive.give(on("s3"), &Code::concept("bridge", Some(false)), ANA).unwrap();
    let positions = kept.archive.positions(&coded[0], Bounds::default()).unwrap();
    assert_eq!(positions.statements, 1);
    assert_eq!((positions.actors[0].actor.as_str(), positions.actors[0].con), ("Marit Holm", 1));
    let other = kept.archive.positions(&coded[1], Bounds::default()).unwrap();
    assert_eq!(
        (other.statements, other.actors[0].pro + other.actors[0].con),
        (1, 0),
        "nobody coded it: its query tells"
    );
    assert_eq!(coded[1].query.to_string(), "about:\"ferries\"");
    assert_eq!(issues(BOOK).unwrap().len(), 1, "a codebook's concepts with a query are issues");
}

#[test]
fn codes_find_their_statement_in_another_reading_and_version() {
    let mut kept = kept();
    kept.archive.give(on("s3"), &Code::concept("bridge", Some(false)), ANA).unwrap();
    let again = Made::of(bridge().0.article.text.as_str()).actor("Marit Holm", &["Holm said"]).says(
        "Marit Holm",
        "said",
        "“Nobody asked us,”",
        Act::Say,
        0.9,
    );
    let batch = kept.archive.batch().unwrap();
    batch.read_again("/bridge.txt", &again.0, "another reader").unwrap();
    batch.commit().unwrap();
    assert_eq!(found(&kept.archive, "against:bridge"), ["s1"]);
    let other = Made::of("A new text. “Nobody asked us,” Holm said.")
        .actor("Marit Holm", &["Holm said"])
        .says("Marit Holm", "said", "“Nobody asked us,”", Act::Say, 0.9);
    kept.add(&other.came("/bridge.txt"));
    assert_eq!(found(&kept.archive, "against:bridge"), ["s1"]);
    clean(&kept.archive);
}

#[test]
fn two_archives_become_one_and_nothing_is_doubled() {
    let (mut ana, mut ben) = (kept(), kept());
    let extra = Made::of("Piet Aas said that it rained.").actor("Piet Aas", &["Piet Aas"]).says(
        "Piet Aas",
        "said",
        "that it rained",
        Act::Say,
        0.9,
    );
    ben.add(&extra.came("/rain.txt"));
    ana.archive.judge("/bridge.txt", "s1", &[], &[Code::concept("bridge", Some(true))], ANA).unwrap();
    let act = Change::Act { act: Some(Act::Predict), negated: false };
    ben.archive.judge("/bridge.txt", "s1", &[act], &[Code::concept("bridge", Some(false))], BEN).unwrap();
    ben.archive.judge("/rain.txt", "s1", &[], &[Code::memo("weather")], BEN).unwrap();
    ben.archive.add_coder("Ben", None, BEN.at).unwrap();
    ben.archive.finish("Ben", "/rain.txt", true, BEN.at).unwrap();

    let merged = ana.archive.merge(&ben.archive, EVA).unwrap();
    assert_eq!((merged.articles, merged.corrections, merged.codes, merged.already), (1, 3, 2, 0));
    assert_eq!((merged.coders, merged.assignments, merged.waiting), (1, 1, 0));
    assert!(merged.other_texts.is_empty() && merged.codebook.is_none());
    assert_eq!(found(&ana.archive, "act:predict"), ["s1"]);
    assert_eq!(found(&ana.archive, "coder:Ben"), ["s1", "s1"]);
    let both = names(&["Ana", "Ben"]);
    assert_eq!(of(&ana.archive.agreement(&both, &all()).unwrap(), "stance: bridge").units, 1);
    clean(&ana.archive);

    let again = ana.archive.merge(&ben.archive, EVA).unwrap();
    assert_eq!((again.articles, again.corrections, again.codes, again.already), (0, 0, 0, 5));
    // Taken back there, and taken back here.
    let code = ben.archive.codes_on("/rain.txt", None).unwrap()[0].given.id;
    ben.archive.take_back(code, BEN).unwrap();
    assert_eq!(ana.archive.merge(&ben.archive, EVA).unwrap().undone, 1);
    assert!(ana.archive.codes_on("/rain.txt", None).unwrap().is_empty());
    // The other way round gives the same answers.
    ben.archive.merge(&ana.archive, EVA).unwrap();
    for query in ["", "concept:bridge", "act:predict", "coder:Ana"] {
        assert_eq!(found(&ana.archive, query), found(&ben.archive, query), "{query}");
    }
    clean(&ben.archive);
    // An undo after a merge.
    let correction = ana.archive.corrections(Which { person: Some("Ben"), ..Which::default() }).unwrap();
    let act = correction.iter().find(|c| matches!(c.change, Change::Act { .. })).unwrap();
    ana.archive.undo(act.id, EVA).unwrap();
    assert!(found(&ana.archive, "act:predict").is_empty());
    clean(&ana.archive);
}

#[test]
fn merging_other_texts_of_one_address_waits_and_tells() {
    let (mut ana, mut ben) = (kept(), Kept::new());
    let other = Made::of("Marit Holm said that all was sold.").actor("Marit Holm", &["Marit Holm"]).says(
        "Marit Holm",
        "said",
        "that all was sold",
        Act::Say,
        0.9,
    );
    ben.add(&other.came("/bridge.txt"));
    ben.archive.set_codebook("[[concept]]\nname = 'sale'\n", false, BEN).unwrap();
    ben.archive.judge("/bridge.txt", "s1", &[], &[Code::concept("sale", None)], BEN).unwrap();
    let merged = ana.archive.merge(&ben.archive, EVA).unwrap();
    assert_eq!(merged.other_texts, ["/bridge.txt"]);
    assert_eq!((merged.articles, merged.corrections, merged.codes, merged.waiting), (0, 1, 1, 2));
    assert!(merged.codebook.unwrap().source.contains("sale"), "it is told, and the own one stays in force");
    assert!(ana.archive.codebook().unwrap().unwrap().1.source.contains("bridge"));
    clean(&ana.archive);
}

#[test]
fn of_what_one_coder_said_on_two_machines_the_later_counts() {
    let (mut one, mut two) = (kept(), kept());
    let later = By { person: "Ana", at: "2024-06-01T10:00:00Z" };
    let act = |act| [Change::Act { act: Some(act), negated: false }];
    one.archive
        .judge("/bridge.txt", "s1", &act(Act::Warn), &[Code::concept("bridge", Some(true))], later)
        .unwrap();
    two.archive
        .judge("/bridge.txt", "s1", &act(Act::Predict), &[Code::concept("bridge", Some(false))], ANA)
        .unwrap();
    one.archive.merge(&two.archive, EVA).unwrap();
    two.archive.merge(&one.archive, EVA).unwrap();
    for archive in [&one.archive, &two.archive] {
        assert_eq!(found(archive, "for:bridge act:warn"), ["s1"]);
        assert!(found(archive, "against:bridge").is_empty());
        clean(archive);
    }
}

/// Ten thousand codes of one coder come over to the archive of another, who has as many.
#[test]
fn ten_thousand_codes_come_over() {
    const ARTICLES: usize = 100;
    const EACH: usize = 25;
    let (mut ana, mut ben) = (Kept::new(), Kept::new());
    for kept in [&mut ana, &mut ben] {
        for n in 0..ARTICLES {
            // No two alike, so that nothing is compared with everything.
            let word = |k: usize| -> String {
                let letter = |p: u32| char::from(b'a' + (k * 7919 / 26usize.pow(p) % 26) as u8);
                (0..5).map(letter).collect()
            };
            let saying =
                |m: usize| format!("that {} {} {}", word(n * 97 + m), word(n + 89 * m), word(n * m + 7));
            let sayings: Vec<String> = (0..EACH).map(saying).collect();
            let text: String = sayings.iter().map(|s| format!("Marit Holm said {s}. ")).collect();
            let made = Made::of(&text).actor("Marit Holm", &["Marit Holm"]);
            let made = sayings.iter().fold(made, |made, s| made.says("Marit Holm", "said", s, Act::Say, 0.9));
            kept.add(&made.came(&format!("/{n}.txt")));
        }
        kept.archive.set_codebook(BOOK, false, ANA).unwrap();
    }
    let score = |s: &str| Code { score: Some(s.to_owned()), ..Code::concept("ferries", None) };
    let codes =
        [Code::concept("bridge", Some(true)), score("1"), Code::variable("tone", "calm"), Code::memo("all")];
    for (kept, by) in [(&mut ana, ANA), (&mut ben, BEN)] {
        for code in &codes {
            assert_eq!(kept.archive.give_all(&all(), code, by).unwrap(), ARTICLES * EACH);
        }
    }
    let begun = std::time::Instant::now();
    let merged = ana.archive.merge(&ben.archive, EVA).unwrap();
    println!("merged in {:?}", begun.elapsed());
    assert_eq!((merged.codes, merged.waiting, merged.already), (4 * ARTICLES * EACH, 0, 0));
    assert_eq!(ana.archive.all_codes(None).unwrap().len(), 8 * ARTICLES * EACH);
    let agreement = ana.archive.agreement(&names(&["Ana", "Ben"]), &all()).unwrap();
    assert_eq!(of(&agreement, "concept: bridge").units, ARTICLES * EACH);
    clean(&ana.archive);
}
