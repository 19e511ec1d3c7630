//! Transcripts as plain text: of television and radio, and the records of parliaments.
//!
//! The text is made anew, because whoever speaks says so in labels that no reader of running text understands
//! (`LAH (voice-over):`), and because all of a turn is that speaker's own words, without quotation marks.

use super::speech::{Said, Speaker, Turn, Writer};
use super::{Document, filled};
use crate::paragraphs::paragraphs;
use crate::parts::ends_sentence;
use crate::published::{PageDate, page_date};
use onrecord::{Note, PartKind};
use regex::Regex;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Fewest turns of a transcript.
const FEWEST_TURNS: usize = 4;
/// The same where every paragraph has a label in capitals, and one of them comes back.
const FEWEST_ALONE: usize = 3;
/// Share of the paragraphs from the first turn on that must have a label: of labels in capitals, and of names as elsewhere.
const LABELLED_SHARE: f64 = 0.5;
const NAMED_SHARE: f64 = 0.75;
/// The same where the text says that it is a transcript.
const MARKED_SHARE: f64 = 0.15;
/// Most words of a name in a label.
const NAME_WORDS: usize = 6;

/// What stands in labels, from `lexicon/transcripts.toml`.
pub(super) static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    onrecord::language::from_toml(include_str!("../../../../lexicon/transcripts.toml"))
        .expect("a test reads transcripts.toml")
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    titles: HashSet<String>,
    nobody: HashSet<String>,
    never: HashSet<String>,
    marks: Vec<String>,
}

impl Labels {
    pub fn is_title(&self, word: &str) -> bool {
        self.titles.contains(word.trim_end_matches('.').to_lowercase().as_str())
    }

    /// Whether a label names no person.
    pub fn is_nobody(&self, label: &str) -> bool {
        let label = label.to_lowercase();
        let whole = label.strip_prefix("the ").unwrap_or(&label);
        let first = whole.split([' ', '#']).next().unwrap_or_default();
        self.nobody.contains(whole) || (self.nobody.contains(first) && !self.titles.contains(first))
    }
}

/// How a label is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `LAH (voice-over):`
    Capitals,
    /// `Ana Brandt:`
    Name,
    /// `Ana Brandt (SPD):`, `Mr. SMITH.`, `Ana Brandt (S&D). –`: nothing else is written like it.
    Record,
}

struct Label<'t> {
    style: Style,
    /// Without what says how or for whom it is said.
    name: &'t str,
    /// As it is written.
    whole: &'t str,
    /// What follows it in its paragraph.
    rest: &'t str,
}

/// The transcript that a plain text is, if it is one.
pub(crate) fn transcript(text: &str) -> Option<Document> {
    // Nearly every text is told from a transcript by this, at once.
    let titles: usize =
        ["Mr. ", "Mrs. ", "Ms. ", "The "].iter().map(|title| text.matches(title).count()).sum();
    if text.matches([':', '–', '—']).count() + titles < FEWEST_ALONE {
        return None;
    }
    let all: Vec<&str> = paragraphs(text).into_iter().map(|p| &text[p.range]).collect();
    let labels: Vec<Option<Label>> = all.iter().map(|paragraph| label(paragraph)).collect();
    let style = style(text, &labels)?;
    let ours = |label: &Option<Label>| {
        label.as_ref().is_some_and(|l| l.style == style || l.style == Style::Capitals)
    };
    let first = labels.iter().position(ours)?;
    let mut writer = Writer::default();
    let mut document = Document::default();
    head(&all[..first], &mut writer, &mut document);
    let mut turns: Vec<Turn> = Vec::new();
    for (paragraph, label) in all[first..].iter().zip(&labels[first..]) {
        let spoken = match label.as_ref().filter(|l| l.style == style || l.style == Style::Capitals) {
            Some(label) => {
                let over = (label.whole != label.name).then(|| label.whole.to_owned());
                turns.push(Turn {
                    speaker: Speaker::Somebody(label.name.to_owned()),
                    over: over.into_iter().collect(),
                    paragraphs: Vec::new(),
                });
                label.rest
            }
            None => paragraph,
        };
        let Some(turn) = turns.last_mut() else { continue };
        let (time, spoken) = timed(spoken);
        turn.over.extend(time.filter(|_| turn.paragraphs.is_empty()).map(str::to_owned));
        if let Some(words) = filled(spoken) {
            turn.paragraphs.push(if is_heard(&words) { Said::Heard(words) } else { Said::Words(words) });
        }
    }
    writer.turns(&turns);
    document.notes.push(
        Note::new(format!(
            "read as a transcript of {} turns: its text is written anew, with each speaker's whole name and the words in \
             quotation marks",
            turns.len()
        )),
    );
    (document.text, document.layout) = (writer.text, Some(writer.layout));
    Some(document)
}

