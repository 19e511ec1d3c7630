//! The reader model: one pretrained encoder with several heads, run over windows of text.

mod input;
mod pieces;
mod runtime;
mod windows;

pub use input::Input;
pub use runtime::{Encoded, Labels, Linked, Model, Rows, WindowOutput, softmax};
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

    /// The model's input for a text whose paragraphs are given.
    pub fn input(&self, text: &crate::Text, paragraphs: &[crate::Span]) -> Input {
        Input::new(text, paragraphs, &self.0)
    }
}
