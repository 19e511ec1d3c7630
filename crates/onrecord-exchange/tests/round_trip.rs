//! What went out comes back the same, whatever is in it.

use crate::support::{document, there_and_back};
use onrecord::Span;
use onrecord_exchange::{Document, Format, Mark};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() }
}

/// What a format does not keep is taken from both sides. Of marks that begin at the same place, either may come first.
fn without(document: &Document, mut lose: impl FnMut(&mut Mark)) -> Document {
    let mut document = document.clone();
    document.marks.iter_mut().for_each(&mut lose);
    document.marks.sort_by_key(|m| (m.content.clone(), m.is_statement, m.coder.clone(), m.statement.clone()));
    document
}

fn check(format: Format, name: &str, documents: &[Document], lose: impl FnMut(&mut Mark) + Clone) {
    let folder = tempfile::tempdir().unwrap();
    let read = there_and_back(format, &folder.path().join(name), documents);
    assert_eq!(read.notes, Vec::<String>::new());
    assert_eq!(read.documents.len(), documents.len());
    for (back, out) in read.documents.iter().zip(documents) {
        assert_eq!(without(back, lose.clone()), without(out, lose.clone()));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn brat_loses_nothing(documents in proptest::collection::vec(document(), 1..3)) {
        check(Format::Brat, "brat", &documents, |_| {});
    }

    #[test]
    fn xmi_loses_nothing(documents in proptest::collection::vec(document(), 1..3)) {
        check(Format::Uima, "xmi", &documents, |_| {});
    }

    #[test]
    fn tsv_loses_nothing(documents in proptest::collection::vec(document(), 1..3)) {
        let folder = tempfile::tempdir().unwrap();
        let read = there_and_back(Format::Tsv, &folder.path().join("tsv"), &documents);
        for (back, out) in read.documents.iter().zip(&documents) {
            // But the line end at the end of the text, which belongs to no sentence.
            prop_assert_eq!(back.text.as_str(), out.text.as_str().trim_end_matches('\n'));
            prop_assert_eq!(without(back, |_| {}).marks, without(out, |_| {}).marks);
            prop_assert_eq!((&back.address, &back.published), (&out.address, &out.published));
        }
    }

    #[test]
    fn qda_loses_nothing(documents in proptest::collection::vec(document(), 1..3)) {
        check(Format::Qda, "x.qdpx", &documents, |_| {});
    }

    /// DNA has one span a statement, nothing for cue and source, and says of no statement when it was made; how sure the
    /// reader is stands with statements that have no concept.
    #[test]
    fn dna_keeps_all_that_it_has_room_for(documents in proptest::collection::vec(document(), 1..3)) {
        check(Format::Dna, "x.dna", &documents, |mark| {
            mark.content = vec![mark.content.iter().copied().reduce(Span::cover).unwrap()];
            (mark.cue, mark.source, mark.made) = Default::default();
            if mark.codes.iter().any(|c| c.agrees.is_some()) {
                mark.certainty = None;
            }
        });
    }
}
