//! What pages say and show of themselves: authors, day, title, outlet.

use onrecord_intake::{Capture, Hints, Taken, take};

/// A page with a headline, what stands below it, and a text.
fn page(head: &str, below: &str, after: &str) -> Taken {
    let text = "<p>The company that runs the ferry and the union of the crew broke off their talks late on Monday, the harbour master of \
                the island told reporters.</p><p>“We shall talk as long as it takes, and nobody should be in doubt of that,” Ana Lund told \
                the crew in a long session of the evening.</p>";
    read(&format!(
        "<html lang=en><head><title>Ferry talks go on</title>{head}</head><body><article><h1>Ferry talks go on</h1>{below}{text}\
         </article>{after}</body></html>"
    ))
}

fn read(html: &str) -> Taken {
    let capture =
        Capture { origin: "page".to_owned(), bytes: html.as_bytes().to_vec(), url: None, content_type: None };
    take(&capture, &Hints::default()).expect("a page with a text")
}

fn authors(head: &str, below: &str, after: &str) -> Vec<String> {
    page(head, below, after).article.authors
}

fn day(taken: &Taken) -> Option<&str> {
    taken.article.published.as_deref().and_then(|d| d.get(..10))
}

fn published(head: &str, below: &str, after: &str) -> Option<String> {
    page(head, below, after).article.published
}

fn title(head: &str) -> String {
    page(head, "", "").article.title.unwrap_or_default()
}

fn is_guess(taken: &Taken) -> bool {
    taken.notes.iter().any(|n| n.reason.contains("guess"))
}

#[test]
fn authors_are_those_that_the_page_shows() {
    for (below, expected) in [
        (
            "<p class=byline>By <span>ANNE GOOD</span>, <span>PER KAPLAN</span> and <span>OLA PEARL</span></p>",
            &["ANNE GOOD", "PER KAPLAN", "OLA PEARL"][..],
        ),
        (
            "<div class=byline>By <a rel=author href=/a>Jane Doe</a> | <a href=mailto:x>Email the author</a></div>",
            &["Jane Doe"],
        ),
        (
            "<div class=author><span class=author__name>By Jane Doe</span><span class=author__title>Senior Reporter</span></div>",
            &["Jane Doe"],
        ),
        ("<h3>By <span class=list><a itemprop=author href=/a>Jane Doe</a></span></h3>", &["Jane Doe"]),
        (
            "<span class=author-name>by <a class='url fn n' href=/a>Jane Doe</a></span><span class=date> on <time datetime=2024-05-14>May 14</time></span>",
            &["Jane Doe"],
        ),
        (
            "<p class=author><a href=/a>Jane Doe</a><br><span class=author-staff>Staff</span></p>",
            &["Jane Doe"],
        ),
        ("<p class=byline>by <a href=/a>Jane Doe</a> - May 14, 2024 1:10pm</p>", &["Jane Doe"]),
        ("<div class=wrote_by>By&nbsp;<a href=/a>Jane de la Doe</a></div>", &["Jane de la Doe"]),
        ("<p>By Jane Doe, Political Correspondent</p>", &["Jane Doe"]),
        ("<p>By</p><p>Jane Doe</p>", &["Jane Doe"]),
        ("<p>Posted on September 21, 2024 by Jane Doe</p>", &["Jane Doe"]),
        ("<div class=meta>yes! | By Jane Doe | May 3, 2024</div>", &["Jane Doe"]),
        ("<figure><img><figcaption class=author>Photograph by Jane Doe</figcaption></figure>", &[]),
        ("<p>By the sea</p>", &[]),
    ] {
        let m = authors(
            "",
            below,
            "<div class=river><span class=author>Minutes ago John Roe</span><span class=author>Ann Roe</span></div>",
        );
        assert_eq!(m, expected, "{below}");
    }
    // Others' below the text are not the article's, and one alone is.
    let others = "<section><div class=byline>By John Roe</div></section><section><div class=byline>By Ann Roe</div></section>";
    assert_eq!(authors("", "", others), [""; 0]);
    assert_eq!(authors("", "", "<section><div class=byline>By John Roe</div></section>"), ["John Roe"]);
}

