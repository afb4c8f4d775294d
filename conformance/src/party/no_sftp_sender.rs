//! Stands in for the sender system with SFTP where testpost was built without it, and says so.

const MISSING: &str = "this testpost was built without SFTP: build it with the feature 'sftp'";

use serde::{Deserialize, Serialize};
#[derive(Debug, Clone)]
pub(crate) enum SftpKey {}

impl SftpKey {
    pub(crate) fn of_seed(_: u64, _: u64) -> Result<SftpKey, String> {
        Err(MISSING.to_owned())
    }

    pub(crate) fn public(&self) -> String {
        match *self {}
    }
}

#[derive(Debug, Clone)]
pub(crate) struct SftpLogin {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) host_key: String,
    pub(crate) user: String,
    pub(crate) key: SftpKey,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum SftpFault {
    #[error("the server does not know this user and key")]
    Denied,
    #[error("{0}")]
    SentAway(String),
    #[error("{0}")]
    Failed(String),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReceiptFile {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterReading {
    Leave,
    Remove,
}

impl SftpLogin {
    pub(crate) async fn put(&self, _: &str, _: &str, _: &[u8]) -> Result<(), SftpFault> {
        match self.key {}
    }

    pub(crate) async fn receipts(
        &self,
        _: &str,
        _: &str,
        _: AfterReading,
    ) -> Result<Vec<ReceiptFile>, SftpFault> {
        match self.key {}
    }
}
