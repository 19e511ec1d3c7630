//! The passages of `passages/languages/`: what of them the reader takes as a careful reader would, language by language.

use crate::READER;
use crate::marked::numbered;
use crate::page::{self, Page};
use crate::statements::{iou, words};
use libtest_mimic::{Failed, Trial};

/// Share of statements that must be read whole, by language, in hundredths: what is reached today. Raised when it rises.
const FLOORS: [(&str, usize); 9] = [
    ("de", 58),
    ("es", 73),
    ("fr", 65),
    ("it", 63),
    ("nl", 72),
    ("pl", 65),
    ("pt", 74),
    ("ru", 67),
    ("uk", 64),
];

/// A test for each language.
pub fn trials() -> Vec<Trial> {
    let trial = |page: Page| Trial::test(format!("languages::{}", page.name), move || run(&page));
    page::pages("languages", "txt", FLOORS.len()).into_iter().map(trial).collect()
}

fn run(page: &Page) -> Result<(), Failed> {
    let floor = FLOORS.iter().find(|(language, _)| *language == page.name);
    let (_, floor) = floor.ok_or_else(|| format!("{} has no floor", page.name))?;
    let (mut right, mut all, mut extra) = (0, 0, 0);
    let mut missed = Vec::new();
    for passage in page.body.split("\n\n") {
        let lines: Vec<&str> = passage.lines().filter(|l| !l.starts_with('#')).collect();
        let (text, marked) = numbered(lines.join("\n").trim())?;
        let record = READER.read(page::article(&page.name, &page.name, &text, Vec::new()), Vec::new());
        let mut used = vec![false; record.statements.len()];
        for (number, m) in &marked {
            let (content, source) = (words(&text, &m.content), words(&text, &m.source));
            let found = (0..used.len()).find(|&n| {
                let s = &record.statements[n];
                let named = words(&text, &s.source);
                let same_source = !source.is_disjoint(&named) || source.is_empty() && named.is_empty();
                !used[n]
                    && Some(s.kind) == m.kind
                    && iou(&content, &words(&text, &s.content)) >= 0.8
                    && same_source
            });
            match found {
                Some(n) => {
                    used[n] = true;
                    right += 1;
                }
                None => missed.push(format!("statement {number} of: {}", text.as_str())),
            }
        }
        all += marked.len();
        extra += used.iter().filter(|&&used| !used).count();
    }
    if right * 100 >= floor * all {
        return Ok(());
    }
    let told = missed.join("\n");
    Err(format!(
        "{right} of {all} statements are read whole, {extra} others are read; the floor is {floor}%\n{told}"
    )
    .into())
}
