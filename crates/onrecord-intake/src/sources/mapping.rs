//! What the fields of a JSON object mean. The corpora that are known stand in `corpora.toml`.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static CORPORA: LazyLock<BTreeMap<String, Mapping>> = LazyLock::new(|| {
    onrecord::language::from_toml(include_str!("corpora.toml")).expect("a test reads corpora.toml")
});

/// For each thing to know of an article, the fields it may stand in, in the order in which they are tried.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    text: Vec<String>,
    title: Vec<String>,
    url: Vec<String>,
    published: Vec<String>,
    outlet: Vec<String>,
    authors: Vec<String>,
    language: Vec<String>,
    id: Vec<String>,
}

/// A mapping that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// No such corpus.
    #[error("there is no corpus `{given}`")]
    Corpus {
        /// As given.
        given: String,
    },
    /// Not of the form `what=field`.
    #[error("`{given}` is not of the form what=field")]
    Form {
        /// As given.
        given: String,
    },
    /// Nothing of that name is known of articles.
    #[error("an article has no `{given}`")]
    What {
        /// As given.
        given: String,
    },
}

impl MappingError {
    /// What the user can do about it.
    pub fn hint(&self) -> String {
        match self {
            MappingError::Corpus { .. } => format!("known are {}", Mapping::corpora().join(", ")),
            MappingError::Form { .. } => "write for instance --field text=body,title=headline".to_owned(),
            MappingError::What { .. } => format!("it has {}", WHATS.join(", ")),
        }
    }
}

const WHATS: [&str; 8] = ["text", "title", "url", "published", "outlet", "authors", "language", "id"];

impl Mapping {
    /// The usual names.
    pub fn usual() -> Self {
        CORPORA["usual"].clone()
    }

    /// The names of the corpora that are known.
    pub fn corpora() -> Vec<&'static str> {
        CORPORA.keys().map(String::as_str).filter(|name| *name != "usual").collect()
    }

    /// The names that a corpus has.
    ///
    /// # Errors
    /// When there is no such corpus.
    pub fn of_corpus(name: &str) -> Result<Self, MappingError> {
        let known = CORPORA.get(name).filter(|_| name != "usual");
        known.cloned().ok_or_else(|| MappingError::Corpus { given: name.to_owned() })
    }

    /// With what the user says, `text=body`: it is the only field tried then.
    ///
    /// # Errors
    /// When it is not of that form, or names something that articles do not have.
    pub fn with(mut self, given: &str) -> Result<Self, MappingError> {
        let (what, field) = given
            .split_once('=')
            .map(|(w, f)| (w.trim(), f.trim()))
            .filter(|(w, f)| !w.is_empty() && !f.is_empty())
            .ok_or_else(|| MappingError::Form { given: given.to_owned() })?;
        let names = match what {
            "text" => &mut self.text,
            "title" => &mut self.title,
            "url" => &mut self.url,
            "published" => &mut self.published,
            "outlet" => &mut self.outlet,
            "authors" => &mut self.authors,
            "language" => &mut self.language,
            "id" => &mut self.id,
            _ => return Err(MappingError::What { given: what.to_owned() }),
        };
        *names = vec![field.to_owned()];
        Ok(self)
    }

    /// The fields that may have the text, and those that may have the address.
    pub(super) fn texts(&self) -> &[String] {
        &self.text
    }

    pub(super) fn urls(&self) -> &[String] {
        &self.url
    }

    /// Whether a name is one of the usual ones.
    pub(super) fn knows(name: &str) -> bool {
        let Mapping { text, title, url, published, outlet, authors, language, id } = &CORPORA["usual"];
        [text, title, url, published, outlet, authors, language, id]
            .iter()
            .any(|names| names.iter().any(|n| n == name))
    }

    pub(super) fn text(&self, of: &Value) -> Option<String> {
        first(&self.text, of)
    }

    /// The fields in which the text is looked for, for a message.
    pub(super) fn text_fields(&self) -> String {
        self.text.join(", ")
    }

    pub(super) fn title(&self, of: &Value) -> Option<String> {
        first(&self.title, of)
    }

    pub(super) fn url(&self, of: &Value) -> Option<String> {
        first(&self.url, of)
    }

    pub(super) fn published(&self, of: &Value) -> Option<String> {
        first(&self.published, of)
    }

    pub(super) fn outlet(&self, of: &Value) -> Option<String> {
        first(&self.outlet, of)
    }

    pub(super) fn language(&self, of: &Value) -> Option<String> {
        first(&self.language, of)
    }

    pub(super) fn id(&self, of: &Value) -> Option<String> {
        first(&self.id, of)
    }

    pub(super) fn authors(&self, of: &Value) -> Vec<String> {
        let found = self.authors.iter().find_map(|name| field(of, name).filter(|v| !v.is_null()));
        match found {
            Some(Value::Array(all)) => all.iter().filter_map(words).collect(),
            Some(one) => words(one).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

fn first(names: &[String], of: &Value) -> Option<String> {
    names.iter().find_map(|name| field(of, name).and_then(words))
}

fn field<'v>(of: &'v Value, name: &str) -> Option<&'v Value> {
    of.get(name).or_else(|| name.split('.').try_fold(of, |value, key| value.get(key)))
}

/// A value as words; an object by its `name`.
fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => object.get("name")?.as_str()?.trim().to_owned(),
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn corpora_are_known_by_name_and_fields_may_be_set() {
        assert!(Mapping::corpora().contains(&"cc-news"));
        assert!(Mapping::of_corpus("cc-newz").unwrap_err().hint().contains("cc-news"));
        let mapping = Mapping::of_corpus("signal-1m").unwrap().with("text=deep.body").unwrap();
        let line = json!({"deep": {"body": " words "}, "content": "other", "title": "t"});
        assert_eq!(mapping.text(&line).as_deref(), Some("words"));
        assert!(matches!(Mapping::usual().with("text"), Err(MappingError::Form { .. })));
        assert!(Mapping::usual().with("colour=red").unwrap_err().hint().contains("outlet"));
    }

    #[test]
    fn empty_fields_are_passed_over() {
        let line = json!({"text": "", "body": "words", "authors": ["A", {"name": "B"}, null], "source": {"name": "P"}});
        let usual = Mapping::usual();
        assert_eq!(usual.text(&line).as_deref(), Some("words"));
        assert_eq!(usual.authors(&line), ["A", "B"]);
        assert_eq!(usual.outlet(&line).as_deref(), Some("P"));
    }
}
