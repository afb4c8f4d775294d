//! One random world after the other, and what was done in it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::acts::{Act, act, perform};
use super::invariants::{
    nothing_is_lost, one_primary, the_journal_can_be_read, the_journal_tells_the_state,
};
use super::story::Story;
use super::worlds::{Plan, plan};
use crate::post::Post;

/// As many cases as PROPTEST_CASES says, or else so many.
pub(super) fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if asked {
        config
    } else {
        ProptestConfig {
            cases: usual,
            ..config
        }
    }
}

/// Performs the acts, looks at each moment, and then lets time pass until nothing happens.
fn live(plan: &Plan, acts: &[Act]) -> Post {
    let mut post = Post::with(plan.document());
    let mut accepted = BTreeSet::new();
    for act in acts {
        perform(&mut post, act, &mut accepted);
        one_primary(&post);
        nothing_is_lost(&post, &accepted);
    }
    post.answer_all();
    post.advance_hours(24 * 60);
    one_primary(&post);
    nothing_is_lost(&post, &accepted);
    post
}

fn journal(post: &Post) -> Vec<String> {
    let events = post.engine.journal().events();
    events
        .map(|event| serde_json::to_string(event).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn whatever_happens_the_rules_hold_and_nothing_is_lost(plan in plan(), acts in proptest::collection::vec(act(), 1..60)) {
        let post = live(&plan, &acts);
        let born = Post::with(plan.document());
        let mut story = Story::of(born.engine.state(), &plan.numbers);
        for event in post.engine.journal().events() {
            story.hear(event);
        }
        story.ends(post.now);
        the_journal_tells_the_state(&post);
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn whatever_happens_it_happens_the_same_again_and_can_be_written_and_read(plan in plan(), acts in proptest::collection::vec(act(), 1..60)) {
        let post = live(&plan, &acts);
        the_journal_can_be_read(&post);
        prop_assert_eq!(journal(&post), journal(&live(&plan, &acts)));
    }
}
