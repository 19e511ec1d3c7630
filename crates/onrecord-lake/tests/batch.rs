//! The batch function, and back from rows to records.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BinaryArray, Date32Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
};
use onrecord::Reader;
use onrecord_lake::{Stamp, Table, read_batch, records, retable};
use std::sync::{Arc, LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap());

const GOOD: &str = "“We will not close the bridge,” said Ana Brandt, the mayor of Skerry. She promised “a solution” by Friday.";

fn stamp() -> Stamp {
    Stamp { reader: "onrecord test".to_owned(), added: None }
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, c)| (name, c, true))).unwrap()
}

fn texts(all: Vec<Option<&str>>) -> ArrayRef {
    Arc::new(StringArray::from(all))
}

fn text(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(column).unwrap().as_string::<i32>();
    column.is_valid(row).then(|| column.value(row).to_owned())
}

#[test]
fn every_row_in_is_a_row_out_whatever_it_holds() {
    let page = "<html><body><article><p>“No,” the minister said on Monday.</p><p>He left it at that, and the meeting \
                went on without him until late in the evening.</p></article></body></html>";
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    let given = batch(vec![
        (
            "id",
            texts(vec![Some("good"), Some("page"), Some("none"), Some("empty"), Some("png"), Some("date")]),
        ),
        ("text", texts(vec![Some(GOOD), None, None, Some("  "), None, Some(GOOD)])),
        ("html", texts(vec![None, Some(page), None, None, None, None])),
        ("bytes", Arc::new(BinaryArray::from_opt_vec(vec![None, None, None, None, Some(png), None]))),
        ("url", texts(vec![Some("https://skerry.example/1"), None, None, None, None, None])),
        (
            "published",
            texts(vec![Some("2024-03-20"), None, Some("2024-03-21"), None, None, Some("last spring")]),
        ),
        ("outlet", texts(vec![Some("The Skerry Post"), None, None, Some("Kalvik Times"), None, None])),
    ]);
    let articles = read_batch(&READER, &given, Table::Articles, &stamp()).unwrap();
    assert_eq!(articles.num_rows(), 6);
    assert_eq!(articles.schema(), Table::Articles.schema());
    let read = articles.column_by_name("read").unwrap().as_boolean().clone();
    let read: Vec<bool> = (0..6).map(|row| read.value(row)).collect();
    assert_eq!(read, [true, true, false, false, false, true]);
    let day = articles.column_by_name("day").unwrap().as_primitive::<Date32Type>().clone();
    assert_eq!(day.value_as_date(0).unwrap().to_string(), "2024-03-20");
    // What was given of an article that could not be read stays with it.
    assert_eq!(text(&articles, "published", 2).as_deref(), Some("2024-03-21"));
    assert_eq!(text(&articles, "outlet", 3).as_deref(), Some("Kalvik Times"));

    let notes = read_batch(&READER, &given, Table::Notes, &stamp()).unwrap();
    let of: Vec<(String, String)> = (0..notes.num_rows())
        .map(|row| (text(&notes, "article", row).unwrap(), text(&notes, "reason", row).unwrap()))
        .collect();
    for (id, reason) in [
        ("none", "neither text nor html nor bytes"),
        ("empty", "is empty"),
        ("png", "is not text"),
        ("date", "`last spring` is not a date of publication"),
    ] {
        assert!(of.iter().any(|(i, r)| i == id && r.contains(reason)), "{id}: {of:?}");
    }

    let statements = read_batch(&READER, &given, Table::Statements, &stamp()).unwrap();
    let unread = (0..statements.num_rows()).filter(|&row| text(&statements, "note", row).is_some());
    let unread: Vec<String> = unread.map(|row| text(&statements, "article", row).unwrap()).collect();
    assert_eq!(unread, ["none", "empty", "png"]);
    let said = (0..statements.num_rows()).filter_map(|row| text(&statements, "content", row));
    assert!(said.into_iter().any(|said| said == "“We will not close the bridge,”"));
}

#[test]
fn other_programs_widths_and_types_are_taken() {
    let given = batch(vec![
        ("id", Arc::new(Int64Array::from(vec![7]))),
        ("text", Arc::new(LargeStringArray::from(vec![GOOD]))),
        ("published", Arc::new(Date32Array::from(vec![19_802]))),
    ]);
    let articles = read_batch(&READER, &given, Table::Articles, &stamp()).unwrap();
    assert_eq!(text(&articles, "article", 0).as_deref(), Some("7"));
    assert_eq!(text(&articles, "published", 0).as_deref(), Some("2024-03-20"));
}

#[test]
fn a_batch_that_is_none_of_articles_is_an_error_with_a_hint() {
    let none = batch(vec![("id", texts(vec![Some("1")])), ("body", texts(vec![Some(GOOD)]))]);
    let error = read_batch(&READER, &none, Table::Articles, &stamp()).unwrap_err();
    assert!(error.to_string().ends_with("only id, body"), "{error}");
    assert!(error.hint().unwrap().contains("rename"));

    let bytes: ArrayRef = Arc::new(BinaryArray::from(vec![b"abc".as_slice()]));
    let error = read_batch(&READER, &batch(vec![("text", bytes)]), Table::Articles, &stamp()).unwrap_err();
    assert!(error.to_string().contains("`text` has type Binary"), "{error}");
}

#[test]
fn records_come_back_as_they_were_and_make_the_same_tables() {
    let given =
        batch(vec![("id", texts(vec![Some("a"), Some("b")])), ("text", texts(vec![Some(GOOD), Some(" ")]))]);
    let articles = read_batch(&READER, &given, Table::Articles, &stamp()).unwrap();
    let back: Vec<_> = records(&articles, "2024-03-20T00:00:00Z").unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(back.len(), 1, "of the second nothing could be read");
    assert_eq!(back[0].place.as_deref(), Some("a"));
    let article = &back[0].record.article;
    assert_eq!(article.text.as_str(), GOOD);
    let again = READER.read(article.clone(), vec![]);
    assert_eq!(back[0].record.statements, again.statements);
    for table in Table::ALL {
        let direct = read_batch(&READER, &given, table, &stamp()).unwrap();
        assert_eq!(retable(&articles, table).unwrap(), direct, "{table:?}");
    }

    let error = records(&retable(&articles, Table::Statements).unwrap(), "").err().unwrap();
    assert!(error.to_string().ends_with("it is a table of statements"), "{error}");
}

#[test]
fn spans_are_those_of_the_record() {
    let given = batch(vec![("text", texts(vec![Some(GOOD)]))]);
    let statements = read_batch(&READER, &given, Table::Statements, &stamp()).unwrap();
    let chars: Vec<char> = GOOD.chars().collect();
    for row in 0..statements.num_rows() {
        let spans = statements.column_by_name("content_spans").unwrap().as_list::<i32>().value(row);
        let spans = spans.as_struct();
        let end = |name| spans.column_by_name(name).unwrap().as_primitive::<Int32Type>().clone();
        let (starts, ends) = (end("start"), end("end"));
        let words: Vec<String> = (0..spans.len())
            .map(|n| chars[starts.value(n) as usize..ends.value(n) as usize].iter().collect())
            .collect();
        assert_eq!(Some(words.join(" … ")), text(&statements, "content", row));
    }
    assert!(statements.num_rows() >= 1);
}
