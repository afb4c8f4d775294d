//! Files that senders have uploaded whole and not handed in: their names say that they are
//! temporary. They lie there until they are renamed or removed, as long as the world lives.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use testpost_engine::id::SystemId;

use crate::limits::LIMITS;
use crate::spool::SpooledBody;

#[derive(Debug, Clone)]
pub(crate) struct HeldFile {
    pub(crate) body: SpooledBody,
    /// The world's time.
    pub(crate) at: Timestamp,
}

/// There is no room for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{count} files of {bytes} bytes that were not handed in lie there already: rename or remove some"
)]
pub(crate) struct NoRoom {
    count: usize,
    bytes: u64,
}

/// Those of all systems of one world.
#[derive(Debug, Default)]
pub(crate) struct HeldFiles(Mutex<BTreeMap<SystemId, BTreeMap<String, HeldFile>>>);

impl HeldFiles {
    /// Keeps a file, in place of one of the same name.
    pub(crate) fn put(&self, system: SystemId, name: &str, file: HeldFile) -> Result<(), NoRoom> {
        let mut all = self.lock();
        let of_system = all.entry(system).or_default();
        let others = of_system.iter().filter(|(other, _)| *other != name);
        let (count, bytes) = others.fold((0, 0u64), |(count, bytes), (_, other)| {
            (count + 1, bytes.saturating_add(other.body.size()))
        });
        let limits = LIMITS.sftp;
        if count >= limits.held_files || bytes.saturating_add(file.body.size()) > limits.held_bytes
        {
            return Err(NoRoom { count, bytes });
        }
        of_system.insert(name.to_owned(), file);
        Ok(())
    }

    pub(crate) fn get(&self, system: SystemId, name: &str) -> Option<HeldFile> {
        self.lock().get(&system)?.get(name).cloned()
    }

    pub(crate) fn remove(&self, system: SystemId, name: &str) -> Option<HeldFile> {
        self.lock().get_mut(&system)?.remove(name)
    }

    /// By name.
    pub(crate) fn list(&self, system: SystemId) -> Vec<(String, HeldFile)> {
        let all = self.lock();
        let of_system = all.get(&system).into_iter().flatten();
        of_system
            .map(|(name, file)| (name.clone(), file.clone()))
            .collect()
    }

    pub(crate) fn release_all(&self) {
        // Taken out first: the files are removed outside the lock.
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SystemId, BTreeMap<String, HeldFile>>> {
        // Nothing panics while it holds this lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::SpoolStore;

    #[test]
    fn a_system_holds_so_many_files_and_no_more() {
        let store = SpoolStore::open(None).unwrap();
        let file = HeldFile {
            body: store.for_world().put("x"),
            at: Timestamp::UNIX_EPOCH,
        };
        let system = "6b0d4a4e-0f0a-4c39-8f1e-000000000001".parse().unwrap();
        let held = HeldFiles::default();
        for number in 0..LIMITS.sftp.held_files {
            held.put(system, &format!("{number}.tmp"), file.clone())
                .unwrap();
        }
        assert!(held.put(system, "one-more.tmp", file.clone()).is_err());
        held.put(system, "0.tmp", file.clone()).unwrap();
        assert!(held.remove(system, "1.tmp").is_some());
        held.put(system, "one-more.tmp", file).unwrap();
        assert_eq!(held.list(system).len(), LIMITS.sftp.held_files);
        held.release_all();
        assert!(held.get(system, "0.tmp").is_none());
    }
}
