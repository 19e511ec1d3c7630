//! The reading of an article's text: its words and sentences with what the model says of each.

use crate::language::sentences;
use crate::model::{Encoded, Input, Labels, Linked, Model, Rows, Window, WindowOutput, best, softmax};
use crate::{Article, Part, PartKind, Span, Text};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Words and sentences of the read parts of an article, and what the model says of them.
#[derive(Debug)]
pub struct Reading {
    /// Words, quotation marks and paragraphs.
    pub input: Input,
    /// What kind of part each paragraph is.
    pub kinds: Vec<PartKind>,
    /// Sentences as ranges of words; none crosses a paragraph.
    pub sentences: Vec<Range<usize>>,
    /// The sentence of each word.
    pub sentence_of: Vec<u32>,
    /// Grammar of each word.
    pub grammar: Vec<Grammar>,
    /// Mentions of people, places and so on, by head word.
    pub mentions: Vec<Mention>,
    /// Names, in text order.
    pub names: Vec<Name>,
    /// What may be the cue of a statement, in text order.
    pub cues: Vec<Cue>,
    /// Words that look a little like the start of a cue: where a content is worth a second reading.
    pub hints: Vec<usize>,
}

/// Part of speech and place in the sentence's tree.
#[derive(Debug, Clone, Copy)]
pub struct Grammar {
    /// Number of the Penn Treebank tag in the model's labels.
    pub xpos: u8,
    /// Number of the universal tag.
    pub upos: u8,
    /// The word this one depends on; itself for a sentence's root.
    pub head: u32,
    /// Number of the relation to it.
    pub rel: u8,
}

/// A mention of somebody or something, known by its head word.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Head word.
    pub word: usize,
    /// Number of its kind in the model's labels.
    pub kind: u8,
    /// Earlier mentions (by head word) it may refer back to, with probabilities, best first. The rest to 1 is the
    /// probability that it is the first of its chain.
    pub antecedents: Vec<(usize, f32)>,
}

/// A proper name.
#[derive(Debug, Clone)]
pub struct Name {
    /// Its words.
    pub words: Range<usize>,
    /// `person`, `organization`, `place`, `event`, `time` or `other`, by number of the B- label.
    pub label: u8,
}

/// A possible cue with what the model links to it.
#[derive(Debug)]
pub struct Cue {
    /// Its words.
    pub words: Range<usize>,
    /// Probability that a cue starts here.
    pub probability: f32,
    /// Roles of the words near it.
    pub linked: Linked,
}

/// What the model says of a window, with the cues that it owns.
struct Seen {
    output: WindowOutput,
    hints: Vec<usize>,
    cues: Vec<Cue>,
}

/// Windows of one thread that wait for what comes before them: what is said of a window takes a megabyte.
const AHEAD: usize = 4;

/// Below this probability a word is not looked at as a cue: [`crate::statements::Decoding::cue`] does not go so low.
const CUE_FLOOR: f32 = 0.24;
/// Below this one it is not even a hint.
const HINT_FLOOR: f32 = 0.03;

impl Reading {
    /// Reads the parts of an article that are text.
    pub fn new(article: &Article, model: &Model) -> Self {
        Self::of(&article.text, &article.parts, model)
    }

    /// What the encoder gets of each window of an article and the cue scores it gives back, for comparing the model's
    /// runtimes.
    pub fn outputs(article: &Article, model: &Model) -> Vec<(Encoded, Vec<Vec<f32>>)> {
        let (input, _, sentences, sentence_of) = Self::cut(&article.text, &article.parts, model);
        let rows = |o: &WindowOutput| (0..o.cue.len()).map(|i| o.cue.row(i).to_vec()).collect();
        model
            .windows(&input, &sentences)
            .iter()
            .map(|w| (Encoded::new(&input, w, &sentence_of), rows(&model.window(&input, w, &sentence_of))))
            .collect()
    }

