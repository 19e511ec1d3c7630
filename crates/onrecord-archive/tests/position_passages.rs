//! The passages of `passages/positions/`: which sides actors take, and what is marked as change or contradiction.

use crate::support::Kept;
use onrecord::{Article, Reader, Text};
use onrecord_archive::positions::{Bounds, Issue, Position};
use onrecord_archive::{Incoming, Query, sha256};
use std::path::Path;

struct Passage {
    name: String,
    query: String,
    articles: Vec<(String, String)>,
    expected: Vec<(String, Vec<String>)>,
}

fn load(file: &str) -> Vec<Passage> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages/positions").join(file);
    let page = std::fs::read_to_string(path).expect("a readable page");
    page.split("\n## ").skip(1).map(parse).collect()
}

fn parse(block: &str) -> Passage {
    let mut lines = block.lines();
    let name = lines.next().expect("a heading").to_owned();
    let mut passage = Passage { name, query: String::new(), articles: Vec::new(), expected: Vec::new() };
    for line in lines.filter(|l| !l.is_empty()) {
        let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
        if key == "query" {
            passage.query = value.to_owned();
        } else if key.starts_with(|c: char| c.is_ascii_digit()) {
            passage.articles.push((key.to_owned(), value.to_owned()));
        } else {
            let stands = value.split(", ").map(str::to_owned).collect();
            passage.expected.push((key.to_owned(), stands));
        }
    }
    passage
}

/// The stands of one actor, as a page writes them.
fn written(position: &Position) -> Vec<String> {
    let one = |s: &onrecord_archive::positions::Stand| {
        let marks = s.marks.first().map(|m| format!(" {}", m.what.name())).unwrap_or_default();
        format!("{}{marks}", s.side.name())
    };
    position.stands.iter().map(one).collect()
}

#[derive(Default)]
struct Score {
    stands: usize,
    right: usize,
    /// The other side: worse than not to tell.
    opposite: usize,
    marks: usize,
    marks_right: usize,
    marks_extra: usize,
    complaints: Vec<String>,
}

impl Score {
    fn share(&self) -> f64 {
        self.right as f64 / self.stands.max(1) as f64
    }

    fn report(&self) -> String {
        format!(
            "{} of {} stands right, {} on the opposite side; {} of {} marks right, {} extra\n{}",
            self.right,
            self.stands,
            self.opposite,
            self.marks_right,
            self.marks,
            self.marks_extra,
            self.complaints.join("\n")
        )
    }
}

fn score(file: &str) -> Score {
    let reader = Reader::embedded().expect("the reader loads");
    let mut score = Score::default();
    for passage in load(file) {
        let mut kept = Kept::new();
        for (n, (day, text)) in passage.articles.iter().enumerate() {
            let mut article = Article::plain(format!("/{n}"), Text::new(format!("{text}\n")));
            article.published = Some(day.clone());
            article.outlet = Some(format!("Paper {n}"));
            kept.add(&Incoming {
                received: sha256(format!("{n}{text}").as_bytes()),
                record: reader.read(article, Vec::new()),
                fetched: None,
                place: Some(format!("/{n}")),
                added: "2024-01-01T00:00:00Z".to_owned(),
                reader: "onrecord test".to_owned(),
            });
        }
        let query = Query::parse(&passage.query).unwrap();
        let issue = Issue { name: passage.name.clone(), query, pro: None, con: None };
        let found = kept.archive.positions(&issue, Bounds::default()).unwrap();
        for (actor, expected) in &passage.expected {
            // Whether the whole name was told is the reader's business and not what is tested here.
            let is = |p: &&Position| p.actor == *actor || actor.ends_with(&format!(" {}", p.actor));
            let position = found.actors.iter().find(is);
            let got = position.map(written).unwrap_or_default();
            let mut wrong = got.len() != expected.len();
            for (n, expected) in expected.iter().enumerate() {
                let (side, mark) = expected.split_once(' ').unwrap_or((expected, ""));
                let (got_side, got_mark) =
                    got.get(n).map_or(("", ""), |g| g.split_once(' ').unwrap_or((g, "")));
                score.stands += 1;
                let right = got_side == side || side == "*" && !got_side.is_empty();
                score.right += usize::from(right);
                let opposite = [("for", "against"), ("against", "for")].contains(&(side, got_side));
                score.opposite += usize::from(opposite);
                score.marks += usize::from(!mark.is_empty());
                score.marks_right += usize::from(!mark.is_empty() && mark == got_mark);
                score.marks_extra += usize::from(!got_mark.is_empty() && mark != got_mark);
                wrong |= !right || mark != got_mark;
            }
            if wrong {
                let why = position.map(|p| {
                    p.stands.iter().map(|s| format!("{} [{}]", s.words, s.because)).collect::<Vec<_>>()
                });
                score
                    .complaints
                    .push(format!("{}: {actor} is {expected:?}, not {got:?}: {why:?}", passage.name));
            }
        }
    }
    score
}

#[test]
fn stands_and_marks_of_the_open_passages() {
    let score = score("stands.md");
    println!("{}", score.report());
    assert!(score.stands >= 40 && score.share() >= 0.9, "{}", score.report());
}

#[test]
fn stands_and_marks_of_the_passages_set_aside() {
    let score = score("held-out/stands.md");
    println!(
        "{} of {} stands, {} opposite; marks {} of {}, {} extra",
        score.right, score.stands, score.opposite, score.marks_right, score.marks, score.marks_extra
    );
    assert!(score.stands >= 20 && score.share() >= 0.75, "{}", score.report());
}
