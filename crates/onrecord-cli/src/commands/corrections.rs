//! `onrecord correct`, `onrecord corrections` and `onrecord actors merge|split`.

use crate::args::{CorrectFlags, CorrectionsCommand, MergeFlags, SplitFlags};
use crate::commands::add::now;
use crate::commands::{print, write_failed};
use crate::exit::Exit;
use crate::message::{self, Hinted, escaped, printable};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::{ActorKind, Record, Span, Text};
use onrecord_archive::corrections::{
    By, Change, Correction, CorrectionError, NameError, Named, State, Subject, Which,
};
use onrecord_archive::{Archive, ArchiveError};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

/// What was asked for cannot be done.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Correction(#[from] CorrectionError),
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("{what}")]
    Given { what: String, hint: &'static str },
}

impl Hinted for Failed {
    fn hint(&self) -> Option<String> {
        match self {
            Failed::Correction(error) => error.hint().map(str::to_owned),
            Failed::Name(error) => error.hint().map(str::to_owned),
            Failed::Archive(error) => error.hint().map(str::to_owned),
            Failed::Given { hint, .. } => Some((*hint).to_owned()),
        }
    }
}

fn given<T>(what: impl Into<String>, hint: &'static str) -> Result<T, Failed> {
    Err(Failed::Given { what: what.into(), hint })
}

pub(super) fn open(path: &Path) -> Result<Archive, ArchiveError> {
    // Looked at first: correcting makes no archive where there is none.
    match Archive::open(path) {
        Ok(_) | Err(ArchiveError::Older { .. }) => Archive::open_for_adding(path, Dictionary::embedded()),
        Err(error) => Err(error),
    }
}

fn ended(outcome: Result<(), Failed>) -> Exit {
    match outcome {
        Ok(()) => Exit::AllRead,
        Err(error @ Failed::Given { .. }) => {
            message::usage(&error);
            Exit::Usage
        }
        Err(error) => {
            message::error(&error);
            Exit::NothingRead
        }
    }
}

/// Makes corrections of one statement, all or none of which are sensible.
pub fn correct(flags: &CorrectFlags) -> Exit {
    ended(try_correct(flags))
}

fn try_correct(flags: &CorrectFlags) -> Result<(), Failed> {
    let (address, statement) = match (flags.missing, flags.statement.rsplit_once('#')) {
        (true, _) => (flags.statement.as_str(), ""),
        (false, Some(parts)) => parts,
        (false, None) => {
            return given(
                format!("{} names no statement", flags.statement),
                "write the article's address, # and the statement's id, as `onrecord find` shows them",
            );
        }
    };
    let mut archive = open(&flags.by.archive)?;
    let Some(record) = archive.read_record(address, None)? else {
        return Err(CorrectionError::NoArticle(address.to_owned()).into());
    };
    let changes = changes(flags, &archive, address, &record)?;
    let at = now();
    let by = By { person: &flags.by.person, at: &at };
    for change in &changes {
        let subject = match flags.missing {
            true => Subject::Article(address),
            false => Subject::Statement { article: address, statement },
        };
        let id = archive.correct(subject, change, by)?;
        message::done(&format!("correction {id}: {}", shown(change)));
    }
    Ok(())
}

