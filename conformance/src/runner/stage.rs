//! One scenario's own world, with the vendors that play its systems and the two ports it is
//! reached through.
//!
//! Time moves from due instant to due instant, and at each the vendors' receipts are posted
//! before it moves on: so nothing depends on how fast anybody is.

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::host::Host;
use super::{
    Cast, ClockView, ControlClient, ControlFault, Ids, Kept, ServiceClient, SftpClient, StepFault,
    Tested, UnderTest, under_test,
};
use crate::party::seen::PushSeen;
use crate::scenario::{Directory, Place, Scenario, ScenarioFault, System};
use crate::trace::{Tape, Told};

/// What a world made for a scenario gets unless somebody says otherwise: a receiver that
/// never answers costs two seconds of wall time, not a minute.
const WALL_TIMEOUT: (&str, &str) = ("push.wall-timeout", "PT2S");

/// Sets the seed of the system under test apart from those of the others.
const TESTED: u64 = 0x7e57_ed00_0000_0000;

/// How often a name is tried that another run has taken.
const NAMES: u32 = 50;

/// How far `until: idle` goes when no limit is said.
const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(60 * 24);

#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) control: ControlClient,
    pub(crate) world: String,
    pub(crate) service: ServiceClient,
    pub(crate) sftp: SftpClient,
    pub(crate) directory: Directory,
    pub(crate) cast: Cast,
    /// The system under test, where there is one.
    pub(crate) tested: Option<Tested>,
    pub(crate) ids: Ids,
    /// What is heard from outside.
    pub(crate) tape: Tape,
}

/// What an expectation asks of a push that the reference vendor saw.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PushKept {
    pub(crate) status: Option<u16>,
    pub(crate) version: Option<String>,
}

impl PushKept {
    fn of(push: &PushSeen) -> Self {
        Self {
            status: push.status,
            version: push.memo_version.map(|version| version.to_string()),
        }
    }
}

