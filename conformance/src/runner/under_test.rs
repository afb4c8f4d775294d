//! The system under test in one scenario: it takes the part of a system of the world.

use serde_json::{Value, json};

use super::StepFault;
use crate::scenario::{Directory, ScenarioDocument, System, TargetChange, TargetPart};
use crate::target::{
    ActFault, Flaws, LookAt, LookFault, Looked, Part, Reference, SenderTarget, TargetDocument, Way,
    Words, carry_out, look,
};
use crate::trace::{Tape, Told};

/// What a trace keeps of a target: everything that is known of it without asking it, and no key.
pub(crate) fn kept(target: &TargetDocument) -> Value {
    let look_at = |at: &Option<LookAt>| {
        let at = at.as_ref();
        at.map(|at| json!({ "url": "http://127.0.0.1:9/", "failed": at.failed }))
    };
    let limits = &target.limits;
    let receiver = target.receiver.as_ref().map(|receiver| {
        json!({
            "protocol": receiver.protocol.value.as_str(),
            "system": receiver.system.value,
            "apiKey": uuid::Uuid::nil(),
            "cvr": receiver.cvr.as_ref().map(|cvr| &cvr.value),
            "endpoint": receiver.endpoint.as_ref().map(|_| "http://127.0.0.1:9/"),
            "memoVersion": receiver.version().to_string(),
            "look-at": look_at(&receiver.look_at),
        })
    });
    let sender = target.sender.as_ref().map(|sender| {
        json!({
            "protocol": sender.protocol.value.as_str(),
            "system": sender.system.value,
            "apiKey": uuid::Uuid::nil(),
            "cvr": sender.cvr.as_ref().map(|cvr| &cvr.value),
            "receiptEndpoint": sender.receipt_endpoint.as_ref().map(|_| "http://127.0.0.1:9/"),
            "acts": { "send": "nothing" },
            "look-at": look_at(&sender.look_at),
        })
    });
    json!({
        "target": target.target.value,
        "receiver": receiver,
        "sender": sender,
        "limits": {
            "act": limits.act.to_string(),
            "receipt": limits.receipt.to_string(),
            "push": limits.push.to_string(),
            "quiet": limits.quiet.to_string(),
            "restart": limits.restart.to_string(),
            "prompt": limits.prompt.to_string(),
        },
    })
}

/// What must not stand in a trace.
pub(crate) fn secrets(target: &TargetDocument) -> Vec<String> {
    let receiver = target.receiver.as_ref().map(|r| r.api_key.value.clone());
    let sender = target.sender.as_ref().map(|s| s.api_key.value.clone());
    receiver.into_iter().chain(sender).collect()
}

/// What is put under test.
#[derive(Debug, Clone)]
pub enum UnderTest {
    /// The built-in reference vendor.
    Reference(Flaws),
    /// What a target file describes.
    Target(Box<TargetDocument>),
}

/// It, in its part.
#[derive(Debug)]
pub(crate) struct Tested {
    pub(crate) document: TargetDocument,
    pub(crate) system: System,
    reference: Option<Reference>,
    tape: Tape,
}

/// What is known of the part before the world is made.
pub(crate) fn part_of(document: &ScenarioDocument) -> Option<(Part, &str)> {
    document.target.as_ref().map(|target| match &target.value {
        TargetPart::Receiver(system) => (Part::Receiver, system.value.as_str()),
        TargetPart::Sender(system) => (Part::Sender, system.value.as_str()),
    })
}

