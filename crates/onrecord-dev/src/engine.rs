//! How fast the model's engine is, and how near the processor's limit.

use crate::reading::reader;
use crate::tune::article;
use anyhow::Result;
use onrecord::model::{Window, multiply_at_peak};
use onrecord::reading::Reading;
use onrecord::statements::statements_with_nested;
use std::path::Path;
use std::time::{Duration, Instant};

/// Multiplications with the encoder's weights for one piece: six layers of 384 and 1,536.
const PRODUCTS: f64 = 6.0 * (4.0 * 384.0 * 384.0 + 2.0 * 384.0 * 1536.0);

/// Times this thread's work: what other programs take of the processor does not count where the system says so.
fn spent() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split_whitespace().next()?.parse().ok())
        .map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = spent();
    let out = work();
    (out, (spent() - start).as_secs_f64())
}

/// Reads the folder's texts on one thread and prints where the time goes.
pub fn engine(dir: &Path, model: Option<&Path>, limit: usize) -> Result<()> {
    let (loaded, load) = timed(|| reader(model));
    let reader = loaded?;
    println!("load            {:8.1} ms", load * 1e3);
    let mut files: Vec<_> = std::fs::read_dir(dir.join("text"))?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    let (mut words, mut pieces, mut cues) = (0, 0, 0);
    let (mut whole, mut read, mut say, mut encode, mut link) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut products, mut peak) = (0, 0.0);
    for file in files.iter().take(limit) {
        let text = std::fs::read_to_string(file.path())?;
        let (_, t) = timed(|| reader.read(article("", &text), Vec::new()));
        whole += t;
        let article = article("", &text);
        let (reading, t) = timed(|| Reading::new(&article, reader.model()));
        read += t;
        let decoding = reader.decoding();
        say += timed(|| statements_with_nested(&article, &reading, reader.model(), decoding)).1;
        words += reading.input.words.len();
        for window in reader.model().windows(&reading.input, &reading.sentences) {
            let Window { words: seen, owned } = &window;
            let offsets = &reading.input.offsets;
            pieces += (offsets[seen.end] - offsets[seen.start]) as usize + 2;
            let (output, t) = timed(|| reader.model().window(&reading.input, &window, &reading.sentence_of));
            encode += t;
            let found: Vec<_> =
                reading.cues.iter().map(|c| c.words.clone()).filter(|c| owned.contains(&c.start)).collect();
            cues += found.len();
            link += timed(|| reader.model().link(&reading.input, &window, &output, &found)).1;
        }
        // In turn with the rest, so that both see the same machine.
        let (n, t) = timed(|| multiply_at_peak(20_000));
        products += n;
        peak += t;
    }
    let (n, peak) = (words as f64, products as f64 / peak / 1e9);
    let rate = pieces as f64 * PRODUCTS / encode / 1e9;
    println!("record          {:8.0} words/s", n / whole);
    println!("reading         {:8.0} words/s", n / read);
    println!("and statements  {:8.0} words/s", n / (read + say));
    println!(
        "later stages    {:8.1} % more time than reading and statements",
        (whole / (read + say) - 1.0) * 100.0
    );
    println!("encoder, heads  {:8.0} words/s, {:.0} pieces/s", n / encode, pieces as f64 / encode);
    println!("links           {:8.0} words/s, {:.2} ms a cue", n / link, link * 1e3 / cues as f64);
    println!("of a reading    {:8.1} % encoder, {:.1} % links", encode / read * 100.0, link / read * 100.0);
    println!(
        "weights         {rate:8.1} billion products/s of {peak:.1} at peak: {:.0} %",
        rate / peak * 100.0
    );
    Ok(())
}
