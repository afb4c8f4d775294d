//! `testpost serve` from outside: the ready line, the world file, the end.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::binary::{Running, run};

const ANY_PORT: [&str; 5] = ["serve", "--port", "0", "--control-port", "0"];

fn start(more: &[&str]) -> Running {
    let mut arguments = ANY_PORT.to_vec();
    arguments.push("--ready-json");
    arguments.extend(more);
    Running::start(&arguments)
}

fn world(folder: &TempDir, name: &str, text: &str) -> String {
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

#[test]
fn the_ready_line_says_all_there_is_to_know_and_sigterm_ends_in_order() {
    let running = start(&["--seed", "7", "--epoch", "2026-01-05T08:00:00Z"]);
    let ready = running.ready.as_object().expect("an object");
    let keys: Vec<&str> = ready.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "service",
            "control",
            "tls",
            "sftp",
            "sftpHostKey",
            "worlds",
            "world",
            "seed",
            "epoch",
            "pid",
            "version"
        ]
    );
    for absent in ["tls", "sftp", "sftpHostKey"] {
        assert_eq!(ready[absent], serde_json::Value::Null);
    }
    assert_eq!(ready["worlds"], serde_json::json!(["municipality"]));
    assert_eq!(ready["world"], "municipality");
    assert_eq!(ready["seed"], 7);
    assert_eq!(ready["epoch"], "2026-01-05T08:00:00.000Z");
    assert_eq!(ready["version"], "0.1.0");
    for port in ["service", "control"] {
        let url = running.text(port);
        let number = url.strip_prefix("http://127.0.0.1:").expect("a base URL");
        assert_ne!(number.parse::<u16>().expect("a port"), 0);
    }
    let asked = run(["health", &running.text("control")]);
    assert_eq!(
        (asked.code, asked.stdout.as_str()),
        (0, "ready\n"),
        "{asked:?}"
    );
    assert_eq!(running.terminate(), Some(0));
}

#[test]
fn options_win_over_the_world_file_and_the_file_over_the_defaults() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "seed: 5\nepoch: 2027-02-03T04:05:06Z\nclock: virtual\n";
    let file = world(&folder, "town.yaml", text);
    let running = start(&["--world", &file]);
    assert_eq!(running.ready["world"], "town");
    assert_eq!(running.ready["seed"], 5);
    assert_eq!(running.ready["epoch"], "2027-02-03T04:05:06.000Z");
    drop(running);
    let running = start(&["--world", &file, "--seed", "6"]);
    assert_eq!(running.ready["seed"], 6);
}

#[test]
fn an_unknown_key_in_a_world_file_exits_4_with_its_place_and_the_nearest_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "world: town\ncitizens:\n  - {cpr: \"2211771212\", naem: Mette Testesen}\n";
    let file = world(&folder, "town.yaml", text);
    let ended = run(ANY_PORT.iter().copied().chain(["--world", &file]));
    assert_eq!(ended.code, 4, "{ended:?}");
    let place = format!("{file}:3:25: unknown key 'naem'");
    assert!(ended.stderr.contains(&place), "{ended:?}");
    assert!(ended.stderr.contains("did you mean 'name'?"), "{ended:?}");
    assert_eq!(ended.stdout, "");
}

#[test]
fn a_world_that_does_not_hold_together_exits_4_and_names_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = world(&folder, "town.yaml", "profile: {retry.dayly: P1D}\n");
    let ended = run(ANY_PORT.iter().copied().chain(["--world", &file]));
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended.stderr.contains(&format!("{file}: profile")),
        "{ended:?}"
    );
    assert!(ended.stderr.contains("retry.daily"), "{ended:?}");

    let twice = ["--world", &file, "--world", &file];
    std::fs::write(&file, "world: town\n").expect("a file");
    let ended = run(ANY_PORT.into_iter().chain(twice));
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stderr.contains("named town already"), "{ended:?}");

    let ended = run(ANY_PORT.into_iter().chain(["--world", "nowhere.yaml"]));
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended.stderr.contains("nowhere.yaml: cannot be read"),
        "{ended:?}"
    );
}

