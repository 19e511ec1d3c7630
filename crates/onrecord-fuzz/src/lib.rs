//! What must hold of whatever comes in, as functions that panic where it does not.
//!
//! Each is called with any bytes by a fuzz target (`fuzz/` at the root, a workspace of its own, because it needs a
//! compiler's fuzzing support), and with the corpus kept there by an ordinary test of this crate, so that every input that
//! once did harm is tried again wherever the tests run.

mod archive;
mod dictionary;
mod exchange;
mod intake;
mod news;
mod query;
mod record;

pub use archive::archive;
pub use dictionary::{actors, phoenix, wikidata};
pub use exchange::{dna_of, exchange};
pub use intake::{document, export, feed, html, jsonl, warc};
pub use news::news;
pub use query::query;
pub use record::{assert_record, said, text};

/// A target: the name of its corpus, and what is done with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 14] = [
    ("actors", actors),
    ("archive", archive),
    ("document", document),
    ("exchange", exchange),
    ("feed", feed),
    ("html", html),
    ("jsonl", jsonl),
    ("export", export),
    ("phoenix", phoenix),
    ("query", query),
    ("said", said),
    ("text", text),
    ("warc", warc),
    ("wikidata", wikidata),
];
