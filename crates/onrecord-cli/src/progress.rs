//! How far a long run is: a line on a terminal, and nothing anywhere else.

use indicatif::{ProgressBar, ProgressStyle};
use onrecord::Article;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How far the inputs were read, in bytes.
#[derive(Debug, Clone, Default)]
pub struct Extent {
    /// Read so far.
    pub read: Arc<AtomicU64>,
    /// All there is, once that is known; 0 before, and where it cannot be known.
    pub total: Arc<AtomicU64>,
}

impl Extent {
    /// The time that is left if it goes on as it went so far.
    fn left(&self, elapsed: Duration) -> Option<Duration> {
        let (read, total) = (self.read.load(Relaxed), self.total.load(Relaxed));
        // What was read is a moment ahead of what was done; before a hundredth of it, the speed is anybody's guess.
        if total == 0 || read >= total || read < total / 100 || elapsed < Duration::from_secs(2) {
            return None;
        }
        Some(elapsed.mul_f64((total - read) as f64 / read as f64))
    }
}

/// A line that is renewed as the run goes on.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
    words: usize,
    failed: usize,
    extent: Extent,
}

impl Progress {
    /// Counts things of that name, of inputs of that extent.
    pub fn new(things: &str, extent: Extent) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            let line = format!("{{spinner}} {{human_pos}} {things} · {{elapsed_precise}}{{msg}}");
            if let Ok(style) = ProgressStyle::with_template(&line) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Progress { bar, begun: Instant::now(), words: 0, failed: 0, extent }
    }

    /// One more, which had so many words.
    pub fn step(&mut self, words: usize) {
        self.words += words;
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(told(self.words, self.failed, self.begun.elapsed(), &self.extent));
        }
    }

    /// One more article.
    pub fn step_over(&mut self, article: &Article) {
        self.step(article.text.as_str().split_ascii_whitespace().count());
    }

    /// Tells something, with the bar out of the way.
    pub fn told(&self, tell: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    /// One that failed, which is told in between.
    pub fn failed(&mut self, tell: impl FnOnce()) {
        self.failed += 1;
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
        self.step_nothing();
    }

    fn step_nothing(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message(told(self.words, self.failed, self.begun.elapsed(), &self.extent));
        }
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn told(words: usize, failed: usize, elapsed: Duration, extent: &Extent) -> String {
    if words == 0 && failed == 0 {
        // What goes through an archive reads no words.
        return String::new();
    }
    let speed = words as f64 / elapsed.as_secs_f64().max(0.001);
    let errors = if failed == 1 { "error" } else { "errors" };
    let mut line = format!(" · {speed:.0} words/s · {failed} {errors}");
    if let Some(left) = extent.left(elapsed) {
        line += &format!(" · {} left", indicatif::HumanDuration(left));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_speed_errors_and_the_time_left() {
        let extent = Extent::default();
        let minute = Duration::from_secs(60);
        assert_eq!(told(0, 0, minute, &extent), "", "what reads no words has no speed");
        assert_eq!(told(1200, 0, minute, &extent), " · 20 words/s · 0 errors");
        extent.total.store(4000, Relaxed);
        assert_eq!(extent.left(minute), None, "nothing was read yet");
        extent.read.store(1000, Relaxed);
        assert_eq!(told(1200, 1, minute, &extent), " · 20 words/s · 1 error · 3 minutes left");
        extent.read.store(4000, Relaxed);
        assert_eq!(extent.left(minute), None, "all was read");
    }
}
