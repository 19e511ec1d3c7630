//! The encoder's layers, which the link head shares.

use super::attention::WIDEST;
use super::kernel::each_way;
use super::linear::{Finish, Quantised, grow};
use super::rows::normalise;
use super::weights::{File, Layer, Norm, Table, Vector};
use super::{Level, Scratch};

/// Word pieces to vectors that know their surroundings.
#[derive(Debug)]
pub(super) struct Encoder {
    pub(super) width: usize,
    heads: usize,
    word: Table,
    position: Vec<f32>,
    shape: Vec<f32>,
    quote: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

/// What BERT adds to a variance.
const EPSILON: f32 = 1e-12;

impl Encoder {
    /// The layers of `file` over the word vectors and positions of `words`, which may be another file.
    pub(super) fn new(file: &File<'_>, words: &File<'_>) -> Result<Self, String> {
        let (width, heads) = (file.number("width")?, file.number("heads")?);
        let layers = (0..file.number("layers")?).map(|i| {
            let layer = file.layer(&format!("layers.{i}."), width)?;
            check_heads(layer.out.inputs, heads).map(|()| layer)
        });
        Ok(Encoder {
            width,
            heads,
            word: words.table("word", width)?,
            position: words.floats("position", width)?,
            shape: file.floats("shape", width)?,
            quote: file.floats("quote", width)?,
            norm: file.norm("norm", width)?,
            layers: layers.collect::<Result<_, _>>()?,
        })
    }

    /// Pieces a window may have.
    pub(super) fn room(&self) -> usize {
        self.position.len() / self.width
    }

    /// Leaves in `s.x` the vectors of the pieces in `first`. `words` is the file of the word vectors.
    pub(super) fn run(
        &self,
        level: Level,
        file: &[u8],
        words: &[u8],
        e: &crate::model::Encoded,
        first: &[u32],
        s: &mut Scratch,
    ) {
        self.embed(level, words, e, &mut s.x);
        self.norm(level, &mut s.x);
        self.layers(level, file, 0..self.layers.len(), Some(first), s);
    }

    /// Multiplications that a window of so many pieces needs, of which `kept` leave the last layer: those with weights, and the
    /// attention's.
    pub(super) fn products(&self, pieces: usize, kept: usize) -> usize {
        let all = self.layers.iter().enumerate().map(|(i, layer)| {
            let rows = if i + 1 == self.layers.len() { kept } else { pieces };
            let below = layer.out.products() + layer.up.products() + layer.down.products();
            pieces * layer.qkv.products() + rows * (below + 2 * pieces * layer.out.inputs)
        });
        all.sum()
    }

    /// Whether rows are rounded to 8 bits.
    pub(super) fn by_bytes(&self) -> bool {
        self.layers.iter().any(|layer| !layer.qkv.start.is_empty())
    }

    /// How many layers there are.
    pub(super) fn depth(&self) -> usize {
        self.layers.len()
    }

    /// The sums of the pieces' vectors: word, position, shape and quotation mark. `words` is the file of the word vectors.
    pub(super) fn embed(&self, level: Level, words: &[u8], e: &crate::model::Encoded, x: &mut Vec<f32>) {
        let width = self.width;
        let part = |of: &'_ [f32], i: usize| -> std::ops::Range<usize> {
            let i = i.min(of.len() / width - 1);
            i * width..(i + 1) * width
        };
        x.resize(e.ids.len() * width, 0.0);
        let pieces = e.ids.iter().zip(&e.shape).zip(&e.quote).zip(x.chunks_exact_mut(width)).enumerate();
        for (i, (((&id, &shape), &quote), row)) in pieces {
            let word = self.word.row(words, (id as usize).min(self.word.len() - 1));
            let position = &self.position[part(&self.position, i)];
            let shape = &self.shape[part(&self.shape, shape as usize)];
            let quote = &self.quote[part(&self.quote, quote as usize)];
            match word {
                Vector::Bytes(word, scale) => sum_of_piece(level, word, scale, position, shape, quote, row),
                Vector::Blocks(blocks) => {
                    Vector::unpack(blocks, row);
                    let others = position.iter().zip(shape).zip(quote);
                    for (to, ((position, shape), quote)) in row.iter_mut().zip(others) {
                        *to += position + (shape + quote);
                    }
                }
            }
        }
    }

