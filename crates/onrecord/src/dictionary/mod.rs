//! Dictionaries of actors: who is meant by which words.
//!
//! The facts stand in `lexicon/actors/`, what actors are called in a language and the nouns for offices and bodies in
//! `lexicon/<code>/`. They are described in `lexicon/README.md` and built in. A user adds files of
//! the same format, or those that [`import`] makes of other people's dictionaries.

mod embedded;
mod entry;
pub mod import;
mod phrases;
mod problem;
mod table;
mod words;

#[cfg(test)]
mod tests;

pub use entry::{Alias, Entry, Gender, How, Kind, Role};
pub use problem::{LoadError, Policy, Problem};
pub use words::{Anonymous, FoundTitle, NameGender, PersonNoun, Title, Words};

use crate::language::Language;
use jiff::civil::Date;
use phrases::{Hit, Phrases, Token, tokens};
use std::collections::HashMap;
use std::ops::Range;

/// The sort of entries that are common nouns (`farmer`): they are looked up apart from names.
const AGENT: &str = "agent";
/// The sort of body that a state itself stands for where it has no entry of its own.
const GOVERNMENT: &str = "government";

/// All actors that are known, and the words that lead to them.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    entries: Vec<Entry>,
    ids: HashMap<String, u32>,
    wikidata: HashMap<String, u32>,
    names: Phrases,
    /// For each phrase of `names` and `agents`: the entry and the way.
    targets: Vec<(u32, How)>,
    agents: Phrases,
    nouns: Phrases,
    /// For each phrase of `nouns`: the sort of body or office, and the only state in which it means that.
    noun_sorts: Vec<(String, Option<String>)>,
    /// What has this sort in a state or under a parent; none where there are several.
    by_sort: HashMap<(String, String), Option<u32>>,
    /// Who held an office at any time.
    holders: HashMap<String, Vec<u32>>,
    /// Phrases that hold an actor's words and are no actor.
    not_actors: Phrases,
    ambiguous: Phrases,
    ambiguities: Vec<Ambiguity>,
    /// The language of the texts that it is for; English where none is told.
    language: Option<Language>,
}

/// Words that must be read with care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguity {
    /// The words.
    pub text: String,
    /// The actors that they lead to, most likely first.
    pub actors: Vec<String>,
    /// What else they can mean, for which there is no entry.
    pub otherwise: Option<String>,
}

/// An actor that words lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<'d> {
    /// The actor.
    pub entry: &'d Entry,
    /// How the words lead to it.
    pub how: How,
    /// The words as the dictionary has them; of a composed match the last part.
    pub words: &'d str,
}

/// Words found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'d> {
    /// Their bytes. [`crate::Text::span_of`] makes a span of them.
    pub range: Range<usize>,
    /// The actors they lead to, most likely first. Never empty.
    pub matches: Vec<Match<'d>>,
}

impl Dictionary {
    /// A dictionary that knows nobody.
    pub fn new() -> Self {
        Dictionary::default()
    }

    /// The dictionary that is built into this library, for English texts.
    pub fn embedded() -> Self {
        Dictionary::of(Language::english())
    }

    /// The dictionary for texts in a language: the actors by the names that are the same everywhere and by those of the
    /// language.
    pub fn of(language: Language) -> Self {
        Dictionary::embedded_with(language, &mut Vec::new())
    }

