//! What is fetched from a site, and what it may do to whoever asks.

mod support;

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_fetch::{FetchError, Fetched, Fetcher, Policy, Validators};
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};
use support::{Drip, Page, Site};

fn policy() -> Policy {
    let mut policy = Policy::new("onrecord/0.0 (+desk@paper.example)");
    policy.allow_private = true;
    policy.pause = Duration::ZERO;
    policy.timeout = Duration::from_secs(5);
    policy.limit = 1 << 20;
    policy
}

fn fetcher() -> Fetcher {
    Fetcher::new(policy(), Arc::default())
}

fn page(fetched: Result<Fetched, FetchError>) -> (String, Option<String>, Validators) {
    match fetched.unwrap() {
        Fetched::Page(capture, validators) => {
            (String::from_utf8(capture.bytes).unwrap(), capture.url, validators)
        }
        Fetched::Unchanged => panic!("nothing was known before"),
    }
}

/// The error, which must have a hint and must not hold its address's text twice.
fn error(fetched: Result<Fetched, FetchError>) -> FetchError {
    let error = fetched.expect_err("it cannot be fetched");
    assert!(error.hint().is_some() && error.to_string().starts_with("http"), "{error}");
    error
}

fn gzip(bytes: impl Read) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut { bytes }, &mut encoder).unwrap();
    encoder.flush().unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_page_comes_by_way_of_redirects_and_tells_who_asked() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/old" => Page::moved("/new?a=1"),
        "/new?a=1" => Page::of(200, gzip(&b"<p>words"[..]))
            .header("Content-Type", "text/html")
            .header("Content-Encoding", "gzip")
            .header("ETag", "\"one\""),
        _ => Page::of(404, ""),
    });
    let (words, url, validators) = page(fetcher().fetch(&site.at("/old#part"), None));
    assert_eq!((words.as_str(), url), ("<p>words", Some(site.at("/new?a=1"))));
    assert_eq!(validators.etag.as_deref(), Some("\"one\""));
    let asked = &site.asked()[0];
    assert_eq!(asked.header("User-Agent"), Some("onrecord/0.0 (+desk@paper.example)"));
    assert!(asked.header("Accept-Encoding").unwrap().contains("br"));
}

#[test]
fn a_page_that_has_not_changed_is_not_sent_again() {
    let site = Site::new(|asked| match (asked.path.as_str(), asked.header("If-None-Match")) {
        ("/from", _) => Page::moved("/page"),
        ("/page", Some("\"one\"")) => Page::of(304, ""),
        ("/page", _) => Page::html("<p>words").header("ETag", "\"one\"").header("Last-Modified", "yesterday"),
        _ => Page::of(404, ""),
    });
    let fetcher = fetcher();
    let (_, _, validators) = page(fetcher.fetch(&site.at("/from"), None));
    assert!(matches!(fetcher.fetch(&site.at("/from"), Some(&validators)), Ok(Fetched::Unchanged)));
    let asked = site.asked();
    assert_eq!(asked[2].header("If-None-Match"), None, "what one address gave is not told to another");
    assert_eq!(asked[3].header("If-Modified-Since"), Some("yesterday"));
}

#[test]
fn a_redirect_loop_ends() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/a" => Page::moved("/b"),
        "/b" => Page::moved("/a"),
        "/out" => Page::moved("file:///etc/passwd"),
        "/nowhere" => Page::of(302, ""),
        _ => Page::of(404, ""),
    });
    let error_of = |path: &str| error(fetcher().fetch(&site.at(path), None));
    assert!(error_of("/a").to_string().contains("redirected 5 times"));
    assert_eq!(site.asked().len(), 6);
    assert!(error_of("/out").to_string().contains("out of the web"));
    assert!(matches!(error_of("/nowhere"), FetchError::Redirects { .. } | FetchError::Address { .. }));
}

#[test]
fn slow_servers_are_given_up() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/late" => {
            std::thread::sleep(Duration::from_secs(3));
            Page::html("<p>late")
        }
        "/drip" => Page::endless(Drip(Duration::from_millis(200))),
        _ => Page::of(404, ""),
    });
    let mut policy = policy();
    policy.timeout = Duration::from_secs(1);
    let fetcher = Fetcher::new(policy, Arc::default());
    for path in ["/late", "/drip"] {
        let begun = Instant::now();
        let error = error(fetcher.fetch(&site.at(path), None));
        assert!(matches!(error, FetchError::Slow { .. }) && error.passes(), "{path}: {error}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{path}");
    }
}

#[test]
fn large_bodies_and_bombs_are_given_up() {
    let bomb = gzip(io::repeat(0).take(512 << 20));
    let small = bomb.len();
    let site = Site::new(move |asked| match asked.path.as_str() {
        "/endless" => Page::endless(io::repeat(b'x')),
        "/told" => Page { length: Some(1 << 40), ..Page::endless(io::repeat(b'x')) },
        "/bomb" => Page::of(200, bomb.clone()).header("Content-Encoding", "gzip"),
        "/twice" => Page::of(200, gzip(&bomb[..])).header("Content-Encoding", "gzip, gzip"),
        "/cut" => Page::of(200, &bomb[..1000]).header("Content-Encoding", "gzip"),
        _ => Page::of(404, ""),
    });
    let mut policy = policy();
    policy.limit = 2 * small as u64;
    assert!(policy.limit < 16 << 20);
    let fetcher = Fetcher::new(policy, Arc::default());
    for path in ["/endless", "/told", "/bomb", "/twice"] {
        let error = error(fetcher.fetch(&site.at(path), None));
        assert!(matches!(error, FetchError::TooLarge { .. }) && !error.passes(), "{path}: {error}");
    }
    assert!(matches!(error(fetcher.fetch(&site.at("/cut"), None)), FetchError::Packed { .. }));
}

