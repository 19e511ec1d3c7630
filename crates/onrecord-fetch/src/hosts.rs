//! One question at a time to each host, and a pause after it.

use crate::robots::Robots;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often the wish to stop is looked at while waiting.
const BLINK: Duration = Duration::from_millis(50);

/// What is known of one host.
#[derive(Debug, Default)]
pub(crate) struct Host {
    /// When it may be asked again.
    pub free: Option<Instant>,
    /// What it wants of programs, and since when that is known.
    pub robots: Option<(Instant, Robots)>,
}

/// All hosts met so far. Held while one is asked, each is asked one question at a time.
#[derive(Debug, Default)]
pub(crate) struct Hosts(Mutex<HashMap<String, Arc<Mutex<Host>>>>);

impl Hosts {
    /// The host of that origin (`https://example.org:443`).
    pub fn of(&self, origin: &str) -> Arc<Mutex<Host>> {
        let mut all = lock(&self.0);
        Arc::clone(all.entry(origin.to_owned()).or_default())
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until then. False when the run was stopped meanwhile.
pub(crate) fn wait_until(then: Instant, stop: &AtomicBool) -> bool {
    loop {
        if stop.load(SeqCst) {
            return false;
        }
        let left = then.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        std::thread::sleep(left.min(BLINK));
    }
}
