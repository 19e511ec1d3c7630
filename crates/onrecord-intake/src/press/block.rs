//! What exports of all formats are made into before their articles are told apart: blocks of lines, with as much of how they
//! look as the format knows.

use super::dates;
use super::words::{Field, WORDS, Where};
use crate::rich::Rich;

/// A paragraph, a line of a head, or a field.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// With `\n` where a line ends on purpose.
    pub text: String,
    /// How many bytes at its start are bold; none where the format does not know.
    pub bold: Option<usize>,
    /// Whether it stands in the middle of the page.
    pub centred: bool,
    /// Whether an article begins with it, as the file's own marks say.
    pub begins: bool,
}

/// A label and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled<'b> {
    /// What it means; none of one that is not known.
    pub field: Option<Field>,
    pub label: &'b str,
    pub value: &'b str,
}

/// Longest label, in bytes.
const LONGEST_LABEL: usize = 40;

impl Block {
    pub fn plain(text: impl Into<String>) -> Self {
        Block { text: text.into(), ..Block::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}').is_empty()
    }

    /// Whether all of it is bold.
    pub fn is_bold(&self) -> bool {
        self.bold.is_some_and(|b| b >= self.text.trim_end().len()) && !self.is_empty()
    }

    pub fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }

    pub fn is_copyright(&self) -> bool {
        WORDS.is_copyright(&self.text)
    }

    /// The label it begins with. In a format that knows what is bold, a label is; elsewhere it has capitals, or is one that
    /// is known and stands alone or with its colon.
    pub fn labelled(&self) -> Option<Labelled<'_>> {
        let start = self.text.len() - self.text.trim_start().len();
        let text = &self.text[start..];
        let line = text.lines().next().unwrap_or("");
        let colon = line.find(':').filter(|at| *at <= LONGEST_LABEL);
        let (label, value) = match colon {
            Some(at) => (&text[..at], &text[at + 1..]),
            // `Graphic` alone on its line heads what follows.
            None if line.len() <= LONGEST_LABEL => (line.trim_end(), &text[line.len()..]),
            None => return None,
        };
        let field = WORDS.field(label);
        let alone = colon.is_none();
        let marked = match self.bold {
            Some(bold) => bold >= start + label.trim_end().len() && label.contains(char::is_alphabetic),
            None => is_upper(label) || field.is_some(),
        };
        let known = field.is_some() && (!alone || value.trim().is_empty());
        (marked
            && (known
                || (!alone && (self.bold.is_some() || is_upper(label)) && label.split(' ').count() <= 4)))
            .then(|| Labelled { field, label: label.trim(), value: value.trim() })
    }

    /// The known field that it is.
    pub fn field(&self) -> Option<Field> {
        self.labelled().and_then(|l| l.field)
    }

    /// Whether it is a field that stands after the text.
    pub fn is_tail(&self) -> bool {
        self.field().is_some_and(|f| f.place == Where::Tail)
    }
}

/// Whether a label is written in capitals.
fn is_upper(label: &str) -> bool {
    label.chars().any(char::is_alphabetic) && !label.chars().any(char::is_lowercase)
}

/// The blocks of a document of a word processor.
pub(super) fn of_rich(rich: &Rich) -> Vec<Block> {
    let blocks = rich.paragraphs.iter().map(|p| {
        let lead = p.text.len() - p.text.trim_start().len();
        // The spaces of a line may be bold or not.
        let mut bold = lead;
        for range in &p.bold {
            // What stands between the first that is not and those behind it, stands between all of them.
            if range.start > bold && p.text.get(bold..range.start).is_none_or(|s| !s.trim().is_empty()) {
                break;
            }
            bold = bold.max(range.end);
        }
        let begins = p.bookmarks.iter().any(|name| {
            name.strip_prefix("Bookmark_")
                .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        });
        Block {
            text: p.text.clone(),
            bold: Some(match bold {
                _ if p.is_bold() => p.text.len(),
                bold if bold == lead => 0,
                bold => bold,
            }),
            centred: p.centred,
            begins,
        }
    });
    blocks.collect()
}

/// Fewest blanks before a line in the middle of a page of text.
const CENTRED: usize = 8;
/// Widest line that an export of text wraps at.
const WIDEST: usize = 100;

