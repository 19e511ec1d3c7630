//! Reading articles into the archive while somebody watches: one after the other, on a thread of its own, with a reader
//! that is loaded once.

use crate::courtesy::let_others_first;
use crate::house::Settings;
use crate::slots::Places;
use jiff::Timestamp;
use onrecord::{Note, Reader};
use onrecord_archive::{Added, Archive, ArchiveError, Incoming, address};
use onrecord_fetch::{Fetched, Fetcher};
use onrecord_intake::{Budget, Capture, Hints, Mapping, Received, Sources, Taken, Wanted};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Jobs that may wait.
const WAITING: usize = 20;
/// Jobs that are remembered after their end.
const REMEMBERED: usize = 100;
/// How long one article may take. What takes longer is given up, and the job goes on without it.
const ARTICLE: Duration = Duration::from_secs(10 * 60);
/// How long a job may take.
const JOB: Duration = Duration::from_secs(12 * 60 * 60);
/// Articles that were given up and are still being read, as reading cannot be interrupted everywhere. While there are so
/// many, nothing new is begun.
const GIVEN_UP: usize = 2;
/// How often it is looked whether a job is to end.
const LOOK: Duration = Duration::from_millis(50);
/// Articles and failures that a job tells one by one.
const TOLD: usize = 200;

/// What is to be read.
#[derive(Debug)]
pub(crate) enum What {
    /// A text that was pasted in.
    Text(String),
    /// A page of the web.
    Url(String),
    /// A file that was sent; it lies in a folder of its own, which is removed afterwards.
    File { folder: PathBuf, name: String },
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Others are before it.
    Waiting,
    /// It is being done.
    Running,
    /// It is done, whether or not all of it could be read.
    Done,
    /// It was cancelled. What had been added by then stays.
    Cancelled,
}

/// An article that a job has dealt with.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Article {
    /// What it is known by in the archive.
    pub address: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How many statements were found in it.
    pub statements: usize,
    /// Whether the archive had it before.
    pub known: bool,
}

/// How far a job is, and what came of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Progress {
    /// The number of the job.
    pub job: u64,
    /// What is read.
    pub what: String,
    /// How far it is.
    pub state: State,
    /// What is being done.
    pub step: String,
    /// Articles that were added; the first few hundred.
    pub articles: Vec<Article>,
    /// How many were added.
    pub added: usize,
    /// How many the archive had.
    pub known: usize,
    /// What could not be read, and why; the first few hundred.
    pub failures: Vec<String>,
    /// How many could not be read.
    pub failed: usize,
}

/// A job.
#[derive(Debug)]
pub(crate) struct Job {
    progress: Mutex<Progress>,
    cancelled: Arc<AtomicBool>,
}

impl Job {
    pub fn progress(&self) -> Progress {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tell(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn step(&self, step: impl Into<String>) {
        self.tell(|p| p.step = step.into());
    }

    fn failed(&self, why: String) {
        self.tell(|p| {
            p.failed += 1;
            if p.failures.len() < TOLD {
                p.failures.push(why);
            }
        });
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Ends it at once: an article that is being read is given up.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.tell(|p| {
            if p.state == State::Waiting {
                p.state = State::Cancelled;
                p.step.clear();
            }
        });
    }
}

/// Something to do.
struct Order {
    job: Arc<Job>,
    what: What,
    hints: Hints,
}

/// All jobs of this run.
pub(crate) struct Jobs {
    list: Mutex<VecDeque<Arc<Job>>>,
    orders: SyncSender<Order>,
    next: AtomicU64,
    refused: AtomicU64,
}

impl std::fmt::Debug for Jobs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jobs").finish_non_exhaustive()
    }
}

/// The one connection that writes.
pub(crate) type Writer = Arc<Mutex<Option<Archive>>>;

impl Jobs {
    /// Sets the thread up that does them. It loads the reader when the first one comes, and ends with this value.
    pub fn new(settings: &Settings, writer: Writer) -> Jobs {
        let (orders, taken) = sync_channel(WAITING);
        let settings = settings.clone();
        std::thread::spawn(move || work(&settings, &writer, &taken));
        Jobs { list: Mutex::new(VecDeque::new()), orders, next: 1.into(), refused: 0.into() }
    }