/// Puts a target's own ids, key, number and addresses into the world document.
pub(crate) fn put_into(world: &mut Value, part: Part, written: &str, target: &TargetDocument) {
    let directory = Directory::of_world(world);
    let Some(played) = directory.system(written).found().cloned() else {
        return;
    };
    let given = match part {
        Part::Receiver => target.receiver.as_ref().map(|receiver| Given {
            system: &receiver.system.value,
            api_key: &receiver.api_key.value,
            cvr: receiver.cvr.as_ref().map(|cvr| cvr.value.as_str()),
            protocol: json!(receiver.protocol.value.as_str()),
            addresses: vec![(
                "endpoint",
                receiver.endpoint.as_ref().map(|e| e.value.clone()),
            )],
            version: Some(receiver.version().to_string()),
        }),
        Part::Sender => target.sender.as_ref().map(|sender| Given {
            system: &sender.system.value,
            api_key: &sender.api_key.value,
            cvr: sender.cvr.as_ref().map(|cvr| cvr.value.as_str()),
            protocol: json!(sender.protocol.value.as_str()),
            addresses: vec![(
                "receiptEndpoint",
                sender.receipt_endpoint.as_ref().map(|e| e.value.clone()),
            )],
            version: None,
        }),
    };
    let Some(given) = given else { return };
    for list in ["authorities", "companies"] {
        let organisations = world.get_mut(list).and_then(Value::as_array_mut);
        for organisation in organisations.into_iter().flatten() {
            let owns = organisation["cvr"] == json!(played.owner);
            let systems = organisation
                .get_mut("systems")
                .and_then(Value::as_array_mut);
            for system in systems.into_iter().flatten().filter(|_| owns) {
                if system["name"] == json!(played.name) {
                    given.write(system);
                }
            }
            if let Some(cvr) = given.cvr.filter(|_| owns) {
                organisation["cvr"] = json!(cvr);
            }
        }
    }
}

struct Given<'a> {
    system: &'a str,
    api_key: &'a str,
    cvr: Option<&'a str>,
    protocol: Value,
    addresses: Vec<(&'static str, Option<String>)>,
    version: Option<String>,
}

impl Given<'_> {
    fn write(&self, system: &mut Value) {
        system["id"] = json!(self.system.to_lowercase());
        system["apiKey"] = json!(self.api_key);
        system["protocol"] = self.protocol.clone();
        for (key, address) in &self.addresses {
            if let Some(address) = address {
                system[*key] = json!(address);
            }
        }
        if let Some(version) = &self.version {
            system["memoVersion"] = json!(version);
        }
    }
}

impl Tested {
    /// Starts the reference vendor in the part of `system`, or stands for the target.
    pub(crate) async fn start(
        under_test: &UnderTest,
        part: Part,
        system: &System,
        service: &str,
        seed: u64,
        tape: &Tape,
    ) -> Result<Self, StepFault> {
        let tape = tape.clone();
        match under_test {
            UnderTest::Target(document) => Ok(Self {
                document: document.as_ref().clone(),
                system: system.clone(),
                reference: None,
                tape,
            }),
            UnderTest::Reference(_) if tape.is_telling() => Ok(Self {
                document: TargetDocument::absent(part, system),
                system: system.clone(),
                reference: None,
                tape,
            }),
            UnderTest::Reference(flaws) => {
                let (reference, document) = Reference::start(part, system, service, seed, *flaws)
                    .await
                    .map_err(|fault| {
                        StepFault::Own(format!("the reference vendor cannot be started: {fault}"))
                    })?;
                Ok(Self {
                    document,
                    system: system.clone(),
                    reference: Some(reference),
                    tape,
                })
            }
        }
    }

    pub(crate) async fn change(&mut self, change: TargetChange) -> Result<(), ActFault> {
        const ASKED: &str = "the system under test is stopped or started";
        if let Told::Then(came) = self
            .tape
            .told::<Result<(), ActFault>>(ASKED)
            .map_err(ActFault::new)?
        {
            return came;
        }
        let came = self.make_change(change).await;
        self.tape.keep(ASKED, &came);
        came
    }

    async fn make_change(&mut self, change: TargetChange) -> Result<(), ActFault> {
        match change {
            TargetChange::Stop => self.stop().await,
            TargetChange::Start => self.go_on().await,
            TargetChange::Restart => {
                self.stop().await?;
                self.go_on().await
            }
        }
    }

    async fn stop(&mut self) -> Result<(), ActFault> {
        if let Some(reference) = &mut self.reference {
            reference.stop().await;
            return Ok(());
        }
        let stop = self.document.receiver.as_ref().and_then(|r| r.stop.clone());
        self.by(stop.as_ref(), &Words::default()).await.map(drop)
    }

