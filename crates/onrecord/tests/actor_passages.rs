//! The pages of `passages/actors/`: who the words of a passage speak of, and who speaks. The format is described in
//! `passages/README.md`.

use onrecord::{Actor, AddresseeHow, Article, Part, PartKind, Reader, Record, Span, Text};
use std::path::Path;

/// One page.
struct Page {
    name: String,
    known_failure: Option<String>,
    published: Option<String>,
    /// Whether the first line is a headline.
    headline: bool,
    text: Text,
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

/// The block of that language.
fn block<'p>(page: &'p str, language: &str) -> Option<&'p str> {
    let (_, after) = page.split_once(&format!("```{language}\n"))?;
    after.split_once("```").map(|(inside, _)| inside)
}

/// Words that stand in the text once, or the n-th time: `she @2`.
fn find(text: &Text, value: &str) -> Result<Span, String> {
    let (words, number) = match value.rsplit_once(" @") {
        Some((words, n)) => (words, n.parse::<usize>().map_err(|e| format!("{value}: {e}"))?),
        None => (value, 1),
    };
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |&(at, _): &(usize, &str)| {
        !letter(text.as_str()[..at].chars().next_back())
            && !letter(text.as_str()[at + words.len()..].chars().next())
    };
    let places: Vec<usize> = text.as_str().match_indices(words).filter(whole).map(|(at, _)| at).collect();
    match places.get(number - 1) {
        Some(&at) if places.len() == 1 || value.contains(" @") => Ok(text.span_of(at..at + words.len())),
        Some(_) => Err(format!("{words:?} stands there {} times: say which", places.len())),
        None => Err(format!("{value:?} does not stand there")),
    }
}

impl Page {
    fn parse(name: &str, source: &str) -> Result<Page, String> {
        let text = Text::new(block(source, "text").ok_or("no ```text block")?.trim_end());
        let front = source.strip_prefix("---\n").and_then(|s| s.split_once("\n---\n")).map_or("", |(f, _)| f);
        let value = |key: &str| {
            front.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix(": ")).map(str::to_owned)
        };
        let split = |line: &str| {
            let (who, words) = line.split_once(": ").ok_or_else(|| format!("no colon in {line:?}"))?;
            Ok::<_, String>((who.to_owned(), words.to_owned()))
        };
        let mut wanted = Vec::new();
        for line in block(source, "actors").ok_or("no ```actors block")?.lines() {
            let (who, words) = split(line)?;
            let mentions = words.split("; ").map(|w| find(&text, w)).collect::<Result<_, _>>()?;
            wanted.push(Wanted { who, mentions });
        }
        let by_cue = |language: &str| {
            let line = |line: &str| {
                let (cue, who) = split(line)?;
                Ok::<_, String>((find(&text, &cue)?, who))
            };
            block(source, language).unwrap_or("").lines().map(line).collect::<Result<Vec<_>, _>>()
        };
        let speakers = by_cue("speakers")?;
        let addressees = by_cue("addressees")?;
        Ok(Page {
            name: name.to_owned(),
            known_failure: value("known-failure"),
            published: value("published"),
            headline: value("parts").is_some_and(|parts| parts.starts_with("headline")),
            text,
            wanted,
            speakers,
            addressees,
        })
    }

    fn article(&self) -> Article {
        let mut parts = Vec::new();
        let mut start = 0;
        for line in self.text.as_str().split('\n') {
            let end = start + line.chars().count() as u32;
            if end > start {
                let first = parts.is_empty() && self.headline;
                let kind = if first { PartKind::Headline } else { PartKind::Body };
                parts.push(Part { kind, span: Span::new(start, end) });
            }
            start = end + 1;
        }
        Article {
            id: format!("passage:{}", self.name),
            origin: format!("passages/actors/{}.md", self.name),
            url: None,
            outlet: None,
            title: None,
            authors: Vec::new(),
            published: self.published.clone(),
            language: Some("en".to_owned()),
            extraction_confidence: None,
            section: None,
            page: None,
            coded: None,
            text: self.text.clone(),
            parts,
        }
    }

    /// What is wrong with a record, one complaint a line.
    fn compare(&self, record: &Record) -> Vec<String> {
        let mut wrong = Vec::new();
        for wanted in &self.wanted {
            let found: Vec<Option<&Actor>> = wanted.mentions.iter().map(|&m| actor(record, m)).collect();
            for (&mention, actor) in wanted.mentions.iter().zip(&found) {
                let is = actor.map_or("nobody".to_owned(), called);
                if is != wanted.who {
                    wrong.push(format!("  {:?} is {}, not {is}", self.text.slice(mention), wanted.who));
                }
            }
            let ids = found.iter().flatten().map(|a| &a.id);
            if ids.clone().any(|id| Some(id) != ids.clone().next()) {
                wrong.push(format!("  {} is several actors", wanted.who));
            }
        }
        let at = |cue: &Span| record.statements.iter().find(|s| s.cue.iter().any(|c| c.overlaps(*cue)));
        let known = |id: Option<&String>| record.actors.iter().find(|a| Some(&a.id) == id);
        for (cue, who) in &self.speakers {
            let speaker = at(cue).and_then(|s| known(s.speaker.as_ref()));
            let is = speaker.map_or("nobody".to_owned(), called);
            if is != *who {
                wrong.push(format!("  the speaker at {:?} is {who}, not {is}", self.text.slice(*cue)));
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
                None => "nobody".to_owned(),
            };
            if is != *who {
                wrong.push(format!("  the addressee at {:?} is {who}, not {is}", self.text.slice(*cue)));
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

#[test]
fn every_page_names_its_actors() {
    let reader = Reader::embedded().unwrap_or_else(|e| panic!("{e}"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages/actors");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|e| e.expect("it can be read").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 40, "only {} pages", paths.len());
    let mut wrong = Vec::new();
    for path in &paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{name}: {e}"));
        let page = Page::parse(&name, &source).unwrap_or_else(|e| panic!("{name}: {e}"));
        let complaints = page.compare(&reader.read(page.article(), Vec::new()));
        match (&page.known_failure, complaints.is_empty()) {
            (None, false) => wrong.push(format!("{name}\n{}", complaints.join("\n"))),
            (Some(reason), true) => {
                wrong.push(format!("{name}\n  read well: take away `known-failure: {reason}`"))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} pages:\n{}", wrong.len(), paths.len(), wrong.join("\n"));
}
