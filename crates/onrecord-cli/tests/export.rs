//! Export from the outside: every format, and Parquet back into an archive.

use crate::support::{Folder, Ran, onrecord, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Two papers, two issues, two sides.
const NEWS: &str = r#"{"url": "https://skerry.example/1", "text": "“The ferry must stay,” said Ana Brandt, the mayor of Skerry. Ana Brandt welcomed the plan for the ferry. Henrik Aaldal opposed the plan for the ferry.", "published": "2024-03-20", "outlet": "The Skerry Post"}
{"url": "https://kalvik.example/1", "text": "Ana Brandt welcomed the plan for the ferry. Henrik Aaldal criticised the ferry. “It costs too much,” Mr Aaldal said.", "published": "2024-03-21", "outlet": "Kalvik Times"}
{"url": "https://kalvik.example/2", "text": "The weather in Kalvik was fair. Nothing else happened in the whole of the week.", "published": "2024-03-22", "outlet": "Kalvik Times"}
"#;

fn archive(folder: &Folder) -> PathBuf {
    let lines = folder.file("news.jsonl", NEWS);
    let archive = folder.path("news.db");
    let ran: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(lines).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    archive
}

fn export(archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(["export"]).args(arguments).arg("--archive").arg(archive).output().unwrap().into()
}

fn lines(ran: &Ran) -> Vec<Value> {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn check(archive: &Path) -> Value {
    let ran = run([Path::new("check"), Path::new("--format=json"), Path::new("--archive"), archive]);
    assert_eq!(ran.code, 0, "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn tables_as_csv_and_json_lines() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let statements = lines(&export(&archive, &["jsonl"]));
    assert_eq!(statements.len() as u64, check(&archive)["statements"]);
    let first = &statements[0];
    assert_eq!((&first["outlet"], &first["day"]), (&"The Skerry Post".into(), &"2024-03-20".into()));
    assert!(first["content_spans"][0]["end"].is_u64(), "{first}");

    let csv = export(&archive, &["csv", "speaker:Aaldal"]);
    assert_eq!(csv.code, 0, "{csv:?}");
    let mut rows = csv::Reader::from_reader(csv.stdout.as_bytes());
    let header = rows.headers().unwrap().clone();
    let at = |name| header.iter().position(|h| h == name).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty() && rows.iter().all(|row| row[at("speaker")].contains("Aaldal")), "{csv:?}");
    let spans: Value = serde_json::from_str(&rows[0][at("content_spans")]).unwrap();
    assert!(spans[0]["start"].is_u64());

    // An article in which nobody says anything is an article all the same.
    let articles = lines(&export(&archive, &["jsonl", "--table=articles"]));
    assert_eq!(articles.len(), 3);
    assert_eq!(lines(&export(&archive, &["jsonl", "--table=articles", "speaker:Brandt"])).len(), 2);
    for table in ["actors", "events", "notes"] {
        lines(&export(&archive, &["jsonl", "--table", table]));
    }
    let records = lines(&export(&archive, &["jsonl", "--table=records"]));
    assert!(records[0]["article"]["text"].as_str().unwrap().starts_with("“The ferry"), "{}", records[0]);
    assert_eq!(records[0]["schema"], "onrecord/1");
    let none = export(&archive, &["csv", "outlet:Nobody"]);
    assert_eq!((none.code, none.stdout.lines().count()), (0, 1), "the header alone: {none:?}");
}

#[test]
fn annotations_are_of_what_the_query_wants() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let all = lines(&export(&archive, &["annotations"]));
    let some = lines(&export(&archive, &["annotations", "act:criticise"]));
    assert_eq!((all.len(), some.len()), (3, 1));
    assert_eq!(some[0]["type"], "AnnotationCollection");
    let contents = some[0]["first"]["items"].as_array().unwrap().iter();
    let contents = contents.filter(|item| item["body"][0]["value"] == "content").count();
    assert_eq!(contents, 1, "{}", some[0]);
}

#[test]
fn parquet_and_back_loses_nothing() {
    let folder = Folder::new();
    let archive = archive(&folder);
    // A second version of an article.
    let changed =
        folder.file("changed.jsonl", NEWS.lines().next().unwrap().replace("must stay", "has to stay"));
    let ran: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(changed).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");

    let lake = folder.path("lake");
    let ran = export(&archive, &["parquet", "--all-versions", "-o", lake.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let back = folder.path("back.db");
    let add = || -> Ran { onrecord(["add", "--archive"]).arg(&back).arg(&lake).output().unwrap().into() };
    let ran = add();
    assert!(ran.code == 0 && ran.stderr.starts_with("3 added, 1 new versions"), "{ran:?}");
    assert_eq!(check(&back), check(&archive));
    assert!(add().stderr.starts_with("0 added, 0 new versions"), "adding again adds nothing");
    for table in ["records", "statements", "articles", "actors", "events", "notes"] {
        let table = format!("--table={table}");
        let rows = |archive| export(archive, &["jsonl", "--all-versions", &table]).stdout;
        assert_eq!(rows(&back), rows(&archive), "{table}");
    }

    // One table as a file; of statements no archive can be made.
    let file = folder.path("statements.parquet");
    let ran = export(&archive, &["parquet", "speaker:Brandt", "-o", file.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran: Ran =
        onrecord(["add", "--archive"]).arg(folder.path("x.db")).arg(&file).output().unwrap().into();
    assert!(ran.code == 1 && ran.stderr.contains("it is a table of statements"), "{ran:?}");
    assert!(ran.stderr.contains("hint: give the table of articles"), "{ran:?}");
    let again = export(&archive, &["parquet", "-o", lake.to_str().unwrap()]);
    assert!(again.code == 1 && again.stderr.contains("has Parquet files in it already"), "{again:?}");
}

#[test]
fn straight_to_parquet_is_what_export_writes_and_goes_on_where_it_stopped() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let lake = folder.path("lake");
    let add = || -> Ran {
        let lines = folder.path("news.jsonl");
        onrecord(["add", "--to-parquet"]).arg(&lake).arg(lines).output().unwrap().into()
    };
    let ran = add();
    assert!(ran.code == 0 && ran.stderr.starts_with("3 added"), "{ran:?}");
    // A part whose articles are not there was not finished: its other tables are taken away again.
    let lost = lake.join("statements/part-all-00007.parquet");
    std::fs::write(&lost, b"half").unwrap();
    let ran = add();
    assert!(ran.code == 0 && ran.stderr.starts_with("0 added (0 statements), 3 known"), "{ran:?}");
    assert!(!lost.exists());

    let back = folder.path("back.db");
    let ran: Ran = onrecord(["add", "--archive"]).arg(&back).arg(&lake).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    let rows = |archive| export(archive, &["jsonl", "--table=statements"]).stdout;
    assert_eq!(rows(&back), rows(&archive));
    assert_eq!(check(&back)["clean"], true);
}

#[test]
fn a_network_of_who_is_for_and_against() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let graph = |arguments: &[&str]| {
        let ran = export(&archive, &[&["graphml", "--issue=ferry=about:ferry"], arguments].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        Graph::of(&ran.stdout)
    };
    let two = graph(&[]);
    let tie = &two.edges[&("Ana Brandt".to_owned(), "ferry".to_owned())];
    assert_eq!((tie["for"].as_str(), tie["against"].as_str(), tie["agreement"].as_str()), ("2", "0", "for"));
    assert_eq!((tie["neither"].as_str(), tie["weight"].as_str()), ("1", "3"), "what must be is a demand");
    assert_eq!((tie["first"].as_str(), tie["last"].as_str()), ("2024-03-20", "2024-03-21"));
    let tie = &two.edges[&("Henrik Aaldal".to_owned(), "ferry".to_owned())];
    assert_eq!((tie["for"].as_str(), tie["against"].as_str()), ("0", "2"));

    // 2 for times 2 against.
    let pair = ("Ana Brandt".to_owned(), "Henrik Aaldal".to_owned());
    assert_eq!(graph(&["--network=conflict"]).edges[&pair]["weight"], "4");
    assert_eq!(graph(&["--network=subtract"]).edges[&pair]["weight"], "-4");
    assert!(graph(&["--network=congruence"]).edges.is_empty());
    // By half of 2 and 2.
    let normal = graph(&["--network=conflict", "--normalize=average-activity"]);
    assert_eq!(normal.edges[&pair]["weight"], "2");
    assert!(graph(&["--min-statements=9"]).edges.is_empty());
    let narrow = graph(&["outlet:\"Kalvik Times\""]);
    assert_eq!(narrow.edges[&("Ana Brandt".to_owned(), "ferry".to_owned())]["for"], "1");

    let issues =
        "[[issue]]\nname = \"ferry\"\nquery = 'about:ferry'\nfor = 'about:ferry'\nagainst = 'act:support'\n";
    let issues = folder.file("issues.toml", issues);
    let ran = export(&archive, &["graphml", "--issues", issues.to_str().unwrap()]);
    let tie = &Graph::of(&ran.stdout).edges[&("Henrik Aaldal".to_owned(), "ferry".to_owned())];
    assert_eq!((tie["for"].as_str(), tie["against"].as_str()), ("2", "0"), "the issue's queries go first");
}

/// A graph as it was written: edges by the labels of their ends.
struct Graph {
    edges: BTreeMap<(String, String), BTreeMap<String, String>>,
}

impl Graph {
    fn of(xml: &str) -> Graph {
        let mut labels = BTreeMap::new();
        let mut edges = BTreeMap::new();
        let between = |text: &str, from: &str, to: &str| -> Option<String> {
            let start = text.find(from)? + from.len();
            Some(text[start..start + text[start..].find(to)?].to_owned())
        };
        for part in xml.split("<node ").skip(1) {
            let part = &part[..part.find("</node>").unwrap()];
            let id = between(part, "id=\"", "\"").unwrap();
            labels.insert(id, between(part, "<data key=\"node_label\">", "</data>").unwrap());
        }
        for part in xml.split("<edge ").skip(1) {
            let part = &part[..part.find("</edge>").unwrap()];
            let end = |name: &str| labels[&between(part, &format!("{name}=\""), "\"").unwrap()].clone();
            let data = part.split("<data key=\"edge_").skip(1);
            let data = data.map(|d| (between(d, "", "\"").unwrap(), between(d, ">", "</data>").unwrap()));
            edges.insert((end("source"), end("target")), data.collect());
        }
        Graph { edges }
    }
}

#[test]
fn what_makes_no_sense_is_told() {
    let folder = Folder::new();
    let archive = archive(&folder);
    for (arguments, code, said) in [
        (&["parquet"][..], 2, "cannot go to standard output"),
        (&["csv", "--table=records"], 2, "JSON Lines only"),
        (&["graphml"], 2, "needs issues"),
        (&["graphml", "--issue=ferry"], 1, "NAME=QUERY"),
        (&["graphml", "--issue=x=spekr:y"], 1, "no field `spekr`"),
        (&["graphml", "--issues=missing.toml"], 1, "missing.toml"),
        (&["csv", "speakr:Holm"], 2, "no field `speakr`"),
        (&["csv", "--all-versions", "act:deny"], 2, "cannot be used with"),
        (&["csv", "-o", "no/such/folder/x.csv"], 1, "no/such/folder"),
    ] {
        let ran = export(&archive, arguments);
        assert!(ran.code == code && ran.stderr.contains(said), "{arguments:?}: {ran:?}");
    }
    let nobody = export(&archive, &["csv", "speaker:Nobody"]);
    assert!(nobody.code == 0 && nobody.stderr.contains("goes by `Nobody`"), "{nobody:?}");
    let bad = folder.file("bad.toml", "[[issue]]\nname = \"x\"\n");
    let ran = export(&archive, &["graphml", "--issues", bad.to_str().unwrap()]);
    assert!(ran.code == 1 && ran.stderr.contains("missing field `query`"), "{ran:?}");
    let ran = run(["add", "x.txt"]);
    assert!(ran.code == 2 && ran.stderr.contains("--archive"), "{ran:?}");
    let damaged = folder.file("half.parquet", b"PAR1 and no more");
    let ran: Ran =
        onrecord(["add", "--archive"]).arg(folder.path("x.db")).arg(damaged).output().unwrap().into();
    assert!(ran.code == 1 && ran.stderr.contains("no whole Parquet file"), "{ran:?}");
}

#[test]
fn where_nothing_can_be_written_is_told_before_the_work_and_what_is_no_file_stays() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let issue = "--issue=ferry=about:ferry";
    for format in
        ["csv", "jsonl", "annotations", "graphml", "gexf", "dna", "qdpx", "brat", "xmi", "webanno", "parquet"]
    {
        // Below a file there is no folder.
        let file = folder.file("file", "words");
        let place = file.join("x");
        let ran = export(&archive, &[format, issue, "-o", place.to_str().unwrap()]);
        assert!(
            ran.code == 1 && ran.stderr.contains("file/x") && ran.stderr.contains("hint:"),
            "{format}: {ran:?}"
        );
        assert!(!ran.stderr.contains("articles with"), "{format}: {ran:?}");
    }
    for format in ["dna", "qdpx"] {
        let place = folder.path("no/such/x");
        let ran = export(&archive, &[format, "-o", place.to_str().unwrap()]);
        assert!(ran.code == 1 && ran.stderr.contains("no/such/x"), "{format}: {ran:?}");
        let place = folder.path("folder.x");
        std::fs::create_dir_all(&place).unwrap();
        let ran = export(&archive, &[format, "-o", place.to_str().unwrap()]);
        assert!(ran.code == 1 && ran.stderr.contains("nothing takes its place"), "{format}: {ran:?}");
    }
    let ran: Ran = onrecord(["actors", "import", "wikidata", "-o"])
        .args([folder.path("no/such/x"), folder.path("never-looked-at.json")])
        .output()
        .unwrap()
        .into();
    assert!(ran.code == 1 && ran.stderr.contains("no/such/x"), "{ran:?}");
    let left: Vec<_> = std::fs::read_dir(folder.path(".")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "{left:?}");
}

#[test]
#[cfg(unix)]
fn a_link_stays_one_and_a_pipe_is_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = Folder::new();
    let archive = archive(&folder);
    let pipe = folder.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for format in ["dna", "qdpx"] {
        let ran = export(&archive, &[format, "-o", pipe.to_str().unwrap()]);
        assert!(ran.code == 1 && ran.stderr.contains("nothing takes its place"), "{format}: {ran:?}");
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo(), "{format}");
        let (link, file) =
            (folder.path(&format!("link.{format}")), folder.file(&format!("x.{format}"), "before"));
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(export(&archive, &[format, "-o", link.to_str().unwrap()]).code, 0);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink(), "{format}");
        assert_ne!(std::fs::read(&file).unwrap(), b"before", "{format}");
    }
}

