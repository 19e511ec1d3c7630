//! What holds of the record of any text that looks like news.

use onrecord::{Article, Reader, Record, Text};
use onrecord_fuzz::{assert_record, news};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap());

fn read(text: &str) -> Record {
    let capture = onrecord_intake::Capture {
        origin: "-".to_owned(),
        bytes: text.as_bytes().to_vec(),
        url: None,
        content_type: Some("text/plain; charset=utf-8".to_owned()),
    };
    match onrecord_intake::take(&capture, &onrecord_intake::Hints::default()) {
        Ok(taken) => READER.read(taken.article, taken.notes),
        Err(_) => Record::new(Article::plain("-", Text::new(text))),
    }
}

/// Every pair of whole numbers in a record's JSON: in the record nothing else looks like that.
fn pairs(value: &Value, found: &mut Vec<(u32, u32)>) {
    match value {
        Value::Array(all) => {
            let number = |n: usize| all.get(n).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
            match (all.len(), number(0), number(1)) {
                (2, Some(start), Some(end)) => found.push((start, end)),
                _ => all.iter().for_each(|one| pairs(one, found)),
            }
        }
        Value::Object(all) => all.values().for_each(|one| pairs(one, found)),
        _ => {}
    }
}

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_span_lies_in_its_text_and_json_gives_the_record_back(choices in choices()) {
        let record = read(&news(&choices));
        assert_record(&record);
        // `spans` forgets none, whatever a record will have one day.
        let mut written = Vec::new();
        pairs(&serde_json::to_value(&record).unwrap(), &mut written);
        let mut known: Vec<(u32, u32)> = record.spans().into_iter().map(Into::into).collect();
        written.sort_unstable();
        known.sort_unstable();
        prop_assert_eq!(known, written);
    }

    #[test]
    fn any_text_gives_a_record_that_holds(text in "(\\PC|[\"“”'‘’.,:;()\n]| said | he |\\pL{1,9} ){0,80}") {
        assert_record(&read(&text));
    }
}

#[test]
fn one_reader_on_many_threads_reads_as_on_one() {
    // Bytes of a fixed generator (Knuth's MMIX); a failure is to be the same one each time.
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let texts: Vec<String> =
        (0..24).map(|n| news(&(0..20 + n * 5).map(|_| next()).collect::<Vec<u8>>())).collect();
    let alone: Vec<Record> = texts.iter().map(|text| read(text)).collect();
    assert!(alone.iter().map(|r| r.statements.len()).sum::<usize>() > 20, "there is something to compare");
    std::thread::scope(|scope| {
        for shift in 0..4 {
            let (texts, alone) = (&texts, &alone);
            scope.spawn(move || {
                for n in 0..texts.len() {
                    let n = (n + shift * 5) % texts.len();
                    assert!(read(&texts[n]) == alone[n], "text {n} is read otherwise on thread {shift}");
                }
            });
        }
    });
}
