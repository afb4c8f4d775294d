//! `testpost memo new`: a valid message, the same for the same options and seed.
//!
//! What it says is made up; its files are streamed, so that a full-size one costs no more memory
//! than a small one.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use jiff::civil::Date;
use testpost_memo::MemoVersion;
use testpost_memo::MessageType;
use testpost_memo::id::{Cpr, Cvr, IdFault, PartyId};
use testpost_memo::rules::Rules;
use uuid::Uuid;

use super::exit::Exit;
use super::fault::CliFault;
use super::new_file::NewFile;
use super::sample_message::{SampleFault, SampleMessage, Wish};
use super::version_word::VersionWord;

#[derive(Debug, clap::Args)]
pub(crate) struct MemoNewOptions {
    /// The version of MeMo
    #[arg(long, value_name = "VERSION", default_value = "1.2")]
    version: VersionWord,
    /// The authority or company that sends
    #[arg(long, value_name = "CVR", default_value = "20000001", value_parser = cvr)]
    from: Cvr,
    /// Who is to get it
    #[arg(long, value_name = "CPR|CVR", default_value = "2211771212", value_parser = party)]
    to: PartyId,
    /// The recipient's contact point that it is for
    #[arg(long, value_name = "ID")]
    contact_point: Option<Uuid>,
    /// What the whole XML weighs, in bytes [default: what the letter comes to]
    #[arg(long, value_name = "BYTES")]
    size: Option<u64>,
    /// How many additional documents there are
    #[arg(long, value_name = "N", default_value_t = 0)]
    attachments: u16,
    /// The first day on which it may be delivered, like 2026-01-07
    #[arg(long, value_name = "DATE")]
    value_date: Option<Date>,
    /// A letter, or a text message
    #[arg(long = "type", value_name = "TYPE", value_enum, default_value_t = TypeWord::DigitalPost)]
    message_type: TypeWord,
    /// What its id and its texts are made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum TypeWord {
    #[value(name = "DIGITALPOST")]
    DigitalPost,
    #[value(name = "NEMSMS")]
    NemSms,
}

fn cvr(text: &str) -> Result<Cvr, IdFault> {
    Cvr::parse(text)
}

/// Ten digits are a citizen, eight an organisation.
fn party(text: &str) -> Result<PartyId, IdFault> {
    if text.len() == 8 {
        Cvr::parse(text).map(PartyId::from)
    } else {
        Cpr::parse(text).map(PartyId::from)
    }
}

pub(crate) fn memo_new(options: &MemoNewOptions) -> Result<Exit, CliFault> {
    let sample = SampleMessage::new(&Wish {
        version: MemoVersion::from(options.version),
        message_type: match options.message_type {
            TypeWord::DigitalPost => MessageType::DigitalPost,
            TypeWord::NemSms => MessageType::NemSms,
        },
        from: options.from,
        to: options.to,
        contact_point: options.contact_point,
        size: options.size,
        attachments: options.attachments,
        value_date: options.value_date,
        seed: options.seed,
    })
    .map_err(sample_fault)?;
    warn_of_limits(options);
    match &options.out {
        Some(path) => {
            let mut file = NewFile::create(path)?;
            sample.write(&mut file).map_err(sample_fault)?;
            file.keep()?;
        }
        None => {
            let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
            match sample.write(&mut out).map_err(io_fault) {
                Ok(()) => out.flush().or_else(unless_closed)?,
                Err(Ok(error)) => unless_closed(error)?,
                Err(Err(fault)) => return Err(sample_fault(fault)),
            }
        }
    }
    Ok(Exit::Held)
}

/// A message that is over a limit is what somebody wants to test with; but it is not valid.
fn warn_of_limits(options: &MemoNewOptions) {
    let rules = Rules::standard();
    let say = |what: String| {
        // Without a stderr there is nobody to tell.
        let _ = writeln!(
            io::stderr(),
            "note: {what}; Digital Post refuses the message"
        );
    };
    if let Some(size) = options.size.filter(|&size| size > rules.max_bytes) {
        let most = rules.max_bytes;
        say(format!(
            "{size} bytes are more than the {most} allowed (MEMO-1)"
        ));
    }
    if u64::from(options.attachments) > rules.max_attachments {
        let (found, most) = (options.attachments, rules.max_attachments);
        say(format!(
            "{found} attachments are more than the {most} allowed (MEMO-2)"
        ));
    }
}

fn io_fault(fault: SampleFault) -> Result<io::Error, SampleFault> {
    match fault {
        SampleFault::Io(error) => Ok(error),
        other
        @ (SampleFault::NoAttachments | SampleFault::Size { .. } | SampleFault::Broken(_)) => {
            Err(other)
        }
    }
}

/// A reader that has seen enough and closes the pipe is no fault.
fn unless_closed(error: io::Error) -> Result<(), CliFault> {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Ok(());
    }
    let what = format!("stdout cannot be written to: {error}");
    Err(CliFault::new(Exit::Fault, what))
}

fn sample_fault(fault: SampleFault) -> CliFault {
    match &fault {
        SampleFault::NoAttachments => {
            CliFault::with_remedy(Exit::CommandLine, fault, "leave --attachments out")
        }
        SampleFault::Size { .. } => {
            CliFault::with_remedy(Exit::CommandLine, fault, "give a --size that can be")
        }
        SampleFault::Io(error) => CliFault::new(
            Exit::BadInput,
            format!("the message cannot be written: {error}"),
        ),
        SampleFault::Broken(_) => CliFault::new(Exit::Fault, fault),
    }
}
