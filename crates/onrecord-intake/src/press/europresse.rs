//! Europresse: its pages, the older kind (a table for each article) and the newer one (`<article>`).

use super::dates;
use super::html::{Styles, below};
use super::item::{Item, one_line};
use super::words::WORDS;
use crate::datewords::DATES;
use dom_query::{Document, NodeRef, Selection};
use onrecord::budget::{Budget, Over};
use regex::Regex;
use std::sync::LazyLock;

/// The articles of a page.
///
/// # Errors
/// When it is too much: articles may stand in one another, and each would have the text of those inside it.
pub(super) fn articles(document: &Document, budget: &Budget) -> Result<Vec<Item>, Over> {
    let mut newer = Vec::new();
    for node in document.select("article").nodes() {
        budget.hold(node.text().len())?;
        newer.extend(newer_article(node));
    }
    Ok(if newer.is_empty() { older(document) } else { newer })
}

/// The number of a document, `news·20121004·PO·2040056000`, in which its day stands too.
fn number(words: &str) -> Option<(String, String)> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b([a-z]+·(\d{4})(\d{2})(\d{2})·[\p{L}\d_]+·[\p{L}\d_.-]+)").expect("a valid pattern")
    });
    let found = NUMBER.captures(words)?;
    Some((found[1].to_owned(), format!("{}-{}-{}", &found[2], &found[3], &found[4])))
}

/// The outlet without the number of its issue.
fn outlet(words: &str) -> String {
    static ISSUE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i),\s*(?:n[o°º]\.?|nr\.?|núm\.?|vol\.?)\s*\d.*$").expect("a valid pattern")
    });
    ISSUE.replace(&one_line(words), "").trim().to_owned()
}

/// Section, date and page, as a line has them: `Politique, jeudi 5 octobre 2013, p. 3`.
fn take_line(item: &mut Item, line: &str) {
    let line = one_line(line);
    let Some(found) = dates::date(&line) else {
        if item.section.is_empty() {
            item.section(line.trim_matches([',', ' ']));
        }
        return;
    };
    item.date = line[found.range.start..].to_owned();
    let before = &line[..found.range.start];
    // The name of the day stands between the section and the date.
    let kept: Vec<&str> =
        before.split(',').map(str::trim).filter(|p| !p.is_empty() && !DATES.is_weekday(p)).collect();
    if !kept.is_empty() {
        let section = kept.join(", ");
        let section = section
            .rsplit_once(' ')
            .filter(|(_, last)| DATES.is_weekday(last))
            .map_or(section.as_str(), |(s, _)| s)
            .to_owned();
        item.section(&section);
    }
    let mut after = line[found.range.end..].split(',').filter_map(|p| WORDS.page(p));
    item.page = item.page.take().or_else(|| after.next_back());
}

