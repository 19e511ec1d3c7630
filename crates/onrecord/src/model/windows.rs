//! Cutting an article into overlapping windows that fit the encoder.

use super::input::Input;
use std::ops::Range;

/// A window of words. Windows overlap; each word is *owned* by one of them, and only its owner speaks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Words the encoder sees.
    pub words: Range<usize>,
    /// Words this window speaks of.
    pub owned: Range<usize>,
}

/// Windows of at most `room` pieces that together own every word once. They start and change owner at sentence starts
/// where a sentence start is near enough. Two neighbours share at least `overlap` words, so that a cue at the edge of one has
/// context in the other, or two fifths of what one holds where few words fit; what they share is read twice.
pub fn windows(input: &Input, sentences: &[Range<usize>], room: usize, overlap: usize) -> Vec<Window> {
    let n = input.words.len();
    if n == 0 {
        return Vec::new();
    }
    let mut paragraph_start = vec![0_u32; n + 1];
    for p in &input.paragraphs {
        paragraph_start[p.start] = 1;
    }
    // cost[w]: pieces and paragraph signs before word w.
    let mut cost = Vec::with_capacity(n + 1);
    let mut total = 0;
    for (w, &start) in paragraph_start[..n].iter().enumerate() {
        cost.push(total);
        total += input.pieces_of(w).len() + start as usize;
    }
    cost.push(total);
    let room = room - 2; // the signs for start and end
    let fits = |from: usize| from + cost[from..].partition_point(|&c| c - cost[from] <= room) - 1;
    let starts: Vec<usize> = sentences.iter().map(|s| s.start).collect();
    // The last sentence start in a range, or its far end where no sentence starts in it.
    let snap = |range: Range<usize>| {
        let at = starts.partition_point(|&s| s <= range.end);
        starts[..at].last().copied().filter(|&s| s >= range.start).unwrap_or(range.end)
    };
    let mut out: Vec<Window> = Vec::new();
    let (mut from, mut owned_from) = (0, 0);
    loop {
        let reach = fits(from).max(from + 1);
        if reach >= n {
            out.push(Window { words: from..n, owned: owned_from..n });
            return out;
        }
        // Of words that take many pieces few fit: what is shared must not leave a window nothing of its own.
        let overlap = overlap.min((reach - from) * 2 / 5);
        let half = overlap / 2;
        let change = snap(
            reach.saturating_sub(half + overlap * 5 / 7).max(owned_from + 1)
                ..reach.saturating_sub(half).max(owned_from + 1),
        );
        out.push(Window { words: from..reach, owned: owned_from..change });
        owned_from = change;
        let back = change.saturating_sub(half);
        from = snap(back.saturating_sub(overlap * 15 / 28).max(from + 1)..back.max(from + 1)).min(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(words: usize) -> Input {
        let span = crate::Span::new(0, 1);
        let word = crate::language::Word { span, shape: crate::language::Shape::Lower };
        Input {
            words: vec![word; words],
            marks: vec![Default::default(); words],
            quotations: Vec::new(),
            paragraphs: std::iter::once(0..words).collect(),
            pieces: vec![5; words * 2],
            offsets: (0..=words as u32).map(|w| w * 2).collect(),
        }
    }

    #[test]
    fn words_of_many_pieces_are_not_read_over_and_over() {
        for each in [6, 12, 40, 300] {
            let words = 400;
            let input = Input {
                pieces: vec![5; words * each],
                offsets: (0..=words as u32).map(|w| w * each as u32).collect(),
                ..input(words)
            };
            for sentence in [1, 7, words] {
                let sentences: Vec<_> =
                    (0..words).step_by(sentence).map(|s| s..(s + sentence).min(words)).collect();
                let windows = windows(&input, &sentences, 320, 56);
                let seen: usize = windows.iter().map(|w| w.words.len()).sum();
                assert!(seen <= 4 * words, "{each} pieces a word: {seen} words are seen of {words}");
                assert_eq!(windows.iter().map(|w| w.owned.len()).sum::<usize>(), words);
            }
        }
    }

    #[test]
    fn every_word_is_owned_once_and_every_window_fits() {
        for words in [1, 100, 159, 160, 1000, 3001] {
            let input = input(words);
            let sentences: Vec<_> = (0..words).step_by(23).map(|s| s..(s + 23).min(words)).collect();
            for sentences in [&sentences[..], std::slice::from_ref(&(0..words))] {
                for (overlap, w) in [12, 56].map(|o| (o, windows(&input, sentences, 320, o))) {
                    let mut next = 0;
                    for w in &w {
                        assert_eq!(w.owned.start, next);
                        assert!(w.words.start <= w.owned.start && w.owned.end <= w.words.end);
                        assert!(w.words.len() * 2 + 3 <= 321, "{w:?}");
                        next = w.owned.end;
                    }
                    assert_eq!(next, words);
                    for pair in w.windows(2) {
                        let after = pair[0].words.end - pair[0].owned.end;
                        assert!(
                            after >= overlap / 2
                                && pair[0].words.end - pair[1].words.start >= overlap / 2 * 2,
                            "{pair:?}"
                        );
                    }
                }
            }
        }
    }
}
