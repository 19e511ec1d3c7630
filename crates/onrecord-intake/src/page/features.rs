//! What is known of each block of a page, as numbers: what [`super::judge`] decides by.
//!
//! Nothing here depends on a language or a site. Names of classes count only by stems that makers of pages everywhere use in English.

use super::blocks::{Block, BlockKind, INLINE};
use super::choose::{KEPT, is_prose};
use super::extract::{Extracts, Hashed};
use crate::parts::ends_sentence;
use dom_query::{Document, NodeId};
use std::collections::{HashMap, HashSet};

/// Stems in an element's class, id or role that say what it is for; each row is a feature for the nearest elements and one for all
/// around them.
const HINTS: [&[&str]; 12] = [
    &["comment", "reply", "disqus", "respond"],
    &[
        "relat",
        "recommend",
        "read-more",
        "readmore",
        "also",
        "similar",
        "trending",
        "popular",
        "teaser",
        "recirc",
        "outbrain",
        "taboola",
    ],
    &["share", "social", "follow", "facebook", "twitter", "whatsapp"],
    &["promo", "advert", "-ad-", "sponsor", "newsletter", "subscri", "signup", "paywall", "donat", "banner"],
    &["author", "byline", "bio", "contributor"],
    &["caption", "figure", "image", "photo", "gallery", "media", "video", "credit"],
    &["tag", "categor", "topic", "breadcrumb", "meta", "date", "time", "info", "keyword"],
    &["foot", "copyright", "disclaim", "legal", "imprint"],
    &[
        "nav",
        "menu",
        "header",
        "masthead",
        "topbar",
        "sidebar",
        "widget",
        "aside",
        "rail",
        "pagination",
        "pager",
    ],
    &["cookie", "consent", "gdpr", "modal", "popup", "overlay", "login", "hidden", "print-only"],
    &["article", "body", "content", "entry", "post", "story", "text", "main", "prose", "detail"],
    &[
        "lead",
        "intro",
        "summary",
        "excerpt",
        "standfirst",
        "subtitle",
        "dek",
        "abstract",
        "description",
        "deck",
    ],
];
/// How many elements around a block are looked at, inline ones among them: a page may nest without end, and articles do not.
const DEEP: usize = 100;
/// How many elements count as near.
const NEAR: usize = 3;
/// Elements that say what is inside them; each is a feature.
const TAGS: [&str; 10] =
    ["article", "main", "blockquote", "table", "ul", "ol", "section", "header", "footer", "aside"];
/// Of a block's neighbours: how far on either side they are looked at one by one.
const REACH: i64 = 2;
/// Windows over which votes are counted, blocks on either side.
const WINDOWS: [usize; 2] = [3, 8];

/// The elements around a block, up to the body, the nearest first.
type Place = Vec<NodeId>;

/// What is known of an element of a page, worked out once.
#[derive(Default, Clone)]
struct Seen {
    hints: u16,
    tag: u16,
    body: bool,
    prose: f32,
    votes: f32,
    blocks: f32,
    signature: u64,
}

