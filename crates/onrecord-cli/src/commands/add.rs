//! `onrecord add`: many articles into an archive, in batches that are there wholly or not at all.

mod exchange;
mod places;
mod update;

use crate::commands::read::reader_with;
#[cfg(feature = "export")]
use crate::commands::to_parquet;
use crate::commands::write_failed;
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use crate::parallel::{self, Panicked};
use crate::progress::{Extent, Progress};
use crate::settings::{AddSettings, Target};
use onrecord::{Note, Reader};
use onrecord_archive::corrections::Change;
use onrecord_archive::{Added, Archive, ArchiveError, Incoming, Visit, address};
use onrecord_exchange::ExchangeError;
use onrecord_fetch::{
    Crawl, CrawlError, Crawled, FetchError, Fetcher, Known, Policy as FetchPolicy, Recall, Validators,
};
use onrecord_intake::{Addresses, IntakeError, PassedOver, Received, SourceError, Sources, Taken, Wanted};
#[cfg(feature = "export")]
use onrecord_lake::LakeError;
use places::Places;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A batch is committed when it has this many articles …
const BATCH: usize = 64;
/// … or is this old, so that a kill costs no more than that.
const OLDEST: Duration = Duration::from_secs(2);

/// Something to be done.
enum Item {
    /// An article of a file, or why there is none.
    Source(Result<Box<Received>, SourceError>),
    /// Something from the web.
    Web(Crawled),
}

impl Item {
    fn hash(&self) -> Option<&[u8; 32]> {
        match self {
            Item::Source(Ok(received)) | Item::Web(Crawled::Article(received, _)) => Some(&received.hash),
            _ => None,
        }
    }
}

/// What came of one article. A visit goes into the archive with it, and never before it.
enum Read {
    /// It is to be added.
    New(Box<Incoming>, Option<Visit>),
    /// The archive has it.
    Known(Option<Visit>),
    /// The archive has it, and tells something else of it.
    Told(Option<Visit>, String, Change),
    /// Nothing was to be done.
    Nothing,
}

/// Why something gave no article.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Crawl(#[from] CrawlError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[cfg(feature = "export")]
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    #[error("{address}: what is told of it now cannot be kept: {cause}")]
    Told { address: String, cause: String },
    #[error("{origin}: onrecord failed on this article: {said}")]
    Bug { origin: String, said: String },
}

