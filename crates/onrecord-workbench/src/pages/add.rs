//! Reading further articles into the archive, and watching it.

use crate::house::House;
use crate::jobs::{Progress, State as JobState, What};
use crate::problem::{Problem, page};
use crate::sent::{STALE, Sent};
use crate::view::{Frame, Visitor, counted, link};
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use onrecord_intake::{Hints, parse_published};
use serde::Deserialize;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Most bytes of a file that is sent.
pub(crate) const UPLOAD: usize = 64 << 20;
/// Most bytes of the other fields: a pasted text is one of them.
const FIELD: usize = 4 << 20;

#[derive(Template)]
#[template(path = "add.html")]
struct Form {
    frame: Frame,
    jobs: Vec<Job>,
}

struct Job {
    link: String,
    what: String,
    state: String,
}

/// The form.
pub(crate) async fn form(State(house): State<Arc<House>>, visitor: Visitor) -> Response {
    let jobs = house.jobs.all().into_iter().take(20).map(|p| Job {
        link: format!("/jobs/{}", p.job),
        state: told(&p),
        what: p.what,
    });
    page(&Form { frame: Frame::new(&house, &visitor, "add", "Add articles"), jobs: jobs.collect() })
}

fn told(of: &Progress) -> String {
    let mut parts = vec![match of.state {
        JobState::Waiting => "waiting".to_owned(),
        JobState::Running => "running".to_owned(),
        JobState::Done => "done".to_owned(),
        JobState::Cancelled => "cancelled".to_owned(),
    }];
    parts.push(format!("{} added", of.added));
    if of.known > 0 {
        parts.push(format!("{} known already", of.known));
    }
    if of.failed > 0 {
        parts.push(format!("{} could not be read", of.failed));
    }
    parts.join(", ")
}

#[derive(Default)]
struct Given {
    token: String,
    url: String,
    text: String,
    published: String,
    outlet: String,
    file: Option<Arriving>,
}

/// A file that is being sent. It goes with the value, also when whoever sends it goes away.
struct Arriving {
    folder: PathBuf,
    name: String,
}

impl Arriving {
    fn keep(mut self) -> (PathBuf, String) {
        (std::mem::take(&mut self.folder), std::mem::take(&mut self.name))
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            // It is a folder of scratch files: one that cannot be removed now goes with the rest.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// Takes on what is sent. The token is looked at before a file is written.
pub(crate) async fn add(State(house): State<Arc<House>>, mut form: Multipart) -> Result<Response, Problem> {
    let _turn = house.uploads.take()?;
    let mut given = Given::default();
    take(&house, &mut form, &mut given).await?;
    let hints = hints(&given)?;
    let what = match given {
        Given { file: Some(file), .. } => {
            let (folder, name) = file.keep();
            What::File { folder, name }
        }
        Given { url, .. } if !url.trim().is_empty() => What::Url(url.trim().to_owned()),
        Given { text, .. } if !text.trim().is_empty() => What::Text(text),
        _ => return Err(Problem::Bad("Give a file, an address or a text.".to_owned())),
    };
    let job = house.jobs.order(what, hints).ok_or(Problem::Busy)?;
    Ok(Redirect::to(&format!("/jobs/{}", job.progress().job)).into_response())
}

async fn take(house: &House, form: &mut Multipart, given: &mut Given) -> Result<(), Problem> {
    let broken = |error: MultipartError| {
        Problem::Bad(format!("The form did not arrive whole: {}.", error.body_text()))
    };
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            // The form has its token first.
            if !house.is_form_token(&given.token) {
                return Err(STALE);
            }
            let Some(file) = field.file_name().map(plain).filter(|name| !name.is_empty()) else { continue };
            let failed = |error: io::Error| Problem::Bad(format!("The file could not be kept: {error}."));
            if given.file.is_some() {
                return Err(Problem::Bad(
                    "Send one file at a time; a JSON Lines or WARC file holds many articles.".to_owned(),
                ));
            }
            let folder = house.scratch_folder();
            std::fs::create_dir_all(&folder).map_err(failed)?;
            let path = folder.join(&file);
            given.file = Some(Arriving { folder, name: file });
            let mut to = std::fs::File::create(path).map_err(failed)?;
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                io::Write::write_all(&mut to, &chunk).map_err(failed)?;
            }
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            if bytes.len() + chunk.len() > FIELD {
                return Err(Problem::Bad("A text of more than 4 MB is better sent as a file.".to_owned()));
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(bytes).map_err(|_| Problem::Bad("The form is not UTF-8.".to_owned()))?;
        match name.as_str() {
            "form_token" => given.token = text,
            "url" => given.url = text,
            "text" => given.text = text,
            "published" => given.published = text,
            "outlet" => given.outlet = text,
            _ => {}
        }
    }
    if !house.is_form_token(&given.token) {
        return Err(STALE);
    }
    Ok(())
}

/// The last part of a file's name, without what could lead out of its folder.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).collect();
    let kept = kept.trim_start_matches('.').trim();
    // Shortened at the front: the ending tells what kind of file it is.
    let skipped = kept.chars().count().saturating_sub(100);
    kept.chars().skip(skipped).collect()
}

fn hints(given: &Given) -> Result<Hints, Problem> {
    let text = |value: &str| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
    let published = match text(&given.published) {
        None => None,
        Some(date) => Some(parse_published(&date).map_err(|error| Problem::Bad(error.to_string()))?),
    };
    Ok(Hints { published, outlet: text(&given.outlet), ..Hints::default() })
}

struct Article {
    link: String,
    title: String,
    told: String,
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    frame: Frame,
    job: u64,
    what: String,
    state: String,
    step: String,
    running: bool,
    articles: Vec<Article>,
    failures: Vec<String>,
}

/// How far a job is.
pub(crate) async fn job(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Path(number): Path<u64>,
) -> Result<Response, Problem> {
    let nothing = || Problem::NoSuch("job of this number".to_owned());
    let of = house.jobs.get(number).ok_or_else(nothing)?.progress();
    Ok(page(&JobPage {
        frame: Frame::new(&house, &visitor, "add", "Adding"),
        job: of.job,
        state: told(&of),
        running: matches!(of.state, JobState::Waiting | JobState::Running),
        articles: of
            .articles
            .iter()
            .map(|a| Article {
                link: link::article(&a.address, None),
                title: a.title.clone().unwrap_or_else(|| a.address.clone()),
                told: match a.known {
                    true => "known already".to_owned(),
                    false => counted(a.statements as u64, "statement"),
                },
            })
            .collect(),
        failures: of.failures,
        what: of.what,
        step: of.step,
    }))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Cancelled {}

/// Cancels a job.
pub(crate) async fn cancel(
    State(house): State<Arc<House>>,
    Path(number): Path<u64>,
    sent: Sent<Cancelled>,
) -> Result<Response, Problem> {
    let nothing = || Problem::NoSuch("job of this number".to_owned());
    house.jobs.get(number).ok_or_else(nothing)?.cancel();
    Ok(sent.done(&format!("/jobs/{number}")))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_of_files_lead_nowhere_else() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\news\\a.html", "a.html"),
            ("..", ""),
            (".htaccess", "htaccess"),
            ("a\0b\n.txt", "ab.txt"),
        ] {
            assert_eq!(plain(given), kept, "{given}");
        }
        assert!(plain(&"x".repeat(500)).len() <= 100);
    }
}
