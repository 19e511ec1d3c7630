//! Inputs that are addresses: read from a site on this machine.

#[path = "../../onrecord-fetch/tests/support/mod.rs"]
mod site;
mod support;

use serde_json::Value;
use site::{Page, Site};
use support::{Ran, onrecord};

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