    /// Takes a job on, unless too many wait.
    pub fn order(&self, what: What, hints: Hints) -> Option<Arc<Job>> {
        let shown = match &what {
            What::Text(text) => text.split_whitespace().take(8).collect::<Vec<_>>().join(" ") + " …",
            What::Url(url) => url.clone(),
            What::File { name, .. } => name.clone(),
        };
        let progress = Progress {
            job: self.next.fetch_add(1, Ordering::Relaxed),
            what: shown,
            state: State::Waiting,
            step: "waits for its turn".to_owned(),
            articles: Vec::new(),
            added: 0,
            known: 0,
            failures: Vec::new(),
            failed: 0,
        };
        let job = Arc::new(Job { progress: Mutex::new(progress), cancelled: Arc::default() });
        match self.orders.try_send(Order { job: Arc::clone(&job), what, hints }) {
            Ok(()) => {}
            Err(TrySendError::Full(order) | TrySendError::Disconnected(order)) => {
                clear_up(&order.what);
                self.refused.fetch_add(1, Ordering::Relaxed);
                return None;
            }
        }
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.push_front(Arc::clone(&job));
        list.truncate(REMEMBERED);
        Some(job)
    }

    /// The job of a number.
    pub fn get(&self, number: u64) -> Option<Arc<Job>> {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter().find(|job| job.progress().job == number).cloned()
    }

    /// How many wait or are being done.
    pub fn places(&self) -> Places {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = |job: &&Arc<Job>| matches!(job.progress().state, State::Waiting | State::Running);
        let now = list.iter().filter(busy).count();
        // One is being done beside those that wait.
        Places { now, all: WAITING + 1, refused: self.refused.load(Ordering::Relaxed) }
    }

    /// All that are remembered, the latest first.
    pub fn all(&self) -> Vec<Progress> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|job| job.progress()).collect()
    }
}

fn clear_up(what: &What) {
    if let What::File { folder, .. } = what {
        // It is a folder of scratch files: one that cannot be removed now goes with the rest.
        let _ = std::fs::remove_dir_all(folder);
    }
}

fn work(settings: &Settings, writer: &Writer, orders: &Receiver<Order>) {
    let_others_first();
    let mut reader: Option<Arc<Reader>> = None;
    let given_up = Arc::new(AtomicUsize::new(0));
    while let Ok(Order { job, what, hints }) = orders.recv() {
        if !job.is_cancelled() {
            job.tell(|p| p.state = State::Running);
            if reader.is_none() {
                job.step("the reader is being loaded");
                match (settings.reader)() {
                    Ok(loaded) => reader = Some(Arc::new(loaded)),
                    Err(why) => job.failed(format!("the reader could not be loaded: {why}")),
                }
            }
            if let Some(reader) = &reader {
                let until = Instant::now() + JOB;
                let desk =
                    Worker { settings, writer, reader, job: &job, hints: &hints, until, given_up: &given_up };
                desk.run(&what);
            }
            let ended = if job.is_cancelled() { State::Cancelled } else { State::Done };
            job.tell(|p| {
                p.state = ended;
                p.step.clear();
            });
        }
        clear_up(&what);
    }
}

struct Worker<'w> {
    settings: &'w Settings,
    writer: &'w Writer,
    reader: &'w Arc<Reader>,
    job: &'w Job,
    hints: &'w Hints,
    /// When the job has to be over.
    until: Instant,
    given_up: &'w Arc<AtomicUsize>,
}

/// Why work came to no end.
#[derive(Debug, PartialEq, Eq)]
enum GivenUp {
    /// The job was cancelled.
    Cancelled,
    /// Its time was over.
    TooLong,
    /// It failed.
    Panicked,
}

/// Does work on a thread of its own, as long as it may take. What is given up is told to stop, and its thread left alone:
/// `still` counts those that have not ended.
fn watched<T: Send + 'static>(
    cancelled: &Arc<AtomicBool>,
    until: Instant,
    still: &Arc<AtomicUsize>,
    work: impl FnOnce(&dyn Fn() -> bool) -> T + Send + 'static,
) -> Result<T, GivenUp> {
    let over = |cancelled: &AtomicBool| match () {
        () if cancelled.load(Ordering::Relaxed) => Some(GivenUp::Cancelled),
        () if Instant::now() >= until => Some(GivenUp::TooLong),
        () => None,
    };
    while still.load(Ordering::Relaxed) >= GIVEN_UP {
        if let Some(why) = over(cancelled) {
            return Err(why);
        }
        std::thread::sleep(LOOK);
    }
    let (done, waiting) = sync_channel(1);
    let stop = Arc::clone(cancelled);
    still.fetch_add(1, Ordering::Relaxed);
    let running = Running(Arc::clone(still));
    std::thread::spawn(move || {
        let stop = move || stop.load(Ordering::Relaxed) || Instant::now() >= until;
        let out = work(&stop);
        drop(running);
        // Nobody waits for what was given up.
        let _ = done.send(out);
    });
    loop {
        match waiting.recv_timeout(LOOK) {
            Ok(done) => return Ok(done),
            // A bug that one article brings out must not end the thread that reads all others.
            Err(RecvTimeoutError::Disconnected) => return Err(GivenUp::Panicked),
            Err(RecvTimeoutError::Timeout) => {
                if let Some(why) = over(cancelled) {
                    return Err(why);
                }
            }
        }
    }
}

