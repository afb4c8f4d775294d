//! EX-1, EX-2, EX-4 to EX-6, SEND-7: who is exempt, how long, and what mail reaches them.

use testpost_engine::code::Code;
use testpost_engine::command::{Administration, ExemptionReceipt, WhatWasDone};
use testpost_engine::document::{ExemptionDocument, RecipientStatus};
use testpost_engine::effect::ReceiptStatus;
use testpost_engine::event::{Cause, EventBody};
use testpost_engine::profile::SettingValue;
use testpost_engine::state::agenda::Step;
use testpost_engine::state::exemptions::{EndReason, Exemption, UnopenedMail};
use testpost_engine::{Command, Engine, Rejection, Reply};
use testpost_memo::id::{Cpr, Cvr, PartyId};

use crate::post::*;

fn person(number: &str) -> PartyId {
    match number.len() {
        10 => PartyId::Cpr(Cpr::parse(number).unwrap()),
        _ => PartyId::Cvr(Cvr::parse(number).unwrap()),
    }
}

fn terms(number: &str, more: serde_json::Value) -> ExemptionDocument {
    let key = if number.len() == 10 {
        "cprNumber"
    } else {
        "cvrNumber"
    };
    let mut document = more;
    document[key] = number.into();
    serde_json::from_value(document).unwrap()
}

fn administer(post: &mut Post, change: Administration) -> Result<Reply, Rejection> {
    post.command(Command::Administer(Box::new(change)))
}

fn exempt(post: &mut Post, number: &str) -> ExemptionReceipt {
    exempt_on(post, number, serde_json::json!({}))
}

fn exempt_on(post: &mut Post, number: &str, more: serde_json::Value) -> ExemptionReceipt {
    let change = Administration::Exempt(terms(number, more));
    receipt(administer(post, change).unwrap())
}

fn receipt(reply: Reply) -> ExemptionReceipt {
    let Reply::Exemption(receipt) = reply else {
        panic!("{reply:?} is no receipt of an exemption");
    };
    *receipt
}

fn lift(post: &mut Post, receipt: &ExemptionReceipt) -> Result<Reply, Rejection> {
    let change = Administration::LiftExemption {
        exemption: receipt.exemption,
        exempt_by_proxy: true,
    };
    administer(post, change)
}

fn renew(post: &mut Post, receipt: &ExemptionReceipt) -> Result<Reply, Rejection> {
    let change = Administration::RenewExemption {
        exemption: receipt.exemption,
        exempt_by_proxy: true,
    };
    administer(post, change)
}

fn status(post: &Post, number: &str) -> RecipientStatus {
    let registry = &post.engine.state().registry;
    registry.party(&person(number)).unwrap().status()
}

fn in_force<'p>(post: &'p Post, number: &str) -> Option<&'p Exemption> {
    post.engine.state().exemptions.of(&person(number))
}

fn arrives(post: &mut Post, number: u32, letter: &Letter) -> bool {
    let from = match letter.outline.sender.id.as_deref() {
        Some(COURT) => "court",
        _ => "fagsystem",
    };
    post.send(from, letter).unwrap();
    let receipt = &post.message(number).receipt.as_ref().unwrap().receipt;
    match receipt.receipt_status {
        ReceiptStatus::Completed => true,
        ReceiptStatus::NotAllowed => {
            assert_eq!(receipt.error_code.as_deref(), Some("recipient.is.exempt"));
            false
        }
        ReceiptStatus::Invalid | ReceiptStatus::Received => panic!("{receipt:?}"),
    }
}

fn end_of(post: &Post, number: &str) -> String {
    in_force(post, number).unwrap().ends_at.unwrap().to_string()
}

/// The end of November 2028 in Denmark, two years after the world's beginning.
const NOVEMBER_2028: &str = "2028-11-30T23:00:00Z";

fn tags(post: &Post) -> Vec<&'static str> {
    let events = post.engine.journal().events();
    events.map(|event| event.body.tag()).collect()
}

#[test]
fn ex_1_a_citizens_exemption_lasts_until_it_is_lifted() {
    let mut post = Post::new();
    let made = exempt(&mut post, CITIZEN);
    assert_eq!(made.ends_at, None);
    assert_eq!(status(&post, CITIZEN), RecipientStatus::Exempt);
    post.advance_hours(24 * 366 * 10);
    assert!(!arrives(&mut post, 1, &letter(1, MUNICIPALITY, CITIZEN)));
    lift(&mut post, &made).unwrap();
    assert_eq!(status(&post, CITIZEN), RecipientStatus::Registered);
    assert!(in_force(&post, CITIZEN).is_none());
    assert!(arrives(&mut post, 2, &letter(2, MUNICIPALITY, CITIZEN)));
}

