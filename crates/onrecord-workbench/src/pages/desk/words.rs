//! Where words stand that somebody marked or typed. The form shows words; beside them it may carry the places that were marked,
//! which count as long as these words stand there.

use super::ask::{Halt, Question, Spot};
use super::filled::Filled;
use crate::problem::Problem;
use onrecord::{Span, Text};

/// Places that are offered where words stand more than once.
const OFFERED: usize = 40;
/// Code points around each.
const AROUND: u32 = 60;

/// Words with single spaces.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of spans, a line for each.
pub(crate) fn lines(text: &Text, spans: &[Span]) -> String {
    let inside = spans.iter().filter(|s| s.start <= s.end && s.end <= text.len());
    inside.map(|&s| one_line(text.slice(s))).collect::<Vec<_>>().join("\n")
}

/// Spans as a form carries them.
pub(crate) fn offsets(spans: &[Span]) -> String {
    spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect::<Vec<_>>().join(" ")
}

/// A span as a form carries it, if it lies in the text.
pub(crate) fn span(told: &str, text: &Text) -> Option<Span> {
    let (start, end) = told.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end && end <= text.len()).then(|| Span::new(start, end))
}

/// The stretches of the text that a field names, one a line: by the places that go with it, or by their words.
pub(crate) fn stretches(
    filled: &Filled,
    field: &'static str,
    label: &'static str,
    text: &Text,
) -> Result<Vec<Span>, Halt> {
    let with = format!("{field}-at");
    let mut marked: Vec<Span> =
        filled.all(&with).flat_map(str::split_whitespace).filter_map(|told| span(told, text)).collect();
    let mut all: Vec<Span> = Vec::new();
    for line in filled.get(field).lines().map(one_line).filter(|line| !line.is_empty()) {
        if let Some(at) = marked.iter().position(|&s| one_line(text.slice(s)) == line) {
            all.push(marked.remove(at));
            continue;
        }
        let mut found = places(text, &line);
        found.retain(|place| !all.contains(place));
        match found.as_slice() {
            [] => {
                return Err(Problem::Bad(not_there(&line)).into());
            }
            [one] => all.push(*one),
            several => {
                let spots = several.iter().take(OFFERED).map(|&place| spot(text, place)).collect();
                return Err(Halt::Ask(Question::Which { field, label, words: line, spots }));
            }
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// What is said of words that the article does not have.
pub(crate) fn not_there(words: &str) -> String {
    format!(
        "The words “{words}” do not stand in the article like this. Give them as the article has them, one stretch a line."
    )
}

fn spot(text: &Text, of: Span) -> Spot {
    let piece = |from: u32, to: u32| text.slice(Span::new(from, to)).replace(char::is_whitespace, " ");
    Spot {
        at: format!("{}-{}", of.start, of.end),
        before: piece(of.start.saturating_sub(AROUND), of.start),
        words: piece(of.start, of.end),
        after: piece(of.end, (of.end + AROUND).min(text.len())),
    }
}

/// Every place where words stand, however white space is set between them: as whole words, if anywhere they do.
pub(crate) fn places(text: &Text, words: &str) -> Vec<Span> {
    let wanted: Vec<char> = one_line(words).chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    // The text with single spaces, and where each character of that stands.
    let mut folded: Vec<(char, u32)> = Vec::new();
    for (c, at) in text.as_str().chars().zip(0u32..) {
        match c.is_whitespace() {
            true if folded.last().is_some_and(|(last, _)| *last == ' ') => {}
            true => folded.push((' ', at)),
            false => folded.push((c, at)),
        }
    }
    let mut found: Vec<(Span, bool)> = Vec::new();
    let mut from = 0;
    while from + wanted.len() <= folded.len() {
        let here = &folded[from..from + wanted.len()];
        if here.iter().map(|(c, _)| *c).eq(wanted.iter().copied()) {
            let letter = |at: Option<usize>| {
                at.and_then(|at| folded.get(at)).is_some_and(|(c, _)| c.is_alphanumeric())
            };
            let end = from + wanted.len();
            let cut = letter(from.checked_sub(1)) && letter(Some(from))
                || letter(Some(end - 1)) && letter(Some(end));
            found.push((Span::new(here[0].1, here[wanted.len() - 1].1 + 1), !cut));
            from = end;
        } else {
            from += 1;
        }
    }
    let whole = found.iter().any(|(_, whole)| *whole);
    found.into_iter().filter(|(_, is)| *is || !whole).map(|(span, _)| span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(fields: &[(&str, &str)]) -> Filled {
        Filled(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn words_are_found_as_whole_words_and_across_lines() {
        let text = Text::new("It rains, he said.\nÜnd it  rains\nat last, she aforesaid.");
        assert_eq!(places(&text, "it rains"), [Span::new(23, 32)]);
        assert_eq!(places(&text, "rains at last"), [Span::new(27, 40)]);
        assert_eq!(places(&text, "said"), [Span::new(13, 17)], "not within a longer word");
        assert_eq!(places(&text, "aid").len(), 2, "unless it stands nowhere else");
        assert!(places(&text, " ").is_empty() && places(&text, "snows").is_empty());
    }

    #[test]
    fn what_is_ambiguous_is_asked_and_what_was_marked_counts_while_its_words_stand() {
        let text = Text::new("No, she said. No, he said.");
        let of = |fields: &[(&str, &str)]| stretches(&filled(fields), "content", "What is said", &text);
        let Err(Halt::Ask(Question::Which { spots, words, .. })) = of(&[("content", "No,")]) else {
            panic!("it is asked")
        };
        assert_eq!((words.as_str(), spots.len(), spots[1].at.as_str()), ("No,", 2, "14-17"));
        assert_eq!(spots[1].after, " he said.");
        let spans = |fields: &[(&str, &str)]| of(fields).map_err(|_| ()).unwrap();
        assert_eq!(spans(&[("content", "No,"), ("content-at", "14-17")]), [Span::new(14, 17)]);
        assert_eq!(spans(&[("content", "he said"), ("content-at", "0-3")]), [Span::new(18, 25)]);
        assert_eq!(
            spans(&[("content", "No,\r\nNo,\r\n"), ("content-at", "14-17"), ("content-at", "0-3 9-99")]),
            [Span::new(0, 3), Span::new(14, 17)]
        );
        assert!(matches!(of(&[("content", "Yes")]), Err(Halt::Fail(Problem::Bad(_)))));
        assert!(matches!(of(&[("content", "No,\nNo,"), ("content-at", "0-3")]), Ok(all) if all.len() == 2));
    }
}
