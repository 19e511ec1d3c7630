//! Exports of our own making, in the shapes of the databases' own.

mod europresse;
mod factiva;
mod nexis;
mod proquest;

use super::*;
use crate::{Capture, Hints, Taken};
pub(super) use nexis::{TEXT, UNI};

pub(super) fn read(bytes: impl Into<Vec<u8>>, from: Declared) -> Result<Option<Export>, SourceError> {
    let (bytes, budget) = (bytes.into(), Budget::of_file(&|| false));
    open(&Input { origin: "export", bytes: &bytes, content_type: None, budget: &budget }, from)
}

pub(super) fn export(bytes: impl Into<Vec<u8>>) -> Export {
    read(bytes, Declared::Content).expect("it is understood").expect("it is an export")
}

pub(super) fn taken(bytes: impl Into<Vec<u8>>) -> Vec<Taken> {
    let articles = export(bytes).articles.into_iter();
    articles.map(|a| a.expect("an article").take(&Hints::default()).expect("a text")).collect()
}

/// Outlet, date, headline and text without headline, for comparing.
pub(super) fn shown(taken: &Taken) -> (String, String, String, String) {
    let article = &taken.article;
    let some = |s: &Option<String>| s.clone().unwrap_or_default();
    let text = article.text.as_str();
    let body = text.split_once("\n\n").map_or("", |(_, body)| body);
    (some(&article.outlet), some(&article.published), some(&article.title), body.to_owned())
}

pub(super) fn word(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .map(|p| {
            let (bold, plain) = p.strip_prefix("**").and_then(|p| p.split_once("**")).unwrap_or(("", p));
            format!(
                "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{bold}</w:t></w:r><w:r><w:t xml:space=\"preserve\">{plain}</w:t></w:r></w:p>"
            )
        })
        .collect();
    docx::of_body(&body)
}

#[test]
fn what_looks_like_an_export_and_is_not_understood_is_refused() {
    let refused = |text: &str, from: Declared| read(text, from).err().map(|e| e.to_string());
    let error = refused(
        "<html><head><title>Factiva</title></head><body><p>Session expired</p></body></html>",
        Declared::Content,
    );
    assert!(error.unwrap().contains("Factiva"));
    let error = refused("The port is shut.", Declared::Export(Database::Nexis)).unwrap();
    assert!(error.contains("LexisNexis") && error.contains("none of the marks"), "{error}");
    // Prose is none, whatever it speaks of.
    for text in [
        "The port is shut.",
        "3 of 5 documents were false, she said.",
        "It was the End of Document reform.\n\nNobody came.",
    ] {
        assert!(read(text, Declared::Content).unwrap().is_none(), "{text}");
    }
    assert!(read(TEXT, Declared::Article).unwrap().is_none());
    assert_eq!("Factiva".parse(), Ok(Declared::Export(Database::Factiva)));
    assert!("facteva".parse::<Declared>().unwrap_err().hint().contains("factiva"));
}

#[test]
fn an_export_is_not_read_as_one_article() {
    let capture = |text: &str| {
        let bytes = text.as_bytes().to_vec();
        Capture { origin: "export".to_owned(), bytes, url: None, content_type: None }
    };
    let error = crate::take(&capture(TEXT), &Hints::default()).unwrap_err();
    assert!(error.to_string().contains("holds 2 articles") && error.hint().is_some(), "{error}");
    let one = TEXT[..TEXT.find("2 of 2").unwrap()].replace("1 of 2", "1 of 1").replace("1-2", "1");
    let taken = crate::take(&capture(&one), &Hints::default()).unwrap();
    assert_eq!(taken.article.outlet.as_deref(), Some("Skerry Post"));
}
