//! From the model's scores to statements: one for each cue that is sure enough, no word in two contents.

use super::draft::{Draft, Told, Words};
use super::{phrases, quoted};
use crate::document::{Cue, Document};
use crate::labels::Upos;
use crate::language::Quotation;
use crate::model::Role;
use std::ops::Range;

/// The few numbers that turn scores into statements. Chosen on a part of the training corpus kept aside.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Decoding {
    /// Probability from which a word is taken for a cue.
    pub cue: f32,
    /// What it costs, in log probability, to change role from one word to the next.
    pub switch: f32,
    /// Added to the log probability of content.
    pub content: f32,
    /// Added to the log probability of source.
    pub source: f32,
    /// Words between two pieces of content that are filled in.
    pub gap: usize,
    /// Share of a quotation's words from which the whole quotation is content.
    pub snap: f32,
    /// Least mean probability of the content's words.
    pub least: f32,
    /// Where no word passes as source, the probability from which the best one does all the same.
    pub best_source: f32,
    /// Words a quotation must have to be a statement without a cue.
    pub orphan: usize,
    /// Probability from which a word is of a role beside source and content: addressee, time, occasion, an event's parties.
    pub role: f32,
    /// Probability from which a word is taken for the anchor of an event.
    pub event: f32,
    /// Events of less confidence are left out.
    pub event_least: f32,
    /// An event's score, and the share of events of that score on articles kept aside whose type, parties and status were right: as
    /// [`Decoding::calibration`].
    pub event_calibration: Vec<(f32, f32)>,
    /// Score and the share of statements of that score that were right on articles kept aside, in rising order; between
    /// two points the line. Empty: the score itself.
    pub calibration: Vec<(f32, f32)>,
    /// How often statements are right that marks alone make.
    pub marks: Marks,
}

/// Shares of right ones, on articles kept aside, among the statements that have no cue of the model's to be sure of.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Those that punctuation makes: `Talks failed – minister`, `NATO: no talks`.
    pub punctuation: f32,
    /// Quotations that a colon leads in.
    pub led_in: f32,
    /// Quotations that nobody is said to have said.
    pub alone: f32,
}

impl Default for Marks {
    fn default() -> Self {
        Marks { punctuation: 0.7, led_in: 0.5, alone: 0.3 }
    }
}

impl Decoding {
    /// The probability that a statement of this score is right.
    pub fn calibrated(&self, score: f32) -> f32 {
        on_line(&self.calibration, score)
    }

    /// The probability that an event of this score is right in type, parties and status.
    pub fn calibrated_event(&self, score: f32) -> f32 {
        on_line(&self.event_calibration, score)
    }
}

/// The value of a score on the line through some points; the score itself where there is none.
fn on_line(points: &[(f32, f32)], score: f32) -> f32 {
    let at = points.partition_point(|&(s, _)| s < score);
    match (at.checked_sub(1).map(|i| points[i]), points.get(at)) {
        (Some((s0, p0)), Some(&(s1, p1))) => p0 + (p1 - p0) * (score - s0) / (s1 - s0).max(1e-6),
        (Some((_, p)), None) | (None, Some(&(_, p))) => p,
        (None, None) => score,
    }
}

impl Default for Decoding {
    fn default() -> Self {
        Decoding {
            cue: 0.5,
            switch: 0.6,
            content: 0.0,
            source: 0.0,
            gap: 2,
            snap: 0.5,
            least: 0.5,
            best_source: 0.15,
            orphan: 5,
            role: 0.5,
            event: 0.4,
            event_least: 0.0,
            event_calibration: Vec::new(),
            calibration: Vec::new(),
            marks: Marks::default(),
        }
    }
}

/// Roles of a word to a cue: neither, source, content.
const SOURCE: usize = 1;
const CONTENT: usize = 2;

/// A draft with the cue it is made of.
struct Found<'a> {
    draft: Draft,
    cue: &'a Cue,
    /// Whether it stands in another's content.
    nested: bool,
}

/// The statements that the model's cues make, also those that stand in the contents of others.
pub(crate) fn decode(document: &Document, rules: &Decoding) -> Vec<Draft> {
    let mut found: Vec<Found<'_>> = document
        .cues
        .iter()
        .filter(|c| c.probability >= rules.cue)
        .map(|cue| Found { draft: draft(document, cue, rules), cue, nested: false })
        .filter(|f| !f.draft.content.is_empty())
        .collect();
    for f in &mut found {
        phrases::complete(document, &mut f.draft);
        keep_near_source(document, &mut f.draft);
    }
    share_out(&mut found);
    // Quotations of double marks do not overlap, so that the near ones are found by halving.
    let quotations: Vec<&Quotation> = document.input.quotations.iter().filter(|q| !q.single).collect();
    found
        .into_iter()
        .map(|Found { draft: mut d, cue, nested }| {
            // What stands in a quotation is a part of it.
            tidy(document, if nested { &[] } else { &quotations }, &mut d, rules);
            let of = |w: usize| probability(cue, w, CONTENT);
            let mean = d.content.iter().map(of).sum::<f32>() / d.content.len().max(1) as f32;
            d.score = rules.calibrated(cue.probability * mean);
            if quoted::is_only_a_gesture(document, &d) {
                d = Draft { content: d.content, score: rules.marks.alone, ..Draft::default() };
            }
            (d, mean)
        })
        .filter(|(d, mean)| !d.content.is_empty() && *mean >= rules.least)
        .map(|(d, _)| d)
        .collect()
}

