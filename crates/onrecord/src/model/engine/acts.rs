//! The head of acts: what is done in saying something.

use super::linear::Finish;
use super::weights::{File, Linear};
use super::{Level, Scratch};
use crate::model::WindowOutput;

/// The head: the mean vectors of cue, content and source through one middle layer.
#[derive(Debug)]
pub(super) struct Acts {
    into: Linear,
    act: Linear,
}

impl Acts {
    pub(super) fn new(file: &File<'_>, width: usize, labels: &crate::model::Labels) -> Result<Self, String> {
        let into = file.linear("act_in", 3 * width, 0)?;
        let act = file.linear("act", into.outputs, labels.acts.len())?;
        Ok(Acts { into, act })
    }

    /// Scores of the acts. A role without words is zeros, as in training.
    pub(super) fn run(
        &self,
        level: Level,
        file: &[u8],
        output: &WindowOutput,
        words: [&[usize]; 3],
        s: &mut Scratch,
    ) -> Vec<f32> {
        let width = output.vectors.width();
        let mut means = vec![0.0; 3 * width];
        for (mean, words) in means.chunks_exact_mut(width).zip(words) {
            for &word in words {
                mean.iter_mut().zip(output.vectors.row(word)).for_each(|(sum, v)| *sum += v);
            }
            mean.iter_mut().for_each(|v| *v /= words.len().max(1) as f32);
        }
        let mut middle = vec![0.0; self.into.outputs];
        s.quantised.set(level, &means, &self.into);
        s.quantised.apply(level, self.into.of(file), Finish::Gelu, &mut middle);
        let mut scores = vec![0.0; self.act.outputs];
        s.quantised.set(level, &middle, &self.act);
        s.quantised.apply(level, self.act.of(file), Finish::Plain, &mut scores);
        scores
    }
}
