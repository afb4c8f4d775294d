//! A sender system with SFTP: the world `mixed` with such a system, its key in a folder of its
//! own, and OpenSSH's client.

use std::path::Path;
use std::process::Stdio;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use testpost_sim::simulator::{self, SftpConfig, SimulatorConfig};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::post::{Post, REGION_CVR};
use crate::town::LONG;

pub(super) const SYSTEM: &str = "8d2f6c60-2b2c-4e5b-8b30-000000000099";

pub(super) struct Sender {
    pub(super) post: Post,
    pub(super) folder: TempDir,
    port: String,
}

/// How a program ended and what it said, on both streams.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) success: bool,
    pub(super) words: String,
}

impl Said {
    #[track_caller]
    pub(super) fn well(self) -> String {
        assert!(self.success, "{}", self.words);
        self.words
    }

    #[track_caller]
    pub(super) fn badly(self) -> String {
        assert!(!self.success, "{}", self.words);
        self.words
    }
}

impl Sender {
    /// None, and loudly, where OpenSSH's client is not installed.
    pub(super) async fn start() -> Option<Sender> {
        Sender::start_with(json!({})).await
    }

    /// With these fields of the system beside its key.
    pub(super) async fn start_with(fields: Value) -> Option<Sender> {
        for program in ["ssh", "sftp", "ssh-keygen"] {
            let found = std::env::split_paths(&std::env::var_os("PATH")?)
                .any(|folder| folder.join(program).is_file());
            if !found {
                eprintln!("PASSED OVER: there is no '{program}' (Debian: openssh-client)");
                return None;
            }
        }
        let config = SimulatorConfig {
            sftp: Some(SftpConfig::on_loopback()),
            ..SimulatorConfig::in_process()
        };
        let post = Post {
            simulator: simulator::start(config).await.unwrap(),
            client: Client::builder().no_proxy().build().unwrap(),
        };
        let url = post.simulator.sftp().unwrap().url.clone();
        let sender = Sender {
            post,
            folder: TempDir::new().unwrap(),
            port: url.rsplit(':').next().unwrap().to_owned(),
        };
        sender.make_key("key").await;
        sender.make_world("mixed", fields).await;
        Some(sender)
    }

    /// A world like `mixed` with the system.
    pub(super) async fn make_world(&self, name: &str, fields: Value) {
        let mut system = json!({
            "id": SYSTEM,
            "apiKey": SYSTEM,
            "name": "masseudsender",
            "roles": ["SENDER"],
            "protocol": "SFTP",
            "sshPublicKey": std::fs::read_to_string(self.path("key.pub")).unwrap(),
        });
        for (field, value) in fields.as_object().unwrap() {
            system[field] = value.clone();
        }
        let mut world =
            serde_json::to_value(testpost_sim::worlds::shipped("mixed").unwrap()).unwrap();
        let authorities = world["authorities"].as_array_mut().unwrap();
        let region = authorities.iter_mut().find(|one| one["cvr"] == REGION_CVR);
        let systems = region.unwrap()["systems"].as_array_mut().unwrap();
        systems.push(system);
        let body = json!({
            "name": name,
            "clock": "virtual",
            "epoch": "2026-01-05T08:00:00Z",
            "world": world,
        });
        let answer = self.post.control(Method::POST, "", Some(body)).await;
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    }

    pub(super) async fn make_key(&self, name: &str) {
        let file = self.path(name);
        let made = [
            "-q",
            "-t",
            "ed25519",
            "-N",
            "",
            "-C",
            "drift@example.invalid",
            "-f",
            &file,
        ];
        self.run("ssh-keygen", &made, "").await.well();
    }

