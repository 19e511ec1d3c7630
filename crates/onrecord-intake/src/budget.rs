//! What the reading of foreign input may cost: one budget that everything which makes a tree of it carries along.
//!
//! Work is counted, not timed, so that the same input has the same outcome on any machine. Who waits may besides stop
//! the work: because time is over, or because nobody wants its outcome any more.

use std::cell::Cell;

/// Nodes of a page: elements, texts, comments and whatever else stands in its tree. The largest page of the benchmark has
/// 9,000 elements.
pub(crate) const MOST_NODES: usize = 1_000_000;
/// Attributes of all elements of a page together, counted anew wherever the parser copies them.
pub(crate) const MOST_ATTRIBUTES: usize = 4_000_000;
/// Looks at elements and attributes that the parser takes. A page of the benchmark needs some 40 a tag.
pub(crate) const MOST_STEPS: usize = 100_000_000;

/// What is left to be spent on one input.
pub struct Budget<'s> {
    nodes: Cell<usize>,
    attributes: Cell<usize>,
    steps: Cell<usize>,
    stopped: Cell<bool>,
    stop: &'s dyn Fn() -> bool,
}

/// What there was too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Nodes,
    Attributes,
    Steps,
    Stopped,
}

impl std::fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Budget")
            .field("nodes", &self.nodes)
            .field("attributes", &self.attributes)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

impl Default for Budget<'_> {
    /// What one article may cost, and nobody who stops it.
    fn default() -> Self {
        Budget::until(&|| false)
    }
}

impl<'s> Budget<'s> {
    /// What one article may cost. `stop` is asked every few kilobytes whether the work is to end.
    pub fn until(stop: &'s dyn Fn() -> bool) -> Budget<'s> {
        let [nodes, attributes, steps] = [MOST_NODES, MOST_ATTRIBUTES, MOST_STEPS].map(Cell::new);
        Budget { nodes, attributes, steps, stopped: Cell::new(false), stop }
    }

    /// A hundredth of what an article may cost, so that tests are quick.
    #[cfg(test)]
    pub(crate) fn small() -> Budget<'s> {
        let budget = Budget::default();
        for left in [&budget.nodes, &budget.attributes, &budget.steps] {
            left.set(left.get() / 100);
        }
        budget
    }

    pub(crate) fn nodes(&self, count: usize) {
        spend(&self.nodes, count);
    }

    pub(crate) fn attributes(&self, count: usize) {
        spend(&self.attributes, count);
    }

    pub(crate) fn steps(&self, count: usize) {
        spend(&self.steps, count);
    }

    /// Asks whoever may stop the work. Returns whether it is to end, for whatever reason.
    pub(crate) fn look(&self) -> bool {
        if !self.stopped.get() && (self.stop)() {
            self.stopped.set(true);
        }
        self.spent()
    }

    /// Whether anything is spent.
    pub(crate) fn spent(&self) -> bool {
        self.over().is_some()
    }

    /// What there was too much of.
    pub(crate) fn over(&self) -> Option<Over> {
        // One below nothing: what may be spent may be spent wholly.
        let gone = |left: &Cell<usize>| left.get() == GONE;
        match () {
            () if self.stopped.get() => Some(Over::Stopped),
            () if gone(&self.nodes) => Some(Over::Nodes),
            () if gone(&self.attributes) => Some(Over::Attributes),
            () if gone(&self.steps) => Some(Over::Steps),
            () => None,
        }
    }
}

/// More was spent than there was.
const GONE: usize = usize::MAX;

fn spend(left: &Cell<usize>, count: usize) {
    if left.get() != GONE {
        left.set(left.get().checked_sub(count).unwrap_or(GONE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_spent_may_be_spent_wholly_and_no_more() {
        let budget = Budget::default();
        budget.attributes(MOST_ATTRIBUTES);
        assert_eq!(budget.over(), None);
        budget.attributes(1);
        budget.attributes(1);
        assert_eq!(budget.over(), Some(Over::Attributes));
    }

    #[test]
    fn who_stops_it_stops_it_for_good() {
        let asked = Cell::new(0);
        let stop = || {
            asked.set(asked.get() + 1);
            asked.get() == 2
        };
        let budget = Budget::until(&stop);
        assert!(!budget.look() && budget.look() && budget.look());
        assert_eq!((budget.over(), asked.get()), (Some(Over::Stopped), 2));
    }
}
