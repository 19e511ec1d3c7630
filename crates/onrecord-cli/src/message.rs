//! What the user is told on standard error: what happened, to which input, and what to do about it.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

/// An error that knows the way out of it.
pub trait Hinted: Display {
    /// What the user can do.
    fn hint(&self) -> Option<String>;
}

/// Reports an input that could not be read, or another failure of the run.
pub fn error(error: &dyn Hinted) {
    tell("error", error);
}

/// Says on standard error what was done, where standard output has the result.
pub fn done(what: &str) {
    let _ = writeln!(std::io::stderr(), "{}", printable(what));
}

/// Reports what was left out or doubted, while the run goes on.
pub fn warning(warning: &dyn Hinted) {
    tell("warning", warning);
}

/// Reports a command line that makes no sense.
pub fn usage(error: &dyn Hinted) {
    tell("error", error);
    // Like clap's own errors, which end with the same line.
    let _ = writeln!(std::io::stderr(), "\nFor more information, try '--help'.");
}

fn tell(label: &str, error: &dyn Hinted) {
    let mut stderr = std::io::stderr().lock();
    let coloured = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    // Standard error may be closed, and then there is nobody to tell.
    let _ = stderr.write_all(render(label, error, coloured).as_bytes());
}

fn render(label: &str, error: &dyn Hinted, coloured: bool) -> String {
    let (red, cyan, off) = if coloured { ("\x1b[1;31m", "\x1b[36m", "\x1b[0m") } else { ("", "", "") };
    let mut out = format!("{red}{label}{off}: {}\n", indented(&printable(&error.to_string())));
    if let Some(hint) = error.hint() {
        out += &format!("  {cyan}hint{off}: {}\n", indented(&printable(&hint)));
    }
    out
}

fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n        ")
}

/// Text that a terminal shows and does not obey: news pages and file names may hold escape sequences.
///
/// Control characters other than line ends are shown as pictures (␛).
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => '\n',
            '\t' => ' ',
            '\x00'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Told;
    impl Display for Told {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a\x1b[2Jb.txt: it is empty")
        }
    }
    impl Hinted for Told {
        fn hint(&self) -> Option<String> {
            Some("give another file\nor none".to_owned())
        }
    }

    #[test]
    fn a_message_says_what_and_what_to_do_and_cannot_steer_the_terminal() {
        assert_eq!(
            render("error", &Told, false),
            "error: a␛[2Jb.txt: it is empty\n  hint: give another file\n        or none\n"
        );
        assert!(render("error", &Told, true).starts_with("\x1b[1;31merror\x1b[0m: a␛[2Jb"));
    }
}
