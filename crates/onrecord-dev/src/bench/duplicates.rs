//! How well the archive tells which articles are one report. Real articles are cut, reordered, given another lead or
//! more text, as papers do with what agencies send; what comes of them must be in one group with them. Everything else
//! must not: above all not two reports on one event of one day, of which there are real ones, and others made by
//! putting the quotations of one into the other.

use super::Chance;
use anyhow::{Context, Result, ensure};
use onrecord::dictionary::Dictionary;
use onrecord::{Article, Record, Text};
use onrecord_archive::{Archive, Incoming, Query, sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::time::Instant;

/// Articles of the collection that are one report, as their words show: the page of the evening and the paper of the next
/// day, and an agency's running report at two hours.
const SAME: [[&str; 2]; 7] = [
    [
        "breitbart_2016-03-15_the-latest-kasich-scores-all-del",
        "breitbart_2016-03-15_the-latest-sanders-declares-revo",
    ],
    ["nyt_2015-11-25_golf-courses-forced-to-reach-int", "nyt_2015-11-26_with-fewer-golfers-in-u-s-course"],
    ["nyt_2016-03-04_republicans-have-stake-in-a-deal", "nyt_2016-03-05_polls-suggest-possibility-of-dea"],
    ["nyt_2016-03-15_sanders-advances-agenda-via-side", "nyt_2016-03-16_via-legislative-side-doors-sande"],
    [
        "usa-today_2016-04-06_sanders-says-he-s-riding-momentu",
        "usa-today_2016-04-06_sanders-winning-streak-continues",
    ],
    [
        "wash-post_2015-12-12_misinformation-enters-mainstream",
        "wash-post_2015-12-13_misinformation-enters-mainstream",
    ],
    [
        "wash-post_2015-12-22_as-spotlight-shines-on-trump-and",
        "wash-post_2015-12-23_as-spotlight-shines-on-trump-and",
    ],
];
/// Shorter articles are left out.
const LEAST_WORDS: usize = 120;

/// An article of the collection.
struct Collected {
    name: String,
    outlet: String,
    day: String,
    body: String,
}

/// One article that goes into the archive.
struct Piece {
    name: String,
    /// How it was made.
    how: &'static str,
    /// Of which article of the collection it is a copy; its own number for one that is a copy of none.
    of: usize,
    outlet: String,
    day: String,
    body: String,
}

/// The figures, with what was taken for one report and is not.
pub struct Figures {
    pub precision: f64,
    pub recall: f64,
    report: String,
}

impl Figures {
    pub fn print(&self) -> &str {
        &self.report
    }

    pub fn shares(&self) -> BTreeMap<String, f64> {
        BTreeMap::from([("precision".to_owned(), self.precision), ("recall".to_owned(), self.recall)])
    }
}

/// Makes the pairs, adds all to an archive in a folder of its own, and compares its groups with what was made.
pub fn measure(dir: &Path) -> Result<Figures> {
    let texts = collection(dir)?;
    let mut chance = Chance(7);
    let pieces = pieces(&texts, &mut chance);
    // In any order: a copy may come before what it is a copy of.
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    chance.shuffle(&mut order);

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("duplicates.db");
    let mut archive = Archive::open_for_adding(&path, Dictionary::embedded())?;
    let begun = Instant::now();
    for part in order.chunks(200) {
        let batch = archive.batch()?;
        for &n in part {
            batch.add(&incoming(n, &pieces[n]))?;
        }
        batch.commit()?;
    }
    let took = begun.elapsed();
    let (reports, _) = archive.reports(&Query::Everything, 2, None)?;
    let mut found: BTreeSet<(usize, usize)> = BTreeSet::new();
    for report in &reports {
        let mut members: Vec<usize> = report
            .carriers
            .iter()
            .map(|c| c.article.parse())
            .collect::<Result<_, _>>()
            .context("its number")?;
        members.sort_unstable();
        for (n, &a) in members.iter().enumerate() {
            found.extend(members[n + 1..].iter().map(|&b| (a, b)));
        }
    }

    let mut by_origin: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, piece) in pieces.iter().enumerate() {
        by_origin.entry(piece.of).or_default().push(n);
    }
    let mut gold: BTreeSet<(usize, usize)> = BTreeSet::new();
    for members in by_origin.values() {
        for (n, &a) in members.iter().enumerate() {
            gold.extend(members[n + 1..].iter().map(|&b| (a, b)));
        }
    }
    let right = found.intersection(&gold).count();
    let share = |n: usize, of: usize| if of == 0 { 1.0 } else { n as f64 / of as f64 };
    let (precision, recall) = (share(right, found.len()), share(right, gold.len()));

    let mut report = format!(
        "{} articles, {} made of them, added in {:.1} s ({:.1} ms each)\n",
        texts.len(),
        pieces.len() - texts.len(),
        took.as_secs_f64(),
        took.as_secs_f64() * 1e3 / pieces.len() as f64
    );
    // A pair with the original, by how the other was made.
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for &(a, b) in gold.iter().filter(|(a, _)| pieces[*a].how == "original") {
        let kind = kinds.entry(pieces[b].how).or_default();
        kind.0 += usize::from(found.contains(&(a, b)));
        kind.1 += 1;
    }
    for (how, (right, of)) in kinds {
        report += &format!("{:>7.3}  recall, {how} ({of} pairs)\n", share(right, of));
    }
    let hard = hard_negatives(&texts, &pieces);
    let joined = hard.iter().filter(|pair| found.contains(pair)).count();
    report +=
        &format!("{joined:>7}  of {} reports on one event of one day taken for one report\n", hard.len());
    // Of the collection's own pairs all are told, of those that follow from them a few.
    let mut wrong: Vec<&(usize, usize)> = found.difference(&gold).collect();
    wrong.sort_by_key(|(a, b)| (*a.max(b) >= texts.len(), *a));
    let own = wrong.iter().filter(|(a, b)| *a.max(b) < texts.len()).count();
    for &&(a, b) in wrong.iter().take(own.max(10)) {
        let (a, b) = (&pieces[a], &pieces[b]);
        report += &format!("    wrong: {} ({}) = {} ({})\n", a.name, a.how, b.name, b.how);
    }
    report += &format!(
        "{precision:>7.3}  precision ({} pairs found)\n{recall:>7.3}  recall ({} pairs made)\n",
        found.len(),
        gold.len()
    );
    Ok(Figures { precision, recall, report })
}

