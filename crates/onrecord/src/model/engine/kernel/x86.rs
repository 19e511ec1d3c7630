//! The kernels for x86-64, in assembly: the compiler regroups the additions and spills registers.

use super::{Bytes, Factors, Pairs, Quads, Sums, UNROLL};
use std::arch::asm;

/// What sums begin with where there is nothing to make good.
static NOTHING: [Sums; 2] = [Sums::ZERO; 2];

/// What the wide kernels read: lines of a panel are registers of 512 bits, and a row has four bytes for each.
#[derive(Clone, Copy)]
struct Wide {
    a: *const u8,
    /// Bytes from row to row.
    stride: usize,
    b: *const u8,
    /// Bytes from panel to panel.
    apart: usize,
    /// Turns of [`UNROLL`] lines.
    turns: usize,
    /// What the sums of each panel begin with.
    start: *const Sums,
}

/// One line for some rows and two panels of 512 bits: `vpdpwssd` multiplies pairs of 16 bits and sums exactly, as `vpmaddwd` and
/// `vpaddd` do; `vpdpbusd` does it with four bytes, those of the rows without sign.
macro_rules! wide_line {
    ($multiply:literal 2, $at:literal, $columns:literal; $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!(
            "vmovdqa64 zmm24, [{b} + ", $columns, "]\n",
            "vmovdqa64 zmm25, [{c} + ", $columns, "]\n",
            $(
                "vpbroadcastd zmm26, dword ptr [", $address, " + ", $at, "]\n",
                $multiply, " ", $first, ", zmm26, zmm24\n",
                $multiply, " ", $second, ", zmm26, zmm25\n",
            )*
        )
    };
    ($multiply:literal 1, $at:literal, $columns:literal; $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!(
            "vmovdqa64 zmm24, [{b} + ", $columns, "]\n",
            $(
                "vpbroadcastd zmm26, dword ptr [", $address, " + ", $at, "]\n",
                $multiply, " ", $first, ", zmm26, zmm24\n",
            )*
        )
    };
}

/// The sums of a tile: to what they begin with, from memory, to memory.
macro_rules! wide_sums {
    (start 2; $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!($("vmovdqa64 ", $first, ", [{start}]\n", "vmovdqa64 ", $second, ", [{start} + 64]\n",)*)
    };
    (start 1; $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!($("vmovdqa64 ", $first, ", [{start}]\n",)*)
    };
    (load $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!($("vmovdqa64 ", $first, ", [{out} + ", $to, "]\n", "vmovdqa64 ", $second, ", [{out} + ", $to, " + 64]\n",)*)
    };
    (store 2; $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!($("vmovdqa64 [{out} + ", $to, "], ", $first, "\n", "vmovdqa64 [{out} + ", $to, " + 64], ", $second, "\n",)*)
    };
    (store 1; $($address:literal $to:literal $first:literal $second:literal,)*) => {
        concat!($("vmovdqa64 [{out} + ", $to, "], ", $first, "\n",)*)
    };
}

macro_rules! wide_kernel {
    ($name:ident, $multiply:literal $panels:tt, $($rows:tt)*) => {
        /// # Safety
        /// The processor has AVX-512 (F, BW, DQ, VL, VNNI). As many rows and panels as the name says are there, `turns` is
        /// positive, `start` holds as many panels' sums, and `out` twelve rows of two panels.
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
        #[inline]
        unsafe fn $name(of: Wide, out: *mut Sums, add: bool) {
            let Wide { a, stride, b, apart, turns, start } = of;
            // SAFETY: the loop reads `turns` times four lines of the panels of `b` and as many times four bytes of the rows of
            // `a`, reads `start`, reads and writes the rows' sums in `out`, and changes only the registers named. Addresses of
            // rows that the kernel does not have are made, but not read from.
            unsafe {
                asm!(
                    "test {add:e}, {add:e}",
                    "jnz 2f",
                    wide_sums!(start $panels; $($rows)*),
                    "jmp 3f",
                    "2:",
                    wide_sums!(load $($rows)*),
                    "3:",
                    wide_line!($multiply $panels, "0", "0"; $($rows)*),
                    wide_line!($multiply $panels, "4", "64"; $($rows)*),
                    wide_line!($multiply $panels, "8", "128"; $($rows)*),
                    wide_line!($multiply $panels, "12", "192"; $($rows)*),
                    "add {a}, 16",
                    "add {e}, 16",
                    "add {f}, 16",
                    "add {b}, 256",
                    "add {c}, 256",
                    "dec {n}",
                    "jnz 3b",
                    wide_sums!(store $panels; $($rows)*),
                    a = inout(reg) a => _,
                    e = inout(reg) a.wrapping_byte_add(4 * stride) => _,
                    f = inout(reg) a.wrapping_byte_add(8 * stride) => _,
                    b = inout(reg) b => _,
                    c = inout(reg) b.wrapping_byte_add(apart) => _,
                    n = inout(reg) turns => _,
                    s = in(reg) stride,
                    t = in(reg) 3 * stride,
                    start = in(reg) start,
                    out = in(reg) out,
                    add = in(reg) u32::from(add),
                    out("zmm0") _, out("zmm1") _, out("zmm2") _, out("zmm3") _, out("zmm4") _, out("zmm5") _,
                    out("zmm6") _, out("zmm7") _, out("zmm8") _, out("zmm9") _, out("zmm10") _, out("zmm11") _,
                    out("zmm12") _, out("zmm13") _, out("zmm14") _, out("zmm15") _, out("zmm16") _, out("zmm17") _,
                    out("zmm18") _, out("zmm19") _, out("zmm20") _, out("zmm21") _, out("zmm22") _, out("zmm23") _,
                    out("zmm24") _, out("zmm25") _, out("zmm26") _,
                    options(nostack),
                );
            }
        }
    };
}

