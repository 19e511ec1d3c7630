//! Documents that are neither plain text nor pages: what office programs, mail programs, libraries, cameras and printers make.
//!
//! Each reader takes bytes and gives the text with what the document says of itself; none of them trusts a size, a depth or a
//! count that the document names.

pub(crate) mod alto;
mod captions;
mod epub;
mod mail;
mod odt;
mod office;
mod parliament;
#[cfg(feature = "pdf")]
mod pdf;
mod speech;
mod transcript;

pub(crate) use transcript::transcript;

use crate::input::Input;
use crate::page::{NoPage, Unparsed};
use crate::parts::Layout;
use crate::{IntakeError, TEXT_LIMIT, charset, rtf};
use onrecord::Note;
use onrecord::budget::Over;

/// What a document gives.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Paragraphs, apart by an empty line.
    pub text: String,
    /// What each paragraph is, where the document tells; elsewhere it is told as of plain text.
    pub layout: Option<Layout>,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub authors: Vec<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub published: Option<String>,
    /// The day on which it was made or saved: it was hardly published before.
    pub made: Option<String>,
    pub notes: Vec<Note>,
}

/// What was found in some bytes.
#[derive(Debug)]
pub(crate) enum Found {
    Document(Document),
    /// A page that something else holds, with what that says of it.
    Page {
        html: String,
        around: Document,
    },
}

/// Why a document is not read.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Told by a reader that knows the file's name.
    Intake(IntakeError),
    Damaged(String),
    Locked,
    TooCostly(String),
    /// Its text is longer than an article's may be.
    TooLong(u64),
    Stopped,
    /// It holds no text.
    Empty,
    /// So many pages are pictures.
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "only what reads PDF tells"))]
    Scanned(usize),
    /// It is something that is not read, which.
    Foreign(&'static str),
    /// What reads it was not compiled in: the feature that turns it on.
    #[cfg_attr(feature = "pdf", expect(dead_code, reason = "everything is in"))]
    LeftOut(&'static str),
}

impl From<IntakeError> for Trouble {
    fn from(error: IntakeError) -> Self {
        Trouble::Intake(error)
    }
}

impl From<Over> for Trouble {
    fn from(over: Over) -> Self {
        match over {
            Over::Stopped => Trouble::Stopped,
            over => Trouble::TooCostly(over.to_string()),
        }
    }
}

impl From<Unparsed> for Trouble {
    fn from(unparsed: Unparsed) -> Self {
        match unparsed {
            Unparsed::TooCostly(why) => Trouble::TooCostly(why),
            Unparsed::Stopped => Trouble::Stopped,
        }
    }
}

impl From<NoPage> for Trouble {
    fn from(no: NoPage) -> Self {
        match no {
            NoPage::NoArticle(_) => Trouble::Empty,
            NoPage::Unparsed(unparsed) => unparsed.into(),
        }
    }
}

/// What a document is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Pdf,
    Zip,
    Rtf,
    Mail,
    Captions,
    Alto,
    Parliament,
    /// What Word wrote before 2007.
    OldOffice,
}

/// How far into a file its nature shows.
const HEAD: usize = 4 << 10;

impl Format {
    fn of(bytes: &[u8]) -> Option<Format> {
        let head = &bytes[..bytes.len().min(HEAD)];
        let sixteen = charset::sixteen_bit_text(head);
        let body = sixteen.as_deref().map_or(head, str::as_bytes);
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        if head[..head.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
            return Some(Format::Pdf);
        }
        match head {
            _ if head.starts_with(b"PK\x03\x04") => Some(Format::Zip),
            _ if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") => Some(Format::OldOffice),
            _ if rtf::is_rtf(head) => Some(Format::Rtf),
            _ if alto::is_alto(body) => Some(Format::Alto),
            _ if parliament::is_record(body) => Some(Format::Parliament),
            _ if captions::is_captions(body) => Some(Format::Captions),
            _ if mail::is_mail(body) => Some(Format::Mail),
            _ => None,
        }
    }

