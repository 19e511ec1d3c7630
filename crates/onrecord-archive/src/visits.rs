//! Which addresses were fetched when, so that what has not changed need not be sent again.

use crate::add::Batch;
use crate::error::ArchiveError;
use crate::open::Archive;
use rusqlite::{OptionalExtension, params};

/// An address that was fetched and gave an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// As it was asked for.
    pub url: String,
    /// The address after redirects: the validators are its, and no other's.
    pub answered_by: String,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
    /// When, RFC 3339.
    pub at: String,
}

impl Archive {
    /// The last visit to an address.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn visited(&self, url: &str) -> Result<Option<Visit>, ArchiveError> {
        let ask = || {
            self.db
                .prepare_cached("SELECT url, answered_by, etag, modified, at FROM visits WHERE url = ?1")?
                .query_row([url], |r| {
                    Ok(Visit {
                        url: r.get(0)?,
                        answered_by: r.get(1)?,
                        etag: r.get(2)?,
                        modified: r.get(3)?,
                        at: r.get(4)?,
                    })
                })
                .optional()
        };
        ask().map_err(|e| self.failed(e))
    }
}

impl Batch<'_> {
    /// Keeps a visit in place of an earlier one. To be put into the batch of the article that it gave: a visit that is
    /// known, with an article that is not, would be asked for never again.
    ///
    /// # Errors
    /// When the store cannot be written. The batch should then be dropped.
    pub fn remember(&self, visit: &Visit) -> Result<(), ArchiveError> {
        let Visit { url, answered_by, etag, modified, at } = visit;
        self.write(|db| {
            db.prepare_cached(
                "INSERT OR REPLACE INTO visits (url, answered_by, etag, modified, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![url, answered_by, etag, modified, at])
            .map(|_| ())
        })
    }
}
