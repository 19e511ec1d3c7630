//! The file of `onrecord add --follow`: which feeds to ask how often. It is described in `docs/fetching.md`.

use super::UsageError;
use jiff::SignedDuration;
use onrecord_fetch::Start;
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// How often a feed is asked when nothing is said.
const USUAL: Duration = Duration::from_secs(15 * 60);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feeds {
    interval: Option<String>,
    #[serde(default)]
    feed: Vec<Feed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feed {
    url: String,
    outlet: Option<String>,
    interval: Option<String>,
}

/// The feeds that a file lists.
pub(super) fn starts(file: &Path) -> Result<Vec<Start>, UsageError> {
    let wrong = |why: String| UsageError::Follow { file: file.display().to_string(), why };
    let text = std::fs::read_to_string(file).map_err(|e| wrong(format!("cannot be read: {e}")))?;
    parse(&text).map_err(wrong)
}

fn parse(text: &str) -> Result<Vec<Start>, String> {
    let feeds: Feeds = toml::from_str(text).map_err(|e| e.to_string())?;
    let usual = feeds.interval.as_deref().map(interval).transpose()?.unwrap_or(USUAL);
    if feeds.feed.is_empty() {
        return Err("lists no feeds".to_owned());
    }
    let start = |feed: Feed| {
        if !feed.url.starts_with("http://") && !feed.url.starts_with("https://") {
            return Err(format!("`{}` is no address of the web", feed.url));
        }
        let again = feed.interval.as_deref().map(interval).transpose()?.unwrap_or(usual);
        Ok(Start { url: feed.url, listing: true, outlet: feed.outlet, again: Some(again) })
    };
    feeds.feed.into_iter().map(start).collect()
}

/// `15m`, `1h 30m`, `90 seconds`.
fn interval(given: &str) -> Result<Duration, String> {
    let parsed = given.parse::<SignedDuration>().ok().and_then(|d| Duration::try_from(d).ok());
    match parsed {
        Some(duration) if duration >= Duration::from_secs(1) => Ok(duration),
        _ => Err(format!("`{given}` is no interval such as 15m or 1h 30m, of a second at least")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_with_their_intervals() {
        let starts = parse(
            "interval = \"1h 30m\"\n[[feed]]\nurl = \"https://a.example/rss\"\noutlet = \"The Post\"\n\
             [[feed]]\nurl = \"http://b.example/map.xml\"\ninterval = \"90s\"\n",
        )
        .unwrap();
        let again: Vec<_> = starts.iter().map(|s| s.again.unwrap().as_secs()).collect();
        assert_eq!(again, [5400, 90]);
        assert_eq!(starts[0].outlet.as_deref(), Some("The Post"));
        assert!(starts.iter().all(|s| s.listing));
        assert_eq!(parse("[[feed]]\nurl = \"https://a.example\"").unwrap()[0].again, Some(USUAL));
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        for (text, said) in [
            ("", "lists no feeds"),
            ("[[feed]]\nurl = \"feeds/a.xml\"", "no address"),
            ("[[feed]]\nurl = \"https://a.example\"\ninterval = \"soon\"", "`soon` is no interval"),
            ("interval = \"-5m\"\n[[feed]]\nurl = \"https://a.example\"", "`-5m`"),
            ("[[feeds]]\nurl = \"https://a.example\"", "unknown field `feeds`"),
            ("[[feed]]\nurl = 7", "line 2"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
