//! What a page says of itself in JSON-LD, read leniently: sites break the syntax and nest it as they like.

use super::parse;
use crate::json;
use dom_query::Document;
use onrecord::budget::Budget;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// Ends of the schema.org types that are an article: `NewsArticle`, `ReportageNewsArticle`, `BlogPosting` ….
const ARTICLES: &[&str] = &["Article", "BlogPosting", "Posting", "Report"];

/// Most authors of an article whose names are looked up.
const MOST_AUTHORS: usize = 50;

type Object = Map<String, Value>;

/// All JSON-LD of a page.
pub(super) struct JsonLd<'b> {
    roots: Vec<Value>,
    /// The names of the objects that have an `@id`, by that as it is written.
    named: HashMap<String, Value>,
    /// What those of them are that are bodies or persons.
    bodies: HashSet<String>,
    persons: HashSet<String>,
    budget: &'b Budget<'b>,
}

impl<'b> JsonLd<'b> {
    /// Collects every block that can be read.
    pub fn of(document: &Document, budget: &'b Budget<'b>) -> Self {
        let scripts = document.select("script[type*='ld+json']");
        let roots = scripts.iter().filter_map(|s| read(&s.text(), budget)).collect();
        let mut ld =
            JsonLd { roots, named: HashMap::new(), bodies: HashSet::new(), persons: HashSet::new(), budget };
        // Once for all: every reference would otherwise look through the whole page.
        let (mut named, mut bodies, mut persons) = (HashMap::new(), HashSet::new(), HashSet::new());
        for object in ld.objects() {
            if let (Some(id), Some(name)) = (object.get("@id"), object.get("name")) {
                named.entry(id.to_string()).or_insert_with(|| name.clone());
                if is_body(object) {
                    bodies.insert(id.to_string());
                } else if is_kind(object, "Person") {
                    persons.insert(id.to_string());
                }
            }
        }
        (ld.named, ld.bodies, ld.persons) = (named, bodies, persons);
        ld
    }

    /// What was read, written anew: without the escapes that JSON allows in place of letters.
    pub fn written(&self) -> impl Iterator<Item = String> {
        self.roots.iter().map(Value::to_string)
    }

    /// The objects that describe an article, in page order.
    pub fn articles(&self) -> Vec<&Object> {
        self.objects().into_iter().filter(|o| is_article(o)).collect()
    }

    /// The names behind a field: a string, an object with a `name`, a reference to one, or a list of these.
    pub fn names(&self, object: &Object, field: &str) -> Vec<String> {
        let mut names = Vec::new();
        self.collect_names(object.get(field), &mut names, 0);
        names
    }

