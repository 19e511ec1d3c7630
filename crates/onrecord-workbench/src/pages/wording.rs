//! The words that outlets choose, side by side.

use super::find::parsed;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, day, link, number};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::Archive;
use onrecord_archive::browse::Window;
use onrecord_archive::query::{Days, Field};
use onrecord_archive::wording::{
    By, LetSpeak, Naming, Rows, ScareQuoted, Share, Verbs, WordingWanted, terms,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Statements that are looked at, as far as whole days allow.
const LOOKED_AT: usize = 2000;
/// Rows of a table.
const SHOWN: usize = 40;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub q: String,
    #[serde(default)]
    pub actor: String,
    /// Anything: the words for the same thing are wanted, too, for which the texts have to be read.
    #[serde(default)]
    pub terms: String,
}

struct Figure {
    shown: String,
    told: String,
    /// Percent, with the ends of the interval.
    share: u64,
    low: u64,
    width: u64,
}

struct VerbLine {
    outlet: String,
    distancing: Figure,
    cues: Vec<(String, String, bool)>,
}

struct VoiceLine {
    outlet: String,
    speaker: String,
    link: Option<String>,
    statements: Figure,
    direct: Figure,
    words: String,
}

struct NameLine {
    outlet: String,
    words: String,
    articles: Figure,
}

struct TermLine {
    outlet: String,
    of: String,
    words: String,
    articles: Figure,
}

struct QuoteLine {
    outlet: String,
    words: String,
    times: String,
    link: String,
}

#[derive(Template)]
#[template(path = "wording.html")]
struct Page {
    frame: Frame,
    query: String,
    actor: String,
    with_terms: bool,
    since: Option<String>,
    unknown: Vec<String>,
    verbs: Vec<VerbLine>,
    voices: Vec<VoiceLine>,
    names: Vec<NameLine>,
    terms: Vec<TermLine>,
    quotes: Vec<QuoteLine>,
}

/// The words that outlets choose.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SideBySide {
    /// The first day of the articles that were looked at; absent where that is all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    /// Verbs and other cues, by outlet.
    verbs: Rows<Verbs>,
    /// Whom they let speak.
    voices: Rows<LetSpeak>,
    /// What they put in scare quotes.
    quotes: Rows<ScareQuoted>,
    /// How they name the actor that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<Rows<Naming>>,
    /// Which of the words for the same thing they choose, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Rows<Naming>>,
}

/// The page.
pub(crate) async fn wording(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (text, actor) = (asked.q.trim().to_owned(), asked.actor.trim().to_owned());
    let query = parsed(&text)?;
    let frame = Frame::new(&house, &visitor, "wording", "Wording");
    let with_terms = !asked.terms.is_empty();
    let name = format!("wording {with_terms} {actor}\n{text}");
    let named = actor.clone();
    let found: Arc<SideBySide> = house
        .pool
        .ask(move |desk| desk.kept(&name, |archive| side_by_side(archive, query, &named, with_terms)))
        .await?;
    let mut unknown = found.verbs.unknown.clone();
    unknown.extend(found.names.iter().flat_map(|n| n.unknown.clone()));
    unknown.dedup();
    Ok(page(&Page {
        frame,
        query: text,
        actor,
        with_terms,
        since: found.since.as_deref().map(day),
        unknown,
        verbs: found.verbs.rows.iter().map(verbs).collect(),
        voices: found.voices.rows.iter().map(voice).collect(),
        names: found.names.iter().flat_map(|n| n.rows.iter().map(naming)).collect(),
        terms: found.terms.iter().flat_map(|t| t.rows.iter().map(term)).collect(),
        quotes: found.quotes.rows.iter().map(quoted).collect(),
    }))
}

/// What outlets choose in what a query wants.
pub(crate) fn side_by_side(
    archive: &Archive,
    query: onrecord_archive::Query,
    actor: &str,
    with_terms: bool,
) -> Result<SideBySide, Problem> {
    // Back to the day of the last statement that is looked at: shares need whole sets, and not their first rows.
    let window = Window { skip: LOOKED_AT - 1, show: 1, look_at: LOOKED_AT, context: false };
    let last = archive.page(&query, window)?;
    let since = last.statements.first().and_then(|s| s.published.as_deref()?.get(..10).map(str::to_owned));
    let since = since.filter(|_| !last.all);
    let query = match &since {
        Some(day) => {
            let days = Days { from: Some(day.clone()), to: None };
            let recent = onrecord_archive::Query::Field(Field::Published(days));
            onrecord_archive::Query::All(vec![query, recent])
        }
        None => query,
    };
    let wanted = WordingWanted { query: &query, by: &[By::Outlet], copies: false, limit: SHOWN };
    let sets = if with_terms { terms(None).map_err(|_| Problem::Broken)? } else { Vec::new() };
    Ok(SideBySide {
        since,
        terms: if with_terms { Some(archive.terms(&sets, wanted)?) } else { None },
        verbs: archive.verbs(wanted)?,
        voices: archive.voices(wanted)?,
        quotes: archive.scare_quotes(wanted)?,
        names: if actor.is_empty() { None } else { Some(archive.namings(actor, wanted)?) },
    })
}

fn outlet(group: &[Option<String>]) -> String {
    group.first().cloned().flatten().unwrap_or_else(|| "outlet not known".to_owned())
}

fn figure(of: &Share) -> Figure {
    let percent = |x: f64| (x * 100.0).round() as u64;
    let (low, high) = (percent(of.low), percent(of.high));
    Figure {
        shown: format!("{}%", percent(of.share)),
        told: format!("{} of {}; 95% interval {low} to {high}%", number(of.count), number(of.of)),
        share: percent(of.share),
        low,
        width: high.saturating_sub(low),
    }
}

fn verbs(of: &Verbs) -> VerbLine {
    let cues = of.cues.iter().take(8).map(|c| (c.cue.clone(), number(c.count), c.distancing)).collect();
    VerbLine { outlet: outlet(&of.group), distancing: figure(&of.distancing), cues }
}

fn voice(of: &LetSpeak) -> VoiceLine {
    VoiceLine {
        outlet: outlet(&of.group),
        speaker: of.speaker.clone().unwrap_or_else(|| "nobody is named".to_owned()),
        link: of.key.as_deref().map(link::actor),
        statements: figure(&of.statements),
        direct: figure(&of.direct),
        words: number(of.words),
    }
}

fn naming(of: &Naming) -> NameLine {
    NameLine { outlet: outlet(&of.group), words: of.words.clone(), articles: figure(&of.articles) }
}

fn term(of: &Naming) -> TermLine {
    TermLine {
        outlet: outlet(&of.group),
        of: of.of.clone(),
        words: of.words.clone(),
        articles: figure(&of.articles),
    }
}

fn quoted(of: &ScareQuoted) -> QuoteLine {
    QuoteLine {
        outlet: outlet(&of.group),
        words: of.words.clone(),
        times: number(of.times),
        link: link::article(&of.article, None),
    }
}
