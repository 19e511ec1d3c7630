//! The coder's desk: events, what was missed, actors, and parting one that is two.

use crate::support::{Answer, BRIDGE, Bench, address};
use axum::http::StatusCode;

const BOOK: &str = "[[concept]]\nname = 'bridge'\n[[variable]]\nname = 'side <b>'\non = 'actor'\ntype = 'choice'\n\
    values = ['port', 'ferries']\n[[variable]]\nname = 'harm'\non = 'event'\ntype = 'number'\n";

struct Desk(Bench);

impl Desk {
    async fn new() -> Desk {
        Desk(Bench::with_codebook(BOOK).await)
    }

    async fn get(&self, person: &str, path: &str) -> Answer {
        self.0.get_as(person, path).await
    }

    async fn at(&self, person: &str, of: &str) -> String {
        let page = self.get(person, &format!("/desk?address={}&of={of}", address(BRIDGE))).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body
    }

    async fn send(&self, path: &str, person: &str, of: &str, more: &[(&str, &str)]) -> Answer {
        let all = [&[("address", BRIDGE), ("of", of), ("person", person)][..], more].concat();
        self.0.post(path, &all).await
    }

    async fn made(&self) -> String {
        self.0.get("/corrections").await.body
    }
}

fn leads(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers["location"].to_str().unwrap()
}

