//! The same statement in several articles, as they come in, change, and are asked for.

use crate::support::{Kept, Made};
use onrecord::acts::Act;
use onrecord_archive::corrections::{By, Change, Subject};
use onrecord_archive::sayings::{Sameness, Saying};
use onrecord_archive::{Incoming, Query, Wanted};
use std::ops::ControlFlow;

const WHOLE: &str =
    "“We will keep the harbour bridge closed until every cable has been looked at by engineers.”";

fn says(place: &str, outlet: &str, day: &str, content: &str) -> Incoming {
    let text = format!("{place} has it: Henrik Aaldal said {content} to all.\n");
    let made = Made::of(&text).outlet(outlet, day).actor("Henrik Aaldal", &["Henrik Aaldal"]);
    made.says("Henrik Aaldal", "said", content, Act::Say, 0.9).came(place)
}

fn sayings(kept: &Kept, query: &str) -> Vec<Saying> {
    kept.archive.sayings(&Query::parse(query).unwrap(), None).unwrap().0
}

fn found(kept: &Kept, query: &str) -> usize {
    let mut found = 0;
    let each = |_| {
        found += 1;
        ControlFlow::Continue(())
    };
    kept.archive.find(&Query::parse(query).unwrap(), Wanted::default(), each).unwrap();
    found
}

#[test]
fn who_carried_it_first_and_what_became_of_its_words() {
    let mut kept = Kept::new();
    let paraphrase = "the bridge in the harbour would stay closed until engineers had looked at every cable";
    kept.add(&says(
        "/cut",
        "Courier",
        "2024-03-16",
        "“keep the harbour bridge closed until every cable has been looked at”",
    ));
    kept.add(&says("/paraphrase", "Mail", "2024-03-17", paraphrase));
    kept.add(&says(
        "/other",
        "Mail",
        "2024-03-17",
        "“Nobody has asked the ferries what they think of it all”",
    ));
    kept.add(&says("/whole", "Post", "2024-03-15", WHOLE));
    let all = sayings(&kept, "");
    assert_eq!(all.len(), 1, "{all:?}");
    let saying = &all[0];
    assert_eq!((saying.articles, saying.voices, saying.words.as_str()), (3, 3, WHOLE));
    assert_eq!(saying.speaker.as_deref(), Some("Henrik Aaldal"));
    let carried: Vec<_> = saying.carried.iter().map(|c| (c.article.as_str(), c.sameness)).collect();
    let expected =
        [("/whole", Sameness::Exact), ("/cut", Sameness::Cut), ("/paraphrase", Sameness::Paraphrase)];
    assert_eq!(carried, expected);
    let left_out: Vec<&str> =
        saying.carried[1].differences.iter().filter(|d| d.what == "out").map(|d| d.words.as_str()).collect();
    assert_eq!(left_out, ["“We will", "by engineers.”"]);
    assert_eq!(found(&kept, &format!("saying:{}", saying.saying)), 3);
    let leading = (1..=20).filter(|n| found(&kept, &format!("saying:{n}")) == 3);
    assert_eq!(leading.count(), 3, "the number of each of its statements leads to it");
    assert_eq!((found(&kept, "saying:yes"), found(&kept, "saying:no")), (3, 1));
    assert_eq!(sayings(&kept, "outlet:Mail kind:indirect").len(), 1);
    assert!(sayings(&kept, "outlet:Mail kind:direct").is_empty());
    assert!(kept.archive.check(|_| ()).unwrap().clean);
}

#[test]
fn a_saying_goes_by_its_first_statement_even_if_that_is_joined_last() {
    let first = "We will keep the harbour bridge closed until every cable has been looked at";
    let second = "the ferries are to carry every lorry of the island for as long as that takes";
    let mut kept = Kept::new();
    kept.add(&says("/first", "Post", "2024-03-15", &format!("“{first}”")));
    kept.add(&says("/second", "Mail", "2024-03-15", &format!("“{second}”")));
    kept.add(&says("/again", "Courier", "2024-03-15", &format!("“{second}”")));
    let before = sayings(&kept, "")[0].saying;
    kept.add(&says("/whole", "Herald", "2024-03-16", &format!("“{first}, and {second}”")));
    let all = sayings(&kept, "");
    assert_eq!((all.len(), all[0].articles), (1, 4), "{all:?}");
    assert!(all[0].saying < before, "{} is not before {before}", all[0].saying);
    assert_eq!(found(&kept, &format!("saying:{before}")), 4, "its old number leads to it");
    assert!(kept.archive.check(|_| ()).unwrap().clean);
}

#[test]
fn a_changed_article_takes_its_statements_out_of_their_sayings() {
    let mut kept = Kept::new();
    for place in ["/a", "/b", "/c"] {
        kept.add(&says(place, "Post", "2024-03-15", WHOLE));
    }
    assert_eq!(sayings(&kept, "")[0].articles, 3);
    let other = "“Nobody has asked the ferries what they think of it all”";
    for (place, left) in [("/a", 2), ("/b", 0)] {
        kept.add(&says(place, "Post", "2024-03-15", &other.replace("Nobody", place)));
        assert_eq!(found(&kept, "saying:yes said:\"harbour bridge\""), left);
        assert!(kept.archive.check(|_| ()).unwrap().clean);
    }
    assert_eq!(sayings(&kept, "")[0].articles, 2, "the new words are the same in both");
}

#[test]
fn what_was_struck_out_joins_no_saying() {
    let ana = By { person: "Ana", at: "2024-05-01T10:00:00Z" };
    let mut kept = Kept::new();
    for place in ["/a", "/b"] {
        kept.add(&says(place, "Post", "2024-03-15", WHOLE));
    }
    let none = Change::Statement { is: false };
    let id = kept.archive.correct(Subject::Statement { article: "/a", statement: "s1" }, &none, ana).unwrap();
    assert!(sayings(&kept, "").is_empty());
    kept.add(&says("/c", "Mail", "2024-03-16", WHOLE));
    assert_eq!(sayings(&kept, "")[0].articles, 2, "of those that stand");
    // Another version has the same words, and what was said of them holds there; another reading and a repair as well.
    let mut changed = says("/a", "Post", "2024-03-15", WHOLE);
    changed.record = says("/x", "Post", "2024-03-15", &format!("{WHOLE} and more")).record;
    changed.record.statements[0].content =
        says("/x", "Post", "2024-03-15", WHOLE).record.statements[0].content.clone();
    changed.received = [9; 32];
    kept.add(&changed);
    assert_eq!(sayings(&kept, "")[0].articles, 2, "nor in another version");
    let read = kept.archive.to_read("/a").unwrap().unwrap();
    let batch = kept.archive.batch().unwrap();
    batch.read_again("/a", &read.record, "onrecord newer").unwrap();
    batch.commit().unwrap();
    assert_eq!(sayings(&kept, "")[0].articles, 2, "nor after another reading");
    kept.archive.repair(|_| ()).unwrap();
    assert_eq!(sayings(&kept, "")[0].articles, 2, "nor after a repair");
    kept.archive.undo(id, ana).unwrap();
    assert_eq!(sayings(&kept, "")[0].articles, 3, "it joins when it is one again");
    assert!(kept.archive.check(|_| ()).unwrap().clean);
}

#[test]
fn many_who_say_the_same_are_one_saying() {
    let mut kept = Kept::new();
    for n in 0..70 {
        kept.add(&says(&format!("/{n}"), "Post", "2024-03-15", WHOLE));
    }
    let all = sayings(&kept, "");
    assert_eq!((all.len(), all[0].articles), (1, 70));
}
