//! An archive within a form: multipart/form-data with one part `file` of type
//! application/x-lzma. The part goes to the spool as it comes.

use std::fmt::Display;

use axum::body::Bytes;
use futures_util::{Stream, TryStreamExt};
use multer::Multipart;

use crate::spool::{Spool, SpoolFault, SpooledBody};

const PART: &str = "file";
const TYPE: &str = "application/x-lzma";

/// Why there is no archive.
#[derive(Debug)]
pub(super) enum FormFault {
    /// It is no such form.
    Form(String),
    Spool(SpoolFault),
}

pub(super) async fn receive<S, E>(
    spool: &Spool,
    body: S,
    boundary: &str,
    limit: u64,
) -> Result<SpooledBody, FormFault>
where
    S: Stream<Item = Result<Bytes, E>> + Send + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    let mut form = Multipart::new(body.map_err(Box::new), boundary);
    let Some(part) = form.next_field().await.map_err(form_fault)? else {
        return Err(FormFault::Form("the form has no part".to_owned()));
    };
    if part.name() != Some(PART) {
        return Err(FormFault::Form(format!(
            "the form's part is named '{}', not '{PART}'",
            part.name().unwrap_or_default()
        )));
    }
    let media = part.content_type().map(|media| media.essence_str());
    if media != Some(TYPE) {
        return Err(FormFault::Form(format!(
            "the part '{PART}' is of type '{}', not {TYPE}",
            media.unwrap_or_default()
        )));
    }
    let archive = spool.receive(part, limit).await.map_err(FormFault::Spool)?;
    match form.next_field().await.map_err(form_fault)? {
        None => Ok(archive),
        Some(_) => Err(FormFault::Form(
            "the form has more than one part".to_owned(),
        )),
    }
}

fn form_fault(fault: impl Display) -> FormFault {
    FormFault::Form(format!("the form cannot be read: {fault}"))
}
