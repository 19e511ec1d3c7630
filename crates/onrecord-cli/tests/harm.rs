//! What the world does to a run: files cut off, files that lie, bombs, a full disk, a lock that is held. The run tells
//! it, goes on where it can, and the archive is clean after it.

use crate::support::{Folder, GOOD, Ran, onrecord, run};
use flate2::Compression;
use flate2::write::GzEncoder;
use rusqlite::Connection;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::Command;

fn add(paths: &[&Path], archive: &Path) -> Ran {
    onrecord(["add", "--archive"]).arg(archive).args(paths).output().unwrap().into()
}

/// How many articles there are; the archive has to be clean.
fn articles(archive: &Path) -> u64 {
    let ran = run([Path::new("check"), Path::new("--format=json"), Path::new("--archive"), archive]);
    let outcome: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    assert_eq!((ran.code, &outcome["clean"]), (0, &true.into()), "{outcome}");
    outcome["articles"].as_u64().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::best());
    member.write_all(bytes).unwrap();
    member.finish().unwrap()
}

fn page(number: usize) -> String {
    format!(
        "<html><head><title>Bridge {number} stays shut</title></head><body><article><h1>Bridge {number} stays shut</h1>\
         <p>“We have a choice between a slow repair and bridge {number},” said Henrik Aaldal, who leads the port.</p>\
         <p>He promised that the work would take until day {number}, as long as the weather held.</p></article></body></html>"
    )
}

/// A response record; `more` is what its length says beyond the truth, `headers` are HTTP's.
fn record(number: usize, body: &[u8], headers: &str, more: usize) -> Vec<u8> {
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n");
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://skerry.example/{number}\r\n\
         WARC-Date: 2023-11-10T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{http}",
        http.len() + body.len() + more
    )
    .into_bytes();
    record.extend_from_slice(body);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn good(number: usize) -> Vec<u8> {
    record(number, page(number).as_bytes(), "", 0)
}

#[test]
fn a_web_archive_that_is_cut_off_gives_what_came_before() {
    let folder = Folder::new();
    let whole: Vec<u8> = (0..6).flat_map(|n| gzip(&good(n))).collect();
    let cut = folder.file("cut.warc.gz", &whole[..whole.len() - 60]);
    let text = folder.file("good.txt", GOOD);
    let archive = folder.path("news.db");
    let ran = add(&[&cut, &text], &archive);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("cut.warc.gz") && ran.stderr.contains("breaks off"), "{ran:?}");
    assert_eq!(articles(&archive), 6, "five whole pages and the text after them: {ran:?}");
}

#[test]
fn a_text_that_is_cut_off_is_told_as_that() {
    let folder = Folder::new();
    let packed = gzip(GOOD.repeat(400).as_bytes());
    let cut = folder.file("cut.txt.gz", &packed[..packed.len() - 12]);
    let text = folder.file("good.txt", GOOD);
    let archive = folder.path("news.db");
    let ran = add(&[&cut, &text], &archive);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("cut.txt.gz: breaks off after") && !ran.stderr.contains("disk"), "{ran:?}");
    assert_eq!(articles(&archive), 1, "half a text is no text");
}

/// In a folder where nothing can be written, an archive can be looked at and not added to.
#[test]
#[cfg(unix)]
fn a_folder_that_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let text = folder.file("good.txt", GOOD);
    let inside = folder.path("inside");
    std::fs::create_dir(&inside).unwrap();
    let archive = inside.join("news.db");
    assert_eq!(add(&[&text], &archive).code, 0);
    let allow = |mode| {
        std::fs::set_permissions(&archive, std::fs::Permissions::from_mode(mode & 0o666)).unwrap();
        std::fs::set_permissions(&inside, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    if std::fs::write(inside.join("mine"), "").is_ok() {
        eprintln!("SKIPPED: whoever runs this may write anywhere");
        return allow(0o777);
    }
    let more = folder.file("more.txt", GOOD.replace("May", "June"));
    for file in ["news.db", "new.db"] {
        let ran = add(&[&more], &inside.join(file));
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.stderr.contains("cannot be opened for writing") && ran.stderr.contains("hint:"),
            "{ran:?}"
        );
    }
    let found = onrecord(["find", "bridge", "--archive"]).arg(&archive).output().unwrap();
    allow(0o777);
    assert!(found.status.success() && !found.stdout.is_empty());
    assert_eq!(articles(&archive), 1);
}

#[test]
fn a_record_that_lies_about_its_length_costs_no_other_one() {
    let folder = Folder::new();
    let mut records = Vec::new();
    for number in 0..6 {
        let more = if number == 2 { 50 } else { 0 };
        records.extend(record(number, page(number).as_bytes(), "", more));
    }
    let file = folder.file("lies.warc", records);
    let archive = folder.path("news.db");
    let ran = add(&[&file], &archive);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("length is wrong"), "{ran:?}");
    // The record after it begins within what the lying one claims, and may be lost with it.
    assert!(articles(&archive) >= 4, "{ran:?}");
}

