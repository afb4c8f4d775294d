//! What stays of the content of a file: its size and its hash.
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The content of a file, decoded, as those know it who do not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContentRef {
    /// In bytes.
    pub size: u64,
    pub sha256: Sha256Hash,
}

impl ContentRef {
    /// That of a content that is held in memory.
    pub fn of(content: &[u8]) -> Self {
        let mut hasher = ContentHasher::default();
        hasher.update(content);
        hasher.finish()
    }
}

/// Counts and hashes a content that passes by in pieces.
#[derive(Debug, Clone, Default)]
pub struct ContentHasher {
    size: u64,
    hash: Sha256,
}

impl ContentHasher {
    pub fn update(&mut self, piece: &[u8]) {
        self.size += piece.len() as u64;
        self.hash.update(piece);
    }

    pub fn finish(self) -> ContentRef {
        ContentRef {
            size: self.size,
            sha256: Sha256Hash::from_bytes(self.hash.finalize().into()),
        }
    }
}

/// A SHA-256 hash; shown in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hash([u8; 32]);

impl Sha256Hash {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Hash({self})")
    }
}

impl TryFrom<String> for Sha256Hash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fault = || format!("a SHA-256 hash is 64 hexadecimal digits; {text:?} is not");
        if text.len() != 64 || !text.is_ascii() {
            return Err(fault());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = &text[at * 2..at * 2 + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| fault())?;
        }
        Ok(Self(bytes))
    }
}

impl From<Sha256Hash> for String {
    fn from(hash: Sha256Hash) -> Self {
        hash.to_string()
    }
}
