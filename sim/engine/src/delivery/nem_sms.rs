//! NemSMS: signing up, confirming by the texted link, and text messages to whoever is signed up
//! (SMS-1 to SMS-4). A NemSMS is a message of its own that goes to a telephone alone; it is not the
//! notice that new mail has come.

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};
use testpost_memo::id::{MessageUuid, PartyId};

use crate::calendar;
use crate::chance::Lane;
use crate::code::Code;
use crate::command::{Reply, SignUpHow};
use crate::delivery::{exempt, receipt};
use crate::effect::ReceiptStatus;
use crate::engine::Turn;
use crate::event::EventBody;
use crate::id::{ConfirmationToken, MobileNumber};
use crate::rejection::Rejection;
use crate::state::messages::{Message, Progress};

const LINK_SUBJECT: &str = "Bekræft tilmelding til NemSMS";
const LINK_TEXT: &str = "Dit mobilnummer er tilmeldt NemSMS. Bekræft tilmeldingen på dette link:";

/// SMS-1, SMS-3: a number is signed up or changed, and the link is texted to it.
pub(crate) fn sign_up(
    turn: &mut Turn<'_>,
    party: PartyId,
    mobile: MobileNumber,
    how: SignUpHow,
) -> Result<Reply, Rejection> {
    exempt::recipient(turn, &party)?;
    let is_signed_up = turn.state.nem_sms.all().contains_key(&party);
    match how {
        SignUpHow::First if is_signed_up => {
            return Err(Rejection::new(
                Code::NemSmsAlreadySignedUp,
                format!("{party} is signed up already"),
                "change the number, or end the sign-up first",
            ));
        }
        SignUpHow::InPlaceOfAnother if !is_signed_up => return Err(not_signed_up(&party)),
        SignUpHow::First | SignUpHow::InPlaceOfAnother => {}
    }
    let link = ConfirmationToken::from_uuid(turn.draw(Lane::Confirmation));
    let to = mobile.clone();
    turn.record(match how {
        SignUpHow::First => EventBody::NemSmsCreated {
            party,
            mobile,
            link,
        },
        SignUpHow::InPlaceOfAnother => EventBody::NemSmsUpdated {
            party,
            mobile,
            link,
        },
    });
    turn.record(EventBody::PincodeSentToMobileNemSms {
        party,
        to,
        link,
        subject: LINK_SUBJECT.into(),
        text: LINK_TEXT.into(),
    });
    Ok(Reply::SignUp(party))
}

/// SMS-1: the link was opened. What waits for it goes out at once (SMS-2).
pub(crate) fn confirm(turn: &mut Turn<'_>, link: ConfirmationToken) -> Result<Reply, Rejection> {
    let Some(sign_up) = turn.state.nem_sms.of_link(link) else {
        return Err(Rejection::new(
            Code::NemSmsLinkNotValid,
            "this link confirms no sign-up: the sign-up has ended, or its number was changed since",
            "use the link of the newest text message",
        ));
    };
    let party = sign_up.party;
    if sign_up.confirmed_at.is_none() {
        turn.record(EventBody::NemSmsActivated { party });
        let waiting: Vec<MessageUuid> = turn.state.nem_sms.waiting_for(&party).collect();
        for message in waiting {
            deliver(turn, message);
        }
    }
    Ok(Reply::SignUp(party))
}

/// SMS-3.
pub(crate) fn end(turn: &mut Turn<'_>, party: PartyId) -> Result<Reply, Rejection> {
    if !turn.state.nem_sms.all().contains_key(&party) {
        return Err(not_signed_up(&party));
    }
    turn.record(EventBody::NemSmsDeleted { party });
    Ok(Reply::Done)
}

/// Whoever is no longer in the register is not signed up either.
pub(crate) fn forget(turn: &mut Turn<'_>, party: PartyId) {
    if turn.state.nem_sms.all().contains_key(&party) {
        turn.record(EventBody::NemSmsDeleted { party });
    }
}

fn not_signed_up(party: &PartyId) -> Rejection {
    Rejection::new(
        Code::NemSmsNotSignedUp,
        format!("{party} is not signed up for NemSMS"),
        "sign up first",
    )
}

/// SMS-2: texts a NemSMS to whoever is signed up, or lets it wait for a sign-up.
pub(crate) fn deliver(turn: &mut Turn<'_>, uuid: MessageUuid) {
    let Some(message) = turn.state.messages.get(uuid) else {
        return;
    };
    let Some(party) = message.recipient() else {
        return;
    };
    if let Some(number) = turn.state.nem_sms.number_of(&party) {
        let outline = &message.outline;
        let event = EventBody::NemSmsSentSuccessfully {
            message: uuid,
            to: number.clone(),
            subject: outline.label.clone().unwrap_or_default(),
            text: outline.notification.clone().unwrap_or_default(),
        };
        turn.record(event);
        return;
    }
    let is_waiting = matches!(message.progress, Progress::AwaitingSignUp { .. });
    match period_end(turn, message) {
        Some(_) if is_waiting => {}
        Some(until) if until > turn.now => {
            turn.record(EventBody::NemSmsSendAwaitingSignUp {
                message: uuid,
                until,
            });
        }
        Some(_) | None => fail(turn, uuid),
    }
}

/// Until when a NemSMS waits: the end of its value date, or what the profile gives it without
/// one. A date of the day of acceptance counts as none (VALUE-1).
fn period_end(turn: &Turn<'_>, message: &Message) -> Option<Timestamp> {
    let zone = &turn.profile.value_date_zone;
    let without = calendar::after(message.accepted_at, turn.profile.nem_sms_period);
    let dated = message
        .outline
        .value_date
        .filter(|date| *date > calendar::date_at(message.accepted_at, zone))
        .and_then(|date| date.checked_add(1.day()).ok())
        .and_then(|next| calendar::start_of(next, Time::midnight(), zone));
    dated.into_iter().chain([without]).max()
}

/// SMS-2: the period is over, and nobody has signed up.
pub(crate) fn period_over(turn: &mut Turn<'_>, message: MessageUuid) {
    fail(turn, message);
}

fn fail(turn: &mut Turn<'_>, message: MessageUuid) {
    let reason = "the recipient was not signed up for NemSMS within the value period";
    turn.record(EventBody::NemSmsSendFailed {
        message,
        reason: reason.into(),
    });
    if turn.profile.nem_sms_failed_receipt {
        let error = (Code::NemSmsFailed.as_str().to_owned(), reason.to_owned());
        receipt::create(turn, message, ReceiptStatus::NotAllowed, Some(error));
    }
}
