//! Many articles: files, folders, patterns, JSON Lines, WARC and feeds, one article after the other.
//!
//! [`Sources`] is an iterator that never holds more than one file's stretch in memory, and never ends early: what
//! cannot be read is an [`Err`] among the others.

mod arc;
mod articles;
mod error;
mod feed;
mod http;
mod json;
mod lines;
mod listing;
mod mapping;
mod metadata;
mod mets;
mod passed;
mod places;
mod records;
mod sitemap;
mod sniff;
mod table;
mod walk;
mod warc;
mod workbook;

pub(crate) use articles::Articles;
pub use error::SourceError;
pub use listing::{Content, Listed, Listing, feeds_of};
pub use mapping::{Mapping, MappingError};
pub use metadata::Metadata;
pub use passed::PassedOver;
pub use places::{place_of, places_before};
pub use table::Addresses;
pub use walk::Wanted;

use crate::article::take_hashed;
use crate::input::Input;
use crate::loose::loose_date;
use crate::open::read_as_far_as_it_goes;
use crate::press::{self, Declared};
use crate::{Capture, Hints, IntakeError, SIZE_LIMIT, Taken, read_up_to};
use onrecord::budget::Budget;
use onrecord::{Note, Part, PartKind};
use places::Places;
use sha2::{Digest, Sha256};
use sniff::{Kind, Opened};
use std::collections::VecDeque;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use walk::Walk;

/// An article as a source gives it, not yet taken in.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its bytes.
    pub capture: Capture,
    /// What the source says of it. Goes before what a page says of itself.
    pub hints: Hints,
    /// Its headline, where the source keeps that apart from the text.
    pub title: Option<String>,
    /// Its authors, where the source names them.
    pub authors: Vec<String>,
    /// The day it was fetched: it was published by then.
    pub fetched: Option<String>,
    /// What holds where neither the user nor the article itself says otherwise.
    pub otherwise: Hints,
    /// What stays the same when the text changes, where there is no URL.
    pub place: Option<String>,
    /// SHA-256 of everything received about this article.
    pub hash: [u8; 32],
    /// Of a page in a WARC file: the byte at which its record begins, in the file once unpacked.
    pub at: Option<u64>,
    /// What was noticed on the way.
    pub notes: Vec<Note>,
    /// What the source knows of the text itself, where it does.
    pub given: Option<Given>,
}

/// What a source knows of an article besides its words: an export of a press database tells headline, text and section apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// What each stretch of the text is, in bytes.
    pub(crate) parts: Vec<(PartKind, Range<usize>)>,
    /// The section of the paper it stood in.
    pub(crate) section: Option<String>,
    /// The page or pages.
    pub(crate) page: Option<String>,
    /// ISO 639-1 code of its language, for where the text does not tell it.
    pub(crate) language: Option<String>,
}

impl Received {
    /// An article of which nothing is known but its bytes.
    pub fn new(capture: Capture) -> Self {
        let hash = Sha256::digest(&capture.bytes).into();
        Received {
            capture,
            hints: Hints::default(),
            title: None,
            authors: Vec::new(),
            fetched: None,
            otherwise: Hints::default(),
            place: None,
            hash,
            at: None,
            notes: Vec::new(),
            given: None,
        }
    }

    /// Makes the article. What the user knows goes before what the source says, and that before what a page says.
    ///
    /// # Errors
    /// As [`take`](crate::take).
    pub fn take(&self, known: &Hints) -> Result<Taken, IntakeError> {
        self.take_within(known, &Budget::default())
    }

    /// As [`Received::take`], within a budget of the caller's, who may stop the work.
    ///
    /// # Errors
    /// As [`take_within`](crate::take_within).
    pub fn take_within(&self, known: &Hints, budget: &Budget) -> Result<Taken, IntakeError> {
        let first = |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone());
        let hints = Hints {
            published: first(&known.published, &self.hints.published),
            outlet: first(&known.outlet, &self.hints.outlet),
            language: first(&known.language, &self.hints.language),
            today: known.today.clone(),
        };
        let mut taken = take_hashed(&self.capture, &self.hash, &hints, self.given.as_ref(), budget)?;
        taken.notes.splice(0..0, self.notes.iter().cloned());
        let article = &mut taken.article;
        if let Some(title) = &self.title {
            article.title = Some(title.clone());
            head(article, title);
        }
        if article.authors.is_empty() {
            article.authors.clone_from(&self.authors);
        }
        if article.outlet.is_none() {
            article.outlet.clone_from(&self.otherwise.outlet);
        }
        if article.published.is_none() {
            article.published.clone_from(&self.otherwise.published);
        }
        if let (None, Some(day)) = (&article.published, &self.fetched) {
            article.published = Some(day.clone());
            taken.notes.push(
                Note::new(format!(
                    "no date of publication was found: it was fetched on {day}, which is taken for it"
                ))
                .remedy("give the date with --published if you know it"),
            );
        }
        Ok(taken)
    }
}

