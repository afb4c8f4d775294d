//! Starting and stopping the whole.

use std::net::SocketAddr;

use testpost_sim::clock::ClockMode;
use testpost_sim::simulator::{self, ControlToken, SimulatorConfig, StartFault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::town::spec;

#[tokio::test]
async fn both_ports_answer_when_start_does_and_no_longer_after_stop() {
    let folder = tempfile::tempdir().unwrap();
    let config = SimulatorConfig {
        spool: Some(folder.path().to_owned()),
        worlds: vec![spec("town", ClockMode::Virtual, "http://127.0.0.1:1")],
        ..SimulatorConfig::in_process()
    };
    let simulator = simulator::start(config).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let urls = [simulator.service_url(), simulator.control_url()];
    for url in &urls {
        let answer = client.get(format!("{url}/no/such/path")).send().await;
        assert_eq!(answer.unwrap().status(), 404);
    }
    let world = simulator.worlds().get("town").unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    simulator.stop().await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    for url in &urls {
        assert!(client.get(url).send().await.unwrap_err().is_connect());
    }
    assert!(world.query(|_| ()).await.is_err());
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let simulator = simulator::start(SimulatorConfig::in_process())
        .await
        .unwrap();
    let address = simulator.service_url().replace("http://", "");
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}", "a".repeat(100_000));
    let _ = socket.write_all(head.as_bytes()).await;
    let mut answer = vec![0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 431");
    simulator.stop().await;
}

#[tokio::test]
async fn a_control_port_that_others_can_reach_needs_a_token() {
    let open = SimulatorConfig {
        control: SocketAddr::from(([0, 0, 0, 0], 0)),
        ..SimulatorConfig::in_process()
    };
    let fault = simulator::start(open.clone()).await.unwrap_err();
    assert!(matches!(fault, StartFault::TokenMissing(_)), "{fault}");
    let guarded = SimulatorConfig {
        control_token: ControlToken::new("secret"),
        ..open
    };
    let simulator = simulator::start(guarded).await.unwrap();
    assert!(simulator.control_url().starts_with("http://127.0.0.1:"));
    simulator.stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_with_what_to_do() {
    let first = simulator::start(SimulatorConfig::in_process())
        .await
        .unwrap();
    let address = first.service_url().replace("http://", "").parse().unwrap();
    let config = SimulatorConfig {
        service: address,
        ..SimulatorConfig::in_process()
    };
    let fault = simulator::start(config).await.unwrap_err().to_string();
    assert!(fault.contains("the service port"), "{fault}");
    assert!(fault.contains("0 for any free one"), "{fault}");
    first.stop().await;
}
