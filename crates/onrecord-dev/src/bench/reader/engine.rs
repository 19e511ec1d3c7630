//! The encoder against the processor's limit, and the stages of a reading, on one thread.

use super::{Sample, words};
use crate::bench::process::thread;
use anyhow::Result;
use onrecord::document::Document;
use onrecord::model::{multiply_at_limit, multiply_at_peak};
use onrecord::{Reader, Stage};
use onrecord_intake::{Hints, open, take};
use serde::Serialize;
use std::fmt::{self, Formatter};

/// One level's kernels.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// Its name.
    level: String,
    /// Products a second, in billions, of registers with registers: the most there can be. 0 where there is no instruction to
    /// measure.
    limit: f64,
    /// The same with the first cache's contents, by the kernel.
    kernel: f64,
    /// What the encoder does, all of its time counted.
    encoder: f64,
    /// Its share of the limit, or of the kernel's where there is none.
    share: f64,
    /// Words a second by the encoder and the heads on words, as the reader counts words.
    encoder_words: f64,
    /// Words that the encoder saw for each word of the text: windows overlap.
    seen: f64,
    /// Milliseconds of the link head for a cue.
    link: f64,
    /// Words a second of each stage, and of all, from the file to JSON.
    stages: Vec<(String, f64)>,
    /// Words a second, from the file to JSON: the figure to compare.
    whole: f64,
}

impl Figures {
    /// Seconds of one thread that a word takes.
    pub(super) fn seconds_a_word(&self) -> f64 {
        1.0 / self.whole
    }
}

/// The portable level is so slow that a few texts tell.
const PORTABLE: usize = 4;

pub(super) fn measure(reader: &Reader, samples: &[Sample]) -> Result<Figures> {
    let (level, bytes) = (reader.model().level(), reader.model().by_bytes());
    let samples = if level == onrecord::model::Level::PORTABLE {
        &samples[..samples.len().min(PORTABLE)]
    } else {
        samples
    };
    let mut stages: Vec<(&str, f64)> = Vec::new();
    let mut add = |name: &'static str, seconds: f64| match stages.iter_mut().find(|(n, _)| *n == name) {
        Some((_, sum)) => *sum += seconds,
        None => stages.push((name, seconds)),
    };
    let (mut limit, mut kernel) = ((0, 0.0), (0, 0.0));
    let (mut encoded, mut seen, mut products, mut encode) = (0, 0, 0.0, 0.0);
    let (mut cues, mut link) = (0, 0.0);
    for sample in samples {
        let (taken, t) = timed(|| -> Result<_> { Ok(take(&open(&sample.path)?, &Hints::default())?) });
        let taken = taken?;
        add("taking in", t);
        let article = taken.article.clone();
        let mut last = thread();
        let mut ends = Vec::new();
        let record = reader.read_in_stages(taken.article, taken.notes, |stage| ends.push((stage, thread())));
        for (stage, at) in ends {
            add(name(stage), at - last);
            last = at;
        }
        let (json, t) = timed(|| serde_json::to_string_pretty(&record));
        add("JSON", t);
        std::hint::black_box(json?);
        // The encoder alone, and the links alone, once more.
        let document = Document::new(article, reader.model());
        let sentences = &document.sentence_of;
        for window in reader.model().windows(&document.input, &document.sentences) {
            let (output, t) = timed(|| reader.model().window(&document.input, &window, sentences));
            encode += t;
            encoded += window.owned.len();
            seen += window.words.len();
            products += reader.model().products(&document.input, &window, sentences) as f64;
            let found: Vec<_> = document
                .cues
                .iter()
                .map(|c| (c.words.clone(), 0))
                .filter(|(c, _)| window.owned.contains(&c.start))
                .collect();
            cues += found.len();
            link += timed(|| reader.model().link(&document.input, &window, &output, &found)).1;
        }
        // In turn with the rest, so that all see the same machine.
        let rounds = if level == onrecord::model::Level::PORTABLE { 200 } else { 4_000 };
        let (n, t) = timed(|| multiply_at_peak(level, bytes, rounds));
        kernel = (kernel.0 + n, kernel.1 + t);
        let (n, t) = timed(|| multiply_at_limit(level, bytes, rounds * 100));
        limit = (limit.0 + n, limit.1 + t);
    }
    let n = words(samples) as f64;
    let giga = |(n, t): (usize, f64)| if n == 0 { 0.0 } else { n as f64 / t / 1e9 };
    let (limit, kernel, encoder) = (giga(limit), giga(kernel), products / encode / 1e9);
    let whole = n / stages.iter().map(|(_, t)| t).sum::<f64>();
    Ok(Figures {
        level: level.name().to_owned(),
        limit,
        kernel,
        encoder,
        share: encoder / limit.max(kernel),
        encoder_words: encoded as f64 / encode,
        seen: seen as f64 / encoded as f64,
        link: link * 1e3 / cues.max(1) as f64,
        stages: stages.into_iter().map(|(name, t)| (name.to_owned(), n / t)).collect(),
        whole,
    })
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Reading => "reading",
        Stage::Statements => "statements",
        Stage::Time => "time",
        Stage::Acts => "acts",
        Stage::Actors => "actors",
        Stage::Events => "events",
    }
}

/// What work gives, and the seconds of this thread that it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = thread();
    let out = work();
    (out, thread() - start)
}

pub(super) fn show(levels: &[Figures], f: &mut Formatter<'_>) -> fmt::Result {
    let row = |f: &mut Formatter<'_>, title: &str, value: &dyn Fn(&Figures) -> String| {
        write!(f, "{title:44}")?;
        levels.iter().try_for_each(|l| write!(f, "{:>12}", value(l)))?;
        writeln!(f)
    };
    row(f, "one thread, seconds of it", &|l| l.level.clone())?;
    row(f, "billion products/s, registers alone", &|l| format!("{:.1}", l.limit))?;
    row(f, "  the kernel, in the first cache", &|l| format!("{:.1}", l.kernel))?;
    row(f, "  the encoder, all of its time", &|l| format!("{:.1}", l.encoder))?;
    row(f, "  share of the most there can be", &|l| format!("{:.0} %", l.share * 100.0))?;
    row(f, "encoder and heads, its words/s", &|l| format!("{:.0}", l.encoder_words))?;
    row(f, "  words seen for each of the text's", &|l| format!("{:.2}", l.seen))?;
    row(f, "link head, ms a cue", &|l| format!("{:.3}", l.link))?;
    let names = levels.first().map(|l| l.stages.iter().map(|(name, _)| name)).into_iter().flatten();
    for (n, name) in names.enumerate() {
        row(f, &format!("{name}, words/s"), &|l| {
            l.stages.get(n).map_or_else(String::new, |(_, rate)| format!("{rate:.0}"))
        })?;
    }
    row(f, "file to JSON, words/s", &|l| format!("{:.0}", l.whole))
}
