//! Work on single rows of numbers between the products: rounding to integers, norms, the curves.
//!
//! Sums run over sixteen lanes that are added up in a fixed order, and nothing is fused, so that every processor rounds
//! the same way.

use super::kernel::{COLS, both_ways};

/// Largest activation as an integer, of either sign.
///
/// Weights are at most 127, so that a sum over n products is at most n·8191·127; the network's longest sum, n = 1536,
/// stays under 1.6·10⁹ < 2³¹.
pub(super) const ACTIVATION: f32 = 8191.0;

/// 1.5·2²³: adding it to a number under 2²² leaves the number, rounded half to even, in the low bits.
const ROUNDER: f32 = 12_582_912.0;

/// The nearest integer, half to even, of a number under 2²².
#[inline(always)]
pub(super) fn round(x: f32) -> i32 {
    (x + ROUNDER).to_bits() as i32 - ROUNDER.to_bits() as i32
}

#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    // Not f32::max, whose care for NaN costs two more instructions.
    if a > b { a } else { b }
}

/// The largest of a row whose length is a multiple of sixteen, or `least` if that is larger.
#[inline(always)]
pub(super) fn largest(row: &[f32], least: f32, map: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [least; COLS];
    for chunk in row.chunks_exact(COLS) {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = larger(map(x), *lane);
        }
    }
    lanes.iter().fold(least, |a, &b| larger(b, a))
}

/// Σ map(x) over a row whose length is a multiple of sixteen.
#[inline(always)]
pub(super) fn sum(row: &[f32], map: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; COLS];
    for chunk in row.chunks_exact(COLS) {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += map(x);
        }
    }
    fold(lanes)
}

/// The lanes' sum, always in the same order.
#[inline(always)]
pub(super) fn fold(mut lanes: [f32; COLS]) -> f32 {
    for half in [8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] += lanes[i + half];
        }
    }
    lanes[0]
}

/// Σ a·b over rows whose length is a multiple of sixteen.
#[inline(always)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0; COLS];
    for (a, b) in a.chunks_exact(COLS).zip(b.chunks_exact(COLS)) {
        for i in 0..COLS {
            lanes[i] += a[i] * b[i];
        }
    }
    fold(lanes)
}

/// A row, whose length is a multiple of eight, as integers up to `limit`; returns what one of them is worth.
#[inline(always)]
pub(super) fn quantise_row(row: &[f32], limit: f32, out: &mut [i16]) -> f32 {
    let mut lanes = [1e-20; 8];
    for chunk in row.chunks_exact(8) {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = larger(x.abs(), *lane);
        }
    }
    let top = lanes.iter().fold(1e-20, |a, &b| larger(b, a));
    quantise_by(row, top, limit, out)
}

#[inline(always)]
fn quantise_by(row: &[f32], top: f32, limit: f32, out: &mut [i16]) -> f32 {
    let per = limit / top;
    for (o, &x) in out.iter_mut().zip(row) {
        *o = round(x * per) as i16;
    }
    top / limit
}

both_ways! {
    /// Rows as integers with a scale each.
    pub(super) fn quantise(level; x: &[f32], width: usize, out: &mut [i16], scales: &mut [f32]) {
        let _ = level;
        for ((row, out), scale) in x.chunks_exact(width).zip(out.chunks_exact_mut(width)).zip(scales) {
            let top = largest(row, 1e-20, f32::abs);
            *scale = quantise_by(row, top, ACTIVATION, out);
        }
    }
}

both_ways! {
    /// Layer normalisation in place, row by row.
    pub(super) fn normalise(level; x: &mut [f32], weight: &[f32], bias: &[f32], epsilon: f32) {
        let _ = level;
        let width = weight.len();
        for row in x.chunks_exact_mut(width) {
            let mean = sum(row, |v| v) / width as f32;
            let variance = sum(row, |v| (v - mean) * (v - mean)) / width as f32;
            let scale = 1.0 / (variance + epsilon).sqrt();
            for ((v, w), b) in row.iter_mut().zip(weight).zip(bias) {
                *v = (*v - mean) * scale * w + b;
            }
        }
    }
}

/// 2ˣ for x ≤ 0, to 3·10⁻⁷.
#[inline(always)]
pub(super) fn exp2(x: f32) -> f32 {
    let x = larger(x, -120.0);
    let shifted = x + ROUNDER;
    let f = x - (shifted - ROUNDER); // -½ ..= ½
    // The Taylor series of exp(f·ln 2).
    let p = 1.540_353e-4;
    let p = p * f + 1.333_355_8e-3;
    let p = p * f + 9.618_129e-3;
    let p = p * f + 5.550_411e-2;
    let p = p * f + 2.402_265e-1;
    let p = p * f + 6.931_472e-1;
    let p = p * f + 1.0;
    // The integer part goes into the exponent.
    let exponent = (shifted.to_bits()).wrapping_sub(ROUNDER.to_bits()) << 23;
    f32::from_bits(p.to_bits().wrapping_add(exponent))
}

/// x·Φ(x), the curve between the two products of a layer, to 10⁻⁶: the error function as a quotient of polynomials.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    let y = x * std::f32::consts::FRAC_1_SQRT_2;
    let y = if y > 4.0 { 4.0 } else { y };
    let y = if y < -4.0 { -4.0 } else { y };
    let z = y * y;
    let p = -2.726_142_3e-10;
    let p = p * z + 2.770_681_4e-8;
    let p = p * z + -2.101_024_e-6;
    let p = p * z + -5.692_506_4e-5;
    let p = p * z + -7.349_906e-4;
    let p = p * z + -2.954_6e-3;
    let p = p * z + -1.609_603_3e-2;
    let q = -1.456_607_2e-5;
    let q = q * z + -2.133_740_5e-4;
    let q = q * z + -1.682_827e-3;
    let q = q * z + -7.373_329e-3;
    let q = q * z + -1.426_473_9e-2;
    0.5 * x * (1.0 + y * p / q)
}

#[cfg(test)]
mod tests {
    use super::super::kernel::Level;
    use super::*;

    #[test]
    fn the_curves_are_close() {
        for i in -9000..=9000 {
            let x = i as f32 / 1000.0;
            let erf = libm_erf(f64::from(x) / 2.0_f64.sqrt());
            let exact = 0.5 * f64::from(x) * (1.0 + erf);
            assert!((f64::from(gelu(x)) - exact).abs() < 2e-5, "{x}: {} {exact}", gelu(x));
            if i <= 0 {
                let exact = f64::from(x * 8.0).exp2();
                assert!((f64::from(exp2(x * 8.0)) / exact - 1.0).abs() < 1e-6, "{x}");
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
    fn both_ways_round_alike() {
        let x: Vec<f32> = (0..6 * 384).map(|i| ((i * 7919 % 4001) as f32 - 2000.0) / 371.0).collect();
        let of = |level| {
            let (mut out, mut scales, mut y) = (vec![0; x.len()], vec![0.0; 6], x.clone());
            quantise(level, &x, 384, &mut out, &mut scales);
            normalise(level, &mut y, &[0.7; 384], &[0.1; 384], 1e-12);
            (out, scales, y)
        };
        assert!(of(Level::best()) == of(Level::PORTABLE));
    }
}
