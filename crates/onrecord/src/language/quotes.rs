//! Pairing quotation marks, forgivingly: news forgets to close them, opens a new one at every paragraph of a long
//! quotation, and uses one sign for two things.

use super::Word;
use crate::{Span, Text};

/// What quotation marks say about a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum QuoteMark {
    /// Outside quotation marks.
    #[default]
    Outside = 0,
    /// An opening mark.
    Open = 1,
    /// Inside double quotation marks.
    Inside = 2,
    /// A closing mark.
    Close = 3,
    /// Inside single marks alone.
    InsideSingle = 4,
    /// A single opening or closing mark.
    SingleMark = 5,
}

impl QuoteMark {
    /// Whether the word stands between quotation marks of any kind.
    pub fn is_quoted(self) -> bool {
        matches!(self, QuoteMark::Inside | QuoteMark::InsideSingle)
    }
}

/// A stretch between quotation marks, the marks included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// First word (the opening mark) and one past the last word, as indexes of words.
    pub first: usize,
    /// One past the last word.
    pub end: usize,
    /// Single quotation marks.
    pub single: bool,
    /// Whether a closing mark was found. A quotation that goes on in the next paragraph has none.
    pub closed: bool,
}

#[derive(PartialEq, Clone, Copy)]
enum Side {
    Open,
    Close,
    Either,
}

/// Quotations of a text, and each word's place in them. `paragraphs` are ranges of word indexes.
pub fn quotations(
    text: &Text,
    words: &[Word],
    paragraphs: &[std::ops::Range<usize>],
) -> (Vec<Quotation>, Vec<QuoteMark>) {
    let mut found = Vec::new();
    let mut marks = vec![QuoteMark::Outside; words.len()];
    for paragraph in paragraphs {
        pair(text, words, paragraph.clone(), false, &mut found);
    }
    let doubles = found.len();
    for q in &found {
        marks[q.first..q.end].fill(QuoteMark::Inside);
        marks[q.first] = QuoteMark::Open;
        if q.closed {
            marks[q.end - 1] = QuoteMark::Close;
        }
    }
    for paragraph in paragraphs {
        pair(text, words, paragraph.clone(), true, &mut found);
    }
    for q in &found[doubles..] {
        for (i, mark) in marks[q.first..q.end].iter_mut().enumerate() {
            if *mark == QuoteMark::Outside {
                let edge = i == 0 || i + 1 == q.end - q.first;
                *mark = if edge { QuoteMark::SingleMark } else { QuoteMark::InsideSingle };
            }
        }
    }
    found.sort_by_key(|q| (q.first, std::cmp::Reverse(q.end)));
    (found, marks)
}

fn pair(text: &Text, words: &[Word], range: std::ops::Range<usize>, single: bool, out: &mut Vec<Quotation>) {
    let mut open: Option<usize> = None;
    for i in range.clone() {
        let Some(side) = side(text, words, i, &range, single) else { continue };
        let closes =
            open.is_some_and(|first| closes(text.slice(words[first].span), text.slice(words[i].span)));
        let side = if closes { Side::Close } else { side };
        match (open, side) {
            (None, Side::Close) => {}
            (None, _) => open = Some(i),
            (Some(first), Side::Close | Side::Either) => {
                out.push(Quotation { first, end: i + 1, single, closed: true });
                open = None;
            }
            // A second opening mark: the first was never closed. What it opened is not trusted further than here.
            (Some(first), Side::Open) => {
                if !single {
                    out.push(Quotation { first, end: i, single, closed: false });
                }
                open = Some(i);
            }
        }
    }
    // Single marks are too easily apostrophes: an unclosed one is none.
    if let Some(first) = open
        && !single
    {
        out.push(Quotation { first, end: range.end, single, closed: false });
    }
}

