//! A receiver system gets the version of MeMo that it chose (MEMO-19), over real HTTP.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use testpost_memo::MemoVersion;
use testpost_memo::convert::{Target, convert};
use testpost_memo::id::{Cvr, PartyId};
use testpost_memo::write::{Letter, LetterParty};

use crate::post::{Post, REGION, nothing, to_citizen, to_region};
use crate::vendor::{Got, Vendor};

/// The world `mixed`, in which this vendor plays the two systems that are pushed to: sydpost,
/// which has chosen 1.1, and nordpost, which has chosen 1.2.
pub(crate) async fn with_receivers(vendor: &Vendor, profile: Value) -> Post {
    let post = nothing().await;
    let mut world = serde_json::to_value(testpost_sim::worlds::shipped("mixed").unwrap()).unwrap();
    world["profile"] = profile;
    for authority in world["authorities"].as_array_mut().unwrap() {
        for system in authority["systems"].as_array_mut().unwrap() {
            if system["endpoint"].is_string() {
                let name = system["name"].as_str().unwrap();
                system["endpoint"] = json!(format!("{}/{name}", vendor.url));
            }
        }
    }
    let body = json!({"name": "mixed", "clock": "virtual", "world": world});
    let answer = post.control(Method::POST, "", Some(body)).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    post
}

/// A letter to one of the two municipalities' primary systems.
fn letter(number: u8, version: MemoVersion, to: &str) -> Letter {
    Letter {
        version,
        recipient: LetterParty {
            id: PartyId::Cvr(Cvr::parse(to).unwrap()),
            label: "Kommunen".to_owned(),
        },
        contact_point: None,
        ..to_citizen(number)
    }
}

fn to_syd(number: u8, version: MemoVersion) -> Letter {
    letter(number, version, "20000102")
}

pub(crate) fn to_nord(number: u8, version: MemoVersion) -> Letter {
    letter(number, version, "20000101")
}

fn converted(message: &[u8], version: MemoVersion, schema_version: &str) -> Vec<u8> {
    let mut converted = Vec::new();
    let target = Target::new(version, schema_version);
    convert(Cursor::new(message), &target, &mut converted).unwrap();
    converted
}

/// The content of a push's one part.
pub(crate) fn pushed(got: &Got) -> Vec<u8> {
    let text = String::from_utf8(got.body.to_vec()).unwrap();
    let (_, rest) = text.split_once("\r\n\r\n").unwrap();
    let (content, _) = rest.rsplit_once("\r\n--").unwrap();
    content.as_bytes().to_vec()
}

#[tokio::test]
async fn a_push_comes_in_the_version_that_the_system_chose() {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    let (old, new) = (MemoVersion::V1_1, MemoVersion::V1_2);
    for (number, to, system, sent, comes) in [
        (
            1,
            to_syd as fn(u8, MemoVersion) -> Letter,
            "/sydpost",
            new,
            old,
        ),
        (2, to_syd, "/sydpost", old, old),
        (3, to_nord, "/nordpost", old, new),
        (4, to_nord, "/nordpost", new, new),
    ] {
        let letter = to(number, sent);
        assert_eq!(post.send(&letter, REGION).await.status(), 201);
        post.settle().await;
        let got = vendor.seen(system).pop().unwrap();
        assert_eq!(got.message(), Some(letter.message_uuid.to_string()));
        // What has the version already comes byte for byte.
        let expected = converted(&letter.to_xml(), comes, "1.1.0");
        assert_eq!(sent == comes, expected == letter.to_xml());
        assert_eq!(pushed(&got), expected, "{number}");
    }
}

#[tokio::test]
async fn each_attempt_brings_the_same() {
    let calls = Arc::new(AtomicUsize::new(0));
    let vendor = Vendor::start(move |_| {
        let status = [503, 503, 200][calls.fetch_add(1, Ordering::Relaxed).min(2)];
        async move { status }
    })
    .await;
    let profile = json!({"memo.schema-version": "1.1.7"});
    let post = with_receivers(&vendor, profile).await;
    let letter = to_syd(1, MemoVersion::V1_2);
    post.send(&letter, REGION).await;
    post.advance(json!({"by": "PT5H"})).await;
    let pushes = vendor.seen("/sydpost");
    assert_eq!(pushes.len(), 3);
    let expected = converted(&letter.to_xml(), MemoVersion::V1_1, "1.1.7");
    assert!(String::from_utf8_lossy(&expected).contains("memoSchVersion=\"1.1.7\""));
    for got in pushes {
        assert_eq!(pushed(&got), expected);
    }
}

#[tokio::test]
async fn a_fetch_answers_in_the_version_that_the_system_chose() {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    for (number, sent) in [(1, MemoVersion::V1_1), (2, MemoVersion::V1_2)] {
        let letter = Letter {
            version: sent,
            ..to_region(number)
        };
        post.send(&letter, REGION).await;
        post.settle().await;
        let path = format!("/apis/v1/memos/{}", letter.message_uuid);
        let answer = post.call(Method::GET, &path, REGION).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let expected = converted(&letter.to_xml(), MemoVersion::V1_2, "1.1.0");
        assert_eq!(answer.content_length(), Some(expected.len() as u64));
        assert_eq!(answer.bytes().await.unwrap(), expected);
    }
}
