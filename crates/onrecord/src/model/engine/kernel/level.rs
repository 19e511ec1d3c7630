//! Which kernels a processor can run.

use std::fmt::{self, Display, Formatter};

/// A set of kernels for what a kind of processor has. All give the same numbers, bit by bit; they differ in speed.
///
/// One can only be had where the processor was asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(Way);

/// The sets there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Way {
    Portable,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// What every processor has.
    pub const PORTABLE: Level = Level(Way::Portable);

    /// All that this processor has, the best last.
    pub fn all() -> Vec<Level> {
        #[allow(unused_mut, reason = "on processors without kernels of their own")]
        let mut all = vec![Way::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx2") {
                all.push(Way::Avx2);
                if has!("avxvnni") {
                    all.push(Way::AvxVnni);
                }
                let wide = has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
                if wide && has!("avx512vnni") {
                    all.push(Way::Avx512);
                }
            }
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            all.push(Way::Neon);
        }
        all.into_iter().map(Level).collect()
    }

    /// The best that this processor has.
    pub fn best() -> Level {
        Level::all().pop().unwrap_or(Level::PORTABLE)
    }

    /// The one of this name, where this processor has it.
    pub fn named(name: &str) -> Option<Level> {
        Level::all().into_iter().find(|level| level.name() == name)
    }

    /// Its name: `portable`, `neon`, `avx2`, `avx-vnni` or `avx-512`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Way::Portable => "portable",
            #[cfg(target_arch = "aarch64")]
            Way::Neon => "neon",
            #[cfg(target_arch = "x86_64")]
            Way::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Way::AvxVnni => "avx-vnni",
            #[cfg(target_arch = "x86_64")]
            Way::Avx512 => "avx-512",
        }
    }

    /// Which one it is.
    #[inline(always)]
    pub(in super::super) const fn way(self) -> Way {
        self.0
    }

    /// Rows of a tile.
    #[inline(always)]
    pub(in super::super) const fn rows(self) -> usize {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Way::Avx512 => 12,
            _ => 6,
        }
    }

    /// Panels of a tile.
    #[inline(always)]
    pub(in super::super) const fn panels(self) -> usize {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Way::Avx512 => 2,
            _ => 1,
        }
    }

    /// Whether it multiplies bytes faster than 16 bits.
    #[inline(always)]
    pub(in super::super) const fn has_bytes(self) -> bool {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Way::Avx512 => true,
            _ => false,
        }
    }

    /// The level inside code that was compiled for it (see [`each_way!`]).
    ///
    /// # Safety
    /// The processor must have what the way needs.
    #[inline(always)]
    pub(in super::super) const unsafe fn assume(way: Way) -> Self {
        Level(way)
    }
}

impl Display for Level {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Compiles a function's body for each level and calls the right one. The names before the arguments are the level inside the
/// body, known when it is compiled, and its [`Lanes`](super::super::lanes::Lanes).
macro_rules! each_way {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($level:ident, $lanes:ident; $($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "the loops' shapes")]
        $vis fn $name($level: $crate::model::engine::kernel::Level, $($arg: $type),*) {
            #[allow(unused_imports, reason = "on processors without kernels of their own")]
            use $crate::model::engine::{kernel::{Level, Way}, lanes::{self, Lanes}};
            #[inline(always)]
            fn body<$lanes: Lanes>($level: Level, $($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
                fn avx512($($arg: $type),*) {
                    // SAFETY: this function is only entered where AVX-512 was found.
                    body::<lanes::Avx512>(unsafe { Level::assume(Way::Avx512) }, $($arg),*)
                }
                #[target_feature(enable = "avx2,avxvnni")]
                fn avx_vnni($($arg: $type),*) {
                    // SAFETY: this function is only entered where AVX-VNNI was found.
                    body::<lanes::Avx2>(unsafe { Level::assume(Way::AvxVnni) }, $($arg),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $type),*) {
                    // SAFETY: this function is only entered where AVX2 was found.
                    body::<lanes::Avx2>(unsafe { Level::assume(Way::Avx2) }, $($arg),*)
                }
                match $level.way() {
                    Way::Portable => {}
                    // SAFETY: such a level is only made where the processor was asked for it.
                    Way::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    Way::AvxVnni => return unsafe { avx_vnni($($arg),*) },
                    // SAFETY: as above.
                    Way::Avx2 => return unsafe { avx2($($arg),*) },
                }
            }
            #[cfg(target_arch = "aarch64")]
            if $level.way() == Way::Neon {
                // SAFETY: the level is what it was found to be. The compiler may use NEON anywhere on these processors.
                return body::<lanes::Plain>(unsafe { Level::assume(Way::Neon) }, $($arg),*);
            }
            body::<lanes::Plain>(Level::PORTABLE, $($arg),*)
        }
    };
}
pub(in super::super) use each_way;
