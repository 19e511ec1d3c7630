//! What in a query, as it was typed, may have been meant otherwise.

use crate::query::{FIELDS, Field, Query, Token, Words, tokens};
use std::ops::Range;

/// A piece of a query with the bytes at which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A value of a field. `whole` is where the field stands with it, where it is the only value.
    Value { field: String, text: String, quoted: bool, at: Range<usize>, whole: Option<Range<usize>> },
    /// A word without a field.
    Bare { word: String, at: Range<usize> },
    /// Anything else: a bracket, an operator, words in quotation marks without a field.
    Other,
}

/// The pieces of a query that makes sense.
pub(super) fn pieces(typed: &str) -> Vec<Piece> {
    let tokens = tokens(typed).unwrap_or_default();
    let mut out = Vec::new();
    let mut field: Option<(&str, usize)> = None;
    let mut several = false;
    let mut after_value = false;
    let mut n = 0;
    while let Some((token, at)) = tokens.get(n) {
        let next = tokens.get(n + 1).map(|(token, _)| token);
        match (token, field) {
            (Token::Word(name), None) if next == Some(&Token::Colon) => {
                field = Some((name, at.start));
                (after_value, several, n) = (false, false, n + 1);
            }
            (Token::Word(text) | Token::Quoted(text), Some((of, start))) => {
                let quoted = matches!(token, Token::Quoted(_));
                let (of, text) = (of.to_lowercase(), text.clone());
                several |= next == Some(&Token::Comma);
                let whole = (!several).then_some(start..at.end);
                out.push(Piece::Value { field: of, text, quoted, at: at.clone(), whole });
                after_value = true;
                if next != Some(&Token::Comma) {
                    field = None;
                }
            }
            (Token::Comma, Some(_)) if after_value => after_value = false,
            (Token::Word(word), None) if !matches!(word.as_str(), "AND" | "OR" | "NOT") => {
                out.push(Piece::Bare { word: word.clone(), at: at.clone() });
            }
            _ => {
                out.push(Piece::Other);
                field = None;
            }
        }
        n += 1;
    }
    out
}

/// The query with other words at some places, which are given in their order.
pub(super) fn replaced(typed: &str, by: impl IntoIterator<Item = (Range<usize>, String)>) -> String {
    let (mut out, mut done) = (String::new(), 0);
    for (at, with) in by {
        out += &typed[done..at.start];
        out += &with;
        done = at.end;
    }
    out + &typed[done..]
}

/// What was likely meant otherwise, each with queries that mean it.
pub(super) fn slips(typed: &str, pieces: &[Piece]) -> Vec<(String, Vec<String>)> {
    let mut out = Vec::new();
    out.extend(operators(typed, pieces));
    for (n, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Value { field, text, quoted: false, at, .. } if takes_names(field) => {
                let more: Vec<(&str, &Range<usize>)> = pieces[n + 1..].iter().map_while(plain).collect();
                let Some((_, last)) = more.last() else { continue };
                let words: Vec<&str> = more.iter().map(|(word, _)| *word).collect();
                let whole = format!("\"{text} {}\"", words.join(" "));
                let verb = if words.len() == 1 { "is" } else { "are" };
                let what = format!(
                    "only `{text}` belongs to `{field}:`, and `{}` {verb} looked for in what is said: put names of several words in quotation marks",
                    words.join(" ")
                );
                out.push((what, vec![replaced(typed, [(at.start..last.end, whole)])]));
            }
            Piece::Bare { word, at } if FIELDS.contains(&word.to_lowercase().as_str()) => {
                let Some((next, after)) = pieces.get(n + 1).and_then(plain) else { continue };
                let what = format!("`{word}` is looked for as a word: a colon makes a field of it");
                let field = word.to_lowercase();
                out.push((what, vec![replaced(typed, [(at.start..after.end, format!("{field}:{next}"))])]));
            }
            _ => {}
        }
    }
    out
}

