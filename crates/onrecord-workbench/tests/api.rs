//! The API answers as its document says, whatever it is asked.

use crate::support::{BRIDGE, Bench, HOST, address};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

async fn document(bench: &Bench) -> Value {
    serde_json::from_str(&bench.get("/api/openapi.json").await.body).unwrap()
}

/// The schema of an answer, with what it refers to at hand.
fn validator(document: &Value, path: &str, method: &str, status: &str) -> jsonschema::Validator {
    let answer = &document["paths"][path][method]["responses"][status];
    let mut schema = answer["content"]["application/json"]["schema"].clone();
    if let Some(object) = schema.as_object_mut() {
        object.insert("components".to_owned(), document["components"].clone());
    }
    jsonschema::validator_for(&schema).expect("a schema")
}

fn holds(validator: &jsonschema::Validator, body: &str, path: &str) {
    let value: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{path}: {e}: {body}"));
    if let Err(error) = validator.validate(&value) {
        panic!("{path} does not answer as it says: {error}");
    }
}

#[tokio::test]
async fn every_endpoint_answers_by_its_schema() {
    let bench = Bench::new();
    let document = document(&bench).await;
    let asked = [
        ("/api/status", "/api/status".to_owned()),
        ("/api/find", "/api/find?q=about:bridge".to_owned()),
        ("/api/complete", "/api/complete?q=speaker:Hol".to_owned()),
        ("/api/articles", "/api/articles".to_owned()),
        ("/api/article", format!("/api/article?address={}", address(BRIDGE))),
        ("/api/actor", "/api/actor?key=name:person:marit%20holm".to_owned()),
        ("/api/actors", "/api/actors?q=hol&order=last".to_owned()),
        ("/api/sayings", "/api/sayings".to_owned()),
        ("/api/events", "/api/events".to_owned()),
        ("/api/network", "/api/network?query=about:bridge&name=bridge".to_owned()),
        ("/api/positions", "/api/positions?q=about:bridge".to_owned()),
        ("/api/wording", "/api/wording?actor=Holm&terms=yes".to_owned()),
        ("/api/searches", "/api/searches".to_owned()),
        ("/api/corrections", "/api/corrections".to_owned()),
        ("/api/openapi.json", "/api/openapi.json".to_owned()),
    ];
    // A correction, so that there is one to be listed.
    let token = bench.token().await;
    let post = |path: &str, body: Value| {
        Request::post(path)
            .header("host", HOST)
            .header("content-type", "application/json")
            .header("x-onrecord-token", &token)
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    let correction = json!({"person": "Ana", "article": BRIDGE, "statement": "s1", "change": {"kind": "act", "act": "offer", "negated": false}});
    let made = bench.send(post("/api/corrections", correction)).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    holds(&validator(&document, "/api/corrections", "post", "200"), &made.body, "/api/corrections");
    for (path, address) in &asked {
        let answer = bench.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        holds(&validator(&document, path, "get", "200"), &answer.body, path);
    }
    let undone = bench.send(post("/api/corrections/1/undo", json!({"person": "Ana"}))).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
    let twice = bench.send(post("/api/corrections/1/undo", json!({"person": "Ana"}))).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    holds(&validator(&document, "/api/corrections", "post", "default"), &twice.body, "undo");
    let job = bench.get("/api/jobs/1").await;
    assert_eq!(job.status, StatusCode::NOT_FOUND);
    holds(&validator(&document, "/api/jobs/{number}", "get", "default"), &job.body, "job");
    // Whatever the document has was asked for above.
    let known: Vec<&str> = asked
        .iter()
        .map(|(path, _)| *path)
        .chain(["/api/corrections/{number}/undo", "/api/jobs/{number}"])
        .collect();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(known.contains(&path.as_str()), "{path} is not tested");
    }
}

static BENCH: LazyLock<(tokio::runtime::Runtime, Bench)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    (runtime, Bench::new())
});

