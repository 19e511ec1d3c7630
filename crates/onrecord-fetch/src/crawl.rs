//! From addresses to articles: feeds and sitemaps are followed to the pages they name, and asked again if wanted.
//!
//! Each host has a queue of its own and is asked one question at a time. Pages go before listings, so that one sitemap
//! after the other is unfolded and not all at once. What is found goes through a short channel: whoever takes it
//! slowly slows the asking down.

use crate::error::FetchError;
use crate::fetch::{Fetched, Fetcher, Validators, origin_of};
use crate::hosts::lock;
use jiff::Timestamp;
use jiff::civil::Date;
use onrecord::Note;
use onrecord_intake::{Budget, Capture, Content, Hints, Listed, Listing, Received, SourceError, feeds_of};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// Hosts asked at the same time.
const THREADS: usize = 4;
/// Articles fetched and not yet taken.
const AHEAD: usize = 8;
/// How often the wish to stop is looked at, and how long [`Crawl::next`] waits before it says so.
const BLINK: Duration = Duration::from_millis(200);
/// Sitemaps inside sitemaps inside …
const DEPTH: usize = 3;
/// How long a page that a listing dates in no way is taken to be what it was.
const FRESH: Duration = Duration::from_secs(24 * 60 * 60);

/// An address to start from.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// The address.
    pub url: String,
    /// Whether it must be a feed or a sitemap; otherwise it may be a page, too.
    pub listing: bool,
    /// Name of the outlet, which goes before what feeds and pages say of themselves.
    pub outlet: Option<String>,
    /// After which time it is asked again; never, if not given.
    pub again: Option<Duration>,
}

/// What is known of an address from earlier runs.
#[derive(Debug, Clone)]
pub struct Known {
    /// What to ask with.
    pub validators: Validators,
    /// When it was fetched.
    pub at: Timestamp,
    /// How long ago that was.
    pub age: Duration,
}

/// What came of an address.
#[derive(Debug)]
pub enum Crawled {
    /// An article, and what to ask its address with the next time. None of the latter where the article is what a feed
    /// had of it.
    Article(Box<Received>, Option<Box<Visited>>),
    /// It is what it was.
    Unchanged(String),
    /// It gave nothing.
    Failed(CrawlError),
    /// Nothing has come for a moment.
    Idle,
}

/// An address that was fetched.
#[derive(Debug, Clone)]
pub struct Visited {
    /// As it was asked for.
    pub url: String,
    /// What it gave to ask with.
    pub validators: Validators,
    /// What a feed itself had of the article, for the case that its page holds none.
    pub own: Option<Box<Received>>,
}

/// Why an address gave no article.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CrawlError {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What was fetched could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A page where a feed should be.
    #[error("{url}: is a page, not a feed")]
    Page {
        /// As given.
        url: String,
        /// Feeds that the page names.
        feeds: Vec<String>,
    },
    /// An entry that leads nowhere.
    #[error("{url}: entry {number} has neither an address nor words")]
    Empty {
        /// The feed.
        url: String,
        /// Which entry, from 1.
        number: usize,
    },
}

impl CrawlError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            CrawlError::Fetch(error) => error.hint().map(str::to_owned),
            CrawlError::Source(error) => error.hint().map(str::to_owned),
            CrawlError::Page { feeds, .. } if feeds.is_empty() => {
                Some("look for the address of the site's feed, often under a sign like RSS".to_owned())
            }
            CrawlError::Page { feeds, .. } => Some(format!("it names as its feeds: {}", feeds.join(", "))),
            CrawlError::Empty { .. } => Some("the other entries are followed all the same".to_owned()),
        }
    }
}

/// What is asked of the archive before a page is: what it knows of the address.
pub type Recall = Box<dyn Fn(&str) -> Option<Known> + Send + Sync>;

/// Articles from the web, one after the other, in the order in which they come.
#[derive(Debug)]
pub struct Crawl {
    receiver: Receiver<Crawled>,
    fetcher: Arc<Fetcher>,
}

impl Crawl {
    /// Begins to fetch. It ends when nothing is left to ask, or when the fetcher was told to stop.
    pub fn new(starts: Vec<Start>, fetcher: Fetcher, recall: Recall) -> Crawl {
        let mut plan = Plan::default();
        let now = Instant::now();
        for start in starts {
            let root = Arc::new(Root { start, maps: Mutex::default() });
            plan.add_listing(now, Task::list(root));
        }
        Crawl::of(plan, fetcher, recall)
    }

