//! A workbench over an archive of records made by hand.

#![allow(dead_code, reason = "every test file is a crate of its own and uses its share of this")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use onrecord::actors::{Actor, ActorKind, ActorMention, SpeakerHow, Tie};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord::events::Event;
use onrecord::{
    Article, EventStatus, EventType, Part, PartKind, Party, Reader, Record, Span, Statement, StatementKind,
    Text,
};
use onrecord_archive::{Archive, Incoming, sha256};
use onrecord_workbench::{Access, Settings};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

pub const HOST: &str = "localhost:8321";
pub const BRIDGE: &str = "https://skerrypost.example/bridge";
pub const EVIL: &str = "https://evil.example/\"><script>alert(1)</script>";

/// A workbench, in a folder that is gone with the value.
pub struct Bench {
    pub folder: tempfile::TempDir,
    pub router: Router,
}

/// What was answered.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Bench {
    pub fn new() -> Bench {
        Bench::with(Access::Local)
    }

    pub fn with(access: Access) -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        let mut archive = Archive::open_for_adding(&path, Dictionary::new()).unwrap();
        let batch = archive.batch().unwrap();
        for incoming in [bridge(), copy(), evil()] {
            batch.add(&incoming).unwrap();
        }
        batch.commit().unwrap();
        drop(archive);
        let settings = Settings {
            archive: path,
            access,
            hosts: vec![HOST.to_owned()],
            secret: [7; 32],
            clock: Arc::new(|| "2024-04-01T12:00:00Z".to_owned()),
            at_once: 2,
            patience: Duration::from_secs(20),
            reader: Arc::new(|| Reader::embedded().map_err(|error| error.to_string())),
            reader_name: "onrecord test".to_owned(),
            fetch: onrecord_fetch::Policy::new("onrecord-test/0"),
            scratch: folder.path().to_owned(),
        };
        Bench { router: onrecord_workbench::router(settings).unwrap(), folder }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header("host", HOST).body(Body::empty()).unwrap()).await
    }

    /// With a codebook that Ana has set.
    pub async fn with_codebook(book: &str) -> Bench {
        let bench = Bench::new();
        let set = bench.post("/codebook", &[("source", book), ("person", "Ana")]).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
        bench
    }

    /// Asks for a page as somebody whose browser knows the name.
    pub async fn get_as(&self, person: &str, path: &str) -> Answer {
        let request =
            Request::get(path).header("host", HOST).header("cookie", format!("onrecord_person={person}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser does from a page of the workbench, with the token that its pages have.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.token().await;
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        self.send(form(path, &fields)).await
    }

    pub async fn token(&self) -> String {
        let page = self.get("/add").await.body;
        let before = "name=\"form_token\" value=\"";
        let at = page.find(before).expect("the page has a token") + before.len();
        page[at..].chars().take_while(|c| *c != '"').collect()
    }
}

pub fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Request::post(path)
        .header("host", HOST)
        .header("origin", format!("http://{HOST}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}

pub fn address(of: &str) -> String {
    form_urlencoded::byte_serialize(of.as_bytes()).collect()
}

/// A record in the making. Words of the text stand for their first span.
struct Made(Record);

impl Made {
    fn of(url: &str, outlet: &str, title: &str, text: &str) -> Made {
        let text = Text::new(format!("{title}\n{text}"));
        let head = title.chars().count() as u32;
        let mut article = Article::plain(url, text.clone());
        article.parts = vec![
            Part { kind: PartKind::Headline, span: Span::new(0, head) },
            Part { kind: PartKind::Body, span: Span::new(head + 1, text.len()) },
        ];
        article.url = Some(url.to_owned());
        article.title = Some(title.to_owned());
        article.outlet = Some(outlet.to_owned());
        article.published = Some("2024-03-15".to_owned());
        Made(Record::new(article))
    }

    fn span(&self, words: &str) -> Span {
        let text = &self.0.article.text;
        let byte = text.as_str().find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
        text.span_of(byte..byte + words.len())
    }

    fn actor(mut self, name: &str) -> Made {
        let span = self.span(name);
        self.0.actors.push(Actor {
            id: format!("a{}", self.0.actors.len() + 1),
            name: Some(name.to_owned()),
            role: None,
            kind: ActorKind::Person,
            wikidata: None,
            country: None,
            dictionary: None,
            coded: None,
            anonymous: false,
            mentions: vec![ActorMention { span, how: Tie::Name, because: None, confidence: 0.9 }],
        });
        self
    }

    fn says(mut self, speaker: &str, cue: &str, content: &str, act: Act) -> Made {
        let found = self.0.actors.iter().find(|a| a.name.as_deref() == Some(speaker)).map(|a| a.id.clone());
        let kind = if content.starts_with('“') { StatementKind::Direct } else { StatementKind::Indirect };
        let statement = Statement {
            id: format!("s{}", self.0.statements.len() + 1),
            speaker_how: found.as_ref().map(|_| SpeakerHow::Source),
            speaker: found,
            act: Some(act),
            cue: vec![self.span(cue)],
            content: vec![self.span(content)],
            confidence: 0.9,
            ..Statement::new(kind)
        };
        self.0.statements.push(statement);
        self
    }

    fn does(mut self, who: &str, anchor: &str, to: &str, event_type: EventType) -> Made {
        let found = self.0.actors.iter().find(|a| a.name.as_deref() == Some(who)).map(|a| a.id.clone());
        let event = Event {
            id: format!("e{}", self.0.events.len() + 1),
            event_type,
            quad: event_type.quad(),
            cameo: event_type.cameo().to_owned(),
            mode: None,
            context: Vec::new(),
            anchor: vec![self.span(anchor)],
            source: vec![Party { span: self.span(who), actor: found }],
            target: vec![Party { span: self.span(to), actor: None }],
            mutual: false,
            when: None,
            place: None,
            status: EventStatus::Happened,
            inside: None,
            statement: None,
            numbers: Vec::new(),
            mentions: Vec::new(),
            confidence: 0.7,
            coded: None,
        };
        self.0.events.push(event);
        self
    }

    fn came(self) -> Incoming {
        Incoming {
            received: sha256(self.0.article.text.as_str().as_bytes()),
            record: self.0,
            fetched: None,
            place: None,
            added: "2024-03-20T00:00:00Z".to_owned(),
            reader: "onrecord test".to_owned(),
        }
    }
}

fn bridge() -> Incoming {
    let mut made = Made::of(
        BRIDGE,
        "The Skerry Post",
        "Bridge to stay shut",
        "Henrik Aaldal promised that the bridge would open in May if the weather held. \
         Marit Holm denied that she had sold her ferries. “Nobody asked us about the bridge or thanked us,” she said.",
    )
    .actor("Henrik Aaldal")
    .actor("Marit Holm")
    .says("Henrik Aaldal", "promised", "that the bridge would open in May if the weather held", Act::Promise)
    .says("Marit Holm", "denied", "that she had sold her ferries", Act::Deny)
    .says("Marit Holm", "she said", "“Nobody asked us about the bridge or thanked us,”", Act::Criticise)
    .does("Marit Holm", "sold", "her ferries", EventType::Cooperate)
    .does("Henrik Aaldal", "asked", "us", EventType::Consult);
    let condition = made.span("if the weather held");
    made.0.statements[0].conditions = vec![condition];
    made.came()
}

fn copy() -> Incoming {
    Made::of(
        "https://gazette.example/bridge",
        "Northern Gazette",
        "Ferry owner angry",
        "“Nobody asked us about the bridge,” Marit Holm said on Saturday in the harbour.",
    )
    .actor("Marit Holm")
    .says("Marit Holm", "said", "“Nobody asked us about the bridge,”", Act::Say)
    .came()
}

/// An article that would take the page over if anything of it were taken for HTML.
fn evil() -> Incoming {
    let name = "<img src=x onerror=alert(2)>";
    Made::of(
        EVIL,
        "<b onclick=alert(3)>Outlet</b>",
        "</title><script>alert(4)</script>",
        &format!(
            "{name} said that </p><script>alert(5)</script> it leaks &amp; burns \" onmouseover='alert(6)'."
        ),
    )
    .actor(name)
    .says(
        name,
        "said",
        "that </p><script>alert(5)</script> it leaks &amp; burns \" onmouseover='alert(6)'",
        Act::Say,
    )
    .came()
}
