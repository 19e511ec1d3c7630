//! Files of many articles: exports of press databases, and tables.

use crate::support::{Folder, run};
use serde_json::Value;
use std::path::Path;

const EXPORT: &str = "                               1 of 3 DOCUMENTS


                                  Skerry Post

                            January 11, 2010 Monday

Ferry stays in dock until spring

SECTION: NEWS; Pg. 6

LENGTH: 12 words

The ferry will not run before spring, the mayor said on Monday.

LOAD-DATE: January 12, 2010


                               2 of 3 DOCUMENTS


                                 Radio Kalvik

                            January 12, 2010 Tuesday

Talks go on

LENGTH: 9 words

\u{201c}The talks will go on,\u{201d} the minister said.

LOAD-DATE: January 13, 2010
";

#[test]
fn an_export_is_read_and_added_article_by_article() {
    let folder = Folder::new();
    let file = folder.file("export.bin", EXPORT);
    let ran = run([Path::new("read"), &file, Path::new("--format=jsonl")]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let records: Vec<Value> = ran.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let shown: Vec<_> =
        records.iter().map(|r| &r["article"]).map(|a| (&a["outlet"], &a["published"], &a["page"])).collect();
    assert_eq!(shown[0], (&"Skerry Post".into(), &"2010-01-11".into(), &"6".into()));
    assert_eq!(shown[1], (&"Radio Kalvik".into(), &"2010-01-12".into(), &Value::Null));
    assert!(records[1]["article"]["origin"].as_str().unwrap().ends_with("export.bin: document 2"));
    assert!(records[1]["notes"].to_string().contains("announces 3 articles"), "{}", records[1]["notes"]);
    assert!(!records[0]["statements"].as_array().unwrap().is_empty());

    let whole = run([Path::new("read"), &file, Path::new("--from=article"), Path::new("--format=jsonl")]);
    assert_eq!(whole.stdout.lines().count(), 1, "{whole:?}");
    let wrong = run([Path::new("read"), &file, Path::new("--from=factiva")]);
    assert!(wrong.code == 1 && wrong.stderr.contains("Factiva"), "{wrong:?}");
    let none = run([Path::new("read"), &file, Path::new("--from=nexus")]);
    assert!(none.code == 2 && none.stderr.contains("nexis"), "{none:?}");

    let archive = folder.path("news.db");
    let add = || run([Path::new("add"), &file, Path::new("--archive"), &archive]);
    let ran = add();
    assert!(ran.code == 0 && ran.stderr.contains("2 "), "{ran:?}");
    assert!(ran.stderr.contains("announced by an export"), "{ran:?}");
    assert!(add().stderr.contains("2 known already"));
}

#[test]
fn a_table_is_never_read_as_prose() {
    let folder = Folder::new();
    let table = folder.file(
        "news.csv",
        "title,text,date\nFerry,\u{201c}No\u{201d} she said.,2010-01-11\nTalks,They go on.,2010-01-12\n",
    );
    let about = folder.file("about.csv", "file,outlet\nplain.txt,Skerry Post\n");
    let plain = folder.file("plain.txt", "\u{201c}Nobody asked us,\u{201d} the mayor said.");
    let metadata = Path::new("--metadata");
    let ran = run([Path::new("read"), &table, &plain, metadata, &about, Path::new("--format=jsonl")]);
    let outlets: Vec<Value> = ran
        .stdout
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["article"]["outlet"].clone())
        .collect();
    assert_eq!(outlets, [Value::Null, Value::Null, "Skerry Post".into()], "{ran:?}");
    let list = folder.file("list.csv", "url\nhttps://p.example/1\nhttps://p.example/2\n");
    let ran = run([Path::new("read"), &list]);
    assert!(
        ran.code == 1 && ran.stderr.contains("addresses of 2") && ran.stderr.contains("onrecord add"),
        "{ran:?}"
    );
    let bad = run([Path::new("read"), &plain, metadata, &folder.path("none.csv")]);
    assert!(bad.code == 2 && bad.stderr.contains("none.csv"), "{bad:?}");
}

#[test]
fn json_lines_are_read_article_by_article() {
    let folder = Folder::new();
    let lines = "{\"title\": \"Ferry\", \"text\": \"\u{201c}No,\u{201d} Ana Brandt said.\", \"date\": \"2010-01-11\", \"source\": \"Skerry Post\"}\n\
                 not json\n{\"text\": \"\u{201c}Yes,\u{201d} Tor Lund said.\"}\n";
    let file = folder.file("news.jsonl", lines);
    let ran = run([Path::new("read"), &file, Path::new("--format=jsonl")]);
    assert!(ran.code == 3 && ran.stderr.contains("line 2: is no JSON"), "{ran:?}");
    let records: Vec<Value> = ran.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(records.len(), 2);
    let article = &records[0]["article"];
    assert_eq!(
        (&article["title"], &article["published"], &article["outlet"]),
        (&"Ferry".into(), &"2010-01-11".into(), &"Skerry Post".into())
    );
    assert!(article["origin"].as_str().unwrap().ends_with("news.jsonl: line 1"), "{article}");
    let odd = folder.file("odd.json", "[{\"inhalt\": \"\u{201c}No,\u{201d} she said.\"}]");
    let ran = run([Path::new("read"), &odd]);
    assert!(ran.code == 1 && ran.stderr.contains("--field text="), "{ran:?}");
    let ran = run([Path::new("read"), &odd, Path::new("--field=text=inhalt"), Path::new("--format=jsonl")]);
    assert!(ran.code == 0 && ran.stdout.lines().count() == 1, "{ran:?}");
}

#[test]
fn an_export_that_was_put_together_and_cut_is_told() {
    let folder = Folder::new();
    let file = folder.file("both.txt", format!("{EXPORT}\n\n{EXPORT}"));
    let ran = run([Path::new("read"), &file, Path::new("--format=jsonl")]);
    let notes: Vec<String> =
        ran.stdout.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["notes"].to_string()).collect();
    assert_eq!(notes.len(), 4, "{ran:?}");
    assert!(notes[0].contains("2 exports, one behind the other"), "{notes:?}");
    assert!([1, 3].iter().all(|n| notes[*n].contains("announces 3 articles, and 2 were found")), "{notes:?}");
    let ran = run([Path::new("add"), &file, Path::new("--archive"), &folder.path("news.db")]);
    assert!(ran.stderr.contains("announced by an export"), "{ran:?}");
}
