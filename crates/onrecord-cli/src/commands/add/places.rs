//! By which path a file is known to an archive: its own, or one by which it was added before paths were followed to their ends.

use onrecord_archive::Archive;
use onrecord_intake::{place_of, places_before};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// By the folders as they are, the ways to them.
type Ways = HashMap<String, Vec<String>>;

/// Finds out by which path an archive knows a file.
#[derive(Debug, Clone)]
pub struct Places {
    /// Whatever reads files may outlive the run, and must not keep the archive open.
    archive: Weak<Mutex<Archive>>,
    /// For folders as they are, the ways to them that addresses of the archive have. Looked through when it is first asked
    /// for, which most runs never do.
    folders: Arc<Mutex<Option<Ways>>>,
}

impl Places {
    /// Of an archive.
    pub fn new(archive: &Arc<Mutex<Archive>>) -> Places {
        Places { archive: Arc::downgrade(archive), folders: Arc::default() }
    }

    /// What the file is known by, or is to be known by from now on. What goes wrong with the archive is met again, and told,
    /// where the article is looked up.
    pub fn of(&self, path: &Path) -> String {
        let place = place_of(path);
        let Some(archive) = self.archive.upgrade() else { return place };
        let archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
        let knows = |place: &str| archive.knows_place(place).unwrap_or(false);
        if knows(&place) {
            return place;
        }
        let before = places_before(path, |folder| self.ways_to(&archive, folder));
        before.into_iter().find(|other| *other != place && knows(other)).unwrap_or(place)
    }

    /// Other ways to a folder that addresses of the archive have.
    fn ways_to(&self, archive: &Archive, folder: &str) -> Vec<String> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let known = folders.get_or_insert_with(|| {
            let mut ways = Ways::new();
            for way in archive.folders().unwrap_or_default() {
                let whole = place_of(Path::new(&way));
                if whole != way {
                    ways.entry(whole).or_default().push(way);
                }
            }
            ways
        });
        known.get(folder).cloned().unwrap_or_default()
    }
}
