//! What the pages show and what they do, asked as a browser asks.

use crate::support::{BRIDGE, Bench, EVIL, address};
use axum::http::StatusCode;

#[tokio::test]
async fn an_article_shows_its_statements_with_speakers_and_parts() {
    let bench = Bench::new();
    let page = bench.get(&format!("/article?address={}", address(BRIDGE))).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "<h1 id=\"headline\">Bridge to stay shut</h1>",
        "id=\"s2\" href=\"#card-s2\"",
        "aria-label=\"HA: s1, Henrik Aaldal, indirect, promise\"",
        "class=\"said h1 indirect condition\"",
        "<dt>Condition</dt><dd>if the weather held</dd>",
        "href=\"/actor?key=name%3Aperson%3Amarit+holm\"",
    ] {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
}

#[tokio::test]
async fn finding_shows_answers_in_their_paragraph_with_what_they_have_in_common() {
    let bench = Bench::new();
    let page = bench.get("/find?q=about%3Abridge").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("3 statements"), "{}", page.body);
    assert!(
        page.body.contains("href=\"/find?q=about%3Abridge+speaker%3A%22Marit+Holm%22\""),
        "{}",
        page.body
    );
    assert!(page.body.contains("<span class=\"said\">“Nobody asked us about the bridge,”</span>"));
    let narrowed = bench.get("/find?q=about%3Abridge+act%3Apromise").await;
    assert!(narrowed.body.contains("1 statement"));
    let plain = bench.get("/find?q=ferries").await;
    assert!(plain.body.contains("1 statement"));
    let nobody = bench.get("/find?q=speaker%3AVik").await;
    assert!(nobody.body.contains("nobody in this archive goes by `Vik`"), "{}", nobody.body);
    let either = bench.get("/find?q=speaker%3AVik+OR+bridge").await;
    assert!(either.body.contains("Nobody in this archive goes by “Vik”."));
}

#[tokio::test]
async fn a_query_that_makes_no_sense_shows_where() {
    let bench = Bench::new();
    let page = bench.get("/find?q=act%3Apromise+speakr%3AHolm").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("<pre>act:promise <mark>speakr</mark>:Holm</pre>"), "{}", page.body);
    assert!(page.body.contains("did you mean `speaker`?"));
}

