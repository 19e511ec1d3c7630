//! Answering on a socket: no more connections than there is room for, and none that is held by waiting.

use crate::slots::Slots;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use socket2::{Domain, Protocol, Socket, Type};
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};

/// Connections at a time. Each costs some kilobytes.
const CONNECTIONS: usize = 512;
/// Connections that may wait to be looked at. Where so many do, the system drops the next one's first packet, and whoever sent it tries
/// again after a second: there is room for a flood as large as all that are held, and for those who come meanwhile.
const KNOCKING: i32 = 2 * CONNECTIONS as i32;
/// How long the head of a request may take; a connection that waits for its next request has as long.
const HEAD: Duration = Duration::from_secs(15);
/// How long a form may take to arrive, …
const FORM: Duration = Duration::from_secs(30);
/// … and a page with a file.
const FILE: Duration = Duration::from_secs(10 * 60);
/// How long an answer may wait to be taken, for each so many bytes of it.
const STALLED: Duration = Duration::from_secs(20);
const TAKEN: usize = 64 << 10;
/// How long what was begun may take when the server ends.
const LAST: Duration = Duration::from_secs(5);

/// What is answered at once where there is no room.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Connections that are told so at a time.
const TURNED_AWAY: usize = 64;

/// Says that there is no room.
async fn turn_away(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(FULL).await?;
    stream.shutdown().await?;
    // Who closes a connection on which something was sent that nobody read takes back what was answered.
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

/// Who is at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub IpAddr);

/// The places for connections; with each request.
#[derive(Debug, Clone)]
pub(crate) struct Doors(pub Arc<Slots>);

/// How long is waited for others.
#[derive(Debug, Clone, Copy)]
struct Patience {
    connections: usize,
    head: Duration,
    stalled: Duration,
    last: Duration,
}

const PATIENCE: Patience = Patience { connections: CONNECTIONS, head: HEAD, stalled: STALLED, last: LAST };

/// A socket at an address, for [`serve`]. It waits for nothing ([`TcpListener::from_std`] takes it as it is).
///
/// # Errors
/// When the system refuses: somebody else has the address.
pub fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere it would let another process have the same address.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(KNOCKING)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Answers on a socket until `stop` is done. What was begun then has a few seconds to end.
///
/// # Errors
/// When the system refuses.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_with(PATIENCE, listener, router, stop).await
}

async fn serve_with(
    patience: Patience,
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let room = Arc::new(Slots::new(patience.connections));
    let door = Slots::new(TURNED_AWAY);
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(_) => {
                // The system is out of something, a while, or the other end has gone.
                sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        let Ok(place) = room.take() else {
            // Those that are turned away are counted as well. Where even they are too many, nothing is answered.
            if let Ok(place) = door.take() {
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(Duration::from_secs(1), turn_away(stream)).await;
                    drop(place);
                });
            }
            continue;
        };
        let inner = TowerToHyperService::new(router.clone());
        let doors = Doors(Arc::clone(&room));
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer.ip()));
            request.extensions_mut().insert(doors.clone());
            inner.call(request)
        });
        let stream = TokioIo::new(Patient::new(stream, patience.stalled));
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            // How a connection ended is its own business.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(patience.last, graceful.shutdown()).await;
    Ok(())
}

/// A connection that ends when what is written on it is not taken, or drop by drop.
struct Patient {
    stream: TcpStream,
    /// Since when it waits, and how long it may.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// How long it waited for the bytes that were taken, which are fewer than [`TAKEN`].
    waited: Duration,
    taken: usize,
    patience: Duration,
}

impl Patient {
    fn new(stream: TcpStream, patience: Duration) -> Patient {
        Patient { stream, waiting: None, waited: Duration::ZERO, taken: 0, patience }
    }

