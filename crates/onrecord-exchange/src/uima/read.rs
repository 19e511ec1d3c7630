//! Reading XMI.

use super::{Flat, UIMA, gathered};
use crate::error::Why;
use crate::files::{Index, MARKS, annotator, hold_text, read_each, text};
use crate::xml::{Events, attributes, value};
use crate::{Document, ExchangeError, Read, Utf16};
use onrecord::Text;
use onrecord::budget::Budget;
use quick_xml::events::Event;
use std::collections::HashMap;
use std::path::Path;

/// Reads an XMI file, or a folder of them.
///
/// # Errors
/// When nothing of it can be read. What is wrong with one document of several is told in the notes.
pub fn read(path: &Path, budget: &Budget) -> Result<Read, ExchangeError> {
    read_each(path, "xmi", budget, |path, index, notes| document(path, index, notes, budget))
}

fn document(
    path: &Path,
    index: &Index,
    notes: &mut Vec<String>,
    budget: &Budget,
) -> Result<Document, ExchangeError> {
    let xml = text(path, UIMA, budget)?;
    let parsed = parse(&xml, budget).map_err(|why| why.of(path, UIMA))?;
    hold_text(path, UIMA, &parsed.text)?;
    let mut document = index.document(path, Text::new(parsed.text));
    document.address = parsed.address.or(document.address);
    document.language = parsed.language.or(document.language);
    let units = Utf16::of(&document.text);
    let mut outside = parsed.passed;
    let mut flat = Vec::new();
    for (layer, begin, end, features) in parsed.annotations {
        match super::layers::span(&units, &begin, &end) {
            Some(span) => flat.push(Flat { layer, span, features }),
            None => outside += 1,
        }
    }
    document.marks = gathered(&document.text, flat, budget).map_err(ExchangeError::over(path))?;
    if outside > 0 {
        notes
            .push(format!("{}: {outside} annotations lie outside the text, or are too many", path.display()));
    }
    if let Some(annotator) = annotator(path) {
        document.marks.iter_mut().filter(|m| m.coder.is_empty()).for_each(|m| m.coder.clone_from(&annotator));
    }
    document.sort();
    Ok(document)
}

/// Layer, begin, end, features.
type Annotation = (String, String, String, Vec<(String, String)>);

#[derive(Debug, Default)]
struct Parsed {
    text: String,
    address: Option<String>,
    language: Option<String>,
    annotations: Vec<Annotation>,
    passed: usize,
}

/// Attributes that are no features.
const STRUCTURE: [&str; 5] = ["xmi:id", "sofa", "begin", "end", "xmi:version"];

fn parse(xml: &str, budget: &Budget) -> Result<Parsed, Why> {
    let mut events = Events::new(xml, budget);
    let mut parsed = Parsed::default();
    let mut namespaces: HashMap<String, String> = HashMap::new();
    let mut sofa = false;
    loop {
        match events.next()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let all = attributes(&tag, budget)?;
                namespaces.extend(
                    all.iter().filter_map(|(n, v)| Some((n.strip_prefix("xmlns:")?.to_owned(), v.clone()))),
                );
                let name = tag.name().as_ref().to_owned();
                let (prefix, local) = name.split_once(':').unwrap_or(("", &name));
                let space = namespaces.get(prefix).map_or("", String::as_str);
                match (space, local) {
                    ("http:///uima/cas.ecore", "Sofa") => {
                        let view = value(&all, "sofaID");
                        // Of a document with several texts, the one that is shown first.
                        if !sofa || view == Some("_InitialView") {
                            parsed.text = value(&all, "sofaString").unwrap_or_default().to_owned();
                            sofa = true;
                        }
                    }
                    (_, "DocumentMetaData") => {
                        let known =
                            |v: &&str| !v.is_empty() && *v != "x-unspecified" && !v.starts_with("file:");
                        parsed.address = value(&all, "documentUri").filter(known).map(str::to_owned);
                        parsed.language = value(&all, "language").filter(known).map(str::to_owned);
                    }
                    ("http:///webanno/custom.ecore", _) => {
                        if parsed.annotations.len() >= MARKS * 4 {
                            parsed.passed += 1;
                            continue;
                        }
                        let place = |name: &str| value(&all, name).unwrap_or_default().to_owned();
                        let (begin, end) = (place("begin"), place("end"));
                        let features = all.into_iter().filter(|(n, v)| {
                            !STRUCTURE.contains(&n.as_str()) && !n.starts_with("xmlns") && !v.is_empty()
                        });
                        parsed.annotations.push((local.to_owned(), begin, end, features.collect()));
                    }
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !sofa {
        return Err("it holds no text (cas:Sofa)".to_owned().into());
    }
    Ok(parsed)
}
