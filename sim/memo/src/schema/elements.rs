//! The elements of MeMo, each with its children in their order.
//!
//! These tables are the schema: the check walks them, and nothing else knows which child follows
//! which. What differs between 1.1 and 1.2 is marked at the child it is about.
use super::{
    namespace::{DMV, FORM, GLN, GRD, KLE, MEMO, SOR, UDD},
    particle::{ElementType, Particle, at_least, one, text, text_opt, up_to},
    simple_type::SimpleType::{
        Base64, Boolean, Comment, Date, DateTime, GlobalLocation, Language, LicenseNumber,
        MessageType, Notification, ProductionNumber, Text, Uri, Uuid,
    },
};

const fn memo(local: &'static str, children: &'static [Particle]) -> ElementType {
    element(MEMO, local, children)
}

const fn grd(local: &'static str, children: &'static [Particle]) -> ElementType {
    element(GRD, local, children)
}

const fn element(
    namespace: &'static str,
    local: &'static str,
    children: &'static [Particle],
) -> ElementType {
    ElementType {
        namespace,
        local,
        children,
    }
}

pub(crate) static MESSAGE: ElementType =
    memo("Message", &[one(&MESSAGE_HEADER), up_to(1, &MESSAGE_BODY)]);

static MESSAGE_HEADER: ElementType = memo(
    "MessageHeader",
    &[
        text("messageType", MessageType),
        text("messageUUID", Uuid),
        text_opt("messageID", Text),
        text_opt("messageCode", Text),
        text("label", Text),
        text_opt("notification", Notification),
        text_opt("additionalNotification", Text),
        text_opt("reply", Boolean),
        text_opt("replyByDateTime", DateTime),
        text_opt("doNotDeliverUntilDate", Date),
        text_opt("mandatory", Boolean).required_in_1_1(),
        text_opt("legalNotification", Boolean).required_in_1_1(),
        text_opt("postType", Text),
        one(&SENDER),
        one(&RECIPIENT),
        up_to(1, &CONTENT_DATA),
        up_to(1, &FORWARD_DATA),
        at_least(0, &REPLY_DATA),
    ],
);

static SENDER: ElementType = memo(
    "Sender",
    &[
        text("senderID", Text),
        text("idType", Text),
        text_opt("idTypeLabel", Text),
        text("label", Text),
        up_to(1, &ATTENTION_DATA),
        up_to(1, &CONTACT_POINT),
        up_to(1, &REPRESENTATIVE).only_1_2(),
    ],
);

static RECIPIENT: ElementType = memo(
    "Recipient",
    &[
        text("recipientID", Text),
        text("idType", Text),
        text_opt("idTypeLabel", Text),
        text_opt("label", Text),
        up_to(1, &ATTENTION_DATA),
        up_to(1, &CONTACT_POINT),
    ],
);

static REPRESENTATIVE: ElementType = memo(
    "Representative",
    &[
        text_opt("representativeID", Text),
        text_opt("idType", Text),
        text_opt("idTypeLabel", Text),
        text_opt("label", Text),
    ],
);

static ATTENTION_DATA: ElementType = memo(
    "AttentionData",
    &[
        up_to(1, &ATTENTION_PERSON),
        up_to(1, &PRODUCTION_UNIT),
        up_to(1, &GLOBAL_LOCATION_NUMBER),
        up_to(1, &E_MAIL),
        up_to(1, &SE_NUMBER),
        up_to(1, &TELEPHONE),
        up_to(1, &EID),
        up_to(1, &CONTENT_RESPONSIBLE),
        up_to(1, &GENERATING_SYSTEM),
        up_to(1, &SOR_DATA),
        up_to(1, &ADDRESS),
        up_to(1, &UNSTRUCTURED_ADDRESS),
    ],
);

static ATTENTION_PERSON: ElementType = memo(
    "AttentionPerson",
    &[text_opt("personID", Text), text_opt("label", Text)],
);

static E_MAIL: ElementType = memo(
    "EMail",
    &[text("emailAddress", Text), text_opt("relatedAgent", Text)],
);

static TELEPHONE: ElementType = memo(
    "Telephone",
    &[
        text("telephoneNumber", Text),
        text_opt("relatedAgent", Text),
    ],
);

