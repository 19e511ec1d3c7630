//! Gold files and records brought into one form in which they can be held against each other.

use super::names::WORD;
use anyhow::{Context, Result, bail};
use onrecord::acts::{Act, ActGroup, Lexicon};
use onrecord::{Record, Span, StatementKind, Text, Tie};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// Numbers of an article's words.
pub type Words = BTreeSet<usize>;

/// How many mentions of an actor are looked at, in text order.
const MENTIONS: usize = 12;

/// A statement of the gold.
#[derive(Debug, Clone)]
pub struct GoldStatement {
    pub words: Words,
    pub content: Vec<String>,
    pub source: String,
    pub cue: String,
    pub speaker: Option<String>,
    pub kind: StatementKind,
    pub act: Option<String>,
    pub group: Option<ActGroup>,
    pub addressee: Option<String>,
    pub when: Option<Vec<String>>,
    pub inside: bool,
    pub optional: bool,
}

/// A statement that is held against the gold.
#[derive(Debug, Clone)]
pub struct FoundStatement {
    pub words: Words,
    pub content: String,
    pub source: String,
    pub cue: String,
    /// The speaker's name and the words by which the article calls it.
    pub forms: Vec<String>,
    pub anonymous: bool,
    pub kind: StatementKind,
    pub act: Option<String>,
    pub group: Option<ActGroup>,
    pub addressee: Option<String>,
    pub when: Option<Vec<String>>,
    pub inside: bool,
    pub confidence: f32,
}

/// An event of the gold.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldEvent {
    #[serde(rename = "type")]
    pub event_type: String,
    /// The words that tell of it.
    #[serde(skip)]
    pub words: String,
    anchor: Stretch,
    #[serde(default)]
    pub source: Vec<String>,
    #[serde(default)]
    pub target: Vec<String>,
    #[serde(default)]
    pub mutual: bool,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub inside: Option<String>,
    #[serde(default)]
    pub optional: bool,
}

/// An event that is held against the gold.
#[derive(Debug, Clone)]
pub struct FoundEvent {
    pub event_type: String,
    pub anchor: String,
    /// Of each party, the forms of its name.
    pub source: Vec<Vec<String>>,
    pub target: Vec<Vec<String>>,
    pub mutual: bool,
    pub status: Option<String>,
    pub inside: bool,
}

/// An article with its gold.
#[derive(Debug)]
pub struct Gold {
    pub statements: Vec<GoldStatement>,
    pub events: Vec<GoldEvent>,
}

/// What is held against an article's gold.
#[derive(Debug)]
pub struct Found {
    pub statements: Vec<FoundStatement>,
    pub events: Vec<FoundEvent>,
}

/// The groups of acts, by the acts' names.
#[derive(Debug)]
pub struct Groups(HashMap<String, ActGroup>);

impl Groups {
    /// Those of the library.
    pub fn embedded() -> Result<Groups> {
        let lexicon = Lexicon::embedded()?;
        let named = |act: Act, group: ActGroup| -> Result<_> { Ok((name(&act)?, group)) };
        Ok(Groups(lexicon.definitions().iter().map(|d| named(d.act, d.group)).collect::<Result<_>>()?))
    }

    /// The group of an act of this name.
    pub fn of(&self, act: &str) -> Option<ActGroup> {
        self.0.get(act).copied()
    }
}

/// The name that something has in the record.
pub fn name(of: &impl Serialize) -> Result<String> {
    Ok(serde_json::from_value(serde_json::to_value(of)?)?)
}

#[derive(Deserialize)]
struct File {
    statements: Vec<Statement>,
    events: Vec<GoldEvent>,
}

#[derive(Deserialize)]
struct Statement {
    content: Vec<Piece>,
    #[serde(default)]
    near: Option<String>,
    #[serde(default)]
    source: Stretch,
    #[serde(default)]
    cue: Stretch,
    #[serde(default)]
    speaker: Option<String>,
    kind: StatementKind,
    #[serde(default)]
    act: Option<String>,
    #[serde(default)]
    group: Option<ActGroup>,
    #[serde(default)]
    addressee: Option<String>,
    #[serde(default)]
    when: Option<Vec<String>>,
    #[serde(default)]
    inside: Option<String>,
    #[serde(default)]
    optional: bool,
}

/// A piece of content: its place, or its words while the places have not been found yet.
#[derive(Deserialize)]
#[serde(untagged)]
enum Piece {
    Place(Span),
    Words(String),
}

/// The words of a role: their places, or the words themselves.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Stretch {
    Words(String),
    Places(Vec<Span>),
}

impl Default for Stretch {
    fn default() -> Self {
        Stretch::Places(Vec::new())
    }
}

