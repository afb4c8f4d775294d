//! CPR numbers are masked in everything that is drawn (TEST-3).
//!
//! A number is known by its form alone: ten digits, or six and four with a hyphen, of which
//! the first four are a day and a month. Birthdays of replacement numbers, with 60 added to
//! the day, count too. Ids and hashes are left whole, for they only look like numbers by
//! chance. Rather a number too many is masked than one too few.

use serde_json::Value;

use crate::{
    Check, ExchangeExcerpt, Happening, Part, ProfileValue, RunReport, ScenarioResult, Timeline,
};

const MASK: &str = "****";

/// The text with the last four digits of each CPR number in it replaced.
#[must_use]
pub fn mask_cpr(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut masked = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = end_of_digits(bytes, at);
        let (kept, after) = if end - at == 10 {
            (at + 6, end)
        } else if end - at == 6 && bytes.get(end) == Some(&b'-') {
            (end + 1, end_of_digits(bytes, end + 1))
        } else {
            (end, end)
        };
        let is_number = after - kept == 4 && day_and_month(&bytes[at..at + 4]);
        if is_number && !within_id(bytes, at, after) {
            masked.push_str(&text[copied..kept]);
            masked.push_str(MASK);
            copied = after;
            at = after;
        } else {
            at = end;
        }
    }
    masked.push_str(&text[copied..]);
    masked
}

fn end_of_digits(bytes: &[u8], from: usize) -> usize {
    let rest = &bytes[from..];
    from + rest.iter().take_while(|b| b.is_ascii_digit()).count()
}

fn day_and_month(digits: &[u8]) -> bool {
    let two = |at: usize| (digits[at] - b'0') * 10 + (digits[at + 1] - b'0');
    matches!(two(0), 1..=31 | 61..=91) && matches!(two(2), 1..=12)
}

/// Whether the digits are part of a UUID or of a hash written in hexadecimal.
fn within_id(bytes: &[u8], from: usize, to: usize) -> bool {
    let belongs = |b: &&u8| b.is_ascii_hexdigit() || **b == b'-';
    let before = bytes[..from].iter().rev().take_while(belongs).count();
    let behind = bytes[to..].iter().take_while(belongs).count();
    let word = &bytes[from - before..to + behind];
    let hash = word.len() >= 32 && word.iter().all(u8::is_ascii_hexdigit);
    hash || is_uuid(word)
}

fn is_uuid(word: &[u8]) -> bool {
    let groups: Vec<usize> = word.split(|b| *b == b'-').map(<[u8]>::len).collect();
    groups == [8, 4, 4, 4, 12]
}

/// A copy of the report in which every text is masked. The fields are named one by one, so
/// that a new one cannot be forgotten.
pub(crate) fn masked(report: &RunReport) -> RunReport {
    let RunReport {
        version,
        interface_version,
        profile,
        seed,
        epoch,
        started_at,
        target,
        summary,
        clauses,
        scenarios,
    } = report;
    RunReport {
        version: version.clone(),
        interface_version: interface_version.clone(),
        profile: profile.iter().map(masked_value).collect(),
        seed: *seed,
        epoch: *epoch,
        started_at: *started_at,
        target: masked_option(target.as_deref()),
        summary: *summary,
        clauses: clauses.clone(),
        scenarios: scenarios.iter().map(masked_scenario).collect(),
    }
}

fn masked_value(value: &ProfileValue) -> ProfileValue {
    let ProfileValue {
        name,
        value,
        clause,
        overridden,
    } = value;
    ProfileValue {
        name: mask_cpr(name),
        value: masked_json(value),
        clause: clause.clone(),
        overridden: *overridden,
    }
}

