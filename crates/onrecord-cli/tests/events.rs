//! Events of an archive from the outside: joined across articles, counted, and as a file of days.

use crate::support::{Folder, Ran, onrecord};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Articles that tell of one gift (twice with other numbers), of a meeting, and of an attack that is also denied.
fn archive(folder: &Folder) -> PathBuf {
    let articles = [
        (
            "a",
            "The Post",
            "2024-05-03",
            "Norway sent 40 tents to Malawi on Thursday after floods destroyed the harbour.",
        ),
        (
            "b",
            "The Herald",
            "2024-05-03",
            "Norway sent 45 tents to Malawi on Thursday after floods destroyed a harbour.",
        ),
        ("c", "The Globe", "2024-06-10", "Norway sent medicine to Malawi on Monday."),
        ("d", "The Star", "2024-06-11", "Kenya and Ethiopia held talks in Nairobi on Monday."),
        (
            "e",
            "The Globe",
            "2024-06-11",
            "Russia attacked Ukraine with drones on Monday. Russia denied that it had attacked Ukraine with drones on Monday.",
        ),
    ];
    let line = |(id, outlet, day, text): &(&str, &str, &str, &str)| {
        json!({"url": format!("https://{id}.example/"), "title": "News", "body": text, "date": day, "source": outlet})
            .to_string()
    };
    let lines = folder.file("news.jsonl", articles.iter().map(line).collect::<Vec<_>>().join("\n"));
    let archive = folder.path("news.db");
    let ran: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(lines).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    archive
}

fn events(archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(["events", "--archive"]).arg(archive).args(arguments).output().unwrap().into()
}

fn found(archive: &Path, query: &str) -> Vec<Value> {
    let ran = events(archive, &[query, "--format=json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn one_event_of_many_articles_with_what_they_do_not_agree_in() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let aid = found(&archive, "event:aid from:NOR target:Malawi");
    assert_eq!(aid.len(), 2, "medicine in June is another event: {aid:?}");
    let tents = &aid[1];
    assert_eq!((&tents["articles"], &tents["from"]), (&json!(2), &json!("2024-05-02")), "{tents}");
    assert_eq!(tents["conflicts"][0]["about"], "number of tents", "{tents}");
    assert_eq!(tents["conflicts"][0]["versions"]["45"], json!(["https://b.example/#e1"]), "{tents}");
    let denied = found(&archive, "event:ASSAULT");
    assert_eq!(denied.len(), 1, "{denied:?}");
    assert_eq!(denied[0]["conflicts"][0]["about"], "status", "{denied:?}");
    // Either side of a shared event is its source.
    assert_eq!(found(&archive, "from:Ethiopia target:Kenya place:Nairobi").len(), 1);
    assert_eq!(found(&archive, "inside:yes status:denied").len(), 1);
    let statements: Ran = onrecord(["find", "event:(event:ASSAULT status:denied)", "--archive"])
        .arg(&archive)
        .output()
        .unwrap()
        .into();
    assert!(statements.stdout.ends_with("1 statement\n"), "{statements:?}");
}

#[test]
fn counts_and_a_file_of_days() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let counted = events(&archive, &["--count-by=type,month", "--format=csv"]);
    assert!(counted.stdout.starts_with("type,month,events,origins\n"), "{counted:?}");
    assert!(counted.stdout.contains("AID,2024-05,1,2\n"), "{counted:?}");
    let days = events(&archive, &["--format=day", "event:CONSULT"]);
    let lines: Vec<&str> = days.stdout.lines().collect();
    assert!(lines[0].starts_with("event_id,date,date_end,no_later_than,source,"), "{days:?}");
    assert_eq!(lines.len(), 3, "a meeting holds both ways: {days:?}");
    assert!(
        lines[1].contains(",Kenya,") && lines[1].contains(",KEN,") && lines[1].contains(",04,"),
        "{days:?}"
    );
    assert!(
        lines[2].starts_with("https://d.example/#e1,2024-06-10,2024-06-10,2024-06-10,Ethiopia,"),
        "{days:?}"
    );
    // Whoever put an event right stands behind it.
    let header = "conflicts,tellings,coder,coded_at";
    assert!(lines[0].ends_with(header) && lines[1].ends_with("#e1,,"), "{days:?}");
    let right = ["correct", "https://d.example/#e1", "--status", "planned", "--person", "Ana", "--archive"];
    let ran: Ran = onrecord(right).arg(&archive).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    let days = events(&archive, &["--format=day", "event:CONSULT"]);
    assert!(days.stdout.lines().skip(1).all(|line| line.contains("#e1,Ana,20")), "{days:?}");
}

#[test]
fn what_makes_no_sense_is_shown() {
    let folder = Folder::new();
    let missing = folder.path("none.db");
    let bad = events(&missing, &["event:ASAULT"]);
    assert_eq!(bad.code, 2, "{bad:?}");
    assert!(bad.stderr.contains("^^^^^^") && bad.stderr.contains("did you mean `ASSAULT`?"), "{bad:?}");
    let bad = events(&missing, &["--count-by=colour"]);
    assert!(bad.code == 2 && bad.stderr.contains("source-country"), "{bad:?}");
    let none = events(&missing, &["event:ASSAULT"]);
    assert!(none.code != 0 && none.stderr.contains("none.db"), "{none:?}");
}
