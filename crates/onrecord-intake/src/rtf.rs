//! Rich Text Format (RTF 1.9): the paragraphs of a document, with style, bold words, links and marks.
//!
//! Of ours because the crates that read RTF (`rtf-parser`, `rtf-grimoire`) know one code page, or none, and give up at the first
//! thing they do not expect; exports of press databases have fonts of many code pages, pictures in the middle of sentences and
//! braces that do not match. One pass with a stack, and anything that is not text is passed over.

use crate::docx::address;
use crate::rich::{Paragraph, Rich, shared};
use encoding_rs::Encoding;
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use std::collections::HashMap;
use std::rc::Rc;

/// Groups within groups, beyond which nothing is read.
const DEEPEST: usize = 10_000;

/// Whether bytes begin as RTF does, whatever the file is called.
pub(crate) fn is_rtf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// Reads a document as far as it goes.
///
/// # Errors
/// When it is more than it may be.
pub(crate) fn read(bytes: &[u8], budget: &Budget) -> Result<Rich, Over> {
    let mut reader = Rtf::new(bytes);
    reader.run(budget)?;
    Ok(reader.end())
}

/// The documents that stand one behind the other in a file; the file itself where it is one.
pub(crate) fn apart(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut all, mut from, mut depth, mut at) = (Vec::new(), 0, 0_usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            // Whatever stands behind it is no brace of a group.
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && is_rtf(&bytes[at + 1..]) {
                    all.push(&bytes[from..=at]);
                    from = at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    all.push(&bytes[from..]);
    all
}

/// What the words of a group are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Text,
    /// Nothing to be read: pictures, colours, headers and footers.
    Passed,
    Fonts,
    Styles,
    Instruction,
    Mark,
    Info,
}

/// What holds within a group.
#[derive(Clone)]
struct State {
    place: Place,
    bold: bool,
    hidden: bool,
    font: i32,
    /// Letters that stand in for one in Unicode, to be passed over.
    fallback: usize,
    /// Under which name a property is kept.
    property: &'static str,
    /// Whether this group is the result of a field, and where it began.
    result: Option<usize>,
}

struct Rtf<'b> {
    bytes: &'b [u8],
    at: usize,
    state: State,
    around: Vec<State>,
    /// Bytes that wait to be decoded: a letter may have two.
    waiting: Vec<u8>,
    /// Half of a letter beyond the first 65,536.
    half: Option<u16>,
    /// Letters still to be passed over after one in Unicode.
    skip: usize,
    page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    styles: HashMap<i32, Rc<str>>,
    style: i32,
    /// Words of a place that is no text.
    aside: String,
    instructions: Vec<String>,
    paragraph: Paragraph,
    out: Rich,
}

