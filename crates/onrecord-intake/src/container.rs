//! ZIP containers, as DOCX, XLSX, ODT and EPUB are: their parts, none of them larger than allowed.

mod cut;

use crate::input::Input;
use crate::{IntakeError, SIZE_LIMIT};
use cut::Found;
use onrecord::Note;
use onrecord::budget::Budget;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Most parts of a container. A Word file of 500 articles, with headers and footers for each, has 3,000.
const MOST_PARTS: usize = 50_000;

/// An open container.
pub(crate) struct Container<'b> {
    origin: &'b str,
    what: &'static str,
    parts: Parts<'b>,
    /// Bytes before it, which are another file's.
    before: u64,
    budget: &'b Budget<'b>,
}

enum Parts<'b> {
    /// As its list has them.
    Listed(Box<ZipArchive<Cursor<&'b [u8]>>>),
    /// Of a file that was cut off, and so has no list.
    Found(Vec<Found<'b>>),
}

/// Files that are told apart in one that was glued together.
const MOST_GLUED: usize = 64;

/// The containers that stand one behind the other in a file; the file itself where it is one.
pub(crate) fn apart(bytes: &[u8]) -> Vec<&[u8]> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while all.len() < MOST_GLUED && listed(rest) <= MOST_PARTS {
        let before = ZipArchive::new(Cursor::new(rest)).map_or(0, |archive| archive.offset());
        let Some((first, last)) = usize::try_from(before).ok().and_then(|at| rest.split_at_checked(at))
        else {
            break;
        };
        if !is_container(first) {
            break;
        }
        all.push(last);
        rest = first;
    }
    all.push(rest);
    all.reverse();
    all
}

/// How many parts the list names. Counted in the bytes, not asked of the list: the list is what would fill the memory.
fn listed(bytes: &[u8]) -> usize {
    bytes.windows(4).filter(|w| *w == b"PK\x01\x02").count()
}

/// Whether bytes begin as a container does.
pub(crate) fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

impl<'b> Container<'b> {
    /// Opens one. `what` is what it is taken for, with its article, for messages.
    ///
    /// # Errors
    /// When it is damaged, or has too many parts.
    pub fn open(input: &Input<'b>, what: &'static str) -> Result<Self, IntakeError> {
        let Input { origin, bytes, budget, .. } = *input;
        let parts = listed(bytes);
        if parts > MOST_PARTS {
            let why = format!("it has {parts} parts, which no document has");
            return Err(IntakeError::Unreadable { origin: origin.to_owned(), what, why });
        }
        budget.nodes(parts);
        budget.check().map_err(|over| IntakeError::over(origin, over))?;
        let (parts, before) = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => {
                let before = archive.offset();
                (Parts::Listed(Box::new(archive)), before)
            }
            Err(error) => {
                let found = cut::parts(bytes, MOST_PARTS);
                budget.nodes(found.len());
                budget.check().map_err(|over| IntakeError::over(origin, over))?;
                if found.is_empty() {
                    return Err(IntakeError::Unreadable {
                        origin: origin.to_owned(),
                        what,
                        why: format!(
                            "its list of parts is missing or damaged ({error}); the file may be cut off"
                        ),
                    });
                }
                (Parts::Found(found), 0)
            }
        };
        Ok(Container { origin, what, parts, before, budget })
    }

    /// Whether its list of parts is missing, so that it is read as far as it goes.
    pub fn is_cut(&self) -> bool {
        matches!(self.parts, Parts::Found(_))
    }

    /// What is to be said of it as a file.
    pub fn notes(&self) -> Vec<Note> {
        let cut = self.is_cut().then(|| {
            Note::new("the file is cut off: its list of parts is missing, and what is there of them was read")
                .remedy("fetch or export it again if it should be whole")
        });
        let before = (self.before > 0).then(|| {
            Note::new(format!(
                "{} bytes stand before the document in its file, and were not read",
                self.before
            ))
            .remedy("if two files were put together, give each by itself")
        });
        cut.into_iter().chain(before).collect()
    }

    /// Whether it has a part of that name.
    pub fn has(&self, name: &str) -> bool {
        match &self.parts {
            Parts::Listed(archive) => archive.index_for_name(name).is_some(),
            Parts::Found(found) => found.iter().any(|part| part.name == name),
        }
    }

    /// The names of its parts.
    pub fn names(&self) -> Vec<String> {
        match &self.parts {
            Parts::Listed(archive) => archive.file_names().flatten().map(|name| name.into_owned()).collect(),
            Parts::Found(found) => found.iter().map(|part| part.name.clone()).collect(),
        }
    }

    /// What the archive is called.
    pub fn origin(&self) -> &'b str {
        self.origin
    }

    /// A part, or None if there is none of that name.
    ///
    /// # Errors
    /// When it is damaged, has a password, or is larger than allowed.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, IntakeError> {
        let limit = SIZE_LIMIT.min(self.budget.left().bytes as u64);
        let (origin, what) = (self.origin.to_owned(), self.what);
        let wrong = |why: String| IntakeError::Unreadable { origin: origin.clone(), what, why };
        let bytes = match &mut self.parts {
            Parts::Listed(archive) => {
                let part = match archive.by_name(name) {
                    Ok(part) => part,
                    Err(ZipError::FileNotFound) => return Ok(None),
                    Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                        return Err(IntakeError::Locked { origin, what });
                    }
                    Err(error) => return Err(wrong(format!("its part {name}: {error}"))),
                };
                let mut bytes = Vec::new();
                let read = part.take(limit + 1).read_to_end(&mut bytes);
                read.map_err(|error| wrong(format!("its part {name} is damaged: {error}")))?;
                bytes
            }
            Parts::Found(found) => {
                let Some(part) = found.iter().find(|part| part.name == name) else { return Ok(None) };
                if part.locked {
                    return Err(IntakeError::Locked { origin, what });
                }
                part.unpacked(limit).map_err(|error| wrong(format!("its part {name}: {error}")))?
            }
        };
        if bytes.len() as u64 > limit {
            return Err(IntakeError::TooLarge { origin, size: bytes.len() as u64, limit });
        }
        self.budget.hold(bytes.len()).map_err(|over| IntakeError::over(&origin, over))?;
        Ok(Some(bytes))
    }
}

