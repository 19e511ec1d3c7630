//! The link head: for one anchor, what each word near it is to it.

use super::kernel::each_way;
use super::linear::Finish;
use super::rows::normalise;
use super::transformer::{check_heads, room, run_layer};
use super::weights::{File, Layer, Linear, Norm, alike};
use super::{Level, Scratch};
use crate::model::{LINK_SCORES, WindowOutput};
use std::ops::Range;

/// The link head.
#[derive(Debug)]
pub(super) struct Link {
    width: usize,
    heads: usize,
    cue_gate: Linear,
    cue_add: Linear,
    position: Vec<f32>,
    paragraph: Vec<f32>,
    in_cue: Vec<f32>,
    /// What each frame adds to every word.
    frame: Vec<f32>,
    norm0: Norm,
    layer: Layer,
    label: Linear,
}

/// What PyTorch adds to a variance unless told otherwise.
const EPSILON: f32 = 1e-5;

/// The words that the link head sees of an anchor. Words count from the window's first.
#[derive(Debug)]
pub(crate) struct Sight {
    /// The anchor: a statement's cue, or the word of an event.
    pub(crate) cue: Range<usize>,
    /// Its frame: 0 for a statement, else 1 and the number of the event's type.
    pub(crate) frame: usize,
    /// The words it sees.
    pub(crate) words: Range<usize>,
    /// Place of the first of these, counted from where the sight would begin if the window had no edge.
    pub(crate) from: usize,
    /// Distance of each of these words' paragraphs, 0 to 6.
    pub(crate) paragraphs: Vec<u8>,
}

impl Link {
    pub(super) fn new(file: &File<'_>, width: usize, labels: &crate::model::Labels) -> Result<Self, String> {
        let (link, heads) = (file.number("link_width")?, file.number("link_heads")?);
        let position = file.floats("link.position", link)?;
        if position.len() != (labels.before + labels.after) * link {
            return Err("link.position does not fit before and after in labels.json".to_owned());
        }
        let paragraph = file.floats("link.paragraph", link)?;
        if paragraph.len() != 7 * link {
            return Err("link.paragraph has not seven rows".to_owned());
        }
        let frame = file.floats("link.frame", link)?;
        if frame.len() != (1 + labels.event_types.len()) * link {
            return Err("link.frame does not fit event_types in labels.json".to_owned());
        }
        let layer = file.layer("link.", link)?;
        check_heads(layer.out.inputs, heads)?;
        let (cue_gate, cue_add) =
            (file.linear("link.cue_gate", width, link)?, file.linear("link.cue_add", width, link)?);
        alike([&cue_gate, &cue_add])?;
        Ok(Link {
            width: link,
            heads,
            cue_gate,
            cue_add,
            position,
            paragraph,
            in_cue: file.floats("link.in_cue", link)?,
            frame,
            norm0: file.norm("link.norm0", link)?,
            layer,
            label: file.linear("link.label", link, LINK_SCORES)?,
        })
    }

    /// Scores of the words an anchor sees, [`LINK_SCORES`] a word: neither, source, content; then each role that is scored
    /// for itself.
    pub(super) fn run(
        &self,
        level: Level,
        file: &[u8],
        output: &WindowOutput,
        sight: &Sight,
        s: &mut Scratch,
    ) -> Vec<f32> {
        let width = self.width;
        // The mean of the cue's words.
        let inputs = output.vectors.width();
        s.x.clear();
        s.x.resize(inputs, 0.0);
        for word in sight.cue.clone() {
            s.x.iter_mut().zip(output.vectors.row(word)).for_each(|(sum, v)| *sum += v);
        }
        s.x.iter_mut().for_each(|v| *v /= sight.cue.len() as f32);
        s.quantised.set(level, &s.x, &self.cue_gate);
        let (gate, add) = room(&mut s.wide, 2 * width).split_at_mut(width);
        s.quantised.apply(level, self.cue_gate.of(file), Finish::Plain, gate);
        s.quantised.apply(level, self.cue_add.of(file), Finish::Plain, add);
        let frame = &self.frame[sight.frame * width..][..width];
        add.iter_mut().zip(frame).for_each(|(a, f)| *a += f);
        s.x.resize(sight.words.len() * width, 0.0);
        for ((k, word), row) in sight.words.clone().enumerate().zip(s.x.chunks_exact_mut(width)) {
            let (plain, gated) = (output.plain.row(word), output.gated.row(word));
            let position = &self.position[(sight.from + k) * width..][..width];
            let paragraph = &self.paragraph[usize::from(sight.paragraphs[k]) * width..][..width];
            let in_cue = f32::from(sight.cue.contains(&word));
            sum_of_word(level, plain, gated, gate, add, position, paragraph, in_cue, &self.in_cue, row);
        }
        normalise(level, &mut s.x, &self.norm0.weight, &self.norm0.bias, EPSILON);
        run_layer(level, file, &self.layer, self.heads, EPSILON, None, s);
        let mut scores = vec![0.0; sight.words.len() * LINK_SCORES];
        s.quantised.set(level, &s.x, &self.label);
        s.quantised.apply(level, self.label.of(file), Finish::Plain, &mut scores);
        scores
    }
}

each_way! {
    /// What goes into the layer for a word.
    fn sum_of_word(
        level, L;
        plain: &[f32],
        gated: &[f32],
        gate: &[f32],
        add: &[f32],
        position: &[f32],
        paragraph: &[f32],
        in_cue: f32,
        if_in_cue: &[f32],
        row: &mut [f32],
    ) {
        let _ = (level, std::marker::PhantomData::<L>);
        let of_word = plain.iter().zip(gated).zip(position).zip(paragraph);
        let of_cue = gate.iter().zip(add).zip(if_in_cue);
        for ((to, (((plain, gated), position), paragraph)), ((gate, add), if_in_cue)) in
            row.iter_mut().zip(of_word).zip(of_cue)
        {
            *to = plain + gated * gate + add + position + paragraph + in_cue * if_in_cue;
        }
    }
}
