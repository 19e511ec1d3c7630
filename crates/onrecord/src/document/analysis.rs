//! From an article to its document: words and sentences, and the model run over them.

use super::{Anchor, Children, Cue, Document, Grammar, Mention, Name};
use crate::labels::{EntityKind, NameLabel};
use crate::language::{Language, sentences};
use crate::model::{
    Encoded, Input, Linked, Model, Rows, Window, WindowOutput, best, shares, sigmoid, softmax,
};
use crate::{Article, Part, PartKind, Span};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The words and sentences of the parts that are read, before the model has seen them.
struct Cut {
    input: Input,
    kinds: Vec<PartKind>,
    sentences: Vec<Range<usize>>,
    sentence_of: Vec<u32>,
}

impl Cut {
    fn new(article: &Article, model: &Model) -> Self {
        let text = &article.text;
        let parts: Vec<&Part> = article.parts.iter().filter(|p| p.kind.is_read()).collect();
        let spans: Vec<Span> = parts.iter().map(|p| p.span).collect();
        let language = Language::of(article.language.as_deref());
        let input = Input::in_language(text, &spans, &model.pieces, language);
        // A part without a word makes no paragraph.
        let kind_at = |word: usize| {
            let at = input.words[word].span.start;
            parts[parts.partition_point(|p| p.span.end <= at)].kind
        };
        let kinds = input.paragraphs.iter().map(|p| kind_at(p.start)).collect();
        let sentences: Vec<_> = input
            .paragraphs
            .iter()
            .flat_map(|p| sentences(text, &input.words, &input.marks, p.clone(), language))
            .collect();
        let mut sentence_of = vec![0; input.words.len()];
        for (n, s) in sentences.iter().enumerate() {
            sentence_of[s.clone()].fill(n as u32);
        }
        Cut { input, kinds, sentences, sentence_of }
    }
}

/// What the model says of a window, with the cues that it owns.
struct Seen {
    output: WindowOutput,
    cues: Vec<Cue>,
    anchors: Vec<Anchor>,
}

/// Windows of one thread that wait for what comes before them: what is said of a window takes a megabyte.
const AHEAD: usize = 4;

/// Below this probability a word is not looked at as a cue: [`crate::statements::Decoding::cue`] does not go so low.
const CUE_FLOOR: f32 = 0.24;
/// Below this probability a word is not looked at as the anchor of an event.
const ANCHOR_FLOOR: f32 = 0.15;

impl Document {
    /// Analyses the parts of an article that are text.
    pub fn new(article: Article, model: &Model) -> Self {
        let Cut { input, kinds, sentences, sentence_of } = Cut::new(&article, model);
        let mut paragraph_of = vec![0; input.words.len()];
        for (p, range) in input.paragraphs.iter().enumerate() {
            paragraph_of[range.clone()].fill(p as u32);
        }
        let mut document = Document {
            language: Language::of(article.language.as_deref()),
            article,
            input,
            kinds,
            sentences,
            sentence_of,
            mentions: Vec::new(),
            names: Vec::new(),
            cues: Vec::new(),
            anchors: Vec::new(),
            grammar: Vec::new(),
            children: Children::default(),
            paragraph_of,
        };
        let mut labels = Vec::with_capacity(document.len());
        let all = model.windows(&document.input, &document.sentences);
        let threads = model.threads();
        let together = if threads > 1 { threads * AHEAD } else { 1 };
        for some in all.chunks(together) {
            for (window, Seen { output, cues, anchors }) in some.iter().zip(document.see(model, some)) {
                document.add_grammar(model, window, &output);
                document.add_mentions(model, window, &output);
                let name = |w: usize| model.labels.names[best(output.name.row(w - window.words.start))];
                labels.extend(window.owned.clone().map(name));
                document.cues.extend(cues);
                document.anchors.extend(anchors);
            }
        }
        cut_circles(&mut document.grammar);
        document.children = Children::new(&document.grammar);
        document.names = names(&labels, |kind, w| kind == EntityKind::Person && !document.opens_paragraph(w));
        document
    }

    /// What the encoder gets of each window of an article and the cue scores it gives back, for comparing the model's
    /// runtimes.
    pub fn outputs(article: &Article, model: &Model) -> Vec<(Encoded, Vec<Vec<f32>>)> {
        let Cut { input, sentences, sentence_of, .. } = Cut::new(article, model);
        let rows = |o: &WindowOutput| (0..o.cue.len()).map(|i| o.cue.row(i).to_vec()).collect();
        model
            .windows(&input, &sentences)
            .iter()
            .map(|w| (Encoded::new(&input, w, &sentence_of), rows(&model.window(&input, w, &sentence_of))))
            .collect()
    }

