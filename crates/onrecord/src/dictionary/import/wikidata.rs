//! Extracts of Wikidata, in the JSON form of its entities.
//!
//! One entity a line, an array of them (the form of the dumps), or the answer of its API with `entities`.

use super::Imported;
use crate::dictionary::problem::judge;
use crate::dictionary::table::is_wikidata;
use crate::dictionary::{
    Alias, Entry, Gender, How, Kind, LoadError, Policy, Problem, Role, embedded, table, words,
};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashMap;

/// Properties that are read.
mod property {
    pub const INSTANCE_OF: &str = "P31";
    pub const COUNTRY: &str = "P17";
    pub const CITIZENSHIP: &str = "P27";
    pub const GENDER: &str = "P21";
    pub const POSITION: &str = "P39";
    pub const START: &str = "P580";
    pub const END: &str = "P582";
    pub const ISO2: &str = "P297";
    pub const ISO3: &str = "P298";
}

/// Reads an extract.
///
/// The class of an entity (P31) decides what kind of actor it is, by `lexicon/actors/wikidata.tsv`; entities of no
/// class that stands there are passed over. Positions (P39) become roles with their dates, named by the identifier
/// that the position has here (`wikidata/q11696`).
///
/// # Errors
/// Under [`Policy::Strict`], when a line is not an entity.
pub fn wikidata(file: &str, text: &str, policy: Policy) -> Result<Imported, LoadError> {
    let mut problems = Vec::new();
    let entities = entities(file, text, &mut problems);
    let mut importer = Importer::new(&entities);
    let mut entries = Vec::new();
    for (line, entity) in &entities {
        match importer.entry(entity) {
            Ok(entry) => entries.extend(entry),
            Err(expected) => problems.push(Problem::new(file, *line, entity.to_string(), expected)),
        }
    }
    problems.sort_by_key(|p| p.line);
    let (entries, problems) = judge(entries, problems, policy)?;
    Ok(Imported::new(entries, problems))
}

/// The entities of a text, each with its line as far as that is known.
fn entities(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<(usize, Value)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match serde_json::from_str(text) {
        Ok(Value::Array(all)) => return all.into_iter().map(|e| (1, e)).collect(),
        Ok(Value::Object(mut all)) => {
            return match all.remove("entities") {
                Some(Value::Object(all)) => all.into_iter().map(|(_, e)| (1, e)).collect(),
                _ => vec![(1, Value::Object(all))],
            };
        }
        _ => {}
    }
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let line = line.trim().trim_end_matches(',');
        if line.is_empty() || line == "[" || line == "]" {
            continue;
        }
        match serde_json::from_str(line) {
            Ok(entity) => out.push((n + 1, entity)),
            Err(_) => problems.push(Problem::new(file, n + 1, line, "one entity of Wikidata in JSON")),
        }
    }
    out
}

struct Importer {
    kinds: HashMap<&'static str, Kind>,
    /// ISO 3166-1 alpha-3 codes of the states, by their Wikidata identifier.
    states: HashMap<String, String>,
}

impl Importer {
    fn new(entities: &[(usize, Value)]) -> Self {
        let classes = words::rows("wikidata.tsv", embedded::WIKIDATA, &mut Vec::new());
        let kinds = classes.into_iter().filter_map(|(_, [class, kind, _])| Some((class, Kind::parse(kind)?)));
        let (known, _) = table::parse(embedded::ACTORS[0].0, embedded::ACTORS[0].1);
        let mut states: HashMap<_, _> =
            known.into_iter().filter_map(|s| Some((s.wikidata?, s.country?))).collect();
        for (_, entity) in entities {
            if let (Some(id), Some(iso)) = (entity["id"].as_str(), code(entity, property::ISO3, 3)) {
                states.entry(id.to_owned()).or_insert(iso);
            }
        }
        Importer { kinds: kinds.collect(), states }
    }

