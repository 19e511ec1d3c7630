//! Attention in integers: both of its products are those of the linear layers' kernel.

use super::Level;
use super::kernel::{COLS, Factors, MOST_PANELS, MOST_ROWS, Pairs, Sums, each_way, tile};
use super::lanes::{Lanes, at, put};
use super::linear::grow;
use super::rows::{exp2, quantise_row};

/// Queries and keys as integers: a sum over at most 64 products stays under 64·4095·8191 < 2³¹.
const QUERY: f32 = 4095.0;
const KEY: f32 = 8191.0;
/// Weights and values: sums run over at most [`SPAN`] = 128 of them before they leave the integers, 128·8191·2047 < 2³¹.
const WEIGHT: f32 = 8191.0;
const VALUE: f32 = 2047.0;
const SPAN: usize = 128;
/// What a score of nothing is; all others are larger.
const NOTHING: f32 = -1e9;
/// Largest number of dimensions of a head.
pub(super) const WIDEST: usize = 64;

/// Room for one head's numbers, used again and again.
#[derive(Debug, Default)]
pub(super) struct Attention {
    query: Vec<i16>,
    key_row: Vec<i16>,
    key: Vec<Pairs>,
    key_scale: Vec<f32>,
    value: Vec<Pairs>,
    value_scale: Vec<f32>,
    scores: Vec<f32>,
    weights: Vec<i16>,
}

impl Attention {
    /// For each row of `queries`, the mean of all rows' values weighted by how well their keys answer. `qkv` holds each
    /// row's queries, keys and values of all heads, `width` numbers each.
    pub(super) fn apply(
        &mut self,
        level: Level,
        qkv: &[f32],
        width: usize,
        heads: usize,
        queries: &[u32],
        out: &mut [f32],
    ) {
        assert!(
            out.len() == queries.len() * width
                && (width / heads).is_multiple_of(8)
                && width / heads <= WIDEST
        );
        let rows = qkv.len() / (3 * width);
        for head in 0..heads {
            one_head(level, self, qkv, rows, width, head, width / heads, queries, out);
        }
    }
}

each_way! {
    fn one_head(
        level, L;
        s: &mut Attention,
        qkv: &[f32],
        rows: usize,
        width: usize,
        head: usize,
        dims: usize,
        queries: &[u32],
        out: &mut [f32],
    ) {
        let padded = rows.next_multiple_of(COLS);
        let part = |row: usize, which: usize| &qkv[row * 3 * width + which * width + head * dims..][..dims];
        lay_out_keys::<L>(s, rows, padded, dims, |row| part(row, 1));
        lay_out_values::<L>(s, rows, padded, dims, |row| part(row, 2));
        let (tall, across) = (level.rows(), level.panels());
        grow(&mut s.query, tall * dims, 0);
        grow(&mut s.scores, tall * padded, 0.0);
        grow(&mut s.weights, tall * padded, 0);
        for (block, queries) in queries.chunks(tall).enumerate() {
            let mut query_scale = [0.0; MOST_ROWS];
            for (r, &q) in queries.iter().enumerate() {
                let row = &mut s.query[r * dims..][..dims];
                // Scores are wanted as powers of two, whose curve is the cheaper one.
                let unit = std::f32::consts::LOG2_E / (dims as f32).sqrt();
                query_scale[r] = unit * quantise_row::<L>(part(q as usize, 0), QUERY, row);
            }
            let share = score::<L>(level, s, rows, padded, dims, &query_scale[..queries.len()]);
            for first in (0..dims.div_ceil(COLS)).step_by(across) {
                let totals = mix::<L>(level, s, padded, dims, first, queries.len());
                for p in 0..across.min(dims.div_ceil(COLS) - first) {
                    let column = (first + p) * COLS;
                    let scale = at::<L>(&s.value_scale, column);
                    for (r, share) in share.iter().enumerate().take(queries.len()) {
                        let row = &mut out[(block * tall + r) * width + head * dims..][..dims];
                        put(totals[r * across + p].mul(L::splat(*share).mul(scale)), row, column);
                    }
                }
            }
        }
    }
}

