//! Linear layers: integer products with the scales, the bias and what comes next applied on the way out.

use super::kernel::{COLS, Factors, MOST_PANELS, Pairs, Sums, each_way, tile};
use super::lanes::{Lanes, at, put};
use super::rows::{self, gelu};

/// Values of k in one block: two panels' block (24 kB) and twelve rows' (9 kB) stay in the first cache.
const BLOCK: usize = 384;

/// A linear layer's weights, as they stand in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights<'a> {
    /// For each panel of sixteen outputs and each pair of inputs, the two weights of each output in turn (as i8).
    pub(super) panels: &'a [u8],
    /// What one unit of each output's weights is worth, padded to whole panels.
    pub(super) scale: &'a [f32],
    /// Padded to whole panels.
    pub(super) bias: &'a [f32],
    /// Number of inputs.
    pub(super) inputs: usize,
    /// Number of outputs.
    pub(super) outputs: usize,
}

/// Rows of integers that go into a product. Padded to whole tiles.
#[derive(Debug, Default)]
pub(super) struct Quantised {
    values: Vec<i16>,
    scales: Vec<f32>,
    rows: usize,
    sums: Vec<Sums>,
}

/// What happens to a product's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    /// They are the result.
    Plain,
    /// The curve is applied.
    Gelu,
    /// They are added to what stands in the output.
    Add,
}

impl Quantised {
    /// Takes in rows of `width` numbers.
    pub(super) fn set(&mut self, level: super::Level, x: &[f32], width: usize) {
        self.rows = x.len() / width;
        let padded = self.rows.next_multiple_of(level.rows());
        // What stands in the padding is multiplied and thrown away. To shrink would only mean to fill again.
        if self.values.len() < padded * width {
            self.values.resize(padded * width, 0);
        }
        if self.scales.len() < padded {
            self.scales.resize(padded, 0.0);
        }
        rows::quantise(level, x, width, &mut self.values, &mut self.scales);
    }

    /// Applies a layer: `out` gets a row of `w.outputs` numbers for each row.
    pub(super) fn apply(&mut self, level: super::Level, w: Weights<'_>, finish: Finish, out: &mut [f32]) {
        assert!(out.len() == self.rows * w.outputs && self.values.len() >= self.rows * w.inputs);
        multiply(level, &self.values, &self.scales, self.rows, w, finish, &mut self.sums, out);
    }
}

each_way! {
    fn multiply(
        level, L;
        a: &[i16],
        row_scales: &[f32],
        rows: usize,
        w: Weights<'_>,
        finish: Finish,
        sums: &mut Vec<Sums>,
        out: &mut [f32],
    ) {
        let mut wide = [Pairs::ZERO; MOST_PANELS * BLOCK / 2];
        let k = w.inputs;
        let tiles = rows.div_ceil(level.rows());
        let panels = w.scale.len() / COLS;
        let blocks = k.div_ceil(BLOCK);
        let size = level.rows() * level.panels();
        // The sums of all tiles are only kept where one block of k is not all of it. The block is the outer loop, so
        // that the rows' part of it stays in the second cache while all panels pass.
        let kept = if blocks > 1 { tiles * panels.div_ceil(level.panels()) } else { 1 };
        if sums.len() < kept * size {
            sums.resize(kept * size, Sums::ZERO);
        }
        for block in 0..blocks {
            let from = block * BLOCK;
            let length = (k - from).min(BLOCK);
            for (group, first_panel) in (0..panels).step_by(level.panels()).enumerate() {
                let together = level.panels().min(panels - first_panel);
                for p in 0..together {
                    let bytes = &w.panels[((first_panel + p) * k + from) * COLS..][..length * COLS];
                    let wide = Pairs::flat_mut(&mut wide[p * BLOCK / 2..][..length / 2]);
                    for (wide, &b) in wide.iter_mut().zip(bytes) {
                        *wide = i16::from(b as i8);
                    }
                }
                for t in 0..tiles {
                    let at = if blocks > 1 { (group * tiles + t) * size } else { 0 };
                    let sums = &mut sums[at..at + size];
                    let first = t * level.rows();
                    let here = level.rows().min(rows - first);
                    let factors = Factors {
                        a: &a[first * k + from..],
                        stride: k,
                        b: &wide,
                        apart: BLOCK / 2,
                        pairs: length / 2,
                    };
                    tile(level, factors, here, together, sums, block > 0);
                    if block + 1 < blocks {
                        continue;
                    }
                    let scales = &row_scales[first..first + here];
                    for p in 0..together {
                        let column = (first_panel + p) * COLS;
                        let sums = sums[p..].iter().step_by(level.panels());
                        let out = &mut out[first * w.outputs..];
                        finish_panel::<L>(sums, scales, w, column, out, finish);
                    }
                }
            }
        }
    }
}

/// Sums to numbers: scaled, with the bias, and finished.
///
/// No function here takes closures over lanes: one that is not inlined would be compiled for any processor.
#[inline(always)]
fn finish_panel<'a, L: Lanes>(
    sums: impl Iterator<Item = &'a Sums>,
    row_scales: &[f32],
    w: Weights<'_>,
    column: usize,
    out: &mut [f32],
    finish: Finish,
) {
    let (scale, bias) = (at::<L>(w.scale, column), at::<L>(w.bias, column));
    for ((sums, &row_scale), row) in sums.zip(row_scales).zip(out.chunks_mut(w.outputs)) {
        let number = L::of_ints(&sums.0).mul(L::splat(row_scale)).mul(scale).add(bias);
        let number = match finish {
            Finish::Plain => number,
            Finish::Gelu => gelu(number),
            Finish::Add => number.add(at::<L>(row, column)),
        };
        put(number, row, column);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn products_are_right_on_every_level() {
        for (rows, inputs, outputs) in [(1, 32, 3), (7, 384, 40), (13, 1536, 16)] {
            let padded = usize::next_multiple_of(outputs, COLS);
            let weight = |o: usize, k: usize| ((o * 31 + k * 17) % 255) as i32 - 127;
            let mut panels = vec![0; padded * inputs];
            for o in 0..outputs {
                for k in 0..inputs {
                    panels[(o / COLS * inputs + k / 2 * 2) * COLS + o % COLS * 2 + k % 2] =
                        weight(o, k) as i8 as u8;
                }
            }
            let (scale, bias) = (vec![0.01; padded], vec![0.5; padded]);
            let w = Weights { panels: &panels, scale: &scale, bias: &bias, inputs, outputs };
            let x: Vec<f32> = (0..rows * inputs).map(|i| ((i * 37 % 101) as f32 - 50.0) / 9.0).collect();
            let of = |level, finish| {
                let mut q = Quantised::default();
                let mut out = vec![1.0; rows * outputs];
                q.set(level, &x, inputs);
                q.apply(level, w, finish, &mut out);
                out
            };
            for finish in [Finish::Plain, Finish::Gelu, Finish::Add] {
                for level in Level::all() {
                    assert_eq!(of(level, finish), of(Level::PORTABLE, finish), "{level}");
                }
            }
            let plain = of(Level::PORTABLE, Finish::Plain);
            for r in 0..rows {
                for o in 0..outputs {
                    let exact: f32 =
                        (0..inputs).map(|k| x[r * inputs + k] * weight(o, k) as f32 * 0.01).sum();
                    let error = (plain[r * outputs + o] - exact - 0.5).abs();
                    assert!(error < 1e-3 * (inputs as f32).sqrt(), "{error}");
                }
            }
        }
    }
}
