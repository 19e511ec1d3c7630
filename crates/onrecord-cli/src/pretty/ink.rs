//! Text with looks, and the pen that writes it with colours or without.

use crate::message::printable;
use anstyle::{Ansi256Color, Style};
use onrecord::StatementKind;

/// How a stretch of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Inside the content of a statement of this kind; of the innermost, where they are nested.
    pub content: Option<StatementKind>,
    /// A statement's cue.
    pub cue: bool,
    /// A statement's source.
    pub source: bool,
    /// Words in scare quotes.
    pub scare: bool,
    /// Headings.
    pub bold: bool,
    /// Marks, litter and the like: there, but out of the way.
    pub dim: bool,
}

impl Look {
    /// Out of the way.
    pub const DIM: Look = Look { dim: true, ..Look::PLAIN };
    /// A heading.
    pub const BOLD: Look = Look { bold: true, ..Look::PLAIN };
    /// Nothing special.
    pub const PLAIN: Look =
        Look { content: None, cue: false, source: false, scare: false, bold: false, dim: false };

    fn style(self) -> Style {
        let mut style = Style::new();
        if let Some(kind) = self.content {
            style = style.underline().fg_color(Some(colour(kind).into()));
        }
        if self.source {
            style = style.bold().fg_color(Some(TEAL.into()));
        }
        if self.cue {
            style = style.bold().fg_color(Some(PINK.into()));
        }
        if self.scare {
            style = style.italic();
        }
        if self.bold {
            style = style.bold();
        }
        if self.dim {
            // Terminals dim what is dim already on some backgrounds, until nobody can read it.
            style = Style::new().fg_color(Some(GREY.into()));
        }
        style
    }
}

// Colours of the fixed palette, which no theme changes, each as far from black as from white: the sixteen of the terminal
// hold colours that are hardly seen on one of the two, such as its blue on black and its yellow on white.
const GREEN: Ansi256Color = Ansi256Color(28);
const AMBER: Ansi256Color = Ansi256Color(130);
const VIOLET: Ansi256Color = Ansi256Color(98);
const TEAL: Ansi256Color = Ansi256Color(30);
const PINK: Ansi256Color = Ansi256Color(163);
const GREY: Ansi256Color = Ansi256Color(243);

/// The colour of a kind of statement, the same in the text and in the list.
fn colour(kind: StatementKind) -> Ansi256Color {
    match kind {
        StatementKind::Direct => GREEN,
        StatementKind::Mixed => AMBER,
        StatementKind::Indirect => VIOLET,
    }
}

/// A stretch of text with one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text, free of control characters.
    pub text: String,
    /// How it looks.
    pub look: Look,
    /// Never broken at its blanks: a mark such as `⟦s3 `.
    pub whole: bool,
}

impl Run {
    /// Words, broken at blanks where the line ends.
    pub fn words(text: &str, look: Look) -> Run {
        Run { text: printable(text), look, whole: false }
    }

    /// A mark that stays together.
    pub fn mark(text: impl Into<String>) -> Run {
        Run { text: text.into(), look: Look::DIM, whole: true }
    }
}

/// Writes text and looks into a string.
#[derive(Debug)]
pub struct Pen {
    /// What was written so far.
    pub page: String,
    /// Whether looks become escape sequences.
    pub colour: bool,
    look: Style,
}

impl Pen {
    /// An empty page.
    pub fn new(colour: bool) -> Pen {
        Pen { page: String::new(), colour, look: Style::new() }
    }

    /// Writes text that is free of control characters.
    pub fn write(&mut self, text: &str, look: Look) {
        self.turn_to(if self.colour { look.style() } else { Style::new() });
        self.page.push_str(text);
    }

    /// Ends the line. No look goes over a line's end, so that pagers may cut there.
    pub fn end_line(&mut self) {
        self.turn_to(Style::new());
        self.page.push('\n');
    }

    /// A line of its own.
    pub fn line(&mut self, text: &str, look: Look) {
        self.write(text, look);
        self.end_line();
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.end_line();
    }

    fn turn_to(&mut self, style: Style) {
        if style != self.look {
            self.page.push_str(&format!("{}{}", self.look.render_reset(), style.render()));
            self.look = style;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of a colour of the fixed palette (WCAG 2).
    fn luminance(colour: Ansi256Color) -> f64 {
        let n = colour.0;
        let channels: [u8; 3] = match n {
            16..=231 => {
                let at = n - 16;
                [at / 36, at / 6 % 6, at % 6].map(|level| if level == 0 { 0 } else { 55 + 40 * level })
            }
            232.. => [8 + 10 * (n - 232); 3],
            _ => panic!("{n} is of the sixteen that every theme has its own for"),
        };
        let [r, g, b] = channels.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn every_colour_is_legible_on_black_and_on_white() {
        for colour in [GREEN, AMBER, VIOLET, TEAL, PINK, GREY] {
            let of = luminance(colour);
            let (on_black, on_white) = ((of + 0.05) / 0.05, 1.05 / (of + 0.05));
            assert!(
                on_black > 4.3 && on_white > 4.3,
                "{colour:?}: {on_black:.1} on black, {on_white:.1} on white"
            );
        }
    }
}
