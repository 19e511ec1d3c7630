//! XML as strangers write it: tags and words one after the other, through raw `&` and `<`, tags that nobody closes and files
//! that break off. What is well-formed is read as the standard has it.
//!
//! `quick-xml` does the work; of ours is that nothing ends the reading, and that what it may cost is bounded.

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::VecDeque;

/// Elements inside one another that are told apart; what lies deeper is read as if it stood here.
const DEEPEST: usize = 256;
/// Attributes looked at of one tag.
const MOST_ATTRIBUTES: usize = 64;
/// Bytes that may be looked through for the sake of going on after a break, in all breaks together: what breaks off is often
/// looked through to the end of the file.
const MOST_LOOKED_THROUGH: usize = 4 << 30;

/// A piece of a file. Whatever is opened is closed, also where the file forgot to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Open(Tag),
    /// The name of the element that ends.
    Close(String),
    /// Text, with its references resolved.
    Words(String),
}

/// The start of an element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    /// As it is written, prefix and all.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute by its name as written, prefix and all.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The name without its prefix.
    pub fn local(&self) -> &str {
        local(&self.name)
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The name of the element that a file begins with, without its prefix; of a file whose beginning is given.
pub(crate) fn root(head: &str) -> Option<&str> {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!") => ">",
            _ => break,
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let name = &name[..name.find(|c: char| c.is_whitespace() || "/>".contains(c))?];
    (!name.is_empty()).then(|| local(name))
}

/// Reads a file piece by piece.
pub(crate) struct Xml<'x> {
    source: &'x str,
    /// Where in the source the reader began.
    base: usize,
    reader: Reader<&'x [u8]>,
    open: Vec<String>,
    /// Elements open below the deepest that is told apart.
    deeper: usize,
    waiting: VecDeque<Piece>,
    ended: bool,
    /// Where something stands that ends the reading, if something does before the end of the file.
    broken_at: Option<usize>,
    /// Bytes looked through after breaks.
    looked_through: usize,
    /// Why the file breaks off, if it does.
    pub breaks_off: Option<String>,
}

impl<'x> Xml<'x> {
    /// The pieces of a text, which [`mended`] should have gone over.
    pub fn new(source: &'x str) -> Self {
        Xml {
            source,
            base: 0,
            reader: reader(source),
            open: Vec::new(),
            deeper: 0,
            waiting: VecDeque::new(),
            ended: false,
            broken_at: None,
            looked_through: 0,
            breaks_off: None,
        }
    }

    /// Goes on, after the file broke off, where one of these marks (`<item`) stands next behind the place; nothing that was open
    /// is closed. Returns whether there is one, and the file has not broken too often.
    pub fn resume(&mut self, marks: &[&str]) -> bool {
        let Some(from) = self.broken_at.take() else { return false };
        let from = self.source.ceil_char_boundary(from.saturating_add(1).min(self.source.len()));
        self.looked_through += (self.source.len() - from) * (marks.len() + 1);
        if self.looked_through > MOST_LOOKED_THROUGH {
            return false;
        }
        let next = marks.iter().filter_map(|mark| self.source[from..].find(mark)).min();
        let Some(next) = next else { return false };
        self.base = from + next;
        self.reader = reader(&self.source[self.base..]);
        self.ended = false;
        self.breaks_off = None;
        true
    }

    /// Closes what is open down to so many elements, without telling.
    pub fn forget(&mut self, depth: usize) {
        self.open.truncate(depth);
        self.deeper = 0;
        self.waiting.clear();
    }

    fn start(&mut self, tag: &BytesStart) {
        if self.open.len() == DEEPEST {
            self.deeper += 1;
            return;
        }
        let name = tag.name().as_ref().to_owned();
        self.open.push(name.clone());
        let mut all = tag.attributes();
        let attributes = all.with_checks(false).take(MOST_ATTRIBUTES).flatten();
        let attributes =
            attributes.map(|a| (a.key.as_ref().to_owned(), unescaped(&a.value).into_owned())).collect();
        self.waiting.push_back(Piece::Open(Tag { name, attributes }));
    }

    fn end(&mut self, name: &str) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        // One that was never opened closes nothing.
        let Some(at) = self.open.iter().rposition(|open| open == name) else { return };
        self.waiting.extend(self.open.drain(at..).rev().map(Piece::Close));
    }

    fn stop(&mut self, why: Option<String>) {
        self.ended = true;
        self.breaks_off = why;
    }
}

fn reader(source: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

impl Iterator for Xml<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Some(piece);
            }
            if self.ended {
                return None;
            }
            match self.reader.read_event() {
                Err(error) => {
                    let at = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                    self.broken_at = Some(self.base.saturating_add(at));
                    self.stop(Some(error.to_string()));
                }
                Ok(Event::Eof) => {
                    let left = self.open.last().map(|name| format!("`{name}` is not closed"));
                    self.stop(left);
                }
                Ok(Event::Start(tag)) => self.start(&tag),
                Ok(Event::Empty(tag)) => {
                    self.start(&tag);
                    self.end(tag.name().as_ref());
                }
                Ok(Event::End(tag)) => self.end(tag.name().as_ref()),
                Ok(Event::Text(words)) => return Some(Piece::Words(words.to_string())),
                Ok(Event::CData(words)) => return Some(Piece::Words(words.to_string())),
                Ok(Event::GeneralRef(name)) => {
                    return Some(Piece::Words(unescaped(&format!("&{};", &*name)).into_owned()));
                }
                Ok(_) => {}
            }
        }
    }
}

