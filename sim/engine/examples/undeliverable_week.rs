//! The seven-day schedule of many undeliverable messages, with what it costs.
//!
//! `cargo run --release -p testpost-engine --example undeliverable_week` takes a million messages
//! through it and says the time and the memory. With a number after `--` it takes so many. With
//! `instructions` after `--` it starts itself under callgrind (Debian: valgrind) with 10,000 and
//! with 100,000 messages, and compares the instructions for one message.
//!
//! The endpoints are simulated in this process: each push fails, each call-back of a sender's
//! receipt is answered 200. A hundred authorities get the messages, each by a contact point with
//! a push system of its own and at an instant of its own, so that each message runs its whole
//! schedule: were the messages of one system spread in time, RETRY-8 would deactivate it on the
//! seventh day of the first of them and RETRY-10 would cut the others short. The primary systems
//! are others and fail as well; their messages are held, and a week later they too are deactivated.
#![expect(clippy::print_stdout, reason = "this is what it is for")]
#![expect(
    clippy::disallowed_types,
    reason = "the stopwatch of a measurement, not the engine's clock"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the stopwatch of a measurement, not the engine's clock"
)]

use std::collections::VecDeque;
use std::error::Error;
use std::process::Command as Process;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use testpost_engine::command::{Body, Origin};
use testpost_engine::document::WorldDocument;
use testpost_engine::effect::BodyHash;
use testpost_engine::id::SystemId;
use testpost_engine::{Birth, CallOutcome, Command, Effect, Engine, FailureReason};
use testpost_memo::check::Report;
use testpost_memo::id::MessageUuid;
use testpost_memo::{MemoVersion, MessageType, Outline, PartyOutline, Place};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const AUTHORITIES: u32 = 100;
const JOURNAL_CAP: usize = 100_000;
/// Eleven attempts, and three at the primary system (RETRY-2, RETRY-3, RETRY-5).
const ATTEMPTS: usize = 14;
/// Four warnings and the deactivation of each of the two systems of an authority (RETRY-9).
const MAILS: usize = 2 * 5 * AUTHORITIES as usize;

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        None => week(1_000_000),
        Some("instructions") => instructions(),
        Some(number) => week(number.parse()?),
    }
}

/// Takes `count` messages through their week, makes sure that all of it happened, says the cost.
fn week(count: u32) -> Result<()> {
    let began = (Instant::now(), on_core());
    let mut post = Post::new()?;
    for authority in 0..AUTHORITIES {
        post.now += SignedDuration::from_mins(1);
        let of_this = (authority..count).step_by(AUTHORITIES as usize);
        for number in of_this {
            post.engine.handle(post.now, letter(number, authority)?)?;
        }
        post.settle()?;
    }
    let sent = began.0.elapsed();
    while let Some(due) = post.engine.next_due() {
        post.now = due;
        post.settle()?;
    }
    let all = began.0.elapsed();
    let worked = on_core().saturating_sub(began.1);

    let state = post.engine.state();
    let whole = state.messages.in_order().filter(|message| {
        let attempts = message.delivery.as_ref().map(|way| way.attempts.len());
        message.progress.name() == "HELD" && attempts == Some(ATTEMPTS)
    });
    let whole = whole.count();
    if count > 0 && (whole != count as usize || state.mail.len() != MAILS) {
        return Err(format!(
            "{whole} of {count} messages ran their whole schedule, {} of {MAILS} mails went out",
            state.mail.len()
        )
        .into());
    }
    let events = post.engine.journal().last_seq();
    println!(
        "{count} messages, {ATTEMPTS} attempts each: {} ms, {} ms of them until all were sent; {} ms on a core; {events} events, {} ns on a core for each, {} kept; {}",
        all.as_millis(),
        sent.as_millis(),
        worked.as_millis(),
        worked.as_nanos() / u128::from(events.max(1)),
        post.engine.journal().events().len(),
        peak(),
    );
    Ok(())
}

/// For how long this process has had a core, which other work on the machine does not lengthen.
fn on_core() -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse().ok());
    nanoseconds.map_or(Duration::ZERO, Duration::from_nanos)
}

/// The most memory that this process has held, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|value| value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    peak.map_or_else(
        || "memory unknown".to_owned(),
        |kilobytes| format!("at most {} MB resident", kilobytes / 1024),
    )
}

/// Compares the instructions for one message among few and among many.
fn instructions() -> Result<()> {
    // What making the world costs does not belong to the messages.
    let world = counted(0)?;
    let few = (counted(10_000)? - world) / 10_000;
    let many = (counted(100_000)? - world) / 100_000;
    println!("instructions for one message: {few} of 10,000, {many} of 100,000");
    println!(
        "they grow by a factor of {}.{:03}",
        many / few,
        many % few * 1000 / few
    );
    Ok(())
}

/// The instructions of a run with `count` messages.
fn counted(count: u64) -> Result<u64> {
    let run = Process::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .arg(count.to_string())
        .output()
        .map_err(|fault| format!("valgrind cannot be started: {fault}"))?;
    let told = String::from_utf8_lossy(&run.stderr);
    let all = told
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, number)| number.trim().parse::<u64>().ok());
    match all {
        Some(all) if run.status.success() => Ok(all),
        Some(_) | None => Err(format!("callgrind did not count: {told}").into()),
    }
}

