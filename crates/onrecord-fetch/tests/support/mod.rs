//! A small web site on this machine, made for one test.

#![allow(dead_code, reason = "every test file is a crate of its own and uses its share of this")]

use std::io::{self, Cursor, Read};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tiny_http::{Header, Response, Server};

/// What the site answers.
pub struct Page {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Box<dyn Read + Send>,
    pub length: Option<usize>,
}

impl Page {
    pub fn of(status: u16, body: impl Into<Vec<u8>>) -> Page {
        let body = body.into();
        Page { status, headers: Vec::new(), length: Some(body.len()), body: Box::new(Cursor::new(body)) }
    }

    pub fn html(body: impl Into<String>) -> Page {
        Page::of(200, body.into()).header("Content-Type", "text/html; charset=utf-8")
    }

    /// A body whose length is not told beforehand.
    pub fn endless(body: impl Read + Send + 'static) -> Page {
        Page { status: 200, headers: Vec::new(), length: None, body: Box::new(body) }
            .header("Content-Type", "text/html")
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Page {
        self.headers.push((name, value.into()));
        self
    }

    pub fn moved(to: impl Into<String>) -> Page {
        Page::of(302, "").header("Location", to)
    }
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub at: Instant,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// A site that answers on a port of its own.
pub struct Site {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
}

impl Site {
    /// `answer` gets the path with its query. Without a word of it, `/robots.txt` is not there.
    pub fn new(answer: impl Fn(&Asked) -> Page + Send + Sync + 'static) -> Site {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let url = format!("http://{}", server.server_addr());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let threads = (0..4)
            .map(|_| {
                let (server, asked, answer) = (Arc::clone(&server), Arc::clone(&asked), Arc::clone(&answer));
                std::thread::spawn(move || {
                    while let Ok(request) = server.recv() {
                        let headers = request.headers().iter();
                        let headers = headers.map(|h| (h.field.to_string(), h.value.to_string())).collect();
                        let one = Asked { path: request.url().to_owned(), headers, at: Instant::now() };
                        asked.lock().unwrap().push(one.clone());
                        let page = answer(&one);
                        let headers = page.headers.iter();
                        let headers =
                            headers.map(|(n, v)| Header::from_bytes(*n, v.as_str()).unwrap()).collect();
                        // Whoever asked may have gone away.
                        let _ = request.respond(Response::new(
                            page.status.into(),
                            headers,
                            page.body,
                            page.length,
                            None,
                        ));
                    }
                })
            })
            .collect();
        Site { url, asked, server, threads }
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Everything asked so far, `robots.txt` aside.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|a| a.path != "/robots.txt").cloned().collect()
    }

    pub fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|a| a.path).collect()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // A thread that is held up by a slow body ends with the process.
        for _ in self.threads.drain(..) {
            self.server.unblock();
        }
    }
}

/// A byte now and then, without end.
pub struct Drip(pub Duration);

impl Read for Drip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(self.0);
        buffer[0] = b' ';
        Ok(1)
    }
}
