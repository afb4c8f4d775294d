//! Connecting a system (systemtilslutning): what has to be said of it, by its roles and protocol
//! (SYS-3 to SYS-8), and what a standard supplier system takes from its template (SYS-11, SYS-17).
//!
//! Says everything that is wrong at once. Whether the change may be made now is not looked at
//! here but in `delivery::systems`.

use testpost_memo::id::Cvr;

use crate::code::Code;
use crate::document::{Protocol, Role, SystemDocument, TechnicalContact, TemplateDocument};
use crate::endpoint::Endpoint;
use crate::id::{ApiKey, SystemId};
use crate::ssh_key::{SshKeyFault, SshPublicKey};
use crate::state::State;
use crate::state::field_forms::{is_email, is_http_address, is_pem_certificate, is_phone_number};
use crate::state::systems::{AddressRange, System};

/// SYS-5.
pub(crate) const MOST_ADDRESSES: usize = 32;

/// A fault of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SystemFault {
    pub(crate) field: &'static str,
    pub(crate) message: String,
    pub(crate) remedy: &'static str,
    pub(crate) code: Code,
    pub(crate) clause: &'static str,
}

/// Collects faults.
struct Faults(Vec<SystemFault>);

impl Faults {
    fn add(
        &mut self,
        clause: &'static str,
        field: &'static str,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.add_as(Code::FieldNotValid, clause, field, message, remedy);
    }

    fn add_as(
        &mut self,
        code: Code,
        clause: &'static str,
        field: &'static str,
        message: impl Into<String>,
        remedy: &'static str,
    ) {
        self.0.push(SystemFault {
            field,
            message: message.into(),
            remedy,
            code,
            clause,
        });
    }
}

/// A system of `owner` as the document describes it, or everything that is wrong with it.
pub(crate) fn system(
    state: &State,
    owner: Cvr,
    id: SystemId,
    drawn_key: uuid::Uuid,
    document: &SystemDocument,
) -> Result<System, Vec<SystemFault>> {
    let mut faults = Faults(Vec::new());
    let filled;
    let document = match document.standard_system_template_id {
        Some(_) => {
            filled = filled_in(state, id, document).map_err(|faults| faults.0)?;
            &filled
        }
        None => {
            if document.use_confirmed.is_some() {
                faults.add(
                    "SYS-17",
                    "useConfirmed",
                    "no template is named whose use could be confirmed",
                    "name one with standardSystemTemplateId, or leave useConfirmed out",
                );
            }
            document
        }
    };
    wiring(document, &mut faults);
    let ssh_public_key = ssh_key(document, &mut faults);
    addresses(document, &mut faults);
    activation(document, &mut faults);
    contact(document, &mut faults);
    one_receiver(state, owner, id, document, &mut faults);
    let Some(protocol) = document.protocol.filter(|_| faults.0.is_empty()) else {
        return Err(faults.0);
    };
    Ok(System {
        id,
        owner,
        api_key: document
            .api_key
            .clone()
            .unwrap_or_else(|| ApiKey::new(drawn_key.as_hyphenated().to_string())),
        name: document.name.clone(),
        roles: document.roles.clone(),
        protocol,
        endpoint: document.endpoint.as_deref().map(Endpoint::from),
        receipt_endpoint: document.receipt_endpoint.as_deref().map(Endpoint::from),
        memo_version: document.memo_version,
        technical_contact: document.technical_contact.clone(),
        business_contact_email: document.business_contact_email.clone(),
        activated: document.active != Some(false),
        active_from: document.active_from,
        active_to: document.active_to,
        allowed_ips: document.allowed_ips.clone(),
        delegated_cvr: document.delegated_cvr,
        ssh_public_key,
        certificate: document.certificate.clone(),
        standard_system_template_id: document.standard_system_template_id,
        move_existing_mail: document.move_existing_mail == Some(true),
        deactivated_at: None,
        window_edge: None,
        failing: None,
    })
}