impl Hinted for AddError {
    fn hint(&self) -> Option<String> {
        match self {
            AddError::Source(error) => error.hint().map(str::to_owned),
            AddError::Intake(error) => error.hint().map(str::to_owned),
            AddError::Crawl(error) => error.hint(),
            AddError::Archive(error) => error.hint().map(str::to_owned),
            #[cfg(feature = "export")]
            AddError::Lake(error) => error.hint().map(str::to_owned),
            AddError::Exchange(error) => error.hint().map(str::to_owned),
            AddError::Told { .. } => Some("see what the table of --metadata has for it".to_owned()),
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
    /// Articles that were there, of which something else is told now.
    updated: usize,
    /// Of what came back from tools for coding.
    corrections: usize,
    codes: usize,
}

/// Adds everything the settings name.
pub fn run(settings: &AddSettings) -> Exit {
    #[allow(clippy::infallible_destructuring_match, reason = "without the feature there is one target")]
    let file = match &settings.target {
        Target::Archive(file) => file,
        #[cfg(feature = "export")]
        Target::Parquet(folder) => return to_parquet::run(settings, folder),
    };
    let Some(reader) = reader_with(&settings.model, &settings.actors, settings.policy) else {
        return Exit::NothingRead;
    };
    let opened = Archive::open_for_adding(file, reader.dictionary().clone())
        .and_then(|archive| Ok((archive, Archive::open(file)?)));
    let (archive, lookup) = match opened {
        Ok(both) => both,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let stopped = stopped_by_user();

    let lookup = Arc::new(Mutex::new(lookup));
    let places = Places::new(&lookup);
    let known_by = places.clone();
    let stop = Arc::clone(&stopped);
    let sources = Sources::new(settings.wanted.clone(), settings.mapping.clone())
        .until(move || stop.load(SeqCst))
        .places(move |path| known_by.of(path))
        .without(file)
        .from(settings.from)
        .metadata(settings.metadata.clone());
    let passed = sources.passed_over();
    let mut run = Run {
        archive,
        waiting: Vec::new(),
        visits: Vec::new(),
        told: Vec::new(),
        person: settings.update.clone(),
        since: Instant::now(),
        sum: Sum::default(),
        progress: Progress::new("articles", extent(settings, &sources, file)),
        list: settings.list,
        ended: None,
    };
    let files = Files {
        addresses: sources.addresses(),
        sources,
        crawl: None,
        fetch: settings.fetch.clone(),
        stopped: Arc::clone(&stopped),
        lookup: Arc::clone(&lookup),
    };
    let web = (!settings.starts.is_empty()).then(|| {
        let fetcher = Fetcher::new(settings.fetch.clone(), Arc::clone(&stopped));
        Crawl::new(settings.starts.clone(), fetcher, recall(&lookup)).map(Item::Web)
    });
    let wanted = files
        .chain(web.into_iter().flatten())
        .take_while(|_| !stopped.load(SeqCst))
        .filter(|item| item.hash().zip(settings.shard).is_none_or(|(hash, shard)| shard.has(hash)));
    parallel::in_order(
        wanted,
        settings.threads,
        |item| do_one(&reader, &lookup, item, settings).map_err(Box::new),
        |item, result| run.take(item, result),
    );
    #[cfg(feature = "export")]
    for file in settings.parquet.iter().take_while(|_| !stopped.load(SeqCst)) {
        run.load(file, settings, &stopped);
    }
    for (format, path) in settings.exchange.iter().take_while(|_| !stopped.load(SeqCst)) {
        run.take_in((*format, path), &reader, settings, &stopped, &places);
    }
    // Whoever closes the archive last clears up after it, and looking only may not.
    drop(lookup);
    run.end(stopped.load(SeqCst), &passed)
}

/// What lies in files, and what the addresses lead to that tables among them have in place of texts.
struct Files {
    sources: Sources,
    addresses: Addresses,
    crawl: Option<Crawl>,
    fetch: FetchPolicy,
    stopped: Arc<AtomicBool>,
    lookup: Arc<Mutex<Archive>>,
}

impl Iterator for Files {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(crawled) = self.crawl.as_mut().and_then(Iterator::next) {
                return Some(Item::Web(crawled));
            }
            self.crawl = None;
            if let Some(received) = self.sources.next() {
                return Some(Item::Source(received.map(Box::new)));
            }
            let listed = std::mem::take(&mut *self.addresses.lock().unwrap_or_else(PoisonError::into_inner));
            if listed.is_empty() {
                return None;
            }
            let fetcher = Fetcher::new(self.fetch.clone(), Arc::clone(&self.stopped));
            self.crawl = Some(Crawl::pages(listed, fetcher, recall(&self.lookup)));
        }
    }
}

/// How much there is to read, for the time left. Found out on the side, and only where there is a terminal to tell it.
fn extent(settings: &AddSettings, sources: &Sources, archive: &Path) -> Extent {
    let extent = Extent { read: sources.bytes_read(), ..Extent::default() };
    if io::stderr().is_terminal() && settings.starts.is_empty() {
        let (total, wanted) = (Arc::clone(&extent.total), settings.wanted.clone());
        let archive = archive.to_owned();
        // Of standard input nobody knows how much there is.
        if !wanted.contains(&Wanted::Standard) {
            std::thread::spawn(move || total.store(Sources::size(wanted, &archive), Relaxed));
        }
    }
    extent
}

/// What the archive knows of an address.
fn recall(lookup: &Arc<Mutex<Archive>>) -> Recall {
    // Threads that fetch may outlive the run, and must not keep the archive open.
    let lookup = Arc::downgrade(lookup);
    Box::new(move |url| {
        let lookup = lookup.upgrade()?;
        // A failure here is met again where the article is looked up, and told there.
        let visit = lookup.lock().unwrap_or_else(PoisonError::into_inner).visited(url).ok()??;
        let at: jiff::Timestamp = visit.at.parse().ok()?;
        let age = jiff::Timestamp::now().duration_since(at);
        Some(Known {
            validators: Validators { url: visit.answered_by, etag: visit.etag, modified: visit.modified },
            at,
            age: age.try_into().unwrap_or_default(),
        })
    })
}

fn do_one(
    reader: &Reader,
    lookup: &Mutex<Archive>,
    item: &Item,
    settings: &AddSettings,
) -> Result<Read, AddError> {
    match item {
        Item::Source(Ok(received)) => read(reader, lookup, received, settings, None),
        Item::Web(Crawled::Article(received, None)) => read(reader, lookup, received, settings, None),
        Item::Web(Crawled::Article(received, Some(visited))) => {
            let visit = Visit {
                url: visited.url.clone(),
                answered_by: visited.validators.url.clone(),
                etag: visited.validators.etag.clone(),
                modified: visited.validators.modified.clone(),
                at: now(),
            };
            let error = match read(reader, lookup, received, settings, Some(visit.clone())) {
                Err(AddError::Intake(error)) => error,
                other => return other,
            };
            // What the feed has of the article is better than nothing.
            let Some(own) = &visited.own else { return Err(error.into()) };
            let mut own = own.clone();
            own.notes.push(Note::new(format!("the article's page gave nothing to read: {error}")));
            read(reader, lookup, &own, settings, Some(visit))
        }
        Item::Web(Crawled::Unchanged(_)) => Ok(Read::Known(None)),
        // Errors are told in their turn.
        Item::Source(Err(_)) | Item::Web(Crawled::Failed(_) | Crawled::Idle) => Ok(Read::Nothing),
    }
}

fn read(
    reader: &Reader,
    lookup: &Mutex<Archive>,
    received: &Received,
    settings: &AddSettings,
    visit: Option<Visit>,
) -> Result<Read, AddError> {
    let ask = || lookup.lock().unwrap_or_else(PoisonError::into_inner);
    let known = ask().knows(&received.hash, received.capture.url.as_deref())?;
    if known && settings.update.is_none() {
        return Ok(Read::Known(visit));
    }
    let taken = received.take(&settings.hints)?;
    let known_by = address(taken.article.url.as_deref(), received.place.as_deref(), &received.hash);
    // Asked again: what changed may be advertising around the same text.
    if known || ask().knows_text(&known_by, taken.article.text.as_str())? {
        let told = match settings.update {
            Some(_) => update::otherwise(&ask(), &known_by, &taken.article)?,
            None => None,
        };
        return Ok(match told {
            Some(change) => Read::Told(visit, known_by, change),
            None => Read::Known(visit),
        });
    }
    Ok(Read::New(Box::new(incoming(reader, &settings.model.reader_name(), received, taken)), visit))
}

/// Reads an article, as it comes into an archive or a lake. `name` is the reader's.
pub(crate) fn incoming(reader: &Reader, name: &str, received: &Received, taken: Taken) -> Incoming {
    Incoming {
        record: reader.read(taken.article, taken.notes),
        received: received.hash,
        fetched: received.capture.url.clone(),
        place: received.place.clone(),
        added: now(),
        reader: name.to_owned(),
    }
}

/// Becomes true when the user (Ctrl-C) or the system (SIGTERM, SIGHUP) wishes to stop; at the second time the process ends.
pub(crate) fn stopped_by_user() -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    // Where there can be no handler, Ctrl-C ends the process at once, which archives and lakes survive as well.
    let _ = ctrlc::set_handler(move || {
        if stop.swap(true, SeqCst) {
            std::process::exit(Exit::Interrupted.code().into());
        }
    });
    stopped
}

