//! Near-duplicates and sayings over a lake: what an archive does to group them, as functions from batch to batch.
//!
//! Finding which articles or statements share a key is a join, which the engine that has the lake does best. Everything
//! else is here, and is the archive's own: [`report_signatures`] and [`saying_signatures`] give what is joined on,
//! [`same_reports`] and [`same_sayings`] compare the pairs that the join brings together, and [`origins`] tells whose
//! a report is. The bounds on what is compared are [`duplicates::COMPARED`] and its likes in `onrecord-archive`.

use crate::error::LakeError;
use crate::records::entries;
use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use onrecord::{Record, Statement, StatementKind};
use onrecord_archive::actor_key;
use onrecord_archive::duplicates::{self, Agencies, Candidate, CreditPlace, Shingles};
use onrecord_archive::sayings::Said;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What near-duplicates are found and compared by: one row for each article of a batch of [`crate::Table::Articles`] that was
/// read and is its latest version.
///
/// The columns: `article`, `added`, `outlet`, `published`; `agency` and `agency_place`, to which it is credited; `size`, the
/// number of its shingles; `sketch`, the hashes that are joined on; `shingles`, which [`same_reports`] compares.
///
/// # Errors
/// When the batch is none of articles, or a record in it is none.
pub fn report_signatures(articles: &RecordBatch, agencies: &Agencies) -> Result<RecordBatch, LakeError> {
    let mut texts: [StringBuilder; 6] = std::array::from_fn(|_| StringBuilder::new());
    let (mut size, mut body) = (Int32Builder::new(), BinaryBuilder::new());
    let mut sketch = ListBuilder::new(Int64Builder::new());
    for entry in entries(articles)? {
        let entry = entry?;
        let Some(record) = entry.record().filter(|_| entry.current != Some(false)) else { continue };
        let article = &record.article;
        let shingles = Shingles::of(article);
        let credit = agencies.credit(article);
        let row = [
            Some(entry.article.as_str()),
            entry.added.as_deref(),
            article.outlet.as_deref(),
            article.published.as_deref(),
            credit.as_ref().map(|credit| credit.agency.as_str()),
            credit.as_ref().map(|credit| credit.place.name()),
        ];
        texts.iter_mut().zip(row).for_each(|(column, value)| column.append_option(value));
        size.append_value(i32::try_from(shingles.len()).unwrap_or(i32::MAX));
        sketch.append_value(shingles.sketch().into_iter().map(|hash| Some(hash.cast_signed())));
        body.append_value(shingles.to_bytes());
    }
    let names = ["article", "added", "outlet", "published", "agency", "agency_place"];
    let mut columns: Vec<(&str, ArrayRef)> = named(names, &mut texts);
    columns.push(("size", Arc::new(size.finish())));
    columns.push(("sketch", Arc::new(sketch.finish())));
    columns.push(("shingles", Arc::new(body.finish())));
    made(columns)
}

/// Of pairs of articles, those that are the same report. Takes `article`, `other`, and the `shingles` and `other_shingles` of
/// both; gives `article`, `other`, `resemblance` and `containment`.
///
/// # Errors
/// When a column is missing or of another type, or holds no shingles.
pub fn same_reports(pairs: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let (article, other) = (text(pairs, "article")?, text(pairs, "other")?);
    let bytes = |name| Ok::<_, LakeError>(column(pairs, name, &DataType::Binary)?.as_binary::<i32>().clone());
    let (mine, theirs) = (bytes("shingles")?, bytes("other_shingles")?);
    let mut names: [StringBuilder; 2] = std::array::from_fn(|_| StringBuilder::new());
    let mut figures: [Float64Builder; 2] = std::array::from_fn(|_| Float64Builder::new());
    for row in 0..pairs.num_rows() {
        let bad = || LakeError::Record {
            article: article.value(row).to_owned(),
            why: "its shingles are none".to_owned(),
        };
        let one = Shingles::from_bytes(mine.value(row)).ok_or_else(bad)?;
        let two = Shingles::from_bytes(theirs.value(row)).ok_or_else(bad)?;
        let likeness = one.likeness(&two);
        if likeness.is_same_report() {
            names[0].append_value(article.value(row));
            names[1].append_value(other.value(row));
            figures[0].append_value(likeness.resemblance);
            figures[1].append_value(likeness.containment);
        }
    }
    let mut columns = named(["article", "other"], &mut names);
    for (name, mut figure) in ["resemblance", "containment"].into_iter().zip(figures) {
        columns.push((name, Arc::new(figure.finish())));
    }
    made(columns)
}

