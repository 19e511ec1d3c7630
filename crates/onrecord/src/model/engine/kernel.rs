//! The one inner loop: products of 16-bit integers, summed in 32 bits; where a model's rows need no more than 8 bits and the
//! processor multiplies bytes faster, of those.
//!
//! Everything of the network that costs time goes through [`tile`] or [`tile_bytes`]. They work on integers, whose sums do not depend on
//! their order, so that every machine gets the same numbers; what surrounds it is written once in plain Rust (see
//! [`each_way!`]) and rounds the same way everywhere, because nothing in it fuses a multiplication with an addition.

mod level;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use level::Level;
pub(super) use level::{Way, each_way};

/// Columns of a panel.
pub(super) const COLS: usize = 16;
/// Pairs, or fours of bytes, that the kernels take in one turn: their number is a multiple of it.
pub(super) const UNROLL: usize = 4;
/// Most rows of a tile, on any level.
pub(super) const MOST_ROWS: usize = 12;
/// Most panels of a tile, on any level.
pub(super) const MOST_PANELS: usize = 2;

/// One pair of k of a panel: the two values of each column in turn. A register of 512 bits, aligned as one.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Pairs(pub(super) [i16; 2 * COLS]);

/// Four values of k of a panel, a byte each: the four of each column in turn.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Quads(pub(super) [i8; 4 * COLS]);

/// A row's sums over a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))]
pub(super) struct Sums(pub(super) [i32; COLS]);

impl Pairs {
    pub(super) const ZERO: Self = Pairs([0; 2 * COLS]);

    /// All values, one after another: compilers make more of one long loop than of a loop in a loop.
    #[inline(always)]
    pub(super) fn flat_mut(pairs: &mut [Self]) -> &mut [i16] {
        // SAFETY: pairs are arrays of integers without room between them, and the new slice takes the place of the old.
        unsafe { std::slice::from_raw_parts_mut(pairs.as_mut_ptr().cast(), pairs.len() * 2 * COLS) }
    }
}

impl Quads {
    pub(super) const ZERO: Self = Quads([0; 4 * COLS]);
}

impl Sums {
    pub(super) const ZERO: Self = Sums([0; COLS]);
}

/// What a tile multiplies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factors<'a> {
    /// Rows of values of k; row r begins at `r·stride`. They are there for all rows of a tile of the level, whether
    /// wanted or not.
    pub(super) a: &'a [i16],
    pub(super) stride: usize,
    /// Panels, one every `apart`.
    pub(super) b: &'a [Pairs],
    pub(super) apart: usize,
    /// Pairs of k, a multiple of [`UNROLL`].
    pub(super) pairs: usize,
}

/// `sums[r·P + p][c] = Σ a[r][k]·b[p][k][c]` over `2·pairs` values of k, for `rows` rows and `panels` panels, added to
/// what stands in `sums` if `add`. P is the level's [`Level::panels`].
///
/// Rows beyond `rows` may be written as well. The caller sees to it that no sum leaves 32 bits.
#[inline(always)]
pub(super) fn tile(level: Level, of: Factors<'_>, rows: usize, panels: usize, sums: &mut [Sums], add: bool) {
    let Factors { a, stride, b, apart, pairs } = of;
    assert!(0 < rows && rows <= level.rows() && 0 < panels && panels <= level.panels());
    assert!(a.len() >= (level.rows() - 1) * stride + 2 * pairs && b.len() >= (panels - 1) * apart + pairs);
    assert!(0 < pairs && pairs.is_multiple_of(UNROLL) && sums.len() >= level.rows() * level.panels());
    match level.way() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the level says that the processor can do it, and the lengths were checked above.
        Way::Avx512 => unsafe { x86::avx512(of, rows, panels, sums, add) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Way::AvxVnni => unsafe { x86::avx_vnni(of, sums, add) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Way::Avx2 => unsafe { x86::avx2(of, sums, add) },
        #[cfg(target_arch = "aarch64")]
        // SAFETY: as above.
        Way::Neon => unsafe { neon::tile(of, sums, add) },
        _ => portable(of, rows, sums, add),
    }
}

/// What a tile of bytes multiplies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'a> {
    /// Rows of values of k, each [`MIDDLE`] too large; as in [`Factors`] otherwise.
    pub(super) a: &'a [u8],
    pub(super) stride: usize,
    /// Panels, one every `apart`.
    pub(super) b: &'a [Quads],
    pub(super) apart: usize,
    /// Fours of k, a multiple of [`UNROLL`].
    pub(super) quads: usize,
    /// What each panel's sums begin with: what [`MIDDLE`] adds to each of them, taken off.
    pub(super) start: &'a [Sums],
}

/// What bytes of rows are larger by than the values they stand for: the instruction takes them without sign.
pub(super) const MIDDLE: i32 = 128;

