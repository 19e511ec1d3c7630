//! What each paragraph of a plain text is: headline, summary, subhead, byline, dateline, body, caption or litter.

use crate::lexicon::{self, Match};
use crate::paragraphs::{Paragraph, paragraphs};
use crate::published::{PageDate, page_date};
use onrecord::PartKind;
use std::ops::Range;

/// The parts of a text, as byte ranges in order, and what its lines say of its origin.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub parts: Vec<(PartKind, Range<usize>)>,
    pub outlet: Option<String>,
    pub authors: Vec<String>,
    /// The day of publication that a line names, and the words that name it.
    pub published: Option<(String, String)>,
}

impl Layout {
    /// The first part of a kind.
    pub fn first(&self, kind: PartKind) -> Option<Range<usize>> {
        self.parts.iter().find(|(k, _)| *k == kind).map(|(_, r)| r.clone())
    }

    /// Adds a paragraph that is `kind` but for the litter in it.
    pub fn push(&mut self, text: &str, range: Range<usize>, kind: PartKind) {
        let litter = lexicon::litter(&text[range.clone()]);
        for (kind, range) in self.cut(text, range, &litter, kind) {
            self.parts.push((kind, range));
        }
    }

    /// Cuts a paragraph at its litter; what is left is `kind`.
    fn cut(
        &mut self,
        text: &str,
        range: Range<usize>,
        litter: &[Match],
        kind: PartKind,
    ) -> Vec<(PartKind, Range<usize>)> {
        let mut pieces = Vec::new();
        let mut at = range.start;
        for m in litter {
            self.name_source(m);
            let piece = range.start + m.range.start..range.start + m.range.end;
            pieces.extend(trimmed(text, at..piece.start).map(|r| (kind, r)));
            at = piece.end;
            pieces.push((PartKind::Litter, piece));
        }
        pieces.extend(trimmed(text, at..range.end).map(|r| (kind, r)));
        pieces
    }

    /// Takes the authors, the outlet and the day of publication that a line names, as far as they are not known.
    pub fn name_source(&mut self, m: &Match) {
        if let (true, Some(names)) = (self.authors.is_empty(), &m.authors) {
            self.authors = split_names(names);
        }
        self.outlet = self.outlet.take().or_else(|| m.outlet.clone());
        if let (None, Some(words)) = (&self.published, &m.published)
            && let PageDate::Good(day) = page_date(words)
        {
            self.published = Some((day, words.trim_matches([' ', ',']).to_owned()));
        }
    }
}

/// Authors as a byline lists them, one each.
pub(crate) fn split_names(names: &str) -> Vec<String> {
    let mut list = vec![names.to_owned()];
    for separator in [", ", " and ", ";", " und ", " et ", " y "] {
        list = list.iter().flat_map(|n| n.split(separator)).map(str::to_owned).collect();
    }
    // `Nets & Lines` is one body, `Jane Doe & John Roe` are two people.
    list = list.iter().flat_map(|n| split_sign(n)).map(str::to_owned).collect();
    list.iter().map(|n| n.trim_matches([' ', ',', '.']).to_owned()).filter(|n| !n.is_empty()).collect()
}

/// What stands on the two sides of a sign for "and", where both may be names of people.
fn split_sign(names: &str) -> Vec<&str> {
    let two = |n: &str| n.split_whitespace().count() >= 2;
    let pieces: Vec<&str> = names.split(" & ").collect();
    if pieces.iter().all(|p| two(p)) { pieces } else { vec![names] }
}

/// The range without white space at its ends, if anything readable is left.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    piece.contains(|c: char| !c.is_whitespace()).then(|| start..start + piece.trim().len())
}

/// A paragraph that is not wholly litter.
struct Candidate {
    paragraph: Paragraph,
    litter: Vec<Match>,
    /// What is left of it when its litter at the ends is taken away.
    core: Range<usize>,
    words: usize,
    sentence: bool,
    /// Set by a mark before it.
    given: Option<PartKind>,
}

