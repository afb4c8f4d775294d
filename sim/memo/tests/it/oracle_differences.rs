//! The one list of where this check and xmllint differ, each with the reason, and the proof that
//! they do: a difference that is gone fails here and leaves the list.
//!
//! The comparisons beside this file keep away from what is listed.
use testpost_memo::MemoVersion;

use crate::{
    check_bytes, fixture,
    oracle::{refused, schemas},
};

/// What this check says, against xmllint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ours {
    Valid,
    Invalid,
}

/// A message of version 1.2 on which the two differ: a full one with `from` replaced by `to`.
struct Difference {
    why: &'static str,
    from: &'static str,
    to: &'static str,
    ours: Ours,
}

const DIFFERENCES: &[Difference] = &[
    Difference {
        why: "XML Schema collapses white space around xs:date before it looks at it; xmllint does not",
        from: "<memo:doNotDeliverUntilDate>2026-01-07<",
        to: "<memo:doNotDeliverUntilDate> 2026-01-07\n<",
        ours: Ours::Valid,
    },
    Difference {
        why: "XML Schema collapses white space around xs:long as well; xmllint does not",
        from: "<grd:productionUnitNumber>1003456789<",
        to: "<grd:productionUnitNumber> 1003456789 <",
        ours: Ours::Valid,
    },
    Difference {
        why: "an empty CDATA section is no character, so the element is empty and has its default; \
              to xmllint it has a content",
        from: "<memo:reply>true<",
        to: "<memo:reply><![CDATA[]]><",
        ours: Ours::Valid,
    },
    Difference {
        why: "base64 has an alphabet; xmllint passes over all characters outside of it",
        from: "<memo:content>PHNhZy8+<",
        to: "<memo:content>PHNh-æ.Zy8+<",
        ours: Ours::Invalid,
    },
    Difference {
        why: "Digital Post has the versions 1.1 and 1.2; the schemas take any number",
        from: "memoVersion=\"1.2\"",
        to: "memoVersion=\"1.3\"",
        ours: Ours::Invalid,
    },
    Difference {
        why: "a MeMo needs no DTD, and one that declares entities can do harm; XML allows it",
        from: "<memo:Message ",
        to: "<!DOCTYPE memo:Message [<!ENTITY a 'b'>]>\n<memo:Message ",
        ours: Ours::Invalid,
    },
];

#[test]
fn where_xmllint_differs_the_reason_is_known() {
    let Some(folder) = schemas() else { return };
    let full = String::from_utf8(fixture("valid/full-1.2")).unwrap();
    for difference in DIFFERENCES {
        assert!(full.contains(difference.from), "{}", difference.why);
        let message = full
            .replacen(difference.from, difference.to, 1)
            .into_bytes();
        let ours = if check_bytes(&message).valid() {
            Ours::Valid
        } else {
            Ours::Invalid
        };
        assert_eq!(ours, difference.ours, "{}", difference.why);
        let refused = refused(&folder, &[message], MemoVersion::V1_2);
        let agrees = refused == [ours == Ours::Invalid];
        assert!(!agrees, "xmllint agrees by now: {}", difference.why);
    }
}

/// The published schemas take any element that they declare at their top as a root.
#[test]
fn a_part_of_a_message_is_valid_to_xmllint_alone() {
    let Some(folder) = schemas() else { return };
    let part = r#"<memo:EntryPoint xmlns:memo="https://DigitalPost.dk/MeMo-1"><memo:url>https://fjordby.example/</memo:url></memo:EntryPoint>"#;
    assert!(!check_bytes(part.as_bytes()).valid());
    let part = part.as_bytes().to_vec();
    assert_eq!(refused(&folder, &[part], MemoVersion::V1_2), [false]);
}
