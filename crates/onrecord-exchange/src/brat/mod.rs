//! brat standoff: a folder with a `.txt` and an `.ann` for each document. Offsets count code points, as here.
//!
//! | in brat | what it is |
//! |---|---|
//! | entity `Statement`, one or more pieces | what is said |
//! | entities `Cue` and `Source` with the relations `HasCue` and `HasSource` from the statement | its other words |
//! | attribute `Act` | what is done in saying it |
//! | entity `Passage` | what has codes and is no statement |
//! | notes `Speaker`, `Coder`, `Made`, `Id`, `Certainty`, `Code`, `Facts` | the rest, a line each |
//!
//! Any other entity that comes back is a passage coded with its type and its attributes. In a note that brat makes
//! (`AnnotatorNotes`), a line `speaker: NAME` names the speaker, and one `code: NAME` or `code: NAME=VALUE` codes.

mod read;
mod write;

pub use read::read;
pub use write::BratWriter;

const BRAT: &str = "brat";

const STATEMENT: &str = "Statement";
const PASSAGE: &str = "Passage";
const CUE: &str = "Cue";
const SOURCE: &str = "Source";
const HAS_CUE: &str = "HasCue";
const HAS_SOURCE: &str = "HasSource";