    /// Reads the given parts of a text, those that are text.
    pub fn of(text: &Text, parts: &[Part], model: &Model) -> Self {
        let (input, kinds, sentences, sentence_of) = Self::cut(text, parts, model);
        let mut reading = Reading {
            input,
            kinds,
            sentences,
            sentence_of,
            grammar: Vec::new(),
            mentions: Vec::new(),
            names: Vec::new(),
            cues: Vec::new(),
            hints: Vec::new(),
        };
        let mut labels = Vec::with_capacity(reading.input.words.len());
        let all = model.windows(&reading.input, &reading.sentences);
        let threads = model.threads();
        let together = if threads > 1 { threads * AHEAD } else { 1 };
        for some in all.chunks(together) {
            for (window, Seen { output, hints, cues }) in some.iter().zip(reading.see(model, some)) {
                reading.add_grammar(window, &output);
                reading.add_mentions(model, window, &output);
                let name = |w: usize| best(output.name.row(w - window.words.start)) as u8;
                labels.extend(window.owned.clone().map(name));
                reading.hints.extend(hints);
                reading.cues.extend(cues);
            }
        }
        cut_circles(&mut reading.grammar);
        let person = model.labels.names.iter().position(|n| n == "B-person").map(|n| n as u8);
        reading.names = names(&labels, |kind, w| Some(kind) == person && !reading.opens_paragraph(w));
        reading
    }

    fn cut(
        text: &Text,
        parts: &[Part],
        model: &Model,
    ) -> (Input, Vec<PartKind>, Vec<Range<usize>>, Vec<u32>) {
        let parts: Vec<&Part> = parts.iter().filter(|p| p.kind.is_read()).collect();
        let spans: Vec<Span> = parts.iter().map(|p| p.span).collect();
        let input = Input::new(text, &spans, &model.pieces);
        // A part without a word makes no paragraph.
        let kind_at = |word: usize| {
            let at = input.words[word].span.start;
            parts[parts.partition_point(|p| p.span.end <= at)].kind
        };
        let kinds = input.paragraphs.iter().map(|p| kind_at(p.start)).collect();
        let sentences: Vec<_> = input
            .paragraphs
            .iter()
            .flat_map(|p| sentences(text, &input.words, &input.marks, p.clone()))
            .collect();
        let mut sentence_of = vec![0; input.words.len()];
        for (n, s) in sentences.iter().enumerate() {
            sentence_of[s.clone()].fill(n as u32);
        }
        (input, kinds, sentences, sentence_of)
    }

    /// The characters of a run of words.
    pub fn span(&self, words: Range<usize>) -> Span {
        self.input.words[words.start].span.cover(self.input.words[words.end - 1].span)
    }

    /// The words that share a character with a span.
    pub fn words_of(&self, span: Span) -> Range<usize> {
        let words = &self.input.words;
        let start = words.partition_point(|w| w.span.end <= span.start);
        start..words.partition_point(|w| w.span.start < span.end).max(start)
    }

