//! Pages, and files of many articles.

use onrecord::Article;
use onrecord_intake::{Budget, Capture, Content, Hints, Listing, Mapping, Sources, Wanted, feeds_of, take};
use std::fs;

/// Most bytes an article may have here, small so that limits are met too.
const LIMIT: u64 = 16 << 10;

/// Reads a page of any charset.
pub fn html(data: &[u8]) {
    let capture = Capture {
        origin: "page.html".to_owned(),
        bytes: data.to_vec(),
        url: Some("https://skerry.example/1".to_owned()),
        content_type: Some("text/html".to_owned()),
    };
    feeds_of(data, &Budget::default());
    if let Ok(taken) = take(&capture, &Hints::default()) {
        assert_article(&taken.article);
    }
}

/// Reads a document of whatever kind its first bytes say.
pub fn document(data: &[u8]) {
    let capture =
        Capture { origin: "document".to_owned(), bytes: data.to_vec(), url: None, content_type: None };
    match take(&capture, &Hints::default()) {
        Ok(taken) => assert_article(&taken.article),
        Err(error) => assert!(error.to_string().contains("document"), "{error} does not say where"),
    }
}

/// Reads a WARC file.
pub fn warc(data: &[u8]) {
    many("crawl.warc", data);
}

/// Reads a file of JSON Lines.
pub fn jsonl(data: &[u8]) {
    many("news.jsonl", data);
}

/// Reads an export of a press database, a document of a word processor or a table.
pub fn export(data: &[u8]) {
    many("export", data);
}

/// Reads a feed or a sitemap as it comes from the web.
pub fn feed(data: &[u8]) {
    let capture = Capture {
        origin: "https://skerry.example/feed".to_owned(),
        bytes: data.to_vec(),
        url: Some("https://skerry.example/feed".to_owned()),
        content_type: None,
    };
    let budget = Budget::of_file(&|| false);
    let Ok(Content::Listing(Listing { entries, .. })) = Content::of(capture, LIMIT, &budget) else { return };
    for own in entries.into_iter().filter_map(|e| e.own) {
        if let Ok(taken) = own.take(&Hints::default()) {
            assert_article(&taken.article);
        }
    }
}

/// Reads a file of many articles; each is taken in, or refused with an error that says where and why.
fn many(name: &str, data: &[u8]) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    let path = folder.path().join(name);
    fs::write(&path, data).expect("the file can be written");
    let sources = Sources::new(vec![Wanted::Path(path)], Mapping::default()).limit(LIMIT);
    for received in sources {
        match received {
            Ok(received) => {
                assert!(received.capture.bytes.len() as u64 <= LIMIT + 16, "more than was allowed");
                if let Ok(taken) = received.take(&Hints::default()) {
                    assert_article(&taken.article);
                }
            }
            Err(error) => assert!(error.to_string().contains(name), "{error} does not say where"),
        }
    }
}

/// What holds of every article: parts lie in the text, in order, without overlap, and what none of them covers is white
/// space.
pub(crate) fn assert_article(article: &Article) {
    let text = &article.text;
    assert!(!text.as_str().trim().is_empty(), "an article without words");
    let mut at = 0;
    for part in &article.parts {
        assert!(part.span.start >= at && part.span.start < part.span.end, "{part:?} after {at}");
        assert!(part.span.end <= text.len(), "{part:?} in {}", text.len());
        let gap = text.slice((at, part.span.start).into());
        assert!(gap.trim().is_empty(), "{gap:?} belongs to no part");
        at = part.span.end;
    }
    assert!(text.slice((at, text.len()).into()).trim().is_empty(), "the end belongs to no part");
    let absent = [&article.outlet, &article.title, &article.published, &article.language, &article.url];
    assert!(absent.into_iter().flatten().all(|s| !s.is_empty()), "what is absent is none, not empty");
    assert!(article.extraction_confidence.is_none_or(|c| (0.0..=1.0).contains(&c)));
}
