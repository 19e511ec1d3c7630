//! From a capture to its article.

use crate::documents::{self, Document, Found};
use crate::input::Input;
use crate::page::{NoPage, Unparsed};
use crate::parts::{Layout, plain_layout};
use crate::sources::{Given, Received, SourceError};
use crate::{Capture, Hints, IntakeError, Taken, charset, language, page, parse_published};
use onrecord::budget::{Budget, Limits};
use onrecord::{Article, Note, Part, PartKind, Text};
use sha2::{Digest, Sha256};

/// Longest run of characters without white space that text has, save in scripts that write none.
const LONGEST_WORD: usize = 20_000;

/// Most bytes of text that one article may have, as UTF-8. *War and Peace* has three million; what is longer is many
/// articles in one, which would be read as if one person named in it were the same throughout. Reading takes up to 100
/// bytes of memory for each byte of text.
pub const TEXT_LIMIT: u64 = 4 << 20;

/// Makes the article of a capture. Pure: nothing but the arguments decides the outcome.
///
/// Of plain text, the article's text is the decoded input, character for character, without its byte order mark. Only
/// transcripts are written anew, with a note. Of documents, it is their paragraphs, apart by an empty line.
/// Of a page, it is the headline and the main text, paragraphs apart by an empty line. Hints win over
/// what the input says of itself.
///
/// ```
/// use onrecord_intake::{Capture, Hints, take};
/// let capture = Capture {
///     origin: "-".to_owned(),
///     bytes: "“No,” the minister said.".into(),
///     url: None,
///     content_type: None,
/// };
/// let taken = take(&capture, &Hints::default()).unwrap();
/// assert_eq!(taken.article.text.as_str(), "“No,” the minister said.");
/// ```
///
/// # Errors
/// When the bytes are empty or no text, when the text is longer than [`TEXT_LIMIT`], when a page holds no article, or when
/// the hinted date is none.
pub fn take(capture: &Capture, hints: &Hints) -> Result<Taken, IntakeError> {
    take_within(capture, hints, &Budget::default())
}

/// As [`take`], within a budget of the caller's, who may stop the work.
///
/// # Errors
/// As [`take`]; and when the work was stopped.
pub fn take_within(capture: &Capture, hints: &Hints, budget: &Budget) -> Result<Taken, IntakeError> {
    // What it is is asked before, and that may cost as much again.
    if let Some(all) = of_many(capture, &budget.anew(Limits::FILE)) {
        return only(capture, hints, budget, all);
    }
    take_hashed(capture, &Sha256::digest(&capture.bytes).into(), hints, None, budget)
}

/// The article of an export, a table, a feed or a crawl that has one and no more; None of what is none of these. Within a budget
/// of the caller's, who may stop the work.
///
/// # Errors
/// As [`take`]; and when there is more than one.
pub fn take_export(capture: &Capture, hints: &Hints, budget: &Budget) -> Option<Result<Taken, IntakeError>> {
    of_many(capture, &budget.anew(Limits::FILE)).map(|all| only(capture, hints, budget, all))
}

/// What is in a file of many articles. Of bytes that came with their type, somebody has said what they are.
fn of_many(capture: &Capture, budget: &Budget) -> Option<Vec<Result<Received, SourceError>>> {
    capture.content_type.is_none().then(|| crate::sources::of_capture(capture, budget))?
}

/// The article of an export that has one and no more.
fn only(
    capture: &Capture,
    hints: &Hints,
    budget: &Budget,
    mut all: Vec<Result<Received, SourceError>>,
) -> Result<Taken, IntakeError> {
    let origin = capture.origin.clone();
    match (all.len(), all.pop()) {
        (1, Some(Ok(received))) => received.take_within(hints, budget),
        (0 | 1, Some(Err(SourceError::Intake(error)))) => Err(error),
        (0 | 1, Some(Err(error))) => {
            Err(IntakeError::Unreadable { origin, what: "a file of many articles", why: error.to_string() })
        }
        (0, _) => {
            let why = "it has no article with a text; those with addresses are fetched by `onrecord add`"
                .to_owned();
            Err(IntakeError::Unreadable { origin, what: "a file of many articles", why })
        }
        (count, _) => Err(IntakeError::Many { origin, count }),
    }
}

