//! Warning mails on their way to a real SMTP server (RETRY-9, SYS-8): aiosmtpd, which each test
//! starts. Where Python has no aiosmtpd the tests say that they were passed over.

use std::process::Stdio;

use reqwest::Method;
use serde_json::{Value, json};
use testpost_sim::outbox::SmtpServer;
use testpost_sim::simulator::{self, SimulatorConfig};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::post::{Post, json_of};
use crate::town::LONG;

/// A server of its own, as long as the test runs.
struct Server {
    _process: Child,
    said: Lines<BufReader<ChildStdout>>,
    port: u64,
}

/// A Python that has aiosmtpd: the first on the path, or Debian's own.
async fn python() -> Option<&'static str> {
    for python in ["python3", "/usr/bin/python3"] {
        let has = Command::new(python)
            .args(["-c", "import aiosmtpd"])
            .stderr(Stdio::null())
            .status()
            .await;
        if has.is_ok_and(|status| status.success()) {
            return Some(python);
        }
    }
    eprintln!(
        "PASSED OVER: no SMTP server to test against; install aiosmtpd (Debian: python3-aiosmtpd)"
    );
    None
}

/// None where there is no aiosmtpd.
async fn server() -> Option<Server> {
    let python = python().await?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/smtp_server.py");
    let mut process = Command::new(python)
        .arg(script)
        // It ends when its stdin does.
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let stdout = process.stdout.take().unwrap();
    let mut server = Server {
        _process: process,
        said: BufReader::new(stdout).lines(),
        port: 0,
    };
    server.port = server.next().await["port"].as_u64().unwrap();
    Some(server)
}

impl Server {
    async fn next(&mut self) -> Value {
        let line = tokio::time::timeout(LONG, self.said.next_line()).await;
        serde_json::from_str(&line.unwrap().unwrap().unwrap()).unwrap()
    }
}

/// A simulator that mails to this port, with a world whose receiver nobody answers for.
async fn mailing(port: u64, contact: &str) -> Post {
    let smtp = SmtpServer::parse(&format!("smtp://127.0.0.1:{port}")).unwrap();
    let config = SimulatorConfig {
        smtp: Some(smtp),
        ..SimulatorConfig::in_process()
    };
    let post = Post {
        simulator: simulator::start(config).await.unwrap(),
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
    };
    let system = json!({
        "id": crate::town::FAGSYSTEM, "apiKey": "secret", "name": "Ærøs blåbærsystem",
        "roles": ["RECIPIENT"], "protocol": "REST_PUSH", "endpoint": "http://127.0.0.1:9/",
        "technicalContact": {"email": contact},
    });
    let world = json!({"citizens": [{"cpr": "2211771212", "name": "Mette Testesen"}],
        "authorities": [{"cvr": "20000001", "name": "Prøvekøbing Kommune", "systems": [system]}]});
    let body = json!({"name": "mixed", "clock": "virtual", "epoch": "2026-01-05T08:00:00Z", "world": world});
    let made = post.control(Method::POST, "", Some(body)).await;
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    let letter = json!({"from": "2211771212", "to": "20000001"});
    let sent = post
        .control(Method::POST, "/mixed/messages", Some(letter))
        .await;
    assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
    post
}

/// The exchanges of mails, once there are so many.
async fn mails(post: &Post, count: usize) -> Vec<Value> {
    let all = async {
        loop {
            let list = post.see("exchanges?kind=mail").await;
            let items = list["items"].as_array().unwrap().clone();
            if items.len() >= count {
                return items;
            }
        }
    };
    tokio::time::timeout(LONG, all).await.unwrap()
}

#[tokio::test]
async fn retry_9_the_technical_contact_is_mailed_on_days_1_3_5_and_6_and_at_the_deactivation() {
    let Some(mut server) = server().await else {
        return;
    };
    let post = mailing(server.port, "drift@example.invalid").await;
    let moved = post.advance(json!({"by": "P7D"})).await;
    assert_eq!(moved.status(), 200);
    let mut dates = Vec::new();
    for number in 1..=5 {
        let mail = server.next().await;
        assert_eq!(mail["to"], json!(["drift@example.invalid"]));
        // Sent as plain ASCII, and read by another reader with its Danish letters.
        assert_eq!(mail["ascii"], true);
        let (subject, text) = (
            mail["subject"].as_str().unwrap(),
            mail["text"].as_str().unwrap(),
        );
        assert!(subject.contains("Ærøs blåbærsystem"), "{subject}");
        assert!(text.contains("Systemet Ærøs blåbærsystem ("), "{text}");
        assert_eq!(
            subject.ends_with("er deaktiveret"),
            number == 5,
            "{subject}"
        );
        dates.push(mail["date"].as_str().unwrap()[..10].to_owned());
    }
    let days = [
        "2026-01-06",
        "2026-01-08",
        "2026-01-10",
        "2026-01-11",
        "2026-01-12",
    ];
    assert_eq!(dates, days);
    let exchanges = mails(&post, 5).await;
    for exchange in &exchanges {
        assert_eq!(
            (&exchange["status"], &exchange["attempt"]),
            (&json!(250), &json!(1))
        );
        assert_eq!(exchange["direction"], "out");
        assert_eq!(exchange["error"], Value::Null);
        let url = format!("smtp://127.0.0.1:{}", server.port);
        assert_eq!(exchange["url"], url);
    }
    // The outbox has the same mails, whether they were sent on or not.
    let outbox = post.see("outbox/mail").await;
    assert_eq!(outbox["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_mail_that_is_put_off_is_tried_again_and_one_that_is_refused_is_not() {
    for (contact, status, attempts) in [
        ("drift@later.invalid", 250, 2),
        ("drift@refused.invalid", 550, 1),
    ] {
        let Some(server) = server().await else { return };
        let post = mailing(server.port, contact).await;
        let moved = post.advance(json!({"by": "P1D"})).await;
        assert_eq!(moved.status(), 200, "{}", json_of(moved).await);
        let exchange = mails(&post, 1).await.remove(0);
        assert_eq!(
            (&exchange["status"], &exchange["attempt"]),
            (&json!(status), &json!(attempts)),
            "{exchange}"
        );
        assert_eq!(exchange["error"].is_null(), status == 250);
    }
}

#[tokio::test]
async fn a_world_goes_on_where_no_smtp_server_listens() {
    // Bound and let go, so that nobody is there.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let post = mailing(port.into(), "drift@example.invalid").await;
    let moved = json_of(post.advance(json!({"by": "P7D"})).await).await;
    assert_eq!(moved["now"], "2026-01-12T08:00:00.000Z");
    let outbox = post.see("outbox/mail").await;
    assert_eq!(outbox["items"].as_array().unwrap().len(), 5);
    let exchange = mails(&post, 1).await.remove(0);
    assert_eq!(exchange["attempt"], 3);
    assert!(exchange["error"].is_string(), "{exchange}");
}