#[test]
fn ex_1_a_companys_exemption_ends_by_itself_in_november() {
    let mut post = Post::new();
    let made = exempt(&mut post, COMPANY);
    assert_eq!(made.ends_at.unwrap().to_string(), NOVEMBER_2028);
    post.advance_to("2028-11-30T22:59:59.999Z".parse().unwrap());
    assert!(!arrives(&mut post, 1, &letter(1, MUNICIPALITY, COMPANY)));
    post.advance_to(NOVEMBER_2028.parse().unwrap());
    assert_eq!(status(&post, COMPANY), RecipientStatus::Registered);
    let known = post.engine.state().exemptions.get(made.exemption).unwrap();
    let ended = known.ended.unwrap();
    assert_eq!(ended.reason, EndReason::RanOut);
    assert_eq!(ended.at.to_string(), NOVEMBER_2028);
    let last = post.engine.journal().events().last().unwrap();
    assert_eq!(last.body.tag(), "DIGITAL_POST_REGISTERED");
    assert_eq!(last.body.clause(), "EX-1");
    assert_eq!(last.cause, Cause::Due);
    assert!(arrives(&mut post, 2, &letter(2, MUNICIPALITY, COMPANY)));
}

/// All that a change of the November rule (`state/november.rs`) reaches: the receipt of whoever
/// makes or renews an exemption, the exemption's own end, what is due, the status in the
/// register, the mail of that very midnight, and exemptions that a world begins with. A
/// citizen's exemption, and mail before that midnight, it does not reach.
#[test]
fn what_the_november_rule_touches() {
    let mut document = world();
    document.companies[1].status = RecipientStatus::Exempt;
    let mut post = Post::with(document);
    // One that the world begins with.
    assert_eq!(end_of(&post, CONNECTED_COMPANY), NOVEMBER_2028);
    // The receipt, the exemption, the agenda.
    let made = exempt(&mut post, COMPANY);
    let citizen = exempt(&mut post, CITIZEN);
    assert_eq!(made.ends_at.unwrap().to_string(), NOVEMBER_2028);
    assert_eq!(end_of(&post, COMPANY), NOVEMBER_2028);
    let due: Vec<_> = post
        .engine
        .due()
        .filter(|(_, step)| matches!(step, Step::EndExemption { .. }))
        .map(|(slot, _)| slot.at.to_string())
        .collect();
    assert_eq!(due, [NOVEMBER_2028, NOVEMBER_2028]);
    // Mail whose value date begins at the same instant is looked at when the exemption is over.
    post.advance_to("2028-11-20T08:00:00Z".parse().unwrap());
    let dated = |number, to, date| letter(number, MUNICIPALITY, to).value_date(date);
    assert!(!arrives(&mut post, 1, &dated(1, COMPANY, "2028-12-01")));
    let renewed = receipt(renew(&mut post, &made).unwrap());
    assert_eq!(renewed.ends_at.unwrap().to_string(), "2030-11-30T23:00:00Z");
    lift(&mut post, &made).unwrap();
    for (number, date) in [(2, "2028-12-01"), (3, "2028-11-30")] {
        assert!(arrives(&mut post, number, &dated(number, COMPANY, date)));
    }
    let again = exempt_on(
        &mut post,
        COMPANY,
        serde_json::json!({"date": "2026-03-01T00:00:00Z"}),
    );
    assert_eq!(again.ends_at.unwrap().to_string(), NOVEMBER_2028);
    post.advance_to(NOVEMBER_2028.parse().unwrap());
    assert_eq!(post.state_of(2), "DELIVERED");
    assert_eq!(post.state_of(3), "REJECTED");
    for company in [COMPANY, CONNECTED_COMPANY] {
        assert_eq!(status(&post, company), RecipientStatus::Registered);
    }
    assert_eq!(status(&post, CITIZEN), RecipientStatus::Exempt);
    assert_eq!(citizen.ends_at, None);
}

#[test]
fn ex_2_an_exemption_records_the_power_of_attorney_and_where_unopened_mail_goes() {
    let address = serde_json::json!({
        "name": "Mette Testesen", "address1Text": "Prøvevej 1", "zipCode": "9999", "countryCode": "DK",
    });
    for (more, tag, kind) in [
        (
            serde_json::json!({}),
            "UNOPENED_MAIL_NOT_AS_PHYSICAL_POST",
            "not-forwarded",
        ),
        (
            serde_json::json!({"forwardToAddress": true}),
            "UNOPENED_MAIL_AS_PHYSICAL_POST",
            "to-registered-address",
        ),
        (
            serde_json::json!({"forwardToAddress": true, "recipient": address, "exemptByProxy": true}),
            "UNOPENED_MAIL_AS_PHYSICAL_POST",
            "to-another-address",
        ),
    ] {
        let by_proxy = more.get("exemptByProxy").is_some();
        let mut post = Post::new();
        let made = exempt_on(&mut post, CITIZEN, more);
        assert_eq!(tags(&post), ["DIGITAL_POST_EXEMPTED", tag]);
        let known = in_force(&post, CITIZEN).unwrap();
        assert_eq!(known.exempt_by_proxy, by_proxy);
        assert_eq!(made.exempt_by_proxy, by_proxy);
        assert_eq!(made.unopened_mail, known.unopened_mail);
        let shown = serde_json::to_value(&known.unopened_mail).unwrap();
        assert_eq!(shown["kind"], kind);
        if let UnopenedMail::ToAnotherAddress { address } = &known.unopened_mail {
            assert_eq!(address.address1_text, "Prøvevej 1");
        }
    }
}

