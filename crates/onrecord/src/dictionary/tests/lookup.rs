//! Which words of a text lead to whom.

use super::super::*;
use crate::language::Language;
use jiff::civil::date;
use std::sync::LazyLock;

static EMBEDDED: LazyLock<Dictionary> = LazyLock::new(Dictionary::embedded);
static WORDS: LazyLock<Words> = LazyLock::new(Words::embedded);

/// The words found in a text, each with the first actor they lead to.
fn scan(text: &str) -> Vec<(&str, &'static str, How)> {
    let found = EMBEDDED.scan(text).into_iter();
    found.map(|f| (&text[f.range], f.matches[0].entry.id.as_str(), f.matches[0].how)).collect()
}

fn ids(words: &str) -> Vec<&'static str> {
    EMBEDDED.find(words).into_iter().map(|m| m.entry.id.as_str()).collect()
}

#[test]
fn capitals_decide() {
    assert_eq!(ids("US"), ["state/usa"]);
    assert_eq!(ids("us"), [""; 0]);
    assert_eq!(ids("Us"), [""; 0]);
    assert_eq!(ids("WHO"), ["org/who"]);
    assert_eq!(ids("Who"), [""; 0]);
    assert_eq!(ids("Turkey"), ["state/tur"]);
    assert_eq!(ids("TURKEY"), ["state/tur"]);
    assert_eq!(ids("turkey"), [""; 0]);
    assert_eq!(ids("the Fed"), ["body/usa-fed"]);
    assert_eq!(ids("The Fed"), ["body/usa-fed"]);
    assert_eq!(ids("the fed"), [""; 0]);
    assert_eq!(ids("the house"), [""; 0]);
    assert_eq!(ids("dpa"), ["media/dpa"]);
}

#[test]
fn accents_hyphens_and_apostrophes_do_not() {
    assert_eq!(ids("Elysee"), ids("Élysée"));
    assert_eq!(ids("Recep Tayyip Erdogan"), ["person/recep-tayyip-erdogan"]);
    assert_eq!(ids("Al Qaeda"), ["group/al-qaeda"]);
    assert_eq!(ids("Sanaa"), ["state/yem"]);
    assert_eq!(ids("People’s Republic of China"), ["state/chn"]);
    assert_eq!(ids("Cote d’Ivoire"), ["state/civ"]);
}

#[test]
fn words_in_a_sentence() {
    assert_eq!(
        scan(
            "Washington and its allies back Kiev, but the Kremlin said Moscow’s position – unlike NATO's – is clear."
        ),
        [
            ("Washington", "state/usa", How::Capital),
            ("Kiev", "state/ukr", How::Capital),
            ("Kremlin", "body/rus-presidency", How::Metonym),
            ("Moscow", "state/rus", How::Capital),
            ("NATO", "org/nato", How::Abbreviation),
        ]
    );
    assert_eq!(
        scan("Who told us? The WHO told the US."),
        [("WHO", "org/who", How::Abbreviation), ("US", "state/usa", How::Abbreviation)]
    );
    assert_eq!(
        scan("anti-Russian, U.S.-backed"),
        [("Russian", "state/rus", How::Nationality), ("U.S.", "state/usa", How::Abbreviation)]
    );
    assert_eq!(scan("the bus to the museum, whose turkey is polished"), []);
}

#[test]
fn seats_of_government_lead_to_the_right_body() {
    for (words, id) in [
        ("Kremlin", "body/rus-presidency"),
        ("White House", "body/usa-presidency"),
        ("Downing Street", "body/gbr-pm-office"),
        ("Whitehall", "body/gbr-government"),
        ("Quai d'Orsay", "body/fra-foreign-ministry"),
        ("Élysée", "body/fra-presidency"),
        ("Zhongnanhai", "body/chn-leadership"),
        ("Blue House", "body/kor-presidency"),
        ("Foggy Bottom", "body/usa-state"),
        ("Pentagon", "body/usa-defense"),
        ("Capitol Hill", "body/usa-congress"),
        ("Knesset", "body/isr-knesset"),
        ("Bundestag", "body/deu-bundestag"),
        ("Duma", "body/rus-duma"),
    ] {
        assert_eq!(ids(words), [id], "{words}");
    }
}

