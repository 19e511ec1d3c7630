//! DNA's files: the tables of what is written, held against a list of our own and, where it is there, against DNA's sample.

use crate::support;
use onrecord::budget::Budget;
use onrecord_exchange::{Format, dna, read, recognise, writer};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Columns of every table as DNA 3.0 has them: name, type, whether it must have a value, whether it is the key.
const TABLES: &[(&str, &[&str])] = &[
    ("SETTINGS", &["Property TEXT key", "Value TEXT must"]),
    (
        "DOCUMENTS",
        &[
            "ID INTEGER must key",
            "Title TEXT must",
            "Text TEXT must",
            "Coder INTEGER",
            "Author TEXT must",
            "Source TEXT must",
            "Section TEXT must",
            "Notes TEXT must",
            "Type TEXT must",
            "Date INTEGER must",
        ],
    ),
    (
        "STATEMENTTYPES",
        &[
            "ID INTEGER must key",
            "Label TEXT must",
            "Red INTEGER must",
            "Green INTEGER must",
            "Blue INTEGER must",
        ],
    ),
    (
        "VARIABLES",
        &["ID INTEGER must key", "Variable TEXT must", "DataType TEXT must", "StatementTypeId INTEGER"],
    ),
    ("VARIABLELINKS", &["ID INTEGER must key", "SourceVariableId INTEGER", "TargetVariableId INTEGER"]),
    ("REGEXES", &["Label TEXT key", "Red INTEGER must", "Green INTEGER must", "Blue INTEGER must"]),
    (
        "CODERRELATIONS",
        &[
            "ID INTEGER must key",
            "Coder INTEGER",
            "OtherCoder INTEGER",
            "viewStatements INTEGER must",
            "editStatements INTEGER must",
            "viewDocuments INTEGER must",
            "editDocuments INTEGER must",
        ],
    ),
    (
        "STATEMENTS",
        &[
            "ID INTEGER must key",
            "StatementTypeId INTEGER",
            "DocumentId INTEGER",
            "Start INTEGER must",
            "Stop INTEGER must",
            "Coder INTEGER",
        ],
    ),
    (
        "DATABOOLEAN",
        &["ID INTEGER must key", "StatementId INTEGER must", "VariableId INTEGER must", "Value INTEGER must"],
    ),
    (
        "DATAINTEGER",
        &["ID INTEGER must key", "StatementId INTEGER must", "VariableId INTEGER must", "Value INTEGER must"],
    ),
    (
        "ENTITIES",
        &[
            "ID INTEGER must key",
            "VariableId INTEGER must",
            "Value TEXT must",
            "Red INTEGER",
            "Green INTEGER",
            "Blue INTEGER",
            "ChildOf INTEGER",
        ],
    ),
    (
        "DATASHORTTEXT",
        &[
            "ID INTEGER must key",
            "StatementId INTEGER must",
            "VariableId INTEGER must",
            "Entity INTEGER must",
        ],
    ),
    (
        "DATALONGTEXT",
        &["ID INTEGER must key", "StatementId INTEGER must", "VariableId INTEGER must", "Value TEXT"],
    ),
    (
        "ATTRIBUTEVARIABLES",
        &["ID INTEGER must key", "VariableId INTEGER must", "AttributeVariable TEXT must"],
    ),
    (
        "ATTRIBUTEVALUES",
        &[
            "ID INTEGER must key",
            "EntityId INTEGER must",
            "AttributeVariableId INTEGER must",
            "AttributeValue TEXT must",
        ],
    ),
];
/// Those of coders, of which most are one permission each.
const CODER: &[&str] = &[
    "ID INTEGER must key",
    "Name TEXT must",
    "Red INTEGER must",
    "Green INTEGER must",
    "Blue INTEGER must",
    "Refresh INTEGER must",
    "FontSize INTEGER must",
    "Password TEXT must",
    "PopupWidth INTEGER",
    "ColorByCoder INTEGER must",
    "PopupDecoration INTEGER must",
    "PopupAutoComplete INTEGER must",
];
const PERMISSIONS: [&str; 16] = [
    "AddDocuments",
    "EditDocuments",
    "DeleteDocuments",
    "ImportDocuments",
    "AddStatements",
    "EditStatements",
    "DeleteStatements",
    "EditAttributes",
    "EditRegex",
    "EditStatementTypes",
    "EditCoders",
    "EditCoderRelations",
    "ViewOthersDocuments",
    "EditOthersDocuments",
    "ViewOthersStatements",
    "EditOthersStatements",
];

/// DNA's own sample, which is not ours to give away: a copy beside the repository.
fn sample() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/exports/dna-3.sample.dna");
    path.is_file().then_some(path)
}