    fn opens_paragraph(&self, word: usize) -> bool {
        self.input.paragraphs[self.paragraph(word)].start == word
    }

    fn add_grammar(&mut self, model: &Model, window: &Window, output: &WindowOutput) {
        let labels = &model.labels;
        for w in window.owned.clone() {
            let row = w - window.words.start;
            self.grammar.push(Grammar {
                xpos: labels.xpos[best(output.xpos.row(row))],
                upos: labels.upos[best(output.upos.row(row))],
                head: (window.words.start + output.heads[row]) as u32,
                rel: labels.rel[best(output.rel.row(row))],
            });
        }
    }

    fn add_mentions(&mut self, model: &Model, window: &Window, output: &WindowOutput) {
        let kind = |row: usize| model.labels.mentions[best(output.mention.row(row))];
        let found: Vec<(usize, EntityKind)> =
            (0..window.words.len()).filter_map(|row| Some((row, kind(row)?))).collect();
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
            let cues = self.cues(model, window, &output);
            let anchors = self.anchors(model, window, &output);
            Seen { output, cues, anchors }
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

    /// The cues that a window owns.
    fn cues(&self, model: &Model, window: &Window, output: &WindowOutput) -> Vec<Cue> {
        let at = |w: usize| three(&output.cue, w - window.words.start);
        let mut found = Vec::new();
        for w in window.owned.clone() {
            let probability = at(w)[1];
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
            found.push((w..end, probability));
        }
        let anchors: Vec<_> = found.iter().map(|(r, _)| (r.clone(), 0)).collect();
        let linked = model.link(&self.input, window, output, &anchors);
        let cue = |((words, probability), linked): ((Range<usize>, f32), Linked)| {
            let of = |role: usize| -> Vec<usize> {
                let is = |w: &usize| {
                    let p = linked.probabilities[w - linked.first];
                    p[role] > p[0] && p[role] > p[3 - role] && !words.contains(w)
                };
                linked.words().filter(is).collect()
            };
            let (source, content) = (of(1), of(2));
            let cue: Vec<usize> = words.clone().collect();
            let acts = model.acts(window, output, [&cue, &content, &source]);
            let acts = model.labels.acts.iter().copied().zip(acts).collect();
            Cue { words, probability, linked, acts }
        };
        found.into_iter().zip(linked).map(cue).collect()
    }

    /// The anchors of events that a window owns.
    fn anchors(&self, model: &Model, window: &Window, output: &WindowOutput) -> Vec<Anchor> {
        let mut found: Vec<Anchor> = Vec::new();
        let mut frames = Vec::new();
        for word in window.owned.clone() {
            let row = word - window.words.start;
            let probabilities = shares(output.event.row(row));
            if 1.0 - probabilities[0] < ANCHOR_FLOOR {
                continue;
            }
            let s = output.status.row(row);
            let (status, mutual) = (softmax([s[0], s[1], s[2], s[3], s[4], s[5]]), sigmoid(s[6]));
            let types = model.labels.event_types.iter().copied().zip(probabilities[1..].iter().copied());
            frames.push((word..word + 1, 1 + best(&probabilities[1..])));
            found.push(Anchor { word, types: types.collect(), status, mutual, linked: Linked::default() });
        }
        let linked = model.link(&self.input, window, output, &frames);
        found.iter_mut().zip(linked).for_each(|(anchor, linked)| anchor.linked = linked);
        found
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

/// Names from the labels of words; a stray `I-` starts one. `joins` says of a kind and a word whether a name of this kind goes on
/// with the word though it looks like the start of another: no two people's names stand side by side without a word or comma between.
fn names(labels: &[NameLabel], joins: impl Fn(EntityKind, usize) -> bool) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for (w, &label) in labels.iter().enumerate() {
        let (kind, begins) = match label {
            NameLabel::Outside => continue,
            NameLabel::Begin(kind) => (kind, true),
            NameLabel::Inside(kind) => (kind, false),
        };
        match out.last_mut() {
            Some(last) if last.words.end == w && last.kind == kind && (!begins || joins(kind, w)) => {
                last.words.end = w + 1;
            }
            _ => out.push(Name { words: w..w + 1, kind }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{Deprel, Penn, Upos};

    #[test]
    fn words_in_a_circle_get_a_root_and_trees_stay() {
        let heads = |list: &[u32]| -> Vec<Grammar> {
            list.iter()
                .map(|&head| Grammar { xpos: Penn::Nn, upos: Upos::Noun, head, rel: Deprel::Dep })
                .collect()
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
