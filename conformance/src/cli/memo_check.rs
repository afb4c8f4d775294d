//! `testpost memo check`: checks MeMo files and says all that is wrong with each.
//!
//! Files are read as streams; a full-size one costs a few megabytes of memory.

use std::fs::File;
use std::io::{self, BufReader};

use serde::Serialize;
use testpost_memo::check::{self, Limits, Options, Report};
use testpost_memo::rules::Rules;
use testpost_memo::{Finding, MemoVersion, Severity};

use super::exit::Exit;
use super::fault::CliFault;
use super::output;
use super::version_word::VersionWord;

const READ_AHEAD: usize = 64 * 1024;

#[derive(Debug, clap::Args)]
pub(crate) struct MemoCheckOptions {
    /// MeMo files; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The version to check against [default: as the message says]
    #[arg(long, value_name = "VERSION")]
    version: Option<VersionWord>,
    /// Leave out the rules beyond the schema
    #[arg(long)]
    schema_only: bool,
    /// text for people, json for programs: one object a line and file
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What is said of one file; in this order, as JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FileVerdict {
    file: String,
    valid: bool,
    version: Option<MemoVersion>,
    findings: Vec<Finding>,
    /// How many more there were than are listed.
    #[serde(skip_serializing_if = "none")]
    more_findings: u64,
}

fn none(count: &u64) -> bool {
    *count == 0
}

pub(crate) fn memo_check(options: &MemoCheckOptions) -> Result<Exit, CliFault> {
    let mut worst = Exit::Held;
    for file in &options.files {
        let exit = match check_file(file, options) {
            Ok(verdict) => {
                match options.format {
                    Format::Text => output::print_masked(&text(&verdict))?,
                    Format::Json => output::print(&json(&verdict)?)?,
                }
                if verdict.valid {
                    Exit::Held
                } else {
                    Exit::NotHeld
                }
            }
            Err(cause) => {
                let what = format!("{file}: cannot be read: {cause}");
                let remedy = "name a MeMo file, or - for standard input";
                CliFault::with_remedy(Exit::BadInput, what, remedy).print();
                Exit::BadInput
            }
        };
        worst = worst.max(exit);
    }
    Ok(worst)
}

fn check_file(file: &str, options: &MemoCheckOptions) -> io::Result<FileVerdict> {
    let how = Options {
        version: options.version.map(MemoVersion::from),
        limits: Limits::standard(),
        rules: (!options.schema_only).then(Rules::standard),
    };
    let report = if file == "-" {
        check::check(
            BufReader::with_capacity(READ_AHEAD, io::stdin().lock()),
            &how,
        )?
    } else {
        check::check(
            BufReader::with_capacity(READ_AHEAD, File::open(file)?),
            &how,
        )?
    };
    Ok(verdict(file, report))
}

fn verdict(file: &str, report: Report) -> FileVerdict {
    let findings = report.findings;
    let errors = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    FileVerdict {
        file: file.to_owned(),
        valid: report.well_formed && !errors && report.more_findings == 0,
        version: report.version,
        findings,
        more_findings: report.more_findings,
    }
}

fn json(verdict: &FileVerdict) -> Result<String, CliFault> {
    serde_json::to_string(verdict)
        .map(|line| format!("{line}\n"))
        .map_err(|fault| CliFault::new(Exit::Fault, fault))
}

fn text(verdict: &FileVerdict) -> String {
    let file = &verdict.file;
    let mut lines = Vec::new();
    for finding in &verdict.findings {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        lines.push(format!(
            "{file}:{}:{}: {severity} {}: {}",
            finding.line, finding.column, finding.code, finding.message
        ));
        lines.push(format!("  at {}", finding.xpath));
        lines.push(format!("  do {}", finding.remedy));
        if let Some(clause) = &finding.clause {
            lines.push(format!("  clause {clause}"));
        }
    }
    if verdict.more_findings > 0 {
        lines.push(format!(
            "{file}: and {} more findings",
            verdict.more_findings
        ));
    }
    let version = match verdict.version {
        Some(version) => format!("MeMo {version}"),
        None => "no MeMo version".to_owned(),
    };
    let word = if verdict.valid { "valid" } else { "not valid" };
    lines.push(format!("{file}: {word}, {version}\n"));
    lines.join("\n")
}
