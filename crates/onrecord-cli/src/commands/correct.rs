//! `onrecord correct`: what flags say is right, as corrections.

use super::corrections::{Failed, ended, given, open};
use crate::args::CorrectFlags;
use crate::commands::add::now;
use crate::exit::Exit;
use crate::message::{self, Hinted};
use onrecord::acts::Act;
use onrecord::time::Anchor;
use onrecord::{ActorKind, EventStatus, EventType, Record, Span, StatementKind, Text};
use onrecord_archive::Archive;
use onrecord_archive::corrections::{
    By, Change, CorrectionError, Named, NamedParty, Recognised, Subject, Which,
};

/// A correction made an actor that nobody knew.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is nobody that the archive or the dictionary knows: a new {} of that name was made", .0.name, .0.kind.name())]
struct NewActor(Named);

impl Hinted for NewActor {
    fn hint(&self) -> Option<String> {
        Some(
            "if it is somebody known by another name, undo the correction and give that name; `onrecord actors list` has them"
                .to_owned(),
        )
    }
}

/// Days that only another reading can tell anew.
#[derive(Debug, thiserror::Error)]
#[error("{0}: days such as `on Friday` were read from the earlier date")]
struct Stale(String);

impl Hinted for Stale {
    fn hint(&self) -> Option<String> {
        Some("`onrecord reread --article ADDRESS` reads them from the new one".to_owned())
    }
}

