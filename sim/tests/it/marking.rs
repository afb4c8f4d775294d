//! DEL-3: a contact point's codes and search terms reach the receiver system on the mail that is
//! sent through the point, over real HTTP, and by every protocol.

use reqwest::Method;
use serde_json::json;
use testpost_memo::MemoVersion;
use testpost_memo::id::{Cvr, PartyId};
use testpost_memo::model::Message;
use testpost_memo::read::{Discard, read};
use testpost_memo::write::{Letter, LetterParty};

use crate::post::{Post, REGION, REGION_POINT, to_citizen, to_region};
use crate::vendor::Vendor;
use crate::versions::{pushed, with_receivers};

const SYD: &str = "20000102";
const SYD_POINT: &str = "9e3a7d71-3c3d-4f6c-8c41-000000000021";

fn to_syd(number: u8) -> Letter {
    Letter {
        version: MemoVersion::V1_2,
        recipient: LetterParty {
            id: PartyId::Cvr(Cvr::parse(SYD).unwrap()),
            label: "Kommunen".to_owned(),
        },
        contact_point: Some(SYD_POINT.parse().unwrap()),
        ..to_citizen(number)
    }
}

async fn give_codes(post: &Post, point: &str) {
    let change = json!({"contactPointCodes": [
        {"type": "KLE", "code": "27.03.08", "name": "Dagtilbud"},
        {"type": "GLN", "code": "5790000000000"},
    ]});
    let path = format!("/mixed/contact-points/{point}");
    let answer = post.control(Method::PATCH, &path, Some(change)).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

fn message(bytes: &[u8]) -> Message {
    read(bytes, &mut Discard).unwrap()
}

/// The KLE code, the GLN and the further words that stand on a message.
fn marks(message: &Message) -> (Option<&str>, Option<&str>, Vec<&str>) {
    let content = message.header.content_data.as_ref();
    let attention = message.header.recipient.attention_data.as_ref();
    let kle = content.and_then(|content| content.kle_data.as_ref());
    let gln = attention.and_then(|attention| attention.global_location_number.as_ref());
    let words = content.map_or(&[][..], |content| &content.additional_content_data[..]);
    (
        kle.map(|kle| &kle.subject_key[..]),
        gln.map(|gln| &gln.global_location_number[..]),
        words
            .iter()
            .map(|word| &word.content_data_value[..])
            .collect(),
    )
}

#[tokio::test]
async fn del_3_a_push_brings_the_points_codes_and_words_in_the_version_of_the_system() {
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    give_codes(&post, SYD_POINT).await;
    let letter = to_syd(1);
    assert_eq!(post.send(&letter, REGION).await.status(), 201);
    post.settle().await;
    let got = vendor.seen("/sydpost").pop().unwrap();
    let pushed = message(&pushed(&got));
    assert_eq!(pushed.version, MemoVersion::V1_1);
    assert_eq!(
        marks(&pushed),
        (
            Some("27.03.08"),
            Some("5790000000000"),
            vec!["hovedpostkasse"]
        )
    );
    // All else is what the sender wrote.
    assert_eq!(pushed.body, message(&letter.to_xml()).body);
    assert_eq!(pushed.header.label, letter.label);
}

#[tokio::test]
async fn del_3_what_a_pull_system_fetches_has_them_too_and_what_it_is_sent_past_the_point_has_not()
{
    let vendor = Vendor::answering(200).await;
    let post = with_receivers(&vendor, json!({})).await;
    give_codes(&post, REGION_POINT).await;
    let terms = vec!["patient", "hospital"];
    for (number, contact_point, expected) in [
        (
            1,
            Some(REGION_POINT.parse().unwrap()),
            (Some("27.03.08"), Some("5790000000000"), terms),
        ),
        (2, None, (None, None, vec![])),
    ] {
        let letter = Letter {
            contact_point,
            ..to_region(number)
        };
        assert_eq!(post.send(&letter, REGION).await.status(), 201);
        post.settle().await;
        let path = format!("/apis/v1/memos/{}", letter.message_uuid);
        let answer = post.call(Method::GET, &path, REGION).send().await.unwrap();
        let fetched = message(&answer.bytes().await.unwrap());
        assert_eq!(marks(&fetched), expected, "{number}");
    }
}
