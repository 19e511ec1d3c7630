//! An archive proves itself: whatever is not what the records and the corrections say is found, and made anew.

use crate::support::{Kept, Made, bridge};
use onrecord::acts::Act;
use onrecord::dictionary::Dictionary;
use onrecord_archive::corrections::{By, Change, Subject, Which};
use onrecord_archive::{Archive, ArchiveError, Checked, Query, Repaired, Stored, Versions, Visit, Wanted};
use rusqlite::Connection;
use std::ops::ControlFlow;

const ANA: By = By { person: "Ana", at: "2024-05-01T10:00:00Z" };

/// Changes a row behind the archive's back, and checks.
fn harmed(kept: &Kept, sql: &str) -> Checked {
    let db = Connection::open(kept.path()).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    db.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    drop(db);
    Archive::open(&kept.path()).unwrap().check(|_| ()).unwrap()
}

#[test]
fn rows_that_do_not_say_what_the_record_says_are_found_and_made_anew() {
    for sql in [
        "UPDATE statements SET speaker = (SELECT id FROM actors WHERE name = 'Henrik Aaldal') WHERE number = 1",
        "UPDATE statements SET speaker = NULL WHERE number = 1",
        "UPDATE statements SET addressee = 1 WHERE number = 1",
        "UPDATE statements SET act = 'promise' WHERE number = 1",
        "UPDATE statements SET kind = 'mixed' WHERE number = 0",
        "UPDATE statements SET negated = 1 - negated",
        "UPDATE statements SET conditional = 1 - conditional",
        "UPDATE statements SET hedged = 1 - hedged",
        "UPDATE statements SET day = '2023-11-11'",
        "UPDATE statements SET said_from = '2023-11-11' WHERE number = 2",
        "UPDATE statements SET confidence = 0.5 WHERE number = 2",
        "UPDATE statements SET outlet = NULL",
        "UPDATE statements SET inside = 1 WHERE number = 2",
        "UPDATE versions SET title = 'Another'",
        "UPDATE versions SET published = '2023-11-11'",
        "UPDATE versions SET language = 'fr'",
        "UPDATE articles SET address = 'https://a.example/'; UPDATE outlets SET name = 'Another'",
        "DELETE FROM casts",
        "UPDATE casts SET mentions = mentions + 1",
        "UPDATE casts SET actor = (SELECT max(id) FROM actors)",
        "DELETE FROM names",
        "DELETE FROM names WHERE id = 1",
        "UPDATE names SET folded = 'somebody' WHERE id = 1",
        "UPDATE actors SET key = 'name:person:somebody' WHERE id = 1",
        "UPDATE actors SET name = 'Somebody' WHERE id = 1",
        "UPDATE actors SET kind = 'group' WHERE id = 1",
        "UPDATE actors SET named = 0 WHERE id = 1",
        "UPDATE actors SET same_as = 2 WHERE id = 1",
        "UPDATE tellings SET cue = NULL WHERE statement = 1",
        "UPDATE tellings SET words = words + 1",
        "UPDATE tellings SET distancing = 1 - distancing WHERE statement = 2",
        "DELETE FROM tellings",
        "DELETE FROM namings",
        "UPDATE phrases SET words = 'else' WHERE id = 1",
        "INSERT INTO statement_words (statement_words) VALUES ('delete-all');
         INSERT INTO statement_words (rowid, content) VALUES (1, 'others'), (2, 'others'), (3, 'others')",
        "INSERT INTO name_words (name_words) VALUES ('delete-all')",
    ] {
        let mut kept = Kept::new();
        let mut made = bridge();
        made.0.article.title = Some("A bridge".to_owned());
        kept.add(&made.came("/a.txt"));
        assert!(kept.archive.check(|_| ()).unwrap().clean);
        let checked = harmed(&kept, sql);
        assert!(!checked.clean, "{sql}");
        if sql.starts_with("UPDATE versions") || sql.starts_with("UPDATE articles") {
            continue;
        }
        let repaired = kept.archive.repair(|_| ()).unwrap();
        assert_eq!((repaired.versions, repaired.lost.len()), (1, 0), "{sql}");
        let checked = Archive::open(&kept.path()).unwrap().check(|_| ()).unwrap();
        assert!(checked.clean, "{sql}: {:?}", checked.harm);
    }
}

/// A report of thirty sentences that agency and papers carry, each with a saying of Holm's that all have.
fn carried(outlet: &str, day: u32) -> Made {
    let said = "“We will keep the harbour bridge closed until every cable has been looked at,”";
    let sentences: Vec<String> =
        (0..30).map(|n| format!("Word{n} follows word{} and word{} of it.", n * 7, n * 11)).collect();
    Made::of(&format!("KALVIK (AP) — {said} Marit Holm said.\n{}\n{outlet} has it.", sentences.join("\n")))
        .outlet(outlet, &format!("2024-03-{day:02}"))
        .actor("Marit Holm", &["Marit Holm"])
        .says("Marit Holm", "said", said, Act::Say, 0.9)
}