/// The features of every block, in order. `titles` are what the page calls itself, `told` what it says in its metadata that its text is.
pub(super) fn features(
    document: &Document,
    blocks: &[Block],
    words: &[Hashed],
    extracts: &Extracts,
    titles: &[Hashed],
    told: Option<&Hashed>,
) -> Vec<Vec<f32>> {
    let first: Vec<f32> = words.iter().map(|w| extracts.trafilatura.share(w) as f32).collect();
    let second: Vec<f32> = words.iter().map(|w| extracts.readability.share(w) as f32).collect();
    let size: Vec<f32> = words.iter().map(|w| w.words.len() as f32).collect();
    let prose: Vec<bool> = blocks.iter().zip(words).map(|(b, w)| is_prose(b, w)).collect();
    let kept = |of: &[f32], i: usize| of[i] >= KEPT as f32;
    let both: Vec<bool> = (0..blocks.len()).map(|i| kept(&first, i) && kept(&second, i)).collect();

    let (places, seen) = elements(document, blocks, &size, &prose, &both);
    let total =
        |of: &dyn Fn(usize) -> bool| (0..blocks.len()).filter(|i| of(*i)).map(|i| size[i]).sum::<f32>();
    let all = total(&|_| true).max(1.0);
    let all_prose = total(&|i| prose[i]);
    let (all_first, all_second, all_both) =
        (total(&|i| kept(&first, i)), total(&|i| kept(&second, i)), total(&|i| both[i]));
    let long: Vec<usize> = (0..blocks.len()).filter(|&i| both[i] && size[i] >= 8.0).collect();
    let (from, to) = (long.first().copied(), long.last().copied());
    let home = home(&places, &seen, all_prose, all_both);
    let by_signature = signatures(&places, &seen, &first, &second, &prose);
    let told_runs: Option<HashSet<u64>> = told.map(|t| t.runs().collect());
    let title_words: HashSet<u64> = titles.iter().flat_map(|t| t.words.iter().copied()).collect();
    let mut met: HashSet<u64> = HashSet::new();
    let mut before = 0.0;

    // Of the page as a whole, and so the same for each block.
    let page = [
        extracts.trafilatura.agreement(&extracts.readability),
        (blocks.len() as f32).ln_1p(),
        all.ln_1p(),
        all_prose / all,
        all_first / all,
        all_second / all,
        all_both / all_first.max(all_second).max(1.0),
    ];

    let mut out = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        let mut f = Vec::with_capacity(180);
        // The votes and the block itself.
        f.extend([first[i], second[i], first[i].min(second[i]), size[i].ln_1p(), block.link_share() as f32]);
        f.extend(letters(&block.text));
        f.push(flag(ends_sentence(&block.text)));
        f.push(flag(prose[i]));
        f.push(flag(block.aside));
        f.extend(kind(block.kind));
        // Where it stands.
        f.extend([i as f32, (blocks.len() - i) as f32, before / all, size[i] / all]);
        before += size[i];
        let at = i as f32;
        f.push(from.map_or(-99.0, |x| (at - x as f32).clamp(-50.0, 50.0)));
        f.push(to.map_or(99.0, |x| (at - x as f32).clamp(-50.0, 50.0)));
        // Its neighbours.
        for by in (-REACH..=REACH).filter(|by| *by != 0) {
            match usize::try_from(i as i64 + by).ok().filter(|n| *n < blocks.len()) {
                Some(n) => f.extend([
                    first[n],
                    second[n],
                    size[n].ln_1p(),
                    flag(prose[n]),
                    blocks[n].link_share() as f32,
                    kind(blocks[n].kind)[0],
                ]),
                None => f.extend([-1.0; 6]),
            }
        }
        for reach in WINDOWS {
            let near = i.saturating_sub(reach)..(i + reach + 1).min(blocks.len());
            let sum = near.clone().filter(|n| *n != i).map(|n| size[n]).sum::<f32>().max(1.0);
            let share = |of: &dyn Fn(usize) -> bool| {
                near.clone().filter(|n| *n != i && of(*n)).map(|n| size[n]).sum::<f32>() / sum
            };
            f.extend([share(&|n| kept(&first, n)), share(&|n| kept(&second, n)), share(&|n| prose[n])]);
        }
        // Its elements.
        let around = &places[i];
        let seen_at = |level: usize| around.get(level).and_then(|id| seen.get(id));
        let (mut near, mut any, mut tags, mut body) = (0, 0, 0, false);
        for (level, id) in around.iter().enumerate() {
            let Some(s) = seen.get(id) else { continue };
            any |= s.hints;
            tags |= s.tag;
            body |= s.body;
            if level < NEAR {
                near |= s.hints;
            }
        }
        f.extend((0..HINTS.len()).map(|h| flag(near & (1 << h) != 0)));
        f.extend((0..HINTS.len()).map(|h| flag(any & (1 << h) != 0)));
        f.extend((0..TAGS.len()).map(|h| flag(tags & (1 << h) != 0)));
        f.push(flag(body));
        for level in 0..4 {
            let s = seen_at(level);
            f.push(s.map_or(-1.0, |s| s.prose / all_prose.max(1.0)));
            f.push(s.map_or(-1.0, |s| s.votes / all_both.max(1.0)));
            f.push(s.map_or(-1.0, |s| s.blocks.ln_1p()));
        }
        f.extend(apart(around, &home));
        f.push(around.len() as f32);
        let (count, a, b, c) =
            seen_at(0).and_then(|s| by_signature.get(&s.signature)).copied().unwrap_or_default();
        f.extend([count.ln_1p(), a / count.max(1.0), b / count.max(1.0), c / count.max(1.0)]);
        // What it says, against what was said.
        let runs: Vec<u64> = words[i].runs().collect();
        let again = runs.iter().filter(|r| met.contains(r)).count();
        f.push(again as f32 / runs.len().max(1) as f32);
        met.extend(&runs);
        let shared = words[i].words.iter().filter(|w| title_words.contains(w)).count();
        f.push(shared as f32 / size[i].max(1.0));
        f.push(flag(titles.iter().any(|t| t.words == words[i].words)));
        f.push(match &told_runs {
            Some(told) if !runs.is_empty() => {
                runs.iter().filter(|r| told.contains(r)).count() as f32 / runs.len() as f32
            }
            _ => -1.0,
        });
        f.extend(page);
        out.push(f);
    }
    out
}