    /// Fetches the pages of a list, such as a table of addresses, each once. What the list says of an article holds where its
    /// page does not say it.
    pub fn pages(listed: Vec<Listed>, fetcher: Fetcher, recall: Recall) -> Crawl {
        let mut plan = Plan::default();
        let root = Arc::new(Root { start: Start::default(), maps: Mutex::default() });
        for mut listed in listed {
            let Some(url) = listed.url.take() else { continue };
            if plan.met.insert(url.clone(), listed.updated.clone()).is_none() {
                plan.add_page(Task::Page { root: Arc::clone(&root), url, listed: Box::new(listed) });
            }
        }
        Crawl::of(plan, fetcher, recall)
    }

    fn of(plan: Plan, fetcher: Fetcher, recall: Recall) -> Crawl {
        let fetcher = Arc::new(fetcher);
        let (sender, receiver) = sync_channel(AHEAD);
        let shared = Arc::new(Shared { plan: Mutex::new(plan), moved: Condvar::new(), recall });
        for _ in 0..THREADS {
            let worker =
                Worker { shared: Arc::clone(&shared), fetcher: Arc::clone(&fetcher), sender: sender.clone() };
            // Not waited for: one that is held up by a slow server ends with the process.
            std::thread::spawn(move || worker.work());
        }
        Crawl { receiver, fetcher }
    }
}

impl Iterator for Crawl {
    type Item = Crawled;

