//! Makes the system under test act: by a call, a program, a person, or not at all.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::process::Command;
use tokio::sync::oneshot;

use super::call::call;
use super::document::{HttpCall, Limits, Way};
use super::template::{Dress, Words};

/// Why an act did not come about. It proves nothing about the system under test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub(crate) enum ActFault {
    /// It was asked, and would not.
    #[error("{0}")]
    Refused(String),
    /// It could not be asked, or failed.
    #[error("{0}")]
    Failed(String),
}

impl ActFault {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self::Failed(why.into())
    }
}

/// What an HTTP interface answers to a wish that it understands and does not fulfil.
const REFUSALS: [u16; 3] = [400, 409, 422];

/// The exit code by which a program says the same.
const REFUSAL: i32 = 1;

/// Does it once, and says what was answered, if anything.
pub(crate) async fn carry_out(
    way: &Way,
    words: &Words,
    limits: &Limits,
    patience: Duration,
) -> Result<String, ActFault> {
    match way {
        Way::Http(said) => {
            let answer = call(said, words, patience)
                .await
                .map_err(ActFault::Failed)?;
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            if (200..300).contains(&answer.status) {
                return Ok(body);
            }
            let said: String = body.chars().take(400).collect();
            let why = format!(
                "the system under test answered {} when it was to act: {said}",
                answer.status
            );
            Err(if REFUSALS.contains(&answer.status) {
                ActFault::Refused(why)
            } else {
                ActFault::Failed(why)
            })
        }
        Way::Command(line) => command(line, words, patience).await,
        Way::Prompt(text) => {
            let text = words.fill(text, Dress::Plain).map_err(ActFault::Failed)?;
            let done = prompt(&text, limits.prompt.wall()).await;
            done.map_err(ActFault::Failed)
        }
        Way::Nothing => Ok(String::new()),
    }
}

/// How long to wait between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Waits until the address answers with a 2xx.
pub(crate) async fn wait_until_ready(address: &str, patience: Duration) -> Result<(), ActFault> {
    let said = HttpCall::get(address);
    let look = async {
        loop {
            let answer = call(&said, &Words::default(), patience).await;
            if answer.is_ok_and(|answer| (200..300).contains(&answer.status)) {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    };
    tokio::time::timeout(patience, look).await.map_err(|_| {
        ActFault::Failed(format!(
            "{address} did not answer with a 2xx within {} s",
            patience.as_secs()
        ))
    })
}

async fn command(line: &[String], words: &Words, patience: Duration) -> Result<String, ActFault> {
    let line: Vec<String> = line
        .iter()
        .map(|part| words.fill(part, Dress::Plain))
        .collect::<Result<_, _>>()
        .map_err(ActFault::Failed)?;
    let (program, arguments) = line
        .split_first()
        .ok_or_else(|| ActFault::new("the command is empty"))?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let ended = tokio::time::timeout(patience, command.output())
        .await
        .map_err(|_| {
            ActFault::Failed(format!(
                "`{program}` did not end within {} s",
                patience.as_secs()
            ))
        })?
        .map_err(|fault| ActFault::Failed(format!("`{program}` cannot be started: {fault}")))?;
    if ended.status.success() {
        return Ok(String::from_utf8_lossy(&ended.stdout).into_owned());
    }
    let said: String = String::from_utf8_lossy(&ended.stderr)
        .trim()
        .chars()
        .take(400)
        .collect();
    let why = format!("`{program}` ended with {}: {said}", ended.status);
    Err(if ended.status.code() == Some(REFUSAL) {
        ActFault::Refused(why)
    } else {
        ActFault::Failed(why)
    })
}

/// Asks on stderr, so that reports on stdout stay clean, and waits for a line.
async fn prompt(text: &str, patience: Duration) -> Result<String, String> {
    {
        let mut screen = std::io::stderr().lock();
        writeln!(screen, "\n{text}\nPress Enter when it is done.")
            .map_err(|fault| fault.to_string())?;
    }
    let (said, heard) = oneshot::channel();
    // A thread of its own: a read that never ends must not keep the program from ending.
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin()
            .read_line(&mut line)
            .map(|read| (read, line));
        // Nobody waits any more when the time is over.
        let _ = said.send(read);
    });
    match tokio::time::timeout(patience, heard).await {
        Ok(Ok(Ok((0, _)))) | Ok(Err(_)) => {
            Err("nobody is at the terminal to do it (its input has ended)".to_owned())
        }
        Ok(Ok(Ok((_, line)))) => Ok(line),
        Ok(Ok(Err(fault))) => Err(fault.to_string()),
        Err(_) => Err(format!(
            "nobody pressed Enter within {} s",
            patience.as_secs()
        )),
    }
}
