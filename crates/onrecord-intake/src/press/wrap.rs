//! Texts whose lines were made paragraphs: some sources, transcripts above all, were wrapped before the database had them.

use super::item::Paragraph;
use crate::parts::ends_sentence;

/// Fewest lines that tell a wrapped text.
const FEWEST: usize = 8;
/// Widest line of a wrapped text, in characters.
const WIDEST: usize = 100;

/// Joins lines to paragraphs again, where nearly all are lines: as long as each other, and broken off within sentences.
pub(super) fn joined(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut lengths: Vec<usize> = paragraphs.iter().map(|p| p.text.chars().count()).collect();
    lengths.sort_unstable();
    let (Some(&width), Some(&median)) = (lengths.last(), lengths.get(lengths.len() / 2)) else {
        return paragraphs;
    };
    let open = paragraphs.iter().filter(|p| !ends_sentence(&p.text)).count();
    if paragraphs.len() < FEWEST || width > WIDEST || median * 10 < width * 6 || open * 2 < paragraphs.len() {
        return paragraphs;
    }
    let mut out: Vec<Paragraph> = Vec::new();
    // How long the line was that the last paragraph ends with.
    let mut last = 0;
    for paragraph in paragraphs {
        let length = paragraph.text.chars().count();
        let apart = out.last().is_none_or(|before| {
            before.heads
                || paragraph.heads
                || (ends_sentence(&before.text) && last * 4 < width * 3)
                || speaks(&paragraph.text)
        });
        match out.last_mut().filter(|_| !apart) {
            Some(before) => {
                before.text.push(' ');
                before.text.push_str(&paragraph.text);
            }
            None => out.push(paragraph),
        }
        last = length;
    }
    out
}

/// Whether a line begins with who speaks: `MIKE DUFFY:`, `LAH (voice-over):`, `MARCEAU [Bloc MP]:`.
fn speaks(line: &str) -> bool {
    let Some((name, _)) = line.split_once(':').filter(|(name, _)| name.len() < 80) else { return false };
    let name = name.split(['[', '(']).next().unwrap_or(name).trim();
    name.chars().any(char::is_alphabetic)
        && !name.chars().any(char::is_lowercase)
        && name.split(' ').count() <= 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Vec<String> {
        let lines = lines.iter().map(|l| Paragraph { text: (*l).to_owned(), heads: false }).collect();
        joined(lines).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn wrapped_lines_are_joined_by_speaker() {
        let found = of(&[
            "ANA BRANDT: Welcome back. The company that runs the",
            "only ferry to the outer islands has said that its ship",
            "will stay in dock until the spring, and that nobody",
            "should wait for another one. Mr. Lund, what do you",
            "make of it?",
            "TOR LUND [Mayor]: Nobody asked us, and nobody has",
            "told us either why a ship that was built to carry a",
            "hundred people through a storm cannot be mended in",
            "less than half a year.",
            "BRANDT: Thank you.",
        ]);
        assert_eq!(found.len(), 3);
        assert!(
            found[0].ends_with("what do you make of it?")
                && found[1].starts_with("TOR LUND [Mayor]: Nobody asked us, and")
        );
    }

    #[test]
    fn lists_and_paragraphs_stay_as_they_are() {
        let list = [
            "Goal",
            "Anders Lund (Kalvik)",
            "Back",
            "Tor Holm",
            "Bo",
            "Per",
            "Coach: Ana Brandt of the Skerry club",
            "End",
        ];
        assert_eq!(of(&list).len(), list.len());
        let paragraphs = ["The ferry will not run before spring."; 10];
        assert_eq!(of(&paragraphs).len(), 10);
    }
}
