//! Files around a text, for kinds of input that are more than text.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub fn plain(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn of_parts<'p>(parts: impl IntoIterator<Item = (&'p str, &'p str)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        // A name that was there already is left out.
        if zip.start_file(name, SimpleFileOptions::default()).is_ok() {
            zip.write_all(text.as_bytes()).expect("memory takes it");
        }
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// An archive with a member for each line.
pub fn archive(text: &str) -> Vec<u8> {
    of_parts(text.lines().map(|name| (name, "words")))
}

pub fn docx(text: &str) -> Vec<u8> {
    of_parts([
        ("word/document.xml", text),
        (
            "word/styles.xml",
            "<w:styles><w:style w:styleId='h'><w:name w:val='heading 1'/></w:style></w:styles>",
        ),
        (
            "word/_rels/document.xml.rels",
            "<R><Relationship Id='r1' TargetMode='External' Target='https://p.example/'/></R>",
        ),
    ])
}

pub fn odt(text: &str) -> Vec<u8> {
    of_parts([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", text)])
}

pub fn epub(text: &str) -> Vec<u8> {
    of_parts([
        ("mimetype", "application/epub+zip"),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='x.opf'/></rootfiles></container>",
        ),
        ("x.opf", text),
        ("x.html", "<html><body><h1>One</h1><p>The mayor said it.</p></body></html>"),
    ])
}

pub fn xlsx(text: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='{OFFICE}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='{OFFICE}'><sheets><sheet name='x' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let sheet = format!(
        "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>{text}</sheetData></worksheet>"
    );
    of_parts([
        ("xl/workbook.xml", book.as_str()),
        ("xl/_rels/workbook.xml.rels", relations.as_str()),
        ("xl/sharedStrings.xml", "<sst><si><t>words that many cells share</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ])
}

pub fn qdpx(text: &str) -> Vec<u8> {
    of_parts([("project.qde", text), ("Sources/x.txt", "The mayor said it would stay.")])
}

/// A file with one page that draws this.
pub fn pdf(text: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = "%PDF-1.4\n".to_owned();
    let mut at = Vec::new();
    for (n, object) in (1..).zip(objects) {
        at.push(out.len());
        let _ = write!(out, "{n} 0 obj\n{object}\nendobj\n");
    }
    let table = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", at.len() + 1);
    at.iter().for_each(|at| {
        let _ = writeln!(out, "{at:010} 00000 n ");
    });
    let _ = write!(out, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", at.len() + 1);
    out.into_bytes()
}
