//! `onrecord sayings`: the same statement across articles, and how its wording changed on the way.

use super::find::csv_row;
use super::table::{Asked, ask_archive};
use crate::args::{SayingsFlags, TableFormat};
use crate::exit::Exit;
use crate::message::printable;
use onrecord_archive::sayings::{Carried, Difference, Saying};
use std::io::{self, Write};

/// Asks and prints.
pub fn run(flags: &SayingsFlags) -> Exit {
    ask_archive(&flags.query, &flags.archive, |archive, query, out| {
        // One more than is shown tells whether there are more.
        let limit = (flags.limit > 0).then_some(flags.limit);
        let (mut sayings, unknown) = archive.sayings(query, limit.map(|n| n + 1))?;
        let more = limit.is_some_and(|limit| sayings.len() > limit);
        sayings.truncate(limit.unwrap_or(usize::MAX));
        Ok(Asked { written: show(out, flags.format, &sayings, more), unknown })
    })
}

const COLUMNS: [&str; 15] = [
    "saying",
    "articles",
    "voices",
    "words",
    "article",
    "statement",
    "outlet",
    "voice",
    "duplicate",
    "published",
    "speaker",
    "kind",
    "sameness",
    "content",
    "differences",
];

fn show(out: &mut impl Write, format: TableFormat, sayings: &[Saying], more: bool) -> io::Result<()> {
    match format {
        TableFormat::Json => {
            for saying in sayings {
                serde_json::to_writer(&mut *out, saying)?;
                writeln!(out)?;
            }
            Ok(())
        }
        TableFormat::Csv => {
            csv_row(out, &COLUMNS)?;
            for saying in sayings {
                for carried in &saying.carried {
                    csv_row(out, &row(saying, carried))?;
                }
            }
            Ok(())
        }
        TableFormat::Table => {
            for saying in sayings {
                out.write_all(printable(&for_reading(saying)).as_bytes())?;
            }
            let s = if sayings.len() == 1 { "" } else { "s" };
            let and_more = if more { ", and there are more: --limit shows them" } else { "" };
            writeln!(out, "{} saying{s} that several articles have{and_more}", sayings.len())
        }
    }
}

fn row(saying: &Saying, carried: &Carried) -> [String; 15] {
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        saying.saying.to_string(),
        saying.articles.to_string(),
        saying.voices.to_string(),
        saying.words.clone(),
        carried.article.clone(),
        carried.statement.clone(),
        or_empty(&carried.outlet),
        or_empty(&carried.voice),
        carried.duplicate.to_string(),
        or_empty(&carried.published),
        or_empty(&carried.speaker),
        carried.kind.clone(),
        carried.sameness.name().to_owned(),
        carried.content.clone(),
        marked(&carried.differences),
    ]
}

/// Words that were left out as `[-…-]`, words that were put in as `{+…+}`: the marks of `git diff --word-diff`.
fn marked(differences: &[Difference]) -> String {
    let marked = differences.iter().map(|d| match d.what {
        "out" => format!("[-{}-]", d.words),
        "in" => format!("{{+{}+}}", d.words),
        _ => d.words.clone(),
    });
    marked.collect::<Vec<_>>().join(" ")
}

fn for_reading(saying: &Saying) -> String {
    let plural = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let mut out = format!(
        "{}  {}, {}  (saying:{})\n    {}\n",
        saying.speaker.as_deref().unwrap_or("(nobody is named)"),
        plural(saying.articles, "article"),
        plural(saying.voices, "voice"),
        saying.saying,
        on_a_line(&saying.words),
    );
    for carried in &saying.carried {
        let of = match &carried.voice {
            Some(voice) if carried.duplicate => format!(" ({voice}’s report)"),
            _ => String::new(),
        };
        let differs = match carried.differences.is_empty() {
            true if carried.content == saying.words => String::new(),
            true => format!(": {}", on_a_line(&carried.content)),
            false => format!(": {}", on_a_line(&marked(&carried.differences))),
        };
        out += &format!(
            "  {}  {}{of}  {} · {}{differs}\n      {}#{}\n",
            carried.published.as_deref().and_then(|p| p.get(..10)).unwrap_or("no date   "),
            carried.outlet.as_deref().unwrap_or("no outlet"),
            carried.kind,
            carried.sameness.name(),
            carried.article,
            carried.statement,
        );
    }
    out + "\n"
}

fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
