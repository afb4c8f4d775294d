//! Documents, their files with contents, and actions.
use proptest::{collection, prelude::*, sample::select};

use super::{
    identity, moment,
    shape::{Extent, Shape},
    text,
};
use crate::model::{Action, ContentRef, Document, EntryPoint, File, MessageBody, Reservation};

/// Types of files that Digital Post takes: the end of the name, and the encoding format.
const FILE_TYPES: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("xml", "application/xml"),
    ("csv", "text/csv"),
    ("ics", "text/calendar"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
];

/// The codes that MEMO-15 names.
const ACTION_CODES: &[&str] = &[
    "AFTALE",
    "BEKRAEFT",
    "BETALING",
    "FORBEREDELSE",
    "INFORMATION",
    "SELVBETJENING",
    "TILMELDING",
    "UNDERSKRIV",
];

/// What may have files, with their contents in its order.
type WithContents<T> = (T, Vec<Vec<u8>>);

pub(super) fn body(shape: Shape) -> BoxedStrategy<WithContents<MessageBody>> {
    (
        moment::date_time(shape),
        document(shape, 2),
        // MEMO-2.
        shape.many(0, 10, document(shape, 1)),
        shape.many(0, 3, document(shape, 0)),
    )
        .prop_map(|(created_date_time, main, additional, technical)| {
            let (main_document, mut contents) = main;
            let mut take = |documents: Vec<WithContents<Document>>| {
                let documents = documents.into_iter().map(|(document, more)| {
                    contents.extend(more);
                    document
                });
                documents.collect::<Vec<_>>()
            };
            let body = MessageBody {
                created_date_time,
                main_document,
                additional_documents: take(additional),
                technical_documents: take(technical),
            };
            (body, contents)
        })
        .boxed()
}

fn document(shape: Shape, most_actions: usize) -> BoxedStrategy<WithContents<Document>> {
    (
        shape.text_opt(),
        shape.text_opt(),
        shape.many(1, 2, file(shape)),
        shape.many(0, most_actions, action(shape)),
    )
        .prop_map(|(id, label, files, actions)| {
            let (files, contents) = files.into_iter().unzip();
            let document = Document {
                id,
                label,
                files,
                actions,
            };
            (document, contents)
        })
        .boxed()
}

fn file(shape: Shape) -> impl Strategy<Value = (File, Vec<u8>)> {
    let content = prop_oneof![
        text::danish(60).prop_map(String::into_bytes),
        collection::vec(any::<u8>(), 1..80),
    ];
    let language = match shape.extent {
        Extent::Any => select(&["da", "en", "de", "KL", "f"][..]),
        Extent::Limits => select(&["da", "en"][..]),
    };
    (select(FILE_TYPES), filename_stem(shape), language, content).prop_map(
        |((end, format), stem, language, content)| {
            let file = File {
                encoding_format: format.to_owned(),
                filename: format!("{stem}.{end}"),
                language: language.to_owned(),
                content: ContentRef::of(&content),
            };
            (file, content)
        },
    )
}

/// All types of files above end in three letters.
fn filename_stem(shape: Shape) -> BoxedStrategy<String> {
    const MOST: usize = 256 - 4;
    let stem = text::file_stem(MOST);
    match shape.extent {
        Extent::Any => stem,
        Extent::Limits => stem
            .prop_map(|stem| {
                let missing = MOST - stem.chars().count();
                stem + &"å".repeat(missing)
            })
            .boxed(),
    }
}

fn action(shape: Shape) -> BoxedStrategy<Action> {
    let aim = prop_oneof![
        reservation(shape).prop_map(|reservation| (Some(reservation), None)),
        entry_point(shape).prop_map(|entry_point| (None, Some(entry_point))),
    ];
    let aim = shape.opt(aim).prop_map(Option::unwrap_or_default);
    (
        shape.text(),
        select(ACTION_CODES),
        shape.opt(moment::date_time(shape)),
        shape.opt(moment::date_time(shape)),
        aim,
    )
        .prop_map(
            |(label, code, start_date_time, end_date_time, aim)| Action {
                label,
                action_code: code.to_owned(),
                start_date_time,
                end_date_time,
                reservation: aim.0,
                entry_point: aim.1,
            },
        )
        .boxed()
}

fn reservation(shape: Shape) -> impl Strategy<Value = Reservation> {
    (
        shape.text(),
        identity::uuid(),
        shape.text(),
        shape.text(),
        moment::date_time(shape),
        moment::date_time(shape),
        shape.text_opt(),
        shape.text_opt(),
    )
        .prop_map(
            |(description, uuid, summary, location, start, end, mail, name)| Reservation {
                description,
                reservation_uuid: uuid,
                abstract_text: summary,
                location,
                start_date_time: start,
                end_date_time: end,
                organizer_mail: mail,
                organizer_name: name,
            },
        )
}

/// An address of at most 256 characters, with https (MEMO-5).
fn entry_point(shape: Shape) -> impl Strategy<Value = EntryPoint> {
    let paths = &[
        "",
        "/",
        "/plads?sag=17&trin=2",
        "/blå/børn",
        "/a%20b#top",
        "/søg?q={x}|y",
        ":8443/a/../b;c=1",
    ][..];
    select(paths).prop_map(move |path| {
        let start = format!("https://fjordby.example{path}");
        let url = match shape.extent {
            Extent::Any => start,
            Extent::Limits => {
                let missing = 256 - start.chars().count();
                let slash = if path.is_empty() { "/" } else { "a" };
                start + slash + &"å".repeat(missing - 1)
            }
        };
        EntryPoint { url }
    })
}
