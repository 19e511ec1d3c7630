//! The tables and their columns. Each column stands in one place: its name, its type, what it means and where it comes from.

use crate::cells::{Cell, Kind};
use crate::entry::Entry;
use crate::tables::{actors, articles, events, notes, statements};
use arrow_schema::{Field, Schema, SchemaRef};
use onrecord::{Actor, Event, Note, Statement};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Name and version of the tables, kept in the metadata of every batch and file.
const SCHEMA: &str = "onrecord-lake/1";

/// A table of the lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// One row an article, with its text and its whole record.
    Articles,
    /// One row a statement.
    Statements,
    /// One row an actor of an article.
    Actors,
    /// One row an event that an article reports.
    Events,
    /// One row a note: what was skipped, repaired or doubted.
    Notes,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    pub(crate) kind: Kind,
    /// Whether every row has a value.
    pub required: bool,
    /// What it means.
    pub about: &'static str,
    pub(crate) cell: for<'a> fn(&Row<'a>) -> Cell<'a>,
}

impl Column {
    /// The type of its values, as Spark's SQL writes it.
    pub fn type_name(&self) -> &'static str {
        self.kind.name()
    }

    pub(crate) const fn new(
        name: &'static str,
        kind: Kind,
        about: &'static str,
        cell: for<'a> fn(&Row<'a>) -> Cell<'a>,
    ) -> Column {
        Column { name, kind, required: false, about, cell }
    }

    pub(crate) const fn required(mut self) -> Column {
        self.required = true;
        self
    }
}

/// What one row is of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub of: &'a Entry,
    pub item: Item<'a>,
}

/// What one row is of, beside its article.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Item<'a> {
    Article,
    Statement(&'a Statement),
    Actor(&'a Actor),
    Event(&'a Event),
    Note(&'a Note),
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 5] =
        [Table::Articles, Table::Statements, Table::Actors, Table::Events, Table::Notes];

    /// Its name, which is that of its folder as well.
    pub fn name(self) -> &'static str {
        match self {
            Table::Articles => "articles",
            Table::Statements => "statements",
            Table::Actors => "actors",
            Table::Events => "events",
            Table::Notes => "notes",
        }
    }

    /// The table of a name.
    pub fn named(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.name() == name)
    }

    /// What its rows are, for the documentation.
    pub fn about(self) -> &'static str {
        match self {
            Table::Articles => "One row an article, with its text and its whole record.",
            Table::Statements => "One row a statement.",
            Table::Actors => "One row an actor of an article.",
            Table::Events => "One row an event that an article reports.",
            Table::Notes => "One row a note: what was skipped, repaired or doubted.",
        }
    }

    /// Its columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Table::Articles => articles::COLUMNS,
            Table::Statements => statements::COLUMNS,
            Table::Actors => actors::COLUMNS,
            Table::Events => events::COLUMNS,
            Table::Notes => notes::COLUMNS,
        }
    }

    /// Its Arrow schema. What each column means stands in the field's metadata.
    pub fn schema(self) -> SchemaRef {
        static SCHEMAS: LazyLock<[SchemaRef; 5]> = LazyLock::new(|| Table::ALL.map(make));
        Arc::clone(&SCHEMAS[self as usize])
    }
}

fn make(table: Table) -> SchemaRef {
    let field = |column: &Column| {
        Field::new(column.name, column.kind.data_type(), !column.required)
            .with_metadata(HashMap::from([("description".to_owned(), column.about.to_owned())]))
    };
    let fields: Vec<Field> = table.columns().iter().map(field).collect();
    let about = [("onrecord.schema", SCHEMA), ("onrecord.table", table.name())];
    let about = about.map(|(key, value)| (key.to_owned(), value.to_owned()));
    Arc::new(Schema::new_with_metadata(fields, HashMap::from(about)))
}
