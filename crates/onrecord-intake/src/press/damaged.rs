//! Exports that were cut off, put together, or say what cannot be.

use super::tests::{TEXT, UNI, export, read, shown, taken, word};
use super::*;

/// The notes of each article that was found.
fn notes(export: &Export) -> Vec<String> {
    let one = |article: &Result<Received, SourceError>| {
        let notes = article.as_ref().map(|a| a.notes.clone()).unwrap_or_default();
        notes.into_iter().map(|n| n.reason).collect::<Vec<_>>().join(" | ")
    };
    export.articles.iter().map(one).collect()
}

fn factiva(headline: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>Factiva</title></head><body><div class=\"article enArticle\"><table>\
         <tr><td class=\"index\"><b>HD</b></td><td>{headline}</td></tr><tr><td class=\"index\"><b>PD</b></td><td>29 December 2011</td></tr>\
         <tr><td class=\"index\"><b>SN</b></td><td>Skerry Post</td></tr>\
         <tr><td class=\"index\"><b>LP</b></td><td><p class=\"articleParagraph\">The ferry will not run.</p></td></tr></table></div>\
         <span>&copy; 2011 Factiva, Inc.</span></body></html>\n"
    )
}

fn factiva_xml(count: usize) -> String {
    format!(
        "<?xml version=\"1.0\"?><ppsarticleResponse><ppsarticleResultSet count=\"{count}\"><article><headline><paragraph>Ferry in dock</paragraph></headline>\
         <sourceName>Skerry Post</sourceName><publicationDate><date>2011-12-29</date></publicationDate><leadParagraph><paragraph>The ferry will not run.</paragraph>\
         </leadParagraph></article></ppsarticleResultSet></ppsarticleResponse>\n"
    )
}

#[test]
fn each_of_two_texts_has_its_own_count() {
    let half = &TEXT[..TEXT.find("2 of 2").unwrap() - 10];
    let both = export(format!("{half}\n\n{TEXT}"));
    assert_eq!((both.articles.len(), both.short), (3, 1));
    let told = notes(&both);
    assert!(told[0].contains("2 exports, one behind the other, with 1 and 2 articles"), "{told:?}");
    assert!(told[0].contains("announces 2 articles, and 1 were found"), "{told:?}");
    assert_eq!((told[1].as_str(), told[2].as_str()), ("", ""));
    // Without covers.
    let bare = &TEXT[TEXT.find("1 of 2").unwrap()..];
    let twice = export(format!("{bare}\n\n{bare}"));
    assert_eq!((twice.articles.len(), twice.short), (4, 0));
    assert!(notes(&twice)[1..].iter().all(String::is_empty), "{:?}", notes(&twice));
    // One alone says nothing.
    assert!(notes(&export(TEXT)).iter().all(String::is_empty));
}

#[test]
fn a_text_that_ends_within_its_last_article_is_told() {
    let end = TEXT.find("the minister said").unwrap();
    let cut = export(&TEXT[..end]);
    assert_eq!(cut.articles.len(), 2);
    assert!(notes(&cut)[1].contains("no end"), "{:?}", notes(&cut));
}

#[test]
fn pages_that_were_put_together_are_told_apart() {
    let (one, two) = (factiva("Ferry in dock"), factiva("Talks go on"));
    let both = export(format!("{one}{two}"));
    assert_eq!((both.articles.len(), both.short), (2, 0));
    assert!(notes(&both)[0].contains("with 1 and 1 articles"), "{:?}", notes(&both));
    // The first broke off.
    let at = one.find("will not run").unwrap();
    let cut = export(format!("{}{two}", &one[..at]));
    assert_eq!(cut.articles.len(), 2);
    assert!(notes(&cut)[0].contains("no end") && !notes(&cut)[1].contains("no end"), "{:?}", notes(&cut));
    assert_eq!(shown(&taken(format!("{}{two}", &one[..at]))[0]).3, "The ferry");
    // One of them is no export.
    let page = "<html><body><p>Weather: fair.</p></body></html>";
    for mixed in [format!("{one}{page}"), format!("{page}\n{one}")] {
        let mixed = export(mixed);
        assert_eq!(mixed.articles.len(), 1);
        assert!(notes(&mixed)[0].contains("are no exports"), "{:?}", notes(&mixed));
    }
    assert!(notes(&export(one)).iter().all(String::is_empty));
}

#[test]
fn each_file_of_xml_has_its_own_count() {
    let both = export(factiva_xml(1) + &factiva_xml(3));
    assert_eq!((both.articles.len(), both.short), (2, 2));
    assert!(
        !notes(&both)[0].contains("announces") && notes(&both)[1].contains("announces 3"),
        "{:?}",
        notes(&both)
    );
}

