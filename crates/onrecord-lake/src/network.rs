//! Discourse networks: who takes which side on which issue, and who agrees with whom.
//!
//! The measures are those of discourse network analysis (Leifeld 2017, "Discourse Network Analysis: Policy Debates as
//! Dynamic Networks", in the Oxford Handbook of Political Networks) as Discourse Network Analyzer computes them: a
//! two-mode network of actors and concepts, and one-mode networks of actors by congruence and by conflict.

mod count;
mod stands;

pub use count::Counting;
pub use onrecord_archive::positions::{Issue, IssuesError, issues};
pub use stands::{Stand, StandsError, by_act};

use count::Tally;
use onrecord::acts::Act;
use onrecord::{ActorKind, Record};
use onrecord_archive::browse::Sides;
use onrecord_archive::{Archive, ArchiveError, Facts, Query, Stored};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Somebody who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The name, or the words for somebody without one.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Its state, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Its Wikidata identifier.
    pub wikidata: Option<String>,
    /// How often it speaks on the issues.
    pub statements: u32,
}

/// How often an actor speaks on an issue, by stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tie {
    /// For it.
    pub pro: u32,
    /// Against it.
    pub con: u32,
    /// Neither, or not to be told.
    pub neither: u32,
    /// The first day of publication.
    pub first: Option<String>,
    /// The last one.
    pub last: Option<String>,
}

impl Tie {
    /// How often in all.
    pub fn all(&self) -> u32 {
        self.pro + self.con + self.neither
    }

    fn count(&mut self, stand: Option<Stand>, day: Option<&str>) {
        match stand {
            Some(Stand::For) => self.pro += 1,
            Some(Stand::Against) => self.con += 1,
            None => self.neither += 1,
        }
        let Some(day) = day else { return };
        if self.first.as_deref().is_none_or(|first| day < first) {
            self.first = Some(day.to_owned());
        }
        if self.last.as_deref().is_none_or(|last| day > last) {
            self.last = Some(day.to_owned());
        }
    }
}

/// The name of a kind, as records have it.
fn kind(name: &str) -> &'static str {
    let kind: Result<ActorKind, _> = serde_json::from_value(name.into());
    kind.map_or("", ActorKind::name)
}

/// What two actors have to do with each other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Between {
    /// How often they take the same side: over all issues, the products of their counts for and of those against.
    pub congruence: f64,
    /// How often they take opposite sides: the products of one's counts for and the other's against.
    pub conflict: f64,
}

/// Which network of actors is wanted, and so what its ties weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// By agreement.
    Congruence,
    /// By disagreement.
    Conflict,
    /// Agreement less disagreement, which may be negative.
    Subtract,
}

/// How the ties between actors are made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalization {
    /// Not at all.
    None,
    /// By half the number of statements that the two make with a stand: those who speak often do not agree more for that.
    AverageActivity,
}

/// Actors, issues, and the ties between them.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Actors by what they are known by across articles.
    pub actors: BTreeMap<String, Node>,
    /// Names of the issues.
    pub issues: Vec<String>,
    /// By actor and place of the issue.
    pub ties: BTreeMap<(String, usize), Tie>,
    /// Statements left out because their speaker is not known.
    pub nobody: u64,
    /// Names in the issues' queries that lead to nobody.
    pub unknown: Vec<String>,
    /// What the user's own table says of the actors.
    pub facts: Arc<Facts>,
}

