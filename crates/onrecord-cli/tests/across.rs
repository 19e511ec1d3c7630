//! What is asked across articles, from the outside.

use crate::support::{Folder, Ran, onrecord};
use serde_json::Value;
use std::path::Path;

fn ask(command: &str, archive: &Path, arguments: &[&str]) -> Ran {
    onrecord([command, "--archive"]).arg(archive).args(arguments).output().unwrap().into()
}

fn lines(ran: &Ran) -> Vec<Value> {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One agency text in three papers, cut in one of them, and another article.
fn wire(folder: &Folder) -> std::path::PathBuf {
    let body = [
        "“We will close the harbour bridge if the cables fail again,” said Henrik Aaldal, who leads the port authority.",
        "The bridge joins the town to the mainland, and eleven of its forty-eight cables were found to be damaged.",
        "Aaldal denied that the port had known of the damage since the autumn, when divers first looked at the piers.",
        "Ferries carried twice as many people as in the same month a year ago, the company that runs them reported.",
    ];
    let line = |place: &str, outlet: &str, date: &str, body: String| {
        serde_json::json!({"url": format!("https://news.example/{place}"), "source": outlet, "date": date, "body": body})
            .to_string()
    };
    let other = "Olaf Brandt said that nobody on the council had read the budget. He promised to ask for another \
                 vote in June, once the summer’s figures are in and the town knows what the winter has cost it.";
    let file = [
        line("post", "The Post", "2024-03-15", format!("KALVIK (Reuters) – {}", body.join("\n"))),
        line("courier", "The Courier", "2024-03-16", format!("A town waits.\n{}", body[..3].join("\n"))),
        line("mail", "The Mail", "2024-03-17", body.join("\n")),
        line("other", "The Mail", "2024-03-17", other.to_owned()),
    ];
    let file = folder.file("news.jsonl", file.join("\n"));
    let archive = folder.path("news.db");
    let ran: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(file).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    archive
}

/// Every command that asks refuses what makes no sense, in the same way.
fn refuses_what_makes_no_sense(command: &str, folder: &Folder, archive: &Path) {
    let ran = ask(command, archive, &["act:promse"]);
    assert!(
        ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains("did you mean `promise`?"),
        "{ran:?}"
    );
    let ran = ask(command, &folder.path("none.db"), &[]);
    assert!(ran.code == 1 && ran.stderr.contains("no such archive"), "{ran:?}");
    let ran = ask(command, &folder.file("text.db", "no archive at all, but some text"), &[]);
    assert!(ran.code == 1 && ran.stderr.contains("is not an archive"), "{ran:?}");
    let ran = ask(command, archive, &["--format=xml"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn one_report_in_three_papers_is_one_voice() {
    let folder = Folder::new();
    let archive = wire(&folder);
    let all = lines(&ask("duplicates", &archive, &["--format=json"]));
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((&all[0]["voice"], &all[0]["evidence"]), (&"Reuters".into(), &"credit".into()));
    let carriers = all[0]["carriers"].as_array().unwrap();
    assert_eq!(carriers.len(), 3);
    assert_eq!((&carriers[0]["outlet"], &carriers[0]["origin"]), (&"The Post".into(), &true.into()));
    let csv = ask("duplicates", &archive, &["--format=csv"]);
    assert_eq!(csv.stdout.lines().count(), 4, "{csv:?}");
    let table = ask("duplicates", &archive, &["voice:Reuters"]);
    assert!(table.stdout.starts_with("Reuters  3 carriers  (credited: KALVIK (Reuters) –)"), "{table:?}");
    let none = ask("duplicates", &archive, &["--carriers=4"]);
    assert!(none.code == 0 && none.stdout.starts_with("0 reports"), "{none:?}");

    let counted = |query: &str| {
        let ran = ask("find", &archive, &[query, "--count-by=voice", "--format=json"]);
        lines(&ran).iter().map(|line| line["statements"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(counted("about:cables kind:direct"), 3);
    assert_eq!(counted("about:cables kind:direct duplicate:no"), 1);
    refuses_what_makes_no_sense("duplicates", &folder, &archive);
}

#[test]
fn one_saying_in_three_papers_with_what_became_of_it() {
    let folder = Folder::new();
    let archive = wire(&folder);
    let mail = "“Close the harbour bridge if the cables fail again,” Henrik Aaldal told The Gazette on a cold morning.";
    let file = folder.file("gazette.txt", mail);
    let ran: Ran = onrecord(["add", "--outlet=The Gazette", "--published=2024-03-18", "--archive"])
        .arg(&archive)
        .arg(file)
        .output()
        .unwrap()
        .into();
    assert_eq!(ran.code, 0, "{ran:?}");
    let all = lines(&ask("sayings", &archive, &["about:cables kind:direct", "--format=json"]));
    let saying = &all[0];
    assert_eq!((&saying["articles"], &saying["voices"]), (&4.into(), &2.into()), "{all:?}");
    assert_eq!(saying["carried"][0]["outlet"], "The Post", "who had it first");
    let cut = &saying["carried"][3];
    assert_eq!((&cut["outlet"], &cut["sameness"]), (&"The Gazette".into(), &"cut".into()));
    assert_eq!(
        (&cut["differences"][0]["what"], &cut["differences"][0]["words"]),
        (&"out".into(), &"“We will".into())
    );
    let query = format!("saying:{}", saying["saying"]);
    assert_eq!(lines(&ask("find", &archive, &[&query, "--format=json"])).len(), 4);
    let table = ask("sayings", &archive, &["outlet:\"The Gazette\""]);
    assert!(
        table.stdout.contains("4 articles, 2 voices") && table.stdout.contains("[-“We will-]"),
        "{table:?}"
    );
    let csv = ask("sayings", &archive, &["outlet:\"The Gazette\"", "--format=csv"]);
    assert_eq!(csv.stdout.lines().count(), 5, "{csv:?}");
    let wrong = ask("find", &archive, &["saying:some"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("yes, no or a number"), "{wrong:?}");
    refuses_what_makes_no_sense("sayings", &folder, &archive);
}
