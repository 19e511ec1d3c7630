//! Whatever is read comes back from Parquet as it was, and is the same however it was parted into batches.

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_select::concat::concat_batches;
use onrecord::Reader;
use onrecord_fuzz::news;
use onrecord_lake::{Input, InputRow};
use onrecord_lake::{Lake, Outcome, Stamp, Table, open, read_batch, read_entry, records};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap());

fn stamp() -> Stamp {
    Stamp { reader: "onrecord test".to_owned(), added: None }
}

/// Texts that look like news, and such as nothing can be read of.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        6 => prop::collection::vec(any::<u8>(), 1..60).prop_map(|choices| news(&choices)),
        1 => Just(" ".to_owned()),
        1 => "\\PC{0,40}",
    ];
    prop::collection::vec(text, 1..6)
}

fn batch(texts: &[String], from: usize) -> RecordBatch {
    let ids = (from..from + texts.len()).map(|n| format!("news/{n}"));
    let ids: StringArray = ids.map(Some).collect();
    let texts: StringArray = texts.iter().map(Some).collect();
    RecordBatch::try_from_iter([("id", Arc::new(ids) as ArrayRef), ("text", Arc::new(texts) as ArrayRef)])
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn parquet_gives_back_what_was_read(texts in texts()) {
        let folder = tempfile::tempdir().unwrap();
        let mut lake = Lake::open(folder.path(), "test").unwrap();
        let given = batch(&texts, 0);
        let input = Input::new(&given).unwrap();
        let mut written = Vec::new();
        for row in 0..texts.len() {
            let row: InputRow = input.row(row);
            let entry = read_entry(&READER, &row, &stamp());
            lake.push(&entry).unwrap();
            if let Outcome::Read(record) = entry.outcome {
                onrecord_fuzz::assert_record(&record);
                written.push(*record);
            }
        }
        lake.close().unwrap();
        let mut back = Vec::new();
        for part in std::fs::read_dir(folder.path().join("articles")).unwrap() {
            for articles in open(&part.unwrap().path()).unwrap().batches().unwrap() {
                let articles = articles.unwrap();
                let found = records(&articles, "2024-03-20T00:00:00Z").unwrap();
                back.extend(found.map(|incoming| incoming.unwrap().record));
            }
        }
        prop_assert!(back == written, "{texts:?}");
    }

    #[test]
    fn batches_of_any_size_give_the_same_rows(texts in texts(), size in 1..4_usize) {
        for table in Table::ALL {
            let whole = read_batch(&READER, &batch(&texts, 0), table, &stamp()).unwrap();
            let parts: Vec<RecordBatch> = (0..)
                .step_by(size)
                .zip(texts.chunks(size))
                .map(|(from, some)| read_batch(&READER, &batch(some, from), table, &stamp()).unwrap())
                .collect();
            prop_assert_eq!(&whole, &concat_batches(&whole.schema(), &parts).unwrap());
        }
    }
}
