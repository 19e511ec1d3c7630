//! Work on single rows of numbers between the products: rounding to integers, norms, the curves.
//!
//! Sums run over sixteen lanes that are added up in a fixed order, and nothing is fused, so that every processor rounds
//! the same way.

use super::kernel::{MIDDLE, each_way};
use super::lanes::{LANES, Lanes, at, put};

/// Largest activation as an integer, of either sign.
///
/// Weights are at most 127, so that a sum over n products is at most n·8191·127; the network's longest sum, n = 1536,
/// stays under 1.6·10⁹ < 2³¹.
pub(super) const ACTIVATION: f32 = 8191.0;
/// The same where the model's file says that 8 bits are enough for it.
pub(super) const BYTE: f32 = 127.0;

/// The largest size in a row, or 10⁻²⁰ if that is larger.
#[inline(always)]
fn size_of<L: Lanes>(row: &[f32]) -> f32 {
    let mut lanes = L::splat(1e-20);
    for start in (0..row.len()).step_by(LANES) {
        lanes = at::<L>(row, start).abs().larger(lanes);
    }
    lanes.top()
}

/// Σ a·b over rows whose length is a multiple of sixteen.
#[inline(always)]
pub(super) fn dot<L: Lanes>(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = L::splat(0.0);
    for (a, b) in a.as_chunks().0.iter().zip(b.as_chunks().0) {
        lanes = lanes.add(L::load(a).mul(L::load(b)));
    }
    lanes.sum()
}

/// A row as integers up to `limit`; returns what one of them is worth.
#[inline(always)]
pub(super) fn quantise_row<L: Lanes>(row: &[f32], limit: f32, out: &mut [i16]) -> f32 {
    let top = size_of::<L>(row);
    let per = L::splat(limit / top);
    for start in (0..row.len()).step_by(LANES) {
        let ints = at::<L>(row, start).mul(per).round();
        let out = &mut out[start..];
        match out.first_chunk_mut() {
            Some(whole) => L::store_short(ints, whole),
            None => {
                let mut padded = [0; LANES];
                L::store_short(ints, &mut padded);
                out.copy_from_slice(&padded[..out.len()]);
            }
        }
    }
    top / limit
}

each_way! {
    /// Rows as integers up to `limit` with a scale each.
    pub(super) fn quantise(level, L; x: &[f32], width: usize, limit: f32, out: &mut [i16], scales: &mut [f32]) {
        let _ = level;
        for ((row, out), scale) in x.chunks_exact(width).zip(out.chunks_exact_mut(width)).zip(scales) {
            *scale = quantise_row::<L>(row, limit, out);
        }
    }
}

each_way! {
    /// Rows as bytes with a scale each: integers up to [`BYTE`], and [`MIDDLE`] added. Rows are a multiple of sixteen long.
    pub(super) fn quantise_bytes(level, L; x: &[f32], width: usize, out: &mut [u8], scales: &mut [f32]) {
        let _ = level;
        for ((row, out), scale) in x.chunks_exact(width).zip(out.chunks_exact_mut(width)).zip(scales) {
            let top = size_of::<L>(row);
            let per = L::splat(BYTE / top);
            for (row, out) in row.as_chunks().0.iter().zip(out.as_chunks_mut().0) {
                let ints = L::add_ints(L::load(row).mul(per).round(), L::int(MIDDLE));
                L::store_bytes(ints, out);
            }
            *scale = top / BYTE;
        }
    }
}

each_way! {
    /// Layer normalisation in place, row by row. Rows are a multiple of sixteen long.
    pub(super) fn normalise(level, L; x: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
        let _ = level;
        let width = weight.len();
        for row in x.chunks_exact_mut(width) {
            let mut total = L::splat(0.0);
            for v in row.as_chunks().0 {
                total = total.add(L::load(v));
            }
            let middle = L::splat(total.sum() / width as f32);
            let mut total = L::splat(0.0);
            for v in row.as_chunks().0 {
                let off = L::load(v).sub(middle);
                total = total.add(off.mul(off));
            }
            let variance = total.sum() / width as f32;
            let scale = L::splat(1.0 / (variance + epsilon).sqrt());
            let whole = row.as_chunks_mut().0.iter_mut().zip(weight.as_chunks().0).zip(bias.as_chunks().0);
            for ((v, w), b) in whole {
                L::load(v).sub(middle).mul(scale).mul(L::load(w)).add(L::load(b)).store(v);
            }
        }
    }
}

