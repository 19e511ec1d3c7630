//! How fast a workbench answers, with many who ask at the same time.

use super::Chance;
use super::archive::questions;
use super::made_up::words::{TOPICS, person};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};
use ureq::Agent;
use url::form_urlencoded::byte_serialize;

/// Articles and actors that are found out at the start, to be asked for later.
const KNOWN: usize = 200;
/// One answer.
struct Answer {
    page: &'static str,
    first_byte: Duration,
    bytes: usize,
}

/// Asks for every kind of page again and again and tells what that took. Between two pages a client waits for `pause` on average:
/// without one, all that clients ask waits for the processors, however fast pages are.
pub fn run(base: &str, clients: usize, for_so_long: Duration, pause: Duration) -> Result<String> {
    let base = base.trim_end_matches('/');
    let agent = agent();
    let known = Known::of(&agent, base)?;
    let ends = Instant::now() + for_so_long;
    let answers: Vec<Result<Vec<Answer>>> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..clients)
            .map(|client| {
                let known = &known;
                scope.spawn(move || ask(base, client as u64, known, ends, pause))
            })
            .collect();
        asking.into_iter().map(|one| one.join().expect("a client does not panic")).collect()
    });
    let mut all = Vec::new();
    for answer in answers {
        all.extend(answer?);
    }
    Ok(told(&all, clients, for_so_long))
}

fn agent() -> Agent {
    Agent::config_builder().timeout_global(Some(Duration::from_secs(60))).build().into()
}

/// What can be asked for by name.
struct Known {
    queries: Vec<String>,
    articles: Vec<String>,
    actors: Vec<String>,
    sayings: Vec<String>,
}

impl Known {
    fn of(agent: &Agent, base: &str) -> Result<Known> {
        let mut known = Known { queries: questions(), articles: vec![], actors: vec![], sayings: vec![] };
        for page in 1..=KNOWN / 20 {
            let articles = listed(agent, &format!("{base}/api/articles?page={page}"), "articles")?;
            known
                .articles
                .extend(articles.iter().filter_map(|one| one["address"].as_str()).map(str::to_owned));
            let found = listed(agent, &format!("{base}/api/find?page={page}"), "statements")?;
            known
                .actors
                .extend(found.iter().filter_map(|one| one["speaker_key"].as_str()).map(str::to_owned));
        }
        for topic in TOPICS {
            let found = listed(agent, &format!("{base}/api/sayings?q=about%3A{topic}"), "sayings")?;
            known
                .sayings
                .extend(found.iter().filter_map(|one| one["saying"].as_i64()).map(|n| n.to_string()));
        }
        let all = !known.articles.is_empty() && !known.actors.is_empty() && !known.sayings.is_empty();
        ensure!(
            all,
            "this is not an archive of `onrecord-dev bench archive`: it has no sayings on its topics"
        );
        Ok(known)
    }
}

fn listed(agent: &Agent, address: &str, list: &str) -> Result<Vec<serde_json::Value>> {
    let answer = agent.get(address).call().context("is the workbench running?")?;
    let mut json: serde_json::Value = serde_json::from_str(&answer.into_body().read_to_string()?)?;
    Ok(json[list].as_array_mut().map(std::mem::take).unwrap_or_default())
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

fn any<'k>(chance: &mut Chance, of: &'k [String]) -> &'k str {
    &of[chance.below(of.len())]
}

