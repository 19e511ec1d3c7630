//! Opening an archive: for adding, or for looking only.

use crate::duplicates::{self, Agencies};
use crate::error::ArchiveError;
use crate::schema::{APPLICATION, STEPS, VERSION};
use crate::{events, sayings, wording};
use onrecord::dictionary::Dictionary;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long another process may hold the archive before this one gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pages of the store kept in memory, in KiB.
const CACHE: i64 = 64 * 1024;
/// Steps of the store's machine after which it is looked whether a question is to stop: well under a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 4000;

/// One file with the records of many articles.
#[derive(Debug)]
pub struct Archive {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    /// Whose other names are known.
    pub(crate) dictionary: Dictionary,
    /// Those of the dictionary.
    pub(crate) agencies: Agencies,
    /// Texts that were compared of late.
    pub(crate) at_hand: RefCell<duplicates::store::Seen>,
    /// Whether a batch was begun and not put into the archive.
    pub(crate) unfinished: Cell<bool>,
    /// Articles that had been taken out when texts were last compared.
    pub(crate) removed: Cell<i64>,
}

impl Archive {
    fn new(db: Connection, path: &Path, dictionary: Dictionary, agencies: Agencies) -> Archive {
        let (at_hand, unfinished, removed) = Default::default();
        Archive { db, path: path.to_owned(), dictionary, agencies, at_hand, unfinished, removed }
    }
}

impl Archive {
    /// Opens an archive for adding, makes it if there is none, and brings one of an earlier format up to date.
    ///
    /// The dictionary tells other names of the actors that records tie to it.
    ///
    /// # Errors
    /// When the file is something else, is newer than this crate, is held by another process, or cannot be written.
    pub fn open_for_adding(path: &Path, dictionary: Dictionary) -> Result<Archive, ArchiveError> {
        let failed = |cause: rusqlite::Error| match ArchiveError::from_store(path, cause) {
            ArchiveError::Unreachable { path, cause, .. } => {
                ArchiveError::Unreachable { path, cause, writing: true }
            }
            other => other,
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(failed)?;
        db.busy_timeout(PATIENCE).map_err(failed)?;
        distrust(&db).map_err(failed)?;
        let agencies = Agencies::of(&dictionary);
        let mut archive = Archive::new(db, path, dictionary, agencies);
        archive.identify()?;
        crate::find::register(&archive.db).map_err(failed)?;
        archive.settle().map_err(failed)?;
        archive.migrate()?;
        Ok(archive)
    }

    /// Opens an archive for looking only. Nothing of it is changed.
    ///
    /// # Errors
    /// When there is none, when the file is something else or of another format, or cannot be read.
    pub fn open(path: &Path) -> Result<Archive, ArchiveError> {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_file() => {}
            Ok(_) => {
                return Err(ArchiveError::NotAnArchive { path: path.into(), what: "it is no file".into() });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ArchiveError::Missing(path.into()));
            }
            Err(error) => {
                let cause = error.to_string();
                return Err(ArchiveError::Unreachable { path: path.into(), writing: false, cause });
            }
        }
        let failed = |cause| ArchiveError::from_store(path, cause);
        let db = open_to_look(path).map_err(failed)?;
        crate::find::register(&db).map_err(failed)?;
        let (dictionary, agencies) = (Dictionary::new(), Agencies::default());
        let archive = Archive::new(db, path, dictionary, agencies);
        match archive.identify()? {
            0 => Err(ArchiveError::NotAnArchive { path: path.into(), what: "it is empty".into() }),
            found if found < VERSION => Err(ArchiveError::Older { path: path.into(), found }),
            _ => Ok(archive),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets questions be stopped: while `stop` says so, one that runs ends with [`ArchiveError::Stopped`] at once, and so
    /// does every one that is put then.
    ///
    /// # Errors
    /// When the store does not take it.
    pub fn stop_when(&mut self, stop: impl FnMut() -> bool + Send + 'static) -> Result<(), ArchiveError> {
        let set = self.db.progress_handler(STEPS_BETWEEN_LOOKS, Some(stop));
        set.map_err(|e| self.failed(e))
    }

    /// A number that changes whenever another connection has changed the archive: what was worked out from it before is
    /// out of date then.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn generation(&self) -> Result<i64, ArchiveError> {
        self.db.query_row("PRAGMA data_version", [], |r| r.get(0)).map_err(|e| self.failed(e))
    }

