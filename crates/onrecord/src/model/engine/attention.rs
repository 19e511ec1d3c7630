//! Attention in integers: both of its products are those of the linear layers' kernel.

use super::Level;
use super::kernel::{COLS, ROWS, Tile, both_ways, tile};
use super::rows::{exp2, largest, quantise_row, round};

/// Queries and keys as integers: a sum over at most 64 products stays under 64·4095·8191 < 2³¹.
const QUERY: f32 = 4095.0;
const KEY: f32 = 8191.0;
/// Weights and values: sums run over at most [`SPAN`] = 128 of them before they leave the integers, 128·8191·2047 < 2³¹.
const WEIGHT: f32 = 8191.0;
const VALUE: f32 = 2047.0;
const SPAN: usize = 128;
/// Largest number of dimensions of a head.
pub(super) const WIDEST: usize = 64;

/// Room for one head's numbers, used again and again.
#[derive(Debug, Default)]
pub(super) struct Attention {
    query: Vec<i16>,
    key_row: Vec<i16>,
    key: Vec<i16>,
    key_scale: Vec<f32>,
    value: Vec<i16>,
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

both_ways! {
    fn one_head(
        level;
        s: &mut Attention,
        qkv: &[f32],
        rows: usize,
        width: usize,
        head: usize,
        dims: usize,
        queries: &[u32],
        out: &mut [f32],
    ) {
        // The two sizes there are, known when the loops are laid out.
        match dims {
            32 => head_of(level, s, qkv, rows, width, head, 32, queries, out),
            40 => head_of(level, s, qkv, rows, width, head, 40, queries, out),
            _ => head_of(level, s, qkv, rows, width, head, dims, queries, out),
        }
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "the loops' shapes")]
fn head_of(
    level: Level,
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
    lay_out_keys(s, rows, padded, dims, |row| part(row, 1));
    lay_out_values(s, rows, padded, dims, |row| part(row, 2));
    // Scores are wanted as powers of two, whose curve is the cheaper one.
    let unit = std::f32::consts::LOG2_E / (dims as f32).sqrt();
    s.query.resize(ROWS * dims, 0);
    s.scores.resize(ROWS * padded, 0.0);
    s.weights.resize(ROWS * padded, 0);
    let (query, scores, weights) = (&mut s.query[..], &mut s.scores[..], &mut s.weights[..]);
    let (key, key_scale, value, value_scale) =
        (&s.key[..], &s.key_scale[..], &s.value[..], &s.value_scale[..]);
    for (block, queries) in queries.chunks(ROWS).enumerate() {
        let mut query_scale = [0.0; ROWS];
        for (r, &q) in queries.iter().enumerate() {
            query_scale[r] = unit * quantise_row(part(q as usize, 0), QUERY, &mut query[r * dims..][..dims]);
        }
        let mut sums: Tile = [[0; COLS]; ROWS];
        for panel in 0..padded / COLS {
            tile(level, query, dims, &key[panel * dims * COLS..], dims / 2, &mut sums, false);
            let scale: [f32; COLS] = key_scale[panel * COLS..][..COLS].try_into().expect("whole panels");
            for (r, (sums, query_scale)) in sums.iter().zip(query_scale).enumerate() {
                let to: &mut [f32; COLS] =
                    (&mut scores[r * padded + panel * COLS..][..COLS]).try_into().expect("whole panels");
                let mut numbers = [0.0; COLS];
                for c in 0..COLS {
                    numbers[c] = sums[c] as f32 * query_scale * scale[c];
                }
                *to = numbers;
            }
        }
        let mut share = [0.0; ROWS];
        for (r, share) in share.iter_mut().enumerate().take(queries.len()) {
            let scores = &mut scores[r * padded..][..padded];
            scores[rows..].fill(-1e9);
            *share = 1.0 / weigh(scores, &mut weights[r * padded..][..padded]) as f32;
        }
        for panel in 0..dims.div_ceil(COLS) {
            let mut totals = [[0.0; COLS]; ROWS];
            for from in (0..padded).step_by(SPAN) {
                let length = (padded - from).min(SPAN);
                let values = &value[(panel * padded + from) * COLS..];
                tile(level, &weights[from..], padded, values, length / 2, &mut sums, false);
                for (totals, sums) in totals.iter_mut().zip(&sums) {
                    for c in 0..COLS {
                        totals[c] += sums[c] as f32;
                    }
                }
            }
            let columns = (dims - panel * COLS).min(COLS);
            let scale = &value_scale[panel * COLS..][..columns];
            for (r, totals) in totals.iter().enumerate().take(queries.len()) {
                let at = (block * ROWS + r) * width + head * dims + panel * COLS;
                for ((o, t), scale) in out[at..][..columns].iter_mut().zip(totals).zip(scale) {
                    *o = t * (share[r] * scale);
                }
            }
        }
    }
}

/// Scores to weights, the best one's being [`WEIGHT`]; returns their sum.
#[inline(always)]
fn weigh(scores: &[f32], weights: &mut [i16]) -> i32 {
    let top = largest(scores, -1e9, |x| x);
    let mut total = 0;
    for (&score, to) in scores.iter().zip(weights) {
        let weight = round(exp2(score - top) * WEIGHT);
        total += weight;
        *to = weight as i16;
    }
    total
}

/// Keys as panels of sixteen rows.
#[inline(always)]
fn lay_out_keys<'a>(
    s: &mut Attention,
    rows: usize,
    padded: usize,
    dims: usize,
    key: impl Fn(usize) -> &'a [f32],
) {
    s.key_row.resize(dims, 0);
    s.key.resize(padded * dims, 0);
    s.key_scale.resize(padded, 0.0);
    let (panels, key_row, key_scale) = (&mut s.key[..], &mut s.key_row[..], &mut s.key_scale[..]);
    for (row, scale) in key_scale.iter_mut().enumerate().take(rows) {
        *scale = quantise_row(key(row), KEY, key_row);
        let panel = &mut panels[row / COLS * dims * COLS..][..dims * COLS];
        let place = row % COLS * 2;
        for (to, pair) in panel.chunks_exact_mut(2 * COLS).zip(key_row.chunks_exact(2)) {
            to[place] = pair[0];
            to[place + 1] = pair[1];
        }
    }
}

