//! The command `onrecord`: reads news and prints who said what.
//!
//! The way through: raw flags ([`args`]) become validated [`settings`], and a command of [`commands`] sees
//! only those. Whatever goes wrong for the user goes through [`message`], and the number the process ends
//! with is an [`exit::Exit`].

mod args;
mod commands;
mod exit;
mod formats;
mod input;
mod message;
mod output;
mod pretty;
mod progress;
mod settings;
#[cfg(test)]
mod testing;

use args::{ActorsCommand, Args, Command};
use clap::Parser;
use exit::Exit;
use onrecord_lake::parallel;
use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = match Args::parse().command {
        Command::Read(flags) => match settings::ReadSettings::from_flags(flags) {
            Ok(settings) => commands::read::run(&settings),
            Err(error) => {
                message::usage(&error);
                Exit::Usage
            }
        },
        Command::Actors(ActorsCommand::Import(import)) => commands::actors::import(import),
        Command::Actors(ActorsCommand::List(flags)) => commands::actors::list(&flags),
        Command::Actors(ActorsCommand::Table(flags)) => commands::actors_table::run(&flags),
        Command::Actors(ActorsCommand::Merge(flags)) => commands::corrections::merge(&flags),
        Command::Actors(ActorsCommand::Split(flags)) => commands::corrections::split(&flags),
        Command::Correct(flags) => commands::correct::run(&flags),
        Command::Corrections(command) => commands::corrections::corrections(&command),
        Command::Codebook(command) => commands::coding::codebook(&command),
        Command::Code(flags) => commands::coding::code(&flags),
        Command::Codes(command) => commands::coding::codes(&command),
        Command::Coders(command) => commands::coding::coders(&command),
        Command::Agreement(flags) => commands::agreement::run(&flags),
        Command::Settle(flags) => commands::agreement::settle(&flags),
        Command::Merge(flags) => commands::coding::merge(&flags),
        Command::Remove(flags) => commands::remove::run(&flags),
        Command::Reread(flags) => commands::reread::run(&flags),
        Command::Add(flags) => match settings::AddSettings::from_flags(flags) {
            Ok(settings) => commands::add::run(&settings),
            Err(error) => {
                message::usage(&error);
                Exit::Usage
            }
        },
        Command::Check(flags) => commands::check::run(&flags),
        Command::Events(flags) => commands::events::run(&flags),
        Command::Find(flags) => commands::find::run(&flags),
        Command::Export(flags) => commands::export::run(&flags),
        Command::Duplicates(flags) => commands::duplicates::run(&flags),
        Command::Wording(command) => commands::wording::run(&command),
        Command::Positions(flags) => commands::positions::run(&flags),
        Command::Sayings(flags) => commands::sayings::run(&flags),
        Command::Serve(flags) => commands::serve::run(&flags),
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
    };
    exit.into()
}
