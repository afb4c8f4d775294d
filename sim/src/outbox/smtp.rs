//! Mails of the worlds, sent on to a real SMTP server where one is named (RETRY-9).
//!
//! One queue for the process, one mail at a time, none of it on anybody's way: a world puts its
//! mail into the queue and goes on. A mail that the server takes for a while no, or that cannot be
//! brought to it, is tried again after the waits in `limits.rs`; one that it refuses for good is
//! not. How it went is an exchange of the world, of the kind mail. A full queue refuses the mail
//! at once, by an exchange too. The outbox that the control interface shows has every mail
//! whatever becomes of it here. The same hosts are allowed as for every other way out.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Url;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::clock::wall_now;
use crate::exchanges::{Direction, ExchangeKind, NewExchange, RecordedBody, RecordedPart};
use crate::limits::{LIMITS, MailLimits};
use crate::outgoing::{AllowedHosts, HostFault};

/// Who the mails are from.
const FROM: &str = "Digital Post <digital-post@testpost.invalid>";

/// An SMTP server: `smtp://host:port`, `smtp://host:port?tls=required` for STARTTLS, or
/// `smtps://host:port`, with name and password before the host where it demands them. Shown
/// without the password.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer(Url);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpFault {
    #[error(
        "'{0}' is no SMTP server's address; write smtp://host:port, smtp://host:port?tls=required or smtps://host:port"
    )]
    NoAddress(String),
    #[error(transparent)]
    Host(#[from] HostFault),
    #[error("the SMTP server's address cannot be used: {0}")]
    Unusable(String),
}

impl SmtpServer {
    pub fn parse(text: &str) -> Result<SmtpServer, SmtpFault> {
        let no_address = || SmtpFault::NoAddress(text.to_owned());
        let url = Url::parse(text).map_err(|_| no_address())?;
        if matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some() {
            Ok(SmtpServer(url))
        } else {
            Err(no_address())
        }
    }

    fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl fmt::Display for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        if shown.password().is_some() {
            // Fails only for addresses that cannot have a password.
            let _ = shown.set_password(Some("****"));
        }
        write!(f, "{shown}")
    }
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpServer({self})")
    }
}

/// A mail to be sent.
#[derive(Debug, Clone)]
pub struct Mail {
    /// World time.
    pub at: Timestamp,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Takes the exchange in when a mail's fate is known.
pub type Record = Box<dyn FnOnce(NewExchange) + Send>;

struct Posted {
    mail: Mail,
    record: Record,
}

/// The queue before one SMTP server. Cheap to clone; the last handle ends it.
#[derive(Debug, Clone)]
pub struct Mailer {
    queue: mpsc::Sender<Posted>,
    server: SmtpServer,
}

impl fmt::Debug for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Posted").field(&self.mail).finish()
    }
}

impl Mailer {
    /// Begins to send, within a tokio runtime; nothing is connected before the first mail.
    pub fn start(server: SmtpServer, allowed: &AllowedHosts) -> Result<Mailer, SmtpFault> {
        Mailer::with_limits(server, allowed, LIMITS.mail)
    }

    fn with_limits(
        server: SmtpServer,
        allowed: &AllowedHosts,
        limits: MailLimits,
    ) -> Result<Mailer, SmtpFault> {
        allowed.check_host(server.host())?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.0.as_str())
            .map_err(|fault| SmtpFault::Unusable(fault.to_string()))?
            .timeout(Some(limits.patience))
            .build();
        let (queue, inbox) = mpsc::channel(limits.queue);
        let carrier = Carrier {
            transport,
            url: server.to_string(),
            waits: limits.waits,
            patience: limits.patience,
        };
        tokio::spawn(carrier.run(inbox));
        Ok(Mailer { queue, server })
    }

    /// Puts a mail into the queue and comes back at once.
    pub fn post(&self, mail: Mail, record: Record) {
        if let Err(full) = self.queue.try_send(Posted { mail, record }) {
            let (Posted { mail, record }, why) = match full {
                mpsc::error::TrySendError::Full(posted) => (
                    posted,
                    "too many mails wait for the SMTP server; this one is not sent",
                ),
                mpsc::error::TrySendError::Closed(posted) => (posted, "the simulator is stopping"),
            };
            let mut exchange = exchange(&mail, self.server.to_string());
            exchange.error = Some(why.to_owned());
            record(exchange);
        }
    }
}

/// What takes mails out of the queue and brings them to the server.
struct Carrier {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    url: String,
    waits: &'static [Duration],
    patience: Duration,
}

impl Carrier {
    async fn run(self, mut inbox: mpsc::Receiver<Posted>) {
        while let Some(Posted { mail, record }) = inbox.recv().await {
            let exchange = self.carry(&mail).await;
            if let Some(error) = &exchange.error {
                tracing::warn!(server = %self.url, %error, "a mail was not sent");
            }
            record(exchange);
        }
    }

    async fn carry(&self, mail: &Mail) -> NewExchange {
        let began = Instant::now();
        let mut exchange = exchange(mail, self.url.clone());
        match written(mail) {
            Ok(message) => {
                exchange.request.body = RecordedBody::of(&message.formatted());
                self.send(message, &mut exchange).await;
            }
            Err(why) => exchange.error = Some(why),
        }
        exchange.duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        exchange
    }

