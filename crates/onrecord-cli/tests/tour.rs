//! Pages of the documentation are walked as they stand there: every indented line is a command, but those that begin with
//! `|`, which are what is shown.

use crate::support::{Folder, repository};
use std::process::Command;

/// Runs the commands of a page in an empty folder and hands each with its output to `look`.
#[cfg(unix)]
fn walk(page: &str, mut look: impl FnMut(&str, &str)) {
    let text = std::fs::read_to_string(repository(page)).unwrap();
    let mut fenced = false;
    let is_command = |line: &&str| {
        fenced ^= line.starts_with("```");
        !fenced
    };
    let lines: Vec<&str> = text.lines().filter(is_command).collect();
    let commands = lines.iter().filter_map(|l| l.strip_prefix("    ")).filter(|l| !l.starts_with('|'));
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
        assert!(ran.status.success(), "{page}: {command}\n{stdout}{stderr}");
        look(command, &stdout);
    }
}

#[test]
#[cfg(unix)]
fn the_tour_can_be_walked() {
    let mut walked = 0;
    walk("docs/archive.md", |command, stdout| {
        walked += 1;
        if command.contains(" find ") {
            assert!(stdout.lines().count() > 1, "{command} found nothing\n{stdout}");
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
        if command.contains("onrecord positions ") {
            assert!(stdout.contains("Henrik Aaldal  (") && stdout.contains("why: "), "{stdout}");
        }
        if command.contains("onrecord wording ") {
            assert!(stdout.contains("keep their distance: ") && stdout.contains("say "), "{stdout}");
        }
        if command.contains("onrecord actors list ") {
            assert!(stdout.contains("Henrik Aaldal  (person"), "{stdout}");
        }
        if command.contains(" check ") {
            assert!(stdout.contains("nothing is wrong"), "{stdout}");
        }
    });
    assert!(walked >= 10, "{walked}");
}

#[test]
#[cfg(unix)]
fn the_page_of_positions_shows_what_is_shown() {
    let page = std::fs::read_to_string(repository("docs/positions.md")).unwrap();
    let shown: Vec<&str> = page.lines().filter_map(|l| l.strip_prefix("    |")).collect();
    let shown: String = shown.iter().map(|l| format!("{}\n", l.strip_prefix(' ').unwrap_or(l))).collect();
    let mut asked = 0;
    walk("docs/positions.md", |command, stdout| {
        asked += usize::from(command.starts_with("onrecord positions "));
        if command == "onrecord positions ferry --archive ferry.db" {
            assert_eq!(stdout, shown);
        }
        if command.ends_with("--format csv") {
            assert_eq!(stdout.lines().count(), 3, "{stdout}");
        }
    });
    assert_eq!(asked, 4);
}

#[test]
#[cfg(unix)]
fn the_page_of_wording_can_be_walked() {
    let mut seen = Vec::new();
    walk("docs/wording.md", |command, stdout| {
        let Some(view) = command.strip_prefix("onrecord wording ") else { return };
        let expected: &[&str] = match view.split(' ').next().unwrap() {
            "names" if view.contains("--actor") => &["Ana Brandt: minister", "1 of 1", "2 times in all"],
            "names" if view.contains("--terms") => &["unit: alliance", "unit: bloc"],
            "names" => &["Kyiv: Kiev", "war in Ukraine: conflict"],
            "verbs" => &["claim* 1", "say 1", "2024-03"],
            "scare-quotes" => &["“experts”"],
            "voices" => &["Ana Brandt", "The Mail"],
            other => panic!("{other}"),
        };
        for expected in expected {
            assert!(stdout.contains(expected), "{command}: no {expected}\n{stdout}");
        }
        seen.push(view.split(' ').next().unwrap().to_owned());
    });
    assert!(seen.len() >= 6, "{seen:?}");
}

#[test]
#[cfg(unix)]
fn the_tour_to_other_tools_and_back_can_be_walked() {
    let mut walked = 0;
    walk("docs/exchange.md", |command, stdout| {
        walked += 1;
        if command.contains("find --count-by") {
            assert!(stdout.contains("Ferry Party") && stdout.contains("Harbour List"), "{stdout}");
        }
        if command.contains("find speaker.party:") {
            assert!(stdout.contains("Marit Holm"), "{stdout}");
        }
    });
    assert!(walked >= 12, "{walked}");
}

#[test]
#[cfg(unix)]
fn two_coders_go_from_a_codebook_to_a_network() {
    let mut told = String::new();
    walk("docs/coding.md", |command, stdout| {
        told += &format!("$ {command}\n{stdout}");
        match command {
            "onrecord coders list --archive ana.db" => {
                assert!(stdout.contains("Ana") && stdout.contains("Ben"), "{stdout}")
            }
            "onrecord agreement --archive ana.db" => {
                assert!(
                    stdout.contains("stance: bridge") && stdout.contains("stance: fuel (ordinal)"),
                    "{stdout}"
                );
                let bridge = stdout.lines().find(|l| l.starts_with("stance: bridge")).unwrap();
                let alpha: f64 = bridge.split_whitespace().nth(4).unwrap().parse().unwrap();
                assert!(alpha < 1.0, "{bridge}");
            }
            "onrecord find 'against:bridge' --archive ana.db" => {
                assert!(stdout.contains("Marit Holm"), "{stdout}")
            }
            "onrecord positions --issue codebook.toml --archive ana.db" => {
                assert!(stdout.contains("bridge") && stdout.contains("against"), "{stdout}");
            }
            _ => {}
        }
    });
    let last = told.rsplit("$ ").find(|part| part.starts_with("onrecord agreement --differences")).unwrap();
    assert!(last.contains("1 settled"), "{last}");
}
