//! Cuts a text into words, numbers and marks, and looks each up among the words of time.

use super::words::{PlainWords, Sense, Small};
use jiff::civil::Date;
use std::ops::Range;

/// A word, number or mark, or several words that the lexicon reads as one.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// What it can be.
    pub senses: Vec<Sense>,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Whether it is a word and no number or mark.
    pub word: bool,
    /// Number of the sentence it is in.
    pub sentence: u32,
}

impl Token {
    /// What one of its senses says.
    pub(super) fn get<T>(&self, of: impl Fn(Sense) -> Option<T>) -> Option<T> {
        self.senses.iter().find_map(|s| of(*s))
    }

    pub(super) fn is(&self, small: Small) -> bool {
        self.senses.contains(&Sense::Small(small))
    }
}

/// The words of an entry of the lexicon, cut as a text is.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let len = if c.is_alphabetic() { word(&text[at..]) } else { c.len_utf8() };
        if !c.is_whitespace() {
            out.push(plain(&text[at..at + len]));
        }
        at += len;
    }
    out
}

/// Cuts `text[range]`, which is one paragraph, and appends its tokens.
pub(super) fn tokenise(text: &str, range: Range<usize>, words: &PlainWords, out: &mut Vec<Token>) {
    let first = out.len();
    let mut sentence = out.last().map_or(0, |t| t.sentence + 1);
    let (mut at, mut spaced, mut ended) = (range.start, true, false);
    let mut plain_words: Vec<String> = Vec::new();
    while let Some(c) = text[at..range.end].chars().next() {
        if c.is_whitespace() {
            ended |= c == '\n';
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..range.end];
        let mut senses = Vec::new();
        let len = if c.is_ascii_digit() {
            number(rest, words, &mut senses)
        } else if c.is_alphabetic() {
            word(rest)
        } else {
            match c {
                '-' | '‐' | '‑' | '–' | '—' => senses.push(Sense::Dash),
                ',' | ';' | ':' => senses.push(Sense::Mark),
                _ => {}
            }
            c.len_utf8()
        };
        if ended && spaced && !c.is_lowercase() {
            sentence += 1;
        }
        ended = matches!(c, '.' | '!' | '?' | '…');
        let capital = c.is_uppercase();
        out.push(Token { bytes: at..at + len, senses, capital, spaced, word: c.is_alphabetic(), sentence });
        plain_words.push(plain(&rest[..len]));
        at += len;
        spaced = false;
    }
    look_up(first, words, &plain_words, out);
}

/// Gives the tokens from `first` on their senses, and joins those that are read as one.
fn look_up(first: usize, words: &PlainWords, plain: &[String], out: &mut Vec<Token>) {
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let mut kept = first;
    let mut i = first;
    while i < out.len() {
        let mut token = out[i].clone();
        let mut used = 1;
        if let Some((n, senses)) = words.longest(&plain[i - first..])
            && out[i..i + n].iter().all(|t| t.sentence == token.sentence)
        {
            used = n;
            token.bytes.end = out[i + n - 1].bytes.end;
            token.senses.extend_from_slice(senses);
        } else if words.shape.compounds && token.word {
            token.senses = compound(plain[i - first], words);
        }
        out[kept] = token;
        kept += 1;
        i += used;
    }
    out.truncate(kept);
}

/// A weekday and a part of the day in one word: `Mittwochabend`.
fn compound(word: &str, words: &PlainWords) -> Vec<Sense> {
    let cuts = word.char_indices().map(|(i, _)| i).skip(3);
    let halves = cuts.map(|at| word.split_at(at)).find_map(|(day, part)| {
        let day = words.word(day).iter().find(|s| matches!(s, Sense::Weekday(_)))?;
        let part = words.word(part).iter().find(|s| matches!(s, Sense::Part(_)))?;
        Some(vec![*day, *part])
    });
    halves.unwrap_or_default()
}

fn plain(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect()
}

/// A run of letters; an apostrophe behind it is its last sign (`l'été` is two words).
fn word(rest: &str) -> usize {
    let mark = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let end = rest.find(|c: char| !c.is_alphabetic() && !mark(c)).unwrap_or(rest.len());
    let next = rest[end..].chars().next().filter(|c| matches!(c, '\'' | '’'));
    let glued = |c: char| rest[end + c.len_utf8()..].chars().next().is_some_and(char::is_alphabetic);
    end + next.filter(|&c| glued(c)).map_or(0, char::len_utf8)
}

