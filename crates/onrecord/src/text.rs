//! The one immutable text of an article, and spans of it.
//!
//! Every offset in a record counts Unicode code points, because that is what researchers' tools count
//! (Python strings, PolNeAR's standoff files). Rust slices by byte, so a [`Text`] keeps a small table that
//! turns one into the other; for pure ASCII no table is needed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Range;

/// A range of code points of an article's text, end exclusive.
///
/// Written as `[start, end]` in JSON.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
#[schemars(with = "(u32, u32)")]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Self {
        Span { start, end }
    }
}

impl From<Span> for (u32, u32) {
    fn from(s: Span) -> Self {
        (s.start, s.end)
    }
}

impl Span {
    /// A span from `start` to `end`, in code points.
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Span { start, end }
    }

    /// Number of code points covered.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one code point.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Distance in code points between two entries of the offset table.
const STRIDE: usize = 64;

/// An immutable text that can be cut by [`Span`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    text: Box<str>,
    /// Byte offset of every `STRIDE`-th code point; empty for ASCII, where byte and code point are the same.
    table: Box<[u32]>,
    chars: u32,
}

impl Text {
    /// Takes the text over. Texts of more than 4 GiB are not supported (the intake refuses them long before).
    pub fn new(text: impl Into<Box<str>>) -> Self {
        let text: Box<str> = text.into();
        assert!(u32::try_from(text.len()).is_ok(), "a text is at most 4 GiB long");
        if text.is_ascii() {
            let chars = text.len() as u32;
            return Text { text, table: Box::default(), chars };
        }
        let mut table = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut chars = 0;
        for (byte, _) in text.char_indices() {
            if (chars as usize).is_multiple_of(STRIDE) {
                table.push(byte as u32);
            }
            chars += 1;
        }
        Text { text, table: table.into(), chars }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Length in code points.
    pub fn len(&self) -> u32 {
        self.chars
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// The span of the whole text.
    pub fn span(&self) -> Span {
        Span::new(0, self.chars)
    }

    /// The words a span covers.
    ///
    /// # Panics
    /// When the span does not lie in this text: spans are born with the text and never made up.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.bytes(span)]
    }

    /// The byte range of a span.
    pub fn bytes(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start);
        let end = if span.is_empty() { start } else { self.byte(span.end) };
        start..end
    }

    /// The span of a byte range that starts and ends on character boundaries.
    pub fn span_of(&self, bytes: Range<usize>) -> Span {
        Span::new(self.char_at(bytes.start), self.char_at(bytes.end))
    }

    /// The byte offset of a code point.
    pub fn byte(&self, char: u32) -> usize {
        assert!(char <= self.chars, "offset {char} is past the end of a text of {} code points", self.chars);
        if self.table.is_empty() {
            return char as usize;
        }
        if char == self.chars {
            return self.text.len();
        }
        let block = char as usize / STRIDE;
        let start = self.table[block] as usize;
        let rest = char as usize % STRIDE;
        start + self.text[start..].char_indices().nth(rest).map_or(0, |(i, _)| i)
    }

    /// The number of code points before a byte offset.
    pub fn char_at(&self, byte: usize) -> u32 {
        if self.table.is_empty() {
            return byte as u32;
        }
        let block = self.table.partition_point(|&b| b as usize <= byte) - 1;
        let start = self.table[block] as usize;
        (block * STRIDE + self.text[start..byte].chars().count()) as u32
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Text::new(String::deserialize(d)?))
    }
}

impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_agree_in_any_script() {
        for s in ["", "plain", "“curly” – dash", &"é".repeat(300), &"a“😀".repeat(100)] {
            let text = Text::new(s);
            assert_eq!(text.len() as usize, s.chars().count());
            let ends = s.char_indices().map(|(i, _)| i).chain([s.len()]);
            for (n, byte) in ends.enumerate() {
                assert_eq!(text.byte(n as u32), byte);
                assert_eq!(text.char_at(byte), n as u32);
            }
        }
    }
}
