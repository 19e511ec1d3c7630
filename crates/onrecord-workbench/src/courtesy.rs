//! Work that nobody sits and waits for: it lets the questions go first.

/// How much less of a busy processor such work gets, in the system's own steps. Ten of them leave it a tenth beside one who asks.
#[cfg(target_os = "linux")]
const STEPS: i32 = 10;

/// Lets others go first, from now on: the thread that calls this, and those that it starts. On an idle machine nothing is slower.
/// Where a thread cannot have a priority of its own, nothing changes.
pub(crate) fn let_others_first() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        // Linux takes a thread for the process here. Whether it may is no matter: it is slower for others if not.
        let _ = getpriority_process(None).and_then(|now| setpriority_process(None, (now + STEPS).min(19)));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::getpriority_process;

    #[test]
    fn a_thread_and_what_it_starts_let_others_first_and_no_other_thread() {
        let before = getpriority_process(None).unwrap();
        let inner = std::thread::spawn(|| {
            let_others_first();
            std::thread::spawn(|| getpriority_process(None).unwrap()).join().unwrap()
        });
        assert_eq!(inner.join().unwrap(), (before + STEPS).min(19));
        assert_eq!(getpriority_process(None).unwrap(), before);
    }
}
