//! The project file inside a `.qdpx`: users, codes with their paths, and sources with selections; and a codebook alone.

use crate::error::Why;
use crate::files::{DOCUMENTS, MARKS};
use crate::xml::{Events, attributes, value};
use onrecord::budget::{Budget, Over};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Codes below each other, and elements inside each other, go no deeper than this.
const DEEPEST: usize = 64;

/// What of a project is read.
#[derive(Debug, Default)]
pub struct Project {
    /// Names by identifier.
    pub users: HashMap<String, String>,
    /// Codes by identifier.
    pub codes: HashMap<String, CodeAt>,
    /// The identifiers of the codes, in their order.
    pub order: Vec<String>,
    /// Sources that have text.
    pub sources: Vec<Source>,
    /// Sources that have none.
    pub other_sources: usize,
    variables: HashMap<String, String>,
}

/// A code in the tree.
#[derive(Debug, Default)]
pub struct CodeAt {
    /// Its name and those above it, from the top.
    pub names: Vec<String>,
    /// What is said of it.
    pub description: String,
    /// Whether it is given, or only holds others.
    pub codable: bool,
}

/// A source with text.
#[derive(Debug, Default)]
pub struct Source {
    pub name: String,
    pub path: Option<String>,
    pub content: Option<String>,
    pub selections: Vec<Selection>,
    /// Names and values of variables.
    pub values: Vec<(String, String)>,
}

/// A selection in a text, in code points.
#[derive(Debug, Default)]
pub struct Selection {
    pub start: u32,
    pub end: u32,
    pub made: Option<String>,
    pub description: String,
    /// Identifiers of user and code.
    pub codings: Vec<(String, String)>,
    user: String,
}

/// An identifier however it is written.
fn id(given: &str) -> String {
    given.trim().trim_start_matches('{').trim_end_matches('}').to_lowercase()
}

#[derive(Default)]
struct Parser {
    project: Project,
    /// Names of the open elements.
    open: Vec<String>,
    /// Names and identifiers of the open codes.
    codes: Vec<(String, String)>,
    source: Option<Source>,
    selection: Option<Selection>,
    coding: String,
    variable: String,
    words: String,
}

/// Reads a project file.
pub fn project(xml: &str, budget: &Budget) -> Result<Project, Why> {
    parsed(xml, "Project", budget).map_err(|why| why_of("project.qde", why))
}

/// Reads a file of codes.
pub fn codebook(xml: &str, budget: &Budget) -> Result<Project, Why> {
    parsed(xml, "CodeBook", budget).map_err(|why| why_of("it", why))
}

fn why_of(name: &str, why: Why) -> Why {
    match why {
        Why::Wrong(what) => Why::Wrong(format!("{name} {what}")),
        over => over,
    }
}

/// What is wrong with it is told as what follows its name.
fn parsed(xml: &str, root: &str, budget: &Budget) -> Result<Project, Why> {
    let mut events = Events::new(xml, budget);
    let mut parser = Parser::default();
    let mut any = false;
    loop {
        match events.next().map_err(no_xml)? {
            Event::Start(tag) => {
                any |= parser.open.is_empty() && tag.local_name().as_ref() == root;
                parser.start(&tag, budget)?;
                if parser.open.len() > DEEPEST {
                    return Err("goes too deep".to_owned().into());
                }
            }
            Event::Empty(tag) => {
                parser.start(&tag, budget)?;
                parser.end(budget)?;
            }
            Event::End(_) => parser.end(budget)?,
            Event::Text(words) => parser.words += &words.xml10_content(),
            Event::CData(words) => parser.words += &words.xml10_content(),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                parser.words += &quick_xml::escape::unescape(&reference).unwrap_or_default();
            }
            // Half of a tree of codes would pass for the whole.
            Event::Eof if any && !parser.open.is_empty() => return Err("breaks off".to_owned().into()),
            Event::Eof => break,
            _ => {}
        }
    }
    if !any {
        return Err(format!("holds no {root}").into());
    }
    Ok(parser.project)
}

fn no_xml(why: Why) -> Why {
    why_of("is no XML:", why)
}

impl Parser {
    fn inside(&self, of: &str) -> bool {
        self.open.iter().rev().nth(1).is_some_and(|outer| outer == of)
    }

