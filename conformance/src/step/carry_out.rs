//! Finds the hand for each verb.

use crate::expect::judge;
use crate::runner::{Play, StepFault};
use crate::scenario::{Place, Placed, Step};

use super::recipient::{self, About};
use super::{
    act, add, advance, any_call, change, mailbox, pull, recall, receipt, send, send_archive,
    system, wait,
};

pub(crate) async fn carry_out(play: &mut Play<'_>, step: &Placed<Step>) -> Result<(), StepFault> {
    let place = Place::of(step);
    match &step.value {
        Step::Send(said) => send::send(play, said, place).await,
        Step::SendArchive(said) => send_archive::send_archive(play, said, place).await,
        Step::Repeat(said) => send::repeat(play, said, place).await,
        Step::Recall(said) => recall::recall(play, said, place).await,
        Step::Advance(said) => advance::advance(play, said).await,
        Step::Receiver(said) => change::receiver(play, said).await,
        Step::Sender(said) => change::sender(play, said).await,
        Step::Receipt(said) => receipt::post(play, said, place).await,
        Step::List(said) => pull::list(play, said, place).await,
        Step::Fetch(said) => pull::fetch(play, said, place).await,
        Step::FetchReceipt(said) => pull::fetch_receipt(play, said, place).await,
        Step::Activate(system) => change::set_active(play, system, true).await,
        Step::Deactivate(system) => change::set_active(play, system, false).await,
        Step::Primary(system) => change::make_primary(play, system).await,
        Step::Open(said) => mailbox::open(play, said, place).await,
        Step::Move(said) => mailbox::move_to(play, said, place).await,
        Step::Delete(said) => mailbox::delete(play, said, place).await,
        Step::Write(said) => mailbox::write(play, said, place).await,
        Step::Reply(said) => mailbox::reply(play, said, place).await,
        Step::Forward(said) => mailbox::forward(play, said, place).await,
        Step::Connect(said) => system::connect(play, said, place).await,
        Step::ChangeSystem(said) => system::change(play, said, place).await,
        Step::RemoveSystem(said) => system::remove(play, said, place).await,
        Step::RenewApiKey(said) => system::renew_api_key(play, said).await,
        Step::Citizen(said) => change::person(play, "citizens", said).await,
        Step::Company(said) => change::person(play, "companies", said).await,
        Step::ContactPoint(said) => change::contact_point(play, said, place).await,
        Step::Act(said) => act::act(play, said, place).await,
        Step::Target(said) => act::target(play, *said).await,
        Step::Exempt(said) => recipient::exempt(play, said, place).await,
        Step::Lift(said) => recipient::change(play, said, About::Lift, place).await,
        Step::Renew(said) => recipient::change(play, said, About::Renew, place).await,
        Step::Faults(said) => change::faults(play, said).await,
        Step::NemSms(said) => recipient::sign_up(play, said, place).await,
        Step::ConfirmNemSms(said) => recipient::confirm(play, said, place).await,
        Step::EndNemSms(said) => recipient::end_sign_up(play, said, place).await,
        Step::Add(said) => add::add(play, said).await,
        Step::Call(said) => any_call::call(play, said, place).await,
        Step::Wait(said) => wait::wait(play, said, place).await,
        Step::Include(_) => Err(StepFault::Own("a fragment was not put in its place".into())),
        Step::Expect(said) => judge(play, said).await,
    }
}
