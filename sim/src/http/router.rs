//! The whole route table of both ports on one screen.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, delete, get, post};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::control::{
    ControlPort, authorities, awaiting, citizens, clock, companies, contact_points, due, exchanges,
    exemptions, faults, health, journal, mailboxes, messages, nem_sms, not_yet, openapi, others,
    outbox, profile, recipients, systems, templates, token, worlds,
};
use super::service::{self, ServicePort, memos, receipts, recorded};
use crate::exchanges::ExchangeKind::{Fetch, List, Recall, Receipt, Send};

/// The service port.
pub fn service(port: ServicePort) -> Router {
    let memos =
        || recorded(List, get(memos::list::list)).merge(recorded(Send, post(memos::send::send)));
    let memo = recorded(Fetch, get(memos::fetch::fetch))
        .merge(recorded(Recall, delete(memos::recall::recall)));
    let memo_receipt = recorded(Receipt, post(memos::create_receipt::create_receipt));
    let receipts = || recorded(List, get(receipts::list::list));
    let receipt = recorded(
        Receipt,
        get(receipts::fetch::fetch).delete(receipts::delete::delete),
    );
    let bulk = || recorded(Receipt, get(receipts::bulk::bulk));
    // A path that ends in a slash also answers without it.
    let interface = Router::new()
        .route("/memos/", memos())
        .route("/memos", memos())
        .route("/memos/{id}", memo)
        .route("/memos/{id}/receipt", memo_receipt)
        .route("/receipts/", receipts())
        .route("/receipts", receipts())
        .route("/receipts/{id}", receipt)
        .route("/receipts-bulk/", bulk())
        .route("/receipts-bulk", bulk());
    Router::new()
        .nest("/apis/v1", interface.clone())
        .nest("/worlds/{w}/apis/v1", interface)
        .method_not_allowed_fallback(service::answer_others)
        .fallback(service::answer_others)
        .layer(from_fn_with_state(port.clone(), service::at_the_door))
        .with_state(port)
}

/// What a later version will have in a world.
const NOT_YET: [&str; 6] = [
    "snapshots",
    "fork",
    "contact-groups",
    "contact-groups/{id}",
    "employees",
    "employees/{id}",
];

/// The control port.
pub fn control(port: ControlPort) -> Router {
    let (mut router, _) = described().split_for_parts();
    for later in NOT_YET {
        let path = format!("/control/v1/worlds/{{w}}/{later}");
        router = router.route(&path, any(not_yet::not_yet));
    }
    router
        .method_not_allowed_fallback(others::answer_others)
        .fallback(others::answer_others)
        .layer(from_fn_with_state(port.clone(), token::demand))
        .with_state(port)
}

/// The OpenAPI document of the control interface.
#[must_use]
pub fn control_document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = described().split_for_parts();
    openapi::look::name_operations(&mut document);
    document
}

/// What the control port has, with its description.
fn described() -> OpenApiRouter<ControlPort> {
    OpenApiRouter::with_openapi(openapi::look::about())
        .routes(routes!(health::live::live))
        .routes(routes!(health::ready::ready))
        .routes(routes!(openapi::look::look))
        .routes(routes!(worlds::list::list, worlds::create::create))
        .routes(routes!(worlds::look::look, worlds::remove::remove))
        .routes(routes!(worlds::reset::reset))
        .routes(routes!(clock::look::look))
        .routes(routes!(clock::advance::advance))
        .routes(routes!(due::list::list))
        .routes(routes!(journal::list::list))
        .routes(routes!(awaiting::look::look))
        .routes(routes!(exchanges::list::list))
        .routes(routes!(exchanges::look::look))
        .routes(routes!(messages::list::list, messages::send::send))
        .routes(routes!(messages::look::look))
        .routes(routes!(mailboxes::list::list, mailboxes::write::write))
        .routes(routes!(
            mailboxes::look::look,
            mailboxes::change::change,
            mailboxes::remove::remove
        ))
        .routes(routes!(mailboxes::reply::reply))
        .routes(routes!(mailboxes::forward::forward))
        .routes(routes!(mailboxes::memo::memo))
        .routes(routes!(citizens::list::list, citizens::create::create))
        .routes(routes!(
            citizens::look::look,
            citizens::change::change,
            citizens::remove::remove
        ))
        .routes(routes!(companies::list::list, companies::create::create))
        .routes(routes!(
            companies::look::look,
            companies::change::change,
            companies::remove::remove
        ))
        .routes(routes!(
            authorities::list::list,
            authorities::create::create
        ))
        .routes(routes!(
            authorities::look::look,
            authorities::change::change,
            authorities::remove::remove
        ))
        .routes(routes!(systems::list::list, systems::create::create))
        .routes(routes!(
            systems::look::look,
            systems::change::change,
            systems::remove::remove
        ))
        .routes(routes!(systems::overview::overview))
        .routes(routes!(systems::document::document))
        .routes(routes!(systems::primary::primary))
        .routes(routes!(systems::renew_api_key::renew_api_key))
        .routes(routes!(templates::list::list, templates::create::create))
        .routes(routes!(templates::look::look, templates::remove::remove))
        .routes(routes!(
            contact_points::list::list,
            contact_points::create::create
        ))
        .routes(routes!(
            contact_points::look::look,
            contact_points::change::change,
            contact_points::remove::remove
        ))
        .routes(routes!(exemptions::list::list, exemptions::create::create))
        .routes(routes!(exemptions::look::look))
        .routes(routes!(exemptions::renew::renew))
        .routes(routes!(exemptions::lift::lift))
        .routes(routes!(recipients::look::look))
        .routes(routes!(nem_sms::list::list, nem_sms::create::create))
        .routes(routes!(
            nem_sms::look::look,
            nem_sms::change::change,
            nem_sms::remove::remove
        ))
        .routes(routes!(nem_sms::confirm::open, nem_sms::confirm::confirm))
        .routes(routes!(outbox::mail::mail))
        .routes(routes!(outbox::sms::sms))
        .routes(routes!(profile::list::list))
        .routes(routes!(faults::look::look, faults::change::change))
}
