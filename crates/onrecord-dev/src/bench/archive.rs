//! How large an archive of many statements is, and how fast it answers. The articles are made up.

use super::Chance;
use anyhow::Context;
use onrecord::actors::{Actor, ActorKind, ActorMention, SpeakerHow, Tie};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::{Article, Record, Span, Statement, StatementKind, Text};
use onrecord_archive::positions::{Bounds, Issue};
use onrecord_archive::wording::{By, WordingWanted, terms};
use onrecord_archive::{Archive, CountBy, Incoming, Query, Wanted, sha256};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

/// Statements of one article.
const EACH: usize = 20;
/// Articles of one batch.
const BATCH: usize = 500;
/// Surnames that fifty thousand people share. With very few, one and the same speaker would seem to say everything.
const SURNAMES: usize = 5000;
/// Times that each question is put.
const TIMES: usize = 5;

const ACTS: [Act; 10] = [
    Act::Say,
    Act::Say,
    Act::Say,
    Act::Say,
    Act::Warn,
    Act::Deny,
    Act::Promise,
    Act::Criticise,
    Act::Demand,
    Act::Expect,
];

/// Questions of every kind, from those with few answers to those with very many.
const QUESTIONS: [&str; 16] = [
    "",
    "speaker:\"Person 1 Holm1\"",
    "speaker:\"Person 40000 Holm0\"",
    "speaker:Holm7",
    "act:promise",
    "act:deny outlet:\"Paper 17\"",
    "about:weapons",
    "about:bridge kind:direct",
    "about:\"bridge weapons\"",
    "said:\"rare777\"",
    "date:2023-11..2023-12 act:warn",
    "outlet:\"Paper 3\" date:2022-05",
    "confidence:>0.98 act:demand",
    "speaker:\"Person 2 Holm2\" about:bridge NOT act:say",
    "condition:yes act:promise date:2024",
    "act:deny OR (act:demand about:weapons)",
];

fn word(n: usize) -> String {
    match n {
        0 => "bridge".to_owned(),
        40 => "weapons".to_owned(),
        _ if n > 15_000 => format!("rare{n}"),
        _ => {
            let syllables = ["ka", "lo", "mi", "ter", "sen", "vu", "ra", "pol", "ni", "est"];
            n.to_string().bytes().map(|d| syllables[usize::from(d - b'0')]).collect()
        }
    }
}

fn article(number: usize, chance: &mut Chance) -> Incoming {
    let mut text = String::new();
    let (mut statements, mut actors) = (Vec::new(), Vec::<Actor>::new());
    for n in 0..EACH {
        let who = if n % 2 == 0 || actors.is_empty() { chance.skewed(50_000) } else { usize::MAX };
        let start = text.chars().count() as u32;
        let name = match who {
            usize::MAX => "She".to_owned(),
            n => format!("Person {n} Holm{}", n % SURNAMES),
        };
        text += &name;
        let named = Span::new(start, start + name.len() as u32);
        let how = if who == usize::MAX { Tie::Pronoun } else { Tie::Name };
        let mention = ActorMention { span: named, how, because: None, confidence: 0.9 };
        if who == usize::MAX {
            if let Some(last) = actors.last_mut() {
                last.mentions.push(mention);
            }
        } else {
            actors.push(Actor {
                id: format!("a{}", actors.len() + 1),
                name: Some(name),
                kind: ActorKind::Person,
                wikidata: None,
                country: None,
                dictionary: None,
                anonymous: false,
                role: None,
                mentions: vec![mention],
            });
        }
        let cue = Span::new(named.end + 1, named.end + 5);
        text += " said that ";
        let from = text.len() as u32;
        let words: Vec<String> = (0..8 + chance.below(14)).map(|_| word(chance.skewed(20_000))).collect();
        text += &words.join(" ");
        let content = Span::new(from, text.len() as u32);
        text += ".\n";
        let kind = if chance.below(3) == 0 { StatementKind::Direct } else { StatementKind::Indirect };
        statements.push(Statement {
            id: format!("s{}", n + 1),
            speaker: actors.last().map(|a| a.id.clone()),
            speaker_how: Some(SpeakerHow::Source),
            act: Some(ACTS[chance.below(ACTS.len())]),
            cue: vec![cue],
            source: vec![named],
            content: vec![content],
            conditions: if chance.below(12) == 0 { vec![content] } else { Vec::new() },
            confidence: chance.below(1000) as f32 / 1000.0,
            ..Statement::new(kind)
        });
    }
    let mut of = Article::plain(format!("sha256:{number}"), Text::new(text));
    of.outlet = Some(format!("Paper {}", chance.skewed(200)));
    of.published =
        Some(format!("{}-{:02}-{:02}", 2021 + number % 4, 1 + chance.below(12), 1 + chance.below(28)));
    let received = sha256(&number.to_le_bytes());
    let record = Record { statements, actors, ..Record::new(of) };
    Incoming {
        record,
        received,
        fetched: None,
        place: Some(format!("https://paper.example/{number}")),
        added: "2024-01-01T00:00:00Z".to_owned(),
        reader: "made up".to_owned(),
    }
}

/// Makes the archive and puts the questions.
pub fn run(file: &Path, statements: usize) -> anyhow::Result<()> {
    anyhow::ensure!(!file.exists(), "{} is there already; give a path where nothing is", file.display());
    let begun = Instant::now();
    let mut archive = Archive::open_for_adding(file, Dictionary::new())?;
    let mut chance = Chance(1);
    let articles = statements.div_ceil(EACH);
    for first in (0..articles).step_by(BATCH) {
        let batch = archive.batch()?;
        for number in first..articles.min(first + BATCH) {
            batch.add(&article(number, &mut chance))?;
        }
        batch.commit()?;
    }
    archive.tidy()?;
    let counts = archive.counts()?;
    drop(archive);
    let took = begun.elapsed();
    let size = std::fs::metadata(file).context("the archive")?.len();
    println!(
        "{} statements in {} articles: {:.0} MB, {:.0} bytes a statement, made in {:.0} s",
        counts.statements,
        counts.articles,
        size as f64 / 1e6,
        size as f64 / counts.statements as f64,
        took.as_secs_f64()
    );

    let archive = Archive::open(file)?;
    let mut all = Vec::new();
    for question in QUESTIONS {
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
    timed("wording names --actor", &|| Ok(archive.namings("Person 1 Holm1", wanted)?.in_all))?;
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
