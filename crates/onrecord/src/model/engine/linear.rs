//! Linear layers: integer products with the scales, the bias and what comes next applied on the way out.

use super::kernel::{COLS, ROWS, Tile, both_ways, tile};
use super::rows::{self, gelu};

/// Values of k in one block: a panel's block (12 kB) and six rows' (5 kB) stay in the first cache.
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
    sums: Vec<Tile>,
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
        let padded = self.rows.next_multiple_of(ROWS);
        // What stands in the padding is multiplied and thrown away.
        self.values.resize(padded * width, 0);
        self.scales.resize(padded, 0.0);
        rows::quantise(level, x, width, &mut self.values, &mut self.scales);
    }

    /// Applies a layer: `out` gets a row of `w.outputs` numbers for each row.
    pub(super) fn apply(&mut self, level: super::Level, w: Weights<'_>, finish: Finish, out: &mut [f32]) {
        assert!(out.len() == self.rows * w.outputs && self.values.len() >= self.rows * w.inputs);
        multiply(level, &self.values, &self.scales, self.rows, w, finish, &mut self.sums, out);
    }
}

both_ways! {
    fn multiply(
        level;
        a: &[i16],
        row_scales: &[f32],
        rows: usize,
        w: Weights<'_>,
        finish: Finish,
        sums: &mut Vec<Tile>,
        out: &mut [f32],
    ) {
        let mut wide = [0_i16; BLOCK * COLS];
        let k = w.inputs;
        let tiles = rows.div_ceil(ROWS);
        let panels = w.scale.len() / COLS;
        let blocks = k.div_ceil(BLOCK);
        // The sums of all tiles are only kept where one block of k is not all of it. The block is the outer loop, so
        // that the rows' part of it stays in the second cache while all panels pass.
        sums.resize(if blocks > 1 { tiles * panels } else { 1 }, [[0; COLS]; ROWS]);
        for block in 0..blocks {
            let from = block * BLOCK;
            let length = (k - from).min(BLOCK);
            for panel in 0..panels {
                let bytes = &w.panels[(panel * k + from) * COLS..][..length * COLS];
                for (wide, &b) in wide.iter_mut().zip(bytes) {
                    *wide = i16::from(b as i8);
                }
                for t in 0..tiles {
                    let sum = &mut sums[if blocks > 1 { panel * tiles + t } else { 0 }];
                    tile(level, &a[t * ROWS * k + from..], k, &wide, length / 2, sum, block > 0);
                    if block + 1 == blocks {
                        let first = t * ROWS;
                        let scales = &row_scales[first..rows.min(first + ROWS)];
                        let out = &mut out[first * w.outputs..];
                        match finish {
                            Finish::Plain => finish_tile(sum, scales, w, panel * COLS, out, |new, _| new),
                            Finish::Gelu => finish_tile(sum, scales, w, panel * COLS, out, |new, _| gelu(new)),
                            Finish::Add => finish_tile(sum, scales, w, panel * COLS, out, |new, old| new + old),
                        }
                    }
                }
            }
        }
    }
}

/// Sums to numbers: scaled, with the bias, and finished by `finish` of the new number and the old.
#[inline(always)]
fn finish_tile(
    sums: &Tile,
    row_scales: &[f32],
    w: Weights<'_>,
    column: usize,
    out: &mut [f32],
    finish: impl Fn(f32, f32) -> f32,
) {
    let scale: &[f32; COLS] = w.scale[column..][..COLS].try_into().expect("whole panels");
    let bias: &[f32; COLS] = w.bias[column..][..COLS].try_into().expect("whole panels");
    for ((sums, &row_scale), out) in sums.iter().zip(row_scales).zip(out.chunks_mut(w.outputs)) {
        let number = |c: usize| sums[c] as f32 * row_scale * scale[c] + bias[c];
        let out = &mut out[column..];
        if let Some(out) = out.first_chunk_mut::<COLS>() {
            for (c, out) in out.iter_mut().enumerate() {
                *out = finish(number(c), *out);
            }
        } else {
            for (c, out) in out.iter_mut().enumerate() {
                *out = finish(number(c), *out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn products_are_right_both_ways() {
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
                assert_eq!(of(Level::best(), finish), of(Level::PORTABLE, finish));
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
