//! Files that are cut off, changed or made up: told, and never more than that.

use crate::support;
use onrecord::budget::{Budget, Limits, Over};
use onrecord_exchange::{ExchangeError, Format, read, writer};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

/// Where a format's own bytes lie once it is written.
fn file(format: Format, at: &Path) -> PathBuf {
    let ending = match format {
        Format::Dna | Format::Qda => return at.to_owned(),
        Format::Brat => "ann",
        Format::Uima => "xmi",
        Format::Tsv => "tsv",
    };
    let mut files = std::fs::read_dir(at).unwrap().map(|e| e.unwrap().path());
    files.find(|p| p.extension().is_some_and(|e| e == ending)).unwrap()
}

/// Whatever is read has its spans in its text.
fn hold(format: Format, at: &Path) {
    let Ok(read) = read(format, at, "somebody", &Budget::of_file(&|| false)) else { return };
    for document in &read.documents {
        for mark in &document.marks {
            assert!(!mark.content.is_empty() && !mark.coder.is_empty(), "{mark:?}");
            for span in mark.content.iter().chain(&mark.cue).chain(&mark.source) {
                assert!(span.start < span.end && span.end <= document.text.len(), "{span:?}");
                let _ = document.text.slice(*span);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_cut_off_or_changed_does_no_harm(
        document in support::document(),
        format in proptest::sample::select(Format::ALL.as_slice()),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("x.qdpx");
        let mut out = writer(format, &at, support::about()).unwrap();
        out.push(&document).unwrap();
        out.finish().unwrap();
        let file = file(format, &at);
        let mut bytes = std::fs::read(&file).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len().max(1));
            if let Some(at) = bytes.get_mut(place) {
                *at = byte;
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        std::fs::write(&file, bytes).unwrap();
        hold(format, &file);
    }

    #[test]
    fn lines_that_look_right_do_no_harm(lines in proptest::collection::vec(line(), 0..12)) {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("x.txt"), "“Öl für 🚢”, said he.\nAnd more.\n").unwrap();
        std::fs::write(at("x.ann"), lines.join("\n")).unwrap();
        hold(Format::Brat, &at("x.ann"));
        let head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Statement|statement|speaker\n#T_RL=a|b|BT_c\n\n";
        std::fs::write(at("x.tsv"), head.to_owned() + &lines.join("\n")).unwrap();
        hold(Format::Tsv, &at("x.tsv"));
    }
}

/// Lines of brat and of WebAnno with numbers of any size.
fn line() -> impl Strategy<Value = String> {
    let number = prop_oneof![0..40u64, any::<u64>()];
    let numbers = (number.clone(), number.clone(), number);
    (0..9, numbers, "[a-z\\\\|\\[\\]_*;=+ 🚢]{0,8}").prop_map(|(kind, (a, b, c), words)| match kind {
        0 => format!("T{a}\tStatement {a} {b};{b} {c}\t{words}"),
        1 => format!("T{a}\tCue {a} {b}\t{words}"),
        2 => format!("R{a}\tHasCue Arg1:T{b} Arg2:T{c}"),
        3 => format!("#{a}\tCode T{b}\t{words}"),
        4 => format!("A{a}\tAct T{b} promise"),
        5 => format!("{a}-{b}\t{a}-{b}\t{words}\t{words}[{c}]\t_\t_\t_\t"),
        6 => format!(
            "1-1\t{a}-{}\t{words}\t{words}|{words}[{c}]\t*[{c}]\t_\t_\t",
            a.saturating_add(words.chars().map(char::len_utf16).sum::<usize>() as u64)
        ),
        7 => format!("#Text={words}"),
        _ => words,
    })
}

/// What reading a file is refused for.
fn refused(format: Format, at: &Path, budget: &Budget) -> Over {
    match read(format, at, "somebody", budget) {
        Err(ExchangeError::Over { over, .. }) => over,
        other => panic!("{}: {other:?}", at.display()),
    }
}

#[test]
fn what_stands_once_and_is_meant_often_counts_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let small = || Budget::of(Limits { bytes: 8 << 20, attributes: 1_000, ..Limits::FILE }, &|| false);
    let (head, foot) = (
        "<xmi:XMI xmlns:xmi='http://www.omg.org/XMI' xmlns:cas='http:///uima/cas.ecore'>",
        "<cas:Sofa sofaString='x'/></xmi:XMI>",
    );
    let many: String = (0..2_000).map(|n| format!(" a{n}=''")).collect();
    let attributes = at("x.xmi", format!("{head}<x{many}/>{foot}"));
    assert_eq!(refused(Format::Uima, &attributes, &small()), Over::Attributes);
    let few = at("y.xmi", format!("{head}{}{foot}", "<x/>".repeat(20_000)));
    assert_eq!(read(Format::Uima, &few, "somebody", &small()).unwrap().documents.len(), 1);
    assert_eq!(refused(Format::Uima, &few, &Budget::of_file(&|| true)), Over::Stopped);

    // The pieces of one cue, in as many statements as say that it is theirs.
    at("x.txt", "ab ".repeat(20_000));
    let pieces: Vec<String> = (0..10_000).map(|n| format!("{} {}", n * 3, n * 3 + 1)).collect();
    let mut lines = format!("T1\tStatement 0 1\tx\nT2\tCue {}\tx\n", pieces.join(";"));
    lines.extend((0..1_000).map(|n| format!("R{n}\tHasCue Arg1:T1 Arg2:T2\n")));
    assert_eq!(refused(Format::Brat, &at("x.ann", lines), &small()), Over::Bytes);

    // The name of a column, in each annotation that has it.
    let name = "n".repeat(100_000);
    let mut rows = format!("#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Passage|{name}\n\n");
    rows.extend((0..1_000).map(|n| format!("1-{n}\t{}-{}\tx\tv{n}[{n}]\n", n * 2, n * 2 + 1)));
    assert_eq!(refused(Format::Tsv, &at("x.tsv", rows), &small()), Over::Bytes);
}
