//! `onrecord add`: many articles into an archive, in batches that are there wholly or not at all.

use crate::commands::read::load;
use crate::commands::{to_parquet, write_failed};
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use crate::parallel::{self, Panicked};
use crate::progress::Progress;
use crate::settings::{AddSettings, Target};
use onrecord::Reader;
use onrecord::dictionary::Dictionary;
use onrecord_archive::{Added, Archive, ArchiveError, Incoming, address};
use onrecord_intake::{IntakeError, Received, SourceError, Sources};
use onrecord_lake::LakeError;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Name and version of what reads.
pub const READER: &str = concat!("onrecord ", env!("CARGO_PKG_VERSION"));
/// A batch is committed when it has this many articles …
const BATCH: usize = 64;
/// … or is this old, so that a kill costs no more than that.
const OLDEST: Duration = Duration::from_secs(2);

/// What came of one article.
enum Read {
    /// It is to be added.
    New(Box<Incoming>),
    /// The archive has it.
    Known,
}

/// Why something gave no article.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error("{origin}: onrecord failed on this article: {said}")]
    Bug { origin: String, said: String },
}

impl Hinted for AddError {
    fn hint(&self) -> Option<String> {
        match self {
            AddError::Source(error) => error.hint().map(str::to_owned),
            AddError::Intake(error) => error.hint().map(str::to_owned),
            AddError::Archive(error) => error.hint().map(str::to_owned),
            AddError::Lake(error) => error.hint().map(str::to_owned),
            AddError::Bug { .. } => Some(
                "this is a bug in onrecord; please report it with the article and this message".to_owned(),
            ),
        }
    }
}

/// What a run amounted to.
#[derive(Debug, Default)]
struct Sum {
    new: usize,
    versions: usize,
    known: usize,
    failed: usize,
    statements: usize,
}

