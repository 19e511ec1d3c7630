//! Linear layers: integer products with the scales, the bias and what comes next applied on the way out.

use super::Level;
use super::kernel::{
    Bytes, COLS, Factors, MIDDLE, MOST_PANELS, Pairs, Quads, Sums, each_way, tile, tile_bytes,
};
use super::lanes::{Lanes, at, put};
use super::rows::{self, gelu};
use super::weights::Linear;

/// Lines of a panel in one block: two panels' block (24 kB) and twelve rows' (9 kB) stay in the first cache.
const BLOCK: usize = 192;

/// A linear layer's weights, as they stand in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights<'a> {
    /// For each panel of sixteen outputs and each pair of inputs, the two weights of each output in turn (as i8).
    pub(super) panels: &'a [u8],
    /// What one unit of each output's weights is worth, padded to whole panels.
    pub(super) scale: &'a [f32],
    /// Padded to whole panels.
    pub(super) bias: &'a [f32],
    /// What a panel's sums of bytes begin with (see [`Bytes`]). None where rows have more than 8 bits.
    pub(super) start: &'a [Sums],
    /// Number of inputs.
    pub(super) inputs: usize,
    /// Number of outputs.
    pub(super) outputs: usize,
}

/// Rows of integers that go into a product. Padded to whole tiles.
#[derive(Debug, Default)]
pub(super) struct Quantised {
    shorts: Vec<i16>,
    /// Instead of these where the model's rows have 8 bits and the processor is faster by bytes.
    bytes: Vec<u8>,
    scales: Vec<f32>,
    rows: usize,
    width: usize,
    by_bytes: bool,
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
    /// Takes in rows for a layer, or for several of one file with as many inputs.
    pub(super) fn set(&mut self, level: Level, x: &[f32], layer: &Linear) {
        let width = layer.inputs;
        self.rows = x.len() / width;
        self.width = width;
        self.by_bytes = by_bytes(level, &layer.start);
        let padded = self.rows.next_multiple_of(level.rows());
        // What stands in the padding is multiplied and thrown away. To shrink would only mean to fill again.
        grow(&mut self.scales, padded, 0.0);
        if self.by_bytes {
            grow(&mut self.bytes, padded * width, 0);
            rows::quantise_bytes(level, x, width, &mut self.bytes, &mut self.scales);
        } else {
            grow(&mut self.shorts, padded * width, 0);
            rows::quantise(level, x, width, layer.largest(), &mut self.shorts, &mut self.scales);
        }
    }

    /// Applies a layer: `out` gets a row of `w.outputs` numbers for each row. The rows must have been taken in for one like it.
    pub(super) fn apply(&mut self, level: Level, w: Weights<'_>, finish: Finish, out: &mut [f32]) {
        assert!(out.len() == self.rows * w.outputs && self.width == w.inputs);
        assert!(self.by_bytes == by_bytes(level, w.start), "the rows are not of the layer's kind");
        let Quantised { shorts, bytes, scales, rows, sums, .. } = self;
        if self.by_bytes {
            multiply_bytes(level, bytes, scales, *rows, w, finish, sums, out);
        } else {
            multiply_shorts(level, shorts, scales, *rows, w, finish, sums, out);
        }
    }
}

/// Whether a layer's rows are bytes. The sums are the same, whether they are or not.
fn by_bytes(level: Level, start: &[Sums]) -> bool {
    level.has_bytes() && !start.is_empty()
}

/// Room for so many at least, whatever they are now.
pub(super) fn grow<T: Copy>(list: &mut Vec<T>, length: usize, with: T) {
    if list.len() < length {
        list.resize(length, with);
    }
}

/// How a product's factors stand in memory.
trait Kind {
    /// A value of a row.
    type Value;
    /// A register of a panel.
    type Line: Copy;
    const ZERO: Self::Line;
    /// Values of k in a line.
    const DEEP: usize;

    /// Lines of the file's bytes, which are pairs of k.
    fn lay_out(bytes: &[u8], lines: &mut [Self::Line]);

