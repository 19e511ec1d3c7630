//! The passages of `passages/positions/`, each a test of its own: which sides actors take, and what is marked as change or
//! contradiction. `cargo test -p onrecord-archive --test passages positions::stands::rejected`

#[path = "../../onrecord/tests/passages/page.rs"]
#[allow(dead_code, reason = "pages of other kinds have what these have not")]
mod page;
mod support;

use libtest_mimic::{Arguments, Failed, Trial};
use onrecord::{Article, Reader, Text};
use onrecord_archive::positions::{Bounds, Issue, Position, Stand};
use onrecord_archive::{Incoming, Query, sha256};
use page::{Page, Section};
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::LazyLock;
use support::Kept;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap_or_else(|e| panic!("{e}")));

/// Least share of stands that must be right.
const OPEN: f64 = 0.9;
/// The same over the passages that were set aside.
const HELD_OUT: f64 = 0.75;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for (folder, floor, least) in [("positions", OPEN, 40), ("positions/held-out", HELD_OUT, 20)] {
        let prefix = folder.replace('/', "::");
        for page in page::pages(folder, "md", 1) {
            for section in page.sections() {
                let (page, name) = (page.clone(), format!("{prefix}::{}::{}", page.name, section.name()));
                trials.push(Trial::test(name, move || run(&page, &section)));
            }
            trials.push(Trial::test(format!("{prefix}::share"), move || share(&page, floor, least)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

struct Passage {
    name: String,
    query: String,
    articles: Vec<(String, String)>,
    expected: Vec<(String, Vec<String>)>,
}

fn parse(section: &Section) -> Result<Passage, String> {
    let name = section.title.clone();
    let mut passage = Passage { name, query: String::new(), articles: Vec::new(), expected: Vec::new() };
    for line in section.body.lines().filter(|l| !l.is_empty() && !l.starts_with("known-failure: ")) {
        let (key, value) = line.split_once(": ").ok_or_else(|| format!("no colon in `{line}`"))?;
        if key == "query" {
            passage.query = value.to_owned();
        } else if key.starts_with(|c: char| c.is_ascii_digit()) {
            passage.articles.push((key.to_owned(), value.to_owned()));
        } else {
            let stands = value.split(", ").map(str::to_owned).collect();
            passage.expected.push((key.to_owned(), stands));
        }
    }
    Ok(passage)
}

/// The stands of one actor, as a page writes them.
fn written(position: &Position) -> Vec<String> {
    let one = |s: &Stand| {
        let marks = s.marks.first().map(|m| format!(" {}", m.what.name())).unwrap_or_default();
        format!("{}{marks}", s.side.name())
    };
    position.stands.iter().map(one).collect()
}

/// How many stands there are and are right, and what is wrong with each actor, marks too.
#[derive(Default)]
struct Score {
    stands: usize,
    right: usize,
    complaints: String,
}

fn compare(passage: &Passage) -> Result<Score, Failed> {
    let mut kept = Kept::new();
    for (n, (day, text)) in passage.articles.iter().enumerate() {
        let mut article = Article::plain(format!("/{n}"), Text::new(format!("{text}\n")));
        article.published = Some(day.clone());
        article.outlet = Some(format!("Paper {n}"));
        kept.add(&Incoming {
            received: sha256(format!("{n}{text}").as_bytes()),
            record: READER.read(article, Vec::new()),
            fetched: None,
            place: Some(format!("/{n}")),
            added: "2024-01-01T00:00:00Z".to_owned(),
            reader: "onrecord test".to_owned(),
        });
    }
    let query = Query::parse(&passage.query)?;
    let issue = Issue { name: passage.name.clone(), query, pro: None, con: None };
    let found = kept.archive.positions(&issue, Bounds::default())?;
    let mut score = Score::default();
    for (actor, expected) in &passage.expected {
        // Whether the whole name was told is the reader's business and not what is tested here.
        let is = |p: &&Position| p.actor == *actor || actor.ends_with(&format!(" {}", p.actor));
        let position = found.actors.iter().find(is);
        let got = position.map(written).unwrap_or_default();
        let mut wrong = got.len() != expected.len();
        for (n, expected) in expected.iter().enumerate() {
            let (side, mark) = expected.split_once(' ').unwrap_or((expected, ""));
            let (got_side, got_mark) = got.get(n).map_or(("", ""), |g| g.split_once(' ').unwrap_or((g, "")));
            let right = got_side == side || side == "*" && !got_side.is_empty();
            score.stands += 1;
            score.right += usize::from(right);
            wrong |= !right || mark != got_mark;
        }
        if wrong {
            let why = position.map_or(Vec::new(), |p| {
                p.stands.iter().map(|s| format!("{} [{}]", s.words, s.because)).collect::<Vec<_>>()
            });
            let (expected, got) = (expected.join(", "), got.join(", "));
            _ = writeln!(score.complaints, "{actor} is {expected}, not {got}: {}", why.join(" | "));
        }
    }
    Ok(score)
}

fn run(page: &Page, section: &Section) -> Result<(), Failed> {
    page.judge_stretch(&section.body, &compare(&parse(section)?)?.complaints)
}

/// Holds what is right over a whole page above a floor.
fn share(page: &Page, floor: f64, least: usize) -> Result<(), Failed> {
    let (mut stands, mut right) = (0, 0);
    for section in page.sections() {
        let score = compare(&parse(&section)?)?;
        stands += score.stands;
        right += score.right;
    }
    let share = right as f64 / stands.max(1) as f64;
    let told = format!("{right} of {stands} stands are right; the floor is {floor} over at least {least}");
    if stands >= least && share >= floor { Ok(()) } else { Err(told.into()) }
}
