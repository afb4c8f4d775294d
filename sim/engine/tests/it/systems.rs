//! SYS-2 to SYS-17: systems connected, switched, changed and removed.

use serde_json::{Value, json};
use testpost_engine::Engine;
use testpost_engine::command::Administration;
use testpost_engine::document::{SystemDocument, WorldDocument};
use testpost_engine::{Command, Rejection, Reply};
use testpost_memo::id::PartyId;

use crate::post::*;

const TEMPLATE: &str = "6b0d4a4e-0f0a-4c39-8f1e-0000000000e1";
const SUPPLIER: &str = "30000001";
const CERTIFICATE: &str =
    "-----BEGIN CERTIFICATE-----\nTUlJQ2VydGlmaWNhdGVUZXN0\n-----END CERTIFICATE-----\n";

fn read(value: Value) -> SystemDocument {
    serde_json::from_value(value).unwrap()
}

fn put(post: &mut Post, owner: &str, system: Value) -> Result<Reply, Rejection> {
    let change = Administration::PutSystem {
        owner: owner.parse().unwrap(),
        system: read(system),
    };
    post.command(Command::Administer(Box::new(change)))
}

fn administer(post: &mut Post, change: Administration) -> Result<Reply, Rejection> {
    let done = post.command(Command::Administer(Box::new(change)));
    post.settle(Vec::new());
    done
}

/// A world with a supplier's template in it.
fn with_template() -> WorldDocument {
    let mut document = world();
    document.standard_system_templates = vec![
        serde_json::from_value(json!({
            "id": TEMPLATE, "name": "postsky", "supplier": SUPPLIER, "roles": ["SENDER", "RECIPIENT"],
            "protocol": "REST_PUSH", "endpoint": "http://127.0.0.1:1/sky",
            "receiptEndpoint": "http://127.0.0.1:1/sky/receipt", "allowedIps": ["10.0.0.0/24"],
            "technicalContact": {"email": "drift@sky.example.invalid", "phoneNumber": "20000009"},
        }))
        .unwrap(),
    ];
    document
}

/// A push system with some of its fields said otherwise; null leaves a field out.
fn push_with(changed: Value) -> Value {
    let mut system = json!({
        "name": "nyt system", "roles": ["SENDER", "RECIPIENT"], "protocol": "REST_PUSH",
        "endpoint": "http://127.0.0.1:1/ny", "receiptEndpoint": "http://127.0.0.1:1/ny/receipt",
        "allowedIps": ["127.0.0.1"], "technicalContact": {"email": "drift@example.invalid", "phoneNumber": "20000001"},
    });
    for (key, value) in changed.as_object().unwrap() {
        if value.is_null() {
            system.as_object_mut().unwrap().remove(key);
        } else {
            system[key] = value.clone();
        }
    }
    system
}

fn addresses(count: u32) -> Vec<String> {
    (1..=count).map(|last| format!("10.0.0.{last}")).collect()
}

