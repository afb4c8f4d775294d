//! `testpost vendor receiver|sender`: the reference vendor as a process of its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use testpost_memo::id::{Cvr, PartyId};
use testpost_memo::write::LetterParty;
use testpost_sim::clock::wall_now;

use super::exit::Exit;
use super::fault::CliFault;
use super::interrupt::Interrupt;
use super::{output, version};
use crate::party::answers::Answers;
use crate::party::flaw::{ReceiverFlaw, SenderFlaw};
use crate::party::memo_content::Memo;
use crate::party::receipt::ReceiptStatus;
use crate::party::receiver::{self, PartyFault, ReceiptChoice, ReceiptTiming, ReceiverConfig};
use crate::party::sender::{self, Sender, SenderConfig};
use crate::party::service::Credentials;

/// How often a sender that pulls looks for receipts.
const PULL_PAUSE: Duration = Duration::from_secs(2);

#[derive(Debug, clap::Subcommand)]
pub(crate) enum VendorCommand {
    /// Takes pushes, keeps the messages, and sends business receipts
    Receiver(ReceiverOptions),
    /// Sends messages and takes the receipts for them
    Sender(SenderOptions),
}

#[derive(Debug, clap::Args)]
struct PartyOptions {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The service's base address, without /apis/v1; may end in /worlds/NAME
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8460")]
    service: String,
    /// Id of the system that calls the service
    #[arg(long, value_name = "ID")]
    system: String,
    /// Its API key
    #[arg(
        long,
        value_name = "KEY",
        env = "TESTPOST_API_KEY",
        hide_env_values = true
    )]
    api_key: String,
    /// What to answer, in turn; the last one repeats: statuses, or refuse, hang-up, timeout
    #[arg(long, value_name = "STATUS[,STATUS…]", default_value = "200")]
    answer: Answers,
    /// Print the ready line as JSON
    #[arg(long)]
    ready_json: bool,
    /// Seed of the ids it makes [default: from the clock]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// CVR number of its organisation: a receiver answers messages for another with NOT_ALLOWED,
    /// a sender takes orders for it
    #[arg(long, value_name = "CVR", value_parser = cvr)]
    cvr: Option<Cvr>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReceiverOptions {
    #[command(flatten)]
    party: PartyOptions,
    /// Port to listen on; 0 for any free one
    #[arg(long, value_name = "N", default_value_t = 9001)]
    port: u16,
    /// Business receipt for every message: COMPLETED, INVALID, NOT_ALLOWED or none
    /// [default: what its own check of the message says]
    #[arg(long, value_name = "STATUS", value_parser = receipt_choice)]
    receipt: Option<ReceiptChoice>,
    /// Send the business receipt before answering the push
    #[arg(long)]
    receipt_inside: bool,
    /// Folder to keep messages in [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Fetch what waits, in place of being pushed to, when POST /fetch says so
    #[arg(long)]
    pull: bool,
    /// The one thing that it does wrong, to try checks with
    #[arg(long, value_name = "NAME")]
    flaw: Option<ReceiverFlaw>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SenderOptions {
    #[command(flatten)]
    party: PartyOptions,
    /// Port of the receipt endpoint; 0 for any free one
    #[arg(long, value_name = "N", default_value_t = 9002)]
    port: u16,
    /// A MeMo file to send; may be repeated
    #[arg(long, value_name = "FILE")]
    send: Vec<PathBuf>,
    /// Fetch receipts from the service, and delete them there, every 2 seconds
    #[arg(long)]
    pull: bool,
    /// The one thing that it does wrong, to try checks with
    #[arg(long, value_name = "NAME")]
    flaw: Option<SenderFlaw>,
}

impl PartyOptions {
    fn credentials(&self) -> Credentials {
        Credentials {
            system: self.system.clone(),
            api_key: self.api_key.clone(),
        }
    }

    /// Two vendors that run side by side must not make the same ids.
    fn seed(&self) -> u64 {
        let from_clock = || wall_now().as_nanosecond() as u64 ^ u64::from(std::process::id());
        self.seed.unwrap_or_else(from_clock)
    }
}

fn receipt_choice(word: &str) -> Result<ReceiptChoice, String> {
    match word {
        "none" => Ok(ReceiptChoice::Never),
        status => status.parse().map(ReceiptChoice::Always).map_err(|_| {
            let words = [
                ReceiptStatus::Completed,
                ReceiptStatus::Invalid,
                ReceiptStatus::NotAllowed,
            ];
            let words: Vec<&str> = words.map(ReceiptStatus::word).to_vec();
            format!("write {} or none", words.join(", "))
        }),
    }
}

fn cvr(number: &str) -> Result<Cvr, String> {
    Cvr::parse(number).map_err(|fault| fault.to_string())
}

pub(crate) async fn vendor(command: VendorCommand) -> Result<Exit, CliFault> {
    let interrupt = Interrupt::listen().map_err(|fault| CliFault::new(Exit::Fault, fault))?;
    match command {
        VendorCommand::Receiver(options) => run_receiver(options, interrupt).await,
        VendorCommand::Sender(options) => run_sender(options, interrupt).await,
    }
}

async fn run_receiver(
    options: ReceiverOptions,
    mut interrupt: Interrupt,
) -> Result<Exit, CliFault> {
    let party = &options.party;
    let seed = party.seed();
    let config = ReceiverConfig {
        listen: SocketAddr::new(party.listen, options.port),
        own_cvr: party.cvr,
        pulls: options.pull,
        flaw: options.flaw,
        answers: party.answer.clone(),
        receipt: options.receipt.unwrap_or(ReceiptChoice::AsChecked),
        timing: if options.receipt_inside {
            ReceiptTiming::InsidePush
        } else {
            ReceiptTiming::AfterAnswer
        },
        keep: options.keep,
        ..ReceiverConfig::correct(party.service.clone(), party.credentials(), seed, wall_now)
    };
    let receiver = receiver::start(config).await.map_err(start_fault)?;
    let address = receiver.address();
    output::print_line(&if party.ready_json {
        json!({
            "url": receiver.url(),
            "receipt": receiver.receipt_url(),
            "seen": format!("http://{address}/seen"),
            "pid": std::process::id(),
            "version": version::VERSION,
        })
        .to_string()
    } else {
        format!(
            "receiver ready: pushes at {}, what it has seen at http://{address}/seen",
            receiver.url()
        )
    })?;
    interrupt.wait().await;
    receiver.stop().await;
    Ok(Exit::Held)
}

async fn run_sender(options: SenderOptions, mut interrupt: Interrupt) -> Result<Exit, CliFault> {
    let memos = options
        .send
        .iter()
        .map(|path| Memo::from_file(path))
        .collect::<Result<Vec<Memo>, _>>()
        .map_err(|fault| CliFault::with_remedy(Exit::BadInput, fault, "name a MeMo file"))?;
    let party = &options.party;
    let config = SenderConfig {
        listen: SocketAddr::new(party.listen, options.port),
        answers: party.answer.clone(),
        own: party.cvr.map(|cvr| LetterParty {
            id: PartyId::Cvr(cvr),
            label: format!("CVR {cvr}"),
        }),
        flaw: options.flaw,
        seed: party.seed(),
        ..SenderConfig::correct(party.service.clone(), party.credentials(), wall_now)
    };
    let sender = sender::start(config).await.map_err(start_fault)?;
    let address = sender.address();
    output::print_line(&if party.ready_json {
        json!({
            "receipt": sender.receipt_url(),
            "seen": format!("http://{address}/seen"),
            "pid": std::process::id(),
            "version": version::VERSION,
        })
        .to_string()
    } else {
        format!(
            "sender ready: receipts at {}, what it has seen at http://{address}/seen",
            sender.receipt_url()
        )
    })?;
    let work = async {
        send_all(&sender, &memos).await;
        if options.pull {
            pull_on(&sender).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = work => {}
        () = interrupt.wait() => {}
    }
    sender.stop().await;
    Ok(Exit::Held)
}

async fn send_all(sender: &Sender, memos: &[Memo]) {
    for memo in memos {
        match sender.send(memo).await {
            Ok(accepted) => tracing::info!(
                uuid = %accepted.uuid,
                transmission = accepted.transmission_id,
                "accepted"
            ),
            Err(fault) => tracing::error!(%fault, "not sent"),
        }
    }
}

async fn pull_on(sender: &Sender) {
    loop {
        match sender.pull().await {
            Ok(0) => {}
            Ok(pulled) => tracing::info!(pulled, "receipts fetched"),
            Err(fault) => tracing::warn!(%fault, "receipts could not be fetched"),
        }
        tokio::time::sleep(PULL_PAUSE).await;
    }
}

fn start_fault(fault: PartyFault) -> CliFault {
    match fault {
        // Each is about an option: --service, --listen and --port, --keep.
        PartyFault::Service(_) | PartyFault::Door(_) | PartyFault::Shelf(_) => {
            CliFault::new(Exit::CommandLine, fault)
        }
        PartyFault::Key(_) => CliFault::new(Exit::Fault, fault),
    }
}
