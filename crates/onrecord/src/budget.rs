//! What the reading of foreign input may cost: one budget that every reader of bytes from outside carries along.
//!
//! Work is counted, not timed, so that the same input has the same outcome on any machine. Who waits may besides stop the
//! work: because time is over, or because nobody wants its outcome any more. The clock is the caller's; here it is only asked.

use std::cell::Cell;
use std::fmt;

/// How much may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that are made of the input: unpacked, decoded, or written again for each of the articles that share them.
    pub bytes: usize,
    /// Pieces: elements, texts, comments, values, rows, cells, and whatever else an input is made of.
    pub nodes: usize,
    /// Attributes of all elements together, counted anew wherever a parser copies them.
    pub attributes: usize,
    /// Looks at what was read already.
    pub steps: usize,
}

impl Limits {
    /// What one article may cost. The largest page of the benchmark has 9,000 elements, and needs some 40 steps a tag.
    pub const ARTICLE: Limits =
        Limits { bytes: 256 << 20, nodes: 1_000_000, attributes: 4_000_000, steps: 100_000_000 };
    /// What a file of many articles may cost that is read as a whole: a feed, a workbook, an export, an issue of a newspaper.
    pub const FILE: Limits =
        Limits { bytes: 1 << 30, nodes: 20_000_000, attributes: 80_000_000, steps: 2_000_000_000 };

    /// A part of it.
    pub fn divided(self, by: usize) -> Limits {
        let Limits { bytes, nodes, attributes, steps } = self;
        let [bytes, nodes, attributes, steps] = [bytes, nodes, attributes, steps].map(|n| n / by.max(1));
        Limits { bytes, nodes, attributes, steps }
    }
}

/// What there was too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Bytes that were made of it.
    Bytes,
    /// Pieces of it.
    Nodes,
    /// Attributes.
    Attributes,
    /// Looks at it.
    Steps,
    /// Nothing: whoever waited for it does not any more.
    Stopped,
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Over::Bytes => "what it unpacks to, or repeats, is more than may be held",
            Over::Nodes => "it has more elements, rows or other pieces than may be read",
            Over::Attributes => "its elements have more attributes than may be read",
            Over::Steps => "it takes more steps to read than it may",
            Over::Stopped => "reading it was stopped",
        })
    }
}

impl std::error::Error for Over {}

/// What is left to be spent on one input. Every reader takes one, and so has bounds and an end.
///
/// ```
/// use onrecord::budget::{Budget, Limits, Over};
/// let budget = Budget::of(Limits { nodes: 2, ..Limits::ARTICLE }, &|| false);
/// assert_eq!((budget.node(), budget.node(), budget.node()), (Ok(()), Ok(()), Err(Over::Nodes)));
/// ```
pub struct Budget<'s> {
    bytes: Cell<usize>,
    nodes: Cell<usize>,
    attributes: Cell<usize>,
    steps: Cell<usize>,
    stopped: Cell<bool>,
    /// Pieces since it was last asked whether the work is to end.
    unasked: Cell<usize>,
    /// What the whole may cost that this is a part of.
    within: Option<&'s Budget<'s>>,
    stop: &'s dyn Fn() -> bool,
}

/// Pieces after which it is asked whether anybody still waits for the work.
const STRETCH: usize = 1 << 10;

