//! Messages in the version of MeMo that a receiver system chose (MEMO-19).
//!
//! A message that has the version already goes out as it came in, byte for byte. Another is
//! converted once for each body and version, and kept in the spool beside the one it was made of.

use std::io;

use testpost_memo::MemoVersion;
use testpost_memo::convert::{ConvertFault, Target, convert};
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

/// The message in this version. `schema_version` is the profile's memo.schema-version.
pub(crate) async fn in_version(
    spool: &Spool,
    body: &SpooledBody,
    version: MemoVersion,
    schema_version: &str,
) -> Result<SpooledBody, VersionFault> {
    let fault = |reason| VersionFault { version, reason };
    let own = own_version(body.clone()).await;
    if own.map_err(|error| fault(error.into()))? == version {
        return Ok(body.clone());
    }
    let target = Target::new(version, schema_version);
    let name = format!("MeMo {version}, schema {schema_version}");
    let made = spool.derived(body, &name, move |reader, mut out| {
        convert(reader, &target, &mut out).map(drop)
    });
    made.await.map_err(|error| fault(error.into()))
}

/// The version that the message says it has.
async fn own_version(body: SpooledBody) -> Result<MemoVersion, ReadFault> {
    tokio::task::spawn_blocking(move || read_version(body.reader()?))
        .await
        .map_err(io::Error::other)?
}
