//! Scoring actors against GUM's coreference.
//!
//! Counted are the gold mentions of the kinds person, organization and place whose chain has a mention headed by a proper
//! noun (`PROPN`). The head of a mention is the first token of its minimal span, as GUM marks it. By its head's part of
//! speech a mention is a *pronoun* (`PRON`), a *nominal* (`NOUN`) or *named* (`PROPN`); others are not counted, nor are
//! those whose head is no word of the reading.
//!
//! A mention counts as found when the reading ties the word at its head to an actor that bears the chain's name, that is:
//! - a mention of the same actor that is a name (any of the ties for which [`Tie::is_name`] holds, but for a named mention
//!   not that mention itself unless it is the chain's only named one) covers the head of a named mention of the chain; or
//! - the actor's name has, as a word of its own, the head word of a named mention of the chain.
//!
//! [`Tie::is_name`]: onrecord::actors::Tie::is_name

use crate::reading::reader;
use anyhow::{Context, Result, bail};
use onrecord::actors::{Actors, Given, actors};
use onrecord::dictionary::{Dictionary, Words};
use onrecord::document::Document as Analysed;
use onrecord::statements::{Decoding, statements};
use onrecord::{Article, Part, PartKind, Reader, Span, Text};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// A gold mention.
#[derive(Debug, Clone)]
struct Gold {
    chain: String,
    kind: String,
    /// Part of speech and characters of its head.
    upos: String,
    head: Span,
    /// Its words, for showing.
    text: String,
}

/// A document with its gold mentions.
#[derive(Debug)]
struct Document {
    id: String,
    genre: String,
    article: Article,
    mentions: Vec<Gold>,
}

/// Scores a folder and prints the shares found, by genre and over all.
///
/// `show` lists every mention that was not found with its sentence, and counts them by head word; it takes the classes to
/// show (`pronoun`, `nominal`, `named`), or none.
pub fn score(dir: &Path, model: Option<&Path>, show: &[String], genres: &[String]) -> Result<()> {
    if let Some(unknown) = show.iter().find(|c| !CLASSES.contains(&c.as_str())) {
        bail!("--show {unknown}: no such class of mention; there are {}", CLASSES.join(", "));
    }
    let figures = measure(dir, model, show, genres)?;
    figures.print();
    Ok(())
}

/// Classes of mentions.
const CLASSES: [&str; 3] = ["pronoun", "nominal", "named"];

/// Found and all, for each class of mention.
type Rows = [[usize; 2]; 3];

/// What a folder's score is.
pub struct Figures {
    documents: usize,
    table: BTreeMap<String, Rows>,
}

impl Figures {
    fn sum(&self, pick: impl Fn(&str) -> bool) -> Rows {
        let mut all = [[0; 2]; 3];
        for (_, rows) in self.table.iter().filter(|(g, _)| pick(g)) {
            for (a, r) in all.iter_mut().zip(rows) {
                a[0] += r[0];
                a[1] += r[1];
            }
        }
        all
    }

    /// Shares in percent, by name, over all documents: for `floors.json`.
    pub fn shares(&self) -> BTreeMap<String, f64> {
        let [pronoun, nominal, named] = self.sum(|_| true);
        let share = |[found, all]: [usize; 2]| 100.0 * found as f64 / all.max(1) as f64;
        let both = [pronoun[0] + nominal[0], pronoun[1] + nominal[1]];
        let rows = [("pronoun", pronoun), ("nominal", nominal), ("pronoun+nominal", both), ("named", named)];
        rows.into_iter().map(|(name, row)| (name.to_owned(), share(row))).collect()
    }

    fn print(&self) {
        let count: usize = self.sum(|_| true).iter().map(|row| row[1]).sum();
        println!("{} documents, {count} mentions of chains with a name", self.documents);
        for (genre, rows) in &self.table {
            print_row(genre, rows);
        }
        print_row("all", &self.sum(|_| true));
        print_row("news, interview, bio", &self.sum(|g| matches!(g, "news" | "interview" | "bio")));
    }
}