/// A document of so many articles.
fn many(count: usize) -> Vec<u8> {
    let mut all = vec!["**Documents (40)**".to_owned()];
    for n in 0..count {
        let article = UNI[25..].iter().map(|p| p.replace("Talks go on;", &format!("Talks go on, day {n};")));
        // What packs badly, so that the file has a middle.
        let long: String = (0..60).map(|k| format!("{} ", (n * 7919 + k * 104_729) % 99_991)).collect();
        all.extend(article.flat_map(|p| if p == "**Body**" { vec![p, long.clone()] } else { vec![p] }));
    }
    word(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_word_document_that_is_cut_off_is_read_as_far_as_it_goes() {
    let whole = many(40);
    assert_eq!(export(whole.clone()).articles.len(), 40);
    let mut before = 0;
    for share in [2, 4, 6, 8, 9] {
        let cut = export(&whole[..whole.len() * share / 10]);
        let found = cut.articles.len();
        assert!(found > before && found >= share * 3 && found <= 40, "{share}: {found}");
        let told = notes(&cut);
        assert!(told[0].contains("the file is cut off"), "{told:?}");
        assert!(told[found - 1].contains("announces 40 articles"), "{told:?}");
        assert_eq!(cut.short as usize, 40 - found);
        before = found;
    }
    // Without its list alone it has all of them.
    let all = export(&whole[..whole.len() - 30]);
    assert!(all.articles.len() == 40 && notes(&all)[0].contains("the file is cut off"));
    // Before the text begins there is nothing to read, and that is told.
    let none =
        crate::Capture { origin: "x".to_owned(), bytes: whole[..60].to_vec(), url: None, content_type: None };
    let error = crate::take(&none, &crate::Hints::default()).unwrap_err();
    assert!(error.to_string().contains("cut off before its text begins"), "{error}");
}

#[test]
fn documents_that_were_put_together_are_told_apart() {
    let both = export([word(UNI), word(UNI)].concat());
    assert_eq!(both.articles.len(), 4);
    assert!(notes(&both)[0].contains("with 2 and 2 articles"), "{:?}", notes(&both));
    let letter = docx::of_body("<w:p><w:r><w:t>Dear reader</w:t></w:r></w:p>");
    let mixed = export([letter, word(UNI)].concat());
    assert!(mixed.articles.len() == 2 && notes(&mixed)[0].contains("are no exports"), "{:?}", notes(&mixed));
    let old = "{\\rtf1\\ansi\\pard\\qc 1 of 1 DOCUMENTS\\par\\pard\\qc Skerry Post\\par\\pard\\qc July 1, 2015 Wednesday\\par\\pard \
               {\\b LENGTH: }12 words\\par{\\b HEADLINE: }Ferry \\{in\\} dock\\par{\\b BODY:}\\par The ferry will not run.\\par{\\b LOAD-DATE: }July 1, 2015\\par}";
    let twice = export(format!("{old}\n{old}"));
    assert!(twice.articles.len() == 2 && notes(&twice)[0].contains("with 1 and 1"), "{:?}", notes(&twice));
    assert!(notes(&export(old)).iter().all(String::is_empty));
}

#[test]
fn any_charset_gives_the_same_articles() {
    let text = TEXT.replace("Nobody asked us", "Niemand fragte uns – für Öl");
    let of = |bytes: Vec<u8>| taken(bytes).iter().map(shown).collect::<Vec<_>>();
    let expected = of(text.clone().into_bytes());
    assert!(expected[0].3.contains("für Öl"));
    assert_eq!(of(encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()), expected);
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(of([&b"\xff\xfe"[..], &little].concat()), expected);
    assert_eq!(of([&b"\xfe\xff"[..], &big].concat()), expected);
    assert_eq!(of(little), expected);
}

#[test]
fn a_date_that_cannot_be_is_left_out_and_told() {
    for date in ["February 30, 2010 Monday", "March 45, 20100"] {
        let all = taken(TEXT.replace("January 11, 2010 Monday", date));
        assert_eq!(
            (all.len(), shown(&all[0]).0.as_str(), shown(&all[0]).1.as_str()),
            (2, "Skerry Post", ""),
            "{date}"
        );
        assert!(all[0].notes.iter().any(|n| n.reason.contains("names no day")), "{date}: {:?}", all[0].notes);
        assert!(all[1].notes.is_empty());
    }
}

#[test]
fn what_was_asked_for_is_the_database_of_every_piece() {
    let (one, text) = (factiva("Ferry in dock"), TEXT.as_bytes().to_vec());
    assert!(read(one.clone(), Declared::Export(Database::Factiva)).unwrap().is_some());
    let error = read(one + &factiva("x"), Declared::Export(Database::Europresse)).err().unwrap();
    assert!(error.to_string().contains("Europresse"), "{error}");
    assert!(read(text, Declared::Article).unwrap().is_none());
}