/// How the labels of a transcript are written; none of a text that is none.
fn style(text: &str, labels: &[Option<Label>]) -> Option<Style> {
    let lower = text[..text.floor_char_boundary(200_000)].to_lowercase();
    let marked = LABELS.marks.iter().any(|mark| lower.contains(mark.as_str()));
    let styles = [Style::Record, Style::Capitals, Style::Name];
    styles.into_iter().find(|&style| {
        let own: Vec<&Label> = labels.iter().flatten().filter(|l| l.style == style).collect();
        let Some(first) = labels.iter().position(|l| l.as_ref().is_some_and(|l| l.style == style)) else {
            return false;
        };
        let mut turns: HashMap<&str, usize> = HashMap::new();
        own.iter().for_each(|l| *turns.entry(l.name).or_default() += 1);
        let back = turns.values().filter(|n| **n > 1).count();
        let share = own.len() as f64 / (labels.len() - first) as f64;
        let (least, back_least) = match (style, marked) {
            (Style::Record, _) => (0.02, 0),
            (_, true) => (MARKED_SHARE, 0),
            (Style::Capitals, false) => (LABELLED_SHARE, 1),
            (Style::Name, false) => (NAMED_SHARE, 2),
        };
        let alone = style == Style::Capitals && own.len() == labels.len() && back > 0;
        let fewest = if alone { FEWEST_ALONE } else { FEWEST_TURNS };
        own.len() >= fewest && turns.len() > 1 && share >= least && back >= back_least
    })
}

/// The label at the start of a paragraph.
fn label(paragraph: &str) -> Option<Label<'_>> {
    static COLON: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:>+ ?)?(?P<whole>[^:“”\x22\n]{2,120}):$").expect("a valid pattern"));
    static RECORD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?xs)^(?P<whole>
                (?P<title>(?:(?:Mr|Mrs|Ms|Miss|Dr)\.\ (?:\p{Lu}[\p{Lu}'’.-]+\ ?){1,3}|The\ (?:PRESIDING\ OFFICER|ACTING\ CHAIR
                  |(?:VICE\ )?PRESIDENT|SPEAKER|CHAIR(?:MAN|WOMAN)?)(?:\ pro\ tempore)?)(?:\ of\ \p{Lu}\p{Ll}+(?:\ \p{Lu}\p{Ll}+)?)?)\.
               |(?P<name>\p{Lu}[\p{L}'’.-]*(?:\ [\p{L}'’.-]+){0,4}?)(?:\ \([^()]{1,40}\))?(?:,\ [^.:]{3,120})?\.\ [–—]
              )\s+(?P<rest>\p{Lu}.*)$",
        )
        .expect("a valid pattern")
    });
    // A line of its own that a turn follows: `Ana Brandt (Skerry) (Lab)`.
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?P<name>\p{Lu}[\p{L}'’.-]*(?: [\p{L}'’.-]+){1,4}) \([^()\d]{2,60}\)(?: \([^()\d]{2,40}\))?$",
        )
        .expect("a valid pattern")
    });
    let start = &paragraph[..paragraph.floor_char_boundary(200)];
    // Making a pattern ready costs more than most texts do.
    let titled =
        ["Mr. ", "Mrs. ", "Ms. ", "Miss ", "Dr. ", "The "].iter().any(|title| start.starts_with(title));
    let dashed = start.contains(". –") || start.contains(". —");
    let record = if titled || dashed { RECORD.captures(paragraph) } else { None };
    if let Some(c) = record {
        let name = c.name("title").or_else(|| c.name("name"))?;
        let name = &paragraph[name.range()];
        let whole = &paragraph[c.name("whole")?.range()];
        let named = c.name("title").is_some() || is_name(name) || LABELS.is_nobody(name);
        return named.then(|| Label {
            style: Style::Record,
            name: name.trim_end_matches(" of"),
            whole: whole.trim_end_matches([' ', '–', '—', '.']),
            rest: c.name("rest").map_or("", |m| &paragraph[m.range()]),
        });
    }
    let alone =
        if paragraph.len() < 160 && paragraph.ends_with(')') { ALONE.captures(paragraph) } else { None };
    if let Some(c) = alone {
        let name = &paragraph[c.name("name")?.range()];
        return is_name(name).then_some(Label { style: Style::Record, name, whole: paragraph, rest: "" });
    }
    if !start.contains(':') {
        return None;
    }
    let line = paragraph.find(':')?;
    let c = COLON.captures(&paragraph[..paragraph.len().min(line + 1)])?;
    let whole = &paragraph[c.name("whole")?.range()];
    let rest = &paragraph[line + 1..];
    // A clock, an address.
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let (name, party) = named(whole);
    // On a line of its own, `Präsidentin Ana Brandt:`.
    let titled = rest.trim().is_empty() && name.split(' ').next().is_some_and(|word| LABELS.is_title(word));
    let never = LABELS.never.contains(name.to_lowercase().as_str());
    let style = if never {
        return None;
    } else if is_shouted(name) {
        Style::Capitals
    } else if is_name(name) && (party || titled) {
        Style::Record
    } else if is_name(name) || LABELS.is_nobody(name) {
        Style::Name
    } else {
        return None;
    };
    Some(Label { style, name, whole: whole.trim(), rest: rest.trim() })
}

