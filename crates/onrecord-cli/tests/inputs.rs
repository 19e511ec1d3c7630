//! Bad input: each kind gets a message that says what to do, and the good one beside it is read all the same.

use crate::support::{Folder, GOOD, Ran, onrecord, repository, run, run_with};
use serde_json::Value;
use std::fs::File;
use std::path::Path;

/// Reads a bad input between two good ones and returns what was said about it.
fn told(bad: &Path, folder: &Folder) -> String {
    let good = folder.file("good.txt", GOOD);
    let also_good = folder.file("also-good.txt", GOOD);
    let ran = run([Path::new("read"), &good, bad, &also_good, Path::new("--format=jsonl")]);
    let origins: Vec<String> = ran.stdout.lines().map(origin).collect();
    assert_eq!(origins, [good.display().to_string(), also_good.display().to_string()], "{ran:?}");
    assert_eq!(ran.code, 3, "some were read, one was not: {ran:?}");
    assert_refused(&ran, bad);

    let alone = run([Path::new("read"), bad]);
    assert_eq!((alone.code, alone.stdout.as_str()), (1, ""), "{alone:?}");
    assert_refused(&alone, bad);
    alone.stderr
}

fn assert_refused(ran: &Ran, bad: &Path) {
    let begins = format!("error: {}: ", bad.display());
    assert!(ran.stderr.starts_with(&begins), "the input is named first: {}", ran.stderr);
    assert!(ran.stderr.contains("\n  hint: "), "there is a way out: {}", ran.stderr);
    assert!(!ran.stderr.contains("panicked") && !ran.stderr.contains("bug"), "{}", ran.stderr);
}

/// An unusual input that is read, beside a good one. Returns its record.
fn accepted(name: &str, bytes: &[u8]) -> Value {
    let folder = Folder::new();
    let unusual = folder.file(name, bytes);
    let good = folder.file("good.txt", GOOD);
    let ran = run([Path::new("read"), &unusual, &good, Path::new("--format=jsonl")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let records: Vec<Value> = ran.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(records.len(), 2);
    records.into_iter().next().unwrap()
}

fn origin(line: &str) -> String {
    let record: Value = serde_json::from_str(line).expect("a record a line");
    record["article"]["origin"].as_str().unwrap().to_owned()
}

#[test]
fn an_empty_file() {
    let folder = Folder::new();
    assert!(told(&folder.file("empty.txt", ""), &folder).contains("is empty"));
    assert!(told(&folder.file("blank.txt", " \n\n\t\n"), &folder).contains("is empty"));
}

#[test]
fn a_file_of_200_megabytes() {
    let folder = Folder::new();
    let path = folder.path("huge.txt");
    File::create(&path).unwrap().set_len(200 << 20).unwrap();
    assert!(told(&path, &folder).contains("200 MB"));
}

#[test]
fn binary_noise() {
    let folder = Folder::new();
    let mut state = 1_u32;
    let noise: Vec<u8> = (0..4096)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    assert!(told(&folder.file("noise.txt", noise), &folder).contains("not text"));
}

#[test]
fn a_page_that_is_no_article() {
    let folder = Folder::new();
    let page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>\
        <input name=user><input name=password type=password><button>Sign in</button></form></body></html>";
    assert!(told(&folder.file("login.html", page), &folder).contains("no article"));
}

#[test]
fn a_missing_path() {
    let folder = Folder::new();
    assert!(told(&folder.path("missing.txt"), &folder).contains("no such file"));
}

#[test]
fn a_directory() {
    let folder = Folder::new();
    let path = folder.path("articles");
    std::fs::create_dir(&path).unwrap();
    assert!(told(&path, &folder).contains("is a folder"));
}

#[test]
fn invalid_utf_8_is_read_by_another_charset_or_repaired() {
    let latin = "Die Brücke bleibt gesperrt, sagte der Hafenmeister am Donnerstag in Kalvik.\n"
        .chars()
        .map(|c| c as u8)
        .collect::<Vec<_>>();
    let record = accepted("latin.txt", &latin);
    assert!(record["article"]["text"].as_str().unwrap().contains("Brücke"), "{record}");
    assert!(!record["notes"].as_array().unwrap().is_empty(), "the guess is noted: {record}");

    let broken = [GOOD.as_bytes(), b"\xe2\x80 and \xff more.\n"].concat();
    let record = accepted("broken.txt", &broken);
    assert!(record["article"]["text"].as_str().unwrap().contains("Henrik Aaldal"), "{record}");
    assert!(!record["notes"].as_array().unwrap().is_empty(), "the repair is noted: {record}");
}

#[test]
fn utf_16_with_a_byte_order_mark() {
    for (mark, little) in [([0xff, 0xfe], true), ([0xfe, 0xff], false)] {
        let units = GOOD.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() });
        let bytes: Vec<u8> = mark.into_iter().chain(units).collect();
        assert_eq!(accepted("utf-16.txt", &bytes)["article"]["text"], GOOD);
    }
}

