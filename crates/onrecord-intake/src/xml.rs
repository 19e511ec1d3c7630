//! XML as strangers write it: tags and words one after the other, through raw `&` and `<`, tags that nobody closes and files
//! that break off. What is well-formed is read as the standard has it.
//!
//! `quick-xml` does the work; of ours is that nothing ends the reading, and that what it may cost is bounded: there is no reader
//! of XML without a budget.

use onrecord::budget::{Budget, Over};
use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::collections::VecDeque;

/// Elements inside one another that are told apart; what lies deeper is read as if it stood here.
const DEEPEST: usize = 256;
/// Attributes looked at of one tag.
const MOST_ATTRIBUTES: usize = 64;
/// How often a file may break off and be gone on with. What breaks off is often looked through to the end of the file.
const MOST_BREAKS: usize = 200;

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

/// What a tag, or any other event of a file, costs.
fn spend(budget: &Budget, event: &Event) -> Result<(), Over> {
    let (Event::Start(tag) | Event::Empty(tag)) = event else { return budget.walk(1) };
    // No more than can be attributes: each has an equals sign, or it is none.
    budget.attributes(tag.attributes_raw().bytes().filter(|b| *b == b'=').count());
    budget.node()
}

/// The events of a file as they come, for those who need more than [`Xml`] tells.
pub(crate) struct Events<'x, 'b> {
    reader: Reader<&'x [u8]>,
    budget: &'b Budget<'b>,
}

/// What ends a file before its end.
#[derive(Debug)]
pub(crate) enum Break {
    Over(Over),
    Damaged(quick_xml::Error),
}

impl<'x, 'b> Events<'x, 'b> {
    pub fn new(bytes: &'x [u8], budget: &'b Budget<'b>) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().check_end_names = false;
        Events { reader, budget }
    }

    /// Those of a file in which elements that end as they did not begin are damage.
    pub fn strict(bytes: &'x [u8], budget: &'b Budget<'b>) -> Self {
        Events { reader: Reader::from_reader(bytes), budget }
    }

    /// The next one; [`Event::Eof`] at the end.
    pub fn next(&mut self) -> Result<Event<'x>, Break> {
        let event = self.reader.read_event().map_err(Break::Damaged)?;
        spend(self.budget, &event).map_err(Break::Over)?;
        Ok(event)
    }

    /// Where it is.
    pub fn at(&self) -> u64 {
        self.reader.buffer_position()
    }
}

/// Reads a file piece by piece. What is too much ends it with an error.
pub(crate) struct Xml<'x, 'b> {
    source: &'x str,
    budget: &'b Budget<'b>,
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
    /// How often it broke off.
    breaks: usize,
    /// Why the file breaks off, if it does.
    pub breaks_off: Option<String>,
}

impl<'x, 'b> Xml<'x, 'b> {
    /// The pieces of a text, which [`mended`] should have gone over.
    pub fn new(source: &'x str, budget: &'b Budget<'b>) -> Self {
        Xml {
            source,
            budget,
            base: 0,
            reader: reader(source),
            open: Vec::new(),
            deeper: 0,
            waiting: VecDeque::new(),
            ended: false,
            broken_at: None,
            breaks: 0,
            breaks_off: None,
        }
    }

    /// Goes on, after the file broke off, where one of these marks (`<item`) stands next behind the place; nothing that was open
    /// is closed. Returns whether there is one, and the file has not broken too often.
    pub fn resume(&mut self, marks: &[&str]) -> bool {
        let Some(from) = self.broken_at.take() else { return false };
        let from = self.source.ceil_char_boundary(from.saturating_add(1).min(self.source.len()));
        self.breaks += 1;
        self.budget.steps((self.source.len() - from).saturating_mul(marks.len() + 1));
        if self.breaks > MOST_BREAKS || self.budget.look() {
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

impl Iterator for Xml<'_, '_> {
    type Item = Result<Piece, Over>;

    fn next(&mut self) -> Option<Result<Piece, Over>> {
        loop {
            if let Some(piece) = self.waiting.pop_front() {
                return Some(Ok(piece));
            }
            if self.ended {
                return None;
            }
            let event = self.reader.read_event();
            if let Some(Err(over)) = event.as_ref().ok().map(|event| spend(self.budget, event)) {
                self.ended = true;
                return Some(Err(over));
            }
            match event {
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
                Ok(Event::Text(words)) => return Some(Ok(Piece::Words(words.to_string()))),
                Ok(Event::CData(words)) => return Some(Ok(Piece::Words(words.to_string()))),
                Ok(Event::GeneralRef(name)) => {
                    return Some(Ok(Piece::Words(unescaped(&format!("&{};", &*name)).into_owned())));
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
    use onrecord::budget::Limits;

    fn shown(source: &str) -> (String, bool) {
        let source = mended(source);
        let budget = Budget::default();
        let mut xml = Xml::new(&source, &budget);
        let mut out = String::new();
        for piece in xml.by_ref() {
            match piece.unwrap() {
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
        let budget = Budget::of_file(&|| false);
        let mut xml = Xml::new(&source, &budget);
        let mut breaks = 0;
        while xml.by_ref().count() > 0 && xml.resume(&["<item", "<entry"]) {
            xml.forget(0);
            breaks += 1;
        }
        assert!((100..10_000).contains(&breaks) && xml.breaks_off.is_some(), "{breaks}");
    }

    #[test]
    fn what_is_too_much_ends_with_an_error() {
        let budget = Budget::of(Limits::ARTICLE.divided(100_000), &|| false);
        let source = "<a/>".repeat(12);
        let pieces: Vec<_> = Xml::new(&source, &budget).collect();
        assert!(pieces[..pieces.len() - 1].iter().all(Result::is_ok), "{pieces:?}");
        assert_eq!(pieces.last(), Some(&Err(Over::Nodes)));
        let many: String = (0..5_000).map(|n| format!(" a{n}='x'")).collect();
        let budget = Budget::of(Limits::ARTICLE.divided(1_000), &|| false);
        assert_eq!(Xml::new(&format!("<a{many}/>"), &budget).last(), Some(Err(Over::Attributes)));
    }

    #[test]
    fn after_a_break_reading_goes_on_at_a_mark() {
        let source = "<r><item>a</item><item>b <![CDATA[ c</item><item>d</item></r>";
        let budget = Budget::default();
        let mut xml = Xml::new(source, &budget);
        let words = |xml: &mut Xml| {
            xml.by_ref()
                .filter_map(|p| if let Ok(Piece::Words(w)) = p { Some(w) } else { None })
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
