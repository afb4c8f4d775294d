//! What goes to a terminal or into a log shows no CPR number (TEST-3). The MeMo itself and what
//! programs read are not written through this.

use std::io::{self, Write};

use testpost_reports::mask_cpr;

/// Masks what passes through. Each write is masked by itself, so that a line must come whole:
/// logs do, an event at a time.
#[derive(Debug)]
pub(crate) struct Masked<W>(pub(crate) W);

impl<W: Write> Write for Masked<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let masked = mask_cpr(&String::from_utf8_lossy(text));
        self.0.write_all(masked.as_bytes())?;
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(text)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_shows_no_cpr_number_wherever_it_stands() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt()
            .with_writer(move || Masked(writer.clone()))
            .finish();
        tracing::subscriber::with_default(log, || {
            tracing::warn!(
                answer = "400 recipient 2211771212 is dead",
                "to 221177-1212"
            );
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("recipient 221177**** is dead"), "{text}");
        assert!(text.contains("to 221177-****"), "{text}");
    }
}
