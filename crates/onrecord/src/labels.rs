//! The labels of grammar and of kinds of things that a model may give words: universal parts of speech, Penn Treebank tags,
//! relations of Universal Dependencies, kinds of mention and name.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Writes an enum whose variants have names in a published inventory, by which files know them.
macro_rules! labels {
    ($(#[$about:meta])* $name:ident { $($label:literal => $variant:ident,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(#[doc = concat!("Written “", $label, "”.")] #[serde(rename = $label)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// Its name in the inventory.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $label,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

labels! {
    /// A universal part of speech (UPOS).
    Upos {
        "ADJ" => Adj,
        "ADP" => Adp,
        "ADV" => Adv,
        "AUX" => Aux,
        "CCONJ" => Cconj,
        "DET" => Det,
        "INTJ" => Intj,
        "NOUN" => Noun,
        "NUM" => Num,
        "PART" => Part,
        "PRON" => Pron,
        "PROPN" => Propn,
        "PUNCT" => Punct,
        "SCONJ" => Sconj,
        "SYM" => Sym,
        "VERB" => Verb,
        "X" => X,
    }
}

labels! {
    /// A tag of the Penn Treebank (XPOS), with those that the English web treebanks added.
    Penn {
        "$" => Dollar,
        "#" => Hash,
        "''" => CloseQuote,
        "``" => OpenQuote,
        "," => Comma,
        "-LRB-" => OpenBracket,
        "-RRB-" => CloseBracket,
        "." => Stop,
        ":" => Colon,
        "PRP$" => PrpPoss,
        "WP$" => WpPoss,
        "ADD" => Add,
        "AFX" => Afx,
        "CC" => Cc,
        "CD" => Cd,
        "DT" => Dt,
        "EX" => Ex,
        "FW" => Fw,
        "GW" => Gw,
        "HYPH" => Hyph,
        "IN" => In,
        "JJ" => Jj,
        "JJR" => Jjr,
        "JJS" => Jjs,
        "LS" => Ls,
        "MD" => Md,
        "NFP" => Nfp,
        "NN" => Nn,
        "NNP" => Nnp,
        "NNPS" => Nnps,
        "NNS" => Nns,
        "PDT" => Pdt,
        "POS" => Pos,
        "PRP" => Prp,
        "RB" => Rb,
        "RBR" => Rbr,
        "RBS" => Rbs,
        "RP" => Rp,
        "SYM" => Sym,
        "TO" => To,
        "UH" => Uh,
        "VB" => Vb,
        "VBD" => Vbd,
        "VBG" => Vbg,
        "VBN" => Vbn,
        "VBP" => Vbp,
        "VBZ" => Vbz,
        "WDT" => Wdt,
        "WP" => Wp,
        "WRB" => Wrb,
        "XX" => Xx,
    }
}

labels! {
    /// A relation of Universal Dependencies, with the subtypes that English treebanks use.
    Deprel {
        "acl" => Acl,
        "acl:relcl" => AclRelcl,
        "advcl" => Advcl,
        "advcl:relcl" => AdvclRelcl,
        "advmod" => Advmod,
        "advmod:emph" => AdvmodEmph,
        "amod" => Amod,
        "appos" => Appos,
        "aux" => Aux,
        "aux:pass" => AuxPass,
        "case" => Case,
        "cc" => Cc,
        "cc:preconj" => CcPreconj,
        "ccomp" => Ccomp,
        "clf" => Clf,
        "compound" => Compound,
        "compound:prt" => CompoundPrt,
        "conj" => Conj,
        "cop" => Cop,
        "csubj" => Csubj,
        "csubj:outer" => CsubjOuter,
        "csubj:pass" => CsubjPass,
        "dep" => Dep,
        "det" => Det,
        "det:poss" => DetPoss,
        "det:predet" => DetPredet,
        "discourse" => Discourse,
        "dislocated" => Dislocated,
        "expl" => Expl,
        "expl:pass" => ExplPass,
        "fixed" => Fixed,
        "flat" => Flat,
        "flat:foreign" => FlatForeign,
        "flat:name" => FlatName,
        "goeswith" => Goeswith,
        "iobj" => Iobj,
        "list" => List,
        "mark" => Mark,
        "nmod" => Nmod,
        "nmod:desc" => NmodDesc,
        "nmod:npmod" => NmodNpmod,
        "nmod:poss" => NmodPoss,
        "nmod:tmod" => NmodTmod,
        "nmod:unmarked" => NmodUnmarked,
        "nsubj" => Nsubj,
        "nsubj:outer" => NsubjOuter,
        "nsubj:pass" => NsubjPass,
        "nummod" => Nummod,
        "obj" => Obj,
        "obl" => Obl,
        "obl:agent" => OblAgent,
        "obl:arg" => OblArg,
        "obl:npmod" => OblNpmod,
        "obl:tmod" => OblTmod,
        "obl:unmarked" => OblUnmarked,
        "orphan" => Orphan,
        "parataxis" => Parataxis,
        "punct" => Punct,
        "reparandum" => Reparandum,
        "root" => Root,
        "vocative" => Vocative,
        "xcomp" => Xcomp,
    }
}

labels! {
    /// What a mention or a name speaks of.
    EntityKind {
        "person" => Person,
        "organization" => Organization,
        "place" => Place,
        "time" => Time,
        "event" => Event,
        "object" => Object,
        "abstract" => Abstract,
        "animal" => Animal,
        "plant" => Plant,
        "substance" => Substance,
        "other" => Other,
    }
}

impl Deprel {
    /// The relation without its subtype: `nsubj` of `nsubj:pass`.
    pub fn base(self) -> Self {
        match self {
            Deprel::AclRelcl => Deprel::Acl,
            Deprel::AdvclRelcl => Deprel::Advcl,
            Deprel::AdvmodEmph => Deprel::Advmod,
            Deprel::AuxPass => Deprel::Aux,
            Deprel::CcPreconj => Deprel::Cc,
            Deprel::CompoundPrt => Deprel::Compound,
            Deprel::CsubjOuter | Deprel::CsubjPass => Deprel::Csubj,
            Deprel::DetPoss | Deprel::DetPredet => Deprel::Det,
            Deprel::ExplPass => Deprel::Expl,
            Deprel::FlatForeign | Deprel::FlatName => Deprel::Flat,
            Deprel::NmodDesc
            | Deprel::NmodNpmod
            | Deprel::NmodPoss
            | Deprel::NmodTmod
            | Deprel::NmodUnmarked => Deprel::Nmod,
            Deprel::NsubjOuter | Deprel::NsubjPass => Deprel::Nsubj,
            Deprel::OblAgent | Deprel::OblArg | Deprel::OblNpmod | Deprel::OblTmod | Deprel::OblUnmarked => {
                Deprel::Obl
            }
            base => base,
        }
    }
}

/// What a word is to a name, in the BIO scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum NameLabel {
    /// No part of one: `O`.
    Outside,
    /// Its first word: `B-person`.
    Begin(EntityKind),
    /// A further word: `I-person`.
    Inside(EntityKind),
}

impl TryFrom<String> for NameLabel {
    type Error = String;

    fn try_from(label: String) -> Result<Self, String> {
        let kind = |name: &str| EntityKind::ALL.iter().copied().find(|k| k.name() == name);
        let found = match label.split_once('-') {
            None if label == "O" => Some(NameLabel::Outside),
            Some(("B", name)) => kind(name).map(NameLabel::Begin),
            Some(("I", name)) => kind(name).map(NameLabel::Inside),
            _ => None,
        };
        found.ok_or_else(|| format!("unknown label of names `{label}`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_the_name_up_to_the_colon() {
        for relation in Deprel::ALL {
            let base = relation.base();
            assert_eq!(relation.name().split(':').next(), Some(base.name()));
            assert_eq!(base.base(), base);
        }
    }

    #[test]
    fn labels_are_known_by_their_names_alone() {
        let read = |json: &str| serde_json::from_str::<Vec<Deprel>>(json).map_err(|e| e.to_string());
        assert_eq!(read(r#"["nsubj:pass", "acl"]"#), Ok(vec![Deprel::NsubjPass, Deprel::Acl]));
        assert!(read(r#"["nsubj:odd"]"#).is_err_and(|e| e.contains("nsubj:odd")));
        for tag in Penn::ALL {
            let json = serde_json::to_string(tag.name()).expect("a string");
            assert_eq!(serde_json::from_str::<Penn>(&json).ok(), Some(*tag));
        }
        let name = |label: &str| NameLabel::try_from(label.to_owned());
        assert_eq!(name("I-place"), Ok(NameLabel::Inside(EntityKind::Place)));
        assert_eq!(name("O"), Ok(NameLabel::Outside));
        assert!(name("B-").is_err() && name("X-place").is_err() && name("").is_err());
    }
}