/// How much each row of values weighs for each of a tile's queries, in `s.weights`; returns what each row of weights is to be
/// multiplied with.
#[inline(always)]
fn score<L: Lanes>(
    level: Level,
    s: &mut Attention,
    rows: usize,
    padded: usize,
    dims: usize,
    query_scale: &[f32],
) -> [f32; MOST_ROWS] {
    let across = level.panels();
    let mut sums = [Sums::ZERO; MOST_ROWS * MOST_PANELS];
    let mut tops = [L::splat(NOTHING); MOST_ROWS];
    let panels = padded / COLS;
    for first in (0..panels).step_by(across) {
        let together = across.min(panels - first);
        let b = &s.key[first * dims / 2..];
        let of = Factors { a: &s.query, stride: dims, b, apart: dims / 2, pairs: dims / 2 };
        tile(level, of, query_scale.len(), together, &mut sums, false);
        for (p, panel) in (first..first + together).enumerate() {
            let key_scale = at::<L>(&s.key_scale, panel * COLS);
            let beyond = rows.saturating_sub(panel * COLS);
            for (r, &query_scale) in query_scale.iter().enumerate() {
                let mut scores =
                    L::of_ints(&sums[r * across + p].0).mul(L::splat(query_scale)).mul(key_scale);
                if beyond < COLS {
                    let mut list = [0.0; COLS];
                    scores.store(&mut list);
                    list[beyond..].fill(NOTHING);
                    scores = L::load(&list);
                }
                tops[r] = scores.larger(tops[r]);
                put(scores, &mut s.scores, r * padded + panel * COLS);
            }
        }
    }
    let mut share = [0.0; MOST_ROWS];
    for (r, top) in tops.into_iter().enumerate().take(query_scale.len()) {
        let top = top.top();
        let at = r * padded..(r + 1) * padded;
        share[r] = 1.0 / weigh::<L>(top, &s.scores[at.clone()], &mut s.weights[at]) as f32;
    }
    share
}

/// Scores to weights, the best one's being [`WEIGHT`]; returns their sum.
#[inline(always)]
fn weigh<L: Lanes>(top: f32, scores: &[f32], weights: &mut [i16]) -> i32 {
    let mut total = L::int(0);
    for (scores, to) in scores.as_chunks().0.iter().zip(weights.as_chunks_mut().0) {
        let weights = exp2(L::load(scores).sub(L::splat(top))).mul(L::splat(WEIGHT)).round();
        total = L::add_ints(total, weights);
        L::store_short(weights, to);
    }
    L::sum_ints(total)
}

/// The values' sums over all rows, weighted, for a tile's queries and panels from `first` on.
#[inline(always)]
fn mix<L: Lanes>(
    level: Level,
    s: &Attention,
    padded: usize,
    dims: usize,
    first: usize,
    count: usize,
) -> [L; MOST_ROWS * MOST_PANELS] {
    let across = level.panels();
    let together = across.min(dims.div_ceil(COLS) - first);
    let mut sums = [Sums::ZERO; MOST_ROWS * MOST_PANELS];
    let mut totals = [L::splat(0.0); MOST_ROWS * MOST_PANELS];
    for from in (0..padded).step_by(SPAN) {
        let of = Factors {
            a: &s.weights[from..],
            stride: padded,
            b: &s.value[(first * padded + from) / 2..],
            apart: padded / 2,
            pairs: (padded - from).min(SPAN) / 2,
        };
        tile(level, of, count, together, &mut sums, false);
        for (total, sums) in totals.iter_mut().zip(&sums).take(count * across) {
            *total = total.add(L::of_ints(&sums.0));
        }
    }
    totals
}