    /// The sums of a tile: of some lines of k, with rows one every `stride` values and panels one every `BLOCK` lines.
    fn tile(level: Level, of: Part<'_, Self::Value, Self::Line>, sums: &mut [Sums], add: bool);
}

/// What a tile multiplies.
struct Part<'a, V, L> {
    a: &'a [V],
    stride: usize,
    b: &'a [L],
    lines: usize,
    start: &'a [Sums],
    rows: usize,
    panels: usize,
}

/// Values of 16 bits.
struct Shorts;

impl Kind for Shorts {
    type Value = i16;
    type Line = Pairs;
    const ZERO: Pairs = Pairs::ZERO;
    const DEEP: usize = 2;

    #[inline(always)]
    fn lay_out(bytes: &[u8], lines: &mut [Pairs]) {
        for (wide, &b) in Pairs::flat_mut(lines).iter_mut().zip(bytes) {
            *wide = i16::from(b as i8);
        }
    }

    #[inline(always)]
    fn tile(level: Level, of: Part<'_, i16, Pairs>, sums: &mut [Sums], add: bool) {
        let Part { a, stride, b, lines, rows, panels, .. } = of;
        tile(level, Factors { a, stride, b, apart: BLOCK, pairs: lines }, rows, panels, sums, add);
    }
}

/// Values of 8 bits.
struct Eights;

impl Kind for Eights {
    type Value = u8;
    type Line = Quads;
    const ZERO: Quads = Quads::ZERO;
    const DEEP: usize = 4;

    #[inline(always)]
    fn lay_out(bytes: &[u8], lines: &mut [Quads]) {
        for (line, pairs) in lines.iter_mut().zip(bytes.as_chunks::<{ 4 * COLS }>().0) {
            let (first, second) = pairs.split_at(2 * COLS);
            for c in 0..COLS {
                for k in 0..2 {
                    line.0[4 * c + k] = first[2 * c + k] as i8;
                    line.0[4 * c + 2 + k] = second[2 * c + k] as i8;
                }
            }
        }
    }

    #[inline(always)]
    fn tile(level: Level, of: Part<'_, u8, Quads>, sums: &mut [Sums], add: bool) {
        let Part { a, stride, b, lines, start, rows, panels } = of;
        tile_bytes(level, Bytes { a, stride, b, apart: BLOCK, quads: lines, start }, rows, panels, sums, add);
    }
}

/// What each panel's sums of bytes begin with: what [`MIDDLE`] adds to them, taken off.
pub(super) fn starts(panels: &[u8], inputs: usize) -> Vec<Sums> {
    let each = panels.chunks_exact(inputs * COLS).map(|panel| {
        let mut sums = Sums::ZERO;
        for pair in panel.as_chunks::<{ 2 * COLS }>().0 {
            for (sum, weights) in sums.0.iter_mut().zip(pair.as_chunks::<2>().0) {
                *sum -= MIDDLE * weights.iter().map(|&w| i32::from(w as i8)).sum::<i32>();
            }
        }
        sums
    });
    each.collect()
}

each_way! {
    fn multiply_shorts(
        level, L;
        a: &[i16],
        row_scales: &[f32],
        rows: usize,
        w: Weights<'_>,
        finish: Finish,
        sums: &mut Vec<Sums>,
        out: &mut [f32],
    ) {
        multiply::<L, Shorts>(level, a, row_scales, rows, w, finish, sums, out);
    }
}

each_way! {
    fn multiply_bytes(
        level, L;
        a: &[u8],
        row_scales: &[f32],
        rows: usize,
        w: Weights<'_>,
        finish: Finish,
        sums: &mut Vec<Sums>,
        out: &mut [f32],
    ) {
        multiply::<L, Eights>(level, a, row_scales, rows, w, finish, sums, out);
    }
}

