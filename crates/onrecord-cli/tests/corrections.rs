//! Corrections from the outside.

use crate::support::{Folder, GOOD, Ran, onrecord};
use serde_json::Value;
use std::path::Path;

fn with(archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(arguments).arg("--archive").arg(archive).output().unwrap().into()
}

fn by(archive: &Path, arguments: &[&str]) -> Ran {
    with(archive, &[arguments, &["--person", "Ana"]].concat())
}

fn found(archive: &Path, query: &str) -> Vec<Value> {
    let ran = with(archive, &["find", query, "--format=json"]);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_statement_is_corrected_listed_exported_and_undone() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let added: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(&text).output().unwrap().into();
    assert_eq!(added.code, 0, "{added:?}");
    let first = &found(&archive, "")[0];
    let at = format!("{}#{}", first["article"].as_str().unwrap(), first["statement"].as_str().unwrap());

    let ran = by(&archive, &["correct", &at, "--speaker", "Piet Aas", "--act", "deny"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(found(&archive, "speaker:\"Piet Aas\" act:deny").len(), 1);
    assert_eq!(by(&archive, &["correct", &at, "--not-a-statement"]).code, 0);
    assert!(found(&archive, "speaker:Aas").is_empty());

    let listed = with(&archive, &["corrections", "list"]);
    assert!(
        listed.stdout.contains("speaker: Piet Aas") && listed.stdout.contains("no statement"),
        "{listed:?}"
    );
    let exported = with(&archive, &["corrections", "export"]);
    let line: Value = serde_json::from_str(exported.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&line["schema"], &line["statements"][0]["right"]),
        (&"onrecord-corrections/1".into(), &Value::Null)
    );

    assert_eq!(by(&archive, &["corrections", "undo", "3"]).code, 0);
    assert_eq!(found(&archive, "speaker:Aas").len(), 1);
    // Another reading leaves what people said in force.
    let again = with(&archive, &["reread", "--all"]);
    assert!(again.code == 0 && again.stderr.contains("1 articles read again"), "{again:?}");
    assert_eq!(found(&archive, "speaker:Aas act:deny").len(), 1);
    assert_eq!(with(&archive, &["check"]).code, 0);
    let half = by(&archive, &["corrections", "undo", "1", "99"]);
    assert!(half.code == 3 && half.stderr.contains("there is no correction 99"), "{half:?}");
    assert!(with(&archive, &["agreement", "--coder", "Ana", "--coder", "Ben"]).stdout.contains("alpha"));
}

#[test]
fn what_cannot_be_corrected_is_told_with_a_way_out() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let missing = by(&archive, &["correct", "a#s1", "--act", "say"]);
    assert!(missing.code == 1 && missing.stderr.contains("no such archive"), "{missing:?}");
    assert!(!archive.exists(), "correcting makes no archive");
    let _: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(&text).output().unwrap().into();
    let at = format!("{}#s1", found(&archive, "")[0]["article"].as_str().unwrap());
    for (arguments, code, said) in [
        (vec!["correct", &at], 2, "nothing is said"),
        (vec!["correct", "no-hash", "--act", "say"], 2, "names no statement"),
        (vec!["correct", "nowhere.txt#s1", "--act", "say"], 1, "no article"),
        (vec!["correct", &at, "--act", "sing"], 2, "no act `sing`"),
        (vec!["correct", &at, "--content", "words that are not there"], 2, "do not stand"),
        (vec!["correct", &at, "--content", "0-99999999"], 1, "outside the text"),
        (vec!["correct", &at, "--not-a-statement", "--act", "say"], 2, "cannot be used with"),
        (vec!["actors", "merge", "No One", "Nobody Else"], 1, "nobody in this archive"),
    ] {
        let ran = by(&archive, &arguments);
        assert!(ran.code == code && ran.stderr.contains(said), "{arguments:?}: {ran:?}");
    }
    assert_eq!(with(&archive, &["corrections", "list"]).stdout, "");
}

#[test]
fn what_is_around_a_saying_and_what_is_told_of_an_article_are_corrected() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let _: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(&text).output().unwrap().into();
    let first = &found(&archive, "")[0];
    let address = first["article"].as_str().unwrap();
    let at = format!("{address}#{}", first["statement"].as_str().unwrap());
    let ran = by(
        &archive,
        &[
            "correct",
            &at,
            "--addressee",
            "Piet Aas",
            "--day",
            "2024-05-01..2024-05-03",
            "--kind",
            "mixed",
            "--hedged",
        ],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("a new person of that name was made"), "{ran:?}");
    let right = found(&archive, "to:\"Piet Aas\" kind:mixed hedge:yes when:2024-05-02");
    assert_eq!((right.len(), right[0]["coder"].as_str()), (1, Some("Ana")));
    let known = by(&archive, &["correct", &at, "--speaker", "EU Commission"]);
    assert!(known.code == 0 && known.stderr.contains("speaker: European Commission"), "{known:?}");
    assert!(!known.stderr.contains("new"), "the dictionary knows it: {known:?}");
    let csv = with(&archive, &["find", "to:Aas", "--format=csv"]);
    assert!(csv.stdout.lines().next().unwrap().ends_with("coder,coded_at"), "{csv:?}");
    let told = by(
        &archive,
        &[
            "correct",
            address,
            "--outlet",
            "The Skerry Post",
            "--published",
            "2024-05-04",
            "--author",
            "Ada Brill",
        ],
    );
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(
        found(&archive, "outlet:\"The Skerry Post\" date:2024-05-04").len(),
        found(&archive, "").len()
    );
    let again = with(&archive, &["reread", "--article", address]);
    assert!(again.code == 0 && again.stderr.contains("1 articles read again"), "{again:?}");
    assert_eq!(found(&archive, "to:Aas outlet:\"The Skerry Post\"").len(), 1);
    for (arguments, code, said) in [
        (vec!["correct", &at, "--day", "yesterday"], 1, "YYYY-MM-DD"),
        (vec!["correct", &at, "--kind", "loud"], 2, "no kind `loud`"),
        (vec!["correct", &at, "--inside", at.rsplit('#').next().unwrap()], 1, "cannot be made"),
        (vec!["correct", address, "--published", "in May"], 1, "is no date"),
        (vec!["correct", &format!("{address}#e99"), "--status", "planned"], 1, "has no event e99"),
        (vec!["correct", &format!("{address}#e1"), "--type", "DANCE"], 2, "no type of events"),
        (vec!["correct", &format!("{address}#e1"), "--status", "maybe"], 2, "no status `maybe`"),
        (vec!["correct", address, "--missing-event", "0-4"], 2, "--type"),
        (vec!["reread", "--article", "nowhere.txt"], 1, "no article"),
    ] {
        let ran =
            if arguments[0] == "reread" { with(&archive, &arguments) } else { by(&archive, &arguments) };
        assert!(ran.code == code && ran.stderr.contains(said), "{arguments:?}: {ran:?}");
    }
    assert_eq!(with(&archive, &["check"]).code, 0);
}

