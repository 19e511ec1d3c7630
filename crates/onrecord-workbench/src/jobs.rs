//! Reading articles into the archive while somebody watches: one after the other, on a thread of its own, with a reader
//! that is loaded once.

use crate::house::Settings;
use jiff::Timestamp;
use onrecord::{Note, Reader};
use onrecord_archive::{Added, Archive, ArchiveError, Incoming, address};
use onrecord_fetch::{Fetched, Fetcher};
use onrecord_intake::{Capture, Hints, Mapping, Received, Sources, Taken, Wanted};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Jobs that may wait.
const WAITING: usize = 20;
/// Jobs that are remembered after their end.
const REMEMBERED: usize = 100;
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

    /// Ends it as soon as can be: an article that is being read is read to its end, and not added.
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
    next: std::sync::atomic::AtomicU64,
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
        Jobs { list: Mutex::new(VecDeque::new()), orders, next: 1.into() }
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
    let mut reader: Option<Reader> = None;
    while let Ok(Order { job, what, hints }) = orders.recv() {
        if !job.is_cancelled() {
            job.tell(|p| p.state = State::Running);
            if reader.is_none() {
                job.step("the reader is being loaded");
                match (settings.reader)() {
                    Ok(loaded) => reader = Some(loaded),
                    Err(why) => job.failed(format!("the reader could not be loaded: {why}")),
                }
            }
            if let Some(reader) = &reader {
                let desk = Worker { settings, writer, reader, job: &job, hints: &hints };
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
    reader: &'w Reader,
    job: &'w Job,
    hints: &'w Hints,
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
                self.one(&Received::new(capture));
            }
            What::Url(url) => {
                self.job.step(format!("{url} is being fetched"));
                let fetcher = Fetcher::new(self.settings.fetch.clone(), Arc::clone(&self.job.cancelled));
                match fetcher.fetch(url, None) {
                    Ok(Fetched::Page(capture, _)) => self.one(&Received::new(capture)),
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
        for received in Sources::new(wanted, Mapping::usual()) {
            if self.job.is_cancelled() {
                return;
            }
            match received {
                Ok(mut received) => {
                    // The scratch folder is nobody's business, and another one each time.
                    let apart = |path: &str| {
                        path.strip_prefix(&*folder.to_string_lossy())
                            .map_or_else(|| path.to_owned(), |rest| rest.trim_start_matches('/').to_owned())
                    };
                    received.place = received.place.as_deref().map(apart);
                    received.capture.origin = apart(&received.capture.origin);
                    self.one(&received);
                }
                Err(error) => {
                    let said = error.to_string().replace(&*folder.to_string_lossy(), "");
                    self.job.failed(said.trim_start_matches('/').to_owned());
                }
            }
        }
    }

    fn one(&self, received: &Received) {
        let origin = received.capture.origin.clone();
        // A bug that one article brings out must not end the thread that reads all others.
        let done = catch_unwind(AssertUnwindSafe(|| self.read(received)));
        match done {
            Ok(Ok(())) => {}
            Ok(Err(why)) => self.job.failed(why),
            Err(_) => self.job.failed(format!("{origin}: onrecord failed on this article; please report it")),
        }
    }

    fn read(&self, received: &Received) -> Result<(), String> {
        self.job.step("the text is being taken out");
        let now = (self.settings.clock)();
        let hints = Hints { today: now.get(..10).map(str::to_owned), ..self.hints.clone() };
        let taken = received.take(&hints).map_err(|error| match error.hint() {
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
        let incoming = self.incoming(received, taken, now);
        if self.job.is_cancelled() {
            return Ok(());
        }
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

    fn incoming(&self, received: &Received, taken: Taken, added: String) -> Incoming {
        let notes: Vec<Note> = taken.notes;
        Incoming {
            record: self.reader.read(taken.article, notes),
            received: received.hash,
            fetched: received.capture.url.clone(),
            place: received.place.clone(),
            added,
            reader: self.settings.reader_name.clone(),
        }
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
