//! The command line from outside: exit codes, the vendor commands, health.

use crate::binary::{Running, run};
use crate::fake_service::FakeService;
use crate::letters::letter;

#[test]
fn an_unknown_option_exits_2_and_names_it() {
    let ended = run(["memo", "check", "--formet", "json", "x.xml"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.stderr.contains("--formet"), "{ended:?}");
    assert!(ended.stderr.contains("--format"), "{ended:?}");
    assert_eq!(run(["surve"]).code, 2);
    assert_eq!(run::<&str>([]).code, 2);
}

#[test]
fn the_version_names_the_interface() {
    let ended = run(["--version"]);
    assert_eq!(ended.code, 0);
    assert!(
        ended
            .stdout
            .starts_with("testpost 0.1.0\ninterface 1.68.0\n"),
        "{ended:?}"
    );
}

#[test]
fn a_log_filter_that_means_nothing_exits_2() {
    let ended = run(["--log", "a=b=c", "health", "http://127.0.0.1:1"]);
    assert_eq!(ended.code, 2, "{ended:?}");
}

#[test]
fn health_exits_3_when_nobody_answers_and_2_for_an_address_it_cannot_ask() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("an address").port()
    };
    let ended = run(["health", &format!("http://127.0.0.1:{port}")]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.stderr.contains("/readyz"), "{ended:?}");
    assert_eq!(run(["health", "https://127.0.0.1"]).code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_exits_0_only_when_readyz_answers_200() {
    let service = FakeService::start([(200, "{}"), (503, "{}")]).await;
    for (code, said) in [(0, "ready\n"), (3, "")] {
        let url = service.url.clone();
        let asked = tokio::task::spawn_blocking(move || run(["health", &url]));
        let ended = asked.await.expect("it ran");
        assert_eq!(ended.code, code, "{ended:?}");
        assert_eq!(ended.stdout, said);
    }
    assert!(service.asked().iter().all(|asked| asked.uri == "/readyz"));
}

#[test]
fn a_vendor_says_where_it_listens_and_ends_in_order() {
    let key = ["--system", "s", "--api-key", "k"];
    for party in ["receiver", "sender"] {
        let mut arguments = vec!["vendor", party, "--port", "0", "--ready-json"];
        arguments.extend(key);
        let vendor = Running::start(&arguments);
        assert!(vendor.text("seen").starts_with("http://127.0.0.1:"));
        assert!(vendor.text("receipt").ends_with("/sender-system/receipt"));
        assert_eq!(vendor.terminate(), Some(0));
    }
}

#[tokio::test]
async fn a_receiver_process_takes_a_push_and_lists_it() {
    let receiver = Running::start(&[
        "vendor",
        "receiver",
        "--port",
        "0",
        "--ready-json",
        "--system",
        "s",
        "--api-key",
        "k",
        "--receipt",
        "none",
        "--answer",
        "503,200",
    ]);
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let letter = letter(1);
    for status in [503, 200] {
        let part = reqwest::multipart::Part::bytes(letter.to_xml())
            .file_name(letter.message_uuid.to_string());
        let form = reqwest::multipart::Form::new().part("file", part);
        let answer = client
            .post(receiver.text("url"))
            .multipart(form)
            .send()
            .await;
        assert_eq!(answer.expect("an answer").status().as_u16(), status);
    }
    let seen = client
        .get(receiver.text("seen"))
        .send()
        .await
        .expect("an answer");
    let seen: serde_json::Value = seen.json().await.expect("JSON");
    assert_eq!(seen["pushes"][0]["status"], 503);
    assert_eq!(
        seen["pushes"][1]["messageUUID"],
        letter.message_uuid.to_string()
    );
    assert_eq!(receiver.terminate(), Some(0));
}

#[test]
fn a_vendor_with_wrong_options_exits_2() {
    let receiver = [
        "vendor",
        "receiver",
        "--port",
        "0",
        "--system",
        "s",
        "--api-key",
        "k",
    ];
    for wrong in [
        ["--answer", "maybe"],
        ["--receipt", "FINE"],
        ["--cvr", "123"],
        ["--service", "nowhere"],
        ["--service", "https://api.digitalpost.dk"],
    ] {
        let ended = run(receiver.iter().chain(&wrong));
        assert_eq!(ended.code, 2, "{wrong:?}: {ended:?}");
    }
}

#[test]
fn a_scenario_file_with_faults_exits_4_and_names_their_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wrong.yaml");
    std::fs::write(&path, "scenario: A\nclausses: [SEND-1]\nsteps: []\n").expect("a file");
    let ended = run([
        "scenario".as_ref(),
        "check".as_ref(),
        folder.path().as_os_str(),
    ]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.stdout.contains("wrong.yaml:2:1: "), "{ended:?}");
    assert!(ended.stdout.contains("clauses"), "{ended:?}");
    assert_eq!(run(["scenario", "check", "nowhere"]).code, 4);
}

#[test]
fn clauses_lists_the_catalogue_with_what_covers_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("quiet.yaml");
    let scenario = "scenario: A\nclauses: [RETRY-4]\nsteps:\n  - advance: PT1H\n";
    std::fs::write(&path, scenario).expect("a file");
    let path = path.display().to_string();
    let ended = run(["clauses", "--cases", "nowhere", &path]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let row = |id: &str| {
        let lines = ended.stdout.lines();
        let mut rows = lines.filter(|line| line.contains(&format!(" {id} ")));
        rows.next().expect("a row").to_owned()
    };
    assert!(
        !row("RETRY-4").contains("nothing yet"),
        "{}",
        row("RETRY-4")
    );
    assert!(row("RETRY-5").contains("nothing yet"), "{}", row("RETRY-5"));
    assert_eq!(run(["clauses", "nowhere.yaml"]).code, 4);
}
