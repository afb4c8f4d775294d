//! What the tokenizer tells of a document. Texts are bytes as they stand: markup is ASCII, and
//! nothing else of it matters to the policies.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A start tag begins. Names are in lower case.
    Element { name: &'t [u8] },
    Attribute {
        element: &'t [u8],
        name: &'t [u8],
        value: Value<'t>,
    },
}

/// The beginning of a value as it stands, its references not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) length: Length,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Whole,
    Cut,
}
