//! From the bytes of a page to its tree, within bounds.
//!
//! The standard's parser (WHATWG HTML, 13.2.6) does for a few bytes what a stranger may make it do without end: elements that
//! are opened and never closed are looked through again at every tag, and formatting ones are made anew in every paragraph
//! (13.2.4.3), so that 60 KB of a page can stand for 20 million elements; every attribute of a tag is held against those
//! before it. Every node, attribute and look counts towards the page's [`Budget`], whatever kind of node it is.

use super::tags::{Tags, piece};
use dom_query::{Document, NodeId, NodeRef};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, QualName, TokenizerResult};
use onrecord::budget::{Budget, Limits, Over};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Elements nested deeper than this are no page's. The deepest of the benchmark has 52.
const DEEPEST: usize = 2_000;
/// Most attributes that later tags of `html` and `body` add to the first.
const MOST_ADDED: usize = 500;
/// Bytes after which it is seen whether it was too much.
const STRETCH: usize = 4 << 10;

/// Why there is no tree of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unparsed {
    /// It would cost more than a page may.
    TooCostly(String),
    /// Whoever waited for it does not any more.
    Stopped,
}

/// The tree of a page; or what of it is too much.
pub(crate) fn parse(html: &str, budget: &Budget) -> Result<Document, Unparsed> {
    let opts = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let sink =
        Bounded { document: Document::default(), budget, added: Cell::new(0), stand_ins: RefCell::default() };
    let watched = Watched { builder: TreeBuilder::new(sink, opts), handed_on: Cell::new(false) };
    let tokenizer = Tokenizer::new(watched, TokenizerOpts::default());
    let input = BufferQueue::default();
    let feed = || while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {};
    let (mut tags, mut rest, mut unseen) = (Tags::default(), html, 0);
    while !rest.is_empty() {
        let next = piece(rest, STRETCH);
        input.push_back(StrTendril::from(next));
        tokenizer.sink.handed_on.set(false);
        feed();
        budget.steps(tags.follow(next, tokenizer.sink.handed_on.get()));
        unseen += next.len();
        if budget.spent() || (unseen >= STRETCH && budget.look()) {
            break;
        }
        unseen %= STRETCH;
        rest = &rest[next.len()..];
    }
    if !budget.spent() {
        tokenizer.end();
    }
    let made = tokenizer.sink.builder.sink;
    let much = |what: String| Err(Unparsed::TooCostly(what));
    match budget.over() {
        None => {}
        Some(Over::Stopped) => return Err(Unparsed::Stopped),
        Some(over @ Over::Bytes) => return much(over.to_string()),
        Some(Over::Nodes) => {
            return much(format!(
                "it makes more than {} elements, comments, pieces of text and faults of its tags",
                Limits::ARTICLE.nodes
            ));
        }
        Some(Over::Attributes) => {
            return much(format!("its elements have more than {} attributes", Limits::ARTICLE.attributes));
        }
        Some(Over::Steps) => {
            return much(
                "its elements are opened and not closed so often, or have so many attributes, that it cannot be parsed"
                    .to_owned(),
            );
        }
    }
    let deepest = deepest(&made.document);
    if deepest > DEEPEST {
        return much(format!("its elements are nested {deepest} deep"));
    }
    Ok(made.document)
}

/// The maker of the tree, seen whether it is handed anything.
struct Watched<'b> {
    builder: TreeBuilder<NodeId, Bounded<'b>>,
    handed_on: Cell<bool>,
}

impl TokenSink for Watched<'_> {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        if !matches!(token, Token::ParseError(_)) {
            self.handed_on.set(true);
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// How deep elements are nested at most. Without recursion.
fn deepest(document: &Document) -> usize {
    let (mut deepest, mut depth) = (0_usize, 0_usize);
    let mut at = document.root();
    loop {
        if let Some(child) = at.first_child() {
            at = child;
            depth += 1;
            deepest = deepest.max(depth);
            continue;
        }
        loop {
            if depth == 0 {
                return deepest;
            }
            if let Some(next) = at.next_sibling() {
                at = next;
                break;
            }
            let Some(parent) = at.parent() else { return deepest };
            at = parent;
            depth -= 1;
        }
    }
}

/// A tree in the making that stops growing when it is too much.
struct Bounded<'b> {
    document: Document,
    budget: &'b Budget<'b>,
    /// Attributes that were added to elements that were there already.
    added: Cell<usize>,
    /// What is given out for new elements when there are too many: one of each name.
    stand_ins: RefCell<HashMap<QualName, NodeId>>,
}

