//! Headline, summary and body that report one saying are grouped; what is merely on the same matter is not.

use onrecord::{Article, Part, PartKind, Reader, Record, Span, Text};

/// An article whose lines are parts of the kinds given; lines beyond them are body text.
fn read(kinds: &[PartKind], text: &str) -> Record {
    let text = Text::new(text);
    let mut parts = Vec::new();
    let mut start = 0;
    for (n, line) in text.as_str().split('\n').enumerate() {
        let end = start + line.chars().count() as u32;
        let kind = kinds.get(n).copied().unwrap_or(PartKind::Body);
        parts.push(Part { kind, span: Span::new(start, end) });
        start = end + 1;
    }
    let article = Article {
        id: "test".to_owned(),
        origin: "test".to_owned(),
        url: None,
        outlet: None,
        title: None,
        authors: Vec::new(),
        published: None,
        language: Some("en".to_owned()),
        extraction_confidence: None,
        section: None,
        page: None,
        coded: None,
        text,
        parts,
    };
    Reader::embedded().expect("the embedded model").read(article, Vec::new())
}

/// For each statement that repeats one, words of its content and of the other's.
fn pairs(record: &Record) -> Vec<(String, String)> {
    let words = |id: &str| {
        let s = record.statements.iter().find(|s| s.id == id).expect("a statement of the record");
        record.article.text.slice(s.content[0]).chars().take(24).collect::<String>()
    };
    record.statements.iter().filter_map(|s| Some((words(&s.id), words(s.repeats.as_ref()?)))).collect()
}

#[test]
fn a_summary_repeats_the_statement_that_does_the_same() {
    let record = read(
        &[PartKind::Headline, PartKind::Summary],
        "Norway will send more ferries to the islands, Ingrid Lindqvist says\n\
         Losing the islands would hurt Norway, Ingrid Lindqvist has warned\n\
         Losing the ferries to the islands would hurt the whole Norwegian coast, transport minister Ingrid Lindqvist told \
         reporters. Oslo will send more ferries and more crews before winter, she promised.\n\
         “We have heard all this before,” said Peter Aune, who runs a shop there.",
    );
    let pairs = pairs(&record);
    assert!(
        pairs.iter().any(|(a, b)| a.starts_with("Norway will send") && b.starts_with("Oslo will send")),
        "{pairs:#?}"
    );
    assert!(
        pairs.iter().any(|(a, b)| a.starts_with("Losing the islands") && b.starts_with("Losing the ferries")),
        "{pairs:#?}"
    );
    assert!(pairs.iter().all(|(a, _)| !a.contains("heard all this")), "{pairs:#?}");
}

#[test]
fn what_is_on_the_same_matter_is_no_repeat() {
    let record = read(
        &[PartKind::Headline],
        "Schools will stay open, Anna Brandt says\n\
         Anna Brandt said that hospitals would stay open. She said that nobody knew how long the strike would last.",
    );
    let pairs = pairs(&record);
    assert!(pairs.iter().all(|(_, b)| !b.contains("nobody knew")), "{pairs:#?}");
}
