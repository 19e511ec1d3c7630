//! Positions, wording and the list of actors, from the outside.

use crate::support::{Folder, Ran, onrecord};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn ask(command: &[&str], archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(command).arg("--archive").arg(archive).args(arguments).output().unwrap().into()
}

fn lines(ran: &Ran) -> Vec<Value> {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn kept(folder: &Folder, articles: &[(&str, &str, &str, &str)]) -> PathBuf {
    let line = |(place, outlet, date, body): &(&str, &str, &str, &str)| {
        serde_json::json!({"url": format!("https://news.example/{place}"), "source": outlet, "date": date, "body": body})
            .to_string()
    };
    let file = folder.file("news.jsonl", articles.iter().map(line).collect::<Vec<_>>().join("\n"));
    let archive = folder.path("news.db");
    let ran: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(file).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    archive
}

/// One agency text in two papers, of which the second has another name for the town, and a later change of mind.
fn debate(folder: &Folder) -> PathBuf {
    let body = "KIEV (Reuters) – “We support the harbour bridge, and we will pay for it until it stands,” said Henrik Aaldal, who leads the port authority.\n\
        The bridge joins the town to the mainland, and eleven of its forty-eight cables were found to be damaged in the autumn.\n\
        Aaldal claimed that the port had known of no damage to the “miracle” before divers first looked at the old piers.\n\
        Ferries carried twice as many people as in the same month a year ago, the company that runs them reported on Friday.";
    let other = body.replacen("KIEV", "KYIV", 1);
    kept(
        folder,
        &[
            ("post", "The Post", "2024-03-15", body),
            ("courier", "The Courier", "2024-03-16", &other),
            (
                "mail",
                "The Mail",
                "2024-05-17",
                "Henrik Aaldal called for an end to the harbour bridge. Olaf Brandt said the bridge was a mistake.",
            ),
        ],
    )
}

#[test]
fn positions_are_stands_in_time_with_their_carriers_and_marks() {
    let folder = Folder::new();
    let archive = debate(&folder);
    let all = lines(&ask(&["positions", "\"harbour bridge\""], &archive, &["--format=json"]));
    let aaldal = all.iter().find(|p| p["actor"] == "Henrik Aaldal").unwrap_or_else(|| panic!("{all:?}"));
    let stands = aaldal["stands"].as_array().unwrap();
    assert_eq!(stands.len(), 2, "two carriers of one report are one stand: {aaldal}");
    assert_eq!((&stands[0]["side"], &stands[1]["side"]), (&"for".into(), &"against".into()), "{aaldal}");
    assert_eq!((&stands[0]["voices"], stands[0]["carriers"].as_array().unwrap().len()), (&1.into(), 2));
    assert_eq!(stands[1]["marks"][0]["what"], "change");
    assert_eq!((&aaldal["pro"], &aaldal["con"], &aaldal["changes"]), (&1.into(), &1.into(), &1.into()));
    let csv = ask(&["positions", "bridge"], &archive, &["--format=csv"]);
    assert!(csv.code == 0 && csv.stdout.starts_with("issue,actor,actor_id,"), "{csv:?}");
    let table = ask(&["positions", "bridge", "speaker:Brandt"], &archive, &[]);
    assert!(table.stdout.contains("Olaf Brandt  (0 for, 1 against"), "{table:?}");
    assert!(!table.stdout.contains("Henrik"), "{table:?}");
    let issues = folder
        .file("issues.toml", "[[issue]]\nname = \"the crossing\"\nquery = \"bridge\"\nfor = \"mistake\"\n");
    let issues = issues.to_str().unwrap();
    let own = lines(&ask(&["positions", "--issue", issues, "speaker:Brandt"], &archive, &["--format=json"]));
    assert_eq!((&own[0]["issue"], &own[0]["stands"][0]["side"]), (&"the crossing".into(), &"for".into()));
    let few = ask(&["positions", "bridge"], &archive, &["--limit=1", "--stands=1"]);
    assert!(
        few.stdout.contains("of whom 1 are shown") && few.stdout.contains("earlier: --stands"),
        "{few:?}"
    );
}

#[test]
fn wording_counts_each_report_once() {
    let folder = Folder::new();
    let archive = debate(&folder);
    let named = |more: &[&str]| {
        let all = lines(&ask(&["wording", "names", "--format=json"], &archive, more));
        let of = |words: &str| {
            all.iter().filter(|r| r["words"] == words).map(|r| r["outlet"].clone()).collect::<Vec<_>>()
        };
        (of("Kiev"), of("Kyiv"))
    };
    // Terms with a capital are found as they are; a dateline has other capitals.
    assert_eq!(named(&[]), (Vec::new(), Vec::new()));
    let terms = folder.file(
        "terms.toml",
        "[[set]]\nname = \"town\"\n[set.variants]\nKiev = [\"kiev\"]\nKyiv = [\"kyiv\"]\n[[set]]\nname = \"it\"\n[set.variants]\nbridge = [\"bridge\"]\ncrossing = [\"crossing\"]\n",
    );
    let terms = terms.to_str().unwrap();
    assert_eq!(named(&["--terms", terms]), (vec!["The Post".into()], vec!["The Courier".into()]));
    let outlets = |more: &[&str]| {
        let all = lines(&ask(&["wording", "names", "--format=json", "--terms", terms], &archive, more));
        all.iter().filter(|r| r["words"] == "bridge").count()
    };
    assert_eq!((outlets(&[]), outlets(&["--copies"])), (2, 3), "the copy's bridge is the report's");

    let verbs = lines(&ask(&["wording", "verbs", "--format=json", "--by="], &archive, &[]));
    let claims = |verbs: &[Value]| {
        let cues = verbs[0]["cues"].as_array().unwrap();
        cues.iter().find(|c| c["cue"] == "claim").map(|c| (c["count"].clone(), c["distancing"].clone()))
    };
    assert_eq!(claims(&verbs), Some((1.into(), true.into())), "{verbs:?}");
    let copied = lines(&ask(&["wording", "verbs", "--format=json", "--by="], &archive, &["--copies"]));
    assert_eq!(claims(&copied), Some((2.into(), true.into())), "{copied:?}");
    let share = &verbs[0]["distancing"];
    assert!(
        share["low"].as_f64() < share["share"].as_f64() && share["share"].as_f64() < share["high"].as_f64()
    );

    let voices = lines(&ask(&["wording", "voices", "--format=json", "--by=outlet,month"], &archive, &[]));
    let aaldal =
        voices.iter().find(|v| v["outlet"] == "The Post" && v["speaker"] == "Henrik Aaldal").unwrap();
    assert_eq!((&aaldal["month"], &aaldal["direct"]["count"]), (&"2024-03".into(), &1.into()), "{aaldal}");
    assert!(aaldal["words"].as_u64() > aaldal["quoted"].as_u64(), "{aaldal}");
    let names = ask(&["wording", "names", "--actor", "Henrik Aaldal", "--by", "outlet"], &archive, &[]);
    assert!(names.stdout.contains("The Mail") && names.stdout.contains("Henrik Aaldal"), "{names:?}");
    for view in ["names", "verbs", "scare-quotes", "voices"] {
        let csv = ask(&["wording", view], &archive, &["--format=csv", "--by=outlet,year"]);
        assert!(csv.code == 0 && csv.stdout.starts_with("outlet,year,"), "{view}: {csv:?}");
        let table = ask(&["wording", view, "about:nothingofthekind"], &archive, &[]);
        assert!(table.code == 0 && table.stdout.starts_with("0 rows of "), "{view}: {table:?}");
    }
}

#[test]
fn the_actors_of_an_archive_are_listed() {
    let folder = Folder::new();
    let archive = debate(&folder);
    let all = lines(&ask(&["actors", "list"], &archive, &["--format=json"]));
    assert_eq!((&all[0]["name"], &all[0]["tied_by"]), (&"Henrik Aaldal".into(), &"name".into()), "{all:?}");
    assert_eq!(all[0]["statements"], 5);
    let one = ask(&["actors", "list", "Brandt"], &archive, &[]);
    assert!(one.stdout.starts_with("Olaf Brandt  (person; 1 statement, 1 article, 2024-05-17)"), "{one:?}");
    let merged: Ran = ask(&["actors", "merge", "Olaf Brandt", "Henrik Aaldal"], &archive, &["--person=test"]);
    assert_eq!(merged.code, 0, "{merged:?}");
    let all = lines(&ask(&["actors", "list", "Aaldal"], &archive, &["--format=json"]));
    assert_eq!((&all[0]["merged"], &all[0]["statements"]), (&1.into(), &6.into()), "{all:?}");
    assert!(all[0]["aliases"].as_array().unwrap().contains(&"olaf brandt".into()), "{all:?}");
    let none = ask(&["actors", "list", "Nobodyson"], &archive, &[]);
    assert!(none.code == 0 && none.stderr.contains("nobody in this archive goes by `Nobodyson`"), "{none:?}");
    let csv = ask(&["actors", "list"], &archive, &["--format=csv", "--limit=1"]);
    assert_eq!(csv.stdout.lines().count(), 2, "{csv:?}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let folder = Folder::new();
    let archive = kept(&folder, &[("a", "The Post", "2024-03-15", "Marit Holm said the ferry was late.")]);
    let wrong = folder.file("wrong.toml", "[[set]]\nname = \"a\"\n[set.variants]\nb = [\"c\"]\n");
    let text = folder.file("text.db", "no archive at all, but some text");
    for command in [&["positions"][..], &["wording", "verbs"], &["wording", "names"], &["wording", "voices"]]
    {
        let ran = ask(command, &archive, &["act:promse"]);
        assert!(
            ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains("did you mean `promise`?"),
            "{ran:?}"
        );
        let ran = ask(command, &folder.path("none.db"), &["ferry"]);
        assert!(ran.code == 1 && ran.stderr.contains("no such archive"), "{ran:?}");
        let ran = ask(command, &text, &["ferry"]);
        assert!(ran.code == 1 && ran.stderr.contains("is not an archive"), "{ran:?}");
        let ran = ask(command, &archive, &["speaker:Nobodyson"]);
        assert!(ran.code == 0 && ran.stderr.contains("nobody in this archive goes by"), "{ran:?}");
    }
    let ran = ask(&["positions"], &archive, &[]);
    assert!(ran.code == 2 && ran.stderr.contains("which issue is not said"), "{ran:?}");
    let ran = ask(&["positions", "--issue", "none.toml"], &archive, &[]);
    assert!(ran.code == 1 && ran.stderr.contains("none.toml"), "{ran:?}");
    let ran = ask(&["wording", "names", "--terms", wrong.to_str().unwrap()], &archive, &[]);
    assert!(ran.code == 1 && ran.stderr.contains("two variants"), "{ran:?}");
    let ran = ask(&["wording", "voices", "--by=moon"], &archive, &[]);
    assert!(ran.code == 2 && ran.stderr.contains("they can by outlet"), "{ran:?}");
    let ran = ask(&["wording", "names", "--actor=Holm", "--terms=x"], &archive, &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
}
