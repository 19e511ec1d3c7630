//! Asking the archive: a few open connections, each used by one request at a time, and questions that end when their
//! time is over or nobody waits for the answer any more.

use crate::problem::Problem;
use crate::slots::Slots;
use onrecord_archive::{Archive, ArchiveError};
use serde::Serialize;
use std::any::Any;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Answers kept beside a connection until the archive changes, and their bytes, all together.
const KEPT: usize = 256;
const KEPT_BYTES: usize = 8 << 20;

/// Questions that may wait for a connection, for each one that there is: more are refused at once.
const WAITING: usize = 8;
/// How long one waits for a connection.
const TURN: Duration = Duration::from_secs(2);

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
    bytes: usize,
    /// The bytes that all connections keep together.
    all_bytes: Arc<AtomicUsize>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.forget();
    }
}

impl Desk {
    fn open(path: &std::path::Path, all_bytes: &Arc<AtomicUsize>) -> Result<Desk, ArchiveError> {
        let mut archive = Archive::open(path)?;
        let turn = Arc::new(Turn { now: AtomicU64::new(1), stopped: AtomicU64::new(0) });
        let watched = Arc::clone(&turn);
        archive.stop_when(move || {
            watched.stopped.load(Ordering::Relaxed) == watched.now.load(Ordering::Relaxed)
        })?;
        let all_bytes = Arc::clone(all_bytes);
        Ok(Desk { archive, turn, generation: 0, kept: HashMap::new(), bytes: 0, all_bytes })
    }

    /// Forgets all that is kept.
    fn forget(&mut self) {
        self.kept.clear();
        self.all_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
        self.bytes = 0;
    }

    /// What was worked out under this name since the archive changed, or else what is worked out now.
    pub fn keep<T: Serialize + Send + Sync + 'static>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Archive) -> Result<T, ArchiveError>,
    ) -> Result<Arc<T>, Problem> {
        self.kept(name, |archive| Ok(work(archive)?))
    }

    /// Like [`Desk::keep`], of work that may fail in other ways.
    pub fn kept<T: Serialize + Send + Sync + 'static>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Archive) -> Result<T, Problem>,
    ) -> Result<Arc<T>, Problem> {
        let generation = self.archive.generation()?;
        if generation != self.generation || self.kept.len() >= KEPT {
            self.forget();
            self.generation = generation;
        }
        if let Some(kept) = self.kept.get(name).and_then(|kept| Arc::clone(kept).downcast::<T>().ok()) {
            return Ok(kept);
        }
        let made = Arc::new(work(&self.archive)?);
        let bytes = weight(&*made);
        if bytes > KEPT_BYTES {
            return Ok(made);
        }
        if self.bytes + bytes > KEPT_BYTES {
            self.forget();
        }
        self.bytes += bytes;
        self.all_bytes.fetch_add(bytes, Ordering::Relaxed);
        self.kept.insert(name.to_owned(), made.clone());
        Ok(made)
    }
}

/// About how much memory a value takes: as much as it has when it is written.
fn weight(value: &impl Serialize) -> usize {
    struct Counted(usize);
    impl std::io::Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counted = Counted(0);
    // What cannot be written is not kept.
    serde_json::to_writer(&mut counted, value).map_or(usize::MAX, |()| counted.0)
}

/// The open connections.
pub(crate) struct Pool {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Desk>>>,
    /// The bytes that all connections keep together.
    all_bytes: Arc<AtomicUsize>,
    /// Questions that are answered at the same time.
    pub seats: Slots,
    /// Those, and those that wait for their turn.
    pub queue: Slots,
    ended: AtomicU64,
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
        let all_bytes = Arc::default();
        let first = Desk::open(&path, &all_bytes)?;
        let idle = Arc::new(Mutex::new(vec![first]));
        let at_once = at_once.max(1);
        let (seats, queue) = (Slots::new(at_once), Slots::new(at_once * (1 + WAITING)));
        Ok(Pool { path, idle, all_bytes, seats, queue, ended: AtomicU64::new(0), patience })
    }

    /// Questions that took too long and were ended.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    /// The bytes of the answers that are kept.
    pub fn kept_bytes(&self) -> usize {
        self.all_bytes.load(Ordering::Relaxed)
    }

    /// No more are kept than these.
    pub fn kept_most(&self) -> usize {
        self.seats.places().all * KEPT_BYTES
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
        let _place = self.queue.take()?;
        let seat = self.seats.wait(TURN.min(self.patience)).await?;
        let taken = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut desk = match taken {
            Some(desk) => desk,
            None => Desk::open(&self.path, &self.all_bytes)?,
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
            Err(_) => {
                self.ended.fetch_add(1, Ordering::Relaxed);
                Err(Problem::TooLong)
            }
        };
        drop(gone);
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::dictionary::Dictionary;

    #[test]
    fn what_is_kept_has_a_bound_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        drop(Archive::open_for_adding(&path, Dictionary::new()).unwrap());
        let all = Arc::default();
        let mut desk = Desk::open(&path, &all).unwrap();
        let long = "x".repeat(KEPT_BYTES / 4);
        for n in 0..20 {
            desk.keep(&format!("{n}"), |_| Ok(long.clone())).unwrap();
            assert!(desk.bytes <= KEPT_BYTES && desk.kept.len() <= 4, "{}", desk.bytes);
            assert_eq!(all.load(Ordering::Relaxed), desk.bytes);
        }
        let kept = desk.kept.len();
        desk.keep("too long", |_| Ok("x".repeat(KEPT_BYTES))).unwrap();
        assert_eq!(desk.kept.len(), kept);
        // What is kept is not worked out again.
        desk.keep::<String>("19", |_| panic!("it is known")).unwrap();
        drop(desk);
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }
}