/// Scores a folder.
pub fn measure(dir: &Path, model: Option<&Path>, show: &[String], genres: &[String]) -> Result<Figures> {
    let reader = reader(model)?;
    let (dictionary, words) = (Dictionary::embedded(), Words::embedded());
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .with_context(|| format!("reading {}", dir.display()))?
        .map(|e| Ok(e?.path()))
        .collect::<Result<_>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "conllu"));
    files.sort();
    let mut table: BTreeMap<String, Rows> = BTreeMap::new();
    let mut missed: HashMap<(usize, String), usize> = HashMap::new();
    let mut documents = 0;
    for file in &files {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        for document in parse(&text)? {
            if !genres.is_empty() && !genres.contains(&document.genre) {
                continue;
            }
            documents += 1;
            let (read, actors) = read(&reader, &dictionary, &words, &document.article);
            let mut rows = table.remove(&document.genre).unwrap_or_default();
            for (gold, class, found) in judge(&document, &read, &actors) {
                rows[class][0] += usize::from(found);
                rows[class][1] += 1;
                if !found && show.iter().any(|c| c == CLASSES[class]) {
                    print_missed(&document, gold, &actors, &read);
                    let head = document.article.text.slice(gold.head).to_lowercase();
                    *missed.entry((class, head)).or_default() += 1;
                }
            }
            table.insert(document.genre.clone(), rows);
        }
    }
    if documents == 0 {
        bail!("no CoNLL-U documents under {}", dir.display());
    }
    let mut missed: Vec<((usize, String), usize)> = missed.into_iter().collect();
    missed.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    for ((class, head), n) in missed.iter().take(40) {
        println!("{n:5} missed: {} {head}", CLASSES[*class]);
    }
    Ok(Figures { documents, table })
}

fn print_row(name: &str, [pronoun, nominal, named]: &[[usize; 2]; 3]) {
    let share = |[found, all]: [usize; 2]| {
        let percent = if all > 0 { 100.0 * found as f64 / all as f64 } else { 0.0 };
        format!("{percent:5.1}% of {all:<5}")
    };
    let both = [pronoun[0] + nominal[0], pronoun[1] + nominal[1]];
    println!(
        "{name:21} pronoun {} nominal {} pronoun+nominal {} named {}",
        share(*pronoun),
        share(*nominal),
        share(both),
        share(*named)
    );
}

/// The whole reading of an article.
pub fn read(
    reader: &Reader,
    dictionary: &Dictionary,
    words: &Words,
    article: &Article,
) -> (Analysed, Actors) {
    let document = Analysed::new(article.clone(), reader.model());
    let (statements, _) = statements(&document, &Decoding::default());
    let found = actors(&Given { document: &document, dictionary, words, statements: &statements });
    (document, found)
}

/// Each counted mention with its class (pronoun, nominal, named) and whether it was found.
fn judge<'g>(document: &'g Document, read: &Analysed, actors: &Actors) -> Vec<(&'g Gold, usize, bool)> {
    let mut names: HashMap<&str, Vec<&Gold>> = HashMap::new();
    for g in document.mentions.iter().filter(|g| g.upos == "PROPN") {
        names.entry(&g.chain).or_default().push(g);
    }
    let mut out = Vec::new();
    for gold in &document.mentions {
        let class = match gold.upos.as_str() {
            "PRON" => 0,
            "NOUN" => 1,
            "PROPN" => 2,
            _ => continue,
        };
        let Some(named) = names.get(&*gold.chain) else { continue };
        if !matches!(gold.kind.as_str(), "person" | "organization" | "place") {
            continue;
        }
        let Some(word) = word_at(read, gold.head) else { continue };
        let found = actors.at_word(word).is_some_and(|actor| {
            let own: HashSet<String> = name_words(actor.name.as_deref().unwrap_or(""));
            let alone = named.len() == 1;
            named.iter().any(|n| {
                let other = alone || class != 2 || n.head != gold.head;
                let covered = actor.mentions.iter().any(|m| m.how.is_name() && m.span.contains(n.head));
                let shared = own.contains(&document.article.text.slice(n.head).to_lowercase());
                (other && covered) || shared
            })
        });
        out.push((gold, class, found));
    }
    out
}

fn name_words(name: &str) -> HashSet<String> {
    name.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '\'')
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn word_at(read: &Analysed, span: Span) -> Option<usize> {
    let words = &read.input.words;
    let at = words.partition_point(|w| w.span.end <= span.start);
    words.get(at).filter(|w| w.span.overlaps(span)).map(|_| at)
}