    /// Waits for a write no longer than it may take.
    fn within(
        &mut self,
        written: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(bytes) = &written {
            self.waited += self.waiting.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
            self.taken += bytes.as_ref().map_or(0, |bytes| *bytes);
            if self.taken >= TAKEN {
                (self.waited, self.taken) = (Duration::ZERO, 0);
            }
            return written;
        }
        let left = self.patience.saturating_sub(self.waited);
        let (_, waiting) = self.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.within(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Lets the body of a request come for as long as it may take.
pub(crate) async fn arriving(request: Request, next: Next) -> Response {
    let patience = if request.uri().path() == "/add" { FILE } else { FORM };
    let (head, body) = request.into_parts();
    let body = Body::new(Arriving { body, until: Box::pin(sleep(patience)), late: false });
    next.run(Request::from_parts(head, body)).await
}

/// A body that has to be there in time.
struct Arriving {
    body: Body,
    until: Pin<Box<Sleep>>,
    late: bool,
}

impl http_body::Body for Arriving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.late {
            return Poll::Ready(None);
        }
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => Poll::Ready(frame),
            Poll::Pending => {
                ready!(self.until.as_mut().poll(context));
                self.late = true;
                let late = io::Error::new(io::ErrorKind::TimedOut, "it took too long to arrive");
                Poll::Ready(Some(Err(axum::Error::new(late))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::middleware;
    use axum::routing::{get, post};
    use tokio::sync::oneshot;

    /// More than what the system takes for those who take nothing.
    const LARGE: usize = 48 << 20;
    const SHORT: Patience = Patience {
        connections: 4,
        head: Duration::from_millis(300),
        stalled: Duration::from_millis(300),
        last: Duration::from_millis(300),
    };

    /// A server with little patience; its address, what stops it, and what waits for its end.
    async fn server(
        patience: Patience,
    ) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<io::Result<()>>) {
        let much = Bytes::from(vec![b'x'; LARGE]);
        let large = move || std::future::ready(much.clone());
        let forever = || std::future::pending::<()>();
        let read = |body: Bytes| async move { body.len().to_string() };
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/large", get(large))
            .route("/forever", get(forever))
            .route("/read", post(read));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopping = async move { drop(stopped.await) };
        (address, stop, tokio::spawn(serve_with(patience, listener, router, stopping)))
    }

    async fn answer(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let _ = stream.write_all(request).await;
        let mut got = String::new();
        let _ = stream.read_to_string(&mut got).await;
        got
    }

    #[tokio::test]
    async fn who_sends_half_a_head_or_takes_no_answer_holds_no_place() {
        let (address, _stop, _) = server(SHORT).await;
        let mut held = Vec::new();
        for request in ["GET / HT", "", "GET /large HTTP/1.1\r\nhost: x\r\n\r\n", "GET / HTTP/1.1\r\nhost:"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            held.push(stream);
        }
        sleep(Duration::from_millis(100)).await;
        let full = answer(address).await;
        assert!(full.starts_with("HTTP/1.1 503") && full.contains("retry-after: 2"), "{full}");
        // Whoever is waited for loses the place, and holds the connection for nothing.
        let begun = Instant::now();
        while !answer(address).await.starts_with("HTTP/1.1 200") {
            assert!(begun.elapsed() < Duration::from_secs(10));
            sleep(Duration::from_millis(50)).await;
        }
        sleep(Duration::from_millis(800)).await;
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(tokio::spawn(answer(address)));
        }
        for one in all {
            assert!(one.await.unwrap().starts_with("HTTP/1.1 200"));
        }
    }

    /// The 128 that the standard library leaves room for are fewer than a flood brings: each further one waited a second.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_flood_at_the_door_keeps_nobody_waiting() {
        let most: i32 =
            std::fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap().trim().parse().unwrap();
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let soon = Duration::from_millis(900);
        let mut held = Vec::new();
        for n in 0..KNOCKING.min(most).min(400) {
            let came = std::net::TcpStream::connect_timeout(&address, soon);
            held.push(came.unwrap_or_else(|e| panic!("the {n}th found no room: {e}")));
        }
    }

    #[tokio::test]
    async fn who_takes_an_answer_drop_by_drop_holds_no_place_and_who_is_slow_has_it() {
        let (address, _stop, _) = server(Patience { stalled: Duration::from_secs(2), ..SHORT }).await;
        let ask = async || {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
            stream
        };
        let mut drops: Vec<TcpStream> = Vec::new();
        for _ in 0..3 {
            drops.push(ask().await);
        }
        let mut slow = ask().await;
        let drinking = tokio::spawn(async move {
            let (mut got, mut bytes) = (0, vec![0; 1 << 20]);
            while got < LARGE {
                sleep(Duration::from_millis(10)).await;
                match slow.read(&mut bytes).await {
                    Ok(0) | Err(_) => break,
                    Ok(some) => got += some,
                }
            }
            got
        });
        assert!(answer(address).await.starts_with("HTTP/1.1 503"));
        let mut one = [0; 1];
        let got = drinking.await.unwrap();
        assert!(got >= LARGE, "who is slow, but takes it, has all of it, and not {got} bytes");
        let begun = Instant::now();
        let mut all = 0;
        // As many as there are places.
        while all < 4 {
            assert!(begun.elapsed() < Duration::from_secs(30));
            let asked = [answer(address), answer(address), answer(address), answer(address)];
            let [a, b, c, d] = asked.map(tokio::spawn);
            all = 0;
            for answer in [a, b, c, d] {
                all += usize::from(answer.await.unwrap().starts_with("HTTP/1.1 200"));
            }
            for stream in &mut drops {
                let _ = tokio::time::timeout(Duration::from_millis(20), stream.read(&mut one)).await;
            }
        }
    }

    #[tokio::test]
    async fn the_end_does_not_wait_for_those_who_do_not_end() {
        let (address, stop, server) = server(SHORT).await;
        let mut held = Vec::new();
        for request in ["GET / HT", "GET /forever HTTP/1.1\r\nhost: x\r\n\r\n"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            held.push(stream);
        }
        sleep(Duration::from_millis(50)).await;
        let begun = Instant::now();
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_form_that_trickles_is_given_up() {
        struct Trickle;
        impl http_body::Body for Trickle {
            type Data = Bytes;
            type Error = std::convert::Infallible;
            fn poll_frame(
                self: Pin<&mut Self>,
                context: &mut Context<'_>,
            ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
                let waker = context.waker().clone();
                tokio::spawn(async move {
                    sleep(Duration::from_secs(1)).await;
                    waker.wake();
                });
                Poll::Pending
            }
        }
        use tower::ServiceExt;
        let read = |body: Bytes| async move { body.len().to_string() };
        let router: Router = Router::new().route("/read", post(read)).layer(middleware::from_fn(arriving));
        let request = Request::post("/read").body(Body::new(Trickle)).unwrap();
        let begun = tokio::time::Instant::now();
        let answer = router.oneshot(request).await.unwrap();
        assert!(answer.status().is_client_error(), "{}", answer.status());
        assert!(begun.elapsed() <= FORM + Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