const PATHS: [&str; 35] = [
    "/actors",
    "/api/actors",
    "/actors/split",
    "/desk",
    "/agreement",
    "/issue",
    "/wording",
    "/api/positions",
    "/api/wording",
    "/",
    "/find",
    "/article",
    "/actor",
    "/sayings",
    "/saying",
    "/events",
    "/network",
    "/network.graphml",
    "/export",
    "/correct",
    "/corrections",
    "/add",
    "/jobs/1",
    "/sign-in",
    "/api/status",
    "/api/find",
    "/api/complete",
    "/api/articles",
    "/api/article",
    "/api/actor",
    "/api/sayings",
    "/api/events",
    "/api/network",
    "/api/corrections",
    "/api/jobs/1",
];
const NAMES: [&str; 21] = [
    "of",
    "order",
    "actor",
    "terms",
    "issue",
    "q",
    "page",
    "address",
    "version",
    "key",
    "query",
    "name",
    "number",
    "format",
    "at",
    "field",
    "statement",
    "person",
    "done",
    "undone",
    "article",
];

fn value() -> impl Strategy<Value = String> {
    let given = [
        BRIDGE,
        "s1",
        "-1",
        "0",
        "1",
        "99999999999999999999",
        "csv",
        "parquet",
        "act:promise",
        "speaker:Holm OR (NOT kind:direct)",
        "inside:(act:deny)",
        "\"",
        "date:2024..",
        "saying:1",
        "event:ASSAULT",
        "confidence:>0.5",
        "name:person:marit holm",
        "speaker:",
        "*",
        "about:\"\"",
        "a*",
        "%00",
        "“",
        "speaker",
    ];
    prop_oneof![
        3 => prop::sample::select(given.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,40}",
        1 => "[a-z:()\"* ,<>.0-9-]{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn whatever_is_asked_the_server_does_not_fail(
        path in prop::sample::select(PATHS.to_vec()),
        pairs in prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..5),
        post in prop::bool::weighted(0.2),
    ) {
        let (runtime, bench) = &*BENCH;
        let words = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let method = if post { Method::POST } else { Method::GET };
        let request = Request::builder()
            .method(method)
            .uri(format!("{path}?{words}"))
            .header("host", HOST)
            .header("content-type", if words.len().is_multiple_of(2) { "application/json" } else { "application/x-www-form-urlencoded" })
            .body(Body::from(words.clone()))
            .unwrap();
        let answer = runtime.block_on(bench.send(request));
        prop_assert!(answer.status.as_u16() < 500, "{path}?{words}: {} {}", answer.status, answer.body);
    }
}

