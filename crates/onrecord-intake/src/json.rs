//! JSON within a budget: every value counts, so that a few bytes do not stand for gigabytes.

use onrecord::budget::{Budget, Over};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// Why there is no value.
#[derive(Debug)]
pub(crate) enum NoJson {
    Over(Over),
    /// It is no JSON.
    Not(serde_json::Error),
}

/// The value of a text.
pub(crate) fn value(bytes: &[u8], budget: &Budget) -> Result<Value, NoJson> {
    let counted = Counted { budget, over: &Cell::new(None) };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = counted.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match (read, counted.over.get()) {
        (_, Some(over)) => Err(NoJson::Over(over)),
        (read, None) => read.map_err(NoJson::Not),
    }
}

#[derive(Clone, Copy)]
struct Counted<'c> {
    budget: &'c Budget<'c>,
    over: &'c Cell<Option<Over>>,
}

impl Counted<'_> {
    fn count<E: serde::de::Error>(&self) -> Result<(), E> {
        self.budget.node().map_err(|over| {
            self.over.set(Some(over));
            E::custom(over)
        })
    }
}

impl<'de> DeserializeSeed<'de> for Counted<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.count()?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counted<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Value, E> {
        Ok(Value::Bool(is))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, words: &str) -> Result<Value, E> {
        Ok(Value::String(words.to_owned()))
    }

    fn visit_string<E>(self, words: String) -> Result<Value, E> {
        Ok(Value::String(words))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            all.push(value);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            all.insert(name, object.next_value_seed(self)?);
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::budget::Limits;

    #[test]
    fn values_are_what_they_are_without_a_budget() {
        for text in [
            r#"{"a": [1, -2, 3.5, 1e300, null, true, "é\u00e9\n"], "b": {"a": {}}, "a": []}"#,
            "[]",
            "\"words\"",
            "18446744073709551615",
            "{\"a\": 1} x",
            "{\"a\": ",
            "[1,]",
            "",
        ] {
            let budget = Budget::default();
            match (value(text.as_bytes(), &budget), serde_json::from_str::<Value>(text)) {
                (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
                (Err(NoJson::Not(ours)), Err(theirs)) => assert_eq!(ours.to_string(), theirs.to_string()),
                (ours, theirs) => panic!("{text}: {ours:?}, {theirs:?}"),
            }
        }
        let deep = "[".repeat(200);
        assert!(matches!(value(deep.as_bytes(), &Budget::default()), Err(NoJson::Not(_))));
    }

    #[test]
    fn every_value_counts() {
        let budget = Budget::of(Limits::ARTICLE.divided(1_000), &|| false);
        let many = format!("[{}1]", "1,".repeat(2_000));
        assert!(matches!(value(many.as_bytes(), &budget), Err(NoJson::Over(Over::Nodes))));
        let stop = || true;
        let stopped = value(many.as_bytes(), &Budget::until(&stop));
        assert!(matches!(stopped, Err(NoJson::Over(Over::Stopped))));
    }
}