    /// A word's universal part of speech.
    pub(crate) fn upos<'l>(&self, labels: &'l Labels, word: usize) -> &'l str {
        labels.upos.get(self.grammar[word].upos as usize).map_or("", String::as_str)
    }

    /// A word's relation to its head, without the subtype: `nsubj` of `nsubj:pass`.
    pub(crate) fn relation<'l>(&self, labels: &'l Labels, word: usize) -> &'l str {
        let name = labels.rel.get(self.grammar[word].rel as usize).map_or("", String::as_str);
        name.split(':').next().unwrap_or("")
    }

    /// Whether one span hangs, by the sentence's tree, in a relative or adverbial clause that the other stands outside of.
    pub fn is_subordinate(&self, labels: &Labels, span: Span, other: &[Span]) -> bool {
        let others: Vec<Range<usize>> = other.iter().map(|&s| self.words_of(s)).collect();
        // The other's words and everything that they hang on: what stands there stands beside it, not below it.
        let mut above: Vec<usize> = others.iter().cloned().flatten().flat_map(|w| self.path(w)).collect();
        above.sort_unstable();
        let range = self.words_of(span);
        let top = range.clone().find(|&w| !range.contains(&(self.grammar[w].head as usize)));
        let Some(start) = top.or(range.clone().next()) else { return false };
        for w in self.path(start) {
            if above.binary_search(&w).is_ok() {
                return false;
            }
            if matches!(self.relation(labels, w), "acl" | "advcl" | "csubj") {
                return true;
            }
        }
        false
    }

    fn opens_paragraph(&self, word: usize) -> bool {
        self.input.paragraphs[self.input.paragraph_of(word)].start == word
    }

    /// A word and all it hangs on, up to the root of its sentence.
    pub(crate) fn path(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        let up = |&w: &usize| {
            let head = self.grammar[w].head as usize;
            (head != w).then_some(head)
        };
        std::iter::successors(Some(word), up)
    }

    /// The sentence that a span starts in. A place that was not read is a sentence of its own.
    pub fn sentence_at(&self, span: Span) -> Span {
        let word = self.input.words.partition_point(|w| w.span.end <= span.start);
        match self.sentence_of.get(word) {
            Some(&s) => self.span(self.sentences[s as usize].clone()),
            None => span,
        }
    }

    fn add_grammar(&mut self, window: &Window, output: &WindowOutput) {
        for w in window.owned.clone() {
            let row = w - window.words.start;
            self.grammar.push(Grammar {
                xpos: best(output.xpos.row(row)) as u8,
                upos: best(output.upos.row(row)) as u8,
                head: (window.words.start + output.heads[row]) as u32,
                rel: best(output.rel.row(row)) as u8,
            });
        }
    }

    fn add_mentions(&mut self, model: &Model, window: &Window, output: &WindowOutput) {
        let found: Vec<(usize, u8)> = (0..window.words.len())
            .map(|row| (row, best(output.mention.row(row)) as u8))
            .filter(|&(_, kind)| kind > 0)
            .collect();
        let mut scores = Vec::new();
        for (i, &(row, kind)) in found.iter().enumerate() {
            let word = window.words.start + row;
            if !window.owned.contains(&word) {
                continue;
            }
            let query = output.ante_query.row(row);
            scores.clear();
            for earlier in found[..i].chunks(TOGETHER) {
                // Beyond the chunk's end, its first key once more.
                let keys =
                    std::array::from_fn(|j| output.ante_key.row(earlier.get(j).unwrap_or(&earlier[0]).0));
                let dots: [f32; TOGETHER] = dots(query, keys);
                for dot in &dots[..earlier.len()] {
                    let distance = model.labels.ante_distance[distance_bucket(i - scores.len())];
                    scores.push(dot / (query.len() as f32).sqrt() + distance);
                }
            }
            // Scored 0: that it refers to nothing before it.
            let top = scores.iter().copied().fold(0.0, f32::max);
            let total: f32 = scores.iter().map(|s| (s - top).exp()).sum::<f32>() + (-top).exp();
            let mut antecedents: Vec<(usize, f32)> = scores
                .iter()
                .zip(&found)
                .map(|(s, &(earlier, _))| (window.words.start + earlier, (s - top).exp() / total))
                .filter(|&(_, p)| p > 0.05)
                .collect();
            antecedents.sort_by(|a, b| b.1.total_cmp(&a.1));
            self.mentions.push(Mention { word, kind, antecedents });
        }
    }

    /// What the model says of some windows, on as many threads as it may use.
    fn see(&self, model: &Model, some: &[Window]) -> Vec<Seen> {
        let see = |window: &Window| {
            let output = model.window(&self.input, window, &self.sentence_of);
            let (hints, cues) = self.cues(model, window, &output);
            Seen { output, hints, cues }
        };
        let threads = model.threads().min(some.len());
        if threads < 2 {
            return some.iter().map(see).collect();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut seen = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(window) = some.get(n) else { return seen };
                seen.push((n, see(window)));
            }
        };
        let mut seen = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            // This thread works as well: it has its room from before.
            let mut seen = work();
            for other in others {
                seen.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            seen
        });
        seen.sort_by_key(|(n, _)| *n);
        seen.into_iter().map(|(_, seen)| seen).collect()
    }

    /// The hints and cues that a window owns.
    fn cues(&self, model: &Model, window: &Window, output: &WindowOutput) -> (Vec<usize>, Vec<Cue>) {
        let at = |w: usize| three(&output.cue, w - window.words.start);
        let (mut hints, mut cues) = (Vec::new(), Vec::new());
        for w in window.owned.clone() {
            let probability = at(w)[1];
            if probability >= HINT_FLOOR {
                hints.push(w);
            }
            if probability < CUE_FLOOR {
                continue;
            }
            let mut end = w + 1;
            while end < window.words.end && end - w < 14 {
                let [outside, begin, inside] = at(end);
                if inside < outside || inside < begin {
                    break;
                }
                end += 1;
            }
            cues.push((w..end, probability));
        }
        let ranges: Vec<_> = cues.iter().map(|(r, _)| r.clone()).collect();
        let linked = model.link(&self.input, window, output, &ranges);
        let cue = |((words, probability), linked)| Cue { words, probability, linked };
        (hints, cues.into_iter().zip(linked).map(cue).collect())
    }
}

