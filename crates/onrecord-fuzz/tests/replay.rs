//! The corpora of the fuzz targets, one input after the other: what once did harm does none any more.

use onrecord_fuzz::TARGETS;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longest that one input may take, without optimisation and on a busy machine. Some of the corpus took minutes once.
const PATIENCE: Duration = Duration::from_secs(30);

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let inputs = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut inputs: Vec<PathBuf> = inputs.map(|f| f.unwrap().path()).collect();
    inputs.sort();
    inputs
}

#[test]
fn every_input_of_every_corpus_holds() {
    for (target, run) in TARGETS {
        let inputs = corpus(target);
        assert!(inputs.len() >= 3, "{target} has a corpus of {}", inputs.len());
        for input in inputs {
            let bytes = std::fs::read(&input).unwrap();
            let begun = Instant::now();
            if let Err(panic) = std::panic::catch_unwind(|| run(&bytes)) {
                let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                panic!("{}: {said}", input.display());
            }
            assert!(begun.elapsed() < PATIENCE, "{} took {:?}", input.display(), begun.elapsed());
        }
    }
}