/// What time it is, as the archive keeps it.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A run as it goes on.
struct Run {
    archive: Archive,
    waiting: Vec<(Incoming, Option<Visit>)>,
    /// Visits that led to what is known.
    visits: Vec<Visit>,
    /// What is told of articles now.
    told: Vec<(String, Change)>,
    /// Who says so.
    person: Option<String>,
    since: Instant,
    sum: Sum,
    progress: Progress,
    list: bool,
    /// Why it ended early.
    ended: Option<Exit>,
}

impl Run {
    fn take(&mut self, item: Item, result: Result<Result<Read, Box<AddError>>, Panicked>) -> ControlFlow<()> {
        let origin = match item {
            Item::Source(Ok(received)) | Item::Web(Crawled::Article(received, _)) => received.capture.origin,
            Item::Source(Err(error)) => {
                self.failed(&error.into());
                return ControlFlow::Continue(());
            }
            Item::Web(Crawled::Failed(error)) => {
                // Whoever stops a run knows why a page did not come.
                if !matches!(error, CrawlError::Fetch(FetchError::Stopped { .. })) {
                    self.failed(&error.into());
                }
                return ControlFlow::Continue(());
            }
            Item::Web(Crawled::Unchanged(url)) => url,
            Item::Web(Crawled::Idle) => String::new(),
        };
        match result {
            Err(Panicked { message: said }) => self.failed(&AddError::Bug { origin, said }),
            Ok(Err(error)) => match *error {
                // The archive is gone, and with it the sense of going on.
                AddError::Archive(error) => return self.give_up(&error),
                other => self.failed(&other),
            },
            Ok(Ok(Read::Nothing)) => {}
            Ok(Ok(Read::Known(visit))) => {
                self.sum.known += 1;
                self.visits.extend(visit);
                self.progress.step(0);
            }
            Ok(Ok(Read::Told(visit, address, change))) => {
                self.visits.extend(visit);
                self.told.push((address, change));
                self.progress.step(0);
            }
            Ok(Ok(Read::New(incoming, visit))) => {
                self.progress.step_over(&incoming.record.article);
                self.waiting.push((*incoming, visit));
            }
        }
        let waiting = self.waiting.len() + self.visits.len() + self.told.len();
        if waiting >= BATCH || waiting > 0 && self.since.elapsed() > OLDEST {
            return self.commit();
        }
        ControlFlow::Continue(())
    }

