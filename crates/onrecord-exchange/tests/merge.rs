//! What people coded elsewhere, into an archive and out of it again.

use crate::support;
use onrecord::actors::{Actor, ActorMention, SpeakerHow, Tie};
use onrecord::acts::Act;
use onrecord::budget::Budget;
use onrecord::dictionary::Dictionary;
use onrecord::{ActorKind, Article, Record, Span, Statement, StatementKind, Text};
use onrecord_archive::coding::{self, Unit};
use onrecord_archive::corrections::{By, Change, Which};
use onrecord_archive::{Archive, Incoming, Query, SpeakerRow, SpeakerTable, Versions};
use onrecord_exchange::merge::{self, Merged};
use onrecord_exchange::{Code, Document, Format, Mark, READER, Who, out, read, writer};
use std::collections::HashMap;
use std::ops::ControlFlow;

const TEXT: &str = "🚢 Fähre bleibt\n\n“Nobody asked us,” said Marit Hölm. Henrik Aaldal promised that the bridge \
would open in May. The weather was fair, and nothing else happened.\n";
const AT: By = By { person: "Ana", at: "2024-06-01T00:00:00Z" };

fn span(words: &str) -> Span {
    let text = Text::new(TEXT);
    let byte = TEXT.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
    text.span_of(byte..byte + words.len())
}

fn statement(id: &str, speaker: &str, content: &str, cue: &str, act: Act) -> Statement {
    Statement {
        id: id.to_owned(),
        speaker: Some(speaker.to_owned()),
        speaker_how: Some(SpeakerHow::Source),
        content: vec![span(content)],
        cue: vec![span(cue)],
        act: Some(act),
        confidence: 0.9,
        ..Statement::new(if content.starts_with('“') {
            StatementKind::Direct
        } else {
            StatementKind::Indirect
        })
    }
}

fn archive(folder: &std::path::Path) -> Archive {
    let mut article = Article::plain("sha256:0", Text::new(TEXT));
    article.url = Some("https://example.org/ferry".to_owned());
    article.published = Some("2024-05-01".to_owned());
    article.outlet = Some("The Skerry Post".to_owned());
    let mut record = Record::new(article);
    for (n, name) in ["Marit Hölm", "Henrik Aaldal"].into_iter().enumerate() {
        record.actors.push(Actor {
            id: format!("a{}", n + 1),
            name: Some(name.to_owned()),
            role: None,
            kind: ActorKind::Person,
            wikidata: (n == 1).then(|| "Q7".to_owned()),
            country: None,
            dictionary: None,
            coded: None,
            anonymous: false,
            mentions: vec![ActorMention { span: span(name), how: Tie::Name, because: None, confidence: 0.9 }],
        });
    }
    record.statements.push(statement("s1", "a1", "“Nobody asked us,”", "said", Act::Criticise));
    record.statements.push(statement("s2", "a2", "the bridge would open in May", "promised", Act::Promise));
    let mut archive = Archive::open_for_adding(&folder.join("news.db"), Dictionary::new()).unwrap();
    let incoming = Incoming {
        received: onrecord_archive::sha256(TEXT.as_bytes()),
        record,
        fetched: None,
        place: None,
        added: "2024-05-02T00:00:00Z".to_owned(),
        reader: "onrecord test".to_owned(),
    };
    let batch = archive.batch().unwrap();
    batch.add(&incoming).unwrap();
    batch.commit().unwrap();
    archive
}

/// The archive's one article as it goes out.
fn document(archive: &Archive) -> Document {
    let facts = archive.speakers().unwrap();
    let mut found = None;
    archive
        .each(Versions::Latest, |stored| {
            found = Some(out::document(archive, &stored, &facts, &HashMap::new()).unwrap());
            ControlFlow::Continue(())
        })
        .unwrap();
    found.unwrap()
}

fn through(format: Format, folder: &std::path::Path, name: &str, document: &Document) -> Document {
    let path = folder.join(name);
    let mut to = writer(format, &path, support::about()).unwrap();
    to.push(document).unwrap();
    to.finish().unwrap();
    read(format, &path, "Ana", &Budget::default()).unwrap().documents.remove(0)
}

fn take(archive: &mut Archive, document: &Document, format: Format) -> Merged {
    let address = merge::find(archive, document).unwrap().expect("the archive has it");
    merge::merge(archive, &address, document, format, AT).unwrap()
}

fn count(archive: &Archive, query: &str) -> usize {
    let mut n = 0;
    let query = Query::parse(query).unwrap();
    let each = |_| {
        n += 1;
        ControlFlow::Continue(())
    };
    archive.find(&query, onrecord_archive::Wanted::default(), each).unwrap();
    n
}

