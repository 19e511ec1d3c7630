//! An article before it is written down: its paragraphs, from which text and record are made together.

use super::words::{person, state};
use onrecord::actors::{Actor, ActorKind, ActorMention, SpeakerHow, Tie};
use onrecord::acts::Act;
use onrecord::{
    AddresseeHow, Article, Event, EventStatus, EventType, Party, Record, Span, Statement, StatementKind,
    Text, Wording, WordingKind,
};
use onrecord_archive::{Incoming, sha256};
use std::collections::HashMap;

/// One paragraph.
#[derive(Clone)]
pub enum Paragraph {
    /// The outlet tells something, with some words in quotation marks or none.
    Told { before: String, scare: Option<String>, after: String },
    /// Somebody says something.
    Said(Said),
    /// A state does something to another.
    Happened { source: usize, target: usize, verb: &'static str, what: EventType, rest: String },
}

/// Somebody says something.
#[derive(Clone)]
pub struct Said {
    /// The person's number; nobody who is named if there is none.
    pub who: Option<usize>,
    pub kind: StatementKind,
    pub cue: &'static str,
    pub act: Act,
    /// What is said, without quotation marks.
    pub words: String,
    /// How many of the last words stand in quotation marks, where only some do.
    pub quoted: usize,
    /// The state to which it is said.
    pub to: Option<usize>,
    /// On what it is said to depend.
    pub condition: Option<String>,
    pub confidence: f32,
}

/// An article before it is written down.
#[derive(Clone)]
pub struct Draft {
    pub title: String,
    pub outlet: String,
    /// The day of publication.
    pub day: String,
    /// The agency at its head.
    pub credit: Option<&'static str>,
    pub paragraphs: Vec<Paragraph>,
}

/// Who is spoken of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Person(usize),
    State(usize),
    /// Officials without a name.
    Nobody,
}

/// Text and record as they grow.
#[derive(Default)]
struct Page {
    text: String,
    /// Characters of it.
    length: u32,
    actors: Vec<Actor>,
    known: HashMap<Who, usize>,
    last: Option<Who>,
    statements: Vec<Statement>,
    events: Vec<Event>,
    wording: Vec<Wording>,
}

impl Page {
    fn put(&mut self, words: &str) -> Span {
        let start = self.length;
        self.text += words;
        self.length += words.chars().count() as u32;
        Span::new(start, self.length)
    }

    /// Writes who it is, as articles do: by the whole name first, by surname or pronoun later.
    fn name(&mut self, who: Who) -> (Span, String) {
        let (whole, short) = match who {
            Who::Person(n) => person(n),
            Who::State(n) => (state(n).to_owned(), state(n).to_owned()),
            Who::Nobody => ("officials".to_owned(), "officials".to_owned()),
        };
        let new = !self.known.contains_key(&who);
        let (words, how) = match who {
            Who::Nobody => (short, Tie::Nominal),
            Who::State(_) => (short, Tie::Name),
            Who::Person(_) if new => (whole.clone(), Tie::Name),
            Who::Person(n) if self.last == Some(who) => {
                ((if n % 2 == 0 { "She" } else { "He" }).to_owned(), Tie::Pronoun)
            }
            Who::Person(_) => (short, Tie::Shortened),
        };
        let span = self.put(&words);
        let at = *self.known.entry(who).or_insert(self.actors.len());
        if at == self.actors.len() {
            let kind = match who {
                Who::Person(_) => ActorKind::Person,
                Who::State(_) => ActorKind::State,
                Who::Nobody => ActorKind::Group,
            };
            self.actors.push(Actor {
                id: format!("a{}", at + 1),
                name: (who != Who::Nobody).then_some(whole),
                kind,
                wikidata: None,
                country: None,
                dictionary: None,
                anonymous: who == Who::Nobody,
                role: None,
                mentions: Vec::new(),
                coded: None,
            });
        }
        self.actors[at].mentions.push(ActorMention { span, how, because: None, confidence: 0.9 });
        self.last = Some(who);
        (span, self.actors[at].id.clone())
    }

    fn told(&mut self, before: &str, scare: Option<&str>, after: &str) {
        self.put(before);
        if let Some(scare) = scare {
            let span = self.put(&format!(" “{scare}” "));
            let span = Span::new(span.start + 1, span.end - 1);
            self.wording.push(Wording { kind: WordingKind::ScareQuote, span });
        }
        self.put(after);
        self.last = None;
    }