static CONTENT_RESPONSIBLE: ElementType = memo(
    "ContentResponsible",
    &[
        text_opt("contentResponsibleID", Text),
        text_opt("label", Text),
    ],
);

static GENERATING_SYSTEM: ElementType = memo(
    "GeneratingSystem",
    &[text("generatingSystemID", Text), text_opt("label", Text)],
);

static CONTACT_POINT: ElementType = memo(
    "ContactPoint",
    &[
        text_opt("contactGroup", Text),
        text("contactPointID", Text),
        text_opt("label", Text),
        up_to(2, &CONTACT_INFO),
    ],
);

static CONTACT_INFO: ElementType = memo("ContactInfo", &[text("label", Text), text("value", Text)]);

static CONTENT_DATA: ElementType = memo(
    "ContentData",
    &[
        up_to(1, &CPR_DATA),
        up_to(1, &CVR_DATA),
        up_to(1, &MOTOR_VEHICLE),
        up_to(1, &PROPERTY_NUMBER),
        up_to(1, &CASE_ID),
        up_to(1, &KLE_DATA),
        up_to(1, &FORM_DATA),
        up_to(1, &PRODUCTION_UNIT),
        up_to(1, &EDUCATION),
        up_to(1, &ADDRESS),
        up_to(1, &UNSTRUCTURED_ADDRESS),
        up_to(10, &ADDITIONAL_CONTENT_DATA),
    ],
);

static CASE_ID: ElementType = memo("CaseID", &[text("caseID", Text), text("caseSystem", Text)]);

static ADDITIONAL_CONTENT_DATA: ElementType = memo(
    "AdditionalContentData",
    &[
        text_opt("contentDataType", Text),
        text("contentDataName", Text),
        text("contentDataValue", Text),
    ],
);

static FORWARD_DATA: ElementType = memo(
    "ForwardData",
    &[
        text("messageUUID", Uuid),
        text("originalMessageDateTime", DateTime),
        text("originalSender", Text),
        text_opt("originalContentResponsible", Text),
        text_opt("originalRepresentative", Text).only_1_2(),
        text_opt("contactPointID", Text),
        text_opt("comment", Comment),
    ],
);

static REPLY_DATA: ElementType = memo(
    "ReplyData",
    &[
        text_opt("messageID", Text),
        text("messageUUID", Uuid),
        text_opt("replyUUID", Uuid),
        text_opt("senderID", Text),
        text_opt("recipientID", Text),
        text_opt("caseID", Text),
        text_opt("contactPointID", Text),
        text_opt("generatingSystemID", Text),
        text_opt("comment", Comment),
        up_to(4, &ADDITIONAL_REPLY_DATA),
    ],
);

static ADDITIONAL_REPLY_DATA: ElementType = memo(
    "AdditionalReplyData",
    &[text("label", Text), text("value", Text)],
);

static MESSAGE_BODY: ElementType = memo(
    "MessageBody",
    &[
        text("createdDateTime", DateTime),
        one(&MAIN_DOCUMENT),
        at_least(0, &ADDITIONAL_DOCUMENT),
        at_least(0, &TECHNICAL_DOCUMENT),
    ],
);

static MAIN_DOCUMENT: ElementType = memo(
    "MainDocument",
    &[
        text_opt("mainDocumentID", Text),
        text_opt("label", Text),
        at_least(1, &FILE),
        at_least(0, &ACTION),
    ],
);

static ADDITIONAL_DOCUMENT: ElementType = memo(
    "AdditionalDocument",
    &[
        text_opt("additionalDocumentID", Text),
        text_opt("label", Text),
        at_least(1, &FILE),
        at_least(0, &ACTION),
    ],
);

static TECHNICAL_DOCUMENT: ElementType = memo(
    "TechnicalDocument",
    &[
        text_opt("technicalDocumentID", Text),
        text_opt("label", Text),
        at_least(1, &FILE),
    ],
);

static FILE: ElementType = memo(
    "File",
    &[
        text("encodingFormat", Text),
        text("filename", Text),
        text("language", Language),
        text("content", Base64),
    ],
);

static ACTION: ElementType = memo(
    "Action",
    &[
        text("label", Text),
        text("actionCode", Text),
        text_opt("startDateTime", DateTime),
        text_opt("endDateTime", DateTime),
        up_to(1, &RESERVATION).alternative(),
        up_to(1, &ENTRY_POINT).alternative(),
    ],
);

