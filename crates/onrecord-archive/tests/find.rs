//! What is asked, and what is found.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord_archive::{Count, CountBy, Found, Query, Sought, Wanted};
use std::ops::ControlFlow;

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/bridge.txt"));
    let talks = Made::of(
        "Jens Stoltenberg said on Friday that allies would send more weapons.\n\
         Olaf Holm denied reports that Stoltenberg had demanded a red line, and he thought weapon's \
         deliveries would go on.\n",
    )
    .outlet("Courier", "2023-12-02")
    .actor("Jens Stoltenberg", &["Jens Stoltenberg", "Stoltenberg"])
    .actor("Olaf Holm", &["Olaf Holm"])
    .says("Jens Stoltenberg", "said", "allies would send more weapons", Act::Say, 0.95)
    .says("Olaf Holm", "denied", "reports that Stoltenberg had demanded a red line", Act::Deny, 0.7)
    .says("Jens Stoltenberg", "demanded", "a red line", Act::Demand, 0.6)
    .inside("s2")
    .says("", "thought", "weapon's deliveries would go on", Act::Expect, 0.5);
    kept.add(&talks.came("/talks.txt"));
    kept
}

fn found(kept: &Kept, query: &str) -> Vec<Found> {
    let query = Query::parse(query).unwrap_or_else(|e| panic!("{e}"));
    let mut all = Vec::new();
    let wanted = Wanted { limit: None, context: true };
    kept.archive
        .find(&query, wanted, |f| {
            all.push(f);
            ControlFlow::Continue(())
        })
        .unwrap();
    all
}

