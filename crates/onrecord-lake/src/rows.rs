//! Rows of a table, gathered into Arrow batches.

use crate::cells::{Builder, Cell, Kind, text};
use crate::columns::{Item, Row, Table};
use crate::entry::{Entry, Outcome};
use crate::error::LakeError;
use crate::records::entries;
use crate::tables::{actor, key};
use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use onrecord_archive::Facts;
use std::collections::HashMap;
use std::sync::Arc;

/// Rows of one table that are being gathered.
pub struct Rows {
    table: Table,
    schema: SchemaRef,
    columns: Vec<Builder>,
    /// What the user's own table says of speakers.
    facts: Arc<Facts>,
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
        Rows::with(table, &Arc::default())
    }

    /// No rows yet, of which those of statements and actors will have a column `speaker.NAME` behind the others for each
    /// field of the user's own table of speakers.
    pub fn with(table: Table, facts: &Arc<Facts>) -> Rows {
        let joined = matches!(table, Table::Statements | Table::Actors) && !facts.fields.is_empty();
        let facts = if joined { Arc::clone(facts) } else { Arc::default() };
        let own = table.columns().iter().map(|column| column.kind);
        let columns = own.chain(facts.fields.iter().map(|_| Kind::Text)).map(Builder::new).collect();
        let schema = if joined { with_facts(&table.schema(), &facts) } else { table.schema() };
        Rows { table, schema, columns, facts, count: 0, bytes: 0 }
    }

    /// The Arrow schema of its batches.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
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
        if !self.facts.fields.is_empty() {
            self.known(&row);
        }
        self.count += 1;
    }

    /// Fills the columns of what is known of the speaker of a statement, or of an actor.
    fn known(&mut self, row: &Row) {
        let actor = match row.item {
            Item::Statement(statement) => {
                row.of.record().and_then(|record| actor(record, statement.speaker.as_deref()))
            }
            Item::Actor(actor) => Some(actor),
            _ => None,
        };
        let values = key(row, actor).and_then(|key| self.facts.of(&key)).unwrap_or_default();
        for (place, builder) in self.columns.iter_mut().skip(self.table.columns().len()).enumerate() {
            let value = values.get(place).and_then(Option::as_deref);
            self.bytes += value.map_or(0, str::len);
            builder.push(text(value));
        }
    }

    /// What was gathered, as a batch. There are no rows afterwards.
    ///
    /// # Errors
    /// When a column that every row must have lacks a value.
    pub fn finish(&mut self) -> Result<RecordBatch, LakeError> {
        let arrays = self.columns.iter_mut().map(Builder::finish).collect();
        (self.count, self.bytes) = (0, 0);
        Ok(RecordBatch::try_new(self.schema(), arrays)?)
    }
}

/// The schema with a column for each field.
fn with_facts(schema: &SchemaRef, facts: &Facts) -> SchemaRef {
    let about = "From the user's own table of speakers.";
    let field = |name: &String| {
        let description = HashMap::from([("description".to_owned(), about.to_owned())]);
        Arc::new(Field::new(format!("speaker.{name}"), DataType::Utf8, true).with_metadata(description))
    };
    let fields: Vec<_> = schema.fields().iter().cloned().chain(facts.fields.iter().map(field)).collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
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
