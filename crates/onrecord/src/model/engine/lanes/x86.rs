//! [`Lanes`] in the registers of x86-64.

use super::{LANES, Lanes};
use std::arch::x86_64::*;

/// One register of 512 bits.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Avx512(__m512);

/// Two registers of 256 bits.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Avx2(__m256, __m256);

/// The largest of eight.
#[inline(always)]
unsafe fn top_of_eight(x: __m256) -> f32 {
    // SAFETY: the caller's code is compiled for AVX2.
    unsafe {
        let x = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
        let x = _mm_max_ps(x, _mm_movehl_ps(x, x));
        _mm_cvtss_f32(_mm_max_ss(x, _mm_movehdup_ps(x)))
    }
}

/// The sum of eight, the upper half added to the lower three times.
#[inline(always)]
unsafe fn sum_of_eight(x: __m256) -> f32 {
    // SAFETY: as above.
    unsafe {
        let x = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
        let x = _mm_add_ps(x, _mm_movehl_ps(x, x));
        _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)))
    }
}

impl Lanes for Avx512 {
    type Ints = __m512i;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_set1_ps(x)) }
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe { Avx512(_mm512_loadu_ps(from.as_ptr())) }
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn top(self) -> f32 {
        // SAFETY: only used in code compiled for it.
        unsafe {
            top_of_eight(_mm256_max_ps(_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0)))
        }
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: only used in code compiled for it.
        unsafe {
            sum_of_eight(_mm256_add_ps(_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0)))
        }
    }

    #[inline(always)]
    fn sum_ints(a: Self::Ints) -> i32 {
        // SAFETY: only used in code compiled for it.
        unsafe { _mm512_reduce_add_epi32(a) }
    }

    #[inline(always)]
    fn of_ints(from: &[i32; LANES]) -> Self {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe { Avx512(_mm512_cvtepi32_ps(_mm512_loadu_si512(from.as_ptr().cast()))) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_add_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_sub_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_mul_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_div_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_max_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_min_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_abs_ps(self.0)) }
    }

    #[inline(always)]
    fn nearest(self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_roundscale_ps::<0>(self.0)) }
    }

    #[inline(always)]
    fn round(self) -> Self::Ints {
        // SAFETY: only used in code compiled for it.
        unsafe { _mm512_cvtps_epi32(self.0) }
    }

    #[inline(always)]
    fn times_power(self, n: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx512(_mm512_scalef_ps(self.0, n.0)) }
    }

    #[inline(always)]
    fn int(x: i32) -> Self::Ints {
        // SAFETY: only used in code compiled for it.
        unsafe { _mm512_set1_epi32(x) }
    }

    #[inline(always)]
    fn add_ints(a: Self::Ints, b: Self::Ints) -> Self::Ints {
        // SAFETY: only used in code compiled for it.
        unsafe { _mm512_add_epi32(a, b) }
    }

    #[inline(always)]
    fn store_ints(a: Self::Ints, to: &mut [i32; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), a) }
    }

    #[inline(always)]
    fn store_short(a: Self::Ints, to: &mut [i16; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi16(a)) }
    }

    #[inline(always)]
    fn store_bytes(a: Self::Ints, to: &mut [u8; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is written.
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(a)) }
    }

    #[inline(always)]
    fn store_pairs(first: Self::Ints, second: Self::Ints, to: &mut [i16; 2 * LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is written.
        unsafe {
            let low = _mm512_and_si512(first, _mm512_set1_epi32(0xFFFF));
            let pairs = _mm512_or_si512(low, _mm512_slli_epi32::<16>(second));
            _mm512_storeu_si512(to.as_mut_ptr().cast(), pairs);
        }
    }
}

