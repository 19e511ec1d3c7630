//! How fast the pages of a WARC file become articles in an archive, and what share of the time the reader has.

use super::{pages, process};
use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use onrecord::dictionary::Dictionary;
use onrecord::{Reader, Record};
use onrecord_archive::{Archive, Incoming, address};
use onrecord_intake::{Hints, Mapping, Received, Sources, Wanted};
use serde::Serialize;
use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// Articles of one batch, as `onrecord add` has them.
const BATCH: usize = 64;

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Pages of the file.
    pages: usize,
    /// Its size, packed, in bytes.
    packed: u64,
    /// The pages' size, unpacked, in bytes.
    unpacked: u64,
    /// Pages that gave an article.
    articles: usize,
    /// Pages that gave none.
    refused: usize,
    /// Threads that took pages in.
    threads: usize,
    /// Seconds on the clock, for all but the reading.
    seconds: f64,
    /// Pages a second by the clock.
    pages_a_second: f64,
    /// Milliseconds on the processor for a page, of all threads.
    cpu_milliseconds: f64,
    /// Of them those for putting its article into the archive, near-duplicates and sayings included; the rest is for
    /// unpacking it and making an article of it.
    storing_milliseconds: f64,
    /// Pages a second that two processors could do which nobody else uses.
    pages_a_second_of_two: f64,
    /// Pages read with the model.
    read: usize,
    /// Milliseconds on the processor for reading a page.
    reader_milliseconds: f64,
    /// The reader's share of the time when pages are read.
    reader_share: f64,
    /// Most memory the process had at once, in bytes: all but the reading.
    peak: u64,
    /// And with the reading.
    peak_with_reader: u64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mega = |bytes: u64| bytes as f64 / 1e6;
        writeln!(
            f,
            "{} pages, {:.0} MB, packed {:.0} MB: {} articles, {} without one",
            self.pages,
            mega(self.unpacked),
            mega(self.packed),
            self.articles,
            self.refused
        )?;
        writeln!(f, "all but the reading, {} threads", self.threads)?;
        writeln!(f, "{:>10.1} pages/s by the clock", self.pages_a_second)?;
        writeln!(
            f,
            "{:>10.2} ms a page on the processor, of which {:.2} for storing",
            self.cpu_milliseconds, self.storing_milliseconds
        )?;
        writeln!(
            f,
            "{:>10.1} pages/s of two processors with nothing else to do",
            self.pages_a_second_of_two
        )?;
        writeln!(f, "{:>10.1} MB of memory at most", mega(self.peak))?;
        writeln!(f, "{} pages read", self.read)?;
        writeln!(f, "{:>10.1} ms a page on the processor", self.reader_milliseconds)?;
        writeln!(f, "{:>10.1} % of all the time is the reader's", 100.0 * self.reader_share)?;
        writeln!(f, "{:>10.1} MB of memory at most", mega(self.peak_with_reader))
    }
}

/// Makes the file, adds it to an archive without reading, and reads a sample.
pub fn run(dir: &Path, pages: usize, sample: usize, threads: usize) -> Result<Figures> {
    ensure!(pages > 0 && threads > 0, "there must be pages, and threads to take them in");
    let scratch = tempfile::tempdir().context("a scratch folder")?;
    let file = scratch.path().join("pages.warc.gz");
    let unpacked = write(dir, pages, &file)?;
    let packed = std::fs::metadata(&file)?.len();

    let (begun, cpu) = (Instant::now(), process::cpu()?);
    let (articles, refused, storing) = add(&file, &scratch.path().join("news.db"), threads)?;
    let (took, cpu) = (begun.elapsed(), process::cpu()? - cpu);
    let peak = process::peak()?;
    ensure!(articles + refused == pages, "{pages} pages went in, {articles} + {refused} came out");

    let each = cpu.as_secs_f64() / pages as f64;
    let (read, reading) = read(&file, sample, pages)?;
    let reading = reading.as_secs_f64() / read.max(1) as f64;
    Ok(Figures {
        pages,
        packed,
        unpacked,
        articles,
        refused,
        threads,
        seconds: took.as_secs_f64(),
        pages_a_second: pages as f64 / took.as_secs_f64(),
        cpu_milliseconds: each * 1e3,
        storing_milliseconds: storing.as_secs_f64() * 1e3 / pages as f64,
        pages_a_second_of_two: 2.0 / each,
        read,
        reader_milliseconds: reading * 1e3,
        reader_share: reading / (reading + each),
        peak,
        peak_with_reader: process::peak()?,
    })
}