/// A template as its document describes it, or everything that is wrong with it.
pub(crate) fn template(document: &TemplateDocument) -> Result<(), Vec<SystemFault>> {
    let mut faults = Faults(Vec::new());
    let system = of_template(document);
    wiring(&system, &mut faults);
    addresses(&system, &mut faults);
    contact(&system, &mut faults);
    if faults.0.is_empty() {
        Ok(())
    } else {
        Err(faults.0)
    }
}

/// What the template decides, as a system that nobody has named yet.
fn of_template(template: &TemplateDocument) -> SystemDocument {
    SystemDocument {
        id: None,
        api_key: None,
        name: template.name.clone(),
        roles: template.roles.clone(),
        protocol: Some(template.protocol),
        endpoint: template.endpoint.clone(),
        receipt_endpoint: template.receipt_endpoint.clone(),
        memo_version: template.memo_version,
        technical_contact: template.technical_contact.clone(),
        business_contact_email: None,
        active: None,
        active_from: None,
        active_to: None,
        allowed_ips: template.allowed_ips.clone(),
        delegated_cvr: Some(template.supplier),
        ssh_public_key: None,
        certificate: None,
        move_existing_mail: None,
        standard_system_template_id: template.id,
        use_confirmed: None,
    }
}

/// SYS-11, SYS-17: the document of a standard supplier system with what its template locks. A
/// system that is there keeps what it was made with.
fn filled_in(state: &State, id: SystemId, said: &SystemDocument) -> Result<SystemDocument, Faults> {
    let mut faults = Faults(Vec::new());
    let template = said
        .standard_system_template_id
        .and_then(|template| state.templates.get(&template));
    let Some(template) = template else {
        faults.add_as(
            Code::TemplateNotFound,
            "SYS-17",
            "standardSystemTemplateId",
            "there is no such template",
            "name one of the world's standardSystemTemplates",
        );
        return Err(faults);
    };
    let locked = of_template(template);
    let is_there = state.systems.contains_key(&id);
    if !is_there && said.use_confirmed != Some(true) {
        faults.add_as(
            Code::TemplateUseNotConfirmed,
            "SYS-17",
            "useConfirmed",
            "nobody has confirmed that the template's use is agreed with its supplier",
            "say useConfirmed: true when it is",
        );
    }
    // What is left out is the template's; what is said must not be anything else.
    let free = |field, same: bool, faults: &mut Faults| {
        if !same {
            faults.add_as(
                Code::SystemFieldLocked,
                "SYS-11",
                field,
                format!("locked by the template '{}'", template.name),
                "leave it out: only the name, the activation times and businessContactEmail are free",
            );
        }
    };
    let or_same = |said: &Option<String>, locked: &Option<String>| said.is_none() || said == locked;
    for (field, same) in [
        ("roles", said.roles.is_empty() || said.roles == locked.roles),
        (
            "protocol",
            said.protocol.is_none() || said.protocol == locked.protocol,
        ),
        ("endpoint", or_same(&said.endpoint, &locked.endpoint)),
        (
            "receiptEndpoint",
            or_same(&said.receipt_endpoint, &locked.receipt_endpoint),
        ),
        (
            "allowedIps",
            said.allowed_ips.is_empty() || said.allowed_ips == locked.allowed_ips,
        ),
        (
            "technicalContact",
            said.technical_contact.is_none() || said.technical_contact == locked.technical_contact,
        ),
        (
            "delegatedCVR",
            said.delegated_cvr.is_none() || said.delegated_cvr == locked.delegated_cvr,
        ),
        ("sshPublicKey", said.ssh_public_key.is_none()),
    ] {
        free(field, same, &mut faults);
    }
    if !faults.0.is_empty() {
        return Err(faults);
    }
    Ok(SystemDocument {
        id: said.id,
        api_key: said.api_key.clone(),
        name: said.name.clone(),
        business_contact_email: said.business_contact_email.clone(),
        active: said.active,
        active_from: said.active_from,
        active_to: said.active_to,
        certificate: said.certificate.clone(),
        move_existing_mail: said.move_existing_mail,
        ..locked
    })
}

