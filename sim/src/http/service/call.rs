//! Who calls the service port, and in which world (SYS-14).
//!
//! A caller shows `Authorization: Basic`, base64 of systemId:apiKey. The world follows from the
//! address (`/worlds/{w}/…`) or else from the system's id. All this is settled before the body
//! of a call is taken.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::SignedDuration;
use testpost_engine::command::Credentials;
use testpost_engine::id::SystemId;
use testpost_engine::{Command, Reply};

use super::ServicePort;
use super::call_log::CallLog;
use super::error_message::ErrorMessage;
use super::faults::Lag;
use crate::http::parameters::{in_path, malformed};
use crate::http::refused::Refused;
use crate::intake::IntakeSettings;
use crate::world::{OpenCall, World};

/// A call whose caller is known.
#[derive(Debug)]
pub(crate) struct Call {
    pub(super) world: World,
    pub(super) system: SystemId,
    pub(super) intake: IntakeSettings,
    /// How far its list lags behind, by a fault.
    pub(super) lag: SignedDuration,
    pub(super) open: Arc<OpenCall>,
    pub(super) log: CallLog,
}

impl Call {
    pub(super) async fn command(&self, command: Command) -> Result<Reply, Refused> {
        Ok(self.world.call(command, &self.open).await?)
    }
}

impl FromRequestParts<ServicePort> for Call {
    type Rejection = ErrorMessage;

    async fn from_request_parts(
        parts: &mut Parts,
        port: &ServicePort,
    ) -> Result<Call, ErrorMessage> {
        let log = parts
            .extensions
            .get::<CallLog>()
            .cloned()
            .unwrap_or_default();
        let lag = parts.extensions.get::<Lag>().copied();
        let shown = shown(&parts.headers);
        if let Ok((system, _)) = &shown {
            log.note_system(system.to_string());
        }
        let named = in_path(parts, "w").await;
        let system = shown.as_ref().ok().map(|(system, _)| *system);
        let world = match world_of(port, named.as_deref(), system)? {
            Some(world) => world,
            None => {
                shown?;
                return Err(unauthenticated("no world has such a system").into());
            }
        };
        let open = log.enter(&world);
        let address = peer(parts);
        let credentials = shown.as_ref().ok().map(|(system, key)| Credentials {
            system: Some(*system),
            api_key: Some(key.clone()),
            address,
        });
        let (now, intake, known) = world
            .query_at(move |engine, now| {
                let intake = IntakeSettings::of(engine);
                let known = credentials.map(|shown| engine.authenticate(now, &shown));
                (now, intake, known)
            })
            .await?;
        log.note_time(now);
        shown?;
        let system = match known {
            Some(known) => known?,
            None => return Err(unauthenticated("no system is named").into()),
        };
        Ok(Call {
            world,
            system,
            intake,
            lag: lag.map_or(SignedDuration::ZERO, |Lag(lag)| lag),
            open,
            log,
        })
    }
}

/// Where a call comes from (SYS-5).
fn peer(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(peer.ip().to_canonical())
}

fn unauthenticated(message: impl Into<String>) -> Refused {
    Refused::new(
        StatusCode::UNAUTHORIZED,
        "authentication.failed",
        message,
        "send 'Authorization: Basic ' and base64 of systemId:apiKey, as the world file or the control port's …/systems show them",
    )
}

/// What the caller shows: a system's id and an API key.
pub(super) fn shown(headers: &HeaderMap) -> Result<(SystemId, String), Refused> {
    let value = headers
        .get(header::AUTHORIZATION)
        .ok_or_else(|| unauthenticated("there is no Authorization header"))?;
    let encoded = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Basic"))
        .map(|(_, encoded)| encoded.trim())
        .ok_or_else(|| unauthenticated("the Authorization header is not of the kind Basic"))?;
    let pair = BASE64
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| unauthenticated("what follows Basic is not base64 of a text"))?;
    let (system, key) = pair
        .split_once(':')
        .ok_or_else(|| unauthenticated("what follows Basic has no colon between id and key"))?;
    let system = system.parse().map_err(|_| {
        unauthenticated("what stands before the colon is not a system's id, a UUID")
    })?;
    Ok((system, key.to_owned()))
}

/// The world a call belongs to; none when nobody can tell.
pub(super) fn world_of(
    port: &ServicePort,
    named: Option<&str>,
    system: Option<SystemId>,
) -> Result<Option<World>, Refused> {
    if let Some(name) = named {
        return port.worlds.get(name).map(Some).ok_or_else(|| {
            let known: Vec<String> = names(&port.worlds.list());
            Refused::unknown_world(name, &known)
        });
    }
    let having = system.map_or_else(Vec::new, |system| port.worlds.worlds_of_system(system));
    match having.as_slice() {
        [world] => Ok(Some(world.clone())),
        // With a single world there is no doubt, whoever calls.
        [] => match port.worlds.list().as_slice() {
            [world] => Ok(Some(world.clone())),
            _ => Ok(None),
        },
        several => Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "world.ambiguous",
            format!(
                "several worlds have a system of this id: {}",
                names(several).join(", ")
            ),
            "name the world in the address: /worlds/NAME/apis/v1/…",
        )),
    }
}

fn names(worlds: &[World]) -> Vec<String> {
    worlds
        .iter()
        .map(|world| world.name().to_string())
        .collect()
}

/// The id at the end of a path.
#[derive(Debug)]
pub(crate) struct Id<T>(pub(super) T);

impl<T, S> FromRequestParts<S> for Id<T>
where
    T: FromStr,
    T::Err: Display,
    S: Sync,
{
    type Rejection = ErrorMessage;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Id<T>, ErrorMessage> {
        let text = in_path(parts, "id").await.unwrap_or_default();
        text.parse()
            .map(Id)
            .map_err(|fault: T::Err| malformed("id", &text, &fault.to_string()).into())
    }
}
