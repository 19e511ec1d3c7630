//! Holding what was found in an article against its gold, and counting.

use super::gold::{Found, FoundEvent, FoundStatement, Gold, GoldEvent, GoldStatement, Words, name};
use super::names::{WORD, same, words};
use anyhow::Result;
use onrecord::StatementKind;
use onrecord::acts::ActGroup;
use std::collections::BTreeSet;

/// Least share of words (F1) for two statements to be one.
const SAME: f64 = 0.5;
/// And for its content to be strictly right.
const STRICT: f64 = 0.9;
/// More than this share of a statement's words in optional gold, and it is no wrong one.
const OPTIONAL: f64 = 0.6;

/// Right ones among those of the gold, and among those found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Detail {
    pub right: usize,
    pub gold: usize,
    pub found: usize,
}

/// What was counted over all articles.
#[derive(Debug, Default)]
pub struct Counts {
    pub articles: usize,
    /// Articles with gold of which there is no record. They are not counted.
    pub without_record: usize,
    /// Statements that were found, missed, and found where none is.
    pub found: usize,
    pub missed: usize,
    pub extra: usize,
    /// Of the found: those whose content, speaker, kind, act and all but content are right.
    pub strict: usize,
    pub who: usize,
    pub kind: usize,
    pub group: usize,
    pub all: usize,
    pub addressee: Detail,
    pub when: Detail,
    pub inside: Detail,
    /// Statements of the gold that were found, by kind: direct, mixed, indirect.
    pub by_kind: [Detail; 3],
    /// Events: those of the right type, of these with both parties, and of these with the right status and voice.
    pub events: usize,
    pub extra_events: usize,
    pub right_type: usize,
    pub both_parties: usize,
    pub status: usize,
    pub voice: usize,
    /// Everything that differs, a line each.
    pub differences: Vec<String>,
}

fn f1(a: &Words, b: &Words) -> f64 {
    match a.intersection(b).count() {
        0 => 0.0,
        both => (2 * both) as f64 / (a.len() + b.len()) as f64,
    }
}

fn kind_number(kind: StatementKind) -> usize {
    match kind {
        StatementKind::Direct => 0,
        StatementKind::Mixed => 1,
        StatementKind::Indirect => 2,
    }
}

fn start(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// The gold's speaker, who may be unknown.
fn speaker(gold: &GoldStatement) -> &str {
    gold.speaker.as_deref().unwrap_or("unknown")
}

/// Whether the gold's speaker is the one found.
fn right_speaker(gold: &GoldStatement, found: &FoundStatement) -> bool {
    match speaker(gold) {
        "unknown" => found.forms.is_empty() || found.anonymous,
        who if who.starts_with("anonymous") => {
            let described = who.split_once(':').map_or(who, |(_, after)| after);
            found.anonymous || found.forms.is_empty() || same(described, &found.forms)
        }
        who => same(who, &found.forms),
    }
}

/// Whether the act is of the gold's group, or the very act.
fn right_act(gold: &GoldStatement, found: &FoundStatement) -> bool {
    let first = gold.act.as_deref().unwrap_or("").split('|').next();
    gold.group == found.group || (found.act.is_some() && first == found.act.as_deref())
}

/// Which statement of the gold is which of the found: best first, one to one. Of equal pairs the later go first.
fn matched(gold: &[GoldStatement], found: &[FoundStatement]) -> Vec<(f64, usize, usize)> {
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        pairs.extend(found.iter().enumerate().map(|(j, p)| (f1(&g.words, &p.words), i, j)));
    }
    pairs.retain(|(f, ..)| *f >= SAME);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
    let (mut gold_used, mut found_used) = (BTreeSet::new(), BTreeSet::new());
    pairs.retain(|&(_, i, j)| {
        let free = !gold_used.contains(&i) && !found_used.contains(&j);
        if free {
            gold_used.insert(i);
            found_used.insert(j);
        }
        free
    });
    pairs
}

impl Counts {
    /// Adds an article.
    pub fn add(&mut self, article: &str, gold: &Gold, found: &Found) -> Result<()> {
        self.articles += 1;
        self.statements(article, &gold.statements, &found.statements)?;
        self.events(article, &gold.events, &found.events);
        Ok(())
    }

