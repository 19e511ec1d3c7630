//! `onrecord events`: the events of an archive as a table, JSON Lines, CSV or a file of days, or counted.

use super::find::csv_row;
use super::table::{Asked, Tally, answer, counted_by, json_line, query_of, show_counts, why};
use crate::args::{EventsFlags, EventsFormat, TableFormat};
use crate::exit::Exit;
use crate::message::printable;
use onrecord_archive::{EventCount, EventCountBy, Happening, Sought, Telling, Who};
use std::io::{self, Write};

/// As many as are shown when nothing else is asked for.
const LIMIT: usize = 50;

/// Asks and prints.
pub fn run(flags: &EventsFlags) -> Exit {
    try_run(flags).unwrap_or_else(|exit| exit)
}

fn try_run(flags: &EventsFlags) -> Result<Exit, Exit> {
    let query = query_of(&flags.query)?;
    let by = counted_by(&flags.count_by, "events", &EventCountBy::ALL)?;
    let usual = if flags.format == EventsFormat::Day { 0 } else { LIMIT };
    let limit = match flags.limit.unwrap_or(usual) {
        0 => usize::MAX,
        n => n,
    };
    Ok(answer(&flags.archive, |archive, out| {
        let (found, unknown) = archive.events(&query)?;
        let written = if by.is_empty() {
            show(out, flags.format, &found, limit)
        } else {
            let names: Vec<&str> = by.iter().map(|by| by.name()).collect();
            let format = match flags.format {
                EventsFormat::Table => TableFormat::Table,
                EventsFormat::Json => TableFormat::Json,
                EventsFormat::Csv | EventsFormat::Day => TableFormat::Csv,
            };
            let counts = EventCount::of(&found, &by);
            let tallies =
                counts.iter().map(|c| Tally { values: &c.values, numbers: vec![c.events, c.origins] });
            show_counts(out, format, (&names, &["events", "origins"]), tallies.take(limit))
        };
        let why = if found.is_empty() { why(archive, &flags.query, Sought::Events)? } else { Vec::new() };
        Ok(Asked { written, unknown, why })
    }))
}

fn show(out: &mut impl Write, format: EventsFormat, found: &[Happening], limit: usize) -> io::Result<()> {
    let shown = found.iter().take(limit);
    match format {
        EventsFormat::Json => shown.into_iter().try_for_each(|h| json_line(out, h)),
        EventsFormat::Csv => {
            csv_row(out, &COLUMNS)?;
            shown.into_iter().try_for_each(|h| csv_row(out, &row(h)))
        }
        EventsFormat::Day => days(out, found, limit),
        EventsFormat::Table => {
            for h in shown {
                out.write_all(printable(&for_reading(h)).as_bytes())?;
            }
            let s = if found.len() == 1 { "" } else { "s" };
            let more = if found.len() > limit {
                format!(", of which {limit} are shown: --limit")
            } else {
                String::new()
            };
            writeln!(out, "{} event{s}{more}", found.len())
        }
    }
}

const COLUMNS: [&str; 22] = [
    "id",
    "from",
    "to",
    "source",
    "target",
    "mutual",
    "type",
    "quad",
    "cameo",
    "mode",
    "context",
    "place",
    "status",
    "voice",
    "claimed_by",
    "mentions",
    "articles",
    "outlets",
    "origins",
    "conflicts",
    "coder",
    "coded_at",
];

fn row(h: &Happening) -> Vec<String> {
    vec![
        h.id.clone(),
        day(h.from),
        day(h.to),
        names(&h.source, "; "),
        names(&h.target, "; "),
        h.mutual.to_string(),
        h.event_type.name().to_owned(),
        h.quad.name().to_owned(),
        h.cameo.clone(),
        h.mode.clone().unwrap_or_default(),
        h.contexts.join(";"),
        h.place.clone().unwrap_or_default(),
        h.status.name().to_owned(),
        h.voice.name().to_owned(),
        claimants(h),
        h.mentions.to_string(),
        h.articles.to_string(),
        h.outlets.to_string(),
        h.origins.to_string(),
        conflicts(h),
        hand(h).map_or_else(String::new, |(_, coder)| coder.to_owned()),
        hand(h).map_or_else(String::new, |(at, _)| at.to_owned()),
    ]
}

/// When somebody last put a telling of it right, and who.
fn hand(h: &Happening) -> Option<(&str, &str)> {
    h.tellings.iter().filter_map(|t| t.coded_at.as_deref().zip(t.coder.as_deref())).max()
}

