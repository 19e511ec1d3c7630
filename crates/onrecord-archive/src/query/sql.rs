//! From the tree of a query to a condition the store can answer.

use super::{Bound, Days, EventField, Field, Query, Words};
use crate::actors::fold;
use crate::coding::{CONCEPT, IN_FORCE, READER};
use crate::facts;
use crate::phrases::Phrase;
use rusqlite::types::Value;
use rusqlite::{Connection, ToSql};

/// Up to this many actors stand in the condition by number, which lets the store choose the way by how many they are.
const BY_NUMBER: usize = 200;

/// How an event belongs to a statement: it is the statement, or is claimed in it.
const OF_STATEMENT: &str = "@.id IN ($.statement, $.inside)";

/// A condition on the statement `s0`, with the values for its question marks in order.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub sql: String,
    pub values: Vec<Value>,
    /// Names that lead to nobody.
    pub unknown: Vec<String>,
}

impl Condition {
    pub fn values(&self) -> impl Iterator<Item = &dyn ToSql> {
        self.values.iter().map(|v| v as &dyn ToSql)
    }
}

/// The condition of a query. Names are looked up in the archive.
pub(crate) fn condition(db: &Connection, query: &Query) -> rusqlite::Result<Condition> {
    let mut writer = Writer { db, out: Condition::default(), level: 0, subject: Subject::Statement };
    writer.query(query)?;
    Ok(writer.out)
}

/// The condition of a query on the event `e0`.
pub(crate) fn event_condition(db: &Connection, query: &Query) -> rusqlite::Result<Condition> {
    let mut writer = Writer { db, out: Condition::default(), level: 0, subject: Subject::Event };
    writer.query(query)?;
    Ok(writer.out)
}

/// What a condition is put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Statement,
    Event,
}

impl Subject {
    fn letter(self) -> char {
        match self {
            Subject::Statement => 's',
            Subject::Event => 'e',
        }
    }
}

struct Writer<'d> {
    db: &'d Connection,
    out: Condition,
    /// How many statements and events inside one another are spoken of.
    level: usize,
    subject: Subject,
}