/// The texts of PolNeAR's folders, by name.
fn collection(dir: &Path) -> Result<Vec<Collected>> {
    let mut files = Vec::new();
    for part in ["train/text", "dev/text", "text"] {
        let folder = dir.join(part);
        if folder.is_dir() {
            for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
                files.push(entry?.path());
            }
        }
    }
    files.sort_by_key(|path| path.file_name().map(|n| n.to_owned()));
    let mut texts = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let body = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let mut parts = name.splitn(3, '_');
        let (outlet, day) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if body.split_whitespace().count() >= LEAST_WORDS {
            texts.push(Collected { outlet: outlet.to_owned(), day: day.to_owned(), body, name });
        }
    }
    ensure!(!texts.is_empty(), "{} has no text/, train/text/ or dev/text/ with articles", dir.display());
    Ok(texts)
}

fn sentences(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let ends = bare.trim_end_matches(['"', '”', ')']).ends_with(['.', '!', '?']) || word.contains('\n');
        out.last_mut().expect("there is one").push_str(word);
        if ends {
            out.push(String::new());
        }
    }
    out.retain(|s| s.split_whitespace().count() > 2);
    out
}

fn pieces(texts: &[Collected], chance: &mut Chance) -> Vec<Piece> {
    // Which article of the collection one is a copy of.
    let of = |n: usize| {
        let same = SAME.iter().find(|same| same[1] == texts[n].name);
        same.and_then(|same| texts.iter().position(|t| t.name == same[0])).unwrap_or(n)
    };
    let mut out: Vec<Piece> = texts
        .iter()
        .enumerate()
        .map(|(n, t)| Piece {
            name: t.name.clone(),
            how: "original",
            of: of(n),
            outlet: t.outlet.clone(),
            day: t.day.clone(),
            body: t.body.clone(),
        })
        .collect();
    let all: Vec<Vec<String>> = texts.iter().map(|t| sentences(&t.body)).collect();
    for (n, text) in texts.iter().enumerate() {
        let own = &all[n];
        for how in [n % 5, (n + 2) % 5] {
            let (how, body) = match how {
                0 => ("cut", cut(own, 35 + chance.below(45))),
                1 => ("reordered", reordered(own, chance)),
                2 => ("with its lead rewritten", with_lead(own, chance)),
                3 => ("with paragraphs of a paper's own", with_more(own, n, &all, chance)),
                _ => ("cut, reordered and with its lead rewritten", {
                    let cut: Vec<String> = cut(own, 50 + chance.below(30));
                    let led = with_lead(&cut, chance);
                    reordered(&led, chance)
                }),
            };
            let outlet = format!("Paper {}", chance.below(60));
            out.push(Piece {
                name: text.name.clone(),
                how,
                of: of(n),
                outlet,
                day: text.day.clone(),
                body: body.concat(),
            });
        }
    }
    for (n, m) in same_day(texts).into_iter().step_by(7).take(300) {
        if let Some(body) = with_quotations(&all[n], &texts[m].body) {
            let (name, outlet) = (texts[m].name.clone(), format!("Paper {}", chance.below(60)));
            // A copy of `n` that quotes what `m` quotes: the pair with `m` is the hard one.
            out.push(Piece {
                name,
                how: "with another's quotations",
                of: of(n),
                outlet,
                day: texts[n].day.clone(),
                body,
            });
        }
    }
    out
}

