//! What a query finds, as a file. It is sent as it is made, and ends when nobody takes it any more.

use super::find::parsed;
use crate::courtesy::let_others_first;
use crate::house::House;
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use onrecord_archive::{Archive, ArchiveError, Query as Parsed};
use onrecord_lake::{CsvRows, Entry, JsonRows, LakeError, ParquetFile, Table};
use serde::Deserialize;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Bytes that are sent at once.
const CHUNK: usize = 64 << 10;
/// Chunks that may wait to be sent; more are not made before.
const AHEAD: usize = 4;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    format: Format,
    /// Only what was published on this day or later, …
    #[serde(default)]
    from: String,
    /// … or earlier.
    #[serde(default)]
    to: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Csv,
    /// JSON Lines, as the command line calls them.
    #[serde(alias = "jsonl")]
    Json,
    Parquet,
}

/// Statements as a file.
pub(crate) async fn export(
    State(house): State<Arc<House>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let days = [(asked.from.trim(), Parsed::since as fn(&str) -> _), (asked.to.trim(), Parsed::until)];
    let mut parts = vec![parsed(asked.q.trim())?];
    for (day, read) in days.into_iter().filter(|(day, _)| !day.is_empty()) {
        parts.push(read(day)?);
    }
    let query = Parsed::All(parts);
    let turn = house.exports.take()?;
    let path = house.settings.archive.clone();
    // Opened here, so that what is wrong with it is told as such.
    let mut archive =
        tokio::task::spawn_blocking(move || Archive::open(&path)).await.map_err(|_| Problem::Broken)??;
    let (sender, receiver) = channel(AHEAD);
    while_taken(&mut archive, &sender)?;
    let format = asked.format;
    // On a thread of its own, as one of those that answer questions could not take its turn back.
    let begun = std::thread::Builder::new().name("export".to_owned()).spawn(move || {
        let_others_first();
        let out = BufWriter::with_capacity(CHUNK, Pipe(sender.clone()));
        if let Err(error) = written(&archive, &query, format, out) {
            // The head is sent already: a body that breaks off is how a browser learns of it.
            let _ = sender.blocking_send(Err(io::Error::other(error)));
        }
        drop(turn);
    });
    begun.map_err(|_| Problem::Busy)?;
    let (kind, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Json => ("application/x-ndjson", "jsonl"),
        Format::Parquet => ("application/vnd.apache.parquet", "parquet"),
    };
    let name = format!("attachment; filename=\"statements.{ending}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::new(Sending(receiver))).into_response())
}

/// Ends the question when nobody takes its answer any more, wherever it is then, and with it its hold on the archive.
fn while_taken(archive: &mut Archive, sender: &Sender<io::Result<Bytes>>) -> Result<(), ArchiveError> {
    let taken = sender.clone();
    archive.stop_when(move || taken.is_closed())
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error(transparent)]
    Write(#[from] io::Error),
}

fn written(
    archive: &Archive,
    query: &onrecord_archive::Query,
    format: Format,
    out: BufWriter<Pipe>,
) -> Result<(), ExportError> {
    let mut out = match format {
        Format::Csv => {
            let mut rows = CsvRows::new(Table::Statements, out);
            through(archive, query, |entry| rows.push(entry))?;
            rows.finish()?
        }
        Format::Json => {
            let mut rows = JsonRows::new(Table::Statements, out);
            through(archive, query, |entry| rows.push(entry))?;
            rows.finish()?
        }
        Format::Parquet => {
            let mut file = ParquetFile::new(Table::Statements, out)?;
            through(archive, query, |entry| file.push(entry))?;
            file.finish()?
        }
    };
    Ok(out.flush()?)
}

fn through(
    archive: &Archive,
    query: &onrecord_archive::Query,
    mut push: impl FnMut(&Entry) -> Result<(), LakeError>,
) -> Result<(), ExportError> {
    let mut failed = None;
    archive.each_with(query, |stored| match push(&Entry::from(stored)) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// Where the file is written to.
struct Pipe(Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where it is read from.
struct Sending(Receiver<io::Result<Bytes>>);

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|next| next.map(|chunk| chunk.map(Frame::data)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::dictionary::Dictionary;
    use onrecord::{Article, Record, Span, Statement, StatementKind, Text};
    use onrecord_archive::Incoming;

    #[test]
    fn a_question_whose_answer_nobody_takes_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        let mut adding = Archive::open_for_adding(&path, Dictionary::new()).unwrap();
        // Enough rows that the store looks more than once.
        let mut record = Record::new(Article::plain("x", Text::new("Enough, she said.")));
        for n in 1..=5_000 {
            let mut statement = Statement::new(StatementKind::Indirect);
            (statement.id, statement.content) = (format!("s{n}"), vec![Span::new(0, 6)]);
            record.statements.push(statement);
        }
        let batch = adding.batch().unwrap();
        let (added, reader) = ("2024-01-01T00:00:00Z".to_owned(), "x".to_owned());
        batch
            .add(&Incoming { record, received: [0; 32], fetched: None, place: None, added, reader })
            .unwrap();
        batch.commit().unwrap();
        // It finds nothing, so that only the store could notice that nobody is there.
        let query = onrecord_archive::Query::parse("kind:direct").unwrap();
        for gone in [false, true] {
            let mut archive = Archive::open(&path).unwrap();
            let (sender, receiver) = channel(AHEAD);
            while_taken(&mut archive, &sender).unwrap();
            if gone {
                drop(receiver);
            }
            let ended = through(&archive, &query, |_| Ok(()));
            let stopped = matches!(ended, Err(ExportError::Archive(ArchiveError::Stopped(_))));
            assert_eq!(stopped, gone);
        }
    }
}
