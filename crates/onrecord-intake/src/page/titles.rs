//! Which of the titles and outlets that a page gives is the article's: a site's name, a description or an entry of the menu is no
//! title; an agency, a platform or a section is no outlet.

use super::blocks::{Block, BlockKind, words};
use crate::names::{BYLINES, is_outlet, squeezed};

/// Between the title and the names of sections and sites.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " : ", " • ", " · ", " » ", " « ", " / ", " // ", " › ", " ‹ ", "_",
];
/// The same without a space, which also stands within words that go together: `Ein- und Ausfuhr`.
const CLOSE: &str = "- ";
/// Most words of a site's name or a section's.
const NAME: usize = 5;

/// What a page gives to choose from.
pub(super) struct Given<'g> {
    pub blocks: &'g [Block],
    /// The text of `<title>`.
    pub page_title: Option<&'g str>,
    pub descriptions: &'g [String],
    pub outlets: &'g [String],
    /// The page's own addresses.
    pub urls: &'g [String],
}

/// Puts the titles into the order of trust, without those that are none.
pub(super) fn order(titles: Vec<String>, given: &Given) -> Vec<String> {
    let is_template = |t: &str| t.contains("{$") || t.contains("{{") || t.contains("${");
    let mut titles: Vec<String> = titles.into_iter().filter(|t| !is_template(t)).collect();
    let all = titles.clone();
    titles.retain(|t| {
        let other = |o: &&String| words(o) != words(t);
        let none = is_outlet(t, given.outlets)
            || BYLINES.is_no_outlet(t)
            || given.descriptions.iter().any(|d| words(d) == words(t));
        !none || !all.iter().any(|o| other(&o) && !is_outlet(o, given.outlets))
    });
    for title in &mut titles {
        *title = without_site(title, given);
    }
    let best = titles.first().map(|t| words(t)).unwrap_or_default();
    let page_title = given.page_title.map(words).unwrap_or_default();
    if let Some(agreed) = agreed(given) {
        let known = words(&agreed);
        let shared = known.iter().filter(|w| best.contains(w)).count();
        let in_title = best.iter().filter(|w| page_title.contains(w)).count();
        // A longer or shorter form with the site's or a section's name, or words of which the page shows none.
        let around = titles.first().is_some_and(|t| is_part(t, &known) && words(t) != known);
        let cut_off = known.len() > best.len() && known.starts_with(&best);
        let foreign = known.len() >= 2 && shared * 2 <= known.len() && in_title * 2 < best.len();
        if best.is_empty() || around || cut_off || foreign {
            titles.insert(0, agreed);
        }
    } else if let Some(page_title) = given.page_title {
        let parts = parts(page_title);
        let first = words(parts.first().copied().unwrap_or_default());
        // Metadata lose what stands behind a mark of quotation.
        if first.len() > best.len() && best.len() >= 3 && first.starts_with(&best) {
            titles.insert(0, parts[0].to_owned());
        }
        // Where nothing but `<title>` is known, what is short at its end is the site.
        if titles.len() == 1
            && let Some((head, tail)) = last_part(&titles[0])
            && words(tail).len() <= NAME
            && words(head).len() >= 3
        {
            titles[0] = head.to_owned();
        }
    }
    titles.retain(|t| !t.is_empty());
    titles
}

/// The heading that `<title>` repeats, whole or as one of its parts.
fn agreed(given: &Given) -> Option<String> {
    let page_title = given.page_title?;
    let heading = |fewest: usize, level: &dyn Fn(u8) -> bool| {
        given.blocks.iter().find_map(|b| {
            let BlockKind::Heading(l) = b.kind else { return None };
            if b.text.len() > 600 {
                return None;
            }
            let shown = words(&b.text);
            let fits = level(l)
                && shown.len() >= fewest
                && !is_outlet(&b.text, given.outlets)
                && !is_home(&b.text, given.urls)
                // What was cut off ends nowhere.
                && (is_part(page_title, &shown) && !b.text.ends_with('…') || parts(page_title).into_iter().any(|p| words(p) == shown));
            fits.then(|| b.text.clone())
        })
    };
    heading(1, &|l| l == 1).or_else(|| heading(3, &|l| l == 2 || l == 3))
}

/// Whether words stand in a title, whole, or at one of its ends up to a sign that parts it.
fn is_part(title: &str, known: &[String]) -> bool {
    let ends = |s: &&str| {
        title
            .match_indices(*s)
            .any(|(at, s)| words(&title[..at]) == known || words(&title[at + s.len()..]) == known)
    };
    words(title) == known
        || parts(title).into_iter().any(|p| words(p) == known)
        || SEPARATORS.iter().chain(&[CLOSE]).any(ends)
}

