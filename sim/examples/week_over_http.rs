//! One undeliverable message's whole week over real HTTP on loopback, and how long it takes.
//!
//! `cargo run --release -p testpost-sim --example week_over_http` starts the simulator with both
//! its ports and a vendor on a port of its own. The message is sent to the service port; then one
//! call to the control port moves the clock eight days on, through the call-back of the sender's
//! receipt, eleven pushes, the hand-over to the primary system, three more pushes and the
//! deactivation of the system that took nothing. What is timed is from the beginning of the send
//! to the end of the answer about the clock. It is done again and again in a world that was reset.
#![expect(clippy::print_stdout, reason = "this is what it is for")]

#[path = "../tests/it/town.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' world; they use more of it"
)]
mod town;
#[path = "../tests/it/vendor.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' vendor; they use more of it"
)]
mod vendor;

use std::error::Error;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, StatusCode};
use testpost_sim::clock::ClockMode;
use testpost_sim::simulator::{self, SimulatorConfig};
use vendor::Vendor;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ROUNDS: u32 = 200;
/// One call-back, and eleven and three pushes.
const CALLS: usize = 15;

#[tokio::main]
async fn main() -> Result<()> {
    let vendor =
        Vendor::start(|got| async move { if got.path == "/receipts" { 200 } else { 503 } }).await;
    let config = SimulatorConfig {
        worlds: vec![town::spec("town", ClockMode::Virtual, &vendor.url)],
        ..SimulatorConfig::in_process()
    };
    let simulator = simulator::start(config).await?;
    let client = Client::builder().no_proxy().build()?;
    let service = simulator.service_url();
    let world = format!("{}/control/v1/worlds/town", simulator.control_url());
    let uuid = town::uuid(1);

    let mut rounds = Vec::new();
    for round in 1.. {
        let send = client
            .post(format!("{service}/apis/v1/memos/?memo-message-uuid={uuid}"))
            .basic_auth(town::FAGSYSTEM, Some("secret"))
            .header("content-type", "application/xml")
            .body(town::letter(1));
        let advance = client
            .post(format!("{world}/clock/advance"))
            .header("content-type", "application/json")
            .body(r#"{"by": "P8D"}"#);
        let began = Instant::now();
        done(send, StatusCode::CREATED).await?;
        done(advance, StatusCode::OK).await?;
        rounds.push(began.elapsed());

        let calls: usize = ["/receipts", "/fagsystem", "/primary"]
            .iter()
            .map(|path| vendor.seen(path).len())
            .sum();
        if calls != CALLS * round {
            return Err(format!("{calls} calls came in {round} rounds of {CALLS}").into());
        }
        let message = client.get(format!("{world}/messages/{uuid}"));
        let told = message.send().await?.text().await?;
        if !told.contains("HELD") {
            return Err(format!("its week did not end as it should: {told}").into());
        }
        if rounds.len() == ROUNDS as usize {
            break;
        }
        done(client.post(format!("{world}/reset")), StatusCode::OK).await?;
    }
    simulator.stop().await;
    rounds.sort();
    let shown = |at: usize| rounds.get(at).map_or(0, Duration::as_micros);
    println!(
        "{ROUNDS} weeks of one message, {CALLS} calls out each: best {} us, median {} us, worst {} us",
        shown(0),
        shown(rounds.len() / 2),
        shown(rounds.len() - 1),
    );
    Ok(())
}

async fn done(request: RequestBuilder, wanted: StatusCode) -> Result<()> {
    let answer = request.send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    if status != wanted {
        return Err(format!("answered {status}: {text}").into());
    }
    Ok(())
}
