//! Uploads that break off, paths that lead elsewhere, and senders that want too much.

use std::sync::Arc;

use russh::client::{self, Handle};
use russh::keys::{PrivateKeyWithHashAlg, PublicKeyOrCertificate, load_secret_key};
use russh_sftp::client::SftpSession;
use russh_sftp::protocol::OpenFlags;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::sender::{SYSTEM, Sender};
use crate::post::to_citizen;

struct Trusting;

impl client::Handler for Trusting {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

/// A client that can stop in the middle, as OpenSSH's cannot be made to.
async fn connect(sender: &Sender) -> (Handle<Trusting>, SftpSession) {
    let url = &sender.post.simulator.sftp().unwrap().url;
    let address = url.trim_start_matches("sftp://").to_owned();
    let config = Arc::new(client::Config::default());
    let mut ssh = client::connect(config, address, Trusting).await.unwrap();
    let key = load_secret_key(sender.path("key"), None).unwrap();
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
    let login = ssh.authenticate_publickey(SYSTEM, key).await.unwrap();
    assert!(login.success());
    let channel = ssh.channel_open_session().await.unwrap();
    channel.request_subsystem(true, "sftp").await.unwrap();
    let sftp = SftpSession::new(channel.into_stream()).await.unwrap();
    (ssh, sftp)
}

const NEW: OpenFlags = OpenFlags::WRITE
    .union(OpenFlags::CREATE)
    .union(OpenFlags::TRUNCATE);

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_was_never_there() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    let xml = to_citizen(1).to_xml();
    let (half, _) = xml.split_at(xml.len() / 2);
    for name in ["upload/1.xml", "upload/1.xml.tmp"] {
        let (ssh, sftp) = connect(&sender).await;
        let mut file = sftp.open_with_flags(name, NEW).await.unwrap();
        file.write_all(half).await.unwrap();
        file.flush().await.unwrap();
        let metadata = file.metadata().await.unwrap();
        assert_eq!(metadata.size, Some(half.len() as u64));
        assert!(sender.list("upload").await.is_empty());
        ssh.disconnect(russh::Disconnect::ByApplication, "", "en")
            .await
            .unwrap();
    }
    sender.refusal("broken off after").await;
    sender.post.settle().await;
    assert_eq!(sender.messages().await, 0);
    assert!(sender.list("upload").await.is_empty());
    assert!(sender.list("receipts").await.is_empty());
    // An upload cannot go on where another ended: it begins anew, or leaves nothing.
    sender.write("1.xml", &xml);
    sender.write("half", half);
    let said = sender
        .sftp("put half upload/1.xml.tmp\nreput 1.xml upload/1.xml.tmp\n")
        .await;
    assert!(said.badly().contains("begins anew"));
    assert_eq!(sender.messages().await, 0);
    sender.sftp("put 1.xml upload\n").await.well();
    assert_eq!(sender.messages().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_the_folders() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    sender.write("1.xml", to_citizen(1).to_xml());
    for batch in [
        "put 1.xml ../../../tmp/1.xml",
        "put 1.xml /tmp/1.xml",
        "put 1.xml /1.xml",
        "put 1.xml receipts/1.xml",
        "put 1.xml upload/a/1.xml",
        "get /etc/passwd",
        "get upload/../../../etc/passwd",
        "get receipts/../../etc/passwd",
        "ls /etc",
        "mkdir upload/a",
        "rmdir upload",
        "rm upload",
        "rename upload a",
        "symlink /etc/passwd upload/passwd",
        "cd upload/../..\ncd etc",
    ] {
        sender.sftp(&format!("{batch}\n")).await.badly();
    }
    assert_eq!(sender.messages().await, 0);
    let words = sender.sftp("put 1.xml /1.xml\n").await.badly();
    assert!(words.contains("files are uploaded into /upload"), "{words}");
    sender
        .sftp("cd upload/../../upload\nput 1.xml ../upload/./1.xml\n")
        .await
        .well();
    assert_eq!(sender.messages().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_is_switched_off_hands_nothing_in_any_more() {
    let Some(sender) = Sender::start_with(json!({"activeTo": "2026-01-06T00:00:00Z"})).await else {
        return;
    };
    let (_ssh, sftp) = connect(&sender).await;
    let mut file = sftp.open_with_flags("upload/1.xml", NEW).await.unwrap();
    file.write_all(&to_citizen(1).to_xml()).await.unwrap();
    sender.post.advance(json!({"by": "P1D"})).await;
    let fault = file.shutdown().await.unwrap_err();
    assert!(fault.to_string().contains("system.not.active"), "{fault}");
    assert_eq!(sender.messages().await, 0);
    assert!(sftp.open_with_flags("upload/2.xml", NEW).await.is_err());
    let refused = sender.refusal("system.not.active").await;
    assert_eq!(
        (&refused["method"], &refused["status"]),
        (&json!("PUT"), &json!(3))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_has_so_many_files_open_and_no_more() {
    let Some(sender) = Sender::start().await else {
        return;
    };
    let (_ssh, sftp) = connect(&sender).await;
    let mut open = Vec::new();
    let fault = loop {
        let name = format!("upload/{}.xml", open.len());
        match sftp.open_with_flags(name, NEW).await {
            Ok(file) => open.push(file),
            Err(fault) => break fault,
        }
    };
    assert_eq!(open.len(), 16, "{fault}");
    assert!(fault.to_string().contains("close some"), "{fault}");
}
