//! The tour in `docs/archive.md` is walked as it stands there.

mod support;

use std::process::Command;
use support::{Folder, repository};

#[test]
#[cfg(unix)]
fn the_tour_can_be_walked() {
    let page = std::fs::read_to_string(repository("docs/archive.md")).unwrap();
    let commands: Vec<&str> = page.lines().filter_map(|l| l.strip_prefix("    ")).collect();
    assert!(commands.len() >= 10, "{commands:?}");
    let folder = Folder::new();
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_onrecord"));
    let path =
        format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    for command in commands {
        let ran = Command::new("sh")
            .args(["-ec", command])
            .current_dir(folder.path("."))
            .env("PATH", &path)
            .env("REPOSITORY", repository(".").canonicalize().unwrap())
            .output()
            .unwrap();
        let (stdout, stderr) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{command}\n{stdout}{stderr}");
        if command.contains(" find ") {
            assert!(stdout.lines().count() > 1, "{command} found nothing\n{stdout}{stderr}");
        }
        if command.contains("onrecord duplicates ") {
            assert!(
                stdout.starts_with("Reuters  2 carriers  (credited: KALVIK, March 14 (Reuters)"),
                "{stdout}"
            );
        }
        if command.contains("onrecord sayings ") {
            assert!(
                stdout.starts_with("Henrik Aaldal  3 articles, 2 voices") && stdout.contains("[-"),
                "{stdout}"
            );
        }
        if command.contains(" check ") {
            assert!(stdout.contains("nothing is wrong"), "{stdout}");
        }
    }
}
