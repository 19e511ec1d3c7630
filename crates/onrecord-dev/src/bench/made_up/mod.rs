//! Articles that nobody wrote, with their records, for measuring what a large archive costs.
//!
//! What makes an archive slow is not how many statements there are but how they hang together, so that is made as news has
//! it: words, people and outlets are as frequent as Zipf's law has them; a story is told by several outlets within a few days;
//! its quotations stand in many articles whole, cut, changed and paraphrased; some articles are an agency's text, carried by
//! others and cut at the end; some statements take a side on an issue; states do things to each other. Days come in their
//! order, as they do when news is read from day to day.

mod draft;
pub mod words;

use super::Chance;
use draft::{Draft, Paragraph, Said};
use onrecord::acts::Act;
use onrecord::{EventType, StatementKind};
use onrecord_archive::Incoming;
use std::collections::VecDeque;
use words::{PEOPLE, STATES_IN_ALL, TOPICS, WORDS, rank, tells, word};

/// Statements of one article.
pub const EACH: usize = 10;
/// Outlets.
const OUTLETS: usize = 200;
/// The days that articles are of.
const FIRST: jiff::civil::Date = jiff::civil::date(2021, 1, 1);
const DAYS: usize = 4 * 365;
/// Stories and agency texts that are still told.
const STORIES: usize = 120;
const WIRES: usize = 24;
/// Of a hundred articles, those that carry an agency's text, and of the others those that tell a story that has been told.
const CARRIED: usize = 12;
const TOLD_AGAIN: usize = 60;
/// Of a hundred articles, those that are an agency's.
const AGENCYS: usize = 8;
/// Of a hundred statements in an article on a story, those that are quotations of the story.
const OF_STORY: usize = 40;

const AGENCIES: [&str; 3] = ["Reuters", "AP", "AFP"];
const CUES: [(&str, Act); 20] = [
    ("said", Act::Say),
    ("said", Act::Say),
    ("said", Act::Say),
    ("said", Act::Say),
    ("said", Act::Say),
    ("said", Act::Say),
    ("told reporters", Act::Say),
    ("added", Act::Say),
    ("warned", Act::Warn),
    ("denied", Act::Deny),
    ("promised", Act::Promise),
    ("criticised", Act::Criticise),
    ("demanded", Act::Demand),
    ("demanded", Act::Demand),
    ("expects", Act::Expect),
    ("claimed", Act::Claim),
    ("argued", Act::Argue),
    ("explained", Act::Explain),
    ("announced", Act::Report),
    ("believes", Act::Believe),
];
const DEEDS: [(&str, EventType); 8] = [
    ("attacked", EventType::Assault),
    ("met", EventType::Consult),
    ("held talks with", EventType::Consult),
    ("accused", EventType::Accuse),
    ("imposed sanctions on", EventType::Sanction),
    ("agreed to work with", EventType::Agree),
    ("sent aid to", EventType::Aid),
    ("threatened", EventType::Threaten),
];
const STANDS: [&str; 8] = [
    "we support the {} and will go on",
    "we oppose the {} as it is planned",
    "the {} is a mistake",
    "the {} is necessary for all of us",
    "there must be an end to the {}",
    "we are in favour of the {}",
    "we reject the {} and all that comes with it",
    "the {} must be stopped before the summer",
];

/// What somebody said, as the story has it.
#[derive(Clone)]
struct Quote {
    who: usize,
    words: Vec<String>,
    /// Whether each of them says something of what it is about.
    tells: Vec<bool>,
}

struct Story {
    day: usize,
    topic: usize,
    people: Vec<usize>,
    quotes: Vec<Quote>,
    deed: (usize, usize, usize),
}

/// Makes one article after the other.
pub struct MadeUp {
    chance: Chance,
    articles: usize,
    made: usize,
    stories: VecDeque<Story>,
    wires: VecDeque<Draft>,
}

impl MadeUp {
    /// So many articles, spread over four years.
    pub fn new(articles: usize) -> MadeUp {
        MadeUp { chance: Chance(1), articles, made: 0, stories: VecDeque::new(), wires: VecDeque::new() }
    }

    fn in_a_hundred(&mut self, n: usize) -> bool {
        self.chance.below(100) < n
    }

    fn words(&mut self, many: usize) -> Vec<usize> {
        (0..many).map(|_| rank(&mut self.chance, WORDS)).collect()
    }