    /// As ssh-keygen shows it.
    pub(super) async fn fingerprint(&self, name: &str) -> String {
        let shown = ["-l", "-f", &self.path(name)];
        self.run("ssh-keygen", &shown, "").await.well()
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join(name), content).unwrap();
    }

    pub(super) fn read(&self, name: impl AsRef<Path>) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// What both `ssh` and `sftp` are told.
    fn options(&self, key: &str) -> Vec<String> {
        let options = [
            "BatchMode=yes".to_owned(),
            "IdentitiesOnly=yes".to_owned(),
            "IdentityAgent=none".to_owned(),
            "StrictHostKeyChecking=accept-new".to_owned(),
            format!("UserKnownHostsFile={}", self.path("known_hosts")),
            format!("Port={}", self.port),
        ];
        let options = options
            .into_iter()
            .flat_map(|option| ["-o".to_owned(), option]);
        ["-F", "/dev/null", "-i", &self.path(key)]
            .map(str::to_owned)
            .into_iter()
            .chain(options)
            .collect()
    }

    /// Runs these commands with OpenSSH's `sftp`, in the sender's folder; the first that fails
    /// ends it.
    pub(super) async fn sftp(&self, batch: &str) -> Said {
        self.sftp_as(SYSTEM, "key", &[], batch).await
    }

    pub(super) async fn sftp_as(&self, user: &str, key: &str, more: &[&str], batch: &str) -> Said {
        let options = self.options(key);
        let user = format!("User={user}");
        let mut all: Vec<&str> = vec!["-b", "-"];
        all.extend(options.iter().map(String::as_str));
        all.extend(more);
        all.extend(["-o", &user, "127.0.0.1"]);
        self.run("sftp", &all, batch).await
    }

    /// Runs `ssh` with these words after the destination.
    pub(super) async fn ssh(&self, more: &[&str], words: &[&str]) -> Said {
        let options = self.options("key");
        let destination = format!("{SYSTEM}@127.0.0.1");
        let mut all: Vec<&str> = options.iter().map(String::as_str).collect();
        all.extend(more);
        all.push(&destination);
        all.extend(words);
        self.run("ssh", &all, "").await
    }

    async fn run(&self, program: &str, arguments: &[&str], input: &str) -> Said {
        let mut running = Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("SSH_AUTH_SOCK")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdin = running.stdin.take().unwrap();
        // A program that ends early reads no more.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let ended = tokio::time::timeout(LONG, running.wait_with_output());
        let output = ended.await.expect("the program ends").unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        Said {
            success: output.status.success(),
            words: stdout + &String::from_utf8_lossy(&output.stderr),
        }
    }

    /// The names in a folder.
    pub(super) async fn list(&self, folder: &str) -> Vec<String> {
        let said = self.sftp(&format!("ls -1 {folder}\n")).await.well();
        let prefix = format!("{folder}/");
        said.lines()
            .filter_map(|line| line.trim().strip_prefix(&prefix))
            .map(ToOwned::to_owned)
            .collect()
    }

    /// The exchanges of SFTP: method, path, status and error.
    pub(super) async fn exchanges(&self) -> Vec<Value> {
        let page = self.post.see("exchanges?kind=sftp").await;
        page["items"].as_array().unwrap().clone()
    }

    /// The first exchange whose error holds these words, now or soon.
    pub(super) async fn refusal(&self, words: &str) -> Value {
        let found = async {
            loop {
                let all = self.exchanges().await;
                let one = all.iter().find(|exchange| {
                    exchange["error"]
                        .as_str()
                        .is_some_and(|error| error.contains(words))
                });
                if let Some(one) = one {
                    return one.clone();
                }
                tokio::task::yield_now().await;
            }
        };
        let found = tokio::time::timeout(LONG, found).await;
        match found {
            Ok(found) => found,
            Err(_) => panic!("no '{words}' in {:#?}", self.exchanges().await),
        }
    }

    /// The types of the journal's events about a message, in order.
    pub(super) async fn events(&self, message: &str) -> Vec<String> {
        let page = self.post.see(&format!("journal?message={message}")).await;
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|event| event["type"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(super) async fn messages(&self) -> usize {
        let page = self.post.see("messages").await;
        page["items"].as_array().unwrap().len()
    }
}