fn masked_json(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(mask_cpr(text)),
        Value::Array(items) => Value::Array(items.iter().map(masked_json).collect()),
        Value::Object(fields) => {
            let masked = fields.iter().map(|(k, v)| (mask_cpr(k), masked_json(v)));
            Value::Object(masked.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn masked_scenario(scenario: &ScenarioResult) -> ScenarioResult {
    let ScenarioResult {
        name,
        file,
        verdict,
        clauses,
        tags,
        checks,
        seed,
        epoch,
        overrides,
        wall_ms,
        virtual_span,
        reason,
        timeline,
    } = scenario;
    ScenarioResult {
        name: mask_cpr(name),
        file: mask_cpr(file),
        verdict: *verdict,
        clauses: clauses.clone(),
        tags: tags.iter().map(|tag| mask_cpr(tag)).collect(),
        checks: checks.iter().map(masked_check).collect(),
        seed: *seed,
        epoch: *epoch,
        overrides: overrides.iter().map(masked_value).collect(),
        wall_ms: *wall_ms,
        virtual_span: virtual_span.clone(),
        reason: masked_option(reason.as_deref()),
        timeline: masked_timeline(timeline),
    }
}

fn masked_timeline(timeline: &Timeline) -> Timeline {
    let Timeline {
        happenings,
        left_out,
    } = timeline;
    let masked = happenings.iter().map(|happening| {
        let Happening {
            at,
            place,
            kind,
            tone,
            words,
            message,
            clause,
        } = happening;
        Happening {
            at: *at,
            place: mask_cpr(place),
            kind: *kind,
            tone: *tone,
            words: mask_cpr(words),
            message: masked_option(message.as_deref()),
            clause: clause.clone(),
        }
    });
    Timeline {
        happenings: masked.collect(),
        left_out: *left_out,
    }
}

fn masked_part(part: &Part) -> Part {
    let Part {
        headers,
        body,
        body_size,
        cut,
    } = part;
    let headers = headers.iter();
    Part {
        headers: headers
            .map(|(name, value)| (name.clone(), mask_cpr(value)))
            .collect(),
        body: mask_cpr(body),
        body_size: *body_size,
        cut: *cut,
    }
}

fn masked_check(check: &Check) -> Check {
    let Check {
        name,
        verdict,
        level,
        clauses,
        at,
        file,
        line,
        column,
        expected,
        seen,
        remedy,
        exchanges,
        reason,
    } = check;
    Check {
        name: mask_cpr(name),
        verdict: *verdict,
        level: *level,
        clauses: clauses.clone(),
        at: *at,
        file: mask_cpr(file),
        line: *line,
        column: *column,
        expected: masked_option(expected.as_deref()),
        seen: masked_option(seen.as_deref()),
        remedy: masked_option(remedy.as_deref()),
        exchanges: exchanges.iter().map(masked_exchange).collect(),
        reason: masked_option(reason.as_deref()),
    }
}

fn masked_exchange(exchange: &ExchangeExcerpt) -> ExchangeExcerpt {
    let ExchangeExcerpt {
        at,
        direction,
        kind,
        method,
        url,
        status,
        error,
        system,
        request,
        response,
    } = exchange;
    ExchangeExcerpt {
        at: *at,
        direction: *direction,
        kind: kind.clone(),
        method: method.clone(),
        url: masked_option(url.as_deref()),
        status: *status,
        error: masked_option(error.as_deref()),
        system: masked_option(system.as_deref()),
        request: request.as_ref().map(masked_part),
        response: response.as_ref().map(masked_part),
    }
}

fn masked_option(text: Option<&str>) -> Option<String> {
    text.map(mask_cpr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_four_digits_go() {
        assert_eq!(
            mask_cpr("to 2211771212, not 12345674"),
            "to 221177****, not 12345674"
        );
        assert_eq!(mask_cpr("2211771212"), "221177****");
        assert_eq!(
            mask_cpr("/mailboxes/2211771212/messages"),
            "/mailboxes/221177****/messages"
        );
        assert_eq!(
            mask_cpr("åCPR2211771212å0101555001ø"),
            "åCPR221177****å010155****ø"
        );
    }

    #[test]
    fn a_hyphen_does_not_hide_a_number() {
        assert_eq!(mask_cpr("221177-1212."), "221177-****.");
        assert_eq!(mask_cpr("221177-12123"), "221177-12123");
    }

    #[test]
    fn replacement_numbers_are_numbers_too() {
        assert_eq!(mask_cpr("6101801234"), "610180****");
    }

    #[test]
    fn what_is_no_date_or_not_ten_digits_stays() {
        for text in [
            "1767600000",
            "3213771212",
            "2200771212",
            "22117712121",
            "221177121",
            "221177",
        ] {
            assert_eq!(mask_cpr(text), text);
        }
    }

    #[test]
    fn ids_and_hashes_stay_whole() {
        let uuid = "241d39f6-998e-4929-b198-a2211771212b";
        let hash = "a2211771212bcdefa2211771212bcdefa2211771212bcdefa2211771212bcdef";
        assert_eq!(mask_cpr(uuid), uuid);
        assert_eq!(mask_cpr(hash), hash);
    }

    #[test]
    fn many_numbers_in_a_row_are_no_id() {
        let masked = mask_cpr("2211771212-2211771213-2211771214-2211771215");
        assert_eq!(masked, "221177****-221177****-221177****-221177****");
    }
}