#[test]
fn what_comes_back_unchanged_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = archive(folder.path());
    for format in Format::ALL {
        let document = document(&archive);
        let back = through(format, folder.path(), format.name(), &document);
        let merged = take(&mut archive, &back, format);
        assert_eq!(merged, Merged { same: 2, ..Merged::default() }, "{format:?}");
    }
    assert!(archive.corrections(Which::default()).unwrap().is_empty());
}

#[test]
fn a_persons_changes_and_codes_come_in_once_with_her_name() {
    for format in Format::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = archive(folder.path());
        let mut document = document(&archive);
        // She changes the speaker of one statement, adds one that was missing, and codes both.
        document.marks[0].speaker = Some(Who::new("Henrik Aaldal", ActorKind::Person));
        document.marks.push(Mark {
            coder: "Ana".to_owned(),
            made: None,
            statement: None,
            is_statement: true,
            content: vec![span("The weather was fair")],
            cue: Vec::new(),
            source: Vec::new(),
            speaker: Some(Who::new("The Weather Office", ActorKind::Organisation)),
            act: Some(Act::Report),
            certainty: None,
            codes: vec![Code::concept("Fähre 🚢 must stay", false)],
        });
        document.marks.push(Mark {
            is_statement: false,
            speaker: None,
            act: None,
            content: vec![span("Fähre bleibt")],
            codes: vec![Code::new("frame", "loss"), Code::new("tone", "")],
            ..document.marks[2].clone()
        });
        let back = through(format, folder.path(), format.name(), &document);
        let merged = take(&mut archive, &back, format);
        assert_eq!((merged.corrections, merged.codes), (2, 3), "{format:?}: {merged:?}");
        assert_eq!(merged.notes, Vec::<String>::new());
        let made = archive.corrections(Which::default()).unwrap();
        assert!(made.iter().all(|c| c.person == "Ana"), "{made:?}");
        assert_eq!(count(&archive, "speaker:Aaldal"), 2, "{format:?}");
        assert_eq!(
            count(&archive, "speaker:\"the weather office\" act:report about:weather"),
            1,
            "{format:?}"
        );
        assert_eq!(count(&archive, "code:concept"), 1);
        assert_eq!(count(&archive, "code:\"Fähre 🚢*\""), 1, "a star stands for anything");
        assert_eq!(count(&archive, "code:F*"), 1);
        assert_eq!(count(&archive, "code:frame"), 0, "what stands on no statement is no statement's");
        // The same again is nothing new.
        let again = take(&mut archive, &back, format);
        assert_eq!((again.corrections, again.codes), (0, 3), "{format:?}: {again:?}");
        assert_eq!(archive.codes("https://example.org/ferry").unwrap().len(), 3);
        // And it all goes out again, as hers.
        let out = self::document(&archive);
        let hers: Vec<&Mark> = out.marks.iter().filter(|m| m.coder == "Ana").collect();
        let all: Vec<&Code> = hers.iter().flat_map(|m| &m.codes).collect();
        assert_eq!(all.len(), 3, "{format:?}: {hers:?}");
        assert!(
            hers.iter().any(|m| m.is_statement && m.codes == [Code::concept("Fähre 🚢 must stay", false)])
        );
        assert!(archive.check(|_| ()).unwrap().clean);
    }
}

#[test]
fn whoever_confirms_a_statement_is_kept_and_whole_sentences_find_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = archive(folder.path());
    let mut document = document(&archive);
    document.address = None;
    document.marks = vec![Mark {
        coder: "Second Coder".to_owned(),
        made: None,
        statement: None,
        is_statement: true,
        content: vec![span("“Nobody asked us,” said Marit Hölm.")],
        cue: Vec::new(),
        source: Vec::new(),
        speaker: Some(Who::new("marit  hölm", ActorKind::Person)),
        act: None,
        certainty: None,
        codes: vec![Code::concept("asking", true), Code::new("organization", "Skerry Council")],
    }];
    let merged = take(&mut archive, &document, Format::Dna);
    assert_eq!((merged.corrections, merged.codes), (1, 2), "{merged:?}");
    let made = archive.corrections(Which::default()).unwrap();
    assert_eq!(
        (made[0].change.clone(), made[0].statement.as_deref()),
        (Change::Statement { is: true }, Some("s1"))
    );
    assert_eq!(count(&archive, "code:asking speaker:Hölm"), 1);
}

