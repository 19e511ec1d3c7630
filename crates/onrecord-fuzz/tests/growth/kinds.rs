//! Kinds of foreign input, as pieces of which one of any size can be made. `¤` in a piece is another number each time.

use super::pack::plain;

/// A kind of input.
pub struct Kind {
    /// The name of its file.
    pub file: &'static str,
    pub before: &'static str,
    pub pieces: &'static [&'static str],
    pub after: &'static str,
    /// Makes a file of the text.
    pub pack: fn(&str) -> Vec<u8>,
}

pub const BASE: Kind = Kind { file: "", before: "", pieces: &[], after: "", pack: plain };

pub const HTML: Kind = Kind {
    file: "x.html",
    before: "<html><head><title>News</title></head><body><article><h1>Ferry</h1><p>The mayor said it would stay.</p>",
    pieces: &[
        "<!--",
        "<!-- x -->",
        "<!---->",
        "<!x>",
        "<?x y>",
        "<![CDATA[x]]>",
        "<p>The mayor said it. ",
        "</p>",
        "<p a¤=1 b¤=2>",
        "<p",
        " a¤",
        " a¤='x y'",
        "<html b¤=1>",
        "<body c¤>",
        "<div>",
        "</div>",
        "<div class='c¤'>",
        "<b>",
        "</b>",
        "<a href='/x¤'>x</a>",
        "<table>",
        "<tr><td>",
        "<td>x",
        "</table>",
        "&amp;",
        "&#x41;",
        "&x¤",
        "<script>var x;</script>",
        "<style>p{}</style>",
        "<svg><path d='M0 0'/>",
        "<math><mi>",
        "<template>",
        "<select><option>",
        "<li>item",
        "<ul>",
        "<h1>Ferry ¤</h1>",
        "<h2>More of it</h2>",
        "<img src=x alt='y ¤'>",
        "<frameset>",
        "<br>",
        "<form>",
        "<button>",
        "<input name=x>",
        "<textarea>",
        "<noscript>",
        "<iframe>",
        "<object>",
        "</x¤>",
        "<x¤>",
        "<meta name='author' content='Ann Brandt ¤'>",
        "<meta property='article:published_time' content='2024-13-¤'>",
        "<time datetime='2024-01-02'>",
        "<link rel=alternate href=/f¤>",
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":{\"@id\":\"a¤\"},\"headline\":\"x &amp; y\"}</script>",
        "<script type='application/ld+json'>{\"@id\":\"a¤\",\"name\":\"Ann\"}</script>",
        "<script type='application/ld+json'>[[{",
        "“No,” she said.\n\n",
        "text and more. ",
        "\u{0}",
        "<",
        ">",
        "ä",
    ],
    after: "</article></body></html>",
    ..BASE
};

