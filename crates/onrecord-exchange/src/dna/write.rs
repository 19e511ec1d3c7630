//! Writing a `.dna` file.

use super::{DNA, PASSWORD, about, clipped, names, password};
use crate::document::{READER, act_name};
use crate::files::Unfinished;
use crate::{About, Code, Document, ExchangeError, Mark, Utf16, Who, Writer};
use onrecord::Span;
use rusqlite::{Connection, params};
use std::collections::HashMap;
use std::path::Path;

/// Writes a `.dna` file.
#[derive(Debug)]
pub struct DnaWriter {
    db: Connection,
    file: Unfinished,
    coders: HashMap<String, i64>,
    variables: HashMap<(i64, &'static str), i64>,
    entities: HashMap<(i64, String), i64>,
    attributes: HashMap<(i64, String), i64>,
    /// Values that were too long.
    cut: u64,
}

/// Types with their colours and variables.
type Type = (i64, &'static str, [u8; 3], &'static [(&'static str, &'static str)]);
const TYPES: [Type; 3] = [
    (
        DNA_STATEMENT,
        names::DNA_STATEMENT,
        [239, 208, 51],
        &[
            (names::PERSON, SHORT),
            (names::ORGANIZATION, SHORT),
            (names::CONCEPT, SHORT),
            (names::AGREEMENT, "boolean"),
            (names::ACT, SHORT),
            (names::STATEMENT, SHORT),
        ],
    ),
    (
        PLAIN,
        names::PLAIN,
        [100, 200, 190],
        &[
            (names::PERSON, SHORT),
            (names::ORGANIZATION, SHORT),
            (names::ACT, SHORT),
            (names::CERTAINTY, "integer"),
            (names::STATEMENT, SHORT),
        ],
    ),
    (
        OTHER,
        names::OTHER,
        [211, 211, 211],
        &[
            (names::CODE, SHORT),
            (names::VALUE, "long text"),
            (names::SCORE, SHORT),
            (names::STATEMENT, SHORT),
        ],
    ),
];
const DNA_STATEMENT: i64 = 1;
const PLAIN: i64 = 2;
const OTHER: i64 = 3;
const SHORT: &str = "short text";
/// The version whose tables these are.
const VERSION: &str = "3.0.7";
/// Colours of coders, one after the other.
const COLOURS: [[u8; 3]; 6] =
    [[255, 0, 0], [51, 153, 255], [255, 102, 102], [102, 255, 0], [255, 153, 0], [153, 51, 255]];

impl DnaWriter {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path, about: About) -> Result<DnaWriter, ExchangeError> {
        let file = Unfinished::at(path)?;
        let failed = |error: rusqlite::Error| ExchangeError::Io {
            path: path.to_owned(),
            source: std::io::Error::other(error),
        };
        let db = Connection::open(file.part()).map_err(failed)?;
        let mut writer = DnaWriter {
            db,
            file,
            coders: HashMap::new(),
            variables: HashMap::new(),
            entities: HashMap::new(),
            attributes: HashMap::new(),
            cut: 0,
        };
        writer.begin(&about).map_err(failed)?;
        Ok(writer)
    }

    fn begin(&mut self, about: &About) -> rusqlite::Result<()> {
        // The file is there only when it is whole, so nothing of it is worth keeping before.
        self.db.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN;")?;
        self.db.execute_batch(include_str!("schema.sql"))?;
        let day = about.made.get(..10).unwrap_or_default();
        let mut setting = self.db.prepare("INSERT INTO SETTINGS (Property, Value) VALUES (?1, ?2)")?;
        setting.execute(["version", VERSION])?;
        setting.execute(["date", day])?;
        drop(setting);
        self.coder("Admin")?;
        self.coder(READER)?;
        for (id, label, [red, green, blue], variables) in TYPES {
            self.db.execute(
                "INSERT INTO STATEMENTTYPES (ID, Label, Red, Green, Blue) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, label, red, green, blue],
            )?;
            for &(name, kind) in variables {
                let row = self
                    .db
                    .prepare_cached(
                        "INSERT INTO VARIABLES (Variable, DataType, StatementTypeId) VALUES (?1, ?2, ?3)",
                    )?
                    .insert(params![name, kind, id])?;
                self.variables.insert((id, name), row);
                if kind == SHORT {
                    // DNA has the empty value of every variable from the first.
                    self.entity(row, "")?;
                }
            }
        }
        Ok(())
    }

