//! From bytes to characters: byte order mark, declared charset, UTF-8, and only then a guess.

use crate::IntakeError;
use crate::input::Input;
use crate::mojibake;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use onrecord::Note;
use regex::bytes::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// How far into the bytes a page's own charset declaration is looked for. The standard asks for the first 1024
/// bytes; pages in the wild put scripts before it.
const DECLARATION_WINDOW: usize = 4096;

/// Share of control characters from which bytes count as no text. Text has none but an odd form feed or
/// escape; random bytes have about a tenth.
const CONTROL_SHARE: f64 = 0.01;

/// Share of replacement characters from which bytes count as no text.
const DAMAGED_SHARE: f64 = 0.3;

/// Decoded text, without its byte order mark.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub text: String,
    pub notes: Vec<Note>,
}

/// Decodes what was received; what somebody before had read in the wrong charset is put right, with a note.
pub(crate) fn decode(input: &Input) -> Result<Decoded, IntakeError> {
    held(input, decoded(input.origin, input.bytes, input.content_type, true)?)
}

/// Decodes what was received and leaves it as it was written: parts of it that are known keep their places.
pub(crate) fn as_written(input: &Input) -> Result<Decoded, IntakeError> {
    held(input, decoded(input.origin, input.bytes, input.content_type, false)?)
}

fn held(input: &Input, decoded: Decoded) -> Result<Decoded, IntakeError> {
    let held = input.budget.hold(decoded.text.len());
    held.map_err(|over| IntakeError::over(input.origin, over)).map(|()| decoded)
}

/// Decodes `bytes`; `content_type` is the HTTP header, if there was one. With `mend`, what was read in the wrong charset before is put
/// right.
fn decoded(
    origin: &str,
    bytes: &[u8],
    content_type: Option<&str>,
    mend: bool,
) -> Result<Decoded, IntakeError> {
    if bytes.is_empty() {
        return Err(IntakeError::Empty { origin: origin.to_owned() });
    }
    if let Some(what) = magic(bytes) {
        return Err(IntakeError::Binary { origin: origin.to_owned(), what: what.to_owned() });
    }
    let mut notes = Vec::new();
    let (encoding, body) = choose(bytes, content_type, &mut notes);
    let (text, damaged) = encoding.decode_without_bom_handling(body);
    let (text, put_right) = if mend { mojibake::repaired(&text) } else { (Cow::Borrowed(&*text), 0) };
    let shape = Shape::of(&text);
    if let Some(what) = shape.no_text() {
        return Err(IntakeError::Binary { origin: origin.to_owned(), what });
    }
    if text.trim().is_empty() {
        return Err(IntakeError::Empty { origin: origin.to_owned() });
    }
    if damaged {
        let n = shape.replaced;
        notes.push(
            Note::new(format!(
                "invalid {}: {n} damaged place{} replaced by U+FFFD",
                encoding.name(),
                if n == 1 { " was" } else { "s were" }
            ))
            .remedy("words at those places may be lost; fetch or convert the file again if they matter"),
        );
    }
    if put_right > 0 {
        let (letters, were) = if put_right == 1 { ("letter", "was") } else { ("letters", "were") };
        notes.push(
            Note::new(format!(
                "somebody before had read the text in the wrong charset (`â€œ` for a mark of quotation): {put_right} {letters} {were} put right"
            ))
            .remedy("check that the letters with accents and the marks are as they should be"),
        );
    }
    Ok(Decoded { text: text.into_owned(), notes })
}

