//! What is downloaded as a file: spreadsheets and documents, made from texts alone. The same texts
//! at the same time give the same bytes. Nothing here knows what they are about.

mod document;
mod spreadsheet;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

pub(crate) use document::document;
pub(crate) use spreadsheet::spreadsheet;

/// A file that a browser saves.
#[derive(Debug)]
pub(crate) struct Download {
    /// Without anything that a file system or a header could stumble over.
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) content: Vec<u8>,
}

pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub(crate) const PDF: &str = "application/pdf";

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let mut response = self.content.into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.media_type),
        );
        let attached = format!("attachment; filename=\"{}\"", self.name);
        if let Ok(attached) = HeaderValue::from_str(&attached) {
            headers.insert(header::CONTENT_DISPOSITION, attached);
        }
        response
    }
}