    fn sentence(&mut self, many: usize) -> String {
        let all: Vec<String> = self.words(many).into_iter().map(word).collect();
        all.join(" ")
    }

    fn quote(&mut self, who: usize, topic: usize) -> Quote {
        if self.in_a_hundred(15) {
            let stand = STANDS[self.chance.below(STANDS.len())].replace("{}", TOPICS[topic]);
            let more = 3 + self.chance.below(8);
            let mut words: Vec<String> = stand.split(' ').map(str::to_owned).collect();
            let mut tells: Vec<bool> = words.iter().map(|w| w.len() > 4).collect();
            for rank in self.words(more) {
                words.push(word(rank));
                tells.push(words::tells(rank));
            }
            return Quote { who, words, tells };
        }
        let many = 7 + self.chance.below(8) + self.chance.below(14);
        let ranks = self.words(many);
        Quote {
            who,
            words: ranks.iter().map(|r| word(*r)).collect(),
            tells: ranks.iter().map(|r| tells(*r)).collect(),
        }
    }

    fn story(&mut self, day: usize) -> Story {
        let topic = rank(&mut self.chance, TOPICS.len());
        let people: Vec<usize> =
            (0..1 + self.chance.below(4)).map(|_| rank(&mut self.chance, PEOPLE)).collect();
        let quotes = (0..4 + self.chance.below(6))
            .map(|n| {
                let who = people[n % people.len()];
                self.quote(who, topic)
            })
            .collect();
        let source = rank(&mut self.chance, STATES_IN_ALL);
        let target = (source + 1 + rank(&mut self.chance, STATES_IN_ALL - 1)) % STATES_IN_ALL;
        Story { day, topic, people, quotes, deed: (source, target, self.chance.below(DEEDS.len())) }
    }

    /// The story of the next article: one that is being told, most likely one of the latest, or a new one, which comes first then.
    fn choose_story(&mut self, day: usize) -> usize {
        self.stories.retain(|s| s.day + 3 >= day);
        if self.in_a_hundred(TOLD_AGAIN) && !self.stories.is_empty() {
            return rank(&mut self.chance, self.stories.len());
        }
        let story = self.story(day);
        self.stories.push_front(story);
        self.stories.truncate(STORIES);
        0
    }

    /// How an article has a quotation: whole, cut, changed or told in other words.
    fn carried(&mut self, quote: &Quote) -> (StatementKind, String, usize) {
        let all = &quote.words;
        match self.chance.below(10) {
            0..5 => (StatementKind::Direct, all.join(" "), 0),
            5 | 6 if all.len() > 8 => {
                let long = 6 + self.chance.below(all.len() - 6);
                let from = self.chance.below(all.len() - long + 1);
                let kind = if self.in_a_hundred(50) { StatementKind::Direct } else { StatementKind::Mixed };
                (kind, all[from..from + long].join(" "), long)
            }
            7 => {
                let mut words = all.clone();
                let at = self.chance.below(words.len());
                words[at] = word(rank(&mut self.chance, WORDS));
                (StatementKind::Direct, words.join(" "), 0)
            }
            _ => {
                // The words that tell something stay, those between them are others.
                let mut words = Vec::new();
                for (word, tells) in all.iter().zip(&quote.tells) {
                    if *tells {
                        words.push(word.clone());
                    } else if self.in_a_hundred(60) {
                        words.push(self::word(rank(&mut self.chance, 60)));
                    }
                }
                (StatementKind::Indirect, words.join(" "), 0)
            }
        }
    }

    fn statement(&mut self, quote: &Quote, of_story: bool) -> Said {
        let (kind, words, quoted) = match (of_story, self.chance.below(3)) {
            (true, _) => self.carried(quote),
            (false, 0) => (StatementKind::Direct, quote.words.join(" "), 0),
            (false, _) => (StatementKind::Indirect, quote.words.join(" "), 0),
        };
        let (cue, act) = CUES[self.chance.below(CUES.len())];
        let to = self.in_a_hundred(8).then(|| rank(&mut self.chance, STATES_IN_ALL));
        let condition = (kind != StatementKind::Direct && self.in_a_hundred(12))
            .then(|| format!("if {}", self.sentence(5)));
        let confidence = self.chance.below(1000) as f32 / 1000.0;
        let who = (of_story || !self.in_a_hundred(6)).then_some(quote.who);
        Said { who, kind, cue, act, words, quoted, to, condition, confidence }
    }

