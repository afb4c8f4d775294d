//! One thing that a sender, a receiver, an administrator or the clock does.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Span};
use proptest::prelude::*;
use testpost_engine::command::{Administration, AfterFetch};
use testpost_engine::document::{CitizenDocument, Protocol, RecipientStatus, Role};
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::{Command, Reply};
use testpost_memo::MessageType;
use testpost_memo::id::MessageUuid;

use super::people::{self, Deed, deed};
use super::worlds::{RECEIVERS, description, protocol};
use crate::archives;
use crate::post::*;

/// Systems and recipients by their number in the lists below.
#[derive(Debug, Clone)]
pub(super) enum Act {
    Send {
        from: usize,
        to: usize,
        point: usize,
        days: Option<u8>,
        content: u8,
        number: u32,
        kind: Kind,
    },
    /// None is a broken one; of an entry: number, content, whether it has a messageUUID.
    Archive {
        from: usize,
        entries: Option<Vec<(u32, u8, bool)>>,
        archive: u8,
    },
    /// Of citizens and companies.
    People(Deed),
    /// What a receiver answers from now on.
    Answers {
        system: usize,
        statuses: Vec<u16>,
    },
    /// What a sender's receipt endpoint answers from now on.
    ReceiptAnswers {
        system: usize,
        statuses: Vec<u16>,
    },
    /// It answers nothing for now, and nobody gives up on it.
    FallSilent {
        system: usize,
    },
    /// All that are silent answer.
    SpeakAgain,
    Advance {
        minutes: u16,
    },
    /// Somebody calls whose clock is slow.
    CallFromThePast {
        minutes: u16,
    },
    Recall {
        from: usize,
        number: u32,
    },
    Receipt {
        system: usize,
        number: u32,
        positive: bool,
    },
    Fetch {
        system: usize,
        number: u32,
    },
    FetchReceipts {
        system: usize,
    },
    Primary {
        system: usize,
    },
    Switch {
        system: usize,
        on: bool,
    },
    /// Makes it, or makes it another.
    Put {
        system: usize,
        protocol: Protocol,
        receives: bool,
        hours: Option<u8>,
    },
    Remove {
        system: usize,
    },
    Tie {
        point: usize,
        system: usize,
    },
    RemovePoint {
        point: usize,
    },
    Status {
        status: usize,
    },
}

/// What a letter is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Ordinary,
    Mandatory,
    Legal,
    NemSms,
}