/// Keys as panels of sixteen rows.
#[inline(always)]
fn lay_out_keys<'a, L: Lanes>(
    s: &mut Attention,
    rows: usize,
    padded: usize,
    dims: usize,
    key: impl Fn(usize) -> &'a [f32],
) {
    s.key_row.resize(dims, 0);
    grow(&mut s.key, padded / COLS * dims / 2, Pairs::ZERO);
    grow(&mut s.key_scale, padded, 0.0);
    let (panels, key_row, key_scale) = (&mut s.key[..], &mut s.key_row[..], &mut s.key_scale[..]);
    for (row, scale) in key_scale.iter_mut().enumerate().take(rows) {
        *scale = quantise_row::<L>(key(row), KEY, key_row);
        let panel = &mut panels[row / COLS * dims / 2..][..dims / 2];
        let place = row % COLS * 2;
        for (to, pair) in panel.iter_mut().zip(key_row.as_chunks::<2>().0) {
            to.0[place..place + 2].copy_from_slice(pair);
        }
    }
}

/// Values as panels of sixteen dimensions; what stands beyond the last row is zero.
#[inline(always)]
fn lay_out_values<'a, L: Lanes>(
    s: &mut Attention,
    rows: usize,
    padded: usize,
    dims: usize,
    value: impl Fn(usize) -> &'a [f32],
) {
    let panels = dims.div_ceil(COLS);
    let mut tops = [L::splat(1e-20); WIDEST / COLS];
    for row in 0..rows {
        let value = value(row);
        for (panel, top) in tops.iter_mut().enumerate().take(panels) {
            *top = at::<L>(value, panel * COLS).abs().larger(*top);
        }
    }
    grow(&mut s.value_scale, panels * COLS, 0.0);
    for (panel, top) in tops.iter().enumerate().take(panels) {
        put(top.div(L::splat(VALUE)), &mut s.value_scale, panel * COLS);
    }
    let mut per = tops;
    for per in &mut per {
        *per = L::splat(VALUE).div(*per);
    }
    grow(&mut s.value, panels * padded / 2, Pairs::ZERO);
    for pair in 0..padded / 2 {
        for (panel, &per) in per.iter().enumerate().take(panels) {
            let mut ints = [L::int(0); 2];
            for (i, ints) in ints.iter_mut().enumerate() {
                let row = 2 * pair + i;
                if row < rows {
                    *ints = at::<L>(value(row), panel * COLS).mul(per).round();
                }
            }
            L::store_pairs(ints[0], ints[1], &mut s.value[panel * padded / 2 + pair].0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_levels_are_near_the_exact_mean() {
        let (rows, width, heads) = (141, 80, 2);
        let qkv: Vec<f32> =
            (0..rows * 3 * width).map(|i| ((i * 7919 % 2003) as f32 - 1001.0) / 500.0).collect();
        let queries: Vec<u32> = (0..rows as u32).filter(|i| i % 3 > 0).collect();
        let of = |level| {
            let mut out = vec![0.0; queries.len() * width];
            Attention::default().apply(level, &qkv, width, heads, &queries, &mut out);
            out
        };
        let out = of(Level::PORTABLE);
        for level in Level::all() {
            assert!(out == of(level), "{level}");
        }
        let dims = width / heads;
        for (n, &q) in queries.iter().enumerate() {
            for head in 0..heads {
                let part =
                    |row: usize, which: usize| &qkv[row * 3 * width + which * width + head * dims..][..dims];
                let scores: Vec<f32> = (0..rows)
                    .map(|k| {
                        let dot: f32 = part(q as usize, 0).iter().zip(part(k, 1)).map(|(a, b)| a * b).sum();
                        (dot / (dims as f32).sqrt()).exp()
                    })
                    .collect();
                let total: f32 = scores.iter().sum();
                for d in 0..dims {
                    let exact: f32 = (0..rows).map(|k| scores[k] * part(k, 2)[d]).sum::<f32>() / total;
                    assert!((out[n * width + head * dims + d] - exact).abs() < 2e-3);
                }
            }
        }
    }
}