impl Writer<'_> {
    fn query(&mut self, query: &Query) -> rusqlite::Result<()> {
        match query {
            Query::Everything => self.out.sql += "1",
            Query::All(all) => self.joined(all, " AND ")?,
            // Nothing: no typed query comes to that.
            Query::Any(any) if any.is_empty() => self.out.sql += "0",
            Query::Any(any) => self.joined(any, " OR ")?,
            Query::Not(not) => {
                // What is not known is not so: `NOT act:deny` has the statements without an act.
                self.out.sql += "NOT coalesce((";
                self.query(not)?;
                self.out.sql += "), 0)";
            }
            Query::Field(field) => match self.subject {
                Subject::Statement => self.field(field)?,
                Subject::Event => self.field_of_event(field)?,
            },
            Query::Coded { concept, side, otherwise } => match has_codes(self.db, concept)? {
                true => {
                    let name = Words { text: concept.clone(), open: false };
                    self.query(&Query::Field(Field::Concept(name, *side)))?;
                }
                false => self.query(otherwise)?,
            },
        }
        Ok(())
    }

    fn joined(&mut self, queries: &[Query], by: &str) -> rusqlite::Result<()> {
        for (n, query) in queries.iter().enumerate() {
            self.out.sql += if n == 0 { "(" } else { by };
            self.query(query)?;
        }
        self.out.sql += ")";
        Ok(())
    }

    /// Writes SQL in which `$` is the statement or event.
    fn put(&mut self, sql: &str) {
        self.out.sql += &sql.replace('$', &format!("{}{}", self.subject.letter(), self.level));
    }

    /// Writes that there is a statement or event, with this relation to the present one, of which something holds. In
    /// the relation, `$` is the other one and `@` the present.
    fn exists(
        &mut self,
        subject: Subject,
        relation: &str,
        of_it: impl FnOnce(&mut Self) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let before = (self.level, self.subject);
        let present = format!("{}{}", self.subject.letter(), self.level);
        (self.level, self.subject) = (self.level + 1, subject);
        let table = match subject {
            Subject::Statement => "statements",
            Subject::Event => "events",
        };
        self.put(&format!("EXISTS (SELECT 1 FROM {table} $ WHERE {} AND (", relation.replace('@', &present)));
        of_it(self)?;
        self.out.sql += "))";
        (self.level, self.subject) = before;
        Ok(())
    }

    /// What a field wants where events are asked for.
    fn field_of_event(&mut self, field: &Field) -> rusqlite::Result<()> {
        match field {
            Field::Event(field) => self.event(field)?,
            Field::HasEvent(query) => self.query(query)?,
            Field::About(words) | Field::Refers(words) => {
                let sql = "$.id IN (SELECT rowid FROM event_words WHERE event_words MATCH ?)";
                self.put_with(sql, [Value::Text(format!("sentence : {}", phrase(words)))]);
            }
            Field::When(days) => {
                self.days("coalesce($.from_day, $.to_day)", "coalesce($.to_day, $.from_day)", days)
            }
            Field::Country(code) => {
                let sql = "$.id IN (SELECT event FROM event_parties WHERE role = 'source'
                    AND actor IN (SELECT id FROM actors WHERE country = ?))";
                self.put_with(sql, [Value::Text(code.clone())]);
            }
            Field::Inside(query) => {
                self.exists(Subject::Statement, "$.id = @.inside", |w| w.query(query))?;
            }
            // These columns stand on both.
            Field::Outlet(_)
            | Field::Language(_)
            | Field::Title(_)
            | Field::Published(_)
            | Field::Voice(_)
            | Field::IsDuplicate(_)
            | Field::IsInside(_)
            | Field::Confidence(..) => self.field(field)?,
            // What is asked of a statement: of the one that is the event, or that claims it.
            _ => self.exists(Subject::Statement, "$.id IN (@.statement, @.inside)", |w| w.field(field))?,
        }
        Ok(())
    }

    fn event(&mut self, field: &EventField) -> rusqlite::Result<()> {
        let text = |value: &String| [Value::Text(value.clone())];
        match field {
            EventField::Type(name) => self.put_with("$.type = ?", text(name)),
            EventField::Quad(name) => self.put_with("$.quad = ?", text(name)),
            EventField::Status(name) => self.put_with("$.status = ?", text(name)),
            EventField::Mode(name) => self.put_with("$.mode = ?", text(name)),
            EventField::Context(name) => {
                self.put_with("instr($.contexts, ?) > 0", [Value::Text(format!(" {name} "))]);
            }
            EventField::Place(words) => {
                self.put_with("instr(lower($.place), lower(?)) > 0", text(words));
            }
            EventField::From(name) => self.party(&["source"], name)?,
            EventField::Target(name) => self.party(&["target"], name)?,
            EventField::Party(name) => self.party(&["source", "target"], name)?,
        }
        Ok(())
    }

    /// A party by name, or by the code of its state; of a shared event, either side is source and target.
    fn party(&mut self, roles: &[&str], name: &Words) -> rusqlite::Result<()> {
        let role = match roles {
            [one] => format!("(p.role = '{one}' OR $.mutual)"),
            _ => "1".to_owned(),
        };
        self.put(&format!("EXISTS (SELECT 1 FROM event_parties p WHERE p.event = $.id AND {role} AND "));
        let code = name.text.len() == 3 && name.text.bytes().all(|b| b.is_ascii_uppercase());
        if code && self.is_country(&name.text)? {
            let sql = "p.actor IN (SELECT id FROM actors WHERE country = ?)";
            self.put_with(sql, [Value::Text(name.text.clone())]);
        } else {
            self.actor("p.actor", name)?;
        }
        self.out.sql += ")";
        Ok(())
    }

    fn is_country(&self, code: &str) -> rusqlite::Result<bool> {
        self.db.prepare_cached("SELECT 1 FROM actors WHERE country = ?1 LIMIT 1")?.exists([code])
    }

    fn put_with(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.put(sql);
        self.out.values.extend(values);
    }

    fn field(&mut self, field: &Field) -> rusqlite::Result<()> {
        let flag = |yes: bool, column: &str| format!("$.{column} = {}", u8::from(yes));
        match field {
            Field::Speaker(name) => self.actor("$.speaker", name)?,
            Field::SpeakerFact { field, value } => self.fact(field, value)?,
            Field::Code(words) => {
                let sql = format!(
                    "$.id IN (SELECT statement FROM {IN_FORCE} WHERE name LIKE ? ESCAPE '\\' OR value LIKE ? ESCAPE '\\')"
                );
                let like = open_like(words);
                self.put_with(&sql, [Value::Text(like.clone()), Value::Text(like)]);
            }
            Field::Concept(name, side) => {
                let side = match side {
                    None => "",
                    Some(true) => " AND agrees",
                    Some(false) => " AND NOT agrees",
                };
                let sql = format!(
                    "$.id IN (SELECT statement FROM {IN_FORCE} WHERE name = '{CONCEPT}' AND value LIKE ? ESCAPE '\\'{side}
                     AND person <> '{READER}')"
                );
                self.put_with(&sql, [Value::Text(open_like(name))]);
            }
            Field::Variable { name, value } => {
                let sql = format!(
                    "$.id IN (SELECT statement FROM {IN_FORCE} WHERE name = ? AND value LIKE ? ESCAPE '\\')"
                );
                self.put_with(&sql, [Value::Text(name.clone()), Value::Text(open_like(value))]);
            }
            Field::Coder(name) => {
                let sql = "($.id IN (SELECT d.statement FROM coded d JOIN codes c ON c.id = d.code
                               WHERE c.person LIKE ? ESCAPE '\\' AND c.undone IS NULL)
                           OR $.id IN (SELECT t.statement FROM corrected t JOIN corrections c ON c.id = t.correction
                               WHERE c.person LIKE ? ESCAPE '\\' AND c.undone IS NULL))";
                let like = open_like(name);
                self.put_with(sql, [Value::Text(like.clone()), Value::Text(like)]);
            }
            Field::To(name) => {
                self.out.sql += "(";
                self.actor("$.addressee", name)?;
                self.out.sql += " OR ";
                self.words("addressee", name);
                self.out.sql += ")";
                // Those without a name are found by their words.
                self.out.unknown.retain(|unknown| *unknown != name.text);
            }
            Field::Source(words) => self.words("source", words),
            Field::About(words) => self.words("content", words),
            Field::Refers(words) => self.refers(words),
            Field::RefersTo(query) => {
                let relation = "$.version = @.version AND tells_of(@.spans, $.spans)";
                self.exists(Subject::Event, relation, |w| w.query(query))?;
            }
            Field::Condition(words) => self.words("conditions", words),
            Field::Said(text) => {
                self.out.sql += "(";
                self.words("content", &Words { text: text.clone(), open: false });
                let sql = " AND has_words((SELECT text FROM bodies WHERE version = $.version), $.spans, ?))";
                self.put_with(sql, [Value::Text(text.clone())]);
            }
            Field::Act(act) => self.put_with("$.act = ?", [Value::Text(act.clone())]),
            Field::Kind(kind) => self.put_with("$.kind = ?", [Value::Text(kind.clone())]),
            Field::Outlet(name) => {
                let sql = "$.outlet IN (SELECT id FROM outlets WHERE name = ? OR name LIKE ? ESCAPE '\\')";
                self.put_with(sql, [Value::Text(name.clone()), Value::Text(like(name))]);
            }
            Field::Voice(name) => {
                let sql = "$.version IN (SELECT version FROM carriers WHERE report IN
                           (SELECT id FROM reports WHERE voice = ? OR voice LIKE ? ESCAPE '\\'))";
                self.put_with(sql, [Value::Text(name.clone()), Value::Text(like(name))]);
            }
            Field::Saying(number) => {
                // Any statement's number stands for its saying: two that become one keep both of theirs.
                let sql = "$.id IN (SELECT statement FROM sayings WHERE saying =
                           (SELECT saying FROM sayings WHERE statement = ?))";
                self.put_with(sql, [Value::Integer(*number)]);
            }
            Field::IsSaying(yes) => {
                let not = if *yes { "" } else { "NOT " };
                self.put(&format!("{not}EXISTS (SELECT 1 FROM sayings WHERE statement = $.id)"));
            }
            Field::IsDuplicate(yes) => {
                let not = if *yes { "" } else { "NOT " };
                self.put(&format!(
                    "{not}EXISTS (SELECT 1 FROM carriers WHERE version = $.version AND NOT origin)"
                ));
            }
            Field::Country(code) => {
                let sql = "$.speaker IN (SELECT id FROM actors WHERE country = ?)";
                self.put_with(sql, [Value::Text(code.clone())]);
            }
            Field::Language(code) => {
                let sql = "$.version IN (SELECT id FROM versions WHERE language = ?)";
                self.put_with(sql, [Value::Text(code.clone())]);
            }
            Field::Title(text) => {
                let sql = "$.version IN (SELECT id FROM versions WHERE instr(lower(title), lower(?)) > 0)";
                self.put_with(sql, [Value::Text(text.clone())]);
            }
            Field::Published(days) => self.days("$.day", "$.day", days),
            Field::When(days) => {
                self.days("coalesce($.said_from, $.said_to)", "coalesce($.said_to, $.said_from)", days)
            }
            Field::IsInside(yes) => self.put(if *yes { "$.inside IS NOT NULL" } else { "$.inside IS NULL" }),
            Field::Repeats(yes) => self.put(if *yes { "$.repeats IS NOT NULL" } else { "$.repeats IS NULL" }),
            Field::Inside(query) => {
                self.exists(Subject::Statement, "$.id = @.inside", |w| w.query(query))?;
            }
            Field::Event(field) => {
                self.exists(Subject::Event, OF_STATEMENT, |w| w.event(field))?;
            }
            Field::HasEvent(query) => self.exists(Subject::Event, OF_STATEMENT, |w| w.query(query))?,
            Field::IsConditional(yes) => self.put(&flag(*yes, "conditional")),
            Field::IsHedged(yes) => self.put(&flag(*yes, "hedged")),
            Field::IsNegated(yes) => self.put(&flag(*yes, "negated")),
            Field::Confidence(bound, number) => {
                let sign = match bound {
                    Bound::Above => ">",
                    Bound::AtLeast => ">=",
                    Bound::Below => "<",
                    Bound::AtMost => "<=",
                };
                self.put_with(&format!("$.confidence {sign} ?"), [Value::Real(*number)]);
            }
        }
        Ok(())
    }

    /// A value of the user's own table of speakers. A field that the table does not have is told as a name that leads to
    /// nobody.
    fn fact(&mut self, field: &str, value: &Words) -> rusqlite::Result<()> {
        let Some(id) = facts::field(self.db, field)? else {
            self.out.unknown.push(format!("speaker.{field}"));
            self.out.sql += "0";
            return Ok(());
        };
        let candidates = facts::candidates_sql(&format!("f.field = {id} AND f.value LIKE ? ESCAPE '\\'"));
        let shown = facts::value_sql(&id.to_string(), "c");
        let sql = format!("$.speaker IN (SELECT c FROM {candidates} WHERE {shown} LIKE ? ESCAPE '\\')");
        let like = Value::Text(open_like(value));
        self.put_with(&sql, [like.clone(), like.clone(), like]);
        Ok(())
    }

    fn days(&mut self, begins: &str, ends: &str, days: &Days) {
        self.out.sql += "(";
        if let Some(to) = &days.to {
            self.put_with(&format!("{begins} <= ?"), [Value::Text(to.clone())]);
        }
        if let Some(from) = &days.from {
            let and = if days.to.is_some() { " AND " } else { "" };
            self.put_with(&format!("{and}{ends} >= ?"), [Value::Text(from.clone())]);
        }
        self.out.sql += ")";
    }

    fn words(&mut self, column: &str, words: &Words) {
        let sql = "$.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)";
        self.put_with(sql, [Value::Text(format!("{column} : {}", phrase(words)))]);
    }

    /// Statements with these words, those that tell one of these again, and those in which something stands that the
    /// article ties to what the words name. An article is opened only where it names something by them.
    fn refers(&mut self, words: &Words) {
        self.out.sql += "(";
        self.words("content", words);
        let index = Value::Text(format!("content : {}", phrase(words)));
        let again = " OR $.repeats IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)
            OR $.id IN (SELECT r.repeats FROM statements r WHERE r.repeats IS NOT NULL
                        AND r.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?))";
        self.put_with(again, [index.clone(), index]);
        if let Some(beginnings) = Phrase::of(words).map(|phrase| phrase.beginnings()) {
            let (text, open) = (Value::Text(words.text.clone()), Value::Integer(words.open.into()));
            let by_link = " OR ($.version IN (
                SELECT c.version FROM casts c WHERE c.actor IN (
                    SELECT coalesce(a.same_as, a.id) FROM names n JOIN actors a ON a.id = n.actor
                    WHERE n.id IN (SELECT rowid FROM name_words WHERE name_words MATCH ?))
                UNION SELECT g.version FROM namings g WHERE g.phrase IN (SELECT p.id FROM phrases p WHERE names_it(p.words, ?, ?))
                UNION SELECT e.version FROM events e WHERE e.id IN (SELECT rowid FROM event_words WHERE event_words MATCH ?))
                AND refers($.version, $.spans, (SELECT b.text FROM bodies b WHERE b.version = $.version),
                           (SELECT b.record FROM bodies b WHERE b.version = $.version), ?, ?))";
            let values =
                [Value::Text(beginnings), text.clone(), open.clone(), Value::Text(phrase(words)), text, open];
            self.put_with(by_link, values);
        }
        self.out.sql += ")";
    }

    /// Those who go by exactly this name; if there are none, those whose names hold its words.
    fn actor(&mut self, column: &str, name: &Words) -> rusqlite::Result<()> {
        let found = named(self.db, name)?;
        if found.is_empty() {
            self.out.unknown.push(name.text.clone());
        }
        if found.len() <= BY_NUMBER {
            let list: Vec<String> = found.iter().map(i64::to_string).collect();
            self.put(&format!("{column} IN ({})", list.join(", ")));
        } else {
            let list = serde_json::to_string(&found).unwrap_or_default();
            self.put_with(&format!("{column} IN (SELECT value FROM json_each(?))"), [Value::Text(list)]);
        }
        Ok(())
    }
}