    fn told(&mut self, outlet: usize) -> Paragraph {
        let (many, more) = (10 + self.chance.below(12), 4 + self.chance.below(10));
        let place = if outlet.is_multiple_of(3) { "Kiev" } else { "Kyiv" };
        let before = if self.in_a_hundred(20) {
            format!("In {place} {}", self.sentence(many))
        } else {
            words::capital(&self.sentence(many))
        };
        let scare = self.in_a_hundred(12).then(|| word(100 + rank(&mut self.chance, 400)));
        Paragraph::Told {
            before,
            scare,
            after: format!("{} {}.", if many % 2 == 0 { " and" } else { " but" }, self.sentence(more)),
        }
    }

    fn draft(&mut self, day: usize) -> Draft {
        let date = |day: usize| FIRST.saturating_add(jiff::Span::new().days(day as i64)).to_string();
        if self.wires.len() > 4 && self.in_a_hundred(CARRIED) {
            let which = rank(&mut self.chance, self.wires.len());
            let mut copy = self.wires[which].clone();
            copy.outlet = format!("Paper {}", rank(&mut self.chance, OUTLETS));
            copy.day = date(day);
            let whole = copy.paragraphs.len();
            copy.paragraphs.truncate(whole - self.chance.below(whole / 2));
            return copy;
        }
        let which = self.choose_story(day);
        let outlet = rank(&mut self.chance, OUTLETS);
        let (topic, deed) = (self.stories[which].topic, self.stories[which].deed);
        let mut quotes = self.stories[which].quotes.clone();
        let people = self.stories[which].people.clone();
        self.chance.shuffle(&mut quotes);
        let mut paragraphs = vec![self.told(outlet)];
        for n in 0..EACH {
            let of_story = self.in_a_hundred(OF_STORY);
            let said = match quotes.pop().filter(|_| of_story) {
                Some(quote) => self.statement(&quote, true),
                None => {
                    let who = if self.in_a_hundred(50) {
                        people[self.chance.below(people.len())]
                    } else {
                        rank(&mut self.chance, PEOPLE)
                    };
                    let quote = self.quote(who, topic);
                    self.statement(&quote, false)
                }
            };
            paragraphs.push(Paragraph::Said(said));
            if n % 3 == 1 {
                paragraphs.push(self.told(outlet));
            }
        }
        let (source, target, n) = deed;
        let (verb, what) = DEEDS[n];
        let rest = format!("over the {} and {}", TOPICS[topic], self.sentence(8));
        paragraphs.insert(2, Paragraph::Happened { source, target, verb, what, rest });
        let title = format!("{}: {}", words::capital(TOPICS[topic]), self.sentence(6));
        let mut draft =
            Draft { title, outlet: format!("Paper {outlet}"), day: date(day), credit: None, paragraphs };
        if self.in_a_hundred(AGENCYS) {
            draft.credit = Some(AGENCIES[self.chance.below(AGENCIES.len())]);
            self.wires.push_front(draft.clone());
            self.wires.truncate(WIRES);
        }
        draft
    }
}

impl Iterator for MadeUp {
    type Item = Incoming;

    fn next(&mut self) -> Option<Incoming> {
        (self.made < self.articles).then(|| {
            let day = self.made * DAYS / self.articles.max(1);
            let draft = self.draft(day);
            self.made += 1;
            draft.written(self.made)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::dictionary::Dictionary;
    use onrecord_archive::{Archive, Query};

    #[test]
    fn made_up_articles_hold_and_have_what_news_has() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive =
            Archive::open_for_adding(&folder.path().join("made-up.db"), Dictionary::new()).unwrap();
        let batch = archive.batch().unwrap();
        for incoming in MadeUp::new(120) {
            batch.add(&incoming).unwrap();
        }
        batch.commit().unwrap();
        let checked = archive.check(|_| ()).unwrap();
        assert!(checked.clean, "{checked:?}");
        assert_eq!(checked.counts.articles, 120);
        let (sayings, _) = archive.sayings(&Query::Everything, None).unwrap();
        assert!(sayings.len() > 30, "quotations stand in several articles: {}", sayings.len());
        let (reports, _) = archive.reports(&Query::Everything, 2, None).unwrap();
        assert!(!reports.is_empty(), "agency texts are carried");
    }
}
