//! The numbers the process ends with. They are documented in `--help`, the man page and the README, and a
//! test holds the three together.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything that was asked for was done.
    AllRead,
    /// Not one input could be read, or the output could not be written.
    NothingRead,
    /// The command line makes no sense.
    Usage,
    /// Some inputs were read and some were not.
    SomeFailed,
    /// The user stopped it.
    Interrupted,
}

impl Exit {
    /// The code that scripts see.
    pub fn code(self) -> u8 {
        match self {
            Exit::AllRead => 0,
            Exit::NothingRead => 1,
            Exit::Usage => 2,
            Exit::SomeFailed => 3,
            // What shells give a process that Ctrl-C ended.
            Exit::Interrupted => 130,
        }
    }

    /// What a run over several inputs amounts to.
    pub fn of_run(read: usize, failed: usize) -> Exit {
        match (read, failed) {
            (_, 0) => Exit::AllRead,
            (0, _) => Exit::NothingRead,
            _ => Exit::SomeFailed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// The same codes for people, as they stand in `--help` and the man page.
pub const TABLE: &str = "\
Exit codes:
    0  every input was read
    1  nothing could be read, or the output could not be written
    2  the command line makes no sense
    3  some inputs were read, some were not
  130  stopped by the user";
