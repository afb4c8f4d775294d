//! An archive as its entries, one after the other. Nothing is held but the entry's name and what
//! is being decoded; an entry that is not read is passed over.
use std::io::{self, BufRead, Read};

use tar::Header;

use super::{
    ArchiveFault, EntryFault, Limits,
    entry_name::{check_name, shown},
    header::{BLOCK, Kind, has_content, kind, sum_is_right},
    pax,
    unpacked::Unpacked,
};

/// The most that an extended header of an entry may hold.
const EXTENSION_BYTES: u64 = 64 * 1024;
/// Extended headers before one entry. Two are usual at most.
const EXTENSIONS: u32 = 8;
const BLOCK_BYTES: u64 = BLOCK as u64;

/// An archive that is being read.
pub struct Archive<R> {
    unpacked: Unpacked<R>,
    limits: Limits,
    /// Entries begun, refused ones and folders counted.
    entries: u64,
    files: u64,
    /// Of the content of the entry at hand.
    left: u64,
    padding: u64,
    ended: bool,
    /// What a reader of an entry has run into.
    met: Option<ArchiveFault>,
}

impl<R> std::fmt::Debug for Archive<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive")
            .field("entries", &self.entries)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

/// What an archive holds at one place.
#[derive(Debug)]
pub enum Item<'a, R> {
    File(Entry<'a, R>),
    /// An entry that cannot be taken; the archive goes on behind it.
    Refused {
        /// Which entry it is, from 1.
        number: u64,
        /// For people: shortened, and with nothing in it that a terminal might act on.
        name: String,
        fault: EntryFault,
    },
}

/// A file in an archive. Its content is read from it.
#[derive(Debug)]
pub struct Entry<'a, R> {
    archive: &'a mut Archive<R>,
    name: String,
    size: u64,
}

/// What extended headers said about the entry to come.
#[derive(Debug, Default)]
struct Announced {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
    fault: Option<EntryFault>,
    headers: u32,
}

impl<R: BufRead> Archive<R> {
    /// Looks at the first bytes. An archive in an unknown framing is refused here.
    pub fn open(input: R, limits: &Limits) -> Result<Self, ArchiveFault> {
        Ok(Self {
            unpacked: Unpacked::open(input, limits)?,
            limits: limits.clone(),
            entries: 0,
            files: 0,
            left: 0,
            padding: 0,
            ended: false,
            met: None,
        })
    }

