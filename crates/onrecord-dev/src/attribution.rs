//! Figures for attribution extraction against PolNeAR's standoff gold, one for one those of the reference scorer:
//! spans as sets of `\w+|[^\w\s]` tokens, greedy one-to-one matching, best content overlap first.

use anyhow::{Context, Result, bail};
use onrecord::Span;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// One statement as character spans.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub struct Roles {
    #[serde(default)]
    pub source: Vec<Span>,
    #[serde(default)]
    pub cue: Vec<Span>,
    #[serde(default)]
    pub content: Vec<Span>,
}

/// An article's text and gold statements.
pub struct Gold {
    pub id: String,
    pub text: String,
    pub statements: Vec<Roles>,
}

/// Precision, recall and F1 in per cent, with the counts they come from. By kind, only recall is defined.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    pub r: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub f1: Option<f64>,
    pub gold: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicted: Option<usize>,
}

/// The figures, in the reference scorer's order and names.
pub type Figures = Vec<(String, Figure)>;

type Tokens = BTreeSet<usize>;

struct Sets {
    source: Tokens,
    cue: Tokens,
    content: Tokens,
}

/// Reads a folder of PolNeAR's layout: `text/<id>.txt`, `attributions/<id>_<annotator>.ann`, of several annotators the
/// alphabetically first.
pub fn gold(dir: &Path) -> Result<Vec<Gold>> {
    let list = |sub: &str| -> Result<Vec<PathBuf>> {
        let folder = dir.join(sub);
        let mut files = std::fs::read_dir(&folder)
            .with_context(|| format!("reading {}", folder.display()))?
            .map(|e| Ok(e?.path()))
            .collect::<Result<Vec<_>>>()?;
        files.sort();
        Ok(files)
    };
    let annotations = list("attributions")?;
    let mut out = Vec::new();
    for file in list("text")?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "txt")) {
        let id =
            file.file_stem().and_then(|s| s.to_str()).context("an article's name is not UTF-8")?.to_owned();
        let prefix = format!("{id}_");
        let found = annotations.iter().find(|f| {
            let name = f.file_name().and_then(|n| n.to_str()).unwrap_or("");
            name.starts_with(&prefix) && name.ends_with(".ann")
        });
        let Some(found) = found else { bail!("no gold for {id}: attributions/{prefix}*.ann is missing") };
        let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let statements = standoff(&std::fs::read_to_string(found)?);
        out.push(Gold { id, text, statements });
    }
    if out.is_empty() {
        bail!("no text/*.txt under {}", dir.display());
    }
    Ok(out)
}

/// The statements of one `.ann` file. Malformed lines, of which the corpus has a few, are passed over as by the reference.
fn standoff(text: &str) -> Vec<Roles> {
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    let mut out = Vec::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.split('\t').collect();
        if parts[0].starts_with('T') && parts.len() >= 2 {
            let Some((_, rest)) = parts[1].split_once(' ') else { continue };
            let pieces = rest.split(';').filter_map(|piece| {
                let (s, e) = piece.trim().split_once(' ')?;
                Some(Span { start: s.parse().ok()?, end: e.trim().parse().ok()? })
            });
            spans.insert(parts[0], pieces.collect());
        } else if parts[0].starts_with('E') && parts.len() >= 2 {
            let mut roles = Roles::default();
            for arg in parts[1].split_whitespace() {
                let Some((role, reference)) = arg.split_once(':') else { continue };
                let found = spans.get(reference).cloned().unwrap_or_default();
                match role.to_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()) {
                    "source" => roles.source.extend(found),
                    "cue" => roles.cue.extend(found),
                    "content" => roles.content.extend(found),
                    _ => {}
                }
            }
            if !roles.content.is_empty() {
                out.push(roles);
            }
        }
    }
    out
}

struct Tokenizer(Regex);

impl Tokenizer {
    fn new() -> Self {
        // Python's \w: letters, numbers and the underscore, but no combining marks.
        Tokenizer(Regex::new(r"[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]").expect("a fixed pattern"))
    }