impl Network {
    /// Gathers what an archive has on some issues. Statements that tell again what another one of the article has are
    /// left out.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn gather(
        archive: &Archive,
        issues: &[Issue],
        stands: &HashMap<Act, Stand>,
        counting: Counting,
    ) -> Result<Network, ArchiveError> {
        let mut network = Network { facts: Arc::new(archive.speakers()?), ..Network::default() };
        for (place, issue) in issues.iter().enumerate() {
            network.issues.push(issue.name.clone());
            let (mut tally, mut article) = (Tally::new(counting), 0);
            let unknown = each_on(archive, issue, stands, |stored, stand| {
                article += 1;
                network.take(stored, article, &mut tally, stand);
            })?;
            tally.count(&mut network, place);
            network.unknown.extend(unknown);
        }
        Ok(network)
    }

    /// Takes in who speaks in an article, and what they say.
    fn take(
        &mut self,
        stored: &Stored,
        article: i64,
        tally: &mut Tally,
        stand: impl Fn(u32) -> Option<Stand>,
    ) {
        let record = &stored.record;
        let day = record.article.published.as_deref().and_then(|p| p.get(..10));
        for &n in stored.wanted.iter().flatten() {
            let Some(statement) = record.statements.get(n as usize).filter(|s| s.repeats.is_none()) else {
                continue;
            };
            let speaker = statement.speaker.as_deref();
            let Some(key) = speaker.and_then(|id| stored.keys.get(id)) else {
                self.nobody += 1;
                continue;
            };
            self.actors.entry(key.clone()).or_insert_with(|| node(record, speaker));
            tally.add(key, stand(n), (article, stored.report), day);
        }
    }

    /// Adds an issue out of statements that are known by their rows only, as [`Network::gather`] would.
    pub fn add_issue(&mut self, name: &str, sides: &Sides, stands: &HashMap<Act, Stand>, counting: Counting) {
        let issue = self.issues.len();
        self.issues.push(name.to_owned());
        self.nobody += sides.nobody;
        self.unknown.extend(sides.unknown.iter().cloned());
        let mut tally = Tally::new(counting);
        for said in &sides.statements {
            let by_act = || said.act.filter(|_| !said.negated).and_then(|act| stands.get(&act).copied());
            let stand = by_query((said.pro, said.con)).unwrap_or_else(by_act);
            let node = || Node {
                name: said.name.clone(),
                kind: kind(&said.kind),
                country: said.country.clone(),
                wikidata: said.wikidata.clone(),
                statements: 0,
            };
            self.actors.entry(said.key.clone()).or_insert_with(node);
            tally.add(&said.key, stand, (said.article, said.report), said.day.as_deref());
        }
        tally.count(self, issue);
    }

    /// Without the actors who speak on the issues less often than this.
    pub fn at_least(mut self, statements: u32) -> Network {
        self.actors.retain(|_, node| node.statements >= statements);
        let actors = &self.actors;
        self.ties.retain(|(key, _), _| actors.contains_key(key));
        self
    }

    /// What every two actors who take a side on the same issue have to do with each other.
    pub fn between(&self, normalization: Normalization) -> BTreeMap<(&str, &str), Between> {
        let mut by_issue: BTreeMap<usize, Vec<(&str, f64, f64)>> = BTreeMap::new();
        let mut activity: HashMap<&str, f64> = HashMap::new();
        for ((key, issue), tie) in self.ties.iter().filter(|(_, tie)| tie.pro + tie.con > 0) {
            let (pro, con) = (f64::from(tie.pro), f64::from(tie.con));
            by_issue.entry(*issue).or_default().push((key, pro, con));
            *activity.entry(key).or_default() += pro + con;
        }
        let mut pairs: BTreeMap<(&str, &str), Between> = BTreeMap::new();
        for side in by_issue.values() {
            for (n, (a, a_pro, a_con)) in side.iter().enumerate() {
                for (b, b_pro, b_con) in &side[n + 1..] {
                    let pair = pairs.entry((a, b)).or_default();
                    pair.congruence += a_pro * b_pro + a_con * b_con;
                    pair.conflict += a_pro * b_con + a_con * b_pro;
                }
            }
        }
        if normalization == Normalization::AverageActivity {
            for ((a, b), pair) in &mut pairs {
                let average = f64::midpoint(activity[a], activity[b]);
                pair.congruence /= average;
                pair.conflict /= average;
            }
        }
        pairs
    }
}

impl Between {
    /// What the tie weighs in a network; 0 where there is none.
    pub fn weight(self, measure: Measure) -> f64 {
        match measure {
            Measure::Congruence => self.congruence,
            Measure::Conflict => self.conflict,
            Measure::Subtract => self.congruence - self.conflict,
        }
    }
}

/// The stand that an issue's own queries for either side tell: neither where both find a statement, and none where that is
/// left to the act.
fn by_query(found: (bool, bool)) -> Option<Option<Stand>> {
    match found {
        (true, false) => Some(Some(Stand::For)),
        (false, true) => Some(Some(Stand::Against)),
        (true, true) => Some(None),
        (false, false) => None,
    }
}

/// Hands on every article with statements on an issue, with the stand that each of those takes, by its place. Returns the
/// names in the issue's queries that lead to nobody.
///
/// # Errors
/// When the archive cannot be read.
pub fn each_on(
    archive: &Archive,
    issue: &Issue,
    stands: &HashMap<Act, Stand>,
    mut each: impl FnMut(&Stored, &dyn Fn(u32) -> Option<Stand>),
) -> Result<Vec<String>, ArchiveError> {
    let (pro, mut unknown) = wanted(archive, issue, issue.pro.as_ref())?;
    let (con, further) = wanted(archive, issue, issue.con.as_ref())?;
    unknown.extend(further);
    let further = archive.each_with(&issue.query, |stored| {
        let stand = |n: u32| {
            let at = (stored.address.clone(), n);
            let act = || {
                let statement = stored.record.statements.get(n as usize)?;
                statement.act.filter(|_| !statement.negated).and_then(|act| stands.get(&act).copied())
            };
            by_query((pro.contains(&at), con.contains(&at))).unwrap_or_else(act)
        };
        each(&stored, &stand);
        ControlFlow::Continue(())
    })?;
    unknown.extend(further);
    Ok(unknown)
}

/// Addresses and places of statements.
type Places = HashSet<(String, u32)>;

/// The statements on an issue that a further query wants, and the names in it that lead to nobody.
fn wanted(
    archive: &Archive,
    issue: &Issue,
    further: Option<&Query>,
) -> Result<(Places, Vec<String>), ArchiveError> {
    let mut all = Places::new();
    let Some(further) = further else { return Ok((all, Vec::new())) };
    let both = Query::All(vec![issue.query.clone(), further.clone()]);
    let unknown = archive.each_with(&both, |stored| {
        all.extend(stored.wanted.into_iter().flatten().map(|n| (stored.address.clone(), n)));
        ControlFlow::Continue(())
    })?;
    Ok((all, unknown))
}

fn node(record: &Record, speaker: Option<&str>) -> Node {
    let actor = speaker.and_then(|id| record.actors.iter().find(|actor| actor.id == id));
    let words = || {
        let mention = actor?.mentions.first()?;
        Some(record.article.text.slice(mention.span).to_owned())
    };
    Node {
        name: actor.and_then(|a| a.name.clone()).or_else(words).unwrap_or_default(),
        kind: actor.map_or("", |a| a.kind.name()),
        country: actor.and_then(|a| a.country.clone()),
        wikidata: actor.and_then(|a| a.wikidata.clone()),
        statements: 0,
    }
}
