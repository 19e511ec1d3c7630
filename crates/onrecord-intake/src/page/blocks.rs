//! A page as the list of its blocks: what a browser would show as headings, paragraphs, items and captions, in
//! order, each with its own words.
//!
//! The extractors' own output loses paragraph breaks and glues or splits words at inline tags. So the text of an
//! article is always made of these blocks; the extractors only say which of them belong to it.

use dom_query::{Document, NodeId, NodeRef};

/// What a block is by its markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// `h1` to `h6`.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// Text that belongs to a picture or film.
    Caption,
}

/// One block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub kind: BlockKind,
    /// Its words, with single spaces.
    pub text: String,
    /// How many bytes of the text stand inside links.
    pub linked: usize,
    /// Whether it stands in navigation, a footer, an aside or a form.
    pub aside: bool,
    /// Its first stretch of text in the page.
    pub node: NodeId,
}

/// The blocks of a page, and how deep its elements are nested.
pub(crate) struct Blocks {
    pub blocks: Vec<Block>,
    pub deepest: usize,
}

/// Elements whose text no reader sees as text.
const SILENT: &[&str] = &[
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "video", "audio",
    "canvas", "select", "textarea", "button", "datalist", "map", "noembed", "noframes", "title",
];

/// Elements that stand inside a line.
pub(super) const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "meter", "nobr", "o", "output", "progress", "q", "ruby", "rb", "rt",
    "rp", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "img", "input", "amp-img", "picture",
];

/// Elements that hold what is not the article itself.
const ASIDE: &[&str] = &["nav", "footer", "aside", "form"];

impl Block {
    /// Share of the text that stands inside links, 0 to 1.
    pub fn link_share(&self) -> f64 {
        (self.linked as f64 / self.text.len() as f64).min(1.0)
    }
}

/// The words of a text in lower case, without punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave { block: bool, link: bool, aside: bool, kind: Option<BlockKind> },
}

/// Cuts a page into blocks. Works without recursion: pages nest as deep as their makers like.
pub(crate) fn blocks(document: &Document) -> Blocks {
    let mut walk = Walk::default();
    let mut stack = vec![Step::Enter(document.root())];
    let mut deepest = 0;
    while let Some(step) = stack.pop() {
        match step {
            Step::Enter(node) => {
                if node.is_text() {
                    walk.add(&node);
                    continue;
                }
                let name = node.node_name().unwrap_or_default();
                if SILENT.contains(&&*name) || node.is_comment() {
                    continue;
                }
                if &*name == "br" || &*name == "hr" {
                    walk.flush();
                    continue;
                }
                let leave = walk.enter(&name, &node);
                deepest = deepest.max(walk.depth);
                stack.push(leave);
                // The children's order is turned round by the stack, so they go onto it last first.
                stack.extend(node.children_it(true).map(Step::Enter));
            }
            Step::Leave { block, link, aside, kind } => walk.leave(block, link, aside, kind),
        }
    }
    walk.flush();
    Blocks { blocks: walk.blocks, deepest }
}

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    text: String,
    node: Option<NodeId>,
    linked: usize,
    links: usize,
    asides: usize,
    depth: usize,
    kinds: Vec<BlockKind>,
}

impl Walk {
    fn enter<'a>(&mut self, name: &str, node: &NodeRef<'a>) -> Step<'a> {
        let block = node.is_element() && !INLINE.contains(&name);
        if block {
            self.flush();
        }
        let kind = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Heading(name.as_bytes()[1] - b'0')),
            "li" | "dt" | "dd" => Some(BlockKind::Item),
            "td" | "th" | "caption" => Some(BlockKind::Cell),
            "figcaption" | "figure" => Some(BlockKind::Caption),
            // A paragraph inside an item or a cell is running text again; inside a caption it is not.
            "p" if !self.kinds.contains(&BlockKind::Caption) => Some(BlockKind::Paragraph),
            _ => None,
        };
        self.kinds.extend(kind);
        let link = name == "a";
        let aside = ASIDE.contains(&name);
        self.links += usize::from(link);
        self.asides += usize::from(aside);
        self.depth += 1;
        Step::Leave { block, link, aside, kind }
    }

    fn leave(&mut self, block: bool, link: bool, aside: bool, kind: Option<BlockKind>) {
        if block {
            self.flush();
        }
        if kind.is_some() {
            self.kinds.pop();
        }
        self.links -= usize::from(link);
        self.asides -= usize::from(aside);
        self.depth -= 1;
    }

    fn add(&mut self, node: &NodeRef) {
        let (text, before) = (node.text(), self.text.len());
        for c in text.chars() {
            match c {
                // Marks for the typesetter, not part of any word.
                '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
                c if c.is_whitespace() => {
                    if !self.text.is_empty() && !self.text.ends_with(' ') {
                        self.text.push(' ');
                    }
                }
                c => self.text.push(c),
            }
        }
        if before == 0 && !self.text.is_empty() {
            self.node = Some(node.id);
        }
        if self.links > 0 {
            self.linked += self.text.len() - before;
        }
    }

    fn flush(&mut self) {
        let linked = std::mem::take(&mut self.linked);
        let mut text = std::mem::take(&mut self.text);
        text.truncate(text.trim_end().len());
        if let Some(node) = self.node.take().filter(|_| !text.is_empty()) {
            let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
            self.blocks.push(Block { kind, text, linked, aside: self.asides > 0, node });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<(BlockKind, String)> {
        blocks(&Document::from(html)).blocks.into_iter().map(|b| (b.kind, b.text)).collect()
    }

    #[test]
    fn blocks_break_where_a_browser_breaks_and_words_stay_whole() {
        let html = "<h1>Talks  go on</h1><p>The <b>min</b>ister&nbsp;said<br>“No”.</p><ul><li>One</li><li><p>Two</ul>\
                    <table><tr><td>a<td>b</table><figure><img><figcaption>A hall</figcaption></figure>\
                    <script>no()</script>loose <a href=x>text</a>";
        use BlockKind::*;
        let expected = [
            (Heading(1), "Talks go on"),
            (Paragraph, "The minister said"),
            (Paragraph, "“No”."),
            (Item, "One"),
            (Paragraph, "Two"),
            (Cell, "a"),
            (Cell, "b"),
            (Caption, "A hall"),
            (Paragraph, "loose text"),
        ];
        assert_eq!(texts(html), expected.map(|(k, t)| (k, t.to_owned())));
    }

    #[test]
    fn deep_nesting_is_walked_without_recursion() {
        let html = format!("{}deep", "<div>".repeat(1_500));
        let found = blocks(&Document::from(html));
        assert_eq!(found.blocks[0].text, "deep");
        assert!(found.deepest >= 1_500);
    }
}
