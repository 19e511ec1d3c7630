//! What is said of each word of a window: the heads on the words' vectors.

use super::kernel::each_way;
use super::rows::{dot, gelu_all};
use super::transformer::apply;
use super::weights::{File, Linear, alike};
use super::{Level, Scratch};
use crate::model::{Rows, STATUS_SCORES, WindowOutput, trees};

/// The heads.
#[derive(Debug)]
pub(super) struct Words {
    cue: Linear,
    plain: Linear,
    gated: Linear,
    xpos: Linear,
    upos: Linear,
    mention: Linear,
    name: Linear,
    arc_dep: Linear,
    arc_head: Linear,
    arc_root: Linear,
    rel_dep: Linear,
    rel_head: Linear,
    rel: Linear,
    ante_query: Linear,
    ante_key: Linear,
    event: Linear,
    status: Linear,
}

impl Words {
    pub(super) fn new(file: &File<'_>, width: usize, labels: &crate::model::Labels) -> Result<Self, String> {
        let link = file.number("link_width")?;
        let head = |name: &str, outputs: usize| file.linear(name, width, outputs);
        let arc_dep = head("arc_dep", 0)?;
        let rel_dep = head("rel_dep", 0)?;
        let ante_query = head("ante_query", 0)?;
        let words = Words {
            cue: head("cue", 3)?,
            plain: head("link.plain", link)?,
            gated: head("link.gated", link)?,
            xpos: head("xpos", labels.xpos.len())?,
            upos: head("upos", labels.upos.len())?,
            mention: head("mention", labels.mentions.len())?,
            name: head("name", labels.names.len())?,
            arc_head: head("arc_head", arc_dep.outputs)?,
            arc_dep,
            arc_root: head("arc_root", 1)?,
            rel_head: head("rel_head", rel_dep.outputs)?,
            rel: file.linear("rel", rel_dep.outputs, labels.rel.len())?,
            rel_dep,
            ante_key: head("ante_key", ante_query.outputs)?,
            ante_query,
            event: head("event", 1 + labels.event_types.len())?,
            status: head("status", STATUS_SCORES)?,
        };
        alike(words.on_vectors())?;
        Ok(words)
    }

    /// The heads on the words' vectors.
    fn on_vectors(&self) -> [&Linear; 16] {
        [
            &self.cue,
            &self.plain,
            &self.gated,
            &self.xpos,
            &self.upos,
            &self.mention,
            &self.name,
            &self.arc_dep,
            &self.arc_head,
            &self.arc_root,
            &self.rel_dep,
            &self.rel_head,
            &self.ante_query,
            &self.ante_key,
            &self.event,
            &self.status,
        ]
    }

    /// Multiplications with weights for a word.
    pub(super) fn products(&self) -> usize {
        self.on_vectors().into_iter().chain([&self.rel]).map(Linear::products).sum()
    }

    /// All heads on the words' vectors in `s.x`; `sentence` numbers each word's sentence.
    pub(super) fn run(
        &self,
        level: Level,
        file: &[u8],
        width: usize,
        sentence: &[i32],
        s: &mut Scratch,
    ) -> WindowOutput {
        let rows = sentence.len();
        let q = &mut s.quantised;
        q.set(level, &s.x, &self.cue);
        let mut head = |linear: &Linear| apply(level, q, file, linear, rows);
        let (cue, plain, gated) = (head(&self.cue), head(&self.plain), head(&self.gated));
        let (xpos, upos, mention, name) =
            (head(&self.xpos), head(&self.upos), head(&self.mention), head(&self.name));
        let (ante_query, ante_key) = (head(&self.ante_query), head(&self.ante_key));
        let (event, status) = (head(&self.event), head(&self.status));
        let (dep, to, root) = (head(&self.arc_dep), head(&self.arc_head), head(&self.arc_root));
        let (mut chosen, rel_head) = (head(&self.rel_dep), head(&self.rel_head));
        let mut heads = Vec::with_capacity(rows);
        find_heads(level, &dep, &to, &root, sentence, &mut heads);
        for (word, &head) in heads.iter().enumerate() {
            let best = rel_head.row(head);
            chosen.row_mut(word).iter_mut().zip(best).for_each(|(c, b)| *c += b);
        }
        gelu_all(level, chosen.numbers_mut());
        q.set(level, chosen.numbers_mut(), &self.rel);
        let rel = apply(level, q, file, &self.rel, rows);
        let vectors = Rows::new(s.x.clone(), width);
        WindowOutput {
            cue,
            vectors,
            plain,
            gated,
            xpos,
            upos,
            mention,
            name,
            heads,
            rel,
            ante_query,
            ante_key,
            event,
            status,
        }
    }
}

each_way! {
    fn find_heads(level, L; dep: &Rows, to: &Rows, root: &Rows, sentence: &[i32], heads: &mut Vec<usize>) {
        let _ = level;
        let unit = (dep.width() as f32).sqrt();
        let (mut start, mut scores) = (0, Vec::new());
        for words in sentence.chunk_by(|a, b| a == b) {
            let words = start..start + words.len();
            scores.clear();
            for word in words.clone() {
                let row = dep.row(word);
                for other in words.clone() {
                    // A word as its own head is the root.
                    let own = other == word;
                    scores.push(if own { root.row(word)[0] } else { dot::<L>(row, to.row(other)) / unit });
                }
            }
            heads.extend(trees::heads(&scores, words.len()).into_iter().map(|head| words.start + head));
            start = words.end;
        }
    }
}
