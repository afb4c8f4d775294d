//! `recipient`: how a citizen or company stands in the register, and until when it is exempt
//! (EX-1, EX-7).

use crate::runner::{Judgement, Outcome, Play, StepFault};
use crate::scenario::{ExemptUntil, RecipientExpected};

pub(crate) async fn judge(
    play: &Play<'_>,
    said: &RecipientExpected,
) -> Result<Judgement, StepFault> {
    let stage = &play.stage;
    let number = play.party_number(&said.of)?;
    let view = stage.control.recipient(&stage.world, &number).await?;
    let until = view.exemption.as_ref().map(|exemption| exemption.ends_at);
    let until_holds = match said.exempt_until {
        None => true,
        Some(ExemptUntil::Lifted) => until == Some(None),
        Some(ExemptUntil::At(at)) => until == Some(Some(at)),
    };
    let status_holds = said
        .status
        .is_none_or(|status| status.as_str() == view.status);
    let number = view
        .nem_sms
        .as_ref()
        .filter(|sign_up| sign_up.in_force)
        .map_or("none", |sign_up| &sign_up.mobile_number);
    let number_holds = said.nemsms.as_ref().is_none_or(|wanted| wanted == number);
    let wanted = [
        said.status.map(|status| status.as_str().to_owned()),
        said.nemsms
            .as_ref()
            .map(|wanted| format!("NemSMS in force: {wanted}")),
        said.exempt_until.map(|until| match until {
            ExemptUntil::Lifted => "exempt until it is lifted".to_owned(),
            ExemptUntil::At(at) => format!("exempt until {at}"),
        }),
    ];
    let seen = match until {
        None => view.status.clone(),
        Some(None) => format!("{}, exempt until it is lifted", view.status),
        Some(Some(at)) => format!("{}, exempt until {at}", view.status),
    };
    Ok(Judgement {
        name: format!("recipient {}", said.of.value),
        outcome: Outcome::of(status_holds && until_holds && number_holds),
        expected: wanted.into_iter().flatten().collect::<Vec<_>>().join(", "),
        seen: format!("{seen}, NemSMS in force: {number}"),
        remedy:
            "`exempt:`, `lift:` and `renew:` change it, and so do `citizen:` and `company:`; a \
                 company's exemption ends by itself in November two years on."
                .to_owned(),
        messages: Vec::new(),
    })
}
