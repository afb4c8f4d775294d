//! SYS-4, SEND-3, SEND-11 for sender systems with SFTP.

use testpost_engine::command::{Body, FileContent};
use testpost_engine::effect::BodyHash;
use testpost_engine::state::receipt_files::ReceiptKind;
use testpost_engine::{Birth, Command, Engine, Reply};
use testpost_memo::MemoVersion;
use testpost_memo::check::Report;

use crate::post::*;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHYI5wKyKvE9kDAdl5EmlP3+Pxgt/pLXwHySbdYQZMoD drift";

fn with_system(fields: serde_json::Value) -> testpost_engine::document::WorldDocument {
    let mut world = serde_json::to_value(world()).unwrap();
    world["authorities"][1]["systems"][0] = serde_json::json!({
        "id": system("other"), "name": "other", "roles": ["SENDER"], "protocol": "SFTP",
    });
    world["authorities"][1]["contactPoints"] = serde_json::json!([]);
    for (field, value) in fields.as_object().unwrap() {
        world["authorities"][1]["systems"][0][field] = value.clone();
    }
    serde_json::from_value(world).unwrap()
}

fn birth() -> Birth {
    Birth {
        seed: 1,
        epoch: EPOCH.parse().unwrap(),
        journal_cap: 1000,
    }
}

fn sftp() -> Engine {
    Engine::new(
        &with_system(serde_json::json!({"sshPublicKey": KEY})),
        birth(),
    )
    .unwrap()
}

#[test]
fn sys_4_a_system_with_sftp_sends_only_and_has_a_public_key() {
    for (fields, path) in [
        (serde_json::json!({}), "sshPublicKey"),
        (
            serde_json::json!({"sshPublicKey": "ssh-ed25519 AAAA"}),
            "sshPublicKey",
        ),
        (
            serde_json::json!({"sshPublicKey": KEY, "roles": ["SENDER", "RECIPIENT"]}),
            "roles",
        ),
        (
            serde_json::json!({"sshPublicKey": KEY, "roles": ["RECIPIENT"]}),
            "roles",
        ),
    ] {
        let faults = Engine::new(&with_system(fields.clone()), birth()).unwrap_err();
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(
            paths,
            [format!("authorities[1].systems[0].{path}")],
            "{fields}"
        );
    }
    sftp();
}

#[test]
fn sys_4_who_may_hand_in_by_sftp() {
    let fields = serde_json::json!({
        "sshPublicKey": KEY, "allowedIps": ["10.0.0.1"], "activeTo": "2026-01-06T08:00:00Z",
    });
    let engine = Engine::new(&with_system(fields), birth()).unwrap();
    let admit = |name: &str, address: &str, at: &str| {
        engine
            .admit_by_sftp(at.parse().unwrap(), system(name), address.parse().unwrap())
            .map_err(|rejection| rejection.code)
    };
    assert_eq!(admit("other", "10.0.0.1", EPOCH), Ok(()));
    assert_eq!(
        admit("other", "10.0.0.2", EPOCH),
        Err("address.not.allowed")
    );
    let later = "2026-01-06T08:00:00Z";
    assert_eq!(admit("other", "10.0.0.1", later), Err("system.not.active"));
    assert_eq!(
        admit("fagsystem", "10.0.0.1", EPOCH),
        Err("system.not.sftp")
    );
}

fn take(engine: &mut Engine, name: &str, letter: &Letter) -> Reply {
    let report = Report {
        version: Some(MemoVersion::V1_2),
        well_formed: letter.well_formed,
        outline: letter.outline.clone(),
        findings: letter.findings.clone(),
        more_findings: 0,
    };
    let command = Command::TakeFile {
        system: system("other"),
        name: name.to_owned(),
        content: FileContent::Memo {
            report: Box::new(report),
            body: Body {
                hash: BodyHash::from_bytes([letter.content; 32]),
                size: letter.size,
            },
        },
    };
    let now = EPOCH.parse().unwrap();
    let reply = engine.handle(now, command).unwrap().reply;
    while engine.next_due().is_some_and(|due| due <= now) {
        engine.run_due(now);
    }
    reply
}

