//! Running the model: one window of text, and the cues found in it.

use super::engine::{Engine, Level, Sight};
use super::input::Input;
use super::pieces::{Pieces, SEPARATOR, START};
use super::windows::{Window, windows};
use crate::acts::Act;
use crate::events::EventType;
use crate::labels::{Deprel, EntityKind, NameLabel, Penn, Upos};
use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;

/// Shape of the sign that stands before a paragraph (see `training/network.py`).
const PARAGRAPH: i32 = 10;

/// The file of a reader with word vectors, asked for where a model has none of its own.
pub const SHARED_WORDS: &str = "words.safetensors";

/// What `labels.json` says of a model.
#[derive(Debug, Clone, Deserialize)]
pub struct Labels {
    /// Penn Treebank tags, by number.
    pub xpos: Vec<Penn>,
    /// Universal part-of-speech tags, by number.
    pub upos: Vec<Upos>,
    /// Universal Dependencies relations, by number.
    pub rel: Vec<Deprel>,
    /// Kinds of mentions, by number; none for a word that heads no mention.
    #[serde(deserialize_with = "mention_kinds")]
    pub mentions: Vec<Option<EntityKind>>,
    /// Labels of names, by number.
    pub names: Vec<NameLabel>,
    /// What may be done in saying something, by number.
    pub acts: Vec<Act>,
    /// The types of events, by number.
    pub event_types: Vec<EventType>,
    /// Words before a cue's first that the link head sees.
    pub before: usize,
    /// Words from a cue's first on that the link head sees.
    pub after: usize,
    /// Paragraphs before and after a cue's that the link head sees; all, if it is not said.
    #[serde(default)]
    pub near: Option<usize>,
    /// The linear layers whose rows are rounded to 8 bits instead of 13, where a processor can make something of it: the
    /// beginnings of their names in `reader.safetensors`. An empty one is that of all.
    #[serde(default)]
    pub bytes: Vec<String>,
    /// The same in `events.safetensors`.
    #[serde(default)]
    pub event_bytes: Vec<String>,
    /// Whether the model has an `events.safetensors`, which judges an event's type a second time, knowing its parties.
    #[serde(default = "usually")]
    pub second_opinion: bool,
    /// Pieces a window holds.
    pub window: usize,
    /// Words that two neighbouring windows share at least.
    #[serde(default = "usual_overlap")]
    pub overlap: usize,
    /// What the distance between two mentions adds to the score that one refers back to the other.
    pub ante_distance: Vec<f32>,
}

/// Kinds by their names, and `none`.
fn mention_kinds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Option<EntityKind>>, D::Error> {
    let known = |name: String| match name.as_str() {
        "none" => Ok(None),
        _ => EntityKind::deserialize(name.into_deserializer()).map(Some),
    };
    Vec::<String>::deserialize(from)?.into_iter().map(known).collect()
}

fn usually() -> bool {
    true
}

fn usual_overlap() -> usize {
    56
}

/// The loaded model.
pub struct Model {
    pub(crate) pieces: Pieces,
    pub(crate) labels: Labels,
    engine: Engine,
    threads: NonZeroUsize,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("window", &self.labels.window).finish_non_exhaustive()
    }
}

/// A matrix of numbers, a row a word.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    data: Vec<f32>,
    width: usize,
}

impl Rows {
    /// Row `i`.
    pub fn row(&self, i: usize) -> &[f32] {
        &self.data[i * self.width..(i + 1) * self.width]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.data.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Length of each row.
    pub fn width(&self) -> usize {
        self.width
    }

    pub(super) fn new(data: Vec<f32>, width: usize) -> Self {
        Rows { data, width }
    }

    pub(super) fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.data[i * self.width..(i + 1) * self.width]
    }

    pub(super) fn numbers_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }
}

/// Index of the largest.
pub(crate) fn best(row: &[f32]) -> usize {
    let mut at = 0;
    for (i, v) in row.iter().enumerate() {
        if *v > row[at] {
            at = i;
        }
    }
    at
}

