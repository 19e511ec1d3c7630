//! The named actors of an article: one for each, whatever form its name has.

use super::mentions::{Candidate, Form};
use super::names::{is_acronym, is_misprint, same_person, shortened_body, tokens, without_suffix};
use super::place;
use super::reference::{NameWords, Reference};
use super::scene::{Member, Scene};
use super::types::{ActorKind, Tie};
use crate::dictionary::{Entry, How, Kind};
use crate::labels::{Deprel, Penn, Upos};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

/// With how many names of its letter, those named most, a name is compared that may be a slip. Articles have fewer than this.
const LIKELY_MEANT: usize = 500;

/// How many mentions taken for something else one outweighs that calls it by what it is.
const CALLED: usize = 3;

/// A name as it is written, with the mentions that write it so.
#[derive(Debug)]
struct Written<'d> {
    tokens: Vec<String>,
    text: String,
    kind: ActorKind,
    entry: Option<&'d Entry>,
    mentions: Vec<usize>,
    /// How it is tied to the fullest form of its actor.
    how: Option<(Tie, String)>,
}

/// Sets that grow together.
struct Sets(Vec<usize>);

impl Sets {
    fn find(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.0[b] = a;
        }
    }
}

/// Ties every name to its actor.
pub(super) fn name_actors(scene: &mut Scene) {
    cases(scene);
    bearers(scene);
    states_and_towns(scene);
    let mut written = forms(scene);
    let mut sets = Sets((0..written.len()).collect());
    same_entry(&written, &mut sets);
    let names = &scene.reference.names;
    full_names(&written, &mut sets, names);
    abbreviations(scene, &mut written, &mut sets);
    short_bodies(scene.reference, &mut written, &mut sets);
    let open = surnames(&mut written, &mut sets, names);
    misprints(scene, &mut written, &mut sets);
    let members = make(scene, &written, &mut sets);
    nearest(scene, &written, &open, &members);
}

/// People whose surname is also a town's or a state's (`Paris`, `Jordan`): where the model takes the name alone for a
/// person's and the article has that person's full name, the dictionary's meaning does not count; nor does a person of that surname in
/// the dictionary whom the article names nowhere in full.
fn bearers(scene: &mut Scene) {
    let names = &scene.reference.names;
    let full: Vec<(String, Option<&str>)> = scene
        .candidates
        .iter()
        .filter(|c| c.is_name() && c.kind == Some(ActorKind::Person) && c.tokens.len() > 1)
        .filter_map(|c| {
            Some((without_suffix(&c.tokens, names).last()?.clone(), c.entry().map(|e| e.id.as_str())))
        })
        .collect();
    let surnames: HashSet<String> = full.iter().map(|(surname, _)| surname.clone()).collect();
    let known: HashSet<String> = full.iter().filter_map(|(_, entry)| entry.map(str::to_owned)).collect();
    for c in &mut scene.candidates {
        // `Lindner` is no minister of that name in an article on another Lindner.
        let elsewhere = c.entry().is_some_and(|e| e.kind != Kind::Person || !known.contains(&e.id));
        let person = c.believed == Some(ActorKind::Person) && c.form == Form::Name;
        if elsewhere && person && c.tokens.len() == 1 && surnames.contains(&c.tokens[0]) {
            c.matches.clear();
            c.kind = Some(ActorKind::Person);
        }
    }
}

/// Names that stand in the case of whoever owns something (`Roths Vorschlag`) get the words of the name, where that stands in the
/// article by itself.
fn cases(scene: &mut Scene) {
    let traits = scene.document.language.traits();
    if traits.name_endings.is_empty() {
        return;
    }
    let last = |c: &Candidate| c.tokens.last().cloned().filter(|_| c.is_name());
    let known: HashSet<String> = scene.candidates.iter().filter_map(last).collect();
    for c in &mut scene.candidates {
        let Some(word) = last(c) else { continue };
        let bare = traits.name_endings.iter().filter_map(|e| word.strip_suffix(e.as_str()));
        let bare = bare.filter(|b| known.contains(*b)).find(|b| traits.cases(b).any(|form| form == word));
        if let (Some(bare), Some(token)) = (bare, c.tokens.last_mut()) {
            *token = bare.to_owned();
        }
    }
}

