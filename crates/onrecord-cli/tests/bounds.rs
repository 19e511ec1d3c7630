//! How much memory a run takes, and that it does not depend on how it is parted.

use crate::support::{Folder, GOOD, Ran, onrecord};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// What a run takes at most before it reads: the model, the dictionary, and the store's pages.
const ALONE: u64 = 400 << 20;

/// Runs it, and looks at the most memory that it held at any time. Linux alone tells that.
fn run_measured(arguments: &[&str], input: Option<&Path>) -> (Ran, u64) {
    let mut command = onrecord(arguments);
    if let Some(input) = input {
        command.stdin(std::fs::File::open(input).unwrap());
    }
    let folder = Folder::new();
    let (out, err) = (folder.path("out"), folder.path("err"));
    command.stdout(Stdio::from(std::fs::File::create(&out).unwrap()));
    command.stderr(Stdio::from(std::fs::File::create(&err).unwrap()));
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let code = loop {
        // The highest so far stays there until the process is gone; only the last moment can be missed.
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) << 10);
        if let Some(status) = child.try_wait().unwrap() {
            break status.code().unwrap_or(-1);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let text = |path: &Path| String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    (Ran { code, stdout: text(&out), stderr: text(&err) }, peak)
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |given| given.parse().expect("a number"))
}

/// 200 MB of one article, in every form in which it can come.
fn large(folder: &Folder) -> Vec<PathBuf> {
    let megabyte = GOOD.repeat((1 << 20) / GOOD.len());
    let write = |name: &str, before: &str, piece: &str, after: &str| {
        let path = folder.path(name);
        let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
        file.write_all(before.as_bytes()).unwrap();
        (0..200).for_each(|_| file.write_all(piece.as_bytes()).unwrap());
        file.write_all(after.as_bytes()).unwrap();
        file.flush().unwrap();
        path
    };
    let piece = json!(megabyte).to_string();
    let page = "<p>“No,” the minister said on Monday, and left it at that.</p>".repeat(16 << 10);
    let body = "<html><body><article>";
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://skerry.example/1\r\nContent-Type: \
         application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}",
        http.len() + page.len() * 200
    );
    vec![
        write("article.txt", "", &megabyte, ""),
        write(
            "lines.jsonl",
            "{\"text\":\"",
            &piece[1..piece.len() - 1],
            "\"}\n{\"text\":\"“No,” she said.\"}\n",
        ),
        write("page.html", body, &page, ""),
        write("crawl.warc", &warc, &page, "\r\n\r\n"),
    ]
}

#[test]
#[cfg(target_os = "linux")]
fn an_article_of_200_mb_is_refused_and_takes_no_memory() {
    let folder = Folder::new();
    for path in large(&folder) {
        let given = path.to_str().unwrap();
        let archive = folder.path("news.db");
        let (ran, peak) =
            run_measured(&["add", "--threads", "2", "--archive", archive.to_str().unwrap(), given], None);
        assert!(matches!(ran.code, 1 | 3), "{given}: {ran:?}");
        assert!(ran.stderr.contains("more than"), "{given}: nothing says that it is too large: {ran:?}");
        assert!(peak > 0 && peak < ALONE, "{given}: {} MB", peak >> 20);
        if given.ends_with("lines.jsonl") {
            assert!(ran.stderr.contains("1 added"), "the other line is read all the same: {ran:?}");
        }
    }
    let text = folder.path("article.txt");
    let (ran, peak) = run_measured(&["read", "-"], Some(&text));
    assert!(ran.code == 1 && ran.stderr.contains("more than"), "{ran:?}");
    assert!(peak < ALONE, "{} MB", peak >> 20);
}

/// `ONRECORD_TINY=100000` for the test in full.
#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_number_of_articles() {
    let most = number("ONRECORD_TINY", 2_000);
    let folder = Folder::new();
    let (mut peaks, mut added) = (Vec::new(), 0);
    for count in [most / 10, most] {
        let path = folder.path(&format!("{count}.jsonl"));
        let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
        for n in 0..count {
            let text = format!("“Ferry {n} stays in port,” Marit Holm said.");
            let line = json!({"url": format!("https://skerry.example/{count}/{n}"), "text": text});
            writeln!(file, "{line}").unwrap();
        }
        file.flush().unwrap();
        let archive = folder.path(&format!("{count}.db"));
        let (ran, peak) = run_measured(
            &["add", "--threads", "2", "--archive", archive.to_str().unwrap(), path.to_str().unwrap()],
            None,
        );
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.contains("added"), "{ran:?}");
        peaks.push(peak >> 20);
        added += count;
    }
    println!("{added} articles were added; at most {peaks:?} MB were held");
    assert!(peaks[1] << 20 < ALONE, "{peaks:?} MB");
    // The pages of the store that are kept fill up, to 64 MB; nothing else may.
    assert!(peaks[1] < peaks[0] + 96, "{peaks:?} MB");
}

/// Texts that look like news, always the same ones.
fn some_news(folder: &Folder) -> Vec<PathBuf> {
    let mut state = 11_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let mut text = |n: usize| onrecord_fuzz::news(&(0..30 + n * 7).map(|_| next()).collect::<Vec<u8>>());
    (0..20).map(|n| folder.file(&format!("{n:02}.txt"), format!("He said no. {}", text(n)))).collect()
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Folder::new();
    let paths = some_news(&folder);
    let with = |threads: &str| -> (String, String) {
        let read =
            onrecord(["read", "--format", "jsonl", "--threads", threads]).args(&paths).output().unwrap();
        let archive = folder.path(&format!("{threads}.db"));
        let add =
            onrecord(["add", "--threads", threads, "--archive"]).arg(&archive).args(&paths).output().unwrap();
        assert!(read.status.success() && add.status.success(), "{:?} {:?}", Ran::from(read), Ran::from(add));
        let found = onrecord(["find", "--format", "json", "", "--archive"]).arg(&archive).output().unwrap();
        (Ran::from(read).stdout, Ran::from(found).stdout)
    };
    let one = with("1");
    assert!(one.0.lines().count() == 20 && one.1.lines().count() > 5, "there is something to compare");
    for threads in ["2", "7"] {
        assert!(with(threads) == one, "{threads} threads give other bytes than one");
    }
}
