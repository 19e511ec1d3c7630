//! JSON Feed, versions 1 and 1.1 (jsonfeed.org).

use super::item::{Draft, Item, Words, Written};
use crate::json::{NoJson, value};
use onrecord::budget::Budget;
use serde_json::Value;

pub(super) fn draft(text: &str, budget: &Budget) -> Result<Draft, NoJson> {
    let value = value(text.as_bytes(), budget)?;
    let items = value["items"].as_array().map_or(&[][..], Vec::as_slice);
    Ok(Draft {
        title: words(&value["title"], Written::Plainly),
        link: string(&value["home_page_url"]),
        own_address: string(&value["feed_url"]),
        language: string(&value["language"]),
        items: items.iter().map(item).collect(),
        ..Draft::default()
    })
}

fn item(value: &Value) -> Item {
    let authors = value["authors"].as_array().map_or(&[][..], Vec::as_slice);
    let authors = authors.iter().chain([&value["author"]]);
    let id = match &value["id"] {
        Value::Number(n) => n.to_string(),
        other => string(other).unwrap_or_default(),
    };
    Item {
        id,
        id_is_address: true,
        title: words(&value["title"], Written::Plainly),
        link: string(&value["url"]).or_else(|| string(&value["external_url"])),
        published: string(&value["date_published"]),
        updated: string(&value["date_modified"]),
        authors: authors.filter_map(|a| string(&a["name"])).collect(),
        body: words(&value["content_html"], Written::Html)
            .or_else(|| words(&value["content_text"], Written::Plainly)),
        summary: words(&value["summary"], Written::Plainly),
        ..Item::default()
    }
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned)
}

fn words(value: &Value, written: Written) -> Option<Words> {
    string(value).map(|text| Words { text, written })
}
