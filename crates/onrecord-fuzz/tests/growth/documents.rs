//! Kinds of documents, of which most are archives around a text.

use super::kinds::{BASE, Kind};
use super::pack::{archive, docx, epub, odt, pdf, qdpx, xlsx};

pub const DOCX: Kind = Kind {
    file: "x.docx",
    before: "<w:document><w:body><w:p><w:r><w:t>The mayor said it.</w:t></w:r></w:p>",
    pieces: &[
        "<w:p><w:r><w:t>Words ¤.</w:t></w:r></w:p>",
        "<w:p>",
        "</w:p>",
        "<w:r><w:rPr><w:b/></w:rPr><w:t>x</w:t></w:r>",
        "<w:t>x</w:t>",
        "<w:hyperlink r:id='r1'><w:r><w:t>x</w:t></w:r></w:hyperlink>",
        "<w:tbl><w:tr><w:tc>",
        "<w:bookmarkStart w:name='b¤'/>",
        "<w:pPr><w:pStyle w:val='h'/></w:pPr>",
        "<w:fldChar w:fldCharType='begin'/>",
        "<w:fldChar w:fldCharType='separate'/>",
        "<w:instrText>HYPERLINK \"x¤\"</w:instrText>",
        "<w:fldChar w:fldCharType='end'/>",
        "<w:tab/>",
        "<w:br/>",
        "<!-- -->",
        "<w:footnoteReference w:id='¤'/>",
        "<w:x a¤='1' b¤='2'/>",
        "&amp;",
        "<w:x",
        " a¤='1'",
    ],
    after: "</w:body></w:document>",
    pack: docx,
};

pub const ODT: Kind = Kind {
    file: "x.odt",
    before: "<office:document-content><office:body><office:text><text:p>The mayor said it.</text:p>",
    pieces: &[
        "<text:p>Words ¤.</text:p>",
        "<text:p>",
        "</text:p>",
        "<text:s text:c='99'/>",
        "<text:note>",
        "<text:h>Ferry</text:h>",
        "<office:annotation>",
        "<text:tab/>",
        "<text:line-break/>",
        "<text:list><text:list-item>",
        "<text:x a¤='1'/>",
        "words ",
    ],
    after: "</office:text></office:body></office:document-content>",
    pack: odt,
};

pub const EPUB: Kind = Kind {
    file: "x.epub",
    before: "<package><metadata><dc:title>Ferry</dc:title></metadata><manifest>",
    pieces: &[
        "<item id='i¤' href='x.html' media-type='application/xhtml+xml'/>",
        "<itemref idref='i¤'/>",
        "<itemref idref='i1'/>",
        "<dc:creator>Ann ¤</dc:creator>",
        "<x a¤='b'/>",
        "words ",
    ],
    after: "<item id='i' href='x.html' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='i'/></spine></package>",
    pack: epub,
};

pub const RTF: Kind = Kind {
    file: "x.rtf",
    before: "{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}{\\stylesheet{\\s1 Headline;}} The mayor said it.\\par ",
    pieces: &[
        "Words ¤.\\par ",
        "{\\b x}",
        "{",
        "}",
        "\\'e4",
        "\\u228?",
        "{\\field{\\*\\fldinst HYPERLINK \"x¤\"}{\\fldrslt y}}",
        "{\\stylesheet{\\s¤ N¤;}}",
        "\\s1 ",
        "\\plain ",
        "{\\*\\x y}",
        "\\bin3 abc",
        "\\tab ",
        "{\\fonttbl{\\f¤ X;}}",
        "{\\info{\\title x}}",
        "{\\*\\bkmkstart b¤}",
        "\\pard ",
        "{\\footnote words}",
        "\\row \\cell ",
        "words ",
    ],
    after: "}",
    ..BASE
};

pub const PDF: Kind = Kind {
    file: "x.pdf",
    before: "BT /F1 12 Tf 72 700 Td (The mayor said it.) Tj ET\n",
    pieces: &[
        "BT /F1 12 Tf 72 ¤ Td (Words said.) Tj ET\n",
        "BT /F1 9 Tf ¤ 300 Td (x) Tj ET\n",
        "q 1 0 0 1 0 1 cm\n",
        "Q\n",
        "0 0 m 1 ¤ l S\n",
        "BT\n",
        "ET\n",
        "(x) Tj\n",
        "[(a) 3 (b) -900 (c)] TJ\n",
        "% words\n",
        "/Fm¤ Do\n",
        "1 0 0 1 ¤ 9 Tm\n",
        "0 -12 Td (said-) Tj\n",
        "0 0 9 9 re f\n",
        "/X << /A ¤ >> BDC\n",
        "W n\n",
    ],
    pack: pdf,
    ..BASE
};

