//! The codes of CAMEO, which the Phoenix and TABARI dictionaries give to actors.

use crate::dictionary::{embedded, words};
use std::collections::{HashMap, HashSet};

/// What the codes of CAMEO mean, as far as it is certain: `lexicon/actors/cameo.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Cameo {
    roles: HashMap<&'static str, &'static str>,
    international: HashMap<&'static str, &'static str>,
    countries: HashMap<&'static str, &'static str>,
    states: HashSet<&'static str>,
}

impl Cameo {
    /// The codes that are built into this library.
    pub fn embedded() -> Self {
        let mut cameo = Cameo::default();
        for (_, [code, what, meaning]) in words::rows("cameo.tsv", embedded::CAMEO, &mut Vec::new()) {
            match what {
                "role" => cameo.roles.insert(code, meaning),
                "international" => cameo.international.insert(code, meaning),
                _ => cameo.countries.insert(code, meaning),
            };
        }
        cameo.states.extend(embedded::STATES.iter().filter_map(|s| s.country.as_deref()));
        cameo
    }

    /// The ISO 3166-1 alpha-3 code of the state that a code begins with, if it begins with one.
    pub fn country(&self, code: &str) -> Option<String> {
        let first = code.get(..3)?;
        let iso = self.countries.get(first).copied().unwrap_or(first);
        self.states.contains(iso).then(|| iso.to_owned())
    }

    /// What a code says apart from its state: `USAGOVMIL` is government and military.
    pub fn meanings(&self, code: &str) -> Vec<&'static str> {
        let parts = code.as_bytes().chunks(3).filter_map(|c| std::str::from_utf8(c).ok());
        parts
            .filter_map(|part| self.roles.get(part).or_else(|| self.international.get(part)).copied())
            .collect()
    }
}
