//! `onrecord add --to-parquet`: articles read straight into Parquet files; and such files into an archive.

use crate::commands::add::{self, AddError};
use crate::commands::read::reader_with;
use crate::exit::Exit;
use crate::message::{self, printable};
use crate::parallel;
use crate::progress::{Extent, Progress};
use crate::settings::{AddSettings, UsageError};
use onrecord_archive::Incoming;
use onrecord_intake::{Sources, Wanted};
use onrecord_lake::{Entry, Lake, LakeError, records};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

/// Reads everything the settings name into Parquet files. What the folder has is passed over.
pub fn run(settings: &AddSettings, folder: &Path) -> Exit {
    let writer = settings.shard.map_or_else(|| "all".to_owned(), |shard| shard.name());
    let opened = Lake::open(folder, &writer).and_then(|lake| Ok((lake.known()?, lake)));
    let (known, mut lake) = match opened {
        Ok(both) => both,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let Some(reader) = reader_with(&settings.model, &settings.actors, settings.policy) else {
        return Exit::NothingRead;
    };
    let name = settings.model.reader_name();
    let stopped = add::stopped_by_user();
    let stop = Arc::clone(&stopped);
    let sources = Sources::new(settings.wanted.clone(), settings.mapping.clone())
        .until(move || stop.load(SeqCst))
        .without(folder)
        .from(settings.from)
        .metadata(settings.metadata.clone());
    let addresses = sources.addresses();
    let wanted = sources
        .take_while(|_| !stopped.load(SeqCst))
        .filter(|r| r.as_ref().ok().zip(settings.shard).is_none_or(|(r, shard)| shard.has(&r.hash)));
    let mut progress = Progress::new("articles", Extent::default());
    let (mut new, mut passed, mut failed, mut statements) = (0, 0, 0, 0);
    let mut broken: Option<LakeError> = None;
    // Of this run: the same bytes under one URL come once.
    let mut seen = known.clone();
    parallel::in_order(
        wanted,
        settings.threads,
        |received| {
            let Ok(received) = received else { return Ok(None) };
            if known.contains(&(received.hash, received.capture.url.clone())) {
                return Ok(None);
            }
            let taken = received.take(&settings.hints)?;
            Ok::<_, AddError>(Some(Box::new(add::incoming(&reader, &name, received, taken))))
        },
        |received, result| {
            let origin = match received {
                Ok(received) => received.capture.origin,
                Err(error) => {
                    failed += 1;
                    progress.failed(|| message::error(&AddError::from(error)));
                    return ControlFlow::Continue(());
                }
            };
            let result =
                result.unwrap_or_else(|panicked| Err(AddError::Bug { origin, said: panicked.message }));
            match result {
                Err(error) => {
                    failed += 1;
                    progress.failed(|| message::error(&error));
                }
                Ok(None) => {
                    passed += 1;
                    progress.step(0);
                }
                Ok(Some(incoming)) if !seen.insert((incoming.received, incoming.fetched.clone())) => {
                    passed += 1;
                    progress.step(0);
                }
                Ok(Some(incoming)) => {
                    progress.step_over(&incoming.record.article);
                    statements += incoming.record.statements.len();
                    let entry = Entry::from(*incoming);
                    if settings.list {
                        let _ = writeln!(io::stdout(), "{}", printable(&entry.article));
                    }
                    if let Err(error) = lake.push(&entry) {
                        broken = Some(error);
                        return ControlFlow::Break(());
                    }
                    new += 1;
                }
            }
            ControlFlow::Continue(())
        },
    );
    // Only an archive knows what was fetched before.
    if addresses.lock().is_ok_and(|a| !a.is_empty()) {
        failed += 1;
        progress.failed(|| message::error(&UsageError::ParquetOfAddresses));
    }
    if let Some(error) = broken.or_else(|| lake.close().err()) {
        progress.failed(|| message::error(&error));
        return Exit::NothingRead;
    }
    progress.finish();
    let stopped = stopped.load(SeqCst);
    let _ = writeln!(
        io::stderr(),
        "{new} added ({statements} statements), {passed} known already, {failed} could not be read{}",
        if stopped { "; stopped, and the same command goes on from here" } else { "" }
    );
    if stopped { Exit::Interrupted } else { Exit::of_run(new + passed, failed) }
}

/// Takes the Parquet files out of what is wanted: the files of articles of a lake, and single files.
pub fn parquet_among(wanted: &mut Vec<Wanted>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    wanted.retain(|one| {
        let Wanted::Path(path) = one else { return true };
        if onrecord_lake::is_parquet(path) {
            files.push(path.clone());
            return false;
        }
        match onrecord_lake::is_lake(path) {
            Ok(Some(parts)) => {
                files.extend(parts);
                false
            }
            _ => true,
        }
    });
    files
}

/// Hands on the records of a Parquet file.
pub fn each_record(
    file: &Path,
    mut each: impl FnMut(Result<Incoming, LakeError>) -> ControlFlow<()>,
) -> Result<(), LakeError> {
    let added = add::now();
    let opened = onrecord_lake::open(file)?;
    let written = opened.schema().metadata().get("onrecord.table").cloned();
    for batch in opened.batches()? {
        let batch = batch?;
        let all = records(&batch, &added).map_err(|error| match error {
            LakeError::NoColumn { column, .. } => {
                LakeError::NoColumn { file: file.display().to_string(), column, table: written.clone() }
            }
            other => other,
        })?;
        for incoming in all {
            if each(incoming).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}
