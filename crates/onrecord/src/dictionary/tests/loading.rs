//! What a user's own file does, good and bad.

use super::super::*;
use jiff::civil::date;

const MINE: &str = "\
# mine
org/choir\torganisation\tThe Choir of Nowhere
\tabbreviation\tTCN
\tsort\tchoir
state/nor\tstate\tNorway
\talias\tthe Fjord Kingdom
my/russia\tstate\tRussland
\twikidata\tQ159
";

#[test]
fn a_users_file_adds_actors_and_words() {
    let mut dictionary = Dictionary::embedded();
    let before = dictionary.entries().len();
    assert_eq!(dictionary.add("mine.tsv", MINE, Policy::Strict), Ok(vec![]));
    assert_eq!(dictionary.entries().len(), before + 1);
    assert_eq!(dictionary.find("TCN")[0].entry.name, "The Choir of Nowhere");
    assert_eq!(dictionary.find("the Fjord Kingdom")[0].entry.id, "state/nor");
    assert_eq!(dictionary.find("Russland")[0].entry.id, "state/rus", "known by its Wikidata identifier");
    assert_eq!(dictionary.get("my/russia").unwrap().name, "Russia");
    assert_eq!(dictionary.find("Norway").len(), 1);
}

#[test]
fn an_imported_actor_is_the_known_one_of_its_name() {
    let theirs = "\
phoenix/nato\torganisation\tNATO
\talias\tthe Atlantic club
phoenix/emmanuel-macron\tperson\tEmmanuel Macron
\tcountry\tFRA
\talias\tMonsieur Macron
phoenix/macron-2\tperson\tEmmanuel Macron
\tcountry\tBEL
";
    let mut dictionary = Dictionary::embedded();
    let before = dictionary.entries().len();
    assert_eq!(dictionary.add("theirs.tsv", theirs, Policy::Strict), Ok(vec![]));
    assert_eq!(dictionary.entries().len(), before + 1, "the Belgian is somebody else");
    assert_eq!(dictionary.find("the Atlantic club")[0].entry.name, "North Atlantic Treaty Organization");
    assert_eq!(dictionary.find("Monsieur Macron")[0].entry.country.as_deref(), Some("FRA"));
    assert_eq!(dictionary.get("phoenix/emmanuel-macron").unwrap().wikidata.as_deref(), Some("Q3052772"));
}

#[test]
fn a_bad_line_is_named_and_the_user_chooses() {
    let text = "org/a\torganisation\tAlpha\n\tcolour\tred\n\twikidata\t159\n\tabbreviation\tALF\n";
    let mut dictionary = Dictionary::new();
    let error = dictionary.add("bad.tsv", text, Policy::Strict).unwrap_err();
    assert_eq!(error.problems.len(), 2);
    assert_eq!(dictionary.entries().len(), 0, "nothing loads");
    let message = error.to_string();
    assert!(
        message.starts_with("nothing was loaded: bad.tsv, line 2: found “colour”, expected a fact: name,")
            && message.ends_with("(and 1 more)"),
        "{message}"
    );
    let problems = dictionary.add("bad.tsv", text, Policy::Lenient).unwrap();
    assert_eq!(
        problems[1].to_string(),
        "bad.tsv, line 3: found “159”, expected Q and a number, such as Q159"
    );
    assert_eq!(dictionary.find("ALF")[0].entry.id, "org/a", "the rest loads");
}

#[test]
fn every_kind_of_bad_line_is_told() {
    for (text, line) in [
        ("\tname\tOrphan\n", 1),
        ("Org A\torganisation\tAlpha\n", 1),
        ("org/a\tcompany\tAlpha\n", 1),
        ("org/a\torganisation\n", 1),
        ("org/a\torganisation\tAlpha\norg/a\torganisation\tAlpha\n", 2),
        ("org/a\torganisation\tAlpha\n\tname\n", 2),
        ("org/a\torganisation\tAlpha\n\tname\tBeta\t2014\n", 2),
        ("org/a\torganisation\tAlpha\n\tcountry\tFrance\n", 2),
        ("org/a\torganisation\tAlpha\n\tgender\tx\n", 2),
        ("org/a\torganisation\tAlpha\n\trole\tX\t2014-13\n", 2),
        ("org/a\torganisation\tAlpha\n\trole\tX\t2023-02-30\n", 2),
        ("org/a\torganisation\tAlpha\n\trole\tX\t2014\t2013\n", 2),
        ("org/a\torganisation\tAlpha\n\tdescription\t{a\n", 2),
        ("org/a\torganisation\tAlpha\ta\tb\tc\n", 1),
    ] {
        let error = Dictionary::new().add("f", text, Policy::Strict).unwrap_err();
        assert_eq!(error.problems[0].line, line, "{text}");
        assert!(!error.problems[0].expected.is_empty());
    }
}

