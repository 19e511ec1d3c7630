//! The network's engine: exactly the operations that the reader model needs, on one thread.
//!
//! Weights are 8-bit integers with a scale for each output, activations 13-bit integers (8-bit, where a model's file says so)
//! with a scale for each row; their products are summed exactly. `docs/design/engine.md` says why, and what it gains.

mod acts;
mod attention;
mod events;
mod kernel;
mod lanes;
mod linear;
mod link;
mod rows;
mod transformer;
mod weights;
mod words;

pub use kernel::Level;
pub(crate) use kernel::{limit, peak};
pub(crate) use link::Sight;

use super::{Encoded, Labels, WindowOutput};
use attention::Attention;
use linear::Quantised;
use std::borrow::Cow;
use std::cell::RefCell;
use transformer::Encoder;

/// The network with its weights.
pub(crate) struct Engine {
    level: Level,
    file: Cow<'static, [u8]>,
    /// The file with the word vectors, where it is another one.
    shared: Option<Cow<'static, [u8]>>,
    encoder: Encoder,
    words: words::Words,
    link: link::Link,
    acts: acts::Acts,
    events: Option<events::Events>,
}

/// Room that a thread uses again for every window.
#[derive(Debug, Default)]
struct Scratch {
    /// The rows that go through the layers.
    x: Vec<f32>,
    /// Queries, keys and values, or the layers' wide middle.
    wide: Vec<f32>,
    context: Vec<f32>,
    all: Vec<u32>,
    first: Vec<u32>,
    quantised: Quantised,
    attention: Attention,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Engine {
    /// From the bytes of `reader.safetensors`, of the reader whose word vectors it shares where it has none of its own,
    /// and of `events.safetensors`, where the model has one. The error names the file.
    pub(crate) fn new(
        file: Cow<'static, [u8]>,
        shared: Option<Cow<'static, [u8]>>,
        events: Option<Cow<'static, [u8]>>,
        labels: &Labels,
    ) -> Result<Self, (&'static str, String)> {
        let of_reader = |e| ("reader.safetensors", e);
        let mut engine = Self::reader(file, shared, labels).map_err(of_reader)?;
        if let Some(events) = events {
            let words = weights::File::new(engine.words_file(), weights::READER, &[]).map_err(of_reader)?;
            let events = events::Events::new(events, &words, &labels.event_bytes)
                .map_err(|e| ("events.safetensors", e))?;
            engine.events = Some(events);
        }
        Ok(engine)
    }

    /// Whether a `reader.safetensors` has no word vectors of its own.
    ///
    /// # Errors
    /// When it is no such file.
    pub(crate) fn shares_words(file: &[u8]) -> Result<bool, String> {
        Ok(!weights::File::new(file, weights::READER, &[])?.has_words())
    }

    fn words_file(&self) -> &[u8] {
        self.shared.as_deref().unwrap_or(&self.file)
    }

    fn reader(
        file: Cow<'static, [u8]>,
        shared: Option<Cow<'static, [u8]>>,
        labels: &Labels,
    ) -> Result<Self, String> {
        let view = weights::File::new(&file, weights::READER, &labels.bytes)?;
        let other =
            shared.as_deref().map(|bytes| weights::File::new(bytes, weights::READER, &[])).transpose()?;
        if let Some(other) = &other {
            view.fits(other)?;
        }
        let encoder = Encoder::new(&view, other.as_ref().unwrap_or(&view))?;
        if labels.window > encoder.room() || labels.window < 16 {
            return Err(format!("a window of {} pieces, but {} positions", labels.window, encoder.room()));
        }
        let words = words::Words::new(&view, encoder.width, labels)?;
        let link = link::Link::new(&view, encoder.width, labels)?;
        let acts = acts::Acts::new(&view, encoder.width, labels)?;
        Ok(Engine { level: Level::best(), encoder, words, link, acts, events: None, file, shared })
    }

    /// Takes other kernels than the best there are.
    pub(crate) fn set_level(&mut self, level: Level) {
        self.level = level;
    }

    /// The kernels in use.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// Whether the products of the kernels in use are those of bytes.
    pub(crate) fn by_bytes(&self) -> bool {
        self.level.has_bytes() && self.encoder.by_bytes()
    }

    /// The types that an event may have, in the order of [`Engine::event_type`]'s scores.
    pub(crate) fn event_types(&self) -> &[String] {
        self.events.as_ref().map_or(&[], |e| &e.types)
    }

    /// The scores of an event's types: a sentence, and whether each of its pieces is the source's and the target's.
    pub(crate) fn event_type(&self, e: &Encoded, parties: &[[bool; 2]]) -> Vec<f32> {
        let Some(events) = &self.events else { return Vec::new() };
        SCRATCH.with_borrow_mut(|s| events.run(self.level, self.words_file(), e, parties, s))
    }

    /// Multiplications that [`Engine::window`] needs, all of them.
    pub(crate) fn products(&self, e: &Encoded) -> usize {
        let words = e.first.len();
        self.encoder.products(e.ids.len(), words) + words * self.words.products()
    }

    /// Everything that is said of a window's words.
    pub(crate) fn window(&self, e: &Encoded) -> WindowOutput {
        SCRATCH.with_borrow_mut(|s| {
            let mut first = std::mem::take(&mut s.first);
            first.clear();
            first.extend(e.first.iter().map(|&f| f as u32));
            self.encoder.run(self.level, &self.file, self.words_file(), e, &first, s);
            s.first = first;
            self.words.run(self.level, &self.file, self.encoder.width, &e.sentence, s)
        })
    }

    /// The scores of what is done in saying something, of the words of its cue, content and source (rows of the window).
    pub(crate) fn acts(&self, output: &WindowOutput, words: [&[usize]; 3]) -> Vec<f32> {
        SCRATCH.with_borrow_mut(|s| self.acts.run(self.level, &self.file, output, words, s))
    }

    /// For one anchor, the scores of the words it sees; see [`crate::model::LINK_SCORES`].
    pub(crate) fn link(&self, output: &WindowOutput, sight: &Sight) -> Vec<f32> {
        SCRATCH.with_borrow_mut(|s| self.link.run(self.level, &self.file, output, sight, s))
    }
}
