//! Nexis Uni, Nexis and LexisNexis Academic.

use super::*;
use onrecord::PartKind;

pub(in crate::press) const TEXT: &str =
    "Download Request: Selected Items: 1-2\nTime Of Request: Friday, March 20, 2018\n\nTerms: ferry\n\n\n
                               1 of 2 DOCUMENTS



                                  Skerry Post

                            January 11, 2010 Monday
                                   Edition 1;
                                    Islands

Ferry stays in dock until spring

BYLINE: By Ana Brandt and Tor Lund

SECTION: NEWS; Pg. 6

LENGTH: 41 words


The ferry to the outer islands will not run before the end of the month, the
company said on Monday, because its only ship is in dock.

LANGUAGE: a barrier, said the mayor, is what keeps the islands apart, and that
will not change before the election is over.

\"Nobody asked us,\" she said.

LOAD-DATE: January 12, 2010

LANGUAGE: ENGLISH

GRAPHIC: The ferry in dock, with the harbour and the old lighthouse behind it
Photo: T. Lund

PUBLICATION-TYPE: Newspaper


                        Copyright 2010 Skerry Media Ltd
                              All Rights Reserved


                               2 of 2 DOCUMENTS


                       Copyright 2010 Kalvik Radio
                          All Rights Reserved

                                 Radio Kalvik

                            January 12, 2010 Tuesday 9:05 PM GMT

SECTION: Pg. A3

LENGTH: 12 words

HEADLINE: Talks go on

BODY:

The talks will go on, the minister said.

LOAD-DATE: January 13, 2010
";

#[test]
fn a_lexisnexis_text_gives_its_articles() {
    let all = taken(TEXT.replace('\n', "\r\n"));
    assert_eq!(all.len(), 2);
    let (outlet, date, headline, body) = shown(&all[0]);
    assert_eq!(
        (&outlet[..], &date[..], &headline[..]),
        ("Skerry Post", "2010-01-11", "Ferry stays in dock until spring")
    );
    assert_eq!(
        body,
        "The ferry to the outer islands will not run before the end of the month, the company said on Monday, because its only ship is \
         in dock.\n\nLANGUAGE: a barrier, said the mayor, is what keeps the islands apart, and that will not change before the election \
         is over.\n\n\"Nobody asked us,\" she said."
    );
    let article = &all[0].article;
    assert_eq!((article.section.as_deref(), article.page.as_deref()), (Some("NEWS"), Some("6")));
    assert_eq!(article.authors, ["Ana Brandt", "Tor Lund"]);
    assert_eq!(article.parts[0].kind, PartKind::Headline);
    assert_eq!(article.origin, "export: document 1");
    let (outlet, date, headline, body) = shown(&all[1]);
    assert_eq!(
        (&outlet[..], &date[..], &headline[..]),
        ("Radio Kalvik", "2010-01-12T21:05:00Z", "Talks go on")
    );
    assert_eq!(body, "The talks will go on, the minister said.");
    assert!(all.iter().all(|t| t.notes.is_empty()), "{:?}", all[1].notes);
}

#[test]
fn what_is_missing_is_told() {
    // Cut off in the middle of the second article.
    let cut = &TEXT[..TEXT.find("2 of 2").unwrap() - 10];
    let export = export(cut);
    assert_eq!((export.articles.len(), export.short), (1, 1));
    let note = &export.articles[0].as_ref().unwrap().notes[0].reason;
    assert!(note.contains("announces 2") && note.contains("1 were found"), "{note}");
    // Two exports in one file.
    let both = format!("{TEXT}\n\n{TEXT}");
    assert_eq!(taken(both).len(), 4);
}

