//! A world's first state, made from its document; everything wrong with it is said at once.

mod recipients;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use testpost_memo::id::Cvr;

use crate::chance::{self, Lane};
use crate::document::{AuthorityDocument, DocumentFault, Role, SystemDocument, WorldDocument};
use crate::faults::resolve;
use crate::id::{ContactPointId, OrganisationId, SystemId, TemplateId};
use crate::profile::Profile;
use crate::state::State;
use crate::state::agenda::Agenda;
use crate::state::archives::Archives;
use crate::state::connect;
use crate::state::contact_point_form::contact_point;
use crate::state::exemptions::Exemptions;
use crate::state::faults::Faults;
use crate::state::mailboxes::Mailboxes;
use crate::state::messages::Messages;
use crate::state::nem_sms::NemSms;
use crate::state::receipt_files::ReceiptFiles;
use crate::state::receipts::Receipts;
use crate::state::registry::{Organisation, OrganisationKind, Registry};

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
            nem_sms: NemSms::empty(),
            systems: BTreeMap::new(),
            templates: BTreeMap::new(),
            contact_points: BTreeMap::new(),
            messages: Messages::empty(),
            archives: Archives::empty(),
            receipts: Receipts::empty(),
            receipt_files: ReceiptFiles::empty(),
            mailboxes: Mailboxes::empty(),
            agenda: Agenda::empty(),
            mail: Vec::new(),
            faults: Faults::new(Vec::new(), 0),
            sms: Vec::new(),
            now: epoch,
        },
    };
    birth.templates(document);
    birth.citizens(document);
    birth.organisations(document);
    birth.exemptions(document);
    birth.fault_rules(document);
    birth.sign_ups(document);
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

    fn templates(&mut self, document: &WorldDocument) {
        for (index, template) in document.standard_system_templates.iter().enumerate() {
            let path = format!("standardSystemTemplates[{index}]");
            for fault in connect::template(template).err().unwrap_or_default() {
                self.system_fault(&path, fault);
            }
            let drawn = self.draw(Lane::Template);
            let id = template.id.unwrap_or_else(|| TemplateId::from_uuid(drawn));
            let mut template = template.clone();
            template.id = Some(id);
            if self.state.templates.insert(id, template).is_some() {
                self.fault(
                    format!("{path}.id"),
                    format!("template id {id} stands twice"),
                    "give each template an id of its own",
                );
            }
        }
    }

    fn system_fault(&mut self, path: &str, fault: connect::SystemFault) {
        let connect::SystemFault {
            field,
            message,
            remedy,
            code: _,
            clause,
        } = fault;
        self.fault(
            format!("{path}.{field}"),
            format!("{message} ({clause})"),
            remedy,
        );
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

    fn fault_rules(&mut self, document: &WorldDocument) {
        let Some(faults) = &document.faults else {
            return;
        };
        match resolve(&self.state, faults) {
            Ok(rules) => self.state.faults = Faults::new(rules, 0),
            Err(wrong) => {
                for (path, message, remedy) in wrong {
                    self.fault(format!("faults.{path}"), message, remedy);
                }
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
            match connect::system(&self.state, owner, id, key, document) {
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
                    self.state.plan_window_edge(id, order);
                }
                Err(faults) => {
                    for fault in faults {
                        self.system_fault(&path, fault);
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