impl Stretch {
    fn words(&self, text: &Text) -> Result<String> {
        match self {
            Stretch::Words(words) => Ok(words.clone()),
            Stretch::Places(places) => {
                places.iter().try_for_each(|&p| check(p, text))?;
                Ok(joined(text, places, " … "))
            }
        }
    }
}

fn check(span: Span, text: &Text) -> Result<()> {
    if span.start > span.end || span.end > text.len() {
        bail!("[{}, {}] does not lie in the text", span.start, span.end);
    }
    Ok(())
}

fn joined(text: &Text, spans: &[Span], by: &str) -> String {
    spans.iter().map(|&s| text.slice(s)).collect::<Vec<_>>().join(by)
}

/// Where the article's words are.
pub fn tokens(text: &Text) -> Vec<Span> {
    WORD.find_iter(text.as_str()).map(|m| text.span_of(m.range())).collect()
}

fn covered(tokens: &[Span], spans: &[Span]) -> Words {
    let hit = |t: &Span| spans.iter().any(|s| t.overlaps(*s));
    tokens.iter().enumerate().filter(|(_, t)| hit(t)).map(|(i, _)| i).collect()
}

/// Where these words are: of several places the one nearest to `near`, if that stands in the text just once.
fn locate(text: &Text, words: &str, near: Option<&str>) -> Option<Span> {
    let mut places: Vec<usize> = text.as_str().match_indices(words).map(|(at, _)| at).collect();
    let mut beside = near.into_iter().flat_map(|n| text.as_str().match_indices(n));
    if let (Some((at, _)), None) = (beside.next(), beside.next()) {
        let at = text.char_at(at);
        places.sort_by_key(|&p| text.char_at(p).abs_diff(at));
    }
    places.first().map(|&p| text.span_of(p..p + words.len()))
}

impl Gold {
    /// Reads a gold file of an article with this text.
    pub fn read(file: &Path, text: &Text) -> Result<Gold> {
        let json = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        Gold::parse(&json, text).with_context(|| format!("in {}", file.display()))
    }

    fn parse(json: &str, text: &Text) -> Result<Gold> {
        let file: File = serde_json::from_str(json)?;
        let tokens = tokens(text);
        let statements = file
            .statements
            .into_iter()
            .map(|s| {
                let (mut places, mut content) = (Vec::new(), Vec::new());
                for piece in &s.content {
                    match piece {
                        Piece::Place(place) => {
                            check(*place, text)?;
                            places.push(*place);
                            content.push(text.slice(*place).to_owned());
                        }
                        Piece::Words(words) => {
                            places.extend(locate(text, words, s.near.as_deref()));
                            content.push(words.clone());
                        }
                    }
                }
                Ok(GoldStatement {
                    words: covered(&tokens, &places),
                    content,
                    source: s.source.words(text)?,
                    cue: s.cue.words(text)?,
                    speaker: filled(s.speaker),
                    kind: s.kind,
                    act: filled(s.act),
                    group: s.group,
                    addressee: filled(s.addressee),
                    when: s.when.filter(|w| !w.is_empty()),
                    inside: filled(s.inside).is_some(),
                    optional: s.optional,
                })
            })
            .collect::<Result<_>>()?;
        let events = file
            .events
            .into_iter()
            .map(|e| Ok(GoldEvent { words: e.anchor.words(text)?, inside: filled(e.inside), ..e }))
            .collect::<Result<_>>()?;
        Ok(Gold { statements, events })
    }

    /// What an annotator is sure of, to be held against another's gold.
    pub fn as_found(&self, groups: &Groups) -> Found {
        let statement = |s: &GoldStatement| FoundStatement {
            words: s.words.clone(),
            content: s.content.join(" … "),
            source: s.source.clone(),
            cue: s.cue.clone(),
            forms: s.speaker.iter().filter(|s| *s != "unknown").cloned().collect(),
            anonymous: s.speaker.as_ref().is_some_and(|s| s.contains("anonymous")),
            kind: s.kind,
            group: s.group.or_else(|| groups.of(s.act.as_deref()?)),
            act: s.act.clone(),
            addressee: s.addressee.clone(),
            when: s.when.clone(),
            inside: s.inside,
            confidence: 1.0,
        };
        let parties = |names: &[String]| names.iter().map(|n| vec![n.clone()]).collect();
        let event = |e: &GoldEvent| FoundEvent {
            event_type: e.event_type.clone(),
            anchor: e.words.clone(),
            source: parties(&e.source),
            target: parties(&e.target),
            mutual: e.mutual,
            status: e.status.clone(),
            inside: e.inside.is_some(),
        };
        Found {
            statements: self.statements.iter().filter(|s| !s.optional).map(statement).collect(),
            events: self.events.iter().filter(|e| !e.optional).map(event).collect(),
        }
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|t| !t.is_empty())
}

