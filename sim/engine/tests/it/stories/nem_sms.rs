//! NemSMS: texted to whoever is signed up within the value period, and to nobody else (SMS-1,
//! SMS-2, SMS-4).

use jiff::Timestamp;
use testpost_engine::event::EventBody;

use super::story::{Rules, Standing, Told};

impl Rules<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what becomes of a NemSMS is listed, the rest is other modules' matter"
    )]
    pub(super) fn nem_sms(&self, told: &mut Told, body: &EventBody) {
        let standing = told.standing;
        match body {
            EventBody::NemSmsSendAwaitingSignUp { until, .. } => {
                self.is_due_as_nem_sms(told);
                assert_eq!(standing, Standing::Valid);
                assert_eq!(self.signed_up(told), None, "SMS-2: the sign-up is in force");
                assert_eq!(
                    told.period,
                    Some(*until),
                    "SMS-2: the end of the value date"
                );
                assert!(*until > self.at);
                told.standing = Standing::AwaitingSignUp(*until);
            }
            EventBody::NemSmsSentSuccessfully { .. } => {
                self.is_due_as_nem_sms(told);
                assert!(self.signed_up(told).is_some(), "SMS-1: not confirmed");
                told.standing = Standing::Delivered;
            }
            EventBody::NemSmsSendFailed { .. } => {
                self.is_due_as_nem_sms(told);
                assert_eq!(self.signed_up(told), None, "SMS-2: the sign-up is in force");
                match standing {
                    Standing::AwaitingSignUp(until) => {
                        assert_eq!(self.at, until, "SMS-2: when its period ends");
                    }
                    _ => assert!(
                        told.period.is_none_or(|end| end <= self.at),
                        "SMS-2: within its value period it waits"
                    ),
                }
                told.standing = Standing::Failed;
            }
            _ => self.receipt(told, body),
        }
    }

    fn is_due_as_nem_sms(&self, told: &Told) {
        assert!(told.kind.nem_sms, "SMS-4: only a NemSMS is texted");
        assert!(matches!(
            told.standing,
            Standing::Valid | Standing::AwaitingSignUp(_)
        ));
        assert!(
            told.not_before <= Some(self.at),
            "nothing before its value date"
        );
    }

    fn signed_up(&self, told: &Told) -> Option<Timestamp> {
        self.recipients.signed_up_since(&told.recipient?)
    }
}
