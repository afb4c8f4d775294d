//! The id of a sender, recipient or representative, and the type that it says it has (MEMO-17).
use crate::{
    Code,
    check::{Mistake, Path},
    id::{Cpr, Cvr, IdType},
    xml::Position,
};

/// Whose id it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Sender,
    Recipient,
    Representative,
}

impl Whose {
    fn words(self) -> (Code, &'static str) {
        match self {
            Self::Sender => (Code::SenderIdNotValid, "sender"),
            Self::Recipient => (Code::RecipientIdNotValid, "recipient"),
            Self::Representative => (Code::RepresentativeIdNotValid, "representative"),
        }
    }
}

/// A text and where it stands; no text where it has a fault already.
#[derive(Debug)]
struct Said {
    text: Option<String>,
    place: Position,
    xpath: String,
}

/// A party as far as it has come.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) whose: Whose,
    id: Option<Said>,
    id_type: Option<Said>,
}

impl Party {
    pub(super) fn new(whose: Whose) -> Self {
        Self {
            whose,
            id: None,
            id_type: None,
        }
    }

    pub(super) fn id(&mut self, text: Option<&str>, place: Position, path: &Path) {
        self.id = Some(said(text, place, path));
    }

    pub(super) fn id_type(&mut self, text: Option<&str>, place: Position, path: &Path) {
        self.id_type = Some(said(text, place, path));
    }

    /// What is wrong with the two, now that the party has ended. The number is not repeated: it
    /// may be a real person's.
    pub(super) fn judge(self) -> Option<Mistake> {
        let (code, whose) = self.whose.words();
        let mistake = |at: &Said, message: String, remedy: &str| {
            Some(Mistake {
                code,
                place: at.place,
                xpath: at.xpath.clone(),
                message,
                remedy: remedy.to_owned(),
                clause: Some(code.clause()),
            })
        };
        let Some(id_type) = self.id_type else {
            // Where the schema demands it, what is missing is a finding already.
            let id = self.id.filter(|_| self.whose == Whose::Representative)?;
            return mistake(
                &id,
                format!("the {whose}'s id has no idType beside it"),
                "Add idType, CPR or CVR, or leave the id out.",
            );
        };
        let said = id_type.text.as_deref()?;
        let Ok(of) = IdType::parse(said) else {
            // A number that stands in the wrong place is not repeated either.
            let words = !said.contains(|c: char| c.is_ascii_digit());
            let shown: String = said.chars().take(40).collect();
            let is = if words {
                format!(" {shown:?}")
            } else {
                " another text".to_owned()
            };
            return mistake(
                &id_type,
                format!("the {whose}'s idType is{is}"),
                "Write CPR or CVR, in capitals and without spaces.",
            );
        };
        let id = self.id?;
        let number = id.text.as_deref()?;
        let (fits, digits) = match of {
            IdType::Cpr => (Cpr::parse(number).is_ok(), "ten digits without a hyphen"),
            IdType::Cvr => (Cvr::parse(number).is_ok(), "eight digits"),
        };
        if fits {
            return None;
        }
        mistake(
            &id,
            format!("the {whose}'s id is no {of} number, which is {digits}"),
            "Write the number whole, or the idType that it has.",
        )
    }
}

fn said(text: Option<&str>, place: Position, path: &Path) -> Said {
    Said {
        text: text.map(str::to_owned),
        place,
        xpath: path.text(),
    }
}
