//! Dictionaries of actors: our own table, and the imports of others'.

use onrecord::dictionary::import::{self, Imported};
use onrecord::dictionary::{Dictionary, Policy};

/// A table in the format of `lexicon/README.md`.
pub fn actors(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut dictionary = Dictionary::new();
    let loaded = dictionary.add("own.tsv", &text, Policy::Lenient);
    let problems = loaded.expect("a bad line is passed over where that is wanted");
    let strict = Dictionary::new().add("own.tsv", &text, Policy::Strict);
    assert_eq!(strict.is_ok(), problems.is_empty(), "{strict:?}");
    holds(&dictionary, &onrecord::dictionary::to_table(dictionary.entries()));
    dictionary.scan(&text);
}

/// Files of Phoenix; what stands behind a NUL is a second one.
pub fn phoenix(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (actors, agents) = text.split_once('\0').unwrap_or((&text, ""));
    let files = [("a.actors", actors), ("b.agents", agents)];
    imported(
        import::phoenix(&files, Policy::Lenient).expect("a bad line is passed over where that is wanted"),
    );
}

/// An extract of Wikidata.
pub fn wikidata(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = import::wikidata("w.json", &text, Policy::Lenient);
    imported(found.expect("a bad line is passed over where that is wanted"));
}

/// What was imported is written as a table that loads without a problem and says the same.
fn imported(found: Imported) {
    let mut dictionary = Dictionary::new();
    dictionary.extend(found.entries.iter().cloned());
    holds(&dictionary, &found.to_table());
}

fn holds(dictionary: &Dictionary, table: &str) {
    let mut again = Dictionary::new();
    if let Err(error) = again.add("written.tsv", table, Policy::Strict) {
        panic!("what was written is refused: {error}\n{table}");
    }
    assert_eq!(dictionary.entries(), again.entries(), "{table}");
}
