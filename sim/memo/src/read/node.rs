//! An element between the document and the model: its texts and children by name.
//!
//! Names are enough, without namespaces: the reader has placed each element by the tables, and
//! no element there has two children of one name.
use super::ReadFault;
use crate::{
    MessageType, id::MessageUuid, model::ContentRef, schema::parse_boolean, xml::Position,
};

#[derive(Debug)]
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) place: Position,
    pub(super) text: String,
    pub(super) content: Option<ContentRef>,
    pub(super) children: Vec<Node>,
}

/// A part of the model that is made of one element.
pub(super) trait FromNode: Sized {
    fn from_node(node: &mut Node) -> Result<Self, ReadFault>;
}

impl Node {
    pub(super) fn new(name: &'static str, place: Position) -> Self {
        Self {
            name,
            place,
            text: String::new(),
            content: None,
            children: Vec::new(),
        }
    }

    /// Takes the first child of that name out.
    fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.children.iter().position(|child| child.name == name)?;
        Some(self.children.remove(at))
    }

    fn demand(&mut self, name: &str) -> Result<Node, ReadFault> {
        self.take(name)
            .ok_or_else(|| ReadFault::at(self.place, format!("{} has no {name}", self.name)))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, ReadFault> {
        self.demand(name).map(|child| child.text)
    }

    pub(super) fn text_opt(&mut self, name: &str) -> Option<String> {
        self.take(name).map(|child| child.text)
    }

    /// An empty element has the default, which is false.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, ReadFault> {
        let Some(child) = self.take(name) else {
            return Ok(None);
        };
        match parse_boolean(&child.text) {
            Some(value) => Ok(Some(value)),
            None if child.text.is_empty() => Ok(Some(false)),
            None => Err(ReadFault::at(
                child.place,
                format!("{name} is neither true nor false"),
            )),
        }
    }

    pub(super) fn uuid(&mut self, name: &str) -> Result<MessageUuid, ReadFault> {
        let child = self.demand(name)?;
        child.as_uuid()
    }

    pub(super) fn uuid_opt(&mut self, name: &str) -> Result<Option<MessageUuid>, ReadFault> {
        self.take(name).map(|child| child.as_uuid()).transpose()
    }

    fn as_uuid(&self) -> Result<MessageUuid, ReadFault> {
        MessageUuid::parse(&self.text)
            .map_err(|fault| ReadFault::at(self.place, format!("{}: {fault}", self.name)))
    }

    pub(super) fn message_type(&mut self, name: &str) -> Result<MessageType, ReadFault> {
        let child = self.demand(name)?;
        MessageType::parse(&child.text).ok_or_else(|| {
            ReadFault::at(
                child.place,
                format!("{name} is neither DIGITALPOST nor NEMSMS"),
            )
        })
    }

    pub(super) fn content(&mut self, name: &str) -> Result<ContentRef, ReadFault> {
        let child = self.demand(name)?;
        child
            .content
            .ok_or_else(|| ReadFault::at(child.place, format!("{name} has no content")))
    }

    pub(super) fn one<T: FromNode>(&mut self, name: &str) -> Result<T, ReadFault> {
        T::from_node(&mut self.demand(name)?)
    }

    pub(super) fn opt<T: FromNode>(&mut self, name: &str) -> Result<Option<T>, ReadFault> {
        self.take(name)
            .map(|mut child| T::from_node(&mut child))
            .transpose()
    }

    pub(super) fn many<T: FromNode>(&mut self, name: &str) -> Result<Vec<T>, ReadFault> {
        let children = self.children.iter_mut();
        children
            .filter(|child| child.name == name)
            .map(T::from_node)
            .collect()
    }
}