#[test]
fn what_each_protocol_demands_and_allows_is_looked_at_in_a_world_file_and_in_a_change() {
    let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f test";
    // What is said otherwise, the field that is refused for it, the clause.
    let wrong = [
        (json!({"roles": []}), "roles", "SYS-1"),
        (json!({"protocol": null}), "protocol", "SYS-4"),
        (json!({"endpoint": null}), "endpoint", "SYS-4"),
        (json!({"receiptEndpoint": null}), "receiptEndpoint", "SYS-4"),
        (json!({"endpoint": "modtager"}), "endpoint", "SYS-4"),
        (
            json!({"receiptEndpoint": "ftp://h/"}),
            "receiptEndpoint",
            "SYS-4",
        ),
        (
            json!({"protocol": "SFTP", "sshPublicKey": key}),
            "roles",
            "SYS-4",
        ),
        (
            json!({"protocol": "SFTP", "roles": ["SENDER"]}),
            "sshPublicKey",
            "SYS-4",
        ),
        (
            json!({"protocol": "SFTP", "roles": ["SENDER"], "sshPublicKey": "key"}),
            "sshPublicKey",
            "SYS-4",
        ),
        (
            json!({"protocol": "SFTP", "roles": ["SENDER"], "sshPublicKey": key, "delegatedCVR": SUPPLIER}),
            "delegatedCVR",
            "SYS-6",
        ),
        (
            json!({"protocol": "REST_PUBLISH_SUBSCRIBE"}),
            "roles",
            "SYS-4",
        ),
        (
            json!({"protocol": "REST_PUBLISH_SUBSCRIBE", "roles": ["RECIPIENT"], "endpoint": null}),
            "endpoint",
            "SYS-4",
        ),
        (json!({"allowedIps": addresses(33)}), "allowedIps", "SYS-5"),
        (
            json!({"allowedIps": ["10.0.0.0/24", "10.0.1.1"]}),
            "allowedIps",
            "SYS-5",
        ),
        (
            json!({"allowedIps": ["10.0.0.0/24"], "roles": ["RECIPIENT"]}),
            "allowedIps",
            "SYS-5",
        ),
        (json!({"allowedIps": ["10.0.0"]}), "allowedIps", "SYS-5"),
        (
            json!({"activeFrom": "2026-02-01T00:00:00Z", "activeTo": "2026-02-01T00:00:00Z"}),
            "activeTo",
            "SYS-7",
        ),
        (
            json!({"active": false, "activeTo": "2026-02-01T00:00:00Z"}),
            "activeTo",
            "SYS-7",
        ),
        (
            json!({"active": false, "activeFrom": "2026-02-01T00:00:00Z"}),
            "activeFrom",
            "SYS-7",
        ),
        (
            json!({"technicalContact": {"email": "drift"}}),
            "technicalContact.email",
            "SYS-8",
        ),
        (
            json!({"technicalContact": {"phoneNumber": "x"}}),
            "technicalContact.phoneNumber",
            "SYS-8",
        ),
        (
            json!({"businessContactEmail": "a b@c"}),
            "businessContactEmail",
            "SYS-8",
        ),
        (json!({"certificate": "MII"}), "certificate", "SYS-13"),
        (
            json!({"protocol": "REST_PULL", "moveExistingMail": true}),
            "moveExistingMail",
            "SYS-15",
        ),
        (
            json!({"roles": ["SENDER"], "moveExistingMail": true}),
            "moveExistingMail",
            "SYS-15",
        ),
        (json!({"useConfirmed": true}), "useConfirmed", "SYS-17"),
    ];
    for (changed, field, clause) in wrong {
        let system = push_with(changed.clone());
        let mut post = Post::new();
        let refused = put(&mut post, OTHER_AUTHORITY, system.clone()).unwrap_err();
        let mut document = world();
        document.authorities[1].systems.push(read(system));
        let faults = Engine::new(&document, post.birth).unwrap_err();
        let path = format!("authorities[1].systems[1].{field}");
        let fault = faults.iter().find(|fault| fault.path == path);
        let fault = fault.unwrap_or_else(|| panic!("{changed}: {faults:?}"));
        assert!(fault.message.ends_with(&format!("({clause})")), "{fault:?}");
        assert!(
            refused.message.starts_with(&format!("{field}: ")),
            "{refused:?}"
        );
        assert_eq!(
            (refused.code, refused.clause),
            ("field.not.valid", clause),
            "{changed}"
        );
    }
    for right in [
        json!({"allowedIps": addresses(32)}),
        json!({"allowedIps": ["10.0.0.0/24"]}),
        json!({"allowedIps": addresses(32), "roles": ["RECIPIENT"], "receiptEndpoint": null}),
        json!({"roles": ["SENDER"], "endpoint": null}),
        json!({"protocol": "SFTP", "roles": ["SENDER"], "sshPublicKey": key}),
        json!({"protocol": "REST_PUBLISH_SUBSCRIBE", "roles": ["RECIPIENT"]}),
        json!({"protocol": "REST_PULL", "endpoint": null, "receiptEndpoint": null}),
    ] {
        let made = put(&mut Post::new(), OTHER_AUTHORITY, push_with(right.clone()));
        assert!(made.is_ok(), "{right}: {made:?}");
    }
}

#[test]
fn sys_3_a_company_has_one_receiver_and_as_many_senders_as_it_likes() {
    let mut post = Post::new();
    let second = put(&mut post, CONNECTED_COMPANY, push_with(json!({}))).unwrap_err();
    assert_eq!(second.clause, "SYS-3");
    for name in ["a", "b", "c"] {
        let sender = push_with(json!({"name": name, "roles": ["SENDER"], "endpoint": null}));
        put(&mut post, CONNECTED_COMPANY, sender).unwrap();
    }
    let first = push_with(json!({"roles": ["RECIPIENT"], "receiptEndpoint": null}));
    put(&mut post, COMPANY, first).unwrap();
}

