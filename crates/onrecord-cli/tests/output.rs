//! What is printed: formats, order, colours, broken pipes, help, and the documents that repeat it.

use crate::support::{Folder, GOOD, onrecord, repository, run};
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

fn examples() -> [PathBuf; 2] {
    ["examples/harbour-bridge.txt", "examples/water-talks.html"].map(repository)
}

#[test]
fn many_inputs_are_printed_in_input_order_on_any_number_of_threads() {
    let folder = Folder::new();
    let paths: Vec<PathBuf> =
        (0..16).map(|n| folder.file(&format!("{n}.txt"), GOOD.repeat(1 + n * 7 % 5))).collect();
    let read = |threads: &str| {
        let ran = onrecord(["read", "--format=jsonl", "--threads", threads]).args(&paths).output().unwrap();
        assert!(ran.status.success());
        String::from_utf8(ran.stdout).unwrap()
    };
    let alone = read("1");
    let origins: Vec<Value> = alone
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["article"]["origin"].clone())
        .collect();
    assert_eq!(origins, paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>());
    assert_eq!(alone, read("7"), "the same bytes");
}

#[test]
fn json_is_one_object_for_each_input_and_says_the_same_as_jsonl() {
    let read = |format: &str| {
        let ran = onrecord(["read", format]).args(examples()).output().unwrap();
        assert_eq!(ran.status.code(), Some(0));
        let values = serde_json::Deserializer::from_slice(&ran.stdout).into_iter::<Value>();
        values.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let records = read("--format=json");
    assert_eq!(records.len(), 2);
    assert_eq!(records, read("--format=jsonl"));
    assert!(records.iter().all(|r| r["schema"] == "onrecord/1"));
}

#[test]
fn records_obey_the_schema_that_is_printed_and_committed() {
    let printed = run(["schema"]);
    assert_eq!(printed.code, 0);
    let schema: Value = serde_json::from_str(&printed.stdout).unwrap();
    let committed = std::fs::read_to_string(repository("docs/record.schema.json")).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&committed).unwrap(),
        schema,
        "renew it: cargo run -p onrecord-cli -- schema > docs/record.schema.json"
    );
    let validator = jsonschema::validator_for(&schema).unwrap();
    for path in examples() {
        let ran = run([Path::new("read"), &path, Path::new("--format=json")]);
        let record: Value = serde_json::from_str(&ran.stdout).unwrap();
        let errors: Vec<String> = validator.iter_errors(&record).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let mut wrong = record;
        wrong["statements"] = "none".into();
        assert!(!validator.is_valid(&wrong), "the schema refuses what is wrong");
    }
}

#[test]
fn annotations_are_web_annotations_with_two_selectors() {
    for path in examples() {
        let ran = run([Path::new("read"), &path, Path::new("--format=annotations")]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let collection: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(collection["@context"][0], "http://www.w3.org/ns/anno.jsonld");
        assert_eq!(collection["type"], "AnnotationCollection");
        let items = collection["first"]["items"].as_array().unwrap();
        assert_eq!(collection["total"], items.len());
        for target in items.iter().flat_map(|a| a["target"].as_array().unwrap()) {
            assert_eq!(target["selector"][0]["type"], "TextPositionSelector");
            assert_eq!(target["selector"][1]["type"], "TextQuoteSelector");
        }
    }
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let [text, _] = examples();
    let coloured = |flag: &str| run([Path::new("read"), &text, Path::new(flag)]).stdout.contains('\x1b');
    assert!(!coloured("--color=auto"), "a pipe is no terminal");
    assert!(!coloured("--color=never"));
    assert!(coloured("--color=always"));
    let json = run([Path::new("read"), &text, Path::new("--color=always"), Path::new("--format=json")]);
    assert!(!json.stdout.contains('\x1b'), "formats for programs have no colours");
}

#[test]
fn pretty_keeps_to_the_width_it_is_given() {
    let [text, _] = examples();
    let ran = onrecord([Path::new("read"), &text]).env("COLUMNS", "60").output().unwrap();
    let page = String::from_utf8(ran.stdout).unwrap();
    assert!(
        page.contains("“I know which one I prefer.”") && page.contains("Statements")
            || page.contains("No statements")
    );
    assert!(page.lines().all(|line| line.chars().count() <= 60), "{page}");
}

#[test]
fn whoever_stops_listening_hears_no_complaint() {
    let paths: Vec<PathBuf> = examples().into_iter().cycle().take(40).collect();
    let mut command = onrecord(["read", "--format=jsonl"]);
    let mut child = command.args(&paths).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ran = onrecord([Path::new("read"), &examples()[0]]).stdout(full).output().unwrap();
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert!(
        stderr.starts_with("error: the output could not be written") && stderr.contains("hint:"),
        "{stderr}"
    );
    assert_eq!(ran.status.code(), Some(1));
}

#[test]
fn a_command_line_that_makes_no_sense_ends_with_2_and_a_hint() {
    let bad: [(&[&str], &str); 11] = [
        (&[], "Usage:"),
        (&["read"], "required"),
        (&["read", "a.txt", "--format=xml"], "possible values: pretty, json, jsonl, annotations"),
        (&["read", "a.txt", "--published=2023-02-30"], "2023-02-30"),
        (&["read", "a.txt", "--threads=0"], "hint: give 1 or more"),
        (&["read", "a.txt", "--min-confidence=7"], "hint: give a probability"),
        (&["read", "a.txt", "--min-confidence=NaN"], "hint: give a probability"),
        (&["read", "a.txt", "--language=english"], "hint: give an ISO 639-1 code"),
        (&["read", "a.txt", "--model=/no/such/folder"], "hint: give fast, a folder"),
        (&["read", "-", "-"], "hint: leave one `-`"),
        (&["man", "nothing"], "hint: `onrecord --help`"),
    ];
    for (arguments, expected) in bad {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(expected), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn exit_codes_stand_in_help_man_page_and_readme() {
    let table: Vec<(i32, &str)> = vec![
        (0, "every input was read"),
        (1, "nothing could be read, or the output could not be written"),
        (2, "the command line makes no sense"),
        (3, "some inputs were read, some were not"),
        (130, "stopped by the user"),
    ];
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    for arguments in [&["--help"][..], &["read", "--help"], &["add", "--help"], &["man"], &["man", "read"]] {
        let page = run(arguments);
        assert_eq!(page.code, 0);
        for (code, meaning) in &table {
            let text = page.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&format!("{code} {meaning}")), "{code} is missing: {}", page.stdout);
            assert!(readme.contains(&format!("| {code} | {meaning} |")), "{code} is missing from the README");
        }
    }
}

#[test]
fn the_man_page_and_completions_know_every_flag() {
    let man = run(["man", "read"]).stdout;
    let flags = ["format", "published", "outlet", "language", "threads", "model", "color"];
    for flag in flags.into_iter().chain(["min\\-confidence"]) {
        assert!(man.contains(&format!("\\-\\-{flag}")), "--{flag} is not in the man page");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(script.stdout.contains("min-confidence"), "{shell}");
    }
}
