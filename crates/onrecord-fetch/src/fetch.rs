//! One address to its bytes.

use crate::address::{Guarded, OnlyPrivate};
use crate::error::FetchError;
use crate::hosts::{Host, Hosts, lock, wait_until};
use crate::robots::{self, Robots};
use onrecord_intake::{Capture, unpack};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::{Response, header};
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

/// How long what a site says in its `robots.txt` holds: RFC 9309 allows a day.
const ROBOTS_HOLD: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a site that could not say it is left alone.
const ROBOTS_RETRY: Duration = Duration::from_secs(5 * 60);
/// Longest time that a server may ask to be left alone and be asked again in the same run.
const PATIENCE: Duration = Duration::from_secs(60);

/// How to behave.
#[derive(Debug, Clone)]
pub struct Policy {
    /// What sites are told is asking: the name, version and, best, a way to reach whoever runs it. What stands before
    /// the first `/` is the name that `robots.txt` knows it by.
    pub user_agent: String,
    /// Whether private networks and this machine may be connected to.
    pub allow_private: bool,
    /// Least time between two questions to one host. A longer one in the site's `robots.txt` counts.
    pub pause: Duration,
    /// When an answer is given up, from the first look for the host to its last byte.
    pub timeout: Duration,
    /// Most bytes of an answer, packed as well as unpacked.
    pub limit: u64,
    /// Most redirects that are followed.
    pub redirects: usize,
}

impl Policy {
    /// The usual behaviour under that name.
    pub fn new(user_agent: impl Into<String>) -> Self {
        Policy {
            user_agent: user_agent.into(),
            allow_private: false,
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(30),
            limit: 16 << 20,
            redirects: 5,
        }
    }
}

/// What tells whether a page has changed since it was fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The address that gave them, after redirects: other addresses must not be asked with them.
    pub url: String,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing in them to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.modified.is_none()
    }
}

/// What came of asking.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// The page. The capture's `url` is the address after redirects, its `origin` the one that was asked for.
    Page(Capture, Validators),
    /// It is what it was.
    Unchanged,
}

/// Fetches addresses; to be shared by all threads.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    policy: Policy,
    hosts: Hosts,
    stop: Arc<AtomicBool>,
}

impl Fetcher {
    /// Asks nothing yet. Once `stop` is set, nothing more is asked, and nobody waits any longer.
    pub fn new(policy: Policy, stop: Arc<AtomicBool>) -> Self {
        let config = Agent::config_builder()
            .user_agent(policy.user_agent.as_str())
            .http_status_as_error(false)
            // Each redirect is a question of its own: to be allowed, to be waited for.
            .max_redirects(0)
            .timeout_global(Some(policy.timeout))
            // A proxy would look up the hosts, and whether they are private could not be seen.
            .proxy(None)
            .build();
        let resolver = Guarded { allow_private: policy.allow_private };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        Fetcher { agent, policy, hosts: Hosts::default(), stop }
    }

    /// Whether it was told to stop.
    pub fn stopped(&self) -> bool {
        self.stop.load(SeqCst)
    }

    /// How it behaves.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Fetches an address, waiting until its host may be asked. `known` is what it gave the last time.
    ///
    /// # Errors
    /// When it gives no page, for whichever reason.
    pub fn fetch(&self, url: &str, known: Option<&Validators>) -> Result<Fetched, FetchError> {
        let mut at = parse(url)?;
        for _ in 0..=self.policy.redirects {
            let host = self.hosts.of(&origin(&at));
            let mut host = lock(&host);
            self.ask_robots(&mut host, &at)?;
            let response = self.ask_patiently(&mut host, &at, known)?;
            drop(host);
            match response {
                Answer::Moved(to) => at = to,
                Answer::Unchanged => return Ok(Fetched::Unchanged),
                Answer::Page { bytes, content_type, validators } => {
                    let capture =
                        Capture { origin: url.to_owned(), bytes, url: Some(at.into()), content_type };
                    return Ok(Fetched::Page(capture, validators));
                }
            }
        }
        Err(FetchError::Redirects { url: url.to_owned(), times: self.policy.redirects, last: at.into() })
    }