    pub(crate) fn failed(&self, cause: rusqlite::Error) -> ArchiveError {
        ArchiveError::from_store(&self.path, cause)
    }

    /// The format of the file, 0 when it is empty.
    fn identify(&self) -> Result<u32, ArchiveError> {
        let ask = |sql| self.db.query_row(sql, [], |r| r.get::<_, u32>(0)).map_err(|e| self.failed(e));
        let application = ask("PRAGMA application_id")?;
        let found = ask("PRAGMA user_version")?;
        if application != APPLICATION {
            let tables = ask("SELECT count(*) FROM sqlite_schema")?;
            if application != 0 || found != 0 || tables != 0 {
                let what = "it is the SQLite file of another program".to_owned();
                return Err(ArchiveError::NotAnArchive { path: self.path.clone(), what });
            }
        }
        if found > VERSION {
            return Err(ArchiveError::Newer { path: self.path.clone(), found });
        }
        // What no onrecord ever wrote, and what would run whenever a table is asked or added to.
        let strange = ask("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')")?;
        if strange != 0 {
            let what = "it holds views or triggers, which no onrecord made".to_owned();
            return Err(ArchiveError::NotAnArchive { path: self.path.clone(), what });
        }
        Ok(found)
    }

    /// The settings that make what was committed survive a kill and a power cut.
    fn settle(&self) -> rusqlite::Result<()> {
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        // FULL: a commit has reached the disk before it is reported. NORMAL would lose the last ones in a power cut.
        self.db.pragma_update(None, "synchronous", "FULL")?;
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.db.pragma_update(None, "cache_size", -CACHE)
    }

    fn migrate(&mut self) -> Result<(), ArchiveError> {
        if self.identify()? == VERSION {
            return Ok(());
        }
        let path = self.path.clone();
        let failed = |cause| ArchiveError::from_store(&path, cause);
        let all =
            self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        // Asked again inside: another process may have been first.
        let found: u32 = all.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(failed)?;
        for step in STEPS.iter().skip(found as usize) {
            all.execute_batch(step).map_err(failed)?;
        }
        if found == 1 {
            duplicates::store::catch_up(&all, &self.agencies).map_err(failed)?;
            events::store::catch_up(&all).map_err(failed)?;
        }
        if (1..3).contains(&found) {
            wording::store::catch_up(&all).map_err(failed)?;
        }
        if (1..4).contains(&found) {
            sayings::store::catch_up(&all).map_err(failed)?;
        }
        all.pragma_update(None, "application_id", APPLICATION).map_err(failed)?;
        all.pragma_update(None, "user_version", VERSION).map_err(failed)?;
        all.commit().map_err(failed)
    }
}

/// An archive may come from a stranger: what its schema says is not trusted, and nothing written in SQL can harm the file.
/// As <https://sqlite.org/security.html> advises for such files.
fn distrust(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "mmap_size", 0)
}

fn open_to_look(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |db: Connection| {
        db.busy_timeout(PATIENCE)?;
        distrust(&db)?;
        db.pragma_update(None, "cache_size", -CACHE)?;
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(db)
    };
    match Connection::open_with_flags(path, flags).and_then(open) {
        // In a folder that cannot be written, the store cannot lay down the files by which processes share it. If
        // nobody has left any there, nobody is writing either, and the file can be read as it is.
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
                && !wal(path).exists() =>
        {
            let url = format!("file:{}?immutable=1", escaped(path));
            Connection::open_with_flags(url, flags | OpenFlags::SQLITE_OPEN_URI).and_then(open)
        }
        other => other,
    }
}

fn wal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn escaped(path: &Path) -> String {
    let mut out = String::new();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'%' | b'?' | b'#' => out += &format!("%{byte:02x}"),
            _ if byte.is_ascii() => out.push(byte as char),
            _ => out += &format!("%{byte:02x}"),
        }
    }
    out
}