/// Sees that a title which is the text's first line counts as the headline.
fn head(article: &mut onrecord::Article, title: &str) {
    let text = &article.text;
    if let Some(part) = article.parts.first_mut()
        && part.kind != PartKind::Headline
        && text.slice(part.span).trim() == title.trim()
    {
        *part = Part { kind: PartKind::Headline, span: part.span };
    }
}

/// Everything that some paths lead to.
#[derive(Debug)]
pub struct Sources {
    walk: Walk,
    mapping: Mapping,
    from: Declared,
    limit: u64,
    /// Whether whoever waits for it does not any more.
    stop: Stop,
    open: Option<Box<dyn Many>>,
    waiting: VecDeque<Result<Received, SourceError>>,
    passed: PassedOver,
    read: Arc<AtomicU64>,
    metadata: Metadata,
    addresses: Addresses,
    places: Places,
}

/// So many addresses of tables are collected before whoever fetches has to take them.
const ADDRESSES: usize = 10_000;

/// A file that holds many articles, of which no more than one is held. There is no next one without what it may cost.
trait Many: Send + std::fmt::Debug {
    fn next(&mut self, budget: &Budget) -> Option<Result<Received, SourceError>>;
}

/// Says whether to end.
#[derive(Clone)]
struct Stop(Arc<dyn Fn() -> bool + Send + Sync>);

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stop")
    }
}

impl Sources {
    /// What these paths, folders and patterns lead to. `mapping` tells what the fields of JSON mean.
    pub fn new(wanted: Vec<Wanted>, mapping: Mapping) -> Self {
        Sources {
            walk: Walk::new(wanted),
            mapping,
            from: Declared::Content,
            limit: SIZE_LIMIT,
            stop: Stop(Arc::new(|| false)),
            open: None,
            waiting: VecDeque::new(),
            passed: PassedOver::default(),
            read: Arc::default(),
            metadata: Metadata::default(),
            addresses: Addresses::default(),
            places: Places::default(),
        }
    }

    /// Until this says so: then the iterator ends, also in the middle of a file. The clock is the caller's, and so is the flag.
    pub fn until(mut self, stop: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.stop = Stop(Arc::new(stop));
        self
    }

    /// With what tells by which path a file is known, where that is not its own ([`place_of`]): whoever added it before may
    /// have known it by another one.
    pub fn places(mut self, known_by: impl Fn(&Path) -> String + Send + Sync + 'static) -> Self {
        self.places = Places(Arc::new(known_by));
        self
    }

    /// With what the user says that the files are, in place of what they look like.
    pub fn from(mut self, from: Declared) -> Self {
        self.from = from;
        self
    }

    /// Without folders and patterns: each file is an article, or holds some. Of JSON only what begins as an object does.
    pub fn files_only(mut self) -> Self {
        self.walk.files_only = true;
        self
    }

    /// With a table that says of plain files what they do not say themselves.
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// The addresses that tables name in place of texts, for whoever fetches: to be emptied whenever the iterator ends. It
    /// goes on afterwards, unless nothing was added.
    pub fn addresses(&self) -> Addresses {
        Arc::clone(&self.addresses)
    }

    /// With another limit for the bytes of one article.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Without a file that lies in a folder and is no article, and what lies beside it under a longer name: the
    /// archive to which all this is added.
    pub fn without(mut self, file: &Path) -> Self {
        self.walk.without = std::path::absolute(file).ok();
        self
    }

    /// What is passed over as no article, counted as the run goes on.
    pub fn passed_over(&self) -> PassedOver {
        self.passed.clone()
    }

    /// How many bytes of files were read, counted as the run goes on: packed ones as they are.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// How many bytes the files have together, as far as it can be told without opening one. Standard input has none.
    pub fn size(wanted: Vec<Wanted>, without: &Path) -> u64 {
        let mut walk = Walk::new(wanted);
        walk.without = std::path::absolute(without).ok();
        let paths = walk.filter_map(|wanted| match wanted {
            Ok(Wanted::Path(path)) => Some(path),
            _ => None,
        });
        paths.filter_map(|path| std::fs::metadata(path).ok()).filter(|m| m.is_file()).map(|m| m.len()).sum()
    }

