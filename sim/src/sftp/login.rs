//! Who logs in to the SFTP port: by key alone, with the system's id as user name (SYS-4). A system
//! that shows its key but may not call now is told so and sent away (SYS-5, SYS-16); anybody else
//! learns nothing. There is no shell, no command, no forwarding: the subsystem `sftp` is all.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use russh::keys::PublicKey;
use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, Disconnect, Pty};
use testpost_engine::id::SystemId;
use testpost_engine::ssh_key::SshPublicKey;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::exchange::{Act, Doing};
use super::hand_in::Caller;
use super::session::SftpSession;
use crate::limits::LIMITS;
use crate::world::World;
use crate::worlds::Worlds;

/// What all logins of a port share.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) worlds: Worlds,
    pub(super) server: SocketAddr,
    /// The sessions under way.
    pub(super) sessions: TaskTracker,
}

/// Why a login was refused, and the worlds it concerns.
#[derive(Debug)]
struct Refusal {
    worlds: Vec<World>,
    system: Option<SystemId>,
    why: String,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Login {
    desk: Desk,
    peer: SocketAddr,
    /// Cancelled when the client is known.
    known: CancellationToken,
    offers: u32,
    caller: Option<Caller>,
    refusal: Option<Refusal>,
    channels: BTreeMap<ChannelId, Channel<Msg>>,
    opened: usize,
}

impl Login {
    pub(super) fn new(desk: Desk, peer: SocketAddr, known: CancellationToken) -> Login {
        Login {
            desk,
            peer,
            known,
            offers: 0,
            caller: None,
            refusal: None,
            channels: BTreeMap::new(),
            opened: 0,
        }
    }

    /// The one system whose key this is.
    async fn find(&mut self, user: &str, key: &PublicKey) -> Option<Caller> {
        let (named, system) = match user.split_once('/') {
            Some((world, system)) => (Some(world), system),
            None => (None, user),
        };
        let worlds = match named {
            Some(name) => self.desk.worlds.get(name).into_iter().collect(),
            None => self.desk.worlds.list(),
        };
        let Ok(system) = system.parse::<SystemId>() else {
            self.refuse(worlds, None, "the user name is not a system's id, a UUID");
            return None;
        };
        let having: Vec<World> = worlds
            .iter()
            .filter(|world| world.has_system(&system))
            .cloned()
            .collect();
        if having.is_empty() {
            self.refuse(worlds, Some(system), "no world has such a system");
            return None;
        }
        let shown: Option<SshPublicKey> = key.to_openssh().ok().and_then(|line| line.parse().ok());
        let mut holders = Vec::new();
        for world in &having {
            if has_key(world, system, shown.clone()).await {
                holders.push(world.clone());
            }
        }
        match holders.as_slice() {
            [world] => Some(Caller {
                world: world.clone(),
                system,
                peer: self.peer,
                server: self.desk.server,
            }),
            [] => {
                let fingerprint = key.fingerprint(russh::keys::HashAlg::Sha256);
                let why =
                    format!("the key {fingerprint} is not the one in the system's sshPublicKey");
                self.refuse(having, Some(system), &why);
                None
            }
            _ => {
                let why = "several worlds have a system of this id and key; log in as WORLD/SYSTEM";
                self.refuse(holders, Some(system), why);
                None
            }
        }
    }

    /// Remembered until it is clear that the client has no better key.
    fn refuse(&mut self, worlds: Vec<World>, system: Option<SystemId>, why: &str) {
        // Where nobody can tell which of several worlds was meant, none hears of it.
        let concerned = match (system, worlds.len()) {
            (Some(system), _) if worlds.iter().any(|world| world.has_system(&system)) => worlds,
            (_, 1) => worlds,
            (_, _) => Vec::new(),
        };
        self.refusal = Some(Refusal {
            worlds: concerned,
            system,
            why: format!("authentication.failed: {why}"),
        });
    }

