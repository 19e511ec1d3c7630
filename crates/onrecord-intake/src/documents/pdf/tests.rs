//! PDF files made by hand.

use crate::IntakeError;
use crate::documents::tests::{taken, text};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// A line on a page: left, from the bottom, size of its letters, words.
type Placed<'t> = (f32, f32, f32, &'t str);

fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in (1..).zip(objects) {
        places.push(out.len());
        write!(out, "{n} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let xref = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    places.iter().for_each(|at| writeln!(out, "{at:010} 00000 n ").unwrap());
    write!(
        out,
        "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{xref}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    out
}

fn stream(dict: &str, content: &str) -> String {
    format!("<< {dict} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

fn with_contents(contents: &[String], trailer: &str) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|n| format!("{} 0 R ", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [ {kids}] /Count {} >>", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (n, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> /XObject << /I {} 0 R >> >> >>",
            5 + 2 * n,
            4 + 2 * contents.len()
        ));
        objects.push(stream("", content));
    }
    objects.push(stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        "x",
    ));
    file(&objects, trailer)
}

pub(in crate::documents) fn pdf(pages: &[Vec<Placed>]) -> Vec<u8> {
    let contents: Vec<String> = pages
        .iter()
        .map(|lines| {
            let line = |(x, y, size, words): &Placed| format!("BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n");
            lines.iter().map(line).collect()
        })
        .collect();
    with_contents(&contents, "")
}

/// Lines under one another.
fn column<'t>(x: f32, top: f32, lines: &[&'t str]) -> Vec<Placed<'t>> {
    lines.iter().enumerate().map(|(n, line)| (x, top - 12.0 * n as f32, 10.0, *line)).collect()
}

const LEFT: [&str; 8] = [
    "The council of Skerry will buy a new ferry",
    "before the winter, the mayor said on Tues-",
    "day evening. Nobody in the town should have",
    "any doubt about that.",
    "The old ferry has been out of service since",
    "the spring, and the well-known pier is shut.",
    "Those who live on the island have had to use",
    "small boats since then, and many of them are",
];
const RIGHT: [&str; 6] = [
    "tired of it, as they told the council.",
    "Fares will not go up next year, Ana Brandt",
    "said. She called it a promise of the well-",
    "known kind, and nobody in the room laughed",
    "at that. The harbour company did not answer",
    "questions on Tuesday.",
];

#[test]
fn columns_are_read_one_after_the_other_and_words_are_whole() {
    // Drawn row by row, as many programs do.
    let mut lines = vec![(50.0, 740.0, 22.0, "Town buys a new ferry at last, mayor says")];
    for n in 0..8 {
        lines.extend(column(50.0, 700.0 - 12.0 * n as f32, &LEFT[n..=n]));
        lines.extend(RIGHT.get(n).map(|line| (320.0, 700.0 - 12.0 * n as f32, 10.0, *line)));
    }
    let found = text("a.pdf", pdf(&[lines]));
    assert_eq!(
        found.split("\n\n").collect::<Vec<_>>(),
        [
            "Town buys a new ferry at last, mayor says",
            "The council of Skerry will buy a new ferry before the winter, the mayor said on Tuesday evening. Nobody in the town should \
             have any doubt about that.",
            "The old ferry has been out of service since the spring, and the well-known pier is shut. Those who live on the island have \
             had to use small boats since then, and many of them are tired of it, as they told the council.",
            "Fares will not go up next year, Ana Brandt said. She called it a promise of the well-known kind, and nobody in the room \
             laughed at that. The harbour company did not answer questions on Tuesday.",
        ]
    );
}

#[test]
fn lines_that_are_set_in_begin_paragraphs_and_items_stand_apart() {
    let lines = vec![
        (60.0, 700.0, 10.0, "The council of Skerry will buy a new ferry for"),
        (50.0, 688.0, 10.0, "the island before winter, the mayor said there."),
        (60.0, 676.0, 10.0, "Friday, May 17"),
        (60.0, 664.0, 10.0, "The old ferry, a 92-year-old steamer, and a 12-year-"),
        (50.0, 652.0, 10.0, "old one were out of service, as the company had"),
        (50.0, 640.0, 10.0, "told the council on Tuesday:"),
        (55.0, 628.0, 10.0, "\\267 it has no engine that could be mended, and it"),
        (65.0, 616.0, 10.0, "lies in the harbour"),
        (55.0, 604.0, 10.0, "\\267 nobody wants it"),
    ];
    let found = text("a.pdf", pdf(&[lines]));
    assert_eq!(
        found.split("\n\n").collect::<Vec<_>>(),
        [
            "The council of Skerry will buy a new ferry for the island before winter, the mayor said there.",
            "Friday, May 17",
            "The old ferry, a 92-year-old steamer, and a 12-year-old one were out of service, as the company had told the council on \
             Tuesday:",
            "· it has no engine that could be mended, and it lies in the harbour",
            "· nobody wants it",
        ]
    );
}

#[test]
fn running_heads_and_page_numbers_are_left_out_and_sentences_go_on_over_pages() {
    let pages: Vec<Vec<Placed>> = ["7", "8", "9", "10"]
        .iter()
        .enumerate()
        .map(|(n, number)| {
            let half = if n % 2 == 0 { &LEFT[..] } else { &RIGHT[..] };
            let mut lines = column(50.0, 700.0, half);
            lines.push((50.0, 780.0, 8.0, "HARBOUR POST  Friday, May 17, 2024"));
            lines.push((300.0, 20.0, 8.0, number));
            lines
        })
        .collect();
    let taken = taken("a.pdf", pdf(&pages)).unwrap();
    let found = taken.article.text.as_str();
    assert!(!found.contains("HARBOUR POST") && !found.contains("10"), "{found}");
    assert!(found.contains("many of them are tired of it"), "{found}");
    assert!(taken.notes.iter().any(|n| n.reason.contains("8 running heads")), "{:?}", taken.notes);
}

