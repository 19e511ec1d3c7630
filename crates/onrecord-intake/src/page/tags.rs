//! How many attributes the tag has that a tokenizer is in the middle of.
//!
//! The tokenizer holds every attribute of a tag against all before it and hands none on until the tag ends: without this, a
//! tag of a megabyte would cost minutes before anybody could see it.

/// Where in a tag one is (WHATWG HTML, 13.2.5.8 and 13.2.5.32 to 40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Nowhere in a tag.
    Out,
    /// In a comment that has not ended.
    Comment,
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Quoted(u8),
    Unquoted,
}

/// Follows the pieces that a tokenizer is fed with.
#[derive(Debug)]
pub(super) struct Tags {
    at: At,
    /// Attributes of the tag that has not ended.
    attributes: usize,
}

impl Default for Tags {
    fn default() -> Self {
        Tags { at: At::Out, attributes: 0 }
    }
}

/// The first piece of a text, no longer than `most` bytes: up to what could open a tag, or to the end of one. What could
/// open a tag stands nowhere but at the beginning of a piece.
pub(super) fn piece(text: &str, most: usize) -> &str {
    let within = &text[..text.floor_char_boundary(most)];
    let bytes = within.as_bytes();
    let mut end = bytes.len();
    for (n, byte) in bytes.iter().enumerate() {
        // Seen in the whole text: the letter may lie beyond this piece.
        if n > 0 && *byte == b'<' && opens(&text.as_bytes()[n..]) {
            end = n;
            break;
        }
        if *byte == b'>' && bytes[0] == b'<' {
            end = n + 1;
            break;
        }
    }
    &within[..end]
}

/// Whether a tag, a comment or the like may begin here.
fn opens(bytes: &[u8]) -> bool {
    bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
}

/// Whether a tag may begin here.
fn is_tag(bytes: &[u8]) -> bool {
    let name = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    bytes.first() == Some(&b'<') && bytes.get(name).is_some_and(u8::is_ascii_alphabetic)
}

impl Tags {
    /// Follows a piece that the tokenizer was fed with; `handed_on` is whether it handed something on meanwhile, a tag, a
    /// text or a comment, and so is at most in what this piece opened. Returns how many steps the tokenizer took to
    /// compare attributes.
    pub fn follow(&mut self, piece: &str, handed_on: bool) -> usize {
        let bytes = piece.as_bytes();
        let inside = !matches!(self.at, At::Out | At::Comment);
        let before = if inside { self.attributes_of(bytes) } else { 0 };
        if !handed_on && (inside || self.at == At::Comment) {
            return before;
        }
        (self.at, self.attributes) = (At::Out, 0);
        if is_tag(bytes) {
            self.at = At::TagName;
            let name = if bytes[1] == b'/' { 2 } else { 1 };
            return before + self.attributes_of(&bytes[name..]);
        }
        if !handed_on && bytes.starts_with(b"<!--") {
            self.at = At::Comment;
        }
        before
    }

    fn attributes_of(&mut self, bytes: &[u8]) -> usize {
        let mut steps = 0;
        for &byte in bytes {
            let white = matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
            self.at = match (self.at, byte) {
                (At::Quoted(quote), _) if byte == quote => At::BeforeName,
                (At::Quoted(quote), _) => At::Quoted(quote),
                (_, b'>') => {
                    self.at = At::Out;
                    return steps;
                }
                (At::TagName | At::Unquoted, _) if white => At::BeforeName,
                (At::Unquoted, _) => At::Unquoted,
                (At::TagName | At::BeforeName | At::Name | At::AfterName, b'/') => At::BeforeName,
                (At::TagName, _) => At::TagName,
                (At::Name, _) if white => At::AfterName,
                (At::Name | At::AfterName, b'=') => At::BeforeValue,
                (At::Name, _) => At::Name,
                (At::BeforeName | At::AfterName | At::BeforeValue, _) if white => self.at,
                (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
                (At::BeforeValue, _) => At::Unquoted,
                (At::BeforeName | At::AfterName, _) => {
                    self.attributes += 1;
                    steps += self.attributes;
                    At::Name
                }
                (At::Out | At::Comment, _) => return steps,
            };
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_begin_with_what_opens() {
        let pieces = |mut text: &'static str| {
            let mut all = Vec::new();
            while !text.is_empty() {
                all.push(piece(text, 12));
                text = &text[all.last().unwrap().len()..];
            }
            all
        };
        assert_eq!(pieces("a < b<i x>c</i>d"), ["a < b", "<i x>", "c", "</i>", "d"]);
        assert_eq!(pieces("<<<p"), ["<<", "<p"]);
        assert_eq!(pieces("<!-- a > b -->é"), ["<!-- a >", " b -->é"]);
        assert_eq!(pieces("no end of it at all"), ["no end of it", " at all"]);
    }

    #[test]
    fn attributes_are_told_from_values() {
        for (tag, count) in [
            ("<p>", 0),
            ("<p a b c>", 3),
            ("<p a=1 b='x y z' c=\"x 'y' > z\" d>", 4),
            ("<p a='1'b=2/c/d = 3 e>", 5),
            ("</p a =b>", 1),
            ("<p =a=b>", 1),
        ] {
            let mut tags = Tags::default();
            tags.follow(tag, false);
            assert_eq!((tags.attributes, tags.at), (count, At::Out), "{tag}");
        }
    }
}
