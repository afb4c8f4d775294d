//! Who and what a world file names, so that scenarios can call them by name.
//!
//! It reads the world as plain data and knows nothing of how the simulator keeps it. A name
//! that two organisations use is written `Organisation/name`.

use serde::Deserialize;
use serde_json::Value;

use testpost_sim::document::nearest;

use super::AddData;

/// All names of one world.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub citizens: Vec<Citizen>,
    /// Authorities first, then companies, each in the file's order.
    pub organisations: Vec<Organisation>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    pub cpr: String,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationKind {
    Authority,
    Company,
}

#[derive(Debug, Clone)]
pub struct Organisation {
    pub kind: OrganisationKind,
    pub cvr: String,
    pub name: String,
    pub systems: Vec<System>,
    pub contact_points: Vec<ContactPoint>,
}

#[derive(Debug, Clone)]
pub struct System {
    pub id: String,
    pub api_key: String,
    pub name: String,
    /// The owner's CVR number and name.
    pub owner: String,
    pub owner_name: String,
    pub sends: bool,
    pub receives: bool,
    pub protocol: Protocol,
    pub active: bool,
    /// The technical contact's e-mail.
    pub email: Option<String>,
    /// The template of a standard supplier system.
    pub template: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Protocol {
    RestPush,
    RestPull,
    RestPublishSubscribe,
    Sftp,
}

impl Protocol {
    /// As world files write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RestPush => "REST_PUSH",
            Self::RestPull => "REST_PULL",
            Self::RestPublishSubscribe => "REST_PUBLISH_SUBSCRIBE",
            Self::Sftp => "SFTP",
        }
    }

    /// Whether Digital Post calls the system, instead of the system calling it.
    #[must_use]
    pub fn is_called(self) -> bool {
        match self {
            Self::RestPush | Self::RestPublishSubscribe => true,
            Self::RestPull | Self::Sftp => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPoint {
    pub id: String,
    pub name: String,
    pub owner: String,
    pub owner_name: String,
    /// Where it takes fewer attachments than the law allows.
    pub most_attachments: Option<u64>,
}

/// What became of looking a name up.
#[derive(Debug)]
pub enum Lookup<T> {
    Found(T),
    Unknown {
        nearest: Option<String>,
        known: Vec<String>,
    },
    /// Several bear the name; these spellings tell them apart.
    Ambiguous(Vec<String>),
}

impl<T> Lookup<T> {
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(it) => Some(it),
            Self::Unknown { .. } | Self::Ambiguous(_) => None,
        }
    }
}

/// Somebody who can get mail.
#[derive(Debug, Clone, Copy)]
pub enum Party<'a> {
    Citizen(&'a Citizen),
    Organisation(&'a Organisation),
}

impl Party<'_> {
    /// The CPR or CVR number.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            Self::Citizen(citizen) => &citizen.cpr,
            Self::Organisation(organisation) => &organisation.cvr,
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Citizen(citizen) => &citizen.name,
            Self::Organisation(organisation) => &organisation.name,
        }
    }
}

impl Directory {
    /// Reads the names out of a world document. What is malformed is left out: the
    /// simulator's own reader says what is wrong with it.
    #[must_use]
    pub fn of_world(world: &Value) -> Self {
        let citizens = items(world, "citizens")
            .map(|citizen| Citizen {
                cpr: text(citizen, "cpr"),
                name: text(citizen, "name"),
            })
            .collect();
        let authorities =
            items(world, "authorities").map(|o| organisation(o, OrganisationKind::Authority));
        let companies =
            items(world, "companies").map(|o| organisation(o, OrganisationKind::Company));
        let mut organisations: Vec<Organisation> = authorities.chain(companies).collect();
        let templates: Vec<&Value> = items(world, "standardSystemTemplates").collect();
        let systems = organisations.iter_mut().flat_map(|o| &mut o.systems);
        for system in systems {
            let template = templates.iter().find(|t| {
                system.template.as_deref() == Some(text(t, "id").to_lowercase().as_str())
            });
            if let Some(template) = template {
                system.fill_in(template);
            }
        }
        Self {
            citizens,
            organisations,
        }
    }

