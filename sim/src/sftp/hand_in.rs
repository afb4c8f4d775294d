//! A file that is whole goes into the world (SYS-4): looked at as the body of a send is, and taken
//! by the engine, whose answer lies in the receipt folder. And receipts come out of it (SEND-3).

use std::net::SocketAddr;

use bytes::Bytes;
use jiff::Timestamp;
use testpost_engine::command::{Body, FileContent};
use testpost_engine::effect::Receipt;
use testpost_engine::file_name::FileKind;
use testpost_engine::id::SystemId;
use testpost_engine::profile::Profile;
use testpost_engine::rejection::RejectionClass;
use testpost_engine::{Command, Rejection, Reply};

use super::exchange::Doing;
use super::folders::Folders;
use super::packets::Denied;
use crate::exchanges::RecordedBody;
use crate::intake::{IntakeFault, IntakeSettings, Unpacked, look_at_message, unpack_archive};
use crate::spool::SpooledBody;
use crate::world::{CallFault, OpenCall, World};

/// Who has logged in.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) world: World,
    pub(super) system: SystemId,
    pub(super) peer: SocketAddr,
    /// The address that was called.
    pub(super) server: SocketAddr,
}

/// What holds in the caller's world now.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) profile: Profile,
    intake: IntakeSettings,
    pub(super) folders: Folders,
}

/// How something ended that a world had open meanwhile; the call is over when the answer is out.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) result: Result<(), Denied>,
    pub(super) open: OpenCall,
}

/// One receipt as a file.
#[derive(Debug, Clone)]
pub(super) struct ReceiptEntry {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) at: Timestamp,
}

impl Caller {
    /// The moment, unless the system may not do anything now: a login lasts longer than a right.
    pub(super) async fn moment(&self) -> Result<Moment, Denied> {
        let (system, address) = (self.system, self.peer.ip().to_canonical());
        let asked = self.world.query_at(move |engine, now| {
            engine.admit_by_sftp(now, system, address)?;
            let profile = engine.profile().clone();
            Ok(Moment {
                at: now,
                intake: IntakeSettings::of(engine),
                folders: Folders::of(&profile),
                profile,
            })
        });
        asked
            .await
            .map_err(|fault| denied(&fault))?
            .map_err(|rejection| rejected(&rejection))
    }

    /// Hands in a file that is whole. Whether it is good is said by a receipt.
    pub(super) async fn hand_in(
        &self,
        moment: &Moment,
        name: &str,
        kind: FileKind,
        body: SpooledBody,
        mut doing: Doing,
    ) -> Ended {
        let open = self.world.open_call();
        let (content, bodies) = match self.look_at(moment, kind, body).await {
            Ok(looked_at) => looked_at,
            Err(denied) => {
                let why = denied.why.clone();
                doing.record(
                    &self.world,
                    &open,
                    Some(moment.at),
                    Some(denied.status),
                    why,
                );
                return Ended {
                    result: Err(denied),
                    open,
                };
            }
        };
        if let FileContent::Memo { report, .. } = &content {
            doing.message = report.outline.message_uuid.map(|uuid| uuid.to_string());
        }
        self.take(moment, name, content, bodies, doing, open).await
    }

    /// Refuses a file that was not taken; its receipt says why.
    pub(super) async fn refuse(
        &self,
        moment: &Moment,
        name: &str,
        rejection: Rejection,
        doing: Doing,
    ) -> Ended {
        let open = self.world.open_call();
        let why = Denied::failure(in_words(&rejection));
        let content = FileContent::Refused(Box::new(rejection));
        let ended = self
            .take(moment, name, content, Vec::new(), doing, open)
            .await;
        Ended {
            result: ended.result.and(Err(why)),
            open: ended.open,
        }
    }

    async fn look_at(
        &self,
        moment: &Moment,
        kind: FileKind,
        body: SpooledBody,
    ) -> Result<(FileContent, Vec<SpooledBody>), Denied> {
        let as_body = Body {
            hash: body.hash(),
            size: body.size(),
        };
        let not_looked_at = |fault: IntakeFault| Denied::failure(fault.to_string());
        match kind {
            FileKind::Memo => {
                let report = look_at_message(&moment.intake, &body).await;
                let content = FileContent::Memo {
                    report: Box::new(report.map_err(not_looked_at)?),
                    body: as_body,
                };
                Ok((content, vec![body]))
            }
            FileKind::Archive => {
                let unpacked = unpack_archive(self.world.spool(), &moment.intake, body).await;
                let Unpacked { content, bodies } = unpacked.map_err(not_looked_at)?;
                let content = FileContent::Archive {
                    archive: as_body,
                    content,
                };
                Ok((content, bodies))
            }
            FileKind::Temporary => Err(Denied::failure("the file's name is a temporary one")),
        }
    }

    /// How much a file of this kind may weigh.
    pub(super) fn limit(moment: &Moment, kind: FileKind) -> u64 {
        let IntakeSettings {
            max_bytes,
            archive_max_bytes,
            ..
        } = moment.intake;
        match kind {
            FileKind::Memo => max_bytes,
            FileKind::Archive => archive_max_bytes,
            FileKind::Temporary => max_bytes.max(archive_max_bytes),
        }
    }

