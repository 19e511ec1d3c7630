//! `onrecord languages`: which languages are read, what there is for each, and what was measured.

use crate::args::CheckFormat;
use onrecord::language::Language;
use serde::Serialize;

/// A language as it is listed.
#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    measured: &'static str,
    has: Vec<&'static str>,
    lacks: Vec<&'static str>,
}

/// The list. What has no row is read by the model of many languages alone.
pub fn text(format: CheckFormat) -> String {
    let rows: Vec<Row> = Language::all().filter(|l| !l.traits().name.is_empty()).map(row).collect();
    match format {
        CheckFormat::Json => {
            // Lists of strings: writing those to memory does not fail.
            let mut text = serde_json::to_string_pretty(&rows).expect("lists of strings are JSON");
            text.push('\n');
            text
        }
        CheckFormat::Text => {
            let mut text = String::new();
            for row in rows {
                text += &format!("{}  {}\n", row.code, row.name);
                text += &format!(
                    "    measured: {}\n",
                    if row.measured.is_empty() { "nothing" } else { row.measured }
                );
                if !row.lacks.is_empty() {
                    text += &format!("    no words for: {}\n", row.lacks.join("; "));
                }
            }
            text + "Any other language is read by the model of many languages alone: nothing is measured for it.\n"
        }
    }
}

fn row(language: Language) -> Row {
    let with =
        |there: bool| language.parts().filter(move |(_, has)| *has == there).map(|(part, _)| part).collect();
    let traits = language.traits();
    Row {
        code: language.code(),
        name: &traits.name,
        measured: &traits.measured,
        has: with(true),
        lacks: with(false),
    }
}