fn changes(
    flags: &CorrectFlags,
    archive: &Archive,
    address: &str,
    record: &Record,
) -> Result<Vec<Change>, Failed> {
    let speaker = match flags.speaker.as_deref() {
        None => None,
        Some("nobody") => Some(None),
        Some(name) => match archive.actor_named(name, Some(address)) {
            Ok(named) => Some(Some(named)),
            Err(NameError::Nobody(_)) if !name.trim().is_empty() => {
                Some(Some(Named::new(name, ActorKind::Person)))
            }
            Err(error) => return Err(error.into()),
        },
    };
    let act = flags.act.as_deref().map(act).transpose()?;
    let text = &record.article.text;
    let roles = [&flags.content, &flags.cue, &flags.source].map(|given| spans(given, text));
    let [content, cue, source] = roles;
    let (content, cue, source) = (content?, cue?, source?);
    if flags.missing {
        return Ok(vec![Change::Missing {
            content: content.unwrap_or_default(),
            cue: cue.unwrap_or_default(),
            source: source.unwrap_or_default(),
            speaker: speaker.flatten(),
            act: act.flatten(),
        }]);
    }
    let mut all = Vec::new();
    if flags.not_a_statement || flags.is_a_statement {
        all.push(Change::Statement { is: flags.is_a_statement });
    }
    if content.is_some() || cue.is_some() || source.is_some() {
        all.push(Change::Boundaries { content, cue, source });
    }
    if let Some(speaker) = speaker {
        all.push(Change::Speaker { speaker });
    }
    if let Some(act) = act {
        all.push(Change::Act { act, negated: flags.negated });
    }
    match all.is_empty() {
        true => {
            given("nothing is said of what is right", "give --speaker, --act, --content, --not-a-statement …")
        }
        false => Ok(all),
    }
}

fn act(word: &str) -> Result<Option<Act>, Failed> {
    if word == "none" {
        return Ok(None);
    }
    let value = serde_json::Value::String(word.to_lowercase());
    serde_json::from_value(value).map(Some).or_else(|_| {
        given(format!("there is no act `{word}`"), "lexicon/en/acts lists them; `none` if it cannot be told")
    })
}

/// Where the words of a role stand; none if nothing was given.
fn spans(words: &[String], text: &Text) -> Result<Option<Vec<Span>>, Failed> {
    match words {
        [] => Ok(None),
        [one] if one == "none" => Ok(Some(Vec::new())),
        all => all.iter().map(|one| span(one, text)).collect::<Result<_, _>>().map(Some),
    }
}

fn span(words: &str, text: &Text) -> Result<Span, Failed> {
    let numbers = words.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    if let Some((start, end)) = numbers {
        if start > end {
            return given(format!("{words} runs backwards"), "write START-END in code points");
        }
        return Ok(Span::new(start, end));
    }
    let mut found = text.as_str().match_indices(words);
    match (words.is_empty(), found.next(), found.next()) {
        (false, Some((at, _)), None) => Ok(text.span_of(at..at + words.len())),
        (false, Some(_), Some(_)) => given(
            format!("the words `{words}` stand more than once in the article"),
            "give more of them, or their place as START-END, which `find --format json` shows",
        ),
        _ => given(
            format!("the words `{words}` do not stand in the article"),
            "give them as the article has them, quotation marks included",
        ),
    }
}

/// Lists, undoes or exports.
pub fn corrections(command: &CorrectionsCommand) -> Exit {
    match command {
        CorrectionsCommand::List { archive, person, article, undone, json } => {
            let which = Which {
                person: person.as_deref(),
                article: article.as_deref(),
                undone: *undone,
                ..Which::default()
            };
            match Archive::open(archive).and_then(|archive| archive.corrections(which)) {
                Ok(all) => print(&list(&all, *json)),
                Err(error) => ended(Err(error.into())),
            }
        }
        CorrectionsCommand::Undo { numbers, by } => {
            let mut archive = match open(&by.archive) {
                Ok(archive) => archive,
                Err(error) => return ended(Err(error.into())),
            };
            let at = now();
            let (mut done, mut failed) = (0, 0);
            for &number in numbers {
                match archive.undo(number, By { person: &by.person, at: &at }) {
                    Ok(()) => done += 1,
                    Err(error) => {
                        failed += 1;
                        message::error(&Failed::from(error));
                    }
                }
            }
            Exit::of_run(done, failed)
        }
        CorrectionsCommand::Export { archive } => match Archive::open(archive).map_err(Failed::from) {
            Ok(archive) => export(&archive),
            Err(error) => ended(Err(error)),
        },
    }
}

