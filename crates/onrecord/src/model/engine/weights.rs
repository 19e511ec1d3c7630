//! The weights' file: what `training/export.py` writes, checked once so that nothing can go wrong later.

use super::kernel::{COLS, Sums};
use super::linear::{Weights, starts};
use super::rows::{ACTIVATION, BYTE};
use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::ops::Range;

/// What the reader's file must say of itself.
pub(super) const READER: &str = "onrecord-reader/2";
/// What the event types' file must say of itself.
pub(super) const EVENTS: &str = "onrecord-events/1";
/// Longest sum of products that stays in 32 bits (see [`super::rows::ACTIVATION`]).
const LONGEST: usize = (i32::MAX as usize) / (127 * 8191);

/// The bytes of a file. Weights and word vectors are read where they stand; only small lists are taken out.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    tensors: SafeTensors<'a>,
    metadata: HashMap<String, String>,
    /// The linear layers whose rows are rounded to 8 bits instead of 13: the beginnings of their names.
    eight: &'a [String],
}

/// A linear layer whose weights stand in the file.
#[derive(Debug)]
pub(super) struct Linear {
    panels: Range<usize>,
    scale: Vec<f32>,
    bias: Vec<f32>,
    /// See [`Weights`]; empty where rows have more than 8 bits.
    pub(super) start: Vec<Sums>,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

impl Linear {
    /// Largest integer that rows for it are rounded to.
    pub(super) fn largest(&self) -> f32 {
        if self.start.is_empty() { ACTIVATION } else { BYTE }
    }

    /// One of the tests, whose weights are all of the bytes that [`Linear::of`] will get.
    #[cfg(test)]
    pub(super) fn made(
        panels: &[u8],
        scale: f32,
        bias: f32,
        [inputs, outputs]: [usize; 2],
        eight: bool,
    ) -> Self {
        let padded = outputs.next_multiple_of(COLS);
        Linear {
            panels: 0..panels.len(),
            scale: vec![scale; padded],
            bias: vec![bias; padded],
            start: if eight { starts(panels, inputs) } else { Vec::new() },
            inputs,
            outputs,
        }
    }

    /// Multiplications for a row.
    pub(super) fn products(&self) -> usize {
        self.inputs * self.outputs
    }

    /// The layer with its weights.
    pub(super) fn of<'a>(&'a self, file: &'a [u8]) -> Weights<'a> {
        Weights {
            panels: &file[self.panels.clone()],
            scale: &self.scale,
            bias: &self.bias,
            start: &self.start,
            inputs: self.inputs,
            outputs: self.outputs,
        }
    }
}

/// An error where layers that take the same rows want them rounded differently.
pub(super) fn alike<'a>(layers: impl IntoIterator<Item = &'a Linear>) -> Result<(), String> {
    let mut each = layers.into_iter().map(|layer| layer.start.is_empty());
    let first = each.next();
    match each.all(|other| Some(other) == first) {
        true => Ok(()),
        false => Err("of the heads that take the same rows, labels.json names some under bytes, but not all"
            .to_owned()),
    }
}

/// A layer normalisation.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// One layer of a transformer. Its attention is `out.inputs` wide.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) qkv: Linear,
    pub(super) out: Linear,
    pub(super) norm1: Norm,
    pub(super) up: Linear,
    pub(super) down: Linear,
    pub(super) norm2: Norm,
}

/// Word vectors as integers.
#[derive(Debug)]
pub(super) struct Table {
    values: Range<usize>,
    /// What one unit of each is worth; where there is none, [`BLOCK`]s of a vector have their own.
    scale: Vec<f32>,
    rows: usize,
}

/// Numbers of a vector that have a scale of their own where they are of 4 bits: a half-float, then 16 bytes, whose low halves
/// are the first numbers and whose high halves the last, each 8 too large (GGML calls it `q4_0`).
const BLOCK: usize = 32;
/// Bytes of a block.
const BLOCK_BYTES: usize = 2 + BLOCK / 2;