/// What the encoder says of a window's words. Rows count from the window's first word.
#[derive(Debug, Default)]
pub struct WindowOutput {
    /// Scores of: no cue, first word of one, further word of one.
    pub cue: Rows,
    /// The words' vectors.
    pub(super) vectors: Rows,
    pub(super) plain: Rows,
    pub(super) gated: Rows,
    /// Scores of Penn tags.
    pub xpos: Rows,
    /// Scores of universal tags.
    pub upos: Rows,
    /// Scores of mention kinds, at a mention's head word.
    pub mention: Rows,
    /// Scores of name labels.
    pub name: Rows,
    /// Of each word the row of its head in the best tree of its sentence; the root's is its own.
    pub heads: Vec<usize>,
    /// Scores of the relation to that head.
    pub rel: Rows,
    /// Mention vectors that look for an antecedent.
    pub ante_query: Rows,
    /// Mention vectors that are looked for.
    pub ante_key: Rows,
    /// Scores of being the anchor of no event, or of one of each type.
    pub event: Rows,
    /// Scores of an event's status, in the order of `STATUS` in `training/gold.py`, and of its being mutual.
    pub status: Rows,
}

/// The numbers that the encoder gets of one window.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Encoded {
    /// Word pieces.
    pub ids: Vec<i32>,
    /// Shape of each piece's word.
    pub shape: Vec<i32>,
    /// Quotation state of each piece's word.
    pub quote: Vec<i32>,
    /// Each word's first piece.
    pub first: Vec<i32>,
    /// Each word's sentence.
    pub sentence: Vec<i32>,
}

impl Encoded {
    /// Lays a window's words out as pieces, with a sign before each paragraph.
    pub fn new(input: &Input, window: &Window, sentence: &[u32]) -> Self {
        let Range { start, end } = window.words;
        let mut e = Encoded {
            ids: vec![START as i32],
            shape: vec![0],
            quote: vec![0],
            first: Vec::with_capacity(end - start),
            sentence: sentence[start..end].iter().map(|&s| s as i32).collect(),
        };
        let mut breaks = input.paragraphs.iter().map(|p| p.start).skip_while(|&p| p < start).peekable();
        for w in start..end {
            if breaks.next_if_eq(&w).is_some() {
                e.push(SEPARATOR, PARAGRAPH, 0);
            }
            e.first.push(e.ids.len() as i32);
            for &piece in input.pieces_of(w) {
                e.push(piece, input.words[w].shape as i32, input.marks[w] as i32);
            }
        }
        e.push(SEPARATOR, 0, 0);
        e
    }

    /// Lays a sentence out as a paragraph of its own.
    pub(crate) fn sentence(input: &Input, words: &[usize]) -> Self {
        let mut e = Encoded {
            ids: vec![START as i32, SEPARATOR as i32],
            shape: vec![0, PARAGRAPH],
            quote: vec![0, 0],
            first: Vec::with_capacity(words.len()),
            sentence: vec![0; words.len()],
        };
        for &w in words {
            e.first.push(e.ids.len() as i32);
            for &piece in input.pieces_of(w) {
                e.push(piece, input.words[w].shape as i32, input.marks[w] as i32);
            }
        }
        e.push(SEPARATOR, 0, 0);
        e
    }

    fn push(&mut self, id: u32, shape: i32, quote: i32) {
        self.ids.push(id as i32);
        self.shape.push(shape);
        self.quote.push(quote);
    }
}

/// Scores of the link head for a word: three that exclude one another, and a score for each [`Role`].
pub(crate) const LINK_SCORES: usize = 3 + Role::ALL;
/// Scores of an event's anchor: six statuses, and whether the event is mutual.
pub(crate) const STATUS_SCORES: usize = 7;

/// The roles that a word may have to an anchor beside a statement's source and content. They are scored each for itself: a word
/// may be of several (`both sides met`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// To whom something is said.
    Addressee,
    /// When it was said, or when it happened.
    When,
    /// On what occasion or in what medium it was said.
    Occasion,
    /// Who did it.
    Source,
    /// To or with whom.
    Target,
    /// Where.
    Place,
}

impl Role {
    /// How many there are.
    pub(crate) const ALL: usize = 6;
}

/// For one anchor, the probabilities of each word near it.
#[derive(Debug, Default)]
pub struct Linked {
    /// First word of the article that the lists speak of.
    pub first: usize,
    /// Neither, source, content: of a statement.
    pub probabilities: Vec<[f32; 3]>,
    /// Each [`Role`], by its number.
    pub roles: Vec<[f32; Role::ALL]>,
}

impl Linked {
    /// The probability that a word of the article has a role; 0 where nothing is known of it.
    pub fn role(&self, word: usize, role: Role) -> f32 {
        word.checked_sub(self.first).and_then(|k| self.roles.get(k)).map_or(0.0, |p| p[role as usize])
    }

