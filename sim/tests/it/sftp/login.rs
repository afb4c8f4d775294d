//! Who gets in (SYS-4, SYS-5, SYS-7, SYS-16), and to what.

use serde_json::json;

use super::sender::{SYSTEM, Sender};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_systems_own_key_opens() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    sender.make_key("other").await;
    let words = sender.sftp_as(SYSTEM, "other", &[], "ls\n").await.badly();
    assert!(words.contains("Permission denied (publickey)"), "{words}");
    let refused = sender
        .refusal("is not the one in the system's sshPublicKey")
        .await;
    assert_eq!(refused["method"], "LOGIN");
    assert_eq!(refused["system"], SYSTEM);

    let password = ["-o", "PreferredAuthentications=password"];
    let words = sender.sftp_as(SYSTEM, "key", &password, "ls\n").await;
    assert!(words.badly().contains("Permission denied"));
    let unknown = "8d2f6c60-2b2c-4e5b-8b30-0000000000ff";
    sender.sftp_as(unknown, "key", &[], "ls\n").await.badly();
    sender.refusal("no world has such a system").await;
    sender.sftp_as("root", "key", &[], "ls\n").await.badly();
    sender.refusal("is not a system's id").await;
    let listed = sender.sftp("ls\n").await.well();
    assert!(
        listed.contains("receipts") && listed.contains("upload"),
        "{listed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_may_not_call_now_is_told_why() {
    let window = json!({"activeFrom": "2026-01-06T00:00:00Z", "activeTo": "2026-01-07T00:00:00Z"});
    let Some(sender) = Sender::start_with(window).await else {
        return;
    };
    let words = sender.sftp("ls\n").await.badly();
    assert!(words.contains("system.not.active"), "{words}");
    sender.refusal("system.not.active").await;
    sender.post.advance(json!({"by": "P1D"})).await;
    sender.sftp("ls\n").await.well();
    sender.post.advance(json!({"by": "P1D"})).await;
    let words = sender.sftp("ls\n").await.badly();
    assert!(words.contains("system.not.active"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_from_another_address_is_refused() {
    let Some(sender) = Sender::start_with(json!({"allowedIps": ["10.0.0.1"]})).await else {
        return;
    };
    let words = sender.sftp("ls\n").await.badly();
    assert!(words.contains("address.not.allowed"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_command_no_shell_and_no_forwarding() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    let words = sender.ssh(&[], &["ls"]).await.badly();
    assert!(words.contains("exec request failed"), "{words}");
    let words = sender.ssh(&["-T"], &[]).await.badly();
    assert!(words.contains("shell request failed"), "{words}");
    let control = sender.post.simulator.control_url();
    let target = control.trim_start_matches("http://");
    let words = sender.ssh(&["-W", target], &[]).await.badly();
    assert!(words.contains("forwarding failed"), "{words}");
    let words = sender.ssh(&["-s"], &["shell"]).await.badly();
    assert!(words.contains("subsystem request failed"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_worlds_with_the_same_system_and_key_one_is_named() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    sender.make_world("twin", json!({})).await;
    sender.sftp("ls\n").await.badly();
    sender.refusal("log in as WORLD/SYSTEM").await;
    let user = format!("twin/{SYSTEM}");
    sender.sftp_as(&user, "key", &[], "ls\n").await.well();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_key_is_the_seeds() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    sender.sftp("ls\n").await.well();
    let known = sender.read("known_hosts");
    let blob = known.split_whitespace().nth(2).unwrap();
    sender.write("host.pub", format!("ssh-ed25519 {blob}"));
    let shown = sender.fingerprint("host.pub").await;
    let ours = &sender.post.simulator.sftp().unwrap().host_key;
    assert!(shown.contains(ours.as_str()), "{shown} has no {ours}");
}
