//! Subtitles, as SubRip (`.srt`) and WebVTT (`.vtt`) have them: cues become turns, or paragraphs where nobody is named.

use super::speech::{Said, Speaker, Turn, Writer};
use super::transcript::{caption_label, is_heard};
use super::{Document, Found, Trouble, filled, short};
use crate::input::Input;
use crate::parts::ends_sentence;
use crate::xml::unescaped;
use crate::{TEXT_LIMIT, charset};
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use regex::{Regex, bytes};
use std::sync::LazyLock;

/// Silence, in milliseconds, after which a new paragraph begins where nobody is named.
const PAUSE: u64 = 2_000;
/// Characters after which a paragraph ends at the next sentence.
const LONG: usize = 400;

/// Whether a file begins as subtitles do.
pub(super) fn is_captions(head: &[u8]) -> bool {
    static SRT: LazyLock<bytes::Regex> = LazyLock::new(|| {
        bytes::Regex::new(
            r"(?-u)^(?:\xef\xbb\xbf)?\s*\d{1,6}[ \t]*\r?\n\d{1,3}:\d{2}:\d{2}[,.]\d{1,3}[ \t]*-->",
        )
        .expect("a valid pattern")
    });
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    let vtt =
        head.strip_prefix(b"WEBVTT").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace));
    vtt || (head.trim_ascii_start().first().is_some_and(u8::is_ascii_digit) && SRT.is_match(head))
}

/// One line that is shown, and when.
struct Shown {
    from: u64,
    to: u64,
    voice: Option<String>,
    words: String,
    /// A sign that somebody else begins to speak: `>>`, `-`.
    turns: bool,
}

pub(super) fn read(input: &Input) -> Result<Found, Trouble> {
    let decoded = charset::decode(&Input { content_type: None, ..*input })?;
    let (shown, bad) = shown(&decoded.text, input.budget)?;
    let turns = turns(shown);
    let mut writer = Writer::default();
    writer.turns(&turns);
    if writer.text.is_empty() {
        return Err(Trouble::Empty);
    }
    if writer.text.len() as u64 > TEXT_LIMIT {
        return Err(Trouble::TooLong(writer.text.len() as u64));
    }
    let mut document = Document { notes: decoded.notes, ..Document::default() };
    if turns.iter().all(|turn| turn.speaker == Speaker::Unsaid) {
        document.notes.push(
            Note::new("the subtitles name no speaker: what they say is read as running text")
                .remedy("write `NAME: ` where somebody begins to speak, and their words are theirs"),
        );
    }
    if bad > 0 {
        document
            .notes
            .push(Note::new(format!("{bad} blocks of the subtitles have no time and were left out")));
    }
    (document.text, document.layout) = (writer.text, Some(writer.layout));
    Ok(Found::Document(document))
}

/// The lines that are shown, in order, and how many blocks make no sense.
fn shown(text: &str, budget: &Budget) -> Result<(Vec<Shown>, usize), Over> {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})",
        )
        .expect("a valid pattern")
    });
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let vtt = text.trim_start_matches('\u{feff}').starts_with("WEBVTT");
    let (mut out, mut bad) = (Vec::<Shown>::new(), 0);
    for block in text.split("\n\n") {
        budget.node()?;
        let mut lines = block.lines().filter(|line| !line.trim().is_empty()).peekable();
        let Some(first) = lines.peek() else { continue };
        if vtt
            && ["WEBVTT", "NOTE", "STYLE", "REGION", "\u{feff}WEBVTT"]
                .iter()
                .any(|kind| first.starts_with(kind))
        {
            continue;
        }
        let Some(times) = lines.by_ref().take(2).find_map(|line| TIME.captures(line)) else {
            bad += 1;
            continue;
        };
        let (from, to) = (milliseconds(&times[1]), milliseconds(&times[2]));
        let mut voice = None;
        for line in lines {
            for (voice, line) in spoken(line, &mut voice) {
                budget.node()?;
                add(&mut out, from, to, voice, &line);
            }
        }
    }
    Ok((out, bad))
}

