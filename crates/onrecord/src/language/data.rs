//! Everything that differs between languages is data: the files of `lexicon/<code>/`, which this module hands out.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::OnceLock;

/// The folders of `lexicon/` that are languages, by code, each with its files by path. `build.rs` writes the table.
const FOLDERS: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));

/// Most languages that there can be, with the one that has no folder.
const MOST: usize = 64;

/// The language of a text: which words the reading goes by.
///
/// A language without a folder in `lexicon/` has no words of its own, and goes by nobody else's.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(u8);

/// What is told of a language as a whole, in its `language.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traits {
    /// Its name in English.
    pub name: String,
    /// Whether a capital inside a sentence marks a name. In German every noun has one, in Arabic no word.
    pub capitals: bool,
    /// Whether a word for a people is tagged as a name (`the Russians`), and no noun (`die Russen`).
    pub demonyms_are_names: bool,
    /// What a name ends in when it stands in another case (`Merkels`), and the letters behind which it does not.
    pub name_endings: Vec<String>,
    /// Letters behind which a name has no such ending.
    pub no_ending_after: Vec<String>,
    /// What stands apart from its verb at the end of the clause (`kündigte … an`), in small letters.
    pub verb_particles: Vec<String>,
    /// What leads a clause that is said (`dass`, `que`), in small letters: it belongs to the content.
    pub complementizers: Vec<String>,
    /// What has been measured for it, and on what, in a sentence; empty where nothing has.
    pub measured: String,
}

impl Default for Traits {
    fn default() -> Self {
        Traits {
            name: String::new(),
            capitals: true,
            demonyms_are_names: false,
            name_endings: Vec::new(),
            no_ending_after: Vec::new(),
            verb_particles: Vec::new(),
            complementizers: Vec::new(),
            measured: String::new(),
        }
    }
}

/// What the files of a language's folder that begin so are for.
const PARTS: [(&str, &str); 8] = [
    ("words.toml", "abbreviations"),
    ("names.tsv", "names of states and bodies"),
    ("reference.toml", "pronouns"),
    ("actors/", "titles and nouns for people"),
    ("acts/", "acts by their verbs"),
    ("circumstances.toml", "conditions, hedges and occasions"),
    ("time.toml", "times"),
    ("stands.toml", "words that take a side"),
];

impl Language {
    /// The language of an article, by its code of ISO 639 (`de`). Where the language is not known, the text is taken for
    /// English.
    pub fn of(code: Option<&str>) -> Language {
        let code = code.unwrap_or("en");
        let at = FOLDERS.iter().position(|(name, _)| *name == code);
        Language(at.unwrap_or(FOLDERS.len()) as u8)
    }

    /// English.
    pub fn english() -> Language {
        Language::of(None)
    }

    /// Every language that has a folder, by code.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..FOLDERS.len()).map(|n| Language(n as u8))
    }

    /// Its code; empty for one that has no folder.
    pub fn code(self) -> &'static str {
        FOLDERS.get(usize::from(self.0)).map_or("", |(code, _)| code)
    }

    /// Its name, whether capitals mark names in it, and the like.
    pub fn traits(self) -> &'static Traits {
        static TRAITS: ByLanguage<Traits> = ByLanguage::new(|language| language.parse("language.toml"));
        TRAITS.of(self)
    }

    /// What it has words for, of what a language's folder may have, and whether.
    pub fn parts(self) -> impl Iterator<Item = (&'static str, bool)> {
        PARTS.iter().map(move |(files, part)| (*part, self.has(files)))
    }

    fn has(self, files: &str) -> bool {
        // What actors are called in English stands with the actors themselves.
        self.files().any(|path| path.starts_with(files))
            || files == "names.tsv" && self == Language::english()
    }

    /// The paths of its files: `acts/cues.toml`.
    pub fn files(self) -> impl Iterator<Item = &'static str> {
        self.folder().iter().map(|(path, _)| *path)
    }

    /// One of its files, if it has it.
    pub fn file(self, path: &str) -> Option<&'static str> {
        self.folder().iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
    }

    fn folder(self) -> &'static [(&'static str, &'static str)] {
        FOLDERS.get(usize::from(self.0)).map_or(&[], |(_, files)| files)
    }

    /// What one of its TOML files says; nothing at all where it has none.
    ///
    /// # Errors
    /// When the file is not of its form.
    pub(crate) fn read<T: DeserializeOwned + Default>(self, path: &str) -> Result<T, toml::de::Error> {
        self.file(path).map_or_else(|| Ok(T::default()), super::from_toml)
    }

    /// The same, of a file that a test reads.
    ///
    /// # Panics
    /// When the file is not of its form: a test reads every file of every language.
    pub(crate) fn parse<T: DeserializeOwned + Default>(self, path: &str) -> T {
        self.read(path).unwrap_or_else(|e| panic!("lexicon/{}/{path}: {e}", self.code()))
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.code().is_empty() { "Language" } else { self.code() })
    }
}

impl Traits {
    /// The forms of a name in other cases.
    pub(crate) fn cases<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        let plain = name.ends_with(char::is_alphabetic)
            && !self.no_ending_after.iter().any(|end| name.to_lowercase().ends_with(end.as_str()));
        self.name_endings.iter().filter(move |_| plain).map(move |ending| format!("{name}{ending}"))
    }
}

/// Room for something of each language, made when it is first asked for.
pub(crate) struct Tables<T>([OnceLock<T>; MOST]);

impl<T> Tables<T> {
    pub(crate) const fn new() -> Self {
        assert!(FOLDERS.len() < MOST, "more folders in lexicon/ than there is room for");
        Tables([const { OnceLock::new() }; MOST])
    }

    /// What is there of a language, made if it is not.
    pub(crate) fn get_or_make(&self, language: Language, make: impl FnOnce() -> T) -> &T {
        self.0[usize::from(language.0)].get_or_init(make)
    }

    /// What is there already.
    pub(crate) fn made(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().filter_map(OnceLock::get_mut)
    }
}

/// A table for each language, read from its files when it is first asked for.
pub(crate) struct ByLanguage<T> {
    make: fn(Language) -> T,
    tables: Tables<T>,
}

impl<T> ByLanguage<T> {
    pub(crate) const fn new(make: fn(Language) -> T) -> Self {
        ByLanguage { make, tables: Tables::new() }
    }

    /// The table of a language.
    pub(crate) fn of(&self, language: Language) -> &T {
        self.tables.get_or_make(language, || (self.make)(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_no_known_language_is_taken_for_english_and_another_one_for_itself() {
        assert_eq!(Language::of(None).code(), "en");
        assert_eq!(Language::of(Some("en")), Language::english());
        assert_eq!(Language::of(Some("de")).traits().name, "German");
        let none = Language::of(Some("qq"));
        assert!(none.code().is_empty() && none.files().next().is_none() && none != Language::english());
    }

    #[test]
    fn every_language_says_what_it_is() {
        for language in Language::all() {
            let traits = language.traits();
            assert!(!traits.name.is_empty(), "lexicon/{}/language.toml has no name", language.code());
        }
    }
}
