//! What a faulty receiver does wrong.

use super::flaws;

flaws! {
    /// What a faulty receiver does wrong.
    ReceiverFlaw {
        NoReceipt = "no-receipt", "DEL-5", ["posts-its-receipt"], "posts no business receipt";
        ReceivedStatus = "receipt-says-received", "DEL-5", ["posts-its-receipt"], "posts RECEIVED, which is no business receipt's status";
        TrimsContent = "trims-content", "DEL-5", ["push-is-read-exactly"], "drops the last bytes of the message as if they were the form's";
        KeepsForm = "keeps-the-form", "DEL-5", ["push-is-read-exactly"], "keeps the whole form in place of the message in it";
        AnswersLate = "answers-late", "DEL-8", ["push-is-answered-in-time"], "answers only after Digital Post has given up waiting";
        AnswersError = "answers-error", "DEL-8", ["push-is-answered-in-time"], "keeps the message and answers 500";
        AnswersRedirect = "answers-redirect", "DEL-8", ["push-is-answered-in-time"], "keeps the message and answers 302";
        Only11 = "only-1.1", "MEMO-19", ["memo-1-2"], "calls MeMo 1.2 invalid";
        Only12 = "only-1.2", "MEMO-19", ["memo-1-1"], "calls MeMo 1.1 invalid";
        RefusesAnswers = "refuses-answers", "SEND-10", ["every-optional-element"], "calls a message invalid that answers another";
        RefusesForwarded = "refuses-forwarded", "SEND-10", ["every-optional-element"], "calls a message invalid that was forwarded";
        DemandsLabel = "demands-label", "MEMO-19", ["no-optional-element"], "calls a message invalid whose main document has no label";
        ReadsAsLatin1 = "reads-as-latin-1", "DEL-5", ["danish-letters"], "reads UTF-8 as ISO-8859-1";
        Utf8Only = "utf-8-only", "DEL-5", ["utf-16"], "calls a message invalid that is not in UTF-8";
        MemoPrefixOnly = "memo-prefix-only", "DEL-5", ["other-prefixes"], "looks for the prefix memo and not for the namespace";
        FiveAttachments = "five-attachments", "MEMO-2", ["ten-attachments"], "calls a message with more than five attachments invalid";
        TwoMegabytes = "two-megabytes", "MEMO-1", ["three-megabytes"], "takes at most 2 MB, as many a web framework does by default";
        SixtyMegabytes = "sixty-megabytes", "MEMO-1", ["full-size"], "takes at most 60 MB";
        RepeatIsNew = "repeat-is-new", "RETRY-7", ["same-uuid-is-one-message"], "keeps a message that comes again as a second one";
        SecondReceipt = "second-receipt", "DEL-5", ["receipt-comes-once"], "posts its business receipt twice";
        ReceiptForEachPush = "receipt-for-each-push", "RETRY-7", ["receipt-comes-once"], "posts a business receipt for every push of a message";
        AlwaysCompleted = "always-completed", "DEL-10", ["unreadable-is-invalid"], "posts COMPLETED for messages that it cannot read";
        SilentOnUnreadable = "silent-on-unreadable", "DEL-10", ["unreadable-is-invalid"], "posts no receipt for messages that it cannot read";
        NoSchemaCheck = "no-schema-check", "DEL-10", ["schema-fault-is-invalid"], "posts COMPLETED for whatever is well formed";
        TakesForOthers = "takes-for-others", "DEL-10", ["message-for-another"], "posts COMPLETED for a message to somebody else";
        InvalidForOthers = "invalid-for-others", "DEL-10", ["message-for-another"], "posts INVALID where NOT_ALLOWED is meant";
        ReceiptOfAnother = "receipt-of-another", "DEL-5", ["receipt-names-its-message"], "writes another messageUUID into its receipt";
        OneTransmissionId = "one-transmission-id", "DEL-5", ["receipt-has-a-fresh-transmission-id"], "gives all its receipts one transmissionId";
        LocalTime = "local-time", "DEL-5", ["receipt-has-a-valid-time"], "writes a time without its zone into its receipt";
        WrongAddress = "wrong-address", "DEL-5", ["receipt-goes-to-its-message"], "posts its receipt to another message's address";
        NoIdentification = "no-identification", "SYS-14", ["receipt-is-identified"], "posts its receipt without saying which system it is";
        GivesUpReceipt = "gives-up-receipt", "SEND-6", ["receipt-is-tried-again"], "does not try again when its receipt was answered 503";
        LosesWhenBusy = "loses-when-busy", "DEL-8", ["backlog-after-a-stop"], "answers 200 to what comes while it is at work, and drops it";
        MemoryOnly = "memory-only", "DEL-8", ["kept-before-answered"], "answers 200 before the message is anywhere but in memory";
        KeepsHalf = "keeps-half", "DEL-8", ["push-cut-in-the-middle"], "keeps what came of a push that was cut off";
        JamsAfterCut = "jams-after-cut", "DEL-8", ["push-cut-in-the-middle"], "answers 500 to everything after a push was cut off";
        FirstPageOnly = "first-page-only", "DEL-6", ["pull-more-than-a-page"], "fetches the first page of what waits and no other";
        PullWithoutReceipt = "pull-without-receipt", "DEL-6", ["pull-and-receipt-once"], "fetches and posts no receipt";
        FetchesTwice = "fetches-twice", "DEL-6", ["pull-and-receipt-once"], "fetches every message twice";
    }
}