/// The blocks of a text: lines without an empty one between them, joined again where they were wrapped.
pub(super) fn of_text(text: &str) -> Vec<Block> {
    let width =
        text.lines().map(|l| l.trim_end().chars().count()).filter(|n| *n <= WIDEST).max().unwrap_or(0);
    let mut groups: Vec<Vec<&str>> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    // What stands below rights or another field, and is called as a field is, is one too.
    let is_field = |l: &str| l.contains(':') && Block::plain(l).field().is_some();
    let headed = |l: &str| WORDS.is_copyright(l) || is_field(l);
    for line in text.lines() {
        let known =
            |l: &str| Block::plain(l).labelled().is_some_and(|l| l.field.is_some() && is_upper(l.label));
        if line.trim().is_empty() {
            groups.push(std::mem::take(&mut lines));
            continue;
        }
        // Some versions put no empty line between fields.
        let below = |line| lines.last().is_some_and(|l| headed(l)) && is_field(line);
        if WORDS.begins(line).is_some()
            || WORDS.ends(line)
            || (!lines.is_empty() && known(line))
            || below(line)
        {
            groups.push(std::mem::take(&mut lines));
        }
        let alone = WORDS.begins(line).is_some() || WORDS.ends(line);
        lines.push(line);
        if alone {
            groups.push(std::mem::take(&mut lines));
        }
    }
    groups.push(std::mem::take(&mut lines));
    groups.retain(|lines| !lines.is_empty());
    let mut blocks = Vec::new();
    for (n, lines) in groups.iter().enumerate() {
        let fields_follow = groups.get(n + 1).is_some_and(|next| headed(next[0]));
        match lines[..] {
            // Headline, outlet and day in one: nothing was wrapped but the headline.
            [ref head @ .., outlet, date] if !head.is_empty() && fields_follow && is_day(date) => {
                blocks.push(Block::plain(head.iter().map(|l| l.trim()).collect::<Vec<_>>().join(" ")));
                blocks.extend([outlet, date].map(|l| Block::plain(l.trim())));
            }
            _ => blocks.push(block(lines, width)),
        }
    }
    blocks
}

/// Most words of a line that gives the day of publication.
const LONGEST_DAY: usize = 8;

/// Whether a line is a day of publication and no more.
fn is_day(line: &str) -> bool {
    dates::leading(line).is_some() && line.split_whitespace().count() <= LONGEST_DAY
}

/// A block for each line of a text that is not wrapped.
pub(super) fn of_lines(text: &str) -> Vec<Block> {
    text.lines().map(|line| Block::plain(line.trim_end())).collect()
}

fn block(lines: &[&str], width: usize) -> Block {
    let indent = |l: &str| l.chars().take_while(|c| c.is_whitespace()).count();
    let centred = lines.iter().all(|l| indent(l) >= CENTRED);
    let mut text = String::new();
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            // A line was wrapped if the word after it would not have had room, or hardly.
            let before = lines[n - 1].trim_end().chars().count();
            let first = line.split_whitespace().next().map_or(0, |w| w.chars().count());
            text.push(if !centred && (before + 1 + first > width || before * 5 >= width * 4) {
                ' '
            } else {
                '\n'
            });
        }
        text.push_str(line.trim());
    }
    Block { text, centred, ..Block::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rich::Paragraph;

    #[test]
    fn wrapped_lines_are_joined_and_others_are_not() {
        let text = "                      Skerry Post\n\n                  January 11, 2010 Monday\n                        Edition 1\n\n\
                    The ferry to the outer islands will not run before the\nend of the month, the company said, because its only\n\
                    ship is in dock.\n\nPort\nShip\nDock\n";
        let blocks = of_text(text);
        assert_eq!(blocks.iter().map(|b| b.centred).collect::<Vec<_>>(), [true, true, false, false]);
        assert_eq!(blocks[1].text, "January 11, 2010 Monday\nEdition 1");
        assert!(blocks[2].text.contains("before the end of the month") && !blocks[2].text.contains('\n'));
        assert_eq!(blocks[3].text, "Port\nShip\nDock");
    }

    #[test]
    fn labels_are_bold_or_in_capitals_or_known() {
        let label = |block: &Block| block.labelled().map(|l| (l.field.is_some(), l.value.to_owned()));
        assert_eq!(label(&Block::plain("LENGTH: 355 words")), Some((true, "355 words".to_owned())));
        assert_eq!(label(&Block::plain("SPIEGEL: Herr Minister")), Some((false, "Herr Minister".to_owned())));
        assert_eq!(label(&Block::plain("Her answer: no")), None);
        assert_eq!(label(&Block::plain("Graphic")), Some((true, String::new())));
        let bold = |text: &str, bold| Block { text: text.to_owned(), bold: Some(bold), ..Block::default() };
        assert_eq!(label(&bold("\nLoad-Date: May 1", 11)), Some((true, "May 1".to_owned())));
        assert_eq!(label(&bold("Language: a barrier", 0)), None);
    }

    #[test]
    fn a_paragraph_of_a_word_processor_tells_what_is_bold() {
        let mut paragraph = Paragraph::default();
        paragraph.push("\n", false);
        paragraph.push("Section:", true);
        paragraph.push(" News", false);
        paragraph.bookmarks.push("Bookmark_12".to_owned());
        let blocks = of_rich(&Rich { paragraphs: vec![paragraph], ..Rich::default() });
        assert_eq!((blocks[0].bold, blocks[0].begins), (Some(9), true));
        assert_eq!(blocks[0].labelled().map(|l| l.value), Some("News"));
    }
}