#[test]
fn fields_and_dates_in_other_languages() {
    for (begins, date, by, length, tail) in [
        ("Dokument 1 von 1", "27. Februar 2012 Montag", "AUTOR", "LÄNGE: 12 Wörter", "UPDATE"),
        ("Document 1 de 1", "lundi 27 février 2012", "AUTEUR", "LONGUEUR: 12 mots", "DATE-CHARGEMENT"),
        ("Documento 1 de 1", "lunes 27 de febrero de 2012", "AUTOR", "LONGITUD: 12 palabras", "FECHA-CARGA"),
        ("Document 1 van 1", "27 februari 2012 maandag", "AUTEUR", "LENGTE: 12 woorden", "LAAD-DATUM"),
        ("Dokument 1 af 1", "mandag d. 27. februar 2012", "FORFATTER", "LÆNGDE: 12 ord", "INDLÆSNINGSDATO"),
        (
            "Documento 1 di 1",
            "27 febbraio 2012 lunedì",
            "AUTORE",
            "LUNGHEZZA: 12 parole",
            "DATA DI CARICAMENTO",
        ),
        (
            "Documento 1 de 1",
            "27 de fevereiro de 2012",
            "AUTOR",
            "COMPRIMENTO: 12 palavras",
            "DATA-CARREGAMENTO",
        ),
    ] {
        let text = format!(
            "                     {begins}\n\n\n                       Skerry Post\n\n                   {date}\n\nFerry in dock\n\n{by}: Ana Brandt\n\n\
             {length}\n\nThe ferry will not run, the company said.\n\n{tail}: 28\n"
        );
        let all = taken(text);
        let (outlet, published, headline, body) = shown(&all[0]);
        assert_eq!(
            (&outlet[..], &published[..10], &headline[..]),
            ("Skerry Post", "2012-02-27", "Ferry in dock"),
            "{begins}"
        );
        assert_eq!(body, "The ferry will not run, the company said.", "{begins}");
        assert_eq!(all[0].article.authors, ["Ana Brandt"], "{begins}");
    }
}

pub(in crate::press) const UNI: &[&str] = &[
    "**Date and Time: **Friday, 5. July 2019 09:31:00 CEST",
    "**Documents (2)**",
    "1. Ferry in dock",
    "**Search Terms: **ferry",
    "2. Talks go on",
    "",
    "**Ferry in dock**",
    "Skerry Post(Islands)",
    "July 1, 2019 Monday 9:20 AM GMT",
    "",
    "Copyright 2019 Skerry Media All Rights Reserved",
    "**Section:** POLITICS; Version:28",
    "**Length:** 355 words",
    "**Byline:** Ana Brandt",
    "**Highlight:** Islanders wait for their only ship",
    "**Body**",
    "",
    "The ferry will not run, the company said.",
    "**What is next**",
    "\u{201c}Nobody asked us,\u{201d} the mayor said on the quay.",
    "**Graphic**",
    " ",
    "The ferry in dock, seen from the harbour by night",
    "**Load-Date:** July 2, 2019",
    "**End of Document**",
    "**Talks go on; Minister hopeful**",
    "Radio Kalvik",
    "July 2, 2019 Tuesday",
    "**Length:** 9 words",
    "**Body**",
    "The talks will go on, the minister said.",
    "**Classification**",
    "**Language:** ENGLISH",
    "**End of Document**",
];

#[test]
fn a_nexis_uni_document_gives_its_articles() {
    let all = taken(word(UNI));
    assert_eq!(all.len(), 2);
    let (outlet, date, headline, body) = shown(&all[0]);
    assert_eq!(
        (&outlet[..], &date[..], &headline[..]),
        ("Skerry Post(Islands)", "2019-07-01T09:20:00Z", "Ferry in dock")
    );
    assert_eq!(
        body,
        "Islanders wait for their only ship\n\nThe ferry will not run, the company said.\n\nWhat is next\n\n“Nobody asked us,” the mayor \
         said on the quay."
    );
    let kinds: Vec<PartKind> = all[0].article.parts.iter().map(|p| p.kind).collect();
    assert_eq!(
        kinds,
        [PartKind::Headline, PartKind::Summary, PartKind::Body, PartKind::Subhead, PartKind::Body]
    );
    let (outlet, date, headline, body) = shown(&all[1]);
    assert_eq!(
        (&outlet[..], &date[..], &headline[..]),
        ("Radio Kalvik", "2019-07-02", "Talks go on; Minister hopeful")
    );
    assert_eq!(body, "The talks will go on, the minister said.");
    // Cut off before the last end.
    let cut = export(word(&UNI[..UNI.len() - 3]));
    let last = cut.articles.last().unwrap().as_ref().unwrap();
    assert!(last.notes.iter().any(|n| n.reason.contains("no end")), "{:?}", last.notes);
    // One article alone, without a cover.
    assert_eq!(shown(&taken(word(&UNI[25..]))[0]).2, "Talks go on; Minister hopeful");
}