#[test]
fn sys_7_a_system_becomes_active_at_the_chosen_time_and_stops_at_the_other() {
    let mut document = world();
    let fagsystem = &mut document.authorities[0].systems[1];
    fagsystem.active_from = Some("2026-01-06T08:00:00Z".parse().unwrap());
    fagsystem.active_to = Some("2026-01-07T08:00:00Z".parse().unwrap());
    let mut post = Post::with(document);
    let send = |post: &mut Post, number| {
        post.send(
            "other",
            &letter(number, OTHER_AUTHORITY, MUNICIPALITY).at(POINT),
        )
        .unwrap();
    };
    let began = |post: &Post| {
        let mut events = post.engine.journal().events();
        events.any(|event| event.body.tag() == "SYSTEM_WINDOW_BEGAN")
    };
    assert_eq!(
        post.engine.next_due(),
        Some("2026-01-06T08:00:00Z".parse().unwrap())
    );
    assert_eq!(
        post.authenticate("fagsystem", "key").unwrap_err().code,
        "system.not.active"
    );
    send(&mut post, 1);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [0]);
    post.advance_hours(24);
    assert!(began(&post));
    assert!(post.authenticate("fagsystem", "key").is_ok());
    send(&mut post, 2);
    assert_eq!(post.hours_of_pushes("fagsystem", 2), [24]);
    post.answers("fagsystem", &[503]);
    post.advance_hours(23);
    send(&mut post, 3);
    post.advance_hours(24 * 10);
    assert_eq!(post.hours_of_pushes("fagsystem", 3), [47]);
    assert_eq!(
        post.hours_of_pushes("postfordeler", 3),
        [48],
        "at the end of its time"
    );
    assert_eq!(
        post.authenticate("fagsystem", "key").unwrap_err().code,
        "system.not.active"
    );
    assert!(
        post.engine.state().mail.is_empty(),
        "nobody is warned of a system that is out of use anyway"
    );
}

#[test]
fn sys_7_a_system_that_is_not_activated_waits_for_somebody_to_do_it() {
    let mut post = Post::new();
    let id = system("company-receiver");
    administer(&mut post, Administration::RemoveSystem(id)).unwrap();
    let new = push_with(
        json!({"id": id, "roles": ["RECIPIENT"], "receiptEndpoint": null, "active": false}),
    );
    put(&mut post, CONNECTED_COMPANY, new).unwrap();
    post.send("other", &letter(1, OTHER_AUTHORITY, CONNECTED_COMPANY))
        .unwrap();
    post.advance_hours(1000);
    assert_eq!(
        post.hours_of_pushes("company-receiver", 1),
        Vec::<i64>::new()
    );
    // A new name is no activation.
    let named = push_with(
        json!({"id": id, "name": "andet navn", "roles": ["RECIPIENT"], "receiptEndpoint": null}),
    );
    put(&mut post, CONNECTED_COMPANY, named).unwrap();
    assert!(!post.engine.state().systems[&id].is_in_operation(post.now));
    administer(&mut post, Administration::Activate(id)).unwrap();
    post.send("other", &letter(2, OTHER_AUTHORITY, CONNECTED_COMPANY))
        .unwrap();
    assert_eq!(post.hours_of_pushes("company-receiver", 2), [1000]);
}

#[test]
fn sys_7_before_its_activation_time_a_system_can_be_taken_out_of_use() {
    let mut post = Post::new();
    let id = "6b0d4a4e-0f0a-4c39-8f1e-0000000000d1";
    let new = push_with(
        json!({"id": id, "activeFrom": "2026-02-01T00:00:00Z", "activeTo": "2026-03-01T00:00:00Z"}),
    );
    put(&mut post, OTHER_AUTHORITY, new).unwrap();
    administer(&mut post, Administration::Deactivate(id.parse().unwrap())).unwrap();
    assert_eq!(post.engine.next_due(), None);
    post.advance_hours(24 * 40);
    assert!(!post.engine.state().systems[&id.parse().unwrap()].is_in_operation(post.now));
}