    /// When the host of an address may be asked again: None when it may be now, or when it is being asked.
    pub fn free(&self, url: &str) -> Option<Instant> {
        let host = self.hosts.of(&origin(&parse(url).ok()?));
        let host = host.try_lock().ok()?;
        host.free
    }

    /// Sees that the site lets programs have the page.
    fn ask_robots(&self, host: &mut Host, url: &Url) -> Result<(), FetchError> {
        let old = host.robots.as_ref().is_none_or(|(since, robots)| {
            let hold = if matches!(robots, Robots::Unknown(_)) { ROBOTS_RETRY } else { ROBOTS_HOLD };
            since.elapsed() > hold
        });
        if old {
            let robots = self.fetch_robots(host, url)?;
            host.robots = Some((Instant::now(), robots));
        }
        match &host.robots {
            Some((_, Robots::Unknown(why))) => {
                Err(FetchError::RobotsUnknown { url: url.to_string(), why: why.clone() })
            }
            Some((_, robots)) if !robots.allows(url.as_str()) => {
                Err(FetchError::Robots { url: url.to_string() })
            }
            _ => Ok(()),
        }
    }

    /// Fetches `robots.txt`. It may be redirected, also to another host, without that host's leave.
    fn fetch_robots(&self, host: &mut Host, url: &Url) -> Result<Robots, FetchError> {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        at.set_fragment(None);
        let name = self.policy.user_agent.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
        for _ in 0..=self.policy.redirects {
            let answer = match self.ask(host, &at, None, robots::LARGEST) {
                Ok(answer) => answer,
                Err(FetchError::Status { status, .. }) if status != 429 && status < 500 => {
                    return Ok(Robots::Silent);
                }
                // Whatever bars the way to it bars the way to the page, and is better said of that.
                Err(FetchError::Private { host, .. }) => {
                    return Err(FetchError::Private { url: url.to_string(), host });
                }
                Err(stopped @ FetchError::Stopped { .. }) => return Err(stopped),
                Err(FetchError::Kind { .. }) => return Ok(Robots::Silent),
                Err(error) => return Ok(Robots::Unknown(why(&error))),
            };
            match answer {
                Answer::Moved(to) => at = to,
                Answer::Unchanged => return Ok(Robots::Silent),
                Answer::Page { bytes, .. } => return Ok(Robots::of(&bytes, &name)),
            }
        }
        // RFC 9309: too many redirects may count as no file.
        Ok(Robots::Silent)
    }

    /// Asks, and once more if the server says when.
    fn ask_patiently(
        &self,
        host: &mut Host,
        url: &Url,
        known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        let known = known.filter(|k| k.url == url.as_str());
        match self.ask(host, url, known, self.policy.limit) {
            Err(FetchError::Status { after: Some(after), .. }) if after <= PATIENCE => {
                host.free = host.free.max(Some(Instant::now() + after));
                self.ask(host, url, known, self.policy.limit)
            }
            answer => answer,
        }
    }

    /// One question, when its time has come.
    fn ask(
        &self,
        host: &mut Host,
        url: &Url,
        known: Option<&Validators>,
        limit: u64,
    ) -> Result<Answer, FetchError> {
        let now = Instant::now();
        if !wait_until(host.free.unwrap_or(now), &self.stop) {
            return Err(FetchError::Stopped { url: url.to_string() });
        }
        let answer = self.ask_now(url, known, limit);
        let wanted = host.robots.as_ref().map_or(Duration::ZERO, |(_, robots)| robots.pause());
        host.free = Some(Instant::now() + self.policy.pause.max(wanted));
        answer
    }

