//! Asking the archive: a few open connections, each used by one request at a time, and questions that end when their
//! time is over or nobody waits for the answer any more.

use crate::problem::Problem;
use onrecord_archive::{Archive, ArchiveError};
use std::any::Any;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Answers kept beside a connection until the archive changes.
const KEPT: usize = 256;

/// The number of the request that a connection works for, and of the last one that was stopped. A stop that comes too
/// late names a request that is over, and harms nobody.
#[derive(Debug, Default)]
struct Turn {
    now: AtomicU64,
    stopped: AtomicU64,
}

/// A connection, with what was worked out over it.
pub(crate) struct Desk {
    pub archive: Archive,
    turn: Arc<Turn>,
    generation: i64,
    kept: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Desk {
    fn open(path: &std::path::Path) -> Result<Desk, ArchiveError> {
        let mut archive = Archive::open(path)?;
        let turn = Arc::new(Turn { now: AtomicU64::new(1), stopped: AtomicU64::new(0) });
        let watched = Arc::clone(&turn);
        archive.stop_when(move || {
            watched.stopped.load(Ordering::Relaxed) == watched.now.load(Ordering::Relaxed)
        })?;
        Ok(Desk { archive, turn, generation: 0, kept: HashMap::new() })
    }

    /// What was worked out under this name since the archive changed, or else what is worked out now.
    pub fn keep<T: Send + Sync + 'static>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Archive) -> Result<T, ArchiveError>,
    ) -> Result<Arc<T>, ArchiveError> {
        let generation = self.archive.generation()?;
        if generation != self.generation || self.kept.len() >= KEPT {
            self.kept.clear();
            self.generation = generation;
        }
        if let Some(kept) = self.kept.get(name).and_then(|kept| Arc::clone(kept).downcast::<T>().ok()) {
            return Ok(kept);
        }
        let made = Arc::new(work(&self.archive)?);
        self.kept.insert(name.to_owned(), made.clone());
        Ok(made)
    }
}

/// The open connections.
pub(crate) struct Pool {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Desk>>>,
    seats: Arc<Semaphore>,
    patience: Duration,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Stops the question when whoever asked is gone.
struct StopWhenGone {
    turn: Arc<Turn>,
    mine: u64,
}

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        self.turn.stopped.store(self.mine, Ordering::Relaxed);
    }
}

impl Pool {
    /// Opens one connection at once, so that an archive that cannot be read is told at the start.
    pub fn new(path: PathBuf, at_once: usize, patience: Duration) -> Result<Pool, ArchiveError> {
        let first = Desk::open(&path)?;
        let idle = Arc::new(Mutex::new(vec![first]));
        Ok(Pool { path, idle, seats: Arc::new(Semaphore::new(at_once.max(1))), patience })
    }

    /// Asks within the usual time.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Desk) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.ask_within(self.patience, question).await
    }

    /// Asks; after so long the question is stopped.
    pub async fn ask_within<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&mut Desk) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let waiting = tokio::time::timeout(self.patience, Arc::clone(&self.seats).acquire_owned());
        let Ok(Ok(seat)) = waiting.await else { return Err(Problem::Busy) };
        let taken = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut desk = match taken {
            Some(desk) => desk,
            None => Desk::open(&self.path)?,
        };
        let mine = desk.turn.now.fetch_add(1, Ordering::Relaxed) + 1;
        let gone = StopWhenGone { turn: Arc::clone(&desk.turn), mine };
        let idle = Arc::clone(&self.idle);
        let work = tokio::task::spawn_blocking(move || {
            // A question that panics takes its connection with it, and nothing else.
            let answer = question(&mut desk);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
            drop(seat);
            answer
        });
        let answer = match tokio::time::timeout(patience, work).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(Problem::Broken),
            Err(_) => Err(Problem::TooLong),
        };
        drop(gone);
        answer
    }
}
