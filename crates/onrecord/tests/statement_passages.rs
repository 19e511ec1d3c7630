//! The pages of `passages/statements/`: what a careful reader takes from each, and what the reader does.

use crate::passages::load;
use onrecord::Reader;
use std::path::Path;

#[test]
fn every_page_is_read_as_a_careful_reader_would() {
    let reader = Reader::embedded().unwrap_or_else(|e| panic!("{e}"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages/statements");
    let pages = load(&folder).unwrap_or_else(|e| panic!("{e}"));
    let mut wrong = Vec::new();
    for page in &pages {
        let complaints = page.compare(&reader.read(page.article(), Vec::new()));
        match (&page.known_failure, complaints.is_empty()) {
            (None, false) => wrong.push(format!("{}\n{complaints}", page.name)),
            (Some(reason), true) => {
                wrong.push(format!("{}\nread well: take away `known-failure: {reason}`\n", page.name));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} pages:\n{}", wrong.len(), pages.len(), wrong.join("\n"));
}
