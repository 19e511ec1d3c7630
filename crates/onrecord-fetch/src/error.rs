//! Why an address gave nothing, each with the hint that gets the user out of it.

use std::time::Duration;

/// Why an address gave nothing. Every message names it; [`FetchError::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No address of the web.
    #[error("{url}: is no address of a page: {why}")]
    Address {
        /// As given.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// It leads into a private network, or to this machine.
    #[error("{url}: leads to {host}, which is not on the public internet")]
    Private {
        /// As asked for, or as redirected to.
        url: String,
        /// The host.
        host: String,
    },
    /// The site does not want programs there.
    #[error("{url}: the site's robots.txt asks programs to stay away from it")]
    Robots {
        /// As asked for, or as redirected to.
        url: String,
    },
    /// What the site wants cannot be known.
    #[error("{url}: the site's robots.txt cannot be fetched: {why}")]
    RobotsUnknown {
        /// As asked for, or as redirected to.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// It was sent on too often.
    #[error("{url}: was redirected {times} times, at last to {last}")]
    Redirects {
        /// As asked for.
        url: String,
        /// How often it was followed.
        times: usize,
        /// Where it would have gone on.
        last: String,
    },
    /// The server answered with something else than a page.
    #[error("{url}: the server answered {status}{}", reason(*status))]
    Status {
        /// As asked for, or as redirected to.
        url: String,
        /// The HTTP status.
        status: u16,
        /// How long the server asks to be left alone, where it says so.
        after: Option<Duration>,
    },
    /// More than one page may have.
    #[error("{url}: has more than the {} MB that are allowed", limit.div_ceil(1 << 20))]
    TooLarge {
        /// As asked for, or as redirected to.
        url: String,
        /// Bytes allowed, packed or unpacked.
        limit: u64,
    },
    /// A picture, a film and the like.
    #[error("{url}: is of the kind {kind}, not a page")]
    Kind {
        /// As asked for, or as redirected to.
        url: String,
        /// Its media type.
        kind: String,
    },
    /// It cannot be unpacked.
    #[error("{url}: cannot be unpacked: {why}")]
    Packed {
        /// As asked for, or as redirected to.
        url: String,
        /// What the unpacking said.
        why: String,
    },
    /// It took too long.
    #[error("{url}: was not there after {} seconds", after.as_secs())]
    Slow {
        /// As asked for, or as redirected to.
        url: String,
        /// When it was given up.
        after: Duration,
    },
    /// The connection could not be made, or broke.
    #[error("{url}: cannot be fetched: {why}")]
    Network {
        /// As asked for, or as redirected to.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// The user wants no more.
    #[error("{url}: was not fetched, because the run was stopped")]
    Stopped {
        /// As asked for.
        url: String,
    },
}

impl FetchError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            FetchError::Address { .. } => "give an address that begins with http:// or https://",
            FetchError::Private { .. } => "if you trust it, say --allow-private",
            FetchError::Robots { .. } => "open it in a browser, save the page and give the file",
            FetchError::RobotsUnknown { .. } => {
                "until it can be, no page of the site is asked for; try again later"
            }
            FetchError::Redirects { .. } => "open it in a browser and give the address it ends at",
            FetchError::Status { status: 401 | 402 | 403 | 451, .. } => {
                "the page is not open to everybody: if you may read it, save it in a browser and give the file"
            }
            FetchError::Status { status: 404 | 410, .. } => {
                "check the address; the page may have been taken away"
            }
            FetchError::Status { status: 429, .. } => {
                "the server wants to be asked less often; try again later"
            }
            FetchError::Status { .. } => "try again later, or open it in a browser to see what is the matter",
            FetchError::TooLarge { .. } => "if it holds an article, save the page and give the file",
            FetchError::Kind { .. } => "give the address of the article's page",
            FetchError::Packed { .. } | FetchError::Slow { .. } | FetchError::Network { .. } => {
                "check the address and the connection, and try again"
            }
            FetchError::Stopped { .. } => "give the same command again to go on",
        })
    }

    /// Whether it may be different in a while, so that it is worth asking again.
    pub fn passes(&self) -> bool {
        match self {
            FetchError::Slow { .. }
            | FetchError::Network { .. }
            | FetchError::RobotsUnknown { .. }
            | FetchError::Packed { .. }
            | FetchError::Stopped { .. } => true,
            FetchError::Status { status, .. } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        401 => " (a password is needed)",
        402 => " (it must be paid for)",
        403 => " (it is forbidden)",
        404 => " (there is no such page)",
        410 => " (the page is gone)",
        429 => " (too many questions)",
        451 => " (it is barred by law)",
        500.. => " (the server is in trouble)",
        _ => "",
    }
}