/// One word's vector.
pub(super) enum Vector<'a> {
    /// Bytes, and what one unit is worth.
    Bytes(&'a [u8], f32),
    /// Blocks of 4-bit numbers, each with its own scale.
    Blocks(&'a [u8]),
}

impl Vector<'_> {
    /// The numbers of a vector of blocks, one after another.
    pub(super) fn unpack(blocks: &[u8], out: &mut [f32]) {
        for (block, out) in blocks.chunks_exact(BLOCK_BYTES).zip(out.chunks_exact_mut(BLOCK)) {
            let scale = half::f16::from_le_bytes([block[0], block[1]]).to_f32();
            let (low, high) = out.split_at_mut(BLOCK / 2);
            for ((&byte, low), high) in block[2..].iter().zip(low).zip(high) {
                *low = (f32::from(byte & 15) - 8.0) * scale;
                *high = (f32::from(byte >> 4) - 8.0) * scale;
            }
        }
    }
}

impl Table {
    /// Number of vectors.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// Vector `i`.
    pub(super) fn row<'a>(&self, file: &'a [u8], i: usize) -> Vector<'a> {
        let values = &file[self.values.clone()];
        let size = values.len() / self.rows;
        let row = &values[i * size..][..size];
        match self.scale.get(i) {
            Some(&scale) => Vector::Bytes(row, scale),
            None => Vector::Blocks(row),
        }
    }
}

