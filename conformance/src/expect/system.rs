//! `system`: whether a system is in use, and whether it is the primary (SYS-2, RETRY-8).

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::SystemExpected;

pub(crate) async fn judge(play: &Play<'_>, said: &SystemExpected) -> Result<Judgement, StepFault> {
    let system = play.system(&said.name)?;
    let stage = &play.stage;
    let live = stage.control.systems(&stage.world).await?;
    let view = live.iter().find(|v| v.id.eq_ignore_ascii_case(&system.id));
    let active = |active| if active { "active" } else { "not active" };
    let primary = |primary| if primary { "primary" } else { "not primary" };
    let wanted = [said.active.map(active), said.primary.map(primary)];
    Ok(Judgement {
        name: format!("system {}", system.name),
        outcome: Outcome::of(view.is_some_and(|view| {
            said.active.is_none_or(|a| a == view.active)
                && said.primary.is_none_or(|p| p == view.primary)
        })),
        expected: wanted.into_iter().flatten().collect::<Vec<_>>().join(", "),
        seen: view.map_or_else(
            || "gone".to_owned(),
            |view| format!("{}, {}", active(view.active), primary(view.primary)),
        ),
        remedy: "A receiver is deactivated after seven days in which it took nothing; \
                 `activate:` takes it into use again."
            .to_owned(),
        messages: Vec::new(),
    })
}
