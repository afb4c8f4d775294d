//! One SFTP session: the requests of a sender that has logged in, answered one after another.
//!
//! A file is handed in when it has been closed whole under a name that says what it is, or when it
//! is renamed to such a name. One that is still open when the session ends was never there.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::vec;

use bytes::Bytes;
use russh_sftp::protocol::{Data, File, FileAttributes, OpenFlags, Packet, StatusCode, Version};
use testpost_engine::file_name::FileKind;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use super::exchange::{Act, Doing};
use super::folders::{
    Folder, Place, absolute, folder_attributes, receipt_attributes, upload_attributes,
};
use super::frames::{self, Frame};
use super::hand_in::{Caller, Ended, Moment};
use super::packets::{self, Denied};
use super::upload::Upload;
use crate::limits::LIMITS;
use crate::world::OpenCall;

mod uploads;

/// How many names go into one answer.
const NAMES_AT_ONCE: usize = 100;

/// How much of a file goes into one answer.
const DATA_AT_ONCE: u32 = 64 * 1024;

/// What a client has open.
#[derive(Debug)]
enum Open {
    Upload {
        name: String,
        kind: FileKind,
        upload: Upload,
        doing: Doing,
    },
    Receipt {
        content: Bytes,
        attributes: FileAttributes,
    },
    Folder {
        rest: vec::IntoIter<File>,
        attributes: FileAttributes,
    },
}

pub(super) type Complaints = Pin<Box<dyn AsyncWrite + Send + Sync>>;

pub(super) struct SftpSession {
    caller: Caller,
    /// The client's standard error: OpenSSH's shows no words of a status.
    complaints: Complaints,
    complained: usize,
    open: BTreeMap<u32, Open>,
    last_handle: u32,
    /// What was handed in is no longer there; but clients look whether their file has arrived.
    handed_in: BTreeMap<String, FileAttributes>,
}

impl fmt::Debug for SftpSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SftpSession")
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}

/// An answer, and the call that is over when it is out.
struct Answer {
    packet: Packet,
    open: Option<OpenCall>,
}

impl From<Packet> for Answer {
    fn from(packet: Packet) -> Answer {
        Answer { packet, open: None }
    }
}

/// A refusal on its way to the client, with the call that it ends.
struct Refusal {
    denied: Denied,
    open: Option<OpenCall>,
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Refusal {
        Refusal { denied, open: None }
    }
}

impl SftpSession {
    pub(super) fn new(caller: Caller, complaints: Complaints) -> SftpSession {
        SftpSession {
            caller,
            complaints,
            complained: 0,
            open: BTreeMap::new(),
            last_handle: 0,
            handed_in: BTreeMap::new(),
        }
    }

    /// Answers until the client ends or breaks off.
    pub(super) async fn serve(mut self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let limits = LIMITS.sftp;
        loop {
            let frame = match frames::read(&mut stream, limits.packet).await {
                Ok(Some(frame)) => frame,
                Ok(None) => break,
                Err(error) => {
                    tracing::debug!(peer = %self.caller.peer, %error, "SFTP session broken off");
                    break;
                }
            };
            let Answer { packet, open } = match frame {
                Frame::Packet(packet) => self.answer(*packet).await,
                Frame::Unknown => Packet::error(0, StatusCode::BadMessage).into(),
            };
            if let Err(error) = frames::write(&mut stream, packet, limits.stall).await {
                tracing::debug!(peer = %self.caller.peer, %error, "an SFTP client takes no answers");
                break;
            }
            // What waits for this call goes on now.
            drop(open);
        }
        self.break_off();
    }

    /// Files that are still open were never there.
    fn break_off(&mut self) {
        for open in std::mem::take(&mut self.open).into_values() {
            if let Open::Upload {
                upload, mut doing, ..
            } = open
            {
                doing.request = upload.recorded();
                let world = &self.caller.world;
                let why = format!(
                    "broken off after {} bytes: the file was not closed, and nothing was handed in",
                    upload.size()
                );
                doing.record(world, &world.open_call(), None, None, Some(why));
            }
        }
    }