/// Words of states: nationality, capitals by their use.
fn states_and_towns(scene: &mut Scene) {
    for c in 0..scene.candidates.len() {
        let candidate = &scene.candidates[c];
        let Some(first) = candidate.matches.first().copied() else { continue };
        if candidate.form == Form::Nationality {
            let member = scene.of_entry(first.entry);
            scene.tie(c, member, Tie::Nationality, Some(first.entry.name.clone()), 0.95);
        } else if first.entry.kind == Kind::State && first.how == How::Nationality {
            // A people: no state, but of one.
            let mut people = Member::new(ActorKind::Group);
            people.name = Some(scene.document.words(candidate.core.clone()).to_owned());
            people.plural = true;
            people.country.clone_from(&first.entry.country);
            let known =
                scene.members.iter().position(|m| m.kind == ActorKind::Group && m.name == people.name);
            let member = known.unwrap_or_else(|| scene.add(people));
            scene.tie(c, member, Tie::Name, None, 0.9);
        }
    }
    let towns: Vec<usize> = (0..scene.candidates.len())
        .filter(|&c| scene.candidates[c].matches.first().is_some_and(|m| m.how == How::Capital))
        .collect();
    for (c, acts) in place::use_of(scene, &towns) {
        let first = scene.candidates[c].matches[0];
        if acts {
            let member = scene.of_entry(first.entry);
            let because = format!("capital of {}", first.entry.name);
            scene.tie(c, member, Tie::Metonym, Some(because), 0.8);
            continue;
        }
        let known = scene
            .members
            .iter()
            .position(|m| m.kind == ActorKind::Place && m.tokens == scene.candidates[c].tokens);
        let member = known.unwrap_or_else(|| {
            let mut town = Member::new(ActorKind::Place);
            town.name = Some(scene.document.words(scene.candidates[c].core.clone()).to_owned());
            town.tokens = scene.candidates[c].tokens.clone();
            town.country.clone_from(&first.entry.country);
            scene.add(town)
        });
        scene.tie(c, member, Tie::Name, None, 0.9);
    }
}

/// The written forms of the names that are left.
fn forms<'d>(scene: &Scene<'_, 'd>) -> Vec<Written<'d>> {
    let in_cases = !scene.document.language.traits().name_endings.is_empty();
    let mut out: Vec<Written> = Vec::new();
    let mut by_key: HashMap<Vec<String>, usize> = HashMap::new();
    let mut votes: Vec<HashMap<ActorKind, usize>> = Vec::new();
    for (c, candidate) in scene.candidates.iter().enumerate() {
        if !candidate.is_name() || scene.ties[c].is_some() || candidate.kind == Some(ActorKind::Office) {
            continue;
        }
        let at = *by_key.entry(candidate.tokens.clone()).or_insert_with(|| {
            out.push(Written {
                tokens: candidate.tokens.clone(),
                // An editor's brackets are no part of a name.
                text: scene.document.words(candidate.core.clone()).replace(['[', ']'], ""),
                kind: ActorKind::Place,
                entry: None,
                mentions: Vec::new(),
                how: None,
            });
            votes.push(HashMap::new());
            out.len() - 1
        });
        out[at].mentions.push(c);
        // Of a name in several cases the shortest form is the name.
        let text = scene.document.words(candidate.core.clone());
        if in_cases && out[at].text.starts_with(text) {
            out[at].text = text.to_owned();
        }
        out[at].entry = out[at].entry.or(candidate.entry());
        if let Some(kind) = candidate.kind {
            *votes[at].entry(kind).or_default() += 1;
        }
        if is_called_a_body(scene, c) {
            // What the text says goes before what the name looks like.
            *votes[at].entry(ActorKind::Organisation).or_default() += CALLED;
        }
    }
    for (form, votes) in out.iter_mut().zip(votes) {
        let most = votes.into_iter().max_by_key(|&(kind, n)| (n, std::cmp::Reverse(kind)));
        form.kind = most.map_or(ActorKind::Organisation, |(kind, _)| kind);
        if form.kind == ActorKind::Person && is_of_several(scene, &form.mentions) {
            form.kind = ActorKind::Group;
        }
        if let Some(entry) = form.entry {
            form.kind = Member::of_entry(entry).kind;
        }
    }
    out
}

