//! Archives from the outside: adding, going on after a kill, checking, finding.

use crate::support::{Folder, GOOD, Ran, onrecord, run};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

fn add(paths: &[&Path], archive: &Path) -> Ran {
    onrecord(["add", "--archive"]).arg(archive).args(paths).output().unwrap().into()
}

fn check(archive: &Path) -> (i32, Value) {
    let ran = run([Path::new("check"), Path::new("--format=json"), Path::new("--archive"), archive]);
    let outcome = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    (ran.code, outcome)
}

fn find(archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(["find", "--archive"]).arg(archive).args(arguments).output().unwrap().into()
}

/// JSON Lines of so many articles that differ.
fn corpus(articles: usize) -> String {
    let line = |n: usize| {
        let body = format!(
            "“We have a choice between a slow repair and bridge {n},” said Henrik Aaldal, who leads the port. \
             He promised that the work would take until day {n}."
        );
        serde_json::json!({"url": format!("https://skerry.example/{n}"), "title": format!("Bridge {n} stays shut"),
            "body": body, "date": format!("2023-11-{:02}", 1 + n % 28), "source": "The Skerry Post"})
        .to_string()
    };
    (0..articles).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn added_once_checked_and_found() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let lines = folder.file("news.jsonl", format!("{}\nnot json\n", corpus(6)));
    let text = folder.file("good.txt", GOOD);
    let ran = add(&[&lines, &text], &archive);
    assert_eq!(ran.code, 3, "a line is bad: {ran:?}");
    assert!(ran.stderr.contains("line 7: is no JSON") && ran.stderr.contains("hint:"), "{ran:?}");
    let (code, before) = check(&archive);
    assert_eq!((code, &before["clean"], &before["articles"]), (0, &true.into(), &7.into()), "{before}");
    assert!(before["statements"].as_u64().unwrap() >= 7, "{before}");

    let again = add(&[&lines, &text], &archive);
    assert!(again.stderr.contains("0 added") && again.stderr.contains("7 known already"), "{again:?}");
    assert_eq!(check(&archive).1, before);

    let csv = find(&archive, &["speaker:Aaldal", "--format=csv", "--limit=0"]);
    assert_eq!(csv.code, 0, "{csv:?}");
    assert!(
        csv.stdout.starts_with("article,version,statement,") && csv.stdout.lines().count() >= 7,
        "{csv:?}"
    );
    let table = find(&archive, &["said:\"slow repair\"", "--context", "--limit=2"]);
    assert!(table.stdout.contains("⟦“We have a choice"), "{table:?}");
    assert!(table.stdout.contains("2 statements, and there are more"), "{table:?}");
    let counted = find(&archive, &["about:bridge", "--count-by=outlet", "--format=json"]);
    let first: Value = serde_json::from_str(counted.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["outlet"], "The Skerry Post", "{counted:?}");
}

#[test]
fn a_changed_file_is_a_new_version() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let path = folder.file("good.txt", GOOD);
    assert_eq!(add(&[&path], &archive).code, 0);
    std::fs::write(&path, GOOD.replace("May", "June")).unwrap();
    let ran = add(&[&path], &archive);
    assert!(ran.stderr.contains("1 new version"), "{ran:?}");
    let (code, counts) = check(&archive);
    assert_eq!((code, &counts["articles"], &counts["versions"]), (0, &1.into(), &2.into()), "{counts}");
}

#[test]
fn an_archive_in_the_folder_that_is_added_is_no_article() {
    let folder = Folder::new();
    folder.file("good.txt", GOOD);
    let archive = folder.path("news.db");
    for expected in ["1 added", "0 added"] {
        let ran = add(&[&folder.path(".")], &archive);
        assert!(ran.code == 0 && ran.stderr.contains(expected), "{ran:?}");
    }
}

#[test]
fn shares_add_up_to_the_whole() {
    let folder = Folder::new();
    let lines = folder.file("news.jsonl", corpus(12));
    let archive = folder.path("news.db");
    for shard in ["1/3", "2/3", "3/3"] {
        let ran =
            onrecord(["add", "--shard", shard, "--archive"]).arg(&archive).arg(&lines).output().unwrap();
        assert!(ran.status.success());
    }
    let (code, counts) = check(&archive);
    assert_eq!((code, &counts["articles"], &counts["versions"]), (0, &12.into(), &12.into()), "{counts}");
}

