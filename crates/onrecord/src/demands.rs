//! To whom a demand is made that names no hearer: whoever is to do what it demands.
//!
//! `Kalvia demanded the withdrawal of Brandish troops`: the demand is on Brand. `The union demanded that the ministry pay`: it
//! is on the ministry. `She demanded the hostages' release` is left open, since those are not to do it.

use crate::actors::{Actor, ActorKind, Actors};
use crate::acts::{Act, ActGroup, Lexicon as Acts};
use crate::circumstances::Lexicon as Circumstances;
use crate::document::Document;
use crate::labels::{Deprel, Upos};
use crate::{AddresseeHow, Party, Statement};

/// Finds it for each statement that demands, requests or urges and has no addressee yet.
pub(crate) fn add(
    document: &Document,
    acts: &Acts,
    circumstances: &Circumstances,
    actors: &Actors,
    statements: &mut [Statement],
) {
    let open = |s: &&mut Statement| {
        let directs = s.act.and_then(|a| acts.group(a)) == Some(ActGroup::Directive);
        // Who is asked a question is not whom it is about.
        directs && s.act != Some(Act::Ask) && !s.negated && s.addressee.is_none()
    };
    for s in statements.iter_mut().filter(open) {
        if let Some(party) = party(document, circumstances, actors, s)
            && party.actor != s.speaker
        {
            s.addressee = Some(party);
            s.addressee_how = Some(AddresseeHow::Demand);
        }
    }
}

fn party(document: &Document, lexicon: &Circumstances, actors: &Actors, s: &Statement) -> Option<Party> {
    let content = s.content.first()?;
    let top = document.top(&document.words_of(*content));
    let doer = match document.upos(top) {
        Upos::Verb | Upos::Aux | Upos::Adj => document.child(top, &[Deprel::Nsubj])?,
        Upos::Noun => {
            if !lexicon.is_deed(&document.lower(top)) {
                return None;
            }
            // `Brandish withdrawal`, `Brand's withdrawal`, `withdrawal of …`, `withdrawal by …`
            let before = document
                .child(top, &[Deprel::NmodPoss, Deprel::Amod, Deprel::Compound])
                .filter(|&c| somebody(actors, c).is_some());
            before.or_else(|| {
                let after = |c: &usize| {
                    let case = document.child(*c, &[Deprel::Case]).map(|k| document.lower(k));
                    matches!(case.as_deref(), Some("of" | "by" | "from"))
                };
                document.children(top).filter(|&c| document.rel(c).base() == Deprel::Nmod).find(after)
            })?
        }
        _ => return None,
    };
    // What a state's troops are to do is demanded of the state.
    let state = || {
        let of = document
            .children(doer)
            .find(|&c| somebody(actors, c).is_some_and(|a| a.kind == ActorKind::State))?;
        lexicon.is_armed(&document.lower(doer)).then_some(of)
    };
    let word = state().unwrap_or(doer);
    let actor = somebody(actors, word)?;
    let (_, mention) = actors.mention_at(word)?;
    let whole = s.content.iter().any(|c| c.contains(mention.span));
    let span = if whole { mention.span } else { document.span(word..word + 1) };
    Some(Party { span, actor: Some(actor.id.clone()) })
}

/// Somebody at a word who can do something.
fn somebody(actors: &Actors, word: usize) -> Option<&Actor> {
    actors.at_word(word).filter(|a| a.kind != ActorKind::Place)
}
