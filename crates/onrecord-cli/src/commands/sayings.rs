//! `onrecord sayings`: the same statement across articles, and how its wording changed on the way.

use super::table::{Listed, list};
use crate::args::SayingsFlags;
use crate::exit::Exit;
use onrecord_archive::Archive;
use onrecord_archive::sayings::{Carried, Difference, Saying};

/// Asks and prints.
pub fn run(flags: &SayingsFlags) -> Exit {
    list(&flags.query, &flags.archive, (flags.format, flags.limit), Archive::sayings)
}

impl Listed for Saying {
    const NAME: (&'static str, &'static str) = ("saying", "that several articles have");
    const COLUMNS: &'static [&'static str] = &[
        "saying",
        "articles",
        "voices",
        "words",
        "article",
        "statement",
        "outlet",
        "voice",
        "duplicate",
        "published",
        "speaker",
        "kind",
        "sameness",
        "content",
        "differences",
    ];

    fn rows(&self) -> Vec<Vec<String>> {
        self.carried.iter().map(|carried| row(self, carried).to_vec()).collect()
    }

    fn for_reading(&self) -> String {
        for_reading(self)
    }
}

fn row(saying: &Saying, carried: &Carried) -> [String; 15] {
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        saying.saying.to_string(),
        saying.articles.to_string(),
        saying.voices.to_string(),
        saying.words.clone(),
        carried.article.clone(),
        carried.statement.clone(),
        or_empty(&carried.outlet),
        or_empty(&carried.voice),
        carried.duplicate.to_string(),
        or_empty(&carried.published),
        or_empty(&carried.speaker),
        carried.kind.clone(),
        carried.sameness.name().to_owned(),
        carried.content.clone(),
        marked(&carried.differences),
    ]
}

/// Words that were left out as `[-…-]`, words that were put in as `{+…+}`: the marks of `git diff --word-diff`.
fn marked(differences: &[Difference]) -> String {
    let marked = differences.iter().map(|d| match d.what {
        "out" => format!("[-{}-]", d.words),
        "in" => format!("{{+{}+}}", d.words),
        _ => d.words.clone(),
    });
    marked.collect::<Vec<_>>().join(" ")
}

fn for_reading(saying: &Saying) -> String {
    let plural = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let mut out = format!(
        "{}  {}, {}  (saying:{})\n    {}\n",
        saying.speaker.as_deref().unwrap_or("(nobody is named)"),
        plural(saying.articles, "article"),
        plural(saying.voices, "voice"),
        saying.saying,
        on_a_line(&saying.words),
    );
    for carried in &saying.carried {
        let of = match &carried.voice {
            Some(voice) if carried.duplicate => format!(" ({voice}’s report)"),
            _ => String::new(),
        };
        let differs = match carried.differences.is_empty() {
            true if carried.content == saying.words => String::new(),
            true => format!(": {}", on_a_line(&carried.content)),
            false => format!(": {}", on_a_line(&marked(&carried.differences))),
        };
        out += &format!(
            "  {}  {}{of}  {} · {}{differs}\n      {}#{}\n",
            carried.published.as_deref().and_then(|p| p.get(..10)).unwrap_or("no date   "),
            carried.outlet.as_deref().unwrap_or("no outlet"),
            carried.kind,
            carried.sameness.name(),
            carried.article,
            carried.statement,
        );
    }
    out + "\n"
}

fn on_a_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
