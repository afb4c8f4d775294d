//! All worlds of one process: made, found, listed and removed here. They share nothing but the
//! spool's folder and the way out.
//!
//! Which world a call on the service port belongs to follows from the calling system's id.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use testpost_engine::document::WorldDocument;
use testpost_engine::id::SystemId;
use tokio_util::task::TaskTracker;

use crate::document::{DocumentError, read_world};
use crate::outbox::Mailer;
use crate::outgoing::Outgoing;
use crate::spool::SpoolStore;
use crate::world::{World, WorldFault, WorldName, WorldSpec};

/// The worlds that come with testpost; the first is what `serve` starts without a world file.
pub const SHIPPED: &[(&str, &str)] = &[
    (
        "municipality",
        include_str!("../../fixtures/worlds/municipality.yaml"),
    ),
    (
        "company",
        include_str!("../../fixtures/worlds/company.yaml"),
    ),
    ("mixed", include_str!("../../fixtures/worlds/mixed.yaml")),
    ("suites", include_str!("../../fixtures/worlds/suites.yaml")),
];

/// How long worlds may take to end.
const STOP_TIME: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShippedFault {
    #[error(
        "no world named '{0}' comes with testpost; there are municipality, company, mixed and suites"
    )]
    Unknown(String),
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// A shipped world's document.
pub fn shipped(name: &str) -> Result<WorldDocument, ShippedFault> {
    let (_, text) = SHIPPED
        .iter()
        .find(|(shipped, _)| *shipped == name)
        .ok_or_else(|| ShippedFault::Unknown(name.to_owned()))?;
    Ok(read_world(text, &format!("{name}.yaml"))?)
}

/// The registry of worlds. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Worlds(Arc<Registry>);

#[derive(Debug)]
struct Registry {
    store: SpoolStore,
    outgoing: Outgoing,
    mailer: Option<Mailer>,
    tasks: TaskTracker,
    worlds: RwLock<BTreeMap<WorldName, World>>,
}

impl Worlds {
    pub fn new(store: SpoolStore, outgoing: Outgoing) -> Worlds {
        Worlds::with_mail(store, outgoing, None)
    }

    /// As `new`, with the queue before an SMTP server that mails are sent on to.
    pub fn with_mail(store: SpoolStore, outgoing: Outgoing, mailer: Option<Mailer>) -> Worlds {
        Worlds(Arc::new(Registry {
            store,
            outgoing,
            mailer,
            tasks: TaskTracker::new(),
            worlds: RwLock::default(),
        }))
    }

    /// Makes a world and starts it, within a tokio runtime.
    pub fn create(&self, spec: WorldSpec) -> Result<World, WorldFault> {
        let name = spec.name.clone();
        let taken = || WorldFault::NameTaken(name.clone());
        if self.get(name.as_str()).is_some() {
            return Err(taken());
        }
        // Outside the lock: a large document takes its time, and others are being called.
        let world = World::start(
            spec,
            &self.0.store,
            &self.0.outgoing,
            self.0.mailer.as_ref(),
            &self.0.tasks,
        )?;
        let mut worlds = self
            .0
            .worlds
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if worlds.contains_key(&name) {
            world.stop();
            return Err(taken());
        }
        worlds.insert(name, world.clone());
        Ok(world)
    }

    pub fn get(&self, name: &str) -> Option<World> {
        let name: WorldName = name.parse().ok()?;
        self.read().get(&name).cloned()
    }

    /// In the order of their names.
    pub fn list(&self) -> Vec<World> {
        self.read().values().cloned().collect()
    }

    /// Ends a world; the answer is whether there was one.
    pub fn remove(&self, name: &str) -> Option<WorldName> {
        let name: WorldName = name.parse().ok()?;
        let world = self
            .0
            .worlds
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&name)?;
        world.stop();
        Some(name)
    }

    /// The worlds that know a system of this id: more than one, and the call must name its world.
    pub fn worlds_of_system(&self, system: SystemId) -> Vec<World> {
        self.read()
            .values()
            .filter(|world| world.has_system(&system))
            .cloned()
            .collect()
    }

    /// Ends all worlds, and with them the spool: nothing of it stays on the disk.
    pub async fn stop(&self) {
        self.stop_all();
        self.0.tasks.close();
        if tokio::time::timeout(STOP_TIME, self.0.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("a world did not stop in time");
        }
        self.0.store.remove();
    }

    /// Ends all worlds without waiting for them.
    pub(crate) fn stop_all(&self) {
        let all = std::mem::take(
            &mut *self
                .0
                .worlds
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
        for world in all.values() {
            world.stop();
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<WorldName, World>> {
        self.0.worlds.read().unwrap_or_else(PoisonError::into_inner)
    }
}
