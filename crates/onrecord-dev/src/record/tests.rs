//! The figures are those of the script that defines them.

use super::*;
use serde_json::Value;
use std::process::Command;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/record")
}

fn fixture_folders() -> Folders {
    Folders::new(&fixture().join("gold"), None)
}

/// Every figure by its name; those of a group by both names.
fn flat(json: &str) -> BTreeMap<String, Option<f64>> {
    fn add(out: &mut BTreeMap<String, Option<f64>>, name: &str, value: &Value) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, v)| add(out, &format!("{name}/{key}"), v)),
            _ => {
                assert!(value.is_number() || value.is_null(), "{name}: {value}");
                out.insert(name.to_owned(), value.as_f64());
            }
        }
    }
    let mut out = BTreeMap::new();
    add(&mut out, "", &serde_json::from_str(json).unwrap());
    out
}

fn figures(counts: &Counts) -> BTreeMap<String, Option<f64>> {
    flat(&Figures::of(counts).json().unwrap())
}

fn expected(file: &str) -> BTreeMap<String, Option<f64>> {
    flat(&std::fs::read_to_string(fixture().join(file)).unwrap())
}

/// `expected.json` is what `score_record.py gold texts records.jsonl` prints.
#[test]
fn our_own_article_has_the_figures_of_the_script() {
    let counts = fixture_folders().score(&records(&fixture().join("records.jsonl")).unwrap()).unwrap();
    assert_eq!(figures(&counts), expected("expected.json"));
    assert_eq!((counts.missed, counts.extra), (1, 1), "{:#?}", counts.differences);
    let floors = Figures::of(&counts).flat();
    assert_eq!(floors["who said what"], expected("expected.json")["/who said what f1"].unwrap());
    assert_eq!(floors["event both.p"], expected("expected.json")["/event both parties/p"].unwrap());
}

#[test]
fn an_event_is_right_in_type_parties_and_status() {
    let list = records(&fixture().join("records.jsonl")).unwrap();
    let events = fixture_folders().events(&list).unwrap();
    let right = events.iter().flatten().filter(|(_, right)| *right).count();
    assert_eq!(events.iter().map(Vec::len).collect::<Vec<_>>(), [list["ferry"].events.len()]);
    assert_eq!(right, fixture_folders().score(&list).unwrap().status, "none of the found is optional");
}

/// `agree.json` is what `score_record.py gold texts - --agree A B` prints.
#[test]
fn annotators_are_held_against_each_other() {
    let folders = fixture_folders();
    assert_eq!(figures(&folders.agree("XA", "B").unwrap()), expected("agree.json"));
    assert!(folders.agree("X", "B").unwrap_err().to_string().contains("both of B"));
}

#[test]
fn articles_are_read_on_their_day() {
    let reader = reading::reader(Some(Path::new("fast"))).unwrap();
    let read = fixture_folders().read(&reader).unwrap();
    assert_eq!(read["ferry"].article.published.as_deref(), Some("2024-03-15"));
    let counts = fixture_folders().score(&read).unwrap();
    assert!(counts.found >= 5, "{:#?}", counts.differences);
}

#[test]
fn only_what_has_a_text_and_stands_in_the_list_counts() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    let records = records(&fixture().join("records.jsonl")).unwrap();
    let every = fixture_folders().score(&records).unwrap();
    std::fs::write(&list, "ferry\nnobody\n").unwrap();
    let listed = fixture_folders().with_texts(Some(&list)).unwrap().score(&records).unwrap();
    assert_eq!(figures(&listed), figures(&every));
    std::fs::write(&list, "nobody\n").unwrap();
    assert!(fixture_folders().with_texts(Some(&list)).unwrap().score(&records).is_err());
    let elsewhere = Folders::new(&fixture().join("gold"), Some(folder.path())).with_texts(None).unwrap();
    assert!(elsewhere.score(&records).is_err(), "an article without a text does not count");
}

#[test]
fn a_record_of_another_text_is_refused() {
    let mut list = records(&fixture().join("records.jsonl")).unwrap();
    list.get_mut("ferry").unwrap().article.text = Text::new("Something else.");
    assert!(fixture_folders().score(&list).unwrap_err().to_string().contains("another text"));
    assert!(
        fixture_folders().score(&Records::new()).unwrap_err().to_string().contains("none of the records")
    );
}

fn script() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/eval/score_record.py");
    let python = Command::new("python3").arg("--version").output().is_ok_and(|o| o.status.success());
    (path.exists() && python).then_some(path)
}

/// What the script says; where it is not at hand, `expected.json` and `agree.json` speak for it.
fn by_script(
    script: &Path,
    folders: &Folders,
    records: &Path,
    agree: &[&str],
) -> BTreeMap<String, Option<f64>> {
    let mut command = Command::new("python3");
    command.arg(script).args([&folders.gold, &folders.texts]).arg(records).args(agree);
    let output = command.env("PYTHONUTF8", "1").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    flat(&String::from_utf8(output.stdout).unwrap())
}

#[test]
fn every_figure_is_the_scripts() {
    let Some(script) = script() else { return };
    let file = fixture().join("records.jsonl");
    let ours = fixture_folders();
    assert_eq!(by_script(&script, &ours, &file, &[]), expected("expected.json"));
    assert_eq!(by_script(&script, &ours, &file, &["--agree", "A", "B"]), expected("agree.json"));
    let table = std::fs::read_to_string(script.with_file_name("act_groups.tsv")).unwrap();
    assert_eq!(table, std::fs::read_to_string(fixture().join("act_groups.tsv")).unwrap());

    let shared = script.parent().and_then(Path::parent).unwrap();
    let dev = Folders::new(&shared.join("data/gold/dev"), None);
    if !dev.gold.exists() {
        return;
    }
    let read = dev.read(&reading::reader(Some(Path::new("fast"))).unwrap()).unwrap();
    let temporary = tempfile::tempdir().unwrap();
    let file = temporary.path().join("records.jsonl");
    let lines: Vec<String> = read.values().map(|r| serde_json::to_string(r).unwrap() + "\n").collect();
    std::fs::write(&file, lines.concat()).unwrap();
    let again = records(&file).unwrap();
    assert_eq!(again, read, "records come back as they were written");
    assert_eq!(figures(&dev.score(&again).unwrap()), by_script(&script, &dev, &file, &[]));
}
