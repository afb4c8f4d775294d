//! A refused call as both ports know it: status, code, what is wrong and what to do.
//!
//! This is the one place where a rejection of the engine gets its HTTP status. How a refusal
//! is written differs by port: an ErrorMessage on the service port, a problem document on the
//! control port.

use axum::http::StatusCode;
use testpost_engine::Rejection;
use testpost_engine::rejection::RejectionClass;
use testpost_memo::Finding;

use crate::document::DocumentFault;
use crate::intake::IntakeFault;
use crate::world::CallFault;

/// Why a call is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    /// In the interface's lower-case dotted style.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) remedy: String,
    pub(crate) details: Box<Details>,
}

/// What some refusals say beyond that.
#[derive(Debug, Clone, Default)]
pub(crate) struct Details {
    /// What the check of a message found.
    pub(crate) findings: Vec<Finding>,
    /// Fields of a body or parameters of an address that are wrong.
    pub(crate) fields: Vec<FieldFault>,
    /// Places in a document that are wrong.
    pub(crate) places: Vec<DocumentFault>,
    /// For 405: what the path takes, as the Allow header has it.
    pub(crate) allow: Option<String>,
}

/// One field that is wrong.
#[derive(Debug, Clone)]
pub(crate) struct FieldFault {
    pub(crate) resource: &'static str,
    pub(crate) field: String,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) rejected: serde_json::Value,
}

impl Refused {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Refused {
        Refused {
            status,
            code,
            message: message.into(),
            remedy: remedy.into(),
            details: Box::default(),
        }
    }

    /// A fault of ours: nothing the caller did.
    pub(crate) fn ours(what: &str) -> Refused {
        tracing::error!(what, "a call cannot be answered");
        Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault.of.testpost",
            format!("testpost is at fault: {what}"),
            "report this with what you sent",
        )
    }

    /// The engine answered a command with something that does not belong to it. What it
    /// answered is not said: it may carry somebody's number.
    pub(crate) fn unlike() -> Refused {
        Refused::ours("the engine answered a command with what does not belong to it")
    }

    pub(crate) fn unknown_world(name: &str, known: &[String]) -> Refused {
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let nearest = crate::document::nearest(name, &names).map_or_else(String::new, |nearest| {
            format!("; did you mean '{nearest}'?")
        });
        Refused::new(
            StatusCode::NOT_FOUND,
            "world.not.found",
            format!("there is no world '{name}'{nearest}"),
            "GET /control/v1/worlds on the control port lists the worlds",
        )
    }

    /// One line for the log of exchanges.
    pub(crate) fn in_short(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }
}

impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Refused {
        let status = match rejection.class {
            RejectionClass::Malformed => StatusCode::BAD_REQUEST,
            RejectionClass::Unauthenticated => StatusCode::UNAUTHORIZED,
            RejectionClass::Forbidden => StatusCode::FORBIDDEN,
            RejectionClass::Unknown => StatusCode::NOT_FOUND,
            RejectionClass::Conflict => StatusCode::CONFLICT,
            RejectionClass::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        };
        // Codes only: the message may carry a number that the caller gave (TEST-3).
        tracing::debug!(code = rejection.code, clause = rejection.clause, "refused");
        let mut refused = Refused::new(status, rejection.code, rejection.message, rejection.remedy);
        refused.details.findings = rejection.findings;
        refused
    }
}

impl From<IntakeFault> for Refused {
    fn from(fault: IntakeFault) -> Refused {
        match fault {
            IntakeFault::Call(fault) => fault.into(),
            fault @ (IntakeFault::Spool(_)
            | IntakeFault::Read(_)
            | IntakeFault::Broken(_)
            | IntakeFault::Unlike) => Refused::ours(&fault.to_string()),
        }
    }
}

impl From<CallFault> for Refused {
    fn from(fault: CallFault) -> Refused {
        match fault {
            CallFault::Rejected(rejection) => rejection.into(),
            CallFault::Gone => Refused::new(
                StatusCode::NOT_FOUND,
                "world.gone",
                "the world was removed while it was called",
                "make a new world",
            ),
            CallFault::Reset => Refused::new(
                StatusCode::CONFLICT,
                "world.reset",
                "the world was reset while it was called",
                "call again, now that the world is as it was created",
            ),
            CallFault::BodyGone => Refused::ours("a message's body is no longer in the spool"),
        }
    }
}
