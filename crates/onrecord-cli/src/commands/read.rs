//! `onrecord read`: every input to a record, in the format asked for.

use crate::commands::{actors, write_failed};
use crate::exit::Exit;
use crate::formats;
use crate::input::{Input, InputError, Piece};
use crate::message::{self, Hinted};
use crate::parallel::{self, Panicked};
use crate::settings::{Model, ReadSettings};
use crate::web::Fetcher;
use onrecord::dictionary::Policy;
use onrecord::{Note, Reader, ReaderError, Record, Statement};
use std::collections::HashSet;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// Reads everything the settings name and prints it.
pub fn run(settings: &ReadSettings) -> Exit {
    let Some(mut reader) = reader_with(&settings.model, &settings.actors, settings.policy) else {
        return Exit::NothingRead;
    };
    let fetcher = Fetcher::new(settings.fetch.clone(), Arc::default());
    let mut pieces = settings.inputs.iter().flat_map(|input| pieces(input, settings));
    // Threads that would have no article of their own read along with the others. How many articles one file has is seen
    // when it is open.
    let first: Vec<Piece> = pieces.by_ref().take(settings.threads.get()).collect();
    let each = settings.threads.get() / first.len().max(1);
    reader.set_threads(NonZeroUsize::new(each).unwrap_or(NonZeroUsize::MIN));

    let mut stdout = io::stdout().lock();
    let (mut read, mut failed, mut unwritten) = (0, 0, None);
    parallel::in_order(
        first.into_iter().chain(pieces),
        settings.threads,
        |piece| read_one(&reader, &fetcher, piece, settings),
        |piece, result| {
            let origin = piece.origin();
            let result = match piece {
                Piece::Received(received) if received.is_err() => (*received).map(|_| None),
                _ => result.unwrap_or_else(|panicked| Err(bug(origin, panicked))),
            };
            match result {
                Err(error) => {
                    failed += 1;
                    message::error(&error);
                }
                Ok(None) => {}
                Ok(Some(text)) => {
                    let between = if read > 0 { formats::between(settings.format) } else { "" };
                    read += 1;
                    let parts = [between, &text].map(str::as_bytes);
                    // Flushed each time: whoever reads along sees every article as soon as it is read.
                    let written = parts.iter().try_for_each(|part| stdout.write_all(part));
                    if let Err(error) = written.and_then(|()| stdout.flush()) {
                        unwritten = Some(error);
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        },
    );
    match unwritten {
        Some(error) => write_failed(error),
        None => Exit::of_run(read, failed),
    }
}

/// The articles of an input: many if it is a file of many.
fn pieces<'s>(input: &'s Input, settings: &'s ReadSettings) -> Box<dyn Iterator<Item = Piece> + Send + 's> {
    let Some(sources) = input.articles(settings.from, &settings.metadata, &settings.mapping) else {
        return Box::new(std::iter::once(Piece::Address(input.origin())));
    };
    let addresses = sources.addresses();
    let articles = sources.map(|received| Piece::Received(Box::new(received.map_err(InputError::from))));
    // A table of addresses is fetched by those who can be asked again.
    let listed = std::iter::once_with(move || {
        let count = addresses.lock().unwrap_or_else(PoisonError::into_inner).len();
        (count > 0)
            .then(|| Piece::Received(Box::new(Err(InputError::Addresses { origin: input.origin(), count }))))
    });
    Box::new(articles.chain(listed.flatten()))
}

fn read_one(
    reader: &Reader,
    fetcher: &Fetcher,
    piece: &Piece,
    settings: &ReadSettings,
) -> Result<Option<String>, InputError> {
    let Some(taken) = piece.take(&settings.hints, fetcher)? else { return Ok(None) };
    let mut record = reader.read(taken.article, taken.notes);
    if let Some(least) = settings.min_confidence {
        leave_out(&mut record, least);
    }
    Ok(Some(formats::render(&record, settings)))
}

/// Drops the statements that are less sure than `least`, and says so in the record.
///
/// One that a sure statement stands inside or repeats stays: without the denial around it, what is denied would
/// count as said.
fn leave_out(record: &mut Record, least: f32) {
    let before = record.statements.len();
    let mut kept: HashSet<String> = HashSet::new();
    let mut reached: Vec<&Statement> = record.statements.iter().filter(|s| s.confidence >= least).collect();
    while let Some(statement) = reached.pop() {
        if kept.insert(statement.id.clone()) {
            let referred = [&statement.inside, &statement.repeats].into_iter().flatten();
            reached.extend(referred.flat_map(|id| record.statements.iter().filter(move |s| s.id == *id)));
        }
    }
    record.statements.retain(|statement| kept.contains(&statement.id));
    let dropped = before - record.statements.len();
    if dropped > 0 {
        let (what, were) = if dropped == 1 { ("statement", "was") } else { ("statements", "were") };
        let note = Note::new(format!("{dropped} {what} with a confidence below {least} {were} left out"))
            .remedy("lower --min-confidence to see more");
        record.notes.push(note);
    }
}

fn bug(origin: String, panicked: Panicked) -> InputError {
    InputError::Bug { origin, said: panicked.message }
}

/// A model that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct ModelError(#[from] ReaderError);

impl Hinted for ModelError {
    fn hint(&self) -> Option<String> {
        Some(
            "see that --model names a whole model folder, or leave it out to use the one built in".to_owned(),
        )
    }
}

/// The reader with the user's dictionaries. What is wrong with them was told when there is none.
pub(crate) fn reader_with(model: &Model, dictionaries: &[PathBuf], policy: Policy) -> Option<Reader> {
    let mut reader = load(model).map_err(|error| message::error(&error)).ok()?;
    for file in dictionaries {
        let problems =
            actors::load(&mut reader, file, policy).map_err(|error| message::error(&error)).ok()?;
        actors::report(&problems);
    }
    Some(reader)
}

pub(crate) fn load(model: &Model) -> Result<Reader, ModelError> {
    Ok(model.load()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::harbour;

    #[test]
    fn what_is_left_out_leaves_a_note() {
        let mut record = harbour();
        let all = record.statements.len();
        leave_out(&mut record, 0.0);
        assert_eq!((record.statements.len(), record.notes.len()), (all, harbour().notes.len()));

        leave_out(&mut record, 0.75);
        assert!(record.statements.len() < all);
        assert!(record.statements.iter().all(|s| s.confidence >= 0.75));
        assert!(record.statements.iter().all(|s| s.id != "s6"), "it is the least sure");
        let note = &record.notes.last().unwrap().reason;
        assert!(note.contains("below 0.75"), "{note}");
    }

    #[test]
    fn what_a_kept_statement_stands_inside_stays() {
        let mut record = harbour();
        record.statements[1].inside = Some("s6".to_owned());
        leave_out(&mut record, 0.95);
        let ids: Vec<&str> = record.statements.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["s2", "s3", "s6"]);
    }
}