/// Whether a name that looks like a person's is one in the plural with an article (`the Kurds`, `the Liberals`) wherever it stands.
fn is_of_several(scene: &Scene, mentions: &[usize]) -> bool {
    let t = scene.document;
    let plural = |&c: &usize| t.xpos(scene.candidates[c].head) == Penn::Nnps;
    let article = |&c: &usize| {
        let before = scene.candidates[c].core.start.checked_sub(1);
        before.is_some_and(|w| scene.reference.nouns.definite.contains(&t.lower(w)))
    };
    mentions.iter().all(plural) && mentions.iter().any(article)
}

/// Whether a name that looks like a person's or a place's stands beside a noun for bodies: `the company, Acme`, `Acme, a firm`, `Acme is a firm`.
fn is_called_a_body(scene: &Scene, c: usize) -> bool {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    let given = scene.lexicon.given_name(t.word(candidate.core.start)).is_some();
    let other = matches!(candidate.kind, Some(ActorKind::Person | ActorKind::Place));
    if !other || candidate.entry().is_some() || given {
        return false;
    }
    let head = candidate.head;
    let body = |w: usize| t.upos(w) == Upos::Noun && scene.reference.nouns.organisation.contains(&t.lower(w));
    // `the leader of the party, Roe`: what stands beside the party may be the leader.
    let loose = |w: usize| t.child(w, &[Deprel::Case]).is_some();
    let beside = t.rel(head) == Deprel::Appos && body(t.head(head)) && !loose(t.head(head));
    let said = matches!(t.rel(head), Deprel::Nsubj)
        && t.child(t.head(head), &[Deprel::Cop]).is_some()
        && body(t.head(head));
    // `the company, Acme, said`: whatever the grammar hangs on what.
    let sentence = t.sentence_words(head);
    let comma = |w: usize| sentence.contains(&w) && t.word(w) == ",";
    let start = candidate.words.start;
    let between = start >= sentence.start + 2
        && comma(start - 1)
        && comma(candidate.words.end)
        && body(start - 2)
        && !loose(start - 2);
    beside || between || said || t.children(head).any(|k| t.rel(k) == Deprel::Appos && body(k))
}

fn same_entry(written: &[Written], sets: &mut Sets) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (i, w) in written.iter().enumerate() {
        if let Some(entry) = w.entry {
            let &mut one = first.entry(&entry.id).or_insert(i);
            sets.join(one, i);
        }
    }
}

/// Names of people with a given name, by surname.
fn by_surname(written: &[Written], names: &NameWords) -> HashMap<String, Vec<usize>> {
    let mut out: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, w) in written.iter().enumerate() {
        let tokens = without_suffix(&w.tokens, names);
        if w.kind == ActorKind::Person && tokens.len() > 1 {
            out.entry(tokens[tokens.len() - 1].clone()).or_default().push(i);
        }
    }
    out
}

fn full_names(written: &[Written], sets: &mut Sets, names: &NameWords) {
    // Names of one person have an initial in common, besides the surname: of a family of thousands, few are compared.
    let initials = |i: usize| -> BTreeSet<char> {
        let given =
            without_suffix(&written[i].tokens, names).split_last().map_or(&[][..], |(_, given)| given);
        given.iter().filter_map(|t| t.chars().next()).collect()
    };
    for bucket in by_surname(written, names).values() {
        let mut by_initial: HashMap<char, Vec<usize>> = HashMap::new();
        for &i in bucket {
            initials(i).into_iter().for_each(|c| by_initial.entry(c).or_default().push(i));
        }
        for &a in bucket {
            let later = |c: char| {
                let all = &by_initial[&c];
                &all[all.partition_point(|&b| b <= a)..]
            };
            let mut likely: Vec<usize> = initials(a).into_iter().flat_map(later).copied().collect();
            likely.sort_unstable();
            likely.dedup();
            for b in likely {
                let known = |i: usize| written[i].entry.map(|e| &e.id);
                let apart = known(a).is_some() && known(b).is_some() && known(a) != known(b);
                if !apart && same_person(&written[a].tokens, &written[b].tokens, names) {
                    sets.join(a, b);
                }
            }
        }
    }
}