/// Most words of a headline. The longest of the 924 in PolNeAR has 29.
const HEADLINE_WORDS: usize = 30;
/// Most words of a headline that ends like a sentence.
const HEADLINE_SENTENCE_WORDS: usize = 22;
/// Fewest words of a line under the headline that sums up rather than heads.
const SUMMARY_WORDS: usize = 12;
/// Most words of such a line.
const FRONT_WORDS: usize = 60;
/// Most words of a heading between paragraphs.
const SUBHEAD_WORDS: usize = 12;
/// Fewest words of a paragraph of running text, as proof that there is some.
const PROSE_WORDS: usize = 15;

/// Tells the parts of a plain text apart.
pub(crate) fn plain_layout(text: &str) -> Layout {
    let mut layout = Layout::default();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut whole_litter: Vec<Range<usize>> = Vec::new();
    let mut given = None;
    for paragraph in paragraphs(text) {
        let litter = lexicon::litter(&text[paragraph.range.clone()]);
        if let [m] = &litter[..]
            && m.whole
        {
            // Any mark or other whole line of litter ends what a mark before it opened.
            given = m.opens;
            layout.name_source(m);
            whole_litter.push(paragraph.range);
            continue;
        }
        candidates.push(Candidate::new(text, paragraph, litter, given));
    }
    let kinds = kinds(text, &candidates, &mut layout);
    for (candidate, kind) in candidates.into_iter().zip(kinds) {
        let range = candidate.paragraph.range;
        let mut pieces = layout.cut(text, range, &candidate.litter, kind.kind);
        if let (Some(dateline), Some(first)) =
            (kind.dateline, pieces.iter().position(|(k, _)| *k == kind.kind))
        {
            let (_, piece) = pieces.remove(first);
            let split = (piece.start + dateline).min(piece.end);
            let cut = [(PartKind::Dateline, piece.start..split), (kind.kind, split..piece.end)];
            let cut = cut.into_iter().filter_map(|(k, r)| trimmed(text, r).map(|r| (k, r)));
            pieces.splice(first..first, cut);
        }
        layout.parts.extend(pieces);
    }
    layout.parts.extend(whole_litter.into_iter().map(|r| (PartKind::Litter, r)));
    layout.parts.sort_by_key(|(_, r)| r.start);
    layout
}

impl Candidate {
    fn new(text: &str, paragraph: Paragraph, litter: Vec<Match>, given: Option<PartKind>) -> Self {
        let range = paragraph.range.clone();
        let (mut from, mut to) = (range.start, range.end);
        for m in &litter {
            if m.range.start == 0 {
                from = range.start + m.range.end;
            } else if range.start + m.range.end == to {
                to = range.start + m.range.start;
            }
        }
        let core = trimmed(text, from..to.max(from)).unwrap_or(range);
        let words = text[core.clone()].split_whitespace().count();
        let sentence = ends_sentence(&text[core.clone()]);
        Candidate { paragraph, litter, core, words, sentence, given }
    }

    fn is_prose(&self) -> bool {
        self.words >= PROSE_WORDS && self.sentence
    }
}

/// What a candidate is, and how many bytes at its start are a dateline.
#[derive(Clone, Copy)]
struct Kind {
    kind: PartKind,
    dateline: Option<usize>,
}

fn kinds(text: &str, candidates: &[Candidate], layout: &mut Layout) -> Vec<Kind> {
    let mut kinds = vec![Kind { kind: PartKind::Body, dateline: None }; candidates.len()];
    let core = |i: usize| &text[candidates[i].core.clone()];
    let body = front(text, candidates, &mut kinds, layout);
    for (i, c) in candidates.iter().enumerate() {
        if let Some(kind) = c.given {
            kinds[i].kind = kind;
            continue;
        }
        if i < body {
            continue;
        }
        let special = lexicon::special(core(i));
        match special {
            Some(m) if m.kind == PartKind::Caption => kinds[i].kind = PartKind::Caption,
            // Of several days with a text to each, none is the article's.
            Some(m) if m.kind == PartKind::Dateline && m.whole && layout.published.is_some() => {
                let day = m.published.as_deref().map(page_date);
                layout
                    .published
                    .take_if(|(first, _)| matches!(&day, Some(PageDate::Good(other)) if other != first));
                kinds[i].kind = PartKind::Subhead;
            }
            // A report may open with a short line; its dateline then stands on the second.
            Some(m) if m.kind == PartKind::Dateline && i <= body + 1 => {
                layout.name_source(&m);
                kinds[i].dateline = Some(m.range.end);
            }
            _ if is_subhead(text, candidates, i) && i > body => kinds[i].kind = PartKind::Subhead,
            _ => {}
        }
    }
    kinds
}