impl<'b> Rtf<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let state = State {
            place: Place::Text,
            bold: false,
            hidden: false,
            font: 0,
            fallback: 1,
            property: "",
            result: None,
        };
        Rtf {
            bytes,
            at: 0,
            state,
            around: Vec::new(),
            waiting: Vec::new(),
            half: None,
            skip: 0,
            page: encoding_rs::WINDOWS_1252,
            fonts: HashMap::new(),
            font: 0,
            styles: HashMap::new(),
            style: 0,
            aside: String::new(),
            instructions: Vec::new(),
            paragraph: Paragraph::default(),
            out: Rich::default(),
        }
    }

    fn run(&mut self, budget: &Budget) -> Result<(), Over> {
        let mut made = 0;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            if matches!(byte, b'{' | b'\\') {
                // Letters are written like this, too: what is held of them is paragraphs.
                budget.nodes(self.out.paragraphs.len() - made);
                budget.walk(1)?;
                made = self.out.paragraphs.len();
            }
            match byte {
                b'{' => self.open(),
                b'}' => {
                    if self.around.is_empty() {
                        let rest = self.bytes.len() - self.at;
                        if !self.bytes[self.at..].trim_ascii().is_empty() {
                            self.note(format!(
                                "the RTF file ends before its last {rest} bytes do; those were not read"
                            ));
                        }
                        return Ok(());
                    }
                    self.close();
                    // What follows the last brace is another document, or nothing.
                    if self.around.is_empty() {
                        let rest = self.bytes[self.at..].trim_ascii();
                        if is_rtf(rest) {
                            self.paragraph_ends();
                        } else if !rest.iter().all(|b| *b == 0) {
                            self.note(format!(
                                "{} bytes after the end of the RTF document were not read",
                                rest.len()
                            ));
                            return Ok(());
                        }
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
            if self.around.len() > DEEPEST {
                self.note(
                    "the RTF file has groups within groups without end; what follows them was not read"
                        .to_owned(),
                );
                return Ok(());
            }
        }
        if !self.around.is_empty() {
            self.note("the RTF file breaks off".to_owned());
        }
        Ok(())
    }

    fn note(&mut self, reason: String) {
        let remedy = "fetch or save the file again if it should be whole";
        self.out.notes.push(Note::new(reason).remedy(remedy));
    }

    fn end(mut self) -> Rich {
        self.flush();
        self.paragraph_ends();
        self.out
    }

    fn open(&mut self) {
        self.flush();
        self.skip = 0;
        let mut state = self.state.clone();
        state.result = None;
        self.around.push(std::mem::replace(&mut self.state, state));
    }

    fn close(&mut self) {
        self.flush();
        self.skip = 0;
        let Some(outer) = self.around.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        if let Some(from) = inner.result {
            let target = self.instructions.pop().unwrap_or_default();
            self.paragraph.link(from.min(self.paragraph.text.len()), &target.into());
        }
        if inner.place == self.state.place
            && inner.property == self.state.property
            && inner.place != Place::Styles
        {
            return;
        }
        let words = std::mem::take(&mut self.aside);
        let words = words.trim();
        match inner.place {
            Place::Instruction => self.instructions.push(address(words)),
            Place::Mark if !words.is_empty() => self.paragraph.bookmarks.push(words.to_owned()),
            Place::Styles => {
                let name = words.trim_end_matches(';').trim();
                if !name.is_empty() {
                    self.styles.insert(self.style, shared(name));
                }
            }
            Place::Info if !words.is_empty() && !inner.property.is_empty() => {
                self.out.properties.push((inner.property.to_owned(), words.to_owned()));
            }
            _ => {}
        }
    }

    fn control(&mut self) {
        let Some(&byte) = self.bytes.get(self.at) else { return };
        if !byte.is_ascii_alphabetic() {
            self.at += 1;
            match byte {
                b'\'' => {
                    let digits =
                        self.bytes.get(self.at..self.at + 2).and_then(|d| std::str::from_utf8(d).ok());
                    if let Some(byte) = digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                        self.at += 2;
                        self.byte(byte);
                    }
                }
                b'~' => self.put("\u{a0}"),
                b'_' => self.put("\u{2011}"),
                b'\r' | b'\n' => self.word("par", None),
                b'\\' | b'{' | b'}' => self.byte(byte),
                b'*' => self.maybe_unknown(),
                _ => {}
            }
            return;
        }
        let from = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) && self.at - from < 40 {
            self.at += 1;
        }
        let name = &self.bytes[from..self.at];
        let number = self.number();
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let name = std::str::from_utf8(name).unwrap_or("");
        self.word(name, number);
    }

    fn number(&mut self) -> Option<i64> {
        let from = self.at;
        let sign = usize::from(self.bytes.get(from) == Some(&b'-'));
        let digits = self.bytes[(from + sign).min(self.bytes.len())..].iter().take(10);
        let digits = digits.take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        self.at = from + sign + digits;
        std::str::from_utf8(&self.bytes[from..self.at]).ok()?.parse().ok()
    }

    /// After `\*`: a group of this kind is passed over unless its kind is known.
    fn maybe_unknown(&mut self) {
        let rest = &self.bytes[self.at..];
        let known = [&b"\\bkmkstart"[..], b"\\fldinst", b"\\shptxt"];
        if !known.iter().any(|k| rest.trim_ascii_start().starts_with(k)) {
            self.state.place = Place::Passed;
        }
    }

    fn word(&mut self, name: &str, number: Option<i64>) {
        self.flush();
        if name != "u" {
            self.half = None;
        }
        let on = number != Some(0);
        match name {
            "par" | "sect" | "page" | "column" | "row" | "nestrow" => self.paragraph_ends_in_text(),
            "cell" | "nestcell" => {
                self.paragraph.cell = true;
                self.paragraph_ends_in_text();
            }
            "line" | "softline" => self.put("\n"),
            "tab" => self.put("\t"),
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "bullet" => self.put("•"),
            "emspace" | "enspace" | "qmspace" => self.put(" "),
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(8),
            "b" => self.state.bold = on,
            "v" | "deleted" => self.state.hidden = on,
            "plain" => (self.state.bold, self.state.hidden) = (false, false),
            "f" => {
                self.state.font = number.unwrap_or(0) as i32;
                self.font = self.state.font;
            }
            "fcharset" if self.state.place == Place::Fonts => {
                if let Some(page) = number.and_then(charset) {
                    self.fonts.insert(self.font, page);
                }
            }
            "cpg" if self.state.place == Place::Fonts => {
                if let Some(page) = number.and_then(code_page) {
                    self.fonts.insert(self.font, page);
                }
            }
            "ansicpg" => {
                if let Some(page) = number.and_then(code_page) {
                    self.page = page;
                }
            }
            "mac" => self.page = encoding_rs::MACINTOSH,
            "s" => {
                self.style = number.unwrap_or(0) as i32;
                if self.state.place == Place::Text {
                    self.paragraph.style = self.styles.get(&self.style).cloned();
                }
            }
            "outlinelevel" if self.state.place == Place::Text => {
                self.paragraph.heading =
                    number.and_then(|n| u8::try_from(n).ok()).filter(|n| *n < 9).map(|n| n + 1);
            }
            "pard" => {
                self.paragraph.style = None;
                self.paragraph.heading = None;
                self.paragraph.cell = false;
                self.paragraph.centred = false;
            }
            "qc" => self.paragraph.centred = true,
            "ql" | "qr" | "qj" => self.paragraph.centred = false,
            "intbl" => self.paragraph.cell = true,
            "bin" => {
                self.at = self.at.saturating_add(number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
                self.at = self.at.min(self.bytes.len());
            }
            other => self.destination(other),
        }
    }

    /// What a group is, told by its first word.
    fn destination(&mut self, name: &str) {
        let place = match name {
            "fonttbl" => Place::Fonts,
            "stylesheet" => Place::Styles,
            "fldinst" => Place::Instruction,
            "bkmkstart" => Place::Mark,
            "info" => Place::Info,
            "title" | "author" | "subject" | "company" | "doccomm" if self.state.place == Place::Info => {
                self.aside.clear();
                self.state.property = match name {
                    "title" => "title",
                    "author" => "creator",
                    "subject" => "subject",
                    "company" => "company",
                    _ => "description",
                };
                return;
            }
            "fldrslt" => {
                self.state.result = Some(self.paragraph.text.len());
                return;
            }
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf"
            | "footnote" | "annotation" | "pict" | "object" | "objdata" | "colortbl" | "listtable"
            | "listoverridetable" | "revtbl" | "rsidtbl" | "filetbl" | "themedata" | "datastore"
            | "xmlnstbl" | "bkmkend" | "listtext" | "pntext" | "nonshppict" | "shpinst" | "tc" | "xe"
            | "rxe" | "txe" | "private" | "generator" | "latentstyles" => Place::Passed,
            _ => return,
        };
        if self.state.place != Place::Passed {
            self.aside.clear();
            self.state.place = place;
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.half = None;
        self.waiting.push(byte);
    }

    fn unicode(&mut self, number: i64) {
        // Written as a signed number of 16 bits.
        let unit = (number & 0xffff) as u16;
        let units = match self.half.take() {
            Some(high) => vec![high, unit],
            None => vec![unit],
        };
        match char::decode_utf16(units.iter().copied()).collect::<Result<String, _>>() {
            Ok(words) => self.put(&words),
            Err(_) if (0xd800..0xdc00).contains(&unit) => self.half = Some(unit),
            Err(_) => self.put("\u{fffd}"),
        }
        self.skip = self.state.fallback;
    }

    /// Decodes what waits.
    fn flush(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let page = self.fonts.get(&self.state.font).copied().unwrap_or(self.page);
        let bytes = std::mem::take(&mut self.waiting);
        let (words, _) = page.decode_without_bom_handling(&bytes);
        self.add(&words);
    }

    fn put(&mut self, words: &str) {
        self.flush();
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.add(words);
    }

    fn add(&mut self, words: &str) {
        match self.state.place {
            Place::Text if !self.state.hidden => self.paragraph.push(words, self.state.bold),
            Place::Text | Place::Passed | Place::Fonts => {}
            _ => self.aside.push_str(words),
        }
    }

    fn paragraph_ends_in_text(&mut self) {
        self.skip = 0;
        if self.state.place == Place::Text {
            self.paragraph_ends();
        }
    }

    fn paragraph_ends(&mut self) {
        let next = Paragraph {
            style: self.paragraph.style.clone(),
            heading: self.paragraph.heading,
            cell: self.paragraph.cell,
            centred: self.paragraph.centred,
            ..Paragraph::default()
        };
        self.out.paragraphs.push(std::mem::replace(&mut self.paragraph, next));
    }
}

/// The code page that a font's number of a character set stands for; none for pictures.
fn charset(number: i64) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

fn code_page(number: i64) -> Option<&'static Encoding> {
    let label = match number {
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        65001 => "utf-8",
        1250..=1258 => return Encoding::for_label(format!("windows-{number}").as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Rich {
        super::read(bytes, &Budget::default()).unwrap()
    }

    fn texts(rtf: &str) -> Vec<String> {
        let texts = read(rtf.as_bytes()).paragraphs.into_iter().map(|p| p.text);
        texts.filter(|t| !t.trim().is_empty()).collect()
    }

    #[test]
    fn letters_of_code_pages_and_of_unicode() {
        let rtf = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}\f0 caf\'e9 {\f1\'cd\'c5\'d2} \u8222?ja\u8220? \uc2\u246 xxo\uc0\u-10179\u-8704 \~x\par
            next\line line\emdash\{\}\\}";
        assert_eq!(texts(rtf), ["café НЕТ „ja“ öo😀\u{a0}x", "            next\nline—{}\\"]);
    }

    #[test]
    fn what_is_no_text_is_passed_over() {
        let rtf = r#"{\rtf1\ansi{\fonttbl{\f0 Courier {\*\falt x};}}{\colortbl;\red0\green0\blue0;}{\info{\title Ten articles}{\author A}}
            {\*\LXNComment 1826:5}{\header \pard Page \chpgn\par}{\*\shppict{\pict\pngblip 89504e47}}{\*\bkmkstart DOC_ID_0}{\*\bkmkend DOC_ID_0}
            \pard \b SECTION: \b0 News\par {\field{\*\fldinst HYPERLINK "https://p.example/1"}{\fldrslt one}} \v unseen\v0\bin3 {}}\par}"#;
        let rich = read(rtf.as_bytes());
        let shown: Vec<_> = rich.paragraphs.iter().filter(|p| !p.text.trim().is_empty()).collect();
        assert_eq!(shown[0].text.trim(), "SECTION: News");
        assert_eq!(shown[0].bookmarks, ["DOC_ID_0"]);
        assert_eq!(&shown[0].text[shown[0].bold[0].clone()], "SECTION: ");
        assert_eq!((shown[1].text.trim(), &*shown[1].links[0].target), ("one", "https://p.example/1"));
        assert_eq!(rich.property("title"), Some("Ten articles"));
        assert_eq!(rich.notes, []);
    }

    #[test]
    fn styles_and_tables_are_told() {
        let rtf = r"{\rtf1{\stylesheet{\s0 Normal;}{\s1\b heading 1;}}\pard\s1\outlinelevel0 Head\par\pard\plain\intbl a\cell b\cell\row\pard end\par}";
        let rich = read(rtf.as_bytes());
        assert_eq!(
            (rich.paragraphs[0].style.as_deref(), rich.paragraphs[0].heading),
            (Some("heading 1"), Some(1))
        );
        let cells: Vec<_> =
            rich.paragraphs.iter().filter(|p| p.cell && !p.text.is_empty()).map(|p| &p.text[..]).collect();
        assert_eq!(cells, ["a", "b"]);
    }

    #[test]
    fn damage_is_told_and_two_in_one_file_are_both_read() {
        assert!(read(br"{\rtf1 whole\par brok").notes[0].reason.contains("breaks off"));
        assert_eq!(texts(r"{\rtf1 one\par}{\rtf1 two\par}"), ["one", "two"]);
        let deep = "{".repeat(50_000);
        assert!(!read(format!("{{\\rtf1 {deep}").as_bytes()).notes.is_empty());
        for bytes in [&b"{\\rtf1\\"[..], b"{\\rtf1\\'", b"{\\rtf1\\u-", b"{\\rtf1\\bin99999999", b"}"] {
            read(bytes);
        }
        assert!(is_rtf(b"\xef\xbb\xbf{\\rtf1") && !is_rtf(b"{\"a\": 1}"));
    }
}
