//! What must hold of the data of every language, and that no stage of the reading holds words of one.

use onrecord::language::Language;
use onrecord::{acts, circumstances, stances, time};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[test]
fn every_file_of_every_language_is_of_its_form() {
    for language in Language::all() {
        let code = language.code();
        acts::Lexicon::of(language).unwrap_or_else(|e| panic!("{code}: {e}"));
        circumstances::Lexicon::of(language).unwrap_or_else(|e| panic!("{code}: {e}"));
        stances::Lexicon::of(language).unwrap_or_else(|e| panic!("{code}: {e}"));
        time::TimeReader::of(language).unwrap_or_else(|e| panic!("{code}: {e}"));
        onrecord::events::Lexicon::of(language);
        onrecord::dictionary::Words::of(language);
    }
}

/// The copy-me folder has every file that a language can have, so that nobody who starts from it misses one.
#[test]
fn the_folder_to_copy_shows_every_file_that_there_is() {
    let new = folder("../../lexicon/_new");
    for language in Language::all() {
        for file in language.files().filter(|f| !ENGLISH_ONLY.contains(f)) {
            assert!(new.join(file).exists(), "lexicon/_new has no {file}, which {} has", language.code());
        }
    }
}

/// Files of the English folder that nothing reads for another language yet.
const ENGLISH_ONLY: &[&str] = &["namings.toml", "function_words.toml"];

/// Words, and endings, that the stages must have from the files of a language.
const WORDS: &[&str] = &[
    "the",
    "a",
    "an",
    "of",
    "to",
    "for",
    "in",
    "on",
    "at",
    "with",
    "by",
    "as",
    "that",
    "this",
    "these",
    "those",
    "and",
    "or",
    "but",
    "not",
    "n't",
    "'s",
    "’s",
    "he",
    "she",
    "it",
    "they",
    "we",
    "i",
    "us",
    "our",
    "his",
    "her",
    "its",
    "their",
    "is",
    "be",
    "was",
    "were",
    "said",
    "says",
    "say",
    "if",
    "when",
    "while",
    "whether",
    "who",
    "which",
    "what",
    "how",
    "why",
    "from",
    "will",
    "would",
    "could",
    "should",
    "may",
    "might",
    "must",
    "no",
    "never",
    "ly",
    "ing",
    "ed",
    "self",
    "selves",
    "mr",
    "mrs",
    "minister",
    "president",
    "spokesman",
    "spokeswoman",
    "official",
    "monday",
    "january",
    "yesterday",
    "ago",
];

/// Where such a literal may stand, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("time/rules.rs", "the patterns of English times; other languages are read by time/plain"),
    ("time/rules_calendar.rs", "builders for the patterns of English times"),
    ("time/rules_length.rs", "builders for the patterns of English times"),
    ("time/join.rs", "what joins English times"),
    ("time/token.rs", "how English numbers and clock times are closed up"),
    ("time/lexicon.rs", "three words that the English tense rules name"),
    (
        "dictionary/mod.rs",
        "the possessive of English, which texts of other languages put on foreign names too",
    ),
    ("dictionary/phrases.rs", "plain letters for letters with marks"),
    ("dictionary/table.rs", "a word of an error message"),
    ("stances/decide.rs", "the names of the sides in answers: for, against"),
];

/// The modules that read a text by its words.
const STAGES: &[&str] = &[
    "actors",
    "acts",
    "circumstances",
    "details.rs",
    "dictionary",
    "document",
    "events",
    "language",
    "phrase",
    "repeats.rs",
    "stances",
    "statements",
    "time",
];

#[test]
fn no_stage_holds_words_of_a_language() {
    let mut found = String::new();
    let mut used = vec![false; ALLOWED.len()];
    let root = folder("src");
    let mut files = Vec::new();
    STAGES.iter().for_each(|stage| collect(&root.join(stage), &mut files));
    assert!(files.len() > 60, "only {} files were looked at", files.len());
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        // Tests and the readers of other people's English dictionaries speak English.
        if name.ends_with("tests.rs") || name.contains("/tests/") || name.contains("/import/") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for (n, literal) in literals(&text) {
            if !WORDS.contains(&literal.trim().to_lowercase().as_str()) {
                continue;
            }
            match ALLOWED.iter().position(|(path, _)| *path == name) {
                Some(allowed) => used[allowed] = true,
                None => writeln!(found, "{name}:{n}: \"{literal}\"").unwrap(),
            }
        }
    }
    assert!(
        found.is_empty(),
        "words of a language stand in the code; put them into lexicon/<code>/:\n{found}"
    );
    for ((path, why), used) in ALLOWED.iter().zip(used) {
        assert!(used, "{path} has no literal that it would need to be allowed for ({why})");
    }
}

/// The string literals of a source, with their lines, but for those of its unit tests.
fn literals(source: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    for (n, line) in code.lines().enumerate() {
        let line = line.split_once("//").map_or(line, |(code, _)| code);
        // Between quotation marks are the odd pieces; an escaped mark or one as a character parts nothing.
        let plain = line.replace("\\\"", "").replace("'\"'", "");
        out.extend(plain.split('"').skip(1).step_by(2).map(|literal| (n + 1, literal.to_owned())));
    }
    out
}

fn collect(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_file() {
        out.push(path.to_owned());
        return;
    }
    let mut inside: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
    inside.sort();
    inside
        .iter()
        .filter(|p| p.is_dir() || p.extension().is_some_and(|e| e == "rs"))
        .for_each(|p| collect(p, out));
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