#[test]
fn harm_is_found_and_bad_archives_are_told() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    assert_eq!(add(&[&text], &archive).code, 0);
    let db = Connection::open(&archive).unwrap();
    db.execute("UPDATE statements SET hash = zeroblob(16) WHERE id = 1", []).unwrap();
    let (code, outcome) = check(&archive);
    assert_eq!((code, &outcome["clean"]), (1, &false.into()), "{outcome}");

    db.pragma_update(None, "user_version", 99).unwrap();
    for ran in [add(&[&text], &archive), find(&archive, &["about:bridge"])] {
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains("has format 99") && ran.stderr.contains("hint: use a newer"), "{ran:?}");
    }
    let ran = add(&[&text], &text);
    assert!(ran.code == 1 && ran.stderr.contains("is not an archive"), "{ran:?}");
    let ran = add(&[&text], Path::new("/proc/news.db"));
    assert!(
        ran.code == 1 && ran.stderr.contains("cannot be opened") && ran.stderr.contains("hint:"),
        "{ran:?}"
    );
    let ran = find(&folder.path("none.db"), &["a"]);
    assert!(ran.code == 1 && ran.stderr.contains("no such archive"), "{ran:?}");
}

#[test]
fn a_query_that_makes_no_sense_shows_where() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    add(&[&folder.file("good.txt", GOOD)], &archive);
    let ran = find(&archive, &["act:promise speakr:Holm"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("there is no field `speakr`"), "{ran:?}");
    assert!(ran.stderr.contains("act:promise speakr:Holm\n                    ^^^^^^"), "{ran:?}");
    assert!(ran.stderr.contains("did you mean `speaker`?"), "{ran:?}");
    let ran = find(&archive, &["speaker:Nobody"]);
    assert!(ran.code == 0 && ran.stderr.contains("nobody in this archive goes by `Nobody`"), "{ran:?}");
    assert_eq!(find(&archive, &["a", "--count-by=colour"]).code, 2);
}

