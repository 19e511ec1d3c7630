//! Style and script. Their addresses have their hashes in them, so that a browser may keep them for good.

use crate::problem::Problem;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

struct Asset {
    name: String,
    kind: &'static str,
    body: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, body: &'static str) -> Asset {
        let hash = Sha256::digest(body.as_bytes());
        Asset { name: format!("{stem}-{}.{ending}", hex::encode(&hash[..8])), kind, body }
    }
}

static ALL: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::new("onrecord", "css", "text/css; charset=utf-8", include_str!("../assets/onrecord.css")),
        Asset::new("onrecord", "js", "text/javascript; charset=utf-8", include_str!("../assets/onrecord.js")),
        Asset::new("mark", "svg", "image/svg+xml", include_str!("../assets/mark.svg")),
    ]
});

/// Where the style is.
pub(crate) fn style() -> String {
    format!("/assets/{}", ALL[0].name)
}

/// Where the script is.
pub(crate) fn script() -> String {
    format!("/assets/{}", ALL[1].name)
}

/// Where the mark is that browsers show beside the title.
pub(crate) fn mark() -> String {
    format!("/assets/{}", ALL[2].name)
}

/// Sends one.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    match ALL.iter().find(|asset| asset.name == name) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.body,
        )
            .into_response(),
        None => Problem::NoSuch("file of this name".to_owned()).into_response(),
    }
}
