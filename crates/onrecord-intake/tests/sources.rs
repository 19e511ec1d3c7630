//! Files that hold many articles, and what is wrong with some of them.

use flate2::Compression;
use flate2::write::GzEncoder;
use onrecord_intake::{Budget, Hints, Mapping, Received, SourceError, Sources, Wanted};
use std::io::Write;
use std::path::{Path, PathBuf};

fn all(path: &Path) -> Vec<Result<Received, SourceError>> {
    sources(path).collect()
}

fn sources(path: &Path) -> Sources {
    Sources::new(vec![Wanted::Path(path.to_owned())], Mapping::usual()).limit(1 << 20)
}

fn good(found: &[Result<Received, SourceError>]) -> Vec<&Received> {
    found.iter().filter_map(|r| r.as_ref().ok()).collect()
}

fn bad(found: &[Result<Received, SourceError>]) -> Vec<String> {
    let errors = found.iter().filter_map(|r| r.as_ref().err());
    errors
        .map(|e| {
            assert!(e.hint().is_some(), "{e}");
            e.to_string()
        })
        .collect()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(kind: &str, uri: &str, http: &str) -> Vec<u8> {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2023-11-10T08:00:00Z\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
    .into_bytes()
}

fn page(words: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>{words}</p></body></html>"
    )
}

#[test]
fn a_folder_is_walked_in_sorted_order_without_what_is_hidden() {
    let folder = Folder::new();
    for name in ["b.txt", "a/2.txt", "a/1.txt", ".git/x.txt", ".hidden"] {
        folder.file(name, format!("text of {name}"));
    }
    let found = all(folder.0.path());
    let places: Vec<String> = good(&found).iter().map(|r| r.capture.origin.clone()).collect();
    let expected: Vec<String> = ["a/1.txt", "a/2.txt", "b.txt"]
        .iter()
        .map(|n| folder.0.path().join(n).display().to_string())
        .collect();
    assert_eq!(places, expected);

    let pattern = folder.0.path().join("**/[12].txt");
    assert_eq!(good(&all(&pattern)).len(), 2);
    assert!(bad(&all(&folder.0.path().join("*.html")))[0].contains("matches no file"));
    assert!(bad(&all(&folder.0.path().join("none.txt")))[0].contains("no such file"));
}

#[test]
fn json_lines_with_bad_lines_among_them() {
    let folder = Folder::new();
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(2 << 20));
    let lines = [
        r#"{"id": 7, "title": "Bridge shut", "body": "It stays shut, the port said.", "url": "https://a.example/1", "date": "2023-11-10", "source": "Post"}"#,
        "",
        "{broken",
        r#"{"title": "No text"}"#,
        &long,
        r#"{"text": "It stays shut, the port said.", "date": "soon", "timestamp": 1}"#,
        r#"{"text": "More.", "date": 1699600000}"#,
    ];
    let path = folder.file("news.jsonl", lines.join("\n"));
    let found = all(&path);
    let errors = bad(&found);
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(errors[0].contains("line 3: is no JSON"), "{errors:?}");
    assert!(errors[1].contains("line 4: has no text"), "{errors:?}");
    assert!(errors[2].contains("line 5: 2097165 bytes"), "{errors:?}");
    let articles = good(&found);
    assert_eq!(articles.len(), 3);
    let taken = articles[0].take(&Hints::default()).unwrap();
    assert_eq!(taken.article.text.as_str(), "Bridge shut\n\nIt stays shut, the port said.");
    assert_eq!(taken.article.title.as_deref(), Some("Bridge shut"));
    assert_eq!(taken.article.url.as_deref(), Some("https://a.example/1"));
    assert_eq!(taken.article.outlet.as_deref(), Some("Post"));
    assert_eq!(taken.article.published.as_deref(), Some("2023-11-10"));
    assert_eq!(articles[0].place.as_deref(), Some(format!("{}#7", path.display()).as_str()));
    assert!(articles[1].notes[0].reason.contains("soon"), "{:?}", articles[1].notes);
    assert_eq!(articles[2].hints.published.as_deref(), Some("2023-11-10T07:06:40Z"));
    assert_eq!(good(&all(&folder.file("packed.jsonl.gz", gzip(lines.join("\n").as_bytes())))).len(), 3);
}