impl<'a> File<'a> {
    /// `eight` names the linear layers whose rows 8 bits are enough for, by the beginnings of their names.
    pub(super) fn new(bytes: &'a [u8], format: &str, eight: &'a [String]) -> Result<Self, String> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| e.to_string())?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|e| e.to_string())?;
        let metadata = metadata.metadata().clone().unwrap_or_default();
        match metadata.get("format") {
            Some(found) if found == format => Ok(File { bytes, tensors, metadata, eight }),
            other => Err(format!(
                "its format is {other:?}, not {format:?}; write it anew as training/README.md says"
            )),
        }
    }

    /// What the file says of itself.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.metadata.get(name).map(String::as_str)
    }

    /// A number that the file says of itself.
    pub(super) fn number(&self, name: &str) -> Result<usize, String> {
        self.said(name)
            .and_then(|v| v.parse().ok())
            .filter(|&n| n > 0)
            .ok_or_else(|| format!("it does not say its {name}"))
    }

    /// Whether the file has its own word vectors and positions. Where it has not, it names those of another by hash.
    pub(super) fn has_words(&self) -> bool {
        self.said("words").is_none()
    }

    /// An error where the word vectors and positions of `words` are not those that this file names.
    pub(super) fn fits(&self, words: &File<'_>) -> Result<(), String> {
        let expected = self.said("words").unwrap_or_default();
        let found = words.fingerprint()?;
        if expected == found {
            return Ok(());
        }
        Err(format!(
            "it was trained on word vectors {expected:?}, the reader has {found:?}; train it anew as training/README.md says"
        ))
    }

    /// What tells one set of word vectors and positions from another.
    fn fingerprint(&self) -> Result<String, String> {
        let mut hash = Sha256::new();
        match self.tensor("word.scale", Dtype::F32) {
            Ok((_, scales)) => hash.update(scales),
            Err(_) => hash.update(self.tensor("word", Dtype::U8)?.1),
        }
        hash.update(self.tensor("position", Dtype::F32)?.1);
        Ok(hex::encode(hash.finalize()))
    }

    fn tensor(&self, name: &str, dtype: Dtype) -> Result<(Vec<usize>, &'a [u8]), String> {
        let t = self.tensors.tensor(name).map_err(|_| format!("it has no {name}"))?;
        if t.dtype() != dtype {
            return Err(format!("{name} holds {:?}, not {dtype:?}", t.dtype()));
        }
        Ok((t.shape().to_vec(), t.data()))
    }

    fn place(&self, data: &[u8]) -> Range<usize> {
        let start = data.as_ptr() as usize - self.bytes.as_ptr() as usize;
        start..start + data.len()
    }

    /// A list of numbers whose rows are `width` long.
    pub(super) fn floats(&self, name: &str, width: usize) -> Result<Vec<f32>, String> {
        let (shape, data) = self.tensor(name, Dtype::F32)?;
        if shape.last() != Some(&width) {
            return Err(format!("{name} is {shape:?}, not {width} wide"));
        }
        Ok(data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    pub(super) fn norm(&self, name: &str, width: usize) -> Result<Norm, String> {
        Ok(Norm {
            weight: self.floats(&format!("{name}.weight"), width)?,
            bias: self.floats(&format!("{name}.bias"), width)?,
        })
    }

    pub(super) fn table(&self, name: &str, width: usize) -> Result<Table, String> {
        if let Ok((shape, data)) = self.tensor(name, Dtype::U8) {
            return match shape[..] {
                [rows, bytes]
                    if rows > 0 && bytes == width / BLOCK * BLOCK_BYTES && width.is_multiple_of(BLOCK) =>
                {
                    Ok(Table { values: self.place(data), scale: Vec::new(), rows })
                }
                _ => Err(format!("{name} is {shape:?}, not {width} wide")),
            };
        }
        let (shape, data) = self.tensor(name, Dtype::I8)?;
        match shape[..] {
            [rows, w] if w == width && rows > 0 => Ok(Table {
                values: self.place(data),
                scale: self.floats(&format!("{name}.scale"), rows)?,
                rows,
            }),
            _ => Err(format!("{name} is {shape:?}, not {width} wide")),
        }
    }

    /// A linear layer of `inputs` inputs and, unless 0, `outputs` outputs.
    pub(super) fn linear(&self, name: &str, inputs: usize, outputs: usize) -> Result<Linear, String> {
        let (shape, data) = self.tensor(&format!("{name}.weight"), Dtype::I8)?;
        let (bias_shape, _) = self.tensor(&format!("{name}.bias"), Dtype::F32)?;
        let found = bias_shape.first().copied().unwrap_or(0);
        let right = inputs.is_multiple_of(COLS)
            && inputs <= LONGEST
            && found > 0
            && (outputs == 0 || outputs == found)
            && shape == [found.div_ceil(COLS), inputs / 2, COLS, 2];
        if !right {
            return Err(format!("{name} of {inputs} inputs and {found} outputs is {shape:?}"));
        }
        let padded = |part: &str| -> Result<Vec<f32>, String> {
            let mut list = self.floats(&format!("{name}.{part}"), found)?;
            list.resize(found.next_multiple_of(COLS), 0.0);
            Ok(list)
        };
        Ok(Linear {
            start: if self.eight.iter().any(|begins| name.starts_with(begins)) {
                starts(data, inputs)
            } else {
                Vec::new()
            },
            panels: self.place(data),
            scale: padded("scale")?,
            bias: padded("bias")?,
            inputs,
            outputs: found,
        })
    }

    /// A transformer's layer. Its attention may be narrower than the rows: as wide as its heads together.
    pub(super) fn layer(&self, name: &str, width: usize) -> Result<Layer, String> {
        let up = self.linear(&format!("{name}up"), width, 0)?;
        let qkv = self.linear(&format!("{name}qkv"), width, 0)?;
        if !qkv.outputs.is_multiple_of(3) {
            return Err(format!(
                "{name}qkv has {} outputs, which are no queries, keys and values",
                qkv.outputs
            ));
        }
        Ok(Layer {
            out: self.linear(&format!("{name}out"), qkv.outputs / 3, width)?,
            qkv,
            norm1: self.norm(&format!("{name}norm1"), width)?,
            down: self.linear(&format!("{name}down"), up.outputs, width)?,
            up,
            norm2: self.norm(&format!("{name}norm2"), width)?,
        })
    }
}
