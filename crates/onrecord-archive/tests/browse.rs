//! Looking around in an archive with bounded work.

use crate::support;
use crate::support::{Kept, bridge};
use onrecord::acts::Act;
use onrecord_archive::browse::Window;
use onrecord_archive::corrections::By;
use onrecord_archive::{ActorOrder, ActorsWanted, Archive, ArchiveError, Query};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const LOOK: Window = Window { skip: 0, show: 2, look_at: 100, context: true };

fn kept() -> Kept {
    let mut kept = Kept::new();
    kept.add(&bridge().came("1.txt"));
    let mut other = bridge().outlet("Northern Gazette", "2023-12-01");
    other.0.article.text = onrecord::Text::new(other.0.article.text.as_str().replace("council", "parlour"));
    kept.add(&other.came("2.txt"));
    kept
}

#[test]
fn a_page_has_answers_and_what_they_have_in_common() {
    let kept = kept();
    let page = kept.archive.page(&Query::parse("about:bridge OR kind:direct").unwrap(), LOOK).unwrap();
    assert_eq!((page.statements.len(), page.looked_at, page.all), (2, 4, true));
    assert_eq!(page.statements[0].published.as_deref(), Some("2023-12-01"), "the latest comes first");
    assert!(page.statements.iter().all(|s| s.context.is_some()));
    let facet = |field: &str| {
        let found = page.facets.iter().find(|f| f.field == field).unwrap();
        found.values.iter().map(|v| (v.value.as_str(), v.statements)).collect::<Vec<_>>()
    };
    assert_eq!(facet("speaker"), [("Henrik Aaldal", 2), ("Marit Holm", 2)]);
    assert_eq!(facet("date"), [("2023-12", 2), ("2023-11", 2)]);
    assert_eq!(facet("outlet").len(), 2);
}

#[test]
fn of_a_paragraph_that_goes_on_for_long_a_page_has_the_stretch_around_a_statement() {
    let mut kept = Kept::new();
    let (before, after) = ("Lämmer. ".repeat(40_000), " Schäfer.".repeat(40_000));
    let said = "“Nobody asked us”";
    let text = format!("{before}Marit Holm said: {said}{after}");
    let holm = |text: &str| support::Made::of(text).actor("Marit Holm", &["Marit Holm"]);
    kept.add(&holm(&text).says("Marit Holm", "said", said, Act::Say, 0.9).came("wide.txt"));
    let long = format!("“{}”", "Nobody asked us. ".repeat(5_000));
    let text = format!("{before}Marit Holm said: {long}{after}");
    kept.add(&holm(&text).says("Marit Holm", "said", &long, Act::Say, 0.9).came("long.txt"));
    let page = kept.archive.page(&Query::Everything, LOOK).unwrap();
    for found in &page.statements {
        let context = found.context.as_ref().unwrap();
        let length = context.text.chars().count();
        assert!((3_000..10_000).contains(&length), "{length}");
        let whole = if found.article == "wide.txt" { said } else { &long[..1000] };
        let content = found.spans.content[0];
        let at = (content.start - context.start) as usize;
        let there: String = context.text.chars().skip(at).take(whole.chars().count()).collect();
        assert_eq!(there, whole);
        assert!(at > 1_000, "{at} characters before it");
    }
    assert_eq!(page.statements.len(), 2);
}

#[test]
fn counts_are_over_the_latest_and_say_so() {
    let kept = kept();
    let page = kept.archive.page(&Query::Everything, Window { look_at: 3, show: 10, ..LOOK }).unwrap();
    assert_eq!((page.statements.len(), page.looked_at, page.all), (3, 3, false));
    let second = kept.archive.page(&Query::Everything, Window { skip: 4, ..LOOK }).unwrap();
    assert_eq!(second.statements.len(), 2);
}

#[test]
fn an_actor_is_known_by_names_months_and_outlets() {
    let kept = kept();
    let profile = kept.archive.profile("name:person:marit holm", 100, 3).unwrap().unwrap();
    assert_eq!((profile.statements(), profile.articles, profile.latest.len()), (4, 2, 3));
    assert_eq!(profile.months, [("2023-11".to_owned(), 2), ("2023-12".to_owned(), 2)]);
    assert!(profile.names.contains(&"marit holm".to_owned()));
    assert!(profile.aliases.iter().any(|a| a.words == "Marit Holm" && a.how == "name" && a.mentions == 2));
    assert_eq!((profile.outlets[0].direct, profile.outlets[0].indirect), (1, 1));
    assert_eq!(kept.archive.profile("nobody", 100, 3).unwrap(), None);
}

#[test]
fn articles_are_listed_by_day_and_names_completed() {
    let kept = kept();
    let all = kept.archive.articles(0, 10).unwrap();
    assert_eq!(all.iter().map(|a| a.address.as_str()).collect::<Vec<_>>(), ["2.txt", "1.txt"]);
    assert_eq!((all[0].statements, all[0].version, all[0].versions), (3, 1, 1));
    assert_eq!(kept.archive.articles(1, 10).unwrap().len(), 1);
    let names = |typed: &str| {
        let found = kept.archive.actors_like(typed, 5).unwrap();
        found.into_iter().map(|s| s.value).collect::<Vec<_>>()
    };
    assert_eq!(names("Hol"), ["Marit Holm"]);
    assert_eq!(names("mar ho"), ["Marit Holm"]);
    assert_eq!(names("\"*("), Vec::<String>::new());
    assert_eq!(kept.archive.outlets_like("gaz", 5).unwrap()[0].value, "Northern Gazette");
    assert_eq!(kept.archive.totals().unwrap().statements, 6);
}

