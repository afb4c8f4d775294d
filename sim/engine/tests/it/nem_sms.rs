//! SMS-1 to SMS-4: who is signed up for NemSMS, and which NemSMS reach a telephone.

use testpost_engine::code::Code;
use testpost_engine::command::{Administration, SignUpHow};
use testpost_engine::id::{ConfirmationToken, MobileNumber};
use testpost_engine::profile::SettingValue;
use testpost_engine::{Command, Engine, Rejection, Reply};
use testpost_memo::MessageType;
use testpost_memo::id::{Cpr, Cvr, PartyId};

use crate::post::*;

fn person(number: &str) -> PartyId {
    match number.len() {
        10 => PartyId::Cpr(Cpr::parse(number).unwrap()),
        _ => PartyId::Cvr(Cvr::parse(number).unwrap()),
    }
}

fn reminder(number: u32, to: &str) -> Letter {
    let mut letter = letter(number, MUNICIPALITY, to);
    letter.outline.message_type = Some(MessageType::NemSms);
    letter.outline.notification = Some(format!("Husk nr. {number}"));
    letter
}

fn administer(post: &mut Post, change: Administration) -> Result<Reply, Rejection> {
    post.command(Command::Administer(Box::new(change)))
}

fn number(post: &mut Post, of: &str, mobile: &str, how: SignUpHow) -> Result<Reply, Rejection> {
    let change = Administration::SignUp {
        party: person(of),
        mobile: MobileNumber::parse(mobile).unwrap(),
        how,
    };
    administer(post, change)
}

fn sign_up(post: &mut Post, of: &str) -> ConfirmationToken {
    number(post, of, "20304050", SignUpHow::First).unwrap();
    newest_link(post)
}

fn newest_link(post: &Post) -> ConfirmationToken {
    let texts = &post.engine.state().sms;
    texts.iter().rev().find_map(|text| text.link).unwrap()
}

fn confirm(post: &mut Post, link: ConfirmationToken) -> Result<Reply, Rejection> {
    administer(post, Administration::ConfirmSignUp(link))
}

/// What was texted beside links.
fn texted(post: &Post) -> Vec<(String, String)> {
    let texts = post.engine.state().sms.iter();
    texts
        .filter(|text| text.link.is_none())
        .map(|text| (text.to.to_string(), text.text.clone()))
        .collect()
}

fn in_force(post: &Post, of: &str) -> bool {
    let nem_sms = &post.engine.state().nem_sms;
    nem_sms.number_of(&person(of)).is_some()
}

#[test]
fn sms_1_a_sign_up_is_in_force_only_when_the_texted_link_was_confirmed() {
    let mut post = Post::new();
    let link = sign_up(&mut post, CITIZEN);
    assert!(!in_force(&post, CITIZEN));
    post.send("fagsystem", &reminder(1, CITIZEN)).unwrap();
    assert_eq!(post.state_of(1), "FAILED");
    confirm(&mut post, link).unwrap();
    assert!(in_force(&post, CITIZEN));
    // A second look at the link changes nothing.
    let last = post.engine.journal().last_seq();
    confirm(&mut post, link).unwrap();
    assert_eq!(post.engine.journal().last_seq(), last);
    post.send("fagsystem", &reminder(2, CITIZEN)).unwrap();
    assert_eq!(post.state_of(2), "DELIVERED");
    assert_eq!(texted(&post), [("20304050".into(), "Husk nr. 2".into())]);
    let tags: Vec<_> = post
        .engine
        .journal()
        .events()
        .filter(|event| event.body.message().is_none())
        .map(|event| event.body.tag())
        .collect();
    assert_eq!(
        tags,
        [
            "NEM_SMS_CREATED",
            "PINCODE_SENT_TO_MOBILE_NEM_SMS",
            "NEM_SMS_ACTIVATED"
        ]
    );
}

