//! What can go wrong on the way to one of many articles.

use crate::IntakeError;
use crate::press::PressError;

/// Why something among the sources gave no article. The others are not touched by it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A file could not be opened or read, or held no article.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// An export of a press database, or an article of one, that is not understood.
    #[error(transparent)]
    Press(#[from] PressError),
    /// An address in place of a file.
    #[error("{url}: is a web address, and there is no such file")]
    WebAddress {
        /// As given.
        url: String,
    },
    /// A folder could not be listed.
    #[error("{origin}: cannot be listed: {why}")]
    Folder {
        /// The folder.
        origin: String,
        /// What the system said.
        why: String,
    },
    /// A pattern makes no sense, or matches nothing.
    #[error("{pattern}: {why}")]
    Pattern {
        /// As given.
        pattern: String,
        /// What is wrong.
        why: String,
    },
    /// A line of JSON that gives no article.
    #[error("{origin}: {place}: {why}")]
    Json {
        /// The file.
        origin: String,
        /// The line or the element.
        place: String,
        /// What is wrong with it.
        why: String,
        /// What to do.
        hint: &'static str,
    },
    /// A table, or a row of one, that gives no article.
    #[error("{origin}: {}{why}", place.as_ref().map(|p| format!("{p}: ")).unwrap_or_default())]
    Table {
        /// The file.
        origin: String,
        /// The row; none for the table as a whole.
        place: Option<String>,
        /// What is wrong with it.
        why: String,
    },
    /// A record of a WARC or ARC file that cannot be read.
    #[error("{origin}: {kind} record at byte {at}: {why}")]
    Record {
        /// What the file is: `WARC` or `ARC`.
        kind: &'static str,
        /// The file.
        origin: String,
        /// Where the record begins, in the file once unpacked.
        at: u64,
        /// What is wrong with it.
        why: String,
    },
    /// A file that breaks off or is damaged inside.
    #[error("{origin}: breaks off after {read} bytes: {why}")]
    BreaksOff {
        /// The file.
        origin: String,
        /// Bytes that could be read, once unpacked.
        read: u64,
        /// What the unpacking said.
        why: String,
    },
    /// A sitemap as a file.
    #[error("{origin}: is a sitemap, which has the addresses of articles and not their words")]
    Sitemap {
        /// The file.
        origin: String,
    },
    /// Something that looks like a feed and is none.
    #[error("{origin}: is no feed that can be read: {why}")]
    Feed {
        /// The file.
        origin: String,
        /// What is wrong with it.
        why: String,
    },
    /// An entry of a feed that gives no article.
    #[error("{origin}: entry {number} of this feed has neither text nor summary")]
    Entry {
        /// The file.
        origin: String,
        /// Which, from 1.
        number: usize,
    },
}

impl SourceError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            SourceError::Intake(error) => return error.hint(),
            SourceError::Press(error) => error.hint(),
            SourceError::WebAddress { .. } => "fetch it first, for instance with curl, and add the file",
            SourceError::Folder { .. } => "check that you may read the folder",
            SourceError::Pattern { .. } => {
                "check the spelling; relative patterns start at the working directory"
            }
            SourceError::Json { hint, .. } => hint,
            SourceError::Table { place: None, .. } => {
                "say which column has what, for instance --field text=body,published=date; docs/exports.md tells the names that are known"
            }
            SourceError::Table { .. } => "the rows before and after it are read all the same",
            SourceError::Record { .. } => {
                "the records after it are read all the same; fetch the file again if it should be whole"
            }
            SourceError::BreaksOff { .. } => {
                "fetch the file again if it should be whole; of a file of many articles those before are read all the same"
            }
            SourceError::Sitemap { .. } => "give its own address, and its articles are fetched",
            SourceError::Entry { .. } => "the other entries are read all the same; add the page of this one",
            SourceError::Feed { .. } => "see whether the file is a page of the site instead of its feed",
        })
    }
}
