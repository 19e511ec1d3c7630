//! What a thread asks of the allocator, counted: the same on every machine.

#![allow(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one counts and hands everything on"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What was asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// How often.
    pub times: u64,
    /// Bytes, those that were moved because they grew counted again.
    pub bytes: u64,
    /// Bytes that were held at the same time.
    pub peak: i64,
    held: i64,
}

thread_local! {
    static ASKED: Cell<Asked> = const { Cell::new(Asked { times: 0, bytes: 0, peak: 0, held: 0 }) };
}

fn count(bytes: usize, freed: usize) {
    // A thread that ends has no counter any more, and nobody who asks for it.
    let _ = ASKED.try_with(|asked| {
        let mut now = asked.get();
        if bytes > 0 {
            now.times += 1;
            now.bytes += bytes as u64;
        }
        now.held += bytes as i64 - freed as i64;
        now.peak = now.peak.max(now.held);
        asked.set(now);
    });
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: as the caller promised.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: as the caller promised.
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(at, layout) }
    }
}

/// What some work asks for on this thread.
pub fn asked(work: impl FnOnce()) -> Asked {
    ASKED.set(Asked::default());
    work();
    ASKED.get()
}
