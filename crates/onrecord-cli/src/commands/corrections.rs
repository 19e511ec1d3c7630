//! `onrecord corrections` and `onrecord actors merge|split`.

use super::correct::span;
use crate::args::{CorrectionsCommand, MergeFlags, SplitFlags};
use crate::commands::add::now;
use crate::commands::{print, write_failed};
use crate::exit::Exit;
use crate::message::{self, Hinted, escaped, printable};
use onrecord::dictionary::Dictionary;
use onrecord_archive::corrections::{
    By, Change, Correction, CorrectionError, NameError, Named, Recognised, State, Subject, Where, Which,
};
use onrecord_archive::{Archive, ArchiveError};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

/// What was asked for cannot be done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
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

pub(super) fn given<T>(what: impl Into<String>, hint: &'static str) -> Result<T, Failed> {
    Err(Failed::Given { what: what.into(), hint })
}

pub(super) fn open(path: &Path) -> Result<Archive, ArchiveError> {
    // Looked at first: correcting makes no archive where there is none.
    match Archive::open(path) {
        Ok(_) | Err(ArchiveError::Older { .. }) => Archive::open_for_adding(path, Dictionary::embedded()),
        Err(error) => Err(error),
    }
}

pub(super) fn ended(outcome: Result<(), Failed>) -> Exit {
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

/// Lists, undoes, exports or compares.
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
            let at = match (&c.article, c.statement.as_ref().or(c.event.as_ref())) {
                (Some(article), Some(id)) => format!("{article}#{id}"),
                (Some(article), None) => article.clone(),
                _ => "actors".to_owned(),
            };
            let state = match c.state {
                State::Applies => "",
                State::Waits => "  (waits: its words are not in the latest version)",
                State::Undone => "  (undone)",
            };
            let line = format!("{:>5}  {}  {}  {at}  {}{state}", c.id, c.made, c.person, c.change);
            out += &printable(&line);
        }
        out += "\n";
    }
    out
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

/// What is meant by a place that was given. Addresses may have any character.
fn place(given: &str, archive: &Archive) -> Result<Where, Failed> {
    if archive.text(given)?.is_some() {
        return Ok(Where::Article(given.to_owned()));
    }
    let numbered = |id: &str| id.len() > 1 && id[1..].bytes().all(|b| b.is_ascii_digit());
    Ok(match (given.rsplit_once('#'), given.rsplit_once('@')) {
        (Some((article, id)), _) if id.starts_with('s') && numbered(id) => {
            Where::Statement { article: article.to_owned(), statement: id.to_owned() }
        }
        (Some((article, id)), _) if id.starts_with('e') && numbered(id) => {
            Where::Event { article: article.to_owned(), event: id.to_owned() }
        }
        (_, Some((article, words))) => match archive.text(article)? {
            Some(text) => Where::Words { article: article.to_owned(), span: span(words, &text)? },
            None => Where::Article(given.to_owned()),
        },
        _ => Where::Article(given.to_owned()),
    })
}

/// Says that an actor is another one in some articles, or in single places of them.
pub fn split(flags: &SplitFlags) -> Exit {
    ended(try_split(flags))
}

fn try_split(flags: &SplitFlags) -> Result<(), Failed> {
    let mut archive = open(&flags.by.archive)?;
    let from = archive.actor_named(&flags.from, None)?;
    let into = match archive.recognise(&flags.into, None)? {
        // Somebody of the same name is of the same kind.
        Recognised::New(_) => Named::new(&flags.into, from.kind),
        known => known.named(),
    };
    let places: Vec<Where> =
        flags.places.iter().map(|given| place(given, &archive)).collect::<Result<_, _>>()?;
    let made = archive.split_at(&from, &into, &places, By { person: &flags.by.person, at: &now() })?;
    let which = Which { person: Some(flags.by.person.trim()), ..Which::default() };
    for correction in archive.corrections(which)?.iter().rev().filter(|c| made.contains(&c.id)) {
        message::done(&format!("correction {}: {}", correction.id, correction.change));
    }
    Ok(())
}

fn of_actors(archive: &mut Archive, person: &str, change: &Change) -> Result<(), Failed> {
    let id = archive.correct(Subject::Actors, change, By { person, at: &now() })?;
    message::done(&format!("correction {id}: {change}"));
    Ok(())
}