impl Bounded<'_> {
    fn too_much(&self) -> bool {
        self.budget.spent()
    }

    /// Counts a text that comes to stand behind something, unless that is a text and it goes on with it.
    fn text(&self, child: &NodeOrText<NodeId>, behind_text: impl FnOnce() -> Option<bool>) {
        self.budget.steps(1);
        if matches!(child, NodeOrText::AppendText(_)) && behind_text() != Some(true) {
            self.budget.nodes(1);
        }
    }
}

impl<'b> TreeSink for Bounded<'b> {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a>
        = <Document as TreeSink>::ElemName<'a>
    where
        Self: 'a;

    fn finish(self) -> Self {
        self
    }

    // What is wrong with a page's markup is of no use to anybody here. But the extractors, which parse again, keep a list of
    // it: a comment of 15 million `<!--` is one node, and cost 8 GB.
    fn parse_error(&self, _: Cow<'static, str>) {
        self.budget.nodes(1);
    }

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.budget.steps(1);
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.budget.nodes(if flags.template { 2 } else { 1 });
        self.budget.attributes(attributes.len());
        if !self.too_much() {
            return self.document.create_element(name, attributes, flags);
        }
        let mut stand_ins = self.stand_ins.borrow_mut();
        *stand_ins
            .entry(name.clone())
            .or_insert_with(|| self.document.create_element(name, Vec::new(), flags))
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.budget.nodes(1);
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.budget.nodes(1);
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.text(&child, || Some(NodeRef::new(*parent, &self.document.tree).last_child()?.is_text()));
        if !self.too_much() {
            self.document.append(parent, child);
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        self.text(&child, || None);
        if !self.too_much() {
            self.document.append_based_on_parent_node(element, before, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.budget.nodes(1);
        self.document.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.budget.steps(1);
        self.document.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.text(&child, || Some(NodeRef::new(*sibling, &self.document.tree).prev_sibling()?.is_text()));
        if !self.too_much() {
            self.document.append_before_sibling(sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        // Each is held against all that are there.
        self.added.set(self.added.get() + attributes.len());
        self.budget.attributes(attributes.len());
        self.budget.steps(self.added.get().saturating_mul(attributes.len().max(1)));
        // What `html` and `body` are given beyond this tells nothing of an article.
        if !self.too_much() && self.added.get() <= MOST_ADDED {
            self.document.add_attrs_if_missing(target, attributes);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        if !self.too_much() {
            self.document.remove_from_parent(target);
        }
    }

    fn reparent_children(&self, node: &NodeId, parent: &NodeId) {
        if !self.too_much() {
            self.document.reparent_children(node, parent);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        self.document.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(html: &str) -> String {
        match parse(html, &Budget::default()) {
            Err(Unparsed::TooCostly(why)) => why,
            other => panic!("{} bytes: {:?}", html.len(), other.map(|_| "parsed")),
        }
    }

    fn parsed(html: &str) -> Document {
        let made = parse(html, &Budget::default());
        made.unwrap_or_else(|why| panic!("{:.60}: {why:?}", html))
    }

    #[test]
    fn what_is_parsed_in_stretches_is_the_same_tree() {
        let page = "<!doctype html><html><head><title>é</title><script>if (a < b) {}</script></head><body><table><p>x<td>“y”\
                    </table><b><p>1</b>2<svg><path/></svg><!-- c --><template><p>t</template>&amp;&notit;";
        for size in [1, 60] {
            let page = page.repeat(size);
            assert_eq!(parsed(&page).html(), Document::from(&*page).html());
        }
    }

    #[test]
    fn a_few_kilobytes_do_not_become_millions_of_elements() {
        let many: String = (0..1000).map(|n| format!("<b id={n}>")).collect();
        let page = format!("<p>{many}x{}", "<p>x".repeat(20_000));
        assert!(refused(&page).contains("more than 1000000 elements"));
    }

    #[test]
    fn nesting_costs_no_more_than_it_may() {
        // Closing what was never opened does not make it shallower.
        for tag in ["<div>", "<div></x>", "<b><div></b>", "<span><div></span>"] {
            let why = refused(&tag.repeat(60_000));
            assert!(why.contains("deep") || why.contains("not closed"), "{why}");
        }
        assert!(refused(&"<div>".repeat(3_000)).contains("deep"));
        parsed(&"<div>".repeat(1_000));
    }

    fn costly(html: &str) -> String {
        match parse(html, &Budget::of(Limits::ARTICLE.divided(100), &|| false)) {
            Err(Unparsed::TooCostly(why)) => why,
            other => panic!("{:.60}: {:?}", html, other.map(|_| "parsed")),
        }
    }

    #[test]
    fn every_kind_of_node_counts() {
        for (what, page) in [
            ("comments", "<!---->".repeat(11_000)),
            ("comments of four bytes", "<!-->".repeat(11_000)),
            ("bogus comments", "<!x>".repeat(11_000)),
            ("processing instructions", "<?x>".repeat(11_000)),
            ("end tags that are none", "</ >".repeat(11_000)),
            ("comments in a text", "a<!---->".repeat(6_000)),
            ("elements", "<br>".repeat(11_000)),
            ("elements and texts", "<br>a".repeat(6_000)),
            ("texts in a table", format!("<table>{}", "<tr>a".repeat(6_000))),
            ("templates", "<template></template>".repeat(6_000)),
            ("faults within one comment", format!("<body>{}", "<!--".repeat(11_000))),
            ("faults within one text", "\0".repeat(11_000)),
            ("faults within one tag", format!("<p {}>", "\"".repeat(11_000))),
        ] {
            let why = costly(&page);
            assert!(why.contains("more than 1000000 elements, comments"), "{what}: {why}");
        }
        assert!(refused(&"<!---->".repeat(1_000_010)).contains("more than 1000000 elements"));
    }

    #[test]
    fn attributes_are_compared_no_more_often_than_may_be() {
        let many = |n: usize| (0..n).map(|n| format!(" a{n}")).collect::<String>();
        let of_value = |n: usize| (0..n).map(|n| format!(" a{n}='x > y'")).collect::<String>();
        for (what, page) in [
            ("one tag", format!("<p{}>text", many(8_000))),
            ("one end tag", format!("<p>text</p{}>", many(8_000))),
            ("with values", format!("<p{}>text", of_value(8_000))),
            ("never ended", format!("<p{}", many(8_000))),
            ("behind a tag that is not ended", format!("<p <p <!-- {}", many(8_000))),
            ("behind an empty end tag", format!("</></></><p{}", many(8_000))),
            ("behind a bogus comment", format!("</ ><p{}>", many(8_000))),
            ("behind CDATA", format!("<svg><![CDATA[]]><p{}>", many(8_000))),
            ("behind CDATA with a comment", format!("<svg><![CDATA[<!--]]><p{}>", many(8_000))),
            ("in an svg's style", format!("<svg><style><p{}>", many(8_000))),
            ("behind a script", format!("<script><!-- </script{}>", many(8_000))),
            ("many tags", format!("<p{}>", many(400)).repeat(40)),
            ("html again and again", (0..4_000).map(|n| format!("<html b{n}>")).collect()),
            ("body again and again", (0..4_000).map(|n| format!("<body b{n}>")).collect()),
            ("html with the same", format!("<html><html{}>", many(1_000)) + &"<html b>".repeat(4_000)),
        ] {
            let why = costly(&page);
            assert!(why.contains("attributes"), "{what}: {why}");
        }
        assert!(refused(&format!("<p{}>text", many(80_000))).contains("attributes"));
        // Formatting elements are made anew with all their attributes.
        let page = format!("<p>{}x{}", format!("<b{}>", many(200)).repeat(3), "<p>x".repeat(2_000));
        assert!(costly(&page).contains("attributes"));
    }

    #[test]
    fn what_is_long_and_harmless_is_parsed() {
        let words = "word ".repeat(100_000);
        for page in [
            format!("<p>{words}"),
            format!("<!-- <p {words} -->"),
            format!("<p title=\"{words}\" data-x='<p {words}'>x"),
            format!("<script>if (a <b) {{ {words} }}</script>"),
            format!("<textarea><p {words}</textarea>"),
            format!("<title><!-- {words}</title>"),
            format!("<svg><![CDATA[ {words} ]]></svg>"),
            "<a href=x title='y'>text</a> ".repeat(100_000),
        ] {
            parsed(&page);
        }
    }

    #[test]
    fn who_does_not_wait_stops_it() {
        let asked = Cell::new(0);
        let stop = || asked.replace(asked.get() + 1) > 2;
        let page = "<p>text</p>".repeat(10_000);
        assert_eq!(parse(&page, &Budget::until(&stop)).err(), Some(Unparsed::Stopped));
        assert_eq!(asked.get(), 4);
    }
}