#[test]
fn a_value_on_a_scale_goes_out_and_comes_into_another_archive() {
    const ADDRESS: &str = "https://example.org/ferry";
    let book = "[[concept]]\nname = 'tide'\nscale = ['-1', '0', '1']\nlevel = 'interval'\n
        [[concept]]\nname = 'fare'\nscale = ['for', 'dear']\n[[concept]]\nname = 'risk'\nscale = []\n";
    let codes = ["-1", "for"].map(Some).into_iter().zip(["tide", "fare"]).chain([(None, "risk")]);
    for format in Format::ALL {
        let folder = tempfile::tempdir().unwrap();
        let mut first = archive(folder.path());
        first.set_codebook(book, false, AT).unwrap();
        for (score, concept) in codes.clone() {
            let code =
                coding::Code { score: score.map(str::to_owned), ..coding::Code::concept(concept, None) };
            first.give(Unit::Statement { article: ADDRESS, statement: "s1" }, &code, AT).unwrap();
        }
        let back = through(format, folder.path(), format.name(), &document(&first));
        let other = tempfile::tempdir().unwrap();
        let mut second = archive(other.path());
        take(&mut second, &back, format);
        let mut there = second.codes(ADDRESS).unwrap();
        there.sort_by(|a, b| b.code.value.cmp(&a.code.value));
        let there: Vec<_> = there.iter().map(|c| (c.code.value.as_str(), c.code.score.as_deref())).collect();
        assert_eq!(there, [("tide", Some("-1")), ("risk", None), ("fare", Some("for"))], "{format:?}");
        assert_eq!(count(&second, "concept:tide"), 1, "{format:?}");
    }
}

#[test]
fn a_text_that_is_another_takes_no_codes() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = archive(folder.path());
    let mut document = document(&archive);
    document.text = Text::new(TEXT.replace("Nobody", "Somebody"));
    assert_eq!(merge::find(&archive, &document).unwrap(), None);
    let merged = merge::merge(&mut archive, "https://example.org/ferry", &document, Format::Dna, AT).unwrap();
    assert_eq!(merged.notes.len(), 1, "{merged:?}");
    // White space that a format does not keep is no other text.
    document.text = Text::new(TEXT.replace("\n\n", "  ").trim_end().to_owned());
    document.address = None;
    document.name = "000001-0000000000000000.tsv".to_owned();
    assert_eq!(merge::find(&archive, &document).unwrap(), None, "nothing says which article it is");
    document.address = Some("https://example.org/ferry".to_owned());
    assert_eq!(take(&mut archive, &document, Format::Tsv).same, 2);
}

#[test]
fn a_table_of_speakers_goes_into_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut archive = archive(folder.path());
    let row = |name: Option<&str>, id: Option<&str>, party: &str| SpeakerRow {
        name: name.map(str::to_owned),
        identifier: id.map(str::to_owned),
        values: vec![party.to_owned(), "f".to_owned()],
    };
    let table = SpeakerTable {
        fields: vec!["party".to_owned(), "gender".to_owned()],
        rows: vec![
            row(Some("marit HÖLM"), None, "Ferry Party"),
            row(Some("Henrik Aaldal"), None, "by name"),
            row(None, Some("https://www.wikidata.org/wiki/Q7"), "Bridge Party"),
            row(Some("Nobody Here"), None, "None"),
        ],
    };
    assert_eq!(archive.set_speakers(&table).unwrap(), [3]);
    assert_eq!(count(&archive, "speaker.party:\"ferry party\""), 1);
    assert_eq!(count(&archive, "speaker.PARTY:Bridge*"), 1);
    assert_eq!(count(&archive, "speaker.party:\"by name\""), 0, "the identifier goes before the name");
    let field = archive.speaker_field("Party").unwrap().unwrap();
    let (counts, _) =
        archive.count(&Query::Everything, &[onrecord_archive::CountBy::Fact(field)], None).unwrap();
    let mut counts: Vec<_> =
        counts.into_iter().map(|c| (c.values[0].clone().unwrap(), c.statements)).collect();
    counts.sort();
    assert_eq!(counts, [("Bridge Party".to_owned(), 1), ("Ferry Party".to_owned(), 1)]);
    let unknown = archive.find(
        &Query::parse("speaker.colour:red").unwrap(),
        onrecord_archive::Wanted::default(),
        |_| ControlFlow::Continue(()),
    );
    assert_eq!(unknown.unwrap(), ["speaker.colour"]);
    let document = document(&archive);
    let facts = &document.marks[0].speaker.as_ref().unwrap().facts;
    assert!(facts.contains(&("party".to_owned(), "Ferry Party".to_owned())), "{facts:?}");
    assert_eq!(document.marks[0].coder, READER);
    let path = folder.path().join("x.dna");
    let mut to = writer(Format::Dna, &path, support::about()).unwrap();
    to.push(&document).unwrap();
    to.finish().unwrap();
    let back = read(Format::Dna, &path, "", &Budget::default()).unwrap();
    let known =
        |name: &str, value: &str| back.speakers.contains(&(name.into(), "party".into(), value.into()));
    assert!(
        known("Marit Hölm", "Ferry Party") && known("Henrik Aaldal", "Bridge Party"),
        "{:?}",
        back.speakers
    );
}
