//! Making, resetting and removing worlds, and waiting for their events.

use std::time::Duration;

use jiff::SignedDuration;
use testpost_engine::command::Administration;
use testpost_engine::document::{CitizenDocument, RecipientStatus};
use testpost_engine::{Command, Engine, Event, Reply};
use testpost_sim::clock::ClockMode;
use testpost_sim::exchanges::{Direction, ExchangeFilter, ExchangeKind, NewExchange, RecordedPart};
use testpost_sim::world::{
    Advance, AdvanceFault, AwaitFault, CallFault, EventFilter, World, WorldFault,
};
use testpost_sim::worlds::{SHIPPED, shipped};

use crate::town::{
    LONG, epoch, event, fagsystem, hours, journal, letter, send, send_in, spec, town, until_moving,
    uuid, worlds,
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

fn citizen(name: &str) -> Administration {
    Administration::PutCitizen(CitizenDocument {
        cpr: "2211771212".parse().unwrap(),
        name: name.to_owned(),
        status: RecipientStatus::Registered,
        mobile: None,
    })
}

async fn administer(world: &World, change: Administration) -> Result<Reply, CallFault> {
    world.command(Command::Administer(Box::new(change))).await
}

#[tokio::test]
async fn an_awaited_event_is_found_though_the_world_was_reset_and_has_come_further_since() {
    let world = town("http://127.0.0.1:1");
    administer(&world, citizen("A")).await.unwrap();
    let off = EventFilter {
        tag: Some("SYSTEM_SWITCHED_OFF".to_owned()),
        message: None,
    };
    let mut waiting = std::pin::pin!(world.await_event(off, LONG));
    tokio::select! {
        biased;
        found = &mut waiting => panic!("{found:?}"),
        looked = world.query(|_| ()) => looked.unwrap(),
    }
    // All of this waits in the world's inbox together, so that nobody looks in between.
    let (reset, off, again, more) = tokio::join!(
        world.reset(),
        administer(&world, Administration::Deactivate(fagsystem())),
        administer(&world, citizen("A")),
        administer(&world, citizen("B")),
    );
    assert_eq!(reset, Ok(()));
    for done in [off, again, more] {
        done.unwrap();
    }
    assert_eq!(waiting.await.unwrap().seq, 1);
}

#[tokio::test]
async fn a_call_that_is_open_across_a_reset_does_not_reach_into_the_new_world() {
    let world = town("http://127.0.0.1:1");
    let call = world.open_call();
    world.reset().await.unwrap();
    assert_eq!(send_in(&world, 1, &call).await, Err(CallFault::Reset));
    let exchange = NewExchange {
        at: epoch(),
        wall: epoch(),
        direction: Direction::In,
        kind: ExchangeKind::Send,
        method: "POST".to_owned(),
        url: "http://127.0.0.1:1/".to_owned(),
        status: Some(201),
        error: None,
        attempt: None,
        message: None,
        system: None,
        duration_ms: 1,
        request: RecordedPart::default(),
        response: RecordedPart::default(),
    };
    assert_eq!(world.record(&call, exchange), None);
    assert!(journal(&world).await.is_empty());
    assert!(
        world
            .exchanges()
            .list(&ExchangeFilter::default())
            .is_empty()
    );
}

#[tokio::test]
async fn a_change_is_made_as_a_whole_or_not_at_all() {
    let world = town("http://127.0.0.1:1");
    let make = |changes: Vec<Administration>| {
        world.change(
            move |_, _| Ok(changes),
            |engine, _, _| Ok::<_, CallFault>(engine.state().registry.citizens.len()),
        )
    };
    let nobody = "0101700000".parse().unwrap();
    let half = make(vec![citizen("A"), Administration::RemoveCitizen(nobody)]).await;
    assert!(matches!(half, Err(CallFault::Rejected(_))), "{half:?}");
    assert!(journal(&world).await.is_empty());
    assert_eq!(make(vec![citizen("A"), citizen("B")]).await, Ok(1));
    assert_eq!(journal(&world).await.len(), 2);
}

#[tokio::test]
async fn times_are_whole_milliseconds_so_that_a_replay_agrees() {
    let mut spec = spec("town", ClockMode::Virtual, "http://127.0.0.1:1");
    let odd = SignedDuration::from_nanos(1_234_567);
    spec.epoch += odd;
    spec.document.authorities[0].systems[0].active_from = Some(epoch() - odd);
    let world = worlds().create(spec).unwrap();
    send(&world, 1).await;
    world.advance(Advance::By(odd * 3)).await.unwrap();
    let mut system = world.spec().document.authorities[0].systems[1].clone();
    system.active_from = Some(epoch() - odd);
    let owner = "20000001".parse().unwrap();
    let id = system.id.unwrap();
    administer(&world, Administration::Deactivate(id))
        .await
        .unwrap();
    administer(&world, Administration::PutSystem { owner, system })
        .await
        .unwrap();
    world
        .advance(Advance::To(epoch() + odd * 1_000))
        .await
        .unwrap();
    let engine = world.query(Clone::clone).await.unwrap();
    let written = serde_json::to_string(&journal(&world).await).unwrap();
    let read: Vec<Event> = serde_json::from_str(&written).unwrap();
    let replayed = Engine::replay(&world.spec().document, engine.birth(), &read).unwrap();
    assert_eq!(replayed.state(), engine.state());
    let now = world.clock().await.unwrap().now;
    assert_eq!(now.subsec_nanosecond() % 1_000_000, 0);
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
    assert_eq!(worlds.list().len(), SHIPPED.len());
    assert!(shipped("village").is_err());
}
