//! Documents of every kind, made here in the shape that programs give them.

use crate::container::of_parts;
use crate::{Capture, Hints, IntakeError, Taken, take};
use onrecord::PartKind;

pub(super) const FERRY: &str =
    "The council of Skerry will buy a new ferry before the winter, the mayor said on Tuesday evening.";
const FARES: &str = "Fares will not go up next year, “whatever it costs us,” Ana Brandt told the council.";

pub(super) fn taken(name: &str, bytes: impl AsRef<[u8]>) -> Result<Taken, IntakeError> {
    let bytes = bytes.as_ref().to_vec();
    take(&Capture { origin: name.to_owned(), bytes, url: None, content_type: None }, &Hints::default())
}

pub(super) fn text(name: &str, bytes: impl AsRef<[u8]>) -> String {
    taken(name, bytes).unwrap_or_else(|e| panic!("{e}")).article.text.as_str().to_owned()
}

fn notes(taken: &Taken) -> String {
    taken.notes.iter().map(|n| n.reason.clone()).collect::<Vec<_>>().join("; ")
}

fn odt(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let meta = "<office:document-meta><office:meta><dc:title>Town buys ferry</dc:title><meta:initial-creator>Ada Brill</meta:initial-creator>\
                <meta:creation-date>2024-05-14T10:00:00.123</meta:creation-date></office:meta></office:document-meta>";
    of_parts(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &content),
        ("meta.xml", meta),
    ])
}

#[test]
fn opendocument_text_is_read_without_what_was_deleted_or_remarked() {
    let bytes = odt(&format!(
        "<text:tracked-changes><text:p>Old words.</text:p></text:tracked-changes><text:h>Town buys<text:s text:c=\"3\"/>ferry</text:h>\
         <text:p>{FERRY}<office:annotation><text:p>Check this.</text:p></office:annotation><text:note><text:note-citation>1</text:note-citation>\
         <text:note-body><text:p>As in 2019.</text:p></text:note-body></text:note></text:p>\
         <table:table><table:table-cell><text:p>{FARES}</text:p></table:table-cell></table:table>"
    ));
    let taken = taken("a.odt", bytes).unwrap();
    assert_eq!(taken.article.text.as_str(), format!("Town buys ferry\n\n{FERRY}\n\nAs in 2019.\n\n{FARES}"));
    assert_eq!(taken.article.title.as_deref(), Some("Town buys ferry"));
    assert_eq!(taken.article.authors, ["Ada Brill"]);
    assert_eq!(taken.article.published.as_deref(), Some("2024-05-14"));
    assert!(notes(&taken).contains("made on 2024-05-14"));
    let locked = of_parts(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
        ("content.xml", "x"),
    ]);
    assert!(matches!(super::tests::taken("a.odt", locked), Err(IntakeError::Locked { .. })));
}

#[test]
fn word_and_rtf_documents_are_articles() {
    let paragraph = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let body = [paragraph("Town buys ferry"), paragraph(FERRY), paragraph(FARES)].concat();
    let bytes = of_parts(&[(
        "word/document.xml",
        &format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"),
    )]);
    assert_eq!(text("a.docx", &bytes), format!("Town buys ferry\n\n{FERRY}\n\n{FARES}"));
    // By its content, whatever it is called.
    let rtf = format!("{{\\rtf1\\ansi Town buys ferry\\par {FERRY}\\par }}");
    assert_eq!(text("a.doc", rtf), format!("Town buys ferry\n\n{FERRY}"));
    // What is cut off is read as far as it goes, and that is told; or it is told that nothing can be read.
    match taken("a.docx", &bytes[..bytes.len() / 2]) {
        Ok(taken) => assert!(!taken.notes.is_empty()),
        Err(error) => assert!(matches!(error, IntakeError::Unreadable { .. }), "{error}"),
    }
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    assert!(taken("a.doc", &old).unwrap_err().to_string().contains("save it anew as .docx"));
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(taken("a.docx", [old, name].concat()), Err(IntakeError::Locked { .. })));
    let slides = of_parts(&[("ppt/presentation.xml", "x")]);
    assert!(taken("a.pptx", slides).unwrap_err().to_string().contains("slides"));
    // A workbook inside makes none of it.
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let carries = of_parts(&[("word/document.xml", &document), ("word/xl/workbook.xml", "x")]);
    assert!(text("a.docx", carries).contains(FARES));
}