    async fn answer(&mut self, packet: Packet) -> Answer {
        let id = packet.get_request_id();
        match self.carry_out(id, packet).await {
            Ok(answer) => answer,
            Err(Refusal { denied, open }) => {
                if let Some(why) = &denied.why {
                    self.complain(why).await;
                }
                Answer {
                    packet: denied.packet(id),
                    open,
                }
            }
        }
    }

    async fn complain(&mut self, why: &str) {
        if self.complained < LIMITS.sftp.complaints {
            self.complained += 1;
            let line = format!("testpost: {why}\r\n");
            // Whoever does not read it has the status all the same.
            let told = self.complaints.write_all(line.as_bytes());
            let _ = tokio::time::timeout(LIMITS.sftp.stall, told).await;
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a foreign enum: what is not answered here is not supported"
    )]
    async fn carry_out(&mut self, id: u32, packet: Packet) -> Result<Answer, Refusal> {
        Ok(match packet {
            Packet::Init(_) => Packet::Version(Version::new()).into(),
            Packet::RealPath(asked) => packets::path(id, absolute(&asked.path)).into(),
            Packet::Stat(asked) => self.look(id, &asked.path).await?,
            Packet::Lstat(asked) => self.look(id, &asked.path).await?,
            Packet::Fstat(asked) => {
                packets::attributes(id, self.look_at_open(&asked.handle).await?).into()
            }
            // Times and rights of a file that is handed in mean nothing.
            Packet::SetStat(asked) => {
                self.look(id, &asked.path).await?;
                packets::done(id).into()
            }
            Packet::FSetStat(asked) => {
                self.open_one(&asked.handle)?;
                packets::done(id).into()
            }
            Packet::OpenDir(asked) => self.open_folder(id, &asked.path).await?,
            Packet::ReadDir(asked) => self.read_folder(id, &asked.handle)?,
            Packet::Open(asked) => self.open_file(id, &asked.filename, asked.pflags).await?,
            Packet::Read(asked) => self.read(id, &asked.handle, asked.offset, asked.len)?,
            Packet::Write(asked) => {
                self.write(id, &asked.handle, asked.offset, asked.data)
                    .await?
            }
            Packet::Close(asked) => self.close(id, &asked.handle).await?,
            Packet::Remove(asked) => self.remove(id, &asked.filename).await?,
            Packet::Rename(asked) => self.rename(id, &asked.oldpath, &asked.newpath).await?,
            Packet::MkDir(_) | Packet::RmDir(_) => {
                return Err(Denied::not_permitted("the folders are as they are").into());
            }
            _ => return Err(Denied::UNSUPPORTED.into()),
        })
    }

    fn doing(&self, act: Act, path: &str) -> Doing {
        let caller = &self.caller;
        Doing::begin(act, caller.server, &absolute(path), Some(caller.system))
    }

    /// As `doing`, for what is refused before anything was done.
    fn refused(&self, moment: &Moment, act: Act, path: &str, denied: Denied) -> Refusal {
        let world = &self.caller.world;
        let open = world.open_call();
        let why = denied.why.clone();
        let doing = self.doing(act, path);
        doing.record(world, &open, Some(moment.at), Some(denied.status), why);
        Refusal {
            denied,
            open: Some(open),
        }
    }

    async fn look(&self, id: u32, path: &str) -> Result<Answer, Refusal> {
        let moment = self.caller.moment().await?;
        let attributes = match moment.folders.place(path) {
            Some(Place::Root | Place::Folder(_)) => folder_attributes(moment.at),
            Some(Place::Upload(name)) => self.look_at_upload(&name)?,
            Some(Place::Receipt(name)) => {
                let entry = self.caller.receipt(&name).await?;
                receipt_attributes(entry.size, entry.at)
            }
            Some(Place::Elsewhere(_)) | None => return Err(Denied::NO_SUCH_FILE.into()),
        };
        Ok(packets::attributes(id, attributes).into())
    }