#[test]
fn a_sentence_that_comes_again_is_no_running_head() {
    // The same line heads the text of each page, at another height, or behind a line that is none.
    let pages = |same: bool| -> Vec<Vec<Placed>> {
        let numbers = ["One of them came.", "Two of them came.", "Another came.", "Nobody came."];
        (0..4_u8)
            .map(|n| {
                let mut lines = column(50.0, 700.0, &LEFT);
                let down = if same { 0.0 } else { 10.0 * f32::from(n) };
                lines.push((50.0, 770.0 - down, 10.0, "They were asked again."));
                if same {
                    lines.push((50.0, 784.0, 10.0, numbers[usize::from(n)]));
                }
                lines
            })
            .collect()
    };
    for same in [true, false] {
        let found = text("a.pdf", pdf(&pages(same)));
        assert_eq!(found.matches("They were asked again.").count(), 4, "{found}");
    }
}

#[test]
fn a_file_that_was_cut_is_told_as_that() {
    let whole = pdf(&[column(50.0, 700.0, &LEFT), column(50.0, 700.0, &RIGHT)]);
    let cut = whole[..whole.len() - 40].to_vec();
    let notes = |bytes: Vec<u8>| -> String {
        taken("a.pdf", bytes).unwrap().notes.into_iter().map(|n| n.reason).collect()
    };
    assert!(notes(cut).contains("it was cut off"));
    assert!(!notes(whole).contains("cut off"));
}

#[test]
fn pictures_of_pages_and_passwords_are_told_as_that() {
    let scanned = with_contents(
        &["q 600 0 0 800 0 0 cm /I Do Q".to_owned(), "q 600 0 0 800 0 0 cm /I Do Q".to_owned()],
        "",
    );
    let error = taken("a.pdf", &scanned).unwrap_err();
    assert_eq!(error.to_string(), "a.pdf: is a scanned PDF file: its 2 pages are pictures and hold no text");
    assert!(error.hint().unwrap().contains("recognised"));
    let (owner, user) = ("ab".repeat(32), "cd".repeat(32));
    let trailer = format!(
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{owner}> /U <{user}> >> /ID [<0011> <0011>]"
    );
    let locked = with_contents(&["BT /F 10 Tf 50 700 Td (words) Tj ET".to_owned()], &trailer);
    assert!(matches!(taken("a.pdf", locked), Err(IntakeError::Locked { .. })));
    let lines: Vec<String> = column(50.0, 700.0, &LEFT)
        .iter()
        .map(|l| format!("BT /F 10 Tf {} {} Td ({}) Tj ET", l.0, l.1, l.3))
        .collect();
    let some = with_contents(&[lines.join("\n"), "q 600 0 0 800 0 0 cm /I Do Q".to_owned()], "");
    let some = taken("a.pdf", some).unwrap();
    assert!(
        some.notes.iter().any(|n| n.reason.contains("1 of the 2 pages hold no text")),
        "{:?}",
        some.notes
    );
}

#[test]
fn what_is_damaged_or_made_to_hurt_is_refused() {
    let whole = pdf(&[column(50.0, 700.0, &LEFT)]);
    assert!(matches!(taken("a.pdf", &whole[..40]), Err(IntakeError::Unreadable { .. })));
    // Without its table, the objects are found by searching.
    let end = whole.windows(4).position(|w| w == b"xref").unwrap();
    assert!(text("a.pdf", &whole[..end]).contains("council of Skerry"));
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    (0..160).for_each(|_| packer.write_all(&vec![b' '; 1 << 20]).unwrap());
    let packed = packer.finish().unwrap();
    let mut bomb = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
    bomb.extend(packed);
    bomb.extend(b"\nendstream\nendobj\n");
    assert!(matches!(taken("a.pdf", bomb), Err(IntakeError::TooCostly { .. })));
    let twice =
        String::from_utf8_lossy(&whole).replace("/Length", "/Filter [/FlateDecode /FlateDecode] /Length");
    assert!(matches!(taken("a.pdf", twice), Err(IntakeError::TooCostly { .. })));
}

#[test]
fn who_wrote_it_stands_in_what_the_file_says_of_itself() {
    let lines: Vec<String> = column(50.0, 700.0, &LEFT)
        .iter()
        .map(|l| format!("BT /F 10 Tf {} {} Td ({}) Tj ET", l.0, l.1, l.3))
        .collect();
    for (author, expected) in [
        ("Ana Brandt", &["Ana Brandt"][..]),
        ("Brandt, Ana; Tor Lund", &["Ana Brandt", "Tor Lund"]),
        ("Ana Brandt and Tor Lund", &["Ana Brandt", "Tor Lund"]),
        ("abrandt", &[]),
        ("Microsoft Office User", &[]),
        ("Adobe InDesign 18.0", &[]),
    ] {
        let trailer = format!("/Info << /Author ({author}) >>");
        let read = taken("a.pdf", with_contents(&[lines.join("\n")], &trailer)).unwrap();
        assert_eq!(read.article.authors, expected, "{author}");
    }
}
