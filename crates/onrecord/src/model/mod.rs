//! The reader model: one pretrained encoder with several heads, run over windows of text.

// The kernels are the one place where `unsafe` is allowed.
#[allow(unsafe_code)]
mod engine;
mod input;
mod pieces;
mod runtime;
mod trees;
mod windows;

pub use engine::Level;
pub use input::Input;
pub use runtime::{Encoded, Labels, Linked, Model, Role, Rows, SHARED_WORDS, WindowOutput, softmax};
pub(crate) use runtime::{LINK_SCORES, STATUS_SCORES, best, shares, sigmoid};
pub use windows::{Window, windows};

/// What the training needs of the library: the same words, pieces and features that reading uses.
pub struct Preparer(pieces::Pieces);

impl Preparer {
    /// From the bytes of a `tokenizer.json`.
    ///
    /// # Errors
    /// When the tokenizer cannot be loaded.
    pub fn new(tokenizer: &[u8]) -> Result<Self, String> {
        pieces::Pieces::new(tokenizer).map(Self)
    }

    /// The model's input for a text whose paragraphs are given, with its words cut as its language (as BCP 47 has it) cuts them.
    pub fn input(&self, text: &crate::Text, paragraphs: &[crate::Span], language: Option<&str>) -> Input {
        Input::in_language(text, paragraphs, &self.0, crate::language::Language::of(language))
    }
}

/// Multiplies integers as the model does, with everything in the first cache: what the model's speed is measured
/// against. `bytes`: of bytes (see [`Model::by_bytes`]). Returns the number of multiplications done.
pub fn multiply_at_peak(level: Level, bytes: bool, rounds: usize) -> usize {
    engine::peak(level, bytes, rounds)
}

/// Multiplies integers in registers, with no memory in it: the most that the processor's instructions can do. `bytes` as
/// above. Returns the number of multiplications done; none where a level has no instruction of its own for it.
pub fn multiply_at_limit(level: Level, bytes: bool, rounds: usize) -> usize {
    engine::limit(level, bytes, rounds)
}