#[test]
fn one_object_and_one_list() {
    let folder = Folder::new();
    assert_eq!(good(&all(&folder.file("one.json", "{\n \"text\": \"Words.\"\n}"))).len(), 1);
    let found =
        all(&folder.file("many.json", "[{\"text\": \"Words.\"}, {\"text\": \"\"}, {\"text\": \"More.\"}]"));
    assert_eq!(good(&found).len(), 2);
    assert!(bad(&found)[0].contains("element 2: has no text"));
}

#[test]
fn of_a_warc_only_pages_are_taken() {
    let folder = Folder::new();
    let picture = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG";
    let moved = "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /\r\n\r\n<html>";
    let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
        6\r\n<html>\r\n4;x=y\r\nwell\r\n0\r\n\r\n";
    let records = [
        record("warcinfo", "", "software: test"),
        record("request", "https://a.example/1", "GET / HTTP/1.1\r\n\r\n"),
        record("response", "https://a.example/1", &page("first")),
        record("response", "https://a.example/2", picture),
        record("response", "https://a.example/3", moved),
        record("response", "<https://a.example/4>", chunked),
    ];
    // One gzip member a record, as Common Crawl has it.
    let packed: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    for path in [folder.file("a.warc", records.concat()), folder.file("a.warc.gz", packed)] {
        let found = all(&path);
        assert_eq!(bad(&found), [""; 0]);
        let pages = good(&found);
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].capture.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(pages[0].capture.content_type.as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(pages[0].fetched.as_deref(), Some("2023-11-10"));
        assert_eq!(pages[1].capture.url.as_deref(), Some("https://a.example/4"));
        assert_eq!(pages[1].capture.bytes, b"<html>well");
    }
}

#[test]
fn after_a_wrong_length_reading_goes_on_at_the_next_record() {
    let folder = Folder::new();
    let right = |n: u32| record("response", &format!("https://a.example/{n}"), &page("right"));
    let wrong = String::from_utf8(right(2)).unwrap();
    let length = page("right").len();
    for bent in [length - 9, length + 30] {
        let wrong = wrong.replace(&format!("Length: {length}"), &format!("Length: {bent}"));
        let bytes = [right(1), wrong.into_bytes(), right(3), right(4)].concat();
        let found = all(&folder.file("a.warc", bytes));
        let uris: Vec<_> = good(&found).iter().map(|r| r.capture.url.clone().unwrap()).collect();
        let last = "https://a.example/4".to_owned();
        assert!(uris.contains(&"https://a.example/1".to_owned()) && uris.contains(&last), "{bent}: {uris:?}");
        assert!(
            !uris.contains(&"https://a.example/2".to_owned()),
            "a page cut in the wrong place is no page"
        );
        assert_eq!(bad(&found).len(), 1, "{:?}", bad(&found));
    }
}

#[test]
fn a_truncated_archive_gives_what_it_has() {
    let folder = Folder::new();
    let one = gzip(&record("response", "https://a.example/1", &page("first")));
    let two = gzip(&record("response", "https://a.example/2", &page(&"second ".repeat(40))));
    let cut = [&one[..], &two[..two.len() / 2]].concat();
    let found = all(&folder.file("a.warc.gz", cut));
    assert_eq!(good(&found).len(), 1);
    assert!(bad(&found)[0].contains("breaks off after"), "{:?}", bad(&found));
    let lone = all(&folder.file("a.txt.gz", &gzip("words ".repeat(900).as_bytes())[..30]));
    assert_eq!((good(&lone).len(), bad(&lone).len()), (0, 1));
    let packed = gzip((0..900).map(|n| format!("word{n} ")).collect::<String>().as_bytes());
    let long = all(&folder.file("b.txt.gz", &packed[..packed.len() - 12]));
    assert_eq!(good(&long).len(), 0, "half a text is no text");
    assert!(bad(&long)[0].contains("b.txt.gz: breaks off after"), "{:?}", bad(&long));
}

