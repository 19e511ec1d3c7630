//! The reader: the model and the stages, ready to read articles.

use crate::details::Details;
use crate::dictionary::{Dictionary, LoadError, Policy, Problem};
use crate::document::Document;
use crate::model::{Level, Model, SHARED_WORDS};
use crate::repeats::mark_repeats;
use crate::statements::{Decoding, with_told};
use crate::{Article, Note, Record};
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::sync::OnceLock;

/// Reads articles. Loading it is the expensive part; share one between threads.
#[derive(Debug)]
pub struct Reader {
    part: Part,
    /// The model for the languages that the first one was not trained on, loaded when the first article in one of them comes.
    /// None where a model of the user's own reads everything.
    others: Option<OnceLock<Part>>,
    level: Option<Level>,
    threads: NonZeroUsize,
    details: Details,
}

/// A model and its thresholds.
#[derive(Debug)]
struct Part {
    model: Model,
    decoding: Decoding,
}

/// The code of the language that [`BuiltIn::Base`] and [`BuiltIn::Fast`] read.
const ENGLISH: &str = "en";

/// The models that are built into this library. `model/MODEL_CARD.md` has their figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum BuiltIn {
    /// The one that reads best.
    #[default]
    Base,
    /// A smaller one with the same word vectors, distilled from the first, for reading much.
    Fast,
    /// One for many languages. The other two leave to it what is not in English.
    World,
}

/// The files that every model has of its own.
const OWN: [&str; 3] = ["decoding.json", "labels.json", "reader.safetensors"];

impl BuiltIn {
    /// The one that people call by a name: `base`, `fast` or `world`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "base" => Some(BuiltIn::Base),
            "fast" => Some(BuiltIn::Fast),
            "world" => Some(BuiltIn::World),
            _ => None,
        }
    }

    /// A file of the model.
    fn file(self, name: &str) -> Option<&'static [u8]> {
        Some(match (self, name) {
            (BuiltIn::Fast, "decoding.json") => include_bytes!("../../../model/fast/decoding.json"),
            (BuiltIn::Fast, "labels.json") => include_bytes!("../../../model/fast/labels.json"),
            (BuiltIn::Fast, "reader.safetensors") => include_bytes!("../../../model/fast/reader.safetensors"),
            (BuiltIn::Fast, "events.safetensors") => include_bytes!("../../../model/fast/events.safetensors"),
            (BuiltIn::World, "decoding.json") => include_bytes!("../../../model/world/decoding.json"),
            (BuiltIn::World, "labels.json") => include_bytes!("../../../model/world/labels.json"),
            (BuiltIn::World, "tokenizer.json") => include_bytes!("../../../model/world/tokenizer.json"),
            (BuiltIn::World, "reader.safetensors") => {
                include_bytes!("../../../model/world/reader.safetensors")
            }
            (BuiltIn::World, _) => return None,
            (_, "decoding.json") => include_bytes!("../../../model/decoding.json"),
            (_, "labels.json") => include_bytes!("../../../model/labels.json"),
            (_, "tokenizer.json") => include_bytes!("../../../model/tokenizer.json"),
            (_, "reader.safetensors" | SHARED_WORDS) => include_bytes!("../../../model/reader.safetensors"),
            (_, "events.safetensors") => include_bytes!("../../../model/events.safetensors"),
            _ => return None,
        })
    }
}

/// Why a reader could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the model file {file} cannot be used: {cause}")]
pub struct ReaderError {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub cause: String,
}

/// A file of a built-in model.
fn built_in(model: BuiltIn, name: &str) -> Result<Cow<'static, [u8]>, String> {
    model.file(name).map(Cow::Borrowed).ok_or_else(|| format!("no file {name} is built in"))
}

impl Part {
    fn load(load: impl Fn(&str) -> Result<Cow<'static, [u8]>, String>) -> Result<Self, ReaderError> {
        let model = Model::new(&load).map_err(|(file, cause)| ReaderError { file, cause })?;
        let decoding = load("decoding.json")
            .and_then(|bytes| serde_json::from_slice(&bytes).map_err(|e| e.to_string()))
            .map_err(|cause| ReaderError { file: "decoding.json".to_owned(), cause })?;
        Ok(Part { model, decoding })
    }

    fn settle(&mut self, level: Option<Level>, threads: NonZeroUsize) {
        level.into_iter().for_each(|level| self.model.set_level(level));
        self.model.set_threads(threads);
    }
}

impl Reader {
    /// The reader with the model that is built into this library: [`BuiltIn::Base`].
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn embedded() -> Result<Self, ReaderError> {
        Self::built_in(BuiltIn::Base)
    }

    /// The reader with one of the models that are built into this library.
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn built_in(model: BuiltIn) -> Result<Self, ReaderError> {
        let mut reader = Self::load(|name| built_in(model, name))?;
        if model != BuiltIn::World {
            reader.others = Some(OnceLock::new());
        }
        Ok(reader)
    }