/// The label of a line of subtitles, and what is said behind it.
pub(super) fn caption_label(line: &str) -> Option<(&str, &str)> {
    let label = label(line).filter(|label| !label.rest.is_empty())?;
    Some((label.name, label.rest))
}

/// The name in a label, and whether something in brackets follows it: `MAYOR ANA BRANDT (D), SKERRY (through translator)`,
/// `The Minister for Ports (Ana Brandt)`.
fn named(whole: &str) -> (&str, bool) {
    let whole = whole.trim();
    let Some((before, rest)) = whole.split_once(['(', '[']) else {
        return (whole.split(',').next().unwrap_or(whole).trim(), false);
    };
    let inside = rest.split([')', ']']).next().unwrap_or_default().trim();
    if before.starts_with("The ") && is_name(inside) && inside.contains(' ') {
        return (inside, true);
    }
    (before.split(',').next().unwrap_or(before).trim(), inside.chars().any(char::is_uppercase))
}

/// Whether a label is in capitals: `LAH`, `UNIDENTIFIED MALE #2`, `McCAIN`.
fn is_shouted(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let word = |w: &&str| {
        let w = w.strip_prefix("Mc").or_else(|| w.strip_prefix("Mac")).unwrap_or(w);
        w.chars().all(|c| c.is_uppercase() || c.is_numeric() || "'’.#-/&".contains(c))
    };
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (1..=NAME_WORDS).contains(&words.len()) && letters >= 2 && words.iter().all(word)
}

/// Whether it is written as the name of a person: two words or more with capitals, and small ones only between them.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let capital = |w: &&&str| {
        w.chars().next().is_some_and(char::is_uppercase)
            && w.chars().all(|c| c.is_alphabetic() || "'’.-".contains(c))
    };
    let small = |w: &&&str| {
        matches!(
            **w,
            "de" | "da"
                | "di"
                | "del"
                | "der"
                | "den"
                | "van"
                | "von"
                | "la"
                | "le"
                | "zu"
                | "bin"
                | "al"
                | "of"
        )
    };
    let big = words.iter().filter(capital).count();
    (2..=NAME_WORDS).contains(&words.len())
        && big >= 2
        && words.iter().all(|w| capital(&w) || small(&w))
        && words.first().is_some_and(|w| capital(&w))
        && words.last().is_some_and(|w| capital(&w))
}

/// The time code at the start of what is said: `[20:05:10]`.
fn timed(spoken: &str) -> (Option<&str>, &str) {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]\s*").expect("a valid pattern")
    });
    match TIME.find(spoken) {
        Some(m) => (Some(m.as_str().trim()), &spoken[m.end()..]),
        None => (None, spoken),
    }
}

/// Whether a paragraph tells what is heard or seen, and is said by nobody: `(APPLAUSE)`, `END`.
pub(super) fn is_heard(words: &str) -> bool {
    let bracketed =
        |open, close| words.starts_with(open) && words.ends_with(close) && words.matches(open).count() == 1;
    bracketed('(', ')') || bracketed('[', ']') || matches!(words, "END" | "###" | "-END-" | "* * *")
}

/// What stands before the first turn: a heading, the day, and what the makers say of it.
fn head(all: &[&str], writer: &mut Writer, document: &mut Document) {
    for (n, paragraph) in all.iter().enumerate() {
        let lower = paragraph.to_lowercase();
        let of_it = ["aired", "broadcast", "transcript", "air date"].iter().any(|mark| lower.contains(mark));
        if let (None, PageDate::Good(day)) = (&document.published, page_date(paragraph)) {
            document.published = Some(day);
        }
        let kind = if n == 0 && !ends_sentence(paragraph) {
            document.title = filled(paragraph);
            PartKind::Headline
        } else if of_it || is_heard(paragraph) {
            PartKind::Litter
        } else if ends_sentence(paragraph) {
            PartKind::Body
        } else {
            PartKind::Subhead
        };
        writer.add(kind, &filled(paragraph).unwrap_or_default());
    }
}
