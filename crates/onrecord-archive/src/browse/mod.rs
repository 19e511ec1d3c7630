//! Looking around in an archive, with bounded work: a page of answers with counts beside it, articles, actors, names
//! that begin like what was typed, and kept questions.
//!
//! What is counted here is counted over the latest so many statements and says so, because an archive of a million must
//! answer while somebody waits. [`Archive::count`](crate::Archive::count) counts all.

mod actors;
mod appearances;
mod articles;
mod complete;
mod page;
mod searches;
mod sides;

pub use actors::{Alias, Carrying, Profile, Someone};
pub use appearances::{Appearance, Mentioned};
pub use articles::{Heading, Totals};
pub use complete::Suggestion;
pub use page::{Facet, Page, Tally, Window};
pub use searches::{Search, SearchError};
pub use sides::{Sided, Sides};

/// Counts values; the most frequent first, and those that are as frequent in the order of their values.
fn tallied<K: Ord + std::hash::Hash>(
    counts: std::collections::HashMap<K, u64>,
    most: usize,
) -> Vec<(K, u64)> {
    let mut all: Vec<(K, u64)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(most);
    all
}