const SENDERS: [(&str, &str); 5] = [
    ("fagsystem", MUNICIPALITY),
    ("other", OTHER_AUTHORITY),
    ("company-sender", COMPANY),
    ("pull", MUNICIPALITY),
    ("court", COURT),
];
const RECIPIENTS: [&str; 6] = [
    CITIZEN,
    EXEMPT,
    MUNICIPALITY,
    OTHER_AUTHORITY,
    COMPANY,
    CONNECTED_COMPANY,
];
/// What a letter names.
pub(super) const NAMED: [Option<&str>; 6] = [
    None,
    Some(POINT),
    Some(PULL_POINT),
    Some(INACTIVE_POINT),
    Some(LOOSE_POINT),
    Some("nowhere"),
];
const POINTS: [&str; 3] = [POINT, PULL_POINT, LOOSE_POINT];
const STATUSES: [RecipientStatus; 3] = [
    RecipientStatus::Registered,
    RecipientStatus::Exempt,
    RecipientStatus::Dead,
];

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        6 => Just(Kind::Ordinary),
        1 => Just(Kind::Mandatory),
        1 => Just(Kind::Legal),
        3 => Just(Kind::NemSms),
    ]
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    let number = || 1..12_u32;
    let system = || 0..RECEIVERS.len();
    let statuses = || {
        let status = prop_oneof![2 => Just(200), 4 => Just(503), 1 => Just(0), 1 => Just(302)];
        proptest::collection::vec(status, 1..4)
    };
    let traffic = prop_oneof![
        6 => (0..SENDERS.len(), 0..RECIPIENTS.len(), 0..NAMED.len(), proptest::option::weighted(0.2, 0..5_u8), 0..2_u8, number(), kind())
            .prop_map(|(from, to, point, days, content, number, kind)| Act::Send { from, to, point, days, content, number, kind }),
        1 => (0..SENDERS.len(), proptest::option::weighted(0.8, proptest::collection::vec((number(), 0..2_u8, any::<bool>()), 1..4)), 0..6_u8)
            .prop_map(|(from, entries, archive)| Act::Archive { from, entries, archive }),
        4 => (system(), statuses()).prop_map(|(system, statuses)| Act::Answers { system, statuses }),
        1 => (0..SENDERS.len(), statuses()).prop_map(|(system, statuses)| Act::ReceiptAnswers { system, statuses }),
        1 => system().prop_map(|system| Act::FallSilent { system }),
        2 => Just(Act::SpeakAgain),
        7 => (0..6000_u16).prop_map(|minutes| Act::Advance { minutes }),
        1 => (1..6000_u16).prop_map(|minutes| Act::CallFromThePast { minutes }),
        2 => (0..SENDERS.len(), number()).prop_map(|(from, number)| Act::Recall { from, number }),
        3 => (system(), number(), any::<bool>()).prop_map(|(system, number, positive)| Act::Receipt { system, number, positive }),
        1 => (system(), number()).prop_map(|(system, number)| Act::Fetch { system, number }),
        1 => system().prop_map(|system| Act::FetchReceipts { system }),
    ];
    let administration = prop_oneof![
        2 => system().prop_map(|system| Act::Primary { system }),
        2 => (system(), any::<bool>()).prop_map(|(system, on)| Act::Switch { system, on }),
        2 => (system(), protocol(), proptest::bool::weighted(0.8), proptest::option::weighted(0.3, any::<u8>()))
            .prop_map(|(system, protocol, receives, hours)| Act::Put { system, protocol, receives, hours }),
        1 => system().prop_map(|system| Act::Remove { system }),
        1 => (0..POINTS.len(), system()).prop_map(|(point, system)| Act::Tie { point, system }),
        1 => (0..POINTS.len()).prop_map(|point| Act::RemovePoint { point }),
        1 => (0..STATUSES.len()).prop_map(|status| Act::Status { status }),
    ];
    prop_oneof![8 => traffic, 2 => administration, 2 => deed().prop_map(Act::People)]
}

