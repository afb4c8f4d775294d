//! GET systems/overview (SYS-12): the list of systems (systemoversigt) as a spreadsheet.

use testpost_memo::id::Cvr;

use super::sheet;
use crate::download::{Download, XLSX, spreadsheet};
use crate::http::control::in_world::{InWorld, not_found};
use crate::http::parameters::QueryText;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;

/// The systems of an organisation, or of all, as a spreadsheet (xlsx) with Danish headings.
#[utoipa::path(
    get,
    path = "/control/v1/worlds/{w}/systems/overview",
    tag = "systems",
    params(
        ("w" = String, Path, description = "the world's name"),
        ("owner" = Option<String>, Query, description = "the organisation's CVR number; all organisations without it"),
    ),
    responses(
        (status = 200, description = "one row a system", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = "default", body = ProblemDocument),
    ),
)]
pub(crate) async fn overview(
    InWorld(world): InWorld,
    query: QueryText,
) -> Result<Download, Problem> {
    query.only(&["owner"])?;
    let owner = query.read_with("owner", |text| {
        Cvr::parse(text).map_err(|fault| fault.to_string())
    })?;
    let (rows, now) = world
        .query_at(move |engine, now| {
            let known = &engine.state().registry.organisations;
            if let Some(owner) = owner.filter(|owner| !known.contains_key(owner)) {
                let what = format!("organisation {owner}");
                return Err(not_found("organisation.not.found", what));
            }
            let systems = engine.state().systems.values();
            let meant = systems.filter(|system| owner.is_none_or(|owner| system.owner == owner));
            let rows: Vec<Vec<String>> = meant
                .map(|system| sheet::row(engine, now, system))
                .collect();
            Ok((rows, now))
        })
        .await??;
    let content = tokio::task::spawn_blocking(move || {
        spreadsheet("Systemoversigt", &sheet::HEADINGS, &rows, now)
    })
    .await
    .map_err(|fault| Refused::ours(&fault.to_string()))?
    .map_err(|fault| Refused::ours(&fault.to_string()))?;
    Ok(Download {
        name: "systemoversigt.xlsx".to_owned(),
        media_type: XLSX,
        content,
    })
}
