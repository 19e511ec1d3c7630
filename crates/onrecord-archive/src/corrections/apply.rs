//! The record of a version as it is with the corrections that belong to it.

use super::anchor::{hex, overlap};
use super::attach::ENOUGH;
use super::locals::{Locals, move_mentions, put_right};
use super::{At, Attached, Change, Named, of_version};
use crate::bodies;
use onrecord::time::{self, Moment, Precision, Timex, TimexType, When};
use onrecord::{Hand, Note, Party, Record, Span, Statement, StatementKind, Text};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// A record with its corrections.
#[derive(Debug)]
pub(crate) struct Effective {
    /// Every statement in the order of the rows: those of the reading, then those it lacked. So the events.
    pub record: Record,
    /// Places of those that are no statements.
    pub struck: BTreeSet<u32>,
    /// Places of those that are no events, or are shown with another one.
    pub struck_events: BTreeSet<u32>,
    /// Places of the statements that somebody has had a hand in, be it undone.
    pub touched: BTreeSet<u32>,
    /// The speakers that were put in.
    pub speakers: BTreeMap<u32, Option<Named>>,
    /// The addressees that were put in; none where it is nobody, or no actor.
    pub addressees: BTreeMap<u32, Option<Named>>,
    /// Actors of the record that are of no cast, by their ids.
    pub named: BTreeMap<String, Named>,
    /// Whether somebody has had a hand in what is told of the article, be it undone.
    pub retold: bool,
    /// Places of statements of which somebody said how their words are given.
    forms: BTreeSet<u32>,
}

impl Effective {
    /// A record that nobody corrected.
    pub fn plain(record: Record) -> Effective {
        Effective {
            record,
            struck: BTreeSet::new(),
            struck_events: BTreeSet::new(),
            touched: BTreeSet::new(),
            speakers: BTreeMap::new(),
            addressees: BTreeMap::new(),
            named: BTreeMap::new(),
            retold: false,
            forms: BTreeSet::new(),
        }
    }

    /// The record as everyone should see it.
    pub fn into_record(mut self) -> Record {
        self.unlink_events();
        let gone = self.gone();
        let lost = |id: &Option<String>| id.as_ref().is_some_and(|id| gone.contains(id));
        self.record.statements.retain(|s| !gone.contains(&s.id));
        for s in &mut self.record.statements {
            if lost(&s.inside) {
                s.inside = None;
            }
            if lost(&s.repeats) {
                s.repeats = None;
            }
        }
        let mut places = 0u32..;
        self.record.events.retain(|_| places.next().is_some_and(|n| !self.struck_events.contains(&n)));
        self.record.statements.sort_by_key(|s| s.content.first().map(|span| (span.start, span.end)));
        self.record.events.sort_by_key(|e| e.anchor.first().map(|span| (span.start, span.end)));
        self.record
    }

    /// The ids of the statements that are none.
    fn gone(&self) -> BTreeSet<String> {
        let of = |n: &u32| self.record.statements.get(*n as usize).map(|s| s.id.clone());
        self.struck.iter().filter_map(of).collect()
    }

    /// Takes out of the events whatever leads to a statement that is none: what stood in it is told by the outlet itself.
    pub fn unlink_events(&mut self) {
        let gone = self.gone();
        let lose = |id: &mut Option<String>| {
            if id.as_ref().is_some_and(|id| gone.contains(id)) {
                *id = None;
            }
        };
        for event in &mut self.record.events {
            lose(&mut event.inside);
            lose(&mut event.statement);
        }
    }
}

/// What a correction is applied with.
pub(super) struct With<'a> {
    pub db: &'a Connection,
    pub hand: Hand,
    /// The correction.
    pub of: &'a Attached,
    /// The hash of the text, as anchors write it.
    pub now: &'a str,
}

