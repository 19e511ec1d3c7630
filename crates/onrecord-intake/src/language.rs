//! Which language a text is in, and what that means for the reading.

use onrecord::Note;
use std::collections::HashMap;
use std::sync::LazyLock;

/// ISO 639-1 code of the language the reader's model was trained on.
const TRAINED_ON: &str = "en";

/// How much of a text, in bytes, is looked at: more does not change the answer.
const SAMPLE: usize = 2048;

/// Fewest letters from which a guess means anything.
const FEWEST_LETTERS: usize = 40;

/// ISO 639-3, ISO 639-1 and English name.
static LANGUAGES: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
    include_str!("../../../lexicon/languages.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| {
            let mut cells = l.split('\t');
            Some((cells.next()?, (cells.next()?, cells.next()?)))
        })
        .collect()
});

/// The ISO 639-1 code of a text's language, where it can be told from the text.
pub(crate) fn detect(text: &str) -> Option<String> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    if sample.chars().filter(|c| c.is_alphabetic()).count() < FEWEST_LETTERS {
        return None;
    }
    let info = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    LANGUAGES.get(info.lang().code()).map(|(code, _)| (*code).to_owned())
}

/// The ISO 639-1 code in a tag as pages and users write it: `en`, `en-US`, `EN_gb`.
pub(crate) fn code(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

/// What to tell the user of a text in another language.
pub(crate) fn note(code: &str) -> Option<Note> {
    if code == TRAINED_ON {
        return None;
    }
    let name = LANGUAGES.values().find(|(c, _)| *c == code).map_or(code, |(_, name)| *name);
    Some(
        Note::new(format!("the text is in {name} ({code}); the reader's model was trained on English"))
            .remedy("expect missed and wrong statements; if the text is English after all, say so with --language en"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_the_detector_knows_has_a_row() {
        for lang in whatlang::Lang::all() {
            assert!(LANGUAGES.contains_key(lang.code()), "{} is missing from languages.tsv", lang.code());
        }
    }

    #[test]
    fn languages_are_told_apart_and_short_texts_are_not_guessed() {
        let english = "The minister told reporters on Friday that the talks with the neighbouring country would go on \
                       for another week, because neither side had given up hope.";
        assert_eq!(detect(english).as_deref(), Some("en"));
        let german = "Der Minister sagte am Freitag, die Gespräche mit dem Nachbarland würden in der nächsten Woche \
                      fortgesetzt, weil keine Seite die Hoffnung aufgegeben habe.";
        assert_eq!(detect(german).as_deref(), Some("de"));
        assert_eq!(detect("No."), None);
        assert!(note("en").is_none());
        assert!(note("de").unwrap().reason.contains("German (de)"));
        assert_eq!(code("en-US").as_deref(), Some("en"));
        assert_eq!(code("english"), None);
    }
}
