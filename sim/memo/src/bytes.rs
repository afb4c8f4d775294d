//! Looking through bytes many at a time. A message is nearly all one text, and each of its bytes
//! is looked at more than once; the compiler makes vector instructions of loops like these, which
//! have no way out in the middle.

/// Bytes that are looked at in one go; few enough to be counted in one byte.
const MANY: usize = 64;

/// Bytes that one instruction looks at: what is left over is looked at in pieces of this size.
const SOME: usize = 16;

/// Where the first byte of that kind stands.
pub(crate) fn find(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let mut clear = 0;
    clear += clear_chunks::<MANY>(bytes, &is);
    clear += clear_chunks::<SOME>(&bytes[clear..], &is);
    let found = bytes[clear..].iter().position(|&byte| is(byte));
    found.map(|at| clear + at)
}

/// How long the chunks are that come before the first with such a byte.
fn clear_chunks<const SIZE: usize>(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let (chunks, _) = bytes.as_chunks::<SIZE>();
    let has_none = |chunk: &&[u8; SIZE]| !chunk.iter().fold(false, |any, &byte| any | is(byte));
    chunks.iter().take_while(has_none).count() * SIZE
}

/// How many bytes of that kind there are.
pub(crate) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let (many, rest) = bytes.as_chunks::<MANY>();
    let (some, rest) = rest.as_chunks::<SOME>();
    let single = rest.iter().filter(|&&byte| is(byte)).count();
    count_chunks(many, &is) + count_chunks(some, &is) + single
}

fn count_chunks<const SIZE: usize>(chunks: &[[u8; SIZE]], is: impl Fn(u8) -> bool) -> usize {
    let sum = |chunk: &[u8; SIZE]| chunk.iter().map(|&byte| u8::from(is(byte))).sum::<u8>();
    chunks.iter().map(|chunk| usize::from(sum(chunk))).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_fast_way_finds_and_counts_what_the_plain_way_does(
            bytes in prop::collection::vec(0_u8..100, 0..400),
        ) {
            let is = |byte| byte == 7;
            prop_assert_eq!(find(&bytes, is), bytes.iter().position(|&byte| is(byte)));
            let plain = bytes.iter().filter(|&&byte| is(byte)).count();
            prop_assert_eq!(count(&bytes, is), plain);
        }
    }
}