/// `ONRECORD_KILLS` sets how often; CI makes do with few.
#[test]
fn a_killed_run_loses_nothing_and_adds_nothing_twice() {
    let kills: u32 = std::env::var("ONRECORD_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let articles = 300 + 20 * kills as usize;
    let folder = Folder::new();
    let lines = folder.file("news.jsonl", corpus(articles));
    let archive = folder.path("killed.db");
    let mut reported = BTreeSet::new();
    let mut state = 0x2545_f491_u64;
    for kill in 0..kills {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = onrecord(["add", "--list", "--archive"])
            .arg(&archive)
            .arg(&lines)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        // Every other kill comes at any time from the start on, the others after something was reported.
        if kill % 2 == 1 {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            reported.extend(Some(line.trim().to_owned()).filter(|l| !l.is_empty()));
        }
        let until = Instant::now() + Duration::from_millis(state >> 33 & 0x1ff);
        std::thread::sleep(until.saturating_duration_since(Instant::now()));
        child.kill().unwrap();
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        child.wait().unwrap();
        // A line without its end may be cut.
        reported
            .extend(rest.split_inclusive('\n').filter(|l| l.ends_with('\n')).map(|l| l.trim().to_owned()));
        if has_tables(&archive) {
            let (code, outcome) = check(&archive);
            assert_eq!(code, 0, "after kill {kill}: {outcome}");
            let there = addresses(&archive);
            assert!(reported.is_subset(&there), "reported and lost after kill {kill}");
        }
    }
    assert!(!reported.is_empty(), "no kill came late enough to show anything");
    assert_eq!(add(&[&lines], &archive).code, 0);
    let undisturbed = folder.path("undisturbed.db");
    assert_eq!(add(&[&lines], &undisturbed).code, 0);
    assert_eq!(check(&archive), check(&undisturbed));
    assert_eq!(contents(&archive), contents(&undisturbed));
}

/// Whether the run came so far as to make an archive.
fn has_tables(archive: &Path) -> bool {
    let format = |db: Connection| {
        db.query_row("SELECT user_version FROM pragma_user_version", [], |r| r.get::<_, u32>(0))
    };
    archive.exists() && Connection::open(archive).and_then(format).is_ok_and(|format| format > 0)
}

fn addresses(archive: &Path) -> BTreeSet<String> {
    let db = Connection::open(archive).unwrap();
    let mut all = db.prepare("SELECT address FROM articles").unwrap();
    all.query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Address, version, hashes of text and record, and the statement's number and spans.
type Row = (String, u32, Vec<u8>, Vec<u8>, u32, String);

/// Everything that does not depend on when it was added.
fn contents(archive: &Path) -> Vec<Row> {
    let db = Connection::open(archive).unwrap();
    let mut all = db
        .prepare(
            "SELECT address, v.number, text_hash, record_hash, s.number, s.spans FROM statements s
             JOIN versions v ON v.id = s.version JOIN articles a ON a.id = v.article ORDER BY address, v.number, s.number",
        )
        .unwrap();
    let rows = all.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)));
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_last_step_that_fails_is_no_success() {
    let folder = Folder::new();
    let (article, archive) = (folder.file("good.txt", GOOD), folder.path("news.db"));
    assert_eq!(add(&[&article], &archive).code, 0);
    // What the store knows of itself is to be brought up to date, and another process does not let it.
    let other = Connection::open(&archive).unwrap();
    other.execute_batch("DELETE FROM sqlite_stat1; BEGIN IMMEDIATE").unwrap();
    let ran = add(&[&article], &archive);
    assert!(ran.stderr.contains("1 known already") && ran.stderr.contains("error"), "{ran:?}");
    assert_eq!(ran.code, 3, "{ran:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(add(&[&article], &archive).code, 0);
}

#[test]
fn a_file_is_one_article_however_its_path_is_typed() {
    let folder = Folder::new();
    let root = folder.path(".").canonicalize().unwrap();
    std::fs::create_dir(root.join("news")).unwrap();
    let archive = root.join("news.db");
    let from = |directory: &Path, typed: &str, text: &str| -> Ran {
        std::fs::write(root.join("news/a.txt"), text).unwrap();
        let mut command = onrecord(["add", "--list", "--archive"]);
        command.arg(&archive).arg(typed).current_dir(directory).output().unwrap().into()
    };
    let whole = root.join("news/a.txt").display().to_string();
    let ran = from(&root, "news/a.txt", GOOD);
    assert_eq!((ran.code, ran.stdout.trim()), (0, whole.as_str()), "{ran:?}");
    let absolute = whole.clone();
    for (n, (directory, typed)) in [
        (root.clone(), "./news/a.txt"),
        (root.clone(), "news/../news/a.txt"),
        (root.join("news"), "a.txt"),
        (root.join("news"), "../news/a.txt"),
        (std::env::temp_dir(), absolute.as_str()),
    ]
    .into_iter()
    .enumerate()
    {
        let ran = from(&directory, typed, &GOOD.replace("May", &format!("the {n}th of May")));
        assert!(ran.stderr.contains("1 new version"), "{typed}: {ran:?}");
        assert_eq!(ran.stdout.trim(), whole, "{typed}");
    }
    assert_eq!(check(&archive).1["articles"], 1);
}

/// What was added when paths were kept as they were typed keeps its address.
#[cfg(unix)]
#[test]
fn an_address_that_an_archive_has_is_kept() {
    let folder = Folder::new();
    let root = folder.path(".").canonicalize().unwrap();
    std::fs::create_dir(root.join("news")).unwrap();
    std::os::unix::fs::symlink(root.join("news"), root.join("today")).unwrap();
    let archive = root.join("news.db");
    std::fs::write(root.join("news/a.txt"), GOOD).unwrap();
    assert_eq!(add(&[&root.join("news/a.txt")], &archive).code, 0);
    for old in [root.join("today/a.txt"), root.join("news/../news/a.txt")] {
        let db = Connection::open(&archive).unwrap();
        let old = old.display().to_string();
        db.execute("UPDATE articles SET address = ?1", [&old]).unwrap();
        drop(db);
        for (n, typed) in ["news/a.txt", "today/a.txt"].iter().enumerate() {
            let text = GOOD.replace("May", &format!("{}th of May in {}", n + 1, old.len()));
            std::fs::write(root.join("news/a.txt"), text).unwrap();
            let ran: Ran = onrecord(["add", "--list", "--archive"])
                .arg(&archive)
                .arg(typed)
                .current_dir(&root)
                .output()
                .unwrap()
                .into();
            assert!(ran.stderr.contains("1 new version"), "{typed} for {old}: {ran:?}");
            assert_eq!(ran.stdout.trim(), old, "{typed}");
        }
    }
    assert_eq!(check(&archive).1["articles"], 1);
}
