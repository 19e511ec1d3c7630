//! Adding, opening and checking.

use crate::support::{Kept, Made, bridge};
use onrecord::dictionary::Dictionary;
use onrecord_archive::{Added, Archive, ArchiveError, VERSION, Visit};
use rusqlite::Connection;

fn counts(kept: &Kept) -> (u64, u64, u64, u64) {
    let c = kept.archive.counts().unwrap();
    (c.articles, c.versions, c.statements, c.current_statements)
}

#[test]
fn what_is_there_is_not_added_again() {
    let mut kept = Kept::new();
    assert_eq!(kept.add(&bridge().came("/a.txt")), Added::New);
    assert_eq!(kept.add(&bridge().came("/a.txt")), Added::Already);
    assert_eq!(counts(&kept), (1, 1, 3, 3));
    let received = bridge().came("/a.txt").received;
    assert!(kept.archive.knows(&received, None).unwrap());
    assert!(!kept.archive.knows(&[0; 32], None).unwrap());
    assert!(kept.archive.knows_text("/a.txt", bridge().0.article.text.as_str()).unwrap());
}

#[test]
fn the_same_bytes_from_two_addresses_are_two_articles() {
    let mut kept = Kept::new();
    for url in ["https://a.example/1", "https://b.example/1"] {
        let mut incoming = bridge().came("/ignored");
        incoming.fetched = Some(url.to_owned());
        incoming.record.article.url = Some(url.to_owned());
        assert!(!kept.archive.knows(&incoming.received, Some(url)).unwrap());
        assert_eq!(kept.add(&incoming), Added::New);
        assert!(kept.archive.knows(&incoming.received, Some(url)).unwrap());
    }
    assert_eq!(counts(&kept), (2, 2, 6, 6));
}

#[test]
fn a_changed_article_is_a_new_version_and_the_old_one_is_kept() {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/a.txt"));
    let changed = Made::of("Holm said nothing had changed.").actor("Marit Holm", &["Holm"]).says(
        "Marit Holm",
        "said",
        "nothing had changed",
        onrecord::acts::Act::Say,
        0.9,
    );
    let again = changed.0.clone();
    assert_eq!(kept.add(&changed.came("/a.txt")), Added::Version(2));
    assert_eq!(kept.add(&Made(again).came("/a.txt")), Added::Already);
    assert_eq!(counts(&kept), (1, 2, 4, 1));
    let checked = kept.archive.check(|_| ()).unwrap();
    assert!(checked.clean, "{checked:?}");
}

#[test]
fn a_visit_is_remembered_with_its_batch_and_replaced_by_the_next() {
    let mut kept = Kept::new();
    let visit = |etag: &str| Visit {
        url: "https://a.example/1".to_owned(),
        answered_by: "https://a.example/one".to_owned(),
        etag: Some(etag.to_owned()),
        modified: None,
        at: "2024-01-01T00:00:00Z".to_owned(),
    };
    kept.archive.batch().unwrap().remember(&visit("lost")).unwrap();
    assert_eq!(kept.archive.visited("https://a.example/1").unwrap(), None);
    for etag in ["one", "two"] {
        let batch = kept.archive.batch().unwrap();
        batch.remember(&visit(etag)).unwrap();
        batch.commit().unwrap();
        assert_eq!(kept.archive.visited("https://a.example/1").unwrap(), Some(visit(etag)));
    }
}

#[test]
fn a_batch_that_is_not_committed_leaves_nothing() {
    let mut kept = Kept::new();
    let batch = kept.archive.batch().unwrap();
    batch.add(&bridge().came("/a.txt")).unwrap();
    drop(batch);
    assert_eq!(counts(&kept), (0, 0, 0, 0));
}

#[test]
fn a_record_that_contradicts_itself_is_refused_and_the_batch_goes_on() {
    let mut kept = Kept::new();
    let mut bad = bridge().came("/bad.txt");
    bad.record.statements[2].content = vec![onrecord::Span::new(10, 10_000)];
    let batch = kept.archive.batch().unwrap();
    let error = batch.add(&bad).unwrap_err();
    assert!(matches!(error, ArchiveError::Unfit { .. }) && error.hint().is_some(), "{error:?}");
    batch.add(&bridge().came("/good.txt")).unwrap();
    batch.commit().unwrap();
    assert_eq!(counts(&kept), (1, 1, 3, 3));
    assert!(kept.archive.check(|_| ()).unwrap().clean);
}