pub const RSS: Kind = Kind {
    file: "x.rss",
    before: "<?xml version='1.0'?><rss version='2.0'><channel><title>Skerry Post</title><link>https://p.example/</link>",
    pieces: &[
        "<item><title>Ferry ¤</title><link>/x¤</link><description>The mayor said it. ¤</description></item>",
        "<item>",
        "</item>",
        "<item><content:encoded><![CDATA[<p>Words <b>said</b>.</p>]]></content:encoded></item>",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<![CDATA[",
        "<a x¤='1' y¤='2'/>",
        "<a",
        " x¤='1'",
        "<author>Ann ¤</author>",
        "<dc:creator>Bo ¤</dc:creator>",
        "&amp;",
        "&x¤;",
        "<?x y?>",
        "<b>",
        "</b>",
        "<title>x",
        "<pubDate>Mon, 0¤ Jan 2024</pubDate>",
        "words ",
        "<category>c¤</category>",
        "<",
    ],
    after: "</channel></rss>",
    ..BASE
};

pub const ATOM: Kind = Kind {
    file: "x.atom",
    before: "<feed xmlns='http://www.w3.org/2005/Atom'><title>Skerry Post</title><link href='https://p.example/'/>",
    pieces: &[
        "<entry><id>urn:¤</id><title>Ferry ¤</title><link href='/¤'/><content type='html'>&lt;p>Words said.</content></entry>",
        "<entry xml:base='/b¤'>",
        "</entry>",
        "<author><name>Ann ¤</name></author>",
        "<content type='xhtml'><div><p>Words</p></div></content>",
        "<summary>x</summary>",
        "<updated>2024-01-0¤</updated>",
        "<link rel='self' href='/s¤'/>",
        "words ",
    ],
    after: "</feed>",
    ..BASE
};

pub const JSON_FEED: Kind = Kind {
    file: "x.json",
    before: "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Skerry Post\",\"items\":[",
    pieces: &[
        "{\"id\":\"¤\",\"url\":\"https://p.example/¤\",\"content_text\":\"The mayor said it.\"},",
        "[],",
        "[[]],",
        "1,",
        "\"x¤\",",
        "{\"content_html\":\"<p>Words <b>said</b>.\",\"authors\":[{\"name\":\"Ann ¤\"},{\"name\":\"Bo\"}]},",
        "{\"a¤\":{\"b\":[1,2]}},",
    ],
    after: "{}]}",
    ..BASE
};

pub const SITEMAP: Kind = Kind {
    file: "x.xml",
    before: "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
    pieces: &[
        "<url><loc>https://p.example/¤</loc></url>",
        "<url>",
        "</url>",
        "<loc>x¤</loc>",
        "<a b¤='c'/>",
        "words",
        "<!-- -->",
    ],
    after: "</urlset>",
    ..BASE
};

pub const JSON: Kind = Kind {
    file: "x.json",
    before: "[",
    pieces: &[
        "{\"text\":\"The mayor said it. ¤\",\"title\":\"Ferry ¤\",\"url\":\"https://p.example/¤\"},",
        "{\"text\":\"<p>Words\",\"a¤\":1},",
        "[[],[]],",
        "{\"a¤\":{}},",
        "\"x\",",
        "1,",
        "null,",
        "{\"text\":[\"a\",\"b ¤\"],\"authors\":[\"Ann\",\"Bo\"]},",
    ],
    after: "{}]",
    ..BASE
};

pub const JSON_LINES: Kind = Kind {
    file: "x.jsonl",
    before: "{\"text\":\"The mayor said it.\"}\n",
    pieces: &[
        "{\"text\":\"The mayor said it. ¤\",\"title\":\"Ferry ¤\"}\n",
        "{}\n",
        "[1]\n",
        "\n",
        "{\"text\":\"x\",\"a¤\":{\"b\":[{},{}]}}\n",
        "{\"text\":\"",
        "{",
        "words ",
        "[[",
        "\"a¤\":[],",
    ],
    ..BASE
};

pub const TABLE: Kind = Kind {
    file: "x.csv",
    before: "text,date,outlet,url\n",
    pieces: &[
        "\"The mayor, no ¤, said it.\",2024-01-02,Post,https://p.example/¤\n",
        ",,,,\n",
        "\"\",",
        "\"a\nb\",",
        "x,",
        "\n",
        "\"",
        "words ",
    ],
    ..BASE
};

/// A table of which the names of the columns grow.
pub const COLUMNS: Kind = Kind {
    file: "x.csv",
    before: "text,",
    pieces: &["c¤,", "a long name of a column ¤,", "\"x\",", ","],
    after: "url\nwords,1,2,3\nmore words,4,5\n",
    ..BASE
};

pub const WARC: Kind = Kind {
    file: "x.warc",
    pieces: &[
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://p.example/¤\r\nContent-Type: application/http\r\nContent-Length: 73\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The mayor said it.</p>\r\n\r\n\r\n",
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://q.example/¤\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>Words\r\n\r\n",
        "WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 4\r\n\r\nword\r\n\r\n",
        "WARC/1.0\r\n",
        "X-¤: y\r\n",
        "\r\n",
        "Content-Length: 9\r\n",
        "words of nobody\n",
        "x",
    ],
    before: "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nword\r\n\r\n",
    ..BASE
};

pub const ARC: Kind = Kind {
    file: "x.arc",
    before: "filedesc://x.arc 0.0.0.0 20060622190110 text/plain 4\n1 0\n\n",
    pieces: &[
        "http://p.example/¤ 192.0.2.7 20060622190112 text/html 69\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The mayor said it.</p>\n\n",
        "dns:p.example 192.0.2.7 20060622190112 text/dns 4\nword\n",
        "words of nobody\n",
        "\n",
        "http://p.example/¤ 1 2\n",
        "x",
    ],
    ..BASE
};

pub const SUBTITLES: Kind = Kind {
    file: "x.srt",
    before: "1\n00:00:01,000 --> 00:00:02,000\nThe mayor said it.\n\n",
    pieces: &[
        "¤\n00:00:03,000 --> 00:00:04,000\n- Words said ¤.\n\n",
        "\n",
        "x\n",
        "00:00:03,000 --> 00:00:04,000\n",
        "<i>x</i>\n",
        "[LAUGHTER]\n",
        "- No.\n- Yes.\n",
        "{\\an8}",
    ],
    ..BASE
};

pub const CAPTIONS: Kind = Kind {
    file: "x.vtt",
    before: "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Brandt>The mayor said it.\n\n",
    pieces: &[
        "00:03.000 --> 00:04.000\n<v Bo ¤>Words said.</v>\n\n",
        "<v Ann>x ",
        "</v>",
        "<c.x>",
        "\n",
        "NOTE x\n\n",
        "&amp;",
        "00:03.000 --> 00:04.000\n",
        "words ",
    ],
    ..BASE
};

pub const TEXT: Kind = Kind {
    file: "x.txt",
    before: "Ferry to stay\n\nThe mayor said it would stay.\n\n",
    pieces: &[
        "ANN BRANDT: We will not.\n\n",
        "[Laughter]\n",
        "The mayor said it ¤.\n\n",
        "“No.” ",
        "* item ¤\n",
        "HEADLINE\n",
        "\n",
        "words ",
        "Q. Why?\nA. So.\n",
        "2024-01-02\n",
        "ä",
        "\t",
        "- x\n",
        "Ann Brandt, mayor ¤\n\n",
        "By Ann Brandt\n\n",
        "x",
    ],
    ..BASE
};

pub const ALTO: Kind = Kind {
    file: "x.xml",
    before: "<alto xmlns='http://www.loc.gov/standards/alto/ns-v3#'><Layout><Page><PrintSpace><TextBlock ID='b'><TextLine><String CONTENT='The mayor said it.'/></TextLine></TextBlock>",
    pieces: &[
        "<TextBlock ID='b¤'><TextLine><String CONTENT='Words'/><SP/><String CONTENT='said.'/></TextLine></TextBlock>",
        "<TextLine>",
        "</TextLine>",
        "<String CONTENT='w¤'/>",
        "<HYP CONTENT='-'/>",
        "<String CONTENT='mor-'/></TextLine><TextLine><String CONTENT='ning'/>",
        "<TextBlock>",
        "<x a¤='1'/>",
        "<SP/>",
    ],
    after: "</PrintSpace></Page></Layout></alto>",
    ..BASE
};

pub const RECORD: Kind = Kind {
    file: "x.xml",
    before: "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><person xml:id='AnnBrandt'><persName><forename>Ann</forename><surname>Brandt</surname></persName></person></teiHeader><text><body><u who='#AnnBrandt'><seg>The mayor said it.</seg></u>",
    pieces: &[
        "<u who='#AnnBrandt'><seg>Words said ¤.</seg></u>",
        "<u who='#P¤'>",
        "</u>",
        "<person xml:id='P¤'><persName><surname>S¤</surname></persName></person>",
        "<note>x</note>",
        "<seg>words",
        "<kinesic><desc>Applause</desc></kinesic>",
        "<x a¤='b'/>",
    ],
    after: "</body></text></TEI>",
    ..BASE
};

pub const NEXIS: Kind = Kind {
    file: "x.txt",
    before: "",
    pieces: &[
        "¤ of 900 DOCUMENTS\n\n\nSkerry Post\n\nJanuary 11, 2010 Monday\n\nFerry ¤\n\nLENGTH: 100 words\n\nThe mayor said it.\n\nLOAD-DATE: January 12, 2010\n\n\n",
        "¤ of 900 DOCUMENTS\n\n",
        "BYLINE: Ann ¤\n\n",
        "LENGTH: ¤ words\n\n",
        "words ",
        "\n",
        "Copyright 2010 Skerry Post\nAll Rights Reserved\n\n",
    ],
    after: "900 of 900 DOCUMENTS\n\n\nSkerry Post\n\nJanuary 11, 2010 Monday\n\nFerry\n\nLENGTH: 100 words\n\nThe mayor said it.\n",
    ..BASE
};

pub const FACTIVA: Kind = Kind {
    file: "x.html",
    before: "<html><body><!-- Factiva --><div class='article enArticle'><p>HD Ferry</p></div>",
    pieces: &[
        "<div class='article enArticle'><div id='hd'><span class='enHeadline'>Ferry ¤</span></div><div>11 January 2010</div><div>Skerry Post</div><p class='articleParagraph enarticleParagraph'>The mayor said it.</p></div>",
        "<div class='article enArticle'>",
        "</div>",
        "<p class='articleParagraph'>words ",
        "<table>",
        "words ",
    ],
    after: "</body></html>",
    ..BASE
};

pub const EUROPRESSE: Kind = Kind {
    file: "x.html",
    before: "<html><body><div>news·20121004·PO·1</div>",
    pieces: &[
        "<article><div class='titreArticle'>Ferry ¤</div><div class='DocHeader'>4 octobre 2012</div><div class='docOcurrContainer'><p>The mayor said it.</p></div><div class='publiC-lblNodoc'>news·20121004·PO·¤</div></article>",
        "<article>",
        "</article>",
        "<span class='DocPublicationName'>Le Post</span>",
        "<p>words ",
    ],
    after: "</body></html>",
    ..BASE
};

pub const XMI: Kind = Kind {
    file: "x.xmi",
    before: "<xmi:XMI xmlns:xmi='http://www.omg.org/XMI' xmlns:cas='http:///uima/cas.ecore' xmlns:custom='http:///webanno/custom.ecore'><cas:Sofa xmi:id='1' sofaID='_InitialView' sofaString='The mayor said it would stay.'/>",
    pieces: &[
        "<custom:Passage xmi:id='¤' sofa='1' begin='1' end='5' code='a¤'/>",
        "<custom:Statement sofa='1' begin='4' end='9' statement='s1' coder='Ann'/>",
        "<custom:X¤ begin='1' end='3' f='g'/>",
        "<cas:X xmlns:n¤='u'/>",
        "<custom:Cue begin='4' end='9' statement='s1' coder='Ann'/>",
        "<x a¤='1'/>",
        "<n¤:y/>",
        "words ",
    ],
    after: "</xmi:XMI>",
    ..BASE
};

pub const WEBANNO: Kind = Kind {
    file: "x.tsv",
    before: "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Passage|code|coder\n\n\n#Text=The mayor said it.\n1-1\t0-3\tThe\ta\tAnn\n",
    pieces: &[
        "1-¤\t4-9\tmayor\ta¤[¤]\tAnn[¤]\n",
        "#Text=words\n",
        "#T_SP=webanno.custom.P¤|f¤|g\n",
        "1-2\t4-9\tmayor\tb|c|d¤\t_\n",
        "x\n",
        "#T_RL=a|b\n",
        "1-3\t9¤-9¤\t\t_\t_\n",
    ],
    ..BASE
};

pub const BRAT: Kind = Kind {
    file: "x.ann",
    before: "T1\tStatement 4 9\tmayor\nT2\tCue 10 14\tsaid\n",
    pieces: &[
        "T¤\tStatement 4 9\tmayor\n",
        "T¤\tPassage 0 3;4 9\tThe mayor\n",
        "R¤\tHasCue Arg1:T1 Arg2:T2\n",
        "A¤\tAct T1 demand\n",
        "#¤\tCode T1\ta¤=b\n",
        "T¤\tX 1 2;3 4;5 6\tx\n",
        "T9\tX 0 3",
        ";4 9",
        "words\n",
    ],
    ..BASE
};
