//! `onrecord duplicates`: the reports of an archive that several articles carry, and whose they are.

use super::find::csv_row;
use super::table::{Asked, ask_archive};
use crate::args::{DuplicatesFlags, TableFormat};
use crate::exit::Exit;
use crate::message::printable;
use onrecord_archive::duplicates::{Carrier, Evidence, Report};
use std::io::{self, Write};

/// Asks and prints.
pub fn run(flags: &DuplicatesFlags) -> Exit {
    ask_archive(&flags.query, &flags.archive, |archive, query, out| {
        // One more than is shown tells whether there are more.
        let limit = (flags.limit > 0).then_some(flags.limit);
        let (mut reports, unknown) = archive.reports(query, flags.carriers.max(2), limit.map(|n| n + 1))?;
        let more = limit.is_some_and(|limit| reports.len() > limit);
        reports.truncate(limit.unwrap_or(usize::MAX));
        Ok(Asked { written: show(out, flags.format, &reports, more), unknown })
    })
}

const COLUMNS: [&str; 13] = [
    "report",
    "voice",
    "evidence",
    "carriers",
    "article",
    "version",
    "outlet",
    "published",
    "title",
    "origin",
    "agency",
    "agency_place",
    "containment",
];

fn show(out: &mut impl Write, format: TableFormat, reports: &[Report], more: bool) -> io::Result<()> {
    match format {
        TableFormat::Json => {
            for report in reports {
                serde_json::to_writer(&mut *out, report)?;
                writeln!(out)?;
            }
            Ok(())
        }
        TableFormat::Csv => {
            csv_row(out, &COLUMNS)?;
            for report in reports {
                for carrier in &report.carriers {
                    csv_row(out, &row(report, carrier))?;
                }
            }
            Ok(())
        }
        TableFormat::Table => {
            for report in reports {
                out.write_all(printable(&for_reading(report)).as_bytes())?;
            }
            let s = if reports.len() == 1 { "" } else { "s" };
            let and_more = if more { ", and there are more: --limit shows them" } else { "" };
            writeln!(out, "{} report{s} that several articles carry{and_more}", reports.len())
        }
    }
}

fn row(report: &Report, carrier: &Carrier) -> [String; 13] {
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        report.report.to_string(),
        or_empty(&report.voice),
        report.evidence.name().to_owned(),
        report.carriers.len().to_string(),
        carrier.article.clone(),
        carrier.version.to_string(),
        or_empty(&carrier.outlet),
        or_empty(&carrier.published),
        or_empty(&carrier.title),
        carrier.origin.to_string(),
        or_empty(&carrier.agency),
        carrier.agency_place.map(|place| place.name().to_owned()).unwrap_or_default(),
        format!("{:.3}", carrier.containment),
    ]
}

fn for_reading(report: &Report) -> String {
    let voice = report.voice.as_deref().unwrap_or("(no outlet is known)");
    let why = match report.evidence {
        Evidence::Outlet => "the agency's own article is among them".to_owned(),
        Evidence::Credit => {
            let words = report.carriers.iter().filter(|c| c.origin).find_map(|c| c.agency_words.as_deref());
            format!("credited: {}", words.unwrap_or(voice))
        }
        Evidence::Earliest => "the earliest".to_owned(),
        Evidence::First => "the first or longest; which one is earlier is not known".to_owned(),
    };
    let mut out = format!("{voice}  {} carriers  ({why})\n", report.carriers.len());
    for carrier in &report.carriers {
        out += &format!(
            "  {} {}  {}  {}\n",
            if carrier.origin { "*" } else { " " },
            carrier.published.as_deref().and_then(|p| p.get(..10)).unwrap_or("no date   "),
            carrier.outlet.as_deref().unwrap_or("no outlet"),
            carrier.article,
        );
    }
    out + "\n"
}