/// `World Health Organization (WHO)`, and capitals that are the initials of one body.
fn abbreviations(scene: &Scene, written: &mut [Written], sets: &mut Sets) {
    let mut of_mention: HashMap<usize, usize> = HashMap::new();
    for (i, w) in written.iter().enumerate() {
        of_mention.extend(w.mentions.iter().map(|&m| (m, i)));
    }
    let bodies: Vec<usize> = (0..written.len())
        .filter(|&i| written[i].kind != ActorKind::Person && written[i].tokens.len() > 1)
        .collect();
    let mut initials: HashMap<char, Vec<usize>> = HashMap::new();
    for &b in &bodies {
        if let Some(c) = written[b].text.chars().find(|c| c.is_alphanumeric()) {
            initials.entry(c.to_ascii_uppercase()).or_default().push(b);
        }
    }
    for i in 0..written.len() {
        let short = written[i].text.clone();
        if written[i].tokens.len() != 1 || !short.chars().next().is_some_and(char::is_uppercase) {
            continue;
        }
        let explained = written[i].mentions.iter().find_map(|&m| {
            let at = scene.candidates[m].core.start;
            let before = at.checked_sub(2)?;
            let owner = scene.mention_at(before)?;
            let bracket = scene.document.word(at - 1) == "(" && scene.candidates[owner].core.end == at - 1;
            (bracket
                && scene.document.word(scene.candidates[m].core.end.min(scene.document.len() - 1)) == ")")
                .then(|| of_mention.get(&owner).copied())
                .flatten()
        });
        let explained = explained.filter(|&o| {
            let first = |s: &str| s.chars().next().map(|c| c.to_ascii_uppercase());
            o != i
                && first(&written[o].text) == first(&short)
                && short.chars().filter(|c| c.is_uppercase()).count() > 1
        });
        let letter = short.chars().next().map_or(' ', |c| c.to_ascii_uppercase());
        let spelled = || {
            let fitting: Vec<usize> = initials
                .get(&letter)
                .into_iter()
                .flatten()
                .copied()
                .filter(|&b| is_acronym(&short, &written[b].text, &scene.reference.names))
                .collect();
            (fitting.len() == 1).then(|| fitting[0])
        };
        let Some(long) = explained.or_else(spelled) else { continue };
        let known = |i: usize| written[i].entry.map(|e| &e.id);
        if known(i).is_some() && known(long).is_some() && known(i) != known(long) {
            continue;
        }
        written[i].how = Some((Tie::Alias, written[long].text.clone()));
        sets.join(long, i);
    }
}

fn short_bodies(words: &Reference, written: &mut [Written], sets: &mut Sets) {
    let body = |w: &Written| matches!(w.kind, ActorKind::Organisation | ActorKind::Group);
    let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, w) in written.iter().enumerate().filter(|(_, w)| body(w) && w.tokens.len() > 1) {
        let noun = w.tokens.iter().position(|t| words.names.of.contains(t)).unwrap_or(w.tokens.len());
        let mut words = vec![&w.tokens[0]];
        words.extend(noun.checked_sub(1).map(|n| &w.tokens[n]));
        words.dedup();
        for word in words {
            by_word.entry(word.clone()).or_default().push(i);
        }
    }
    for i in 0..written.len() {
        let short = &written[i];
        if !body(short) || short.entry.is_some() {
            continue;
        }
        let ends = [short.tokens.first(), short.tokens.last()];
        let mut fitting: Vec<usize> = ends
            .into_iter()
            .flatten()
            .filter_map(|t| by_word.get(t))
            .flatten()
            .copied()
            .filter(|&l| l != i && shortened_body(&short.tokens, &written[l].tokens, &words.names))
            .filter(|&l| {
                // One word is the beginning of a body's name only where a noun for a body follows it.
                let rest = &written[l].tokens[1..];
                short.tokens.len() > 1
                    || written[l].tokens[0] != short.tokens[0]
                    || rest.iter().any(|t| words.nouns.organisation.contains(t))
            })
            .collect();
        fitting.sort_unstable();
        fitting.dedup();
        let mut groups: Vec<usize> = fitting.iter().map(|&l| sets.find(l)).collect();
        groups.dedup();
        if groups.len() == 1 {
            written[i].how = Some((Tie::Shortened, written[fitting[0]].text.clone()));
            sets.join(fitting[0], i);
        }
    }
}