    fn refuse_method(&mut self, user: &str, method: &str) {
        let system = user.rsplit('/').next().and_then(|id| id.parse().ok());
        let worlds = match system {
            Some(system) => self.desk.worlds.worlds_of_system(system),
            None => self.desk.worlds.list(),
        };
        let why = format!("{method} was tried; the system's key is the only way to log in");
        self.refuse(worlds, system, &why);
    }
}

async fn has_key(world: &World, system: SystemId, shown: Option<SshPublicKey>) -> bool {
    let asked = world.query(move |engine| {
        let system = engine.state().systems.get(&system);
        let key = system.and_then(|system| system.ssh_public_key.as_ref());
        matches!((key, shown), (Some(key), Some(shown)) if key.is_same_key(&shown))
    });
    asked.await.unwrap_or(false)
}

impl Drop for Login {
    fn drop(&mut self) {
        let (None, Some(refusal)) = (&self.caller, self.refusal.take()) else {
            return;
        };
        tracing::debug!(peer = %self.peer, why = refusal.why, "an SFTP login was refused");
        for world in &refusal.worlds {
            let doing = Doing::begin(Act::Login, self.desk.server, "/", refusal.system);
            doing.record(
                world,
                &world.open_call(),
                None,
                None,
                Some(refusal.why.clone()),
            );
        }
    }
}

impl Handler for Login {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, _: &str) -> Result<Auth, russh::Error> {
        self.refuse_method(user, "a password");
        Ok(Auth::reject())
    }

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, russh::Error> {
        self.offers += 1;
        if self.offers > LIMITS.sftp.offers {
            return Err(russh::Error::Disconnect);
        }
        Ok(match self.find(user, offer.public_key).await {
            Some(_) => Auth::Accept,
            None => Auth::reject(),
        })
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, russh::Error> {
        self.caller = self.find(user, key.public_key).await;
        Ok(match self.caller {
            Some(_) => Auth::Accept,
            None => Auth::reject(),
        })
    }

    /// The key is right. Whether the system may come in now is said in words.
    async fn auth_succeeded(&mut self, session: &mut Session) -> Result<(), russh::Error> {
        self.known.cancel();
        let Some(caller) = &self.caller else {
            return Err(russh::Error::NotAuthenticated);
        };
        if let Err(denied) = caller.moment().await {
            let why = denied.why.unwrap_or_default();
            let doing = Doing::begin(Act::Login, caller.server, "/", Some(caller.system));
            let open = caller.world.open_call();
            doing.record(&caller.world, &open, None, None, Some(why.clone()));
            session.disconnect(Disconnect::ByApplication, &why, "en")?;
        }
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        // Without an answer the channel is refused.
        if self.opened < LIMITS.sftp.sessions {
            self.opened += 1;
            self.channels.insert(channel.id(), channel);
            reply.accept().await;
        }
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        let channel = match name {
            "sftp" => self.channels.remove(&id),
            _ => None,
        };
        let (Some(channel), Some(caller)) = (channel, &self.caller) else {
            return session.channel_failure(id);
        };
        session.channel_success(id)?;
        let complaints = Box::pin(channel.make_writer_ext(Some(1)));
        let sftp = SftpSession::new(caller.clone(), complaints);
        self.desk.sessions.spawn(sftp.serve(channel.into_stream()));
        Ok(())
    }

    async fn channel_close(&mut self, id: ChannelId, _: &mut Session) -> Result<(), russh::Error> {
        self.channels.remove(&id);
        Ok(())
    }

    async fn pty_request(
        &mut self,
        id: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(id)
    }

    async fn x11_request(
        &mut self,
        id: ChannelId,
        _: bool,
        _: &str,
        _: &str,
        _: u32,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(id)
    }

    async fn env_request(
        &mut self,
        id: ChannelId,
        _: &str,
        _: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(id)
    }

    async fn shell_request(
        &mut self,
        id: ChannelId,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(id)
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        session.channel_failure(id)
    }
}