/// SYS-4, SYS-6, SYS-15: what roles and protocol demand and allow.
fn wiring(document: &SystemDocument, faults: &mut Faults) {
    let receives = document.roles.contains(&Role::Recipient);
    let sends = document.roles.contains(&Role::Sender);
    if !receives && !sends {
        faults.add(
            "SYS-1",
            "roles",
            "a system has at least one role",
            "write [SENDER], [RECIPIENT] or both",
        );
    }
    let Some(protocol) = document.protocol else {
        faults.add(
            "SYS-4",
            "protocol",
            "it is missing, and no template says it",
            "write REST_PUSH, REST_PULL, REST_PUBLISH_SUBSCRIBE or SFTP",
        );
        return;
    };
    match protocol {
        Protocol::RestPush | Protocol::RestPull => {}
        Protocol::RestPublishSubscribe if sends => faults.add(
            "SYS-4",
            "roles",
            "REST_PUBLISH_SUBSCRIBE is for systems that receive only",
            "leave SENDER out, or choose REST_PUSH or REST_PULL",
        ),
        Protocol::Sftp if receives => faults.add(
            "SYS-4",
            "roles",
            "SFTP is for systems that send only",
            "leave RECIPIENT out, or choose REST_PUSH or REST_PULL",
        ),
        Protocol::RestPublishSubscribe | Protocol::Sftp => {}
    }
    let needs_endpoint = match protocol {
        Protocol::RestPush | Protocol::RestPublishSubscribe => receives,
        Protocol::RestPull | Protocol::Sftp => false,
    };
    if needs_endpoint && document.endpoint.is_none() {
        faults.add(
            "SYS-4",
            "endpoint",
            format!("a {protocol} receiver needs an endpoint"),
            "add the http or https address that takes the messages",
        );
    }
    let needs_receipt_endpoint = protocol == Protocol::RestPush && sends;
    if needs_receipt_endpoint && document.receipt_endpoint.is_none() {
        faults.add(
            "SYS-4",
            "receiptEndpoint",
            "a REST_PUSH sender needs a receipt endpoint",
            "add the http or https address that takes the receipts",
        );
    }
    if protocol == Protocol::Sftp && document.ssh_public_key.is_none() {
        faults.add(
            "SYS-4",
            "sshPublicKey",
            "an SFTP sender needs a public SSH key",
            "add the line of the .pub file that ssh-keygen has written",
        );
    }
    if protocol == Protocol::Sftp && document.delegated_cvr.is_some() {
        faults.add(
            "SYS-6",
            "delegatedCVR",
            "a supplier acts through a REST system only",
            "leave it out, or choose REST_PUSH or REST_PULL",
        );
    }
    if document.move_existing_mail == Some(true) && !(protocol == Protocol::RestPush && receives) {
        faults.add(
            "SYS-15",
            "moveExistingMail",
            "only a REST_PUSH receiver takes over the mail that lies in the mailbox",
            "leave it out, or choose REST_PUSH with the role RECIPIENT",
        );
    }
    for (field, address) in [
        ("endpoint", &document.endpoint),
        ("receiptEndpoint", &document.receipt_endpoint),
    ] {
        if let Some(address) = address
            && !is_http_address(address)
        {
            faults.add(
                "SYS-4",
                field,
                format!("'{address}' is not an http or https address"),
                "write it whole, for example http://127.0.0.1:9001/recipient-system",
            );
        }
    }
    if let Some(certificate) = &document.certificate
        && !is_pem_certificate(certificate)
    {
        faults.add(
            "SYS-13",
            "certificate",
            "that is no certificate as PEM",
            "write it with its lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----",
        );
    }
}

/// The public key, where one is given and it is one.
fn ssh_key(document: &SystemDocument, faults: &mut Faults) -> Option<SshPublicKey> {
    match document.ssh_public_key.as_ref()?.parse() {
        Ok(key) => Some(key),
        Err(fault) => {
            let fault: SshKeyFault = fault;
            faults.add(
                "SYS-4",
                "sshPublicKey",
                format!("this is no public SSH key: {fault}"),
                "write the line of the .pub file that ssh-keygen has written",
            );
            None
        }
    }
}

