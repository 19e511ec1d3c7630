//! Writing brat standoff.

use super::{CUE, HAS_CUE, HAS_SOURCE, PASSAGE, SOURCE, STATEMENT};
use crate::document::act_name;
use crate::files::{Folder, write};
use crate::written::{code, lines, one_line};
use crate::{Document, ExchangeError, Writer};
use onrecord::acts::Lexicon;
use onrecord::{Span, Text};
use std::fmt::Write as _;
use std::path::Path;

/// Writes a folder of brat standoff.
#[derive(Debug)]
pub struct BratWriter {
    folder: Folder,
}

/// What brat itself has to know of the types. The acts that there are come at its end.
const CONFIGURATION: &str = include_str!("annotation.conf");

fn configuration() -> String {
    let lexicon = Lexicon::embedded().ok();
    let acts = lexicon.iter().flat_map(|l| l.definitions()).map(|d| act_name(d.act));
    format!("{CONFIGURATION}{}\n", acts.collect::<Vec<_>>().join("|"))
}

impl BratWriter {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it cannot be made, or has files in it.
    pub fn create(path: &Path) -> Result<BratWriter, ExchangeError> {
        let folder = Folder::create(path)?;
        write(&path.join("annotation.conf"), configuration().as_bytes())?;
        Ok(BratWriter { folder })
    }
}

impl Writer for BratWriter {
    fn push(&mut self, document: &Document) -> Result<(), ExchangeError> {
        let name = self.folder.next(document)?;
        let file = |ending: &str| self.folder.path.join(format!("{name}.{ending}"));
        write(&file("txt"), document.text.as_str().as_bytes())?;
        write(&file("ann"), annotations(document).as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExchangeError> {
        self.folder.close().map(|()| Vec::new())
    }
}

#[derive(Default)]
struct Ann {
    out: String,
    entities: u32,
    relations: u32,
    attributes: u32,
    notes: u32,
}

/// The standoff file of a document.
pub(super) fn annotations(document: &Document) -> String {
    let mut ann = Ann::default();
    let text = &document.text;
    for mark in &document.marks {
        let kind = if mark.is_statement { STATEMENT } else { PASSAGE };
        let Some(id) = ann.entity(kind, text, &mark.content) else { continue };
        for (role, relation, spans) in [(CUE, HAS_CUE, &mark.cue), (SOURCE, HAS_SOURCE, &mark.source)] {
            if let Some(other) = ann.entity(role, text, spans) {
                ann.relations += 1;
                let _ = writeln!(ann.out, "R{}\t{relation} Arg1:{id} Arg2:{other}", ann.relations);
            }
        }
        if let Some(act) = mark.act {
            ann.attributes += 1;
            let _ = writeln!(ann.out, "A{}\tAct {id} {}", ann.attributes, act_name(act));
        }
        ann.note("Coder", &id, Some(&mark.coder));
        ann.note("Made", &id, mark.made.as_deref());
        ann.note("Id", &id, mark.statement.as_deref());
        ann.note("Certainty", &id, mark.certainty.map(|n| n.to_string()).as_deref());
        if let Some(who) = &mark.speaker {
            ann.note("Speaker", &id, Some(&format!("{}: {}", who.kind.name(), who.name)));
            let facts: Vec<String> =
                who.facts.iter().map(|(field, value)| format!("{field}: {value}")).collect();
            ann.note("Facts", &id, Some(facts.join("; ")).as_deref().filter(|f| !f.is_empty()));
        }
        for one in &mark.codes {
            ann.raw("Code", &id, &code(one));
        }
    }
    ann.out
}

impl Ann {
    /// An entity on the pieces of lines that spans have; none of no words.
    fn entity(&mut self, kind: &str, text: &Text, spans: &[Span]) -> Option<String> {
        let pieces = lines(text, spans);
        if pieces.is_empty() {
            return None;
        }
        self.entities += 1;
        let id = format!("T{}", self.entities);
        let places: Vec<String> = pieces.iter().map(|s| format!("{} {}", s.start, s.end)).collect();
        let words: Vec<&str> = pieces.iter().map(|&s| text.slice(s)).collect();
        let _ = writeln!(self.out, "{id}\t{kind} {}\t{}", places.join(";"), words.join(" "));
        Some(id)
    }

    fn note(&mut self, kind: &str, of: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.raw(kind, of, &one_line(value));
        }
    }

    fn raw(&mut self, kind: &str, of: &str, line: &str) {
        self.notes += 1;
        let _ = writeln!(self.out, "#{}\t{kind} {of}\t{line}", self.notes);
    }
}
