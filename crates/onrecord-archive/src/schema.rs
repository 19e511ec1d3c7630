//! The tables of an archive, and the steps from every earlier format to the present one.

/// The format this crate writes. A released format never changes; another one is a further step of [`STEPS`].
pub const VERSION: u32 = STEPS.len() as u32;

/// `onrc`: what tells an archive from any other SQLite file.
pub(crate) const APPLICATION: u32 = 0x6f6e_7263;

/// `STEPS[n]` makes format `n + 1` of format `n`; format 0 is an empty file.
pub(crate) const STEPS: [&str; 7] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
];