#[test]
fn arc_files_and_pages_without_a_server_around_them_are_read() {
    let folder = Folder::new();
    let entry = |n: u32, body: &str| {
        format!("https://a.example/{n} 192.0.2.7 20060622190112 text/html {}\n{body}\n", body.len())
    };
    let head = "filedesc://a.arc 0.0.0.0 20060622190110 text/plain 76\n1 0 InternetArchive\n\
                URL IP-address Archive-date Content-type Archive-length\n\n";
    let head = head.replace(" 76\n", &format!(" {}\n", head.len() - head.find('\n').unwrap() - 1));
    let lost = "no record here\n".to_owned();
    let picture = entry(3, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG");
    let all_of = [head, entry(1, &page("first")), lost, picture, entry(4, &page("fourth"))].concat();
    for path in [folder.file("a.arc", &all_of), folder.file("a.arc.gz", gzip(all_of.as_bytes()))] {
        let found = all(&path);
        let pages = good(&found);
        let urls: Vec<_> = pages.iter().map(|p| p.capture.url.clone().unwrap()).collect();
        assert_eq!(urls, ["https://a.example/1", "https://a.example/4"]);
        assert_eq!(pages[0].fetched.as_deref(), Some("2006-06-22"));
        assert_eq!(bad(&found).len(), 1, "{:?}", bad(&found));
    }
    let cut = &all_of[..all_of.len() - 20];
    assert!(bad(&all(&folder.file("cut.arc", cut)))[1].contains("breaks off"));

    let words = "<html><p>The page itself.";
    let resource = format!(
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/9\r\nWARC-Date: 2023-11-10T08:00:00Z\r\n\
         Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{words}\r\n\r\n",
        words.len()
    );
    let found = all(&folder.file("r.warc", resource));
    assert_eq!(good(&found)[0].capture.bytes, words.as_bytes());
}

#[test]
fn an_issue_of_a_newspaper_is_parted_as_its_library_parted_it() {
    let folder = Folder::new();
    let page = |blocks: &[(&str, &str)]| {
        let block = |(id, words): &(&str, &str)| {
            let words: String = words.split(' ').map(|w| format!("<String CONTENT=\"{w}\"/>")).collect();
            format!("<TextBlock ID=\"{id}\"><TextLine>{words}</TextLine></TextBlock>")
        };
        format!("<alto><Layout><Page>{}</Page></Layout></alto>", blocks.iter().map(block).collect::<String>())
    };
    folder.file(
        "alto/1.xml",
        page(&[("b1", "Town buys ferry"), ("b2", "The council will buy"), ("b3", "Fares go up")]),
    );
    folder.file("alto/2.xml", page(&[("b1", "a new ferry, the mayor said.")]));
    let area = |file: &str, block: &str| {
        format!("<mets:fptr><mets:area FILEID=\"{file}\" BEGIN=\"{block}\" BETYPE=\"IDREF\"/></mets:fptr>")
    };
    let file = |id: &str, href: &str| {
        format!("<mets:file ID=\"{id}\"><mets:FLocat LOCTYPE=\"URL\" xlink:href=\"{href}\"/></mets:file>")
    };
    let mets = format!(
        "<?xml version=\"1.0\"?><mets:mets><mets:dmdSec><mods:titleInfo><mods:title>Harbour Post</mods:title></mods:titleInfo>\
         <mods:dateIssued>1908-05-14</mods:dateIssued></mets:dmdSec><mets:fileSec><mets:fileGrp USE=\"Images\">{}</mets:fileGrp>\
         <mets:fileGrp ID=\"ALTOGRP\">{}{}{}</mets:fileGrp></mets:fileSec><mets:structMap TYPE=\"LOGICAL\"><mets:div TYPE=\"Newspaper\">\
         <mets:div ID=\"D1\" TYPE=\"ARTICLE\" LABEL=\"Town buys ferry\"><mets:div TYPE=\"BODY\">{}{}{}{}</mets:div></mets:div>\
         <mets:div ID=\"D2\" TYPE=\"ARTICLE\">{}</mets:div></mets:div></mets:structMap></mets:mets>",
        file("I1", "img/1.tif"),
        file("A1", "file://./alto/1.xml"),
        file("A2", "alto/2.xml"),
        file("A3", "../../etc/passwd.xml"),
        area("A1", "b1"),
        area("A1", "b2"),
        area("A2", "b1"),
        area("A2", "b9"),
        area("A1", "b3"),
    );
    let found = all(&folder.file("issue-mets.xml", mets));
    assert_eq!(bad(&found).len(), 1, "{:?}", bad(&found));
    assert!(bad(&found)[0].contains("lies elsewhere"));
    let articles = good(&found);
    assert_eq!(articles.len(), 2);
    let text = String::from_utf8(articles[0].capture.bytes.clone()).unwrap();
    assert_eq!(text, "Town buys ferry\n\nThe council will buy a new ferry, the mayor said.");
    assert_eq!(articles[0].hints.published.as_deref(), Some("1908-05-14"));
    assert_eq!(articles[0].hints.outlet.as_deref(), Some("Harbour Post"));
    assert!(articles[0].notes[0].reason.contains("1 of the 4 blocks"));
    assert_eq!(articles[1].capture.bytes, b"Fares go up");
}

#[test]
fn a_number_that_is_a_day_and_a_clock_is_a_date() {
    let folder = Folder::new();
    let found = all(&folder.file("a.jsonl", r#"{"text": "Words.", "date": "20240514100000"}"#));
    assert_eq!(good(&found)[0].hints.published.as_deref(), Some("2024-05-14"));
}

#[test]
fn a_bomb_is_refused_and_the_rest_is_read() {
    let folder = Folder::new();
    let bomb = vec![b' '; 64 << 20];
    folder.file("1.txt.gz", gzip(&bomb));
    let packed = gzip(&bomb);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    let mut inner = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{head}",
        head.len() + packed.len()
    )
    .into_bytes();
    inner.extend(packed);
    inner.extend(b"\r\n\r\n");
    inner.extend(record("response", "https://a.example/2", &format!("{}{}", page(""), " ".repeat(8 << 20))));
    inner.extend(record("response", "https://a.example/3", &page("third")));
    folder.file("2.warc.gz", gzip(&inner));
    folder.file("3.txt", "The port is shut.");
    let found = all(folder.0.path());
    assert_eq!(bad(&found).len(), 3, "{:?}", bad(&found));
    let origins: Vec<_> = good(&found).iter().map(|r| r.capture.origin.clone()).collect();
    assert_eq!(origins.len(), 2, "{origins:?}");
    assert!(origins[0].ends_with("https://a.example/3") && origins[1].ends_with("3.txt"), "{origins:?}");
}

#[test]
fn feeds_of_three_kinds_and_one_that_is_none() {
    let folder = Folder::new();
    let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title><link>https://p.example</link>
        <item><title>Bridge &amp; port</title><link>https://p.example/1</link><guid>1</guid>
        <pubDate>Fri, 10 Nov 2023 08:00:00 GMT</pubDate>
        <description>&lt;p&gt;It stays shut.&lt;/p&gt;&lt;p&gt;The port said so.&lt;/p&gt;</description></item></channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Post</title><id>f</id><updated>2023-11-10T08:00:00Z</updated>
        <entry><id>1</id><title>Bridge</title><updated>2023-11-10T08:00:00Z</updated><link href="https://p.example/1"/>
        <content type="html">&lt;p&gt;It stays shut.&lt;/p&gt;</content><author><name>Ada Brill</name></author></entry></feed>"#;
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Post", "items": [{"id": "1",
        "url": "https://p.example/1", "title": "Bridge", "content_text": "It stays shut.", "date_published": "2023-11-10T08:00:00Z"}]}"#;
    for (name, text) in [("a.xml", rss), ("b.atom", atom), ("c.json", json)] {
        let found = all(&folder.file(name, text));
        assert_eq!(bad(&found), [""; 0], "{name}");
        let taken = good(&found)[0].take(&Hints::default()).unwrap();
        let article = taken.article;
        assert!(article.text.as_str().contains("\n\nIt stays shut."), "{name}: {:?}", article.text.as_str());
        assert_eq!(article.url.as_deref(), Some("https://p.example/1"), "{name}");
        assert_eq!(article.outlet.as_deref(), Some("The Post"), "{name}");
        assert!(article.published.unwrap().starts_with("2023-11-10T08:00"), "{name}");
    }
    assert!(bad(&all(&folder.file("d.xml", "<rss version=\"2.0\"><channel></rss>")))[0].contains("no feed"));
}

