//! What reading costs grows no faster than what is read: inputs of every kind, made of pieces of every sort, are made ten times as
//! large, and what is asked of the allocator and spent of the budget is counted. Not time, which no two machines have alike.
//!
//! Each piece is tried alone, and then some that are drawn together; `ONRECORD_GROWTH` says how many are drawn for each kind.

#[path = "growth/allocations.rs"]
mod allocations;
#[path = "growth/documents.rs"]
mod documents;
#[path = "growth/kinds.rs"]
mod kinds;
#[path = "growth/pack.rs"]
mod pack;

use allocations::{Asked, asked};
use kinds::Kind;
use onrecord::budget::{Budget, Limits};
use onrecord_intake::{Hints, IntakeError, Mapping, SourceError, Sources, Wanted};
use proptest::prelude::*;
use proptest::test_runner::{TestRng, TestRunner};
use std::path::Path;

/// Bytes of the small ones.
const SMALL: usize = 16 << 10;
/// How much more of everything ten times as much may cost: room for tables that grow by doubling, and for sorting.
const LINEAR: f64 = 10.0 * 2.5;
/// What may be asked for by the byte, however little the small one cost.
const BYTES_A_BYTE: u64 = 40;
const TIMES_A_BYTE: f64 = 0.2;
/// What is refused has cost this at most, in bytes that are held at the same time.
const REFUSED: i64 = 1 << 30;

/// What an input has cost.
#[derive(Debug, Default)]
struct Cost {
    asked: Asked,
    /// Of the budgets of its articles.
    nodes: usize,
    bytes: usize,
    refused: bool,
}

fn made(kind: &Kind, pieces: &[usize], size: usize) -> Vec<u8> {
    let unit: String = pieces.iter().map(|n| kind.pieces[n % kind.pieces.len()]).collect();
    let mut text = kind.before.to_owned();
    let mut n = 0;
    while text.len() < size {
        n += 1;
        text += &unit.replace('¤', &n.to_string());
    }
    text += kind.after;
    (kind.pack)(&text)
}

fn read(path: &Path) -> Cost {
    let mut cost = Cost::default();
    let counted = asked(|| {
        let file = Budget::of_file(&|| false);
        if let Some(format) = onrecord_exchange::recognise(path) {
            cost.refused |= onrecord_exchange::read(format, path, "Ann", &file).is_err();
            let left = file.left();
            cost.nodes += Limits::FILE.nodes - left.nodes;
            cost.bytes += Limits::FILE.bytes - left.bytes;
            return;
        }
        for received in Sources::new(vec![Wanted::Path(path.to_owned())], Mapping::usual()) {
            let budget = Budget::default();
            let taken = received.map(|received| received.take_within(&Hints::default(), &budget).err());
            let left = budget.left();
            cost.nodes += Limits::ARTICLE.nodes - left.nodes;
            cost.bytes += Limits::ARTICLE.bytes - left.bytes;
            cost.refused |= matches!(
                taken,
                Ok(Some(IntakeError::TooCostly { .. } | IntakeError::TooLong { .. }))
                    | Err(SourceError::Intake(IntakeError::TooCostly { .. } | IntakeError::TooLong { .. }))
            );
        }
    });
    Cost { asked: counted, ..cost }
}

