//! Near-duplicates: articles that are the same report, however cut, reordered or led into.
//!
//! [`shingles`] compares two texts and picks the few shingles by which their likes are found; [`agencies`] tells the agency
//! that a text is credited to; [`origin`] tells where a report comes from. These take texts and give values. What is
//! left, `store`, keeps the groups of an archive up to date as articles come in.

mod agencies;
mod list;
mod origin;
mod shingles;
pub(crate) mod store;

pub use agencies::{Agencies, Credit, CreditPlace};
pub use list::{Carrier, Report};
pub use origin::{Candidate, Evidence, Origin, origin};
pub use shingles::{Likeness, Shingles};
pub use store::{COMPARED, OF_ONE_SHINGLE, least_shared};
