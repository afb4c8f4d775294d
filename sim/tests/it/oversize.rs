//! A sender whose large body is refused gets the answer, and no broken pipe (MEMO-1, SEND-11).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use testpost_sim::clock::ClockMode;
use testpost_sim::simulator::{self, Simulator, SimulatorConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::town::{FAGSYSTEM, journal, spec};

const MEGABYTE: usize = 1_000_000;

async fn start() -> Simulator {
    let config = SimulatorConfig {
        worlds: vec![spec("town", ClockMode::Virtual, "http://127.0.0.1:1")],
        ..SimulatorConfig::in_process()
    };
    simulator::start(config).await.unwrap()
}

/// Sends as simple clients do: the whole body first, and only then a look at the answer.
async fn send(simulator: &Simulator, key: &str, megabytes: usize) -> String {
    let address = simulator.service_url().replace("http://", "");
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /apis/v1/memos/?memo-message-uuid=8c2ea15d-61fb-4ba9-9366-42f8b194c114 HTTP/1.1\r\n\
         Host: localhost\r\n\
         Authorization: Basic {}\r\n\
         Content-Type: application/xml\r\n\
         Content-Length: {}\r\n\
         Connection: close\r\n\
         \r\n",
        BASE64.encode(format!("{FAGSYSTEM}:{key}")),
        megabytes * MEGABYTE,
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let megabyte = vec![b'x'; MEGABYTE];
    for sent in 0..megabytes {
        let written = socket.write_all(&megabyte).await;
        assert!(written.is_ok(), "{written:?} after {sent} MB");
    }
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_110_mb_gets_its_refusal() {
    let simulator = start().await;
    let answer = send(&simulator, "secret", 110).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("message.too.large"), "{answer}");
    let world = simulator.worlds().get("town").unwrap();
    assert!(journal(&world).await.is_empty());
    simulator.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_nobody_knows_gets_its_refusal_after_a_large_body_too() {
    let simulator = start().await;
    let answer = send(&simulator, "wrong", 90).await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    simulator.stop().await;
}