impl Stage {
    /// Starts the vendors and creates the world.
    pub(crate) async fn set(
        scenario: &Scenario,
        host: &Host,
        under_test: &UnderTest,
        world_name: &str,
        seed: u64,
        epoch: Timestamp,
        tape: &Tape,
    ) -> Result<Self, StepFault> {
        let mut ids = Ids::new(seed);
        let mut document = scenario.world.document.clone();
        name_systems(&mut document, &mut ids);
        let part = under_test::part_of(&scenario.document);
        if let (Some((part, system)), UnderTest::Target(target)) = (part, under_test) {
            under_test::put_into(&mut document, part, system, target);
        }
        set_profile(&mut document, scenario, under_test);
        let directory = Directory::of_world(&document);
        let control = host.control().with_tape(tape);
        for attempt in 1..=NAMES {
            let name = match attempt {
                1 => world_name.to_owned(),
                again => format!("{world_name}-{again}"),
            };
            let address = host.service_of(&name);
            let given = &scenario.document.given;
            let tested = match part {
                None => None,
                Some((part, written)) => {
                    let system = directory.system(written).found().cloned();
                    let system = system
                        .ok_or_else(|| StepFault::Own(format!("`{written}` was not found")))?;
                    let seed = seed ^ TESTED;
                    Some(Tested::start(under_test, part, &system, &address, seed, tape).await?)
                }
            };
            let cast = match tape.is_telling() {
                true => Cast::absent(&directory, seed),
                false => Cast::start(&directory, given, tested.as_ref(), &address, seed).await,
            };
            let cast = cast.map_err(|fault| {
                StepFault::Own(format!("the reference vendor cannot be started: {fault}"))
            })?;
            let mut document = document.clone();
            cast.put_addresses(&mut document);
            if let (Some((part, written)), Some(tested)) = (part, &tested) {
                under_test::put_into(&mut document, part, written, &tested.document);
            }
            let body = json!({
                "name": name, "seed": seed, "epoch": epoch, "clock": "virtual", "world": document,
            });
            match control.create_world(&body).await {
                Ok(view) => {
                    let clients = ServiceClient::new(&view.service).and_then(|service| {
                        Ok((
                            service.with_tape(tape),
                            SftpClient::new(&view, &document, tape)?,
                        ))
                    });
                    let (service, sftp) = match clients {
                        Ok(clients) => clients,
                        Err(why) => {
                            control.remove_world(&view.name).await?;
                            return Err(StepFault::Own(why));
                        }
                    };
                    return Ok(Self {
                        control,
                        world: view.name,
                        service,
                        sftp,
                        directory,
                        cast,
                        tested,
                        ids,
                        tape: tape.clone(),
                    });
                }
                Err(fault) if fault.status() == Some(409) => {
                    cast.stop().await;
                    if let Some(tested) = tested {
                        tested.strike().await;
                    }
                }
                Err(ControlFault::Refused {
                    status: 400 | 422,
                    said,
                    ..
                }) => return Err(wrong_world(scenario, &said)),
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(StepFault::Broken(format!(
            "the simulator has {NAMES} worlds called like `{world_name}` already; remove some"
        )))
    }

    pub(crate) async fn clock(&self) -> Result<ClockView, ControlFault> {
        self.control.clock(&self.world).await
    }

    /// All due work is done and all receipts are posted; no time passes.
    pub(crate) async fn settle(&mut self) -> Result<Timestamp, StepFault> {
        loop {
            let now = self.control.settle(&self.world).await?.now;
            let posted = self.post_receipts(now).await?;
            if posted == 0 {
                return Ok(now);
            }
        }
    }

    /// The receipts of those that the reference vendor plays; says how many.
    async fn post_receipts(&mut self, now: Timestamp) -> Result<usize, ControlFault> {
        const ASKED: &str = "receipts of the reference vendor";
        match self.told(ASKED)? {
            Told::Then(posted) => {
                // Each receipt took an id.
                for _ in 0..posted {
                    self.ids.uuid();
                }
                Ok(posted)
            }
            Told::Ask => {
                let service = self.service.without_tape();
                let posted = self.cast.post_receipts(&service, &mut self.ids, now).await;
                self.tape.keep(ASKED, &posted);
                Ok(posted)
            }
        }
    }

    pub(crate) fn told<T: DeserializeOwned>(&self, asked: &str) -> Result<Told<T>, ControlFault> {
        self.tape
            .told(asked)
            .map_err(|why| ControlFault::Unreadable {
                call: asked.to_owned(),
                why,
            })
    }

    /// The pushes that a receiver which the reference vendor plays has seen of one message.
    pub(crate) fn pushes(&self, id: &str, message: &str) -> Result<Kept<PushKept>, ControlFault> {
        let asked = format!("pushes of {message} to {id}");
        match self.told(&asked)? {
            Told::Then(kept) => Ok(kept),
            Told::Ask => {
                let seen = self.cast.pushes(id, message);
                let kept = Kept {
                    items: seen.items.iter().map(PushKept::of).collect(),
                    dropped: seen.dropped,
                };
                self.tape.keep(&asked, &kept);
                Ok(kept)
            }
        }
    }

    /// Where the vendor that plays a receiver takes its messages.
    pub(crate) fn receiver_url(&self, id: &str) -> Result<Option<String>, ControlFault> {
        let asked = format!("address of {id}");
        match self.told(&asked)? {
            Told::Then(url) => Ok(url),
            Told::Ask => {
                let url = self.cast.receiver_url(id);
                self.tape.keep(&asked, &url);
                Ok(url)
            }
        }
    }

    /// Moves the clock to `target` and settles there.
    pub(crate) async fn advance_to(&mut self, target: Timestamp) -> Result<Timestamp, StepFault> {
        let mut before = None;
        loop {
            self.settle().await?;
            let clock = self.clock().await?;
            let Some(due) = clock.next_due.filter(|due| *due < target) else {
                break;
            };
            // An instant that stays due although it was gone to would hold the clock for ever.
            if before == Some((clock.now, due)) {
                break;
            }
            before = Some((clock.now, due));
            self.control
                .advance_to(&self.world, due.max(clock.now))
                .await?;
        }
        self.control.advance_to(&self.world, target).await?;
        self.settle().await
    }

    /// Moves the clock until nothing about messages is due any more, or to the limit.
    pub(crate) async fn advance_until_idle(
        &mut self,
        limit: Option<SignedDuration>,
    ) -> Result<Timestamp, StepFault> {
        let mut now = self.settle().await?;
        let end = now
            .checked_add(limit.unwrap_or(IDLE_LIMIT))
            .map_err(|fault| StepFault::Broken(format!("the limit is too far away: {fault}")))?;
        let mut before = None;
        loop {
            let due = self.control.due(&self.world).await?;
            let about_messages = due.iter().filter(|item| item.message.is_some());
            let Some(next) = about_messages.map(|item| item.at).min() else {
                return Ok(now);
            };
            if next > end {
                return self.advance_to(end).await;
            }
            // What stays due although its time was gone to would go on for ever.
            if before == Some((now, next)) {
                return Err(StepFault::Broken(format!(
                    "something about a letter stays due at {next} although it is {now}; \
                     `GET /control/v1/worlds/{}/due` shows what",
                    self.world
                )));
            }
            before = Some((now, next));
            now = self.advance_to(next.max(now)).await?;
        }
    }

    /// The system of an organisation that sends when none is named: the first active one.
    pub(crate) async fn first_sender(&self, owner: &str) -> Result<Option<System>, ControlFault> {
        let live = self.control.systems(&self.world).await?;
        let is_active = |s: &&&System| {
            let mut views = live.iter();
            views.any(|view| view.active && view.id.eq_ignore_ascii_case(&s.id))
        };
        let systems = self.directory.systems();
        let own: Vec<&System> = systems.filter(|s| s.owner == owner && s.sends).collect();
        let first = own.iter().find(is_active).or_else(|| own.first());
        Ok(first.copied().cloned())
    }

    /// Removes the world and stops the vendors.
    pub(crate) async fn strike(self) -> Result<(), ControlFault> {
        let removed = self.control.remove_world(&self.world).await;
        self.cast.stop().await;
        if let Some(tested) = self.tested {
            tested.strike().await;
        }
        removed
    }
}

/// What the simulator says of the world goes back to where the scenario names it.
fn wrong_world(scenario: &Scenario, said: &str) -> StepFault {
    let place = scenario
        .document
        .world
        .as_ref()
        .map_or(Place::START, Place::of);
    let message = format!("the scenario's world cannot be made: {said}");
    let (file, place) = scenario.sources.origin(place);
    let fault = ScenarioFault::at(file, place, message)
        .with_remedy("Mend the world file, or the scenario's `profile:`.");
    StepFault::WrongFile(Box::new(fault))
}

/// Gives an id and a key to systems that have none, so that their vendors know their own.
fn name_systems(document: &mut Value, ids: &mut Ids) {
    for list in ["authorities", "companies"] {
        let organisations = document.get_mut(list).and_then(Value::as_array_mut);
        let systems = organisations
            .into_iter()
            .flatten()
            .filter_map(|o| o.get_mut("systems").and_then(Value::as_array_mut))
            .flatten();
        for system in systems.filter_map(Value::as_object_mut) {
            for key in ["id", "apiKey"] {
                if !system.contains_key(key) {
                    system.insert(key.to_owned(), Value::String(ids.uuid().to_string()));
                }
            }
        }
    }
}

fn set_profile(document: &mut Value, scenario: &Scenario, under_test: &UnderTest) {
    let Some(document) = document.as_object_mut() else {
        return;
    };
    let profile = document
        .entry("profile")
        .or_insert_with(|| Value::Object(Map::new()));
    let Some(profile) = profile.as_object_mut() else {
        return;
    };
    for (name, value) in &scenario.document.profile {
        profile.insert(name.clone(), value.value.clone());
    }
    let timeout = match under_test {
        UnderTest::Reference(_) => WALL_TIMEOUT.1.to_owned(),
        UnderTest::Target(target) => target.limits.push.to_string(),
    };
    profile
        .entry(WALL_TIMEOUT.0)
        .or_insert(Value::String(timeout));
}
