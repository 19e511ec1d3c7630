//! Writing a `.qdpx` file.

use super::{
    ACT, AGAINST, CUE, FOR, NAMESPACE, ON_SCALE, PARTED, ROOT, SOURCE, SPEAKER, STATEMENT, VARIABLES,
};
use crate::document::act_name;
use crate::files::Unfinished;
use crate::xml::escaped;
use crate::{About, Code, Document, ExchangeError, Mark, Who, Writer};
use onrecord::{Span, Text};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Writes a `.qdpx` file.
pub struct QdaWriter {
    /// None when it was ended.
    zip: Option<ZipWriter<File>>,
    file: Unfinished,
    about: About,
    users: BTreeSet<String>,
    codes: Tree,
    /// What comes into the project file of the sources so far.
    sources: String,
    count: usize,
}

impl std::fmt::Debug for QdaWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QdaWriter")
            .field("file", &self.file)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// Codes below each other, each with whether it is used by itself and what is said of it.
#[derive(Debug, Default)]
struct Tree {
    below: BTreeMap<String, Tree>,
    used: bool,
    description: String,
}

impl Tree {
    fn at(&mut self, path: &[&str]) -> &mut Tree {
        path.iter().fold(self, |tree, name| tree.below.entry((*name).to_owned()).or_default())
    }

    fn write(&self, path: &mut Vec<String>, out: &mut String) {
        for (name, tree) in &self.below {
            path.push(name.clone());
            let indent = "  ".repeat(path.len() + 2);
            let _ = write!(
                out,
                "{indent}<Code guid=\"{}\" name=\"{}\" isCodable=\"{}\"",
                code_guid(path),
                escaped(name),
                tree.used
            );
            if tree.below.is_empty() && tree.description.is_empty() {
                *out += "/>\n";
            } else {
                *out += ">\n";
                if !tree.description.is_empty() {
                    let _ =
                        writeln!(out, "{indent}  <Description>{}</Description>", escaped(&tree.description));
                }
                tree.write(path, out);
                let _ = writeln!(out, "{indent}</Code>");
            }
            path.pop();
        }
    }
}

/// An identifier that is the same whenever the same thing is written: a UUID of version 8, made of a hash.
fn guid(kind: &str, of: &str) -> String {
    let mut hash: Vec<u8> = Sha256::digest(format!("{kind}\0{of}").as_bytes()).to_vec();
    hash[6] = hash[6] & 0x0f | 0x80;
    hash[8] = hash[8] & 0x3f | 0x80;
    let hex = hex::encode(&hash[..16]);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

pub(super) fn code_guid<S: AsRef<str>>(path: &[S]) -> String {
    guid("code", &path.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\0"))
}

/// A date and time as the schema has them, or nothing.
fn moment(name: &str, at: Option<&str>) -> String {
    at.filter(|at| at.parse::<jiff::Timestamp>().is_ok())
        .map_or(String::new(), |at| format!(" {name}=\"{}\"", escaped(at)))
}

impl QdaWriter {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path, about: About) -> Result<QdaWriter, ExchangeError> {
        let file = Unfinished::at(path)?;
        let part = File::create(file.part()).map_err(ExchangeError::io(path))?;
        Ok(QdaWriter {
            zip: Some(ZipWriter::new(part)),
            file,
            about,
            users: BTreeSet::from([crate::READER.to_owned()]),
            codes: Tree::default(),
            sources: String::new(),
            count: 0,
        })
    }

    fn member(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExchangeError> {
        let path = &self.file.path;
        let failed = |error: std::io::Error| ExchangeError::Io { path: path.clone(), source: error };
        let Some(zip) = &mut self.zip else { return Ok(()) };
        zip.start_file(name, SimpleFileOptions::default()).map_err(|e| failed(e.into()))?;
        zip.write_all(bytes).map_err(failed)
    }

    /// The selections of one role of a mark. `group` ties what belongs together.
    fn selections(&mut self, place: &Place, mark: &Mark, spans: &[Span], codes: &[Vec<String>]) {
        for &span in spans {
            let id =
                format!("{}\0{}\0{}\0{}\0{}", place.source, place.group, mark.coder, span.start, codes.len());
            let selection = guid("selection", &id);
            let user = self.user(&mark.coder);
            let made = moment("creationDateTime", mark.made.as_deref());
            let _ = write!(
                self.sources,
                "      <PlainTextSelection guid=\"{selection}\" name=\"{}\" startPosition=\"{}\" endPosition=\"{}\"{user}{made}>\n        <Description>{}</Description>\n",
                escaped(&short(place.text, span)),
                span.start,
                span.end,
                escaped(&place.group),
            );
            for path in codes {
                let names: Vec<&str> = path.iter().map(String::as_str).collect();
                self.codes.at(&names).used = true;
                let coding = guid("coding", &format!("{selection}\0{}", path.join("\0")));
                let _ = writeln!(
                    self.sources,
                    "        <Coding guid=\"{coding}\"{user}{made}><CodeRef targetGUID=\"{}\"/></Coding>",
                    code_guid(path)
                );
            }
            self.sources += "      </PlainTextSelection>\n";
        }
    }

    fn user(&mut self, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        if !self.users.contains(name) {
            self.users.insert(name.to_owned());
        }
        format!(" creatingUser=\"{}\"", guid("user", name))
    }

    fn codes_of(&mut self, mark: &Mark) -> Vec<Vec<String>> {
        let own =
            |rest: &[&str]| [&[ROOT], rest].concat().iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
        let mut all = Vec::new();
        if mark.is_statement {
            all.push(own(&[STATEMENT]));
            all.extend(mark.act.map(|act| own(&[ACT, &act_name(act)])));
            if let Some(who) = &mark.speaker {
                let path = own(&[SPEAKER, &who.name]);
                let names: Vec<&str> = path.iter().map(String::as_str).collect();
                self.codes.at(&names).description = described(who);
                all.push(path);
            }
        }
        for code in &mark.codes {
            let path = path(code);
            if code.on_scale().is_some() {
                let names: Vec<&str> = path.iter().map(String::as_str).collect();
                self.codes.at(&names).description = ON_SCALE.to_owned();
            }
            all.push(path);
        }
        all
    }

    fn project(&self) -> String {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Project xmlns=\"{NAMESPACE}\" name=\"{}\" origin=\"onrecord {}\" creatingUserGUID=\"{}\"{}>\n  <Users>\n",
            escaped(&self.about.name),
            env!("CARGO_PKG_VERSION"),
            guid("user", crate::READER),
            moment("creationDateTime", Some(&self.about.made)),
        );
        for user in &self.users {
            let _ = writeln!(out, "    <User guid=\"{}\" name=\"{}\"/>", guid("user", user), escaped(user));
        }
        out += "  </Users>\n";
        if !self.codes.below.is_empty() {
            out += "  <CodeBook>\n    <Codes>\n";
            self.codes.write(&mut Vec::new(), &mut out);
            out += "    </Codes>\n  </CodeBook>\n";
        }
        out += "  <Variables>\n";
        for name in VARIABLES {
            let _ = writeln!(
                out,
                "    <Variable guid=\"{}\" name=\"{name}\" typeOfVariable=\"Text\"/>",
                guid("variable", name)
            );
        }
        out += "  </Variables>\n";
        if self.count > 0 {
            let _ = write!(out, "  <Sources>\n{}  </Sources>\n", self.sources);
        }
        out + "</Project>\n"
    }
}

/// Where a mark is.
struct Place<'d> {
    text: &'d Text,
    source: String,
    group: String,
}