    fn look_at_upload(&self, name: &str) -> Result<FileAttributes, Denied> {
        let held = self.caller.world.held_files();
        let held = held.get(self.caller.system, name);
        held.map(|file| upload_attributes(file.body.size(), file.at))
            .or_else(|| self.handed_in.get(name).cloned())
            .ok_or(Denied::NO_SUCH_FILE)
    }

    async fn look_at_open(&self, handle: &str) -> Result<FileAttributes, Denied> {
        Ok(match self.open_one(handle)? {
            Open::Upload { upload, .. } => {
                let moment = self.caller.moment().await?;
                upload_attributes(upload.size(), moment.at)
            }
            Open::Receipt { attributes, .. } | Open::Folder { attributes, .. } => {
                attributes.clone()
            }
        })
    }

    async fn open_folder(&mut self, id: u32, path: &str) -> Result<Answer, Refusal> {
        let moment = self.caller.moment().await?;
        let here = || File::new(".", folder_attributes(moment.at));
        let files = match moment.folders.place(path) {
            Some(Place::Root) => {
                let folder = |name: &String| File::new(name, folder_attributes(moment.at));
                vec![
                    here(),
                    folder(&moment.folders.upload),
                    folder(&moment.folders.receipts),
                ]
            }
            Some(Place::Folder(Folder::Upload)) => {
                let held = self.caller.world.held_files().list(self.caller.system);
                let held = held.into_iter().map(|(name, file)| {
                    File::new(name, upload_attributes(file.body.size(), file.at))
                });
                std::iter::once(here()).chain(held).collect()
            }
            Some(Place::Folder(Folder::Receipts)) => {
                let entries = self.caller.receipts().await?.into_iter();
                let entries = entries
                    .map(|entry| File::new(entry.name, receipt_attributes(entry.size, entry.at)));
                std::iter::once(here()).chain(entries).collect()
            }
            Some(Place::Upload(_) | Place::Receipt(_) | Place::Elsewhere(_)) | None => {
                return Err(Denied::NO_SUCH_FILE.into());
            }
        };
        let attributes = folder_attributes(moment.at);
        let rest = files.into_iter();
        let handle = self.keep_open(Open::Folder { rest, attributes })?;
        Ok(packets::handle(id, handle).into())
    }

    fn read_folder(&mut self, id: u32, handle: &str) -> Result<Answer, Refusal> {
        let Open::Folder { rest, .. } = self.open_one_mut(handle)? else {
            return Err(Denied::failure("this is no folder").into());
        };
        let files: Vec<File> = rest.take(NAMES_AT_ONCE).collect();
        if files.is_empty() {
            return Err(Denied::END.into());
        }
        Ok(packets::names(id, files).into())
    }

    async fn open_file(
        &mut self,
        id: u32,
        path: &str,
        flags: OpenFlags,
    ) -> Result<Answer, Refusal> {
        let moment = self.caller.moment().await?;
        self.room_for_one_more()?;
        let writes = flags.contains(OpenFlags::WRITE);
        let act = if writes { Act::Put } else { Act::Get };
        let refuse = |denied| Err(self.refused(&moment, act, path, denied));
        let open = match (moment.folders.place(path), writes) {
            (Some(Place::Receipt(name)), false) => {
                let entry = self.caller.receipt(&name).await?;
                let doing = self.doing(Act::Get, path);
                Open::Receipt {
                    content: self.caller.read_receipt(&moment, &name, doing).await?,
                    attributes: receipt_attributes(entry.size, entry.at),
                }
            }
            (Some(Place::Upload(name)), true) => {
                return self.open_upload(id, &moment, name, path, flags).await;
            }
            (Some(Place::Upload(_)), false) => {
                return refuse(Denied::not_permitted(
                    "what was uploaded cannot be read again",
                ));
            }
            (Some(Place::Receipt(_)), true) => {
                return refuse(Denied::not_permitted(
                    "receipts are written by testpost alone",
                ));
            }
            (Some(Place::Elsewhere(_)), true) => {
                return refuse(Denied::not_permitted(format!(
                    "files are uploaded into /{}",
                    moment.folders.upload
                )));
            }
            (Some(Place::Root | Place::Folder(_)), _) => {
                return Err(Denied::failure("this is a folder").into());
            }
            (Some(Place::Elsewhere(_)) | None, _) => return Err(Denied::NO_SUCH_FILE.into()),
        };
        let handle = self.keep_open(open)?;
        Ok(packets::handle(id, handle).into())
    }

