//! Exports of our own making, in the shapes of the databases' own.

use super::*;
use crate::{Capture, Hints, Taken};
use onrecord::PartKind;

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

pub(super) const TEXT: &str =
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

pub(super) const UNI: &[&str] = &[
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
fn factiva_pages_with_codes_and_without() {
    let codes = "<html><head><title>Factiva</title></head><body><div class=\"article frArticle\"><table><tr><td class=\"index\"><b>SE</b>&nbsp;</td><td>Îles</td></tr>\
         <tr><td class=\"index\"><b>HD</b>&nbsp;</td><td><b class='frHeadline'>Le bac à quai</b></td></tr><tr><td class=\"index\"><b>BY</b></td><td>Par Ana Brandt</td></tr>\
         <tr><td class=\"index\"><b>PD</b>&nbsp;</td><td>29 décembre 2011</td></tr><tr><td class=\"index\"><b>SN</b>&nbsp;</td><td>Le Courrier</td></tr>\
         <tr><td class=\"index\"><b>PG</b></td><td>26</td></tr><tr><td class=\"index\"><p><b>LP</b></p></td><td><p class=\"articleParagraph\">Le bac reste à quai.</p></td></tr>\
         <tr><td class=\"index\"><p><b>TD</b></p></td><td><p class=\"articleParagraph\">Personne ne nous a demandé.</p></td></tr>\
         <tr><td class=\"index\"><b>AN</b></td><td>Document COUR000020111229e7ct0001r</td></tr></table></div>\
         <span class=\"copyright\">&copy; 2011 Factiva, Inc. Tous droits réservés.</span></body></html>";
    let all = taken(codes);
    assert_eq!(
        shown(&all[0]),
        (
            "Le Courrier".into(),
            "2011-12-29".into(),
            "Le bac à quai".into(),
            "Le bac reste à quai.\n\nPersonne ne nous a demandé.".into()
        )
    );
    let article = &all[0].article;
    assert_eq!(
        (article.section.as_deref(), article.page.as_deref(), &article.authors[..]),
        (Some("Îles"), Some("26"), &["Ana Brandt".to_owned()][..])
    );

    let plain = "<html><head><title>Factiva</title></head><body><div id=\"article-X\" class=\"article\"><div class=\"article deArticle\"><p>\n</p><div>Magazin</div>\
         <div id=\"hd\"><span class=\"deHeadline\">Fähre im Dock</span></div><div class=\"author\">Ana Brandt </div><div>1285 Wörter</div><div>1 April 2017</div><div>15:32</div>\
         <div>Der Inselbote Online</div><div>INSEL</div><div>1; National</div><div>13</div><div>Deutsch</div><div>Copyright 2017. Verlag Inselbote GmbH. </div><p></p>\
         <p class=\"articleParagraph deArticleParagraph\">Die <b>Fähre</b> fährt nicht.</p><p>Verlag Inselbote</p><p>Document INSEL00020170401ed4100008</p></div></div>\
         © 2017 Factiva, Inc.</body></html>";
    let all = taken(plain);
    assert_eq!(all.len(), 1);
    assert_eq!(
        shown(&all[0]),
        (
            "Der Inselbote Online".into(),
            "2017-04-01".into(),
            "Fähre im Dock".into(),
            "Die Fähre fährt nicht.".into()
        )
    );
    let article = &all[0].article;
    assert_eq!((article.section.as_deref(), article.page.as_deref()), (Some("Magazin"), Some("13")));
    let received = export(plain).articles.remove(0).unwrap();
    assert_eq!(received.place.as_deref(), Some("factiva:INSEL00020170401ed4100008"));
}

#[test]
fn factiva_xml_and_documents() {
    let xml = "<?xml version=\"1.0\"?><PPSResponse><ppsArticleResponse xmlns=\"http://global.factiva.com/pps/2.0\"><ppsarticleResultSet count=\"2\"><ppsarticle>\
         <article><accessionNo>TEST01</accessionNo><baseLanguage>EN</baseLanguage><headline><paragraph><hlt>Ferry</hlt> in dock</paragraph></headline>\
         <leadParagraph><paragraph>The ferry will not run.</paragraph></leadParagraph><pages><page>A3</page></pages>\
         <publicationDate><dateTime>2012-01-09T01:35:58Z</dateTime></publicationDate><sourceName>Skerry &amp; Post</sourceName>\
         <tailParagraphs><paragraph>It is <hlt>in dock</hlt> today.</paragraph></tailParagraphs></article></ppsarticle></ppsarticleResultSet></ppsArticleResponse></PPSResponse>";
    let export = export(xml);
    assert_eq!(export.short, 1);
    let all = taken(xml);
    assert_eq!(
        shown(&all[0]),
        (
            "Skerry & Post".into(),
            "2012-01-09T01:35:58Z".into(),
            "Ferry in dock".into(),
            "The ferry will not run.\n\nIt is in dock today.".into()
        )
    );
    assert_eq!(all[0].article.page.as_deref(), Some("A3"));

    let rtf = "{\\rtf1\\ansi Page 1 of 2 \\'a9 2019 Factiva, Inc. All rights reserved.\\par News\\par{\\b Ferry in dock}\\par Ana Brandt\\par 12 words\\par 1 April 2017\\par \
               Skerry Post\\par SKERRY\\par English\\par (c) 2017 Skerry Media\\par The ferry will not run.\\par Document SKERRY0020170401ed4100008\\par}";
    let all = taken(rtf);
    assert_eq!(
        shown(&all[0]),
        ("Skerry Post".into(), "2017-04-01".into(), "Ferry in dock".into(), "The ferry will not run.".into())
    );
    assert_eq!(all[0].article.authors, ["Ana Brandt"]);
}

#[test]
fn europresse_pages_of_both_kinds() {
    let old = "<html xmlns:n1=\"http://www.cedrom-sni.com/schema/newsv1.xsd\"><head><META http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\"></head><body>\
         <table><tr><td><span class=\"DocPublicationName\">Le Courrier, no. 5968</span><br><span class=\"DocHeader\">Éditorial, </span><span class=\"DocHeader\">jeudi </span>\
         <span class=\"DocHeader\">4 octobre 2012</span><span class=\"DocHeader\">, p. 03</span><br><br>Au port<br><span class=\"TitreArticleVisu\">Le bac \
         <span style=\"color:red; font-weight:bold\">à quai</span></span><br><br>Ana Brandt<br><p></p>Le bac reste à quai.<font style=\"font-weight:bold;\"> Pour longtemps.</font><p></p>\
         Personne n'a demandé.<p></p><b><i>© 2012 Le Courrier. Tous droits réservés.</i></b><p></p>Numéro de document : news·20121004·COU·156190<br></td></tr></table></body></html>";
    let bytes = encoding_rs::WINDOWS_1252.encode(old).0.into_owned();
    let all = taken(bytes);
    assert_eq!(
        shown(&all[0]),
        (
            "Le Courrier".into(),
            "2012-10-04".into(),
            "Le bac à quai".into(),
            "Au port\n\nLe bac reste à quai. Pour longtemps.\n\nPersonne n'a demandé.".into()
        )
    );
    let article = &all[0].article;
    assert_eq!(
        (article.section.as_deref(), article.page.as_deref(), &article.authors[..]),
        (Some("Éditorial"), Some("03"), &["Ana Brandt".to_owned()][..])
    );

    let new = "<html><body><article><header><div><span class=\"DocPublicationName\">Le Courrier (site web)</span></div><div><span class=\"DocHeader\">Îles, lundi 28 janvier 2013, p. 93_T_17\
         </span></div><div class=\"titreArticle\"><p class=\"sm-margin-TopNews titreArticleVisu rdp__articletitle\">Le bac à quai</p></div><div class=\"docAuthors\">Ana Brandt</div></header>\
         <section><div class=\"docOcurrContainer\"><p>Le bac reste à quai.</p><p>Personne n'a demandé.</p></div></section>\
         <footer><div class=\"publiC-lblNodoc\">news·20130128·COU·1</div></footer></article></body></html>";
    let all = taken(new);
    assert_eq!(
        shown(&all[0]),
        (
            "Le Courrier (site web)".into(),
            "2013-01-28".into(),
            "Le bac à quai".into(),
            "Le bac reste à quai.\n\nPersonne n'a demandé.".into()
        )
    );
    assert_eq!(all[0].article.section.as_deref(), Some("Îles"));
}

#[test]
fn a_europresse_page_with_the_name_below_the_headline() {
    let page = "<html><body><article><header><div><span class=\"DocPublicationName\">Le Courrier  </span></div><div><span class=\"DocHeader\">Îles, mardi 14 mars 2006, p. 16\
         </span></div><div><p>ÎLES</p></div><div class=\"titreArticle\"><p class='sm-margin-bottom'>Au port</p><p class=\"titreArticleVisu\">Le bac à quai</p></div><div>Ana Brandt</div></header>\
         <section><div class=\"DocText\"><div class='docOcurrContainer'><p>Le bac: <mark>à quai</mark>.</p></div></div></section><aside><div><b>Note(s) : </b><p>x</p></div></aside>\
         <footer><small>© 2006 Courrier. Tous droits réservés.</small><p>Numéro de document : news·20060315·COU·0q1503_1256056</p></footer></article></body></html>";
    let all = taken(page);
    assert_eq!(
        shown(&all[0]),
        (
            "Le Courrier".into(),
            "2006-03-14".into(),
            "Le bac à quai".into(),
            "Au port\n\nLe bac: à quai.".into()
        )
    );
    assert_eq!(
        (&all[0].article.authors[..], all[0].article.page.as_deref()),
        (&["Ana Brandt".to_owned()][..], Some("16"))
    );
}

#[test]
fn an_article_of_pictures_and_a_page_in_place_of_one() {
    let text = "                     1 of 2 DOCUMENTS\n\n\n                      Skerry Post\n\n                  July 26, 2008 Saturday\n\nTHE REGATTA IN PICTURES\n\nSECTION: SPORT; Pg. 65,66\n\n\
         LENGTH: 1 words\n\nLOAD-DATE: July 26, 2008\n\nGRAPHIC: Sails before the lighthouse\n\nPUBLICATION-TYPE: Newspaper\n\n                   Copy 2008 Skerry Media\n                   All Rights Reserved\n\n\
         We are sorry but there is an error in this document and it is not possible to display it.\n";
    let export = export(text);
    assert_eq!(export.articles.len(), 2);
    let taken = export.articles[0].as_ref().unwrap().take(&Hints::default()).unwrap();
    assert_eq!(taken.article.text.as_str(), "THE REGATTA IN PICTURES\n\nSails before the lighthouse");
    assert_eq!(
        (taken.article.parts[1].kind, taken.article.page.as_deref()),
        (PartKind::Caption, Some("65,66"))
    );
    assert!(export.articles[1].as_ref().unwrap_err().to_string().contains("cannot be shown"));
}

#[test]
fn a_proquest_text_gives_its_articles() {
    let rule = "_".repeat(60);
    let text = format!(
        "{rule}\nReport Information from ProQuest\nMarch 05 2014 10:11\n{rule}\n\nTable of contents\n\n1. Ferry in dock\n2. Talks go on\n\n{rule}\n\
         Document 1 of 2\n\nFerry in dock\n\nAuthor: Brandt, Ana.\n\nPublication info: Skerry Post, Late Edition (Islands) [Kalvik] 12 Mar 2010: A.1.\n\n\
         ProQuest document link\n\nAbstract: The ferry.\n\nLinks: x\n\nFull text: The ferry will not run.\nSubject: this is what she said in the hall.\nNobody asked us.\n\n\
         Subject: Ferries; Docks\n\nLocation: Kalvik\n\nTitle: Ferry in dock\n\nPublication title: Skerry Post, Late Edition (Islands); Kalvik\n\nPages: A.1\n\n\
         Publication year: 2010\n\nPublication date: Mar 12, 2010\n\nSection: A\n\nProQuest document ID: 430123\n\nCopyright: (Copyright (c) 2010 Skerry Post)\n\n{rule}\n\
         Document 2 of 2\n\nTalks go on\n\nAbstract: The talks will go on, the minister said.\n\nFull text: Not available.\n\nTitle: Talks go on\n\nPublication title: Radio Kalvik\n\n\
         Publication date: Mar 13, 2010\n\nProQuest document ID: 430124\n\nDatabase: ProQuest Central\n\n{rule}\n\nContact ProQuest\n\nCopyright ProQuest LLC\n"
    );
    let all = taken(text);
    assert_eq!(all.len(), 2);
    assert_eq!(
        shown(&all[0]),
        (
            "Skerry Post".into(),
            "2010-03-12".into(),
            "Ferry in dock".into(),
            "The ferry will not run.\n\nSubject: this is what she said in the hall.\n\nNobody asked us."
                .into()
        )
    );
    let article = &all[0].article;
    assert_eq!(
        (article.section.as_deref(), article.page.as_deref(), &article.authors[..]),
        (Some("A"), Some("A.1"), &["Ana Brandt".to_owned()][..])
    );
    let (outlet, _, _, body) = shown(&all[1]);
    assert_eq!((&outlet[..], &body[..]), ("Radio Kalvik", "The talks will go on, the minister said."));
    assert!(all[1].notes.iter().any(|n| n.reason.contains("only the abstract")), "{:?}", all[1].notes);
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
