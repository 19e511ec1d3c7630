//! Words by which less is claimed, or less often.

use super::{Condition, Hedge, HedgeKind, Lexicon, cover};
use crate::Text;
use crate::acts::Said;
use crate::phrase::{Patterns, Word};

impl Lexicon {
    /// The hedges of a content and its cue.
    pub(super) fn hedges(&self, text: &Text, said: &Said<'_>, conditions: &[Condition]) -> Vec<Hedge> {
        let mut found = Vec::new();
        for cue in said.cue {
            let words = self.cut(text, *cue);
            self.hedges_in(text, &words, false, &mut found);
        }
        found.retain(|h| h.kind != HedgeKind::Modal);
        for piece in said.content {
            let words = self.cut(text, *piece);
            let conditional = !conditions.is_empty() || words.first().is_some_and(Word::is_quotation_mark);
            self.hedges_in(text, &words, conditional, &mut found);
        }
        found
    }

    fn kinds(&self) -> [(HedgeKind, &Patterns); 6] {
        let h = &self.words.hedge;
        [
            (HedgeKind::Modal, &h.modal),
            (HedgeKind::Evidential, &h.evidential),
            (HedgeKind::Likelihood, &h.likelihood),
            (HedgeKind::Approximation, &h.approximation),
            (HedgeKind::Imminence, &h.imminence),
            (HedgeKind::Frequency, &h.frequency),
        ]
    }

    fn hedges_in(&self, text: &Text, words: &[Word], conditional: bool, found: &mut Vec<Hedge>) {
        let mut at = 0;
        while at < words.len() {
            if let Some(none) = self.words.hedge.none.find_at(words, at) {
                at = none[none.len() - 1] + 1;
                continue;
            }
            let would = (HedgeKind::Modal, &self.words.hedge.modal_if_conditional);
            let kinds = self.kinds().into_iter().chain(conditional.then_some(would));
            let matches = kinds.filter_map(|(kind, patterns)| Some((kind, patterns.find_at(words, at)?)));
            let best = matches.max_by_key(|(_, m)| m.len());
            // "May" with a capital is a month.
            let other = self.words.hedge.modal_capital_is_none;
            let capital = at > 0 && text.slice(words[at].span).starts_with(char::is_uppercase);
            match best {
                Some((kind, m)) if !(kind == HedgeKind::Modal && capital && other) => {
                    let end = m[m.len() - 1] + 1;
                    found.push(Hedge { span: cover(&words[at..end]), kind });
                    at = end;
                }
                _ => at += 1,
            }
        }
    }
}