#[test]
fn sys_10_activation_and_protocol_stand_fast_in_operation_and_all_else_does_not() {
    let mut post = Post::new();
    let id = "6b0d4a4e-0f0a-4c39-8f1e-0000000000d1";
    let like = |changed: Value| {
        let mut system = push_with(changed);
        system["id"] = json!(id);
        system
    };
    let later = json!({"activeFrom": "2026-02-01T00:00:00Z"});
    let pull = json!({"protocol": "REST_PULL"});
    put(&mut post, OTHER_AUTHORITY, like(json!({}))).unwrap();
    for changed in [&later, &pull, &json!({"activeTo": "2026-02-01T00:00:00Z"})] {
        let refused = put(&mut post, OTHER_AUTHORITY, like(changed.clone())).unwrap_err();
        assert_eq!(
            (refused.code, refused.clause),
            ("system.in.operation", "SYS-10"),
            "{changed}"
        );
    }
    let other =
        json!({"name": "x", "endpoint": "http://127.0.0.1:1/andet", "allowedIps": ["10.0.0.1"]});
    put(&mut post, OTHER_AUTHORITY, like(other)).unwrap();
    let id = id.parse().unwrap();
    administer(&mut post, Administration::Deactivate(id)).unwrap();
    put(&mut post, OTHER_AUTHORITY, like(later)).unwrap();
    assert!(!post.engine.state().systems[&id].is_in_operation(post.now));
    post.advance_hours(24 * 30);
    assert!(
        post.engine.state().systems[&id].is_in_operation(post.now),
        "the newly chosen time has come"
    );
}

#[test]
fn sys_11_and_17_a_standard_supplier_system_has_what_its_template_says_and_only_the_rest_is_free() {
    let mut post = Post::with(with_template());
    let from_template = |changed: Value| {
        let mut system = json!({"name": "vores postsky", "standardSystemTemplateId": TEMPLATE, "useConfirmed": true});
        system
            .as_object_mut()
            .unwrap()
            .extend(changed.as_object().unwrap().clone());
        system
    };
    let refusals = [
        (json!({"useConfirmed": false}), "template.use.not.confirmed"),
        (
            json!({"standardSystemTemplateId": "6b0d4a4e-0f0a-4c39-8f1e-0000000000e9"}),
            "template.not.found",
        ),
        (
            json!({"endpoint": "http://127.0.0.1:1/andet"}),
            "system.field.locked",
        ),
        (json!({"protocol": "REST_PULL"}), "system.field.locked"),
        (json!({"allowedIps": ["10.0.0.1"]}), "system.field.locked"),
        (
            json!({"technicalContact": {"email": "a@b.example"}}),
            "system.field.locked",
        ),
        (json!({"delegatedCVR": "30000002"}), "system.field.locked"),
    ];
    let before = post.engine.state().clone();
    for (changed, code) in refusals {
        let refused = put(&mut post, OTHER_AUTHORITY, from_template(changed.clone())).unwrap_err();
        assert_eq!(refused.code, code, "{changed}");
    }
    assert_eq!(post.engine.state(), &before, "nothing is made");
    let free =
        json!({"businessContactEmail": "vi@example.invalid", "activeTo": "2026-06-01T00:00:00Z"});
    let Ok(Reply::System(id)) = put(&mut post, OTHER_AUTHORITY, from_template(free)) else {
        panic!("it is made");
    };
    let made = post.engine.state().systems[&id].clone();
    assert_eq!(made.endpoint.as_deref(), Some("http://127.0.0.1:1/sky"));
    assert_eq!(
        made.delegated_cvr,
        Some(SUPPLIER.parse().unwrap()),
        "power of attorney comes with it"
    );
    // What is there is changed whole: the locked fields must stay as they are.
    let whole = |endpoint: &str, name: &str| {
        json!({"id": id, "name": name, "roles": ["SENDER", "RECIPIENT"], "protocol": "REST_PUSH", "endpoint": endpoint,
            "receiptEndpoint": "http://127.0.0.1:1/sky/receipt", "allowedIps": ["10.0.0.0/24"],
            "technicalContact": {"email": "drift@sky.example.invalid", "phoneNumber": "20000009"},
            "standardSystemTemplateId": TEMPLATE, "activeTo": "2026-06-01T00:00:00Z", "delegatedCVR": SUPPLIER})
    };
    put(
        &mut post,
        OTHER_AUTHORITY,
        whole("http://127.0.0.1:1/sky", "nyt navn"),
    )
    .unwrap();
    let refused = put(
        &mut post,
        OTHER_AUTHORITY,
        whole("http://127.0.0.1:1/x", "nyt navn"),
    )
    .unwrap_err();
    assert_eq!(
        (refused.code, refused.clause),
        ("system.field.locked", "SYS-11")
    );
    let template = TEMPLATE.parse().unwrap();
    let refused = administer(&mut post, Administration::RemoveTemplate(template)).unwrap_err();
    assert_eq!(refused.code, "template.in.use");
    administer(&mut post, Administration::RemoveSystem(id)).unwrap();
    administer(&mut post, Administration::RemoveTemplate(template)).unwrap();
    let replayed =
        Engine::replay(&post.document, post.birth, post.engine.journal().events()).unwrap();
    assert_eq!(replayed.state(), post.engine.state());
}

