//! Random worlds: the one of `post`, with more systems, other protocols, times of activation,
//! contact points and numbers.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use testpost_engine::document::{Protocol, Role, SystemDocument, WorldDocument};

use super::numbers::{Numbers, numbers};
use crate::post::*;

/// Every receiver system that a world may have.
pub(super) const RECEIVERS: [&str; 7] = [
    "fagsystem",
    "postfordeler",
    "pull",
    "other",
    "company-receiver",
    "extra",
    "more",
];

/// What is different from the world of `post`.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) numbers: Numbers,
    receivers: Vec<Receiver>,
    /// The system of each of the municipality's contact points, by number; and whether it is active.
    points: Vec<(usize, bool)>,
    extra_systems: usize,
}

/// What is different of a receiver system.
#[derive(Debug, Clone)]
struct Receiver {
    protocol: Protocol,
    /// Hours since the world began.
    from: Option<i64>,
    to: Option<i64>,
}

pub(super) fn protocol() -> impl Strategy<Value = Protocol> {
    prop_oneof![3 => Just(Protocol::RestPush), 1 => Just(Protocol::RestPull), 1 => Just(Protocol::RestPublishSubscribe)]
}

pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let hour = |chance| proptest::option::weighted(chance, 1..400_i64);
    let receiver = (protocol(), hour(0.1), hour(0.1)).prop_map(|(protocol, from, to)| Receiver {
        protocol,
        from,
        to,
    });
    (
        numbers(),
        proptest::collection::vec(receiver, RECEIVERS.len()),
        proptest::collection::vec((0..6_usize, proptest::bool::weighted(0.8)), 4),
        0..3_usize,
    )
        .prop_map(|(numbers, receivers, points, extra_systems)| Plan {
            numbers,
            receivers,
            points,
            extra_systems,
        })
}

/// A push system's description, before anything is different of it.
pub(super) fn description(name: &str, protocol: Protocol) -> SystemDocument {
    let endpoint = format!("http://127.0.0.1:1/{name}");
    serde_json::from_value(serde_json::json!({
        "id": system(name), "name": name, "roles": ["SENDER", "RECIPIENT"], "protocol": protocol,
        "endpoint": endpoint, "receiptEndpoint": endpoint, "apiKey": "key",
    }))
    .unwrap()
}

impl Plan {
    pub(super) fn document(&self) -> WorldDocument {
        let mut world = world();
        world.profile = self.numbers.settings();
        let municipality = &mut world.authorities[0];
        for name in &RECEIVERS[5..5 + self.extra_systems] {
            municipality
                .systems
                .push(description(name, Protocol::RestPush));
        }
        let there: Vec<String> = municipality
            .systems
            .iter()
            .map(|of| of.name.clone())
            .collect();
        for (point, (system, active)) in municipality.contact_points.iter_mut().zip(&self.points) {
            point.system = there.get(*system).cloned();
            point.active = *active;
        }
        let companies = world
            .companies
            .iter_mut()
            .map(|company| &mut company.systems);
        let authorities = world
            .authorities
            .iter_mut()
            .map(|authority| &mut authority.systems);
        for described in companies.chain(authorities).flatten() {
            if let Some(place) = RECEIVERS.iter().position(|name| *name == described.name) {
                self.receivers[place].describe(described);
            }
        }
        world
    }
}

impl Receiver {
    fn describe(&self, system: &mut SystemDocument) {
        let epoch: Timestamp = EPOCH.parse().unwrap();
        let at = |hours: &Option<i64>| hours.map(|hours| epoch + SignedDuration::from_hours(hours));
        // Who subscribes only receives (SYS-4).
        let sends = system.roles.contains(&Role::Sender);
        let protocol = if sends && self.protocol == Protocol::RestPublishSubscribe {
            Protocol::RestPush
        } else {
            self.protocol
        };
        system.protocol = Some(protocol);
        let endpoint = format!("http://127.0.0.1:1/{}", system.name);
        system.endpoint.get_or_insert(endpoint.clone());
        system.receipt_endpoint.get_or_insert(endpoint);
        (system.active_from, system.active_to) = match (at(&self.from), at(&self.to)) {
            (Some(from), Some(to)) if from != to => (Some(from.min(to)), Some(from.max(to))),
            (from, to) if from == to => (None, None),
            other => other,
        };
    }
}