/// `<article><header>…</header><section>…</section></article>`.
fn newer_article(node: &NodeRef) -> Option<Item> {
    let article = Selection::from(*node);
    let name = article.select(".DocPublicationName");
    let title = [".titreArticleVisu, .rdp__articletitle", ".titreArticle"].map(|c| article.select(c));
    let title = title.into_iter().find(Selection::exists).unwrap_or_default();
    if !name.exists() && !title.exists() {
        return None;
    }
    let first = |s: &Selection| s.nodes().first().map(|n| one_line(&n.text())).unwrap_or_default();
    let mut item = Item { outlet: outlet(&first(&name)), headline: first(&title), ..Item::default() };
    let header = article.select(".DocHeader");
    let lines: Vec<String> = header.nodes().iter().map(|n| one_line(&n.text())).collect();
    take_line(&mut item, &lines.join(" "));
    let whole = article.select("header");
    if dates::date(&item.date).is_none() {
        // Some sources have the date elsewhere in the head.
        let head = first(&whole);
        if let Some(found) = dates::date(&head) {
            item.date = head[found.range.start..].chars().take(60).collect();
        }
    }
    item.byline = first(&article.select(".docAuthors"));
    if item.byline.is_empty() {
        item.byline = first(&article.select(".sm-margin-bottomNews"));
    }
    if item.byline.is_empty() {
        item.byline = after_title(&article);
    }
    let kicker = article.select(".titreArticle .sm-margin-bottom");
    item.summary.extend(kicker.nodes().iter().map(|n| one_line(&n.text())).filter(|s| !s.is_empty()));
    let summary = article.select(".docIntroduction, .DocIntroduction, .rdp__subtitle");
    item.summary.extend(summary.nodes().iter().map(|n| one_line(&n.text())).filter(|s| !s.is_empty()));
    let text = ["docOcurrContainer", "DocText"]
        .iter()
        .map(|c| article.select(&format!(".{c}")))
        .find(Selection::exists);
    let text = text.or_else(|| Some(article.select("section")).filter(Selection::exists));
    if let Some(node) = text.as_ref().and_then(|s| s.nodes().first()) {
        take_text(
            &mut item,
            below(node, &Styles::default()).into_iter().flat_map(|b| {
                let bold = b.is_bold();
                b.text.lines().map(|l| (l.to_owned(), bold)).collect::<Vec<_>>()
            }),
        );
    }
    if let Some((id, day)) = number(&article.text()) {
        item.id = Some(id);
        if item.date.is_empty() {
            item.date = day;
        }
    }
    Some(item)
}

/// What stands in the head below the headline, where it is as short as a name.
fn after_title(article: &Selection) -> String {
    let Some(header) = article.select("header").nodes().first().copied() else { return String::new() };
    let mut children = header.children_it(false).filter(|n| n.is_element());
    let is_title = |n: &NodeRef| {
        let class = n.attr("class").unwrap_or_default();
        class.contains("titreArticle") || Selection::from(*n).select(".titreArticleVisu").exists()
    };
    if !children.any(|n| is_title(&n)) {
        return String::new();
    }
    let name = children.map(|n| one_line(&n.text())).find(|t| !t.is_empty()).unwrap_or_default();
    if name.split(' ').count() <= 8 && dates::date(&name).is_none() { name } else { String::new() }
}

/// Takes lines of text up to that about rights or the number.
fn take_text(item: &mut Item, lines: impl Iterator<Item = (String, bool)>) {
    for (line, bold) in lines {
        let line = one_line(&line);
        if WORDS.is_copyright(&line) || ends(&line) {
            break;
        }
        item.push(&line, bold);
    }
}

fn ends(line: &str) -> bool {
    let lower = line.to_lowercase();
    [
        "numéro de document",
        "document number",
        "número de documento",
        "dokumentnummer",
        "note(s) :",
        "this article appeared in",
        "cet article est paru dans",
    ]
    .iter()
    .any(|e| lower.starts_with(e))
        || number(line).is_some_and(|(id, _)| line.len() < id.len() + 40)
}

/// A stretch of an older article, and what stands around it.
struct Piece {
    text: String,
    role: Role,
    bold: bool,
    /// Whether a paragraph ends after it, not only a line.
    paragraph: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Text,
    Outlet,
    Head,
    Title,
}

/// Each article in a table; outlet, section, date and headline by their classes, all else by its place.
fn older(document: &Document) -> Vec<Item> {
    let pieces = pieces(document);
    let starts: Vec<usize> =
        pieces.iter().enumerate().filter(|(_, p)| p.role == Role::Outlet).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([pieces.len()]);
    starts.iter().zip(ends).map(|(from, to)| older_article(&pieces[*from..to])).collect()
}

