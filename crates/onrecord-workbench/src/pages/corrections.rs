//! The corrections of the archive: who made which, taking them back, and how far two people agree.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::corrections::{Line, lines};
use crate::view::{Frame, Visitor, link};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::corrections::{By, Change, Subject, Which};
use serde::Deserialize;
use std::sync::Arc;

/// Corrections shown.
const SHOWN: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    person: String,
    #[serde(default)]
    undone: Option<String>,
    #[serde(default)]
    one: String,
    #[serde(default)]
    other: String,
}

struct Agreed {
    kind: String,
    statements: usize,
    same: usize,
    alpha: String,
}

#[derive(Template)]
#[template(path = "corrections.html")]
struct Page {
    frame: Frame,
    made: Vec<Line>,
    more: bool,
    people: Vec<String>,
    person: String,
    undone: bool,
    one: String,
    other: String,
    agreement: Option<Vec<Agreed>>,
}

/// The list.
pub(crate) async fn list(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let frame = Frame::new(&house, &visitor, "corrections", "Corrections");
    let made = move |desk: &mut crate::pool::Desk| {
        let person = Some(asked.person.as_str()).filter(|p| !p.is_empty());
        let which =
            Which { person, undone: asked.undone.is_some(), limit: Some(SHOWN + 1), ..Which::default() };
        let mut made = desk.archive.corrections(which)?;
        let more = made.len() > SHOWN;
        made.truncate(SHOWN);
        let compared = !asked.one.is_empty() && !asked.other.is_empty();
        let pair = [asked.one.clone(), asked.other.clone()];
        let agreement = compared
            .then(|| desk.archive.agreement(&pair, &onrecord_archive::Query::Everything))
            .transpose()?;
        let shown = |a: onrecord_archive::coding::Agreement| Agreed {
            alpha: a.alpha.map_or_else(|| "not defined".to_owned(), |alpha| format!("{alpha:.3}")),
            kind: a.variable,
            statements: a.units,
            same: a.same,
        };
        Ok(Page {
            frame,
            made: lines(&made),
            more,
            people: desk.archive.correctors()?,
            undone: asked.undone.is_some(),
            agreement: agreement.map(|all| all.into_iter().map(shown).collect()),
            person: asked.person,
            one: asked.one,
            other: asked.other,
        })
    };
    Ok(page(&house.pool.ask(made).await?))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Undone {
    correction: i64,
    #[serde(default)]
    back: String,
}

/// Takes one back.
pub(crate) async fn undo(State(house): State<Arc<House>>, sent: Sent<Undone>) -> Result<Response, Problem> {
    let (person, at, id) = (sent.person()?.to_owned(), house.now(), sent.value.correction);
    house.change(move |archive| Ok(archive.undo(id, By { person: &person, at: &at })?)).await?;
    let back = sent.value.back.as_str();
    Ok(sent.done(if is_own(back) { back } else { "/corrections" }))
}

/// Whether an address is one of a page of this server, and can be said in a header.
fn is_own(back: &str) -> bool {
    // Browsers drop tabs and line ends out of addresses, so that `/\t/` would lead to another site.
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && back.starts_with('/') && !back.starts_with("//")
}

#[derive(Debug, Deserialize)]
pub(crate) struct Merged {
    from: String,
    into: String,
}

/// Says that two actors are one.
pub(crate) async fn merge(State(house): State<Arc<House>>, sent: Sent<Merged>) -> Result<Response, Problem> {
    let (person, at) = (sent.person()?.to_owned(), house.now());
    let (from, into) = (sent.value.from.clone(), sent.value.into.clone());
    let key = house
        .change(move |archive| {
            let (from, into) = (archive.actor_named(&from, None)?, archive.actor_named(&into, None)?);
            let key = into.key.clone();
            archive.correct(
                Subject::Actors,
                &Change::Merge { from, into },
                By { person: &person, at: &at },
            )?;
            Ok(key)
        })
        .await?;
    Ok(sent.done(&link::actor(&key)))
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_pages_of_this_server_are_gone_back_to() {
        assert!(is_own("/") && is_own("/article?address=https%3A%2F%2Fa.example#s1"));
        for other in [
            "",
            "/\u{1}",
            "/\t/a.example",
            "//a.example",
            "/\\a.example",
            "https://a.example",
            "/\u{e9}",
            "/ x",
        ] {
            assert!(!is_own(other), "{other:?}");
        }
    }
}
