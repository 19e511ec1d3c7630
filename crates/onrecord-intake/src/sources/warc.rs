//! WARC files (ISO 28500): the pages among their response records.

use super::records::{Head, Holds, Records};

/// The pages of a WARC file.
pub(super) type Warc = Records<Headers>;

/// A record's headers, of which few matter here.
#[derive(Default)]
pub(super) struct Headers {
    kind: String,
    uri: Option<String>,
    date: Option<String>,
    length: Option<u64>,
    http: bool,
    /// The media type of what the record holds.
    sort: String,
}

impl Head for Headers {
    const KIND: &'static str = "WARC";
    const NEXT: Option<&'static [u8]> = Some(b"WARC/");

    fn begins(line: &[u8]) -> Option<Headers> {
        line.starts_with(b"WARC/").then(Headers::default)
    }

    fn line(&mut self, line: &[u8]) -> bool {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        if text.is_empty() {
            return true;
        }
        let Some((name, value)) = text.split_once(':') else { return false };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => {
                let uri = value.trim_matches(['<', '>']).trim();
                self.uri = (!uri.is_empty()).then(|| uri.to_owned());
            }
            "warc-date" => self.date = Some(value.to_owned()),
            "content-type" => {
                let sort = value.to_ascii_lowercase();
                self.http = sort.starts_with("application/http");
                self.sort = sort.split(';').next().unwrap_or_default().trim().to_owned();
            }
            "content-length" => self.length = value.parse().ok(),
            _ => {}
        }
        false
    }

    fn is_whole(&self) -> bool {
        false
    }

    fn length(&self) -> Option<u64> {
        self.length
    }

    fn holds(&self) -> Holds {
        let page = matches!(self.sort.as_str(), "text/html" | "application/xhtml+xml");
        match self.kind.as_str() {
            // A page itself, without the answer of a server around it.
            "resource" if page => Holds::Page(self.sort.clone()),
            "response" if self.http => Holds::Answer,
            // What belongs to every file and every page is not worth a word.
            "warcinfo" | "request" | "metadata" => Holds::Other(None),
            "" => Holds::Other(Some("records without a type".to_owned())),
            "response" => Holds::Other(Some("responses to something else than HTTP".to_owned())),
            kind => Holds::Other(Some(kind.to_owned())),
        }
    }

    fn url(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    fn day(&self) -> Option<&str> {
        self.date.as_deref().and_then(|date| date.get(..10))
    }
}
