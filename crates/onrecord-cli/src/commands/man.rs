//! `onrecord man`: manual pages, made from the same definitions as `--help`.

use crate::args::Args;
use crate::features;
use crate::settings::UsageError;
use clap::CommandFactory;
use clap_mangen::Man;

/// The page of a command, or of `onrecord` itself, in roff.
pub fn text(command: Option<&str>) -> Result<String, UsageError> {
    let mut root = Args::command();
    // So that the pages show `onrecord read` and not `read`.
    root.build();
    let page = match command {
        None => root,
        Some(name) => {
            let found = root.find_subcommand(name).filter(|c| c.get_name() == name);
            let missing = || match features::command_left_out(name) {
                Some(left_out) => left_out.into(),
                None => UsageError::NoSuchCommand(name.to_owned()),
            };
            let found = found.ok_or_else(missing)?.clone();
            found.display_name(format!("onrecord-{name}"))
        }
    };
    let mut roff = Vec::new();
    // Writing to memory does not fail.
    Man::new(page).render(&mut roff).expect("roff fits in memory");
    Ok(String::from_utf8_lossy(&roff).into_owned())
}