    fn reader(self) -> Reader {
        match self {
            #[cfg(feature = "pdf")]
            Format::Pdf => pdf::read,
            #[cfg(not(feature = "pdf"))]
            Format::Pdf => |_| Err(Trouble::LeftOut("pdf")),
            Format::Zip => office::archive,
            Format::Rtf => office::rich_text,
            Format::Mail => mail::read,
            Format::Captions => captions::read,
            Format::Alto => alto::read,
            Format::Parliament => parliament::read,
            Format::OldOffice => office::old,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Format::Pdf => "a PDF file",
            Format::Zip | Format::OldOffice => "an office document",
            Format::Rtf => "an RTF document",
            Format::Mail => "a mail",
            Format::Captions => "a file of subtitles",
            Format::Alto => "an ALTO file",
            Format::Parliament => "a parliament's record",
        }
    }
}

/// How documents of a kind are read: of the bytes with their budget, and of nothing else.
type Reader = fn(&Input) -> Result<Found, Trouble>;

/// Reads a document; none where the bytes are none of those that are read here.
pub(crate) fn read(input: &Input) -> Result<Option<Found>, IntakeError> {
    let Some(format) = Format::of(input.bytes) else { return Ok(None) };
    let (what, origin) = (format.name(), input.origin.to_owned());
    let found = format.reader()(input).map_err(|trouble| match trouble {
        Trouble::Intake(error) => error,
        Trouble::Damaged(why) => IntakeError::Unreadable { origin, what, why },
        Trouble::Locked => IntakeError::Locked { origin, what },
        Trouble::TooCostly(why) => IntakeError::TooCostly { origin, why },
        Trouble::TooLong(size) => IntakeError::TooLong { origin, size, limit: TEXT_LIMIT },
        Trouble::Stopped => IntakeError::Stopped { origin },
        Trouble::Empty => IntakeError::Empty { origin },
        Trouble::Scanned(pages) => IntakeError::Scanned { origin, pages },
        Trouble::Foreign(what) => IntakeError::Binary { origin, what: what.to_owned() },
        Trouble::LeftOut(feature) => IntakeError::LeftOut { origin, what, feature },
    })?;
    Ok(Some(found))
}

/// Paragraphs in the making, up to what an article may have.
#[derive(Debug, Default)]
struct Paragraphs {
    text: String,
    /// The line that is being written.
    line: String,
    /// Whether the paragraph has a line already.
    begun: bool,
}

impl Paragraphs {
    fn push(&mut self, words: &str) {
        self.line.push_str(words);
    }

    /// Ends a line within the paragraph. White space in it is single.
    fn end_line(&mut self) -> Result<(), Trouble> {
        if self.line.trim().is_empty() {
            self.line.clear();
            return Ok(());
        }
        let goes_on = std::mem::replace(&mut self.begun, true);
        self.write(if goes_on { "\n" } else { "\n\n" })
    }

    /// Ends the paragraph. White space in it is single.
    fn end(&mut self) -> Result<(), Trouble> {
        let goes_on = std::mem::take(&mut self.begun);
        self.write(if goes_on { "\n" } else { "\n\n" })
    }

    fn write(&mut self, between: &str) -> Result<(), Trouble> {
        let mut words = self.line.split_whitespace().peekable();
        if words.peek().is_some() && !self.text.is_empty() {
            self.text.push_str(between);
        }
        while let Some(word) = words.next() {
            self.text.push_str(word);
            if words.peek().is_some() {
                self.text.push(' ');
            }
        }
        self.line.clear();
        match self.text.len() as u64 {
            size if size > TEXT_LIMIT => Err(Trouble::TooLong(size)),
            _ => Ok(()),
        }
    }
}

/// Longest line that a document says of itself and that may come again in each of its articles or turns.
const LONGEST_LINE: usize = 1_000;

/// A line of metadata, if there is anything in it.
fn filled(words: &str) -> Option<String> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// The same of a name that many share: one that goes on for long is none, and would be written again for each of them.
pub(crate) fn short(words: &str) -> Option<String> {
    filled(&words[..words.floor_char_boundary(LONGEST_LINE)])
}

#[cfg(test)]
mod tests;
