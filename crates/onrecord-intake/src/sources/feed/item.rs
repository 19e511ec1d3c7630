//! What a feed says of one article, whatever kind of feed it is.

use crate::page::fragment;
use onrecord::budget::Budget;
use regex::Regex;
use std::sync::LazyLock;

/// A feed before its entries become articles.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub title: Option<Words>,
    /// Where the outlet's pages are.
    pub link: Option<String>,
    /// Where the feed itself is, by its own account.
    pub own_address: Option<String>,
    /// What relative addresses are relative to, where the feed says so.
    pub base: Option<String>,
    pub language: Option<String>,
    pub items: Vec<Item>,
    /// Why the feed breaks off, if it does.
    pub breaks_off: Option<String>,
}

/// One entry.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub id: String,
    /// Whether the identifier may be the article's address.
    pub id_is_address: bool,
    pub title: Option<Words>,
    pub link: Option<String>,
    pub base: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub authors: Vec<String>,
    /// The whole text.
    pub body: Option<Words>,
    /// A summary, or whatever goes for one.
    pub summary: Option<Words>,
    /// A description of pictures or sound, for want of a summary.
    pub teaser: Option<Words>,
}

/// Words, and what the feed says of how they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub text: String,
    pub written: Written,
}

/// How words are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Written {
    /// Nobody says; tags in it are tags.
    #[default]
    Somehow,
    /// As they are to be read.
    Plainly,
    /// As HTML.
    Html,
}

impl Words {
    /// The paragraphs as they are to be read.
    pub fn plain(&self, budget: &Budget) -> String {
        static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"(?xi)</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|embed|figcaption|figure|font
                  |h[1-6]|hr|i|iframe|img|ins|li|mark|ol|p|picture|pre|q|s|section|small|source|span|strike|strong|sub|sup
                  |table|tbody|td|th|time|tr|tt|u|ul|video|wbr)\b[^<>]*>|&(?:\#\d+|\#x[0-9a-f]+|[a-z]{2,31}\d*);",
            )
            .expect("a valid pattern")
        });
        let markup = match self.written {
            Written::Plainly => false,
            Written::Html => self.text.contains(['<', '&']),
            Written::Somehow => MARKUP.is_match(&self.text),
        };
        if markup { fragment(&self.text, &budget.one()) } else { self.text.trim().to_owned() }
    }

    /// The same on one line, as a heading has it.
    pub fn line(&self, budget: &Budget) -> String {
        self.plain(budget).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_tag_is_one_only_where_it_may_be() {
        let words = |text: &str, written| Words { text: text.to_owned(), written }.line(&Budget::default());
        let line = "Profits < 5% at ferry <Skerry> line";
        assert_eq!(words(line, Written::Plainly), line);
        assert_eq!(words(line, Written::Somehow), line);
        assert_eq!(words("The <b>port</b> &amp; the\n town", Written::Somehow), "The port & the town");
        assert_eq!(words("AT&T; <b>so</b>", Written::Plainly), "AT&T; <b>so</b>");
        assert_eq!(words("<i>one</i> line", Written::Html), "one line");
    }
}