    fn collect_names(&self, value: Option<&Value>, names: &mut Vec<String>, depth: usize) {
        // A reference may lead back to itself.
        if depth > 4 {
            return;
        }
        match value {
            Some(Value::String(s)) => names.extend(clean(s, self.budget)),
            Some(Value::Array(list)) => {
                list.iter().for_each(|v| self.collect_names(Some(v), names, depth + 1))
            }
            Some(Value::Object(o)) => match (o.get("name"), o.get("@id")) {
                (Some(name), _) => self.collect_names(Some(name), names, depth + 1),
                (None, Some(id)) => {
                    let name = self.named.get(&id.to_string());
                    // A name may be as long as the page, and referred to from all over it.
                    let size = name.map_or(0, |name| name.as_str().map_or(1, str::len));
                    if self.budget.hold(size).is_ok() {
                        self.collect_names(name, names, depth + 1);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// The names behind a field, and of each whether it is called a body's; a name may be an address whose object has it.
    pub fn authors(&self, object: &Object, field: &str) -> Vec<(String, bool)> {
        let values: Vec<&Value> = match object.get(field) {
            Some(Value::Array(list)) => list.iter().take(MOST_AUTHORS).collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let of = |value: &Value| {
            let id = match value {
                Value::Object(o) if !o.contains_key("name") => o.get("@id"),
                // An address in place of a name is that of the object that has it.
                Value::String(s) if s.contains("://") || s.starts_with('#') => Some(value),
                _ => None,
            };
            let Some(id) = id.map(Value::to_string) else {
                return (self.names_of(value), value.as_object().is_some_and(is_body));
            };
            let size = self.named.get(&id).map_or(0, |name| name.as_str().map_or(1, str::len));
            let known = self.named.get(&id).filter(|_| self.budget.hold(size).is_ok());
            (known.map(|name| self.names_of(name)).unwrap_or_default(), self.bodies.contains(&id))
        };
        let named = values.into_iter().map(of);
        named.flat_map(|(names, body)| names.into_iter().map(move |name| (name, body))).collect()
    }

    /// Whether a field is called a person and nothing else.
    pub fn is_person(&self, object: &Object, field: &str) -> bool {
        let Some(Value::Object(o)) = object.get(field) else { return false };
        let referred = || o.get("@id").is_some_and(|id| self.persons.contains(&id.to_string()));
        if o.contains_key("@type") { is_kind(o, "Person") && !is_kind(o, "Organization") } else { referred() }
    }

    fn names_of(&self, value: &Value) -> Vec<String> {
        let mut names = Vec::new();
        self.collect_names(Some(value), &mut names, 0);
        names
    }

    fn objects(&self) -> Vec<&Object> {
        let mut found = Vec::new();
        let mut queue: std::collections::VecDeque<&Value> = self.roots.iter().collect();
        while let Some(value) = queue.pop_front() {
            match value {
                Value::Array(list) => queue.extend(list),
                Value::Object(o) => {
                    found.push(o);
                    queue.extend(o.values());
                }
                _ => {}
            }
        }
        found
    }
}

/// A date of an object, which may be a number that counts seconds.
pub(super) fn date(object: &Object, field: &str, budget: &Budget) -> Option<String> {
    match object.get(field)? {
        Value::Number(n) => Some(n.to_string()),
        _ => text(object, field, budget),
    }
}

/// A text field of an object, without markup and never empty.
pub(super) fn text(object: &Object, field: &str, budget: &Budget) -> Option<String> {
    let clean = |words: &str| clean(words, budget);
    match object.get(field)? {
        Value::String(s) => clean(s),
        Value::Array(list) => list.iter().find_map(|v| v.as_str().and_then(clean)),
        Value::Object(o) => o.get("@value").or(o.get("@id")).and_then(Value::as_str).and_then(clean),
        _ => None,
    }
}

fn is_body(object: &Object) -> bool {
    is_kind(object, "Organization") && !is_kind(object, "Person")
}

/// Whether an object's type, or one of them, ends so: `NewsMediaOrganization`.
fn is_kind(object: &Object, end: &str) -> bool {
    let is = |t: &Value| t.as_str().is_some_and(|t| t.ends_with(end));
    match object.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is),
        Some(one) => is(one),
        None => false,
    }
}

fn is_article(object: &Object) -> bool {
    ARTICLES.iter().any(|end| is_kind(object, end))
}

/// Entities resolved, spaces single; `None` when nothing is left, or it is too much.
pub(super) fn clean(text: &str, budget: &Budget) -> Option<String> {
    // Markup in a field may stand for as much as that of a page.
    let decoded = match text.contains(['&', '<']) {
        true => parse(text, budget).ok()?.text().to_string(),
        false => text.to_owned(),
    };
    let tidy = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    (!tidy.is_empty()).then_some(tidy)
}

fn read(script: &str, budget: &Budget) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[");
    let script =
        script.trim_end_matches("-->").trim_end().trim_end_matches("]]>").trim_end_matches("//").trim();
    let script = script.trim_end_matches(';');
    let value = |text: &str| json::value(text.as_bytes(), budget).ok();
    value(script).or_else(|| value(&repair(script)))
}

/// Mends what sites get wrong most: line breaks inside strings and commas before a closing bracket.
fn repair(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in script.chars() {
        match c {
            c if quoted && c.is_control() => out.push(' '),
            '}' | ']' if !quoted => {
                let end = out.trim_end().len();
                if out[..end].ends_with(',') {
                    out.truncate(end - 1);
                }
                out.push(c);
            }
            c => {
                if c == '"' && !escaped {
                    quoted = !quoted;
                }
                out.push(c);
            }
        }
        escaped = quoted && c == '\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> JsonLd<'static> {
        let budget = Box::leak(Box::default());
        JsonLd::of(&Document::from(format!("<script type='application/ld+json'>{json}</script>")), budget)
    }

    fn text(object: &Object, field: &str) -> Option<String> {
        super::text(object, field, &Budget::default())
    }

    #[test]
    fn articles_are_found_in_graphs_and_lists_with_references() {
        let ld = of(r##"{"@graph": [
            {"@type": "Organization", "@id": "#o", "name": "The Example"},
            {"@type": ["ReportageNewsArticle"], "headline": "Tom &amp; Ann", "publisher": {"@id": "#o"},
             "author": [{"@type": "Person", "name": "Jane Doe"}, "John Roe"]}]}"##);
        let article = ld.articles()[0];
        assert_eq!(text(article, "headline").as_deref(), Some("Tom & Ann"));
        assert_eq!(ld.names(article, "author"), ["Jane Doe", "John Roe"]);
        assert_eq!(ld.names(article, "publisher"), ["The Example"]);
    }

    #[test]
    fn broken_syntax_is_mended() {
        let ld = of(
            "<!-- [{\"@type\": \"NewsArticle\", \"headline\": \"Talks\n go on\", \"keywords\": [\"a\",],},]; -->",
        );
        assert_eq!(text(ld.articles()[0], "headline").as_deref(), Some("Talks go on"));
        assert!(of("no json at all {").articles().is_empty());
    }

    #[test]
    fn a_reference_to_itself_ends() {
        let ld = of(r##"{"@type": "Article", "@id": "#a", "author": {"@id": "#a"}, "name": {"@id": "#a"}}"##);
        assert_eq!(ld.names(ld.articles()[0], "author"), [""; 0]);
    }
}
