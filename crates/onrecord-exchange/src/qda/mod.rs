//! REFI-QDA project exchange 1.0 (`.qdpx`): MAXQDA, NVivo, ATLAS.ti, QualCoder and others. Offsets count code points.
//!
//! | in REFI-QDA | what it is |
//! |---|---|
//! | code `onrecord > Statement` on a selection | what is said, a selection a piece |
//! | codes `onrecord > Cue`, `onrecord > Source` | its other words |
//! | codes `onrecord > Act > …`, `onrecord > Speaker > …` | what is done in saying it, and who says it |
//! | codes below `concept` | concepts; below one of them its sides `for` and `against`, or the values of its scale |
//! | any other code | a code on the passage; below another one, that one's value |
//! | user | who made it |
//! | variables of a source | address, title, outlet, date and so on of the article |
//!
//! What belongs together has the same first word in its `Description`.
//!
//! A `.qdc` file has codes alone: a codebook for other programs, and back.

mod codebook;
mod project;
mod read;
mod write;

pub use codebook::{Drafted, codebook, draft, is_codebook, write_codebook};
pub use read::read;
pub use write::QdaWriter;

const QDA: &str = "REFI-QDA";
const CODEBOOK_NAMESPACE: &str = "urn:QDA-XML:codebook:1.0";
const NAMESPACE: &str = "urn:QDA-XML:project:1.0";

const ROOT: &str = "onrecord";
const STATEMENT: &str = "Statement";
const CUE: &str = "Cue";
const SOURCE: &str = "Source";
const ACT: &str = "Act";
const SPEAKER: &str = "Speaker";
const FOR: &str = "for";
const AGAINST: &str = "against";
/// What is said of a code below a concept that is a value of its scale, and no side whatever its name is.
const ON_SCALE: &str = "a value of the scale";

/// Variables of sources.
const VARIABLES: [&str; 6] = ["address", "title", "outlet", "published", "language", "authors"];
/// What parts authors in one variable.
const PARTED: &str = "; ";
