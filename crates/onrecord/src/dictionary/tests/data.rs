//! What must hold of the files in `lexicon/actors/`.

use super::super::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

fn embedded_entries() -> Vec<(&'static str, Entry)> {
    let read = |(file, text)| table::parse(file, text).0.into_iter().map(move |e| (file, e));
    embedded::ACTORS.into_iter().flat_map(read).collect()
}

fn english(file: &str) -> &'static str {
    Language::english().file(file).unwrap_or_else(|| panic!("no {file}"))
}

fn none_wrong(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} lines are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_line_is_well_formed() {
    let mut problems = Vec::new();
    for language in Language::all() {
        let from = problems.len();
        Dictionary::embedded_with(language, &mut problems);
        Words::read(language, &mut problems);
        problems[from..].iter_mut().for_each(|p| p.file = format!("{}: {}", language.code(), p.file));
    }
    words::rows::<3>("cameo.tsv", embedded::CAMEO, &mut problems);
    words::rows::<3>("wikidata.tsv", embedded::WIKIDATA, &mut problems);
    none_wrong(&problems.iter().map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn every_state_has_its_names_codes_capital_and_nationality() {
    let mut codes = BTreeSet::new();
    let mut wrong = Vec::new();
    let states: Vec<Entry> =
        embedded_entries().into_iter().filter(|(file, _)| *file == "states.tsv").map(|(_, e)| e).collect();
    for state in &states {
        let (Some(iso2), Some(iso3)) = (&state.iso2, &state.country) else {
            wrong.push(format!("{}: a code is missing", state.id));
            continue;
        };
        let unique = codes.insert(iso2.clone()) && codes.insert(iso3.clone());
        let complete =
            [How::Capital, How::Nationality].iter().all(|how| state.aliases_by(*how).next().is_some());
        let named_by_code = state.id == format!("state/{}", iso3.to_ascii_lowercase());
        if state.kind != Kind::State || !unique || !complete || !named_by_code {
            wrong.push(format!("{}: unique {unique}, complete {complete}, named {named_by_code}", state.id));
        }
    }
    none_wrong(&wrong);
    assert_eq!(states.len(), 193 + 4, "the members of the United Nations and four more");
}

#[test]
fn identifiers_are_given_once_and_lead_somewhere() {
    let entries = embedded_entries();
    let mut wrong = Vec::new();
    let mut ids = HashMap::new();
    let mut qids = HashMap::new();
    let countries: BTreeSet<_> =
        entries.iter().filter(|(f, _)| *f == "states.tsv").map(|(_, e)| &e.country).collect();
    for (file, entry) in &entries {
        if let Some(first) = ids.insert(&entry.id, file) {
            wrong.push(format!("{} stands in {file} and in {first}", entry.id));
        }
        if let Some(qid) = &entry.wikidata {
            assert!(table::is_wikidata(qid), "{qid}");
            if let Some(first) = qids.insert(qid, &entry.id) {
                wrong.push(format!("{qid} is said to be {first} and {}", entry.id));
            }
        }
    }
    for (_, entry) in &entries {
        let offices = entry.roles.iter().map(|r| &r.what);
        wrong.extend(
            entry
                .parent
                .iter()
                .chain(offices)
                .filter(|id| !ids.contains_key(id))
                .map(|id| format!("{} points to {id}, which does not exist", entry.id)),
        );
        if entry.country.is_some() && !countries.contains(&entry.country) {
            wrong.push(format!("{} is of the unknown state {:?}", entry.id, entry.country));
        }
        let metonyms = entry.aliases_by(How::Metonym).count();
        if metonyms > 0 && !matches!(entry.kind, Kind::Organisation | Kind::State) {
            wrong.push(format!("{} is no body that a place can stand for", entry.id));
        }
    }
    none_wrong(&wrong);
}

#[test]
fn words_of_several_actors_are_declared() {
    let dictionary = Dictionary::embedded();
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in dictionary.entries() {
        for (words, _) in entry.words() {
            let matches = dictionary.find(words);
            assert!(
                matches.iter().any(|m| m.entry.id == entry.id),
                "“{words}” does not lead to {}",
                entry.id
            );
            if matches.len() > 1 {
                found.entry(words).or_default().extend(matches.iter().map(|m| m.entry.id.as_str()));
            }
        }
    }
    let mut wrong = Vec::new();
    for (words, ids) in found {
        let declared = dictionary.ambiguity(words).map(|a| a.actors.iter().map(String::as_str).collect());
        if declared.as_ref() != Some(&ids) {
            let ids: Vec<&str> = ids.into_iter().collect();
            wrong.push(format!("{words}\t{}", ids.join(" | ")));
        }
    }
    for ambiguity in &dictionary.ambiguities {
        let matches = dictionary.find(&ambiguity.text);
        let of = |id: &String| matches.iter().any(|m| m.entry.id == *id);
        if ambiguity.actors.is_empty() || !ambiguity.actors.iter().all(of) {
            wrong.push(format!("{} is said to lead to {:?} and does not", ambiguity.text, ambiguity.actors));
        }
        if ambiguity.actors.len() == 1 && ambiguity.otherwise.is_none() {
            wrong.push(format!("{} is said to be ambiguous without another meaning", ambiguity.text));
        }
    }
    none_wrong(&wrong);
}

#[test]
fn no_actor_has_a_word_twice() {
    let mut wrong = Vec::new();
    for (file, entry) in embedded_entries() {
        let mut seen = BTreeSet::new();
        for (words, how) in entry.words() {
            // A city state and its capital, and a small state and its people, bear one name.
            let may_repeat = entry.kind == Kind::State && how >= How::Nationality;
            let twice = !seen.insert(words) && !may_repeat;
            if twice || words.split_whitespace().collect::<Vec<_>>().join(" ") != words {
                wrong.push(format!("{file}: {} has “{words}” twice, or with odd spaces", entry.id));
            }
        }
    }
    none_wrong(&wrong);
}

#[test]
fn lists_of_words_use_the_documented_terms() {
    let readme = include_str!("../../../../../lexicon/README.md");
    let words = Words::embedded();
    let terms: BTreeSet<&str> = words
        .titles()
        .iter()
        .map(|t| t.kind.as_str())
        .chain(words.person_nouns().iter().map(|n| n.class.as_str()))
        .collect();
    let missing: Vec<&str> = terms.into_iter().filter(|t| !readme.contains(&format!("`{t}`"))).collect();
    assert!(missing.is_empty(), "lexicon/README.md does not explain {missing:?}");
    let sorts: BTreeSet<String> = embedded_entries().into_iter().filter_map(|(_, e)| e.sort).collect();
    let missing: Vec<&String> = sorts.iter().filter(|s| !readme.contains(&format!("`{s}`"))).collect();
    assert!(missing.is_empty(), "lexicon/README.md does not name the sorts {missing:?}");
}

#[test]
fn words_stand_once_in_their_lists() {
    let words = Words::embedded();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for title in words.titles() {
        if !seen.insert((&title.title, &title.country)) {
            wrong.push(format!("titles.tsv: {} stands twice", title.title));
        }
    }
    let mut seen = BTreeSet::new();
    for noun in words.person_nouns() {
        if !seen.insert(&noun.noun) {
            wrong.push(format!("person_nouns.tsv: {} stands twice", noun.noun));
        }
    }
    let mut seen = BTreeSet::new();
    for (_, [phrase]) in words::rows("not_actors.tsv", english(embedded::NOT_ACTORS), &mut Vec::new()) {
        if !seen.insert(phrase) {
            wrong.push(format!("not_actors.tsv: {phrase} stands twice"));
        }
    }
    let mut seen = BTreeSet::new();
    for (_, [name, _]) in words::rows("given_names.tsv", english(embedded::GIVEN_NAMES), &mut Vec::new()) {
        if !seen.insert(name) {
            wrong.push(format!("given_names.tsv: {name} stands twice"));
        }
    }
    none_wrong(&wrong);
}
