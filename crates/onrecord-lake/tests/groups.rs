//! Groups over a lake: the same as those of an archive that has the same articles.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, BinaryArray, RecordBatch, StringArray};
use onrecord::Reader;
use onrecord_archive::duplicates::Agencies;
use onrecord_archive::{Archive, Query};
use onrecord_lake::groups::{origins, report_signatures, same_reports, same_sayings, saying_signatures};
use onrecord_lake::{Pages, Stamp, Table, pages_schema, read_batch, records};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap());

type Groups = BTreeSet<BTreeSet<String>>;

/// Two reports, each printed by two papers, one of them cut or under another lead; a report alone; and a quotation in two.
fn articles() -> RecordBatch {
    let quote = "“We will keep the harbour bridge closed until every cable has been looked at by engineers,” said Henrik Aaldal.";
    let body = |topic: &str| {
        let lines = (0..9).map(|n| {
            // No five words in a row without the topic, or the two reports would be one.
            let (crew, short) = (n * 7 + 3, n * n + 2);
            format!("The {topic} of {topic} row {n} was by {topic} crew {crew} found {topic} and {short} {topic} ells short.")
        });
        lines.collect::<Vec<_>>().join(" ")
    };
    let texts = [
        ("a", "Kalvik Times", format!("BERLIN (Reuters) – {}\n\n{quote}", body("cable"))),
        ("b", "Skerry Post", format!("An editor wrote this first line alone.\n\n{}", body("cable"))),
        ("c", "Skerry Post", format!("{}\n\n“No,” said Marit Holm.", body("sail"))),
        ("d", "Tarn Courier", body("sail").chars().take(500).collect()),
        ("e", "Tarn Courier", format!("Nothing else of note came to pass in Tarn.\n\n{quote}")),
    ];
    let column = |of: Vec<&str>| Arc::new(StringArray::from(of)) as ArrayRef;
    let given = RecordBatch::try_from_iter([
        ("id", column(texts.iter().map(|t| t.0).collect())),
        ("outlet", column(texts.iter().map(|t| t.1).collect())),
        ("text", column(texts.iter().map(|t| t.2.as_str()).collect())),
        ("published", column(vec!["2024-03-14", "2024-03-15", "2024-03-16", "2024-03-16", "2024-03-17"])),
    ])
    .unwrap();
    let stamp = Stamp { reader: "onrecord test".to_owned(), added: None };
    read_batch(&READER, &given, Table::Articles, &stamp).unwrap()
}

fn archive(articles: &RecordBatch) -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let mut archive =
        Archive::open_for_adding(&folder.path().join("a.db"), READER.dictionary().clone()).unwrap();
    let batch = archive.batch().unwrap();
    for incoming in records(articles, "2024-04-01T00:00:00Z").unwrap() {
        batch.add(&incoming.unwrap()).unwrap();
    }
    batch.commit().unwrap();
    (folder, archive)
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    let column = batch.column_by_name(column).unwrap().as_string::<i32>();
    column.iter().map(|value| value.map(str::to_owned)).collect()
}

fn some(batch: &RecordBatch, column: &str) -> Vec<String> {
    texts(batch, column).into_iter().map(Option::unwrap_or_default).collect()
}

/// The keys that each row is found by.
fn keys(batch: &RecordBatch, column: &str) -> Vec<BTreeSet<i64>> {
    let lists = batch.column_by_name(column).unwrap().as_list::<i32>();
    lists.iter().map(|l| l.unwrap().as_primitive::<Int64Type>().values().iter().copied().collect()).collect()
}

/// Every pair of rows of which the later one seeks a key that the earlier one is kept under.
fn pairs(sought: &[BTreeSet<i64>], kept: &[BTreeSet<i64>]) -> Vec<(usize, usize)> {
    let all = (0..sought.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    all.filter(|(a, b)| !sought[*a].is_disjoint(&kept[*b])).collect()
}

fn hanging_together(edges: Vec<(String, String)>) -> Groups {
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for (a, b) in edges {
        let (mine, rest): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|g| g.contains(&a) || g.contains(&b));
        groups = rest;
        groups.push(mine.into_iter().flatten().chain([a, b]).collect());
    }
    groups.into_iter().collect()
}

