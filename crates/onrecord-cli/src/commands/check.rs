//! `onrecord check`: whether every span of an archive still holds, and what there is in it.

use crate::args::{CheckFlags, CheckFormat};
use crate::commands::print;
use crate::exit::Exit;
use crate::message;
use crate::progress::{Extent, Progress};
use onrecord::dictionary::Dictionary;
use onrecord_archive::{Archive, ArchiveError, Checked};
use std::fmt::Write;
use std::path::Path;

/// Checks, prints the outcome, and ends with success only when nothing is wrong.
pub fn run(flags: &CheckFlags) -> Exit {
    if flags.repair
        && let Err(error) = repair(&flags.archive)
    {
        message::error(&error);
        return Exit::NothingRead;
    }
    let mut progress = Progress::new("versions", Extent::default());
    let checked = Archive::open(&flags.archive).and_then(|archive| archive.check(|_| progress.step(0)));
    progress.finish();
    let checked = match checked {
        Ok(checked) => checked,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let text = match flags.format {
        CheckFormat::Text => text(&checked),
        CheckFormat::Json => {
            let json = serde_json::to_string_pretty(&checked).expect("counts and words are JSON");
            message::escaped(&json) + "\n"
        }
    };
    match print(&text) {
        Exit::AllRead if !checked.clean => Exit::NothingRead,
        exit => exit,
    }
}

fn repair(path: &Path) -> Result<(), ArchiveError> {
    // It is not made where there is none.
    drop(Archive::open(path)?);
    let mut progress = Progress::new("versions", Extent::default());
    let repaired = Archive::open_for_adding(path, Dictionary::embedded())
        .and_then(|mut a| a.repair(|_| progress.step(0)));
    progress.finish();
    let repaired = repaired?;
    message::done(&format!("the rows of {} versions were made anew", repaired.versions));
    for lost in &repaired.lost {
        message::done(&format!("{lost}: its record cannot be read, and nothing could be made of it"));
    }
    Ok(())
}

fn text(checked: &Checked) -> String {
    let c = &checked.counts;
    let mut out = String::new();
    for (name, count) in [
        ("articles", c.articles),
        ("versions", c.versions),
        ("statements", c.statements),
        ("current statements", c.current_statements),
        ("events", c.events),
        ("current events", c.current_events),
        ("actors", c.actors),
        ("outlets", c.outlets),
        ("spans checked", c.spans),
    ] {
        let _ = writeln!(out, "{count:>12} {name}");
    }
    for harm in &checked.harm {
        let at = match (&harm.article, harm.version) {
            (Some(article), Some(version)) => format!("{article} (version {version}): "),
            _ => String::new(),
        };
        let _ = writeln!(out, "harm: {}{}", message::printable(&at), message::printable(&harm.what));
    }
    out += if checked.clean { "nothing is wrong\n" } else { "this archive is damaged\n" };
    out
}
