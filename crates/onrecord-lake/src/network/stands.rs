//! Which acts take a side.

use onrecord::acts::Act;
use serde::Deserialize;
use std::collections::HashMap;

/// The side that a statement takes on what it is about; DNA's agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stand {
    /// For it.
    For,
    /// Against it.
    Against,
}

/// A lexicon of stands that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("lexicon/en/stands.toml: {0}")]
pub struct StandsError(String);

/// The part of the file that networks use; `onrecord::stances` holds the whole of it to its form.
#[derive(Deserialize)]
struct Lexicon {
    r#for: Vec<Act>,
    against: Vec<Act>,
}

/// The stands of the acts that take one, by `lexicon/en/stands.toml`.
///
/// # Errors
/// When the lexicon that is built in is damaged.
pub fn by_act() -> Result<HashMap<Act, Stand>, StandsError> {
    parse(include_str!("../../../../lexicon/en/stands.toml"))
}

fn parse(text: &str) -> Result<HashMap<Act, Stand>, StandsError> {
    let lexicon: Lexicon = toml::from_str(text).map_err(|error| StandsError(error.to_string()))?;
    let pro = lexicon.r#for.into_iter().map(|act| (act, Stand::For));
    let con = lexicon.against.into_iter().map(|act| (act, Stand::Against));
    let mut stands = HashMap::new();
    for (act, stand) in pro.chain(con) {
        if stands.insert(act, stand).is_some() {
            return Err(StandsError(format!("{act:?} stands in it twice")));
        }
    }
    Ok(stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_has_sides_for_acts_that_take_one_only() {
        let stands = by_act().unwrap();
        assert_eq!(stands.get(&Act::Support), Some(&Stand::For));
        assert_eq!(stands.get(&Act::Reject), Some(&Stand::Against));
        assert_eq!(stands.get(&Act::Say), None);
    }

    #[test]
    fn an_act_on_both_sides_is_refused() {
        let error = parse("for = [\"support\"]\nagainst = [\"support\"]").unwrap_err();
        assert!(error.to_string().contains("Support stands in it twice"), "{error}");
    }
}
