//! Handing in by SFTP, as a vendor's system does, and the answer in the form in which the service
//! port would have given it: a scenario says the same of both.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ServiceAnswer, WorldView};
use crate::outward;
use crate::party::sftp_sender::{AfterReading, ReceiptFile, SftpFault, SftpKey, SftpLogin};
use crate::trace::{Tape, Told};

/// The SFTP port as one world uses it.
#[derive(Debug, Clone)]
pub(crate) struct SftpClient {
    server: Option<Server>,
    world: String,
    upload: String,
    receipts: String,
    tape: Tape,
}

#[derive(Debug, Clone)]
struct Server {
    host: String,
    port: u16,
    host_key: String,
}

/// As whom to log in; whoever is somebody else's has no key here.
#[derive(Debug, Clone)]
pub(crate) struct SftpUser {
    pub(crate) system: String,
    pub(crate) key: SftpKey,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refused {
    error_code: Option<String>,
    error_message: Option<String>,
}

impl SftpClient {
    /// `document` is the world's; its profile may name the folders otherwise.
    pub(crate) fn new(
        view: &WorldView,
        document: &Value,
        tape: &Tape,
    ) -> Result<SftpClient, String> {
        let server = match (&view.sftp, &view.sftp_host_key) {
            (Some(url), Some(host_key)) => {
                let (host, port) = outward::sftp(url).map_err(|fault| fault.to_string())?;
                let host_key = host_key.clone();
                Some(Server {
                    host,
                    port,
                    host_key,
                })
            }
            (_, _) => None,
        };
        let named = |setting: &str, otherwise: &str| {
            let profile = document.get("profile");
            let named = profile.and_then(|profile| profile.get(setting));
            let named = named.and_then(Value::as_str);
            named.unwrap_or(otherwise).to_owned()
        };
        Ok(SftpClient {
            server,
            world: view.name.clone(),
            upload: named("sftp.upload-folder", "upload"),
            receipts: named("sftp.receipt-folder", "receipts"),
            tape: tape.clone(),
        })
    }

    /// Puts a file and reads the technical receipt: 201 with it, or the status with which the
    /// service port refuses such a call.
    pub(crate) async fn hand_in(
        &self,
        user: &SftpUser,
        name: &str,
        content: &[u8],
    ) -> Result<ServiceAnswer, String> {
        let asked = format!("sftp put {name}");
        if let Told::Then(answer) = self.tape.told(&asked)? {
            return answer;
        }
        let answer = self.put(user, name, content).await;
        self.tape.keep(&asked, &answer);
        answer
    }

    async fn put(
        &self,
        user: &SftpUser,
        name: &str,
        content: &[u8],
    ) -> Result<ServiceAnswer, String> {
        let login = self.login(user)?;
        match login.put(&self.upload, name, content).await {
            Ok(()) => {}
            Err(SftpFault::Denied) => {
                let code = "authentication.failed";
                return Ok(refused(401, code, &SftpFault::Denied.to_string()));
            }
            Err(SftpFault::SentAway(words)) => {
                let (code, message) = words.split_once(": ").unwrap_or(("", &words));
                return Ok(refused(403, code, message));
            }
            Err(SftpFault::Failed(why)) => return Err(why),
        }
        let beginning = format!("{name}.");
        let receipts = login
            .receipts(&self.receipts, &beginning, AfterReading::Remove)
            .await
            .map_err(|fault| fault.to_string())?;
        let receipt = receipts.into_iter().next();
        let ReceiptFile { name, content } =
            receipt.ok_or_else(|| format!("no receipt for {name} lies in {}", self.receipts))?;
        if name.starts_with(&format!("{beginning}refused.")) {
            let said: Refused = serde_json::from_slice(&content).unwrap_or_default();
            let code = said.error_code.unwrap_or_default();
            let message = said.error_message.unwrap_or_default();
            return Ok(refused(400, &code, &message));
        }
        Ok(ServiceAnswer {
            status: 201,
            body: content,
        })
    }

    /// The business receipts about a message that lie there.
    pub(crate) async fn business_receipts(
        &self,
        user: &SftpUser,
        message: &str,
    ) -> Result<Vec<ReceiptFile>, String> {
        let asked = format!("sftp receipts of {message}");
        if let Told::Then(files) = self.tape.told(&asked)? {
            return files;
        }
        let beginning = format!("{message}.business.");
        let files = self
            .login(user)?
            .receipts(&self.receipts, &beginning, AfterReading::Leave)
            .await
            .map_err(|fault| fault.to_string());
        self.tape.keep(&asked, &files);
        files
    }

    /// The world is always named: other scenarios' worlds may have the same system.
    fn login(&self, user: &SftpUser) -> Result<SftpLogin, String> {
        let server = self
            .server
            .clone()
            .ok_or("the simulator has no SFTP port: start it with --sftp-port 0")?;
        Ok(SftpLogin {
            host: server.host,
            port: server.port,
            host_key: server.host_key,
            user: format!("{}/{}", self.world, user.system),
            key: user.key.clone(),
        })
    }
}

/// As an ErrorMessage of the service port.
fn refused(status: u16, code: &str, message: &str) -> ServiceAnswer {
    ServiceAnswer {
        status,
        body: json!({"code": code, "message": message})
            .to_string()
            .into_bytes(),
    }
}