#[test]
fn ex_2_an_address_without_forwarding_or_two_people_at_once_are_refused() {
    let mut post = Post::new();
    let address = serde_json::json!({"name": "A", "address1Text": "B", "zipCode": "9999"});
    for (more, field) in [
        (serde_json::json!({"recipient": address}), "recipient"),
        (serde_json::json!({"cvrNumber": COMPANY}), "cprNumber"),
        (serde_json::json!({"date": "2027-01-01T00:00:00Z"}), "date"),
    ] {
        let change = Administration::Exempt(terms(CITIZEN, more));
        let refused = administer(&mut post, change).unwrap_err();
        assert!(refused.message.starts_with(field), "{refused}");
    }
    assert!(tags(&post).is_empty());
}

#[test]
fn ex_4_a_receipt_is_given_once_and_nothing_keeps_it() {
    let mut post = Post::new();
    let made = exempt(&mut post, CITIZEN);
    assert_eq!(
        (made.what, made.name.as_str()),
        (WhatWasDone::Exempted, "Mette Testesen")
    );
    let change = Administration::Exempt(terms(CITIZEN, serde_json::json!({})));
    let refused = administer(&mut post, change).unwrap_err();
    assert_eq!(refused.code, Code::ExemptionAlreadyThere.as_str());
    lift(&mut post, &made).unwrap();
    let refused = lift(&mut post, &made).unwrap_err();
    assert_eq!(refused.code, Code::ExemptionHasEnded.as_str());
}

#[test]
fn ex_5_a_lifting_records_the_power_of_attorney_and_says_from_when() {
    let mut document = world();
    let delay = SettingValue::Text("P1D".into());
    document
        .profile
        .insert("exemption.lifting-delay".into(), delay);
    let mut post = Post::with(document);
    let made = exempt(&mut post, CITIZEN);
    let lifted = receipt(lift(&mut post, &made).unwrap());
    assert_eq!(lifted.what, WhatWasDone::Lifted);
    assert!(lifted.exempt_by_proxy);
    let from = lifted.takes_effect_at.unwrap();
    assert_eq!(from.to_string(), "2026-01-06T08:00:00Z");
    let known = in_force(&post, CITIZEN).unwrap();
    assert!(known.lifting.unwrap().exempt_by_proxy);
    post.advance_hours(23);
    assert_eq!(status(&post, CITIZEN), RecipientStatus::Exempt);
    post.advance_hours(1);
    assert_eq!(status(&post, CITIZEN), RecipientStatus::Registered);
    let last = post.engine.journal().events().last().unwrap();
    assert_eq!(last.body.clause(), "EX-5");
}

#[test]
fn ex_5_without_a_delay_a_lifting_counts_at_once() {
    let mut post = Post::new();
    let made = exempt(&mut post, COMPANY);
    let lifted = receipt(lift(&mut post, &made).unwrap());
    assert_eq!(lifted.takes_effect_at, Some(post.now));
    assert_eq!(lifted.ends_at, None);
    assert_eq!(status(&post, COMPANY), RecipientStatus::Registered);
    let none_due = post
        .engine
        .due()
        .all(|(_, step)| !matches!(step, Step::EndExemption { .. }));
    assert!(none_due);
}

#[test]
fn ex_6_only_a_companys_exemption_is_renewed() {
    let mut post = Post::new();
    let citizen = exempt(&mut post, CITIZEN);
    let company = exempt(&mut post, COMPANY);
    let refused = renew(&mut post, &citizen).unwrap_err();
    assert_eq!(refused.code, Code::ExemptionOfACitizen.as_str());
    assert_eq!(refused.clause, "EX-6");
    post.advance_to("2028-06-01T08:00:00Z".parse().unwrap());
    let renewed = receipt(renew(&mut post, &company).unwrap());
    assert_eq!(renewed.what, WhatWasDone::Renewed);
    assert!(renewed.exempt_by_proxy);
    assert_eq!(end_of(&post, COMPANY), "2030-11-30T23:00:00Z");
    post.advance_to("2030-11-30T22:59:59Z".parse().unwrap());
    assert_eq!(status(&post, COMPANY), RecipientStatus::Exempt);
    post.advance_to("2030-11-30T23:00:00Z".parse().unwrap());
    assert_eq!(status(&post, COMPANY), RecipientStatus::Registered);
    let refused = renew(&mut post, &company).unwrap_err();
    assert_eq!(refused.code, Code::ExemptionHasEnded.as_str());
}

