//! What must hold whatever comes in.

use onrecord::Article;
use onrecord_intake::{Capture, Hints, IntakeError, take};
use proptest::prelude::*;

fn capture(bytes: Vec<u8>, content_type: Option<&str>) -> Capture {
    Capture { origin: "-".to_owned(), bytes, url: None, content_type: content_type.map(str::to_owned) }
}

/// Parts lie in the text, in order, without overlap; what no part covers is white space.
fn assert_parts_hold(article: &Article, all_covered: bool) {
    let mut at = 0;
    for part in &article.parts {
        assert!(part.span.start >= at && part.span.start < part.span.end, "{part:?} after {at}");
        let gap = article.text.slice((at, part.span.start).into());
        assert!(!all_covered || gap.trim().is_empty(), "{gap:?} belongs to no part");
        at = part.span.end;
    }
    assert!(at <= article.text.len());
    assert!(!all_covered || article.text.slice((at, article.text.len()).into()).trim().is_empty());
}

/// One small document of each kind that is read.
fn documents() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/document");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 8);
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Tags and words in any order, closed or not: more like a page than random bytes are.
fn tag_soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<p>".to_owned()),
        Just("</p>".to_owned()),
        Just("<div class=article>".to_owned()),
        Just("</div>".to_owned()),
        Just("<article><h1>".to_owned()),
        Just("</h1>".to_owned()),
        Just("<table><tr><td>".to_owned()),
        Just("<li><a href='/x'>".to_owned()),
        Just("</a>".to_owned()),
        Just("<!--".to_owned()),
        Just("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":".to_owned()),
        Just("</script>".to_owned()),
        Just("<meta property='article:published_time' content='2023-11-10T".to_owned()),
        Just("<svg><title>".to_owned()),
        Just("&nbsp;&#0;&bogus;".to_owned()),
        "[A-Z][a-z]{2,8}( [a-z]{2,9}){3,20}\\. ",
        "\\PC{0,12}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|p| format!("<!doctype html><html><body>{}", p.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0..3usize) {
        let kind = [None, Some("text/html"), Some("text/plain; charset=shift_jis")][kind];
        if let Ok(taken) = take(&capture(bytes, kind), &Hints::default()) {
            assert_parts_hold(&taken.article, true);
        }
    }

    #[test]
    fn plain_text_is_kept_char_for_char(text in "[\\PC\\n\\r\\t]{1,300}", mark in any::<bool>()) {
        let bytes = if mark { format!("\u{feff}{text}") } else { text.clone() };
        match take(&capture(bytes.into_bytes(), Some("text/plain")), &Hints::default()) {
            Ok(taken) => {
                let kept = if mark { &text[..] } else { text.strip_prefix('\u{feff}').unwrap_or(&text) };
                prop_assert_eq!(taken.article.text.as_str(), kept);
                assert_parts_hold(&taken.article, true);
            }
            Err(e) => prop_assert!(matches!(e, IntakeError::Empty { .. } | IntakeError::Binary { .. }), "{e}"),
        }
    }

    #[test]
    fn news_lines_keep_their_parts_in_order(
        lines in prop::collection::vec(
            prop_oneof![
                Just("Read more".to_owned()),
                Just("ABSTRACT.".to_owned()),
                Just("By Jane Doe".to_owned()),
                Just(String::new()),
                Just("BERLIN (Example) – The talks go on, she said. Read Full Article at Example.com".to_owned()),
                Just("(Photo: Jane Doe) The talks (Image credit: John Roe) go on. (Photo by Jane Doe)".to_owned()),
                "[A-Z][a-z]{2,8}( [a-z]{2,9}){0,40}[.]?",
            ],
            1..20,
        )
    ) {
        let text = lines.join("\n");
        if let Ok(taken) = take(&capture(text.clone().into_bytes(), None), &Hints::default()) {
            prop_assert_eq!(taken.article.text.as_str(), text);
            assert_parts_hold(&taken.article, true);
        }
    }

    #[test]
    fn damaged_documents_never_panic(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3usize), 0..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = which.get(&documents()).clone();
        for (at, byte, how) in edits {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => {
                    let piece = bytes[at..(at + usize::from(byte)).min(bytes.len())].to_vec();
                    bytes.extend(piece);
                }
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(taken) = take(&capture(bytes, None), &Hints::default()) {
            assert_parts_hold(&taken.article, true);
        }
    }

    #[test]
    fn pages_never_panic(page in tag_soup()) {
        if let Ok(taken) = take(&capture(page.into_bytes(), None), &Hints::default()) {
            assert_parts_hold(&taken.article, true);
        }
    }
}