/// What is corrected.
enum On<'a> {
    Statement(&'a str),
    Event(&'a str),
    Missing,
    MissingEvent,
    Article,
}

/// Makes corrections of one statement, one event or one article, all or none of which are sensible.
pub fn run(flags: &CorrectFlags) -> Exit {
    ended(correct(flags))
}

fn correct(flags: &CorrectFlags) -> Result<(), Failed> {
    let mut archive = open(&flags.by.archive)?;
    let (address, on) = on(flags)?;
    let Some(record) = archive.corrected(address, None)? else {
        return Err(CorrectionError::NoArticle(address.to_owned()).into());
    };
    let desk = Desk { archive: &archive, address, text: &record.article.text, near: near(&on, &record) };
    let mut new = Vec::new();
    let changes = match &on {
        On::Article => desk.of_article(flags)?,
        On::Statement(_) | On::Missing => desk.of_statement(flags, &on, &mut new)?,
        On::Event(_) | On::MissingEvent => desk.of_event(flags, &on, &mut new)?,
    };
    if changes.is_empty() {
        return given(
            "nothing is said of what is right",
            "give --speaker, --act, --content, --not-a-statement …; see `onrecord correct --help`",
        );
    }
    let at = now();
    let by = By { person: &flags.by.person, at: &at };
    let mut filled: Option<String> = None;
    for change in &changes {
        let subject = match (&on, &filled) {
            (On::Statement(statement), _) => Subject::Statement { article: address, statement },
            (On::Event(event), _) => Subject::Event { article: address, event },
            // What was filled in is what the rest is said of.
            (On::Missing, Some(statement)) => Subject::Statement { article: address, statement },
            (On::MissingEvent, Some(event)) => Subject::Event { article: address, event },
            _ => Subject::Article(address),
        };
        let id = archive.correct(subject, change, by)?;
        message::done(&format!("correction {id}: {change}"));
        if matches!(change, Change::Missing { .. } | Change::MissingEvent { .. }) {
            let made =
                archive.corrections(Which { article: Some(address), limit: Some(1), ..Which::default() })?;
            filled = made.into_iter().next().and_then(|c| c.statement.or(c.event));
        }
    }
    new.iter().for_each(|named: &Named| message::warning(&NewActor(named.clone())));
    let redated = changes.iter().any(|c| matches!(c, Change::Article { published: Some(_), .. }));
    if redated && record.times.iter().any(|t| t.anchor == Some(Anchor::Published)) {
        message::warning(&Stale(address.to_owned()));
    }
    Ok(())
}

/// What the flags are about: what they name, and what they say of it.
fn on(flags: &CorrectFlags) -> Result<(&str, On<'_>), Failed> {
    let whole = flags.what.as_str();
    if flags.statement.missing {
        return Ok((whole, On::Missing));
    }
    if !flags.event.missing_event.is_empty() {
        return Ok((whole, On::MissingEvent));
    }
    let numbered = |id: &str, letter: char| {
        id.strip_prefix(letter).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    match whole.rsplit_once('#') {
        Some((address, id)) if numbered(id, 's') => Ok((address, On::Statement(id))),
        Some((address, id)) if numbered(id, 'e') => Ok((address, On::Event(id))),
        _ if of_article(flags) => Ok((whole, On::Article)),
        _ => given(
            format!("{whole} names no statement and no event"),
            "write the article's address, # and the id, as `onrecord find` and `onrecord events` show them",
        ),
    }
}

fn of_article(flags: &CorrectFlags) -> bool {
    flags.article.outlet.is_some()
        || flags.article.published.is_some()
        || flags.article.title.is_some()
        || !flags.article.author.is_empty()
}

/// Where the statement or the event stands.
fn near(on: &On, record: &Record) -> u32 {
    let at = match on {
        On::Statement(id) => {
            record.statements.iter().find(|s| s.id == *id).and_then(|s| s.content.first()).copied()
        }
        On::Event(id) => record.events.iter().find(|e| e.id == *id).and_then(|e| e.anchor.first()).copied(),
        _ => None,
    };
    at.map_or(0, |span| span.start)
}

/// What words that somebody typed are looked up in.
struct Desk<'a> {
    archive: &'a Archive,
    address: &'a str,
    text: &'a Text,
    near: u32,
}

impl Desk<'_> {
    fn of_article(&self, flags: &CorrectFlags) -> Result<Vec<Change>, Failed> {
        let told = |given: &Option<String>| {
            given.as_deref().map(|text| if text == "none" { String::new() } else { text.trim().to_owned() })
        };
        let authors = match flags.article.author.as_slice() {
            [] => None,
            [one] if one == "none" => Some(Vec::new()),
            all => Some(all.to_vec()),
        };
        Ok(vec![Change::Article {
            outlet: told(&flags.article.outlet),
            published: told(&flags.article.published),
            title: told(&flags.article.title),
            authors,
        }])
    }

    fn of_statement(
        &self,
        flags: &CorrectFlags,
        on: &On,
        new: &mut Vec<Named>,
    ) -> Result<Vec<Change>, Failed> {
        let speaker = match flags.statement.speaker.as_deref() {
            None => None,
            Some("nobody") => Some(None),
            Some(name) => Some(Some(self.actor(name, new)?)),
        };
        let act = flags.statement.act.as_deref().map(act).transpose()?;
        let [content, cue, source] =
            [&flags.statement.content, &flags.statement.cue, &flags.statement.source];
        let (content, cue, source) =
            (spans(content, self.text)?, spans(cue, self.text)?, spans(source, self.text)?);
        let mut all = Vec::new();
        if let On::Missing = on {
            all.push(Change::Missing {
                content: content.unwrap_or_default(),
                cue: cue.unwrap_or_default(),
                source: source.unwrap_or_default(),
                speaker: speaker.flatten(),
                act: act.flatten(),
            });
        } else {
            if flags.statement.not_a_statement || flags.statement.is_a_statement {
                all.push(Change::Statement { is: flags.statement.is_a_statement });
            }
            if content.is_some() || cue.is_some() || source.is_some() {
                all.push(Change::Boundaries { content, cue, source });
            }
            if let Some(speaker) = speaker {
                all.push(Change::Speaker { speaker });
            }
            if let Some(act) = act {
                all.push(Change::Act { act, negated: flags.statement.negated });
            }
        }
        match flags.statement.addressee.as_deref() {
            None => {}
            Some("nobody") => all.push(Change::Addressee { addressee: None, words: None }),
            Some(name) => {
                let NamedParty { actor, words } = self.party(name, None, new)?;
                all.push(Change::Addressee { addressee: actor, words });
            }
        }
        if let Some((from, to)) = flags.day.as_deref().map(days) {
            all.push(Change::Day { from, to });
        }
        if let Some(word) = flags.statement.kind.as_deref() {
            all.push(Change::Kind { form: form(word)? });
        }
        if let Some(conditions) = spans(&flags.statement.condition, self.text)? {
            all.push(Change::Conditions { conditions });
        }
        let hedges = spans(&flags.statement.hedge, self.text)?;
        if flags.statement.not_hedged || hedges.as_ref().is_some_and(Vec::is_empty) {
            all.push(Change::Hedged { hedged: false, words: Vec::new() });
        } else if flags.statement.hedged || hedges.is_some() {
            all.push(Change::Hedged { hedged: true, words: hedges.unwrap_or_default() });
        }
        if let Some(outer) = flags.statement.inside.as_deref() {
            let statement = Some(outer.to_owned()).filter(|id| id != "none");
            all.push(Change::Inside { statement, words: Vec::new() });
        }
        Ok(all)
    }

    fn of_event(&self, flags: &CorrectFlags, on: &On, new: &mut Vec<Named>) -> Result<Vec<Change>, Failed> {
        let event_type = flags.event.event_type.as_deref().map(event_type).transpose()?;
        let status = flags.event.status.as_deref().map(status).transpose()?;
        let near = match spans(&flags.event.missing_event, self.text)? {
            Some(anchor) => anchor.first().map_or(self.near, |s| s.start),
            None => self.near,
        };
        let desk = Desk { near, archive: self.archive, address: self.address, text: self.text };
        let side = |given: &[String], new: &mut Vec<Named>| -> Result<Option<Vec<NamedParty>>, Failed> {
            match given {
                [] => Ok(None),
                [one] if one == "nobody" => Ok(Some(Vec::new())),
                all => all.iter().map(|name| desk.party(name, None, new)).collect::<Result<_, _>>().map(Some),
            }
        };
        let (source, target) = (side(&flags.event.from, new)?, side(&flags.event.target, new)?);
        let mutual = (flags.event.mutual || flags.event.not_mutual).then_some(flags.event.mutual);
        let mut all = Vec::new();
        if let On::MissingEvent = on {
            let Some(event_type) = event_type else {
                return given(
                    "nothing is said of what kind of event it is",
                    "give --type, such as --type PROTEST",
                );
            };
            all.push(Change::MissingEvent {
                anchor: spans(&flags.event.missing_event, self.text)?.unwrap_or_default(),
                event_type,
                source: source.unwrap_or_default(),
                target: target.unwrap_or_default(),
                status: status.unwrap_or(EventStatus::Happened),
            });
            if mutual.is_some() {
                all.push(Change::EventParties { source: None, target: None, mutual });
            }
        } else {
            if flags.event.not_an_event || flags.event.is_an_event {
                all.push(Change::Event { is: flags.event.is_an_event });
            }
            all.extend(event_type.map(|event_type| Change::EventType { event_type }));
            if source.is_some() || target.is_some() || mutual.is_some() {
                all.push(Change::EventParties { source, target, mutual });
            }
            all.extend(status.map(|status| Change::EventStatus { status }));
        }
        if let Some((from, to)) = flags.day.as_deref().map(days) {
            all.push(Change::EventDay { from, to });
        }
        match flags.event.place.as_deref() {
            None => {}
            Some("none") => all.push(Change::EventPlace { place: None }),
            Some(name) => {
                let place = Some(desk.party(name, Some(ActorKind::Place), new)?);
                all.push(Change::EventPlace { place });
            }
        }
        if let Some(event) = &flags.event.same_as {
            all.push(Change::SameEvent { event: event.clone(), words: Vec::new() });
        }
        Ok(all)
    }

    /// Whom a name leads to; if to nobody, a new actor.
    fn actor(&self, name: &str, new: &mut Vec<Named>) -> Result<Named, Failed> {
        let found = self.archive.recognise(name, Some(self.address))?;
        if found.is_new() {
            new.push(found.clone().named());
        }
        Ok(found.named())
    }

    /// A party: an actor that is known, else words of the article, else a new actor.
    fn party(&self, name: &str, kind: Option<ActorKind>, new: &mut Vec<Named>) -> Result<NamedParty, Failed> {
        let words = self
            .text
            .as_str()
            .match_indices(name)
            .filter(|_| !name.is_empty())
            .map(|(at, words)| self.text.span_of(at..at + words.len()))
            .min_by_key(|span| span.start.abs_diff(self.near));
        Ok(match self.archive.recognise(name, Some(self.address))? {
            Recognised::New(_) if words.is_some() => NamedParty { actor: None, words },
            Recognised::New(named) => {
                let named = kind.map_or(named, |kind| Named::new(name, kind));
                new.push(named.clone());
                NamedParty { actor: Some(named), words: None }
            }
            known => NamedParty { actor: Some(known.named()), words },
        })
    }
}

