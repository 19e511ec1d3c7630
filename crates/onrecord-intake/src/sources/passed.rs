//! What is passed over in files of many records because it is no article: told at the end, so that it is not lost in silence.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Sorts told apart. A file can name any number of media types.
const SORTS: usize = 40;
const OTHERS: &str = "other";

/// How much of which sort was passed over. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct PassedOver(Arc<Mutex<BTreeMap<String, u64>>>);

impl PassedOver {
    pub(super) fn count(&self, sort: &str) {
        self.add(sort, 1);
    }

    pub(super) fn add(&self, sort: &str, number: u64) {
        if number == 0 {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sort = if all.len() < SORTS || all.contains_key(sort) { sort } else { OTHERS };
        *all.entry(sort.to_owned()).or_default() += number;
    }

    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

impl fmt::Display for PassedOver {
    /// `5 image/png, 2 status 404`, the most first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<(&String, &u64)> = all.iter().collect();
        all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let all: Vec<String> = all.into_iter().map(|(sort, n)| format!("{n} {sort}")).collect();
        f.write_str(&all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_are_counted_the_most_first_and_never_too_many() {
        let passed = PassedOver::default();
        assert!(passed.is_empty());
        for sort in ["image/png", "status 404", "image/png"] {
            passed.clone().count(sort);
        }
        assert_eq!(passed.to_string(), "2 image/png, 1 status 404");
        (0..1000).for_each(|n| passed.count(&format!("x/{n}")));
        assert!(passed.to_string().starts_with("962 other, "), "{passed}");
    }
}
