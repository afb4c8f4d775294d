//! Making, resetting and removing worlds, and waiting for their events.

use std::time::Duration;

use testpost_sim::clock::ClockMode;
use testpost_sim::exchanges::ExchangeFilter;
use testpost_sim::world::{Advance, AdvanceFault, AwaitFault, CallFault, EventFilter, WorldFault};
use testpost_sim::worlds::{SHIPPED, shipped};

use crate::town::{
    LONG, event, fagsystem, hours, journal, letter, send, spec, town, until_moving, uuid, worlds,
};
use crate::vendor::Vendor;

#[tokio::test]
async fn a_reset_world_is_as_it_was_created() {
    let vendor = Vendor::answering(200).await;
    let world = town(&vendor.url);
    let mut journals = Vec::new();
    for _ in 0..2 {
        send(&world, 1).await;
        world.advance(hours(1)).await.unwrap();
        journals.push(journal(&world).await);
        let hash = world.spool().put(letter(1)).hash();
        assert!(world.spool().get(&hash).is_some());
        world.reset().await.unwrap();
        assert!(world.spool().get(&hash).is_none());
        assert!(journal(&world).await.is_empty());
        assert!(
            world
                .exchanges()
                .list(&ExchangeFilter::default())
                .is_empty()
        );
    }
    assert_eq!(journals[0], journals[1]);
}

#[tokio::test]
async fn a_reset_breaks_off_what_is_under_way() {
    let vendor = Vendor::start(|_| std::future::pending()).await;
    let world = town(&vendor.url);
    send(&world, 1).await;
    let moving = {
        let world = world.clone();
        tokio::spawn(async move { world.advance(hours(1)).await })
    };
    let attempt = event("BUSINESS_RECEIPT_ATTEMPT_STARTED", uuid(1));
    world.await_event(attempt, LONG).await.unwrap();
    until_moving(&world, &moving).await;
    world.reset().await.unwrap();
    assert_eq!(moving.await.unwrap(), Err(AdvanceFault::Reset));
    let settled = world.advance(Advance::Settled).await.unwrap();
    assert_eq!(settled.events, 0);
}

#[tokio::test]
async fn a_removed_world_is_gone_for_everyone() {
    let worlds = worlds();
    let world = worlds
        .create(spec("town", ClockMode::Virtual, "http://127.0.0.1:1"))
        .unwrap();
    let waiting = {
        let world = world.clone();
        tokio::spawn(async move { world.await_event(event("NEVER", uuid(1)), LONG).await })
    };
    assert!(worlds.remove("town").is_some());
    assert!(worlds.remove("town").is_none());
    assert_eq!(waiting.await.unwrap(), Err(AwaitFault::Gone));
    assert_eq!(world.query(|_| ()).await, Err(CallFault::Gone));
    assert_eq!(world.advance(hours(1)).await, Err(AdvanceFault::Gone));
}

#[tokio::test]
async fn a_system_leads_to_every_world_that_has_it() {
    let worlds = worlds();
    for name in ["one", "other"] {
        let spec = spec(name, ClockMode::Virtual, "http://127.0.0.1:1");
        worlds.create(spec.clone()).unwrap();
        assert!(matches!(worlds.create(spec), Err(WorldFault::NameTaken(_))));
    }
    let of_system = worlds.worlds_of_system(fagsystem());
    let names: Vec<_> = of_system
        .iter()
        .map(|world| world.name().as_str())
        .collect();
    assert_eq!(names, ["one", "other"]);
    let unknown = "6b0d4a4e-0f0a-4c39-8f1e-0000000000ff".parse().unwrap();
    assert!(worlds.worlds_of_system(unknown).is_empty());
}

#[tokio::test]
async fn an_event_is_awaited_whether_past_or_coming() {
    let vendor = Vendor::answering(200).await;
    let world = town(&vendor.url);
    let any = EventFilter {
        tag: None,
        message: None,
    };
    let none = world.await_event(any.clone(), Duration::ZERO).await;
    assert_eq!(none, Err(AwaitFault::Timeout(Duration::ZERO)));
    let coming = {
        let world = world.clone();
        let sent = event("MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM", uuid(2));
        tokio::spawn(async move { world.await_event(sent, LONG).await })
    };
    send(&world, 1).await;
    send(&world, 2).await;
    let event = coming.await.unwrap().unwrap();
    assert_eq!(event.body.message(), Some(uuid(2)));
    let past = world.await_event(any, Duration::ZERO).await.unwrap();
    assert_eq!(past.seq, 1);
}

#[tokio::test]
async fn the_shipped_worlds_can_be_lived_in() {
    let worlds = worlds();
    for (name, _) in SHIPPED {
        let mut spec = spec(name, ClockMode::Virtual, "http://127.0.0.1:1");
        spec.document = shipped(name).unwrap();
        let world = worlds.create(spec).unwrap();
        world.advance(hours(24)).await.unwrap();
    }
    assert_eq!(worlds.list().len(), 3);
    assert!(shipped("village").is_err());
}
