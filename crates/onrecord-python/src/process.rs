//! The process and its user: what was made before a fork, and whether somebody wishes to stop.

use crate::errors::forked;
use pyo3::prelude::*;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long nobody looks whether the user wishes to stop.
pub(crate) const LOOK: Duration = Duration::from_millis(100);

/// The process in which something was made. Threads are not there after a fork, and a store that two processes hold by the
/// same handle comes to harm: such things are used where they were made, and nowhere else.
#[derive(Debug)]
pub(crate) struct Process(u32);

impl Process {
    /// This one.
    pub fn this() -> Process {
        Process(std::process::id())
    }

    /// Whether it is this one still.
    pub fn is_this(&self) -> bool {
        self.0 == std::process::id()
    }

    /// An error where it is not. `what` was made in it.
    pub fn check(&self, what: &str) -> PyResult<()> {
        if self.is_this() { Ok(()) } else { Err(forked(what)) }
    }
}

/// Whether the user wishes to stop what is done with the interpreter's lock released.
#[derive(Debug)]
pub(crate) struct Signals {
    looked: Mutex<Instant>,
    raised: Mutex<Option<PyErr>>,
}

impl Signals {
    pub fn new() -> Signals {
        Signals { looked: Mutex::new(Instant::now()), raised: Mutex::new(None) }
    }

    /// Whether it is to end: a signal came whose handler raised. To be asked as often as one likes.
    pub fn stop(&self) -> bool {
        let now = Instant::now();
        let before = std::mem::replace(&mut *held(&self.looked), now);
        if now.duration_since(before) < LOOK {
            *held(&self.looked) = before;
        } else if let Some(Err(error)) = Python::try_attach(|py| py.check_signals()) {
            *held(&self.raised) = Some(error);
        }
        held(&self.raised).is_some()
    }

    /// What the handler raised. It is told once.
    pub fn take(&self) -> Option<PyErr> {
        held(&self.raised).take()
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
