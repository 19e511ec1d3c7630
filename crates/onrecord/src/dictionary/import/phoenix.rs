//! The actor and agent dictionaries of TABARI, PETRARCH and Phoenix.
//!
//! An actor is a name, its other names after a `+` each, and its codes in brackets, with or without dates:
//!
//! ```text
//! KOFI_ANNAN_
//! +K._ANNAN_
//!     [IGOUNO 970101-061231]
//!     [ELI]  # what follows # or ; is a comment
//! ```
//!
//! An agent is a noun with its code, its irregular plural in braces (`{}` for none), and perhaps a macro such as
//! `!PERSON!` for several endings: `THIEF {THIEVES} [~CRM]`.

use super::{Cameo, Imported};
use crate::dictionary::problem::judge;
use crate::dictionary::{AGENT, Alias, Entry, How, Kind, LoadError, Policy, Problem, Role, embedded};
use jiff::civil::Date;
use std::collections::HashMap;

/// Years of two digits from this on are of the twentieth century, those below of the twenty-first.
const CENTURY: i16 = 30;

/// Small words that a title does not capitalise, and names neither.
const SMALL: [&str; 32] = [
    "a", "abu", "al", "and", "at", "bin", "by", "da", "de", "del", "der", "di", "do", "dos", "du", "e", "el",
    "et", "for", "ibn", "in", "la", "le", "of", "on", "or", "the", "to", "van", "von", "with", "y",
];

/// Roles that make a group of an actor without dates.
const ARMED: [&str; 6] =
    ["rebel", "insurgent", "separatist", "unaligned armed forces", "international armed group", "criminal"];

/// Reads dictionaries of this format, each with the name it goes by.
///
/// An actor whose only code is that of a state is added to that state (`state/swe`), and so is one that bears its name.
/// Of the others, one with dated codes becomes a person, one of rebels or criminals a group, any other an organisation. Agents become entries of the sort `agent`.
///
/// # Errors
/// Under [`Policy::Strict`], when a line is malformed.
pub fn phoenix(files: &[(&str, &str)], policy: Policy) -> Result<Imported, LoadError> {
    let mut importer =
        Importer { cameo: Cameo::embedded(), ids: HashMap::new(), entries: Vec::new(), problems: Vec::new() };
    for (file, text) in files {
        importer.file(file, text);
    }
    let (entries, problems) = judge(importer.entries, importer.problems, policy)?;
    Ok(Imported::new(entries, problems))
}

struct Importer {
    cameo: Cameo,
    /// How often each identifier was wanted.
    ids: HashMap<String, u32>,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

/// An actor while its lines are read.
#[derive(Default)]
struct Draft {
    line: usize,
    names: Vec<String>,
    plural: Option<String>,
    roles: Vec<Role>,
    agent: bool,
}

impl Importer {
    fn file(&mut self, file: &str, text: &str) {
        let mut macros: HashMap<String, Vec<String>> = HashMap::new();
        let mut draft = Draft::default();
        for (n, raw) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
            let line = raw.split(['#', ';']).next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            if let Some((name, values)) = macro_line(line) {
                macros.insert(name.to_owned(), values.split(',').map(|v| v.trim().to_owned()).collect());
                continue;
            }
            let (name, codes) = line.split_at(line.find('[').unwrap_or(line.len()));
            let (also, name) = match name.trim().strip_prefix('+') {
                Some(also) => (true, also.trim()),
                None => (false, name.trim()),
            };
            if !name.is_empty() && !also {
                self.finish(file, std::mem::take(&mut draft), &macros);
                draft.line = n + 1;
            }
            let mut parts = Parts { file, line: n + 1, problems: &mut self.problems };
            if draft.line == 0 {
                parts.problem(line, "a name before its other names and codes");
                continue;
            }
            if !name.is_empty() {
                parts.name(name, &mut draft);
            }
            parts.codes(codes, &mut draft);
        }
        self.finish(file, draft, &macros);
    }

