//! Records made by hand, for tests of what is printed.

use onrecord::actors::{Actor, ActorKind, ActorMention, SpeakerHow, Tie};
use onrecord::acts::Act;
use onrecord::time::{Anchor, Moment, Precision, Timex, TimexType, When};
use onrecord::{
    Article, Note, Part, PartKind, Party, Record, Span, Statement, StatementKind, Text, Wording, WordingKind,
};

/// A record in the making. Roles are given by their words; `2:he` is the second `he` of the text.
pub struct Made(pub Record);

impl Made {
    /// An article of these parts, a paragraph each. A part that is to follow on the same line starts with `+`.
    pub fn of(parts: &[(PartKind, &str)]) -> Made {
        let mut text = String::new();
        let mut spans = Vec::new();
        for (kind, words) in parts {
            let (between, words) = match words.strip_prefix('+') {
                Some(words) => (" ", words),
                None => ("\n", *words),
            };
            if !text.is_empty() {
                text += between;
            }
            let start = text.chars().count() as u32;
            text += words;
            spans.push(Part { kind: *kind, span: Span::new(start, text.chars().count() as u32) });
        }
        Made(Record::new(Article {
            origin: "harbour.txt".to_owned(),
            language: Some("en".to_owned()),
            parts: spans,
            ..Article::plain("sha256:0f", Text::new(text))
        }))
    }

    /// Where these words stand.
    pub fn span(&self, words: &str) -> Span {
        let (nth, words) = match words.split_once(':') {
            Some((n, words)) if n.parse::<usize>().is_ok() => (n.parse().unwrap(), words),
            _ => (1, words),
        };
        let text = &self.0.article.text;
        let found = text.as_str().match_indices(words).nth(nth - 1);
        let (byte, _) = found.unwrap_or_else(|| panic!("{words:?} is not in the text"));
        text.span_of(byte..byte + words.len())
    }

    /// Adds a statement; several pieces of a role are parted by ` | `.
    pub fn says(
        mut self,
        kind: StatementKind,
        source: &str,
        cue: &str,
        content: &str,
        confidence: f32,
    ) -> Made {
        let role = |words: &str| {
            words.split(" | ").filter(|w| !w.is_empty()).map(|w| self.span(w)).collect::<Vec<_>>()
        };
        let (source, cue, content) = (role(source), role(cue), role(content));
        let id = format!("s{}", self.0.statements.len() + 1);
        self.0.statements.push(Statement { id, cue, source, content, confidence, ..Statement::new(kind) });
        self
    }

    /// Adds scare quotes.
    pub fn scare(mut self, words: &str) -> Made {
        let span = self.span(words);
        self.0.wording.push(Wording { kind: WordingKind::ScareQuote, span });
        self
    }
}

fn mention(span: Span, how: Tie) -> ActorMention {
    ActorMention { span, how, because: None, confidence: 0.9 }
}

/// A time that is one day, resolved from the publication date.
fn day(id: &str, span: Span, date: &str) -> When {
    let moment: Moment = date.parse().unwrap();
    When {
        id: id.to_owned(),
        span,
        timex: Timex { kind: TimexType::Date, value: date.to_owned() },
        earliest: Some(moment),
        latest: Some(moment),
        precision: Precision::Day,
        anchor: Some(Anchor::Published),
        modifier: None,
    }
}

use PartKind::{Body, Byline, Caption, Dateline, Headline, Litter, Subhead, Summary};
use StatementKind::{Direct, Indirect, Mixed};

