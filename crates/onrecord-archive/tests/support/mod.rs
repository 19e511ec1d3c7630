//! Records made by hand, and archives in folders of their own.

#![allow(dead_code, reason = "every test file is a crate of its own and uses its share of this")]

use onrecord::actors::{Actor, ActorKind, ActorMention, SpeakerHow, Tie};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::{Article, Party, Record, Span, Statement, StatementKind, Text};
use onrecord_archive::{Added, Archive, Incoming};
use std::path::PathBuf;

/// An archive in a folder that is gone with the value.
pub struct Kept {
    pub folder: tempfile::TempDir,
    pub archive: Archive,
}

impl Kept {
    pub fn new() -> Kept {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open_for_adding(&folder.path().join("news.db"), Dictionary::new()).unwrap();
        Kept { folder, archive }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("news.db")
    }

    pub fn add(&mut self, incoming: &Incoming) -> Added {
        let batch = self.archive.batch().unwrap();
        let added = batch.add(incoming).unwrap();
        batch.commit().unwrap();
        added
    }
}

/// A record in the making. Words of the text stand for their first span.
pub struct Made(pub Record);

impl Made {
    pub fn of(text: &str) -> Made {
        let mut article = Article::plain("sha256:0", Text::new(text));
        article.published = Some("2023-11-10".to_owned());
        article.outlet = Some("The Skerry Post".to_owned());
        Made(Record::new(article))
    }

    pub fn span(&self, words: &str) -> Span {
        let text = &self.0.article.text;
        let byte = text.as_str().find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
        text.span_of(byte..byte + words.len())
    }

    pub fn outlet(mut self, outlet: &str, published: &str) -> Made {
        self.0.article.outlet = Some(outlet.to_owned());
        self.0.article.published = Some(published.to_owned());
        self
    }

    pub fn actor(mut self, name: &str, mentions: &[&str]) -> Made {
        let mentions = mentions.iter().map(|words| ActorMention {
            span: self.span(words),
            how: Tie::Name,
            because: None,
            confidence: 0.9,
        });
        let mentions = mentions.collect();
        self.0.actors.push(Actor {
            id: format!("a{}", self.0.actors.len() + 1),
            name: Some(name.to_owned()),
            role: None,
            kind: ActorKind::Person,
            wikidata: None,
            country: None,
            dictionary: None,
            coded: None,
            anonymous: false,
            mentions,
        });
        self
    }

    pub fn says(mut self, speaker: &str, cue: &str, content: &str, act: Act, confidence: f32) -> Made {
        let found = self.0.actors.iter().find(|a| a.name.as_deref() == Some(speaker)).map(|a| a.id.clone());
        let kind = if content.starts_with('“') { StatementKind::Direct } else { StatementKind::Indirect };
        let statement = Statement {
            id: format!("s{}", self.0.statements.len() + 1),
            speaker_how: found.as_ref().map(|_| SpeakerHow::Source),
            speaker: found,
            act: Some(act),
            cue: vec![self.span(cue)],
            content: vec![self.span(content)],
            confidence,
            ..Statement::new(kind)
        };
        self.0.statements.push(statement);
        self
    }

    pub fn to(mut self, words: &str) -> Made {
        let span = self.span(words);
        let actor = self.0.actors.iter().find(|a| a.name.as_deref() == Some(words)).map(|a| a.id.clone());
        self.0.statements.last_mut().unwrap().addressee = Some(Party { span, actor });
        self
    }

    pub fn on_condition(mut self, words: &str) -> Made {
        let span = self.span(words);
        self.0.statements.last_mut().unwrap().conditions = vec![span];
        self
    }

    pub fn inside(mut self, statement: &str) -> Made {
        self.0.statements.last_mut().unwrap().inside = Some(statement.to_owned());
        self
    }

    pub fn came(self, place: &str) -> Incoming {
        Incoming {
            received: onrecord_archive::sha256(self.0.article.text.as_str().as_bytes()),
            record: self.0,
            fetched: None,
            place: Some(place.to_owned()),
            added: "2024-01-01T00:00:00Z".to_owned(),
            reader: "onrecord test".to_owned(),
        }
    }
}

/// Two sayings on a bridge, one inside the other's denial.
pub fn bridge() -> Made {
    Made::of(
        "Henrik Aaldal promised the council that the bridge would open in May if the weather held.\n\
         Marit Holm denied that she had sold her ferries. “Nobody asked us,” Holm said.\n",
    )
    .actor("Henrik Aaldal", &["Henrik Aaldal"])
    .actor("Marit Holm", &["Marit Holm", "Holm said"])
    .says("Henrik Aaldal", "promised", "the bridge would open in May if the weather held", Act::Promise, 0.9)
    .to("the council")
    .on_condition("if the weather held")
    .says("Marit Holm", "denied", "she had sold her ferries", Act::Deny, 0.8)
    .says("Marit Holm", "said", "“Nobody asked us,”", Act::Criticise, 0.97)
}