#[test]
fn an_archive_that_another_process_holds_is_told_after_a_while() {
    let kept = Kept::new();
    let other = Connection::open(kept.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut mine = Archive::open_for_adding(&kept.path(), Dictionary::new()).unwrap();
    let error = mine.batch().unwrap_err();
    assert!(matches!(error, ArchiveError::Locked(_)), "{error:?}");
    assert!(error.hint().unwrap().contains("wait"));
}

#[test]
fn check_finds_every_kind_of_harm() {
    let harms = [
        ("UPDATE statements SET spans = '{\"content\":[[0,5]]}' WHERE id = 1", "not those of the record"),
        ("UPDATE statements SET hash = zeroblob(16) WHERE id = 2", "not those that were stored"),
        ("UPDATE versions SET text_hash = zeroblob(32)", "text is not the one"),
        ("UPDATE bodies SET text = x'00'", "cannot be unpacked"),
        ("UPDATE bodies SET record = (SELECT text FROM bodies)", "record is not the one"),
        ("DELETE FROM bodies", "missing"),
        ("DELETE FROM statements WHERE id = 3", "statements"),
        ("UPDATE statements SET current = 0", "wrongly taken for current"),
        ("UPDATE statements SET speaker = 99 WHERE id = 1", "refers to a row that is not there"),
        ("DELETE FROM statement_words WHERE rowid = 1", "not in the index"),
    ];
    for (sql, expected) in harms {
        let mut kept = Kept::new();
        kept.add(&bridge().came("/a.txt"));
        let path = kept.path();
        let clean = Archive::open(&path).unwrap().check(|_| ()).unwrap();
        assert!(clean.clean && clean.counts.spans > 10, "{clean:?}");
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        db.execute_batch(sql).unwrap();
        let checked = Archive::open(&path).unwrap().check(|_| ()).unwrap();
        assert!(!checked.clean, "{sql}");
        assert!(checked.harm.iter().any(|h| h.what.contains(expected)), "{sql}: {:?}", checked.harm);
    }
}

#[test]
fn a_file_of_another_kind_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "This is no archive. ".repeat(200);
    std::fs::write(&path, &text).unwrap();
    let opened =
        [Archive::open(&path).unwrap_err(), Archive::open_for_adding(&path, Dictionary::new()).unwrap_err()];
    for error in opened {
        assert!(matches!(error, ArchiveError::NotAnArchive { .. }), "{error:?}");
        assert!(error.to_string().contains("notes.txt") && error.hint().is_some());
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    let other = folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE cakes (name)").unwrap();
    let error = Archive::open_for_adding(&other, Dictionary::new()).unwrap_err();
    assert!(error.to_string().contains("another program"), "{error}");
    assert!(matches!(Archive::open(&folder.path().join("none.db")), Err(ArchiveError::Missing(_))));
    assert!(matches!(Archive::open(folder.path()), Err(ArchiveError::NotAnArchive { .. })));
}

#[test]
fn an_archive_from_a_later_onrecord_is_refused() {
    let kept = Kept::new();
    let path = kept.path();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", VERSION + 1).unwrap();
    for error in
        [Archive::open(&path).unwrap_err(), Archive::open_for_adding(&path, Dictionary::new()).unwrap_err()]
    {
        assert!(matches!(error, ArchiveError::Newer { .. }), "{error:?}");
        assert!(error.hint().unwrap().contains("newer onrecord"));
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let error = Archive::open_for_adding(&folder.path().join("none/news.db"), Dictionary::new()).unwrap_err();
    assert!(matches!(error, ArchiveError::Unreachable { writing: true, .. }), "{error:?}");
    assert!(error.hint().unwrap().contains("may write"), "{error}");
}

#[test]
fn reading_goes_on_while_another_process_adds() {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/a.txt"));
    let path = kept.path();
    let batch = kept.archive.batch().unwrap();
    batch.add(&Made::of("Nothing was said.").came("/b.txt")).unwrap();
    let other = Archive::open(&path).unwrap();
    assert_eq!(other.counts().unwrap().articles, 1);
    batch.commit().unwrap();
    assert_eq!(other.counts().unwrap().articles, 2);
}
