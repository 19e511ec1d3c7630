//! A codebook as a file of codes (`.qdc`), which programs for coding take without anybody's texts, and back.
//!
//! The codes have the paths that they have in a project, so that what is coded with them comes back as what it is: concepts
//! below `concept`, with their sides or values below them; variables with their values below them. What a code's description
//! cannot say in words of its own (a query, a level) stands in lines at its end: `query: about:bridge`.

use super::project::{self, CodeAt};
use super::write::code_guid;
use super::{AGAINST, CODEBOOK_NAMESPACE, FOR, QDA, ROOT};
use crate::files::{Unfinished, text};
use crate::xml::escaped;
use crate::{Code, ExchangeError};
use onrecord::budget::Budget;
use onrecord_archive::coding::{Codebook, Concept, Level, Scale, UnitKind, Variable, VariableKind};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Most codes of a codebook.
const CODES: usize = 20_000;
/// Most characters of a name in a codebook.
const LONGEST: usize = 190;

/// A codebook that was made of another program's codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The codebook as TOML.
    pub source: String,
    /// What was passed over.
    pub notes: Vec<String>,
}

/// A codebook as a `.qdc` file.
pub fn codebook(book: &Codebook) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CodeBook xmlns=\"{CODEBOOK_NAMESPACE}\" origin=\"onrecord {}\">\n  <Codes>\n",
        env!("CARGO_PKG_VERSION"),
    );
    if !book.concepts.is_empty() {
        begin(&mut out, &[Code::CONCEPT], false, "", false);
        for concept in &book.concepts {
            let below = match &concept.scale {
                Scale::Stance => vec![FOR, AGAINST],
                Scale::Presence => Vec::new(),
                Scale::Values { values, .. } => values.iter().map(String::as_str).collect(),
            };
            with_values(&mut out, &[Code::CONCEPT, &concept.name], true, &of_concept(concept), &below);
        }
        end(&mut out, 1);
    }
    for variable in &book.variables {
        let below = match &variable.kind {
            VariableKind::Choice { values, .. } => values.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        with_values(&mut out, &[&variable.name], below.is_empty(), &of_variable(variable), &below);
    }
    out + "  </Codes>\n</CodeBook>\n"
}

/// Writes a codebook as a `.qdc` file, in the place of a file that is there.
///
/// # Errors
/// When it cannot be written. What was there is then as it was.
pub fn write_codebook(book: &Codebook, path: &Path) -> Result<(), ExchangeError> {
    let mut file = Unfinished::at(path)?;
    std::fs::write(file.part(), codebook(book)).map_err(ExchangeError::io(path))?;
    file.done()
}

/// A code with the codes below it that are its values.
fn with_values(out: &mut String, path: &[&str], codable: bool, description: &str, values: &[&str]) {
    begin(out, path, codable, description, values.is_empty());
    for value in values {
        begin(out, &[path, &[value]].concat(), true, "", true);
    }
    if !values.is_empty() {
        end(out, path.len());
    }
}

/// A code, which ends at once if it is a leaf.
fn begin(out: &mut String, path: &[&str], codable: bool, description: &str, leaf: bool) {
    let indent = "  ".repeat(path.len() + 1);
    let name = escaped(path.last().unwrap_or(&""));
    let _ = write!(out, "{indent}<Code guid=\"{}\" name=\"{name}\" isCodable=\"{codable}\"", code_guid(path));
    if leaf && description.is_empty() {
        *out += "/>\n";
        return;
    }
    *out += ">\n";
    if !description.is_empty() {
        let _ = writeln!(out, "{indent}  <Description>{}</Description>", escaped(description));
    }
    if leaf {
        end(out, path.len());
    }
}

fn end(out: &mut String, depth: usize) {
    let _ = writeln!(out, "{}</Code>", "  ".repeat(depth + 1));
}

fn level_name(level: Level) -> String {
    match level {
        Level::Nominal => "nominal",
        Level::Ordinal => "ordinal",
        Level::Interval => "interval",
    }
    .to_owned()
}

fn unit_name(unit: UnitKind) -> String {
    match unit {
        UnitKind::Statement => "statement",
        UnitKind::Event => "event",
        UnitKind::Actor => "actor",
        UnitKind::Article => "article",
    }
    .to_owned()
}

