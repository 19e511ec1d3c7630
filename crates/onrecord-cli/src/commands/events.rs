//! `onrecord events`: the events of an archive as a table, JSON Lines, CSV or a file of days, or counted.

use super::find::{Nobody, csv_row};
use crate::args::{EventsFlags, EventsFormat};
use crate::commands::write_failed;
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use onrecord_archive::{Archive, EventCount, EventCountBy, Happening, Query, Telling, Who};
use serde_json::{Map, Value, json};
use std::io::{self, BufWriter, Write};

/// Something that events cannot be counted by.
#[derive(Debug, thiserror::Error)]
#[error("events cannot be counted by `{0}`")]
struct CountByError(String);

impl Hinted for CountByError {
    fn hint(&self) -> Option<String> {
        Some(format!("they can by {}", EventCountBy::ALL.map(|(name, _)| name).join(", ")))
    }
}

/// As many as are shown when nothing else is asked for.
const LIMIT: usize = 50;

/// Asks and prints.
pub fn run(flags: &EventsFlags) -> Exit {
    let query = match Query::parse(&flags.query.join(" ")) {
        Ok(query) => query,
        Err(error) => {
            message::usage(&error);
            return Exit::Usage;
        }
    };
    let by = flags.count_by.iter();
    let by = by.map(|name| EventCountBy::parse(name).ok_or_else(|| CountByError(name.clone())));
    let by = match by.collect::<Result<Vec<_>, _>>() {
        Ok(by) => by,
        Err(error) => {
            message::usage(&error);
            return Exit::Usage;
        }
    };
    let (found, unknown) = match Archive::open(&flags.archive).and_then(|archive| archive.events(&query)) {
        Ok(found) => found,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let usual = if flags.format == EventsFormat::Day { 0 } else { LIMIT };
    let limit = match flags.limit.unwrap_or(usual) {
        0 => usize::MAX,
        n => n,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if by.is_empty() {
        show(&mut out, flags.format, &found, limit)
    } else {
        let mut counts = EventCount::of(&found, &by);
        counts.truncate(limit);
        show_counts(&mut out, flags.format, &by, &counts)
    };
    let flushed = written.and_then(|()| out.flush());
    for name in unknown {
        message::error(&Nobody(name));
    }
    match flushed {
        Ok(()) => Exit::AllRead,
        Err(error) => write_failed(error),
    }
}

fn show(out: &mut impl Write, format: EventsFormat, found: &[Happening], limit: usize) -> io::Result<()> {
    let shown = found.iter().take(limit);
    match format {
        EventsFormat::Json => {
            for h in shown {
                serde_json::to_writer(&mut *out, h)?;
                writeln!(out)?;
            }
            Ok(())
        }
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

const COLUMNS: [&str; 20] = [
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
];

fn row(h: &Happening) -> Vec<String> {
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string()).unwrap_or_default();
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
        h.conflicts.iter().map(|c| c.about.clone()).collect::<Vec<_>>().join(";"),
    ]
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

const DAY_COLUMNS: [&str; 26] = [
    "event_id",
    "date",
    "date_end",
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
];

/// The file of days: each source with each target, a shared event both ways, the earliest day first.
fn days(out: &mut impl Write, found: &[Happening], limit: usize) -> io::Result<()> {
    csv_row(out, &DAY_COLUMNS)?;
    let mut sorted: Vec<&Happening> = found.iter().collect();
    sorted.sort_by_key(|h| (h.from.or(h.to), h.to, h.id.clone()));
    for h in sorted.into_iter().take(limit) {
        let pairs = h.source.iter().flat_map(|s| h.target.iter().map(move |t| (s, t)));
        let turned = h.target.iter().flat_map(|s| h.source.iter().map(move |t| (s, t)));
        for (source, target) in pairs.chain(turned.filter(|_| h.mutual)) {
            csv_row(out, &day_row(h, source, target))?;
        }
    }
    Ok(())
}

fn day_row(h: &Happening, source: &Who, target: &Who) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let who = |w: &Who| [w.name.clone(), text(&w.key), text(&w.country), text(&w.kind)];
    let tellings: Vec<String> = h.tellings.iter().map(|t| format!("{}#{}", t.article, t.event)).collect();
    let mut row = vec![h.id.clone(), day(h.from.or(h.to)), day(h.to)];
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
        h.conflicts.iter().map(|c| c.about.clone()).collect::<Vec<_>>().join(";"),
        tellings.join(" "),
    ]);
    row
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
        names(&h.source, ", "),
        names(&h.target, ", "),
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

fn show_counts(
    out: &mut impl Write,
    format: EventsFormat,
    by: &[EventCountBy],
    counts: &[EventCount],
) -> io::Result<()> {
    let names: Vec<&str> = by.iter().map(|by| by.name()).collect();
    match format {
        EventsFormat::Json => {
            for count in counts {
                let values = names.iter().zip(&count.values);
                let mut object: Map<String, Value> =
                    values.map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
                object.insert("events".to_owned(), json!(count.events));
                object.insert("origins".to_owned(), json!(count.origins));
                serde_json::to_writer(&mut *out, &object)?;
                writeln!(out)?;
            }
            Ok(())
        }
        EventsFormat::Csv | EventsFormat::Day => {
            csv_row(out, &[&names[..], &["events", "origins"]].concat())?;
            for count in counts {
                let mut row: Vec<String> =
                    count.values.iter().map(|v| v.clone().unwrap_or_default()).collect();
                row.extend([count.events.to_string(), count.origins.to_string()]);
                csv_row(out, &row)?;
            }
            Ok(())
        }
        EventsFormat::Table => {
            for count in counts {
                let values: Vec<String> =
                    count.values.iter().map(|v| printable(v.as_deref().unwrap_or("(not known)"))).collect();
                writeln!(out, "{:>9}  {}", count.events, values.join("  "))?;
            }
            Ok(())
        }
    }
}
