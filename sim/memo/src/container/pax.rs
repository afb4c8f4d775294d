//! The extended headers of pax: records of a length, a key and a value before an entry.
//!
//! Only the name and the size matter here, and whether the entry is a sparse file. POSIX.1-2001.

/// What an extended header says about the entry after it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) sparse: bool,
}

/// None when the records are damaged.
pub(super) fn parse(mut rest: &[u8]) -> Option<Pax> {
    let mut pax = Pax::default();
    // Some writers fill the rest with zeros.
    while rest.first().is_some_and(|&byte| byte != 0) {
        let space = rest.iter().take(20).position(|&byte| byte == b' ')?;
        let length: usize = decimal(&rest[..space])?.try_into().ok()?;
        let record = rest.get(space + 1..length)?.strip_suffix(b"\n")?;
        let equals = record.iter().position(|&byte| byte == b'=')?;
        let (key, value) = (&record[..equals], &record[equals + 1..]);
        match key {
            b"path" => pax.path = Some(value.to_vec()),
            b"size" => pax.size = Some(decimal(value)?),
            _ => pax.sparse |= key.starts_with(b"GNU.sparse."),
        }
        rest = &rest[length..];
    }
    Some(pax)
}

/// Digits alone: the parser of integers would take a sign as well.
fn decimal(digits: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A record; its length counts itself.
pub(super) fn record(key: &str, value: &str) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + digits(length) {
        length = rest + digits(length);
    }
    format!("{length} {key}={value}\n").into_bytes()
}

fn digits(number: usize) -> usize {
    number.to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        for length in [1, 5, 89, 90, 91, 92, 93, 94, 500, 985, 990, 995, 1000] {
            let path = "x".repeat(length);
            let bytes = record("path", &path);
            assert_eq!(parse(&bytes).unwrap().path, Some(path.into_bytes()));
        }
        assert_eq!(record("path", "a"), b"9 path=a\n");
    }

    #[test]
    fn what_is_damaged_is_told() {
        for bytes in [
            &b"10 path=ab\n"[..],
            b"8 path=a\n",
            b"path=a\n",
            b"10 path a\n",
            b"99999999999999999999 path=a\n",
            b"+10 path=a\n",
            b"0 path=a\n",
            b"3 =",
            b"11 size=-1\n",
            b"100 path=a\n",
        ] {
            assert_eq!(parse(bytes), None, "{}", String::from_utf8_lossy(bytes));
        }
        let sparse = parse(&record("GNU.sparse.major", "1")).unwrap();
        assert!(sparse.sparse);
        assert_eq!(parse(b"\0\0"), Some(Pax::default()));
    }
}