/// As [`take`], where the hash that the article is to be known by is known already.
pub(crate) fn take_hashed(
    capture: &Capture,
    hash: &[u8; 32],
    hints: &Hints,
    given: Option<&Given>,
    budget: &Budget,
) -> Result<Taken, IntakeError> {
    let hinted = hints.published.as_deref().map(parse_published).transpose()?;
    let mut draft = match given {
        Some(given) => Draft::of_given(capture, given, budget)?,
        None => match documents::read(&Input::of(capture, budget))? {
            Some(found) => Draft::of_found(found, &capture.origin, budget)?,
            None => Draft::of_text(capture, budget)?,
        },
    };
    bounded(&capture.origin, &draft.text)?;
    let mut notes = std::mem::take(&mut draft.notes);
    notes.extend(endless_word(&draft.text));

    let filled =
        |s: &Option<String>| s.as_deref().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
    let language = hints.language.as_deref().and_then(language::code);
    let language = language.or_else(|| language::detect(&draft.text)).or(draft.language);
    notes.extend(language.as_deref().and_then(language::note));

    let mut published = hinted.or(draft.published);
    if let (None, Some((day, words))) = (&published, draft.layout.published) {
        notes.push(
            Note::new(format!(
                "the date of publication, {day}, is the one that the text gives itself: “{words}”"
            ))
            .remedy("give another with --published"),
        );
        published = Some(day);
    }
    if let (None, Some(day)) = (&published, draft.made) {
        notes.push(
            Note::new(format!(
                "no date of publication was found: the file was made on {day}, which is taken for it"
            ))
            .remedy("give the date with --published if you know it"),
        );
        published = Some(day);
    }
    notes.extend(hints.today.as_deref().and_then(|today| not_yet(published.as_deref()?, today)));

    let text = Text::new(draft.text);
    let parts = draft.layout.parts.into_iter();
    let parts = parts.map(|(kind, bytes)| Part { kind, span: text.span_of(bytes) }).collect();
    let article = Article {
        id: id(hash),
        origin: capture.origin.clone(),
        url: filled(&draft.url).or_else(|| filled(&capture.url)),
        outlet: filled(&hints.outlet).or(draft.outlet).or(draft.layout.outlet),
        title: draft.title,
        authors: if draft.authors.is_empty() { draft.layout.authors } else { draft.authors },
        published,
        language,
        extraction_confidence: draft.confidence,
        section: given.and_then(|g| g.section.clone()),
        page: given.and_then(|g| g.page.clone()),
        coded: None,
        text,
        parts,
    };
    Ok(Taken { article, notes })
}

fn bounded(origin: &str, text: &str) -> Result<(), IntakeError> {
    let size = text.len() as u64;
    match size > TEXT_LIMIT {
        true => Err(IntakeError::TooLong { origin: origin.to_owned(), size, limit: TEXT_LIMIT }),
        false => Ok(()),
    }
}

/// What plain text and pages have in common before hints.
#[derive(Default)]
struct Draft {
    text: String,
    layout: Layout,
    title: Option<String>,
    outlet: Option<String>,
    authors: Vec<String>,
    url: Option<String>,
    language: Option<String>,
    published: Option<String>,
    /// The day on which the file was made.
    made: Option<String>,
    confidence: Option<f32>,
    notes: Vec<Note>,
}

impl Draft {
    fn of_text(capture: &Capture, budget: &Budget) -> Result<Self, IntakeError> {
        let kind = capture.content_type.as_deref();
        let decoded = charset::decode(&Input::of(capture, budget))?;
        let mut draft = if page::is_page(&decoded.text, kind) {
            Draft::of_page(&decoded.text, &capture.origin, budget)?
        } else {
            bounded(&capture.origin, &decoded.text)?;
            match documents::transcript(&decoded.text) {
                Some(transcript) => Draft::of_document(transcript),
                None => Draft::of_plain(decoded.text),
            }
        };
        draft.notes.splice(0..0, decoded.notes);
        Ok(draft)
    }

