use super::{Lexicon, Side, Spoken};
use crate::acts::Act;
use crate::events::EventType;
use crate::{Span, Text};

/// What somebody says by a cue, and the words that the issue is about.
fn side(cue: &str, content: &str, act: Act, target: &str) -> (Side, bool) {
    let stance = decide(&format!("{cue} {content}"), cue, content, (act, false), target, &[]);
    (stance.side, stance.inferred)
}

fn decide(
    text: &str,
    cue: &str,
    content: &str,
    (act, negated): (Act, bool),
    target: &str,
    masked: &[&str],
) -> super::Stance {
    let text = Text::new(text);
    let span = |words: &str| -> Span {
        let at = text.as_str().find(words).unwrap_or_else(|| panic!("{words}"));
        text.span_of(at..at + words.len())
    };
    let masked: Vec<Span> = masked.iter().map(|m| span(m)).collect();
    let (cue, content) = ([span(cue)], [span(content)]);
    let spoken = Spoken { act: Some(act), negated, cue: &cue, content: &content, masked: &masked };
    let target = if target.is_empty() { Vec::new() } else { vec![span(target)] };
    Lexicon::embedded().unwrap().decide(&text, spoken, &target)
}

#[test]
fn acts_take_sides_and_words_turn_them() {
    let clear = |side| (side, false);
    assert_eq!(side("demanded", "an end to the talks", Act::Demand, "talks"), clear(Side::Against));
    assert_eq!(side("rejected", "an end to the talks", Act::Reject, "talks"), clear(Side::For));
    assert_eq!(side("wants", "the toll scrapped", Act::Want, "toll"), clear(Side::Against));
    assert_eq!(side("said", "we support the referendum", Act::Say, "referendum"), clear(Side::For));
    assert_eq!(side("said", "the talks are not the way out", Act::Say, "talks"), clear(Side::Against));
    assert_eq!(side("said", "he would not sign the treaty", Act::Refuse, "treaty"), clear(Side::Against));
    assert_eq!(side("warned", "a strike would be a disaster", Act::Warn, "strike"), (Side::Against, true));
}

#[test]
fn what_the_words_do_not_tell_is_unclear() {
    let unclear = (Side::Unclear, false);
    assert_eq!(side("said", "the talks began at nine", Act::Say, "talks"), unclear);
    assert_eq!(side("refused", "to rule out talks", Act::Refuse, "talks"), unclear);
    assert_eq!(side("demanded", "compensation for the attack", Act::Demand, "attack"), unclear);
    assert_eq!(side("said", "Norland supports the ban", Act::Say, "ban"), unclear, "whose stand is that?");
    assert_eq!(side("praised", "the nurses who died in the war", Act::Praise, "war"), unclear);
    assert_eq!(side("asked", "whether a ban was needed", Act::Ask, "ban"), unclear);
}

#[test]
fn acts_that_were_not_performed_and_what_is_masked() {
    let text = "did not support the ban";
    let stance = decide(text, "did not support", "the ban", (Act::Support, true), "ban", &[]);
    assert_eq!((stance.side, stance.inferred), (Side::Against, true));
    let stance = decide("did not reject it", "did not reject", "it", (Act::Reject, true), "it", &[]);
    assert_eq!(stance.side, Side::Unclear);
    let text = "promised to leave if the truce held";
    let content = "to leave if the truce held";
    let stance = decide(text, "promised", content, (Act::Promise, false), "truce", &["if the truce held"]);
    assert_eq!(stance.side, Side::Unclear);
    assert!(stance.because.contains("condition"), "{}", stance.because);
    let stance = decide("backed the plan", "backed", "the plan", (Act::Support, false), "", &[]);
    assert_eq!(stance.side, Side::For, "without a target it is the act");
}

#[test]
fn events_show_sides_by_their_words_before_their_type() {
    let shown = |event, sentence: &str, anchor: &str, target: &str| {
        let text = Text::new(sentence);
        let span = |words: &str| {
            let at = sentence.find(words).unwrap();
            text.span_of(at..at + words.len())
        };
        Lexicon::embedded()
            .unwrap()
            .shown_by(&text, event, text.span(), &[span(anchor)], &[span(target)])
            .side
    };
    assert_eq!(
        shown(EventType::Consult, "Norland held talks with Sutland", "held talks", "talks"),
        Side::For
    );
    assert_eq!(shown(EventType::Protest, "Norland boycotted the talks", "boycotted", "talks"), Side::Against);
    assert_eq!(shown(EventType::Agree, "Norland agreed to end the ban", "agreed", "ban"), Side::Against);
    assert_eq!(shown(EventType::Assault, "Norland attacked the port", "attacked", "attacked"), Side::For);
    assert_eq!(shown(EventType::Assault, "Norland shelled the port", "shelled", "port"), Side::Unclear);
}

#[test]
fn words_for_deeds_lead_to_their_types() {
    let lexicon = Lexicon::embedded().unwrap();
    assert_eq!(lexicon.deeds("attacks"), [EventType::Assault]);
    assert!(lexicon.deeds("ferry").is_empty());
}
