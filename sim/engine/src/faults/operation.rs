//! The operations of the interface by name (operationId), as far as fault rules name them. The
//! list of all is fixtures/spec/operations.csv.

/// The operationIds.
fn names() -> impl Iterator<Item = &'static str> {
    include_str!("../../../../fixtures/spec/operations.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(2))
}

/// What is wrong with a name that is no operation's.
pub(super) fn unknown(name: &str) -> Option<String> {
    if names().any(|known| known == name) {
        return None;
    }
    let nearest = names()
        .min_by_key(|known| strsim::damerau_levenshtein(known, name))
        .unwrap_or_default();
    Some(format!(
        "the interface has no operation '{name}'; the nearest is '{nearest}'"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_by_its_id_and_another_names_the_nearest() {
        assert_eq!(unknown("SendMemo"), None);
        assert_eq!(unknown("BulkFetchReceipts"), None);
        assert!(unknown("SendMeno").unwrap().ends_with("'SendMemo'"));
    }
}
