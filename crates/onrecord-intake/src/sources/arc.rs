//! ARC files, in which the Internet Archive kept pages before there was WARC: a line that says what comes, and so many bytes.

use super::lines::{Counted, Line, read_line};
use super::sniff::Stream;
use super::warc::{HTTP_HEADERS, Page, page};
use super::{PassedOver, Received, SourceError};
use crate::{Capture, IntakeError};
use sha2::{Digest, Sha256};
use std::io::{self, BufReader, Read};

/// Longest line before a record.
const LINE_LIMIT: u64 = 64 << 10;

/// The pages of an ARC file.
pub(super) struct Arc {
    origin: String,
    stream: Counted<BufReader<Stream>>,
    limit: u64,
    /// Whether to look for the next record instead of expecting it.
    lost: bool,
    ended: bool,
    passed: PassedOver,
}

impl std::fmt::Debug for Arc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arc")
            .field("origin", &self.origin)
            .field("at", &self.stream.at)
            .finish_non_exhaustive()
    }
}

/// What stands before a record: `http://a.example/ 192.0.2.7 20060622190112 text/html 336`; version 2 has more in the middle.
struct Head {
    url: String,
    day: String,
    length: u64,
}

impl Head {
    fn of(line: &[u8]) -> Option<Head> {
        let line = std::str::from_utf8(line).ok()?;
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (&[url, _, stamp], &length) = (fields.get(..3)?.try_into().ok()?, fields.last()?);
        let whole = fields.len() >= 5 && stamp.len() == 14 && stamp.bytes().all(|b| b.is_ascii_digit());
        let day = whole.then(|| format!("{}-{}-{}", &stamp[..4], &stamp[4..6], &stamp[6..8]))?;
        Some(Head { url: url.to_owned(), day, length: length.parse().ok()? })
    }
}

impl Arc {
    pub fn new(origin: String, stream: Stream, limit: u64, passed: PassedOver) -> Self {
        let stream = Counted { inner: BufReader::with_capacity(1 << 16, stream), at: 0 };
        Arc { origin, stream, limit, lost: false, ended: false, passed }
    }

    fn wrong(&self, at: u64, why: impl Into<String>) -> SourceError {
        SourceError::Warc { origin: self.origin.clone(), at, why: why.into() }
    }

    fn breaks_off(&mut self, why: impl ToString) -> SourceError {
        self.ended = true;
        SourceError::BreaksOff { origin: self.origin.clone(), read: self.stream.at, why: why.to_string() }
    }

    /// The line before the next record, and where it stands. None at the end of the file.
    fn head(&mut self) -> Result<Option<(u64, Head)>, SourceError> {
        let mut line = Vec::new();
        loop {
            let at = self.stream.at;
            match read_line(&mut self.stream, &mut line, LINE_LIMIT) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(Line::End) => return Ok(None),
                Ok(Line::Whole) if line.trim_ascii().is_empty() => continue,
                Ok(_) => {}
            }
            if let Some(head) = Head::of(&line) {
                self.lost = false;
                return Ok(Some((at, head)));
            }
            if !self.lost {
                self.lost = true;
                return Err(
                    self.wrong(at, "there is no record where one should begin; went on to the next one")
                );
            }
        }
    }

    /// The next page, or None for a record that holds none.
    fn record(&mut self, at: u64, head: Head) -> Result<Option<Received>, SourceError> {
        let web = head.url.starts_with("http://") || head.url.starts_with("https://");
        if !web || head.length > self.limit + HTTP_HEADERS {
            match io::copy(&mut self.stream.by_ref().take(head.length), &mut io::sink()) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(n) if n < head.length => return Err(self.breaks_off("the file ends within a record")),
                Ok(_) if web => {
                    return Err(
                        self.wrong(at, format!("{} bytes are more than one article may have", head.length))
                    );
                }
                Ok(_) => {
                    if !head.url.starts_with("filedesc:") {
                        self.passed.count("records of something else than HTTP");
                    }
                    return Ok(None);
                }
            }
        }
        let mut payload = Vec::new();
        if let Err(error) = self.stream.by_ref().take(head.length).read_to_end(&mut payload) {
            return Err(self.breaks_off(error));
        }
        if (payload.len() as u64) < head.length {
            return Err(self.breaks_off("the file ends within a record"));
        }
        let origin = format!("{}: {}", self.origin, head.url);
        let (bytes, content_type) = match page(&payload, self.limit) {
            Page::Is { body, content_type } => (body, content_type),
            Page::None(sort) => {
                self.passed.count(&sort);
                return Ok(None);
            }
            Page::TooLarge => {
                return Err(IntakeError::TooLarge { origin, size: self.limit + 1, limit: self.limit }.into());
            }
            Page::Wrong(why) => return Err(self.wrong(at, why)),
        };
        let mut hash = Sha256::new();
        hash.update(head.url.as_bytes());
        hash.update([0]);
        hash.update(&bytes);
        Ok(Some(Received {
            hash: hash.finalize().into(),
            at: Some(at),
            fetched: Some(head.day),
            ..Received::new(Capture { origin, bytes, url: Some(head.url), content_type })
        }))
    }
}

impl Iterator for Arc {
    type Item = Result<Received, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let found = match self.head() {
                Ok(None) => break,
                Ok(Some((at, head))) => self.record(at, head),
                Err(error) => Err(error),
            };
            match found {
                Ok(None) => {}
                Ok(Some(received)) => return Some(Ok(received)),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}
