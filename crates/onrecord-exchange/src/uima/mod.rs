//! UIMA CAS as XMI 2.0 with its type system, which INCEpTION imports and exports ([`LAYERS`]). Offsets count UTF-16 units.

mod layers;
mod read;
mod write;

pub use layers::LAYERS;
pub(crate) use layers::{CUSTOM, Flat, flat, gathered};
pub use read::read;
pub use write::UimaWriter;

const UIMA: &str = "UIMA XMI";
/// The type of a document's own data in DKPro, which INCEpTION is built on.
const META: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
