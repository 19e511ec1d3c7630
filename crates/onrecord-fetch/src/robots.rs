//! `robots.txt` (RFC 9309): what a site wants of programs.

use std::time::Duration;
use texting_robots::Robot;

/// Longest pause a site can ask for between two questions.
const LONGEST: Duration = Duration::from_secs(60);
/// As much of the file is looked at as RFC 9309 demands.
pub(crate) const LARGEST: u64 = 500 << 10;

/// What a site wants.
#[derive(Debug)]
pub(crate) enum Robots {
    /// It has said nothing, which allows everything.
    Silent,
    /// What its file says.
    Says(Box<Robot>),
    /// It could not be asked, which for now forbids everything; why.
    Unknown(String),
}

impl Robots {
    /// What a file says to the program of that name.
    pub fn of(file: &[u8], name: &str) -> Self {
        // A file that makes no sense at all says nothing.
        Robot::new(name, file).map_or(Robots::Silent, |robot| Robots::Says(Box::new(robot)))
    }

    /// Whether the address may be asked for.
    pub fn allows(&self, url: &str) -> bool {
        match self {
            Robots::Silent => true,
            Robots::Says(robot) => robot.allowed(url),
            Robots::Unknown(_) => false,
        }
    }

    /// The pause it asks for.
    pub fn pause(&self) -> Duration {
        let Robots::Says(robot) = self else { return Duration::ZERO };
        let wanted = robot.delay.filter(|d| d.is_finite() && *d > 0.0);
        Duration::from_secs_f32(wanted.unwrap_or(0.0).min(LONGEST.as_secs_f32()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_group_and_rule_count() {
        let file = b"User-agent: *\nDisallow: /\n\nUser-agent: Onrecord\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 4\n";
        let robots = Robots::of(file, "onrecord");
        assert!(robots.allows("https://a.example/news"));
        assert!(!robots.allows("https://a.example/private/x"));
        assert!(robots.allows("https://a.example/private/open/x"));
        assert_eq!(robots.pause(), Duration::from_secs(4));
        assert!(!Robots::of(file, "other").allows("https://a.example/news"));
        let endless = Robots::of(b"User-agent: *\nCrawl-delay: 86400\n", "onrecord");
        assert_eq!(endless.pause(), LONGEST);
        assert!(Robots::of(b"<html>not found</html>", "onrecord").allows("https://a.example/"));
        assert!(!Robots::Unknown("down".to_owned()).allows("https://a.example/"));
    }
}