#[test]
fn the_status_in_the_register_and_the_exemption_change_together() {
    let mut post = Post::new();
    assert!(in_force(&post, EXEMPT).is_some());
    let mut citizen = post.engine.state().registry.citizens[&Cpr::parse(CITIZEN).unwrap()].clone();
    citizen.status = RecipientStatus::Exempt;
    administer(&mut post, Administration::PutCitizen(citizen.clone())).unwrap();
    let id = in_force(&post, CITIZEN).unwrap().id;
    // Said again it is still the same one.
    administer(&mut post, Administration::PutCitizen(citizen.clone())).unwrap();
    assert_eq!(in_force(&post, CITIZEN).unwrap().id, id);
    citizen.status = RecipientStatus::Dead;
    administer(&mut post, Administration::PutCitizen(citizen)).unwrap();
    assert!(in_force(&post, CITIZEN).is_none());
    assert_eq!(status(&post, CITIZEN), RecipientStatus::Dead);
    let refused = administer(
        &mut post,
        Administration::Exempt(terms(CITIZEN, serde_json::json!({}))),
    );
    assert_eq!(
        refused.unwrap_err().code,
        Code::ExemptionNotPossible.as_str()
    );
    let refused = administer(
        &mut post,
        Administration::Exempt(terms(MUNICIPALITY, serde_json::json!({}))),
    );
    assert_eq!(
        refused.unwrap_err().code,
        Code::RecipientIsAnAuthority.as_str()
    );
}

#[test]
fn send_7_only_mandatory_mail_reaches_whoever_is_exempt() {
    let mut post = Post::new();
    exempt(&mut post, CITIZEN);
    assert!(!arrives(&mut post, 1, &letter(1, MUNICIPALITY, CITIZEN)));
    assert!(arrives(
        &mut post,
        2,
        &letter(2, MUNICIPALITY, CITIZEN).mandatory()
    ));
    assert!(!arrives(&mut post, 3, &letter(3, COURT, CITIZEN).legal()));
    let mut document = world();
    document.profile.insert(
        "exemption.legal-notifications-arrive".into(),
        SettingValue::Bool(true),
    );
    let mut post = Post::with(document);
    exempt(&mut post, CITIZEN);
    assert!(arrives(&mut post, 1, &letter(1, COURT, CITIZEN).legal()));
    assert!(!arrives(&mut post, 2, &letter(2, COURT, CITIZEN)));
}

#[test]
fn what_a_world_file_says_of_exemptions_must_fit() {
    let with = |exemptions: serde_json::Value| {
        let mut document = world();
        document.exemptions = serde_json::from_value(exemptions).unwrap();
        Engine::new(&document, Post::new().birth).map_err(|faults| faults[0].to_string())
    };
    let old = serde_json::json!([{"cvrNumber": COMPANY, "date": "2024-02-01T08:00:00Z"}]);
    let engine = with(old).unwrap();
    let exemption = engine.state().exemptions.of(&person(COMPANY)).unwrap();
    assert_eq!(
        exemption.ends_at.unwrap().to_string(),
        "2026-11-30T23:00:00Z"
    );
    for (exemptions, said) in [
        (
            serde_json::json!([{"cprNumber": DEAD}]),
            "exemptions[0]: CPR",
        ),
        (
            serde_json::json!([{"cprNumber": CITIZEN}, {"cprNumber": CITIZEN}]),
            "exemptions[1]: CPR",
        ),
        (
            serde_json::json!([{"cvrNumber": "30000009"}]),
            "exemptions[0]: the file has no citizen",
        ),
        (serde_json::json!([{}]), "exemptions[0].cprNumber: "),
    ] {
        let fault = with(exemptions).unwrap_err();
        assert!(fault.starts_with(said), "{fault}");
    }
}

#[test]
fn a_replayed_journal_knows_the_same_exemptions() {
    let mut post = Post::new();
    let made = exempt(&mut post, COMPANY);
    renew(&mut post, &made).unwrap();
    let citizen = exempt(&mut post, CITIZEN);
    lift(&mut post, &citizen).unwrap();
    post.advance_to(NOVEMBER_2028.parse().unwrap());
    let events: Vec<_> = post.engine.journal().events().cloned().collect();
    assert!(
        events
            .iter()
            .any(|event| matches!(event.body, EventBody::DigitalPostRegistered { .. }))
    );
    let again = Engine::replay(&post.document, post.birth, &events).unwrap();
    assert_eq!(again.state(), post.engine.state());
}