#[test]
fn the_chapters_of_a_book_are_read_in_their_order() {
    let package = "<package><metadata><dc:title>Ferries</dc:title><dc:creator>Ada Brill</dc:creator><dc:language>en-GB</dc:language>\
        <dc:publisher>Harbour Press</dc:publisher><dc:date>2023-04-01</dc:date></metadata><manifest>\
        <item id=\"n\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
        <item id=\"b\" href=\"text/b%201.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"a\" href=\"../a.xhtml\" media-type=\"application/xhtml+xml\"/>\
        <item id=\"c\" href=\"gone.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
        <spine><itemref idref=\"n\"/><itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"c\"/></spine></package>";
    let page = |words: &str| {
        format!("<html><head><title>x</title></head><body><h1>{words}</h1><p>{FERRY}</p></body></html>")
    };
    let parts = [
        ("mimetype", "application/epub+zip".to_owned()),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>"
                .to_owned(),
        ),
        ("OEBPS/content.opf", package.to_owned()),
        ("OEBPS/nav.xhtml", page("Contents")),
        ("OEBPS/text/b 1.xhtml", page("Second")),
        ("a.xhtml", page("First")),
    ];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let taken = taken("a.epub", of_parts(&parts)).unwrap();
    assert_eq!(taken.article.text.as_str(), format!("First\n\n{FERRY}\n\nSecond\n\n{FERRY}"));
    assert_eq!(taken.article.outlet.as_deref(), Some("Harbour Press"));
    assert_eq!(taken.article.published.as_deref(), Some("2023-04-01"));
    assert!(notes(&taken).contains("1 of its 3 chapters"), "{}", notes(&taken));
    let locked =
        [&parts[..], &[("META-INF/encryption.xml", "<CipherReference URI=\"OEBPS/text/b 1.xhtml\"/>")]]
            .concat();
    assert!(matches!(super::tests::taken("a.epub", of_parts(&locked)), Err(IntakeError::Locked { .. })));
}

const HEADERS: &str = "Received: from a by b; Tue, 14 May 2024 21:30:00 -0500\r\nFrom: =?utf-8?Q?Port_of_Sk=C3=A9rry?= <press@port.example>\r\n\
    To: all@press.example\r\nSubject: Fwd: =?utf-8?B?VG93biBidXlzIGZlcnJ5?=\r\nDate: Tue, 14 May 2024 21:30:00 -0500\r\nMIME-Version: 1.0\r\n";

#[test]
fn a_mail_is_its_subject_and_its_words() {
    let plain = format!(
        "{HEADERS}Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         The council of Sk=E9rry will buy a new ferry before =\r\nthe=20\r\nwinter.\r\n"
    );
    let taken = taken("a.eml", plain).unwrap();
    assert_eq!(
        taken.article.text.as_str(),
        "Town buys ferry\n\nThe council of Skérry will buy a new ferry before the winter."
    );
    assert_eq!(taken.article.title.as_deref(), Some("Town buys ferry"));
    assert_eq!(taken.article.authors, ["Port of Skérry"]);
    assert_eq!(taken.article.published.as_deref(), Some("2024-05-14T21:30:00-05:00"));
    let two = format!(
        "{HEADERS}Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee the web.\r\n--x\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><h1>Town buys ferry</h1><p>{FERRY}</p><p>{FARES}</p><p>{FERRY} {FARES}</p></body></html>\r\n--x--\r\n"
    );
    let found = text("b.eml", two);
    assert!(found.contains(FERRY) && found.contains(FARES) && !found.contains("See the web"), "{found}");
    let mbox = format!("From a@b Tue May 14 10:00:00 2024\r\n{HEADERS}\r\nwords\r\n");
    assert!(super::tests::taken("a.mbox", mbox).unwrap_err().to_string().contains("mailbox"));
    // What only begins like one is none.
    assert!(
        text("a.txt", "From: the harbour\nTo: the town\n\nA ferry will come, the mayor said.")
            .starts_with("From: the harbour")
    );
}

