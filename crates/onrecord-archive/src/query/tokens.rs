//! The words of a query.

use super::QueryError;
use std::ops::Range;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Open,
    Close,
    Colon,
    Comma,
    /// A bare word; `AND`, `OR` and `NOT` are told by the parser.
    Word(String),
    /// Words in quotation marks.
    Quoted(String),
}

/// The pieces with the bytes they stand at.
pub(crate) fn tokens(query: &str) -> Result<Vec<(Token, Range<usize>)>, QueryError> {
    let mut out = Vec::new();
    let mut rest = query.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let one = start..start + c.len_utf8();
        match c {
            _ if c.is_whitespace() => {}
            '(' => out.push((Token::Open, one)),
            ')' => out.push((Token::Close, one)),
            ':' => out.push((Token::Colon, one)),
            ',' => out.push((Token::Comma, one)),
            '"' | '“' | '”' | '„' => {
                let inside = start + c.len_utf8();
                let end = rest.by_ref().find(|(_, c)| matches!(c, '"' | '”' | '“'));
                let Some((end, mark)) = end else {
                    return Err(QueryError {
                        query: query.to_owned(),
                        at: start..query.len(),
                        what: "a quotation mark is not closed".to_owned(),
                        hint: Some("close it with \"".to_owned()),
                    });
                };
                out.push((Token::Quoted(query[inside..end].trim().to_owned()), start..end + mark.len_utf8()));
            }
            _ => {
                let ends =
                    |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ':' | ',' | '"' | '“' | '”');
                let mut end = start + c.len_utf8();
                while let Some(&(at, c)) = rest.peek() {
                    if ends(c) {
                        break;
                    }
                    end = at + c.len_utf8();
                    rest.next();
                }
                out.push((Token::Word(query[start..end].to_owned()), start..end));
            }
        }
    }
    Ok(out)
}
