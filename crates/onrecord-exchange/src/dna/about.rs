//! What DNA's columns of a document have no room for, in its notes: one `name: value` a line, the address first.

use crate::Document;
use crate::written::{as_it_was, one_line};

const FIRST: &str = "onrecord: ";

/// The notes of a document.
pub fn written(document: &Document) -> String {
    let Some(address) = &document.address else { return String::new() };
    let mut lines = vec![format!("{FIRST}{}", one_line(address))];
    let mut add = |name: &str, value: &Option<String>| {
        lines.extend(value.as_ref().map(|v| format!("{name}: {}", one_line(v))));
    };
    add("title", &document.title);
    add("outlet", &document.outlet);
    add("published", &document.published);
    add("language", &document.language);
    for author in &document.authors {
        add("author", &Some(author.clone()));
    }
    lines.join("\n")
}

/// Takes the notes of a document that onrecord wrote. Whether it did: DNA's own columns are then not looked at.
pub fn take(notes: &str, document: &mut Document) -> bool {
    let mut lines = notes.lines();
    let Some(address) = lines.next().and_then(|first| first.strip_prefix(FIRST)) else { return false };
    document.address = Some(as_it_was(address));
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let value = as_it_was(value);
        match name {
            "title" => document.title = Some(value),
            "outlet" => document.outlet = Some(value),
            "published" => document.published = Some(value),
            "language" => document.language = Some(value),
            "author" => document.authors.push(value),
            _ => {}
        }
    }
    true
}
