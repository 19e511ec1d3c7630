//! How fast a workbench answers, with many who ask at the same time.

use super::Chance;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};
use ureq::Agent;
use url::form_urlencoded::byte_serialize;

/// Articles and actors that are found out at the start, to be asked for later.
const KNOWN: usize = 200;
/// What is looked for: from few answers to very many, with and without words, and names of every frequency.
const QUERIES: [&str; 14] = [
    "",
    "bridge",
    "about:weapons",
    "about:bridge kind:direct",
    "act:promise",
    "act:deny,warn date:2023",
    "outlet:\"Paper 3\" act:demand",
    "speaker:\"Person 1 Holm1\"",
    "speaker:\"Person 40 Holm40\" NOT act:say",
    "condition:yes act:promise",
    "confidence:>0.9 kind:direct",
    "date:2022-05..2022-07",
    "act:deny OR (act:demand about:weapons)",
    "speaker:Nobody",
];

/// One answer.
struct Answer {
    page: &'static str,
    first_byte: Duration,
    bytes: usize,
}

/// Asks for every kind of page again and again and tells what that took.
pub fn run(base: &str, clients: usize, for_so_long: Duration) -> Result<String> {
    let base = base.trim_end_matches('/');
    let agent = agent();
    let articles = known(&agent, base, "/api/articles", "articles", "address")?;
    let actors = actors(&agent, base)?;
    ensure!(
        !articles.is_empty() && !actors.is_empty(),
        "the archive has no article in which somebody speaks"
    );
    let ends = Instant::now() + for_so_long;
    let answers: Vec<Result<Vec<Answer>>> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..clients)
            .map(|client| {
                let (articles, actors) = (&articles, &actors);
                scope.spawn(move || ask(base, client as u64, articles, actors, ends))
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

fn known(agent: &Agent, base: &str, path: &str, list: &str, field: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for page in 1..=KNOWN / 20 {
        let answer =
            agent.get(format!("{base}{path}?page={page}")).call().context("is the workbench running?")?;
        let json: serde_json::Value = serde_json::from_str(&answer.into_body().read_to_string()?)?;
        let found = json[list].as_array().into_iter().flatten();
        all.extend(found.filter_map(|one| one[field].as_str()).map(str::to_owned));
    }
    Ok(all)
}

fn actors(agent: &Agent, base: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for page in 1..=KNOWN / 20 {
        let answer = agent.get(format!("{base}/api/find?page={page}")).call()?;
        let json: serde_json::Value = serde_json::from_str(&answer.into_body().read_to_string()?)?;
        let found = json["statements"].as_array().into_iter().flatten();
        all.extend(found.filter_map(|one| one["speaker_key"].as_str()).map(str::to_owned));
    }
    Ok(all)
}

fn ask(
    base: &str,
    client: u64,
    articles: &[String],
    actors: &[String],
    ends: Instant,
) -> Result<Vec<Answer>> {
    let agent = agent();
    let mut chance = Chance(client + 1);
    let mut out = Vec::new();
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    while Instant::now() < ends {
        let query = encoded(QUERIES[chance.below(QUERIES.len())]);
        // A day of its own, so that hardly two ask the same.
        let day =
            format!("{}-{:02}-{:02}", 2021 + chance.below(4), 1 + chance.below(12), 1 + chance.below(28));
        let (page, path) = match chance.below(14) {
            0 => ("articles", format!("/?page={}", 1 + chance.below(40))),
            1..=3 => ("find", format!("/find?q={query}&page={}", 1 + chance.below(3))),
            4 => ("find", format!("/find?q={query}+date%3A..{day}")),
            5..=7 => {
                ("article", format!("/article?address={}", encoded(&articles[chance.below(articles.len())])))
            }
            8 | 9 => ("actor", format!("/actor?key={}", encoded(&actors[chance.below(actors.len())]))),
            10 => ("sayings", format!("/sayings?q={query}")),
            11 => ("events", format!("/events?q=date%3A{day}")),
            12 => (
                "network",
                format!("/network?name=a&query=about%3Abridge&name=b&query=about%3Aweapons+date%3A..{day}"),
            ),
            _ => match chance.below(4) {
                0 => ("corrections", "/corrections".to_owned()),
                1 => ("add", "/add".to_owned()),
                2 => ("api find", format!("/api/find?q={query}")),
                _ => ("api complete", format!("/api/complete?q=speaker%3APerson+{}", chance.below(99))),
            },
        };
        let begun = Instant::now();
        let answer = agent.get(format!("{base}{path}")).call().with_context(|| path.clone())?;
        let first_byte = begun.elapsed();
        let bytes = answer.into_body().read_to_vec()?.len();
        out.push(Answer { page, first_byte, bytes });
    }
    Ok(out)
}

fn told(all: &[Answer], clients: usize, for_so_long: Duration) -> String {
    let mut by: BTreeMap<&str, Vec<&Answer>> = BTreeMap::new();
    for answer in all {
        by.entry(answer.page).or_default().push(answer);
    }
    let mut out = format!("{:<14} {:>7} {:>9} {:>9} {:>9}\n", "page", "asked", "median", "p99", "heaviest");
    let every = all.iter().collect::<Vec<_>>();
    for (page, answers) in by.into_iter().chain([("all", every)]) {
        let mut took: Vec<Duration> = answers.iter().map(|a| a.first_byte).collect();
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3;
        let heaviest = answers.iter().map(|a| a.bytes).max().unwrap_or(0) as f64 / 1e3;
        let _ = writeln!(
            out,
            "{page:<14} {:>7} {:>6.1} ms {:>6.1} ms {heaviest:>6.1} kB",
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
