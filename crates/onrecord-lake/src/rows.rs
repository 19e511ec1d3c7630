//! Rows of a table, gathered into Arrow batches.

use crate::cells::{Builder, Cell};
use crate::columns::{Item, Row, Table};
use crate::entry::{Entry, Outcome};
use crate::error::LakeError;
use crate::records::entries;
use arrow_array::RecordBatch;

/// Rows of one table that are being gathered.
pub struct Rows {
    table: Table,
    columns: Vec<Builder>,
    count: usize,
    bytes: usize,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("table", &self.table).field("count", &self.count).finish_non_exhaustive()
    }
}

impl Rows {
    /// No rows yet.
    pub fn new(table: Table) -> Rows {
        let columns = table.columns().iter().map(|column| Builder::new(column.kind)).collect();
        Rows { table, columns, count: 0, bytes: 0 }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many bytes of text they hold.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds the rows of an article. One of which nothing could be read has one row in every table, with its note.
    pub fn push(&mut self, entry: &Entry) {
        let record = match &entry.outcome {
            Outcome::Read(record) => record,
            Outcome::Unread(unread) => {
                match self.table {
                    Table::Notes => unread.notes.iter().for_each(|n| self.row(entry, Item::Note(n))),
                    _ => self.row(entry, Item::Article),
                }
                return;
            }
        };
        match self.table {
            Table::Articles => self.row(entry, Item::Article),
            Table::Statements => {
                let wanted = record.statements.iter().enumerate().filter(|(n, _)| entry.wants(*n));
                wanted.for_each(|(_, s)| self.row(entry, Item::Statement(s)));
            }
            Table::Actors => record.actors.iter().for_each(|a| self.row(entry, Item::Actor(a))),
            Table::Events => record.events.iter().for_each(|e| self.row(entry, Item::Event(e))),
            Table::Notes => record.notes.iter().for_each(|n| self.row(entry, Item::Note(n))),
        }
    }

    fn row(&mut self, of: &Entry, item: Item) {
        let row = Row { of, item };
        for (builder, column) in self.columns.iter_mut().zip(self.table.columns()) {
            let cell = (column.cell)(&row);
            if let Cell::Text(text) = &cell {
                self.bytes += text.len();
            }
            builder.push(cell);
        }
        self.count += 1;
    }

    /// What was gathered, as a batch. There are no rows afterwards.
    ///
    /// # Errors
    /// When a column that every row must have lacks a value.
    pub fn finish(&mut self) -> Result<RecordBatch, LakeError> {
        let arrays = self.columns.iter_mut().map(Builder::finish).collect();
        (self.count, self.bytes) = (0, 0);
        Ok(RecordBatch::try_new(self.table.schema(), arrays)?)
    }
}

/// Another table of a batch of [`Table::Articles`]: the rows that their records have in it. Nothing is read again.
///
/// # Errors
/// When the batch lacks the columns that this needs, or a record in it is none.
pub fn retable(articles: &RecordBatch, table: Table) -> Result<RecordBatch, LakeError> {
    let mut rows = Rows::new(table);
    for entry in entries(articles)? {
        rows.push(&entry?);
    }
    rows.finish()
}