#[test]
fn an_rtf_of_either_kind_is_read_as_well() {
    let escaped = |p: &str| {
        let letters =
            p.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{} ?", c as u32 as i16) });
        letters.collect::<String>()
    };
    let rtf: String = UNI
        .iter()
        .map(|p| match p.strip_prefix("**").and_then(|p| p.split_once("**")) {
            Some((bold, plain)) => format!("{{\\b {}}}{}\\par ", escaped(bold), escaped(plain)),
            None => format!("{}\\par ", escaped(p)),
        })
        .collect();
    let all = taken(format!("{{\\rtf1\\ansi {{\\header Page 1\\par}}{rtf}}}"));
    assert_eq!((all.len(), shown(&all[0]).2.as_str()), (2, "Ferry in dock"));
    assert!(shown(&all[0]).3.ends_with("on the quay."));
    let old = "{\\rtf1\\ansi\\pard\\qc 1 of 1 DOCUMENTS\\par\\pard\\qc Skerry Post\\par\\pard\\qc July 1, 2015 Wednesday\\par Met 2 Edition\\par\\pard \
               {\\b SECTION: }A-SECTION; Pg. A01\\par{\\b LENGTH: }12 words\\par{\\b HEADLINE: }Ferry in dock\\par{\\b BYLINE: }Ana Brandt\\par{\\b BODY:}\\par \
               The ferry will not run.\\par{\\b LOAD-DATE: }July 1, 2015\\par}";
    let all = taken(old);
    let (outlet, date, headline, body) = shown(&all[0]);
    assert_eq!(
        (&outlet[..], &date[..], &headline[..], &body[..]),
        ("Skerry Post", "2015-07-01", "Ferry in dock", "The ferry will not run.")
    );
}

#[test]
fn a_lexisnexis_page_gives_its_articles() {
    let article = |n: usize, of: usize| {
        format!(
            "<!-- <DOC NUMBER={n}> <DOCFULL> --><BR><DIV CLASS=\"c0\"><P CLASS=\"c1\"><SPAN CLASS=\"c2\">{n} of {of} DOCUMENTS</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c0\"><BR><P CLASS=\"c1\"><IMG SRC=\"x\"><BR><SPAN CLASS=\"c2\">Skerry Post -- English</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c3\"><P CLASS=\"c1\"><SPAN CLASS=\"c4\">March</SPAN><SPAN CLASS=\"c2\"> 14, 2013 Thursday 11:21 AM GMT</SPAN><SPAN>&nbsp;</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c7\">Ferry in <BR>dock</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">LENGTH: </SPAN><SPAN CLASS=\"c2\">12 words</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">DATELINE: </SPAN><SPAN CLASS=\"c2\">KALVIK, March 14 2013</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c9\"><SPAN CLASS=\"c2\">The </SPAN><SPAN CLASS=\"c4\">ferry</SPAN><SPAN CLASS=\"c2\"> will not run.</SPAN></P>\
             <P CLASS=\"c9\"><SPAN CLASS=\"c2\">POST: Why not?</SPAN></P><P CLASS=\"c9\"><SPAN CLASS=\"c2\">LUND: It is in dock.</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">LOAD-DATE: </SPAN><SPAN CLASS=\"c2\">March 15, 2013</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c2\">MATP</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c5\"><P CLASS=\"c6\"><SPAN CLASS=\"c8\">LANGUAGE: </SPAN><SPAN CLASS=\"c2\">ENGLISH</SPAN></P></DIV>\
             <BR><DIV CLASS=\"c0\"><BR><P CLASS=\"c1\"><SPAN CLASS=\"c2\">Copyright 2013 Skerry Media<BR>All Rights Reserved</SPAN></P></DIV>"
        )
    };
    let page = format!(
        "<HTML><HEAD><STYLE TYPE=\"text/css\"><!--\n.c0 {{ text-align: center; }}\n.c1 {{ text-align: center; }}\n.c3 {{ text-align: center; }}\n\
         .c4 {{ font-weight: bold; color: #CC0033; }}\n.c7 {{ font-size: 14pt; font-weight: bold; }}\n.c8 {{ font-weight: bold; }}\n--></STYLE>\
         <META TOPIC=\"null\" DOCUMENTS=\"2\" UPDATED=\"x\" /></HEAD><BODY>{}{}</BODY></HTML>",
        article(2001, 2146),
        article(2002, 2146)
    );
    let all = taken(page);
    assert_eq!(all.len(), 2);
    let (outlet, date, headline, body) = shown(&all[0]);
    assert_eq!((&outlet[..], &date[..]), ("Skerry Post -- English", "2013-03-14T11:21:00Z"));
    assert_eq!(headline, "Ferry in dock");
    assert_eq!(body, "The ferry will not run.\n\nPOST: Why not?\n\nLUND: It is in dock.");
    assert!(all[1].notes.is_empty(), "{:?}", all[1].notes);
}

