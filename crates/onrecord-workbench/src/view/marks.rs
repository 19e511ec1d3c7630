//! An article's text in pieces, each with what stands on it: statements, one inside the other, and their parts.

use super::speakers::Speakers;
use onrecord::{Part, PartKind, Record, Span, Text, WordingKind};
use std::collections::{BTreeSet, HashMap};

/// A statement that begins at a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// `s7`.
    pub id: String,
    /// Whether this is where it first begins, and not where it goes on after an interruption.
    pub first: bool,
    /// The speaker's initials.
    pub initials: String,
    /// The number of the speaker's colour.
    pub hue: usize,
    /// Whole: `HA: s7, Henrik Aaldal, direct, promise`.
    pub label: String,
}

/// A stretch of text on which the same things stand throughout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    /// Where it begins in the article's text, in code points.
    pub at: u32,
    /// Classes of the style sheet; empty where nothing stands on it.
    pub class: String,
    /// Ids of the statements it belongs to, the outermost first.
    pub ids: String,
    /// What it is, for whoever cannot see the style.
    pub title: String,
    /// Statements that begin here.
    pub tags: Vec<Tag>,
}

/// A paragraph, headline or the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub kind: &'static str,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Content,
    Cue,
    Source,
    Addressee,
    Condition,
    Concession,
    Hedge,
    ScareQuote,
    Distancing,
    Name,
    Now,
}

impl Role {
    /// Its class and its name.
    fn shown(self) -> (&'static str, &'static str) {
        match self {
            Role::Content => ("said", "said"),
            Role::Cue => ("cue", "cue"),
            Role::Source => ("source", "source"),
            Role::Addressee => ("to", "addressee"),
            Role::Condition => ("condition", "condition"),
            Role::Concession => ("concession", "concession"),
            Role::Hedge => ("hedge", "hedge"),
            Role::ScareQuote => ("scare", "scare quote"),
            Role::Distancing => ("distancing", "distancing word"),
            Role::Name => ("name", "name"),
            Role::Now => ("now", "this is what is coded"),
        }
    }
}

struct Mark {
    span: Span,
    role: Role,
    /// Place of the statement in the record.
    statement: Option<usize>,
}

/// The article's paragraphs with everything marked.
pub(crate) fn paragraphs(record: &Record, speakers: &Speakers) -> Vec<Paragraph> {
    paragraphs_at(record, speakers, &[])
}

/// As [`paragraphs`], with what is coded marked besides.
pub(crate) fn paragraphs_at(record: &Record, speakers: &Speakers, now: &[Span]) -> Vec<Paragraph> {
    let marks = marks(record, now);
    let text = &record.article.text;
    let whole = [Part { kind: PartKind::Body, span: text.span() }];
    let parts = if record.article.parts.is_empty() { &whole[..] } else { &record.article.parts };
    let mut begun = BTreeSet::new();
    parts
        .iter()
        .filter(|part| !part.span.is_empty() && inside(text, part.span))
        .map(|part| Paragraph {
            kind: kind(part.kind),
            pieces: pieces(record, speakers, &marks, part.span, &mut begun),
        })
        .collect()
}

fn kind(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Headline => "headline",
        PartKind::Summary => "summary",
        PartKind::Subhead => "subhead",
        PartKind::Dateline => "dateline",
        PartKind::Byline => "byline",
        PartKind::Body => "body",
        PartKind::Caption => "caption",
        PartKind::Litter => "litter",
    }
}

fn inside(text: &Text, span: Span) -> bool {
    span.start <= span.end && span.end <= text.len()
}

fn marks(record: &Record, now: &[Span]) -> Vec<Mark> {
    let mut all: Vec<Mark> =
        now.iter().map(|&span| Mark { span, role: Role::Now, statement: None }).collect();
    for (n, s) in record.statements.iter().enumerate() {
        let addressee: Vec<Span> = s.addressee.iter().map(|p| p.span).collect();
        for (role, spans) in [
            (Role::Content, &s.content),
            (Role::Cue, &s.cue),
            (Role::Source, &s.source),
            (Role::Addressee, &addressee),
            (Role::Condition, &s.conditions),
            (Role::Concession, &s.concessions),
            (Role::Hedge, &s.hedges),
        ] {
            all.extend(spans.iter().map(|&span| Mark { span, role, statement: Some(n) }));
        }
    }
    for wording in &record.wording {
        let role = match wording.kind {
            WordingKind::ScareQuote => Role::ScareQuote,
            WordingKind::Distancing => Role::Distancing,
        };
        all.push(Mark { span: wording.span, role, statement: None });
    }
    for mention in record.actors.iter().flat_map(|a| &a.mentions).filter(|m| m.how.is_name()) {
        all.push(Mark { span: mention.span, role: Role::Name, statement: None });
    }
    // What was stored may have been harmed; what lies outside the text is not shown.
    all.retain(|mark| mark.span.start < mark.span.end && inside(&record.article.text, mark.span));
    all
}

