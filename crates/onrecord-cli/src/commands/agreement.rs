//! `onrecord agreement` and `settle`: how far coders agree, and what is right where they differ.

use super::coding::{Failed, by, ended, unit};
use super::find::csv_row;
use super::table::{Asked, answer, json_line, query_of};
use crate::args::{AgreementFlags, SettleFlags, TableFormat};
use crate::exit::Exit;
use crate::message::{self, printable};
use onrecord_archive::coding::{Agreement, CodingError, Difference, Unit};
use onrecord_archive::{Archive, ArchiveError};
use std::io::{self, Write};

/// `agreement`.
pub fn run(flags: &AgreementFlags) -> Exit {
    let query = match query_of(&flags.query) {
        Ok(query) => query,
        Err(exit) => return exit,
    };
    let mut wrong = None;
    let exit = answer(&flags.archive, |archive, out| {
        let coders = coders(archive, &flags.coders)?;
        if coders.len() < 2 {
            wrong = Some(Failed::Given {
                what: format!("{} have coded in this archive, and agreement is of two or more", coders.len()),
                hint: "name them: --coder Ana --coder Ben",
            });
            return Ok(Asked { written: Ok(()), unknown: Vec::new(), why: Vec::new() });
        }
        let asked = match flags.differences {
            true => archive.differences(&coders, &query).map(|all| differences(out, &all, flags.format)),
            false => archive.agreement(&coders, &query).map(|all| figures(out, &all, &coders, flags.format)),
        };
        match asked {
            Ok(written) => Ok(Asked { written, unknown: Vec::new(), why: Vec::new() }),
            Err(CodingError::Archive(error)) => Err(error),
            Err(error) => {
                wrong = Some(error.into());
                Ok(Asked { written: Ok(()), unknown: Vec::new(), why: Vec::new() })
            }
        }
    });
    match wrong {
        Some(error) => ended(Err(error)),
        None => exit,
    }
}

fn coders(archive: &Archive, given: &[String]) -> Result<Vec<String>, ArchiveError> {
    if !given.is_empty() {
        return Ok(given.to_vec());
    }
    let entered: Vec<String> = archive.coders()?.into_iter().map(|c| c.name).collect();
    if entered.len() > 1 { Ok(entered) } else { archive.correctors() }
}

fn figure(alpha: Option<f64>) -> String {
    alpha.map_or_else(|| "-".to_owned(), |alpha| format!("{alpha:.3}"))
}

fn figures(
    out: &mut impl Write,
    all: &[Agreement],
    coders: &[String],
    format: TableFormat,
) -> io::Result<()> {
    const COLUMNS: [&str; 7] = ["variable", "level", "units", "same", "alpha", "low", "high"];
    match format {
        TableFormat::Csv => csv_row(out, &COLUMNS)?,
        TableFormat::Table => {
            writeln!(out, "{}", printable(&coders.join(", ")))?;
            writeln!(out, "{:<32} {:>6} {:>6} {:>7}  95 of 100 samples", "", "units", "same", "alpha")?;
        }
        TableFormat::Json => {}
    }
    for a in all {
        let level = serde_json::to_value(a.level)?.as_str().unwrap_or_default().to_owned();
        match format {
            TableFormat::Json => json_line(out, a)?,
            TableFormat::Csv => {
                let exact = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
                let row = [
                    a.variable.clone(),
                    level,
                    a.units.to_string(),
                    a.same.to_string(),
                    exact(a.alpha),
                    exact(a.low),
                    exact(a.high),
                ];
                csv_row(out, &row)?;
            }
            TableFormat::Table => {
                let between = match (a.low, a.high) {
                    (Some(low), Some(high)) => format!("{low:.3} to {high:.3}"),
                    _ => String::new(),
                };
                let level = if level == "nominal" { String::new() } else { format!(" ({level})") };
                let name = printable(&format!("{}{level}", a.variable));
                let line =
                    format!("{name:<32} {:>6} {:>6} {:>7}  {between}", a.units, a.same, figure(a.alpha));
                writeln!(out, "{}", line.trim_end())?;
            }
        }
    }
    Ok(())
}

fn differences(out: &mut impl Write, all: &[Difference], format: TableFormat) -> io::Result<()> {
    if format == TableFormat::Csv {
        csv_row(out, &["article", "of", "words", "variable", "coder", "value", "settled"])?;
    }
    for d in all {
        let at = d.of.as_ref().map_or_else(|| d.article.clone(), |of| format!("{}#{of}", d.article));
        match format {
            TableFormat::Json => json_line(out, d)?,
            TableFormat::Csv => {
                for said in &d.said {
                    let row = [
                        &d.article,
                        d.of.as_deref().unwrap_or_default(),
                        &d.words,
                        &d.variable,
                        &said.coder,
                        &said.value,
                        d.settled.as_deref().unwrap_or_default(),
                    ];
                    csv_row(out, &row)?;
                }
            }
            TableFormat::Table => {
                let said: Vec<String> = d.said.iter().map(|s| format!("{}: {}", s.coder, s.value)).collect();
                let settled = d.settled.as_ref().map(|s| format!("  (settled: {s})")).unwrap_or_default();
                writeln!(out, "{}", printable(&format!("{at}  {}", d.words)))?;
                writeln!(out, "    {}", printable(&format!("{}  {}{settled}", d.variable, said.join("; "))))?;
            }
        }
    }
    match format {
        TableFormat::Table => writeln!(
            out,
            "{} differences, {} settled",
            all.len(),
            all.iter().filter(|d| d.settled.is_some()).count()
        ),
        _ => Ok(()),
    }
}

/// `settle`.
pub fn settle(flags: &SettleFlags) -> Exit {
    ended(by(&flags.by, |archive, by| {
        let (article, of) = match unit(&flags.unit) {
            Unit::Statement { article, statement: id } | Unit::Event { article, event: id } => {
                (article, Some(id))
            }
            Unit::Article(article) | Unit::Actor(article) => (article, None),
        };
        let id = archive.settle_difference(article, of, &flags.variable, &flags.coder, by)?;
        message::done(&format!("settled as {} says ({id})", flags.coder));
        Ok(Exit::AllRead)
    }))
}
