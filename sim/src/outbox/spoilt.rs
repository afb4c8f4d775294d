//! Pushes that are spoilt on purpose (docs/faults.md): broken off in the middle, or with a message
//! that no receiver ought to take. A push that is not spoilt goes its way as it is.
//!
//! What is changed stands in the header of the message, which is looked for in its beginning; the
//! rest is copied, so that a large message costs no more memory than another.

use std::io::{self, Read, Write};

use testpost_engine::effect::Spoilt;
use testpost_memo::id::MessageUuid;

use crate::outbox::carry_out::Letter;
use crate::outbox::rest_push;
use crate::outgoing::OutgoingBody;
use crate::spool::{Spool, SpooledBody};

/// What becomes of a message's beginning; none where it has no such place.
type Change = fn(&[u8]) -> Option<Vec<u8>>;

/// How far into a message its header reaches at most.
const BEGINNING: u64 = 64 * 1024;

/// The call that pushes the message; an error says why it cannot be spoilt like this.
pub(super) async fn letter(
    spool: &Spool,
    message: MessageUuid,
    content: SpooledBody,
    spoilt: Option<Spoilt>,
) -> Result<Letter, String> {
    let (name, change): (&str, Change) = match spoilt {
        None => return Ok(rest_push::letter(message, content)),
        Some(Spoilt::Cut) => {
            let letter = rest_push::letter(message, content);
            return Ok(Letter {
                body: OutgoingBody::BrokenOff(Box::new(letter.body)),
                ..letter
            });
        }
        Some(Spoilt::Unreadable) => {
            let half = content.size() / 2;
            let cut = spool.derived(&content, "cut in the middle", move |reader, out| {
                io::copy(&mut reader.take(half), out).map(drop)
            });
            let body = cut.await.map_err(|fault| fault.to_string())?;
            return Ok(rest_push::letter(message, body));
        }
        Some(Spoilt::Invalid) => ("with an unknown element", with_unknown_element),
        Some(Spoilt::Misdirected) => ("for another recipient", for_another),
    };
    let changed = spool.derived(&content, name, move |mut reader, out| {
        changed_at_its_beginning(&mut reader, out, change)
    });
    let body = changed.await.map_err(|fault| fault.to_string())?;
    Ok(rest_push::letter(message, body))
}

fn changed_at_its_beginning(
    reader: &mut impl Read,
    out: &mut dyn Write,
    change: Change,
) -> io::Result<()> {
    let mut beginning = Vec::new();
    reader
        .by_ref()
        .take(BEGINNING)
        .read_to_end(&mut beginning)?;
    let changed = change(&beginning).ok_or_else(|| {
        io::Error::other("the message's header is not found, so it cannot be spoilt like this")
    })?;
    out.write_all(&changed)?;
    io::copy(reader, out).map(drop)
}

/// An element of no namespace stands first in the header.
fn with_unknown_element(beginning: &[u8]) -> Option<Vec<u8>> {
    let at = end_of_tag(beginning, b"MessageHeader")?;
    let (before, after) = beginning.split_at(at);
    Some([before, b"<ukendt>?</ukendt>", after].concat())
}

/// The last digit of the recipient's number is another one.
fn for_another(beginning: &[u8]) -> Option<Vec<u8>> {
    let start = end_of_tag(beginning, b"recipientID")?;
    let number = beginning.get(start..)?;
    let last = start
        + number
            .iter()
            .position(|byte| *byte == b'<')?
            .checked_sub(1)?;
    let mut changed = beginning.to_vec();
    let digit = changed.get_mut(last).filter(|byte| byte.is_ascii_digit())?;
    *digit = b'0' + (*digit - b'0' + 1) % 10;
    Some(changed)
}

/// Where the first start tag of this local name ends.
fn end_of_tag(text: &[u8], name: &[u8]) -> Option<usize> {
    let at = text.windows(name.len()).position(|bytes| bytes == name)?;
    let rest = text.get(at..)?;
    Some(at + rest.iter().position(|byte| *byte == b'>')? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &[u8] =
        b"<m:Message><m:MessageHeader a='1'><m:recipientID>20000009</m:recipientID></m:MessageHeader>";

    fn changed(change: Change) -> String {
        let mut out = Vec::new();
        changed_at_its_beginning(&mut &XML[..], &mut out, change).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_element_that_memo_does_not_know_stands_first_in_the_header() {
        assert!(
            changed(with_unknown_element)
                .starts_with("<m:Message><m:MessageHeader a='1'><ukendt>?</ukendt><m:recipientID>")
        );
    }

    #[test]
    fn another_recipient_has_a_number_of_the_same_form() {
        assert!(changed(for_another).contains("<m:recipientID>20000000</m:recipientID>"));
    }

    #[test]
    fn what_has_no_header_cannot_be_spoilt_and_says_so() {
        let mut out = Vec::new();
        let fault = changed_at_its_beginning(&mut &b"<a/>"[..], &mut out, for_another).unwrap_err();
        assert!(fault.to_string().contains("header"), "{fault}");
    }
}
