//! Parliaments' records as XML: TEI as ParlaMint has it, and the record of the German Bundestag.

use super::speech::{Said, Speaker, Turn, Writer};
use super::{Document, Found, Trouble, filled, short};
use crate::input::Input;
use crate::loose::loose_date;
use crate::xml::{Piece, Tag, Xml, root};
use crate::{TEXT_LIMIT, charset};
use onrecord::{Note, PartKind};
use std::collections::HashMap;

/// Whether a file begins as such a record does.
pub(super) fn is_record(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.starts_with(b"<")
        && matches!(root(&String::from_utf8_lossy(head)), Some("TEI" | "dbtplenarprotokoll"))
}

pub(super) fn read(input: &Input) -> Result<Found, Trouble> {
    let decoded = charset::decode(&Input { content_type: None, ..*input })?;
    let mut record = Record::default();
    let mut xml = Xml::new(&decoded.text, input.budget);
    for piece in xml.by_ref() {
        match piece? {
            Piece::Open(tag) => record.open(&tag),
            Piece::Words(words) => record.words(&words),
            Piece::Close(name) => record.close(crate::xml::local(&name)),
        }
    }
    let mut writer = Writer::default();
    if let Some(title) = &record.title {
        writer.add(PartKind::Headline, title);
    }
    record.turns.retain(|turn| !turn.paragraphs.is_empty());
    writer.turns(&record.turns);
    if record.turns.is_empty() {
        return Err(Trouble::Damaged("it holds no turns of speakers that are understood".to_owned()));
    }
    if writer.text.len() as u64 > TEXT_LIMIT {
        return Err(Trouble::TooLong(writer.text.len() as u64));
    }
    let mut notes = decoded.notes;
    notes.extend(xml.breaks_off.map(|why| Note::new(format!("the record breaks off: {why}"))));
    Ok(Found::Document(Document {
        text: writer.text,
        layout: Some(writer.layout),
        title: record.title,
        published: record.day,
        notes,
        ..Document::default()
    }))
}

#[derive(Default)]
struct Record {
    title: Option<String>,
    day: Option<String>,
    /// People by their identifiers.
    people: HashMap<String, Name>,
    person: Option<String>,
    turns: Vec<Turn>,
    /// Names of the elements that are open.
    open: Vec<String>,
    line: String,
    name: Name,
}

#[derive(Default, Clone)]
struct Name {
    first: String,
    last: String,
}

impl Name {
    fn whole(&self) -> Option<String> {
        short(&format!("{} {}", self.first, self.last))
    }
}

impl Record {
    fn inside(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn open(&mut self, tag: &Tag) {
        let local = tag.local();
        match local {
            "dbtplenarprotokoll" => self.day = tag.attribute("sitzung-datum").and_then(loose_date),
            "date" if self.day.is_none() && self.inside("teiHeader") => {
                self.day = tag.attribute("when").and_then(loose_date);
            }
            "person" => self.person = tag.attribute("xml:id").map(str::to_owned),
            // What was said up to here is a paragraph: a remark stands within it.
            "note" | "kinesic" | "vocal" | "incident" | "gap" => self.said(false),
            "u" => {
                let who = tag.attribute("who").unwrap_or_default().trim_start_matches('#').to_owned();
                let known = self.people.get(&who).and_then(Name::whole);
                let speaker = known.or_else(|| spelt(&who)).map_or(Speaker::Unsaid, Speaker::Somebody);
                self.turns.push(Turn { speaker, over: Vec::new(), paragraphs: Vec::new() });
            }
            "redner" => self.name = Name::default(),
            _ => {}
        }
        let inline =
            matches!(local, "hi" | "ref" | "a" | "i" | "b" | "w" | "s" | "redner" | "name" | "num" | "time");
        if local == "pc" {
            self.line.truncate(self.line.trim_end().len());
        } else if !inline || (local == "name" && self.inside("sitzungsverlauf")) {
            self.line.clear();
        }
        self.open.push(local.to_owned());
    }

    fn words(&mut self, words: &str) {
        self.line.push_str(words);
        self.line.push_str(if self.inside("w") || self.inside("pc") { " " } else { "" });
    }

    fn close(&mut self, name: &str) {
        self.open.pop();
        match name {
            "title" if self.inside("titleStmt") && self.title.is_none() => self.title = filled(&self.line),
            "surname" | "forename" if self.person.is_some() => {
                let id = self.person.clone().unwrap_or_default();
                let entry = self.people.entry(id).or_default();
                let part = if name == "surname" { &mut entry.last } else { &mut entry.first };
                if part.is_empty() {
                    *part = short(&self.line).unwrap_or_default();
                }
            }
            "person" => self.person = None,
            "vorname" => self.name.first = filled(&self.line).unwrap_or_default(),
            "nachname" => self.name.last = filled(&self.line).unwrap_or_default(),
            "seg" if self.inside("u") => self.said(false),
            "u" => self.said(false),
            "note" | "desc" | "kommentar" if !self.turns.is_empty() => self.said(true),
            "p" if self.inside("sitzungsverlauf") => {
                let label = filled(&self.line).and_then(|line| line.strip_suffix(':').map(str::to_owned));
                match (label, self.name.whole()) {
                    (Some(label), Some(name)) => {
                        self.begin(name, label);
                        self.name = Name::default();
                    }
                    _ => self.said(false),
                }
            }
            // The president's turns have their name alone.
            "name" if self.inside("sitzungsverlauf") && !self.inside("redner") => {
                if let Some(label) =
                    filled(&self.line).and_then(|line| line.strip_suffix(':').map(str::to_owned))
                {
                    self.begin(label.clone(), label);
                }
            }
            "redner" => {}
            _ => return,
        }
        self.line.clear();
    }

    fn begin(&mut self, name: String, label: String) {
        self.turns.push(Turn { speaker: Speaker::Somebody(name), over: vec![label], paragraphs: Vec::new() });
    }

    /// Ends a paragraph of the turn that is open.
    fn said(&mut self, heard: bool) {
        let line = std::mem::take(&mut self.line);
        let here = self.inside("u") || self.inside("sitzungsverlauf") || self.inside("body");
        if let (Some(turn), Some(words), true) = (self.turns.last_mut(), filled(&line), here) {
            turn.paragraphs.push(if heard { Said::Heard(words) } else { Said::Words(words) });
        }
    }
}

/// A name out of an identifier: `AnaBrandt`, `brandt.ana`.
fn spelt(id: &str) -> Option<String> {
    let mut out = String::new();
    let mut before = ' ';
    for c in id.chars() {
        match c {
            '.' | '_' | '-' | ' ' => out.push(' '),
            c if c.is_uppercase() && before.is_lowercase() => {
                out.push(' ');
                out.push(c);
            }
            c if out.is_empty() || out.ends_with(' ') => out.extend(c.to_uppercase()),
            c => out.push(c),
        }
        before = c;
    }
    short(&out)
}
