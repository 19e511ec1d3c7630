//! Word documents (Office Open XML, DOCX): their paragraphs, with style, bold words, links and marks.
//!
//! Of ours because the crates that read DOCX build a tree of everything a page looks like, which takes many times the memory
//! and leaves out what is asked here (marks, changes that were not yet accepted, boxes). All that is needed is one pass over
//! the XML, and `quick-xml` and `zip` make that.

use crate::IntakeError;
use crate::container::Container;
use crate::input::Input;
use crate::rich::{Paragraph, Rich, shared};
use crate::xml::{Break, Events};
use onrecord::budget::{Budget, Over};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::rc::Rc;

const WHAT: &str = "a Word document";
/// Elements nested deeper than this are no document's.
const DEEPEST: usize = 5_000;

/// Whether a container holds a Word document.
pub(crate) fn is_docx(container: &Container) -> bool {
    container.has("word/document.xml")
}

/// Reads a Word document.
///
/// # Errors
/// When it is no such document, is damaged, or unpacks to more than allowed.
pub(crate) fn read(input: &Input) -> Result<Rich, IntakeError> {
    let Input { origin, budget, .. } = *input;
    let mut container = Container::open(input, WHAT)?;
    let over = |over: Over| IntakeError::over(origin, over);
    let wrong = |why: String| IntakeError::Unreadable { origin: origin.to_owned(), what: WHAT, why };
    let Some(document) = container.part("word/document.xml")? else {
        return Err(wrong("it has no word/document.xml".to_owned()));
    };
    // What surrounds the text may be damaged or missing without harm to it.
    let mut other = |name: &str| container.part(name).ok().flatten().unwrap_or_default();
    let styles = styles(&other("word/styles.xml"), budget).map_err(over)?;
    let links = relations(&other("word/_rels/document.xml.rels"), budget).map_err(over)?;
    let mut properties = properties(&other("docProps/core.xml"), budget).map_err(over)?;
    properties.extend(custom(&other("docProps/custom.xml"), budget).map_err(over)?);
    let mut body = Body::new(&styles, &links);
    body.out.notes = container.notes();
    let mut events = Events::new(&document, budget);
    loop {
        match events.next() {
            Ok(Event::Eof) => break,
            Ok(event) => body.take(event),
            Err(Break::Over(what)) => return Err(over(what)),
            // Of a file that is cut off, that is told.
            Err(Break::Damaged(_)) if container.is_cut() => break,
            Err(Break::Damaged(error)) => {
                let at = events.at();
                body.out.notes.push(
                    onrecord::Note::new(format!(
                        "the document's XML is damaged at byte {at} ({error}); what stands before it was read"
                    ))
                    .remedy("open it in a word processor and save it anew"),
                );
                break;
            }
        }
        if body.inside.len() > DEEPEST {
            return Err(wrong("its elements are nested without end".to_owned()));
        }
    }
    Ok(body.end(properties))
}

/// What a style is called and makes of a paragraph.
#[derive(Debug, Default, Clone)]
struct Style {
    name: Rc<str>,
    bold: bool,
    heading: Option<u8>,
    based_on: Option<String>,
}

/// The document as it is read.
struct Body<'d> {
    styles: &'d HashMap<String, Style>,
    links: &'d HashMap<String, Rc<str>>,
    out: Rich,
    /// Names of the elements around.
    inside: Vec<String>,
    /// Paragraphs that are open: a box of text stands within one, and has its own.
    open: Vec<Open>,
    tables: usize,
    /// How many of the elements around have words that are not to be read.
    hidden: usize,
    run: Run,
    /// The instruction of a field, such as `HYPERLINK "https://…"`.
    instruction: String,
}

#[derive(Default)]
struct Open {
    paragraph: Paragraph,
    bold: bool,
    /// Links that are open: where they began, and where they lead.
    links: Vec<(usize, Rc<str>)>,
    /// Fields that are open, likewise.
    fields: Vec<(usize, Rc<str>)>,
}