    fn coder(&mut self, name: &str) -> rusqlite::Result<i64> {
        if let Some(row) = self.coders.get(name) {
            return Ok(*row);
        }
        let [red, green, blue] = COLOURS[self.coders.len() % COLOURS.len()];
        let shown = self.clip(name);
        let row = self
            .db
            .prepare_cached(
                "INSERT INTO CODERS (Name, Red, Green, Blue, Password) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .insert(params![shown, red, green, blue, password::kept(PASSWORD, name)])?;
        for other in self.coders.values() {
            let mut put =
                self.db.prepare_cached("INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (?1, ?2)")?;
            put.execute([row, *other])?;
            put.execute([*other, row])?;
        }
        self.coders.insert(name.to_owned(), row);
        Ok(row)
    }

    fn clip(&mut self, value: &str) -> String {
        let (cut, whole) = clipped(value);
        self.cut += u64::from(!whole);
        cut.to_owned()
    }

    /// The row of a value of a variable.
    fn entity(&mut self, variable: i64, value: &str) -> rusqlite::Result<i64> {
        let value = self.clip(value);
        if let Some(row) = self.entities.get(&(variable, value.clone())) {
            return Ok(*row);
        }
        let row = self
            .db
            .prepare_cached(
                "INSERT INTO ENTITIES (VariableId, Value, Red, Green, Blue) VALUES (?1, ?2, 0, 0, 0)",
            )?
            .insert(params![variable, value])?;
        self.entities.insert((variable, value), row);
        Ok(row)
    }

    fn document(&mut self, document: &Document) -> rusqlite::Result<()> {
        let text = &document.text;
        let units = Utf16::of(text);
        let coder = self.coder(READER)?;
        let title = self.clip(document.title.as_deref().unwrap_or(&document.name));
        let author = self.clip(&document.authors.join("; "));
        let source = self.clip(document.outlet.as_deref().unwrap_or_default());
        let row = self
            .db
            .prepare_cached(
                "INSERT INTO DOCUMENTS (Title, Text, Coder, Author, Source, Notes, Date) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .insert(params![
                title,
                text.as_str(),
                coder,
                author,
                source,
                about::written(document),
                document.published.as_deref().and_then(seconds).unwrap_or(0),
            ])?;
        for mark in &document.marks {
            let Some(span) = mark.content.iter().copied().reduce(Span::cover).filter(|s| !s.is_empty())
            else {
                continue;
            };
            self.mark(row, units.units(span), mark)?;
        }
        Ok(())
    }

