//! `docs/columns.md` and the code say the same.

use onrecord_lake::Table;
use std::fmt::Write;

/// The sections of the page as the code has them.
fn sections() -> String {
    let mut page = String::new();
    for table in Table::ALL {
        let _ = write!(
            page,
            "## {}\n\n{}\n\n| column | type | meaning |\n|---|---|---|\n",
            table.name(),
            table.about()
        );
        for column in table.columns() {
            let always = if column.required { ", always there" } else { "" };
            let _ =
                writeln!(page, "| `{}` | `{}`{always} | {} |", column.name, column.type_name(), column.about);
        }
        page.push('\n');
    }
    page.trim_end().to_owned() + "\n"
}

#[test]
fn the_page_of_columns_is_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/columns.md");
    let page = std::fs::read_to_string(path).unwrap();
    let start = page.find("## articles").expect("the page has a section for each table");
    let (shown, expected) = (&page[start..], sections());
    assert!(shown == expected, "docs/columns.md should go on like this:\n\n{expected}");
}

#[test]
fn a_field_says_what_it_is() {
    for table in Table::ALL {
        let schema = table.schema();
        assert_eq!(schema.metadata()["onrecord.table"], table.name());
        let mut names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        assert!(schema.fields().iter().all(|field| !field.metadata()["description"].is_empty()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.columns().len(), "a name stands twice in {table:?}");
    }
}