#[test]
fn searches_are_kept_under_their_name() {
    let mut kept = kept();
    let by = By { person: "Ana", at: "2024-01-01T00:00:00Z" };
    let id = kept.archive.keep_search("Bridge", "about:bridge", by).unwrap();
    assert_eq!(kept.archive.keep_search("bridge", "about:bridges", by).unwrap(), id, "capitals aside");
    let all = kept.archive.searches().unwrap();
    assert_eq!((all.len(), all[0].query.as_str()), (1, "about:bridges"));
    for (name, query) in [(" ", "x"), ("x", "act:("), ("x", &"x ".repeat(2000))] {
        assert!(kept.archive.keep_search(name, query, by).is_err(), "{name} {query}");
    }
    assert!(kept.archive.drop_search(id).unwrap());
    assert!(!kept.archive.drop_search(id).unwrap());
}

#[test]
fn a_question_that_is_stopped_ends_and_the_next_is_answered() {
    let mut kept = kept();
    // Enough rows that the question takes some steps.
    for n in 0..60 {
        kept.add(&bridge().came(&format!("more {n}")));
    }
    let mut archive = Archive::open(&kept.path()).unwrap();
    let stop = Arc::new(AtomicBool::new(true));
    let watched = Arc::clone(&stop);
    archive.stop_when(move || watched.load(Ordering::Relaxed)).unwrap();
    let query = Query::parse("NOT about:nothing").unwrap();
    let window = Window { look_at: 5000, show: 5000, ..LOOK };
    assert!(matches!(archive.page(&query, window), Err(ArchiveError::Stopped(_))));
    stop.store(false, Ordering::Relaxed);
    assert!(archive.page(&query, window).is_ok());
    let before = archive.generation().unwrap();
    assert_eq!(archive.generation().unwrap(), before);
    kept.add(&bridge().came("last"));
    assert_ne!(archive.generation().unwrap(), before, "another connection changed it");
}

#[test]
fn actors_are_searched_by_any_word_of_a_name_and_come_in_an_order() {
    let mut kept = kept();
    let more = support::Made::of(
        "Kurdish forces and Kurd said no. Recep Erdoğan said yes. A Kurdish official slept.",
    )
    .outlet("Gazette", "2024-02-01")
    .actor("Kurdish forces", &["Kurdish forces"])
    .actor("Kurd", &["Kurd said"])
    .actor("Recep Erdoğan", &["Recep Erdoğan"])
    .says("Kurd", "said", "no", Act::Say, 0.9)
    .says("Recep Erdoğan", "said", "yes", Act::Say, 0.9);
    kept.add(&more.came("3.txt"));
    let list = |wanted: ActorsWanted| {
        let (found, all) = kept.archive.actors(&wanted).unwrap();
        (found.into_iter().map(|a| a.name).collect::<Vec<_>>(), all)
    };
    let base = ActorsWanted { limit: 10, ..ActorsWanted::default() };
    let named = |name| list(ActorsWanted { name: Some(name), ..base }).0;
    assert_eq!(named("Kurd"), ["Kurd", "Kurdish forces"], "all that bear the word, who speaks first");
    assert_eq!(named("erdo"), ["Recep Erdoğan"]);
    assert_eq!(named("Erdogan rec*"), ["Recep Erdoğan"]);
    assert!(named("Nobody").is_empty() && named("…").is_empty() && named("\"*\0").is_empty());
    let by = |order| list(ActorsWanted { order, ..base }).0;
    assert_eq!(by(ActorOrder::Statements)[..2], ["Marit Holm", "Henrik Aaldal"]);
    assert_eq!(by(ActorOrder::Name)[..2], ["Henrik Aaldal", "Kurd"]);
    assert_eq!(by(ActorOrder::Last)[..2], ["Kurd", "Recep Erdoğan"]);
    assert_eq!(by(ActorOrder::First)[..2], ["Henrik Aaldal", "Marit Holm"]);
    assert_eq!(by(ActorOrder::Articles)[..2], ["Henrik Aaldal", "Marit Holm"]);
    // Whoever says nothing is listed too, and pages follow each other.
    for (_, order) in ActorOrder::ALL {
        let (whole, all) = list(ActorsWanted { order, ..base });
        assert_eq!((whole.len(), all), (5, 5), "{order:?}");
        let pages: Vec<String> =
            (0..6).flat_map(|skip| list(ActorsWanted { order, skip, limit: 1, ..base }).0).collect();
        assert_eq!(pages, whole, "{order:?}");
    }
    let holm = kept.archive.actors(&ActorsWanted { name: Some("holm"), ..base }).unwrap().0.remove(0);
    assert_eq!((holm.statements, holm.articles), (4, 2));
    assert_eq!((holm.first.as_deref(), holm.last.as_deref()), (Some("2023-11-10"), Some("2023-12-01")));
}
