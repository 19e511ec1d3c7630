//! The articles of a file that is read as a whole, as many of them as may be held.

use super::{Received, SourceError};
use crate::IntakeError;
use crate::input::Input;
use onrecord::budget::Budget;

/// What an article has besides its words, in bytes.
const AROUND: usize = 512;

/// Articles that are gathered. What a file says once may stand in each of them, so each is counted with all that it holds.
pub(crate) struct Articles<'i> {
    origin: &'i str,
    budget: &'i Budget<'i>,
    all: Vec<Result<Received, SourceError>>,
    full: bool,
}

impl<'i> Articles<'i> {
    /// None yet.
    pub fn new(input: &Input<'i>) -> Self {
        Articles { origin: input.origin, budget: input.budget, all: Vec::new(), full: false }
    }

    /// Adds one. False when there is no room for more: that is told behind the others.
    pub fn push(&mut self, one: Result<Received, SourceError>) -> bool {
        if self.full {
            return false;
        }
        let size = AROUND + one.as_ref().map_or(0, held);
        match self.budget.node().and_then(|()| self.budget.hold(size)) {
            Ok(()) => self.all.push(one),
            Err(over) => {
                self.full = true;
                self.all.push(Err(IntakeError::over(self.origin, over).into()));
            }
        }
        !self.full
    }

    /// Adds them as long as there is room.
    pub fn take(&mut self, all: impl Iterator<Item = Result<Received, SourceError>>) {
        for one in all {
            if !self.push(one) {
                break;
            }
        }
    }

    /// All of them.
    pub fn end(self) -> Vec<Result<Received, SourceError>> {
        self.all
    }
}

fn held(one: &Received) -> usize {
    let lines = [
        Some(&one.capture.origin),
        one.capture.url.as_ref(),
        one.title.as_ref(),
        one.place.as_ref(),
        one.hints.outlet.as_ref(),
        one.otherwise.outlet.as_ref(),
    ];
    let lines = lines.into_iter().flatten().chain(&one.authors).map(String::len);
    let notes = one.notes.iter().map(|note| AROUND + note.reason.len());
    one.capture.bytes.len() + lines.chain(notes).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Capture;
    use onrecord::budget::Limits;

    #[test]
    fn what_is_said_once_and_stands_in_each_counts_in_each() {
        let budget = Budget::of(Limits { bytes: 10_000, ..Limits::FILE }, &|| false);
        let input = Input { origin: "x", bytes: b"", content_type: None, budget: &budget };
        let mut articles = Articles::new(&input);
        let of = |n: usize| {
            let bytes = format!("{n}").into_bytes();
            let capture = Capture { origin: "x".repeat(2_000), bytes, url: None, content_type: None };
            Ok(Received::new(capture))
        };
        articles.take((0..100).map(of));
        let all = articles.end();
        assert_eq!(all.len(), 4);
        assert!(matches!(all.last(), Some(Err(SourceError::Intake(IntakeError::TooCostly { .. })))));
    }
}
