//! `system`: whether a system is in use, and whether it is the primary (SYS-2, RETRY-8).

use reqwest::Method;
use serde::Deserialize;

use crate::runner::{Judgement, Outcome, Play, ServiceCall, StepFault, credentials_of};
use crate::scenario::{System, SystemExpected};

pub(crate) async fn judge(play: &Play<'_>, said: &SystemExpected) -> Result<Judgement, StepFault> {
    let system = play.system(&said.name)?;
    let stage = &play.stage;
    let live = stage.control.systems(&stage.world).await?;
    let view = live.iter().find(|v| v.id.eq_ignore_ascii_case(&system.id));
    let active = |active| if active { "active" } else { "not active" };
    let primary = |primary| if primary { "primary" } else { "not primary" };
    let waiting = match said.receipts_waiting {
        Some(_) => Some(receipts_waiting(play, &system).await?),
        None => None,
    };
    let left = |count| format!("{count} receipts waiting");
    let wanted = [
        said.active.map(|it| active(it).to_owned()),
        said.primary.map(|it| primary(it).to_owned()),
        said.receipts_waiting.map(left),
    ];
    Ok(Judgement {
        name: format!("system {}", system.name),
        outcome: Outcome::of(view.is_some_and(|view| {
            said.active.is_none_or(|a| a == view.active)
                && said.primary.is_none_or(|p| p == view.primary)
                && said.receipts_waiting == waiting
        })),
        expected: wanted.into_iter().flatten().collect::<Vec<_>>().join(", "),
        seen: view.map_or_else(
            || "gone".to_owned(),
            |view| {
                let mut seen = format!("{}, {}", active(view.active), primary(view.primary));
                if let Some(waiting) = waiting {
                    seen.push_str(&format!(", {}", left(waiting)));
                }
                seen
            },
        ),
        remedy: "A receiver is deactivated after seven days in which it took nothing; \
                 `activate:` takes it into use again."
            .to_owned(),
        messages: Vec::new(),
    })
}

/// How many receipts Digital Post lists for a system.
async fn receipts_waiting(play: &Play<'_>, system: &System) -> Result<u64, StepFault> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Page {
        total_elements: u64,
    }
    let call = ServiceCall {
        method: Method::GET,
        path: &["receipts", ""],
        query: Vec::new(),
        credentials: Some(credentials_of(system)),
        body: None,
    };
    let answer = play.stage.service.call(call).await;
    let answer = answer.map_err(StepFault::Broken)?;
    let page: Option<Page> = answer.json();
    page.map(|page| page.total_elements).ok_or_else(|| {
        StepFault::Broken(format!(
            "the receipts of {} cannot be listed: {}",
            system.name,
            answer.in_words()
        ))
    })
}