#[test]
fn sms_2_without_a_value_date_a_nemsms_has_a_single_try_at_once() {
    let mut post = Post::new();
    post.send("fagsystem", &reminder(1, CITIZEN)).unwrap();
    assert_eq!(post.state_of(1), "FAILED");
    assert_eq!(
        post.log(1),
        [
            "Teknisk kvittering sendt",
            "Valideret",
            "Forretningskvittering sendt",
            "NemSMS fejlet"
        ]
    );
    assert!(post.tags(1).contains(&"NEM_SMS_SEND_FAILED"));
    // Nothing is due for it, and signing up brings it not back.
    assert!(post.engine.due().all(|(_, step)| step.message().is_none()));
    let link = sign_up(&mut post, CITIZEN);
    confirm(&mut post, link).unwrap();
    assert!(texted(&post).is_empty());
}

#[test]
fn sms_2_a_sign_up_within_the_value_period_lets_what_waits_go_in_its_order() {
    let mut post = Post::new();
    for number in 1..=3 {
        let letter = reminder(number, CITIZEN).value_date("2026-01-07");
        post.send("fagsystem", &letter).unwrap();
    }
    post.advance_to("2026-01-06T23:00:00Z".parse().unwrap());
    assert_eq!(post.state_of(1), "DELIVERING");
    post.advance_to("2026-01-07T22:59:59Z".parse().unwrap());
    let link = sign_up(&mut post, CITIZEN);
    assert_eq!(post.state_of(1), "DELIVERING");
    confirm(&mut post, link).unwrap();
    let texts: Vec<_> = texted(&post).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["Husk nr. 1", "Husk nr. 2", "Husk nr. 3"]);
    assert!(post.engine.due().all(|(_, step)| step.message().is_none()));
}

#[test]
fn sms_2_the_period_ends_with_the_value_date_in_denmark() {
    let mut post = Post::new();
    let letter = reminder(1, COMPANY).value_date("2026-01-07");
    post.send("fagsystem", &letter).unwrap();
    let end = "2026-01-07T23:00:00Z".parse().unwrap();
    post.advance_to(end - jiff::SignedDuration::from_millis(1));
    assert_eq!(post.state_of(1), "DELIVERING");
    post.advance_to(end);
    assert_eq!(post.state_of(1), "FAILED");
    assert_eq!(post.log(1).last(), Some(&"NemSMS fejlet"));
    // The receipt was given when it was validated, and is not taken back.
    let receipt = &post.message(1).receipt.as_ref().unwrap().receipt;
    assert_eq!(receipt.receipt_status.to_string(), "COMPLETED");
}

#[test]
fn sms_2_the_profile_gives_a_period_without_a_value_date_and_a_second_receipt() {
    let mut document = world();
    let period = SettingValue::Text("PT2H".into());
    document.profile.insert("nemsms.period".into(), period);
    let second = SettingValue::Bool(true);
    document
        .profile
        .insert("nemsms.failed-receipt".into(), second);
    let mut post = Post::with(document);
    post.send("fagsystem", &reminder(1, CITIZEN)).unwrap();
    post.advance_minutes(119);
    assert_eq!(post.state_of(1), "DELIVERING");
    post.advance_minutes(1);
    assert_eq!(post.state_of(1), "FAILED");
    let receipt = &post.message(1).receipt.as_ref().unwrap().receipt;
    assert_eq!(receipt.error_code.as_deref(), Some("nemsms.failed"));
}

#[test]
fn sms_3_another_number_is_confirmed_anew_and_the_old_link_confirms_nothing() {
    let mut post = Post::new();
    let old = sign_up(&mut post, COMPANY);
    confirm(&mut post, old).unwrap();
    number(&mut post, COMPANY, "30405060", SignUpHow::InPlaceOfAnother).unwrap();
    assert!(!in_force(&post, COMPANY));
    let refused = confirm(&mut post, old).unwrap_err();
    assert_eq!(refused.code, Code::NemSmsLinkNotValid.as_str());
    let new = newest_link(&post);
    confirm(&mut post, new).unwrap();
    post.send("fagsystem", &reminder(1, COMPANY)).unwrap();
    assert_eq!(texted(&post), [("30405060".into(), "Husk nr. 1".into())]);
    administer(&mut post, Administration::EndSignUp(person(COMPANY))).unwrap();
    post.send("fagsystem", &reminder(2, COMPANY)).unwrap();
    assert_eq!(post.state_of(2), "FAILED");
    let refused = administer(&mut post, Administration::EndSignUp(person(COMPANY))).unwrap_err();
    assert_eq!(refused.code, Code::NemSmsNotSignedUp.as_str());
    let refused = number(&mut post, COMPANY, "30405060", SignUpHow::InPlaceOfAnother);
    assert_eq!(refused.unwrap_err().code, Code::NemSmsNotSignedUp.as_str());
}

