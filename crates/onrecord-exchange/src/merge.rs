//! What comes back from another tool, into an archive: as corrections and codes, with who made them.
//!
//! A mark finds its statement by the id it was written out with, or by its words. What it says otherwise than the archive
//! becomes a correction; a statement that the archive lacks is filled in; one that a person marked as it stands is
//! confirmed. Taking the same file in again changes nothing.

use crate::files::hash_in;
use crate::{Code, Document, ExchangeError, Format, Mark, READER, Who};
use onrecord::{Record, Span, Statement, Text};
use onrecord_archive::Archive;
use onrecord_archive::codes::PassageCode;
use onrecord_archive::corrections::{By, Change, Correction, NameError, Named, Subject, Which};
use std::collections::BTreeMap;

/// A mark is of the statement that covers this much of what both cover …
const ALIKE: f64 = 0.8;
/// … or of the only one of which this much lies inside it: people mark whole sentences.
const WITHIN: f64 = 0.8;

/// What taking a document's marks in amounted to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Corrections that were made.
    pub corrections: usize,
    /// Codes that are there now by those who made them.
    pub codes: usize,
    /// Marks that say what the archive says already.
    pub same: usize,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// The address of the article that a document is, if the archive has it with this text.
///
/// # Errors
/// When the archive cannot be read.
pub fn find(archive: &Archive, document: &Document) -> Result<Option<String>, ExchangeError> {
    let mut candidates: Vec<String> = document.address.iter().cloned().collect();
    candidates.extend(archive.with_text(document.text.as_str())?);
    // Its file may still have the name under which onrecord wrote it.
    if let Some(hash) = hash_in(&document.name) {
        candidates.extend(archive.with_text_hash(hash)?);
    }
    for address in candidates {
        if let Some(text) = archive.text(&address)?
            && same_text(&text, &document.text)
        {
            return Ok(Some(address));
        }
    }
    Ok(None)
}

/// Whether offsets in one text are offsets in the other: the same characters, but for kinds of white space and for what
/// some formats cannot hold. White space at the end, which no span has, may be missing.
fn same_text(ours: &Text, theirs: &Text) -> bool {
    let blank = |c: char| if c.is_whitespace() { ' ' } else { crate::xml::allowed(c) };
    let shown = |text: &Text| text.as_str().trim_end().chars().map(blank).collect::<Vec<_>>();
    ours == theirs || shown(ours) == shown(theirs)
}

/// Takes the marks of a document into the article of this address. `by` is whose changes of the reader's own statements
/// are, and of what the file names nobody for; what a file tells of time goes before `by.at`.
///
/// # Errors
/// When the archive cannot be read or written.
pub fn merge(
    archive: &mut Archive,
    address: &str,
    document: &Document,
    via: Format,
    by: By,
) -> Result<Merged, ExchangeError> {
    let mut merged = Merged::default();
    let Some(record) = archive.corrected(address, None)? else {
        merged.notes.push(format!("the archive has no article {address}"));
        return Ok(merged);
    };
    if !same_text(&record.article.text, &document.text) {
        merged
            .notes
            .push(format!("{address}: its text is another one, and what is marked in it was left out"));
        return Ok(merged);
    }
    let made = archive.corrections(Which { article: Some(address), ..Which::default() })?;
    let mut work = Work {
        archive: &*archive,
        address,
        record: &record,
        made: &made,
        via,
        by,
        changes: Vec::new(),
        codes: BTreeMap::new(),
        merged,
    };
    let length = record.article.text.len();
    for mark in &document.marks {
        let spans = mark.content.iter().chain(&mark.cue).chain(&mark.source);
        if mark.content.is_empty() || spans.into_iter().any(|s| s.end > length) {
            work.merged.notes.push(format!("{address}: a mark lies outside the text and was left out"));
            continue;
        }
        work.mark(mark)?;
    }
    let Work { changes, codes, mut merged, .. } = work;
    let all: Vec<(Subject, Change, By)> = changes
        .iter()
        .map(|(statement, change, person, at)| {
            let subject = match statement {
                Some(statement) => Subject::Statement { article: address, statement },
                None => Subject::Article(address),
            };
            (subject, change.clone(), By { person, at })
        })
        .collect();
    for made in archive.correct_all(&all)? {
        match made {
            Ok(_) => merged.corrections += 1,
            Err(error) => merged.notes.push(format!("{address}: {error}")),
        }
    }
    for (person, (at, codes)) in codes {
        let by = By { person: &person, at: &at };
        merged.codes += archive.set_codes(address, via.name(), by, &codes)?.unwrap_or(0);
    }
    Ok(merged)
}

