//! The names of the elements that are open, and whether an end tag closes the right one.
use super::{fault::Fault, names::shortened, position::Position};

/// One name after the other in one text, so that opening an element takes no memory of its own.
#[derive(Debug)]
pub(super) struct OpenNames {
    text: String,
    elements: Vec<OpenElement>,
}

#[derive(Debug, Clone, Copy)]
struct OpenElement {
    name_at: usize,
    plain: bool,
}

impl OpenNames {
    pub(super) fn none() -> Self {
        Self {
            text: String::with_capacity(256),
            elements: Vec::with_capacity(8),
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.elements.len()
    }

    /// `plain` says that the start tag was taken without quick-xml.
    pub(super) fn open(&mut self, name: &str, plain: bool) {
        let name_at = self.text.len();
        self.text.push_str(name);
        self.elements.push(OpenElement { name_at, plain });
    }

    /// How long the end tag of the innermost element is, where that stands at the beginning of
    /// the text in its plainest form and the start tag was taken without quick-xml as well.
    /// quick-xml has to see both tags of an element or neither, or it would keep a name for each
    /// that it saw open and never close.
    pub(super) fn plain_end(&self, text: &[u8]) -> Option<usize> {
        let innermost = self.elements.last().filter(|element| element.plain)?;
        let name = &self.text.as_bytes()[innermost.name_at..];
        let rest = text.strip_prefix(b"</")?.strip_prefix(name)?;
        (rest.first() == Some(&b'>')).then_some(name.len() + 3)
    }

    /// Closes the innermost element.
    pub(super) fn close(&mut self) {
        if let Some(element) = self.elements.pop() {
            self.text.truncate(element.name_at);
        }
    }

    /// Closes the innermost element by an end tag at `place`, which has to have its name.
    pub(super) fn close_by(&mut self, name: &str, place: Position) -> Result<(), Fault> {
        let Some(element) = self.elements.last() else {
            return Err(Fault::not_well_formed(
                place,
                format!("</{}> closes an element that is not open", shortened(name)),
                "Leave the end tag out.",
            ));
        };
        let expected = &self.text[element.name_at..];
        if name != expected {
            return Err(Fault::not_well_formed(
                place,
                format!(
                    "</{}> closes an element that </{}> has to close",
                    shortened(name),
                    shortened(expected)
                ),
                "Close the elements in the opposite order of their opening.",
            ));
        }
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_plain_only_where_the_start_was_and_the_name_is_the_same() {
        let mut open = OpenNames::none();
        open.open("a", false);
        assert_eq!(open.plain_end(b"</a>"), None);
        open.open("memo:b", true);
        assert_eq!(open.plain_end(b"</memo:b>x"), Some(9));
        for text in ["</a>", "</memo:b >", "</memo:bc>", "</memo:b", "<memo:b>"] {
            assert_eq!(open.plain_end(text.as_bytes()), None, "{text}");
        }
        open.close();
        assert_eq!(open.depth(), 1);
    }
}
