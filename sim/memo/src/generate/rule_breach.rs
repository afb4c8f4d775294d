//! The rules beyond the schema that need no knowledge of the world, and how each is broken.
//!
//! What is broken is what the standard settings say: another Digital Post may allow more.
use super::{
    dice::Dice,
    place::ways_to,
    tree::{Element, Node, Way},
};
use crate::{Code, schema::MEMO};

/// A rule beyond the schema, broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleBreach {
    AttachmentsTooMany,
    FileName,
    EntryPointUrl,
    FileExtension,
    FileEmpty,
    NotificationMissing,
    BodyMissing,
    BodyNotAllowed,
    ContactPointId,
    ActionCode,
    PostType,
    SenderId,
    RecipientId,
    RepresentativeId,
    HtmlContent,
}

impl RuleBreach {
    pub const ALL: [Self; 15] = [
        Self::AttachmentsTooMany,
        Self::FileName,
        Self::EntryPointUrl,
        Self::FileExtension,
        Self::FileEmpty,
        Self::NotificationMissing,
        Self::BodyMissing,
        Self::BodyNotAllowed,
        Self::ContactPointId,
        Self::ActionCode,
        Self::PostType,
        Self::SenderId,
        Self::RecipientId,
        Self::RepresentativeId,
        Self::HtmlContent,
    ];

    /// The code of the finding that it leads to.
    pub fn code(self) -> Code {
        match self {
            Self::AttachmentsTooMany => Code::AttachmentsTooMany,
            Self::FileName => Code::FileNameNotAllowed,
            Self::EntryPointUrl => Code::EntryPointUrlNotAllowed,
            Self::FileExtension => Code::FileExtensionNotAllowed,
            Self::FileEmpty => Code::FileEmptyNotAllowed,
            Self::NotificationMissing => Code::EmptyNotificationNotAllowed,
            Self::BodyMissing => Code::MessageBodyMissing,
            Self::BodyNotAllowed => Code::MessageBodyNotAllowed,
            Self::ContactPointId => Code::ContactPointIdFormatNotAllowed,
            Self::ActionCode => Code::ActionCodeNotAllowed,
            Self::PostType => Code::PostTypeNotAllowed,
            Self::SenderId => Code::SenderIdNotValid,
            Self::RecipientId => Code::RecipientIdNotValid,
            Self::RepresentativeId => Code::RepresentativeIdNotValid,
            Self::HtmlContent => Code::HtmlContentNotAllowed,
        }
    }

    /// Breaks the rule; None when the message has no place for it.
    pub(super) fn commit(self, tree: &mut Element, dice: &mut Dice) -> Option<()> {
        match self {
            Self::AttachmentsTooMany => add_attachments(tree),
            Self::FileName => {
                let forbidden = [
                    '<', '>', ':', '"', '/', '\\', '|', '?', '*', '\u{a0}', '\u{3000}',
                ];
                let name = format!("brev{}1.pdf", dice.choose(&forbidden)?);
                replace(tree, dice, "filename", &[&name])
            }
            Self::EntryPointUrl => replace(
                tree,
                dice,
                "url",
                &[
                    "http://fjordby.example/",
                    "fjordby.example",
                    "mailto:post@fjordby.example",
                ],
            ),
            Self::FileExtension => replace(
                tree,
                dice,
                "filename",
                &["brev.exe", "brev", "bilag.zip", "brev."],
            ),
            Self::FileEmpty => replace(tree, dice, "content", &["", " ", "\n"]),
            Self::NotificationMissing => blank_notification(tree, dice),
            Self::BodyMissing => {
                let way = ways_to(tree, "MessageBody").pop()?;
                tree.nodes.remove(*way.first()?);
                Some(())
            }
            Self::BodyNotAllowed => {
                let notification = ways_to(tree, "notification").pop()?;
                tree.at_mut(&notification)?.set_text("Du har fået post");
                ways_to(tree, "MessageBody").pop()?;
                let of = ways_to(tree, "messageType").pop()?;
                tree.at_mut(&of)?.set_text("NEMSMS");
                Some(())
            }
            Self::ContactPointId => {
                let wrong = ["", "ukendt", "0b6e7c4e4b564a0e9d4c6b1f3d1b2a90", "28.09.00"];
                replace(tree, dice, "contactPointID", &wrong)
            }
            Self::ActionCode => replace(tree, dice, "actionCode", &["", "aftale", "UKENDT"]),
            Self::PostType => replace(tree, dice, "postType", &["", "REKLAME", "Myndighedspost"]),
            Self::SenderId => replace_id(tree, dice, "Sender", "senderID"),
            Self::RecipientId => replace_id(tree, dice, "Recipient", "recipientID"),
            Self::RepresentativeId => replace_id(tree, dice, "Representative", "representativeID"),
            Self::HtmlContent => put_html(tree, dice),
        }
    }
}

