//! SendMemo: POST memos/ with one MeMo as the body, or with an archive, bare or as the one part of
//! a form (SEND-1, SEND-8, SEND-11, SEND-12).
//!
//! The caller is known and the head of the call is in order before the body is taken. The body
//! goes to the spool; what comes then is the intake's affair.

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use testpost_engine::command::Origin;
use testpost_engine::effect::Receipt;

use super::archive_form::{self, FormFault};
use crate::clock::wall_now;
use crate::http::parameters::QueryText;
use crate::http::refused::Refused;
use crate::http::service::call::Call;
use crate::http::service::error_message::ErrorMessage;
use crate::http::service::unavailable;
use crate::intake::{IntakeFault, take_archive, take_message};
use crate::spool::SpoolFault;

/// What a form may weigh beyond the archive in it.
const FRAME: u64 = 64 * 1024;

/// What the body is.
enum Media {
    Memo,
    Archive,
    /// An archive within a form.
    Form {
        boundary: String,
    },
}

/// Why there is no 201.
enum NotTaken {
    Refused(Refused),
    /// The interface's 503: the body cannot be kept.
    Unavailable(SpoolFault),
}

/// 201 and the technical receipt, once what was sent is safely kept.
pub(crate) async fn send(
    call: Call,
    query: QueryText,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ErrorMessage> {
    match take(&call, &query, &headers, body).await {
        Ok(receipt) => Ok((StatusCode::CREATED, Json(receipt)).into_response()),
        Err(NotTaken::Refused(refused)) => Err(refused.into()),
        Err(NotTaken::Unavailable(fault)) => {
            tracing::error!(%fault, "a message cannot be kept");
            let named = query.text("memo-message-uuid");
            Ok(unavailable::receipt(&fault.to_string(), named, wall_now()))
        }
    }
}

async fn take(
    call: &Call,
    query: &QueryText,
    headers: &HeaderMap,
    body: Body,
) -> Result<Receipt, NotTaken> {
    let media = media_type(headers)?;
    let named = query.once("memo-message-uuid")?.map(ToOwned::to_owned);
    let (limit, frame) = match media {
        Media::Memo => (call.intake.max_bytes, 0),
        Media::Archive => (call.intake.archive_max_bytes, 0),
        Media::Form { .. } => (call.intake.archive_max_bytes, FRAME),
    };
    announced_length(headers, limit.saturating_add(frame), &media)?;
    let (body, spool) = (body.into_data_stream(), call.world.spool());
    let body = match &media {
        Media::Memo | Media::Archive => spool.receive(body, limit).await,
        Media::Form { boundary } => match archive_form::receive(spool, body, boundary, limit).await
        {
            Ok(body) => Ok(body),
            Err(FormFault::Spool(fault)) => Err(fault),
            Err(FormFault::Form(message)) => return Err(form_not_valid(message).into()),
        },
    }
    .map_err(|fault| not_kept(fault, &media))?;
    let (world, open, system) = (&call.world, &call.open, call.system);
    Ok(match media {
        Media::Memo => {
            let origin = Origin::System { system };
            take_message(world, open, origin, &call.intake, body, named)
                .await?
                .receipt
        }
        // An archive names its messages itself, so memo-message-uuid has no part in it.
        Media::Archive | Media::Form { .. } => {
            take_archive(world, open, system, &call.intake, body)
                .await?
                .receipt
        }
    })
}

/// What the interface takes.
fn media_type(headers: &HeaderMap) -> Result<Media, Refused> {
    let given = headers
        .get(header::CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/xml" | "text/xml" => Ok(Media::Memo),
        "application/x-lzma" => Ok(Media::Archive),
        "multipart/form-data" => match multer::parse_boundary(&given) {
            Ok(boundary) => Ok(Media::Form { boundary }),
            Err(_) => Err(form_not_valid(format!(
                "Content-Type '{given}' names no boundary"
            ))),
        },
        other => Err(Refused::new(
            StatusCode::BAD_REQUEST,
            "media.type.not.supported",
            if other.is_empty() {
                "there is no Content-Type header".to_owned()
            } else {
                format!("Content-Type '{other}' is not one that SendMemo takes")
            },
            "send one MeMo with Content-Type: application/xml, or an archive of them as application/x-lzma or multipart/form-data",
        )),
    }
}

/// The interface demands a Content-Length.
fn announced_length(headers: &HeaderMap, limit: u64, media: &Media) -> Result<(), Refused> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok())
        .ok_or_else(|| {
            Refused::new(
                StatusCode::BAD_REQUEST,
                "content.length.missing",
                "there is no Content-Length header",
                "say the body's size instead of sending it chunked",
            )
        })?;
    if length > limit {
        return Err(too_large(limit, length, media));
    }
    Ok(())
}

fn too_large(limit: u64, seen: u64, media: &Media) -> Refused {
    let (code, what, setting) = match media {
        Media::Memo => ("message.too.large", "message", "send.max-bytes"),
        Media::Archive | Media::Form { .. } => {
            ("archive.too.large", "archive", "archive.max-bytes")
        }
    };
    Refused::new(
        StatusCode::BAD_REQUEST,
        code,
        format!("the {what} weighs {seen} bytes or more; at most {limit} are allowed"),
        format!("send less, or set {setting} in the world's profile"),
    )
}

fn form_not_valid(message: String) -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "form.not.valid",
        message,
        "send multipart/form-data with one part 'file' of type application/x-lzma",
    )
}

fn not_kept(fault: SpoolFault, media: &Media) -> NotTaken {
    match fault {
        SpoolFault::TooLarge { limit, seen } => too_large(limit, seen, media).into(),
        fault @ SpoolFault::Broken(_) => Refused::new(
            StatusCode::BAD_REQUEST,
            "body.incomplete",
            fault.to_string(),
            "send the whole body without a pause",
        )
        .into(),
        fault @ SpoolFault::Disk(..) => NotTaken::Unavailable(fault),
    }
}

impl From<Refused> for NotTaken {
    fn from(refused: Refused) -> NotTaken {
        NotTaken::Refused(refused)
    }
}

impl From<IntakeFault> for NotTaken {
    fn from(fault: IntakeFault) -> NotTaken {
        match fault {
            IntakeFault::Spool(fault) => NotTaken::Unavailable(fault),
            fault @ (IntakeFault::Call(_)
            | IntakeFault::Read(_)
            | IntakeFault::Broken(_)
            | IntakeFault::Unlike) => NotTaken::Refused(fault.into()),
        }
    }
}
