//! The rules as they follow a message through the check: they hear of each element and text when
//! it comes, remember what later ones depend on, and tell what breaks them.
//!
//! Nothing here grows with the message. A text that breaks its schema type already is not judged
//! a second time, so that one mistake is one finding.
use super::{
    file_name::{extension, forbidden_character},
    html::HtmlCheck,
    party::{Party, Whose},
    settings::{BodyRule, HtmlRule, Rules},
};
use crate::{
    Code, MessageType,
    check::{Findings, Mistake, Path},
    schema::{AT_ONCE, Decoded, decode_groups, room_for},
    xml::Position,
};

/// The rules and what they have seen.
#[derive(Debug)]
pub(crate) struct RuleCheck<'o> {
    rules: &'o Rules,
    root: Position,
    header: Position,
    message_type: Option<MessageType>,
    notification: Notification,
    body: Option<Position>,
    attachments: u64,
    /// The first attachment that is one too many.
    excess: Option<(Position, String)>,
    party: Option<Party>,
    /// The party around a representative.
    outer_party: Option<Party>,
    file: File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notification {
    Missing,
    Blank(Position),
    There,
}

/// The file at hand.
#[derive(Debug, Default)]
struct File {
    is_html: bool,
    has_bytes: bool,
    html: Option<Box<HtmlCheck>>,
}

impl<'o> RuleCheck<'o> {
    pub(crate) fn new(rules: &'o Rules) -> Self {
        Self {
            rules,
            root: Position::START,
            header: Position::START,
            message_type: None,
            notification: Notification::Missing,
            body: None,
            attachments: 0,
            excess: None,
            party: None,
            outer_party: None,
            file: File::default(),
        }
    }

    /// An element with children has begun; `path` leads to it.
    pub(crate) fn element(&mut self, path: &Path, place: Position) {
        match path.names() {
            ["Message"] => self.root = place,
            ["Message", "MessageHeader"] => self.header = place,
            ["Message", "MessageBody"] => {
                self.body.get_or_insert(place);
            }
            ["Message", "MessageBody", "AdditionalDocument"] => {
                self.attachments = self.attachments.saturating_add(1);
                if self.attachments > self.rules.max_attachments && self.excess.is_none() {
                    self.excess = Some((place, path.text()));
                }
            }
            ["Message", "MessageHeader", "Sender"] => self.party = Some(Party::new(Whose::Sender)),
            ["Message", "MessageHeader", "Recipient"] => {
                self.party = Some(Party::new(Whose::Recipient));
            }
            ["Message", "MessageHeader", "Sender", "Representative"] => {
                self.outer_party = self.party.replace(Party::new(Whose::Representative));
            }
            [.., "File"] => self.file = File::default(),
            _ => {}
        }
    }

    /// An element with children has ended; `path` still leads to it.
    pub(crate) fn element_ended(&mut self, path: &Path, findings: &mut Findings) {
        match path.names() {
            ["Message"] => self.message_ended(path, findings),
            ["Message", "MessageHeader"] => self.header_ended(path, findings),
            ["Message", "MessageBody"] => self.body_ended(findings),
            ["Message", "MessageHeader", "Sender" | "Recipient"]
            | ["Message", "MessageHeader", "Sender", "Representative"] => {
                if let Some(mistake) = self.party.take().and_then(Party::judge) {
                    findings.add(mistake);
                }
                self.party = self.outer_party.take();
            }
            _ => {}
        }
    }

    /// The content of a file begins.
    pub(crate) fn content_began(&mut self) {
        self.file.has_bytes = false;
        self.file.html = match self.rules.html {
            HtmlRule::By(policy) if self.file.is_html => Some(Box::new(HtmlCheck::new(policy))),
            HtmlRule::By(_) | HtmlRule::Off => None,
        };
    }

    /// Whether it is enough to know that there are bytes.
    pub(crate) fn passes_content_over(&self) -> bool {
        self.file.html.is_none() && self.file.has_bytes
    }

