//! A message that was never accepted: what its refused calls tell about it.

use crate::exchanges::{Direction, Exchange, ExchangeFilter, ExchangeKind, Exchanges};

use super::detail::MessageDetail;
use super::item::MessageItem;

/// The last refused send that named this message.
pub(super) fn find(exchanges: &Exchanges, message: &str) -> Option<MessageDetail> {
    let filter = ExchangeFilter {
        message: Some(message.to_owned()),
        direction: Some(Direction::In),
        kind: Some(ExchangeKind::Send),
        ..ExchangeFilter::default()
    };
    exchanges
        .list(&filter)
        .iter()
        .rev()
        .find(|exchange| exchange.call.status.is_some_and(|status| status >= 400))
        .map(|exchange| detail(exchange, message))
}

fn detail(exchange: &Exchange, message: &str) -> MessageDetail {
    let call = &exchange.call;
    let status = call.status.unwrap_or_default();
    let reason = call.error.as_deref().unwrap_or("no reason was kept");
    MessageDetail {
        item: MessageItem {
            uuid: message.to_owned(),
            message_id: None,
            label: None,
            from: None,
            to: None,
            contact_point_id: None,
            system: call.system.clone(),
            state: "REFUSED_AT_CALL".to_owned(),
            value_date: None,
            accepted_at: None,
        },
        timeline: Vec::new(),
        timeline_cut: false,
        clause: Some("SEND-11".to_owned()),
        next_step: None,
        why: Some(format!("the call was answered {status}: {reason}")),
        delivered_to: None,
        receipt: None,
        receiver_receipt: None,
        attempts: Vec::new(),
        exchange: Some(exchange.id.to_string()),
    }
}