/// `/dev/full` is a disk that has no room.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let folder = Folder::new();
    let archive = archive(&folder);
    for format in ["csv", "jsonl", "annotations", "graphml", "gexf"] {
        let ran: Ran = onrecord(["export", format, "--issue=ferry=about:ferry", "--archive"])
            .arg(&archive)
            .stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap())
            .output()
            .unwrap()
            .into();
        let told = "could not be written: No space left";
        assert!(
            ran.code == 1 && ran.stderr.contains(told) && ran.stderr.contains("hint:"),
            "{format}: {ran:?}"
        );
    }
    let may_mount = ["-rm", "sh", "-c", "mount -t tmpfs none /mnt"];
    if !std::process::Command::new("unshare").args(may_mount).status().is_ok_and(|s| s.success()) {
        eprintln!("SKIPPED: this machine lets nobody mount a disk of one's own");
        return;
    }
    let script = r#"
        mount -t tmpfs -o size=4k none /mnt
        for format in csv dna qdpx gexf brat parquet; do
            head -c 4096 /dev/zero > /mnt/full
            "$0" export "$format" --issue ferry=about:ferry --archive "$1" -o /mnt/x; echo "$format $?"
            ls -A /mnt; rm -rf /mnt/* /mnt/.[!.]*
        done
    "#;
    let ran: Ran = std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_onrecord")])
        .arg(&archive)
        .output()
        .unwrap()
        .into();
    for format in ["csv", "dna", "qdpx", "gexf", "brat", "parquet"] {
        assert!(ran.stdout.contains(&format!("{format} 1\n")), "{format}: {ran:?}");
    }
    assert!(
        !ran.stdout.contains(".part") && ran.stderr.matches("the disk is not full").count() >= 5,
        "{ran:?}"
    );
}
