//! The coder's desk: coding by one form, blind, codebook, agreement and settling, and under whose name.

use crate::support::{Answer, BRIDGE, Bench, HOST, address, form};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use onrecord_workbench::Access;

const BOOK: &str = "title = 'The crossing'\n[[concept]]\nname = 'bridge <b>'\nquery = 'about:bridge'\n\
    [[concept]]\nname = 'scale'\nscale = ['low', 'high']\n\
    [[variable]]\nname = 'tone'\non = 'statement'\ntype = 'choice'\nvalues = ['calm', 'angry']\n\
    [[variable]]\nname = 'checked'\non = 'article'\ntype = 'date'\n";

impl Desk {
    async fn new() -> Desk {
        Desk(Bench::with_codebook(BOOK).await)
    }

    async fn get(&self, person: &str, path: &str) -> Answer {
        self.0.get_as(person, path).await
    }

    /// The form of a statement as a coder sees it, filled in with what is shown, and sent with these fields changed.
    async fn code(
        &self,
        person: &'static str,
        of: &'static str,
        more: &[(&'static str, &'static str)],
    ) -> Answer {
        let all = [&[("address", BRIDGE), ("of", of), ("person", person)][..], more].concat();
        self.0.post("/desk", &all).await
    }
}

struct Desk(Bench);

fn at(of: &str) -> String {
    format!("/desk?address={}&of={of}", address(BRIDGE))
}

fn leads(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.headers["location"].to_str().unwrap()
}

