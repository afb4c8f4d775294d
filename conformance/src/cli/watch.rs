//! `--watch`: runs again what has changed, each time a file does, until it is interrupted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::exit::Exit;
use super::fault::CliFault;
use super::interrupt::Interrupt;
use super::output;
use crate::runner::Selected;

/// How often the files are looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

/// When each file was changed last; none where it is not there.
pub(crate) type Times = BTreeMap<PathBuf, Option<SystemTime>>;

/// The files that scenarios were written in.
pub(crate) fn files_of(selected: &Selected) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for scenario in &selected.scenarios {
        files.extend(scenario.sources.files().map(|(path, _)| path.to_owned()));
        files.extend(scenario.world.written.iter().map(|(path, _)| path.clone()));
    }
    files
}

pub(crate) fn times(files: impl IntoIterator<Item = PathBuf>) -> Times {
    let time = |file: &Path| file.metadata().and_then(|found| found.modified()).ok();
    let files = files.into_iter();
    files.map(|file| (file.clone(), time(&file))).collect()
}

/// Those that are new, changed or gone.
pub(crate) fn changed(before: &Times, now: &Times) -> Vec<PathBuf> {
    let all = before.keys().chain(now.keys());
    let mut files: Vec<PathBuf> = all
        .filter(|file| before.get(*file) != now.get(*file))
        .cloned()
        .collect();
    files.sort();
    files.dedup();
    files
}

/// Waits until a file changes; none when the watch is over.
pub(crate) async fn wait(
    interrupt: &mut Interrupt,
    look: impl Fn() -> Times,
    before: &mut Times,
) -> Option<Vec<PathBuf>> {
    loop {
        tokio::select! {
            () = interrupt.wait() => return None,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
        let now = look();
        let changed = changed(before, &now);
        if !changed.is_empty() {
            *before = now;
            return Some(changed);
        }
    }
}

/// Leaves those scenarios that bear on a file that changed; all where it is none of theirs.
pub(crate) fn bearing_on(mut selected: Selected, changed: &[PathBuf]) -> Selected {
    let bears = |scenario: &crate::scenario::Scenario| {
        let mut own = scenario.sources.files().map(|(path, _)| path);
        let world = scenario
            .world
            .written
            .as_ref()
            .map(|(path, _)| path.as_path());
        own.any(|file| changed.iter().any(|c| c == file))
            || world.is_some_and(|file| changed.iter().any(|c| c == file))
    };
    if selected.scenarios.iter().any(bears) {
        selected.scenarios.retain(bears);
    }
    selected
}

pub(crate) fn listen() -> Result<Interrupt, CliFault> {
    Interrupt::listen()
        .map_err(|fault| CliFault::new(Exit::Fault, format!("signals cannot be heard: {fault}")))
}

pub(crate) fn say_waiting() -> Result<(), CliFault> {
    output::print_line("watching; ctrl-c ends it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_changed_or_gone_has_changed() {
        let at = |second| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(second));
        let times = |all: &[(&str, Option<SystemTime>)]| -> Times {
            all.iter()
                .map(|(file, time)| (PathBuf::from(file), *time))
                .collect()
        };
        let before = times(&[("a", at(1)), ("b", at(1)), ("c", at(1))]);
        let now = times(&[("a", at(1)), ("b", at(2)), ("c", None), ("d", at(3))]);
        let found = changed(&before, &now);
        assert_eq!(found, ["b", "c", "d"].map(PathBuf::from));
    }
}
