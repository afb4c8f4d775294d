//! XML as MeMo needs it: streamed, with places, strictly well-formed, and within bounds.
mod attributes;
mod declaration;
mod encoding;
mod explain;
mod fault;
mod names;
mod open_names;
mod plain_tag;
mod position;
mod reference;
mod scanner;
mod source;
mod tag;

pub(crate) use attributes::Attribute;
pub(crate) use fault::{Fault, Stop};
pub(crate) use names::{is_char, shortened};
pub(crate) use position::Position;
pub(crate) use scanner::{Bounds, Scanner, Token};
pub(crate) use tag::Tag;
