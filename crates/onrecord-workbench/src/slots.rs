//! Places of which there are only so many, and how often there was none.

use crate::problem::Problem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Places of one kind.
#[derive(Debug)]
pub(crate) struct Slots {
    free: Arc<Semaphore>,
    all: usize,
    refused: AtomicU64,
}

/// How many are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places {
    /// Now.
    pub now: usize,
    /// At most.
    pub all: usize,
    /// How often somebody found none since the server began.
    pub refused: u64,
}

impl Slots {
    /// So many.
    pub fn new(all: usize) -> Slots {
        Slots { free: Arc::new(Semaphore::new(all)), all, refused: AtomicU64::new(0) }
    }

    /// Takes one, if one is free.
    pub fn take(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.free).try_acquire_owned().map_err(|_| self.none())
    }

    /// Takes one, if one becomes free in time.
    pub async fn wait(&self, patience: Duration) -> Result<OwnedSemaphorePermit, Problem> {
        let waiting = tokio::time::timeout(patience, Arc::clone(&self.free).acquire_owned());
        match waiting.await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(self.none()),
        }
    }

    fn none(&self) -> Problem {
        self.refused.fetch_add(1, Ordering::Relaxed);
        Problem::Busy
    }

    /// How many are taken.
    pub fn places(&self) -> Places {
        let now = self.all.saturating_sub(self.free.available_permits());
        Places { now, all: self.all, refused: self.refused.load(Ordering::Relaxed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_place_is_counted() {
        let slots = Slots::new(2);
        let (first, second) = (slots.take().unwrap(), slots.wait(Duration::ZERO).await.unwrap());
        assert!(matches!(slots.take(), Err(Problem::Busy)));
        assert!(matches!(slots.wait(Duration::from_millis(1)).await, Err(Problem::Busy)));
        assert_eq!(slots.places(), Places { now: 2, all: 2, refused: 2 });
        drop((first, second));
        assert_eq!(slots.places(), Places { now: 0, all: 2, refused: 2 });
    }
}