/// A container of these parts, for tests.
#[cfg(test)]
pub(crate) fn of_parts(parts: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_name_and_damage_is_told() {
        let bytes = of_parts(&[("a.xml", "<a/>"), ("b/c.xml", "c")]);
        assert!(is_container(&bytes));
        let budget = Budget::default();
        let of = |bytes| Input { origin: "x.docx", bytes, content_type: None, budget: &budget };
        let mut container = Container::open(&of(&bytes), "a Word document").unwrap();
        assert_eq!(container.part("b/c.xml").unwrap().as_deref(), Some(&b"c"[..]));
        assert_eq!(container.part("none").unwrap(), None);
        assert!(container.has("a.xml") && container.names().len() == 2);
        // Without its list it is read by what stands before each part, as far as it goes.
        let mut cut = Container::open(&of(&bytes[..bytes.len() - 30]), "a Word document").unwrap();
        assert!(cut.is_cut() && cut.notes()[0].reason.contains("cut off"));
        assert_eq!(cut.part("b/c.xml").unwrap().as_deref(), Some(&b"c"[..]));
        let error = Container::open(&of(&bytes[..20]), "a Word document").err().unwrap();
        assert!(error.to_string().contains("cut off"), "{error}");
    }

    #[test]
    fn a_part_that_breaks_off_is_there_as_far_as_it_goes() {
        let long: String = (0..20_000).map(|n| format!("<p>{n}</p>")).collect();
        let bytes = of_parts(&[("first.xml", "<a/>"), ("long.xml", &long), ("last.xml", "<z/>")]);
        let budget = Budget::default();
        for share in 1..10 {
            let bytes = &bytes[..bytes.len() * share / 10];
            let input = Input { origin: "x.docx", bytes, content_type: None, budget: &budget };
            let mut container = Container::open(&input, "a Word document").unwrap();
            assert_eq!(container.part("first.xml").unwrap().as_deref(), Some(&b"<a/>"[..]));
            let there = container.part("long.xml").unwrap().unwrap();
            assert!(
                long.as_bytes().starts_with(&there) && there.len() * 20 > long.len() * share,
                "{share}: {}",
                there.len()
            );
        }
    }

    #[test]
    fn a_part_whose_size_stands_behind_it_or_is_a_lie_is_found_all_the_same() {
        let mut bytes = of_parts(&[("a.xml", &"<a/>".repeat(100)), ("b.xml", "<b/>")]);
        bytes.truncate(bytes.len() - 30);
        let budget = Budget::default();
        for (flag, size) in [(8, 0_u32), (0, u32::MAX), (0, 1)] {
            bytes[6] = flag;
            bytes[18..22].copy_from_slice(&size.to_le_bytes());
            let input = Input { origin: "x.docx", bytes: &bytes, content_type: None, budget: &budget };
            let mut container = Container::open(&input, "a Word document").unwrap();
            let first = container.part("a.xml").unwrap().unwrap();
            assert!("<a/>".repeat(100).as_bytes().starts_with(&first), "{size}");
            // A size that goes beyond the file hides whatever comes behind.
            assert!(size == u32::MAX || container.has("b.xml"), "{size}");
        }
        bytes[6] = 1;
        let input = Input { origin: "x.docx", bytes: &bytes, content_type: None, budget: &budget };
        let mut container = Container::open(&input, "a Word document").unwrap();
        assert!(matches!(container.part("a.xml"), Err(IntakeError::Locked { .. })));
    }

    #[test]
    fn two_that_were_glued_are_told_apart() {
        let (one, two) = (of_parts(&[("a.xml", "<a/>")]), of_parts(&[("b.xml", "<b/>"), ("c.xml", "c")]));
        let glued = [&one[..], &two, &one].concat();
        assert_eq!(apart(&glued), [&one[..], &two, &one]);
        assert_eq!(apart(&one), [&one[..]]);
        // The first was cut off as well.
        let half = [&one[..one.len() - 40], &two].concat();
        assert_eq!(apart(&half), [&one[..one.len() - 40], &two[..]]);
        let budget = Budget::default();
        let input = Input { origin: "x.docx", bytes: &glued, content_type: None, budget: &budget };
        let container = Container::open(&input, "a Word document").unwrap();
        assert!(container.notes()[0].reason.contains("stand before the document"));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bytes = of_parts(&[("word/document.xml", &" ".repeat(SIZE_LIMIT as usize + 10))]);
        assert!(bytes.len() < 1 << 20);
        let budget = Budget::default();
        let input = Input { origin: "x.docx", bytes: &bytes, content_type: None, budget: &budget };
        let mut container = Container::open(&input, "a Word document").unwrap();
        assert!(matches!(container.part("word/document.xml"), Err(IntakeError::TooLarge { .. })));
        let input = Input { bytes: &bytes[..bytes.len() - 40], ..input };
        let mut container = Container::open(&input, "a Word document").unwrap();
        assert!(container.is_cut());
        assert!(matches!(container.part("word/document.xml"), Err(IntakeError::TooLarge { .. })));
    }
}
