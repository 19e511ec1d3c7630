//! What the user is told on standard error: what happened, to which input, and what to do about it.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

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

/// Says why nothing was found.
pub fn reason(reason: &dyn Hinted) {
    tell("why", reason);
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
    let (red, cyan, off) = if coloured { ("\x1b[1;31m", "\x1b[38;5;30m", "\x1b[0m") } else { ("", "", "") };
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
/// Control characters other than line ends are shown as pictures (␛), and what would turn the order of letters around is
/// shown as what it is not (�).
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { ' ' } else { shown(c) }).collect()
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\t' => c,
        '\x00'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        c if steers(c) => '\u{fffd}',
        c => c,
    }
}

/// Whether a terminal would obey a character, or turn the order of those around it.
fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// JSON in which no character steers a terminal: those are written by their numbers, which means the same.
pub fn escaped(json: &str) -> String {
    if json.chars().all(|c| c == '\n' || !steers(c)) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        // Outside strings there are none but line ends.
        if c != '\n' && steers(c) {
            out += &format!("\\u{:04x}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// Standard output. On a terminal nothing of what is written steers it; what goes elsewhere is left as it is.
#[derive(Debug)]
pub struct Shown<W> {
    to: W,
    terminal: bool,
    /// The beginning of a character whose end was not written yet.
    held: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// Shows what is written on `to`, which may be a terminal.
    pub fn new(to: W, terminal: bool) -> Shown<W> {
        Shown { to, terminal, held: Vec::new() }
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.terminal {
            return self.to.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.held) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.held.len(),
        };
        let rest = self.held.split_off(whole);
        let whole = std::mem::replace(&mut self.held, rest);
        let text: String = String::from_utf8_lossy(&whole).chars().map(shown).collect();
        self.to.write_all(text.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
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

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(printable("a\u{9b}2J\u{202e}b\tc\n"), "a\u{fffd}2J\u{fffd}b c\n");
        let json = escaped("{\"a\":\"\u{9b}2J \u{202e} \u{7f}é\"}\n");
        assert_eq!(json, "{\"a\":\"\\u009b2J \\u202e \\u007fé\"}\n");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["a"], "\u{9b}2J \u{202e} \u{7f}é");

        let text = "a\x1b[2J\u{9b}é\u{202e},\"b\"\t\n";
        for (terminal, expected) in [(false, text), (true, "a␛[2J\u{fffd}é\u{fffd},\"b\"\t\n")] {
            let mut out = Shown::new(Vec::new(), terminal);
            // Byte by byte, as no writer minds where characters end.
            text.bytes().for_each(|byte| out.write_all(&[byte]).unwrap());
            assert_eq!(String::from_utf8(out.to).unwrap(), expected);
        }
    }
}