fn parts(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|p| p.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

fn last_part(title: &str) -> Option<(&str, &str)> {
    SEPARATORS.iter().filter_map(|s| title.rsplit_once(s)).max_by_key(|(head, _)| head.len())
}

fn first_part(title: &str) -> Option<(&str, &str)> {
    SEPARATORS.iter().chain(&[": "]).filter_map(|s| title.split_once(s)).min_by_key(|(head, _)| head.len())
}

/// Takes the outlet's name off the title's ends: `Talks go on | The Example`, `The Example: Talks go on`.
fn without_site(title: &str, given: &Given) -> String {
    let is_site = |name: &str| is_outlet(name, given.outlets) || is_home(name, given.urls);
    let mut title = title;
    for _ in 0..3 {
        if let Some((head, tail)) = last_part(title)
            && (is_site(tail) || BYLINES.is_no_outlet(tail) && title != head && is_site_before(head, given))
        {
            title = head.trim();
        } else if let Some((head, tail)) = first_part(title)
            && is_site(head)
        {
            title = tail.trim();
        } else {
            break;
        }
    }
    title.to_owned()
}

/// Whether a title still ends with the site's name when a section behind it is gone.
fn is_site_before(title: &str, given: &Given) -> bool {
    last_part(title).is_some_and(|(_, tail)| is_outlet(tail, given.outlets))
}

/// Whether a name is that of the address a page lies at.
fn is_home(name: &str, urls: &[String]) -> bool {
    let name = squeezed(name);
    !name.is_empty() && urls.iter().any(|u| hosts(u).any(|h| h == name))
}

/// An address's host.
fn host(url: &str) -> String {
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    host.split(['/', '?', '#', ':']).next().unwrap_or_default().to_lowercase()
}

/// The names in an address's host: `skerrypost` of `https://www.skerrypost.co.uk/a`.
fn hosts(url: &str) -> impl Iterator<Item = String> {
    let host = host(url);
    let labels: Vec<String> = host.split('.').filter(|l| *l != "www").map(|l| l.replace('-', "")).collect();
    let whole = squeezed(&host);
    labels.into_iter().filter(|l| l.len() > 3).chain([whole])
}

/// Puts the outlets into the order of trust, without those that are none: agencies, platforms, sections.
pub(super) fn outlets(found: Vec<String>, urls: &[String]) -> Vec<String> {
    let is_template = |t: &str| t.contains("{$") || t.contains("{{") || t.contains("${");
    let mut list: Vec<String> = Vec::new();
    for outlet in found.into_iter().filter(|o| !is_template(o) && !o.contains("://")) {
        if !list.contains(&outlet) {
            list.push(outlet);
        }
    }
    // A platform is an outlet where nobody else's site lies below its own: not at `skerry.example.com`.
    let root = |o: &String| urls.iter().any(|u| squeezed(&host(u)) == squeezed(o));
    list.retain(|o| root(o) || !BYLINES.is_no_outlet(o));
    // An agency away from home carried it nowhere, and a company owns outlets.
    let trust = |o: &String| match () {
        () if BYLINES.is_agency(o) && !is_home(o, urls) => 2,
        () if BYLINES.is_company(o) => 1,
        () => 0,
    };
    list.sort_by_key(trust);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_publisher_is_the_outlet() {
        let of = |found: &[&str], url: &str| {
            let found = found.iter().map(|f| (*f).to_owned()).collect();
            outlets(found, &[url.to_owned()]).into_iter().next()
        };
        let paper = "https://www.skerrypost.com/2024/ferry";
        assert_eq!(of(&["Associated Press", "Skerry Post"], paper).as_deref(), Some("Skerry Post"));
        assert_eq!(of(&["U.S.", "Skerry Post"], paper).as_deref(), Some("Skerry Post"));
        assert_eq!(
            of(&["Blogger", "Skerry's Nets"], "https://nets.example.org/a").as_deref(),
            Some("Skerry's Nets")
        );
        assert_eq!(of(&["Blogger"], "https://nets.example.org/a"), None);
        assert_eq!(of(&["Skerry Post Company Ltd", "Skerry Post"], paper).as_deref(), Some("Skerry Post"));
        assert_eq!(of(&["Reuters"], "https://www.reuters.com/a").as_deref(), Some("Reuters"));
    }
}