    /// Something new, by the names of the world file.
    pub(crate) fn add(&mut self, add: &AddData) {
        let said = Value::Object(add.said().value.clone());
        match add {
            AddData::Citizen(_) => self.citizens.push(Citizen {
                cpr: text(&said, "cpr"),
                name: text(&said, "name"),
            }),
            AddData::Company(_) => {
                let company = organisation(&said, OrganisationKind::Company);
                self.organisations.push(company);
            }
            AddData::Authority(_) => {
                let authority = organisation(&said, OrganisationKind::Authority);
                self.organisations.push(authority);
            }
            AddData::ContactPoint(_) => {
                let owner = text(&said, "owner");
                let mut all = self.organisations.iter_mut();
                if let Some(owner) = all.find(|o| o.cvr == owner || o.name == owner) {
                    let point = ContactPoint {
                        id: text(&said, "id"),
                        name: text(&said, "name"),
                        owner: owner.cvr.clone(),
                        owner_name: owner.name.clone(),
                        most_attachments: most_attachments(&said),
                    };
                    owner.contact_points.push(point);
                }
            }
        }
    }

    pub fn systems(&self) -> impl Iterator<Item = &System> {
        self.organisations.iter().flat_map(|o| &o.systems)
    }

    pub fn contact_points(&self) -> impl Iterator<Item = &ContactPoint> {
        self.organisations.iter().flat_map(|o| &o.contact_points)
    }

    /// An organisation by name or CVR number.
    #[must_use]
    pub fn organisation(&self, written: &str) -> Lookup<&Organisation> {
        pick(
            self.organisations.iter(),
            |o| o.name == written || o.cvr == written,
            |o| o.name.clone(),
            |o| o.cvr.clone(),
            written,
        )
    }

    /// Anyone by name or number.
    #[must_use]
    pub fn party(&self, written: &str) -> Lookup<Party<'_>> {
        let citizens = self.citizens.iter().map(Party::Citizen);
        let all = citizens.chain(self.organisations.iter().map(Party::Organisation));
        pick(
            all,
            |party| party.name() == written || party.number() == written,
            |party| party.name().to_owned(),
            |party| party.number().to_owned(),
            written,
        )
    }

    /// A system by name, by `Organisation/name`, or by id.
    #[must_use]
    pub fn system(&self, written: &str) -> Lookup<&System> {
        pick(
            self.systems(),
            |s| {
                s.name == written || s.id == written || qualified(&s.owner_name, &s.name) == written
            },
            |s| s.name.clone(),
            |s| qualified(&s.owner_name, &s.name),
            written,
        )
    }

    /// A system of one organisation by name or id.
    #[must_use]
    pub fn system_of(&self, owner: &Organisation, written: &str) -> Lookup<&System> {
        let own = self.systems().filter(|s| s.owner == owner.cvr);
        pick(
            own,
            |s| {
                s.name == written || s.id == written || qualified(&s.owner_name, &s.name) == written
            },
            |s| s.name.clone(),
            |s| s.id.clone(),
            written,
        )
    }

    /// A contact point by name, by `Organisation/name`, or by id.
    #[must_use]
    pub fn contact_point(&self, written: &str) -> Lookup<&ContactPoint> {
        pick(
            self.contact_points(),
            |p| {
                p.name == written || p.id == written || qualified(&p.owner_name, &p.name) == written
            },
            |p| p.name.clone(),
            |p| qualified(&p.owner_name, &p.name),
            written,
        )
    }

    /// A contact point, the recipient's own before another organisation's of that name.
    #[must_use]
    pub fn contact_point_for(&self, owner: &str, written: &str) -> Lookup<&ContactPoint> {
        let mut own = self.contact_points().filter(|p| p.owner == owner);
        match own.find(|p| p.name == written || p.id == written) {
            Some(point) => Lookup::Found(point),
            None => self.contact_point(written),
        }
    }
}

fn qualified(owner: &str, name: &str) -> String {
    format!("{owner}/{name}")
}

fn pick<T: Copy>(
    all: impl Iterator<Item = T>,
    is_meant: impl Fn(&T) -> bool,
    name: impl Fn(&T) -> String,
    apart: impl Fn(&T) -> String,
    written: &str,
) -> Lookup<T> {
    let all: Vec<T> = all.collect();
    let mut meant: Vec<T> = all.iter().copied().filter(|it| is_meant(it)).collect();
    match (meant.pop(), meant.is_empty()) {
        (Some(only), true) => Lookup::Found(only),
        (Some(last), false) => Lookup::Ambiguous(
            meant
                .iter()
                .chain(std::iter::once(&last))
                .map(apart)
                .collect(),
        ),
        (None, _) => {
            let known: Vec<String> = all.iter().map(name).collect();
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            let nearest = nearest(written, &names);
            Lookup::Unknown { nearest, known }
        }
    }
}

