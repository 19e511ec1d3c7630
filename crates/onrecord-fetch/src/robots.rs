//! `robots.txt` (RFC 9309): what a site wants of programs. Where its file is in doubt, the page is not asked for.

use std::time::Duration;
use texting_robots::Robot;

/// Longest pause a site can ask for between two questions.
const LONGEST: Duration = Duration::from_secs(60);
/// As much of the file is looked at as RFC 9309 demands.
pub(crate) const LARGEST: u64 = 500 << 10;
/// Wildcards of a rule, and its bytes. Of a longer rule that forbids, the beginning counts, which forbids more; a longer one
/// that allows does not count.
const WILDCARDS: usize = 16;
const LONGEST_RULE: usize = 1_000;

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
        let file: String =
            String::from_utf8_lossy(file).trim_start_matches('\u{feff}').lines().map(tidied).collect();
        match Robot::new(name, file.as_bytes()) {
            Ok(robot) => Robots::Says(Box::new(robot)),
            Err(error) => Robots::Unknown(format!("it cannot be understood: {error}")),
        }
    }

    /// Whether the address may be asked for.
    pub fn allows(&self, url: &str) -> bool {
        match self {
            Robots::Silent => true,
            Robots::Says(robot) => robot.allowed(&normal(url)),
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

/// A line of the file as the parser takes it: programs by their names alone, percent-encoding in one form, and no rule that
/// would be more than it bears.
fn tidied(line: &str) -> String {
    let line = line.split('#').next().unwrap_or_default();
    let Some((key, value)) = line.split_once(':') else { return format!("{line}\n") };
    let value = value.trim();
    let (disallow, allow) =
        (key.trim().eq_ignore_ascii_case("disallow"), key.trim().eq_ignore_ascii_case("allow"));
    if key.trim().eq_ignore_ascii_case("user-agent") {
        // RFC 9309, 2.2.1: what comes after the product's name is not compared.
        let name = value.split(|c: char| c == '/' || c.is_whitespace()).next().unwrap_or_default();
        return format!("{key}: {name}\n");
    }
    if !disallow && !allow {
        return format!("{line}\n");
    }
    let mut rule = normal(value);
    while rule.contains("**") {
        rule = rule.replace("**", "*");
    }
    let many = rule.match_indices('*').nth(WILDCARDS).map_or(rule.len(), |(at, _)| at);
    let end = rule.floor_char_boundary(many.min(LONGEST_RULE));
    if end < rule.len() {
        if allow {
            return "\n".to_owned();
        }
        rule.truncate(end);
    }
    format!("{key}: {rule}\n")
}

/// Percent-encoding in one form (RFC 3986, 6.2.2): what need not be encoded is not, and digits are in capitals.
fn normal(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        out += &rest[..at];
        let byte = rest.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let signed = rest.as_bytes().get(at + 1) == Some(&b'+');
        match byte.filter(|_| !signed) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(byte.into()),
            Some(byte) => out += &format!("%{byte:02X}"),
            None => {
                out.push('%');
                rest = &rest[at + 1..];
                continue;
            }
        }
        rest = &rest[at + 3..];
    }
    out + rest
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
    #[test]
    fn in_doubt_a_page_is_not_asked_for() {
        let says = |rules: &str, path: &str| {
            let file = format!("User-agent: onrecord/0.1.0 (beta)\n{rules}\n\nUser-agent: *\nAllow: /\n");
            Robots::of(file.as_bytes(), "onrecord").allows(&format!("https://a.example{path}"))
        };
        for (rules, path, allowed) in [
            ("Disallow: /page", "/page", false),
            ("Disallow: /page", "/other", true),
            ("Disallow: /%70age", "/page", false),
            ("Disallow: /page", "/%70age", false),
            ("Disallow: /a%3cb", "/a%3Cb", false),
            ("Disallow: /%zz", "/page", true),
            ("Disallow: /x # all of it", "/x", false),
        ] {
            assert_eq!(says(rules, path), allowed, "{rules} {path}");
        }
        // A rule that is more than the parser bears does not take the others with it.
        let wild = format!("Disallow: /w{}\nDisallow: /page", "*a".repeat(5_000));
        assert!(!says(&wild, "/page") && says(&wild, "/other"));
        assert!(!says(&wild, &format!("/w{}", "a".repeat(40))));
        let wild = format!("Disallow: /page\nAllow: /{}", "*a".repeat(5_000));
        assert!(!says(&wild, "/page"));
        assert!(!says(&format!("Disallow: /{}", "*".repeat(5_000)), "/page"));
        assert!(!says(&format!("Disallow: /{}", "x".repeat(100_000)), &format!("/{}", "x".repeat(2_000))));
    }
}
