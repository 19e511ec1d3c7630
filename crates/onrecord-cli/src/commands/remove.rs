//! `onrecord remove`: articles taken out, with what goes with them told first.

use super::corrections::{Failed, ended, given, open};
use crate::args::RemoveFlags;
use crate::commands::add::now;
use crate::commands::print;
use crate::exit::Exit;
use crate::message::{self, printable};
use onrecord_archive::corrections::By;
use onrecord_archive::{Archive, Query, Removal};
use std::io::{self, BufRead, IsTerminal, Write};

/// Articles that are told one by one; the rest are counted.
const TOLD: usize = 20;

/// Removes.
pub fn run(flags: &RemoveFlags) -> Exit {
    if flags.log {
        return match Archive::open(&flags.archive).and_then(|archive| archive.removals()) {
            Ok(all) => {
                let line = |one: &onrecord_archive::Removed| {
                    format!("{}  {}  {}\n", one.at, one.person, told(&one.removal))
                };
                print(&printable(&all.iter().map(line).collect::<String>()))
            }
            Err(error) => ended(Err(error.into())),
        };
    }
    ended(remove(flags))
}

fn remove(flags: &RemoveFlags) -> Result<(), Failed> {
    let mut archive = open(&flags.archive)?;
    let mut wanted = flags.addresses.clone();
    if let Some(asked) = &flags.query {
        let query = match Query::parse(asked) {
            Ok(query) => query,
            Err(error) => {
                return given(
                    format!("the query cannot be understood: {error}"),
                    "docs/query.md tells how to ask",
                );
            }
        };
        let (found, unknown) = archive.articles_with(&query)?;
        if found.is_empty() {
            let who = if unknown.is_empty() {
                String::new()
            } else {
                format!(" ({} is nobody here)", unknown.join(", "))
            };
            message::done(&format!("no article has a statement that this finds{who}; nothing was removed"));
            return Ok(());
        }
        wanted.extend(found);
    }
    let addresses: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let going = archive.removal(&addresses)?;
    for one in going.iter().take(TOLD) {
        message::done(&told(one));
    }
    if going.len() > TOLD {
        message::done(&format!("and {} more", going.len() - TOLD));
    }
    if going.len() > 1 {
        message::done(&told(&sum(&going)));
    }
    if flags.dry_run {
        return Ok(());
    }
    if !flags.yes && !asked(going.len())? {
        message::done("nothing was removed");
        return Ok(());
    }
    let gone =
        archive.remove(&addresses, By { person: flags.person.as_deref().unwrap_or_default(), at: &now() })?;
    message::done(&format!("removed: {}", counted(gone.len() as u64, "article")));
    Ok(())
}

/// Whether the user wants it, who has to be there.
fn asked(articles: usize) -> Result<bool, Failed> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return given(
            "nothing was removed: there is no terminal to ask on",
            "give --yes to remove without being asked, or --dry-run to see what would go",
        );
    }
    let mut stderr = io::stderr().lock();
    let these = if articles == 1 { "it" } else { "them" };
    // Standard error may be closed, and then nobody answers.
    let _ = write!(stderr, "This cannot be undone. Remove {these}? [y/N] ");
    let _ = stderr.flush();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn sum(all: &[Removal]) -> Removal {
    let of = |count: fn(&Removal) -> u64| all.iter().map(count).sum();
    Removal {
        address: format!("all {} articles", all.len()),
        versions: of(|r| r.versions),
        statements: of(|r| r.statements),
        events: of(|r| r.events),
        corrections: of(|r| r.corrections),
        codes: of(|r| r.codes),
        sayings: of(|r| r.sayings),
    }
}

fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn told(of: &Removal) -> String {
    let mut said = format!(
        "{}: {}, {}, {}, {}, {}",
        of.address,
        counted(of.versions, "version"),
        counted(of.statements, "statement"),
        counted(of.events, "event"),
        counted(of.corrections, "correction"),
        counted(of.codes, "code"),
    );
    if of.sayings > 0 {
        said += &format!("; {} also in other articles", counted(of.sayings, "statement"));
    }
    said
}