#[test]
fn robots_are_asked_first_and_minded() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/robots.txt" => Page::of(200, "User-agent: *\nDisallow: /closed\nCrawl-delay: 0.3\n"),
        "/sly" => Page::moved("/closed/x"),
        _ => Page::html("<p>words"),
    });
    let fetcher = fetcher();
    assert!(matches!(error(fetcher.fetch(&site.at("/closed/x"), None)), FetchError::Robots { .. }));
    assert!(matches!(error(fetcher.fetch(&site.at("/sly"), None)), FetchError::Robots { .. }));
    page(fetcher.fetch(&site.at("/open"), None));
    let asked = site.asked();
    assert_eq!(site.paths(), ["/sly", "/open"]);
    assert!(asked[1].at - asked[0].at >= Duration::from_millis(290), "the pause it asks for is kept");
}

#[test]
fn a_site_that_cannot_say_what_it_wants_is_left_alone() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/robots.txt" => Page::of(503, ""),
        _ => Page::html("<p>words"),
    });
    let error = error(fetcher().fetch(&site.at("/a"), None));
    assert!(matches!(error, FetchError::RobotsUnknown { .. }) && error.passes(), "{error}");
    assert!(site.asked().is_empty());
}

#[test]
fn one_host_is_asked_one_question_at_a_time_with_pauses() {
    let site = Site::new(|_| Page::html("<p>words"));
    let mut policy = policy();
    policy.pause = Duration::from_millis(150);
    let fetcher = Fetcher::new(policy, Arc::default());
    std::thread::scope(|scope| {
        for n in 0..4 {
            let (fetcher, url) = (&fetcher, site.at(&format!("/{n}")));
            scope.spawn(move || page(fetcher.fetch(&url, None)));
        }
    });
    let asked = site.asked();
    assert_eq!(asked.len(), 4);
    for two in asked.windows(2) {
        assert!(two[1].at - two[0].at >= Duration::from_millis(140), "{:?}", two[1].at - two[0].at);
    }
}

#[test]
fn a_server_that_asks_to_be_left_alone_is_asked_once_more_then() {
    let site = Site::new({
        let first = AtomicBool::new(true);
        move |asked| match asked.path.as_str() {
            "/soon" if first.swap(false, SeqCst) => Page::of(429, "").header("Retry-After", "1"),
            "/soon" => Page::html("<p>words"),
            "/later" => Page::of(503, "").header("Retry-After", "86400"),
            _ => Page::of(404, ""),
        }
    });
    let begun = Instant::now();
    page(fetcher().fetch(&site.at("/soon"), None));
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let error = error(fetcher().fetch(&site.at("/later"), None));
    assert!(matches!(error, FetchError::Status { status: 503, .. }) && error.passes(), "{error}");
}

#[test]
fn private_networks_are_refused_by_the_address_they_resolve_to() {
    let site = Site::new(|_| Page::html("<p>secret"));
    let mut policy = policy();
    policy.allow_private = false;
    let fetcher = Fetcher::new(policy, Arc::default());
    let port = site.url.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"] {
        let error = error(fetcher.fetch(&format!("http://{host}:{port}/"), None));
        assert!(matches!(error, FetchError::Private { .. }), "{host}: {error}");
    }
    assert!(site.asked().is_empty());
}

#[test]
fn what_is_no_page_and_what_is_not_there() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/film.mp4" => {
            Page { headers: vec![("Content-Type", "video/mp4".to_owned())], ..Page::endless(io::repeat(0)) }
        }
        "/closed" => Page::of(403, ""),
        _ => Page::of(404, ""),
    });
    assert!(matches!(error(fetcher().fetch(&site.at("/film.mp4"), None)), FetchError::Kind { .. }));
    let none = error(fetcher().fetch(&site.at("/none"), None));
    assert!(none.to_string().contains("404 (there is no such page)") && !none.passes());
    assert!(error(fetcher().fetch(&site.at("/closed"), None)).hint().unwrap().contains("save it"));
    let ftp = fetcher().fetch("ftp://a.example/x", None).unwrap_err();
    assert!(ftp.to_string().contains("`ftp`"));
    let nobody = fetcher().fetch("http://no-such-host.invalid/", None).unwrap_err();
    assert!(nobody.passes(), "{nobody}");
}

#[test]
fn nothing_is_asked_once_it_was_stopped() {
    let site = Site::new(|_| Page::html("<p>words"));
    let stop = Arc::new(AtomicBool::new(false));
    let mut policy = policy();
    policy.pause = Duration::from_secs(600);
    let fetcher = Fetcher::new(policy, Arc::clone(&stop));
    // The pause comes after robots.txt already.
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| fetcher.fetch(&site.at("/a"), None));
        std::thread::sleep(Duration::from_millis(300));
        stop.store(true, SeqCst);
        assert!(matches!(waiting.join().unwrap(), Err(FetchError::Stopped { .. })));
    });
}
