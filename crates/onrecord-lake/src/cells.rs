//! One cell of a table, and the Arrow builder that takes it.

use arrow_array::ArrayRef;
use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Float32Builder, Int32Builder, ListBuilder, StringBuilder,
    StructBuilder,
};
use arrow_schema::{DataType, Field, Fields};
use onrecord::{Note, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// What a column holds. Only types that Parquet, Spark, DuckDB, polars and pandas all have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// Signed, 32 bits.
    Int,
    /// 32 bits.
    Float,
    /// True or false.
    Flag,
    /// A calendar day.
    Day,
    /// A list of texts.
    Texts,
    /// A list of `{start, end}`, in code points of the article's text, end exclusive.
    Spans,
    /// A list of `{reason, remedy, start, end}`.
    Notes,
}

/// A value on its way into a column.
#[derive(Debug)]
pub enum Cell<'a> {
    /// Absent.
    None,
    Text(Cow<'a, str>),
    Int(i32),
    Float(f32),
    Flag(bool),
    Day(i32),
    Texts(Vec<Cow<'a, str>>),
    Spans(&'a [Span]),
    Notes(&'a [Note]),
}

/// The name of a list's elements, as the Parquet format has it.
const ELEMENT: &str = "element";

impl Kind {
    /// Its name in the documentation, which is how Spark's SQL writes the type.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Int => "int",
            Kind::Float => "float",
            Kind::Flag => "boolean",
            Kind::Day => "date",
            Kind::Texts => "array<string>",
            Kind::Spans => "array<struct<start: int, end: int>>",
            Kind::Notes => "array<struct<reason: string, remedy: string, start: int, end: int>>",
        }
    }

    /// Its Arrow type.
    pub fn data_type(self) -> DataType {
        let list = |of| DataType::List(Arc::new(Field::new(ELEMENT, of, true)));
        match self {
            Kind::Text => DataType::Utf8,
            Kind::Int => DataType::Int32,
            Kind::Float => DataType::Float32,
            Kind::Flag => DataType::Boolean,
            Kind::Day => DataType::Date32,
            Kind::Texts => list(DataType::Utf8),
            Kind::Spans => list(DataType::Struct(self.fields())),
            Kind::Notes => list(DataType::Struct(self.fields())),
        }
    }

    fn fields(self) -> Fields {
        let fields: &[(&str, DataType)] = match self {
            Kind::Spans => &[("start", DataType::Int32), ("end", DataType::Int32)],
            Kind::Notes => &[
                ("reason", DataType::Utf8),
                ("remedy", DataType::Utf8),
                ("start", DataType::Int32),
                ("end", DataType::Int32),
            ],
            _ => &[],
        };
        fields.iter().map(|(name, of)| Field::new(*name, of.clone(), true)).collect()
    }
}

/// A column that is being filled.
pub(crate) enum Builder {
    Text(StringBuilder),
    Int(Int32Builder),
    Float(Float32Builder),
    Flag(BooleanBuilder),
    Day(Date32Builder),
    Texts(ListBuilder<StringBuilder>),
    Structs(Kind, ListBuilder<StructBuilder>),
}

impl Builder {
    pub fn new(kind: Kind) -> Builder {
        match kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Int => Builder::Int(Int32Builder::new()),
            Kind::Float => Builder::Float(Float32Builder::new()),
            Kind::Flag => Builder::Flag(BooleanBuilder::new()),
            Kind::Day => Builder::Day(Date32Builder::new()),
            Kind::Texts => {
                let field = Field::new(ELEMENT, DataType::Utf8, true);
                Builder::Texts(ListBuilder::new(StringBuilder::new()).with_field(field))
            }
            Kind::Spans | Kind::Notes => {
                let fields = kind.fields();
                let field = Field::new(ELEMENT, DataType::Struct(fields.clone()), true);
                let builder = ListBuilder::new(StructBuilder::from_fields(fields, 0)).with_field(field);
                Builder::Structs(kind, builder)
            }
        }
    }

    /// Puts a cell in. One of another kind counts as absent; the tests of the tables see that there is none.
    pub fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Builder::Text(b), Cell::Text(text)) => b.append_value(text),
            (Builder::Int(b), Cell::Int(n)) => b.append_value(n),
            (Builder::Float(b), Cell::Float(n)) => b.append_value(n),
            (Builder::Flag(b), Cell::Flag(yes)) => b.append_value(yes),
            (Builder::Day(b), Cell::Day(day)) => b.append_value(day),
            (Builder::Texts(b), Cell::Texts(texts)) => {
                texts.iter().for_each(|text| b.values().append_value(text));
                b.append(true);
            }
            (Builder::Structs(Kind::Spans, b), Cell::Spans(spans)) => {
                for span in spans {
                    put_span(b.values(), 0, Some(*span));
                    b.values().append(true);
                }
                b.append(true);
            }
            (Builder::Structs(Kind::Notes, b), Cell::Notes(notes)) => {
                for note in notes {
                    put_text(b.values(), 0, Some(&note.reason));
                    put_text(b.values(), 1, note.remedy.as_deref());
                    put_span(b.values(), 2, note.span);
                    b.values().append(true);
                }
                b.append(true);
            }
            (Builder::Text(b), _) => b.append_null(),
            (Builder::Int(b), _) => b.append_null(),
            (Builder::Float(b), _) => b.append_null(),
            (Builder::Flag(b), _) => b.append_null(),
            (Builder::Day(b), _) => b.append_null(),
            (Builder::Texts(b), _) => b.append(false),
            (Builder::Structs(_, b), _) => b.append(false),
        }
    }

    pub fn finish(&mut self) -> ArrayRef {
        let builder: &mut dyn ArrayBuilder = match self {
            Builder::Text(b) => b,
            Builder::Int(b) => b,
            Builder::Float(b) => b,
            Builder::Flag(b) => b,
            Builder::Day(b) => b,
            Builder::Texts(b) => b,
            Builder::Structs(_, b) => b,
        };
        builder.finish()
    }
}

fn put_text(b: &mut StructBuilder, at: usize, text: Option<&str>) {
    let field = b.field_builder::<StringBuilder>(at);
    field.expect("the fields are those of the kind").append_option(text);
}

fn put_span(b: &mut StructBuilder, at: usize, span: Option<Span>) {
    for (n, end) in [span.map(|s| s.start), span.map(|s| s.end)].into_iter().enumerate() {
        let field = b.field_builder::<Int32Builder>(at + n);
        field.expect("the fields are those of the kind").append_option(end.map(|n| n as i32));
    }
}

/// The day of a date as the record has it, `YYYY-MM-DD` with or without a time.
pub(crate) fn day(date: &str) -> Cell<'static> {
    let day = date.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
    day.map_or(Cell::None, of_date)
}

/// A calendar day as Arrow counts them.
pub(crate) fn of_date(date: jiff::civil::Date) -> Cell<'static> {
    let since = date.duration_since(jiff::civil::date(1970, 1, 1));
    Cell::Day(i32::try_from(since.as_hours() / 24).unwrap_or_default())
}

/// A text, if there is one.
pub(crate) fn text<'a, T: Into<Cow<'a, str>>>(text: Option<T>) -> Cell<'a> {
    text.map_or(Cell::None, |text| Cell::Text(text.into()))
}

/// Spans, if there are any.
pub(crate) fn spans(spans: &[Span]) -> Cell<'_> {
    if spans.is_empty() { Cell::None } else { Cell::Spans(spans) }
}
