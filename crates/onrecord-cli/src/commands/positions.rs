//! `onrecord positions`: which side each actor takes on an issue, in the order of time.

use super::find::csv_row;
use super::issues::{self, IssueFlagsError};
use super::table::{Asked, answer, json_line, query_of};
use crate::args::{PositionsFlags, TableFormat};
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use onrecord_archive::positions::{
    Bounds, Carrier, Dating, Evidence, Issue, Position, Positions, Side, Stand,
};
use onrecord_archive::{Query, Sought};
use serde::Serialize;
use std::io::{self, Write};

/// Neither a query nor a file.
#[derive(Debug, thiserror::Error)]
#[error("which issue is not said")]
struct NoIssueError;

impl Hinted for NoIssueError {
    fn hint(&self) -> Option<String> {
        Some("give a query, like 'about:\"peace talks\"', or --issues FILE".to_owned())
    }
}

/// Asks and prints.
pub fn run(flags: &PositionsFlags) -> Exit {
    try_run(flags).unwrap_or_else(|exit| exit)
}

fn try_run(flags: &PositionsFlags) -> Result<Exit, Exit> {
    let query = query_of(&flags.query)?;
    let narrowed = issues::narrowed(query.clone(), &flags.on).map_err(|error| refused(&error))?;
    let mut all = issues::named(&flags.on, narrowed.as_ref()).map_err(|error| refused(&error))?;
    if all.is_empty() {
        let Some(query) = narrowed.filter(|_| query != Query::Everything) else {
            message::usage(&NoIssueError);
            return Err(Exit::Usage);
        };
        all.push(Issue { name: flags.query.join(" "), query, pro: None, con: None });
    }
    let or_all = |n: usize| if n == 0 { usize::MAX } else { n };
    let bounds = Bounds {
        actors: or_all(flags.limit),
        stands: or_all(flags.stands),
        statements: flags.statements,
        copies: flags.on.copies,
    };
    Ok(answer(&flags.archive, |archive, out| {
        let (mut unknown, mut why) = (Vec::new(), Vec::new());
        let mut written = match flags.format {
            TableFormat::Csv => csv_row(out, &COLUMNS),
            _ => Ok(()),
        };
        for issue in &all {
            let mut found = archive.positions(issue, bounds)?;
            unknown.append(&mut found.unknown);
            if found.actors.is_empty() && found.statements == 0 {
                why.extend(archive.why_nothing(&issue.query.to_string(), Sought::Statements)?);
            }
            written = written.and_then(|()| show(out, flags.format, issue, &found));
        }
        unknown.sort();
        unknown.dedup();
        Ok(Asked { written, unknown, why })
    }))
}

/// Tells what is wrong with the issues.
fn refused(error: &IssueFlagsError) -> Exit {
    if error.is_usage() {
        message::usage(error);
        return Exit::Usage;
    }
    message::error(error);
    Exit::NothingRead
}

#[derive(Serialize)]
struct Line<'a> {
    issue: &'a str,
    #[serde(flatten)]
    position: &'a Position,
}

fn show(out: &mut impl Write, format: TableFormat, issue: &Issue, found: &Positions) -> io::Result<()> {
    let name = &issue.name;
    match format {
        TableFormat::Json => {
            found.actors.iter().try_for_each(|position| json_line(out, &Line { issue: name, position }))
        }
        TableFormat::Csv => {
            let rows = found.actors.iter().flat_map(|p| p.stands.iter().map(move |s| (p, s)));
            rows.into_iter().try_for_each(|(p, s)| csv_row(out, &row(name, p, s)))
        }
        TableFormat::Table => {
            writeln!(out, "{}\n", printable(name))?;
            for position in &found.actors {
                out.write_all(printable(&for_reading(position)).as_bytes())?;
            }
            out.write_all(summary(found).as_bytes())
        }
    }
}

/// What was looked at and what was left out.
fn summary(found: &Positions) -> String {
    let mut out =
        format!("{} out of {}", many(found.actors_in_all, "actor"), many(found.statements, "statement"));
    if found.actors.len() < found.actors_in_all {
        out += &format!(", of whom {} are shown: --limit", found.actors.len());
    }
    out += "\n";
    if found.nobody > 0 {
        out += &format!("left out: {} whose speaker is not known\n", many(found.nobody, "statement"));
    }
    if found.more_statements {
        out += "left out: earlier statements; narrow the query, or see --statements\n";
    }
    if found.events_left_out {
        out += "left out: events, of which there are too many; narrow the query, or see --statements\n";
    }
    out
}

const COLUMNS: [&str; 24] = [
    "issue",
    "actor",
    "actor_id",
    "country",
    "stand",
    "side",
    "inferred",
    "because",
    "from",
    "to",
    "dated_by",
    "evidence",
    "act",
    "kind",
    "conditions",
    "hedges",
    "told_by",
    "changes",
    "contradicts",
    "articles",
    "voices",
    "first_outlet",
    "where",
    "words",
];