#[test]
fn parts_are_put_together() {
    for (words, id) in [
        ("Russian Foreign Ministry", "body/rus-foreign-ministry"),
        ("Turkey's defense ministry", "body/tur-defence-ministry"),
        ("Moscow’s foreign ministry", "body/rus-foreign-ministry"),
        ("Israeli military", "body/isr-idf"),
        ("U.S. Supreme Court", "body/usa-supreme-court"),
        ("Ukrainian President", "office/ukr-president"),
        ("German Defense Minister", "office/deu-defence-minister"),
        ("UK chancellor", "office/gbr-chancellor"),
        ("Germany's chancellor", "office/deu-chancellor"),
        ("British foreign secretary", "office/gbr-foreign-secretary"),
        ("EU Commission President", "office/eu-commission-president"),
        ("US-led bloc’s secretary-general", "office/nato-secretary-general"),
        ("Jordanian government", "state/jor"),
        ("Russian government", "body/rus-government"),
    ] {
        assert_eq!(ids(words), [id], "{words}");
    }
    // A secretary of state is a foreign minister in one state only, and nobody's capital has a ministry of its own.
    assert_eq!(ids("French Secretary of State"), [""; 0]);
    assert_eq!(ids("Moscow foreign ministry"), [""; 0]);
    assert_eq!(ids("Pakistani intelligence"), ["body/pak-isi"]);
    assert_eq!(ids("Russian intelligence"), [""; 0], "there are several services");
}

#[test]
fn the_likeliest_of_several_comes_first() {
    assert_eq!(ids("Brussels"), ["org/eu", "state/bel"]);
    assert_eq!(ids("Congo"), ["state/cod", "state/cog"]);
    assert_eq!(EMBEDDED.ambiguity("Brussels").unwrap().otherwise.as_deref(), Some("the city"));
    assert!(EMBEDDED.ambiguity("Georgia").is_some() && EMBEDDED.ambiguity("Bulgaria").is_none());
}

#[test]
fn a_longer_phrase_that_is_no_actor_hides_one() {
    assert_eq!(scan("North America and the South China Sea"), []);
    assert_eq!(ids("Native Americans"), [""; 0]);
    assert_eq!(ids("George Washington"), [""; 0]);
    assert_eq!(scan("in South Korea, North America and America").len(), 2);
}

#[test]
fn a_place_in_the_text_can_be_asked_about() {
    let text = "said Russian President Vladimir Putin";
    let found = EMBEDDED.at(text, 5).unwrap();
    assert_eq!((found.range.clone(), found.matches[0].entry.id.as_str()), (5..22, "office/rus-president"));
    assert_eq!(EMBEDDED.at(text, 23).unwrap().matches[0].entry.name, "Vladimir Putin");
    assert_eq!(EMBEDDED.at(text, 4), None);
    assert_eq!(EMBEDDED.at("–", 1), None, "not on a character's boundary");
    assert_eq!(EMBEDDED.at(text, 900), None);
}

#[test]
fn offices_have_holders_by_date() {
    let names =
        |office: &str, on| EMBEDDED.holders(office, on).iter().map(|e| e.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names("office/nato-secretary-general", date(2023, 11, 10)), ["Jens Stoltenberg"]);
    assert_eq!(names("office/usa-president", date(2003, 3, 20)), ["George W. Bush"]);
    assert_eq!(names("office/rus-president", date(2009, 6, 1)), ["Dmitry Medvedev"]);
    assert_eq!(names("office/deu-defence-minister", date(2023, 11, 10)), ["Boris Pistorius"]);
    assert_eq!(names("office/gbr-prime-minister", date(1900, 1, 1)), [""; 0]);
    assert_eq!(names("office/none", date(2000, 1, 1)), [""; 0]);
}

#[test]
fn spellings_lead_to_one_person() {
    for name in ["Zelensky", "Zelenskyy", "Volodymyr Zelenskiy", "Vladimir Zelensky"] {
        assert_eq!(ids(name), ["person/volodymyr-zelensky"]);
    }
}

#[test]
fn a_description_is_a_pattern() {
    for words in ["US-led bloc", "U.S.-led military alliance", "Western military bloc"] {
        assert_eq!(ids(words), ["org/nato"], "{words}");
    }
    assert_eq!(ids("27-nation bloc"), ["org/eu"]);
    assert_eq!(ids("bloc"), [""; 0]);
}