/// Holds the cost of ten times as much against that of one.
fn hold(kind: &Kind, pieces: &[usize]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let path = folder.path().join(kind.file);
    std::fs::write(folder.path().join("x.txt"), "The mayor said it would stay.")
        .map_err(|e| e.to_string())?;
    let cost = |size: usize| -> Result<(Cost, usize, u128), String> {
        let bytes = made(kind, pieces, size);
        std::fs::write(&path, &bytes).map_err(|e| e.to_string())?;
        let begun = std::time::Instant::now();
        let cost = read(&path);
        Ok((cost, size, begun.elapsed().as_millis()))
    };
    // What is worked out once for all inputs is not this one's cost.
    cost(SMALL / 8)?;
    let (small, ..) = cost(SMALL)?;
    let (large, size, took) = cost(SMALL * 10)?;
    let names: Vec<&str> = pieces.iter().map(|n| kind.pieces[n % kind.pieces.len()]).collect();
    let (before, after) = (small.asked, large.asked);
    if std::env::var_os("ONRECORD_GROWTH_SHOWN").is_some() {
        eprintln!(
            "{took} ms\t{:.1}\t{:.1}\t{}\t{names:?}",
            after.bytes as f64 / before.bytes as f64,
            after.times as f64 / before.times as f64,
            kind.file
        );
    }
    if large.refused {
        let held = after.peak <= REFUSED;
        return if held { Ok(()) } else { Err(format!("{names:?}: refused after {after:?}")) };
    }
    let within =
        |before: u64, after: u64, free: u64| after as f64 <= (before as f64 * LINEAR).max(free as f64);
    let size = size as u64;
    let all = [
        ("bytes asked for", before.bytes, after.bytes, size * BYTES_A_BYTE),
        ("allocations", before.times, after.times, (size as f64 * TIMES_A_BYTE) as u64),
        ("bytes held", before.peak as u64, after.peak as u64, size * BYTES_A_BYTE),
        ("nodes", small.nodes as u64, large.nodes as u64, size),
        ("bytes of the budget", small.bytes as u64, large.bytes as u64, size * BYTES_A_BYTE),
    ];
    match all.into_iter().find(|(_, before, after, free)| !within(*before, *after, *free)) {
        None => Ok(()),
        Some((what, before, after, _)) => {
            Err(format!("{}: {names:?}: {what}: {before}, and then {after}", kind.file))
        }
    }
}

fn grow(kind: &Kind) {
    let mut found: Vec<String> = (0..kind.pieces.len()).filter_map(|n| hold(kind, &[n]).err()).collect();
    let cases = std::env::var("ONRECORD_GROWTH").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let drawn = prop::collection::vec(0..kind.pieces.len(), 2..5);
    let held = TestRunner::new_with_rng(config, rng)
        .run(&drawn, |pieces| hold(kind, &pieces).map_err(TestCaseError::fail));
    found.extend(held.err().map(|error| error.to_string()));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

macro_rules! grow {
    ($($test:ident: $kind:path,)*) => {
        $(
            #[test]
            fn $test() {
                grow(&$kind);
            }
        )*
    };
}

grow! {
    pages: kinds::HTML,
    feeds_of_rss: kinds::RSS,
    feeds_of_atom: kinds::ATOM,
    feeds_of_json: kinds::JSON_FEED,
    sitemaps: kinds::SITEMAP,
    lists_of_json: kinds::JSON,
    lines_of_json: kinds::JSON_LINES,
    rows_of_tables: kinds::TABLE,
    columns_of_tables: kinds::COLUMNS,
    warc_files: kinds::WARC,
    arc_files: kinds::ARC,
    word_documents: documents::DOCX,
    open_documents: documents::ODT,
    books: documents::EPUB,
    rich_text: documents::RTF,
    pdf_files: documents::PDF,
    subtitles: kinds::SUBTITLES,
    captions: kinds::CAPTIONS,
    mails: documents::MAIL,
    heads_of_mails: documents::MAIL_HEADERS,
    plain_text: kinds::TEXT,
    newspaper_pages: kinds::ALTO,
    parliamentary_records: kinds::RECORD,
    exports_of_nexis: kinds::NEXIS,
    exports_of_factiva: kinds::FACTIVA,
    exports_of_europresse: kinds::EUROPRESSE,
    workbooks: documents::WORKBOOK,
    members_of_archives: documents::MEMBERS,
    projects_of_qualitative_tools: documents::REFI,
    xmi_files: kinds::XMI,
    webanno_files: kinds::WEBANNO,
    brat_files: kinds::BRAT,
}

/// Statements of a `.dna` file, which is a database and not made of pieces.
#[test]
fn statements_of_dna() {
    let folder = tempfile::tempdir().unwrap();
    let cost = |marks: usize| {
        let path = folder.path().join(format!("{marks}.dna"));
        onrecord_fuzz::dna_of(&path, marks);
        read(&path)
    };
    cost(10);
    let (small, large) = (cost(100), cost(1_000));
    assert!(!large.refused && large.nodes > small.nodes);
    assert!(large.asked.bytes as f64 <= small.asked.bytes as f64 * LINEAR, "{small:?} {large:?}");
    assert!(large.asked.times as f64 <= small.asked.times as f64 * LINEAR, "{small:?} {large:?}");
    assert!(large.bytes as f64 <= small.bytes as f64 * LINEAR, "{small:?} {large:?}");
}
