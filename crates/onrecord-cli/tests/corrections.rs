//! Corrections from the outside.

mod support;

use serde_json::Value;
use std::path::Path;
use support::{Folder, GOOD, Ran, onrecord};

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
    assert!(with(&archive, &["corrections", "agreement", "Ana", "Ben"]).stdout.contains("alpha"));
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