/// The same sums as by [`tile`], of bytes. Only meant for levels that have them ([`Level::has_bytes`]).
#[inline(always)]
pub(super) fn tile_bytes(
    level: Level,
    of: Bytes<'_>,
    rows: usize,
    panels: usize,
    sums: &mut [Sums],
    add: bool,
) {
    let Bytes { a, stride, b, apart, quads, start } = of;
    assert!(0 < rows && rows <= level.rows() && 0 < panels && panels <= level.panels());
    assert!(a.len() >= (level.rows() - 1) * stride + 4 * quads && b.len() >= (panels - 1) * apart + quads);
    assert!(0 < quads && quads.is_multiple_of(UNROLL) && sums.len() >= level.rows() * level.panels());
    assert!(start.len() >= panels);
    match level.way() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the level says that the processor can do it, and the lengths were checked above.
        Way::Avx512 => unsafe { x86::avx512_bytes(of, rows, panels, sums, add) },
        _ => portable_bytes(of, rows, panels, level.panels(), sums, add),
    }
}

fn portable_bytes(of: Bytes<'_>, rows: usize, panels: usize, across: usize, sums: &mut [Sums], add: bool) {
    for (r, p) in (0..rows).flat_map(|r| (0..panels).map(move |p| (r, p))) {
        let to = &mut sums[r * across + p];
        if !add {
            *to = of.start[p];
        }
        let a = &of.a[r * of.stride..][..4 * of.quads];
        for (a, b) in a.chunks_exact(4).zip(&of.b[p * of.apart..]) {
            for (sum, b) in to.0.iter_mut().zip(b.0.chunks_exact(4)) {
                *sum += a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum::<i32>();
            }
        }
    }
}

fn portable(of: Factors<'_>, rows: usize, sums: &mut [Sums], add: bool) {
    for (r, sums) in sums.iter_mut().enumerate().take(rows) {
        let mut row = if add { sums.0 } else { [0; COLS] };
        let a = &of.a[r * of.stride..][..2 * of.pairs];
        for (a, b) in a.chunks_exact(2).zip(&of.b[..of.pairs]) {
            let (a0, a1) = (i32::from(a[0]), i32::from(a[1]));
            for (sum, b) in row.iter_mut().zip(b.0.chunks_exact(2)) {
                *sum += a0 * i32::from(b[0]) + a1 * i32::from(b[1]);
            }
        }
        sums.0 = row;
    }
}

/// Values of k in a round of [`peak`].
const PEAK_K: usize = 256;

/// Multiplies two numbers' worth of tiles over and over: how fast [`tile`] can be with everything in the first cache.
/// Returns the number of multiplications. `bytes`: of bytes, where the level has them.
pub(crate) fn peak(level: Level, bytes: bool, rounds: usize) -> usize {
    each_way! {
        fn run_bytes(level, L; a: &[u8], b: &[Quads], sums: &mut [Sums], rounds: usize) {
            let start = &[Sums::ZERO; MOST_PANELS];
            let of = Bytes { a, stride: PEAK_K, b, apart: PEAK_K / 4, quads: PEAK_K / 4, start };
            let _ = std::marker::PhantomData::<L>;
            for _ in 0..rounds {
                tile_bytes(level, of, level.rows(), level.panels(), sums, false);
                std::hint::black_box(&mut *sums);
            }
        }
    }
    each_way! {
        fn run(level, L; a: &[i16], b: &[Pairs], sums: &mut [Sums], rounds: usize) {
            let of = Factors { a, stride: PEAK_K, b, apart: PEAK_K / 2, pairs: PEAK_K / 2 };
            let _ = std::marker::PhantomData::<L>;
            for _ in 0..rounds {
                tile(level, of, level.rows(), level.panels(), sums, false);
                std::hint::black_box(&mut *sums);
            }
        }
    }
    let mut sums = [Sums::ZERO; MOST_ROWS * MOST_PANELS];
    if bytes && level.has_bytes() {
        let b = [Quads([1; 4 * COLS]); MOST_PANELS * PEAK_K / 4];
        run_bytes(level, &[1; MOST_ROWS * PEAK_K], &b, &mut sums, rounds);
    } else {
        let b = [Pairs([1; 2 * COLS]); MOST_PANELS * PEAK_K / 2];
        run(level, &[1; MOST_ROWS * PEAK_K], &b, &mut sums, rounds);
    }
    std::hint::black_box(sums);
    rounds * level.rows() * level.panels() * COLS * PEAK_K
}