pub const MAIL: Kind = Kind {
    file: "x.eml",
    before: "From: Ann Brandt <ann@p.example>\nTo: bo@p.example\nSubject: Ferry\nDate: Mon, 1 Jan 2024 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe mayor said it.\n",
    pieces: &[
        "--b\nContent-Type: text/plain\n\nWords said ¤.\n",
        "--b\nContent-Type: text/html\n\n<p>Words <b>said</b>.\n",
        "--b\n",
        "X-¤: y\n",
        "Words.\n",
        "=E4=\n",
        "\n",
        "--b\nContent-Type: multipart/mixed; boundary=c¤\n\n--c¤\n",
        "--b\nContent-Type: message/rfc822\n\nSubject: x\n\nwords\n",
        "--b--\n",
        "--b\nContent-Transfer-Encoding: base64\n\nd29yZHM=\n",
        "To: a¤@p.example,\n",
        " b¤@p.example,\n",
    ],
    after: "--b--\n",
    ..BASE
};

pub const MAIL_HEADERS: Kind = Kind {
    file: "x.eml",
    before: "From: Ann Brandt <ann@p.example>\nSubject: Ferry\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n",
    pieces: &[
        "X-¤: y\n",
        "To: a¤@p.example\n",
        "Cc: Ann ¤ <a¤@p.example>,\n b@p.example\n",
        " folded ¤\n",
        "Received: from x¤ by y; Mon, 1 Jan 2024\n",
        "Subject: =?utf-8?q?x_¤?=\n",
        "References: <¤@x>\n",
    ],
    after: "\nThe mayor said it.\n",
    ..BASE
};

pub const WORKBOOK: Kind = Kind {
    file: "x.xlsx",
    before: "<row r='1'><c r='A1' t='inlineStr'><is><t>text</t></is></c><c r='B1' t='inlineStr'><is><t>date</t></is></c></row>",
    pieces: &[
        "<row><c t='inlineStr'><is><t>The mayor said it. ¤</t></is></c><c><v>¤</v></c></row>",
        "<row>",
        "</row>",
        "<c t='s'><v>0</v></c>",
        "<c t='inlineStr'><is><t>x</t></is></c>",
        "<row><c t='s'><v>0</v></c></row>",
        "<!-- -->",
    ],
    pack: xlsx,
    ..BASE
};

/// Members of an archive of no kind, and of one without end.
pub const MEMBERS: Kind = Kind {
    file: "x.zip",
    pieces: &["a¤\n", "word/document.xml\n", "a long name of a member/¤\n"],
    pack: archive,
    ..BASE
};

pub const REFI: Kind = Kind {
    file: "x.qdpx",
    before: "<Project><Users><User guid='u1' name='Ann'/></Users><Sources><TextSource guid='s' name='one' plainTextPath='internal://x.txt'>",
    pieces: &[
        "<Code guid='c¤' name='n¤'/>",
        "<User guid='u¤' name='U¤'/>",
        "<Variable guid='v¤' name='title'/>",
        "<x a¤='1' b¤='2'/>",
        "words ",
        "<!-- -->",
        "<PlainTextSelection guid='p¤' startPosition='1' endPosition='5' creatingUser='u1'><Description>s1</Description><Coding guid='k¤'><CodeRef targetGUID='c1'/></Coding></PlainTextSelection>",
        "<PlainTextSelection startPosition='2' endPosition='7' creatingUser='u¤'><Coding creatingUser='u¤'><CodeRef targetGUID='c¤'/></Coding></PlainTextSelection>",
        "<TextSource name='s¤' plainTextPath='internal://x.txt'/>",
        "<TextSource name='t¤'><PlainTextContent>words</PlainTextContent></TextSource>",
    ],
    after: "</TextSource></Sources></Project>",
    pack: qdpx,
};
