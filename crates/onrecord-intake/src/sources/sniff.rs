//! What a file holds, by its first bytes; names mislead.

use super::places::Places;
use super::walk::regular;
use super::{SourceError, Wanted};
use crate::packed::GZIP;
use crate::xml::root;
use crate::{IntakeError, charset};
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Article,
    Warc,
    Arc,
    Mets,
    JsonLines,
    Json,
    Feed,
    Sitemap,
    /// With what parts its columns.
    Table(u8),
}

pub(super) type Stream = Box<dyn Read + Send>;

/// A file whose kind is known, unpacked, from its first byte.
pub(super) struct Opened {
    pub origin: String,
    /// Its path from the root; none for standard input.
    pub path: Option<PathBuf>,
    /// What it is known by; none for standard input.
    pub place: Option<String>,
    pub kind: Kind,
    /// Whether it was gzipped.
    pub packed: bool,
    /// Its first bytes.
    pub head: Vec<u8>,
    pub stream: Stream,
}

/// Bytes looked at. A page's `<html>` or a feed's `<rss>` comes after comments and style sheets at the latest here.
pub(super) const HEAD: u64 = 8 << 10;

pub(super) fn open(
    wanted: &Wanted,
    limit: u64,
    read: &Arc<AtomicU64>,
    places: &Places,
) -> Result<Opened, SourceError> {
    let (origin, path, stream): (String, Option<PathBuf>, Stream) = match wanted {
        Wanted::Standard => ("-".to_owned(), None, Box::new(io::stdin())),
        Wanted::Path(path) => {
            let origin = regular(path)?;
            let file =
                File::open(path).map_err(|source| IntakeError::Io { origin: origin.clone(), source })?;
            (
                origin,
                Some(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
                Box::new(BufReader::new(Counted { file, read: Arc::clone(read) })),
            )
        }
    };
    let place = path.as_deref().map(|path| (places.0)(path));
    let failed = |source| IntakeError::Io { origin: origin.clone(), source };
    let (head, stream) = peek(stream, 2).map_err(failed)?;
    let packed = head == GZIP;
    let stream: Stream = if packed { Box::new(MultiGzDecoder::new(stream)) } else { stream };
    let (head, stream) = match peek(stream, HEAD) {
        Ok(peeked) => peeked,
        Err(error) if packed => {
            return Err(SourceError::BreaksOff { origin, read: 0, why: error.to_string() });
        }
        Err(source) => return Err(IntakeError::Io { origin, source }.into()),
    };
    let kind = kind(&head, &origin);
    // Said before the first gigabyte is read.
    if let (Kind::Article, false, Wanted::Path(path)) = (kind, packed, wanted)
        && let Ok(size) = std::fs::metadata(path).map(|m| m.len())
        && size > limit
    {
        return Err(IntakeError::TooLarge { origin, size, limit }.into());
    }
    Ok(Opened { origin, path, place, kind, packed, head, stream })
}

/// A file that tells how much of it was read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// The first bytes, and the stream with them still in it.
fn peek(mut stream: Stream, bytes: u64) -> io::Result<(Vec<u8>, Stream)> {
    let mut head = Vec::new();
    match stream.by_ref().take(bytes).read_to_end(&mut head) {
        // What was unpacked before the damage is worth looking at; whoever reads on meets the damage again.
        Err(_) if !head.is_empty() => {}
        Err(error) => return Err(error),
        Ok(_) => {}
    }
    let again: Stream = Box::new(Cursor::new(head.clone()).chain(stream));
    Ok((head, again))
}

pub(super) fn kind(head: &[u8], origin: &str) -> Kind {
    let text = match charset::sixteen_bit_text(head) {
        Some(text) => Cow::Owned(text),
        None => String::from_utf8_lossy(head),
    };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let name = origin.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    if text.starts_with("WARC/") {
        return Kind::Warc;
    }
    if text.starts_with("filedesc://") {
        return Kind::Arc;
    }
    // RTF begins with a brace, too.
    let rtf = text.starts_with("{\\rtf");
    if text.starts_with('{') && !rtf {
        if text.contains("://jsonfeed.org/version") || text.contains(":\\/\\/jsonfeed.org\\/version") {
            return Kind::Feed;
        }
        // The opening brace alone on its line: one object written over many lines.
        let first = text.lines().next().unwrap_or("").trim_end();
        let lines = name.ends_with(".jsonl") || name.ends_with(".ndjson");
        return if !lines && (name.ends_with(".json") || first == "{") {
            Kind::Json
        } else {
            Kind::JsonLines
        };
    }
    if text.starts_with('[') && (name.ends_with(".json") || text[1..].trim_start().starts_with('{')) {
        return Kind::Json;
    }
    if name.ends_with(".jsonl") || name.ends_with(".ndjson") {
        return Kind::JsonLines;
    }
    if text.starts_with('<') {
        if root(text) == Some("mets") {
            return Kind::Mets;
        }
        let lower = text.to_ascii_lowercase();
        let first = |tags: &[&str]| tags.iter().filter_map(|tag| lower.find(tag)).min();
        let page = first(&["<html", "<!doctype html"]);
        let before = |at: Option<usize>| at.is_some_and(|at| page.is_none_or(|page| at < page));
        if before(first(&["<rss", "<feed", "<rdf:rdf"])) {
            return Kind::Feed;
        }
        if before(first(&["<urlset", "<sitemapindex"])) {
            return Kind::Sitemap;
        }
        return Kind::Article;
    }
    // Containers, RTF and other files of bytes are no tables.
    let bytes = head.starts_with(b"PK") || text.contains('\0') || rtf;
    match super::table::delimiter(text, name).filter(|_| !bytes) {
        Some(by) => Kind::Table(by),
        None => Kind::Article,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_the_first_bytes() {
        for (head, name, expected) in [
            ("WARC/1.0\r\nWARC-Type: warcinfo", "x", Kind::Warc),
            ("<?xml version=\"1.0\"?><!-- x --><mets:mets xmlns:mets=\"m\">", "x", Kind::Mets),
            ("filedesc://a.arc 0.0.0.0 20060622190110 text/plain 76", "x", Kind::Arc),
            ("{\"text\": \"a\"}\n{\"text\": \"b\"}", "x", Kind::JsonLines),
            ("{\n  \"text\": \"a\"\n}", "x", Kind::Json),
            ("[{\"text\": \"a\"}]", "x", Kind::Json),
            ("[Reuters] The port is shut.", "x.txt", Kind::Article),
            ("<?xml version=\"1.0\"?>\n<!-- hello --><rss version=\"2.0\">", "x", Kind::Feed),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", "x", Kind::Feed),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"", "x.json", Kind::Feed),
            ("<?xml version=\"1.0\"?><html><p>about <rss", "x", Kind::Article),
            ("<!doctype html><html>", "feed.xml", Kind::Article),
            ("<?xml version=\"1.0\"?><urlset xmlns=\"x\">", "x", Kind::Sitemap),
            ("<sitemapindex>", "x", Kind::Sitemap),
            ("The port is shut.", "x.txt", Kind::Article),
            ("{\\rtf1\\ansi The port is shut.\\par}", "x.rtf", Kind::Article),
            ("{\\rtf1\\ansi\n{\\b title, text, date}\\par\na, b, c", "x", Kind::Article),
            ("oops", "x.jsonl.gz", Kind::JsonLines),
            ("title,text\nBridge,\"“No,” she said.\"\n", "x", Kind::Table(b',')),
            ("Headline;Datum;Text\nBridge;1.1.2024;No\n", "x.csv", Kind::Table(b';')),
            ("id\ttext\n1\tNo\n", "x.txt.gz", Kind::Table(b'\t')),
            ("url\nhttps://p.example/1\n", "x", Kind::Table(b',')),
            ("Text, title and date were missing.\nNobody had, it seems, read it.", "x.txt", Kind::Article),
            ("The port is shut, she said, and will be.\n\nNobody came.", "x.csv", Kind::Article),
        ] {
            assert_eq!(kind(head.as_bytes(), name), expected, "{head}");
            // The same in UTF-16, with a mark and without.
            for mark in [&b""[..], b"\xff\xfe"] {
                let sixteen: Vec<u8> =
                    mark.iter().copied().chain(head.encode_utf16().flat_map(u16::to_le_bytes)).collect();
                if head.len() > 12 && head.is_ascii() {
                    assert_eq!(kind(&sixteen, name), expected, "{head}");
                }
            }
        }
    }
}