/// The encoding, and the bytes after any byte order mark.
fn choose<'b>(
    bytes: &'b [u8],
    content_type: Option<&str>,
    notes: &mut Vec<Note>,
) -> (&'static Encoding, &'b [u8]) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, &bytes[mark..]);
    }
    let valid_utf8 = std::str::from_utf8(bytes).is_ok();
    let declared = declared(bytes, content_type);
    // Real text in a legacy charset is hardly ever valid UTF-8 by accident, but pages that were converted after
    // they declared their charset are common.
    if valid_utf8 && !bytes.is_ascii() {
        if let Some(other) = declared.filter(|e| *e != UTF_8 && *e != WINDOWS_1252) {
            notes.push(Note::new(format!(
                "declared as {}, but is valid UTF-8 and read as that",
                other.name()
            )));
        }
        return (UTF_8, bytes);
    }
    if let Some(encoding) = sixteen_bit(bytes) {
        notes.push(Note::new(format!(
            "read as {}: it looks like that, though nothing says so",
            encoding.name()
        )));
        return (encoding, bytes);
    }
    // One who declares UTF-8 and writes something else is believed as little as one who declares nothing.
    if let Some(encoding) = declared.filter(|e| *e != UTF_8 || valid_utf8) {
        return (encoding, bytes);
    }
    if valid_utf8 || mostly_utf8(bytes) {
        return (UTF_8, bytes);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    notes.push(
        Note::new(format!("not valid UTF-8; read as {}, which is a guess", encoding.name()))
            .remedy("if letters with accents look wrong, convert the file to UTF-8 first"),
    );
    (encoding, bytes)
}

/// What the HTTP header or the page itself says.
fn declared(bytes: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    static CHARSET: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?i)\bcharset\s*=\s*["']?\s*([\w.:-]+)"#).expect("a valid pattern"));
    static IN_PAGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)(?:<meta\b[^>]{0,200}?\bcharset|<\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([\w.:-]+)"#,
        )
        .expect("a valid pattern")
    });
    let label = |re: &Regex, hay: &[u8]| re.captures(hay).and_then(|c| Encoding::for_label(&c[1]));
    let header = content_type.and_then(|c| label(&CHARSET, c.as_bytes()));
    header.or_else(|| {
        let head = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
        // A page whose declaration could be read byte by byte is not in UTF-16, whatever it says.
        label(&IN_PAGE, head).map(|e| if e == UTF_16LE || e == UTF_16BE { UTF_8 } else { e })
    })
}

/// The text of bytes in UTF-16, with a mark or without; None of all others.
pub(crate) fn sixteen_bit_text(bytes: &[u8]) -> Option<String> {
    let (encoding, mark) = sixteen_bits(bytes)?;
    Some(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned())
}

/// The UTF-16 that bytes are in, and how long its mark is; None of all others.
pub(crate) fn sixteen_bits(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    let marked = Encoding::for_bom(bytes).filter(|(e, _)| *e == UTF_16LE || *e == UTF_16BE);
    marked.or_else(|| Some((sixteen_bit(bytes)?, 0)))
}

/// UTF-16 without a mark: text in Latin script has a zero in every other byte.
fn sixteen_bit(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_WINDOW) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 > pairs * 8 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 8 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether invalid bytes are rarer than well-formed multi-byte characters: damaged UTF-8, not a legacy charset.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// Counts that tell text from noise.
#[derive(Debug, PartialEq)]
struct Shape {
    chars: usize,
    controls: usize,
    replaced: usize,
}