    async fn take(
        &self,
        moment: &Moment,
        name: &str,
        content: FileContent,
        bodies: Vec<SpooledBody>,
        mut doing: Doing,
        open: OpenCall,
    ) -> Ended {
        let command = Command::TakeFile {
            system: self.system,
            name: name.to_owned(),
            content,
        };
        let taken = self.world.send(command, bodies, &open).await;
        let (result, error) = match taken {
            Ok(Reply::FileRefused(rejection)) => (Ok(()), Some(rejection.to_string())),
            Ok(reply) => {
                doing.response = RecordedBody::of(&technical(&reply));
                (Ok(()), None)
            }
            Err(fault) => (Err(denied(&fault)), Some(fault.to_string())),
        };
        let status = status_of(&result);
        doing.record(&self.world, &open, Some(moment.at), Some(status), error);
        Ended { result, open }
    }

    /// What lies in the receipt folder.
    pub(super) async fn receipts(&self) -> Result<Vec<ReceiptEntry>, Denied> {
        let system = self.system;
        let listed = self.world.query(move |engine| {
            let folder = engine.state().receipt_folder(system);
            folder
                .map(|file| entry(file.name, file.receipt))
                .collect::<Vec<_>>()
        });
        listed.await.map_err(|fault| denied(&fault))
    }

    pub(super) async fn receipt(&self, name: &str) -> Result<ReceiptEntry, Denied> {
        let (system, name) = (self.system, name.to_owned());
        let found = self.world.query(move |engine| {
            let file = engine.state().receipt_file(system, &name)?;
            Some(entry(file.name, file.receipt))
        });
        found
            .await
            .map_err(|fault| denied(&fault))?
            .ok_or(Denied::NO_SUCH_FILE)
    }

    /// The content of a receipt's file, always whole.
    pub(super) async fn read_receipt(
        &self,
        moment: &Moment,
        name: &str,
        mut doing: Doing,
    ) -> Result<Bytes, Denied> {
        let command = Command::ReadReceiptFile {
            system: self.system,
            name: name.to_owned(),
        };
        let open = self.world.open_call();
        let read = match self.world.call(command, &open).await {
            Ok(Reply::Receipt(receipt)) => {
                doing.message = receipt.message_uuid.map(|uuid| uuid.to_string());
                let file = receipt_file(&receipt);
                doing.response = RecordedBody::of(&file);
                Ok(file)
            }
            Ok(_) => Err(Denied::failure("the engine answered with something else")),
            Err(fault) => Err(denied(&fault)),
        };
        let (status, error) = (status_of(&read), read.as_ref().err());
        let error = error.and_then(|denied| denied.why.clone());
        doing.record(&self.world, &open, Some(moment.at), Some(status), error);
        read
    }

    pub(super) async fn remove_receipt(
        &self,
        moment: &Moment,
        name: &str,
        doing: Doing,
    ) -> Result<(), Denied> {
        let command = Command::RemoveReceiptFile {
            system: self.system,
            name: name.to_owned(),
        };
        let open = self.world.open_call();
        let removed = self.world.call(command, &open).await;
        let removed = removed.map(|_| ()).map_err(|fault| denied(&fault));
        let (status, error) = (status_of(&removed), removed.as_ref().err());
        let error = error.and_then(|denied| denied.why.clone());
        doing.record(&self.world, &open, Some(moment.at), Some(status), error);
        removed
    }
}

/// The file of the technical receipt, as it lies in the folder.
fn technical(reply: &Reply) -> Bytes {
    if let Reply::Accepted(accepted) = reply {
        receipt_file(&accepted.receipt)
    } else if let Reply::ArchiveAccepted(accepted) = reply {
        receipt_file(&accepted.receipt)
    } else {
        Bytes::new()
    }
}

fn entry(name: String, receipt: &Receipt) -> ReceiptEntry {
    ReceiptEntry {
        name,
        size: receipt_file(receipt).len() as u64,
        at: receipt.time_stamp,
    }
}

/// As it would be called back to a REST sender, on a line of its own.
fn receipt_file(receipt: &Receipt) -> Bytes {
    // A receipt is texts and a time: it can always be written.
    let mut file = serde_json::to_vec(receipt).unwrap_or_default();
    file.push(b'\n');
    Bytes::from(file)
}

fn status_of<T>(result: &Result<T, Denied>) -> russh_sftp::protocol::StatusCode {
    match result {
        Ok(_) => russh_sftp::protocol::StatusCode::Ok,
        Err(denied) => denied.status,
    }
}

pub(super) fn in_words(rejection: &Rejection) -> String {
    format!(
        "{}: {}; {}",
        rejection.code, rejection.message, rejection.remedy
    )
}

pub(super) fn rejected(rejection: &Rejection) -> Denied {
    let words = in_words(rejection);
    match rejection.class {
        RejectionClass::Unknown => Denied::NO_SUCH_FILE,
        RejectionClass::Forbidden | RejectionClass::Unauthenticated => Denied::not_permitted(words),
        RejectionClass::Malformed | RejectionClass::Conflict | RejectionClass::Unprocessable => {
            Denied::failure(words)
        }
    }
}

fn denied(fault: &CallFault) -> Denied {
    match fault {
        CallFault::Rejected(rejection) => rejected(rejection),
        CallFault::Gone | CallFault::Reset | CallFault::BodyGone => {
            Denied::failure(fault.to_string())
        }
    }
}
