//! Asking the archive: a few open connections, each used by one request at a time, and questions that end when their
//! time is over or nobody waits for the answer any more.

use crate::problem::Problem;
use crate::slots::Slots;
use onrecord_archive::{Archive, ArchiveError};
use serde::Serialize;
use std::any::Any;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::time::Duration;

/// Answers that are kept until the archive changes.
const KEPT: usize = 512;
/// Their bytes, for each question that may be answered at a time; one alone has no more.
const KEPT_BYTES: usize = 8 << 20;
/// How often whoever waits for an answer that another question is working out looks whether it still may.
const LOOK: Duration = Duration::from_millis(5);

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

impl Turn {
    /// Whether the request that is worked for was stopped.
    fn is_over(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) == self.now.load(Ordering::Relaxed)
    }
}

/// An answer, or the place where it will be: held by whoever is working it out.
type Place = Arc<Mutex<Option<Arc<dyn Any + Send + Sync>>>>;

/// What was worked out since the archive changed last, whichever connection was asked.
struct Kept {
    /// A connection that is asked for nothing but whether another one has changed the archive.
    watching: Mutex<Archive>,
    answers: Mutex<Answers>,
    /// Bytes of all of them.
    most: usize,
}

#[derive(Default)]
struct Answers {
    generation: i64,
    by_name: HashMap<String, Place>,
    bytes: usize,
}

impl Answers {
    fn forget(&mut self) {
        self.by_name.clear();
        self.bytes = 0;
    }
}

impl Kept {
    fn open(path: &Path, at_once: usize) -> Result<Kept, ArchiveError> {
        let watching = Mutex::new(Archive::open(path)?);
        Ok(Kept { watching, answers: Mutex::default(), most: at_once * KEPT_BYTES })
    }

    /// Where the answer of a name is to be, as the archive is now.
    fn place(&self, name: &str) -> Result<Place, ArchiveError> {
        // Asked before the answer is worked out: one that was made of a newer archive is made once too often at worst.
        let generation = self.watching.lock().unwrap_or_else(PoisonError::into_inner).generation()?;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if generation != answers.generation || answers.by_name.len() >= KEPT {
            answers.forget();
            answers.generation = generation;
        }
        Ok(Arc::clone(answers.by_name.entry(name.to_owned()).or_default()))
    }

    /// Whether an answer of so many bytes stays where it is. Others make room for it.
    fn stays(&self, name: &str, place: &Place, bytes: usize) -> bool {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.by_name.get(name).is_none_or(|there| !Arc::ptr_eq(there, place)) {
            return false;
        }
        if bytes > KEPT_BYTES {
            answers.by_name.remove(name);
            return false;
        }
        if answers.bytes + bytes > self.most {
            answers.forget();
            answers.by_name.insert(name.to_owned(), Arc::clone(place));
        }
        answers.bytes += bytes;
        true
    }

    fn bytes(&self) -> usize {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }
}

/// A connection, with what was worked out over all of them.
pub(crate) struct Desk {
    pub archive: Archive,
    turn: Arc<Turn>,
    kept: Arc<Kept>,
}

impl Desk {
    fn open(path: &Path, kept: &Arc<Kept>) -> Result<Desk, ArchiveError> {
        let mut archive = Archive::open(path)?;
        let turn = Arc::new(Turn { now: AtomicU64::new(1), stopped: AtomicU64::new(0) });
        let watched = Arc::clone(&turn);
        archive.stop_when(move || watched.is_over())?;
        Ok(Desk { archive, turn, kept: Arc::clone(kept) })
    }

