//! Files of the tools that people code texts with.

use super::network::NetworkError;
use super::{ExportError, through};
use crate::args::{ExportFlags, ExportFormat};
use crate::commands::add::now;
use crate::commands::find::Nobody;
use crate::commands::issues;
use crate::message;
use onrecord_archive::{Archive, Query, Stored};
use onrecord_exchange::{About, Code, Format, out, writer};
use onrecord_lake::network::{Stand, by_act, each_on};
use std::collections::HashMap;
use std::path::Path;

/// The format as the crate for it has it; none of the others.
pub fn format(given: ExportFormat) -> Option<Format> {
    Some(match given {
        ExportFormat::Dna => Format::Dna,
        ExportFormat::Qdpx => Format::Qda,
        ExportFormat::Brat => Format::Brat,
        ExportFormat::Xmi => Format::Uima,
        ExportFormat::Webanno => Format::Tsv,
        // Each is named, so that a new format has to say here which it is.
        ExportFormat::Parquet
        | ExportFormat::Csv
        | ExportFormat::Jsonl
        | ExportFormat::Graphml
        | ExportFormat::Gexf
        | ExportFormat::Annotations => return None,
    })
}

/// By address and statement, the issues that it takes a side on.
type Concepts = HashMap<String, HashMap<String, Vec<Code>>>;

/// Writes what the flags want.
pub fn write(
    archive: &Archive,
    flags: &ExportFlags,
    query: Option<&Query>,
    format: Format,
    path: &Path,
) -> Result<(), ExportError> {
    let name =
        flags.archive.file_stem().map_or_else(|| "news".into(), |name| name.to_string_lossy().into_owned());
    // Before the long work: whatever cannot be written is told at once.
    let mut to = writer(format, path, About { name, made: now() })?;
    let concepts = concepts(archive, flags, query)?;
    let facts = archive.speakers()?;
    let none = HashMap::new();
    let (mut articles, mut marks) = (0, 0);
    through(archive, query, flags.all_versions, &mut |stored: Stored| {
        let concepts = concepts.get(&stored.address).unwrap_or(&none);
        let document = out::document(archive, &stored, &facts, concepts)?;
        articles += 1;
        marks += document.marks.len();
        Ok(to.push(&document)?)
    })?;
    for note in to.finish()? {
        message::done(&note);
    }
    let s = if articles == 1 { "" } else { "s" };
    message::done(&format!("{articles} article{s} with {marks} statements and codes"));
    if format == Format::Dna {
        message::done(&format!("the password in DNA is: {}", onrecord_exchange::dna::PASSWORD));
    }
    Ok(())
}

/// The sides that statements take on the issues.
fn concepts(archive: &Archive, flags: &ExportFlags, query: Option<&Query>) -> Result<Concepts, ExportError> {
    let mut all = Concepts::new();
    let stands = by_act().map_err(NetworkError::from)?;
    for issue in issues::named(&flags.on, query).map_err(NetworkError::from)? {
        let unknown = each_on(archive, &issue, &stands, |stored, stand| {
            for &place in stored.wanted.iter().flatten() {
                let statement = stored.record.statements.get(place as usize);
                let Some((statement, stand)) = statement.zip(stand(place)) else { continue };
                let of =
                    all.entry(stored.address.clone()).or_default().entry(statement.id.clone()).or_default();
                of.push(Code::concept(issue.name.clone(), stand == Stand::For));
            }
        })?;
        for name in unknown {
            message::error(&Nobody(name));
        }
    }
    Ok(all)
}
