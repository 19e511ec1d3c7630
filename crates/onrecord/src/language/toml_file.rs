//! TOML into the types that the lexicon's files are of.

use serde::de::DeserializeOwned;
use toml::{Table, Value, de::Error};

/// What a file says, by way of the tree of its values. `toml::from_str` reads into a type what it finds as it goes, with the line of
/// what is wrong in errors; but all of it is compiled again for each type, which made a third of this crate's code. An error names the key
/// here.
///
/// # Errors
/// When the text is no TOML, or not of this form.
#[doc(hidden)]
pub fn from_toml<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(tree(text)?)
}

/// Apart, so that it is compiled once.
fn tree(text: &str) -> Result<Value, Error> {
    text.parse::<Table>().map(Value::Table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn an_error_says_where_it_is() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only errors are looked at")]
        struct File {
            words: Words,
        }
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "only errors are looked at")]
        struct Words {
            list: Vec<String>,
        }
        let wrong = |text: &str| from_toml::<File>(text).unwrap_err().to_string();
        assert!(from_toml::<File>("[words]\nlist = ['a']").is_ok());
        assert!(wrong("[words]\nlist = [1]").contains("words.list"), "{}", wrong("[words]\nlist = [1]"));
        assert!(wrong("[words]\nlist = []\nmore = 1").contains("`more`"));
        assert!(wrong("[words]\nlist = [").contains("line 2"));
    }
}
