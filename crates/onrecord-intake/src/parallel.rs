//! Many inputs at once, results in input order, memory bounded, and a panic on one input kept to that input.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError, mpsc};

/// How many results a thread may be ahead of the one that is printed. Enough that a long article does not
/// stop the others, few enough that a folder of a million files is never held in memory.
pub const AHEAD: usize = 4;

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked {
    /// What it said, and where.
    pub message: String,
}

#[derive(Default)]
struct Progress {
    handed_on: usize,
    stopped: bool,
}

/// Does `work` on every item, on `threads` threads, and hands the results to `sink` in the items' order on
/// the calling thread, until it breaks off. Items are taken only as they are needed.
pub fn in_order<I: Send, O: Send>(
    items: impl Iterator<Item = I> + Send,
    threads: NonZeroUsize,
    work: impl Fn(&I) -> O + Sync,
    mut sink: impl FnMut(I, Result<O, Panicked>) -> ControlFlow<()>,
) {
    let threads = threads.get();
    let ahead = threads * AHEAD;
    let items = Mutex::new(items.fuse().enumerate());
    let progress = Mutex::new(Progress::default());
    let moved = Condvar::new();
    let (sender, receiver) = mpsc::channel();

    let next = || {
        // Held while waiting: whoever comes next could not take anything either.
        let mut items = lock(&items);
        let (n, item) = items.next()?;
        let mut now = lock(&progress);
        while !now.stopped && n >= now.handed_on + ahead {
            now = moved.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
        (!now.stopped).then_some((n, item))
    };

    std::thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let (next, work) = (&next, &work);
            scope.spawn(move || {
                while let Some((n, item)) = next() {
                    let result = guarded(|| work(&item));
                    // The receiver is gone once the sink has broken off.
                    if sender.send((n, item, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);

        let mut waiting = BTreeMap::new();
        let mut due = 0;
        while let Ok((n, item, result)) = receiver.recv() {
            waiting.insert(n, (item, result));
            while let Some((item, result)) = waiting.remove(&due) {
                let flow = sink(item, result);
                due += 1;
                let mut now = lock(&progress);
                now.handed_on = due;
                now.stopped = flow.is_break();
                drop(now);
                moved.notify_all();
                if flow.is_break() {
                    return;
                }
            }
        }
    });
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

thread_local! {
    /// Whether a panic on this thread is caught and reported with its input.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// What the last such panic said.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `f` and turns a panic into a value, without the default message on standard error.
///
/// State shared between inputs must not be left broken by a panic: the reader is never changed by reading.
fn guarded<O>(f: impl FnOnce() -> O) -> Result<O, Panicked> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                let place = info.location().map(|l| format!(" ({}:{})", l.file(), l.line()));
                let said = format!("{}{}", words(info.payload()), place.unwrap_or_default());
                SAID.set(Some(said));
            } else {
                usual(info);
            }
        }));
    });
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    GUARDED.set(false);
    // A panic that began on another thread and was passed on leaves only its payload.
    result.map_err(|payload| Panicked { message: SAID.take().unwrap_or_else(|| words(&*payload).to_owned()) })
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    const FOUR: NonZeroUsize = NonZeroUsize::new(4).unwrap();

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let items: Vec<u64> = (0..200).collect();
        let mut seen = Vec::new();
        in_order(
            items.iter(),
            FOUR,
            |&&n| {
                std::thread::sleep(Duration::from_micros(n * 7919 % 400));
                n * 2
            },
            |item, result| {
                assert_eq!(result, Ok(item * 2));
                seen.push(*item);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(seen, items);
    }

    #[test]
    fn one_slow_item_does_not_let_the_others_pile_up() {
        let started = AtomicUsize::new(0);
        let items: Vec<usize> = (0..500).collect();
        in_order(
            items.iter(),
            FOUR,
            |&&n| {
                started.fetch_add(1, SeqCst);
                if n == 0 {
                    std::thread::sleep(Duration::from_millis(80));
                    return started.load(SeqCst);
                }
                0
            },
            |item, result| {
                if *item == 0 {
                    let running = result.unwrap();
                    assert!(running <= 4 * AHEAD, "{running} were started while the first was waited for");
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!(started.into_inner(), 500);
    }

    #[test]
    fn a_panic_is_that_items_alone() {
        let mut results = Vec::new();
        in_order(
            [1, 2, 3].into_iter(),
            FOUR,
            |&n| {
                assert!(n != 2, "two is odd");
                n
            },
            |_, result| {
                results.push(result);
                ControlFlow::Continue(())
            },
        );
        assert_eq!((&results[0], &results[2]), (&Ok(1), &Ok(3)));
        let message = &results[1].as_ref().unwrap_err().message;
        assert!(message.starts_with("two is odd (") && message.contains("parallel.rs:"), "{message}");
    }

    #[test]
    fn breaking_off_stops_the_work() {
        let done = AtomicUsize::new(0);
        let mut handed_on = 0;
        in_order(
            std::iter::repeat_n((), 10_000),
            FOUR,
            |()| done.fetch_add(1, SeqCst),
            |(), _| {
                handed_on += 1;
                if handed_on == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(handed_on, 3);
        assert!(done.into_inner() <= 3 + 4 * AHEAD);
    }

    #[test]
    fn nothing_to_do_is_done_at_once() {
        in_order(std::iter::empty::<()>(), FOUR, |()| (), |(), _| unreachable!());
    }
}