    /// The entry of an entity; none of one that is no actor.
    fn entry(&mut self, entity: &Value) -> Result<Option<Entry>, &'static str> {
        let qid = entity["id"].as_str().ok_or("an entity with an id")?;
        if !is_wikidata(qid) {
            // Properties and lexemes are in the dumps too, and are no actors.
            return if qid.starts_with(['P', 'L']) { Ok(None) } else { Err("an id of Q and a number") };
        }
        let classes: Vec<&str> = items(entity, property::INSTANCE_OF).collect();
        let kinds: Vec<Kind> = classes.iter().filter_map(|c| self.kinds.get(c).copied()).collect();
        // A state is also an organisation by some of its classes: what is said most exactly counts.
        let order = [Kind::Person, Kind::State, Kind::Office, Kind::Organisation, Kind::Group];
        let Some(kind) = order.into_iter().find(|k| kinds.contains(k)) else { return Ok(None) };
        let label = entity["labels"]["en"]["value"].as_str().map(str::trim).filter(|l| !l.is_empty());
        let label = label.ok_or("a label in English")?;
        let mut entry = Entry::new(id(qid), kind, label);
        entry.wikidata = Some(qid.to_owned());
        let also = entity["aliases"]["en"].as_array().into_iter().flatten();
        for text in also.filter_map(|a| a["value"].as_str()) {
            if text != label && !entry.aliases.iter().any(|a| a.text == text) {
                entry.aliases.push(Alias { text: text.to_owned(), how: How::Alias });
            }
        }
        entry.country = code(entity, property::ISO3, 3).filter(|_| kind == Kind::State).or_else(|| {
            let mut of = items(entity, property::COUNTRY).chain(items(entity, property::CITIZENSHIP));
            of.find_map(|state| self.states.get(state).cloned())
        });
        entry.iso2 = code(entity, property::ISO2, 2).filter(|_| kind == Kind::State);
        entry.gender = items(entity, property::GENDER).find_map(|g| match g {
            "Q6581097" => Some(Gender::Male),
            "Q6581072" => Some(Gender::Female),
            _ => None,
        });
        entry.roles = claims(entity, property::POSITION).filter_map(role).collect();
        Ok(Some(entry))
    }
}

fn id(qid: &str) -> String {
    format!("wikidata/{}", qid.to_ascii_lowercase())
}

/// The statements of a property that are not withdrawn, those that hold now first.
fn claims<'e>(entity: &'e Value, property: &str) -> impl Iterator<Item = &'e Value> + use<'e> {
    let all = || entity["claims"].as_object().into_iter();
    let of = all().filter_map(|c| c.get(property)?.as_array()).flatten();
    let mut of: Vec<&Value> = of.filter(|c| c["rank"] != "deprecated").collect();
    of.sort_by_key(|c| c["rank"] != "preferred");
    of.into_iter()
}

fn items<'e>(entity: &'e Value, property: &str) -> impl Iterator<Item = &'e str> + use<'e> {
    claims(entity, property).filter_map(|claim| claim["mainsnak"]["datavalue"]["value"]["id"].as_str())
}

/// A code of so many capitals.
fn code(entity: &Value, property: &str, letters: usize) -> Option<String> {
    let codes = claims(entity, property).filter_map(|claim| claim["mainsnak"]["datavalue"]["value"].as_str());
    let mut codes = codes.filter(|c| c.len() == letters && c.bytes().all(|b| b.is_ascii_uppercase()));
    codes.next().map(str::to_owned)
}

fn role(claim: &Value) -> Option<Role> {
    let what = claim["mainsnak"]["datavalue"]["value"]["id"].as_str().filter(|q| is_wikidata(q))?;
    let day = |property: &str, last| {
        let value = &claim["qualifiers"][property][0]["datavalue"]["value"];
        time(value["time"].as_str()?, value["precision"].as_u64()?, last)
    };
    let (from, to) = (day(property::START, false), day(property::END, true));
    // Of dates that contradict each other neither is believed.
    let ordered = !matches!((from, to), (Some(from), Some(to)) if from > to);
    Some(Role { what: id(what), from: from.filter(|_| ordered), to: to.filter(|_| ordered) })
}

/// A time of Wikidata, `+2014-10-01T00:00:00Z` with its precision: 11 for a day, 10 for a month, 9 for a year.
fn time(text: &str, precision: u64, last: bool) -> Option<Date> {
    let mut parts = text.strip_prefix('+')?.split('T').next()?.split('-');
    let mut part = || parts.next()?.parse::<i16>().ok();
    let (year, month, day) = (part()?, part()?, part()?);
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    match precision {
        11 => Date::new(year, month, day).ok(),
        10 if last => Some(Date::new(year, month, 1).ok()?.last_of_month()),
        10 => Date::new(year, month, 1).ok(),
        9 if last => Date::new(year, 12, 31).ok(),
        9 => Date::new(year, 1, 1).ok(),
        _ => None,
    }
}