impl<'a> With<'a> {
    fn new(db: &'a Connection, of: &'a Attached, now: &'a str) -> With<'a> {
        With { db, hand: Hand { coder: of.person.clone(), at: of.made.clone() }, of, now }
    }

    /// Where spans of the correction stand in this text; none where one of them is not there.
    pub fn moved(&self, spans: &[Span], text: &Text) -> Option<Vec<Span>> {
        let anchor = self.of.anchor.as_ref()?;
        let same = anchor.text == self.now;
        spans.iter().map(|&span| anchor.right_in(span, text, same)).collect()
    }
}

/// Applies what belongs to a version to its record.
pub(crate) fn apply(db: &Connection, version: i64, record: Record) -> rusqlite::Result<Effective> {
    apply_of(db, version, record, None)
}

/// Applies what belongs to a version to its record; of one person alone if one is named, as if the others had said nothing
/// of its statements.
pub(crate) fn apply_of(
    db: &Connection,
    version: i64,
    mut record: Record,
    person: Option<&str>,
) -> rusqlite::Result<Effective> {
    let mut corrections = of_version(db, version)?;
    if let Some(person) = person {
        corrections.iter_mut().filter(|c| c.person != person || c.settled).for_each(|c| c.undone = true);
    }
    let mut locals = Locals::of(&record);
    locals.move_actors(db, version, &mut record)?;
    let mut out = Effective::plain(record);
    if corrections.is_empty() {
        return Ok(out);
    }
    let now = hex(&out.record.article.text);
    let (read, events) = (out.record.statements.len(), out.record.events.len());
    let fills = |c: &Attached| match (&c.change, c.at) {
        (Change::Missing { .. }, At::Statement(n)) => n as usize >= read,
        (Change::MissingEvent { .. }, At::Event(n)) => n as usize >= events,
        _ => false,
    };
    for c in &corrections {
        // Each of them has one row at most, after those that were read.
        let (At::Statement(number) | At::Event(number)) = c.at else { continue };
        if number as usize >= read.max(events) + corrections.len() {
            let kind = if let At::Event(_) = c.at { "event" } else { "statement" };
            let what = format!("a correction is tied to {}, and there is no such {kind}", name(c));
            return Err(bodies::harmed(std::io::Error::other(what)));
        }
        if let At::Statement(number) = c.at {
            out.touched.insert(number);
        }
        if fills(c) {
            out.make_room(c.at);
        }
    }
    // Several may have filled in the same: what is in force has the word, and is there.
    for in_force in [false, true] {
        for c in corrections.iter().filter(|c| fills(c) && c.undone != in_force) {
            // What is filled in stays there when it is undone, struck out, since its row stays.
            out.one(&With::new(db, c, &now), &mut locals)?;
            match (c.at, c.undone) {
                (At::Event(number), true) => _ = out.struck_events.insert(number),
                (At::Event(number), false) => _ = out.struck_events.remove(&number),
                (At::Statement(number), true) => _ = out.struck.insert(number),
                (At::Statement(number), false) => _ = out.struck.remove(&number),
                (At::Article, _) => {}
            }
        }
    }
    for c in &corrections {
        out.retold |= matches!(c.change, Change::Article { .. });
        // Whichever statements it is about: their rows are looked at.
        if matches!(c.change, Change::Mention { .. }) && c.at == At::Article {
            out.touched.extend((0..).take(out.record.statements.len()));
        }
        if c.undone {
            continue;
        }
        if !fills(c) {
            out.one(&With::new(db, c, &now), &mut locals)?;
        }
        out.mark(c);
    }
    out.named = locals.named;
    bodies::hold(&out.record)?;
    Ok(out)
}

fn name(c: &Attached) -> String {
    match c.at {
        At::Statement(n) => format!("s{}", n + 1),
        At::Event(n) => format!("e{}", n + 1),
        At::Article => "the article".to_owned(),
    }
}

impl Effective {
    /// Makes room for something that the reading lacks.
    fn make_room(&mut self, at: At) {
        match at {
            At::Statement(number) => {
                while self.record.statements.len() <= number as usize {
                    let id = format!("s{}", self.record.statements.len() + 1);
                    self.record.statements.push(Statement {
                        id,
                        confidence: 1.0,
                        ..Statement::new(StatementKind::Indirect)
                    });
                }
            }
            At::Event(number) => self.make_room_for_event(number),
            At::Article => {}
        }
    }

    /// Says of what was corrected that it was, and in a note how.
    fn mark(&mut self, c: &Attached) {
        let hand = Hand { coder: c.person.clone(), at: c.made.clone() };
        let span = match c.at {
            At::Statement(n) => self.record.statements.get_mut(n as usize).and_then(|s| {
                (s.coded, s.confidence) = (Some(hand), 1.0);
                s.content.first().copied()
            }),
            At::Event(n) => self.record.events.get_mut(n as usize).and_then(|e| {
                (e.coded, e.confidence) = (Some(hand), 1.0);
                e.anchor.first().copied()
            }),
            At::Article => None,
        };
        let said = format!("{} was corrected by {} at {}: {}", name(c), c.person, c.made, c.change.kind());
        self.record.notes.push(Note { span, ..Note::new(said) });
    }

