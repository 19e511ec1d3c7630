//! Archives that a stranger made to harm whoever opens them.

use crate::support::{Kept, bridge};
use onrecord::Record;
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord_archive::corrections::{By, Change, Subject};
use onrecord_archive::{Archive, ArchiveError, Query, Versions, Wanted, sha256};
use rusqlite::Connection;
use std::ops::ControlFlow;
use std::path::Path;

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&bridge().came("news/1.txt"));
    kept.archive.tidy().unwrap();
    kept
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// Puts another record in the place of the first, with a hash that fits.
fn forge(path: &Path, forged: impl Fn(&mut Record)) {
    let db = Connection::open(path).unwrap();
    let packed: Vec<u8> = db.query_row("SELECT record FROM bodies", [], |r| r.get(0)).unwrap();
    let mut record: Record = serde_json::from_slice(&zstd::decode_all(&packed[..]).unwrap()).unwrap();
    forged(&mut record);
    let json = serde_json::to_vec(&record).unwrap();
    db.execute("UPDATE versions SET record_hash = ?1", [sha256(&json)]).unwrap();
    db.execute("UPDATE bodies SET record = ?1", [zstd::encode_all(&json[..], 3).unwrap()]).unwrap();
}

#[test]
fn one_with_views_or_triggers_is_refused() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON articles BEGIN DELETE FROM versions; END",
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ] {
        let kept = kept();
        change(&kept.path(), sql);
        let looking = Archive::open(&kept.path()).unwrap_err();
        let adding = Archive::open_for_adding(&kept.path(), Dictionary::new()).unwrap_err();
        for error in [looking, adding] {
            assert!(matches!(error, ArchiveError::NotAnArchive { .. }), "{sql}: {error}");
            assert!(error.to_string().contains("views or triggers"), "{error}");
        }
    }
}

#[test]
fn spans_outside_the_text_are_an_error_wherever_the_record_is_opened() {
    let kept = kept();
    forge(&kept.path(), |record| record.actors[0].mentions[0].span.end = 4_000_000_000);
    let archive = Archive::open(&kept.path()).unwrap();
    let told = |error: ArchiveError| assert!(error.to_string().contains("outside its text"), "{error}");
    told(archive.read_record("news/1.txt", None).unwrap_err());
    told(archive.corrected("news/1.txt", None).unwrap_err());
    told(archive.each(Versions::All, |_| ControlFlow::Continue(())).unwrap_err());
    let checked = archive.check(|_| ()).unwrap();
    assert!(
        !checked.clean && checked.harm.iter().any(|harm| harm.what.contains("outside its text")),
        "{checked:?}"
    );
    // What needs no record is still to be had.
    let mut found = 0;
    let each = |_| {
        found += 1;
        ControlFlow::Continue(())
    };
    archive.find(&Query::parse("about:bridge").unwrap(), Wanted::default(), each).unwrap();
    assert_eq!(found, 1);
}

#[test]
fn a_correction_cannot_make_billions_of_statements() {
    let mut kept = kept();
    let text = bridge().0.article.text;
    let byte = text.as_str().find("Nobody asked").unwrap();
    let change_made = Change::Missing {
        content: vec![text.span_of(byte..byte + 12)],
        cue: Vec::new(),
        source: Vec::new(),
        speaker: None,
        act: Some(Act::Say),
    };
    let by = By { person: "Ada", at: "2024-01-02T00:00:00Z" };
    kept.archive.correct(Subject::Article("news/1.txt"), &change_made, by).unwrap();
    assert!(kept.archive.corrected("news/1.txt", None).unwrap().is_some());
    change(
        &kept.path(),
        "UPDATE statements SET number = 4000000000 WHERE id = (SELECT max(id) FROM statements)",
    );
    let error = Archive::open(&kept.path()).unwrap().corrected("news/1.txt", None).unwrap_err();
    assert!(error.to_string().contains("no such statement"), "{error}");
}