/// Adds everything the settings name.
pub fn run(settings: &AddSettings) -> Exit {
    let file = match &settings.target {
        Target::Archive(file) => file,
        Target::Parquet(folder) => return to_parquet::run(settings, folder),
    };
    let opened = Archive::open_for_adding(file, Dictionary::embedded())
        .and_then(|archive| Ok((archive, Archive::open(file)?)));
    let (archive, lookup) = match opened {
        Ok(both) => both,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let reader = match load(settings.model.as_deref()) {
        Ok(reader) => reader,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    // Where there can be no handler, Ctrl-C ends the process at once, which the archive survives as well.
    let _ = ctrlc::set_handler(move || {
        if stop.swap(true, SeqCst) {
            std::process::exit(Exit::Interrupted.code().into());
        }
    });

    let mut run = Run {
        archive,
        waiting: Vec::new(),
        since: Instant::now(),
        sum: Sum::default(),
        progress: Progress::new("articles"),
        list: settings.list,
        ended: None,
    };
    let lookup = Mutex::new(lookup);
    let sources = Sources::new(settings.wanted.clone(), settings.mapping.clone()).without(file);
    let wanted = sources
        .take_while(|_| !stopped.load(SeqCst))
        .filter(|r| r.as_ref().ok().zip(settings.shard).is_none_or(|(r, shard)| shard.has(&r.hash)));
    parallel::in_order(
        wanted,
        settings.threads,
        |received| match received {
            Ok(received) => read(&reader, &lookup, received, settings).map_err(Box::new),
            Err(_) => Ok(Read::Known),
        },
        |received, result| run.take(received, result),
    );
    for file in settings.parquet.iter().take_while(|_| !stopped.load(SeqCst)) {
        run.load(file, settings, &stopped);
    }
    // Whoever closes the archive last clears up after it, and looking only may not.
    drop(lookup);
    run.end(stopped.load(SeqCst))
}

fn read(
    reader: &Reader,
    lookup: &Mutex<Archive>,
    received: &Received,
    settings: &AddSettings,
) -> Result<Read, AddError> {
    let ask = || lookup.lock().unwrap_or_else(PoisonError::into_inner);
    if ask().knows(&received.hash, received.capture.url.as_deref())? {
        return Ok(Read::Known);
    }
    let taken = received.take(&settings.hints)?;
    let known_by = address(taken.article.url.as_deref(), received.place.as_deref(), &received.hash);
    // Asked again: what changed may be advertising around the same text.
    if ask().knows_text(&known_by, taken.article.text.as_str())? {
        return Ok(Read::Known);
    }
    Ok(Read::New(Box::new(Incoming {
        record: reader.read(taken.article, taken.notes),
        received: received.hash,
        fetched: received.capture.url.clone(),
        place: received.place.clone(),
        added: now(),
        reader: READER.to_owned(),
    })))
}

/// What time it is, as the archive keeps it.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A run as it goes on.
struct Run {
    archive: Archive,
    waiting: Vec<Incoming>,
    since: Instant,
    sum: Sum,
    progress: Progress,
    list: bool,
    /// Why it ended early.
    ended: Option<Exit>,
}

impl Run {
    fn take(
        &mut self,
        received: Result<Received, SourceError>,
        result: Result<Result<Read, Box<AddError>>, Panicked>,
    ) -> ControlFlow<()> {
        let origin = match received {
            Ok(received) => received.capture.origin,
            Err(error) => {
                self.failed(&error.into());
                return ControlFlow::Continue(());
            }
        };
        match result {
            Err(Panicked { message: said }) => self.failed(&AddError::Bug { origin, said }),
            Ok(Err(error)) => match *error {
                // The archive is gone, and with it the sense of going on.
                AddError::Archive(error) => return self.give_up(&error),
                other => self.failed(&other),
            },
            Ok(Ok(Read::Known)) => {
                self.sum.known += 1;
                self.progress.step(0);
            }
            Ok(Ok(Read::New(incoming))) => {
                self.progress.step(incoming.record.article.text.as_str().split_ascii_whitespace().count());
                self.waiting.push(*incoming);
                if self.waiting.len() >= BATCH || self.since.elapsed() > OLDEST {
                    return self.commit();
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Loads the records of a Parquet file, which were read when it was written.
    fn load(&mut self, file: &Path, settings: &AddSettings, stopped: &AtomicBool) {
        if self.ended.is_some() {
            return;
        }
        let loaded = to_parquet::each_record(file, |incoming| {
            match incoming {
                Ok(incoming) if settings.shard.is_some_and(|shard| !shard.has(&incoming.received)) => {}
                Ok(incoming) => {
                    self.progress
                        .step(incoming.record.article.text.as_str().split_ascii_whitespace().count());
                    self.waiting.push(incoming);
                }
                Err(error) => self.failed(&error.into()),
            }
            let due = self.waiting.len() >= BATCH || self.since.elapsed() > OLDEST;
            if due && self.commit().is_break() || stopped.load(SeqCst) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = loaded {
            self.failed(&error.into());
        }
    }

    fn failed(&mut self, error: &AddError) {
        self.sum.failed += 1;
        self.progress.failed(|| message::error(error));
    }

    fn give_up(&mut self, error: &ArchiveError) -> ControlFlow<()> {
        self.progress.failed(|| message::error(error));
        self.ended = Some(if self.sum.new + self.sum.versions + self.sum.known > 0 {
            Exit::SomeFailed
        } else {
            Exit::NothingRead
        });
        ControlFlow::Break(())
    }

    /// Puts what waits into the archive. Only then is it counted and told.
    fn commit(&mut self) -> ControlFlow<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.since = Instant::now();
        let added = self.put(&waiting);
        let added = match added {
            Ok(added) => added,
            Err(error) => return self.give_up(&error),
        };
        let mut told = String::new();
        for (incoming, added) in waiting.iter().zip(added) {
            match added {
                Ok(Added::New) => self.sum.new += 1,
                Ok(Added::Version(_)) => self.sum.versions += 1,
                Err(error) => {
                    self.failed(&error.into());
                    continue;
                }
                Ok(Added::Already) => {
                    self.sum.known += 1;
                    continue;
                }
            }
            self.sum.statements += incoming.record.statements.len();
            let article = &incoming.record.article;
            let known_by = address(article.url.as_deref(), incoming.place.as_deref(), &incoming.received);
            told += &printable(&known_by);
            told.push('\n');
        }
        if self.list {
            let mut stdout = io::stdout().lock();
            if let Err(error) = stdout.write_all(told.as_bytes()).and_then(|()| stdout.flush()) {
                self.ended = Some(write_failed(error));
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// What became of each; an error for one that cannot be kept.
    fn put(&mut self, waiting: &[Incoming]) -> Result<Vec<Result<Added, ArchiveError>>, ArchiveError> {
        let batch = self.archive.batch()?;
        let mut all = Vec::with_capacity(waiting.len());
        for incoming in waiting {
            match batch.add(incoming) {
                Err(error) if !matches!(error, ArchiveError::Unfit { .. }) => return Err(error),
                added => all.push(added),
            }
        }
        batch.commit()?;
        Ok(all)
    }

    fn end(mut self, stopped: bool) -> Exit {
        if self.ended.is_none() && !self.waiting.is_empty() {
            let _ = self.commit();
        }
        if self.ended.is_none()
            && let Err(error) = self.archive.tidy()
        {
            message::error(&error);
        }
        self.progress.finish();
        let Sum { new, versions, known, failed, statements } = self.sum;
        // On standard error, like every message: standard output is for the list.
        let _ = writeln!(
            io::stderr(),
            "{new} added, {versions} new versions of known ones ({statements} statements), {known} known already, \
             {failed} could not be read{}",
            if stopped { "; stopped, and the same command goes on from here" } else { "" }
        );
        match self.ended {
            Some(exit) => exit,
            None if stopped => Exit::Interrupted,
            None => Exit::of_run(new + versions + known, failed),
        }
    }
}