/// Counts a thread as long as it runs.
struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Worker<'_> {
    fn run(&self, what: &What) {
        match what {
            What::Text(text) => {
                let bytes = text.replace("\r\n", "\n").into_bytes();
                let capture = Capture {
                    origin: "pasted".to_owned(),
                    bytes,
                    url: None,
                    content_type: Some("text/plain; charset=utf-8".to_owned()),
                };
                self.one(Received::new(capture));
            }
            What::Url(url) => {
                self.job.step(format!("{url} is being fetched"));
                let fetcher = Fetcher::new(self.settings.fetch.clone(), Arc::clone(&self.job.cancelled));
                match fetcher.fetch(url, None) {
                    Ok(Fetched::Page(capture, _)) => self.one(Received::new(capture)),
                    Ok(Fetched::Unchanged) => {}
                    Err(_) if self.job.is_cancelled() => {}
                    Err(error) => {
                        let hint = error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
                        self.job.failed(format!("{error}{hint}"));
                    }
                }
            }
            What::File { folder, name } => self.file(folder, name),
        }
    }

    fn file(&self, folder: &Path, name: &str) {
        let wanted = vec![Wanted::Path(folder.join(name))];
        // The scratch folder is nobody's business, and another one each time.
        let known_by = name.to_owned();
        let (cancelled, until) = (Arc::clone(&self.job.cancelled), self.until);
        let over = move || cancelled.load(Ordering::Relaxed) || Instant::now() >= until;
        let sources = Sources::new(wanted, Mapping::usual()).places(move |_| known_by.clone());
        for received in sources.until(over.clone()).take_while(|_| !over()) {
            match received {
                Ok(mut received) => {
                    let origin = &received.capture.origin;
                    if let Some(apart) = origin.strip_prefix(&*folder.to_string_lossy()) {
                        received.capture.origin = apart.trim_start_matches('/').to_owned();
                    }
                    self.one(received);
                }
                Err(error) => {
                    let said = error.to_string().replace(&*folder.to_string_lossy(), "");
                    self.job.failed(said.trim_start_matches('/').to_owned());
                }
            }
        }
        if !self.job.is_cancelled() && over() {
            self.job.failed(
                "the job took too long and was ended; what was read by then is in the archive".to_owned(),
            );
        }
    }

    fn one(&self, received: Received) {
        let origin = received.capture.origin.clone();
        if let Err(why) = self.read(&Arc::new(received), &origin) {
            self.job.failed(why);
        }
    }

    /// Does a part of the work on an article; none when the job was cancelled meanwhile.
    fn part<T: Send + 'static>(
        &self,
        origin: &str,
        until: Instant,
        work: impl FnOnce(&dyn Fn() -> bool) -> T + Send + 'static,
    ) -> Result<Option<T>, String> {
        match watched(&self.job.cancelled, until, self.given_up, work) {
            Ok(done) => Ok(Some(done)),
            Err(GivenUp::Cancelled) => Ok(None),
            Err(GivenUp::TooLong) => Err(format!("{origin}: it took too long and was given up")),
            Err(GivenUp::Panicked) => {
                Err(format!("{origin}: onrecord failed on this article; please report it"))
            }
        }
    }

    fn read(&self, received: &Arc<Received>, origin: &str) -> Result<(), String> {
        self.job.step("the text is being taken out");
        let until = self.until.min(Instant::now() + ARTICLE);
        let now = (self.settings.clock)();
        let hints = Hints { today: now.get(..10).map(str::to_owned), ..self.hints.clone() };
        let taken = self.part(origin, until, {
            let received = Arc::clone(received);
            move |stop| received.take_within(&hints, &Budget::until(stop))
        })?;
        let Some(taken) = taken else { return Ok(()) };
        let taken = taken.map_err(|error| match error.hint() {
            Some(hint) => format!("{error} ({hint})"),
            None => error.to_string(),
        })?;
        let known_by = address(taken.article.url.as_deref(), received.place.as_deref(), &received.hash);
        let text = taken.article.text.as_str();
        let known = self
            .with_archive(|archive| {
                Ok(archive.knows(&received.hash, received.capture.url.as_deref())?
                    || archive.knows_text(&known_by, text)?)
            })
            .map_err(|error| error.to_string())?;
        if known {
            self.tell(known_by, taken.article.title, 0, true);
            return Ok(());
        }
        let words = text.split_whitespace().count();
        self.job.step(format!("{words} words are being read"));
        let incoming = self.part(origin, until, {
            let (reader, received) = (Arc::clone(self.reader), Arc::clone(received));
            let name = self.settings.reader_name.clone();
            move |_| incoming(&reader, &received, taken, now, name)
        })?;
        let Some(incoming) = incoming.filter(|_| !self.job.is_cancelled()) else { return Ok(()) };
        self.job.step("it is being put into the archive");
        let added = self
            .with_archive(|archive| {
                let batch = archive.batch()?;
                let added = batch.add(&incoming)?;
                batch.commit()?;
                Ok(added)
            })
            .map_err(|error| error.to_string())?;
        let statements = incoming.record.statements.len();
        self.tell(known_by, incoming.record.article.title, statements, added == Added::Already);
        Ok(())
    }

    fn tell(&self, address: String, title: Option<String>, statements: usize, known: bool) {
        self.job.tell(|p| {
            if known {
                p.known += 1;
            } else {
                p.added += 1;
            }
            if p.articles.len() < TOLD {
                p.articles.push(Article { address, title, statements, known });
            }
        });
    }

    fn with_archive<T>(
        &self,
        work: impl FnOnce(&mut Archive) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        write_with(self.settings, self.writer, work)
    }
}