    fn one(&mut self, with: &With, locals: &mut Locals) -> rusqlite::Result<()> {
        match with.of.at {
            At::Statement(number) => self.of_statement(number, with, locals),
            At::Event(number) => self.of_event(number, with, locals),
            At::Article => match &with.of.change {
                change @ Change::Article { .. } => {
                    put_right(&mut self.record.article, change, Some(with.hand.clone()));
                    Ok(())
                }
                Change::Mention { from, into, words, .. } => {
                    match with.moved(words, &self.record.article.text) {
                        Some(at) => self.mention(with, (from, into), &at, locals),
                        None => Ok(()),
                    }
                }
                _ => Ok(()),
            },
        }
    }

    fn of_statement(&mut self, number: u32, with: &With, locals: &mut Locals) -> rusqlite::Result<()> {
        let text = self.record.article.text.clone();
        let moved = |spans: &[Span]| with.moved(spans, &text);
        // A form that somebody gave stays when boundaries are put right.
        let said_by_hand = |out: &Effective| out.forms.contains(&number);
        match &with.of.change {
            Change::Speaker { speaker } => return self.speaker(number, speaker.as_ref(), with, locals),
            Change::Addressee { addressee, words } => {
                let at = words.and_then(|span| moved(&[span])?.first().copied());
                if addressee.is_some() || words.is_none() || at.is_some() {
                    return self.addressee(number, addressee.as_ref(), at, with, locals);
                }
            }
            Change::Day { from, to } => {
                let at = self.record.statements.get(number as usize).and_then(|s| s.content.first()).copied();
                let when = self.when(from.as_deref(), to.as_deref(), at);
                if let Some(s) = self.record.statements.get_mut(number as usize) {
                    s.when = when;
                }
            }
            Change::Inside { statement, words } => self.inside(number, statement.as_deref(), moved(words)),
            Change::Mention { from, into, .. } => {
                return self.mention_in_statement(with, (from, into), number, locals);
            }
            Change::Statement { is } => {
                if *is {
                    self.struck.remove(&number);
                } else {
                    self.struck.insert(number);
                }
            }
            Change::Missing { content, cue, source, speaker, act } => {
                if let Some(s) = self.record.statements.get_mut(number as usize) {
                    if let Some(spans) = moved(content) {
                        s.kind = kind(&text, &spans);
                        s.content = spans;
                    }
                    s.cue = moved(cue).unwrap_or_default();
                    s.source = moved(source).unwrap_or_default();
                    s.act = *act;
                }
                return self.speaker(number, speaker.as_ref(), with, locals);
            }
            change => {
                let by_hand = said_by_hand(self);
                if matches!(change, Change::Kind { .. }) {
                    self.forms.insert(number);
                }
                if let Some(s) = self.record.statements.get_mut(number as usize) {
                    plainly(s, change, &text, by_hand, moved);
                }
            }
        }
        Ok(())
    }

    fn speaker(
        &mut self,
        number: u32,
        speaker: Option<&Named>,
        with: &With,
        locals: &mut Locals,
    ) -> rusqlite::Result<()> {
        self.speakers.insert(number, speaker.cloned());
        let local = match speaker {
            None => None,
            Some(named) => Some(locals.local(with.db, named, &with.hand, &mut self.record)?),
        };
        if let Some(s) = self.record.statements.get_mut(number as usize) {
            s.speaker_how = s.speaker_how.filter(|_| s.speaker == local);
            s.speaker = local;
        }
        Ok(())
    }

    fn addressee(
        &mut self,
        number: u32,
        named: Option<&Named>,
        at: Option<Span>,
        with: &With,
        locals: &mut Locals,
    ) -> rusqlite::Result<()> {
        self.addressees.insert(number, named.cloned());
        let actor = match named {
            None => None,
            Some(named) => Some(locals.local(with.db, named, &with.hand, &mut self.record)?),
        };
        let near = self.record.statements.get(number as usize).and_then(|s| s.content.first()).copied();
        let party = (actor.is_some() || at.is_some()).then(|| self.party(actor, at, near));
        if let Some(s) = self.record.statements.get_mut(number as usize) {
            (s.addressee, s.addressee_how) = (party, None);
        }
        Ok(())
    }

