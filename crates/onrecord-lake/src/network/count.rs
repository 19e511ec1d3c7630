//! How often one thing that was said counts.

use super::{Network, Stand};
use std::collections::{BTreeMap, HashMap};

/// How often one statement counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counting {
    /// Every statement counts. Without it, what an actor says on an issue with one stand counts once an article.
    pub every: bool,
    /// Each article that carries a report counts. Without it a report counts as one article, however many carry it.
    pub copies: bool,
}

/// What is counted together: the articles that carry one report, or an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Report(i64),
    Article(i64),
}

/// Statements of one actor with one stand in one unit.
#[derive(Debug, Default)]
struct Said {
    by_article: HashMap<i64, u32>,
    /// The first day.
    day: Option<String>,
}

/// Statements on one issue, before they are counted.
#[derive(Debug)]
pub(super) struct Tally {
    counting: Counting,
    said: BTreeMap<(Unit, String, Option<Stand>), Said>,
}

impl Tally {
    pub fn new(counting: Counting) -> Tally {
        Tally { counting, said: BTreeMap::new() }
    }

    /// Takes a statement in. Articles are told apart by any number of theirs.
    pub fn add(
        &mut self,
        key: &str,
        stand: Option<Stand>,
        (article, report): (i64, Option<i64>),
        day: Option<&str>,
    ) {
        let unit = match report.filter(|_| !self.counting.copies) {
            Some(report) => Unit::Report(report),
            None => Unit::Article(article),
        };
        let said = self.said.entry((unit, key.to_owned(), stand)).or_default();
        *said.by_article.entry(article).or_default() += 1;
        if day.is_some_and(|day| said.day.as_deref().is_none_or(|first| day < first)) {
            said.day = day.map(str::to_owned);
        }
    }

    /// Counts them as those on an issue, of actors that the network has.
    pub fn count(self, network: &mut Network, issue: usize) {
        for ((_, key, stand), said) in self.said {
            // Of copies, the one that has most of it stands for all.
            let times =
                if self.counting.every { said.by_article.values().copied().max().unwrap_or(0) } else { 1 };
            let Some(node) = network.actors.get_mut(&key) else { continue };
            node.statements += times;
            let tie = network.ties.entry((key, issue)).or_default();
            for _ in 0..times {
                tie.count(stand, said.day.as_deref());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Node;

    fn counted(counting: Counting) -> (u32, u32, u32) {
        let mut network = Network::default();
        let node = Node { name: "A".to_owned(), kind: "", country: None, wikidata: None, statements: 0 };
        network.actors.insert("a".to_owned(), node);
        let mut tally = Tally::new(counting);
        // One report in two articles, which has two statements in the second; and an article of its own.
        for (article, report, day) in [
            (1, Some(7), "2024-02-02"),
            (2, Some(7), "2024-02-03"),
            (2, Some(7), "2024-02-03"),
            (3, None, "2024-03-01"),
        ] {
            tally.add("a", Some(Stand::For), (article, report), Some(day));
        }
        tally.add("a", Some(Stand::Against), (2, Some(7)), None);
        tally.count(&mut network, 0);
        let tie = &network.ties[&("a".to_owned(), 0)];
        assert_eq!((tie.first.as_deref(), tie.last.as_deref()).0, Some("2024-02-02"));
        (tie.pro, tie.con, network.actors["a"].statements)
    }

    #[test]
    fn copies_of_a_report_count_once_unless_they_are_wanted() {
        assert_eq!(counted(Counting::default()), (2, 1, 3));
        assert_eq!(counted(Counting { copies: true, every: false }), (3, 1, 4));
        assert_eq!(counted(Counting { copies: false, every: true }), (3, 1, 4));
        assert_eq!(counted(Counting { copies: true, every: true }), (4, 1, 5));
    }
}