#[test]
fn every_field_finds_what_it_says() {
    let kept = kept();
    for (query, expected) in [
        ("", 7),
        ("speaker:Stoltenberg", 2),
        ("speaker:\"jens stoltenberg\"", 2),
        ("speaker:Holm", 3),
        ("speaker:Stolt*", 2),
        ("speaker:Nobody", 0),
        ("speaker:Stoltenberg,Aaldal", 3),
        ("about:weapon", 2),
        ("weapons", 2),
        ("about:\"more weapons\"", 1),
        ("said:\"More weapons\"", 1),
        ("said:\"weapon\"", 1),
        ("said:\"nobody asked\"", 1),
        ("act:deny", 2),
        ("act:deny,demand", 3),
        ("kind:direct", 1),
        ("outlet:Courier", 4),
        ("outlet:\"the skerry*\"", 3),
        ("date:2023-11", 3),
        ("date:2023-12..", 4),
        ("date:..2023-11-09", 0),
        ("to:council", 1),
        ("source:anything", 0),
        ("condition:yes", 1),
        ("condition:weather", 1),
        ("inside:yes", 1),
        ("inside:(act:deny speaker:\"Olaf Holm\")", 1),
        ("inside:(act:promise)", 0),
        ("confidence:>0.9", 2),
        ("confidence:<=0.6", 2),
        ("NOT act:deny", 5),
        ("NOT speaker:Stoltenberg", 5),
        ("act:deny AND NOT outlet:Courier", 1),
        ("act:promise OR (act:demand confidence:<0.7)", 2),
        ("negated:no hedge:no repeat:no", 7),
        ("title:nothing", 0),
        ("language:en", 0),
        ("country:NOR", 0),
        ("when:2023", 0),
        ("\"NOT\"", 0),
    ] {
        let all = found(&kept, query);
        assert_eq!(all.len(), expected, "{query}: {:?}", all.iter().map(|f| &f.content).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_found_has_its_words_and_its_paragraph() {
    let kept = kept();
    let all = found(&kept, "act:promise");
    let one = &all[0];
    assert_eq!(one.content, "the bridge would open in May if the weather held");
    assert_eq!((one.cue.as_str(), one.speaker.as_deref()), ("promised", Some("Henrik Aaldal")));
    assert_eq!((one.article.as_str(), one.version, one.statement.as_str()), ("/bridge.txt", 1, "s1"));
    let context = one.context.as_ref().unwrap();
    assert_eq!(context.start, 0);
    assert!(context.text.starts_with("Henrik Aaldal") && context.text.ends_with("weather held."));
    let days: Vec<_> = found(&kept, "").iter().map(|f| f.published.clone().unwrap()).collect();
    assert!(days.is_sorted_by(|a, b| a >= b), "the latest first: {days:?}");
}

#[test]
fn only_the_latest_version_is_found() {
    let mut kept = kept();
    let changed = Made::of("Holm said nothing.").says("", "said", "nothing", Act::Say, 0.9);
    kept.add(&changed.came("/talks.txt"));
    assert_eq!(found(&kept, "weapons").len(), 0);
    assert_eq!(found(&kept, "").len(), 4);
}

#[test]
fn counts_and_unknown_names() {
    let kept = kept();
    let count =
        |query: &str, by: &[CountBy]| kept.archive.count(&Query::parse(query).unwrap(), by, None).unwrap();
    let (all, unknown) = count("", &[]);
    assert_eq!((all[0].statements, unknown.len()), (7, 0));
    let (by, _) = count("act:deny", &[CountBy::Speaker, CountBy::Month]);
    let pair = |name: &str, month: &str| Count {
        values: vec![Some(name.to_owned()), Some(month.to_owned())],
        statements: 1,
    };
    assert_eq!(by.len(), 2);
    assert!(by.contains(&pair("Olaf Holm", "2023-12")) && by.contains(&pair("Marit Holm", "2023-11")));
    let (none, unknown) = count("speaker:Nobody", &[CountBy::Outlet]);
    assert_eq!((none.len(), unknown), (0, vec!["Nobody".to_owned()]));
    for (_, by) in CountBy::ALL {
        assert_eq!(count("", &[by]).0.iter().map(|c| c.statements).sum::<u64>(), 7, "{by:?}");
    }
}

/// Why nothing was found, with the queries that are offered.
fn why(kept: &Kept, query: &str) -> Vec<(String, Vec<String>)> {
    assert!(found(kept, query).is_empty(), "{query} finds something");
    let reasons = kept.archive.why_nothing(query, Sought::Statements).unwrap();
    for offer in reasons.iter().flat_map(|r| &r.offers) {
        assert!(!found(kept, offer).is_empty(), "{query}: {offer} finds nothing either");
    }
    reasons.into_iter().map(|r| (r.what, r.offers)).collect()
}

#[test]
fn nothing_says_why_and_offers_what_would_match() {
    let mut kept = kept();
    let mut norway = Made::of("Kari Nordmann said that nets were full.")
        .actor("Kari Nordmann", &["Kari Nordmann"])
        .says("Kari Nordmann", "said", "nets were full", Act::Say, 0.9);
    norway.0.actors[0].country = Some("NOR".to_owned());
    norway.0.article.language = Some("en".to_owned());
    kept.add(&norway.came("/nets.txt"));
    for (query, what, offer) in [
        ("outlet:\"The Skery Post\"", "no outlet", "outlet:\"The Skerry Post\""),
        ("outlet:skerry", "“The Skerry Post”", "outlet:\"The Skerry Post\""),
        ("speaker:Stoltenburg", "nobody in this archive goes by", "speaker:\"Jens Stoltenberg\""),
        ("speaker:Norway", "`country:NOR`", "country:NOR"),
        ("country:Norway", "that of Norway is NOR", "country:NOR"),
        ("country:no", "that of no is NOR", "country:NOR"),
        ("country:Norwegian nets", "that of Norwegian is NOR", "country:NOR nets"),
        ("language:english", "codes of two letters", "language:en"),
        ("date:2019", "from 2023-11-10 to 2023-12-02", "date:2023-11-10..2023-12-02"),
        (
            "speaker:Jens Stoltenberg act:say",
            "only `Jens` belongs to",
            "speaker:\"Jens Stoltenberg\" act:say",
        ),
        ("weapons or ferries", "in capitals", "weapons OR ferries"),
        ("ferries not weapons", "in capitals", "ferries NOT weapons"),
        ("speaker Stoltenberg", "a colon", "speaker:Stoltenberg"),
        ("said:ferry", "no statement has `said:\"ferry\"`", "about:\"ferry\""),
        ("about:weaponry", "no statement has", "about:weapon*"),
        ("act:promise weapons", "meets all of them", "about:\"weapons\""),
        ("speaker.party:Labour", "no table of speakers", ""),
        ("country:SWE", "belongs to the state `SWE`", ""),
        ("code:toll", "nobody has given a code", ""),
    ] {
        let told = why(&kept, query);
        let one = told.iter().find(|(w, _)| w.contains(what));
        let (_, offers) = one.unwrap_or_else(|| panic!("{query}: {told:?}"));
        assert!(offer.is_empty() || offers.iter().any(|o| o == offer), "{query}: {told:?}");
    }
    // What makes no sense has been told elsewhere, and an empty archive has nothing to offer.
    assert!(kept.archive.why_nothing("act:promis", Sought::Statements).unwrap().is_empty());
    let empty = Kept::new().archive.why_nothing("ferry", Sought::Statements).unwrap();
    assert_eq!((empty.len(), empty[0].what.as_str()), (1, "there is no statement in this archive yet"));
    // Odd input is no reason to fail.
    for odd in
        ["speaker:\"a\\\"", "to:* from:%", "outlet:_ ,", "speaker:(", "country:\"\u{0}\"", "date:..2019,2020"]
    {
        kept.archive.why_nothing(odd, Sought::Statements).unwrap();
        kept.archive.why_nothing(odd, Sought::Events).unwrap();
    }
}

#[test]
fn whom_it_is_said_to_and_when_is_found_with_it() {
    let mut kept = Kept::new();
    kept.add(&bridge().came("/bridge.txt"));
    let told = Made::of("Marit Holm told Henrik Aaldal that she agreed.")
        .actor("Marit Holm", &["Marit Holm"])
        .actor("Henrik Aaldal", &["Henrik Aaldal"])
        .says("Marit Holm", "told", "she agreed", Act::Say, 0.9)
        .to("Henrik Aaldal");
    kept.add(&told.came("/told.txt"));
    let to = |query: &str| found(&kept, query)[0].to.clone();
    assert_eq!(to("about:agreed").as_deref(), Some("Henrik Aaldal"));
    assert_eq!(to("act:promise").as_deref(), Some("the council"), "no actor stands for it");
    assert_eq!(to("act:deny"), None);
    let key = found(&kept, "about:agreed")[0].to_key.clone();
    assert_eq!(key.as_deref(), Some("name:person:henrik aaldal"));
}