    async fn send(&self, message: Message, exchange: &mut NewExchange) {
        let mut waits = self.waits.iter();
        for attempt in 1.. {
            exchange.attempt = Some(attempt);
            // The transport's own time-out ends with the connection; a server that takes it and
            // says nothing must not hold up the queue.
            let sent = tokio::time::timeout(self.patience, self.transport.send(message.clone()));
            let is_final = match sent.await {
                Ok(Ok(answer)) => {
                    let said: Vec<&str> = answer.message().collect();
                    exchange.status = Some(answer.code().into());
                    exchange.error = None;
                    exchange.response.body = RecordedBody::of(said.join("\n").as_bytes());
                    return;
                }
                Ok(Err(fault)) => {
                    exchange.status = fault.status().map(u16::from);
                    exchange.error = Some(in_words(&fault));
                    fault.is_permanent()
                }
                Err(_) => {
                    exchange.status = None;
                    exchange.error = Some(format!(
                        "the SMTP server took longer than {:?}",
                        self.patience
                    ));
                    false
                }
            };
            match waits.next() {
                Some(wait) if !is_final => tokio::time::sleep(*wait).await,
                Some(_) | None => return,
            }
        }
    }
}

fn exchange(mail: &Mail, url: String) -> NewExchange {
    NewExchange {
        at: mail.at,
        wall: wall_now(),
        direction: Direction::Out,
        kind: ExchangeKind::Mail,
        method: "SMTP".to_owned(),
        url,
        status: None,
        error: None,
        attempt: None,
        message: None,
        system: None,
        duration_ms: 0,
        request: RecordedPart {
            headers: vec![
                ("to".to_owned(), mail.to.clone()),
                ("subject".to_owned(), mail.subject.clone()),
            ],
            body: RecordedBody::of(mail.text.as_bytes()),
        },
        response: RecordedPart::default(),
    }
}

/// The mail as it is sent: UTF-8, with an encoded subject, dated in the world's time.
fn written(mail: &Mail) -> Result<Message, String> {
    let to = mail
        .to
        .parse()
        .map_err(|fault| format!("'{}' is no mail address: {fault}", mail.to))?;
    let from = FROM
        .parse()
        .map_err(|fault| format!("the sender's address cannot be used: {fault}"))?;
    let builder = Message::builder()
        .from(from)
        .to(to)
        .subject(mail.subject.as_str())
        .header(ContentType::TEXT_PLAIN);
    // A date before 1970 cannot be written; such a world has its mail dated today.
    let builder = if mail.at >= Timestamp::UNIX_EPOCH {
        builder.date(SystemTime::from(mail.at))
    } else {
        builder
    };
    builder
        .body(mail.text.clone())
        .map_err(|fault| format!("the mail cannot be written: {fault}"))
}

/// The innermost cause says what happened; the outer ones only that something did.
fn in_words(fault: &lettre::transport::smtp::Error) -> String {
    let mut words = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        cause = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    fn mail(number: usize) -> Mail {
        Mail {
            at: "2026-01-05T08:00:00Z".parse().unwrap(),
            to: "drift@example.invalid".to_owned(),
            subject: format!("Mail {number} om Ærø"),
            text: "Blåbærgrød".to_owned(),
        }
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_hides_its_password() {
        for wrong in ["127.0.0.1:25", "http://127.0.0.1:25", "smtp://", ""] {
            assert!(SmtpServer::parse(wrong).is_err(), "{wrong}");
        }
        let server = SmtpServer::parse("smtp://drift:secret@127.0.0.1:2525").unwrap();
        assert_eq!(server.to_string(), "smtp://drift:****@127.0.0.1:2525");
        assert!(!format!("{server:?}").contains("secret"));
    }

    #[tokio::test]
    async fn only_allowed_hosts_are_mailed() {
        let server = SmtpServer::parse("smtp://mail.example.invalid:25").unwrap();
        let fault = Mailer::start(server.clone(), &AllowedHosts::loopback()).unwrap_err();
        assert!(matches!(fault, SmtpFault::Host(_)), "{fault}");
        let named = AllowedHosts::and(["mail.example.invalid".to_owned()]).unwrap();
        Mailer::start(server, &named).unwrap();
        let real = SmtpServer::parse("smtp://smtp.digitalpost.dk:25").unwrap();
        assert!(Mailer::start(real, &named).is_err());
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_a_server_that_is_not_there_is_tried_again() {
        // It takes connections and says nothing, so that the first mail stays under way.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", silent.local_addr().unwrap());
        let limits = MailLimits {
            queue: 1,
            waits: &[Duration::ZERO, Duration::ZERO],
            patience: Duration::from_millis(200),
        };
        let server = SmtpServer::parse(&url).unwrap();
        let mailer = Mailer::with_limits(server, &AllowedHosts::loopback(), limits).unwrap();
        let (told, mut exchanges) = mpsc::unbounded_channel();
        for number in 1..=3 {
            let told = told.clone();
            let record = Box::new(move |exchange| told.send(exchange).unwrap());
            mailer.post(mail(number), record);
            // The first is taken out of the queue before the second comes.
            if number == 1 {
                silent.accept().await.unwrap();
            }
        }
        let refused = exchanges.recv().await.unwrap();
        assert!(refused.error.unwrap().starts_with("too many mails"));
        assert_eq!(refused.attempt, None);
        let failed = exchanges.recv().await.unwrap();
        assert_eq!(failed.attempt, Some(3));
        assert!(failed.error.is_some());
        assert_eq!(failed.status, None);
    }
}
