//! CS-1 to CS-7: what a contact point may look like; DEL-3: what it puts on the mail that is sent
//! through it.

use serde_json::{Value, json};
use testpost_engine::command::Administration;
use testpost_engine::document::{ContactPointDocument, WorldDocument};
use testpost_engine::{Birth, Command, Effect, Engine, Rejection};
use testpost_memo::mark::Mark;

use crate::post::*;

/// A point as the interface writes it, with one field changed; null takes it away.
fn point(field: &str, value: Value) -> ContactPointDocument {
    let mut point = json!({
        "name": "Nyt punkt", "description": "Til prøve", "system": "fagsystem",
        "targets": ["CITIZEN"], "searchTerms": ["ny plads"],
        "contactPointCodes": [
            {"type": "KLE", "code": "27.03.08", "name": "Dagtilbud", "codeVersion": "2.1"},
            {"type": "GLN", "code": "5790000000000"},
            {"type": "CUSTOM", "code": "A-1", "name": "hylde", "contactPointCodeTypeName": "arkiv"},
        ],
        "recommendedAttributes": [{"name": "Matrikelnummer"}, "Barnets navn"],
        "reportLink": {"label": "Selvbetjening", "description": "Skriv dig op", "externalLinkText": "Gå til",
            "externalLink": "https://example.invalid/plads"},
    });
    if value.is_null() {
        point.as_object_mut().unwrap().remove(field);
    } else {
        point[field] = value;
    }
    serde_json::from_value(point).unwrap()
}

fn put(post: &mut Post, point: ContactPointDocument) -> Result<(), Rejection> {
    let owner = MUNICIPALITY.parse().unwrap();
    let change = Administration::PutContactPoint { owner, point };
    post.command(Command::Administer(Box::new(change)))
        .map(drop)
}

#[test]
fn cs_1_to_7_each_limit_of_the_form_holds_and_is_told_with_its_clause() {
    let long = |length: usize| "x".repeat(length);
    let link = |field: &str, text: String| {
        let mut link = json!({"label": "x", "externalLink": "https://example.invalid/"});
        link[field] = json!(text);
        link
    };
    let code = |kind: &str, code: &str| json!([{"type": kind, "code": code}]);
    for (field, right, wrong, clause, said) in [
        (
            "name",
            json!(long(50)),
            json!(long(51)),
            "CS-1",
            "51 characters",
        ),
        ("name", json!("x"), json!(" "), "CS-1", "no text"),
        (
            "description",
            json!(long(250)),
            json!(long(251)),
            "CS-1",
            "251 characters",
        ),
        (
            "targets",
            json!(["CITIZEN"]),
            json!([]),
            "CS-2",
            "for somebody",
        ),
        (
            "memoSizeThresholdMB",
            json!(99.5),
            json!(99.6),
            "CS-3",
            "99500000",
        ),
        (
            "allowedNumberOfAttachments",
            json!(10),
            json!(11),
            "CS-3",
            "10 at most",
        ),
        (
            "reportLink",
            link("label", long(50)),
            link("label", long(51)),
            "CS-4",
            "reportLink.label",
        ),
        (
            "reportLink",
            link("description", long(250)),
            link("description", long(251)),
            "CS-4",
            "251",
        ),
        (
            "reportLink",
            link("externalLinkText", long(50)),
            link("externalLinkText", long(51)),
            "CS-4",
            "51",
        ),
        (
            "reportLink",
            link("label", long(1)),
            link("externalLink", "example.invalid".into()),
            "CS-4",
            "address",
        ),
        (
            "recommendedAttributes",
            json!([long(25), "b"]),
            json!([long(26)]),
            "CS-5",
            "26 characters",
        ),
        (
            "recommendedAttributes",
            json!([]),
            json!(["a", "b", "c"]),
            "CS-5",
            "3 fields",
        ),
        (
            "recommendedAttributes",
            json!(["a"]),
            json!(["a", "a"]),
            "CS-5",
            "stands twice",
        ),
        (
            "searchTerms",
            json!([long(30)]),
            json!([long(31)]),
            "CS-6",
            "31 characters",
        ),
        (
            "searchTerms",
            json!(["æ-1 å"]),
            json!(["pas!"]),
            "CS-6",
            "'!'",
        ),
        (
            "searchTerms",
            json!(["a"]),
            json!([]),
            "CS-6",
            "no search term",
        ),
        (
            "contactPointCodes",
            code("SOR", &long(256)),
            code("SOR", &long(257)),
            "CS-7",
            "257",
        ),
        (
            "contactPointCodes",
            code("GLN", "5790000000001"),
            code("GLN", "57900000000012"),
            "CS-7",
            "no GLN",
        ),
    ] {
        put(&mut Post::new(), point(field, right)).unwrap();
        let refused = put(&mut Post::new(), point(field, wrong.clone())).unwrap_err();
        assert_eq!(
            (refused.code, refused.clause),
            ("field.not.valid", clause),
            "{field} {wrong}"
        );
        assert!(
            refused.message.contains(said) && refused.message.contains(field),
            "{field} {wrong}: {}",
            refused.message
        );
    }
}