#[tokio::test]
async fn who_codes_is_asked_and_the_first_statement_comes() {
    let desk = Desk::new().await;
    let start = desk.0.get("/desk").await;
    assert_eq!(start.status, StatusCode::OK);
    assert!(start.body.contains("Your name"));
    let sat = desk.0.post("/desk/sit", &[("person", "Ana"), ("order", "doubt")]).await;
    assert_eq!(leads(&sat), "/desk?order=doubt");
    assert!(leads(&desk.get("Ana", "/desk").await).contains("&of=s1"));
    let page = desk.get("Ana", &at("s1")).await.body;
    for part in [
        "Code s1",
        "bridge &#60;b&#62;",
        "suggested",
        "name=\"variable-0\"",
        "value=\"Henrik Aaldal\"",
        "<kbd>1</kbd>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("bridge <b>"));
    assert_eq!(desk.get("Ana", &at("s99")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("Ana", "/desk?address=nowhere&of=s1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("Ana", "/desk?q=act:(").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn one_form_codes_and_corrects_and_the_next_comes() {
    let desk = Desk::new().await;
    let fields = [
        ("concept-0", "for"),
        ("concept-1", "high"),
        ("variable-0", "calm"),
        ("memo", "why <i>"),
        ("speaker", "Marit Holm"),
        ("act", "deny"),
        ("day", "2024-03-14"),
        ("kind", "mixed"),
    ];
    let saved = desk.code("Ana", "s1", &fields).await;
    assert!(leads(&saved).contains("&of=s2") && leads(&saved).contains("saved=s1"), "{}", leads(&saved));
    let page = desk.get("Ana", &at("s1")).await.body;
    for part in [
        "· judged",
        "name=\"concept-0\" value=\"for\" checked",
        "name=\"concept-1\" value=\"high\" checked",
        "<option value=\"calm\" selected>",
        "why &#60;i&#62;",
        "name=\"speaker\" value=\"Marit Holm\"",
        "<option value=\"deny\" selected>",
        "name=\"day\" value=\"2024-03-14\"",
        "<option selected>mixed",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    // Blind: another coder sees the reading, and nothing of all this.
    let other = desk.get("Ben", &at("s1")).await.body;
    for part in ["· judged", "why &#60;i&#62;", "value=\"for\" checked", "value=\"Marit Holm\" maxlength"] {
        assert!(!other.contains(part), "{part} is in {other}");
    }
    assert!(other.contains("name=\"speaker\" value=\"Henrik Aaldal\""));

    // The same again changes nothing; less takes back.
    desk.code("Ana", "s1", &fields).await;
    let made = desk.0.get("/corrections").await.body.matches("<li").count();
    desk.code("Ana", "s1", &[("concept-0", "")]).await;
    assert!(desk.get("Ana", &at("s1")).await.body.contains("name=\"concept-0\" value=\"\" checked"));
    assert_eq!(
        desk.0.get("/corrections").await.body.matches("<li").count(),
        made,
        "no correction came of it"
    );

    let struck = desk.code("Ana", "s2", &[("no-statement", "yes")]).await;
    assert!(leads(&struck).contains("of=s3"), "{}", leads(&struck));
    for wrong in [("concept-1", "higher"), ("variable-0", "loud"), ("act", "fly"), ("day", "soon")] {
        let refused = desk.code("Ana", "s3", &[wrong]).await;
        assert!(refused.status.is_client_error(), "{wrong:?}: {}", refused.status);
    }
    assert!(!desk.get("Ana", &at("s3")).await.body.contains("· judged"), "nothing of it was saved");
}

#[tokio::test]
async fn a_name_that_nobody_goes_by_is_asked_about() {
    let desk = Desk::new().await;
    let asked = desk.code("Ana", "s1", &[("speaker", "Henrik <Aaldahl>"), ("memo", "m\"1")]).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(
        asked.body.contains("Nobody in this archive goes by “Henrik &#60;Aaldahl&#62;”"),
        "{}",
        asked.body
    );
    assert!(asked.body.contains("name=\"memo\" value=\"m&#34;1\""));
    let made =
        desk.code("Ana", "s1", &[("speaker", "Henrik <Aaldahl>"), ("new-actor", "Henrik <Aaldahl>")]).await;
    assert!(leads(&made).contains("of=s2"));
    assert!(desk.get("Ana", &at("s1")).await.body.contains("value=\"Henrik &#60;Aaldahl&#62;\""));
}

#[tokio::test]
async fn articles_are_coded_and_finished() {
    let desk = Desk::new().await;
    let saved = desk.code("Ana", "", &[("variable-1", "2024-05-01"), ("memo", "held against print")]).await;
    assert!(leads(&saved).contains("&of=&"), "{}", leads(&saved));
    let page = desk.get("Ana", &at("")).await.body;
    assert!(
        page.contains("type=\"date\" value=\"2024-05-01\"") && page.contains("held against print"),
        "{page}"
    );
    let done =
        desk.0.post("/desk/finish", &[("address", BRIDGE), ("finished", "yes"), ("person", "Ana")]).await;
    assert_eq!(leads(&done), "/desk");
    assert!(desk.get("Ana", &at("s1")).await.body.contains("Not finished after all"));
    let page = desk.get("Ana", "/desk").await;
    assert!(page.status == StatusCode::OK && page.body.contains("1 of 1 articles finished"), "{}", page.body);
}

#[tokio::test]
async fn differences_are_settled_by_a_click() {
    let desk = Desk::new().await;
    desk.code("Ana", "s1", &[("concept-0", "for"), ("act", "deny")]).await;
    desk.code("Ben", "s1", &[("concept-0", "against"), ("act", "promise")]).await;
    let page = desk.get("Eva", "/agreement").await.body;
    for part in
        ["Ana: for", "Ben: against", "stance: bridge &#60;b&#62;", "Ana: deny", "2 differences, 0 settled"]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let settle = |variable, coder| {
        [("article", BRIDGE), ("of", "s1"), ("variable", variable), ("coder", coder), ("person", "Eva")]
    };
    leads(&desk.0.post("/agreement/settle", &settle("stance: bridge <b>", "Ben")).await);
    leads(&desk.0.post("/agreement/settle", &settle("act", "Ana")).await);
    let page = desk.get("Eva", "/agreement").await.body;
    assert!(
        page.contains("settled: against") && page.contains("settled: deny") && page.contains("2 settled"),
        "{page}"
    );
    assert!(desk.0.get("/find?q=against%3Abridge*+act%3Adeny").await.body.contains("kind-"));
    assert!(desk.0.post("/agreement/settle", &settle("tone", "Ana")).await.status.is_client_error());
}

#[tokio::test]
async fn a_codebook_that_does_not_hold_changes_nothing() {
    let desk = Desk::new().await;
    desk.code("Ana", "s1", &[("concept-0", "for")]).await;
    for (source, status) in [
        ("[[concept]]\nname = 'a'\n[[concept]]\nname = 'a'", StatusCode::BAD_REQUEST),
        ("no toml", StatusCode::BAD_REQUEST),
        ("[[concept]]\nname = 'other'", StatusCode::CONFLICT),
    ] {
        let answer = desk.0.post("/codebook", &[("source", source), ("person", "Ana")]).await;
        assert_eq!(answer.status, status, "{source}: {}", answer.body);
    }
    let dropped = [("source", "[[concept]]\nname = 'other'"), ("person", "Ana"), ("drop", "yes")];
    leads(&desk.0.post("/codebook", &dropped).await);
    let page = desk.0.get("/codebook").await.body;
    assert!(page.contains("Coded, and not in it") && page.contains("bridge &#60;b&#62;"), "{page}");
}

#[tokio::test]
async fn changes_need_the_token_and_a_name_and_a_session_keeps_its_name() {
    let desk = Desk::new().await;
    for path in [
        "/desk",
        "/desk/sit",
        "/desk/missed",
        "/desk/finish",
        "/codebook",
        "/agreement/settle",
        "/actors/code",
        "/actors/split",
        "/actors/merge",
    ] {
        let fields = [("person", "Ana"), ("address", BRIDGE), ("form_token", "guessed")];
        assert_eq!(desk.0.send(form(path, &fields)).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(desk.code("", "s1", &[]).await.status, StatusCode::BAD_REQUEST);

    let bench = Bench::with(Access::Password("a password of some length".to_owned()));
    let signed = bench.send(form("/sign-in", &[("password", "a password of some length")])).await;
    let cookie = signed.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page =
        Request::get("/add").header("host", HOST).header("cookie", &cookie).body(Body::empty()).unwrap();
    let page = bench.send(page).await.body;
    let before = "name=\"form_token\" value=\"";
    let token: String =
        page[page.find(before).unwrap() + before.len()..].chars().take_while(|c| *c != '"').collect();
    let sit = |person: &str| {
        let mut request = form("/desk/sit", &[("person", person), ("form_token", &token)]);
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request
    };
    assert_eq!(bench.send(sit("Ana")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(bench.send(sit("Ana")).await.status, StatusCode::SEE_OTHER);
    let other = bench.send(sit("Ben")).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    assert!(other.body.contains("another name"), "{}", other.body);
}

#[tokio::test]
async fn two_coders_save_at_once_and_names_are_only_words() {
    let desk = Desk::new().await;
    let odd = "O'Neil \"<b>\" & co";
    let (a, b) = tokio::join!(
        desk.code("Ana", "s1", &[("concept-0", "for"), ("memo", "a")]),
        desk.code(odd, "s1", &[("concept-0", "against"), ("memo", "b")]),
    );
    assert_eq!((leads(&a).contains("of=s2"), leads(&b).contains("of=s2")), (true, true));
    leads(&desk.0.post("/desk/sit", &[("person", odd)]).await);
    let page = desk.0.get("/agreement?coders=Ana,O%27Neil+%22%3Cb%3E%22+%26+co").await.body;
    assert!(
        page.contains("O&#39;Neil &#34;&#60;b&#62;&#34; &#38; co: against") && page.contains("Ana: for"),
        "{page}"
    );
    assert!(!page.contains("<b>\""));
}