    fn tell(&mut self, article: &str, what: &str, rest: &str) {
        self.differences.push(format!("  {article} {what} {rest}"));
    }

    fn statements(&mut self, article: &str, gold: &[GoldStatement], found: &[FoundStatement]) -> Result<()> {
        let pairs = matched(gold, found);
        for &(f, i, j) in pairs.iter().filter(|(_, i, _)| !gold[*i].optional) {
            self.pair(article, f, &gold[i], &found[j])?;
        }
        for (i, g) in gold.iter().enumerate().filter(|(_, g)| !g.optional) {
            let by_kind = &mut self.by_kind[kind_number(g.kind)];
            by_kind.gold += 1;
            if pairs.iter().any(|&(_, matched, _)| matched == i) {
                by_kind.right += 1;
                continue;
            }
            self.missed += 1;
            let content = start(&g.content.join(" … "), 110);
            let rest = format!("{} {:?} cue {:?}: {content:?}", g.kind.name(), speaker(g), g.cue);
            self.tell(article, "MISSED", &rest);
        }
        for (j, p) in found.iter().enumerate() {
            if pairs.iter().any(|&(.., matched)| matched == j) {
                continue;
            }
            let covered = |g: &GoldStatement| {
                g.words.intersection(&p.words).count() as f64 / p.words.len().max(1) as f64
            };
            if gold.iter().filter(|g| g.optional).any(|g| covered(g) > OPTIONAL) {
                continue;
            }
            self.extra += 1;
            let best = gold.iter().map(|g| f1(&g.words, &p.words)).fold(0.0, f64::max);
            let (kind, who, content) =
                (p.kind.name(), &p.forms[..p.forms.len().min(1)], start(&p.content, 100));
            let sure = format!("cue {:?} confidence {}", p.cue, p.confidence);
            self.tell(article, "EXTRA", &format!("{kind} {who:?} {sure}: {content:?} (best {best:.2})"));
        }
        Ok(())
    }

    fn pair(&mut self, article: &str, f: f64, g: &GoldStatement, p: &FoundStatement) -> Result<()> {
        let who = right_speaker(g, p);
        let (kind, group) = (g.kind == p.kind, right_act(g, p));
        self.found += 1;
        self.strict += usize::from(f >= STRICT);
        self.who += usize::from(who);
        self.kind += usize::from(kind);
        self.group += usize::from(group);
        self.all += usize::from(who && kind && group);
        let content = g.content.first().map_or("", String::as_str);
        if !who {
            let forms = &p.forms[..p.forms.len().min(3)];
            let got = format!("{:?} got {forms:?} ({:?})", speaker(g), p.source);
            self.tell(article, "SPEAKER", &format!("gold {got}: {:?}", start(content, 70)));
        }
        if !group {
            let act = |act: &Option<String>, group: Option<ActGroup>| -> Result<String> {
                let group = group.as_ref().map(name).transpose()?;
                Ok(format!("{}/{}", act.as_deref().unwrap_or("-"), group.as_deref().unwrap_or("-")))
            };
            let acts = format!("gold {} got {}", act(&g.act, g.group)?, act(&p.act, p.group)?);
            self.tell(article, "ACT", &format!("{acts} cue {:?}: {:?}", p.cue, start(content, 60)));
        }
        self.addressee.found += usize::from(p.addressee.is_some());
        if let Some(to) = &g.addressee {
            self.addressee.gold += 1;
            let right = p.addressee.as_ref().is_some_and(|p| !words(to).is_disjoint(&words(p)));
            self.addressee.right += usize::from(right);
        }
        if g.when.is_some() {
            self.when.gold += 1;
            self.when.right += usize::from(g.when == p.when);
        }
        if g.inside {
            self.inside.gold += 1;
            self.inside.right += usize::from(p.inside);
        }
        Ok(())
    }

