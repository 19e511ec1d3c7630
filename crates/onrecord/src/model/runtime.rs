//! Running the two graphs of the model: one window of text, and the cues found in it.

use super::input::Input;
use super::pieces::{Pieces, SEPARATOR, START};
use super::windows::Window;
use rten::{NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};
use serde::Deserialize;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

/// Shape of the sign that stands before a paragraph (see `training/network.py`).
const PARAGRAPH: i32 = 10;

/// What `labels.json` says of a model.
#[derive(Debug, Clone, Deserialize)]
pub struct Labels {
    /// Penn Treebank tags, by number.
    pub xpos: Vec<String>,
    /// Universal part-of-speech tags, by number.
    pub upos: Vec<String>,
    /// Universal Dependencies relations, by number.
    pub rel: Vec<String>,
    /// Kinds of mentions, by number; 0 is none.
    pub mentions: Vec<String>,
    /// BIO labels of names, by number; 0 is outside.
    pub names: Vec<String>,
    /// Words before a cue's first that the link head sees.
    pub before: usize,
    /// Words from a cue's first on that the link head sees.
    pub after: usize,
    /// Pieces a window holds.
    pub window: usize,
    /// What the distance between two mentions adds to the score that one refers back to the other.
    pub ante_distance: Vec<f32>,
}

/// The loaded model.
pub struct Model {
    pub(crate) pieces: Pieces,
    pub(crate) labels: Labels,
    reader: Graph,
    link: Graph,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("window", &self.labels.window).finish_non_exhaustive()
    }
}

struct Graph {
    model: rten::Model,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

const READER_INPUTS: [&str; 5] = ["ids", "shape", "quote", "first", "sentence"];
const READER_OUTPUTS: [&str; 13] = [
    "cue",
    "plain",
    "gated",
    "cue_gate",
    "cue_add",
    "xpos",
    "upos",
    "mention",
    "name",
    "arcs",
    "rel",
    "ante_query",
    "ante_key",
];
const LINK_INPUTS: [&str; 4] = ["x", "paragraph", "in_cue", "valid"];

impl Graph {
    fn new(bytes: Vec<u8>, inputs: &[&str], outputs: &[&str]) -> Result<Self, String> {
        let model = rten::Model::load(bytes).map_err(|e| e.to_string())?;
        let ids = |names: &[&str]| -> Result<Vec<NodeId>, String> {
            names.iter().map(|n| model.node_id(n).map_err(|e| e.to_string())).collect()
        };
        Ok(Graph { inputs: ids(inputs)?, outputs: ids(outputs)?, model })
    }

    fn run(&self, values: Vec<Value>) -> Vec<Value> {
        thread_local! {
            // One single-threaded worker a caller: articles are read in parallel, not the inside of one.
            static POOL: OnceCell<Arc<ThreadPool>> = const { OnceCell::new() };
        }
        let pool = POOL.with(|p| p.get_or_init(|| Arc::new(ThreadPool::with_num_threads(1))).clone());
        let inputs = self.inputs.iter().copied().zip(values.into_iter().map(Into::into)).collect();
        let options = RunOptions::default().with_thread_pool(Some(pool));
        // The graph was checked when it was loaded and its inputs are made by this module, so a failure is a defect.
        self.model
            .run(inputs, &self.outputs, Some(options))
            .expect("a loaded model runs on windows of its own making")
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

    fn take(value: Value) -> Self {
        let tensor: rten_tensor::Tensor<f32> = value.try_into().expect("the graph's outputs are numbers");
        let width = *tensor.shape().as_ref().last().expect("a row a word");
        Rows { data: tensor.into_data(), width }
    }
}

/// What the encoder says of a window's words. Rows count from the window's first word.
#[derive(Debug, Default)]
pub struct WindowOutput {
    /// Scores of: no cue, first word of one, further word of one.
    pub cue: Rows,
    plain: Rows,
    gated: Rows,
    cue_gate: Rows,
    cue_add: Rows,
    /// Scores of Penn tags.
    pub xpos: Rows,
    /// Scores of universal tags.
    pub upos: Rows,
    /// Scores of mention kinds, at a mention's head word.
    pub mention: Rows,
    /// Scores of name labels.
    pub name: Rows,
    /// Scores of each word of the window as head.
    pub arcs: Rows,
    /// Scores of the relation to the best head.
    pub rel: Rows,
    /// Mention vectors that look for an antecedent.
    pub ante_query: Rows,
    /// Mention vectors that are looked for.
    pub ante_key: Rows,
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

