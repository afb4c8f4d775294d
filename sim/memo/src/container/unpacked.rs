//! The unpacked bytes of an archive, as they come: decoded piece by piece within the bounds.
//!
//! It knows LZMA and nothing of tar.
use std::io::{self, BufRead, Chain, Cursor, Read};

use liblzma::stream::{Action, Error, Status, Stream, TELL_UNSUPPORTED_CHECK};

use super::{
    ArchiveFault, Framing, Limits,
    framing::{HEAD, XZ_MAGIC, detect},
};

/// Unpacked bytes that are held at a time.
const WINDOW: usize = 64 * 1024;

pub(super) struct Unpacked<R> {
    input: Chain<Cursor<Vec<u8>>, R>,
    framing: Framing,
    decoder: Stream,
    window: Box<[u8]>,
    start: usize,
    end: usize,
    ended: bool,
    taken: u64,
    given: u64,
    limits: Limits,
}

impl<R: BufRead> Unpacked<R> {
    pub(super) fn open(mut input: R, limits: &Limits) -> Result<Self, ArchiveFault> {
        let mut head = Vec::with_capacity(HEAD);
        (&mut input).take(HEAD as u64).read_to_end(&mut head)?;
        if head.is_empty() {
            return Err(ArchiveFault::Empty);
        }
        let framing = match detect(&head) {
            Ok(framing) => framing,
            Err(found) => return Err(ArchiveFault::UnknownFraming { found }),
        };
        Ok(Self {
            input: Cursor::new(head).chain(input),
            framing,
            decoder: decoder(framing, limits)?,
            window: vec![0; WINDOW].into_boxed_slice(),
            start: 0,
            end: 0,
            ended: false,
            taken: 0,
            given: 0,
            limits: limits.clone(),
        })
    }

    /// The bytes at hand; none when the archive has ended, in order.
    pub(super) fn fill(&mut self) -> Result<&[u8], ArchiveFault> {
        while self.start == self.end && !self.ended {
            self.decode_once()?;
        }
        Ok(&self.window[self.start..self.end])
    }

    pub(super) fn consume(&mut self, amount: usize) {
        self.start += amount;
    }

    fn decode_once(&mut self) -> Result<(), ArchiveFault> {
        let framing = self.framing;
        let bytes = match self.input.fill_buf() {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let last = bytes.is_empty();
        let action = if last { Action::Finish } else { Action::Run };
        let before = (self.decoder.total_in(), self.decoder.total_out());
        let status = self.decoder.process(bytes, &mut self.window, action);
        let taken = self.decoder.total_in() - before.0;
        let given = self.decoder.total_out() - before.1;
        self.input.consume(taken as usize);
        (self.start, self.end) = (0, given as usize);
        self.taken += taken;
        self.given += given;
        match status {
            Ok(Status::StreamEnd) => self.end_of_stream()?,
            Ok(Status::Ok | Status::GetCheck) => {}
            // No progress is possible: the crate's name for it says something else.
            Ok(Status::MemNeeded) if last => return Err(ArchiveFault::CutOff { framing }),
            Ok(Status::MemNeeded) => return Err(ArchiveFault::Damaged { framing }),
            Err(error) => return Err(decoder_fault(error, framing, &self.limits)),
        }
        self.weigh()
    }

    fn weigh(&self) -> Result<(), ArchiveFault> {
        let limits = &self.limits;
        if self.given > limits.unpacked_bytes {
            return Err(ArchiveFault::TooLarge {
                limit: limits.unpacked_bytes,
            });
        }
        if self.given > limits.ratio_from && self.given / limits.ratio > self.taken {
            return Err(ArchiveFault::TooDense {
                limit: limits.ratio,
            });
        }
        Ok(())
    }

    /// Nothing may follow; only xz may go on with a further stream, after zeros in fours.
    fn end_of_stream(&mut self) -> Result<(), ArchiveFault> {
        let framing = self.framing;
        let mut zeros = 0_u64;
        loop {
            let bytes = self.input.fill_buf()?;
            let length = bytes.len();
            match (framing, bytes.iter().position(|&byte| byte != 0)) {
                _ if length == 0 && zeros.is_multiple_of(4) => {
                    self.ended = true;
                    return Ok(());
                }
                (Framing::Xz, None) if length > 0 => {
                    self.input.consume(length);
                    zeros += length as u64;
                }
                (Framing::Xz, Some(at))
                    if bytes[at] == XZ_MAGIC[0] && (zeros + at as u64).is_multiple_of(4) =>
                {
                    self.input.consume(at);
                    self.taken += zeros + at as u64;
                    self.decoder = decoder(framing, &self.limits)?;
                    return Ok(());
                }
                (Framing::Lzma | Framing::Xz, _) => {
                    return Err(ArchiveFault::TrailingBytes { framing });
                }
            }
        }
    }
}

fn decoder(framing: Framing, limits: &Limits) -> Result<Stream, ArchiveFault> {
    let made = match framing {
        Framing::Lzma => Stream::new_lzma_decoder(limits.decoder_memory),
        Framing::Xz => Stream::new_stream_decoder(limits.decoder_memory, TELL_UNSUPPORTED_CHECK),
    };
    made.map_err(|error| decoder_fault(error, framing, limits))
}

fn decoder_fault(error: Error, framing: Framing, limits: &Limits) -> ArchiveFault {
    match error {
        Error::MemLimit | Error::Mem => ArchiveFault::DecoderMemory {
            framing,
            limit: limits.decoder_memory,
        },
        Error::Options | Error::UnsupportedCheck => ArchiveFault::Unsupported { framing },
        Error::Data | Error::Format | Error::NoCheck | Error::Program => {
            ArchiveFault::Damaged { framing }
        }
    }
}