/// Marks what stands before the body; returns the number of the first body paragraph.
fn front(text: &str, candidates: &[Candidate], kinds: &mut [Kind], layout: &mut Layout) -> usize {
    let core = |i: usize| &text[candidates[i].core.clone()];
    let mut i = 0;
    let mut headline: Option<usize> = None;
    let mut summary = false;
    let last_prose = candidates.iter().rposition(Candidate::is_prose);
    while i < candidates.len() {
        let c = &candidates[i];
        if c.given.is_some() {
            i += 1;
            continue;
        }
        let line = |m: &Match| m.kind == PartKind::Byline || (m.kind == PartKind::Dateline && m.whole);
        if let Some(m) = lexicon::special(core(i)).filter(line) {
            layout.name_source(&m);
            kinds[i].kind = m.kind;
            i += 1;
            continue;
        }
        let Some(head) = headline else {
            if !is_headline(core(i), i, candidates) {
                break;
            }
            kinds[i].kind = PartKind::Headline;
            headline = Some(i);
            i += 1;
            continue;
        };
        let more_blocks =
            candidates.last().is_some_and(|l| l.paragraph.block != candidates[head].paragraph.block);
        let same_block = more_blocks && c.paragraph.block == candidates[head].paragraph.block;
        let follows = last_prose.is_some_and(|last| last > i);
        let heads = !c.sentence && c.words <= FRONT_WORDS && !is_item(core(i)) && follows;
        if heads && c.words >= SUMMARY_WORDS && !summary {
            kinds[i].kind = PartKind::Summary;
            summary = true;
        } else if heads || (same_block && c.words <= HEADLINE_WORDS && follows) {
            kinds[i].kind = PartKind::Subhead;
        } else {
            break;
        }
        i += 1;
    }
    i
}

fn is_headline(core: &str, i: usize, candidates: &[Candidate]) -> bool {
    let c = &candidates[i];
    let rest = &candidates[i + 1..];
    let longest = rest.iter().map(|r| r.words).max().unwrap_or(0);
    // A snippet of a sentence or two has no headline.
    let heads_something = longest >= PROSE_WORDS && (rest.len() >= 2 || longest >= 2 * PROSE_WORDS);
    let most = if c.sentence { HEADLINE_SENTENCE_WORDS.min(longest) } else { HEADLINE_WORDS };
    let dated = lexicon::special(core).is_some_and(|m| m.kind == PartKind::Dateline);
    heads_something && c.words <= most && !is_item(core) && !dated
}

fn is_subhead(text: &str, candidates: &[Candidate], i: usize) -> bool {
    let c = &candidates[i];
    let core = &text[c.core.clone()];
    let between = |n: Option<&Candidate>| n.is_some_and(Candidate::is_prose);
    let starts = core.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    c.words <= SUBHEAD_WORDS
        && !c.sentence
        && starts
        && !is_item(core)
        && i > 0
        && between(candidates.get(i - 1))
        && between(candidates.get(i + 1))
}

/// Whether a line is an item of a list.
fn is_item(line: &str) -> bool {
    line.starts_with(['•', '*', '-', '–', '—', '·', '▪', '●', '◦'])
}

