//! Makes a good letter wrong, in the ways that `fault:` can say. It edits the text of the
//! message: the result need not be XML any more.

use crate::scenario::{LetterFault, SetText};

pub(crate) fn make_faulty(xml: Vec<u8>, fault: &LetterFault) -> Result<Vec<u8>, String> {
    let mut text = String::from_utf8(xml)
        .map_err(|_| "a message that is not UTF-8 cannot be made faulty".to_owned())?;
    if let Some(element) = &fault.drop_element {
        let (start, end) = whole(&text, &element.value)?;
        text.replace_range(start..end, "");
    }
    if let Some(element) = &fault.repeat_element {
        let (start, end) = whole(&text, &element.value)?;
        let again = text.get(start..end).unwrap_or_default().to_owned();
        text.insert_str(end, &again);
    }
    if let Some(set) = &fault.set_text {
        set_text(&mut text, &set.value)?;
    }
    if let Some(name) = &fault.unknown_element {
        let after = "<memo:MessageHeader>";
        let at = text
            .find(after)
            .ok_or_else(|| "the message has no header to put an element in".to_owned())?;
        text.insert_str(at + after.len(), &format!("<memo:{name}>?</memo:{name}>"));
    }
    if fault.cut {
        let mut half = text.len() / 2;
        while !text.is_char_boundary(half) {
            half -= 1;
        }
        text.truncate(half);
    }
    Ok(text.into_bytes())
}

/// From where to where the first element of this name stands, its tags included.
fn whole(text: &str, name: &str) -> Result<(usize, usize), String> {
    let name = name.trim_start_matches("memo:");
    let close = format!("</memo:{name}>");
    let start = text.find(&format!("<memo:{name}>"));
    let span = start.and_then(|start| {
        let length = text.get(start..)?.find(&close)?;
        Some((start, start + length + close.len()))
    });
    span.ok_or_else(|| format!("the letter has no element `{name}` to change"))
}

fn set_text(text: &mut String, set: &SetText) -> Result<(), String> {
    let new = match (&set.text, set.length) {
        (Some(new), None) => new.clone(),
        (None, Some(length)) => "æ".repeat(usize::try_from(length).unwrap_or(usize::MAX)),
        (None, None) | (Some(_), Some(_)) => {
            return Err("`set-text` needs exactly one of `text` and `length`".to_owned());
        }
    };
    let (start, end) = whole(text, &set.element)?;
    let name = set.element.trim_start_matches("memo:");
    let escaped = new.replace('&', "&amp;").replace('<', "&lt;");
    text.replace_range(start..end, &format!("<memo:{name}>{escaped}</memo:{name}>"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<memo:MessageHeader><memo:label>Brev</memo:label><memo:reply>false</memo:reply></memo:MessageHeader>";

    fn faulty(yaml: &str) -> Result<String, String> {
        let fault: LetterFault = serde_saphyr::from_str(yaml).unwrap();
        make_faulty(XML.as_bytes().to_vec(), &fault).map(|xml| String::from_utf8(xml).unwrap())
    }

    #[test]
    fn each_fault_changes_the_letter_in_one_way() {
        assert_eq!(
            faulty("drop-element: label").unwrap(),
            "<memo:MessageHeader><memo:reply>false</memo:reply></memo:MessageHeader>"
        );
        assert_eq!(
            faulty("repeat-element: reply").unwrap(),
            XML.replace(
                "</memo:reply>",
                "</memo:reply><memo:reply>false</memo:reply>"
            )
        );
        assert_eq!(
            faulty("set-text: {element: label, text: a < b}").unwrap(),
            XML.replace("Brev", "a &lt; b")
        );
        assert_eq!(
            faulty("set-text: {element: label, length: 3}").unwrap(),
            XML.replace("Brev", "æææ")
        );
        assert!(
            faulty("unknown-element: note")
                .unwrap()
                .starts_with("<memo:MessageHeader><memo:note>")
        );
        assert!(XML.starts_with(&faulty("cut: true").unwrap()));
    }

    #[test]
    fn a_fault_that_cannot_be_made_says_so() {
        assert!(
            faulty("drop-element: postType")
                .unwrap_err()
                .contains("postType")
        );
        assert!(
            faulty("set-text: {element: label}")
                .unwrap_err()
                .contains("exactly one")
        );
    }
}