macro_rules! twelve_rows {
    ($name:ident, $multiply:literal $panels:tt) => {
        wide_kernel!($name, $multiply $panels,
            "{a}" "0" "zmm0" "zmm1", "{a} + {s}" "128" "zmm2" "zmm3",
            "{a} + 2*{s}" "256" "zmm4" "zmm5", "{a} + {t}" "384" "zmm6" "zmm7",
            "{e}" "512" "zmm8" "zmm9", "{e} + {s}" "640" "zmm10" "zmm11",
            "{e} + 2*{s}" "768" "zmm12" "zmm13", "{e} + {t}" "896" "zmm14" "zmm15",
            "{f}" "1024" "zmm16" "zmm17", "{f} + {s}" "1152" "zmm18" "zmm19",
            "{f} + 2*{s}" "1280" "zmm20" "zmm21", "{f} + {t}" "1408" "zmm22" "zmm23",);
    };
}

/// The kernels of an instruction: twelve rows of two panels and less.
macro_rules! wide_kernels {
    ($(#[$meta:meta])* $name:ident, $multiply:literal, $twelve:ident $twelve_by_one:ident $eight:ident $four:ident) => {
        twelve_rows!($twelve, $multiply 2);
        twelve_rows!($twelve_by_one, $multiply 1);
        wide_kernel!($eight, $multiply 2,
            "{a}" "0" "zmm0" "zmm1", "{a} + {s}" "128" "zmm2" "zmm3",
            "{a} + 2*{s}" "256" "zmm4" "zmm5", "{a} + {t}" "384" "zmm6" "zmm7",
            "{e}" "512" "zmm8" "zmm9", "{e} + {s}" "640" "zmm10" "zmm11",
            "{e} + 2*{s}" "768" "zmm12" "zmm13", "{e} + {t}" "896" "zmm14" "zmm15",);
        wide_kernel!($four, $multiply 2,
            "{a}" "0" "zmm0" "zmm1", "{a} + {s}" "128" "zmm2" "zmm3",
            "{a} + 2*{s}" "256" "zmm4" "zmm5", "{a} + {t}" "384" "zmm6" "zmm7",);

        $(#[$meta])*
        ///
        /// # Safety
        /// The processor has AVX-512 (F, BW, DQ, VL, VNNI), and what [`wide_kernel!`] asks for holds.
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
        #[inline]
        unsafe fn $name(of: Wide, rows: usize, panels: usize, sums: &mut [Sums], add: bool) {
            let out = sums.as_mut_ptr();
            // SAFETY: the caller's promise is the kernels' as well.
            unsafe {
                match (rows, panels) {
                    (..=4, 2) => $four(of, out, add),
                    (5..=8, 2) => $eight(of, out, add),
                    (_, 2) => $twelve(of, out, add),
                    _ => $twelve_by_one(of, out, add),
                }
            }
        }
    };
}

wide_kernels!(
    /// Pairs of 16 bits.
    wide_pairs, "vpdpwssd", twelve_by_two twelve_by_one eight_by_two four_by_two
);
wide_kernels!(
    /// Fours of 8 bits.
    wide_bytes, "vpdpbusd", twelve_by_two_bytes twelve_by_one_bytes eight_by_two_bytes four_by_two_bytes
);

/// Twelve rows of two panels; as many of them as are wanted, by fours.
///
/// # Safety
/// The processor has AVX-512 (F, BW, DQ, VL, VNNI), and what [`super::tile`] asserts holds.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
pub(super) unsafe fn avx512(of: Factors<'_>, rows: usize, panels: usize, sums: &mut [Sums], add: bool) {
    let of = Wide {
        a: of.a.as_ptr().cast(),
        stride: size_of::<i16>() * of.stride,
        b: of.b.as_ptr().cast(),
        apart: size_of::<Pairs>() * of.apart,
        turns: of.pairs / UNROLL,
        start: NOTHING.as_ptr(),
    };
    // SAFETY: the caller's promise.
    unsafe { wide_pairs(of, rows, panels, sums, add) }
}

/// The same for bytes.
///
/// # Safety
/// The processor has AVX-512 (F, BW, DQ, VL, VNNI), and what [`super::tile_bytes`] asserts holds.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
#[inline]
pub(super) unsafe fn avx512_bytes(of: Bytes<'_>, rows: usize, panels: usize, sums: &mut [Sums], add: bool) {
    let of = Wide {
        a: of.a.as_ptr(),
        stride: of.stride,
        b: of.b.as_ptr().cast(),
        apart: size_of::<Quads>() * of.apart,
        turns: of.quads / UNROLL,
        start: of.start.as_ptr(),
    };
    // SAFETY: the caller's promise.
    unsafe { wide_bytes(of, rows, panels, sums, add) }
}

/// One pair of k for six rows and a panel in two registers.
macro_rules! pair {
    ($way:ident $at:literal, $columns:literal) => {
        concat!(
            "vmovdqa ymm12, [{b} + ", $columns, "]\n",
            "vmovdqa ymm13, [{b} + ", $columns, " + 32]\n",
            pair!($way row "{a}", $at, "ymm0", "ymm1"),
            pair!($way row "{a} + {s}", $at, "ymm2", "ymm3"),
            pair!($way row "{a} + 2*{s}", $at, "ymm4", "ymm5"),
            pair!($way row "{e}", $at, "ymm6", "ymm7"),
            pair!($way row "{e} + {s}", $at, "ymm8", "ymm9"),
            pair!($way row "{e} + 2*{s}", $at, "ymm10", "ymm11"),
        )
    };
    (avx2 row $row:literal, $at:literal, $first:literal, $second:literal) => {
        concat!(
            "vpbroadcastd ymm14, dword ptr [", $row, " + ", $at, "]\n",
            "vpmaddwd ymm15, ymm14, ymm12\n",
            "vpmaddwd ymm14, ymm14, ymm13\n",
            "vpaddd ", $first, ", ", $first, ", ymm15\n",
            "vpaddd ", $second, ", ", $second, ", ymm14\n",
        )
    };
    (avx_vnni row $row:literal, $at:literal, $first:literal, $second:literal) => {
        concat!(
            "vpbroadcastd ymm14, dword ptr [", $row, " + ", $at, "]\n",
            "{{vex}} vpdpwssd ", $first, ", ymm14, ymm12\n",
            "{{vex}} vpdpwssd ", $second, ", ymm14, ymm13\n",
        )
    };
}

macro_rules! kernel {
    ($(#[$meta:meta])* $name:ident, $features:literal) => {
        $(#[$meta])*
        #[target_feature(enable = $features)]
        #[inline]
        pub(super) unsafe fn $name(of: Factors<'_>, sums: &mut [Sums], add: bool) {
            let (a, b, stride) = (of.a.as_ptr(), of.b.as_ptr(), 2 * of.stride);
            // SAFETY: the loop reads pairs 0..pairs, four at a time, of rows 0..6 of `a` and of `b`, reads and writes six sums,
            // and changes only the registers named: twelve sums, a pair's two loads, a row's pair and a product.
            unsafe {
                asm!(
                    "vpxor ymm0, ymm0, ymm0",
                    "vpxor ymm1, ymm1, ymm1",
                    "vpxor ymm2, ymm2, ymm2",
                    "vpxor ymm3, ymm3, ymm3",
                    "vpxor ymm4, ymm4, ymm4",
                    "vpxor ymm5, ymm5, ymm5",
                    "vpxor ymm6, ymm6, ymm6",
                    "vpxor ymm7, ymm7, ymm7",
                    "vpxor ymm8, ymm8, ymm8",
                    "vpxor ymm9, ymm9, ymm9",
                    "vpxor ymm10, ymm10, ymm10",
                    "vpxor ymm11, ymm11, ymm11",
                    "test {add:e}, {add:e}",
                    "jz 2f",
                    "vmovdqa ymm0, [{out}]",
                    "vmovdqa ymm1, [{out} + 32]",
                    "vmovdqa ymm2, [{out} + 64]",
                    "vmovdqa ymm3, [{out} + 96]",
                    "vmovdqa ymm4, [{out} + 128]",
                    "vmovdqa ymm5, [{out} + 160]",
                    "vmovdqa ymm6, [{out} + 192]",
                    "vmovdqa ymm7, [{out} + 224]",
                    "vmovdqa ymm8, [{out} + 256]",
                    "vmovdqa ymm9, [{out} + 288]",
                    "vmovdqa ymm10, [{out} + 320]",
                    "vmovdqa ymm11, [{out} + 352]",
                    "2:",
                    pair!($name "0", "0"),
                    pair!($name "4", "64"),
                    pair!($name "8", "128"),
                    pair!($name "12", "192"),
                    "add {a}, 16",
                    "add {e}, 16",
                    "add {b}, 256",
                    "dec {n}",
                    "jnz 2b",
                    "vmovdqa [{out}], ymm0",
                    "vmovdqa [{out} + 32], ymm1",
                    "vmovdqa [{out} + 64], ymm2",
                    "vmovdqa [{out} + 96], ymm3",
                    "vmovdqa [{out} + 128], ymm4",
                    "vmovdqa [{out} + 160], ymm5",
                    "vmovdqa [{out} + 192], ymm6",
                    "vmovdqa [{out} + 224], ymm7",
                    "vmovdqa [{out} + 256], ymm8",
                    "vmovdqa [{out} + 288], ymm9",
                    "vmovdqa [{out} + 320], ymm10",
                    "vmovdqa [{out} + 352], ymm11",
                    a = inout(reg) a => _,
                    e = inout(reg) a.wrapping_byte_add(3 * stride) => _,
                    b = inout(reg) b => _,
                    n = inout(reg) of.pairs / UNROLL => _,
                    s = in(reg) stride,
                    out = in(reg) sums.as_mut_ptr(),
                    add = in(reg) u32::from(add),
                    out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _, out("ymm4") _, out("ymm5") _,
                    out("ymm6") _, out("ymm7") _, out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _,
                    out("ymm12") _, out("ymm13") _, out("ymm14") _, out("ymm15") _,
                    options(nostack),
                );
            }
        }
    };
}

kernel!(
    /// # Safety
    /// The processor has AVX2, and what [`super::tile`] asserts holds.
    avx2, "avx2"
);
kernel!(
    /// # Safety
    /// The processor has AVX-VNNI, and what [`super::tile`] asserts holds.
    avx_vnni, "avx2,avxvnni"
);

/// Products of registers with registers, of which no twelve wait for one another.
macro_rules! many {
    ($before:literal, $after:literal, $($n:literal)*) => {
        concat!($($before, $n, $after,)*)
    };
}

macro_rules! limit {
    ($(#[$meta:meta])* $name:ident, $features:literal, $products:expr, $body:expr) => {
        $(#[$meta])*
        #[target_feature(enable = $features)]
        pub(super) unsafe fn $name(rounds: usize) -> usize {
            if rounds > 0 {
                // SAFETY: it changes only registers, those of vectors and one more.
                unsafe {
                    asm!(
                        "2:",
                        $body,
                        "dec {n}",
                        "jnz 2b",
                        n = inout(reg) rounds => _,
                        out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _, out("ymm4") _, out("ymm5") _,
                        out("ymm6") _, out("ymm7") _, out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _,
                        out("ymm12") _, out("ymm13") _, out("ymm14") _, out("ymm15") _,
                        options(nostack, nomem),
                    );
                }
            }
            rounds * $products
        }
    };
}

limit!(
    /// # Safety
    /// The processor has AVX-512 with VNNI.
    limit_avx512, "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni", 24 * 32,
    concat!(
        many!("vpdpwssd zmm", ", zmm14, zmm15\n", 0 1 2 3 4 5 6 7 8 9 10 11),
        many!("vpdpwssd zmm", ", zmm14, zmm15\n", 0 1 2 3 4 5 6 7 8 9 10 11),
    )
);
limit!(
    /// # Safety
    /// The processor has AVX-512 with VNNI.
    limit_avx512_bytes, "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni", 24 * 64,
    concat!(
        many!("vpdpbusd zmm", ", zmm14, zmm15\n", 0 1 2 3 4 5 6 7 8 9 10 11),
        many!("vpdpbusd zmm", ", zmm14, zmm15\n", 0 1 2 3 4 5 6 7 8 9 10 11),
    )
);
limit!(
    /// # Safety
    /// The processor has AVX-VNNI.
    limit_avx_vnni, "avx2,avxvnni", 24 * 16,
    concat!(
        many!("{{vex}} vpdpwssd ymm", ", ymm14, ymm15\n", 0 1 2 3 4 5 6 7 8 9 10 11),
        many!("{{vex}} vpdpwssd ymm", ", ymm14, ymm15\n", 0 1 2 3 4 5 6 7 8 9 10 11),
    )
);
limit!(
    /// # Safety
    /// The processor has AVX2.
    limit_avx2, "avx2", 12 * 16,
    concat!(
        many!("vpmaddwd ymm12, ymm14, ymm15\nvpaddd ymm", ", ymm12, ymm13\n", 0 1 2 3 4 5 6 7 8 9 10 11),
    )
);
