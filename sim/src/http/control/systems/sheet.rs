//! What the overview and the document of a system say of it, under Danish headings (SYS-8, SYS-9,
//! SYS-12).

use jiff::Timestamp;
use testpost_engine::Engine;
use testpost_engine::document::{Protocol, Role};
use testpost_engine::state::systems::System;

use crate::http::control::times::show;

/// Of the overview. The API key stands in a system's own document alone.
pub(super) const HEADINGS: [&str; 12] = [
    "Navn",
    "System-id",
    "Organisation",
    "CVR-nummer",
    "Type",
    "Protokol",
    "Primært modtagersystem",
    "Status",
    "Aktiveringstidspunkt",
    "Deaktiveringstidspunkt",
    "Teknisk kontakt, e-mail",
    "Teknisk kontakt, telefon",
];

pub(super) fn row(engine: &Engine, now: Timestamp, system: &System) -> Vec<String> {
    let entries = entries(engine, now, system);
    let text = |heading: &&str| {
        let found = entries.iter().find(|(label, _)| label == heading);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    HEADINGS.iter().map(text).collect()
}

pub(super) fn entries(
    engine: &Engine,
    now: Timestamp,
    system: &System,
) -> Vec<(&'static str, String)> {
    let owner = engine.state().registry.organisations.get(&system.owner);
    let contact = system.technical_contact.as_ref();
    let or_empty = |text: Option<&String>| text.cloned().unwrap_or_default();
    let address = |address: Option<&str>| address.unwrap_or_default().to_owned();
    let primary = owner.is_some_and(|owner| owner.primary == Some(system.id));
    vec![
        ("Navn", system.name.clone()),
        ("System-id", system.id.to_string()),
        ("API-nøgle", system.api_key.reveal().to_owned()),
        (
            "Organisation",
            owner.map(|owner| owner.name.clone()).unwrap_or_default(),
        ),
        ("CVR-nummer", system.owner.to_string()),
        ("Type", kinds(system)),
        ("Protokol", protocol(system.protocol).to_owned()),
        ("Primært modtagersystem", yes_or_no(primary)),
        ("Status", status(now, system).to_owned()),
        (
            "Aktiveringstidspunkt",
            system.active_from.map(show).unwrap_or_default(),
        ),
        (
            "Deaktiveringstidspunkt",
            system.active_to.map(show).unwrap_or_default(),
        ),
        ("MeMo-version", system.memo_version.to_string()),
        ("IP-adresser", system.allowed_ips.join("\n")),
        ("Endepunkt", address(system.endpoint.as_deref())),
        (
            "Kvitteringsendepunkt",
            address(system.receipt_endpoint.as_deref()),
        ),
        (
            "SSH-nøgle",
            system
                .ssh_public_key
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        ),
        (
            "Systemleverandør, CVR",
            system
                .delegated_cvr
                .map(|cvr| cvr.to_string())
                .unwrap_or_default(),
        ),
        (
            "Teknisk kontakt, navn",
            or_empty(contact.and_then(|contact| contact.name.as_ref())),
        ),
        (
            "Teknisk kontakt, e-mail",
            or_empty(contact.and_then(|contact| contact.email.as_ref())),
        ),
        (
            "Teknisk kontakt, telefon",
            or_empty(contact.and_then(|contact| contact.phone_number.as_ref())),
        ),
        (
            "Ekstra e-mail",
            or_empty(system.business_contact_email.as_ref()),
        ),
    ]
}

fn kinds(system: &System) -> String {
    let kinds: Vec<&str> = system
        .roles
        .iter()
        .map(|role| match role {
            Role::Sender => "Afsendersystem",
            Role::Recipient => "Modtagersystem",
        })
        .collect();
    kinds.join(", ")
}

const fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::RestPush => "REST PUSH",
        Protocol::RestPull => "REST PULL",
        Protocol::RestPublishSubscribe => "REST PUBLISH/SUBSCRIBE",
        Protocol::Sftp => "SFTP",
    }
}

fn status(now: Timestamp, system: &System) -> &'static str {
    if system.is_in_operation(now) {
        "Aktiv"
    } else if system.deactivated_at.is_some() {
        "Deaktiveret"
    } else {
        "Ikke aktiv"
    }
}

fn yes_or_no(yes: bool) -> String {
    if yes { "Ja" } else { "Nej" }.to_owned()
}
