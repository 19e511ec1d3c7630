//! The pages of `passages/`, each a test of its own: `cargo test -p onrecord --test passages statements::call-for`.
//!
//! `ONRECORD_RENEW=1` writes the lines `known-failure` of pages anew, where the model decides what is read, instead of testing
//! them. Read the difference: a page that fails from then on must be worth what was won elsewhere.

mod actors;
mod acts;
mod circumstances;
mod events;
mod format;
mod languages;
mod marked;
mod page;
mod statements;
mod time;

use libtest_mimic::Arguments;
use onrecord::Reader;
use std::process::ExitCode;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().unwrap_or_else(|e| panic!("{e}")));

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = format::trials();
    trials.extend(actors::trials());
    trials.extend(acts::trials());
    trials.extend(circumstances::trials());
    trials.extend(events::trials());
    trials.extend(languages::trials());
    trials.extend(statements::trials());
    trials.extend(time::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
