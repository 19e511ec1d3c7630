//! The corpora of the fuzz targets, one input after the other: what once did harm does none any more.

use onrecord_fuzz::TARGETS;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Longest that one input may take, without optimisation and on a busy machine. Some of the corpus took minutes once.
const PATIENCE: Duration = Duration::from_secs(30);

/// The inputs of a target by their names.
type Corpus = BTreeMap<String, Vec<u8>>;

static CORPORA: LazyLock<Vec<Corpus>> =
    LazyLock::new(|| TARGETS.iter().map(|(target, _)| corpus(target)).collect());

/// What has names of its own, and what lies in the archive beside it.
fn corpus(target: &str) -> Corpus {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let named = files.map(|file| {
        let file = file.unwrap();
        (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).unwrap())
    });
    let mut inputs: Corpus = named.collect();
    let packed = folder.with_extension("tar.gz");
    let archive = match File::open(&packed) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return inputs,
        Err(error) => panic!("{}: {error}", packed.display()),
    };
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap_or_else(|e| panic!("{}: {e}", packed.display()));
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let before = inputs.insert(name, bytes);
        assert_eq!(before, None, "{}: two inputs have one name", packed.display());
    }
    inputs
}

#[test]
fn every_input_of_every_corpus_holds() {
    for ((target, run), inputs) in TARGETS.iter().zip(&*CORPORA) {
        assert!(inputs.len() >= 3, "{target} has a corpus of {}", inputs.len());
        for (input, bytes) in inputs {
            let begun = Instant::now();
            if let Err(panic) = std::panic::catch_unwind(|| run(bytes)) {
                let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
                panic!("{target}/{input}: {said}");
            }
            assert!(begun.elapsed() < PATIENCE, "{target}/{input} took {:?}", begun.elapsed());
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
        let (_, run) = TARGETS[target];
        let inputs: Vec<&Vec<u8>> = CORPORA[target].values().collect();
        run(&slipped(input.get(&inputs).to_vec(), &slips));
    }
}