fn flag(yes: bool) -> f32 {
    if yes { 1.0 } else { 0.0 }
}

/// The level of a heading, and what else a block is by its markup.
fn kind(kind: BlockKind) -> [f32; 5] {
    let level = if let BlockKind::Heading(n) = kind { f32::from(n) } else { 0.0 };
    [
        level,
        flag(kind == BlockKind::Paragraph),
        flag(kind == BlockKind::Item),
        flag(kind == BlockKind::Cell),
        flag(kind == BlockKind::Caption),
    ]
}

/// What a block's letters tell.
fn letters(text: &str) -> [f32; 12] {
    let count = text.chars().count().max(1) as f32;
    let of = |is: &dyn Fn(char) -> bool| text.chars().filter(|c| is(*c)).count() as f32;
    let words = text.split_whitespace().count().max(1) as f32;
    let first = text.chars().next().unwrap_or(' ');
    let year = text
        .split(|c: char| !c.is_ascii_digit())
        .any(|d| d.len() == 4 && (d.starts_with("19") || d.starts_with("20")));
    [
        count / words,
        of(&|c| matches!(c, ',' | '،' | '，')) / words,
        of(&|c| matches!(c, '.' | '!' | '?' | '…' | '。')) / words,
        of(&|c| c.is_numeric()) / count,
        of(&|c| c.is_uppercase()) / count,
        of(&|c| matches!(c, '|' | '/' | '•' | '»' | '›' | '>' | '#' | '*' | '_')) / words,
        flag(text.contains(['@', '©'])),
        flag(text.contains("http") || text.contains("www.")),
        flag(text.contains(['"', '“', '„', '«', '»', '”'])),
        flag(first.is_lowercase()),
        flag(first.is_numeric()),
        flag(year),
    ]
}

