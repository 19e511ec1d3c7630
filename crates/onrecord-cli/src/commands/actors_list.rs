//! `onrecord actors list`: the actors of an archive.

use crate::args::{ActorsListFlags, TableFormat};
use crate::commands::find::csv_row;
use crate::commands::table::{Asked, answer, json_line};
use crate::exit::Exit;
use crate::message::printable;
use onrecord_archive::{ActorsWanted, ListedActor};
use std::io::Write;

/// Lists them.
pub fn run(flags: &ActorsListFlags) -> Exit {
    let limit = if flags.limit == 0 { usize::MAX } else { flags.limit };
    answer(&flags.archive, |archive, out| {
        let name = Some(flags.name.join(" ")).filter(|name| !name.trim().is_empty());
        let wanted = ActorsWanted {
            name: name.as_deref(),
            named: flags.named,
            order: flags.order.into(),
            skip: flags.skip,
            limit,
        };
        let (found, all) = archive.actors(&wanted)?;
        let unknown = name.into_iter().filter(|_| all == 0).collect();
        let written = match flags.format {
            TableFormat::Json => found.iter().try_for_each(|actor| json_line(out, actor)),
            TableFormat::Csv => csv_row(out, &LISTED)
                .and_then(|()| found.iter().try_for_each(|actor| csv_row(out, &listed_row(actor)))),
            TableFormat::Table => {
                let more = if found.len() < all - flags.skip.min(all) {
                    format!(", of which {} are shown: --limit", found.len())
                } else {
                    String::new()
                };
                let s = if all == 1 { "" } else { "s" };
                let lines = found.iter().try_for_each(|a| out.write_all(printable(&listed(a)).as_bytes()));
                lines.and_then(|()| writeln!(out, "{all} actor{s}{more}"))
            }
        };
        Ok(Asked { written, unknown, why: Vec::new() })
    })
}

const LISTED: [&str; 11] = [
    "actor",
    "id",
    "kind",
    "country",
    "tied_by",
    "statements",
    "articles",
    "merged",
    "aliases",
    "first",
    "last",
];

fn listed_row(a: &ListedActor) -> Vec<String> {
    vec![
        a.name.clone(),
        a.key.clone(),
        a.kind.clone(),
        a.country.clone().unwrap_or_default(),
        a.tied_by.clone(),
        a.statements.to_string(),
        a.articles.to_string(),
        a.merged.to_string(),
        a.aliases.join("; "),
        a.first.clone().unwrap_or_default(),
        a.last.clone().unwrap_or_default(),
    ]
}

fn listed(a: &ListedActor) -> String {
    let many = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let country = a.country.as_ref().map(|c| format!(", {c}")).unwrap_or_default();
    let days = match (&a.first, &a.last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(day), _) => format!(", {day}"),
        _ => String::new(),
    };
    let merged = if a.merged > 0 { format!(", {} merged into it", a.merged) } else { String::new() };
    let also =
        if a.aliases.is_empty() { String::new() } else { format!("    also {}\n", a.aliases.join(", ")) };
    format!(
        "{}  ({}{country}; {}, {}{days})\n{also}    tied by {}{merged}  {}\n",
        a.name,
        a.kind,
        many(a.statements, "statement"),
        many(a.articles, "article"),
        a.tied_by,
        a.key
    )
}
