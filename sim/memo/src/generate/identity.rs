//! Numbers of people, companies and places, all of them made up and none that could be given
//! out: birthdays in 2055, company numbers whose check digit is wrong.
use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use crate::id::MessageUuid;

/// A UUID of version 4.
pub(super) fn message_uuid() -> BoxedStrategy<MessageUuid> {
    any::<[u8; 16]>()
        .prop_map(MessageUuid::from_random_bytes)
        .boxed()
}

pub(super) fn uuid() -> BoxedStrategy<Uuid> {
    message_uuid().prop_map(|uuid| uuid.as_uuid()).boxed()
}

pub(super) fn uuid_text() -> BoxedStrategy<String> {
    message_uuid().prop_map(|uuid| uuid.to_string()).boxed()
}

/// The CPR number of somebody who is born in 2055.
pub(super) fn cpr() -> BoxedStrategy<String> {
    // A seventh digit from 5 to 8 puts the year 55 into this century.
    (1..=28, 1..=12, 5000..9000)
        .prop_map(|(day, month, serial)| format!("{day:02}{month:02}55{serial:04}"))
        .boxed()
}

/// Eight digits that no company has: their sum by weights is no multiple of eleven.
pub(super) fn cvr() -> BoxedStrategy<String> {
    (10_000_000_u32..99_999_999)
        .prop_map(|number| {
            let given = is_multiple_of_eleven(&number.to_string());
            // One more in the last digit is one more in the sum.
            let number = if given { number ^ 1 } else { number };
            number.to_string()
        })
        .boxed()
}

fn is_multiple_of_eleven(number: &str) -> bool {
    let weights = [2, 7, 6, 5, 4, 3, 2, 1];
    let digits = number.bytes().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    sum.is_multiple_of(11)
}

/// An id and its type, as Digital Post has them (MEMO-17).
pub(super) fn party() -> BoxedStrategy<(String, String)> {
    prop_oneof![
        cpr().prop_map(|cpr| (cpr, "CPR".to_owned())),
        cvr().prop_map(|cvr| (cvr, "CVR".to_owned())),
    ]
    .boxed()
}

/// A production unit's number; those that are given out begin with 1.
pub(super) fn production_unit() -> BoxedStrategy<String> {
    (9_000_000_000_u64..=9_999_999_999)
        .prop_map(|number| number.to_string())
        .boxed()
}

/// A location's number of thirteen digits, from a range that is for use within a house.
pub(super) fn location() -> BoxedStrategy<String> {
    prop_oneof![
        8 => (2_000_000_000_000_u64..2_999_999_999_999).prop_map(|number| number.to_string()),
        1 => select(&["9999999999999", "0", "-7", "+12", "007"][..]).prop_map(str::to_owned),
    ]
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest! {
        #[test]
        fn no_company_number_can_be_given_out(cvr in cvr()) {
            prop_assert_eq!(cvr.len(), 8);
            prop_assert!(!is_multiple_of_eleven(&cvr));
        }
    }
}
