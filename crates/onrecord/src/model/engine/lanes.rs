//! Sixteen numbers at a time, as the processor has them.
//!
//! What surrounds the products is written once, over [`Lanes`]. Every operation is one of IEEE 754's, rounded the same way
//! everywhere; none is fused with another, so that each implementation gives the same bits.

#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Avx2, Avx512};

/// 1.5·2²³: adding it to a number under 2²² leaves the number, rounded half to even, in the low bits.
const ROUNDER: f32 = 12_582_912.0;

/// Numbers in a [`Lanes`].
pub(super) const LANES: usize = 16;

/// Sixteen numbers.
///
/// The implementations for special instructions may only be used in code compiled for them (see
/// [`super::kernel::each_way!`]).
pub(super) trait Lanes: Copy {
    /// Sixteen integers of 32 bits.
    type Ints: Copy;

    /// The same number in all lanes.
    fn splat(x: f32) -> Self;
    /// From memory.
    fn load(from: &[f32; LANES]) -> Self;
    /// To memory.
    fn store(self, to: &mut [f32; LANES]);
    /// The largest.
    #[inline(always)]
    fn top(self) -> f32 {
        let mut list = [0.0; LANES];
        self.store(&mut list);
        list.into_iter().fold(f32::MIN, |a, b| if b > a { b } else { a })
    }
    /// The lanes' sum, always in the same order: half the lanes to the other half, and so on.
    #[inline(always)]
    fn sum(self) -> f32 {
        let mut list = [0.0; LANES];
        self.store(&mut list);
        for half in [8, 4, 2, 1] {
            for i in 0..half {
                list[i] += list[i + half];
            }
        }
        list[0]
    }
    /// Integers as numbers.
    fn of_ints(from: &[i32; LANES]) -> Self;
    /// Sum.
    fn add(self, other: Self) -> Self;
    /// Difference.
    fn sub(self, other: Self) -> Self;
    /// Product.
    fn mul(self, other: Self) -> Self;
    /// Quotient.
    fn div(self, other: Self) -> Self;
    /// `self > other ? self : other`.
    fn larger(self, other: Self) -> Self;
    /// `self < other ? self : other`.
    fn smaller(self, other: Self) -> Self;
    /// Without its sign.
    fn abs(self) -> Self;
    /// The nearest integers, half to even, of numbers under 2²².
    fn nearest(self) -> Self;
    /// The same as integers.
    fn round(self) -> Self::Ints;
    /// `self`·2ⁿ for integers n from −120 to 0 and numbers that are neither large nor small.
    fn times_power(self, n: Self) -> Self;
    /// The same integer in all lanes.
    fn int(x: i32) -> Self::Ints;
    /// Sum, wrapping.
    fn add_ints(a: Self::Ints, b: Self::Ints) -> Self::Ints;
    /// Their sum, wrapping.
    #[inline(always)]
    fn sum_ints(a: Self::Ints) -> i32 {
        let mut list = [0; LANES];
        Self::store_ints(a, &mut list);
        list.into_iter().fold(0, i32::wrapping_add)
    }
    /// To memory.
    fn store_ints(a: Self::Ints, to: &mut [i32; LANES]);
    /// The lower sixteen bits of each, to memory.
    fn store_short(a: Self::Ints, to: &mut [i16; LANES]);
    /// The lower eight bits of each, to memory.
    #[inline(always)]
    fn store_bytes(a: Self::Ints, to: &mut [u8; LANES]) {
        let mut list = [0; LANES];
        Self::store_ints(a, &mut list);
        *to = list.map(|x| x as u8);
    }
    /// The lower sixteen bits of each of two, in turn, to memory.
    fn store_pairs(first: Self::Ints, second: Self::Ints, to: &mut [i16; 2 * LANES]);
}

/// A part of a row as lanes; what is beyond the row's end is zero.
#[inline(always)]
pub(super) fn at<L: Lanes>(row: &[f32], start: usize) -> L {
    let rest = &row[start..];
    match rest.first_chunk() {
        Some(whole) => L::load(whole),
        None => {
            let mut padded = [0.0; LANES];
            padded[..rest.len()].copy_from_slice(rest);
            L::load(&padded)
        }
    }
}

/// Lanes to a part of a row, as far as it goes.
#[inline(always)]
pub(super) fn put<L: Lanes>(lanes: L, row: &mut [f32], start: usize) {
    let rest = &mut row[start..];
    match rest.first_chunk_mut() {
        Some(whole) => lanes.store(whole),
        None => {
            let mut padded = [0.0; LANES];
            lanes.store(&mut padded);
            rest.copy_from_slice(&padded[..rest.len()]);
        }
    }
}

/// What every processor can do. The compiler makes what it can of the loops.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain([f32; LANES]);

impl Plain {
    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Plain(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

impl Lanes for Plain {
    type Ints = [i32; LANES];

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Plain([x; LANES])
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        Plain(*from)
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }

    #[inline(always)]
    fn of_ints(from: &[i32; LANES]) -> Self {
        Plain(from.map(|x| x as f32))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        self.with(other, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Plain(self.0.map(f32::abs))
    }

    #[inline(always)]
    fn nearest(self) -> Self {
        Plain(self.0.map(|x| (x + ROUNDER) - ROUNDER))
    }

    #[inline(always)]
    fn round(self) -> Self::Ints {
        self.0.map(|x| (x + ROUNDER).to_bits().wrapping_sub(ROUNDER.to_bits()) as i32)
    }

    #[inline(always)]
    fn times_power(self, n: Self) -> Self {
        let exponents = n.round();
        // The integer goes into the exponent.
        Plain(std::array::from_fn(|i| {
            f32::from_bits(self.0[i].to_bits().wrapping_add((exponents[i] as u32) << 23))
        }))
    }

    #[inline(always)]
    fn int(x: i32) -> Self::Ints {
        [x; LANES]
    }

    #[inline(always)]
    fn add_ints(a: Self::Ints, b: Self::Ints) -> Self::Ints {
        std::array::from_fn(|i| a[i].wrapping_add(b[i]))
    }

    #[inline(always)]
    fn store_ints(a: Self::Ints, to: &mut [i32; LANES]) {
        *to = a;
    }

    #[inline(always)]
    fn store_short(a: Self::Ints, to: &mut [i16; LANES]) {
        *to = a.map(|x| x as i16);
    }

    #[inline(always)]
    fn store_pairs(first: Self::Ints, second: Self::Ints, to: &mut [i16; 2 * LANES]) {
        for i in 0..LANES {
            to[2 * i] = first[i] as i16;
            to[2 * i + 1] = second[i] as i16;
        }
    }
}
