//! Moving a virtual clock, and what may happen meanwhile.

use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, ToSpan};
use testpost_engine::profile::SettingValue;
use testpost_engine::{CallOutcome, EventBody, FailureReason};
use testpost_sim::clock::ClockMode;
use testpost_sim::exchanges::ExchangeFilter;
use testpost_sim::world::{Advance, AdvanceFault, Advanced, World};
use tokio::sync::Semaphore;

use crate::town::{
    LONG, epoch, event, fagsystem, hours, post_receipt, send, spec, tags, town, until_moving, uuid,
    worlds,
};
use crate::vendor::Vendor;

/// A vendor that can reach the world it belongs to.
async fn vendor_inside<F>(
    push: impl Fn(World) -> F + Clone + Send + Sync + 'static,
) -> (Vendor, Arc<OnceLock<World>>)
where
    F: Future<Output = u16> + Send + 'static,
{
    let home: Arc<OnceLock<World>> = Arc::default();
    let inside = Arc::clone(&home);
    let vendor = Vendor::start(move |got| {
        let (home, push) = (Arc::clone(&inside), push.clone());
        async move {
            if got.path == "/receipts" {
                return 200;
            }
            push(home.get().unwrap().clone()).await
        }
    })
    .await;
    (vendor, home)
}

#[tokio::test]
async fn a_vendor_posts_its_receipt_inside_the_push() {
    let (vendor, home) = vendor_inside(|world| async move {
        post_receipt(&world, uuid(1)).await.unwrap();
        200
    })
    .await;
    let world = town(&vendor.url);
    home.set(world.clone()).unwrap();
    send(&world, 1).await;
    let advanced = world.advance(hours(24 * 8)).await.unwrap();
    assert_eq!(advanced.now, epoch() + SignedDuration::from_hours(24 * 8));
    let tags = tags(&world).await;
    let receipt = tags
        .iter()
        .position(|tag| *tag == "BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM");
    let push_over = tags
        .iter()
        .position(|tag| *tag == "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM");
    assert!(receipt.is_some() && receipt < push_over, "{tags:?}");
    assert_eq!(vendor.seen("/fagsystem").len(), 1);
}

#[tokio::test]
async fn a_vendor_that_moves_the_clock_inside_the_push_is_told_that_it_is_moving() {
    let (vendor, home) = vendor_inside(|world| async move {
        match world.advance(Advance::Settled).await {
            Err(AdvanceFault::Busy) => 200,
            other => panic!("{other:?}"),
        }
    })
    .await;
    let world = town(&vendor.url);
    home.set(world.clone()).unwrap();
    send(&world, 1).await;
    let advanced = world.advance(Advance::Settled).await.unwrap();
    assert_eq!(advanced.now, epoch());
    let tags = tags(&world).await;
    assert!(
        tags.contains(&"MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM"),
        "{tags:?}"
    );
}

#[tokio::test]
async fn moving_the_clock_inside_a_push_that_no_move_began_ends_with_the_push() {
    let (vendor, home) = vendor_inside(|world| async move {
        // The move waits for this very push, which does not answer before it.
        world.advance(Advance::Settled).await.unwrap();
        200
    })
    .await;
    let mut spec = spec("town", ClockMode::Virtual, &vendor.url);
    let timeout = (
        "push.wall-timeout".to_owned(),
        SettingValue::Text("PT0.3S".to_owned()),
    );
    spec.document.profile.extend([timeout]);
    let world = worlds().create(spec).unwrap();
    home.set(world.clone()).unwrap();
    send(&world, 1).await;
    let ended = event("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM_FAILED", uuid(1));
    let ended = world.await_event(ended, LONG).await.unwrap();
    let EventBody::MemoSendSentToRecipientSystemFailed { outcome, .. } = ended.body else {
        panic!("{ended:?}");
    };
    let reason = FailureReason::Timeout;
    assert_eq!(outcome, CallOutcome::Failed { reason });
    world.advance(Advance::Settled).await.unwrap();
}

#[tokio::test]
async fn seven_days_of_failure_pass_with_every_attempt_at_its_time() {
    let vendor =
        Vendor::start(|got| async move { if got.path == "/receipts" { 200 } else { 503 } }).await;
    let world = town(&vendor.url);
    send(&world, 1).await;
    let advanced = world.advance(hours(24 * 9)).await.unwrap();
    assert_eq!(advanced.now, epoch() + SignedDuration::from_hours(24 * 9));
    let at = |path: &str| -> Vec<i64> {
        let url = format!("{}{path}", vendor.url);
        world
            .exchanges()
            .list(&ExchangeFilter::default())
            .iter()
            .filter(|exchange| exchange.call.url == url)
            .map(|exchange| exchange.call.at.duration_since(epoch()).as_hours())
            .collect()
    };
    assert_eq!(
        at("/fagsystem"),
        [0, 1, 4, 10, 20, 24, 48, 72, 96, 120, 144]
    );
    assert_eq!(at("/primary"), [168, 169, 192]);
    assert_eq!(vendor.seen("/fagsystem").len(), 11);
}