/// Whether a line ends like a sentence (or announces what follows it).
pub(crate) fn ends_sentence(line: &str) -> bool {
    let closers = ['”', '"', '\'', '’', '»', '“', ')', ']', ' '];
    line.trim_end_matches(closers).ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use PartKind::*;

    fn parts(text: &str) -> Vec<(PartKind, &str)> {
        plain_layout(text).parts.into_iter().map(|(k, r)| (k, &text[r])).collect()
    }

    const PROSE: &str = "The minister told reporters on Friday that the talks with the neighbouring country would go on \
                         for another week, because neither side had given up hope.";

    #[test]
    fn headline_summary_subhead_and_litter_are_told_apart() {
        let text = format!(
            "Talks 'not over' – minister\n\
             Talks with the neighbouring country will go on for another week, the minister has said Read Full Article at Example.com\n\
             Neither side has “given up hope,” she told reporters\n\
             {PROSE}\nRead more\n{PROSE}\n"
        );
        let found = parts(&text);
        assert_eq!(
            found.iter().map(|(k, _)| *k).collect::<Vec<_>>(),
            [Headline, Summary, Litter, Subhead, Body, Litter, Body]
        );
        assert!(found[1].1.ends_with("has said"));
        assert_eq!(plain_layout(&text).outlet.as_deref(), Some("Example.com"));
    }

    #[test]
    fn byline_dateline_and_subheads_are_told_apart() {
        let text = format!(
            "Talks go on\n\nBy Jane Doe and John Roe\n\nBERLIN (Example) – {PROSE}\n\nWhat is next\n\n{PROSE}\n"
        );
        let found = parts(&text);
        assert_eq!(
            found.iter().map(|(k, _)| *k).collect::<Vec<_>>(),
            [Headline, Byline, Dateline, Body, Subhead, Body]
        );
        assert_eq!(found[2].1, "BERLIN (Example) –");
        assert_eq!(plain_layout(&text).authors, ["Jane Doe", "John Roe"]);
    }

    #[test]
    fn a_line_in_front_may_name_the_day() {
        let named = |line: &str| {
            let text = format!("Talks go on\n\n{line}\n\n{PROSE}\n\n{PROSE}\n");
            plain_layout(&text).published.map(|(day, _)| day)
        };
        for line in [
            "March 3, 2025",
            "Mon 3 Mar 2025 14.02 GMT",
            "2025-03-03",
            "Published: 3 March 2025, 14:02 GMT",
            "Posted on March 3, 2025 by admin",
            "By Jane Doe | 3 March 2025",
            "BERLIN, March 3, 2025 — The talks went on, the minister said, and on, and on, and on, and on, and on again.",
            "BERLIN, March 3, 2025 (Example) — The talks went on, and on, and on, the minister said, for another day.",
        ] {
            assert_eq!(named(line).as_deref(), Some("2025-03-03"), "{line}");
        }
        // Without a year, with a month that may be a day, and within running text it is none.
        for line in [
            "BERLIN, March 3 — The talks went on, the minister said, and on, and on, and on, and on, and on again.",
            "Published: 10/11/2023 14:30",
            "On March 3, 2025, the talks went on, the minister said, and on, and on, and on, and on, and on again.",
        ] {
            assert_eq!(named(line), None, "{line}");
        }
    }

    #[test]
    fn of_several_days_none_is_the_articles() {
        let text = format!("The talks\n\nMarch 3, 2025\n\n{PROSE}\n\nMarch 4, 2025\n\n{PROSE}\n");
        assert_eq!(plain_layout(&text).published, None);
    }

    #[test]
    fn marks_of_a_database_open_the_abstract() {
        let text = format!(
            "Talks go on.\n\nABSTRACT.\n\nThe talks go on, a paper shows.\n\nFULL TEXT.\n\n{PROSE}\n"
        );
        let kinds: Vec<_> = parts(&text).into_iter().map(|(k, _)| k).collect();
        assert_eq!(kinds, [Headline, Litter, Summary, Litter, Body]);
    }

    #[test]
    fn a_snippet_has_no_headline() {
        assert_eq!(parts("“No,” he said.\n\nShe agreed."), [(Body, "“No,” he said."), (Body, "She agreed.")]);
        assert_eq!(parts(PROSE), [(Body, PROSE)]);
    }

    #[test]
    fn a_second_line_of_the_headline_is_a_subhead() {
        let text = format!("Talks go on; \nMinister sees hope.\n\n{PROSE}\n\n{PROSE}\n");
        let kinds: Vec<_> = parts(&text).into_iter().map(|(k, _)| k).collect();
        assert_eq!(kinds, [Headline, Subhead, Body, Body]);
    }
}