/// An archive with reports and sayings, in which nothing was replaced or corrected.
fn plain() -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open_for_adding(&folder.path().join("news.db"), Dictionary::embedded()).unwrap();
    let mut kept = Kept { folder, archive };
    kept.add(&bridge().came("/bridge.txt"));
    for (n, outlet) in ["Skerry Post", "Courier", "Mail"].into_iter().enumerate() {
        kept.add(&carried(outlet, 20 - n as u32).came(&format!("/{n}.txt")));
    }
    kept
}

/// An archive that has something of everything.
fn full() -> Kept {
    let mut kept = plain();
    let changed = Made::of("Holm said nothing had changed.").actor("Marit Holm", &["Holm"]).says(
        "Marit Holm",
        "said",
        "nothing had changed",
        Act::Say,
        0.9,
    );
    kept.add(&changed.came("/1.txt"));
    let archive = &mut kept.archive;
    let named = |archive: &Archive, name| archive.actor_named(name, None).unwrap();
    let (aaldal, holm) = (named(archive, "Henrik Aaldal"), named(archive, "Marit Holm"));
    let on = |statement| Subject::Statement { article: "/bridge.txt", statement };
    archive.correct(on("s2"), &Change::Speaker { speaker: Some(aaldal.clone()) }, ANA).unwrap();
    let act =
        archive.correct(on("s3"), &Change::Act { act: Some(Act::Accuse), negated: false }, ANA).unwrap();
    archive.undo(act, ANA).unwrap();
    let missing = |words| Change::Missing {
        content: vec![bridge().span(words)],
        cue: Vec::new(),
        source: Vec::new(),
        speaker: None,
        act: None,
    };
    let article = Subject::Article("/bridge.txt");
    let gone = archive.correct(article, &missing("her ferries"), ANA).unwrap();
    archive.correct(article, &missing("in May"), ANA).unwrap();
    archive.undo(gone, ANA).unwrap();
    archive.correct(on("s1"), &Change::Statement { is: false }, ANA).unwrap();
    archive.correct(Subject::Actors, &Change::Merge { from: holm, into: aaldal }, ANA).unwrap();
    archive.keep_search("Ferries", "about:ferries", ANA).unwrap();
    let batch = archive.batch().unwrap();
    let at = "2024-01-01T00:00:00Z".to_owned();
    let url = "https://a.example/".to_owned();
    let (answered_by, etag) = (url.clone(), Some("\"one\"".to_owned()));
    batch.remember(&Visit { url, answered_by, etag, modified: None, at }).unwrap();
    batch.commit().unwrap();
    kept
}

/// What questions are answered with.
fn answers(archive: &Archive) -> Result<String, ArchiveError> {
    let mut out = String::new();
    for query in [
        "",
        "speaker:Aaldal",
        "speaker:Holm",
        "act:deny",
        "about:ferries",
        "to:council",
        "condition:weather",
        "duplicate:no",
    ] {
        let each = |found| {
            out += &format!("{found:?}\n");
            ControlFlow::Continue(())
        };
        archive.find(&Query::parse(query).unwrap(), Wanted { limit: None, context: true }, each)?;
    }
    let each = |stored: Stored| {
        // Their order is nobody's business.
        let keys: std::collections::BTreeMap<_, _> = stored.keys.into_iter().collect();
        out += &format!("{} {} {} {:?} ", stored.address, stored.version, stored.current, stored.received);
        out += &format!("{:?} {} {} {:?}", stored.fetched, stored.added, stored.reader, stored.wanted);
        out += &format!("{:?} {keys:?}\n", stored.record);
        ControlFlow::Continue(())
    };
    archive.each(Versions::All, each)?;
    out += &format!("{:?}\n", archive.reports(&Query::Everything, 2, None)?);
    out += &format!("{:?}\n", archive.sayings(&Query::Everything, None)?);
    out += &format!("{:?}\n", archive.corrections(Which { undone: true, ..Which::default() })?);
    out += &format!("{:?} {:?}\n", archive.searches()?, archive.articles(0, 100)?);
    out += &format!("{:?}\n", archive.visited("https://a.example/")?);
    Ok(out)
}