fn row(issue: &str, p: &Position, s: &Stand) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (evidence, act, kind) = match &s.evidence {
        Evidence::Statement { kind, act, .. } => ("statement", text(act), kind.clone()),
        Evidence::Event { event, status, .. } => ("event", event.clone(), status.clone()),
    };
    let marks = |name: &str| {
        let of = s.marks.iter().filter(|m| m.what.name() == name).map(|m| m.against.to_string());
        of.collect::<Vec<_>>().join(";")
    };
    let places: Vec<String> = s.carriers.iter().map(|c| format!("{}#{}", c.article, c.id)).collect();
    vec![
        issue.to_owned(),
        p.actor.clone(),
        p.key.clone(),
        text(&p.country),
        s.number.to_string(),
        s.side.name().to_owned(),
        s.inferred.to_string(),
        s.because.clone(),
        text(&s.from),
        text(&s.to),
        dating(s).to_owned(),
        evidence.to_owned(),
        act,
        kind,
        s.conditions.join("; "),
        s.hedges.join("; "),
        text(&s.told_by),
        marks("change"),
        marks("contradiction"),
        s.carriers.len().to_string(),
        s.voices.to_string(),
        s.carriers.first().and_then(|c| c.outlet.clone()).unwrap_or_default(),
        places.join(" "),
        on_a_line(&s.words),
    ]
}

fn dating(stand: &Stand) -> &'static str {
    match stand.dated_by {
        Dating::Told => "told",
        Dating::Published => "published",
        Dating::Unknown => "",
    }
}

/// A head line with the counts, and a few lines for each stand.
fn for_reading(p: &Position) -> String {
    let mut head =
        vec![format!("{} for", p.pro), format!("{} against", p.con), format!("{} unclear", p.unclear)];
    head.extend((p.changes > 0).then(|| many(p.changes, "change")));
    head.extend((p.contradictions > 0).then(|| many(p.contradictions, "contradiction")));
    let mut out = format!("{}  ({})\n", p.actor, head.join(", "));
    let left_out = p.pro + p.con + p.unclear - p.stands.len();
    if left_out > 0 {
        out += &format!("  … {left_out} earlier: --stands\n");
    }
    for stand in &p.stands {
        out += &shown(stand);
    }
    out + "\n"
}

/// Carriers that are named.
const NAMED: usize = 3;

fn shown(s: &Stand) -> String {
    let day = match (&s.from, &s.to) {
        (Some(from), Some(to)) if from == to => from.clone(),
        (Some(from), Some(to)) => format!("{from}..{to}"),
        (None, Some(to)) => format!("by {to}"),
        _ => "no date".to_owned(),
    };
    let what = match &s.evidence {
        Evidence::Statement { act, kind, negated, .. } => {
            let not = if *negated { "not " } else { "" };
            format!("{not}{}, {kind}", act.as_deref().unwrap_or("no act"))
        }
        Evidence::Event { event, status, targets, claimed_by } => {
            let whom =
                if targets.is_empty() { String::new() } else { format!(" → {}", targets.join(", ")) };
            let by = if claimed_by.is_empty() {
                String::new()
            } else {
                format!(", claimed by {}", claimed_by.join(", "))
            };
            format!("event {event}{whom}, {status}{by}")
        }
    };
    let side = match (s.side, s.inferred) {
        (Side::Unclear, _) | (_, false) => s.side.name().to_owned(),
        (_, true) => format!("{}?", s.side.name()),
    };
    let mut out = format!("  {:>3}  {day}  {side:<8}  {what}\n       {}\n", s.number, on_a_line(&s.words));
    for condition in &s.conditions {
        out += &format!("       on condition: {}\n", on_a_line(condition));
    }
    if let Some(by) = &s.told_by {
        out += &format!("       as {by} tells it\n");
    }
    out += &format!("       why: {}\n", s.because);
    for mark in &s.marks {
        let likely = if mark.inferred { ", inferred" } else { "" };
        out += &format!(
            "       {} of {}: {}{likely}\n",
            mark.what.name().to_uppercase(),
            mark.against,
            mark.because
        );
    }
    let places: Vec<String> = s.carriers.iter().take(NAMED).map(place).collect();
    let more = s.carriers.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let voices = if s.carriers.len() > 1 { format!(" ({})", many(s.voices, "voice")) } else { String::new() };
    out + &format!("       {}{more}{voices}\n", places.join("; "))
}

fn place(c: &Carrier) -> String {
    let outlet = c.outlet.as_ref().map(|o| format!("{o}, ")).unwrap_or_default();
    format!("{outlet}{}#{}", c.article, c.id)
}

fn many(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
