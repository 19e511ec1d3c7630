//! Text with looks, and the pen that writes it with colours or without.

use crate::message::printable;
use anstyle::{AnsiColor, Style};
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
            style = style.bold().fg_color(Some(AnsiColor::Cyan.into()));
        }
        if self.cue {
            style = style.bold().fg_color(Some(AnsiColor::Magenta.into()));
        }
        if self.scare {
            style = style.italic();
        }
        if self.bold {
            style = style.bold();
        }
        if self.dim {
            style = Style::new().dimmed();
        }
        style
    }
}

/// The colour of a kind of statement, the same in the text and in the list.
fn colour(kind: StatementKind) -> AnsiColor {
    match kind {
        StatementKind::Direct => AnsiColor::Green,
        StatementKind::Mixed => AnsiColor::Yellow,
        StatementKind::Indirect => AnsiColor::Blue,
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
