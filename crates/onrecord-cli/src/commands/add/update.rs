//! Putting right what is told of articles that the archive has already.

use super::{AddError, Run, now};
use onrecord::Article;
use onrecord_archive::corrections::{By, Change, Subject};
use onrecord_archive::{Archive, ArchiveError};

/// What is told of an article otherwise than when it was added. What is told as it was then may have been put right since.
pub(super) fn otherwise(archive: &Archive, address: &str, now: &Article) -> Result<Option<Change>, AddError> {
    let (read, has) = match (archive.read_record(address, None)?, archive.corrected(address, None)?) {
        (Some(read), Some(has)) => (read.article, has.article),
        _ => return Ok(None),
    };
    let other = |now: &Option<String>, read: &Option<String>, has: &Option<String>| {
        now.clone().filter(|_| now != read && now != has)
    };
    let change = (
        other(&now.outlet, &read.outlet, &has.outlet),
        other(&now.published, &read.published, &has.published),
        other(&now.title, &read.title, &has.title),
        Some(now.authors.clone())
            .filter(|all| !all.is_empty() && *all != read.authors && *all != has.authors),
    );
    Ok(match change {
        (None, None, None, None) => None,
        (outlet, published, title, authors) => Some(Change::Article { outlet, published, title, authors }),
    })
}

impl Run {
    /// Puts right what is told of articles otherwise.
    pub(super) fn put_right(&mut self) -> Result<(), ArchiveError> {
        let told = std::mem::take(&mut self.told);
        let Some(person) = self.person.as_deref().filter(|_| !told.is_empty()) else { return Ok(()) };
        let at = now();
        let by = By { person, at: &at };
        let all: Vec<(Subject, Change, By)> =
            told.iter().map(|(address, change)| (Subject::Article(address), change.clone(), by)).collect();
        for (made, (address, _)) in self.archive.correct_all(&all)?.into_iter().zip(&told) {
            match made {
                Ok(_) => self.sum.updated += 1,
                Err(error) => {
                    self.failed(&AddError::Told { address: address.clone(), cause: error.to_string() })
                }
            }
        }
        Ok(())
    }
}