#[test]
fn a_page_that_a_browser_saved_as_one_file() {
    let page = format!(
        "<html><head><title>Town buys ferry</title></head><body><article><h1>Town buys ferry</h1><p>{FERRY}</p><p>{FARES}</p><p>{FERRY}</p></article></body></html>"
    );
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://post.example/1\r\nSubject: Town buys ferry\r\nDate: Tue, 14 May 2024 10:00:00 -0000\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n\r\n------b\r\nContent-Type: text/html\r\n\
         Content-Transfer-Encoding: binary\r\nContent-Location: https://post.example/1\r\n\r\n{page}\r\n------b\r\nContent-Type: image/png\r\n\r\nPNG\r\n------b--\r\n"
    );
    let taken = taken("a.mhtml", saved).unwrap();
    assert_eq!(taken.article.url.as_deref(), Some("https://post.example/1"));
    assert!(taken.article.text.as_str().starts_with("Town buys ferry\n\nThe council"));
    assert!(taken.article.published.as_deref().unwrap().starts_with("2024-05-14"));
}

#[test]
fn subtitles_are_turns_with_their_time_codes() {
    let srt = "1\r\n00:00:01,000 --> 00:00:03,000\r\nMARIT HOLM: When will the\r\n<i>ferry</i> come?\r\n\r\n2\r\n00:00:04,500 --> 00:00:06,000\r\n\
               ANA BRANDT: We will have it\r\n\r\n3\r\n00:00:06,000 --> 00:00:08,000\r\nby October.\r\n\r\n4\r\n00:00:09,000 --> 00:00:10,000\r\n[APPLAUSE]\r\n\r\n\
               5\r\n01:00:11,000 --> 01:00:12,000\r\n- Thank you.\r\n";
    let taken = taken("a.srt", srt).unwrap();
    let article = &taken.article;
    assert_eq!(
        article.text.as_str(),
        "[00:00:01]\n\nMarit Holm: “When will the ferry come?”\n\n[00:00:04]\n\nAna Brandt: “We will have it by October.”\n\n[APPLAUSE]\n\n\
         [01:00:11]\n\nUnknown: “Thank you.”"
    );
    let kinds: Vec<_> = article.parts.iter().map(|p| p.kind).collect();
    assert_eq!(kinds[..3], [PartKind::Litter, PartKind::Body, PartKind::Litter]);
    let vtt = "WEBVTT - talk\n\nNOTE made by hand\n\nintro\n00:01.000 --> 00:03.000 align:start\n<v Marit Holm>When will the ferry come?</v>\n\n\
               00:04.000 --> 00:05.000\n<v Ana Brandt>By <b>October</b> &amp; not later.\n";
    assert_eq!(
        text("a.vtt", vtt),
        "[00:00:01]\n\nMarit Holm: “When will the ferry come?”\n\n[00:00:04]\n\nAna Brandt: “By October & not later.”"
    );
    let two = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Marit Holm>When?</v> <v Ana Brandt>In May.\nOr later.\n";
    assert!(
        text("b.vtt", two).ends_with("Marit Holm: “When?”\n\n[00:00:01]\n\nAna Brandt: “In May. Or later.”")
    );
    let sixteen: Vec<u8> = srt.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text("a.srt", &sixteen), article.text.as_str());
    assert_eq!(text("a.srt", [b"\xff\xfe".as_slice(), &sixteen].concat()), article.text.as_str());
    let bare = "WEBVTT\n\n00:01.000 --> 00:03.000\nThe council of Skerry\n\n00:03.000 --> 00:04.000\nThe council of Skerry\n\n00:04.000 --> 00:05.000\nwill buy a ferry.\n\n\
                00:09.000 --> 00:10.000\nIt comes in May.\n\nno time\n";
    let taken = super::tests::taken("b.vtt", bare).unwrap();
    assert_eq!(
        taken.article.text.as_str(),
        "[00:00:01]\n\nThe council of Skerry will buy a ferry.\n\n[00:00:09]\n\nIt comes in May."
    );
    assert!(
        notes(&taken).contains("name no speaker") && notes(&taken).contains("1 blocks"),
        "{}",
        notes(&taken)
    );
}

