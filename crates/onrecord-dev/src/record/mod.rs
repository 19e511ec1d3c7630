//! Records of whole articles against a gold of them: who said what to whom and when, and the events, one for one the
//! figures of the reference script.
//!
//! Each statement of the gold is that of the record with which it shares most words of content, if the F1 of the two is at
//! least a half. Optional gold counts neither when it is missed nor when it is found. An event is right when its type is,
//! and both its parties; names are held against each other by their content words.

mod count;
mod figures;
mod gold;
mod names;

pub use count::Counts;
pub use figures::Figures;

use crate::reading;
use anyhow::{Context, Result, bail};
use gold::{Found, Gold, Groups};
use onrecord::{Reader, Record, Text};
use onrecord_intake::{Hints, parse_published};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where the gold lies.
#[derive(Debug)]
pub struct Folders {
    /// Files ANNOTATOR-NAME.json.
    pub gold: PathBuf,
    /// The articles, NAME.txt, with the day of publication in NAME.date.
    pub texts: PathBuf,
    /// The names of the articles that count; all if there is no list.
    pub only: Option<BTreeSet<String>>,
}

/// A gold file.
#[derive(Debug)]
struct File {
    annotator: String,
    article: String,
    path: PathBuf,
}

/// Records by the names of their articles.
pub type Records = BTreeMap<String, Record>;

impl Folders {
    /// A folder of gold, with the texts in the folder `texts` beside it if no other is given.
    pub fn new(gold: &Path, texts: Option<&Path>) -> Folders {
        let beside = || gold.join("..").join("texts");
        Folders { gold: gold.to_owned(), texts: texts.map_or_else(beside, Path::to_owned), only: None }
    }

    /// The same, but only the articles whose texts lie there and whose names stand in the list, one a line.
    pub fn with_texts(mut self, list: Option<&Path>) -> Result<Folders> {
        let here = |name: &String| self.texts.join(format!("{name}.txt")).exists();
        let mut names: BTreeSet<String> = self.files()?.into_iter().map(|f| f.article).filter(here).collect();
        if let Some(list) = list {
            let text =
                std::fs::read_to_string(list).with_context(|| format!("reading {}", list.display()))?;
            let wanted: BTreeSet<&str> = text.lines().map(str::trim).collect();
            names.retain(|name| wanted.contains(name.as_str()));
        }
        self.only = Some(names);
        Ok(self)
    }

    /// The gold files, in the order of their names.
    fn files(&self) -> Result<Vec<File>> {
        let entries =
            std::fs::read_dir(&self.gold).with_context(|| format!("reading {}", self.gold.display()))?;
        let mut out = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|n| n.to_str()).filter(|n| !n.starts_with('.'));
            let Some((annotator, article)) =
                name.and_then(|n| n.strip_suffix(".json")).and_then(|n| n.split_once('-'))
            else {
                continue;
            };
            out.push(File { annotator: annotator.to_owned(), article: article.to_owned(), path });
        }
        if out.is_empty() {
            bail!("no ANNOTATOR-NAME.json in {}", self.gold.display());
        }
        out.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(out)
    }

    /// One gold file for each article: of several annotators' the first.
    fn articles(&self) -> Result<Vec<File>> {
        let mut seen = BTreeSet::new();
        let mut files = self.files()?;
        files.retain(|f| self.only.as_ref().is_none_or(|only| only.contains(&f.article)));
        files.retain(|f| seen.insert(f.article.clone()));
        Ok(files)
    }

    fn text(&self, article: &str) -> Result<String> {
        let file = self.texts.join(format!("{article}.txt"));
        std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
    }

    fn published(&self, article: &str) -> Result<Option<String>> {
        let file = self.texts.join(format!("{article}.date"));
        if !file.exists() {
            return Ok(None);
        }
        let date = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        Ok(Some(parse_published(&date).with_context(|| format!("in {}", file.display()))?))
    }

    /// Reads every article as the product does.
    pub fn read(&self, reader: &Reader) -> Result<Records> {
        let read = |file: &File| -> Result<(String, Record)> {
            let hints = Hints { published: self.published(&file.article)?, ..Hints::default() };
            let record = reading::record(&file.article, &self.text(&file.article)?, &hints, reader)?;
            Ok((file.article.clone(), record))
        };
        reading::parallel(&self.articles()?, read).into_iter().collect()
    }

    /// Counts over the articles of which there is a record.
    pub fn score(&self, records: &Records) -> Result<Counts> {
        let (groups, mut counts) = (Groups::embedded()?, Counts::default());
        for file in self.articles()? {
            let Some(record) = records.get(&file.article) else {
                counts.without_record += 1;
                continue;
            };
            let text = Text::new(self.text(&file.article)?);
            if record.article.text != text {
                bail!("the record of {} is of another text, so its offsets mean nothing", file.article);
            }
            let found =
                Found::of(record, &groups).with_context(|| format!("in the record of {}", file.article))?;
            counts.add(&file.article, &Gold::read(&file.path, &text)?, &found)?;
        }
        if counts.articles == 0 {
            bail!("none of the records is of an article with gold in {}", self.gold.display());
        }
        Ok(counts)
    }

    /// The confidence of each event of an article's record, and whether its type, parties and status are right; article by article.
    pub fn events(&self, records: &Records) -> Result<Vec<Vec<(f32, bool)>>> {
        let groups = Groups::embedded()?;
        let scored = |file: File| -> Result<Option<Vec<(f32, bool)>>> {
            let Some(record) = records.get(&file.article) else { return Ok(None) };
            let text = Text::new(self.text(&file.article)?);
            let found = Found::of(record, &groups)?.events;
            let right = count::events_right(&Gold::read(&file.path, &text)?.events, &found);
            Ok(Some(record.events.iter().map(|e| e.confidence).zip(right).collect()))
        };
        self.articles()?.into_iter().filter_map(|file| scored(file).transpose()).collect()
    }

    /// Counts one annotator's files against those of others, each named by a letter, as if the one were the product.
    pub fn agree(&self, others: &str, one: &str) -> Result<Counts> {
        let (groups, mut counts, files) = (Groups::embedded()?, Counts::default(), self.files()?);
        let is_other = |f: &File| {
            let mut letters = f.annotator.chars();
            let single = letters.next().filter(|_| letters.next().is_none());
            f.annotator != one && single.is_some_and(|letter| others.contains(letter))
        };
        for file in files.iter().filter(|f| f.annotator == one) {
            let other = files.iter().find(|f| f.article == file.article && is_other(f));
            let Some(other) = other else { continue };
            let text = Text::new(self.text(&file.article)?);
            let found = Gold::read(&file.path, &text)?.as_found(&groups);
            counts.add(&file.article, &Gold::read(&other.path, &text)?, &found)?;
        }
        if counts.articles == 0 {
            bail!("no article in {} has gold both of {one} and of one of {others}", self.gold.display());
        }
        Ok(counts)
    }
}

/// Records made before, as `onrecord read --format jsonl` writes them.
pub fn records(file: &Path) -> Result<Records> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut out = Records::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let record: Record =
            serde_json::from_str(line).with_context(|| format!("{} line {}", file.display(), n + 1))?;
        let origin = &record.article.origin;
        let name = Path::new(origin).file_stem().and_then(|s| s.to_str()).unwrap_or(origin).to_owned();
        out.insert(name, record);
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
