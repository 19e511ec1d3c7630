//! What all formats carry: texts, and what the reader or people marked in them.

use onrecord::acts::Act;
use onrecord::{ActorKind, Record, Span, Text};
use onrecord_archive::Stored;

/// Who made the marks that no person made.
pub const READER: &str = "onrecord";

/// A text with what is marked in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What the archive knows it by; none of one that no archive wrote.
    pub address: Option<String>,
    /// What its file calls it.
    pub name: String,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// `YYYY-MM-DD`, or RFC 3339.
    pub published: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// The text that all spans count in.
    pub text: Text,
    /// In the order of their first code points.
    pub marks: Vec<Mark>,
}

/// A passage that somebody has marked: as a statement, with codes, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Who marked it: [`READER`], or a person. Empty where the file does not tell.
    pub coder: String,
    /// When, RFC 3339, where that is known.
    pub made: Option<String>,
    /// The statement's id in the record it comes from: `s3`.
    pub statement: Option<String>,
    /// Whether it is marked as a statement. If not, it is a passage with codes.
    pub is_statement: bool,
    /// What is said, or coded.
    pub content: Vec<Span>,
    /// The words that mark the saying.
    pub cue: Vec<Span>,
    /// The words that name the speaker.
    pub source: Vec<Span>,
    /// Who says it.
    pub speaker: Option<Who>,
    /// What is done in saying it.
    pub act: Option<Act>,
    /// How sure the reader is, in percent.
    pub certainty: Option<u8>,
    /// What it is coded as.
    pub codes: Vec<Code>,
}

/// Somebody who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// What is known of it beside: its identifier, its state, and what a table of the user's own says.
    pub facts: Vec<(String, String)>,
}

impl Who {
    /// Of whom no more is known than name and kind.
    pub fn new(name: impl Into<String>, kind: ActorKind) -> Who {
        Who { name: name.into(), kind, facts: Vec::new() }
    }

    /// Whether it stands as an organisation in tools that part persons from organisations.
    pub fn is_body(&self) -> bool {
        matches!(self.kind, ActorKind::Organisation | ActorKind::State | ActorKind::Group)
    }
}

/// What a passage is coded as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// Its name, or that of the variable: `concept`.
    pub name: String,
    /// The value of the variable; empty where the code has none.
    pub value: String,
    /// Of a concept: whether the speaker is for it.
    pub agrees: Option<bool>,
    /// Of a concept with a scale: the value on it.
    pub score: Option<String>,
}

impl Code {
    /// The name of the codes that are issues or claims one may be for or against.
    pub const CONCEPT: &'static str = "concept";

    /// A code with a value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Code {
        Code { name: name.into(), value: value.into(), agrees: None, score: None }
    }

    /// An issue or claim, and whether the speaker is for it.
    pub fn concept(value: impl Into<String>, agrees: bool) -> Code {
        Code { agrees: Some(agrees), ..Code::new(Code::CONCEPT, value) }
    }

    /// A concept, and where on its scale it is.
    pub fn scored(value: impl Into<String>, score: impl Into<String>) -> Code {
        Code { score: Some(score.into()), ..Code::new(Code::CONCEPT, value) }
    }

    /// The value on the scale of a concept, where it says one and no side: nobody is for or against a concept with a scale.
    pub(crate) fn on_scale(&self) -> Option<&str> {
        let score = self.score.as_deref().filter(|score| !score.is_empty())?;
        (self.name == Code::CONCEPT && !self.value.is_empty() && self.agrees.is_none()).then_some(score)
    }
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// Its documents.
    pub documents: Vec<Document>,
    /// What it knows of speakers: name, field, value.
    pub speakers: Vec<(String, String, String)>,
    /// What was passed over or doubted.
    pub notes: Vec<String>,
}

impl Document {
    /// A version of an archive's article with its statements. `facts` tells what is known of a speaker by its key.
    pub fn of(stored: &Stored, facts: impl Fn(&str) -> Vec<(String, String)>) -> Document {
        let record = &stored.record;
        let article = &record.article;
        let wanted = |n: u32| stored.wanted.as_ref().is_none_or(|wanted| wanted.contains(&n));
        let marks = (0..).zip(&record.statements).filter(|(n, _)| wanted(*n)).map(|(_, s)| {
            let speaker = s.speaker.as_deref().and_then(|id| who(stored, record, id, &facts));
            Mark {
                coder: READER.to_owned(),
                made: Some(stored.added.clone()),
                statement: Some(s.id.clone()),
                is_statement: true,
                content: s.content.clone(),
                cue: s.cue.clone(),
                source: s.source.clone(),
                speaker,
                act: s.act,
                certainty: Some((s.confidence.clamp(0.0, 1.0) * 100.0).round() as u8),
                codes: Vec::new(),
            }
        });
        Document {
            address: Some(stored.address.clone()),
            name: article.title.clone().unwrap_or_else(|| stored.address.clone()),
            title: article.title.clone(),
            authors: article.authors.clone(),
            outlet: article.outlet.clone(),
            published: article.published.clone(),
            language: article.language.clone(),
            text: article.text.clone(),
            marks: marks.collect(),
        }
    }

    /// Puts the marks into the order of their first code points.
    pub(crate) fn sort(&mut self) {
        self.marks.sort_by_key(|m| m.content.first().map(|s| (s.start, s.end)));
    }
}

fn who(
    stored: &Stored,
    record: &Record,
    id: &str,
    facts: &impl Fn(&str) -> Vec<(String, String)>,
) -> Option<Who> {
    let actor = record.actors.iter().find(|a| a.id == id)?;
    let words = || Some(record.article.text.slice(actor.mentions.first()?.span).to_owned());
    let name = actor.name.clone().or_else(words)?;
    let mut all = Vec::new();
    let own = [("wikidata", &actor.wikidata), ("country", &actor.country)];
    all.extend(own.into_iter().filter_map(|(field, v)| Some((field.to_owned(), v.clone()?))));
    if let Some(key) = stored.keys.get(id) {
        all.extend(facts(key));
    }
    Some(Who { name, kind: actor.kind, facts: all })
}

/// The act of a name, as records have it.
pub(crate) fn act(name: &str) -> Option<Act> {
    serde_json::from_value(serde_json::Value::String(name.trim().to_lowercase())).ok()
}

/// The name of an act.
pub(crate) fn act_name(act: Act) -> String {
    match serde_json::to_value(act) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The kind of a name, as records have it.
pub(crate) fn kind(name: &str) -> Option<ActorKind> {
    serde_json::from_value(serde_json::Value::String(name.trim().to_lowercase())).ok()
}

/// Whether a value is the id of a statement in a record.
pub(crate) fn is_id(id: &str) -> bool {
    id.strip_prefix('s')
        .is_some_and(|n| n.len() < 10 && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