/// The elements around each block, and what is in each of them.
fn elements(
    document: &Document,
    blocks: &[Block],
    size: &[f32],
    prose: &[bool],
    both: &[bool],
) -> (Vec<Place>, HashMap<NodeId, Seen>) {
    let mut seen: HashMap<NodeId, Seen> = HashMap::new();
    let mut places = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        let mut place = Place::new();
        let Some(node) = document.tree.get(&block.node) else {
            places.push(place);
            continue;
        };
        for element in node.ancestors_it(Some(DEEP)) {
            let Some(name) = element.node_name().filter(|_| element.is_element()) else { continue };
            if INLINE.contains(&&*name) {
                continue;
            }
            if matches!(&*name, "body" | "html") {
                break;
            }
            let entry = seen.entry(element.id).or_insert_with(|| {
                let mut names = String::new();
                for attribute in ["class", "id", "role", "data-testid", "data-component", "itemprop"] {
                    if let Some(value) = element.attr(attribute) {
                        names.push(' ');
                        names.push_str(&value.to_ascii_lowercase());
                    }
                }
                let stem = |row: &&[&str]| row.iter().any(|s| names.contains(s));
                let set = |which: &dyn Fn(usize) -> bool, n: usize| {
                    (0..n).filter(|h| which(*h)).fold(0u16, |all, h| all | 1 << h)
                };
                let parent = element.parent().and_then(|p| p.node_name().map(|n| n.to_string()));
                let signature = format!("{}/{name} {names}", parent.unwrap_or_default());
                Seen {
                    hints: set(&|h| stem(&HINTS[h]), HINTS.len()),
                    tag: set(&|h| TAGS[h] == &*name, TAGS.len()),
                    body: names.contains("articlebody"),
                    signature: xxhash_rust::xxh3::xxh3_64(signature.as_bytes()),
                    ..Seen::default()
                }
            });
            entry.blocks += 1.0;
            entry.prose += if prose[i] { size[i] } else { 0.0 };
            entry.votes += if both[i] { size[i] } else { 0.0 };
            place.push(element.id);
        }
        places.push(place);
    }
    (places, seen)
}

/// The elements around the main part of the page, the innermost first: that is the smallest element that holds half of what both
/// extractors kept, or, where they kept nothing, half of the running text.
fn home(places: &[Place], seen: &HashMap<NodeId, Seen>, prose: f32, both: f32) -> Vec<NodeId> {
    let holds = |s: &Seen| if both > 0.0 { s.votes * 2.0 >= both } else { s.prose * 2.0 >= prose };
    let mut best: Option<(f32, &[NodeId])> = None;
    for place in places {
        let level = place.iter().position(|id| seen.get(id).is_some_and(holds));
        let Some(level) = level else { continue };
        let blocks = seen[&place[level]].blocks;
        if best.is_none_or(|(least, _)| blocks < least) {
            best = Some((blocks, &place[level..]));
        }
    }
    best.map(|(_, around)| around.to_vec()).unwrap_or_default()
}

/// How many elements lie between a block and the main part: those that leave the main part up to what holds both, and those from
/// there down to the block.
fn apart(around: &[NodeId], home: &[NodeId]) -> [f32; 2] {
    let up = home.iter().position(|id| around.contains(id)).unwrap_or(home.len());
    let down = home.get(up).and_then(|id| around.iter().position(|a| a == id)).unwrap_or(around.len());
    [up as f32, down as f32]
}

/// For each kind of element by its name, parent and class: how many blocks stand in one, and how many of those each extractor kept and
/// how many are running text.
fn signatures(
    places: &[Place],
    seen: &HashMap<NodeId, Seen>,
    first: &[f32],
    second: &[f32],
    prose: &[bool],
) -> HashMap<u64, (f32, f32, f32, f32)> {
    let mut out: HashMap<u64, (f32, f32, f32, f32)> = HashMap::new();
    for (i, place) in places.iter().enumerate() {
        let Some(s) = place.first().and_then(|id| seen.get(id)) else { continue };
        let entry = out.entry(s.signature).or_default();
        entry.0 += 1.0;
        entry.1 += flag(first[i] >= KEPT as f32);
        entry.2 += flag(second[i] >= KEPT as f32);
        entry.3 += flag(prose[i]);
    }
    out
}