#[derive(Default, Clone, Copy)]
struct Run {
    bold: Option<bool>,
    hidden: bool,
    text: bool,
    instruction: bool,
}

impl<'d> Body<'d> {
    fn new(styles: &'d HashMap<String, Style>, links: &'d HashMap<String, Rc<str>>) -> Self {
        Body {
            styles,
            links,
            out: Rich::default(),
            inside: Vec::new(),
            open: Vec::new(),
            tables: 0,
            hidden: 0,
            run: Run::default(),
            instruction: String::new(),
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => {
                let name = local(&tag);
                self.start(&name, &tag);
                self.inside.push(name);
            }
            Event::Empty(tag) => {
                let name = local(&tag);
                self.start(&name, &tag);
                self.end_of(&name);
            }
            Event::End(_) => {
                if let Some(name) = self.inside.pop() {
                    self.end_of(&name);
                }
            }
            Event::Text(words) => self.words(&words),
            Event::CData(words) => self.words(&words),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                let words = quick_xml::escape::unescape(&reference).unwrap_or_default().into_owned();
                self.words(&words);
            }
            _ => {}
        }
    }

    fn start(&mut self, name: &str, tag: &BytesStart) {
        match name {
            // Words that were deleted or moved away; the same box once more for old programs.
            "del" | "moveFrom" | "Fallback" => self.hidden += 1,
            "tbl" => self.tables += 1,
            "p" => {
                self.run = Run::default();
                self.open.push(Open::default());
                if let Some(open) = self.open.last_mut() {
                    open.paragraph.cell = self.tables > 0;
                }
            }
            "r" => self.run = Run::default(),
            "pStyle" => self.style(&value(tag)),
            "jc" if self.parent() == "pPr" => {
                if let Some(open) = self.open.last_mut() {
                    open.paragraph.centred = value(tag) == "center";
                }
            }
            "outlineLvl" if self.parent() == "pPr" => {
                if let (Some(open), Ok(level @ 0..=8)) = (self.open.last_mut(), value(tag).parse::<u8>()) {
                    open.paragraph.heading = Some(level + 1);
                }
            }
            "b" if self.parent() == "rPr" && self.grandparent() == "r" => {
                self.run.bold = Some(is_on(&value(tag)))
            }
            "vanish" | "webHidden" if self.grandparent() == "r" => {
                self.run.hidden = is_on(&value(tag));
            }
            "t" if self.parent() == "r" => self.run.text = true,
            "instrText" => self.run.instruction = true,
            "br" | "cr" if self.parent() == "r" => self.push("\n"),
            "tab" if self.parent() == "r" => self.push("\t"),
            "noBreakHyphen" => self.push("\u{2011}"),
            "sym" => {
                // Above F000, the number is a place in a font of pictures.
                let code = attribute(tag, "char").and_then(|c| u32::from_str_radix(&c, 16).ok());
                let shown = code.filter(|c| !(0xf000..0xf100).contains(c)).and_then(char::from_u32);
                if let Some(c) = shown {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            "bookmarkStart" => {
                let name = attribute(tag, "name").unwrap_or_default();
                if let Some(open) = self.open.last_mut() {
                    open.paragraph.bookmarks.push(name);
                }
            }
            "hyperlink" => {
                let target = attribute(tag, "id").and_then(|id| self.links.get(&id).cloned());
                if let Some(open) = self.open.last_mut() {
                    open.links.push((open.paragraph.text.len(), target.unwrap_or_default()));
                }
            }
            "fldSimple" => {
                let target = address(&attribute(tag, "instr").unwrap_or_default()).into();
                if let Some(open) = self.open.last_mut() {
                    open.links.push((open.paragraph.text.len(), target));
                }
            }
            "fldChar" => self.field(&attribute(tag, "fldCharType").unwrap_or_default()),
            _ => {}
        }
    }

    fn end_of(&mut self, name: &str) {
        match name {
            "del" | "moveFrom" | "Fallback" => self.hidden = self.hidden.saturating_sub(1),
            "tbl" => self.tables = self.tables.saturating_sub(1),
            "t" => self.run.text = false,
            "instrText" => self.run.instruction = false,
            "hyperlink" | "fldSimple" => {
                if let Some(open) = self.open.last_mut()
                    && let Some((from, target)) = open.links.pop()
                {
                    open.paragraph.link(from, &target);
                }
            }
            "p" => {
                if let Some(open) = self.open.pop()
                    && self.hidden == 0
                {
                    self.out.paragraphs.push(open.paragraph);
                }
            }
            _ => {}
        }
    }

    fn parent(&self) -> &str {
        self.inside.last().map_or("", String::as_str)
    }

    fn grandparent(&self) -> &str {
        self.inside.iter().rev().nth(1).map_or("", String::as_str)
    }

    fn words(&mut self, words: &str) {
        if self.run.text {
            self.push(words);
        } else if self.run.instruction {
            self.instruction.push_str(words);
        }
    }

    fn push(&mut self, words: &str) {
        if self.hidden > 0 || self.run.hidden {
            return;
        }
        if let Some(open) = self.open.last_mut() {
            open.paragraph.push(words, self.run.bold.unwrap_or(open.bold));
        }
    }

    fn style(&mut self, id: &str) {
        let Some(open) = self.open.last_mut() else { return };
        let style = self.styles.get(id);
        open.paragraph.style = Some(style.map_or_else(|| shared(id), |s| Rc::clone(&s.name)));
        // A style is based on another one, and that on a third; a circle is nobody's style.
        let (mut next, mut steps) = (style, 0);
        while let Some(style) = next {
            open.bold |= style.bold;
            open.paragraph.heading = open.paragraph.heading.or(style.heading);
            steps += 1;
            next = style.based_on.as_ref().filter(|_| steps < 20).and_then(|id| self.styles.get(id));
        }
    }

    /// A field begins, has its result begin, or ends.
    fn field(&mut self, kind: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match kind {
            "begin" => {
                self.instruction.clear();
                open.fields.push((open.paragraph.text.len(), Rc::default()));
            }
            "separate" => {
                if let Some(field) = open.fields.last_mut() {
                    *field = (open.paragraph.text.len(), address(&self.instruction).into());
                }
            }
            _ => {
                if let Some((from, target)) = open.fields.pop() {
                    open.paragraph.link(from, &target);
                }
            }
        }
    }

    fn end(mut self, properties: Vec<(String, String)>) -> Rich {
        // Of a document that breaks off, what was open is there as far as it goes.
        self.out.paragraphs.extend(self.open.into_iter().map(|o| o.paragraph).filter(|p| !p.text.is_empty()));
        self.out.properties = properties;
        self.out
    }
}

/// The name without its prefix.
fn local(tag: &BytesStart) -> String {
    tag.local_name().as_ref().to_owned()
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let found =
        tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let raw = found.value;
    Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), |v| v.into_owned()))
}

