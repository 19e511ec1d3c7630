//! Inputs that are addresses: read from a site on this machine.

use crate::site::{self, Page, Site};
use crate::support::{Folder, Ran, onrecord};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

const STORY: &str = "<html><head><title>Harbour bridge to stay shut until May</title></head><body><article>\
    <h1>Harbour bridge to stay shut until May</h1>\
    <p>“We have a choice between a slow repair and a dangerous bridge,” said Henrik Aaldal, who leads the port.</p>\
    <p>He added that the work would take until the end of May, as long as the weather held.</p></article></body></html>";

/// What every test says: the site is on this machine, and nobody minds being asked often.
const HERE: [&str; 2] = ["--allow-private", "--pause=0"];

fn read(urls: &[String], flags: &[&str]) -> Ran {
    onrecord(["read", "--format=jsonl"]).args(flags).args(urls).output().unwrap().into()
}

#[test]
fn a_page_is_read_from_its_address() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/story" => Page::html(STORY),
        "/moved" => Page::moved("/story"),
        "/loop" => Page::moved("/loop"),
        "/robots.txt" => Page::of(200, "User-agent: onrecord\nDisallow: /closed\n"),
        _ => Page::of(404, ""),
    });
    let urls = ["/story", "/none", "/closed", "/loop", "/moved"].map(|p| site.at(p));
    let ran = read(&urls, &[HERE[0], HERE[1], "--contact=desk@paper.example"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let records: Vec<Value> = ran.stdout.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(records.len(), 2, "{ran:?}");
    assert_eq!(records[1]["article"]["origin"], site.at("/moved"));
    assert_eq!(records[1]["article"]["url"], site.at("/story"), "where it was in the end");
    assert!(!records[0]["statements"].as_array().unwrap().is_empty());
    for said in ["answered 404", "robots.txt asks programs to stay away", "redirected 5 times"] {
        assert!(ran.stderr.contains(said), "{said}: {ran:?}");
    }
    assert_eq!(ran.stderr.matches("hint: ").count(), 3, "{ran:?}");
    let agent = site.asked()[0].header("User-Agent").unwrap().to_owned();
    assert_eq!(agent, format!("onrecord/{} (+desk@paper.example)", env!("CARGO_PKG_VERSION")));
}

#[test]
fn this_machine_is_not_asked_unless_it_is_allowed() {
    let site = Site::new(|_| Page::html(STORY));
    let ran = read(&[site.at("/story")], &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
    assert!(ran.stderr.contains("not on the public internet"), "{ran:?}");
    assert!(ran.stderr.contains("hint: if you trust it, say --allow-private"), "{ran:?}");
    assert!(site.asked().is_empty());
}

#[test]
fn flags_that_make_no_sense() {
    for (flag, said) in [("--pause=-1", "no number of seconds"), ("--contact=a\nb", "cannot be sent")] {
        let ran = read(&["https://a.example/".to_owned()], &[flag]);
        assert!(ran.code == 2 && ran.stderr.contains(said) && ran.stderr.contains("hint: "), "{ran:?}");
    }
}

fn story(number: usize) -> String {
    let words = format!(
        "“We have a choice between a slow repair and bridge {number},” said Henrik Aaldal, who leads the port."
    );
    format!(
        "<html><head><title>Bridge {number} stays shut</title></head><body><article><h1>Bridge {number} stays shut</h1><p>{words}</p>\
         <p>He added that the work would take until day {number}, as long as the weather held.</p></article></body></html>"
    )
}

fn rss(site: &str, stories: &[usize]) -> String {
    let item = |n: &usize| {
        format!(
            "<item><title>Bridge {n} stays shut</title><link>{site}/story/{n}</link><guid>{n}</guid>\
             <pubDate>Fri, 10 Nov 2023 08:00:00 GMT</pubDate><description>Bridge {n} is shut, said the port.</description></item>"
        )
    };
    let items: String = stories.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Post: News</title>{items}</channel></rss>"
    )
}

/// Where the site is, from what was asked of it.
fn here(asked: &site::Asked) -> String {
    format!("http://{}", asked.header("Host").unwrap())
}

fn add(archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(["add", "--archive"]).arg(archive).args(HERE).args(arguments).output().unwrap().into()
}

fn counts(archive: &Path) -> Value {
    let ran: Ran = onrecord(["check", "--format=json", "--archive"]).arg(archive).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_feed_is_followed_to_its_articles_and_what_has_not_changed_is_not_sent_again() {
    let site = Site::new(|asked| match asked.path.as_str() {
        "/rss" => {
            Page::of(200, rss(&here(asked), &[1, 2, 3, 4])).header("Content-Type", "application/rss+xml")
        }
        "/story/1" if asked.header("If-None-Match") == Some("\"1\"") => Page::of(304, ""),
        "/story/1" => Page::html(story(1)).header("ETag", "\"1\""),
        "/story/2" => Page::html(story(2)),
        // The page of this one is not for programs, but the feed has a word on it.
        "/story/3" => Page::of(403, ""),
        "/story/4" => Page::of(500, ""),
        "/page" => Page::html(story(5)).header("Last-Modified", "Fri, 10 Nov 2023 08:00:00 GMT"),
        _ => Page::of(404, ""),
    });
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let ran = add(&archive, &[&site.at("/rss"), &site.at("/page"), "--list"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("4 added") && ran.stderr.contains("1 could not be read"), "{ran:?}");
    assert!(ran.stderr.contains("answered 500 (the server is in trouble)"), "{ran:?}");
    let listed: BTreeSet<&str> = ran.stdout.lines().collect();
    let expected = ["/page", "/story/1", "/story/2", "/story/3"].map(|p| site.at(p));
    assert_eq!(listed, expected.iter().map(String::as_str).collect());
    assert_eq!(counts(&archive)["articles"], 4);

    let before = site.asked().len();
    let ran = add(&archive, &[&site.at("/rss"), &site.at("/page")]);
    assert!(ran.stderr.contains("0 added") && ran.stderr.contains("4 known already"), "{ran:?}");
    let mut asked = site.paths()[before..].to_vec();
    asked.sort();
    // Pages 1 and 2 were had a moment ago; 3 is looked at again, since it may be open now.
    assert_eq!(asked, ["/page", "/rss", "/story/3", "/story/4"]);
    let found: Ran =
        onrecord(["find", "outlet:\"The Post: News\"", "--count-by=day", "--format=json", "--archive"])
            .arg(&archive)
            .output()
            .unwrap()
            .into();
    assert!(found.stdout.contains("2023-11-10"), "the feed tells outlet and day: {found:?}");
}

#[test]
fn sitemaps_are_followed_also_packed_and_in_one_another() {
    let site = Site::new(|asked| {
        let here = here(asked);
        match asked.path.as_str() {
            "/map.xml" => Page::of(
                200,
                format!(
                    "<sitemapindex><sitemap><loc>{here}/map.xml</loc></sitemap>\
                     <sitemap><loc>{here}/news.xml.gz</loc></sitemap></sitemapindex>"
                ),
            ),
            "/news.xml.gz" => {
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                for n in 1..=3 {
                    let open = if n == 1 { "<urlset>" } else { "" };
                    write!(
                        packed,
                        "{open}<url><loc>{here}/story/{n}</loc><lastmod>2023-11-10</lastmod></url>"
                    )
                    .unwrap();
                }
                write!(packed, "</urlset>").unwrap();
                Page::of(200, packed.finish().unwrap()).header("Content-Type", "application/x-gzip")
            }
            path => match path.strip_prefix("/story/").and_then(|n| n.parse().ok()) {
                Some(n) => Page::html(story(n)),
                None => Page::of(404, ""),
            },
        }
    });
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let ran = add(&archive, &[&site.at("/map.xml")]);
    assert!(ran.code == 0 && ran.stderr.contains("3 added"), "{ran:?}");
    assert!(
        site.paths().len() <= 6,
        "an index that names itself is no reason to go on for ever: {:?}",
        site.paths()
    );
}

#[test]
#[cfg(unix)]
fn feeds_are_followed_until_stopped() {
    let asks = Arc::new(AtomicUsize::new(0));
    let site = Site::new({
        let asks = Arc::clone(&asks);
        move |asked| match asked.path.as_str() {
            "/rss" => match asks.fetch_add(1, SeqCst) {
                0 => Page::of(200, rss(&here(asked), &[1])).header("ETag", "\"a\""),
                1 if asked.header("If-None-Match") == Some("\"a\"") => Page::of(304, ""),
                _ => Page::of(200, rss(&here(asked), &[2, 1])).header("ETag", "\"b\""),
            },
            "/html" => Page::html(
                "<html><head><link rel=alternate type=\"application/rss+xml\" href=\"/rss\"></head><p>News",
            ),
            path => match path.strip_prefix("/story/").and_then(|n| n.parse().ok()) {
                Some(n) => Page::html(story(n)),
                None => Page::of(404, ""),
            },
        }
    });
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let feeds = folder.file(
        "feeds.toml",
        format!(
            "interval = \"1s\"\n[[feed]]\nurl = \"{}\"\noutlet = \"The Skerry Post\"\n[[feed]]\nurl = \"{}\"\ninterval = \"1h\"\n",
            site.at("/rss"),
            site.at("/html")
        ),
    );
    let mut child = onrecord(["add", "--list", "--archive"])
        .arg(&archive)
        .args(HERE)
        .arg("--follow")
        .arg(&feeds)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // Both stories are told once they are in the archive, the second one after some rounds.
    let told: Vec<String> = lines.by_ref().take(2).map(Result::unwrap).collect();
    assert_eq!(told, ["/story/1", "/story/2"].map(|p| site.at(p)));
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(ran.stderr.contains("2 added") && ran.stderr.contains("stopped"), "{ran:?}");
    assert!(ran.stderr.contains("/html: is a page, not a feed"), "{ran:?}");
    assert!(ran.stderr.contains("hint: it names as its feeds: /rss"), "{ran:?}");
    let stories = site.paths().iter().filter(|p| p.starts_with("/story/")).count();
    assert_eq!(stories, 2, "each was asked for once");
    let found: Ran =
        onrecord(["find", "outlet:\"The Skerry Post\"", "--archive"]).arg(&archive).output().unwrap().into();
    assert!(found.code == 0 && found.stdout.contains("bridge 2"), "{found:?}");
}

#[test]
fn a_file_of_feeds_that_makes_no_sense() {
    let folder = Folder::new();
    let file = folder.file("feeds.toml", "[[feed]]\nurl = \"https://a.example/rss\"\nevery = \"1h\"\n");
    for (file, said) in [(file, "unknown field `every`"), (folder.path("none.toml"), "cannot be read")] {
        let ran: Ran =
            onrecord(["add", "--archive", "news.db", "--follow"]).arg(&file).output().unwrap().into();
        assert!(ran.code == 2 && ran.stderr.contains(said) && ran.stderr.contains("hint: "), "{ran:?}");
    }
}
