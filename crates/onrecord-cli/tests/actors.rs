//! Dictionaries of actors: imported, loaded, and with lines that cannot be read.

use crate::support::{Folder, run};
use serde_json::Value;
use std::path::Path;

const ARTICLE: &str =
    "Ada Quillon met reporters in Harrow Bay. Quillon said that the harbour would stay open.\n";

const PHOENIX: &str = "\
ADA_QUILLON_  # source
+A._QUILLON_
\t[SWEGOV 010120-050120]
\t[SWEELI >20050121]
BROKEN_ [USAGOV 019999]
HARROW_LEAGUE_ [IGO]
";

const WIKIDATA: &str = r#"[
{"id":"Q900001","labels":{"en":{"value":"Ada Quillon"}},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}],"P21":[{"mainsnak":{"datavalue":{"value":{"id":"Q6581072"}}}}]}},
not an entity
]"#;

/// The actor that bears a name in the record of an article.
fn actor(record: &str, name: &str) -> Option<Value> {
    let record: Value = serde_json::from_str(record).expect("a record");
    record["actors"].as_array().unwrap().iter().find(|a| a["name"] == name).cloned()
}

#[test]
fn an_imported_role_is_the_one_of_the_articles_date() {
    let folder = Folder::new();
    let source = folder.file("phoenix.actors", PHOENIX);
    let table = folder.path("phoenix.tsv");
    let article = folder.file("article.txt", ARTICLE);
    let import = ["actors", "import", "phoenix"].map(Path::new);
    let ran = run(import.into_iter().chain([source.as_path(), Path::new("--output"), &table]));
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stderr.contains("phoenix.actors, line 5: found “USAGOV 019999”, expected a date"), "{ran:?}");
    assert!(ran.stderr.contains("2 actors and 0 agents"), "what was found is counted: {ran:?}");

    for (day, role) in [("2003-05-01", "SWEGOV"), ("2010-05-01", "SWEELI")] {
        let ran = run([
            Path::new("read"),
            &article,
            Path::new("--actors"),
            &table,
            Path::new("--published"),
            Path::new(day),
            Path::new("--format=jsonl"),
        ]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        let ada = actor(&ran.stdout, "Ada Quillon").expect("she is in the record");
        assert_eq!(
            (&ada["role"], &ada["dictionary"]),
            (&role.into(), &"phoenix/ada-quillon".into()),
            "{ada}"
        );
    }
}

#[test]
fn a_strict_import_writes_nothing() {
    let folder = Folder::new();
    let source = folder.file("phoenix.actors", PHOENIX);
    let table = folder.path("phoenix.tsv");
    let import = ["actors", "import", "phoenix", "--strict", "--output"].map(Path::new);
    let ran = run(import.into_iter().chain([table.as_path(), &source]));
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    assert!(ran.stderr.contains("line 5") && ran.stderr.contains("hint: "), "{ran:?}");
    assert!(!table.exists());
}

#[test]
fn a_wikidata_extract_is_imported() {
    let folder = Folder::new();
    let source = folder.file("extract.json", WIKIDATA);
    let ran = run(["actors", "import", "wikidata"].map(Path::new).into_iter().chain([source.as_path()]));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("Ada Quillon") && ran.stdout.contains("Q900001"), "{ran:?}");
    assert!(ran.stderr.contains("extract.json, line 3"), "the bad line is told: {ran:?}");
}

#[test]
fn a_file_of_another_kind_has_no_actors() {
    let folder = Folder::new();
    let source = folder.file("notes.txt", "# nothing here\n");
    let ran = run(["actors", "import", "phoenix"].map(Path::new).into_iter().chain([source.as_path()]));
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    assert!(ran.stderr.contains("no actors in it") && ran.stderr.contains("hint: "), "{ran:?}");
}

#[test]
fn a_dictionary_with_a_bad_line_is_refused_unless_the_user_is_lenient() {
    let folder = Folder::new();
    let article = folder.file("article.txt", ARTICLE);
    let table = folder.file("own.tsv", "own/ada\tperson\tAda Quillon\n\tgender\tx\n\talias\tCountess Ada\n");
    let read = |flag: &[&str]| {
        let flags = ["read", "--format=jsonl", "--actors"].iter().chain(flag).map(Path::new);
        let mut arguments: Vec<&Path> = flags.collect();
        arguments.insert(3, &table);
        arguments.push(&article);
        run(arguments)
    };
    let strict = read(&[]);
    assert_eq!((strict.code, strict.stdout.as_str()), (1, ""), "{strict:?}");
    assert!(strict.stderr.contains("own.tsv, line 2: found “x”"), "{strict:?}");
    assert!(strict.stderr.contains("--lenient"), "{strict:?}");
    let lenient = read(&["--lenient"]);
    assert_eq!(lenient.code, 0, "{lenient:?}");
    assert!(
        lenient.stderr.starts_with("warning: ") && lenient.stderr.contains("own.tsv, line 2"),
        "{lenient:?}"
    );
    let ada = actor(&lenient.stdout, "Ada Quillon").expect("the rest is loaded");
    assert_eq!(ada["dictionary"], "own/ada");
}

#[test]
fn a_dictionary_that_is_not_there_or_no_text_is_told() {
    let folder = Folder::new();
    let article = folder.file("article.txt", ARTICLE);
    let missing = folder.path("missing.tsv");
    let latin = folder.file("latin.tsv", b"# one\nown/ada\tperson\tAda Qu\xe9llon\n");
    for (file, said) in [(&missing, "missing.tsv: "), (&latin, "latin.tsv, line 2: the bytes are not UTF-8")]
    {
        let ran = run([Path::new("read"), &article, Path::new("--actors"), file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
        assert!(ran.stderr.contains(said) && ran.stderr.contains("hint: "), "{ran:?}");
    }
}

#[test]
fn the_help_and_the_manual_tell_of_dictionaries() {
    let help = run(["actors", "import", "phoenix", "--help"]);
    assert!(help.stdout.contains("--strict") && help.stdout.contains("onrecord read article.txt --actors"));
    let page = run(["man", "read"]);
    assert!(page.stdout.contains("lenient"), "{page:?}");
    let page = run(["man", "actors"]);
    assert_eq!(page.code, 0, "{page:?}");
    assert!(page.stdout.contains("import"), "{page:?}");
    let completions = run(["completions", "bash"]);
    assert!(completions.stdout.contains("wikidata"));
}
