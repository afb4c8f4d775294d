//! Bytes of a message as text, for whoever reads why a test failed.
use std::fmt;

/// Shows XML as it stands; what is not UTF-8 is shown with replacement characters.
pub(super) struct Shown<'x>(pub(super) &'x [u8]);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.0))
    }
}
