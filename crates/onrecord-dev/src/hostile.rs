//! Clients that wish a server ill, beside those who read: one that is slow, one that stalls, and one that asks for what is
//! refused. All others must be answered as if these were not there.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Connections that one client holds: all together must leave room, as it is not the number that is tried here.
const HELD: usize = 60;
/// How long one waits between two bytes.
const DRIP: Duration = Duration::from_millis(200);

/// Does harm at `host` (name and port) until `stop`; gives how many connections were made, and how many answers there were
/// that are failures of the server's own (a status of 500).
pub fn run(host: &str, stop: &AtomicBool) -> (u64, u64) {
    let (made, failed) = (AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for client in [slow, stalled, refused] {
            let (made, failed) = (&made, &failed);
            scope.spawn(move || {
                while !stop.load(Relaxed) {
                    client(host, stop, made, failed);
                }
            });
        }
    });
    (made.into_inner(), failed.into_inner())
}

/// Opens a connection and sends the beginning of a request. A server that refuses is what is wanted, and a moment is
/// waited then.
fn begun(host: &str, request: &str, made: &AtomicU64) -> Option<TcpStream> {
    let opened = TcpStream::connect(host).and_then(|mut stream| {
        stream.set_read_timeout(Some(DRIP))?;
        stream.set_write_timeout(Some(DRIP))?;
        stream.write_all(request.replace("HOST", host).as_bytes())?;
        Ok(stream)
    });
    made.fetch_add(1, Relaxed);
    if opened.is_err() {
        std::thread::sleep(DRIP);
    }
    opened.ok()
}

/// Takes exports byte by byte, and sends a form in the same way.
fn slow(host: &str, stop: &AtomicBool, made: &AtomicU64, _failed: &AtomicU64) {
    let asked = [
        "GET /export?format=csv HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /export?format=json HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "POST /corrections/undo HTTP/1.1\r\nHost: HOST\r\nOrigin: http://HOST\r\nContent-Length: 900000\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
    ];
    let mut held: Vec<TcpStream> = asked.iter().filter_map(|request| begun(host, request, made)).collect();
    let mut byte = [b'x'];
    // Until the server has had enough of all of them.
    while !held.is_empty() && !stop.load(Relaxed) {
        std::thread::sleep(DRIP);
        held.retain_mut(|stream| {
            let gone = |kind: ErrorKind| !matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut);
            let (sent, taken) = (stream.write(b"x"), stream.read(&mut byte));
            !sent.is_err_and(|e| gone(e.kind()))
                && !matches!(taken, Ok(0))
                && !taken.is_err_and(|e| gone(e.kind()))
        });
    }
}

/// Sends half a head, or takes nothing of what is answered.
fn stalled(host: &str, stop: &AtomicBool, made: &AtomicU64, _failed: &AtomicU64) {
    let asked = ["GET / HTTP/1.1\r\nHost:", "", "GET /export?format=parquet HTTP/1.1\r\nHost: HOST\r\n\r\n"];
    let mut held: Vec<TcpStream> =
        asked.iter().cycle().take(HELD).filter_map(|request| begun(host, request, made)).collect();
    for _ in 0..150 {
        if stop.load(Relaxed) {
            return;
        }
        std::thread::sleep(DRIP);
    }
    held.clear();
}

/// Asks for what is refused, and goes away before it is answered half of the time.
fn refused(host: &str, stop: &AtomicBool, made: &AtomicU64, failed: &AtomicU64) {
    let deep = "inside:%28".repeat(30) + "a" + &"%29".repeat(30);
    let paths = [
        format!("/find?q={deep}"),
        format!("/api/find?q={}", "a%20".repeat(900)),
        format!("/find?q={}", "%28".repeat(3000)),
        "/export?format=csv&q=%22%C2%9B%E2%80%AE%22".to_owned(),
        "/article?address=%00%1B%5B2J".to_owned(),
        "/../../etc/passwd".to_owned(),
        format!("/{}", "x".repeat(60_000)),
    ];
    for (n, path) in paths.iter().cycle().take(HELD).enumerate() {
        if stop.load(Relaxed) {
            return;
        }
        let host_said = if n % 5 == 4 { "evil.example" } else { "HOST" };
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host_said}\r\nConnection: close\r\n\r\n");
        let Some(mut stream) = begun(host, &request, made) else { continue };
        if n % 2 == 0 {
            continue;
        }
        let mut answer = [0; 16];
        let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
        if stream.read_exact(&mut answer).is_ok() && answer[9..12] == *b"500" {
            failed.fetch_add(1, Relaxed);
        }
        std::thread::sleep(DRIP / 4);
    }
}
