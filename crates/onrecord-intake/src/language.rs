//! Which language a text is in, and what that means for the reading.

use onrecord::Note;
use onrecord::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

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

/// The English name of a language, where it is one that the detector knows.
pub fn name(code: &str) -> Option<&'static str> {
    LANGUAGES.values().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// What to tell the user of a text in a language of which the reading has no words, or not all.
pub(crate) fn note(code: &str) -> Option<Note> {
    let name = name(code).unwrap_or(code);
    let language = Language::of(Some(code));
    if language.code().is_empty() {
        return Some(
            Note::new(format!(
                "the text is in {name} ({code}), for which there are no words, and nothing was measured"
            ))
            .remedy(
                "expect missed and wrong statements; if it is in another language, say so with --language; \
                 `onrecord languages` lists those that are known",
            ),
        );
    }
    let missing: Vec<&str> = language.parts().filter(|(_, there)| !there).map(|(part, _)| part).collect();
    (!missing.is_empty()).then(|| {
        Note::new(format!("for texts in {name} ({code}) there are no words yet for: {}", missing.join("; ")))
            .remedy("what the record has of these is the model's alone; `onrecord languages` tells what was measured")
    })
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
        assert!(note("fr").unwrap().reason.contains("French (fr) there are no words yet for: titles"));
        assert!(note("sv").unwrap().reason.contains("Swedish (sv), for which there are no words"));
        assert_eq!(code("en-US").as_deref(), Some("en"));
        assert_eq!(code("english"), None);
    }
}