/// What a contact point says of the attachments that it takes.
fn most_attachments(point: &Value) -> Option<u64> {
    point
        .get("allowedNumberOfAttachments")
        .and_then(Value::as_u64)
}

fn organisation(value: &Value, kind: OrganisationKind) -> Organisation {
    let (cvr, name) = (text(value, "cvr"), text(value, "name"));
    let systems = items(value, "systems")
        .map(|s| system(s, &cvr, &name))
        .collect();
    let contact_points = items(value, "contactPoints")
        .map(|point| ContactPoint {
            id: text(point, "id").to_lowercase(),
            name: text(point, "name"),
            owner: cvr.clone(),
            owner_name: name.clone(),
            most_attachments: most_attachments(point),
        })
        .collect();
    Organisation {
        kind,
        cvr,
        name,
        systems,
        contact_points,
    }
}

fn system(value: &Value, owner: &str, owner_name: &str) -> System {
    let has_role = |role: &str| {
        value
            .get("roles")
            .and_then(Value::as_array)
            .is_some_and(|roles| roles.iter().any(|r| r == role))
    };
    System {
        id: text(value, "id").to_lowercase(),
        api_key: text(value, "apiKey"),
        name: text(value, "name"),
        owner: owner.to_owned(),
        owner_name: owner_name.to_owned(),
        sends: has_role("SENDER"),
        receives: has_role("RECIPIENT"),
        protocol: match text(value, "protocol").as_str() {
            "REST_PULL" => Protocol::RestPull,
            "REST_PUBLISH_SUBSCRIBE" => Protocol::RestPublishSubscribe,
            "SFTP" => Protocol::Sftp,
            _ => Protocol::RestPush,
        },
        active: value.get("active").and_then(Value::as_bool).unwrap_or(true),
        email: email(value),
        template: value
            .get("standardSystemTemplateId")
            .and_then(Value::as_str)
            .map(str::to_lowercase),
    }
}

fn email(system: &Value) -> Option<String> {
    system
        .pointer("/technicalContact/email")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

impl System {
    /// Takes over what the template of a standard supplier system decides.
    fn fill_in(&mut self, template: &Value) {
        let decided = system(template, &self.owner, &self.owner_name);
        (self.sends, self.receives) = (decided.sends, decided.receives);
        self.protocol = decided.protocol;
        self.email = decided.email;
    }
}

pub(crate) fn items<'a>(value: &'a Value, key: &str) -> std::slice::Iter<'a, Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
}

fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        // A number written without quotes.
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn two_municipalities() -> Directory {
        Directory::of_world(&json!({
            "citizens": [{"cpr": "2211771212", "name": "Mette Testesen"}],
            "authorities": [
                {"cvr": "20000001", "name": "Prøvekøbing Kommune",
                 "systems": [{"id": "A", "name": "fagsystem", "roles": ["SENDER", "RECIPIENT"]}]},
                {"cvr": "20000002", "name": "Nørre Testrup Kommune",
                 "systems": [{"name": "fagsystem", "protocol": "REST_PULL"}, {"name": "arkiv"}]}
            ]
        }))
    }

    #[test]
    fn a_name_used_twice_asks_for_the_organisation() {
        let world = two_municipalities();
        let Lookup::Ambiguous(spellings) = world.system("fagsystem") else {
            panic!("two systems bear the name");
        };
        assert_eq!(
            spellings,
            [
                "Prøvekøbing Kommune/fagsystem",
                "Nørre Testrup Kommune/fagsystem"
            ]
        );
        let found = world.system("Nørre Testrup Kommune/fagsystem").found();
        assert_eq!(found.map(|s| s.protocol), Some(Protocol::RestPull));
    }

    #[test]
    fn an_unknown_name_brings_the_nearest() {
        let Lookup::Unknown { nearest, known } = two_municipalities().system("arkivet") else {
            panic!("no such system");
        };
        assert_eq!(nearest.as_deref(), Some("arkiv"));
        assert_eq!(known.len(), 3);
    }

    #[test]
    fn people_are_found_by_name_and_by_number() {
        let world = two_municipalities();
        for written in ["Mette Testesen", "2211771212"] {
            let party = world.party(written).found();
            assert_eq!(
                party.map(|p| p.number().to_owned()),
                Some("2211771212".into())
            );
        }
    }
}