#[test]
fn what_was_pasted_without_empty_lines_has_its_fields() {
    let text = "Harbour talks go on, and the dockers of the outer\nislands wait\nSkerry Post\nMay 14, 2024 Tuesday\n\n\
                Copyright 2024 Skerry Post All Rights Reserved\nSection: NEWS; Pg. 1\nLength: 12 words\nByline: Marit Lund\n\nBody\n\n\
                The talks will go on, the minister said.\n\nLoad-Date: May 14, 2024\n\nEnd of Document\n\n\
                Quay shut\nKalvik Mail\nMay 17, 2024 Friday\n\nCopyright 2024 Kalvik Mail All Rights Reserved\nLength: 9 words\n\n\
                Body\n\nThe quay is shut, a docker said.\n\nEnd of Document\n";
    let all = taken(text);
    let articles: Vec<_> = all.iter().map(|a| &a.article).collect();
    assert_eq!(articles.len(), 2);
    let title = "Harbour talks go on, and the dockers of the outer islands wait";
    assert_eq!(
        (articles[0].title.as_deref(), articles[0].outlet.as_deref()),
        (Some(title), Some("Skerry Post"))
    );
    assert_eq!(
        (&articles[0].authors[..], articles[0].published.as_deref()),
        (&["Marit Lund".to_owned()][..], Some("2024-05-14"))
    );
    assert_eq!(
        (articles[1].title.as_deref(), articles[1].outlet.as_deref()),
        (Some("Quay shut"), Some("Kalvik Mail"))
    );
}

#[test]
fn a_page_of_the_database_in_place_of_an_article_is_told() {
    let mut paragraphs = UNI.to_vec();
    paragraphs[30] =
        "We are sorry but there is an error in this document and it is not possible to display it.";
    let export = export(word(&paragraphs));
    let error = export.articles[1].as_ref().unwrap_err().to_string();
    assert!(error.contains("document 2") && error.contains("cannot be shown"), "{error}");
    assert!(export.articles[0].is_ok());
}

#[test]
fn a_nexis_uni_document_that_was_saved_as_text() {
    let headline = "Ferry to the outer islands stays in dock until spring";
    let article = |text: &str| {
        format!(
            "{headline}\nSkerry Post\nMay 14, 2024 Tuesday\n\nCopyright 2024 Skerry Media All Rights Reserved\nSection: NEWS; Pg. 1\n\
             Length: 21 words\nByline: Ana Brandt\n\nBody\n\n{text}\n\nLoad-Date: May 14, 2024\n\nEnd of Document\n\n"
        )
    };
    let long = "The ferry will not run, the company said, and nobody knows when it will. ".repeat(4);
    for text in ["The ferry will not run.", long.trim()] {
        let all = taken(article(text).repeat(2));
        assert_eq!(all.len(), 2);
        let expected = ("Skerry Post".into(), "2024-05-14".into(), headline.into(), text.into());
        assert_eq!(shown(&all[1]), expected);
        assert_eq!(
            (all[0].article.page.as_deref(), &all[0].article.authors[..]),
            (Some("1"), &["Ana Brandt".to_owned()][..])
        );
    }
}