/// Ten gigabytes of blanks in ten megabytes, as a file of its own and as a page within a web archive, with two
/// gigabytes of address space to survive it in.
#[test]
#[cfg(target_os = "linux")]
fn a_bomb_is_refused_and_takes_no_memory() {
    let folder = Folder::new();
    let member = gzip(&vec![b' '; 64 << 20]);
    let bomb = member.repeat(160);
    assert!(bomb.len() < 20 << 20, "a bomb is small");
    let file = folder.file("bomb.txt.gz", &bomb);
    let mut records = gzip(&record(0, &bomb, "Content-Encoding: gzip\r\n", 0));
    records.extend(gzip(&good(1)));
    let pages = folder.file("bomb.warc.gz", records);
    let archive = folder.path("news.db");
    let ran: Ran = Command::new("sh")
        .args([
            "-c",
            "ulimit -v 2000000; exec \"$@\"",
            "sh",
            env!("CARGO_BIN_EXE_onrecord"),
            "add",
            "--archive",
        ])
        .args([&archive, &file, &pages])
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("1 added") && ran.stderr.contains("2 could not be read"), "{ran:?}");
    assert_eq!(articles(&archive), 1);
}

#[test]
fn an_archive_that_somebody_else_holds_is_told() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    assert_eq!(add(&[&text], &archive).code, 0);
    let other = Connection::open(&archive).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let more = folder.file("more.txt", GOOD.replace("May", "June"));
    let ran = add(&[&more], &archive);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("in use by another process") && ran.stderr.contains("hint:"), "{ran:?}");
    // Looking is no trouble to anybody.
    let found = onrecord(["find", "bridge", "--archive"]).arg(&archive).output().unwrap();
    assert!(found.status.success());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(add(&[&more], &archive).code, 0);
    assert_eq!(articles(&archive), 2);
}

/// On a disk of its own, which is full until it is made larger.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_loses_nothing_and_the_same_command_goes_on() {
    let may_mount = ["-rm", "sh", "-c", "mount -t tmpfs none /mnt"];
    if !Command::new("unshare").args(may_mount).status().is_ok_and(|s| s.success()) {
        eprintln!("SKIPPED: this machine lets nobody mount a disk of one's own");
        return;
    }
    let folder = Folder::new();
    let line = |n: usize| {
        let body = GOOD.replace("May", &format!("day {n}"));
        serde_json::json!({"url": format!("https://skerry.example/{n}"), "title": format!("Bridge {n}"), "body": body})
            .to_string()
    };
    let lines = folder.file("news.jsonl", (0..150).map(line).collect::<Vec<_>>().join("\n"));
    let script = r#"
        mount -t tmpfs -o size=1m none /mnt
        "$0" add --archive /mnt/news.db "$1" 2>"$2"; echo "full $?"
        grep -c "the disk is full" "$2"
        "$0" check --format json --archive /mnt/news.db; echo "checked $?"
        mount -o remount,size=200m /mnt
        "$0" add --archive /mnt/news.db "$1" 2>/dev/null; echo "again $?"
        "$0" check --format json --archive /mnt/news.db; echo "checked $?"
    "#;
    let ran: Ran = Command::new("unshare")
        .args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_onrecord")])
        .args([&lines, &folder.path("told")])
        .output()
        .unwrap()
        .into();
    let said: Vec<&str> = ran.stdout.lines().collect();
    assert!(matches!(said[0], "full 1" | "full 3"), "{ran:?}");
    assert_ne!(said[1], "0", "nothing says that the disk is full: {ran:?}");
    assert_eq!(ran.stdout.matches("checked 0").count(), 2, "{ran:?}");
    assert!(ran.stdout.contains("again 0") && ran.stdout.contains("\"articles\": 150"), "{ran:?}");
}

#[test]
fn a_page_that_costs_too_much_does_not_take_the_others_with_it() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    folder.file("good.txt", GOOD);
    let comments = format!("<html><body>{}", "<!--".repeat(15_000_000));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, comments.as_bytes()).unwrap();
    folder.file("comments.html.gz", packed.finish().unwrap());
    let many: String = (0..80_000).map(|n| format!(" a{n}")).collect();
    folder.file("attributes.html", format!("<html><body><p{many}>"));
    folder.file("tags.html", (0..40_000).map(|n| format!("<html b{n}>")).collect::<String>());
    let begun = std::time::Instant::now();
    let ran = run(["add", folder.path("").to_str().unwrap(), "--archive", archive.to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("1 added") && ran.stderr.contains("3 could not be read"), "{ran:?}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(60), "{:?}", begun.elapsed());
}