/// One mention that was not found: who it is, what was found, and its sentence with the grammar it was read by.
fn print_missed(document: &Document, gold: &Gold, actors: &Actors, read: &Analysed) {
    let names: BTreeSet<&str> = document
        .mentions
        .iter()
        .filter(|g| g.chain == gold.chain && g.upos == "PROPN")
        .map(|g| g.text.as_str())
        .collect();
    let Some(word) = word_at(read, gold.head) else { return };
    let found = actors.mention_at(word).map_or("nobody".to_owned(), |(a, m)| {
        format!("{} ({:?}, {:?}, {:.2})", a.name.as_deref().unwrap_or("unnamed"), a.kind, m.how, m.confidence)
    });
    println!("{}: {} {:?} is {names:?}, not {found}", document.id, gold.upos, gold.text);
    let sentence = read.sentence_words(word);
    println!("    {}", read.words(sentence.clone()).replace('\n', " ¶ "));
    let grammar = sentence.map(|w| format!("{}/{}<{}", read.word(w), read.rel(w), read.word(read.head(w))));
    println!("    {}", grammar.collect::<Vec<_>>().join(" "));
}

// ---- GUM's files ----

/// The documents of a CoNLL-U file: the text put together from the tokens, a line a paragraph.
fn parse(file: &str) -> Result<Vec<Document>> {
    let mut out = Vec::new();
    let mut now: Option<Builder> = None;
    for line in file.lines() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            out.extend(now.take().map(Builder::finish));
            now = Some(Builder { id: id.trim().to_owned(), ..Builder::default() });
            continue;
        }
        let builder = now.get_or_insert_with(Builder::default);
        if let Some(date) = line.strip_prefix("# meta::dateCreated = ") {
            builder.published = Some(date.trim().to_owned());
        } else if let Some(genre) = line.strip_prefix("# meta::genre = ") {
            builder.genre = genre.trim().to_owned();
        } else if line == "# newpar" || line.starts_with("# newpar id") {
            builder.new_paragraph = true;
        } else if line.is_empty() {
            builder.end_sentence();
        } else if !line.starts_with('#') {
            builder
                .token(line)
                .with_context(|| format!("{}: a line that is no token: {line}", builder.id))?;
        }
    }
    out.extend(now.map(Builder::finish));
    Ok(out)
}

#[derive(Default)]
struct Builder {
    id: String,
    genre: String,
    published: Option<String>,
    text: String,
    chars: u32,
    new_paragraph: bool,
    /// Tokens of the sentence: number, characters, part of speech.
    sentence: Vec<(u32, Span, String)>,
    open: Vec<Open>,
    surface: Option<(u32, Span, usize)>,
    mentions: Vec<Gold>,
}

struct Open {
    chain: String,
    kind: String,
    /// Place of the head in the mention, from 1.
    head: usize,
    /// Place of its first token in the sentence.
    first: usize,
}

impl Builder {
    fn add(&mut self, s: &str) {
        self.text.push_str(s);
        self.chars += s.chars().count() as u32;
    }

