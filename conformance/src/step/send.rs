//! `send` and `repeat`: a sender system hands a MeMo in (SEND-1, SEND-12).

use reqwest::Method;

use crate::party::service::Credentials;
use crate::party::sftp_sender::SftpKey;
use crate::runner::{Play, SentLetter, ServiceAnswer, ServiceCall, StepFault, credentials_of};
use crate::scenario::{
    CredentialFault, LetterFault, Place, Placed, Protocol, Repeat, RequestUuid, Send,
    StatusExpected, System, beside,
};
use crate::trace::Told;

use super::answer_check::{check_answer, no_answer};
use super::compose::{Composed, compose};
use super::letter_fault::make_faulty;

pub(crate) async fn send(play: &mut Play<'_>, said: &Send, place: Place) -> Result<(), StepFault> {
    let said = &with_words(play, said)?;
    let by = sender_of(play, &said.from, said.via.as_ref()).await?;
    let Composed { uuid, to, mut xml } = match &said.memo {
        Some(memo) => read_memo(play, memo)?,
        None => compose(play, said, &by)?,
    };
    let fault = said.fault.as_ref().map(|f| &f.value);
    if let Some(fault) = fault {
        xml = make_faulty(xml, fault).map_err(StepFault::Broken)?;
    }
    let named = match fault.and_then(|f| f.request_uuid) {
        None => Some(uuid.clone()),
        Some(RequestUuid::Missing) => None,
        Some(RequestUuid::Other) => Some(play.stage.ids.message_uuid().to_string()),
    };
    let request = Request {
        file: format!("{}.xml", named.as_deref().unwrap_or("letter")),
        named,
        media_type: fault
            .and_then(|f| f.content_type.clone())
            .unwrap_or_else(|| "application/xml".to_owned()),
        credentials: credentials(play, &by, fault),
        body: xml.clone(),
    };
    let message = Composed { uuid, to, xml };
    let wanted = said.expect_status.as_ref();
    let answer = hand_in(play, &by, request, wanted).await?;
    let letter = sent(play, said.name.as_ref(), by, message, answer);
    finish(play, letter, wanted, place).await
}

/// What is said of a letter, with what was captured filled in.
fn with_words(play: &Play<'_>, said: &Send) -> Result<Send, StepFault> {
    let mut said = said.clone();
    let texts = [
        &mut said.label,
        &mut said.notification,
        &mut said.text,
        &mut said.message_id,
    ];
    for text in texts.into_iter().flatten() {
        *text = play.words(text)?;
    }
    Ok(said)
}

pub(crate) async fn repeat(
    play: &mut Play<'_>,
    said: &Repeat,
    place: Place,
) -> Result<(), StepFault> {
    let first = play.letter(&said.of)?.clone();
    let (Some(by), Some(xml)) = (first.by, first.xml) else {
        return Err(StepFault::Broken(format!(
            "`{}` was written in a mailbox; only what a system sends can be sent again",
            said.of.value
        )));
    };
    let request = Request {
        named: Some(first.uuid.clone()),
        file: format!("{}.xml", first.uuid),
        media_type: "application/xml".to_owned(),
        credentials: Some(credentials_of(&by)),
        body: xml.clone(),
    };
    let name = said.name.as_ref();
    let message = Composed {
        uuid: first.uuid,
        to: first.to,
        xml,
    };
    let wanted = said.expect_status.as_ref();
    let answer = hand_in(play, &by, request, wanted).await?;
    let letter = sent(play, name, by, message, answer);
    finish(play, letter, wanted, place).await
}

/// One call, or one file, and what may be wrong with it on purpose.
pub(super) struct Request {
    /// What it says of the message's UUID.
    pub(super) named: Option<String>,
    /// What the file is called where it is put by SFTP.
    pub(super) file: String,
    pub(super) media_type: String,
    pub(super) credentials: Option<Credentials>,
    pub(super) body: Vec<u8>,
}

/// Hands a letter or an archive in, the way the sender does.
pub(super) async fn hand_in(
    play: &mut Play<'_>,
    by: &System,
    request: Request,
    wanted: Option<&Placed<StatusExpected>>,
) -> Result<ServiceAnswer, StepFault> {
    if by.protocol == Protocol::Sftp {
        return by_sftp(play, by, request).await;
    }
    let named = request.named.iter();
    let call = ServiceCall {
        method: Method::POST,
        path: &["memos", ""],
        query: named
            .map(|uuid| ("memo-message-uuid", uuid.clone()))
            .collect(),
        credentials: request.credentials,
        body: Some((request.media_type, request.body)),
    };
    let may_be_lost = wanted.is_some_and(|wanted| wanted.value == StatusExpected::None);
    match play.stage.service.call(call).await {
        Ok(answer) => Ok(answer),
        Err(_) if may_be_lost => Ok(ServiceAnswer::none()),
        Err(why) => Err(no_answer("a letter", &why)),
    }
}