/// SYS-5.
fn addresses(document: &SystemDocument, faults: &mut Faults) {
    let field = "allowedIps";
    let ranges: Vec<_> = document
        .allowed_ips
        .iter()
        .map(|text| (text, AddressRange::parse(text)))
        .collect();
    if let Some((text, _)) = ranges.iter().find(|(_, range)| range.is_none()) {
        faults.add(
            "SYS-5",
            field,
            format!("'{text}' is neither an address nor a range"),
            "write addresses such as 127.0.0.1, or one range such as 10.1.0.0/16",
        );
    }
    let range = ranges
        .iter()
        .find(|(_, range)| range.is_some_and(AddressRange::is_range));
    // A system of both kinds follows the sender's rule.
    let sends = document.roles.contains(&Role::Sender);
    match range {
        Some((text, _)) if !sends => faults.add(
            "SYS-5",
            field,
            format!("'{text}' is a range; a system that receives only names addresses"),
            "name each address",
        ),
        Some(_) if ranges.len() > 1 => faults.add(
            "SYS-5",
            field,
            "a range stands beside other addresses",
            "name addresses, or one range alone",
        ),
        Some(_) | None => {}
    }
    if ranges.len() > MOST_ADDRESSES {
        faults.add(
            "SYS-5",
            field,
            format!(
                "{} addresses; a system names at most {MOST_ADDRESSES}",
                ranges.len()
            ),
            "shorten the list; a system that sends may name one range instead",
        );
    }
}

/// SYS-7.
fn activation(document: &SystemDocument, faults: &mut Faults) {
    if document.active == Some(false) {
        for (field, time) in [
            ("activeFrom", document.active_from),
            ("activeTo", document.active_to),
        ] {
            if time.is_some() {
                faults.add(
                    "SYS-7",
                    field,
                    "a system that is not activated has no such time",
                    "leave it out, or leave out active: false",
                );
            }
        }
    }
    if let (Some(from), Some(to)) = (document.active_from, document.active_to)
        && to <= from
    {
        faults.add(
            "SYS-7",
            "activeTo",
            "the deactivation time does not come after the activation time",
            "let activeTo come after activeFrom, or leave it out (null in a change)",
        );
    }
}

/// SYS-8.
fn contact(document: &SystemDocument, faults: &mut Faults) {
    let contact = document.technical_contact.as_ref();
    let email = contact.and_then(|contact| contact.email.as_deref());
    for (field, email) in [
        ("technicalContact.email", email),
        (
            "businessContactEmail",
            document.business_contact_email.as_deref(),
        ),
    ] {
        if let Some(email) = email
            && !is_email(email)
        {
            faults.add(
                "SYS-8",
                field,
                format!("'{email}' is no e-mail address"),
                "write one such as drift@example.invalid",
            );
        }
    }
    let number = contact.and_then(|contact: &TechnicalContact| contact.phone_number.as_deref());
    if let Some(number) = number
        && !is_phone_number(number)
    {
        faults.add(
            "SYS-8",
            "technicalContact.phoneNumber",
            format!("'{number}' is no telephone number"),
            "write one such as 20000001 or +45 20 00 00 01",
        );
    }
}

/// SYS-3.
fn one_receiver(
    state: &State,
    owner: Cvr,
    id: SystemId,
    document: &SystemDocument,
    faults: &mut Faults,
) {
    let is_company = state
        .registry
        .organisations
        .get(&owner)
        .is_some_and(|organisation| !organisation.is_authority());
    let has_other = state
        .systems
        .values()
        .any(|other| other.owner == owner && other.id != id && other.has_role(Role::Recipient));
    if is_company && has_other && document.roles.contains(&Role::Recipient) {
        faults.add(
            "SYS-3",
            "roles",
            "a company may have only one receiver system",
            "leave RECIPIENT out, or remove the other receiver system",
        );
    }
}