/// Whether a mark closes what the other has opened, whichever way it faces elsewhere: German closes „…“ and ‚…‘ with the marks that English
/// opens with, and »…« with the one that French opens with; Polish and Hungarian close „…” with the one that English closes with.
fn closes(opener: &str, mark: &str) -> bool {
    matches!(
        (opener, mark),
        ("„", "“" | "”" | "‟")
            | ("“", "”")
            | ("«", "»")
            | ("»", "«")
            | ("‚", "‘" | "’")
            | ("‹", "›")
            | ("›", "‹")
    )
}

/// Whether a word is a quotation mark of the wanted kind, and which way it faces.
fn side(text: &Text, words: &[Word], i: usize, range: &std::ops::Range<usize>, single: bool) -> Option<Side> {
    let mark = text.slice(words[i].span);
    let glued_left = i > range.start && words[i - 1].span.end == words[i].span.start;
    let glued_right = i + 1 < range.end && words[i + 1].span.start == words[i].span.end;
    let facing = || match (glued_left, glued_right) {
        (false, true) => Side::Open,
        (true, false) => Side::Close,
        _ => Side::Either,
    };
    if single {
        return match mark {
            "‘" | "‹" | "‚" => Some(Side::Open),
            "›" => Some(if glued_right && !glued_left { Side::Open } else { Side::Close }),
            "'" | "’" => {
                let word_before = glued_left && words[i - 1].shape as u8 <= 7;
                let word_after = glued_right && words[i + 1].shape as u8 <= 7;
                match (word_before, word_after) {
                    (true, true) => None,
                    // `voters' choice` cannot be told from a closing mark here; it closes only what is open.
                    (true, false) => Some(Side::Close),
                    (false, true) if mark == "'" => Some(Side::Open),
                    _ if mark == "’" => Some(Side::Close),
                    _ => Some(facing()),
                }
            }
            _ => None,
        };
    }
    match mark {
        "“" | "«" | "„" | "``" | "‟" => {
            // German „…“ closes with the mark that English opens with.
            if mark == "“" && glued_left && !glued_right { Some(Side::Close) } else { Some(Side::Open) }
        }
        "”" | "»" => Some(if glued_right && !glued_left { Side::Open } else { Side::Close }),
        "\"" | "''" | "’’" | "＂" => Some(if i == range.start { Side::Open } else { facing() }),
        _ => None,
    }
}

impl Quotation {
    /// The characters covered, marks included.
    pub fn span(&self, words: &[Word]) -> Span {
        words[self.first].span.cover(words[self.end - 1].span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(s: &str) -> Vec<String> {
        let text = Text::new(s);
        let mut words = Vec::new();
        crate::language::words(&text, text.span(), crate::language::Language::english(), &mut words);
        let whole = 0..words.len();
        let (quotations, _) = quotations(&text, &words, std::slice::from_ref(&whole));
        quotations.iter().map(|q| text.slice(q.span(&words)).to_owned()).collect()
    }

    #[test]
    fn marks_are_paired_as_each_language_pairs_them() {
        assert_eq!(quoted("„Das ist falsch“, sagte er. „Nie“."), ["„Das ist falsch“", "„Nie“"]);
        assert_eq!(quoted("»Niemand weiß das«, so Roe, »und nie.«"), ["»Niemand weiß das«", "»und nie.«"]);
        assert_eq!(quoted("« Jamais », dit-il. «Non», a-t-il dit."), ["« Jamais »", "«Non»"]);
        assert_eq!(quoted("„Nigdy”, powiedział. „Nie”."), ["„Nigdy”", "„Nie”"]);
        assert_eq!(quoted("“Never,” he said. “Not now.”"), ["“Never,”", "“Not now.”"]);
        assert_eq!(quoted("„Er sagte ‚nie‘, und ging“, so Roe."), ["„Er sagte ‚nie‘, und ging“", "‚nie‘"]);
        assert_eq!(quoted("«Никогда», — сказал он. «Нет»."), ["«Никогда»", "«Нет»"]);
    }
}
