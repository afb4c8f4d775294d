//! POST worlds: a new world, from an inline document or one that comes with testpost.
//!
//! What the body says goes before what the document says. Where neither says: seed 1, a
//! virtual clock, and an epoch of 2026-01-05T08:00:00Z, or now on a clock that goes by itself.

use std::fmt;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use testpost_engine::document::WorldDocument;
use utoipa::ToSchema;

use super::item::WorldItem;
use crate::clock::{ClockMode, wall_now};
use crate::document::DocumentFault;
use crate::http::control::ControlPort;
use crate::http::control::json_body::JsonBody;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::refused::Refused;
use crate::world::{WorldFault, WorldName, WorldSpec};
use crate::worlds::shipped;

/// A world to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWorld {
    /// 1 to 100 letters, digits, '-', '_' and '.'; by default the document's `world`.
    name: Option<String>,
    seed: Option<u64>,
    #[schema(value_type = Option<String>, example = "2026-01-05T08:00:00Z")]
    epoch: Option<Timestamp>,
    /// real, virtual or scaled:N
    #[schema(value_type = Option<String>, example = "virtual")]
    clock: Option<ClockMode>,
    /// A world document, or municipality, company or mixed.
    #[schema(value_type = Object)]
    world: Source,
}

/// Where the world's document comes from.
#[derive(Debug)]
enum Source {
    Inline(Box<WorldDocument>),
    Shipped(String),
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Source;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a world document, or one of municipality, company, mixed")
            }
            fn visit_str<E>(self, name: &str) -> Result<Source, E> {
                Ok(Source::Shipped(name.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
                WorldDocument::deserialize(MapAccessDeserializer::new(map))
                    .map(|document| Source::Inline(Box::new(document)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Makes a world.
#[utoipa::path(
    post,
    path = "/control/v1/worlds",
    tag = "worlds",
    request_body = NewWorld,
    responses((status = 201, body = WorldItem), (status = "default", body = ProblemDocument)),
)]
pub(crate) async fn create(
    State(port): State<ControlPort>,
    body: JsonBody<NewWorld>,
) -> Result<(StatusCode, Json<WorldItem>), Problem> {
    let spec = spec(body.read)?;
    let world = port.worlds.create(spec).map_err(refused)?;
    let item = WorldItem::of(&world, &port).await?;
    Ok((StatusCode::CREATED, Json(item)))
}

fn wrong(code: &'static str, message: String, remedy: &str) -> Refused {
    Refused::new(StatusCode::BAD_REQUEST, code, message, remedy)
}

fn spec(new: NewWorld) -> Result<WorldSpec, Refused> {
    let document = match new.world {
        Source::Inline(document) => *document,
        Source::Shipped(name) => shipped(&name).map_err(|fault| {
            let remedy = "name one of these, or write the world's document inline";
            wrong("world.not.shipped", fault.to_string(), remedy)
        })?,
    };
    let name = new.name.or_else(|| document.world.clone()).ok_or_else(|| {
        let remedy = "say \"name\": the address of the world is made of it";
        wrong(
            "world.name.missing",
            "the world has no name".to_owned(),
            remedy,
        )
    })?;
    let name: WorldName = name
        .parse()
        .map_err(|fault: crate::world::WorldNameFault| {
            wrong(
                "world.name.not.valid",
                fault.to_string(),
                "choose another name",
            )
        })?;
    let said = document.clock.as_ref().map(|text| text.parse());
    let clock = match (new.clock, said) {
        (Some(clock), _) => clock,
        (None, Some(said)) => said.map_err(|fault: crate::clock::ClockModeFault| {
            wrong(
                "world.clock.not.valid",
                fault.to_string(),
                "correct the document's clock",
            )
        })?,
        (None, None) => ClockMode::Virtual,
    };
    let epoch = new.epoch.or(document.epoch).unwrap_or_else(|| match clock {
        ClockMode::Virtual => ASSUMED_EPOCH,
        ClockMode::Real | ClockMode::Scaled(_) => wall_now(),
    });
    let seed = new.seed.or(document.seed).unwrap_or(1);
    Ok(WorldSpec {
        name,
        document,
        seed,
        epoch,
        clock,
    })
}

/// 2026-01-05T08:00:00Z, a Monday.
const ASSUMED_EPOCH: Timestamp = Timestamp::constant(1_767_600_000, 0);

fn refused(fault: WorldFault) -> Refused {
    match fault {
        WorldFault::NameTaken(_) => Refused::new(
            StatusCode::CONFLICT,
            "world.name.taken",
            fault.to_string(),
            "DELETE the other world first, or choose another name",
        ),
        WorldFault::Document(faults) => {
            let mut refused = wrong(
                "world.document.not.valid",
                "the world's document cannot be used".to_owned(),
                "correct what 'errors' lists",
            );
            if let [only] = faults.as_slice() {
                refused.message = only.to_string();
            }
            refused.details.places = faults
                .iter()
                .map(|fault| DocumentFault {
                    message: fault.to_string(),
                    line: None,
                    column: None,
                    nearest: None,
                })
                .collect();
            refused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assumed_epoch_is_the_one_that_is_written() {
        assert_eq!(ASSUMED_EPOCH.to_string(), "2026-01-05T08:00:00Z");
    }
}