#[test]
fn a_table_gives_an_article_for_each_row() {
    let folder = Folder::new();
    let csv = folder.file(
        "news.csv",
        "Headline;Date;Outlet;Full Text\nFerry;12.03.2010;Skerry Post;\"“No,”\nshe said; and left.\"\n;;;\nTalks;13.03.2010;Radio Kalvik;\n\
         Bridge;2010-03-14;Skerry Post;It is shut.;too;many\nPort;14 mars 2010;Le Courrier;Open.\n",
    );
    let found = all(&csv);
    let articles = good(&found);
    assert_eq!(articles.len(), 2);
    let taken = articles[0].take(&Hints::default()).unwrap();
    assert_eq!(taken.article.text.as_str(), "Ferry\n\n“No,”\nshe said; and left.");
    assert_eq!(
        (taken.article.published.as_deref(), taken.article.outlet.as_deref()),
        (Some("2010-03-12"), Some("Skerry Post"))
    );
    assert_eq!(articles[1].hints.published.as_deref(), Some("2010-03-14"));
    let errors = bad(&found);
    assert!(errors[0].contains("row 4") && errors[0].contains("empty"), "{errors:?}");
    assert!(errors[1].contains("row 5") && errors[1].contains("6 cells"), "{errors:?}");
}

#[test]
fn a_table_that_was_cut_tells_so_at_its_last_row() {
    let folder = Folder::new();
    let whole = "title,text,date\nFerry,\"It will run, she said.\",2024-05-14\nBridge,\"It is shut, he said.\",2024-05-15";
    let told = |text: &str| -> Vec<bool> {
        let found = all(&folder.file("a.csv", text));
        good(&found).iter().map(|r| r.notes.iter().any(|n| n.reason.contains("breaks off"))).collect()
    };
    assert_eq!(told(whole), [false, false], "a last row without a line end is whole");
    assert_eq!(told(&whole[..whole.len() - 18]), [false, true], "within quotation marks");
    assert_eq!(told(&whole[..whole.len() - 11]), [false, true], "before a cell");
}