fn three(rows: &Rows, row: usize) -> [f32; 3] {
    let r = rows.row(row);
    softmax([r[0], r[1], r[2]])
}

/// Earlier mentions that are looked at together.
const TOGETHER: usize = 8;

/// The sums of products of one row with several, each added up from the first to the last: one sum alone would wait for itself.
fn dots<const N: usize>(row: &[f32], others: [&[f32]; N]) -> [f32; N] {
    let mut sums = [0.0; N];
    let others = others.map(|o| &o[..row.len()]);
    for (d, x) in row.iter().enumerate() {
        for (sum, other) in sums.iter_mut().zip(&others) {
            *sum += x * other[d];
        }
    }
    sums
}

/// The bucket of a distance in mentions, as `training/network.py` has it.
fn distance_bucket(gap: usize) -> usize {
    [1, 2, 3, 5, 8, 12, 20, 32, 64].partition_point(|&edge| edge < gap)
}

/// BIO labels (0 outside, then B and I of each kind in turn) to names. A stray I- starts a name.
/// Cuts the circles that are left: the words of a sentence that windows part have their heads from several trees, so that words may
/// hang on one another in a circle. One word of each circle becomes a root.
fn cut_circles(grammar: &mut [Grammar]) {
    const NEW: usize = usize::MAX;
    let mut seen_from = vec![NEW; grammar.len()];
    for start in 0..grammar.len() {
        let mut at = start;
        while seen_from[at] == NEW {
            seen_from[at] = start;
            at = grammar[at].head as usize;
        }
        // A word met twice on one way, and no root.
        if seen_from[at] == start && grammar[at].head as usize != at {
            grammar[at].head = at as u32;
        }
    }
}

/// Names from the labels of words. `joins` says of a kind and a word whether a name of this kind goes on with the word though it
/// looks like the start of another: no two people's names stand side by side without a word or comma between.
fn names(labels: &[u8], joins: impl Fn(u8, usize) -> bool) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for (w, &label) in labels.iter().enumerate() {
        if label == 0 {
            continue;
        }
        let begins = label % 2 == 1;
        let kind = if begins { label } else { label - 1 };
        match out.last_mut() {
            Some(last) if last.words.end == w && last.label == kind && (!begins || joins(kind, w)) => {
                last.words.end = w + 1;
            }
            _ => out.push(Name { words: w..w + 1, label: kind }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_a_circle_get_a_root_and_trees_stay() {
        let heads = |list: &[u32]| -> Vec<Grammar> {
            list.iter().map(|&head| Grammar { xpos: 0, upos: 0, head, rel: 0 }).collect()
        };
        let after = |list: &[u32]| -> Vec<u32> {
            let mut grammar = heads(list);
            cut_circles(&mut grammar);
            grammar.iter().map(|g| g.head).collect()
        };
        assert_eq!(after(&[1, 1, 1, 2]), [1, 1, 1, 2]);
        assert_eq!(after(&[1, 2, 0, 2]), [0, 2, 0, 2]);
        assert_eq!(after(&[3, 0, 4, 3, 2]), [3, 0, 2, 3, 2]);
    }
}
