//! The dictionaries of others, in fixtures of our own.

use super::super::*;
use jiff::civil::date;

const ACTORS: &str = "\
# a comment
FREEDONIA_ [FRE]  # a land
SWEDEN_  [SWE]
+SVERIGE_
ROMANIA_ [ROM]
UKRAINE_
	[USREXM 450101-911221]
	[UKR >911221]
OLDTOWN_ [DDR 491007-901003]
ADA_EXAMPLE_  # source
+ADA_B._EXAMPLE_
\t[SWEGOV 010120-050120]
\t[SWEGOVMIL >20050121]
\t[SWEELI <001231]
\t[ELI]
RED_HARE_BRIGADE_(RHB)_ [GRCREB] ; another comment
+HARES
UNION_OF_EXAMPLES [IGO] [---]
\tLATE_COMER_ [USAMED]
BROKEN_ [USAGOV 019999]
UNCLOSED_ [USA
TRAILING_ [USA]\t$5
NOBODY_
";

const AGENTS: &str = "\
!PERSON! = MAN, MEN, WOMAN
FARMER [~AGR]
SPY [~SPY]
POLICE {} [~COP]
THIEF {THIEVES} [~CRM]
FISHER!PERSON! [~AGR]
!NONE!_X [~GOV]
";

#[test]
fn phoenix_names_codes_and_dates() {
    let imported = import::phoenix(&[("a.actors", ACTORS)], Policy::Lenient).unwrap();
    let mut dictionary = Dictionary::embedded();
    dictionary.extend(imported.entries.clone());

    assert_eq!(dictionary.find("Sverige")[0].entry.id, "state/swe");
    assert_eq!(dictionary.get("state/rou").unwrap().name, "Romania", "a code of CAMEO's own");
    assert_eq!(dictionary.find("Ukraine").len(), 1, "a state is one although its codes have dates");
    assert_eq!(dictionary.find("Oldtown")[0].entry.kind, Kind::Organisation, "a place is no person");
    let ada = dictionary.find("Ada B. Example")[0].entry;
    assert_eq!(
        (ada.id.as_str(), ada.kind, ada.country.as_deref()),
        ("phoenix/ada-example", Kind::Person, Some("SWE"))
    );
    let on = |y| ada.role_on(date(y, 6, 1)).map(|r| r.what.as_str());
    assert_eq!(
        [on(1999), on(2001), on(2005), on(2020)],
        [Some("SWEELI"), Some("SWEGOV"), Some("SWEGOVMIL"), Some("SWEGOVMIL")]
    );
    let hares = dictionary.find("Red Hare Brigade")[0].entry;
    assert_eq!((hares.kind, dictionary.find("RHB")[0].entry), (Kind::Group, hares));
    assert_eq!(dictionary.find("Union of Examples")[0].entry.roles.len(), 1, "[---] is no role");
    assert_eq!(dictionary.find("Late Comer")[0].entry.roles[0].what, "USAMED");
    assert_eq!(import::Cameo::embedded().meanings("SWEGOVMIL"), ["government", "military"]);
}

#[test]
fn phoenix_tells_its_bad_lines() {
    let error = import::phoenix(&[("a.actors", ACTORS)], Policy::Strict).unwrap_err();
    let lines: Vec<_> = error.problems.iter().map(|p| (p.line, p.found.as_str())).collect();
    // A line with a bad code is two problems: the code, and the name that is left with none.
    assert_eq!(
        lines,
        [
            (20, "USAGOV 019999"),
            (20, "BROKEN_"),
            (21, "[USA"),
            (21, "UNCLOSED_"),
            (22, "$5"),
            (23, "NOBODY_")
        ]
    );
    assert!(
        error.problems[0]
            .to_string()
            .starts_with("a.actors, line 20: found “USAGOV 019999”, expected a date")
    );
}

#[test]
fn phoenix_agents_are_common_nouns() {
    let imported = import::phoenix(&[("x.agents", AGENTS)], Policy::Lenient).unwrap();
    assert_eq!(imported.problems.len(), 1);
    assert_eq!((imported.counts.actors, imported.counts.agents), (0, 5));
    let mut dictionary = Dictionary::new();
    dictionary.extend(imported.entries);
    let text = "Farmers, spies, fishermen and a thief met police; policemen did not.";
    let found: Vec<_> = dictionary
        .agents(text)
        .into_iter()
        .map(|f| (&text[f.range], f.matches[0].entry.roles[0].what.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("Farmers", "~AGR"),
            ("spies", "~SPY"),
            ("fishermen", "~AGR"),
            ("thief", "~CRM"),
            ("police", "~COP")
        ]
    );
    assert_eq!(dictionary.scan(text), [], "they are no names");
}

#[test]
fn an_import_is_written_and_loaded_again() {
    let imported = import::phoenix(&[("a", ACTORS), ("b", AGENTS)], Policy::Lenient).unwrap();
    let mut dictionary = Dictionary::new();
    assert_eq!(dictionary.add("again", &imported.to_table(), Policy::Strict), Ok(vec![]));
    assert_eq!(dictionary.entries(), imported.entries);
}

const WIKIDATA: &str = r#"[
{"id":"Q900001","labels":{"en":{"value":"Ada Example"}},"aliases":{"en":[{"value":"A. Example"},{"value":"Countess|X"}]},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}},"rank":"normal"}],"P21":[{"mainsnak":{"datavalue":{"value":{"id":"Q6581072"}}}}],"P27":[{"mainsnak":{"datavalue":{"value":{"id":"Q900002"}}}}],"P39":[{"mainsnak":{"datavalue":{"value":{"id":"Q900003"}}},"rank":"normal","qualifiers":{"P580":[{"datavalue":{"value":{"time":"+2001-02-03T00:00:00Z","precision":11}}}],"P582":[{"datavalue":{"value":{"time":"+2005-06-00T00:00:00Z","precision":10}}}]}},{"mainsnak":{"datavalue":{"value":{"id":"Q900009"}}},"rank":"deprecated"}]}},
{"id":"Q900002","labels":{"en":{"value":"Freedonia"}},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q3624078"}}}},{"mainsnak":{"datavalue":{"value":{"id":"Q43229"}}}}],"P297":[{"mainsnak":{"datavalue":{"value":"FX"}}}],"P298":[{"mainsnak":{"datavalue":{"value":"FRE"}}}]}},
{"id":"Q900003","labels":{"en":{"value":"Chair of Freedonia"}},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q4164871"}}}}],"P17":[{"mainsnak":{"datavalue":{"value":{"id":"Q900002"}}}}]}},
{"id":"Q7184","labels":{"en":{"value":"NATO"}},"aliases":{"en":[{"value":"Natolia"}]},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q484652"}}}}]}},
{"id":"Q900004","labels":{"en":{"value":"A hill"}},"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q54050"}}}}]}},
{"id":"P31","labels":{}}
]"#;