#[track_caller]
fn has(page: &str, all: &[&str]) {
    for part in all {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[track_caller]
fn lacks(page: &str, all: &[&str]) {
    for part in all {
        assert!(!page.contains(part), "{part} is in {page}");
    }
}

/// The form of the first event as it is shown.
const AS_READ: [(&str, &str); 6] = [
    ("type", "COOPERATE"),
    ("source", "Marit Holm"),
    ("source", ""),
    ("target", "her ferries"),
    ("status", "happened"),
    ("day", ""),
];

#[tokio::test]
async fn an_event_is_coded_and_corrected_by_one_form_and_the_next_comes() {
    let desk = Desk::new().await;
    let page = desk.at("Ana", "e1").await;
    has(
        &page,
        &[
            "Code e1",
            "COOPERATE: sold",
            "<option value=\"COOPERATE\" selected>",
            "name=\"source\" value=\"Marit Holm\"",
            "name=\"target\" value=\"her ferries\"",
            "<option value=\"happened\" selected>",
            "Not an event",
            "name=\"variable-1\"",
            " now\"",
        ],
    );
    // As it was read: only that it is one is said.
    let before = desk.made().await.matches("<li").count();
    let next = desk.send("/desk", "Ana", "e1", &AS_READ).await;
    assert!(leads(&next).contains("&of=e2") && leads(&next).contains("saved=e1"), "{}", leads(&next));
    assert_eq!(desk.made().await.matches("<li").count(), before + 1);
    has(&desk.at("Ana", "e2").await, &["COOPERATE: sold · judged"]);

    let all = [
        ("type", "AID"),
        ("source", "Henrik Aaldal"),
        ("source", "Marit Holm"),
        ("target", "the weather"),
        ("mutual", "yes"),
        ("status", "planned"),
        ("day", "2024-03-01/2024-03-31"),
        ("place", "the bridge"),
        ("concept-0", "against"),
        ("variable-1", "2.5"),
        ("memo", "sold <to> whom?"),
    ];
    leads(&desk.send("/desk", "Ana", "e1", &all).await);
    let page = desk.at("Ana", "e1").await;
    has(
        &page,
        &[
            "<option value=\"AID\" selected>",
            "name=\"source\" value=\"Henrik Aaldal\"",
            "id=\"source-1\" name=\"source\" value=\"Marit Holm\"",
            "name=\"target\" value=\"the weather\"",
            "name=\"mutual\" value=\"yes\" checked",
            "<option value=\"planned\" selected>",
            "value=\"2024-03-01/2024-03-31\"",
            "name=\"place\" value=\"the bridge\"",
            "name=\"concept-0\" value=\"against\" checked",
            "name=\"variable-1\" value=\"2.5\"",
            "sold &#60;to&#62; whom?",
            "· judged",
        ],
    );
    // Blind: another coder has it as it was read.
    let other = desk.at("Ben", "e1").await;
    has(&other, &["<option value=\"COOPERATE\" selected>", "name=\"source\" value=\"Marit Holm\""]);
    lacks(
        &other,
        &["· judged", "sold &#60;to&#62;", "value=\"against\" checked", "<option value=\"AID\" selected>"],
    );
    // What the day file and tables have is what was put right.
    has(&desk.0.get("/events?q=event:AID").await.body, &["aid", "planned"]);

    // The same once more makes nothing new.
    let made = desk.made().await.matches("<li").count();
    leads(&desk.send("/desk", "Ana", "e1", &all).await);
    assert_eq!(desk.made().await.matches("<li").count(), made);
    for wrong in [
        [("type", "FLY")],
        [("status", "maybe")],
        [("day", "soon")],
        [("same-as", "e2")],
        [("same-as", "e9")],
        [("variable-1", "much")],
    ] {
        let refused = desk.send("/desk", "Ana", "e2", &wrong).await;
        assert!(refused.status.is_client_error(), "{wrong:?}: {}", refused.status);
    }
    let nobody = desk.send("/desk", "Ana", "e2", &[("source", ""), ("target", "")]).await;
    assert!(nobody.status.is_client_error(), "an event has parties: {}", nobody.status);
    lacks(&desk.at("Ana", "e2").await, &["<small>Ana · judged"]);
}

#[tokio::test]
async fn an_event_is_none_or_another_one_and_one_again_after_all() {
    let desk = Desk::new().await;
    // The other one is e1; afterwards no event is left, and the first statement comes.
    leads(&desk.send("/desk", "Ana", "e1", &[("no-event", "yes")]).await);
    let page = desk.at("Ana", "e1").await;
    has(&page, &["By your own word this is none of its own", "COOPERATE: sold"]);
    lacks(&desk.at("Ana", "s1").await, &["COOPERATE: sold"]);
    has(&desk.at("Ben", "s1").await, &["COOPERATE: sold"]);
    leads(&desk.send("/desk", "Ana", "e1", &[]).await);
    has(&desk.at("Ana", "e1").await, &["<option value=\"COOPERATE\" selected>", "· judged"]);

    let joined = desk.send("/desk", "Ana", "e2", &[("same-as", "e1")]).await;
    assert!(leads(&joined).contains("of=s1"), "events are done, statements go on: {}", leads(&joined));
    has(&desk.at("Ana", "e2").await, &["none of its own"]);
    leads(&desk.send("/desk", "Ana", "e2", &[]).await);
    has(&desk.at("Ana", "e2").await, &["CONSULT: asked", "<small>Ana · judged"]);
    // Two coders who say otherwise: a difference, settled by a click.
    leads(&desk.send("/desk", "Ben", "e2", &[("no-event", "yes")]).await);
    let page = desk.get("Eva", "/agreement").await.body;
    has(&page, &["Ana: yes", "Ben: no"]);
    let settle =
        [("article", BRIDGE), ("of", "e2"), ("variable", "event"), ("coder", "Ben"), ("person", "Eva")];
    leads(&desk.0.post("/agreement/settle", &settle).await);
    has(&desk.get("Eva", "/agreement").await.body, &["settled: no"]);
    lacks(&desk.0.get("/events").await.body, &["consult"]);
}

#[tokio::test]
async fn what_was_missed_is_added_by_its_words() {
    let desk = Desk::new().await;
    let add = async |more: &[(&str, &str)]| desk.send("/desk/missed", "Ana", "s1", more).await;
    // No offsets anywhere: words as somebody copies them.
    let added = add(&[
        ("what", "statement"),
        ("content", "sold  her\r\nboats"),
        ("speaker", "Marit Holm"),
        ("act", "admit"),
    ])
    .await;
    assert!(added.status.is_client_error(), "one of the two stretches does not stand there");
    let added = add(&[
        ("what", "statement"),
        ("content", "her ferries"),
        ("cue", "sold"),
        ("speaker", "Marit Holm"),
        ("act", "admit"),
    ])
    .await;
    assert!(leads(&added).contains("&of=s4") && leads(&added).contains("saved=s4"), "{}", leads(&added));
    let page = desk.at("Ana", "s4").await;
    has(&page, &["her ferries", "<option value=\"admit\" selected>", "value=\"Marit Holm\"", "· judged"]);
    // Another coder does not see it, and finds it herself: that is one statement, on which both agree.
    assert_eq!(
        desk.get("Ben", &format!("/desk?address={}&of=s4", address(BRIDGE))).await.status,
        StatusCode::NOT_FOUND
    );
    let twice = add(&[("what", "statement"), ("content", "her ferries"), ("act", "none")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.body.contains("it is s4"), "{}", twice.body);
    let same =
        [("what", "statement"), ("content", "her ferries"), ("act", "deny"), ("speaker", "Marit Holm")];
    assert!(leads(&desk.send("/desk/missed", "Ben", "", &same).await).contains("of=s4"));
    has(&desk.at("Ben", "s4").await, &["<option value=\"deny\" selected>"]);
    has(&desk.at("Ana", "s4").await, &["<option value=\"admit\" selected>"]);

    // Words that stand twice are asked about, and what was marked is not.
    let bridge = [
        ("what", "event"),
        ("anchor", "bridge"),
        ("type", "YIELD"),
        ("status", "planned"),
        ("target", "Henrik Aaldal"),
    ];
    let asked = add(&bridge).await;
    assert_eq!(asked.status, StatusCode::OK);
    has(
        &asked.body,
        &[
            "“bridge” stands at more than one place",
            "name=\"anchor-at\" value=\"",
            "name=\"type\" value=\"YIELD\"",
        ],
    );
    let at = &asked.body[asked.body.find("type=\"radio\" name=\"anchor-at\" value=\"").unwrap() + 37..];
    let at: String = at.chars().take_while(|c| *c != '"').collect();
    let marked = [&bridge[..], &[("anchor-at", at.as_str())]].concat();
    let added = add(&marked).await;
    assert!(leads(&added).contains("of=e3"), "{}", leads(&added));
    has(
        &desk.at("Ana", "e3").await,
        &["YIELD: bridge", "name=\"target\" value=\"Henrik Aaldal\"", "<option value=\"planned\" selected>"],
    );
    assert_eq!(add(&marked).await.status, StatusCode::CONFLICT);

    for wrong in [
        &[("what", "statement"), ("content", "")][..],
        &[("what", "statement"), ("content", "not in it")],
        &[("what", "statement"), ("content", "sold"), ("content-at", "9-99999"), ("act", "fly")],
        &[("what", "event"), ("anchor", "sold"), ("type", "FLY"), ("status", "happened")],
        &[("what", "event"), ("anchor", "sold"), ("type", "AID"), ("status", "happened")],
        &[("what", "verse"), ("content", "us")],
    ] {
        let refused = add(wrong).await;
        assert!(refused.status.is_client_error(), "{wrong:?}: {}", refused.status);
    }
    let stranger = [
        ("what", "event"),
        ("anchor", "sold"),
        ("type", "AID"),
        ("status", "happened"),
        ("source", "Piet <Aas>"),
    ];
    let asked = add(&stranger).await;
    has(&asked.body, &["Nobody in this archive goes by “Piet &#60;Aas&#62;”", "action=\"/desk/missed\""]);
    let confirmed = [&stranger[..], &[("new-actor", "Piet <Aas>")]].concat();
    assert!(leads(&add(&confirmed).await).contains("of=e4"));
    has(&desk.at("Ana", "e4").await, &["name=\"source\" value=\"Piet &#60;Aas&#62;\""]);
}

#[tokio::test]
async fn words_that_are_marked_on_the_page_of_corrections_stand_where_they_were_marked() {
    let desk = Desk::new().await;
    let page = desk.0.get(&format!("/correct?address={}", address(BRIDGE))).await.body;
    has(&page, &["name=\"content-at\""]);
    let again = "the bridge";
    let text = "Bridge to stay shut\nHenrik Aaldal promised that the bridge would open in May if the weather held. \
        Marit Holm denied that she had sold her ferries. “Nobody asked us about the bridge";
    let second = text.chars().count() - again.chars().count();
    let at = format!("{second}-{}", text.chars().count());
    let fields = [("what", "missing"), ("content", again), ("content-at", at.as_str()), ("act", "none")];
    leads(&desk.send("/correct", "Ana", "", &fields).await);
    let page = desk.at("Ana", "s4").await;
    has(&page, &[&format!("name=\"content-at\" value=\"{at}\"")]);
}

#[tokio::test]
async fn actors_are_coded_on_their_page_each_coder_alone() {
    let desk = Desk::new().await;
    let page = format!("/actor?key={}", address("name:person:marit holm"));
    has(&desk.0.get(&page).await.body, &["Say at the desk who you are"]);
    has(&desk.get("Ana", &page).await.body, &["side &#60;b&#62;", "action=\"/actors/code\""]);
    let key = ("key", "name:person:marit holm");
    let fields = [key, ("person", "Ana"), ("variable-0", "ferries"), ("memo", "owner & <heir>")];
    let coded = desk.0.post("/actors/code", &fields).await;
    assert!(leads(&coded).ends_with("coded=yes#coding"), "{}", leads(&coded));
    has(
        &desk.get("Ana", &page).await.body,
        &["<option value=\"ferries\" selected>", "owner &#38; &#60;heir&#62;"],
    );
    lacks(&desk.get("Ben", &page).await.body, &["<option value=\"ferries\" selected>", "owner &#38;"]);
    // Less takes back.
    leads(&desk.0.post("/actors/code", &[key, ("person", "Ana"), ("variable-0", "")]).await);
    lacks(&desk.get("Ana", &page).await.body, &["<option value=\"ferries\" selected>", "owner &#38;"]);
    for wrong in [
        [key, ("person", "Ana"), ("variable-0", "nobody's")],
        [("key", "name:person:nobody"), ("person", "Ana"), ("memo", "?")],
        [key, ("person", " "), ("memo", "?")],
    ] {
        let refused = desk.0.post("/actors/code", &wrong).await;
        assert!(refused.status.is_client_error(), "{wrong:?}: {}", refused.status);
    }
}

#[tokio::test]
async fn an_actor_is_parted_where_it_is_another_one() {
    let desk = Desk::new().await;
    let key = "name:person:marit holm";
    let page = desk.0.get(&format!("/actors/split?key={}", address(key))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    has(
        &page.body,
        &[
            "In 2 articles of this archive",
            &format!("name=\"statement\" value=\"{BRIDGE}#s2\""),
            &format!("name=\"statement\" value=\"{BRIDGE}#s3\""),
            &format!("name=\"event\" value=\"{BRIDGE}#e1\""),
            "<mark>Marit Holm</mark> denied",
        ],
    );
    let statement = format!("{BRIDGE}#s3");
    let split = async |into: &str, more: &[(&str, &str)]| {
        let all = [&[("from", key), ("into", into), ("person", "Ana")][..], more].concat();
        desk.0.post("/actors/split", &all).await
    };
    // Nobody goes by it: it is asked first, and what was chosen goes along.
    let asked = split("Marit Holm (the elder)", &[("statement", &statement)]).await;
    assert_eq!(asked.status, StatusCode::OK);
    has(
        &asked.body,
        &["Nobody in this archive goes by", &format!("name=\"statement\" value=\"{statement}\"")],
    );
    let elder = ("new-actor", "Marit Holm (the elder)");
    let done = split("Marit Holm (the elder)", &[("statement", &statement), elder]).await;
    assert!(leads(&done).starts_with("/actor?key="), "{}", leads(&done));
    has(&desk.0.get(leads(&done)).await.body, &["1 statement in 1 article"]);
    has(&desk.at("Ana", "s3").await, &["name=\"speaker\" value=\"Marit Holm (the elder)\""]);
    has(&desk.at("Ana", "s2").await, &["name=\"speaker\" value=\"Marit Holm\""]);

    let gazette = "https://gazette.example/bridge";
    leads(&split("Henrik Aaldal", &[("article", gazette), ("event", &format!("{BRIDGE}#e1"))]).await);
    has(&desk.at("Ana", "e1").await, &["name=\"source\" value=\"Henrik Aaldal\""]);
    for (into, more) in [
        ("Marit Holm", &[("article", BRIDGE)][..]),
        ("Henrik Aaldal", &[]),
        ("Henrik Aaldal", &[("article", "https://nowhere.example/")]),
        ("Henrik Aaldal", &[("statement", "s2")]),
        ("Henrik Aaldal", &[("statement", &format!("{BRIDGE}#s99"))]),
        ("Henrik Aaldal", &[("words", &format!("{BRIDGE}@9-2"))]),
        ("Henrik Aaldal", &[("words", &format!("{BRIDGE}@9-99999"))]),
    ] {
        let before = desk.made().await;
        let refused = split(into, more).await;
        assert!(refused.status.is_client_error(), "{into} {more:?}: {}", refused.status);
        assert_eq!(desk.made().await, before, "nothing of it was done");
    }
    assert_eq!(desk.0.get("/actors/split?key=nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        desk.0.get(&format!("/actors/split?key={}&page=99999", address(key))).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_one_coder_puts_right_of_an_article_another_does_not_see_at_the_desk() {
    let desk = Desk::new().await;
    let told = [
        ("what", "article"),
        ("outlet", "The Skerry Courier"),
        ("published", "2024-03-16"),
        ("title", "Bridge <not> to stay shut"),
    ];
    leads(&desk.send("/correct", "Ana", "", &told).await);
    has(
        &desk.at("Ana", "s1").await,
        &["The Skerry Courier", "16 March 2024", "Bridge &#60;not&#62; to stay shut"],
    );
    let other = desk.at("Ben", "s1").await;
    has(&other, &["The Skerry Post", "15 March 2024", "Bridge to stay shut"]);
    lacks(&other, &["The Skerry Courier", "16 March 2024", "&#60;not&#62;"]);
}
