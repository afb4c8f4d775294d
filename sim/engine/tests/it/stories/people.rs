//! One thing that a citizen or a company does, or that is done for one: NemSMS, mailboxes,
//! exemptions.

use std::collections::BTreeSet;

use proptest::prelude::*;
use testpost_engine::Command;
use testpost_engine::Reply;
use testpost_engine::command::{Administration, Body, Handling, Origin, SignUpHow};
use testpost_engine::effect::BodyHash;
use testpost_engine::id::MobileNumber;
use testpost_memo::id::{MessageUuid, PartyId};

use super::acts::{NAMED, administer, refusable};
use crate::post::*;

/// People by their number in the list below.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// Anew, or in place of another number.
    SignUp {
        who: usize,
        first: bool,
    },
    /// Opens the newest link, if there is one.
    Confirm {
        who: usize,
    },
    EndSignUp {
        who: usize,
    },
    Handle {
        who: usize,
        number: u32,
        handling: usize,
    },
    Write {
        who: usize,
        point: usize,
        number: u32,
    },
    Exempt {
        who: usize,
    },
    Renew {
        who: usize,
    },
    Lift {
        who: usize,
    },
}

const PEOPLE: [&str; 4] = [CITIZEN, EXEMPT, COMPANY, CONNECTED_COMPANY];
const HANDLINGS: usize = 3;

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let who = || prop_oneof![3 => Just(0), 1 => 0..PEOPLE.len()];
    let number = || 1..12_u32;
    prop_oneof![
        3 => (who(), proptest::bool::weighted(0.8)).prop_map(|(who, first)| Deed::SignUp { who, first }),
        4 => who().prop_map(|who| Deed::Confirm { who }),
        1 => who().prop_map(|who| Deed::EndSignUp { who }),
        4 => (who(), number(), 0..HANDLINGS).prop_map(|(who, number, handling)| Deed::Handle { who, number, handling }),
        3 => (who(), 0..NAMED.len(), number()).prop_map(|(who, point, number)| Deed::Write { who, point, number }),
        2 => who().prop_map(|who| Deed::Exempt { who }),
        1 => who().prop_map(|who| Deed::Renew { who }),
        2 => who().prop_map(|who| Deed::Lift { who }),
    ]
}

pub(super) fn person(number: &str) -> PartyId {
    let kind = if number.len() == 10 { "CPR" } else { "CVR" };
    PartyId::parse(number, kind).unwrap()
}

/// Does it; `accepted` hears of what was accepted.
pub(super) fn perform(post: &mut Post, deed: &Deed, accepted: &mut BTreeSet<MessageUuid>) {
    match deed {
        Deed::SignUp { who, first } => administer(
            post,
            Administration::SignUp {
                party: person(PEOPLE[*who]),
                mobile: MobileNumber::parse(if *first { "20304050" } else { "20304051" }).unwrap(),
                how: if *first {
                    SignUpHow::First
                } else {
                    SignUpHow::InPlaceOfAnother
                },
            },
        ),
        Deed::Confirm { who } => {
            let sign_ups = post.engine.state().nem_sms.all();
            if let Some(sign_up) = sign_ups.get(&person(PEOPLE[*who])) {
                let link = sign_up.link;
                administer(post, Administration::ConfirmSignUp(link));
            }
        }
        Deed::EndSignUp { who } => {
            administer(post, Administration::EndSignUp(person(PEOPLE[*who])));
        }
        Deed::Handle {
            who,
            number,
            handling,
        } => refusable(
            post,
            Command::HandleMail {
                owner: person(PEOPLE[*who]),
                message: uuid(*number),
                handling: match handling {
                    0 => Handling::Open,
                    1 => Handling::Move {
                        folder: "Skat".parse().unwrap(),
                    },
                    _ => Handling::Delete,
                },
            },
        ),
        Deed::Write { who, point, number } => {
            let mut letter = letter(*number, PEOPLE[*who], MUNICIPALITY);
            letter.outline.recipient.contact_point_id = NAMED[*point].map(Into::into);
            let command = Command::Send {
                origin: Origin::Mailbox {
                    owner: person(PEOPLE[*who]),
                },
                uuid_parameter: letter.parameter.clone(),
                report: letter.report(),
                body: Body {
                    hash: BodyHash::from_bytes([9; 32]),
                    size: letter.size,
                },
            };
            if let Ok(Reply::Accepted(said)) = post.command(command) {
                accepted.insert(said.message);
            }
        }
        Deed::Exempt { who } => {
            let number = PEOPLE[*who];
            let key = if number.len() == 10 {
                "cprNumber"
            } else {
                "cvrNumber"
            };
            let terms = serde_json::json!({ key: number });
            administer(
                post,
                Administration::Exempt(serde_json::from_value(terms).unwrap()),
            );
        }
        Deed::Renew { who } => {
            if let Some(exemption) = exemption_of(post, *who) {
                administer(
                    post,
                    Administration::RenewExemption {
                        exemption,
                        exempt_by_proxy: false,
                    },
                );
            }
        }
        Deed::Lift { who } => {
            if let Some(exemption) = exemption_of(post, *who) {
                administer(
                    post,
                    Administration::LiftExemption {
                        exemption,
                        exempt_by_proxy: false,
                    },
                );
            }
        }
    }
}

fn exemption_of(post: &Post, who: usize) -> Option<testpost_engine::id::ExemptionId> {
    let exemptions = &post.engine.state().exemptions;
    exemptions.of(&person(PEOPLE[who])).map(|known| known.id)
}
