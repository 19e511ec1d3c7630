//! The names in the field or line that says who wrote an article. What else stands there is no name: roles, degrees, outlets,
//! dates, buttons. The words for these stand in the data file `lexicon/bylines.toml`.

use crate::parts::split_names;
use regex::Regex;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The words, read once.
pub(crate) static BYLINES: LazyLock<Bylines> = LazyLock::new(|| {
    let file = onrecord::language::from_toml(include_str!("../../../lexicon/bylines.toml"));
    file.unwrap_or_else(|e| panic!("lexicon/bylines.toml: {e}"))
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bylines {
    lead: Vec<String>,
    marks: Vec<String>,
    roles: HashSet<String>,
    of_roles: HashSet<String>,
    nobody: HashSet<String>,
    buttons: HashSet<String>,
    bodies: HashSet<String>,
    degrees: HashSet<String>,
    suffixes: HashSet<String>,
    particles: HashSet<String>,
    agencies: HashSet<String>,
    platforms: HashSet<String>,
    sections: HashSet<String>,
    companies: HashSet<String>,
    beside_lead: HashSet<String>,
}

impl Bylines {
    pub fn is_agency(&self, name: &str) -> bool {
        self.agencies.contains(&bare(name))
    }

    /// Whether a name is that of a company by law, or of an agency's service.
    pub fn is_company(&self, name: &str) -> bool {
        name.split_whitespace().any(|w| self.companies.contains(&bare(w)))
    }

    /// Whether no outlet has this name: a platform, a system, a section.
    pub fn is_no_outlet(&self, name: &str) -> bool {
        self.platforms.contains(&bare(name)) || self.sections.contains(&bare(name))
    }
}

/// One of the authors that a field names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub text: String,
    /// Whether it is a body's or an agency's rather than a person's.
    pub body: bool,
}

/// Most words of a name.
const LONGEST_NAME: usize = 5;
/// Most words of a body's.
const LONGEST_BODY: usize = 8;

/// In small letters and without marks at the ends.
fn bare(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The letters and digits of a name, in small letters, without an article or a domain's end: what is the same in `The Example`,
/// `Example` and `example.com`.
pub(crate) fn squeezed(name: &str) -> String {
    static DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:www\.)?(.+?)\.(?:[a-z]{2,4}|co\.[a-z]{2}|com\.[a-z]{2})/?$")
            .expect("a valid pattern")
    });
    let name = name.trim();
    let name = DOMAIN.captures(name).and_then(|c| c.get(1)).map_or(name, |m| m.as_str());
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let words = match words.first().map(String::as_str) {
        Some("the" | "die" | "der" | "das") if words.len() > 1 => &words[1..],
        _ => &words[..],
    };
    words.iter().flat_map(|w| w.chars()).filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a name is an outlet's.
pub(crate) fn is_outlet(name: &str, outlets: &[String]) -> bool {
    let name = squeezed(name);
    // `The Example | example.com`
    let parts = |o: &str| o.split('|').any(|p| squeezed(p) == name);
    !name.is_empty() && outlets.iter().any(|o| squeezed(o) == name || parts(o))
}

/// Takes the words before the names away. Says whether there were any.
fn without_lead(text: &str) -> (&str, bool) {
    static LEAD: LazyLock<Regex> = LazyLock::new(|| lead(&BYLINES.lead, "^"));
    let (mut rest, mut any) = (text.trim(), false);
    while let Some(m) = LEAD.find(rest) {
        // A single word may be a name: `Di Trevis`.
        rest = rest[m.end()..].trim_start_matches([':', ' ', '\u{a0}']);
        any = true;
    }
    (rest, any)
}

/// A pattern for any of these words, with a colon or a space behind them, or the end.
fn lead(words: &[String], before: &str) -> Regex {
    let mut words: Vec<String> = words.iter().map(|w| regex::escape(w)).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let pattern = format!(r"(?i){before}(?:{})(?:\s*:\s*|[\s\u{{a0}}]+|$)", words.join("|"));
    Regex::new(&pattern).unwrap_or_else(|e| panic!("lexicon/bylines.toml: {e}"))
}

/// Whether a line is nothing but the words before names.
pub(crate) fn is_lead(line: &str) -> bool {
    static MARKS: LazyLock<Regex> = LazyLock::new(|| lead(&BYLINES.marks, "^"));
    let line = line.trim();
    MARKS.find(line).is_some_and(|m| line[m.end()..].trim_matches([':', ' ', '\u{a0}']).is_empty())
        || BYLINES.lead.contains(&bare(line))
}