    fn push(&mut self, id: u32, shape: i32, quote: i32) {
        self.ids.push(id as i32);
        self.shape.push(shape);
        self.quote.push(quote);
    }
}

/// For one cue, the probabilities of each word near it: neither, source, content.
#[derive(Debug)]
pub struct Linked {
    /// First word of the article that `probabilities` speaks of.
    pub first: usize,
    /// Neither, source, content.
    pub probabilities: Vec<[f32; 3]>,
}

impl Model {
    /// Loads the model's four files; `load` gives a file's bytes by name.
    ///
    /// # Errors
    /// The file's name and what is wrong with it.
    pub fn new(load: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Self, (String, String)> {
        let named = |name: &str| load(name).map_err(|e| (name.to_owned(), e));
        let blame = |name: &'static str| move |e: String| (name.to_owned(), e);
        let labels = serde_json::from_slice(&named("labels.json")?)
            .map_err(|e| blame("labels.json")(e.to_string()))?;
        Ok(Model {
            pieces: Pieces::new(&named("tokenizer.json")?).map_err(blame("tokenizer.json"))?,
            labels,
            reader: Graph::new(named("reader.onnx")?, &READER_INPUTS, &READER_OUTPUTS)
                .map_err(blame("reader.onnx"))?,
            link: Graph::new(named("link.onnx")?, &LINK_INPUTS, &["label"]).map_err(blame("link.onnx"))?,
        })
    }

    /// What the model's numbers stand for.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Runs the encoder over one window. `sentence` numbers the sentence of each word of the article.
    pub fn window(&self, input: &Input, window: &Window, sentence: &[u32]) -> WindowOutput {
        let e = Encoded::new(input, window, sentence);
        let list = |v: Vec<i32>| Value::from(NdTensor::from_data([v.len()], v));
        let inputs = vec![list(e.ids), list(e.shape), list(e.quote), list(e.first), list(e.sentence)];
        let outputs = self.reader.run(inputs);
        let mut rows = outputs.into_iter().map(Rows::take);
        let mut next = || rows.next().expect("as many outputs as asked for");
        WindowOutput {
            cue: next(),
            plain: next(),
            gated: next(),
            cue_gate: next(),
            cue_add: next(),
            xpos: next(),
            upos: next(),
            mention: next(),
            name: next(),
            arcs: next(),
            rel: next(),
            ante_query: next(),
            ante_key: next(),
        }
    }

    /// For each cue (a range of the article's words inside the window), what each word near it is to it.
    pub fn link(
        &self,
        input: &Input,
        window: &Window,
        output: &WindowOutput,
        cues: &[Range<usize>],
    ) -> Vec<Linked> {
        let (before, after) = (self.labels.before, self.labels.after);
        let length = before + after;
        let width = output.plain.width;
        let n = cues.len();
        if n == 0 {
            return Vec::new();
        }
        let paragraph_of = |word: usize| input.paragraphs.partition_point(|p| p.end <= word) as i32;
        let mut x = NdTensor::<f32, 3>::zeros([n, length, width]);
        let mut paragraph = NdTensor::<i32, 2>::zeros([n, length]);
        let mut in_cue = NdTensor::<f32, 2>::zeros([n, length]);
        let mut valid = NdTensor::<f32, 2>::zeros([n, length]);
        let count = window.words.len();
        for (c, cue) in cues.iter().enumerate() {
            let local = cue.start - window.words.start..cue.end - window.words.start;
            let mean = |rows: &Rows| -> Vec<f32> {
                let mut sum = vec![0.0; width];
                for w in local.clone() {
                    sum.iter_mut().zip(rows.row(w)).for_each(|(s, v)| *s += v);
                }
                sum.iter_mut().for_each(|s| *s /= local.len() as f32);
                sum
            };
            let (gate, add) = (mean(&output.cue_gate), mean(&output.cue_add));
            let home = paragraph_of(cue.start);
            for k in 0..length {
                let at = (local.start + k).wrapping_sub(before);
                let inside = at < count;
                // Places outside the window are masked; what stands there is the nearest word's, as in training.
                let word = if inside {
                    at
                } else if local.start + k < before {
                    0
                } else {
                    count - 1
                };
                let (plain, gated) = (output.plain.row(word), output.gated.row(word));
                let mut row = x.slice_mut((c, k));
                let row = row.data_mut().expect("a row is contiguous");
                for d in 0..width {
                    row[d] = plain[d] + gated[d] * gate[d] + add[d];
                }
                paragraph[[c, k]] = (paragraph_of(window.words.start + word) - home).clamp(-3, 3) + 3;
                in_cue[[c, k]] = f32::from(local.contains(&at));
                valid[[c, k]] = f32::from(inside);
            }
        }
        let scores = self.link.run(vec![x.into(), paragraph.into(), in_cue.into(), valid.into()]).remove(0);
        let scores: NdTensor<f32, 3> = scores.try_into().expect("label scores");
        cues.iter()
            .enumerate()
            .map(|(c, cue)| {
                let local = cue.start - window.words.start;
                let from = before.saturating_sub(local);
                let to = (before + count - local).min(length);
                let of: NdTensorView<'_, f32, 2> = scores.slice(c);
                let probabilities =
                    (from..to).map(|k| softmax([of[[k, 0]], of[[k, 1]], of[[k, 2]]])).collect();
                Linked { first: window.words.start + local + from - before, probabilities }
            })
            .collect()
    }
}

/// Scores to probabilities.
pub fn softmax<const N: usize>(scores: [f32; N]) -> [f32; N] {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let e = scores.map(|s| (s - top).exp());
    let sum: f32 = e.iter().sum();
    e.map(|v| v / sum)
}