/// 2ˣ for x ≤ 0, to 3·10⁻⁷.
#[inline(always)]
pub(super) fn exp2<L: Lanes>(x: L) -> L {
    let x = x.larger(L::splat(-120.0));
    let whole = x.nearest();
    let f = x.sub(whole); // -½ ..= ½
    // The Taylor series of exp(f·ln 2).
    let series = [1.540_353e-4, 1.333_355_8e-3, 9.618_129e-3, 5.550_411e-2, 2.402_265e-1, 6.931_472e-1, 1.0];
    polynomial(f, &series).times_power(whole)
}

/// The value of a polynomial, highest power first.
#[inline(always)]
fn polynomial<L: Lanes>(x: L, factors: &[f32]) -> L {
    let mut value = L::splat(factors[0]);
    for &factor in &factors[1..] {
        value = value.mul(x).add(L::splat(factor));
    }
    value
}

/// x·Φ(x), the curve between the two products of a layer, to 10⁻⁶: the error function as a quotient of polynomials.
#[inline(always)]
pub(super) fn gelu<L: Lanes>(x: L) -> L {
    let y = x.mul(L::splat(std::f32::consts::FRAC_1_SQRT_2));
    let y = L::splat(4.0).smaller(y);
    let y = L::splat(-4.0).larger(y);
    let z = y.mul(y);
    let p = [
        -2.726_142_3e-10,
        2.770_681_4e-8,
        -2.101_024_e-6,
        -5.692_506_4e-5,
        -7.349_906e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    let q = [-1.456_607_2e-5, -2.133_740_5e-4, -1.682_827e-3, -7.373_329e-3, -1.426_473_9e-2];
    let part = y.mul(polynomial(z, &p)).div(polynomial(z, &q));
    L::splat(0.5).mul(x).mul(L::splat(1.0).add(part))
}

each_way! {
    /// The curve over a list.
    pub(super) fn gelu_all(level, L; x: &mut [f32]) {
        let _ = level;
        for start in (0..x.len()).step_by(LANES) {
            put(gelu(at::<L>(x, start)), x, start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kernel::Level;
    use super::super::lanes::Plain;
    use super::*;

    fn first(lanes: Plain) -> f64 {
        let mut list = [0.0; LANES];
        lanes.store(&mut list);
        f64::from(list[0])
    }

    #[test]
    fn the_curves_are_close() {
        for i in -9000..=9000 {
            let x = i as f32 / 1000.0;
            let erf = libm_erf(f64::from(x) / 2.0_f64.sqrt());
            let exact = 0.5 * f64::from(x) * (1.0 + erf);
            let found = first(gelu(Plain::splat(x)));
            assert!((found - exact).abs() < 2e-5, "{x}: {found} {exact}");
            if i <= 0 {
                let exact = f64::from(x * 8.0).exp2();
                assert!((first(exp2(Plain::splat(x * 8.0))) / exact - 1.0).abs() < 1e-6, "{x}");
            }
        }
    }

    /// The error function by its series (the tests' own measure).
    fn libm_erf(x: f64) -> f64 {
        if x.abs() > 5.0 {
            return x.signum();
        }
        let (mut term, mut total) = (x, x);
        for n in 1..120 {
            let n = f64::from(n);
            term *= -x * x / n;
            total += term / (2.0 * n + 1.0);
        }
        total * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn all_levels_round_alike() {
        let x: Vec<f32> = (0..6 * 384).map(|i| ((i * 7919 % 4001) as f32 - 2000.0) / 371.0).collect();
        let of = |level| {
            let (mut out, mut scales, mut y) = (vec![0; x.len()], vec![0.0; 6], x.clone());
            quantise(level, &x, 384, ACTIVATION, &mut out, &mut scales);
            normalise(level, &mut y, &[0.7; 384], &[0.1; 384], 1e-12);
            let mut z = x[..1003].to_vec();
            gelu_all(level, &mut z);
            let (mut bytes, mut shorts, mut by_bytes) = (vec![0; x.len()], out.clone(), scales.clone());
            quantise_bytes(level, &x, 384, &mut bytes, &mut by_bytes);
            quantise(level, &x, 384, BYTE, &mut shorts, &mut scales);
            assert!(shorts.iter().zip(&bytes).all(|(&s, &b)| i32::from(s) + MIDDLE == i32::from(b)));
            assert_eq!(by_bytes, scales);
            (out, bytes, scales, y, z)
        };
        for level in Level::all() {
            assert!(of(level) == of(Level::PORTABLE), "{level}");
        }
    }
}