#[test]
fn an_actor_is_split_at_all_places_that_are_given_or_at_none() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let _: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(&text).output().unwrap().into();
    let said = found(&archive, "speaker:\"Henrik Aaldal\"");
    let address = said[0]["article"].as_str().unwrap();
    let first = format!("{address}#{}", said[0]["statement"].as_str().unwrap());
    let words = format!("{address}@Henrik Aaldal");
    let elder = "Henrik Aaldal (the elder)";
    for wrong in [format!("{address}#s99"), format!("{address}@nobody")] {
        let ran = by(&archive, &["actors", "split", "Henrik Aaldal", elder, &first, &wrong]);
        assert_ne!(ran.code, 0, "{ran:?}");
        assert_eq!(with(&archive, &["corrections", "export"]).stdout, "", "{wrong}");
    }
    let ran = by(&archive, &["actors", "split", "Henrik Aaldal", elder, &first, &words]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("correction 1: ") && ran.stderr.contains("correction 2: "), "{ran:?}");
    assert!(!found(&archive, &format!("speaker:\"{elder}\"")).is_empty());
    assert_eq!(with(&archive, &["check"]).code, 0);
}

#[test]
fn articles_are_removed_when_that_is_wanted() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let add = || -> Ran { onrecord(["add", "--archive"]).arg(&archive).arg(&text).output().unwrap().into() };
    assert_eq!(add().code, 0);
    let address = found(&archive, "")[0]["article"].as_str().unwrap().to_owned();
    let asked = by(&archive, &["remove", &address]);
    assert!(
        asked.code == 2 && asked.stderr.contains("no terminal") && asked.stderr.contains("1 version"),
        "{asked:?}"
    );
    assert_eq!(by(&archive, &["remove", &address, "--dry-run"]).code, 0);
    assert!(!found(&archive, "").is_empty(), "nothing was removed");
    let wrong = by(&archive, &["remove", "nowhere.txt", "--yes"]);
    assert!(wrong.code == 1 && wrong.stderr.contains("no article"), "{wrong:?}");
    let none = by(&archive, &["remove", "--query", "outlet:Nobody", "--yes"]);
    assert!(none.code == 0 && none.stderr.contains("nothing was removed"), "{none:?}");
    let gone = by(&archive, &["remove", "--query", "inside:no", "--yes"]);
    assert!(gone.code == 0 && gone.stderr.contains("removed: 1 article"), "{gone:?}");
    assert!(found(&archive, "").is_empty());
    let nobody =
        onrecord(["remove", "--log", "--archive"]).arg(&archive).env_remove("USER").output().unwrap();
    let log = Ran::from(nobody);
    assert!(log.stdout.contains(&address) && log.stdout.contains("Ana"), "{log:?}");
    assert_eq!(with(&archive, &["check"]).code, 0);
    assert!(add().stderr.contains("1 added"));
}

#[test]
fn adding_again_puts_right_what_is_told_otherwise() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let add = |more: &[&str]| -> Ran {
        onrecord(["add", "--archive"]).arg(&archive).arg(&text).args(more).output().unwrap().into()
    };
    assert_eq!(add(&["--outlet", "The Mail", "--published", "2024-03-20"]).code, 0);
    let other = ["--outlet", "The Skerry Post", "--published", "2024-03-20"];
    assert!(add(&other).stderr.contains("1 known already"));
    assert_eq!(found(&archive, "outlet:\"The Skerry Post\"").len(), 0, "it was not asked for");
    let update = [&other[..], &["--update", "--person", "Ana"]].concat();
    let ran = add(&update);
    assert!(ran.code == 0 && ran.stderr.contains("of 1 known ones"), "{ran:?}");
    assert!(!found(&archive, "outlet:\"The Skerry Post\"").is_empty());
    let again = add(&update);
    assert!(!again.stderr.contains("something else"), "{again:?}");
    let listed = with(&archive, &["corrections", "list"]);
    assert!(listed.stdout.contains("Ana") && listed.stdout.contains("outlet: The Skerry Post"), "{listed:?}");
    assert_eq!(with(&archive, &["check"]).code, 0);
}
