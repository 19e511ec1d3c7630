//! The file format of actors: one fact a line, in columns parted by tabs.
//!
//! `lexicon/README.md` describes it for its users; [`parse`] and [`write`] are each other's inverse.

use super::entry::{Alias, Entry, Gender, How, Kind, Role};
use super::problem::Problem;
use jiff::civil::Date;
use std::collections::HashMap;
use std::fmt::Write as _;

/// How many phrases one `description` with braces may stand for.
const MOST_EXPANSIONS: usize = 200;

/// Reads a file of actors: every good line, and every bad one.
pub(super) fn parse(file: &str, text: &str) -> (Vec<Entry>, Vec<Problem>) {
    read_table(file, text, None)
}

/// What is known of an actor: its kind and its name.
type Known<'k> = &'k dyn Fn(&str) -> Option<(Kind, String)>;

/// Reads what known actors are called in a language: the same facts, of actors that need no first line, since `known` tells
/// what they are.
pub(super) fn parse_names(file: &str, text: &str, known: Known) -> (Vec<Entry>, Vec<Problem>) {
    read_table(file, text, Some(known))
}

fn read_table(file: &str, text: &str, known: Option<Known>) -> (Vec<Entry>, Vec<Problem>) {
    let mut reader = TableReader {
        file,
        known,
        entries: Vec::new(),
        first: HashMap::new(),
        current: None,
        problems: Vec::new(),
    };
    for (n, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        let line = line.trim_end();
        if !line.trim_start().is_empty() && !line.trim_start().starts_with('#') {
            reader.line(n + 1, line);
        }
    }
    (reader.entries, reader.problems)
}

struct TableReader<'f> {
    file: &'f str,
    /// Of names in a language: who is known.
    known: Option<Known<'f>>,
    entries: Vec<Entry>,
    /// Where each actor was opened: its line and its place among the entries.
    first: HashMap<String, (usize, usize)>,
    /// The actor that a line without one belongs to.
    current: Option<usize>,
    problems: Vec<Problem>,
}

/// A bad line, before its place is known.
type Bad = (String, String);

fn bad(found: &str, expected: impl Into<String>) -> Bad {
    (found.to_owned(), expected.into())
}

impl TableReader<'_> {
    fn line(&mut self, n: usize, line: &str) {
        if let Err((found, expected)) = self.read(n, line) {
            self.problems.push(Problem::new(self.file, n, found, expected));
        }
    }

    fn read(&mut self, n: usize, line: &str) -> Result<(), Bad> {
        let mut columns = line.split('\t').map(str::trim);
        let [id, fact, value, from, to] = std::array::from_fn(|_| columns.next().unwrap_or_default());
        if columns.next().is_some() {
            return Err(bad(line, "at most five columns parted by tabs: actor, fact, value, from, to"));
        }
        if !id.is_empty() {
            self.current = None;
            if let Some(kind) = Kind::parse(fact) {
                return self.open(n, id, kind, value, from);
            }
            if let (Some(known), false) = (self.known, self.first.contains_key(id)) {
                let Some((kind, name)) = known(id) else {
                    return Err(bad(id, "the identifier of an actor of lexicon/actors"));
                };
                self.open(n, id, kind, &escape(&name), "")?;
            }
            let Some(&(_, at)) = self.first.get(id) else {
                return Err(bad(
                    line,
                    "a first line of the actor, with its identifier, its kind (person, office, organisation, state or \
                     group) and its name, parted by tabs",
                ));
            };
            self.current = Some(at);
        }
        let Some(at) = self.current else {
            return Err(bad(line, "the first line of an actor before its facts"));
        };
        let entry = &mut self.entries[at];
        if fact == "role" {
            entry.roles.push(role(value, from, to)?);
        } else if from.is_empty() && to.is_empty() {
            state(entry, fact, value)?;
        } else {
            return Err(bad(from, format!("nothing after the value: a {fact} has no dates")));
        }
        Ok(())
    }

    fn open(&mut self, n: usize, id: &str, kind: Kind, name: &str, rest: &str) -> Result<(), Bad> {
        if !is_id(id) {
            return Err(bad(
                id,
                "an identifier such as org/nato: small letters, digits, - and one or more /",
            ));
        }
        let name = clean(name);
        if name.is_empty() || !rest.is_empty() {
            return Err(bad(id, format!("the name of the {kind} in the third column, and nothing after it")));
        }
        if let Some((line, _)) = self.first.get(id) {
            return Err(bad(id, format!("one first line an actor (this one was opened on line {line})")));
        }
        self.first.insert(id.to_owned(), (n, self.entries.len()));
        self.current = Some(self.entries.len());
        self.entries.push(Entry::new(id, kind, name));
        Ok(())
    }
}

