//! What is shown to `trafilatura` of a page: its body without what that would throw away unread.
//!
//! Every one of its many passes goes over the whole tree and looks at every attribute, so a page without its menus,
//! forms and addresses takes half the time, and the main text that is found is the same.

use dom_query::{Document, Element, LocalName, NodeData, NodeId, NodeRef};

/// Elements that it drops with all they hold before it looks at anything. They stay, empty, since it takes away the text
/// right after each of them as well.
const DROPPED: &[&str] = &[
    "applet", "aside", "audio", "blink", "button", "canvas", "datalist", "dialog", "embed", "fieldset",
    "figure", "footer", "form", "frameset", "iframe", "label", "legend", "map", "marquee", "math", "menu",
    "menuitem", "nav", "noscript", "object", "optgroup", "option", "output", "picture", "progress", "rp",
    "rt", "rtc", "script", "select", "style", "svg", "textarea", "time", "video",
];
/// Elements without an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Attributes by which its rules tell what an element is for. Addresses are none of them.
const ATTRIBUTES: &[&str] = &[
    "aria-hidden",
    "class",
    "data-component",
    "data-lp-replacement-content",
    "data-testid",
    "id",
    "itemprop",
    "role",
    "style",
];
/// It reads metadata whatever it is asked for, by a pass or two over the page for each that it misses. They are read
/// elsewhere (`metadata.rs`), so it gets some to be content with.
const HEAD: &str = r#"<!DOCTYPE html><html><head><meta property="og:title" content="none"><meta property="og:description"
 content="none"><meta property="og:author" content="None Given"><meta property="og:site_name" content="None"><meta
 property="og:url" content="https://none.invalid/"><meta property="og:image" content="https://none.invalid/"><meta
 property="og:type" content="article"><meta property="og:article:tag" content="none"></head>"#;

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(LocalName),
}

/// Writes what is to be shown: of the page's body the part below `within`, with the elements around that, or all of it.
/// Works without recursion, as [`super::blocks::blocks`] does.
pub(super) fn body(document: &Document, within: Option<NodeId>) -> String {
    let mut out = HEAD.to_owned();
    let within = within.and_then(|id| document.tree.get(&id));
    let mut around: Vec<NodeRef> = within.map(|n| n.ancestors(None)).unwrap_or_default();
    around.reverse();
    let mut stack: Vec<Step> = Vec::new();
    match within {
        Some(node) => {
            for element in around.iter().skip_while(|n| !n.has_name("body")) {
                let Some(name) = element.node_name() else { continue };
                if DROPPED.contains(&&*name) {
                    return out;
                }
                element
                    .query(|n| if let NodeData::Element(e) = &n.data { start(&mut out, e) } else { false });
            }
            stack.push(Step::Enter(node));
        }
        None => stack.extend(document.select_single("body").nodes().iter().map(|n| Step::Enter(*n))),
    }
    while let Some(step) = stack.pop() {
        let node = match step {
            Step::Enter(node) => node,
            Step::Leave(name) => {
                end(&mut out, &name);
                continue;
            }
        };
        let entered = node.query(|n| match &n.data {
            NodeData::Text { contents } => {
                escape(&mut out, contents);
                None
            }
            NodeData::Element(element) => start(&mut out, element).then(|| element.name.local.clone()),
            _ => None,
        });
        let Some(Some(name)) = entered else { continue };
        if DROPPED.contains(&&*name) && !(&*name == "figure" && holds_table(&node)) {
            end(&mut out, &name);
            continue;
        }
        stack.push(Step::Leave(name));
        stack.extend(node.children_it(true).map(Step::Enter));
    }
    out
}

/// The smallest part of a page in which all of these blocks stand, if it holds at least this share of another lot of
/// words, each with the node it begins at.
pub(super) fn part(
    document: &Document,
    blocks: impl Iterator<Item = NodeId>,
    others: impl Iterator<Item = (NodeId, usize)>,
    share: f64,
) -> Option<NodeId> {
    let path = |id: NodeId| -> Vec<NodeId> {
        let mut path: Vec<NodeId> =
            document.tree.get(&id).map(|n| n.ancestors_it(None).map(|n| n.id).collect()).unwrap_or_default();
        path.reverse();
        path
    };
    let common = |a: Vec<NodeId>, b: Vec<NodeId>| {
        a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    };
    let around: Vec<NodeId> = blocks.map(path).reduce(common)?;
    let part = *around.last()?;
    let (mut inside, mut all) = (0, 0);
    for (node, words) in others {
        all += words;
        inside += if path(node).get(around.len() - 1) == Some(&part) { words } else { 0 };
    }
    (inside as f64 >= share * all as f64).then_some(part)
}

/// It takes tables that stand in a figure for text.
fn holds_table(figure: &NodeRef) -> bool {
    figure.descendants_it().any(|n| n.has_name("table"))
}

/// Writes the start tag; says whether there are contents and an end tag to come.
fn start(out: &mut String, element: &Element) -> bool {
    let name = &*element.name.local;
    out.push('<');
    out.push_str(name);
    for attribute in &element.attrs {
        let name = &*attribute.name.local;
        if ATTRIBUTES.contains(&name) {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(out, &attribute.value);
            out.push('"');
        }
    }
    out.push('>');
    !VOID.contains(&name)
}

fn end(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_looked_at_is_shown() {
        let document = Document::from(
            "<title>T</title><nav><a href=/a>Menu</a></nav>after<div class='a \"b\"' data-x=1 onclick=x>1 &lt; 2 &amp; 3\
             <br><img src=x><!-- no --><figure><img></figure><figure><table><tr><td>cell</table></figure></div>",
        );
        let shown = body(&document, None);
        assert_eq!(
            shown.strip_prefix(HEAD).unwrap(),
            "<body><nav></nav>after<div class=\"a &quot;b&quot;\">1 &lt; 2 &amp; 3<br><img><figure></figure>\
             <figure><table><tbody><tr><td>cell</td></tr></tbody></table></figure></div></body>"
        );
    }
}