fn incoming(reader: &Reader, received: &Received, taken: Taken, added: String, name: String) -> Incoming {
    let notes: Vec<Note> = taken.notes;
    Incoming {
        record: reader.read(taken.article, notes),
        received: received.hash,
        fetched: received.capture.url.clone(),
        place: received.place.clone(),
        added,
        reader: name,
    }
}

/// Works with the one connection that writes, which is opened when it is first needed.
pub(crate) fn write_with<T, E: From<ArchiveError>>(
    settings: &Settings,
    writer: &Writer,
    work: impl FnOnce(&mut Archive) -> Result<T, E>,
) -> Result<T, E> {
    let mut held = writer.lock().unwrap_or_else(PoisonError::into_inner);
    let archive = match held.take() {
        Some(archive) => held.insert(archive),
        None => held.insert(Archive::open_for_adding(
            &settings.archive,
            onrecord::dictionary::Dictionary::embedded(),
        )?),
    };
    work(archive)
}

/// A name for a scratch folder that no other job has.
pub(crate) fn scratch_name(now: &str, number: u64) -> String {
    let at: Option<Timestamp> = now.parse().ok();
    format!("upload-{}-{number}", at.map_or(0, Timestamp::as_second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn work_that_is_cancelled_or_takes_too_long_is_given_up_at_once() {
        let (cancelled, still) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        assert_eq!(watched(&cancelled, soon(), &still, |stop| stop()), Ok(false));
        assert_eq!(watched(&cancelled, soon(), &still, |_| panic!("a bug")), Err::<(), _>(GivenUp::Panicked));

        // What does not mind being told to stop goes on, and the next is done all the same.
        let begun = Instant::now();
        let (end, ended) = sync_channel::<()>(0);
        let stubborn = watched(&cancelled, Instant::now() + LOOK, &still, move |_| ended.recv().is_ok());
        assert_eq!(stubborn, Err(GivenUp::TooLong));
        assert_eq!((watched(&cancelled, soon(), &still, |_| 1), still.load(Ordering::Relaxed)), (Ok(1), 1));

        let stop = Arc::clone(&cancelled);
        let minding = watched(&cancelled, soon(), &still, move |stopped| {
            stop.store(true, Ordering::Relaxed);
            while !stopped() {
                std::thread::yield_now();
            }
            std::thread::sleep(LOOK * 20);
        });
        assert_eq!(minding, Err(GivenUp::Cancelled));
        assert!(begun.elapsed() < Duration::from_secs(10));
        drop(end);
    }
}
