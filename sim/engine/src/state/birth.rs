//! A world's first state, made from its document; everything wrong with it is said at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use testpost_memo::id::{Cvr, PartyId};

use crate::chance::{self, Lane};
use crate::document::{
    AuthorityDocument, DocumentFault, Protocol, RecipientStatus, Role, SystemDocument,
    WorldDocument,
};
use crate::id::{ApiKey, ContactPointId, ExemptionId, OrganisationId, SystemId};
use crate::profile::Profile;
use crate::ssh_key::SshKeyFault;
use crate::state::State;
use crate::state::agenda::Agenda;
use crate::state::archives::Archives;
use crate::state::contact_point_form::contact_point;
use crate::state::exemption_terms::Terms;
use crate::state::exemptions::Exemptions;
use crate::state::mailboxes::Mailboxes;
use crate::state::messages::Messages;
use crate::state::receipt_files::ReceiptFiles;
use crate::state::receipts::Receipts;
use crate::state::registry::{Organisation, OrganisationKind, Party, Registry};
use crate::state::systems::{AddressRange, System};

/// SYS-5.
pub(crate) const MOST_ADDRESSES: usize = 32;

/// Ids given at birth are drawn far away from those given by events.
const BIRTH: u64 = 1 << 59;

/// The state with which a world begins.
pub(crate) fn born(
    document: &WorldDocument,
    seed: u64,
    epoch: Timestamp,
    profile: &Profile,
) -> Result<State, Vec<DocumentFault>> {
    let mut birth = Birth {
        profile,
        seed,
        drawn: 0,
        faults: Vec::new(),
        state: State {
            registry: Registry {
                citizens: BTreeMap::new(),
                organisations: BTreeMap::new(),
            },
            exemptions: Exemptions::empty(),
            systems: BTreeMap::new(),
            contact_points: BTreeMap::new(),
            messages: Messages::empty(),
            archives: Archives::empty(),
            receipts: Receipts::empty(),
            receipt_files: ReceiptFiles::empty(),
            mailboxes: Mailboxes::empty(),
            agenda: Agenda::empty(),
            mail: Vec::new(),
            now: epoch,
        },
    };
    birth.citizens(document);
    birth.organisations(document);
    birth.exemptions(document, profile);
    if birth.faults.is_empty() {
        Ok(birth.state)
    } else {
        Err(birth.faults)
    }
}

struct Birth<'p> {
    profile: &'p Profile,
    seed: u64,
    drawn: u64,
    faults: Vec<DocumentFault>,
    state: State,
}