    /// Makes entries of a draft.
    fn finish(&mut self, file: &str, draft: Draft, macros: &HashMap<String, Vec<String>>) {
        let Some(first) = draft.names.first() else { return };
        if draft.roles.is_empty() {
            // Some names are listed without any code: TABARI drops them from its events.
            self.problems.push(Problem::new(file, draft.line, first, "a code in brackets, such as [USAGOV]"));
            return;
        }
        if draft.agent {
            return self.agent(file, &draft, macros);
        }
        let mut words = draft.names.iter().flat_map(|name| readable(name));
        let Some(name) = words.next() else {
            self.problems.push(Problem::new(file, draft.line, first, "a name with a letter in it"));
            return;
        };
        let country = draft.roles.iter().find_map(|r| self.cameo.country(&r.what));
        let dated = draft.roles.iter().any(|r| r.from.is_some() || r.to.is_some());
        let meanings: Vec<&str> = draft.roles.iter().flat_map(|r| self.cameo.meanings(&r.what)).collect();
        let means = |these: &[&str]| meanings.iter().any(|m| these.contains(m));
        // The codes of states have three letters and nothing else; so have ELI and its like, which mean something.
        let place = draft.roles.iter().any(|r| r.what.len() == 3 && self.cameo.meanings(&r.what).is_empty());
        let undated_place = place && draft.roles.len() == 1 && !dated;
        let state = country.as_deref().filter(|iso| undated_place || (place && names_state(&name, iso)));
        let mut entry = match state {
            Some(iso) => Entry::new(format!("state/{}", iso.to_ascii_lowercase()), Kind::State, name),
            None => {
                let kind = if means(&ARMED) && !dated {
                    Kind::Group
                } else if !place && (dated || means(&["elite"])) {
                    Kind::Person
                } else {
                    Kind::Organisation
                };
                Entry::new(self.id("phoenix", &name), kind, name)
            }
        };
        entry.country = country;
        for text in words {
            if text != entry.name && !entry.aliases.iter().any(|a| a.text == text) {
                entry.aliases.push(Alias { text, how: How::Alias });
            }
        }
        entry.roles = draft.roles;
        self.entries.push(entry);
    }

    fn agent(&mut self, file: &str, draft: &Draft, macros: &HashMap<String, Vec<String>>) {
        let forms = match expand(&draft.names[0], macros) {
            Ok(forms) => forms,
            Err(unknown) => {
                self.problems.push(Problem::new(file, draft.line, unknown, "a macro that was defined above"));
                return;
            }
        };
        let endings = forms.len() > 1;
        let mut texts: Vec<String> = forms.iter().map(|f| spaced(f).to_lowercase()).collect();
        match &draft.plural {
            Some(plural) if !plural.is_empty() => texts.push(spaced(plural).to_lowercase()),
            // A macro lists the plurals that there are, and empty braces say that there is none.
            Some(_) => {}
            None if endings => {}
            None => texts.extend(texts.first().map(|t| plural(t))),
        }
        let mut texts = texts.into_iter().filter(|t| t.chars().any(char::is_alphanumeric));
        let Some(name) = texts.next() else { return };
        let mut entry = Entry::new(self.id("phoenix-agent", &name), Kind::Group, name);
        entry.sort = Some(AGENT.to_owned());
        entry.aliases = texts.map(|text| Alias { text, how: How::Alias }).collect();
        entry.roles.clone_from(&draft.roles);
        self.entries.push(entry);
    }

    /// An identifier that no other entry has.
    fn id(&mut self, folder: &str, name: &str) -> String {
        let mut slug = String::new();
        for c in name.chars().flat_map(char::to_lowercase) {
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                _ => {}
            }
        }
        let slug = slug.trim_matches('-');
        let id = format!("{folder}/{}", if slug.is_empty() { "x" } else { slug });
        let seen = self.ids.entry(id.clone()).or_default();
        *seen += 1;
        // A folder more, and not a number more, lest `x-2` be taken already.
        if *seen == 1 { id } else { format!("{id}/{seen}") }
    }
}

/// Whether it is a name of the state with this code. A state with dates (`[UKR >911221]`) is told from a town so.
fn names_state(name: &str, iso: &str) -> bool {
    let plain = |s: &str| s.replace('-', " ").to_lowercase();
    let states = embedded::STATES.iter().filter(|s| s.country.as_deref() == Some(iso));
    states.flat_map(Entry::words).any(|(word, how)| how == How::Name && plain(word) == plain(name))
}

/// The definition of a macro, if that is what the line is: `!PERSON! = MAN, MEN`.
fn macro_line(line: &str) -> Option<(&str, &str)> {
    let (name, values) = line.split_once('=')?;
    let name = name.trim();
    (name.len() > 2 && name.starts_with('!') && name.ends_with('!')).then_some((name, values))
}

/// Reads the parts of a line.
struct Parts<'a> {
    file: &'a str,
    line: usize,
    problems: &'a mut Vec<Problem>,
}