fn act(word: &str) -> Result<Option<Act>, Failed> {
    if word == "none" {
        return Ok(None);
    }
    let value = serde_json::Value::String(word.to_lowercase());
    serde_json::from_value(value).map(Some).or_else(|_| {
        given(format!("there is no act `{word}`"), "lexicon/en/acts lists them; `none` if it cannot be told")
    })
}

fn event_type(word: &str) -> Result<EventType, Failed> {
    match EventType::from_name(&word.to_uppercase()) {
        Some(found) => Ok(found),
        None => given(format!("there is no type of events `{word}`"), "docs/events.md lists PLOVER's types"),
    }
}

fn status(word: &str) -> Result<EventStatus, Failed> {
    let found = EventStatus::ALL.into_iter().find(|s| s.name() == word.to_lowercase());
    match found {
        Some(status) => Ok(status),
        None => given(
            format!("there is no status `{word}`"),
            "it is happened, ongoing, planned, threatened, denied or hypothetical",
        ),
    }
}

fn form(word: &str) -> Result<StatementKind, Failed> {
    let all = [StatementKind::Direct, StatementKind::Mixed, StatementKind::Indirect];
    match all.into_iter().find(|kind| kind.name() == word.to_lowercase()) {
        Some(kind) => Ok(kind),
        None => given(format!("there is no kind `{word}`"), "it is direct, mixed or indirect"),
    }
}