    fn start(&mut self, tag: &BytesStart, budget: &Budget) -> Result<(), Why> {
        let all = attributes(tag, budget).map_err(no_xml)?;
        let get = |name: &str| value(&all, name).unwrap_or_default().to_owned();
        let name = tag.local_name().as_ref().to_owned();
        self.open.push(name.clone());
        self.words.clear();
        match name.as_str() {
            "User" => {
                let shown = value(&all, "name").filter(|n| !n.is_empty()).or(value(&all, "id"));
                self.project.users.insert(id(&get("guid")), shown.unwrap_or_default().to_owned());
            }
            "Code" => {
                self.codes.push((get("name"), id(&get("guid"))));
                // Each has the names of all above it.
                budget.hold(self.codes.iter().map(|(name, _)| name.len()).sum())?;
                let names = self.codes.iter().map(|(name, _)| name.clone()).collect();
                let codable = !matches!(get("isCodable").trim(), "false" | "0");
                let code = CodeAt { names, description: String::new(), codable };
                if self.project.codes.insert(id(&get("guid")), code).is_none() {
                    self.project.order.push(id(&get("guid")));
                }
            }
            "Variable" => {
                self.project.variables.insert(id(&get("guid")), get("name"));
            }
            "TextSource" => self.source = Some(source(&all)),
            "PDFSource" => self.source = Some(Source { path: None, ..source(&all) }),
            "PictureSource" | "AudioSource" | "VideoSource" => self.project.other_sources += 1,
            // The text of a PDF.
            "Representation" if self.inside("PDFSource") => {
                if let Some(of) = &mut self.source {
                    of.path = source(&all).path;
                }
            }
            "PlainTextSelection" => {
                let number = |name: &str| get(name).trim().parse().unwrap_or(0);
                self.selection = Some(Selection {
                    start: number("startPosition"),
                    end: number("endPosition"),
                    made: Some(get("creationDateTime")).filter(|at| at.parse::<jiff::Timestamp>().is_ok()),
                    user: id(&get("creatingUser")),
                    ..Selection::default()
                });
            }
            "Coding" => self.coding = id(&get("creatingUser")),
            "CodeRef" if self.inside("Coding") => {
                if let Some(selection) = &mut self.selection {
                    let user = if self.coding.is_empty() { &selection.user } else { &self.coding };
                    budget.hold(user.len())?;
                    selection.codings.push((user.clone(), id(&get("targetGUID"))));
                }
            }
            "VariableRef" => self.variable = id(&get("targetGUID")),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, budget: &Budget) -> Result<(), Over> {
        let Some(name) = self.open.pop() else { return Ok(()) };
        let outer = self.open.last().map_or("", String::as_str);
        match name.as_str() {
            "Code" => {
                self.codes.pop();
            }
            "Description" => {
                let words = std::mem::take(&mut self.words);
                match outer {
                    "Code" => {
                        if let Some(code) =
                            self.codes.last().and_then(|(_, id)| self.project.codes.get_mut(id))
                        {
                            code.description = words;
                        }
                    }
                    "PlainTextSelection" => {
                        if let Some(selection) = &mut self.selection {
                            selection.description = words;
                        }
                    }
                    _ => {}
                }
            }
            "PlainTextContent" if matches!(outer, "TextSource" | "Representation") => {
                if let Some(source) = &mut self.source {
                    source.content = Some(std::mem::take(&mut self.words));
                }
            }
            "PlainTextSelection" => {
                let done = self.selection.take();
                if let Some(source) = self.source.as_mut().filter(|s| s.selections.len() < MARKS * 4) {
                    source.selections.extend(done);
                }
            }
            "TextValue" | "DateValue" | "DateTimeValue" | "IntegerValue" | "FloatValue" | "BooleanValue" => {
                let named = self.project.variables.get(&self.variable).cloned();
                if let Some((source, named)) = self.source.as_mut().zip(named) {
                    budget.hold(named.len())?;
                    source.values.push((named, std::mem::take(&mut self.words)));
                }
            }
            "TextSource" | "PDFSource" => {
                let done = self.source.take();
                let text = done.as_ref().is_some_and(|s| s.path.is_some() || s.content.is_some());
                if name == "PDFSource" && !text {
                    self.project.other_sources += 1;
                } else if self.project.sources.len() < DOCUMENTS {
                    self.project.sources.extend(done);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn source(all: &[(String, String)]) -> Source {
    Source {
        name: value(all, "name").unwrap_or_default().to_owned(),
        path: value(all, "plainTextPath").map(str::to_owned),
        ..Source::default()
    }
}