    async fn go_on(&mut self) -> Result<(), ActFault> {
        if let Some(reference) = &mut self.reference {
            return reference
                .go_on()
                .await
                .map_err(|fault| ActFault::new(fault.to_string()));
        }
        let start = self
            .document
            .receiver
            .as_ref()
            .and_then(|r| r.start.clone());
        let Some(start) = start else {
            return Err(ActFault::new(
                "the target file does not say how it is started",
            ));
        };
        self.by(Some(&start.by), &Words::default()).await?;
        match &start.ready {
            Some(ready) => {
                crate::target::wait_until_ready(ready, self.document.limits.restart.wall()).await
            }
            None => Ok(()),
        }
    }

    async fn by(&self, way: Option<&Way>, words: &Words) -> Result<String, ActFault> {
        let limits = &self.document.limits;
        match way {
            Some(way) => carry_out(way, words, limits, limits.restart.wall()).await,
            None => Err(ActFault::new("the target file does not say how")),
        }
    }

    /// Makes a sender act.
    pub(crate) async fn act(
        &self,
        way: impl FnOnce(&SenderTarget) -> Option<&Way>,
        words: &Words,
    ) -> Result<String, ActFault> {
        const ASKED: &str = "the sender under test acts";
        if let Told::Then(came) = self
            .tape
            .told::<Result<String, ActFault>>(ASKED)
            .map_err(ActFault::new)?
        {
            return came;
        }
        let came = self.make_act(way, words).await;
        self.tape.keep(ASKED, &came);
        came
    }

    async fn make_act(
        &self,
        way: impl FnOnce(&SenderTarget) -> Option<&Way>,
        words: &Words,
    ) -> Result<String, ActFault> {
        let limits = &self.document.limits;
        match self.document.sender.as_ref().and_then(way) {
            Some(way) => carry_out(way, words, limits, limits.act.wall()).await,
            None => Err(ActFault::new(
                "the target file does not say how the target is made to do this",
            )),
        }
    }

    /// Makes a pull receiver fetch.
    pub(crate) async fn fetch(&self) -> Result<String, ActFault> {
        const ASKED: &str = "the receiver under test fetches";
        let told = self.tape.told::<Result<String, ActFault>>(ASKED);
        if let Told::Then(came) = told.map_err(ActFault::new)? {
            return came;
        }
        let came = self.make_fetch().await;
        self.tape.keep(ASKED, &came);
        came
    }

    async fn make_fetch(&self) -> Result<String, ActFault> {
        let fetch = self.document.receiver.as_ref();
        let fetch = fetch.and_then(|receiver| receiver.fetch.as_ref());
        let limits = &self.document.limits;
        match fetch {
            Some(way) => carry_out(way, &Words::default(), limits, limits.act.wall()).await,
            None => Err(ActFault::new(
                "the target file does not say how the target is made to fetch",
            )),
        }
    }

    fn look_at(&self) -> Option<&LookAt> {
        let receiver = self.document.receiver.as_ref();
        let sender = self.document.sender.as_ref();
        receiver
            .and_then(|r| r.look_at.as_ref())
            .or_else(|| sender.and_then(|s| s.look_at.as_ref()))
    }

    /// The words in `state` that mean failed.
    pub(crate) fn failed_words(&self) -> &[String] {
        self.look_at()
            .map(|at| at.failed.as_slice())
            .unwrap_or_default()
    }

    pub(crate) async fn look(&self) -> Result<Vec<Looked>, LookFault> {
        const ASKED: &str = "what the system under test shows";
        let told = self.tape.told::<Result<Vec<Looked>, LookFault>>(ASKED);
        if let Told::Then(came) = told.map_err(LookFault::new)? {
            return came;
        }
        let came = self.look_now().await;
        self.tape.keep(ASKED, &came);
        came
    }

    async fn look_now(&self) -> Result<Vec<Looked>, LookFault> {
        match self.look_at() {
            Some(at) => look(at, self.document.limits.act.wall()).await,
            None => Err(LookFault::nowhere()),
        }
    }

    pub(crate) async fn strike(self) {
        if let Some(reference) = self.reference {
            reference.strike().await;
        }
    }
}
