//! Answers of the SFTP server as packets, and what is refused: with the protocol's status, and,
//! where somebody should know, in words.

use russh_sftp::protocol::{Attrs, File, FileAttributes, Handle, Name, Packet, Status, StatusCode};

/// Why something is not done.
#[derive(Debug, Clone)]
pub(super) struct Denied {
    pub(super) status: StatusCode,
    /// For people; none where clients ask only to find out, as for a file that is not there.
    pub(super) why: Option<String>,
}

impl Denied {
    pub(super) const NO_SUCH_FILE: Denied = Denied {
        status: StatusCode::NoSuchFile,
        why: None,
    };
    pub(super) const END: Denied = Denied {
        status: StatusCode::Eof,
        why: None,
    };
    pub(super) const UNSUPPORTED: Denied = Denied {
        status: StatusCode::OpUnsupported,
        why: None,
    };

    pub(super) fn failure(why: impl Into<String>) -> Denied {
        Denied {
            status: StatusCode::Failure,
            why: Some(why.into()),
        }
    }

    pub(super) fn not_permitted(why: impl Into<String>) -> Denied {
        Denied {
            status: StatusCode::PermissionDenied,
            why: Some(why.into()),
        }
    }

    pub(super) fn packet(&self, id: u32) -> Packet {
        let words = self.why.clone();
        Packet::Status(Status {
            id,
            status_code: self.status,
            error_message: words.unwrap_or_else(|| self.status.to_string()),
            language_tag: "en".to_owned(),
        })
    }
}

pub(super) fn done(id: u32) -> Packet {
    Packet::error(id, StatusCode::Ok)
}

pub(super) fn handle(id: u32, handle: u32) -> Packet {
    Packet::Handle(Handle {
        id,
        handle: handle.to_string(),
    })
}

pub(super) fn attributes(id: u32, attrs: FileAttributes) -> Packet {
    Packet::Attrs(Attrs { id, attrs })
}

pub(super) fn path(id: u32, path: String) -> Packet {
    names(id, vec![File::dummy(path)])
}

pub(super) fn names(id: u32, files: Vec<File>) -> Packet {
    Packet::Name(Name { id, files })
}
