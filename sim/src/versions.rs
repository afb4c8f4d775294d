//! Messages as a receiver system gets them: in the version of MeMo that it chose (MEMO-19), with
//! what the contact point puts on them (DEL-3).
//!
//! A message that has the version already and gets nothing put on goes out as it came in, byte
//! for byte. Another is made once for each body, version and contact point, and kept in the spool
//! beside the one it was made of.

use std::io;

use sha2::{Digest, Sha256};
use testpost_engine::effect::BodyHash;
use testpost_memo::MemoVersion;
use testpost_memo::convert::{ConvertFault, Target, convert_marked};
use testpost_memo::mark::Mark;
use testpost_memo::read::{ReadFault, read_version};

use crate::spool::{DeriveFault, Spool, SpooledBody};

/// Why a message cannot be had in a version.
#[derive(Debug, thiserror::Error)]
#[error("the message cannot be handed over in MeMo {version}: {reason}")]
pub(crate) struct VersionFault {
    version: MemoVersion,
    reason: Reason,
}

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(transparent)]
    Read(#[from] ReadFault),
    #[error(transparent)]
    Convert(#[from] DeriveFault<ConvertFault>),
}

/// The message in this version, with these marks. `schema_version` is the profile's
/// memo.schema-version.
pub(crate) async fn handed_over(
    spool: &Spool,
    body: &SpooledBody,
    version: MemoVersion,
    schema_version: &str,
    marks: Vec<Mark>,
) -> Result<SpooledBody, VersionFault> {
    let fault = |reason| VersionFault { version, reason };
    if marks.is_empty() {
        let own = own_version(body.clone()).await;
        if own.map_err(|error| fault(error.into()))? == version {
            return Ok(body.clone());
        }
    }
    let target = Target::new(version, schema_version);
    let name = format!(
        "MeMo {version}, schema {schema_version}, marks {}",
        in_short(&marks)
    );
    let made = spool.derived(body, &name, move |reader, mut out| {
        convert_marked(reader, &target, &marks, &mut out).map(drop)
    });
    made.await.map_err(|error| fault(error.into()))
}

/// What tells marks from others, however many there are.
fn in_short(marks: &[Mark]) -> BodyHash {
    BodyHash::from_bytes(Sha256::digest(format!("{marks:?}")).into())
}

/// The version that the message says it has.
async fn own_version(body: SpooledBody) -> Result<MemoVersion, ReadFault> {
    tokio::task::spawn_blocking(move || read_version(body.reader()?))
        .await
        .map_err(io::Error::other)?
}