#[tokio::test]
async fn an_actor_has_a_chart_with_a_text_alternative() {
    let bench = Bench::new();
    let page = bench.get("/actor?key=name%3Aperson%3Amarit+holm").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for part in ["3 statements in 2 articles", "role=\"img\"", "most in 2024-03, with 3.", "Northern Gazette"]
    {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
    assert_eq!(bench.get("/actor?key=nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_saying_shows_who_left_out_what() {
    let bench = Bench::new();
    let list = bench.get("/sayings").await;
    let at = list.body.find("/saying?number=").expect("there is a saying");
    let link: String = list.body[at..].chars().take_while(|c| *c != '"').collect();
    let page = bench.get(&link).await;
    assert!(page.body.contains("<del>or thanked us,”</del>"), "{}", page.body);
    assert!(page.body.contains("2 articles carry it, 2 voices."), "{}", page.body);
}

#[tokio::test]
async fn positions_and_wording_are_shown_side_by_side() {
    let bench = Bench::new();
    let issue = bench.get("/issue?q=about%3Abridge").await;
    assert_eq!(issue.status, StatusCode::OK, "{}", issue.body);
    assert!(issue.body.contains("Henrik Aaldal") && issue.body.contains("class=\"side-"), "{}", issue.body);
    let wording = bench.get("/wording?actor=Marit+Holm").await;
    assert_eq!(wording.status, StatusCode::OK, "{}", wording.body);
    for part in ["Northern Gazette", "95% interval", "How they name Marit Holm"] {
        assert!(wording.body.contains(part), "{part} is not in {}", wording.body);
    }
}

#[tokio::test]
async fn a_correction_is_made_told_and_undone() {
    let bench = Bench::new();
    let at = [("address", BRIDGE), ("statement", "s2"), ("person", "Ana Brandt")];
    let with = |more: &[(&'static str, &'static str)]| [&at[..], more].concat();
    for (fields, shown) in [
        (with(&[("what", "speaker"), ("speaker", "Henrik Aaldal")]), "speaker: Henrik Aaldal"),
        (with(&[("what", "act"), ("act", "admit"), ("negated", "yes")]), "act: not admit"),
        (
            with(&[
                ("what", "boundaries"),
                ("content", "she had sold her ferries"),
                ("cue", "denied"),
                ("source", "Marit Holm"),
            ]),
            "content at",
        ),
        (with(&[("what", "is-a-statement")]), "it is a statement"),
        (with(&[("what", "not-a-statement")]), "it is not a statement"),
    ] {
        let made = bench.post("/correct", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
        let to = made.headers["location"].to_str().unwrap();
        let page = bench.get(to.split('#').next().unwrap()).await;
        assert!(page.body.contains(shown), "{shown} is not in {}", page.body);
        assert!(made.headers["set-cookie"].to_str().unwrap().starts_with("onrecord_person=Ana+Brandt;"));
    }
    let article = format!("/article?address={}", address(BRIDGE));
    assert!(!bench.get(&article).await.body.contains("id=\"card-s2\""), "it was struck out");
    let list = bench.get("/corrections").await.body;
    assert!(list.contains("Undo correction 5") && list.contains("Ana Brandt"));
    let undone = bench
        .post("/corrections/undo", &[("correction", "5"), ("person", "Jonas"), ("back", &article)])
        .await;
    assert_eq!(undone.headers["location"], article.as_str());
    assert!(bench.get(&article).await.body.contains("id=\"card-s2\""));
    let list = bench.get("/corrections?undone=yes").await.body;
    assert!(list.contains("undone by Jonas, 1 April 2024"), "{list}");
    let away = bench
        .post("/corrections/undo", &[("correction", "4"), ("person", "J"), ("back", "//evil.example")])
        .await;
    assert_eq!(away.headers["location"], "/corrections");
}

#[tokio::test]
async fn a_missing_statement_is_added_and_actors_are_merged_and_split() {
    let bench = Bench::new();
    let missing = [
        ("address", BRIDGE),
        ("what", "missing"),
        ("content", "the weather held"),
        ("act", "say"),
        ("speaker", "Marit Holm"),
        ("person", "Ana"),
    ];
    assert_eq!(bench.post("/correct", &missing).await.status, StatusCode::SEE_OTHER);
    assert!(bench.get(&format!("/article?address={}", address(BRIDGE))).await.body.contains("card-s4"));
    let merged = bench
        .post("/actors/merge", &[("from", "Henrik Aaldal"), ("into", "Marit Holm"), ("person", "Ana")])
        .await;
    assert_eq!(merged.headers["location"], "/actor?key=name%3Aperson%3Amarit+holm");
    let mut split =
        vec![("from", "Marit Holm"), ("into", "Marit Holm (poet)"), ("articles", BRIDGE), ("person", "Ana")];
    // Nobody goes by that name yet, so it is asked first.
    assert_eq!(bench.post("/actors/split", &split).await.status, StatusCode::OK);
    split.push(("new-actor", "Marit Holm (poet)"));
    let split = bench.post("/actors/split", &split).await;
    assert_eq!(split.status, StatusCode::SEE_OTHER, "{}", split.body);
}

#[tokio::test]
async fn corrections_that_cannot_be_are_refused_with_a_reason() {
    let bench = Bench::new();
    for (fields, status, told) in [
        (vec![("what", "act"), ("act", "shout")], StatusCode::BAD_REQUEST, "There is no act “shout”."),
        (
            vec![("what", "boundaries"), ("content", "words of another article")],
            StatusCode::BAD_REQUEST,
            "do not stand",
        ),
        (vec![("what", "nonsense")], StatusCode::BAD_REQUEST, "no correction of the kind"),
    ] {
        let mut fields = fields;
        fields.extend([("address", BRIDGE), ("statement", "s1"), ("person", "Ana")]);
        let answer = bench.post("/correct", &fields).await;
        assert_eq!(answer.status, status);
        assert!(answer.body.contains(told), "{told} is not in {}", answer.body);
    }
    let nobody =
        bench.post("/correct", &[("address", BRIDGE), ("statement", "s1"), ("what", "is-a-statement")]).await;
    assert!(nobody.body.contains("Say who you are"), "{}", nobody.body);
    let none = [("address", BRIDGE), ("statement", "s99"), ("what", "is-a-statement"), ("person", "Ana")];
    assert_eq!(bench.post("/correct", &none).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn searches_are_kept_and_dropped() {
    let bench = Bench::new();
    let kept = bench.post("/searches", &[("name", "<b>bridge"), ("query", "about:bridge")]).await;
    assert_eq!(kept.headers["location"], "/find?q=about%3Abridge");
    let page = bench.get("/find").await.body;
    assert!(page.contains("&#60;b&#62;bridge") || page.contains("&lt;b&gt;bridge"), "{page}");
    assert_eq!(bench.post("/searches/drop", &[("search", "1")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(bench.post("/searches/drop", &[("search", "1")]).await.status, StatusCode::NOT_FOUND);
    let senseless = bench.post("/searches", &[("name", "x"), ("query", "act:(")]).await;
    assert_eq!(senseless.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_found_is_exported() {
    let bench = Bench::new();
    let csv = bench.get("/export?q=act%3Apromise&format=csv").await;
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"statements.csv\"");
    assert_eq!(csv.body.lines().count(), 2, "{}", csv.body);
    let json = bench.get("/export?q=about%3Abridge&format=json").await;
    assert_eq!(json.body.lines().count(), 3);
    for line in json.body.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON");
    }
    let parquet = bench.get("/export?format=parquet").await;
    assert!(parquet.body.starts_with("PAR1"));
    assert_eq!(bench.get("/export?q=act%3A(&format=csv").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn nothing_of_an_article_becomes_html() {
    let bench = Bench::new();
    let pages = [
        "/".to_owned(),
        "/find".to_owned(),
        format!("/find?q={}", address("<script>alert(7)</script>\"'")),
        format!("/article?address={}", address(EVIL)),
        format!("/correct?address={}&statement=s1", address(EVIL)),
        format!("/actor?key={}", address("name:person:<img src=x onerror=alert(2)>")),
        format!("/network?name={}&query=leaks", address("<script>alert(8)</script>")),
        "/nothing/%3Cscript%3E".to_owned(),
    ];
    for path in pages {
        let page = bench.get(&path).await.body;
        assert_eq!(page.matches("<script").count(), 1, "{path} has a script of another: {page}");
        for tag in ["<img", "<b onclick", "onmouseover='", "</title><script"] {
            assert!(!page.contains(tag), "{tag} stands in {path}: {page}");
        }
    }
}

#[tokio::test]
async fn what_is_told_of_an_article_is_put_right_on_its_page() {
    let bench = Bench::new();
    let page = format!("/article?address={}", address(BRIDGE));
    assert!(bench.get(&page).await.body.contains("Put right what is told of it"));
    let told = [
        ("address", BRIDGE),
        ("what", "article"),
        ("outlet", "The Holm Herald"),
        ("published", "2024-02-03"),
        ("title", "A bridge <in> May"),
        ("authors", "Ada Brill\n\nPiet Aas"),
        ("person", "Ana"),
    ];
    let made = bench.post("/correct", &told).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let shown = bench.get(&page).await.body;
    for part in
        ["The Holm Herald", "3 February 2024", "A bridge &#60;in&#62; May", "Ada Brill, Piet Aas", "by Ana"]
    {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    let same = bench.post("/correct", &told).await;
    assert_eq!(same.status, StatusCode::BAD_REQUEST, "{}", same.body);
    let wrong = [("address", BRIDGE), ("what", "article"), ("published", "in May"), ("person", "Ana")];
    assert_eq!(bench.post("/correct", &wrong).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn nothing_says_why_and_offers_what_finds_something() {
    let bench = Bench::new();
    for (query, why, offer) in [
        ("outlet:\"The Skery Post\"", "no outlet of this archive is called", "outlet:\"The Skerry Post\""),
        ("speaker:Hlom bridge", "nobody in this archive goes by `Hlom`", ""),
        ("speaker:Marit Holms", "only `Marit` belongs to `speaker:`", ""),
        ("ferries or bridges and tolls", "in capitals", ""),
        ("act:promise ferries", "no statement meets all of them", "act:promise"),
    ] {
        let page = bench.get(&format!("/find?q={}", address(query))).await;
        assert_eq!(page.status, StatusCode::OK);
        let told = page.body.replace("&#34;", "\"").replace("&#38;", "&");
        assert!(told.contains("Nothing was found.") && told.contains(why), "{query}: {told}");
        if !offer.is_empty() {
            assert!(told.contains(&format!("href=\"/find?q={}\"", address(offer))), "{query}: {told}");
        }
        let answer = bench.get(&format!("/api/find?q={}", address(query))).await;
        assert!(answer.body.contains("\"why\":[{\"what\""), "{query}: {}", answer.body);
    }
    let found = bench.get("/api/find?q=bridge").await;
    assert!(!found.body.contains("\"why\""), "{}", found.body);
}

#[tokio::test]
async fn actors_are_searched_ordered_and_turned_to() {
    let bench = Bench::new();
    let all = bench.get("/actors").await;
    assert_eq!(all.status, StatusCode::OK);
    let (holm, aaldal) = (all.body.find("Marit Holm").unwrap(), all.body.find("Henrik Aaldal").unwrap());
    assert!(holm < aaldal && all.body.contains("aria-sort=\"descending\""), "{}", all.body);
    let by_name = bench.get("/actors?order=name").await;
    let (holm, aaldal) =
        (by_name.body.find("Marit Holm").unwrap(), by_name.body.find("Henrik Aaldal").unwrap());
    assert!(aaldal < holm);
    let some = bench.get("/actors?q=hol&order=last").await;
    assert!(some.body.contains("1 actor<") && some.body.contains("15 March 2024"), "{}", some.body);
    assert!(bench.get("/actors?q=Zzz").await.body.contains("begins with “Zzz”"));
    assert_eq!(bench.get("/actors?order=size").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(bench.get("/actors?page=9999").await.status, StatusCode::OK);
    assert_eq!(bench.get("/actors?q=%22%00*").await.status, StatusCode::OK);
}

#[tokio::test]
async fn issues_take_their_own_queries_for_the_sides_and_a_file() {
    let bench = Bench::new();
    let plain = bench.get("/issue?q=about%3Abridge+speaker%3AHolm").await.body;
    let own = bench.get("/issue?q=about%3Abridge+speaker%3AHolm&for=kind%3Adirect").await.body;
    assert!(!plain.contains("the `for` of the issue finds it"), "{plain}");
    assert!(own.contains("the `for` of the issue finds it"), "{own}");
    let file = "[[issue]]\nname = \"the bridge\"\nquery = 'about:bridge'\nagainst = 'kind:direct'\n\n\
                [[issue]]\nname = \"ferries\"\nquery = 'ferries'\n";
    let page = bench.get(&format!("/issue?issues={}&from=2024-03", address(file))).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("the `against` of the issue finds it"), "{}", page.body);
    assert!(page.body.contains(">ferries</a>") && page.body.contains("as a network"));
    let second = bench.get(&format!("/issue?issues={}&at=1", address(file))).await;
    assert!(second.body.contains("<title>ferries"), "{}", second.body);
    let none = bench.get(&format!("/issue?issues={}&to=2019", address(file))).await;
    assert!(none.body.contains("was published from"), "{}", none.body);
    let network = bench.get(&format!("/network?issues={}", address(file))).await;
    assert!(network.body.contains("2 against"), "{}", network.body);
    for bad in ["issues=nonsense", "q=bridge&for=act:fly", "q=bridge&from=soon", "q=bridge&to=2024-99"] {
        assert_eq!(bench.get(&format!("/issue?{bad}")).await.status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(bench.get(&format!("/api/network?{bad}")).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    for good in ["network=congruence&normalize=average-activity", "every=on&copies=on&min_statements=2"] {
        let made = bench.get(&format!("/network.graphml?query=bridge&{good}")).await;
        assert!(made.status == StatusCode::OK && made.body.contains("<graph"), "{}", made.body);
    }
    assert_eq!(bench.get("/network.graphml?query=a&network=round").await.status, StatusCode::BAD_REQUEST);
    let rows = async |asked: &str| bench.get(&format!("/export?{asked}")).await.body.lines().count();
    assert_eq!(rows("q=bridge&format=jsonl").await, rows("q=bridge&format=json&from=2024-03&to=2024").await);
    assert_eq!(rows("q=bridge&format=jsonl&to=2019").await, 0);
    assert_eq!(bench.get("/export?format=csv&from=soon").await.status, StatusCode::BAD_REQUEST);
}
