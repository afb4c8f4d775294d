//! Properties over random messages, vendors' answers, clock moves and administration.

use std::collections::BTreeSet;

use proptest::prelude::*;
use testpost_engine::command::{Administration, AfterFetch};
use testpost_engine::document::{CitizenDocument, RecipientStatus, Role};
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::EventBody;
use testpost_engine::{Command, Engine};

use crate::archives;
use crate::post::*;

/// One thing a vendor, an administrator or the clock does.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Send {
        from: usize,
        to: usize,
        point: usize,
        days: Option<u8>,
        content: u8,
        number: u32,
    },
    /// None is a broken one; of an entry: number, content, whether it has a messageUUID.
    Archive {
        from: usize,
        entries: Option<Vec<(u32, u8, bool)>>,
        archive: u8,
    },
    Answers {
        system: usize,
        statuses: Vec<u16>,
    },
    Advance {
        minutes: u16,
    },
    Recall {
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
    Remove {
        system: usize,
    },
    Status {
        status: usize,
    },
}

const SENDERS: [(&str, &str); 4] = [
    ("fagsystem", MUNICIPALITY),
    ("other", OTHER_AUTHORITY),
    ("company-sender", COMPANY),
    ("pull", MUNICIPALITY),
];
const RECIPIENTS: [&str; 6] = [
    CITIZEN,
    EXEMPT,
    MUNICIPALITY,
    OTHER_AUTHORITY,
    COMPANY,
    CONNECTED_COMPANY,
];
const POINTS: [Option<&str>; 5] = [
    None,
    Some(POINT),
    Some(PULL_POINT),
    Some(INACTIVE_POINT),
    Some("nowhere"),
];
const SYSTEMS: [&str; 5] = [
    "fagsystem",
    "postfordeler",
    "pull",
    "other",
    "company-receiver",
];
const STATUSES: [RecipientStatus; 3] = [
    RecipientStatus::Registered,
    RecipientStatus::Exempt,
    RecipientStatus::Dead,
];

pub(crate) fn act() -> impl Strategy<Value = Act> {
    let number = 1..12_u32;
    prop_oneof![
        2 => (0..4_usize, proptest::option::weighted(0.8, proptest::collection::vec((number.clone(), 0..2_u8, any::<bool>()), 1..4)), 0..6_u8)
            .prop_map(|(from, entries, archive)| Act::Archive { from, entries, archive }),
        5 => (0..4_usize, 0..6_usize, 0..5_usize, proptest::option::weighted(0.2, 0..5_u8), 0..2_u8, number.clone())
            .prop_map(|(from, to, point, days, content, number)| Act::Send { from, to, point, days, content, number }),
        4 => (0..5_usize, proptest::collection::vec(prop_oneof![Just(200), Just(503), Just(0), Just(302)], 1..4))
            .prop_map(|(system, statuses)| Act::Answers { system, statuses }),
        6 => (0..6000_u16).prop_map(|minutes| Act::Advance { minutes }),
        1 => number.clone().prop_map(|number| Act::Recall { number }),
        2 => (0..5_usize, number.clone(), any::<bool>()).prop_map(|(system, number, positive)| Act::Receipt { system, number, positive }),
        1 => (0..5_usize, number).prop_map(|(system, number)| Act::Fetch { system, number }),
        1 => (0..5_usize).prop_map(|system| Act::FetchReceipts { system }),
        1 => (0..5_usize).prop_map(|system| Act::Primary { system }),
        1 => (0..5_usize, any::<bool>()).prop_map(|(system, on)| Act::Switch { system, on }),
        1 => (0..5_usize).prop_map(|system| Act::Remove { system }),
        1 => (0..3_usize).prop_map(|status| Act::Status { status }),
    ]
}