    /// The norm before the first layer.
    pub(super) fn norm(&self, level: Level, x: &mut [f32]) {
        normalise(level, x, &self.norm.weight, &self.norm.bias, EPSILON);
    }

    /// Takes the rows in `s.x` through some of the layers; only the rows in `first`, if given, leave the last one.
    pub(super) fn layers(
        &self,
        level: Level,
        file: &[u8],
        range: std::ops::Range<usize>,
        first: Option<&[u32]>,
        s: &mut Scratch,
    ) {
        for i in range.clone() {
            let layer = &self.layers[i];
            let rows = first.filter(|_| i + 1 == range.end);
            run_layer(level, file, layer, self.heads, EPSILON, rows, s);
        }
    }
}

each_way! {
    /// What goes into the first layer for a piece.
    fn sum_of_piece(
        level, L;
        word: &[u8],
        scale: f32,
        position: &[f32],
        shape: &[f32],
        quote: &[f32],
        row: &mut [f32],
    ) {
        let _ = (level, std::marker::PhantomData::<L>);
        let numbers = word.iter().zip(position).zip(shape).zip(quote);
        for (to, (((&word, position), shape), quote)) in row.iter_mut().zip(numbers) {
            *to = f32::from(word as i8) * scale + position + (shape + quote);
        }
    }
}

/// Whether a width can be parted among heads as the attention needs it.
pub(super) fn check_heads(width: usize, heads: usize) -> Result<(), String> {
    let fits = width.is_multiple_of(heads) && (width / heads).is_multiple_of(8) && width / heads <= WIDEST;
    if fits { Ok(()) } else { Err(format!("{heads} heads do not fit a width of {width}")) }
}

/// A layer over `s.x`; if `rows` is given, only those rows' vectors are made.
pub(super) fn run_layer(
    level: Level,
    file: &[u8],
    layer: &Layer,
    heads: usize,
    epsilon: f32,
    rows: Option<&[u32]>,
    s: &mut Scratch,
) {
    let (width, inner) = (layer.out.outputs, layer.out.inputs);
    let Scratch { x, wide, context, quantised: q, attention, all, .. } = s;
    let count = x.len() / width;
    q.set(level, x, &layer.qkv);
    let qkv = room(wide, count * 3 * inner);
    q.apply(level, layer.qkv.of(file), Finish::Plain, qkv);
    if rows.is_none() {
        all.clear();
        all.extend(0..count as u32);
    }
    let rows = rows.unwrap_or(all);
    let context = room(context, rows.len() * inner);
    attention.apply(level, qkv, inner, heads, rows, context);
    if rows.len() < count {
        // Rows are in order, so that what is still needed is never written over.
        for (to, &from) in rows.iter().enumerate() {
            x.copy_within(from as usize * width..(from as usize + 1) * width, to * width);
        }
        x.truncate(rows.len() * width);
    }
    q.set(level, context, &layer.out);
    q.apply(level, layer.out.of(file), Finish::Add, x);
    normalise(level, x, &layer.norm1.weight, &layer.norm1.bias, epsilon);
    q.set(level, x, &layer.up);
    let middle = room(wide, rows.len() * layer.up.outputs);
    q.apply(level, layer.up.of(file), Finish::Gelu, middle);
    q.set(level, middle, &layer.down);
    q.apply(level, layer.down.of(file), Finish::Add, x);
    normalise(level, x, &layer.norm2.weight, &layer.norm2.bias, epsilon);
}

/// Room for so many numbers, whatever they are now. The list never shrinks: to grow again costs as much as to fill it.
pub(super) fn room(list: &mut Vec<f32>, length: usize) -> &mut [f32] {
    grow(list, length, 0.0);
    &mut list[..length]
}

/// The heads' rows from the words' rows.
pub(super) fn apply(
    level: Level,
    q: &mut Quantised,
    file: &[u8],
    linear: &super::weights::Linear,
    rows: usize,
) -> crate::model::Rows {
    let mut out = vec![0.0; rows * linear.outputs];
    q.apply(level, linear.of(file), Finish::Plain, &mut out);
    crate::model::Rows::new(out, linear.outputs)
}