#[test]
fn files_of_many_are_known_wherever_they_come_in() {
    let take = |bytes: &str| {
        let capture = onrecord_intake::Capture {
            origin: "x".to_owned(),
            bytes: bytes.as_bytes().to_vec(),
            url: None,
            content_type: None,
        };
        onrecord_intake::take(&capture, &Hints::default()).map(|taken| taken.article.text.as_str().to_owned())
    };
    let item = |n: u8| {
        format!("<item><title>Ferry {n}</title><description>It will run, she said.</description></item>")
    };
    let feed =
        |items: &str| format!("<rss version=\"2.0\"><channel><title>Post</title>{items}</channel></rss>");
    assert_eq!(take(&feed(&item(1))).unwrap(), "Ferry 1\n\nIt will run, she said.");
    let many = take(&feed(&[item(1), item(2)].concat())).unwrap_err();
    assert!(many.to_string().contains("holds 2 articles"), "{many}");
    let page = page("The ferry will run before the winter, the mayor of the town said on Tuesday.");
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let arc = format!(
        "filedesc://a.arc 0.0.0.0 20060622190110 text/plain 0\n\nhttp://post.example/1 192.0.2.7 20060622190112 text/html {}\n{http}\n",
        http.len()
    );
    assert!(take(&arc).unwrap().contains("before the winter"));
    assert!(take("<urlset><url><loc>https://post.example/1</loc></url></urlset>").is_err());
    let folder = Folder::new();
    let read: Vec<_> =
        sources(&folder.file("feed.xml", feed(&[item(1), item(2)].concat()))).files_only().collect();
    assert_eq!(good(&read).len(), 2);
}