    fn read(&self, id: u32, handle: &str, offset: u64, len: u32) -> Result<Answer, Refusal> {
        let Open::Receipt { content, .. } = self.open_one(handle)? else {
            return Err(Denied::failure("this is not open for reading").into());
        };
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        let length = usize::try_from(len.min(DATA_AT_ONCE)).unwrap_or_default();
        let piece = content.get(from..).unwrap_or_default();
        let piece = piece.get(..length).unwrap_or(piece);
        if piece.is_empty() {
            return Err(Denied::END.into());
        }
        let data = piece.to_vec();
        Ok(Packet::Data(Data { id, data }).into())
    }

    async fn write(
        &mut self,
        id: u32,
        handle: &str,
        offset: u64,
        data: Vec<u8>,
    ) -> Result<Answer, Refusal> {
        let Open::Upload { upload, .. } = self.open_one_mut(handle)? else {
            return Err(Denied::failure("this is not open for writing").into());
        };
        match upload.write(offset, data).await {
            Ok(()) => Ok(packets::done(id).into()),
            Err(fault) => Err(Denied::failure(fault.to_string()).into()),
        }
    }

    async fn remove(&mut self, id: u32, path: &str) -> Result<Answer, Refusal> {
        let moment = self.caller.moment().await?;
        match moment.folders.place(path) {
            Some(Place::Receipt(name)) => {
                let doing = self.doing(Act::Remove, path);
                self.caller.remove_receipt(&moment, &name, doing).await?;
            }
            Some(Place::Upload(name)) => {
                let held = self.caller.world.held_files();
                held.remove(self.caller.system, &name)
                    .ok_or(Denied::NO_SUCH_FILE)?;
            }
            Some(Place::Root | Place::Folder(_) | Place::Elsewhere(_)) | None => {
                return Err(Denied::NO_SUCH_FILE.into());
            }
        }
        Ok(packets::done(id).into())
    }

    fn room_for_one_more(&self) -> Result<(), Denied> {
        if self.open.len() < LIMITS.sftp.handles {
            Ok(())
        } else {
            Err(Denied::failure(format!(
                "{} files are open already: close some",
                self.open.len()
            )))
        }
    }

    fn keep_open(&mut self, open: Open) -> Result<u32, Denied> {
        self.room_for_one_more()?;
        self.last_handle = self.last_handle.wrapping_add(1);
        self.open.insert(self.last_handle, open);
        Ok(self.last_handle)
    }

    fn open_one(&self, handle: &str) -> Result<&Open, Denied> {
        let number = handle_number(handle)?;
        self.open
            .get(&number)
            .ok_or_else(|| Denied::failure("there is no such handle"))
    }

    fn open_one_mut(&mut self, handle: &str) -> Result<&mut Open, Denied> {
        let number = handle_number(handle)?;
        self.open
            .get_mut(&number)
            .ok_or_else(|| Denied::failure("there is no such handle"))
    }
}

fn handle_number(handle: &str) -> Result<u32, Denied> {
    handle
        .parse()
        .map_err(|_| Denied::failure("there is no such handle"))
}

impl Ended {
    fn answer(self, id: u32) -> Result<Answer, Refusal> {
        let open = Some(self.open);
        match self.result {
            Ok(()) => Ok(Answer {
                packet: packets::done(id),
                open,
            }),
            Err(denied) => Err(Refusal { denied, open }),
        }
    }
}
