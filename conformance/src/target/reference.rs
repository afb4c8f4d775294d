//! The built-in reference vendor as a target: started for one scenario, correct or with a flaw,
//! and described as a target file would describe it.

use testpost_memo::id::{Cvr, PartyId};
use testpost_memo::write::LetterParty;

use super::document::{
    Acts, HttpCall, Limits, LookAt, ReceiverTarget, SenderTarget, TargetDocument, Way,
};
use crate::party::flaw::{ReceiverFlaw, SenderFlaw};
use crate::party::receiver::{self, PartyFault, Receiver, ReceiverConfig};
use crate::party::sender::{self, Sender, SenderConfig};
use crate::party::service::Credentials;
use crate::scenario::{LetterVersion, Placed, Protocol, System};

/// What the reference vendor does wrong, if anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flaws {
    pub receiver: Option<ReceiverFlaw>,
    pub sender: Option<SenderFlaw>,
}

/// A running reference vendor.
#[derive(Debug)]
pub(crate) struct Reference {
    config: Config,
    running: Option<Running>,
}

#[derive(Debug)]
enum Config {
    Receiver(Box<ReceiverConfig>),
    Sender(Box<SenderConfig>),
}

#[derive(Debug)]
enum Running {
    Receiver(Receiver),
    Sender(Sender),
}

/// Which part it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Receiver,
    Sender,
}

impl Reference {
    /// Takes the part of `system`, and says how it is reached.
    pub(crate) async fn start(
        part: Part,
        system: &System,
        service: &str,
        seed: u64,
        flaws: Flaws,
    ) -> Result<(Self, TargetDocument), PartyFault> {
        let credentials = Credentials {
            system: system.id.clone(),
            api_key: system.api_key.clone(),
        };
        let own = Cvr::parse(&system.owner).ok();
        let config = match part {
            Part::Receiver => {
                let mut config = ReceiverConfig::correct(service, credentials, seed, no_clock);
                config.own_cvr = own;
                config.flaw = flaws.receiver;
                // A stopped one starts again with what it has kept.
                config.keep = Some(tempfile::tempdir()?.keep());
                config.pulls = system.protocol == Protocol::RestPull;
                Config::Receiver(Box::new(config))
            }
            Part::Sender => {
                let mut config = SenderConfig::correct(service, credentials, no_clock);
                config.seed = seed;
                config.flaw = flaws.sender;
                config.own = own.map(|cvr| LetterParty {
                    id: PartyId::Cvr(cvr),
                    label: system.owner_name.clone(),
                });
                Config::Sender(Box::new(config))
            }
        };
        let mut reference = Self {
            config,
            running: None,
        };
        reference.go_on().await?;
        let document = reference.described(system);
        Ok((reference, document))
    }

    /// Starts it, at the address it had before.
    pub(crate) async fn go_on(&mut self) -> Result<(), PartyFault> {
        let running = match &mut self.config {
            Config::Receiver(config) => {
                let receiver = receiver::start(config.as_ref().clone()).await?;
                config.listen = receiver.address();
                Running::Receiver(receiver)
            }
            Config::Sender(config) => {
                let sender = sender::start(config.as_ref().clone()).await?;
                config.listen = sender.address();
                Running::Sender(sender)
            }
        };
        self.running = Some(running);
        Ok(())
    }

    /// Stops it; what it has kept stays.
    pub(crate) async fn stop(&mut self) {
        match self.running.take() {
            Some(Running::Receiver(receiver)) => receiver.stop().await,
            Some(Running::Sender(sender)) => sender.stop().await,
            None => {}
        }
    }

    /// Stops it for good.
    pub(crate) async fn strike(mut self) {
        self.stop().await;
        if let Config::Receiver(config) = &self.config
            && let Some(folder) = &config.keep
            && let Err(fault) = tokio::fs::remove_dir_all(folder).await
        {
            tracing::warn!(%fault, "the reference vendor's folder is left behind");
        }
    }

    fn described(&self, system: &System) -> TargetDocument {
        let said = |text: &str| {
            let nowhere = serde_saphyr::Location::UNKNOWN;
            Placed::new(text.to_owned(), nowhere, nowhere)
        };
        let protocol = |protocol: Protocol| {
            let nowhere = serde_saphyr::Location::UNKNOWN;
            Placed::new(protocol, nowhere, nowhere)
        };
        let look_at = |address: std::net::SocketAddr| LookAt::of(format!("http://{address}/seen"));
        let (receiver, sender) = match &self.running {
            Some(Running::Receiver(receiver)) => {
                let described = ReceiverTarget {
                    protocol: protocol(system.protocol),
                    system: said(&system.id),
                    api_key: said(&system.api_key),
                    cvr: None,
                    endpoint: Some(said(&receiver.url())),
                    memo_version: Some(LetterVersion::V1_2),
                    look_at: Some(look_at(receiver.address())),
                    // Its own hand does both.
                    stop: Some(Way::Nothing),
                    start: None,
                    fetch: Some(Way::Http(Box::new(HttpCall {
                        method: "POST".to_owned(),
                        url: format!("http://{}/fetch", receiver.address()),
                        headers: std::collections::BTreeMap::new(),
                        body: None,
                    }))),
                };
                (Some(described), None)
            }
            Some(Running::Sender(sender)) => {
                let address = sender.address();
                let order = |path: &str, body: Option<&str>| {
                    Way::Http(Box::new(HttpCall {
                        method: "POST".to_owned(),
                        url: format!("http://{address}{path}"),
                        headers: std::collections::BTreeMap::new(),
                        body: body.map(str::to_owned),
                    }))
                };
                let described = SenderTarget {
                    protocol: protocol(system.protocol),
                    system: said(&system.id),
                    api_key: said(&system.api_key),
                    cvr: None,
                    receipt_endpoint: Some(said(&sender.receipt_url())),
                    acts: Acts {
                        send: order("/send", Some(ORDER)),
                        recall: Some(order("/recall/{{uuid}}", None)),
                        fetch_receipts: Some(order("/fetch-receipts", None)),
                        send_archive: Some(order("/send-archive", Some(ARCHIVE_ORDER))),
                    },
                    look_at: Some(look_at(address)),
                };
                (None, Some(described))
            }
            None => (None, None),
        };
        TargetDocument {
            target: said("the reference vendor"),
            receiver,
            sender,
            limits: Limits::in_process(),
        }
    }
}

/// The body of `POST /send`, as a target file would write it.
const ORDER: &str = r#"{"to": "{{to}}", "label": "{{label}}", "text": "{{text}}",
 "attachments": "{{attachments}}", "contactPoint": "{{contactPoint}}",
 "valueDate": "{{valueDate}}", "notification": "{{notification}}", "type": "{{type}}",
 "version": "{{version}}", "filename": "{{filename}}", "link": "{{link}}",
 "mostAttachments": "{{mostAttachments}}"}"#;

/// The same of `POST /send-archive`.
const ARCHIVE_ORDER: &str = r#"{"to": "{{to}}", "label": "{{label}}", "count": "{{count}}"}"#;

/// Vendors' own times are checked for form only, so they need no clock of their own.
fn no_clock() -> jiff::Timestamp {
    jiff::Timestamp::UNIX_EPOCH
}