/// What stands behind the words that announce names in a line: `Doe | 3 May` of `News | By Doe | 3 May`, `Doe` of `Posted on 3 May by Doe`.
pub(crate) fn announced(line: &str) -> Option<&str> {
    static START: LazyLock<Regex> = LazyLock::new(|| lead(&BYLINES.marks, r"(?:^|[|•·/—–]\s*|\s-\s)"));
    static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:posted|published|updated|written|veröffentlicht|erstellt|geschrieben|publié|publicado)\b.{0,60}?\b(?:by|von|par|por)[\s:]+")
            .expect("a valid pattern")
    });
    let found = INSIDE.find(line).or_else(|| START.find(line))?;
    Some(line[found.end()..].trim()).filter(|rest| !rest.is_empty())
}

/// Cuts a line at what stands behind names: a date, a clock, an address.
fn before_date(text: &str) -> &str {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)(?: [\s,(]* \b(?:on|am|um|at|le|el|il|op|den|dne|vor|stand|updated|published|posted|publicado|publié|aktualisiert|veröffentlicht)\b [^\p{L}]* (?: \p{L}+\.?,?\s+ )? \d
              | [\s,(]* \b (?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+ (?: \p{L}+\.?\s+ )? \d
              | [\s,(]* \b (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?,?\s+ \d
              | (?:[\s,(]+|^) \d
              | [\s,(]* \b(?:updated|published|posted|last\s+updated|edit|read\s+more|more\s+by|follow|twitter|share)\b .*$
              | \s+ @ | \s* https?: )",
        )
        .expect("a valid pattern")
    });
    BEHIND.find(text).map_or(text, |m| &text[..m.start()])
}

/// The names in a field or a line, in order; `outlets` are the names of those that may have published it.
pub(crate) fn names(field: &str, outlets: &[String]) -> Vec<Name> {
    static PARTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\s*[|•·/\n;]\s*|\s+[–—-]\s+").expect("a valid pattern"));
    static BRACKETS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\s*[(\[][^)\]]*[)\]]?").expect("a valid pattern"));
    static TRAILING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[\s,]+(?:on|am|um|at|stand|vom|le|el|vor|and|und|under)\s*$")
            .expect("a valid pattern")
    });
    let field =
        field.split(' ').filter(|w| !w.is_empty() && !w.contains("://")).collect::<Vec<_>>().join(" ");
    let field = field.replace(" ,", ",");
    if field.len() > 600 || !field.contains(' ') && is_address(&field) {
        return Vec::new();
    }
    let mut found: Vec<Name> = Vec::new();
    for piece in PARTED.split(&field) {
        let (piece, _) = without_lead(piece);
        let piece = without_address(piece);
        let piece = BRACKETS.replace_all(&piece, "");
        let piece = TRAILING.replace(before_date(&piece), "");
        let Some(piece) = behind_colon(&piece) else { continue };
        if is_outlet(piece, outlets) {
            continue;
        }
        let inverted = inverted(piece);
        let names = inverted.map_or_else(|| split_names(piece), |name| vec![name]);
        for name in names {
            let (name, _) = without_lead(&name);
            // What somebody is or where stands behind a comma, and is nobody.
            if let (Some(last), true) = (found.last_mut(), BYLINES.suffixes.contains(&bare(name))) {
                last.text = format!("{} {name}", last.text);
                continue;
            }
            let Some(name) = name_in(name, outlets) else { continue };
            if !found.iter().any(|f| f.text.to_lowercase() == name.text.to_lowercase()) {
                found.push(name);
            }
        }
    }
    // `Nets and Lines` is no two people, and a body's department no body of its own.
    let led = found.first().is_some_and(|n| n.body && !BYLINES.is_agency(&n.text));
    let words_alone = found.iter().all(|n| !n.text.contains(' '));
    let bodies = found.iter().all(|n| n.body && !BYLINES.is_agency(&n.text));
    if found.len() > 1 && (words_alone || bodies || led) {
        let (whole, _) = without_lead(&field);
        return vec![Name { text: before_date(whole).to_owned(), body: true }];
    }
    found
}

/// A name without the address beside it; nothing of an address alone.
fn without_address(piece: &str) -> Cow<'_, str> {
    if !is_address(piece) {
        return Cow::Borrowed(piece);
    }
    let words: Vec<&str> = piece.split_whitespace().filter(|w| !is_address(w)).collect();
    if words.len() < 2 { Cow::Borrowed("") } else { Cow::Owned(words.join(" ")) }
}

