//! Speech in turns, written so that a reader sees who speaks: the name, a colon, and the words in quotation marks.

use super::transcript::LABELS;
use crate::parts::Layout;
use onrecord::PartKind;
use std::collections::HashMap;

/// What one voice says before another does.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub speaker: Speaker,
    /// What stands over it without being said: a time code, the label as it was written.
    pub over: Vec<String>,
    pub paragraphs: Vec<Said>,
}

/// Whose turn it is.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Nobody says.
    #[default]
    Unsaid,
    /// Somebody, as the label writes it.
    Somebody(String),
}

/// A paragraph of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Words(String),
    /// Applause, a film that is shown: `(APPLAUSE)`.
    Heard(String),
}

/// Writes a text and tells its parts.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub text: String,
    pub layout: Layout,
}

impl Writer {
    /// A paragraph.
    pub fn add(&mut self, kind: PartKind, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.layout.parts.push((kind, self.text.len()..self.text.len() + words.len()));
        self.text.push_str(words);
    }

    /// Turns, each paragraph in quotation marks behind its speaker's name; as they are where nobody is named at all.
    pub fn turns(&mut self, turns: &[Turn]) {
        let named = turns.iter().any(|turn| turn.speaker != Speaker::Unsaid);
        let voices = Voices::of(turns);
        for turn in turns {
            let over = turn.over.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
            self.add(PartKind::Litter, &over.collect::<Vec<_>>().join(" "));
            let mut label = match &turn.speaker {
                Speaker::Somebody(label) => Some(voices.name(label)),
                // Without a label of its own the turn would count to the voice before it.
                Speaker::Unsaid => named.then(|| "Unknown".to_owned()),
            };
            for said in &turn.paragraphs {
                match said {
                    Said::Heard(words) => self.add(PartKind::Litter, words),
                    Said::Words(words) if named => {
                        let name = label.take().map(|name| format!("{name}: ")).unwrap_or_default();
                        self.add(PartKind::Body, &format!("{name}“{}”", inside(words)));
                    }
                    Said::Words(words) => self.add(PartKind::Body, words),
                }
            }
        }
    }
}

/// The names behind the labels.
struct Voices {
    /// Words in small letters, as the text writes them where it does not shout.
    forms: HashMap<String, String>,
    /// Whole names by their last word; none where two people share it.
    families: HashMap<String, Option<String>>,
    /// Whole names by their initials; none where two people share them.
    initials: HashMap<String, Option<String>>,
}

impl Voices {
    fn of(turns: &[Turn]) -> Self {
        let mut forms = HashMap::new();
        for turn in turns {
            for said in &turn.paragraphs {
                let Said::Words(words) = said else { continue };
                for word in words.split(|c: char| !c.is_alphabetic() && !"'’-".contains(c)) {
                    let word = word.trim_matches(['\'', '’', '-']);
                    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
                    let mut letters = word.chars();
                    let named =
                        letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
                    if named {
                        forms.entry(word.to_lowercase()).or_insert_with(|| word.to_owned());
                    }
                }
            }
        }
        let mut voices = Voices { forms, families: HashMap::new(), initials: HashMap::new() };
        for turn in turns {
            let Speaker::Somebody(label) = &turn.speaker else { continue };
            let name = voices.spelt(label);
            if let Some((_, family)) = name.rsplit_once(' ') {
                let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
                only(&mut voices.families, family.to_lowercase(), &name);
                only(&mut voices.initials, initials, &name);
            }
        }
        voices
    }

    /// The whole name behind a label.
    fn name(&self, label: &str) -> String {
        let name = self.spelt(label);
        let whole = self.families.get(&name.to_lowercase()).or_else(|| self.initials.get(label));
        whole.cloned().flatten().unwrap_or(name)
    }

    /// A label without titles, and in the letters that names have.
    fn spelt(&self, label: &str) -> String {
        let words: Vec<&str> = label.split_whitespace().collect();
        let titles = words.iter().take_while(|word| LABELS.is_title(word)).count();
        let left = if titles < words.len() { &words[titles..] } else { &words[..] };
        if LABELS.is_nobody(label) || LABELS.is_nobody(&left.join(" ")) {
            let line = words.join(" ").to_lowercase();
            let mut letters = line.chars();
            return letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default();
        }
        // Two letters alone that are no word of the text are more likely initials than a name.
        if let [word] = left
            && word.chars().count() == 2
            && !self.forms.contains_key(&word.to_lowercase())
        {
            return (*word).to_owned();
        }
        left.iter().map(|word| self.form(word)).collect::<Vec<_>>().join(" ")
    }

    fn form(&self, word: &str) -> String {
        if word.chars().any(char::is_lowercase) || word.ends_with('.') || word.chars().count() == 1 {
            return word.to_owned();
        }
        if let Some(form) = self.forms.get(&word.to_lowercase()) {
            return form.clone();
        }
        // Anew after an apostrophe or a hyphen: O'Brien, Smith-Jones.
        let mut first = true;
        let small = word.chars().flat_map(|c| {
            let big = first;
            first = !c.is_alphabetic();
            if big { c.to_uppercase().collect::<Vec<_>>() } else { c.to_lowercase().collect() }
        });
        small.collect()
    }
}

/// Notes a name under a key, or that two share the key.
fn only(names: &mut HashMap<String, Option<String>>, key: String, name: &str) {
    let known = names.entry(key).or_insert_with(|| Some(name.to_owned()));
    if known.as_ref().is_some_and(|known| known != name) {
        *known = None;
    }
}

/// Words that stand in quotation marks, with single marks for those inside.
fn inside(words: &str) -> String {
    let mut open = false;
    let mut out = String::with_capacity(words.len());
    for c in words.trim().chars() {
        match c {
            '“' | '„' | '«' => out.push('‘'),
            '”' | '»' => out.push('’'),
            '"' => {
                out.push(if open { '’' } else { '‘' });
                open = !open;
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_and_written_as_names_are() {
        let turn = |label: &str, words: &str| Turn {
            speaker: Speaker::Somebody(label.to_owned()),
            over: Vec::new(),
            paragraphs: vec![Said::Words(words.to_owned())],
        };
        let turns = [
            turn("KYUNG LAH", "Here is \"Mayor\" McDonald."),
            turn("MAYOR ANA MCDONALD", "We did."),
            turn("LAH", "And O’Brien?"),
            turn("SEN. O'BRIEN", "No."),
            turn("PROTESTER", "Lies!"),
            turn("MCDONALD", "So."),
            turn("KL", "So?"),
            turn("XQ", "Who knows."),
        ];
        let mut writer = Writer::default();
        writer.turns(&turns);
        let lines: Vec<_> = writer.text.split("\n\n").collect();
        assert_eq!(
            lines,
            [
                "Kyung Lah: “Here is ‘Mayor’ McDonald.”",
                "Ana McDonald: “We did.”",
                "Kyung Lah: “And O’Brien?”",
                "O'Brien: “No.”",
                "Protester: “Lies!”",
                "Ana McDonald: “So.”",
                "Kyung Lah: “So?”",
                "XQ: “Who knows.”",
            ]
        );
    }
}
