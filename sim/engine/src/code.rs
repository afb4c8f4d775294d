//! The codes of all refusals: those of the format's check and those of the engine, in one table.
//!
//! A refusal takes its code from here, and with it the clause, and how it is answered: at the
//! call, or by a business receipt. `docs/codes.md` is written from this table.

use std::fmt;

use testpost_memo::{Code as FormatCode, CodeSource, FindingKind};

use crate::effect::ReceiptStatus;
use crate::rejection::RejectionClass;

/// How a refusal reaches whom it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The call itself is refused, and nothing has happened.
    Call(RejectionClass),
    /// The call is accepted, and a business receipt says no.
    Receipt(ReceiptStatus),
}

macro_rules! codes {
    ($($name:ident = $text:literal, $clause:literal, $source:ident, $how:ident($answer:ident), $danish:literal, $english:literal;)*) => {
        /// The code of a refusal.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            /// What the format's check found.
            Format(FormatCode),
            $(#[doc = $english] $name,)*
        }

        impl Code {
            /// Those that are not the format's.
            const OWN: &'static [Self] = &[$(Self::$name,)*];

            /// In the interface's lower-case dotted style.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::Format(code) => code.as_str(),
                    $(Self::$name => $text,)*
                }
            }

            /// The clause by which it is refused, where the place does not know a closer one.
            #[must_use]
            pub const fn clause(self) -> &'static str {
                match self {
                    Self::Format(code) => code.clause(),
                    $(Self::$name => $clause,)*
                }
            }

            #[must_use]
            pub const fn source(self) -> CodeSource {
                match self {
                    Self::Format(code) => code.source(),
                    $(Self::$name => CodeSource::$source,)*
                }
            }

            #[must_use]
            pub const fn danish(self) -> &'static str {
                match self {
                    Self::Format(code) => code.danish(),
                    $(Self::$name => $danish,)*
                }
            }

            #[must_use]
            pub const fn english(self) -> &'static str {
                match self {
                    Self::Format(code) => code.english(),
                    $(Self::$name => $english,)*
                }
            }

            /// How it is answered, by the profile's defaults (SEND-11).
            #[must_use]
            pub fn answer(self) -> Answer {
                match self {
                    Self::Format(code) => format_answer(code),
                    $(Self::$name => codes!(@answer $how $answer),)*
                }
            }
        }
    };
    (@answer Call $class:ident) => { Answer::Call(RejectionClass::$class) };
    (@answer Receipt $status:ident) => { Answer::Receipt(ReceiptStatus::$status) };
}