/// The text with its references resolved, those of HTML too; what is none stays as it is written.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name of HTML has 31 letters.
        let end = rest.bytes().take(34).position(|b| b == b';');
        match end.and_then(|end| resolved(&rest[1..end]).map(|found| (end, found))) {
            Some((end, found)) => {
                out.push_str(&found);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn resolved(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_xml_entity(name).or_else(|| resolve_html5_entity(name)).map(Cow::Borrowed);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Those of Windows where Unicode has control codes: everybody reads them like this.
    if let (0x80..=0x9f, Ok(byte)) = (code, u8::try_from(code)) {
        let byte = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte);
        return Some(Cow::Owned(text.into_owned()));
    }
    char::from_u32(code).filter(|c| *c != '\0').map(|c| Cow::Owned(c.to_string()))
}

/// The text with every `<` that begins no tag written as it should be, so that it does not swallow what comes after it.
pub(crate) fn mended(xml: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(next) = xml[at..].find('<').map(|n| at + n) {
        let rest = &xml[next..];
        let past = |end: &str| rest.find(end).map_or(xml.len(), |n| next + n + end.len());
        at = if rest.starts_with("<![CDATA[") {
            past("]]>")
        } else if rest.starts_with("<!--") {
            past("-->")
        } else {
            let tag = rest[1..].starts_with(|c: char| c.is_alphabetic() || "_:/!?".contains(c));
            if !tag {
                out.push_str(&xml[done..next]);
                out.push_str("&lt;");
                done = next + 1;
            }
            next + 1
        };
    }
    if done == 0 {
        return Cow::Borrowed(xml);
    }
    out.push_str(&xml[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> (String, bool) {
        let source = mended(source);
        let mut xml = Xml::new(&source);
        let mut out = String::new();
        for piece in xml.by_ref() {
            match piece {
                Piece::Open(tag) => out += &format!("({}", tag.name),
                Piece::Close(_) => out.push(')'),
                Piece::Words(words) => out += &words,
            }
        }
        (out, xml.breaks_off.is_some())
    }

    #[test]
    fn nothing_that_is_written_wrongly_ends_the_reading() {
        for (given, expected) in [
            ("<a><b>x &amp; y</b></a>", "(a(bx & y))"),
            ("<a>x & y &rsquo; &bogus; &#8217;&#146;</a>", "(ax & y ’ &bogus; ’’)"),
            ("<a>5 < 6 <b/></a>", "(a5 < 6 (b))"),
            ("<a><b><c>x</a>", "(a(b(cx)))"),
            ("<a>x</b></a>", "(ax)"),
            ("<a><![CDATA[<p>5 < 6 & so</p>]]></a>", "(a<p>5 < 6 & so</p>)"),
            ("<a x=1 y y=\"2\">z</a>", "(az)"),
        ] {
            assert_eq!(shown(given), (expected.to_owned(), false), "{given}");
        }
        assert_eq!(shown("<a><b>x</b><c>y"), ("(a(bx)(cy".to_owned(), true));
        assert!(shown("<a><b>x</b><c y=").1);
    }

    #[test]
    fn depth_is_bounded_and_what_lies_deeper_is_read() {
        let (shown, cut) = shown(&format!("{}x{}", "<a>".repeat(10_000), "</a>".repeat(10_000)));
        assert_eq!(shown.matches("(a").count(), DEEPEST);
        assert!(shown.contains('x') && !cut);
    }

    #[test]
    fn a_file_that_breaks_without_end_is_given_up() {
        let source = "<item><![CDATA[".repeat(200_000);
        let mut xml = Xml::new(&source);
        let mut breaks = 0;
        while xml.by_ref().count() > 0 && xml.resume(&["<item", "<entry"]) {
            xml.forget(0);
            breaks += 1;
        }
        assert!((100..10_000).contains(&breaks) && xml.breaks_off.is_some(), "{breaks}");
    }

    #[test]
    fn after_a_break_reading_goes_on_at_a_mark() {
        let source = "<r><item>a</item><item>b <![CDATA[ c</item><item>d</item></r>";
        let mut xml = Xml::new(source);
        let words = |xml: &mut Xml| {
            xml.by_ref()
                .filter_map(|p| if let Piece::Words(w) = p { Some(w) } else { None })
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&mut xml), ["a", "b "]);
        assert!(xml.breaks_off.is_some() && xml.resume(&["<item", "<entry"]));
        xml.forget(1);
        assert_eq!(words(&mut xml), ["d"]);
        assert_eq!(xml.breaks_off, None);
        assert!(!xml.resume(&["<item"]));
    }
}