fn value(tag: &BytesStart) -> String {
    attribute(tag, "val").unwrap_or_default()
}

/// Whether a switch is on; one without a value is.
fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}

/// The address in an instruction such as `HYPERLINK "https://…"`.
pub(crate) fn address(instruction: &str) -> String {
    let Some(rest) = instruction.trim_start().strip_prefix("HYPERLINK") else { return String::new() };
    let target = match rest.split_once('"') {
        Some((_, rest)) => rest.split('"').next().unwrap_or(""),
        None => rest.split_whitespace().next().unwrap_or(""),
    };
    target.trim().to_owned()
}

/// Goes over the elements of a part with the names of those around each, and the words at its end.
fn each(
    xml: &[u8],
    budget: &Budget,
    mut visit: impl FnMut(&BytesStart<'_>, &[String]),
    mut words: impl FnMut(&[String], &str),
) -> Result<(), Over> {
    let mut events = Events::new(xml, budget);
    let mut inside: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        match events.next() {
            Err(Break::Over(over)) => return Err(over),
            // What came before the damage is good.
            Err(Break::Damaged(_)) => break,
            Ok(event) => match event {
                Event::Eof => break,
                Event::Start(tag) => {
                    visit(&tag, &inside);
                    inside.push(local(&tag));
                    text.clear();
                    if inside.len() > DEEPEST {
                        break;
                    }
                }
                Event::Empty(tag) => visit(&tag, &inside),
                Event::Text(t) => text += &t,
                Event::GeneralRef(name) => {
                    text += &quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap_or_default();
                }
                Event::End(_) => {
                    words(&inside, text.trim());
                    inside.pop();
                    text.clear();
                }
                _ => {}
            },
        }
    }
    Ok(())
}

