//! Articles that are one report, as they come in, change, and are asked for.

use crate::support::{Kept, Made};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord_archive::duplicates::{Evidence, Report};
use onrecord_archive::{Archive, CountBy, Query, Wanted};
use std::ops::ControlFlow;

/// A sentence that no other number gives.
fn sentence(n: usize) -> String {
    let words: Vec<String> = (0..14).map(|w| format!("word{}", n * 100 + w)).collect();
    format!("{}.", words.join(" "))
}

fn report(sentences: impl IntoIterator<Item = usize>) -> String {
    sentences.into_iter().map(sentence).collect::<Vec<_>>().join("\n")
}

fn with_agencies() -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open_for_adding(&folder.path().join("news.db"), Dictionary::embedded()).unwrap();
    Kept { folder, archive }
}

fn reports(kept: &Kept) -> Vec<Report> {
    kept.archive.reports(&Query::Everything, 2, None).unwrap().0
}

fn places(report: &Report) -> Vec<&str> {
    report.carriers.iter().map(|c| c.article.as_str()).collect()
}

fn statements(kept: &Kept, query: &str) -> usize {
    let mut found = 0;
    let query = Query::parse(query).unwrap();
    kept.archive
        .find(&query, Wanted::default(), |_| {
            found += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    found
}

#[test]
fn one_agency_text_in_many_papers_is_one_voice_with_many_carriers() {
    let mut kept = with_agencies();
    for n in 0..12 {
        let text = format!("BERLIN (AP) — She said it was over.\n{}\n{}", report(0..30), sentence(900 + n));
        let made = Made::of(&text)
            .outlet(&format!("Paper {n}"), &format!("2024-03-{:02}", 20 - n))
            .actor("She", &["She"])
            .says("She", "said", "it was over", Act::Say, 0.9);
        kept.add(&made.came(&format!("/{n}.txt")));
    }
    kept.add(&Made::of(&report(100..130)).came("/other.txt"));
    let all = reports(&kept);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((all[0].voice.as_deref(), all[0].evidence), (Some("Associated Press"), Evidence::Credit));
    assert_eq!((all[0].carriers.len(), all[0].carriers[0].article.as_str()), (12, "/11.txt"));
    assert!(all[0].carriers[0].origin && all[0].carriers.iter().filter(|c| c.origin).count() == 1);
    assert_eq!(all[0].carriers[0].agency_words.as_deref(), Some("BERLIN (AP) —"));
    assert_eq!(statements(&kept, "about:over"), 12);
    assert_eq!(statements(&kept, "about:over duplicate:no"), 1);
    assert_eq!(statements(&kept, "about:over duplicate:yes"), 11);
    assert_eq!(statements(&kept, "voice:\"associated press\""), 12);
    assert_eq!(statements(&kept, "voice:Assoc* NOT voice:Reuters"), 12);
    let (counts, _) = kept.archive.count(&Query::Everything, &[CountBy::Voice], None).unwrap();
    assert_eq!((counts[0].values[0].as_deref(), counts[0].statements), (Some("Associated Press"), 12));
    assert!(kept.archive.check(|_| ()).unwrap().clean);
}

#[test]
fn a_change_may_part_a_report_or_leave_it() {
    let mut kept = Kept::new();
    // The middle one holds the other two together: they have nothing in common.
    kept.add(&Made::of(&report(0..20)).came("/a"));
    kept.add(&Made::of(&report(30..50)).came("/b"));
    assert!(reports(&kept).is_empty());
    kept.add(&Made::of(&report((0..20).chain(30..50))).came("/middle"));
    assert_eq!(places(&reports(&kept)[0]).len(), 3);
    // Still both: a sentence was added.
    kept.add(&Made::of(&report((0..20).chain(30..51))).came("/middle"));
    assert_eq!(places(&reports(&kept)[0]).len(), 3);
    assert!(kept.archive.check(|_| ()).unwrap().clean);
    kept.add(&Made::of(&report(0..18)).came("/middle"));
    let all = reports(&kept);
    assert_eq!((all.len(), places(&all[0])), (1, vec!["/a", "/middle"]));
    kept.add(&Made::of(&report(70..90)).came("/middle"));
    assert!(reports(&kept).is_empty());
    assert!(kept.archive.check(|_| ()).unwrap().clean);
}

#[test]
fn the_order_of_adding_makes_no_difference() {
    let texts =
        [report(0..20), report(0..9), report((5..20).chain(60..64)), report(70..90), report((0..20).rev())];
    for first in 0..texts.len() {
        let mut kept = Kept::new();
        for n in (0..texts.len()).map(|n| (n + first) % texts.len()) {
            kept.add(&Made::of(&texts[n]).came(&format!("/{n}")));
        }
        let all = reports(&kept);
        assert_eq!(all.len(), 1);
        let mut members = places(&all[0]);
        members.sort_unstable();
        assert_eq!(members, ["/0", "/1", "/2", "/4"], "beginning with {first}");
    }
}

#[test]
fn a_line_that_every_page_has_makes_no_report() {
    let mut kept = Kept::new();
    let footer = "All rights reserved and this material may not be published broadcast rewritten or passed on by \
                  anybody who has not asked the publisher in writing before doing so in any country of the world";
    for n in 0..80 {
        kept.add(&Made::of(&format!("{}\n{footer}", report(n * 30..n * 30 + 12))).came(&format!("/{n}")));
    }
    assert!(reports(&kept).is_empty());
    kept.add(&Made::of(&format!("{}\n{footer}", report(30..40))).came("/copy"));
    assert_eq!(places(&reports(&kept)[0]), ["/1", "/copy"]);
}

#[test]
fn a_query_wants_the_reports_in_which_it_finds_something() {
    let mut kept = Kept::new();
    for (n, said) in ["the bridge", "the bridge", "nothing", "nothing"].iter().enumerate() {
        let text = format!("He said {said}.\n{}", report(n / 2 * 50..n / 2 * 50 + 20));
        kept.add(&Made::of(&text).says("", "said", said, Act::Say, 0.9).came(&format!("/{n}")));
    }
    assert_eq!(reports(&kept).len(), 2);
    let (found, unknown) =
        kept.archive.reports(&Query::parse("about:bridge speaker:Nobody").unwrap(), 2, None).unwrap();
    assert_eq!((found.len(), unknown), (0, vec!["Nobody".to_owned()]));
    let (found, _) = kept.archive.reports(&Query::parse("about:bridge").unwrap(), 2, None).unwrap();
    assert_eq!(places(&found[0]), ["/0", "/1"]);
    assert!(kept.archive.reports(&Query::Everything, 3, None).unwrap().0.is_empty());
}

/// What was compared in a batch that is dropped must not be taken for what comes in its place, under the same number.
#[test]
fn a_batch_that_is_dropped_leaves_nothing_to_compare_with() {
    let mut kept = with_agencies();
    let batch = kept.archive.batch().unwrap();
    for address in ["/1.txt", "/2.txt"] {
        batch.add(&Made::of(&report(0..30)).came(address)).unwrap();
    }
    drop(batch);
    for address in ["/3.txt", "/4.txt"] {
        kept.add(&Made::of(&report(200..230)).came(address));
    }
    assert_eq!(places(&reports(&kept)[0]), ["/3.txt", "/4.txt"]);
}
