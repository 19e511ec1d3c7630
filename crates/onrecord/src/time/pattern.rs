//! Patterns over tokens, compiled into one tree that is walked once from each token.
//!
//! A pattern is a row of atoms: a lower-case word or mark (`the`, `'s`, `,`), or a class in capitals (`MONTH_DAY`).
//! `~` before an atom wants it closed up to the one before; `?` after an atom or group makes it optional;
//! `( a | b c )` gives alternatives. Because every pattern is spelled out into plain rows when the tree is built,
//! patterns that begin alike are walked together, and reading takes time linear in the text.

use super::lexicon::{Class, Lexicon, WordId};
use super::token::Token;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Atom {
    Word(WordId),
    Class(Class),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    atom: Atom,
    closed_up: bool,
}

#[derive(Debug, Default)]
struct Node {
    next: Vec<(Step, usize)>,
    /// Rules whose pattern ends here.
    rules: Vec<usize>,
}

/// All patterns, by their common beginnings.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Classes that a pattern can begin with.
    first_classes: u64,
    /// By class, and by word: the node after a first token of that kind; 0 where no pattern begins so.
    by_class: Vec<usize>,
    by_word: Vec<usize>,
}

/// A token that a class atom of the pattern took.
pub(super) type Capture = (Class, usize);

/// A pattern that fits: the rule, the number of tokens, and what its classes took.
#[derive(Debug, Clone)]
pub(super) struct Fit {
    pub rule: usize,
    pub len: usize,
    pub captures: Vec<Capture>,
}

impl Tree {
    /// Builds the tree; the place of a pattern in the list is its rule number.
    ///
    /// # Panics
    /// On a malformed pattern: they are part of the program, and a test builds the tree.
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>, lexicon: &mut Lexicon) -> Self {
        let mut nodes = vec![Node::default()];
        for (rule, pattern) in patterns.into_iter().enumerate() {
            let mut words = pattern.split_ascii_whitespace().peekable();
            let rows = alternatives(&mut words, lexicon);
            assert!(words.next().is_none(), "unbalanced brackets in the pattern {pattern:?}");
            for row in rows {
                let mut at = 0;
                for step in row {
                    at = match nodes[at].next.iter().find(|(s, _)| *s == step) {
                        Some(&(_, next)) => next,
                        None => {
                            nodes.push(Node::default());
                            let new = nodes.len() - 1;
                            nodes[at].next.push((step, new));
                            new
                        }
                    };
                }
                assert!(at != 0, "the pattern {pattern:?} can be empty");
                if !nodes[at].rules.contains(&rule) {
                    nodes[at].rules.push(rule);
                }
            }
        }
        let mut first_classes = 0;
        let (mut by_class, mut by_word) = (vec![0; 64], Vec::new());
        for (step, next) in &nodes[0].next {
            match step.atom {
                Atom::Class(class) => {
                    first_classes |= class.bit();
                    by_class[class as usize] = *next;
                }
                Atom::Word(word) => {
                    by_word.resize(by_word.len().max(word as usize + 1), 0);
                    by_word[word as usize] = *next;
                }
            }
        }
        Tree { nodes, first_classes, by_class, by_word }
    }

    /// Whether a pattern can begin with this token.
    pub(super) fn can_begin(&self, token: &Token) -> bool {
        token.classes & self.first_classes != 0
            || self.by_word.get(token.word as usize).is_some_and(|next| *next != 0)
    }

    /// Every pattern that fits from the first of `tokens`, longest first; of equal length, the earlier rule first.
    pub(super) fn fits(&self, tokens: &[Token], found: &mut Vec<Fit>) {
        found.clear();
        let Some(first) = tokens.first() else { return };
        let mut taken = Vec::with_capacity(8);
        if let Some(&next) = self.by_word.get(first.word as usize).filter(|next| **next != 0) {
            self.walk(next, tokens, 1, &mut taken, found);
        }
        for &(class, _) in
            Class::ALL.iter().filter(|(c, _)| first.classes & self.first_classes & c.bit() != 0)
        {
            taken.push((class, 0));
            self.walk(self.by_class[class as usize], tokens, 1, &mut taken, found);
            taken.pop();
        }
        found.sort_by_key(|f| (std::cmp::Reverse(f.len), f.rule));
    }

    fn walk(&self, node: usize, tokens: &[Token], at: usize, taken: &mut Vec<Capture>, found: &mut Vec<Fit>) {
        let node = &self.nodes[node];
        for &rule in &node.rules {
            found.push(Fit { rule, len: at, captures: taken.clone() });
        }
        let Some(token) = tokens.get(at) else { return };
        for &(step, next) in &node.next {
            if step.closed_up && token.spaced {
                continue;
            }
            match step.atom {
                Atom::Word(word) if word == token.word => self.walk(next, tokens, at + 1, taken, found),
                Atom::Class(class) if token.is(class) => {
                    taken.push((class, at));
                    self.walk(next, tokens, at + 1, taken, found);
                    taken.pop();
                }
                _ => {}
            }
        }
    }
}

type Row = Vec<Step>;
type Words<'a> = std::iter::Peekable<std::str::SplitAsciiWhitespace<'a>>;

/// `a | b c`, up to a closing bracket or the end, as plain rows.
fn alternatives(words: &mut Words, lexicon: &mut Lexicon) -> Vec<Row> {
    let mut rows = sequence(words, lexicon);
    while words.next_if_eq(&"|").is_some() {
        rows.extend(sequence(words, lexicon));
    }
    rows
}

fn sequence(words: &mut Words, lexicon: &mut Lexicon) -> Vec<Row> {
    let mut rows = vec![Row::new()];
    while let Some(word) = words.next_if(|w| !matches!(*w, "|" | ")" | ")?")) {
        let (choices, optional) = if word == "(" {
            let inner = alternatives(words, lexicon);
            let close = words.next().expect("a bracket that closes");
            (inner, close == ")?")
        } else {
            let bare = word.trim_end_matches('?');
            let (closed_up, bare) = bare.strip_prefix('~').map_or((false, bare), |b| (true, b));
            let atom = if bare.starts_with(|c: char| c.is_ascii_uppercase()) {
                Atom::Class(Class::in_pattern(bare).unwrap_or_else(|| panic!("no class is called {bare}")))
            } else {
                Atom::Word(lexicon.intern(bare))
            };
            (vec![vec![Step { atom, closed_up }]], word.ends_with('?'))
        };
        let longer = rows.iter().flat_map(|row| choices.iter().map(move |c| [&row[..], c].concat()));
        let mut longer: Vec<Row> = longer.collect();
        if optional {
            longer.extend(rows);
        }
        rows = longer;
    }
    rows
}