/// Takes a fact that is not a role into an entry.
fn state(entry: &mut Entry, fact: &str, value: &str) -> Result<(), Bad> {
    if value.is_empty() {
        return Err(bad(
            fact,
            format!("a value in the third column for {}", if fact.is_empty() { "it" } else { fact }),
        ));
    }
    if let Some(how) = How::parse(fact) {
        for text in split(value) {
            if how == How::Description {
                let texts = expand(&text).ok_or_else(|| {
                    bad(&text, "braces that close, one inside no other, 200 phrases at most")
                })?;
                entry.aliases.extend(texts.into_iter().map(|text| Alias { text, how }));
            } else {
                entry.aliases.push(Alias { text, how });
            }
        }
        return Ok(());
    }
    let (place, ok, expected) = match fact {
        "sort" => (&mut entry.sort, is_slug(value), "small letters, digits and hyphens"),
        "country" => (&mut entry.country, is_code(value, 3), "the three capitals of ISO 3166-1 alpha-3"),
        "iso2" => (&mut entry.iso2, is_code(value, 2), "the two capitals of ISO 3166-1 alpha-2"),
        "iso3" => (&mut entry.country, is_code(value, 3), "the three capitals of ISO 3166-1 alpha-3"),
        "wikidata" => (&mut entry.wikidata, is_wikidata(value), "Q and a number, such as Q159"),
        "parent" => (&mut entry.parent, is_id(value), "an identifier such as state/rus"),
        "gender" => {
            entry.gender = Some(Gender::parse(value).ok_or_else(|| bad(value, "m or f"))?);
            return Ok(());
        }
        _ => {
            return Err(bad(
                fact,
                "a fact: name, alias, abbreviation, spelling, nationality, capital, metonym, description, sort, \
                 country, iso2, iso3, wikidata, parent, gender or role",
            ));
        }
    };
    if !ok {
        return Err(bad(value, expected));
    }
    *place = Some(value.to_owned());
    Ok(())
}

fn role(what: &str, from: &str, to: &str) -> Result<Role, Bad> {
    let what = clean(what);
    if what.is_empty() {
        return Err(bad("role", "an office's identifier or a code in the third column"));
    }
    let day = |text: &str, last| match text {
        "" => Ok(None),
        _ => date(text, last).map(Some).ok_or_else(|| bad(text, "a date: 2014, 2014-05 or 2014-05-31")),
    };
    let (from, to) = (day(from, false)?, day(to, true)?);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(bad(&format!("{from} to {to}"), "an end that is not before the beginning"));
    }
    Ok(Role { what, from, to })
}

