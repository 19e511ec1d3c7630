//! The command `onrecord`: reads news and prints who said what.
//!
//! The way through: raw flags ([`args`]) become validated [`settings`], and a command of [`commands`] sees
//! only those. Whatever goes wrong for the user goes through [`message`], and the number the process ends
//! with is an [`exit::Exit`]. Which commands there are depends on what was compiled in ([`features`]).
#![cfg_attr(
    not(feature = "workbench"),
    allow(dead_code, reason = "what only commands use that were left out")
)]

mod args;
mod commands;
mod exit;
mod features;
mod formats;
mod input;
mod message;
mod output;
mod pretty;
#[cfg(feature = "archive")]
mod progress;
mod settings;
#[cfg(test)]
mod testing;
mod web;

use args::{ActorsCommand, Args, Command};
#[cfg(feature = "archive")]
use args::{ArchiveActorsCommand, ArchiveCommand};
use clap::Parser;
use exit::Exit;
use onrecord_intake::parallel;
use std::process::ExitCode;

/// Does what the command line says.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => match features::left_out(&error) {
            Some(left_out) => {
                message::error(&left_out);
                return Exit::Usage.into();
            }
            None => error.exit(),
        },
    };
    run(args.command).into()
}

fn run(command: Command) -> Exit {
    match command {
        Command::Read(flags) => match settings::ReadSettings::from_flags(flags) {
            Ok(settings) => commands::read::run(&settings),
            Err(error) => {
                message::usage(&error);
                Exit::Usage
            }
        },
        Command::Actors(ActorsCommand::Import(import)) => commands::actors::import(import),
        #[cfg(feature = "archive")]
        Command::Actors(ActorsCommand::OfArchive(command)) => run_on_actors(&command),
        #[cfg(feature = "archive")]
        Command::OfArchive(command) => run_on_archive(command),
        Command::Languages(flags) => commands::print(&commands::languages::text(flags.format)),
        Command::Schema => commands::print(&commands::schema::text()),
        Command::Man(flags) => match commands::man::text(flags.command.as_deref()) {
            Ok(page) => commands::print(&page),
            Err(error) => {
                message::usage(&error);
                Exit::Usage
            }
        },
        Command::Completions(flags) => commands::print(&commands::completions::text(flags.shell)),
    }
}

#[cfg(feature = "archive")]
fn run_on_actors(command: &ArchiveActorsCommand) -> Exit {
    match command {
        ArchiveActorsCommand::List(flags) => commands::actors_list::run(flags),
        ArchiveActorsCommand::Table(flags) => commands::actors_table::run(flags),
        ArchiveActorsCommand::Merge(flags) => commands::corrections::merge(flags),
        ArchiveActorsCommand::Split(flags) => commands::corrections::split(flags),
    }
}

#[cfg(feature = "archive")]
fn run_on_archive(command: ArchiveCommand) -> Exit {
    match command {
        ArchiveCommand::Correct(flags) => commands::correct::run(&flags),
        ArchiveCommand::Corrections(command) => commands::corrections::corrections(&command),
        ArchiveCommand::Codebook(command) => commands::coding::codebook(&command),
        ArchiveCommand::Code(flags) => commands::coding::code(&flags),
        ArchiveCommand::Codes(command) => commands::coding::codes(&command),
        ArchiveCommand::Coders(command) => commands::coding::coders(&command),
        ArchiveCommand::Agreement(flags) => commands::agreement::run(&flags),
        ArchiveCommand::Settle(flags) => commands::agreement::settle(&flags),
        ArchiveCommand::Merge(flags) => commands::coding::merge(&flags),
        ArchiveCommand::Remove(flags) => commands::remove::run(&flags),
        ArchiveCommand::Reread(flags) => commands::reread::run(&flags),
        ArchiveCommand::Add(flags) => match settings::AddSettings::from_flags(flags) {
            Ok(settings) => commands::add::run(&settings),
            Err(error) => {
                message::usage(&error);
                Exit::Usage
            }
        },
        ArchiveCommand::Check(flags) => commands::check::run(&flags),
        ArchiveCommand::Events(flags) => commands::events::run(&flags),
        ArchiveCommand::Find(flags) => commands::find::run(&flags),
        #[cfg(feature = "export")]
        ArchiveCommand::Export(flags) => commands::export::run(&flags),
        ArchiveCommand::Duplicates(flags) => commands::duplicates::run(&flags),
        ArchiveCommand::Wording(command) => commands::wording::run(&command),
        ArchiveCommand::Positions(flags) => commands::positions::run(&flags),
        ArchiveCommand::Sayings(flags) => commands::sayings::run(&flags),
        #[cfg(feature = "workbench")]
        ArchiveCommand::Serve(flags) => commands::serve::run(&flags),
    }
}