    /// A party: where no words are told for it, those by which the article names it nearest to a place, else none at that place.
    pub(super) fn party(&self, actor: Option<String>, at: Option<Span>, near: Option<Span>) -> Party {
        let start = near.map_or(0, |span| span.start);
        let of = actor.as_ref().and_then(|id| self.record.actors.iter().find(|a| a.id == *id));
        let mentions = of.into_iter().flat_map(|a| &a.mentions).map(|m| m.span);
        let nearest = mentions.min_by_key(|span| span.start.abs_diff(start));
        Party { span: at.or(nearest).unwrap_or(Span::new(start, start)), actor }
    }

    /// Puts an interval in among the record's times.
    pub(super) fn when(&mut self, from: Option<&str>, to: Option<&str>, at: Option<Span>) -> Option<String> {
        let day = |given: Option<&str>| given.and_then(|day| day.parse::<Moment>().ok());
        let (earliest, latest) = (day(from), day(to));
        let written = |moment: Option<Moment>| moment.map_or("..".to_owned(), |m| m.date.to_string());
        let value = match (earliest, latest) {
            (None, None) => return None,
            (a, b) if a == b => written(a),
            (a, b) => format!("{}/{}", written(a), written(b)),
        };
        let start = at.map_or(0, |span| span.start);
        let number = |w: &When| w.id.get(1..)?.parse::<u32>().ok();
        let last = self.record.times.iter().filter_map(number).max().unwrap_or(0);
        let id = format!("t{}", last.saturating_add(1));
        self.record.times.push(When {
            id: id.clone(),
            span: Span::new(start, start),
            timex: Timex { kind: TimexType::Date, value },
            earliest,
            latest,
            precision: Precision::Day,
            anchor: Some(time::Anchor::Text),
            modifier: None,
        });
        Some(id)
    }

    /// Puts a statement into the one that stands on these words.
    fn inside(&mut self, number: u32, statement: Option<&str>, words: Option<Vec<Span>>) {
        let outer = match (statement, words) {
            (None, _) => None,
            (Some(id), Some(words)) if words.is_empty() => Some(id.to_owned()),
            (Some(_), Some(words)) => {
                let all = self.record.statements.iter().zip(0..).filter(|(_, n)| *n != number);
                let best =
                    all.map(|(s, _)| (overlap(&s.content, &words), s)).max_by(|a, b| a.0.total_cmp(&b.0));
                match best.filter(|(share, _)| *share >= ENOUGH) {
                    Some((_, s)) => Some(s.id.clone()),
                    None => return,
                }
            }
            // Its words are gone: it stands where it was read.
            (Some(_), None) => return,
        };
        if outer.as_deref().is_some_and(|id| self.stands_in(id, number)) {
            return;
        }
        if let Some(s) = self.record.statements.get_mut(number as usize) {
            s.inside = outer;
        }
    }

    /// Whether a statement is another one or stands in it.
    pub(super) fn stands_in(&self, id: &str, number: u32) -> bool {
        let Some(of) = self.record.statements.get(number as usize).map(|s| s.id.as_str()) else {
            return false;
        };
        let by_id = |id: &str| self.record.statements.iter().find(|s| s.id == id);
        let outer = |s: &&Statement| s.inside.as_deref().and_then(by_id);
        let mut up = std::iter::successors(by_id(id), outer).take(self.record.statements.len());
        up.any(|s| s.id == of)
    }

    /// In a statement somebody is another one: whoever speaks there, or is spoken to.
    fn mention_in_statement(
        &mut self,
        with: &With,
        (from, into): (&Named, &Named),
        number: u32,
        locals: &mut Locals,
    ) -> rusqlite::Result<()> {
        let Some(was) = locals.known(with.db, from)? else { return Ok(()) };
        let Some(s) = self.record.statements.get(number as usize) else { return Ok(()) };
        let (speaks, source) = (s.speaker.as_ref() == Some(&was), s.source.clone());
        let hears = s.addressee.as_ref().filter(|party| party.actor.as_ref() == Some(&was)).map(|p| p.span);
        let now = locals.local(with.db, into, &with.hand, &mut self.record)?;
        if speaks {
            self.speaker(number, Some(into), with, locals)?;
            move_mentions(&mut self.record, &was, &now, &source);
        }
        if let Some(span) = hears {
            move_mentions(&mut self.record, &was, &now, &[span]);
            self.addressee(number, Some(into), Some(span), with, locals)?;
        }
        Ok(())
    }

