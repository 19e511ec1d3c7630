//! Other people's dictionaries of actors, turned into entries of ours.

mod cameo;
mod phoenix;
mod wikidata;

pub use cameo::Cameo;
pub use phoenix::phoenix;
pub use wikidata::wikidata;

use super::{Entry, Problem, to_table};
use std::collections::HashMap;

/// What an import found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// The actors.
    pub entries: Vec<Entry>,
    /// The lines that could not be read.
    pub problems: Vec<Problem>,
    /// How much there was.
    pub counts: Counts,
}

/// How much an import found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Actors with a name.
    pub actors: usize,
    /// Common nouns for kinds of people (`farmer`).
    pub agents: usize,
    /// Names and other words, those of agents and their plurals among them.
    pub names: usize,
    /// Roles.
    pub roles: usize,
    /// Roles with a beginning or an end.
    pub dated_roles: usize,
}

impl Imported {
    fn new(found: Vec<Entry>, problems: Vec<Problem>) -> Self {
        // What is told in several places, such as a state and its towns, is one entry.
        let mut entries: Vec<Entry> = Vec::with_capacity(found.len());
        let mut places: HashMap<String, usize> = HashMap::new();
        for entry in found {
            match places.get(&entry.id) {
                Some(&at) => entries[at].merge(entry),
                None => {
                    places.insert(entry.id.clone(), entries.len());
                    entries.push(entry);
                }
            }
        }
        let mut counts = Counts::default();
        for entry in &entries {
            let agent = entry.sort.as_deref() == Some(super::AGENT);
            counts.actors += usize::from(!agent);
            counts.agents += usize::from(agent);
            counts.names += 1 + entry.aliases.len();
            counts.roles += entry.roles.len();
            counts.dated_roles += entry.roles.iter().filter(|r| r.from.is_some() || r.to.is_some()).count();
        }
        Imported { entries, problems, counts }
    }

    /// Several imports as one.
    pub fn joined(parts: impl IntoIterator<Item = Imported>) -> Self {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        for part in parts {
            entries.extend(part.entries);
            problems.extend(part.problems);
        }
        Imported::new(entries, problems)
    }

    /// The actors as a file that [`super::Dictionary::add`] loads.
    pub fn to_table(&self) -> String {
        to_table(&self.entries)
    }
}
