//! The one inner loop: products of 16-bit integers, summed in 32 bits.
//!
//! Everything of the network that costs time goes through [`tile`]. It works on integers, whose sums do not depend on
//! their order, so that every machine gets the same numbers; what surrounds it is written once in plain Rust (see
//! [`both_ways!`]) and rounds the same way everywhere, because nothing in it fuses a multiplication with an addition.

/// Rows of a tile.
pub(super) const ROWS: usize = 6;
/// Columns of a tile, which is also the width of a panel.
pub(super) const COLS: usize = 16;
/// Pairs that the wide way takes in one turn: their number is a multiple of it.
pub(super) const UNROLL: usize = 4;
/// Sums of a tile.
pub(super) type Tile = [[i32; COLS]; ROWS];

/// What the processor can do. The field is private, so that the wide way is only taken where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level {
    avx2: bool,
}

impl Level {
    /// The best this processor has.
    pub(crate) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        let avx2 = std::arch::is_x86_feature_detected!("avx2");
        #[cfg(not(target_arch = "x86_64"))]
        let avx2 = false;
        Level { avx2 }
    }

    /// What every processor has.
    pub(crate) const PORTABLE: Level = Level { avx2: false };

    /// Whether the wide way is open.
    #[inline(always)]
    pub(super) fn is_wide(self) -> bool {
        self.avx2
    }

    /// The wide way, for code that already runs on it.
    ///
    /// # Safety
    /// The processor must have AVX2.
    #[inline(always)]
    pub(super) const unsafe fn wide() -> Self {
        Level { avx2: true }
    }
}

/// Compiles a function's body twice, for every processor and for those with AVX2, and calls the right one. The name
/// before the body is the level inside it, known at compile time.
macro_rules! both_ways {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($level:ident; $($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "the loops' shapes")]
        $vis fn $name($level: $crate::model::engine::kernel::Level, $($arg: $type),*) {
            #[inline(always)]
            fn body($level: $crate::model::engine::kernel::Level, $($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn wide($($arg: $type),*) {
                    // SAFETY: this function is only entered where AVX2 was found.
                    body(unsafe { $crate::model::engine::kernel::Level::wide() }, $($arg),*)
                }
                if $level.is_wide() {
                    // SAFETY: a wide level is only made where the processor was asked for AVX2.
                    return unsafe { wide($($arg),*) };
                }
            }
            body($crate::model::engine::kernel::Level::PORTABLE, $($arg),*)
        }
    };
}
pub(super) use both_ways;

/// `sums[r][c] = Σ a[r][k]·b[k][c]` over `2·pairs` values of k, added to what stands in `sums` if `add`.
///
/// Row r of `a` starts at `r·stride`. `b` is a panel: for each pair of k, the two values of each column in turn.
/// The caller sees to it that no sum leaves 32 bits.
#[inline(always)]
pub(super) fn tile(
    level: Level,
    a: &[i16],
    stride: usize,
    b: &[i16],
    pairs: usize,
    sums: &mut Tile,
    add: bool,
) {
    assert!(a.len() >= (ROWS - 1) * stride + 2 * pairs && b.len() >= pairs * 2 * COLS);
    assert!(pairs.is_multiple_of(UNROLL));
    #[cfg(target_arch = "x86_64")]
    if level.is_wide() {
        // SAFETY: the level says that AVX2 is there, and the lengths were checked above.
        return unsafe { tile_avx2(a.as_ptr(), stride, b.as_ptr(), pairs, sums, add) };
    }
    let _ = level;
    tile_portable(a, stride, b, pairs, sums, add);
}

fn tile_portable(a: &[i16], stride: usize, b: &[i16], pairs: usize, sums: &mut Tile, add: bool) {
    for (r, sums) in sums.iter_mut().enumerate() {
        let mut row = if add { *sums } else { [0; COLS] };
        let a = &a[r * stride..][..2 * pairs];
        for (a, b) in a.chunks_exact(2).zip(b.chunks_exact(2 * COLS)) {
            let (a0, a1) = (i32::from(a[0]), i32::from(a[1]));
            for (sum, b) in row.iter_mut().zip(b.chunks_exact(2)) {
                *sum += a0 * i32::from(b[0]) + a1 * i32::from(b[1]);
            }
        }
        *sums = row;
    }
}

/// One pair of k for all rows and columns. Written out, because compilers regroup the sums and then run out of
/// registers.
#[cfg(target_arch = "x86_64")]
macro_rules! pair {
    ($at:literal, $columns:literal) => {
        concat!(
            "vmovdqu ymm12, [{b} + ", $columns, "]\n",
            "vmovdqu ymm13, [{b} + ", $columns, " + 32]\n",
            pair!(row "{a}", $at, "ymm0", "ymm1"),
            pair!(row "{a} + {s}", $at, "ymm2", "ymm3"),
            pair!(row "{a} + 2*{s}", $at, "ymm4", "ymm5"),
            pair!(row "{a3}", $at, "ymm6", "ymm7"),
            pair!(row "{a3} + {s}", $at, "ymm8", "ymm9"),
            pair!(row "{a3} + 2*{s}", $at, "ymm10", "ymm11"),
        )
    };
    (row $row:literal, $at:literal, $first:literal, $second:literal) => {
        concat!(
            "vpbroadcastd ymm14, [", $row, " + ", $at, "]\n",
            "vpmaddwd ymm15, ymm14, ymm12\n",
            "vpmaddwd ymm14, ymm14, ymm13\n",
            "vpaddd ", $first, ", ", $first, ", ymm15\n",
            "vpaddd ", $second, ", ", $second, ", ymm14\n",
        )
    };
}