fn probability(cue: &Cue, word: usize, role: usize) -> f32 {
    word.checked_sub(cue.linked.first).and_then(|k| cue.linked.probabilities.get(k)).map_or(0.0, |p| p[role])
}

/// The likeliest roles of the words near a cue, where changing role costs something (Viterbi).
fn draft(document: &Document, cue: &Cue, rules: &Decoding) -> Draft {
    let linked = &cue.linked;
    let n = linked.probabilities.len();
    let bias = [0.0, rules.source, rules.content];
    let mut score = [0.0_f32; 3];
    let mut back = vec![[0_u8; 3]; n];
    for (k, p) in linked.probabilities.iter().enumerate() {
        let mut next = [0.0; 3];
        for role in 0..3 {
            let (from, best) = (0..3)
                .map(|r| (r, score[r] - if r == role { 0.0 } else { rules.switch }))
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .expect("three roles");
            back[k][role] = from as u8;
            next[role] = best + p[role].max(1e-6).ln() + bias[role];
        }
        score = next;
    }
    let mut role = (0..3).max_by(|&a, &b| score[a].total_cmp(&score[b])).expect("three roles");
    let mut roles = vec![0; n];
    for k in (0..n).rev() {
        roles[k] = role;
        role = back[k][role] as usize;
    }
    let words = linked.first..linked.first + n;
    let of = |wanted| {
        Words::collect(words.clone(), |w| roles[w - linked.first] == wanted && !cue.words.contains(&w))
    };
    let (mut source, mut content) = (of(SOURCE), of(CONTENT));
    stay_in_paragraph(document, cue, &mut content);
    let carried = is_carried_over(cue, &content);
    if carried {
        content.add(cue.words.clone());
    } else if source.is_empty() {
        source = best_source(document, cue, &content, rules);
    }
    let told = Told {
        acts: cue.acts.clone(),
        addressee: linked.best_run(Role::Addressee, rules.role),
        when: linked.runs(Role::When, rules.role),
        occasion: linked.best_run(Role::Occasion, rules.role),
    };
    let cue = if carried { Words::default() } else { Words::one(cue.words.clone()) };
    Draft { cue, source, content, told, score: 0.0 }
}

/// How likely the verb of reported speech without a cue is a word of the content at least. Of other cues it is next to never one.
const OWN: f32 = 0.3;

/// Whether what the model takes for a cue is a verb of the content, which tells by its form that somebody's words go on (`Er habe nichts
/// gewusst.`): by its own role, and by the words of the content around it.
fn is_carried_over(cue: &Cue, content: &Words) -> bool {
    let of = |w: usize| probability(cue, w, CONTENT);
    let own = cue.words.clone().map(of).sum::<f32>() / cue.words.len().max(1) as f32;
    let beside = [cue.words.start.checked_sub(1), Some(cue.words.end)];
    own > OWN && beside.into_iter().flatten().any(|w| content.contains(w))
}

/// Only a quotation goes on in another paragraph than its cue's: what is told in the outlet's words does not.
fn stay_in_paragraph(document: &Document, cue: &Cue, content: &mut Words) {
    let input = &document.input;
    let home = input.paragraphs[input.paragraph_of(cue.words.start)].clone();
    let told = |w: usize| !home.contains(&w) && input.marks[w] == crate::language::QuoteMark::Outside;
    let inside = content.iter().any(|w| home.contains(&w));
    if inside && let (Some(first), Some(last)) = (content.first(), content.last()) {
        for run in Words::collect(first..last + 1, |w| content.contains(w) && told(w)).0 {
            content.remove(&run);
        }
    }
}

/// The best-scored word and its like-scored neighbours, where no word passed.
fn best_source(document: &Document, cue: &Cue, content: &Words, rules: &Decoding) -> Words {
    let of = |w: usize| if content.contains(w) { 0.0 } else { probability(cue, w, SOURCE) };
    let words = cue.linked.first..cue.linked.first + cue.linked.probabilities.len();
    let Some(top) = words.clone().max_by(|&a, &b| of(a).total_cmp(&of(b))) else { return Words::default() };
    if of(top) < rules.best_source || !document.input.words[top].is_wordlike() {
        return Words::default();
    }
    let near = |w: &usize| of(*w) >= 0.5 * of(top);
    let start = (words.start..top).rev().take_while(near).last().unwrap_or(top);
    let end = (top + 1..words.end).take_while(near).last().unwrap_or(top) + 1;
    Words::one(start..end)
}