fn older_article(pieces: &[Piece]) -> Item {
    let joined = |role: Role| {
        let of: Vec<&str> = pieces.iter().filter(|p| p.role == role).map(|p| p.text.as_str()).collect();
        one_line(&of.join(" "))
    };
    let mut item =
        Item { outlet: outlet(&joined(Role::Outlet)), headline: joined(Role::Title), ..Item::default() };
    take_line(&mut item, &joined(Role::Head));
    let title = pieces.iter().rposition(|p| p.role == Role::Title);
    let head = pieces.iter().rposition(|p| p.role == Role::Head).unwrap_or(0);
    let (mut text, mut from) = (Vec::new(), title.unwrap_or(head) + 1);
    item.summary.extend(
        pieces[..from.min(pieces.len())].iter().filter(|p| p.role == Role::Text).map(|p| p.text.clone()),
    );
    // A name between headline and text stands in a line of its own; a paragraph ends with its text.
    if let Some(name) =
        pieces.get(from).filter(|p| p.role == Role::Text && !p.paragraph && p.text.split(' ').count() <= 8)
        && !name.text.ends_with(['.', '!', '?'])
    {
        item.byline.clone_from(&name.text);
        from += 1;
    }
    text.extend(pieces[from.min(pieces.len())..].iter().map(|p| (p.text.clone(), p.bold)));
    take_text(&mut item, text.into_iter());
    let all: Vec<&str> = pieces.iter().map(|p| p.text.as_str()).collect();
    if let Some((id, day)) = number(&all.join(" ")) {
        item.id = Some(id);
        if item.date.is_empty() {
            item.date = day;
        }
    }
    item
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave { bold: bool, role: Option<Role>, block: bool },
}

/// The stretches of a page between line breaks and paragraphs.
fn pieces(document: &Document) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut text, mut role, mut bold, mut all_bold) = (String::new(), Role::Text, 0_usize, true);
    let mut stack = vec![Step::Enter(document.root())];
    let flush =
        |text: &mut String, role: Role, all_bold: &mut bool, paragraph: bool, pieces: &mut Vec<Piece>| {
            let words = one_line(&std::mem::take(text));
            if words.is_empty() {
                if let (true, Some(last)) = (paragraph, pieces.last_mut()) {
                    // A line break before a paragraph ends a line all the same.
                    last.paragraph |= last.role != Role::Text;
                }
            } else {
                pieces.push(Piece { text: words, role, bold: *all_bold, paragraph });
            }
            *all_bold = true;
        };
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave { bold: was, role: outer, block } => {
                if outer.is_some() || block {
                    flush(&mut text, role, &mut all_bold, block, &mut pieces);
                }
                bold -= usize::from(was);
                role = outer.unwrap_or(role);
            }
            Step::Enter(node) => {
                if node.is_text() {
                    let words = node.text();
                    all_bold &= bold > 0 || words.trim().is_empty();
                    text.push_str(&words);
                    continue;
                }
                let name = node.node_name().unwrap_or_default();
                if matches!(&*name, "head" | "script" | "style" | "form" | "img") || node.is_comment() {
                    continue;
                }
                if &*name == "br" {
                    flush(&mut text, role, &mut all_bold, false, &mut pieces);
                    continue;
                }
                let class = node.attr("class").unwrap_or_default();
                let own = class.split_whitespace().find_map(|c| match c {
                    "DocPublicationName" => Some(Role::Outlet),
                    "DocHeader" => Some(Role::Head),
                    "TitreArticleVisu" | "titreArticleVisu" => Some(Role::Title),
                    _ => None,
                });
                let block = matches!(&*name, "p" | "div" | "table" | "tr" | "td" | "h1" | "h2" | "h3" | "li");
                if own.is_some() || block {
                    flush(&mut text, role, &mut all_bold, block, &mut pieces);
                }
                let style = node.attr("style").unwrap_or_default().to_lowercase().replace(' ', "");
                // What was searched for is bold as well, in red.
                let is_bold = matches!(&*name, "b" | "strong")
                    || (style.contains("font-weight:bold") && !style.contains("color:red"));
                bold += usize::from(is_bold);
                let outer = own.map(|own| std::mem::replace(&mut role, own));
                stack.push(Step::Leave { bold: is_bold, role: outer, block });
                stack.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    flush(&mut text, role, &mut all_bold, true, &mut pieces);
    pieces
}