    fn open(&mut self, opened: Opened, budget: &Budget) {
        let Opened { origin, path, place, kind, packed, head, mut stream } = opened;
        let kind = match (self.from, kind) {
            (Declared::Table, Kind::Article) => Kind::Table(if head.contains(&b'\t') { b'\t' } else { b',' }),
            (Declared::Export(_) | Declared::Article, _) => Kind::Article,
            (_, Kind::Table(by)) => Kind::Table(by),
            // Here a text may as well begin with a brace.
            (_, Kind::Json | Kind::JsonLines) if self.walk.files_only && !json::begins(&head) => {
                Kind::Article
            }
            (_, kind) => kind,
        };
        // A workbook says what it is only further down.
        let kind =
            if head.starts_with(b"PK") || head.starts_with(b"\xd0\xcf") { Kind::Article } else { kind };
        match kind {
            Kind::Article => {
                let read = read_as_far_as_it_goes(&origin, &mut stream, self.limit);
                let capture = read.map_err(|error| match error {
                    // The disk is not to blame for what cannot be unpacked.
                    (IntakeError::Io { origin, source }, read) if packed => {
                        SourceError::BreaksOff { origin, read, why: source.to_string() }
                    }
                    (other, _) => other.into(),
                });
                match capture.and_then(|capture| {
                    apart(capture, self.from, &self.mapping, place.as_deref(), &self.addresses, budget)
                }) {
                    Err(error) => self.waiting.push_back(Err(error)),
                    Ok(Apart::Many(all, short)) => {
                        self.passed.add("announced by an export and not in it", short);
                        let limit = self.limit;
                        self.waiting
                            .extend(all.into_iter().map(|one| one.and_then(|one| bounded(one, limit))));
                    }
                    Ok(Apart::One(one)) => {
                        let mut one = Received { place, ..*one };
                        self.metadata.apply(&mut one);
                        self.waiting.push_back(Ok(one));
                    }
                }
            }
            Kind::Table(by) => {
                let (mapping, addresses) = (self.mapping.clone(), Arc::clone(&self.addresses));
                let table =
                    table::Text::new(origin, place, stream, &head, by, mapping, addresses, self.limit);
                self.open = Some(Box::new(table));
            }
            Kind::Warc => {
                self.open = Some(Box::new(warc::Warc::new(origin, stream, self.limit, self.passed.clone())))
            }
            Kind::Arc => {
                self.open = Some(Box::new(arc::Arc::new(origin, stream, self.limit, self.passed.clone())))
            }
            Kind::JsonLines => {
                let mapping = self.mapping.clone();
                self.open = Some(Box::new(json::Lines::new(origin, place, stream, mapping, self.limit)));
            }
            Kind::Json => {
                let read = read_up_to(&origin, &mut stream, self.limit);
                match read {
                    Ok(capture) => {
                        let input = Input::of(&capture, budget);
                        self.waiting.extend(json::whole(&input, place.as_deref(), &self.mapping));
                    }
                    Err(error) => self.waiting.push_back(Err(error.into())),
                }
            }
            Kind::Mets => match read_up_to(&origin, &mut stream, self.limit) {
                Ok(capture) => {
                    let input = Input::of(&capture, budget);
                    let (path, place) = (path.as_deref(), place.as_deref());
                    self.waiting.extend(mets::articles(&input, path, place, self.limit));
                }
                Err(error) => self.waiting.push_back(Err(error.into())),
            },
            Kind::Sitemap => self.waiting.push_back(Err(SourceError::Sitemap { origin })),
            Kind::Feed => match read_up_to(&origin, &mut stream, self.limit) {
                Ok(capture) => {
                    let input = Input::of(&capture, budget);
                    self.waiting.extend(feed::entries(&input, capture.url.as_deref()));
                }
                Err(error) => self.waiting.push_back(Err(error.into())),
            },
        }
    }
}

