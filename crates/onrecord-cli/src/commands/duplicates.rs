//! `onrecord duplicates`: the reports of an archive that several articles carry, and whose they are.

use super::table::{Listed, list};
use crate::args::DuplicatesFlags;
use crate::exit::Exit;
use onrecord_archive::duplicates::{Carrier, Evidence, Report};

/// Asks and prints.
pub fn run(flags: &DuplicatesFlags) -> Exit {
    list(&flags.query, &flags.archive, (flags.format, flags.limit), |archive, query, limit| {
        archive.reports(query, flags.carriers.max(2), limit)
    })
}

impl Listed for Report {
    const NAME: (&'static str, &'static str) = ("report", "that several articles carry");
    const COLUMNS: &'static [&'static str] = &[
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

    fn rows(&self) -> Vec<Vec<String>> {
        self.carriers.iter().map(|carrier| row(self, carrier).to_vec()).collect()
    }

    fn for_reading(&self) -> String {
        for_reading(self)
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
