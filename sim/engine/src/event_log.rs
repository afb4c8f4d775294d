//! What an event is called: its tag, its Danish name in the event log (hændelseslog, LOG-2) and
//! whose log it stands in, the clause it follows, and what it is about.

use testpost_memo::id::MessageUuid;

use crate::command::Origin;
use crate::effect::ReceiptStatus;
use crate::event::{Destination, EventBody, HandOverReason, Log, Sends, Stage};
use crate::faults::Fault;
use crate::id::SystemId;
use crate::state::exemptions::EndReason;
use crate::state::receipt_files::ReceiptKind;

impl EventBody {
    /// The message it is about.
    #[must_use]
    pub const fn message(&self) -> Option<MessageUuid> {
        match self {
            Self::TechnicalReceiptSent { message, .. }
            | Self::MemoSendValidated { message }
            | Self::DelayedMemoSendValidatedAwaitingDelay { message, .. }
            | Self::MemoSendValidationFailed { message, .. }
            | Self::BusinessReceiptCreated { message, .. }
            | Self::BusinessReceiptPutOff { message, .. }
            | Self::MemoSendRecalled { message }
            | Self::DelayedMemoSendSent { message }
            | Self::MemoAvailableToRecipient { message, .. }
            | Self::NemSmsSendAwaitingSignUp { message, .. }
            | Self::NemSmsSentSuccessfully { message, .. }
            | Self::NemSmsSendFailed { message, .. }
            | Self::MemoSendRouted { message, .. }
            | Self::MemoSendReadyForFetch { message, .. }
            | Self::MemoSendPutOff { message, .. }
            | Self::MemoSendAttemptStarted { message, .. }
            | Self::MemoSendNotified { message, .. }
            | Self::MemoSendSentToRecipientSystem { message, .. }
            | Self::MemoSendSentToRecipientSystemFailed { message, .. }
            | Self::MemoSendHandedToPrimary { message, .. }
            | Self::MemoMovedToSystem { message, .. }
            | Self::MemoSendHeld { message, .. }
            | Self::MemoSendFetchedByRecipientSystem { message, .. }
            | Self::BusinessReceiptReceivedByRecipientSystem { message, .. }
            | Self::MessageRead { message, .. }
            | Self::MessageMoved { message, .. }
            | Self::MessageDeleted { message, .. }
            | Self::MessageLegallyNotified { message, .. }
            | Self::MemoSendSpoilt { message, .. } => Some(*message),
            Self::CallDoubled { message, .. }
            | Self::BusinessReceiptAttemptStarted { message, .. }
            | Self::BusinessReceiptSendToSenderSystem { message, .. }
            | Self::BusinessReceiptSendToSenderSystemFailed { message, .. }
            | Self::BusinessReceiptGivenUp { message, .. }
            | Self::BusinessReceiptFetched { message, .. }
            | Self::BusinessReceiptDeleted { message, .. } => *message,
            Self::FileAnswered { content, .. } => content.message_uuid,
            Self::FileAnswerRemoved { .. }
            | Self::MemoArchiveReceived { .. }
            | Self::MemoArchiveRejected { .. }
            | Self::MemoSendFailed { .. }
            | Self::SystemReachable { .. }
            | Self::SystemFailing { .. }
            | Self::SystemWarned { .. }
            | Self::SystemDeactivated { .. }
            | Self::NemSmsCreated { .. }
            | Self::NemSmsUpdated { .. }
            | Self::PincodeSentToMobileNemSms { .. }
            | Self::NemSmsActivated { .. }
            | Self::NemSmsDeleted { .. }
            | Self::DigitalPostExempted { .. }
            | Self::UnopenedMailAsPhysicalPost { .. }
            | Self::UnopenedMailNotAsPhysicalPost { .. }
            | Self::DigitalPostExemptionRenewed { .. }
            | Self::DigitalPostExemptionLifted { .. }
            | Self::DigitalPostRegistered { .. }
            | Self::ContactCprUpdated { .. }
            | Self::ContactCprRemoved { .. }
            | Self::OrganisationChanged { .. }
            | Self::OrganisationRemoved { .. }
            | Self::SystemChanged { .. }
            | Self::SystemRemoved { .. }
            | Self::SystemApiKeyRenewed { .. }
            | Self::MailboxMovedToSystem { .. }
            | Self::StandardSystemTemplateChanged { .. }
            | Self::StandardSystemTemplateRemoved { .. }
            | Self::SystemWindowBegan { .. }
            | Self::SystemWindowEnded { .. }
            | Self::SystemSwitchedOn { .. }
            | Self::SystemSwitchedOff { .. }
            | Self::PrimarySystemChanged { .. }
            | Self::ContactPointChanged { .. }
            | Self::ContactPointRemoved { .. }
            | Self::FaultsChanged { .. }
            | Self::ClockMoved => None,
        }
    }

