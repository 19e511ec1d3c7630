//! `onrecord serve`: it answers, it minds who asks, and it refuses what would be unsafe.

use crate::support::{Folder, GOOD, onrecord, run};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// A workbench that runs; ended with the value.
struct Serving {
    child: Child,
    host: String,
}

impl Serving {
    fn of(archive: &str, more: &[&str]) -> Serving {
        let mut arguments = vec!["serve", "--archive", archive, "--port", "0"];
        arguments.extend(more);
        let mut child = onrecord(arguments).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.split("http://").nth(1).and_then(|l| l.split('/').next()).expect(&line).to_owned();
        Serving { child, host }
    }

    fn get(&self, path: &str, host: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn archive(folder: &Folder) -> String {
    let article = folder.file("bridge.txt", GOOD);
    let archive = folder.path("news.db").to_str().unwrap().to_owned();
    let added = run(["add", article.to_str().unwrap(), "--archive", &archive]);
    assert_eq!(added.code, 0, "{added:?}");
    archive
}

#[test]
fn the_workbench_shows_what_was_added() {
    let folder = Folder::new();
    let serving = Serving::of(&archive(&folder), &[]);
    let home = serving.get("/", &serving.host);
    assert!(home.starts_with("HTTP/1.1 200"), "{home}");
    assert!(home.contains("Harbour bridge to stay shut until May"), "{home}");
    let found = serving.get("/find?q=speaker%3AAaldal", &serving.host);
    assert!(found.contains("We have a choice between a slow repair and a dangerous bridge"), "{found}");
    let elsewhere = serving.get("/", "evil.example");
    assert!(elsewhere.starts_with("HTTP/1.1 403"), "{elsewhere}");
    let port = serving.host.rsplit(':').next().unwrap();
    assert!(serving.get("/", &format!("localhost:{port}")).starts_with("HTTP/1.1 200"));
}

#[test]
fn a_password_is_asked_for() {
    let folder = Folder::new();
    let file = folder.file("secret.txt", "a password of some length\n");
    let archive = archive(&folder);
    let more = ["--address", "0.0.0.0", "--password-file", file.to_str().unwrap(), "--host", "News.local"];
    let mut serving = Serving::of(&archive, &more);
    serving.host = serving.host.replace("0.0.0.0", "127.0.0.1");
    let home = serving.get("/", "news.local");
    assert!(home.starts_with("HTTP/1.1 303") && home.contains("location: /sign-in"), "{home}");
}

#[test]
fn what_cannot_be_served_is_told() {
    let folder = Folder::new();
    let good = archive(&folder);
    let missing = folder.path("none.db").to_str().unwrap().to_owned();
    let short = folder.file("short.txt", "short\n").to_str().unwrap().to_owned();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, code, told) in [
        (vec!["--archive", &missing], 1, "no such archive"),
        (vec!["--archive", &short], 1, "is not an archive"),
        (vec!["--archive", &good, "--address", "0.0.0.0"], 2, "there is no password"),
        (vec!["--archive", &good, "--password-file", &missing], 1, "none.db"),
        (vec!["--archive", &good, "--password-file", &short], 2, "fewer than 12 characters"),
        (vec!["--archive", &good, "--port", &port], 1, "give another --port"),
        (vec!["--archive", &good, "--pause=-1"], 2, "pause"),
        (vec![], 2, "--archive"),
    ] {
        let ran = run([&["serve"], &arguments[..]].concat());
        assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(told), "{told} is not in {ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_end_does_not_wait_for_half_a_request_and_leaves_nothing_behind() {
    let folder = Folder::new();
    let scratch = folder.path("scratch");
    std::fs::create_dir(&scratch).unwrap();
    let archive = archive(&folder);
    for signal in ["-INT", "-TERM"] {
        let arguments = ["serve", "--archive", &archive, "--port", "0"];
        let mut command = onrecord(arguments);
        let mut child = command.env("TMPDIR", &scratch).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.split("http://").nth(1).and_then(|l| l.split('/').next()).expect(&line).to_owned();
        let mut serving = Serving { child, host };
        assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 1, "a folder for what is sent");
        let mut half = TcpStream::connect(&serving.host).unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nHost:").unwrap();
        let id = serving.child.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        let begun = std::time::Instant::now();
        while serving.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{signal}: it goes on");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0, "{signal}");
    }
}