#[test]
fn cs_6_which_characters_a_search_term_may_have_is_a_setting() {
    let mut document = world();
    let name = "contact-point.search-term-characters".to_owned();
    document
        .profile
        .insert(name, serde_json::from_value(json!("!")).unwrap());
    let mut post = Post::with(document);
    put(&mut post, point("searchTerms", json!(["pas!"]))).unwrap();
    put(&mut post, point("searchTerms", json!(["ny plads"]))).unwrap_err();
}

#[test]
fn cs_1_all_that_is_wrong_in_a_world_file_is_told_at_once_with_its_place() {
    let mut document = world();
    document.authorities[0]
        .contact_points
        .push(point("searchTerms", json!(["pas!", "kørekort?"])));
    let birth = Birth {
        seed: 1,
        epoch: EPOCH.parse().unwrap(),
        journal_cap: 10,
    };
    let faults = Engine::new(&document, birth).unwrap_err();
    let places: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(
        places,
        [
            "authorities[0].contactPoints[4].searchTerms[0]",
            "authorities[0].contactPoints[4].searchTerms[1]"
        ]
    );
}

#[test]
fn cs_2_who_a_point_is_for_may_be_left_out_and_is_then_everybody_where_it_is_visible() {
    for (visible, targets) in [(true, 3), (false, 0)] {
        let mut new = point("targets", Value::Null);
        new.visible = visible;
        new.id = Some("00000000-0000-4000-8000-000000000001".parse().unwrap());
        let mut post = Post::new();
        put(&mut post, new.clone()).unwrap();
        let state = post.engine.state();
        assert_eq!(
            state.contact_points[&new.id.unwrap()].targets.len(),
            targets
        );
    }
}

fn with_codes() -> WorldDocument {
    let mut document = world();
    let new = point("system", json!("fagsystem"));
    for (index, id) in [(0, POINT), (1, PULL_POINT), (2, INACTIVE_POINT)] {
        let there = &mut document.authorities[0].contact_points[index];
        assert_eq!(there.id, Some(id.parse().unwrap()));
        there.contact_point_codes = new.contact_point_codes.clone();
        there.search_terms = new.search_terms.clone();
    }
    document
}

#[test]
fn del_3_codes_and_search_terms_go_on_mail_through_the_point_and_on_no_other() {
    let mut post = Post::with(with_codes());
    for (number, at, marked) in [
        (1, Some(POINT), true),
        (2, None, false),
        (3, Some(INACTIVE_POINT), false),
    ] {
        let mut letter = letter(number, OTHER_AUTHORITY, MUNICIPALITY);
        if let Some(point) = at {
            letter = letter.at(point);
        }
        post.call("other", &letter).unwrap();
        let mut effects = post.engine.run_due(post.now);
        // The receipt's call-back comes first.
        assert!(
            matches!(effects[..], [Effect::ReceiptCallback { .. }]),
            "{effects:?}"
        );
        let id = effects.remove(0).id();
        let outcome = testpost_engine::CallOutcome::Answered { status: 200 };
        let done = post
            .engine
            .handle(post.now, Command::EffectEnded { id, outcome })
            .unwrap();
        let [Effect::Push { marks, .. }] = &done.effects[..] else {
            panic!("one push: {:?}", done.effects);
        };
        let kinds: Vec<&str> = marks
            .iter()
            .map(|mark| match mark {
                Mark::Kle(_) => "KLE",
                Mark::Form(_) => "FORM",
                Mark::Gln(_) => "GLN",
                Mark::Sor(_) => "SOR",
                Mark::Additional(data) => &data.content_data_value,
            })
            .collect();
        let expected: &[&str] = if marked {
            &["KLE", "GLN", "A-1", "ny plads"]
        } else {
            &[]
        };
        assert_eq!(kinds, expected, "{number}");
    }
}

#[test]
fn del_3_what_becomes_of_the_point_later_changes_no_mail_that_is_under_way() {
    let mut post = Post::with(with_codes());
    post.answers("fagsystem", &[503]);
    post.send("other", &letter(1, OTHER_AUTHORITY, MUNICIPALITY).at(POINT))
        .unwrap();
    let marks = |post: &Post| post.message(1).marks(post.engine.profile());
    let before = marks(&post);
    assert_eq!(before.len(), 4);
    let removed = Administration::RemoveContactPoint(POINT.parse().unwrap());
    post.command(Command::Administer(Box::new(removed)))
        .unwrap();
    // Handed to the primary system after seven days, it is the same mail still (RETRY-4).
    post.advance_hours(168);
    assert_eq!(post.hours_of_pushes("postfordeler", 1), [168]);
    assert_eq!(marks(&post), before);
    let journal = post.engine.journal().events();
    let again = Engine::replay(&post.document, post.birth, journal).unwrap();
    assert_eq!(again.state(), post.engine.state());
}
