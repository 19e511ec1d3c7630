//! Files of records, as crawlers write them, one behind the other: [`warc`](super::warc) and [`arc`](super::arc) tell what stands
//! before a record, and what is between is the same.
//!
//! Of ours for two properties: after a record with a wrong length, reading goes on at the next record, and a record of any
//! size takes no more memory than one article may. A crate that has both would be better.

use super::http::{HTTP_HEADERS, Page, page};
use super::lines::{Counted, Line, read_line};
use super::sniff::Stream;
use super::{Many, PassedOver, Received, SourceError};
use crate::{Capture, IntakeError};
use onrecord::budget::Budget;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};
use std::marker::PhantomData;

/// Longest line before a record, and all lines before it together.
pub(super) const HEADER_LIMIT: u64 = 64 << 10;

/// Bytes that are passed over before it is asked whether anybody still waits.
const STRIDE: u64 = 1 << 20;

/// What stands before a record, in files of one kind.
pub(super) trait Head: Sized + Send {
    /// What such files are called.
    const KIND: &'static str;
    /// Whether a record ends where its length says only if nothing or another one follows, and which bytes begin that.
    const NEXT: Option<&'static [u8]>;

    /// What a line begins that a record may begin with.
    fn begins(line: &[u8]) -> Option<Self>;

    /// Takes a further line. Whether it is the last one.
    fn line(&mut self, line: &[u8]) -> bool;

    /// Whether one line is all there is.
    fn is_whole(&self) -> bool;

    /// How many bytes come, if that is said.
    fn length(&self) -> Option<u64>;

    /// What the record holds.
    fn holds(&self) -> Holds;

    /// The address of the page.
    fn url(&self) -> Option<&str>;

    /// The day it was fetched.
    fn day(&self) -> Option<&str>;
}

/// What a record holds.
pub(super) enum Holds {
    /// What a server answered.
    Answer,
    /// A page itself, of this media type.
    Page(String),
    /// Something that is no page: which, if it is worth a word.
    Other(Option<String>),
}

/// The pages of a file of records.
pub(super) struct Records<H> {
    origin: String,
    stream: Counted<BufReader<Stream>>,
    limit: u64,
    /// Whether to look for the next record instead of expecting it.
    lost: bool,
    ended: bool,
    passed: PassedOver,
    kind: PhantomData<H>,
}

impl<H: Head> std::fmt::Debug for Records<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct(H::KIND)
            .field("origin", &self.origin)
            .field("at", &self.stream.at)
            .finish_non_exhaustive()
    }
}

impl<H: Head> Records<H> {
    pub fn new(origin: String, stream: Stream, limit: u64, passed: PassedOver) -> Self {
        let stream = Counted { inner: BufReader::with_capacity(1 << 16, stream), at: 0 };
        Records { origin, stream, limit, lost: false, ended: false, passed, kind: PhantomData }
    }

    fn wrong(&self, at: u64, why: impl Into<String>) -> SourceError {
        SourceError::Record { kind: H::KIND, origin: self.origin.clone(), at, why: why.into() }
    }

    fn breaks_off(&mut self, why: impl ToString) -> SourceError {
        self.ended = true;
        SourceError::BreaksOff { origin: self.origin.clone(), read: self.stream.at, why: why.to_string() }
    }

