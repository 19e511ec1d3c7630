//! Reading with the built-in models, from the outside.

use crate::support::{Folder, GOOD, Ran, onrecord, repository, run};
use serde_json::Value;
use std::path::Path;

fn example() -> String {
    repository("examples/harbour-bridge.txt").display().to_string()
}

fn read(arguments: &[&str]) -> String {
    let ran = run(["read", &example(), &example(), "--format=jsonl"].iter().chain(arguments));
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout
}

#[test]
fn the_fast_model_reads_what_the_article_plainly_says_and_the_same_every_time() {
    let one = read(&["--model=fast", "--threads=1"]);
    assert_eq!(one, read(&["--model=fast", "--threads=4"]));
    let base = read(&["--model=base"]);
    assert_eq!(base, read(&[]), "the base model is the one that reads if none is named");
    assert_ne!(one, base);

    let record: Value = serde_json::from_str(one.lines().next().unwrap()).unwrap();
    let text: Vec<char> = record["article"]["text"].as_str().unwrap().chars().collect();
    let said = |span: &Value| -> String {
        let at = |end: usize| span[end].as_u64().unwrap() as usize;
        text[at(0)..at(1)].iter().collect()
    };
    let statements = record["statements"].as_array().unwrap();
    let direct = |words: &str| {
        statements.iter().any(|s| s["kind"] == "direct" && said(&s["content"][0]).contains(words))
    };
    assert!(direct("My daughter leaves in the dark"), "{statements:?}");
    assert!(statements.iter().any(|s| s["kind"] == "indirect"));
    let sure = |s: &Value| (0.0..=1.0).contains(&s["confidence"].as_f64().unwrap());
    assert!(statements.iter().all(sure));
    assert!(!record["actors"].as_array().unwrap().is_empty());
}

#[test]
fn an_archive_knows_which_model_has_read() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let text = folder.file("good.txt", GOOD);
    let with = |command: &str, model: &str, inputs: &[&Path]| -> Ran {
        let command = [command, "--model", model, "--archive"];
        onrecord(command).arg(&archive).args(inputs).output().unwrap().into()
    };
    assert_eq!(with("add", "fast", &[&text]).code, 0);
    for (model, again) in [("fast", 0), ("base", 1), ("base", 0), ("fast", 1)] {
        let ran = with("reread", model, &[]);
        assert!(ran.stderr.contains(&format!("{again} articles read again")), "{model}: {ran:?}");
    }
    let wrong = with("reread", "faster", &[]);
    assert!(wrong.code == 2 && wrong.stderr.contains("neither base nor fast"), "{wrong:?}");
}
