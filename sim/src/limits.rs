//! How much the server takes on, and how long it waits for others: limits of operation.
//!
//! They protect testpost itself from a client or a vendor that is slow, hangs or never ends. No
//! rule of Digital Post is here: those are fields of the profile. All times are wall time.

use std::time::Duration;

/// The limits of one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationLimits {
    pub receiving: ReceivingLimits,
    pub port: PortLimits,
    pub sftp: SftpLimits,
    pub mail: MailLimits,
    /// Outgoing calls that are open at once, for each system and each kind of call: one system
    /// that hangs holds up nobody else, and its pushes do not hold up its receipts.
    pub calls_at_once: usize,
    /// Archives that are unpacked at once.
    pub archives_at_once: usize,
    /// How many events a world's journal keeps.
    pub journal: usize,
    /// After so many events of one world, or so many pieces of work without one, others get
    /// their turn.
    pub events_at_a_stretch: u64,
}

/// Mails to an SMTP server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailLimits {
    /// How many mails may wait; more are not sent.
    pub queue: usize,
    /// How long to wait before each further try of a mail.
    pub waits: &'static [Duration],
    /// How long the server may take for one try.
    pub patience: Duration,
}

/// Taking in one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivingLimits {
    /// How long a sender may stay silent in the middle of a body.
    pub silence: Duration,
    /// How long a whole body may take, however large.
    pub whole: Duration,
    /// How long a body may take at any speed; beyond it, it comes at `slowest` at least.
    pub grace: Duration,
    /// Bytes a second, on average over what comes after the grace.
    pub slowest: u64,
    /// How long the rest of a refused body is read, so that its sender sees the answer.
    pub rest: Duration,
    /// How many bytes of one body are read at most, in all: twice what a message may weigh.
    pub bytes: u64,
}

impl ReceivingLimits {
    /// How long a body may have taken of which so much has come.
    pub fn time_for(&self, bytes: u64) -> Duration {
        let earned = Duration::from_secs(bytes / self.slowest.max(1));
        self.whole.min(self.grace.saturating_add(earned))
    }
}

/// A port's connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortLimits {
    /// How long a client may take for a request's head, and a kept connection be silent.
    pub head_time: Duration,
    /// How large a request's head may be.
    pub head_bytes: usize,
    pub headers: usize,
    /// How long calls that are open may take to end when the port stops.
    pub stop: Duration,
}

/// The SFTP port's connections, and what a sender may have open and lying about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SftpLimits {
    pub connections: usize,
    /// How long a client may take to log in.
    pub login: Duration,
    /// How many keys a client may offer.
    pub offers: u32,
    /// How long a client that is logged in may be silent.
    pub idle: Duration,
    /// How long a client may take nothing of an answer.
    pub stall: Duration,
    /// The sessions of one connection.
    pub sessions: usize,
    /// The files and folders that one session has open.
    pub handles: usize,
    /// How long a packet may be.
    pub packet: u32,
    /// How many refusals one session is told in words.
    pub complaints: usize,
    /// What one system has uploaded and not handed in.
    pub held_files: usize,
    pub held_bytes: u64,
}

/// The limits in force.
pub const LIMITS: OperationLimits = OperationLimits {
    receiving: ReceivingLimits {
        silence: Duration::from_secs(30),
        whole: Duration::from_secs(600),
        grace: Duration::from_secs(60),
        slowest: 1_000,
        rest: Duration::from_secs(30),
        bytes: 200_000_000,
    },
    port: PortLimits {
        head_time: Duration::from_secs(30),
        head_bytes: 64 * 1024,
        headers: 200,
        stop: Duration::from_secs(5),
    },
    sftp: SftpLimits {
        connections: 64,
        login: Duration::from_secs(30),
        offers: 20,
        idle: Duration::from_secs(600),
        stall: Duration::from_secs(30),
        sessions: 4,
        handles: 16,
        packet: 257 * 1024,
        complaints: 100,
        held_files: 100,
        held_bytes: 1_000_000_000,
    },
    mail: MailLimits {
        queue: 1_000,
        waits: &[Duration::from_secs(1), Duration::from_secs(5)],
        patience: Duration::from_secs(10),
    },
    calls_at_once: 64,
    archives_at_once: 4,
    journal: 100_000,
    events_at_a_stretch: 1_000,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_dribbles_ends_soon_and_a_large_one_has_its_time() {
        let receiving = LIMITS.receiving;
        assert_eq!(receiving.time_for(30), Duration::from_secs(60));
        assert_eq!(receiving.time_for(60_000), Duration::from_secs(120));
        assert_eq!(receiving.time_for(99_500_000), Duration::from_secs(600));
    }
}
