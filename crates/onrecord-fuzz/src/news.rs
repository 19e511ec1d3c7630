//! Texts that look like news from afar: any bytes choose the pieces.

/// What texts are made of: the words on which the stages work, and the signs that part them. A piece that begins or ends
/// with a tilde stands without a space there.
const PIECES: [&str; 96] = [
    // Who.
    "Henrik Aaldal",
    "Aaldal",
    "Marit Holm, who leads the port,",
    "Holm~",
    "~’s spokeswoman",
    "the Ministry of Transport",
    "Kenya",
    "the Pentagon",
    "Washington",
    "President Ana Brandt",
    "Mr. Reyl",
    "two officials",
    "a source close to the talks",
    "she",
    "he",
    "they",
    "we",
    "I",
    "police in Nairobi",
    "the U.S.",
    "NATO’s secretary-general",
    "rebels",
    "AALDAL:",
    "Q:",
    // Who says.
    "said",
    "told reporters that",
    "denied",
    "warned that",
    "promised to",
    "asked whether",
    "did not rule out",
    "according to",
    "claimed",
    "called it",
    "demanded that",
    "was quoted as saying",
    "it was reported that",
    "thinks",
    "accused",
    "insisted:",
    "tweeted",
    "added, however, that",
    // What is said and done.
    "the bridge would open",
    "expelled three envoys",
    "killed at least 12 people",
    "signed an accord with",
    "if the weather held",
    "unless the government paid",
    "even without a vote",
    "in an interview with Radio Kalvik",
    "at a meeting with",
    "so-called",
    "perhaps",
    "not",
    "will",
    "visited",
    // When.
    "on Friday",
    "last week",
    "29 February 2024",
    "between 2014 and 2018",
    "three days ago",
    "since the 1990s",
    "at 14:30",
    "every other year",
    "2023-11-10",
    "by the end of next month",
    // Signs.
    "“~",
    "~”",
    "~,”",
    "\"~",
    "~\"",
    "‘~",
    "~’",
    "'~",
    "~'",
    "„~",
    "«~",
    "~»",
    "~.",
    "~,",
    "~?",
    "~:",
    "~;",
    "– ",
    "(~",
    "~)",
    "[…]",
    "~…",
    "~\n~",
    "~\n\n~",
    "~\r\n~",
    "~\n\nBERLIN (Example) –",
    "~\nBy Jane Doe\n~",
    "~\nRead more: ten things\n~",
    "~\u{2028}~",
    "é\u{301}\u{200d}😀",
];

/// The text that these bytes choose, one piece each.
pub fn news(choices: &[u8]) -> String {
    let mut text = String::new();
    let mut glued = true;
    for choice in choices {
        let piece = PIECES[usize::from(*choice) % PIECES.len()];
        let (before, piece) = piece.strip_prefix('~').map_or((false, piece), |p| (true, p));
        let (after, piece) = piece.strip_suffix('~').map_or((false, piece), |p| (true, p));
        if !glued && !before {
            text.push(' ');
        }
        text.push_str(piece);
        glued = after;
    }
    text
}