impl Lanes for Avx2 {
    type Ints = [__m256i; 2];

    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_set1_ps(x), _mm256_set1_ps(x)) }
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe { Avx2(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))) }
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), self.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
        }
    }

    #[inline(always)]
    fn top(self) -> f32 {
        // SAFETY: only used in code compiled for it.
        unsafe { top_of_eight(_mm256_max_ps(self.0, self.1)) }
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: only used in code compiled for it.
        unsafe { sum_of_eight(_mm256_add_ps(self.0, self.1)) }
    }

    #[inline(always)]
    fn of_ints(from: &[i32; LANES]) -> Self {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe {
            let [a, b] =
                [_mm256_loadu_si256(from.as_ptr().cast()), _mm256_loadu_si256(from.as_ptr().add(8).cast())];
            Avx2(_mm256_cvtepi32_ps(a), _mm256_cvtepi32_ps(b))
        }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_sub_ps(self.0, other.0), _mm256_sub_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_mul_ps(self.0, other.0), _mm256_mul_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_div_ps(self.0, other.0), _mm256_div_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_max_ps(self.0, other.0), _mm256_max_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_min_ps(self.0, other.0), _mm256_min_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe {
            let sign = _mm256_set1_ps(-0.0);
            Avx2(_mm256_andnot_ps(sign, self.0), _mm256_andnot_ps(sign, self.1))
        }
    }

    #[inline(always)]
    fn nearest(self) -> Self {
        // SAFETY: only used in code compiled for it.
        unsafe { Avx2(_mm256_round_ps::<0>(self.0), _mm256_round_ps::<0>(self.1)) }
    }

    #[inline(always)]
    fn round(self) -> Self::Ints {
        // SAFETY: only used in code compiled for it.
        unsafe { [_mm256_cvtps_epi32(self.0), _mm256_cvtps_epi32(self.1)] }
    }

    #[inline(always)]
    fn times_power(self, n: Self) -> Self {
        let [a, b] = n.round();
        // SAFETY: only used in code compiled for it.
        unsafe {
            // The integer goes into the exponent.
            let a = _mm256_add_epi32(_mm256_castps_si256(self.0), _mm256_slli_epi32::<23>(a));
            let b = _mm256_add_epi32(_mm256_castps_si256(self.1), _mm256_slli_epi32::<23>(b));
            Avx2(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b))
        }
    }

    #[inline(always)]
    fn int(x: i32) -> Self::Ints {
        // SAFETY: only used in code compiled for it.
        unsafe { [_mm256_set1_epi32(x); 2] }
    }

    #[inline(always)]
    fn add_ints(a: Self::Ints, b: Self::Ints) -> Self::Ints {
        // SAFETY: only used in code compiled for it.
        unsafe { [_mm256_add_epi32(a[0], b[0]), _mm256_add_epi32(a[1], b[1])] }
    }

    #[inline(always)]
    fn store_ints(a: Self::Ints, to: &mut [i32; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe {
            _mm256_storeu_si256(to.as_mut_ptr().cast(), a[0]);
            _mm256_storeu_si256(to.as_mut_ptr().add(8).cast(), a[1]);
        }
    }

    #[inline(always)]
    fn store_short(a: Self::Ints, to: &mut [i16; LANES]) {
        // SAFETY: only used in code compiled for it; the array is as long as what is read or written.
        unsafe {
            let low = _mm256_set1_epi32(0xFFFF);
            // Both halves of both registers in turn, put in order again.
            let mixed = _mm256_packus_epi32(_mm256_and_si256(a[0], low), _mm256_and_si256(a[1], low));
            _mm256_storeu_si256(to.as_mut_ptr().cast(), _mm256_permute4x64_epi64::<0b11_01_10_00>(mixed));
        }
    }

    #[inline(always)]
    fn store_pairs(first: Self::Ints, second: Self::Ints, to: &mut [i16; 2 * LANES]) {
        for (i, (first, second)) in first.into_iter().zip(second).enumerate() {
            // SAFETY: only used in code compiled for it; the array is as long as what is written.
            unsafe {
                let low = _mm256_and_si256(first, _mm256_set1_epi32(0xFFFF));
                let pairs = _mm256_or_si256(low, _mm256_slli_epi32::<16>(second));
                _mm256_storeu_si256(to.as_mut_ptr().add(16 * i).cast(), pairs);
            }
        }
    }
}
