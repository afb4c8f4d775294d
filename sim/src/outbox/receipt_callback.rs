//! The business receipt (forretningskvittering) to a REST sender's receipt endpoint, as JSON
//! by POST (SEND-3).

use testpost_engine::effect::Receipt;

use crate::outbox::carry_out::Letter;

pub(super) fn letter(receipt: &Receipt) -> serde_json::Result<Letter> {
    Letter::json(receipt)
}
