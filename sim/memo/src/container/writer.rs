//! Writes an archive, entry by entry. The same entries give the same bytes: no owner, no time.
use std::io::{self, Read, Write};

use liblzma::{
    stream::{Check, LzmaOptions, Stream},
    write::XzEncoder,
};
use tar::{EntryType, Header};

use super::{EntryFault, Framing, Limits, WriteFault, entry_name::check_name, header::BLOCK, pax};

/// What the encoder is told, from 0 to 9. Messages are mostly base64, which higher ones make
/// hardly smaller and much slower.
const PRESET: u32 = 3;

/// An archive that is being written.
pub struct Writer<W: Write> {
    out: XzEncoder<W>,
}

impl<W: Write> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl<W: Write> Writer<W> {
    pub fn new(output: W, framing: Framing) -> io::Result<Self> {
        let encoder = match framing {
            Framing::Lzma => LzmaOptions::new_preset(PRESET)
                .and_then(|options| Stream::new_lzma_encoder(&options)),
            Framing::Xz => Stream::new_easy_encoder(PRESET, Check::Crc64),
        };
        Ok(Self {
            out: XzEncoder::new_stream(output, encoder?),
        })
    }

    /// Adds a file of exactly that size. After a fault the archive is of no use.
    pub fn add(&mut self, name: &str, size: u64, mut content: impl Read) -> Result<(), WriteFault> {
        let limit = Limits::standard().name_bytes;
        let taken = check_name(name.as_bytes(), limit).and_then(|taken| {
            // A slash at the end would make a folder of it.
            let folder = name.ends_with('/');
            if folder {
                Err(EntryFault::NotAFile { kind: "a folder" })
            } else {
                Ok(taken)
            }
        });
        let taken = taken.map_err(|fault| WriteFault::Name {
            name: name.to_owned(),
            fault,
        })?;
        let mut header = Header::new_ustar();
        if header.set_path(&taken).is_err() {
            let record = pax::record("path", &taken);
            let mut extended = Header::new_ustar();
            extended.set_path("pax")?;
            extended.set_entry_type(EntryType::XHeader);
            self.write(extended, record.len() as u64, &mut &record[..], "pax")?;
            header.set_path("long-name")?;
        }
        header.set_entry_type(EntryType::Regular);
        self.write(header, size, &mut content, &taken)
    }

    fn write(
        &mut self,
        mut header: Header,
        size: u64,
        content: &mut impl Read,
        name: &str,
    ) -> Result<(), WriteFault> {
        header.set_mode(0o644);
        header.set_size(size);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_cksum();
        self.out.write_all(header.as_bytes())?;
        let copied = io::copy(&mut content.take(size), &mut self.out)?;
        let more = io::copy(&mut content.take(1), &mut io::sink())?;
        if copied < size || more > 0 {
            return Err(WriteFault::Size {
                name: name.to_owned(),
                size,
            });
        }
        let padding = (BLOCK - (size % BLOCK as u64) as usize) % BLOCK;
        self.out.write_all(&[0; BLOCK][..padding])?;
        Ok(())
    }

    /// Ends the archive, and gives back what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&[0; 2 * BLOCK])?;
        self.out.finish()
    }
}
