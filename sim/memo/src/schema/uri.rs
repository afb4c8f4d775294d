//! xs:anyURI: nearly anything, as long as it could be a URI reference once the characters that
//! URIs do not have are escaped.

/// Whether a text is an xs:anyURI.
pub(super) fn is_any_uri(text: &str) -> bool {
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, fragment),
        None => (text, ""),
    };
    // A second # would have to be escaped, and that is the one character never escaped for us.
    if fragment.contains('#') || !escapes_are_whole(text) || !escapes_are_whole(fragment) {
        return false;
    }
    let path_end = text.find(['/', '?']).unwrap_or(text.len());
    let (rest, has_scheme) = match text[..path_end].split_once(':') {
        Some((scheme, _)) if is_scheme(scheme) => (&text[scheme.len() + 1..], true),
        // Before the first slash a colon ends a scheme, and this is none.
        Some(_) => return false,
        None => (text, false),
    };
    if has_scheme && rest.is_empty() && fragment.is_empty() {
        // A scheme alone names nothing, but it is an empty path all the same.
        return true;
    }
    match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            is_authority(&rest[..end]) && !rest[end..].contains(['[', ']'])
        }
        None => !rest.contains(['[', ']']),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_authority(text: &str) -> bool {
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let port = if let Some(bracketed) = host.strip_prefix('[') {
        match bracketed.split_once(']') {
            Some((address, port)) if !address.is_empty() => port,
            Some(_) | None => return false,
        }
    } else if host.contains(['[', ']']) {
        return false;
    } else {
        host.find(':').map_or("", |at| &host[at..])
    };
    match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    }
}

fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let bytes = after.as_bytes();
        bytes.len() >= 2 && bytes[..2].iter().all(u8::is_ascii_hexdigit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearly_anything_is_a_uri_reference() {
        for text in [
            "",
            "https://borger.example/side?a=b&c=d#top",
            "borger.example/æ",
            "mailto:post@borger.example",
            "http://[::1]:8080/",
            "../a",
            "a/b:c",
            "https://borger.example/a%20b",
        ] {
            assert!(is_any_uri(text), "{text}");
        }
        for text in [
            "1http://borger.example",
            ":a",
            "a%2",
            "a%zz",
            "a#b#c",
            "http://[::1",
            "http://a:b/",
        ] {
            assert!(!is_any_uri(text), "{text}");
        }
    }
}
