//! A folder of Parquet files, one folder a table, written in parts of which each is there wholly or not at all.

use crate::columns::Table;
use crate::entry::Entry;
use crate::error::LakeError;
use crate::records::unhex;
use crate::rows::Rows;
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::SchemaRef;
use onrecord_archive::Facts;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A part is closed when it has this many articles: what a kill costs, and a good size for readers.
pub const PART_ARTICLES: usize = 5_000;
/// Rows are written in groups of so many bytes of text at most, which bounds memory.
const GROUP_BYTES: usize = 32 << 20;
/// … or of so many rows.
const GROUP_ROWS: usize = 100_000;
/// Rows are handed to the writer in batches of so many bytes of text at most …
const BATCH_BYTES: usize = 1 << 20;
/// … or of so many rows.
const BATCH_ROWS: usize = 4_096;
const MAGIC: &[u8; 4] = b"PAR1";

/// One Parquet file of a table that is being written.
pub struct ParquetFile<W: Write + Send> {
    rows: Rows,
    writer: ArrowWriter<W>,
    group: usize,
}

impl<W: Write + Send> std::fmt::Debug for ParquetFile<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetFile").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn new(table: Table, out: W) -> Result<Self, LakeError> {
        ParquetFile::of(Rows::new(table), out)
    }

    /// Begins a file with rows that have columns of their own.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn of(rows: Rows, out: W) -> Result<Self, LakeError> {
        let schema = rows.schema();
        let about = schema.metadata().iter().map(|(k, v)| KeyValue::new(k.clone(), v.clone())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_key_value_metadata(Some(about))
            .set_created_by(concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            // The bounds of a page of texts are no use to anybody, and as large as the texts.
            .set_column_statistics_enabled("text".into(), EnabledStatistics::None)
            .set_column_statistics_enabled("record".into(), EnabledStatistics::None)
            .set_column_dictionary_enabled("text".into(), false)
            .set_column_dictionary_enabled("record".into(), false)
            .build();
        let writer = ArrowWriter::try_new(out, schema, Some(properties))?;
        Ok(ParquetFile { rows, writer, group: 0 })
    }

    /// Adds the rows of an article.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn push(&mut self, entry: &Entry) -> Result<(), LakeError> {
        self.rows.push(entry);
        if self.rows.bytes() >= BATCH_BYTES || self.rows.len() >= BATCH_ROWS { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), LakeError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.group += self.rows.bytes();
        self.writer.write(&self.rows.finish()?)?;
        if self.group >= GROUP_BYTES {
            self.writer.flush()?;
            self.group = 0;
        }
        Ok(())
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// When it cannot be written to its end.
    pub fn finish(mut self) -> Result<W, LakeError> {
        self.write()?;
        Ok(self.writer.into_inner()?)
    }
}

/// A folder of tables that articles are written to.
#[derive(Debug)]
pub struct Lake {
    folder: PathBuf,
    /// What the names of this writer's parts begin with.
    prefix: String,
    next: usize,
    open: Option<Part>,
    /// What the user's own table says of speakers.
    facts: Arc<Facts>,
}

#[derive(Debug)]
struct Part {
    number: usize,
    articles: usize,
    tables: Vec<(Table, PathBuf, ParquetFile<File>)>,
}

/// Articles that a lake has: by the hash of the bytes received, and the URL that came with them.
pub type Known = HashSet<([u8; 32], Option<String>)>;

impl Lake {
    /// Opens a folder for adding, and makes it if it is not there. `writer` tells several writers of one folder apart.
    ///
    /// Parts that a writer of the same name did not finish are taken away: a part counts once its articles are there.
    ///
    /// # Errors
    /// When the folder cannot be made or looked through.
    pub fn open(folder: &Path, writer: &str) -> Result<Lake, LakeError> {
        let prefix = format!("part-{writer}-");
        let mut numbers = Vec::new();
        // Articles come first in the list: theirs are the parts that count.
        for table in Table::ALL {
            let dir = folder.join(table.name());
            fs::create_dir_all(&dir).map_err(|source| LakeError::Io { path: dir.clone(), source })?;
            for path in listed(&dir)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let unfinished = name.strip_prefix('.').and_then(|n| n.strip_prefix(&prefix)).is_some();
                let number =
                    name.strip_prefix(&prefix).and_then(|n| n.strip_suffix(".parquet")?.parse().ok());
                let lost = match (table, number) {
                    (Table::Articles, Some(number)) => {
                        numbers.push(number);
                        false
                    }
                    (_, Some(number)) => !numbers.contains(&number),
                    (_, None) => false,
                };
                if unfinished || lost {
                    fs::remove_file(&path).map_err(|source| LakeError::Io { path: path.clone(), source })?;
                }
            }
        }
        let next = numbers.iter().max().map_or(1, |n: &usize| n + 1);
        Ok(Lake { folder: folder.to_owned(), prefix, next, open: None, facts: Arc::default() })
    }

    /// With the columns of a table of speakers in what is added from here on.
    pub fn with_facts(mut self, facts: &Arc<Facts>) -> Lake {
        self.facts = Arc::clone(facts);
        self
    }

    /// What it holds already, whoever wrote it.
    ///
    /// # Errors
    /// When a file of it cannot be read.
    pub fn known(&self) -> Result<Known, LakeError> {
        let mut known = Known::new();
        for path in parquet_files(&self.folder.join(Table::Articles.name()))? {
            for batch in open(&path)?.only(&["received", "fetched", "read"])? {
                let batch = batch?;
                let text = |n: usize| batch.column(n).as_string_opt::<i32>();
                let (Some(received), Some(fetched)) = (text(0), text(1)) else { continue };
                for row in 0..batch.num_rows() {
                    if let Some(hash) = unhex(received.value(row)) {
                        known.insert((hash, fetched.is_valid(row).then(|| fetched.value(row).to_owned())));
                    }
                }
            }
        }
        Ok(known)
    }

    /// Adds an article. It is there for good once its part is closed.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn push(&mut self, entry: &Entry) -> Result<(), LakeError> {
        if self.open.is_none() {
            self.open = Some(self.begin()?);
        }
        let Some(part) = &mut self.open else { return Ok(()) };
        for (_, _, file) in &mut part.tables {
            file.push(entry)?;
        }
        part.articles += 1;
        if part.articles >= PART_ARTICLES { self.close() } else { Ok(()) }
    }

    fn begin(&mut self) -> Result<Part, LakeError> {
        let number = self.next;
        self.next += 1;
        let mut tables = Vec::new();
        for table in Table::ALL {
            let path = self.folder.join(table.name()).join(format!(".{}{number:05}.tmp", self.prefix));
            let file = File::create(&path).map_err(|source| LakeError::Io { path: path.clone(), source })?;
            tables.push((table, path, ParquetFile::of(Rows::with(table, &self.facts), file)?));
        }
        Ok(Part { number, articles: 0, tables })
    }

    /// Closes the part that is being written, if there is one. When this returns, it has reached the disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn close(&mut self) -> Result<(), LakeError> {
        let Some(part) = self.open.take() else { return Ok(()) };
        let name = format!("{}{:05}.parquet", self.prefix, part.number);
        let mut written = Vec::new();
        for (table, path, file) in part.tables {
            let synced = file.finish()?.sync_all();
            synced.map_err(|source| LakeError::Io { path: path.clone(), source })?;
            written.push((table, path));
        }
        // Articles last: with them the part is there.
        for (table, path) in written.into_iter().rev() {
            let dir = self.folder.join(table.name());
            let moved = fs::rename(&path, dir.join(&name)).and_then(|()| File::open(&dir)?.sync_all());
            moved.map_err(|source| LakeError::Io { path, source })?;
        }
        Ok(())
    }
}

