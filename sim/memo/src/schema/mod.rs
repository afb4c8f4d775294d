//! The schema of MeMo 1.1 and 1.2 as tables, and what their words mean.
mod base64_binary;
mod date_time;
mod elements;
mod namespace;
mod particle;
mod simple_type;
mod uri;

pub(crate) use base64_binary::{
    AT_ONCE, Base64Fault, Base64Stream, Decoded, decode_groups, room_for,
};
pub(crate) use date_time::parse_date;
pub(crate) use elements::MESSAGE;
pub(crate) use namespace::{
    DMV, FORM, GLN, GRD, KLE, MEMO, SOR, UDD, XML_SCHEMA_INSTANCE, prefix_of,
};
pub(crate) use particle::{Content, ElementType, Particle};
pub(crate) use simple_type::{SimpleType, ValueFault, WhiteSpace, parse_boolean};