#[test]
fn a_table_is_told_by_what_it_holds_and_is_never_prose() {
    let folder = Folder::new();
    let odd = folder.file("odd.csv", "a,b\n1,2\n3,4\n");
    let errors = bad(&all(&odd));
    assert!(errors.len() == 1 && errors[0].contains("it has a, b"), "{errors:?}");
    let mapping = Mapping::usual().with("text=b").unwrap();
    let found: Vec<_> = Sources::new(vec![Wanted::Path(odd)], mapping).collect();
    assert_eq!(good(&found).len(), 2);
    // In UTF-16, as spreadsheets write it, and in the charset of old ones.
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend("title\ttext\nFähre\t„Nein“, sagte sie.\n".encode_utf16().flat_map(u16::to_le_bytes));
    let found = all(&folder.file("unicode.txt", utf16));
    assert_eq!(good(&found)[0].title.as_deref(), Some("Fähre"));
    let found = all(&folder.file("old.csv", b"title,text\nF\xe4hre,Nein.\n"));
    assert_eq!(good(&found)[0].title.as_deref(), Some("Fähre"));
    assert!(good(&found)[0].notes[0].reason.contains("windows-1252"));
    // A quotation that never ends does not take the memory.
    let endless = format!("title,text\nA,\"{}", "no end ".repeat(300_000));
    let errors = bad(&all(&folder.file("endless.csv", endless)));
    assert!(errors[0].contains("row 2") && errors[0].contains("quotation"), "{errors:?}");
    let prose = folder.file("prose.csv", "The port is shut, she said, and will be.\n\nNobody came.\n");
    assert_eq!(good(&all(&prose)).len(), 1);
}

#[test]
fn a_long_table_is_read_row_by_row() {
    let folder = Folder::new();
    let mut rows = String::from("id,text\n");
    (0..50_000).for_each(|n| rows.push_str(&format!("{n},The port is shut for day {n}.\n")));
    let path = folder.file("long.csv", &rows);
    let mut sources = sources(&path);
    let read = sources.bytes_read();
    assert!(sources.next().unwrap().is_ok());
    let first = read.load(std::sync::atomic::Ordering::Relaxed);
    assert!(first < 200_000, "{first} bytes were read for the first row of {}", rows.len());
    assert_eq!(sources.filter(Result::is_ok).count(), 49_999);
}

#[test]
fn a_list_of_addresses_is_handed_on_for_fetching() {
    let folder = Folder::new();
    let list = folder.file(
        "mediacloud.csv",
        "stories_id,publish_date,title,url,language,media_name\n1,2024-01-15,Ferry,https://p.example/1,en,Skerry Post\n2,20240116T120000Z,Talks,https://p.example/2,en,Radio Kalvik\n3,,,no address,en,x\n",
    );
    let sources = sources(&list);
    let addresses = sources.addresses();
    let found: Vec<_> = sources.collect();
    assert!(good(&found).is_empty() && bad(&found)[0].contains("row 4"));
    let listed = addresses.lock().unwrap();
    assert_eq!(
        listed.iter().map(|l| l.url.as_deref().unwrap()).collect::<Vec<_>>(),
        ["https://p.example/1", "https://p.example/2"]
    );
    assert_eq!(listed[0].hints.outlet.as_deref(), Some("Skerry Post"));
    assert_eq!(listed[1].hints.published.as_deref(), Some("2024-01-16T12:00:00Z"));
    drop(listed);
    let found = all(&folder.file("urls.txt", "url\nhttps://p.example/1\nhttps://p.example/2\n"));
    assert!(found.is_empty());
}

#[test]
fn a_table_beside_the_texts_says_what_they_do_not() {
    let folder = Folder::new();
    let table = folder.file("about.csv", "filename,date,newspaper,title\na.txt,2020-05-01,Skerry Post,Ferry in dock\nb,2 May 2020,Radio Kalvik,\n");
    let metadata = onrecord_intake::Metadata::open(&table, &Mapping::usual(), &Budget::default()).unwrap();
    assert_eq!(metadata.len(), 2);
    for name in ["texts/a.txt", "texts/b.txt", "texts/c.txt"] {
        folder.file(name, "“Nobody asked us,” the mayor said.");
    }
    let wanted = vec![Wanted::Path(folder.0.path().join("texts"))];
    let found: Vec<_> = Sources::new(wanted, Mapping::usual()).metadata(metadata).collect();
    let articles: Vec<_> = good(&found).into_iter().map(|r| r.take(&Hints::default()).unwrap()).collect();
    let shown: Vec<_> =
        articles.iter().map(|t| (t.article.outlet.as_deref(), t.article.published.as_deref())).collect();
    assert_eq!(
        shown,
        [(Some("Skerry Post"), Some("2020-05-01")), (Some("Radio Kalvik"), Some("2020-05-02")), (None, None)]
    );
    assert_eq!(articles[0].article.title.as_deref(), Some("Ferry in dock"));
    assert!(articles[2].notes.iter().any(|n| n.reason.contains("does not name this file")));
    let none = folder.file("none.csv", "date,newspaper\n2020-05-01,x\n");
    let error = onrecord_intake::Metadata::open(&none, &Mapping::usual(), &Budget::default()).unwrap_err();
    assert!(error.to_string().contains("filename"), "{error}");
}