impl Shape {
    fn of(text: &str) -> Self {
        // Counted by bytes, each kind by itself and without a branch: that goes many bytes at a time.
        let low = |b: &&u8| {
            let b = **b;
            (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r') & (b != 0xc) | (b == 0x7f)
        };
        // U+0080 to U+009F, but for the line end among them.
        let high = |(a, b): &(&u8, &u8)| (**a == 0xc2) & (**b < 0xa0) & (**b != 0x85);
        let bytes = text.as_bytes();
        Shape {
            chars: text.chars().count(),
            controls: bytes.iter().filter(low).count()
                + bytes.iter().zip(bytes.iter().skip(1)).filter(high).count(),
            replaced: text.matches('\u{fffd}').count(),
        }
    }

    fn no_text(&self) -> Option<String> {
        let share = |n: usize| n as f64 / self.chars.max(1) as f64;
        if share(self.controls) > CONTROL_SHARE {
            return Some(format!("{} of {} characters are control codes", self.controls, self.chars));
        }
        if share(self.replaced) > DAMAGED_SHARE {
            return Some(format!("{} of {} characters cannot be decoded", self.replaced, self.chars));
        }
        None
    }
}

/// File kinds people hand in by mistake, by their first bytes.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x1f\x8b", "a gzip file"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"\x7fELF", "a program"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"SQLite format 3\0", "an SQLite database"),
    ];
    KINDS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], content_type: Option<&str>) -> String {
        decoded("test", bytes, content_type, true).unwrap().text
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_not_part_of_the_text() {
        assert_eq!(text(b"\xef\xbb\xbfplain", Some("text/plain; charset=iso-8859-1")), "plain");
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("„Zitat“".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(text(&utf16, None), "„Zitat“");
        let utf16: Vec<u8> =
            [0xfe, 0xff].into_iter().chain("„Zitat“".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(text(&utf16, None), "„Zitat“");
    }

    #[test]
    fn utf16_without_a_mark_is_recognised() {
        let bytes: Vec<u8> = "He said no.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&bytes, None), "He said no.");
    }

    #[test]
    fn declared_charsets_are_believed_in_their_order() {
        assert_eq!(text(b"caf\xe9", Some("text/html; charset=ISO-8859-1")), "café");
        assert_eq!(text(b"<meta charset='iso-8859-2'>\xb1", None), "<meta charset='iso-8859-2'>ą");
        assert_eq!(
            text(
                b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\xcd\xc5\xd2",
                None
            ),
            "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">НЕТ"
        );
        assert_eq!(text("<meta charset='utf-16'>é".as_bytes(), None), "<meta charset='utf-16'>é");
    }

    #[test]
    fn valid_utf8_wins_over_a_stale_declaration() {
        let page = "<meta charset='shift_jis'>“no”";
        let decoded = decoded("test", page.as_bytes(), None, true).unwrap();
        assert_eq!(decoded.text, page);
        assert_eq!(decoded.notes.len(), 1);
    }

    #[test]
    fn damaged_utf8_is_counted_and_kept() {
        let decoded = decoded("test", b"\xe2\x80\x9cNo\xe2\x80\x9d, he \xff said.", None, true).unwrap();
        assert_eq!(decoded.text, "“No”, he \u{fffd} said.");
        assert!(decoded.notes[0].reason.contains("1 damaged place"), "{:?}", decoded.notes);
    }

    #[test]
    fn a_legacy_charset_is_guessed_with_a_note() {
        let decoded =
            decoded("test", b"Der Kanzler sagte, das m\xfcsse m\xf6glich sein.", None, true).unwrap();
        assert_eq!(decoded.text, "Der Kanzler sagte, das müsse möglich sein.");
        assert!(decoded.notes[0].reason.contains("guess"));
    }

    #[test]
    fn marks_read_in_the_wrong_charset_are_put_right_with_a_note() {
        let decoded =
            decoded("test", "â€œThe ferry will sail,â€\u{9d} Ana Lund said.".as_bytes(), None, true).unwrap();
        assert_eq!(decoded.text, "“The ferry will sail,” Ana Lund said.");
        assert!(decoded.notes[0].reason.contains("2 letters were put right"), "{:?}", decoded.notes);
    }

    #[test]
    fn what_is_no_text_is_an_error() {
        assert!(matches!(decoded("t", b"", None, true), Err(IntakeError::Empty { .. })));
        assert!(matches!(decoded("t", b" \n\t ", None, true), Err(IntakeError::Empty { .. })));
        assert!(matches!(decoded("t", b"\xef\xbb\xbf", None, true), Err(IntakeError::Empty { .. })));
        let noise: Vec<u8> = (0..2000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(matches!(decoded("t", &noise, None, true), Err(IntakeError::Binary { .. })));
        assert!(matches!(decoded("t", b"%PDF-1.7 ...", None, true), Err(IntakeError::Binary { .. })));
    }
}