    /// A text has ended: none where it breaks its type.
    pub(crate) fn text(
        &mut self,
        path: &Path,
        text: Option<&str>,
        place: Position,
        findings: &mut Findings,
    ) {
        let names = path.names();
        if let ["Message", "MessageHeader", "notification"] = names {
            self.notification = match text {
                Some(text) if text.trim().is_empty() => Notification::Blank(place),
                Some(_) | None => Notification::There,
            };
        }
        match (names, &mut self.party) {
            (
                [.., "Sender", "senderID"]
                | [.., "Recipient", "recipientID"]
                | [.., "Representative", "representativeID"],
                Some(party),
            ) => party.id(text, place, path),
            ([.., "Sender" | "Recipient" | "Representative", "idType"], Some(party)) => {
                party.id_type(text, place, path);
            }
            _ => {}
        }
        let Some(text) = text else { return };
        let broken = match names {
            ["Message", "MessageHeader", "messageType"] => {
                self.message_type = MessageType::parse(text);
                None
            }
            ["Message", "MessageHeader", "postType"] => unlisted(
                Code::PostTypeNotAllowed,
                "post type",
                text,
                &self.rules.post_types,
            ),
            [.., "Action", "actionCode"] => unlisted(
                Code::ActionCodeNotAllowed,
                "action code",
                text,
                &self.rules.action_codes,
            ),
            [.., "contactPointID"] => contact_point_id(text),
            [.., "EntryPoint", "url"] => entry_point(text),
            [.., "File", "encodingFormat"] => {
                self.file.is_html |= is_html_type(text);
                None
            }
            [.., "File", "filename"] => {
                self.file_name(text, path, place, findings);
                None
            }
            [.., "File", "content"] => self.content_ended(),
            _ => None,
        };
        if let Some(broken) = broken {
            findings.add(broken.at(path.text(), place));
        }
    }

    fn file_name(&mut self, name: &str, path: &Path, place: Position, findings: &mut Findings) {
        if let Some(character) = forbidden_character(name) {
            let broken = Broken::new(
                Code::FileNameNotAllowed,
                format!(
                    "the file name has the character {character:?} (U+{:04X})",
                    u32::from(character)
                ),
                "Leave out < > : \" / \\ | ? *, line breaks and spaces of special widths.",
            );
            findings.add(broken.at(path.text(), place));
        }
        let extension = extension(name);
        let said = extension.as_deref();
        self.file.is_html |= said.is_some_and(|said| matches!(said, "html" | "htm" | "xhtml"));
        let allowed = &self.rules.file_extensions;
        if said.is_some_and(|said| allowed.iter().any(|one| one.eq_ignore_ascii_case(said))) {
            return;
        }
        let what = match said {
            Some(said) => format!("files of type {:?} are not allowed", shown(said)),
            None => "the file name has no extension".to_owned(),
        };
        let broken = Broken::new(
            Code::FileExtensionNotAllowed,
            what,
            format!("Send a file of one of these types: {}.", allowed.join(", ")),
        );
        findings.add(broken.at(path.text(), place));
    }