/// A workbook of one sheet, with its cells written in place.
fn workbook(rows: &[&[&str]], more: &[(&str, &[u8])]) -> Vec<u8> {
    let cell = |r: usize, c: usize, words: &str| {
        format!("<c r=\"{}{}\" t=\"inlineStr\"><is><t>{words}</t></is></c>", (b'A' + c as u8) as char, r + 1)
    };
    let lines: String = rows
        .iter()
        .enumerate()
        .map(|(r, row)| {
            let cells: String = row.iter().enumerate().map(|(c, words)| cell(r, c, words)).collect();
            format!("<row r=\"{}\">{cells}</row>", r + 1)
        })
        .collect();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{lines}</sheetData></worksheet>"
    );
    let parts: Vec<(&str, Vec<u8>)> = vec![
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_vec()),
        (
            "_rels/.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_vec(),
        ),
        (
            "xl/workbook.xml",
            b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"News\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".to_vec(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_vec(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.into_bytes()),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let more = more.iter().map(|(name, bytes)| (*name, bytes.to_vec()));
    for (name, bytes) in parts.into_iter().chain(more) {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_gives_an_article_for_each_row_and_its_macros_are_not_looked_at() {
    let folder = Folder::new();
    let rows: &[&[&str]] = &[
        &["Title", "Text", "Date"],
        &["Ferry", "“No,” she said.", "2010-03-12"],
        &["", "", ""],
        &["Talks", "They go on."],
    ];
    let path = folder.file("news.bin", workbook(rows, &[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")]));
    let found = all(&path);
    let articles = good(&found);
    assert_eq!(articles.iter().map(|a| a.title.as_deref().unwrap()).collect::<Vec<_>>(), ["Ferry", "Talks"]);
    assert_eq!(articles[0].hints.published.as_deref(), Some("2010-03-12"));
    let bytes = std::fs::read(&path).unwrap();
    let errors = bad(&all(&folder.file("cut.xlsx", &bytes[..bytes.len() / 2])));
    assert_eq!(errors.len(), 1);
}

#[test]
fn where_only_files_are_read_json_is_articles_and_a_text_in_braces_is_none() {
    let folder = Folder::new();
    let of = |path: &Path| sources(path).files_only().collect::<Vec<_>>();
    let lines = folder.file(
        "news.jsonl",
        "{\"title\": \"Bridge\", \"text\": \"It stays shut.\"}\nbroken\n{\"text\": \"More.\"}\n",
    );
    let found = of(&lines);
    assert_eq!((good(&found).len(), bad(&found).len()), (2, 1));
    assert_eq!(
        good(&found)[0].take(&Hints::default()).unwrap().article.text.as_str(),
        "Bridge\n\nIt stays shut."
    );
    assert_eq!(good(&of(&folder.file("many.json", "[ {\"text\": \"a\"}, {\"text\": \"b\"}]"))).len(), 2);
    for text in
        ["{Kalvik} The port is shut.", "[Reuters] The port is shut.", "{ \u{201c}No,\u{201d} she said. }"]
    {
        let found = of(&folder.file("plain.txt", text));
        assert_eq!(good(&found)[0].capture.bytes, text.as_bytes());
    }
}

#[test]
fn a_table_in_sixteen_bits_is_no_prose() {
    let folder = Folder::new();
    let table =
        "title;text;date\nÖl;Es bleibt zu, sagte sie.;2010-02-28\nFähre;Sie fährt, sagte er.;2010-02-30\n";
    let little: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = table.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [&b"\xff\xfe"[..], &little].concat();
    for bytes in [little, big, marked, table.as_bytes().to_vec()] {
        let found = all(&folder.file("news.csv", bytes));
        assert_eq!(bad(&found), [""; 0]);
        let articles = good(&found);
        assert_eq!((articles.len(), articles[0].title.as_deref()), (2, Some("Öl")));
        assert_eq!(articles[0].hints.published.as_deref(), Some("2010-02-28"));
        assert!(articles[1].notes[0].reason.contains("2010-02-30"), "a day that cannot be");
    }
}