/// Surnames and given names alone. Those that can be several people's are returned with them.
fn surnames(written: &mut [Written], sets: &mut Sets, names: &NameWords) -> Vec<(usize, Vec<usize>)> {
    let surnames = by_surname(written, names);
    let mut given: HashMap<String, Vec<usize>> = HashMap::new();
    for list in surnames.values() {
        for &i in list {
            given.entry(written[i].tokens[0].clone()).or_default().push(i);
        }
    }
    let mut open = Vec::new();
    for i in 0..written.len() {
        let short = without_suffix(&written[i].tokens, names);
        let people = written[i].kind == ActorKind::Person;
        // What is no person by the dictionary keeps its meaning; what the model alone calls so may be a surname.
        if written[i].entry.is_some() && !people {
            continue;
        }
        let found = match short {
            [one] => surnames.get(one).or_else(|| given.get(one).filter(|_| people)),
            // `van der Berg`: a surname of several words.
            [.., last] if !people || names.joints.contains(&short[0]) => {
                surnames.get(last).filter(|l| l.iter().any(|&k| written[k].tokens.ends_with(short)))
            }
            _ => None,
        };
        let Some(found) = found else { continue };
        let mut groups: Vec<usize> = Vec::new();
        for &f in found.iter().filter(|&&f| f != i) {
            let g = sets.find(f);
            if !groups.contains(&g) {
                groups.push(g);
            }
        }
        match groups[..] {
            [] => {}
            [one] => {
                let full = found.iter().max_by_key(|&&f| written[f].tokens.len());
                written[i].how = full.map(|&f| (Tie::Shortened, written[f].text.clone()));
                written[i].kind = ActorKind::Person;
                written[i].entry = None;
                sets.join(one, i);
            }
            _ => open.push((i, groups)),
        }
    }
    open
}

fn misprints(scene: &Scene, written: &mut [Written], sets: &mut Sets) {
    let names = &scene.reference.names;
    // A spelling that is kept to is no slip, whoever else has a name like it.
    let mut uses: HashMap<String, usize> = HashMap::new();
    for w in written.iter() {
        if let Some(last) = without_suffix(&w.tokens, names).last() {
            *uses.entry(last.clone()).or_default() += w.mentions.len();
        }
    }
    let slip = |word: &str, meant: &str| uses[word] < 2 || uses[meant] >= 3 * uses[word];
    let mut by_letter: HashMap<char, Vec<(String, usize)>> = HashMap::new();
    for (i, w) in written.iter().enumerate() {
        if let Some(last) = without_suffix(&w.tokens, names).last()
            && let Some(letter) = last.chars().next()
        {
            by_letter.entry(letter).or_default().push((last.clone(), i));
        }
    }
    // What a slip is of is named more often than the slip.
    for near in by_letter.values_mut().filter(|near| near.len() > LIKELY_MEANT) {
        near.sort_by_key(|(_, k)| Reverse(written[*k].mentions.len()));
        near.truncate(LIKELY_MEANT);
        near.sort_by_key(|(_, k)| *k);
    }
    for i in 0..written.len() {
        let w = &written[i];
        let root = sets.find(i);
        if w.entry.is_some() || w.how.is_some() || root != i || w.mentions.len() > 2 {
            continue;
        }
        let Some(word) = without_suffix(&w.tokens, names).last().cloned() else { continue };
        if scene.lexicon.given_name(&w.text).is_some() {
            continue;
        }
        let near = by_letter.get(&word.chars().next().unwrap_or(' ')).into_iter().flatten();
        let meant = near
            .filter(|(other, k)| {
                let same_rest = match (&written[i].tokens[..], &written[*k].tokens[..]) {
                    ([_], _) => true,
                    ([a @ .., _], [b @ .., _]) => a == b,
                    _ => false,
                };
                same_rest && is_misprint(&word, other, names) && slip(&word, other)
            })
            .filter(|(_, k)| written[*k].mentions.len() >= written[i].mentions.len())
            .max_by_key(|(_, k)| written[*k].mentions.len())
            .map(|(_, k)| *k);
        if let Some(k) = meant {
            written[i].how = Some((Tie::Misprint, written[k].text.clone()));
            written[i].kind = written[k].kind;
            sets.join(k, i);
        }
    }
}

