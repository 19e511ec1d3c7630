//! Adding a statement or an event that the reading lacks: its words are marked in the text, or typed.

use super::ask::{Asking, Halt};
use super::event::{Parties, event_type, status};
use super::filled::Filled;
use super::statement::{CONTENT, CUE, SOURCE, somebody};
use super::words::stretches;
use crate::house::House;
use crate::pages::correct::act;
use crate::problem::Problem;
use crate::sent::Sent;
use crate::view::{Visitor, link};
use axum::extract::State;
use axum::response::Response;
use onrecord_archive::Archive;
use onrecord_archive::corrections::{By, Change, Subject, Which};
use std::collections::HashMap;
use std::sync::Arc;

/// The words that tell of an event, in the form.
pub(super) const ANCHOR: &str = "The words that tell of it";

/// Adds what a form says is missing, and goes to it.
pub(crate) async fn missed(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let place = Filled(sent.value.clone()).place();
    let back = place.at(&place.address, &place.of);
    let action = "/desk/missed";
    let asking = Asking { house: &house, visitor: &visitor, sent: &sent, section: "desk", action, back };
    Ok(match asking.change(add).await? {
        Ok(id) => sent.done(&format!("{}&saved={}", place.at(&place.address, &id), link::encoded(&id))),
        Err(question) => question,
    })
}

/// Adds it, and returns its id in the record.
fn add(archive: &mut Archive, filled: &Filled, by: By) -> Result<String, Halt> {
    let address = filled.get("address");
    let nothing = || Problem::NoSuch("article of this address".to_owned());
    let record = archive.corrected_by(address, by.person)?.ok_or_else(nothing)?;
    let text = &record.article.text;
    let change = match filled.get("what") {
        "event" => {
            let anchor = stretches(filled, "anchor", ANCHOR, text)?;
            let near = anchor.first().map_or(0, |s| s.start);
            let parties = Parties { archive, filled, record: &record, cast: HashMap::new(), near };
            Change::MissingEvent {
                event_type: event_type(filled.get("type"))?,
                status: status(filled.get("status"))?,
                source: parties.named("source")?,
                target: parties.named("target")?,
                anchor,
            }
        }
        "statement" => Change::Missing {
            content: stretches(filled, "content", CONTENT, text)?,
            cue: stretches(filled, "cue", CUE, text)?,
            source: stretches(filled, "source", SOURCE, text)?,
            speaker: match filled.get("speaker").trim() {
                "" => None,
                name => somebody(archive, name, filled, None)?,
            },
            act: act(filled.get("act"))?,
        },
        other => return Err(Problem::Bad(format!("Nothing of the kind “{other}” can be missing.")).into()),
    };
    let id = archive.correct(Subject::Article(address), &change, by)?;
    let made = archive.corrections(Which { article: Some(address), limit: Some(1), ..Which::default() })?;
    let made = made.into_iter().find(|c| c.id == id).and_then(|c| c.statement.or(c.event));
    made.ok_or(Halt::Fail(Problem::Broken))
}