#[tokio::test]
async fn idle_ends_with_the_last_thing_about_messages_and_not_at_its_limit() {
    let vendor = Vendor::answering(503).await;
    let world = town(&vendor.url);
    let limit = SignedDuration::from_hours(24 * 60);
    let idle = world.advance(Advance::Idle { limit }).await.unwrap();
    assert_eq!(idle.now, epoch(), "nothing is due, so no time passes");
    send(&world, 1).await;
    let idle = world.advance(Advance::Idle { limit }).await.unwrap();
    assert!(idle.now < epoch() + limit, "{idle:?}");
    assert!(idle.now >= epoch() + SignedDuration::from_hours(192));
    send(&world, 2).await;
    let short = SignedDuration::from_hours(2);
    let limited = world.advance(Advance::Idle { limit: short }).await;
    assert_eq!(limited.unwrap().now, idle.now + short);
}

#[tokio::test]
async fn a_clock_does_not_go_back_nor_past_the_calendar() {
    let world = town("http://127.0.0.1:1");
    world.advance(hours(1)).await.unwrap();
    let now = epoch() + 1.hour();
    let back = [
        Advance::To(epoch()),
        hours(-1),
        Advance::Idle {
            limit: SignedDuration::from_hours(-1),
        },
    ];
    for advance in back {
        let fault = world.advance(advance).await;
        assert_eq!(fault, Err(AdvanceFault::Backwards { now }));
    }
    let far = world.advance(Advance::By(SignedDuration::MAX)).await;
    assert_eq!(far, Err(AdvanceFault::TooFar));
    let nowhere = world.advance(Advance::To(now)).await;
    assert_eq!(nowhere, Ok(Advanced { now, events: 0 }));
    assert_eq!(tags(&world).await, ["CLOCK_MOVED"]);
}

#[tokio::test]
async fn a_clock_that_goes_by_itself_is_not_moved() {
    let worlds = worlds();
    for (name, clock) in [("real", "real"), ("scaled", "scaled:10")] {
        let spec = spec(name, clock.parse().unwrap(), "http://127.0.0.1:1");
        let world = worlds.create(spec).unwrap();
        for advance in [hours(1), Advance::Settled] {
            assert_eq!(world.advance(advance).await, Err(AdvanceFault::RealClock));
        }
    }
}

#[tokio::test]
async fn on_a_clock_that_goes_by_itself_things_happen_by_themselves() {
    let vendor = Vendor::answering(503).await;
    // A day in less than a tenth of a second.
    let spec = spec("fast", "scaled:1000000".parse().unwrap(), &vendor.url);
    let world = worlds().create(spec).unwrap();
    send(&world, 1).await;
    let held = world
        .await_event(event("MEMO_SEND_HELD", uuid(1)), LONG)
        .await;
    assert!(held.unwrap().at >= epoch() + SignedDuration::from_hours(192));
    assert_eq!(
        world.clock().await.unwrap().mode,
        spec_mode("scaled:1000000")
    );
}

fn spec_mode(text: &str) -> ClockMode {
    text.parse().unwrap()
}

#[tokio::test]
async fn settling_waits_for_a_call_that_is_open() {
    let vendor = Vendor::answering(200).await;
    let world = town(&vendor.url);
    let call = world.open_call();
    let moving = {
        let world = world.clone();
        tokio::spawn(async move { world.advance(Advance::Settled).await })
    };
    until_moving(&world, &moving).await;
    assert!(!moving.is_finished());
    drop(call);
    assert_eq!(moving.await.unwrap().unwrap().now, epoch());
}

#[tokio::test]
async fn a_move_whose_caller_went_away_ends_all_the_same() {
    let room = Arc::new(Semaphore::new(0));
    let inside = Arc::clone(&room);
    let vendor = Vendor::start(move |_| {
        let room = Arc::clone(&inside);
        async move {
            room.acquire().await.unwrap().forget();
            200
        }
    })
    .await;
    let world = town(&vendor.url);
    send(&world, 1).await;
    let moving = {
        let world = world.clone();
        tokio::spawn(async move { world.advance(hours(1)).await })
    };
    let attempt = event("BUSINESS_RECEIPT_ATTEMPT_STARTED", uuid(1));
    world.await_event(attempt, LONG).await.unwrap();
    moving.abort();
    let _ = moving.await;
    room.add_permits(1000);
    let moved = testpost_sim::world::EventFilter {
        tag: Some("CLOCK_MOVED".to_owned()),
        message: None,
    };
    world.await_event(moved, LONG).await.unwrap();
    assert_eq!(world.clock().await.unwrap().now, epoch() + 1.hour());
    assert_eq!(
        world.advance(Advance::Settled).await.unwrap().events,
        0,
        "the world is free to move again"
    );
    assert!(world.has_system(&fagsystem()));
}