impl Birth<'_> {
    fn fault(
        &mut self,
        path: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.faults.push(DocumentFault {
            path: path.into(),
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    fn draw(&mut self, lane: Lane) -> uuid::Uuid {
        self.drawn += 1;
        chance::uuid(self.seed, BIRTH + self.drawn, lane)
    }

    fn citizens(&mut self, document: &WorldDocument) {
        for (index, citizen) in document.citizens.iter().enumerate() {
            if self
                .state
                .registry
                .citizens
                .insert(citizen.cpr, citizen.clone())
                .is_some()
            {
                self.fault(
                    format!("citizens[{index}].cpr"),
                    format!("CPR number {} stands twice", citizen.cpr),
                    "give each citizen a number of its own",
                );
            }
        }
    }

    fn organisations(&mut self, document: &WorldDocument) {
        for (index, company) in document.companies.iter().enumerate() {
            let path = format!("companies[{index}]");
            self.organisation(
                &path,
                company.cvr,
                company.id,
                &company.name,
                OrganisationKind::Company {
                    status: company.status,
                },
            );
            self.systems(&path, company.cvr, &company.systems);
        }
        for (index, authority) in document.authorities.iter().enumerate() {
            let path = format!("authorities[{index}]");
            self.organisation(
                &path,
                authority.cvr,
                authority.id,
                &authority.name,
                authority_kind(authority),
            );
            self.systems(&path, authority.cvr, &authority.systems);
            for (point_index, point) in authority.contact_points.iter().enumerate() {
                let path = format!("{path}.contactPoints[{point_index}]");
                let drawn = self.draw(Lane::ContactPoint);
                let id = point.id.unwrap_or_else(|| ContactPointId::from_uuid(drawn));
                match contact_point(&self.state, self.profile, authority.cvr, id, point) {
                    Ok(point) => {
                        let point = Arc::new(point);
                        if self.state.contact_points.insert(id, point).is_some() {
                            self.fault(
                                format!("{path}.id"),
                                format!("contact point id {id} stands twice"),
                                "give each contact point an id of its own",
                            );
                        }
                    }
                    Err(faults) => {
                        for fault in faults {
                            let at = format!("{path}.{}", fault.field);
                            let message = format!("{} ({})", fault.message, fault.clause);
                            self.fault(at, message, fault.remedy);
                        }
                    }
                }
            }
        }
    }

    /// EX-1: those that the file describes, and a plain one for whoever is only said to be exempt.
    fn exemptions(&mut self, document: &WorldDocument, profile: &Profile) {
        for (index, described) in document.exemptions.iter().enumerate() {
            let path = format!("exemptions[{index}]");
            let terms = match Terms::read(described, self.state.now) {
                Ok(terms) => terms,
                Err((field, message, remedy)) => {
                    self.fault(format!("{path}.{field}"), message, remedy);
                    continue;
                }
            };
            let fits = self
                .state
                .registry
                .party(&terms.party)
                .filter(|party| !party.is_authority())
                .map(Party::status);
            let free = self.state.exemptions.of(&terms.party).is_none();
            match fits {
                Some(RecipientStatus::Registered | RecipientStatus::Exempt) if free => {
                    self.exempt(terms, profile);
                }
                Some(RecipientStatus::Exempt) => self.fault(
                    path,
                    format!("{} is exempt twice", terms.party),
                    "describe one exemption of each citizen or company",
                ),
                Some(_) => self.fault(
                    path,
                    format!("{} has a status that does not go with it", terms.party),
                    "give the citizen or company the status EXEMPT, or none",
                ),
                None => self.fault(
                    path,
                    format!("the file has no citizen and no company {}", terms.party),
                    "name one of the file's own",
                ),
            }
        }
        let registry = &self.state.registry;
        let citizens = registry.citizens.keys().copied().map(PartyId::Cpr);
        let organisations = registry.organisations.keys().copied().map(PartyId::Cvr);
        let plain: Vec<PartyId> = citizens
            .chain(organisations)
            .filter(|id| {
                let status = registry.party(id).map(Party::status);
                status == Some(RecipientStatus::Exempt) && self.state.exemptions.of(id).is_none()
            })
            .collect();
        for party in plain {
            self.exempt(Terms::plain(party, self.state.now), profile);
        }
    }

    fn exempt(&mut self, terms: Terms, profile: &Profile) {
        let id = ExemptionId::from_uuid(self.draw(Lane::Exemption));
        self.state
            .begin_exemption(terms.exemption(id, profile), (self.drawn, 2));
    }

    fn organisation(
        &mut self,
        path: &str,
        cvr: Cvr,
        id: Option<OrganisationId>,
        name: &str,
        kind: OrganisationKind,
    ) {
        let drawn = self.draw(Lane::Organisation);
        let organisation = Organisation {
            cvr,
            id: id.unwrap_or_else(|| OrganisationId::from_uuid(drawn)),
            name: name.to_owned(),
            kind,
            primary: None,
        };
        if self
            .state
            .registry
            .organisations
            .insert(cvr, organisation)
            .is_some()
        {
            self.fault(
                format!("{path}.cvr"),
                format!("CVR number {cvr} stands twice"),
                "give each organisation a number of its own",
            );
        }
    }

    fn systems(&mut self, path: &str, owner: Cvr, documents: &[SystemDocument]) {
        let mut names = BTreeSet::new();
        for (index, document) in documents.iter().enumerate() {
            let path = format!("{path}.systems[{index}]");
            let (id, key) = (self.draw(Lane::System), self.draw(Lane::ApiKey));
            let id = document.id.unwrap_or_else(|| SystemId::from_uuid(id));
            if !names.insert(&document.name) {
                self.fault(
                    format!("{path}.name"),
                    format!("the name '{}' stands twice", document.name),
                    "give each system of an organisation a name of its own",
                );
            }
            if self.state.systems.contains_key(&id) {
                self.fault(
                    format!("{path}.id"),
                    format!("system id {id} stands twice"),
                    "give each system an id of its own",
                );
                continue;
            }
            match system(&self.state, owner, id, key, document) {
                Ok(system) => {
                    if system.has_role(Role::Recipient)
                        && let Some(organisation) =
                            self.state.registry.organisations.get_mut(&owner)
                    {
                        organisation.primary.get_or_insert(id); // SYS-2
                    }
                    self.state.systems.insert(id, system);
                    let order = (
                        u64::try_from(self.state.systems.len()).unwrap_or(u64::MAX),
                        1,
                    );
                    self.state.plan_window_end(id, order);
                }
                Err(faults) => {
                    for (field, message, remedy) in faults {
                        self.fault(format!("{path}.{field}"), message, remedy);
                    }
                }
            }
        }
    }
}

/// A fault of one field: the field, what is wrong, what to do.
pub(crate) type FieldFault = (&'static str, String, &'static str);

pub(crate) const fn authority_kind(authority: &AuthorityDocument) -> OrganisationKind {
    OrganisationKind::Authority {
        authority_type: authority.authority_type,
        mandatory_post_allowed: authority.mandatory_post_allowed,
        legal_notification_allowed: authority.legal_notification_allowed,
    }
}

/// A system of `owner` as the document describes it, or everything that is wrong with it.
pub(crate) fn system(
    state: &State,
    owner: Cvr,
    id: SystemId,
    drawn_key: uuid::Uuid,
    document: &SystemDocument,
) -> Result<System, Vec<FieldFault>> {
    let mut faults: Vec<FieldFault> = Vec::new();
    let receives = document.roles.contains(&Role::Recipient);
    let sends = document.roles.contains(&Role::Sender);
    if !receives && !sends {
        faults.push((
            "roles",
            "a system has at least one role".into(),
            "write [SENDER], [RECIPIENT] or both",
        ));
    }
    match document.protocol {
        Protocol::RestPush => {
            if receives && document.endpoint.is_none() {
                faults.push((
                    "endpoint",
                    "a REST PUSH receiver needs an endpoint (SYS-4)".into(),
                    "add the http or https address that takes the messages",
                ));
            }
            if sends && document.receipt_endpoint.is_none() {
                faults.push((
                    "receiptEndpoint",
                    "a REST PUSH sender needs a receipt endpoint (SYS-4)".into(),
                    "add the http or https address that takes the receipts",
                ));
            }
        }
        Protocol::RestPull => {}
        Protocol::RestPublishSubscribe => {
            if document.endpoint.is_none() {
                faults.push((
                    "endpoint",
                    "a REST PUBLISH/SUBSCRIBE receiver needs an endpoint (SYS-4)".into(),
                    "add the http or https address that is told of messages",
                ));
            }
            if sends {
                faults.push((
                    "roles",
                    "a REST PUBLISH/SUBSCRIBE system only receives (SYS-4)".into(),
                    "write [RECIPIENT], and give what sends a system of its own",
                ));
            }
        }
        Protocol::Sftp => {
            if receives {
                faults.push((
                    "roles",
                    "a system with SFTP sends only (SYS-4)".into(),
                    "write [SENDER], or choose REST_PUSH or REST_PULL",
                ));
            }
            if document.ssh_public_key.is_none() {
                faults.push((
                    "sshPublicKey",
                    "a system with SFTP needs a public SSH key (SYS-4)".into(),
                    "add the line of the .pub file that ssh-keygen has written",
                ));
            }
        }
    }
    let key = document.ssh_public_key.as_ref().map(|text| text.parse());
    let ssh_public_key = match key.transpose() {
        Ok(key) => key,
        Err(fault) => {
            let fault: SshKeyFault = fault;
            faults.push((
                "sshPublicKey",
                format!("this is no public SSH key: {fault}"),
                "write the line of the .pub file that ssh-keygen has written",
            ));
            None
        }
    };
    for (field, address) in [
        ("endpoint", &document.endpoint),
        ("receiptEndpoint", &document.receipt_endpoint),
    ] {
        if let Some(address) = address
            && !is_http_address(address)
        {
            faults.push((
                field,
                format!("'{address}' is not an http or https address"),
                "write it whole, for example http://127.0.0.1:9001/recipient-system",
            ));
        }
    }
    let ranges: Vec<_> = document
        .allowed_ips
        .iter()
        .map(|text| (text, AddressRange::parse(text)))
        .collect();
    if let Some((text, _)) = ranges.iter().find(|(_, range)| range.is_none()) {
        faults.push((
            "allowedIps",
            format!("'{text}' is neither an address nor a range"),
            "write addresses such as 127.0.0.1, or one range such as 10.1.0.0/16",
        ));
    }
    if ranges.len() > 1
        && ranges
            .iter()
            .any(|(_, range)| range.is_some_and(AddressRange::is_range))
    {
        faults.push((
            "allowedIps",
            "a range stands beside other addresses (SYS-5)".into(),
            "name addresses, or one range alone",
        ));
    }
    if document.allowed_ips.len() > MOST_ADDRESSES {
        faults.push((
            "allowedIps",
            format!(
                "{} addresses; a system names at most {MOST_ADDRESSES} (SYS-5)",
                document.allowed_ips.len()
            ),
            "shorten the list or name one range",
        ));
    }
    if let (Some(from), Some(to)) = (document.active_from, document.active_to)
        && to <= from
    {
        faults.push((
            "activeTo",
            "the deactivation time lies before the activation time".into(),
            "let activeTo come after activeFrom",
        ));
    }
    let is_company = state
        .registry
        .organisations
        .get(&owner)
        .is_some_and(|organisation| !organisation.is_authority());
    let others = state
        .systems
        .values()
        .filter(|other| other.owner == owner && other.id != id && other.has_role(Role::Recipient))
        .count();
    if receives && is_company && others > 0 {
        faults.push((
            "roles",
            "a company may have only one receiver system (SYS-3)".into(),
            "leave RECIPIENT out, or remove the other receiver system",
        ));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(System {
        id,
        owner,
        api_key: document
            .api_key
            .clone()
            .unwrap_or_else(|| ApiKey::new(drawn_key.as_hyphenated().to_string())),
        name: document.name.clone(),
        roles: document.roles.clone(),
        protocol: document.protocol,
        endpoint: document.endpoint.clone(),
        receipt_endpoint: document.receipt_endpoint.clone(),
        memo_version: document.memo_version,
        technical_contact: document.technical_contact.clone(),
        active_from: document.active_from,
        active_to: document.active_to,
        allowed_ips: document.allowed_ips.clone(),
        delegated_cvr: document.delegated_cvr,
        ssh_public_key,
        deactivated_at: None,
        window_end: None,
        failing: None,
    })
}

/// Whether it has a scheme, a host and, if any, a port that there is.
pub(crate) fn is_http_address(text: &str) -> bool {
    let Some(rest) = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))
    else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let after_host = match host_and_port.strip_prefix('[') {
        Some(rest) => rest.split_once(']'),
        None => Some(match host_and_port.find(':') {
            Some(colon) => host_and_port.split_at(colon),
            None => (host_and_port, ""),
        }),
    };
    let Some((host, port)) = after_host else {
        return false;
    };
    let port_is_right = match port.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok_and(|port| port != 0),
        None => port.is_empty(),
    };
    let is_clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    !host.is_empty() && port_is_right && is_clean
}

#[cfg(test)]
mod tests {
    use super::is_http_address;

    #[test]
    fn an_endpoint_is_an_http_or_https_address_with_a_host_and_a_possible_port() {
        for right in [
            "http://127.0.0.1:9001/recipient-system",
            "https://modtager.example.invalid",
            "http://[::1]:80/x?y=z",
        ] {
            assert!(is_http_address(right), "{right}");
        }
        for wrong in [
            "127.0.0.1:9001",
            "ftp://x/",
            "http://",
            "http:///x",
            "http://h:99999/",
            "http://h:0/",
            "http://h:/",
            "http://[::1/",
            "http://a b/",
        ] {
            assert!(!is_http_address(wrong), "{wrong}");
        }
    }
}
