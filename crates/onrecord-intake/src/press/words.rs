//! The words that exports write around their articles, from the data file `lexicon/press.toml`.

use regex::Regex;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The words, read once.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file = onrecord::language::from_toml(include_str!("../../../../lexicon/press.toml"));
    Words::new(file.unwrap_or_else(|e| panic!("lexicon/press.toml: {e}")))
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    field: Vec<Entry>,
    marks: Marks,
    languages: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: Option<Kind>,
    r#where: Where,
    #[serde(default)]
    continues: bool,
    labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    begins: Vec<String>,
    ends: HashSet<String>,
    cover: HashSet<String>,
    requests: Vec<String>,
    copyright: Vec<String>,
    errors: Vec<String>,
    litter: HashSet<String>,
    words: HashSet<String>,
    pages: Vec<String>,
    by: Vec<String>,
}

/// What a field says of an article.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Headline,
    Byline,
    Section,
    Length,
    Summary,
    Page,
    Body,
    Language,
    Caption,
    /// Nothing that is kept.
    Other,
}

/// Where a field stands.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Where {
    Head,
    Tail,
}

/// A field, by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    pub kind: Kind,
    pub place: Where,
    pub continues: bool,
}

/// The words, ready to be looked up.
pub(super) struct Words {
    fields: HashMap<String, Field>,
    languages: HashMap<String, String>,
    marks: Marks,
    begins: Regex,
    pages: Regex,
    by: Regex,
    length: Regex,
}

impl Words {
    fn new(file: File) -> Words {
        let fields = file.field.into_iter().flat_map(|entry| {
            let kind = entry.kind.unwrap_or(Kind::Other);
            let field = Field { kind, place: entry.r#where, continues: entry.continues };
            entry.labels.into_iter().map(move |label| (label, field))
        });
        let languages = file.languages.into_iter();
        let languages =
            languages.flat_map(|(code, names)| names.into_iter().map(move |name| (name, code.clone())));
        let marks = file.marks;
        let number = r"(\d[\d.,\u{a0}\u{202f}]*)";
        let begins: Vec<String> = marks
            .begins
            .iter()
            .map(|b| regex::escape(b).replace(r"\{n\}", number).replace(r"\{of\}", number))
            .collect();
        let alternatives =
            |list: &[String]| list.iter().map(|w| regex::escape(w)).collect::<Vec<_>>().join("|");
        let valid = |pattern: String| Regex::new(&pattern).expect("lexicon/press.toml gives valid patterns");
        Words {
            fields: fields.collect(),
            languages: languages.collect(),
            begins: valid(format!(r"(?i)^\s*(?:focus - )?(?:{})\s*$", begins.join("|"))),
            pages: valid(format!(
                r"(?i)^\s*(?:{})\b\.?\s*([A-Z]{{0,4}}[-.]?\d[\w.-]*(?:\s*[,;/–-]\s*[A-Z]{{0,3}}\d[\w.-]*)*)",
                alternatives(&marks.pages)
            )),
            by: valid(format!(r"(?i)^\s*(?:{})\s*:?\s+", alternatives(&marks.by))),
            length: valid(r"^\s*(\d[\d.,\u{a0}\u{202f} ]*)\s*(\p{L}+)\.?\s*$".to_owned()),
            marks,
        }
    }

    /// What a label means.
    pub fn field(&self, label: &str) -> Option<Field> {
        self.fields.get(label.trim().trim_end_matches([':', ' ', '\u{a0}']).to_lowercase().as_str()).copied()
    }

    /// The code of a language that is named; of several, that of the first.
    pub fn language(&self, name: &str) -> Option<&str> {
        let first = name.split([';', ',', '/']).next().unwrap_or(name).trim().to_lowercase();
        let code = self.languages.get(&first).map(String::as_str);
        code.or_else(|| self.languages.get_key_value(&first).map(|(_, code)| code.as_str()))
    }

    /// The number of an article and how many there are, where a line says it: `1 of 10 DOCUMENTS`.
    pub fn begins(&self, line: &str) -> Option<(usize, usize)> {
        if line.len() > 100 || !line.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let found = self.begins.captures(line)?;
        let mut numbers = found.iter().skip(1).flatten().map(|m| number(m.as_str()));
        Some((numbers.next()??, numbers.next()??))
    }

    /// Whether a line ends an article.
    pub fn ends(&self, line: &str) -> bool {
        line.len() < 60 && self.marks.ends.contains(&line.trim().to_lowercase())
    }

    /// How many articles a cover announces: `Documents (10)`.
    pub fn cover(&self, line: &str) -> Option<usize> {
        let (word, count) = line.trim().strip_suffix(')')?.split_once('(')?;
        self.marks.cover.contains(&word.trim().to_lowercase()).then(|| number(count))?
    }

    /// How many articles were asked for: `Download Request: Selected Items: 1-49, 51`.
    pub fn request(&self, line: &str) -> Option<usize> {
        let lower = line.trim().to_lowercase();
        let rest = self.marks.requests.iter().find_map(|r| lower.strip_prefix(r.as_str()))?;
        let numbers = rest.rsplit(':').next()?;
        let mut count = 0_usize;
        for piece in numbers.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (from, to) = piece.split_once('-').unwrap_or((piece, piece));
            let (from, to) = (number(from)?, number(to)?);
            count += to.checked_sub(from)?.checked_add(1)?.min(1_000_000);
        }
        (count > 0).then_some(count)
    }

    /// Whether a line says that something was asked for.
    pub fn is_request(&self, line: &str) -> bool {
        let lower = line.trim().to_lowercase();
        self.marks.requests.iter().any(|r| lower.starts_with(r.as_str()))
    }

