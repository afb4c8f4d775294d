//! Whether the absence of something about a letter proves anything: only when the letter was
//! accepted, or when the scenario says that its refusal is meant.

use crate::runner::{MessageView, Play, SentLetter, StepFault};

/// The state of a message whose call was refused.
const REFUSED: &str = "REFUSED_AT_CALL";

/// Why nothing can be concluded from what is absent for this letter; none when it can.
pub(crate) fn doubt(letter: &SentLetter, view: Option<&MessageView>) -> Option<String> {
    // Without an answer nobody knows but the simulator, and the scenario says that this is meant.
    if letter.answer.is_none() {
        return None;
    }
    let accepted = view.is_some_and(|view| view.state != REFUSED);
    let refused = !(200..300).contains(&letter.answer.status);
    match (accepted, refused) {
        (true, false) => None,
        (true, true) => Some(
            "its call was refused, and its UUID is that of another message, which was accepted; \
             ask about that one"
                .to_owned(),
        ),
        (false, true) if letter.refusal_is_meant => None,
        (false, true) => Some(format!(
            "its call was refused ({}), so that nothing more could come of it; mend the call, or \
             write `expect-status:` where it is sent if it is meant to be refused",
            letter.answer.in_words()
        )),
        (false, false) => Some(
            "the simulator does not know this message, although its call was answered as \
             accepted; look at the exchanges"
                .to_owned(),
        ),
    }
}

/// The same for a letter that has not been looked up yet.
pub(crate) async fn doubt_about(
    play: &Play<'_>,
    letter: &SentLetter,
) -> Result<Option<String>, StepFault> {
    let stage = &play.stage;
    let view = stage.control.message(&stage.world, &letter.uuid).await?;
    Ok(doubt(letter, view.as_ref()))
}

/// What a bounded list that has lost its oldest entries leaves open.
pub(crate) fn lost(what: &str, dropped: u64) -> Option<String> {
    (dropped > 0).then(|| {
        format!(
            "{dropped} of the oldest entries of {what} are no longer kept, so that what is not \
             there may have been; make the scenario smaller"
        )
    })
}
