//! The parameters of an address: those in its query, looked at one by one, and those in its path.
//!
//! Both ports read them here, so that a wrong one is told in the same way: which parameter,
//! what stands there, what would do, and which parameters there are.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::refused::{FieldFault, Refused};
use crate::document::nearest;

/// The parameter of this name in the path.
pub(crate) async fn in_path(parts: &mut Parts, name: &str) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    params
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// The query of an address.
#[derive(Debug, Clone)]
pub(crate) struct QueryText {
    pairs: Vec<(String, String)>,
}

impl QueryText {
    pub(crate) fn of(parts: &Parts) -> QueryText {
        // What cannot be read as pairs has no parameters.
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_or_else(|_| Vec::new(), |Query(pairs)| pairs);
        QueryText { pairs }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// As `text`; refused when it is given more than once, for nobody can say which is meant.
    pub(crate) fn once(&self, name: &str) -> Result<Option<&str>, Refused> {
        let given = self.pairs.iter().filter(|(known, _)| known == name).count();
        if given > 1 {
            return Err(Refused::new(
                StatusCode::BAD_REQUEST,
                "query.parameter.repeated",
                format!("the query parameter '{name}' is given {given} times"),
                "give it once",
            ));
        }
        Ok(self.text(name))
    }

    /// Refuses every parameter but these.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refused> {
        for (index, (name, _)) in self.pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let hint = nearest(name, known).map_or_else(String::new, |nearest| {
                    format!("; did you mean '{nearest}'?")
                });
                let known = match known {
                    [] => "this call takes none".to_owned(),
                    known => format!("known here: {}", known.join(", ")),
                };
                return Err(Refused::new(
                    StatusCode::BAD_REQUEST,
                    "query.parameter.unknown",
                    format!("unknown query parameter '{name}'{hint}"),
                    known,
                ));
            }
            if self
                .pairs
                .iter()
                .skip(index + 1)
                .any(|(other, _)| other == name)
            {
                return Err(Refused::new(
                    StatusCode::BAD_REQUEST,
                    "query.parameter.repeated",
                    format!("query parameter '{name}' is given twice"),
                    "give it once",
                ));
            }
        }
        Ok(())
    }

    /// The parameter of this name as a `T`, if it is there.
    pub(crate) fn read<T>(&self, name: &str) -> Result<Option<T>, Refused>
    where
        T: FromStr,
        T::Err: Display,
    {
        self.read_with(name, |text| {
            text.parse().map_err(|fault: T::Err| fault.to_string())
        })
    }

    pub(crate) fn read_with<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Refused> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        read(text)
            .map(Some)
            .map_err(|fault| malformed(name, text, &fault))
    }
}

/// A parameter that is there and cannot be read.
pub(crate) fn malformed(name: &str, text: &str, fault: &str) -> Refused {
    let mut refused = Refused::new(
        StatusCode::BAD_REQUEST,
        "parameter.not.valid",
        format!("parameter '{name}' is '{text}': {fault}"),
        "correct the parameter",
    );
    refused.details.fields.push(FieldFault {
        resource: "request",
        field: name.to_owned(),
        code: "parameter.not.valid",
        message: fault.to_owned(),
        rejected: text.into(),
    });
    refused
}

/// A whole number from `least` to `most`.
pub(crate) fn whole_number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        Ok(_) | Err(_) => Err(format!("write a whole number from {least} to {most}")),
    }
}

impl<S: Sync> FromRequestParts<S> for QueryText {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<QueryText, Self::Rejection> {
        Ok(QueryText::of(parts))
    }
}
