//! Whether two statements are the same saying, and in which words they differ.

use super::said::{DAYS, LEAST, Said};
use onrecord::StatementKind;
use schemars::JsonSchema;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Of the shorter one's words, the share that must stand in the longer one, in the same order.
const SHARED: f64 = 0.7;
/// A run of so many words must be among them; less is chance.
const RUN: usize = 4;
/// Two speakers may be given for words of which so many agree: one of the outlets is wrong, or somebody quotes.
const TELLING: usize = 9;
/// Share of what the shorter one is about that a paraphrase must have …
const PARAPHRASED: f64 = 0.6;
/// … and how many words that must be at least.
const STEMS: usize = 4;

/// How the words of a statement relate to those of a fuller one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sameness {
    /// Word for word.
    Exact,
    /// Words are left out at the beginning, at the end or within.
    Cut,
    /// Words are left out and others put in.
    Changed,
    /// Told in other words.
    Paraphrase,
}

impl Sameness {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Sameness::Exact => "exact",
            Sameness::Cut => "cut",
            Sameness::Changed => "changed",
            Sameness::Paraphrase => "paraphrase",
        }
    }
}

/// A stretch of words in a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// `same`, `out` (the fuller one alone has it), `in` (the other alone has it), or `editor` (it stands in the other in
    /// square brackets).
    pub what: &'static str,
    /// The words as printed.
    pub words: String,
}

impl Said {
    /// How the words of `other` relate to these, if the two are the same saying at all. Conservative: two sayings that
    /// are taken for one cannot be told apart any more.
    pub fn compare(&self, other: &Said) -> Option<Sameness> {
        let (own, others) = (self.own(), other.own());
        if own == others {
            return (own.len() >= LEAST && self.may_share_speaker(other, own.len()))
                .then_some(Sameness::Exact);
        }
        self.reworded(other, &own, &others).or_else(|| self.paraphrased(other))
    }

    fn reworded(&self, other: &Said, own: &[&str], others: &[&str]) -> Option<Sameness> {
        let shorter = own.len().min(others.len());
        if shorter < LEAST {
            return None;
        }
        let (mut same, mut longest, mut put_in, mut left_out) = (0, 0, false, false);
        for op in capture_diff_slices(Algorithm::Myers, own, others) {
            match op {
                DiffOp::Equal { len, .. } => {
                    same += len;
                    longest = longest.max(len);
                }
                DiffOp::Delete { .. } => left_out = true,
                DiffOp::Insert { .. } => put_in = true,
                DiffOp::Replace { .. } => (put_in, left_out) = (true, true),
            }
        }
        let enough = same as f64 >= SHARED * shorter as f64 && same >= LEAST && longest >= RUN.min(shorter);
        // One with a negation that the other lacks says the opposite, unless it was cut away with more.
        let turned = self.negated() != other.negated() && put_in && left_out;
        if !enough || turned || !self.may_share_speaker(other, longest) {
            return None;
        }
        Some(if put_in && left_out { Sameness::Changed } else { Sameness::Cut })
    }

    fn paraphrased(&self, other: &Said) -> Option<Sameness> {
        let indirect = |s: &Said| s.kind == StatementKind::Indirect;
        if indirect(self) == indirect(other)
            || !self.has_speaker_of(other)
            || self.negated() != other.negated()
        {
            return None;
        }
        let days = self.day.zip(other.day).and_then(|(a, b)| Some(a.until(b).ok()?.get_days().abs()))?;
        let (mine, theirs) = (self.stems(), other.stems());
        let both = mine.intersection(theirs).count();
        let shorter = mine.len().min(theirs.len());
        let numbers = |s: &Said| -> Vec<String> {
            s.stems().iter().filter(|w| w.chars().any(|c| c.is_ascii_digit())).cloned().collect()
        };
        let (my_numbers, their_numbers) = (numbers(self), numbers(other));
        let fewer = if my_numbers.len() <= their_numbers.len() { &my_numbers } else { &their_numbers };
        let agree = fewer.iter().all(|n| my_numbers.contains(n) && their_numbers.contains(n));
        let is = days <= DAYS && agree && both >= STEMS && both as f64 >= PARAPHRASED * shorter as f64;
        is.then_some(Sameness::Paraphrase)
    }

    /// Whether both have a named speaker, and it is the same one as far as can be told.
    fn has_speaker_of(&self, other: &Said) -> bool {
        let same_key = self.speaker.as_ref().zip(other.speaker.as_ref()).is_some_and(|(a, b)| a.0 == b.0);
        let surnames = self.surname().zip(other.surname());
        surnames.is_some_and(|(a, b)| same_key || a == b)
    }

    /// Whether these may be the words of one speaker: who it is need be known of one only, and of none where the words
    /// themselves tell.
    fn may_share_speaker(&self, other: &Said, run: usize) -> bool {
        let quoted = self.kind != StatementKind::Indirect && other.kind != StatementKind::Indirect;
        match (self.surname(), other.surname()) {
            _ if quoted && run >= TELLING => true,
            (Some(_), Some(_)) => self.has_speaker_of(other),
            (None, None) => quoted || run >= TELLING,
            _ => quoted,
        }
    }
}

