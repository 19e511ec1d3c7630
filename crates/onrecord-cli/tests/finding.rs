//! Finding what matters: why nothing was found, actors by any word of a name, copies that count once.

use crate::support::{Folder, Ran, onrecord};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn ask(command: &[&str], archive: &Path, arguments: &[&str]) -> Ran {
    onrecord(command).arg("--archive").arg(archive).args(arguments).output().unwrap().into()
}

/// One agency text in three papers, and two articles of their own.
fn news(folder: &Folder) -> PathBuf {
    let wire = [
        "“We support the harbour bridge, and we will pay for it until it stands,” said Henrik Aaldal, who leads the port authority.",
        "The bridge joins the town to the mainland, and eleven of its forty-eight cables were found to be damaged.",
        "Ferries carried twice as many people as in the same month a year ago, the company that runs them reported.",
    ];
    let line = |place: &str, outlet: &str, date: &str, body: String| {
        json!({"url": format!("https://news.example/{place}"), "source": outlet, "date": date, "body": body})
            .to_string()
    };
    let own = "Olaf Brandt rejected the harbour bridge. He told reporters on Friday that nobody on the council had read the budget.";
    let kurds = "Kurdish leaders said that the harbour bridge was needed. Recep Erdoğan said that nobody had asked him.";
    let file = [
        line("post", "The Post", "2024-03-15", format!("KALVIK (Reuters) – {}", wire.join("\n"))),
        line("courier", "The Courier", "2024-03-16", wire.join("\n")),
        line("mail", "The Mail", "2024-03-17", wire.join("\n")),
        line("own", "The Mail", "2024-03-18", own.to_owned()),
        line("kurds", "The Post", "2024-03-19", kurds.to_owned()),
    ];
    let file = folder.file("news.jsonl", file.join("\n"));
    let archive = folder.path("news.db");
    let ran: Ran = onrecord(["add", "--archive"]).arg(&archive).arg(file).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    archive
}

#[test]
fn nothing_says_why_and_whoever_is_spoken_to_is_shown() {
    let folder = Folder::new();
    let archive = news(&folder);
    let find = |query: &str, arguments: &[&str]| ask(&["find", query], &archive, arguments);
    for (query, why, offer) in [
        (
            "outlet:\"The Cuorier\" bridge",
            "no outlet of this archive is called",
            "'outlet:\"The Courier\" bridge'",
        ),
        ("speaker:Henrik Aaldal", "only `Henrik` belongs to `speaker:`", "'speaker:\"Henrik Aaldal\"'"),
        ("budget or nothing", "in capitals", "'budget OR nothing'"),
        ("country:Atlantis", "is no code of a state", ""),
        ("date:2019", "was published from 2024-03-15 to 2024-03-19", "'date:2024-03-15..2024-03-19'"),
    ] {
        for arguments in [&[][..], &["--format=csv"], &["--count-by=outlet"]] {
            let ran = find(query, arguments);
            assert_eq!(ran.code, 0, "{query}: {ran:?}");
            assert!(ran.stderr.starts_with("why: ") && ran.stderr.contains(why), "{query}: {ran:?}");
            assert!(ran.stderr.contains(offer), "{query}: {ran:?}");
        }
    }
    let ran = ask(&["positions", "speaker:Aaldall bridge"], &archive, &[]);
    assert!(ran.stderr.contains("nobody in this archive goes by `Aaldall`"), "{ran:?}");
    let ran = ask(&["events", "outlet:Currier"], &archive, &[]);
    assert!(ran.stderr.contains("The Courier"), "{ran:?}");
    let refused = find("act:promis", &[]);
    assert!(refused.code == 2 && refused.stderr.contains("did you mean `promise`?"), "{refused:?}");

    let told = find("budget", &[]).stdout;
    assert!(told.contains("to reporters") && told.contains("said on 2024-03-15"), "{told}");
    let csv = find("budget", &["--format=csv"]).stdout;
    assert!(
        csv.lines().next().unwrap().ends_with("context,to,to_key,said_from,said_to,coder,coded_at"),
        "{csv}"
    );
    assert!(csv.contains(",reporters,") && csv.contains(",2024-03-15,2024-03-15"), "{csv}");
    let line: Value =
        serde_json::from_str(find("budget", &["--format=json"]).stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&line["to"], &line["said_from"]), (&"reporters".into(), &"2024-03-15".into()));
}

#[test]
fn actors_are_listed_by_any_word_of_a_name_and_in_an_order() {
    let folder = Folder::new();
    let archive = news(&folder);
    let list = |arguments: &[&str]| ask(&["actors", "list"], &archive, arguments);
    assert!(list(&["Erdo"]).stdout.contains("Erdoğan"), "{:?}", list(&["Erdo"]));
    assert!(list(&["kurd"]).stdout.to_lowercase().contains("kurdish"), "{:?}", list(&["kurd"]));
    let csv = list(&["--order=last", "--format=csv", "--limit=0"]).stdout;
    assert!(
        csv.starts_with("actor,id,kind,country,tied_by,statements,articles,merged,aliases,first,last\n"),
        "{csv}"
    );
    let one = list(&["--order=name", "--skip=1", "--limit=1", "--format=csv"]).stdout;
    let two = list(&["--order=name", "--limit=2", "--format=csv"]).stdout;
    assert_eq!(one.lines().nth(1), two.lines().nth(2));
    let nobody = list(&["Zzyzx"]);
    assert!(nobody.code == 0 && nobody.stderr.contains("Zzyzx"), "{nobody:?}");
}

#[test]
fn copies_count_once_and_flags_are_the_same_everywhere() {
    let folder = Folder::new();
    let archive = news(&folder);
    // Said once, in three papers.
    let network = |arguments: &[&str]| {
        let ran = ask(&["export", "graphml", "--issue=bridge=\"harbour bridge\""], &archive, arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    };
    let said = |graph: &str| {
        let Some(node) = graph.split("<node ").find(|node| node.contains(">Henrik Aaldal<")) else {
            return 0;
        };
        let count = node.split("key=\"node_statements\">").nth(1).unwrap();
        count.split('<').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(said(&network(&[])), 1, "{}", network(&[]));
    assert_eq!(said(&network(&["--copies"])), 3);
    assert_eq!(said(&network(&["--copies", "--to=2024-03-16"])), 2);
    assert_eq!(said(&network(&["--from=2024-03-18"])), 0);
    let stands = |arguments: &[&str]| {
        let ran = ask(&["positions"], &archive, &[&["--format=csv"], arguments].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout.lines().filter(|line| line.contains("Aaldal")).count()
    };
    let issue = "--issue=bridge=\"harbour bridge\"";
    assert_eq!((stands(&[issue]), stands(&[issue, "--copies"])), (1, 3));
    assert_eq!(stands(&[issue, "--copies", "--from=2024-03-16", "--to=2024-03-16"]), 1);
    assert_eq!(stands(&["\"harbour bridge\"", "--to=2024-02"]), 0);
    let file = folder.file("issues.toml", "[[issue]]\nname = \"bridge\"\nquery = '\"harbour bridge\"'\n");
    let file = file.to_str().unwrap();
    // The name that the flag had before is understood.
    assert_eq!((stands(&["--issues", file]), stands(&["--issue", file])), (1, 1));
    for (bad, told) in [("--from=soon", "no day, month or year"), ("--issue=bridge", "not of the form")] {
        for command in [&["positions"][..], &["export", "graphml"]] {
            let ran = ask(command, &archive, &[issue, bad]);
            assert!(ran.code != 0 && ran.stderr.contains(told), "{command:?} {bad}: {ran:?}");
        }
    }
}