fn list(all: &[Correction], json: bool) -> String {
    let mut out = String::new();
    for c in all {
        if json {
            out += &escaped(&serde_json::to_string(c).expect("a correction is JSON"));
        } else {
            let at = match (&c.article, &c.statement) {
                (Some(article), Some(statement)) => format!("{article}#{statement}"),
                (Some(article), None) => article.clone(),
                _ => "actors".to_owned(),
            };
            let state = match c.state {
                State::Applies => "",
                State::Waits => "  (waits: its words are not in the latest version)",
                State::Undone => "  (undone)",
            };
            let line = format!("{:>5}  {}  {}  {at}  {}{state}", c.id, c.made, c.person, shown(&c.change));
            out += &printable(&line);
        }
        out += "\n";
    }
    out
}

fn shown(change: &Change) -> String {
    let places = |spans: &Option<Vec<Span>>| {
        let all: Vec<String> = spans.iter().flatten().map(|s| format!("{}-{}", s.start, s.end)).collect();
        if all.is_empty() { "none".to_owned() } else { all.join(",") }
    };
    match change {
        Change::Speaker { speaker } => {
            format!("speaker: {}", speaker.as_ref().map_or("nobody", |s| s.name.as_str()))
        }
        Change::Act { act, negated } => {
            let word = act.map_or("none".to_owned(), |act| format!("{act:?}").to_lowercase());
            format!("act: {}{word}", if *negated { "not " } else { "" })
        }
        Change::Boundaries { content, cue, source } => {
            let roles = [("content", content), ("cue", cue), ("source", source)];
            let said: Vec<String> = roles
                .into_iter()
                .filter(|(_, spans)| spans.is_some())
                .map(|(role, spans)| format!("{role}: {}", places(spans)))
                .collect();
            said.join(", ")
        }
        Change::Statement { is: true } => "it is a statement".to_owned(),
        Change::Statement { is: false } => "it is no statement".to_owned(),
        Change::Missing { content, .. } => format!("missing: {}", places(&Some(content.clone()))),
        Change::Merge { from, into } => format!("{} is {}", from.name, into.name),
        Change::Split { from, into, articles } => {
            format!("{} is {} in {} articles", from.name, into.name, articles.len())
        }
    }
}

fn export(archive: &Archive) -> Exit {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut written: io::Result<()> = Ok(());
    let mut line = |value: serde_json::Result<String>| -> ControlFlow<()> {
        written = value.map_err(io::Error::other).and_then(|line| writeln!(out, "{}", escaped(&line)));
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let read = archive
        .training(|one| line(serde_json::to_string(&one)))
        .and_then(|()| archive.training_actors())
        .map(|all| all.iter().try_for_each(|one| line(serde_json::to_string(one))));
    match (read, written.and_then(|()| out.flush())) {
        (Err(error), _) => ended(Err(error.into())),
        (Ok(_), Err(error)) => write_failed(error),
        (Ok(_), Ok(())) => Exit::AllRead,
    }
}

/// Says that two actors are one.
pub fn merge(flags: &MergeFlags) -> Exit {
    ended((|| {
        let mut archive = open(&flags.by.archive)?;
        let from = archive.actor_named(&flags.from, None)?;
        let into = archive.actor_named(&flags.into, None)?;
        of_actors(&mut archive, &flags.by.person, &Change::Merge { from, into })
    })())
}

/// Says that an actor is another one in some articles.
pub fn split(flags: &SplitFlags) -> Exit {
    ended((|| {
        let mut archive = open(&flags.by.archive)?;
        let from = archive.actor_named(&flags.from, None)?;
        let into = match archive.actor_named(&flags.into, None) {
            Ok(named) => named,
            Err(NameError::Nobody(name)) => Named::new(&name, from.kind),
            Err(error) => return Err(error.into()),
        };
        let articles = flags.articles.clone();
        of_actors(&mut archive, &flags.by.person, &Change::Split { from, into, articles })
    })())
}

fn of_actors(archive: &mut Archive, person: &str, change: &Change) -> Result<(), Failed> {
    let id = archive.correct(Subject::Actors, change, By { person, at: &now() })?;
    message::done(&format!("correction {id}: {}", shown(change)));
    Ok(())
}
