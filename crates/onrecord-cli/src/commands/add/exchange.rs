//! What people coded with other tools: the articles that the archive lacks, and then the codes.

use super::places::Places;
use super::{AddError, BATCH, Run, incoming, now};
use crate::message;
use crate::parallel::{self, Panicked};
use crate::settings::AddSettings;
use onrecord::Reader;
use onrecord::budget::Budget;
use onrecord_archive::corrections::By;
use onrecord_archive::{SpeakerRow, SpeakerTable, address};
use onrecord_exchange::{Document, ExchangeError, Format, merge};
use onrecord_intake::{Capture, Hints, Received, parse_published};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

impl Run {
    /// Takes in a file or folder of a tool for coding.
    pub(super) fn take_in(
        &mut self,
        (format, path): (Format, &Path),
        reader: &Reader,
        settings: &AddSettings,
        stopped: &AtomicBool,
        places: &Places,
    ) {
        if self.ended.is_some() {
            return;
        }
        let person = settings.person.clone().unwrap_or_default();
        let stop = || stopped.load(SeqCst);
        let read = match onrecord_exchange::read(format, path, &person, &Budget::of_file(&stop)) {
            Ok(read) => read,
            Err(error) => return self.failed(&error.into()),
        };
        self.tell(path, &read.notes);
        let file = (path, places.of(path));
        let Ok(addresses) = self.addresses((file.0, &file.1), &read.documents, reader, settings, stopped)
        else {
            return;
        };
        let at = now();
        for (document, address) in read.documents.iter().zip(addresses) {
            let Some(address) = address.filter(|_| !stopped.load(SeqCst)) else { continue };
            let by = By { person: &person, at: &at };
            match merge::merge(&mut self.archive, &address, document, format, by) {
                Ok(merged) => {
                    self.sum.corrections += merged.corrections;
                    self.sum.codes += merged.codes;
                    self.tell(path, &merged.notes);
                }
                Err(error) => return self.broken(error),
            }
        }
        if !read.speakers.is_empty()
            && let Err(error) = self.archive.add_speakers(&table(read.speakers))
        {
            self.broken(error.into());
        }
    }

    fn tell(&self, path: &Path, notes: &[String]) {
        for note in notes {
            self.progress.told(|| message::done(&format!("{}: {note}", path.display())));
        }
    }

    /// What cannot go on because the archive cannot.
    fn broken(&mut self, error: ExchangeError) {
        match error {
            ExchangeError::Archive(error) => {
                let _ = self.give_up(&error);
            }
            error => self.failed(&error.into()),
        }
    }

    /// The address of each document in the archive, where those that it lacks are read and added first; none of what
    /// cannot be read.
    fn addresses(
        &mut self,
        file: (&Path, &str),
        documents: &[Document],
        reader: &Reader,
        settings: &AddSettings,
        stopped: &AtomicBool,
    ) -> Result<Vec<Option<String>>, ()> {
        let mut addresses = vec![None; documents.len()];
        let mut lacking = Vec::new();
        for (n, document) in documents.iter().enumerate() {
            match merge::find(&self.archive, document) {
                Ok(Some(address)) => {
                    self.sum.known += 1;
                    addresses[n] = Some(address);
                }
                Ok(None) => lacking.push((n, received(file, n, document))),
                Err(error) => {
                    self.broken(error);
                    return Err(());
                }
            }
        }
        let name = settings.model.reader_name();
        let mut read = Vec::new();
        parallel::in_order(
            lacking.into_iter().take_while(|_| !stopped.load(SeqCst)),
            settings.threads,
            |(_, received)| {
                let taken = received.take(&settings.hints)?;
                Ok::<_, AddError>(Box::new(incoming(reader, &name, received, taken)))
            },
            |(n, received), result| {
                match result {
                    Err(Panicked { message: said }) => {
                        self.failed(&AddError::Bug { origin: received.capture.origin, said });
                    }
                    Ok(Err(error)) => self.failed(&error),
                    Ok(Ok(incoming)) => {
                        let article = &incoming.record.article;
                        read.push((
                            n,
                            address(article.url.as_deref(), incoming.place.as_deref(), &incoming.received),
                        ));
                        self.progress.step_over(&incoming.record.article);
                        self.waiting.push((*incoming, None));
                    }
                }
                if self.waiting.len() >= BATCH { self.commit() } else { ControlFlow::Continue(()) }
            },
        );
        if self.ended.is_some() || !self.waiting.is_empty() && self.commit().is_break() {
            return Err(());
        }
        for (n, address) in read {
            addresses[n] = Some(address);
        }
        Ok(addresses)
    }
}

/// A document as an article to be read. Its text stays what it is, character for character, or codes would not fit it.
fn received((path, place): (&Path, &str), n: usize, document: &Document) -> Received {
    let origin = format!("{}#{}", path.display(), n + 1);
    let capture = Capture {
        origin: origin.clone(),
        bytes: document.text.as_str().as_bytes().to_vec(),
        url: None,
        content_type: Some("text/plain; charset=utf-8".to_owned()),
    };
    let place = format!("{place}#{}", n + 1);
    Received {
        hints: Hints {
            published: document.published.as_deref().and_then(|day| parse_published(day).ok()),
            outlet: document.outlet.clone(),
            language: document.language.clone().filter(|code| code.len() == 2),
            ..Hints::default()
        },
        title: document.title.clone(),
        authors: document.authors.clone(),
        place: Some(document.address.clone().unwrap_or(place)),
        ..Received::new(capture)
    }
}

/// What a file knows of speakers, as a table.
fn table(known: Vec<(String, String, String)>) -> SpeakerTable {
    let mut table = SpeakerTable::default();
    for (name, field, value) in known {
        let field: String = field.split_whitespace().collect::<Vec<_>>().join("_");
        let at = table.fields.iter().position(|f| f.eq_ignore_ascii_case(&field)).unwrap_or_else(|| {
            table.fields.push(field);
            table.fields.len() - 1
        });
        let row = table.rows.iter().position(|r| r.name.as_deref() == Some(&name)).unwrap_or_else(|| {
            table.rows.push(SpeakerRow { name: Some(name), identifier: None, values: Vec::new() });
            table.rows.len() - 1
        });
        let values = &mut table.rows[row].values;
        if values.len() <= at {
            values.resize(at + 1, String::new());
        }
        if values[at].is_empty() {
            values[at] = value;
        }
    }
    table
}