/// Adds what one voice says in a line.
fn add(out: &mut Vec<Shown>, from: u64, to: u64, voice: Option<String>, line: &str) {
    let dashed = line.trim_start().strip_prefix(['-', '–']).filter(|rest| !rest.starts_with(['-', '–']));
    let chevrons = line.trim_start().strip_prefix(">>").map(|rest| rest.trim_start_matches('>'));
    let turns = dashed.is_some() || chevrons.is_some();
    let Some(words) = filled(dashed.or(chevrons).unwrap_or(line)) else { return };
    // Captions that roll show every line twice.
    match out.last_mut() {
        Some(last) if last.words == words && last.to + PAUSE >= from => last.to = to,
        _ => out.push(Shown { from, to, voice, words, turns }),
    }
}

/// What each voice says in a line, without the line's tags. `voice` is the one that speaks when the line begins, and then the one
/// that speaks when it has ended.
fn spoken(line: &str, voice: &mut Option<String>) -> Vec<(Option<String>, String)> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"<(/?)([a-zA-Z]*)([^<>]*)>|\{\\[^{}]*\}|\{/?[a-zA-Z]\}").expect("a valid pattern")
    });
    let mut out = Vec::new();
    let mut words = String::new();
    let mut at = 0;
    for c in TAG.captures_iter(line) {
        let Some(whole) = c.get(0) else { continue };
        words.push_str(&line[at..whole.start()]);
        at = whole.end();
        let name = c.get(2).map_or("", |m| m.as_str());
        if name == "v" {
            out.push((voice.clone(), unescaped(&std::mem::take(&mut words)).into_owned()));
            let opens = c.get(1).is_none_or(|m| m.is_empty());
            let who = c.get(3).map_or("", |m| m.as_str());
            // `<v.loud Ana Brandt>`
            let who = who.split_once(' ').map_or("", |(_, who)| who);
            *voice = opens.then(|| short(&unescaped(who))).flatten();
        }
    }
    words.push_str(&line[at..]);
    out.push((voice.clone(), unescaped(&words).into_owned()));
    out
}

fn milliseconds(time: &str) -> u64 {
    let (clock, fraction) = time.split_once(['.', ',']).unwrap_or((time, "0"));
    let seconds = clock.split(':').fold(0_u64, |sum, n| sum * 60 + n.parse::<u64>().unwrap_or(0));
    seconds * 1_000 + format!("{fraction:0<3}").parse::<u64>().unwrap_or(0)
}

/// Hours, minutes and seconds, as a time code.
fn code(from: u64) -> String {
    let seconds = from / 1_000;
    format!("[{:02}:{:02}:{:02}]", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The turns that lines make.
fn turns(shown: Vec<Shown>) -> Vec<Turn> {
    let named = shown.iter().any(|line| line.voice.is_some() || caption_label(&line.words).is_some());
    let mut out: Vec<Turn> = Vec::new();
    let (mut voice, mut ended) = (None::<String>, 0);
    for line in shown {
        let (label, words) = match caption_label(&line.words) {
            Some((label, words)) => (Some(label.to_owned()), words.to_owned()),
            None => (None, line.words.clone()),
        };
        let said = if is_heard(&words) || is_music(&words) { Said::Heard(words) } else { Said::Words(words) };
        let who = label.or(line.voice);
        let pause = line.from >= ended + PAUSE;
        let full = out.last().is_some_and(|turn| match turn.paragraphs.last() {
            Some(Said::Words(before)) => ends_sentence(before) && (pause || before.len() > LONG),
            _ => true,
        });
        let begins = if named {
            who.as_ref().is_some_and(|who| Some(who) != voice.as_ref()) || (line.turns && who.is_none())
        } else {
            full
        };
        ended = line.to;
        if begins || out.is_empty() {
            let speaker = who.clone().map_or(Speaker::Unsaid, Speaker::Somebody);
            out.push(Turn { speaker, over: vec![code(line.from)], paragraphs: Vec::new() });
            voice = who;
        }
        let Some(turn) = out.last_mut() else { continue };
        match (turn.paragraphs.last_mut(), said) {
            (Some(Said::Words(before)), Said::Words(more)) => {
                before.push(' ');
                before.push_str(&more);
            }
            (_, said) => turn.paragraphs.push(said),
        }
    }
    out.retain(|turn| !turn.paragraphs.is_empty());
    out
}

fn is_music(words: &str) -> bool {
    words.starts_with(['♪', '♫']) || words.ends_with(['♪', '♫'])
}
