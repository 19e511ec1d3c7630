//! WARC files (ISO 28500): the pages among their response records.
//!
//! Of ours for two properties: after a record with a wrong length, reading goes on at the next record, and a record of any
//! size takes no more memory than one article may. A crate that has both would be better.

use super::lines::{Counted, Line, read_line};
use super::sniff::Stream;
use super::{PassedOver, Received, SourceError};
use crate::{Capture, IntakeError, unpack};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};

/// Longest header line, and all header lines of one record together.
const HEADER_LIMIT: u64 = 64 << 10;
/// What a response has besides its page.
pub(super) const HTTP_HEADERS: u64 = 1 << 20;

/// The pages of a WARC file.
pub(super) struct Warc {
    origin: String,
    stream: Counted<BufReader<Stream>>,
    limit: u64,
    /// Whether to look for the next record instead of expecting it.
    lost: bool,
    ended: bool,
    passed: PassedOver,
}

impl std::fmt::Debug for Warc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Warc")
            .field("origin", &self.origin)
            .field("at", &self.stream.at)
            .finish_non_exhaustive()
    }
}

/// A record's headers, of which few matter here.
#[derive(Default)]
struct Head {
    kind: String,
    uri: Option<String>,
    date: Option<String>,
    length: Option<u64>,
    http: bool,
    /// The media type of what the record holds.
    sort: String,
}

impl Head {
    /// Whether the record is a page itself, without the answer of a server around it.
    fn is_page(&self) -> bool {
        self.kind == "resource" && matches!(self.sort.as_str(), "text/html" | "application/xhtml+xml")
    }
}

impl Warc {
    pub fn new(origin: String, stream: Stream, limit: u64, passed: PassedOver) -> Self {
        let stream = Counted { inner: BufReader::with_capacity(1 << 16, stream), at: 0 };
        Warc { origin, stream, limit, lost: false, ended: false, passed }
    }

    fn wrong(&self, at: u64, why: impl Into<String>) -> SourceError {
        SourceError::Warc { origin: self.origin.clone(), at, why: why.into() }
    }

    fn breaks_off(&mut self, why: impl ToString) -> SourceError {
        self.ended = true;
        SourceError::BreaksOff { origin: self.origin.clone(), read: self.stream.at, why: why.to_string() }
    }

