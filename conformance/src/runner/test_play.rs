//! A scenario on a simulator of its own, for tests that look at one part of a run.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::host::Host;
use super::{Letters, Play, Stage, UnderTest};
use crate::scenario::{Scenario, load};
use crate::target::Flaws;
use crate::trace::Tape;

const EPOCH: &str = "2026-01-05T08:00:00Z";

/// A scenario and the simulator it plays on.
pub(crate) struct Opened {
    scenario: Scenario,
    host: Host,
    _folder: TempDir,
}

impl Opened {
    /// A scenario of these steps, in the built-in municipality.
    pub(crate) async fn new(steps: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("part.yaml");
        let text = format!("scenario: A part\nworld: municipality\nsteps:\n{steps}");
        std::fs::write(&file, text).unwrap();
        Self {
            scenario: load(&file, &BTreeSet::new()).unwrap().remove(0),
            host: Host::open(None, None, None).await.unwrap(),
            _folder: folder,
        }
    }

    /// Before its first step.
    pub(crate) async fn play(&self) -> Play<'_> {
        let epoch: Timestamp = EPOCH.parse().unwrap();
        let stage = Stage::set(
            &self.scenario,
            &self.host,
            &UnderTest::Reference(Flaws::default()),
            "part",
            1,
            epoch,
            &Tape::blank(),
        )
        .await
        .unwrap();
        Play {
            scenario: &self.scenario,
            stage,
            letters: Letters::default(),
            started: epoch,
            now: epoch,
            checks: Vec::new(),
            captured: BTreeMap::new(),
            over: false,
        }
    }

    pub(crate) async fn close(self) {
        self.host.close().await;
    }
}

/// So many days after now.
pub(crate) fn later(play: &Play<'_>, days: i64) -> Timestamp {
    play.now + SignedDuration::from_hours(24 * days)
}