impl Writer for QdaWriter {
    fn push(&mut self, document: &Document) -> Result<(), ExchangeError> {
        self.count += 1;
        let address = document.address.as_deref().unwrap_or(&document.name);
        let source = guid("source", &format!("{}\0{address}", self.count));
        self.member(&format!("Sources/{source}.txt"), document.text.as_str().as_bytes())?;
        let user = self.user(crate::READER);
        let made = moment("creationDateTime", Some(&self.about.made));
        let _ = writeln!(
            self.sources,
            "    <TextSource guid=\"{source}\" name=\"{}\" plainTextPath=\"internal://{source}.txt\"{user}{made}>",
            escaped(&document.name),
        );
        for (n, mark) in document.marks.iter().enumerate() {
            let id = mark.statement.clone().unwrap_or_else(|| format!("m{}", n + 1));
            let sure = mark.certainty.map(|n| format!(" {n}%")).unwrap_or_default();
            let place = Place { text: &document.text, source: source.clone(), group: id + &sure };
            let codes = self.codes_of(mark);
            self.selections(&place, mark, &mark.content, &codes);
            for (role, spans) in [(CUE, &mark.cue), (SOURCE, &mark.source)] {
                self.selections(&place, mark, spans, &[vec![ROOT.to_owned(), role.to_owned()]]);
            }
        }
        let authors = (!document.authors.is_empty()).then(|| document.authors.join(PARTED));
        let values = [
            &document.address,
            &document.title,
            &document.outlet,
            &document.published,
            &document.language,
            &authors,
        ];
        for (name, value) in VARIABLES.iter().zip(values).filter_map(|(name, v)| Some((name, v.as_ref()?))) {
            let _ = writeln!(
                self.sources,
                "      <VariableValue><VariableRef targetGUID=\"{}\"/><TextValue>{}</TextValue></VariableValue>",
                guid("variable", name),
                escaped(value)
            );
        }
        self.sources += "    </TextSource>\n";
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExchangeError> {
        let project = self.project();
        self.member("project.qde", project.as_bytes())?;
        if let Some(zip) = self.zip.take() {
            let path = &self.file.path;
            zip.finish().map_err(|e| ExchangeError::Io { path: path.clone(), source: e.into() })?;
        }
        self.file.done()?;
        Ok(Vec::new())
    }
}

/// The first words of a span, by which a list of selections can be read.
fn short(text: &Text, span: Span) -> String {
    const SHOWN: usize = 60;
    let words: Vec<&str> = text.slice(span).split_whitespace().collect();
    let words = words.join(" ");
    if words.chars().count() <= SHOWN {
        return words;
    }
    words.chars().take(SHOWN).chain(['…']).collect()
}

/// What is said of a speaker's code: what it is, and what is known of it, one a line.
fn described(who: &Who) -> String {
    let facts = who.facts.iter().map(|(field, value)| format!("{field}: {value}"));
    std::iter::once(who.kind.name().to_owned()).chain(facts).collect::<Vec<_>>().join("\n")
}

/// The path of a code in the tree.
fn path(code: &Code) -> Vec<String> {
    let mut path = vec![code.name.clone()];
    if !code.value.is_empty() {
        path.push(code.value.clone());
        let side = code.agrees.map(|yes| if yes { FOR } else { AGAINST });
        path.extend(side.or(code.on_scale()).map(str::to_owned));
    }
    path
}