    /// What stands before the next record, and where. None at the end of the file.
    fn head(&mut self, budget: &Budget) -> Result<Option<(u64, H)>, SourceError> {
        let mut line = Vec::new();
        let (at, mut head) = loop {
            let at = self.stream.at;
            budget.walk(1).map_err(|over| IntakeError::over(&self.origin, over))?;
            match read_line(&mut self.stream, &mut line, HEADER_LIMIT) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(Line::End) => return Ok(None),
                Ok(Line::Whole) if line.trim_ascii().is_empty() => continue,
                Ok(Line::Whole) => {
                    if let Some(head) = H::begins(&line) {
                        self.lost = false;
                        break (at, head);
                    }
                }
                Ok(Line::TooLong(_)) => {}
            }
            if !self.lost {
                self.lost = true;
                let why = "there is no record where one should begin; went on to the next one";
                return Err(self.wrong(at, why));
            }
        };
        while !head.is_whole() {
            match read_line(&mut self.stream, &mut line, HEADER_LIMIT) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(Line::End) => return Err(self.breaks_off("the file ends within a record's headers")),
                Ok(Line::TooLong(_)) => {}
                Ok(Line::Whole) if head.line(&line) => break,
                Ok(Line::Whole) if self.stream.at - at > HEADER_LIMIT => {
                    self.lost = true;
                    return Err(self.wrong(at, "its headers do not end"));
                }
                Ok(Line::Whole) => {}
            }
        }
        Ok(Some((at, head)))
    }

    /// Passes over so many bytes.
    fn skip(&mut self, mut bytes: u64, budget: &Budget) -> Result<(), SourceError> {
        while bytes > 0 {
            budget.steps(1);
            budget.look();
            budget.check().map_err(|over| IntakeError::over(&self.origin, over))?;
            match io::copy(&mut self.stream.by_ref().take(bytes.min(STRIDE)), &mut io::sink()) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(0) => return Err(self.breaks_off("the file ends within a record")),
                Ok(n) => bytes -= n,
            }
        }
        Ok(())
    }

    /// Whether the record ends where its length says: an empty line and another record, or the end of the file.
    fn ends_here(&mut self, begins: &[u8]) -> io::Result<bool> {
        loop {
            let next = self.stream.fill_buf()?;
            match next.first() {
                None => return Ok(true),
                Some(b'\r' | b'\n') => {
                    let n = next.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
                    self.stream.consume(n);
                }
                // The buffer may end within the word; its first letter must do then.
                Some(_) => return Ok(next.starts_with(&begins[..next.len().min(begins.len())])),
            }
        }
    }

    /// The next page, or None for a record that holds none.
    fn record(&mut self, at: u64, head: H, budget: &Budget) -> Result<Option<Received>, SourceError> {
        let Some(length) = head.length() else {
            self.lost = true;
            return Err(self.wrong(at, "it does not say how long it is"));
        };
        let holds = match head.holds() {
            Holds::Other(sort) => {
                self.skip(length, budget)?;
                sort.iter().for_each(|sort| self.passed.count(sort));
                return Ok(None);
            }
            holds => holds,
        };
        if length > self.limit + HTTP_HEADERS {
            self.skip(length, budget)?;
            return Err(self.wrong(at, format!("{length} bytes are more than one article may have")));
        }
        let mut payload = Vec::new();
        if let Err(error) = self.stream.by_ref().take(length).read_to_end(&mut payload) {
            return Err(self.breaks_off(error));
        }
        if (payload.len() as u64) < length {
            return Err(self.breaks_off("the file ends within a record"));
        }
        if let Some(begins) = H::NEXT {
            match self.ends_here(begins) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(false) => {
                    self.lost = true;
                    return Err(self.wrong(at, "its length is wrong; went on to the next one"));
                }
                Ok(true) => {}
            }
        }
        let origin = format!("{}: {}", self.origin, head.url().unwrap_or("a record without an address"));
        let found = match holds {
            Holds::Page(sort) => Page::Is { body: payload, content_type: Some(sort) },
            _ => page(&payload, self.limit),
        };
        let (bytes, content_type) = match found {
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
        budget.hold(bytes.len()).map_err(|over| IntakeError::over(&origin, over))?;
        let mut hash = Sha256::new();
        hash.update(head.url().unwrap_or("").as_bytes());
        hash.update([0]);
        hash.update(&bytes);
        Ok(Some(Received {
            hash: hash.finalize().into(),
            at: Some(at),
            fetched: head.day().map(str::to_owned),
            ..Received::new(Capture { origin, bytes, url: head.url().map(str::to_owned), content_type })
        }))
    }
}

impl<H: Head> Many for Records<H> {
    fn next(&mut self, budget: &Budget) -> Option<Result<Received, SourceError>> {
        while !self.ended {
            let found = match self.head(budget) {
                Ok(None) => break,
                Ok(Some((at, head))) => self.record(at, head, budget),
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