/// Statement, what is right, who says so, when.
type Judged = (Option<String>, Change, String, String);

struct Work<'w> {
    archive: &'w Archive,
    address: &'w str,
    record: &'w Record,
    made: &'w [Correction],
    via: Format,
    by: By<'w>,
    changes: Vec<Judged>,
    /// By person, with when the first was made.
    codes: BTreeMap<String, (String, Vec<PassageCode>)>,
    merged: Merged,
}

impl<'w> Work<'w> {
    fn mark(&mut self, mark: &Mark) -> Result<(), ExchangeError> {
        let known = self.by_id(mark);
        let found = known.or_else(|| self.by_words(mark));
        let reader = mark.coder == READER || mark.coder.is_empty();
        let person = if reader { self.by.person } else { &mark.coder }.to_owned();
        let at = mark.made.as_deref().filter(|_| !reader).unwrap_or(self.by.at).to_owned();
        self.codes_of(mark, found, reader, &at);
        if !mark.is_statement {
            return Ok(());
        }
        let Some(statement) = found else {
            if mark.coder == READER && mark.statement.is_some() {
                let what = mark.statement.as_deref().unwrap_or_default();
                self.merged
                    .notes
                    .push(format!("{}: {what}, which the reader had, is not there any more", self.address));
                return Ok(());
            }
            return self.missing(mark, person, at);
        };
        let mut changes = Vec::new();
        if let Some(who) = &mark.speaker
            && !self.is(statement, who)
        {
            match self.named(who, statement)? {
                Some(named) => changes.push(Change::Speaker { speaker: Some(named) }),
                None => self.merged.same += 1,
            }
        }
        if let Some(act) = mark.act.filter(|act| statement.act != Some(*act)) {
            changes.push(Change::Act { act: Some(act), negated: statement.negated });
        }
        if known.is_some() {
            changes.extend(self.boundaries(mark, statement));
        }
        if changes.is_empty() && mark.coder != READER {
            let touched =
                self.made.iter().any(|c| c.person == person && c.statement.as_ref() == Some(&statement.id));
            if !touched {
                changes.push(Change::Statement { is: true });
            }
        }
        if changes.is_empty() {
            self.merged.same += 1;
        }
        for change in changes {
            self.change(Some(statement.id.clone()), change, &person, &at);
        }
        Ok(())
    }

    /// Adds a correction that is not there yet.
    fn change(&mut self, statement: Option<String>, change: Change, person: &str, at: &str) {
        let there = self.made.iter().any(|c| {
            c.person == person && c.change == change && (statement.is_none() || c.statement == statement)
        });
        if there {
            self.merged.same += 1;
        } else {
            self.changes.push((statement, change, person.to_owned(), at.to_owned()));
        }
    }

    fn missing(&mut self, mark: &Mark, person: String, at: String) -> Result<(), ExchangeError> {
        let speaker = match &mark.speaker {
            Some(who) => self.any_named(who)?,
            None => None,
        };
        let change = Change::Missing {
            content: mark.content.clone(),
            cue: mark.cue.clone(),
            source: mark.source.clone(),
            speaker,
            act: mark.act,
        };
        self.change(None, change, &person, &at);
        Ok(())
    }