impl Iterator for Sources {
    type Item = Result<Received, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let stop = self.stop.clone();
        let stop = &*stop.0;
        loop {
            if stop() {
                return None;
            }
            if let Some(next) = self.waiting.pop_front() {
                return Some(next);
            }
            // Each article of a file that is read one by one may cost what an article may.
            if let Some(next) = self.open.as_mut().and_then(|open| open.next(&Budget::until(&stop))) {
                return Some(next);
            }
            // A table goes on when its addresses were taken.
            if self.addresses.lock().is_ok_and(|a| a.len() >= ADDRESSES) {
                return None;
            }
            self.open = None;
            match self.walk.next()? {
                Ok(wanted) => match sniff::open(&wanted, self.limit, &self.read, &self.places) {
                    Ok(opened) => self.open(opened, &Budget::of_file(&stop)),
                    Err(error) => return Some(Err(error)),
                },
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// An article of a container may be larger than the container.
fn bounded(received: Received, limit: u64) -> Result<Received, SourceError> {
    let size = received.capture.bytes.len() as u64;
    match size > limit {
        true => Err(IntakeError::TooLarge { origin: received.capture.origin, size, limit }.into()),
        false => Ok(received),
    }
}

/// What a file that is read as a whole holds.
enum Apart {
    /// One article, if it is one.
    One(Box<Received>),
    /// An export or a workbook; and how many articles it announces and does not have.
    Many(Vec<Result<Received, SourceError>>, u64),
}

fn apart(
    capture: Capture,
    from: Declared,
    mapping: &Mapping,
    place: Option<&str>,
    addresses: &Addresses,
    budget: &Budget,
) -> Result<Apart, SourceError> {
    let input = Input::of(&capture, budget);
    if from != Declared::Article && workbook::is_workbook(&input) {
        let rows = table::Rows { origin: &capture.origin, place, mapping, addresses };
        return Ok(Apart::Many(workbook::articles(&input, &rows), 0));
    }
    Ok(match press::open(&input, from)? {
        Some(export) => Apart::Many(export.articles, export.short),
        None => Apart::One(Box::new(Received::new(capture))),
    })
}

/// All articles of a file that was received as a whole, within the budget of a file.
fn all(mut many: impl Many, input: &Input) -> Vec<Result<Received, SourceError>> {
    let mut all = Articles::new(input);
    while let Some(next) = many.next(&input.budget.one()) {
        if !all.push(next) {
            break;
        }
    }
    all.end()
}

/// The articles of a file of many that was received as a whole: an export of a press database, a workbook, a table, JSON, a feed,
/// a crawl. None of any other.
pub(crate) fn of_capture(capture: &Capture, budget: &Budget) -> Option<Vec<Result<Received, SourceError>>> {
    let input = Input::of(capture, budget);
    let head = &capture.bytes[..capture.bytes.len().min(sniff::HEAD as usize)];
    let origin = capture.origin.clone();
    let stream = || Box::new(std::io::Cursor::new(capture.bytes.clone()));
    let passed = PassedOver::default;
    match sniff::kind(head, &capture.origin) {
        Kind::Table(by) => {
            let (mapping, addresses) = (Mapping::usual(), Addresses::default());
            let table = table::Text::new(origin, None, stream(), head, by, mapping, addresses, SIZE_LIMIT);
            return Some(all(table, &input));
        }
        Kind::Warc => return Some(all(warc::Warc::new(origin, stream(), SIZE_LIMIT, passed()), &input)),
        Kind::Arc => return Some(all(arc::Arc::new(origin, stream(), SIZE_LIMIT, passed()), &input)),
        Kind::Mets => return Some(mets::articles(&input, None, None, SIZE_LIMIT)),
        Kind::Feed => return Some(feed::entries(&input, capture.url.as_deref())),
        Kind::Sitemap => return Some(vec![Err(SourceError::Sitemap { origin })]),
        Kind::JsonLines if json::begins(head) => {
            return Some(all(json::Lines::new(origin, None, stream(), Mapping::usual(), SIZE_LIMIT), &input));
        }
        Kind::Json if json::begins(head) => return Some(json::whole(&input, None, &Mapping::usual())),
        Kind::Article | Kind::Json | Kind::JsonLines => {}
    }
    if workbook::is_workbook(&input) {
        let rows = table::Rows {
            origin: &capture.origin,
            place: None,
            mapping: &Mapping::usual(),
            addresses: &Addresses::default(),
        };
        return Some(workbook::articles(&input, &rows));
    }
    match press::open(&input, Declared::Content) {
        Ok(export) => export.map(|e| e.articles),
        Err(error) => Some(vec![Err(error)]),
    }
}

/// A date as a source writes it; a note when it is none.
fn date(given: &str, notes: &mut Vec<Note>) -> Option<String> {
    let parsed = loose_date(given);
    if parsed.is_none() && !given.trim().is_empty() {
        notes.push(Note::new(format!(
            "the date of publication, `{given}`, is not understood and was left out"
        )));
    }
    parsed
}
