//! Where somebody is at the desk.

use crate::view::link;
use onrecord_archive::coding::{Order, Unit};
use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Place {
    #[serde(default)]
    pub address: String,
    /// The statement or event; nothing for the article itself.
    #[serde(default)]
    pub of: String,
    /// Which statements are to be coded.
    #[serde(default)]
    pub q: String,
    /// `doubt`: the least sure first.
    #[serde(default)]
    pub order: String,
    /// What was saved a moment ago.
    #[serde(default)]
    pub saved: String,
}

impl Place {
    pub fn order(&self) -> Order {
        if self.order == "doubt" { Order::Doubt } else { Order::Text }
    }

    /// The address of the desk at another place.
    pub fn at(&self, address: &str, of: &str) -> String {
        let mut pairs = vec![("address", address), ("of", of)];
        pairs.extend(Some(("q", self.q.as_str())).filter(|(_, q)| !q.is_empty()));
        pairs.extend(Some(("order", self.order.as_str())).filter(|(_, o)| !o.is_empty()));
        link::page("/desk", &pairs)
    }

    /// What is coded there.
    pub fn unit(&self) -> Unit<'_> {
        match self.of.chars().next() {
            Some('e') => Unit::Event { article: &self.address, event: &self.of },
            Some(_) => Unit::Statement { article: &self.address, statement: &self.of },
            None => Unit::Article(&self.address),
        }
    }
}
