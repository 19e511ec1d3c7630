//! `onrecord reread`: the articles of an archive read again, with the corrections tied to the new reading.

use crate::args::RereadFlags;
use crate::commands::read::load;
use crate::exit::Exit;
use crate::message::{self, Hinted};
use crate::progress::{Extent, Progress};
use crate::settings::Model;
use onrecord::dictionary::Dictionary;
use onrecord::{Article, Reader};
use onrecord_archive::corrections::{State, Which};
use onrecord_archive::{Archive, ArchiveError};

/// Articles between two commits.
const BATCH: usize = 64;

/// Corrections whose words no statement of the new reading has.
#[derive(Debug, thiserror::Error)]
#[error("{0} corrections wait: no statement of the new reading stands on the words they were made on")]
struct Waiting(usize);

impl Hinted for Waiting {
    fn hint(&self) -> Option<String> {
        Some("`onrecord corrections list` shows them".to_owned())
    }
}

/// There is nothing to be read again at an address.
#[derive(Debug, thiserror::Error)]
#[error("no article of this archive has the address {0}")]
struct NoArticle(String);

impl Hinted for NoArticle {
    fn hint(&self) -> Option<String> {
        Some("`onrecord find` shows the address of each statement before the #".to_owned())
    }
}

/// Reads again.
pub fn run(flags: &RereadFlags) -> Exit {
    let model = match Model::parse(flags.model.clone()) {
        Ok(model) => model,
        Err(error) => {
            message::usage(&error);
            return Exit::Usage;
        }
    };
    let reader = match load(&model) {
        Ok(reader) => reader,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    match reread(flags, &reader, &model.reader_name()) {
        Ok((read, lacking, waiting)) => {
            message::done(&format!("{read} articles read again"));
            if waiting > 0 {
                message::warning(&Waiting(waiting));
            }
            Exit::of_run(read, lacking)
        }
        Err(error) => {
            message::error(&error);
            Exit::NothingRead
        }
    }
}

fn reread(flags: &RereadFlags, reader: &Reader, name: &str) -> Result<(usize, usize, usize), ArchiveError> {
    // Looked at first, so that none is made where there is none.
    match Archive::open(&flags.archive) {
        Ok(_) | Err(ArchiveError::Older { .. }) => {}
        Err(error) => return Err(error),
    }
    let mut archive = Archive::open_for_adding(&flags.archive, Dictionary::embedded())?;
    let wanted = match flags.article.as_slice() {
        [] => archive.read_by_others(if flags.all { "" } else { name })?,
        some => some.to_vec(),
    };
    let mut lacking = 0;
    let mut progress = Progress::new("articles", Extent::default());
    for some in wanted.chunks(BATCH) {
        let mut read = Vec::with_capacity(some.len());
        for address in some {
            let Some(old) = archive.to_read(address)? else {
                progress.failed(|| message::error(&NoArticle(address.clone())));
                lacking += 1;
                continue;
            };
            let article: Article = old.record.article;
            let mut record = reader.read(article, old.record.notes);
            // Those that the reading makes are there twice now; those of the intake only once.
            let mut seen = Vec::new();
            record.notes.retain(|note| {
                let new = !seen.contains(note);
                seen.push(note.clone());
                new
            });
            progress.step_over(&record.article);
            read.push((address, record));
        }
        let batch = archive.batch()?;
        for (address, record) in &read {
            batch.read_again(address, record, name)?;
        }
        batch.commit()?;
    }
    progress.finish();
    archive.tidy()?;
    let all = archive.corrections(Which::default())?;
    Ok((wanted.len() - lacking, lacking, all.iter().filter(|c| c.state == State::Waits).count()))
}
