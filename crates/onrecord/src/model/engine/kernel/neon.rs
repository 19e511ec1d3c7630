//! The kernel for AArch64: six rows by a panel of sixteen columns, in twenty-four registers of four sums.

use super::{Factors, Sums};
use std::arch::aarch64::{
    int16x4_t, int32x4_t, vdup_n_s16, vget_high_s16, vget_lane_s16, vget_low_s16, vld1_s16, vld1q_s32,
    vld2q_s16, vmlal_s16, vst1q_s32,
};

/// Rows of a tile.
const ROWS: usize = 6;

/// # Safety
/// The processor has NEON, and what [`super::tile`] asserts holds.
#[target_feature(enable = "neon")]
#[inline]
pub(super) unsafe fn tile(of: Factors<'_>, sums: &mut [Sums], add: bool) {
    let zero = vdup_n_s16(0);
    let zero: int32x4_t = std::arch::aarch64::vmull_s16(zero, zero);
    let mut c = [[zero; 4]; ROWS];
    if add {
        for (c, sums) in c.iter_mut().zip(&*sums) {
            for (i, c) in c.iter_mut().enumerate() {
                // SAFETY: sixteen sums are four registers.
                *c = unsafe { vld1q_s32(sums.0.as_ptr().add(4 * i)) };
            }
        }
    }
    // Two pairs of k at a time: four values of a row.
    for two in 0..of.pairs / 2 {
        // SAFETY: each row holds 2·pairs values of k, and four of them begin at 4·two.
        let a: [int16x4_t; ROWS] =
            std::array::from_fn(|r| unsafe { vld1_s16(of.a.as_ptr().add(r * of.stride + 4 * two)) });
        let [first, second] = [&of.b[2 * two].0, &of.b[2 * two + 1].0];
        pair::<0>(&mut c, &a, first);
        pair::<1>(&mut c, &a, second);
    }
    for (c, sums) in c.iter().zip(sums) {
        for (i, &c) in c.iter().enumerate() {
            // SAFETY: sixteen sums are four registers.
            unsafe { vst1q_s32(sums.0.as_mut_ptr().add(4 * i), c) };
        }
    }
}

/// One pair of k: `P` says which of the two whose values are in `a`.
#[target_feature(enable = "neon")]
#[inline]
fn pair<const P: usize>(c: &mut [[int32x4_t; 4]; ROWS], a: &[int16x4_t; ROWS], b: &[i16; 32]) {
    // The columns' first values of k and their second ones, parted.
    // SAFETY: a pair of sixteen columns is twice sixteen values.
    let [low, high] = unsafe { [vld2q_s16(b.as_ptr()), vld2q_s16(b.as_ptr().add(16))] };
    for (c, &a) in c.iter_mut().zip(a) {
        let [first, second] = match P {
            0 => [vget_lane_s16::<0>(a), vget_lane_s16::<1>(a)],
            _ => [vget_lane_s16::<2>(a), vget_lane_s16::<3>(a)],
        };
        for (k, a) in [(0, first), (1, second)] {
            let [low, high] = if k == 0 { [low.0, high.0] } else { [low.1, high.1] };
            let a = vdup_n_s16(a);
            c[0] = vmlal_s16(c[0], vget_low_s16(low), a);
            c[1] = vmlal_s16(c[1], vget_high_s16(low), a);
            c[2] = vmlal_s16(c[2], vget_low_s16(high), a);
            c[3] = vmlal_s16(c[3], vget_high_s16(high), a);
        }
    }
}
