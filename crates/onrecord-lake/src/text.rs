//! Rows as CSV and as JSON Lines.

use crate::columns::Table;
use crate::entry::Entry;
use crate::error::LakeError;
use crate::rows::Rows;
use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_json::LineDelimitedWriter;
use arrow_json::writer::{EncoderOptions, make_encoder};
use arrow_schema::{DataType, Field, Schema};
use std::io::Write;
use std::sync::Arc;

/// Rows are written when there are this many.
const ROWS: usize = 1_024;

/// Rows of a table as JSON, one object a line. What is absent is left out.
pub struct JsonRows<W: Write> {
    rows: Rows,
    writer: LineDelimitedWriter<W>,
}

impl<W: Write> JsonRows<W> {
    /// Begins.
    pub fn new(table: Table, out: W) -> Self {
        JsonRows::of(Rows::new(table), out)
    }

    /// Begins with rows that have columns of their own.
    pub fn of(rows: Rows, out: W) -> Self {
        JsonRows { rows, writer: LineDelimitedWriter::new(out) }
    }

    /// Adds the rows of an article.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, entry: &Entry) -> Result<(), LakeError> {
        self.rows.push(entry);
        if self.rows.len() >= ROWS { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), LakeError> {
        if !self.rows.is_empty() {
            self.writer.write(&self.rows.finish()?)?;
        }
        Ok(())
    }

    /// Writes what is left, and gives back what it was written to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W, LakeError> {
        self.write()?;
        self.writer.finish()?;
        Ok(self.writer.into_inner())
    }
}

/// Rows of a table as CSV with a header line. What is absent is empty; lists are JSON.
pub struct CsvRows<W: Write> {
    rows: Rows,
    writer: arrow_csv::Writer<W>,
    begun: bool,
}

impl<W: Write> CsvRows<W> {
    /// Begins.
    pub fn new(table: Table, out: W) -> Self {
        CsvRows::of(Rows::new(table), out)
    }

    /// Begins with rows that have columns of their own.
    pub fn of(rows: Rows, out: W) -> Self {
        let writer = arrow_csv::WriterBuilder::new().with_header(true).build(out);
        CsvRows { rows, writer, begun: false }
    }

    /// Adds the rows of an article.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, entry: &Entry) -> Result<(), LakeError> {
        self.rows.push(entry);
        if self.rows.len() >= ROWS { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), LakeError> {
        self.writer.write(&flat(&self.rows.finish()?)?)?;
        self.begun = true;
        Ok(())
    }

    /// Writes what is left, and gives back what it was written to.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<W, LakeError> {
        // A table without rows has its header all the same.
        if !self.rows.is_empty() || !self.begun {
            self.write()?;
        }
        Ok(self.writer.into_inner())
    }
}

/// The batch with its lists as JSON texts.
fn flat(batch: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if !field.data_type().is_nested() {
            fields.push(Arc::clone(field));
            columns.push(Arc::clone(column));
            continue;
        }
        let options = EncoderOptions::default();
        let mut encoder = make_encoder(field, column.as_ref(), &options)?;
        let mut texts = StringBuilder::new();
        let mut json = Vec::new();
        for row in 0..column.len() {
            if column.is_null(row) {
                texts.append_null();
                continue;
            }
            json.clear();
            encoder.encode(row, &mut json);
            texts.append_value(String::from_utf8_lossy(&json));
        }
        fields.push(Arc::new(Field::new(field.name(), DataType::Utf8, true)));
        columns.push(Arc::new(texts.finish()));
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}