/// A day, an interval `FIRST..LAST` that may be open at one side, or `none`.
fn days(word: &str) -> (Option<String>, Option<String>) {
    let told = |day: &str| Some(day.trim().to_owned()).filter(|day| !day.is_empty());
    match word.split_once("..") {
        _ if word == "none" => (None, None),
        Some((from, to)) => (told(from), told(to)),
        None => (told(word), told(word)),
    }
}

/// Where the words of a role stand; none if nothing was given.
fn spans(words: &[String], text: &Text) -> Result<Option<Vec<Span>>, Failed> {
    match words {
        [] => Ok(None),
        [one] if one == "none" => Ok(Some(Vec::new())),
        all => all.iter().map(|one| span(one, text)).collect::<Result<_, _>>().map(Some),
    }
}

/// Where words stand, which must stand once, or a place that is given as `START-END`.
pub(super) fn span(words: &str, text: &Text) -> Result<Span, Failed> {
    let numbers = words.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    if let Some((start, end)) = numbers {
        if start > end {
            return given(format!("{words} runs backwards"), "write START-END in code points");
        }
        return Ok(Span::new(start, end));
    }
    let mut found = text.as_str().match_indices(words);
    match (words.is_empty(), found.next(), found.next()) {
        (false, Some((at, _)), None) => Ok(text.span_of(at..at + words.len())),
        (false, Some(_), Some(_)) => given(
            format!("the words `{words}` stand more than once in the article"),
            "give more of them, or their place as START-END, which `find --format json` shows",
        ),
        _ => given(
            format!("the words `{words}` do not stand in the article"),
            "give them as the article has them, quotation marks included",
        ),
    }
}
