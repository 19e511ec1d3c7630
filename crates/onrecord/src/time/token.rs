//! Cuts a text into words, numbers and marks, and looks each up in the lexicon.

use super::lexicon::{Class, Lexicon, WordId};
use std::ops::Range;

/// A word, number or mark, or several words that the lexicon reads as one.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Bytes of the text.
    pub bytes: Range<usize>,
    /// The word in the lexicon, 0 if it is not there.
    pub word: WordId,
    /// What it can be, as a set of [`Class`] bits.
    pub classes: u64,
    /// The number a numeral stands for (for clocks: minutes), or a merged phrase's value.
    pub number: i32,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Number of the sentence it is in.
    pub sentence: u32,
}

impl Token {
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes & class.bit() != 0
    }

    /// Value of a class that it has.
    pub(super) fn value(&self, class: Class, lexicon: &Lexicon) -> i32 {
        lexicon.value(self.word, class).filter(|_| self.word != 0).unwrap_or(self.number)
    }
}

/// Cuts `text[range]`, which is one paragraph, and appends its tokens.
pub(super) fn tokenise(text: &str, range: Range<usize>, lexicon: &Lexicon, out: &mut Vec<Token>) {
    let first = out.len();
    let mut sentence = out.last().map_or(0, |t| t.sentence + 1);
    let mut at = range.start;
    let mut spaced = true;
    // Set by a mark that ends a sentence if a capital follows.
    let mut ended = false;
    while let Some(c) = text[at..range.end].chars().next() {
        if c.is_whitespace() {
            // A line of its own is a sentence of its own.
            ended |= c == '\n';
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let mut token = Token {
            bytes: at..at,
            word: 0,
            classes: 0,
            number: 0,
            capital: c.is_uppercase(),
            spaced,
            sentence,
        };
        let rest = &text[at..range.end];
        let len = if c.is_ascii_digit() {
            number(rest, lexicon, &mut token)
        } else if c.is_alphabetic() {
            word(rest, lexicon, &mut token)
        } else {
            mark(rest, c, lexicon, out.last().filter(|_| out.len() > first), &mut token)
        };
        if ended && spaced && (token.capital || c.is_ascii_digit() || is_quote(c)) {
            sentence += 1;
            token.sentence = sentence;
        }
        ended = token.is(Class::Stop) || (ended && !spaced && (is_quote(c) || c == ')'));
        at += len;
        token.bytes.end = at;
        spaced = false;
        out.push(token);
    }
    merge(text, first, lexicon, out);
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—')
}

fn mark(rest: &str, c: char, lexicon: &Lexicon, previous: Option<&Token>, token: &mut Token) -> usize {
    if matches!(c, '.' | '!' | '?' | '…') {
        token.classes |= Class::Stop.bit();
    }
    if is_dash(c) {
        token.classes |= Class::Dash.bit();
    }
    if is_apostrophe(c) || c == '‘' {
        let after = &rest[c.len_utf8()..];
        // ’70s
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 && after[2..].starts_with('s') && !after[3..].starts_with(char::is_alphanumeric) {
            token.number = after[..2].parse().unwrap_or(0);
            if token.number % 10 == 0 {
                token.classes |= Class::Decade.bit();
            }
            return c.len_utf8() + 3;
        }
        let glued = !token.spaced && previous.is_some();
        if glued && after.starts_with("ll") {
            token.word = lexicon.id("'ll");
            token.classes = lexicon.classes(token.word);
            return c.len_utf8() + 2;
        }
        if glued && after.starts_with(['s', 'S']) && !after[1..].starts_with(char::is_alphanumeric) {
            token.word = lexicon.id("'s");
            return c.len_utf8() + 1;
        }
        if glued {
            token.word = lexicon.id("'");
        }
        return c.len_utf8();
    }
    if matches!(c, ',' | ';' | ':') {
        token.classes |= Class::Mark.bit();
    }
    let mut buffer = [0; 4];
    token.word = lexicon.id(if is_dash(c) { "-" } else { c.encode_utf8(&mut buffer) });
    c.len_utf8()
}

/// A run of letters; with full stops inside (`p.m.`), or after it where it is an abbreviation (`Sept.`).
fn word(rest: &str, lexicon: &Lexicon, token: &mut Token) -> usize {
    let mut lower = String::with_capacity(24);
    let mut end = 0;
    let mut dotted = false;
    for (i, c) in rest.char_indices() {
        let next = rest[i + c.len_utf8()..].chars().next();
        if c.is_ascii_alphabetic() {
            lower.push(c.to_ascii_lowercase());
        } else if c.is_alphabetic() {
            lower.extend(c.to_lowercase());
        } else if c.is_ascii_digit() && i > 0 {
            lower.push(c);
        } else if c == '.' && (dotted || i == 1) && (i == 1 || rest.as_bytes()[i - 2] == b'.') {
            // A single letter before it: `p.m.`, `U.S.`; the last stop belongs to it as well.
            if i == 1 && !next.is_some_and(char::is_alphabetic) {
                break;
            }
            dotted = true;
        } else if is_apostrophe(c) && next.is_some_and(char::is_alphabetic) && lower == "o" {
            lower.push('\'');
        } else {
            break;
        }
        end = i + c.len_utf8();
    }
    if lower == "won" && rest[end..].chars().next().is_some_and(is_apostrophe) {
        lower.pop();
    }
    token.word = lexicon.id(&lower);
    token.classes = lexicon.classes(token.word);
    if dotted {
        // `U.S.` ends no sentence by itself.
        return end;
    }
    let stop = rest[end..].starts_with('.');
    if !token.capital {
        token.classes &= !(Class::Weekday.bit() | Class::Weekdays.bit() | Class::Month.bit());
    }
    if token.is(Class::WeekdayStop) {
        token.classes &= !Class::WeekdayStop.bit();
        if stop && token.capital {
            token.number = lexicon.value(token.word, Class::WeekdayStop).unwrap_or(0);
            token.word = 0;
            token.classes = Class::Weekday.bit();
            return end + 1;
        }
    }
    if stop && token.capital && is_abbreviation(&lower, token) {
        return end + 1;
    }
    if lower.len() == 2 && lower.is_ascii() && token.classes == 0 && token.capital {
        period_name(&lower, token);
    }
    if token.classes == 0 && lower.len() > 3 && !token.capital && lower.ends_with("ed") {
        token.classes |= Class::Past.bit();
    } else if token.is(Class::NotPast) {
        token.classes &= !Class::Past.bit();
    }
    end
}

/// `Q3`, `H1`.
fn period_name(lower: &str, token: &mut Token) {
    let (kind, n) = lower.split_at(1);
    let n = n.parse().unwrap_or(0);
    if (kind == "q" && (1..=4).contains(&n)) || (kind == "h" && (1..=2).contains(&n)) {
        token.classes |= Class::QuarterName.bit();
        token.number = if kind == "q" { n } else { n + 10 };
    }
}

/// Whether a full stop belongs to the word: short forms of months, weekdays and titles.
fn is_abbreviation(lower: &str, token: &Token) -> bool {
    let dated = token.is(Class::Month) || token.is(Class::Weekday);
    (dated && lower.len() <= 5 && !matches!(lower, "march" | "april" | "may" | "june" | "july"))
        || matches!(
            lower,
            "mr" | "mrs" | "ms" | "dr" | "st" | "gen" | "gov" | "sen" | "rep" | "lt" | "col" | "jr"
        )
}

/// A numeral and what is closed up with it.
fn number(rest: &str, lexicon: &Lexicon, token: &mut Token) -> usize {
    let b = rest.as_bytes();
    let run = |from: usize| b[from.min(b.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let digits = run(0);
    let value = |r: Range<usize>| rest[r].parse::<i32>().unwrap_or(i32::MAX);
    let n = value(0..digits);
    token.number = n;
    let next = b.get(digits).copied().unwrap_or(0);
    // 2023-10-02
    if digits == 4 && next == b'-' && run(5) == 2 && b.get(7) == Some(&b'-') && run(8) == 2 {
        token.classes = Class::Iso.bit();
        return 10;
    }
    // 14.05.2024: the day is first wherever dates are written so
    if digits <= 2
        && next == b'.'
        && let month = run(digits + 1)
        && (1..=2).contains(&month)
        && b.get(digits + 1 + month) == Some(&b'.')
        && run(digits + 2 + month) == 4
        && !b.get(digits + 6 + month).is_some_and(u8::is_ascii_alphanumeric)
        && !(b.get(digits + 6 + month) == Some(&b'.') && run(digits + 7 + month) > 0)
    {
        token.classes = Class::Slashed.bit();
        return digits + 6 + month;
    }
    // 14:30, 14.30
    if digits <= 2 && (next == b':' || next == b'.') && run(digits + 1) == 2 {
        let end = digits + 3;
        let minute = value(digits + 1..end);
        let more = (b.get(end) == Some(&b':') || b.get(end) == Some(&b'.')) && run(end + 1) > 0;
        if n < 24 && minute < 60 && !more {
            token.number = n * 60 + minute;
            token.classes = if next == b':' { Class::Clock.bit() } else { Class::HourMinute.bit() };
            return end;
        }
    }
    // 1,984 and 2.5: numbers, but nothing on the calendar
    if (next == b',' && run(digits + 1) == 3) || (next == b'.' && run(digits + 1) > 0) {
        let mut end = digits;
        while matches!(b.get(end), Some(b',' | b'.')) && run(end + 1) > 0 {
            end += 1 + run(end + 1);
        }
        return end;
    }
    // 9/11, 10/11/2023
    if next == b'/' && run(digits + 1) > 0 {
        let mut end = digits + 1 + run(digits + 1);
        let mut parts = 2;
        while b.get(end) == Some(&b'/') && run(end + 1) > 0 {
            end += 1 + run(end + 1);
            parts += 1;
        }
        if parts == 3 {
            token.classes = Class::Slashed.bit();
        } else if lexicon.slash.contains_key(&rest[..end]) {
            token.classes = Class::SlashDay.bit();
        }
        return end;
    }
    let letters = b[digits..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let suffix = &rest[digits..digits + letters];
    match suffix {
        "" => {
            token.classes |= Class::Number.bit();
            if digits <= 2 && (1..=31).contains(&n) {
                token.classes |= Class::MonthDay.bit();
            }
            if digits <= 2 {
                token.classes |= Class::Short.bit();
            }
            if digits == 4 {
                if (1000..2400).contains(&n) {
                    token.classes |= Class::Year.bit();
                }
                if n / 100 < 24 && n % 100 < 60 {
                    token.classes |= Class::HourMinute.bit();
                }
            }
            digits
        }
        "s" if (digits == 4 && (1000..2400).contains(&n) && n % 10 == 0) || (digits == 2 && n % 10 == 0) => {
            token.classes |= Class::Decade.bit();
            digits + 1
        }
        "st" | "nd" | "rd" | "th" => {
            token.classes |= Class::Ordinal.bit();
            if (1..=31).contains(&n) {
                token.classes |= Class::MonthDay.bit();
            }
            digits + 2
        }
        // 5pm: the letters are a token of their own.
        "am" | "pm" | "AM" | "PM" | "a" | "p" if digits <= 2 => {
            token.classes |= Class::Number.bit() | Class::Short.bit();
            digits
        }
        _ => digits + letters,
    }
}

/// Joins number words and the phrases of the lexicon.
fn merge(text: &str, first: usize, lexicon: &Lexicon, out: &mut Vec<Token>) {
    let mut kept = first;
    let mut i = first;
    while i < out.len() {
        // Most words are neither numbers nor the first of a phrase.
        if !out[i].is(Class::Number) && lexicon.phrases_from(out[i].word).is_empty() {
            out.swap(kept, i);
            kept += 1;
            i += 1;
            continue;
        }
        let mut token = out[i].clone();
        let mut used = 1;
        if let Some((phrase, n)) = phrase(text, i, lexicon, out) {
            used = n;
            token.classes = phrase.class.bit();
            token.number = phrase.value;
            token.word = 0;
        } else if token.word != 0 && token.is(Class::Number) {
            let mut n = lexicon.value(token.word, Class::Number).unwrap_or(0);
            // twenty-five
            if let [dash, unit, ..] = &out[i + 1..]
                && (20..100).contains(&n)
                && n % 10 == 0
                && dash.is(Class::Dash)
                && !unit.spaced
                && let Some(u) = lexicon.value(unit.word, Class::Number).filter(|u| *u < 10)
            {
                n += u;
                used = 3;
            }
            while let Some(next) = out.get(i + used)
                && let Some(v @ (100 | 1000)) = lexicon.value(next.word, Class::Number)
                && n < v
            {
                n *= v;
                used += 1;
            }
            token.number = n;
            token.word = if used == 1 { token.word } else { 0 };
        }
        token.bytes.end = out[i + used - 1].bytes.end;
        out[kept] = token;
        kept += 1;
        i += used;
    }
    out.truncate(kept);
}

/// The longest phrase that begins at a token, and how many tokens it takes.
fn phrase<'a>(
    text: &str,
    i: usize,
    lexicon: &'a Lexicon,
    out: &[Token],
) -> Option<(&'a super::lexicon::Phrase, usize)> {
    lexicon.phrases_from(out[i].word).iter().map(|&p| &lexicon.phrases[p]).find_map(|phrase| {
        let n = phrase.words.len();
        let tokens = out.get(i..i + n)?;
        let same = tokens.iter().zip(&phrase.words).all(|(token, word)| {
            let text = &text[token.bytes.clone()];
            text == word || (word.starts_with('\'') && text.strip_prefix('’') == Some(&word[1..]))
        });
        same.then_some((phrase, n))
    })
}
