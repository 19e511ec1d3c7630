//! Discourse networks as the flags want them.

use crate::args::{ExportFlags, ExportFormat, NetworkName, NormalizeName};
use crate::commands::find::Nobody;
use crate::commands::issues::IssueFileError;
use crate::message::{self, Hinted};
use onrecord_archive::{Archive, ArchiveError, Query, QueryError};
use onrecord_lake::network::{Counting, Issue, Measure, Network, Normalization, StandsError, by_act};
use std::io::{self, Write};

/// Why there is no network.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    #[error(transparent)]
    File(#[from] IssueFileError),
    #[error("`--issue {0}` is not of the form NAME=QUERY")]
    Form(String),
    #[error("--issue {name}: {error}")]
    Query { name: String, error: QueryError },
    #[error(transparent)]
    Stands(#[from] StandsError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Hinted for NetworkError {
    fn hint(&self) -> Option<String> {
        match self {
            NetworkError::File(error) => error.hint(),
            NetworkError::Form(_) => Some("write it like 'ferry=about:ferry'".to_owned()),
            NetworkError::Query { error, .. } => error.hint().map(str::to_owned),
            NetworkError::Stands(_) => None,
            NetworkError::Archive(error) => error.hint().map(str::to_owned),
        }
    }
}

/// Gathers the network.
pub fn gather(
    archive: &Archive,
    flags: &ExportFlags,
    query: Option<&Query>,
) -> Result<Network, NetworkError> {
    let all = issues(flags, query)?;
    let counting = if flags.every { Counting::Every } else { Counting::OnceAnArticle };
    let network = Network::gather(archive, &all, &by_act()?, counting)?.at_least(flags.min_statements);
    for name in &network.unknown {
        message::error(&Nobody(name.clone()));
    }
    if network.nobody > 0 {
        let s = if network.nobody == 1 { " has" } else { "s have" };
        message::done(&format!("{} statement{s} no known speaker and were left out", network.nobody));
    }
    Ok(network)
}

/// The issues that the flags name, of what the query wants.
pub fn issues(flags: &ExportFlags, query: Option<&Query>) -> Result<Vec<Issue>, NetworkError> {
    let mut all = Vec::new();
    if let Some(path) = &flags.issues {
        all.extend(crate::commands::issues::read(path)?);
    }
    for given in &flags.issue {
        let (name, query) = given.split_once('=').ok_or_else(|| NetworkError::Form(given.clone()))?;
        let query =
            Query::parse(query).map_err(|error| NetworkError::Query { name: name.to_owned(), error })?;
        all.push(Issue { name: name.trim().to_owned(), query, pro: None, con: None });
    }
    if let Some(query) = query {
        for issue in &mut all {
            issue.query = Query::All(vec![issue.query.clone(), query.clone()]);
        }
    }
    Ok(all)
}

/// Writes the network.
pub fn write(network: &Network, flags: &ExportFlags, out: impl Write) -> io::Result<()> {
    let measure = match flags.network {
        NetworkName::TwoMode => None,
        NetworkName::Congruence => Some(Measure::Congruence),
        NetworkName::Conflict => Some(Measure::Conflict),
        NetworkName::Subtract => Some(Measure::Subtract),
    };
    let normalization = match flags.normalize {
        NormalizeName::None => Normalization::None,
        NormalizeName::AverageActivity => Normalization::AverageActivity,
    };
    let between = measure.map(|measure| (measure, normalization));
    match flags.format {
        ExportFormat::Gexf => onrecord_lake::write_gexf(network, between, out),
        _ => onrecord_lake::write_graphml(network, between, out),
    }
}
