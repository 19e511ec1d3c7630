//! Breaking runs of text into lines, and cutting text to a width.

use super::ink::{Look, Pen, Run};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Blanks where a line may be broken; the non-breaking ones are there to prevent just that.
fn may_break(c: char) -> bool {
    c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}'
}

/// Writes runs as one paragraph: every line at most `width` columns, the first one starting where the pen
/// stands (in column `column`), the others indented.
///
/// The paragraph's last line is ended.
pub fn paragraph(pen: &mut Pen, runs: &[Run], column: usize, indent: usize, width: usize) {
    let mut line = Line { pen, column, indent, width: width.max(indent + 8), blank: None, fresh: true };
    let mut word: Vec<(&str, Look)> = Vec::new();
    for run in runs {
        let mut rest = run.text.as_str();
        while !run.whole && !rest.is_empty() {
            let end = rest.find(may_break).unwrap_or(rest.len());
            if end > 0 {
                word.push((&rest[..end], run.look));
            }
            rest = &rest[end..];
            let next = rest.find(|c| !may_break(c)).unwrap_or(rest.len());
            if next > 0 {
                line.word(&mut word);
                line.blank.get_or_insert(run.look);
                rest = &rest[next..];
            }
        }
        if run.whole {
            word.push((rest, run.look));
        }
    }
    line.word(&mut word);
    line.pen.end_line();
}

struct Line<'a> {
    pen: &'a mut Pen,
    column: usize,
    indent: usize,
    width: usize,
    /// The look of the blank that goes before the next word, if it stays on this line.
    blank: Option<Look>,
    /// Nothing but the indent stands on the line.
    fresh: bool,
}

impl Line<'_> {
    fn word(&mut self, word: &mut Vec<(&str, Look)>) {
        if word.is_empty() {
            return;
        }
        let width: usize = word.iter().map(|(text, _)| text.width()).sum();
        if !self.fresh && self.column + usize::from(self.blank.is_some()) + width > self.width {
            self.start_next();
        }
        if let Some(look) = self.blank.take().filter(|_| !self.fresh) {
            self.pen.write(" ", look);
            self.column += 1;
        }
        for (text, look) in word.drain(..) {
            self.piece(text, look);
        }
    }

    /// Writes a piece of a word, broken anywhere if it is longer than a whole line.
    fn piece(&mut self, mut text: &str, look: Look) {
        loop {
            let fits = fitting(text, self.width.saturating_sub(self.column));
            // A fresh line takes at least one character, or this would go on for ever.
            let cut = match text.chars().next() {
                Some(first) if fits == 0 && self.fresh => first.len_utf8(),
                _ => fits,
            };
            let (now, later) = text.split_at(cut);
            self.pen.write(now, look);
            self.column += now.width();
            self.fresh &= now.is_empty();
            if later.is_empty() {
                return;
            }
            self.start_next();
            text = later;
        }
    }

    fn start_next(&mut self) {
        self.pen.end_line();
        self.pen.write(&" ".repeat(self.indent), Look::PLAIN);
        self.column = self.indent;
        self.blank = None;
        self.fresh = true;
    }
}

/// Bytes of the longest start of `text` that is at most `width` columns wide.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (byte, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width {
            return byte;
        }
    }
    text.len()
}

/// The text on one line of at most `width` columns, with … where it had to be cut, at a blank if there is one.
pub fn shortened(text: &str, width: usize) -> String {
    // More than this cannot be shown anyway, and a text may be long.
    let most = text.char_indices().nth(width * 8).map_or(text.len(), |(byte, _)| byte);
    let one_line = text[..most].split_whitespace().collect::<Vec<_>>().join(" ");
    if most == text.len() && one_line.width() <= width {
        return one_line;
    }
    let kept = &one_line[..fitting(&one_line, width.saturating_sub(1))];
    let at_blank = kept.rfind(' ').filter(|&at| at > kept.len() / 2 && kept.len() < one_line.len());
    let kept = at_blank.map_or(kept, |at| &kept[..at]);
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':')))
}

/// A path or address of at most `width` columns, with … in its middle where it had to be cut: how it begins and what it ends
/// with tell most.
pub fn shortened_inside(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let head = fitting(text, kept / 3);
    let room = kept - text[..head].width();
    let mut tail = text.len();
    let mut used = 0;
    for (byte, c) in text[head..].char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        tail = head + byte;
    }
    format!("{}…{}", &text[..head], &text[tail..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(runs: &[Run], width: usize) -> String {
        let mut pen = Pen::new(false);
        paragraph(&mut pen, runs, 0, 2, width);
        pen.page
    }

    #[test]
    fn lines_keep_to_the_width_and_marks_stay_together() {
        let runs = [
            Run::words("The harbour  bridge\nis ", Look::PLAIN),
            Run::mark("⟦s1 "),
            Run::words("closed for good", Look::PLAIN),
            Run::mark("⟧"),
            Run::words(".", Look::PLAIN),
        ];
        assert_eq!(wrapped(&runs, 23), "The harbour bridge is\n  ⟦s1 closed for good⟧.\n");
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken_anywhere() {
        assert_eq!(wrapped(&[Run::words("abcdefghijklmnop", Look::PLAIN)], 10), "abcdefghij\n  klmnop\n");
        assert_eq!(
            wrapped(&[Run::words("港".repeat(9).as_str(), Look::PLAIN)], 10),
            "港港港港港\n  港港港港\n"
        );
    }

    #[test]
    fn a_path_is_cut_in_its_middle() {
        assert_eq!(shortened_inside("news/a.txt", 20), "news/a.txt");
        assert_eq!(
            shortened_inside("/home/ada/corpora/2024/march/harbour.txt", 22),
            "/home/a…ch/harbour.txt"
        );
        let wide = shortened_inside(&"港".repeat(40), 11);
        assert!(wide.width() <= 11 && wide.contains('…'), "{wide}");
        assert_eq!(shortened_inside("abc", 0), "…");
    }

    #[test]
    fn shortened_text_ends_at_a_word() {
        assert_eq!(shortened("the bridge\n is closed", 40), "the bridge is closed");
        assert_eq!(shortened("the bridge, which is closed", 13), "the bridge…");
        assert_eq!(shortened(&"x".repeat(500), 5), "xxxx…");
    }
}
