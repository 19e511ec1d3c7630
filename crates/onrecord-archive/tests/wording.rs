//! Wording as it is kept: with versions, corrections, new readings, and in archives of earlier formats.

use crate::support::{Kept, Made};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::{Wording, WordingKind};
use onrecord_archive::wording::{By, Naming, WordingWanted, terms};
use onrecord_archive::{Archive, Query};
use std::path::Path;

const BY: [By; 1] = [By::Outlet];

fn wanted(query: &Query) -> WordingWanted<'_> {
    WordingWanted { query, by: &BY, copies: false, limit: 100 }
}

fn said(words: &str) -> Made {
    let text = format!("Marit Holm {words} the bridge was “safe”. Holm slept. Another “miracle” stood by.\n");
    let made = Made::of(&text).actor("Marit Holm", &["Marit Holm", "Holm slept"]);
    let mut made = made.says("Marit Holm", words, "the bridge was “safe”", Act::Claim, 0.9);
    for quote in ["“safe”", "“miracle”"] {
        let span = made.span(quote);
        made.0.wording.push(Wording { kind: WordingKind::ScareQuote, span });
    }
    made
}

fn names(archive: &Archive) -> Vec<(String, u64)> {
    let found = archive.namings("Marit Holm", wanted(&Query::Everything)).unwrap();
    found.rows.into_iter().map(|Naming { words, times, .. }| (words, times)).collect()
}

fn cues(archive: &Archive) -> Vec<(String, u64, bool)> {
    let found = archive.verbs(wanted(&Query::Everything)).unwrap();
    found.rows.into_iter().flat_map(|v| v.cues).map(|c| (c.cue, c.count, c.distancing)).collect()
}

#[test]
fn what_an_article_chooses_goes_with_its_latest_version_and_reading() {
    let mut kept = Kept::new();
    kept.add(&said("claimed").came("/a"));
    assert_eq!(cues(&kept.archive), [("claim".to_owned(), 1, true)]);
    assert_eq!(names(&kept.archive), [("Holm slept".to_owned(), 1), ("Marit Holm".to_owned(), 1)]);
    let quotes = kept.archive.scare_quotes(wanted(&Query::Everything)).unwrap();
    let words: Vec<&str> = quotes.rows.iter().map(|q| q.words.as_str()).collect();
    assert_eq!(words, ["miracle"], "what stands in a statement is somebody's");
    kept.add(&said("has said").came("/a"));
    assert_eq!(cues(&kept.archive), [("say".to_owned(), 1, false)]);
    assert_eq!(names(&kept.archive).len(), 2);
    let again = said("has said").0;
    let batch = kept.archive.batch().unwrap();
    batch.read_again("/a", &again, "another reader").unwrap();
    batch.commit().unwrap();
    assert_eq!(cues(&kept.archive), [("say".to_owned(), 1, false)]);
    assert!(kept.archive.check(|_| ()).unwrap().clean);
    let query = Query::parse("speaker:Nobodyson").unwrap();
    let none = kept.archive.voices(wanted(&query)).unwrap();
    assert_eq!((none.rows.len(), none.unknown.len()), (0, 1));
    assert_eq!(kept.archive.namings("Nobodyson", wanted(&Query::Everything)).unwrap().unknown, ["Nobodyson"]);
}

#[test]
fn an_archive_of_an_earlier_format_is_filled() {
    for format in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/formats/{format}.db"));
        std::fs::copy(from, &path).unwrap();
        let archive = Archive::open_for_adding(&path, Dictionary::new()).unwrap();
        let everything = Query::Everything;
        let voices = archive.voices(WordingWanted { by: &[], ..wanted(&everything) }).unwrap();
        let words: u64 = voices.rows.iter().map(|v| v.words).sum();
        assert!(words > 50, "format {format}: {voices:?}");
        let names = archive.namings("Henrik Aaldal", wanted(&everything)).unwrap();
        assert!(names.rows.iter().any(|n| n.words.contains("Aaldal")), "format {format}: {names:?}");
        let db = rusqlite::Connection::open(&path).unwrap();
        let count = |sql: &str| db.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
        assert_eq!(count("SELECT count(*) FROM tellings"), count("SELECT count(*) FROM statements"));
        assert!(count("SELECT count(*) FROM tellings WHERE cue IS NOT NULL") > 3);
    }
}

#[test]
fn the_sets_that_are_built_in_are_well_formed() {
    let sets = terms(None).unwrap();
    assert!(sets.len() >= 10);
    let mut names: Vec<&str> = sets.iter().map(|s| s.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), sets.len(), "each name once");
    assert!(sets.iter().all(|s| !s.about.is_empty()), "each set says what its words are for");
    let kyiv = Made::of("The talks in Kyiv, once Kiev, went on.\n").came("/k");
    let mut kept = Kept::new();
    kept.add(&kyiv);
    let found = kept.archive.terms(&sets, wanted(&Query::Everything)).unwrap();
    let words: Vec<&str> = found.rows.iter().map(|n| n.words.as_str()).collect();
    assert_eq!(words, ["Kiev", "Kyiv"]);
    assert_eq!((found.rows[0].articles.count, found.rows[0].articles.of), (1, 1));
}
