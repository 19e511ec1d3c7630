//! The command `onrecord`. All of it is in the library beside this, so that its tests can ask for every feature.

fn main() -> std::process::ExitCode {
    onrecord_cli::main()
}