#[test]
fn one_line_of_2_megabytes_without_a_blank() {
    let record = accepted("line.txt", "x".repeat(2_000_000).as_bytes());
    assert_eq!(record["article"]["text"].as_str().unwrap().len(), 2_000_000);
}

#[test]
fn all_bad_inputs_in_one_run() {
    let folder = Folder::new();
    let huge = folder.path("huge.txt");
    File::create(&huge).unwrap().set_len(200 << 20).unwrap();
    let good = folder.file("good.txt", GOOD);
    let bad = [folder.file("empty.txt", ""), huge, folder.file("noise.bin", [0, 1, 2, 250, 251].repeat(200))];
    let missing = [folder.path("a.txt"), folder.path("b.txt")];
    let all = bad.iter().chain([&good]).chain(&missing);
    let ran: Ran = onrecord(["read", "--format=jsonl"]).args(all).output().unwrap().into();
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(ran.stdout.lines().map(origin).collect::<Vec<_>>(), [good.display().to_string()]);
    let errors: Vec<&str> = ran.stderr.lines().filter(|l| l.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 5, "{errors:#?}");
    for (error, path) in errors.iter().zip(bad.iter().chain(&missing)) {
        assert!(error.starts_with(&format!("error: {}", path.display())), "in input order: {errors:#?}");
    }
}

#[test]
fn standard_input() {
    let ran = run_with(&["read", "-", "--format=json", "--outlet=The Skerry Post"], GOOD.as_bytes());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let record: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(record["article"]["text"], GOOD, "character for character");
    assert_eq!(record["article"]["origin"], "-");
    assert_eq!(record["article"]["outlet"], "The Skerry Post");

    let ran = run_with(&["read", "-"], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("is empty"), "{ran:?}");
}

#[test]
fn a_page_with_metadata_and_what_the_user_knows_better() {
    let page = repository("examples/water-talks.html");
    let ran = run([Path::new("read"), &page, Path::new("--format=json")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let record: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(record["article"]["outlet"], "The Lowland Courier");
    assert_eq!(record["article"]["url"], "https://courier.example/world/river-states-near-deal-on-water");
    assert!(record["article"]["published"].as_str().unwrap().starts_with("2024-06-21T07:40:00"));
    let text = record["article"]["text"].as_str().unwrap();
    assert!(text.contains("I believe the weir") && !text.contains("Accept all"), "{text}");

    let flags = ["--published=2024-06-20", "--outlet=Courier", "--language=EN", "--format=json"];
    let ran = run([Path::new("read"), &page].into_iter().chain(flags.iter().map(Path::new)));
    let record: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(record["article"]["published"], "2024-06-20");
    assert_eq!(record["article"]["outlet"], "Courier");
    assert_eq!(record["article"]["language"], "en");
}

#[test]
fn an_article_from_the_future_is_doubted_and_read() {
    let ran = run_with(
        &["read", "-", "--published", "2150-03-04", "--format", "json"],
        b"Anna Brandt said on Monday that it was late.",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    let record: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a record");
    let notes = record["notes"].as_array().expect("a list of notes");
    assert!(
        notes.iter().any(|n| n["reason"].as_str().is_some_and(|r| r.contains("lies in the future"))),
        "{notes:?}"
    );
    assert_eq!(record["times"][0]["earliest"], "2150-03-02", "resolved all the same");
}

#[test]
fn ten_thousand_mentions_are_read_and_nobody_is_lost() {
    // Surnames far enough apart that none is a misprint of another.
    let mut chance = 7_u64;
    let mut below = |n: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((chance >> 33) as usize) % n
    };
    let parts = [
        "ba", "ko", "ri", "mel", "ven", "dor", "sal", "lin", "har", "ost", "ge", "fu", "tam", "wy", "pek",
        "nug",
    ];
    let mut text = String::new();
    let mut people = std::collections::HashSet::new();
    for _ in 0..1_700 {
        let surname: String = (0..4).map(|_| parts[below(parts.len())]).collect();
        let surname = surname[..1].to_uppercase() + &surname[1..];
        people.insert(surname.clone());
        text.push_str(&format!(
            "Anna {surname}, the mayor of Berlin, said that Norway would pay. She told reporters that Oslo had \
             promised it to {surname}.\n\n"
        ));
    }
    let ran = run_with(&["read", "-", "--language", "en", "--format", "json"], text.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    let record: Value = serde_json::from_str(&ran.stdout).expect("a record");
    let actors = record["actors"].as_array().expect("actors");
    let mentions: usize = actors.iter().map(|a| a["mentions"].as_array().map_or(0, Vec::len)).sum();
    assert!(mentions >= 10_000, "only {mentions} mentions");
    let annas = actors.iter().filter(|a| a["name"].as_str().is_some_and(|n| n.starts_with("Anna "))).count();
    assert!(annas * 100 >= people.len() * 96, "only {annas} of {} people", people.len());
}