/// A Parquet file to be read.
#[derive(Debug)]
pub struct Opened {
    path: PathBuf,
    builder: ParquetRecordBatchReaderBuilder<File>,
}

/// Opens a Parquet file.
///
/// # Errors
/// When it is none, or cannot be read.
pub fn open(path: &Path) -> Result<Opened, LakeError> {
    let file = File::open(path).map_err(|source| LakeError::Io { path: path.to_owned(), source })?;
    let damaged = |e: parquet::errors::ParquetError| LakeError::NotParquet {
        path: path.to_owned(),
        why: e.to_string(),
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(damaged)?;
    Ok(Opened { path: path.to_owned(), builder })
}

impl Opened {
    /// Its columns.
    pub fn schema(&self) -> &SchemaRef {
        self.builder.schema()
    }

    /// Batches of all columns, few rows at a time.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn batches(self) -> Result<ParquetRecordBatchReader, LakeError> {
        Ok(self.builder.with_batch_size(crate::MAX_ROWS).build()?)
    }

    /// Batches of some columns, in their order in the file.
    fn only(
        self,
        columns: &[&str],
    ) -> Result<impl Iterator<Item = Result<RecordBatch, LakeError>>, LakeError> {
        let schema = self.builder.schema();
        if let Some(missing) = columns.iter().find(|name| schema.index_of(name).is_err()) {
            return Err(LakeError::NoColumn {
                file: self.path.display().to_string(),
                column: (*missing).to_owned(),
                table: schema.metadata().get("onrecord.table").cloned(),
            });
        }
        let mask = ProjectionMask::columns(self.builder.parquet_schema(), columns.iter().copied());
        let mut wanted: Vec<usize> = columns.iter().filter_map(|name| schema.index_of(name).ok()).collect();
        wanted.sort_unstable();
        let order: Vec<usize> = columns
            .iter()
            .filter_map(|name| schema.index_of(name).ok())
            .filter_map(|at| wanted.iter().position(|w| *w == at))
            .collect();
        let batches = self.builder.with_projection(mask).build()?;
        Ok(batches.map(move |batch| Ok(batch?.project(&order)?)))
    }
}

/// Whether a file is a Parquet file by its first bytes.
pub fn is_parquet(path: &Path) -> bool {
    let mut magic = [0; 4];
    path.is_file()
        && File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok()
        && magic == *MAGIC
}

/// The files of articles of a lake, if a folder is one.
///
/// # Errors
/// When the folder cannot be looked through.
pub fn is_lake(folder: &Path) -> Result<Option<Vec<PathBuf>>, LakeError> {
    let articles = folder.join(Table::Articles.name());
    if !articles.is_dir() {
        return Ok(None);
    }
    let files = parquet_files(&articles)?;
    Ok((!files.is_empty()).then_some(files))
}

/// The Parquet files of a folder and of the folders in it (`day=2024-03-20/`), in order.
fn parquet_files(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let mut all = Vec::new();
    for path in listed(folder)? {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(['.', '_']));
        if hidden {
            continue;
        }
        if path.is_dir() {
            all.extend(parquet_files(&path)?);
        } else if path.extension().is_some_and(|e| e == "parquet") {
            all.push(path);
        }
    }
    Ok(all)
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let failed = |source| LakeError::Io { path: folder.to_owned(), source };
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        all.push(entry.map_err(failed)?.path());
    }
    all.sort();
    Ok(all)
}