#[allow(clippy::too_many_arguments, reason = "the loops' shapes")]
#[inline(always)]
fn multiply<L: Lanes, K: Kind>(
    level: Level,
    a: &[K::Value],
    row_scales: &[f32],
    rows: usize,
    w: Weights<'_>,
    finish: Finish,
    sums: &mut Vec<Sums>,
    out: &mut [f32],
) {
    let mut laid_out = [K::ZERO; MOST_PANELS * BLOCK];
    let k = w.inputs;
    let tiles = rows.div_ceil(level.rows());
    let panels = w.scale.len() / COLS;
    let deep = BLOCK * K::DEEP;
    let blocks = k.div_ceil(deep);
    let size = level.rows() * level.panels();
    // The sums of all tiles are only kept where one block of k is not all of it. The block is the outer loop, so
    // that the rows' part of it stays in the second cache while all panels pass.
    let kept = if blocks > 1 { tiles * panels.div_ceil(level.panels()) } else { 1 };
    grow(sums, kept * size, Sums::ZERO);
    for block in 0..blocks {
        let from = block * deep;
        let length = (k - from).min(deep);
        let lines = length / K::DEEP;
        for (group, first_panel) in (0..panels).step_by(level.panels()).enumerate() {
            let together = level.panels().min(panels - first_panel);
            for p in 0..together {
                let bytes = &w.panels[((first_panel + p) * k + from) * COLS..][..length * COLS];
                K::lay_out(bytes, &mut laid_out[p * BLOCK..][..lines]);
            }
            let start = w.start.get(first_panel..first_panel + together).unwrap_or_default();
            for t in 0..tiles {
                let at = if blocks > 1 { (group * tiles + t) * size } else { 0 };
                let sums = &mut sums[at..at + size];
                let first = t * level.rows();
                let here = level.rows().min(rows - first);
                let a = &a[first * k + from..];
                let of = Part { a, stride: k, b: &laid_out, lines, start, rows: here, panels: together };
                K::tile(level, of, sums, block > 0);
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
    use super::*;

    #[test]
    fn products_are_right_on_every_level() {
        for (rows, inputs, outputs) in [(1, 32, 3), (7, 384, 40), (9, 80, 16), (13, 1536, 16)] {
            let padded = usize::next_multiple_of(outputs, COLS);
            let weight = |o: usize, k: usize| ((o * 31 + k * 17) % 255) as i32 - 127;
            let mut panels = vec![0; padded * inputs];
            for o in 0..outputs {
                for k in 0..inputs {
                    panels[(o / COLS * inputs + k / 2 * 2) * COLS + o % COLS * 2 + k % 2] =
                        weight(o, k) as i8 as u8;
                }
            }
            let x: Vec<f32> = (0..rows * inputs).map(|i| ((i * 37 % 101) as f32 - 50.0) / 9.0).collect();
            for eight in [false, true] {
                let layer = Linear::made(&panels, 0.01, 0.5, [inputs, outputs], eight);
                let of = |level, finish| {
                    let mut q = Quantised::default();
                    let mut out = vec![1.0; rows * outputs];
                    q.set(level, &x, &layer);
                    q.apply(level, layer.of(&panels), finish, &mut out);
                    out
                };
                for finish in [Finish::Plain, Finish::Gelu, Finish::Add] {
                    for level in Level::all() {
                        assert_eq!(of(level, finish), of(Level::PORTABLE, finish), "{level} {eight}");
                    }
                }
                let plain = of(Level::PORTABLE, Finish::Plain);
                for r in 0..rows {
                    let row = &x[r * inputs..][..inputs];
                    // No value is off by more than half of what one integer is worth.
                    let half = row.iter().fold(0.0, |top: f32, v| top.max(v.abs())) / layer.largest() / 2.0;
                    for o in 0..outputs {
                        let of = |k: usize| weight(o, k) as f32 * 0.01;
                        let exact: f32 = (0..inputs).map(|k| row[k] * of(k)).sum();
                        let most: f32 = (0..inputs).map(|k| half * of(k).abs()).sum();
                        let error = (plain[r * outputs + o] - exact - 0.5).abs();
                        assert!(error < most + 1e-3, "{error} {most} {eight}");
                    }
                }
            }
        }
    }
}
