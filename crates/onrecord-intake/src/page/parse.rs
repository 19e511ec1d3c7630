//! From the bytes of a page to its tree, within bounds.
//!
//! The standard's parser (WHATWG HTML, 13.2.6) does for a few bytes what a stranger may make it do without end: elements that
//! are opened and never closed are looked through again at every tag, and formatting ones are made anew in every paragraph
//! (13.2.4.3), so that 60 KB of a page can stand for 20 million elements. Work is counted, not time: the same page gives the
//! same outcome on any machine.

use dom_query::{Document, NodeId};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Elements of a page. The largest of the benchmark has 9,000; the whole HTML standard on one page some 500,000.
const MOST_ELEMENTS: usize = 1_000_000;
/// Looks at elements that the parser takes. A page of the benchmark needs some 40 a tag.
const MOST_STEPS: usize = 100_000_000;
/// Elements nested deeper than this are no page's. The deepest of the benchmark has 52.
const DEEPEST: usize = 2_000;
/// Bytes after which it is seen whether it was too much.
const STRETCH: usize = 4 << 10;

/// The tree of a page; or what of it is too much.
pub(crate) fn parse(html: &str) -> Result<Document, String> {
    let opts = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let mut parser = parse_document(Bounded::default(), opts);
    let mut rest = html;
    while !rest.is_empty() {
        let (stretch, more) = rest.split_at(rest.floor_char_boundary(STRETCH.max(4)));
        parser.process(StrTendril::from(stretch));
        rest = more;
        if parser.tokenizer.sink.sink.too_much() {
            break;
        }
    }
    let made = parser.finish();
    made.verdict()?;
    let deepest = deepest(&made.document);
    if deepest > DEEPEST {
        return Err(format!("its elements are nested {deepest} deep"));
    }
    Ok(made.document)
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
#[derive(Default)]
struct Bounded {
    document: Document,
    elements: Cell<usize>,
    steps: Cell<usize>,
    /// What is given out for new elements when there are too many: one of each name.
    stand_ins: RefCell<HashMap<QualName, NodeId>>,
}

impl Bounded {
    fn too_much(&self) -> bool {
        self.elements.get() > MOST_ELEMENTS || self.steps.get() > MOST_STEPS
    }

    fn verdict(&self) -> Result<(), String> {
        if self.elements.get() > MOST_ELEMENTS {
            return Err(format!("it makes more than {MOST_ELEMENTS} elements of its tags"));
        }
        if self.steps.get() > MOST_STEPS {
            return Err("its elements are opened and not closed so often that it cannot be parsed".to_owned());
        }
        Ok(())
    }

    fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }
}

impl TreeSink for Bounded {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Self {
        self
    }

    // What is wrong with a page's markup is of no use to anybody here, and may be long.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.document.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.step();
        self.document.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        self.elements.set(self.elements.get() + 1);
        if !self.too_much() {
            return self.document.create_element(name, attributes, flags);
        }
        let mut stand_ins = self.stand_ins.borrow_mut();
        *stand_ins
            .entry(name.clone())
            .or_insert_with(|| self.document.create_element(name, Vec::new(), flags))
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.document.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.document.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        if !self.too_much() {
            self.document.append(parent, child);
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        if !self.too_much() {
            self.document.append_based_on_parent_node(element, before, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.document.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.document.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.step();
        self.document.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.document.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if !self.too_much() {
            self.document.append_before_sibling(sibling, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.document.add_attrs_if_missing(target, attributes);
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
        parse(html).err().unwrap_or_else(|| panic!("{} bytes were parsed", html.len()))
    }

    #[test]
    fn what_is_parsed_in_stretches_is_the_same_tree() {
        let page = "<!doctype html><html><head><title>é</title><script>if (a < b) {}</script></head><body><table><p>x<td>“y”\
                    </table><b><p>1</b>2<svg><path/></svg><!-- c --><template><p>t</template>&amp;&notit;";
        for size in [1, 60] {
            let page = page.repeat(size);
            assert_eq!(parse(&page).unwrap().html(), Document::from(&*page).html());
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
        assert!(parse(&"<div>".repeat(1_000)).is_ok());
    }
}