fn folder(engine: &Engine) -> Vec<String> {
    engine
        .state()
        .receipt_folder(system("other"))
        .map(|file| file.name)
        .collect()
}

#[test]
fn send_3_the_answers_to_a_file_lie_in_the_receipt_folder_until_they_are_removed() {
    let mut engine = sftp();
    let reply = take(
        &mut engine,
        "brev.xml",
        &letter(1, OTHER_AUTHORITY, CITIZEN),
    );
    let Reply::Accepted(accepted) = reply else {
        panic!("{reply:?}");
    };
    let mut broken = letter(2, OTHER_AUTHORITY, CITIZEN);
    broken.well_formed = false;
    let reply = take(&mut engine, "../b r.xml", &broken);
    assert!(matches!(reply, Reply::FileRefused(_)), "{reply:?}");

    let kinds: Vec<ReceiptKind> = engine
        .state()
        .receipt_folder(system("other"))
        .map(|file| file.kind)
        .collect();
    assert_eq!(kinds.len(), 3);
    let names = folder(&engine);
    assert!(
        names
            .iter()
            .any(|name| name.starts_with("brev.xml.technical."))
    );
    assert!(
        names
            .iter()
            .any(|name| name.starts_with(".._b_r.xml.refused."))
    );
    let business = format!("{}.business.", uuid(1));
    assert!(names.iter().any(|name| name.starts_with(&business)));
    let events: Vec<&str> = engine.journal().events().map(|e| e.body.tag()).collect();
    let position = |tag| events.iter().position(|event| *event == tag).unwrap();
    assert!(
        position("TECHNICAL_RECEIPT_SENT") < position("BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM")
    );

    // The engine's state is its journal's, files and all.
    let document = with_system(serde_json::json!({"sshPublicKey": KEY}));
    let replayed = Engine::replay(&document, birth(), engine.journal().events()).unwrap();
    assert_eq!(replayed.state(), engine.state());

    let now = EPOCH.parse().unwrap();
    for name in names {
        let read = Command::ReadReceiptFile {
            system: system("other"),
            name: name.clone(),
        };
        let Reply::Receipt(receipt) = engine.handle(now, read).unwrap().reply else {
            panic!("{name}");
        };
        if name.contains(".business.") {
            assert_eq!(receipt.transmission_id, accepted.receipt.transmission_id);
        }
        let remove = |system| Command::RemoveReceiptFile {
            system,
            name: name.clone(),
        };
        let stolen = engine.handle(now, remove(system("fagsystem"))).unwrap_err();
        assert_eq!(stolen.code, "receipt.not.found");
        engine.handle(now, remove(system("other"))).unwrap();
    }
    assert!(folder(&engine).is_empty());
    let replayed = Engine::replay(&document, birth(), engine.journal().events()).unwrap();
    assert_eq!(replayed.state(), engine.state());
}

#[test]
fn memo_6_a_profile_may_demand_that_a_file_is_named_by_its_message() {
    let fields = serde_json::json!({"sshPublicKey": KEY});
    let mut document = with_system(fields);
    document.profile.insert(
        "sftp.file-name".into(),
        testpost_engine::profile::SettingValue::Text("UUID".into()),
    );
    let mut engine = Engine::new(&document, birth()).unwrap();
    let letter = letter(1, OTHER_AUTHORITY, CITIZEN);
    for (name, accepted) in [
        ("brev.xml".to_owned(), false),
        (format!("{}.xml", uuid(2)), false),
        (format!("{}.XML", uuid(1)), true),
    ] {
        let reply = take(&mut engine, &name, &letter);
        assert_eq!(
            matches!(reply, Reply::Accepted(_)),
            accepted,
            "{name}: {reply:?}"
        );
    }
}
