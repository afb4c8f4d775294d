//! Compares the check of a full-size message with `xmllint --huge --noout --schema` on the same
//! file, in one run: `cargo run --release -p testpost-memo --example against_xmllint`, with the
//! folder of the published schemas in TESTPOST_MEMO_XSD and xmllint (Debian: libxml2-utils) on
//! the path.
//!
//! Both are measured as whole processes, in turns, so that neither gains by what the other left
//! in the caches; the best run of each counts.
//!
//! With `small` it checks a small message a thousand times and nothing else, for a profiler.
#![expect(clippy::print_stdout, reason = "this is what it is for")]

#[path = "../benches/memo/messages.rs"]
mod messages;

use std::{
    fs::{self, File},
    io::BufReader,
    path::PathBuf,
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use messages::{FULL_SIZE, SMALL, html_message, message};
use testpost_memo::{
    check::{Limits, Options, check},
    rules::Rules,
};

const ROUNDS: u32 = 7;
const SMALL_ROUNDS: u32 = 50_000;

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("small") => check_small(1000),
        Some(file) => check_file(file),
        None => compare(),
    }
}

fn options() -> Options {
    Options {
        version: None,
        limits: Limits::standard(),
        rules: Some(Rules::standard()),
    }
}

/// The process that is measured; says what it held at most, where the system tells.
fn check_file(file: &str) -> Result<()> {
    let input = BufReader::with_capacity(64 * 1024, File::open(file)?);
    ensure!(
        check(input, &options())?.valid(),
        "the message is not valid"
    );
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or("unknown").trim());
    Ok(())
}

fn check_small(times: u32) -> Result<()> {
    let small = message(SMALL).context("a message")?;
    let options = options();
    for _ in 0..times {
        ensure!(
            check(&small[..], &options)?.valid(),
            "the message is not valid"
        );
    }
    Ok(())
}

fn compare() -> Result<()> {
    let schemas = std::env::var_os("TESTPOST_MEMO_XSD")
        .context("TESTPOST_MEMO_XSD names no folder with the published schemas")?;
    let schema = PathBuf::from(schemas).join("Version1.2/MeMo_core.xsd");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("full-size.xml");
    for (content, bytes) in [
        ("that does not compress", message(FULL_SIZE)),
        ("of HTML", html_message(FULL_SIZE)),
    ] {
        let text = String::from_utf8(bytes.context("a message")?)?;
        let wrapped = wrap(&text).context("a message with a content")?;
        for (lines, text) in [("one line", text), ("lines of 76", wrapped)] {
            let size = text.len();
            println!("one message of {size} bytes with a content {content}, base64 in {lines}");
            fs::write(&file, text)?;
            compare_on(&file, &schema)?;
        }
    }

    let small = message(SMALL).context("a message")?;
    let options = options();
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let begin = on_core();
        for _ in 0..SMALL_ROUNDS {
            ensure!(
                check(&small[..], &options)?.valid(),
                "the message is not valid"
            );
        }
        best = best.min(on_core().saturating_sub(begin));
    }
    let speed = f64::from(SMALL_ROUNDS) / best.as_secs_f64();
    println!(
        "messages of {} bytes: {speed:.0} a second on one core",
        small.len()
    );
    Ok(())
}

/// How long this process has had a core, so that what else the machine does is not counted in;
/// the time since some beginning where the system does not tell.
fn on_core() -> Duration {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let told = fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(
        || BEGIN.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}

fn compare_on(file: &PathBuf, schema: &PathBuf) -> Result<()> {
    let this = std::env::current_exe()?;
    let mut best = [Duration::MAX; 2];
    let mut peak = String::new();
    for _ in 0..ROUNDS {
        let (time, said) = run(Command::new(&this).arg(file))?;
        peak = said;
        best[0] = best[0].min(time);
        let mut xmllint = Command::new("xmllint");
        xmllint.args(["--huge", "--noout", "--schema"]).arg(schema);
        best[1] = best[1].min(run(xmllint.arg(file))?.0);
    }
    let [ours, xmllint] = best.map(|time| time.as_secs_f64());
    println!("  testpost {ours:.3} s, peak {peak}");
    println!(
        "  xmllint  {xmllint:.3} s, {:.1} times as long",
        xmllint / ours
    );
    Ok(())
}

fn run(command: &mut Command) -> Result<(Duration, String)> {
    let begin = Instant::now();
    let output = command.output().context("it cannot be started")?;
    let time = begin.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "it failed: {said}");
    Ok((time, String::from_utf8(output.stdout)?.trim().to_owned()))
}

/// The last content in lines, as mail programs write it, and no longer than before.
fn wrap(text: &str) -> Option<String> {
    let (before, rest) = text.rsplit_once("<memo:content>")?;
    let (content, after) = rest.split_once("</memo:content>")?;
    let kept = content.len() / 77 * 76;
    let mut wrapped = format!("{before}<memo:content>");
    let mut line = &content[..kept];
    while !line.is_empty() {
        let (this, next) = line.split_at(76);
        wrapped.push_str(this);
        wrapped.push('\n');
        line = next;
    }
    wrapped.push_str("</memo:content>");
    wrapped.push_str(after);
    Some(wrapped)
}