    /// The statement that a mark was written out with, if it still has some of the same words.
    fn by_id(&self, mark: &Mark) -> Option<&'w Statement> {
        let id = mark.statement.as_ref()?;
        let found = self.record.statements.iter().find(|s| s.id == *id)?;
        (common(&found.content, &mark.content) > 0).then_some(found)
    }

    /// The statement that has a mark's words.
    fn by_words(&self, mark: &Mark) -> Option<&'w Statement> {
        let content = &mark.content;
        let near = || self.record.statements.iter().filter(|s| common(&s.content, content) > 0);
        let share = |s: &Statement| {
            let common = common(&s.content, content);
            common as f64 / (length(&s.content) + length(content) - common).max(1) as f64
        };
        let best = near().max_by(|a, b| share(a).total_cmp(&share(b)))?;
        if share(best) >= ALIKE {
            return Some(best);
        }
        let mut within = near().filter(|s| {
            s.inside.is_none() && common(&s.content, content) as f64 >= WITHIN * length(&s.content) as f64
        });
        let only = within.next()?;
        within.next().is_none().then_some(only)
    }

    /// Whether a statement's speaker is who a mark names.
    fn is(&self, statement: &Statement, who: &Who) -> bool {
        let Some(actor) =
            statement.speaker.as_ref().and_then(|id| self.record.actors.iter().find(|a| a.id == *id))
        else {
            return false;
        };
        let words = actor.mentions.first().map(|m| self.record.article.text.slice(m.span));
        let name = actor.name.as_deref().or(words).unwrap_or_default();
        plain(name) == plain(&who.name)
    }

    /// Who a mark names, if that is not the statement's speaker already.
    fn named(&mut self, who: &Who, statement: &Statement) -> Result<Option<Named>, ExchangeError> {
        let now = statement.speaker.as_ref().and_then(|id| self.record.actors.iter().find(|a| a.id == *id));
        let now = now.and_then(|actor| onrecord_archive::actor_key(actor, &self.record.article));
        match self.archive.actor_named(&who.name, Some(self.address)) {
            Ok(named) => Ok(Some(named).filter(|n| Some(&n.key) != now.as_ref())),
            Err(NameError::Several { of, .. }) if of.iter().any(|n| Some(&n.key) == now.as_ref()) => Ok(None),
            _ => self.any_named(who),
        }
    }

    /// Who a mark names: somebody of the archive, or somebody new; none of a name that several go by.
    fn any_named(&mut self, who: &Who) -> Result<Option<Named>, ExchangeError> {
        match self.archive.actor_named(&who.name, Some(self.address)) {
            Ok(named) => Ok(Some(named)),
            Err(NameError::Nobody(_)) => Ok(Some(Named::new(&who.name, who.kind))),
            Err(NameError::Archive(error)) => Err(error.into()),
            Err(error) => {
                self.merged.notes.push(format!("{}: {error}: no speaker was set", self.address));
                Ok(None)
            }
        }
    }

    /// What a mark says of where the words of its statement stand, where it says it otherwise.
    fn boundaries(&self, mark: &Mark, statement: &Statement) -> Option<Change> {
        // DNA has one span a statement, and none for the other words.
        let whole =
            |spans: &[Span]| spans.iter().copied().reduce(Span::cover).into_iter().collect::<Vec<_>>();
        let (one, roles) = match self.via {
            Format::Dna => (whole(&statement.content), false),
            _ => (statement.content.clone(), true),
        };
        let text = &self.record.article.text;
        let moved = |ours: &[Span], theirs: &[Span]| {
            (trimmed(text, ours) != trimmed(text, theirs)).then(|| theirs.to_vec())
        };
        let content = moved(&one, &mark.content);
        let cue = moved(&statement.cue, &mark.cue).filter(|_| roles);
        let source = moved(&statement.source, &mark.source).filter(|_| roles);
        let any = content.is_some() || cue.is_some() || source.is_some();
        any.then_some(Change::Boundaries { content, cue, source })
    }

    fn codes_of(&mut self, mark: &Mark, of: Option<&Statement>, reader: bool, at: &str) {
        // Of what onrecord wrote into a DNA file, codes stay those of nobody: DNA tells who coded, so a person's are apart.
        let person = match (reader, self.via) {
            (true, Format::Dna) => READER,
            (true, _) => self.by.person,
            (false, _) => &mark.coder,
        };
        for Code { name, value, agrees, score } in &mark.codes {
            let code = PassageCode {
                spans: mark.content.clone(),
                name: name.clone(),
                value: value.clone(),
                agrees: *agrees,
                score: score.clone(),
                statement: of.map(|s| s.id.clone()),
            };
            self.codes.entry(person.to_owned()).or_insert_with(|| (at.to_owned(), Vec::new())).1.push(code);
        }
    }
}

fn length(spans: &[Span]) -> u64 {
    spans.iter().map(|s| u64::from(s.len())).sum()
}

/// How many code points both have.
fn common(a: &[Span], b: &[Span]) -> u64 {
    let both = |x: &Span, y: &Span| u64::from(x.end.min(y.end).saturating_sub(x.start.max(y.start)));
    a.iter().flat_map(|x| b.iter().map(move |y| both(x, y))).sum()
}

/// Spans without white space at their ends, and without those that are nothing else; pieces between which nothing but
/// white space stands are one.
fn trimmed(text: &Text, spans: &[Span]) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for &span in spans {
        let words = text.slice(span);
        let before = words.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let after = words.chars().rev().take_while(|c| c.is_whitespace()).count() as u32;
        if before + after >= span.len() {
            continue;
        }
        let span = Span::new(span.start + before, span.end - after);
        match all.last_mut() {
            Some(last)
                if last.end <= span.start
                    && text.slice(Span::new(last.end, span.start)).trim().is_empty() =>
            {
                *last = last.cover(span);
            }
            _ => all.push(span),
        }
    }
    all
}

/// What is the same in names that differ in print only.
fn plain(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