fn styles(xml: &[u8], budget: &Budget) -> Result<HashMap<String, Style>, Over> {
    let mut styles: HashMap<String, Style> = HashMap::new();
    let mut id = String::new();
    let visit = |tag: &BytesStart<'_>, inside: &[String]| {
        let name = local(tag);
        if name == "style" {
            id = attribute(tag, "styleId").unwrap_or_default();
            styles.entry(id.clone()).or_default();
            return;
        }
        // `styles` around it, and perhaps one element more; what lies deeper is looked at no further.
        let within = inside.iter().take(3).any(|i| i == "style");
        let Some(style) = styles.get_mut(&id).filter(|_| within) else { return };
        match name.as_str() {
            "name" => style.name = shared(&value(tag)),
            "basedOn" => style.based_on = Some(value(tag)),
            "b" if inside.last().is_some_and(|i| i == "rPr") => style.bold = is_on(&value(tag)),
            "outlineLvl" => {
                style.heading = value(tag).parse::<u8>().ok().filter(|l| *l < 9).map(|l| l + 1);
            }
            _ => {}
        }
    };
    each(xml, budget, visit, |_, _| {})?;
    Ok(styles)
}

fn relations(xml: &[u8], budget: &Budget) -> Result<HashMap<String, Rc<str>>, Over> {
    let mut links = HashMap::new();
    let visit = |tag: &BytesStart<'_>, _: &[String]| {
        let outside = attribute(tag, "TargetMode").is_some_and(|mode| mode == "External");
        if let (true, Some(id), Some(target)) = (outside, attribute(tag, "Id"), attribute(tag, "Target")) {
            links.insert(id, target.into());
        }
    };
    each(xml, budget, visit, |_, _| {})?;
    Ok(links)
}

fn properties(xml: &[u8], budget: &Budget) -> Result<Vec<(String, String)>, Over> {
    let mut list = Vec::new();
    let words = |inside: &[String], text: &str| {
        if let (Some(name), false) = (inside.last(), text.is_empty()) {
            list.push((name.clone(), text.to_owned()));
        }
    };
    each(xml, budget, |_, _| {}, words)?;
    Ok(list)
}

/// What a program put there by names of its own.
fn custom(xml: &[u8], budget: &Budget) -> Result<Vec<(String, String)>, Over> {
    let names = std::cell::RefCell::new(String::new());
    let mut list = Vec::new();
    let visit = |tag: &BytesStart<'_>, _: &[String]| {
        if local(tag) == "property" {
            *names.borrow_mut() = attribute(tag, "name").unwrap_or_default();
        }
    };
    let words = |_: &[String], text: &str| {
        if !text.is_empty() {
            list.push((names.borrow().clone(), text.to_owned()));
        }
    };
    each(xml, budget, visit, words)?;
    Ok(list)
}

