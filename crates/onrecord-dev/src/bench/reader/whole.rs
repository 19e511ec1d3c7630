//! How the time of a reading grows with the article's length, and what more threads bring.

use super::{Sample, words};
use crate::bench::process;
use anyhow::Result;
use onrecord::Reader;
use onrecord_intake::{Capture, Hints, take};
use serde::Serialize;
use std::fmt::{self, Formatter};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// One length of an article.
#[derive(Debug, Serialize)]
pub(super) struct Length {
    /// Its words.
    words: usize,
    /// Words for a second of one thread.
    words_a_second: f64,
}

/// One number of threads.
#[derive(Debug, Serialize)]
pub(super) struct Spread {
    threads: usize,
    /// Words a second by the clock.
    by_the_clock: f64,
    /// Words for a second on the processor, all threads together.
    by_the_processor: f64,
    /// Processors that the process had while it ran; fewer than threads where others use the machine as well.
    processors: f64,
}

/// About how many words each length is measured with.
const ENOUGH: usize = 8_000;

/// Articles of many lengths, made of the samples' paragraphs.
pub(super) fn lengths(reader: &Reader, samples: &[Sample]) -> Result<Vec<Length>> {
    let paragraphs: Vec<&str> = samples.iter().flat_map(|s| s.text.split("\n\n")).collect();
    let most = words(samples);
    let mut out = Vec::new();
    for target in
        [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000].into_iter().filter(|&t| t <= most)
    {
        let mut rest = paragraphs.iter().cycle();
        let (mut total, mut seconds) = (0, 0.0);
        while total < ENOUGH.max(target) {
            let (mut text, mut length) = (String::new(), 0);
            while length < target {
                let paragraph = rest.next().copied().unwrap_or("none");
                length += paragraph.split_whitespace().count().max(1);
                text.push_str(paragraph);
                text.push_str("\n\n");
            }
            total += length;
            let start = process::thread();
            read(reader, text)?;
            seconds += process::thread() - start;
        }
        out.push(Length { words: target, words_a_second: total as f64 / seconds });
    }
    Ok(out)
}

/// All samples, on one thread, two, and so on in powers of two up to as many as can run.
pub(super) fn spread(reader: &Reader, samples: &[Sample]) -> Result<Vec<Spread>> {
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    let counts = std::iter::successors(Some(1), |n| Some(n * 2)).take_while(|&n| n < most).chain([most]);
    let mut out = Vec::new();
    for threads in counts {
        let next = AtomicUsize::new(0);
        let (clock, processor) = (Instant::now(), process::cpu()?);
        std::thread::scope(|scope| -> Result<()> {
            let work = || -> Result<()> {
                while let Some(sample) = samples.get(next.fetch_add(1, Ordering::Relaxed)) {
                    read(reader, sample.text.clone())?;
                }
                Ok(())
            };
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            all.into_iter().try_for_each(|t| t.join().map_err(|_| anyhow::anyhow!("a thread panicked"))?)
        })?;
        let clock = clock.elapsed().as_secs_f64();
        let processor = (process::cpu()? - processor).as_secs_f64();
        let n = words(samples) as f64;
        out.push(Spread {
            threads,
            by_the_clock: n / clock,
            by_the_processor: n / processor,
            processors: processor / clock,
        });
    }
    Ok(out)
}

fn read(reader: &Reader, text: String) -> Result<()> {
    let capture = Capture {
        origin: "bench.txt".to_owned(),
        bytes: text.into_bytes(),
        url: None,
        content_type: Some("text/plain; charset=utf-8".to_owned()),
    };
    let taken = take(&capture, &Hints::default())?;
    std::hint::black_box(serde_json::to_string_pretty(&reader.read(taken.article, taken.notes))?);
    Ok(())
}

pub(super) fn show(lengths: &[Length], spread: &[Spread], f: &mut Formatter<'_>) -> fmt::Result {
    if !lengths.is_empty() {
        writeln!(f, "\nwords of an article      words/s of one thread")?;
    }
    for l in lengths {
        writeln!(f, "{:>19} {:>26.0}", l.words, l.words_a_second)?;
    }
    if !spread.is_empty() {
        writeln!(
            f,
            "\nthreads   words/s by the clock   by the processor   processors had   against one thread"
        )?;
    }
    for s in spread {
        writeln!(
            f,
            "{:>7} {:>22.0} {:>18.0} {:>16.2} {:>18.2} ×",
            s.threads,
            s.by_the_clock,
            s.by_the_processor,
            s.processors,
            s.by_the_clock / spread[0].by_the_clock
        )?;
    }
    Ok(())
}
