//! Words and names as frequent as in news: by rank, with a frequency that falls as Zipf and Mandelbrot have it.

use crate::bench::Chance;

/// Mandelbrot's addition to the rank: the first few words are less frequent than Zipf's law alone has them.
const ADDED: f64 = 2.7;
/// Words that there are.
pub const WORDS: usize = 60_000;
/// People who can speak.
pub const PEOPLE: usize = 50_000;
/// Surnames that they share.
const SURNAMES: usize = 20_000;

/// The most frequent words, in the order of their frequency.
const FUNCTION: [&str; 90] = [
    "the", "of", "to", "and", "a", "in", "that", "is", "was", "for", "it", "on", "with", "be", "as", "by",
    "at", "we", "are", "have", "from", "this", "has", "had", "not", "they", "which", "will", "an", "but",
    "or", "were", "would", "their", "been", "one", "all", "there", "what", "who", "if", "more", "when", "so",
    "about", "no", "can", "out", "up", "into", "them", "then", "could", "some", "these", "two", "may", "new",
    "first", "do", "any", "my", "now", "such", "like", "our", "over", "me", "even", "most", "after", "also",
    "made", "many", "must", "before", "back", "through", "years", "where", "much", "your", "way", "down",
    "should", "because", "each", "people", "those", "very",
];
/// Where a word that issues are about stands among the others: every so many ranks from the end of [`FUNCTION`] on.
const TOPIC_EVERY: usize = 23;
/// What issues are about.
pub const TOPICS: [&str; 20] = [
    "bridge",
    "weapons",
    "ferry",
    "harbour",
    "treaty",
    "pension",
    "border",
    "fuel",
    "school",
    "hospital",
    "tariff",
    "railway",
    "mine",
    "forest",
    "tax",
    "dam",
    "airport",
    "fishery",
    "sanctions",
    "embargo",
];
const SYLLABLES: [&str; 40] = [
    "ka", "lo", "mi", "ter", "sen", "vu", "ra", "pol", "ni", "est", "dor", "an", "ve", "lim", "tu", "gar",
    "ess", "ob", "ri", "cha", "men", "fo", "ist", "pra", "le", "sun", "tor", "bi", "gre", "on", "hal", "su",
    "dra", "vin", "ec", "mo", "ster", "al", "pi", "une",
];
const GIVEN: [&str; 24] = [
    "Marit", "Henrik", "Ana", "Jonas", "Lena", "Pavel", "Ines", "Tomas", "Ruth", "Karim", "Sofia", "David",
    "Elif", "Marco", "Julia", "Samuel", "Nadia", "Peter", "Olena", "Victor", "Grace", "Daniel", "Mira",
    "Anton",
];
const ENDINGS: [&str; 8] = ["sen", "berg", "ov", "ini", "er", "stad", "mann", "wicz"];
const STATES: [&str; 24] = [
    "Skerria", "Norland", "Velmark", "Ostaria", "Tamora", "Brenn", "Caldera", "Ithria", "Lunden", "Marova",
    "Pelland", "Quorra", "Rusk", "Sarmia", "Toland", "Ustria", "Varna", "Westmark", "Yllia", "Zemra",
    "Andor", "Belmark", "Corvia", "Dravia",
];

/// A rank below `n`, the first ones far more often than the last.
pub fn rank(chance: &mut Chance, n: usize) -> usize {
    let share = chance.below(1 << 24) as f64 / f64::from(1 << 24);
    let n = n as f64;
    (((n + ADDED) / ADDED).powf(share) * ADDED - ADDED) as usize
}

/// The word of a rank.
pub fn word(rank: usize) -> String {
    if let Some(word) = FUNCTION.get(rank) {
        return (*word).to_owned();
    }
    let beyond = rank - FUNCTION.len();
    match TOPICS.get(beyond / TOPIC_EVERY) {
        Some(topic) if beyond.is_multiple_of(TOPIC_EVERY) => (*topic).to_owned(),
        _ => syllables(rank),
    }
}

/// Whether the word of a rank says something of what a sentence is about.
pub fn tells(rank: usize) -> bool {
    rank >= FUNCTION.len()
}

fn syllables(mut n: usize) -> String {
    let mut out = String::new();
    loop {
        out += SYLLABLES[n % SYLLABLES.len()];
        n /= SYLLABLES.len();
        if n == 0 {
            return out;
        }
    }
}

/// A person by number: the full name and the surname. Some people share a surname, and a few a whole name.
pub fn person(n: usize) -> (String, String) {
    let mut chance = Chance(n as u64 + 77);
    chance.below(2);
    // The first few are everybody's and stand apart; of the others, some surnames are frequent.
    let of = if n < 500 { n } else { 500 + rank(&mut chance, SURNAMES) };
    let surname = capital(&syllables(of + 40)) + ENDINGS[of % ENDINGS.len()];
    let initial = char::from(b'A' + chance.below(26) as u8);
    let given = GIVEN[chance.below(GIVEN.len())];
    let full = if n.is_multiple_of(2) {
        format!("{given} {surname}")
    } else {
        format!("{given} {initial}. {surname}")
    };
    (full, surname)
}

/// A state by number.
pub fn state(n: usize) -> &'static str {
    STATES[n % STATES.len()]
}

/// How many states there are.
pub const STATES_IN_ALL: usize = STATES.len();

/// The same with a capital at the beginning.
pub fn capital(of: &str) -> String {
    let mut chars = of.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn words_are_all_different_and_the_first_are_frequent() {
        let all: HashSet<String> = (0..WORDS).map(word).collect();
        assert!(all.len() > WORDS - 50, "{}", all.len());
        let mut chance = Chance(3);
        let drawn: Vec<usize> = (0..10_000).map(|_| rank(&mut chance, WORDS)).collect();
        assert!(drawn.iter().all(|r| *r < WORDS));
        let frequent = drawn.iter().filter(|r| !tells(**r)).count();
        assert!(
            (2500..5000).contains(&frequent),
            "of running words about 40% are function words: {frequent}"
        );
    }

    #[test]
    fn some_people_share_a_surname_but_not_one_in_ten() {
        let surnames: Vec<String> = (0..PEOPLE).map(|n| person(n).1).collect();
        let mut counts = std::collections::HashMap::new();
        surnames.iter().for_each(|s| *counts.entry(s).or_insert(0_usize) += 1);
        let most = counts.values().max().copied().unwrap_or(0);
        assert!((20..2500).contains(&most), "{most}");
    }
}
