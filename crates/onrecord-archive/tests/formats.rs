//! An archive of every format is kept in `formats/`, and must open, hold and answer for ever.
//!
//! `formats/N.db` was made by `onrecord add` of the first onrecord with format N, from the two articles in `examples/`.
//! Format 6 has other indexes only: its file is the fifth with these.

use onrecord::dictionary::Dictionary;
use onrecord_archive::{Archive, ArchiveError, Query, VERSION, Wanted};
use std::ops::ControlFlow;
use std::path::Path;

#[test]
fn every_format_opens_holds_and_answers() {
    let folder_of_formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    for format in 1..=VERSION {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        std::fs::copy(folder_of_formats.join(format!("{format}.db")), &path).unwrap();
        let kept: u32 = rusqlite::Connection::open(&path)
            .unwrap()
            .pragma_query_value(None, "user_version", |r| r.get(0))
            .unwrap();
        assert_eq!(kept, format, "formats/{format}.db is what its name says");
        if format < VERSION {
            assert!(matches!(Archive::open(&path), Err(ArchiveError::Older { .. })));
        }
        Archive::open_for_adding(&path, Dictionary::new()).unwrap();
        let archive = Archive::open(&path).unwrap();
        let checked = archive.check(|_| ()).unwrap();
        assert!(checked.clean, "format {format}: {checked:?}");
        assert_eq!((checked.counts.articles, checked.counts.versions), (2, 2));
        let mut found = 0;
        let query = Query::parse("about:bridge").unwrap();
        archive
            .find(&query, Wanted::default(), |_| {
                found += 1;
                ControlFlow::Continue(())
            })
            .unwrap();
        assert!(found > 0, "format {format}");
    }
}