/// # Safety
/// The processor has AVX2; `a` holds `5·stride + 2·pairs` values and `b` `32·pairs`; `pairs` is a multiple of
/// [`UNROLL`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn tile_avx2(a: *const i16, stride: usize, b: *const i16, pairs: usize, sums: &mut Tile, add: bool) {
    use std::arch::x86_64::{__m256i, _mm256_loadu_si256, _mm256_setzero_si256, _mm256_storeu_si256};
    // Twelve sums, two columns' loads, a row's pair and a product: the sixteen registers there are.
    let mut c = [_mm256_setzero_si256(); 2 * ROWS];
    let at: *mut __m256i = sums.as_mut_ptr().cast();
    if add {
        for (i, c) in c.iter_mut().enumerate() {
            // SAFETY: a tile is twelve registers long.
            *c = unsafe { _mm256_loadu_si256(at.add(i)) };
        }
    }
    let [mut c0, mut c1, mut c2, mut c3, mut c4, mut c5, mut c6, mut c7, mut c8, mut c9, mut c10, mut c11] =
        c;
    if pairs > 0 {
        // SAFETY: the loop reads pairs 0..pairs, four at a time, of rows 0..6 of `a` and of `b`, and writes only the
        // registers named.
        unsafe {
            std::arch::asm!(
                "2:",
                pair!("0", "0"),
                pair!("4", "64"),
                pair!("8", "128"),
                pair!("12", "192"),
                "add {a}, 16",
                "add {a3}, 16",
                "add {b}, 256",
                "dec {n}",
                "jnz 2b",
                a = inout(reg) a => _,
                a3 = inout(reg) a.add(3 * stride) => _,
                b = inout(reg) b => _,
                n = inout(reg) pairs / UNROLL => _,
                s = in(reg) 2 * stride,
                inout("ymm0") c0, inout("ymm1") c1, inout("ymm2") c2, inout("ymm3") c3,
                inout("ymm4") c4, inout("ymm5") c5, inout("ymm6") c6, inout("ymm7") c7,
                inout("ymm8") c8, inout("ymm9") c9, inout("ymm10") c10, inout("ymm11") c11,
                out("ymm12") _, out("ymm13") _, out("ymm14") _, out("ymm15") _,
                options(nostack, readonly),
            );
        }
    }
    for (i, c) in [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11].into_iter().enumerate() {
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(at.add(i), c) };
    }
}

/// Multiplies two numbers' worth of tiles over and over: how fast [`tile`] can be with everything in the first cache.
pub(crate) fn peak(level: Level, rounds: usize) -> i32 {
    both_ways! {
        fn run(level; a: &[i16], b: &[i16], sums: &mut Tile, rounds: usize) {
            for _ in 0..rounds {
                tile(level, a, 256, b, 128, sums, false);
                std::hint::black_box(&mut *sums);
            }
        }
    }
    let mut sums = [[0; COLS]; ROWS];
    run(level, &[1; ROWS * 256], &[1; 128 * 2 * COLS], &mut sums, rounds);
    sums[0][0]
}

/// Multiplications and additions in one round of [`peak`].
pub(crate) const PEAK_PRODUCTS: usize = ROWS * COLS * 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_give_the_same_sums() {
        let mut state = 1_u32;
        let mut next = |limit: i32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) as i32 % (2 * limit + 1) - limit) as i16
        };
        for pairs in [4, 16, 60, 192] {
            let stride = 2 * pairs + 6;
            let a: Vec<i16> = (0..ROWS * stride).map(|_| next(8191)).collect();
            let b: Vec<i16> = (0..pairs * 2 * COLS).map(|_| next(127)).collect();
            for add in [false, true] {
                let (mut wide, mut portable) = ([[7; COLS]; ROWS], [[7; COLS]; ROWS]);
                tile(Level::best(), &a, stride, &b, pairs, &mut wide, add);
                tile(Level::PORTABLE, &a, stride, &b, pairs, &mut portable, add);
                assert_eq!(wide, portable);
                let expected: i32 = if add { 7 } else { 0 }
                    + (0..2 * pairs)
                        .map(|k| {
                            i32::from(a[2 * stride + k]) * i32::from(b[k / 2 * 2 * COLS + 2 * 5 + k % 2])
                        })
                        .sum::<i32>();
                assert_eq!(portable[2][5], expected);
            }
        }
    }
}