#[test]
fn wikidata_entities_become_actors() {
    let imported = import::wikidata("extract.json", WIKIDATA, Policy::Strict).unwrap();
    assert_eq!((imported.counts.actors, imported.counts.roles, imported.counts.dated_roles), (4, 1, 1));
    let mut dictionary = Dictionary::embedded();
    assert_eq!(dictionary.add("wikidata.tsv", &imported.to_table(), Policy::Strict), Ok(vec![]));

    let ada = dictionary.find("A. Example")[0].entry;
    assert_eq!(
        (ada.kind, ada.gender, ada.country.as_deref()),
        (Kind::Person, Some(Gender::Female), Some("FRE"))
    );
    let chair = &dictionary.find("Chair of Freedonia")[0].entry.id;
    assert_eq!(dictionary.holders(chair, date(2005, 6, 30)), [ada], "a month ends with its last day");
    assert_eq!(dictionary.holders(chair, date(2005, 7, 1)), [] as [&Entry; 0]);
    let freedonia = dictionary.find("Freedonia")[0].entry;
    assert_eq!((freedonia.kind, freedonia.iso2.as_deref()), (Kind::State, Some("FX")));
    assert_eq!(dictionary.find("Natolia")[0].entry.id, "org/nato", "joined by its identifier");
    assert_eq!(dictionary.find("A hill"), []);
}

#[test]
fn wikidata_comes_line_by_line_too() {
    let lines: Vec<&str> = WIKIDATA.lines().collect();
    let broken = [lines[1].trim_end_matches(','), "{\"id\":", lines[2].trim_end_matches(',')].join("\n");
    let imported = import::wikidata("extract.json", &broken, Policy::Lenient).unwrap();
    assert_eq!(imported.counts.actors, 2);
    assert_eq!(
        imported.problems[0].to_string(),
        "extract.json, line 2: found “{\"id\":”, expected one entity of Wikidata in JSON"
    );
    assert!(import::wikidata("extract.json", &broken, Policy::Strict).is_err());
    let api = format!("{{\"entities\":{{\"Q900002\":{}}}}}", lines[2].trim_end_matches(','));
    assert_eq!(import::wikidata("api.json", &api, Policy::Strict).unwrap().entries[0].name, "Freedonia");
}