#[test]
fn facts_of_an_actor_that_did_not_load_go_to_nobody() {
    let mut dictionary = Dictionary::new();
    let text = "org/a\torganisation\tAlpha\nORG B\torganisation\tBeta\n\tabbreviation\tBETA\n";
    let problems = dictionary.add("f", text, Policy::Lenient).unwrap();
    assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(dictionary.find("BETA"), []);
}

#[test]
fn roles_are_chosen_by_date() {
    let mut dictionary = Dictionary::new();
    let text = "person/x\tperson\tXenia\n\trole\tELI\n\trole\tUSAGOV\t2001-01-20\t2009-01-20\n\trole\tUSAMIL\t2005\t2006\n";
    dictionary.add("f", text, Policy::Strict).unwrap();
    let xenia = dictionary.get("person/x").unwrap();
    let on = |y, m, d| xenia.role_on(date(y, m, d)).map(|r| r.what.as_str());
    assert_eq!(on(1999, 1, 1), Some("ELI"), "a role without dates, when no other is held");
    assert_eq!(on(2001, 1, 20), Some("USAGOV"));
    assert_eq!(on(2006, 12, 31), Some("USAMIL"), "the one that began last");
    assert_eq!(on(2009, 1, 21), Some("ELI"));
}

#[test]
fn the_embedded_files_survive_a_round_trip() {
    let dictionary = Dictionary::embedded();
    let mut again = Dictionary::new();
    again.add("all.tsv", &to_table(dictionary.entries()), Policy::Strict).unwrap();
    assert_eq!(again.entries(), dictionary.entries());
}

/// A generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

#[test]
fn nothing_that_a_file_holds_makes_the_loaders_panic() {
    const PIECES: [&str; 46] = [
        "\t",
        "\n",
        "\r\n",
        " ",
        "|",
        " | ",
        "\\",
        "{",
        "}",
        ",",
        "{a,b}",
        "#",
        ";",
        "+",
        "_",
        "[",
        "]",
        "[USAGOV]",
        "[USAGOV 010203-040506]",
        "[~GOV]",
        "[---]",
        "!",
        "!X!",
        "!X! = A, B",
        "=",
        "org/a",
        "organisation",
        "state",
        "role",
        "name",
        "description",
        "wikidata",
        "Q1",
        "2014-02-30",
        "2014",
        "é",
        "’s",
        "\u{301}",
        "\u{feff}",
        "😀",
        "{\"id\":\"Q1\"",
        "\"claims\":{\"P31\":[{}]}",
        ":",
        "\"",
        "İ",
        "ß",
    ];
    let mut dice = Dice(0x5eed);
    for _ in 0..400 {
        let text: String = (0..dice.roll(40)).map(|_| PIECES[dice.roll(PIECES.len())]).collect();
        let mut dictionary = Dictionary::new();
        let strict = dictionary.clone().add("f", &text, Policy::Strict);
        let lenient = dictionary.add("f", &text, Policy::Lenient).unwrap();
        assert_eq!(strict.is_err(), !lenient.is_empty());
        let written = to_table(dictionary.entries());
        let mut again = Dictionary::new();
        assert_eq!(
            again.add("again", &written, Policy::Strict),
            Ok(vec![]),
            "{text:?} was written as {written:?}"
        );
        assert_eq!(again.entries(), dictionary.entries());
        for found in dictionary.scan(&text) {
            assert!(!text[found.range].is_empty());
        }
        let imported = import::phoenix(&[("f", &text)], Policy::Lenient).unwrap();
        assert_eq!(Dictionary::new().add("f", &imported.to_table(), Policy::Strict), Ok(vec![]), "{text:?}");
        import::wikidata("f", &text, Policy::Lenient).unwrap();
    }
}