    /// The runs of words that have a role with this probability at least. One doubtful word between two runs is of both.
    pub fn runs(&self, role: Role, least: f32) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for word in self.words().filter(|&w| self.role(w, role) >= least) {
            match runs.last_mut() {
                Some(last) if word - last.end <= usize::from(self.role(last.end, role) >= least / 3.0) => {
                    last.end = word + 1;
                }
                _ => runs.push(word..word + 1),
            }
        }
        runs
    }

    /// The run of a role that is likeliest as a whole.
    pub fn best_run(&self, role: Role, least: f32) -> Option<Range<usize>> {
        let sure = |run: &Range<usize>| run.clone().map(|w| self.role(w, role)).fold(0.0, f32::max);
        self.runs(role, least).into_iter().max_by(|a, b| sure(a).total_cmp(&sure(b)))
    }

    /// The words that it speaks of.
    pub fn words(&self) -> Range<usize> {
        self.first..self.first + self.probabilities.len()
    }
}

impl Model {
    /// Loads the model's four or five files; `load` gives a file's bytes by name. It is asked for [`SHARED_WORDS`] as well where
    /// the reader's file names the word vectors of another.
    ///
    /// # Errors
    /// The file's name and what is wrong with it.
    pub fn new(load: impl Fn(&str) -> Result<Cow<'static, [u8]>, String>) -> Result<Self, (String, String)> {
        let named = |name: &str| load(name).map_err(|e| (name.to_owned(), e));
        let blame = |name: &'static str| move |e: String| (name.to_owned(), e);
        let labels: Labels = serde_json::from_slice(&named("labels.json")?)
            .map_err(|e| blame("labels.json")(e.to_string()))?;
        let reader = named("reader.safetensors")?;
        let shares = Engine::shares_words(&reader).map_err(blame("reader.safetensors"))?;
        let words = shares.then(|| named(SHARED_WORDS)).transpose()?;
        Ok(Model {
            pieces: Pieces::new(&named("tokenizer.json")?).map_err(blame("tokenizer.json"))?,
            engine: Engine::new(
                reader,
                words,
                labels.second_opinion.then(|| named("events.safetensors")).transpose()?,
                &labels,
            )
            .map_err(|(file, cause)| (file.to_owned(), cause))?,
            labels,
            threads: NonZeroUsize::MIN,
        })
    }

    /// Takes other kernels than the best that the processor has. The numbers stay the same, bit by bit.
    pub fn set_level(&mut self, level: Level) {
        self.engine.set_level(level);
    }

    /// Lets one article be read on so many threads. The numbers stay the same, bit by bit.
    pub fn set_threads(&mut self, threads: NonZeroUsize) {
        self.threads = threads;
    }

    /// Threads that one article is read on.
    pub(crate) fn threads(&self) -> usize {
        self.threads.get()
    }

    /// The kernels in use.
    pub fn level(&self) -> Level {
        self.engine.level()
    }

    /// Whether most of its products are of bytes: its rows need no more than 8 bits, and the kernels in use are faster so.
    pub fn by_bytes(&self) -> bool {
        self.engine.by_bytes()
    }

