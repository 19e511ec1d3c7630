//! Whether two names can be one actor's: shortened, abbreviated, spelled otherwise, misprinted.

use super::reference::NameWords;

/// The words of a name as they are compared: small letters, no stops, no possessive, no mark between them.
pub(super) fn tokens(name: &str, words: &NameWords) -> Vec<String> {
    let bare = |t: &'_ str| words.possessives.iter().find_map(|p| Some(t.strip_suffix(p.as_str())?.len()));
    name.split(|c: char| {
        c.is_whitespace()
            || matches!(c, '-' | '‐' | '–' | '/' | ',' | '"' | '“' | '”' | '(' | ')' | '[' | ']')
    })
    .map(|t| &t[..bare(t).unwrap_or(t.len())])
    .map(|t| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>())
    .filter(|t| !t.is_empty())
    .collect()
}

/// The words of a person's name without what may follow it (`Jr.`).
pub(super) fn without_suffix<'t>(tokens: &'t [String], words: &NameWords) -> &'t [String] {
    match tokens {
        [rest @ .., last] if rest.len() > 1 && words.suffixes.contains(last) => rest,
        all => all,
    }
}

/// Whether one name of a person is the other with less in it: the same surname, and given names that agree.
pub(super) fn same_person(a: &[String], b: &[String], words: &NameWords) -> bool {
    let (a, b) = (without_suffix(a, words), without_suffix(b, words));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match (short, long) {
        ([.., s], [.., l]) if s != l => false,
        ([_], [_]) => true,
        // A surname alone.
        ([_], _) => true,
        ([first, ..], [other, ..]) if !given_agrees(first, other) => {
            // The first given name may be left out: `F. Murray Abraham`, `Murray Abraham`.
            short.len() < long.len() && short.iter().all(|t| long.iter().any(|l| given_agrees(t, l)))
        }
        (short, long) => {
            let middle = &short[1..short.len() - 1];
            let rest = &long[1..long.len() - 1];
            middle.iter().all(|m| rest.iter().any(|r| given_agrees(m, r)))
                || long.len() == short.len() && middle.is_empty()
        }
    }
}

/// Whether two given names can be one: the same, or one the other's initial.
fn given_agrees(a: &str, b: &str) -> bool {
    a == b
        || (a.chars().count() == 1 && b.starts_with(a))
        || (b.chars().count() == 1 && a.starts_with(b))
        || (a.chars().count() >= 3 && b.starts_with(a))
        || (b.chars().count() >= 3 && a.starts_with(b))
}

/// Whether capitals (`WHO`, `W.H.O.`) are the initials of a name's words, small joining words left out or not.
pub(super) fn is_acronym(short: &str, name: &str, small: &NameWords) -> bool {
    let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.chars().count() < 2 || !letters.chars().all(|c| c.is_uppercase() || c.is_numeric()) {
        return false;
    }
    let words: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).collect();
    if words.len() < 2 {
        return false;
    }
    let initials = |joints: bool| -> String {
        words
            .iter()
            .filter(|w| joints || !small.joints.contains(&w.to_lowercase()))
            .filter_map(|w| w.chars().find(|c| c.is_alphanumeric()))
            .flat_map(char::to_uppercase)
            .collect()
    };
    initials(false) == letters || initials(true) == letters
}

/// Whether one word is very likely a misprint of the other: long enough, the same first letter, one or two letters
/// dropped, added, changed or swapped.
pub(super) fn is_misprint(a: &str, b: &str, words: &NameWords) -> bool {
    let (of_a, of_b) = (a.chars().count(), b.chars().count());
    let shorter = of_a.min(of_b);
    if shorter < 6 || a == b || a.chars().next() != b.chars().next() || of_a.abs_diff(of_b) > 2 {
        return false;
    }
    // A plural or possessive is no misprint.
    let (short, long) = if of_a < of_b { (a, b) } else { (b, a) };
    let more = long.strip_prefix(short).unwrap_or_default();
    if !more.is_empty() && more == words.plural {
        return false;
    }
    strsim::osa_distance(a, b) <= if shorter >= 9 { 2 } else { 1 }
}

/// Whether a body's name is another's with words left out: its beginning (`Pacific Standard` of `Pacific Standard
/// Bar`), its noun (`the Commission` of `European Commission`, `the Brotherhood` of `International Brotherhood of …`).
pub(super) fn shortened_body(short: &[String], long: &[String], words: &NameWords) -> bool {
    let joint = |t: &String| words.joints.contains(t);
    if short.len() >= long.len() || short.is_empty() || short.iter().all(joint) {
        return false;
    }
    if long.starts_with(short) && (short.len() > 1 || !joint(&long[1])) {
        return !short.last().is_some_and(joint);
    }
    let noun = long.iter().position(|t| words.of.contains(t)).unwrap_or(long.len());
    noun > 0 && long[..noun].ends_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::reference::Reference;
    use crate::language::Language;

    fn words() -> &'static NameWords {
        &Reference::of(Language::english()).names
    }

    fn tokens(name: &str) -> Vec<String> {
        super::tokens(name, words())
    }

    fn same(a: &str, b: &str) -> bool {
        same_person(&tokens(a), &tokens(b), words())
    }

    #[test]
    fn surnames_initials_and_middle_names_agree() {
        assert!(same("Maria Lindqvist", "Lindqvist"));
        assert!(same("M. Lindqvist", "Maria Lindqvist"));
        assert!(same("Maria Elena Lindqvist", "Maria Lindqvist"));
        assert!(same("John Baker Jr.", "John Baker"));
        assert!(!same("Maria Lindqvist", "Per Lindqvist"));
        assert!(!same("Maria Lindqvist", "Maria"));
        assert!(!same("Anna B. Lind", "Anna C. Lind"));
        assert!(same("Anna Lind", "Anna C. Lind"));
    }

    #[test]
    fn initials_make_an_acronym() {
        assert!(is_acronym("WHO", "World Health Organization", words()));
        assert!(is_acronym("IBM", "International Brotherhood of Magicians", words()));
        assert!(is_acronym("W.H.O.", "World Health Organization", words()));
        assert!(!is_acronym("WHO", "World Trade Organization", words()));
        assert!(!is_acronym("Who", "World Health Organization", words()));
    }

    #[test]
    fn misprints_are_close_and_long() {
        assert!(is_misprint("lindqvst", "lindqvist", words()));
        assert!(is_misprint("lindqivst", "lindqvist", words()));
        assert!(!is_misprint("smith", "smyth", words()));
        assert!(!is_misprint("russian", "russians", words()));
        assert!(!is_misprint("austria", "australia", words()));
        assert!(!is_misprint("bolivia", "olivia", words()));
    }

    #[test]
    fn bodies_are_shortened_to_their_beginning_or_noun() {
        let short = |a: &str, b: &str| shortened_body(&tokens(a), &tokens(b), words());
        assert!(short("Commission", "European Commission"));
        assert!(short("Brotherhood", "International Brotherhood of Magicians"));
        assert!(short("Pacific Standard", "Pacific Standard Bar"));
        assert!(!short("Magicians", "International Brotherhood of Magicians"));
        assert!(!short("Bank of", "Bank of Israel"));
    }
}
