//! xs:date and xs:dateTime: the texts that XML Schema 1.0 takes for them.
//!
//! Years may have more than four digits and a minus sign, and there is no year 0. A day ends at
//! 24:00:00 as well. Leap seconds do not exist.
use jiff::civil::Date;

/// Whether a text is an xs:date.
pub(super) fn is_date(text: &str) -> bool {
    take_date(text).is_some_and(|(_, rest)| is_zone_or_nothing(rest))
}

/// Whether a text is an xs:dateTime.
pub(super) fn is_date_time(text: &str) -> bool {
    let time = take_date(text).and_then(|(_, rest)| rest.strip_prefix('T'));
    time.and_then(take_time).is_some_and(is_zone_or_nothing)
}

/// The day of an xs:date, its time zone left aside.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    let (date, rest) = take_date(text)?;
    if !is_zone_or_nothing(rest) {
        return None;
    }
    // XML Schema knows years that the calendar here does not reach: they count as its ends, so
    // that a date far ahead stays far ahead.
    let is_before = text.starts_with('-');
    let year = date.year.and_then(|year| i16::try_from(year).ok());
    year.and_then(|year| Date::new(year, date.month, date.day).ok())
        .or(Some(if is_before { Date::MIN } else { Date::MAX }))
}

struct Day {
    /// None when it has too many digits to be of use.
    year: Option<i64>,
    month: i8,
    day: i8,
}

fn take_date(text: &str) -> Option<(Day, &str)> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = rest.split_at(digits);
    if year.len() < 4 || (year.len() > 4 && year.starts_with('0')) || year == "0000" {
        return None;
    }
    let (month, rest) = take_two(rest.strip_prefix('-')?)?;
    let (day, rest) = take_two(rest.strip_prefix('-')?)?;
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let year = year.parse::<i64>().ok();
    let year = year.map(|year| if negative { -year } else { year });
    Some((Day { year, month, day }, rest))
}

/// Only the last four digits matter, for 10,000 is a multiple of 400. Years before Christ are
/// counted as they are written, without a year 0 to shift them.
fn is_leap(year: &str) -> bool {
    let year: u32 = year[year.len() - 4..].parse().unwrap_or(1);
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn take_time(text: &str) -> Option<&str> {
    let (hour, rest) = take_two(text)?;
    let (minute, rest) = take_two(rest.strip_prefix(':')?)?;
    let (second, rest) = take_two(rest.strip_prefix(':')?)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 {
                return None;
            }
            rest.split_at(digits)
        }
        None => ("", rest),
    };
    let end_of_day =
        hour == 24 && minute == 0 && second == 0 && fraction.bytes().all(|digit| digit == b'0');
    ((hour < 24 && minute < 60 && second < 60) || end_of_day).then_some(rest)
}

fn is_zone_or_nothing(text: &str) -> bool {
    if matches!(text, "" | "Z") {
        return true;
    }
    let zone = || {
        let text = text.strip_prefix(['+', '-'])?;
        let (hour, text) = take_two(text)?;
        let (minute, text) = take_two(text.strip_prefix(':')?)?;
        Some(text.is_empty() && minute < 60 && (hour < 14 || (hour == 14 && minute == 0)))
    };
    zone().unwrap_or(false)
}

fn take_two(text: &str) -> Option<(i8, &str)> {
    let bytes = text.as_bytes();
    match bytes {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => {
            Some((((tens - b'0') * 10 + (ones - b'0')) as i8, &text[2..]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_as_xml_schema_has_them() {
        for text in [
            "2026-01-05",
            "2024-02-29",
            "2000-02-29",
            "12026-01-05",
            "-0044-03-15",
            "2026-01-05Z",
            "2026-01-05+14:00",
            "2026-01-05-01:30",
        ] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "",
            "2026-1-5",
            "26-01-05",
            "2026-13-01",
            "2026-00-10",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "0000-01-01",
            "02026-01-05",
            "+2026-01-05",
            "2026-01-05T00:00:00",
            "2026-01-05+14:01",
            "2026-01-05+1400",
            "2026-01-05z",
            "2026-01-00",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn times_are_taken_as_xml_schema_has_them() {
        for text in [
            "2026-01-05T00:00:00Z",
            "2026-01-05T24:00:00Z",
            "2026-01-05T24:00:00.000Z",
            "2026-01-05T23:59:59.999999999999Z",
            "2026-01-05T12:00:00",
            "2026-01-05T12:00:00+01:00",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "2026-01-05",
            "2026-01-05T12:00Z",
            "2026-01-05T24:00:01Z",
            "2026-01-05T24:00:00.1Z",
            "2026-01-05T25:00:00Z",
            "2026-01-05T12:60:00Z",
            "2026-01-05T23:59:60Z",
            "2026-01-05T12:00:00.Z",
            "2026-01-05t12:00:00Z",
            "2026-01-05 12:00:00Z",
            "2026-01-05T12:00:00ZZ",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }

    #[test]
    fn the_day_of_a_date_is_kept_without_its_zone() {
        assert_eq!(parse_date("2026-01-05+01:00"), Date::new(2026, 1, 5).ok());
        assert_eq!(
            parse_date("123456789012345678901234-01-05"),
            Some(Date::MAX)
        );
        assert_eq!(parse_date("10000-01-01"), Some(Date::MAX));
        assert_eq!(parse_date("-10000-01-01"), Some(Date::MIN));
    }
}
