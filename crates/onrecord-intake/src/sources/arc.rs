//! ARC files, in which the Internet Archive kept pages before there was WARC: a line that says what comes, and so many bytes.

use super::records::{Head, Holds, Records};

/// The pages of an ARC file.
pub(super) type Arc = Records<Line>;

/// What stands before a record: `http://a.example/ 192.0.2.7 20060622190112 text/html 336`; version 2 has more in the middle.
pub(super) struct Line {
    url: String,
    day: String,
    length: u64,
}

impl Head for Line {
    const KIND: &'static str = "ARC";
    // Any line may follow: what a record begins with is told by the whole of it.
    const NEXT: Option<&'static [u8]> = None;

    fn begins(line: &[u8]) -> Option<Line> {
        let line = std::str::from_utf8(line).ok()?;
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (&[url, _, stamp], &length) = (fields.get(..3)?.try_into().ok()?, fields.last()?);
        let whole = fields.len() >= 5 && stamp.len() == 14 && stamp.bytes().all(|b| b.is_ascii_digit());
        let day = whole.then(|| format!("{}-{}-{}", &stamp[..4], &stamp[4..6], &stamp[6..8]))?;
        Some(Line { url: url.to_owned(), day, length: length.parse().ok()? })
    }

    fn line(&mut self, _: &[u8]) -> bool {
        true
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn length(&self) -> Option<u64> {
        Some(self.length)
    }

    fn holds(&self) -> Holds {
        match self.url.as_str() {
            url if url.starts_with("http://") || url.starts_with("https://") => Holds::Answer,
            url if url.starts_with("filedesc:") => Holds::Other(None),
            _ => Holds::Other(Some("records of something else than HTTP".to_owned())),
        }
    }

    fn url(&self) -> Option<&str> {
        Some(&self.url)
    }

    fn day(&self) -> Option<&str> {
        Some(&self.day)
    }
}
