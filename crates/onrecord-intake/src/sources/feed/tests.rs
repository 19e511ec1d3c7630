//! Feeds as they are.

use super::*;

const WORDS: &str = "The council will buy a new ferry, the mayor said.";

fn all(text: impl AsRef<[u8]>) -> Vec<Result<Received, SourceError>> {
    let budget = Budget::of_file(&|| false);
    entries(&Input { origin: "feed", bytes: text.as_ref(), content_type: None, budget: &budget }, None)
}

fn good(text: impl AsRef<[u8]>) -> Vec<Received> {
    all(text).into_iter().filter_map(Result::ok).collect()
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:dc=\"d\"><channel><title>Harbour Post</title>\
         <link>https://post.example/</link><image><title>Logo</title></image>{items}</channel></rss>"
    )
}

fn item(inside: &str) -> String {
    format!("<item>{inside}<description>{WORDS}</description></item>")
}

#[test]
fn a_raw_ampersand_a_tag_that_is_none_and_a_tag_left_open_cost_nothing_but_themselves() {
    let items: String = [
        "<title>One</title><link>https://post.example/?a=1&b=2</link>",
        "<title>Fares < 5 & more</title><link>https://post.example/2</link>",
        "<title><b>Three</title><link>https://post.example/3</link>",
        "<title>Four</title><link>https://post.example/4</link>",
    ]
    .map(item)
    .concat();
    let found = good(rss(&items));
    let urls: Vec<_> = found.iter().map(|r| r.capture.url.clone().unwrap()).collect();
    assert_eq!(urls[0], "https://post.example/?a=1&b=2");
    assert_eq!(urls[3], "https://post.example/4");
    let titles: Vec<_> = found.iter().map(|r| r.title.clone().unwrap()).collect();
    assert_eq!(titles, ["One", "Fares < 5 & more", "Three", "Four"]);
    assert!(found.iter().all(|r| r.hints.outlet.as_deref() == Some("Harbour Post")));
}

#[test]
fn of_a_feed_that_is_cut_the_whole_entries_are_read() {
    let whole = rss(&[1, 2, 3].map(|n| item(&format!("<title>Story {n}</title>"))).concat());
    let cut = &whole[..whole.rfind("<description>").unwrap() + 20];
    let found = all(cut);
    assert_eq!(found.iter().filter(|f| f.is_ok()).count(), 2);
    let error = found.last().unwrap().as_ref().unwrap_err();
    assert!(error.to_string().contains("within entry 3"), "{error}");
    assert!(matches!(error, SourceError::BreaksOff { .. }));
    let between = whole.replace("<title>Story 2</title>", "<title><![CDATA[Story 2</title>");
    let found = good(&between);
    let titles: Vec<_> = found.iter().map(|r| r.title.clone().unwrap()).collect();
    assert_eq!(titles, ["Story 1", "Story 3"]);
}

#[test]
fn an_entry_of_an_odd_type_is_read_or_left_out_alone() {
    let entry = |n: u32, content: &str| {
        format!(
            "<entry><title type=\"text\">Fares &lt; 5 &lt;Skerry&gt;</title><id>u:{n}</id><link href=\"/{n}\"/>{content}</entry>"
        )
    };
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://post.example/news/\"><title>Post</title>{}{}{}</feed>",
        entry(
            1,
            &format!(
                "<content type=\"application/xhtml+xml\"><div><p>{WORDS}</p><p>So it is.</p></div></content>"
            )
        ),
        entry(2, "<content type=\"image/png\">aGVsbG8=</content>"),
        entry(
            3,
            &format!("<summary>{WORDS}</summary><author><name>By Ada Brill and Ola Lund</name></author>")
        ),
    );
    let found = all(feed);
    assert_eq!(found.len(), 3);
    assert!(found[1].as_ref().unwrap_err().to_string().contains("entry 2 of this feed has neither"));
    let first = found[0].as_ref().unwrap();
    assert_eq!(first.title.as_deref(), Some("Fares < 5 <Skerry>"));
    assert_eq!(first.capture.url.as_deref(), Some("https://post.example/1"));
    let text = String::from_utf8(first.capture.bytes.clone()).unwrap();
    assert!(text.ends_with(&format!("\n\n{WORDS}\n\nSo it is.")), "{text}");
    assert_eq!(found[2].as_ref().unwrap().authors, ["Ada Brill", "Ola Lund"]);
}

#[test]
fn addresses_are_whole_and_dates_keep_their_offset() {
    let items = [
        "<title>A</title><guid>https://post.example/g1</guid><pubDate>Tue, 14 May 2024 21:30:00 -0500</pubDate>",
        "<title>B</title><link>/news/1</link><pubDate>05/06/2024</pubDate><dc:creator>Ada Brill</dc:creator>",
        "<title>C</title><guid isPermaLink=\"false\">https://post.example/7</guid><author>a@post.example (Ada Brill)</author>",
    ];
    let found = good(rss(&items.map(item).concat()));
    assert_eq!(found[0].capture.url.as_deref(), Some("https://post.example/g1"));
    assert_eq!(found[0].hints.published.as_deref(), Some("2024-05-14T21:30:00-05:00"));
    assert_eq!(found[1].capture.url.as_deref(), Some("https://post.example/news/1"));
    assert_eq!(found[1].hints.published, None);
    assert!(found[1].notes.iter().any(|n| n.reason.contains("05/06/2024")));
    assert_eq!(found[2].capture.url, None);
    assert_eq!(
        (&found[1].authors, &found[2].authors),
        (&vec!["Ada Brill".to_owned()], &vec!["Ada Brill".to_owned()])
    );
}

#[test]
fn a_headline_that_is_said_twice_is_read_once_and_a_picture_speaks_for_want_of_words() {
    let twice = "<item><title>Town buys ferry - Harbour Post</title><description>&lt;a href=\"x\"&gt;Town buys ferry&lt;/a&gt;\
         &amp;nbsp;&lt;font&gt;Harbour Post&lt;/font&gt;</description></item>";
    let picture = format!(
        "<item><title>M</title><media:group><media:description>{WORDS}</media:description></media:group></item>"
    );
    let found = good(rss(&format!("{twice}{picture}")));
    assert_eq!(found[0].capture.bytes, b"Town buys ferry - Harbour Post");
    assert!(found[0].notes[0].reason.contains("only the headline"));
    assert_eq!(found[1].capture.bytes, format!("M\n\n{WORDS}").into_bytes());
}

#[test]
fn bytes_that_are_not_what_they_say_are_read_with_a_note() {
    let mut bytes = rss(&item("<title>Caf\u{1}\u{2}</title>")).into_bytes();
    let at = bytes.windows(2).position(|w| w == [1, 2]).unwrap();
    // What Windows writes for an é and a closing quotation mark, in a file that says it is UTF-8.
    bytes[at] = 0xe9;
    bytes[at + 1] = 0x94;
    let found = good(&bytes);
    assert_eq!(found[0].title.as_deref(), Some("Café”"));
    assert!(found[0].notes[0].reason.contains("not valid UTF-8"), "{:?}", found[0].notes);
}

#[test]
fn tags_with_attributes_without_end_are_read_in_their_time() {
    let many: String = (0..20_000).map(|n| format!(" a{n}=\">\"")).collect();
    let feed = rss(&item("<title>Ferry</title>")).replace("<channel>", &format!("<channel{many}>"));
    assert_eq!(good(feed).len(), 1);
}
