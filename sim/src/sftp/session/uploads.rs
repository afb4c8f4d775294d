//! Uploads of a session: opened, closed whole, renamed, and so handed in.

use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use testpost_engine::Rejection;
use testpost_engine::code::Code;
use testpost_engine::file_name::FileKind;

use super::{Answer, Open, Refusal, SftpSession, handle_number};
use crate::sftp::exchange::{Act, Doing};
use crate::sftp::folders::{Place, upload_attributes};
use crate::sftp::hand_in::{Caller, Ended, Moment, in_words};
use crate::sftp::packets::{self, Denied};
use crate::sftp::upload::{Upload, UploadFault};
use crate::spool::SpoolFault;
use crate::world::HeldFile;

/// How many files that were handed in are remembered by name.
const REMEMBERED: usize = 100;

impl SftpSession {
    pub(super) async fn open_upload(
        &mut self,
        id: u32,
        moment: &Moment,
        name: String,
        path: &str,
        flags: OpenFlags,
    ) -> Result<Answer, Refusal> {
        let held = self.caller.world.held_files();
        let exists = held.get(self.caller.system, &name).is_some();
        if flags.contains(OpenFlags::EXCLUDE) && exists {
            let denied = Denied::failure("a file of this name lies there already");
            return Err(self.refused(moment, Act::Put, path, denied));
        }
        let doing = self.doing(Act::Put, path);
        let kind = match FileKind::of(&name, &moment.profile) {
            Ok(kind) => kind,
            Err(rejection) => {
                let ended = self.caller.refuse(moment, &name, rejection, doing).await;
                return ended.answer(id);
            }
        };
        let limit = Caller::limit(moment, kind);
        let upload = Upload::begin(self.caller.world.spool(), limit);
        let handle = self.keep_open(Open::Upload {
            name,
            kind,
            upload,
            doing,
        })?;
        Ok(packets::handle(id, handle).into())
    }

    pub(super) async fn close(&mut self, id: u32, handle: &str) -> Result<Answer, Refusal> {
        let number = handle_number(handle)?;
        let (name, kind, upload, mut doing) = match self.open.remove(&number) {
            None => return Err(Denied::failure("there is no such handle").into()),
            Some(Open::Receipt { .. } | Open::Folder { .. }) => {
                return Ok(packets::done(id).into());
            }
            Some(Open::Upload {
                name,
                kind,
                upload,
                doing,
            }) => (name, kind, upload, doing),
        };
        doing.request = upload.recorded();
        let moment = match self.caller.moment().await {
            Ok(moment) => moment,
            Err(denied) => {
                let world = &self.caller.world;
                let open = world.open_call();
                doing.record(world, &open, None, Some(denied.status), denied.why.clone());
                let open = Some(open);
                return Err(Refusal { denied, open });
            }
        };
        let body = match upload.close().await {
            Ok(body) => body,
            Err(fault) => return self.not_whole(id, &moment, &name, &fault, doing).await,
        };
        let attributes = upload_attributes(body.size(), moment.at);
        match kind {
            FileKind::Temporary => {
                let at = moment.at;
                let file = HeldFile { body, at };
                let world = &self.caller.world;
                let kept = world.held_files().put(self.caller.system, &name, file);
                let kept = kept.map_err(|full| Denied::failure(full.to_string()));
                let open = world.open_call();
                let (status, why) = match &kept {
                    Ok(()) => (StatusCode::Ok, None),
                    Err(denied) => (denied.status, denied.why.clone()),
                };
                doing.record(world, &open, Some(at), Some(status), why);
                Ended { result: kept, open }.answer(id)
            }
            FileKind::Memo | FileKind::Archive => {
                let ended = self.caller.hand_in(&moment, &name, kind, body, doing).await;
                self.remember(name, attributes);
                ended.answer(id)
            }
        }
    }

    /// A file that did not come whole. Where that is the sender's doing, a receipt says so.
    async fn not_whole(
        &self,
        id: u32,
        moment: &Moment,
        name: &str,
        fault: &UploadFault,
        doing: Doing,
    ) -> Result<Answer, Refusal> {
        match fault {
            UploadFault::Spool(SpoolFault::TooLarge { limit, .. }) => {
                let rejection = Rejection::new(
                    Code::UploadTooLarge,
                    format!("it weighs more than {limit} bytes"),
                    "send less, or set send.max-bytes or archive.max-bytes in the world's profile",
                );
                let ended = self.caller.refuse(moment, name, rejection, doing).await;
                ended.answer(id)
            }
            UploadFault::Order { .. } | UploadFault::Spool(_) | UploadFault::Ended => {
                let world = &self.caller.world;
                let open = world.open_call();
                let denied = Denied::failure(fault.to_string());
                let why = denied.why.clone();
                doing.record(world, &open, Some(moment.at), Some(denied.status), why);
                let open = Some(open);
                Err(Refusal { denied, open })
            }
        }
    }

    /// A temporary file gets another name, and with it may be handed in.
    pub(super) async fn rename(
        &mut self,
        id: u32,
        from: &str,
        to: &str,
    ) -> Result<Answer, Refusal> {
        let moment = self.caller.moment().await?;
        let (Some(Place::Upload(old)), Some(place)) =
            (moment.folders.place(from), moment.folders.place(to))
        else {
            return Err(Denied::NO_SUCH_FILE.into());
        };
        let Place::Upload(new) = place else {
            let denied = Denied::not_permitted("a file is renamed within its folder");
            return Err(self.refused(&moment, Act::Rename, to, denied));
        };
        let (world, system) = (self.caller.world.clone(), self.caller.system);
        let held = world.held_files();
        let file = held.get(system, &old).ok_or(Denied::NO_SUCH_FILE)?;
        if held.get(system, &new).is_some() {
            let denied = Denied::failure("a file of this name lies there already");
            return Err(self.refused(&moment, Act::Rename, to, denied));
        }
        let attributes = upload_attributes(file.body.size(), file.at);
        match FileKind::of(&new, &moment.profile) {
            Ok(FileKind::Temporary) => {
                held.remove(system, &old);
                let kept = held.put(system, &new, file);
                kept.map_err(|full| Denied::failure(full.to_string()))?;
                Ok(packets::done(id).into())
            }
            Ok(kind) => {
                let doing = self.doing(Act::Rename, to);
                let body = file.body.clone();
                let ended = self.caller.hand_in(&moment, &new, kind, body, doing).await;
                if ended.result.is_ok() {
                    held.remove(system, &old);
                    self.remember(new, attributes);
                }
                ended.answer(id)
            }
            Err(rejection) => {
                let denied = Denied::failure(in_words(&rejection));
                Err(self.refused(&moment, Act::Rename, to, denied))
            }
        }
    }

    fn remember(&mut self, name: String, attributes: FileAttributes) {
        if self.handed_in.len() >= REMEMBERED {
            self.handed_in.pop_first();
        }
        self.handed_in.insert(name, attributes);
    }
}