fn of_concept(concept: &Concept) -> String {
    let mut lines: Vec<(&str, String)> = concept.examples.iter().map(|e| ("example", e.clone())).collect();
    for (name, query) in [("query", &concept.query), ("for", &concept.pro), ("against", &concept.con)] {
        lines.extend(query.as_ref().map(|query| (name, query.to_string())));
    }
    if let Scale::Values { level, .. } = &concept.scale {
        lines.push(("level", level_name(*level)));
    }
    described(&concept.definition, &lines)
}

fn of_variable(variable: &Variable) -> String {
    let mut lines = vec![("on", unit_name(variable.on))];
    lines.push(match &variable.kind {
        VariableKind::Text => ("type", "text".to_owned()),
        VariableKind::Number => ("type", "number".to_owned()),
        VariableKind::Date => ("type", "date".to_owned()),
        VariableKind::Choice { level, .. } => ("level", level_name(*level)),
    });
    described(&variable.definition, &lines)
}

fn described(definition: &str, lines: &[(&str, String)]) -> String {
    let line = |(name, value): &(&str, String)| {
        format!("{name}: {}", value.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let lines = lines.iter().map(line).collect::<Vec<_>>().join("\n");
    match (definition.is_empty(), lines.is_empty()) {
        (_, true) => definition.to_owned(),
        (true, _) => lines,
        _ => format!("{definition}\n\n{lines}"),
    }
}

/// What lines at the end of a description may say.
const SAID: [&str; 7] = ["example", "query", "for", "against", "level", "on", "type"];

/// The definition in a description, and what the lines at its end say.
fn said(description: &str) -> (&str, Vec<(&str, &str)>) {
    let field = |line| -> Option<(&str, &str)> {
        let (name, value) = str::split_once(line, ": ")?;
        SAID.contains(&name).then_some((name, value.trim()))
    };
    let description = description.trim();
    let (definition, last) = description.rsplit_once("\n\n").unwrap_or(("", description));
    match last.lines().map(field).collect::<Option<Vec<_>>>() {
        Some(fields) => (definition.trim(), fields),
        None => (description, Vec::new()),
    }
}

/// Whether a file is a codebook of another program.
pub fn is_codebook(path: &Path) -> bool {
    let mut head = Vec::new();
    let file = File::open(path).ok().filter(|f| f.metadata().is_ok_and(|m| m.is_file()));
    if file.is_none_or(|f| f.take(4 << 10).read_to_end(&mut head).is_err()) {
        return false;
    }
    let head = String::from_utf8_lossy(&head);
    head.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && head.contains("urn:QDA-XML:codebook:")
        && head.contains("CodeBook")
}

/// Makes a codebook of a `.qdc` file.
///
/// A code that has none below it is a concept that is there or not; one that has some is a variable, and these its values.
///
/// # Errors
/// When it is no such file, is damaged, or is more than it may be.
pub fn draft(path: &Path, budget: &Budget) -> Result<Drafted, ExchangeError> {
    let unfit = |what: String| ExchangeError::unfit(path, QDA, what);
    let xml = text(path, QDA, budget)?;
    let read =
        project::codebook(xml.trim_start_matches('\u{feff}'), budget).map_err(|why| why.of(path, QDA))?;
    if read.order.len() > CODES {
        let what = format!("{} codes", read.order.len());
        return Err(ExchangeError::TooLarge { path: path.to_owned(), what, limit: CODES as u64 });
    }
    let codes: Vec<&CodeAt> = read.order.iter().filter_map(|id| read.codes.get(id)).collect();
    let mut draft = Draft::default();
    let tops = codes.iter().enumerate().filter(|(_, c)| c.names.len() == 1 && one_line(&c.names[0]) != ROOT);
    for (at, top) in tops {
        let below = below(&codes, at);
        if one_line(&top.names[0]) == Code::CONCEPT {
            for (n, concept) in below.iter().enumerate().filter(|(_, c)| c.names.len() == 2) {
                draft.concept(concept, self::below(below, n));
            }
        } else if said(&top.description).1.iter().any(|(name, _)| *name == "type") || !below.is_empty() {
            draft.variable(top, below);
        } else {
            draft.concept(top, &[]);
        }
    }
    if draft.concepts.is_empty() && draft.variables.is_empty() {
        return Err(unfit("it has no codes".to_owned()));
    }
    Ok(Drafted { source: draft.concepts + &draft.variables, notes: draft.notes })
}

/// The codes below one of them, at any depth: they stand behind it.
fn below<'s, 'c>(codes: &'s [&'c CodeAt], at: usize) -> &'s [&'c CodeAt] {
    let behind = &codes[at + 1..];
    let depth = codes[at].names.len();
    &behind[..behind.iter().take_while(|c| c.names.len() > depth).count()]
}