impl Parts<'_> {
    fn problem(&mut self, found: &str, expected: &str) {
        self.problems.push(Problem::new(self.file, self.line, found, expected));
    }

    fn name(&mut self, name: &str, draft: &mut Draft) {
        let (name, plural) = match name.split_once('{') {
            Some((name, rest)) => match rest.trim_end().strip_suffix('}') {
                Some(plural) => (name.trim(), Some(plural.trim().to_owned())),
                None => return self.problem(name, "a plural in braces: {THIEVES}"),
            },
            None => (name, None),
        };
        draft.names.push(name.to_owned());
        draft.plural = plural.or(draft.plural.take());
    }

    fn codes(&mut self, mut rest: &str, draft: &mut Draft) {
        while let Some(inside) = rest.strip_prefix('[') {
            let Some((code, after)) = inside.split_once(']') else {
                return self.problem(rest, "a bracket that closes: ]");
            };
            // `[---]` says that whatever else holds, there is no code: nothing to keep.
            if !code.trim().chars().all(|c| c == '-') || code.trim().is_empty() {
                match self.role(code.trim()) {
                    Ok(role) => {
                        draft.agent |= role.what.contains('~');
                        draft.roles.push(role);
                    }
                    Err(expected) => self.problem(code, expected),
                }
            }
            rest = after.trim_start();
        }
        if !rest.is_empty() {
            self.problem(rest, "nothing after the codes but a comment, which begins with #");
        }
    }

    fn role(&self, text: &str) -> Result<Role, &'static str> {
        let (code, dates) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let legal = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'~';
        if code.len() < 3 || !code.bytes().all(legal) {
            return Err("a code of capitals, such as USAGOV, ~GOV or ELI");
        }
        let day =
            |text: &str| date(text).ok_or("a date of six or eight digits (YYMMDD or YYYYMMDD) that exists");
        let dates = dates.trim();
        let (from, to) = if dates.is_empty() {
            (None, None)
        } else if let Some(from) = dates.strip_prefix('>') {
            (Some(day(from)?), None)
        } else if let Some(to) = dates.strip_prefix('<') {
            (None, Some(day(to)?))
        } else if let Some((from, to)) = dates.split_once('-') {
            (Some(day(from)?), Some(day(to)?))
        } else {
            let only = day(dates)?;
            (Some(only), Some(only))
        };
        if matches!((from, to), (Some(from), Some(to)) if from > to) {
            return Err("an end that is not before the beginning");
        }
        Ok(Role { what: code.to_owned(), from, to })
    }
}

fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match text.len() {
        6 => {
            let year: i16 = text[..2].parse().ok()?;
            (year + if year < CENTURY { 2000 } else { 1900 }, &text[2..])
        }
        8 => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    Date::new(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?).ok()
}

/// The forms that macros inside a noun make of it.
fn expand(noun: &str, macros: &HashMap<String, Vec<String>>) -> Result<Vec<String>, String> {
    let mut forms = vec![noun.to_owned()];
    while let Some(open) = forms[0].find('!') {
        let close = forms[0][open + 1..].find('!').map(|i| open + i + 2).ok_or_else(|| forms[0].clone())?;
        let name = forms[0][open..close].to_owned();
        let values = macros.get(&name).ok_or_else(|| name.clone())?;
        forms = forms.iter().flat_map(|f| values.iter().map(|v| f.replacen(&name, v, 1))).collect();
        if forms.is_empty() || forms.len() > 100 || values.iter().any(|v| v.contains('!')) {
            return Err(name);
        }
    }
    Ok(forms)
}

/// Underscores stand for spaces, and one at the end for the end of a word.
fn spaced(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| c == '_' || c.is_whitespace()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// A name as a newspaper writes it, and the abbreviation that stands in brackets after it.
fn readable(name: &str) -> Vec<String> {
    let name = spaced(name);
    let (name, abbreviation) = match name.strip_suffix(')').and_then(|n| n.rsplit_once('(')) {
        Some((name, inside)) if !name.trim().is_empty() => (name.trim(), inside.trim()),
        _ => (name.as_str(), ""),
    };
    let mut out = vec![capitalised(name), abbreviation.to_owned()];
    out.retain(|n| n.chars().any(char::is_alphanumeric));
    out
}

/// `KOFI ANNAN` as `Kofi Annan`. A word of three letters alone stays as it is, as it may be initials.
fn capitalised(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || (name.chars().count() <= 3 && !name.contains(' ')) {
        return name.to_owned();
    }
    let mut words = Vec::new();
    for word in name.split(' ') {
        let mut parts = Vec::new();
        for part in word.split('-') {
            let lower = part.to_lowercase();
            parts.push(if SMALL.contains(&lower.as_str()) && name.len() > part.len() {
                lower
            } else {
                initial(&lower)
            });
        }
        words.push(parts.join("-"));
    }
    words.join(" ")
}

/// Capitalises the letters that begin a word or follow a sign other than an apostrophe.
fn initial(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut begins = true;
    for c in lower.chars() {
        if begins && c.is_alphabetic() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        begins = !c.is_alphanumeric() && !matches!(c, '\'' | '’');
    }
    out
}

fn plural(noun: &str) -> String {
    let before = |end: &str| noun.strip_suffix(end);
    if let Some(stem) = before("y").filter(|s| !s.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        format!("{stem}ies")
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end)) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}