    /// The embedded dictionary, with whatever is wrong with its files. Tests see to it that nothing is.
    fn embedded_with(language: Language, problems: &mut Vec<Problem>) -> Self {
        let file = |name: &str| language.file(name).unwrap_or_default();
        let mut dictionary = Dictionary { language: Some(language), ..Dictionary::new() };
        let nouns = words::rows("body_nouns.tsv", file(embedded::BODY_NOUNS), problems);
        for (noun, sort) in nouns.iter().map(|(_, [n, s])| (n, s)) {
            words::forms(noun).for_each(|form| dictionary.add_noun(form, sort, None));
        }
        for title in words::read_titles(file(embedded::TITLES), problems) {
            if let (Some(office), false) = (&title.office, matches!(title.kind.as_str(), "former" | "deputy"))
            {
                for form in words::forms(&title.title) {
                    dictionary.add_noun(form, office, title.country.as_deref());
                }
            }
        }
        for (_, [text]) in words::rows("not_actors.tsv", file(embedded::NOT_ACTORS), problems) {
            dictionary.not_actors.add(text, 0);
        }
        let ambiguous = [embedded::AMBIGUOUS, file(embedded::AMBIGUOUS_NAMES)];
        let ambiguous = ambiguous.map(|text| words::rows("ambiguous.tsv", text, problems));
        for (_, [text, actors, otherwise]) in ambiguous.into_iter().flatten() {
            dictionary.ambiguous.add(text, dictionary.ambiguities.len() as u32);
            dictionary.ambiguities.push(Ambiguity {
                text: text.to_owned(),
                actors: actors.split('|').map(|a| a.trim().to_owned()).filter(|a| !a.is_empty()).collect(),
                otherwise: (!otherwise.is_empty()).then(|| otherwise.to_owned()),
            });
        }
        for (file, text) in embedded::ACTORS {
            let (entries, bad) = table::parse(file, text);
            problems.extend(bad);
            dictionary.extend(entries.into_iter().map(|entry| in_language(entry, language)));
        }
        let known = |id: &str| dictionary.get(id).map(|e| (e.kind, e.name.clone()));
        let (entries, bad) = table::parse_names(embedded::NAMES, file(embedded::NAMES), &known);
        problems.extend(bad);
        dictionary.extend(entries);
        dictionary
    }

    /// Adds a file of actors in the format of `lexicon/README.md`. An actor that is known already, by its identifier
    /// or its Wikidata identifier, is added to.
    ///
    /// Returns the lines that did not load, which can be some only under [`Policy::Lenient`].
    ///
    /// # Errors
    /// Under [`Policy::Strict`], when a line is malformed; the dictionary is then as it was.
    pub fn add(&mut self, file: &str, text: &str, policy: Policy) -> Result<Vec<Problem>, LoadError> {
        let (entries, problems) = table::parse(file, text);
        let (entries, problems) = problem::judge(entries, problems, policy)?;
        // Before any of the file is in: two of one name in one file are two by its own account.
        let same: Vec<(String, u32)> =
            entries.iter().filter_map(|e| Some((e.id.clone(), self.namesake(e)?))).collect();
        self.ids.extend(same);
        self.extend(entries);
        Ok(problems)
    }

    /// The actor that another dictionary's entry means under an identifier of its own: the only one of this name, of the same
    /// sort and of no other state. None if the entry is known by its identifiers.
    fn namesake(&self, entry: &Entry) -> Option<u32> {
        let known = self.ids.contains_key(&entry.id);
        if known || entry.wikidata.as_ref().is_some_and(|q| self.wikidata.contains_key(q)) {
            return None;
        }
        let body = |kind: Kind| matches!(kind, Kind::Organisation | Kind::Group);
        let fits = |m: &Match| {
            let e = m.entry;
            let kinds = e.kind == entry.kind || body(e.kind) && body(entry.kind);
            let states = e.country.is_none() || entry.country.is_none() || e.country == entry.country;
            let identifiers = e.wikidata.is_none() || entry.wikidata.is_none();
            kinds && states && identifiers && matches!(m.how, How::Name | How::Alias | How::Abbreviation)
        };
        match self.find(&entry.name).as_slice() {
            [only] if fits(only) => self.ids.get(&only.entry.id).copied(),
            _ => None,
        }
    }

