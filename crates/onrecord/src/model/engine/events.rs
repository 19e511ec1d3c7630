//! The type of an event: an encoder of its own over the reader's word vectors, told which pieces name the parties.

use super::linear::Finish;
use super::transformer::Encoder;
use super::weights::{EVENTS, File, Linear};
use super::{Level, Scratch};
use crate::model::Encoded;
use std::borrow::Cow;

/// The head with its weights.
pub(super) struct Events {
    file: Cow<'static, [u8]>,
    pub(super) types: Vec<String>,
    encoder: Encoder,
    /// Layers below the parties.
    below: usize,
    /// What is added to the source's pieces, and then what to the target's.
    party: Vec<f32>,
    label: Linear,
}

impl Events {
    /// From the bytes of `events.safetensors`; word vectors and positions are those of the reader's file.
    pub(super) fn new(file: Cow<'static, [u8]>, words: &File<'_>, eight: &[String]) -> Result<Self, String> {
        let view = File::new(&file, EVENTS, eight)?;
        view.fits(words)?;
        let types: Vec<String> =
            view.said("types").unwrap_or_default().split(' ').map(str::to_owned).collect();
        let encoder = Encoder::new(&view, words)?;
        let width = encoder.width;
        let below = view
            .said("below")
            .and_then(|b| b.parse().ok())
            .ok_or("it does not say how many layers are below")?;
        let below = encoder.depth().min(below);
        let party = view.floats("party", width)?;
        if party.len() != 2 * width {
            return Err("party has not two rows".to_owned());
        }
        let label = view.linear("label", 3 * width, types.len())?;
        Ok(Events { types, encoder, below, party, label, file })
    }

    /// The scores of the types. `parties` says of each piece whether it is the source's and whether the target's.
    pub(super) fn run(
        &self,
        level: Level,
        words: &[u8],
        e: &Encoded,
        parties: &[[bool; 2]],
        s: &mut Scratch,
    ) -> Vec<f32> {
        let width = self.encoder.width;
        self.encoder.embed(level, words, e, &mut s.x);
        self.encoder.norm(level, &mut s.x);
        self.encoder.layers(level, &self.file, 0..self.below, None, s);
        for (row, marks) in s.x.chunks_exact_mut(width).zip(parties) {
            for (vector, _) in self.party.chunks_exact(width).zip(marks).filter(|(_, marked)| **marked) {
                row.iter_mut().zip(vector).for_each(|(x, v)| *x += v);
            }
        }
        self.encoder.layers(level, &self.file, self.below..self.encoder.depth(), None, s);
        // The means of the source's pieces, of the target's and of all; of none, zeros.
        let mut pooled = vec![0.0; 3 * width];
        let mut counts = [0_u32; 3];
        for (row, &[source, target]) in s.x.chunks_exact(width).zip(parties) {
            for (k, part) in [source, target, true].into_iter().enumerate().filter(|&(_, part)| part) {
                counts[k] += u32::from(part);
                pooled[k * width..][..width].iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            }
        }
        for (mean, count) in pooled.chunks_exact_mut(width).zip(counts) {
            mean.iter_mut().for_each(|v| *v /= count.max(1) as f32);
        }
        let mut scores = vec![0.0; self.types.len()];
        s.quantised.set(level, &pooled, &self.label);
        s.quantised.apply(level, self.label.of(&self.file), Finish::Plain, &mut scores);
        scores
    }
}