/// A document of these paragraphs of WordprocessingML, for tests.
#[cfg(test)]
pub(crate) fn of_body(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:mc=\"m\"><w:body>{body}</w:body></w:document>"
    );
    crate::container::of_parts(&[("word/document.xml", &document)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::of_parts;

    fn of(body: &str) -> Rich {
        opened(&of_body(body)).unwrap()
    }

    fn opened(bytes: &[u8]) -> Result<Rich, IntakeError> {
        read(&Input { origin: "x.docx", bytes, content_type: None, budget: &Budget::default() })
    }

    #[test]
    fn words_breaks_bold_and_what_is_not_to_be_read() {
        let rich = of("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">Section: </w:t></w:r>\
             <w:r><w:rPr><w:b w:val=\"0\"/></w:rPr><w:t>News &amp; views</w:t><w:br/><w:tab/><w:t>x</w:t></w:r>\
             <w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>");
        assert_eq!(rich.paragraphs[0].text, "Section: News & views\n\tx");
        assert_eq!(rich.paragraphs[0].bold, std::iter::once(0..9).collect::<Vec<_>>());
        assert!(!rich.paragraphs[0].is_bold());
    }

    #[test]
    fn a_box_is_read_once_and_a_table_is_told() {
        let rich = of(
            "<w:p><w:r><w:t>around</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p>\
             </w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>\
             </mc:AlternateContent></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        );
        let texts: Vec<_> = rich.paragraphs.iter().map(|p| (p.text.as_str(), p.cell)).collect();
        assert_eq!(texts, [("box", false), ("around", false), ("cell", true)]);
    }

    #[test]
    fn styles_links_marks_and_properties() {
        let bytes = of_parts(&[
            (
                "word/document.xml",
                "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"T\"/></w:pPr><w:bookmarkStart w:name=\"Bookmark_1\"/><w:hyperlink r:id=\"rId1\">\
                 <w:r><w:t>Harbour</w:t></w:r></w:hyperlink></w:p><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>HYPERLINK \
                 &quot;https://p.example/2&quot;</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>two</w:t><w:fldChar w:fldCharType=\"end\"/>\
                 </w:r></w:p></w:body></w:document>",
            ),
            (
                "word/styles.xml",
                "<w:styles><w:style w:styleId=\"H\"><w:name w:val=\"heading 1\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
                 <w:style w:styleId=\"T\"><w:name w:val=\"Headline\"/><w:basedOn w:val=\"H\"/></w:style></w:styles>",
            ),
            (
                "word/_rels/document.xml.rels",
                "<Relationships><Relationship Id=\"rId1\" Target=\"https://p.example/1\" TargetMode=\"External\"/></Relationships>",
            ),
            ("docProps/core.xml", "<cp><dc:title>Ten articles</dc:title></cp>"),
            (
                "docProps/custom.xml",
                "<Properties><property name=\"Count\"><vt:i4>10</vt:i4></property></Properties>",
            ),
        ]);
        let rich = opened(&bytes).unwrap();
        let first = &rich.paragraphs[0];
        assert_eq!(
            (first.style.as_deref(), first.heading, first.is_bold()),
            (Some("Headline"), Some(1), true)
        );
        assert_eq!((&*first.links[0].target, &first.bookmarks[0][..]), ("https://p.example/1", "Bookmark_1"));
        assert_eq!(&*rich.paragraphs[1].links[0].target, "https://p.example/2");
        assert_eq!((rich.property("title"), rich.property("Count")), (Some("Ten articles"), Some("10")));
    }

    #[test]
    fn one_that_breaks_off_is_read_as_far_as_it_goes() {
        let bytes = of_parts(&[(
            "word/document.xml",
            "<w:document><w:body><w:p><w:r><w:t>whole</w:t></w:r></w:p><w:p><w:r><w:t>brok",
        )]);
        let rich = opened(&bytes).unwrap();
        assert_eq!(rich.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["whole", "brok"]);
        let error = opened(&of_parts(&[("a", "b")])).unwrap_err();
        assert!(error.to_string().contains("word/document.xml") && error.hint().is_some());
    }
}