    fn events(&mut self, article: &str, gold: &[GoldEvent], found: &[FoundEvent]) {
        let pairs = events_matched(gold, found);
        for &(i, j) in pairs.iter().filter(|(i, _)| !gold[*i].optional) {
            self.right_event(article, &gold[i], &found[j]);
        }
        let (hit, used): (BTreeSet<usize>, BTreeSet<usize>) = pairs.into_iter().unzip();
        for (i, g) in gold.iter().enumerate().filter(|(_, g)| !g.optional) {
            self.events += 1;
            if !hit.contains(&i) {
                let (kind, words) = (&g.event_type, start(&g.words, 60));
                let rest = format!("{kind} {:?} -> {:?} {words:?}", g.source, g.target);
                self.tell(article, "EVENT MISSED", &rest);
            }
        }
        for p in found.iter().enumerate().filter(|(j, _)| !used.contains(j)).map(|(_, p)| p) {
            self.extra_events += 1;
            let (kind, status) = (&p.event_type, p.status.as_deref().unwrap_or("-"));
            let rest = format!("{kind} {} {:?} {status}", parties(p), p.anchor);
            self.tell(article, "EVENT EXTRA", &rest);
        }
    }

    fn right_event(&mut self, article: &str, g: &GoldEvent, p: &FoundEvent) {
        self.right_type += 1;
        if right_parties(g, p) == 2 {
            self.both_parties += 1;
            self.status += usize::from(g.status == p.status);
            self.voice += usize::from(g.inside.is_some() == p.inside);
            return;
        }
        let wanted = format!("{} {:?} -> {:?}", g.event_type, g.source, g.target);
        self.tell(article, "EVENT", &format!("{wanted} got {} anchor {:?}", parties(p), p.anchor));
    }
}

/// Which event of the gold is which of the found: those with both parties go first, then those with one, then those with the same words.
fn events_matched(gold: &[GoldEvent], found: &[FoundEvent]) -> Vec<(usize, usize)> {
    let (mut hit, mut used) = (BTreeSet::new(), BTreeSet::new());
    let mut out = Vec::new();
    for want in [2, 1, 0] {
        for (i, g) in gold.iter().enumerate() {
            if hit.contains(&i) {
                continue;
            }
            let fits = |&(j, p): &(usize, &FoundEvent)| {
                !used.contains(&j)
                    && g.event_type == p.event_type
                    && right_parties(g, p) >= want
                    && (want > 0 || same_words(&g.words, &p.anchor))
            };
            let Some((j, _)) = found.iter().enumerate().find(fits) else { continue };
            hit.insert(i);
            used.insert(j);
            out.push((i, j));
        }
    }
    out
}

/// Of each event found whether its type, both parties and its status are those of an event of the gold.
pub(super) fn events_right(gold: &[GoldEvent], found: &[FoundEvent]) -> Vec<bool> {
    let mut out = vec![false; found.len()];
    for (i, j) in events_matched(gold, found) {
        let (g, p) = (&gold[i], &found[j]);
        out[j] = right_parties(g, p) == 2 && g.status == p.status;
    }
    out
}

/// The parties that were found, each by the first of its forms.
fn parties(p: &FoundEvent) -> String {
    let first = |list: &[Vec<String>]| list.iter().filter_map(|f| f.first().cloned()).collect::<Vec<_>>();
    format!("{:?} -> {:?}", first(&p.source), first(&p.target))
}

/// How many of the two parties are right. Where both do it, it may be told the other way round.
fn right_parties(g: &GoldEvent, p: &FoundEvent) -> usize {
    let any = |names: &[String], parties: &[Vec<String>]| {
        names.iter().any(|n| parties.iter().any(|forms| same(n, forms)))
    };
    let source = any(&g.source, &p.source);
    let target = any(&g.target, &p.target) || (g.target.is_empty() && p.target.is_empty());
    let straight = usize::from(source) + usize::from(target);
    if g.mutual || p.mutual || matches!(g.event_type.as_str(), "CONSULT" | "COOPERATE" | "AGREE") {
        let turned = usize::from(any(&g.source, &p.target)) + usize::from(any(&g.target, &p.source));
        return straight.max(turned);
    }
    straight
}

/// Whether one of two anchors holds the other, and they share a word.
fn same_words(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let words =
        |text: &str| -> BTreeSet<String> { WORD.find_iter(text).map(|w| w.as_str().into()).collect() };
    (a.contains(&b) || b.contains(&a)) && !words(&a).is_disjoint(&words(&b))
}
