//! Mails (`.eml`), and pages that browsers save as one (`.mhtml`).

use super::{Document, Found, Trouble, filled};
use crate::input::Input;
use crate::loose::loose_date;
use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use onrecord::Note;

/// Headers that mails have and hardly anything else.
const HEADERS: [&str; 15] = [
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "content-type",
    "delivered-to",
    "reply-to",
    "dkim-signature",
    "snapshot-content-location",
    "content-transfer-encoding",
    "sender",
];
/// Those without which it may be anything that looks like one.
const OWN: [&str; 6] =
    ["message-id", "mime-version", "received", "return-path", "delivered-to", "content-transfer-encoding"];
/// Fewest such headers.
const FEWEST: usize = 3;

/// Whether a file begins as a mail does, with headers and nothing else.
pub(super) fn is_mail(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    if head.starts_with("From ") && is_mail_body(head.split_once('\n').map_or("", |(_, rest)| rest)) {
        return true;
    }
    is_mail_body(&head)
}

fn is_mail_body(head: &str) -> bool {
    let (mut known, mut own) = (0, false);
    for line in head.lines() {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return known >= 2 * FEWEST && own };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        known += usize::from(HEADERS.contains(&name.as_str()));
        own |= OWN.contains(&name.as_str());
    }
    known >= FEWEST && own
}

/// Bytes of a line of headers from which parts of a mail may begin.
const MARK: &[u8] = b"\n--";

/// What is written for a part that the parser makes room for as if all the rest of the mail were in it.
const PACKED: &[u8] = b"base64";
/// Most such parts of a mail.
const MOST_PACKED: usize = 1_000;

pub(super) fn read(input: &Input) -> Result<Found, Trouble> {
    let Input { bytes, budget, .. } = *input;
    if bytes.windows(PACKED.len()).filter(|w| w.eq_ignore_ascii_case(PACKED)).count() > MOST_PACKED {
        return Err(Trouble::TooCostly(format!("it has more than {MOST_PACKED} packed parts")));
    }
    // The parser unpacks what it finds, and cannot be told to stop: what it may find is counted before. A part begins with a
    // line of its own, and is decoded into no more than it has.
    let marks = bytes.windows(MARK.len()).filter(|w| *w == MARK).count();
    budget.nodes(marks);
    budget.hold(bytes.len())?;
    if bytes.starts_with(b"From ") {
        return Err(Trouble::Foreign(
            "a mailbox of many mails (mbox); save each mail as a file of its own (.eml)",
        ));
    }
    let damaged = || Trouble::Damaged("its headers make no sense".to_owned());
    let message = MessageParser::default().parse(bytes).ok_or_else(damaged)?;
    let html = html(&message);
    let address = message.header_raw("Snapshot-Content-Location").and_then(filled);
    let address = address.or_else(|| html.and_then(MimeHeaders::content_location).and_then(filled));
    let date = message.header_raw(HeaderName::Date).and_then(loose_date);
    if let (Some(part), Some(url)) = (html, address.filter(|url| url.starts_with("http"))) {
        // A page that was saved: it was published by the day on which it was.
        let around = Document { url: Some(url), made: date, ..Document::default() };
        return Ok(Found::Page { html: part.text_contents().unwrap_or_default().to_owned(), around });
    }
    let subject = message.subject().and_then(filled).map(|subject| without_marks(&subject));
    let from = message.from().and_then(|from| from.first());
    let author = from.and_then(|from| from.name()).and_then(filled);
    let plain = plain(&message);
    let whole = |body: &str| match &subject {
        Some(subject) if !body.starts_with(subject.as_str()) => format!("{subject}\n\n{body}"),
        _ => body.to_owned(),
    };
    let mut document = Document {
        text: plain.as_deref().map(whole).unwrap_or_default(),
        title: subject.clone(),
        authors: author.into_iter().collect(),
        published: date,
        ..Document::default()
    };
    let attached = message.attachment_count();
    if attached > 0 {
        document.notes.push(
            Note::new(format!("the mail carries {attached} files, which are not read"))
                .remedy("save them and read them by themselves"),
        );
    }
    let words = |text: &str| text.split_whitespace().count();
    let shown = html.and_then(|part| part.text_contents()).unwrap_or_default();
    // Many mails have a plain half that says no more than where to look.
    let marked_up =
        shown.len() > 200 && plain.as_deref().is_none_or(|plain| words(plain) * 10 < words(shown));
    if marked_up {
        return Ok(Found::Page { html: shown.to_owned(), around: document });
    }
    if plain.is_none() { Err(Trouble::Empty) } else { Ok(Found::Document(document)) }
}

/// The part that is a page, if there is one.
fn html<'m>(message: &'m Message) -> Option<&'m MessagePart<'m>> {
    let own = message.html_part(0).filter(|part| matches!(part.body, PartType::Html(_)));
    own.or_else(|| message.parts.iter().find(|part| matches!(part.body, PartType::Html(_))))
}

/// The plain text, with lines that flow joined (RFC 3676).
fn plain(message: &Message) -> Option<String> {
    let part = message.text_part(0).filter(|part| matches!(part.body, PartType::Text(_)))?;
    let text = part.text_contents()?.replace("\r\n", "\n");
    let flows = part
        .content_type()
        .and_then(|kind| kind.attribute("format"))
        .is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.strip_suffix('\n') {
            Some(line) if flows && line.ends_with(' ') && line != "-- " => out.push_str(line),
            _ => out.push_str(line),
        }
    }
    (!out.trim().is_empty()).then(|| out.trim().to_owned())
}

/// A subject without what mail programs put before it.
fn without_marks(subject: &str) -> String {
    let mut left = subject;
    loop {
        let mark = ["re:", "fw:", "fwd:", "aw:", "wg:", "tr:", "sv:"]
            .iter()
            .find(|mark| left.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)));
        match mark {
            Some(mark) if left.len() > mark.len() => left = left[mark.len()..].trim_start(),
            _ => return left.to_owned(),
        }
    }
}
