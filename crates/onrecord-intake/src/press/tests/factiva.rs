//! Factiva.

use super::*;

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