    /// What was worked out under this name since the archive changed, or else what is worked out now.
    pub fn keep<T: Serialize + Send + Sync + 'static>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Archive) -> Result<T, ArchiveError>,
    ) -> Result<Arc<T>, Problem> {
        self.kept(name, |archive| Ok(work(archive)?))
    }

    /// Like [`Desk::keep`], of work that may fail in other ways. Of several who ask for the same at a time, one works it out.
    pub fn kept<T: Serialize + Send + Sync + 'static>(
        &mut self,
        name: &str,
        work: impl FnOnce(&Archive) -> Result<T, Problem>,
    ) -> Result<Arc<T>, Problem> {
        let place = self.kept.place(name)?;
        let mut held = loop {
            match place.try_lock() {
                Ok(held) => break held,
                // Whoever worked it out has failed.
                Err(TryLockError::Poisoned(held)) => break held.into_inner(),
                Err(TryLockError::WouldBlock) if self.turn.is_over() => return Err(Problem::TooLong),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK),
            }
        };
        if let Some(kept) = held.as_ref().and_then(|kept| Arc::clone(kept).downcast::<T>().ok()) {
            return Ok(kept);
        }
        let made = Arc::new(work(&self.archive)?);
        if self.kept.stays(name, &place, weight(&*made)) {
            *held = Some(made.clone());
        }
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
    kept: Arc<Kept>,
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
        let at_once = at_once.max(1);
        let kept = Arc::new(Kept::open(&path, at_once)?);
        let first = Desk::open(&path, &kept)?;
        let idle = Arc::new(Mutex::new(vec![first]));
        let (seats, queue) = (Slots::new(at_once), Slots::new(at_once * (1 + WAITING)));
        Ok(Pool { path, idle, kept, seats, queue, ended: AtomicU64::new(0), patience })
    }

    /// Questions that took too long and were ended.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    /// The bytes of the answers that are kept.
    pub fn kept_bytes(&self) -> usize {
        self.kept.bytes()
    }

    /// No more are kept than these.
    pub fn kept_most(&self) -> usize {
        self.kept.most
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
            None => Desk::open(&self.path, &self.kept)?,
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

    fn archive(folder: &Path) -> PathBuf {
        let path = folder.join("news.db");
        drop(Archive::open_for_adding(&path, Dictionary::new()).unwrap());
        path
    }

    #[test]
    fn what_is_kept_has_a_bound_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let all = Arc::new(Kept::open(&path, 1).unwrap());
        let mut desk = Desk::open(&path, &all).unwrap();
        let long = "x".repeat(KEPT_BYTES / 4);
        let answers = || all.answers.lock().unwrap().by_name.len();
        for n in 0..20 {
            desk.keep(&format!("{n}"), |_| Ok(long.clone())).unwrap();
            assert!(all.bytes() <= KEPT_BYTES && answers() <= 4, "{}", all.bytes());
        }
        let kept = answers();
        desk.keep("too long", |_| Ok("x".repeat(KEPT_BYTES))).unwrap();
        assert_eq!(answers(), kept);
        // What is kept is not worked out again.
        desk.keep::<String>("19", |_| panic!("it is known")).unwrap();
        for n in 0..2 * KEPT {
            desk.keep(&format!("short {n}"), |_| Ok(n)).unwrap();
        }
        assert!(answers() <= KEPT);
    }

    #[test]
    fn of_those_who_ask_for_the_same_one_works_it_out_until_the_archive_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let all = Arc::new(Kept::open(&path, 4).unwrap());
        let worked = AtomicU64::new(0);
        let ask = || {
            let mut desk = Desk::open(&path, &all).unwrap();
            let work = |_: &Archive| {
                std::thread::sleep(Duration::from_millis(100));
                Ok(worked.fetch_add(1, Ordering::Relaxed))
            };
            *desk.keep("slow", work).unwrap()
        };
        let answers: Vec<u64> = std::thread::scope(|all| {
            let asking: Vec<_> = (0..4).map(|_| all.spawn(ask)).collect();
            asking.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(answers, [0; 4]);
        let mut writing = Archive::open_for_adding(&path, Dictionary::new()).unwrap();
        let by = onrecord_archive::corrections::By { person: "Ana", at: "2024-06-01T00:00:00Z" };
        writing.set_codebook("[[concept]]\nname = 'bridge'\n", false, by).unwrap();
        assert_eq!((ask(), ask()), (1, 1));
    }

    #[test]
    fn who_is_stopped_does_not_wait_for_what_another_works_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let all = Arc::new(Kept::open(&path, 2).unwrap());
        let place = all.place("slow").unwrap();
        let held = place.lock().unwrap();
        let mut desk = Desk::open(&path, &all).unwrap();
        desk.turn.stopped.store(desk.turn.now.load(Ordering::Relaxed), Ordering::Relaxed);
        assert!(matches!(desk.keep::<u32>("slow", |_| Ok(1)), Err(Problem::TooLong)));
        drop(held);
        // Whoever fails leaves the place to the next.
        desk.turn.stopped.store(0, Ordering::Relaxed);
        let failed = desk.kept::<u32>("slow", |_| Err(Problem::Broken));
        assert!(failed.is_err());
        assert_eq!(*desk.keep("slow", |_| Ok(7)).unwrap(), 7);
    }
}