/// Settles what several contents claim. A statement whose cue stands in another's content stands inside that one, and both
/// have the words; of others each run goes to the cue that claims it most.
fn share_out(found: &mut [Found<'_>]) {
    for a in 0..found.len() {
        for b in a + 1..found.len() {
            let range = match (found[a].draft.content.first(), found[a].draft.content.last()) {
                (Some(first), Some(last)) => first..last + 1,
                _ => break,
            };
            // Cues are in text order, and so are the words near them that they can claim.
            if found[b].cue.linked.first >= range.end {
                break;
            }
            let holds = |outer: &Found<'_>, inner: &Found<'_>| {
                inner.cue.words.clone().all(|w| outer.draft.content.contains(w))
            };
            let surer = found[a].cue.probability >= found[b].cue.probability;
            let (outer, inner) = match (holds(&found[a], &found[b]), holds(&found[b], &found[a])) {
                (true, false) => (a, b),
                (false, true) => (b, a),
                (true, true) if surer => (a, b),
                (true, true) => (b, a),
                (false, false) => {
                    contest(found, a, b);
                    continue;
                }
            };
            let (whole, cue) = (found[outer].draft.content.clone(), found[outer].draft.cue.clone());
            let inner = &mut found[inner];
            let kept = Words::collect(inner.cue.linked.words(), |w| {
                inner.draft.content.contains(w) && whole.contains(w) && !cue.contains(w)
            });
            inner.draft.content = kept;
            inner.nested = true;
        }
    }
}

/// Of a source's pieces keeps those in the cue's sentence, where one of them names somebody: a piece in another sentence (`Senator Roe
/// said it would. Rep. Dale, R-Texas, said no.`) is of another who speaks there.
fn keep_near_source(document: &Document, draft: &mut Draft) {
    let Some(cue) = draft.cue.first() else { return };
    let sentence = document.sentence_words(cue);
    let names = |w: usize| matches!(document.upos(w), Upos::Noun | Upos::Propn | Upos::Pron);
    let here = |run: &Range<usize>| sentence.contains(&run.start);
    if draft.source.0.iter().any(|run| here(run) && run.clone().any(names)) {
        draft.source.0.retain(here);
    }
}

/// Gives each run of words that two contents claim to the cue that claims it most.
fn contest(found: &mut [Found<'_>], a: usize, b: usize) {
    let (ours, theirs) = (&found[a].draft.content, &found[b].draft.content);
    let (Some(first), Some(last)) = (ours.first(), ours.last()) else { return };
    let both = Words::collect(first..last + 1, |w| ours.contains(w) && theirs.contains(w));
    for run in both.0 {
        let claim = |cue: &Cue| run.clone().map(|w| probability(cue, w, CONTENT)).sum::<f32>();
        let loser = if claim(found[a].cue) >= claim(found[b].cue) { b } else { a };
        found[loser].draft.content.remove(&run);
    }
}

/// Small repairs that need no judgement: gaps, specks, half-taken quotations, commas at the edge.
fn tidy(document: &Document, quotations: &[&Quotation], draft: &mut Draft, rules: &Decoding) {
    let input = &document.input;
    let taken = |d: &Draft, w: usize| d.cue.contains(w) || d.source.contains(w);
    let (Some(first), Some(last)) = (draft.content.first(), draft.content.last()) else { return };
    let near =
        quotations.partition_point(|q| q.end <= first)..quotations.partition_point(|q| q.first <= last);
    for q in &quotations[near] {
        let inner = q.first..q.end;
        let shared = draft.content.shared(&inner);
        if shared > 0
            && shared as f32 >= rules.snap * inner.len() as f32
            && !inner.clone().any(|w| taken(draft, w))
        {
            draft.content.add(inner);
        }
    }
    let gaps: Vec<_> = draft.content.0.windows(2).map(|pair| pair[0].end..pair[1].start).collect();
    for gap in gaps {
        let same_paragraph = !input.paragraphs.iter().any(|p| gap.start < p.start && p.start < gap.end);
        if gap.len() <= rules.gap && same_paragraph && !gap.clone().any(|w| taken(draft, w)) {
            draft.content.add(gap);
        }
    }
    let runs = std::mem::take(&mut draft.content.0);
    let longest = runs.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
    for mut run in runs {
        let comma = |w: usize| {
            matches!(document.input.words[w].shape, crate::language::Shape::Punctuation)
                && input.marks[w] == crate::language::QuoteMark::Outside
        };
        while run.start < run.end && comma(run.start) {
            run.start += 1;
        }
        while run.start < run.end && comma(run.end - 1) {
            run.end -= 1;
        }
        let words = run.clone().filter(|&w| input.words[w].is_wordlike()).count();
        if words > 1 || (words == 1 && longest <= 2) {
            draft.content.0.push(run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_follows_the_points() {
        let d = Decoding { calibration: vec![(0.2, 0.1), (0.6, 0.5), (0.8, 0.9)], ..Decoding::default() };
        for (score, want) in [(0.0, 0.1), (0.4, 0.3), (0.7, 0.7), (0.95, 0.9)] {
            assert!((d.calibrated(score) - want).abs() < 1e-6, "{score}");
        }
        assert_eq!(Decoding::default().calibrated(0.3), 0.3);
    }
}