/// Words for a field of a form or of JSON: what belongs there, and what does not.
fn field() -> impl Strategy<Value = String> {
    let given = [
        BRIDGE,
        "s1",
        "s2",
        "s99",
        "Ana",
        "Marit Holm",
        "name:person:marit holm",
        "nobody",
        "promise",
        "offer",
        "",
        "1",
        "-1",
        "0-5",
        "5-0",
        "0-4294967295",
        "99999999999999999999-1",
        "the bridge",
        "act:promise",
        "speaker:",
        "/find",
        "//evil.example/",
        "statement",
        "boundaries",
        "speaker",
        "act",
        "missing",
        "yes",
        "no",
        "csv",
        "\u{0}",
        "“”",
        "\r\nSet-Cookie: a=b",
        "on",
    ];
    prop_oneof![4 => prop::sample::select(given.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,60}"]
}

fn span() -> impl Strategy<Value = Value> {
    let end =
        || prop_oneof![4 => 0_i64..300, 1 => prop::sample::select(vec![-1, i64::from(u32::MAX), i64::MAX])];
    (end(), end()).prop_map(|(a, b)| json!([a, b]))
}

fn named() -> impl Strategy<Value = Value> {
    (field(), field(), prop::sample::select(vec!["person", "state", "office", "nonsense"]))
        .prop_map(|(key, name, kind)| json!({"key": key, "name": name, "kind": kind}))
}

/// What could be a correction.
fn change() -> impl Strategy<Value = Value> {
    let spans = || prop::collection::vec(span(), 0..3);
    prop_oneof![
        (prop::option::of(named())).prop_map(|speaker| json!({"kind": "speaker", "speaker": speaker})),
        (field(), any::<bool>()).prop_map(|(act, negated)| json!({"kind": "act", "act": act, "negated": negated})),
        (spans(), spans(), spans()).prop_map(|(a, b, c)| json!({"kind": "boundaries", "content": a, "cue": b, "source": c})),
        any::<bool>().prop_map(|is| json!({"kind": "statement", "is": is})),
        (spans(), prop::option::of(named())).prop_map(|(content, who)| json!({"kind": "missing", "content": content, "speaker": who})),
        (named(), named()).prop_map(|(from, into)| json!({"kind": "merge", "from": from, "into": into})),
        (named(), named(), prop::collection::vec(field(), 0..3))
            .prop_map(|(from, into, articles)| json!({"kind": "split", "from": from, "into": into, "articles": articles})),
        field().prop_map(|kind| json!({"kind": kind})),
    ]
}

const FORMS: [&str; 12] = [
    "/desk",
    "/desk/missed",
    "/actors/code",
    "/correct",
    "/corrections/undo",
    "/actors/merge",
    "/actors/split",
    "/searches",
    "/searches/drop",
    "/sign-in",
    "/jobs/1/cancel",
    "/add",
];
const FIELDS: [&str; 36] = [
    "of",
    "anchor",
    "type",
    "status",
    "target",
    "content-at",
    "words",
    "event",
    "article",
    "memo",
    "new-actor",
    "key",
    "same-as",
    "day",
    "person",
    "address",
    "statement",
    "what",
    "kind",
    "speaker",
    "act",
    "negated",
    "content",
    "cue",
    "source",
    "back",
    "correction",
    "from",
    "into",
    "articles",
    "name",
    "q",
    "query",
    "id",
    "password",
    "version",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// What changes the archive is asked with the token that opens the door, so that what lies behind it is tried.
    #[test]
    fn whatever_is_to_be_changed_the_server_does_not_fail(
        form in prop::option::of(prop::sample::select(FORMS.to_vec())),
        fields in prop::collection::vec((prop::sample::select(FIELDS.to_vec()), field()), 0..9),
        (person, article, statement) in (field(), field(), field()),
        change in change(),
        undo in prop::option::weighted(0.2, 0_i64..30),
    ) {
        let (runtime, bench) = &*BENCH;
        runtime.block_on(async {
            let token = bench.token().await;
            let answer = match (form, undo) {
                (Some(path), _) => {
                    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    bench.post(path, &fields).await
                }
                (None, undo) => {
                    let given = json!({"person": person, "article": article, "statement": statement, "change": change});
                    let path = undo.map_or("/api/corrections".to_owned(), |n| format!("/api/corrections/{n}/undo"));
                    let request = Request::post(path)
                        .header("host", HOST)
                        .header("content-type", "application/json")
                        .header("x-onrecord-token", &token)
                        .body(Body::from(given.to_string()))
                        .unwrap();
                    bench.send(request).await
                }
            };
            prop_assert!(answer.status.as_u16() < 500, "{form:?} {fields:?} {change}: {} {}", answer.status, answer.body);
            // Whatever was done, the pages stand.
            for path in ["/corrections?undone=on".to_owned(), format!("/article?address={}", address(BRIDGE)), "/find".to_owned()] {
                let page = bench.get(&path).await;
                prop_assert!(page.status == StatusCode::OK, "{path} after {form:?} {fields:?} {change}: {}", page.body);
            }
            Ok(())
        })?;
    }
}
