//! A sender system with SFTP in this process (SYS-4): logs in with its key, puts a file, and finds
//! its receipts as files (SEND-3). A connection for each thing it does, as a nightly job would.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use russh::client::{self, DisconnectReason, Handle};
use russh::keys::{Algorithm, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh_sftp::client::SftpSession;
use russh_sftp::protocol::OpenFlags;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

/// How long the server may take for a whole visit.
const PATIENCE: Duration = Duration::from_secs(120);

/// The key of one system.
#[derive(Debug, Clone)]
pub(crate) struct SftpKey(Arc<PrivateKey>);

impl SftpKey {
    /// The same for the same seed and number.
    pub(crate) fn of_seed(seed: u64, number: u64) -> Result<SftpKey, String> {
        let mut generator = ChaCha20Rng::seed_from_u64(seed);
        generator.set_stream(number);
        PrivateKey::random(&mut generator, Algorithm::Ed25519)
            .map(|key| SftpKey(Arc::new(key)))
            .map_err(|fault| fault.to_string())
    }

    /// As it stands in `sshPublicKey`.
    pub(crate) fn public(&self) -> String {
        self.0.public_key().to_openssh().unwrap_or_default()
    }
}

/// Whom to call, and as whom.
#[derive(Debug, Clone)]
pub(crate) struct SftpLogin {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The fingerprint that the server must have.
    pub(crate) host_key: String,
    pub(crate) user: String,
    pub(crate) key: SftpKey,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum SftpFault {
    #[error("the server does not know this user and key")]
    Denied,
    /// In the server's own words.
    #[error("{0}")]
    SentAway(String),
    #[error("{0}")]
    Failed(String),
}

/// One receipt that lies there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReceiptFile {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

/// What becomes of receipts that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterReading {
    Leave,
    Remove,
}

impl SftpLogin {
    /// Puts a file, first under another name as careful senders do.
    pub(crate) async fn put(
        &self,
        folder: &str,
        name: &str,
        content: &[u8],
    ) -> Result<(), SftpFault> {
        self.visit(async |sftp| {
            let (path, temporary) = (format!("{folder}/{name}"), format!("{folder}/{name}.tmp"));
            sftp.write_new(&temporary, content).await?;
            sftp.0.rename(temporary, path).await?;
            Ok(())
        })
        .await
    }

    /// The receipts whose names begin so.
    pub(crate) async fn receipts(
        &self,
        folder: &str,
        beginning: &str,
        then: AfterReading,
    ) -> Result<Vec<ReceiptFile>, SftpFault> {
        self.visit(async |sftp| {
            let mut receipts = Vec::new();
            for entry in sftp.0.read_dir(folder).await? {
                let name = entry.file_name();
                if !name.starts_with(beginning) {
                    continue;
                }
                let path = format!("{folder}/{name}");
                let content = sftp.0.read(path.clone()).await?;
                if then == AfterReading::Remove {
                    sftp.0.remove_file(path).await?;
                }
                receipts.push(ReceiptFile { name, content });
            }
            Ok(receipts)
        })
        .await
    }

    async fn visit<T>(
        &self,
        act: impl AsyncFnOnce(&Session) -> Result<T, russh_sftp::client::error::Error>,
    ) -> Result<T, SftpFault> {
        let farewell = Farewell::default();
        let visit = async {
            let mut ssh = self.connect(farewell.clone()).await?;
            let result = self.log_in_and(&mut ssh, act).await;
            // The visit is over, whatever the server says to that.
            let _ = ssh
                .disconnect(russh::Disconnect::ByApplication, "", "en")
                .await;
            result
        };
        let result = tokio::time::timeout(PATIENCE, visit)
            .await
            .unwrap_or_else(|_| Err(SftpFault::Failed("the server took too long".to_owned())));
        // Why the server ended it says more than that it did.
        match (result, farewell.said()) {
            (Ok(done), _) => Ok(done),
            (Err(SftpFault::Denied), _) => Err(SftpFault::Denied),
            (Err(_), Some(words)) => Err(SftpFault::SentAway(words)),
            (Err(fault), None) => Err(fault),
        }
    }

    async fn connect(&self, farewell: Farewell) -> Result<Handle<Host>, SftpFault> {
        let host = Host {
            key: self.host_key.clone(),
            farewell,
        };
        let config = Arc::new(client::Config::default());
        client::connect(config, (self.host.as_str(), self.port), host)
            .await
            .map_err(failed)
    }

    async fn log_in_and<T>(
        &self,
        ssh: &mut Handle<Host>,
        act: impl AsyncFnOnce(&Session) -> Result<T, russh_sftp::client::error::Error>,
    ) -> Result<T, SftpFault> {
        let key = PrivateKeyWithHashAlg::new(Arc::clone(&self.key.0), None);
        let login = ssh.authenticate_publickey(&self.user, key).await;
        if !login.map_err(failed)?.success() {
            return Err(SftpFault::Denied);
        }
        let channel = ssh.channel_open_session().await.map_err(failed)?;
        channel
            .request_subsystem(true, "sftp")
            .await
            .map_err(failed)?;
        let sftp = SftpSession::new(channel.into_stream())
            .await
            .map_err(failed)?;
        let session = Session(sftp);
        act(&session).await.map_err(failed)
    }
}

fn failed(fault: impl std::fmt::Display) -> SftpFault {
    SftpFault::Failed(fault.to_string())
}

struct Session(SftpSession);

impl Session {
    async fn write_new(
        &self,
        path: &str,
        content: &[u8],
    ) -> Result<(), russh_sftp::client::error::Error> {
        let new = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let mut file = self.0.open_with_flags(path, new).await?;
        file.write_all(content).await?;
        Ok(file.close().await?)
    }
}

/// The server, as the client sees it.
struct Host {
    key: String,
    farewell: Farewell,
}

/// What the server said when it ended the connection.
#[derive(Debug, Clone, Default)]
struct Farewell(Arc<Mutex<Option<String>>>);

impl Farewell {
    fn say(&self, words: String) {
        // Nothing panics while it holds this lock.
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
    }

    fn said(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl client::Handler for Host {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, russh::Error> {
        Ok(match key {
            PublicKeyOrCertificate::PublicKey { key, .. } => {
                key.fingerprint(HashAlg::Sha256).to_string() == self.key
            }
            PublicKeyOrCertificate::Certificate(_) => false,
        })
    }

    async fn disconnected(
        &mut self,
        reason: DisconnectReason<russh::Error>,
    ) -> Result<(), russh::Error> {
        match reason {
            DisconnectReason::ReceivedDisconnect(said) => {
                self.farewell.say(said.message);
                Ok(())
            }
            DisconnectReason::Error(fault) => Err(fault),
        }
    }
}