    fn next(&mut self) -> Option<Crawled> {
        match self.receiver.recv_timeout(BLINK) {
            _ if self.fetcher.stopped() => None,
            Ok(crawled) => Some(crawled),
            Err(RecvTimeoutError::Timeout) => Some(Crawled::Idle),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}

/// One of the addresses to start from.
#[derive(Debug)]
struct Root {
    start: Start,
    /// Sitemaps met since it was last asked: an index may name itself.
    maps: Mutex<HashSet<String>>,
}

/// Something to ask.
#[derive(Debug)]
enum Task {
    Listing { root: Arc<Root>, url: String, depth: usize, validators: Option<Validators> },
    Page { root: Arc<Root>, url: String, listed: Box<Listed> },
}

impl Task {
    fn list(root: Arc<Root>) -> Task {
        Task::Listing { url: root.start.url.clone(), root, depth: 0, validators: None }
    }

    fn url(&self) -> &str {
        match self {
            Task::Listing { url, .. } | Task::Page { url, .. } => url,
        }
    }
}

/// What is to be asked of one host.
#[derive(Debug, Default)]
struct Queue {
    busy: bool,
    pages: VecDeque<Task>,
    listings: BTreeMap<(Instant, u64), Task>,
}

#[derive(Debug, Default)]
struct Plan {
    hosts: HashMap<String, Queue>,
    busy: usize,
    number: u64,
    /// Pages asked in this run, with the date that the listing gave them.
    met: HashMap<String, Option<String>>,
    /// Addresses of starts of which a page could not be had for the time being: they are to be listed in full again.
    again: HashSet<String>,
}

impl Plan {
    fn add_listing(&mut self, due: Instant, task: Task) {
        self.number += 1;
        let queue = self.hosts.entry(origin_of(task.url())).or_default();
        queue.listings.insert((due, self.number), task);
    }

    fn add_page(&mut self, task: Task) {
        self.hosts.entry(origin_of(task.url())).or_default().pages.push_back(task);
    }

    /// Something that may be asked now, with the name of its queue; or when it is worth looking again.
    fn pick(&mut self, fetcher: &Fetcher) -> Result<(String, Task), Option<Instant>> {
        let now = Instant::now();
        let mut soonest: Option<Instant> = None;
        for (name, queue) in self.hosts.iter_mut().filter(|(_, q)| !q.busy) {
            let task = queue.pages.front().or(queue.listings.first_key_value().map(|(_, task)| task));
            let Some(task) = task else { continue };
            let due = match task {
                Task::Page { .. } => now,
                Task::Listing { .. } => queue.listings.first_key_value().map_or(now, |((due, _), _)| *due),
            };
            let due = due.max(fetcher.free(task.url()).unwrap_or(now));
            if due > now {
                soonest = Some(soonest.map_or(due, |s| s.min(due)));
                continue;
            }
            let task = queue.pages.pop_front().or_else(|| queue.listings.pop_first().map(|(_, task)| task));
            if let Some(task) = task {
                queue.busy = true;
                self.busy += 1;
                return Ok((name.clone(), task));
            }
        }
        Err(soonest)
    }

    fn is_done(&self) -> bool {
        self.busy == 0 && self.hosts.values().all(|q| q.pages.is_empty() && q.listings.is_empty())
    }
}

struct Shared {
    plan: Mutex<Plan>,
    moved: Condvar,
    recall: Recall,
}

struct Worker {
    shared: Arc<Shared>,
    fetcher: Arc<Fetcher>,
    sender: SyncSender<Crawled>,
}

/// Nobody is there any more to take what is found.
struct Gone;

impl Worker {
    fn work(self) {
        let mut plan = lock(&self.shared.plan);
        while !self.fetcher.stopped() {
            match plan.pick(&self.fetcher) {
                Ok((queue, task)) => {
                    drop(plan);
                    let done = self.ask(task);
                    plan = lock(&self.shared.plan);
                    plan.busy -= 1;
                    if let Some(queue) = plan.hosts.get_mut(&queue) {
                        queue.busy = false;
                    }
                    self.shared.moved.notify_all();
                    if done.is_err() {
                        return;
                    }
                }
                Err(_) if plan.is_done() => {
                    self.shared.moved.notify_all();
                    return;
                }
                Err(soonest) => {
                    let wait =
                        soonest.map_or(BLINK, |s| s.saturating_duration_since(Instant::now()).min(BLINK));
                    let waited = self.shared.moved.wait_timeout(plan, wait);
                    plan = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
                }
            }
        }
    }

    fn send(&self, crawled: Crawled) -> Result<(), Gone> {
        self.sender.send(crawled).map_err(|_| Gone)
    }

    fn ask(&self, task: Task) -> Result<(), Gone> {
        match task {
            Task::Listing { root, url, depth, validators } => {
                self.ask_listing(&root, &url, depth, validators)
            }
            Task::Page { root, url, listed } => self.ask_page(&root, &url, *listed),
        }
    }

    fn ask_listing(
        &self,
        root: &Arc<Root>,
        url: &str,
        depth: usize,
        validators: Option<Validators>,
    ) -> Result<(), Gone> {
        if depth == 0 {
            lock(&root.maps).clear();
        }
        let start = &root.start;
        // Of a listing only this run knows that all of its pages were had; of a page, the archive.
        let known = match start.listing || depth > 0 || start.again.is_some() {
            true => validators.filter(|_| !lock(&self.shared.plan).again.remove(url)),
            false => (self.shared.recall)(url).map(|k| k.validators),
        };
        let mut next = known.clone();
        match self.fetcher.fetch(url, known.as_ref()) {
            Err(error) => self.failed(error)?,
            Ok(Fetched::Unchanged) if start.again.is_some() || start.listing => {}
            Ok(Fetched::Unchanged) => self.send(Crawled::Unchanged(url.to_owned()))?,
            Ok(Fetched::Page(capture, validators)) => {
                next = Some(validators.clone());
                self.took(root, url, depth, capture, validators)?;
            }
        }
        if let (0, Some(again)) = (depth, start.again) {
            let task = Task::Listing { root: Arc::clone(root), url: url.to_owned(), depth, validators: next };
            lock(&self.shared.plan).add_listing(Instant::now() + again, task);
        }
        Ok(())
    }

    /// What was fetched where a listing may be.
    fn took(
        &self,
        root: &Arc<Root>,
        url: &str,
        depth: usize,
        capture: Capture,
        validators: Validators,
    ) -> Result<(), Gone> {
        let wants_listing = root.start.listing || depth > 0;
        let stop = || self.fetcher.stopped();
        match Content::of(capture, self.fetcher.policy().limit, &Budget::of_file(&stop)) {
            Err(error) => self.send(Crawled::Failed(error.into())),
            Ok(Content::Listing(listing)) => self.follow(root, url, depth, listing),
            Ok(Content::Article(received)) if wants_listing => {
                let feeds = feeds_of(&received.capture.bytes, &Budget::until(&stop));
                self.send(Crawled::Failed(CrawlError::Page { url: url.to_owned(), feeds }))
            }
            Ok(Content::Article(received)) => {
                self.article(root, *received, Visited { url: url.to_owned(), validators, own: None })
            }
        }
    }

    fn follow(&self, root: &Arc<Root>, url: &str, depth: usize, listing: Listing) -> Result<(), Gone> {
        for (number, mut listed) in (1..).zip(listing.entries) {
            match listed.url.take() {
                Some(page) => {
                    let mut plan = lock(&self.shared.plan);
                    // Listings name a page again and again.
                    let date = listed.updated.clone();
                    if plan.met.get(&page).is_some_and(|met| *met == date) {
                        continue;
                    }
                    plan.met.insert(page.clone(), date);
                    let listed = Box::new(listed);
                    plan.add_page(Task::Page { root: Arc::clone(root), url: page, listed });
                }
                None => match listed.own {
                    Some(own) => self.article_of_feed(root, *own, None)?,
                    None => {
                        let url = url.to_owned();
                        self.send(Crawled::Failed(CrawlError::Empty { url, number }))?;
                    }
                },
            }
        }
        for map in listing.maps {
            if depth < DEPTH && lock(&root.maps).insert(map.clone()) {
                let root = Arc::clone(root);
                let task = Task::Listing { root, url: map, depth: depth + 1, validators: None };
                lock(&self.shared.plan).add_listing(Instant::now(), task);
            }
        }
        self.shared.moved.notify_all();
        Ok(())
    }

    fn ask_page(&self, root: &Arc<Root>, url: &str, listed: Listed) -> Result<(), Gone> {
        let known = (self.shared.recall)(url);
        if known.as_ref().is_some_and(|known| is_fresh(known, listed.updated.as_deref())) {
            return self.send(Crawled::Unchanged(url.to_owned()));
        }
        match self.fetcher.fetch(url, known.as_ref().map(|k| &k.validators)) {
            Ok(Fetched::Unchanged) => self.send(Crawled::Unchanged(url.to_owned())),
            Ok(Fetched::Page(capture, validators)) => {
                let mut received = Received::new(capture);
                received.otherwise = listed.hints;
                received.authors = listed.authors;
                let own = listed.own;
                self.article(root, received, Visited { url: url.to_owned(), validators, own })
            }
            Err(error) if error.passes() => {
                let mut plan = lock(&self.shared.plan);
                plan.met.remove(url);
                plan.again.insert(root.start.url.clone());
                drop(plan);
                self.failed(error)
            }
            // The page will not be had the next time either: what the feed has of it is better than nothing.
            Err(error) => match listed.own {
                Some(own) => self.article_of_feed(root, *own, Some(&error)),
                None => self.failed(error),
            },
        }
    }

    fn failed(&self, error: FetchError) -> Result<(), Gone> {
        self.send(Crawled::Failed(error.into()))
    }

    fn article(&self, root: &Root, mut received: Received, mut visited: Visited) -> Result<(), Gone> {
        received.hints = outlet(root, received.hints);
        visited.own = visited.own.map(|mut own| {
            own.hints = outlet(root, own.hints);
            own
        });
        self.send(Crawled::Article(Box::new(received), Some(Box::new(visited))))
    }

    fn article_of_feed(
        &self,
        root: &Root,
        mut own: Received,
        because: Option<&FetchError>,
    ) -> Result<(), Gone> {
        own.hints = outlet(root, own.hints);
        if let Some(error) = because {
            own.notes.push(Note::new(format!("the article's page could not be had: {error}")));
        }
        self.send(Crawled::Article(Box::new(own), None))
    }
}

fn outlet(root: &Root, hints: Hints) -> Hints {
    Hints { outlet: root.start.outlet.clone().or(hints.outlet), ..hints }
}

/// Whether a page need not be asked for: it was fetched after the listing says it changed, or lately.
fn is_fresh(known: &Known, updated: Option<&str>) -> bool {
    match updated.and_then(moment) {
        Some(updated) => known.at > updated,
        None => known.age < FRESH,
    }
}

/// A date as intake has it. Of a day, the end counts: the change may have come late.
fn moment(date: &str) -> Option<Timestamp> {
    date.parse().ok().or_else(|| {
        let next = date.get(..10)?.parse::<Date>().ok()?.tomorrow().ok()?;
        format!("{next}T00:00:00Z").parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_fresh_until_the_listing_says_it_changed() {
        let known = |at: &str, hours: u64| Known {
            validators: Validators::default(),
            at: at.parse().unwrap(),
            age: Duration::from_secs(hours * 3600),
        };
        assert!(is_fresh(&known("2024-01-02T10:00:00Z", 99), Some("2024-01-02T09:59:00Z")));
        assert!(!is_fresh(&known("2024-01-02T10:00:00Z", 0), Some("2024-01-02T11:00:00+00:30")));
        assert!(!is_fresh(&known("2024-01-02T10:00:00Z", 99), Some("2024-01-02")));
        assert!(is_fresh(&known("2024-01-03T10:00:00Z", 99), Some("2024-01-02")));
        assert!(is_fresh(&known("2024-01-02T10:00:00Z", 23), None));
        assert!(!is_fresh(&known("2024-01-02T10:00:00Z", 25), None));
    }
}
