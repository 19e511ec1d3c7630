//! Files of other tools for coding, as strangers may make them.

use crate::archive::patched;
use onrecord::budget::Budget;
use onrecord::{ActorKind, Span, Text};
use onrecord_archive::coding::Codebook;
use onrecord_exchange::{About, Code, Document, Format, Mark, Who, qda, read, writer};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TEXT: &str = "🚢 “Öl für alle”, said Marit Hölm.\r\nAnd \tmore of it.\n";

/// A document with one of everything.
fn document() -> Document {
    Document {
        address: Some("https://example.org/1".to_owned()),
        name: "one".to_owned(),
        title: Some("One".to_owned()),
        authors: Vec::new(),
        outlet: Some("The Skerry Post".to_owned()),
        published: Some("2024-03-20".to_owned()),
        language: None,
        text: Text::new(TEXT),
        marks: vec![Mark {
            coder: "Ana".to_owned(),
            made: None,
            statement: Some("s1".to_owned()),
            is_statement: true,
            content: vec![Span::new(2, 16)],
            cue: vec![Span::new(18, 22)],
            source: vec![Span::new(23, 33)],
            speaker: Some(Who::new("Marit Hölm", ActorKind::Person)),
            act: None,
            certainty: None,
            codes: vec![Code::concept("oil", true), Code::new("frame", "gain")],
        }],
    }
}

/// A file of DNA with that document.
static DNA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let path = folder.path().join("x.dna");
    let about = About { name: "x".to_owned(), made: "2024-01-01T00:00:00Z".to_owned() };
    let mut to = writer(Format::Dna, &path, about).expect("it can be made");
    to.push(&document()).expect("it can be written");
    to.finish().expect("it can be ended");
    fs::read(path).expect("it is there")
});

/// Writes a file of DNA with so many statements on the same few words.
pub fn dna_of(path: &Path, statements: usize) {
    let about = About { name: "x".to_owned(), made: "2024-01-01T00:00:00Z".to_owned() };
    let mut document = document();
    let mark = document.marks.remove(0);
    document.marks = (0..statements)
        .map(|n| Mark {
            statement: Some(format!("s{n}")),
            speaker: Some(Who::new(format!("Marit Hölm {n}"), ActorKind::Person)),
            ..mark.clone()
        })
        .collect();
    let mut to = writer(Format::Dna, path, about).expect("it can be made");
    to.push(&document).expect("it can be written");
    to.finish().expect("it can be ended");
}

/// Reads a file of another tool. The first byte says which format; of DNA the rest are patches to a whole file, of REFI-QDA
/// the project inside, of brat the standoff beside a text. Every span lies in its text, and what is read can be written
/// and read again.
pub fn exchange(data: &[u8]) {
    let [format, rest @ ..] = data else { return };
    let format = Format::ALL[usize::from(*format) % Format::ALL.len()];
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let at = |name: &str| folder.path().join(name);
    let put = |path: &Path, bytes: &[u8]| fs::write(path, bytes).expect("the file can be written");
    let path = match format {
        Format::Dna => at("x.dna"),
        Format::Qda => at("x.qdpx"),
        Format::Brat => at("x.ann"),
        Format::Uima => at("x.xmi"),
        Format::Tsv => at("x.tsv"),
    };
    match format {
        Format::Dna => put(&path, &patched(&DNA, rest)),
        Format::Qda => {
            put(&path, &packed(rest));
            put(&at("x.qdc"), rest);
            codebook(&at("x.qdc"));
        }
        Format::Brat => {
            put(&at("x.txt"), TEXT.as_bytes());
            put(&path, rest);
        }
        Format::Uima | Format::Tsv => put(&path, rest),
    }
    let _ = onrecord_exchange::recognise(&path);
    let budget = Budget::of_file(&|| false);
    let Ok(found) = read(format, &path, "somebody", &budget) else { return };
    found.documents.iter().for_each(hold);
    let about = About { name: "x".to_owned(), made: "2024-01-01T00:00:00Z".to_owned() };
    let again = at("again");
    let mut to = writer(Format::Qda, &again, about).expect("it can be made");
    for document in &found.documents {
        to.push(document).expect("what was read can be written");
    }
    to.finish().expect("what was read can be written");
    let back = read(Format::Qda, &again, "somebody", &Budget::of_file(&|| false))
        .expect("what is written can be read");
    assert!(back.documents.len() <= found.documents.len());
    back.documents.iter().for_each(hold);
}

/// What is drafted of a codebook is one, or says what is wrong with it; and goes out and comes back.
fn codebook(path: &Path) {
    let Ok(drafted) = qda::draft(path, &Budget::of_file(&|| false)) else { return };
    let Ok(book) = Codebook::parse(&drafted.source) else { return };
    fs::write(path, qda::codebook(&book)).expect("the file can be written");
    assert!(qda::is_codebook(path));
    if !book.concepts.is_empty() || !book.variables.is_empty() {
        qda::draft(path, &Budget::of_file(&|| false)).expect("what is written can be read");
    }
}

fn hold(document: &Document) {
    for mark in &document.marks {
        assert!(!mark.content.is_empty(), "{mark:?}");
        for span in mark.content.iter().chain(&mark.cue).chain(&mark.source) {
            assert!(span.start < span.end && span.end <= document.text.len(), "{span:?}");
            let _ = document.text.slice(*span);
        }
    }
}

fn packed(project: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("project.qde", project), ("Sources/x.txt", TEXT.as_bytes())] {
        zip.start_file(name, SimpleFileOptions::default()).expect("memory takes it");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}
