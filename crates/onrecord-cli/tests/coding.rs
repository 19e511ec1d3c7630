//! Coding on the command line, and merging archives that are killed, harmed or large.

use crate::support::{Folder, Ran, onrecord, repository};
use std::process::{Command, Stdio};
use std::time::Duration;

fn command(folder: &Folder, args: &[&str]) -> Command {
    let mut command = onrecord(args);
    command.current_dir(folder.path(".")).env("USER", "Ana");
    command
}

fn run(folder: &Folder, args: &[&str]) -> Ran {
    command(folder, args).output().unwrap().into()
}

fn good(folder: &Folder, args: &[&str]) -> String {
    let ran = run(folder, args);
    assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
    ran.stdout + &ran.stderr
}

fn coded() -> Folder {
    let folder = Folder::new();
    let articles = repository("crates/onrecord-workbench/browser-tests/articles.jsonl");
    good(&folder, &["add", articles.to_str().unwrap(), "--archive", "a.db"]);
    let book = repository("examples/codebook.toml");
    good(&folder, &["codebook", "set", book.to_str().unwrap(), "--archive", "a.db"]);
    folder
}

#[test]
fn what_cannot_be_coded_is_told_with_what_to_do() {
    let folder = coded();
    for (args, told) in [
        (&["code", "nowhere#s1", "--concept", "bridge"][..], "no article of this archive"),
        (&["code", "--query", "about:bridge", "--concept", "tunnel"], "the codebook has no concept tunnel"),
        (&["code", "--query", "about:bridge", "--concept", "fuel", "--score", "hot"], "no value \"hot\""),
        (&["code", "--query", "about:bridge", "--set", "tone"], "says no value"),
        (&["code", "--query", "act:(", "--concept", "bridge"], "act"),
        (&["code", "--query", "about:bridge"], "nothing is said of how it is coded"),
        (&["codes", "undo", "99"], "there is no code 99"),
        (&["coders", "assign", "--coder", "Zoe"], "nobody codes under the name Zoe"),
        (&["agreement"], "0 have coded"),
        (&["settle", "nowhere#s1", "act", "--as", "Ana"], "no article of this archive"),
        (&["merge", "none.db"], "none.db"),
        (&["codebook", "set", "none.toml"], "none.toml"),
        (&["codebook", "export", "--version", "9"], "no codebook"),
        (&["codebook", "export", "-o", "no/such/book.qdc"], "no/such/book.qdc"),
    ] {
        let ran = run(&folder, &[args, &["--archive", "a.db"]].concat());
        assert!(ran.code != 0 && ran.stderr.contains(told), "{args:?}: {} {}", ran.code, ran.stderr);
        assert!(ran.stderr.contains("hint:"), "{args:?}: {}", ran.stderr);
    }
    assert!(good(&folder, &["check", "--archive", "a.db"]).contains("nothing is wrong"));
}

#[test]
fn a_codebook_goes_to_another_program_and_back() {
    let folder = coded();
    good(&folder, &["codebook", "export", "--archive", "a.db", "-o", "book.qdc"]);
    let codes = good(&folder, &["codebook", "export", "--archive", "a.db"]);
    assert_eq!(codes, std::fs::read_to_string(folder.path("book.qdc")).unwrap());
    assert!(codes.contains("urn:QDA-XML:codebook:1.0") && codes.contains("name=\"fuel\""), "{codes}");
    let set = good(&folder, &["codebook", "set", "book.qdc", "--archive", "a.db"]);
    assert!(set.contains("codebook 2: 2 concepts, 2 variables"), "{set}");
    let shown = good(&folder, &["codebook", "show", "--archive", "a.db"]);
    assert!(
        shown.contains("values = [\"calm\", \"sharp\"]") && shown.contains("query = \"about:"),
        "{shown}"
    );
    // It is none of the files that have articles.
    let ran = run(&folder, &["add", "book.qdc", "--archive", "a.db"]);
    assert!(ran.code == 2 && ran.stderr.contains("codebook set"), "{}", ran.stderr);
    std::fs::write(folder.path("book.qdc"), &codes[..codes.len() / 2]).unwrap();
    let ran = run(&folder, &["codebook", "set", "book.qdc", "--archive", "a.db"]);
    assert!(ran.code == 1 && ran.stderr.contains("book.qdc"), "{}", ran.stderr);
}