/// An article with every kind of part and statement.
pub fn harbour() -> Record {
    let made = Made::of(&[
        (Headline, "Bridge closure ‘a disaster’ – ferry owners"),
        (Summary, "The harbour bridge will stay shut until May, the port has said"),
        (Litter, "+Read the full story at skerrypost.example"),
        (Byline, "By Ada Brill"),
        (Dateline, "SKERRY –"),
        (
            Body,
            "+“Nobody asked us,” Marit Holm, who owns two ferries, told reporters on Friday, “and nobody will \
             pay us.” She did not deny that the plan was “careless”.",
        ),
        (Subhead, "A long repair"),
        (
            Body,
            "The port’s so-called “rescue plan” would cost 4 million crowns, according to people who have \
             read it.",
        ),
        (Litter, "Read more"),
        (Caption, "The bridge on Monday. Photo: Skerry Post"),
        (Body, "Traffic may return in April if the weather holds, it was reported."),
    ])
    .says(Mixed, "ferry owners", "–", "Bridge closure ‘a disaster’", 0.81)
    .says(Indirect, "the port", "has said", "The harbour bridge will stay shut until May", 0.97)
    .says(
        Direct,
        "Marit Holm, who owns two ferries,",
        "told",
        "“Nobody asked us,” | “and nobody will pay us.”",
        0.99,
    )
    .says(Mixed, "She", "did not deny", "the plan was “careless”", 0.9)
    .says(
        Indirect,
        "people who have read it",
        "according to",
        "The port’s so-called “rescue plan” would cost 4 million crowns",
        0.88,
    )
    .says(Indirect, "", "was reported", "Traffic may return in April if the weather holds", 0.52)
    .scare("“rescue plan”");
    let holm = Actor {
        id: "a1".to_owned(),
        name: Some("Marit Holm".to_owned()),
        kind: ActorKind::Person,
        wikidata: Some("Q0".to_owned()),
        country: None,
        dictionary: None,
        role: None,
        coded: None,
        anonymous: false,
        mentions: vec![
            mention(made.span("Marit Holm, who owns two ferries,"), Tie::Name),
            mention(made.span("She"), Tie::Pronoun),
        ],
    };
    let people = Actor {
        id: "a2".to_owned(),
        name: None,
        kind: ActorKind::Group,
        wikidata: None,
        role: None,
        anonymous: true,
        mentions: vec![mention(made.span("people who have read it"), Tie::Nominal)],
        ..holm.clone()
    };
    let [amount, reporters, friday, condition, hedge] =
        ["4 million crowns", "reporters", "on Friday", "if the weather holds", "may"]
            .map(|words| made.span(words));
    let mut record = made.0;
    record.article.outlet = Some("The Skerry Post".to_owned());
    record.article.published = Some("2024-03-15".to_owned());
    record.article.authors = vec!["Ada Brill".to_owned()];
    record.actors = vec![holm, people];
    for (statement, actor, how) in
        [(2, "a1", SpeakerHow::Source), (3, "a1", SpeakerHow::Source), (4, "a2", SpeakerHow::Carried)]
    {
        record.statements[statement].speaker = Some(actor.to_owned());
        record.statements[statement].speaker_how = Some(how);
    }
    record.times.push(day("t1", friday, "2024-03-15"));
    record.statements[2].act = Some(Act::Criticise);
    record.statements[2].addressee = Some(Party { span: reporters, actor: None });
    record.statements[2].when = Some("t1".to_owned());
    record.statements[3].act = Some(Act::Deny);
    record.statements[3].negated = true;
    record.statements[5].conditions = vec![condition];
    record.statements[5].hedges = vec![hedge];
    record.statements[5].repeats = Some("s2".to_owned());
    record.notes.push(
        Note::new("the language was told from few words").remedy("give it with --language if it is wrong"),
    );
    record.notes.push(Note::new("an amount without a year").at(amount));
    record
}

/// Statements inside statements, crossing statements, and one quote over two paragraphs.
pub fn nested() -> Record {
    Made::of(&[
        (
            Body,
            "Holm denied reports in two papers that the port had urged her to sell, and she said she would stay.",
        ),
        (Body, "“We have been here for sixty years. We know these waters."),
        (Body, "“And we will be here in sixty more,” she told the council."),
    ])
    .says(
        Indirect,
        "Holm",
        "denied",
        "reports in two papers that the port had urged her to sell",
        0.93,
    )
    .says(Indirect, "two papers", "reports", "the port had urged her to sell", 0.84)
    .says(Indirect, "the port", "urged", "her to sell", 0.7)
    .says(Indirect, "she", "said", "to sell, and she said she would stay", 0.3)
    .says(Indirect, "she", "said", "she would stay", 0.95)
    .says(
        Direct,
        "3:she",
        "told",
        "“We have been here for sixty years. We know these waters.\n“And we will be here in sixty more,”",
        1.0,
    )
    .0
}