impl Found {
    /// What a record says.
    pub fn of(record: &Record, groups: &Groups) -> Result<Found> {
        if let Some(span) = record.span_outside() {
            bail!("[{}, {}] does not lie in the record's text", span.start, span.end);
        }
        let text = &record.article.text;
        let tokens = tokens(text);
        let actors: HashMap<&str, &onrecord::Actor> =
            record.actors.iter().map(|a| (a.id.as_str(), a)).collect();
        let actor = |id: Option<&String>| id.and_then(|id| actors.get(id.as_str()));
        let forms = |id: Option<&String>| -> Vec<String> {
            let Some(a) = actor(id) else { return Vec::new() };
            let called = a.mentions.iter().filter(|m| m.how != Tie::Pronoun).take(MENTIONS);
            let called = called.map(|m| text.slice(m.span).to_owned());
            filled(a.name.clone()).into_iter().chain(called).collect()
        };
        let mut times: HashMap<&str, Vec<String>> = HashMap::new();
        for t in &record.times {
            times.insert(&t.id, vec![day(t.earliest.as_ref())?, day(t.latest.as_ref())?]);
        }
        let statements = record
            .statements
            .iter()
            .map(|s| {
                let act = s.act.as_ref().map(name).transpose()?;
                Ok(FoundStatement {
                    words: covered(&tokens, &s.content),
                    content: joined(text, &s.content, " … "),
                    source: joined(text, &s.source, " … "),
                    cue: joined(text, &s.cue, " "),
                    forms: forms(s.speaker.as_ref()),
                    anonymous: actor(s.speaker.as_ref()).is_some_and(|a| a.anonymous),
                    kind: s.kind,
                    group: act.as_deref().and_then(|a| groups.of(a)),
                    act,
                    addressee: s.addressee.as_ref().map(|a| text.slice(a.span).to_owned()),
                    when: s.when.as_ref().and_then(|t| times.get(t.as_str())).cloned(),
                    inside: s.inside.is_some(),
                    confidence: s.confidence,
                })
            })
            .collect::<Result<_>>()?;
        let parties = |list: &[onrecord::Party]| -> Vec<Vec<String>> {
            let party = |p: &onrecord::Party| {
                forms(p.actor.as_ref()).into_iter().chain([text.slice(p.span).to_owned()]).collect()
            };
            list.iter().map(party).collect()
        };
        let events = record
            .events
            .iter()
            .map(|e| FoundEvent {
                event_type: e.event_type.name().to_owned(),
                anchor: joined(text, &e.anchor, " "),
                source: parties(&e.source),
                target: parties(&e.target),
                mutual: e.mutual,
                status: Some(e.status.name().to_owned()),
                inside: e.inside.is_some(),
            })
            .collect();
        Ok(Found { statements, events })
    }
}

/// The day of a moment as the record writes it; nothing where there is none.
fn day(moment: Option<&impl Serialize>) -> Result<String> {
    Ok(moment.map(name).transpose()?.unwrap_or_default().chars().take(10).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_acts_are_those_of_the_gold() {
        let groups = Groups::embedded().unwrap();
        let table = include_str!("../../tests/fixtures/record/act_groups.tsv");
        let rows: Vec<(&str, &str)> = table.lines().map(|l| l.split_once(['\t', ' ']).unwrap()).collect();
        assert_eq!(rows.len(), groups.0.len(), "as many acts");
        for (act, group) in rows {
            assert_eq!(groups.of(act).map(|g| name(&g).unwrap()).as_deref(), Some(group), "{act}");
        }
    }

    #[test]
    fn words_may_stand_for_places() {
        let text = Text::new("Ö yes. No yes.");
        assert_eq!(locate(&text, "yes", None), Some(Span::new(2, 5)));
        assert_eq!(locate(&text, "yes", Some("No")), Some(Span::new(10, 13)));
        assert_eq!(locate(&text, "yes", Some("yes")), Some(Span::new(2, 5)), "near is not unique");
        assert_eq!(locate(&text, "never", None), None);
        let gold = r#"{"statements": [{"content": [[0, 1], "No yes"], "kind": "indirect", "cue": "yes"}], "events": []}"#;
        let gold = Gold::parse(gold, &text).unwrap();
        assert_eq!(gold.statements[0].words, Words::from([0, 2, 3]));
        let outside = r#"{"statements": [{"content": [[0, 99]], "kind": "direct"}], "events": []}"#;
        assert!(Gold::parse(outside, &text).unwrap_err().to_string().contains("[0, 99]"));
    }
}
