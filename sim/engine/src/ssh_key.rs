//! The public SSH key of a sender system that hands in by SFTP (SYS-4), in OpenSSH's one line.
//!
//! Looked at for form only, so that a wrong one is told when the system is made and not at the
//! first login. Whether a caller holds the key is for the SSH server to find out.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

const ALGORITHMS: [&str; 5] = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
];

/// Longer than an RSA key of 16,384 bits with its comment.
const LONGEST: usize = 4096;

/// Why a text is no public key. The text itself is never told: it may be a private one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SshKeyFault {
    #[error("it is a private key, which stays with its owner: give the .pub file beside it")]
    Private,
    #[error("it is in the format of RFC 4716: 'ssh-keygen -i -f FILE' writes it in one line")]
    Rfc4716,
    #[error("it is not one line 'ssh-ed25519 AAAA…', as ssh-keygen writes into a .pub file")]
    Form,
    #[error(
        "its algorithm is not one of ssh-ed25519, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521 and ssh-rsa"
    )]
    Algorithm,
    #[error("what follows the algorithm is not the base64 of a key of that algorithm")]
    Key,
}

/// A public key: algorithm, key and perhaps a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SshPublicKey(String);

impl SshPublicKey {
    /// The line as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `other` is the same key; the comments may differ.
    #[must_use]
    pub fn is_same_key(&self, other: &Self) -> bool {
        parts(&self.0) == parts(&other.0)
    }
}

impl FromStr for SshPublicKey {
    type Err = SshKeyFault;

    fn from_str(text: &str) -> Result<Self, SshKeyFault> {
        let text = text.trim();
        if text.contains("PRIVATE KEY") {
            return Err(SshKeyFault::Private);
        }
        if text.starts_with("---- BEGIN SSH2") {
            return Err(SshKeyFault::Rfc4716);
        }
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(SshKeyFault::Form);
        }
        let (algorithm, key) = parts(text).ok_or(SshKeyFault::Form)?;
        if !ALGORITHMS.contains(&algorithm) {
            return Err(SshKeyFault::Algorithm);
        }
        let key = BASE64.decode(key).map_err(|_| SshKeyFault::Key)?;
        // It begins with the name of its algorithm, preceded by the name's length.
        let named = key
            .split_first_chunk::<4>()
            .and_then(|(length, rest)| {
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                rest.split_at_checked(length)
            })
            .filter(|(_, key)| !key.is_empty())
            .map(|(name, _)| name);
        if named == Some(algorithm.as_bytes()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SshKeyFault::Key)
        }
    }
}

impl fmt::Display for SshPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SshPublicKey {
    type Error = SshKeyFault;

    fn try_from(text: String) -> Result<Self, SshKeyFault> {
        text.parse()
    }
}

impl From<SshPublicKey> for String {
    fn from(key: SshPublicKey) -> Self {
        key.0
    }
}

/// Algorithm and key.
fn parts(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_ascii_whitespace();
    Some((words.next()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHYI5wKyKvE9kDAdl5EmlP3+Pxgt/pLXwHySbdYQZMoD";

    #[test]
    fn a_key_is_the_same_whatever_its_comment() {
        let key: SshPublicKey = KEY.parse().unwrap();
        let commented: SshPublicKey = format!("{KEY} drift@example.invalid\n").parse().unwrap();
        assert!(key.is_same_key(&commented));
        assert!(commented.as_str().ends_with("invalid"));
        let other = KEY.replace("MoD", "MoE").parse().unwrap();
        assert!(!key.is_same_key(&other));
    }

    #[test]
    fn what_is_no_public_key_is_told_without_being_shown() {
        for (text, fault) in [
            ("", SshKeyFault::Form),
            ("ssh-ed25519", SshKeyFault::Form),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", SshKeyFault::Private),
            ("---- BEGIN SSH2 PUBLIC KEY ----", SshKeyFault::Rfc4716),
            ("ssh-dss AAAA", SshKeyFault::Algorithm),
            ("ssh-ed25519 AAAA", SshKeyFault::Key),
            ("ssh-ed25519 !", SshKeyFault::Key),
            (&KEY.replace("ssh-ed25519", "ssh-rsa"), SshKeyFault::Key),
            (&format!("{KEY}\n{KEY}"), SshKeyFault::Form),
            (&format!("{KEY} {}", "x".repeat(LONGEST)), SshKeyFault::Form),
        ] {
            assert_eq!(text.parse::<SshPublicKey>(), Err(fault), "{text}");
        }
    }
}