/// Multiplies registers with registers over and over, with no memory in it: what the processor can do at most. Returns the
/// number of multiplications; none where there is no instruction to measure. `bytes`: of bytes, where the level has them.
pub(crate) fn limit(level: Level, bytes: bool, rounds: usize) -> usize {
    match level.way() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the level says that the processor can do it.
        Way::Avx512 if bytes => unsafe { x86::limit_avx512_bytes(rounds) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the level says that the processor can do it.
        Way::Avx512 => unsafe { x86::limit_avx512(rounds) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Way::AvxVnni => unsafe { x86::limit_avx_vnni(rounds) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Way::Avx2 => unsafe { x86::limit_avx2(rounds) },
        _ => {
            let _ = (rounds, bytes);
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs or quads. An interpreter has to do with the smallest: it takes minutes for what the processor does in an instant.
    const SIZES: [usize; 6] = [4, 16, 20, 60, 96, 192];

    #[test]
    fn all_ways_give_the_same_sums() {
        let mut state = 1_u32;
        let mut next = |limit: i32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) as i32 % (2 * limit + 1) - limit) as i16
        };
        for &pairs in if cfg!(miri) { &SIZES[..1] } else { &SIZES[..] } {
            let (stride, apart) = (2 * pairs + 6, pairs + 3);
            let a: Vec<i16> = (0..MOST_ROWS * stride).map(|_| next(8191)).collect();
            let b: Vec<Pairs> =
                (0..apart + pairs).map(|_| Pairs(std::array::from_fn(|_| next(127)))).collect();
            let of = Factors { a: &a, stride, b: &b, apart, pairs };
            let exact = |r: usize, p: usize, c: usize| -> i32 {
                let b = |k: usize| b[p * apart + k / 2].0[2 * c + k % 2];
                (0..2 * pairs).map(|k| i32::from(a[r * stride + k]) * i32::from(b(k))).sum()
            };
            for level in Level::all() {
                for (rows, panels) in
                    (1..=level.rows()).flat_map(|r| (1..=level.panels()).map(move |p| (r, p)))
                {
                    for add in [false, true] {
                        let mut sums = vec![Sums([7; COLS]); level.rows() * level.panels()];
                        tile(level, of, rows, panels, &mut sums, add);
                        for (r, p, c) in (0..rows)
                            .flat_map(|r| (0..panels).flat_map(move |p| (0..COLS).map(move |c| (r, p, c))))
                        {
                            let expected = exact(r, p, c) + if add { 7 } else { 0 };
                            let found = sums[r * level.panels() + p].0[c];
                            assert_eq!(found, expected, "{level:?} {rows}×{panels} at {r} {p} {c}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn bytes_give_the_sums_of_the_values_they_stand_for() {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) as i32 % 255 - 127) as i8
        };
        for &quads in if cfg!(miri) { &SIZES[..1] } else { &SIZES[..] } {
            let (stride, apart) = (4 * quads + 6, quads + 3);
            let a: Vec<u8> = (0..MOST_ROWS * stride).map(|_| (i32::from(next()) + MIDDLE) as u8).collect();
            let b: Vec<Quads> = (0..apart + quads).map(|_| Quads(std::array::from_fn(|_| next()))).collect();
            let weight = |p: usize, k: usize, c: usize| i32::from(b[p * apart + k / 4].0[4 * c + k % 4]);
            let start: Vec<Sums> = (0..2)
                .map(|p| {
                    Sums(std::array::from_fn(|c| {
                        -MIDDLE * (0..4 * quads).map(|k| weight(p, k, c)).sum::<i32>()
                    }))
                })
                .collect();
            let of = Bytes { a: &a, stride, b: &b, apart, quads, start: &start };
            for level in Level::all() {
                for (rows, panels) in
                    (1..=level.rows()).flat_map(|r| (1..=level.panels()).map(move |p| (r, p)))
                {
                    for add in [false, true] {
                        let mut sums = vec![Sums([7; COLS]); level.rows() * level.panels()];
                        tile_bytes(level, of, rows, panels, &mut sums, add);
                        for (r, p, c) in (0..rows)
                            .flat_map(|r| (0..panels).flat_map(move |p| (0..COLS).map(move |c| (r, p, c))))
                        {
                            let value = |k: usize| i32::from(a[r * stride + k]) - MIDDLE;
                            let all: i32 = (0..4 * quads).map(|k| value(k) * weight(p, k, c)).sum();
                            let expected = if add { all - start[p].0[c] + 7 } else { all };
                            let found = sums[r * level.panels() + p].0[c];
                            assert_eq!(found, expected, "{level:?} {rows}×{panels} at {r} {p} {c}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn peaks_count_what_they_do() {
        for level in Level::all() {
            for bytes in [false, true] {
                assert_eq!(peak(level, bytes, 3), 3 * level.rows() * level.panels() * 16 * 256);
                let at_once = limit(level, bytes, 1);
                assert_eq!(limit(level, bytes, 5), 5 * at_once);
            }
        }
    }
}
