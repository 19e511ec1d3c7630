//! The fields by which concepts, variables and memos are given, to whatever is coded.

use super::filled::Filled;
use onrecord_archive::coding::{
    Code, Codebook, Concept, Scale, Suggestion, UnitKind, Variable, VariableKind,
};

/// Concepts that have a key of their own.
const KEYS: usize = 9;

/// A value of a scale or of a choice.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

pub(crate) struct ConceptField {
    /// The name of its field in the form.
    pub field: String,
    pub name: String,
    pub definition: String,
    /// The key that goes through its values.
    pub key: Option<usize>,
    pub choices: Vec<Choice>,
    /// What the codebook's query suggests, where nothing was judged yet.
    pub suggested: Option<String>,
}

pub(crate) struct VariableField {
    pub field: String,
    pub name: String,
    pub definition: String,
    /// `text`, `number`, `date` or `choice`.
    pub kind: &'static str,
    pub value: String,
    pub choices: Vec<Choice>,
}

/// A value of a closed list, as it is called in it.
pub(super) fn choice(value: impl Into<String>, now: &str) -> Choice {
    let value = value.into();
    Choice { label: value.clone(), chosen: value == now, value }
}

pub(super) fn concepts(
    book: &Codebook,
    kind: UnitKind,
    here: &[&Code],
    suggested: &[Suggestion],
) -> Vec<ConceptField> {
    if !matches!(kind, UnitKind::Statement | UnitKind::Event) {
        return Vec::new();
    }
    let field = |(n, concept): (usize, &Concept)| {
        let now = here.iter().find(|c| c.is_concept() && c.value == concept.name);
        let now = now.map_or("", |code| match (code.absent, code.agrees, &code.score) {
            (true, ..) => "absent",
            (_, Some(true), _) => "for",
            (_, Some(false), _) => "against",
            (_, _, Some(score)) => score,
            _ => "there",
        });
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == now,
        };
        let mut choices = vec![choice("", "–")];
        match &concept.scale {
            Scale::Stance => {
                choices.extend([
                    choice("for", "for"),
                    choice("against", "against"),
                    choice("there", "neither"),
                ]);
            }
            Scale::Presence => choices.push(choice("there", "yes")),
            Scale::Values { values, .. } => choices.extend(values.iter().map(|v| choice(v, v))),
        }
        let hint = suggested.iter().find(|s| s.concept == concept.name).map(|s| match s.agrees {
            Some(true) => "for".to_owned(),
            Some(false) => "against".to_owned(),
            None => "suggested".to_owned(),
        });
        ConceptField {
            field: format!("concept-{n}"),
            name: concept.name.clone(),
            definition: concept.definition.clone(),
            key: Some(n + 1).filter(|key| *key <= KEYS),
            choices,
            suggested: hint,
        }
    };
    book.concepts.iter().enumerate().map(field).collect()
}

pub(crate) fn variables(book: &Codebook, kind: UnitKind, here: &[&Code]) -> Vec<VariableField> {
    let field = |(n, variable): (usize, &Variable)| {
        let value =
            here.iter().find(|c| c.name == variable.name).map(|c| c.value.clone()).unwrap_or_default();
        let choice = |v: &String| Choice { value: v.clone(), label: v.clone(), chosen: *v == value };
        let (kind, choices) = match &variable.kind {
            VariableKind::Text => ("text", Vec::new()),
            VariableKind::Number => ("number", Vec::new()),
            VariableKind::Date => ("date", Vec::new()),
            VariableKind::Choice { values, .. } => ("choice", values.iter().map(choice).collect()),
        };
        let (name, definition) = (variable.name.clone(), variable.definition.clone());
        VariableField { field: format!("variable-{n}"), name, definition, kind, choices, value }
    };
    book.variables.iter().enumerate().filter(|(_, v)| v.on == kind).map(field).collect()
}

/// The memo among codes.
pub(crate) fn memo(here: &[&Code]) -> String {
    here.iter().find(|c| c.name == "memo").map(|c| c.value.clone()).unwrap_or_default()
}

/// The codes that a form gives.
pub(crate) fn codes(book: Option<&Codebook>, kind: UnitKind, filled: &Filled) -> Vec<Code> {
    let mut all = Vec::new();
    for (n, concept) in book.map(|b| b.concepts.as_slice()).unwrap_or_default().iter().enumerate() {
        let concept = concept.name.clone();
        match filled.get(&format!("concept-{n}")) {
            "" => {}
            "for" => all.push(Code::concept(concept, Some(true))),
            "against" => all.push(Code::concept(concept, Some(false))),
            "there" => all.push(Code::concept(concept, None)),
            score => all.push(Code { score: Some(score.to_owned()), ..Code::concept(concept, None) }),
        }
    }
    for (n, variable) in book.map(|b| b.variables.as_slice()).unwrap_or_default().iter().enumerate() {
        let value = filled.get(&format!("variable-{n}")).trim();
        if variable.on == kind && !value.is_empty() {
            all.push(Code::variable(variable.name.clone(), value));
        }
    }
    all.extend(Some(filled.get("memo").trim()).filter(|m| !m.is_empty()).map(Code::memo));
    all
}