    /// Reads up to the version line of the next record. None at the end of the file.
    fn find(&mut self) -> Result<Option<u64>, SourceError> {
        let mut line = Vec::new();
        loop {
            let at = self.stream.at;
            match read_line(&mut self.stream, &mut line, HEADER_LIMIT) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(Line::End) => return Ok(None),
                Ok(Line::Whole) if line.starts_with(b"WARC/") => {
                    self.lost = false;
                    return Ok(Some(at));
                }
                Ok(Line::Whole) if line.trim_ascii().is_empty() => {}
                Ok(_) if self.lost => {}
                Ok(_) => {
                    self.lost = true;
                    return Err(
                        self.wrong(at, "there is no record where one should begin; went on to the next one")
                    );
                }
            }
        }
    }

    fn head(&mut self, at: u64) -> Result<Head, SourceError> {
        let mut head = Head::default();
        let mut line = Vec::new();
        loop {
            match read_line(&mut self.stream, &mut line, HEADER_LIMIT) {
                Err(error) => return Err(self.breaks_off(error)),
                Ok(Line::End) => return Err(self.breaks_off("the file ends within a record's headers")),
                Ok(Line::TooLong(_)) => {}
                Ok(Line::Whole) => {
                    let text = String::from_utf8_lossy(&line);
                    let text = text.trim_end();
                    if text.is_empty() {
                        return Ok(head);
                    }
                    let Some((name, value)) = text.split_once(':') else { continue };
                    let value = value.trim();
                    match name.trim().to_ascii_lowercase().as_str() {
                        "warc-type" => head.kind = value.to_ascii_lowercase(),
                        "warc-target-uri" => {
                            let uri = value.trim_matches(['<', '>']).trim();
                            head.uri = (!uri.is_empty()).then(|| uri.to_owned());
                        }
                        "warc-date" => head.date = Some(value.to_owned()),
                        "content-type" => {
                            let sort = value.to_ascii_lowercase();
                            head.http = sort.starts_with("application/http");
                            head.sort = sort.split(';').next().unwrap_or_default().trim().to_owned();
                        }
                        "content-length" => head.length = value.parse().ok(),
                        _ => {}
                    }
                    if self.stream.at - at > HEADER_LIMIT {
                        self.lost = true;
                        return Err(self.wrong(at, "its headers do not end"));
                    }
                }
            }
        }
    }

    /// Passes over so many bytes.
    fn skip(&mut self, bytes: u64) -> Result<(), SourceError> {
        match io::copy(&mut self.stream.by_ref().take(bytes), &mut io::sink()) {
            Err(error) => Err(self.breaks_off(error)),
            Ok(n) if n < bytes => Err(self.breaks_off("the file ends within a record")),
            Ok(_) => Ok(()),
        }
    }

    /// Whether the record ends where its length says: an empty line and another record, or the end of the file.
    fn ends_here(&mut self) -> io::Result<bool> {
        loop {
            let next = self.stream.fill_buf()?;
            match next.first() {
                None => return Ok(true),
                Some(b'\r' | b'\n') => {
                    let n = next.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
                    self.stream.consume(n);
                }
                // The buffer may end within the word; its first letter must do then.
                Some(_) => return Ok(next.starts_with(&b"WARC/"[..next.len().min(5)])),
            }
        }
    }

    /// The next page, or None for a record that holds none.
    fn record(&mut self, at: u64) -> Result<Option<Received>, SourceError> {
        let head = self.head(at)?;
        let Some(length) = head.length else {
            self.lost = true;
            return Err(self.wrong(at, "it does not say how long it is"));
        };
        if !head.is_page() && (head.kind != "response" || !head.http) {
            self.skip(length)?;
            // What belongs to every file and every page is not worth a word.
            if !matches!(head.kind.as_str(), "warcinfo" | "request" | "metadata") {
                self.passed.count(match head.kind.as_str() {
                    "" => "records without a type",
                    "response" => "responses to something else than HTTP",
                    kind => kind,
                });
            }
            return Ok(None);
        }
        if length > self.limit + HTTP_HEADERS {
            self.skip(length)?;
            return Err(self.wrong(at, format!("{length} bytes are more than one article may have")));
        }
        let mut payload = Vec::new();
        if let Err(error) = self.stream.by_ref().take(length).read_to_end(&mut payload) {
            return Err(self.breaks_off(error));
        }
        if (payload.len() as u64) < length {
            return Err(self.breaks_off("the file ends within a record"));
        }
        match self.ends_here() {
            Err(error) => return Err(self.breaks_off(error)),
            Ok(false) => {
                self.lost = true;
                return Err(self.wrong(at, "its length is wrong; went on to the next one"));
            }
            Ok(true) => {}
        }
        let origin =
            format!("{}: {}", self.origin, head.uri.as_deref().unwrap_or("a record without an address"));
        let found = match head.is_page() {
            true => Page::Is { body: payload, content_type: Some(head.sort) },
            false => page(&payload, self.limit),
        };
        let page = match found {
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
        let (bytes, content_type) = page;
        let mut hash = Sha256::new();
        hash.update(head.uri.as_deref().unwrap_or("").as_bytes());
        hash.update([0]);
        hash.update(&bytes);
        Ok(Some(Received {
            hash: hash.finalize().into(),
            at: Some(at),
            fetched: head.date.and_then(|d| d.get(..10).map(str::to_owned)),
            ..Received::new(Capture { origin, bytes, url: head.uri, content_type })
        }))
    }
}

impl Iterator for Warc {
    type Item = Result<Received, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let found = match self.find() {
                Ok(None) => break,
                Ok(Some(at)) => self.record(at),
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

/// What an HTTP response holds.
pub(super) enum Page {
    Is {
        body: Vec<u8>,
        content_type: Option<String>,
    },
    /// A redirection, an error, a picture: which.
    None(String),
    TooLarge,
    Wrong(String),
}

pub(super) fn page(response: &[u8], limit: u64) -> Page {
    let Some((head, body)) = split(response) else {
        return Page::Wrong("its response has no end of headers".to_owned());
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split_whitespace().nth(1)).unwrap_or("");
    if status != "200" {
        return Page::None(format!("status {}", status.chars().take(12).collect::<String>()));
    }
    let headers: Vec<(String, &str)> = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim()))
        .collect();
    let header = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
    let content_type = header("content-type").map(str::to_owned);
    let kind = content_type.as_deref().map(|t| t.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("text/html" | "application/xhtml+xml") => {}
        None | Some("") if body.trim_ascii_start().first() == Some(&b'<') => {}
        other => {
            let kind = other.filter(|k| !k.is_empty()).unwrap_or("without a media type");
            return Page::None(kind.chars().take(60).collect());
        }
    }
    let whole = match header("transfer-encoding") {
        // Many crawlers keep the header and store the body without its chunks.
        Some(how) if how.eq_ignore_ascii_case("chunked") => unchunk(body),
        _ => None,
    };
    let body = whole.as_deref().unwrap_or(body);
    let decoded = unpack(body, header("content-encoding"), limit);
    match decoded {
        Ok(Some(body)) => Page::Is { body: body.into_owned(), content_type },
        Ok(None) => Page::TooLarge,
        Err(error) => Page::Wrong(format!("its page cannot be unpacked: {error}")),
    }
}

fn split(response: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = |end: &[u8]| response.windows(end.len()).position(|w| w == end).map(|at| (at, end.len()));
    let (at, n) = match (at(b"\r\n\r\n"), at(b"\n\n")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((&response[..at], &response[at + n..]))
}

/// The body without its chunk sizes; None when it has none.
fn unchunk(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 2..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?.strip_prefix(b"\r\n")?;
    }
}