fn day(day: Option<jiff::civil::Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

/// What its tellings do not agree in.
fn conflicts(h: &Happening) -> String {
    h.conflicts.iter().map(|c| c.about.as_str()).collect::<Vec<_>>().join(";")
}

fn names(who: &[Who], between: &str) -> String {
    who.iter().map(|w| w.name.as_str()).collect::<Vec<_>>().join(between)
}

/// Who claims it, each once.
fn claimants(h: &Happening) -> String {
    let mut all: Vec<&str> = h.tellings.iter().filter_map(|t| t.claimed_by.as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    all.join("; ")
}

const DAY_COLUMNS: [&str; 29] = [
    "event_id",
    "date",
    "date_end",
    "no_later_than",
    "source",
    "source_id",
    "source_country",
    "source_kind",
    "target",
    "target_id",
    "target_country",
    "target_kind",
    "type",
    "quad",
    "quad_class",
    "cameo_root",
    "mode",
    "context",
    "place",
    "status",
    "voice",
    "claimed_by",
    "mentions",
    "articles",
    "origins",
    "conflicts",
    "tellings",
    "coder",
    "coded_at",
];

/// The file of days: each source with each target, a shared event both ways, the earliest day first.
fn days(out: &mut impl Write, found: &[Happening], limit: usize) -> io::Result<()> {
    csv_row(out, &DAY_COLUMNS)?;
    let mut sorted: Vec<&Happening> = found.iter().collect();
    sorted.sort_by_key(|h| (h.from.or(h.to), h.to, h.id.clone()));
    for h in sorted.into_iter().take(limit) {
        let (sources, targets) = (or_nobody(&h.source), or_nobody(&h.target));
        let pairs = sources.iter().flat_map(|s| targets.iter().map(move |t| (*s, *t)));
        let turned = targets.iter().flat_map(|s| sources.iter().map(move |t| (*s, *t)));
        for (source, target) in pairs.chain(turned.filter(|_| h.mutual)) {
            csv_row(out, &day_row(h, source, target))?;
        }
    }
    Ok(())
}

/// The parties of one side; one that is nobody where the article names none (`eleven people were killed`).
fn or_nobody(parties: &[Who]) -> Vec<Option<&Who>> {
    if parties.is_empty() { vec![None] } else { parties.iter().map(Some).collect() }
}

fn day_row(h: &Happening, source: Option<&Who>, target: Option<&Who>) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let who = |w: Option<&Who>| match w {
        Some(w) => [w.name.clone(), text(&w.key), text(&w.country), text(&w.kind)],
        None => std::array::from_fn(|_| String::new()),
    };
    let tellings: Vec<String> = h.tellings.iter().map(|t| format!("{}#{}", t.article, t.event)).collect();
    // A day that no article tells stays open: that of publication is only the last on which it can have been.
    let end = h.to.filter(|_| h.from.is_some());
    let mut row = vec![h.id.clone(), day(h.from), day(end), day(h.to)];
    row.extend(who(source));
    row.extend(who(target));
    row.extend([
        h.event_type.name().to_owned(),
        h.quad.number().to_string(),
        h.quad.name().to_owned(),
        h.cameo.clone(),
        text(&h.mode),
        h.contexts.join(";"),
        text(&h.place),
        h.status.name().to_owned(),
        h.voice.name().to_owned(),
        claimants(h),
        h.mentions.to_string(),
        h.articles.to_string(),
        h.origins.to_string(),
        conflicts(h),
        tellings.join(" "),
        hand(h).map_or_else(String::new, |(_, coder)| coder.to_owned()),
        hand(h).map_or_else(String::new, |(at, _)| at.to_owned()),
    ]);
    row
}

/// The names of one side for reading.
fn told_of(who: &[Who]) -> String {
    if who.is_empty() { "(not told)".to_owned() } else { names(who, ", ") }
}

/// A head line, how often it is told, what is not agreed, and where it is told.
fn for_reading(h: &Happening) -> String {
    let when = match (h.from, h.to) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from}..{to}"),
        (None, Some(to)) => format!("by {to}"),
        _ => "no date".to_owned(),
    };
    let arrow = if h.mutual { "↔" } else { "→" };
    let mut facts = vec![h.status.name().to_owned()];
    facts.extend(h.mode.clone());
    facts.extend(h.place.as_ref().map(|p| format!("in {p}")));
    if h.voice.name() == "claim" {
        let by = claimants(h);
        facts.push(if by.is_empty() { "claimed".to_owned() } else { format!("claimed by {by}") });
    }
    let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    facts.push(format!("{} of {}", many(h.articles, "article"), many(h.origins, "origin")));
    let mut out = format!(
        "{when}  {}  {} {arrow} {}\n    {}\n",
        h.event_type.name(),
        told_of(&h.source),
        told_of(&h.target),
        facts.join(" · ")
    );
    for conflict in &h.conflicts {
        let sides: Vec<String> =
            conflict.versions.iter().map(|(told, by)| format!("{told} ({})", by.join(", "))).collect();
        out += &format!("    not agreed, {}: {}\n", conflict.about, sides.join(" / "));
    }
    for telling in h.tellings.iter().take(SHOWN) {
        out += &format!("    “{}” · {}\n", told(telling), place(telling));
    }
    if h.tellings.len() > SHOWN {
        out += &format!("    … and {} more\n", h.tellings.len() - SHOWN);
    }
    out + "\n"
}

/// Tellings shown of each event.
const SHOWN: usize = 5;

fn told(telling: &Telling) -> String {
    telling.words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn place(telling: &Telling) -> String {
    let outlet = telling.outlet.as_ref().map(|o| format!("{o}, ")).unwrap_or_default();
    format!("{outlet}{}#{}", telling.article, telling.event)
}