#[test]
fn a_codebook_is_drafted_from_what_is_coded_and_its_versions_are_kept() {
    let folder = coded();
    good(&folder, &["code", "--query", "about:bridge", "--concept", "bridge", "--for", "--archive", "a.db"]);
    let draft = good(&folder, &["codebook", "draft", "--archive", "a.db"]);
    assert!(draft.contains("name = \"bridge\""), "{draft}");
    std::fs::write(folder.path("draft.toml"), draft).unwrap();
    good(&folder, &["codebook", "set", "draft.toml", "--archive", "a.db"]);
    let shown = good(&folder, &["codebook", "show", "--version", "1", "--archive", "a.db"]);
    assert!(shown.contains("title = \"The crossing\""));
    assert_eq!(good(&folder, &["codebook", "history", "--archive", "a.db"]).lines().count(), 2);
}

#[test]
fn events_are_coded_and_go_with_their_article() {
    let folder = coded();
    let told = good(&folder, &["events", "--format", "json", "--archive", "a.db"]);
    let event: serde_json::Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    let telling = &event["tellings"][0];
    let (article, id) = (telling["article"].as_str().unwrap(), telling["event"].as_str().unwrap());
    good(
        &folder,
        &["code", &format!("{article}#{id}"), "--concept", "bridge", "--memo", "seen", "--archive", "a.db"],
    );
    good(&folder, &["coders", "add", "Ana", "--archive", "a.db"]);
    good(&folder, &["coders", "finish", article, "--archive", "a.db"]);
    let listed = good(&folder, &["codes", "list", "--format", "csv", "--archive", "a.db"]);
    assert!(listed.contains(&format!(",event,{article},{id},concept,bridge")), "{listed}");
    good(&folder, &["reread", "--article", article, "--model", "fast", "--archive", "a.db"]);
    assert!(good(&folder, &["codes", "list", "--archive", "a.db"]).contains("memo: seen"));
    assert!(good(&folder, &["check", "--repair", "--archive", "a.db"]).contains("nothing is wrong"));
    good(&folder, &["remove", article, "--yes", "--archive", "a.db"]);
    assert!(good(&folder, &["codes", "list", "--archive", "a.db"]).starts_with("0 codes"));
    assert!(good(&folder, &["check", "--archive", "a.db"]).contains("nothing is wrong"));
}

/// A merge that is killed at any time has changed nothing or everything, and done again it is whole.
#[test]
fn a_merge_that_is_killed_loses_nothing() {
    let folder = coded();
    std::fs::copy(folder.path("a.db"), folder.path("b.db")).unwrap();
    for (concept, query) in
        [("bridge", ""), ("fuel", "about:fuel OR about:bridge"), ("bridge", "about:bridge")]
    {
        good(
            &folder,
            &["code", "--query", query, "--concept", concept, "--person", "Ben", "--archive", "b.db"],
        );
    }
    let codes = |archive: &str| {
        let listed = good(&folder, &["codes", "list", "--archive", archive]);
        listed.lines().last().unwrap().to_owned()
    };
    let (before, all) = (codes("a.db"), codes("b.db"));
    assert_ne!(before, all);
    for wait in [0, 5, 10, 15, 20, 30, 40, 60, 90, 130] {
        let mut child = command(&folder, &["merge", "b.db", "--archive", "a.db"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
        let now = codes("a.db");
        assert!(now == before || now == all, "{now} after {wait} ms");
    }
    good(&folder, &["merge", "b.db", "--archive", "a.db"]);
    assert_eq!(codes("a.db"), all);
    assert!(good(&folder, &["check", "--archive", "a.db"]).contains("nothing is wrong"));
    // What is no archive is refused, and nothing has changed.
    std::fs::write(folder.path("no.db"), "no archive").unwrap();
    assert_ne!(run(&folder, &["merge", "no.db", "--archive", "a.db"]).code, 0);
    assert_eq!(codes("a.db"), all);
}