    /// Tokens as spans in code points.
    fn tokens(&self, text: &onrecord::Text) -> Vec<Span> {
        self.0.find_iter(text.as_str()).map(|m| text.span_of(m.range())).collect()
    }
}

fn covered(spans: &[Span], tokens: &[Span]) -> Tokens {
    let mut out = Tokens::new();
    for span in spans {
        let from = tokens.partition_point(|t| t.end < span.start + 1);
        out.extend((from..tokens.len()).take_while(|&i| tokens[i].start < span.end));
    }
    out
}

fn iou(a: &Tokens, b: &Tokens) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both) as f64
}

fn matched(gold: &[Sets], pred: &[Sets], ok: impl Fn(&Sets, &Sets) -> bool) -> BTreeSet<usize> {
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in pred.iter().enumerate() {
            if !g.content.is_disjoint(&p.content) {
                pairs.push((iou(&g.content, &p.content), i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.partial_cmp(a).expect("overlaps are numbers"));
    let (mut used_gold, mut used_pred) = (BTreeSet::new(), BTreeSet::new());
    for (_, i, j) in pairs {
        if !used_gold.contains(&i) && !used_pred.contains(&j) && ok(&gold[i], &pred[j]) {
            used_gold.insert(i);
            used_pred.insert(j);
        }
    }
    used_gold
}

/// For each prediction, whether it counts as a right statement.
pub fn right(article: &Gold, predictions: &[Roles]) -> Vec<bool> {
    let text = onrecord::Text::new(article.text.as_str());
    let tokens = Tokenizer::new().tokens(&text);
    let sets = |r: &Roles| Sets {
        source: covered(&r.source, &tokens),
        cue: covered(&r.cue, &tokens),
        content: covered(&r.content, &tokens),
    };
    let gold: Vec<Sets> = article.statements.iter().map(sets).collect();
    let pred: Vec<Sets> = predictions.iter().map(sets).collect();
    // Matching is one to one, so turned about it tells of each prediction what it tells of each gold statement.
    let hits = matched(&pred, &gold, same_statement);
    (0..pred.len()).map(|i| hits.contains(&i)).collect()
}

/// Whether two statements share enough: half of their content, and a word of the source.
fn same_statement(a: &Sets, b: &Sets) -> bool {
    iou(&a.content, &b.content) >= 0.5
        && (!a.source.is_disjoint(&b.source) || (a.source.is_empty() && b.source.is_empty()))
}

/// For each code point, whether the reference scorer sees it inside double quotation marks.
fn in_quotes(text: &[char]) -> Vec<bool> {
    let mut open = false;
    let mut flags = vec![false; text.len() + 1];
    for (i, &c) in text.iter().enumerate() {
        if c == '\n' {
            open = false;
        }
        let straight = c == '"' || (c == '\'' && text.get(i + 1) == Some(&'\''));
        if c == '“' || (straight && !open) {
            open = true;
        } else if c == '”' || (straight && open) {
            open = false;
        }
        flags[i] = open;
    }
    flags
}

const KINDS: [&str; 3] = ["direct", "mixed", "indirect"];

fn kind(content: &Tokens, text: &[char], quoted: &[bool], tokens: &[Span]) -> usize {
    let words: Vec<bool> = content
        .iter()
        .map(|&t| tokens[t].start as usize)
        .filter(|&at| text[at].is_alphanumeric())
        .map(|at| quoted[at])
        .collect();
    match words.iter().filter(|&&q| q).count() {
        0 => 2,
        n if n == words.len() => 0,
        _ => 1,
    }
}

/// Scores predictions, by article id. Articles without any count as read and found empty.
pub fn score(gold: &[Gold], predictions: &BTreeMap<String, Vec<Roles>>) -> Result<Figures> {
    if let Some(unknown) = predictions.keys().find(|k| !gold.iter().any(|g| &g.id == *k)) {
        bail!("predictions name an unknown article: {unknown}");
    }
    const NAMES: [&str; 7] = [
        "token.source",
        "token.cue",
        "token.content",
        "span.content",
        "overlap.content",
        "statement",
        "statement.strict",
    ];
    let tokenizer = Tokenizer::new();
    let mut count = [[0_usize; 3]; 7];
    let mut by_kind = [[0_usize; 2]; 3];
    for article in gold {
        let text = onrecord::Text::new(article.text.as_str());
        let chars: Vec<char> = article.text.chars().collect();
        let tokens = tokenizer.tokens(&text);
        let sets = |list: &[Roles]| -> Vec<Sets> {
            list.iter()
                .map(|r| Sets {
                    source: covered(&r.source, &tokens),
                    cue: covered(&r.cue, &tokens),
                    content: covered(&r.content, &tokens),
                })
                .filter(|s| !s.content.is_empty())
                .collect()
        };
        let gold = sets(&article.statements);
        let pred = predictions.get(&article.id).map(|p| sets(p)).unwrap_or_default();
        let roles: [fn(&Sets) -> &Tokens; 3] = [|s| &s.source, |s| &s.cue, |s| &s.content];
        for (i, role) in roles.iter().enumerate() {
            let all =
                |list: &[Sets]| -> Tokens { list.iter().flat_map(|s| role(s).iter().copied()).collect() };
            let (g, p) = (all(&gold), all(&pred));
            add(&mut count[i], g.intersection(&p).count(), p.len(), g.len());
        }
        let whole = matched(&gold, &pred, same_statement);
        let exact = matched(&gold, &pred, |g, p| g.content == p.content);
        let half = matched(&gold, &pred, |g, p| iou(&g.content, &p.content) >= 0.5);
        let strict = matched(&gold, &pred, |g, p| {
            iou(&g.content, &p.content) >= 0.8 && iou(&g.source, &p.source) >= 0.8
        });
        for (i, hits) in [(3, &exact), (4, &half), (5, &whole), (6, &strict)] {
            add(&mut count[i], hits.len(), pred.len(), gold.len());
        }
        let quoted = in_quotes(&chars);
        for (i, g) in gold.iter().enumerate() {
            let k = &mut by_kind[kind(&g.content, &chars, &quoted, &tokens)];
            k[1] += 1;
            k[0] += usize::from(whole.contains(&i));
        }
    }
    let mut out: Figures = NAMES.iter().zip(count).map(|(n, c)| ((*n).to_owned(), prf(c))).collect();
    for (name, [hits, all]) in KINDS.iter().zip(by_kind) {
        let r = if all > 0 { round(100.0 * hits as f64 / all as f64) } else { 0.0 };
        out.push((format!("{name}.statement"), Figure { p: None, r, f1: None, gold: all, predicted: None }));
    }
    Ok(out)
}

fn add(count: &mut [usize; 3], hits: usize, predicted: usize, gold: usize) {
    count[0] += hits;
    count[1] += predicted;
    count[2] += gold;
}

fn prf([hits, predicted, gold]: [usize; 3]) -> Figure {
    let share = |n: usize| if n > 0 { hits as f64 / n as f64 } else { 0.0 };
    let (p, r) = (share(predicted), share(gold));
    let f1 = if p + r > 0.0 { 200.0 * p * r / (p + r) } else { 0.0 };
    Figure {
        p: Some(round(100.0 * p)),
        r: round(100.0 * r),
        f1: Some(round(f1)),
        gold,
        predicted: Some(predicted),
    }
}

fn round(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}

/// The figures as the reference scorer prints them.
pub fn print(articles: usize, figures: &Figures) -> String {
    let mut out = format!("{articles} articles\n");
    for (name, f) in figures {
        out += &format!("{name:20} ");
        if let Some(p) = f.p {
            out += &format!("p {p}  ");
        }
        out += &format!("r {}  ", f.r);
        if let Some(f1) = f.f1 {
            out += &format!("f1 {f1}  ");
        }
        out += &format!("gold {}", f.gold);
        if let Some(n) = f.predicted {
            out += &format!("  predicted {n}");
        }
        out.push('\n');
    }
    out
}

/// The figures as one JSON object.
pub fn json(figures: &Figures) -> serde_json::Value {
    figures.iter().map(|(n, f)| (n.clone(), serde_json::json!(f))).collect::<serde_json::Map<_, _>>().into()
}
