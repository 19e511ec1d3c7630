//! How often a password may be tried: one limit for the page and for programs.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong ones that whoever sits at one address may give at once, and the time after which there may be one more.
const AT_ONCE: f64 = 10.0;
const EACH: f64 = 3.0;
/// The same of all addresses together.
const ALL_AT_ONCE: f64 = 100.0;
const ALL_EACH: f64 = 0.3;
/// Addresses that are remembered.
const REMEMBERED: usize = 10_000;

/// Who guessed wrong, and when.
#[derive(Debug, Default)]
pub(crate) struct Guesses {
    by: Mutex<HashMap<Option<IpAddr>, Wrong>>,
    refused: AtomicU64,
}

/// Wrong guesses that are not forgiven yet.
#[derive(Debug, Clone, Copy)]
struct Wrong {
    count: f64,
    at: Instant,
}

impl Wrong {
    fn by(&self, now: Instant, each: f64) -> f64 {
        (self.count - now.saturating_duration_since(self.at).as_secs_f64() / each).max(0.0)
    }
}

/// Whose guesses are counted together: a household has a network of addresses in version 6.
fn counted(peer: Option<IpAddr>) -> Option<IpAddr> {
    peer.map(|ip| match ip.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    })
}

impl Guesses {
    /// Takes a guess, unless there were too many wrong ones: then it is not even looked at, and how long to wait is told.
    pub fn take<T>(
        &self,
        peer: Option<IpAddr>,
        now: Instant,
        guess: impl FnOnce() -> Option<T>,
    ) -> Result<Option<T>, Duration> {
        // Held while the guess is looked at, so that a hundred at the same time are no hundred guesses.
        let mut by = self.by.lock().unwrap_or_else(PoisonError::into_inner);
        let peer = counted(peer);
        let all = (None, ALL_AT_ONCE, ALL_EACH);
        let limits = [peer.map(|ip| (Some(ip), AT_ONCE, EACH)), Some(all)];
        for (who, most, each) in limits.into_iter().flatten() {
            let wrong = by.get(&who).map_or(0.0, |wrong| wrong.by(now, each));
            if wrong + 1.0 > most {
                self.refused.fetch_add(1, Ordering::Relaxed);
                return Err(Duration::from_secs_f64((wrong + 1.0 - most) * each));
            }
        }
        let right = guess();
        if right.is_none() {
            if by.len() >= REMEMBERED {
                by.retain(|who, wrong| who.is_none() || wrong.by(now, EACH) > 0.0);
            }
            for (who, _, each) in limits.into_iter().flatten() {
                if by.len() < REMEMBERED || by.contains_key(&who) {
                    let count = by.get(&who).map_or(0.0, |wrong| wrong.by(now, each)) + 1.0;
                    by.insert(who, Wrong { count, at: now });
                }
            }
        }
        Ok(right)
    }

    /// How many were not looked at.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([10, 0, 0, last]))
    }

    #[test]
    fn who_guesses_wrong_waits_and_others_do_not() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        for _ in 0..10 {
            assert_eq!(guesses.take(ip(1), now, || None::<()>), Ok(None));
        }
        // Not even the right one is looked at.
        let wait = guesses.take(ip(1), now, || -> Option<()> { panic!("it was looked at") }).unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(3), "{wait:?}");
        assert_eq!(guesses.take(ip(2), now, || Some(())), Ok(Some(())));
        assert_eq!(guesses.take(ip(1), now + Duration::from_secs(4), || Some(())), Ok(Some(())));
    }

    #[test]
    fn many_addresses_have_no_more_guesses_than_there_are() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let taken = (0..250).filter(|&n| guesses.take(ip(n), now, || None::<()>).is_ok()).count();
        assert_eq!(taken, 100);
        let six = |n: u64| Some(IpAddr::from((0x2001_0db8_u128 << 96 | u128::from(n)).to_be_bytes()));
        let guesses = Guesses::default();
        assert_eq!((0..50).filter(|&n| guesses.take(six(n), now, || None::<()>).is_ok()).count(), 10);
    }
}
