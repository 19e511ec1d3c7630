//! ZIP containers, as DOCX, XLSX, ODT and EPUB are: their parts, none of them larger than allowed.

use crate::input::Input;
use crate::{IntakeError, SIZE_LIMIT};
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
    archive: ZipArchive<Cursor<&'b [u8]>>,
    budget: &'b Budget<'b>,
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
        // Counted in the bytes, not asked of the list: the list is what would fill the memory.
        let parts = bytes.windows(4).filter(|w| *w == b"PK\x01\x02").count();
        if parts > MOST_PARTS {
            let why = format!("it has {parts} parts, which no document has");
            return Err(IntakeError::Unreadable { origin: origin.to_owned(), what, why });
        }
        budget.nodes(parts);
        budget.check().map_err(|over| IntakeError::over(origin, over))?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| IntakeError::Unreadable {
            origin: origin.to_owned(),
            what,
            why: format!("its list of parts is missing or damaged ({error}); the file may be cut off"),
        })?;
        Ok(Container { origin, what, archive, budget })
    }

    /// Whether it has a part of that name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The names of its parts.
    pub fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(|name| name.into_owned()).collect()
    }

    /// A part, or None if there is none of that name.
    ///
    /// # Errors
    /// When it is damaged, has a password, or is larger than allowed.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, IntakeError> {
        let limit = SIZE_LIMIT.min(self.budget.left().bytes as u64);
        let (origin, what) = (self.origin.to_owned(), self.what);
        let wrong = |why: String| IntakeError::Unreadable { origin: origin.clone(), what, why };
        let part = match self.archive.by_name(name) {
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
        let error = Container::open(&of(&bytes[..bytes.len() - 30]), "a Word document").err().unwrap();
        assert!(error.to_string().contains("cut off"), "{error}");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bytes = of_parts(&[("word/document.xml", &" ".repeat(SIZE_LIMIT as usize + 10))]);
        assert!(bytes.len() < 1 << 20);
        let budget = Budget::default();
        let input = Input { origin: "x.docx", bytes: &bytes, content_type: None, budget: &budget };
        let mut container = Container::open(&input, "a Word document").unwrap();
        assert!(matches!(container.part("word/document.xml"), Err(IntakeError::TooLarge { .. })));
    }
}
