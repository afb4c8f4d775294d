//! GET systems/{id}/document (SYS-12): one system's data as a document.

use testpost_engine::id::SystemId;

use super::sheet;
use crate::download::{self, Download, PDF};
use crate::http::control::in_world::{InWorld, Named, not_found};
use crate::http::problem::{Problem, ProblemDocument};

/// One system's data as a document (PDF) in Danish, its API key among them.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/systems/{id}/document",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("id" = String, Path, description = "the system's id"),
    ),
    responses(
        (status = 200, description = "the document", content_type = "application/pdf"),
        (status = "default", body = ProblemDocument),
    ),
)]
pub(crate) async fn document(
    InWorld(world): InWorld,
    Named(id): Named<SystemId>,
) -> Result<Download, Problem> {
    let (title, entries) = world
        .query_at(move |engine, now| match engine.state().systems.get(&id) {
            Some(system) => {
                let title = format!("Systemet {}", system.name);
                Ok((title, sheet::entries(engine, now, system)))
            }
            None => Err(not_found("system.not.found", format!("system {id}"))),
        })
        .await??;
    Ok(Download {
        name: format!("system-{id}.pdf"),
        media_type: PDF,
        content: download::document(&title, &entries),
    })
}
