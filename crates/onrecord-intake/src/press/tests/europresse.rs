//! Europresse.

use super::*;
use onrecord::PartKind;

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