    /// At these words somebody is another one.
    fn mention(
        &mut self,
        with: &With,
        (from, into): (&Named, &Named),
        at: &[Span],
        locals: &mut Locals,
    ) -> rusqlite::Result<()> {
        let Some(was) = locals.known(with.db, from)? else { return Ok(()) };
        let now = locals.local(with.db, into, &with.hand, &mut self.record)?;
        move_mentions(&mut self.record, &was, &now, at);
        let here = |span: &Span| at.iter().any(|words| words.overlaps(*span));
        for number in (0..).take(self.record.statements.len()) {
            let Some(s) = self.record.statements.get(number as usize) else { break };
            let speaks = s.speaker.as_ref() == Some(&was) && s.source.iter().any(here);
            let party = s.addressee.as_ref().filter(|p| p.actor.as_ref() == Some(&was) && here(&p.span));
            let hears = party.map(|p| p.span);
            if speaks {
                self.speaker(number, Some(into), with, locals)?;
            }
            if let Some(span) = hears {
                self.addressee(number, Some(into), Some(span), with, locals)?;
            }
            if (speaks || hears.is_some())
                && let Some(s) = self.record.statements.get_mut(number as usize)
            {
                s.coded = Some(with.hand.clone());
            }
        }
        for event in &mut self.record.events {
            let parties = event.source.iter_mut().chain(&mut event.target).chain(&mut event.place);
            let mut changed = false;
            for party in parties.filter(|p| p.actor.as_ref() == Some(&was) && here(&p.span)) {
                party.actor = Some(now.clone());
                changed = true;
            }
            if changed {
                event.coded = Some(with.hand.clone());
            }
        }
        Ok(())
    }
}

/// Of what says something of one statement alone.
fn plainly(
    s: &mut Statement,
    change: &Change,
    text: &Text,
    form_by_hand: bool,
    moved: impl Fn(&[Span]) -> Option<Vec<Span>>,
) {
    match change {
        Change::Act { act, negated } => (s.act, s.negated) = (*act, *negated),
        Change::Kind { form } => s.kind = *form,
        Change::Conditions { conditions } => {
            s.conditions = moved(conditions).unwrap_or_else(|| s.conditions.clone());
        }
        Change::Hedged { hedged: false, .. } => s.hedges = Vec::new(),
        Change::Hedged { hedged: true, words } => {
            let start = s.content.first().map_or(0, |span| span.start);
            match moved(words).filter(|spans| !spans.is_empty()) {
                Some(spans) => s.hedges = spans,
                // Nobody said by which words.
                None if s.hedges.is_empty() => s.hedges = vec![Span::new(start, start)],
                None => {}
            }
        }
        Change::Boundaries { content, cue, source } => {
            if let Some(spans) = content.as_deref().and_then(&moved) {
                if !form_by_hand {
                    s.kind = kind(text, &spans);
                }
                s.content = spans;
            }
            s.cue = cue.as_deref().and_then(&moved).unwrap_or_else(|| s.cue.clone());
            s.source = source.as_deref().and_then(&moved).unwrap_or_else(|| s.source.clone());
        }
        _ => {}
    }
}

/// How words are given, by the quotation marks around them and inside them.
pub(crate) fn kind(text: &Text, content: &[Span]) -> StatementKind {
    const MARKS: [char; 7] = ['"', '“', '”', '„', '‘', '«', '»'];
    let pieces: Vec<&str> = content.iter().filter_map(|&s| crate::spans::words_at(text, s)).collect();
    let opens = |piece: &str| {
        let piece = piece.trim();
        piece.starts_with(MARKS) && piece.ends_with(|c| MARKS.contains(&c) || c == '’')
    };
    if !pieces.is_empty() && pieces.iter().all(|p| opens(p)) {
        StatementKind::Direct
    } else if pieces.iter().any(|p| p.contains(MARKS)) {
        StatementKind::Mixed
    } else {
        StatementKind::Indirect
    }
}