fn pieces(
    record: &Record,
    speakers: &Speakers,
    marks: &[Mark],
    of: Span,
    begun: &mut BTreeSet<usize>,
) -> Vec<Piece> {
    let here: Vec<&Mark> = marks.iter().filter(|m| m.span.overlaps(of)).collect();
    let mut cuts: BTreeSet<u32> = [of.start, of.end].into();
    for mark in &here {
        cuts.extend([mark.span.start, mark.span.end].into_iter().filter(|c| of.start < *c && *c < of.end));
    }
    let cuts: Vec<u32> = cuts.into_iter().collect();
    let depth = depths(record);
    let mut before: BTreeSet<usize> = BTreeSet::new();
    let mut out = Vec::new();
    for pair in cuts.windows(2) {
        let span = Span::new(pair[0], pair[1]);
        let on: Vec<&&Mark> = here.iter().filter(|m| m.span.contains(span)).collect();
        let mut said: Vec<usize> =
            on.iter().filter(|m| m.role == Role::Content).filter_map(|m| m.statement).collect();
        said.sort_by_key(|&n| (depth[n], n));
        said.dedup();
        let tags = said
            .iter()
            .filter(|n| !before.contains(n))
            .filter_map(|&n| tag(record, speakers, n, begun.insert(n)))
            .collect();
        let roles: BTreeSet<Role> = on.iter().map(|m| m.role).collect();
        let belongs: BTreeSet<usize> = on.iter().filter_map(|m| m.statement).collect();
        let mut ids: Vec<usize> = said.clone();
        ids.extend(belongs.iter().filter(|n| !said.contains(n)));
        out.push(Piece {
            text: record.article.text.slice(span).to_owned(),
            at: span.start,
            class: class(record, speakers, &said, &roles, &on),
            ids: ids.iter().map(|&n| record.statements[n].id.as_str()).collect::<Vec<_>>().join(" "),
            title: roles
                .iter()
                .filter(|r| !matches!(r, Role::Content | Role::Name))
                .map(|r| r.shown().1)
                .collect::<Vec<_>>()
                .join(", "),
            tags,
        });
        before = said.into_iter().collect();
    }
    out
}

/// How many statements each one stands inside.
fn depths(record: &Record) -> Vec<usize> {
    let places: HashMap<&str, usize> =
        record.statements.iter().enumerate().map(|(n, s)| (s.id.as_str(), n)).collect();
    let outer = |n: usize| record.statements[n].inside.as_deref().and_then(|id| places.get(id)).copied();
    (0..record.statements.len())
        .map(|n| {
            let mut depth = 0;
            let mut at = outer(n);
            // A record that was harmed may have a ring.
            while let Some(m) = at.filter(|_| depth < 8) {
                depth += 1;
                at = outer(m);
            }
            depth
        })
        .collect()
}

fn tag(record: &Record, speakers: &Speakers, n: usize, first: bool) -> Option<Tag> {
    let s = record.statements.get(n)?;
    let speaker = speakers.of_statement(s.speaker.as_deref());
    let act = s.act.as_ref().map(super::word).unwrap_or_default();
    let negated = if s.negated { "not " } else { "" };
    let name = speaker.map_or("nobody is named", |s| s.name.as_str());
    let act = if act.is_empty() { String::new() } else { format!(", {negated}{act}") };
    Some(Tag {
        id: s.id.clone(),
        first,
        initials: speaker.map_or("?", |s| s.initials.as_str()).to_owned(),
        hue: speaker.map_or(0, |s| s.hue),
        // What is seen comes first, so that those who speak to their browser can name it.
        label: format!(
            "{}: {}, {name}, {}{act}",
            speaker.map_or("?", |s| s.initials.as_str()),
            s.id,
            s.kind.name()
        ),
    })
}

fn class(
    record: &Record,
    speakers: &Speakers,
    said: &[usize],
    roles: &BTreeSet<Role>,
    on: &[&&Mark],
) -> String {
    let mut out: Vec<String> = Vec::new();
    let hue = |n: usize| speakers.of_statement(record.statements[n].speaker.as_deref()).map_or(0, |s| s.hue);
    if let Some(&inner) = said.last() {
        out.push(format!("said h{} {}", hue(inner), record.statements[inner].kind.name()));
        if said.len() > 1 {
            out.push(format!("nested out{}", hue(said[0])));
        }
    } else if let Some(n) = on.iter().filter_map(|m| m.statement).next() {
        out.push(format!("h{}", hue(n)));
    }
    out.extend(roles.iter().filter(|r| **r != Role::Content).map(|r| r.shown().0.to_owned()));
    out.join(" ")
}

