//! What a sender sees: a root with two folders, and in each of them files without folders. Paths
//! are texts that are looked up here; none ever reaches the disk.

use jiff::Timestamp;
use russh_sftp::protocol::FileAttributes;
use testpost_engine::profile::Profile;

/// How long the name of a file may be, in bytes.
const LONGEST_NAME: usize = 255;

const FOLDER: u32 = 0o040_755;
const FILE: u32 = 0o100_644;
const READ_ONLY: u32 = 0o100_444;

/// The names of the folders, as the world's profile has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folders {
    pub(super) upload: String,
    pub(super) receipts: String,
}

impl Folders {
    pub(super) fn of(profile: &Profile) -> Folders {
        Folders {
            upload: profile.sftp_upload_folder.clone(),
            receipts: profile.sftp_receipt_folder.clone(),
        }
    }

    /// What a path means; none where it means nothing.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        let parts = parts(path);
        let folder = match parts.first() {
            None => return Some(Place::Root),
            Some(name) if *name == self.upload => Folder::Upload,
            Some(name) if *name == self.receipts => Folder::Receipts,
            Some(name) => match parts.as_slice() {
                [_] => return Some(Place::Elsewhere((*name).to_owned())),
                _ => return None,
            },
        };
        match parts.get(1..).unwrap_or_default() {
            [] => Some(Place::Folder(folder)),
            [name] if name.len() <= LONGEST_NAME => Some(match folder {
                Folder::Upload => Place::Upload((*name).to_owned()),
                Folder::Receipts => Place::Receipt((*name).to_owned()),
            }),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folder {
    Upload,
    Receipts,
}

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Folder(Folder),
    /// A file to be handed in, or not yet.
    Upload(String),
    Receipt(String),
    /// A name beside the folders, where nothing is.
    Elsewhere(String),
}

/// The path from the root, without `.` and `..`. Above the root there is nothing.
pub(super) fn absolute(path: &str) -> String {
    format!("/{}", parts(path).join("/"))
}

fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts
}

pub(super) fn folder_attributes(at: Timestamp) -> FileAttributes {
    attributes(FOLDER, 0, at)
}

pub(super) fn upload_attributes(size: u64, at: Timestamp) -> FileAttributes {
    attributes(FILE, size, at)
}

pub(super) fn receipt_attributes(size: u64, at: Timestamp) -> FileAttributes {
    attributes(READ_ONLY, size, at)
}

/// Times are the world's.
fn attributes(permissions: u32, size: u64, at: Timestamp) -> FileAttributes {
    let seconds = u32::try_from(at.as_second()).unwrap_or_default();
    FileAttributes {
        size: Some(size),
        uid: Some(0),
        user: None,
        gid: Some(0),
        group: None,
        permissions: Some(permissions),
        atime: Some(seconds),
        mtime: Some(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_but_into_the_folders() {
        let folders = Folders::of(&Profile::assumed());
        let upload = |name: &str| Some(Place::Upload(name.to_owned()));
        for (path, place) in [
            ("", Some(Place::Root)),
            (".", Some(Place::Root)),
            ("/", Some(Place::Root)),
            ("/../../..", Some(Place::Root)),
            ("upload", Some(Place::Folder(Folder::Upload))),
            ("/receipts/", Some(Place::Folder(Folder::Receipts))),
            ("/upload/a.xml", upload("a.xml")),
            ("upload/./../upload//a.xml", upload("a.xml")),
            ("/upload/..\\a.xml", upload("..\\a.xml")),
            ("/receipts/a", Some(Place::Receipt("a".to_owned()))),
            ("/upload/../../etc/passwd", None),
            ("/upload/a/b.xml", None),
            ("/etc/passwd", None),
            ("a.xml", Some(Place::Elsewhere("a.xml".to_owned()))),
            (
                "/upload/../a.xml",
                Some(Place::Elsewhere("a.xml".to_owned())),
            ),
        ] {
            assert_eq!(folders.place(path), place, "{path}");
        }
        let long = format!("/upload/{}", "x".repeat(LONGEST_NAME + 1));
        assert_eq!(folders.place(&long), None);
        assert_eq!(absolute("upload/../../x/."), "/x");
    }
}