#[test]
fn reports_and_sayings_that_do_not_come_of_the_texts_are_found_and_made_anew() {
    let everything = "DELETE FROM likenesses; DELETE FROM carriers; DELETE FROM reports";
    let grouped = "UPDATE carriers SET report = (SELECT max(id) + 1 FROM reports) WHERE version = 4;
        INSERT INTO reports (voice, evidence) VALUES (NULL, 'first')";
    let harms = [
        "DELETE FROM sayings",
        "DELETE FROM saying_keys WHERE statement = (SELECT max(statement) FROM saying_keys)",
        "DELETE FROM sayings WHERE statement = (SELECT max(statement) FROM sayings)",
        "INSERT INTO sayings (statement, saying) SELECT 1, min(saying) FROM sayings;
         UPDATE sayings SET saying = 1",
        "UPDATE sayings SET saying = 3 WHERE statement = (SELECT max(statement) FROM sayings);
         INSERT INTO sayings (statement, saying) VALUES (3, 3)",
        everything,
        grouped,
        "UPDATE likenesses SET containment = 0.75",
        "UPDATE reports SET voice = 'Reuters'",
        "UPDATE reports SET evidence = 'first'",
        "UPDATE carriers SET origin = (version = 2)",
        "UPDATE sketched SET shingles = shingles + 1",
        "DELETE FROM sketches WHERE version = 2",
    ];
    for (made, replaced) in [(plain as fn() -> Kept, false), (full, true)] {
        let mut kept = made();
        let before = answers(&kept.archive).unwrap();
        let checked = kept.archive.check(|_| ()).unwrap();
        assert!(checked.clean, "{:?}", checked.harm);
        for sql in harms {
            // Of an archive in which something was replaced, what is missing cannot be told from what never was.
            if replaced && (sql == everything || sql.contains("saying")) {
                continue;
            }
            let checked = harmed(&kept, sql);
            assert!(!checked.clean, "{sql}");
            kept.archive.repair(|_| ()).unwrap();
            let checked = Archive::open(&kept.path()).unwrap().check(|_| ()).unwrap();
            assert!(checked.clean, "{sql}: {:?}", checked.harm);
        }
        if !replaced {
            assert_eq!(answers(&kept.archive).unwrap(), before);
        }
    }
}

#[test]
fn repair_keeps_corrections_and_tells_what_is_lost() {
    let mut kept = full();
    let said = |archive: &Archive| {
        let mut all = Vec::new();
        let each = |found: onrecord_archive::Found| {
            all.push((found.article, found.statement, found.speaker, found.act, found.content));
            ControlFlow::Continue(())
        };
        archive.find(&Query::Everything, Wanted::default(), each).unwrap();
        all.sort();
        (all, format!("{:?}", archive.corrections(Which { undone: true, ..Which::default() }).unwrap()))
    };
    let before = said(&kept.archive);
    let repaired = kept.archive.repair(|_| ()).unwrap();
    assert_eq!(repaired, Repaired { versions: 5, lost: Vec::new() });
    assert_eq!(said(&kept.archive), before);
    assert!(kept.archive.check(|_| ()).unwrap().clean);

    harmed(&kept, "UPDATE bodies SET record = x'00' WHERE version = 3");
    let repaired = kept.archive.repair(|_| ()).unwrap();
    assert_eq!((repaired.versions, repaired.lost), (4, vec!["/1.txt (version 1)".to_owned()]));
    let checked = kept.archive.check(|_| ()).unwrap();
    let articles: Vec<_> = checked.harm.iter().map(|harm| harm.article.as_deref()).collect();
    assert_eq!(articles, [Some("/1.txt")], "{:?}", checked.harm);
}

#[test]
fn tables_that_no_onrecord_makes_are_told() {
    for sql in [
        "DROP INDEX statements_day",
        "CREATE TABLE cakes (name)",
        "ALTER TABLE searches ADD COLUMN more TEXT",
    ] {
        let checked = harmed(&full(), sql);
        assert!(checked.harm.iter().any(|harm| harm.what.contains("tables")), "{sql}: {:?}", checked.harm);
    }
}

#[test]
fn who_adds_meanwhile_does_no_harm() {
    let mut kept = plain();
    let archive = Archive::open(&kept.path()).unwrap();
    let mut n = 0;
    let each = |_| {
        n += 1;
        kept.add(&carried("Later", 1).came(&format!("/later-{n}.txt")));
    };
    let checked = archive.check(each).unwrap();
    assert!(checked.clean && n == 4, "{:?}", checked.harm);
}

/// The short form; `ONRECORD_FLIPS=20000` goes further.
#[test]
fn no_flip_of_a_bit_changes_an_answer_unseen() {
    let kept = full();
    kept.archive.tidy().unwrap();
    let before = answers(&kept.archive).unwrap();
    let path = kept.path();
    drop(kept.archive);
    let whole = std::fs::read(&path).unwrap();
    let page = Connection::open(&path)
        .unwrap()
        .pragma_query_value(None, "page_size", |r| r.get::<_, usize>(0))
        .unwrap();
    let flips: usize = std::env::var("ONRECORD_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let pages = whole.len() / page;
    let (mut unseen, mut seen) = (Vec::new(), 0);
    let mut state = 7_u64;
    for n in 0..flips {
        // Knuth's generator: the same flips everywhere, and as many on every page.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = n % pages * page * 8 + (state >> 16) as usize % (page * 8);
        let mut flipped = whole.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        let file = kept.folder.path().join("flipped.db");
        std::fs::write(&file, &flipped).unwrap();
        let Ok(archive) = Archive::open(&file) else { continue };
        let clean = archive.check(|_| ()).is_ok_and(|checked| checked.clean);
        seen += usize::from(!clean);
        if clean && answers(&archive).is_ok_and(|after| after != before) {
            unseen.push(at);
        }
    }
    assert!(unseen.is_empty(), "bits {unseen:?} of {}", whole.len() * 8);
    assert!(seen > 0, "not one of {flips} flips was found");
}
