//! From the tree of a page to blocks, with what its own style sheet says of bold words and of the middle of the page.

use super::block::Block;
use dom_query::{Document, NodeRef};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What the classes of a style sheet do.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

#[derive(Debug, Default, Clone, Copy)]
struct Style {
    bold: bool,
    centred: bool,
}

impl Styles {
    /// Those of a page.
    pub fn of(page: &str) -> Styles {
        static RULE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\.([\w-]+)\s*\{([^{}]{0,2000})\}").expect("a valid pattern"));
        let head = &page[..page.floor_char_boundary(200_000)];
        let styles = RULE.captures_iter(head).take(5_000).map(|rule| {
            let does = rule[2].to_ascii_lowercase().replace(' ', "");
            // What was searched for is bold as well, in red.
            let bold = does.contains("font-weight:bold") && !does.contains("color:#cc0033");
            (rule[1].to_owned(), Style { bold, centred: does.contains("text-align:center") })
        });
        Styles(styles.collect())
    }

    fn style(&self, classes: &str) -> Style {
        let mut all = classes.split_whitespace().filter_map(|c| self.0.get(c));
        all.by_ref()
            .fold(Style::default(), |a, b| Style { bold: a.bold || b.bold, centred: a.centred || b.centred })
    }
}

/// Elements of which nothing is read.
const SILENT: &[&str] = &[
    "head", "script", "style", "noscript", "template", "svg", "title", "select", "button", "textarea", "img",
];
/// Elements that stand in a line of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "td",
    "th",
    "tr",
    "table",
    "tbody",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
    "header",
    "footer",
    "aside",
    "hr",
    "dl",
    "dt",
    "dd",
    "form",
    "body",
    "center",
    "figure",
    "figcaption",
    "nav",
    "main",
    "fieldset",
];

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave { block: bool, bold: bool, centred: bool },
}

/// The blocks of a page.
pub(super) fn blocks(document: &Document, styles: &Styles) -> Vec<Block> {
    below(&document.root(), styles)
}

/// The blocks below a node. Works without recursion: pages nest as deep as their makers like.
pub(super) fn below(node: &NodeRef, styles: &Styles) -> Vec<Block> {
    let mut walk = Walk::default();
    let mut stack = vec![Step::Enter(*node)];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave { block, bold, centred } => {
                if block {
                    walk.flush();
                }
                walk.bold -= usize::from(bold);
                walk.centred -= usize::from(centred);
            }
            Step::Enter(node) => {
                if node.is_text() {
                    walk.add(&node.text());
                    continue;
                }
                let name = node.node_name().unwrap_or_default();
                if SILENT.contains(&&*name) || node.is_comment() {
                    continue;
                }
                if &*name == "br" {
                    walk.line();
                    continue;
                }
                let style = node.attr("class").map(|c| styles.style(&c)).unwrap_or_default();
                let bold = style.bold || matches!(&*name, "b" | "strong" | "th" | "h1" | "h2" | "h3");
                let centred = style.centred || &*name == "center";
                let block = BLOCKS.contains(&&*name);
                if block {
                    walk.flush();
                }
                walk.bold += usize::from(bold);
                walk.centred += usize::from(centred);
                stack.push(Step::Leave { block, bold, centred });
                stack.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    walk.flush();
    walk.blocks
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    text: String,
    /// How many bytes at the start are bold, as long as nothing else came.
    start: usize,
    plain: bool,
    /// White space waits until a word comes after it.
    space: bool,
    middle: bool,
    bold: usize,
    centred: usize,
}

impl Walk {
    fn add(&mut self, words: &str) {
        let blank = |c: char| c.is_whitespace() || c == '\u{a0}';
        for (n, word) in words.split(blank).enumerate() {
            self.space |= n > 0;
            if word.is_empty() {
                continue;
            }
            if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push_str(word);
            self.middle |= self.centred > 0;
            if self.bold > 0 && !self.plain {
                self.start = self.text.len();
            } else {
                self.plain = true;
            }
        }
    }

    fn line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end().to_owned();
        if !text.is_empty() {
            let bold = Some(self.start.min(text.len()));
            self.blocks.push(Block { text, bold, centred: self.middle, begins: false });
        }
        (self.start, self.plain, self.space, self.middle) = (0, false, false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::parse;
    use onrecord::budget::Budget;

    #[test]
    fn a_style_sheet_says_what_is_bold_and_in_the_middle() {
        let page = "<style>.c0 { text-align: center; } .c8 { font-weight: bold; color: #000000; } .c4 { font-weight: bold; color: #CC0033; }</style>\
                    <div class=c0><p>Skerry Post</p></div><p><span class=c8>LENGTH: </span><span>355&nbsp;words</span></p>\
                    <p><span class=c4>May</span> 5<br>Late<i>st</i></p><p><b>All</b></p>";
        let document = parse(page, &Budget::default()).unwrap();
        let found = blocks(&document, &Styles::of(page));
        let found: Vec<_> = found.iter().map(|b| (b.text.as_str(), b.bold.unwrap(), b.centred)).collect();
        assert_eq!(
            found,
            [
                ("Skerry Post", 0, true),
                ("LENGTH: 355 words", 7, false),
                ("May 5\nLatest", 0, false),
                ("All", 3, false)
            ]
        );
    }
}
