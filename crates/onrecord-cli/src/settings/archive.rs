//! What `onrecord add` needs to know.

use super::{Model, UsageError, fetch_policy, files, follow, hints, mapping, threads};
use crate::args::AddFlags;
#[cfg(feature = "export")]
use crate::commands::to_parquet::parquet_among;
#[cfg(not(feature = "export"))]
use crate::features::LeftOut;
use crate::input::web_address;
use onrecord::dictionary::Policy;
use onrecord_exchange::{Format, qda};
use onrecord_fetch::{Policy as FetchPolicy, Start};
use onrecord_intake::{Declared, Hints, Mapping, Metadata, Wanted};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Everything `onrecord add` needs to know.
#[derive(Debug)]
pub struct AddSettings {
    /// Files and folders to add, in order.
    pub wanted: Vec<Wanted>,
    /// Addresses to add, and feeds to follow.
    pub starts: Vec<Start>,
    /// How to behave on the web.
    pub fetch: FetchPolicy,
    /// Dictionaries of actors to load beside the one built in.
    pub actors: Vec<PathBuf>,
    /// What happens to one that has bad lines.
    pub policy: Policy,
    /// Where it goes.
    pub target: Target,
    /// Parquet files with records, to be loaded after the others.
    pub parquet: Vec<PathBuf>,
    /// Files and folders of tools for coding, to be taken in after the others.
    pub exchange: Vec<(Format, PathBuf)>,
    /// Whose codes are those that such a file has without a name.
    pub person: Option<String>,
    /// Who puts right what is told of articles that are there already; nobody does if none.
    pub update: Option<String>,
    /// What the fields of JSON are.
    pub mapping: Mapping,
    /// What the user says that the files are.
    pub from: Declared,
    /// What a table says of the files.
    pub metadata: Metadata,
    /// Which share of the articles.
    pub shard: Option<Shard>,
    /// Whether to print what was added.
    pub list: bool,
    /// What the user knows better than the articles do.
    pub hints: Hints,
    /// Articles read at the same time.
    pub threads: NonZeroUsize,
    /// The reader model.
    pub model: Model,
}

/// Where articles go.
#[derive(Debug)]
pub enum Target {
    /// Into an archive.
    Archive(PathBuf),
    /// Into a folder of Parquet files.
    #[cfg(feature = "export")]
    Parquet(PathBuf),
}

/// One of several shares, told by the articles' own bytes so that it does not depend on which files lie beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    fn parse(given: &str) -> Option<Shard> {
        let (number, of) = given.split_once('/')?;
        let (number, of) = (number.trim().parse().ok()?, of.trim().parse().ok()?);
        (1..=of).contains(&number).then_some(Shard { number, of })
    }

    /// Its name in the names of files.
    pub fn name(self) -> String {
        format!("{}of{}", self.number, self.of)
    }

    /// Whether an article with this hash belongs to it.
    pub fn has(self, hash: &[u8; 32]) -> bool {
        let first: [u8; 8] = std::array::from_fn(|n| hash[n]);
        u64::from_be_bytes(first) % self.of == self.number - 1
    }
}

impl AddSettings {
    /// Checks the flags against each other and against the machine.
    pub fn from_flags(flags: AddFlags) -> Result<Self, UsageError> {
        let (mut wanted, mut starts) = (Vec::new(), Vec::new());
        for given in flags.inputs {
            match web_address(&given) {
                Some(url) => starts.push(Start { url, ..Start::default() }),
                None if given == "-" => wanted.push(Wanted::Standard),
                None => wanted.push(Wanted::Path(given.into())),
            }
        }
        if let Some(file) = &flags.follow {
            starts.extend(follow::starts(file)?);
        }
        let standard = wanted.iter().filter(|w| matches!(w, Wanted::Standard)).count();
        if standard > 1 {
            return Err(UsageError::StandardInputTwice(standard));
        }
        let codebook = |w: &&Wanted| matches!(w, Wanted::Path(path) if qda::is_codebook(path));
        if let Some(Wanted::Path(path)) = wanted.iter().find(codebook) {
            return Err(UsageError::Codebook(path.clone()));
        }
        let exchange = if flags.archive.is_some() { exchange_among(&mut wanted) } else { Vec::new() };
        let person = flags.person.map(|p| p.trim().to_owned()).filter(|p| !p.is_empty());
        if let (Some((_, path)), None) = (exchange.first(), &person) {
            return Err(UsageError::NoPerson(path.clone()));
        }
        let update = match (flags.update, &person) {
            (true, None) => return Err(UsageError::NobodyUpdates),
            (true, person) => person.clone(),
            (false, _) => None,
        };
        let (target, parquet) = match (flags.to_parquet, flags.archive) {
            (Some(_), _) if !starts.is_empty() => return Err(UsageError::ParquetOfAddresses),
            #[cfg(not(feature = "export"))]
            (Some(_), _) => return Err(LeftOut::of("--to-parquet", "export").into()),
            #[cfg(feature = "export")]
            (Some(folder), _) => (Target::Parquet(folder), Vec::new()),
            (None, Some(archive)) => (Target::Archive(archive), parquet_among(&mut wanted)),
            (None, None) => return Err(UsageError::NoTarget),
        };
        let mapping = mapping(&flags.fields)?;
        let (from, metadata) = files(&flags.hints, &mapping)?;
        Ok(AddSettings {
            from,
            metadata,
            wanted,
            starts,
            fetch: fetch_policy(flags.fetch)?,
            actors: flags.actors,
            policy: if flags.lenient { Policy::Lenient } else { Policy::Strict },
            target,
            parquet,
            exchange,
            person,
            update,
            mapping,
            shard: flags
                .shard
                .map(|given| Shard::parse(&given).ok_or(UsageError::Shard(given)))
                .transpose()?,
            list: flags.list,
            hints: hints(flags.hints)?,
            threads: threads(flags.threads)?,
            model: Model::parse(flags.model)?,
        })
    }
}

/// Takes the files of tools for coding out of what is wanted, and folders of nothing but such.
fn exchange_among(wanted: &mut Vec<Wanted>) -> Vec<(Format, PathBuf)> {
    let mut files = Vec::new();
    wanted.retain(|one| {
        let Wanted::Path(path) = one else { return true };
        let found = onrecord_exchange::recognise(path);
        files.extend(found.map(|format| (format, path.clone())));
        found.is_none()
    });
    files
}

/// Without what reads Parquet, such files are left with the others, and told for what they are.
#[cfg(not(feature = "export"))]
fn parquet_among(_: &mut Vec<Wanted>) -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_belongs_to_exactly_one_share() {
        let shares: Vec<Shard> = (1..=3).map(|n| Shard::parse(&format!("{n}/3")).unwrap()).collect();
        for n in 0..=255 {
            assert_eq!(shares.iter().filter(|s| s.has(&[n; 32])).count(), 1);
        }
        for bad in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert_eq!(Shard::parse(bad), None, "{bad}");
        }
    }
}
