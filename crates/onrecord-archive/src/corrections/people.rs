//! Who corrects.

use crate::{Archive, ArchiveError};

impl Archive {
    /// Everyone who has made corrections or given codes that stand, in the order of their names.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn correctors(&self) -> Result<Vec<String>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            let sql = "SELECT person FROM corrections WHERE undone IS NULL UNION SELECT person FROM codes WHERE undone IS NULL ORDER BY 1";
            self.db.prepare_cached(sql)?.query_map([], |r| r.get(0))?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}