/// Makes the actors; for each written form its actor.
fn make<'d>(scene: &mut Scene<'_, 'd>, written: &[Written<'d>], sets: &mut Sets) -> Vec<usize> {
    let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
    for i in 0..written.len() {
        groups.entry(sets.find(i)).or_default().push(i);
    }
    let mut members = vec![0; written.len()];
    let mut roots: Vec<usize> = groups.keys().copied().collect();
    roots.sort_unstable();
    for root in roots {
        let forms = &groups[&root];
        let entry = forms.iter().find_map(|&f| written[f].entry);
        // `Marit Holmberg` before `M. Holmberg`.
        let spelled = |f: &usize| written[*f].tokens.iter().filter(|t| t.chars().nth(1).is_some()).count();
        let size = |f: &usize| {
            let form = &written[*f];
            (form.how.is_none(), form.tokens.len(), spelled(f), form.mentions.len())
        };
        let full = *forms.iter().max_by_key(|f| size(f)).unwrap_or(&root);
        let member = match entry {
            Some(entry) => scene.of_entry(entry),
            None => {
                let mut m = Member::new(written[full].kind);
                m.name = Some(written[full].text.clone());
                m.plural = m.kind == ActorKind::Group && is_of_several(scene, &written[full].mentions);
                scene.add(m)
            }
        };
        scene.members[member].tokens.clone_from(&written[full].tokens);
        for &f in forms {
            members[f] = member;
            for &c in &written[f].mentions {
                let (how, because) = tie_of(scene, &written[f], &written[full], c);
                scene.tie(c, member, how, because, 0.95);
                let gender = scene.candidates[c].gender;
                let m = &mut scene.members[member];
                m.gender = m.gender.or(gender.filter(|_| m.kind == ActorKind::Person));
            }
        }
    }
    members
}

fn tie_of(scene: &Scene, form: &Written, full: &Written, c: usize) -> (Tie, Option<String>) {
    if let Some((how, because)) = &form.how {
        return (*how, Some(because.clone()));
    }
    if let Some(m) = scene.candidates[c].matches.first() {
        let how = match m.how {
            How::Name => Tie::Name,
            How::Metonym | How::Capital => Tie::Metonym,
            How::Nationality => Tie::Nationality,
            How::Description => Tie::Nominal,
            _ => Tie::Alias,
        };
        let same = tokens(&m.entry.name, &scene.reference.names) == form.tokens;
        return (if same { Tie::Name } else { how }, (!same).then(|| m.entry.name.clone()));
    }
    let short = form.tokens.len() < full.tokens.len();
    if short { (Tie::Shortened, Some(full.text.clone())) } else { (Tie::Name, None) }
}

/// Surnames that several people of the article bear: the one named last before, of the right gender or title.
fn nearest(scene: &mut Scene, written: &[Written], open: &[(usize, Vec<usize>)], members: &[usize]) {
    for (form, groups) in open {
        let people: Vec<usize> = groups.iter().map(|&g| members[g]).collect();
        // They were given an actor of their own: each mention is tied anew.
        for &c in &written[*form].mentions {
            let at = scene.candidates[c].words.start;
            let gender = scene.candidates[c].gender;
            let last_before = |m: usize| {
                let before = |&x: &usize| scene.candidates[x].words.start < at;
                scene.members[m].mentions.iter().copied().filter(before).max()
            };
            let fits = |m: usize| {
                gender.is_none() || scene.members[m].gender.is_none() || scene.members[m].gender == gender
            };
            let best = people.iter().copied().max_by_key(|&m| {
                let said = scene.members[m].mentions.len();
                (fits(m), last_before(m).is_some(), last_before(m), said)
            });
            let (Some(best), Some(old)) = (best, scene.member_of(c)) else { continue };
            scene.members[old].mentions.retain(|&x| x != c);
            scene.ties[c] = None;
            let name = scene.members[best].name.clone();
            scene.tie(c, best, Tie::Shortened, name, 0.7);
        }
    }
}