#[derive(Default)]
struct Draft {
    concepts: String,
    variables: String,
    notes: Vec<String>,
    /// Names that are taken, of concepts and of variables.
    taken: HashSet<(bool, String)>,
}

impl Draft {
    fn concept(&mut self, code: &CodeAt, below: &[&CodeAt]) {
        let Some(name) = self.name(code, false) else { return };
        let (definition, lines) = said(&code.description);
        let mut out = format!("[[concept]]\nname = {}\n", quoted(&name));
        if !definition.is_empty() {
            out += &format!("definition = {}\n", quoted(definition));
        }
        let of =
            |wanted: &'static str| lines.iter().filter(move |(name, _)| *name == wanted).map(|(_, v)| *v);
        let examples: Vec<String> = of("example").map(quoted).collect();
        if !examples.is_empty() {
            out += &format!("examples = [{}]\n", examples.join(", "));
        }
        for field in ["query", "for", "against"] {
            if let Some(query) = of(field).next() {
                out += &format!("{field} = {}\n", quoted(query));
            }
        }
        let values = self.values(code, below);
        if values.is_empty() {
            out += "scale = []\n";
        } else if of("level").next().is_some() || values.iter().any(|v| v != FOR && v != AGAINST) {
            out += &format!("scale = [{}]\n", list(&values));
            out +=
                &of("level").next().map(|level| format!("level = {}\n", quoted(level))).unwrap_or_default();
        }
        self.concepts += &(out + "\n");
    }

    fn variable(&mut self, code: &CodeAt, below: &[&CodeAt]) {
        let Some(name) = self.name(code, true) else { return };
        let (definition, lines) = said(&code.description);
        let of = |wanted: &str| lines.iter().find(|(name, _)| *name == wanted).map(|(_, v)| *v);
        let mut out = format!("[[variable]]\nname = {}\n", quoted(&name));
        if !definition.is_empty() {
            out += &format!("definition = {}\n", quoted(definition));
        }
        out += &format!("on = {}\n", quoted(of("on").unwrap_or("statement")));
        let values = self.values(code, below);
        if values.is_empty() {
            out += &format!("type = {}\n", quoted(of("type").unwrap_or("text")));
        } else {
            out += &format!("type = \"choice\"\nvalues = [{}]\n", list(&values));
            out += &of("level").map(|level| format!("level = {}\n", quoted(level))).unwrap_or_default();
        }
        self.variables += &(out + "\n");
    }

    /// The name of a code, if a codebook can have it.
    fn name(&mut self, code: &CodeAt, variable: bool) -> Option<String> {
        let name = one_line(code.names.last()?);
        let wrong = match () {
            () if name.is_empty() => "has no name",
            () if name.chars().count() > LONGEST => "has too long a name",
            () if variable && ["concept", "memo"].contains(&name.to_lowercase().as_str()) => {
                "has a name that a variable cannot have"
            }
            () if !self.taken.insert((variable, name.to_lowercase())) => "has the name of another one",
            () => return Some(name),
        };
        self.notes.push(format!("the code “{name}” {wrong}, and was left out"));
        None
    }

    /// The values that the codes below one are: their paths from there, each once.
    fn values(&mut self, code: &CodeAt, below: &[&CodeAt]) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for (n, one) in below.iter().enumerate() {
            // One that cannot be given only holds those below it.
            let holds = below.get(n + 1).is_some_and(|next| next.names.len() > one.names.len());
            if !one.codable && holds {
                continue;
            }
            let path: Vec<String> = one.names[code.names.len()..].iter().map(|n| one_line(n)).collect();
            let value = path.join(" > ");
            if value.trim().is_empty() || !seen.insert(value.to_lowercase()) {
                self.notes.push(format!(
                    "the code “{}” stands twice, or has no name, and was left out",
                    one.names.join(" > ")
                ));
            } else {
                values.push(value);
            }
        }
        values
    }
}

fn one_line(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn list(values: &[String]) -> String {
    values.iter().map(|v| quoted(v)).collect::<Vec<_>>().join(", ")
}

/// A string of TOML, which is one of JSON but for one character.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