/// A world and its vendors.
struct Post {
    engine: Engine,
    now: Timestamp,
    open: VecDeque<Effect>,
}

impl Post {
    fn new() -> Result<Self> {
        let birth = Birth {
            seed: 1,
            epoch: "2026-01-05T08:00:00Z".parse()?,
            journal_cap: JOURNAL_CAP,
        };
        Ok(Self {
            engine: Engine::new(&world()?, birth).map_err(|faults| format!("{faults:?}"))?,
            now: birth.epoch,
            open: VecDeque::new(),
        })
    }

    /// Runs all that is due now, with what follows from it.
    fn settle(&mut self) -> Result<()> {
        loop {
            while let Some(effect) = self.open.pop_front() {
                let id = effect.id();
                let outcome = answer(&effect);
                let ended = Command::EffectEnded { id, outcome };
                self.open
                    .extend(self.engine.handle(self.now, ended)?.effects);
            }
            if self.engine.next_due().is_none_or(|due| due > self.now) {
                return Ok(());
            }
            self.open.extend(self.engine.run_due(self.now));
        }
    }
}

fn answer(effect: &Effect) -> CallOutcome {
    match effect {
        Effect::Push { id, .. } | Effect::Notify { id, .. } => match id.0 % 3 {
            0 => CallOutcome::Answered { status: 503 },
            1 => CallOutcome::Failed {
                reason: FailureReason::Refused,
            },
            _ => CallOutcome::Failed {
                reason: FailureReason::Timeout,
            },
        },
        Effect::ReceiptCallback { .. } => CallOutcome::Answered { status: 200 },
    }
}

fn system(authority: u32, number: u32) -> Result<SystemId> {
    Ok(format!("6b0d4a4e-0f0a-4c39-{number:04}-{authority:012}").parse()?)
}

fn contact_point(authority: u32) -> String {
    format!("241d39f6-998e-4929-b198-{authority:012}")
}

fn cvr(authority: u32) -> String {
    format!("{}", 20_000_000 + authority)
}

/// Authorities of three systems: one that sends and two that receive.
fn world() -> Result<WorldDocument> {
    let authority = |authority: u32| -> Result<serde_json::Value> {
        let push = |name: &str, number: u32, role: &str| -> Result<serde_json::Value> {
            Ok(serde_json::json!({
                "id": system(authority, number)?, "name": name, "roles": [role],
                "protocol": "REST_PUSH", "apiKey": "key",
                "endpoint": format!("http://127.0.0.1:1/{authority}/{name}"),
                "receiptEndpoint": format!("http://127.0.0.1:1/{authority}/receipts"),
                "technicalContact": {"email": format!("{name}{authority}@example.invalid")},
            }))
        };
        Ok(serde_json::json!({
            "cvr": cvr(authority), "name": format!("Prøvekøbing Kommune {authority}"), "type": "MUNICIPALITY",
            "systems": [
                push("postfordeler", 1, "RECIPIENT")?,
                push("fagsystem", 2, "RECIPIENT")?,
                push("afsender", 3, "SENDER")?,
            ],
            "contactPoints": [{"id": contact_point(authority), "name": "Pladsanvisning", "system": "fagsystem"}],
        }))
    };
    let authorities: Vec<_> = (0..AUTHORITIES).map(authority).collect::<Result<_>>()?;
    Ok(serde_json::from_value(
        serde_json::json!({"authorities": authorities}),
    )?)
}

/// A letter from the next authority to this one's contact point.
fn letter(number: u32, authority: u32) -> Result<Command> {
    let sender = (authority + 1) % AUTHORITIES;
    // As spread as random ones: a multiplication by an odd number only orders them anew.
    let spread = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let uuid = MessageUuid::parse(&format!(
        "{:08x}-{:04x}-4{:03x}-8000-{number:012x}",
        spread >> 32,
        spread >> 16 & 0xffff,
        spread & 0xfff
    ))?;
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&spread.to_le_bytes());
    let party = |authority: u32, contact_point_id: Option<String>| PartyOutline {
        id: Some(cvr(authority)),
        id_type: Some("CVR".to_owned()),
        label: Some(format!("Prøvekøbing Kommune {authority}")),
        contact_point_id,
        place: Place {
            line: 10,
            column: 5,
            xpath: "/memo:Message[1]/memo:MessageHeader[1]/memo:Recipient[1]/memo:recipientID[1]"
                .to_owned(),
        },
    };
    let outline = Outline {
        version: Some(MemoVersion::V1_2),
        message_type: Some(MessageType::DigitalPost),
        message_uuid: Some(uuid),
        message_uuid_text: Some(uuid.to_string()),
        message_id: Some(format!("MSG-{number}")),
        label: Some("Afgørelse om plads i dagtilbud".to_owned()),
        notification: Some("Du har fået en afgørelse fra Pladsanvisningen".to_owned()),
        sender: party(sender, None),
        recipient: party(authority, Some(contact_point(authority))),
        has_body: true,
        ..Outline::default()
    };
    Ok(Command::Send {
        origin: Origin::System {
            system: system(sender, 3)?,
        },
        uuid_parameter: Some(uuid.to_string()),
        report: Box::new(Report {
            version: Some(MemoVersion::V1_2),
            well_formed: true,
            outline,
            findings: Vec::new(),
            more_findings: 0,
        }),
        body: Body {
            hash: BodyHash::from_bytes(hash),
            size: 2000,
        },
    })
}