    /// The type's name: the interface's EventLogEventTag where it has one.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        match self {
            Self::TechnicalReceiptSent { .. } => "TECHNICAL_RECEIPT_SENT",
            Self::MemoSendValidated { .. } => "MEMO_SEND_VALIDATED",
            Self::DelayedMemoSendValidatedAwaitingDelay { .. } => {
                "DELAYED_MEMO_SEND_VALIDATED_AWAITING_DELAY"
            }
            Self::MemoSendValidationFailed { .. } => "MEMO_SEND_VALIDATION_FAILED",
            Self::MemoArchiveReceived { .. } => "MEMO_ARCHIVE_RECEIVED",
            Self::MemoArchiveRejected { .. } => "MEMO_ARCHIVE_REJECTED",
            Self::MemoSendFailed { .. } => "MEMO_SEND_FAILED",
            Self::BusinessReceiptCreated { .. } => "BUSINESS_RECEIPT_CREATED",
            Self::BusinessReceiptPutOff { .. } => "BUSINESS_RECEIPT_PUT_OFF",
            Self::BusinessReceiptAttemptStarted { .. } => "BUSINESS_RECEIPT_ATTEMPT_STARTED",
            Self::BusinessReceiptSendToSenderSystem { .. } => {
                "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM"
            }
            Self::BusinessReceiptSendToSenderSystemFailed { .. } => {
                "BUSINESS_RECEIPT_SEND_TO_SENDER_SYSTEM_FAILED"
            }
            Self::BusinessReceiptGivenUp { .. } => "BUSINESS_RECEIPT_GIVEN_UP",
            Self::BusinessReceiptFetched { .. } => "BUSINESS_RECEIPT_FETCHED",
            Self::BusinessReceiptDeleted { .. } => "BUSINESS_RECEIPT_DELETED",
            Self::FileAnswered { .. } => "FILE_ANSWERED",
            Self::FileAnswerRemoved { .. } => "FILE_ANSWER_REMOVED",
            Self::MemoSendRecalled { .. } => "MEMO_SEND_RECALLED",
            Self::DelayedMemoSendSent { .. } => "DELAYED_MEMO_SEND_SENT",
            Self::MemoAvailableToRecipient { .. } => "MEMO_AVAILABLE_TO_RECIPIENT",
            Self::MemoSendRouted { .. } => "MEMO_SEND_ROUTED",
            Self::MemoSendReadyForFetch { .. } => "MEMO_SEND_READY_FOR_FETCH",
            Self::MemoSendPutOff { .. } => "MEMO_SEND_PUT_OFF",
            Self::MemoSendAttemptStarted { .. } => "MEMO_SEND_ATTEMPT_STARTED",
            Self::MemoSendNotified { .. } => "MEMO_SEND_NOTIFIED",
            Self::MemoSendSentToRecipientSystem { .. } => "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM",
            Self::MemoSendSentToRecipientSystemFailed { .. } => {
                "MEMO_SEND_SENT_TO_RECIPIENT_SYSTEM_FAILED"
            }
            Self::MemoSendHandedToPrimary { .. } => "MEMO_SEND_HANDED_TO_PRIMARY",
            Self::MemoMovedToSystem { .. } => "MEMO_MOVED_TO_SYSTEM",
            Self::MemoSendHeld { .. } => "MEMO_SEND_HELD",
            Self::MemoSendFetchedByRecipientSystem { .. } => {
                "MEMO_SEND_FETCHED_BY_RECIPIENT_SYSTEM"
            }
            Self::BusinessReceiptReceivedByRecipientSystem { .. } => {
                "BUSINESS_RECEIPT_RECEIVED_BY_RECIPIENT_SYSTEM"
            }
            Self::MessageRead { .. } => "MESSAGE_READ",
            Self::MessageMoved { .. } => "MESSAGE_MOVED",
            Self::MessageDeleted { .. } => "MESSAGE_DELETED",
            Self::MessageLegallyNotified { .. } => "MESSAGE_LEGALLY_NOTIFIED",
            Self::SystemReachable { .. } => "SYSTEM_REACHABLE",
            Self::SystemFailing { .. } => "SYSTEM_FAILING",
            Self::SystemWarned { .. } => "SYSTEM_WARNED",
            Self::SystemDeactivated { .. } => "SYSTEM_DEACTIVATED",
            Self::NemSmsCreated { .. } => "NEM_SMS_CREATED",
            Self::NemSmsUpdated { .. } => "NEM_SMS_UPDATED",
            Self::PincodeSentToMobileNemSms { .. } => "PINCODE_SENT_TO_MOBILE_NEM_SMS",
            Self::NemSmsActivated { .. } => "NEM_SMS_ACTIVATED",
            Self::NemSmsDeleted { .. } => "NEM_SMS_DELETED",
            Self::NemSmsSendAwaitingSignUp { .. } => "NEM_SMS_SEND_AWAITING_SIGN_UP",
            Self::NemSmsSentSuccessfully { .. } => "NEM_SMS_SENT_SUCCESSFULLY",
            Self::NemSmsSendFailed { .. } => "NEM_SMS_SEND_FAILED",
            Self::DigitalPostExempted { .. } => "DIGITAL_POST_EXEMPTED",
            Self::UnopenedMailAsPhysicalPost { .. } => "UNOPENED_MAIL_AS_PHYSICAL_POST",
            Self::UnopenedMailNotAsPhysicalPost { .. } => "UNOPENED_MAIL_NOT_AS_PHYSICAL_POST",
            Self::DigitalPostExemptionRenewed { .. } => "DIGITAL_POST_EXEMPTION_RENEWED",
            Self::DigitalPostExemptionLifted { .. } => "DIGITAL_POST_EXEMPTION_LIFTED",
            Self::DigitalPostRegistered { .. } => "DIGITAL_POST_REGISTERED",
            Self::ContactCprUpdated { .. } => "CONTACT_CPR_UPDATED",
            Self::ContactCprRemoved { .. } => "CONTACT_CPR_REMOVED",
            Self::OrganisationChanged { .. } => "ORGANISATION_CHANGED",
            Self::OrganisationRemoved { .. } => "ORGANISATION_REMOVED",
            Self::SystemChanged { .. } => "SYSTEM_CHANGED",
            Self::SystemRemoved { .. } => "SYSTEM_REMOVED",
            Self::SystemApiKeyRenewed { .. } => "SYSTEM_API_KEY_RENEWED",
            Self::MailboxMovedToSystem { .. } => "MAILBOX_MOVED_TO_SYSTEM",
            Self::StandardSystemTemplateChanged { .. } => "STANDARD_SYSTEM_TEMPLATE_CHANGED",
            Self::StandardSystemTemplateRemoved { .. } => "STANDARD_SYSTEM_TEMPLATE_REMOVED",
            Self::SystemWindowBegan { .. } => "SYSTEM_WINDOW_BEGAN",
            Self::SystemWindowEnded { .. } => "SYSTEM_WINDOW_ENDED",
            Self::SystemSwitchedOn { .. } => "SYSTEM_SWITCHED_ON",
            Self::SystemSwitchedOff { .. } => "SYSTEM_SWITCHED_OFF",
            Self::PrimarySystemChanged { .. } => "PRIMARY_SYSTEM_CHANGED",
            Self::ContactPointChanged { .. } => "CONTACT_POINT_CHANGED",
            Self::ContactPointRemoved { .. } => "CONTACT_POINT_REMOVED",
            Self::ClockMoved => "CLOCK_MOVED",
            Self::FaultsChanged { .. } => "FAULTS_CHANGED",
            Self::CallDoubled { .. } => "CALL_DOUBLED",
            Self::MemoSendSpoilt { .. } => "MEMO_SEND_SPOILT",
        }
    }

    /// The Danish name in the event log and whose log it stands in (LOG-2); none for what the
    /// log does not show.
    #[must_use]
    pub const fn log_entry(&self) -> Option<(Log, &'static str)> {
        match self {
            Self::TechnicalReceiptSent { .. } => Some((Log::Outgoing, "Teknisk kvittering sendt")),
            Self::MemoSendValidated { .. } => Some((Log::Outgoing, "Valideret")),
            Self::DelayedMemoSendValidatedAwaitingDelay { .. } => {
                Some((Log::Outgoing, "Valideret – sendes efter valør"))
            }
            Self::MemoArchiveRejected { .. } => Some((Log::Outgoing, "Fejlet")),
            Self::MemoSendFailed { .. } => Some((Log::Outgoing, "Afvist teknisk")),
            Self::MemoSendValidationFailed { .. } => Some((Log::Outgoing, "Afvist")),
            Self::BusinessReceiptSendToSenderSystem { .. } => {
                Some((Log::Outgoing, "Forretningskvittering sendt"))
            }
            Self::BusinessReceiptSendToSenderSystemFailed { .. } => {
                Some((Log::Outgoing, "Forretningskvittering fejlet"))
            }
            Self::MemoSendRecalled { .. } => Some((Log::Outgoing, "Tilbagekaldt")),
            Self::DelayedMemoSendSent { .. } => {
                Some((Log::Outgoing, "Sendt til modtager efter valør"))
            }
            Self::MemoAvailableToRecipient { again: false, .. } => {
                Some((Log::Outgoing, "Tilgængelig for modtageren"))
            }
            Self::NemSmsSentSuccessfully { .. } => {
                Some((Log::Outgoing, "Tilgængelig for modtageren"))
            }
            Self::NemSmsSendFailed { .. } => Some((Log::Outgoing, "NemSMS fejlet")),
            Self::MemoSendSentToRecipientSystem { .. } => Some((Log::Incoming, "Sendt")),
            Self::MemoSendSentToRecipientSystemFailed { .. } => {
                Some((Log::Incoming, "Afsendelse fejlet"))
            }
            Self::MemoSendFetchedByRecipientSystem { .. } => Some((Log::Incoming, "Afhentet")),
            Self::BusinessReceiptReceivedByRecipientSystem { .. } => {
                Some((Log::Incoming, "Forretningskvittering modtaget"))
            }
            // Seen by the courts only.
            Self::MessageLegallyNotified { .. } => Some((Log::Outgoing, "Forkyndt")),
            Self::MessageRead { .. }
            | Self::MessageMoved { .. }
            | Self::MessageDeleted { .. }
            | Self::MemoArchiveReceived { .. }
            | Self::BusinessReceiptCreated { .. }
            | Self::BusinessReceiptPutOff { .. }
            | Self::MemoSendPutOff { .. }
            | Self::FaultsChanged { .. }
            | Self::CallDoubled { .. }
            | Self::MemoSendSpoilt { .. }
            | Self::BusinessReceiptAttemptStarted { .. }
            | Self::BusinessReceiptGivenUp { .. }
            | Self::BusinessReceiptFetched { .. }
            | Self::BusinessReceiptDeleted { .. }
            | Self::FileAnswered { .. }
            | Self::FileAnswerRemoved { .. }
            | Self::MemoSendRouted { .. }
            | Self::MemoSendReadyForFetch { .. }
            | Self::MemoSendAttemptStarted { .. }
            | Self::MemoSendNotified { .. }
            | Self::MemoSendHandedToPrimary { .. }
            | Self::MemoAvailableToRecipient { again: true, .. }
            | Self::MemoMovedToSystem { .. }
            | Self::MemoSendHeld { .. }
            | Self::SystemReachable { .. }
            | Self::SystemFailing { .. }
            | Self::SystemWarned { .. }
            | Self::SystemDeactivated { .. }
            | Self::NemSmsCreated { .. }
            | Self::NemSmsUpdated { .. }
            | Self::PincodeSentToMobileNemSms { .. }
            | Self::NemSmsActivated { .. }
            | Self::NemSmsDeleted { .. }
            | Self::NemSmsSendAwaitingSignUp { .. }
            | Self::DigitalPostExempted { .. }
            | Self::UnopenedMailAsPhysicalPost { .. }
            | Self::UnopenedMailNotAsPhysicalPost { .. }
            | Self::DigitalPostExemptionRenewed { .. }
            | Self::DigitalPostExemptionLifted { .. }
            | Self::DigitalPostRegistered { .. }
            | Self::ContactCprUpdated { .. }
            | Self::ContactCprRemoved { .. }
            | Self::OrganisationChanged { .. }
            | Self::OrganisationRemoved { .. }
            | Self::SystemChanged { .. }
            | Self::SystemRemoved { .. }
            | Self::SystemApiKeyRenewed { .. }
            | Self::MailboxMovedToSystem { .. }
            | Self::StandardSystemTemplateChanged { .. }
            | Self::StandardSystemTemplateRemoved { .. }
            | Self::SystemWindowBegan { .. }
            | Self::SystemWindowEnded { .. }
            | Self::SystemSwitchedOn { .. }
            | Self::SystemSwitchedOff { .. }
            | Self::PrimarySystemChanged { .. }
            | Self::ContactPointChanged { .. }
            | Self::ContactPointRemoved { .. }
            | Self::ClockMoved => None,
        }
    }

    /// The clause it follows.
    #[must_use]
    pub fn clause(&self) -> &str {
        match self {
            Self::TechnicalReceiptSent { .. } => "SEND-1",
            Self::MemoSendValidated { .. } | Self::BusinessReceiptCreated { .. } => "SEND-2",
            Self::DelayedMemoSendValidatedAwaitingDelay { .. }
            | Self::DelayedMemoSendSent { .. } => "VALUE-1",
            Self::MemoArchiveReceived { .. } => "SEND-11",
            Self::MemoArchiveRejected { .. } => "SEND-8",
            Self::MemoSendValidationFailed { clause, .. }
            | Self::MemoSendFailed { clause, .. }
            | Self::MemoSendRouted { clause, .. } => clause,
            Self::BusinessReceiptAttemptStarted { .. }
            | Self::BusinessReceiptSendToSenderSystem { .. }
            | Self::BusinessReceiptGivenUp { .. }
            | Self::BusinessReceiptFetched { .. }
            | Self::BusinessReceiptDeleted { .. }
            | Self::FileAnswerRemoved { .. } => "SEND-3",
            Self::FileAnswered { kind, .. } => match kind {
                ReceiptKind::Technical | ReceiptKind::Business => "SEND-3",
                ReceiptKind::Refused => "SEND-11",
            },
            Self::BusinessReceiptSendToSenderSystemFailed { .. } => "SEND-4",
            Self::BusinessReceiptPutOff { .. } => "SEND-5",
            Self::MemoSendPutOff { fault, .. } => fault.map_or("SEND-1", Fault::clause),
            Self::CallDoubled { fault, .. } => fault.map_or("SEND-5", Fault::clause),
            Self::MemoSendSpoilt { fault, .. } => fault.clause(),
            Self::MemoSendRecalled { .. } => "RECALL-2",
            Self::MemoAvailableToRecipient { destination, .. } => match destination {
                Destination::System { .. } => "LOG-2",
                Destination::Mailbox { .. } => "DEL-4",
            },
            Self::MemoSendReadyForFetch { .. } | Self::MemoSendFetchedByRecipientSystem { .. } => {
                "DEL-6"
            }
            Self::MemoSendAttemptStarted { stage, sends, .. } => match (stage, sends) {
                (Stage::Schedule, Sends::Memo) => "DEL-5",
                (Stage::Schedule, Sends::Notification) => "DEL-7",
                (Stage::Primary, Sends::Memo | Sends::Notification) => "RETRY-5",
            },
            Self::MemoSendNotified { .. } => "DEL-7",
            Self::MemoSendSentToRecipientSystem { .. } => "RETRY-7",
            Self::MemoSendSentToRecipientSystemFailed { .. } => "DEL-8",
            Self::MemoSendHandedToPrimary { reason, .. } => match reason {
                HandOverReason::GaveUp => "RETRY-4",
                HandOverReason::SystemInactive => "RETRY-10",
            },
            Self::MemoSendHeld { .. } => "RETRY-5",
            Self::BusinessReceiptReceivedByRecipientSystem { status, .. } => match status {
                ReceiptStatus::Completed | ReceiptStatus::Received => "DEL-5",
                ReceiptStatus::Invalid | ReceiptStatus::NotAllowed => "DEL-10",
            },
            Self::MessageLegallyNotified { .. } => "LEGAL-1",
            Self::MessageRead { .. } | Self::MessageMoved { .. } | Self::MessageDeleted { .. } => {
                "TEST-2"
            }
            Self::SystemReachable { .. }
            | Self::SystemFailing { .. }
            | Self::SystemDeactivated { .. } => "RETRY-8",
            Self::SystemWarned { .. } => "RETRY-9",
            Self::PrimarySystemChanged { .. } => "SYS-2",
            Self::StandardSystemTemplateChanged { .. }
            | Self::StandardSystemTemplateRemoved { .. } => "SYS-11",
            Self::SystemApiKeyRenewed { .. } => "SYS-13",
            Self::MailboxMovedToSystem { .. } | Self::MemoMovedToSystem { .. } => "SYS-15",
            Self::SystemWindowBegan { .. }
            | Self::SystemWindowEnded { .. }
            | Self::SystemSwitchedOn { .. }
            | Self::SystemSwitchedOff { .. } => "SYS-7",
            Self::NemSmsCreated { .. }
            | Self::PincodeSentToMobileNemSms { .. }
            | Self::NemSmsActivated { .. } => "SMS-1",
            Self::NemSmsUpdated { .. } | Self::NemSmsDeleted { .. } => "SMS-3",
            Self::NemSmsSendAwaitingSignUp { .. }
            | Self::NemSmsSentSuccessfully { .. }
            | Self::NemSmsSendFailed { .. } => "SMS-2",
            Self::DigitalPostExempted { .. } => "EX-1",
            Self::UnopenedMailAsPhysicalPost { .. }
            | Self::UnopenedMailNotAsPhysicalPost { .. } => "EX-2",
            Self::DigitalPostExemptionRenewed { .. } => "EX-6",
            Self::DigitalPostExemptionLifted { .. } => "EX-5",
            Self::DigitalPostRegistered { reason, .. } => match reason {
                EndReason::Lifted => "EX-5",
                EndReason::RanOut => "EX-1",
                EndReason::StatusChanged => "TEST-1",
            },
            Self::ContactCprUpdated { .. }
            | Self::ContactCprRemoved { .. }
            | Self::OrganisationChanged { .. }
            | Self::OrganisationRemoved { .. }
            | Self::SystemChanged { .. }
            | Self::SystemRemoved { .. }
            | Self::ContactPointChanged { .. }
            | Self::ContactPointRemoved { .. }
            | Self::FaultsChanged { .. }
            | Self::ClockMoved => "TEST-1",
        }
    }

    /// Why, where something failed, was refused or went elsewhere (LOG-9).
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        if let Self::BusinessReceiptSendToSenderSystemFailed { outcome, .. }
        | Self::MemoSendSentToRecipientSystemFailed { outcome, .. } = self
        {
            return Some(outcome.to_string());
        }
        if let Self::MemoSendHandedToPrimary { reason, .. } = self {
            let reason = match reason {
                HandOverReason::GaveUp => "gave-up",
                HandOverReason::SystemInactive => "system-inactive",
            };
            return Some(reason.to_owned());
        }
        if let Self::MemoSendValidationFailed { reason, .. } | Self::MemoSendRouted { reason, .. } =
            self
        {
            return Some(reason.clone());
        }
        if let Self::BusinessReceiptCreated { reason, .. }
        | Self::BusinessReceiptReceivedByRecipientSystem { reason, .. } = self
        {
            return reason.clone();
        }
        None
    }

    /// The system it is about.
    #[must_use]
    pub const fn system(&self) -> Option<SystemId> {
        match self {
            Self::MemoArchiveReceived { system, .. }
            | Self::MemoArchiveRejected { system, .. }
            | Self::MemoSendFailed { system, .. }
            | Self::BusinessReceiptPutOff { system, .. }
            | Self::MemoSendPutOff { system, .. }
            | Self::CallDoubled { system, .. }
            | Self::MemoSendSpoilt { system, .. }
            | Self::BusinessReceiptAttemptStarted { system, .. }
            | Self::BusinessReceiptSendToSenderSystem { system, .. }
            | Self::BusinessReceiptSendToSenderSystemFailed { system, .. }
            | Self::BusinessReceiptGivenUp { system, .. }
            | Self::BusinessReceiptFetched { system, .. }
            | Self::BusinessReceiptDeleted { system, .. }
            | Self::FileAnswered { system, .. }
            | Self::FileAnswerRemoved { system, .. }
            | Self::MemoSendReadyForFetch { system, .. }
            | Self::MemoSendAttemptStarted { system, .. }
            | Self::MemoSendNotified { system, .. }
            | Self::MemoSendSentToRecipientSystem { system, .. }
            | Self::MemoSendSentToRecipientSystemFailed { system, .. }
            | Self::MemoSendHeld { system, .. }
            | Self::MemoSendFetchedByRecipientSystem { system, .. }
            | Self::BusinessReceiptReceivedByRecipientSystem { system, .. }
            | Self::SystemReachable { system }
            | Self::SystemFailing { system, .. }
            | Self::SystemWarned { system, .. }
            | Self::SystemDeactivated { system, .. }
            | Self::SystemRemoved { system }
            | Self::SystemApiKeyRenewed { system, .. }
            | Self::MailboxMovedToSystem { system, .. }
            | Self::MemoMovedToSystem { system, .. }
            | Self::SystemWindowBegan { system }
            | Self::SystemWindowEnded { system }
            | Self::SystemSwitchedOn { system }
            | Self::SystemSwitchedOff { system } => Some(*system),
            Self::SystemChanged { system } => Some(system.id),
            Self::PrimarySystemChanged { system, .. } => *system,
            Self::TechnicalReceiptSent {
                origin: Origin::System { system },
                ..
            } => Some(*system),
            Self::MemoSendRouted {
                destination: Destination::System { system },
                ..
            }
            | Self::MemoAvailableToRecipient {
                destination: Destination::System { system },
                ..
            }
            | Self::MemoSendHandedToPrimary {
                destination: Destination::System { system },
                ..
            } => Some(*system),
            Self::TechnicalReceiptSent {
                origin: Origin::Testportal | Origin::Mailbox { .. },
                ..
            }
            | Self::MemoSendRouted {
                destination: Destination::Mailbox { .. },
                ..
            }
            | Self::MemoAvailableToRecipient {
                destination: Destination::Mailbox { .. },
                ..
            }
            | Self::MemoSendHandedToPrimary {
                destination: Destination::Mailbox { .. },
                ..
            }
            | Self::MessageRead { .. }
            | Self::MessageMoved { .. }
            | Self::MessageDeleted { .. }
            | Self::MessageLegallyNotified { .. }
            | Self::MemoSendValidated { .. }
            | Self::DelayedMemoSendValidatedAwaitingDelay { .. }
            | Self::MemoSendValidationFailed { .. }
            | Self::BusinessReceiptCreated { .. }
            | Self::MemoSendRecalled { .. }
            | Self::DelayedMemoSendSent { .. }
            | Self::NemSmsCreated { .. }
            | Self::NemSmsUpdated { .. }
            | Self::PincodeSentToMobileNemSms { .. }
            | Self::NemSmsActivated { .. }
            | Self::NemSmsDeleted { .. }
            | Self::NemSmsSendAwaitingSignUp { .. }
            | Self::NemSmsSentSuccessfully { .. }
            | Self::NemSmsSendFailed { .. }
            | Self::DigitalPostExempted { .. }
            | Self::UnopenedMailAsPhysicalPost { .. }
            | Self::UnopenedMailNotAsPhysicalPost { .. }
            | Self::DigitalPostExemptionRenewed { .. }
            | Self::DigitalPostExemptionLifted { .. }
            | Self::DigitalPostRegistered { .. }
            | Self::ContactCprUpdated { .. }
            | Self::ContactCprRemoved { .. }
            | Self::OrganisationChanged { .. }
            | Self::OrganisationRemoved { .. }
            | Self::StandardSystemTemplateChanged { .. }
            | Self::StandardSystemTemplateRemoved { .. }
            | Self::ContactPointChanged { .. }
            | Self::ContactPointRemoved { .. }
            | Self::FaultsChanged { .. }
            | Self::ClockMoved => None,
        }
    }
}