#[test]
fn a_transcript_is_written_so_that_its_speakers_are_seen() {
    let words = "Town talks of a ferry\n\nAired May 14, 2024 - 20:00 ET\n\nTHIS IS A RUSH TRANSCRIPT.\n\n\
        MARIT HOLM, SKERRY NEWS ANCHOR: Good evening. Ola Lund is there.\n\n\
        OLA LUND, SKERRY NEWS CORRESPONDENT (voice-over): Hundreds came tonight.\n\nThey called it \"a scandal.\"\n\n(APPLAUSE)\n\n\
        MAYOR ANA BRANDT, SKERRY (through translator): We need it before winter.\n\nLUND: And when?\n\n[20:05:10]\n\nBRANDT: By October.\n\n\
        PROTESTER (through translator): They lied to us.\n\nHOLM: Thank you, Ola.\n\nEND\n";
    let taken = taken("a.txt", words).unwrap();
    let article = &taken.article;
    let body: Vec<&str> = article
        .parts
        .iter()
        .filter(|p| p.kind == PartKind::Body)
        .map(|p| article.text.slice(p.span))
        .collect();
    assert_eq!(
        body,
        [
            "Marit Holm: “Good evening. Ola Lund is there.”",
            "Ola Lund: “Hundreds came tonight.”",
            "“They called it ‘a scandal.’”",
            "Ana Brandt: “We need it before winter.”",
            "Ola Lund: “And when?”",
            "Ana Brandt: “By October.”",
            "Protester: “They lied to us.”",
            "Marit Holm: “Thank you, Ola.”",
        ]
    );
    assert_eq!(article.title.as_deref(), Some("Town talks of a ferry"));
    assert_eq!(article.published.as_deref(), Some("2024-05-14"));
    assert!(
        article.text.as_str().contains("MAYOR ANA BRANDT, SKERRY (through translator)"),
        "nothing is lost"
    );
    assert!(notes(&taken).contains("transcript of 7 turns"), "{}", notes(&taken));
}

#[test]
fn the_records_of_parliaments_are_turns() {
    let body = |text: &str| -> Vec<String> {
        let taken = taken("a.txt", text).unwrap();
        let article = &taken.article;
        article
            .parts
            .iter()
            .filter(|p| p.kind == PartKind::Body)
            .map(|p| article.text.slice(p.span).to_owned())
            .collect()
    };
    let congress = "The PRESIDING OFFICER. The Senator from Skerry.\n\nMr. BRANDT. Mr. President, I rise to speak of ferries.\n\n\
        They are late.\n\nMs. HOLM. Will the Senator yield?\n\nMr. BRANDT. I yield.\n";
    assert_eq!(
        body(congress)[1..3],
        ["Brandt: “Mr. President, I rise to speak of ferries.”", "“They are late.”"]
    );
    let bundestag = "Präsidentin Ana Brandt:\n\nIch eröffne die Sitzung.\n\nOla Lund (SPD):\n\nFrau Präsidentin! Wir brauchen eine Fähre.\n\n(Beifall bei der SPD)\n\n\
        Marit Holm (CDU/CSU):\n\nDas ist falsch.\n\nOla Lund (SPD):\n\nDoch.\n";
    assert_eq!(
        body(bundestag)[1..3],
        ["Ola Lund: “Frau Präsidentin! Wir brauchen eine Fähre.”", "Marit Holm: “Das ist falsch.”"]
    );
    let europe = "President. – The debate is open.\n\nAna Brandt (S&D). – Madam President, we need ferries.\n\nOla Lund, Member of the Commission. – We know.\n\n\
        Ana Brandt (S&D). – Then act.\n";
    assert_eq!(body(europe)[1], "Ana Brandt: “Madam President, we need ferries.”");
}

#[test]
fn parliaments_records_as_xml_are_turns() {
    let tei = "<?xml version=\"1.0\"?><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>Sitting 12</title></titleStmt></fileDesc>\
        <profileDesc><settingDesc><setting><date when=\"2024-05-14\">14.5.</date></setting></settingDesc><particDesc><listPerson>\
        <person xml:id=\"p1\"><persName><surname>Brandt</surname><forename>Ana</forename></persName></person></listPerson></particDesc></profileDesc></teiHeader>\
        <text><body><div><note type=\"speaker\">Chair:</note><u who=\"#OlaLund\" ana=\"#chair\"><seg>The sitting is open.</seg></u>\
        <u who=\"#p1\"><seg>We need a ferry. <note>Applause</note></seg><kinesic><desc>(Applause)</desc></kinesic><seg>Before winter.</seg></u></div></body></text></TEI>";
    let taken = taken("a.xml", tei).unwrap();
    assert_eq!(
        taken.article.text.as_str(),
        "Sitting 12\n\nOla Lund: “The sitting is open.”\n\nAna Brandt: “We need a ferry.”\n\nApplause\n\n(Applause)\n\n“Before winter.”"
    );
    assert_eq!(taken.article.published.as_deref(), Some("2024-05-14"));
    let bundestag = "<?xml version=\"1.0\"?><!DOCTYPE dbtplenarprotokoll SYSTEM \"x.dtd\"><dbtplenarprotokoll sitzung-datum=\"14.05.2024\"><vorspann><p>Inhalt</p></vorspann>\
        <sitzungsverlauf><rede><p klasse=\"redner\"><redner id=\"1\"><name><titel>Dr.</titel><vorname>Ana</vorname><nachname>Brandt</nachname><fraktion>SPD</fraktion>\
        </name></redner>Dr. Ana Brandt (SPD):</p><p klasse=\"J_1\">Wir brauchen eine Fähre.</p><kommentar>(Beifall)</kommentar><p>Vor dem Winter.</p>\
        <name>Präsidentin Marit Holm:</name><p klasse=\"J_1\">Vielen Dank.</p></rede></sitzungsverlauf></dbtplenarprotokoll>";
    let taken = super::tests::taken("b.xml", bundestag).unwrap();
    assert_eq!(
        taken.article.text.as_str(),
        "Dr. Ana Brandt (SPD)\n\nAna Brandt: “Wir brauchen eine Fähre.”\n\n(Beifall)\n\n“Vor dem Winter.”\n\nPräsidentin Marit Holm\n\nMarit Holm: “Vielen Dank.”"
    );
    assert_eq!(taken.article.published.as_deref(), Some("2024-05-14"));
}