/// A bare word that is no misspelt operator.
fn plain(piece: &Piece) -> Option<(&str, &Range<usize>)> {
    match piece {
        Piece::Bare { word, at } if !is_operator(word) => Some((word, at)),
        _ => None,
    }
}

fn is_operator(word: &str) -> bool {
    ["and", "or", "not"].iter().any(|operator| word.eq_ignore_ascii_case(operator))
}

/// Operators in small letters, which are words.
fn operators(typed: &str, pieces: &[Piece]) -> Option<(String, Vec<String>)> {
    let found: Vec<(&String, &Range<usize>)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Bare { word, at } if is_operator(word) => Some((word, at)),
            _ => None,
        })
        .collect();
    let (first, _) = found.first()?;
    let what = format!("`{first}` is looked for as a word: AND, OR and NOT are written in capitals");
    let mended = replaced(typed, found.iter().map(|(word, at)| ((*at).clone(), word.to_uppercase())));
    Some((what, vec![mended]))
}

/// Fields whose values may have several words.
fn takes_names(field: &str) -> bool {
    field.starts_with("speaker.")
        || matches!(
            field,
            "speaker"
                | "to"
                | "source"
                | "outlet"
                | "voice"
                | "from"
                | "target"
                | "party"
                | "place"
                | "code"
                | "title"
                | "country"
                | "said"
                | "about"
                | "refers"
                | "words"
        )
}

/// What asks for less than a condition on words.
pub(super) fn wider(part: &Query) -> Vec<Query> {
    let about = |text: &str, open: bool| Query::Field(Field::About(Words { text: text.to_owned(), open }));
    let words = match part {
        Query::Field(Field::Said(text)) => Words { text: text.clone(), open: false },
        Query::Field(Field::About(words)) => words.clone(),
        _ => return Vec::new(),
    };
    let mut out = Vec::new();
    if matches!(part, Query::Field(Field::Said(_))) {
        out.push(about(&words.text, false));
    }
    let single: Vec<&str> = words.text.split_whitespace().collect();
    match single.as_slice() {
        [word] => {
            let length = word.chars().count();
            // The beginning of a word has its other forms, and what it was misspelt for.
            for left in [length, length - length / 3] {
                let beginning: String = word.chars().take(left).collect();
                if beginning.chars().count() >= 3 && beginning.chars().all(char::is_alphanumeric) {
                    out.push(about(&beginning, true));
                }
            }
            out.push(Query::Field(Field::Refers(words.clone())));
        }
        all if all.len() <= 6 => {
            let each: Vec<Query> = all.iter().map(|word| about(word, false)).collect();
            out.push(Query::All(each.clone()));
            out.push(Query::Any(each));
        }
        _ => {}
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(typed: &str) -> Vec<String> {
        slips(typed, &pieces(typed)).into_iter().flat_map(|(_, mended)| mended).collect()
    }

    #[test]
    fn what_was_meant_otherwise_is_mended() {
        assert_eq!(mended("ferry or bridge and toll"), ["ferry OR bridge AND toll"]);
        assert_eq!(
            mended("speaker:Jens Stoltenberg act:promise"),
            ["speaker:\"Jens Stoltenberg\" act:promise"]
        );
        assert_eq!(mended("(outlet:The Skerry Post) ferry"), ["(outlet:\"The Skerry Post\") ferry"]);
        assert_eq!(mended("speaker:Holm or bridge"), ["speaker:Holm OR bridge"]);
        assert_eq!(mended("speaker Holm"), ["speaker:Holm"]);
        assert_eq!(mended("outlet:BBC,The Post"), ["outlet:BBC,\"The Post\""]);
        for right in
            ["ferry OR bridge", "speaker:\"Jens Stoltenberg\"", "act:deny ferry", "\"or\"", "", "é:ß ("]
        {
            assert!(mended(right).is_empty(), "{right}");
        }
    }
}