/// What stands behind a colon, if nothing but words before names stand before it: `Jane Doe` of `Text and photos: Jane Doe`.
fn behind_colon(piece: &str) -> Option<&str> {
    let Some((before, after)) = piece.rsplit_once(':') else { return Some(piece) };
    let known = |w: &str| BYLINES.lead.iter().any(|l| l == w) || BYLINES.beside_lead.contains(w);
    before.split_whitespace().map(bare).all(|w| w.is_empty() || known(&w)).then(|| after.trim())
}

/// `Jane Doe` of `Doe, Jane`.
fn inverted(piece: &str) -> Option<String> {
    let (last, first) = piece.split_once(", ")?;
    let one = |s: &str| s.split_whitespace().count() == 1 && s.chars().next().is_some_and(char::is_uppercase);
    let plain = |s: &str| {
        let b = bare(s);
        !BYLINES.degrees.contains(&b)
            && !BYLINES.nobody.contains(&b)
            && !BYLINES.agencies.contains(&b)
            && !BYLINES.suffixes.contains(&b)
            && s.chars().any(char::is_lowercase)
    };
    (one(last) && one(first) && plain(last) && plain(first) && !first.contains(','))
        .then(|| format!("{first} {last}"))
}

fn is_address(text: &str) -> bool {
    static DOMAIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\p{L}\d-]{2,}(?:\.[\p{L}\d-]+)*\.[a-z]{2,3}$").expect("a valid pattern")
    });
    text.contains("://")
        || text.contains('@')
        || text.contains("[at]")
        || DOMAIN.is_match(text.trim())
        || text.contains(".com/")
        || text.starts_with("www.")
}

/// The name in what stands between two commas, if there is one.
fn name_in(piece: &str, outlets: &[String]) -> Option<Name> {
    static FOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s+(?:for|of|at|from|in|für|para|pour|contributed|with|mit)\s+.*$")
            .expect("a valid pattern")
    });
    let piece = piece.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ':' | '–' | '—' | '-' | '"' | '“' | '”' | '*' | '>' | '»')
    });
    let agency = BYLINES.is_agency(piece);
    let body_like = |words: &[&str]| words.iter().any(|w| BYLINES.bodies.contains(&bare(w)));
    let whole: Vec<&str> = piece.split_whitespace().collect();
    if whole.is_empty() || is_address(piece) || is_outlet(piece, outlets) {
        return None;
    }
    if BYLINES.buttons.contains(&bare(whole[0])) {
        return None;
    }
    let body = |text: &str| Some(Name { text: text.to_owned(), body: true });
    if agency {
        return body(piece);
    }
    if whole.iter().any(|w| BYLINES.nobody.contains(&bare(w))) || !piece.chars().any(char::is_alphabetic) {
        // `Jane Doe Staff Writer` is somebody all the same.
        let at = whole.iter().position(|w| BYLINES.nobody.contains(&bare(w)))?;
        let role = whole[at + 1..].iter().any(|w| BYLINES.roles.contains(&bare(w)));
        let more = whole[..at].iter().rev().take_while(|w| BYLINES.of_roles.contains(&bare(w))).count();
        let name = whole[..at - more].join(" ");
        return (role && at - more >= 2).then(|| name_in(&name, outlets))?;
    }
    let cut = FOR.replace(piece, "");
    let mut words: Vec<&str> = cut.split_whitespace().collect();
    // `Jane Doe for the Example Society` is no society, and `Society of Examples` is one.
    if body_like(&words) || words.len() < 2 && body_like(&whole) {
        let short = whole.len() <= LONGEST_BODY && whole.len() > 1;
        return short.then(|| body(piece))?;
    }
    // A role behind the name, with what says more of it.
    if words.iter().any(|w| BYLINES.roles.contains(&bare(w))) {
        let role = |w: &&str| BYLINES.roles.contains(&bare(w)) || BYLINES.of_roles.contains(&bare(w));
        let at = words.iter().position(role)?;
        if at < 2 {
            return None;
        }
        words.truncate(at);
    }
    while words.len() > 1 && BYLINES.degrees.contains(&bare(words[words.len() - 1])) {
        words.pop();
    }
    if let [one] = words[..]
        && (BYLINES.degrees.contains(&bare(one)) || BYLINES.of_roles.contains(&bare(one)))
    {
        return None;
    }
    let text = words.join(" ");
    let text =
        text.trim_end_matches([',', ':', ';']).trim_end_matches(|c: char| c == '.' && words.len() == 1);
    // `news service reports` is nobody.
    let small = words.len() > 1
        && words.iter().all(|w| !w.contains(char::is_uppercase))
        && text.chars().any(char::is_lowercase);
    let admin = words.len() == 1 && text.to_lowercase().ends_with("admin");
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = words.len() <= LONGEST_NAME
        && !small
        && !admin
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && (digits == 0 || words.len() == 1 && digits < 4)
        && !text.contains(['{', '}', '<', '>', '=', '#', '?', '!', '"', '“', '%', '©', '$']);
    fits.then(|| Name { text: text.to_owned(), body: false })
}