#[test]
fn options_that_cannot_be_meant_exit_2() {
    for wrong in [
        ["--clock", "sundial"],
        ["--epoch", "yesterday"],
        ["--control-listen", "0.0.0.0"],
        ["--listen", "everywhere"],
        ["--seed", "-1"],
    ] {
        let ended = run(ANY_PORT.into_iter().chain(wrong));
        assert_eq!(ended.code, 2, "{wrong:?}: {ended:?}");
    }
}

#[test]
fn a_port_that_is_taken_exits_2_and_says_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let ended = run(["serve", "--control-port", "0", "--port", &port]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("choose another, or 0"), "{ended:?}");
}

#[test]
fn without_json_the_ready_line_says_the_same_in_words() {
    use std::io::{BufRead, BufReader};
    let mut child = crate::binary::testpost()
        .args(ANY_PORT)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("testpost runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout"))
        .read_line(&mut line)
        .expect("a ready line");
    child.kill().expect("it was running");
    child.wait().expect("it ends");
    assert!(
        line.contains("is ready: service http://127.0.0.1:"),
        "{line}"
    );
    assert!(
        line.contains("worlds municipality, clock real, seed 1, epoch "),
        "{line}"
    );
}

/// The whole way: a sender process, the simulator, a receiver process, and the receipts back.
#[tokio::test]
async fn a_letter_goes_from_the_sender_process_to_the_receiver_process_and_is_receipted() {
    let key = "6b0d4a4e-0f0a-4c39-8f1e-0000000000aa";
    let system = "6b0d4a4e-0f0a-4c39-8f1e-000000000001";
    let folder = tempfile::tempdir().expect("a folder");
    let simulator = start(&[]);
    let (service, control) = (simulator.text("service"), simulator.text("control"));
    let service = format!("{service}/worlds/town");
    let who = ["--system", system, "--api-key", key, "--service", &service];
    let party = |words: &[&str]| {
        let fixed = ["--port", "0", "--ready-json"];
        Running::start(&[&["vendor"], words, &fixed, &who].concat())
    };
    let receiver = party(&["receiver"]);
    let town = serde_json::json!({
        "name": "town",
        "world": {"authorities": [{
            "cvr": "20000001",
            "name": "Prøvekøbing Kommune",
            "type": "MUNICIPALITY",
            "systems": [{
                "id": system,
                "apiKey": key,
                "name": "fagsystem",
                "roles": ["SENDER", "RECIPIENT"],
                "protocol": "REST_PUSH",
                "endpoint": receiver.text("url"),
                "receiptEndpoint": receiver.text("receipt"),
                "memoVersion": "1.2",
                "technicalContact": {
                    "name": "Drift", "email": "drift@example.invalid", "phoneNumber": "20000001"
                },
            }],
        }]},
    });
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let made = client.post(format!("{control}/control/v1/worlds"));
    let made = made.json(&town).send().await.expect("an answer");
    assert_eq!(made.status().as_u16(), 201, "{:?}", made.text().await);

    let mut letter = crate::letters::letter(1);
    letter.sender = letter.recipient.clone();
    let file = folder.path().join("letter.xml");
    std::fs::write(&file, letter.to_xml()).expect("a file");
    let file = file.display().to_string();
    let sender = party(&["sender", "--send", &file]);

    let uuid = letter.message_uuid.to_string();
    for event in [
        "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM",
        "BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM",
    ] {
        let url = format!(
            "{control}/control/v1/worlds/town/await?type={event}&message={uuid}&timeout=PT20S"
        );
        let answer = client.get(url).send().await.expect("an answer");
        let status = answer.status().as_u16();
        let said = answer.text().await.expect("a body");
        assert_eq!(status, 200, "{event}: {said}");
    }
    let seen = client
        .get(receiver.text("seen"))
        .send()
        .await
        .expect("an answer");
    let seen: serde_json::Value = seen.json().await.expect("JSON");
    assert_eq!(seen["pushes"][0]["messageUUID"], uuid);
    assert_eq!(seen["receipts"][0]["receipt"]["receiptStatus"], "COMPLETED");
    for process in [sender, receiver, simulator] {
        assert_eq!(process.terminate(), Some(0));
    }
}
