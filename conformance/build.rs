//! Builds the scenarios of the suites in: every file of `scenarios/suites/receiver` and
//! `scenarios/suites/sender`, in the order of their names.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let suites = manifest.join("../scenarios/suites");
    let mut code = String::new();
    for (list, folder) in [("RECEIVER", "receiver"), ("SENDER", "sender")] {
        let files = scenarios(&suites.join(folder))?;
        println!("cargo::rerun-if-changed={}", suites.join(folder).display());
        let _ = writeln!(code, "const {list}: &[(&str, &str)] = &[");
        for file in files {
            let name = file
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let path = file.display().to_string();
            let _ = writeln!(
                code,
                "    ({:?}, include_str!({path:?})),",
                format!("{folder}/{name}")
            );
        }
        let _ = writeln!(code, "];");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("suites.rs"), code)
}

fn scenarios(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "yaml"));
    files.sort();
    Ok(files)
}