    fn happened(&mut self, parties: (usize, usize), verb: &str, what: EventType, rest: &str) {
        let (source, a) = self.name(Who::State(parties.0));
        self.put(" ");
        let anchor = self.put(verb);
        self.put(" ");
        let (target, b) = self.name(Who::State(parties.1));
        self.put(&format!(" {rest}."));
        self.last = None;
        let party = |span, actor| Party { span, actor: Some(actor) };
        self.events.push(Event {
            id: format!("e{}", self.events.len() + 1),
            event_type: what,
            quad: what.quad(),
            cameo: what.cameo().to_owned(),
            mode: None,
            context: Vec::new(),
            anchor: vec![anchor],
            source: vec![party(source, a)],
            target: vec![party(target, b)],
            mutual: what == EventType::Consult,
            when: None,
            place: None,
            status: EventStatus::Happened,
            inside: None,
            statement: None,
            numbers: Vec::new(),
            mentions: Vec::new(),
            coded: None,
            confidence: 0.9,
        });
    }

    fn said(&mut self, of: &Said) {
        let who = of.who.map_or(Who::Nobody, Who::Person);
        let mut statement = Statement::new(of.kind);
        let (source, speaker) = if of.kind == StatementKind::Direct {
            statement.content = vec![self.put(&format!("“{},”", super::words::capital(&of.words)))];
            self.put(" ");
            let named = self.name(who);
            self.put(" ");
            statement.cue = vec![self.put(of.cue)];
            named
        } else {
            let named = self.name(who);
            self.put(" ");
            statement.cue = vec![self.put(of.cue)];
            named
        };
        if let Some(to) = of.to {
            self.put(" to ");
            let (span, actor) = self.name(Who::State(to));
            self.last = Some(who);
            statement.addressee = Some(Party { span, actor: Some(actor) });
            statement.addressee_how = Some(AddresseeHow::Told);
        }
        if of.kind != StatementKind::Direct {
            self.put(" that ");
            let from = self.length;
            let words: Vec<&str> = of.words.split(' ').collect();
            let (plain, quoted) = words.split_at(words.len() - of.quoted.min(words.len()));
            self.put(&plain.join(" "));
            if !quoted.is_empty() {
                let blank = if plain.is_empty() { "" } else { " " };
                self.put(&format!("{blank}“{}”", quoted.join(" ")));
            }
            if let Some(condition) = &of.condition {
                self.put(" ");
                statement.conditions = vec![self.put(condition)];
            }
            statement.content = vec![Span::new(from, self.length)];
        }
        self.put(".");
        statement.id = format!("s{}", self.statements.len() + 1);
        statement.speaker = of.who.is_some().then_some(speaker);
        statement.speaker_how = of.who.is_some().then_some(SpeakerHow::Source);
        statement.act = Some(of.act);
        statement.source = vec![source];
        statement.confidence = of.confidence;
        self.statements.push(statement);
    }
}

impl Draft {
    /// Writes it down.
    pub fn written(&self, number: usize) -> Incoming {
        let mut page = Page::default();
        if let Some(agency) = self.credit {
            page.put(&format!("VELMARK ({agency}) - "));
        }
        for (n, paragraph) in self.paragraphs.iter().enumerate() {
            if n > 0 {
                page.put("\n");
            }
            match paragraph {
                Paragraph::Told { before, scare, after } => page.told(before, scare.as_deref(), after),
                Paragraph::Said(said) => page.said(said),
                Paragraph::Happened { source, target, verb, what, rest } => {
                    page.happened((*source, *target), verb, *what, rest);
                }
            }
        }
        page.put("\n");
        let address = format!("https://{}.example/{number}", self.outlet.to_lowercase().replace(' ', "-"));
        let mut of = Article::plain(format!("made-up:{number}"), Text::new(page.text));
        of.origin = address.clone();
        of.url = Some(address.clone());
        of.outlet = Some(self.outlet.clone());
        of.title = Some(self.title.clone());
        of.published = Some(self.day.clone());
        of.language = Some("en".to_owned());
        let received = sha256(&number.to_le_bytes());
        let record = Record {
            statements: page.statements,
            actors: page.actors,
            events: page.events,
            wording: page.wording,
            ..Record::new(of)
        };
        Incoming {
            record,
            received,
            fetched: None,
            place: Some(address),
            added: "2025-01-01T00:00:00Z".to_owned(),
            reader: "made up".to_owned(),
        }
    }
}