    fn ask_now(&self, url: &Url, known: Option<&Validators>, limit: u64) -> Result<Answer, FetchError> {
        let mut request = self
            .agent
            .get(url.as_str())
            .header(header::ACCEPT, "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5")
            .header(header::ACCEPT_ENCODING, "gzip, br, zstd, deflate");
        if let Some(known) = known {
            let asked = [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.modified)];
            for (name, value) in asked {
                if let Some(value) = value {
                    request = request.header(name, value.as_str());
                }
            }
        }
        let response = request.call().map_err(|e| self.failed(url, &e))?;
        let value = |name| text(&response, name);
        match response.status().as_u16() {
            200 | 203 => {}
            304 => return Ok(Answer::Unchanged),
            301 | 302 | 303 | 307 | 308 => {
                let to = value(header::LOCATION).unwrap_or_default();
                let why = |why: String| FetchError::Address { url: format!("{url} → {to}"), why };
                let to = url.join(&to).map_err(|e| why(e.to_string()))?;
                return match to.scheme() {
                    "http" | "https" => Ok(Answer::Moved(to)),
                    _ => Err(why("it leads out of the web".to_owned())),
                };
            }
            status => {
                let seconds = value(header::RETRY_AFTER).and_then(|v| v.trim().parse().ok());
                let after = seconds.map(Duration::from_secs);
                return Err(FetchError::Status { url: url.to_string(), status, after });
            }
        }
        let content_type = value(header::CONTENT_TYPE);
        if let Some(kind) = content_type.as_deref().and_then(no_text) {
            return Err(FetchError::Kind { url: url.to_string(), kind });
        }
        let validators = Validators {
            url: url.to_string(),
            etag: value(header::ETAG),
            modified: value(header::LAST_MODIFIED),
        };
        let encoding = value(header::CONTENT_ENCODING);
        let too_large = || FetchError::TooLarge { url: url.to_string(), limit };
        if response.body().content_length().is_some_and(|n| n > limit) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        let mut stream = response.into_body().into_reader().take(limit + 1);
        stream.read_to_end(&mut body).map_err(|e| self.failed(url, &ureq::Error::from(e)))?;
        if body.len() as u64 > limit {
            return Err(too_large());
        }
        let unpacked = unpack(&body, encoding.as_deref(), limit)
            .map_err(|e| FetchError::Packed { url: url.to_string(), why: e.to_string() })?;
        let bytes = unpacked.ok_or_else(too_large)?.into_owned();
        Ok(Answer::Page { bytes, content_type, validators })
    }

    fn failed(&self, url: &Url, error: &ureq::Error) -> FetchError {
        let host = url.host_str().unwrap_or_default().to_owned();
        match error {
            ureq::Error::Timeout(_) => FetchError::Slow { url: url.to_string(), after: self.policy.timeout },
            ureq::Error::Other(inner) if inner.is::<OnlyPrivate>() => {
                FetchError::Private { url: url.to_string(), host }
            }
            ureq::Error::HostNotFound => {
                FetchError::Network { url: url.to_string(), why: format!("there is no host `{host}`") }
            }
            other => FetchError::Network { url: url.to_string(), why: other.to_string() },
        }
    }
}

/// What a server says.
enum Answer {
    Page { bytes: Vec<u8>, content_type: Option<String>, validators: Validators },
    Moved(Url),
    Unchanged,
}

fn parse(url: &str) -> Result<Url, FetchError> {
    let wrong = |why: String| FetchError::Address { url: url.to_owned(), why };
    let mut parsed = Url::parse(url).map_err(|e| wrong(e.to_string()))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(wrong(format!("`{}` is no way to fetch a page", parsed.scheme())));
    }
    parsed.set_fragment(None);
    Ok(parsed)
}

/// The host of an address with its scheme and port; what is no address has a place of its own.
pub(crate) fn origin_of(url: &str) -> String {
    parse(url).map(|url| origin(&url)).unwrap_or_default()
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn text<B>(response: &Response<B>, name: header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_owned()).filter(|v| !v.is_empty())
}

/// The media type, when it is one that holds neither a page nor a feed.
fn no_text(content_type: &str) -> Option<String> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let other = ["image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "model/"];
    other.iter().any(|o| kind.starts_with(o)).then_some(kind)
}

/// What went wrong, without the address it happened to.
fn why(error: &FetchError) -> String {
    let said = error.to_string();
    match said.split_once(": ") {
        Some((_, why)) => why.to_owned(),
        None => said,
    }
}
