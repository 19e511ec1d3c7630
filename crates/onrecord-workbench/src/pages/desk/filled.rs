//! A form of which the fields depend on the codebook, and may come several times.

use super::place::Place;

/// What a form says.
#[derive(Debug, Clone)]
pub(crate) struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// What a field says; nothing where there is none of the name.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// What all fields of a name say.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    pub(super) fn place(&self) -> Place {
        let get = |name| self.get(name).to_owned();
        Place {
            address: get("address"),
            of: get("of"),
            q: get("q"),
            order: get("order"),
            saved: String::new(),
        }
    }
}