codes! {
    AuthenticationFailed = "authentication.failed", "SYS-14", Assumed, Call(Unauthenticated),
        "Systemets id eller API-nøgle er forkert.", "The system's id or API key is wrong.";
    AddressNotAllowed = "address.not.allowed", "SYS-5", Assumed, Call(Forbidden),
        "Systemet må ikke kaldes fra denne adresse.", "The system does not call from this address.";
    SystemNotActive = "system.not.active", "SYS-16", Assumed, Call(Forbidden),
        "Systemet er ikke aktivt.", "The system is not active.";
    SystemNotASender = "system.not.a.sender", "SYS-1", Assumed, Call(Forbidden),
        "Systemet er ikke et afsendersystem.", "The system is no sender system.";
    SystemNotSftp = "system.not.sftp", "SYS-4", Assumed, Call(Forbidden),
        "Systemet er ikke tilsluttet med SFTP.", "The system is not connected by SFTP.";
    UploadNameNotAllowed = "upload.name.not.allowed", "SYS-4", Assumed, Call(Malformed),
        "Filens navn er ikke tilladt.", "The file's name is not allowed.";
    UploadTooLarge = "upload.too.large", "MEMO-1", Assumed, Call(Malformed),
        "Filen fylder for meget.", "The file weighs too much.";
    MemoMessageUuidMissing = "memo.message.uuid.missing", "MEMO-6", Assumed, Call(Malformed),
        "Kaldet mangler memo-message-uuid.", "The call has no memo-message-uuid.";
    MemoMessageUuidInvalid = "memo.message.uuid.invalid", "MEMO-6", Assumed, Call(Malformed),
        "Kaldets memo-message-uuid er ikke et UUID af version 4.", "The call's memo-message-uuid is no UUID of version 4.";
    MemoMessageUuidMismatch = "memo.message.uuid.mismatch", "MEMO-6", Assumed, Call(Malformed),
        "Kaldet og meddelelsen har hvert sit UUID.", "The call and the message name different UUIDs.";
    MessageUuidAlreadyUsed = "message.uuid.already.used", "SEND-12", Assumed, Call(Malformed),
        "Meddelelsens UUID er brugt før.", "The message's UUID has been used before.";
    SchemaInvalid = "schema.invalid", "SEND-11", Assumed, Call(Malformed),
        "Meddelelsen følger ikke skemaet (kun når profilen afviser det ved kaldet).", "The message does not follow its schema (only where the profile refuses that at the call).";
    RuleBroken = "rule.broken", "SEND-11", Assumed, Call(Malformed),
        "Meddelelsen bryder en regel ud over skemaet (kun når profilen afviser det ved kaldet).", "The message breaks a rule beyond its schema (only where the profile refuses that at the call).";

    SenderNotAllowed = "sender.not.allowed", "MEMO-14", Assumed, Receipt(NotAllowed),
        "Afsenderen er ikke den organisation, systemet hører til.", "The sender is not the organisation that the system belongs to.";
    RecipientNotAllowed = "recipient.not.allowed", "MEMO-14", Assumed, Receipt(NotAllowed),
        "Hverken afsender eller modtager er en myndighed.", "Neither the sender nor the recipient is an authority.";
    MandatoryPostNotAllowed = "mandatory.post.not.allowed", "MEMO-13", Assumed, Receipt(NotAllowed),
        "Afsenderen må ikke sende obligatorisk post.", "The sender may not send mandatory mail.";
    LegalNotificationNotAllowed = "legal.notification.not.allowed", "MEMO-13", Assumed, Receipt(NotAllowed),
        "Afsenderen må ikke sende forkyndelser.", "The sender may not send legal notifications.";
    RecipientNotRegistered = "recipient.not.registered", "SEND-7", Assumed, Receipt(NotAllowed),
        "Modtageren er ikke tilmeldt Digital Post.", "The recipient is not registered.";
    RecipientIsExempt = "recipient.is.exempt", "SEND-7", Assumed, Receipt(NotAllowed),
        "Modtageren er fritaget, og posten er ikke obligatorisk.", "The recipient is exempt, and the mail is not mandatory.";
    RecipientIsClosed = "recipient.is.closed", "MEMO-12", Client, Receipt(NotAllowed),
        "Modtageren er lukket eller død.", "The recipient is closed or dead.";
    ContactPointMessageTooLarge = "contact.point.message.too.large", "MEMO-3", Assumed, Receipt(Invalid),
        "Meddelelsen fylder mere, end kontaktpunktet tager imod.", "The message weighs more than the contact point takes.";
    ContactPointAttachmentsTooMany = "contact.point.attachments.too.many", "MEMO-3", Assumed, Receipt(Invalid),
        "Meddelelsen har flere bilag, end kontaktpunktet tager imod.", "The message has more attachments than the contact point takes.";
    DoNotDeliverUntilDateTooEarly = "do.not.deliver.until.date.too.early", "MEMO-10", Client, Receipt(Invalid),
        "Valørdatoen ligger i fortiden.", "The value date lies in the past.";
    DoNotDeliverUntilDateTooLate = "do.not.deliver.until.date.too.late", "MEMO-10", Client, Receipt(Invalid),
        "Valørdatoen ligger for langt ude i fremtiden.", "The value date lies too far ahead.";
    NemSmsFailed = "nemsms.failed", "SMS-2", Assumed, Receipt(NotAllowed),
        "Modtageren var ikke tilmeldt NemSMS i valørperioden (kun når profilen giver denne kvittering).", "The recipient was not signed up for NemSMS within the value period (only where the profile gives this receipt).";
    DeliveryFailed = "delivery.failed", "RETRY-5", Assumed, Receipt(Invalid),
        "Alle leveringsforsøg er slået fejl (kun når profilen giver denne kvittering).", "Every attempt to deliver has failed (only where the profile gives this receipt).";

    MemoNotFound = "memo.not.found", "DEL-6", Assumed, Call(Unknown),
        "Der findes ingen meddelelse med dette UUID.", "There is no message of this UUID.";
    MemoOfAnotherSystem = "memo.of.another.system", "SEND-11", Assumed, Call(Forbidden),
        "Meddelelsen er ikke givet til dette system.", "The message was not handed to this system.";
    MemoOfAnotherOrganisation = "memo.of.another.organisation", "RECALL-4", Assumed, Call(Forbidden),
        "Meddelelsen er sendt af en anden organisation.", "The message was sent by another organisation.";
    RecallNotAllowed = "recall.not.allowed", "RECALL-1", Assumed, Call(Forbidden),
        "Kun myndigheder kan tilbagekalde meddelelser.", "Only authorities recall messages.";
    MemoAlreadyRecalled = "memo.already.recalled", "RECALL-4", Assumed, Call(Conflict),
        "Meddelelsen er allerede tilbagekaldt.", "The message has been recalled before.";
    RecallTooLate = "recall.too.late", "RECALL-4", Assumed, Call(Conflict),
        "Meddelelsen venter ikke længere på sin valørdato.", "The message no longer waits for its value date.";
    MemoWasRejected = "memo.was.rejected", "RECALL-4", Assumed, Call(Conflict),
        "Meddelelsen er afvist og bliver aldrig leveret.", "The message was refused and will never be delivered.";
    RecallWithoutValueDate = "recall.without.value.date", "RECALL-4", Assumed, Call(Unprocessable),
        "Meddelelsen har ingen valørdato.", "The message has no value date.";
    ReceiptNotFound = "receipt.not.found", "SEND-3", Assumed, Call(Unknown),
        "Kvitteringen findes ikke.", "There is no such receipt.";
    ReceiptOfAnotherSystem = "receipt.of.another.system", "SEND-11", Assumed, Call(Forbidden),
        "Kvitteringen tilhører et andet system.", "The receipt belongs to another system.";
    ReceiptMessageUuidMismatch = "receipt.message.uuid.mismatch", "DEL-5", Assumed, Call(Malformed),
        "Kvitteringen nævner en anden meddelelse end kaldet.", "The receipt names another message than the call.";
    ReceiptStatusNotAllowed = "receipt.status.not.allowed", "DEL-5", Assumed, Call(Unprocessable),
        "En forretningskvittering kan ikke have denne status.", "A business receipt cannot have this status.";
    ReceiptAlreadyReceived = "receipt.already.received", "DEL-6", Assumed, Call(Conflict),
        "Meddelelsen har allerede sin forretningskvittering.", "The message has its business receipt already.";

    MessageNotInMailbox = "message.not.found", "DEL-4", Assumed, Call(Unknown),
        "Meddelelsen ligger ikke i postkassen.", "The message does not lie in the mailbox.";
    ReplyNotAllowed = "reply.not.allowed", "SEND-10", Assumed, Call(Conflict),
        "Meddelelsen kan ikke besvares.", "The message may not be answered.";
    ReplyTooLate = "reply.too.late", "SEND-10", Assumed, Call(Conflict),
        "Fristen for at svare er gået.", "The time for an answer is over.";
    ContactPointNotForSender = "contact.point.not.for.sender", "CS-2", Assumed, Call(Forbidden),
        "Kontaktpunktet er ikke for denne målgruppe.", "The contact point is not for this kind of sender.";
    ContactPointFieldNotValid = "contact.point.field.not.valid", "DEL-9", Assumed, Call(Malformed),
        "Kontaktpunktet har ikke det felt, eller det er ikke rigtigt udfyldt.", "The contact point has no such field, or it is not filled in well.";

    FieldNotValid = "field.not.valid", "TEST-1", Assumed, Call(Malformed),
        "Et felt har en værdi, som ikke er tilladt.", "A field has a value that is not allowed.";
    CitizenNotFound = "citizen.not.found", "TEST-1", Assumed, Call(Unknown),
        "Borgeren findes ikke.", "There is no such citizen.";
    OrganisationNotFound = "organisation.not.found", "TEST-1", Assumed, Call(Unknown),
        "Organisationen findes ikke.", "There is no such organisation.";
    OrganisationOfTheOtherKind = "organisation.of.the.other.kind", "SYS-3", Assumed, Call(Conflict),
        "CVR-nummeret er allerede en organisation af den anden slags.", "The CVR number is already an organisation of the other kind.";
    OrganisationHasSystems = "organisation.has.systems", "SYS-12", Assumed, Call(Conflict),
        "Organisationen har stadig systemer.", "The organisation still has systems.";
    ExemptionNotFound = "exemption.not.found", "EX-1", Assumed, Call(Unknown),
        "Fritagelsen findes ikke.", "There is no such exemption.";
    ExemptionAlreadyThere = "exemption.already.there", "EX-1", Assumed, Call(Conflict),
        "Borgeren eller virksomheden er allerede fritaget.", "The citizen or company is exempt already.";
    ExemptionNotPossible = "exemption.not.possible", "EX-1", Assumed, Call(Conflict),
        "Den, der er død eller ophørt, kan ikke fritages.", "Whoever is dead or closed cannot be exempt.";
    ExemptionHasEnded = "exemption.has.ended", "EX-5", Assumed, Call(Conflict),
        "Fritagelsen gælder ikke længere.", "The exemption holds no more.";
    ExemptionOfACitizen = "exemption.of.a.citizen", "EX-6", Assumed, Call(Unprocessable),
        "Kun virksomheders fritagelse kan fornyes.", "Only a company's exemption can be renewed.";
    RecipientIsAnAuthority = "recipient.is.an.authority", "EX-1", Assumed, Call(Unprocessable),
        "Det gælder kun borgere og virksomheder.", "This is for citizens and companies only.";
    NemSmsNotSignedUp = "nemsms.not.signed.up", "SMS-3", Assumed, Call(Unknown),
        "Borgeren eller virksomheden er ikke tilmeldt NemSMS.", "The citizen or company is not signed up for NemSMS.";
    NemSmsAlreadySignedUp = "nemsms.already.signed.up", "SMS-3", Assumed, Call(Conflict),
        "Borgeren eller virksomheden er allerede tilmeldt NemSMS.", "The citizen or company is signed up for NemSMS already.";
    NemSmsLinkNotValid = "nemsms.link.not.valid", "SMS-1", Assumed, Call(Unknown),
        "Linket bekræfter ikke nogen tilmelding.", "The link confirms no sign-up.";
    SystemNotFound = "system.not.found", "TEST-1", Assumed, Call(Unknown),
        "Systemet findes ikke.", "There is no such system.";
    SystemNotValid = "system.not.valid", "SYS-4", Assumed, Call(Malformed),
        "Systemets oplysninger passer ikke sammen.", "What is said of the system does not fit.";
    SystemFieldLocked = "system.field.locked", "SYS-11", Assumed, Call(Malformed),
        "Feltet er låst af standardleverandørsystemet.", "The field is locked by the standard supplier system.";
    TemplateNotFound = "template.not.found", "SYS-17", Assumed, Call(Unknown),
        "Standardleverandørsystemet findes ikke.", "There is no such standard supplier system.";
    TemplateUseNotConfirmed = "template.use.not.confirmed", "SYS-17", Assumed, Call(Malformed),
        "Det er ikke bekræftet, at brugen af standardleverandørsystemet er aftalt.", "Nobody has confirmed that the use of the standard supplier system is agreed.";
    TemplateInUse = "template.in.use", "SYS-11", Assumed, Call(Conflict),
        "Systemer er oprettet ud fra standardleverandørsystemet.", "Systems were made from the standard supplier system.";
    SystemOfAnotherOrganisation = "system.of.another.organisation", "SYS-1", Assumed, Call(Conflict),
        "Systemet tilhører en anden organisation.", "The system belongs to another organisation.";
    SystemNotAReceiver = "system.not.a.receiver", "SYS-2", Assumed, Call(Unprocessable),
        "Systemet er ikke et modtagersystem.", "The system is no receiver system.";
    SystemInOperation = "system.in.operation", "SYS-10", Assumed, Call(Malformed),
        "Det kan ikke ændres, mens systemet er i drift.", "It cannot be changed while the system is in operation.";
    SystemIsPrimary = "system.is.primary", "SYS-12", Assumed, Call(Conflict),
        "Systemet er primærsystem.", "The system is the primary system.";
    SystemHasContactPoints = "system.has.contact.points", "SYS-12", Assumed, Call(Conflict),
        "Kontaktpunkter bruger systemet.", "Contact points use the system.";
    ContactPointNotFound = "contact.point.not.found", "TEST-1", Assumed, Call(Unknown),
        "Kontaktpunktet findes ikke.", "There is no such contact point.";
    ContactPointOfAnotherAuthority = "contact.point.of.another.authority", "CS-1", Assumed, Call(Conflict),
        "Kontaktpunktet tilhører en anden myndighed.", "The contact point belongs to another authority.";
    ContactStructureOfACompany = "contact.structure.of.a.company", "CS-14", Assumed, Call(Forbidden),
        "Kun myndigheder har en kontaktstruktur.", "Only authorities have a contact structure.";
}

/// What cannot be read as XML is refused at the call; all other faults of a message by receipt,
/// and so is a message that weighs too much where it gets that far: a call is cut off before.
fn format_answer(code: FormatCode) -> Answer {
    if code.is_of_xml() || code == FormatCode::MessageTooLarge {
        Answer::Call(RejectionClass::Malformed)
    } else {
        Answer::Receipt(ReceiptStatus::Invalid)
    }
}

impl Code {
    /// All there are, in the order of the tables.
    pub fn all() -> impl Iterator<Item = Self> {
        let format = FormatCode::ALL.iter().copied().map(Self::Format);
        format.chain(Self::OWN.iter().copied())
    }

    /// What it is about, in the order of `all`.
    #[must_use]
    pub fn chapter(self) -> &'static str {
        match (self, self.answer()) {
            (Self::Format(code), _) if code.is_of_archive() => "Archives",
            (Self::Format(code), _) if code.is_of_xml() => "XML",
            (Self::Format(code), _) => match code.kind() {
                FindingKind::Schema => "The schema of MeMo",
                FindingKind::Rule => "Rules beyond the schema",
            },
            (_, Answer::Receipt(_)) => "Refused by receipt",
            (_, Answer::Call(_)) => "Refused at the call",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
