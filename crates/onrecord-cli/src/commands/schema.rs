//! `onrecord schema`: the record's JSON Schema.

/// The schema, indented. `docs/record.schema.json` holds the same.
pub fn text() -> String {
    let schema = schemars::schema_for!(onrecord::Record);
    // A schema is maps, lists and strings; writing those to memory does not fail.
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}
