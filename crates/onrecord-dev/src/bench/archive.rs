//! How large an archive of many statements is, and how fast it answers. The articles are made up.

use super::made_up::{EACH, MadeUp, words};
use super::process::{cpu, peak};
use anyhow::Context;
use onrecord::dictionary::Dictionary;
use onrecord_archive::positions::{Bounds, Issue};
use onrecord_archive::wording::{By, WordingWanted, terms};
use onrecord_archive::{Archive, CountBy, Query, Wanted};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

/// Articles of one batch: as many as `onrecord add` puts in together.
const BATCH: usize = 64;
/// Times that each question is put.
const TIMES: usize = 5;

/// Questions of every kind, from those with few answers to those with very many.
pub(super) fn questions() -> Vec<String> {
    let [first, second, rare] = [0, 40, 40_000].map(|n| words::person(n).0);
    let surname = words::person(7).1;
    let word = words::word(59_000);
    [
        "".to_owned(),
        format!("speaker:\"{first}\""),
        format!("speaker:\"{rare}\""),
        format!("speaker:{surname}"),
        "act:promise".to_owned(),
        "act:deny outlet:\"Paper 17\"".to_owned(),
        "about:weapons".to_owned(),
        "about:bridge kind:direct".to_owned(),
        "about:\"bridge is necessary\"".to_owned(),
        format!("said:\"{word}\""),
        "date:2023-11..2023-12 act:warn".to_owned(),
        "outlet:\"Paper 3\" date:2022-05".to_owned(),
        "confidence:>0.98 act:demand".to_owned(),
        format!("speaker:\"{second}\" about:bridge NOT act:say"),
        "condition:yes act:promise date:2024".to_owned(),
        "act:deny OR (act:demand about:weapons)".to_owned(),
        "saying:yes act:warn".to_owned(),
        "to:Norland act:demand".to_owned(),
    ]
    .into()
}

/// Makes the archive and puts the questions.
pub fn run(file: &Path, statements: usize) -> anyhow::Result<()> {
    anyhow::ensure!(!file.exists(), "{} is there already; give a path where nothing is", file.display());
    make(file, statements)?;
    ask(file)
}

fn make(file: &Path, statements: usize) -> anyhow::Result<()> {
    let mut archive = Archive::open_for_adding(file, Dictionary::new())?;
    let articles = statements.div_ceil(EACH);
    let mut made = MadeUp::new(articles).peekable();
    let (mut added, mut next, mut making, begun) = (0, 0, Duration::ZERO, cpu()?);
    while made.peek().is_some() {
        let before = cpu()?;
        let some: Vec<_> = made.by_ref().take(BATCH).collect();
        making += cpu()? - before;
        let batch = archive.batch()?;
        for incoming in &some {
            batch.add(incoming)?;
        }
        batch.commit()?;
        added += some.len();
        // Ten times, so that it can be seen whether the last tenth takes longer than the first.
        if added * 10 >= articles * (next + 1) {
            next = added * 10 / articles;
            let took = (cpu()? - begun).saturating_sub(making);
            println!("{added:>8} articles added in {:>6.1} s of CPU time", took.as_secs_f64());
        }
    }
    archive.tidy()?;
    let took = (cpu()? - begun).saturating_sub(making);
    let counts = archive.counts()?;
    drop(archive);
    let size = std::fs::metadata(file).context("the archive")?.len();
    println!(
        "{} statements in {} articles: {:.0} MB, {:.0} bytes a statement, added in {:.0} s of CPU time ({:.0} s to make them up), {:.0} MB of memory",
        counts.statements,
        counts.articles,
        size as f64 / 1e6,
        size as f64 / counts.statements as f64,
        took.as_secs_f64(),
        making.as_secs_f64(),
        peak()? as f64 / 1e6,
    );
    Ok(())
}

/// Puts the questions to an archive that was made before.
pub fn ask(file: &Path) -> anyhow::Result<()> {
    let archive = Archive::open(file)?;
    let mut all = Vec::new();
    for question in &questions() {
        let query = Query::parse(question)?;
        let mut found = 0;
        let mut took = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            found = 0;
            archive.find(&query, Wanted { limit: Some(50), context: false }, |_| {
                found += 1;
                ControlFlow::Continue(())
            })?;
            took.push(begun.elapsed());
        }
        println!("{:>9.1} ms  {found:>2} shown  {question}", milliseconds(median(&mut took)));
        all.extend(took);
    }
    println!("{:>9.1} ms  median of all", milliseconds(median(&mut all)));
    for by in [&[CountBy::Speaker][..], &[CountBy::Outlet, CountBy::Month]] {
        let begun = Instant::now();
        let (counts, _) = archive.count(&Query::parse("act:promise")?, by, Some(50))?;
        let names: Vec<&str> = by.iter().map(|by| by.name()).collect();
        println!(
            "{:>9.1} ms  {} shown  act:promise counted by {}",
            milliseconds(begun.elapsed()),
            counts.len(),
            names.join(", ")
        );
    }
    claims(&archive)
}

/// Times positions and wording.
fn claims(archive: &Archive) -> anyhow::Result<()> {
    let timed = |name: &str, rows: &dyn Fn() -> anyhow::Result<usize>| -> anyhow::Result<()> {
        let begun = Instant::now();
        let rows = rows()?;
        println!("{:>9.1} ms  {rows} rows  {name}", milliseconds(begun.elapsed()));
        Ok(())
    };
    for question in ["about:bridge act:demand", "about:weapons"] {
        let issue = Issue { name: question.to_owned(), query: Query::parse(question)?, pro: None, con: None };
        timed(&format!("positions {question}"), &|| {
            Ok(archive.positions(&issue, Bounds::default())?.actors_in_all)
        })?;
    }
    let (query, sets) = (Query::Everything, terms(None)?);
    let wanted = WordingWanted { query: &query, by: &[By::Outlet], copies: false, limit: 50 };
    timed("wording names", &|| Ok(archive.terms(&sets, wanted)?.in_all))?;
    timed("wording names --actor", &|| Ok(archive.namings(&words::person(0).0, wanted)?.in_all))?;
    timed("wording verbs", &|| Ok(archive.verbs(wanted)?.in_all))?;
    timed("wording scare-quotes", &|| Ok(archive.scare_quotes(wanted)?.in_all))?;
    timed("wording voices", &|| Ok(archive.voices(wanted)?.in_all))
}

fn median(of: &mut [Duration]) -> Duration {
    of.sort_unstable();
    of.get(of.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(of: Duration) -> f64 {
    of.as_secs_f64() * 1e3
}