fn opened(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// The columns of every table.
fn tables(path: &Path) -> BTreeMap<String, Vec<String>> {
    let db = opened(path);
    let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let names: Vec<String> = names.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    let columns = |name: &String| {
        let mut asked = db.prepare(&format!("PRAGMA table_info({name})")).unwrap();
        let rows = asked.query_map([], |r| {
            let (name, kind): (String, String) = (r.get(1)?, r.get(2)?);
            let must = if r.get(3)? { " must" } else { "" };
            let key = if r.get::<_, u32>(5)? > 0 { " key" } else { "" };
            Ok(format!("{name} {kind}{must}{key}"))
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    names.iter().map(|name| (name.clone(), columns(name))).collect()
}

fn expected() -> BTreeMap<String, Vec<String>> {
    let owned = |columns: &[&str]| columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let mut all: BTreeMap<String, Vec<String>> =
        TABLES.iter().map(|(name, columns)| ((*name).to_owned(), owned(columns))).collect();
    let permissions = PERMISSIONS.iter().map(|p| format!("Permission{p} INTEGER must"));
    all.insert("CODERS".to_owned(), owned(CODER).into_iter().chain(permissions).collect());
    all
}

fn written(folder: &Path) -> PathBuf {
    let path = folder.join("made.dna");
    let mut runner = TestRunner::deterministic();
    let mut out = writer(Format::Dna, &path, support::about()).unwrap();
    for _ in 0..20 {
        out.push(&support::document().new_tree(&mut runner).unwrap().current()).unwrap();
    }
    out.finish().unwrap();
    path
}

#[test]
fn what_is_written_has_the_tables_of_dna() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path());
    assert_eq!(tables(&path), expected());
    let db = opened(&path);
    let broken: u32 =
        db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0)).unwrap();
    assert_eq!(broken, 0, "every key leads somewhere");
    let whole: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
    assert_eq!(whole, "ok");
    for (what, sql) in [
        (
            "every statement has a value for each short text of its type",
            "SELECT count(*) FROM STATEMENTS s JOIN VARIABLES v ON v.StatementTypeId = s.StatementTypeId
             WHERE v.DataType = 'short text' AND NOT EXISTS
             (SELECT 1 FROM DATASHORTTEXT d WHERE d.StatementId = s.ID AND d.VariableId = v.ID)",
        ),
        (
            "so for each flag",
            "SELECT count(*) FROM STATEMENTS s JOIN VARIABLES v ON v.StatementTypeId = s.StatementTypeId
             WHERE v.DataType = 'boolean' AND NOT EXISTS
             (SELECT 1 FROM DATABOOLEAN d WHERE d.StatementId = s.ID AND d.VariableId = v.ID)",
        ),
        (
            "a value is one of its own variable",
            "SELECT count(*) FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity WHERE e.VariableId <> d.VariableId",
        ),
        (
            "every value has every attribute of its variable",
            "SELECT count(*) FROM ENTITIES e JOIN ATTRIBUTEVARIABLES a ON a.VariableId = e.VariableId WHERE NOT EXISTS
             (SELECT 1 FROM ATTRIBUTEVALUES v WHERE v.EntityId = e.ID AND v.AttributeVariableId = a.ID)",
        ),
        (
            "every two coders have a relation, both ways",
            "SELECT (SELECT count(*) FROM CODERS a, CODERS b WHERE a.ID <> b.ID) - (SELECT count(*) FROM CODERRELATIONS)",
        ),
        ("spans run forwards, in the text", "SELECT count(*) FROM STATEMENTS WHERE Start >= Stop"),
    ] {
        let wrong: i64 = db.query_row(sql, [], |r| r.get(0)).unwrap();
        assert_eq!(wrong, 0, "{what}");
    }
}

#[test]
fn dnas_own_sample_has_the_same_tables_and_is_read() {
    let Some(sample) = sample() else { return };
    assert_eq!(tables(&sample), expected());
    assert_eq!(recognise(&sample), Some(Format::Dna));
    let read = read(Format::Dna, &sample, "nobody", &Budget::default()).unwrap();
    assert_eq!(read.notes, Vec::<String>::new());
    let count = |sql: &str| opened(&sample).query_row(sql, [], |r| r.get::<_, usize>(0)).unwrap();
    assert_eq!(read.documents.len(), count("SELECT count(*) FROM DOCUMENTS"));
    let marks: Vec<_> = read.documents.iter().flat_map(|d| &d.marks).collect();
    let coded = "SELECT count(*) FROM (SELECT DISTINCT DocumentId, Start, Stop, Coder FROM STATEMENTS)";
    assert_eq!(marks.len(), count(coded));
    let concepts = marks.iter().flat_map(|m| &m.codes).filter(|c| c.agrees.is_some()).count();
    assert_eq!(concepts, count("SELECT count(*) FROM DATABOOLEAN"));
    assert!(marks.iter().all(|m| !m.coder.is_empty()));
    assert!(read.documents.iter().all(|d| d.published.as_deref().is_some_and(|day| day.starts_with("200"))));
}

#[test]
fn what_is_too_long_is_cut_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.dna");
    let mut runner = TestRunner::deterministic();
    let mut document = support::document().new_tree(&mut runner).unwrap().current();
    document.title = Some("🚢".repeat(150));
    let mut out = writer(Format::Dna, &path, support::about()).unwrap();
    out.push(&document).unwrap();
    assert_eq!(
        out.finish().unwrap(),
        ["1 value of more than 190 characters, which DNA does not take, were cut"]
    );
    let title: String = opened(&path).query_row("SELECT Title FROM DOCUMENTS", [], |r| r.get(0)).unwrap();
    assert_eq!(title, "🚢".repeat(95));
    let back = read(Format::Dna, &path, "", &Budget::default()).unwrap();
    assert_eq!(back.documents[0].title, document.title, "its notes have it whole");
}

#[test]
fn other_files_are_refused_with_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, sql: &str, why: &str| {
        let path = folder.path().join(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let said = dna::read(&path, &Budget::default()).unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    };
    refused("other.dna", "CREATE TABLE x (y)", "its settings tell no version");
    let two =
        "CREATE TABLE SETTINGS (Property, Value); INSERT INTO SETTINGS VALUES ('version', '2.0 beta 25')";
    refused("two.dna", two, "version 3 is read");
    refused(
        "view.dna",
        "CREATE TABLE x (y); CREATE VIEW SETTINGS AS SELECT 'version' AS Property, '3' AS Value",
        "views",
    );
    std::fs::write(
        folder.path().join("text.dna"),
        "no database at all, but long enough to look at for a while",
    )
    .unwrap();
    assert!(dna::read(&folder.path().join("text.dna"), &Budget::default()).is_err());
    assert_eq!(recognise(&folder.path().join("text.dna")), None);
}