    /// The next file or refused entry; folders are passed over. None at the end, when the archive
    /// was read to its last byte and is sound. After a fault there is no next.
    pub fn next_item(&mut self) -> Result<Option<Item<'_, R>>, ArchiveFault> {
        if self.ended {
            return Ok(None);
        }
        // Whatever comes out of here but an entry is the end.
        self.ended = true;
        if let Some(fault) = self.met.take() {
            return Err(fault);
        }
        let mut announced = Announced::default();
        loop {
            self.pass_over()?;
            let Some(header) = self.header()? else {
                self.end_of_tar()?;
                return Ok(None);
            };
            let kind = kind(&header);
            let size = match announced.size {
                Some(size) if kind == Kind::File => size,
                _ => self.size(&header)?,
            };
            if kind == Kind::Sparse {
                self.pass_over_sparse_map(&header)?;
            }
            self.left = if has_content(&header) { size } else { 0 };
            self.padding = (BLOCK_BYTES - self.left % BLOCK_BYTES) % BLOCK_BYTES;
            match kind {
                Kind::LongName | Kind::Pax | Kind::Remark => {
                    announced.headers += 1;
                    if announced.headers > EXTENSIONS {
                        return Err(self.damaged("has too many extended headers before it"));
                    }
                    self.extension(kind, size, &mut announced)?;
                }
                Kind::File | Kind::Folder | Kind::Sparse | Kind::Other(_) => {
                    self.entries += 1;
                    if self.entries > self.limits.entries {
                        return Err(ArchiveFault::TooManyEntries {
                            limit: self.limits.entries,
                        });
                    }
                    let raw = match announced.name.take() {
                        Some(name) => name,
                        None => header.path_bytes().into_owned(),
                    };
                    // Old tars have no type of their own for folders.
                    let folder =
                        kind == Kind::Folder || (kind == Kind::File && raw.ends_with(b"/"));
                    if folder && announced.fault.is_none() {
                        announced = Announced::default();
                        continue;
                    }
                    self.files += 1;
                    self.ended = false;
                    return Ok(Some(self.item(kind, size, &raw, announced)));
                }
            }
        }
    }

    fn item(&mut self, kind: Kind, size: u64, raw: &[u8], announced: Announced) -> Item<'_, R> {
        let limits = &self.limits;
        let refused = match (kind, announced.fault) {
            (_, Some(fault)) => Err(fault),
            (Kind::Sparse, None) => Err(EntryFault::Sparse),
            (Kind::Other(kind), None) => Err(EntryFault::NotAFile { kind }),
            (_, None) if announced.sparse => Err(EntryFault::Sparse),
            (_, None) if size > limits.entry_bytes => Err(EntryFault::TooLarge {
                size,
                limit: limits.entry_bytes,
            }),
            (_, None) => check_name(raw, limits.name_bytes),
        };
        match refused {
            Ok(name) => Item::File(Entry {
                archive: self,
                name,
                size,
            }),
            Err(fault) => Item::Refused {
                number: self.entries,
                name: shown(raw),
                fault,
            },
        }
    }

    /// Takes what an extended header says; one that is too large is passed over, and refuses the
    /// entry it is about.
    fn extension(
        &mut self,
        kind: Kind,
        size: u64,
        announced: &mut Announced,
    ) -> Result<(), ArchiveFault> {
        if kind == Kind::Remark {
            return Ok(());
        }
        if size > EXTENSION_BYTES {
            announced.fault = Some(EntryFault::ExtensionTooLarge {
                size,
                limit: EXTENSION_BYTES,
            });
            return Ok(());
        }
        let mut bytes = Vec::new();
        while self.left > 0 {
            let piece = self.content()?;
            bytes.extend_from_slice(piece);
            let length = piece.len();
            self.take(length);
        }
        if kind == Kind::LongName {
            let end = bytes.iter().position(|&byte| byte == 0);
            bytes.truncate(end.unwrap_or(bytes.len()));
            // What pax says goes before what GNU tar says.
            announced.name.get_or_insert(bytes);
            return Ok(());
        }
        match pax::parse(&bytes) {
            Some(pax) => {
                announced.name = pax.path.or_else(|| announced.name.take());
                announced.size = pax.size.or(announced.size);
                announced.sparse |= pax.sparse;
            }
            None => announced.fault = Some(EntryFault::ExtensionDamaged),
        }
        Ok(())
    }

    /// The next header; None for the block of zeros that ends a tar.
    fn header(&mut self) -> Result<Option<Header>, ArchiveFault> {
        let header = self.block()?;
        if header.as_bytes().iter().all(|&byte| byte == 0) {
            return Ok(None);
        }
        if sum_is_right(&header) {
            return Ok(Some(header));
        }
        let tar = header.as_bytes()[257..262] == *b"ustar";
        Err(if self.entries == 0 && !tar {
            ArchiveFault::NotTar
        } else {
            self.damaged("has a wrong check sum")
        })
    }

    fn block(&mut self) -> Result<Header, ArchiveFault> {
        let mut block = Header::new_old();
        let mut length = 0;
        while length < BLOCK {
            let bytes = self.unpacked.fill()?;
            let taken = bytes.len().min(BLOCK - length);
            block.as_mut_bytes()[length..length + taken].copy_from_slice(&bytes[..taken]);
            if taken == 0 {
                return Err(match (self.entries, length) {
                    (0, 0) => ArchiveFault::NoEntries,
                    (0, _) => ArchiveFault::NotTar,
                    (_, _) => self.cut_off(),
                });
            }
            self.unpacked.consume(taken);
            length += taken;
        }
        Ok(block)
    }

    /// The map of a sparse file may go on in blocks of its own, which no size tells of.
    fn pass_over_sparse_map(&mut self, header: &Header) -> Result<(), ArchiveFault> {
        const GOES_ON: usize = 504;
        let mut goes_on = header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
        while goes_on {
            goes_on = self.block()?.as_bytes()[GOES_ON] != 0;
        }
        Ok(())
    }

    fn size(&self, header: &Header) -> Result<u64, ArchiveFault> {
        header
            .entry_size()
            .map_err(|_| self.damaged("has no size that can be read"))
    }

    /// Only zeros may follow the tar, and nothing the compressed data.
    fn end_of_tar(&mut self) -> Result<(), ArchiveFault> {
        loop {
            let bytes = self.unpacked.fill()?;
            let length = bytes.len();
            if length == 0 {
                break;
            }
            if bytes.iter().any(|&byte| byte != 0) {
                return Err(ArchiveFault::TrailingData);
            }
            self.unpacked.consume(length);
        }
        if self.files == 0 {
            return Err(ArchiveFault::NoEntries);
        }
        Ok(())
    }

    /// Goes to the next header.
    fn pass_over(&mut self) -> Result<(), ArchiveFault> {
        while self.left > 0 {
            let length = self.content()?.len();
            self.take(length);
        }
        self.left = std::mem::take(&mut self.padding);
        while self.left > 0 {
            let length = self.content()?.len();
            self.take(length);
        }
        Ok(())
    }

    /// What is at hand of the content of the entry. Some is left.
    fn content(&mut self) -> Result<&[u8], ArchiveFault> {
        let fault = self.cut_off();
        let bytes = self.unpacked.fill()?;
        if bytes.is_empty() {
            return Err(fault);
        }
        let length = usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
        Ok(&bytes[..length])
    }

    fn take(&mut self, length: usize) {
        self.unpacked.consume(length);
        self.left -= length as u64;
    }

    fn cut_off(&self) -> ArchiveFault {
        ArchiveFault::TarCutOff {
            entry: self.entries.max(1),
        }
    }

    fn damaged(&self, what: &'static str) -> ArchiveFault {
        ArchiveFault::HeaderDamaged {
            entry: self.entries + 1,
            what,
        }
    }
}

impl<R> Entry<'_, R> {
    /// Relative, without `..`, in UTF-8, its parts separated by slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Which entry of the archive it is, from 1.
    pub fn number(&self) -> u64 {
        self.archive.entries
    }
}

/// When the archive turns out to be unsound, the error only says so; the fault itself is what the
/// archive answers next.
impl<R: BufRead> BufRead for Entry<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.archive.left == 0 {
            return Ok(&[]);
        }
        if let Some(fault) = &self.archive.met {
            return Err(io::Error::other(fault.to_string()));
        }
        // Asked twice, for the borrow of the first answer would last to the end.
        if let Err(fault) = self.archive.content() {
            let error = io::Error::other(fault.to_string());
            self.archive.met = Some(fault);
            return Err(error);
        }
        self.archive.content().map_err(io::Error::other)
    }

    fn consume(&mut self, amount: usize) {
        self.archive.take(amount);
    }
}

impl<R: BufRead> Read for Entry<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        buffer[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}
