//! Sayings: the same statement across articles and outlets, whether quoted in full, cut, changed or paraphrased.
//!
//! [`Said`] is a statement as it is compared: [`Said::keys`] finds its likes among millions, [`Said::compare`] tells
//! whether two are the same saying, and [`differences`] shows word by word in what they differ. These take words and
//! give values. What is left, `store`, keeps the sayings of an archive up to date as articles come in, and [`Saying`]
//! is what it answers.

mod compare;
mod list;
mod said;
pub(crate) mod store;

pub use compare::{Difference, Sameness, differences};
pub use list::{Carried, Saying};
pub use said::Said;
pub use store::{COMPARED, OF_ONE_KEY};