#[test]
fn reports_are_the_archives() {
    let articles = articles();
    let signatures = report_signatures(&articles, &Agencies::of(READER.dictionary())).unwrap();
    let ids = some(&signatures, "article");
    let shingles = signatures.column_by_name("shingles").unwrap().as_binary::<i32>();
    let sketches = keys(&signatures, "sketch");
    let pairs = pairs(&sketches, &sketches);
    let side = |of: fn(&(usize, usize)) -> usize| {
        let ids: ArrayRef = Arc::new(StringArray::from_iter_values(pairs.iter().map(|p| &ids[of(p)])));
        let bodies: ArrayRef =
            Arc::new(BinaryArray::from_iter_values(pairs.iter().map(|p| shingles.value(of(p)))));
        (ids, bodies)
    };
    let ((article, mine), (other, theirs)) = (side(|p| p.0), side(|p| p.1));
    let compared = RecordBatch::try_from_iter([
        ("article", article),
        ("other", other),
        ("shingles", mine),
        ("other_shingles", theirs),
    ])
    .unwrap();
    let same = same_reports(&compared).unwrap();
    let ours = hanging_together(some(&same, "article").into_iter().zip(some(&same, "other")).collect());

    let (_folder, archive) = archive(&articles);
    let (reports, _) = archive.reports(&Query::Everything, 2, None).unwrap();
    let theirs: Groups =
        reports.iter().map(|r| r.carriers.iter().map(|c| c.article.clone()).collect()).collect();
    assert_eq!(ours, theirs);
    assert_eq!(ours.len(), 2, "{ours:?}");

    let report = |id: &String| ours.iter().position(|group| group.contains(id)).map(|n| n.to_string());
    let reports_of: Vec<Option<String>> = ids.iter().map(report).collect();
    let carriers: Vec<usize> = (0..ids.len()).filter(|n| reports_of[*n].is_some()).collect();
    let taken = arrow_array::UInt32Array::from_iter_values(carriers.iter().map(|n| *n as u32));
    let mut columns: Vec<(&str, ArrayRef)> = vec![(
        "report",
        Arc::new(StringArray::from_iter_values(carriers.iter().filter_map(|n| reports_of[*n].as_ref()))),
    )];
    for name in ["article", "outlet", "published", "agency", "agency_place", "size"] {
        let column = signatures.column_by_name(name).unwrap();
        columns.push((name, arrow_select::take::take(column, &taken, None).unwrap()));
    }
    let told = origins(
        &RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap(),
    )
    .unwrap();
    let stands = told.column_by_name("origin").unwrap().as_boolean();
    let ours: BTreeMap<String, (Option<String>, String, bool)> = (0..told.num_rows())
        .map(|n| {
            let value = |column| texts(&told, column)[n].clone();
            (value("article").unwrap(), (value("voice"), value("evidence").unwrap(), stands.value(n)))
        })
        .collect();
    let carried = reports.iter().flat_map(|r| r.carriers.iter().map(move |c| (r, c)));
    let theirs =
        carried.map(|(r, c)| (c.article.clone(), (r.voice.clone(), r.evidence.name().to_owned(), c.origin)));
    assert_eq!(ours, theirs.collect());
    assert_eq!(ours["a"], (Some("Reuters".to_owned()), "credit".to_owned(), true));
}

#[test]
fn sayings_are_the_archives() {
    let articles = articles();
    let signatures = saying_signatures(&articles).unwrap();
    let names = ["article", "statement", "said"].map(|name| some(&signatures, name));
    let pairs = pairs(&keys(&signatures, "sought"), &keys(&signatures, "kept"));
    let pairs: Vec<_> = pairs.into_iter().filter(|(a, b)| names[0][*a] != names[0][*b]).collect();
    let column = |of: &Vec<String>, first: bool| {
        let rows = pairs.iter().map(|p| &of[if first { p.0 } else { p.1 }]);
        Arc::new(StringArray::from_iter_values(rows)) as ArrayRef
    };
    let compared = RecordBatch::try_from_iter([
        ("article", column(&names[0], true)),
        ("statement", column(&names[1], true)),
        ("said", column(&names[2], true)),
        ("other_article", column(&names[0], false)),
        ("other_statement", column(&names[1], false)),
        ("other_said", column(&names[2], false)),
    ])
    .unwrap();
    let same = same_sayings(&compared).unwrap();
    let name = |article: &str, statement: &str| {
        some(&same, article).into_iter().zip(some(&same, statement)).map(|(a, s)| format!("{a}#{s}"))
    };
    let edges = name("article", "statement").zip(name("other_article", "other_statement"));
    let ours = hanging_together(edges.collect());

    let (_folder, archive) = archive(&articles);
    let (sayings, _) = archive.sayings(&Query::Everything, None).unwrap();
    let theirs: Groups = sayings
        .iter()
        .map(|saying| saying.carried.iter().map(|c| format!("{}#{}", c.article, c.statement)).collect())
        .collect();
    assert_eq!(ours, theirs);
    assert!(!ours.is_empty());
}

#[test]
fn what_is_no_table_of_articles_is_an_error() {
    let none = RecordBatch::new_empty(Table::Statements.schema());
    assert!(saying_signatures(&none).unwrap_err().to_string().contains("has no column `text`"));
    assert!(same_reports(&none).unwrap_err().to_string().contains("has no column `other`"));
    let column = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let bytes = || Arc::new(BinaryArray::from(vec![b"no".as_slice()])) as ArrayRef;
    let bad = RecordBatch::try_from_iter([
        ("article", column("a")),
        ("other", column("b")),
        ("shingles", bytes()),
        ("other_shingles", bytes()),
    ]);
    assert_eq!(
        same_reports(&bad.unwrap()).unwrap_err().to_string(),
        "a: its record cannot be read: its shingles are none"
    );
}

#[test]
fn parts_have_every_article_once_and_tell_where_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.warc");
    let (mut file, mut starts) = (Vec::new(), BTreeMap::new());
    for n in 0..7 {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>Page {n}</p></html>");
        let url = format!("https://skerry.example/{n}");
        starts.insert(url.clone(), file.len() as i64);
        file.extend_from_slice(
            format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
                 Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
                http.len()
            )
            .as_bytes(),
        );
    }
    std::fs::write(&path, file).unwrap();
    let mut seen = BTreeMap::new();
    for part in 0..3 {
        for batch in Pages::new([path.display().to_string()]).part(part, 3) {
            let batch = batch.unwrap();
            assert_eq!(batch.schema(), pages_schema());
            let offsets = batch.column_by_name("offset").unwrap().as_primitive::<Int64Type>();
            for (url, at) in some(&batch, "url").into_iter().zip(offsets.values()) {
                assert_eq!(seen.insert(url, *at), None, "came twice");
            }
        }
    }
    assert_eq!(seen, starts);
}
