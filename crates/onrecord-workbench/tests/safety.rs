//! Who is let in, and what every answer forbids the browser.

use crate::support::{BRIDGE, Bench, HOST, form};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use onrecord_workbench::Access;

#[tokio::test]
async fn every_answer_forbids_what_a_page_does_not_need() {
    let bench = Bench::new();
    for path in ["/", "/find", "/nothing", "/api/find", "/api/nothing", "/assets/none.css", "/find?q=act:("] {
        let answer = bench.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["x-frame-options"], "DENY");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "same-origin");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}

#[tokio::test]
async fn pages_have_no_style_or_script_inside() {
    let bench = Bench::new();
    for path in
        ["/", "/find?q=bridge", "/sayings", "/events", "/network?query=bridge", "/corrections", "/add"]
    {
        let page = bench.get(path).await.body;
        assert!(!page.contains(" style=") && !page.contains("<style"), "{path}");
    }
}

#[tokio::test]
async fn another_name_for_this_machine_is_refused() {
    let bench = Bench::new();
    for host in ["evil.example", "localhost", "localhost:9999", "127.0.0.1.evil.example:8321", ""] {
        let request = Request::get("/").header("host", host).body(Body::empty()).unwrap();
        assert_eq!(bench.send(request).await.status, StatusCode::FORBIDDEN, "{host}");
    }
    let request = Request::get("/").body(Body::empty()).unwrap();
    assert_eq!(bench.send(request).await.status, StatusCode::FORBIDDEN);
    let request = Request::get("/").header("host", "LocalHost:8321").body(Body::empty()).unwrap();
    assert_eq!(bench.send(request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn changes_from_another_site_or_without_the_token_are_refused() {
    let bench = Bench::new();
    let token = bench.token().await;
    let fields = |token: &'static str| [("search", "1"), ("form_token", token)];
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:8322"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut request = form("/searches/drop", &[("search", "1"), ("form_token", &token)]);
        request.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(bench.send(request).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    for wrong in ["", "0", "0000000000000000000000000000000000000000000000000000000000000000"] {
        let answer = bench.send(form("/searches/drop", &fields(wrong))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wrong}");
    }
    for path in
        ["/correct", "/corrections/undo", "/actors/merge", "/actors/split", "/searches", "/jobs/1/cancel"]
    {
        let answer = bench.send(form(path, &[("address", BRIDGE)])).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let api = Request::post("/api/corrections")
        .header("host", HOST)
        .header("content-type", "application/json")
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(bench.send(api).await.status, StatusCode::FORBIDDEN);
    let file = Request::post("/add")
        .header("host", HOST)
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from("--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc\r\n--x--\r\n"))
        .unwrap();
    assert_eq!(bench.send(file).await.status, StatusCode::FORBIDDEN);
    let left = std::fs::read_dir(bench.folder.path()).unwrap().flatten();
    assert!(left.into_iter().all(|f| !f.file_name().to_string_lossy().starts_with("upload")));
}

#[tokio::test]
async fn without_the_password_nothing_is_shown() {
    let bench = Bench::with(Access::Password("correct horse battery".to_owned()));
    for path in ["/", "/find", "/export?format=csv", "/network.graphml?query=x"] {
        let answer = bench.get(path).await;
        assert_eq!(
            (answer.status, &answer.headers["location"]),
            (StatusCode::SEE_OTHER, &"/sign-in".parse().unwrap())
        );
    }
    assert_eq!(bench.get("/api/find").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(bench.get("/sign-in").await.status, StatusCode::OK);
    let wrong = bench.send(form("/sign-in", &[("password", "wrong")])).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(!wrong.headers.contains_key("set-cookie"));
    let right = bench.send(form("/sign-in", &[("password", "correct horse battery")])).await;
    let cookie = right.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("horse"));
    let session = cookie.split(';').next().unwrap();
    let request =
        Request::get("/find").header("host", HOST).header("cookie", session).body(Body::empty()).unwrap();
    assert_eq!(bench.send(request).await.status, StatusCode::OK);
    for (credentials, status) in
        [("Bearer correct horse battery", StatusCode::OK), ("Bearer wrong", StatusCode::UNAUTHORIZED)]
    {
        let request = Request::get("/api/find").header("host", HOST).header("authorization", credentials);
        assert_eq!(bench.send(request.body(Body::empty()).unwrap()).await.status, status);
    }
}

#[tokio::test]
async fn too_much_is_refused() {
    let bench = Bench::new();
    let long = "x".repeat(5000);
    assert_eq!(bench.get(&format!("/find?q={long}")).await.status, StatusCode::BAD_REQUEST);
    let huge = "x".repeat(2 << 20);
    let answer = bench.post("/searches", &[("name", "x"), ("query", &huge)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let issues = "query=a&".repeat(20);
    assert_eq!(bench.get(&format!("/network?{issues}")).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn guesses_are_counted_whichever_way_they_come() {
    let bench = Bench::with(Access::Password("a password of some length".to_owned()));
    let guess = |password: String| {
        Request::get("/api/status")
            .header("host", HOST)
            .header("authorization", format!("Bearer {password}"))
            .body(Body::empty())
            .unwrap()
    };
    let mut refused = 0;
    for n in 0..110 {
        let answer = bench.send(guess(n.to_string())).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers.contains_key("retry-after"));
            refused += 1;
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        }
    }
    assert!(refused >= 5, "{refused}");
    // The page has the same limit, and looks at nothing either.
    let page = form("/sign-in", &[("password", "a password of some length")]);
    assert_eq!(bench.send(page).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_signs_out_is_out_and_nobody_else() {
    let bench = Bench::with(Access::Password("a password of some length".to_owned()));
    let session = || async {
        let answer = bench.send(form("/sign-in", &[("password", "a password of some length")])).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        assert_ne!(cookie, "onrecord_session=");
        cookie
    };
    let (one, other) = (session().await, session().await);
    assert_ne!(one, other);
    let home = |cookie: &str| {
        Request::get("/").header("host", HOST).header("cookie", cookie).body(Body::empty()).unwrap()
    };
    let page = bench.send(home(&one)).await;
    assert_eq!(page.status, StatusCode::OK);
    let token =
        page.body.split("name=\"form_token\" value=\"").nth(1).and_then(|t| t.split('"').next()).unwrap();
    let mut out = form("/sign-out", &[("form_token", token)]);
    out.headers_mut().insert("cookie", one.parse().unwrap());
    assert_eq!(bench.send(out).await.status, StatusCode::SEE_OTHER);
    assert_eq!(bench.send(home(&one)).await.status, StatusCode::SEE_OTHER, "it leads to the sign-in");
    assert_eq!(bench.send(home(&other)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_query_that_is_too_much_is_told_and_not_a_failure() {
    let bench = Bench::new();
    let deep =
        format!("{}a{}", "inside:(".repeat(30), ")".repeat(30)).replace('(', "%28").replace(')', "%29");
    for query in [deep, "a%20".repeat(900)] {
        for path in ["/find", "/api/find", "/sayings", "/export"] {
            let answer = bench.get(&format!("{path}?format=csv&q={query}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}: {}", answer.body);
        }
    }
}

/// A form with a file that goes on for ever.
struct Endless(Option<Vec<u8>>);

impl http_body::Body for Endless {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        match self.0.take() {
            Some(bytes) => std::task::Poll::Ready(Some(Ok(http_body::Frame::data(bytes.into())))),
            None => std::task::Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_file_of_which_the_rest_does_not_come_leaves_nothing_and_few_come_at_a_time() {
    let bench = Bench::new();
    let token = bench.token().await;
    let sent = || {
        let form = format!(
            "--x\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: \
             form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nThe beginning of a file"
        );
        Request::post("/add")
            .header("host", HOST)
            .header("origin", format!("http://{HOST}"))
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Body::new(Endless(Some(form.into_bytes()))))
            .unwrap()
    };
    let there = || {
        let all = std::fs::read_dir(bench.folder.path()).unwrap();
        all.filter(|entry| entry.as_ref().unwrap().file_type().unwrap().is_dir()).count()
    };
    let mut all = Vec::new();
    for n in 1..=4 {
        let mut sending = Box::pin(bench.send(sent()));
        while there() < n {
            let waited = tokio::time::timeout(std::time::Duration::from_millis(50), &mut sending).await;
            assert!(waited.is_err(), "it was answered");
        }
        all.push(sending);
    }
    let fifth = bench.send(sent()).await;
    assert_eq!(fifth.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(fifth.headers.contains_key("retry-after"));
    drop(all);
    assert_eq!(there(), 0, "whoever sent them has gone");
}

#[tokio::test]
async fn how_busy_it_is_can_be_seen() {
    let bench = Bench::new();
    let page = bench.get("/load").await.body;
    for line in ["Questions", "Exports", "Files", "Jobs", "KB of answers are kept"] {
        assert!(page.contains(line), "{line}: {page}");
    }
    // No socket, no connections.
    assert!(!page.contains("Connections"));
    assert!(bench.get("/").await.body.contains("href=\"/load\""));
    let locked = Bench::with(Access::Password("correct horse".to_owned()));
    assert!(!locked.get("/load").await.body.contains("Exports"), "it is nobody's business");
}