/// A numeral with what is closed up to it.
fn number(rest: &str, words: &PlainWords, senses: &mut Vec<Sense>) -> usize {
    let b = rest.as_bytes();
    let run = |from: usize| b[from.min(b.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let value = |r: Range<usize>| rest[r].parse::<i32>().unwrap_or(i32::MAX);
    let digits = run(0);
    let n = value(0..digits);
    let next = b.get(digits).copied().unwrap_or(0);
    if let Some(len) = date(rest, senses) {
        return len;
    }
    // 14:30, 14.30, 14h30
    let letter = !words.shape.hour_letter.is_empty() && rest[digits..].starts_with(&words.shape.hour_letter);
    if digits <= 2 && n < 24 {
        let (from, sure) = match next {
            b':' | b'.' => (digits + 1, next == b':'),
            _ if letter => (digits + words.shape.hour_letter.len(), true),
            _ => (0, false),
        };
        let minutes = if from > 0 { run(from) } else { 0 };
        let more = rest[from + minutes..].starts_with(|c: char| c.is_alphanumeric());
        if minutes == 2 && value(from..from + 2) < 60 && !more {
            senses.push(Sense::Clock(n * 60 + value(from..from + 2)));
            return from + 2;
        }
        if letter && minutes == 0 && sure && !more {
            senses.push(Sense::Clock(n * 60));
            return from;
        }
    }
    // 1.984, 2,5 and 1 984: numbers, but nothing on the calendar
    if matches!(next, b',' | b'.') && run(digits + 1) > 0 {
        let mut end = digits;
        while matches!(b.get(end), Some(b',' | b'.')) && run(end + 1) > 0 {
            end += 1 + run(end + 1);
        }
        return end;
    }
    let ending = |list: &[String]| {
        let longest = list.iter().filter(|e| {
            let behind = rest[digits..].strip_prefix(e.as_str());
            behind.is_some_and(|r| !r.starts_with(char::is_alphanumeric))
        });
        longest.map(String::len).max()
    };
    let year = digits == 4 && (1000..2400).contains(&n);
    if let Some(len) = ending(&words.shape.decade_endings).filter(|_| n % 10 == 0 && (year || digits == 2)) {
        senses.push(Sense::Decade(if digits == 2 { 1900 + n } else { n }));
        return digits + len;
    }
    if year {
        senses.push(Sense::Year(n));
    }
    if digits <= 2 && (1..=31).contains(&n) {
        senses.push(Sense::MonthDay(n as i8));
    }
    senses.push(Sense::Number(n));
    let mut end = digits;
    if let Some(len) = ending(&words.shape.number_endings) {
        end += len;
        senses.push(Sense::Ordinal(n));
    } else if words.shape.ordinal_stop
        && digits <= 2
        && next == b'.'
        && rest[digits + 1..].starts_with(char::is_whitespace)
    {
        // The stop of an ordinal is no end of a sentence where a month or a noun for a stretch of time follows.
        let behind = rest[digits + 1..].trim_start();
        let follows = plain(&behind[..word(behind)]);
        let timely = |s: &Sense| {
            matches!(
                s,
                Sense::Month(_) | Sense::Unit(_) | Sense::Small(Small::To | Small::And) | Sense::Weekday(_)
            )
        };
        if words.word(&follows).iter().any(timely) {
            senses.push(Sense::Ordinal(n));
            end += 1;
        }
    }
    end
}

/// A day in figures: `2023-10-02`, `2.10.2023`, `02/10/2023`. The day stands before the month.
fn date(rest: &str, senses: &mut Vec<Sense>) -> Option<usize> {
    let len =
        rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.' | '/'))).unwrap_or(rest.len());
    let figures = rest[..len].trim_end_matches(['.', '-', '/']);
    let mark = figures.chars().find(|c| !c.is_ascii_digit())?;
    let parts: Vec<&str> = figures.split(mark).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if a.len() == 4 && mark == '-' { (a, b, c) } else { (c, b, a) };
    let short = |s: &str| (1..=2).contains(&s.len());
    if year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    let found = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    senses.push(Sense::Date(found));
    Some(figures.len())
}
