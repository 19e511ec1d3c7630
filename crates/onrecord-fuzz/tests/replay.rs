//! The corpora of the fuzz targets, one input after the other: what once did harm does none any more.

use onrecord_fuzz::TARGETS;
use proptest::prelude::*;
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

/// What a slip of the disk, or of somebody's hand, does to bytes.
#[derive(Debug, Clone)]
enum Slip {
    Put(usize, Vec<u8>),
    Over(usize, Vec<u8>),
    Cut(usize, usize),
    Again(usize, usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = any::<usize>;
    // Bytes, and what means something to one of the formats.
    let some = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..5),
        prop::sample::select(&b"\"'<>&;:,.()[]{}\n\r\t \0\\/-+*#=!~_09azAZ\xc3\xa9\xe2\x80\x9c\xff"[..])
            .prop_map(|b| vec![b]),
        prop::sample::select(vec!["“", "”", " said ", "</p>", "<b>", "\r\n\r\n", "\":", "NOT ", "OR ", "--"])
            .prop_map(|s| s.as_bytes().to_vec()),
    ];
    prop_oneof![
        (at(), some.clone()).prop_map(|(at, some)| Slip::Put(at, some)),
        (at(), some).prop_map(|(at, some)| Slip::Over(at, some)),
        (at(), 1..40_usize).prop_map(|(at, n)| Slip::Cut(at, n)),
        (at(), 1..40_usize).prop_map(|(at, n)| Slip::Again(at, n)),
    ]
}

fn slipped(mut bytes: Vec<u8>, slips: &[Slip]) -> Vec<u8> {
    for slip in slips {
        let length = bytes.len();
        match slip {
            Slip::Put(at, some) => {
                let at = at % (length + 1);
                bytes.splice(at..at, some.iter().copied());
            }
            Slip::Over(at, some) => {
                let at = at % (length + 1);
                bytes.splice(at..(at + some.len()).min(length), some.iter().copied());
            }
            Slip::Cut(at, n) => {
                let at = at % (length + 1);
                bytes.drain(at..(at + n).min(length));
            }
            Slip::Again(at, n) => {
                let at = at % (length + 1);
                let piece = bytes[at..(at + n).min(length)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

proptest! {
    // As many as `PROPTEST_CASES` says.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_near_the_corpus_holds(
        target in 0..TARGETS.len(),
        input in any::<prop::sample::Index>(),
        slips in prop::collection::vec(slip(), 1..6),
    ) {
        let (name, run) = TARGETS[target];
        let inputs = corpus(name);
        run(&slipped(std::fs::read(input.get(&inputs)).unwrap(), &slips));
    }
}
