//! The issues that an address names, for positions and networks: by their queries, or as the file that the command line
//! takes, with the days they are of and what copies count.

use super::find::parsed;
use crate::problem::Problem;
use crate::view::link;
use onrecord_archive::positions::{self, Issue};
use onrecord_archive::{Query, QueryError};

/// Issues of one page.
pub(crate) const ISSUES: usize = 8;
/// Bytes of a file of issues: it travels in the address of the page.
const LONGEST: usize = 12_000;

/// An issue as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    pub name: String,
    pub query: String,
    pub pro: String,
    pub con: String,
}

/// What an address asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    /// The issues, those of the file too.
    pub issues: Vec<Typed>,
    /// The file, as it was typed.
    pub file: String,
    /// Which of the issues is shown, where one is.
    pub at: usize,
    /// Only what was published on this day or later.
    pub from: String,
    /// Or earlier.
    pub to: String,
    /// Whether each article counts that carries a report.
    pub copies: bool,
    /// Whether every statement counts.
    pub every: bool,
    /// Actors who speak less often than this are left out.
    pub least: u32,
    /// Which network of actors is wanted, and how its ties are made comparable, as the flags of the command line name them.
    pub network: String,
    pub normalize: String,
}

impl Given {
    /// What an address names: `query` (or `q`), `name`, `for` and `against`, which belong together in the order in which they
    /// stand; `issues`, `from`, `to`, `copies`, `every`, `min_statements`, `network` and `normalize`.
    pub fn read(raw: Option<&str>) -> Result<Given, Problem> {
        let mut given = Given::default();
        let [mut queries, mut names, mut pros, mut cons]: [Vec<String>; 4] = Default::default();
        for (key, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
            let text = value.trim().to_owned();
            match key.as_ref() {
                "query" | "q" => queries.push(text),
                "name" => names.push(text),
                "for" => pros.push(text),
                "against" => cons.push(text),
                "issues" => given.file = text,
                "from" => given.from = text,
                "to" => given.to = text,
                "copies" => given.copies = is_on(&text),
                "every" => given.every = is_on(&text),
                "at" => given.at = text.parse().unwrap_or(0),
                "min_statements" => given.least = text.parse().unwrap_or(0),
                "network" => given.network = text,
                "normalize" => given.normalize = text,
                _ => {}
            }
        }
        for more in [&mut names, &mut pros, &mut cons] {
            more.resize(queries.len(), String::new());
        }
        let all = queries.into_iter().zip(names).zip(pros.into_iter().zip(cons));
        for ((query, name), (pro, con)) in all.filter(|((query, _), _)| !query.is_empty()) {
            let name = if name.is_empty() { query.clone() } else { name };
            given.issues.push(Typed { name, query, pro, con });
        }
        if !given.file.is_empty() {
            given.issues.extend(of_file(&given.file)?);
        }
        if given.issues.len() > ISSUES {
            return Err(Problem::Bad(format!("More than {ISSUES} issues are not shown on one page.")));
        }
        Ok(given)
    }

    /// The issue at a place, read.
    pub fn issue(&self, at: usize) -> Result<Option<Issue>, Problem> {
        let Some(typed) = self.issues.get(at) else { return Ok(None) };
        let side = |text: &str| if text.is_empty() { Ok(None) } else { parsed(text).map(Some) };
        let query = parsed(&typed.query)?;
        let issue = Issue { name: typed.name.clone(), query, pro: side(&typed.pro)?, con: side(&typed.con)? };
        let mut issue = issue.coded();
        let days = self.days()?;
        if !days.is_empty() {
            issue.query = Query::All(std::iter::once(issue.query).chain(days).collect());
        }
        Ok(Some(issue))
    }

    fn days(&self) -> Result<Vec<Query>, Problem> {
        let one = |text: &str, read: fn(&str) -> Result<Query, QueryError>| match text {
            "" => Ok(None),
            day => read(day).map(Some),
        };
        Ok([one(&self.from, Query::since)?, one(&self.to, Query::until)?].into_iter().flatten().collect())
    }

