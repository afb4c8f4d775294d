//! Starts the real binary, and talks to it as a user or a CI job does.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

pub(crate) fn testpost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_testpost"));
    command
        .env_remove("TESTPOST_LOG")
        .env_remove("TESTPOST_CONTROL_TOKEN")
        .env_remove("TESTPOST_API_KEY")
        .env("NO_COLOR", "1");
    command
}

#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().expect("an exit code"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

pub(crate) fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ended {
    ended(testpost().args(arguments).output().expect("testpost runs"))
}

pub(crate) fn run_with_input(arguments: &[&str], input: &[u8]) -> Ended {
    let mut child = testpost()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("testpost runs");
    let mut stdin = child.stdin.take().expect("stdin");
    stdin.write_all(input).expect("it reads");
    drop(stdin);
    ended(child.wait_with_output().expect("testpost ends"))
}

/// A command that goes on until it is told to stop; killed if the test forgets.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    /// The ready line.
    pub(crate) ready: Value,
}

impl Running {
    /// Waits for the first line on stdout, which is JSON.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = testpost()
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("testpost runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut line)
            .expect("a ready line");
        Self {
            child,
            ready: serde_json::from_str(&line).expect("the ready line is JSON"),
        }
    }

    pub(crate) fn text(&self, key: &str) -> String {
        self.ready[key].as_str().expect("a text").to_owned()
    }

    /// Asks it to end, and says how it did.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        let told = Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .expect("kill runs");
        assert!(told.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when it has ended already, as it should have.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
