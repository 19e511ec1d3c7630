//! What corrections say of events.

use super::anchor::overlap;
use super::apply::With;
use super::attach::ENOUGH;
use super::locals::{Locals, move_mentions};
use super::{Change, Effective, NamedParty};
use onrecord::events::{Event, Quantity};
use onrecord::{EventStatus, EventType, Party, Span};

/// An event of which nothing is said yet.
fn blank(id: String) -> Event {
    let event_type = EventType::Consult;
    Event {
        id,
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: None,
        context: Vec::new(),
        anchor: Vec::new(),
        source: Vec::new(),
        target: Vec::new(),
        mutual: false,
        when: None,
        place: None,
        status: EventStatus::Happened,
        inside: None,
        statement: None,
        numbers: Vec::new(),
        mentions: Vec::new(),
        confidence: 1.0,
        coded: None,
    }
}

fn typed(event: &mut Event, event_type: EventType) {
    if event.event_type != event_type {
        // What kind of another type it was is nothing to this one.
        event.mode = None;
    }
    (event.event_type, event.quad) = (event_type, event_type.quad());
    event.cameo = event_type.cameo().to_owned();
}

impl Effective {
    pub(super) fn make_room_for_event(&mut self, number: u32) {
        while self.record.events.len() <= number as usize {
            let id = format!("e{}", self.record.events.len() + 1);
            self.record.events.push(blank(id));
        }
    }

    pub(super) fn of_event(&mut self, number: u32, with: &With, locals: &mut Locals) -> rusqlite::Result<()> {
        let text = self.record.article.text.clone();
        let Some(now) = self.record.events.get(number as usize) else { return Ok(()) };
        let anchor = now.anchor.first().copied();
        match &with.of.change {
            Change::Event { is: true } => _ = self.struck_events.remove(&number),
            Change::Event { is: false } => _ = self.struck_events.insert(number),
            Change::EventType { event_type } => {
                self.event(number, |e| typed(e, *event_type));
            }
            Change::EventStatus { status } => self.event(number, |e| e.status = *status),
            Change::EventDay { from, to } => {
                let when = self.when(from.as_deref(), to.as_deref(), anchor);
                self.event(number, |e| e.when = when);
            }
            Change::EventPlace { place } => {
                let place = match place {
                    None => None,
                    Some(given) => match self.taking_part(given, anchor, with, locals)? {
                        Some(party) => Some(party),
                        None => return Ok(()),
                    },
                };
                self.event(number, |e| e.place = place);
            }
            Change::EventParties { source, target, mutual } => {
                for (given, of_source) in [(source, true), (target, false)] {
                    let Some(given) = given else { continue };
                    let side = self.side(given, anchor, with, locals)?;
                    self.event(number, |e| {
                        let other = if of_source { &e.target } else { &e.source };
                        // Words that are gone leave nobody; somebody takes part in every event.
                        if !side.is_empty() || given.is_empty() && !other.is_empty() {
                            *(if of_source { &mut e.source } else { &mut e.target }) = side;
                        }
                    });
                }
                self.event(number, |e| e.mutual = mutual.unwrap_or(e.mutual));
            }
            Change::SameEvent { event, words } => {
                if let Some(words) = with.moved(words, &text) {
                    self.join_events(number, event, &words, with);
                }
            }
            Change::MissingEvent { anchor, event_type, source, target, status } => {
                let Some(anchor) = with.moved(anchor, &text) else { return Ok(()) };
                let at = anchor.first().copied();
                let (source, target) =
                    (self.side(source, at, with, locals)?, self.side(target, at, with, locals)?);
                let inside = self.told_in(at);
                self.event(number, |e| {
                    typed(e, *event_type);
                    (e.anchor, e.status, e.inside) = (anchor, *status, inside);
                    // One that a later reading has keeps whatever is not told here.
                    if !source.is_empty() || !target.is_empty() {
                        (e.source, e.target) = (source, target);
                    }
                });
            }
            Change::Mention { from, into, .. } => {
                let Some(was) = locals.known(with.db, from)? else { return Ok(()) };
                let into = locals.local(with.db, into, &with.hand, &mut self.record)?;
                let mut spans = Vec::new();
                self.event(number, |e| {
                    let parties = e.source.iter_mut().chain(&mut e.target).chain(&mut e.place);
                    for party in parties.filter(|p| p.actor.as_ref() == Some(&was)) {
                        party.actor = Some(into.clone());
                        spans.push(party.span);
                    }
                });
                move_mentions(&mut self.record, &was, &into, &spans);
            }
            _ => {}
        }
        Ok(())
    }