    /// Whether a paragraph says whose rights it is, and nothing else.
    pub fn is_copyright(&self, text: &str) -> bool {
        let lower = text.trim().to_lowercase();
        let year = lower
            .get(..lower.floor_char_boundary(60))
            .is_some_and(|s| s.bytes().filter(u8::is_ascii_digit).count() >= 4);
        // "Copy 2013 The Post", and below it "All Rights Reserved".
        let whole = |l: &str| {
            self.marks.copyright.iter().any(|c| c.contains(' ') && l.trim().trim_end_matches('.') == c)
        };
        if lower.len() < 300 && lower.lines().any(whole) {
            return true;
        }
        lower.len() < 500
            && self.marks.copyright.iter().any(|c| {
                lower.strip_prefix(c.as_str()).is_some_and(|rest| {
                    // "Copyright law was changed, she said" is text.
                    c.contains(' ') || c == "©" || year || rest.trim().is_empty()
                })
            })
    }

    /// Whether a text says that the database could not give the article.
    pub fn is_error(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        text.len() < 2000 && self.marks.errors.iter().any(|e| lower.contains(e.as_str()))
    }

    /// Whether a line belongs to the page around the article.
    pub fn is_litter(&self, line: &str) -> bool {
        line.len() < 60 && self.marks.litter.contains(&line.trim().to_lowercase())
    }

    /// How many words an article has: `355 words`.
    pub fn length(&self, text: &str) -> Option<usize> {
        let found = self.length.captures(text).filter(|_| text.len() < 60)?;
        self.marks.words.contains(&found[2].to_lowercase()).then(|| number(&found[1]))?
    }

    /// The page that a piece names: `Pg. A10`.
    pub fn page(&self, piece: &str) -> Option<String> {
        let found = self.pages.captures(piece).filter(|_| piece.len() < 80)?;
        Some(found[1].trim().trim_end_matches(['.', ',', ';']).to_owned())
    }

    /// A byline without the word before its names.
    pub fn names<'t>(&self, byline: &'t str) -> &'t str {
        self.by.find(byline).map_or(byline, |m| &byline[m.end()..]).trim()
    }
}

/// A number with its thousands apart or not.
fn number(words: &str) -> Option<usize> {
    let digits: String = words.chars().filter(char::is_ascii_digit).take(12).collect();
    words
        .chars()
        .all(|c| c.is_ascii_digit() || ".,\u{a0}\u{202f} ".contains(c))
        .then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_many_languages_and_not_in_sentences() {
        for (line, expected) in [
            ("   1 of 10 DOCUMENTS", Some((1, 10))),
            ("2001 of 2,146 DOCUMENTS", Some((2001, 2146))),
            ("FOCUS - 3 of 5 DOCUMENTS", Some((3, 5))),
            ("Dokument 4 von 9", Some((4, 9))),
            ("Document 4 de 9", Some((4, 9))),
            ("Documento 4 di 9", Some((4, 9))),
            ("Dokument 4 af 9", Some((4, 9))),
            ("3 of 5 documents were found to be false.", None),
        ] {
            assert_eq!(WORDS.begins(line), expected, "{line}");
        }
        assert_eq!(WORDS.request("Download Request: Selected Items: 1-49, 51"), Some(50));
        assert_eq!(WORDS.request("Download Request: All Documents: 1-161"), Some(161));
        assert_eq!((WORDS.cover("Documents (10)"), WORDS.cover("Dokumente (1.200)")), (Some(10), Some(1200)));
        assert!(WORDS.ends(" End of Document ") && WORDS.ends("Ende des Dokuments"));
        assert!(!WORDS.ends("The end of document sharing came soon."));
    }

    #[test]
    fn lines_about_rights_are_told_from_text() {
        for line in [
            "Copyright 2010 Skerry Post",
            "© 2012 Journal. Tous droits réservés.",
            "All Rights Reserved",
            "(c) 2017 Post Ltd",
        ] {
            assert!(WORDS.is_copyright(line), "{line}");
        }
        for line in ["Copyright law must change, she said.", "(c) the harbour", "The copyright is his."] {
            assert!(!WORDS.is_copyright(line), "{line}");
        }
    }

    #[test]
    fn lengths_pages_and_names() {
        assert_eq!((WORDS.length("1285 Wörter"), WORDS.length("2,968 words")), (Some(1285), Some(2968)));
        assert_eq!((WORDS.length("28 April"), WORDS.length("words")), (None, None));
        assert_eq!(WORDS.page("Pg. A10").as_deref(), Some("A10"));
        assert_eq!(WORDS.page(" S. 114 Ausg. 9").as_deref(), Some("114"));
        assert_eq!((WORDS.page("p. 03").as_deref(), WORDS.page("Sport")), (Some("03"), None));
        assert_eq!(WORDS.names("BY JASON SMALL"), "JASON SMALL");
        assert_eq!(WORDS.names("Byron Smith"), "Byron Smith");
        assert_eq!((WORDS.language("GERMAN; DEUTSCH"), WORDS.language("Englisch")), (Some("de"), Some("en")));
    }

    #[test]
    fn no_label_is_given_twice_with_two_meanings() {
        let file: File =
            onrecord::language::from_toml(include_str!("../../../../lexicon/press.toml")).unwrap();
        let mut seen = HashSet::new();
        for label in file.field.iter().flat_map(|f| &f.labels) {
            assert!(seen.insert(label), "{label} stands twice");
            assert_eq!(*label, label.to_lowercase(), "{label} has capitals");
        }
    }
}