/// Whether people have coded anything with a concept.
fn has_codes(db: &Connection, concept: &str) -> rusqlite::Result<bool> {
    let sql =
        format!("SELECT 1 FROM {IN_FORCE} WHERE name = '{CONCEPT}' AND value = ?1 AND person <> '{READER}'");
    db.prepare_cached(&sql)?.exists([concept])
}

/// Whether what people coded answers a query, and not its words.
pub(crate) fn is_coded(db: &Connection, query: &Query) -> rusqlite::Result<bool> {
    match query {
        Query::All(all) | Query::Any(all) => {
            all.iter().try_fold(false, |is, one| Ok(is || is_coded(db, one)?))
        }
        Query::Coded { concept, .. } => has_codes(db, concept),
        Query::Not(_) | Query::Everything | Query::Field(_) => Ok(false),
    }
}

/// Those who go by exactly this name; if there are none, those whose names hold its words.
pub(crate) fn named(db: &Connection, name: &Words) -> rusqlite::Result<Vec<i64>> {
    let ids = |sql: &str, value: &str| -> rusqlite::Result<Vec<i64>> {
        db.prepare_cached(sql)?.query_map([value], |r| r.get(0))?.collect()
    };
    let folded = fold(&name.text);
    let mut found = match name.open {
        true => Vec::new(),
        false => ids(
            "SELECT coalesce(same_as, a.id) FROM names JOIN actors a ON a.id = actor WHERE folded = ?1",
            &folded,
        )?,
    };
    if found.is_empty() {
        let sql = "SELECT DISTINCT coalesce(same_as, a.id) FROM names n JOIN actors a ON a.id = n.actor
                   WHERE n.id IN (SELECT rowid FROM name_words WHERE name_words MATCH ?1)";
        found = ids(sql, &phrase(&Words { text: folded, open: name.open }))?;
    }
    Ok(found)
}

/// A name in which `*` stands for anything, for LIKE.
pub(crate) fn like(name: &str) -> String {
    name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_").replace('*', "%")
}

/// Words for LIKE, with anything behind them where they are open.
fn open_like(words: &Words) -> String {
    like(&words.text) + if words.open { "%" } else { "" }
}

/// Words in the language of the index: one phrase, in which nothing is an operator.
fn phrase(words: &Words) -> String {
    let text = words.text.replace('\0', " ").replace('"', "\"\"");
    format!("\"{text}\"{}", if words.open { " *" } else { "" })
}