fn cut(own: &[String], percent: usize) -> Vec<String> {
    own[..(own.len() * percent).div_ceil(100)].to_vec()
}

/// Stretches of one to three sentences, in another order.
fn reordered(own: &[String], chance: &mut Chance) -> Vec<String> {
    let mut stretches: Vec<Vec<String>> = Vec::new();
    let mut rest = own;
    while !rest.is_empty() {
        let (stretch, after) = rest.split_at((1 + chance.below(3)).min(rest.len()));
        stretches.push(stretch.to_vec());
        rest = after;
    }
    chance.shuffle(&mut stretches);
    stretches.concat()
}

/// The first sentences told in other words: half of theirs, in another order.
fn with_lead(own: &[String], chance: &mut Chance) -> Vec<String> {
    let lead = (1 + chance.below(4)).min(own.len() / 3);
    let rewritten = own[..lead].iter().map(|sentence| {
        let mut words: Vec<&str> = sentence.split_whitespace().collect();
        chance.shuffle(&mut words);
        words.truncate(words.len().div_ceil(2).max(4));
        words.join(" ") + " as was told on the day.\n"
    });
    rewritten.collect::<Vec<_>>().into_iter().chain(own[lead..].iter().cloned()).collect()
}

/// With a fifth to four fifths as much again, of sentences that stand in many other articles.
fn with_more(own: &[String], n: usize, all: &[Vec<String>], chance: &mut Chance) -> Vec<String> {
    let more = own.len() * (20 + chance.below(60)) / 100;
    let mut out = own.to_vec();
    for step in 0..more {
        let other = &all[(n + 1 + chance.below(all.len() - 1)) % all.len()];
        if let Some(sentence) = other.get(step % other.len().max(1)) {
            out.push(sentence.clone());
        }
    }
    out
}

/// A text with all that stands in quotation marks in another; none where that is little.
fn with_quotations(own: &[String], other: &str) -> Option<String> {
    let curly = other.replace(['“', '”'], "\"");
    // Paragraph by paragraph, since a quotation that goes on in the next is not closed.
    let quoted: Vec<&str> = curly
        .lines()
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|quote| quote.split_whitespace().count() >= 5)
        .collect();
    let words: usize = quoted.iter().map(|s| s.split_whitespace().count()).sum();
    let said = quoted.into_iter().map(|quote| format!("\n“{quote}”\n"));
    (words >= 60).then(|| own.iter().cloned().chain(said).collect())
}

/// Pairs of articles of one day, of different outlets.
fn same_day(texts: &[Collected]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    for (a, one) in texts.iter().enumerate() {
        for (b, two) in texts.iter().enumerate().skip(a + 1) {
            if one.day == two.day && one.outlet != two.outlet {
                out.push((a, b));
            }
        }
    }
    out
}

/// Reports on one event of one day: real pairs of the day with many rare words in common, and the made ones.
fn hard_negatives(texts: &[Collected], pieces: &[Piece]) -> Vec<(usize, usize)> {
    let words: Vec<BTreeSet<String>> = texts
        .iter()
        .map(|t| {
            let words = t.body.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 3);
            words.map(str::to_lowercase).collect()
        })
        .collect();
    let mut in_texts: HashMap<&str, usize> = HashMap::new();
    for word in words.iter().flatten() {
        *in_texts.entry(word).or_default() += 1;
    }
    let rare = |word: &&String| in_texts[word.as_str()] * 50 < texts.len();
    let mut out: Vec<(usize, usize)> = same_day(texts)
        .into_iter()
        .filter(|(a, b)| words[*a].intersection(&words[*b]).filter(rare).count() >= 12)
        .collect();
    for (n, piece) in pieces.iter().enumerate().filter(|(_, p)| p.how == "with another's quotations") {
        let other = texts.iter().position(|t| t.name == piece.name);
        out.extend(other.map(|other| (other, n)));
    }
    out
}

fn incoming(number: usize, piece: &Piece) -> Incoming {
    let mut article = Article::plain(format!("sha256:{number}"), Text::new(piece.body.clone()));
    article.outlet = Some(piece.outlet.clone());
    article.published = Some(piece.day.clone());
    Incoming {
        record: Record::new(article),
        received: sha256(&number.to_le_bytes()),
        fetched: None,
        place: Some(number.to_string()),
        added: "2024-01-01T00:00:00Z".to_owned(),
        reader: "made up".to_owned(),
    }
}