/// In which words another statement differs from this one.
pub fn differences(fuller: &Said, other: &Said) -> Vec<Difference> {
    let plain = |s: &Said| s.words.iter().map(|w| w.plain.clone()).collect::<Vec<_>>();
    let mut out: Vec<Difference> = Vec::new();
    let mut say = |what: &'static str, words: &str| match out.last_mut() {
        Some(last) if last.what == what => {
            last.words.push(' ');
            last.words.push_str(words);
        }
        _ => out.push(Difference { what, words: words.to_owned() }),
    };
    for op in capture_diff_slices(Algorithm::Myers, &plain(fuller), &plain(other)) {
        let (_, old, new) = op.as_tag_tuple();
        if let DiffOp::Equal { .. } = op {
            old.for_each(|n| say("same", &fuller.words[n].printed));
            continue;
        }
        old.for_each(|n| say("out", &fuller.words[n].printed));
        for word in &other.words[new] {
            say(if word.editors { "editor" } else { "in" }, &word.printed);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: StatementKind, speaker: &str, day: &str, text: &str) -> Said {
        let speaker =
            Some((format!("name:{speaker}"), Some(speaker.to_owned()))).filter(|_| !speaker.is_empty());
        Said::new(text.split(" … "), kind, speaker, day.parse().ok(), Some("en"))
    }

    const WHOLE: &str =
        "“We will keep the harbour bridge closed until every cable has been looked at by engineers.”";

    #[test]
    fn cut_changed_and_paraphrased_is_the_same_saying() {
        use StatementKind::{Direct, Indirect, Mixed};
        let whole = said(Direct, "Henrik Aaldal", "2024-03-15", WHOLE);
        for (expected, kind, speaker, text) in [
            (Sameness::Exact, Direct, "Aaldal", &WHOLE.to_uppercase()[..]),
            (
                Sameness::Exact,
                Direct,
                "",
                "We [the port] will keep the harbour bridge closed until every cable has been looked at by engineers",
            ),
            (Sameness::Cut, Direct, "Aaldal", "“closed until every cable has been looked at”"),
            (
                Sameness::Cut,
                Direct,
                "",
                "“We will keep the harbour bridge closed … has been looked at by engineers”",
            ),
            (
                Sameness::Changed,
                Direct,
                "Aaldal",
                "We shall keep the harbour bridge closed till every cable has been looked at by engineers",
            ),
            (
                Sameness::Paraphrase,
                Indirect,
                "Aaldal",
                "the bridge in the harbour would stay closed until engineers had looked at every cable",
            ),
            (
                Sameness::Changed,
                Mixed,
                "Aaldal",
                "he would “keep the harbour bridge closed until every cable has been looked at”",
            ),
        ] {
            let other = said(kind, speaker, "2024-03-16", text);
            assert_eq!(whole.compare(&other), Some(expected), "{text}");
            assert!(other.compare(&whole).is_some(), "{text}");
            let finds = |a: &Said, b: &Said| a.keys().sought.iter().any(|key| b.keys().kept.contains(key));
            assert!(finds(&other, &whole) && finds(&whole, &other), "not found: {text}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_another_saying() {
        use StatementKind::{Direct, Indirect};
        let whole = said(Direct, "Henrik Aaldal", "2024-03-15", WHOLE);
        for (kind, speaker, day, text) in [
            (
                Indirect,
                "Marit Holm",
                "2024-03-15",
                "the harbour bridge would stay closed until engineers had looked at every cable",
            ),
            (
                Indirect,
                "Aaldal",
                "2024-05-01",
                "the bridge in the harbour would stay closed until engineers had looked at every cable",
            ),
            (
                Indirect,
                "Aaldal",
                "2024-03-15",
                "the bridge in the harbour would not stay closed until engineers had looked at every cable",
            ),
            (Indirect, "Aaldal", "2024-03-15", "the bridge would open"),
            (
                Direct,
                "Aaldal",
                "2024-03-15",
                "“We will keep our word on the ferries until every passenger has been told.”",
            ),
            (Direct, "Aaldal", "2024-03-15", "“the harbour bridge”"),
        ] {
            assert_eq!(whole.compare(&said(kind, speaker, day, text)), None, "{text}");
        }
        let number = said(
            Direct,
            "Aaldal",
            "2024-03-15",
            "Repairs of 40 damaged harbour cables cost 12 million crowns",
        );
        let other = said(
            Indirect,
            "Aaldal",
            "2024-03-15",
            "repairing 40 damaged cables in the harbour cost 90 million crowns",
        );
        assert_eq!(number.compare(&other), None);
    }

    #[test]
    fn differences_are_told_word_by_word() {
        let whole =
            said(StatementKind::Direct, "", "", "“We will keep the bridge closed, whatever they say.”");
        let other = said(StatementKind::Direct, "", "", "“We [the port] will keep the old bridge closed.”");
        let told: Vec<String> =
            differences(&whole, &other).iter().map(|d| format!("{} {}", d.what, d.words)).collect();
        assert_eq!(
            told,
            [
                "same “We",
                "editor [the port]",
                "same will keep the",
                "in old",
                "same bridge closed,",
                "out whatever they say.”"
            ]
        );
    }
}