#[test]
fn sms_3_one_sign_up_each_and_none_for_authorities() {
    let mut post = Post::new();
    sign_up(&mut post, CITIZEN);
    let refused = number(&mut post, CITIZEN, "30405060", SignUpHow::First).unwrap_err();
    assert_eq!(refused.code, Code::NemSmsAlreadySignedUp.as_str());
    let refused = number(&mut post, MUNICIPALITY, "30405060", SignUpHow::First).unwrap_err();
    assert_eq!(refused.code, Code::RecipientIsAnAuthority.as_str());
    administer(
        &mut post,
        Administration::RemoveCitizen(Cpr::parse(CITIZEN).unwrap()),
    )
    .unwrap();
    assert!(post.engine.state().nem_sms.all().is_empty());
}

#[test]
fn sms_4_a_nemsms_is_no_mail_and_mail_texts_nobody() {
    let mut post = Post::new();
    let link = sign_up(&mut post, CONNECTED_COMPANY);
    confirm(&mut post, link).unwrap();
    post.send("fagsystem", &reminder(1, CONNECTED_COMPANY))
        .unwrap();
    assert_eq!(texted(&post).len(), 1);
    // Neither the company's system nor its mailbox gets it.
    assert!(post.calls.iter().all(|call| !call.is_push));
    let mailboxes = &post.engine.state().mailboxes;
    assert_eq!(mailboxes.of(&person(CONNECTED_COMPANY)).count(), 0);
    post.send("fagsystem", &letter(2, MUNICIPALITY, CONNECTED_COMPANY))
        .unwrap();
    assert_eq!(texted(&post).len(), 1);
}

#[test]
fn send_7_a_nemsms_to_the_exempt_is_refused_unless_the_profile_lets_it_through() {
    let mut post = Post::new();
    post.send("fagsystem", &reminder(1, EXEMPT)).unwrap();
    assert_eq!(post.state_of(1), "REJECTED");
    let mut document = world();
    let despite = SettingValue::Bool(true);
    document
        .profile
        .insert("nemsms.despite-exemption".into(), despite);
    let mut post = Post::with(document);
    for (first, of) in [(1, EXEMPT), (2, UNREGISTERED)] {
        let link = sign_up(&mut post, of);
        confirm(&mut post, link).unwrap();
        post.send("fagsystem", &reminder(first, of)).unwrap();
        assert_eq!(post.state_of(first), "DELIVERED");
    }
    post.send("fagsystem", &reminder(3, CLOSED)).unwrap();
    assert_eq!(post.state_of(3), "REJECTED");
}

#[test]
fn a_world_file_signs_people_up_and_a_replay_knows_the_same() {
    let mut document = world();
    document.nem_sms_subscriptions = serde_json::from_value(serde_json::json!([
        {"cprNumber": CITIZEN, "mobileNumber": "20304050"},
        {"cvrNumber": COMPANY, "mobileNumber": "30405060", "confirmed": false},
    ]))
    .unwrap();
    let mut post = Post::with(document.clone());
    assert!(in_force(&post, CITIZEN) && !in_force(&post, COMPANY));
    for (number, to) in [(1, CITIZEN), (2, COMPANY)] {
        let letter = reminder(number, to).value_date("2026-01-07");
        post.send("fagsystem", &letter).unwrap();
    }
    number(&mut post, COMPANY, "40506070", SignUpHow::InPlaceOfAnother).unwrap();
    post.advance_hours(72);
    let events: Vec<_> = post.engine.journal().events().cloned().collect();
    let again = Engine::replay(&post.document, post.birth, &events).unwrap();
    assert_eq!(again.state(), post.engine.state());
    document.nem_sms_subscriptions[1] = document.nem_sms_subscriptions[0].clone();
    let faults = Engine::new(&document, post.birth).unwrap_err();
    assert!(
        faults[0].path.starts_with("nemSmsSubscriptions[1]"),
        "{faults:?}"
    );
}