#[test]
fn the_seed_is_covered() {
    let text = "the US-led bloc’s secretary-general Jens Stoltenberg told reporters with German Defense Minister Boris \
                Pistorius in Berlin. EU Commission President Ursula von der Leyen spoke to Reuters. [Russian] President";
    let found: Vec<_> = scan(text).into_iter().map(|(words, id, _)| (words, id)).collect();
    assert_eq!(
        found,
        [
            ("US-led bloc’s secretary-general", "office/nato-secretary-general"),
            ("Jens Stoltenberg", "person/jens-stoltenberg"),
            ("German Defense Minister", "office/deu-defence-minister"),
            ("Boris Pistorius", "person/boris-pistorius"),
            ("Berlin", "state/deu"),
            ("EU Commission President", "office/eu-commission-president"),
            ("Ursula von der Leyen", "person/ursula-von-der-leyen"),
            ("Reuters", "media/reuters"),
            ("Russian", "state/rus"),
        ]
    );
}

#[test]
fn titles_are_found_with_their_kind() {
    let found =
        WORDS.titles_in("Sen. Cruz, Prime Ministers of two states and Vice President Pence met Mr. Smith");
    let found: Vec<_> =
        found.iter().map(|f| (f.titles[0].title.as_str(), f.titles[0].kind.as_str(), f.plural)).collect();
    assert_eq!(
        found,
        [
            ("Sen.", "legislator", false),
            ("prime minister", "head_of_government", true),
            ("vice president", "deputy", false),
            ("Mr.", "honorific", false),
        ]
    );
    let chancellors = WORDS.title("chancellor").unwrap();
    assert_eq!(chancellors.titles.len(), 3, "in Germany, Austria and the United Kingdom");
    assert_eq!(WORDS.title("mister nobody"), None);
}

#[test]
fn nouns_and_names_have_a_gender() {
    let noun = |text| WORDS.person_noun(text).map(|(n, plural)| (n.class.as_str(), n.gender, plural));
    assert_eq!(noun("spokeswoman"), Some(("spokesperson", Some(Gender::Female), false)));
    assert_eq!(noun("Officials"), Some(("official", None, true)));
    assert_eq!(noun("table"), None);
    assert_eq!(WORDS.given_name("Angela"), Some(NameGender::Usually(Gender::Female)));
    assert_eq!(WORDS.given_name("Vladimir"), Some(NameGender::Usually(Gender::Male)));
    assert_eq!(WORDS.given_name("Andrea"), Some(NameGender::Either));
    assert_eq!(WORDS.given_name("Xyzzy"), None);
}

#[test]
fn anonymity_has_its_formulas() {
    let text = "said an official who spoke on condition of anonymity.";
    let found: Vec<_> = WORDS.anonymity_in(text).into_iter().map(|r| &text[r]).collect();
    assert_eq!(found, ["on condition of anonymity"]);
    assert!(WORDS.anonymous().heads.iter().any(|h| h == "insider"));
}

#[test]
fn texts_of_a_language_name_actors_in_its_words_and_english_ones_do_not() {
    let german = Dictionary::of(Language::of(Some("de")));
    let id = |words: &str| german.find(words).first().map(|m| m.entry.id.clone()).unwrap_or_default();
    assert_eq!(id("Deutschland"), "state/deu");
    assert_eq!(id("Kanzleramt"), "body/deu-chancellery");
    assert_eq!(id("Angela Merkels"), "person/angela-merkel", "a name in another case");
    assert_eq!(id("russischen Verteidigungsministeriums"), "body/rus-defence-ministry");
    assert_eq!(id("Moskaus Außenministerium"), "body/rus-foreign-ministry", "an owner in its case");
    assert_eq!(id("französische Präsidentin"), "office/fra-president");
    assert_eq!(id("NATO"), "org/nato", "what is the same everywhere");
    assert_eq!(german.find("Kanzleramt")[0].entry.name, EMBEDDED.get("body/deu-chancellery").unwrap().name);
    assert_eq!(id("Angela Merkelss"), "");
    for words in ["Deutschland", "Kanzleramt", "Angela Merkels"] {
        assert_eq!(ids(words), [""; 0], "{words} is no English");
    }
    assert_eq!(id("Russian Foreign Ministry"), "", "what is put together by English words");
}

#[test]
fn words_about_people_are_those_of_the_language() {
    let german = Words::of(Language::of(Some("de")));
    let gender = |title: &str| german.title(title).and_then(|t| t.titles[0].gender);
    assert_eq!(gender("Bundeskanzlerin"), Some(Gender::Female));
    assert_eq!(gender("Außenminister"), Some(Gender::Male));
    assert!(
        german.person_noun("Beamten").is_some()
            && german.person_noun("Augenzeuginnen").is_some_and(|(_, p)| p)
    );
    assert!(german.title("Prime Minister").is_none() && WORDS.title("Bundeskanzlerin").is_none());
    assert!(Words::of(Language::of(Some("qq"))).titles().is_empty());
}