#[test]
fn people_go_before_bodies_and_who_is_shown_before_who_posted() {
    let by =
        "<div itemprop=author>By <a rel=author href=/a>Jane Doe</a>, <a rel=author href=/b>Ann Roe</a></div>";
    let ld = |author: &str| {
        format!(
            "<script type=application/ld+json>{{\"@graph\": [{{\"@type\": \"NewsArticle\", \"author\": {author}}}, \
                                     {{\"@type\": \"Person\", \"@id\": \"#p\", \"name\": \"Pia Dale\"}}]}}</script>"
        )
    };
    let posted = ld("{\"@id\": \"#p\"}");
    assert_eq!(authors(&posted, "", ""), ["Pia Dale"]);
    assert_eq!(authors(&posted, by, ""), ["Jane Doe", "Ann Roe"]);
    let body = ld("{\"@type\": \"Organization\", \"name\": \"Skerry Institute\"}");
    assert_eq!(authors(&body, "", ""), ["Skerry Institute"], "nobody else wrote it");
    assert_eq!(
        authors(&body, "<div class=contributors--author>By <span>Jane Doe</span></div>", ""),
        ["Jane Doe"]
    );
    let meta = "<meta name=author content='Nets &amp; Lines'><meta property=og:site_name content='Nets &amp; Lines'>";
    assert_eq!(authors(meta, "", ""), [""; 0]);
    assert_eq!(
        authors("<meta name=author content=Jane>", "<p class=byline>By Jane Doe</p>", ""),
        ["Jane Doe"]
    );
    let parsely = "<meta name=parsely-page content='{\"author\": \"Jane Doe\", \"pub_date\": \"2024-05-14T10:00:00Z\"}'>";
    let m = page(parsely, "", "");
    assert_eq!(
        (&m.article.authors[..], m.article.published.as_deref()),
        (&["Jane Doe".to_owned()][..], Some("2024-05-14T10:00:00Z"))
    );
}

#[test]
fn dates_are_read_however_they_are_written() {
    for head in [
        "<meta property=article:published_time content='Tue, 05/14/2024 - 17:57'>",
        "<meta property=rnews:datePublished content=2024-05-14T11:53:04+00:00>",
        "<meta name=publish_date content='05/14/2024 07:01:00'>",
        "<meta name=citation_publication_date content=2024/05/14>",
        "<meta name=date content='May 14th, 2024'>",
        "<meta name=parsely-pub-date content='14th of May 2024'>",
        "<script type=application/ld+json>{\"@type\": \"Article\", \"datePublished\": 1715680800000}</script>",
        "<script type=application/ld+json>{\"@type\": \"Article\", \"datePublished\": \"1715680800\"}</script>",
        "<link rel=canonical href=https://example.org/2024/05/14/ferry>",
    ] {
        assert_eq!(day(&page(head, "", "")), Some("2024-05-14"), "{head}");
    }
    for below in [
        "<div class='date date--v2' data-seconds=1715680800 data-datetime='14 May 2024'>14 May 2024</div>",
        "<div class=pubdate>2024-05-14T16:00:00+04:00</div>",
        "<div>May 14, 2024</div>",
        "<p>Posted on May 14, 2024 by Jane Doe</p>",
        "<p>News<br>14 May 2024, 22:11 GMT</p>",
        "<span class=x>14.05.2024 · 11:14</span>",
        "<dl><dt>Harbour opened: 3 May 2019</dt></dl><div>May 14, 2024</div>",
        "<abbr class=published title=2024-05-14T10:00:00+02:00>10 o'clock</abbr>",
    ] {
        let m = page("", below, "");
        assert_eq!(day(&m), Some("2024-05-14"), "{below}");
        assert!(!is_guess(&m), "{below}");
    }
}

