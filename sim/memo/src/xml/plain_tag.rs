//! Start tags as most are written: a name of usual letters and nothing else. They are recognised
//! in one look; everything else, and everything that is wrong, is left to quick-xml.
use super::names::is_usual;

/// The name of such a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlainName<'t> {
    pub(super) whole: &'t [u8],
    /// Where what follows the prefix begins.
    pub(super) local_at: usize,
}

/// Longer names are for quick-xml, whose bound of a tag's length holds for them.
const LONGEST: usize = 64;

impl<'t> PlainName<'t> {
    /// Looks at a text that begins with `<`; the tag has to be all there.
    pub(super) fn of_tag(text: &'t [u8]) -> Option<Self> {
        let rest = text.get(1..)?;
        let rest = &rest[..rest.len().min(LONGEST)];
        let mut length = usual_name(rest)?;
        let mut local_at = 0;
        if rest.get(length) == Some(&b':') {
            local_at = length + 1;
            length = local_at + usual_name(&rest[local_at..])?;
        }
        let whole = &rest[..length];
        (rest.get(length) == Some(&b'>')).then_some(Self { whole, local_at })
    }
}

/// How long the name is with which a text begins, if it does.
fn usual_name(text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    if !first.is_ascii_alphabetic() && first != b'_' {
        return None;
    }
    let end = text.iter().position(|&byte| !is_usual(byte));
    Some(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_nothing_else_makes_a_plain_tag() {
        let name = |whole, local_at| Some(PlainName { whole, local_at });
        assert_eq!(PlainName::of_tag(b"<memo:label>x"), name(b"memo:label", 5));
        assert_eq!(PlainName::of_tag(b"<a-1.b></a-1.b>"), name(b"a-1.b", 0));
    }

    #[test]
    fn all_else_is_left_alone() {
        for text in [
            "<",
            "<a",
            "</a>",
            "<>",
            "<a/>",
            "<a >",
            "<1>",
            "<a:>",
            "<:a>",
            "<a:b:c>",
            "<a:1>",
            "<-a>",
            "<a b='c'>",
            "<!-- -->",
            "<?x?>",
            "<æ>",
        ] {
            assert_eq!(PlainName::of_tag(text.as_bytes()), None, "{text}");
        }
        let long = format!("<{}>", "a".repeat(LONGEST));
        assert_eq!(PlainName::of_tag(long.as_bytes()), None);
    }
}