    fn of_found(found: Found, origin: &str, budget: &Budget) -> Result<Self, IntakeError> {
        let (html, around) = match found {
            Found::Document(document) => return Ok(Draft::of_document(document)),
            Found::Page { html, around } => (html, around),
        };
        let mut draft = match Draft::of_page(&html, origin, budget) {
            // A letter is laid out as pages are and may be no article.
            Err(IntakeError::NoArticle { .. }) if around.url.is_none() => {
                let text = match around.text.is_empty() {
                    true => page::fragment(&html, budget),
                    false => around.text.clone(),
                };
                Draft::of_plain(text)
            }
            other => other?,
        };
        draft.title = around.title.or(draft.title);
        draft.published = around.published.or(draft.published);
        draft.url = draft.url.or(around.url);
        draft.made = around.made;
        if draft.authors.is_empty() {
            draft.authors = around.authors;
        }
        draft.notes.extend(around.notes);
        Ok(draft)
    }

    fn of_document(document: Document) -> Self {
        let layout = document.layout.unwrap_or_else(|| plain_layout(&document.text));
        let headline = layout.first(PartKind::Headline).map(|r| document.text[r].to_owned());
        Draft {
            title: document.title.or(headline),
            text: document.text,
            layout,
            outlet: document.outlet,
            authors: document.authors,
            url: document.url,
            language: document.language,
            published: document.published,
            made: document.made,
            notes: document.notes,
            confidence: None,
        }
    }

    fn of_plain(text: String) -> Self {
        let layout = plain_layout(&text);
        let title = layout.first(PartKind::Headline).map(|r| text[r].to_owned());
        Draft { text, layout, title, ..Draft::default() }
    }

    /// Of a text whose parts are known.
    fn of_given(capture: &Capture, given: &Given, budget: &Budget) -> Result<Self, IntakeError> {
        let decoded = charset::as_written(&Input::of(capture, budget))?;
        bounded(&capture.origin, &decoded.text)?;
        let layout = page::told(&decoded.text, given.parts.clone());
        let title = layout.first(PartKind::Headline).map(|r| decoded.text[r].to_owned());
        let (language, notes) = (given.language.clone(), decoded.notes);
        Ok(Draft { text: decoded.text, layout, title, language, notes, ..Draft::default() })
    }

    fn of_page(html: &str, origin: &str, budget: &Budget) -> Result<Self, IntakeError> {
        let origin = origin.to_owned();
        let page = page::read(html, budget).map_err(|no| match no {
            NoPage::NoArticle(why) => IntakeError::NoArticle { origin, why },
            NoPage::Unparsed(Unparsed::TooCostly(why)) => IntakeError::TooCostly { origin, why },
            NoPage::Unparsed(Unparsed::Stopped) => IntakeError::Stopped { origin },
        })?;
        Ok(Draft {
            text: page.text,
            layout: page.layout,
            title: page.title,
            outlet: page.outlet,
            authors: page.authors,
            url: page.url,
            language: page.language,
            published: page.published,
            made: None,
            confidence: Some(page.confidence),
            notes: page.notes,
        })
    }
}

fn id(hash: &[u8; 32]) -> String {
    format!("sha256:{}", hex::encode(hash))
}

/// A doubt about a day of publication that lies after the day of reading, by more than the hours between time zones.
fn not_yet(published: &str, today: &str) -> Option<Note> {
    let day = |s: &str| s.get(..10)?.parse::<jiff::civil::Date>().ok();
    let tomorrow = day(today)?.tomorrow().ok()?;
    (day(published)? > tomorrow).then(|| {
        Note::new(format!("the date of publication, {published}, lies in the future: today is {today}"))
            .remedy("give the right date with --published; times in the text were resolved from this one")
    })
}

/// A note when a run without white space is so long that it can hardly be words.
fn endless_word(text: &str) -> Option<Note> {
    let longest = text.split_whitespace().map(str::len).max().unwrap_or(0);
    (longest > LONGEST_WORD).then(|| {
        Note::new(format!(
            "a run of {longest} bytes without white space: words and sentences cannot be told apart in it"
        ))
        .remedy("check that this is the text you meant to read")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_many_books_is_no_article() {
        let bytes = "“No,” the minister said on Monday. ".repeat(150_000).into_bytes();
        let capture = Capture { origin: "all.txt".to_owned(), bytes, url: None, content_type: None };
        let error = take(&capture, &Hints::default()).unwrap_err();
        assert!(matches!(error, IntakeError::TooLong { limit: TEXT_LIMIT, .. }));
        assert_eq!(
            error.to_string(),
            "all.txt: its text is 6 MB long, more than the 4 MB one article may have"
        );
        assert!(error.hint().unwrap().contains("split"));
    }
}
