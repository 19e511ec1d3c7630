//! Little things about XML that several formats need. There is no reader of XML without a budget.

use crate::error::Why;
use onrecord::budget::Budget;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::fmt::Write;

/// The events of a file, one after the other.
pub struct Events<'x, 'b> {
    reader: Reader<&'x [u8]>,
    budget: &'b Budget<'b>,
}

impl<'x, 'b> Events<'x, 'b> {
    pub fn new(xml: &'x str, budget: &'b Budget<'b>) -> Self {
        Events { reader: Reader::from_str(xml), budget }
    }

    /// The next one; [`Event::Eof`] at the end.
    pub fn next(&mut self) -> Result<Event<'x>, Why> {
        self.budget.node()?;
        self.reader.read_event().map_err(|e| Why::Wrong(e.to_string()))
    }
}

/// Text as it may stand in XML, in elements and in attributes between double quotes. White space stays what it is. What
/// XML cannot hold becomes U+FFFD, which is as long in every way of counting.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match allowed(c) {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            c @ ('\n' | '\r' | '\t') => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// The character, or U+FFFD for one that XML does not have.
pub fn allowed(c: char) -> char {
    let has = matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if has { c } else { '\u{fffd}' }
}

/// The attributes of an element by their names, in order; none where they are no XML.
pub fn attributes(
    tag: &quick_xml::events::BytesStart,
    budget: &Budget,
) -> Result<Vec<(String, String)>, Why> {
    let mut all = Vec::new();
    // Whether a name comes twice is not asked: each would be held against all before it. The first one counts.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| e.to_string())?;
        budget.attributes(1);
        budget.check()?;
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
        all.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(all)
}

/// The value of the first attribute of a name.
pub fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}