/// A page by chance, every kind of page among them, and what kind it is.
fn choose(chance: &mut Chance, known: &Known) -> (&'static str, String) {
    // The days make hardly two questions the same, so that answers that were kept are not what is measured.
    let day = format!("{}-{:02}-{:02}", 2021 + chance.below(4), 1 + chance.below(12), 1 + chance.below(28));
    let query = match any(chance, &known.queries) {
        "" => format!("date:..{day}"),
        query if chance.below(3) > 0 => format!("({query}) date:..{day}"),
        query => query.to_owned(),
    };
    let query = encoded(&query);
    let topic = |chance: &mut Chance| chance.of(&TOPICS).to_owned();
    match chance.below(22) {
        0 => ("articles", format!("/?page={}", 1 + chance.below(40))),
        1..=4 => ("find", format!("/find?q={query}&page={}", 1 + chance.below(3))),
        5..=7 => ("article", format!("/article?address={}", encoded(any(chance, &known.articles)))),
        8 | 9 => ("actor", format!("/actor?key={}", encoded(any(chance, &known.actors)))),
        10 => {
            let issue = encoded(&format!("about:{} date:..{day}", topic(chance)));
            ("actor on issue", format!("/actor?key={}&issue={issue}", encoded(any(chance, &known.actors))))
        }
        11 => ("sayings", format!("/sayings?q={query}")),
        12 => ("saying", format!("/saying?number={}", any(chance, &known.sayings))),
        13 => ("events", format!("/events?q=date%3A..{day}")),
        14 | 15 => {
            ("positions", format!("/issue?q={}", encoded(&format!("about:{} date:..{day}", topic(chance)))))
        }
        16 => ("wording", format!("/wording?q=date%3A..{day}")),
        17 => {
            let actor = encoded(&person(chance.skewed(2000)).0);
            ("wording of actor", format!("/wording?q={query}&actor={actor}"))
        }
        18 => {
            let (a, b) = (topic(chance), topic(chance));
            ("network", format!("/network?name=a&query=about%3A{a}&name=b&query=about%3A{b}+date%3A..{day}"))
        }
        19 => match chance.below(3) {
            0 => ("corrections", "/corrections".to_owned()),
            1 => ("add", "/add".to_owned()),
            _ => (
                "correct",
                format!("/correct?address={}&statement=s1", encoded(any(chance, &known.articles))),
            ),
        },
        20 => ("api find", format!("/api/find?q={query}")),
        _ => {
            let name = person(chance.skewed(2000)).0;
            ("api complete", format!("/api/complete?q=speaker%3A{}", encoded(name.get(..3).unwrap_or("Ana"))))
        }
    }
}

fn ask(base: &str, client: u64, known: &Known, ends: Instant, pause: Duration) -> Result<Vec<Answer>> {
    let agent = agent();
    let mut chance = Chance(client + 1);
    let mut out = Vec::new();
    while Instant::now() < ends {
        let (page, path) = choose(&mut chance, known);
        let begun = Instant::now();
        let answer = agent.get(format!("{base}{path}")).call().with_context(|| path.clone())?;
        let first_byte = begun.elapsed();
        let bytes = answer.into_body().read_to_vec()?.len();
        out.push(Answer { page, first_byte, bytes });
        // Now shorter, now longer, so that they do not come in step.
        std::thread::sleep(pause * chance.below(2000) as u32 / 1000);
    }
    Ok(out)
}

fn told(all: &[Answer], clients: usize, for_so_long: Duration) -> String {
    let mut by: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in all {
        by.entry(answer.page).or_default().push(answer);
    }
    let mut out = format!("{:<17} {:>7} {:>9} {:>9} {:>9}\n", "page", "asked", "median", "p99", "heaviest");
    let every = all.iter().collect::<Vec<_>>();
    for (page, answers) in by.into_iter().chain([("all", every)]) {
        let mut took: Vec<Duration> = answers.iter().map(|a| a.first_byte).collect();
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3;
        let heaviest = answers.iter().map(|a| a.bytes).max().unwrap_or(0) as f64 / 1e3;
        let _ = writeln!(
            out,
            "{page:<17} {:>7} {:>6.1} ms {:>6.1} ms {heaviest:>6.1} kB",
            answers.len(),
            at(0.5),
            at(0.99)
        );
    }
    let _ = writeln!(
        out,
        "{clients} clients, {:.0} answers a second",
        all.len() as f64 / for_so_long.as_secs_f64().max(0.001)
    );
    out
}
