//! Discourse networks as the flags want them.

use crate::args::{ExportFlags, ExportFormat, NetworkName, NormalizeName};
use crate::commands::find::Nobody;
use crate::commands::issues::{self, IssueFlagsError};
use crate::commands::table::tell_why;
use crate::message::{self, Hinted};
use onrecord_archive::{Archive, ArchiveError, Query, Sought};
use onrecord_lake::network::{Counting, Measure, Network, Normalization, StandsError, by_act};
use std::io::{self, Write};

/// Why there is no network.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    #[error(transparent)]
    Issues(#[from] IssueFlagsError),
    #[error(transparent)]
    Stands(#[from] StandsError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Hinted for NetworkError {
    fn hint(&self) -> Option<String> {
        match self {
            NetworkError::Issues(error) => error.hint(),
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
    let all = issues::named(&flags.on, query)?;
    let counting = Counting { every: flags.every, copies: flags.on.copies };
    let network = Network::gather(archive, &all, &by_act()?, counting)?.at_least(flags.min_statements);
    for name in &network.unknown {
        message::error(&Nobody(name.clone()));
    }
    if network.actors.is_empty() && network.nobody == 0 {
        for issue in &all {
            tell_why(&archive.why_nothing(&issue.query.to_string(), Sought::Statements)?);
        }
    }
    if network.nobody > 0 {
        let s = if network.nobody == 1 { " has" } else { "s have" };
        message::done(&format!("{} statement{s} no known speaker and were left out", network.nobody));
    }
    Ok(network)
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
