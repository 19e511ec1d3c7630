//! What pages show, as plain values for the templates.

pub(crate) mod chart;
pub(crate) mod corrections;
pub(crate) mod found;
pub(crate) mod link;
pub(crate) mod marks;
pub(crate) mod speakers;
pub(crate) mod stands;

use crate::assets;
use crate::guard::{PERSON, cookie};
use crate::house::House;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::Arc;

/// Whoever looks at a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visitor {
    /// The name under which they correct, if they have given one.
    pub person: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let given = cookie(&parts.headers, PERSON).map(|value| link::decoded(&value));
        Ok(Visitor { person: given.filter(|name| !name.trim().is_empty()) })
    }
}

/// What stands around every page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub title: String,
    /// Which entry of the head is this page's.
    pub place: &'static str,
    /// What stands in the search field.
    pub query: String,
    /// The archive's name; nothing where the page is not about it.
    pub archive: String,
    pub form_token: String,
    /// Whether there is a password, and so something to sign out of.
    pub locked: bool,
    pub person: String,
    pub style: String,
    pub script: String,
    pub mark: String,
}

impl Frame {
    pub fn new(
        house: &Arc<House>,
        visitor: &Visitor,
        place: &'static str,
        title: impl Into<String>,
    ) -> Frame {
        Frame {
            archive: house.name(),
            form_token: house.form_token.clone(),
            locked: house.locked(),
            person: visitor.person.clone().unwrap_or_default(),
            place,
            ..Frame::bare(title)
        }
    }

    /// Of a page that shows nothing of the archive.
    pub fn bare(title: impl Into<String>) -> Frame {
        Frame {
            title: title.into(),
            place: "",
            query: String::new(),
            archive: String::new(),
            form_token: String::new(),
            locked: false,
            person: String::new(),
            style: assets::style(),
            script: assets::script(),
            mark: assets::mark(),
        }
    }

    pub fn asked(mut self, query: &str) -> Frame {
        query.clone_into(&mut self.query);
        self
    }
}

/// A day as people write it: `10 November 2023`. What is no day stays as it is.
pub(crate) fn day(published: &str) -> String {
    let date: Option<jiff::civil::Date> = published.get(..10).and_then(|day| day.parse().ok());
    date.map_or_else(|| published.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}

/// What an article is called: its headline, or the name of its file without the folders that it is in, or its address.
pub(crate) fn called(title: Option<&str>, address: &str) -> String {
    let name = || match address.contains("://") {
        true => address,
        false => address.rsplit(['/', '\\']).find(|name| !name.is_empty()).unwrap_or(address),
    };
    title.filter(|title| !title.trim().is_empty()).unwrap_or_else(name).to_owned()
}

/// A number with its thousands parted, by a thin space that does not break.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// A number with what is counted: `1 article`, `2 articles`.
pub(crate) fn counted(n: u64, of: &str) -> String {
    format!("{} {of}{}", number(n), if n == 1 { "" } else { "s" })
}

/// A value of a closed list as its JSON has it.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// How sure the reader is: `.93`.
pub(crate) fn sureness(confidence: f64) -> String {
    format!("{confidence:.2}").trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_days_are_for_reading() {
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(999), "999");
        assert_eq!(counted(1, "article"), "1 article");
        assert_eq!(day("2023-11-10T14:00:00Z"), "10 November 2023");
        assert_eq!(day("last week"), "last week");
        assert_eq!(called(Some("Bridge shut"), "/news/a.txt"), "Bridge shut");
        assert_eq!(called(None, "/home/ada/news/a.txt"), "a.txt");
        assert_eq!(called(Some(" "), "https://post.example/1"), "https://post.example/1");
        assert_eq!((sureness(0.931), sureness(1.0)), (".93".to_owned(), "1.00".to_owned()));
    }
}