    /// Whether a `reader.safetensors` has no word vectors of its own, but names those of another by hash.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn shares_words(reader: &[u8]) -> Result<bool, String> {
        Engine::shares_words(reader)
    }

    /// What the model's numbers stand for.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The windows in which a text is read.
    pub fn windows(&self, input: &Input, sentences: &[Range<usize>]) -> Vec<Window> {
        windows(input, sentences, self.labels.window, self.labels.overlap)
    }

    /// Pieces a window holds at most.
    pub fn room(&self) -> usize {
        self.labels.window
    }

    /// Runs the encoder over one window. `sentence` numbers the sentence of each word of the article.
    pub fn window(&self, input: &Input, window: &Window, sentence: &[u32]) -> WindowOutput {
        self.engine.window(&Encoded::new(input, window, sentence))
    }

    /// Multiplications that [`Model::window`] needs for a window, for measuring.
    pub fn products(&self, input: &Input, window: &Window, sentence: &[u32]) -> usize {
        self.engine.products(&Encoded::new(input, window, sentence))
    }

    /// The model's input for a text whose paragraphs are given.
    pub fn input(&self, text: &crate::Text, paragraphs: &[crate::Span]) -> Input {
        Input::new(text, paragraphs, &self.pieces)
    }

    /// The names of PLOVER's types, in the order of [`Model::event_type`].
    pub fn event_types(&self) -> &[String] {
        self.engine.event_types()
    }

    /// How likely each type is for the event between two parties of a sentence; none for a sentence of no words or of
    /// more pieces than a window holds. `sentence` are its words in text order, or those of them that matter; source and
    /// target are among them.
    pub fn event_type(
        &self,
        input: &Input,
        sentence: &[usize],
        source: &[Range<usize>],
        target: &[Range<usize>],
    ) -> Option<Vec<f32>> {
        let encoded = Encoded::sentence(input, sentence);
        if sentence.is_empty() || encoded.ids.len() > self.room() {
            return None;
        }
        let within = |spans: &[Range<usize>], w: usize| spans.iter().any(|s| s.contains(&w));
        let mut parties = vec![[false; 2]; encoded.ids.len()];
        for (k, &word) in sentence.iter().enumerate() {
            let start = encoded.first[k] as usize;
            let marks = [within(source, word), within(target, word)];
            parties[start..start + input.pieces_of(word).len()].fill(marks);
        }
        let scores = self.engine.event_type(&encoded, &parties);
        Some(shares(&scores))
    }

    /// For each anchor (a range of the article's words inside the window, with its frame), what each word near it is to it.
    pub fn link(
        &self,
        input: &Input,
        window: &Window,
        output: &WindowOutput,
        anchors: &[(Range<usize>, usize)],
    ) -> Vec<Linked> {
        let (before, after) = (self.labels.before, self.labels.after);
        let near = self.labels.near.unwrap_or(usize::MAX);
        let first = window.words.start;
        anchors
            .iter()
            .map(|(cue, frame)| {
                let local = cue.start - first..cue.end - first;
                let home = input.paragraph_of(cue.start);
                let last = home.saturating_add(near).min(input.paragraphs.len() - 1);
                let seen = input.paragraphs[home.saturating_sub(near)].start..input.paragraphs[last].end;
                // Where the window ends, there is nothing to see.
                let words = local.start.saturating_sub(before).max(seen.start.saturating_sub(first))
                    ..(local.start + after).min(window.words.len()).min(seen.end - first);
                let distance =
                    |w: usize| (input.paragraph_of(first + w) as i32 - home as i32).clamp(-3, 3) + 3;
                let sight = Sight {
                    from: before - (local.start - words.start),
                    paragraphs: words.clone().map(|w| distance(w) as u8).collect(),
                    cue: local,
                    frame: *frame,
                    words: words.clone(),
                };
                let scores = self.engine.link(output, &sight);
                let mut linked = Linked { first: first + words.start, ..Linked::default() };
                for s in scores.chunks_exact(LINK_SCORES) {
                    linked.probabilities.push(softmax([s[0], s[1], s[2]]));
                    linked.roles.push(std::array::from_fn(|k| sigmoid(s[3 + k])));
                }
                linked
            })
            .collect()
    }

    /// How likely each act is, of a statement whose cue, content and source are those words of the window.
    pub fn acts(&self, window: &Window, output: &WindowOutput, words: [&[usize]; 3]) -> Vec<f32> {
        let rows = words.map(|list| list.iter().map(|w| w - window.words.start).collect::<Vec<_>>());
        let scores = self.engine.acts(output, [&rows[0], &rows[1], &rows[2]]);
        shares(&scores)
    }
}

/// Scores to probabilities, where their number is not known beforehand.
pub(crate) fn shares(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut out: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    let sum: f32 = out.iter().sum();
    out.iter_mut().for_each(|p| *p /= sum);
    out
}

/// A score to a probability.
pub(crate) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Scores to probabilities.
pub fn softmax<const N: usize>(scores: [f32; N]) -> [f32; N] {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let e = scores.map(|s| (s - top).exp());
    let sum: f32 = e.iter().sum();
    e.map(|v| v / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_in_no_inventory_are_refused() {
        let own = include_str!("../../../../model/labels.json");
        let refused = |labels: &str| serde_json::from_str::<Labels>(labels).err().map(|e| e.to_string());
        assert_eq!(refused(own), None);
        for (known, odd) in [
            ("nsubj:pass", "nsubj:odd"),
            ("PROPN", "PROP"),
            ("VBZ", "VBQ"),
            ("B-place", "B-planet"),
            ("animal", "beast"),
        ] {
            let changed = own.replace(&format!("\"{known}\""), &format!("\"{odd}\""));
            assert!(refused(&changed).is_some_and(|cause| cause.contains(odd)), "{odd}");
        }
    }
}
