//! Files of other tools for coding, from the outside: out, changed there as people change them, and back in.

use crate::support;
use crate::support::{Folder, Ran, onrecord};
use rusqlite::Connection;
use serde_json::Value;
use std::path::{Path, PathBuf};

const NEWS: &str = r#"{"url": "https://skerry.example/1", "text": "🚢 “The ferry must stay,” said Ana Brandt, the mayor of Skerry. Ana Brandt welcomed the plan for the ferry. Henrik Aaldal opposed the plan for the ferry.", "published": "2024-03-20", "outlet": "The Skerry Post"}
{"url": "https://kalvik.example/1", "text": "Ana Brandt welcomed the plan for the ferry. Henrik Aaldal criticised the ferry. “It costs too much,” Mr Aaldal said.", "published": "2024-03-21", "outlet": "Kalvik Times"}
"#;

fn ran(arguments: &[&str], archive: &Path) -> Ran {
    let ran: Ran = onrecord(arguments).arg("--archive").arg(archive).output().unwrap().into();
    assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
    ran
}

fn archive(folder: &Folder) -> PathBuf {
    let lines = folder.file("news.jsonl", NEWS);
    let archive = folder.path("news.db");
    ran(&["add", lines.to_str().unwrap()], &archive);
    archive
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_format_goes_out_and_back_without_a_change() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let before = ran(&["export", "jsonl", "--table=records"], &archive).stdout;
    for (format, name) in
        [("dna", "x.dna"), ("qdpx", "x.qdpx"), ("brat", "brat"), ("xmi", "xmi"), ("webanno", "tsv")]
    {
        let path = folder.path(name);
        let path = path.to_str().unwrap();
        let out = ran(&["export", format, "-o", path], &archive);
        assert!(out.stderr.contains("2 articles with "), "{out:?}");
        let back = ran(&["add", path, "--person=Ana"], &archive);
        assert!(back.stderr.starts_with("0 added, 0 new versions"), "{format}: {back:?}");
        assert!(!back.stderr.contains("taken in"), "{format}: {back:?}");
        // Into an archive that has nothing yet, the articles come along.
        let other = folder.path(&format!("{format}.db"));
        let back = ran(&["add", path, "--person=Ana"], &other);
        assert!(back.stderr.starts_with("2 added"), "{format}: {back:?}");
        let outlets = lines(&ran(&["export", "jsonl", "--table=articles"], &other));
        assert_eq!(
            (&outlets[0]["outlet"], &outlets[1]["published"]),
            (&"The Skerry Post".into(), &"2024-03-21".into())
        );
    }
    assert_eq!(ran(&["export", "jsonl", "--table=records"], &archive).stdout, before);
    let none: Ran = onrecord(["export", "dna", "--archive"]).arg(&archive).output().unwrap().into();
    assert!(none.code == 2 && none.stderr.contains("-o news.dna"), "{none:?}");
}

/// As DNA does it: a coder of her own, a new statement, another speaker, another side.
fn code_in_dna(path: &Path) {
    let db = Connection::open(path).unwrap();
    db.execute_batch(
        "INSERT INTO CODERS (ID, Name, Password) SELECT 90, 'Marit', Password FROM CODERS LIMIT 1;
         INSERT INTO STATEMENTS (ID, StatementTypeId, DocumentId, Start, Stop, Coder)
             SELECT 900, 1, ID, instr(Text, 'mayor') - 1 + 1, instr(Text, 'mayor') - 1 + 1 + 5, 90 FROM DOCUMENTS
             WHERE Text LIKE '🚢%';
         INSERT INTO ENTITIES (ID, VariableId, Value) SELECT 901, ID, 'Søren Ødegård' FROM VARIABLES WHERE Variable = 'person' AND StatementTypeId = 1;
         INSERT INTO ENTITIES (ID, VariableId, Value) SELECT 902, ID, 'Skerry' FROM VARIABLES WHERE Variable = 'organization' AND StatementTypeId = 1;
         INSERT INTO ENTITIES (ID, VariableId, Value) SELECT 903, ID, 'The ferry is dear' FROM VARIABLES WHERE Variable = 'concept';
         INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) SELECT 900, VariableId, ID FROM ENTITIES WHERE ID > 900;
         INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) SELECT 900, ID, 0 FROM VARIABLES WHERE Variable = 'agreement';
         INSERT INTO ATTRIBUTEVARIABLES (ID, VariableId, AttributeVariable) SELECT 90, ID, 'Party family' FROM VARIABLES WHERE Variable = 'person' AND StatementTypeId = 1;
         INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId, AttributeValue) VALUES (901, 90, 'Greens');",
    )
    .unwrap();
}

