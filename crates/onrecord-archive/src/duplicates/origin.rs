//! Where a report that several articles carry comes from, as far as they let it be known.

use super::agencies::CreditPlace;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is known of one of the articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its version in the archive, or any other number that grows with the order of adding.
    pub version: i64,
    /// Its outlet.
    pub outlet: Option<String>,
    /// When it was published: a day, or RFC 3339.
    pub published: Option<String>,
    /// The agency it is credited to, and where that is said.
    pub credit: Option<(String, CreditPlace)>,
    /// How many shingles its text has.
    pub size: usize,
}

/// Why something is taken for the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// One of the articles is the agency's own.
    Outlet,
    /// A dateline, byline or last line names the agency.
    Credit,
    /// It was published before the others.
    Earliest,
    /// It was added before the others, of which none is known to be earlier.
    First,
}

impl Evidence {
    /// All of them, with their names.
    pub const ALL: [(&'static str, Evidence); 4] = [
        ("outlet", Evidence::Outlet),
        ("credit", Evidence::Credit),
        ("earliest", Evidence::Earliest),
        ("first", Evidence::First),
    ];

    /// Its name in the archive.
    pub fn name(self) -> &'static str {
        Evidence::ALL.iter().find(|(_, e)| *e == self).map_or("", |(name, _)| name)
    }

    /// That of a name.
    pub fn parse(name: &str) -> Option<Evidence> {
        Evidence::ALL.iter().find(|(n, _)| *n == name).map(|(_, e)| *e)
    }
}

/// Where a report comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Whose voice it is: an agency or an outlet.
    pub voice: Option<String>,
    /// The article that stands for the report: the agency's own, or the earliest.
    pub version: i64,
    /// Why.
    pub evidence: Evidence,
}

/// The likely origin of a report. None of no articles.
///
/// An agency goes before an outlet, and of several agencies the one that most articles credit; of several articles the
/// earliest stands for the report, and of those of one day the longest, since papers cut.
pub fn origin(all: &[Candidate]) -> Option<Origin> {
    let mut credits: BTreeMap<&str, usize> = BTreeMap::new();
    for (agency, _) in all.iter().filter_map(|c| c.credit.as_ref()) {
        *credits.entry(agency).or_default() += 1;
    }
    let agency = credits.into_iter().max_by_key(|(name, n)| (*n, Reverse(*name))).map(|(name, _)| name);
    let of_agency = |c: &&Candidate| c.credit.as_ref().is_some_and(|(name, _)| Some(name.as_str()) == agency);
    let own = |c: &&Candidate| matches!(c.credit, Some((_, CreditPlace::Outlet)));
    if let Some(agency) = agency {
        let voice = Some(agency.to_owned());
        return match earliest(all.iter().filter(of_agency).filter(own)) {
            Some(c) => Some(Origin { voice, version: c.version, evidence: Evidence::Outlet }),
            None => earliest(all.iter().filter(of_agency)).map(|c| Origin {
                voice,
                version: c.version,
                evidence: Evidence::Credit,
            }),
        };
    }
    let first = earliest(all.iter())?;
    let day = |c: &Candidate| c.published.as_deref().and_then(|p| p.get(..10)).map(str::to_owned);
    let alone = first.published.is_some() && all.iter().filter(|c| day(c) == day(first)).count() == 1;
    let timed = first.published.as_ref().is_some_and(|p| p.len() > 10);
    let evidence = if alone || timed { Evidence::Earliest } else { Evidence::First };
    Some(Origin { voice: first.outlet.clone(), version: first.version, evidence })
}

fn earliest<'c>(all: impl Iterator<Item = &'c Candidate>) -> Option<&'c Candidate> {
    all.min_by_key(|c| {
        let moment = c.published.as_deref().and_then(|p| p.parse::<jiff::Timestamp>().ok());
        let day = c.published.as_deref().and_then(|p| p.get(..10));
        // Moments are compared where both are known; a day alone is compared as a day.
        (day.is_none(), day.map(str::to_owned), moment.is_none(), moment, Reverse(c.size), c.version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(
        version: i64,
        outlet: &str,
        published: &str,
        credit: Option<(&str, CreditPlace)>,
    ) -> Candidate {
        Candidate {
            version,
            outlet: Some(outlet.to_owned()),
            published: Some(published.to_owned()).filter(|p| !p.is_empty()),
            credit: credit.map(|(agency, place)| (agency.to_owned(), place)),
            size: 100,
        }
    }

    #[test]
    fn an_agency_goes_before_the_earliest_paper() {
        let post = candidate(1, "Post", "2024-03-01", None);
        let courier = candidate(2, "Courier", "2024-03-02", Some(("Reuters", CreditPlace::Dateline)));
        let agency = candidate(3, "Reuters", "2024-03-03", Some(("Reuters", CreditPlace::Outlet)));
        let of = |all: &[&Candidate]| {
            let origin = origin(&all.iter().map(|c| (*c).clone()).collect::<Vec<_>>()).unwrap();
            (origin.voice.unwrap(), origin.version, origin.evidence)
        };
        assert_eq!(of(&[&post, &courier, &agency]), ("Reuters".to_owned(), 3, Evidence::Outlet));
        assert_eq!(of(&[&post, &courier]), ("Reuters".to_owned(), 2, Evidence::Credit));
        assert_eq!(of(&[&post]), ("Post".to_owned(), 1, Evidence::Earliest));
    }

    #[test]
    fn without_a_credit_the_earliest_and_then_the_longest() {
        let late = candidate(1, "Late", "2024-03-02T10:00:00Z", None);
        let early = candidate(2, "Early", "2024-03-02T09:00:00+00:00", None);
        let origin_of = |all: &[Candidate]| origin(all).map(|o| (o.voice.unwrap_or_default(), o.evidence));
        assert_eq!(origin_of(&[late.clone(), early]), Some(("Early".to_owned(), Evidence::Earliest)));
        let mut long = candidate(3, "Long", "2024-03-02", None);
        long.size = 900;
        let short = candidate(2, "Short", "2024-03-02", None);
        assert_eq!(origin_of(&[short, long]), Some(("Long".to_owned(), Evidence::First)));
        let dateless = candidate(1, "Dateless", "", None);
        assert_eq!(origin_of(&[dateless, late]), Some(("Late".to_owned(), Evidence::Earliest)));
        assert_eq!(origin(&[]), None);
    }
}
