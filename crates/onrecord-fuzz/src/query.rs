//! Queries: parsed, printed, and put to an archive.

use crate::archive::Kept;
use onrecord_archive::wording::WordingWanted;
use onrecord_archive::{Archive, ArchiveError, CountBy, Query, Wanted};
use std::cell::OnceCell;
use std::ops::ControlFlow;

thread_local! {
    /// An archive of two articles; a connection belongs to one thread.
    static ASKED: OnceCell<(Kept, Archive)> = const { OnceCell::new() };
}

/// Parses a query. A good one is the same when it is printed and parsed again, and an archive has an answer to it; a bad
/// one is refused with an error that shows where.
pub fn query(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(error) => {
            let at = &error.at;
            assert!(at.start <= at.end && text.get(at.clone()).is_some(), "{at:?} of {text:?}");
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let printed = query.to_string();
    match Query::parse(&printed) {
        Ok(again) => assert!(again == query, "{text:?} is printed as {printed:?}, which is {again:?}"),
        // What was parted by commas is bracketed when it is printed, and there is an end to brackets.
        Err(error) => {
            assert!(error.to_string().contains("too many brackets"), "{text:?}, {printed:?}: {error}")
        }
    }
    ASKED.with(|asked| {
        let (_, archive) = asked.get_or_init(|| {
            let kept = Kept::latest();
            let archive = Archive::open(kept.path()).expect("it is an archive");
            (kept, archive)
        });
        if let Err(error) = ask(archive, &query) {
            panic!("{text:?} cannot be answered: {error}");
        }
    });
}

fn ask(archive: &Archive, query: &Query) -> Result<(), ArchiveError> {
    archive.find(query, Wanted { limit: Some(5), context: true }, |_| ControlFlow::Continue(()))?;
    archive.count(query, &[CountBy::Speaker, CountBy::Month], Some(5))?;
    archive.events_among(query, Some(5))?;
    archive.sayings(query, Some(5))?;
    archive.reports(query, 1, Some(5))?;
    archive.scare_quotes(WordingWanted { query, by: &[], copies: false, limit: 5 })?;
    Ok(())
}