#[test]
fn the_day_is_that_of_the_pages_own_offset() {
    let head = "<meta property=article:published_time content=2024-05-14T02:30:00Z>";
    assert_eq!(
        published(head, "<time datetime=2024-05-13T22:30:00-04:00>May 13</time>", "").as_deref(),
        Some("2024-05-13T22:30:00-04:00")
    );
    assert_eq!(published(head, "<p class=date>May 13, 2024</p>", "").as_deref(), Some("2024-05-13"));
    assert_eq!(
        published(head, "<p class=date>May 10, 2024</p>", "").as_deref(),
        Some("2024-05-14T02:30:00Z")
    );
}

#[test]
fn a_day_that_may_be_two_is_told_by_the_rest_of_the_page() {
    let given = "<meta name=publish_date content='05/06/2024 10:00'>";
    assert_eq!(published(given, "", ""), None);
    assert_eq!(published(given, "<p>June 5, 2024</p>", "").as_deref(), Some("2024-06-05"));
    let american = format!("{given}<meta property=og:locale content=en_US>");
    assert_eq!(published(&american, "", "").as_deref(), Some("2024-05-06"));
}

#[test]
fn dates_of_something_else_are_not_the_articles() {
    let related = "<section class=related><h2>Keep reading</h2><a href=/x><h3>Old quay</h3><time datetime=2024-03-05T00:00>Mar 5, 2024</time></a></section>";
    assert_eq!(published("", "<div>May 14, 2024</div>", related).as_deref(), Some("2024-05-14"));
    for (below, after) in [
        ("", related),
        (
            "<table class=infobox><tr><th>Founded<td>February 28, 1998<span style='display:none'><span class='bday published updated'>1998-02-28</span></span></table>",
            "",
        ),
        ("<figure><figcaption>The quay on May 3, 2019</figcaption></figure>", ""),
        ("<aside><time datetime=2024-03-05>Mar 5, 2024</time></aside>", ""),
    ] {
        let m = page("", below, after);
        assert!(m.article.published.is_none() || is_guess(&m), "{below}{after}: {:?}", m.article.published);
    }
    // What was changed later was published before.
    let m = page(
        "<meta name=publish_date content='05/14/2024 07:01:00'>",
        "<time datetime=2024-09-14T07:07:00-04:00 itemprop=dateModified>Last updated September 14, 2024</time>",
        "",
    );
    assert_eq!(m.article.published.as_deref(), Some("2024-05-14"));
}

#[test]
fn a_description_or_a_sites_name_is_no_title() {
    let ld = "<script type=application/ld+json>{\"@type\": \"Article\", \"headline\": \"boats whose crews talk by the clock\"}</script>";
    assert_eq!(title(ld), "Ferry talks go on");
    for head in [
        "<meta property=og:title content='The Example'><meta property=og:site_name content='The Example'>",
        "<meta property=og:title content='Ferry talks go on - Islands - The Example'>",
        "<meta property=og:title content='The Example: Ferry talks go on'><meta property=og:site_name content=Example>",
        "<meta property=og:title content='{$page.title}'>",
        "<meta property=og:title content='All about boats'><meta name=description content='All about boats'>",
    ] {
        assert_eq!(title(head), "Ferry talks go on", "{head}");
    }
    let short = "<meta property=og:title content='Ferry talks still go on, says the union'>";
    assert_eq!(title(short), "Ferry talks still go on, says the union", "a title of its own stays");
}

#[test]
fn the_outlet_is_who_published_it() {
    let outlet = |head: &str| page(head, "", "").article.outlet;
    let site = "<meta property=og:site_name content='Skerry Post'>";
    let ld = |name: &str| {
        format!(
            "<script type=application/ld+json>{{\"@type\": \"Article\", \"publisher\": {{\"name\": \"{name}\"}}}}</script>{site}"
        )
    };
    for none in ["Associated Press", "U.S.", "Blogger", "Hosted", "{$site.name}"] {
        assert_eq!(outlet(&ld(none)).as_deref(), Some("Skerry Post"), "{none}");
    }
    let home = "<meta property=og:site_name content='Associated Press'><link rel=canonical href=https://www.associatedpress.example/a>";
    assert_eq!(outlet(home).as_deref(), Some("Associated Press"));
}
