//! No file of tests is left out: the crates name theirs in `tests/all.rs`, and one that is not named there would never run.

use crate::support::repository;
use std::collections::BTreeSet;
use std::path::Path;

/// The modules that a `tests/all.rs` names.
fn named(all: &str) -> BTreeSet<String> {
    all.lines().filter_map(|l| Some(l.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())).collect()
}

/// The files of tests in a folder, without `all.rs` and those that `Cargo.toml` has as tests of their own.
fn files(folder: &Path, manifest: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    entries
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .filter(|p| {
            !manifest
                .contains(&format!("path = \"tests/{}\"", p.file_name().expect("a name").to_string_lossy()))
        })
        .map(|p| p.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect()
}

#[test]
fn every_file_of_tests_is_named() {
    let mut looked = 0;
    for krate in
        std::fs::read_dir(repository("crates")).expect("a folder").map(|e| e.expect("an entry").path())
    {
        let tests = krate.join("tests");
        let manifest = std::fs::read_to_string(krate.join("Cargo.toml")).expect("a manifest");
        if !manifest.contains("autotests = false") {
            continue;
        }
        let named = named(&std::fs::read_to_string(tests.join("all.rs")).expect("all.rs"));
        let missing: Vec<_> = files(&tests, &manifest).difference(&named).cloned().collect();
        assert!(missing.is_empty(), "{}: tests/all.rs does not name {missing:?}", krate.display());
        looked += 1;
    }
    assert!(looked >= 8, "only {looked} crates were looked at");
}
