//! Pages from the web, where that was compiled in; elsewhere the same names, and an error that says so.

#[cfg(feature = "web")]
pub use onrecord_fetch::{FetchError, Fetched, Fetcher, Policy};

#[cfg(not(feature = "web"))]
pub use left_out::{FetchError, Fetched, Fetcher, Policy};

#[cfg(not(feature = "web"))]
mod left_out {
    use crate::features::{FULL, LeftOut};
    use onrecord_intake::Capture;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    /// How to behave.
    #[derive(Debug, Clone)]
    pub struct Policy {
        pub allow_private: bool,
        pub pause: Duration,
    }

    impl Policy {
        pub fn new(_: String) -> Policy {
            Policy { allow_private: false, pause: Duration::ZERO }
        }
    }

    /// What came of asking.
    pub enum Fetched {
        Page(Capture, ()),
        Unchanged,
    }

    /// Why there is no page.
    #[derive(Debug, thiserror::Error)]
    pub enum FetchError {
        #[error(transparent)]
        LeftOut(LeftOut),
        #[error("{url}: {why}")]
        Network { url: String, why: String },
    }

    impl FetchError {
        pub fn hint(&self) -> Option<&'static str> {
            matches!(self, FetchError::LeftOut(_)).then_some(FULL)
        }
    }

    /// Fetches nothing.
    pub struct Fetcher;

    impl Fetcher {
        pub fn new(_: Policy, _: Arc<AtomicBool>) -> Fetcher {
            Fetcher
        }

        pub fn fetch(&self, url: &str, _: Option<()>) -> Result<Fetched, FetchError> {
            Err(FetchError::LeftOut(LeftOut::of(url, "web")))
        }
    }
}