/// Whose reports are: takes articles with the `report` that each carries, all of one report in one batch and together, in
/// the order of adding, with the columns of [`report_signatures`]. Gives `report`, `article`, `origin` (whether the article
/// stands for the report), `voice` and `evidence`.
///
/// # Errors
/// When a column is missing or of another type.
pub fn origins(carriers: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let (report, article) = (text(carriers, "report")?, text(carriers, "article")?);
    let (outlet, published) = (text(carriers, "outlet")?, text(carriers, "published")?);
    let (agency, place) = (text(carriers, "agency")?, text(carriers, "agency_place")?);
    let size = column(carriers, "size", &DataType::Int32)?.as_primitive::<Int32Type>().clone();
    let mut texts: [StringBuilder; 4] = std::array::from_fn(|_| StringBuilder::new());
    let mut stands = BooleanBuilder::new();
    let mut start = 0;
    while start < carriers.num_rows() {
        let same = |row: &usize| report.value(*row) == report.value(start);
        let end = start + (start..carriers.num_rows()).take_while(same).count();
        let candidates: Vec<Candidate> = (start..end)
            .map(|row| Candidate {
                version: row as i64,
                outlet: get(&outlet, row).map(str::to_owned),
                published: get(&published, row).map(str::to_owned),
                credit: get(&agency, row)
                    .map(str::to_owned)
                    .zip(get(&place, row).and_then(CreditPlace::parse)),
                size: usize::try_from(size.value(row)).unwrap_or_default(),
            })
            .collect();
        let origin = duplicates::origin(&candidates);
        for row in start..end {
            texts[0].append_value(report.value(row));
            texts[1].append_value(article.value(row));
            texts[2].append_option(origin.as_ref().and_then(|o| o.voice.as_deref()));
            texts[3].append_option(origin.as_ref().map(|o| o.evidence.name()));
            stands.append_value(origin.as_ref().is_some_and(|o| o.version == row as i64));
        }
        start = end;
    }
    let mut columns = named(["report", "article", "voice", "evidence"], &mut texts);
    columns.push(("origin", Arc::new(stands.finish())));
    made(columns)
}

/// A statement on its way to where it is compared.
#[derive(Serialize, Deserialize)]
struct Packed {
    pieces: Vec<String>,
    kind: StatementKind,
    speaker: Option<(String, Option<String>)>,
    day: Option<String>,
    language: Option<String>,
}

impl Packed {
    fn of(record: &Record, statement: &Statement) -> Packed {
        let article = &record.article;
        let speaker = crate::tables::actor(record, statement.speaker.as_deref());
        let pieces = statement.content.iter().map(|&span| article.text.slice(span).to_owned());
        Packed {
            pieces: pieces.collect(),
            kind: statement.kind,
            speaker: speaker.and_then(|actor| Some((actor_key(actor, article)?, actor.name.clone()))),
            day: article.published.as_deref().and_then(|p| p.get(..10)).map(str::to_owned),
            language: article.language.clone(),
        }
    }

    fn said(self) -> Said {
        let day = self.day.and_then(|day| day.parse().ok());
        let pieces = self.pieces.iter().map(String::as_str);
        Said::new(pieces, self.kind, self.speaker, day, self.language.as_deref())
    }
}

