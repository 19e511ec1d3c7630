//! What all pages share.

use crate::guesses::Guesses;
use crate::jobs::{Jobs, Writer, scratch_name, write_with};
use crate::pool::Pool;
use crate::problem::Problem;
use crate::slots::Slots;
use hmac::{Hmac, KeyInit, Mac};
use onrecord::Reader;
use onrecord_archive::{Archive, ArchiveError};
use sha2::Sha256;
use std::collections::VecDeque;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq;

/// Exports that may run at the same time.
const EXPORTS: usize = 2;
/// Forms for adding that may arrive at the same time: each may bring a file.
const UPLOADS: usize = 4;
/// Sessions at a time.
const SESSIONS: usize = 1000;

/// Who may ask.
#[derive(Clone)]
pub enum Access {
    /// Whoever can reach the address, which is one of this machine alone.
    Local,
    /// Whoever has the password.
    Password(String),
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Access::Local => "Local",
            Access::Password(_) => "Password(…)",
        })
    }
}

/// How a workbench is to be.
#[derive(Clone)]
pub struct Settings {
    /// The archive.
    pub archive: PathBuf,
    /// Who may ask.
    pub access: Access,
    /// What a browser may call this server, in small letters, with the port where it has one (`localhost:8321`). Every
    /// other `Host` is refused, so that no page of another site can have its name lead here.
    pub hosts: Vec<String>,
    /// Nobody else must know it, and it must be another one each time.
    pub secret: [u8; 32],
    /// What time it is, RFC 3339.
    pub clock: Arc<dyn Fn() -> String + Send + Sync>,
    /// Questions that are answered at the same time.
    pub at_once: usize,
    /// How long a question may take.
    pub patience: Duration,
    /// Loads what reads articles; asked once, when the first one is to be read.
    pub reader: Arc<dyn Fn() -> Result<Reader, String> + Send + Sync>,
    /// Name and version of what reads.
    pub reader_name: String,
    /// How to behave on the web, where somebody gives an address to be read.
    pub fetch: onrecord_fetch::Policy,
    /// A folder in which files that are sent lie until they are read.
    pub scratch: PathBuf,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("archive", &self.archive)
            .field("access", &self.access)
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

/// A browser that gave the password.
#[derive(Debug)]
struct Session {
    /// What it sends along.
    key: String,
    /// The name under which it first changed something: it does so under no other.
    person: Option<String>,
}

/// What all pages share.
#[derive(Debug)]
pub(crate) struct House {
    pub settings: Settings,
    pub pool: Pool,
    /// What the pages of this run put into their forms, and no other site can know.
    pub form_token: String,
    /// What the right password is known by; none where there is no password.
    password: Option<String>,
    /// What the browsers of those who gave the password send along, each another one; the latest ones.
    sessions: Mutex<VecDeque<Session>>,
    begun: AtomicU64,
    guesses: Guesses,
    writer: Writer,
    pub jobs: Jobs,
    /// Exports that may run at the same time, beside the questions.
    pub exports: Slots,
    /// Forms for adding that may arrive at the same time.
    pub uploads: Slots,
    sent: AtomicU64,
}

impl House {
    pub fn new(settings: Settings) -> Result<House, ArchiveError> {
        let pool = Pool::new(settings.archive.clone(), settings.at_once, settings.patience)?;
        let password = match &settings.access {
            Access::Local => None,
            Access::Password(password) => Some(sealed("password", &settings.secret, password)),
        };
        let writer = Writer::default();
        let jobs = Jobs::new(&settings, Arc::clone(&writer));
        Ok(House {
            form_token: sealed("form", &settings.secret, ""),
            password,
            sessions: Mutex::default(),
            begun: AtomicU64::new(0),
            guesses: Guesses::default(),
            pool,
            writer,
            jobs,
            exports: Slots::new(EXPORTS),
            uploads: Slots::new(UPLOADS),
            sent: AtomicU64::new(0),
            settings,
        })
    }

    /// Changes the archive.
    pub async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Archive) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (settings, writer) = (self.settings.clone(), Arc::clone(&self.writer));
        let done = tokio::task::spawn_blocking(move || write_with(&settings, &writer, work));
        done.await.unwrap_or(Err(Problem::Broken))
    }

    pub fn now(&self) -> String {
        (self.settings.clock)()
    }

    /// A folder for a file that is sent, which no other one has.
    pub fn scratch_folder(&self) -> PathBuf {
        let number = self.sent.fetch_add(1, Ordering::Relaxed);
        self.settings.scratch.join(scratch_name(&self.now(), number))
    }

    /// The archive's name, for the head of each page.
    pub fn name(&self) -> String {
        let name = self.settings.archive.file_name();
        name.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Whether there is a password at all.
    pub fn locked(&self) -> bool {
        self.password.is_some()
    }

    /// Whether this is the password; or how long to wait before another may be tried.
    pub fn is_password(&self, peer: Option<IpAddr>, given: &str) -> Result<bool, Duration> {
        let Some(password) = &self.password else { return Ok(false) };
        // Hashes are compared, so that not even the password's length tells in the time it takes.
        let right = || same(&sealed("password", &self.settings.secret, given), password).then_some(());
        Ok(self.guesses.take(peer, Instant::now(), right)?.is_some())
    }

    /// How many passwords were not even looked at, because they came too soon after others.
    pub fn guesses_refused(&self) -> u64 {
        self.guesses.refused()
    }

    /// A session for somebody who gave the password.
    pub fn begin_session(&self) -> String {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let session = sealed("session", &self.settings.secret, &number.to_string());
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.push_front(Session { key: session.clone(), person: None });
        sessions.truncate(SESSIONS);
        session
    }

    /// Ends a session: its cookie is good for nothing from then on.
    pub fn end_session(&self, cookie: &str) {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| !same(&session.key, cookie));
    }

    pub fn is_session(&self, cookie: &str) -> bool {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.iter().any(|session| same(&session.key, cookie))
    }

    /// The name under which a session changes things; the given one from now on, where it has none yet.
    pub fn name_of_session(&self, cookie: &str, given: Option<&str>) -> Option<String> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.iter_mut().find(|session| same(&session.key, cookie))?;
        if session.person.is_none() {
            session.person = given.map(str::to_owned);
        }
        session.person.clone()
    }

    pub fn is_form_token(&self, given: &str) -> bool {
        same(&self.form_token, given)
    }
}

fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// A text that only whoever knows the secret can make, different for each use.
fn sealed(what_for: &str, secret: &[u8; 32], with: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length will do");
    // The use is fixed words of ours without this byte, so that no two uses can come to the same.
    for piece in [what_for.as_bytes(), &[0], with.as_bytes()] {
        mac.update(piece);
    }
    hex::encode(mac.finalize().into_bytes())
}
