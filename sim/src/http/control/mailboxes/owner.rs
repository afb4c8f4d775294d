//! Whose mailbox a call is about: the `{owner}` of its address, a CPR or CVR number.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use testpost_engine::Engine;
use testpost_memo::id::{Cpr, Cvr, PartyId};

use crate::http::control::in_world::not_found;
use crate::http::parameters::{in_path, malformed};
use crate::http::problem::Problem;
use crate::http::refused::Refused;

/// The owner of a mailbox.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner(pub(in crate::http::control) PartyId);

impl Owner {
    /// Refuses whoever is not known in this world: nobody's mailbox is not an empty one.
    pub(super) fn known(self, engine: &Engine) -> Result<PartyId, Refused> {
        match engine.state().registry.party(&self.0) {
            Some(_) => Ok(self.0),
            None => Err(not_found(
                "mailbox.not.found",
                format!("citizen or organisation with the number {}", self.0),
            )),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let text = in_path(parts, "owner").await.unwrap_or_default();
        Cpr::parse(&text)
            .map(PartyId::Cpr)
            .or_else(|_| Cvr::parse(&text).map(PartyId::Cvr))
            .map(Owner)
            .map_err(|_| {
                let wanted = "write a CPR number of 10 digits or a CVR number of 8";
                malformed("owner", &text, wanted).into()
            })
    }
}