impl fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("left", &self.left()).finish_non_exhaustive()
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
        Budget::of(Limits::ARTICLE, stop)
    }

    /// What a file of many articles may cost that is read as a whole.
    pub fn of_file(stop: &'s dyn Fn() -> bool) -> Budget<'s> {
        Budget::of(Limits::FILE, stop)
    }

    /// So much.
    pub fn of(limits: Limits, stop: &'s dyn Fn() -> bool) -> Budget<'s> {
        let Limits { bytes, nodes, attributes, steps } = limits;
        let [bytes, nodes, attributes, steps] = [bytes, nodes, attributes, steps].map(Cell::new);
        let (stopped, unasked) = (Cell::new(false), Cell::new(0));
        Budget { bytes, nodes, attributes, steps, stopped, unasked, within: None, stop }
    }

    /// What one article of a file may cost: no more than an article, and all of them no more than the file.
    pub fn one(&'s self) -> Budget<'s> {
        self.part(Limits::ARTICLE)
    }

    /// A part of this one, which may cost so much.
    pub fn part(&'s self, limits: Limits) -> Budget<'s> {
        Budget { within: Some(self), ..Budget::of(limits, self.stop) }
    }

    /// One as this one was at first, for another go at the same input: who stops it is the same.
    pub fn anew(&self, limits: Limits) -> Budget<'s> {
        Budget { within: self.within, ..Budget::of(limits, self.stop) }
    }

    /// Counts bytes that are made of the input.
    pub fn bytes(&self, count: usize) {
        self.spend(|of| &of.bytes, count);
    }

    /// Counts pieces.
    pub fn nodes(&self, count: usize) {
        self.spend(|of| &of.nodes, count);
    }

    /// Counts attributes.
    pub fn attributes(&self, count: usize) {
        self.spend(|of| &of.attributes, count);
    }

    /// Counts looks at what was read already.
    pub fn steps(&self, count: usize) {
        self.spend(|of| &of.steps, count);
    }

    /// Counts a piece, and sees whether to go on.
    ///
    /// # Errors
    /// When more was spent than there was, or the work was stopped.
    pub fn node(&self) -> Result<(), Over> {
        self.nodes(1);
        self.ask(1)
    }

    /// Counts bytes that are held or written once more, and sees whether to go on.
    ///
    /// # Errors
    /// As [`Budget::node`].
    pub fn hold(&self, bytes: usize) -> Result<(), Over> {
        self.bytes(bytes);
        self.ask(1 + bytes / STRETCH)
    }

    /// Counts looks, and sees whether to go on.
    ///
    /// # Errors
    /// As [`Budget::node`].
    pub fn walk(&self, steps: usize) -> Result<(), Over> {
        self.steps(steps);
        self.ask(1 + steps / STRETCH)
    }

    fn ask(&self, pieces: usize) -> Result<(), Over> {
        let unasked = self.unasked.get().saturating_add(pieces);
        self.unasked.set(unasked);
        if unasked >= STRETCH {
            self.unasked.set(0);
            self.look();
        }
        self.check()
    }

    /// Asks whoever may stop the work. Returns whether it is to end, for whatever reason.
    pub fn look(&self) -> bool {
        if !self.stopped.get() && (self.stop)() {
            self.stopped.set(true);
        }
        self.spent()
    }

    /// Whether anything is spent.
    pub fn spent(&self) -> bool {
        self.over().is_some()
    }

    /// Whether there is something left of everything.
    ///
    /// # Errors
    /// When there is not, with what there was too much of.
    pub fn check(&self) -> Result<(), Over> {
        self.over().map_or(Ok(()), Err)
    }

    /// What there was too much of.
    pub fn over(&self) -> Option<Over> {
        // One below nothing: what may be spent may be spent wholly.
        let gone = |left: &Cell<usize>| left.get() == GONE;
        match () {
            () if self.stopped.get() => Some(Over::Stopped),
            () if gone(&self.nodes) => Some(Over::Nodes),
            () if gone(&self.attributes) => Some(Over::Attributes),
            () if gone(&self.steps) => Some(Over::Steps),
            () if gone(&self.bytes) => Some(Over::Bytes),
            () => self.within.and_then(Budget::over),
        }
    }

    /// What is left; nothing of what there was too much of.
    pub fn left(&self) -> Limits {
        let left = |of: &Cell<usize>| if of.get() == GONE { 0 } else { of.get() };
        Limits {
            bytes: left(&self.bytes),
            nodes: left(&self.nodes),
            attributes: left(&self.attributes),
            steps: left(&self.steps),
        }
    }

    fn spend(&self, of: for<'b> fn(&'b Budget<'s>) -> &'b Cell<usize>, count: usize) {
        let left = of(self);
        if left.get() != GONE {
            left.set(left.get().checked_sub(count).unwrap_or(GONE));
        }
        if let Some(whole) = self.within {
            whole.spend(of, count);
        }
    }
}

/// More was spent than there was.
const GONE: usize = usize::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_spent_may_be_spent_wholly_and_no_more() {
        let budget = Budget::default();
        budget.attributes(Limits::ARTICLE.attributes);
        assert_eq!((budget.over(), budget.left().attributes), (None, 0));
        budget.attributes(1);
        budget.attributes(1);
        assert_eq!(budget.check(), Err(Over::Attributes));
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

    #[test]
    fn parts_are_bounded_by_themselves_and_by_the_whole() {
        let whole = Budget::of(Limits { nodes: 10, ..Limits::FILE }, &|| false);
        let small = Limits { nodes: 6, ..Limits::ARTICLE };
        let first = whole.part(small);
        assert!((0..6).all(|_| first.node().is_ok()));
        assert_eq!((first.node(), whole.over()), (Err(Over::Nodes), None));
        let second = whole.part(small);
        assert_eq!((0..6).filter(|_| second.node().is_ok()).count(), 3, "the first took seven of ten");
        assert_eq!(whole.over(), Some(Over::Nodes));
    }

    #[test]
    fn whoever_counts_is_asked_whether_to_go_on() {
        let stop = || true;
        let budget = Budget::until(&stop);
        assert_eq!((0..STRETCH).filter(|_| budget.node().is_ok()).count(), STRETCH - 1);
        assert_eq!(Budget::until(&stop).hold(STRETCH * STRETCH), Err(Over::Stopped));
        assert_eq!(Budget::until(&stop).walk(STRETCH * STRETCH), Err(Over::Stopped));
    }
}
