//! What is asked back before something is saved, since nothing is guessed: who is meant by a name, and which of several places by
//! words.

use super::filled::Filled;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::{Frame, Visitor};
use askama::Template;
use axum::response::Response;
use onrecord_archive::Archive;
use onrecord_archive::corrections::By;
use std::sync::Arc;

/// Names like one that nobody goes by, which are offered.
const NEAR: usize = 5;

/// A place of the text that may be meant.
#[derive(Debug)]
pub(crate) struct Spot {
    /// Where it is: `START-END`.
    pub at: String,
    pub before: String,
    pub words: String,
    pub after: String,
}

/// A question.
#[derive(Debug)]
pub(crate) enum Question {
    /// Nobody goes by a name: is it to be a new actor?
    NewActor { name: String, near: Vec<String> },
    /// Words stand at several places.
    Which { field: &'static str, label: &'static str, words: String, spots: Vec<Spot> },
}

/// Why nothing was saved.
#[derive(Debug)]
pub(crate) enum Halt {
    Ask(Question),
    Fail(Problem),
}

impl<E: Into<Problem>> From<E> for Halt {
    fn from(error: E) -> Self {
        Halt::Fail(error.into())
    }
}

/// A form whose answers may call for a question.
pub(crate) struct Asking<'s> {
    pub house: &'s Arc<House>,
    pub visitor: &'s Visitor,
    pub sent: &'s Sent<Vec<(String, String)>>,
    /// The part of the workbench that the page of the question belongs to.
    pub section: &'static str,
    /// Where the answer is sent.
    pub action: &'static str,
    /// Where whoever does not answer goes back to.
    pub back: String,
}

impl Asking<'_> {
    /// Does in the archive what the form says, in the name of whoever sent it. Of something that has to be asked before anything is
    /// done, the page that asks it.
    pub async fn change<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Archive, &Filled, By) -> Result<T, Halt> + Send + 'static,
    ) -> Result<Result<T, Response>, Problem> {
        let person = self.sent.person()?.to_owned();
        let filled = Filled(self.sent.value.clone());
        let (at, given) = (self.house.now(), filled.clone());
        // A question is no failure: it is what a change came to.
        let outcome =
            self.house.change(move |archive| match work(archive, &given, By { person: &person, at: &at }) {
                Ok(done) => Ok(Ok(done)),
                Err(Halt::Ask(question)) => Ok(Err(question)),
                Err(Halt::Fail(problem)) => Err(problem),
            });
        Ok(outcome.await?.map_err(|question| {
            let frame = Frame::new(self.house, self.visitor, self.section, "");
            ask(frame, question, self.action, filled, self.back)
        }))
    }
}

/// That nobody goes by a name; with those who go by one like it.
pub(crate) fn unknown(archive: &Archive, name: &str) -> Halt {
    match archive.actors_like(name, NEAR) {
        Ok(near) => Halt::Ask(Question::NewActor {
            name: name.to_owned(),
            near: near.into_iter().map(|s| s.value).collect(),
        }),
        Err(error) => error.into(),
    }
}

#[derive(Template)]
#[template(path = "desk_ask.html")]
struct Page {
    frame: Frame,
    question: Question,
    /// Where the answer is sent, with all that was filled in.
    action: &'static str,
    fields: Vec<(String, String)>,
    back: String,
}

/// The page that asks. What was filled in goes with the answer.
fn ask(mut frame: Frame, question: Question, action: &'static str, filled: Filled, back: String) -> Response {
    frame.title = match question {
        Question::NewActor { .. } => "A new actor".to_owned(),
        Question::Which { .. } => "Which place is meant".to_owned(),
    };
    let fields = filled.0.into_iter().filter(|(name, _)| name != "form_token").collect();
    page(&Page { frame, question, action, fields, back })
}
