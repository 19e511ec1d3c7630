//! What a text must hold for a pattern to match: told by looking at the pattern, long before it is made ready to search.
//!
//! Making a pattern of many letters ready costs milliseconds, and most patterns have nothing to find in most articles. So each
//! is only made ready for a text in which some word stands that all its matches hold, and that begins as they do.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use std::cmp::Reverse;

/// Most words that one pattern is looked for by.
const MOST: usize = 300;
/// Bytes from which on a word is as good as a longer one.
const LONG: usize = 4;
/// First letters that are looked at.
const LEAD: usize = 2;

/// What patterns require.
#[derive(Debug)]
pub(crate) struct Required {
    words: AhoCorasick,
    /// The pattern of each word.
    of: Vec<usize>,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    /// Whether nothing was found that it requires.
    always: bool,
    /// Letters that each match begins with, as far as they are known.
    lead: Vec<ClassUnicode>,
}

impl Required {
    /// Of the patterns, which are in the order that [`Required::met`] speaks of.
    ///
    /// # Errors
    /// A pattern that cannot be read.
    pub(crate) fn new<'a>(patterns: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let (mut words, mut of, mut list) = (Vec::new(), Vec::new(), Vec::new());
        for (n, pattern) in patterns.enumerate() {
            let hir = regex_syntax::parse(pattern).map_err(|e| e.to_string())?;
            let found = required(&hir);
            list.push(Pattern { always: found.is_none(), lead: lead(&hir) });
            for word in found.into_iter().flatten() {
                words.push(word);
                of.push(n);
            }
        }
        let kind = Some(AhoCorasickKind::ContiguousNFA);
        let words = AhoCorasick::builder().kind(kind).build(&words).map_err(|e| e.to_string())?;
        Ok(Required { words, of, patterns: list })
    }

    /// Whether each pattern may match in a text.
    pub(crate) fn met(&self, text: &str) -> Vec<bool> {
        let mut met: Vec<bool> = self.patterns.iter().map(|p| p.always).collect();
        for found in self.words.find_overlapping_iter(text) {
            met[self.of[found.pattern().as_usize()]] = true;
        }
        met
    }

    /// Whether a pattern's match may begin where a text does.
    pub(crate) fn may_begin(&self, pattern: usize, text: &str) -> bool {
        let mut letters = text.chars();
        self.patterns[pattern].lead.iter().all(|class| {
            let in_class = |c: char| class.ranges().iter().any(|r| (r.start()..=r.end()).contains(&c));
            letters.next().is_some_and(in_class)
        })
    }
}

/// Words of which each match holds one; none if there is no such list, or only a long one.
fn required(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let inside = match hir.kind() {
        HirKind::Capture(c) => required(&c.sub),
        HirKind::Repetition(r) if r.min > 0 => required(&r.sub),
        HirKind::Alternation(all) => all.iter().map(required).collect::<Option<Vec<_>>>().map(|l| l.concat()),
        HirKind::Concat(all) => {
            let mut best: Option<Vec<Vec<u8>>> = None;
            for (i, part) in all.iter().enumerate() {
                let found = [best.take(), required(part), prefixes(&Hir::concat(all[i..].to_vec()))];
                best = found.into_iter().flatten().max_by_key(|w| worth(w));
                // Good enough: to look at the rest would take longer than it saves.
                if best.as_ref().is_some_and(|w| worth(w).0 == LONG) {
                    break;
                }
            }
            best
        }
        _ => None,
    };
    let whole = if inside.is_none() { prefixes(hir) } else { None };
    let best = [inside, whole].into_iter().flatten().max_by_key(|w| worth(w));
    best.filter(|words| words.len() <= MOST)
}

/// The longer the shortest word and the fewer there are, the rarer one is met for nothing.
fn worth(words: &[Vec<u8>]) -> (usize, Reverse<usize>) {
    (words.iter().map(Vec::len).min().unwrap_or(0).min(LONG), Reverse(words.len()))
}

/// What each match begins with, where that is a list of words.
fn prefixes(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let found = Extractor::new().extract(hir);
    let words: Vec<Vec<u8>> = found.literals()?.iter().map(|l| l.as_bytes().to_vec()).collect();
    (!words.is_empty() && words.iter().all(|w| !w.is_empty())).then_some(words)
}

/// Letters that each match begins with, one after another, as far as that is known and up to [`LEAD`].
fn lead(hir: &Hir) -> Vec<ClassUnicode> {
    let mut out = Vec::new();
    extend(hir, &mut out);
    out
}

/// Adds the letters of what comes next; returns whether it is known what comes after them.
fn extend(hir: &Hir, out: &mut Vec<ClassUnicode>) -> bool {
    if out.len() >= LEAD {
        return false;
    }
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            out.push(class.clone());
            true
        }
        HirKind::Literal(literal) => {
            let Ok(text) = std::str::from_utf8(&literal.0) else { return false };
            out.extend(text.chars().map(|c| ClassUnicode::new([ClassUnicodeRange::new(c, c)])));
            true
        }
        HirKind::Capture(c) => extend(&c.sub, out),
        HirKind::Repetition(r) => {
            let all = (0..r.min.min(LEAD as u32)).all(|_| extend(&r.sub, out));
            all && r.max == Some(r.min)
        }
        HirKind::Concat(all) => all.iter().all(|part| extend(part, out)),
        HirKind::Alternation(all) => {
            let ways: Vec<Vec<ClassUnicode>> = all.iter().map(lead).collect();
            let known = ways.iter().map(Vec::len).min().unwrap_or(0);
            for i in 0..known {
                let mut class = ClassUnicode::empty();
                ways.iter().for_each(|way| class.union(&way[i]));
                out.push(class);
            }
            false
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(pattern: &str, text: &str) -> bool {
        Required::new([pattern].into_iter()).unwrap().met(text)[0]
    }

    #[test]
    fn texts_without_a_required_word_are_told() {
        for (pattern, with, without) in [
            (r"(?:READ MORE|See also)\s*:\s*\S.{0,220}", "See also: the rest", "He saw it."),
            (r"(?i)(?:advertisement|sponsored)s?", "ADVERTISEMENTS", "a versed man"),
            (
                r".{10,400}\((?:[\p{L} ]{2,40}/)?(?:AP Photo|Getty)\)",
                "far from it (Getty)",
                "no (such) thing",
            ),
            (r"[\p{Lu}]{2,9} ?(?:–|--)", "TARN –", "TARN, he said"),
        ] {
            assert!(regex::Regex::new(pattern).unwrap().is_match(with));
            assert!(met(pattern, with) && !met(pattern, without), "{pattern}");
        }
        // Nothing can be told of these.
        assert!(met(r"\p{L}+", "") && met(r"(?:READ MORE)?", "") && met(r"a*|b", ""));
    }

    #[test]
    fn first_letters_are_told() {
        let required =
            Required::new([r"(?P<it>\p{Lu}{2}[\p{Lu} ]{2,9}|\d{4})x", "By .*", r"(?:a|bc)d"].into_iter());
        let required = required.unwrap();
        for (n, text, may) in [
            (0, "TARN", true),
            (0, "2024", true),
            (0, "Tarn", false),
            (0, "T", false),
            (1, "By Ana", true),
            (1, "Bu", false),
            (2, "ad", true),
            (2, "da", false),
        ] {
            assert_eq!(required.may_begin(n, text), may, "{n} {text}");
        }
    }
}