    fn event(&mut self, number: u32, with: impl FnOnce(&mut Event)) {
        if let Some(event) = self.record.events.get_mut(number as usize) {
            with(event);
        }
    }

    fn taking_part(
        &mut self,
        given: &NamedParty,
        near: Option<Span>,
        with: &With,
        locals: &mut Locals,
    ) -> rusqlite::Result<Option<Party>> {
        let text = self.record.article.text.clone();
        let at = given.words.and_then(|span| with.moved(&[span], &text)?.first().copied());
        let actor = match &given.actor {
            None => None,
            Some(named) => Some(locals.local(with.db, named, &with.hand, &mut self.record)?),
        };
        Ok((actor.is_some() || at.is_some()).then(|| self.party(actor, at, near)))
    }

    fn side(
        &mut self,
        given: &[NamedParty],
        near: Option<Span>,
        with: &With,
        locals: &mut Locals,
    ) -> rusqlite::Result<Vec<Party>> {
        let mut side = Vec::with_capacity(given.len());
        for one in given {
            side.extend(self.taking_part(one, near, with, locals)?);
        }
        Ok(side)
    }

    /// The innermost statement in whose content a place is: then it is that speaker's claim.
    fn told_in(&self, at: Option<Span>) -> Option<String> {
        let at = at?;
        let holds = |c: &&Span| c.start <= at.start && at.end <= c.end;
        let all = self.record.statements.iter().zip(0u32..).filter(|(_, n)| !self.struck.contains(n));
        let around = all.filter_map(|(s, _)| Some((s, s.content.iter().find(holds)?)));
        around.min_by_key(|(_, c)| c.end - c.start).map(|(s, _)| s.id.clone())
    }

    /// One event goes into another one, which has its words then and what it lacks itself.
    fn join_events(&mut self, number: u32, id: &str, words: &[Span], with: &With) {
        let all = self.record.events.iter().zip(0..).filter(|(_, n)| *n != number);
        let best = all.map(|(e, n)| (overlap(&e.anchor, words), n)).max_by(|a, b| a.0.total_cmp(&b.0));
        let into = match best.filter(|(share, _)| *share >= ENOUGH && !words.is_empty()) {
            Some((_, n)) => n,
            None if words.is_empty() => {
                let by_id = self.record.events.iter().zip(0..).find(|(e, n)| e.id == id && *n != number);
                let Some((_, n)) = by_id else { return };
                n
            }
            None => return,
        };
        let Some(gone) = self.record.events.get(number as usize).cloned() else { return };
        // Two that went into each other would both be gone.
        if self.struck_events.contains(&into) {
            return;
        }
        let hand = with.hand.clone();
        self.struck_events.insert(number);
        self.event(into, |e| {
            let told = gone.anchor.into_iter().chain(gone.mentions);
            let new: Vec<Span> = told.filter(|a| !e.anchor.contains(a) && !e.mentions.contains(a)).collect();
            e.mentions.extend(new);
            e.mentions.sort_unstable();
            e.when = e.when.take().or(gone.when);
            e.place = e.place.take().or(gone.place);
            e.statement = e.statement.take().or(gone.statement);
            for (side, other) in [(&mut e.source, gone.source), (&mut e.target, gone.target)] {
                if side.is_empty() {
                    *side = other;
                }
            }
            let known = |n: &Quantity| e.numbers.iter().any(|m| m.span == n.span);
            let numbers: Vec<_> = gone.numbers.into_iter().filter(|n| !known(n)).collect();
            e.numbers.extend(numbers);
            (e.coded, e.confidence) = (Some(hand), 1.0);
        });
    }
}