    /// What tells an answer on an issue apart from every other.
    pub fn key(&self, at: usize) -> String {
        let typed = self.issues.get(at).cloned().unwrap_or_default();
        let parts = [&typed.query, &typed.pro, &typed.con, &self.from, &self.to];
        format!("{:?} {}", parts, self.copies)
    }

    /// A page on these issues, of which one is shown.
    pub fn link(&self, path: &str, at: usize) -> String {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if self.file.is_empty() {
            for issue in &self.issues {
                pairs.extend([("name", issue.name.as_str()), ("query", &issue.query)]);
                pairs.extend([("for", issue.pro.as_str()), ("against", &issue.con)]);
            }
        } else {
            pairs.push(("issues", &self.file));
        }
        let at = at.to_string();
        let copies = if self.copies { "on" } else { "" };
        let rest = [("from", self.from.as_str()), ("to", &self.to), ("copies", copies), ("at", &at)];
        pairs.extend(
            rest.into_iter().filter(|(key, value)| !value.is_empty() && (*key, *value) != ("at", "0")),
        );
        link::page(path, &pairs)
    }

    /// Whether anything but plain issues was asked for, so that a page shows where that is typed.
    pub fn has_more(&self) -> bool {
        let sides = self.issues.iter().any(|i| !i.pro.is_empty() || !i.con.is_empty());
        sides || !self.file.is_empty() || !self.from.is_empty() || !self.to.is_empty() || self.copies
    }
}

fn is_on(text: &str) -> bool {
    !matches!(text, "" | "no" | "false" | "0" | "off")
}

fn of_file(text: &str) -> Result<Vec<Typed>, Problem> {
    if text.len() > LONGEST {
        return Err(Problem::Bad(format!(
            "A file of issues of more than {LONGEST} characters is not read here."
        )));
    }
    let read = positions::issues(text).map_err(|error| {
        Problem::Bad(format!(
            "{error}\n\nA file of issues has [[issue]] with name and query, and perhaps for and against."
        ))
    })?;
    let typed = |query: &Option<Query>| query.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(read
        .iter()
        .map(|issue| Typed {
            name: issue.name.clone(),
            query: issue.query.to_string(),
            pro: typed(&issue.pro),
            con: typed(&issue.con),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_come_by_their_queries_or_as_a_file() {
        let given =
            Given::read(Some("query=about:bridge&name=the+bridge&for=open&against=&query=toll")).unwrap();
        assert_eq!(given.issues.len(), 2);
        assert_eq!((given.issues[0].name.as_str(), given.issues[0].pro.as_str()), ("the bridge", "open"));
        assert_eq!(given.issues[1].name, "toll");
        let file = form_urlencoded::byte_serialize(
            b"[[issue]]\nname = \"ferry\"\nquery = 'about:ferry'\nagainst = 'said:\"no ferry\"'\n",
        )
        .collect::<String>();
        let given = Given::read(Some(&format!("issues={file}&from=2024-03&copies=on"))).unwrap();
        let issue = given.issue(0).unwrap().unwrap();
        assert_eq!(issue.query.to_string(), "about:\"ferry\" date:2024-03-01..");
        assert_eq!(issue.con.unwrap().to_string(), "said:\"no ferry\"");
        // The address of a page on them leads to the same.
        let again = Given::read(given.link("/issue", 0).split_once('?').map(|(_, raw)| raw)).unwrap();
        assert_eq!((again.issues, again.from, again.copies), (given.issues, given.from, true));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for raw in [
            "issues=nonsense",
            "issues=%5B%5Bissue%5D%5D",
            "q=act:fly",
            "q=a&from=yesterday",
            "q=a&for=act:fly",
        ] {
            let read = Given::read(Some(raw)).and_then(|given| given.issue(0));
            assert!(read.is_err(), "{raw}");
        }
        let many = "query=a&".repeat(9);
        assert!(Given::read(Some(&many)).is_err());
        assert!(Given::read(None).unwrap().issue(0).unwrap().is_none());
    }
}