    /// Loads the records of a Parquet file, which were read when it was written.
    #[cfg(feature = "export")]
    fn load(&mut self, file: &Path, settings: &AddSettings, stopped: &AtomicBool) {
        if self.ended.is_some() {
            return;
        }
        let loaded = to_parquet::each_record(file, |incoming| {
            match incoming {
                Ok(incoming) if settings.shard.is_some_and(|shard| !shard.has(&incoming.received)) => {}
                Ok(incoming) => {
                    self.progress.step_over(&incoming.record.article);
                    self.waiting.push((incoming, None));
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
        let visits = std::mem::take(&mut self.visits);
        self.since = Instant::now();
        let added = self.put(&waiting, &visits);
        let added = match added.and_then(|added| self.put_right().map(|()| added)) {
            Ok(added) => added,
            Err(error) => return self.give_up(&error),
        };
        let mut told = String::new();
        for ((incoming, _), added) in waiting.iter().zip(added) {
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
    fn put(
        &mut self,
        waiting: &[(Incoming, Option<Visit>)],
        visits: &[Visit],
    ) -> Result<Vec<Result<Added, ArchiveError>>, ArchiveError> {
        let batch = self.archive.batch()?;
        let mut all = Vec::with_capacity(waiting.len());
        for (incoming, visit) in waiting {
            match (batch.add(incoming), visit) {
                (Err(error), _) if !matches!(error, ArchiveError::Unfit { .. }) => return Err(error),
                (Ok(added), Some(visit)) => {
                    batch.remember(visit)?;
                    all.push(Ok(added));
                }
                (added, _) => all.push(added),
            }
        }
        for visit in visits {
            batch.remember(visit)?;
        }
        batch.commit()?;
        Ok(all)
    }

    fn end(mut self, stopped: bool, passed: &PassedOver) -> Exit {
        if self.ended.is_none()
            && !(self.waiting.is_empty() && self.visits.is_empty() && self.told.is_empty())
        {
            let _ = self.commit();
        }
        if self.ended.is_none()
            && let Err(error) = self.archive.tidy()
        {
            let _ = self.give_up(&error);
        }
        self.progress.finish();
        let Sum { new, versions, known, failed, statements, updated, corrections, codes } = self.sum;
        // On standard error, like every message: standard output is for the list.
        let _ = writeln!(
            io::stderr(),
            "{new} added, {versions} new versions of known ones ({statements} statements), {known} known already, \
             {failed} could not be read{}",
            if stopped { "; stopped, and the same command goes on from here" } else { "" }
        );
        if updated > 0 {
            let _ = writeln!(io::stderr(), "of {updated} known ones, something else is told now");
        }
        if corrections + codes > 0 {
            let _ = writeln!(io::stderr(), "taken in: {corrections} corrections, {codes} codes");
        }
        if !passed.is_empty() {
            let _ = writeln!(io::stderr(), "passed over, as no pages: {}", printable(&passed.to_string()));
        }
        match self.ended {
            Some(exit) => exit,
            None if stopped => Exit::Interrupted,
            None => Exit::of_run(new + versions + known + updated, failed),
        }
    }
}
