//! What a faulty sender does wrong.

use super::flaws;

flaws! {
    /// What a faulty sender does wrong.
    SenderFlaw {
        LeavesOutLabel = "leaves-out-label", "SEND-2", ["sends-a-valid-message"], "leaves out an element that must be there";
        SendsAsAnother = "sends-as-another", "MEMO-14", ["sender-is-itself"], "names another organisation as the sender";
        SaysOtherVersion = "says-other-version", "MEMO-19", ["declared-version"], "says another version of MeMo than it writes";
        OtherUuidInRequest = "other-uuid-in-request", "MEMO-6", ["request-names-the-message"], "names another UUID in the request than in the message";
        NoUuidInRequest = "no-uuid-in-request", "MEMO-6", ["request-names-the-message"], "does not say memo-message-uuid in the request";
        SameUuid = "same-uuid", "MEMO-18", ["fresh-uuid"], "gives every message the same UUID";
        UuidOfVersion1 = "uuid-of-version-1", "MEMO-18", ["fresh-uuid"], "makes UUIDs of version 1";
        TextPlain = "text-plain", "SEND-11", ["content-type"], "says Content-Type: text/plain";
        NoIdentification = "no-identification", "SYS-14", ["identifies-itself"], "does not say which system it is";
        IgnoresPointLimits = "ignores-point-limits", "MEMO-3", ["contact-point-limits"], "sends more attachments than the contact point takes";
        KeepsFileNames = "keeps-file-names", "MEMO-4", ["file-names"], "sends file names with characters that are not allowed";
        LinksWithoutTls = "links-without-tls", "MEMO-5", ["https-links"], "sends links that begin with http:";
        EmptyAttachment = "empty-attachment", "MEMO-8", ["attachments"], "sends attachments without content";
        ResendsRefused = "resends-refused", "SEND-7", ["exempt-recipient", "unknown-recipient"], "sends a refused message anew when its receipt says no";
        GivesUpAt503 = "gives-up-at-503", "SEND-6", ["tries-again-after-503"], "gives up when the service is closed";
        NewUuidAfter503 = "new-uuid-after-503", "SEND-6", ["tries-again-after-503"], "tries again under a new UUID when the service was closed";
        OtherBytesAfter503 = "other-bytes-after-503", "SEND-6", ["tries-again-after-503"], "writes the message anew each time it tries again";
        SteadyPauses = "steady-pauses", "SEND-6", ["pauses-grow"], "tries again after the same short pause each time";
        GivesUpWithoutAnswer = "gives-up-without-answer", "SEND-12", ["tries-again-without-answer"], "gives up when no answer comes";
        NewUuidWithoutAnswer = "new-uuid-without-answer", "SEND-12", ["tries-again-without-answer"], "tries again under a new UUID when no answer came";
        SendsAgainAfter201 = "sends-again-after-201", "SEND-12", ["sends-once"], "sends a message again that was accepted";
        RetriesRefused = "retries-refused", "SEND-11", ["refused-is-not-tried-again"], "sends again what was refused with 400";
        RefusesReceipts = "refuses-receipts", "SEND-3", ["takes-receipts"], "answers receipts with 500";
        RefusesLate = "refuses-late", "SEND-5", ["late-receipt"], "answers 410 to a receipt that is an hour older than another";
        RefusesDoubled = "refuses-doubled", "SEND-5", ["doubled-receipt"], "answers 409 to a receipt that comes again";
        RefusesOlder = "refuses-older", "SEND-5", ["receipts-out-of-order"], "answers 409 to the receipt of a message when it has had that of a later one";
        IgnoresRefusal = "ignores-refusal", "SEND-2", ["negative-receipt-is-acted-on"], "takes no notice of a negative receipt";
        LeavesReceipts = "leaves-receipts", "SEND-3", ["fetches-its-receipts"], "fetches receipts and does not delete them";
        FetchesOneReceipt = "fetches-one-receipt", "SEND-3", ["fetches-its-receipts"], "fetches one receipt and no more";
        IgnoresValueDate = "ignores-value-date", "VALUE-1", ["value-date"], "sends at once what has a value date";
        RecallsNothing = "recalls-nothing", "RECALL-1", ["recalls"], "says that it recalls, and does not";
        BareArchive = "bare-archive", "SEND-11", ["archive"], "sends messages one after another, not packed, as application/x-lzma";
        ArchiveCutShort = "archive-cut-short", "SEND-11", ["archive"], "sends an archive that ends in the middle";
        ArchiveAsXml = "archive-as-xml", "SEND-11", ["archive"], "sends an archive as application/xml";
        NemSmsWithBody = "nemsms-with-body", "MEMO-9", ["nemsms"], "sends NemSMS with a body";
        NemSmsWithoutNotification = "nemsms-without-notification", "MEMO-9", ["nemsms"], "sends NemSMS without a notification";
    }
}