pub(crate) fn perform(post: &mut Post, act: &Act) {
    let administer = |post: &mut Post, change| {
        // A refusal is an answer like any other; that it changes nothing is looked at elsewhere.
        let _ = post.command(Command::Administer(Box::new(change)));
        post.settle(Vec::new());
    };
    match act {
        Act::Send {
            from,
            to,
            point,
            days,
            content,
            number,
        } => {
            let (system, sender) = SENDERS[*from];
            let mut letter = letter(*number, sender, RECIPIENTS[*to]);
            letter.content = *content;
            letter.outline.recipient.contact_point_id = POINTS[*point].map(Into::into);
            letter.outline.value_date = days.map(|days| {
                let today = post.now.to_zoned(jiff::tz::TimeZone::UTC).date();
                today
                    .checked_add(jiff::Span::new().days(i64::from(days)))
                    .unwrap()
            });
            let _ = post.send(system, &letter);
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
            let _ = post.send_archive(system, *archive, content);
        }
        Act::Answers { system, statuses } => post.answers(SYSTEMS[*system], statuses),
        Act::Advance { minutes } => post.advance_minutes(i64::from(*minutes)),
        Act::Recall { number } => {
            let _ = post.command(Command::Recall {
                system: system("fagsystem"),
                message: uuid(*number),
            });
        }
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
            let _ = post.receipt(SYSTEMS[*system], uuid(*number), status);
        }
        Act::Fetch {
            system: name,
            number,
        } => {
            let _ = post.command(Command::FetchMemo {
                system: system(SYSTEMS[*name]),
                message: uuid(*number),
            });
        }
        Act::FetchReceipts { system: name } => {
            let ids: Vec<_> = post
                .engine
                .state()
                .receipts
                .of(system(SYSTEMS[*name]))
                .map(|waiting| waiting.id)
                .collect();
            for receipt in ids {
                post.command(Command::FetchReceipt {
                    system: system(SYSTEMS[*name]),
                    receipt,
                    then: AfterFetch::Delete,
                })
                .unwrap();
            }
        }
        Act::Primary { system: name } => {
            administer(post, Administration::MakePrimary(system(SYSTEMS[*name])))
        }
        Act::Switch { system: name, on } => {
            let id = system(SYSTEMS[*name]);
            administer(
                post,
                if *on {
                    Administration::Activate(id)
                } else {
                    Administration::Deactivate(id)
                },
            );
        }
        Act::Remove { system: name } => {
            administer(post, Administration::RemoveSystem(system(SYSTEMS[*name])))
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

pub(crate) fn looks_right(post: &Post) {
    let state = post.engine.state();
    // Nothing is lost: every message is delivered, refused, recalled, held, listed or still due.
    for message in state.messages.in_order() {
        let is_due = message.next_slot().is_some();
        let is_at_rest = [
            "REJECTED",
            "RECALLED",
            "DELIVERED",
            "HELD",
            "AWAITING_FETCH",
        ]
        .contains(&message.progress.name());
        assert!(
            is_due || is_at_rest,
            "{} is {:?} and nothing is due for it",
            message.uuid,
            message.progress
        );
        if ["HELD", "AWAITING_FETCH"].contains(&message.progress.name()) {
            let listed = state.systems.keys().any(|system| {
                state
                    .messages
                    .waiting_for(*system)
                    .any(|uuid| uuid == message.uuid)
            });
            assert!(listed, "{} waits where nobody can fetch it", message.uuid);
        }
        if is_at_rest && message.progress.name() != "REJECTED" {
            assert!(message.delivery.as_ref().is_none_or(|_| {
                message
                    .next_slot()
                    .is_none_or(|slot| state.agenda.at(slot).is_some())
            }));
        }
    }
    // Exactly one primary wherever there is a receiver, and it is one.
    for organisation in state.registry.organisations.values() {
        let receivers: BTreeSet<_> = state
            .systems
            .values()
            .filter(|system| system.owner == organisation.cvr && system.has_role(Role::Recipient))
            .map(|system| system.id)
            .collect();
        match organisation.primary {
            Some(primary) => assert!(receivers.contains(&primary)),
            None => assert!(receivers.is_empty()),
        }
    }
    let mut last = post.birth.epoch;
    let mut taken = BTreeSet::new();
    let mut recalled = BTreeSet::new();
    for event in post.engine.journal().events() {
        assert!(event.at >= last, "virtual time never runs backwards");
        last = event.at;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "only these three matter here"
        )]
        match &event.body {
            EventBody::MemoSendAttemptStarted { message, .. } => {
                assert!(
                    !taken.contains(message),
                    "nothing is handed over again after a success that was seen"
                );
                assert!(!recalled.contains(message), "nothing after a recall");
                let until = state.messages.get(*message).unwrap().outline.value_date;
                assert!(
                    until.is_none_or(
                        |date| date <= event.at.in_tz("Europe/Copenhagen").unwrap().date()
                    ),
                    "nothing before its value date"
                );
            }
            EventBody::MemoSendSentToRecipientSystem { message, .. } => {
                taken.insert(*message);
            }
            EventBody::MemoSendRecalled { message } => {
                recalled.insert(*message);
            }
            _ => {}
        }
    }
    // replay(journal) == state.
    let replayed =
        Engine::replay(&post.document, post.birth, post.engine.journal().events()).unwrap();
    assert_eq!(replayed.state(), state);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_nothing_is_lost_and_the_journal_tells_the_whole_state(acts in proptest::collection::vec(act(), 1..60)) {
        let mut post = Post::new();
        for act in &acts {
            perform(&mut post, act);
        }
        looks_right(&post);
        post.advance_hours(24 * 40);
        looks_right(&post);
        let json: Vec<String> = post.engine.journal().events().map(|event| serde_json::to_string(event).unwrap()).collect();
        let read: Vec<testpost_engine::Event> = json.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert!(post.engine.journal().events().eq(read.iter()), "a journal that was written can be read");
    }
}