#[test]
fn what_is_coded_in_dna_comes_back_with_its_coder() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let path = folder.path("news.dna");
    let dna = path.to_str().unwrap();
    ran(&["export", "dna", "--issue", "ferry=about:ferry", "-o", dna], &archive);
    let sides = "SELECT count(*) FROM DATABOOLEAN";
    let sides: u32 = Connection::open(&path).unwrap().query_row(sides, [], |r| r.get(0)).unwrap();
    assert!(sides > 0, "the issue is a concept with sides");
    code_in_dna(&path);
    let back = ran(&["add", dna, "--person=Ana"], &archive);
    assert!(back.stderr.contains("taken in: 1 corrections"), "{back:?}");
    let found = lines(&ran(&["find", "speaker:Ødegård", "--format=json"], &archive));
    assert_eq!((found.len(), &found[0]["content"]), (1, &"mayor".into()), "offsets count UTF-16: {found:?}");
    let made = lines(&ran(&["corrections", "list", "--json"], &archive));
    assert_eq!((made.len(), &made[0]["person"]), (1, &"Marit".into()));
    for query in ["code:\"the ferry is dear\"", "code:Skerry", "speaker.party_family:greens"] {
        assert_eq!(lines(&ran(&["find", query, "--format=json"], &archive)).len(), 1, "{query}");
    }
    let again = ran(&["add", dna, "--person=Ana"], &archive);
    assert!(!again.stderr.contains("1 corrections"), "{again:?}");
    // Out again, it is hers, with its concept, side and organization.
    let second = folder.path("second.dna");
    ran(&["export", "dna", "-o", second.to_str().unwrap()], &archive);
    let hers: (String, String, u32) = Connection::open(&second)
        .unwrap()
        .query_row(
            "SELECT c.Name, e.Value, b.Value FROM STATEMENTS s JOIN CODERS c ON c.ID = s.Coder
             JOIN DATABOOLEAN b ON b.StatementId = s.ID JOIN DATASHORTTEXT d ON d.StatementId = s.ID
             JOIN ENTITIES e ON e.ID = d.Entity WHERE e.Value = 'The ferry is dear'",
            [],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )
        .unwrap();
    assert_eq!(hers, ("Marit".to_owned(), "The ferry is dear".to_owned(), 0));
}

#[test]
fn a_table_of_speakers_joins_exports_queries_and_counts() {
    let folder = Folder::new();
    let archive = archive(&folder);
    let table = folder.file("speakers.csv", "party;Name;home town\nHarbour List;Henrik Aaldal;Kalvik\nFerry Party;Ana Brandt;\nX;Nobody Known;Y\n");
    let told = ran(&["actors", "table", table.to_str().unwrap()], &archive);
    assert!(
        told.stderr
            .contains("3 speakers, 2 of them in the archive; fields: speaker.party, speaker.home_town"),
        "{told:?}"
    );
    assert!(told.stderr.contains("not in the archive yet: Nobody Known"), "{told:?}");
    let found = lines(&ran(&["find", "speaker.party:\"ferry party\"", "--format=json"], &archive));
    assert!(!found.is_empty() && found.iter().all(|f| f["speaker"] == "Ana Brandt"), "{found:?}");
    let counts = ran(&["find", "--count-by=speaker.Party,speaker", "--format=csv"], &archive).stdout;
    assert!(counts.lines().any(|l| l.starts_with("Harbour List,Henrik Aaldal,")), "{counts}");
    let rows = lines(&ran(&["export", "jsonl"], &archive));
    let aaldal = rows.iter().find(|r| r["speaker"] == "Henrik Aaldal").unwrap();
    assert_eq!(
        (&aaldal["speaker.party"], &aaldal["speaker.home_town"]),
        (&"Harbour List".into(), &"Kalvik".into())
    );
    let header = ran(&["export", "csv"], &archive).stdout;
    assert!(header.lines().next().unwrap().ends_with(",speaker.party,speaker.home_town"), "{header}");
    let lake = folder.path("lake");
    ran(&["export", "parquet", "-o", lake.to_str().unwrap()], &archive);
    for (format, has) in [
        ("graphml", "<data key=\"node_speaker.party\">Harbour List</data>"),
        ("gexf", "<attvalue for=\"speaker.party\" value=\"Harbour List\"/>"),
    ] {
        let network = ran(&["export", format, "--issue=ferry=about:ferry"], &archive).stdout;
        assert!(network.contains(has), "{network}");
    }
    let gexf = ran(&["export", "gexf", "--issue=ferry=about:ferry"], &archive).stdout;
    assert!(
        gexf.contains("mode=\"dynamic\"") && gexf.contains("start=\"2024-03-20\" end=\"2024-03-21\""),
        "{gexf}"
    );
    let shown = ran(&["actors", "table"], &archive).stdout;
    assert!(
        shown.starts_with("name,identifier,party,home_town\nhenrik aaldal,,Harbour List,Kalvik\n"),
        "{shown}"
    );
    let wrong = onrecord(["find", "speaker.colour:red", "--archive"]).arg(&archive).output().unwrap();
    let wrong: Ran = wrong.into();
    assert!(wrong.stderr.contains("the table of speakers has no field `colour`"), "{wrong:?}");
    let none: Ran =
        onrecord(["find", "--count-by=speaker.colour", "--archive"]).arg(&archive).output().unwrap().into();
    assert!(none.code == 2 && none.stderr.contains("speaker.party"), "{none:?}");
}

#[test]
fn what_is_no_such_file_is_told_and_the_rest_goes_on() {
    let folder = Folder::new();
    let archive = folder.path("news.db");
    let good = folder.file("good.txt", support::GOOD);
    let bad = folder.file("bad.dna", b"SQLite format 3\0 and then nothing of the kind");
    let odd = folder.file("odd.qdpx", b"PK\x03\x04 no more");
    let both: Ran = onrecord(["add", "--person=Ana", "--archive"])
        .arg(&archive)
        .args([&bad, &odd, &good])
        .output()
        .unwrap()
        .into();
    assert_eq!(both.code, 3, "{both:?}");
    assert!(
        both.stderr.contains("is no DNA file that can be read") && both.stderr.contains("1 added"),
        "{both:?}"
    );
    assert!(both.stderr.contains("is no REFI-QDA file that can be read"), "{both:?}");
    let ours = folder.path("x.dna");
    ran(&["export", "dna", "-o", ours.to_str().unwrap()], &archive);
    let mut nobody = onrecord(["add", "--archive"]);
    let nobody: Ran = nobody.arg(&archive).arg(&ours).env_remove("USER").output().unwrap().into();
    assert!(nobody.code == 2 && nobody.stderr.contains("--person NAME"), "{nobody:?}");
}