/// A paragraph in which one statement was found, its words marked.
pub(crate) fn excerpt(text: &str, start: u32, of: &onrecord_archive::Spans) -> Vec<Piece> {
    let text = Text::new(text);
    let place = |s: &Span| {
        // Of a statement that goes on for long, the beginning is shown.
        let (from, to) = (s.start.checked_sub(start)?, s.end.checked_sub(start)?.min(text.len()));
        (from < to).then(|| Span::new(from, to))
    };
    let roles = [(Role::Content, &of.content), (Role::Cue, &of.cue), (Role::Source, &of.source)];
    let marks: Vec<(Role, Span)> = roles
        .into_iter()
        .flat_map(|(role, spans)| spans.iter().filter_map(move |s| Some((role, place(s)?))))
        .collect();
    let mut cuts: BTreeSet<u32> = [0, text.len()].into();
    cuts.extend(marks.iter().flat_map(|(_, s)| [s.start, s.end]));
    let cuts: Vec<u32> = cuts.into_iter().collect();
    cuts.windows(2)
        .map(|pair| {
            let span = Span::new(pair[0], pair[1]);
            let roles: BTreeSet<Role> =
                marks.iter().filter(|(_, s)| s.contains(span)).map(|(role, _)| *role).collect();
            let shown = |n: fn(Role) -> &'static str, by: &str| {
                roles.iter().map(|r| n(*r)).collect::<Vec<_>>().join(by)
            };
            Piece {
                text: text.slice(span).to_owned(),
                at: start + span.start,
                class: shown(|r| r.shown().0, " "),
                ids: String::new(),
                title: String::new(),
                tags: Vec::new(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::{Article, Statement, StatementKind};

    fn record() -> Record {
        let text = "Holm said that Berg had denied that it leaks. “Enough,” she said.";
        let find = |words: &str| {
            let at = text.find(words).unwrap();
            let start = text[..at].chars().count() as u32;
            Span::new(start, start + words.chars().count() as u32)
        };
        let mut record = Record::new(Article::plain("x", Text::new(text)));
        record.statements = vec![
            Statement {
                id: "s1".to_owned(),
                content: vec![find("that Berg had denied that it leaks")],
                cue: vec![find("said")],
                ..Statement::new(StatementKind::Indirect)
            },
            Statement {
                id: "s2".to_owned(),
                content: vec![find("that it leaks")],
                cue: vec![find("denied")],
                inside: Some("s1".to_owned()),
                ..Statement::new(StatementKind::Indirect)
            },
            Statement {
                id: "s3".to_owned(),
                content: vec![find("“Enough,”")],
                ..Statement::new(StatementKind::Direct)
            },
        ];
        record
    }

    #[test]
    fn pieces_are_the_text_again_and_show_what_is_nested() {
        let record = record();
        let all = paragraphs(&record, &Speakers::of(&record));
        let pieces = &all[0].pieces;
        let again: String = pieces.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(again, record.article.text.as_str());
        let told: Vec<String> = pieces
            .iter()
            .map(|p| {
                let tags: Vec<&str> = p.tags.iter().map(|t| t.id.as_str()).collect();
                format!("{}|{}|{}|{}", p.text.trim(), p.class, p.ids, tags.join(" "))
            })
            .collect();
        assert_eq!(
            told,
            [
                "Holm|||",
                "said|h10 cue|s1|",
                "|||",
                "that Berg had|said h10 indirect|s1|s1",
                "denied|said h10 indirect cue|s1 s2|",
                "|said h10 indirect|s1|",
                "that it leaks|said h10 indirect nested out10|s1 s2|s2",
                ".|||",
                "“Enough,”|said h10 direct|s3|s3",
                "she said.|||",
            ]
        );
    }

    #[test]
    fn harmed_spans_are_left_out() {
        let mut record = record();
        record.statements[0].content.push(Span { start: 60, end: 900 });
        record.statements[1].inside = Some("s2".to_owned());
        let all = paragraphs(&record, &Speakers::of(&record));
        assert_eq!(all.len(), 1);
    }

    #[test]
    fn an_excerpt_is_the_paragraph_again() {
        let of = onrecord_archive::Spans {
            content: vec![Span::new(104, 107), Span::new(300, 400)],
            cue: vec![Span::new(100, 103)],
            source: vec![],
        };
        let pieces = excerpt("äbc def ghi", 100, &of);
        let told: Vec<(&str, &str)> = pieces.iter().map(|p| (p.text.as_str(), p.class.as_str())).collect();
        assert_eq!(told, [("äbc", "cue"), (" ", ""), ("def", "said"), (" ghi", "")]);
    }
}