/// Gives one of the texts of that name one of these values.
fn replace(tree: &mut Element, dice: &mut Dice, local: &str, values: &[&str]) -> Option<()> {
    let way = dice.choose(&ways_to(tree, local))?;
    tree.at_mut(&way)?.set_text(dice.choose(values)?);
    Some(())
}

/// Breaks the id of a party, or the type of it.
fn replace_id(tree: &mut Element, dice: &mut Dice, party: &str, id: &str) -> Option<()> {
    let way = ways_to(tree, party).pop()?;
    let party = tree.at_mut(&way)?;
    let (local, wrong) = if dice.once_in(2) {
        (id, ["", "1234567", "221177-1212"])
    } else {
        ("idType", ["", "cpr", "EAN"])
    };
    // Both have to be there: one without the other is another matter.
    let way = |party: &Element, local: &str| {
        let mut children = party.children();
        let found = children.find(|(_, child)| child.local == local);
        found.map(|(at, _)| vec![at])
    };
    way(party, id)?;
    let way: Way = way(party, local)?;
    party.at_mut(&way)?.set_text(dice.choose(&wrong)?);
    Some(())
}

/// Makes the additional documents eleven.
fn add_attachments(tree: &mut Element) -> Option<()> {
    let file = ways_to(tree, "File").into_iter().next()?;
    let file = tree.at(&file)?.clone();
    let body = ways_to(tree, "MessageBody").pop()?;
    let body = tree.at_mut(&body)?;
    let (main, _) = body
        .children()
        .find(|(_, child)| child.local == "MainDocument")?;
    let there = body
        .children()
        .filter(|(_, child)| child.local == "AdditionalDocument");
    for _ in there.count()..11 {
        let mut document = Element::new(MEMO, "AdditionalDocument", "");
        document.nodes = vec![Node::Element(file.clone())];
        body.nodes.insert(main + 1, Node::Element(document));
    }
    Some(())
}

/// Takes what is to be read out of a text message.
fn blank_notification(tree: &mut Element, dice: &mut Dice) -> Option<()> {
    let of = ways_to(tree, "messageType").pop()?;
    if tree.at(&of)?.text() != "NEMSMS" {
        return None;
    }
    let mut way = ways_to(tree, "notification").pop()?;
    if dice.once_in(2) {
        tree.at_mut(&way)?
            .set_text(dice.choose(&["", " ", "\n\t"])?);
    } else {
        let at = way.pop()?;
        tree.at_mut(&way)?.nodes.remove(at);
    }
    Some(())
}

/// Makes a file one of HTML with a script in it.
fn put_html(tree: &mut Element, dice: &mut Dice) -> Option<()> {
    // <html><script>alert(1)</script></html>
    const SCRIPT: &str = "PGh0bWw+PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0PjwvaHRtbD4=";
    let way = dice.choose(&ways_to(tree, "File"))?;
    let file = tree.at_mut(&way)?;
    for (local, text) in [
        ("encodingFormat", "text/html"),
        ("filename", "brev.html"),
        ("content", SCRIPT),
    ] {
        let (at, _) = file.children().find(|(_, child)| child.local == local)?;
        file.at_mut(&[at])?.set_text(text);
    }
    Some(())
}