#[test]
fn articles_with_colons_are_no_transcripts() {
    for words in [
        format!(
            "Ferry: what we know\n\nWhen: in May.\n\nWhere: in Skerry.\n\nWho: the council.\n\nPrice: two million.\n\n{FERRY}\n"
        ),
        format!(
            "Town buys ferry\n\n{FERRY}\n\nAna Brandt: a portrait\n\n{FARES}\n\nPhoto: Ada Brill\n\nREAD MORE: Ferries of old\n\nRELATED: Fares\n\n{FERRY}\n"
        ),
        format!(
            "{FERRY} She said: “No.”\n\nHe said: “Yes.”\n\nShe said: “No.”\n\nHe said: “Yes.”\n\n{FARES}"
        ),
    ] {
        assert_eq!(text("a.txt", &words), words);
    }
}

#[test]
fn three_turns_are_enough_where_all_have_labels_in_capitals_and_one_comes_back() {
    let words = "ADA ROE, SENATOR: We will vote against it.\n\nBEA ROE, PRESS SECRETARY: The mayor will sign it.\n\n\
        ADA ROE: He should not.\n";
    let taken = taken("a.txt", words).unwrap();
    assert!(notes(&taken).contains("transcript of 3 turns"), "{}", notes(&taken));
    let once = "ADA ROE: We will vote.\n\nBEA ROE: We will not.\n\nCAL ROE: Nor will we.\n";
    assert_eq!(text("a.txt", once), once);
}

#[test]
fn words_that_a_line_divides_are_read_once() {
    let alto = |body: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Layout><Page><PrintSpace>{body}</PrintSpace></Page></Layout></alto>"
        )
    };
    let string = |word: &str| format!("<String CONTENT=\"{word}\" WC=\"0.5\"/><SP/>");
    let line = |words: &[&str], more: &str| {
        format!("<TextLine>{}{more}</TextLine>", words.iter().map(|w| string(w)).collect::<String>())
    };
    let part = |n: u32, word: &str| {
        format!("<String CONTENT=\"{word}\" SUBS_TYPE=\"HypPart{n}\" SUBS_CONTENT=\"council\"/>")
    };
    let second = format!("<TextLine>{}<SP/>{}</TextLine>", part(2, "cil"), string("will"));
    let body = format!(
        "<TextBlock ID=\"b1\">{}{}{}</TextBlock><TextBlock ID=\"b2\">{}{}</TextBlock><TextBlock ID=\"b3\">{}</TextBlock>",
        line(&["The"], &format!("{}<HYP CONTENT=\"-\"/>", part(1, "coun"))),
        second,
        line(&["buy", "a", "fer-"], ""),
        line(&["ry", "AT&amp;amp;T", "be"], "<HYP CONTENT=\"-\"/>"),
        line(&["fore", "the", "winter."], ""),
        line(&["Fares", "go", "up."], ""),
    );
    let taken = taken("a.xml", alto(&body)).unwrap();
    assert_eq!(
        taken.article.text.as_str(),
        "The council will buy a ferry AT&T before the winter.\n\nFares go up."
    );
    assert!(notes(&taken).contains("certainty of 0.50"), "{}", notes(&taken));
}