#[test]
fn sys_8_and_11_warnings_go_to_the_technical_contact_and_to_the_extra_address() {
    let mut document = world();
    document.authorities[0].systems[1].business_contact_email = Some("vi@example.invalid".into());
    let mut post = Post::with(document);
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    post.advance_hours(24 * 10);
    let to: Vec<&str> = post
        .engine
        .state()
        .mail
        .iter()
        .filter_map(|mail| mail.to.as_deref())
        .collect();
    assert_eq!(
        to,
        ["fagsystem@example.invalid", "vi@example.invalid"].repeat(5)
    );
}

#[test]
fn sys_12_what_is_still_needed_is_not_removed() {
    let mut post = Post::new();
    let mut remove = |name: &str| administer(&mut post, Administration::RemoveSystem(system(name)));
    assert_eq!(
        remove("postfordeler").unwrap_err().code,
        "system.is.primary"
    );
    assert_eq!(
        remove("fagsystem").unwrap_err().code,
        "system.has.contact.points"
    );
    assert!(remove("court").is_ok());
    assert_eq!(remove("court").unwrap_err().code, "system.not.found");
}

#[test]
fn sys_13_a_new_key_shuts_the_old_one_out_and_takes_the_certificate_away() {
    let mut document = world();
    document.authorities[0].systems[1].certificate = Some(CERTIFICATE.into());
    let mut post = Post::with(document);
    administer(&mut post, Administration::RenewApiKey(system("fagsystem"))).unwrap();
    assert_eq!(
        post.authenticate("fagsystem", "key").unwrap_err().code,
        "authentication.failed"
    );
    let renewed = post.engine.state().systems[&system("fagsystem")].clone();
    assert_eq!(renewed.certificate, None);
    assert!(
        post.authenticate("fagsystem", renewed.api_key.reveal())
            .is_ok()
    );
}

#[test]
fn sys_15_mail_that_lies_in_the_mailbox_moves_to_the_new_receiver_if_asked_for() {
    for (asked, active_from, expected) in [
        (true, Value::Null, vec![5_i64]),
        (true, json!("2026-01-06T08:00:00Z"), vec![24]),
        (false, Value::Null, vec![]),
    ] {
        let mut post = Post::new();
        let id = system("company-receiver");
        administer(&mut post, Administration::RemoveSystem(id)).unwrap();
        for number in 1..=2 {
            post.send("other", &letter(number, OTHER_AUTHORITY, CONNECTED_COMPANY))
                .unwrap();
        }
        post.advance_hours(5);
        let new = push_with(
            json!({"id": id, "roles": ["RECIPIENT"], "receiptEndpoint": null,
            "moveExistingMail": asked, "activeFrom": active_from}),
        );
        put(&mut post, CONNECTED_COMPANY, new).unwrap();
        post.advance_hours(24 * 10);
        let owner = PartyId::Cvr(CONNECTED_COMPANY.parse().unwrap());
        let left = post.engine.state().mailboxes.of(&owner).count();
        assert_eq!(left, if asked { 0 } else { 2 });
        for number in 1..=2 {
            assert_eq!(post.hours_of_pushes("company-receiver", number), expected);
            let said = post
                .log(number)
                .iter()
                .filter(|name| **name == "Tilgængelig for modtageren")
                .count();
            assert_eq!(said, 1, "it was available before");
            assert_eq!(post.log(number).contains(&"Sendt"), asked);
        }
        let replayed =
            Engine::replay(&post.document, post.birth, post.engine.journal().events()).unwrap();
        assert_eq!(replayed.state(), post.engine.state());
    }
}