/// Puts it as a file; a fault in the request is one in its name or in the login.
async fn by_sftp(
    play: &mut Play<'_>,
    by: &System,
    request: Request,
) -> Result<ServiceAnswer, StepFault> {
    let stage = &mut play.stage;
    let mut user = stage
        .cast
        .sftp_user(&by.id)
        .cloned()
        .ok_or_else(|| StepFault::Own(format!("`{}` has no key", by.name)))?;
    let right = credentials_of(by);
    match request.credentials {
        Some(shown) if shown.api_key == right.api_key => user.system = shown.system,
        // A key that is nobody's, in place of a wrong one or none.
        Some(_) | None => {
            let (seed, number) = stage.ids.uuid().as_u64_pair();
            user.key = SftpKey::of_seed(seed, number).map_err(StepFault::Own)?;
        }
    }
    stage
        .sftp
        .hand_in(&user, &request.file, &request.body)
        .await
        .map_err(|why| StepFault::Broken(format!("a letter was not taken by SFTP: {why}")))
}

fn sent(
    play: &Play<'_>,
    name: Option<&Placed<String>>,
    by: System,
    message: Composed,
    answer: ServiceAnswer,
) -> SentLetter {
    SentLetter {
        name: name.map(|n| n.value.clone()),
        uuid: message.uuid,
        by: Some(by),
        to: message.to,
        sent_at: play.now,
        xml: Some(message.xml),
        answer,
        refusal_is_meant: false,
    }
}

async fn finish(
    play: &mut Play<'_>,
    mut letter: SentLetter,
    wanted: Option<&Placed<StatusExpected>>,
    place: Place,
) -> Result<(), StepFault> {
    let called = letter.name.as_deref().unwrap_or("a letter");
    let by = letter.by.as_ref().map_or("a mailbox", |by| &by.name);
    let what = format!("{by} sends {called}");
    let (uuid, answer) = (letter.uuid.clone(), letter.answer.clone());
    letter.refusal_is_meant = wanted.is_some_and(|wanted| match wanted.value {
        StatusExpected::Is(status) => status >= 400,
        StatusExpected::None => true,
    });
    play.letters.add(letter);
    check_answer(play, what, &uuid, &answer, wanted, &[201], place).await
}

/// The system that hands in for an organisation.
pub(super) async fn sender_of(
    play: &Play<'_>,
    from: &Placed<String>,
    via: Option<&Placed<String>>,
) -> Result<System, StepFault> {
    let stage = &play.stage;
    let lost = |name: &str| StepFault::Own(format!("`{name}` was not found"));
    let written = &from.value;
    let from = stage.directory.organisation(written).found();
    let from = from.ok_or_else(|| lost(written))?;
    match via {
        Some(via) => {
            let system = stage.directory.system_of(from, &via.value).found();
            system.cloned().ok_or_else(|| lost(&via.value))
        }
        None => {
            let system = stage.first_sender(&from.cvr).await?;
            system.ok_or_else(|| lost(written))
        }
    }
}

fn credentials(
    play: &mut Play<'_>,
    by: &System,
    fault: Option<&LetterFault>,
) -> Option<Credentials> {
    let right = credentials_of(by);
    match fault.and_then(|f| f.credentials) {
        None => Some(right),
        Some(CredentialFault::Missing) => None,
        Some(CredentialFault::WrongKey) => Some(Credentials {
            api_key: play.stage.ids.uuid().to_string(),
            ..right
        }),
        Some(CredentialFault::UnknownSystem) => Some(Credentials {
            system: play.stage.ids.uuid().to_string(),
            ..right
        }),
    }
}

/// A MeMo file as it is; its UUID is read from its header.
fn read_memo(play: &Play<'_>, memo: &Placed<std::path::PathBuf>) -> Result<Composed, StepFault> {
    let path = beside(&play.scenario.file, &memo.value);
    let asked = format!("the file {}", memo.value.display());
    let xml = match play.stage.told::<ServiceAnswer>(&asked)? {
        Told::Then(kept) => kept.body,
        Told::Ask => {
            let body = std::fs::read(&path).map_err(|fault| {
                StepFault::Broken(format!("{} cannot be read: {fault}", path.display()))
            })?;
            let kept = ServiceAnswer { status: 0, body };
            play.stage.tape.keep(&asked, &kept);
            kept.body
        }
    };
    let text = String::from_utf8_lossy(&xml);
    let after = text.split("messageUUID>").nth(1).unwrap_or_default();
    let uuid = after.split('<').next().unwrap_or_default().trim();
    Ok(Composed {
        uuid: uuid.to_lowercase(),
        to: None,
        xml,
    })
}