/// Does it. A refusal is an answer like any other; `accepted` hears of what was accepted.
pub(super) fn perform(post: &mut Post, act: &Act, accepted: &mut BTreeSet<MessageUuid>) {
    match act {
        Act::Send {
            from,
            to,
            point,
            days,
            content,
            number,
            kind,
        } => {
            let (system, sender) = SENDERS[*from];
            let mut letter = letter(*number, sender, RECIPIENTS[*to]);
            letter.content = *content;
            match kind {
                Kind::Ordinary => {}
                Kind::Mandatory => letter.outline.mandatory = true,
                Kind::Legal => letter.outline.legal_notification = true,
                Kind::NemSms => {
                    letter.outline.message_type = Some(MessageType::NemSms);
                    letter.outline.notification = Some("Husk din tid".to_owned());
                }
            }
            letter.outline.recipient.contact_point_id = NAMED[*point].map(Into::into);
            letter.outline.value_date = days.map(|days| {
                let today = post.now.in_tz("Europe/Copenhagen").unwrap().date();
                today + Span::new().days(i64::from(days))
            });
            if let Ok(said) = post.send(system, &letter) {
                accepted.insert(said.message);
            }
        }
        Act::Archive {
            from,
            entries,
            archive,
        } => {
            let (system, sender) = SENDERS[*from];
            let content = match entries {
                None => archives::broken(),
                Some(entries) => {
                    archives::entries(entries.iter().map(|(number, content, named)| {
                        let mut letter = letter(*number, sender, CITIZEN);
                        letter.content = *content;
                        if !named {
                            letter.outline.message_uuid = None;
                        }
                        archives::file(&letter)
                    }))
                }
            };
            if let Ok(said) = post.send_archive(system, *archive, content) {
                accepted.extend(said.messages);
            }
        }
        Act::People(deed) => people::perform(post, deed, accepted),
        Act::Answers { system, statuses } => post.answers(RECEIVERS[*system], statuses),
        Act::ReceiptAnswers { system, statuses } => {
            post.receipt_answers(SENDERS[*system].0, statuses);
        }
        Act::FallSilent { system: name } => {
            post.silent.insert(system(RECEIVERS[*name]));
        }
        Act::SpeakAgain => post.answer_all(),
        Act::Advance { minutes } => post.advance_minutes(i64::from(*minutes)),
        Act::CallFromThePast { minutes } => {
            let past = post.now - SignedDuration::from_mins(i64::from(*minutes));
            let done = post.engine.handle(past, Command::MoveClock).unwrap();
            assert_eq!(done.reply, Reply::Done);
        }
        Act::Recall { from, number } => refusable(
            post,
            Command::Recall {
                system: system(SENDERS[*from].0),
                message: uuid(*number),
            },
        ),
        Act::Receipt {
            system,
            number,
            positive,
        } => {
            let status = if *positive {
                ReceiptStatus::Completed
            } else {
                ReceiptStatus::Invalid
            };
            let _ = post.receipt(RECEIVERS[*system], uuid(*number), status);
        }
        Act::Fetch {
            system: name,
            number,
        } => refusable(
            post,
            Command::FetchMemo {
                system: system(RECEIVERS[*name]),
                message: uuid(*number),
            },
        ),
        Act::FetchReceipts { system: name } => {
            let system = system(RECEIVERS[*name]);
            let waiting = post.engine.state().receipts.of(system);
            let ids: Vec<_> = waiting.map(|waiting| waiting.id).collect();
            for receipt in ids {
                let then = AfterFetch::Delete;
                let command = Command::FetchReceipt {
                    system,
                    receipt,
                    then,
                };
                post.command(command).unwrap();
            }
        }
        Act::Primary { system: name } => {
            administer(post, Administration::MakePrimary(system(RECEIVERS[*name])));
        }
        Act::Switch { system: name, on } => {
            let id = system(RECEIVERS[*name]);
            let change = if *on {
                Administration::Activate(id)
            } else {
                Administration::Deactivate(id)
            };
            administer(post, change);
        }
        Act::Put {
            system,
            protocol,
            receives,
            hours,
        } => {
            let name = RECEIVERS[*system];
            let mut new = description(name, *protocol);
            if *protocol == Protocol::RestPublishSubscribe {
                (new.roles, new.receipt_endpoint) = (vec![Role::Recipient], None);
            } else if !receives {
                new.roles = vec![Role::Sender];
            }
            new.active_to =
                hours.map(|hours| post.now + SignedDuration::from_hours(i64::from(hours)));
            administer(
                post,
                Administration::PutSystem {
                    owner: owner(name).parse().unwrap(),
                    system: new,
                },
            );
        }
        Act::Remove { system: name } => {
            administer(post, Administration::RemoveSystem(system(RECEIVERS[*name])));
        }
        Act::Tie { point, system } => {
            let point = serde_json::json!({
                "id": POINTS[*point], "name": format!("Kontakt {point}"), "system": RECEIVERS[*system],
            });
            administer(
                post,
                Administration::PutContactPoint {
                    owner: MUNICIPALITY.parse().unwrap(),
                    point: serde_json::from_value(point).unwrap(),
                },
            );
        }
        Act::RemovePoint { point } => {
            let id = POINTS[*point].parse().unwrap();
            administer(post, Administration::RemoveContactPoint(id));
        }
        Act::Status { status } => {
            let citizen = CitizenDocument {
                cpr: CITIZEN.parse().unwrap(),
                name: "Mette Testesen".into(),
                status: STATUSES[*status],
                mobile: None,
            };
            administer(post, Administration::PutCitizen(citizen));
        }
    }
}

fn owner(name: &str) -> &'static str {
    match name {
        "other" => OTHER_AUTHORITY,
        "company-receiver" => CONNECTED_COMPANY,
        _ => MUNICIPALITY,
    }
}

pub(super) fn refusable(post: &mut Post, command: Command) {
    let before = post.engine.journal().last_seq();
    if post.command(command).is_err() {
        let after = post.engine.journal().last_seq();
        assert_eq!(before, after, "what is refused changes nothing");
    }
}

pub(super) fn administer(post: &mut Post, change: Administration) {
    refusable(post, Command::Administer(Box::new(change)));
    post.settle(Vec::new());
}