    /// A reader with another model's files: `decoding.json`, `labels.json`, `tokenizer.json`, `reader.safetensors`,
    /// `events.safetensors`. A model whose `reader.safetensors` names the word vectors of another has them from
    /// `words.safetensors`. `load` gives a file's bytes by name, none if there is no such file; what a model with shared
    /// word vectors has not is the built-in model's.
    ///
    /// # Errors
    /// When a file is missing or does not hold what it should.
    pub fn from_files(load: impl Fn(&str) -> Result<Option<Vec<u8>>, String>) -> Result<Self, ReaderError> {
        // A smaller model's folder holds what differs from the built-in one's.
        let lean = load("reader.safetensors")
            .ok()
            .flatten()
            .is_some_and(|bytes| Model::shares_words(&bytes).unwrap_or(false));
        Self::load(|name| match load(name)? {
            Some(bytes) => Ok(Cow::Owned(bytes)),
            None if lean && !OWN.contains(&name) => {
                BuiltIn::Base.file(name).map(Cow::Borrowed).ok_or_else(|| "it is not there".to_owned())
            }
            None => Err("it is not there".to_owned()),
        })
    }

    fn load(load: impl Fn(&str) -> Result<Cow<'static, [u8]>, String>) -> Result<Self, ReaderError> {
        let part = Part::load(load)?;
        let details =
            Details::embedded().map_err(|cause| ReaderError { file: "the lexicon".to_owned(), cause })?;
        Ok(Reader { part, others: None, level: None, threads: NonZeroUsize::MIN, details })
    }

    /// The loaded model: of a built-in one that for English.
    pub fn model(&self) -> &Model {
        &self.part.model
    }

    /// Takes other kernels than the best that the processor has, for tests and measurements. The records stay the same.
    pub fn set_level(&mut self, level: Level) {
        self.level = Some(level);
        self.settle();
    }

    /// Reads each article on so many threads, in place of one. Who has many articles does better to read each on one thread.
    pub fn set_threads(&mut self, threads: NonZeroUsize) {
        self.threads = threads;
        self.settle();
    }

    fn settle(&mut self) {
        let parts = [Some(&mut self.part), self.others.as_mut().and_then(OnceLock::get_mut)];
        parts.into_iter().flatten().for_each(|part| part.settle(self.level, self.threads));
    }

    /// The model for an article, and its thresholds. A text of which nobody knows the language is taken for English.
    fn part(&self, article: &Article) -> &Part {
        let english = article.language.as_deref().is_none_or(|code| code == ENGLISH);
        match &self.others {
            Some(others) if !english => others.get_or_init(|| {
                let mut part =
                    Part::load(|name| built_in(BuiltIn::World, name)).expect("the built-in files are tested");
                part.settle(self.level, self.threads);
                part
            }),
            _ => &self.part,
        }
    }

    /// The thresholds by which statements are made of what the model says.
    pub fn decoding(&self) -> &Decoding {
        &self.part.decoding
    }

    /// Takes other thresholds than the model's own, for fitting them. The model for other languages keeps its own.
    pub fn set_decoding(&mut self, decoding: Decoding) {
        self.part.decoding = decoding;
    }

    /// Adds a user's dictionary of actors to the one that is built in. `file` is its name, for messages.
    ///
    /// What it says of an actor that is known already is added to that one. Gives the lines that were left out, of which
    /// there are none under [`Policy::Strict`].
    ///
    /// # Errors
    /// Under [`Policy::Strict`], when a line is malformed; then nothing of the file was added.
    pub fn add_actors(&mut self, file: &str, text: &str, policy: Policy) -> Result<Vec<Problem>, LoadError> {
        self.details.add_actors(file, text, policy)
    }

    /// The dictionary of actors, with what was added to it.
    pub fn dictionary(&self) -> &Dictionary {
        self.details.dictionary()
    }

    /// Reads one article. `notes` are those that intake left; the record carries them on.
    pub fn read(&self, article: Article, notes: Vec<Note>) -> Record {
        self.read_in_stages(article, notes, |_| ())
    }

    /// The same, telling `done` of each stage as it ends: for who measures, since the reading knows no clock.
    pub fn read_in_stages(&self, article: Article, notes: Vec<Note>, mut done: impl FnMut(Stage)) -> Record {
        let Part { model, decoding } = self.part(&article);
        let document = Document::new(article, model);
        done(Stage::Reading);
        let (mut statements, told, mut wording) = with_told(&document, decoding);
        done(Stage::Statements);
        let times = self.details.times(&document.article);
        done(Stage::Time);
        let notes = [notes, times.notes].concat();
        wording.extend(self.details.add(&document, &times.times, &mut statements, &told));
        done(Stage::Acts);
        let actors = self.details.cast(&document, &mut statements);
        mark_repeats(&document, &actors, &mut statements);
        wording.sort_by_key(|w| w.span);
        done(Stage::Actors);
        let events = self.details.events(&document, (model, decoding), &times.times, (&actors, &statements));
        done(Stage::Events);
        let actors = actors.list;
        Record {
            statements,
            actors,
            times: times.times,
            events,
            wording,
            notes,
            ..Record::new(document.article)
        }
    }
}

/// The stages of a reading, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Words, sentences and what the model says of them.
    Reading,
    /// Statements, with those inside others.
    Statements,
    /// Expressions of time.
    Time,
    /// Acts, circumstances and times of the statements.
    Acts,
    /// Actors, speakers and repeated statements.
    Actors,
    /// Events.
    Events,
}