/// The day a date stands for: of a year or a month alone the first day, or the last.
fn date(text: &str, last: bool) -> Option<Date> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)?;
    let month = parts.next().map(|m| number(m, 2).ok_or(())).transpose().ok()?;
    let day = parts.next().map(|d| number(d, 2).ok_or(())).transpose().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let month = month.unwrap_or(if last { 12 } else { 1 });
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    match day {
        Some(day) => Date::new(year, first.month(), i8::try_from(day).ok()?).ok(),
        None if last => Some(first.last_of_month()),
        None => Some(first),
    }
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Whether it is Q and a number.
pub(super) fn is_wikidata(text: &str) -> bool {
    text.strip_prefix('Q').is_some_and(|n| {
        !n.starts_with('0') && !n.is_empty() && n.len() < 16 && n.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_code(text: &str, letters: usize) -> bool {
    text.len() == letters && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_id(text: &str) -> bool {
    text.contains('/') && text.split('/').all(is_slug)
}

/// The values of a column, parted by bars. A bar or backslash of a name has a backslash before it.
fn split(value: &str) -> Vec<String> {
    let mut parts = vec![];
    let (mut from, mut escaped) = (0, false);
    for (i, c) in value.char_indices() {
        if c == '|' && !escaped {
            parts.push(&value[from..i]);
            from = i + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(&value[from..]);
    parts.into_iter().map(clean).filter(|s| !s.is_empty()).collect()
}

/// A value without its backslashes and with single spaces.
fn clean(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    one_line(&out)
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The phrases that a description with braces stands for: `{US,U.S.}-led bloc`.
fn expand(text: &str) -> Option<Vec<String>> {
    let mut out = vec![String::new()];
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, inside) = (&rest[..open], rest[open..].strip_prefix('{')?);
        let close = inside.find(['{', '}']).filter(|&i| inside[i..].starts_with('}'))?;
        let choices: Vec<&str> = inside[..close].split(',').collect();
        if out.len() * choices.len() > MOST_EXPANSIONS {
            return None;
        }
        out = out.iter().flat_map(|s| choices.iter().map(move |c| format!("{s}{before}{c}"))).collect();
        rest = &inside[close + 1..];
    }
    let mut whole: Vec<String> = Vec::with_capacity(out.len());
    for text in out.into_iter().map(|s| one_line(&(s + rest))) {
        if !text.is_empty() && !whole.contains(&text) {
            whole.push(text);
        }
    }
    Some(whole)
}

/// Writes actors in the format that [`parse`] reads. Text is brought onto one line, with single spaces.
pub(super) fn write(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        let _ = writeln!(out, "{}\t{}\t{}", entry.id, entry.kind, escape(&entry.name));
        let code = if entry.kind == Kind::State { "iso3" } else { "country" };
        let single = [
            ("sort", &entry.sort),
            ("iso2", &entry.iso2),
            (code, &entry.country),
            ("wikidata", &entry.wikidata),
            ("parent", &entry.parent),
        ];
        for (fact, value) in single {
            if let Some(value) = value {
                let _ = writeln!(out, "\t{fact}\t{value}");
            }
        }
        if let Some(gender) = entry.gender {
            let _ = writeln!(out, "\tgender\t{}", gender.word());
        }
        // Each run of aliases of one way is a line, so that their order comes back.
        for run in entry.aliases.chunk_by(|a, b| a.how == b.how) {
            let texts: Vec<String> = run.iter().map(|a| escape(&a.text)).filter(|t| !t.is_empty()).collect();
            if !texts.is_empty() {
                let _ = writeln!(out, "\t{}\t{}", run[0].how.word(), texts.join(" | "));
            }
        }
        for role in &entry.roles {
            let day = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
            let line = format!("\trole\t{}\t{}\t{}", escape(&role.what), day(role.from), day(role.to));
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

fn escape(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn one_fact_a_line() {
        let (entries, problems) = parse(
            "mine.tsv",
            "# comment\norg/club\torganisation\tThe Club\n\talias\tClub | the Old Club\n\tcountry\tFRA\n\n\
             person/x\tperson\tXenia X\n\tgender\tf\n\trole\toffice/chair\t2014-05\t2015\n\
             org/club\tabbreviation\tTC\n",
        );
        assert_eq!(problems, []);
        assert_eq!(entries[0].country.as_deref(), Some("FRA"));
        let words: Vec<_> = entries[0].words().map(|(w, _)| w).collect();
        assert_eq!(words, ["The Club", "Club", "the Old Club", "TC"]);
        assert_eq!(entries[1].roles[0].from, Some(day(2014, 5, 1)));
        assert_eq!(entries[1].roles[0].to, Some(day(2015, 12, 31)));
        assert_eq!(parse("again", &write(&entries)).0, entries);
    }

    #[test]
    fn braces_stand_for_several_phrases() {
        assert_eq!(
            expand("{US,U.S.}-led {,military }bloc").unwrap(),
            ["US-led bloc", "US-led military bloc", "U.S.-led bloc", "U.S.-led military bloc"]
        );
        for broken in ["{a", "a}", "{a{b}}", &"{a,b,c,d}".repeat(9)] {
            assert_eq!(expand(broken), None);
        }
    }

    #[test]
    fn a_bar_in_a_name_survives() {
        let mut entry = Entry::new("org/x", Kind::Organisation, "A|B");
        entry.aliases.push(Alias { text: r"C\D|E".to_owned(), how: How::Alias });
        entry.aliases.push(Alias { text: "F {G}".to_owned(), how: How::Alias });
        assert_eq!(parse("x", &write(std::slice::from_ref(&entry))).0, [entry]);
    }
}
