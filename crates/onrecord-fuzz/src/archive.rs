//! Archives from strangers: files whose bytes are harmed, and files in which every hash is right and what it is of is not.

use crate::record::assert_record;
use onrecord::dictionary::Dictionary;
use onrecord::{Article, Record, Text};
use onrecord_archive::browse::Window;
use onrecord_archive::corrections::{By, Change, Subject, Which};
use onrecord_archive::positions::{Bounds, Issue};
use onrecord_archive::wording::WordingWanted;
use onrecord_archive::{Archive, ArchiveError, CountBy, Incoming, Query, Versions, Wanted, sha256};
use rusqlite::Connection;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Archives of every format, as the first onrecord of that format made them of the two articles in `examples/`.
const FORMATS: [&[u8]; 7] = [
    include_bytes!("../../onrecord-archive/tests/formats/1.db"),
    include_bytes!("../../onrecord-archive/tests/formats/2.db"),
    include_bytes!("../../onrecord-archive/tests/formats/3.db"),
    include_bytes!("../../onrecord-archive/tests/formats/4.db"),
    include_bytes!("../../onrecord-archive/tests/formats/5.db"),
    include_bytes!("../../onrecord-archive/tests/formats/6.db"),
    include_bytes!("../../onrecord-archive/tests/formats/7.db"),
];

/// An archive in a folder that is gone with the value.
pub(crate) struct Kept {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Kept {
    /// An archive of the present format.
    pub(crate) fn latest() -> Kept {
        Kept::of(FORMATS[FORMATS.len() - 1])
    }

    fn of(bytes: &[u8]) -> Kept {
        let folder = tempfile::tempdir().expect("there is a folder for temporary files");
        let path = folder.path().join("news.db");
        fs::write(&path, bytes).expect("the file can be written");
        Kept { _folder: folder, path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Harms an archive, then asks it everything and adds to it. The first byte says which format, the second what is harmed:
/// bytes of the file, or what lies in it. Whatever comes of it is an answer or an error.
pub fn archive(data: &[u8]) {
    let [format, how, rest @ ..] = data else { return };
    let format = FORMATS[usize::from(*format) % FORMATS.len()];
    let kept = if how % 7 == 0 { Kept::of(&patched(format, rest)) } else { Kept::of(format) };
    if how % 7 != 0 && harm(&kept.path, how % 7, rest).is_err() {
        return;
    }
    let _ = ask(&kept.path);
    let _ = add(&kept.path);
    let _ = ask(&kept.path);
}

/// Writes over bytes: three for where, one for how many, and those.
pub(crate) fn patched(file: &[u8], mut patches: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    while let [a, b, c, n, rest @ ..] = patches {
        let at = u32::from_le_bytes([*a, *b, *c, 0]) as usize % file.len();
        let n = usize::from(*n).min(rest.len()).min(file.len() - at);
        file[at..at + n].copy_from_slice(&rest[..n]);
        patches = &rest[n..];
    }
    file
}

/// Puts bytes in the place of something that an archive holds, with hashes that fit.
fn harm(path: &Path, how: u8, bytes: &[u8]) -> rusqlite::Result<()> {
    let db = Connection::open(path)?;
    db.pragma_update(None, "journal_mode", "OFF")?;
    db.pragma_update(None, "synchronous", "OFF")?;
    let packed = || zstd::encode_all(bytes, 1).unwrap_or_default();
    let hash = sha256(bytes);
    let text = String::from_utf8_lossy(bytes);
    match how {
        1 => {
            db.execute("UPDATE bodies SET record = ?1", [packed()])?;
            db.execute("UPDATE versions SET record_hash = ?1", [hash])?;
        }
        2 => {
            db.execute("UPDATE bodies SET text = ?1", [packed()])?;
            db.execute("UPDATE versions SET text_hash = ?1", [hash])?;
        }
        3 => drop(db.execute("UPDATE bodies SET record = ?1, text = ?1", [bytes])?),
        4 => drop(db.execute("UPDATE statements SET spans = ?1", [&*text])?),
        5 => drop(
            db.execute("UPDATE versions SET published = ?1, title = ?1, language = ?1, url = ?1", [&*text])?,
        ),
        _ => drop(db.execute("UPDATE names SET name = ?1", [&*text])?),
    }
    Ok(())
}

/// Asks an archive everything that is asked of one. Every record that it hands on holds.
fn ask(path: &Path) -> Result<(), ArchiveError> {
    let mut archive = Archive::open(path)?;
    let mut looks = 0;
    // A stranger may write a question without an end into the file; who serves a workbench stops it.
    archive.stop_when(move || {
        looks += 1;
        looks > 2_000
    })?;
    let go_on = |_| ControlFlow::Continue(());
    for query in
        ["", "about:bridge", "said:\"the bridge\"", "speaker:Aaldal", "event:CONSULT", "voice:Reuters"]
    {
        let query = Query::parse(query).expect("these are queries");
        let _ = archive.find(&query, Wanted { limit: Some(20), context: true }, go_on);
        let _ = archive.count(&query, &[CountBy::Speaker, CountBy::Voice, CountBy::Month], Some(5));
        let _ = archive.page(&query, Window { skip: 0, show: 10, look_at: 100, context: true });
        let _ = archive.events_among(&query, Some(50));
        let _ = archive.sayings(&query, Some(5));
        let _ = archive.reports(&query, 1, Some(5));
        let wanted = WordingWanted { query: &query, by: &[], copies: true, limit: 5 };
        let _ = archive.scare_quotes(wanted);
        let _ = archive.verbs(wanted);
        let _ = archive.voices(wanted);
        let issue = Issue { name: "it".to_owned(), query, pro: None, con: None };
        let _ = archive.positions(&issue, Bounds::default());
    }
    for who in archive.speaking(100, 5).unwrap_or_default() {
        let _ = archive.profile(&who.0.key, 100, 10);
    }
    for heading in archive.articles(0, 5).unwrap_or_default() {
        for record in [archive.read_record(&heading.address, None), archive.corrected(&heading.address, None)]
        {
            record.ok().flatten().iter().for_each(assert_in_text);
        }
        let _ = archive.cast(&heading.address, None);
    }
    let _ = archive.each(Versions::All, |stored| {
        assert_in_text(&stored.record);
        ControlFlow::Continue(())
    });
    let _ = archive.corrections(Which::default());
    let _ = archive.searches();
    let _ = archive.check(|_| ());
    Ok(())
}

/// Of a stranger's record no more is promised than that it can be cut by its spans.
fn assert_in_text(record: &Record) {
    assert_eq!(record.span_outside(), None, "in a text of {}", record.article.text.len());
}

/// Adds an article, corrects another, and tidies up.
fn add(path: &Path) -> Result<(), ArchiveError> {
    let mut archive = Archive::open_for_adding(path, Dictionary::new())?;
    let text = Text::new("The bridge was shut on Monday, Henrik Aaldal said.");
    let record = Record::new(Article::plain("sha256:0", text));
    assert_record(&record);
    let incoming = Incoming {
        received: [7; 32],
        record,
        fetched: None,
        place: Some("news/8.txt".to_owned()),
        added: "2024-01-01T00:00:00Z".to_owned(),
        reader: "onrecord fuzz".to_owned(),
    };
    let batch = archive.batch()?;
    batch.add(&incoming)?;
    batch.commit()?;
    let by = By { person: "Ada", at: "2024-01-02T00:00:00Z" };
    for heading in archive.articles(0, 5)? {
        let subject = Subject::Statement { article: &heading.address, statement: "s1" };
        let _ = archive.correct(subject, &Change::Statement { is: false }, by);
    }
    archive.tidy()
}
