//! An archive: unpacked into the spool within bounds, each entry looked at, and all of it given to
//! the engine at once (SEND-8, SEND-11). One that cannot be read to its end is broken as a whole.

use std::io;

use testpost_engine::command::{ArchiveAccepted, ArchiveContent, ArchiveEntry, Body, EntryContent};
use testpost_engine::id::SystemId;
use testpost_engine::{Command, Reply};
use testpost_memo::check::check;
use testpost_memo::container::{Archive, ArchiveFault, Item};
use tokio::sync::Semaphore;

use super::{IntakeFault, IntakeSettings};
use crate::limits::LIMITS;
use crate::spool::{BodyReader, Spool, SpooledBody};
use crate::world::{OpenCall, World};

/// A decoder may hold tens of megabytes, so only so many work at a time.
static UNPACKING: Semaphore = Semaphore::const_new(LIMITS.archives_at_once);

/// What came out of an archive, and the bodies of what is to be looked at.
pub(crate) struct Unpacked {
    pub(crate) content: ArchiveContent,
    pub(crate) bodies: Vec<SpooledBody>,
}

/// Takes an archive in, or says why not; that it is broken is no reason. What its messages set
/// going waits until `call` is over.
pub(crate) async fn take_archive(
    world: &World,
    call: &OpenCall,
    system: SystemId,
    settings: &IntakeSettings,
    archive: SpooledBody,
) -> Result<ArchiveAccepted, IntakeFault> {
    let body = Body {
        hash: archive.hash(),
        size: archive.size(),
    };
    let Unpacked { content, bodies } = unpack_archive(world.spool(), settings, archive).await?;
    let command = Command::SendArchive {
        system,
        archive: body,
        content,
    };
    let Reply::ArchiveAccepted(accepted) = world.send(command, bodies, call).await? else {
        return Err(IntakeFault::Unlike);
    };
    Ok(accepted)
}

/// Unpacks an archive and looks at what is in it, a few archives at a time.
pub(crate) async fn unpack_archive(
    spool: &Spool,
    settings: &IntakeSettings,
    archive: SpooledBody,
) -> Result<Unpacked, IntakeFault> {
    // The semaphore is never closed; if it were, the archives would only be unbounded.
    let turn = UNPACKING.acquire().await.ok();
    let (spool, settings) = (spool.clone(), settings.clone());
    tokio::task::spawn_blocking(move || {
        // Held by the work itself, which goes on when its caller has gone.
        let _turn = turn;
        unpack(&spool, &archive, &settings)
    })
    .await
    .map_err(|fault| IntakeFault::Broken(fault.to_string()))?
}

fn unpack(
    spool: &Spool,
    archive: &SpooledBody,
    settings: &IntakeSettings,
) -> Result<Unpacked, IntakeFault> {
    let mut bodies = Vec::new();
    let content = match read(spool, archive.reader()?, settings, &mut bodies)? {
        Ok(entries) => ArchiveContent::Entries(entries),
        Err(fault) => {
            bodies.clear();
            ArchiveContent::Broken {
                code: fault.listed(),
                reason: format!("{fault}; {}", fault.remedy()),
            }
        }
    };
    Ok(Unpacked { content, bodies })
}

/// The entries; or why the archive is broken; or why nothing can be said of it.
fn read(
    spool: &Spool,
    archive: BodyReader,
    settings: &IntakeSettings,
    bodies: &mut Vec<SpooledBody>,
) -> Result<Result<Vec<ArchiveEntry>, ArchiveFault>, IntakeFault> {
    let mut archive = match Archive::open(archive, &settings.archive) {
        Ok(archive) => archive,
        Err(fault) => return ours_or_theirs(fault),
    };
    let mut entries = Vec::new();
    loop {
        let entry = match archive.next_item() {
            Ok(None) => return Ok(Ok(entries)),
            Err(fault) => return ours_or_theirs(fault),
            Ok(Some(Item::Refused {
                number,
                name,
                fault,
            })) => ArchiveEntry {
                number,
                name,
                content: EntryContent::Refused {
                    code: fault.listed(),
                    reason: format!("{fault}; {}", fault.remedy()),
                },
            },
            Ok(Some(Item::File(mut file))) => {
                let (number, name) = (file.number(), file.name().to_owned());
                let mut draft = spool.draft();
                if io::copy(&mut file, &mut draft).is_err() && !draft.is_broken() {
                    // The archive itself says what is wrong with it, next.
                    continue;
                }
                let body = draft.finish()?;
                let report = check(body.reader()?, &settings.check)?;
                let content = EntryContent::File {
                    report: Box::new(report),
                    body: Body {
                        hash: body.hash(),
                        size: body.size(),
                    },
                };
                bodies.push(body);
                ArchiveEntry {
                    number,
                    name,
                    content,
                }
            }
        };
        entries.push(entry);
    }
}

/// What the spool does not give back is no fault of the archive.
fn ours_or_theirs<T>(fault: ArchiveFault) -> Result<Result<T, ArchiveFault>, IntakeFault> {
    match fault {
        ArchiveFault::Io(error) => Err(error.into()),
        fault @ (ArchiveFault::Empty
        | ArchiveFault::NoEntries
        | ArchiveFault::UnknownFraming { .. }
        | ArchiveFault::DecoderMemory { .. }
        | ArchiveFault::Unsupported { .. }
        | ArchiveFault::CutOff { .. }
        | ArchiveFault::Damaged { .. }
        | ArchiveFault::TrailingBytes { .. }
        | ArchiveFault::TooLarge { .. }
        | ArchiveFault::TooDense { .. }
        | ArchiveFault::TooManyEntries { .. }
        | ArchiveFault::NotTar
        | ArchiveFault::HeaderDamaged { .. }
        | ArchiveFault::TarCutOff { .. }
        | ArchiveFault::TrailingData) => Ok(Err(fault)),
    }
}