static RESERVATION: ElementType = memo(
    "Reservation",
    &[
        text("description", Text),
        text("reservationUUID", Uuid),
        text("abstract", Text),
        text("location", Text),
        text("startDateTime", DateTime),
        text("endDateTime", DateTime),
        text_opt("organizerMail", Text),
        text_opt("organizerName", Text),
    ],
);

static ENTRY_POINT: ElementType = memo("EntryPoint", &[text("url", Uri)]);

static ADDRESS_POINT: ElementType = grd(
    "AddressPoint",
    &[
        text_opt("geographicEastingMeasure", Text),
        text_opt("geographicNorthingMeasure", Text),
        text_opt("geographicHeightMeasure", Text),
    ],
);

static ADDRESS: ElementType = grd(
    "Address",
    &[
        text_opt("id", Text),
        text_opt("addressLabel", Text),
        text_opt("houseNumber", Text),
        text_opt("door", Text),
        text_opt("floor", Text),
        text_opt("co", Text),
        text_opt("zipCode", Text),
        text_opt("city", Text),
        text_opt("country", Text),
        up_to(1, &ADDRESS_POINT),
    ],
);

static UNSTRUCTURED_ADDRESS: ElementType =
    grd("UnstructuredAddress", &[text("unstructured", Text)]);

static CPR_DATA: ElementType = grd(
    "CPRdata",
    &[text("cprNumber", Text), text_opt("name", Text)],
);

static CVR_DATA: ElementType = grd(
    "CVRdata",
    &[text("cvrNumber", Text), text_opt("companyName", Text)],
);

static EID: ElementType = grd("EID", &[text("eID", Text), text_opt("label", Text)]);

static PRODUCTION_UNIT: ElementType = grd(
    "ProductionUnit",
    &[
        text("productionUnitNumber", ProductionNumber),
        text_opt("productionUnitName", Text),
    ],
);

static SE_NUMBER: ElementType = grd(
    "SEnumber",
    &[text("seNumber", Text), text_opt("companyName", Text)],
);

static PROPERTY_NUMBER: ElementType = grd("PropertyNumber", &[text("propertyNumber", Text)]);

static GLOBAL_LOCATION_NUMBER: ElementType = element(
    GLN,
    "GlobalLocationNumber",
    &[
        text("globalLocationNumber", GlobalLocation),
        text_opt("location", Text),
    ],
);

static KLE_DATA: ElementType = element(
    KLE,
    "KLEdata",
    &[
        text("subjectKey", Text),
        text("version", Text),
        text_opt("activityFacet", Text),
        text("label", Text),
    ],
);

static FORM_DATA: ElementType = element(
    FORM,
    "FORMdata",
    &[
        text("taskKey", Text),
        text("version", Text),
        text_opt("activityFacet", Text),
        text("label", Text),
    ],
);

static MOTOR_VEHICLE: ElementType = element(
    DMV,
    "MotorVehicle",
    &[
        text("licenseNumber", LicenseNumber),
        text_opt("chassisNumber", Text),
    ],
);

static SOR_DATA: ElementType = element(
    SOR,
    "SORdata",
    &[text("sorIdentifier", Text), text_opt("entryName", Text)],
);

static EDUCATION: ElementType = element(
    UDD,
    "Education",
    &[text("educationCode", Text), text_opt("educationName", Text)],
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Content;

    /// The check finds a child by its name, and the tables nest so deep that no message can be
    /// refused for its depth.
    #[test]
    fn no_parent_has_two_children_of_one_name_and_seven_levels_are_the_deepest() {
        fn deepest(element: &ElementType) -> usize {
            for (at, child) in element.children.iter().enumerate() {
                assert_eq!(
                    element.find(child.namespace(element), child.local),
                    Some(at),
                    "{}/{}",
                    element.local,
                    child.local
                );
            }
            let below = element.children.iter().map(|child| match child.content {
                Content::Text(_) => 1,
                Content::Elements(child) => deepest(child),
            });
            1 + below.max().unwrap_or(0)
        }
        assert_eq!(deepest(&MESSAGE), 7);
    }
}