    fn content_ended(&mut self) -> Option<Broken> {
        if !self.file.has_bytes {
            return Some(Broken::new(
                Code::FileEmptyNotAllowed,
                "the file is empty",
                "Put the file's bytes in as base64, or leave the document out.",
            ));
        }
        let faults = self.file.html.take()?.end()?;
        let more = match faults.more {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Some(Broken::new(
            Code::HtmlContentNotAllowed,
            format!(
                "in line {} of the HTML document {}{more}",
                faults.line, faults.what
            ),
            "Leave it out of the HTML, or send the document as PDF.",
        ))
    }

    /// MEMO-9, the notification.
    fn header_ended(&self, path: &Path, findings: &mut Findings) {
        if self.message_type != Some(MessageType::NemSms) {
            return;
        }
        let (what, xpath, place) = match self.notification {
            Notification::There => return,
            Notification::Missing => ("has no notification", path.text(), self.header),
            Notification::Blank(place) => (
                "has an empty notification",
                path.child("memo:notification", 1),
                place,
            ),
        };
        let broken = Broken::new(
            Code::EmptyNotificationNotAllowed,
            format!("the NemSMS {what}"),
            "Write the text of the NemSMS into notification.",
        );
        findings.add(broken.at(xpath, place));
    }

    /// MEMO-2.
    fn body_ended(&mut self, findings: &mut Findings) {
        let Some((place, xpath)) = self.excess.take() else {
            return;
        };
        let most = self.rules.max_attachments;
        let broken = Broken::new(
            Code::AttachmentsTooMany,
            format!(
                "the message has {} attachments, {most} are allowed",
                self.attachments
            ),
            "Send fewer AdditionalDocument elements, or several messages.",
        );
        findings.add(broken.at(xpath, place));
    }

    /// MEMO-9, the body.
    fn message_ended(&self, path: &Path, findings: &mut Findings) {
        let (BodyRule::ByType, Some(message_type)) = (self.rules.body, self.message_type) else {
            return;
        };
        match (message_type, self.body) {
            (MessageType::DigitalPost, Some(_)) | (MessageType::NemSms, None) => {}
            (MessageType::DigitalPost, None) => {
                let broken = Broken::new(
                    Code::MessageBodyMissing,
                    "the message is a DIGITALPOST and has no MessageBody",
                    "Add a MessageBody with a MainDocument, or send a NEMSMS.",
                );
                findings.add(broken.at(path.text(), self.root));
            }
            (MessageType::NemSms, Some(place)) => {
                let broken = Broken::new(
                    Code::MessageBodyNotAllowed,
                    "the message is a NEMSMS and has a MessageBody",
                    "Leave the MessageBody out, or send a DIGITALPOST.",
                );
                findings.add(broken.at(path.child("memo:MessageBody", 1), place));
            }
        }
    }

    /// MEMO-1: the whole document has been read.
    pub(crate) fn document_ended(&self, bytes: u64, findings: &mut Findings) {
        let most = self.rules.max_bytes;
        if bytes <= most {
            return;
        }
        let broken = Broken::new(
            Code::MessageTooLarge,
            format!("the message weighs {bytes} bytes, {most} are allowed"),
            "Send smaller files; base64 makes each a third larger.",
        );
        findings.add(broken.at("/memo:Message[1]".to_owned(), self.root));
    }
}

/// Takes the content of a file.
impl Decoded for RuleCheck<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.file.has_bytes |= !bytes.is_empty();
        if let Some(html) = &mut self.file.html {
            html.feed(bytes);
        }
    }

    fn groups(&mut self, characters: &[u8]) {
        self.file.has_bytes |= !characters.is_empty();
        if let Some(html) = &mut self.file.html {
            for characters in characters.chunks(AT_ONCE) {
                html.fill(room_for(AT_ONCE), |room| decode_groups(characters, room));
            }
        }
    }
}

/// A rule that is broken, before it is said where.
struct Broken {
    code: Code,
    message: String,
    remedy: String,
}

impl Broken {
    fn new(code: Code, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    fn at(self, xpath: String, place: Position) -> Mistake {
        Mistake {
            code: self.code,
            place,
            xpath,
            message: self.message,
            remedy: self.remedy,
            clause: Some(self.code.clause()),
        }
    }
}

fn unlisted(code: Code, what: &str, text: &str, listed: &[String]) -> Option<Broken> {
    if listed.iter().any(|one| one == text) {
        return None;
    }
    Some(Broken::new(
        code,
        format!("there is no {what} {:?}", shown(text)),
        format!("Write one of {}.", listed.join(", ")),
    ))
}

/// MEMO-11. A UUID of any version, with its hyphens.
fn contact_point_id(text: &str) -> Option<Broken> {
    if text.len() == 36 && uuid::Uuid::try_parse(text).is_ok() {
        return None;
    }
    Some(Broken::new(
        Code::ContactPointIdFormatNotAllowed,
        format!("{:?} is no id of a contact point", shown(text)),
        "Write the contact point's UUID, as the contact structure has it.",
    ))
}

/// MEMO-5. The scheme of an address is not case sensitive.
fn entry_point(url: &str) -> Option<Broken> {
    let is_https = url
        .get(..8)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    if is_https && url.len() > 8 {
        return None;
    }
    Some(Broken::new(
        Code::EntryPointUrlNotAllowed,
        format!("the address {:?} is not an https address", shown(url)),
        "Write an address that begins with https://.",
    ))
}

/// The part of a media type before its parameters decides.
fn is_html_type(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("text/html")
        || essence.eq_ignore_ascii_case("application/xhtml+xml")
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}
