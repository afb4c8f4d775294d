//! SFTP with the real binary and OpenSSH's client: what docs/sftp.md says, and large files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::binary::{Running, run};

const SYSTEM: &str = "6b0d4a4e-0f0a-4c39-8f1e-000000000051";

/// A folder in which the commands of the page can be typed; none where the client is missing.
fn folder() -> Option<TempDir> {
    for program in ["sftp", "ssh-keygen", "curl"] {
        let path = std::env::var_os("PATH")?;
        if !std::env::split_paths(&path).any(|folder| folder.join(program).is_file()) {
            eprintln!("PASSED OVER: there is no '{program}' (Debian: openssh-client, curl)");
            return None;
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    std::os::unix::fs::symlink(fixtures, folder.path().join("fixtures")).expect("a link");
    Some(folder)
}

/// The page's blocks of commands, in order.
fn blocks() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/sftp.md");
    let page = fs::read_to_string(page).expect("the page");
    let parts = page.split("```sh\n").skip(1);
    parts
        .filter_map(|part| part.split("```").next())
        .map(str::to_owned)
        .collect()
}

/// Types commands into a shell, and answers what it says; the first that fails ends it.
fn shell(folder: &TempDir, commands: &str) -> String {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_testpost"));
    let mut path = vec![binary.parent().expect("a folder").to_owned()];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").expect("a PATH"),
    ));
    let output = Command::new("sh")
        .args(["-eu", "-c", commands])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(path).expect("a PATH"))
        .env_remove("SSH_AUTH_SOCK")
        .output()
        .expect("sh runs");
    let words = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{commands}\n{words}");
    words
}

fn serve(folder: &TempDir) -> (Running, String) {
    let world = folder.path().join("my-world.yaml").display().to_string();
    let running = Running::start(&[
        "serve",
        "--ready-json",
        "--port",
        "0",
        "--control-port",
        "0",
        "--sftp-port",
        "0",
        "--world",
        &world,
        "--clock",
        "virtual",
        "--epoch",
        "2026-01-05T08:00:00Z",
    ]);
    let url = running.text("sftp");
    let port = url
        .strip_prefix("sftp://127.0.0.1:")
        .expect("the SFTP port")
        .to_owned();
    (running, port)
}

#[test]
fn the_pages_commands_do_what_it_says() {
    let Some(folder) = folder() else { return };
    let blocks = blocks();
    let [prepare, serve_line, use_it, look] = blocks.as_slice() else {
        panic!("{blocks:#?}");
    };
    shell(&folder, prepare);
    assert!(serve_line.contains("--world my-world.yaml"));
    let (running, port) = serve(&folder);
    let said = shell(&folder, &there(use_it, &port, &running));
    for words in ["RECEIVED", "COMPLETED", "letter.xml.technical."] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = shell(&folder, &there(look, &port, &running));
    assert!(said.contains("\"REMOVE\""), "{said}");
    // The same seed has the same host key: what is in known_hosts stays right.
    drop(running);
    let (again, port) = serve(&folder);
    let known = folder.path().join("known_hosts");
    let text = fs::read_to_string(&known).expect("known_hosts");
    let (_, key) = text.split_once(' ').expect("a line");
    fs::write(&known, format!("[127.0.0.1]:{port} {key}")).expect("known_hosts");
    let line = use_it.lines().next().expect("a line");
    let line = there(line, &port, &again).replace("accept-new", "yes");
    shell(&folder, &format!("{line}\necho ls | $SFTP 127.0.0.1\n"));
    assert_eq!(again.terminate(), Some(0));
}

/// The commands with the addresses that this simulator has.
fn there(commands: &str, port: &str, running: &Running) -> String {
    commands
        .replace("2222", port)
        .replace("http://127.0.0.1:8461", &running.text("control"))
}

/// What the process has held in memory at most, in bytes.
fn memory(running: &Running) -> u64 {
    let pid = running.ready["pid"].as_u64().expect("a pid");
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("Linux");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("VmHWM");
    let kilobytes = line.trim().trim_end_matches(" kB");
    kilobytes.parse::<u64>().expect("a number") * 1024
}

#[test]
fn a_file_of_99_mb_is_taken_in_little_memory_and_a_larger_one_is_refused() {
    let Some(folder) = folder() else { return };
    let blocks = blocks();
    shell(&folder, &blocks[0]);
    let made = run([
        "memo",
        "new",
        "--from",
        "20000001",
        "--to",
        "2211771212",
        "--size",
        "99400000",
        "--out",
        &folder.path().join("big.xml").display().to_string(),
    ]);
    assert_eq!(made.code, 0, "{made:?}");
    let (running, port) = serve(&folder);
    let sftp = format!(
        "SFTP=\"sftp -b - -i sender-key -P {port} -o User={SYSTEM} -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=known_hosts\"\n"
    );
    let before = memory(&running);
    shell(
        &folder,
        &format!("{sftp}echo 'put big.xml upload' | $SFTP 127.0.0.1"),
    );
    let taken = memory(&running) - before;
    assert!(taken < 48_000_000, "{taken} bytes");
    let said = shell(
        &folder,
        &format!(
            "{sftp}truncate -s 120M too-big.xml\n\
             echo 'put too-big.xml upload' | $SFTP 127.0.0.1 && exit 1\n\
             echo 'ls -1 receipts' | $SFTP 127.0.0.1\n\
             echo 'get receipts/too-big.xml.refused.* refused' | $SFTP 127.0.0.1\ncat refused"
        ),
    );
    assert!(said.contains("receipts/big.xml.technical."), "{said}");
    assert!(said.contains("upload.too.large"), "{said}");
    let taken = memory(&running) - before;
    assert!(taken < 48_000_000, "{taken} bytes");
    println!("99.4 MB and 120 MB by SFTP: {taken} bytes more at the most");
}
