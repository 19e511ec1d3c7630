//! What every reader of foreign input is given.

use onrecord::budget::Budget;

/// Bytes from outside, and what reading them may cost. A reader is handed this and nothing else, so there is none without bounds
/// and without an end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'i> {
    /// Path or URL as given.
    pub origin: &'i str,
    pub bytes: &'i [u8],
    /// The `Content-Type` header, where there was one.
    pub content_type: Option<&'i str>,
    pub budget: &'i Budget<'i>,
}

impl<'i> Input<'i> {
    /// What was received.
    pub fn of(capture: &'i crate::Capture, budget: &'i Budget<'i>) -> Input<'i> {
        let content_type = capture.content_type.as_deref();
        Input { origin: &capture.origin, bytes: &capture.bytes, content_type, budget }
    }
}
