//! Tests of the dictionaries: the files, the looking up, and the imports.

mod data;
mod imports;
mod loading;
mod lookup;