    fn token(&mut self, line: &str) -> Option<()> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, _, upos, ..] = columns[..] else { return None };
        let misc: HashMap<&str, &str> =
            columns.get(9)?.split('|').filter_map(|m| m.split_once('=')).collect();
        if self.sentence.is_empty() && self.surface.is_none() && !self.text.is_empty() {
            if self.new_paragraph {
                self.add("\n");
            } else if !self.text.ends_with(' ') {
                self.add(" ");
            }
        }
        self.new_paragraph = false;
        let spaced = misc.get("SpaceAfter") != Some(&"No");
        if let Some((_, last)) = id.split_once('-') {
            let span = Span::new(self.chars, self.chars + form.chars().count() as u32);
            let byte = self.text.len();
            self.add(form);
            if spaced {
                self.add(" ");
            }
            self.surface = Some((last.parse().ok()?, span, byte));
            return Some(());
        }
        if id.contains('.') {
            return Some(());
        }
        let number: u32 = id.parse().ok()?;
        let span = match self.surface {
            // A part of a contraction: where it stands in the surface form letter for letter, else empty.
            Some((last, whole, byte)) if number <= last => {
                let done = self.sentence.last().map_or(whole.start, |t| t.1.end.max(whole.start));
                let from = byte
                    + self.text[byte..]
                        .char_indices()
                        .nth((done - whole.start) as usize)
                        .map_or(0, |(b, _)| b);
                match self.text[from..].find(form) {
                    Some(at) => {
                        let start = done + self.text[from..from + at].chars().count() as u32;
                        Span::new(start, start + form.chars().count() as u32)
                    }
                    None => Span::new(whole.start, whole.start),
                }
            }
            _ => {
                self.surface = None;
                let span = Span::new(self.chars, self.chars + form.chars().count() as u32);
                self.add(form);
                if spaced {
                    self.add(" ");
                }
                span
            }
        };
        self.sentence.push((number, span, upos.to_owned()));
        if let Some(entity) = misc.get("Entity") {
            self.entity(entity);
        }
        Some(())
    }

    /// Openings and closings of mentions at the token just added: `(1-person-…`, `(2-place-…)`, `1)`.
    fn entity(&mut self, value: &str) {
        let here = self.sentence.len() - 1;
        let mut rest = value;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('(') {
                let end = after.find(['(', ')']).unwrap_or(after.len());
                let mut fields = after[..end].split('-');
                let chain = fields.next().unwrap_or("").split('[').next().unwrap_or("").to_owned();
                let kind = fields.next().unwrap_or("").to_owned();
                let head = fields.nth(3).and_then(|m| m.split(',').next()?.parse().ok()).unwrap_or(1);
                self.open.push(Open { chain, kind, head, first: here });
                rest = &after[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    self.close(None, here);
                    rest = after;
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                let chain = rest[..end].split('[').next().unwrap_or("").to_owned();
                self.close(Some(&chain), here);
                rest = rest.get(end + 1..).unwrap_or("");
            }
        }
    }

    fn close(&mut self, chain: Option<&str>, here: usize) {
        let at = self.open.iter().rposition(|o| chain.is_none_or(|c| o.chain == c));
        let Some(open) = at.map(|at| self.open.remove(at)) else { return };
        let Some((_, head, upos)) = self.sentence.get(open.first + open.head - 1) else { return };
        if head.is_empty() {
            return;
        }
        let whole = self.sentence[open.first].1.cover(self.sentence[here].1);
        let words = self.text.chars().skip(whole.start as usize).take(whole.len() as usize);
        self.mentions.push(Gold {
            chain: open.chain,
            kind: open.kind,
            upos: upos.clone(),
            head: *head,
            text: words.collect(),
        });
    }

    fn end_sentence(&mut self) {
        self.sentence.clear();
        self.open.clear();
        self.surface = None;
    }

    fn finish(self) -> Document {
        let text = Text::new(self.text);
        let parts = crate::prepare::lines(&text)
            .into_iter()
            .map(|span| Part { kind: PartKind::Body, span })
            .collect();
        let article = Article {
            id: self.id.clone(),
            origin: self.id.clone(),
            url: None,
            outlet: None,
            title: None,
            authors: Vec::new(),
            published: self.published,
            language: None,
            extraction_confidence: None,
            section: None,
            page: None,
            coded: None,
            text,
            parts,
        };
        Document { id: self.id, genre: self.genre, article, mentions: self.mentions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_and_text_are_put_together_from_tokens() {
        let file = "# newdoc id = GUM_x\n# meta::genre = news\n# newpar\n\
            1\tAnn\t_\tPROPN\tNNP\t_\t2\tnsubj\t_\tEntity=(1-person-new-s-cf1-1-coref)\n\
            2-3\tisn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
            2\tis\t_\tVERB\tV\t_\t0\troot\t_\t_\n\
            3\tn't\t_\tPART\tRB\t_\t2\tadvmod\t_\t_\n\
            4\tin\t_\tADP\tIN\t_\t5\tcase\t_\t_\n\
            5\tYork\t_\tPROPN\tNNP\t_\t2\tobl\t_\tEntity=(2-place-new-s-cf1-1-coref)|SpaceAfter=No\n\
            6\t.\t_\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n";
        let documents = parse(file).expect("a document");
        let d = &documents[0];
        assert_eq!(d.article.text.as_str(), "Ann isn't in York. ");
        let heads: Vec<_> = d.mentions.iter().map(|m| d.article.text.slice(m.head)).collect();
        assert_eq!(heads, ["Ann", "York"]);
    }
}
