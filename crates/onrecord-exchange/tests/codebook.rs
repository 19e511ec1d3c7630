//! A codebook as codes of another program, and back.

use onrecord::budget::Budget;
use onrecord_archive::coding::Codebook;
use onrecord_exchange::ExchangeError;
use onrecord_exchange::qda::{self, Drafted};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::path::{Path, PathBuf};

fn file(folder: &tempfile::TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("book.qdc");
    std::fs::write(&path, text).unwrap();
    path
}

fn draft(path: &Path) -> Result<Drafted, ExchangeError> {
    qda::draft(path, &Budget::of_file(&|| false))
}

fn drafted(text: &str) -> (Codebook, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, text);
    assert!(qda::is_codebook(&path));
    let drafted = draft(&path).unwrap();
    (Codebook::parse(&drafted.source).unwrap_or_else(|e| panic!("{e}\n{}", drafted.source)), drafted.notes)
}

/// Sees that a file is what REFI's own Codebook.xsd (1.0) asks for: these elements in this order, with these attributes.
fn valid(xml: &str) {
    let mut reader = Reader::from_str(xml);
    // The open elements, and how far each has come in the sequence of what may stand in it.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut begin = |tag: &BytesStart, open: &mut Vec<(String, usize)>| {
        let name = tag.name().as_ref().to_owned();
        let rank = match (open.last().map(|(n, _)| n.as_str()), name.as_str()) {
            (None, "CodeBook") | (Some("CodeBook"), "Codes") | (Some("Codes"), "Code") => 0,
            (Some("Code"), "Description") => 1,
            (Some("Code"), "Code") => 2,
            other => panic!("{other:?} is not in the schema"),
        };
        if let Some((_, at)) = open.last_mut() {
            assert!(rank >= *at && !(rank == 1 && *at == 1), "{name} stands too late");
            *at = rank;
        }
        let given = |name: &str| tag.try_get_attribute(name).unwrap().map(|a| a.value.to_string());
        if name == "CodeBook" {
            assert_eq!(given("xmlns").as_deref(), Some("urn:QDA-XML:codebook:1.0"));
        }
        if name == "Code" {
            let guid = given("guid").unwrap();
            let parts: Vec<usize> = guid.split('-').map(str::len).collect();
            assert!(
                parts == [8, 4, 4, 4, 12] && guid.chars().all(|c| c == '-' || c.is_ascii_hexdigit()),
                "{guid}"
            );
            assert!(seen.insert(guid), "each code has an identifier of its own");
            assert!(given("name").is_some());
            assert!(matches!(given("isCodable").as_deref(), Some("true" | "false")));
            assert_eq!(tag.attributes().count(), 3);
        }
        open.push((name, 0));
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => begin(&tag, &mut open),
            Event::Empty(tag) => {
                begin(&tag, &mut open);
                open.pop();
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
}

const BOOK: &str = r#"
[[concept]]
name = "bridge & <toll>"
definition = "Whether the bridge stays.\n\nOr goes."
examples = ["“Keep it”", "“Let it go”"]
query = "about:bridge"
against = "act:reject"

[[concept]]
name = "fuel"
scale = ["cheap", "right", "dear"]

[[concept]]
name = "risk"
scale = []

[[concept]]
name = "tide"
scale = ["-1", "0", "1"]
level = "interval"

[[variable]]
name = "tone"
on = "statement"
definition = "How it is said."
type = "choice"
values = ["calm", "sharp"]
level = "ordinal"

[[variable]]
name = "checked"
on = "article"
type = "date"
"#;

#[test]
fn a_codebook_comes_back_as_it_went_out() {
    let book = Codebook::parse(BOOK).unwrap();
    let codes = qda::codebook(&book);
    valid(&codes);
    assert!(codes.contains("name=\"bridge &amp; &lt;toll&gt;\""), "{codes}");
    let (back, notes) = drafted(&codes);
    assert_eq!((back, notes), (book, Vec::new()));
}

#[test]
fn the_codes_of_other_programs_are_concepts_and_variables() {
    let (book, notes) = drafted(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>\n<CodeBook origin=\"NVivo\" xmlns=\"urn:QDA-XML:codebook:1:0\">\
         <Codes><Code guid=\"{A}\" name=\"Themes\" isCodable=\"false\" color=\"#ff0000\"><Description>What it is about.\nAll of it.</Description>\
         <Code guid=\"B\" name=\"Economy\" isCodable=\"true\"><Code guid=\"C\" name=\"Jobs\" isCodable=\"true\"/></Code>\
         <Code guid=\"D\" name=\"Islands\" isCodable=\"false\"><Code guid=\"E\" name=\"Ferry\" isCodable=\"true\"/></Code></Code>\
         <Code guid=\"F\" name=\"Anger \n aloud\" isCodable=\"true\"/><Code guid=\"G\" name=\"anger aloud\" isCodable=\"true\"/>\
         <Code guid=\"H\" name=\"Memo\"><Code guid=\"I\" name=\"x\"/></Code></Codes>\
         <Sets><Set guid=\"S\" name=\"Mine\"><MemberCode guid=\"B\"/></Set></Sets></CodeBook>",
    );
    let themes = book.variable("Themes").unwrap();
    assert_eq!(themes.definition, "What it is about.\nAll of it.");
    assert!(["Economy", "Economy > Jobs", "Islands > Ferry"].iter().all(|v| themes.allows(v)));
    assert!(!themes.allows("Islands"), "it only holds others");
    assert_eq!(book.concepts.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Anger aloud"]);
    assert_eq!(notes.len(), 2, "{notes:?}");
}

#[test]
fn what_is_no_codebook_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let whole = qda::codebook(&Codebook::parse(BOOK).unwrap());
    for (text, why) in [
        (&whole[..whole.find(" guid").unwrap() + 3], "no XML"),
        (&whole[..whole.find("<Description>").unwrap() + 20], "breaks off"),
        ("<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes/></CodeBook>", "no codes"),
        ("<Project xmlns=\"urn:QDA-XML:project:1.0\"/>", "holds no CodeBook"),
        ("", "holds no CodeBook"),
    ] {
        let error = draft(&file(&folder, text)).unwrap_err();
        assert!(error.to_string().contains(why) && error.hint().is_some(), "{error}");
    }
    let deep = "<Code guid=\"x\" name=\"y\">".repeat(100_000);
    let error = draft(&file(&folder, &format!("<CodeBook>{deep}"))).unwrap_err();
    assert!(error.to_string().contains("too deep"), "{error}");
}

/// A name or value: no white space but single blanks inside.
fn name() -> impl Strategy<Value = String> {
    "[A-Za-zäß🚢&<>\"';#=]{1,8}( [a-z>]{1,5})?"
}

fn of(book: &[(String, Vec<String>, String)], variables: &[(String, Vec<String>, u8)]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let list = |all: &[String]| all.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", ");
    let mut out = String::new();
    for (name, scale, definition) in book {
        out += &format!("[[concept]]\nname = {}\ndefinition = {}\n", quoted(name), quoted(definition.trim()));
        out += &format!("scale = [{}]\n", list(scale));
    }
    for (name, values, on) in variables {
        let on = ["statement", "event", "actor", "article"][usize::from(*on % 4)];
        out += &format!("[[variable]]\nname = {}\non = \"{on}\"\n", quoted(name));
        out += &if values.is_empty() {
            "type = \"number\"\n".to_owned()
        } else {
            format!("type = \"choice\"\nvalues = [{}]\n", list(values))
        };
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_codebook_comes_back(
        concepts in proptest::collection::vec((name(), proptest::collection::vec(name(), 0..4), "[a-zü.🚢&<\n]{0,20}"), 0..4),
        variables in proptest::collection::vec((name(), proptest::collection::vec(name(), 0..4), any::<u8>()), 1..4),
    ) {
        // What is no codebook is no question here.
        let book = Codebook::parse(&of(&concepts, &variables));
        prop_assume!(book.is_ok() && !variables.iter().any(|v| v.0 == "onrecord"));
        let book = book.unwrap();
        let codes = qda::codebook(&book);
        valid(&codes);
        prop_assert_eq!(drafted(&codes).0, book);
    }

    #[test]
    fn what_is_cut_off_or_changed_does_no_harm(
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = qda::codebook(&Codebook::parse(BOOK).unwrap()).into_bytes();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let path = folder.path().join("x.qdc");
        std::fs::write(&path, bytes).unwrap();
        if let Ok(drafted) = draft(&path) {
            let _ = Codebook::parse(&drafted.source);
        }
    }
}
