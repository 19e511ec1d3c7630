//! Between code points, which onrecord and Python count, and UTF-16 units, which Java's strings and so DNA and UIMA count.

use onrecord::{Span, Text};

/// A text's offsets in UTF-16 units.
#[derive(Debug, Clone)]
pub struct Utf16 {
    /// The code points that take two units, in order.
    wide: Vec<u32>,
    /// Length of the text in code points.
    length: u32,
}

impl Utf16 {
    /// Those of a text.
    pub fn of(text: &Text) -> Utf16 {
        let wide = (0..).zip(text.as_str().chars()).filter(|(_, c)| c.len_utf16() == 2).map(|(n, _)| n);
        Utf16 { wide: wide.collect(), length: text.len() }
    }

    /// Length of the text in units.
    pub fn len(&self) -> u64 {
        u64::from(self.length) + self.wide.len() as u64
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The units before a code point.
    pub fn unit(&self, point: u32) -> u64 {
        u64::from(point) + self.wide.partition_point(|&w| w < point) as u64
    }

    /// The code point at a unit; of one in the middle of a code point, that code point. None past the end.
    pub fn point(&self, unit: u64) -> Option<u32> {
        if unit > self.len() {
            return None;
        }
        // The wide code point `w`, the n-th, begins at unit `w + n`; after it everything stands one unit further.
        let (mut low, mut high) = (0, self.wide.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if u64::from(self.wide[middle]) + (middle as u64) < unit {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        u32::try_from(unit - low as u64).ok()
    }

    /// A span in units.
    pub fn units(&self, span: Span) -> (u64, u64) {
        (self.unit(span.start), self.unit(span.end))
    }

    /// The span of some units; none where it runs backwards, is empty, or lies outside the text.
    pub fn span(&self, start: u64, end: u64) -> Option<Span> {
        let (start, end) = (self.point(start)?, self.point(end)?);
        (start < end).then(|| Span::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_points_agree() {
        let words = "a😀ü🇩🇪“x” 𝔄b";
        let text = Text::new(words);
        let units = Utf16::of(&text);
        assert_eq!(units.len(), words.encode_utf16().count() as u64);
        let mut unit = 0;
        for (n, c) in (0..).zip(words.chars()) {
            assert_eq!((units.unit(n), units.point(unit)), (unit, Some(n)), "{c}");
            if c.len_utf16() == 2 {
                assert_eq!(units.point(unit + 1), Some(n), "in the middle of {c}");
            }
            unit += c.len_utf16() as u64;
        }
        assert_eq!((units.unit(text.len()), units.point(unit)), (unit, Some(text.len())));
        assert_eq!(units.point(unit + 1), None);
        assert_eq!(units.span(1, 3), Some(Span::new(1, 2)));
        assert_eq!((units.span(3, 1), units.span(2, 2), units.span(0, 99)), (None, None, None));
    }
}