    fn mark(&mut self, document: i64, span: (u64, u64), mark: &Mark) -> rusqlite::Result<()> {
        let concepts =
            |code: &&Code| code.name == Code::CONCEPT && code.agrees.is_some() && mark.is_statement;
        let mut put = 0;
        for code in mark.codes.iter().filter(concepts) {
            let row = self.statement(document, span, mark, DNA_STATEMENT)?;
            self.said(row, DNA_STATEMENT, mark)?;
            self.short(row, DNA_STATEMENT, names::CONCEPT, &code.value)?;
            self.flag(row, DNA_STATEMENT, names::AGREEMENT, code.agrees == Some(true))?;
            put += 1;
        }
        if put == 0 && mark.is_statement {
            let row = self.statement(document, span, mark, PLAIN)?;
            self.said(row, PLAIN, mark)?;
            let variable = self.variables[&(PLAIN, names::CERTAINTY)];
            self.db
                .prepare_cached(
                    "INSERT INTO DATAINTEGER (StatementId, VariableId, Value) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![row, variable, mark.certainty.map_or(-1, i64::from)])?;
        }
        for code in mark.codes.iter().filter(|c| !concepts(c) && !is_organization(mark, c)) {
            let row = self.statement(document, span, mark, OTHER)?;
            self.short(row, OTHER, names::CODE, &code.name)?;
            self.short(row, OTHER, names::SCORE, code.on_scale().unwrap_or_default())?;
            self.short(row, OTHER, names::STATEMENT, mark.statement.as_deref().unwrap_or_default())?;
            let variable = self.variables[&(OTHER, names::VALUE)];
            self.db
                .prepare_cached(
                    "INSERT INTO DATALONGTEXT (StatementId, VariableId, Value) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![row, variable, code.value])?;
        }
        Ok(())
    }

    fn statement(
        &mut self,
        document: i64,
        (start, stop): (u64, u64),
        mark: &Mark,
        of: i64,
    ) -> rusqlite::Result<i64> {
        let coder = self.coder(&mark.coder)?;
        self.db
            .prepare_cached(
                "INSERT INTO STATEMENTS (StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .insert(params![of, document, start, stop, coder])
    }

    /// Who says it, and what is done in saying it.
    fn said(&mut self, row: i64, of: i64, mark: &Mark) -> rusqlite::Result<()> {
        let who = mark.speaker.as_ref();
        let body = who.is_some_and(Who::is_body);
        let name = who.map_or("", |w| w.name.as_str());
        let organization =
            mark.codes.iter().find(|c| is_organization(mark, c)).map_or("", |c| c.value.as_str());
        let (person, organization) = if body { ("", name) } else { (name, organization) };
        self.person(row, of, names::PERSON, person, who.filter(|_| !body))?;
        self.person(row, of, names::ORGANIZATION, organization, who.filter(|_| body))?;
        self.short(row, of, names::ACT, &mark.act.map(act_name).unwrap_or_default())?;
        self.short(row, of, names::STATEMENT, mark.statement.as_deref().unwrap_or_default())
    }

    fn person(
        &mut self,
        row: i64,
        of: i64,
        variable: &'static str,
        name: &str,
        who: Option<&Who>,
    ) -> rusqlite::Result<()> {
        let entity = self.short_entity(row, of, variable, name)?;
        let Some(who) = who else { return Ok(()) };
        let kind = ("Type".to_owned(), who.kind.name().to_owned());
        for (field, value) in std::iter::once(&kind).chain(&who.facts) {
            let attribute = self.attribute(self.variables[&(of, variable)], field)?;
            let value = self.clip(value);
            // What is known of somebody is the same everywhere; where it is not, what came first stays.
            self.db
                .prepare_cached(
                    "INSERT OR IGNORE INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId, AttributeValue) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![entity, attribute, value])?;
        }
        Ok(())
    }

    fn attribute(&mut self, variable: i64, name: &str) -> rusqlite::Result<i64> {
        let name = self.clip(name);
        if let Some(row) = self.attributes.get(&(variable, name.clone())) {
            return Ok(*row);
        }
        let mut put = self.db.prepare_cached(
            "INSERT INTO ATTRIBUTEVARIABLES (VariableId, AttributeVariable) VALUES (?1, ?2)",
        )?;
        let row = put.insert(params![variable, name])?;
        self.attributes.insert((variable, name), row);
        Ok(row)
    }

    fn short(&mut self, row: i64, of: i64, variable: &'static str, value: &str) -> rusqlite::Result<()> {
        self.short_entity(row, of, variable, value).map(|_| ())
    }

    fn short_entity(
        &mut self,
        row: i64,
        of: i64,
        variable: &'static str,
        value: &str,
    ) -> rusqlite::Result<i64> {
        let variable = self.variables[&(of, variable)];
        let entity = self.entity(variable, value)?;
        self.db
            .prepare_cached(
                "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?1, ?2, ?3)",
            )?
            .execute([row, variable, entity])?;
        Ok(entity)
    }

    fn flag(&mut self, row: i64, of: i64, variable: &'static str, value: bool) -> rusqlite::Result<()> {
        let variable = self.variables[&(of, variable)];
        self.db
            .prepare_cached("INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?1, ?2, ?3)")?
            .execute(params![row, variable, value])?;
        Ok(())
    }

    /// Every value has every attribute of its variable, as DNA expects.
    fn fill(&self) -> rusqlite::Result<()> {
        self.db.execute_batch(
            "INSERT OR IGNORE INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId)
             SELECT e.ID, a.ID FROM ENTITIES e JOIN ATTRIBUTEVARIABLES a ON a.VariableId = e.VariableId ORDER BY e.ID, a.ID;
             COMMIT; PRAGMA journal_mode = DELETE;",
        )
    }

    fn failed(&self, error: rusqlite::Error) -> ExchangeError {
        ExchangeError::Io { path: self.file.path.clone(), source: std::io::Error::other(error) }
    }
}

impl Writer for DnaWriter {
    fn push(&mut self, document: &Document) -> Result<(), ExchangeError> {
        self.document(document).map_err(|e| self.failed(e))
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExchangeError> {
        // Types come with the attributes that DNA gives to those of a new file.
        for of in [DNA_STATEMENT, PLAIN] {
            for variable in [names::PERSON, names::ORGANIZATION] {
                let row = self.variables[&(of, variable)];
                self.attribute(row, "Type").map_err(|e| self.failed(e))?;
            }
        }
        self.fill().map_err(|e| self.failed(e))?;
        // Closed before it is moved, which not every system does with open files.
        let none = Connection::open_in_memory().map_err(|e| self.failed(e))?;
        let db = std::mem::replace(&mut self.db, none);
        db.close().map_err(|(_, e)| self.failed(e))?;
        self.file.done()?;
        let s = if self.cut == 1 { "" } else { "s" };
        let cut = format!(
            "{} value{s} of more than {} characters, which {DNA} does not take, were cut",
            self.cut,
            super::LONGEST
        );
        Ok(if self.cut > 0 { vec![cut] } else { Vec::new() })
    }
}

/// Whether a code says for whom the speaker speaks, which DNA has a variable for.
fn is_organization(mark: &Mark, code: &Code) -> bool {
    let person = mark.speaker.as_ref().is_some_and(|w| !w.is_body());
    let first = mark.codes.iter().find(|c| c.name == names::ORGANIZATION && c.agrees.is_none());
    mark.is_statement && person && first == Some(code) && !code.value.is_empty()
}

/// The time of publication as DNA keeps it: seconds since 1970 of what a clock on the wall showed, without a zone.
fn seconds(published: &str) -> Option<i64> {
    let wall = published.get(..19).and_then(|at| at.parse::<jiff::civil::DateTime>().ok());
    let day = || published.get(..10)?.parse::<jiff::civil::Date>().ok().map(|d| d.at(0, 0, 0, 0));
    let wall = wall.or_else(day)?;
    Some(jiff::tz::TimeZone::UTC.to_timestamp(wall).ok()?.as_second())
}