/// Whether a name is written as people's are: two words or more, and a small first letter in none but particles.
pub(crate) fn is_whole(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |w: &&str| {
        w.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
            || BYLINES.particles.contains(&bare(w))
    };
    words.len() >= 2 && words.iter().all(capital)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(field: &str) -> Vec<String> {
        let outlets = ["The Skerry Post".to_owned(), "Nets & Lines".to_owned()];
        names(field, &outlets).into_iter().filter(|n| !n.body).map(|n| n.text).collect()
    }

    #[test]
    fn roles_degrees_outlets_and_dates_are_no_authors() {
        for (field, expected) in [
            ("By Jane Doe and John Roe", vec!["Jane Doe", "John Roe"]),
            (
                "Ann M. Dahl, Per S.T. Lie and Tom Wick, Skerry Post",
                vec!["Ann M. Dahl", "Per S.T. Lie", "Tom Wick"],
            ),
            ("Nets & Lines", vec![]),
            ("skerrypost.com", vec![]),
            ("Jane Doe, PhD", vec!["Jane Doe"]),
            ("Jane Doe, Ph.D., M.D.", vec!["Jane Doe"]),
            ("Jane Doe, Jr.", vec!["Jane Doe Jr"]),
            ("By Jane Doe, Political Correspondent", vec!["Jane Doe"]),
            ("Jane Doe Senior Staff Writer", vec!["Jane Doe"]),
            ("Jane Doe for the Skerry Post", vec!["Jane Doe"]),
            ("Jane Doe (Reuters)", vec!["Jane Doe"]),
            ("Jane Doe | Email the author", vec!["Jane Doe"]),
            ("Jane Doe @jdoe May 14, 2024, 4:22am EDT", vec!["Jane Doe"]),
            ("by Jane Doe on January 20, 2020", vec!["Jane Doe"]),
            ("Von Jane van der Doe - 3. Mai 2024", vec!["Jane van der Doe"]),
            ("Interview: Jane Doe", vec!["Jane Doe"]),
            ("Doe, Jane", vec!["Jane Doe"]),
            ("TOI staff", vec![]),
            ("Redaktion", vec![]),
            ("https://example.org/jane", vec![]),
            ("Jane Doe https://example.org/jane", vec!["Jane Doe"]),
            ("Jane Doe jane@example.org", vec!["Jane Doe"]),
            ("Senior Reporter", vec![]),
            ("JeGX", vec!["JeGX"]),
            ("Text and photos: Jane Doe", vec!["Jane Doe"]),
            ("Tags: Nets", vec![]),
            (
                "By Jane Doe , Minh Do on Monday, November 18th, 2019 at 11:08 a.m.",
                vec!["Jane Doe", "Minh Do"],
            ),
            ("Jane Doe, Editor-at-large", vec!["Jane Doe"]),
            ("Sea Desk staff", vec![]),
            ("desk[at]example.org", vec![]),
        ] {
            assert_eq!(persons(field), expected, "{field}");
        }
    }

    #[test]
    fn bodies_are_told_from_people() {
        let body = |field: &str| names(field, &[]).into_iter().map(|n| n.body).collect::<Vec<_>>();
        assert_eq!(body("University of Skerry"), [true]);
        assert_eq!(body("Associated Press"), [true]);
        assert_eq!(body("Jane Doe"), [false]);
        assert_eq!(body("Nets & Lines Media"), [true], "a body keeps its sign");
        assert_eq!(body("Nets and Lines"), [true]);
        assert_eq!(body("Skerry University, Department of Nets"), [true]);
    }

    #[test]
    fn names_are_announced() {
        assert_eq!(announced("yes! | By Cara Lund | May 3, 2024"), Some("Cara Lund | May 3, 2024"));
        assert_eq!(announced("Posted on May 3, 2024 by Adi Lund"), Some("Adi Lund"));
        assert_eq!(announced("The talks by the sea"), None);
        assert!(is_lead("By") && is_lead("By :") && is_lead("Von") && !is_lead("By Jane"));
        assert!(is_whole("Jane van der Doe") && !is_whole("Jane doe") && !is_whole("Jane"));
    }
}
