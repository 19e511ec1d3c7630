//! How far a long run is: a line on a terminal, and nothing anywhere else.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// A line that is renewed as the run goes on.
pub struct Progress {
    bar: Option<ProgressBar>,
    begun: Instant,
    words: usize,
    failed: usize,
}

impl Progress {
    /// Counts things of that name, of which it is not known how many there will be.
    pub fn new(things: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            let line =
                format!("{{spinner}} {{human_pos}} {things} · {{per_sec}} · {{elapsed_precise}}{{msg}}");
            if let Ok(style) = ProgressStyle::with_template(&line) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Progress { bar, begun: Instant::now(), words: 0, failed: 0 }
    }

    /// One more, which had so many words.
    pub fn step(&mut self, words: usize) {
        self.words += words;
        if let Some(bar) = &self.bar {
            bar.inc(1);
            let speed = self.words as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
            bar.set_message(format!(" · {speed:.0} words/s · {} errors", self.failed));
        }
    }

    /// One that failed, which is told in between.
    pub fn failed(&mut self, tell: impl FnOnce()) {
        self.failed += 1;
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
