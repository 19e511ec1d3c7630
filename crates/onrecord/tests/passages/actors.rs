//! The pages of `passages/actors/`: who the words of a passage speak of, and who speaks.

use crate::READER;
use crate::page::{self, Page, find};
use libtest_mimic::Trial;
use onrecord::{Actor, AddresseeHow, Article, Part, Record, Span, Text};
use std::fmt::Write as _;

/// A passage and who it speaks of.
struct Passage {
    name: String,
    published: Option<String>,
    text: Text,
    parts: Vec<Part>,
    /// Lines of the `actors` block.
    wanted: Vec<Wanted>,
    /// Lines of the `speakers` block: a cue and who speaks.
    speakers: Vec<(Span, String)>,
    /// Lines of the `addressees` block: a cue, and to whom or of whom.
    addressees: Vec<(Span, String)>,
}

/// An actor as a page has it.
struct Wanted {
    /// `state Russia`, `anonymous group`, `nobody`.
    who: String,
    mentions: Vec<Span>,
}

/// A test for each page.
pub fn trials() -> Vec<Trial> {
    let trial = |page: Page| {
        Trial::test(format!("actors::{}", page.name), move || {
            let passage = Passage::parse(&page)?;
            page.judge(&passage.compare(&READER.read(passage.article(), Vec::new())))
        })
    };
    page::pages("actors", "md", 40).into_iter().map(trial).collect()
}

/// A line `who: what`.
fn split(line: &str) -> Result<(&str, &str), String> {
    line.split_once(": ").ok_or_else(|| format!("no colon in `{line}`"))
}

impl Passage {
    fn parse(page: &Page) -> Result<Passage, String> {
        page.only_settings(&["parts", "published"])?;
        let text = page.text()?;
        let parts = page::parts(&text, &page.part_kinds()?)?;
        let mut wanted = Vec::new();
        for line in page.block("actors").ok_or("no ```actors block")?.lines() {
            let (who, words) = split(line)?;
            let mentions = words.split("; ").map(|w| find(&text, w)).collect::<Result<_, _>>()?;
            wanted.push(Wanted { who: who.to_owned(), mentions });
        }
        let by_cue = |name: &str| {
            let line = |line: &str| {
                let (cue, who) = split(line)?;
                Ok::<_, String>((find(&text, cue)?, who.to_owned()))
            };
            page.block(name).unwrap_or("").lines().map(line).collect::<Result<Vec<_>, _>>()
        };
        let (speakers, addressees) = (by_cue("speakers")?, by_cue("addressees")?);
        let published = page.setting("published").map(str::to_owned);
        Ok(Passage { name: page.name.clone(), published, text, parts, wanted, speakers, addressees })
    }

    fn article(&self) -> Article {
        let mut article = page::article(&self.name, "en", &self.text, self.parts.clone());
        article.published = self.published.clone();
        article
    }

    /// What is wrong with a record, one complaint a line.
    fn compare(&self, record: &Record) -> String {
        let mut wrong = String::new();
        for wanted in &self.wanted {
            let found: Vec<Option<&Actor>> = wanted.mentions.iter().map(|&m| actor(record, m)).collect();
            for (&mention, actor) in wanted.mentions.iter().zip(&found) {
                let is = actor.map_or("nobody".to_owned(), called);
                if is != wanted.who {
                    _ = writeln!(wrong, "{:?} is {}, not {is}", self.text.slice(mention), wanted.who);
                }
            }
            let ids = found.iter().flatten().map(|a| &a.id);
            if ids.clone().any(|id| Some(id) != ids.clone().next()) {
                _ = writeln!(wrong, "{} is several actors", wanted.who);
            }
        }
        let at = |cue: &Span| record.statements.iter().find(|s| s.cue.iter().any(|c| c.overlaps(*cue)));
        let known = |id: Option<&String>| record.actors.iter().find(|a| Some(&a.id) == id);
        for (cue, who) in &self.speakers {
            let speaker = at(cue).and_then(|s| known(s.speaker.as_ref()));
            let is = speaker.map_or("nobody".to_owned(), called);
            if is != *who {
                _ = writeln!(wrong, "the speaker at {:?} is {who}, not {is}", self.text.slice(*cue));
            }
        }
        for (cue, who) in &self.addressees {
            let statement = at(cue);
            let actor = statement
                .and_then(|s| known(s.addressee.as_ref()?.actor.as_ref()))
                .map_or("nobody".into(), called);
            let is = match statement.and_then(|s| s.addressee_how) {
                Some(AddresseeHow::Told) => format!("to {actor}"),
                Some(AddresseeHow::Demand) => format!("of {actor}"),
                _ => "nobody".to_owned(),
            };
            if is != *who {
                _ = writeln!(wrong, "the addressee at {:?} is {who}, not {is}", self.text.slice(*cue));
            }
        }
        wrong
    }
}

/// The actor of the smallest mention that ends with these words or holds them.
fn actor(record: &Record, words: Span) -> Option<&Actor> {
    let holds = |m: Span| m.contains(words) || words.contains(m);
    let mentions = record.actors.iter().flat_map(|a| a.mentions.iter().map(move |m| (m.span, a)));
    mentions
        .filter(|(span, _)| holds(*span))
        .min_by_key(|(span, _)| (span.len().abs_diff(words.len()), span.len()))
        .map(|(_, a)| a)
}

/// `person Ann Roe`, `anonymous group`.
fn called(actor: &Actor) -> String {
    let kind = format!("{:?}", actor.kind).to_lowercase();
    match (&actor.name, actor.anonymous) {
        (Some(name), _) => format!("{kind} {name}"),
        (None, true) => format!("anonymous {kind}"),
        (None, false) => format!("unnamed {kind}"),
    }
}