/// Writes the file, one gzip member a record as Common Crawl has it; gives the pages' size.
fn write(dir: &Path, pages: usize, file: &Path) -> Result<u64> {
    let real = real(&dir.join("html"))?;
    ensure!(!real.is_empty(), "{} holds no pages", dir.join("html").display());
    let mut out = BufWriter::new(File::create(file)?);
    let mut size = 0;
    for number in 0..pages {
        let (url, page) = if number % 2 == 0 {
            let (url, html) = pages::page(number);
            (url, html.into_bytes())
        } else {
            let which = number / 2 % real.len();
            let mut page = Vec::new();
            GzDecoder::new(File::open(&real[which])?).read_to_end(&mut page)?;
            // The page says where it is: each round has to be other pages.
            page.extend_from_slice(format!("<!-- {number} -->").as_bytes());
            (format!("https://real.example/{number}"), page)
        };
        size += page.len() as u64;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
        let mut member = GzEncoder::new(Vec::new(), Compression::fast());
        write!(
            member,
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-11-10T08:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{head}",
            head.len() + page.len()
        )?;
        member.write_all(&page)?;
        member.write_all(b"\r\n\r\n")?;
        out.write_all(&member.finish()?)?;
    }
    out.flush()?;
    Ok(size)
}

fn real(folder: &Path) -> Result<Vec<PathBuf>> {
    let all = std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut all: Vec<PathBuf> = all.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    all.retain(|p| p.to_string_lossy().ends_with(".html.gz"));
    all.sort();
    Ok(all)
}

fn sources(file: &Path) -> Sources {
    Sources::new(vec![Wanted::Path(file.to_owned())], Mapping::usual())
}

/// All that `onrecord add` does, but for the reading: its records are empty.
fn add(file: &Path, archive: &Path, threads: usize) -> Result<(usize, usize, Duration)> {
    let mut adding = Archive::open_for_adding(archive, Dictionary::new())?;
    let lookup = Mutex::new(Archive::open(archive)?);
    let pages = Mutex::new(sources(file));
    let lock = |of: &Mutex<Sources>| of.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (sender, receiver) = mpsc::sync_channel::<Option<Incoming>>(4 * threads);
    let (mut articles, mut refused, mut storing) = (0, 0, Duration::ZERO);
    std::thread::scope(|scope| -> Result<()> {
        for _ in 0..threads {
            let (sender, lookup, pages) = (sender.clone(), &lookup, &pages);
            scope.spawn(move || -> Result<()> {
                while let Some(received) = lock(pages) {
                    let received = received?;
                    sender.send(take(lookup, received)?)?;
                }
                Ok(())
            });
        }
        drop(sender);
        let mut waiting = Vec::new();
        for incoming in receiver {
            articles += usize::from(incoming.is_some());
            refused += usize::from(incoming.is_none());
            waiting.extend(incoming);
            if waiting.len() >= BATCH {
                storing += commit(&mut adding, &mut waiting)?;
            }
        }
        storing += commit(&mut adding, &mut waiting)?;
        Ok(())
    })?;
    Ok((articles, refused, storing))
}

fn take(lookup: &Mutex<Archive>, received: Received) -> Result<Option<Incoming>> {
    let ask = || lookup.lock().unwrap_or_else(PoisonError::into_inner);
    ensure!(!ask().knows(&received.hash, received.capture.url.as_deref())?, "the archive was empty");
    let Ok(mut taken) = received.take(&Hints::default()) else { return Ok(None) };
    // A page that gives its own address would come once, whatever address it was fetched from.
    taken.article.url.clone_from(&received.capture.url);
    let known_by = address(taken.article.url.as_deref(), None, &received.hash);
    ask().knows_text(&known_by, taken.article.text.as_str())?;
    let record = Record { notes: taken.notes, ..Record::new(taken.article) };
    Ok(Some(Incoming {
        record,
        received: received.hash,
        fetched: received.capture.url,
        place: received.place,
        added: "2024-01-01T00:00:00Z".to_owned(),
        reader: "none".to_owned(),
    }))
}

/// Puts what waits into the archive; the processor's time for it.
fn commit(archive: &mut Archive, waiting: &mut Vec<Incoming>) -> Result<Duration> {
    let begun = process::thread();
    let batch = archive.batch()?;
    for incoming in waiting.drain(..) {
        batch.add(&incoming)?;
    }
    batch.commit()?;
    Ok(Duration::from_secs_f64(process::thread() - begun))
}

/// Reads a sample spread over the file, on this thread alone; how many articles, and the processor's time.
fn read(file: &Path, sample: usize, pages: usize) -> Result<(usize, Duration)> {
    if sample == 0 {
        return Ok((0, Duration::ZERO));
    }
    let reader = Reader::embedded()?;
    // An odd step, so that pages of both sorts are met.
    let step = (pages / sample).max(1) | 1;
    let (mut read, mut took) = (0, Duration::ZERO);
    for received in sources(file).step_by(step) {
        let Ok(taken) = received?.take(&Hints::default()) else { continue };
        let begun = process::cpu()?;
        reader.read(taken.article, taken.notes);
        took += process::cpu()? - begun;
        read += 1;
    }
    Ok((read, took))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn every_page_is_counted_and_kept() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extraction");
        let figures = run(&dir, 12, 0, 2).unwrap();
        assert_eq!((figures.pages, figures.articles + figures.refused), (12, 12));
        assert!(figures.articles >= 10, "{figures}");
        assert!(figures.peak > 1 << 20 && figures.cpu_milliseconds > 0.0, "{figures:?}");
        assert!(figures.to_string().contains("12 pages"), "{figures}");
    }
}