    /// Adds actors. One that is known already is added to.
    pub fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        for entry in entries {
            let known =
                self.ids.get(&entry.id).or_else(|| self.wikidata.get(entry.wikidata.as_ref()?)).copied();
            let at = known.unwrap_or(self.entries.len() as u32);
            let before = known.map_or(0, |k| self.entries[k as usize].aliases.len() + 1);
            self.ids.insert(entry.id.clone(), at);
            match known {
                Some(k) => self.entries[k as usize].merge(entry),
                None => self.entries.push(entry),
            }
            self.index(at, before);
        }
    }

    /// Indexes an entry, of its words those from `from` on.
    fn index(&mut self, at: u32, from: usize) {
        let entry = &self.entries[at as usize];
        if let Some(qid) = &entry.wikidata {
            self.wikidata.entry(qid.clone()).or_insert(at);
        }
        let agent = entry.sort.as_deref() == Some(AGENT);
        let phrases = if agent { &mut self.agents } else { &mut self.names };
        let traits = self.language.unwrap_or_else(Language::english).traits();
        for (text, how) in entry.words().skip(from) {
            phrases.add(text, self.targets.len() as u32);
            // `Merkels`, `Deutschlands`: the same name in another case.
            if how != How::Nationality {
                traits.cases(text).for_each(|form| phrases.add(&form, self.targets.len() as u32));
            }
            self.targets.push((at, how));
        }
        if let Some(sort) = entry.sort.as_ref().filter(|_| !agent) {
            // What belongs to a state is told by the state, what does not by what it belongs to.
            if let Some(owner) = entry.country.as_ref().or(entry.parent.as_ref()) {
                let only = self.by_sort.entry((owner.clone(), sort.clone())).or_insert(Some(at));
                if *only != Some(at) {
                    *only = None;
                }
            }
        }
        for role in entry.roles.iter().filter(|r| r.what.contains('/')) {
            let holders = self.holders.entry(role.what.clone()).or_default();
            if !holders.contains(&at) {
                holders.push(at);
            }
        }
    }

    fn add_noun(&mut self, noun: &str, sort: &str, country: Option<&str>) {
        self.nouns.add(noun, self.noun_sorts.len() as u32);
        self.noun_sorts.push((sort.to_owned(), country.map(str::to_owned)));
    }

    /// All actors, in the order in which they were added.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Number of words and phrases that lead to an actor.
    pub fn phrases(&self) -> usize {
        self.names.len() + self.agents.len()
    }

    /// The actor with this identifier.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.ids.get(id).map(|&at| &self.entries[at as usize])
    }

    /// The actor with this Wikidata identifier.
    pub fn get_wikidata(&self, qid: &str) -> Option<&Entry> {
        self.wikidata.get(qid).map(|&at| &self.entries[at as usize])
    }

    /// The one actor of a sort (`foreign-ministry`, `president`) in a state (`RUS`), or under a parent (`org/nato`).
    pub fn of_sort(&self, owner: &str, sort: &str) -> Option<&Entry> {
        let at = self.by_sort.get(&(owner.to_owned(), sort.to_owned()))?;
        at.map(|at| &self.entries[at as usize])
    }

    /// The sort of body or office that a noun stands for in some state: `foreign ministry`, `defence minister`.
    pub fn sort_of_noun(&self, noun: &str) -> Option<&str> {
        let (_, n) = *self.nouns.exactly(noun).first()?;
        Some(&self.noun_sorts[n as usize].0)
    }

    /// Who held an office on that day.
    pub fn holders(&self, office: &str, date: Date) -> Vec<&Entry> {
        let held = |e: &&Entry| e.roles.iter().any(|r| r.what == office && r.covers(date));
        let all = self.holders.get(office).into_iter().flatten();
        all.map(|&at| &self.entries[at as usize]).filter(held).collect()
    }

    /// The actors that exactly these words lead to, most likely first.
    ///
    /// Capitals count as far as the dictionary has them: `US` is not `us`, `Turkey` may be `TURKEY`, never `turkey`.
    pub fn find(&self, words: &str) -> Vec<Match<'_>> {
        let tokens = tokens(words);
        match self.found(words, &tokens, 0) {
            Some((n, Some(found))) if n == tokens.len() => found.matches,
            _ => Vec::new(),
        }
    }

    /// The longest words that lead to an actor and start at this byte of the text.
    pub fn at(&self, text: &str, byte: usize) -> Option<Found<'_>> {
        let rest = text.get(byte..)?;
        let tokens = tokens(rest);
        let mut found = self.found(rest, &tokens, 0)?.1.filter(|f| f.range.start == 0)?;
        found.range = byte..byte + found.range.end;
        Some(found)
    }

    /// All words of a text that lead to actors, from left to right, each as long as can be, none inside another.
    pub fn scan(&self, text: &str) -> Vec<Found<'_>> {
        let tokens = tokens(text);
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.found(text, &tokens, at) {
                Some((n, found)) => {
                    out.extend(found);
                    at += n;
                }
                None => at += 1,
            }
        }
        out
    }

    /// The common nouns of a text that an imported dictionary has codes for (`farmers`, `riot police`).
    pub fn agents(&self, text: &str) -> Vec<Found<'_>> {
        let found = self.agents.scan(text).into_iter();
        found.map(|(range, hit)| Found { range, matches: self.matches(&hit) }).collect()
    }

    /// What must be borne in mind with these words, if anything.
    pub fn ambiguity(&self, words: &str) -> Option<&Ambiguity> {
        let (_, n) = *self.ambiguous.exactly(words).first()?;
        Some(&self.ambiguities[n as usize])
    }

    /// The longest words from token `at` on, and how many tokens they are. Longer words that are no actor hide them.
    fn found(&self, text: &str, tokens: &[Token], at: usize) -> Option<(usize, Option<Found<'_>>)> {
        let hidden = self.not_actors.longest(text, tokens, at).map_or(0, |hit| hit.tokens);
        let hit = match self.names.longest(text, tokens, at) {
            Some(hit) if hit.tokens >= hidden => hit,
            _ => return (hidden > 0).then_some((hidden, None)),
        };
        let matches = self.matches(&hit);
        let (n, mut matches) = match self.compose(text, tokens, at + hit.tokens, &matches) {
            Some((end, composed)) => (end - at, vec![composed]),
            None => (hit.tokens, matches),
        };
        let range = tokens[at].start()..tokens[at + n - 1].end();
        if matches.len() > 1
            && let Some(known) = self.ambiguity(&text[range.clone()])
        {
            let rank = |m: &Match| known.actors.iter().position(|a| *a == m.entry.id).unwrap_or(usize::MAX);
            matches.sort_by_key(rank);
        }
        Some((n, Some(Found { range, matches })))
    }

    fn matches<'d>(&'d self, hit: &Hit<'d>) -> Vec<Match<'d>> {
        let mut out: Vec<Match> = Vec::with_capacity(1);
        for &(words, n) in &hit.phrases {
            let (at, how) = self.targets[n as usize];
            let entry = &self.entries[at as usize];
            if out.iter().all(|m| m.entry.id != entry.id) {
                out.push(Match { entry, how, words });
            }
        }
        out
    }

    /// Whether words for an actor stand in the case of whoever owns something: `Moskaus Außenminister`.
    fn is_inflected(&self, found: &Match) -> bool {
        let traits = self.language.unwrap_or_else(Language::english).traits();
        found.entry.words().any(|(name, _)| traits.cases(name).any(|form| form == found.words))
    }

    /// What belongs to one of the actors by a noun that follows: `Russian` + `Foreign Ministry`.
    fn compose(
        &self,
        text: &str,
        tokens: &[Token],
        next: usize,
        owners: &[Match],
    ) -> Option<(usize, Match<'_>)> {
        let token = tokens.get(next)?;
        let possessive = matches!(&text[token.start()..token.end()], "'s" | "’s" | "'S" | "’S");
        let start = next + usize::from(possessive);
        let hit = self.nouns.longest(text, tokens, start)?;
        for owner in owners {
            if !may_own(owner, possessive || self.is_inflected(owner)) {
                continue;
            }
            for &(words, n) in &hit.phrases {
                let (sort, only) = &self.noun_sorts[n as usize];
                let place = owner.entry.country.as_ref().filter(|_| owner.entry.kind == Kind::State);
                if only.is_some() && only.as_ref() != place {
                    continue;
                }
                let found = self.of_sort(place.unwrap_or(&owner.entry.id), sort);
                let own = place.and_then(|p| self.ids.get(&format!("state/{}", p.to_ascii_lowercase())));
                let own = own.filter(|_| sort == GOVERNMENT).map(|&at| &self.entries[at as usize]);
                if let Some(entry) = found.or(own) {
                    return Some((start + hit.tokens, Match { entry, how: How::Composed, words }));
                }
            }
        }
        None
    }
}

/// An entry as far as it is known in texts of a language: words for what belongs to a state, and descriptions, are English.
fn in_language(mut entry: Entry, language: Language) -> Entry {
    if language != Language::english() {
        entry.aliases.retain(|a| !matches!(a.how, How::Nationality | How::Description));
    }
    entry
}

/// Writes actors as a file that [`Dictionary::add`] loads again.
pub fn to_table(entries: &[Entry]) -> String {
    table::write(entries)
}

/// Whether words of this way can stand before what belongs to the actor.
fn may_own(owner: &Match, possessive: bool) -> bool {
    match owner.how {
        How::Capital => possessive,
        How::Metonym | How::Composed => false,
        _ => matches!(owner.entry.kind, Kind::State | Kind::Organisation),
    }
}