/// What sayings are found and compared by: one row a statement of a batch of [`crate::Table::Articles`], of articles that were
/// read, in their latest version.
///
/// The columns: `article`, `added`, `statement`, `number` (its place in the article, from 0), `kept` and `sought`, the hashes
/// that are joined on (what one seeks, the other is kept under), and `said`, which [`same_sayings`] compares.
///
/// # Errors
/// When the batch is none of articles, or a record in it is none.
pub fn saying_signatures(articles: &RecordBatch) -> Result<RecordBatch, LakeError> {
    let mut texts: [StringBuilder; 4] = std::array::from_fn(|_| StringBuilder::new());
    let mut number = Int32Builder::new();
    let mut hashes: [_; 2] = std::array::from_fn(|_| ListBuilder::new(Int64Builder::new()));
    for entry in entries(articles)? {
        let entry = entry?;
        let Some(record) = entry.record().filter(|_| entry.current != Some(false)) else { continue };
        for (statement, place) in record.statements.iter().zip(0..) {
            let packed = Packed::of(record, statement);
            let said = serde_json::to_string(&packed)
                .map_err(|e| LakeError::Record { article: entry.article.clone(), why: e.to_string() })?;
            texts[0].append_value(&entry.article);
            texts[1].append_option(entry.added.as_deref());
            texts[2].append_value(&statement.id);
            texts[3].append_value(said);
            number.append_value(place);
            let keys = packed.said().keys();
            for (column, keys) in hashes.iter_mut().zip([keys.kept, keys.sought]) {
                column.append_value(keys.into_iter().map(|key| Some(key.cast_signed())));
            }
        }
    }
    let mut columns = named(["article", "added", "statement", "said"], &mut texts);
    columns.push(("number", Arc::new(number.finish())));
    for (name, mut column) in ["kept", "sought"].into_iter().zip(hashes) {
        columns.push((name, Arc::new(column.finish())));
    }
    made(columns)
}

/// Of pairs of statements, those that are the same saying. Takes `article`, `statement`, `other_article`, `other_statement`, and
/// the `said` and `other_said` of both; gives the first four, and `sameness`.
///
/// # Errors
/// When a column is missing or of another type, or holds no statement.
pub fn same_sayings(pairs: &RecordBatch) -> Result<RecordBatch, LakeError> {
    const NAMES: [&str; 4] = ["article", "statement", "other_article", "other_statement"];
    let ids: Vec<StringArray> = NAMES.iter().map(|name| text(pairs, name)).collect::<Result<_, _>>()?;
    let (mine, theirs) = (text(pairs, "said")?, text(pairs, "other_said")?);
    let mut texts: [StringBuilder; 4] = std::array::from_fn(|_| StringBuilder::new());
    let mut how = StringBuilder::new();
    for row in 0..pairs.num_rows() {
        let said = |column: &StringArray| {
            serde_json::from_str(column.value(row)).map(Packed::said).map_err(|e| LakeError::Record {
                article: ids[0].value(row).to_owned(),
                why: format!("a statement of it is none: {e}"),
            })
        };
        if let Some(sameness) = said(&mine)?.compare(&said(&theirs)?) {
            texts.iter_mut().zip(&ids).for_each(|(out, id)| out.append_value(id.value(row)));
            how.append_value(sameness.name());
        }
    }
    let mut columns = named(NAMES, &mut texts);
    columns.push(("sameness", Arc::new(how.finish())));
    made(columns)
}

fn named<'n, const N: usize>(
    names: [&'n str; N],
    builders: &mut [StringBuilder; N],
) -> Vec<(&'n str, ArrayRef)> {
    names.into_iter().zip(builders).map(|(name, b)| (name, Arc::new(b.finish()) as ArrayRef)).collect()
}

fn made(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, LakeError> {
    Ok(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, c)| (name, c, true)))?)
}

fn get(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

fn text(batch: &RecordBatch, name: &str) -> Result<StringArray, LakeError> {
    Ok(column(batch, name, &DataType::Utf8)?.as_string::<i32>().clone())
}

/// A column, in the width that is worked with here.
fn column(batch: &RecordBatch, name: &str, of: &DataType) -> Result<ArrayRef, LakeError> {
    let found = batch.column_by_name(name).ok_or_else(|| LakeError::NoColumn {
        file: "the batch".to_owned(),
        column: name.to_owned(),
        table: None,
    })?;
    Ok(cast(found, of)?)
}