/// Values as panels of sixteen dimensions; what stands beyond the last row is zero.
#[inline(always)]
fn lay_out_values<'a>(
    s: &mut Attention,
    rows: usize,
    padded: usize,
    dims: usize,
    value: impl Fn(usize) -> &'a [f32],
) {
    let wide = dims.next_multiple_of(COLS);
    let mut tops = [1e-20_f32; WIDEST];
    for row in 0..rows {
        for (top, v) in tops.iter_mut().zip(value(row)) {
            let v = v.abs();
            *top = if v > *top { v } else { *top };
        }
    }
    s.value_scale.clear();
    s.value_scale.extend(tops[..wide].iter().map(|top| top / VALUE));
    let per = tops.map(|top| VALUE / top);
    s.value.resize(padded * wide, 0);
    let mut row_of = [[0_i16; WIDEST]; 2];
    for pair in 0..padded / 2 {
        for (i, to) in row_of.iter_mut().enumerate() {
            let row = 2 * pair + i;
            if row < rows {
                for ((to, v), per) in to.iter_mut().zip(value(row)).zip(&per) {
                    *to = round(v * per) as i16;
                }
            } else {
                *to = [0; WIDEST];
            }
        }
        for panel in 0..wide / COLS {
            let to = &mut s.value[(panel * padded + 2 * pair) * COLS..][..2 * COLS];
            for c in 0..COLS {
                to[2 * c] = row_of[0][panel * COLS + c];
                to[2 * c + 1] = row_of[1][panel * COLS + c];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_near_the_exact_mean() {
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
        assert!(out == of(Level::best()));
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
